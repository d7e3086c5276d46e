//! The letters themselves, one file a letter, and what all of them share. Every date comes
//! from the domain; nothing is decided here.

mod acknowledgement;
mod appeal;
mod convocation;
mod payer_answer;
mod planned_radiation;
mod radiation;
mod refusal;
mod slip;

use chrono::NaiveDate;
use domiciliation::{Dossier, author::Author, identity::Civility, letter};
use kernel::{
    fold,
    french::{day_month_year, typo},
};
use structures::Structure;

pub use slip::slip;

use super::{
    Pictures, filing,
    letter::{Block, Letter, Letterhead, Signature},
};
use crate::{actor::Surroundings, phone::PhonePlan};

/// Who writes.
#[derive(Clone, Copy)]
pub struct House<'a> {
    /// The structure.
    pub structure: &'a Structure,
    /// Its images.
    pub pictures: &'a Pictures,
    /// How its telephone is written.
    pub phones: &'a dyn PhonePlan,
}

/// Who writes about whom, and when.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    /// Who writes.
    pub house: House<'a>,
    /// About whom.
    pub dossier: &'a Dossier,
    /// When, and by which rules.
    pub around: &'a Surroundings,
}

impl House<'_> {
    /// The head of the first page.
    fn letterhead(self) -> Letterhead {
        let settings = self.structure.settings();
        let phone = settings.phone.as_ref().map(|p| self.phones.display(p));
        let email = settings.email.as_ref().map(|e| e.as_str().to_owned());
        let hours = settings.opening_hours.iter();
        Letterhead {
            name: self.structure.name().to_string(),
            address: settings.address.lines(),
            contact: phone.into_iter().chain(email).collect(),
            opening_hours: hours
                .flat_map(|hours| hours.as_str().lines().map(str::to_owned))
                .collect(),
            logo: self.pictures.logo.clone(),
        }
    }

    /// A paper of this day about this, addressed to nobody yet.
    fn paper(self, subject: &str, dated: NaiveDate) -> Letter {
        Letter {
            letterhead: self.letterhead(),
            recipient: Vec::new(),
            place: self.structure.settings().address.city().to_string(),
            dated,
            subject: typo(subject),
            references: Vec::new(),
            salutation: String::new(),
            blocks: Vec::new(),
            closing: String::new(),
            signatures: Vec::new(),
        }
    }

    /// Whoever represents the structure, with their signature.
    fn representative(self) -> Signature {
        let representative = self.structure.settings().representative.as_ref();
        Signature {
            capacity: representative.map_or_else(
                || "Pour l’organisme".to_owned(),
                |r| capital(r.fonction().as_str()),
            ),
            name: representative
                .map_or_else(String::new, |r| format!("{} {}", r.prenom(), r.nom())),
            picture: self.pictures.signature.clone(),
        }
    }

    /// a decision is signed by who took it. The image is the representative’s: it
    /// stands under their own decisions alone.
    fn author(self, author: &Author) -> Signature {
        let represents = self.structure.settings().representative.as_ref();
        let same = represents
            .is_some_and(|r| fold(&format!("{} {}", r.prenom(), r.nom())) == fold(author.name()));
        let capacity = match author {
            Author::Staff { capacity, .. } => capacity.as_ref(),
            Author::Register { .. } | Author::System => None,
        };
        Signature {
            capacity: capacity.map_or_else(
                || "Pour l’organisme".to_owned(),
                |capacity| capital(capacity.as_str()),
            ),
            name: author.name().to_owned(),
            picture: self.pictures.signature.clone().filter(|_| same),
        }
    }
}

impl Writer<'_> {
    /// The letter, complete.
    #[must_use]
    pub fn write(self, letter: letter::Letter<'_>) -> Letter {
        match letter {
            letter::Letter::Acknowledgement(demande) => acknowledgement::write(self, demande),
            letter::Letter::Convocation(appointment) => convocation::write(self, appointment),
            letter::Letter::Refusal(decision, refus) => refusal::write(self, decision, refus),
            letter::Letter::PlannedRadiation(planned) => planned_radiation::write(self, planned),
            letter::Letter::Radiation(decision, radiation) => {
                radiation::write(self, decision, radiation)
            }
            letter::Letter::PayerAnswer(answer) => payer_answer::write(self, answer),
        }
    }

    /// A letter to the person, of this day about this, that its representative signs.
    fn to_the_person(self, subject: &str, dated: NaiveDate, blocks: Vec<Block>) -> Letter {
        let madame = match self.dossier.identity().map(|identity| identity.civility) {
            Some(Civility::Madame) => "Madame",
            Some(Civility::Monsieur) => "Monsieur",
            None => "Madame, Monsieur",
        };
        let person = self.dossier.identity().map(filing::person);
        let structure = self.house.structure;
        let keep = self.around.policy().mail_keep_days;
        let address = if self.dossier.receives_mail(self.around.today(), keep) {
            filing::postal_address(self.dossier, structure)
        } else {
            // Nothing is received for them here: there is no address to write to.
            vec!["Remis en main propre".to_owned()]
        };
        Letter {
            recipient: person.into_iter().chain(address).collect(),
            references: self.references(),
            salutation: format!("{madame},"),
            blocks,
            closing: format!(
                "Nous vous prions d’agréer, {madame}, l’expression de nos salutations distinguées."
            ),
            signatures: vec![self.house.representative()],
            ..self.house.paper(subject, dated)
        }
    }

    /// By what the letter is filed.
    fn references(self) -> Vec<(String, String)> {
        let number = fact("Dossier n°", self.dossier.number().to_string());
        let own = self.dossier.filing().reference.as_ref();
        let own = own.map(|own| fact("Notre référence", own.to_string()));
        [number].into_iter().chain(own).collect()
    }
}

/// A paragraph written with plain spaces.
fn paragraph(text: impl AsRef<str>) -> Block {
    Block::Paragraph(typo(text.as_ref()))
}

/// The sentence for which the letter is written.
fn strong(text: impl AsRef<str>) -> Block {
    Block::Strong(typo(text.as_ref()))
}

fn heading(text: &str) -> Block {
    Block::Heading(typo(text))
}

/// What somebody wrote, under its label; lines stay lines.
fn fact(label: &str, value: impl Into<String>) -> (String, String) {
    (label.to_owned(), value.into())
}

/// « du 5 janvier 2026 au 4 janvier 2027 inclus ».
fn days(period: kernel::Periode) -> String {
    format!(
        "du {} au {} inclus",
        day_month_year(period.start()),
        day_month_year(period.end())
    )
}

/// The text with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
