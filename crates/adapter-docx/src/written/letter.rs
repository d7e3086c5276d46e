//! A letter as a Word file, in the order of its printed twin.

use application::{
    documents::{
        Letter, Picture,
        letter::{Block, Letterhead, Signature, Table},
    },
    templates::{Framed, Image},
};
use kernel::french::day_month_year;

use super::{
    NotWritten,
    file::File,
    text::{fact, line, paragraph, run},
};

/// Two centimetres around the page.
const MARGINS: u32 = 1134;
/// The width between them, in twentieths of a point.
const WIDTH: u32 = 9638;

/// Writes a letter.
///
/// # Errors
/// [`NotWritten`].
pub fn write(letter: &Letter) -> Result<Vec<u8>, NotWritten> {
    let head = &letter.letterhead;
    let mut file = File::new(&letter.subject, &head.name, letter.dated);
    letterhead(&mut file, head)?;
    let sent = !letter.recipient.is_empty();
    if sent {
        // A paragraph of its own keeps the address away from the letterhead.
        file.push(&line("Destinataire", ""));
        for text in &letter.recipient {
            file.push(&line("Destinataire", text));
        }
        let dated = format!("{}, le {}", letter.place, day_month_year(letter.dated));
        file.push(&line("Date", &dated));
    } else {
        file.push(&line("Normal", ""));
    }
    for (label, value) in &letter.references {
        file.push(&fact("Reference", label, value));
    }
    let subject = if sent {
        format!("Objet\u{a0}: {}", letter.subject)
    } else {
        letter.subject.clone()
    };
    file.push(&line("Heading1", &subject));
    if !letter.salutation.is_empty() {
        file.push(&line("Normal", &letter.salutation));
    }
    for block in &letter.blocks {
        file.push(&part(block));
    }
    if !letter.closing.is_empty() {
        file.push(&line("Normal", &letter.closing));
    }
    signatures(&mut file, &letter.signatures)?;
    file.close(Some(&head.name), MARGINS)
}

fn letterhead(file: &mut File<'_>, head: &Letterhead) -> Result<(), NotWritten> {
    if let Some(logo) = &head.logo {
        let drawing = file.picture("logo", &framed(logo, "Logo", (32, 24)))?;
        file.push(&paragraph("Coordonnees", &drawing));
    }
    file.push(&line("Organisme", &head.name));
    let reached = [head.address.join(", ")];
    for text in reached.iter().chain(&head.contact) {
        file.push(&line("Coordonnees", text));
    }
    if !head.opening_hours.is_empty() {
        let hours = format!("Accueil\u{a0}: {}", head.opening_hours.join(", "));
        file.push(&line("Coordonnees", &hours));
    }
    Ok(())
}

fn framed(picture: &Picture, alt: &str, within_mm: (u32, u32)) -> Framed {
    Framed {
        image: Image::File(picture.clone()),
        alt: alt.to_owned(),
        within_mm,
    }
}

fn part(block: &Block) -> String {
    match block {
        Block::Heading(text) => line("Heading2", text),
        Block::Paragraph(text) => line("Normal", text),
        Block::Strong(text) => line("Important", text),
        Block::List(items) => items.iter().map(|item| line("ListBullet", item)).collect(),
        Block::Facts(values) => {
            let facts: String = values
                .iter()
                .map(|(label, value)| fact("Fait", label, value))
                .collect();
            // What follows does not touch the rule beside them.
            format!("{facts}{}", line("Cellule", ""))
        }
        Block::Table(table) => rows(table),
    }
}

/// A table whose heading is repeated on each page, with its caption before it and as its
/// description.
fn rows(table: &Table) -> String {
    let shares: u32 = table.columns.iter().map(|c| u32::from(c.share)).sum();
    let widths: Vec<u32> = table
        .columns
        .iter()
        .map(|c| WIDTH * u32::from(c.share) / shares.max(1))
        .collect();
    let grid: String = widths
        .iter()
        .map(|width| format!("<w:gridCol w:w=\"{width}\"/>"))
        .collect();
    let cell = |index: usize, text: &str, bold: bool| {
        let width = widths.get(index).copied().unwrap_or_default();
        let right = table.columns.get(index).is_some_and(|c| c.is_number);
        let side = if right { "<w:jc w:val=\"right\"/>" } else { "" };
        let run = if bold {
            run(text).replacen("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>", 1)
        } else {
            run(text)
        };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>\
             <w:p><w:pPr><w:pStyle w:val=\"Cellule\"/>{side}</w:pPr>{run}</w:p></w:tc>"
        )
    };
    let heading: String = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| cell(index, &column.label, true))
        .collect();
    let rows: String = table
        .rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .enumerate()
                .map(|(index, text)| cell(index, text, false))
                .collect();
            format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        })
        .collect();
    let rule = "w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"8A93A6\"";
    format!(
        "{}<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/>\
         <w:tblBorders><w:top {rule}/><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:firstRow=\"1\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>\
         <w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heading}</w:tr>{rows}</w:tbl>{}",
        line("Important", &table.caption),
        line("Normal", "")
    )
}

/// One place to sign at the right, or several side by side.
fn signatures(file: &mut File<'_>, places: &[Signature]) -> Result<(), NotWritten> {
    if let [only] = places {
        let signed = sign(file, only, "Signataire")?;
        file.push(&line("Signataire", ""));
        file.push(&signed);
        return Ok(());
    }
    let count = u32::try_from(places.len()).map_err(|_| NotWritten)?;
    if count == 0 {
        return Ok(());
    }
    let width = WIDTH / count;
    let mut cells = String::new();
    for place in places {
        let signed = sign(file, place, "Cellule")?;
        cells.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{signed}</w:tc>"
        ));
    }
    let grid = format!("<w:gridCol w:w=\"{width}\"/>").repeat(places.len());
    file.push(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>\
         <w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"1700\"/></w:trPr>{cells}</w:tr></w:tbl>{}",
        line("Normal", "")
    ));
    Ok(())
}

fn sign(file: &mut File<'_>, place: &Signature, style: &str) -> Result<String, NotWritten> {
    let mut signed = line(style, &place.capacity);
    if !place.name.is_empty() {
        signed.push_str(&line(style, &place.name));
    }
    if let Some(picture) = &place.picture {
        let drawing = file.picture("signature", &framed(picture, "Signature", (50, 22)))?;
        signed.push_str(&paragraph(style, &drawing));
    }
    Ok(signed)
}
