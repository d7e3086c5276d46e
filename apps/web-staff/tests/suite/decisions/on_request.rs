//! Granting, refusing, sending back.

use axum::http::StatusCode;
use domiciliation::{Status, decision::Outcome, refusal::RefusalGround, request::Stage};
use kernel::StructureKind;
use structures::Role;

use super::{DECIDES, dossier, fill, get, send, status, url};
use crate::common::Site;

const REFUSAL: [(&str, &str); 6] = [
    ("motif", "absence_de_lien"),
    (
        "faits",
        "Aucun séjour, travail, suivi ni famille dans la commune.",
    ),
    ("organisme", "ccas"),
    ("nom", "CCAS de Montreuil"),
    ("contact", "1 place Jean-Jaurès"),
    ("decision", "10/03/2026"),
];

#[tokio::test]
async fn a_grant_says_what_it_does_and_makes_one_decision_however_often_it_is_sent() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/accorder");

    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("Accorder la domiciliation : Mme DIALLO Aminata"));
    assert!(shown.says("du 10 mars 2026 au 9 mars 2027"));
    assert!(shown.says("Favorable"));
    assert!(shown.says("16030*01"));

    let fields = [
        ("decision", "10/03/2026"),
        ("debut", "10/03/2026"),
        ("fin", ""),
        ("reference", "B 214"),
    ];
    for _ in 0..2 {
        let done = send(&site, &page, &shown, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(done.location().starts_with(&format!("/domicilies/{id}?")));
    }
    let dossier = dossier(&site, id).await;
    assert_eq!(dossier.status(site.house.today()), Status::Actif);
    assert_eq!(dossier.decisions().len(), 1);
    assert_eq!(
        dossier.filing().reference.as_ref().unwrap().as_str(),
        "B 214"
    );
}

#[tokio::test]
async fn less_than_a_year_needs_its_reason_and_nothing_typed_is_lost() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/accorder");
    let short = [
        ("decision", "10/03/2026"),
        ("debut", "10/03/2026"),
        ("fin", "30/06/2026"),
    ];

    let refused = fill(&site, &page, &page, &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("href=\"#raison\""));
    assert!(refused.says("L. 264-2"));
    let shown = format!("{}.", site.house.read(id).await.version);
    assert!(refused.hidden("version").starts_with(&shown));
    assert!(refused.says("value=\"30/06/2026\""));
    assert_eq!(status(&site, id).await, Status::AValider);

    let reason = [
        short.as_slice(),
        &[("raison", "Reprise d’un dossier papier")],
    ]
    .concat();
    let done = send(&site, &page, &refused, &reason).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(status(&site, id).await, Status::Actif);
}

#[tokio::test]
async fn unreadable_dates_are_all_named_at_once() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/accorder");
    let absurd = [("decision", "31/02/2026"), ("debut", "hier"), ("fin", "9")];
    let refused = fill(&site, &page, &page, &absurd).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["#decision", "#debut", "#fin"] {
        assert!(refused.says(&format!("href=\"{field}\"")), "{field}");
    }
}

#[tokio::test]
async fn without_the_interview_the_page_says_why_in_place_of_the_button() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    for what in ["decision/accorder", "decision/refuser"] {
        let shown = get(&site, DECIDES, &url(id, what)).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.says("D. 264-2"), "{what}");
        assert!(!shown.body.contains("name=\"version\""), "{what}");
    }
}

#[tokio::test]
async fn a_renewal_shows_the_term_it_follows() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(330);
    let filed = domiciliation::Command::FileDemande {
        on: site.house.today(),
        channel: domiciliation::request::Channel::InPerson,
    };
    site.house.done(id, filed).await;
    site.house.interview(id).await;
    let page = url(id, "decision/accorder");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("Période précédente"));
    assert!(shown.says("Du 10 mars 2026 au 9 mars 2027"));
    assert!(shown.says("du 10 mars 2027 au 9 mars 2028"));
}

#[tokio::test]
async fn r60_a_ccas_is_not_offered_what_the_law_closes_to_it() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let shown = get(&site, DECIDES, &url(id, "decision/refuser")).await;
    assert!(shown.body.contains("value=\"absence_de_lien\""));
    assert!(!shown.body.contains("value=\"saturation\""));
    assert!(!shown.body.contains("value=\"hors_agrement\""));
    let (_, closed) = shown.body.split_once("ne sont pas ouverts").unwrap();
    assert!(closed.contains(RefusalGround::Saturation.label()));
    assert!(closed.contains("L. 264-4"));
}

#[tokio::test]
async fn r60_an_approved_body_may_refuse_once_its_cap_is_reached() {
    let site = Site::of_kind(StructureKind::OrganismeAgree).await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/refuser");
    assert!(
        !get(&site, DECIDES, &page)
            .await
            .body
            .contains("value=\"saturation\"")
    );
    for nom in ["Bah", "Sow"] {
        site.house.open_as(Status::Actif, nom, "Awa").await;
    }
    assert!(
        get(&site, DECIDES, &page)
            .await
            .body
            .contains("value=\"saturation\"")
    );
}

#[tokio::test]
async fn a_refusal_is_nothing_without_its_facts_and_its_orientation() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/refuser");

    let refused = fill(&site, &page, &page, &[("motif", "absence_de_lien")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["faits", "organisme", "nom", "contact", "decision"] {
        assert!(refused.says(&format!("href=\"#{field}\"")), "{field}");
    }
    let long = "a".repeat(1001);
    let mut too_long = REFUSAL;
    too_long[1].1 = &long;
    let refused = fill(&site, &page, &page, &too_long).await;
    assert!(refused.says("1 000 caractères au plus"));

    let done = fill(&site, &page, &page, &REFUSAL).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let dossier = dossier(&site, id).await;
    let Outcome::Refused(refus) = dossier.last_decision().unwrap().outcome() else {
        panic!("the request is refused");
    };
    assert_eq!(refus.orientation.name.as_str(), "CCAS de Montreuil");
}

#[tokio::test]
async fn a_ground_forced_into_the_form_is_refused_with_its_article() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/refuser");
    let mut forced = REFUSAL;
    forced[0].1 = "saturation";
    let refused = fill(&site, &page, &page, &forced).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("L. 264-4"));
    assert!(refused.says("CCAS de Montreuil"), "what was typed is lost");
    assert_eq!(status(&site, id).await, Status::AValider);
}

#[tokio::test]
async fn a_proposal_is_sent_back_with_what_it_lacks() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::AValider, "Diallo", "Aminata")
        .await;
    let page = url(id, "decision/ajourner");
    let blank = fill(&site, &page, &page, &[("raison", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = fill(&site, &page, &page, &[("raison", "Lien à préciser")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let stage = dossier(&site, id)
        .await
        .pending_demande()
        .unwrap()
        .stage()
        .clone();
    assert_eq!(stage, Stage::Open);
    // Nothing is proposed any more: the page says so in place of the form.
    let again = get(&site, Role::Administrateur, &page).await;
    assert!(again.says("R. 123-21"));
    assert!(!again.body.contains("name=\"raison\""));
}
