//! The list: what one sees, what the address says, what each role is offered.

mod common;

use axum::http::StatusCode;
use common::Site;
use domiciliation::{
    Command, Status,
    identity::{AyantDroit, Filing, Lien},
    mail::{MailKind, Quantity},
};
use kernel::BirthDate;
use structures::Role;
use testkit::builders::{an_opening, text};

async fn body(site: &Site, role: Role, address: &str) -> String {
    let answer = site.browser(role).await.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    answer.body.replace('\u{a0}', " ").replace("&amp;", "&")
}

/// The address of a link by what it says.
fn link(page: &str, label: &str) -> String {
    let before = page.split(&format!(">{label}<")).next();
    let tag = before.and_then(|before| before.rsplit("href=\"").next());
    let address = tag.and_then(|tag| tag.split('"').next());
    address.expect("a page has parts").to_owned()
}

#[tokio::test]
async fn the_first_day_shows_what_to_do_by_role() {
    let site = Site::open().await;
    let administrator = body(&site, Role::Administrateur, "/domicilies").await;
    for step in [
        "Compléter la structure",
        "Inviter vos collègues",
        "Enregistrer la première personne",
        "Fait",
    ] {
        assert!(administrator.contains(step), "{step}");
    }
    let instructor = body(&site, Role::Instructeur, "/domicilies").await;
    assert!(instructor.contains("Nouvelle demande"));
    assert!(!instructor.contains("Inviter"));
    let reception = body(&site, Role::Facteur, "/domicilies").await;
    assert!(!reception.contains("/domicilies/nouveau"));
    assert!(reception.contains("Aucune personne n’est encore enregistrée"));
}

#[tokio::test]
async fn each_tab_counts_and_shows_its_dossiers() {
    let site = Site::open().await;
    for status in Status::ALL {
        site.house.open_as(*status, "Diallo", status.code()).await;
    }
    for (tab, status) in [
        ("", Status::Actif),
        ("?onglet=instruction", Status::EnInstruction),
        ("?onglet=a-valider", Status::AValider),
        ("?onglet=echus", Status::Echu),
        ("?onglet=refuses", Status::Refuse),
        ("?onglet=radies", Status::Radie),
    ] {
        let page = body(&site, Role::Agent, &format!("/domicilies{tab}")).await;
        for other in Status::ALL {
            let shown = page.contains(&format!("DIALLO {}<", other.code()));
            assert_eq!(shown, *other == status, "{tab} {other:?}");
        }
    }
    let all = body(&site, Role::Agent, "/domicilies?onglet=tous").await;
    assert!(all.contains("6 dossiers, par nom"), "{all}");
    assert!(all.contains("Tous <span class=\"app-count\">6</span>"));
    for status in Status::ALL {
        assert!(
            all.contains(&format!(">{}</span>", status.label())),
            "{status:?}"
        );
    }
}

#[tokio::test]
async fn a_search_finds_words_in_any_order_whatever_their_accents() {
    let site = Site::open().await;
    let opening = an_opening("Éluard", "Nusch", site.house.today());
    let id = site.house.open_with(opening).await;
    site.house.open("Diallo", "Aminata").await;
    let child = AyantDroit {
        nom: text("Benz"),
        prenoms: text("Cécile"),
        birth: BirthDate::new(2018, None, None).unwrap(),
        lien: Lien::Enfant,
    };
    site.house
        .done(id, Command::RecordAyantsDroit(vec![child]))
        .await;
    let filing = Filing {
        reference: Some(text("AB-77")),
        ..Filing::default()
    };
    site.house.done(id, Command::RecordFiling(filing)).await;
    for words in ["nusch+eluard", "ELUARD", "cecile", "ab-77", "1"] {
        let page = body(&site, Role::Facteur, &format!("/domicilies?q={words}")).await;
        assert!(page.contains("ÉLUARD Nusch"), "{words}");
        assert!(!page.contains("DIALLO"), "{words}");
    }
    let none = body(&site, Role::Instructeur, "/domicilies?q=zorglub").await;
    assert!(none.contains("Aucun dossier ne répond à la recherche « zorglub »"));
    assert!(none.contains("Enregistrer une nouvelle demande"));
    let page = body(&site, Role::Facteur, "/domicilies?q=eluard").await;
    assert!(page.contains("1 ayant droit"), "{page}");
    assert!(
        page.contains("value=\"eluard\""),
        "the box shows what is searched for"
    );
}

#[tokio::test]
async fn markup_in_a_search_is_shown_as_text() {
    let site = Site::open().await;
    site.house.open("Diallo", "Aminata").await;
    let page = body(
        &site,
        Role::Agent,
        "/domicilies?q=%3Cscript%3Ealert(1)%3C/script%3E",
    )
    .await;
    assert!(!page.contains("<script>alert"));
}

#[tokio::test]
async fn an_address_that_asks_for_what_no_list_has_is_refused() {
    let site = Site::open().await;
    site.house.open("Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;
    let long = format!("q={}", "a".repeat(10_000));
    for wrong in [
        "onglet=x",
        "tri=age",
        "apres=1",
        "referent=moi",
        "q=%ff",
        &long,
    ] {
        let answer = browser.get(&format!("/domicilies?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn pages_of_twenty_five_follow_each_other_with_their_sort_and_filters() {
    let site = Site::open().await;
    for number in 0..30 {
        let name = format!("Diallo{number:02}");
        site.house.open_as(Status::Actif, &name, "Aminata").await;
    }
    let first = body(
        &site,
        Role::Agent,
        "/domicilies?onglet=actifs&tri=nom&ordre=desc&referent=aucun",
    )
    .await;
    assert!(
        first.contains("30 personnes actives, sans référent, par nom en ordre inverse"),
        "{first}"
    );
    assert_eq!(first.matches("class=\"app-row-name\"").count(), 25);
    assert!(first.contains("DIALLO29") && !first.contains("DIALLO04"));
    assert!(!first.contains("Page précédente"));
    let next = link(&first, "Page suivante");
    assert!(
        !next.to_lowercase().contains("diallo"),
        "no name in clear: {next}"
    );
    let second = body(&site, Role::Agent, &next).await;
    assert_eq!(second.matches("class=\"app-row-name\"").count(), 5);
    assert!(second.contains("DIALLO04") && second.contains("sans référent"));
    assert!(!second.contains("Page suivante"));
    let back = body(&site, Role::Agent, &link(&second, "Page précédente")).await;
    assert!(back.contains("DIALLO29") && back.contains("DIALLO05"));
    // Another order begins at the beginning.
    assert!(!link(&second, "Dernier passage").contains("apres"));
}

#[tokio::test]
async fn silence_and_waiting_mail_are_said_in_words() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(75);
    let on = site.house.today();
    let items = vec![(MailKind::Letter, Quantity::try_from(2).unwrap())];
    site.house
        .done(
            id,
            Command::ReceiveMail {
                on,
                items,
                remark: None,
            },
        )
        .await;
    let page = body(&site, Role::Facteur, "/domicilies?passage=2-mois").await;
    assert!(
        page.contains("1 personne active, sans passage depuis plus de 2 mois"),
        "{page}"
    );
    assert!(page.contains("plus de 2 mois</span>"));
    assert!(page.contains(&format!("href=\"/domicilies/{id}/remise/nouvelle\"")));
    assert!(page.contains("2 courriers"));
    site.house.clock.advance_days(30);
    let page = body(&site, Role::Facteur, "/domicilies").await;
    assert!(page.contains("radiable</span>"));
    let page = body(&site, Role::Facteur, "/domicilies?echeance=depassee").await;
    assert!(page.contains("Aucun dossier de cet onglet ne répond à ces filtres"));
    assert_eq!(
        link(&page, "Retirer les filtres"),
        "/domicilies?onglet=actifs"
    );
}

#[tokio::test]
async fn only_who_may_instruct_is_offered_a_request() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let resume = format!("/domicilies/{id}/demande\"");
    for role in Role::ALL {
        let page = body(&site, *role, "/domicilies?onglet=instruction").await;
        let may = *role >= Role::Instructeur;
        assert_eq!(
            page.contains("href=\"/domicilies/nouveau\""),
            may,
            "{role:?}"
        );
        assert_eq!(page.contains(&resume), may, "{role:?}");
        assert!(page.contains("DIALLO Aminata"));
    }
}

#[tokio::test]
async fn another_structure_is_not_in_the_list() {
    let site = Site::open().await;
    site.elsewhere.open("Secret", "Ailleurs").await;
    site.house.open("Diallo", "Aminata").await;
    let page = body(&site, Role::Administrateur, "/domicilies?q=secret").await;
    assert!(!page.contains("SECRET"));
    assert!(page.contains("Tous <span class=\"app-count\">1</span>"));
}
