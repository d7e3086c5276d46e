//! What is due about somebody: why, in one sentence, with the article.

use application::{actor::Surroundings, worklist::WorkLine};
use chrono::NaiveDate;
use domiciliation::{
    deadline,
    due::{Duty, Urgency},
    presence,
};
use web_kit::fr;

use super::article;

/// Why a line is in the work list. Its section says what is to be done.
pub fn why_due(line: &WorkLine, around: &Surroundings) -> (String, &'static str) {
    let today = around.today();
    let day = line.due.anchor;
    let near = |date| {
        format!(
            "{} ({})",
            fr::day_month_year(date),
            fr::relative_day(date, today)
        )
    };
    let sentence = match (line.due.duty, line.due.urgency) {
        (Duty::PlannedButSeen, _) => format!(
            "Radiation envisagée pour silence, mais la personne s’est manifestée le {}.",
            near(day)
        ),
        (Duty::Answer, Urgency::Late) => format!(
            "Réponse due le {} : le silence vaut refus, et la personne peut le contester.",
            near(day)
        ),
        (Duty::Answer, Urgency::Today | Urgency::Soon) => {
            format!("Réponse due le {} au plus tard.", near(day))
        }
        (Duty::Acknowledgement, _) => format!(
            "Demande déposée le {}, accusé de réception attendu le {}.",
            fr::day_month_year(day),
            near(deadline::acknowledgement_due(day, around.holidays()))
        ),
        (Duty::Appointment, urgency) => appointment(line, urgency, today),
        (Duty::Lapsed, _) => format!("Échue le {}, sans renouvellement en cours.", near(day)),
        (Duty::Notice, Urgency::Late) => {
            format!("La Poste a gardé l’objet jusqu’au {}.", near(day))
        }
        (Duty::Notice, Urgency::Today | Urgency::Soon) => {
            format!("La Poste garde l’objet jusqu’au {}.", near(day))
        }
        (Duty::MailKept, _) => format!(
            "Plus de domiciliation ici depuis le {} : le délai de garde du courrier est dépassé.",
            near(day)
        ),
        (Duty::Decision, _) => format!("Décision proposée le {}.", near(day)),
        (Duty::NotNotified, _) => format!(
            "Décision du {}, pas encore portée à la connaissance de la personne.",
            near(day)
        ),
        (Duty::ObservationsOver, _) => format!(
            "Délai d’observations clos le {} : la radiation peut être prononcée ou abandonnée.",
            near(day)
        ),
        (Duty::SilenceOver, _) => format!(
            "{}radiable depuis le {}.",
            last_seen(line),
            near(presence::first_radiable_day(day))
        ),
        (Duty::SilenceNearlyOver | Duty::SilenceTwoMonths, _) => format!(
            "{}sans nouvelles, radiable à partir du {}.",
            last_seen(line),
            near(presence::first_radiable_day(day))
        ),
        (Duty::TermEnding, _) => format!("La domiciliation se termine le {}.", near(day)),
        (Duty::RenewalAdvised, _) => format!(
            "La domiciliation se termine le {} : le renouvellement peut être demandé.",
            near(day)
        ),
    };
    (sentence, article(line.due.duty.rule()))
}

fn last_seen(line: &WorkLine) -> String {
    line.last_contact.map_or_else(String::new, |on| {
        format!("Dernier contact le {} ; ", fr::day_month_year(on))
    })
}

fn appointment(line: &WorkLine, urgency: Urgency, today: NaiveDate) -> String {
    let at = line.at();
    let (day, hour) = (fr::long_date(at.date()), fr::clock_time(at.time()));
    match urgency {
        Urgency::Late => format!(
            "Rendez-vous du {day} à {hour} ({}), passé sans trace.",
            fr::relative_day(at.date(), today)
        ),
        Urgency::Today => format!("Rendez-vous aujourd’hui à {hour}."),
        Urgency::Soon => format!(
            "Rendez-vous le {day} à {hour} ({}).",
            fr::relative_day(at.date(), today)
        ),
    }
}
