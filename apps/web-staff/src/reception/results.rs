//! What the box answers: people found, the person of a card, or the last ones.

use std::ops::Range;

use application::{
    find::{Found, Mention, MentionKind, marks},
    reads::DossierRow,
};
use domiciliation::{card::CardCode, mail::MailKind};
use kernel::DossierId;
use maud::{Markup, html};
use web_kit::{
    PageError,
    components::{Level, badge, notice},
    fr,
};

use super::scanned;
use crate::{
    Staff, list,
    session::{StaffSession, page_error},
    urls, words,
};

/// How many people are shown: those that a screen holds. Who is not among them needs one
/// more word.
const SHOWN: u32 = 10;
/// How many of the last persons.
const LAST: usize = 5;

/// What was asked, and what it came to.
pub struct Results {
    asked: String,
    answer: Answer,
}

enum Answer {
    /// Nothing was asked: the last persons of this browser.
    Last(Vec<DossierRow>),
    /// A card of somebody who is here.
    Card(Box<DossierRow>),
    /// A card that is torn, misread, or not from here: nobody learns which.
    Unreadable,
    /// The people who answer best, the best first.
    Found(Vec<Found>),
}

impl Results {
    /// Asks.
    pub async fn of(
        staff: &Staff,
        session: &StaffSession,
        asked: &str,
        last: &[String],
    ) -> Result<Self, PageError> {
        let structure = session.actor.structure_id();
        let rows = async |ids: &[DossierId]| {
            let rows = staff.lists.rows_of(structure, ids).await;
            rows.map_err(page_error)
        };
        let answer = if asked.is_empty() {
            let ids: Vec<DossierId> = last
                .iter()
                .take(LAST)
                .filter_map(|id| id.parse().ok())
                .collect();
            let mut rows = rows(&ids).await?;
            rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
            Answer::Last(rows)
        } else if let Some(id) = scanned(asked) {
            let found = rows(&[id]).await?.pop();
            found.map_or(Answer::Unreadable, |row| Answer::Card(Box::new(row)))
        } else {
            let found = staff.search.find(structure, asked, SHOWN).await;
            let found = found.map_err(page_error)?;
            if found.is_empty() && CardCode::is_meant_by(asked) {
                Answer::Unreadable
            } else {
                Answer::Found(found)
            }
        };
        Ok(Self {
            asked: asked.to_owned(),
            answer,
        })
    }

    /// What was asked.
    pub fn asked(&self) -> &str {
        &self.asked
    }

    /// The person of the card that was read.
    pub fn card(&self) -> Option<DossierId> {
        match &self.answer {
            Answer::Card(row) => Some(row.id),
            Answer::Last(_) | Answer::Unreadable | Answer::Found(_) => None,
        }
    }

    /// The answer for the script: the results, and how many they are, which is announced.
    pub fn fragment(&self, session: &StaffSession) -> Markup {
        let said = match &self.answer {
            Answer::Last(_) | Answer::Card(_) => String::new(),
            Answer::Unreadable => UNREADABLE.to_owned(),
            Answer::Found(found) if found.is_empty() => NOBODY.to_owned(),
            Answer::Found(found) => counted(found),
        };
        html! {
            (self.drawn(session))
            span id="compte" hx-swap-oob="innerHTML" { (fr::typo(&said)) }
        }
    }

    /// The results.
    pub fn drawn(&self, session: &StaffSession) -> Markup {
        match &self.answer {
            Answer::Last(rows) if rows.is_empty() => html! {},
            Answer::Last(rows) => html! {
                h2.app-desk__heading { "Dernières personnes" }
                ul.app-hits { @for row in rows { (self.hit(session, row, &[], false)) } }
            },
            Answer::Card(row) => html! {
                h2.app-desk__heading { "Carte lue" }
                ul.app-hits { (self.hit(session, row, &[], true)) }
            },
            Answer::Unreadable => notice(Level::Warning, UNREADABLE),
            Answer::Found(found) if found.is_empty() => notice(Level::Info, NOBODY),
            Answer::Found(found) => html! {
                h2.app-desk__heading { (counted(found)) }
                ul.app-hits {
                    @for found in found { (self.hit(session, &found.row, &found.mentions, false)) }
                }
            },
        }
    }

    fn hit(
        &self,
        session: &StaffSession,
        row: &DossierRow,
        mentions: &[Mention],
        card: bool,
    ) -> Markup {
        let open = urls::at_the_desk(row.id);
        let plain = match serde_html_form::to_string([("q", &self.asked)]) {
            Ok(query) if !card && !self.asked.is_empty() => format!("{open}?{query}"),
            Ok(_) | Err(_) => open.clone(),
        };
        let status = row.situation.status(session.today);
        let waiting = waiting(row);
        html! {
            li {
                // The identifier keeps the focus on the person when the results are drawn again.
                a.app-hit id=(format!("trouve-{}", row.id)) href=(plain) hx-get=(open) hx-target="#personne" hx-push-url="true"
                    hx-sync="#personne:replace" data-card[card] {
                    span.app-hit__name { (self.marked(&list::name_of(row))) }
                    " " (badge(words::status_level(status), status.label()))
                    span.app-second {
                        @if let Some(birth) = row.birth { (self.marked(&words::birth(birth))) " · " }
                        "n°" (fr::NBSP) (self.marked(&row.number.to_string()))
                        @if let Some(reference) = &row.reference { " · réf. " (self.marked(reference)) }
                        @for mention in mentions { " · " (kind_of(mention)) " " (self.marked(&mention.text)) }
                    }
                    @if !waiting.is_empty() { span.app-hit__mail { (fr::list(&waiting)) } }
                }
            }
        }
    }

    /// A text with what answers the question marked.
    fn marked(&self, text: &str) -> Markup {
        let mut parts: Vec<(bool, &str)> = Vec::new();
        let mut from = 0;
        for Range { start, end } in marks(text, &self.asked) {
            parts.push((false, text.get(from..start).unwrap_or_default()));
            parts.push((true, text.get(start..end).unwrap_or_default()));
            from = end;
        }
        parts.push((false, text.get(from..).unwrap_or_default()));
        html! {
            @for (answers, part) in parts { @if answers { mark { (part) } } @else { (part) } }
        }
    }
}

const NOBODY: &str = "Personne ne répond à cette recherche. Essayez une partie du nom, une date de naissance ou un numéro.";
const UNREADABLE: &str = "Cette carte n’est pas lisible ici. Scannez-la encore une fois, ou cherchez la personne par son nom.";

fn counted(found: &[Found]) -> String {
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    if count >= u64::from(SHOWN) {
        return format!("Les {SHOWN} personnes les plus proches");
    }
    fr::count(count, "personne", "personnes")
}

fn waiting(row: &DossierRow) -> Vec<String> {
    [
        (MailKind::Letter, row.letters),
        (MailKind::Parcel, row.parcels),
        (MailKind::Notice, row.notices),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(kind, count)| words::quantity(kind, count))
    .collect()
}

const fn kind_of(mention: &Mention) -> &'static str {
    match mention.kind {
        MentionKind::AyantDroit => "ayant droit",
        MentionKind::Procuration => "mandataire",
        MentionKind::Distribution => "boîte",
        MentionKind::Phone => "tél.",
        MentionKind::Email => "courriel",
    }
}
