//! Exports in a real browser: chosen by the keyboard, asked for the password, followed while
//! they are written; the files are opened by an office suite and read by other programs.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, ensure};
use product_tests::harness::{
    Browser, Look, Site,
    demo::{GESTION, PASSWORD},
    form, output_folder, send,
};

const PATH: &str = "/domicilies/exporter";

/// The body of a form with these fields.
fn body(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(name);
        body.push('=');
        for byte in value.bytes() {
            body.push_str(&format!("%{byte:02X}"));
        }
    }
    body.into_bytes()
}

/// The bytes of an answer, whether it came in pieces or not.
fn whole(reply: &product_tests::harness::Reply) -> Result<Vec<u8>> {
    if reply.header("transfer-encoding") != Some("chunked") {
        return Ok(reply.body.clone());
    }
    let (mut rest, mut whole) = (reply.body.as_slice(), Vec::new());
    loop {
        let end = rest
            .windows(2)
            .position(|two| two == b"\r\n")
            .context("a piece has a length")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end])?, 16)?;
        if length == 0 {
            return Ok(whole);
        }
        let start = end + 2;
        whole.extend_from_slice(rest.get(start..start + length).context("a cut file")?);
        rest = &rest[start + length + 2..];
    }
}

/// Everybody, all sheets but the sensitive one, in a format.
fn everything(format: &str) -> Vec<(&str, &str)> {
    let mut fields = vec![
        ("liste", "onglet=tous&tri=numero"),
        ("qui", "vue"),
        ("format", format),
        ("mot_de_passe", PASSWORD),
        ("feuilles", "domicilies"),
    ];
    if format != "csv" {
        for table in ["ayants_droit", "decisions", "passages", "courrier"] {
            fields.push(("feuilles", table));
        }
    }
    for column in [
        "numero",
        "nom",
        "prenoms",
        "naissance",
        "telephone",
        "echeance",
    ] {
        fields.push(("colonnes", column));
    }
    fields
}

#[tokio::test]
async fn an_export_is_chosen_by_the_keyboard_confirmed_and_followed() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.visit("/domicilies").await?;
    browser.tabs_to("Exporter").await?;
    browser.enters().await?;
    browser.sees("Format du fichier").await?;
    browser.check().await?;
    browser
        .run("document.querySelector('details.app-disclosure summary').click()")
        .await?;
    browser.check().await?;
    // Without the password nothing leaves, and the page says so at the field.
    browser.tabs_to("Télécharger le fichier").await?;
    browser.enters().await?;
    browser.sees("Saisissez votre mot de passe").await?;
    browser.check().await?;
    browser.fill("mot_de_passe", PASSWORD).await?;
    // The page stays, and says when the file is there.
    browser
        .does("Télécharger le fichier", "Le fichier est prêt")
        .await?;
    browser.check().await
}

#[tokio::test]
async fn the_page_fits_a_narrow_screen_and_works_without_scripts() -> Result<()> {
    let site = Site::demo().await?;
    let narrow = Browser::open(&site, Look::Narrow).await?;
    narrow.sign_in(GESTION, PASSWORD).await?;
    narrow
        .visit_and_check(&format!("{PATH}?onglet=tous"))
        .await?;
    let plain = Browser::open(&site, Look::WithoutScripts).await?;
    plain.sign_in(GESTION, PASSWORD).await?;
    plain.visit(PATH).await?;
    plain.press("Garder ce choix").await?;
    plain.sees("ajoutez-la à vos favoris").await
}

/// A day as the office suite shows it where it speaks English: month first. That it is a
/// date and no text shows in that it is turned round.
fn as_elsewhere(day: &str) -> String {
    match day.split('/').collect::<Vec<_>>()[..] {
        [d, m, y] => format!("{m}/{d}/{y}"),
        _ => day.to_owned(),
    }
}

#[tokio::test]
async fn workbooks_are_opened_by_an_office_suite_and_say_what_the_csv_says() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    let file = |format: &'static str| -> Result<Vec<u8>> {
        let reply = send(
            &site.address(),
            &form(PATH, &cookie, &body(&everything(format))),
        )?;
        ensure!(reply.status == 200, "{format}: {}", reply.status);
        whole(&reply)
    };
    let csv = String::from_utf8(file("csv")?)?;
    let rows = |text: &str, delimiter: u8| -> Result<Vec<Vec<String>>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let record = |r: csv::StringRecord| r.iter().map(str::to_owned).collect();
        Ok(reader
            .records()
            .map(|r| r.map(record))
            .collect::<Result<_, _>>()?)
    };
    let expected = rows(&csv, b';')?;
    ensure!(expected.len() > 50, "{} rows", expected.len());
    let json: serde_json::Value = serde_json::from_slice(&file("json")?)?;
    let people = json.as_array().context("a list")?;
    ensure!(people.len() == expected.len(), "{} people", people.len());
    for (person, row) in people.iter().zip(&expected) {
        ensure!(person["nom"] == row[1].trim_start_matches('\''), "{row:?}");
    }
    ensure!(
        people
            .iter()
            .any(|p| p["courrier"][0]["nature"].is_string())
    );
    for format in ["xlsx", "ods"] {
        let folder = output_folder().join(format!("export-{format}"));
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("domicilies.{format}"));
        fs::write(&path, file(format)?)?;
        let done = Command::new("soffice")
            .arg(format!(
                "-env:UserInstallation=file://{}/profile",
                folder.display()
            ))
            .args([
                "--headless",
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true,false,false,false,1",
            ])
            .arg("--outdir")
            .arg(&folder)
            .arg(&path)
            .output()
            .context("LibreOffice is not there: run the tests with `cargo xtask test`")?;
        ensure!(done.status.success(), "{format} does not open");
        let sheet = fs::read_dir(&folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.extension().is_some_and(|e| e == "csv"))
            .context("a sheet")?;
        let read = rows(&fs::read_to_string(sheet)?, b';')?;
        ensure!(
            read.len() == expected.len(),
            "{format}: {} rows",
            read.len()
        );
        for (read, row) in read.iter().zip(&expected) {
            let same = read.iter().zip(row).all(|(shown, written)| {
                let plain = written.trim_start_matches('\'');
                shown == plain || *shown == as_elsewhere(plain)
            });
            ensure!(
                same && read.len() == row.len(),
                "{format}: {read:?} {row:?}"
            );
        }
    }
    Ok(())
}

/// The members of an archive by their names, the manifest left out: it tells the moment.
fn members(path: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut zip = zip::ZipArchive::new(File::open(path)?)?;
    let mut members = BTreeMap::new();
    for place in 0..zip.len() {
        let mut member = zip.by_index(place)?;
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes)?;
        members.insert(member.name()?.into_owned(), bytes);
    }
    members.remove("manifest.json").context("no manifest")?;
    Ok(members)
}

/// Runs a command of the program, and gives what it said.
fn run(mut command: Command) -> Result<String> {
    let done = command.output()?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{command:?}: {said}");
    Ok(said + &String::from_utf8_lossy(&done.stdout))
}

#[tokio::test]
async fn the_archive_of_the_demo_is_the_same_structure_in_an_empty_installation() -> Result<()> {
    let origin = Site::demo().await?;
    let folder = output_folder().join("archive");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let (first, second) = (folder.join("first.zip"), folder.join("second.zip"));
    let export = |site: &Site, to: &Path| {
        let mut command = site.command();
        command.args([
            "export",
            "--structure",
            "CCAS de Saint-Aubin-des-Prés",
            "--archive",
        ]);
        command.arg(to);
        run(command)
    };
    let said = export(&origin, &first)?;
    ensure!(said.contains("not encrypted"), "{said}");
    ensure!(export(&origin, &first).is_err(), "nothing is written over");

    let other = Site::empty().await?;
    let import = |archive: &Path, more: &[&str]| {
        let mut command = other.command();
        command.arg("import").arg(archive).args(more);
        run(command)
    };
    let looked = import(&first, &["--dry-run"])?;
    ensure!(looked.contains("the archive is whole"), "{looked}");
    let mut torn = fs::read(&first)?;
    let middle = torn.len() / 2;
    torn[middle] ^= 1;
    let damaged = folder.join("damaged.zip");
    fs::write(&damaged, torn)?;
    ensure!(
        import(&damaged, &[]).is_err(),
        "a damaged archive is stored"
    );
    let stored = import(&first, &[])?;
    ensure!(stored.contains("stored"), "{stored}");
    ensure!(import(&first, &[]).is_err(), "it is stored twice");

    export(&other, &second)?;
    let (before, after) = (members(&first)?, members(&second)?);
    ensure!(
        before["dossiers.ndjson"].len() > 100_000,
        "the demo is small"
    );
    for (name, bytes) in &before {
        ensure!(after.get(name) == Some(bytes), "{name} is not the same");
    }
    ensure!(before.len() == after.len(), "something was added");

    // Everything that is derived from the facts is the same too.
    let table = |site: &Site| {
        let mut command = site.command();
        command.args([
            "export",
            "--structure",
            "CCAS de Saint-Aubin-des-Prés",
            "--columns",
            "all",
        ]);
        command.args(["--format", "json", "--tables"]);
        command.arg("domicilies,ayants_droit,entretiens,decisions,passages,courrier");
        run(command)
    };
    ensure!(table(&origin)? == table(&other)?, "the exports differ");
    Ok(())
}
