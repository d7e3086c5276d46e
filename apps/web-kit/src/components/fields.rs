//! Fields that one types in.

use super::{error_id, error_text, label_text};
use crate::{Field, fr};
use maud::{Markup, Render, html};
use uuid::Uuid;

/// A field of one line.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    id: &'a str,
    label: &'a str,
    field: &'a Field,
    kind: Kind,
    hint: Option<&'a str>,
    optional: bool,
    autocomplete: Option<&'a str>,
    max_length: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Email,
    Tel,
    Password,
    Date,
    Number,
}

impl Kind {
    const fn html_type(self) -> &'static str {
        match self {
            Self::Text | Self::Date | Self::Number => "text",
            Self::Email => "email",
            Self::Tel => "tel",
            Self::Password => "password",
        }
    }

    const fn keyboard(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("numeric"),
            Self::Text | Self::Email | Self::Tel | Self::Password | Self::Date => None,
        }
    }
}

/// A text of one line. The identifier is also the name under which it is sent.
#[must_use]
pub const fn text_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    input(Kind::Text, id, label, field)
}

/// An e-mail address.
#[must_use]
pub const fn email_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    Input {
        hint: Some("Format attendu : nom@domaine.fr"),
        ..input(Kind::Email, id, label, field)
    }
}

/// A telephone number.
#[must_use]
pub const fn tel_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    Input {
        hint: Some("Exemple : 06 12 34 56 78"),
        ..input(Kind::Tel, id, label, field)
    }
}

/// The password that one has. It never comes back filled.
#[must_use]
pub const fn password_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    Input {
        autocomplete: Some("current-password"),
        ..input(Kind::Password, id, label, field)
    }
}

/// A password that one chooses. It never comes back filled.
#[must_use]
pub const fn new_password_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    Input {
        autocomplete: Some("new-password"),
        ..input(Kind::Password, id, label, field)
    }
}

/// A date typed in one field, see [`Field::date`].
#[must_use]
pub const fn date_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    Input {
        hint: Some("Format attendu : jj/mm/aaaa, par exemple 23/01/1989"),
        max_length: Some(10),
        ..input(Kind::Date, id, label, field)
    }
}

/// A whole number.
#[must_use]
pub const fn number_field<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    input(Kind::Number, id, label, field)
}

const fn input<'a>(kind: Kind, id: &'a str, label: &'a str, field: &'a Field) -> Input<'a> {
    Input {
        id,
        label,
        field,
        kind,
        hint: None,
        optional: false,
        autocomplete: None,
        max_length: None,
    }
}

impl<'a> Input<'a> {
    /// Helps to fill it: stands between the label and the field.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// May be left empty, and says so.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The purpose of a field about the person who types: `email`, `given-name`… Fields
    /// about somebody else have none, so browsers do not offer to fill them.
    #[must_use]
    pub const fn autocomplete(mut self, purpose: &'a str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// The most that can be typed, in UTF-16 units as browsers count.
    #[must_use]
    pub const fn max_length(mut self, length: u16) -> Self {
        self.max_length = Some(length);
        self
    }
}

impl Render for Input<'_> {
    fn render(&self) -> Markup {
        let Self {
            id,
            label,
            field,
            kind,
            hint,
            optional,
            autocomplete,
            max_length,
        } = *self;
        let error = field.error.as_deref();
        let value = (kind != Kind::Password).then_some(field.raw.as_str());
        html! {
            div.fr-input-group.fr-input-group--error[error.is_some()] {
                label.fr-label for=(id) { (label_text(label, optional, hint)) }
                input.fr-input.fr-input--error[error.is_some()].app-input--short[kind == Kind::Date || kind == Kind::Number]
                    type=(kind.html_type()) id=(id) name=(id) value=[value]
                    inputmode=[kind.keyboard()] maxlength=[max_length]
                    autocomplete=(autocomplete.unwrap_or("off"))
                    spellcheck=[(kind != Kind::Text).then_some("false")]
                    aria-required=[(!optional).then_some("true")]
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| error_id(id))];
                (error_text(id, error))
            }
        }
    }
}

/// A text of several lines.
#[derive(Debug, Clone)]
pub struct Textarea<'a> {
    id: &'a str,
    label: &'a str,
    field: &'a Field,
    max_length: u16,
    hint: Option<&'a str>,
    optional: bool,
    rows: u8,
    language: Option<(&'a str, bool)>,
}

/// A text of several lines of at most `max_length` characters, which the page says.
#[must_use]
pub const fn textarea<'a>(
    id: &'a str,
    label: &'a str,
    field: &'a Field,
    max_length: u16,
) -> Textarea<'a> {
    Textarea {
        id,
        label,
        field,
        max_length,
        hint: None,
        optional: false,
        rows: 4,
        language: None,
    }
}

impl<'a> Textarea<'a> {
    /// Helps to fill it: stands between the label and the field.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// May be left empty, and says so.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// What is typed is in another language, by its tag, and perhaps runs from right to left.
    #[must_use]
    pub const fn written_in(mut self, tag: &'a str, right_to_left: bool) -> Self {
        self.language = Some((tag, right_to_left));
        self
    }

    /// The number of lines that show.
    #[must_use]
    pub const fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }
}

impl Render for Textarea<'_> {
    fn render(&self) -> Markup {
        let Self {
            id,
            label,
            field,
            max_length,
            hint,
            optional,
            rows,
            language,
        } = *self;
        let error = field.error.as_deref();
        let limit = format!("{} caractères au plus.", fr::number(max_length.into()));
        let hint = hint.map_or_else(|| limit.clone(), |hint| format!("{hint} {limit}"));
        html! {
            div.fr-input-group.fr-input-group--error[error.is_some()] {
                label.fr-label for=(id) { (label_text(label, optional, Some(&hint))) }
                // A browser drops the first line feed of the content: this one.
                textarea.fr-input.fr-input--error[error.is_some()] id=(id) name=(id) rows=(rows)
                    lang=[language.map(|(tag, _)| tag)] dir=[language.map(|(_, rtl)| if rtl { "rtl" } else { "ltr" })]
                    maxlength=(max_length) autocomplete="off" aria-required=[(!optional).then_some("true")]
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| error_id(id))]
                    { "\n" (field.raw) }
                (error_text(id, error))
            }
        }
    }
}

/// Fields that belong together, under one name.
#[must_use]
pub fn fieldset(legend: &str, fields: &dyn Render) -> Markup {
    html! {
        fieldset.fr-fieldset {
            legend.fr-fieldset__legend { (legend) }
            div.fr-fieldset__content.app-fieldset { (fields.render()) }
        }
    }
}

/// Says once, at the top of a form, which fields must be filled.
#[must_use]
pub fn required_note() -> Markup {
    html! { p.fr-text--sm { "Tous les champs sont obligatoires, sauf ceux marqués «\u{a0}facultatif\u{a0}»." } }
}

/// A value that the form sends back as it is.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The key that makes two sendings of one form a single act. Sent as `cle`.
#[must_use]
pub fn idempotency_key(key: Uuid) -> Markup {
    html! { input type="hidden" name="cle" value=(key); }
}
