//! The holder, the dependants, the proxies, the address mail is sent on to.

use domiciliation::{
    identity::{AyantDroit, Civility, Identity},
    procuration::{Procuration, Transfer},
};
use kernel::{Note, Periode, Text};

use super::{note, reading::Reading};
use crate::imports::{
    field::{DEPENDANTS, DependantPart, Field, PROXIES, ProxyPart},
    problem::ProblemCode,
};

/// The holder; every cell is looked at even where one is wrong.
pub(super) fn holder(reading: &mut Reading<'_>) -> Option<Identity> {
    reading.require(Field::Civility);
    let civility = reading.code(Field::Civility).map(|code| match code {
        "F" => Civility::Madame,
        _ => Civility::Monsieur,
    });
    let nom = reading.required(Field::Nom);
    let prenoms = reading.required(Field::Prenoms);
    let usage = reading.text(Field::Usage);
    reading.require(Field::Birth);
    let birth = reading.birth(Field::Birth);
    let birth_place = reading.required::<1000>(Field::BirthPlace);
    let birth_place = birth_place.and_then(|place| birth_place_of(reading, place.as_str()));
    Some(Identity {
        civility: civility?,
        nom: nom?,
        prenoms: prenoms?,
        usage,
        birth: birth?,
        birth_place: birth_place?,
    })
}

/// The place as the forms have room for it.
fn birth_place_of(reading: &mut Reading<'_>, place: &str) -> Option<Text<100>> {
    if place.chars().count() <= Text::<100>::MAX {
        return place.parse().ok();
    }
    reading.tell(
        Field::BirthPlace,
        ProblemCode::Shortened,
        "Ce lieu compte plus de 100 caractères : seuls les 100 premiers seront repris, le texte entier sera gardé en note.",
    );
    let cut: String = place.chars().take(Text::<100>::MAX).collect();
    cut.parse().ok()
}

/// The place as written, where the forms have no room for all of it.
pub(super) fn whole_birth_place(reading: &Reading<'_>) -> Option<Note> {
    let place = reading.original(Field::BirthPlace)?;
    let long = place.chars().count() > Text::<100>::MAX;
    long.then(|| {
        note(&format!(
            "Lieu de naissance dans le registre repris : {place}"
        ))
    })
    .flatten()
}

/// The parts of a group of columns that all go together, once one is written.
fn complete(reading: &mut Reading<'_>, parts: &[Field], optional: &[Field]) -> bool {
    let any = parts
        .iter()
        .chain(optional)
        .any(|part| reading.is_filled(*part));
    if !any {
        return false;
    }
    let first = parts.iter().copied().find(|part| reading.has(*part));
    for part in parts.iter().copied() {
        if !reading.is_filled(part) {
            let told = if reading.has(part) { Some(part) } else { first };
            let message = format!(
                "« {} » manque, alors que d’autres colonnes du même groupe sont remplies. Complétez-le, comme {}, ou videz tout le groupe.",
                part.label(),
                part.example()
            );
            if let Some(told) = told {
                reading.tell(told, ProblemCode::Incomplete, &message);
            }
        }
    }
    true
}

/// The dependants, of all nine groups.
pub(super) fn dependants(reading: &mut Reading<'_>) -> Vec<AyantDroit> {
    (0..DEPENDANTS)
        .filter_map(|n| dependant(reading, n))
        .collect()
}

fn dependant(reading: &mut Reading<'_>, n: u8) -> Option<AyantDroit> {
    let [nom, prenoms, birth, lien] = [
        DependantPart::Nom,
        DependantPart::Prenoms,
        DependantPart::Birth,
        DependantPart::Lien,
    ]
    .map(|part| Field::Dependant(n, part));
    if !complete(reading, &[nom, prenoms, birth, lien], &[]) {
        return None;
    }
    let (nom, prenoms) = (reading.text(nom), reading.text(prenoms));
    let (birth, lien) = (reading.birth(birth), reading.word(lien));
    Some(AyantDroit {
        nom: nom?,
        prenoms: prenoms?,
        birth: birth?,
        lien: lien?,
    })
}

/// The proxies.
pub(super) fn proxies(reading: &mut Reading<'_>) -> Vec<Procuration> {
    (0..PROXIES).filter_map(|n| proxy(reading, n)).collect()
}

fn proxy(reading: &mut Reading<'_>, n: u8) -> Option<Procuration> {
    let [nom, prenoms, birth, start, end] = [
        ProxyPart::Nom,
        ProxyPart::Prenoms,
        ProxyPart::Birth,
        ProxyPart::Start,
        ProxyPart::End,
    ]
    .map(|part| Field::Proxy(n, part));
    if !complete(reading, &[nom, prenoms, start, end], &[birth]) {
        return None;
    }
    let (nom, prenoms) = (reading.text(nom), reading.text(prenoms));
    let birth = reading.birth(birth);
    let period = period(reading, start, end);
    Some(Procuration {
        nom: nom?,
        prenoms: prenoms?,
        birth,
        period: period?,
    })
}

/// Where mail is sent on.
pub(super) fn transfer(reading: &mut Reading<'_>) -> Option<Transfer> {
    let parts = [
        Field::TransferName,
        Field::TransferAddress,
        Field::TransferStart,
        Field::TransferEnd,
    ];
    if !complete(reading, &parts, &[]) {
        return None;
    }
    let name = reading.text(Field::TransferName);
    let address = reading.text(Field::TransferAddress);
    let period = period(reading, Field::TransferStart, Field::TransferEnd);
    Some(Transfer {
        name: name?,
        address: address?,
        period: period?,
    })
}

fn period(reading: &mut Reading<'_>, start: Field, end: Field) -> Option<Periode> {
    let (first, last) = (reading.day(start), reading.day(end));
    let period = Periode::new(first?, last?).ok();
    if period.is_none() {
        reading.wrong(end, ProblemCode::EndBeforeStart);
    }
    period
}
