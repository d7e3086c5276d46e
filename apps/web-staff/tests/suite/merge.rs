//! Two dossiers of one person become one: which other, side by side, one button; then
//! every old address leads to the one that is kept.

use crate::common::{Browser, Site};
use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    mail::{MailKind, Quantity},
};
use kernel::DossierId;
use structures::Role;
use testkit::house::House;

fn letter(house: &House) -> Command {
    Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    }
}

/// An old dossier and a new one of the same person, with a letter in each.
async fn doubles(site: &Site) -> (DossierId, DossierId) {
    let house = &site.house;
    let old = house.open_as(Status::Radie, "Diallo", "Aminata").await;
    house.clock.advance_days(2);
    let new = house.open_as(Status::Actif, "Aminata", "Diallo").await;
    for id in [old, new] {
        house.done(id, letter(house)).await;
    }
    (old, new)
}

fn compare(kept: DossierId, other: DossierId) -> String {
    format!("/domicilies/{kept}/reunir?avec={other}")
}

/// Presses the button of the page that compares.
async fn press(browser: &Browser, kept: DossierId, other: DossierId) -> crate::common::Answer {
    let page = browser.get(&compare(kept, other)).await;
    assert_eq!(page.status, StatusCode::OK);
    send(browser, kept, &page).await
}

async fn send(
    browser: &Browser,
    kept: DossierId,
    page: &crate::common::Answer,
) -> crate::common::Answer {
    let hidden = page.hidden_fields();
    let fields: Vec<_> = hidden.iter().map(|(n, v)| (&**n, &**v)).collect();
    browser
        .post(&format!("/domicilies/{kept}/reunir"), &fields)
        .await
}

#[tokio::test]
async fn doubles_are_shown_to_those_who_may_merge_them_and_to_nobody_else() {
    let site = Site::open().await;
    let (old, new) = doubles(&site).await;
    for role in Role::ALL {
        let browser = site.browser(*role).await;
        let record = browser.get(&format!("/domicilies/{new}/dossier")).await;
        let may = *role >= Role::Gestionnaire;
        assert_eq!(
            record.says("Dossiers peut-être de la même personne"),
            may,
            "{role:?}"
        );
        assert_eq!(record.body.contains(&compare(new, old)), may, "{role:?}");
        let page = browser.get(&compare(new, old)).await;
        let expected = if may {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(page.status, expected, "{role:?}");
    }
}

#[tokio::test]
async fn the_other_dossier_is_also_found_by_words() {
    let site = Site::open().await;
    let house = &site.house;
    let new = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let other = house.open("Dyalo", "Amina").await;
    let browser = site.browser(Role::Gestionnaire).await;
    let page = format!("/domicilies/{new}/reunir");
    assert!(!browser.get(&page).await.body.contains(&compare(new, other)));
    let found = browser.get(&format!("{page}?q=dyalo")).await;
    assert!(
        found.body.contains(&compare(new, other)),
        "{}",
        found.text()
    );
    let itself = browser.get(&format!("{page}?q=diallo+aminata")).await;
    assert!(!itself.body.contains(&compare(new, new)));
    assert!(
        browser
            .get(&format!("{page}?q=zzzzzz"))
            .await
            .says("Aucun autre dossier")
    );
}

#[tokio::test]
async fn two_dossiers_become_one_and_every_old_address_leads_there() {
    let site = Site::open().await;
    let (old, new) = doubles(&site).await;
    let gestion = site.browser(Role::Gestionnaire).await;
    let page = gestion.get(&compare(new, old)).await;
    for said in [
        "Ce qui va se passer",
        "2 courriers",
        "sans retour possible",
        "Garder plutôt le dossier",
    ] {
        assert!(page.says(said), "{said}: {}", page.text());
    }
    let done = send(&gestion, new, &page).await;
    assert_eq!(
        done.location(),
        format!("/domicilies/{new}?fait=dossiers-reunis"),
        "{}",
        done.text()
    );
    let shown = gestion.get(done.location()).await;
    assert!(shown.says("Les deux dossiers sont réunis."));
    assert_eq!(site.house.row(new).await.unwrap().letters, 2);
    // The button was pressed twice: one merging.
    assert_eq!(
        send(&gestion, new, &page).await.status,
        StatusCode::SEE_OTHER
    );
    let history = gestion
        .get(&format!("/domicilies/{new}/historique?tout=oui"))
        .await;
    assert_eq!(history.body.matches("réuni à celui-ci").count(), 1);
    assert!(history.says("Dossier n° 1 réuni à celui-ci"));

    // Whoever follows an old link, whatever their role.
    let agent = site.browser(Role::Agent).await;
    for below in [
        "",
        "/historique?genre=notes",
        "/courrier",
        "/remise/nouvelle",
    ] {
        let answer = agent.get(&format!("/domicilies/{old}{below}")).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{below}");
        assert_eq!(answer.location(), format!("/domicilies/{new}{below}"));
    }
    // What a form wants of the old one is not done unseen on the other.
    let acted = agent
        .post(&format!("/domicilies/{old}/courrier"), &[("lettres", "1")])
        .await;
    assert_eq!(acted.status, StatusCode::CONFLICT);
    assert!(acted.says("Ce dossier vient d’être réuni à un autre"));
    assert!(acted.body.contains(&format!("/domicilies/{new}")));
    assert_eq!(site.house.row(new).await.unwrap().letters, 2);
    // Its number finds the one that is kept.
    let list = agent.get("/domicilies?onglet=tous&q=1").await;
    assert!(list.body.contains(&format!("/domicilies/{new}")));
}

#[tokio::test]
async fn a_structure_does_not_learn_where_another_s_former_dossier_leads() {
    let site = Site::open().await;
    let elsewhere = &site.elsewhere;
    let old = elsewhere.open_as(Status::Radie, "Diallo", "Aminata").await;
    elsewhere.clock.advance_days(2);
    let new = elsewhere.open_as(Status::Actif, "Diallo", "Aminata").await;
    elsewhere.merge(Role::Gestionnaire, new, old).await.unwrap();
    let browser = site.browser(Role::Administrateur).await;
    for id in [old, new] {
        let answer = browser.get(&format!("/domicilies/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let mine = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let page = browser.get(&compare(mine, new)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_merging_of_what_changed_meanwhile_is_a_conflict() {
    let site = Site::open().await;
    let (old, new) = doubles(&site).await;
    let browser = site.browser(Role::Gestionnaire).await;
    for touched in [old, new] {
        let page = browser.get(&compare(new, old)).await;
        site.house.done(touched, letter(&site.house)).await;
        let late = send(&browser, new, &page).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    }
    // The other one is gone: merged by a colleague, into this one or into a third.
    let page = browser.get(&compare(new, old)).await;
    site.house
        .merge(Role::Administrateur, new, old)
        .await
        .unwrap();
    let late = send(&browser, new, &page).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.says("L’autre dossier n’existe plus"));
    assert!(site.house.find(new).await.is_some());
}

#[tokio::test]
async fn what_the_law_forbids_is_said_in_place_of_the_button() {
    let site = Site::open().await;
    let house = &site.house;
    let one = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let two = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let asked = house.open("Diallo", "Aminata").await;
    let asking = house.open("Diallo", "Aminata").await;
    let browser = site.browser(Role::Gestionnaire).await;
    for (kept, other, why) in [
        (
            one,
            two,
            "Les deux dossiers ont une domiciliation sur les mêmes jours",
        ),
        (
            asked,
            asking,
            "Une demande attend sa décision dans chacun des deux dossiers",
        ),
    ] {
        let page = browser.get(&compare(kept, other)).await;
        assert!(page.says(why), "{}", page.text());
        assert!(!page.says("Réunir les deux dossiers"));
    }
    // Who presses nevertheless is told the same.
    let versions = [one, two].map(|id| house.read(id));
    let [mine, theirs] = versions;
    let (mine, theirs) = (mine.await.version, theirs.await.version);
    let fields = [
        ("version", mine.to_string()),
        ("version_autre", theirs.to_string()),
        ("avec", two.to_string()),
    ];
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let refused = browser
        .post(&format!("/domicilies/{one}/reunir"), &fields)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Les deux dossiers ont une domiciliation"));
    assert!(house.find(two).await.is_some());
    // Instructors do not merge, whatever they send.
    let instructor = site.browser(Role::Instructeur).await;
    let forbidden = instructor
        .post(&format!("/domicilies/{one}/reunir"), &fields)
        .await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_compares_is_warned_of_births_and_names_that_differ() {
    let site = Site::open().await;
    let house = &site.house;
    let one = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let mut opening = testkit::builders::an_opening("Diallo", "Aminata", house.today());
    opening.identity.birth = kernel::BirthDate::new(1971, None, None).unwrap();
    let older = house.open_with(opening).await;
    let named = house.open("Sow", "Awa").await;
    let browser = site.browser(Role::Gestionnaire).await;
    let page = browser.get(&compare(one, older)).await;
    assert!(page.says("Les dates de naissance diffèrent"));
    let page = browser.get(&compare(one, named)).await;
    assert!(page.says("Les noms diffèrent"));
    let done = press(&browser, one, named).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}
