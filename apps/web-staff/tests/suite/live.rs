//! What other desks do: the stream of events, and the regions that it makes a page ask for.

use std::time::Duration;

use crate::common::{Browser, Events, Site};
use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    mail::{MailKind, Quantity},
};
use kernel::DossierId;
use structures::{Action, Role};
use testkit::{builders::text, house::House};
use tokio::time::{Instant, timeout};

fn note() -> Command {
    Command::AddNote(text("Vue."))
}

async fn diallo(house: &House) -> DossierId {
    house.open_as(Status::Actif, "Diallo", "Aminata").await
}

async fn listening(site: &Site, browser: &Browser, id: DossierId) -> Events {
    let version = site.house.read(id).await.version;
    let mut events = browser
        .listen(&format!("/evenements?dossier={id}&version={version}"))
        .await;
    assert_eq!(named(&mut events).await, "pret");
    events
}

/// The name of the next event, waited for as long as nothing keeps it back.
async fn named(events: &mut Events) -> String {
    let next = timeout(Duration::from_secs(3600), events.next()).await;
    next.unwrap().unwrap().0
}

#[tokio::test(start_paused = true)]
async fn an_act_of_another_desk_is_told_at_once_with_the_new_version() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Agent).await;
    let mut events = listening(&site, &browser, id).await;
    let begin = Instant::now();
    site.house.done(id, note()).await;
    let version = site.house.read(id).await.version.to_string();
    assert_eq!(events.next().await, Some(("dossier".to_owned(), version)));
    assert!(begin.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_comes_back_late_is_told_what_it_missed() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Agent).await;
    let version = site.house.read(id).await.version;
    let old = format!("/evenements?dossier={id}&version={}", version - 1);
    let mut events = browser.listen(&old).await;
    let missed = Some(("dossier".to_owned(), version.to_string()));
    assert_eq!(events.next().await, missed);
}

#[tokio::test(start_paused = true)]
async fn a_dossier_that_is_gone_is_said_to_be_and_ends_the_stream() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let browser = site.browser(Role::Administrateur).await;
    let mut events = listening(&site, &browser, id).await;
    let page = browser.get(&format!("/domicilies/{id}/effacer")).await;
    let (cle, version) = (page.hidden("cle"), page.hidden("version"));
    let number = site.house.read(id).await.value.number().to_string();
    let fields = [
        ("cle", cle.as_str()),
        ("version", &version),
        ("motif", "essai"),
        ("numero", &number),
    ];
    let erased = browser
        .post(&format!("/domicilies/{id}/effacer"), &fields)
        .await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.text());
    assert_eq!(named(&mut events).await, "parti");
    assert_eq!(events.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_of_another_structure() {
    let site = Site::open().await;
    let theirs = diallo(&site.elsewhere).await;
    let browser = site.browser(Role::Administrateur).await;
    let mut one = browser
        .listen(&format!("/evenements?dossier={theirs}&version=0"))
        .await;
    // As of a dossier that never was.
    assert_eq!(named(&mut one).await, "parti");
    assert_eq!(one.next().await, None);

    let mut all = browser.listen("/evenements").await;
    assert_eq!(named(&mut all).await, "pret");
    site.elsewhere.done(theirs, note()).await;
    let told = timeout(Duration::from_secs(10), all.next()).await;
    assert!(told.is_err(), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_list_is_told_once_of_a_burst_and_again_of_the_next() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Agent).await;
    let mut events = browser.listen("/evenements").await;
    assert_eq!(named(&mut events).await, "pret");
    for _ in 0..10 {
        site.house.done(id, note()).await;
    }
    let begin = Instant::now();
    assert_eq!(named(&mut events).await, "structure");
    assert!(begin.elapsed() <= Duration::from_secs(2));
    let quiet = timeout(Duration::from_secs(10), events.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    site.house.done(id, note()).await;
    assert_eq!(named(&mut events).await, "structure");
}

#[tokio::test(start_paused = true)]
async fn the_stream_keeps_no_session_alive_and_ends_with_it_within_a_minute() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Agent).await;
    let mut events = listening(&site, &browser, id).await;
    site.house.clock.advance_minutes(20);
    // Listening again and drawing again are no use either.
    let mut again = listening(&site, &browser, id).await;
    let drawn = browser.get(&format!("/domicilies/{id}/vif")).await;
    assert_eq!(drawn.status, StatusCode::OK);
    site.house.clock.advance_minutes(11);
    let begin = Instant::now();
    assert_eq!(named(&mut events).await, "fin");
    assert_eq!(named(&mut again).await, "fin");
    assert_eq!(events.next().await, None);
    assert!(begin.elapsed() < Duration::from_secs(61));
    let page = browser.get("/domicilies").await;
    assert!(page.location().starts_with("/connexion"));
}

#[tokio::test(start_paused = true)]
async fn signing_out_ends_the_streams_of_the_session() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Agent).await;
    let mut events = listening(&site, &browser, id).await;
    browser.post("/deconnexion", &[]).await;
    assert_eq!(named(&mut events).await, "fin");
}

#[tokio::test(start_paused = true)]
async fn the_stream_is_neither_stored_nor_held_back_nor_compressed_and_gives_signs_of_life() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Facteur).await;
    let mut events = listening(&site, &browser, id).await;
    assert_eq!(events.headers["content-type"], "text/event-stream");
    assert_eq!(events.headers["cache-control"], "no-store");
    assert_eq!(events.headers["x-accel-buffering"], "no");
    assert!(!events.headers.contains_key("content-encoding"));
    let begin = Instant::now();
    for _ in 0..8 {
        let sign = events.block().await.unwrap();
        assert!(sign.starts_with(':'), "{sign}");
    }
    // Longer than any page may take, and a sign every quarter of a minute.
    assert!(begin.elapsed() >= Duration::from_secs(100));
    assert!(begin.elapsed() <= Duration::from_secs(130));
}

async fn letter(house: &House, role: Role, id: DossierId) {
    let command = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    house.order(role, id, command).await.unwrap();
}

/// The address of the regions that a page would ask for.
async fn regions_of(browser: &Browser, id: DossierId) -> String {
    let page = browser.get(&format!("/domicilies/{id}")).await;
    let (_, rest) = page.body.split_once("data-regions=\"").unwrap();
    let (address, _) = rest.split_once('"').unwrap();
    address.replace("&amp;", "&")
}

#[tokio::test]
async fn the_regions_come_with_the_acts_of_others_and_who_did_them() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Gestionnaire).await;
    let address = regions_of(&browser, id).await;
    letter(&site.house, Role::Agent, id).await;
    letter(&site.house, Role::Gestionnaire, id).await;

    let drawn = browser.get(&address).await;
    assert_eq!(drawn.status, StatusCode::OK);
    for region in ["situation", "attente", "alertes", "recent", "vif"] {
        let region = format!("<div id=\"{region}\"");
        let begin = drawn.body.find(&region).unwrap();
        let (tag, _) = drawn.body[begin..].split_once('>').unwrap();
        assert!(tag.contains("hx-swap-oob=\"true\""), "{tag}");
    }
    let agent = site.house.actor(Role::Agent).member().full_name();
    let said = format!("{agent} vient d’enregistrer : 1 courrier reçu.");
    assert!(drawn.says(&said), "{}", drawn.text());
    let mine = site.house.actor(Role::Gestionnaire).member().full_name();
    assert!(!drawn.says(&format!("{mine} vient")), "{}", drawn.text());

    // What it brings is up to date: asked again, nothing is announced.
    let (_, rest) = drawn.body.split_once("data-regions=\"").unwrap();
    let next = rest.split_once('"').unwrap().0.replace("&amp;", "&");
    assert!(!browser.get(&next).await.says("vient d’enregistrer"));
}

#[tokio::test]
async fn what_a_role_may_not_read_is_not_announced_to_it() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let [agent, decides] = [Role::Agent, Role::Administrateur];
    let agent = site.browser(agent).await;
    let decides = site.browser(decides).await;
    let address = regions_of(&agent, id).await;
    let absence = Command::JustifyAbsence {
        from: site.house.today(),
        until: None,
    };
    site.house.done(id, absence).await;
    assert!(!agent.get(&address).await.says("vient d’enregistrer"));
    assert!(decides.get(&address).await.says("vient d’enregistrer"));
}

#[tokio::test]
async fn watching_a_dossier_is_journaled_once_a_day_however_often_it_changes() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Agent).await;
    let reader = site.house.actor(Role::Agent).id();
    let reads = || {
        let lines = site.store.journal();
        let of_it = lines.iter().filter(|line| {
            line.staff == reader && line.action == Action::ViewDossiers && line.dossier == Some(id)
        });
        of_it.count()
    };
    for _ in 0..5 {
        browser.get(&format!("/domicilies/{id}/vif")).await;
    }
    // Whoever never opened the page has left a trace all the same.
    assert_eq!(reads(), 1);
    site.house.clock.advance_days(1);
    let browser = site.browser(Role::Agent).await;
    browser.get(&format!("/domicilies/{id}/vif")).await;
    assert_eq!(reads(), 2);
}

#[tokio::test]
async fn what_goes_wrong_is_said_inside_the_pages_of_whoever_is_signed_in() {
    let site = Site::open().await;
    let id = diallo(&site.house).await;
    let browser = site.browser(Role::Facteur).await;
    let outside = "Revenir à l’accueil";
    let elsewhere = DossierId::new(kernel::StructureId::uuid(site.elsewhere.id()));
    for (path, status) in [
        ("/nulle-part".to_owned(), StatusCode::NOT_FOUND),
        (format!("/domicilies/{elsewhere}"), StatusCode::NOT_FOUND),
        (format!("/domicilies/{id}/effacer"), StatusCode::FORBIDDEN),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.says(outside), "{path}");
        assert!(page.says("Se déconnecter"), "{path}");
        let name = site.house.structure.name().to_string();
        assert!(page.says(&name), "{path}");
    }
    let stranger = site.stranger().get("/nulle-part").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert!(!stranger.says("Se déconnecter"));
}
