//! The attestation, as a page and as a file.

use axum::http::{StatusCode, header};
use domiciliation::Status;
use structures::Role;

use super::{about, get, last};
use crate::common::Site;

#[tokio::test]
async fn the_page_has_the_content_of_the_form_in_its_order() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let page = about(id, last(&site, id).await, "attestation");
    let shown = get(&site, Role::Agent, &page).await;
    assert_eq!(shown.status, StatusCode::OK);
    let order = [
        "1. Demandeur",
        "Diallo",
        "23/01/1989",
        "Conakry",
        "2. A élu domicile",
        "Structure 1",
        "3. Son adresse postale",
        "12 rue des Lilas",
        "4. Durée",
        "10/03/2026",
        "09/03/2027",
        "Date de première domiciliation",
        "Fait à Paris",
    ];
    let (_, mut rest) = shown.body.split_once("app-attestation").unwrap();
    for part in order {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part}")).1;
    }
    assert!(rest.contains(&format!("{page}.pdf")));
}

#[tokio::test]
async fn the_file_is_named_after_the_dossier_not_the_person_and_kept_nowhere() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let file = about(id, last(&site, id).await, "attestation.pdf");
    let shown = get(&site, Role::Agent, &file).await;
    assert_eq!(shown.headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(
        shown.headers[header::CONTENT_DISPOSITION],
        "inline; filename=\"attestation-1.pdf\""
    );
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    assert!(shown.body.starts_with("%PDF"));
    let facteur = get(&site, Role::Facteur, &file).await;
    assert_eq!(facteur.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn r31_nothing_but_a_grant_is_attested() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::Refuse, "Diallo", "Aminata")
        .await;
    let decision = last(&site, id).await;
    for what in ["attestation", "attestation.pdf"] {
        let shown = get(&site, Role::Agent, &about(id, decision, what)).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(shown.says("Seule une domiciliation accordée"), "{what}");
    }
}

#[tokio::test]
async fn r64_the_attestation_of_an_election_that_was_ended_is_withdrawn() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let grant = last(&site, id).await;
    site.house.end(id).await;
    let shown = get(&site, Role::Agent, &about(id, grant, "attestation")).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.says("10 mars 2026"));
}
