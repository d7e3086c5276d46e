//! The request in its five steps.

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use product_tests::harness::Browser;

use super::{Person, in_figures};

/// The first two steps, with a mistake on the way. Comes back with the person and the
/// path of a second dossier opened by mistake.
pub async fn is_filed(browser: &Browser) -> Result<(Person, String)> {
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
    summary_leads_to(
        browser,
        &[
            ("naissance", "Date de naissance"),
            ("lieu_naissance", "Lieu de naissance"),
        ],
    )
    .await?;
    ensure!(
        browser.value("nom").await? == "Keïta",
        "what was typed is lost"
    );
    ensure!(
        browser.value("naissance").await? == "31/02/1989",
        "the mistake is lost"
    );

    browser.fill("naissance", "23/01/1989").await?;
    browser.fill("lieu_naissance", "Bamako").await?;
    browser.press("Enregistrer et continuer").await?;
    browser.sees("La demande est enregistrée").await?;
    browser.check().await?;
    let person = Person {
        home: home(browser).await?,
        today,
    };

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

    let mistake = is_filed_again(browser).await?;
    Ok((person, mistake))
}

/// The summary of errors has the focus, and leads to each field.
async fn summary_leads_to(browser: &Browser, fields: &[(&str, &str)]) -> Result<()> {
    let focused = browser
        .run("return document.activeElement.innerText")
        .await?;
    let summary = focused.as_str().unwrap_or_default();
    for (id, label) in fields {
        ensure!(
            summary.contains(label),
            "{label} is not in the summary that has the focus: {summary}"
        );
        let follow = format!(
            "document.querySelector('a[href=\"#{id}\"]').click(); return document.activeElement.id"
        );
        let reached = browser.run(&follow).await?;
        ensure!(
            reached == *id,
            "the summary leads to {reached}, not to {id}"
        );
    }
    Ok(())
}

/// The same person, typed without accents: shown before a second dossier exists.
async fn is_filed_again(browser: &Browser) -> Result<String> {
    browser.visit("/domicilies/nouveau").await?;
    browser.choose("civilite", "Madame").await?;
    browser.fill("nom", "KEITA").await?;
    browser.fill("prenoms", "aminata").await?;
    browser.fill("naissance", "1989").await?;
    browser.fill("lieu_naissance", "Bamako").await?;
    browser.press("Enregistrer et continuer").await?;
    browser
        .sees("Cette personne a peut-être déjà un dossier")
        .await?;
    browser.sees("n° 1 de KEÏTA Aminata").await?;
    browser.check().await?;
    browser
        .choose("autre_personne", "C’est une autre personne")
        .await?;
    browser.press("Enregistrer et continuer").await?;
    browser.sees("La demande est enregistrée").await?;
    home(browser).await
}

/// The path of the dossier whose second step is open.
async fn home(browser: &Browser) -> Result<String> {
    let path = browser.path().await?;
    let home = path.strip_suffix("/demande/coordonnees");
    Ok(home
        .with_context(|| format!("{path} is not the second step"))?
        .to_owned())
}

/// The last three steps: an appointment, the interview, the proposal.
pub async fn is_instructed(browser: &Browser, person: &Person) -> Result<()> {
    browser.visit(&person.home).await?;
    browser.press("Reprendre la demande").await?;
    browser.sees("Fixer un rendez-vous").await?;
    browser.check().await?;
    browser
        .fill("date", &in_figures(person.today + Days::new(1)))
        .await?;
    browser.fill("heure", "9h30").await?;
    browser.press("Fixer le rendez-vous").await?;
    browser.sees("Le rendez-vous est fixé").await?;
    browser.sees("à 9 h 30").await?;
    browser.check().await?;

    // She comes the day before.
    browser.press("Mener l’entretien").await?;
    browser.check().await?;
    browser.choose("deja_domicilie", "Non").await?;
    browser
        .choose("motif", "Accès aux prestations sociales")
        .await?;
    browser.select("lien", "Social").await?;
    browser.select("menage", "Femme isolée avec enfant").await?;
    browser
        .select("logement", "Hébergement chez un tiers")
        .await?;
    browser
        .fill("remarques", "Attend une réponse de la CAF.")
        .await?;
    browser.press("Enregistrer l’entretien").await?;
    browser.sees("L’entretien est enregistré").await?;
    browser.check().await?;

    browser.press("Noter l’accusé de réception").await?;
    browser.sees("L’accusé de réception est noté").await?;
    browser.choose("sens", "Accorder").await?;
    browser.fill("remarques", "Tout est réuni.").await?;
    browser.press("Proposer la décision").await?;
    browser.sees("La proposition est transmise").await?;
    browser
        .sees("La décision revient à un gestionnaire")
        .await?;
    browser.check().await?;
    ensure!(
        !browser.offers("Accorder la domiciliation").await?,
        "an instructeur is offered to decide"
    );
    browser.visit(&person.under("decision/accorder")).await?;
    browser.sees("Action non autorisée").await?;
    browser.check().await
}
