//! Files people attach: chosen, refused with a reason, opened, renamed, deleted; and nothing
//! is left of what did not arrive.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ADMINISTRATION, GESTION, PASSWORD, dossiers},
    send_part,
};

/// A page that says nothing.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
    2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
    3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n\
    trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";

/// Files on the disk of whoever sits at the desk.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    fn holds(&self, name: &str, bytes: &[u8]) -> Result<String> {
        let path = self.0.join(name);
        fs::write(&path, bytes)?;
        Ok(path.to_str().context("a path in letters")?.to_owned())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Chooses files, as the dialog of the browser does.
async fn choose(browser: &Browser, paths: &[String]) -> Result<()> {
    let chooser = browser.client().find(Locator::Id("fichiers-choix")).await?;
    Ok(chooser.send_keys(&paths.join("\n")).await?)
}

/// The documents of somebody.
async fn a_tab(site: &Site, browser: &Browser) -> Result<String> {
    let found = dossiers(site, &browser.cookie().await?, "/domicilies?onglet=actifs")?;
    Ok(format!("{}/documents", found.first().context("nobody")?))
}

/// Every file has its content, every content its file.
fn nothing_is_left(site: &Site, files: u32) -> Result<()> {
    let checked = site.command().args(["files", "check", "--read"]).output()?;
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    let expected = format!("{files} files; 0 wrong; 0 being written or waiting to be deleted");
    ensure!(
        checked.status.success() && said.contains(&expected),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn files_are_added_opened_renamed_and_deleted() -> Result<()> {
    let site = Site::demo().await?;
    let folder = Folder::new("domifa-files")?;
    let bail = folder.holds("bail « rue du Port ».pdf", PDF)?;
    let program = folder.holds("photo.jpg", b"MZ this is no photograph")?;
    let large = folder.holds("plan.pdf", &[PDF, &vec![b' '; 11 << 20]].concat())?;

    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let tab = a_tab(&site, &browser).await?;
    browser.visit_and_check(&tab).await?;
    browser.sees("Aucune pièce jointe dans ce dossier").await?;

    // Too large: said before anything is sent.
    choose(&browser, std::slice::from_ref(&large)).await?;
    browser.awaits("Dépasse 10 Mo").await?;
    ensure!(
        browser
            .run("return document.querySelector('[data-fichiers] button').disabled")
            .await?
            == true
    );

    // The refused one is named on the spot, the other kept.
    browser.visit(&tab).await?;
    choose(&browser, &[bail.clone(), program]).await?;
    browser.does("Ajouter", "d’aucun format accepté").await?;
    browser.sees("Ajouté : bail « rue du Port »").await?;
    browser.check().await?;
    let focused = "return document.activeElement.id";
    ensure!(
        browser.run(focused).await? == "erreurs",
        "the error takes the focus"
    );

    choose(&browser, std::slice::from_ref(&bail)).await?;
    browser.press("Ajouter").await?;
    browser.sees("Le fichier est ajouté").await?;
    ensure!(browser.path().await? == tab, "back on the tab");
    nothing_is_left(&site, 2)?;

    browser.press("Renommer").await?;
    browser.check().await?;
    browser.fill("libelle", "Bail signé").await?;
    browser.press("Enregistrer").await?;
    browser.sees("Le libellé est modifié").await?;
    browser.press("Supprimer").await?;
    browser.check().await?;
    browser.press("Supprimer définitivement").await?;
    browser.sees("Le fichier est supprimé").await?;
    nothing_is_left(&site, 1)?;

    // The whole again where no script runs.
    let plain = Browser::open(&site, Look::WithoutScripts).await?;
    plain.sign_in(GESTION, PASSWORD).await?;
    plain.visit(&tab).await?;
    choose(&plain, &[large]).await?;
    plain.press("Ajouter").await?;
    plain.sees("Il dépasse 10 Mo").await?;
    choose(&plain, &[bail]).await?;
    plain.press("Ajouter").await?;
    plain.sees("Le fichier est ajouté").await?;
    nothing_is_left(&site, 2)
}

/// What the page is told when a file is let go above its form.
const DROP: &str = "
    const dragged = new DataTransfer();
    dragged.items.add(new File([arguments[0]], 'bail déposé.pdf', { type: 'application/pdf' }));
    const drop = new DragEvent('drop', { dataTransfer: dragged, bubbles: true, cancelable: true });
    document.querySelector('[data-fichiers] .fr-upload-group').dispatchEvent(drop);
    return drop.defaultPrevented;";

#[tokio::test]
async fn a_file_may_be_dropped_on_the_form() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let tab = a_tab(&site, &browser).await?;
    browser.visit(&tab).await?;
    let pdf = String::from_utf8_lossy(PDF).into_owned();
    let dropped = browser.client().execute(DROP, vec![pdf.into()]).await?;
    ensure!(dropped == true, "the browser would open the file instead");
    browser.awaits("À envoyer : bail déposé.pdf").await?;
    // The focus waits on the button: one key sends it.
    browser.keys("\u{e007}").await?;
    browser.awaits("Le fichier est ajouté").await?;
    browser.sees("bail déposé").await?;
    nothing_is_left(&site, 1)
}

#[tokio::test]
async fn the_pages_of_files_are_accessible_and_fit_in_320_pixels() -> Result<()> {
    let site = Site::demo().await?;
    let folder = Folder::new("domifa-narrow")?;
    let arabic = folder.holds(&format!("{}.pdf", "شَهَادَة-الإِيوَاء-".repeat(4)), PDF)?;
    for look in [Look::Desk, Look::Narrow] {
        let browser = Browser::open(&site, look).await?;
        browser.sign_in(ADMINISTRATION, PASSWORD).await?;
        let tab = a_tab(&site, &browser).await?;
        for page in [
            format!("{tab}/pieces"),
            "/structure/documents/internes".to_owned(),
        ] {
            browser.visit_and_check(&page).await?;
            choose(&browser, std::slice::from_ref(&arabic)).await?;
            browser.press("Ajouter").await?;
            browser.visit_and_check(&page).await?;
            browser.press("Supprimer").await?;
            browser.check().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_that_is_cut_leaves_nothing() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let tab = a_tab(&site, &browser).await?;
    let cookie = browser.cookie().await?;
    let mut request = format!(
        "POST {tab}/pieces HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000000\r\nConnection: close\r\n\r\n\
         --x\r\nContent-Disposition: form-data; name=\"fichiers\"; filename=\"bail.pdf\"\r\n\r\n",
        site.address()
    )
    .into_bytes();
    request.extend_from_slice(PDF);
    request.extend(vec![b' '; 3 << 20]);
    // No answer is owed to somebody who left.
    let _ = send_part(&site.address(), &request);
    // What it left is deleted as soon as the server notices.
    let start = Instant::now();
    loop {
        match nothing_is_left(&site, 0) {
            Err(_) if start.elapsed() < Duration::from_secs(10) => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            ended => return ended,
        }
    }
}
