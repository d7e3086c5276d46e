//! Who is covered with the person: as many rows as wanted, without a script.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domiciliation::identity::{AyantDroit, Lien};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{checkbox, fieldset, select, text_field},
};

use super::{choices, text};
use crate::words;

/// How many dependants a dossier may have.
const MOST: usize = 40;

/// The fields of one dependant, with the names under which they are sent.
#[derive(Default)]
struct Row {
    nom: Field,
    prenoms: Field,
    naissance: Field,
    lien: Field,
    retirer: Field,
}

/// The rows of a form. Their fields are named `ayant-1-nom`, `ayant-1-prenoms`…
#[derive(Default, Deserialize)]
#[serde(from = "BTreeMap<String, Field>")]
pub struct People {
    rows: Vec<Row>,
    too_many: bool,
    asks_for_row: bool,
}

/// The button that asks for one more row.
const ADD: &str = "ajouter";

impl From<&[AyantDroit]> for People {
    fn from(ayants_droit: &[AyantDroit]) -> Self {
        let row = |a: &AyantDroit| Row {
            nom: a.nom.as_str().into(),
            prenoms: a.prenoms.as_str().into(),
            naissance: words::birth(a.birth).into(),
            lien: a.lien.code().into(),
            retirer: Field::default(),
        };
        Self {
            rows: ayants_droit.iter().map(row).collect(),
            ..Self::default()
        }
    }
}

impl From<BTreeMap<String, Field>> for People {
    /// From whatever a form sent: what is not a field of a row is left aside.
    fn from(sent: BTreeMap<String, Field>) -> Self {
        let mut rows: BTreeMap<u16, Row> = BTreeMap::new();
        let asks_for_row = sent.contains_key(ADD);
        for (name, field) in sent {
            let Some((index, part)) = name
                .strip_prefix("ayant-")
                .and_then(|rest| rest.split_once('-'))
            else {
                continue;
            };
            let Ok(index) = index.parse() else { continue };
            let row = rows.entry(index).or_default();
            match part {
                "nom" => row.nom = field,
                "prenoms" => row.prenoms = field,
                "naissance" => row.naissance = field,
                "lien" => row.lien = field,
                "retirer" => row.retirer = field,
                _ => {}
            }
        }
        Self {
            rows: rows.into_values().collect(),
            too_many: false,
            asks_for_row,
        }
    }
}

impl Row {
    fn is_blank(&self) -> bool {
        [&self.nom, &self.prenoms, &self.naissance, &self.lien]
            .iter()
            .all(|f| f.is_blank())
    }

    /// « BA Awa, 2019 (enfant) ».
    fn said(&self) -> String {
        let lien = self.lien.text();
        let lien = lien
            .parse::<Lien>()
            .map_or_else(|_| lien.to_owned(), |l| words::within(l.label()));
        format!(
            "{} {}, {} ({lien})",
            self.nom.text(),
            self.prenoms.text(),
            self.naissance.text()
        )
    }

    fn read(&mut self, today: NaiveDate) -> Option<AyantDroit> {
        let nom = text::name(&mut self.nom, "Nom de l’ayant droit");
        let prenoms = text::name(&mut self.prenoms, "Prénoms de l’ayant droit");
        let birth = text::birth(&mut self.naissance, "Date de naissance de l’ayant droit");
        let lien = self
            .lien
            .parse("Lien : choisissez le lien de l’ayant droit avec la personne.");
        // The domain refuses it too, without saying whose.
        if birth.is_some_and(|b| b.earliest() > today) {
            self.naissance
                .refuse("Date de naissance de l’ayant droit : elle est dans le futur.");
            return None;
        }
        Some(AyantDroit {
            nom: nom?,
            prenoms: prenoms?,
            birth: birth?,
            lien: lien?,
        })
    }
}

impl People {
    /// Adds the row that was asked for. Nothing is saved by that: the form comes back.
    pub fn add_row_if_asked(&mut self) -> bool {
        if self.asks_for_row {
            self.add_row();
        }
        self.asks_for_row
    }

    fn add_row(&mut self) {
        if self.rows.len() < MOST {
            self.rows.push(Row::default());
        } else {
            self.too_many = true;
        }
    }

    /// What was typed, rows left blank or ticked to go aside; or an error at each field
    /// that cannot be.
    pub fn read(&mut self, today: NaiveDate) -> Option<Vec<AyantDroit>> {
        let kept = self
            .rows
            .iter_mut()
            .filter(|row| !row.retirer.is_ticked() && !row.is_blank());
        // Every row is read, so that all errors show at once.
        let read: Vec<_> = kept.map(|row| row.read(today)).collect();
        self.too_many = read.len() > MOST;
        if self.too_many {
            None
        } else {
            read.into_iter().collect()
        }
    }

    /// All of them on a few lines, as people read them.
    pub fn said(&self) -> String {
        let kept = self
            .rows
            .iter()
            .filter(|row| !row.retirer.is_ticked() && !row.is_blank());
        kept.map(Row::said).collect::<Vec<_>>().join("\n")
    }

    /// What is wrong with all of them.
    pub fn error(&self) -> Option<&'static str> {
        self.too_many
            .then_some("Un dossier compte 40 ayants droit au plus.")
    }

    /// The fields with their names, for the summary of errors.
    pub fn all(&self) -> Vec<(String, &Field)> {
        let named = |(index, row)| {
            let row: &Row = row;
            [
                ("nom", &row.nom),
                ("prenoms", &row.prenoms),
                ("naissance", &row.naissance),
                ("lien", &row.lien),
            ]
            .map(|(part, field)| (name(index, part), field))
        };
        self.rows.iter().enumerate().flat_map(named).collect()
    }

    /// The rows, and the button for one more. `action` is where the form is sent.
    pub fn fields(&self, action: &str) -> Markup {
        html! {
            div id="ayants-droit" {
                @for (index, row) in self.rows.iter().enumerate() {
                    (fieldset(&format!("Ayant droit {}", index + 1), &html! {
                        (text_field(&name(index, "nom"), "Nom", &row.nom).max_length(200))
                        (text_field(&name(index, "prenoms"), "Prénoms", &row.prenoms).max_length(200))
                        (text_field(&name(index, "naissance"), "Date de naissance", &row.naissance)
                            .hint("jj/mm/aaaa, mm/aaaa ou aaaa").max_length(10))
                        (select(&name(index, "lien"), "Lien avec la personne", &row.lien, choices(Lien::ALL, Lien::code, Lien::label)))
                        (checkbox(&name(index, "retirer"), "Retirer cet ayant droit", &row.retirer)
                            .hint("Il sera retiré à l’enregistrement."))
                    }))
                }
                @if self.rows.is_empty() { p { "Aucun ayant droit." } }
                @if self.rows.len() < MOST {
                    // Back to the rows, where the new one waits.
                    button.fr-btn.fr-btn--secondary.fr-btn--icon-left.fr-icon-add-line type="submit"
                        name=(ADD) value="oui" formaction={ (action) "#ayants-droit" } {
                        "Ajouter une personne"
                    }
                }
            }
        }
    }
}

fn name(index: usize, part: &str) -> String {
    format!("ayant-{}-{part}", index + 1)
}

/// The button that Enter presses: without it, that would be the first one of the form,
/// which adds a row.
pub fn enter_saves() -> Markup {
    html! { button type="submit" hidden {} }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> People {
        let fields: BTreeMap<String, Field> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Field::new(*value)))
            .collect();
        People::from(fields)
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, 14).unwrap()
    }

    const FILLED: [(&str, &str); 4] = [
        ("ayant-10-nom", "BA"),
        ("ayant-10-prenoms", "Awa"),
        ("ayant-10-naissance", "2019"),
        ("ayant-10-lien", "enfant"),
    ];

    #[test]
    fn rows_left_blank_or_ticked_to_go_are_left_aside() {
        let mut fields = FILLED.to_vec();
        fields.extend([
            ("ayant-2-nom", "PARTI"),
            ("ayant-2-retirer", "oui"),
            ("ayant-1-nom", " "),
            ("cle", "x"),
            ("ayant-x-nom", "y"),
        ]);
        let read = sent(&fields).read(today()).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].nom.as_str(), "BA");
    }

    #[test]
    fn each_row_says_what_is_wrong_with_it() {
        let mut people = sent(&[("ayant-1-nom", "BA"), ("ayant-2-naissance", "2028")]);
        assert_eq!(people.read(today()), None);
        let wrong: Vec<String> = people
            .all()
            .into_iter()
            .filter(|(_, f)| f.error.is_some())
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            wrong,
            [
                "ayant-1-prenoms",
                "ayant-1-naissance",
                "ayant-1-lien",
                "ayant-2-nom",
                "ayant-2-prenoms",
                "ayant-2-naissance",
                "ayant-2-lien"
            ]
        );
    }

    #[test]
    fn nobody_has_more_than_forty() {
        let mut people = People::default();
        for _ in 0..MOST {
            people.add_row();
        }
        assert_eq!(people.error(), None);
        people.add_row();
        assert!(people.error().is_some());
        assert_eq!(people.all().len(), MOST * 4);
    }
}
