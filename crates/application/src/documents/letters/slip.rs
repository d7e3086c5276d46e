//! The deposit slip of a mail round: how much came, for whom, who brought it and who took it
//! in. It names people: it stays in the house.

use kernel::french::{clock_time, long_date};

use super::{Block, House, Letter, Signature, fact, paragraph};
use crate::{
    documents::letter::{Column, Table},
    round::{Person, RoundSheet, piles},
};

/// The slip of a round, as the round stands.
#[must_use]
pub fn slip(house: House<'_>, sheet: &RoundSheet) -> Letter {
    let round = &sheet.summary.round;
    let zone = house.structure.zone();
    let began = zone.time_of(round.opened_at);
    let totals = &sheet.totals;
    let mut blocks = Vec::new();
    if round.closed_at.is_none() {
        blocks.push(paragraph(
            "La tournée n’est pas close : ce bordereau peut encore changer.",
        ));
    }
    blocks.push(Block::Facts(vec![
        fact("Courriers", totals.letters.to_string()),
        fact("Colis", totals.parcels.to_string()),
        fact("Avis de passage", totals.notices.to_string()),
        fact("Mis à part", totals.aside.to_string()),
    ]));
    let rows = rows(sheet);
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: "Ce qui a été reçu, par case puis par nom".to_owned(),
            columns: columns(),
            rows,
        }));
    }
    let sign = |capacity: &str| Signature {
        capacity: capacity.to_owned(),
        name: String::new(),
        picture: None,
    };
    Letter {
        references: vec![
            fact(
                "Tournée du",
                format!("{} à {}", long_date(began.date()), clock_time(began.time())),
            ),
            fact("Commencée par", sheet.summary.opener.as_str()),
        ],
        blocks,
        signatures: vec![sign("Déposé par"), sign("Reçu par")],
        ..house.paper("Bordereau de dépôt du courrier", began.date())
    }
}

fn columns() -> Vec<Column> {
    let column = |label: &str, share, is_number| Column {
        label: label.to_owned(),
        share,
        is_number,
    };
    vec![
        column("Case", 2, false),
        column("Nom", 6, false),
        column("N°", 2, true),
        column("Courriers", 2, true),
        column("Colis", 2, true),
        column("Avis", 2, true),
    ]
}

fn rows(sheet: &RoundSheet) -> Vec<Vec<String>> {
    let count = |n: u32| {
        if n > 0 { n.to_string() } else { String::new() }
    };
    piles(&sheet.lines)
        .into_iter()
        .map(|pile| {
            vec![
                // The head of its line, which may not be empty.
                pile.person
                    .distribution
                    .clone()
                    .unwrap_or_else(|| "Aucune".to_owned()),
                name(pile.person),
                pile.person.number.to_string(),
                count(pile.letters),
                count(pile.parcels),
                count(pile.notices),
            ]
        })
        .collect()
}

fn name(person: &Person) -> String {
    format!("{} {}", person.nom.to_uppercase(), person.prenoms)
}
