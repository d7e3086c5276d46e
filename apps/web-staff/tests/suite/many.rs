//! One act for several people: shown one by one, decided one by one.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::{Command, Status, fact::ContactKind};
use kernel::DossierId;
use structures::Role;

const REFERENT: &str = "/domicilies/plusieurs/referent";
const RADIATION: &str = "/domicilies/plusieurs/radiation";
const ERASURE: &str = "/domicilies/plusieurs/effacer";

/// What the form of a page sends: its hidden fields and its ticked boxes, then the rest.
fn filled(page: &Answer, form: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let start = format!("method=\"post\" action=\"{form}\"");
    let part = page
        .body
        .split(&start)
        .nth(1)
        .expect("the page has the form");
    let mut fields = Vec::new();
    for input in part.split("<input").skip(1) {
        let tag = input.split('>').next().unwrap_or_default();
        let attribute = |name: &str| {
            let value = tag.split(&format!(" {name}=\"")).nth(1)?;
            Some(value.split('"').next()?.replace("&amp;", "&"))
        };
        let kind = attribute("type").unwrap_or_default();
        if kind == "hidden" || (kind == "checkbox" && tag.contains(" checked")) {
            fields.extend(attribute("name").zip(attribute("value")));
        }
    }
    fields.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    fields
}

async fn send(browser: &Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser.post(path, &fields).await
}

/// People who are silent since 10 March, on a day when that is long enough.
async fn silent(site: &Site, count: usize) -> Vec<DossierId> {
    let mut people = Vec::new();
    for number in 0..count {
        let name = format!("Diallo{number:02}");
        people.push(site.house.open_as(Status::Actif, &name, "Aminata").await);
    }
    site.house.clock.advance_days(100);
    people
}

#[tokio::test]
async fn each_person_told_of_a_striking_off_is_shown_then_decided_alone() {
    let site = Site::open().await;
    let people = silent(&site, 3).await;
    let came = Command::RecordContact {
        on: site.house.today(),
        kind: ContactKind::Visit,
    };
    site.house.done(people[2], came.clone()).await;
    let browser = site.browser(Role::Instructeur).await;
    let ids: Vec<String> = people.iter().map(|id| format!("d={id}")).collect();
    let page = browser.get(&format!("{RADIATION}?{}", ids.join("&"))).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("3 personnes choisies. Pour 1 d’entre elles, la loi ne le permet pas"));
    assert!(page.says("observations possibles jusqu’au"));
    assert!(page.says("D. 264-3"), "{}", page.text());
    let form = filled(&page, RADIATION, &[]);
    assert_eq!(
        form.iter().filter(|(name, _)| name == "personne").count(),
        2
    );

    // One of them comes in while the page is read.
    site.house.done(people[1], came).await;
    let results = send(&browser, RADIATION, &form).await;
    assert_eq!(results.status, StatusCode::OK);
    assert!(
        results
            .says("1 personne est enregistrée comme informée. Rien n’a été fait pour 1 personne"),
        "{}",
        results.text()
    );
    let planned = async |id| {
        site.house
            .row(id)
            .await
            .unwrap()
            .observations_until
            .is_some()
    };
    assert!(planned(people[0]).await);
    assert!(!planned(people[1]).await && !planned(people[2]).await);

    // A reload repeats nothing, and says the same of who is done.
    let facts = site.house.read(people[0]).await.value.history().len();
    let again = send(&browser, RADIATION, &form).await;
    assert!(again.says("1 personne est enregistrée comme informée."));
    assert_eq!(
        site.house.read(people[0]).await.value.history().len(),
        facts
    );
}

#[tokio::test]
async fn what_happened_meanwhile_without_a_rule_against_it_is_looked_at_again() {
    let site = Site::open().await;
    let people = silent(&site, 1).await;
    let browser = site.browser(Role::Instructeur).await;
    let page = browser.get(&format!("{RADIATION}?d={}", people[0])).await;
    let note = Command::AddNote("Vue rue du Lavoir.".parse().unwrap());
    site.house.done(people[0], note).await;
    let form = filled(&page, RADIATION, &[]);
    let results = send(&browser, RADIATION, &form).await;
    assert!(
        results.says("le dossier a changé depuis que vous l’avez vu"),
        "{}",
        results.text()
    );
}

#[tokio::test]
async fn who_is_unticked_is_left_out_and_nobody_is_no_act() {
    let site = Site::open().await;
    let people = silent(&site, 2).await;
    let browser = site.browser(Role::Instructeur).await;
    let ids = format!("d={}&d={}", people[0], people[1]);
    let page = browser.get(&format!("{RADIATION}?{ids}")).await;
    let mut form = filled(&page, RADIATION, &[]);
    form.retain(|(_, value)| !value.starts_with(&format!("{}.", people[0])) || value.len() > 60);
    let none: Vec<_> = form
        .iter()
        .filter(|(name, _)| name != "personne")
        .cloned()
        .collect();
    let refused = send(&browser, RADIATION, &none).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Cochez au moins une personne") && refused.says("DIALLO01"));
    send(&browser, RADIATION, &form).await;
    let planned = async |id| {
        site.house
            .row(id)
            .await
            .unwrap()
            .observations_until
            .is_some()
    };
    assert!(!planned(people[0]).await && planned(people[1]).await);
    let empty = browser.get(RADIATION).await;
    assert!(empty.says("Vous n’avez choisi personne"));
}

#[tokio::test]
async fn everybody_whom_a_list_shows_is_chosen_on_all_pages() {
    let site = Site::open().await;
    let people = silent(&site, 30).await;
    let other = site.house.open_as(Status::Actif, "Ba", "Awa").await;
    let browser = site.browser(Role::Instructeur).await;
    let list = browser.get("/domicilies?passage=3-mois").await;
    assert!(
        list.says("Sélectionner les 30 résultats"),
        "{}",
        list.text()
    );
    let all = browser.get("/domicilies?passage=3-mois&tout=oui").await;
    assert!(all.says("30 résultats choisis, sur toutes les pages"));
    assert!(
        all.body.contains("tout=oui&amp;") || all.body.contains("&amp;tout=oui"),
        "turning the page keeps it"
    );
    let page = browser
        .get(&format!("{REFERENT}?passage=3-mois&tout=oui"))
        .await;
    assert!(page.says("30 personnes choisies."), "{}", page.text());

    let form = filled(&page, REFERENT, &[]);
    let refused = send(&browser, REFERENT, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Choisissez un collègue"));
    let agent = site.house.actor(Role::Agent);
    let form = filled(&page, REFERENT, &[("suivi", &agent.id().to_string())]);
    let results = send(&browser, REFERENT, &form).await;
    assert!(results.says("30 dossiers"), "{}", results.text());
    for id in people {
        assert_eq!(site.house.row(id).await.unwrap().referent, Some(agent.id()));
    }
    assert_eq!(site.house.row(other).await.unwrap().referent, None);
    let again = send(&browser, REFERENT, &form).await;
    assert!(again.says("30 dossiers"));
}

#[tokio::test]
async fn only_what_the_law_lets_go_is_erased_and_only_once_confirmed() {
    let site = Site::open().await;
    let trial = site.house.open("Essai", "Un").await;
    let second = site.house.open("Essai", "Deux").await;
    let real = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Gestionnaire).await;
    let ids = format!("onglet=tous&d={trial}&d={second}&d={real}");
    let page = browser.get(&format!("{ERASURE}?{ids}")).await;
    assert!(
        page.says("3 personnes choisies. Pour 1 d’entre elles"),
        "{}",
        page.text()
    );
    for wrong in ["", "3", "deux"] {
        let form = filled(&page, ERASURE, &[("motif", "essai"), ("nombre", wrong)]);
        let refused = send(&browser, ERASURE, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let ground = domiciliation::ports::ErasureGround::Trial.code();
    let form = filled(&page, ERASURE, &[("motif", ground), ("nombre", "2")]);
    let results = send(&browser, ERASURE, &form).await;
    assert!(
        results.says("2 dossiers sont effacés."),
        "{}",
        results.text()
    );
    assert!(site.house.find(trial).await.is_none() && site.house.find(second).await.is_none());
    assert!(site.house.find(real).await.is_some());
    let again = send(&browser, ERASURE, &form).await;
    assert!(again.says("2 dossiers sont effacés."));
    // Whoever forges the box of somebody whom the law protects gets the reason.
    let version = site.house.read(real).await.version;
    let form = [
        (
            "cle".to_owned(),
            "0190b3a0-0000-7000-8000-00000000000a".to_owned(),
        ),
        ("motif".to_owned(), ground.to_owned()),
        ("nombre".to_owned(), "1".to_owned()),
        ("personne".to_owned(), format!("{real}.{version}")),
    ];
    let refused = send(&browser, ERASURE, &form).await;
    assert!(
        refused.says("Rien n’a été fait pour 1 personne"),
        "{}",
        refused.text()
    );
    assert!(site.house.find(real).await.is_some());
}

#[tokio::test]
async fn people_of_another_structure_cannot_be_chosen() {
    let site = Site::open().await;
    let theirs = site
        .elsewhere
        .open_as(Status::Actif, "Secret", "Ailleurs")
        .await;
    site.house.open("Ba", "Awa").await;
    let browser = site.browser(Role::Administrateur).await;
    for path in [REFERENT, RADIATION, ERASURE] {
        let page = browser.get(&format!("{path}?d={theirs}")).await;
        assert!(!page.says("SECRET"), "{path}");
        let wrong = browser.get(&format!("{path}?d=12")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    }
}
