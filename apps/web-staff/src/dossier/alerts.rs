//! What is to be done, gravest first, each with the act that settles it.

use domiciliation::{
    Command, Warning,
    dossier::StandingNote,
    mail::{MailKind, Quantity},
    procuration::ProcurationState,
    request::Stage,
};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    components::{Level, disclosure, notice},
    fr,
};

use super::{sheet::Sheet, tab::Tab};
use crate::{urls, words};

/// How many alerts stand open; the rest is folded.
const OPEN: usize = 3;

/// The order in which alerts stand: what everybody wants said first, what can cost the
/// person their address, what the desk must know of the mail, the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Pinned,
    Address,
    Mail,
    Transfer,
    Proxies,
    Planned,
    Rest,
}

impl Rank {
    const fn of(warning: &Warning) -> Self {
        match warning {
            Warning::Deceased { .. }
            | Warning::Radiable { .. }
            | Warning::SilenceNearlyOver { .. }
            | Warning::SilenceTwoMonths { .. }
            | Warning::Lapsed { .. }
            | Warning::RenewalAdvised { .. } => Self::Address,
            Warning::MailAfterEnd { .. }
            | Warning::MailNotKept
            | Warning::MailKeptTooLong { .. }
            | Warning::MailWaiting { .. }
            | Warning::NoticeExpires { .. } => Self::Mail,
            Warning::ObservationsOver { .. } | Warning::PlannedButSeen { .. } => Self::Planned,
            Warning::AnswerLate { .. }
            | Warning::AnswerSoon { .. }
            | Warning::NotAcknowledged { .. }
            | Warning::NotNotified { .. }
            | Warning::AgrementEnds { .. }
            | Warning::AppointmentPassed { .. }
            | Warning::NoStatutoryGround { .. }
            | Warning::FragileGround { .. }
            | Warning::ShorterTerm { .. }
            | Warning::PastWithdrawal { .. }
            | Warning::NotifiedAtElectedAddress
            | Warning::AlreadyDomiciled
            | Warning::AsylumSeekers
            | Warning::MinorHolder
            | Warning::AdultAyantDroit { .. } => Self::Rest,
        }
    }
}

/// The alerts of the day. The desk shows nothing where there is nothing to say.
pub(super) fn alerts(sheet: &Sheet) -> Markup {
    let found = found(sheet);
    let (open, folded) = found.split_at(found.len().min(OPEN));
    let more = match folded.len() {
        1 => "1 autre alerte".to_owned(),
        several => format!("{several} autres alertes"),
    };
    html! {
        @if open.is_empty() && !sheet.is_at_the_desk() {
            p { "Rien à faire aujourd’hui pour cette personne." }
        }
        (list(open))
        @if !folded.is_empty() { (disclosure(&more, false, &list(folded))) }
    }
}

fn list(alerts: &[Markup]) -> Markup {
    html! {
        @if !alerts.is_empty() { ul.app-alerts { @for alert in alerts { li { (alert) } } } }
    }
}

/// All of them, gravest first.
fn found(sheet: &Sheet) -> Vec<Markup> {
    let warnings = sheet.dossier.warnings(&sheet.around.context());
    let request = waiting_request(sheet).filter(|_| !warnings.iter().any(concerns_request));
    let considered =
        considered(sheet).filter(|_| !warnings.iter().any(|w| Rank::of(w) == Rank::Planned));
    let mut found: Vec<(Rank, Markup)> = warnings
        .iter()
        .chain(&after_the_end(sheet))
        .map(|warning| (Rank::of(warning), drawn(sheet, warning)))
        .collect();
    found.extend(pinned_note(sheet).map(|note| (Rank::Pinned, pinned(note))));
    found.extend(transfer(sheet).map(|alert| (Rank::Transfer, alert)));
    found.extend(proxies(sheet).map(|alert| (Rank::Proxies, alert)));
    found.extend(considered.map(|alert| (Rank::Planned, alert)));
    found.extend(request.map(|(said, label, href)| {
        let alert = html! { p { (said) br; a.fr-link.fr-link--sm href=(href) { (label) } } };
        (Rank::Rest, alert)
    }));
    // The domain orders its warnings by gravity: among equals that order stays.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, alert)| alert).collect()
}

fn drawn(sheet: &Sheet, warning: &Warning) -> Markup {
    let (level, sentence, article) = words::warning(warning, sheet.today());
    html! {
        (notice(level, &sentence))
        p {
            @if let Some((label, href)) = settles(sheet, warning) {
                a.fr-link.fr-link--sm href=(href) { (label) } " "
            }
            span.fr-hint-text { (article) }
        }
    }
}

/// The note that everybody is to read first.
pub(super) fn pinned_note(sheet: &Sheet) -> Option<&StandingNote> {
    sheet
        .dossier
        .notes()
        .iter()
        .find(|note| note.is_pinned() && !note.is_archived())
}

fn pinned(note: &StandingNote) -> Markup {
    html! {
        div.fr-alert.fr-alert--info.fr-alert--sm {
            p { strong { "Note épinglée" } }
            p.app-note { (note.text()) }
        }
    }
}

/// What deserves to be known before receiving mail for somebody who is domiciled no more.
fn after_the_end(sheet: &Sheet) -> Vec<Warning> {
    let command = Command::ReceiveMail {
        on: sheet.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    sheet
        .dossier
        .warnings_before(&command, &sheet.around.context())
}

fn transfer(sheet: &Sheet) -> Option<Markup> {
    let transfer = sheet.dossier.transfer_on(sheet.today())?;
    Some(notice(
        Level::Info,
        &format!(
            "Réexpédition en cours jusqu’au {} : {}, {}. Elle se choisit à la remise.",
            fr::day_month_year(transfer.period.end()),
            transfer.name,
            words::clipped(transfer.address.as_str(), 200),
        ),
    ))
}

/// Who may take the mail today, and who may no longer.
fn proxies(sheet: &Sheet) -> Option<Markup> {
    let today = sheet.today();
    let said: Vec<String> = sheet
        .dossier
        .procurations()
        .iter()
        .filter_map(|standing| {
            let proxy = standing.procuration();
            let (who, end) = (words::proxy(proxy), fr::day_month_year(proxy.period.end()));
            match standing.state(today) {
                ProcurationState::Valid => Some(format!("Procuration à {who} jusqu’au {end}.")),
                ProcurationState::Expired => {
                    Some(format!("Procuration à {who} expirée depuis le {end}."))
                }
                ProcurationState::ToCome | ProcurationState::Withdrawn { .. } => None,
            }
        })
        .collect();
    (!said.is_empty()).then(|| notice(Level::Info, &said.join(" ")))
}

/// An end of the election that is considered, while the person may still answer.
fn considered(sheet: &Sheet) -> Option<Markup> {
    let planned = sheet.dossier.planned_radiation()?;
    let sentence = format!(
        "Une radiation est envisagée ({}) : la personne peut présenter ses observations jusqu’au {}.",
        words::within(planned.motif.label()),
        fr::day_month_year(planned.observations_until),
    );
    Some(html! {
        (notice(Level::Warning, &sentence))
        @if sheet.may(Action::PrepareRadiation) {
            p { a.fr-link.fr-link--sm href=(sheet.url("radiation")) { "Suivre la radiation envisagée" } }
        }
    })
}

/// The request that waits for this reader: to decide once a decision is proposed, to
/// instruct before.
fn waiting_request(sheet: &Sheet) -> Option<(&'static str, &'static str, String)> {
    match sheet.dossier.pending_demande()?.stage() {
        Stage::Proposed(_) => sheet.may(Action::Decide).then(|| {
            (
                "Une décision est proposée : elle vous attend.",
                "Examiner la proposition",
                sheet.url("demande/decision"),
            )
        }),
        Stage::Open | Stage::Decided(_) | Stage::Withdrawn => {
            sheet.may(Action::EditRequest).then(|| {
                (
                    "Une demande est en cours d’instruction.",
                    "Reprendre la demande",
                    sheet.url("demande"),
                )
            })
        }
    }
}

/// Whether the warning already leads to the request.
const fn concerns_request(warning: &Warning) -> bool {
    matches!(
        warning,
        Warning::AnswerLate { .. }
            | Warning::AnswerSoon { .. }
            | Warning::NotAcknowledged { .. }
            | Warning::AppointmentPassed { .. }
            | Warning::AlreadyDomiciled
    )
}

/// The act that settles a warning, where this reader may do it.
fn settles(sheet: &Sheet, warning: &Warning) -> Option<(&'static str, String)> {
    let act = |action, label, what| sheet.may(action).then(|| (label, sheet.url(what)));
    match warning {
        Warning::Deceased { .. }
        | Warning::NoticeExpires { .. }
        | Warning::MailKeptTooLong { .. } => {
            let waits = !sheet.dossier.waiting_mail().is_empty();
            waits
                .then(|| {
                    act(
                        Action::RecordMail,
                        "Remettre ou retourner le courrier",
                        "remise/nouvelle",
                    )
                })
                .flatten()
        }
        Warning::Radiable { .. } => match sheet.dossier.planned_radiation() {
            Some(_) => act(
                Action::PrepareRadiation,
                "Suivre la radiation envisagée",
                "radiation",
            ),
            None => act(
                Action::PrepareRadiation,
                "Envisager la radiation",
                "radiation",
            ),
        },
        Warning::SilenceNearlyOver { .. } | Warning::SilenceTwoMonths { .. } => Some((
            "Voir comment joindre la personne",
            Tab::Record.url(sheet.id()),
        )),
        Warning::Lapsed { .. } => act(Action::EditRequest, "Renouveler", "renouvellement")
            .or_else(|| act(Action::CloseAfterExpiry, "Clore le dossier", "cloture")),
        Warning::RenewalAdvised { .. } => act(Action::EditRequest, "Renouveler", "renouvellement"),
        Warning::AnswerLate { .. }
        | Warning::AnswerSoon { .. }
        | Warning::NotAcknowledged { .. }
        | Warning::AppointmentPassed { .. }
        | Warning::AlreadyDomiciled => act(Action::EditRequest, "Ouvrir la demande", "demande"),
        Warning::ObservationsOver { .. } => act(
            Action::PrepareRadiation,
            "Prononcer ou abandonner",
            "radiation",
        ),
        Warning::PlannedButSeen { .. } => act(
            Action::PrepareRadiation,
            "Abandonner la radiation",
            "radiation",
        ),
        Warning::NotNotified { .. } => sheet
            .dossier
            .last_decision()
            .filter(|_| sheet.may(Action::Notify))
            .map(|decision| {
                (
                    "Notifier la décision",
                    urls::decision(sheet.id(), decision.fact(), "notifier"),
                )
            }),
        Warning::AgrementEnds { .. } => sheet
            .may(Action::ViewSettings)
            .then(|| ("Voir l’agrément", urls::SETTINGS.to_owned())),
        Warning::AdultAyantDroit { .. } | Warning::MinorHolder => Some((
            "Voir l’identité et les ayants droit",
            Tab::Record.url(sheet.id()),
        )),
        Warning::MailWaiting { .. }
        | Warning::NoStatutoryGround { .. }
        | Warning::FragileGround { .. }
        | Warning::ShorterTerm { .. }
        | Warning::PastWithdrawal { .. }
        | Warning::NotifiedAtElectedAddress
        | Warning::AsylumSeekers
        | Warning::MailAfterEnd { .. }
        | Warning::MailNotKept => None,
    }
}
