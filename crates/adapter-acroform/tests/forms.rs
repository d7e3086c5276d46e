//! Blanks of our own, filled, then read back by poppler and by the library.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use adapter_acroform::{AcroForms, BlankError, UnreadableFont};
use application::{
    documents::{Answer, Civility},
    forms::{Finish, OfficialForm, OfficialForms},
};
use kernel::BirthDate;
use support::{
    Boxes, a_demande, an_attestation, attestation_blank, demande_blank, fill, fonts, forms,
};

const BOTH_BOXES: [Boxes; 2] = [Boxes::Plain, Boxes::Options];
const BOTH_FINISHES: [Finish; 2] = [Finish::Editable, Finish::Flat];

fn attestation(document: application::documents::AttestationDocument) -> OfficialForm {
    OfficialForm::Attestation(Box::new(document))
}

fn demande(answer: Option<Answer>) -> OfficialForm {
    OfficialForm::Demande(Box::new(a_demande(answer)))
}

fn refused(motif: &str) -> Option<Answer> {
    Some(Answer::Refusee {
        motif: motif.to_owned(),
        orientation: "CCAS de Vic-sur-Cère (CCAS)".to_owned(),
    })
}

#[tokio::test]
async fn the_box_of_the_right_sex_is_ticked_on_both_forms_however_they_name_it() {
    for boxes in BOTH_BOXES {
        let forms = forms(boxes);
        for (civility, ticked, other) in [
            (Civility::Madame, "[Mme]", "[M.]"),
            (Civility::Monsieur, "[M.]", "[Mme]"),
        ] {
            let mut one = an_attestation();
            one.person.civility = civility;
            let mut two = a_demande(Some(Answer::Acceptee));
            two.person.civility = civility;
            for form in [attestation(one), OfficialForm::Demande(Box::new(two))] {
                for finish in BOTH_FINISHES {
                    let filled = fill(&forms, form.clone(), finish).await;
                    let text = filled.text();
                    assert!(text.contains(ticked), "{boxes:?} {finish:?}: {text}");
                    assert!(!text.contains(other), "{boxes:?} {finish:?}: {text}");
                }
                let filled = fill(&forms, form, Finish::Editable).await;
                let (first, second) = match boxes {
                    Boxes::Plain => ("1", "2"),
                    Boxes::Options => ("0", "1"),
                };
                let wanted = match civility {
                    Civility::Madame => (first.to_owned(), vec![first.to_owned(), "Off".into()]),
                    Civility::Monsieur => {
                        (second.to_owned(), vec!["Off".into(), second.to_owned()])
                    }
                };
                assert_eq!(filled.state("sexe1"), wanted);
            }
        }
    }
}

#[tokio::test]
async fn the_kind_of_request_and_the_answer_are_ticked() {
    let forms = forms(Boxes::Plain);
    let granted = fill(&forms, demande(Some(Answer::Acceptee)), Finish::Flat).await;
    let text = granted.text();
    assert!(text.contains("[renouvellement]") && !text.contains("[premiere]"));
    assert!(text.contains("[acceptee]") && !text.contains("[refusee]"));
    // who decided, beside the place where they sign.
    assert!(text.contains("Camille Roche, vice-présidente"), "{text}");
    let no = fill(&forms, demande(refused("Aucun lien.")), Finish::Flat).await;
    let text = no.text();
    assert!(text.contains("[refusee]") && !text.contains("[acceptee]"));
    assert!(text.contains("Aucun lien.") && text.contains("Vic-sur-Cère"));
    assert!(!text.contains("Arpajon"), "only a grant names the commune");
}

#[tokio::test]
async fn each_value_of_the_attestation_stands_in_its_field() {
    let forms = forms(Boxes::Options);
    let filled = fill(&forms, attestation(an_attestation()), Finish::Editable).await;
    for (field, value) in [
        ("noms1", "Șahin-Łukasz (Œuvrard)"),
        ("prenoms1", "Aminata Fatoumata"),
        ("jourNaissance1", "23"),
        ("moisNaissance1", "01"),
        ("anneeNaissance1", "1989"),
        ("lieuNaissance1", "Labé (Guinée)"),
        ("ayantsDroits", "DIALLO Ibrahima, 02/05/2015, enfant"),
        ("nomOrga1", "CIAS du Pays d’Aurillac"),
        ("rattachement", "Arpajon-sur-Cère"),
        ("responsable", "Jeanne HOAREAU, directrice"),
        ("prefecture1", "Préfecture du Cantal"),
        ("agrement", "15-2024-012"),
        ("adresseOrga1", "12 rue de la Source, 15000 Aurillac"),
        ("courrielOrga", "accueil@cias.example"),
        ("telephoneOrga", "04 71 00 00 00"),
        ("noms2", "Șahin-Łukasz (Œuvrard)"),
        ("prenoms2", "Aminata Fatoumata"),
        ("adresse", "Boîte n° 118\n15000 Aurillac"),
        ("jourDebut", "15"),
        ("moisDebut", "03"),
        ("anneeDebut", "2026"),
        ("jourFin", "14"),
        ("moisFin", "03"),
        ("anneeFin", "2027"),
        ("jourPremiereDom", "01"),
        ("moisPremiereDom", "06"),
        ("anneePremiereDom", "2023"),
        ("signature1A", "Aurillac"),
        ("jourDecision1A", "09"),
        ("moisDecision1A", "03"),
        ("anneeDecision1A", "2026"),
    ] {
        assert_eq!(filled.value(field), value, "{field}");
        let text = filled.text();
        for line in value.lines() {
            assert!(text.contains(line), "{field} does not show: {text}");
        }
    }
    assert_eq!(filled.pages(), 1);
}

#[tokio::test]
async fn each_value_of_the_request_stands_in_its_field_with_the_dates_of_its_acts() {
    let forms = forms(Boxes::Plain);
    let filled = fill(&forms, demande(refused("Aucun lien.")), Finish::Editable).await;
    for (field, value) in [
        ("telephone", "06 92 00 00 00"),
        ("courriel", "aminata@courriel.example"),
        ("numeroUsager", "1204"),
        ("jourDecision1A", "02"),
        ("jourDecision1B", "02"),
        ("jourDecision2", "09"),
        ("anneeDecision2", "2026"),
        ("jourRdv", "05"),
        ("moisRdv", "03"),
        ("heureRdv", "09"),
        ("minutesRdv", "05"),
        ("entretienAvec", "Nadia Ferrand"),
        ("entretienAdresse", "12 rue de la Source, 15000 Aurillac"),
        ("noms2", "Șahin-Łukasz (Œuvrard)"),
        ("anneeNaissance2", "1989"),
        ("nomOrga2", "CIAS du Pays d’Aurillac"),
        ("prefecture2", "Préfecture du Cantal"),
        ("motifRefus", "Aucun lien."),
        ("orientation", "CCAS de Vic-sur-Cère (CCAS)"),
        ("signature2", "Aurillac"),
        ("rattachement", ""),
    ] {
        assert_eq!(filled.value(field), value, "{field}");
    }
}

#[tokio::test]
async fn a_request_without_a_decision_has_no_page_for_it() {
    let forms = forms(Boxes::Plain);
    for finish in BOTH_FINISHES {
        let waiting = fill(&forms, demande(None), finish).await;
        assert_eq!(waiting.pages(), 1);
        let text = waiting.text();
        assert!(
            text.contains("DEMANDE") && !text.contains("DECISION"),
            "{text}"
        );
        assert!(text.contains("Nadia Ferrand"));
        let decided = fill(&forms, demande(Some(Answer::Acceptee)), finish).await;
        assert_eq!(decided.pages(), 2);
        assert!(decided.text().contains("DECISION"));
    }
}

#[tokio::test]
async fn a_partial_date_of_birth_leaves_its_boxes_empty() {
    let forms = forms(Boxes::Plain);
    let mut document = an_attestation();
    document.person.birth = BirthDate::new(1989, None, None).unwrap();
    let filled = fill(&forms, attestation(document), Finish::Editable).await;
    assert_eq!(filled.value("jourNaissance1"), "");
    assert_eq!(filled.value("anneeNaissance1"), "1989");
}

#[tokio::test]
async fn forty_ayants_droit_are_printed_whole_on_an_annex_and_said_before() {
    let forms = forms(Boxes::Plain);
    let mut document = an_attestation();
    document.ayants_droit = (1..=40)
        .map(|n| format!("NDIAYE Enfant{n:02}, 02/05/2012, enfant"))
        .collect();
    let names = document.ayants_droit.clone();
    let form = attestation(document);
    assert_eq!(forms.annexed(&form), Some(vec!["Ayants droit"]));
    assert_eq!(forms.annexed(&attestation(an_attestation())), Some(vec![]));
    for finish in BOTH_FINISHES {
        let filled = fill(&forms, form.clone(), finish).await;
        assert_eq!(filled.pages(), 2);
        let text = filled.text();
        assert!(text.contains("(suite en annexe)"), "{text}");
        let (_, annex) = text.split_once("Annexe :").unwrap();
        for name in &names {
            assert!(annex.contains(name), "{name} is not in {annex}");
        }
    }
    let filled = fill(&forms, form, Finish::Editable).await;
    assert!(filled.value("ayantsDroits").chars().count() <= 1000);
}

#[tokio::test]
async fn a_long_motive_and_a_name_of_250_characters_lose_nothing() {
    let forms = forms(Boxes::Plain);
    let motif = (1..=400)
        .map(|n| format!("motif{n}"))
        .collect::<Vec<_>>()
        .join(" ");
    let mut document = a_demande(refused(&motif));
    document.person.noms = "W".repeat(250);
    let form = OfficialForm::Demande(Box::new(document));
    assert_eq!(forms.annexed(&form), Some(vec!["Nom(s)", "Motif du refus"]));
    let filled = fill(&forms, form, Finish::Editable).await;
    assert!(filled.value("motifRefus").chars().count() <= 1400);
    assert!(filled.value("noms1").chars().count() <= 250);
    let text = filled.text();
    let (_, annex) = text.split_once("Annexe :").unwrap();
    for n in 1..=400 {
        assert!(annex.contains(&format!("motif{n}")), "motif{n}");
    }
    assert_eq!(annex.matches('W').count(), 250);
}

#[tokio::test]
async fn a_script_that_cannot_be_drawn_is_marked_and_said() {
    let forms = forms(Boxes::Plain);
    let mut document = an_attestation();
    document.person.noms = "Шевченко Ђорђевић".into();
    document.person.prenoms = "王小明".into();
    let filled = fill(&forms, attestation(document), Finish::Editable).await;
    let text = filled.text();
    assert!(text.contains("Шевченко Ђорђевић"), "{text}");
    assert!(
        text.contains("???") && text.contains("Le signe « ? »"),
        "{text}"
    );
    assert_eq!(
        filled.value("prenoms1"),
        "王小明",
        "the value itself is kept"
    );
}

#[tokio::test]
async fn only_a_projet_is_marked_as_one() {
    let forms = forms(Boxes::Plain);
    let mut document = an_attestation();
    for finish in BOTH_FINISHES {
        document.projet = false;
        let real = fill(&forms, attestation(document.clone()), finish).await;
        document.projet = true;
        let projet = fill(&forms, attestation(document.clone()), finish).await;
        // The letters stand across the page, one above the other.
        let big = |filled: &support::Filled| {
            let words = filled.text();
            let words = words.split(' ').filter(|word| "PROJET".contains(word));
            words.collect::<String>().chars().count()
        };
        assert_eq!((big(&real), big(&projet)), (0, 6));
    }
}

#[tokio::test]
async fn a_flat_form_has_no_fields_and_neither_has_scripts() {
    let forms = forms(Boxes::Options);
    let form = attestation(an_attestation());
    let flat = fill(&forms, form.clone(), Finish::Flat).await;
    assert!(flat.pdf.catalog().unwrap().get(b"AcroForm").is_err());
    let open = fill(&forms, form, Finish::Editable).await;
    assert!(open.pdf.catalog().unwrap().get(b"AcroForm").is_ok());
    for filled in [flat, open] {
        let scripts = filled.file.windows(10).any(|w| w == b"JavaScript");
        assert!(!scripts);
    }
}

#[tokio::test]
async fn the_same_content_gives_the_same_bytes() {
    let forms = forms(Boxes::Plain);
    let one = fill(&forms, demande(None), Finish::Flat).await;
    let two = fill(&forms, demande(None), Finish::Flat).await;
    assert!(one.file == two.file);
}

#[test]
fn a_file_that_is_not_the_form_is_refused_by_name() {
    let forms = || AcroForms::new(fonts()).unwrap();
    let refused = |outcome: Result<AcroForms, BlankError>| outcome.err();
    assert_eq!(
        refused(forms().with_attestation(b"%PDF-1.7 not really")),
        Some(BlankError::Unreadable)
    );
    assert_eq!(
        refused(forms().with_demande(&attestation_blank(Boxes::Plain))),
        Some(BlankError::Missing { field: "telephone" })
    );
    assert_eq!(
        refused(forms().with_attestation(&demande_blank(Boxes::Plain))),
        Some(BlankError::Missing { field: "adresse" })
    );
    assert_eq!(
        AcroForms::new(vec![b"no font".to_vec()]).err(),
        Some(UnreadableFont)
    );
}

#[test]
fn a_form_without_its_blank_is_not_offered() {
    let forms = AcroForms::new(fonts())
        .unwrap()
        .with_attestation(&attestation_blank(Boxes::Options))
        .unwrap();
    assert!(forms.annexed(&attestation(an_attestation())).is_some());
    assert!(forms.annexed(&demande(None)).is_none());
}
