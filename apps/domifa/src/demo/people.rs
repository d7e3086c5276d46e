//! Invented people: names that the country bears, put together at random.

use chrono::NaiveDate;
use domiciliation::identity::{AyantDroit, Civility, Coordinates, Filing, Identity, Lien};
use kernel::{BirthDate, StaffId, date::add_days};

use super::{
    names::{FEMMES, HOMMES, NOMS},
    world::Dice,
};

const VILLES: [&str; 16] = [
    "Grenoble",
    "Bamako",
    "Saint-Denis",
    "Lyon",
    "Alger",
    "Bucarest",
    "Conakry",
    "Paris",
    "Lisbonne",
    "Hanoï",
    "Kaboul",
    "Marseille",
    "Addis-Abeba",
    "Saint-Pierre",
    "Kinshasa",
    "Lille",
];
const LANGUES: [&str; 5] = ["français", "arabe", "portugais", "roumain", "anglais"];

/// Who, in a few strokes.
pub struct Person {
    pub identity: Identity,
    pub ayants_droit: Vec<AyantDroit>,
    pub coordinates: Coordinates,
    pub filing: Filing,
}

/// What one life asks of a person beyond chance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Adult,
    Minor,
    WithAdultChild,
}

pub fn person(
    dice: &mut Dice,
    kind: Kind,
    today: NaiveDate,
    overseas: bool,
    referents: &[StaffId],
) -> Person {
    let civility = if dice.one_in(3) {
        Civility::Madame
    } else {
        Civility::Monsieur
    };
    let nom = dice.pick(&NOMS);
    let years = if kind == Kind::Minor {
        16
    } else {
        dice.between(19, 74)
    };
    let usage = (civility == Civility::Madame && dice.one_in(4)).then(|| dice.pick(&NOMS));
    let identity = Identity {
        civility,
        nom: text(nom),
        prenoms: text(first_name(dice, civility)),
        usage: usage.and_then(|u| u.parse().ok()),
        birth: birth(dice, today, years),
        birth_place: dice.pick(&VILLES).parse().expect("a town of the demo"),
    };
    let mut ayants_droit = Vec::new();
    if kind == Kind::WithAdultChild || dice.one_in(6) {
        let children = dice.between(1, 3);
        for child in 0..children {
            let age = if kind == Kind::WithAdultChild && child == 0 {
                19
            } else {
                dice.between(5, 15)
            };
            ayants_droit.push(AyantDroit {
                nom: text(nom),
                prenoms: text(dice.pick(if child % 2 == 0 { &FEMMES } else { &HOMMES })),
                birth: birth(dice, today, age),
                lien: Lien::Enfant,
            });
        }
    }
    let has_phone = !dice.one_in(4);
    let local = dice.between(0, 999_999);
    let prefix = if overseas { "+262692" } else { "+33600" };
    // A fifth of the people have an e-mail address, and half of those want to be written to.
    let email = (local % 5 == 0).then(|| format!("personne-{local}@courriel.example"));
    let coordinates = Coordinates {
        phone: has_phone
            .then(|| format!("{prefix}{local:06}"))
            .and_then(|n| n.parse().ok()),
        by_email: email.is_some() && local % 2 == 0,
        email: email.and_then(|address| address.parse().ok()),
        sms: has_phone && !dice.one_in(5),
        language: dice.pick(&LANGUES).parse().ok(),
    };
    let filing = Filing {
        reference: None,
        distribution: None,
        referent: (!dice.one_in(3)).then(|| dice.pick(referents)),
    };
    Person {
        identity,
        ayants_droit,
        coordinates,
        filing,
    }
}

fn first_name(dice: &mut Dice, civility: Civility) -> &'static str {
    match civility {
        Civility::Madame => dice.pick(&FEMMES),
        Civility::Monsieur => dice.pick(&HOMMES),
    }
}

/// Some people were registered without a day, or without a month.
fn birth(dice: &mut Dice, today: NaiveDate, years: i32) -> BirthDate {
    use chrono::Datelike;
    let day = add_days(today, -(years * 365 + dice.between(10, 340)));
    let known = if years > 18 && dice.one_in(20) {
        BirthDate::new(day.year(), None, None)
    } else {
        BirthDate::on(day)
    };
    known.expect("nobody of the demo is that old")
}

pub fn text<const MAX: usize>(words: &str) -> kernel::Text<MAX> {
    words.parse().expect("words of the demo")
}
