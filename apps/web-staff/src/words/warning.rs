//! Warnings: how grave, in one sentence, with the article.

use chrono::NaiveDate;
use domiciliation::Warning;
use web_kit::{components::Level, fr};

use super::article;

/// A warning in plain French. The act that settles it is the page's to choose.
pub fn warning(warning: &Warning, today: NaiveDate) -> (Level, String, &'static str) {
    let day = fr::day_month_year;
    let near = |date| format!("{} ({})", day(date), fr::relative_day(date, today));
    let (level, sentence) = match *warning {
        Warning::Deceased { on } => (
            Level::Warning,
            format!("La personne est décédée le {} : son courrier est réexpédié au notaire ou retourné, ses procurations ont pris fin.", day(on)),
        ),
        Warning::Radiable { first_day } => (
            Level::Warning,
            format!("La personne ne s’est pas manifestée depuis plus de trois mois : elle peut être radiée depuis le {}.", near(first_day)),
        ),
        Warning::SilenceNearlyOver { first_day } => (
            Level::Warning,
            format!("Sans nouvelles de la personne, elle pourra être radiée à partir du {}.", near(first_day)),
        ),
        Warning::SilenceTwoMonths { first_day } => (
            Level::Info,
            format!("La personne ne s’est pas manifestée depuis plus de deux mois ; sans nouvelles, radiable à partir du {}.", near(first_day)),
        ),
        Warning::Lapsed { end } => (
            Level::Warning,
            format!("La domiciliation a pris fin à son échéance, le {}, sans renouvellement en cours.", near(end)),
        ),
        Warning::RenewalAdvised { end } => (
            Level::Warning,
            format!("La domiciliation se termine le {} : le renouvellement peut être demandé.", near(end)),
        ),
        Warning::AnswerLate { limit } => (
            Level::Error,
            format!("La réponse à la demande était due le {} : le silence vaut refus, et la personne peut le contester.", near(limit)),
        ),
        Warning::AnswerSoon { limit } => (
            Level::Warning,
            format!("La réponse à la demande est due le {} au plus tard.", near(limit)),
        ),
        Warning::ObservationsOver { until } => (
            Level::Warning,
            format!("Le délai pour présenter des observations a pris fin le {} : la radiation envisagée peut être prononcée ou abandonnée.", day(until)),
        ),
        Warning::PlannedButSeen { on } => (
            Level::Error,
            format!("Une radiation pour silence est envisagée, mais la personne s’est manifestée le {} : elle est à abandonner.", day(on)),
        ),
        Warning::NotAcknowledged { due } => (
            Level::Warning,
            format!("L’accusé de réception de la demande n’est pas remis ; il était attendu le {}.", day(due)),
        ),
        Warning::NotNotified { decided_on } => (
            Level::Warning,
            format!("La décision du {} n’est pas notifiée : elle ne produit d’effet qu’une fois portée à la connaissance de la personne.", day(decided_on)),
        ),
        Warning::NoticeExpires { on } => (
            Level::Warning,
            format!("La Poste garde l’objet d’un avis de passage jusqu’au {}.", near(on)),
        ),
        Warning::MailKeptTooLong { since } => (
            Level::Info,
            format!("Du courrier est gardé depuis le {}, au-delà du délai que votre structure s’est fixé : il peut être retourné.", day(since)),
        ),
        Warning::AgrementEnds { on } if on < today => (
            Level::Error,
            format!("L’agrément de votre structure a pris fin le {} : rien ne peut plus être accordé.", day(on)),
        ),
        Warning::AgrementEnds { on } => (
            Level::Info,
            format!("L’agrément de votre structure prend fin le {} : son renouvellement se demande au moins trois mois avant.", near(on)),
        ),
        Warning::AppointmentPassed { on } => (
            Level::Warning,
            format!("Le rendez-vous du {} est passé : notez l’entretien, ou l’absence de la personne.", day(on)),
        ),
        Warning::MailWaiting { items } => (
            Level::Warning,
            format!("{} en attente : prévenez la personne avant de mettre fin à la domiciliation.", fr::count(u64::from(items), "envoi est", "envois sont")),
        ),
        Warning::NoStatutoryGround { motif } => (
            Level::Warning,
            format!("Le motif « {} » ne repose sur aucun texte propre : la radiation est fragile, exposez les faits avec soin.", motif.label()),
        ),
        Warning::FragileGround { ground, by_agrement: true } => (
            Level::Warning,
            format!("Le motif « {} » n’est ouvert que si votre agrément le prévoit.", ground.label()),
        ),
        Warning::FragileGround { ground, by_agrement: false } => (
            Level::Warning,
            format!("Le motif « {} » ne repose sur aucun texte propre : le refus est fragile, exposez les faits avec soin.", ground.label()),
        ),
        Warning::ShorterTerm { full_end } => (
            Level::Warning,
            format!("La durée est plus courte que l’année que prévoit la loi, qui irait jusqu’au {}.", day(full_end)),
        ),
        Warning::PastWithdrawal { limit } => (
            Level::Warning,
            format!("Plus de quatre mois ont passé depuis la décision (délai clos le {}) : son annulation d’office est fragile.", day(limit)),
        ),
        Warning::NotifiedAtElectedAddress => (
            Level::Info,
            "La décision n’a été envoyée qu’à l’adresse de domiciliation : remettez-la en main propre si la personne se présente.".to_owned(),
        ),
        Warning::AlreadyDomiciled => (
            Level::Info,
            "La personne déclare être déjà domiciliée ailleurs. Ce n’est pas un motif de refus.".to_owned(),
        ),
        Warning::AsylumSeekers => (
            Level::Info,
            "Les demandeurs d’asile sont domiciliés par un organisme qui leur est propre, selon d’autres règles.".to_owned(),
        ),
        Warning::MinorHolder => (
            Level::Info,
            "La personne est mineure : elle est en principe ayant droit de ses parents.".to_owned(),
        ),
        Warning::AdultAyantDroit { count: 1 } => (
            Level::Info,
            "Un ayant droit est majeur : il peut demander sa propre domiciliation.".to_owned(),
        ),
        Warning::AdultAyantDroit { count } => (
            Level::Info,
            format!("{count} ayants droit sont majeurs : ils peuvent demander leur propre domiciliation."),
        ),
        Warning::MailAfterEnd { until } => (
            Level::Warning,
            format!("La personne n’est plus domiciliée ici : son courrier est gardé jusqu’au {}.", near(until)),
        ),
        Warning::MailNotKept => (
            Level::Warning,
            "La personne n’est pas domiciliée ici et son courrier n’y est pas gardé : rendez-le à La Poste avec la mention « Pli non distribuable ».".to_owned(),
        ),
    };
    (level, sentence, article(warning.rule()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_tells_the_day_and_how_near_it_is() {
        let today = NaiveDate::from_ymd_opt(2027, 1, 31).unwrap();
        let first_day = NaiveDate::from_ymd_opt(2027, 2, 3).unwrap();
        let (level, said, article) = warning(&Warning::SilenceNearlyOver { first_day }, today);
        assert_eq!(level, Level::Warning);
        assert!(
            said.ends_with("à partir du 3 février 2027 (dans 3 jours)."),
            "{said}"
        );
        assert!(article.contains("D. 264-3"));
    }
}
