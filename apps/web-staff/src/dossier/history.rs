//! Everything that was recorded, newest entry first, annulled entries struck with their
//! reason. It is what one prints as proof.

use axum::extract::State;
use domiciliation::{Command, Dossier, Fact, Recorded, fact::AnnulmentMotive};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, PageError, PathId, Query,
    components::{Choice, button, pagination, select},
    fr,
};

use super::sheet::{Sheet, Tab};
use crate::{Staff, session::StaffSession, words};

/// How many lines a page holds.
const PAGE: usize = 50;

/// What a line is about, for the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Mail,
    Contacts,
    Requests,
    Decisions,
    Notes,
    Record,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Mail,
        Self::Contacts,
        Self::Requests,
        Self::Decisions,
        Self::Notes,
        Self::Record,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Mail => "courrier",
            Self::Contacts => "contacts",
            Self::Requests => "demandes",
            Self::Decisions => "decisions",
            Self::Notes => "notes",
            Self::Record => "dossier",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Mail => "Courrier",
            Self::Contacts => "Passages, appels et messages",
            Self::Requests => "Demandes et entretiens",
            Self::Decisions => "Décisions et notifications",
            Self::Notes => "Notes",
            Self::Record => "Identité et dossier",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// An annulment is filed with what it annuls.
    pub(super) fn of(fact: &Fact, dossier: &Dossier) -> Self {
        match fact {
            Fact::MailReceived { .. }
            | Fact::MailDelivered { .. }
            | Fact::ProcurationGiven(_)
            | Fact::ProcurationEnded { .. }
            | Fact::TransferSet(_)
            | Fact::TransferEnded { .. } => Self::Mail,
            Fact::ContactMade { .. }
            | Fact::AbsenceJustified { .. }
            | Fact::AbsenceEnded { .. } => Self::Contacts,
            Fact::DemandeFiled { .. }
            | Fact::DemandeAcknowledged { .. }
            | Fact::PiecesRequested { .. }
            | Fact::PiecesReceived { .. }
            | Fact::DemandeForwarded { .. }
            | Fact::DemandeWithdrawn { .. }
            | Fact::AppointmentFixed(_)
            | Fact::AppointmentMissed { .. }
            | Fact::InterviewHeld { .. }
            | Fact::InterviewCorrected { .. } => Self::Requests,
            Fact::DecisionProposed(_)
            | Fact::DecisionPostponed { .. }
            | Fact::Accepted(_)
            | Fact::Refused(_)
            | Fact::RadiationPlanned(_)
            | Fact::RadiationDropped { .. }
            | Fact::Terminated(_)
            | Fact::ClosedAfterExpiry { .. }
            | Fact::Notified { .. } => Self::Decisions,
            Fact::NoteAdded { .. }
            | Fact::NotePinned { .. }
            | Fact::NoteUnpinned { .. }
            | Fact::NoteArchived { .. } => Self::Notes,
            Fact::IdentityRecorded(_)
            | Fact::AyantsDroitRecorded { .. }
            | Fact::CoordinatesRecorded(_)
            | Fact::FilingRecorded(_)
            | Fact::HoldSet { .. }
            | Fact::HoldLifted { .. }
            | Fact::Merged { .. } => Self::Record,
            Fact::Annulled { target, .. } => dossier
                .fact(*target)
                .map_or(Self::Record, |target| Self::of(&target.fact, dossier)),
        }
    }
}

/// What is asked of the history.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    genre: Field,
    #[serde(default)]
    page: Field,
}

/// The tab of the history.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::History);
    let kind = Kind::from_code(asked.genre.text());
    let number = asked.page.text().parse().unwrap_or(1).clamp(1, 10_000);
    let found: Vec<_> = entries(&sheet)
        .filter(|recorded| kind.is_none_or(|kind| Kind::of(&recorded.fact, &sheet.dossier) == kind))
        .collect();
    let address = |page: usize| {
        let genre = kind.map_or_else(String::new, |kind| format!("genre={}&", kind.code()));
        format!("{}?{genre}page={page}", Tab::History.url(id))
    };
    let before = (number > 1).then(|| address(number - 1));
    let after = (number * PAGE < found.len()).then(|| address(number + 1));
    let shown = found.iter().skip((number - 1) * PAGE).take(PAGE).copied();
    let total = fr::count(
        u64::try_from(found.len()).unwrap_or(u64::MAX),
        "enregistrement",
        "enregistrements",
    );
    let content = html! {
        section {
            h2 { "Historique" }
            (filter(&asked, &Tab::History.url(id)))
            p {
                (total)
                @if let Some(kind) = kind { ", " (words::within(kind.label())) }
                ", du plus récent au plus ancien."
            }
            (lines(&sheet, shown))
            (pagination(before.as_deref(), after.as_deref()))
        }
    };
    Ok(sheet.page(&flash, &content))
}

fn filter(asked: &Asked, action: &str) -> Markup {
    let kinds = Kind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect();
    html! {
        form.app-filters method="get" action=(action) {
            (select("genre", "Montrer", &asked.genre, kinds).empty("Tout"))
            (button("Filtrer").secondary())
        }
    }
}

/// What this reader may see, newest entry first.
pub(super) fn entries(sheet: &Sheet) -> impl Iterator<Item = &Recorded> {
    sheet
        .dossier
        .history()
        .iter()
        .rev()
        .filter(|recorded| sheet.shows(&recorded.fact))
}

/// Whether a fact still counts, and is no mere annulment of another.
pub(super) fn stands(dossier: &Dossier, recorded: &Recorded) -> bool {
    !dossier.is_annulled(recorded.id) && !matches!(recorded.fact, Fact::Annulled { .. })
}

/// One line an entry: day, what, by whom, and what can be done about it.
pub(super) fn lines<'a>(sheet: &Sheet, entries: impl Iterator<Item = &'a Recorded>) -> Markup {
    html! {
        ul.app-history { @for recorded in entries { (line(sheet, recorded)) } }
    }
}

fn line(sheet: &Sheet, recorded: &Recorded) -> Markup {
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
            @if annulled.is_none() { (remedy(sheet, recorded)) }
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
