//! Which field of the blanks holds what. The names are those of the forms themselves.

use application::{
    documents::{Answer, AttestationDocument, Civility, DemandeDocument, Organisme, Person},
    forms::OfficialForm,
};
use chrono::{Datelike, NaiveDate, Timelike};
use domiciliation::request::DemandeKind;

/// What a field is given.
pub enum Value {
    /// Words.
    Text(String),
    /// One of the boxes of a choice, by what it means on the form.
    Choice(&'static str),
    /// Words that the form has no field for, on the page beneath this one.
    Beneath(String),
}

/// One field, and the heading under which an annex repeats it.
pub struct Entry {
    pub field: &'static str,
    pub heading: &'static str,
    pub value: Value,
}

/// The fields that the attestation must have; true for a choice.
pub const ATTESTATION: [(&str, bool); 29] = [
    ("sexe1", true),
    ("noms1", false),
    ("prenoms1", false),
    ("jourNaissance1", false),
    ("moisNaissance1", false),
    ("anneeNaissance1", false),
    ("lieuNaissance1", false),
    ("ayantsDroits", false),
    ("nomOrga1", false),
    ("rattachement", false),
    ("responsable", false),
    ("prefecture1", false),
    ("agrement", false),
    ("adresseOrga1", false),
    ("courrielOrga", false),
    ("telephoneOrga", false),
    ("noms2", false),
    ("prenoms2", false),
    ("adresse", false),
    ("jourDebut", false),
    ("moisDebut", false),
    ("anneeDebut", false),
    ("jourFin", false),
    ("moisFin", false),
    ("anneeFin", false),
    ("jourPremiereDom", false),
    ("moisPremiereDom", false),
    ("anneePremiereDom", false),
    ("signature1A", false),
];

/// The fields that the request must have; true for a choice.
pub const DEMANDE: [(&str, bool); 39] = [
    ("sexe1", true),
    ("noms1", false),
    ("prenoms1", false),
    ("jourNaissance1", false),
    ("moisNaissance1", false),
    ("anneeNaissance1", false),
    ("lieuNaissance1", false),
    ("ayantsDroits", false),
    ("telephone", false),
    ("courriel", false),
    ("typeDemande", true),
    ("numeroUsager", false),
    ("nomOrga1", false),
    ("responsable", false),
    ("prefecture1", false),
    ("adresseOrga1", false),
    ("courrielOrga", false),
    ("telephoneOrga", false),
    ("signature1A", false),
    ("signature1B", false),
    ("jourRdv", false),
    ("moisRdv", false),
    ("anneeRdv", false),
    ("heureRdv", false),
    ("minutesRdv", false),
    ("entretienAvec", false),
    ("entretienAdresse", false),
    ("sexe2", true),
    ("noms2", false),
    ("prenoms2", false),
    ("lieuNaissance2", false),
    ("nomOrga2", false),
    ("prefecture2", false),
    ("agrement", false),
    ("decision", true),
    ("rattachement", false),
    ("motifRefus", false),
    ("orientation", false),
    ("signature2", false),
];

/// The names of the three fields of a date.
type Date = [&'static str; 3];

/// The content of a form, field by field.
pub fn of(form: &OfficialForm) -> Vec<Entry> {
    let mut entries = Entries::default();
    match form {
        OfficialForm::Attestation(document) => entries.attestation(document),
        OfficialForm::Demande(document) => entries.demande(document),
    }
    entries.0
}

/// What is written across a form that is worth nothing.
pub fn mark(form: &OfficialForm) -> Option<&'static str> {
    match form {
        OfficialForm::Attestation(document) => document.projet.then_some("PROJET"),
        OfficialForm::Demande(_) => None,
    }
}

#[derive(Default)]
struct Entries(Vec<Entry>);

impl Entries {
    fn attestation(&mut self, document: &AttestationDocument) {
        let person = &document.person;
        self.person(person, "sexe1", ["noms1", "prenoms1", "lieuNaissance1"]);
        let born = ["jourNaissance1", "moisNaissance1", "anneeNaissance1"];
        self.birth(person, born);
        self.covered(&document.ayants_droit);
        self.body(&document.organisme);
        let organisme = &document.organisme;
        self.maybe(
            "rattachement",
            "Commune ou arrondissement",
            &organisme.rattachement,
        );
        self.maybe("agrement", "Numéro d’agrément", &organisme.numero_agrement);
        self.text("noms2", "Nom(s)", &person.noms);
        self.text("prenoms2", "Prénom(s)", &person.prenoms);
        let address = document.adresse_postale.join("\n");
        self.text("adresse", "Adresse postale", &address);
        self.date(
            ["jourDebut", "moisDebut", "anneeDebut"],
            document.period.start(),
        );
        self.date(["jourFin", "moisFin", "anneeFin"], document.period.end());
        self.date(
            ["jourPremiereDom", "moisPremiereDom", "anneePremiereDom"],
            document.premiere_domiciliation,
        );
        self.text("signature1A", "Fait à", &document.fait_a);
        self.date(
            ["jourDecision1A", "moisDecision1A", "anneeDecision1A"],
            document.decision_on,
        );
    }

    fn demande(&mut self, document: &DemandeDocument) {
        let person = &document.person;
        self.person(person, "sexe1", ["noms1", "prenoms1", "lieuNaissance1"]);
        let born = ["jourNaissance1", "moisNaissance1", "anneeNaissance1"];
        self.birth(person, born);
        self.covered(&document.ayants_droit);
        self.text("telephone", "Téléphone", &document.telephone);
        self.text("courriel", "Courriel", &document.courriel);
        self.choice(
            "typeDemande",
            match document.kind {
                DemandeKind::First => "1",
                DemandeKind::Renewal => "2",
            },
        );
        self.text("numeroUsager", "Numéro d’usager", &document.numero_usager);
        self.body(&document.organisme);
        for (place, date) in [
            (
                "signature1A",
                ["jourDecision1A", "moisDecision1A", "anneeDecision1A"],
            ),
            (
                "signature1B",
                ["jourDecision1B", "moisDecision1B", "anneeDecision1B"],
            ),
        ] {
            self.text(place, "Fait à", &document.fait_a);
            self.date(date, document.filed_on);
        }
        if let Some(entretien) = &document.entretien {
            self.date(["jourRdv", "moisRdv", "anneeRdv"], entretien.at.date());
            let time = entretien.at.time();
            self.text("heureRdv", "Heure", &format!("{:02}", time.hour()));
            self.text("minutesRdv", "Minutes", &format!("{:02}", time.minute()));
            self.text("entretienAvec", "Entretien avec", &entretien.avec);
            let address = entretien.adresse.join(", ");
            self.text("entretienAdresse", "Adresse de l’entretien", &address);
        }
        let Some(part) = &document.decision else {
            return;
        };
        self.person(person, "sexe2", ["noms2", "prenoms2", "lieuNaissance2"]);
        let born = ["jourNaissance2", "moisNaissance2", "anneeNaissance2"];
        self.birth(person, born);
        let organisme = &document.organisme;
        self.text("nomOrga2", "Nom de l’organisme", &organisme.nom);
        self.maybe("prefecture2", "Préfecture", &organisme.prefecture);
        self.maybe("agrement", "Numéro d’agrément", &organisme.numero_agrement);
        match &part.answer {
            Answer::Acceptee => {
                self.choice("decision", "1");
                self.maybe(
                    "rattachement",
                    "Commune ou arrondissement",
                    &organisme.rattachement,
                );
            }
            Answer::Refusee { motif, orientation } => {
                self.choice("decision", "2");
                self.text("motifRefus", "Motif du refus", motif);
                self.text("orientation", "Orientation proposée", orientation);
            }
        }
        self.text("signature2", "Fait à", &document.fait_a);
        self.date(
            ["jourDecision2", "moisDecision2", "anneeDecision2"],
            part.decided_on,
        );
        // who decided stands where they sign.
        self.0.push(Entry {
            field: "signature2",
            heading: "",
            value: Value::Beneath(part.signataire.in_words()),
        });
    }

    /// Civility, names and place of birth, wherever the form asks for them.
    fn person(&mut self, person: &Person, civility: &'static str, fields: [&'static str; 3]) {
        self.choice(
            civility,
            match person.civility {
                Civility::Madame => "1",
                Civility::Monsieur => "2",
            },
        );
        let [noms, prenoms, place] = fields;
        self.text(noms, "Nom(s)", &person.noms);
        self.text(prenoms, "Prénom(s)", &person.prenoms);
        self.text(place, "Lieu de naissance", &person.lieu_naissance);
    }

    /// A date of birth as far as it is known: the other boxes stay empty.
    fn birth(&mut self, person: &Person, [day, month, year]: Date) {
        let two = |part: Option<u32>| part.map_or_else(String::new, |part| format!("{part:02}"));
        let heading = "Date de naissance";
        self.text(day, heading, &two(person.birth.day()));
        self.text(month, heading, &two(person.birth.month()));
        self.text(year, heading, &person.birth.year().to_string());
    }

    fn covered(&mut self, ayants_droit: &[String]) {
        self.text("ayantsDroits", "Ayants droit", &ayants_droit.join("\n"));
    }

    fn body(&mut self, organisme: &Organisme) {
        self.text("nomOrga1", "Nom de l’organisme", &organisme.nom);
        let who = organisme.responsable.in_words();
        self.text("responsable", "Responsable de l’organisme", &who);
        self.maybe("prefecture1", "Préfecture", &organisme.prefecture);
        let address = organisme.adresse.join(", ");
        self.text("adresseOrga1", "Adresse de l’organisme", &address);
        self.text(
            "courrielOrga",
            "Courriel de l’organisme",
            &organisme.courriel,
        );
        self.text(
            "telephoneOrga",
            "Téléphone de l’organisme",
            &organisme.telephone,
        );
    }

    fn date(&mut self, [day, month, year]: Date, date: NaiveDate) {
        let heading = "Date";
        self.text(day, heading, &format!("{:02}", date.day()));
        self.text(month, heading, &format!("{:02}", date.month()));
        self.text(year, heading, &date.year().to_string());
    }

    fn maybe(&mut self, field: &'static str, heading: &'static str, value: &Option<String>) {
        if let Some(value) = value {
            self.text(field, heading, value);
        }
    }

    fn text(&mut self, field: &'static str, heading: &'static str, value: &str) {
        if !value.is_empty() {
            self.0.push(Entry {
                field,
                heading,
                value: Value::Text(value.to_owned()),
            });
        }
    }

    fn choice(&mut self, field: &'static str, means: &'static str) {
        self.0.push(Entry {
            field,
            heading: "",
            value: Value::Choice(means),
        });
    }
}
