//! Whom an item is for: what was typed, and who answers to it.

use application::{
    find::{Found, MentionKind},
    round::{Person, Typed},
};
use axum::extract::State;
use chrono::NaiveDate;
use domiciliation::{Status, card::CardCode};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    PageError, Query,
    components::{button, buttons, hidden},
    fr,
};

use super::Said;
use crate::{
    Staff,
    session::{StaffSession, page_error, unless_refused},
    words,
};

/// How many people are proposed.
const PROPOSED: u32 = 8;

/// What was typed, with its number of items where it ends with one: « 1204 x3 ».
pub fn split(typed: &str) -> (&str, Option<&str>) {
    let typed = typed.trim();
    let last = typed
        .rsplit_once(char::is_whitespace)
        .and_then(|(who, last)| {
            let count = last.strip_prefix(['x', 'X', '×', '*'])?;
            let digits = !count.is_empty() && count.chars().all(|c| c.is_ascii_digit());
            digits.then(|| (who.trim_end(), count))
        });
    match last {
        Some((who, count)) => (who, Some(count)),
        None => (typed, None),
    }
}

/// Somebody who may be meant.
pub struct Candidate {
    pub person: Person,
    /// What leads there beside the names: a dependant, a proxy.
    mentions: Vec<String>,
}

/// Who answers to what was typed.
pub struct Answering {
    /// What was typed, without its number of items.
    pub asked: String,
    pub candidates: Vec<Candidate>,
    /// Whether the one candidate bears exactly it as a number, a reference, a box or a card.
    pub exact: bool,
}

impl Answering {
    /// Nobody: nothing was asked.
    pub fn nothing() -> Self {
        Self {
            asked: String::new(),
            candidates: Vec::new(),
            exact: false,
        }
    }

    /// One person, of whom something is to be said.
    pub fn one(asked: &str, person: Person) -> Self {
        Self {
            asked: asked.to_owned(),
            candidates: vec![Candidate {
                person,
                mentions: Vec::new(),
            }],
            exact: true,
        }
    }

    /// The person whom nothing can be mistaken for.
    pub fn certain(&self) -> Option<DossierId> {
        match (self.exact, self.candidates.as_slice()) {
            (true, [one]) => Some(one.person.dossier),
            (_, _) => None,
        }
    }

    /// What is kept of it when it is put aside.
    pub fn typed(&self) -> Option<Typed> {
        let clipped: String = self.asked.chars().take(Typed::MAX).collect();
        clipped.parse().ok()
    }
}

/// Looks for whoever answers to what was typed: exactly, else by everything that is known
/// of people.
pub async fn answering(
    staff: &Staff,
    session: &StaffSession,
    typed: &str,
) -> Result<Answering, PageError> {
    let asked: String = split(typed).0.chars().take(Typed::MAX).collect();
    let bearers = staff.rounds.bearers(&session.actor, &asked).await;
    let bearers = unless_refused(bearers, crate::urls::ROUND)?.map_err(|_| PageError::Forbidden)?;
    let exact = bearers.len() == 1;
    let mut candidates: Vec<_> = bearers
        .into_iter()
        .map(|person| Candidate {
            person,
            mentions: Vec::new(),
        })
        .collect();
    if !exact && !asked.is_empty() && !CardCode::is_meant_by(&asked) {
        let structure = session.actor.structure_id();
        let found = staff.search.find(structure, &asked, PROPOSED).await;
        for found in found.map_err(page_error)? {
            if candidates.iter().all(|c| c.person.dossier != found.row.id) {
                candidates.push(candidate(found));
            }
        }
    }
    Ok(Answering {
        asked,
        candidates,
        exact,
    })
}

fn candidate(found: Found) -> Candidate {
    let Found { row, mentions, .. } = found;
    let distribution = mentions
        .iter()
        .find(|mention| mention.kind == MentionKind::Distribution)
        .map(|mention| mention.text.clone());
    Candidate {
        person: Person {
            dossier: row.id,
            number: row.number,
            civility: row.civility,
            nom: row.nom,
            prenoms: row.prenoms,
            usage: row.usage,
            birth: row.birth,
            distribution,
            situation: row.situation,
        },
        mentions: mentions
            .into_iter()
            .filter(|mention| mention.kind != MentionKind::Distribution)
            .map(|mention| mention.text)
            .collect(),
    }
}

/// « DIALLO Aminata (dite Ami) ».
pub fn name(person: &Person) -> String {
    let usage = person.usage.as_ref().map_or_else(String::new, |usage| {
        let called = if person.civility == "madame" {
            "dite"
        } else {
            "dit"
        };
        format!(" ({called} {usage})")
    });
    format!("{} {}{usage}", person.nom.to_uppercase(), person.prenoms)
}

/// Number, box, birth, and the status of whoever is not domiciled: what tells two people of
/// one name apart.
fn particulars(candidate: &Candidate, today: NaiveDate) -> String {
    let person = &candidate.person;
    let mut parts = vec![format!("n°\u{a0}{}", person.number)];
    parts.extend(person.distribution.iter().map(|b| format!("case\u{a0}{b}")));
    parts.extend(person.birth.map(words::birth));
    parts.extend(candidate.mentions.iter().cloned());
    let status = person.situation.status(today);
    if status != Status::Actif {
        parts.push(status.label().to_owned());
    }
    parts.join(" · ")
}

/// What the page says above those who may be meant.
pub enum Above {
    /// Somebody is typing: nothing but the number of people.
    Typing,
    /// What was pressed needs a choice.
    Choose,
    /// Something was typed that cannot be read.
    Wrong(String),
    /// A rule has a say.
    Rule(Said),
}

/// Those who may be meant, as a choice of the form around, and what can be done about it.
pub fn offer(answering: &Answering, above: &Above, today: NaiveDate) -> Markup {
    let candidates = &answering.candidates;
    let pressed = !matches!(above, Above::Typing | Above::Wrong(_));
    // Alone while it is typed: Enter takes them. Chosen in a list that was asked for: the
    // press that follows confirms what is then seen.
    let first_chosen = pressed || candidates.len() == 1;
    html! {
        (hidden("pour", &answering.asked))
        div id="propositions-dit" { (said(answering, above, today)) }
        @if !candidates.is_empty() {
            fieldset.app-round__who aria-describedby="propositions-dit" {
                legend.fr-sr-only { "Personne" }
                @for (index, candidate) in candidates.iter().enumerate() {
                    @let id = format!("personne-{index}");
                    div.app-round__person {
                        input type="radio" name="dossier" id=(id) value=(candidate.person.dossier)
                            checked[index == 0 && first_chosen]
                            data-focus[pressed && index == 0 && !matches!(above, Above::Rule(_))];
                        label for=(id) {
                            strong { (name(&candidate.person)) }
                            span.app-second { (particulars(candidate, today)) }
                        }
                    }
                }
            }
        }
        @match above {
            Above::Typing | Above::Wrong(_) => {}
            Above::Choose if candidates.is_empty() => {
                (buttons(&[&button("Mettre à part").secondary().sends("apart", "texte")]))
            }
            Above::Choose => {
                (buttons(&[
                    &button("Enregistrer pour cette personne"),
                    &button("Aucune : mettre à part").secondary().sends("apart", "texte"),
                ]))
            }
            Above::Rule(Said::Warned(_)) => {
                (buttons(&[
                    &button("Enregistrer quand même").sends("confirme", "oui"),
                    &button("Mettre à part").secondary().sends("apart", "personne"),
                ]))
            }
            Above::Rule(Said::Law(_)) => {
                (buttons(&[&button("Mettre à part").secondary().sends("apart", "personne")]))
            }
        }
    }
}

fn said(answering: &Answering, above: &Above, today: NaiveDate) -> Markup {
    let count = u64::try_from(answering.candidates.len()).unwrap_or(u64::MAX);
    html! {
        @match above {
            Above::Typing if answering.asked.is_empty() => {}
            Above::Typing if count == 0 => p.fr-hint-text { "Personne ne répond à ce texte." }
            Above::Typing if answering.exact => p.fr-hint-text { "Entrée pour enregistrer." }
            Above::Typing if count == u64::from(PROPOSED) => p.fr-hint-text {
                (fr::typo("Les premières personnes trouvées : précisez, ou flèche vers le bas pour choisir."))
            }
            Above::Typing => p.fr-hint-text {
                (fr::count(count, "personne", "personnes"))
                @if count == 1 { (fr::typo(" : Entrée pour enregistrer.")) }
                @else { (fr::typo(" : flèche vers le bas pour choisir.")) }
            }
            Above::Choose if count == 0 => p.fr-error-text {
                "Personne ne répond à « " (answering.asked) " ». Corrigez, ou mettez ce pli à part."
            }
            Above::Choose => p.fr-error-text {
                @if count == 1 { "Est-ce bien cette personne ?" }
                @else { (fr::number(count)) " personnes répondent à ce texte : choisissez avec les flèches, puis Entrée." }
            }
            Above::Wrong(what) => p.fr-error-text { (fr::typo(what)) }
            Above::Rule(Said::Warned(warnings)) => {
                @for warning in warnings {
                    @let (_, sentence, article) = words::warning(warning, today);
                    p.fr-error-text { (fr::typo(&words::cited(&sentence, article))) }
                }
            }
            Above::Rule(Said::Law(refused)) => {
                @let explained = words::explain(refused);
                p.fr-error-text { (fr::typo(&words::cited(&explained.why, explained.article))) " " (fr::typo(&explained.what)) }
            }
        }
    }
}

/// What somebody is typing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// Those who answer to what is being typed, for the script of the page.
pub async fn suggest(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let answering = answering(&staff, &session, &asked.q).await?;
    Ok(offer(&answering, &Above::Typing, session.today))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_number_of_items_ends_what_is_typed() {
        assert_eq!(split(" 1204 x3 "), ("1204", Some("3")));
        assert_eq!(split("diallo ×12"), ("diallo", Some("12")));
        assert_eq!(split("1204  *2"), ("1204", Some("2")));
        assert_eq!(split("x3"), ("x3", None));
        assert_eq!(split("felix x"), ("felix x", None));
        assert_eq!(split("2 diallo"), ("2 diallo", None));
        assert_eq!(split("b x2b"), ("b x2b", None));
    }
}
