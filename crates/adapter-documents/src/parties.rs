//! The person and the body as the templates of the official forms read them.

use application::documents::{self, Person};
use serde::Serialize;

use crate::pen::Pen;

/// Who asks.
#[derive(Serialize)]
pub struct Holder {
    civility: &'static str,
    civility_short: &'static str,
    noms: String,
    prenoms: String,
    date_naissance: String,
    lieu_naissance: String,
}

impl Holder {
    pub fn new(person: &Person, pen: &mut Pen<'_>) -> Self {
        Self {
            civility: person.civility.full(),
            civility_short: person.civility.short(),
            noms: pen.text(&person.noms),
            prenoms: pen.text(&person.prenoms),
            date_naissance: person.date_naissance(),
            lieu_naissance: pen.text(&person.lieu_naissance),
        }
    }
}

/// The body.
#[derive(Serialize)]
pub struct Organisme {
    nom: String,
    rattachement: Option<String>,
    responsable: String,
    prefecture: Option<String>,
    numero_agrement: Option<String>,
    adresse: Vec<String>,
    courriel: String,
    telephone: String,
}

impl Organisme {
    pub fn new(organisme: &documents::Organisme, pen: &mut Pen<'_>) -> Self {
        Self {
            nom: pen.text(&organisme.nom),
            rattachement: pen.maybe(organisme.rattachement.as_deref()),
            responsable: pen.text(&organisme.responsable.in_words()),
            prefecture: pen.maybe(organisme.prefecture.as_deref()),
            numero_agrement: pen.maybe(organisme.numero_agrement.as_deref()),
            adresse: pen.lines(&organisme.adresse),
            courriel: pen.text(&organisme.courriel),
            telephone: pen.text(&organisme.telephone),
        }
    }

    pub fn nom(&self) -> &str {
        &self.nom
    }
}
