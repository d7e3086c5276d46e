//! What is due: what each role sees of it, where its acts lead, and the number beside it.
use std::collections::BTreeSet;

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domiciliation::{
    Command, Status,
    decision::NotificationMode,
    identity::Filing,
    mail::{MailKind, Quantity},
    request::Appointment,
};
use kernel::{DossierId, StaffId, StructureKind};
use structures::Role;
use testkit::{builders::text, house::House};

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

async fn page(browser: &Browser, path: &str) -> Answer {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer
}

async fn text_for(site: &Site, role: Role) -> String {
    page(&site.browser(role).await, "/a-traiter").await.text()
}

/// Where the links of a page lead, the header left out.
fn links(answer: &Answer) -> BTreeSet<String> {
    let content = answer.body.split("<main").nth(1).unwrap();
    let content = content.split("</main>").next().unwrap();
    let links = content.split("href=\"").skip(1);
    let links = links.map(|rest| rest.split('"').next().unwrap());
    links.map(|href| href.replace("&amp;", "&")).collect()
}

async fn notify(house: &House, id: DossierId) {
    let decision = house.read(id).await.value.last_decision().unwrap().fact();
    let command = Command::Notify {
        decision,
        on: house.today(),
        mode: NotificationMode::HandedOver,
    };
    house.done(id, command).await;
}

fn appointment(house: &House, role: Role) -> Command {
    Command::FixAppointment(Appointment {
        at: house.today().and_hms_opt(15, 30, 0).unwrap(),
        minutes: domiciliation::appointment::Minutes::default(),
        with: house.actor(role).id(),
        with_name: text("Camille"),
        place: None,
    })
}

async fn follow(house: &House, id: DossierId, referent: StaffId) {
    let filing = Filing {
        referent: Some(referent),
        ..Filing::default()
    };
    house.done(id, Command::RecordFiling(filing)).await;
}

/// A day on which something of nearly each kind is due: Friday 5 June 2026.
async fn busy(house: &House) {
    let silent = house.open_as(Status::Actif, "Traoré", "Fanta").await;
    notify(house, silent).await;
    house.clock.set(day(2026, 6, 5));
    let notice = Command::ReceiveMail {
        on: day(2026, 5, 20),
        items: vec![(MailKind::Notice, Quantity::ONE)],
        remark: None,
    };
    house.done(silent, notice).await;
    house.open_as(Status::AValider, "Keïta", "Moussa").await;
    house.open_as(Status::Echu, "Bâ", "Awa").await;
    house.open_as(Status::Refuse, "Ndiaye", "Ousmane").await;
    let expected = house.open("Diop", "Ibrahima").await;
    house
        .done(expected, appointment(house, Role::Instructeur))
        .await;
}

#[tokio::test]
async fn each_role_sees_what_concerns_it_gravest_first() {
    let site = Site::open().await;
    busy(&site.house).await;
    let desk = [
        "Avis de passage",
        "La Poste a gardé l’objet jusqu’au 4 juin 2026 (hier).",
        "Rendez-vous aujourd’hui à 15 h 30.",
        "Bientôt trois mois sans nouvelles",
        "Dernier contact le 10 mars 2026 ; sans nouvelles, radiable à partir du 11 juin 2026 (dans 6 jours).",
    ];
    let instruction = [
        "Échéances dépassées",
        "Accusés de réception",
        "Demande déposée le 5 juin 2026, accusé de réception attendu le 8 juin 2026 (dans 3 jours).",
        "Décisions à notifier",
    ];
    let deciding = [
        "Décisions à prendre",
        "Décision proposée le 5 juin 2026 (aujourd’hui).",
    ];
    for role in Role::ALL {
        let said = text_for(&site, *role).await;
        for words in desk {
            assert!(said.contains(words), "{role:?}: {words} in {said}");
        }
        for words in instruction {
            let concerned = *role >= Role::Instructeur;
            assert_eq!(said.contains(words), concerned, "{role:?}: {words}");
        }
        for words in deciding {
            assert_eq!(said.contains(words), role.decides(), "{role:?}: {words}");
        }
    }
    let said = text_for(&site, Role::Gestionnaire).await;
    let order = [
        "En retard",
        "Échéances dépassées",
        "Aujourd’hui Rendez-vous",
        "Décisions à prendre",
        "Bientôt Accusés",
    ];
    let places: Vec<_> = order.iter().map(|words| said.find(words)).collect();
    assert!(places.iter().all(Option::is_some), "{places:?} {said}");
    assert!(places.is_sorted(), "{places:?} {said}");
    assert!(
        said.contains("2 en retard, 4 à traiter aujourd’hui et"),
        "{said}"
    );
}

#[tokio::test]
async fn every_link_of_the_page_leads_where_its_reader_may_go() {
    let site = Site::open().await;
    busy(&site.house).await;
    for role in Role::ALL {
        let browser = site.browser(*role).await;
        let here = page(&browser, "/a-traiter").await;
        let links = links(&here);
        assert!(links.len() > 5, "{links:?}");
        for link in links {
            let status = browser.get(&link).await.status;
            let open = status.is_success() || status.is_redirection();
            assert!(open, "{role:?}: {link} {status}");
        }
    }
    let instructeur = page(&site.browser(Role::Instructeur).await, "/a-traiter").await;
    for act in [
        "Renouveler",
        "Mener l’entretien",
        "Noter la notification",
        "Remettre l’avis",
    ] {
        assert!(instructeur.text().contains(act), "{act}");
    }
    let facteur = text_for(&site, Role::Facteur).await;
    for act in [
        "Noter son passage",
        "Remettre l’avis",
        "Joindre la personne",
    ] {
        assert!(facteur.contains(act), "{act}");
    }
    assert!(!facteur.contains("Mener l’entretien"));
}

#[tokio::test]
async fn r55_somebody_whose_clock_is_suspended_is_not_among_the_silent() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Traoré", "Fanta").await;
    notify(house, id).await;
    let from = house.today();
    house
        .done(id, Command::JustifyAbsence { from, until: None })
        .await;
    house.clock.set(day(2026, 7, 1));
    for role in Role::ALL {
        let said = text_for(&site, *role).await;
        assert!(said.contains("Rien à traiter"), "{role:?}: {said}");
        assert!(
            !said.contains("Fanta") && !said.contains("absence"),
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn whoever_instructs_sees_their_own_people_and_those_of_nobody_unless_they_choose() {
    let site = Site::open().await;
    let house = &site.house;
    let mine = house.open("Diallo", "Aminata").await;
    let theirs = house.open("Keïta", "Moussa").await;
    house.open("Traoré", "Fanta").await;
    follow(house, mine, house.actor(Role::Instructeur).id()).await;
    follow(house, theirs, house.actor(Role::Gestionnaire).id()).await;
    let shown = async |role: Role, query: &str| {
        let browser = site.browser(role).await;
        let said = page(&browser, &format!("/a-traiter{query}")).await.text();
        let names = ["Aminata", "Moussa", "Fanta"];
        names
            .into_iter()
            .filter(|name| said.contains(name))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(Role::Instructeur, "").await, ["Aminata", "Fanta"]);
    assert_eq!(shown(Role::Instructeur, "?pour=moi").await, ["Aminata"]);
    assert_eq!(
        shown(Role::Instructeur, "?pour=structure").await,
        ["Aminata", "Moussa", "Fanta"]
    );
    assert_eq!(
        shown(Role::Gestionnaire, "").await,
        ["Aminata", "Moussa", "Fanta"]
    );
    assert_eq!(shown(Role::Gestionnaire, "?pour=moi").await, ["Moussa"]);
    // An appointment is mine when I receive the person.
    house
        .done(theirs, appointment(house, Role::Instructeur))
        .await;
    assert_eq!(
        shown(Role::Instructeur, "?pour=moi").await,
        ["Aminata", "Moussa"]
    );
    let unknown = site
        .browser(Role::Instructeur)
        .await
        .get("/a-traiter?pour=tous")
        .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn when_nothing_is_due_the_page_says_what_will_be() {
    let site = Site::open().await;
    let house = &site.house;
    let empty = text_for(&site, Role::Gestionnaire).await;
    assert!(
        empty.contains("Rien à traiter, ni aujourd’hui ni bientôt."),
        "{empty}"
    );
    assert!(empty.contains("paraîtront ici à leur jour"), "{empty}");
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    notify(house, id).await;
    let said = text_for(&site, Role::Gestionnaire).await;
    let next = "la prochaine échéance paraîtra ici le lundi 11 mai 2026 : plus de deux mois sans nouvelles";
    assert!(said.contains(next), "{said}");
    // On that day it does.
    house.clock.set(day(2026, 5, 11));
    let then = text_for(&site, Role::Gestionnaire).await;
    assert!(then.contains("1 à prévoir bientôt"), "{then}");
    assert!(
        then.contains("Plus de deux mois sans nouvelles 1"),
        "{then}"
    );
}

#[tokio::test]
async fn all_of_a_duty_stand_on_its_pages_each_once() {
    let site = Site::open().await;
    let house = &site.house;
    for _ in 0..30 {
        house.open("Diallo", "Aminata").await;
    }
    house.clock.advance_days(3);
    let browser = site.browser(Role::Instructeur).await;
    let here = page(&browser, "/a-traiter").await;
    assert_eq!(here.body.matches("DIALLO Aminata</a>").count(), 10);
    let all = "/a-traiter/accuses-de-reception?pour=moi-ou-sans-referent";
    assert!(links(&here).contains(all), "{:?}", links(&here));

    let first = page(&browser, all).await;
    assert!(first.says("30 personnes"));
    let dossiers = |answer: &Answer| -> Vec<String> {
        let of_it = links(answer).into_iter().filter(|href| href.len() == 48);
        of_it
            .filter(|href| href.starts_with("/domicilies/"))
            .collect()
    };
    assert_eq!(dossiers(&first).len(), 25);
    let next = links(&first)
        .into_iter()
        .find(|href| href.contains("apres="))
        .unwrap();
    let second = page(&browser, &next).await;
    assert_eq!(dossiers(&second).len(), 5);
    assert!(
        dossiers(&second)
            .iter()
            .all(|d| !dossiers(&first).contains(d))
    );
    let back = links(&second)
        .into_iter()
        .find(|href| href.contains("avant="))
        .unwrap();
    assert_eq!(dossiers(&page(&browser, &back).await), dossiers(&first));

    for (role, path, status) in [
        (
            Role::Facteur,
            "/a-traiter/accuses-de-reception",
            StatusCode::NOT_FOUND,
        ),
        (
            Role::Instructeur,
            "/a-traiter/decisions",
            StatusCode::NOT_FOUND,
        ),
        (Role::Gestionnaire, "/a-traiter/decisions", StatusCode::OK),
        (
            Role::Gestionnaire,
            "/a-traiter/autre-chose",
            StatusCode::NOT_FOUND,
        ),
        (
            Role::Gestionnaire,
            "/a-traiter/decisions?apres=hier",
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let answer = site.browser(role).await.get(path).await;
        assert_eq!(answer.status, status, "{role:?} {path}");
    }
}

#[tokio::test]
async fn a_duty_leads_to_the_list_where_several_people_can_be_chosen() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let duty = "/a-traiter/silence-de-trois-mois";
    assert!(page(&browser, duty).await.says("Plus rien à traiter ici"));
    site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(95);
    let browser = site.browser(Role::Gestionnaire).await;
    let links = links(&page(&browser, duty).await);
    let list = links.iter().find(|href| href.starts_with("/domicilies?"));
    let list = page(&browser, list.unwrap()).await;
    assert!(list.text().contains("DIALLO Aminata"), "{}", list.text());
    assert!(list.text().contains("plus de 3 mois"));
}

#[tokio::test]
async fn the_end_of_the_agrement_is_told_to_those_who_would_renew_it() {
    let site = Site::of_kind(StructureKind::OrganismeAgree).await;
    site.house.clock.set(day(2029, 8, 1));
    for role in Role::ALL {
        let said = text_for(&site, *role).await;
        let told = said.contains("L’agrément de votre structure prend fin le 31 décembre 2029");
        assert_eq!(told, role.decides(), "{role:?}: {said}");
    }
}

/// The number beside « À traiter ».
fn counted(answer: &Answer) -> Option<String> {
    let link = answer.body.split("href=\"/a-traiter\"").nth(1).unwrap();
    let link = link.split("</a>").next().unwrap();
    let badge = link.split("app-count\">").nth(1)?;
    Some(
        badge
            .split("</span></span>")
            .next()
            .unwrap()
            .replace("<span aria-hidden=\"true\">", "")
            .replace("</span>", " "),
    )
}

#[tokio::test]
async fn the_header_of_each_page_counts_what_is_late_or_due_today() {
    let site = Site::open().await;
    let house = &site.house;
    let browser = site.browser(Role::Instructeur).await;
    assert_eq!(counted(&page(&browser, "/domicilies").await), None);
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    // The number is a few seconds old at most, and fresh once the list was opened.
    assert_eq!(counted(&page(&browser, "/mon-compte").await), None);
    house.clock.advance_minutes(1);
    assert_eq!(
        counted(&page(&browser, "/mon-compte").await).as_deref(),
        Some("1")
    );
    notify(house, id).await;
    assert_eq!(
        counted(&page(&browser, "/mon-compte").await).as_deref(),
        Some("1")
    );
    assert_eq!(counted(&page(&browser, "/a-traiter").await), None);
    assert_eq!(counted(&page(&browser, "/mon-compte").await), None);
    // What concerns nobody of a role is not counted for it.
    house.open_as(Status::AValider, "Keïta", "Moussa").await;
    house.clock.advance_days(1);
    let instructeur = page(&site.browser(Role::Instructeur).await, "/mon-compte").await;
    assert_eq!(counted(&instructeur).as_deref(), Some("1"));
    let gestionnaire = page(&site.browser(Role::Gestionnaire).await, "/mon-compte").await;
    assert_eq!(counted(&gestionnaire).as_deref(), Some("2"));
}

#[tokio::test]
async fn beyond_ninety_nine_the_header_says_more() {
    let site = Site::open().await;
    for _ in 0..101 {
        site.house.open("Diallo", "Aminata").await;
    }
    site.house.clock.advance_days(2);
    let browser = site.browser(Role::Gestionnaire).await;
    let answer = page(&browser, "/mon-compte").await;
    assert!(
        counted(&answer).unwrap().contains("99+"),
        "{:?}",
        counted(&answer)
    );
    assert!(answer.says("plus de 99"));
}
