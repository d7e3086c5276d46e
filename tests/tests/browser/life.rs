//! The whole life of one person, from the request to the striking-off, as those who
//! receive her live it.

use anyhow::{Context, Result, ensure};
use chrono::{Days, Months, NaiveDate};
use product_tests::harness::{Browser, Look, Site};

use crate::people::{
    ACCUEIL, Colleague, DIRECTION, GESTION, INSTRUCTION, PASSWORD, choose_password,
    create_structure, invite,
};

#[tokio::test]
async fn the_whole_life_of_one_person() -> Result<()> {
    let site = Site::empty().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    let link = create_structure(&site)?;
    the_team_settles_in(&browser, &link).await?;
    the_request(&browser).await?;
    Ok(())
}

/// The administrator comes in by the printed link, and the others by theirs.
async fn the_team_settles_in(browser: &Browser, link: &str) -> Result<()> {
    browser.visit_and_check(link).await?;
    browser.fill("mot_de_passe", "Valbrume2026").await?;
    browser
        .fill("mot_de_passe_confirme", "Valbrume2026")
        .await?;
    browser.press("Enregistrer le mot de passe").await?;
    browser.sees("Ce mot de passe est trop court").await?;
    browser.check().await?;
    choose_password(browser, link).await?;
    browser.check().await?;

    browser.sign_in(DIRECTION.email, PASSWORD).await?;
    browser.check().await?;
    println!("{}", browser.text().await?);
    let mut links = Vec::new();
    for colleague in [&GESTION, &INSTRUCTION, &ACCUEIL] {
        links.push(invite(browser, colleague).await?);
    }
    browser.check().await?;
    for path in [
        "/equipe",
        "/equipe/nouveau",
        "/structure",
        "/droits",
        "/mon-compte",
        "/mon-compte/mot-de-passe",
    ] {
        browser.visit_and_check(path).await?;
    }
    browser.sign_out().await?;
    for link in links {
        choose_password(browser, &link).await?;
    }
    for path in [
        "/",
        "/connexion",
        "/accessibilite",
        "/mentions-legales",
        "/confidentialite",
    ] {
        browser.visit_and_check(path).await?;
    }
    Ok(())
}

/// The five steps, with a mistake, and a second dossier that may be the same person's.
async fn the_request(browser: &Browser) -> Result<Person> {
    browser.sign_in(INSTRUCTION.email, PASSWORD).await?;
    browser.press("Nouvelle demande").await?;
    browser.check().await?;
    let today = NaiveDate::parse_from_str(&browser.value("date_demande").await?, "%d/%m/%Y")?;

    browser.choose("civilite", "Madame").await?;
    browser.fill("nom", "Keïta").await?;
    browser.fill("prenoms", "Aminata").await?;
    browser.fill("usage", "Diallo").await?;
    browser.fill("naissance", "31/02/1989").await?;
    browser.press("Enregistrer et continuer").await?;
    browser.check().await?;
    a_mistake_is_named(browser, &[("naissance", "Date de naissance"), ("lieu_naissance", "Lieu de naissance")]).await?;
    ensure!(browser.value("nom").await? == "Keïta", "what was typed is lost");

    browser.fill("naissance", "23/01/1989").await?;
    browser.fill("lieu_naissance", "Bamako").await?;
    browser.press("Enregistrer et continuer").await?;
    browser.sees("La demande est enregistrée").await?;
    browser.check().await?;
    let path = browser.path().await?;
    let home = path.strip_suffix("/demande/coordonnees").context(path.clone())?.to_owned();
    let person = Person { home, today };

    browser.fill("telephone", "06 12 34 56 78").await?;
    browser.fill("langue", "bambara").await?;
    browser.press("Ajouter une personne").await?;
    browser.fill("ayant-1-nom", "Diallo").await?;
    browser.fill("ayant-1-prenoms", "Issa").await?;
    browser.fill("ayant-1-naissance", "2019").await?;
    browser.select("ayant-1-lien", "Enfant").await?;
    browser.check().await?;
    browser.press("Enregistrer et continuer plus tard").await?;
    browser.check().await?;
    browser.press("KEÏTA Aminata").await?;
    browser.check().await?;

    a_second_try(browser).await?;

    browser.visit(&person.under("demande")).await?;
    println!("{}", browser.text().await?);
    Ok(person)
}

/// The summary of errors has the focus, and leads to each field.
async fn a_mistake_is_named(browser: &Browser, fields: &[(&str, &str)]) -> Result<()> {
    let focused = "return document.activeElement.innerText || ''";
    let summary = browser.client().execute(focused, vec![]).await?;
    let summary = summary.as_str().unwrap_or_default();
    for (id, label) in fields {
        ensure!(summary.contains(label), "{label} is not in the summary that has the focus: {summary}");
        let script = format!(
            "document.querySelector('.fr-alert a[href=\"#{id}\"]').click(); return document.activeElement.id",
        );
        let there = browser.client().execute(&script, vec![]).await?;
        ensure!(there == *id, "the summary leads to {there}, not to {id}");
    }
    Ok(())
}

/// The same person typed again without accents is shown before a second dossier exists.
async fn a_second_try(browser: &Browser) -> Result<()> {
    browser.visit("/domicilies/nouveau").await?;
    browser.choose("civilite", "Madame").await?;
    browser.fill("nom", "KEITA").await?;
    browser.fill("prenoms", "aminata").await?;
    browser.fill("naissance", "1989").await?;
    browser.fill("lieu_naissance", "Bamako").await?;
    browser.press("Enregistrer et continuer").await?;
    println!("{}", browser.text().await?);
    browser.check().await?;
    Ok(())
}

/// The person this is all about.
struct Person {
    /// The path of her dossier.
    home: String,
    today: NaiveDate,
}

impl Person {
    fn under(&self, what: &str) -> String {
        format!("{}/{what}", self.home)
    }
}
