//! Printing for several people at once: chosen in the list or by a month, made in the
//! background, followed on its page, taken and deleted.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::Status;
use kernel::DossierId;
use structures::Role;

const CHOOSE: &str = "/domicilies/plusieurs/imprimer";
const ORDERS: &str = "/impressions";

/// Sends the form of a page, with these answers in place of what it proposes.
async fn send(browser: &Browser, page: &Answer, action: &str, answers: &[(&str, &str)]) -> Answer {
    let start = format!("method=\"post\" action=\"{action}\"");
    assert!(page.body.contains(&start), "{}", page.body);
    let hidden = page.hidden_fields();
    let mut fields: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend(answers);
    browser.post(action, &fields).await
}

/// Chooses people and orders their attestations; the path of the order.
async fn ordered(browser: &Browser, people: &[DossierId], format: &str) -> String {
    let chosen: Vec<_> = people.iter().map(|id| format!("d={id}")).collect();
    let page = browser
        .get(&format!("{CHOOSE}?onglet=tous&{}", chosen.join("&")))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let answers = [("quoi", "attestation"), ("format", format)];
    let sent = send(browser, &page, CHOOSE, &answers).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let path = sent.location().split('?').next().unwrap_or_default();
    assert!(path.starts_with("/impressions/"), "{path}");
    path.to_owned()
}

#[tokio::test]
async fn what_is_chosen_in_the_list_is_printed_and_the_others_are_told_why() {
    let site = Site::open().await;
    let house = &site.house;
    let printed = house.open_as(Status::Actif, "Sow", "Awa").await;
    let asked = house.open("Keïta", "Binta").await;
    let browser = site.browser(Role::Instructeur).await;
    let list = browser.get("/domicilies?onglet=tous").await;
    assert!(list.body.contains(&format!("formaction=\"{CHOOSE}\"")));

    let path = ordered(&browser, &[printed, asked], "pdf").await;
    let waiting = browser.get(&path).await;
    assert!(waiting.says("Attestation d’élection de domicile, pour 2 personnes"));
    assert!(waiting.says("En attente"));
    // Without a script the page comes again, and one may tell it to stay.
    assert!(waiting.body.contains("http-equiv=\"refresh\""));
    let still = browser.get(&format!("{path}?fixe=oui")).await;
    assert!(!still.body.contains("http-equiv=\"refresh\""));
    let part = browser.get_part(&format!("{path}/avancement")).await;
    assert!(part.body.contains("hx-trigger"), "{}", part.body);
    let file = browser.get(&format!("{path}/fichier")).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);

    house.print_all().await;
    let part = browser.get_part(&format!("{path}/avancement")).await;
    assert!(!part.body.contains("hx-trigger"), "it asks no more");
    assert!(part.body.contains("hx-swap-oob"), "it is announced");
    let ready = browser.get(&path).await;
    assert!(ready.says("L’impression est prête."), "{}", ready.text());
    assert!(ready.says("Ouvrir le PDF (1 document)"));
    assert!(ready.says("KEÏTA Binta") && ready.says("Aucune domiciliation à attester"));
    assert!(!ready.body.contains("http-equiv=\"refresh\""));
    let file = browser.get(&format!("{path}/fichier")).await;
    assert_eq!(file.status, StatusCode::OK);
    let header = |name: &str| file.headers[name].to_str().unwrap_or_default().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert!(header("content-disposition").starts_with("inline; filename=\"attestation-"));

    let all = browser.get(ORDERS).await;
    assert!(all.says("Prête") && all.body.contains(&format!("href=\"{path}\"")));
    let gone = browser.post(&format!("{path}/supprimer"), &[]).await;
    assert!(gone.location().starts_with(ORDERS));
    assert!(browser.get(gone.location()).await.says("est supprimée"));
    for path in [path.clone(), format!("{path}/fichier")] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_archive_is_saved_and_not_shown() {
    let site = Site::open().await;
    let one = site.house.open_as(Status::Actif, "Sow", "Awa").await;
    let browser = site.browser(Role::Instructeur).await;
    let path = ordered(&browser, &[one], "zip").await;
    site.house.print_all().await;
    let ready = browser.get(&path).await;
    assert!(ready.says("Télécharger le fichier ZIP"));
    let file = browser.get(&format!("{path}/fichier")).await;
    let how = file.headers["content-disposition"]
        .to_str()
        .unwrap_or_default();
    assert!(
        how.starts_with("attachment; filename=\"attestation-"),
        "{how}"
    );
    assert!(how.contains(".zip"), "{how}");
}

#[tokio::test]
async fn a_month_is_ordered_at_once_and_a_form_sent_twice_is_one_order() {
    let site = Site::open().await;
    let house = &site.house;
    let one = house.open_as(Status::Actif, "Sow", "Awa").await;
    let end = house.read(one).await.value;
    let end = end.current_term().map(|term| term.period().end());
    let month = end.map(|end| end.format("%Y-%m").to_string());
    let month = month.unwrap_or_default();
    let browser = site.browser(Role::Gestionnaire).await;
    let page = browser.get(ORDERS).await;
    assert!(page.says("Aucune impression cette semaine."));

    let now = format!("{}", house.today().format("%Y-%m"));
    for (mois, quoi, field) in [
        ("", "attestation", "mois"),
        ("2020-01", "attestation", "mois"),
        (now.as_str(), "attestation", "mois"),
        (month.as_str(), "autre", "quoi"),
    ] {
        let answers = [("mois", mois), ("quoi", quoi), ("format", "pdf")];
        let wrong = send(&browser, &page, ORDERS, &answers).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{mois}");
        assert!(
            wrong.body.contains(&format!("href=\"#{field}\"")),
            "{mois} {quoi}: {}",
            wrong.text()
        );
    }
    let answers = [
        ("mois", month.as_str()),
        ("quoi", "attestation"),
        ("format", "pdf"),
    ];
    let sent = send(&browser, &page, ORDERS, &answers).await;
    let again = send(&browser, &page, ORDERS, &answers).await;
    assert_eq!(sent.location(), again.location(), "{}", sent.body);
    assert_eq!(house.print_all().await, 1);
}

#[tokio::test]
async fn nobody_chosen_is_said_and_whoever_may_not_is_not_offered() {
    let site = Site::open().await;
    site.house.open("Keïta", "Binta").await;
    let browser = site.browser(Role::Instructeur).await;
    let nobody = browser.get(CHOOSE).await;
    assert!(nobody.says("Vous n’avez choisi personne."));
    let desk = site.browser(Role::Agent).await;
    let list = desk.get("/domicilies?onglet=tous").await;
    assert!(!list.body.contains(CHOOSE) && !list.body.contains(ORDERS));
    assert_eq!(desk.get(ORDERS).await.status, StatusCode::FORBIDDEN);
}
