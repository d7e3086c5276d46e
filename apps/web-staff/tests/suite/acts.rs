//! The everyday acts: they happen once, say so, are taken back, and come back filled when
//! a rule refuses them.

use crate::common::Site;
use axum::http::StatusCode;
use domiciliation::{Command, Status, mail::MailKind};
use kernel::DossierId;
use structures::Role;
use testkit::builders::day;

async fn waiting(site: &Site, id: DossierId, kind: MailKind) -> u32 {
    site.house.read(id).await.value.waiting_count(kind)
}

#[tokio::test]
async fn mail_arrives_by_one_press_and_a_double_press_is_one_item() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let fields = [
        ("courriers", "1"),
        ("cle", "00000000-0000-7000-8000-0000000000aa"),
    ];
    let address = format!("/domicilies/{id}/courrier");
    for _ in 0..2 {
        let answer = site
            .browser(Role::Facteur)
            .await
            .post(&address, &fields)
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let back = format!("/domicilies/{id}?fait=courrier-recu");
        assert_eq!(answer.location(), back);
        let page = site.browser(Role::Facteur).await.get(&back).await;
        assert!(page.text().contains("Le courrier reçu est enregistré."));
    }
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 1);
}

#[tokio::test]
async fn a_fresh_act_is_taken_back_by_its_author_alone() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.browser(Role::Facteur)
        .await
        .post(&format!("/domicilies/{id}/courrier"), &[("colis", "2")])
        .await;
    let fact = site.house.read(id).await.value.waiting_mail()[0].fact();
    let undo = format!("/domicilies/{id}/faits/{fact}/defaire");

    let other = site
        .browser(Role::Agent)
        .await
        .get(&format!("/domicilies/{id}"))
        .await;
    assert!(!other.body.contains(&undo));
    let refused = site.browser(Role::Agent).await.post(&undo, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("dans les dix minutes"));

    let mine = site
        .browser(Role::Facteur)
        .await
        .get(&format!("/domicilies/{id}"))
        .await;
    assert!(mine.body.contains(&undo));
    let done = site.browser(Role::Facteur).await.post(&undo, &[]).await;
    assert_eq!(
        done.location(),
        format!("/domicilies/{id}?fait=acte-defait")
    );
    assert_eq!(waiting(&site, id, MailKind::Parcel).await, 0);

    let after = site
        .browser(Role::Facteur)
        .await
        .get(&format!("/domicilies/{id}/historique"))
        .await;
    assert!(
        after.body.contains("<del>2\u{a0}colis reçus</del>"),
        "{}",
        after.text()
    );
}

#[tokio::test]
async fn mail_leaves_in_part_and_a_hand_over_is_a_visit() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(30);
    let fields = [("courriers", "3"), ("remarque", "Grande enveloppe")];
    site.browser(Role::Facteur)
        .await
        .post(&format!("/domicilies/{id}/courrier"), &fields)
        .await;
    let form = site
        .browser(Role::Facteur)
        .await
        .get(&format!("/domicilies/{id}/remise/nouvelle"))
        .await;
    assert!(form.text().contains("Grande enveloppe"));

    let fields = [("courriers", "2"), ("a", "titulaire")];
    let answer = site
        .browser(Role::Facteur)
        .await
        .post(&format!("/domicilies/{id}/remise"), &fields)
        .await;
    assert_eq!(
        answer.location(),
        format!("/domicilies/{id}?fait=courrier-remis")
    );
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 1);
    let seen = site.house.read(id).await.value.last_contact(false);
    assert_eq!(seen, Some(site.house.today()));
}

#[tokio::test]
async fn a_refused_hand_over_comes_back_filled_with_the_rule() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let fields = [
        ("courriers", "4"),
        ("a", "titulaire"),
        ("jour", "10/03/2026"),
    ];
    let answer = site
        .browser(Role::Agent)
        .await
        .post(&format!("/domicilies/{id}/remise"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"4\""));
    assert!(answer.body.contains("value=\"10/03/2026\""));
    assert!(
        answer.text().contains("art. 226-15 du code pénal"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn nonsense_is_named_field_by_field_and_changes_nothing() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let fields = [("courriers", "101"), ("colis", "x"), ("jour", "30/02/2026")];
    let answer = site
        .browser(Role::Agent)
        .await
        .post(&format!("/domicilies/{id}/courrier"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("3 erreurs"));
    for field in ["courriers", "colis", "jour"] {
        assert!(
            answer.body.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }
    assert_eq!(waiting(&site, id, MailKind::Letter).await, 0);
}

#[tokio::test]
async fn a_call_of_another_day_counts_for_that_day() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(40);
    let fields = [("moyen", "phone_call"), ("jour", "01/04/2026")];
    let address = format!("/domicilies/{id}/passage");
    let answer = site
        .browser(Role::Agent)
        .await
        .post(&address, &fields)
        .await;
    assert_eq!(
        answer.location(),
        format!("/domicilies/{id}?fait=appel-note")
    );
    let seen = site.house.read(id).await.value.last_contact(false);
    assert_eq!(seen, Some(day(2026, 4, 1)));

    let future = [("jour", "01/01/2030")];
    let refused = site
        .browser(Role::Agent)
        .await
        .post(&address, &future)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("dans le futur"));
}

#[tokio::test]
async fn a_colleagues_entry_is_annulled_with_a_reason_by_who_instructs() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.browser(Role::Facteur)
        .await
        .post(&format!("/domicilies/{id}/message"), &[])
        .await;
    let fact = site.house.read(id).await.value.history().last().unwrap().id;
    let address = format!("/domicilies/{id}/faits/{fact}/annuler");

    let agent = site.browser(Role::Agent).await.get(&address).await;
    assert_eq!(agent.status, StatusCode::FORBIDDEN);
    let blank = site
        .browser(Role::Instructeur)
        .await
        .post(&address, &[("raison", " ")])
        .await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);

    let fields = [
        ("motif", "erreur_de_saisie"),
        ("raison", "Une autre personne."),
    ];
    let done = site
        .browser(Role::Instructeur)
        .await
        .post(&address, &fields)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(site.house.read(id).await.value.is_annulled(fact));
    let history = site
        .browser(Role::Agent)
        .await
        .get(&format!("/domicilies/{id}/historique"))
        .await;
    assert!(history.text().contains("Une autre personne."));
    let again = site
        .browser(Role::Instructeur)
        .await
        .post(&address, &fields)
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_else_s_dossier_is_found() {
    let site = Site::open().await;
    let id = "00000000-0000-7000-8000-00000000dead";
    for address in [
        "",
        "/dossier",
        "/decisions",
        "/courrier",
        "/historique",
        "/remise/nouvelle",
    ] {
        let answer = site
            .browser(Role::Administrateur)
            .await
            .get(&format!("/domicilies/{id}{address}"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
    }
    let answer = site
        .browser(Role::Administrateur)
        .await
        .post(&format!("/domicilies/{id}/passage"), &[])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_absence_is_nobodys_to_annul_who_may_not_see_it() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let from = site.house.today();
    let facts = site
        .house
        .done(id, Command::JustifyAbsence { from, until: None })
        .await;
    let address = format!("/domicilies/{id}/faits/{}/annuler", facts[0]);
    let answer = site.browser(Role::Instructeur).await.get(&address).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = site.browser(Role::Gestionnaire).await.get(&address).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn an_act_leads_back_to_the_tab_it_was_done_on() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;
    let tab = format!("/domicilies/{id}/courrier");
    let fields = [("colis", "1"), ("vers", "courrier")];
    let received = browser.post(&tab, &fields).await;
    assert_eq!(received.location(), format!("{tab}?fait=courrier-recu"));

    let page = browser.get(received.location()).await;
    let form = format!("/domicilies/{id}/remise/nouvelle?vers=courrier");
    assert!(page.body.contains(&form));
    let shown = browser.get(&form).await;
    assert_eq!(shown.hidden("vers"), "courrier");
    // What does not wait is not asked about.
    assert!(shown.body.contains("name=\"colis\""));
    assert!(!shown.body.contains("name=\"courriers\""));

    let elsewhere = [("colis", "1"), ("a", "titulaire"), ("vers", "//ailleurs")];
    let handed = browser
        .post(&format!("/domicilies/{id}/remise"), &elsewhere)
        .await;
    assert_eq!(
        handed.location(),
        format!("/domicilies/{id}?fait=courrier-remis")
    );
}
