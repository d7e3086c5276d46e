//! What holds on every page of an act.

use axum::http::StatusCode;
use domiciliation::Status;
use structures::{Action, Role};

use super::{DECIDES, about, get, last, post, url};
use crate::common::Site;

/// The pages of a dossier, with what they ask for.
const PAGES: [(&str, Action); 8] = [
    ("decision/accorder", Action::Decide),
    ("decision/refuser", Action::Decide),
    ("decision/ajourner", Action::PostponeProposal),
    ("radiation", Action::PrepareRadiation),
    (
        "radiation/prononcer?motif=a_demande",
        Action::PronounceRadiation,
    ),
    (
        "radiation/prononcer?motif=autre",
        Action::PronounceRadiation,
    ),
    ("cloture", Action::CloseAfterExpiry),
    ("effacer", Action::EraseDossier),
];

/// The pages of a decision, with what they ask for.
const DECISION_PAGES: [(&str, Action); 4] = [
    ("notifier", Action::Notify),
    ("annuler", Action::AnnulDecision),
    ("attestation", Action::DownloadAttestation),
    ("attestation.pdf", Action::DownloadAttestation),
];

#[tokio::test]
async fn each_page_opens_to_its_roles_alone_whatever_the_state_of_the_dossier() {
    let site = Site::open().await;
    for status in Status::ALL {
        let id = site.house.open_as(*status, "Diallo", "Aminata").await;
        for role in Role::ALL {
            for (page, action) in PAGES {
                let shown = get(&site, *role, &url(id, page)).await;
                let expected = if role.permits(action) {
                    StatusCode::OK
                } else {
                    StatusCode::FORBIDDEN
                };
                assert_eq!(shown.status, expected, "{status:?} {role:?} {page}");
                let titles = shown.body.matches("<h1").count();
                assert_eq!(titles, 1, "{status:?} {role:?} {page}");
            }
        }
    }
}

#[tokio::test]
async fn each_page_of_a_decision_opens_to_its_roles_alone() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let decision = last(&site, id).await;
    for role in Role::ALL {
        for (page, action) in DECISION_PAGES {
            let shown = get(&site, *role, &about(id, decision, page)).await;
            let expected = if role.permits(action) {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(shown.status, expected, "{role:?} {page}");
        }
    }
}

#[tokio::test]
async fn nothing_is_found_of_another_structure() {
    let site = Site::open().await;
    let id = site
        .elsewhere
        .open_as(Status::Actif, "Diallo", "Aminata")
        .await;
    let own = site.house.open_as(Status::Actif, "Bah", "Awa").await;
    let theirs = site.elsewhere.read(id).await.value;
    let decision = theirs.last_decision().unwrap().fact();
    let mut paths: Vec<String> = PAGES.iter().map(|(page, _)| url(id, page)).collect();
    paths.extend(
        DECISION_PAGES
            .iter()
            .map(|(page, _)| about(id, decision, page)),
    );
    // A decision of somebody else, under a dossier of one's own.
    paths.extend(
        DECISION_PAGES
            .iter()
            .map(|(page, _)| about(own, decision, page)),
    );
    paths.push("/domicilies/1/cloture".to_owned());
    for path in paths {
        let shown = get(&site, DECIDES, &path).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!shown.says("DIALLO"), "{path}");
    }
    let closed = post(&site, DECIDES, &url(id, "cloture"), &[("version", "1")]).await;
    assert_eq!(closed.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_of_a_dossier_that_changed_meanwhile_changes_nothing() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Echu, "Diallo", "Aminata").await;
    let page = url(id, "cloture");
    let shown = get(&site, DECIDES, &page).await;
    let note = domiciliation::Command::AddNote(testkit::builders::text("Elle a appelé."));
    site.house.done(id, note).await;
    let conflict = super::send(&site, &page, &shown, &[]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains(&format!("/domicilies/{id}")));
    assert_eq!(super::status(&site, id).await, Status::Echu);

    let without_version = post(&site, DECIDES, &page, &[]).await;
    assert_eq!(without_version.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_typed_is_never_read_as_a_page() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "<b>Diallo</b>", "Aminata")
        .await;
    let page = url(id, "decision/ajourner");
    let long = format!("<script>{}", "a".repeat(1000));
    let refused = super::fill(&site, &page, &page, &[("raison", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.body.contains("<script>a"));
    assert!(!refused.body.contains("<b>"));
}
