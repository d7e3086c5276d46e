//! The agenda: what it shows, what is done in it, and what leaves it.

use std::io::BufReader;

use crate::common::{Answer, Browser, Site};
use application::ports::Store;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use chrono::{Days, NaiveDate};
use domiciliation::{
    Command,
    appointment::{AppointmentOutcome, Minutes},
    request::Appointment,
};
use ical::{IcalParser, parser::ical::component::IcalEvent};
use kernel::{DossierId, FactId};
use structures::Role;
use testkit::builders::{a_member, day, text, today};

/// Fixes an appointment of the first colleague who may hold interviews.
async fn fixed(
    site: &Site,
    nom: &str,
    day: NaiveDate,
    hour: u32,
    with: Role,
) -> (DossierId, FactId) {
    let dossier = site.house.open(nom, "Aminata").await;
    let fact = fix(site, dossier, day, hour, with).await;
    (dossier, fact)
}

async fn fix(site: &Site, dossier: DossierId, day: NaiveDate, hour: u32, with: Role) -> FactId {
    let appointment = Appointment {
        at: day.and_hms_opt(hour, 0, 0).unwrap(),
        minutes: Minutes::default(),
        with: site.house.actor(with).id(),
        with_name: text(&format!("Camille {}", with.label())),
        place: Some(text("Chez sa sœur")),
    };
    let facts = site
        .house
        .done(dossier, Command::FixAppointment(appointment))
        .await;
    facts[0]
}

async fn outcome(site: &Site, dossier: DossierId) -> AppointmentOutcome {
    let dossier = site.house.read(dossier).await.value;
    dossier.appointments().last().unwrap().outcome().clone()
}

/// Sends the ticket of a page with these fields.
async fn fill(browser: &Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
    let hidden = shown.hidden_fields();
    let mut all: Vec<(&str, &str)> = Vec::new();
    for name in ["cle", "version", "vue", "jour", "agent"] {
        if let Some((_, value)) = hidden.iter().rfind(|(known, _)| known == name) {
            all.push((name, value));
        }
    }
    all.extend(fields);
    let action = page.split('?').next().unwrap();
    browser.post(action, &all).await
}

/// Presses a button beside an appointment of the page.
async fn press(browser: &Browser, page: &Answer, act: &str) -> Answer {
    let (_, form) = page
        .body
        .split_once(&format!("action=\"{act}\""))
        .unwrap_or_else(|| panic!("no form for {act}: {}", page.text()));
    let form = Answer {
        status: page.status,
        headers: page.headers.clone(),
        body: form.split("</form>").next().unwrap().to_owned(),
    };
    let hidden = form.hidden_fields();
    let fields: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser.post(act, &fields).await
}

#[tokio::test]
async fn the_week_shows_ones_own_appointments_from_monday_on() {
    let site = Site::open().await;
    // Today is Tuesday 10 March 2026.
    fixed(&site, "Diallo", today(), 9, Role::Instructeur).await;
    fixed(&site, "Petit", day(2026, 3, 13), 16, Role::Instructeur).await;
    fixed(&site, "Bernard", day(2026, 3, 12), 9, Role::Gestionnaire).await;
    fixed(&site, "Samedi", day(2026, 3, 14), 9, Role::Instructeur).await;
    fixed(&site, "Lundi", day(2026, 3, 16), 9, Role::Instructeur).await;
    let browser = site.browser(Role::Instructeur).await;

    let week = browser.get("/agenda").await;
    assert_eq!(week.status, StatusCode::OK);
    assert!(week.says("Semaine du 9 au 15 mars 2026 : 2 rendez-vous à venir, 1 sans suite."));
    for shown in [
        "Mme DIALLO Aminata",
        "Mme PETIT Aminata",
        "Mme SAMEDI Aminata",
        "Aujourd’hui",
    ] {
        assert!(week.says(shown), "{shown}");
    }
    for hidden in ["BERNARD", "LUNDI", "Dimanche 15 mars", "avec Camille"] {
        assert!(!week.says(hidden), "{hidden}");
    }
    let text = week.text();
    let place = |words: &str| text.find(words).unwrap();
    assert!(place("Lundi 9 mars") < place("DIALLO") && place("DIALLO") < place("PETIT"));

    let all = browser.get("/agenda?agent=tous&jour=2026-03-12").await;
    assert!(all.says("Mme BERNARD Aminata") && all.says("avec Camille Gestionnaire"));
    let other = site.house.actor(Role::Gestionnaire).id();
    let theirs = browser.get(&format!("/agenda?agent={other}")).await;
    assert!(theirs.says("BERNARD") && !theirs.says("DIALLO"));
    let next = browser.get("/agenda?jour=2026-03-17").await;
    assert!(next.says("Mme LUNDI Aminata") && !next.says("DIALLO"));

    let sheet = browser
        .get("/agenda?vue=jour&jour=2026-03-10&agent=tous")
        .await;
    assert!(
        sheet.says("Mardi 10 mars 2026 : aucun rendez-vous à venir, 1 sans suite")
            && sheet.says("Camille Instructeur")
    );
    // Labour day, of this territory and in this century; nonsense is today.
    assert!(
        browser
            .get("/agenda?jour=2026-05-01")
            .await
            .says("Jour férié")
    );
    for nonsense in ["jour=99999-01-01&vue=x", "jour=hier&agent=personne"] {
        let page = browser.get(&format!("/agenda?{nonsense}")).await;
        assert!(page.says("Semaine du 9 au 15 mars 2026"), "{nonsense}");
    }
}

#[tokio::test]
async fn an_appointment_that_passed_waits_for_what_became_of_it() {
    let site = Site::open().await;
    let (dossier, fact) = fixed(&site, "Diallo", today(), 9, Role::Instructeur).await;
    fixed(&site, "Petit", today(), 16, Role::Instructeur).await;
    let browser = site.browser(Role::Instructeur).await;
    let page = browser.get("/agenda").await;
    assert!(
        page.says("1 rendez-vous à venir, 1 sans suite."),
        "{}",
        page.text()
    );

    let act = format!("/agenda/{dossier}/non-honore");
    let done = press(&browser, &page, &act).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.location().ends_with(&format!("#rdv-{fact}")));
    assert_eq!(outcome(&site, dossier).await, AppointmentOutcome::Missed);
    // The same press again says the same, and adds nothing.
    let before = site.house.read(dossier).await.version;
    let again = press(&browser, &page, &act).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(site.house.read(dossier).await.version, before);

    let page = browser
        .get(done.location().split('#').next().unwrap())
        .await;
    assert!(page.says("Il est noté que la personne n’est pas venue") && page.says("Non honoré"));
    let restore = format!("/agenda/{dossier}/retablir");
    let restored = press(&browser, &page, &restore).await;
    assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.body);
    assert_eq!(outcome(&site, dossier).await, AppointmentOutcome::Planned);

    // What is no longer fresh is annulled with a reason.
    let page = browser.get("/agenda").await;
    press(&browser, &page, &act).await;
    site.house.clock.advance_minutes(11);
    let page = browser.get("/agenda").await;
    let asked = press(&browser, &page, &restore).await;
    assert!(asked.location().contains("/faits/") && asked.location().ends_with("/annuler"));
}

#[tokio::test]
async fn nobody_is_said_not_to_have_come_before_the_day() {
    let site = Site::open().await;
    let tomorrow = today() + Days::new(1);
    let (dossier, fact) = fixed(&site, "Diallo", tomorrow, 9, Role::Instructeur).await;
    let browser = site.browser(Role::Instructeur).await;
    let act = format!("/agenda/{dossier}/non-honore");
    let page = browser.get("/agenda").await;
    assert!(!page.body.contains(&act));
    let forced = browser.post(&act, &[("rdv", &fact.to_string())]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(forced.says("Aucun rendez-vous n’est passé pour cette demande"));
    let unknown = browser.post(&act, &[("rdv", "x")]).await;
    assert_eq!(unknown.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_taken_hour_is_refused_and_free_ones_are_proposed() {
    let site = Site::open().await;
    let tomorrow = today() + Days::new(1);
    fixed(&site, "Diallo", tomorrow, 9, Role::Instructeur).await;
    let paul = site.house.open("Petit", "Paul").await;
    let me = site.house.actor(Role::Instructeur).id().to_string();
    let browser = site.browser(Role::Instructeur).await;
    let step = format!("/domicilies/{paul}/demande/rendez-vous");
    let page = browser.get(&step).await;
    assert!(page.says("Créneaux libres de Camille Instructeur"));

    let wanted = [
        ("collegue", me.as_str()),
        ("date", "11/03/2026"),
        ("heure", "9:15"),
        ("duree", "30"),
        ("lieu", "Annexe"),
    ];
    let refused = fill(&browser, &step, &wanted).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Ce collègue a déjà un rendez-vous le 11 mars 2026, de 9 h à 9 h 30"));
    assert!(refused.says("déjà pris de 9 h à 9 h 30") && refused.body.contains("value=\"Annexe\""));
    assert!(!refused.says("DIALLO"), "the other person is not named");
    assert!(!refused.body.contains("T09:00:00") && refused.body.contains("2026-03-11T09:30:00"));

    // One only looks: nothing is fixed.
    let other = site.house.actor(Role::Gestionnaire).id().to_string();
    let looked = fill(
        &browser,
        &step,
        &[
            ("collegue", &other),
            ("date", "11/03/2026"),
            ("voir", "oui"),
        ],
    )
    .await;
    assert_eq!(looked.status, StatusCode::OK);
    assert!(
        looked.says("Créneaux libres de Camille Gestionnaire")
            && looked.body.contains("2026-03-11T09:00:00")
    );
    assert!(
        site.house
            .read(paul)
            .await
            .value
            .planned_appointment()
            .is_none()
    );

    // One press on a free moment fixes it.
    let pressed = format!("{me}/2026-03-11T09:30:00");
    let done = fill(
        &browser,
        &step,
        &[
            ("collegue", &other),
            ("date", ""),
            ("heure", ""),
            ("duree", "45"),
            ("creneau", &pressed),
        ],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let dossier = site.house.read(paul).await.value;
    let planned = dossier.planned_appointment().unwrap().appointment();
    assert_eq!((planned.with.to_string(), planned.minutes.get()), (me, 45));
    assert_eq!(planned.at, day(2026, 3, 11).and_hms_opt(9, 30, 0).unwrap());
}

#[tokio::test]
async fn an_appointment_is_moved_from_the_agenda_and_back_to_it() {
    let site = Site::open().await;
    let (dossier, _) = fixed(&site, "Diallo", today(), 9, Role::Instructeur).await;
    fixed(&site, "Petit", day(2026, 3, 18), 9, Role::Instructeur).await;
    let browser = site.browser(Role::Gestionnaire).await;
    let page = format!("/agenda/{dossier}/deplacer?vue=semaine&jour=2026-03-10&agent=tous");
    let shown = browser.get(&page).await;
    assert!(
        shown.says("Déplacer le rendez-vous : Mme DIALLO Aminata") && shown.says("Chez sa sœur")
    );
    let me = site.house.actor(Role::Instructeur).id().to_string();
    let fields = |hour| {
        [
            ("collegue", me.as_str()),
            ("date", "18/03/2026"),
            ("heure", hour),
            ("duree", "30"),
        ]
    };
    let taken = fill(&browser, &page, &fields("9:00")).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let moved = fill(&browser, &page, &fields("10:00")).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
    let back = "/agenda?vue=semaine&jour=2026-03-18&agent=tous&fait=rendez-vous-deplace";
    assert_eq!(moved.location(), back);
    assert!(browser.get(back).await.says("Le rendez-vous est déplacé."));
    let before = browser.get("/agenda?agent=tous").await;
    assert!(
        before.says("Déplacé au mercredi 18 mars 2026 à 10 h")
            || before
                .text()
                .contains("Déplacé au mercredi 18 mars 2026 à 10 h")
    );
}

#[tokio::test]
async fn an_appointment_is_given_up_with_a_reason() {
    let site = Site::open().await;
    let (dossier, fact) = fixed(
        &site,
        "Diallo",
        today() + Days::new(2),
        9,
        Role::Instructeur,
    )
    .await;
    let browser = site.browser(Role::Instructeur).await;
    let page = format!("/agenda/{dossier}/annuler?agent=tous");
    let blank = fill(&browser, &page, &[("raison", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("href=\"#raison\""));
    let done = fill(&browser, &page, &[("raison", "Elle a téléphoné.")]).await;
    assert!(
        done.location()
            .ends_with(&format!("agent=tous&fait=rendez-vous-annule#rdv-{fact}"))
    );
    assert_eq!(outcome(&site, dossier).await, AppointmentOutcome::Cancelled);
    // Nothing stands any more: the way leads to the dossier.
    for act in ["annuler", "deplacer"] {
        let gone = browser.get(&format!("/agenda/{dossier}/{act}")).await;
        assert_eq!(gone.location(), format!("/domicilies/{dossier}"));
    }
    let history = browser
        .get(&format!("/domicilies/{dossier}/historique"))
        .await;
    assert!(history.says("Rendez-vous annulé : Elle a téléphoné."));
}

/// The events of a calendar, read by another program than the one that wrote it.
fn events(calendar: &str) -> Vec<IcalEvent> {
    assert!(calendar.contains("\r\n") && calendar.lines().all(|line| line.len() <= 75));
    let mut calendars = IcalParser::new(BufReader::new(calendar.as_bytes()));
    let only = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    only.events
}

fn property<'a>(event: &'a IcalEvent, name: &str) -> &'a str {
    let found = event.properties.iter().find(|p| p.name == name);
    found.and_then(|p| p.value.as_deref()).unwrap_or_default()
}

/// The path of the link that the page shows, once.
async fn link(browser: &Browser) -> String {
    let made = browser.post("/mon-compte/agenda", &[]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let (_, rest) = made.body.split_once("/agenda/flux/").unwrap();
    let file = rest.split('<').next().unwrap();
    assert!(made.says("http://domifa.example/agenda/flux/"));
    format!("/agenda/flux/{file}")
}

#[tokio::test]
async fn a_feed_tells_hours_and_numbers_and_nobodys_name() {
    let site = Site::open().await;
    let (moved, series) = fixed(&site, "Diallo", day(2026, 3, 12), 9, Role::Instructeur).await;
    let (away, left) = fixed(&site, "Petit", day(2026, 7, 12), 9, Role::Instructeur).await;
    fixed(&site, "Bernard", day(2026, 3, 12), 9, Role::Gestionnaire).await;
    fix(&site, moved, day(2026, 3, 13), 14, Role::Instructeur).await;
    fix(&site, away, day(2026, 7, 13), 14, Role::Gestionnaire).await;
    let browser = site.browser(Role::Instructeur).await;
    let path = link(&browser).await;

    let answer = site.stranger().get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[CONTENT_TYPE], "text/calendar; charset=utf-8");
    let unfolded = answer.body.replace("\r\n ", "");
    for private in [
        "DIALLO", "Diallo", "Aminata", "Petit", "Bernard", "sœur", "Camille", "1989",
    ] {
        assert!(!unfolded.contains(private), "{private}");
    }
    let events = events(&answer.body);
    let by_uid = |uid: FactId| {
        let uid = uid.to_string();
        events.iter().find(|e| property(e, "UID") == uid).unwrap()
    };
    assert_eq!(events.len(), 2, "each appointment once, and no colleague's");
    let stands = by_uid(series);
    let number = site.house.read(moved).await.value.number();
    assert_eq!(
        property(stands, "SUMMARY"),
        format!("Entretien – dossier n° {number}")
    );
    // 14:00 in Paris: winter in March, summer in July.
    assert_eq!(property(stands, "DTSTART"), "20260313T130000Z");
    assert_eq!(property(stands, "DTEND"), "20260313T133000Z");
    assert_eq!(
        (property(stands, "STATUS"), property(stands, "SEQUENCE")),
        ("CONFIRMED", "2")
    );
    assert_eq!(
        property(stands, "URL"),
        format!("http://domifa.example/domicilies/{moved}")
    );
    let gone = by_uid(left);
    assert_eq!(
        (property(gone, "STATUS"), property(gone, "SEQUENCE")),
        ("CANCELLED", "1")
    );
    assert_eq!(property(gone, "DTSTART"), "20260712T070000Z");
}

#[tokio::test]
async fn a_link_that_is_unknown_replaced_removed_or_closed_leads_nowhere() {
    let site = Site::open().await;
    let stranger = site.stranger();
    for path in ["/agenda/flux/x.ics", "/agenda/flux/.ics", "/agenda/flux/x"] {
        assert_eq!(
            stranger.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let browser = site.browser(Role::Instructeur).await;
    let first = link(&browser).await;
    assert_eq!(stranger.get(&first).await.status, StatusCode::OK);
    assert_eq!(
        stranger.get(first.trim_end_matches(".ics")).await.status,
        StatusCode::NOT_FOUND
    );
    let page = browser.get("/mon-compte/agenda").await;
    let secret = first.split('/').next_back().unwrap();
    assert!(page.says("Un lien existe depuis le") && !page.body.contains(secret));

    let second = link(&browser).await;
    assert_eq!(stranger.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&second).await.status, StatusCode::OK);
    browser.post("/mon-compte/agenda/supprimer", &[]).await;
    assert_eq!(stranger.get(&second).await.status, StatusCode::NOT_FOUND);

    let third = link(&browser).await;
    let member = site.house.actor(Role::Instructeur).member().clone();
    let admin = a_member(&site.house.structure, Role::Administrateur);
    let team = [member.clone(), admin.clone()];
    let closed = member.close(admin.id(), today(), &team).unwrap();
    let mut uow = site.store.begin(site.house.scope()).await.unwrap();
    uow.staff_update(1, &closed).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(stranger.get(&third).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_appointment_is_a_file() {
    let site = Site::open().await;
    let (dossier, series) = fixed(&site, "Diallo", day(2026, 3, 12), 9, Role::Gestionnaire).await;
    let browser = site.browser(Role::Instructeur).await;
    let answer = browser
        .get(&format!("/agenda/{dossier}/rendez-vous.ics"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let events = events(&answer.body);
    assert_eq!(property(&events[0], "UID"), series.to_string());
    assert_eq!(property(&events[0], "DTSTART"), "20260312T080000Z");
    assert!(!answer.body.contains("DIALLO"));
    let none = site.house.open("Petit", "Paul").await;
    let absent = browser
        .get(&format!("/agenda/{none}/rendez-vous.ics"))
        .await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}
