//! Who and what stands beside the holder: proxies, the transfer, absences, holds, notes,
//! back-dated contacts, the history.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::{
    Command, Fact, Status,
    fact::ContactKind,
    procuration::{Procuration, ProcurationState, Transfer},
};
use kernel::{DossierId, FactId, Periode};
use structures::Role;
use testkit::builders::{day, text};

/// Fills the form that leads to an address, with what the page carries for it.
async fn fill(browser: &Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
    let form = shown.body.split("<form").find(|form| {
        form.split('>')
            .next()
            .is_some_and(|tag| tag.contains(&format!("action=\"{action}\"")))
    });
    let form = form.unwrap_or_else(|| panic!("{page} has no form for {action}"));
    let form = Answer {
        body: form.split("</form>").next().unwrap_or_default().to_owned(),
        ..shown
    };
    let hidden = form.hidden_fields();
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (&**n, &**v)).collect();
    all.extend(fields);
    browser.post(action, &all).await
}

fn a_proxy(nom: &str, period: Periode) -> Command {
    Command::GiveProcuration(Procuration {
        nom: text(nom),
        prenoms: text("Awa"),
        birth: None,
        period,
    })
}

fn period(from: (i32, u32, u32), until: (i32, u32, u32)) -> Periode {
    let of = |(y, m, d)| day(y, m, d);
    Periode::new(of(from), of(until)).expect("a period")
}

const PROXY: [(&str, &str); 5] = [
    ("nom", "Koné"),
    ("prenoms", "Issa"),
    ("naissance", "1990"),
    ("du", "10/03/2026"),
    ("au", "09/03/2027"),
];

#[tokio::test]
async fn every_role_gives_a_proxy_in_one_form_filled_up_to_the_end_of_the_term() {
    for role in Role::ALL {
        let site = Site::open().await;
        let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
        let browser = site.browser(*role).await;
        let page = format!("/domicilies/{id}/procurations");
        let shown = browser.get(&page).await;
        let end = site.house.read(id).await.value;
        let end = end.current_term().unwrap().period().end();
        for prefilled in ["10/03/2026".to_owned(), end.format("%d/%m/%Y").to_string()] {
            let value = format!("value=\"{prefilled}\"");
            assert!(shown.body.contains(&value), "{role:?}: {prefilled}");
        }
        let given = fill(&browser, &page, &page, &PROXY).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
        let shown = browser.get(given.location()).await;
        assert!(shown.says("La procuration est enregistrée."));
        assert!(shown.text().contains("KONÉ Issa naissance 1990"));
        assert!(shown.says("Valable"));
        // The record shows it too.
        let record = browser.get(&format!("/domicilies/{id}/dossier")).await;
        assert!(record.says("KONÉ Issa"));
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_well_typed_comes_back_with_what_is_wrong() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;
    let page = format!("/domicilies/{id}/procurations");
    for (field, value) in [
        ("nom", ""),
        ("nom", "<b>"),
        ("prenoms", " "),
        ("naissance", "31/02/1990"),
        ("du", "demain"),
        ("au", "09/03/2026"),
    ] {
        let mut fields = PROXY.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = browser.post(&page, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(
            answer.body.contains(&format!("href=\"#{field}\"")),
            "{field}: {value}"
        );
        assert!(answer.body.contains("<title>Erreur"), "{field}");
        assert!(field == "nom" || answer.body.contains("value=\"Koné\""));
    }
    assert!(site.house.read(id).await.value.procurations().is_empty());
}

#[tokio::test]
async fn r84_five_proxies_at_most_and_one_that_is_withdrawn_makes_room() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let whole = period((2026, 3, 10), (2026, 12, 31));
    let mut last = None;
    for n in 1..=5 {
        let given = house.done(id, a_proxy(&format!("Koné {n}"), whole)).await;
        last = given.first().copied();
    }
    let browser = site.browser(Role::Facteur).await;
    let page = format!("/domicilies/{id}/procurations");
    let full = browser.get(&page).await;
    assert!(full.says("Cinq procurations sont déjà en cours"));
    assert!(!full.body.contains("name=\"nom\""));
    let refused = browser.post(&page, &PROXY).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let withdraw = format!("{page}/{}/retirer", last.unwrap());
    let gone = fill(&browser, &page, &withdraw, &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let shown = browser.get(gone.location()).await;
    assert!(shown.says("Procurations passées (1)"));
    assert!(shown.says("Retirée"));
    let stored = house.read(id).await.value;
    let on = house.today();
    assert_eq!(
        stored.procurations()[4].state(on),
        ProcurationState::Withdrawn { on }
    );
    // Nobody withdraws it twice.
    let again = browser.post(&withdraw, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn proxies_say_whether_they_hold_are_to_come_or_have_expired() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for (nom, until) in [
        ("Passé", period((2026, 1, 1), (2026, 3, 9))),
        ("Présent", period((2026, 1, 1), (2026, 3, 10))),
        ("Futur", period((2026, 3, 11), (2026, 12, 31))),
    ] {
        house.done(id, a_proxy(nom, until)).await;
    }
    let browser = site.browser(Role::Agent).await;
    let page = browser
        .get(&format!("/domicilies/{id}/procurations"))
        .await
        .text();
    let at = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("{words}: {page}"))
    };
    assert!(at("PRÉSENT Awa") < at("FUTUR Awa"));
    assert!(at("FUTUR Awa") < at("Procurations passées (1)"));
    assert!(at("Procurations passées (1)") < at("PASSÉ Awa"));
    for state in ["Valable", "À venir", "Expirée"] {
        at(state);
    }
}

const TRANSFER: [(&str, &str); 4] = [
    ("lieu", "Centre des Tilleuls"),
    ("adresse", "8 allée des Tilleuls\r\n38000 Grenoble"),
    ("reexpedier_du", "10/03/2026"),
    ("reexpedier_au", "10/05/2026"),
];

#[tokio::test]
async fn mail_is_sent_on_changed_and_stopped() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Facteur).await;
    let page = format!("/domicilies/{id}/procurations");
    let action = format!("/domicilies/{id}/reexpedition");
    let set = fill(&browser, &page, &action, &TRANSFER).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    let shown = browser.get(set.location()).await;
    assert!(shown.says("Centre des Tilleuls"));
    assert!(shown.says("En cours"));
    assert!(shown.says("choisissez « Réexpédier »"));
    // The form shows what stands, ready to be changed.
    assert!(shown.body.contains("value=\"10/05/2026\""));
    let mut wrong = TRANSFER.to_vec();
    wrong[3].1 = "09/03/2026";
    let wrong = fill(&browser, &page, &action, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#reexpedier_au\""));

    let stop = format!("{action}/arreter");
    let stopped = fill(&browser, &page, &stop, &[]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    let shown = browser.get(stopped.location()).await;
    assert!(shown.says("Le courrier n’est pas réexpédié."));
    assert!(site.house.read(id).await.value.transfer().is_none());
}

#[tokio::test]
async fn two_desks_do_not_overwrite_each_other_s_transfer() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Agent).await;
    let page = format!("/domicilies/{id}/procurations");
    let shown = browser.get(&page).await;
    let version = shown.hidden("version");
    let other = Command::SetTransfer(Transfer {
        name: text("Foyer"),
        address: text("1 rue du Port"),
        period: period((2026, 3, 10), (2026, 4, 10)),
    });
    site.house.done(id, other).await;
    let mut fields = TRANSFER.to_vec();
    fields.push(("version", &version));
    let action = format!("/domicilies/{id}/reexpedition");
    let late = browser.post(&action, &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let stored = site.house.read(id).await.value;
    assert_eq!(stored.transfer().unwrap().name.as_str(), "Foyer");
}

/// Everything a role can read of a dossier, on one line.
async fn everything(browser: &Browser, id: DossierId) -> String {
    let mut all = String::new();
    for page in [
        "",
        "/dossier",
        "/procurations",
        "/decisions",
        "/courrier",
        "/historique",
        "/historique?tout=oui",
        "/historique?genre=contacts",
        "/notes",
        "/passage/nouveau",
        "/remise/nouvelle",
    ] {
        let answer = browser.get(&format!("/domicilies/{id}{page}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        all.push_str(&answer.text());
    }
    let desk = browser.get(&format!("/accueil/{id}")).await;
    assert_eq!(desk.status, StatusCode::OK);
    all.push_str(&desk.text());
    // « Radiation pour absence » is a word of the law, not of the dossier.
    let radiation = browser.get(&format!("/domicilies/{id}/radiation")).await;
    let lawful = ["radiation pour absence", "absence de manifestation"];
    let radiation = radiation.text().to_lowercase();
    all.push_str(
        &lawful
            .iter()
            .fold(radiation, |text, words| text.replace(words, "")),
    );
    all.to_lowercase()
}

#[tokio::test]
async fn r55_an_absence_is_written_and_read_by_those_who_decide_and_by_nobody_else() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let gestion = site.browser(Role::Gestionnaire).await;
    let page = format!("/domicilies/{id}/absences");
    let shown = gestion.get(&page).await;
    assert!(shown.says("Le motif ne s’écrit pas"));
    assert!(!shown.body.contains("<textarea") && !shown.body.contains("<select"));
    let opened = fill(&gestion, &page, &page, &[("du", "01/03/2026"), ("au", "")]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let read = everything(&gestion, id).await;
    assert!(read.contains("absence justifiée à partir du"));
    for role in [Role::Facteur, Role::Agent, Role::Instructeur] {
        let browser = site.browser(role).await;
        let read = everything(&browser, id).await;
        assert!(read.contains("horloge suspendue"), "{role:?}");
        assert!(!read.contains("absence"), "{role:?} reads of the absence");
        for (method, path) in [("GET", page.clone()), ("POST", page.clone())] {
            let answer = if method == "GET" {
                browser.get(&path).await
            } else {
                browser.post(&path, &[("du", "01/03/2026")]).await
            };
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?} {method}");
        }
    }

    // One at a time; it ends, neither before it began nor twice.
    let twice = gestion.post(&page, &[("du", "02/03/2026")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.says("Une absence justifiée est déjà en cours."));
    let absence = house.read(id).await.value.absences()[0].fact().unwrap();
    let end = format!("{page}/{absence}/fin");
    let early = fill(&gestion, &page, &end, &[("au", "28/02/2026")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("href=\"#au\""));
    let ended = fill(&gestion, &page, &end, &[("au", "10/03/2026")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let again = gestion.post(&end, &[("au", "10/03/2026")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Annulled, its traces stay with those who decide.
    let annul = format!(
        "/domicilies/{id}/faits/{}/annuler",
        ended_fact(house, id).await
    );
    let reason = [
        ("motif", "erreur_de_saisie"),
        ("raison", "Mauvaise personne"),
    ];
    let _ = fill(&gestion, &annul, &annul, &reason).await;
    for role in [Role::Facteur, Role::Agent, Role::Instructeur] {
        let read = everything(&site.browser(role).await, id).await;
        assert!(!read.contains("absence"), "{role:?} reads of the absence");
        assert!(!read.contains("mauvaise personne"), "{role:?}");
    }
}

async fn ended_fact(house: &testkit::house::House, id: DossierId) -> FactId {
    let dossier = house.read(id).await.value;
    let found = dossier
        .history()
        .iter()
        .find(|r| matches!(r.fact, Fact::AbsenceEnded { .. }));
    found.expect("an absence that ended").id
}

#[tokio::test]
async fn forgetting_is_suspended_with_a_reason_and_resumed_by_those_who_decide() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Radie, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Gestionnaire).await;
    let page = format!("/domicilies/{id}/conservation");
    assert!(
        browser
            .get(&page)
            .await
            .says("ce dossier est à effacer à partir du")
    );
    let none = fill(&browser, &page, &page, &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = fill(&browser, &page, &page, &[("motif", "conservation")]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    let shown = browser.get(set.location()).await;
    assert!(shown.says("Conservation demandée, depuis le"));
    let record = browser.get(&format!("/domicilies/{id}/dossier")).await;
    assert!(record.says("l’effacement est suspendu : conservation demandée"));
    let hold = site.house.read(id).await.value.holds()[0].fact();
    let lift = format!("{page}/{hold}/lever");
    let lifted = fill(&browser, &page, &lift, &[]).await;
    assert_eq!(lifted.status, StatusCode::SEE_OTHER);
    assert!(site.house.read(id).await.value.holds().is_empty());
    let instructor = site.browser(Role::Instructeur).await;
    let record = instructor.get(&format!("/domicilies/{id}/dossier")).await;
    assert!(!record.says("Conservation"));
}

#[tokio::test]
async fn notes_are_found_by_their_words_accents_aside_archived_ones_too() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for words in [
        "Préfère être appelée le matin.",
        "Parle peul.",
        "Ancienne : le matin.",
    ] {
        house.done(id, Command::AddNote(text(words))).await;
    }
    let old = house.read(id).await.value.notes()[2].fact();
    house.done(id, Command::ArchiveNote(old)).await;
    let browser = site.browser(Role::Facteur).await;
    let search = async |q: &str| browser.get(&format!("/domicilies/{id}/notes?q={q}")).await;
    let found = search("MATIN+prefere").await;
    assert!(found.says("1 note trouvée"));
    assert!(found.says("Préfère être appelée") && !found.says("Parle peul"));
    let both = search("matin").await;
    assert!(both.says("2 notes trouvées"));
    assert!(
        both.body
            .contains("<details class=\"app-disclosure\" open>")
    );
    assert!(search("zzz").await.says("0 note trouvée"));
    assert!(
        browser
            .get(&format!("/domicilies/{id}/notes"))
            .await
            .says("Notes archivées (1)")
    );
}

#[tokio::test]
async fn r57_a_contact_is_entered_late_within_reason_and_never_ahead() {
    let site = Site::open().await;
    let house = &site.house;
    house.clock.set(day(2026, 1, 15));
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    house.clock.set(day(2026, 3, 10));
    let browser = site.browser(Role::Facteur).await;
    let form = format!("/domicilies/{id}/passage/nouveau");
    assert!(browser.get(&form).await.says("au plus tôt le 15/01/2026"));
    let action = format!("/domicilies/{id}/passage");
    for (on, why) in [
        ("11/03/2026", "dans le futur"),
        ("14/01/2026", "ne peut pas précéder le 15 janvier 2026"),
        ("31/02/2026", "Indiquez une date qui existe"),
    ] {
        let fields = [("moyen", "phone_call"), ("jour", on)];
        let wrong = browser.post(&action, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}");
        assert!(wrong.says(why), "{on}: {}", wrong.text());
        assert!(wrong.body.contains("href=\"#jour\""), "{on}");
        assert!(wrong.body.contains(&format!("value=\"{on}\"")), "{on}");
    }
    for on in ["15/01/2026", "10/03/2026"] {
        let fields = [("moyen", "phone_call"), ("jour", on)];
        let noted = browser.post(&action, &fields).await;
        assert_eq!(
            noted.status,
            StatusCode::SEE_OTHER,
            "{on}: {}",
            noted.text()
        );
    }
    let contacts = house.read(id).await.value;
    let contacts = contacts.history().iter().filter(|r| {
        let call = ContactKind::PhoneCall;
        matches!(r.fact, Fact::ContactMade { kind, .. } if kind == call)
    });
    assert_eq!(contacts.count(), 2);
}

#[tokio::test]
async fn the_history_is_filtered_by_kind_day_author_and_what_was_annulled() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let visit = |d: u32| Command::RecordContact {
        on: day(2026, 3, d),
        kind: ContactKind::Visit,
    };
    house.clock.advance_days(5);
    for d in [11, 12, 13] {
        house.order(Role::Agent, id, visit(d)).await.unwrap();
    }
    let wrong = house.order(Role::Facteur, id, visit(14)).await.unwrap()[0];
    house
        .order(Role::Facteur, id, Command::Undo { target: wrong })
        .await
        .unwrap();
    let browser = site.browser(Role::Instructeur).await;
    let lines = async |asked: &str| {
        let page = browser
            .get(&format!("/domicilies/{id}/historique{asked}"))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{asked}");
        let shown = page
            .body
            .split("<ul class=\"app-history\">")
            .nth(1)
            .unwrap_or_default();
        let shown = shown.split("</ul>").next().unwrap_or_default();
        (shown.matches("<li>").count(), page)
    };
    let all = lines("").await.0;
    let (contacts, page) = lines("?genre=contacts").await;
    assert_eq!(contacts, 5);
    assert!(page.says("5 enregistrements, passages, appels et messages"));
    assert_eq!(lines("?genre=contacts&masquer=oui").await.0, 3);
    assert_eq!(
        lines("?genre=contacts&du=12/03/2026&au=13/03/2026").await.0,
        2
    );
    let agent = house.actor(Role::Agent).id();
    let (by_agent, page) = lines(&format!("?auteur={agent}")).await;
    assert_eq!(by_agent, 3);
    assert!(page.says("saisis par Camille Agent d’accueil"));
    // A date that is none is said, and keeps nothing out.
    let (shown, page) = lines("?du=hier").await;
    assert_eq!(shown, all);
    assert!(page.body.contains("href=\"#du\""));
    // Paper says whose history it is, of which day, and what was left out.
    let (printed, page) = lines("?genre=contacts&tout=oui").await;
    assert_eq!(printed, 5);
    assert!(
        page.text()
            .contains("Structure 1. Historique du dossier n° 1, Mme DIALLO Aminata, imprimé le 15 mars 2026 par Camille Instructeur.")
    );
    assert!(!page.says("Annuler le"));
}

#[tokio::test]
async fn a_long_history_comes_by_hundred_lines_and_prints_whole() {
    let site = Site::open().await;
    let house = &site.house;
    let id = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for n in 0..205 {
        house
            .done(id, Command::AddNote(text(&format!("Note {n}."))))
            .await;
    }
    let browser = site.browser(Role::Agent).await;
    let count = async |asked: &str| {
        let page = browser
            .get(&format!("/domicilies/{id}/historique?genre=notes{asked}"))
            .await;
        page.body.matches("<li><time").count()
    };
    assert_eq!(count("").await, 100);
    assert_eq!(count("&page=3").await, 5);
    assert_eq!(count("&page=99").await, 5);
    assert_eq!(count("&tout=oui").await, 205);
    let second = browser
        .get(&format!("/domicilies/{id}/historique?genre=notes&page=2"))
        .await;
    for page in ["page=1", "page=3"] {
        assert!(
            second
                .body
                .contains(&format!("historique?genre=notes&amp;{page}")),
            "{page}"
        );
    }
}

#[tokio::test]
async fn r25_a_request_is_forwarded_to_the_competent_body_and_the_page_says_so() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let browser = site.browser(Role::Instructeur).await;
    let page = format!("/domicilies/{id}/demande/decision");
    let action = format!("/domicilies/{id}/demande/transmettre");
    let blank = fill(&browser, &page, &action, &[("organisme", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("href=\"#organisme\""));
    let sent = fill(&browser, &page, &action, &[("organisme", "CCAS de Lyon")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let shown = browser.get(sent.location()).await;
    assert!(shown.says("La transmission est notée."));
    assert!(shown.text().contains("Transmise à CCAS de Lyon"));
    assert!(!shown.body.contains(&format!("action=\"{action}\"")));
}
