//! The list in a real browser: acts on a row, several people at once, views, paper, files.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use fantoccini::{key::Key, wd::PrintConfigurationBuilder};
use product_tests::harness::{
    Browser, Effort, Look, Site,
    demo::{ACCUEIL, GESTION, PASSWORD, dossiers},
    form, output_folder, send,
};

fn enter() -> String {
    Key::Enter.to_string()
}

fn tab() -> String {
    String::from(char::from(Key::Tab))
}

/// How many people of a list are told that their striking off is considered.
async fn told(browser: &Browser) -> Result<usize> {
    let text = browser.text().await?;
    Ok(text.matches("observations jusqu’au").count())
}

#[tokio::test]
async fn several_people_are_told_of_a_striking_off_by_keyboard() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    // Those of the demo who are silent for long enough.
    browser.visit("/domicilies?passage=3-mois").await?;
    browser.check().await?;
    let before = told(&browser).await?;
    let reference = "3 clicks and one a person, 2 fields";
    let mut effort = Effort::of("19 strike off several (first step)", reference, &browser);
    effort.goes("Sélectionner les").await?;
    browser
        .sees("résultats choisis, sur toutes les pages")
        .await?;
    browser.check().await?;
    effort.goes("Préparer leur radiation").await?;
    browser
        .sees("Chaque radiation est une décision individuelle")
        .await?;
    browser.check().await?;
    let possible = browser
        .run("return document.querySelectorAll('[name=personne]').length")
        .await?;
    let possible = possible.as_u64().unwrap_or_default();
    ensure!(possible >= 2, "{possible} people could be told");
    // One of them is left out.
    effort.to("personne").await?;
    effort.presses(" ").await?;
    effort.goes("Enregistrer que ces personnes").await?;
    effort.done_within(4)?;
    let told_now = possible - 1;
    browser.sees(&format!("{told_now} person")).await?;
    browser.sees("Observations jusqu’au").await?;
    browser.check().await?;
    browser.visit("/domicilies?passage=3-mois").await?;
    let after = told(&browser).await?;
    ensure!(
        after as u64 == before as u64 + told_now,
        "{before} then {after}, {told_now} were told"
    );
    Ok(())
}

#[tokio::test]
async fn one_press_acts_on_a_row_which_keeps_the_focus() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;
    browser
        .visit("/domicilies?q=ahmadi+bilal&onglet=actifs")
        .await?;
    browser
        .run("window.same = true; document.querySelector('[id^=passage-]').focus()")
        .await?;
    browser.keys(&enter()).await?;
    browser.awaits("Le passage est enregistré").await?;
    browser.awaits_focus("[id^=passage-]").await?;
    ensure!(
        browser.run("return window.same").await? == true,
        "another page came"
    );
    browser.check().await?;
    browser.keys(&tab()).await?;
    browser
        .run("document.querySelector('[id^=annuler-]').focus()")
        .await?;
    browser.keys(&enter()).await?;
    browser.awaits("L’enregistrement est annulé").await
}

#[tokio::test]
async fn without_javascript_the_list_acts_and_comes_back_to_its_place() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::WithoutScripts).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser
        .visit("/domicilies?courrier=oui&tri=passage")
        .await?;
    browser.press("Page suivante").await?;
    let place = browser.client().current_url().await?;
    browser.press("+1").await?;
    browser.sees("Un courrier est enregistré").await?;
    let back = browser.client().current_url().await?;
    let query = place.query().context("a page has a place")?;
    ensure!(
        back.query().unwrap_or_default().starts_with(query),
        "{back}"
    );
    ensure!(
        back.fragment().is_some_and(|row| row.starts_with("ligne-")),
        "{back}"
    );
    browser.press("Annuler").await?;
    browser.sees("L’enregistrement est annulé").await?;

    // Everybody, on all pages, then a view of it.
    browser.press("Sélectionner les").await?;
    browser.press("Choisir leur référent").await?;
    browser.sees("personnes choisies").await?;
    browser.press("Revenir à la liste").await?;
    browser.unfold("Enregistrer cette vue").await?;
    browser.fill("nom", "Courrier à remettre").await?;
    browser.press("Enregistrer la vue").await?;
    browser.sees("La vue est enregistrée").await?;
    browser.press("Radiés").await?;
    browser.press("Courrier à remettre").await?;
    browser.sees("avec du courrier à récupérer").await
}

#[tokio::test]
async fn at_320_pixels_filters_are_folded_and_nothing_is_cut() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Narrow).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.visit_and_check("/domicilies").await?;
    browser.lacks("Échéance\nToutes").await?;
    let height = "return document.querySelector('.app-folded').offsetHeight";
    ensure!(
        browser.run(height).await? == 0,
        "the filters fill the screen"
    );
    browser
        .client()
        .find(fantoccini::Locator::Css("label[for=filtrer]"))
        .await?
        .click()
        .await?;
    ensure!(browser.run(height).await? != 0, "the filters stay folded");
    browser.check().await?;
    browser
        .run("document.querySelector('.app-more summary').click()")
        .await?;
    browser.check().await?;
    for path in [
        "/domicilies?onglet=tous&tout=oui",
        "/domicilies/plusieurs/referent?onglet=instruction&tout=oui",
        "/domicilies/plusieurs/radiation?passage=2-mois&tout=oui",
        "/domicilies/plusieurs/effacer?onglet=instruction&tout=oui",
        "/domicilies/imprimer",
        "/domicilies/exporter",
        "/domicilies/vues",
    ] {
        browser.visit_and_check(path).await?;
    }
    Ok(())
}

#[tokio::test]
async fn on_paper_the_headings_stand_on_each_sheet() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;
    browser
        .visit_and_check("/domicilies/imprimer?onglet=tous")
        .await?;
    let people = browser
        .run("return document.querySelectorAll('tbody tr').length")
        .await?;
    let settings = PrintConfigurationBuilder::default().build();
    let settings = settings.ok().context("a sheet of paper")?;
    let pdf = output_folder().join("list.pdf");
    fs::write(&pdf, browser.client().print(settings).await?)?;
    let read = Command::new("pdftotext")
        .arg("-layout")
        .arg(&pdf)
        .arg("-")
        .output()?;
    let text = String::from_utf8(read.stdout)?;
    let sheets: Vec<&str> = text.split_terminator('\u{c}').collect();
    ensure!(sheets.len() > 3, "{} sheets", sheets.len());
    for (number, sheet) in sheets.iter().enumerate() {
        for heading in ["dossiers, par nom", "Téléphone", "Passage"] {
            ensure!(
                sheet.contains(heading),
                "sheet {number} lacks {heading}: {sheet}"
            );
        }
        for screen in ["Imprimer", "Revenir", "Mon espace", "Plan du site"] {
            ensure!(!sheet.contains(screen), "sheet {number} prints {screen}");
        }
    }
    ensure!(
        text.contains(&format!("{people} dossiers")),
        "not everybody is on paper"
    );
    Ok(())
}

#[tokio::test]
async fn the_file_of_a_view_is_read_by_another_program() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.visit("/domicilies?onglet=tous&tri=numero").await?;
    browser.press("Exporter").await?;
    browser.sees("données personnelles").await?;
    browser.check().await?;
    let cookie = browser.cookie().await?;
    let body = format!(
        "liste=onglet%3Dtous%26tri%3Dnumero&qui=vue&format=csv&feuilles=domicilies\
         &colonnes=numero&colonnes=nom&colonnes=echeance&mot_de_passe={PASSWORD}"
    );
    let body = body.as_bytes();
    let reply = send(
        &site.address(),
        &form("/domicilies/exporter", &cookie, body),
    )?;
    ensure!(reply.status == 200, "{}", reply.status);
    let name = reply.header("content-disposition").unwrap_or_default();
    ensure!(
        name.starts_with("attachment; filename=\"domicilies-"),
        "{name}"
    );
    let file = unchunked(&reply.body)?;
    let file = file
        .strip_prefix("\u{feff}")
        .context("the mark of the encoding")?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(file.as_bytes());
    let columns = reader.headers()?.clone();
    let column = |name: &str| {
        columns
            .iter()
            .position(|c| c == name)
            .context(name.to_owned())
    };
    let (number, end) = (column("N°")?, column("Échéance")?);
    let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
    let numbers: Vec<u32> = rows
        .iter()
        .filter_map(|r| r.get(number)?.parse().ok())
        .collect();
    ensure!(
        numbers.len() == rows.len() && numbers.is_sorted(),
        "{numbers:?}"
    );
    let dates = rows
        .iter()
        .filter_map(|row| row.get(end))
        .filter(|date| !date.is_empty());
    for date in dates {
        chrono::NaiveDate::parse_from_str(date, "%d/%m/%Y").with_context(|| date.to_owned())?;
    }
    let shown = dossiers(&site, &cookie, "/domicilies?onglet=tous&tri=numero")?;
    ensure!(rows.len() > shown.len(), "one page is not the whole list");
    // Whoever does not decide takes nothing out.
    browser.sign_out().await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    let refused = send(
        &site.address(),
        &form("/domicilies/exporter", &cookie, body),
    )?;
    ensure!(refused.status == 403, "{}", refused.status);
    Ok(())
}

/// A body that came in pieces, put together again.
fn unchunked(mut body: &[u8]) -> Result<String> {
    let mut whole = Vec::new();
    loop {
        let end = body
            .windows(2)
            .position(|two| two == b"\r\n")
            .context("a piece has a length")?;
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end])?, 16)?;
        if length == 0 {
            return Ok(String::from_utf8(whole)?);
        }
        let start = end + 2;
        whole.extend_from_slice(body.get(start..start + length).context("a cut file")?);
        body = &body[start + length + 2..];
    }
}
