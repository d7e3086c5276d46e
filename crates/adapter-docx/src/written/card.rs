//! A personal card as a Word file: a frame of the size of a bank card, to be cut out.

use application::{
    documents::CardDocument,
    templates::{Framed, Image},
};

use super::{
    NotWritten,
    file::File,
    text::{line, paragraph, run, styled_run},
};

/// The size of a bank card, in twentieths of a point: text at the left, the code at the right.
const TEXT: u32 = 3136;
const CODE: u32 = 1717;
const HEIGHT: u32 = 3061;
/// The side of the code, in millimetres.
const CODE_MM: u32 = 26;
/// A centimetre and a half around the page.
const MARGINS: u32 = 850;

/// Writes a card.
///
/// # Errors
/// [`NotWritten`].
pub fn write(card: &CardDocument) -> Result<Vec<u8>, NotWritten> {
    let mut file = File::new("Carte personnelle", &card.structure, card.dated);
    let code = Framed {
        image: Image::Code(card.qr.clone()),
        alt: format!("Code QR de la carte\u{a0}: {}", card.code),
        within_mm: (CODE_MM, CODE_MM),
    };
    let drawing = file.picture("code", &code)?;
    let mut text = line("Important", &card.structure);
    text.push_str(&line("Petit", &card.contact.join("\n")));
    text.push_str(&line("Heading1", &card.person));
    for (label, value) in &card.filing {
        let (label, value) = (styled_run("Libelle", &format!("{label} ")), run(value));
        text.push_str(&paragraph("Cellule", &format!("{label}{value}")));
    }
    text.push_str(&line("Petit", &card.code));
    text.push_str(&line(
        "Petit",
        "À présenter pour retirer le courrier. Ni pièce d’identité, ni attestation.",
    ));
    let cell = |width: u32, content: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>")
    };
    let rule = "w:val=\"dashed\" w:sz=\"4\" w:space=\"0\" w:color=\"4A5264\"";
    file.push(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders><w:top {rule}/><w:left {rule}/>\
         <w:bottom {rule}/><w:right {rule}/></w:tblBorders><w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar><w:top w:w=\"142\" w:type=\"dxa\"/><w:left w:w=\"142\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{TEXT}\"/><w:gridCol w:w=\"{CODE}\"/></w:tblGrid>\
         <w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{HEIGHT}\" w:hRule=\"atLeast\"/></w:trPr>{}{}</w:tr></w:tbl>{}",
        TEXT + CODE,
        cell(TEXT, &text),
        cell(CODE, &paragraph("Cellule", &drawing)),
        line("Normal", "")
    ));
    file.close(None, MARGINS)
}
