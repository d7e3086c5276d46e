//! Requests rendered, then read back by poppler.

use crate::support::{Pdf, a_demande, a_document, assert_in_order, day, print};
use application::documents::{Answer, DecisionPart, DemandeDocument, Paper, Signatory};
use domiciliation::request::DemandeKind;

async fn render(document: &DemandeDocument) -> Pdf {
    print(&[Paper::Demande(Box::new(document.clone()))]).await
}

fn decided(answer: Answer) -> DemandeDocument {
    DemandeDocument {
        decision: Some(DecisionPart {
            decided_on: day(2026, 3, 9),
            signataire: Signatory {
                nom: "Camille Roche".into(),
                prenom: String::new(),
                fonction: "vice-présidente".into(),
            },
            answer,
        }),
        ..a_demande()
    }
}

#[tokio::test]
async fn a_request_that_waits_is_printed_in_the_order_of_the_model_on_one_page() {
    let pdf = render(&a_demande()).await;
    assert_in_order(
        &pdf.text(),
        &[
            "DEMANDE D’ÉLECTION DE DOMICILE",
            "CERFA n° 16029*01",
            "1. Demandeur",
            "Civilité Madame",
            "Nom(s) DIALLO née KEÏTA",
            "Prénom(s) Aminata Fatoumata",
            "Date de naissance 23/01/1989",
            "Lieu de naissance Labé (Guinée)",
            "Ayants droit DIALLO Ibrahima",
            "Téléphone 06 92 00 00 00",
            "Courriel aminata@courriel.example",
            "Type de demande Renouvellement",
            "Numéro d’usager 2026-1204",
            "2. Demande à élire domicile auprès de l’organisme suivant",
            "Nom de l’organisme Association L’Escale",
            "Responsable Jeanne HOAREAU, directrice",
            "Agrément délivré par Préfecture de La Réunion",
            "Adresse 12 rue de la Source 97400 Saint-Denis",
            "Courriel accueil@escale.example",
            "Téléphone 02 62 00 00 00",
            "3. Signatures",
            "Fait à Saint-Denis, le 02/03/2026",
            "Je certifie l’exactitude",
            "Signature du demandeur",
            "fait office d’accusé de réception",
            "deux mois",
            "4. Proposition d’entretien",
            "Vous êtes convoqué le 05/03/2026 à 14 h 05",
            "Avec Nadia Ferrand",
            "À l’adresse suivante 12 rue de la Source",
            "441-1",
            "433-19",
            "Page 1 sur 1",
        ],
    );
    assert_eq!(
        pdf.text()
            .matches("Fait à Saint-Denis, le 02/03/2026")
            .count(),
        2
    );
    assert!(!pdf.text().contains("DÉCISION"));
    assert_eq!(pdf.pages(), 1);
}

#[tokio::test]
async fn a_grant_is_the_second_page_with_its_own_day_and_who_took_it() {
    let mut document = decided(Answer::Acceptee);
    document.organisme.rattachement = Some("Lyon 3e arrondissement".into());
    let pdf = render(&document).await;
    assert_in_order(
        &pdf.text(),
        &[
            "le 02/03/2026",
            "Page 1 sur 2",
            "DÉCISION RELATIVE À LA DEMANDE D’ÉLECTION DE DOMICILE",
            "1. Demandeur",
            "Nom(s) DIALLO née KEÏTA",
            "2. Organisme domiciliataire",
            "Numéro d’agrément 974-2024-012",
            "3. Décision",
            "Votre demande est acceptée",
            "Lyon 3e arrondissement",
            "Fait à Saint-Denis, le 09/03/2026",
            "Camille Roche, vice-présidente",
            "Voies et délais de recours",
            "tribunal administratif",
            "Page 2 sur 2",
        ],
    );
    assert_eq!(pdf.pages(), 2);
}

#[tokio::test]
async fn a_refusal_of_any_length_is_printed_whole() {
    let mut document = decided(Answer::Refusee {
        motif: (1..=900)
            .map(|n| format!("motif{n}"))
            .collect::<Vec<_>>()
            .join(" "),
        orientation: "CCAS de Saint-Paul (CCAS)\n02 62 00 00 01".into(),
    });
    document.kind = DemandeKind::First;
    document.corrected_since_issue = true;
    document.entretien = None;
    let text = render(&document).await.text();
    assert_in_order(
        &text,
        &[
            "Type de demande Première demande",
            "Aucun rendez-vous",
            "Votre demande est refusée",
            "Motif du refus motif1 ",
            "motif900",
            "Orientation proposée CCAS de Saint-Paul (CCAS) 02 62 00 00 01",
            "Fait à",
        ],
    );
    assert!(text.contains("Identité corrigée depuis la décision"));
    assert!(!text.contains("arrondissement"));
}

#[tokio::test]
async fn forty_ayants_droit_of_a_request_are_all_printed_on_an_annex() {
    let mut document = a_demande();
    document.ayants_droit = (1..=40)
        .map(|n| format!("NDIAYE Enfant{n:02}, né en 2012"))
        .collect();
    let pdf = render(&document).await;
    let mut expected = vec![
        "40 personnes, dont la liste en annexe",
        "Annexe : ayants droit",
    ];
    expected.extend(document.ayants_droit.iter().map(String::as_str));
    assert_in_order(&pdf.text(), &expected);
    assert_eq!(pdf.pages(), 2);
}

#[tokio::test]
async fn many_papers_make_one_tagged_file_in_which_each_counts_its_own_pages() {
    let mut hostile = a_document();
    hostile.person.noms = "\u{e000}ع\u{301}क\u{301}".into();
    let papers = [
        Paper::Attestation(Box::new(a_document())),
        Paper::Demande(Box::new(decided(Answer::Acceptee))),
        Paper::Attestation(Box::new(hostile)),
    ];
    let pdf = print(&papers).await;
    assert_in_order(
        &pdf.text(),
        &[
            "ATTESTATION D’ÉLECTION",
            "Page 1 sur 1",
            "DEMANDE D’ÉLECTION",
            "Page 1 sur 2",
            "Page 2 sur 2",
            "ATTESTATION D’ÉLECTION",
            "Page 1 sur 1",
        ],
    );
    assert_eq!(pdf.pages(), 4);
    let info = pdf.read("pdfinfo", &[]);
    assert!(
        info.contains("Tagged:") && info.contains("3 documents"),
        "{info}"
    );
}

#[tokio::test]
async fn more_papers_than_are_typeset_at_once_are_one_file_with_one_tag_tree() {
    let papers: Vec<Paper> = (1..=41)
        .map(|n| {
            let mut document = a_document();
            document.reference = format!("R{n:02}");
            document.person.prenoms = format!("Awa{n:02}");
            document.ayants_droit.clear();
            Paper::Attestation(Box::new(document))
        })
        .collect();
    let pdf = print(&papers).await;
    assert_eq!(pdf.pages(), 41);
    let text = pdf.text();
    let feet: Vec<String> = (1..=41)
        .map(|n| format!("référence R{n:02} Page 1 sur 1"))
        .collect();
    assert_in_order(&text, &feet.iter().map(String::as_str).collect::<Vec<_>>());
    let structure = pdf.read("pdfinfo", &["-struct-text"]);
    let starting = |with: &str| {
        let lines = structure.lines().map(str::trim);
        lines.filter(|line| line.starts_with(with)).count()
    };
    assert_eq!(starting("Document"), 1);
    assert_eq!(starting("H1"), 4 * 41);
    // Each tag still leads to the text of its own page.
    let names: Vec<String> = (1..=41).map(|n| format!("Awa{n:02}")).collect();
    assert_in_order(
        &structure,
        &names.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    pages_lead_to_their_tags(&pdf.0);
    let info = pdf.read("pdfinfo", &[]);
    assert!(info.contains("(41 documents)"), "{info}");
    let metadata = pdf.read("pdfinfo", &["-meta"]);
    assert!(metadata.contains("<xmpTPg:NPages>41<"), "{metadata}");
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"));
}

/// The key of each page leads to tags, and each of them speaks of that very page.
fn pages_lead_to_their_tags(file: &[u8]) {
    let pdf = lopdf::Document::load_mem(file).unwrap();
    let below = |dictionary: &lopdf::Dictionary, key: &[u8]| {
        let found = dictionary.get_deref(key, &pdf).unwrap();
        found.as_dict().unwrap().clone()
    };
    let tree = below(
        &below(pdf.catalog().unwrap(), b"StructTreeRoot"),
        b"ParentTree",
    );
    let mut tags = std::collections::BTreeMap::new();
    for leaf in tree.get(b"Kids").unwrap().as_array().unwrap() {
        let leaf = pdf.get_dictionary(leaf.as_reference().unwrap()).unwrap();
        let pairs = leaf.get(b"Nums").unwrap().as_array().unwrap();
        for pair in pairs.chunks(2) {
            let before = tags.insert(pair[0].as_i64().unwrap(), pair[1].clone());
            assert!(before.is_none(), "two pages share a key");
        }
    }
    for page in pdf.page_iter() {
        let key = pdf
            .get_dictionary(page)
            .unwrap()
            .get(b"StructParents")
            .unwrap();
        let tagged = pdf.dereference(&tags[&key.as_i64().unwrap()]).unwrap().1;
        let tagged = tagged.as_array().unwrap();
        assert!(tagged.len() > 20);
        for tag in tagged {
            let tag = pdf.get_dictionary(tag.as_reference().unwrap()).unwrap();
            assert_eq!(tag.get(b"Pg").unwrap().as_reference().unwrap(), page);
        }
    }
}

#[tokio::test]
async fn the_tags_of_a_request_follow_its_order_and_its_levels() {
    let pdf = render(&decided(Answer::Acceptee)).await;
    let structure = pdf.read("pdfinfo", &["-struct-text"]);
    let headings: Vec<&str> = structure
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("H1") || line.starts_with("H2"))
        .collect();
    assert_eq!(headings.len(), 8, "{structure}");
    let level = |line: &&str| line.starts_with("H1");
    assert_eq!(
        headings.iter().filter(|line| level(line)).count(),
        5,
        "{structure}"
    );
    let metadata = pdf.read("pdfinfo", &["-meta"]);
    assert!(
        metadata.contains("<pdfuaid:part>1</pdfuaid:part>"),
        "{metadata}"
    );
}

#[test]
fn a_request_says_nothing_of_the_person_when_it_is_logged() {
    assert_eq!(format!("{:?}", a_demande()), "DemandeDocument { .. }");
}
