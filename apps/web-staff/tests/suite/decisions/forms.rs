//! The official forms beside the attestation: requests, decisions, the projet.

use axum::http::{StatusCode, header};
use domiciliation::{Command, Status, identity::AyantDroit};
use kernel::{BirthDate, DossierId, FactId};
use structures::Role;
use testkit::builders::text;

use super::{dossier, get, last, url};
use crate::common::Site;

/// The form of the last request of a dossier.
async fn request(site: &Site, id: DossierId) -> String {
    let demande: FactId = dossier(site, id).await.demandes().last().unwrap().fact();
    format!("/domicilies/{id}/demandes/{demande}/formulaire")
}

fn forty_children() -> Command {
    let child = |n| AyantDroit {
        nom: text("Diallo"),
        prenoms: text(&format!("Enfant {n}")),
        birth: BirthDate::new(2015, Some(5), None).unwrap(),
        lien: domiciliation::identity::Lien::Enfant,
    };
    Command::RecordAyantsDroit((1..=40).map(child).collect())
}

#[tokio::test]
async fn a_request_that_waits_shows_what_was_asked_and_no_decision() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::EnInstruction, "Diallo", "Aminata")
        .await;
    let page = request(&site, id).await;
    let shown = get(&site, Role::Agent, &page).await;
    assert_eq!(shown.status, StatusCode::OK);
    let order = [
        "Demande d’élection de domicile",
        "16029*01",
        "1. Demandeur",
        "Diallo",
        "Première demande",
        "2. Demande à élire domicile",
        "Structure 1",
        "3. Signatures",
        "10/03/2026",
        "4. Proposition d’entretien",
    ];
    let (_, mut rest) = shown.body.split_once("app-attestation").unwrap();
    for part in order {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part}")).1;
    }
    assert!(!rest.contains("Décision relative"));
    assert!(rest.contains(&format!("{page}.pdf")));
    assert_eq!(
        get(&site, Role::Facteur, &page).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_refusal_shows_its_ground_its_orientation_and_who_took_it() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::Refuse, "Diallo", "Aminata")
        .await;
    let shown = get(&site, Role::Agent, &request(&site, id).await).await;
    let (_, decision) = shown.body.split_once("Décision relative").unwrap();
    for part in [
        "refusée",
        "Motif du refus",
        "Orientation proposée",
        "Voies et délais",
    ] {
        assert!(decision.contains(part), "{part}");
    }
}

#[tokio::test]
async fn files_are_named_after_the_dossier_and_kept_nowhere() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::EnInstruction, "Diallo", "Aminata")
        .await;
    let form = request(&site, id).await;
    for (path, name) in [
        (format!("{form}.pdf"), "demande-1"),
        (format!("{form}-cerfa.pdf"), "demande-1"),
        (url(id, "projet-attestation.pdf"), "projet-attestation-1"),
        (
            url(id, "projet-attestation-cerfa.pdf"),
            "projet-attestation-1",
        ),
    ] {
        let file = get(&site, Role::Agent, &path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert_eq!(file.headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(
            file.headers[header::CONTENT_DISPOSITION],
            format!("inline; filename=\"{name}.pdf\"")
        );
        assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
    }
}

#[tokio::test]
async fn the_blank_of_the_administration_is_flat_unless_asked_otherwise() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let attestation = format!(
        "/domicilies/{id}/decisions/{}/attestation",
        last(&site, id).await
    );
    let shown = get(&site, Role::Agent, &attestation).await;
    let (flat, open) = (
        format!("{attestation}-cerfa.pdf"),
        format!("{attestation}-cerfa.pdf?modifiable"),
    );
    assert!(shown.body.contains(&format!("\"{flat}\"")));
    assert!(shown.body.contains(&format!("\"{open}\"")));
    assert!(get(&site, Role::Agent, &flat).await.body.contains("Flat"));
    assert!(
        get(&site, Role::Agent, &open)
            .await
            .body
            .contains("Editable")
    );
}

#[tokio::test]
async fn what_goes_to_an_annex_is_said_before_it_is_printed() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::EnInstruction, "Diallo", "Aminata")
        .await;
    let page = request(&site, id).await;
    let few = get(&site, Role::Agent, &page).await;
    assert!(!few.body.contains("annexe"));
    site.house.done(id, forty_children()).await;
    let many = get(&site, Role::Agent, &page).await;
    assert!(many.says("Les 40 ayants droit sont imprimés sur une page annexe"));
    assert!(many.says("Le formulaire n’a pas la place pour tout"));
    for n in 1..=40 {
        assert!(many.body.contains(&format!("Enfant {n},")), "{n}");
    }
}

#[tokio::test]
async fn r31_a_projet_is_marked_and_ends_with_the_request() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::EnInstruction, "Diallo", "Aminata")
        .await;
    let page = url(id, "projet-attestation");
    let shown = get(&site, Role::Agent, &page).await;
    assert!(shown.says("Projet, sans valeur"));
    assert!(shown.body.contains("09/03/2027"));
    let granted = site.house.open_as(Status::Actif, "Keïta", "Moussa").await;
    let none = get(&site, Role::Agent, &url(granted, "projet-attestation")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_documents_of_a_dossier_list_its_forms() {
    let site = Site::open().await;
    let waiting = site
        .house
        .open_as(Status::EnInstruction, "Diallo", "Aminata")
        .await;
    let shown = get(&site, Role::Agent, &url(waiting, "documents")).await;
    assert!(shown.says("Formulaires officiels"));
    assert!(shown.body.contains(&url(waiting, "projet-attestation.pdf")));
    assert!(
        shown
            .body
            .contains(&format!("{}.pdf", request(&site, waiting).await))
    );

    let active = site.house.open_as(Status::Actif, "Keïta", "Moussa").await;
    let shown = get(&site, Role::Agent, &url(active, "documents")).await;
    assert!(!shown.body.contains("projet-attestation"));
    assert!(shown.says("Demande et décision"));
    assert!(shown.says("Du 10 mars 2026 au 9 mars 2027"));
}

#[tokio::test]
async fn the_form_of_no_request_is_not_found() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let decision = last(&site, id).await;
    let path = format!("/domicilies/{id}/demandes/{decision}/formulaire");
    assert_eq!(
        get(&site, Role::Agent, &path).await.status,
        StatusCode::NOT_FOUND
    );
}
