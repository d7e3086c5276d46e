//! What each message says in each language: the proposed words, those of the structure,
//! and whether somebody who speaks the language read them over.

mod form;
mod one;

use application::messages::book::KeptText;
use axum::extract::State;
use maud::{Markup, html};
use messages::{Kind, Language, texts::OwnText};
use structures::{Action, StaffMember};
use web_kit::{
    Flash, PageError,
    components::{Column, table},
    fr,
};

use super::{Part, framed};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};

pub use one::message;

/// The routes of the texts.
pub fn routes() -> Vec<Route> {
    let manage = Needs::Permission(Action::ManageSettings);
    vec![
        Route::get(urls::MESSAGE_TEXTS, manage, page),
        Route::get(
            "/parametres/messages/textes/{kind}/{language}",
            manage,
            one::page,
        ),
        Route::post(
            "/parametres/messages/textes/{kind}/{language}",
            manage,
            one::save,
        ),
        Route::post(
            "/parametres/messages/textes/{kind}/{language}/proposer",
            manage,
            one::restore,
        ),
        Route::post(
            "/parametres/messages/textes/{kind}/{language}/relire",
            manage,
            one::review,
        ),
    ]
}

/// What the structure keeps of its texts.
pub struct Kept(Vec<KeptText>);

impl Kept {
    /// Reads all of it.
    pub async fn read(staff: &Staff, session: &StaffSession) -> Result<Self, PageError> {
        let texts = staff.message_settings.texts(&session.actor).await;
        let Ok(texts) = unless_refused(texts, urls::MESSAGE_TEXTS)?;
        Ok(Self(texts))
    }

    /// What is kept of a text, if anything.
    pub fn of(&self, kind: Kind, language: Language) -> Option<&KeptText> {
        self.0
            .iter()
            .find(|kept| (kept.kind, kept.language) == (kind, language))
    }

    /// The structure's own words; none where the proposed ones are used.
    pub fn own(&self, kind: Kind, language: Language) -> Option<OwnText> {
        let own = self.of(kind, language)?.own.as_deref()?;
        OwnText::parse(kind, language, own).ok()
    }

    /// Whether somebody read over what is used.
    fn is_reviewed(&self, kind: Kind, language: Language) -> bool {
        let kept = self.of(kind, language);
        kept.is_some_and(|kept| kept.reviewed.is_some())
            || (language.is_reviewed() && kept.is_none_or(|kept| kept.own.is_none()))
    }
}

/// « Anglais (English) »; French alone.
pub fn language_name(language: Language) -> String {
    let name = capitalised(language.label());
    match language {
        Language::French => name,
        Language::English
        | Language::Spanish
        | Language::Portuguese
        | Language::Romanian
        | Language::Arabic
        | Language::Russian
        | Language::Ukrainian
        | Language::Dari => format!("{name} ({})", language.native()),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The names of the staff, for those who changed or read a text.
async fn team(staff: &Staff, session: &StaffSession) -> Result<Vec<StaffMember>, PageError> {
    let found = staff.team.colleagues(&session.actor).await;
    // No rule refuses to read the names of one's colleagues.
    unless_refused(found, urls::MESSAGE_TEXTS)?.map_err(|_| PageError::Forbidden)
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let kept = Kept::read(&staff, &session).await?;
    let mut columns = vec![Column::new("Message")];
    let languages = Language::ALL.iter();
    columns.extend(languages.map(|language| Column::new(capitalised(language.label()))));
    let rows = Kind::ALL
        .iter()
        .map(|kind| {
            let mut row = vec![html! { (kind.label()) }];
            let cells = Language::ALL
                .iter()
                .map(|language| cell(&kept, *kind, *language));
            row.extend(cells);
            row
        })
        .collect();
    let content = html! {
        p {
            "Chaque personne reçoit ses messages dans la langue notée dans ses coordonnées, en français si ce n’est pas "
            "l’une de celles-ci. Un texte proposé dit peu, exprès" (fr::NBSP) ": ni nom, ni motif, ni mot qui révèle une aide."
        }
        p {
            "«" (fr::NBSP) "À relire" (fr::NBSP) "»" (fr::NBSP) ": aucune personne qui parle cette langue n’a encore vérifié "
            "ce texte dans votre structure. Il part quand même."
        }
        (table("Textes des messages, par motif et par langue", columns, rows).caption_hidden())
    };
    Ok(framed(
        &session,
        Part::Texts,
        flash.code().and_then(super::message),
        &content,
    ))
}

fn cell(kept: &Kept, kind: Kind, language: Language) -> Markup {
    let own = kept
        .of(kind, language)
        .is_some_and(|kept| kept.own.is_some());
    html! {
        a href=(urls::message_text(kind, language)) {
            @if own { "De la structure" } @else { "Proposé" }
            span.fr-sr-only { (fr::typo(" : ")) (kind.label()) ", " (language.label()) }
        }
        span.app-second { @if kept.is_reviewed(kind, language) { "Relu" } @else { "À relire" } }
    }
}
