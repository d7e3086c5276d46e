//! Other ways to use the same pages: without scripts, in a narrow window, by the keyboard.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ACCUEIL, GESTION, PASSWORD, dossiers},
};

#[tokio::test]
async fn without_javascript_the_desk_works() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::WithoutScripts).await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;
    browser.visit("/domicilies").await?;
    browser.sees("personnes actives").await?;
    browser.fill("recherche", "diallo").await?;
    browser.press("Rechercher").await?;
    browser.press("DIALLO").await?;
    browser.press("Recevoir un courrier").await?;
    browser.sees("Le courrier reçu est enregistré").await?;
    browser.press("Annuler").await?;
    browser.sees("L’enregistrement est annulé").await?;
    browser.unfold("Mon espace").await?;
    browser.press("Se déconnecter").await?;
    browser.sees("Vous êtes déconnecté").await
}

#[tokio::test]
async fn at_320_pixels_nothing_is_cut() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Narrow).await?;
    browser.visit_and_check("/connexion").await?;
    ensure!(
        browser.run("return innerWidth").await? == 320,
        "the window is not narrow"
    );
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    let of = |list: &str| -> Result<String> {
        Ok(dossiers(&site, &cookie, list)?
            .first()
            .context("nobody")?
            .clone())
    };
    let actif = of("/domicilies?courrier=oui")?;
    let proposed = of("/domicilies?onglet=a-valider")?;
    let planned = of("/domicilies?passage=3-mois")?;
    for path in [
        "/domicilies".to_owned(),
        "/domicilies?onglet=instruction&q=a".to_owned(),
        "/domicilies/nouveau".to_owned(),
        "/equipe".to_owned(),
        "/structure".to_owned(),
        "/droits".to_owned(),
        "/mon-compte/mot-de-passe".to_owned(),
        "/accessibilite".to_owned(),
        "/confidentialite".to_owned(),
        format!("{actif}/dossier"),
        format!("{actif}/decisions"),
        format!("{actif}/courrier"),
        format!("{actif}/historique"),
        format!("{actif}/remise/nouvelle"),
        format!("{proposed}/demande/etat-civil"),
        format!("{proposed}/demande/coordonnees"),
        format!("{proposed}/demande/entretien"),
        format!("{proposed}/demande/decision"),
        format!("{proposed}/decision/accorder"),
        format!("{proposed}/decision/refuser"),
        format!("{planned}/radiation"),
        actif.clone(),
    ] {
        browser.visit_and_check(&path).await?;
    }
    browser.press("Lire l’attestation").await?;
    browser.check().await
}

#[tokio::test]
async fn by_keyboard_from_sign_in_to_a_visit() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.visit("/connexion").await?;
    tab_to(&browser, "Contenu").await?;
    tab_to(&browser, "email").await?;
    keys(&browser, ACCUEIL).await?;
    tab_to(&browser, "mot_de_passe").await?;
    keys(&browser, PASSWORD).await?;
    browser.leads_on("Entrée", keys(&browser, &enter())).await?;

    browser.visit("/domicilies").await?;
    tab_to(&browser, "AHMADI Bilal").await?;
    browser.leads_on("Entrée", keys(&browser, &enter())).await?;
    tab_to(&browser, "Noter un passage").await?;
    keys(&browser, &enter()).await?;
    browser.awaits("Enregistré : Passage").await?;

    // The key that the button shows; the focus stays where it was.
    keys(&browser, "c").await?;
    browser.awaits("Enregistré : 1 courrier reçu").await?;
    browser.awaits_focus("#acte-passage").await?;
    keys(&browser, "/").await?;
    let focused = browser.run("return document.activeElement.id").await?;
    ensure!(focused == "recherche", "« / » leads to {focused}");
    Ok(())
}

fn enter() -> String {
    Key::Enter.to_string()
}

async fn keys(browser: &Browser, text: &str) -> Result<()> {
    Ok(browser
        .client()
        .active_element()
        .await?
        .send_keys(text)
        .await?)
}

/// Presses Tab until something has the focus, and makes sure that one sees it.
async fn tab_to(browser: &Browser, what: &str) -> Result<()> {
    let tab = String::from(char::from(Key::Tab));
    for _ in 0..80 {
        keys(browser, &tab).await?;
        let focused = browser
            .run("const e = document.activeElement, s = getComputedStyle(e);
                  return [e.id, e.innerText || '', s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2]")
            .await?;
        let is = |index: usize| focused[index].as_str().unwrap_or_default().trim();
        if is(0) == what || is(1).starts_with(what) {
            ensure!(
                focused[2] == true,
                "one does not see that « {what} » has the focus"
            );
            return Ok(());
        }
    }
    Err(browser
        .here(&format!("Tab does not lead to « {what} »"))
        .await)
}
