//! The reception desk: finding, opening, acting without leaving, and being told why not.

use crate::common::Site;
use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    card::CardCode,
    mail::{MailKind, Quantity},
    procuration::{Procuration, Transfer},
};
use kernel::{DossierId, FactId, Periode};
use structures::Role;
use testkit::builders::text;

async fn waiting(site: &Site, id: DossierId, kind: MailKind) -> u32 {
    site.house.read(id).await.value.waiting_count(kind)
}

async fn received(site: &Site, id: DossierId, kind: MailKind, count: u32) -> FactId {
    let command = Command::ReceiveMail {
        on: site.house.today(),
        items: vec![(kind, Quantity::try_from(count).expect("1 to 100"))],
        remark: None,
    };
    site.house.done(id, command).await[0]
}

#[tokio::test]
async fn signing_in_and_the_name_of_the_structure_lead_to_the_desk() {
    let site = Site::open().await;
    let browser = site.browser(Role::Facteur).await;
    assert_eq!(browser.get("/").await.location(), "/accueil");
    assert_eq!(browser.get("/connexion").await.location(), "/accueil");
    let desk = browser.get("/accueil").await;
    assert_eq!(desk.status, StatusCode::OK);
    assert!(
        desk.body
            .contains("fr-header__service-title\" href=\"/accueil\"")
    );
    assert!(desk.body.contains("id=\"chercher\""));
    assert!(desk.body.contains("href=\"/tournee\""));
}

#[tokio::test]
async fn without_a_script_one_searches_opens_and_acts() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;

    let found = browser.get("/accueil?q=diallo").await;
    assert!(found.text().contains("1 personne"), "{}", found.text());
    assert!(found.body.contains("<mark>DIALLO</mark>"));
    let link = format!("/accueil/{id}?q=diallo");
    assert!(found.body.contains(&link));

    let person = browser.get(&link).await;
    assert!(person.text().contains("Mme DIALLO Aminata"));
    assert!(person.body.contains("value=\"diallo\""), "the search stays");
    let fields = [("courriers", "1"), ("vers", "accueil")];
    let done = browser
        .post(&format!("/domicilies/{id}/courrier"), &fields)
        .await;
    let back = format!("/accueil/{id}?fait=courrier-recu");
    assert_eq!(done.location(), back);
    let after = browser.get(&back).await;
    assert!(after.text().contains("Le courrier reçu est enregistré."));
    assert!(after.text().contains("1 courrier"));
}

#[tokio::test]
async fn the_script_gets_parts_of_the_page_alone() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;

    let results = browser.get_part("/accueil?q=Aminata").await;
    assert!(!results.body.contains("<html"));
    assert!(
        results
            .body
            .contains("id=\"compte\" hx-swap-oob=\"innerHTML\"")
    );
    assert!(results.body.contains(&format!("hx-get=\"/accueil/{id}\"")));
    let nobody = browser.get_part("/accueil?q=zzyzx").await;
    assert!(nobody.text().contains("Personne ne répond"));

    let person = browser.get_part(&format!("/accueil/{id}")).await;
    assert!(!person.body.contains("<html"));
    for region in [
        "situation",
        "alertes",
        "attente",
        "actes",
        "recent",
        "fait",
        "saisie",
    ] {
        let mark = format!("id=\"{region}\"");
        assert_eq!(person.body.matches(&mark).count(), 1, "{region}");
    }
}

#[tokio::test]
async fn a_scanned_card_opens_its_person_and_an_unknown_one_says_so() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let theirs = site.elsewhere.open_as(Status::Actif, "Keïta", "Awa").await;
    let browser = site.browser(Role::Agent).await;

    let opened = browser
        .get(&format!("/accueil?q={}", CardCode::of(id)))
        .await;
    assert_eq!(opened.location(), format!("/accueil/{id}"));
    let part = browser
        .get_part(&format!("/accueil?q={}", CardCode::of(id)))
        .await;
    assert!(part.body.contains("data-card"), "{}", part.body);

    // One of another structure, and one of nobody, are told the same.
    let nobody: DossierId = "0193f5d0-0000-7000-8000-000000000000".parse().unwrap();
    for card in [theirs, nobody] {
        let page = browser
            .get(&format!("/accueil?q={}", CardCode::of(card)))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Cette carte n’est pas lisible ici."));
        assert!(!page.text().contains("KEÏTA"));
    }
}

#[tokio::test]
async fn the_last_persons_come_by_their_identifiers_in_their_order() {
    let site = Site::open().await;
    let first = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let second = site.house.open_as(Status::Actif, "Abadi", "Nour").await;
    let theirs = site.elsewhere.open_as(Status::Actif, "Keïta", "Awa").await;
    let browser = site.browser(Role::Agent).await;
    let address = format!("/accueil?q=&id={first}&id={second}&id={theirs}&id=x");
    let last = browser.get_part(&address).await.text();
    let (diallo, abadi) = (last.find("DIALLO"), last.find("ABADI"));
    assert!(diallo.unwrap() < abadi.unwrap(), "{last}");
    assert!(!last.contains("KEÏTA"));
}

#[tokio::test]
async fn an_act_answers_with_what_changed_and_its_undoing() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    received(&site, id, MailKind::Notice, 1).await;
    let browser = site.browser(Role::Agent).await;
    let address = format!("/domicilies/{id}/courrier");
    let fields = [
        ("courriers", "1"),
        ("nombre", "3"),
        ("vers", "accueil"),
        ("cle", "00000000-0000-7000-8000-0000000000aa"),
    ];
    let done = browser.post_part(&address, "", &fields).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(
        done.text().contains("Enregistré : 3 courriers reçus."),
        "{}",
        done.text()
    );
    assert!(done.body.contains("id=\"attente\" hx-swap-oob=\"true\""));
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 3);
    // The forms that come with it do not carry the key that was used.
    assert!(!done.body.contains("0000000000aa"));
    let again = browser.post_part(&address, "", &fields).await;
    assert!(again.text().contains("C’était déjà enregistré."));
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 3);

    // Handing all over is one press, and so is taking it back: both kinds come back.
    let all = [
        ("courriers", "3"),
        ("avis", "1"),
        ("a", "titulaire"),
        ("vers", "accueil"),
    ];
    let handed = browser
        .post_part(&format!("/domicilies/{id}/remise"), "", &all)
        .await;
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 0);
    let with = handed.hidden("avec");
    assert!(!with.is_empty(), "{}", handed.body);
    let undo = handed.body.split("id=\"fait\"").nth(1).unwrap();
    let undo = undo
        .split("action=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let undone = browser
        .post_part(undo, "", &[("avec", &with), ("vers", "accueil")])
        .await;
    assert_eq!(undone.status, StatusCode::OK);
    assert!(undone.text().contains("Annulé :"), "{}", undone.text());
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 3);
    assert_eq!(waiting(&site, id, MailKind::Notice).await, 1);
}

#[tokio::test]
async fn a_button_that_is_refused_says_why_beside_the_acts() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    received(&site, id, MailKind::Letter, 2).await;
    let browser = site.browser(Role::Agent).await;
    // Another desk handed it over meanwhile.
    let all = [("courriers", "2"), ("a", "titulaire"), ("vers", "accueil")];
    let address = format!("/domicilies/{id}/remise");
    browser.post_part(&address, "", &all).await;
    let late = browser.post_part(&address, "tout-remettre", &all).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let beside = late.body.split("id=\"fait\"").nth(1).unwrap();
    assert!(beside.contains("role=\"alert\""), "{beside}");
    assert!(
        late.body.contains("id=\"attente\""),
        "what waits is shown as it is"
    );

    let nonsense = [("colis", "1"), ("nombre", "500"), ("vers", "accueil")];
    let said = browser
        .post_part(&format!("/domicilies/{id}/courrier"), "", &nonsense)
        .await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.text().contains("un nombre entier de 0 à 100"));
    assert_eq!(waiting(&site, id, MailKind::Parcel).await, 0);
}

#[tokio::test]
async fn a_detailed_form_opens_in_the_person_and_comes_back_there_filled() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    received(&site, id, MailKind::Letter, 5).await;
    let browser = site.browser(Role::Agent).await;
    let form = browser
        .get_part(&format!("/domicilies/{id}/remise/nouvelle?vers=accueil"))
        .await;
    assert!(!form.body.contains("<html"));
    assert!(form.body.contains("hx-target=\"#saisie\""));
    assert_eq!(form.hidden("vers"), "accueil");

    let address = format!("/domicilies/{id}/remise");
    let more = [("courriers", "9"), ("a", "titulaire"), ("vers", "accueil")];
    let refused = browser.post_part(&address, "saisie", &more).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"9\""), "what was typed stays");
    assert!(refused.body.contains("id=\"recent\" hx-swap-oob"));

    let part = [("courriers", "2"), ("a", "titulaire"), ("vers", "accueil")];
    let done = browser.post_part(&address, "saisie", &part).await;
    assert_eq!(done.status, StatusCode::OK);
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 3);
    assert!(!done.body.contains("titre-saisie"), "the form closes");
}

#[tokio::test]
async fn whoever_may_not_take_the_mail_any_more_is_shown_with_the_day() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let today = site.house.today();
    let power = |nom: &str, period| {
        Command::GiveProcuration(Procuration {
            nom: text(nom),
            prenoms: text("Awa"),
            birth: None,
            period,
        })
    };
    let year = Periode::one_year_from(today);
    let month = Periode::new(today, today + chrono::Days::new(20)).unwrap();
    site.house.done(id, power("Keïta", year)).await;
    site.house.done(id, power("Sow", month)).await;
    let transfer = Transfer {
        name: text("Foyer des Tilleuls"),
        address: text("3 rue des Tilleuls, 35000 Rennes"),
        period: year,
    };
    site.house.done(id, Command::SetTransfer(transfer)).await;
    received(&site, id, MailKind::Letter, 1).await;
    site.house.clock.advance_days(30);
    let browser = site.browser(Role::Agent).await;

    let person = browser.get(&format!("/accueil/{id}")).await.text();
    for said in [
        "Procuration à KEÏTA Awa",
        "Procuration à SOW Awa expirée depuis le",
        "Foyer des Tilleuls, 3 rue des Tilleuls",
    ] {
        assert!(person.contains(said), "{said}: {person}");
    }
    let form = browser
        .get(&format!("/domicilies/{id}/remise/nouvelle"))
        .await;
    assert_eq!(form.body.matches(" disabled").count(), 1);
    assert!(form.text().contains("Procuration expirée depuis le"));
    assert!(form.text().contains("3 rue des Tilleuls"));
}

#[tokio::test]
async fn alerts_stand_in_order_and_three_of_them_open() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let today = site.house.today();
    let note = site
        .house
        .done(id, Command::AddNote(text("Parler lentement.")))
        .await[0];
    site.house.done(id, Command::PinNote(note)).await;
    let year = Periode::one_year_from(today);
    let procuration = Procuration {
        nom: text("Keïta"),
        prenoms: text("Awa"),
        birth: None,
        period: year,
    };
    site.house
        .done(id, Command::GiveProcuration(procuration))
        .await;
    let transfer = Transfer {
        name: text("Foyer"),
        address: text("3 rue des Tilleuls"),
        period: year,
    };
    site.house.done(id, Command::SetTransfer(transfer)).await;
    site.house.clock.advance_days(100);
    let browser = site.browser(Role::Agent).await;
    let page = browser.get(&format!("/accueil/{id}")).await;
    let text = page.text();
    let at = |said: &str| text.find(said).unwrap_or_else(|| panic!("{said}: {text}"));
    let order = [
        at("Parler lentement."),
        at("elle peut être radiée depuis"),
        at("Réexpédition en cours"),
        at("Procuration à"),
    ];
    assert!(order.is_sorted(), "{order:?}");
    let (open, folded) = page
        .body
        .split_once("<details class=\"app-disclosure")
        .unwrap();
    assert!(open.contains("Réexpédition en cours"));
    assert!(folded.contains("Procuration à"));
}

#[tokio::test]
async fn hostile_searches_are_only_texts_and_long_ones_are_cut() {
    let site = Site::open().await;
    site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;
    let long = "a".repeat(10_000);
    for asked in [
        long.as_str(),
        "%25%25%25___",
        "%F0%9F%98%80%E2%80%AE",
        "'%3B+drop+table+dossier%3B--",
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "%00",
        "*",
        "DF",
    ] {
        let page = browser.get(&format!("/accueil?q={asked}")).await;
        assert!(
            page.status == StatusCode::OK || page.status == StatusCode::BAD_REQUEST,
            "{asked}: {}",
            page.status
        );
        assert!(!page.body.contains("<script>alert"));
        assert!(page.body.len() < 100_000);
    }
}

#[tokio::test]
async fn a_part_without_a_session_leads_the_whole_page_to_sign_in() {
    let site = Site::open().await;
    let answer = site.stranger().get_part("/accueil?q=diallo").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let to = answer.headers.get("hx-redirect").unwrap();
    assert!(to.to_str().unwrap().starts_with("/connexion?vers="));
}
