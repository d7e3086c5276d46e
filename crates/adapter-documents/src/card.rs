//! Personal cards as their template reads them: several to a page.

use application::documents::CardDocument;
use serde::Serialize;

use crate::pen::Pen;

/// Letters of the code that stand together.
const GROUP: usize = 6;

/// Cards that follow each other.
#[derive(Serialize)]
pub struct Data {
    cards: Vec<Card>,
}

/// One card. All text was written by a [`Pen`].
#[derive(Serialize)]
pub struct Card {
    structure: String,
    contact: Vec<String>,
    person: String,
    filing: Vec<(String, String)>,
    code: String,
    image: String,
}

impl Data {
    /// One card, to begin with.
    pub fn new(card: &CardDocument, pen: &mut Pen<'_>) -> Self {
        Self {
            cards: vec![Card::new(card, pen)],
        }
    }

    /// One more.
    pub fn push(&mut self, card: &CardDocument, pen: &mut Pen<'_>) {
        self.cards.push(Card::new(card, pen));
    }

    /// The title, and the body they come from.
    pub fn head(&self) -> (&str, &str) {
        let body = self.cards.first();
        ("Carte personnelle", body.map_or("", |card| &card.structure))
    }
}

impl Card {
    fn new(card: &CardDocument, pen: &mut Pen<'_>) -> Self {
        Self {
            structure: pen.text(&card.structure),
            contact: pen.lines(&card.contact),
            person: pen.text(&card.person),
            filing: card
                .filing
                .iter()
                .map(|(label, value)| (pen.text(label), pen.text(value)))
                .collect(),
            code: spaced(&card.code),
            image: pen.image(card.qr.svg().into_bytes()),
        }
    }
}

/// « DFXBCD EFGHIJ … »: it can be copied by hand, and is read with its spaces too.
fn spaced(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|g| g.iter().collect()).collect();
    groups.join(" ")
}
