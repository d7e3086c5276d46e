//! The settings, to read and to edit.

use kernel::{Agrement, Departement, Text, Zone, territory::ZONES};
use maud::{Markup, html};
use structures::{Address, OrganismeType, Statut, Structure};
use web_kit::{Link, components::*, fr};

use super::{EDIT, TITLE, days, form::SettingsForm, kind_label, statut};
use crate::{
    Staff,
    request::forms::conflict::{Conflict, conflict_alert},
    session::{Here, StaffSession},
    urls,
};

const NOT_GIVEN: &str = "Non renseigné";

/// What is stored, group by group.
pub fn sections(staff: &Staff, structure: &Structure) -> Markup {
    let settings = structure.settings();
    let text = |text: Option<String>| html! { (text.as_deref().unwrap_or(NOT_GIVEN)) };
    let delays = structure.delays();
    let options = structure.options();
    html! {
        h2 { "Identité" }
        (details(&[
            ("Nom", html! { (settings.name) }),
            ("Type", html! { (kind_label(structure.kind())) }),
        ]))
        @if let Some(rattachement) = structure.rattachement() {
            (details(&[("Commune ou arrondissement de rattachement", html! { (rattachement) })]))
        }
        @if let Statut::OrganismeAgree { agrement, organisme } = &settings.statut {
            h2 { "Agrément" }
            (agrement_details(agrement, *organisme))
        }
        h2 { "Adresse" }
        (details(&[
            ("Adresse", lines(&settings.address)),
            ("Adresse du courrier", match &settings.mail_address {
                Some(address) => lines(address),
                None => html! { "La même" },
            }),
            ("Département", html! { (departement(settings.departement)) }),
            ("Fuseau horaire", html! { (zone_name(settings.zone)) }),
        ]))
        h2 { "Accueil" }
        (details(&[
            ("Adresse électronique", text(settings.email.as_ref().map(|email| email.as_str().to_owned()))),
            ("Téléphone", text(settings.phone.as_ref().map(|phone| staff.phones.display(phone)))),
            ("Horaires", match &settings.opening_hours {
                Some(hours) => html! { @for line in hours.as_str().lines() { (line) br; } },
                None => text(None),
            }),
        ]))
        h2 { "Signataire" }
        (details(&[("Personne qui signe pour la structure", text(
            settings.representative.as_ref()
                .map(|person| format!("{} {}, {}", person.prenom(), person.nom(), person.fonction())),
        ))]))
        h2 { "Adresse imprimée des personnes domiciliées" }
        (details(&[
            ("Nom de la structure", yes(options.print_structure_name)),
            ("Numéro de boîte", yes(options.print_box_number)),
        ]))
        h2 { "Délais" }
        (details(&[
            ("Observations avant une radiation", html! { (days(delays.notice_days.get())) }),
            ("Garde du courrier après la fin", html! { (days(delays.mail_keeping_days.get())) }),
            ("Interruption sans effet sur la date de première domiciliation",
                html! { (days(delays.first_domiciliation_gap_days.get())) }),
        ]))
    }
}

fn agrement_details(agrement: &Agrement, organisme: Option<OrganismeType>) -> Markup {
    let period = agrement.periode();
    details(&[
        ("Numéro", html! { (agrement.numero()) }),
        ("Préfecture", html! { (agrement.prefecture()) }),
        (
            "Valable",
            html! { "du " (fr::time_long(period.start())) " au " (fr::time_long(period.end())) },
        ),
        (
            "Renouvellement à demander avant le",
            html! {
                (fr::time_long(agrement.renewal_request_due())) " (art. D. 264-5)"
            },
        ),
        (
            "Plafond",
            html! {
                @match agrement.cap() {
                    Some(cap) => (fr::count(u64::from(cap), "domiciliation", "domiciliations")),
                    None => "Aucun",
                }
            },
        ),
        (
            "Publics",
            html! { (agrement.publics().map_or("Tous", Text::as_str)) },
        ),
        (
            "Nature de l’organisme",
            html! { (organisme.map_or(NOT_GIVEN, OrganismeType::label)) },
        ),
    ])
}

fn lines(address: &Address) -> Markup {
    html! { @for line in address.lines() { (line) br; } }
}

fn departement(departement: Departement) -> String {
    format!("{} ({})", departement.name(), departement.code())
}

fn yes(yes: bool) -> Markup {
    html! { @if yes { "Imprimé" } @else { "Non imprimé" } }
}

/// The form, with what was typed and what is wrong with it.
pub fn editing(
    session: &StaffSession,
    structure: &Structure,
    form: &SettingsForm,
    conflict: Option<&Conflict>,
    general: Option<&str>,
) -> Markup {
    let title = "Modifier la structure";
    let summary = error_summary(general, &form.fields());
    let in_error = conflict.is_some() || !summary.0.is_empty();
    let content = html! {
        h1 { (title) }
        form.app-form method="post" action=(EDIT) novalidate {
            (conflict_alert(conflict))
            (summary)
            (required_note())
            (hidden("version", &form.version.raw))
            (fieldset("Identité", &identity(form)))
            @if form.statut.text() == statut::AGREE { (fieldset("Agrément", &agrement(form))) }
            (fieldset("Adresse", &address(form, structure)))
            (fieldset("Adresse du courrier, si elle est différente", &mail_address(form)))
            (fieldset("Accueil", &reception(form)))
            (fieldset("Personne qui signe pour la structure", &representative(form)))
            (fieldset("Adresse imprimée des personnes domiciliées", &options(form)))
            (fieldset("Délais choisis par la structure", &delays(form)))
            (buttons(&[
                &button("Enregistrer"),
                &link_button("Annuler", urls::SETTINGS).secondary(),
            ]))
        }
    };
    session
        .page(title)
        .breadcrumb(vec![Link::new(TITLE, urls::SETTINGS)])
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}

/// What only some kinds need is asked for once the kind is chosen.
fn identity(form: &SettingsForm) -> Markup {
    let kinds = statut::KINDS
        .into_iter()
        .map(|(kind, code)| {
            let choice = Choice::new(code, kind_label(kind));
            if kind.is_communal() {
                choice
            } else {
                choice.hint("Son agrément est demandé ensuite, si ce n’est pas déjà fait.")
            }
        })
        .collect();
    html! {
        (text_field("nom", "Nom de la structure", &form.nom).max_length(400))
        (radio_group("statut", "Type de structure", &form.statut, kinds))
        @if form.statut.text() != statut::AGREE {
            (text_field("rattachement", "Commune ou arrondissement de rattachement", &form.rattachement)
                .hint("Pour un CCAS à arrondissements ou un CIAS : la commune au titre de laquelle il domicilie.")
                .max_length(200).optional())
        }
    }
}

fn agrement(form: &SettingsForm) -> Markup {
    let organismes = OrganismeType::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect();
    html! {
        (text_field("agrement_numero", "Numéro de l’agrément", &form.agrement_numero).max_length(200))
        (text_field("agrement_prefecture", "Préfecture qui l’a délivré", &form.agrement_prefecture)
            .max_length(200))
        (date_field("agrement_du", "Premier jour", &form.agrement_du))
        (date_field("agrement_au", "Dernier jour", &form.agrement_au)
            .hint("Cinq ans au plus (art. D. 264-11). Format attendu : jj/mm/aaaa"))
        (number_field("agrement_plafond", "Nombre de domiciliations autorisées", &form.agrement_plafond)
            .hint("Vide si l’agrément ne fixe pas de plafond.").optional())
        (text_field("agrement_publics", "Publics visés par l’agrément", &form.agrement_publics)
            .hint("Vide si l’agrément vise tous les publics.").max_length(200).optional())
        (select("organisme", "Nature de l’organisme", &form.organisme, organismes).optional())
    }
}

/// The zone as people name it: by where its clocks are read.
pub fn zone_name(zone: Zone) -> &'static str {
    match zone.name() {
        "Europe/Paris" => "heure de Paris",
        "America/Guadeloupe" => "Guadeloupe",
        "America/Martinique" => "Martinique",
        "America/Cayenne" => "Guyane",
        "Indian/Reunion" => "La Réunion",
        "America/Miquelon" => "Saint-Pierre-et-Miquelon",
        "Indian/Mayotte" => "Mayotte",
        "America/St_Barthelemy" => "Saint-Barthélemy",
        "America/Marigot" => "Saint-Martin",
        "Indian/Kerguelen" => "Terres australes françaises",
        "Pacific/Wallis" => "Wallis-et-Futuna",
        "Pacific/Tahiti" => "Polynésie française (Tahiti)",
        "Pacific/Marquesas" => "Polynésie française (îles Marquises)",
        "Pacific/Gambier" => "Polynésie française (îles Gambier)",
        "Pacific/Noumea" => "Nouvelle-Calédonie",
        other => other,
    }
}

fn address(form: &SettingsForm, structure: &Structure) -> Markup {
    let departements = Departement::all()
        .map(|d| Choice::new(d.code(), format!("{} – {}", d.code(), d.name())))
        .collect();
    let zones = ZONES
        .into_iter()
        .map(|zone| Choice::new(zone.name(), zone_name(zone)))
        .collect();
    let by_postal_code = format!("Aujourd’hui : {}.", departement(structure.departement()));
    let by_departement = format!(
        "Aujourd’hui : {}. Les dates et les délais sont comptés dans ce fuseau.",
        zone_name(structure.zone())
    );
    html! {
        (textarea("adresse", "Numéro et voie", &form.adresse, 1000).rows(2))
        (textarea("complement", "Complément", &form.complement, 400)
            .hint("Bâtiment, étage, service.").rows(2).optional())
        (text_field("code_postal", "Code postal", &form.code_postal).max_length(5))
        (text_field("ville", "Commune", &form.ville).max_length(100))
        (select("departement", "Département", &form.departement, departements)
            .empty("D’après le code postal").hint(&by_postal_code).optional())
        (select("fuseau", "Fuseau horaire", &form.fuseau, zones)
            .empty("D’après le département").hint(&by_departement).optional())
    }
}

fn mail_address(form: &SettingsForm) -> Markup {
    html! {
        (textarea("courrier_adresse", "Numéro et voie du courrier", &form.courrier_adresse, 1000)
            .rows(2).optional())
        (textarea("courrier_complement", "Complément du courrier", &form.courrier_complement, 400)
            .rows(2).optional())
        (text_field("courrier_code_postal", "Code postal du courrier", &form.courrier_code_postal)
            .max_length(5).optional())
        (text_field("courrier_ville", "Commune du courrier", &form.courrier_ville)
            .max_length(100).optional())
    }
}

fn reception(form: &SettingsForm) -> Markup {
    html! {
        (email_field("email", "Adresse électronique du service", &form.email).optional())
        (tel_field("telephone", "Téléphone du service", &form.telephone)
            .hint("Exemple : 01 23 45 67 89").optional())
        (textarea("horaires", "Horaires d’accueil", &form.horaires, 500).rows(3).optional())
    }
}

fn representative(form: &SettingsForm) -> Markup {
    html! {
        p.fr-hint-text { "Les trois champs, ou aucun." }
        (text_field("representant_prenom", "Prénom", &form.representant_prenom).max_length(200).optional())
        (text_field("representant_nom", "Nom", &form.representant_nom).max_length(200).optional())
        (text_field("representant_fonction", "Fonction", &form.representant_fonction)
            .hint("Exemple : maire, président du CCAS.").max_length(200).optional())
    }
}

fn options(form: &SettingsForm) -> Markup {
    html! {
        (checkbox("imprimer_nom", "Imprimer le nom de la structure", &form.imprimer_nom)
            .hint("Sans lui, l’adresse ne dit pas que la personne est domiciliée."))
        (checkbox("imprimer_boite", "Imprimer le numéro de boîte de la personne", &form.imprimer_boite))
    }
}

fn delays(form: &SettingsForm) -> Markup {
    html! {
        (number_field("delai_observations", "Jours laissés aux observations avant une radiation",
            &form.delai_observations)
            .hint("De 8 à 90 jours. La loi impose d’entendre la personne (CRPA, art. L. 121-1) ; \
                   la durée est un choix de la structure."))
        (number_field("garde_courrier", "Jours de garde du courrier après la fin de la domiciliation",
            &form.garde_courrier)
            .hint("De 15 à 365 jours. La loi n’en fixe pas : c’est un choix de la structure. \
                   La Poste garde un avis quinze jours."))
        (number_field("ecart_premiere",
            "Jours d’interruption qui laissent inchangée la date de première domiciliation",
            &form.ecart_premiere)
            .hint("De 0 à 365 jours. La loi n’en fixe pas : c’est un choix de la structure."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_has_a_name_that_people_use() {
        for zone in ZONES {
            assert!(!zone_name(zone).contains('/'), "{}", zone.name());
        }
    }
}
