//! Fields that one chooses in.

use super::{error_id, error_text, label_text};
use crate::Field;
use maud::{Markup, Render, html};

/// One of the values of a field, and the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
    closed: bool,
}

impl Choice {
    /// A choice. An empty value stands for no choice.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
            closed: false,
        }
    }

    /// Shown, but not to be chosen today; the hint says why (not shown in a [`select`]).
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// Explains the choice (not shown in a [`select`]).
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A list to choose from: for more than five choices.
#[derive(Debug, Clone)]
pub struct Select<'a> {
    id: &'a str,
    label: &'a str,
    field: &'a Field,
    choices: Vec<Choice>,
    hint: Option<&'a str>,
    optional: bool,
    empty: &'a str,
}

/// A list to choose from, whose first line is no choice.
#[must_use]
pub const fn select<'a>(
    id: &'a str,
    label: &'a str,
    field: &'a Field,
    choices: Vec<Choice>,
) -> Select<'a> {
    Select {
        id,
        label,
        field,
        choices,
        hint: None,
        optional: false,
        empty: "Choisir",
    }
}

impl<'a> Select<'a> {
    /// Helps to choose: stands between the label and the list.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// May be left without a choice, and says so.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The words of no choice: « Tous » in a filter.
    #[must_use]
    pub const fn empty(mut self, words: &'a str) -> Self {
        self.empty = words;
        self
    }
}

impl Render for Select<'_> {
    fn render(&self) -> Markup {
        let error = self.field.error.as_deref();
        html! {
            div.fr-select-group.fr-select-group--error[error.is_some()] {
                label.fr-label for=(self.id) { (label_text(self.label, self.optional, self.hint)) }
                select.fr-select.fr-select--error[error.is_some()] id=(self.id) name=(self.id) autocomplete="off"
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| error_id(self.id))] {
                    option value="" { (self.empty) }
                    @for choice in &self.choices {
                        option value=(choice.value) selected[choice.value == self.field.text()] { (choice.label) }
                    }
                }
                (error_text(self.id, error))
            }
        }
    }
}

/// Radio buttons or checkboxes under one legend: for up to five choices.
#[derive(Debug, Clone)]
pub struct Choices<'a> {
    id: &'a str,
    legend: &'a str,
    chosen: Vec<&'a str>,
    error: Option<&'a str>,
    choices: Vec<Choice>,
    hint: Option<&'a str>,
    optional: bool,
    inline: bool,
    several: bool,
}

/// One choice among a few. The first button bears the identifier, the others `id-1`, `id-2`…
#[must_use]
pub fn radio_group<'a>(
    id: &'a str,
    legend: &'a str,
    field: &'a Field,
    choices: Vec<Choice>,
) -> Choices<'a> {
    Choices {
        id,
        legend,
        chosen: vec![field.text()],
        error: field.error.as_deref(),
        choices,
        hint: None,
        optional: false,
        inline: false,
        several: false,
    }
}

/// Any of a few choices; the name is sent once for each that is ticked, so the submitted
/// struct has a `Vec<String>`.
#[must_use]
pub fn checkbox_group<'a>(
    id: &'a str,
    legend: &'a str,
    ticked: &'a [String],
    error: Option<&'a str>,
    choices: Vec<Choice>,
) -> Choices<'a> {
    Choices {
        id,
        legend,
        chosen: ticked.iter().map(String::as_str).collect(),
        error,
        choices,
        hint: None,
        optional: false,
        inline: false,
        several: true,
    }
}

impl<'a> Choices<'a> {
    /// Helps to choose: stands under the legend.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// May be left without a choice, and says so. Radio buttons get a last one to clear
    /// them, « Non renseigné », unless one of the choices is already empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Puts short choices side by side.
    #[must_use]
    pub const fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    fn shown(&self) -> Vec<Choice> {
        let mut choices = self.choices.clone();
        if self.optional && !self.several && choices.iter().all(|choice| !choice.value.is_empty()) {
            choices.push(Choice::new("", "Non renseigné"));
        }
        choices
    }
}

impl Render for Choices<'_> {
    fn render(&self) -> Markup {
        let id = self.id;
        let legend_id = format!("{id}-legende");
        let labelled_by = match self.error {
            Some(_) => format!("{legend_id} {}", error_id(id)),
            None => legend_id.clone(),
        };
        let (group, kind) = if self.several {
            ("fr-checkbox-group", "checkbox")
        } else {
            ("fr-radio-group", "radio")
        };
        html! {
            fieldset.fr-fieldset.fr-fieldset--error[self.error.is_some()] id={ (id) "-groupe" }
                aria-labelledby=(labelled_by) role=[self.error.map(|_| "group")] {
                legend.fr-fieldset__legend.fr-fieldset__legend--regular id=(legend_id) {
                    (label_text(self.legend, self.optional, self.hint))
                }
                @for (index, choice) in self.shown().iter().enumerate() {
                    @let choice_id = if index == 0 { id.to_owned() } else { format!("{id}-{index}") };
                    div.fr-fieldset__element.fr-fieldset__element--inline[self.inline] {
                        div class=(group) {
                            input type=(kind) id=(choice_id) name=(id) value=(choice.value) autocomplete="off"
                                disabled[choice.closed] checked[self.chosen.contains(&choice.value.as_str())];
                            label.fr-label for=(choice_id) {
                                (label_text(&choice.label, false, choice.hint.as_deref()))
                            }
                        }
                    }
                }
                @if self.error.is_some() {
                    div.fr-messages-group { (error_text(id, self.error)) }
                }
            }
        }
    }
}

/// One box to tick.
#[derive(Debug, Clone)]
pub struct Checkbox<'a> {
    id: &'a str,
    label: &'a str,
    field: &'a Field,
    hint: Option<&'a str>,
}

/// One box to tick, sent as `oui`; see [`Field::is_ticked`].
#[must_use]
pub const fn checkbox<'a>(id: &'a str, label: &'a str, field: &'a Field) -> Checkbox<'a> {
    Checkbox {
        id,
        label,
        field,
        hint: None,
    }
}

impl<'a> Checkbox<'a> {
    /// Explains what ticking means.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }
}

impl Render for Checkbox<'_> {
    fn render(&self) -> Markup {
        let Self {
            id,
            label,
            field,
            hint,
        } = *self;
        let error = field.error.as_deref();
        html! {
            div.fr-checkbox-group.fr-checkbox-group--error[error.is_some()] {
                input type="checkbox" id=(id) name=(id) value="oui" checked[field.is_ticked()] autocomplete="off"
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| error_id(id))];
                label.fr-label for=(id) { (label_text(label, false, hint)) }
                (error_text(id, error))
            }
        }
    }
}
