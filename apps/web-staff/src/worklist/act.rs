//! The next act: the page that settles a duty, for whoever may open it.

use application::worklist::WorkLine;
use domiciliation::due::{Duty, Urgency};
use structures::Action;

use crate::{session::StaffSession, urls};

/// What a line offers.
pub struct Act {
    pub label: &'static str,
    pub href: String,
}

/// The act that settles a line; none where the reader may do nothing about it.
pub fn next(session: &StaffSession, line: &WorkLine) -> Option<Act> {
    let act = |action, label, what: &str| {
        session.may(action).then(|| Act {
            label,
            href: urls::under(line.id, what),
        })
    };
    match (line.due.duty, line.due.urgency) {
        (Duty::PlannedButSeen, _) => {
            let label = "Abandonner la radiation";
            act(Action::PrepareRadiation, label, "radiation")
        }
        (Duty::ObservationsOver, _) => {
            let label = "Prononcer ou abandonner";
            act(Action::PrepareRadiation, label, "radiation")
        }
        (Duty::SilenceOver, _) => act(
            Action::PrepareRadiation,
            "Envisager la radiation",
            "radiation",
        ),
        (Duty::SilenceNearlyOver | Duty::SilenceTwoMonths, _) => {
            act(Action::ViewDossiers, "Joindre la personne", "dossier")
        }
        (Duty::Answer, _) => act(Action::EditRequest, "Reprendre la demande", "demande"),
        (Duty::Acknowledgement, _) => {
            act(Action::EditRequest, "Noter l’accusé", "demande/decision")
        }
        (Duty::Appointment, Urgency::Late) => act(
            Action::ManageAppointments,
            "Dire ce qu’il en est",
            "demande/rendez-vous",
        ),
        (Duty::Appointment, Urgency::Today) => act(
            Action::HoldInterview,
            "Mener l’entretien",
            "demande/entretien",
        )
        .or_else(|| {
            act(
                Action::RecordContact,
                "Noter son passage",
                "passage/nouveau",
            )
        }),
        (Duty::Appointment, Urgency::Soon) => act(
            Action::ManageAppointments,
            "Voir le rendez-vous",
            "demande/rendez-vous",
        ),
        (Duty::Lapsed | Duty::TermEnding | Duty::RenewalAdvised, _) => {
            act(Action::EditRequest, "Renouveler", "renouvellement")
        }
        (Duty::Notice, _) => act(Action::RecordMail, "Remettre l’avis", "remise/nouvelle"),
        (Duty::MailKept, _) => act(
            Action::RecordMail,
            "Retourner le courrier",
            "remise/nouvelle",
        ),
        (Duty::Decision, _) => act(
            Action::Decide,
            "Examiner la proposition",
            "demande/decision",
        ),
        (Duty::NotNotified, _) => {
            let decision = line.unnotified.filter(|_| session.may(Action::Notify))?;
            Some(Act {
                label: "Noter la notification",
                href: urls::decision(line.id, decision, "notifier"),
            })
        }
    }
}
