//! The history, one line a fact.

use chrono::NaiveDate;
use domiciliation::{
    Dossier, Fact, Recorded,
    fact::AnnulmentMotive,
    mail::{Delivery, MailKind, MailRemark, Quantity},
    procuration::{Procuration, StandingProcuration},
    request::{Channel, DemandeKind},
};
use kernel::{FactId, Note, Periode};
use web_kit::fr;

use super::{clipped, quantity, within};

/// The longest quotation of a free text on one line, in characters.
const QUOTED: usize = 120;

fn span(period: Periode) -> String {
    format!(
        "du {} au {}",
        fr::day_month_year(period.start()),
        fr::day_month_year(period.end())
    )
}

/// The day on which it happened; none for what happened by being entered.
pub const fn fact_day(fact: &Fact) -> Option<NaiveDate> {
    match fact {
        Fact::DemandeFiled { on, .. }
        | Fact::DemandeAcknowledged { on }
        | Fact::PiecesRequested { on, .. }
        | Fact::PiecesReceived { on }
        | Fact::DemandeForwarded { on, .. }
        | Fact::DemandeWithdrawn { on, .. }
        | Fact::AppointmentMissed { on }
        | Fact::AppointmentCancelled { on, .. }
        | Fact::InterviewHeld { on, .. }
        | Fact::DecisionPostponed { on, .. }
        | Fact::RadiationDropped { on, .. }
        | Fact::ClosedAfterExpiry { on }
        | Fact::Notified { on, .. }
        | Fact::ContactMade { on, .. }
        | Fact::MailReceived { on, .. }
        | Fact::MailDelivered { on, .. }
        | Fact::ProcurationEnded { on, .. }
        | Fact::TransferEnded { on }
        | Fact::HoldSet { on, .. }
        | Fact::HoldLifted { on, .. }
        | Fact::TakenOver { on, .. } => Some(*on),
        Fact::DecisionProposed(proposal) => Some(proposal.on),
        Fact::Accepted(accord) => Some(accord.decided_on),
        Fact::Refused(refus) => Some(refus.decided_on),
        Fact::RadiationPlanned(planned) => Some(planned.notified_on),
        Fact::Terminated(radiation) => Some(radiation.decided_on),
        Fact::PayerAnswered(answer) => Some(answer.on),
        Fact::IdentityRecorded(_)
        | Fact::AyantsDroitRecorded { .. }
        | Fact::CoordinatesRecorded(_)
        | Fact::FilingRecorded(_)
        | Fact::AppointmentFixed(_)
        | Fact::InterviewCorrected { .. }
        | Fact::AbsenceJustified { .. }
        | Fact::AbsenceEnded { .. }
        | Fact::ProcurationGiven(_)
        | Fact::TransferSet(_)
        | Fact::NoteAdded { .. }
        | Fact::NotePinned { .. }
        | Fact::NoteUnpinned { .. }
        | Fact::NoteArchived { .. }
        | Fact::Merged { .. }
        | Fact::Annulled { .. } => None,
    }
}

/// One line of history: « 2 courriers remis en main propre ».
pub fn fact_line(recorded: &Recorded, dossier: &Dossier) -> String {
    let day = fr::day_month_year;
    match &recorded.fact {
        Fact::IdentityRecorded(_) if is_correction(recorded, dossier) => {
            "Identité corrigée".to_owned()
        }
        Fact::IdentityRecorded(_) => "Identité enregistrée".to_owned(),
        Fact::AyantsDroitRecorded { ayants_droit } => match ayants_droit.len() {
            0 => "Plus aucun ayant droit".to_owned(),
            1 => "1 ayant droit enregistré".to_owned(),
            several => format!("{several} ayants droit enregistrés"),
        },
        Fact::CoordinatesRecorded(_) => "Coordonnées enregistrées".to_owned(),
        Fact::FilingRecorded(_) => "Classement du dossier enregistré".to_owned(),
        Fact::DemandeFiled { kind, channel, .. } => demande_filed(*kind, *channel),
        Fact::DemandeAcknowledged { .. } => "Accusé de réception de la demande remis".to_owned(),
        Fact::PiecesRequested { until, missing, .. } => {
            format!(
                "Pièces demandées pour le {} : {}",
                day(*until),
                quoted(missing)
            )
        }
        Fact::PiecesReceived { .. } => "Pièces reçues".to_owned(),
        Fact::DemandeForwarded { to, .. } => {
            format!("Demande transmise à un autre organisme : {}", quoted(to))
        }
        Fact::DemandeWithdrawn { reason, .. } => format!("Demande retirée : {}", quoted(reason)),
        Fact::AppointmentFixed(appointment) => format!(
            "Rendez-vous fixé au {} à {}, avec {}",
            day(appointment.at.date()),
            fr::clock_time(appointment.at.time()),
            appointment.with_name
        ),
        Fact::AppointmentMissed { .. } => "Rendez-vous non honoré".to_owned(),
        Fact::AppointmentCancelled { reason, .. } => {
            format!("Rendez-vous annulé : {}", quoted(reason))
        }
        Fact::InterviewHeld { by, .. } => format!("Entretien mené par {by}"),
        Fact::InterviewCorrected { .. } => "Entretien complété".to_owned(),
        Fact::DecisionProposed(proposal) if proposal.favourable => "Accord proposé".to_owned(),
        Fact::DecisionProposed(_) => "Refus proposé".to_owned(),
        Fact::DecisionPostponed { reason, .. } => {
            format!("Proposition renvoyée pour complément : {}", quoted(reason))
        }
        Fact::Accepted(accord) => {
            format!("Décision : domiciliation accordée {}", span(accord.period))
        }
        Fact::Refused(refus) => format!(
            "Décision : demande refusée ({})",
            within(refus.ground.label())
        ),
        Fact::RadiationPlanned(planned) => format!(
            "Radiation envisagée ({}) ; observations possibles jusqu’au {}",
            within(planned.motif.label()),
            day(planned.observations_until)
        ),
        Fact::RadiationDropped { reason, .. } => {
            format!("Radiation abandonnée : {}", quoted(reason))
        }
        Fact::Terminated(radiation) => format!(
            "Décision : radiation à compter du {} ({})",
            day(radiation.effective_on),
            within(radiation.ground.motif().label())
        ),
        Fact::ClosedAfterExpiry { .. } => "Dossier clos après son échéance".to_owned(),
        Fact::Notified { mode, .. } => format!("Décision notifiée : {}", within(mode.label())),
        Fact::ContactMade { kind, .. } => kind.label().to_owned(),
        Fact::AbsenceJustified { from, until: None } => {
            format!("Absence justifiée à partir du {}", day(*from))
        }
        Fact::AbsenceJustified {
            from,
            until: Some(until),
        } => {
            format!("Absence justifiée du {} au {}", day(*from), day(*until))
        }
        Fact::AbsenceEnded { until, .. } => {
            format!("Fin de l’absence justifiée le {}", day(*until))
        }
        Fact::MailReceived {
            kind,
            quantity,
            remark,
            ..
        } => received(*kind, *quantity, remark.as_ref()),
        Fact::MailDelivered {
            kind,
            quantity,
            delivery,
            ..
        } => delivered(*kind, *quantity, *delivery, dossier),
        Fact::ProcurationGiven(procuration) => {
            format!(
                "Procuration donnée à {}, {}",
                proxy(procuration),
                span(procuration.period)
            )
        }
        Fact::ProcurationEnded { procuration, .. } => match named_proxy(dossier, *procuration) {
            Some(name) => format!("Procuration de {name} retirée"),
            None => "Procuration retirée".to_owned(),
        },
        Fact::TransferSet(transfer) => {
            format!(
                "Réexpédition du courrier vers {}, {}",
                transfer.name,
                span(transfer.period)
            )
        }
        Fact::TransferEnded { .. } => "Réexpédition du courrier arrêtée".to_owned(),
        Fact::PayerAnswered(answer) => match answer.domiciled {
            Some(period) => format!(
                "Réponse à {} : domiciliation en cours, {}",
                answer.question.body,
                span(period)
            ),
            None => format!(
                "Réponse à {} : pas de domiciliation en cours",
                answer.question.body
            ),
        },
        Fact::NoteAdded { text } => format!("Note : {}", quoted(text)),
        Fact::NotePinned { .. } => "Note épinglée".to_owned(),
        Fact::NoteUnpinned { .. } => "Note désépinglée".to_owned(),
        Fact::NoteArchived { .. } => "Note archivée".to_owned(),
        Fact::HoldSet { kind, .. } => format!("Effacement suspendu : {}", within(kind.label())),
        Fact::HoldLifted { .. } => "Effacement de nouveau possible".to_owned(),
        Fact::Merged { number } => format!("Dossier n° {number} réuni à celui-ci"),
        Fact::TakenOver {
            first_elected_on: Some(first),
            ..
        } => format!(
            "Repris d’un registre ; première domiciliation le {}",
            day(*first)
        ),
        Fact::TakenOver { .. } => "Repris d’un registre".to_owned(),
        Fact::Annulled {
            target,
            motive,
            reason,
        } => annulled(dossier, *target, *motive, reason.as_ref()),
    }
}

/// Whether an identity was recorded before this one.
fn is_correction(recorded: &Recorded, dossier: &Dossier) -> bool {
    dossier
        .history()
        .iter()
        .take_while(|earlier| earlier.id != recorded.id)
        .any(|earlier| matches!(earlier.fact, Fact::IdentityRecorded(_)))
}

fn quoted(text: &Note) -> String {
    clipped(text.as_str(), QUOTED)
}

fn demande_filed(kind: DemandeKind, channel: Channel) -> String {
    let what = match kind {
        DemandeKind::First => "Première demande",
        DemandeKind::Renewal => "Demande de renouvellement",
    };
    let how = match channel {
        Channel::InPerson => "déposée sur place",
        Channel::Phone => "faite par téléphone",
        Channel::Online => "déposée en ligne",
        Channel::Post => "reçue par courrier",
        Channel::Register => "reprise d’un registre",
    };
    format!("{what} {how}")
}

/// « s » from two items on.
const fn plural(count: Quantity) -> &'static str {
    fr::plural(count.get() as u64, "", "s")
}

fn received(kind: MailKind, count: Quantity, remark: Option<&MailRemark>) -> String {
    let items = quantity(kind, count.get());
    let line = format!("{items} reçu{}", plural(count));
    match remark {
        Some(remark) => format!("{line} ({remark})"),
        None => line,
    }
}

fn delivered(kind: MailKind, count: Quantity, delivery: Delivery, dossier: &Dossier) -> String {
    let items = quantity(kind, count.get());
    let s = plural(count);
    match delivery {
        Delivery::Holder => format!("{items} remis en main propre"),
        Delivery::Proxy(id) => match named_proxy(dossier, id) {
            Some(name) => format!("{items} remis à {name}, par procuration"),
            None => format!("{items} remis par procuration"),
        },
        Delivery::Forwarded => format!("{items} réexpédié{s}"),
        Delivery::Returned => format!("{items} retourné{s} à l’expéditeur"),
    }
}

/// The name of a proxy: « KONE Issa ».
pub fn proxy(procuration: &Procuration) -> String {
    format!(
        "{} {}",
        procuration.nom.as_str().to_uppercase(),
        procuration.prenoms
    )
}

fn named_proxy(dossier: &Dossier, id: FactId) -> Option<String> {
    dossier
        .procurations()
        .iter()
        .find(|standing| standing.fact() == id)
        .map(StandingProcuration::procuration)
        .map(proxy)
}

fn annulled(
    dossier: &Dossier,
    target: FactId,
    motive: AnnulmentMotive,
    reason: Option<&Note>,
) -> String {
    let what = dossier.fact(target).map_or_else(
        || "un enregistrement".to_owned(),
        |target| fact_line(target, dossier),
    );
    let why = reason.map_or_else(String::new, |reason| format!(" : {}", quoted(reason)));
    format!("Annulation — {what} ({}{why})", within(motive.label()))
}
