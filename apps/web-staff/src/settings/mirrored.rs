//! The fields of the settings as they are compared when two administrators met.

use kernel::{Departement, Zone};
use structures::OrganismeType;
use web_kit::Field;

use super::{document::zone_name, form::SettingsForm, kind_label, statut};
use crate::request::forms::conflict::Mirrored;

/// All fields, in the order of the page.
pub fn mirrored(form: &mut SettingsForm) -> Vec<Mirrored<'_>> {
    let text = Mirrored::text;
    let mut fields = vec![
        text("nom", "Nom de la structure", &mut form.nom),
        kind(&mut form.statut),
        text("rattachement", "Rattachement", &mut form.rattachement),
        Mirrored::coded(
            "organisme",
            "Nature de l’organisme",
            &mut form.organisme,
            OrganismeType::label,
        ),
    ];
    fields.extend([
        text(
            "agrement_numero",
            "Numéro de l’agrément",
            &mut form.agrement_numero,
        ),
        text(
            "agrement_prefecture",
            "Préfecture qui l’a délivré",
            &mut form.agrement_prefecture,
        ),
        text(
            "agrement_du",
            "Premier jour de l’agrément",
            &mut form.agrement_du,
        ),
        text(
            "agrement_au",
            "Dernier jour de l’agrément",
            &mut form.agrement_au,
        ),
        text(
            "agrement_plafond",
            "Nombre de domiciliations autorisées",
            &mut form.agrement_plafond,
        ),
        text(
            "agrement_publics",
            "Publics visés par l’agrément",
            &mut form.agrement_publics,
        ),
    ]);
    fields.extend([
        text("adresse", "Numéro et voie", &mut form.adresse),
        text("complement", "Complément", &mut form.complement),
        text("code_postal", "Code postal", &mut form.code_postal),
        text("ville", "Commune", &mut form.ville),
        departement(&mut form.departement),
        zone(&mut form.fuseau),
        text(
            "courrier_adresse",
            "Numéro et voie du courrier",
            &mut form.courrier_adresse,
        ),
        text(
            "courrier_complement",
            "Complément du courrier",
            &mut form.courrier_complement,
        ),
        text(
            "courrier_code_postal",
            "Code postal du courrier",
            &mut form.courrier_code_postal,
        ),
        text(
            "courrier_ville",
            "Commune du courrier",
            &mut form.courrier_ville,
        ),
    ]);
    fields.extend([
        text("email", "Adresse électronique du service", &mut form.email),
        text("telephone", "Téléphone du service", &mut form.telephone),
        text("horaires", "Horaires d’accueil", &mut form.horaires),
        text(
            "representant_prenom",
            "Prénom de la personne qui signe",
            &mut form.representant_prenom,
        ),
        text(
            "representant_nom",
            "Nom de la personne qui signe",
            &mut form.representant_nom,
        ),
        text(
            "representant_fonction",
            "Fonction de la personne qui signe",
            &mut form.representant_fonction,
        ),
        ticked(
            "imprimer_nom",
            "Imprimer le nom de la structure",
            &mut form.imprimer_nom,
        ),
        ticked(
            "imprimer_boite",
            "Imprimer le numéro de boîte",
            &mut form.imprimer_boite,
        ),
        text(
            "delai_observations",
            "Jours laissés aux observations",
            &mut form.delai_observations,
        ),
        text(
            "garde_courrier",
            "Jours de garde du courrier",
            &mut form.garde_courrier,
        ),
        text(
            "ecart_premiere",
            "Interruption sans effet sur la date de première domiciliation",
            &mut form.ecart_premiere,
        ),
    ]);
    fields
}

fn kind(field: &mut Field) -> Mirrored<'_> {
    let known = statut::KINDS.iter().find(|(_, code)| *code == field.text());
    let said = known.map_or("", |(kind, _)| kind_label(*kind)).to_owned();
    Mirrored::saying("statut", "Type de structure", field, said)
}

fn departement(field: &mut Field) -> Mirrored<'_> {
    let code = field.text();
    let said = code
        .parse::<Departement>()
        .map_or_else(|_| code.to_owned(), |known| known.name().to_owned());
    Mirrored::saying("departement", "Département", field, said)
}

fn zone(field: &mut Field) -> Mirrored<'_> {
    let name = field.text();
    let said = name
        .parse::<Zone>()
        .map_or_else(|_| name.to_owned(), |known| zone_name(known).to_owned());
    Mirrored::saying("fuseau", "Fuseau horaire", field, said)
}

fn ticked<'a>(name: &str, label: &'static str, field: &'a mut Field) -> Mirrored<'a> {
    let said = if field.is_ticked() { "oui" } else { "non" };
    Mirrored::saying(name, label, field, said.to_owned())
}
