//! What is asked of the history, as its address says it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domiciliation::{Author, Recorded};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field,
    components::{Choice, button, checkbox, date_field, error_summary, select},
    fr,
};

use super::{
    kind::Kind,
    line::{entries, stands},
};
use crate::{dossier::Sheet, words};

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    genre: Field,
    du: Field,
    au: Field,
    auteur: Field,
    masquer: Field,
    pub page: Field,
    pub tout: Field,
}

/// The lines to show.
pub struct Filter {
    kind: Option<Kind>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    author: Option<String>,
    without_annulled: bool,
}

/// How the address names whoever entered something.
fn key_of(author: &Author) -> String {
    author
        .staff_id()
        .map_or_else(|| "domifa".to_owned(), |id| id.to_string())
}

impl Asked {
    /// What is asked for; a date that is none is said at its field and left out.
    pub fn filter(&mut self) -> Filter {
        let no_date = "Écrivez une date qui existe, sous la forme jj/mm/aaaa.";
        let author = self.auteur.text();
        Filter {
            kind: Kind::from_code(self.genre.text()),
            from: self.du.optional_date(no_date).flatten(),
            until: self.au.optional_date(no_date).flatten(),
            author: (!author.is_empty()).then(|| author.to_owned()),
            without_annulled: self.masquer.is_ticked(),
        }
    }

    /// Whether everything is wanted on one page, to be printed.
    pub fn wants_all(&self) -> bool {
        self.tout.is_ticked()
    }

    /// The address of the same lines, with more behind it.
    pub fn address(&self, base: &str, more: &str) -> String {
        let named = [
            ("genre", &self.genre),
            ("du", &self.du),
            ("au", &self.au),
            ("auteur", &self.auteur),
            ("masquer", &self.masquer),
        ];
        let asked: String = named
            .into_iter()
            .filter(|(_, field)| !field.is_blank() && field.error.is_none())
            .map(|(name, field)| format!("{name}={}&", encoded(field.text())))
            .collect();
        format!("{base}?{asked}{more}")
    }

    /// The form above the lines.
    pub fn form(&self, sheet: &Sheet, action: &str) -> Markup {
        let kinds = Kind::ALL
            .into_iter()
            .map(|kind| Choice::new(kind.code(), kind.label()))
            .collect();
        let authors = authors(sheet)
            .into_iter()
            .map(|(name, key)| Choice::new(key, name))
            .collect();
        html! {
            (error_summary(None, &[("du", &self.du), ("au", &self.au)]))
            form.app-filters method="get" action=(action) {
                (select("genre", "Montrer", &self.genre, kinds).empty("Tout"))
                (date_field("du", "Du", &self.du).hint("jj/mm/aaaa"))
                (date_field("au", "Au", &self.au).hint("jj/mm/aaaa"))
                (select("auteur", "Saisi par", &self.auteur, authors).empty("Tout le monde"))
                (checkbox("masquer", "Masquer ce qui est annulé", &self.masquer))
                (button("Filtrer").secondary())
            }
        }
    }
}

/// The letters, digits and slashes of a date, a code or an identifier; whatever else was
/// typed would name nothing.
fn encoded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'))
        .collect()
}

/// Whoever entered something this reader may see, by name.
fn authors(sheet: &Sheet) -> BTreeMap<String, String> {
    entries(sheet)
        .map(|recorded| (recorded.author.name().to_owned(), key_of(&recorded.author)))
        .collect()
}

impl Filter {
    pub fn keeps(&self, sheet: &Sheet, recorded: &Recorded) -> bool {
        let day = sheet.day_of(recorded);
        self.kind
            .is_none_or(|kind| Kind::of(&recorded.fact, &sheet.dossier) == kind)
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
            && self
                .author
                .as_ref()
                .is_none_or(|author| *author == key_of(&recorded.author))
            && (!self.without_annulled || stands(&sheet.dossier, recorded))
    }

    /// « 12 enregistrements, courrier, du 1 mars 2026, sans ce qui est annulé, … »
    pub fn sentence(&self, sheet: &Sheet, total: usize) -> String {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let mut said = vec![fr::count(total, "enregistrement", "enregistrements")];
        said.extend(self.kind.map(|kind| words::within(kind.label())));
        said.extend(
            self.from
                .map(|from| format!("à partir du {}", fr::day_month_year(from))),
        );
        said.extend(
            self.until
                .map(|until| format!("jusqu’au {}", fr::day_month_year(until))),
        );
        let named = self.author.as_ref().and_then(|author| {
            let found = authors(sheet).into_iter().find(|(_, key)| key == author);
            found.map(|(name, _)| format!("saisis par {name}"))
        });
        said.extend(named);
        if self.without_annulled {
            said.push("sans ce qui est annulé".to_owned());
        }
        format!("{}, du plus récent au plus ancien.", said.join(", "))
    }
}
