//! Taking over a register, in a real browser: by the keyboard from the file to the report and
//! back, without scripts, at 320 pixels; and over a server that is killed in the middle.

use std::{fmt::Write as _, fs, path::PathBuf, time::Duration};

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use fantoccini::Locator;
use product_tests::harness::{Browser, Look, Office, demo::GESTION};

const HEADINGS: &str = "Réf;Civilité;Nom;Prénom;Date de naissance;Berceau;Portable;Statut;\
    Type de demande;Début;Fin;Dernier passage";

/// A register on the disk of whoever sits at the desk.
struct Register(PathBuf);

impl Register {
    fn new(name: &str, content: &[u8]) -> Result<Self> {
        let file = format!("{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(file);
        fs::write(&path, content)?;
        Ok(Self(path))
    }

    /// People domiciled until the end of a year, with these lines besides.
    fn of(name: &str, people: u32, today: NaiveDate, besides: &[String]) -> Result<Self> {
        let mut text = format!("{HEADINGS}\r\n");
        for number in 0..people {
            let line = line(
                number,
                "Reprise",
                &format!("{:02}/03/1980", 1 + number % 28),
                today,
            );
            writeln!(text, "{line}\r")?;
        }
        for line in besides {
            writeln!(text, "{line}\r")?;
        }
        Self::new(name, text.as_bytes())
    }

    async fn is_chosen(&self, browser: &Browser) -> Result<()> {
        let chooser = browser.client().find(Locator::Id("fichier")).await?;
        Ok(chooser.send_keys(&self.0.to_string_lossy()).await?)
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Somebody of the register.
fn line(number: u32, nom: &str, birth: &str, today: NaiveDate) -> String {
    let day = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
    let (start, end) = (today - Days::new(30), today + Days::new(300));
    format!(
        "R{number};F;{nom}{number};Aminata;{birth};Bouaké;;VALIDE;PREMIERE;{};{};{}",
        day(start),
        day(end),
        day(today - Days::new(5)),
    )
}

/// How many dossiers the tab of all of them counts.
fn listed(office: &Office) -> Result<u32> {
    let page = office.site.get("/domicilies?onglet=tous", &office.cookie)?;
    let text = page.text();
    let tab = text.split("aria-current=\"page\">Tous").nth(1);
    let count = tab.and_then(|tab| tab.split("app-count\">").nth(1)?.split('<').next());
    let digits: String = count
        .context("the tab counts nobody")?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    Ok(digits.parse()?)
}

/// Waits until an import has ended. It is slow in an unoptimised build, and what a server that
/// died had begun is begun again after a minute.
async fn ends(browser: &Browser, said: &str) -> Result<()> {
    for _ in 0..750 {
        if browser.sees(said).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    browser.sees(said).await
}

#[tokio::test]
async fn a_register_is_taken_over_by_the_keyboard_put_right_confirmed_and_undone() -> Result<()> {
    let office = Office::open().await?;
    let before = listed(&office)?;
    let wrong = line(90, "Reprise", "31/02/1980", office.today);
    let twin = line(0, "Reprise", "01/03/1980", office.today);
    let register = Register::of("registre.csv", 3, office.today, &[wrong, twin])?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    browser.visit("/domicilies").await?;
    browser.unfold("Mon espace").await?;
    browser.press("Importer des dossiers").await?;
    browser.check().await?;

    // No file at all, then one.
    browser.press("Lire le fichier").await?;
    browser.sees("Choisissez un fichier").await?;
    browser.check().await?;
    register.is_chosen(&browser).await?;
    browser.awaits("À envoyer").await?;
    browser.tabs_to("Lire le fichier").await?;
    browser.enters().await?;

    // What each column seems to be.
    browser.sees("Étape 2 sur 5").await?;
    browser.sees("Date de naissance").await?;
    browser.check().await?;
    // Where people were born is called so nowhere else: it must be told once.
    browser.sees("Il manque une colonne obligatoire").await?;
    browser.press("Vérifier les lignes").await?;
    browser.awaits_focus("#erreurs").await?;
    browser.check().await?;
    browser.select("c5", "Lieu de naissance").await?;
    browser.tabs_to("Vérifier les lignes").await?;
    browser.enters().await?;

    // What is wrong, at its cell; put right in a form.
    browser.sees("1 à corriger").await?;
    browser.sees("E5, Date de naissance").await?;
    browser.check().await?;
    browser.tabs_to("Corriger").await?;
    browser.enters().await?;
    browser.sees("REPRISE90 Aminata").await?;
    browser.check().await?;
    browser.tabs_to("Enregistrer la ligne").await?;
    browser.enters().await?;
    browser.sees("Une erreur à corriger").await?;
    browser.check().await?;
    browser.awaits_focus("#erreurs").await?;
    browser.fill("c4", "28/02/1980").await?;
    browser.tabs_to("Enregistrer la ligne").await?;
    browser.enters().await?;
    browser.sees("La ligne est enregistrée").await?;
    browser.lacks("1 à corriger").await?;

    // The one who is there twice.
    browser.tabs_to("Continuer").await?;
    browser.enters().await?;
    browser.sees("1 doublon possible").await?;
    browser.check().await?;
    browser
        .tabs_to("Enregistrer ces choix et continuer")
        .await?;
    browser.enters().await?;

    browser.sees("4 dossiers seront créés").await?;
    browser.check().await?;
    ensure!(listed(&office)? == before, "something is stored already");
    browser.tabs_to("Importer 4 dossiers").await?;
    browser.enters().await?;
    ends(&browser, "L’import est terminé : 4 dossiers créés").await?;
    browser.check().await?;
    ensure!(listed(&office)? == before + 4);

    // The same file again: everybody is there.
    browser.visit("/import").await?;
    browser.check().await?;
    register.is_chosen(&browser).await?;
    browser.press("Lire le fichier").await?;
    browser.sees("déjà été importé").await?;
    browser.unfold("Abandonner cet import").await?;
    browser.press("Abandonner définitivement").await?;
    browser.sees("L’import est abandonné").await?;

    browser
        .press(&format!("{}-registre.csv", std::process::id()))
        .await?;
    browser.press("Annuler tout cet import").await?;
    browser
        .sees("4 dossiers seront effacés définitivement")
        .await?;
    browser.check().await?;
    browser.tabs_to("Effacer 4 dossiers").await?;
    browser.enters().await?;
    ends(&browser, "L’import est annulé : 4 dossiers effacés").await?;
    browser.check().await?;
    ensure!(listed(&office)? == before, "somebody stayed");
    Ok(())
}

#[tokio::test]
async fn without_scripts_and_at_320_pixels_the_good_lines_are_taken_over() -> Result<()> {
    let office = Office::open().await?;
    for (look, nom) in [
        (Look::WithoutScripts, "Sansscript"),
        (Look::Narrow, "Étroit"),
    ] {
        let good = line(1, nom, "12/05/1975", office.today);
        let wrong = line(2, nom, "demain", office.today);
        let total = "Total;;;;;;;;;;;".to_owned();
        let register = Register::of("étroit.csv", 0, office.today, &[good, wrong, total])?;
        let browser = office.browser(GESTION, look).await?;
        let checked = async || match look {
            Look::Narrow => browser.check().await,
            Look::Desk | Look::WithoutScripts => Ok(()),
        };
        browser.visit("/import").await?;
        checked().await?;
        register.is_chosen(&browser).await?;
        browser.press("Lire le fichier").await?;
        if look == Look::WithoutScripts {
            // The second file has the same headings: they were kept.
            browser.sees("Étape 2 sur 5").await?;
            browser.select("c5", "Lieu de naissance").await?;
            browser.press("Vérifier les lignes").await?;
        }
        browser.sees("2 à corriger").await?;
        checked().await?;
        browser.press("Colonnes").await?;
        checked().await?;
        browser.press("Lignes").await?;
        // The line of totals is nobody: it is left aside, and the next one comes.
        browser.press("Corriger").await?;
        browser.press("Enregistrer la ligne").await?;
        checked().await?;
        browser.press("Revenir aux lignes").await?;
        browser.press("Doublons").await?;
        checked().await?;
        browser.press("Confirmation").await?;
        checked().await?;
        // All or nothing is refused, and says why.
        browser.press("Importer 1\u{a0}dossier").await?;
        browser.sees("2 lignes sont encore à corriger").await?;
        checked().await?;
        browser
            .choose("etendue", "Les bonnes lignes seulement")
            .await?;
        browser.press("Importer 1\u{a0}dossier").await?;
        ends(&browser, "L’import est terminé : 1 dossier créé").await?;
        browser.sees("Télécharger les lignes refusées").await?;
        checked().await?;
        browser.press("Annuler tout cet import").await?;
        checked().await?;
        browser.press("Garder l’import").await?;
    }
    Ok(())
}

/// Drops files on the form, as from a folder beside the window; how many the form then has.
const DROP: &str = "const taken = new DataTransfer();
    for (const name of arguments) taken.items.add(new File(['Nom;Prénom'], name));
    const form = document.querySelector('form[data-fichier-unique]');
    form.dispatchEvent(new DragEvent('drop', { dataTransfer: taken, bubbles: true, cancelable: true }));
    return document.querySelector('#fichier').files.length";

#[tokio::test]
async fn a_file_is_dropped_on_the_form_and_two_are_not() -> Result<()> {
    let office = Office::open().await?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    browser.visit("/import").await?;
    let two = vec!["a.csv".into(), "b.csv".into()];
    ensure!(browser.client().execute(DROP, two).await? == 0);
    browser.awaits("Un seul fichier à la fois").await?;
    let one = vec!["registre.csv".into()];
    ensure!(browser.client().execute(DROP, one).await? == 1);
    browser.awaits("À envoyer : registre.csv").await?;
    browser.check().await
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_its_reason() -> Result<()> {
    let office = Office::open().await?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    let program = Register::new("programme.xlsx", b"MZ\x90\0\x03\0\0\0 a program")?;
    let large = Register::new("grand.csv", &vec![b'a'; 21 << 20])?;
    browser.visit("/import").await?;
    large.is_chosen(&browser).await?;
    browser.awaits("dépasse 20 Mo").await?;
    browser.visit("/import").await?;
    program.is_chosen(&browser).await?;
    browser.press("Lire le fichier").await?;
    browser.sees("n’est pas un tableau").await?;
    browser.check().await?;
    browser.awaits_focus("#erreurs").await?;

    let plain = office.browser(GESTION, Look::WithoutScripts).await?;
    plain.visit("/import").await?;
    large.is_chosen(&plain).await?;
    plain.press("Lire le fichier").await?;
    plain.sees("Ce fichier dépasse 20 Mo").await?;
    plain.lacks("Imports précédents").await
}

#[tokio::test]
async fn a_server_killed_in_the_middle_stores_nothing_or_all_and_the_page_says_which() -> Result<()>
{
    let mut office = Office::open().await?;
    let before = listed(&office)?;
    let people = 1_500;
    let register = Register::of("long.csv", people, office.today, &[])?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    browser.visit("/import").await?;
    register.is_chosen(&browser).await?;
    browser.press("Lire le fichier").await?;
    browser.select("c5", "Lieu de naissance").await?;
    browser.press("Vérifier les lignes").await?;
    browser.press("Confirmation").await?;
    browser.press("Importer 1\u{a0}500\u{a0}dossiers").await?;
    let page = browser.path().await?;
    browser.awaits("Import en cours").await?;
    office.site.kill()?;
    office.site.start_again().await?;
    let stored = listed(&office)? - before;
    ensure!(stored == 0 || stored == people, "{stored} of {people}");
    browser.visit(&page).await?;
    ends(&browser, "L’import est terminé : 1 500 dossiers créés").await?;
    ensure!(listed(&office)? == before + people);
    Ok(())
}
