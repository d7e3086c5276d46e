//! A letter as its template reads it.

use application::documents::{
    Letter, Picture, PictureFormat,
    letter::{Block, Letterhead, Signature, Table},
};
use kernel::french::day_month_year;
use serde::Serialize;

use crate::pen::Pen;

/// The values of the template. All text was written by a [`Pen`].
#[derive(Serialize)]
pub struct Data {
    letterhead: Head,
    recipient: Vec<String>,
    place: String,
    dated: String,
    subject: String,
    references: Vec<Pair>,
    salutation: String,
    blocks: Vec<Part>,
    closing: String,
    signatures: Vec<Sign>,
    unprintable: bool,
}

/// A label with its value, line by line.
type Pair = (String, Vec<String>);

#[derive(Serialize)]
struct Head {
    name: String,
    address: Vec<String>,
    contact: Vec<String>,
    opening_hours: Vec<String>,
    logo: Option<Image>,
}

#[derive(Serialize)]
struct Image {
    path: String,
    format: &'static str,
}

#[derive(Serialize)]
struct Sign {
    capacity: String,
    name: String,
    picture: Option<Image>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Part {
    Heading { text: String },
    Paragraph { text: String },
    Strong { text: String },
    List { items: Vec<String> },
    Facts { values: Vec<Pair> },
    Table(Rows),
}

#[derive(Serialize)]
struct Rows {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct Column {
    label: String,
    share: u16,
    is_number: bool,
}

impl Data {
    /// The content of `letter`, with what the pen cannot draw replaced and said to be.
    pub fn new(letter: &Letter, pen: &mut Pen<'_>) -> Self {
        let mut data = Self {
            letterhead: head(&letter.letterhead, pen),
            recipient: pen.lines(&letter.recipient),
            place: pen.text(&letter.place),
            dated: day_month_year(letter.dated),
            subject: pen.text(&letter.subject),
            references: pairs(&letter.references, pen),
            salutation: pen.text(&letter.salutation),
            blocks: letter.blocks.iter().map(|block| part(block, pen)).collect(),
            closing: pen.text(&letter.closing),
            signatures: letter.signatures.iter().map(|s| sign(s, pen)).collect(),
            unprintable: false,
        };
        data.unprintable = pen.left_something_out();
        data
    }

    /// The title, and the body it comes from.
    pub fn head(&self) -> (&str, &str) {
        (&self.subject, &self.letterhead.name)
    }
}

fn head(head: &Letterhead, pen: &mut Pen<'_>) -> Head {
    Head {
        name: pen.text(&head.name),
        address: pen.lines(&head.address),
        contact: pen.lines(&head.contact),
        opening_hours: pen.lines(&head.opening_hours),
        logo: head.logo.as_ref().map(|logo| image(logo, pen)),
    }
}

fn image(picture: &Picture, pen: &mut Pen<'_>) -> Image {
    Image {
        path: pen.image(picture.bytes().to_vec()),
        format: match picture.format() {
            PictureFormat::Png => "png",
            PictureFormat::Jpeg => "jpg",
        },
    }
}

fn sign(signature: &Signature, pen: &mut Pen<'_>) -> Sign {
    Sign {
        capacity: pen.text(&signature.capacity),
        name: pen.text(&signature.name),
        picture: signature.picture.as_ref().map(|p| image(p, pen)),
    }
}

fn pairs(values: &[(String, String)], pen: &mut Pen<'_>) -> Vec<Pair> {
    let pair = |(label, value): &(String, String)| {
        let value = value.lines().map(|line| pen.text(line)).collect();
        (pen.text(label), value)
    };
    values.iter().map(pair).collect()
}

fn part(block: &Block, pen: &mut Pen<'_>) -> Part {
    match block {
        Block::Heading(text) => Part::Heading {
            text: pen.text(text),
        },
        Block::Paragraph(text) => Part::Paragraph {
            text: pen.text(text),
        },
        Block::Strong(text) => Part::Strong {
            text: pen.text(text),
        },
        Block::List(items) => Part::List {
            items: pen.lines(items),
        },
        Block::Facts(values) => Part::Facts {
            values: pairs(values, pen),
        },
        Block::Table(table) => Part::Table(rows(table, pen)),
    }
}

fn rows(table: &Table, pen: &mut Pen<'_>) -> Rows {
    Rows {
        caption: pen.text(&table.caption),
        columns: table
            .columns
            .iter()
            .map(|column| Column {
                label: pen.text(&column.label),
                share: column.share,
                is_number: column.is_number,
            })
            .collect(),
        rows: table.rows.iter().map(|row| pen.lines(row)).collect(),
    }
}
