//! Where a dossier stands, in one sentence.

use application::actor::Surroundings;
use chrono::NaiveDate;
use domiciliation::{
    Dossier, Status,
    decision::{Decision, Outcome},
    presence::{Clock, Manifestation},
    request::{Demande, DemandeKind, Stage},
    term::Term,
};
use kernel::date::add_days;
use web_kit::fr;

use super::{feminine, within};

/// « Domiciliée jusqu’au dimanche 14 mars 2027. Vue il y a 12 jours ; sans nouvelles,
/// radiable à partir du 3 février 2027. »
pub fn standing_sentence(dossier: &Dossier, surroundings: &Surroundings) -> String {
    let today = surroundings.today();
    let e = dossier.identity().map_or("", feminine);
    if let Some(died) = dossier.deceased_on() {
        return format!("Décédé{e} le {}.", fr::day_month_year(died));
    }
    let end = dossier.current_term().map(|term| term.period().end());
    let renewal = dossier
        .pending_renewal()
        .map(|demande| pending(demande, today));
    let sentences = match dossier.status(today) {
        Status::Actif => [
            end.map(|end| covered(dossier, today, end, e)),
            presence(dossier, surroundings, e),
            planned(dossier),
            renewal,
        ],
        Status::Echu => [
            end.map(|end| format!("Domiciliation échue le {}.", fr::long_date(end))),
            renewal.or_else(|| Some("Le courrier est encore reçu.".to_owned())),
            None,
            None,
        ],
        Status::AValider | Status::EnInstruction => [
            dossier
                .pending_demande()
                .map(|demande| pending(demande, today)),
            None,
            None,
            None,
        ],
        Status::Radie | Status::Refuse => [
            dossier.last_decision().map(|decision| over(decision, e)),
            mail_kept(dossier, surroundings),
            None,
            None,
        ],
    };
    sentences
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The last contact that counts, and how the person made it.
fn last_seen(dossier: &Dossier, portal_login_counts: bool) -> Option<(Manifestation, NaiveDate)> {
    dossier
        .history()
        .iter()
        .filter(|recorded| !dossier.is_annulled(recorded.id))
        .filter_map(|recorded| recorded.fact.manifestation())
        .filter(|(kind, _)| kind.counts(portal_login_counts))
        .max_by_key(|(_, on)| *on)
}

/// The last day covered; the first one too where it is still to come.
fn covered(dossier: &Dossier, today: NaiveDate, end: NaiveDate, e: &str) -> String {
    let starts = dossier
        .terms()
        .iter()
        .filter(|term| term.ended_on().is_none())
        .map(|term| term.period().start())
        .min()
        .filter(|start| *start > today);
    let end = fr::long_date(end);
    match starts {
        Some(start) => format!("Domicilié{e} du {} au {end}.", fr::day_month_year(start)),
        None => format!("Domicilié{e} jusqu’au {end}."),
    }
}

/// When the person was last heard of, and what silence would allow. Why the clock is
/// suspended is nobody's to read here.
fn presence(dossier: &Dossier, surroundings: &Surroundings, e: &str) -> Option<String> {
    let today = surroundings.today();
    let policy = surroundings.policy();
    let seen = last_seen(dossier, policy.portal_login_counts)
        .map(|(kind, on)| format!("{} {}", made_contact(kind, e), fr::relative_day(on, today)));
    let end = dossier.current_term().map(|term| term.period().end());
    let clock = match dossier.clock(policy.portal_login_counts, today) {
        Clock::Unknown => {
            Some("aucun contact connu, le délai de trois mois ne court pas".to_owned())
        }
        Clock::Suspended { .. } => Some("horloge suspendue".to_owned()),
        Clock::Running { first_day, .. } if first_day <= today => Some(format!(
            "sans nouvelles depuis plus de trois mois, radiable depuis le {}",
            fr::day_month_year(first_day)
        )),
        Clock::Running { first_day, .. } if end.is_some_and(|end| first_day <= end) => {
            Some(format!(
                "sans nouvelles, radiable à partir du {}",
                fr::day_month_year(first_day)
            ))
        }
        // The term ends before silence could end it.
        Clock::Running { .. } => None,
    };
    let said: Vec<String> = [seen, clock].into_iter().flatten().collect();
    (!said.is_empty()).then(|| sentence(&said.join(" ; ")))
}

/// The end of election that the person was told of.
fn planned(dossier: &Dossier) -> Option<String> {
    let planned = dossier.planned_radiation()?;
    Some(format!(
        "Radiation envisagée, observations jusqu’au {}.",
        fr::day_month_year(planned.observations_until)
    ))
}

fn made_contact(kind: Manifestation, e: &str) -> String {
    match kind {
        Manifestation::PhoneCall | Manifestation::RequestByPhone => "a téléphoné".to_owned(),
        Manifestation::WrittenMessage => "a écrit".to_owned(),
        Manifestation::PortalLogin => format!("connecté{e} à son espace"),
        Manifestation::Visit
        | Manifestation::Interview
        | Manifestation::RequestInPerson
        | Manifestation::MailHandedToHolder => format!("vu{e}"),
        Manifestation::RegisterTakenOver => format!("repris{e} d’un registre"),
        // These count as no contact and never come here.
        Manifestation::RequestOnline
        | Manifestation::RequestByPost
        | Manifestation::MailHandedToProxy
        | Manifestation::MailForwarded
        | Manifestation::MailReturned
        | Manifestation::MailReceived
        | Manifestation::SmsSent
        | Manifestation::RequestTakenOver => "nouvelles reçues".to_owned(),
    }
}

/// How far a request has come, and until when it is to be answered.
fn pending(demande: &Demande, today: NaiveDate) -> String {
    let what = match demande.kind() {
        DemandeKind::First => "Demande déposée",
        DemandeKind::Renewal => "Renouvellement demandé",
    };
    let step = match (demande.stage(), demande.interview(), demande.appointment()) {
        (Stage::Proposed(proposal), _, _) => format!(
            "{} proposé le {}",
            if proposal.favourable {
                "accord"
            } else {
                "refus"
            },
            fr::day_month_year(proposal.on)
        ),
        (Stage::Open | Stage::Decided(_) | Stage::Withdrawn, Some(held), _) => {
            format!("entretien mené le {}", fr::day_month_year(held.on))
        }
        (Stage::Open | Stage::Decided(_) | Stage::Withdrawn, None, Some(appointment)) => format!(
            "rendez-vous le {} à {}",
            fr::day_month_year(appointment.at.date()),
            fr::clock_time(appointment.at.time())
        ),
        (Stage::Open | Stage::Decided(_) | Stage::Withdrawn, None, None) => {
            "entretien à fixer".to_owned()
        }
    };
    let limit = demande.answer_limit();
    let due = if limit < today {
        format!("réponse due depuis le {}", fr::day_month_year(limit))
    } else {
        format!("réponse au plus tard le {}", fr::day_month_year(limit))
    };
    format!(
        "{what} le {} ; {step} ; {due}.",
        fr::day_month_year(demande.filed_on())
    )
}

/// The decision after which nothing runs.
fn over(decision: &Decision, e: &str) -> String {
    match decision.outcome() {
        Outcome::Terminated(radiation) => format!(
            "Radié{e} à compter du {} : {}.",
            fr::day_month_year(radiation.effective_on),
            within(radiation.ground.motif().label())
        ),
        Outcome::ClosedAfterExpiry { on } => {
            format!(
                "Dossier clos le {}, après l’échéance.",
                fr::day_month_year(*on)
            )
        }
        Outcome::Refused(refus) => format!(
            "Demande refusée le {} : {}.",
            fr::day_month_year(refus.decided_on),
            within(refus.ground.label())
        ),
        Outcome::Accepted(accord) => format!(
            "Domiciliation terminée, accordée le {}.",
            fr::day_month_year(accord.decided_on)
        ),
    }
}

/// Until when the house keeps mail after the end.
fn mail_kept(dossier: &Dossier, surroundings: &Surroundings) -> Option<String> {
    let keep = surroundings.policy().mail_keep_days;
    let ended = dossier.terms().iter().filter_map(Term::ended_on).max()?;
    dossier.receives_mail(surroundings.today(), keep).then(|| {
        format!(
            "Courrier gardé jusqu’au {}.",
            fr::day_month_year(add_days(ended, i32::from(keep)))
        )
    })
}

/// A capital at its head, a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).chain(['.']).collect()
    })
}
