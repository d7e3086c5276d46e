//! What is to be done, gravest first, each with the act that settles it.

use domiciliation::{Warning, request::Stage};
use maud::{Markup, html};
use structures::Action;
use web_kit::components::{disclosure, notice};

use super::sheet::{Sheet, Tab};
use crate::{urls, words};

/// How many alerts stand open; the rest is folded.
const OPEN: usize = 3;

/// The alerts of the day.
pub(super) fn alerts(sheet: &Sheet) -> Markup {
    let warnings = sheet.dossier.warnings(&sheet.around.context());
    let request = waiting_request(sheet).filter(|_| !warnings.iter().any(concerns_request));
    let (open, folded) = warnings.split_at(warnings.len().min(OPEN));
    let more = match folded.len() {
        1 => "1 autre alerte".to_owned(),
        several => format!("{several} autres alertes"),
    };
    html! {
        @if open.is_empty() && request.is_none() { p { "Rien à faire aujourd’hui pour cette personne." } }
        (list(sheet, open))
        @if let Some((said, label, href)) = request {
            p { (said) br; a.fr-link.fr-link--sm href=(href) { (label) } }
        }
        @if !folded.is_empty() { (disclosure(&more, false, &list(sheet, folded))) }
    }
}

fn list(sheet: &Sheet, warnings: &[Warning]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            ul.app-alerts {
                @for warning in warnings {
                    @let (level, sentence, article) = words::warning(warning, sheet.today());
                    li {
                        (notice(level, &sentence))
                        p {
                            @if let Some((label, href)) = settles(sheet, warning) {
                                a.fr-link.fr-link--sm href=(href) { (label) } " "
                            }
                            span.fr-hint-text { (article) }
                        }
                    }
                }
            }
        }
    }
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
        | Warning::MailAfterEnd => None,
    }
}
