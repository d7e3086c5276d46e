//! The sentence above the table: what one sees, how much of it, in which order.

use application::reads::{
    AppointmentFilter, EndedFilter, ReferentFilter, SilenceFilter, Tab, TermFilter, Total,
};
use domiciliation::Status;
use web_kit::fr;

use super::{
    codes::{SORTS, label},
    filters::{Referents, referent_name},
    url::Filters,
};

/// « 37 personnes actives, sans passage depuis plus de 2 mois, par échéance ».
pub fn of(filters: &Filters, total: Total, team: &Referents) -> String {
    let (one, several) = noun(filters.tab);
    let mut parts = vec![match total {
        Total::Exactly(count) => fr::count(count, one, several),
        Total::MoreThan(count) => format!("Plus de {}", fr::count(count, one, several)),
    }];
    if !filters.search.is_empty() {
        let near = if filters.close { "proches de" } else { "pour" };
        parts.push(format!("{near} la recherche « {} »", filters.search));
    }
    parts.extend(filters.silence.map(|silence| {
        match silence {
            SilenceFilter::TwoMonths => "sans passage depuis plus de 2 mois",
            SilenceFilter::ThreeMonths => "sans passage depuis plus de 3 mois",
        }
        .to_owned()
    }));
    parts.extend(filters.term.map(|term| {
        match term {
            TermFilter::Lapsed => "dont l’échéance est dépassée",
            TermFilter::TwoWeeks => "à échéance dans 15 jours au plus",
            TermFilter::TwoMonths => "à échéance dans 60 jours au plus",
        }
        .to_owned()
    }));
    parts.extend(filters.ended.map(|ended| {
        match ended {
            EndedFilter::OneYear => "dont la fin remonte à plus d’un an",
            EndedFilter::TwoYears => "dont la fin remonte à plus de 2 ans",
        }
        .to_owned()
    }));
    if filters.mail {
        parts.push("avec du courrier à récupérer".to_owned());
    }
    parts.extend(filters.appointment.map(|appointment| {
        match appointment {
            AppointmentFilter::Coming => "avec un rendez-vous à venir",
            AppointmentFilter::Passed => "dont le rendez-vous est passé",
        }
        .to_owned()
    }));
    parts.extend(filters.referent.map(|referent| match referent {
        ReferentFilter::None => "sans référent".to_owned(),
        ReferentFilter::Is(_) => format!("avec {} pour référent", referent_name(referent, team)),
    }));
    let sort = label(SORTS, filters.sort);
    parts.push(format!(
        "{sort}{}",
        if filters.descending {
            " en ordre inverse"
        } else {
            ""
        }
    ));
    parts.join(", ")
}

const fn noun(tab: Tab) -> (&'static str, &'static str) {
    match tab {
        Tab::All => ("dossier", "dossiers"),
        Tab::Renewals => ("renouvellement en cours", "renouvellements en cours"),
        Tab::Status(Status::Actif) => ("personne active", "personnes actives"),
        Tab::Status(Status::EnInstruction) => ("demande en instruction", "demandes en instruction"),
        Tab::Status(Status::AValider) => ("demande à valider", "demandes à valider"),
        Tab::Status(Status::Echu) => ("dossier échu", "dossiers échus"),
        Tab::Status(Status::Refuse) => ("demande refusée", "demandes refusées"),
        Tab::Status(Status::Radie) => ("personne radiée", "personnes radiées"),
    }
}

#[cfg(test)]
mod tests {
    use application::reads::SortKey;

    use super::*;

    #[test]
    fn the_sentence_says_what_one_sees() {
        let filters = Filters {
            silence: Some(SilenceFilter::TwoMonths),
            sort: SortKey::Term,
            ..Filters::default()
        };
        assert_eq!(
            of(&filters, Total::Exactly(37), &[]),
            "37\u{a0}personnes actives, sans passage depuis plus de 2 mois, par échéance"
        );
        let one = Filters {
            search: "ba".into(),
            tab: Tab::All,
            descending: true,
            ..Filters::default()
        };
        assert_eq!(
            of(&one, Total::Exactly(1), &[]),
            "1\u{a0}dossier, pour la recherche « ba », par nom en ordre inverse"
        );
        let many = of(&filters, Total::MoreThan(1000), &[]);
        assert!(
            many.starts_with("Plus de 1\u{a0}000\u{a0}personnes actives"),
            "{many}"
        );
    }
}
