//! The mail round as a browser without scripts meets it, and as the script of the page does.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::{Command, Status, identity::Filing, mail::MailKind};
use kernel::DossierId;
use structures::Role;
use testkit::{builders::text, house::House};

async fn a_round(browser: &Browser) -> String {
    let start = browser.get("/tournee").await;
    let opened = browser
        .post("/tournee", &[("tournee", &start.hidden("tournee"))])
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", start.text());
    opened.location().to_owned()
}

async fn actif(house: &House, nom: &str, prenoms: &str) -> DossierId {
    house.open_as(Status::Actif, nom, prenoms).await
}

async fn letters(house: &House, dossier: DossierId) -> u32 {
    let dossier = house.read(dossier).await;
    dossier.value.waiting_count(MailKind::Letter)
}

async fn enter(browser: &Browser, round: &str, fields: &[(&str, &str)]) -> Answer {
    browser.post(&format!("{round}/lignes"), fields).await
}

#[tokio::test]
async fn a_number_is_recorded_at_once_and_counted() {
    let site = Site::open().await;
    let dossier = actif(&site.house, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let fields = [
        ("qui", "1 x3"),
        ("nature", "courrier"),
        ("cle", "00000000-0000-7000-8000-0000000000aa"),
    ];
    for _ in 0..2 {
        let answer = enter(&browser, &round, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.location(), format!("{round}?nature=courrier"));
    }
    assert_eq!(letters(&site.house, dossier).await, 3);
    let page = browser.get(&round).await;
    assert!(page.says("3 courriers."), "{}", page.text());
    assert_eq!(page.body.matches("Corriger").count(), 1);
}

#[tokio::test]
async fn the_round_is_there_after_the_browser_was_closed_and_for_colleagues() {
    let site = Site::open().await;
    actif(&site.house, "Diallo", "Aminata").await;
    let round = a_round(&site.browser(Role::Facteur).await).await;
    enter(&site.browser(Role::Facteur).await, &round, &[("qui", "1")]).await;
    let browser = site.browser(Role::Agent).await;
    let start = browser.get("/tournee").await;
    assert!(start.body.contains(&format!("href=\"{round}\"")));
    assert!(start.says("Camille Facteur"), "{}", start.text());
    let page = browser.get(&round).await;
    assert!(page.says("DIALLO Aminata"));
    assert!(
        !page.body.contains("Corriger"),
        "a colleague's line is an instructeur's to correct"
    );
}

#[tokio::test]
async fn people_of_one_name_are_chosen_never_guessed() {
    let site = Site::open().await;
    let aminata = actif(&site.house, "Diallo", "Aminata").await;
    let awa = actif(&site.house, "Diallo", "Awa").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let asked = enter(&browser, &round, &[("qui", "diallo x2")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.says("2 personnes répondent à ce texte"),
        "{}",
        asked.text()
    );
    assert!(
        asked.body.contains("value=\"diallo x2\""),
        "what was typed is kept"
    );
    let (one, two) = (aminata.to_string(), awa.to_string());
    assert!(asked.body.contains(&one) && asked.body.contains(&two));
    assert_eq!(letters(&site.house, aminata).await, 0);

    let pour = asked.hidden("pour");
    let chosen = [("qui", "diallo x2"), ("pour", &*pour), ("dossier", &*two)];
    let answer = enter(&browser, &round, &chosen).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(letters(&site.house, awa).await, 2);
    // Typed over after the choice: the choice was of somebody else.
    let stale = [("qui", "keita"), ("pour", &*pour), ("dossier", &*two)];
    let answer = enter(&browser, &round, &stale).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(letters(&site.house, awa).await, 2);
}

#[tokio::test]
async fn one_person_of_a_name_is_confirmed_all_the_same() {
    let site = Site::open().await;
    let dossier = actif(&site.house, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let asked = enter(&browser, &round, &[("qui", "diallo")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.says("Est-ce bien cette personne"), "{}", asked.text());
    assert_eq!(letters(&site.house, dossier).await, 0);
}

#[tokio::test]
async fn whoever_is_no_longer_domiciled_is_warned_of_and_can_be_put_aside() {
    let site = Site::open().await;
    let dossier = site.house.open_as(Status::Radie, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let warned = enter(&browser, &round, &[("qui", "1")]).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        warned.says("n’est plus domiciliée ici"),
        "{}",
        warned.text()
    );
    let person = dossier.to_string();
    let mut fields = vec![("qui", "1"), ("pour", "1"), ("dossier", &*person)];
    fields.push(("apart", "personne"));
    let aside = enter(&browser, &round, &fields).await;
    assert_eq!(aside.status, StatusCode::SEE_OTHER);
    assert_eq!(letters(&site.house, dossier).await, 0);
    let page = browser.get(&round).await;
    assert!(
        page.says("À vérifier avant d’enregistrer"),
        "{}",
        page.text()
    );

    let form = browser.get(&format!("{round}/lignes/1")).await;
    assert!(form.says("Traiter un pli mis à part"));
    let meant = [("nature", "courrier"), ("nombre", "1"), ("confirme", "oui")];
    let done = browser.post(&format!("{round}/lignes/1"), &meant).await;
    assert_eq!(done.location(), format!("{round}?fait=ligne-corrigee"));
    assert_eq!(letters(&site.house, dossier).await, 1);
}

#[tokio::test]
async fn what_nobody_answers_to_is_put_aside_and_forgotten_at_the_end() {
    let site = Site::open().await;
    actif(&site.house, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let nobody = enter(&browser, &round, &[("qui", "Zzyzx <b>")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nobody.says("Personne ne répond à « Zzyzx &lt;b&gt; »"),
        "{}",
        nobody.body
    );
    enter(
        &browser,
        &round,
        &[("qui", "Zzyzx <b>"), ("apart", "texte")],
    )
    .await;
    enter(&browser, &round, &[("qui", "1"), ("nature", "colis")]).await;
    let summary = browser.get(&format!("{round}/recapitulatif")).await;
    assert!(
        summary.says("1 colis ; 1 à part, pour 1 personne."),
        "{}",
        summary.text()
    );
    assert!(summary.says("Zzyzx"));
    assert!(summary.says("seront effacés à la clôture"));
    let closed = browser.post(&format!("{round}/cloture"), &[]).await;
    let after = browser.get(closed.location()).await;
    assert!(after.says("La tournée est close."));
    assert!(!after.says("Zzyzx"));
    assert!(after.says("Référence effacée"), "{}", after.text());
    assert_eq!(
        browser.get(&round).await.location(),
        format!("{round}/recapitulatif")
    );
    let late = enter(&browser, &round, &[("qui", "1")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.says("Cette tournée est close"));
}

#[tokio::test]
async fn a_line_is_corrected_or_taken_out() {
    let site = Site::open().await;
    let wrong = actif(&site.house, "Diallo", "Aminata").await;
    let right = actif(&site.house, "Diallo", "Awa").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    enter(
        &browser,
        &round,
        &[("qui", "1"), ("remarque", "Grande enveloppe")],
    )
    .await;
    let line = format!("{round}/lignes/1");
    let form = browser.get(&line).await;
    assert!(form.body.contains("value=\"Grande enveloppe\""));
    let fields = [("qui", "2"), ("nature", "colis"), ("nombre", "101")];
    let refused = browser.post(&line, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("de 1 à 100"), "{}", refused.text());
    let fields = [("qui", "2"), ("nature", "colis"), ("nombre", "2")];
    let done = browser.post(&line, &fields).await;
    assert_eq!(done.location(), format!("{round}?fait=ligne-corrigee"));
    assert_eq!(letters(&site.house, wrong).await, 0);
    let parcels = async || {
        let dossier = site.house.read(right).await;
        dossier.value.waiting_count(MailKind::Parcel)
    };
    assert_eq!(parcels().await, 2);
    let removed = browser.post(&format!("{line}/retirer"), &[]).await;
    assert_eq!(removed.location(), format!("{round}?fait=ligne-retiree"));
    assert_eq!(parcels().await, 0);
    let gone = browser.post(&format!("{line}/retirer"), &[]).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_summary_follows_the_boxes_then_the_names() {
    let site = Site::open().await;
    for (nom, distribution) in [("Zola", "9"), ("Diallo", "10"), ("Petit", "10")] {
        let dossier = actif(&site.house, nom, "Awa").await;
        let filing = Filing {
            distribution: Some(text(distribution)),
            ..Filing::default()
        };
        site.house
            .done(dossier, Command::RecordFiling(filing))
            .await;
    }
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    for number in ["3", "2", "1", "3"] {
        let added = enter(&browser, &round, &[("qui", number)]).await;
        // « 3 » and « 2 » are numbers of dossiers and of no box.
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    }
    let summary = browser.get(&format!("{round}/recapitulatif")).await.text();
    let places = ["ZOLA Awa 9", "DIALLO Awa 10", "PETIT Awa 10"].map(|row| {
        summary
            .find(row)
            .unwrap_or_else(|| panic!("{row}: {summary}"))
    });
    assert!(places.is_sorted(), "{summary}");
    assert!(
        summary.contains("PETIT Awa 10 3 2"),
        "two letters in all: {summary}"
    );
    assert!(
        summary.contains("4 courriers, pour 3 personnes"),
        "{summary}"
    );
}

#[tokio::test]
async fn a_list_is_shown_before_it_is_recorded_typed_or_as_a_file() {
    let site = Site::open().await;
    let dossier = actif(&site.house, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let list = "1\r\n1;colis;2\r\ninconnu-7\r\n";
    let seen = browser
        .post(
            &format!("{round}/liste"),
            &[("liste", list), ("nature", "courrier")],
        )
        .await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(
        seen.says("3 plis trouvés ; 1 ligne à part."),
        "{}",
        seen.text()
    );
    assert!(seen.says("inconnu-7"));
    assert_eq!(letters(&site.house, dossier).await, 0);
    let fields = seen.hidden_fields();
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    for _ in 0..2 {
        let recorded = browser
            .post(&format!("{round}/liste/enregistrer"), &fields)
            .await;
        assert_eq!(
            recorded.location(),
            format!("{round}?fait=liste-enregistree")
        );
    }
    assert_eq!(letters(&site.house, dossier).await, 1);
    let page = browser.get(&round).await;
    assert!(
        page.says("1 courrier et 2 colis ; 1 à part."),
        "{}",
        page.text()
    );

    // Latin letters of a spreadsheet, and a heading.
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"l.csv\"\r\n\r\n"
            .to_vec();
    body.extend(b"R\xe9f\xe9rence\r\n1\r\n\r\n--x--\r\n");
    let file = browser
        .upload(&format!("{round}/liste/fichier"), "x", body)
        .await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.says("1 pli trouvé."), "{}", file.text());
}

#[tokio::test]
async fn a_list_too_long_or_empty_comes_back_as_it_was() {
    let site = Site::open().await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let long = "12\n".repeat(2001);
    for (list, words) in [("  \n", "au moins une référence"), (&*long, "2 000 lignes")] {
        let refused = browser
            .post(&format!("{round}/liste"), &[("liste", list)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says(words), "{}", refused.text());
    }
    let huge = "x".repeat(5 * 1024 * 1024);
    let fields = [("liste", &*huge)];
    let refused = browser
        .post(&format!("{round}/liste/enregistrer"), &fields)
        .await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_script_of_the_page_is_answered_with_parts() {
    let site = Site::open().await;
    actif(&site.house, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let round = a_round(&browser).await;
    let offered = browser.get("/tournee/propositions?q=diallo").await;
    assert!(offered.body.starts_with("<input"), "{}", offered.body);
    assert!(offered.says("DIALLO Aminata"));
    let entry = format!("{round}/lignes");
    let entered = browser.post_part(&entry, "saisie", &[("qui", "1")]).await;
    assert_eq!(entered.status, StatusCode::OK);
    assert!(
        entered
            .body
            .starts_with("<div id=\"saisie\" data-dit=\"Enregistré"),
        "{}",
        entered.body
    );
    let asked = browser
        .post_part(&entry, "saisie", &[("qui", "diallo")])
        .await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.starts_with("<input"), "{}", asked.body);
}
