//! Attestations rendered, then read back by poppler.

use crate::support::{a_document, assert_in_order, day, fonts, render};
use adapter_documents::{FontError, TypstRenderer};
use application::documents::Civility;

#[tokio::test]
async fn the_content_of_the_model_is_printed_in_its_order_on_one_page() {
    let pdf = render(&a_document()).await;
    assert_in_order(
        &pdf.text(),
        &[
            "ATTESTATION D’ÉLECTION DE DOMICILE",
            "L. 264-2 et D. 264-1 du code de l’action sociale et des familles",
            "CERFA n° 16030*01",
            "1. Demandeur",
            "Civilité Madame",
            "Nom(s) DIALLO née KEÏTA",
            "Prénom(s) Aminata Fatoumata",
            "Date de naissance 23/01/1989",
            "Lieu de naissance Labé (Guinée)",
            "Ayants droit DIALLO Ibrahima, né le 02/05/2015 (enfant)",
            "DIALLO Œdipe-Noël, né le 11/11/2019 (enfant)",
            "2. A élu domicile auprès de l’organisme suivant",
            "Nom de l’organisme Association L’Escale",
            "Responsable Jeanne HOAREAU, directrice",
            "Agrément délivré par Préfecture de La Réunion",
            "Numéro d’agrément 974-2024-012",
            "Adresse 12 rue de la Source 97400 Saint-Denis",
            "Courriel accueil@escale.example",
            "Téléphone 02 62 00 00 00",
            "3. Son adresse postale est la suivante",
            "Mme DIALLO née KEÏTA Aminata Fatoumata",
            "Boîte 118 Association L’Escale 12 rue de la Source 97400 Saint-Denis",
            "4. Durée de l’attestation",
            "accordée pour un an",
            "du 15/03/2026 au 14/03/2027, ces deux jours compris",
            "renouvellement au moins deux mois avant",
            "Date de première domiciliation 01/06/2023",
            "Fait à Saint-Denis, le 09/03/2026",
            "Signature et cachet Jeanne HOAREAU, directrice",
            "référence 2026-1204 Page 1 sur 1",
        ],
    );
    assert_eq!(pdf.pages(), 1);
}

#[tokio::test]
async fn a_man_is_addressed_as_one() {
    let mut document = a_document();
    document.person.civility = Civility::Monsieur;
    let text = render(&document).await.text();
    assert_in_order(
        &text,
        &["Civilité Monsieur", "M. DIALLO née KEÏTA Aminata Fatoumata"],
    );
    assert!(!text.contains("Madame") && !text.contains("Mme"), "{text}");
}

#[tokio::test]
async fn what_does_not_apply_is_left_out_and_what_is_unknown_is_said() {
    let mut document = a_document();
    document.organisme.rattachement = Some("Lyon 3e arrondissement".into());
    document.organisme.prefecture = None;
    document.organisme.numero_agrement = None;
    document.organisme.telephone = String::new();
    document.organisme.responsable.nom = String::new();
    document.organisme.responsable.prenom = String::new();
    document.ayants_droit.clear();
    let text = render(&document).await.text();
    assert_in_order(
        &text,
        &[
            "Ayants droit Aucun",
            "Nom de l’organisme Association L’Escale",
            "arrondissement Lyon 3e arrondissement",
            "Responsable directrice",
            "Téléphone Non renseigné",
        ],
    );
    assert!(!text.to_lowercase().contains("agrément"), "{text}");
    assert!(!render(&a_document()).await.text().contains("Au titre de"));

    document.organisme.responsable.fonction = String::new();
    assert_in_order(
        &render(&document).await.text(),
        &["Responsable Non renseigné Adresse"],
    );
}

#[tokio::test]
async fn only_a_projet_is_marked_as_worth_nothing() {
    let mark = "PROJET — sans valeur";
    let mut document = a_document();
    assert!(!render(&document).await.text().contains("PROJET"));
    document.projet = true;
    document.ayants_droit = vec!["SY Awa".into(); 40];
    let pdf = render(&document).await;
    assert_eq!(pdf.text().matches(mark).count(), pdf.pages());
}

#[tokio::test]
async fn only_a_reprint_with_another_identity_says_so() {
    let mention = "Identité corrigée depuis la délivrance";
    let mut document = a_document();
    assert!(!render(&document).await.text().contains(mention));
    document.corrected_since_issue = true;
    assert_in_order(
        &render(&document).await.text(),
        &["Demandeur", mention, "A élu domicile"],
    );
}

#[tokio::test]
async fn forty_ayants_droit_are_all_printed_on_an_annex() {
    let mut document = a_document();
    document.ayants_droit = (1..=40)
        .map(|n| format!("NDIAYE Enfant{n:02}, né en 2012"))
        .collect();
    let pdf = render(&document).await;
    let mut expected = vec![
        "40 personnes, dont la liste en annexe",
        "Fait à",
        "Annexe : ayants droit",
    ];
    expected.extend(document.ayants_droit.iter().map(String::as_str));
    assert_in_order(&pdf.text(), &expected);
    assert_eq!(pdf.pages(), 2);
}

#[tokio::test]
async fn six_ayants_droit_still_fit_on_the_first_page() {
    let mut document = a_document();
    document.ayants_droit = (1..=6)
        .map(|n| format!("NDIAYE Enfant{n}, né en 2012"))
        .collect();
    document.projet = true;
    document.corrected_since_issue = true;
    let pdf = render(&document).await;
    assert!(!pdf.text().contains("Annexe"));
    assert_eq!(pdf.pages(), 1);
}

#[tokio::test]
async fn a_name_of_250_characters_is_printed_whole_with_or_without_spaces() {
    let mut document = a_document();
    document.person.noms = "ÉLÉONORE-ZÉNAÏDE ".repeat(15)[..250].trim().to_owned();
    document.person.prenoms = "W".repeat(250);
    let pdf = render(&document).await;
    // A line may end after a hyphen.
    let text = pdf.text().replace(' ', "");
    assert_in_order(
        &text,
        &[
            "Nom(s)",
            &document.person.noms.replace(' ', ""),
            "Prénom(s)",
        ],
    );
    // What would stand outside the page is left out by this reading.
    let page = ["-raw", "-x", "0", "-y", "0", "-W", "595", "-H", "842"];
    let printed = pdf.read("pdftotext", &page);
    assert_eq!(printed.matches('W').count(), 2 * 250);
}

#[tokio::test]
async fn a_name_in_any_script_is_rendered() {
    let mut document = a_document();
    document.person.noms = "Шевченко Ђорђевић".into();
    assert!(
        render(&document)
            .await
            .text()
            .contains("Nom(s) Шевченко Ђорђевић")
    );

    // Characters that no font draws are replaced, and the document says it.
    let mixed = [
        "王 محمد عبد الله",
        "王小明 🙂👩‍👩‍👧",
        "a\u{0}b\u{fffd}\u{feff}\u{10ffff}c\u{202e}d",
        "\u{e000}ع\u{301}क\u{301}\u{20dd}\u{64b}e\u{64b}",
    ];
    for hostile in mixed {
        document.person.prenoms = hostile.into();
        let text = render(&document).await.text();
        assert_in_order(
            &text,
            &[
                "Prénom(s)",
                "Date de naissance",
                "Le signe « ? » peut tenir",
            ],
        );
    }
}

#[tokio::test]
async fn markup_in_a_name_stays_plain_text() {
    let mut document = a_document();
    document.person.noms = "*bold* #panic() $x$ `y` \\ <z> @w // \"O'Neil\" = titre".into();
    document.reference = "#read(\"/data.json\")".into();
    let text = render(&document).await.text();
    assert_in_order(&text, &[&document.person.noms, &document.reference]);
}

#[tokio::test]
async fn the_file_is_tagged_titled_in_french_and_of_both_standards() {
    let pdf = render(&a_document()).await;
    let info = pdf.read("pdfinfo", &[]);
    for expected in [
        "Tagged: yes",
        "Title: ATTESTATION D’ÉLECTION DE DOMICILE",
        "Author: Association L’Escale",
    ] {
        let info = info.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(info.contains(expected), "{expected} is not in {info}");
    }
    let metadata = pdf.read("pdfinfo", &["-meta"]);
    for expected in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<rdf:li>fr-FR</rdf:li>",
    ] {
        assert!(
            metadata.contains(expected),
            "{expected} is not in {metadata}"
        );
    }
    let structure = pdf.read("pdfinfo", &["-struct-text"]);
    assert_eq!(
        structure
            .lines()
            .filter(|line| line.trim().starts_with("H1"))
            .count(),
        4,
        "{structure}"
    );
}

#[tokio::test]
async fn the_same_content_gives_the_same_bytes() {
    let (first, second) = (render(&a_document()).await, render(&a_document()).await);
    assert!(first.0 == second.0);
    let mut other = a_document();
    other.decision_on = day(2026, 3, 10);
    assert!(render(&other).await.0 != first.0);
}

#[test]
fn a_renderer_without_a_readable_font_does_not_start() {
    assert_eq!(TypstRenderer::new(Vec::new()).err(), Some(FontError::None));
    let mut files = fonts();
    files.push(b"wOF2 is not read".to_vec());
    let index = files.len() - 1;
    assert_eq!(
        TypstRenderer::new(files).err(),
        Some(FontError::Unreadable { index })
    );
}

#[test]
fn a_document_says_nothing_of_the_person_when_it_is_logged() {
    assert_eq!(format!("{:?}", a_document()), "AttestationDocument { .. }");
}
