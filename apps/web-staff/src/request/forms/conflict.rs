//! Two people at once on one dossier: what one typed meets what the other saved.
//!
//! What a form showed is known: the beginning of the history is the dossier as it stood. So
//! each field is one of three. Only the other changed it: their value stands. Only I did:
//! mine stands. Both did, and not alike: the form comes back with both.

use std::{mem, str::FromStr};

use axum::http::StatusCode;
use domiciliation::{Dossier, Recorded};
use maud::{Markup, Render, html};
use structures::StaffMember;
use web_kit::{Field, PageError, fr};

use super::{At, Opened, Ticket, people::People};
use crate::{
    dossier::HistoryKind,
    live::{self, Act},
    session::StaffSession,
};

/// One field of a form, as it is compared and shown.
pub struct Mirrored<'a> {
    name: String,
    label: &'static str,
    /// What it says, as people read it.
    said: String,
    value: Value<'a>,
}

enum Value<'a> {
    Field(&'a mut Field),
    People(&'a mut People),
}

impl<'a> Mirrored<'a> {
    /// A field that says what was typed in it.
    pub fn text(name: &str, label: &'static str, field: &'a mut Field) -> Self {
        let said = field.text().replace("\r\n", "\n");
        Self::saying(name, label, field, said)
    }

    /// A field that holds a code of a closed list.
    pub fn coded<T: FromStr>(
        name: &str,
        label: &'static str,
        field: &'a mut Field,
        label_of: fn(T) -> &'static str,
    ) -> Self {
        let code = field.text();
        let said = code
            .parse()
            .map_or_else(|_| code.to_owned(), |value| label_of(value).to_owned());
        Self::saying(name, label, field, said)
    }

    /// A field that says this.
    pub fn saying(name: &str, label: &'static str, field: &'a mut Field, said: String) -> Self {
        Self {
            name: name.to_owned(),
            label,
            said,
            value: Value::Field(field),
        }
    }

    /// All dependants together: somebody who was added or removed moves the others.
    pub fn people(label: &'static str, people: &'a mut People) -> Self {
        Self {
            name: "ayants-droit".to_owned(),
            label,
            said: people.said(),
            value: Value::People(people),
        }
    }

    fn take(self, from: Self) {
        match (self.value, from.value) {
            (Value::Field(mine), Value::Field(theirs)) => *mine = mem::take(theirs),
            (Value::People(mine), Value::People(theirs)) => *mine = mem::take(theirs),
            (Value::Field(_), Value::People(_)) | (Value::People(_), Value::Field(_)) => {}
        }
    }
}

/// A form filled from what is stored.
pub trait Mirror: Sized {
    /// What it carries.
    fn ticket(&mut self) -> &mut Ticket;

    /// Filled from a dossier.
    fn filled(at: &At<'_>) -> Self;

    /// Its fields, always the same ones in the same order.
    fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>>;
}

/// What both changed, and not alike.
struct Difference {
    name: String,
    label: &'static str,
    stored: String,
    typed: String,
}

/// Why a form comes back though nothing in it is wrong.
pub struct Conflict {
    /// Said when nothing is known of who did what.
    somebody: &'static str,
    acts: Vec<Act>,
    taken: Vec<&'static str>,
    differences: Vec<Difference>,
    back: String,
}

/// Brings a form up to date with the dossier: what only others changed, it shows; when
/// somebody changed what was typed here, it is to come back. It carries the present version
/// from now on, so that sending it again overwrites on purpose. `back` abandons it.
///
/// # Errors
/// A form that is not one of ours.
pub fn catch_up<M: Mirror>(
    form: &mut M,
    at: &At<'_>,
    back: &str,
) -> Result<Option<Conflict>, PageError> {
    let seen = form.ticket().seen()?;
    if seen.version() == at.opened.version {
        return Ok(None);
    }
    let shown = seen.dossier(&at.opened.dossier).map(|dossier| Opened {
        dossier,
        version: seen.version(),
        surroundings: at.opened.surroundings_again(at.session),
    });
    let mut base = shown.map(|opened| {
        M::filled(&At {
            opened: &opened,
            ..*at
        })
    });
    let mut now = M::filled(at);
    let base = base.as_mut().map(|base| base.mirrored(at.team));
    let (taken, differences) = reconcile(
        form.mirrored(at.team),
        &base.unwrap_or_default(),
        now.mirrored(at.team),
    );
    form.ticket().renew(at.opened);
    if differences.is_empty() {
        return Ok(None);
    }
    let later = seen.since(&at.opened.dossier);
    Ok(Some(Conflict {
        taken,
        differences,
        ..Conflict::over(notable(later, at.opened, at.session), back)
    }))
}

/// The same for the form of an act, which replaces nothing that is stored: it comes back
/// when others moved the request, took a decision or changed who the person is.
///
/// # Errors
/// A form that is not one of ours.
pub fn moved(
    ticket: &mut Ticket,
    opened: &Opened,
    session: &StaffSession,
    back: &str,
) -> Result<Option<Conflict>, PageError> {
    let seen = ticket.seen()?;
    if !seen.is_known() {
        return Ok(None);
    }
    let mut acts = notable(seen.since(&opened.dossier), opened, session);
    // A second press finds what the first one did.
    acts.retain(|act| !act.is_of(session));
    ticket.renew(opened);
    Ok((!acts.is_empty()).then(|| Conflict::over(acts, back)))
}

/// Above a form that comes back; nothing when it comes back for another reason.
pub fn conflict_alert(conflict: Option<&Conflict>) -> Markup {
    html! { @if let Some(conflict) = conflict { (conflict) } }
}

/// The status of a form that comes back.
pub const fn status_of(conflict: Option<&Conflict>) -> StatusCode {
    match conflict {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What was done since, mail, visits and notes left aside: they get in nobody's way.
fn notable(later: &[Recorded], opened: &Opened, session: &StaffSession) -> Vec<Act> {
    let notable: Vec<Recorded> = later
        .iter()
        .filter(|recorded| is_notable(recorded, &opened.dossier))
        .cloned()
        .collect();
    live::acts(&notable, &opened.dossier, session)
}

/// Whether a fact may change what somebody else is about to do.
pub fn is_notable(recorded: &Recorded, dossier: &Dossier) -> bool {
    match HistoryKind::of(&recorded.fact, dossier) {
        HistoryKind::Mail | HistoryKind::Contacts | HistoryKind::Notes => false,
        HistoryKind::Requests | HistoryKind::Decisions | HistoryKind::Record => true,
    }
}

/// Field by field: which took the other's value, and on which both disagree. Where nothing
/// is known of what was shown, every difference is a disagreement.
fn reconcile(
    mine: Vec<Mirrored<'_>>,
    base: &[Mirrored<'_>],
    now: Vec<Mirrored<'_>>,
) -> (Vec<&'static str>, Vec<Difference>) {
    let mut taken = Vec::new();
    let mut differences = Vec::new();
    for (place, (mine, now)) in mine.into_iter().zip(now).enumerate() {
        if mine.said == now.said {
            continue;
        }
        match base.get(place) {
            Some(base) if base.said == now.said => {}
            Some(base) if base.said == mine.said => {
                taken.push(mine.label);
                mine.take(now);
            }
            Some(_) | None => differences.push(Difference {
                name: mine.name,
                label: mine.label,
                stored: now.said,
                typed: mine.said,
            }),
        }
    }
    (taken, differences)
}

impl Conflict {
    /// Others acted while an act was being prepared.
    pub fn over(acts: Vec<Act>, back: &str) -> Self {
        Self {
            somebody: "Une autre personne vient d’enregistrer des changements.",
            acts,
            taken: Vec::new(),
            differences: Vec::new(),
            back: back.to_owned(),
        }
    }

    /// Two forms whose past is not known: every field that differs; nothing when none does.
    pub fn between(
        mine: Vec<Mirrored<'_>>,
        now: Vec<Mirrored<'_>>,
        somebody: &'static str,
        back: &str,
    ) -> Option<Self> {
        let (_, differences) = reconcile(mine, &[], now);
        (!differences.is_empty()).then(|| Self {
            somebody,
            differences,
            ..Self::over(Vec::new(), back)
        })
    }
}

impl Render for Conflict {
    fn render(&self) -> Markup {
        html! {
            div.fr-alert.fr-alert--warning.app-conflict role="alert" id="conflit" tabindex="-1" autofocus {
                h2.fr-alert__title { "Modifié pendant que vous remplissiez cette page" }
                @if self.acts.is_empty() {
                    p { (self.somebody) }
                } @else {
                    ul { @for act in &self.acts { li { (line(act)) } } }
                }
                p { "Rien de ce que vous avez envoyé n’est enregistré." }
                @if !self.differences.is_empty() {
                    ul {
                        @for difference in &self.differences { li { (difference) } }
                    }
                }
                @if !self.taken.is_empty() {
                    p { (fr::typo("Repris de ce qui est enregistré, car vous n’y aviez rien changé : ")) (fr::list(&self.taken)) "." }
                }
                p {
                    @if self.differences.is_empty() {
                        "Relisez cette page, qui montre où en est le dossier, puis recommencez si c’est encore utile."
                    } @else {
                        "Si vous enregistrez de nouveau, votre saisie remplacera ce qui est enregistré."
                    }
                }
                p { a.fr-link href=(self.back) { "Abandonner ma saisie" } }
            }
        }
    }
}

/// « Fatou Sy, le 14 mars 2027 à 10 h 12 : identité corrigée ».
fn line(act: &Act) -> Markup {
    html! {
        strong { (act.who) }
        ", le " (fr::day_month_year(act.at.date())) " à " (fr::clock_time(act.at.time()))
        (fr::NBSP) ": " (act.what.iter().map(|l| crate::words::within(l)).collect::<Vec<_>>().join(", "))
    }
}

impl Render for Difference {
    fn render(&self) -> Markup {
        let said = |text: &str| {
            html! {
                @if text.is_empty() { em { "rien" } } @else { strong.app-written { (text) } }
            }
        };
        html! {
            a href={ "#" (self.name) } { (self.label) }
            br;
            "Enregistré maintenant" (fr::NBSP) ": " (said(&self.stored))
            br;
            "Votre saisie" (fr::NBSP) ": " (said(&self.typed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<'a>(texts: &'a mut [(&'static str, Field)]) -> Vec<Mirrored<'a>> {
        texts
            .iter_mut()
            .map(|(name, field)| Mirrored::text(name, name, field))
            .collect()
    }

    fn typed(texts: [&str; 3]) -> [(&'static str, Field); 3] {
        let [nom, prenom, lieu] = texts.map(Field::new);
        [("nom", nom), ("prenom", prenom), ("lieu", lieu)]
    }

    fn met(mine: &mut [(&'static str, Field)], base: [&str; 3], now: [&str; 3]) -> Vec<String> {
        let (mut base, mut now) = (typed(base), typed(now));
        let base = fields(&mut base);
        let (_, differences) = reconcile(fields(mine), &base, fields(&mut now));
        differences.into_iter().map(|d| d.name).collect()
    }

    #[test]
    fn what_only_one_of_two_changed_is_kept_of_both() {
        let mut mine = typed(["Diallo", "Awa", "Dakar"]);
        let apart = met(
            &mut mine,
            ["Dialo", "Awa", "Dakar"],
            ["Dialo", "Awa", "Thiès"],
        );
        assert!(apart.is_empty());
        assert_eq!(mine.map(|(_, field)| field.raw), ["Diallo", "Awa", "Thiès"]);
    }

    #[test]
    fn what_both_changed_alike_is_no_difference() {
        let mut mine = typed(["Diallo ", "Awa", "Une\r\nligne"]);
        let met = met(
            &mut mine,
            ["Dialo", "Awa", ""],
            ["Diallo", "Awa", "Une\nligne"],
        );
        assert!(met.is_empty());
    }

    #[test]
    fn what_both_changed_differently_stays_as_typed_and_is_named() {
        let mut mine = typed(["Diallo", "Awa", "Dakar"]);
        let met = met(
            &mut mine,
            ["Dialo", "Awa", "Dakar"],
            ["Diarra", "Awa", "Dakar"],
        );
        assert_eq!(met, ["nom"]);
        assert_eq!(mine[0].1.raw, "Diallo");
    }

    #[test]
    fn where_nothing_is_known_of_the_past_every_difference_is_named() {
        let (mut mine, mut now) = (typed(["a", "b", "c"]), typed(["a", "x", ""]));
        let (taken, differences) = reconcile(fields(&mut mine), &[], fields(&mut now));
        assert!(taken.is_empty());
        let names: Vec<_> = differences.iter().map(|d| d.name.as_str()).collect();
        assert_eq!(names, ["prenom", "lieu"]);
    }
}
