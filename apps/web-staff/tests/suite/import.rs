//! Taking over a register: a file is read, its columns told, its lines put right, its doubles
//! chosen, the whole confirmed, followed, reported and undone. Nothing is stored before.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use structures::Role;

const IMPORT: &str = "/import";

/// The titles of a register that is not the field's own: where people were born is called so
/// nowhere else.
const TITLES: &str = "Réf;Civilité;Nom;Prénom;Date de naissance;Berceau;Statut;\
    Type de demande;Début;Fin;Dernier passage";

/// A register of its titles and these lines.
fn register(lines: &[String]) -> String {
    format!("{TITLES}\n{}\n", lines.join("\n"))
}

/// Somebody who is domiciled, born on this day.
fn line(site: &Site, reference: &str, nom: &str, birth: &str) -> String {
    let today = site.house.today();
    let day = |days: i64| {
        let day = today + chrono::TimeDelta::days(days);
        day.format("%d/%m/%Y").to_string()
    };
    format!(
        "{reference};F;{nom};Aminata;{birth};Bouaké;VALIDE;PREMIERE;{};{};{}",
        day(-30),
        day(300),
        day(-5)
    )
}

/// Sends a file with the form of the page.
async fn send(browser: &Browser, name: &str, content: &str) -> Answer {
    let page = browser.get(IMPORT).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let key = page.hidden("cle");
    send_again(browser, &key, name, content).await
}

async fn send_again(browser: &Browser, key: &str, name: &str, content: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"cle\"\r\n\r\n{key}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--x--\r\n"
    );
    browser.upload(IMPORT, "x", body.into_bytes()).await
}

/// The path of an import that was brought.
async fn brought(browser: &Browser, content: &str) -> String {
    let sent = send(browser, "registre.csv", content).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.location().to_owned()
}

/// Brings a file, and has its lines checked with the columns as they are proposed.
async fn checked(browser: &Browser, content: &str) -> String {
    let path = brought(browser, content).await;
    let to = browser.get(&path).await.location().to_owned();
    if to.ends_with("/colonnes") {
        let page = browser.get(&to).await;
        let told = browser.post(&to, &refs(&told(&page))).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
        assert_eq!(told.location(), format!("{path}/lignes"));
    }
    path
}

/// What the form of the columns says, as it is shown.
fn chosen(page: &Answer) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for select in page.body.split("<select ").skip(1) {
        let (head, rest) = select.split_once("</select>").unwrap_or((select, ""));
        let _ = rest;
        let name = head
            .split("name=\"")
            .nth(1)
            .and_then(|n| n.split('"').next());
        let value = head
            .split(" selected")
            .next()
            .filter(|before| *before != head);
        let value = value.and_then(|before| before.rsplit("value=\"").next());
        let value = value.and_then(|value| value.split('"').next());
        if let Some(name) = name.filter(|name| name.starts_with('c')) {
            fields.push((name.to_owned(), value.unwrap_or_default().to_owned()));
        }
    }
    fields
}

/// What the form of the columns says once the one that nobody could know is told.
fn told(page: &Answer) -> Vec<(String, String)> {
    let mut told = chosen(page);
    for (name, field) in &mut told {
        if name == "c5" {
            *field = "lieu_naissance".to_owned();
        }
    }
    told
}

fn refs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = fields.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Confirms, and does what is then to be done in the background.
async fn imported(site: &Site, browser: &Browser, path: &str, extent: &str) -> Answer {
    let started = browser
        .post(&format!("{path}/confirmer"), &[("etendue", extent)])
        .await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.text());
    site.house.import_all().await;
    browser.get(path).await
}

async fn everybody(browser: &Browser) -> String {
    browser.get("/domicilies?onglet=tous").await.text()
}

#[tokio::test]
async fn a_register_is_read_told_checked_confirmed_and_reported() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let people = [
        line(&site, "A1", "Diallo", "12/05/1975"),
        line(&site, "A2", "Keïta", "03/11/1990"),
    ];
    let path = brought(&browser, &register(&people)).await;

    // A register of somebody else: what each column is must be told once.
    let columns = format!("{path}/colonnes");
    assert_eq!(browser.get(&path).await.location(), columns);
    assert_eq!(
        browser.get(&format!("{path}/lignes")).await.location(),
        path
    );
    let page = browser.get(&columns).await;
    assert!(page.says("Étape 2 sur 5") && page.says("Réf") && page.says("12/05/1975"));
    let told = chosen(&page);
    assert_eq!(told.len(), 11);
    assert!(
        told.contains(&("c4".into(), "naissance".into())),
        "{told:?}"
    );

    assert!(told.contains(&("c5".into(), String::new())), "{told:?}");
    assert!(page.says("Il manque une colonne obligatoire : « Lieu de naissance »."));

    let told = browser.post(&columns, &refs(&self::told(&page))).await;
    assert_eq!(told.location(), format!("{path}/lignes"));
    let lines = browser.get(told.location()).await;
    assert!(
        lines.says("2 lignes lues : 2 à importer."),
        "{}",
        lines.text()
    );
    assert!(lines.says("DIALLO Aminata") && lines.says("KEÏTA Aminata"));
    assert!(
        everybody(&browser)
            .await
            .contains("Aucune personne n’est encore enregistrée")
    );

    let confirm = browser.get(&format!("{path}/confirmer")).await;
    assert!(confirm.says("2 dossiers seront créés.") && confirm.says("Importer 2 dossiers"));
    let report = imported(&site, &browser, &path, "tout").await;
    assert!(
        report.says("L’import est terminé : 2 dossiers créés."),
        "{}",
        report.text()
    );
    let list = everybody(&browser).await;
    assert!(
        list.contains("DIALLO Aminata") && list.contains("KEÏTA Aminata"),
        "{list}"
    );

    // Looked at again, its steps lead to the report.
    for step in ["colonnes", "lignes", "doublons", "confirmer"] {
        let led = browser.get(&format!("{path}/{step}")).await;
        assert_eq!(led.location(), path, "{step}");
    }
    assert!(browser.get(IMPORT).await.says("Terminé : 2 dossiers créés"));
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_cell_and_is_put_right_in_a_form() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let people = [
        line(&site, "A1", "Diallo", "12/05/1975"),
        line(&site, "A2", "Keïta", "31/02/1990"),
        line(&site, "A3", "Sow", "demain"),
    ];
    let path = checked(&browser, &register(&people)).await;
    let lines = browser.get(&format!("{path}/lignes")).await;
    assert!(
        lines.says("3 lignes lues : 1 à importer, 2 à corriger."),
        "{}",
        lines.text()
    );
    let text = lines.text();
    assert!(text.contains("E3, Date de naissance"), "{text}");
    assert!(
        text.contains("31/02/1990") && !text.contains("DIALLO"),
        "errors come first"
    );

    // Only the lines with one problem.
    let one = browser
        .get(&format!("{path}/lignes?lignes=impossible_date"))
        .await;
    assert!(one.says("KEÏTA") && !one.says("SOW"), "{}", one.text());
    // Half of the lines of a filter nobody knows is no page.
    let all = browser.get(&format!("{path}/lignes?lignes=toutes")).await;
    assert!(all.says("DIALLO") && all.says("KEÏTA") && all.says("SOW"));

    let keita = format!("{path}/lignes/3");
    let form = browser.get(&format!("{keita}?lignes=erreurs")).await;
    let first = form.body.find("id=\"c4\"");
    assert!(
        first.is_some() && first < form.body.find("id=\"c2\""),
        "what is wrong comes first"
    );
    let again = [("lignes", "erreurs"), ("c4", "30/02/1990")];
    let wrong = browser.post(&keita, &again).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#c4\"") && wrong.body.contains("30/02/1990"));
    let right = [
        ("lignes", "erreurs"),
        ("c4", "28/02/1990"),
        ("c2", "Keïta-Sy"),
    ];
    let next = browser.post(&keita, &right).await;
    assert!(
        next.location()
            .starts_with(&format!("{path}/lignes/4?lignes=erreurs")),
        "{}",
        next.location()
    );
    assert!(browser.get(next.location()).await.says("Voici la suivante"));

    // The last one is nobody: it is left aside, and may be taken back.
    let aside = format!("{path}/lignes/4/ecarter");
    let gone = browser
        .post(&aside, &[("lignes", "erreurs"), ("ecarter", "oui")])
        .await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let lines = browser.get(gone.location()).await;
    assert!(
        lines.says("2 à importer, 1 laissée de côté."),
        "{}",
        lines.text()
    );
    let kept = browser.get(&format!("{path}/lignes?lignes=ecartees")).await;
    assert!(kept.says("SOW"), "{}", kept.text());
    let back = browser.post(&aside, &[("lignes", "ecartees")]).await;
    assert!(
        browser
            .get(back.location())
            .await
            .says("La ligne est reprise")
    );

    // All or nothing: the line that is wrong forbids it, and the choice says so.
    let confirm = format!("{path}/confirmer");
    let refused = browser.post(&confirm, &[("etendue", "tout")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.says("Une ligne est encore à corriger."),
        "{}",
        refused.text()
    );
    let nothing = browser.post(&confirm, &[("etendue", "tous")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let report = imported(&site, &browser, &path, "bonnes_lignes").await;
    assert!(
        report.says("2 dossiers créés, 1 ligne refusée")
            && report.says("Télécharger les lignes refusées")
    );
    let list = everybody(&browser).await;
    assert!(
        list.contains("KEÏTA-SY Aminata") && !list.contains("SOW"),
        "{list}"
    );
}

#[tokio::test]
async fn people_who_are_there_already_are_shown_side_by_side_and_chosen() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let people = [
        line(&site, "A1", "Diallo", "12/05/1975"),
        line(&site, "A2", "Keïta", "03/11/1990"),
    ];
    let first = checked(&browser, &register(&people)).await;
    imported(&site, &browser, &first, "tout").await;

    // The same file again changes nothing, and the page says that it is the same.
    let again = checked(&browser, &register(&people)).await;
    let lines = browser.get(&format!("{again}/lignes")).await;
    assert!(
        lines.says("déjà été importé") && lines.says("2 laissées de côté."),
        "{}",
        lines.text()
    );
    let confirm = browser.get(&format!("{again}/confirmer")).await;
    assert!(
        confirm.says("Aucune ligne ne peut être importée."),
        "{}",
        confirm.text()
    );
    let nothing = browser
        .post(&format!("{again}/confirmer"), &[("etendue", "tout")])
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);

    let doubles = format!("{again}/doublons");
    let page = browser.get(&doubles).await;
    assert!(page.says("2 doublons possibles."), "{}", page.text());
    assert!(page.says("mêmes nom, prénoms et date de naissance") && page.says("Dossier n° 1"));
    assert!(page.body.contains("name=\"l2\"") && page.body.contains("value=\"mettre_a_jour\""));
    let onward = page.hidden("vers");
    let kept = [
        ("vers", onward.as_str()),
        ("l2", "creer"),
        ("l3", "ignorer"),
    ];
    let chosen = browser.post(&doubles, &kept).await;
    assert!(
        chosen.location().starts_with(&format!("{again}/confirmer")),
        "{}",
        chosen.location()
    );
    let confirm = browser.get(chosen.location()).await;
    assert!(confirm.says("1 dossier sera créé."), "{}", confirm.text());
    // Nobody is led out of the import.
    let out = browser
        .post(&doubles, &[("vers", "https://ailleurs.example/")])
        .await;
    assert!(out.location().starts_with(&doubles), "{}", out.location());

    let all = [("ressemblance", "personne"), ("choix", "mettre_a_jour")];
    let all = browser.post(&format!("{doubles}/tous"), &all).await;
    assert!(
        browser
            .get(all.location())
            .await
            .says("Les choix sont enregistrés.")
    );
    let confirm = browser.get(&format!("{again}/confirmer")).await;
    assert!(
        confirm.says("2 dossiers seront mis à jour."),
        "{}",
        confirm.text()
    );
    let gone = browser.post(&format!("{again}/abandonner"), &[]).await;
    assert!(
        browser
            .get(gone.location())
            .await
            .says("L’import est abandonné")
    );
    assert_eq!(browser.get(&again).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn columns_that_are_missing_or_twice_are_named_and_what_was_told_is_kept_for_next_time() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let people = [line(&site, "A1", "Diallo", "12/05/1975")];
    let path = brought(&browser, &register(&people)).await;
    let columns = format!("{path}/colonnes");
    let mut told = told(&browser.get(&columns).await);
    for (name, value) in &mut told {
        if name == "c2" {
            *value = "prenoms".to_owned();
        }
    }
    let wrong = browser.post(&columns, &refs(&told)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.says("Il manque la colonne « Nom de naissance »"),
        "{}",
        wrong.text()
    );
    assert!(
        wrong.says("« Prénoms » est présente deux fois : en C et en D"),
        "{}",
        wrong.text()
    );
    assert!(wrong.body.contains("aria-invalid=\"true\""));
    let header = browser.post(&columns, &[("titres", "mille")]).await;
    assert!(
        header.says("Indiquez le numéro d’une ligne de titres"),
        "{}",
        header.text()
    );

    // As it is told once, so it is understood the next time, at once.
    for (name, value) in &mut told {
        if name == "c2" {
            *value = "nom".to_owned();
        }
        if name == "c0" {
            value.clear();
        }
    }
    let right = browser.post(&columns, &refs(&told)).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
    let next = [line(&site, "B7", "Sow", "01/01/1980")];
    let next = brought(&browser, &register(&next)).await;
    assert_eq!(
        browser.get(&next).await.location(),
        format!("{next}/lignes")
    );
    let lines = browser.get(&format!("{next}/lignes")).await;
    assert!(lines.says("de la même façon"), "{}", lines.text());
    let columns = chosen(&browser.get(&format!("{next}/colonnes")).await);
    assert!(
        columns.contains(&("c0".into(), String::new())),
        "{columns:?}"
    );
}

#[tokio::test]
async fn an_import_is_undone_but_for_the_dossiers_on_which_something_was_done() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let people = [
        line(&site, "A1", "Diallo", "12/05/1975"),
        line(&site, "A2", "Keïta", "03/11/1990"),
    ];
    let path = checked(&browser, &register(&people)).await;
    imported(&site, &browser, &path, "tout").await;
    let keita = browser.get("/domicilies?onglet=tous&q=keita").await;
    let id = keita.body.split("href=\"/domicilies/").find_map(|rest| {
        let id = rest.get(..36)?;
        id.bytes()
            .all(|b| b == b'-' || b.is_ascii_hexdigit())
            .then(|| id.parse().ok())?
    });
    let visit = domiciliation::Command::RecordContact {
        on: site.house.today(),
        kind: domiciliation::fact::ContactKind::Visit,
    };
    let id = id.expect("she is in the list");
    site.house.done(id, visit).await;

    let undo = format!("{path}/annuler");
    let page = browser.get(&undo).await;
    assert!(
        page.says("1 dossier sera effacé définitivement."),
        "{}",
        page.text()
    );
    assert!(page.says("1 dossier restera") && page.says("KEÏTA Aminata") && !page.says("DIALLO"));
    let started = browser.post(&undo, &[]).await;
    assert_eq!(started.location(), path);
    let moving = browser.get(&path).await;
    assert!(moving.says("Annulation en cours") && moving.body.contains("http-equiv=\"refresh\""));
    site.house.import_all().await;
    let done = browser.get(&path).await;
    assert!(
        done.says("L’import est annulé : 1 dossier effacé."),
        "{}",
        done.text()
    );
    assert!(done.says("1 dossier reste"));
    let list = everybody(&browser).await;
    assert!(list.contains("KEÏTA") && !list.contains("DIALLO"), "{list}");
    assert_eq!(browser.get(&undo).await.location(), path);
}

#[tokio::test]
async fn an_import_is_followed_and_a_form_sent_twice_is_one_import() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let people = register(&[line(&site, "A1", "Diallo", "12/05/1975")]);
    let key = browser.get(IMPORT).await.hidden("cle");
    let one = send_again(&browser, &key, "registre.csv", &people).await;
    let two = send_again(&browser, &key, "registre.csv", &people).await;
    assert_eq!(one.location(), two.location());
    let path = one.location().to_owned();
    let columns = format!("{path}/colonnes");
    let told = told(&browser.get(&columns).await);
    browser.post(&columns, &refs(&told)).await;

    let confirm = format!("{path}/confirmer");
    for _ in 0..2 {
        let started = browser.post(&confirm, &[("etendue", "tout")]).await;
        assert_eq!(started.location(), path);
    }
    let moving = browser.get(&path).await;
    assert!(moving.says("Import en cours") && moving.body.contains("http-equiv=\"refresh\""));
    let still = browser.get(&format!("{path}?fixe=oui")).await;
    assert!(!still.body.contains("http-equiv=\"refresh\""));
    let part = browser.get_part(&format!("{path}/avancement")).await;
    assert!(part.body.contains("hx-trigger"), "{}", part.body);
    site.house.import_all().await;
    let part = browser.get_part(&format!("{path}/avancement")).await;
    assert!(!part.body.contains("hx-trigger"), "it asks no more");
    assert!(part.body.contains("hx-swap-oob"), "it is announced");
    assert!(part.says("1 dossier créé"));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_reason_and_nothing_is_kept() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    for (content, why) in [
        ("MZ a program", "n’est pas un tableau"),
        ("", "ne contient aucune ligne"),
        (TITLES, "ne contient aucune ligne"),
    ] {
        let refused = send(&browser, "registre.xlsx", content).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(refused.says(why), "{}", refused.text());
        assert!(refused.body.contains("href=\"#fichier\""));
    }
    let none = send(&browser, "", "").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("Choisissez un fichier."));
    assert!(!browser.get(IMPORT).await.says("Imports précédents"));
}

#[tokio::test]
async fn only_those_who_may_import_are_offered_it_and_nobody_sees_the_imports_of_others() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let welcome = browser.get("/domicilies").await;
    assert!(
        welcome.body.contains("href=\"/import\""),
        "{}",
        welcome.text()
    );
    let path = brought(&browser, &register(&[line(&site, "A1", "Diallo", "1975")])).await;
    let instructor = site.browser(Role::Instructeur).await;
    let welcome = instructor.get("/domicilies").await;
    assert!(!welcome.body.contains("href=\"/import\""));
    assert_eq!(instructor.get(IMPORT).await.status, StatusCode::FORBIDDEN);
    assert_eq!(instructor.get(&path).await.status, StatusCode::FORBIDDEN);
    for unknown in ["/import/0190b3a0-0000-7000-8000-000000000009", "/import/x"] {
        assert_eq!(browser.get(unknown).await.status, StatusCode::NOT_FOUND);
    }
    let template = browser.get("/import/modele.xlsx").await;
    assert_eq!(template.status, StatusCode::OK);
    let how = template.headers["content-disposition"]
        .to_str()
        .unwrap_or_default();
    assert_eq!(how, "attachment; filename=\"modele-import.xlsx\"");
}
