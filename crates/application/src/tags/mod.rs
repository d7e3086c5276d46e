//! The tags that a structure writes in its own templates, and what each stands for.
//!
//! One table: the check at upload, the values of a dossier, the preview and the help page
//! all read it. Dates come from the domain, as those of the official forms do.

mod decision;
mod entretien;
mod house;
mod lists;
mod person;

use chrono::NaiveDate;
use domiciliation::{Dossier, attestation::Attestation, decision::Outcome, term::Term};
use kernel::french::{day_month_year, short_date};
use structures::Structure;

use crate::{
    actor::Surroundings,
    documents::{Pictures, QrCode},
    phone::PhonePlan,
    templates::{Framed, Image, Value, Values},
};

pub use lists::Field;

/// Everything that tags draw on.
pub struct Known<'a> {
    /// The person.
    pub dossier: &'a Dossier,
    /// The structure.
    pub structure: &'a Structure,
    /// Today, in the structure's zone.
    pub around: &'a Surroundings,
    /// How telephone numbers are written.
    pub phones: &'a dyn PhonePlan,
    /// The name of the member of staff who follows the person.
    pub referent: Option<&'a str>,
    /// The images of the structure.
    pub pictures: &'a Pictures,
}

/// What a tag is about: a chapter of the help page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Today.
    Jour,
    /// The structure and who signs for it.
    Structure,
    /// The person and whoever is covered with them.
    Personne,
    /// The domiciliation and its decisions.
    Domiciliation,
    /// What was declared at the interview.
    Entretien,
    /// Proxies, and where mail is sent on.
    Courrier,
    /// What the person can see on the Internet.
    Portail,
    /// Pictures.
    Images,
}

impl Category {
    /// All of them, in the order of the help page.
    pub const ALL: [Self; 8] = [
        Self::Jour,
        Self::Structure,
        Self::Personne,
        Self::Domiciliation,
        Self::Entretien,
        Self::Courrier,
        Self::Portail,
        Self::Images,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Jour => "La date du jour",
            Self::Structure => "La structure et son responsable",
            Self::Personne => "La personne et ses ayants droit",
            Self::Domiciliation => "La domiciliation et les décisions",
            Self::Entretien => "L’entretien",
            Self::Courrier => "Le courrier, les procurations et la réexpédition",
            Self::Portail => "Les messages et l’espace personnel",
            Self::Images => "Les images",
        }
    }
}

/// How a tag is written, and what it gives.
#[derive(Clone, Copy)]
pub enum Kind {
    /// `{NOM}`: words, left out where nothing is known.
    Words(fn(&Known<'_>) -> String),
    /// `{NOM}` prints OUI or NON, `{#NOM}` keeps or leaves out.
    Answer(fn(&Known<'_>) -> bool),
    /// `{#NOM}…{/NOM}` repeats what is between, with tags of its own.
    List(&'static [Field], fn(&Known<'_>) -> Vec<Values>),
    /// `{%NOM}` puts a picture.
    Picture(fn(&Known<'_>) -> Option<Framed>),
    /// Accepted, and empty: nothing of the kind is recorded here.
    Nothing(&'static str),
}

/// A tag.
pub struct Tag {
    /// Its name, between braces.
    pub name: &'static str,
    /// What it stands for.
    pub label: &'static str,
    /// What it gives for an invented person.
    pub example: &'static str,
    /// What it is about.
    pub category: Category,
    /// How it is written.
    pub kind: Kind,
}

impl Tag {
    /// How it is written in a template.
    #[must_use]
    pub fn written(&self) -> String {
        let name = self.name;
        match self.kind {
            Kind::Words(_) | Kind::Answer(_) | Kind::Nothing(_) => format!("{{{name}}}"),
            Kind::List(..) => format!("{{#{name}}}…{{/{name}}}"),
            Kind::Picture(_) => format!("{{%{name}}}"),
        }
    }

    /// What it stands for in a dossier; none when there is nothing to put.
    fn value(&self, known: &Known<'_>) -> Option<Value> {
        match self.kind {
            Kind::Words(words) => Some(Value::Text(words(known))),
            Kind::Answer(answer) => Some(Value::Answer(answer(known))),
            Kind::List(_, rows) => Some(Value::List(rows(known))),
            Kind::Picture(picture) => picture(known).map(Value::Picture),
            Kind::Nothing(_) => Some(Value::Text(String::new())),
        }
    }

    /// What it stands for where nobody is meant.
    fn invented(&self) -> Option<Value> {
        match self.kind {
            Kind::Words(_) => Some(Value::Text(self.example.to_owned())),
            Kind::Answer(_) => Some(Value::Answer(true)),
            Kind::List(fields, _) => Some(Value::List(lists::invented(fields))),
            Kind::Picture(_) => None,
            Kind::Nothing(_) => Some(Value::Text(String::new())),
        }
    }
}

/// All tags, by category.
pub fn all() -> impl Iterator<Item = &'static Tag> {
    [
        house::TAGS,
        person::TAGS,
        decision::TAGS,
        entretien::TAGS,
        lists::TAGS,
    ]
    .into_iter()
    .flatten()
}

/// The tag of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Tag> {
    all().find(|tag| tag.name == name)
}

/// What all tags stand for in a dossier.
#[must_use]
pub fn values(known: &Known<'_>) -> Values {
    all()
        .filter_map(|tag| Some((tag.name, tag.value(known)?)))
        .collect()
}

/// What all tags stand for when a structure looks at its template: the structure is itself,
/// today is today, and the person is invented.
#[must_use]
pub fn invented(known: &Known<'_>) -> Values {
    all()
        .filter_map(|tag| {
            let value = match tag.category {
                Category::Jour | Category::Structure | Category::Images => tag.value(known)?,
                Category::Personne
                | Category::Domiciliation
                | Category::Entretien
                | Category::Courrier
                | Category::Portail => tag.invented()?,
            };
            Some((tag.name, value))
        })
        .collect()
}

impl Known<'_> {
    /// The term that the papers speak of: the last one granted, however it ended.
    fn term(&self) -> Option<&Term> {
        self.dossier
            .terms()
            .iter()
            .max_by_key(|term| term.period().start())
    }

    /// What the attestation of the last acceptance states.
    fn attestation(&self) -> Option<Attestation> {
        let gap = self.around.policy().first_domiciliation_gap_days;
        let accepted = self
            .dossier
            .decisions()
            .iter()
            .rfind(|decision| matches!(decision.outcome(), Outcome::Accepted(_)))?;
        self.dossier.attestation(accepted.fact(), gap).ok()
    }
}

/// « 14 mars 2027 ».
fn long(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, day_month_year)
}

/// « 14/03/2027 ».
fn short(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, short_date)
}

/// What was written, or nothing.
fn given<T: ToString>(text: Option<T>) -> String {
    text.map_or_else(String::new, |text| text.to_string())
}

/// A code in its frame.
fn code(code: QrCode, alt: &str) -> Framed {
    Framed {
        image: Image::Code(code),
        alt: alt.to_owned(),
        within_mm: (30, 30),
    }
}
