//! Letters, cards and slips: every date of them comes from the domain, and they say what the
//! law wants said, to whoever may read it.

mod beside;
mod told;

use std::sync::Arc;

use application::{
    documents::{
        CardDocument, DocumentRenderer, Letter, Paper, RenderError, WordFiles, letter::Block,
    },
    letters::{LetterPorts, LetterheadImages, Letters},
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use async_trait::async_trait;
use domiciliation::letter::LetterKind;
use kernel::{Departement, DossierId, PhoneNumber, StructureKind};
use structures::{Representative, Role, Settings};
use testkit::{Storage, builders::text, house::House, memory::MemoryStore};

/// A printer whose files say what they were made of.
struct Printer;

#[async_trait]
impl DocumentRenderer for Printer {
    async fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError> {
        Ok(format!("PDF of {} papers", papers.len()).into_bytes())
    }
}

impl WordFiles for Printer {
    fn letter(&self, _: &Letter) -> Result<Vec<u8>, RenderError> {
        Ok(b"a letter for Word".to_vec())
    }

    fn card(&self, _: &CardDocument) -> Result<Vec<u8>, RenderError> {
        Err(RenderError::Refused)
    }
}

struct Digits;

impl PhonePlan for Digits {
    fn parse(&self, _: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        Err(InvalidPhone)
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().replace("+33", "0")
    }
}

/// A structure that says all there is to say about itself.
async fn a_house(kind: StructureKind) -> House {
    let mut house = House::build(&Storage::of(MemoryStore::new()), 1, kind).await;
    let settings = Settings {
        phone: Some(text("+33100000000")),
        email: Some(text("accueil@structure.example")),
        opening_hours: Some(text("lundi et mardi, 9 h – 12 h")),
        representative: Some(Representative::new(
            text("Hoareau"),
            text("Jeanne"),
            text("directrice"),
        )),
        ..house.structure.settings().clone()
    };
    house.structure = house.structure.correct(settings).unwrap();
    house
}

fn letters(house: &House) -> Letters {
    Letters::new(LetterPorts {
        desk: house.desk(),
        rounds: house.rounds(),
        images: LetterheadImages::new(house.file_room()),
        renderer: Arc::new(Printer),
        word: Arc::new(Printer),
        phones: Arc::new(Digits),
    })
}

async fn due(house: &House, dossier: DossierId, kind: LetterKind) -> Letter {
    let actor = house.actor(Role::Instructeur);
    let written = letters(house).due(&actor, dossier, kind).await.unwrap();
    assert_eq!(written.kind, kind);
    written.letter
}

/// Everything that a letter says, unbreakable spaces as spaces.
fn said(letter: &Letter) -> String {
    let pair = |(label, value): &(String, String)| format!("{label} {value}");
    let mut said = vec![letter.letterhead.name.clone()];
    said.extend(letter.recipient.iter().cloned());
    said.push(format!("{}, le {}", letter.place, letter.dated));
    said.push(letter.subject.clone());
    said.extend(letter.references.iter().map(pair));
    said.push(letter.salutation.clone());
    for block in &letter.blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) | Block::Strong(text) => {
                said.push(text.clone());
            }
            Block::List(items) => said.extend(items.iter().cloned()),
            Block::Facts(values) => said.extend(values.iter().map(pair)),
            Block::Table(table) => said.extend(table.rows.iter().map(|row| row.join(" | "))),
        }
    }
    said.push(letter.closing.clone());
    for place in &letter.signatures {
        said.push(format!("{} {}", place.capacity, place.name));
    }
    said.join("\n").replace('\u{a0}', " ")
}

/// These words, in this order.
fn assert_says(letter: &Letter, words: &[&str]) {
    let said = said(letter);
    let mut rest = said.as_str();
    for part in words {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("« {part} » is not said in its place:\n{said}");
        };
        rest = after;
    }
}
