//! The styles of what we write. People change a letter by changing them.

const SPACED: &str =
    "<w:spacing w:before=\"0\" w:after=\"140\" w:line=\"276\" w:lineRule=\"auto\"/>";
const TIGHT: &str = "<w:spacing w:before=\"0\" w:after=\"0\"/>";
/// As far from the left as the window of an envelope.
const WINDOW: &str = "<w:ind w:left=\"5103\"/>";
const BLUE: &str = "<w:color w:val=\"1F2F4D\"/>";
const GREY: &str = "<w:color w:val=\"4A5264\"/>";

/// Every style of the file.
pub fn styles() -> String {
    let window = format!("{TIGHT}{WINDOW}");
    let hanging = "<w:ind w:left=\"2835\" w:hanging=\"2835\"/>";
    let tab = "<w:tabs><w:tab w:val=\"left\" w:pos=\"2835\"/></w:tabs>";
    let left_rule =
        "<w:pBdr><w:left w:val=\"single\" w:sz=\"12\" w:space=\"8\" w:color=\"C3CAD6\"/></w:pBdr>";
    let bold_blue = |half_points: u8| format!("<w:b/>{BLUE}<w:sz w:val=\"{half_points}\"/>");
    // Identifier, name shown in the word processor, paragraph, characters.
    let list: [(&str, &str, String, String); 14] = [
        (
            "Heading1",
            "heading 1",
            "<w:keepNext/><w:spacing w:before=\"320\" w:after=\"200\"/><w:outlineLvl w:val=\"0\"/>"
                .to_owned(),
            bold_blue(23),
        ),
        (
            "Heading2",
            "heading 2",
            "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"100\"/><w:outlineLvl w:val=\"1\"/>"
                .to_owned(),
            bold_blue(21),
        ),
        (
            "Organisme",
            "Organisme",
            format!("<w:keepNext/>{TIGHT}"),
            bold_blue(24),
        ),
        (
            "Coordonnees",
            "Coordonnées",
            TIGHT.to_owned(),
            "<w:sz w:val=\"18\"/>".to_owned(),
        ),
        (
            "Destinataire",
            "Destinataire",
            window.clone(),
            String::new(),
        ),
        (
            "Date",
            "Date",
            format!("<w:spacing w:before=\"360\" w:after=\"240\"/>{WINDOW}"),
            String::new(),
        ),
        (
            "Reference",
            "Référence",
            format!("{tab}{TIGHT}{hanging}"),
            "<w:sz w:val=\"18\"/>".to_owned(),
        ),
        (
            "Fait",
            "Fait",
            format!("{left_rule}{tab}<w:spacing w:before=\"0\" w:after=\"60\"/>{hanging}"),
            String::new(),
        ),
        ("Important", "Important", String::new(), "<w:b/>".to_owned()),
        (
            "ListBullet",
            "List Bullet",
            "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>".to_owned(),
            String::new(),
        ),
        (
            "Signataire",
            "Signataire",
            format!("<w:keepNext/>{window}"),
            String::new(),
        ),
        (
            "Cellule",
            "Cellule",
            TIGHT.to_owned(),
            "<w:sz w:val=\"18\"/>".to_owned(),
        ),
        (
            "Petit",
            "Petit",
            TIGHT.to_owned(),
            format!("{GREY}<w:sz w:val=\"13\"/>"),
        ),
        (
            "Footer",
            "footer",
            format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"9638\"/></w:tabs>{TIGHT}"),
            format!("{GREY}<w:sz w:val=\"16\"/>"),
        ),
    ];
    let styles: String = list
        .iter()
        .map(|(id, name, paragraph, characters)| {
            format!(
                "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
                 <w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>\
                 <w:rPr>{characters}</w:rPr></w:style>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\" w:eastAsia=\"Arial\"/>\
         <w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/><w:lang w:val=\"fr-FR\" w:eastAsia=\"fr-FR\" w:bidi=\"ar-SA\"/>\
         </w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr>{SPACED}</w:pPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Libelle\"><w:name w:val=\"Libellé\"/><w:qFormat/>\
         <w:rPr>{GREY}</w:rPr></w:style>{styles}</w:styles>"
    )
}
