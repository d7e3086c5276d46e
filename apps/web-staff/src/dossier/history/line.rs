//! One line an entry: day, what, by whom, and what can be done about it.

use domiciliation::{Command, Dossier, Fact, Recorded, fact::AnnulmentMotive};
use maud::{Markup, html};
use structures::Action;
use web_kit::fr;

use crate::{dossier::Sheet, words};

/// What this reader may see, newest entry first.
pub fn entries(sheet: &Sheet) -> impl Iterator<Item = &Recorded> {
    sheet
        .dossier
        .history()
        .iter()
        .rev()
        .filter(|recorded| sheet.shows(&recorded.fact))
}

/// Whether a fact still counts, and is no mere annulment of another.
pub fn stands(dossier: &Dossier, recorded: &Recorded) -> bool {
    !dossier.is_annulled(recorded.id) && !matches!(recorded.fact, Fact::Annulled { .. })
}

/// One line an entry: day, what, by whom, and what can be done about it.
pub fn lines<'a>(sheet: &Sheet, entries: impl Iterator<Item = &'a Recorded>) -> Markup {
    html! {
        ul.app-history { @for recorded in entries { (line(sheet, recorded, true)) } }
    }
}

/// The same to be printed: nothing can be done about paper.
pub fn printed<'a>(sheet: &Sheet, entries: impl Iterator<Item = &'a Recorded>) -> Markup {
    html! {
        ul.app-history { @for recorded in entries { (line(sheet, recorded, false)) } }
    }
}

fn line(sheet: &Sheet, recorded: &Recorded, with_remedy: bool) -> Markup {
    let dossier = &sheet.dossier;
    let day = sheet.day_of(recorded);
    let entered = sheet.entered_on(recorded);
    let text = fr::typo(&words::fact_line(recorded, dossier));
    let annulled = annulment_of(dossier, recorded);
    html! {
        li {
            (fr::time_short(day))
            div {
                @if annulled.is_some() { del { (text) } } @else { (text) }
                span.app-second {
                    @if recorded.author.is_register() { "Registre repris par " }
                    (recorded.author.name())
                    @if entered != day { ", saisi le " (fr::short_date(entered)) }
                }
                @if let Some((annulment, motive, reason)) = annulled {
                    span.app-second {
                        "Annulé le " (fr::short_date(sheet.entered_on(annulment)))
                        " par " (annulment.author.name()) " (" (words::within(motive.label()))
                        @if let Some(reason) = reason { (fr::typo(" : ")) (reason) }
                        ")"
                    }
                }
            }
            @if with_remedy && annulled.is_none() { (remedy(sheet, recorded)) }
        }
    }
}

fn annulment_of<'a>(
    dossier: &'a Dossier,
    recorded: &Recorded,
) -> Option<(&'a Recorded, AnnulmentMotive, Option<&'a kernel::Note>)> {
    if !dossier.is_annulled(recorded.id) {
        return None;
    }
    dossier.history().iter().find_map(|later| {
        if let Fact::Annulled {
            target,
            motive,
            reason,
        } = &later.fact
            && *target == recorded.id
        {
            Some((later, *motive, reason.as_ref()))
        } else {
            None
        }
    })
}

/// Undoing at once while it is mine and fresh; else annulling with a reason.
fn remedy(sheet: &Sheet, recorded: &Recorded) -> Markup {
    if let Some(undo) = sheet.undo(recorded) {
        return undo;
    }
    let href = sheet.form_url(&format!("faits/{}/annuler", recorded.id));
    html! {
        @if may_annul(sheet, recorded) {
            a.fr-link.fr-link--sm.app-remedy href=(href) {
                "Annuler" span.fr-sr-only { " " (words::fact_line(recorded, &sheet.dossier)) }
            }
        }
    }
}

fn may_annul(sheet: &Sheet, recorded: &Recorded) -> bool {
    let Ok(reason) = "–".parse() else {
        return false;
    };
    let command = Command::AnnulEntry {
        target: recorded.id,
        motive: AnnulmentMotive::EntryError,
        reason,
    };
    sheet.may(Action::AnnulContact) && sheet.forbids(command).is_none()
}
