//! What no browser sends, and what people type without meaning harm.

use anyhow::{Context, Result, ensure};
use product_tests::harness::{
    Browser, Look, Reply, Site,
    demo::{GESTION, GESTION_AILLEURS, PASSWORD, dossiers},
    form, proposed, send, send_part,
};

const NEW: &str = "/domicilies/nouveau";
const FORM: &str =
    "civilite=madame&nom=Martin&prenoms=Ana&naissance=1990&lieu_naissance=Lyon&canal=in_person";

/// A site with somebody signed in.
struct Desk {
    site: Site,
    cookie: String,
    known: Vec<String>,
}

impl Desk {
    async fn open() -> Result<Self> {
        let site = Site::demo().await?;
        let cookie = {
            let browser = Browser::open(&site, Look::Desk).await?;
            browser.sign_in(GESTION, PASSWORD).await?;
            browser.cookie().await?
        };
        let known = dossiers(&site, &cookie, "/domicilies")?;
        Ok(Self {
            site,
            cookie,
            known,
        })
    }

    fn post(&self, path: &str, body: &[u8]) -> Result<Reply> {
        send(&self.site.address(), &form(path, &self.cookie, body))
    }

    /// Sends a form for a new dossier that is right, but for one field.
    fn open_dossier(&self, field: &str, value: &str) -> Result<Reply> {
        let page = self.site.get(NEW, &self.cookie)?.text();
        let mut body = format!(
            "dossier={}&civilite=madame&nom=Martin&prenoms=Ana&lieu_naissance=Lyon&canal=in_person",
            proposed(&page, "dossier")
        );
        for (name, right) in [
            ("naissance", "1990".to_owned()),
            ("date_demande", proposed(&page, "date_demande")),
        ] {
            if name != field {
                body.push_str(&format!("&{name}={right}"));
            }
        }
        body.push_str(&format!("&{field}={value}"));
        self.post(NEW, body.as_bytes())
    }

    /// How many dossiers the list holds, as it says it.
    fn count(&self) -> Result<u32> {
        let page = self
            .site
            .get("/domicilies?onglet=tous", &self.cookie)?
            .text();
        let before = page
            .split("\u{a0}dossiers, par nom")
            .next()
            .unwrap_or_default();
        let number = before.rsplit('>').next().unwrap_or_default();
        number
            .parse()
            .with_context(|| format!("« {number} » is not a number of dossiers"))
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_nothing_is_stored() -> Result<()> {
    let desk = Desk::open().await?;
    let (address, cookie) = (desk.site.address(), &desk.cookie);
    let before = desk.count()?;

    let oversized = format!("nom={}", "a".repeat(100 * 1024));
    expect(&desk.post(NEW, oversized.as_bytes())?, 413)?;
    expect(&desk.post(NEW, b"dossier=1&nom=\xff\xfe\x80")?, 400)?;
    expect(&desk.post(NEW, b"nom=%FF%FE")?, 400)?;
    expect(&desk.post(NEW, b"nom=%00")?, 400)?;
    expect(&desk.post(NEW, b"")?, 422)?;

    // Half of a form, then nothing more: whether there is an answer matters less than
    // that nothing is stored and that the server lives.
    let whole = form(NEW, cookie, FORM.as_bytes());
    if let Ok(reply) = send_part(&address, &whole[..whole.len() - 20]) {
        ensure!(
            (400..500).contains(&reply.status),
            "half a form: {}",
            reply.status
        );
    }
    let json =
        String::from_utf8(form(NEW, cookie, b"{}"))?.replace("x-www-form-urlencoded", "json");
    expect(&send(&address, json.as_bytes())?, 415)?;

    let crossed = String::from_utf8(form(NEW, cookie, FORM.as_bytes()))?;
    expect(
        &send(
            &address,
            crossed.replace("same-origin", "cross-site").as_bytes(),
        )?,
        403,
    )?;
    let origin = crossed.replace(
        "Sec-Fetch-Site: same-origin",
        "Origin: https://ailleurs.example",
    );
    expect(&send(&address, origin.as_bytes())?, 403)?;

    ensure!(desk.count()? == before, "something was stored");
    Ok(())
}

#[tokio::test]
async fn absurd_words_and_dates_come_back_with_a_reason() -> Result<()> {
    let desk = Desk::open().await?;
    let before = desk.count()?;
    for date in [
        "31/02/2026",
        "00/00/0000",
        "01/01/99999",
        "-1",
        "demain",
        "2026-11-22T00:00",
        "01/01/2999",
        "01/01/1800",
    ] {
        for field in ["date_demande", "naissance"] {
            if (field, date) == ("naissance", "01/01/1800") {
                continue;
            }
            let reply = desk.open_dossier(field, date)?;
            expect(&reply, 422).context(date)?;
            ensure!(reply.text().contains(date), "{date} is lost");
        }
    }
    for usage in [
        "a".repeat(10_000),
        "é".repeat(10_000),
        "%E2%80%AE%07".to_owned(),
    ] {
        let reply = desk.open_dossier("usage", &usage)?;
        expect(&reply, 422).with_context(|| usage.chars().take(20).collect::<String>())?;
    }
    ensure!(desk.count()? == before, "something was stored");
    // With nothing absurd in it, the same form is accepted.
    expect(&desk.open_dossier("usage", "N’Guessan")?, 303)?;
    ensure!(desk.count()? == before + 1, "nothing was stored");

    let dossier = &desk.known[0];
    for (what, body) in [
        ("courrier", "courriers=-1"),
        ("courrier", "courriers=101"),
        ("courrier", "courriers=9999999999999999999"),
        ("courrier", "courriers=1&jour=01/01/2999"),
        ("remise", "courriers=100&a=titulaire"),
        ("remise", "courriers=1&a=procuration-1"),
        ("passage", "jour=30/02/2026"),
        ("passage", "moyen=telepathie"),
    ] {
        expect(
            &desk.post(&format!("{dossier}/{what}"), body.as_bytes())?,
            422,
        )?;
    }
    Ok(())
}

#[tokio::test]
async fn markup_in_a_text_is_text() -> Result<()> {
    let desk = Desk::open().await?;
    let dossier = &desk.known[0];
    let note = "note=%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cb+onclick%3D%22x%22%3E";
    expect(
        &desk.post(&format!("{dossier}/notes"), note.as_bytes())?,
        303,
    )?;
    let page = desk.site.get(dossier, &desk.cookie)?.text();
    ensure!(
        page.contains("&lt;script&gt;alert(1)"),
        "the note is not shown as it was typed"
    );
    ensure!(
        !page.contains("<script>alert") && !page.contains("<b onclick"),
        "the note is a program"
    );

    let search = desk.site.get(
        "/domicilies?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        &desk.cookie,
    )?;
    expect(&search, 200)?;
    ensure!(
        !search.text().contains("<script>alert"),
        "the search is a program"
    );
    let policy = search.header("content-security-policy").unwrap_or_default();
    ensure!(policy.contains("script-src 'self'"), "{policy}");
    Ok(())
}

#[tokio::test]
async fn what_is_unknown_or_of_others_is_not_found() -> Result<()> {
    let desk = Desk::open().await?;
    let (site, dossier) = (&desk.site, &desk.known[0]);
    let theirs = {
        let browser = Browser::open(site, Look::Desk).await?;
        browser.sign_in(GESTION_AILLEURS, PASSWORD).await?;
        dossiers(site, &browser.cookie().await?, "/domicilies")?[0].clone()
    };
    let nobody = "/domicilies/0193f5d0-0000-7000-8000-000000000000";
    let fact = "0193f5d0-0000-7000-8000-000000000001";
    for path in [
        nobody,
        &theirs,
        "/domicilies/1",
        "/domicilies/..%2F..%2Fetc",
        "/domicilies/%FF",
        "/nulle-part",
    ] {
        expect(&site.get(path, &desk.cookie)?, 404)?;
    }
    for home in [nobody, &theirs] {
        for what in [
            "dossier",
            "historique",
            "courrier/nouveau",
            "demande/decision",
            "decision/accorder",
            "radiation",
            "effacer",
            "notes",
        ] {
            expect(&site.get(&format!("{home}/{what}"), &desk.cookie)?, 404)?;
        }
        for (what, body) in [
            ("courrier", "courriers=1"),
            ("passage", ""),
            ("notes", "note=a"),
            (
                "radiation/envisager",
                "version=1&motif=autre&jour=01/11/2026",
            ),
        ] {
            expect(&desk.post(&format!("{home}/{what}"), body.as_bytes())?, 404)?;
        }
    }
    for what in ["attestation", "attestation.pdf", "notifier", "annuler"] {
        expect(
            &site.get(&format!("{dossier}/decisions/{fact}/{what}"), &desk.cookie)?,
            404,
        )?;
    }
    expect(
        &site.get(&format!("{dossier}/faits/{fact}/annuler"), &desk.cookie)?,
        404,
    )?;
    for path in ["/premier-mot-de-passe/x", "/premier-mot-de-passe/%FF"] {
        let status = site.get(path, "")?.status;
        ensure!(matches!(status, 404 | 410), "{path}: {status}");
    }
    // Without a session one is led to sign in, and back.
    let led = site.get(dossier, "")?;
    expect(&led, 303)?;
    ensure!(
        led.header("location")
            .is_some_and(|to| to.starts_with("/connexion?vers=")),
        "{}",
        led.head
    );
    Ok(())
}

/// The status that was expected, a page that says it, and nothing of the program's inside.
fn expect(reply: &Reply, status: u16) -> Result<()> {
    let text = reply.text();
    ensure!(
        reply.status == status,
        "{} instead of {status}: {} {text}",
        reply.status,
        reply.head
    );
    if status >= 400 {
        ensure!(text.contains("</html>"), "not a page: {text}");
        for inside in ["panicked", "backtrace", ".rs:", "sqlx", "Error {"] {
            ensure!(!text.contains(inside), "« {inside} » in {text}");
        }
    }
    Ok(())
}
