//! Letters and cards rendered, then read back by poppler.

use crate::support::{assert_in_order, day, print};
use application::documents::{
    CardDocument, Letter, Paper, Picture, QrCode,
    letter::{Block, Column, Letterhead, Signature, Table},
};
use domiciliation::card::CardCode;
use kernel::DossierId;

/// A picture of one pixel.
const PIXEL: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\
    \x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\
    \x54\x78\xda\x63\x64\xf8\xcf\x50\x0f\x00\x03\x86\x01\x80\x5a\x34\x7d\x6b\x00\x00\
    \x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn picture() -> Option<Picture> {
    Picture::of(PIXEL.to_vec())
}

fn pair(label: &str, value: &str) -> (String, String) {
    (label.into(), value.into())
}

/// A letter with one of each kind of block.
fn a_letter() -> Letter {
    Letter {
        letterhead: Letterhead {
            name: "Association L’Escale".into(),
            address: vec!["12 rue de la Source".into(), "97400 Saint-Denis".into()],
            contact: vec!["02 62 00 00 00".into(), "accueil@escale.example".into()],
            opening_hours: vec!["lundi et mardi, 9 h – 12 h".into()],
            logo: picture(),
        },
        recipient: vec!["Mme DIALLO Aminata".into(), "Boîte n° 118".into()],
        place: "Saint-Denis".into(),
        dated: day(2026, 3, 9),
        subject: "Résiliation de l’élection de domicile".into(),
        references: vec![pair("Dossier n°", "12")],
        salutation: "Madame,".into(),
        blocks: vec![
            Block::Strong("Il est mis fin à votre élection de domicile.".into()),
            Block::Heading("Motif de la décision".into()),
            Block::Facts(vec![
                pair("Motif", "Accès à un domicile stable"),
                pair("Faits", "Bail signé.\nVu le 2 mars."),
            ]),
            Block::Paragraph("Vous pouvez contester cette décision #[par] *écrit* :".into()),
            Block::List(vec!["un recours gracieux ;".into(), "le tribunal.".into()]),
            Block::Table(Table {
                caption: "Ce qui a été reçu".into(),
                columns: vec![
                    Column {
                        label: "Nom".into(),
                        share: 3,
                        is_number: false,
                    },
                    Column {
                        label: "Courriers".into(),
                        share: 1,
                        is_number: true,
                    },
                ],
                rows: vec![vec!["SY Awa".into(), "3".into()]],
            }),
        ],
        closing: "Nous vous prions d’agréer, Madame, nos salutations.".into(),
        signatures: vec![Signature {
            capacity: "Directrice".into(),
            name: "Jeanne HOAREAU".into(),
            picture: picture(),
        }],
    }
}

fn a_card(person: &str) -> CardDocument {
    let id: DossierId = "0190b3a0-0000-7000-8000-000000000001".parse().unwrap();
    let code = CardCode::of(id);
    CardDocument {
        structure: "Association L’Escale".into(),
        contact: vec!["02 62 00 00 00".into(), "lundi et mardi, 9 h – 12 h".into()],
        person: person.into(),
        filing: vec![pair("Dossier n°", "12"), pair("Boîte", "B 9")],
        code: code.to_string(),
        qr: QrCode::of(code),
        dated: day(2026, 3, 9),
    }
}

fn of(letter: Letter) -> Paper {
    Paper::Letter(Box::new(letter))
}

fn card(person: &str) -> Paper {
    Paper::Card(Box::new(a_card(person)))
}

#[tokio::test]
async fn a_letter_is_printed_in_its_order_and_nothing_in_it_is_read_as_markup() {
    let pdf = print(&[of(a_letter())]).await;
    assert_in_order(
        &pdf.text(),
        &[
            "Association L’Escale",
            "12 rue de la Source, 97400 Saint-Denis",
            "accueil@escale.example",
            "Accueil : lundi et mardi",
            "Mme DIALLO Aminata Boîte n° 118",
            "Saint-Denis, le 9 mars 2026",
            "Dossier n° 12",
            "Objet : Résiliation de l’élection de domicile",
            "Madame,",
            "Il est mis fin",
            "Motif de la décision",
            "Motif Accès à un domicile stable",
            "Faits Bail signé. Vu le 2 mars.",
            "#[par] *écrit* :",
            "un recours gracieux ;",
            "Ce qui a été reçu",
            "Nom Courriers SY Awa 3",
            "nos salutations.",
            "Directrice Jeanne HOAREAU",
            "Page 1 sur 1",
        ],
    );
}

#[tokio::test]
async fn a_letter_has_its_headings_its_table_and_the_words_of_its_pictures() {
    let tree = print(&[of(a_letter())])
        .await
        .read("pdfinfo", &["-struct-text"]);
    let flat = tree.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_in_order(
        &flat,
        &[
            "H1",
            "Objet",
            "H2",
            "Motif de la décision",
            "Table",
            "TH",
            "TD",
        ],
    );
    for part in ["L ", "LBody", "Figure"] {
        assert!(flat.contains(part), "{part} is missing in {tree}");
    }
}

#[tokio::test]
async fn a_paper_sent_to_nobody_has_no_address_no_object_and_as_many_places_to_sign_as_it_wants() {
    let sign = |capacity: &str| Signature {
        capacity: capacity.into(),
        name: String::new(),
        picture: None,
    };
    let slip = Letter {
        recipient: Vec::new(),
        salutation: String::new(),
        closing: String::new(),
        signatures: vec![sign("Déposé par"), sign("Reçu par")],
        subject: "Bordereau de dépôt du courrier".into(),
        ..a_letter()
    };
    let text = print(&[of(slip)]).await.text();
    assert_in_order(
        &text,
        &[
            "Dossier n° 12",
            "Bordereau de dépôt",
            "Déposé par",
            "Reçu par",
        ],
    );
    assert!(
        !text.contains("Objet") && !text.contains("Saint-Denis, le"),
        "{text}"
    );
}

#[tokio::test]
async fn cards_share_their_pages_and_letters_do_not() {
    let eleven: Vec<Paper> = (1..=11).map(|n| card(&format!("Mme SY Awa {n}"))).collect();
    let pdf = print(&eleven).await;
    assert_eq!(pdf.pages(), 2, "ten to a page");
    assert_in_order(
        &pdf.text(),
        &[
            "Mme SY Awa 1",
            "Dossier n° 12",
            "Ni pièce d’identité",
            "Mme SY Awa 11",
        ],
    );
    let mixed = [
        of(a_letter()),
        card("Mme SY Awa"),
        card("M. SY Ali"),
        of(a_letter()),
    ];
    assert_eq!(print(&mixed).await.pages(), 3);
}

#[tokio::test]
async fn a_card_says_in_words_what_its_code_is() {
    let pdf = print(&[card("Mme DIALLO Aminata")]).await;
    let spelled: String = pdf.text().split_whitespace().collect();
    assert!(spelled.contains(&a_card("").code), "{spelled}");
    let tree = pdf.read("pdfinfo", &["-struct"]);
    assert!(tree.contains("Figure"), "{tree}");
}

#[tokio::test]
async fn long_names_stay_within_a_card() {
    let long = format!(
        "Mme {} {}",
        "RAKOTOMALALA".repeat(8),
        "Marie-Fleur ".repeat(10)
    );
    let mut found = a_card(&long);
    found.structure = "Centre communal d’action sociale de ".repeat(4);
    let papers = vec![Paper::Card(Box::new(found)); 10];
    assert_eq!(print(&papers).await.pages(), 1);
}
