//! The part of the form that says on what ground the body domiciles people.

use chrono::NaiveDate;
use kernel::{Agrement, Periode, ShortText, StructureKind, body::InvalidAgrement};
use structures::{OrganismeType, Statut};
use web_kit::fr;

use super::form::{SettingsForm, written};

/// The code of the kind that has an agrément.
pub const AGREE: &str = "organisme_agree";

/// The kinds with their codes in the form.
pub const KINDS: [(StructureKind, &str); 4] = [
    (StructureKind::Ccas, "ccas"),
    (StructureKind::Cias, "cias"),
    (StructureKind::Commune, "commune"),
    (StructureKind::OrganismeAgree, AGREE),
];

/// Fills the fields with what is stored.
pub fn fill(form: &mut SettingsForm, statut: &Statut) {
    let code = KINDS
        .iter()
        .find(|(kind, _)| *kind == statut.kind())
        .map_or("", |(_, code)| code);
    form.statut = code.into();
    form.rattachement = written(statut.rattachement());
    let Statut::OrganismeAgree {
        agrement,
        organisme,
    } = statut
    else {
        return;
    };
    form.organisme = organisme.map_or("", OrganismeType::code).into();
    form.agrement_numero = written(Some(agrement.numero()));
    form.agrement_prefecture = written(Some(agrement.prefecture()));
    form.agrement_du = fr::short_date(agrement.periode().start()).into();
    form.agrement_au = fr::short_date(agrement.periode().end()).into();
    form.agrement_plafond = agrement
        .cap()
        .map(|cap| cap.to_string())
        .unwrap_or_default()
        .into();
    form.agrement_publics = written(agrement.publics());
}

/// What was chosen, with what that kind needs; every error is beside its field.
pub fn read(form: &mut SettingsForm) -> Option<Statut> {
    let kind = form.statut.parse_with(
        |typed| {
            KINDS
                .iter()
                .find(|(_, code)| *code == typed)
                .map(|(kind, _)| *kind)
        },
        "Choisissez le type de structure",
    )?;
    match kind {
        StructureKind::Ccas => rattachement(form).map(|rattachement| Statut::Ccas { rattachement }),
        StructureKind::Cias => rattachement(form).map(|rattachement| Statut::Cias { rattachement }),
        StructureKind::Commune => Some(Statut::Commune),
        StructureKind::OrganismeAgree => {
            let organisme = form
                .organisme
                .optional::<OrganismeType>("Choisissez dans la liste");
            let agrement = agrement(form);
            Some(Statut::OrganismeAgree {
                agrement: agrement?,
                organisme: organisme?,
            })
        }
    }
}

#[expect(
    clippy::option_option,
    reason = "an error beside the field, a blank field, a text"
)]
fn rattachement(form: &mut SettingsForm) -> Option<Option<ShortText>> {
    form.rattachement
        .optional("Saisissez la commune en 200 caractères au plus")
}

/// # Law
/// CASF art. D. 264-11: five years at most.
fn agrement(form: &mut SettingsForm) -> Option<Agrement> {
    let numero = form
        .agrement_numero
        .parse::<ShortText>("Saisissez le numéro de l’agrément, en 200 caractères au plus");
    let prefecture = form
        .agrement_prefecture
        .parse::<ShortText>("Saisissez la préfecture qui a délivré l’agrément");
    let from = form
        .agrement_du
        .date("Saisissez le premier jour de l’agrément, comme 01/03/2026");
    let until = form
        .agrement_au
        .date("Saisissez le dernier jour de l’agrément, comme 28/02/2031");
    let cap = form
        .agrement_plafond
        .optional::<u32>("Saisissez un nombre entier, ou laissez vide s’il n’y a pas de plafond");
    let publics = form
        .agrement_publics
        .optional("Décrivez les publics en 200 caractères au plus");
    let periode = from
        .zip(until)
        .and_then(|(from, until)| period(form, from, until));
    match Agrement::new(numero?, prefecture?, periode?, cap?, publics?) {
        Ok(agrement) => Some(agrement),
        Err(InvalidAgrement::TooLong { latest }) => {
            form.agrement_au.refuse(format!(
                "Un agrément dure cinq ans au plus (art. D. 264-11) : jusqu’au {} pour celui-ci",
                fr::day_month_year(latest)
            ));
            None
        }
    }
}

fn period(form: &mut SettingsForm, from: NaiveDate, until: NaiveDate) -> Option<Periode> {
    let period = Periode::new(from, until).ok();
    if period.is_none() {
        form.agrement_au.refuse(
            "Le dernier jour de l’agrément vient avant le premier : corrigez l’un des deux",
        );
    }
    period
}
