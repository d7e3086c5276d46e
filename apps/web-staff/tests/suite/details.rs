//! The details of a dossier: corrected part by part, each as a fact.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::{Fact, Status};
use kernel::DossierId;
use structures::Role;
use testkit::house::House;

async fn correct(browser: &Browser, id: DossierId, part: &str, fields: &[(&str, &str)]) -> Answer {
    let address = format!("/domicilies/{id}/{part}");
    let shown = browser.get(&address).await;
    assert_eq!(shown.status, StatusCode::OK, "{part}: {}", shown.body);
    let (key, version) = (shown.hidden("cle"), shown.hidden("version"));
    let mut all = vec![("cle", key.as_str()), ("version", version.as_str())];
    all.extend(fields);
    browser.post(&address, &all).await
}

const CORRECTED: [(&str, &str); 5] = [
    ("civilite", "madame"),
    ("nom", "Diallo"),
    ("prenoms", "Aminata Fatou"),
    ("naissance", "1988"),
    ("lieu_naissance", "Labé"),
];

#[tokio::test]
async fn an_identity_is_corrected_as_a_fact_and_documents_keep_theirs() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let page = browser.get(&format!("/domicilies/{id}/identite")).await;
    assert!(page.says("Les documents déjà remis gardent ce qu’ils disent"));
    let saved = correct(&browser, id, "identite", &CORRECTED).await;
    assert_eq!(
        saved.location(),
        format!("/domicilies/{id}/dossier?fait=identite-corrigee")
    );
    assert!(
        browser
            .get(saved.location())
            .await
            .says("L’identité est corrigée.")
    );
    let stored = site.house.read(id).await.value;
    assert_eq!(stored.identity().unwrap().prenoms.as_str(), "Aminata Fatou");
    let recorded = stored
        .history()
        .iter()
        .filter(|r| matches!(r.fact, Fact::IdentityRecorded(_)));
    assert_eq!(recorded.count(), 2);
}

#[tokio::test]
async fn a_number_that_takes_no_text_message_is_told_at_once_and_nothing_is_promised() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let fixed = [("telephone", "04 76 00 00 00"), ("sms", "oui")];
    let saved = correct(&browser, id, "coordonnees", &fixed).await;
    let told = browser.get(saved.location()).await;
    assert!(told.says("il ne recevra pas de SMS"), "{}", told.text());
    site.house.turn_messages_on(House::mail_alone()).await;
    site.house.letter(id).await;
    let tab = format!("/domicilies/{id}/messages");
    let shown = browser.get(&tab).await;
    assert!(shown.says("il ne recevra pas de SMS"));
    assert!(!shown.says("Un SMS partira"), "{}", shown.text());
    let mobile = [("telephone", "06 12 34 56 78"), ("sms", "oui")];
    let saved = correct(&browser, id, "coordonnees", &mobile).await;
    assert!(!browser.get(saved.location()).await.says("ne recevra pas"));
    let shown = browser.get(&tab).await;
    assert!(shown.says("Un SMS partira"), "{}", shown.text());
}

#[tokio::test]
async fn each_part_says_what_is_wrong_with_it() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for (part, field, value) in [
        ("identite", "naissance", "2090"),
        ("identite", "nom", "<b>"),
        ("ayants-droit", "ayant-1-nom", "<b>"),
        ("coordonnees", "telephone", "12"),
        ("coordonnees", "courriel", "moi"),
        ("classement", "referent", "moi"),
        ("classement", "distribution", "a\nb"),
        ("entretien", "emploi", "roi"),
    ] {
        let mut fields = CORRECTED.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = correct(&browser, id, part, &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{part} {field}"
        );
        assert!(
            answer.body.contains(&format!("href=\"#{field}\"")),
            "{part} {field}"
        );
    }
}

#[tokio::test]
async fn parts_are_saved() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let referent = site.house.actor(Role::Gestionnaire).id();
    let chosen = referent.to_string();
    for (part, fields) in [
        (
            "ayants-droit",
            vec![
                ("ayant-3-nom", "Ba"),
                ("ayant-3-prenoms", "Awa"),
                ("ayant-3-naissance", "2019"),
                ("ayant-3-lien", "enfant"),
            ],
        ),
        (
            "coordonnees",
            vec![
                ("telephone", "06 12 34 56 78"),
                ("sms", "oui"),
                ("langue", "peul"),
            ],
        ),
        (
            "classement",
            vec![
                ("referent", chosen.as_str()),
                ("reference", "AB-77"),
                ("distribution", "BP 12"),
            ],
        ),
        (
            "entretien",
            vec![
                ("menage", "couple_sans_enfant"),
                ("remarques", "Attend une réponse de la CAF."),
            ],
        ),
    ] {
        let saved = correct(&browser, id, part, &fields).await;
        assert_eq!(
            saved.status,
            StatusCode::SEE_OTHER,
            "{part}: {}",
            saved.body
        );
        let record = browser.get(saved.location()).await;
        assert!(
            record.body.contains("fr-alert--success")
                || record.says("enregistr")
                || record.says("complété"),
            "{part}"
        );
    }
    let stored = site.house.read(id).await.value;
    assert_eq!(stored.ayants_droit().len(), 1);
    assert!(stored.coordinates().sms && stored.coordinates().phone.is_some());
    assert_eq!(stored.filing().referent, Some(referent));
    assert_eq!(
        stored.interview().remarks.as_ref().unwrap().as_str(),
        "Attend une réponse de la CAF."
    );
}

#[tokio::test]
async fn a_stale_form_changes_nothing() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let address = format!("/domicilies/{id}/coordonnees");
    let shown = browser.get(&address).await;
    correct(&browser, id, "coordonnees", &[("langue", "peul")]).await;
    let (key, version) = (shown.hidden("cle"), shown.hidden("version"));
    let stale = browser
        .post(
            &address,
            &[("cle", &key), ("version", &version), ("langue", "wolof")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.body.contains(&format!("href=\"{address}\"")),
        "the page to look at"
    );
    let unversioned = browser.post(&address, &[("langue", "wolof")]).await;
    assert_eq!(unversioned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        site.house
            .read(id)
            .await
            .value
            .coordinates()
            .language
            .as_ref()
            .unwrap()
            .as_str(),
        "peul"
    );
}

#[tokio::test]
async fn everybody_edits_contact_details_and_only_some_the_rest() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for role in Role::ALL {
        let browser = site.browser(*role).await;
        for part in [
            "identite",
            "ayants-droit",
            "coordonnees",
            "classement",
            "entretien",
            "notes",
        ] {
            let may = *role >= Role::Instructeur || matches!(part, "coordonnees" | "notes");
            let expected = if may {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            let answer = browser.get(&format!("/domicilies/{id}/{part}")).await;
            assert_eq!(answer.status, expected, "{role:?} {part}");
        }
    }
}

#[tokio::test]
async fn notes_are_added_by_all_and_managed_by_some() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let notes = format!("/domicilies/{id}/notes");
    let agent = site.browser(Role::Agent).await;
    let key = agent.get(&notes).await.hidden("cle");
    for _ in 0..2 {
        let added = agent
            .post(
                &notes,
                &[
                    ("cle", &key),
                    ("note", "Passe <b>le matin</b>\r\nparle peul"),
                ],
            )
            .await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }
    let page = agent.get(&notes).await;
    assert_eq!(
        page.body.matches("Passe &lt;b&gt;le matin").count(),
        1,
        "a double press adds one"
    );
    assert!(
        !page.says("Épingler"),
        "the reception does not manage notes"
    );
    let empty = agent.post(&notes, &[("note", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("href=\"#note\""));

    let note = site.house.read(id).await.value.notes()[0].fact();
    let instructor = site.browser(Role::Instructeur).await;
    let pinned = instructor
        .post(&format!("{notes}/{note}/epingler"), &[])
        .await;
    assert!(
        instructor
            .get(pinned.location())
            .await
            .says("Note épinglée")
    );
    assert_eq!(
        agent
            .post(&format!("{notes}/{note}/archiver"), &[])
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    instructor
        .post(&format!("{notes}/{note}/desepingler"), &[])
        .await;
    let archived = instructor
        .post(&format!("{notes}/{note}/archiver"), &[])
        .await;
    assert!(
        instructor
            .get(archived.location())
            .await
            .says("Notes archivées")
    );
    let gone = instructor
        .post(&format!("{notes}/{note}/epingler"), &[])
        .await;
    assert_eq!(
        gone.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "an archived note is not pinned"
    );
}
