//! The form of one text: the words, what they may hold, and how they would arrive.

use maud::{Markup, html};
use messages::{
    Kind, Language,
    texts::{self, OwnText, Placeholder, TextRefused},
};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{button, buttons, error_summary, link_button, textarea},
    fr,
};

use super::super::{Carriers, preview, words};
use crate::urls;

/// The element that shows the message.
pub const PREVIEW: &str = "apercu-texte";

/// How much can be typed, in UTF-16 units: more than any number of segments holds.
const ROOM: u16 = 700;

/// The form, as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TextForm {
    pub texte: Field,
    /// Only the preview is asked for.
    pub apercu: Field,
}

/// Which text it is, and with what it leaves.
pub struct About<'a> {
    pub kind: Kind,
    pub language: Language,
    pub sender: &'a str,
    pub signature: Option<&'a str>,
    pub carriers: Carriers,
}

impl TextForm {
    /// Filled with the words that are used.
    pub fn of(about: &About<'_>, own: Option<&str>) -> Self {
        let used = own.unwrap_or_else(|| texts::proposed(about.kind, about.language));
        Self {
            texte: used.into(),
            ..Self::default()
        }
    }

    /// The words as typed; none where they are the proposed ones.
    #[expect(
        clippy::option_option,
        reason = "an error beside the field, the proposed words, words of the structure"
    )]
    pub fn read(&mut self, about: &About<'_>) -> Option<Option<OwnText>> {
        if self.texte.text() == texts::proposed(about.kind, about.language) {
            return Some(None);
        }
        let (kind, language) = (about.kind, about.language);
        self.texte
            .try_parse(
                |typed| OwnText::parse(kind, language, typed),
                |wrong: TextRefused| words::text(&wrong),
            )
            .map(Some)
    }

    /// The form.
    pub fn render(&self, about: &About<'_>) -> Markup {
        let action = urls::message_text(about.kind, about.language);
        html! {
            form.app-booking method="post" action=(action) novalidate {
                div.app-form {
                    (error_summary(None, &[("texte", &self.texte)]))
                    (textarea("texte", "Texte de la structure", &self.texte, ROOM).rows(5)
                        .written_in(about.language.tag(), about.language.is_rtl())
                        .hint("Sans la signature, ajoutée à la fin de chaque message. Avec elle, le tout compte pour quatre SMS au plus."))
                    (rules(about))
                    (buttons(&[
                        &button("Enregistrer ce texte"),
                        &link_button("Revenir aux textes", urls::MESSAGE_TEXTS).tertiary(),
                    ]))
                }
                div {
                    h2 { "Aperçu" }
                    p { (button("Actualiser l’aperçu").tertiary().small().sends("apercu", "oui")) }
                    (preview::remarks(&self.wrong(about)))
                    div id=(PREVIEW) hx-post=(action)
                        hx-trigger="input changed delay:300ms from:#texte"
                        hx-include="closest form" hx-vals="{\"apercu\":\"oui\"}" hx-sync="this:replace" hx-swap="innerHTML" {
                        (self.preview(about))
                    }
                }
            }
        }
    }

    /// What the script asks for: the message, and what is wrong with what was typed.
    pub fn again(&self, about: &About<'_>) -> Markup {
        html! {
            (self.preview(about))
            (preview::remarks_again(&self.wrong(about)))
        }
    }

    /// What is wrong with the words, unless the field says so already.
    fn wrong(&self, about: &About<'_>) -> Vec<String> {
        let mut typed = self.typed();
        if self.texte.error.is_some() || typed.read(about).is_some() {
            return Vec::new();
        }
        typed.texte.error.into_iter().collect()
    }

    fn typed(&self) -> Self {
        Self {
            texte: Field::new(self.texte.raw.clone()),
            ..Self::default()
        }
    }

    /// The message with these words.
    fn preview(&self, about: &About<'_>) -> Markup {
        match self.typed().read(about) {
            Some(own) => shown(about, own.as_ref()),
            None => html! {
                p.fr-hint-text { "L’aperçu paraîtra quand le texte pourra être envoyé." }
            },
        }
    }
}

/// The message by text message and by e-mail.
fn shown(about: &About<'_>, own: Option<&OwnText>) -> Markup {
    let said = preview::example(about.kind, about.language, own, about.signature);
    html! {
        h3 { "Par SMS" }
        (preview::bubble(Some(about.sender), Some(about.language), &said.text))
        (preview::measured(&said.text, about.carriers.price))
        h3 { "Par courriel" }
        (preview::mail(about.language, &said.subject, &said.paragraphs.join("\n\n")))
    }
}

/// What the words may hold.
fn rules(about: &About<'_>) -> Markup {
    let allowed = Placeholder::allowed(about.kind);
    let required = Placeholder::required(about.kind);
    html! {
            div {
                @if !allowed.is_empty() {
                    p { "Remplacé au moment de l’envoi" (fr::NBSP) ":" }
                    ul {
                        @for placeholder in allowed {
                            li {
                                code { "{" (placeholder.code()) "}" } " " (meaning(*placeholder))
                                @if required.contains(placeholder) { ", obligatoire" }
                                ", par exemple «" (fr::NBSP)
                                bdi lang=(about.language.tag()) { (placeholder.example(about.language)) }
                                (fr::NBSP) "»"
                            }
                        }
                    }
                }
                p { "Ce qui n’est pas permis" (fr::NBSP) ":" }
                ul {
                    li { "un nom de personne, un motif, un mot qui dise l’aide ou la domiciliation (CCAS, RSA, social, hébergement…)" (fr::NBSP) ";" }
                    li { "un texte trop long, signature comprise." }
                }
    p { "Les lettres « ç », « ê », « â », « œ » font compter un SMS double" (fr::NBSP) ": le texte proposé les évite. L’apostrophe et les guillemets sont écrits simplement d’eux-mêmes." }
            }
        }
}

/// What stands in place of a word between braces.
const fn meaning(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::Mail => "ce qui attend",
        Placeholder::Date => "le jour",
        Placeholder::Time => "l’heure",
    }
}
