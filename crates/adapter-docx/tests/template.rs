//! Templates filled: split tags, sections, every part of a document, pictures.

#![expect(clippy::unwrap_used, reason = "tests")]

mod reading;
mod support;

use adapter_docx::DocxEngine;
use application::{
    documents::{Picture, QrCode},
    templates::{Form, Framed, Image, Part, Template, TemplateEngine, Value, Values},
};
use domiciliation::card::CardCode;
use reading::{names, read, text_of};
use std::sync::Arc;
use support::{Docx, p, relations};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn row(fields: &[(&'static str, &str)]) -> Values {
    fields.iter().map(|(name, v)| (*name, text(v))).collect()
}

fn person() -> Values {
    let children = vec![
        row(&[("NOM", "DIALLO"), ("PRENOM", "Ibrahima")]),
        row(&[("NOM", "DIALLO"), ("PRENOM", "Fatou")]),
    ];
    [
        ("NOM", text("D’ALESSANDRO & <Fils>")),
        ("VILLE", text("Saint-Aubin")),
        ("ADRESSE", text("Bâtiment B\n12 rue de la Paix\tporte 3")),
        ("VIDE", text("")),
        ("OUI", Value::Answer(true)),
        ("NON", Value::Answer(false)),
        ("ENFANTS", Value::List(children)),
        ("PERSONNE", Value::List(Vec::new())),
    ]
    .into()
}

async fn compiled(docx: &Docx) -> Arc<dyn Template> {
    DocxEngine::new().compile(docx.bytes()).await.unwrap()
}

async fn filled(docx: &Docx) -> Vec<u8> {
    let template = compiled(docx).await;
    assert_eq!(template.faults(), []);
    template.fill(person()).await.unwrap()
}

/// What is read in a body once it is filled.
async fn body(body: &str) -> String {
    let docx = filled(&Docx::with_body(body)).await;
    text_of(&read(&docx, "word/document.xml"))
}

#[tokio::test]
async fn values_are_escaped_and_their_lines_are_lines() {
    assert_eq!(
        body(&p("Vu : {NOM}, {ADRESSE}.{VIDE}")).await,
        "Vu : D’ALESSANDRO & <Fils>, Bâtiment B/12 rue de la Paix>porte 3.\n"
    );
    let docx = filled(&Docx::with_body(&p("{NOM}"))).await;
    assert!(read(&docx, "word/document.xml").contains("D’ALESSANDRO &amp; &lt;Fils&gt;"));
}

#[tokio::test]
async fn a_tag_that_word_split_over_runs_is_one_tag_in_the_look_of_its_beginning() {
    let split = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>À {</w:t></w:r><w:proofErr w:type=\"spellStart\"/>\
        <w:r><w:t>VIL</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>LE}, le 2</w:t></w:r></w:p>";
    assert_eq!(body(split).await, "À Saint-Aubin, le 2\n");
    let docx = filled(&Docx::with_body(split)).await;
    let xml = read(&docx, "word/document.xml");
    let bold = "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">À Saint-Aubin</w:t></w:r>";
    assert!(xml.contains(bold), "{xml}");
    let italic = "<w:rPr><w:i/></w:rPr><w:t xml:space=\"preserve\">, le 2</w:t>";
    assert!(xml.contains(italic), "{xml}");
}

#[tokio::test]
async fn sections_repeat_within_a_line_and_over_paragraphs() {
    assert_eq!(
        body(&p("Avec {#ENFANTS}{PRENOM} {NOM} ; {/ENFANTS}à {VILLE}")).await,
        "Avec Ibrahima DIALLO ; Fatou DIALLO ; à Saint-Aubin\n"
    );
    let over = [p("{#ENFANTS}"), p("— {PRENOM}"), p("{/ENFANTS}"), p("fin")].concat();
    assert_eq!(body(&over).await, "— Ibrahima\n— Fatou\nfin\n");
}

#[tokio::test]
async fn what_does_not_hold_is_left_out_and_its_contrary_stays() {
    let conditions = "{#OUI}a{/OUI}{#NON}b{/NON}{^NON}c{/}{#VIDE}d{/VIDE}{^PERSONNE}e{/PERSONNE}{#PERSONNE}f{/PERSONNE}{OUI}{NON}";
    assert_eq!(body(&p(conditions)).await, "aceOUINON\n");
}

#[tokio::test]
async fn a_section_across_the_cells_of_a_row_repeats_the_row() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(text));
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("Nom"),
        cell("Prénom"),
        cell("{#ENFANTS}{NOM}"),
        cell("{PRENOM}{/ENFANTS}")
    );
    assert_eq!(
        body(&table).await,
        "Nom\n|Prénom\n|DIALLO\n|Ibrahima\n|DIALLO\n|Fatou\n|"
    );
}

#[tokio::test]
async fn rows_that_hold_nothing_but_a_mark_go_with_it() {
    let row = |text: &str| format!("<w:tr><w:tc>{}</w:tc></w:tr>", p(text));
    let table = |rows: [&str; 3]| format!("<w:tbl>{}</w:tbl>", rows.map(row).concat());
    assert_eq!(
        body(&table(["{#ENFANTS}", "{PRENOM}", "{/ENFANTS}"])).await,
        "Ibrahima\n|Fatou\n|"
    );
    // A table without a row is none: Word would not open it.
    let docx = filled(&Docx::with_body(&table(["{#PERSONNE}", "x", "{/}"]))).await;
    assert!(!read(&docx, "word/document.xml").contains("w:tbl"));
}

#[tokio::test]
async fn a_cell_that_loses_its_paragraphs_keeps_an_empty_one() {
    let cell = [p("{#PERSONNE}"), p("x"), p("{/PERSONNE}")].concat();
    let table = format!("<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>");
    let docx = filled(&Docx::with_body(&table)).await;
    let xml = read(&docx, "word/document.xml");
    assert!(xml.contains("<w:tc><w:p></w:p></w:tc>"), "{xml}");
}

#[tokio::test]
async fn headers_footers_notes_and_text_boxes_are_filled_too() {
    let inner = p("{VILLE}");
    let boxed = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{inner}</w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent>{inner}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    let docx = Docx::with_body(&boxed).with_parts(
        &p("En-tête de {VILLE}"),
        &p("Pied de {VILLE}"),
        &format!("<w:footnote w:id=\"1\">{}</w:footnote>", p("Note {VILLE}")),
    );
    let template = compiled(&docx).await;
    let told: Vec<_> = template.usages().iter().map(|u| u.place.part).collect();
    // The text box, written twice, is told once.
    let all = [Part::Body, Part::Header, Part::Footer, Part::Notes];
    assert_eq!(told, all);
    let docx = template.fill(person()).await.unwrap();
    assert_eq!(
        text_of(&read(&docx, "word/header1.xml")),
        "En-tête de Saint-Aubin\n"
    );
    assert_eq!(
        text_of(&read(&docx, "word/footer1.xml")),
        "Pied de Saint-Aubin\n"
    );
    assert_eq!(
        text_of(&read(&docx, "word/footnotes1.xml")),
        "Note Saint-Aubin\n"
    );
    let document = read(&docx, "word/document.xml");
    assert_eq!(document.matches("Saint-Aubin").count(), 2, "{document}");
}

#[tokio::test]
async fn the_inner_row_hides_the_outer_value_and_the_outer_one_is_seen_from_within() {
    assert_eq!(
        body(&p("{#ENFANTS}{NOM} à {VILLE}. {/ENFANTS}{NOM}")).await,
        "DIALLO à Saint-Aubin. DIALLO à Saint-Aubin. D’ALESSANDRO & <Fils>\n"
    );
}

#[tokio::test]
async fn usages_are_told_with_their_form_their_sections_and_their_place() {
    let docx = Docx::with_body(&[p("Bonjour"), p("{#ENFANTS}{PRENOM}{/ENFANTS}{%QR}")].concat());
    let template = compiled(&docx).await;
    let told: Vec<_> = template
        .usages()
        .iter()
        .map(|u| (u.name.as_str(), u.form, u.within.clone()))
        .collect();
    assert_eq!(
        told,
        [
            ("ENFANTS", Form::Section, vec![]),
            ("PRENOM", Form::Value, vec!["ENFANTS".to_owned()]),
            ("QR", Form::Picture, vec![]),
        ]
    );
    let place = &template.usages()[0].place;
    assert_eq!((place.paragraph, place.page), (2, None));
    assert!(place.near.starts_with("{#ENFANTS}"));
}

#[tokio::test]
async fn pages_are_told_where_word_wrote_down_where_they_end() {
    let second = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{VILLE}</w:t></w:r></w:p>";
    let docx = Docx::with_body(&[p("{NOM}").as_str(), second].concat());
    let template = compiled(&docx).await;
    let pages: Vec<_> = template.usages().iter().map(|u| u.place.page).collect();
    assert_eq!(pages, [Some(1), Some(2)]);
    let one = Docx::with_body(&p("{NOM}")).part(
        "docProps/app.xml",
        "<Properties><Pages>1</Pages></Properties>",
    );
    assert_eq!(compiled(&one).await.usages()[0].place.page, Some(1));
}

fn code() -> Value {
    let id = "0190b3a0-0000-7000-8000-000000000001".parse().unwrap();
    Value::Picture(Framed {
        image: Image::Code(QrCode::of(CardCode::of(id))),
        alt: "Code de la carte".to_owned(),
        within_mm: (30, 30),
    })
}

#[tokio::test]
async fn a_picture_comes_with_its_file_its_relation_its_type_and_its_words() {
    let docx = Docx::with_body(&p("Code : {%QR}{%LOGO}{#LOGO}logo{/LOGO}."))
        .with_parts(&p("{%QR}"), &p(""), "")
        .part(
            "word/_rels/document.xml.rels",
            &relations("<Relationship Id=\"rId1\" Type=\"styles\" Target=\"styles.xml\"/>"),
        );
    let template = compiled(&docx).await;
    let mut values = person();
    values.insert("QR", code());
    let docx = template.fill(values).await.unwrap();
    let document = read(&docx, "word/document.xml");
    assert!(
        document.contains("descr=\"Code de la carte\""),
        "{document}"
    );
    assert_eq!(text_of(&document), "Code : .\n");
    let leads = read(&docx, "word/_rels/document.xml.rels");
    assert!(
        leads.contains("rId1") && leads.contains("domifaqr"),
        "{leads}"
    );
    assert!(read(&docx, "word/_rels/header1.xml.rels").contains("domifaqr"));
    assert!(read(&docx, "[Content_Types].xml").contains("image/png"));
    // The structure gave no logo: nothing of it is there, not even a name.
    assert!(!leads.contains("logo"));
    // Two drawings, two numbers.
    let header = read(&docx, "word/header1.xml");
    let number = |xml: &str| xml.split("<wp:docPr id=\"").nth(1).unwrap()[..1].to_owned();
    assert_ne!(number(&document), number(&header));
    // What was filled can be a template again.
    let again = DocxEngine::new().compile(docx).await.unwrap();
    assert_eq!(again.usages(), []);
    let mut values = person();
    values.insert("QR", code());
    let twice = again.fill(values).await.unwrap();
    let media = names(&twice).into_iter().filter(|n| n.contains("media"));
    assert_eq!(media.count(), 1);
}

#[tokio::test]
async fn an_image_of_the_structure_keeps_its_shape() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 1, 0x40, 0, 0, 0, 0xa0]);
    let logo = Value::Picture(Framed {
        image: Image::File(Picture::of(png).unwrap()),
        alt: "Logo".to_owned(),
        within_mm: (40, 40),
    });
    let template = compiled(&Docx::with_body(&p("{%LOGO}"))).await;
    let docx = template.fill([("LOGO", logo)].into()).await.unwrap();
    let document = read(&docx, "word/document.xml");
    assert!(
        document.contains("cx=\"1440000\" cy=\"720000\""),
        "{document}"
    );
    assert!(names(&docx).contains(&"word/media/domifalogo.png".to_owned()));
}

#[tokio::test]
async fn the_model_a_document_was_made_from_is_no_more_looked_for() {
    let settings = format!(
        "<w:settings xmlns:w=\"{}\"><w:attachedTemplate r:id=\"rId1\"/><w:zoom/></w:settings>",
        support::WORD
    );
    let kind =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate";
    let leads = format!(
        "<Relationship Id=\"rId1\" Type=\"{kind}\" Target=\"file:///C:/modele.dotm\" TargetMode=\"External\"/>"
    );
    let docx = Docx::with_body(&p("{VILLE}"))
        .part("word/settings.xml", &settings)
        .part("word/_rels/settings.xml.rels", &relations(&leads));
    let docx = filled(&docx).await;
    assert!(!read(&docx, "word/settings.xml").contains("attachedTemplate"));
    assert!(read(&docx, "word/settings.xml").contains("w:zoom"));
    assert!(!read(&docx, "word/_rels/settings.xml.rels").contains("modele"));
}
