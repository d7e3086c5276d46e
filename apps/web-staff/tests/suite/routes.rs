//! The one table of routes, walked with every role, without a session, and with the
//! identifiers of another structure.

use std::{collections::BTreeSet, sync::Arc};

use crate::common::{Answer, Browser, Site};
use application::{
    files::{FileName, Held, Shelf, TemplateKind},
    jobs::{DeadJob, JobFailed, JobId, Task},
    letters::{LetterheadImage, LetterheadImages},
    messages::book::{Filter, Place, StaffMessage},
    ports::{Clock, Ids as Minting},
    printing::{Binding, Ordered, PaperKind},
    round::Item,
};
use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    appointment::{Appointment, Minutes},
    fact::ContactKind,
    mail::{MailKind, Quantity},
    procuration::Procuration,
    radiation::RadiationMotif,
};
use kernel::{DossierId, MessageId, Periode, PrintRunId, StructureKind};
use messages::StaffKind;
use structures::Role;
use testkit::{builders::text, house::House};
use web_staff::{Needs, Route, routes};

/// What fills the braces of a path: one thing and, below it, another.
type Ids = (String, String);

/// Dossiers in every state, with something of each kind in their history.
async fn live(house: &House) {
    for status in Status::ALL {
        house.open_as(*status, "Diallo", "Aminata").await;
    }
    let today = house.today();
    let convened = house.open("Keïta", "Binta").await;
    let appointment = Appointment {
        at: today.and_hms_opt(9, 0, 0).expect("nine o’clock exists"),
        minutes: Minutes::default(),
        with: house.actor(Role::Instructeur).id(),
        with_name: text("Camille Roche"),
        place: None,
    };
    house
        .done(convened, Command::FixAppointment(appointment))
        .await;
    let planned = house.open_as(Status::Actif, "Traoré", "Fanta").await;
    let busy = house.open_as(Status::Actif, "Keïta", "Moussa").await;
    let period = Periode::one_year_from(today);
    let procuration = Procuration {
        nom: text("Keïta"),
        prenoms: text("Awa"),
        birth: None,
        period,
    };
    let everyday = [
        Command::RecordContact {
            on: today,
            kind: ContactKind::Visit,
        },
        Command::ReceiveMail {
            on: today,
            items: vec![(MailKind::Letter, Quantity::ONE)],
            remark: None,
        },
        Command::AddNote(text("Préfère être appelée l’après-midi.")),
        Command::GiveProcuration(procuration),
        Command::JustifyAbsence {
            from: today,
            until: None,
        },
    ];
    for command in everyday {
        house.done(busy, command).await;
    }
    let plan = Command::PlanRadiation {
        motif: RadiationMotif::DomicileStable,
        notified_on: today,
    };
    house.done(planned, plan).await;
    a_round(house, busy).await;
    an_order(house, busy).await;
    a_template(house).await;
    an_import(house).await;
    a_message(house, busy).await;
    for image in LetterheadImage::ALL {
        let (images, actor) = (
            LetterheadImages::new(house.file_room()),
            house.actor(Role::Administrateur),
        );
        let mut content = Held::new(b"\x89PNG".to_vec());
        let name = FileName::of("logo.png");
        let kept = images.replace(&actor, image, name, &mut content).await;
        assert!(kept.is_ok());
    }
    for shelf in [Shelf::Attachments(busy), Shelf::Internal] {
        let (files, actor) = (house.files(), house.actor(Role::Administrateur));
        let mut content = Held::new(b"%PDF-1.7".to_vec());
        let name = FileName::of("Aminata.pdf");
        let added = files.add(&actor, shelf, name, None, &mut content).await;
        assert!(added.is_ok());
    }
}

/// A message about a dossier.
async fn a_message(house: &House, dossier: DossierId) {
    let at = house.clock.now();
    let message = StaffMessage {
        id: MessageId::new(Minting::mint(house.ids.as_ref(), at)),
        staff: house.actor(Role::Gestionnaire).id(),
        kind: StaffKind::Proposed,
        dossier: Some(dossier),
        occurrence: dossier.to_string(),
        at,
    };
    let store = &house.storage.store;
    let mut uow = store.begin(house.scope()).await.expect("memory answers");
    let added = uow.staff_messages_insert(house.id(), &[message]).await;
    assert!(added.is_ok());
    assert!(uow.commit().await.is_ok());
}

/// The messages of a structure.
async fn messages_of(house: &House) -> Vec<String> {
    let filter = Filter {
        staff: true,
        ..Filter::default()
    };
    let store = &house.storage.store;
    let mut uow = store.begin(house.scope()).await.expect("memory answers");
    let page = uow.messages_log(house.id(), &filter, Place::Start, 9).await;
    let lines = page.into_iter().flat_map(|page| page.lines);
    lines.map(|line| line.message.id.to_string()).collect()
}

/// The files of a shelf, below what owns them.
async fn files_of(house: &House, shelf: Shelf) -> Vec<String> {
    let actor = house.actor(Role::Administrateur);
    let listed = house.files().list(&actor, shelf).await;
    let listed = listed.into_iter().flatten();
    listed.map(|listed| listed.file.id.to_string()).collect()
}

/// A template of the structure that stands in for the attestation.
async fn a_template(house: &House) {
    let actor = house.actor(Role::Administrateur);
    let templates = house.templates(Arc::new(crate::common::TenDigits));
    let added = templates.add(
        &actor,
        TemplateKind::CerfaAttestation,
        FileName::of("attestation.docx"),
        text("Attestation"),
        b"PK{USAGER_NOM}".to_vec(),
    );
    assert!(added.await.is_ok());
}

/// The templates of a structure.
async fn templates_of(house: &House) -> Vec<String> {
    let actor = house.actor(Role::Administrateur);
    let listed = house
        .templates(Arc::new(crate::common::TenDigits))
        .list(&actor)
        .await;
    let listed = listed.into_iter().flatten();
    listed.map(|listed| listed.file.id.to_string()).collect()
}

/// An order to print that is ready.
async fn an_order(house: &House, dossier: DossierId) {
    let (printing, actor) = (house.printing(), house.actor(Role::Gestionnaire));
    let ordered = printing.order(
        &actor,
        PrintRunId::new(dossier.uuid()),
        PaperKind::Attestation,
        Binding::OnePdf,
        Ordered::People(vec![dossier]),
    );
    assert!(ordered.await.is_ok());
    assert_eq!(house.print_all().await, 1);
}

/// A register that waits to be confirmed: somebody who is there already, somebody twice.
async fn an_import(house: &House) {
    let line = |nom, prenoms| testkit::imports::a_line(nom, prenoms);
    let lines = [
        line("Diallo", "Aminata"),
        line("Sow", "Awa"),
        line("Sow", "Awa"),
    ];
    house.brought(&lines).await;
}

/// A mail round with one line.
async fn a_round(house: &House, dossier: DossierId) {
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let round = rounds.new_id();
    assert!(rounds.open(&actor, round).await.is_ok());
    let item = Item {
        dossier,
        kind: MailKind::Letter,
        quantity: Quantity::ONE,
        remark: None,
        meant: false,
    };
    let key = round.uuid();
    assert!(rounds.enter(&actor, round, key, item).await.is_ok());
}

/// Everything of a structure that a path may name, most busy dossier first.
async fn ids_of(house: &House, path: &str) -> Vec<Ids> {
    if path.starts_with("/equipe/") {
        return vec![(house.actor(Role::Facteur).id().to_string(), String::new())];
    }
    if path.starts_with("/tournee/") {
        let rounds = house.rounds().recent(&house.actor(Role::Facteur)).await;
        return rounds
            .into_iter()
            .flatten()
            .map(|summary| (summary.round.id.to_string(), "1".to_owned()))
            .collect();
    }
    if path.starts_with("/impressions/") {
        let (printing, actor) = (house.printing(), house.actor(Role::Gestionnaire));
        let runs = printing.recent(&actor).await.into_iter().flatten();
        return runs
            .map(|run| (run.id.to_string(), String::new()))
            .collect();
    }
    if path.starts_with("/import/") {
        let actor = house.actor(Role::Gestionnaire);
        let runs = house.imports().recent(&actor).await;
        let runs = runs.into_iter().flatten();
        // The line below the titles.
        return runs
            .map(|run| (run.id.to_string(), "2".to_owned()))
            .collect();
    }
    if path.starts_with("/taches/") {
        let dead = house.storage.jobs.jobs_dead(Some(house.id()), 10).await;
        let dead = dead.into_iter().flatten();
        return dead
            .map(|job| (job.id.to_string(), String::new()))
            .collect();
    }
    if path.starts_with("/a-traiter/") {
        let duties = domiciliation::due::Duty::ALL.iter();
        return duties
            .map(|duty| (duty.code().to_owned(), String::new()))
            .collect();
    }
    if path.starts_with("/messages/") {
        let messages = messages_of(house).await.into_iter();
        return messages.map(|id| (id, String::new())).collect();
    }
    if path.starts_with("/parametres/messages/textes/") {
        return vec![("courrier".to_owned(), "ar".to_owned())];
    }
    if path.starts_with("/structure/documents/internes/") {
        let files = files_of(house, Shelf::Internal).await.into_iter();
        return files.map(|file| (file, String::new())).collect();
    }
    if path.starts_with("/structure/documents/modeles/") {
        let templates = templates_of(house).await.into_iter();
        return templates.map(|file| (file, String::new())).collect();
    }
    let mut ids = Vec::new();
    let query = application::reads::ListQuery {
        tab: application::reads::Tab::All,
        ..Default::default()
    };
    for row in house.rows(query).await {
        if path.contains("/documents/modeles/") {
            let templates = templates_of(house).await.into_iter();
            ids.extend(templates.map(|file| (row.id.to_string(), file)));
            continue;
        }
        if path.contains("/pieces/{fichier}") {
            let files = files_of(house, Shelf::Attachments(row.id))
                .await
                .into_iter();
            ids.extend(files.map(|file| (row.id.to_string(), file)));
            continue;
        }
        let dossier = house.read(row.id).await.value;
        let facts = dossier.history().iter().rev();
        ids.extend(facts.map(|fact| (row.id.to_string(), fact.id.to_string())));
    }
    ids
}

/// The path with these in place of its first and of its second braces.
fn filled(path: &str, (outer, inner): &Ids) -> String {
    let mut values = [outer, inner].into_iter();
    path.split('/')
        .map(|part| match part.split_once('}') {
            Some((open, rest)) if open.starts_with('{') => {
                format!("{}{rest}", values.next().map_or("", String::as_str))
            }
            _ => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn holes(path: &str) -> usize {
    path.matches('{').count()
}

/// The ways to fill a path that differ: facts matter only where the path names one.
fn ways(path: &str, ids: &[Ids]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    ids.iter()
        .map(|ids| filled(path, ids))
        .filter(|path| seen.insert(path.clone()))
        .collect()
}

/// A page, or a form in which nothing was typed: only what every form carries.
async fn call(browser: &Browser, route: &Route, path: &str) -> Answer {
    match route.method {
        "GET" => browser.get(path).await,
        "POST" => {
            let key = "0190b3a0-0000-7000-8000-000000000001";
            browser.post(path, &[("cle", key), ("version", "1")]).await
        }
        method => panic!("{method} is no method of a page"),
    }
}

#[test]
fn no_two_routes_are_alike_and_few_are_open_to_anybody() {
    let table = routes();
    let all: BTreeSet<_> = table
        .iter()
        .map(|route| (route.path, route.method))
        .collect();
    assert_eq!(all.len(), table.len());
    let open: BTreeSet<_> = table
        .iter()
        .filter(|route| route.needs == Needs::Nothing)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let expected = [
        "GET /",
        "GET /accessibilite",
        "GET /agenda/flux/{file}",
        "GET /confidentialite",
        "GET /connexion",
        "GET /mentions-legales",
        "GET /plan-du-site",
        "GET /premier-mot-de-passe/{secret}",
        "POST /connexion",
        "POST /deconnexion",
        "POST /premier-mot-de-passe/{secret}",
    ];
    assert_eq!(open, expected.map(str::to_owned).into());
}

#[tokio::test]
async fn without_a_session_a_page_leads_to_sign_in_and_a_form_is_kept() {
    let site = Site::open().await;
    live_on(&site, &site.house).await;
    let browser = site.stranger();
    for route in routes() {
        let path = match ids_of(&site.house, route.path).await.first() {
            Some(ids) => filled(route.path, ids),
            None => route.path.to_owned(),
        };
        let open = route.needs == Needs::Nothing;
        if route.method == "GET" {
            let answer = browser.get(&path).await;
            let sent = answer.location().starts_with("/connexion?vers=");
            assert_eq!(sent, !open, "GET {path}: {}", answer.status);
        } else if !open {
            let answer = browser.post(&path, &[("champ", "valeur")]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "POST {path}");
            assert_eq!(answer.hidden("corps"), "champ=valeur", "POST {path}");
        }
    }
}

#[tokio::test]
async fn each_role_reaches_exactly_what_the_table_lets_it_reach() {
    for role in Role::ALL {
        let site = Site::of_kind(StructureKind::OrganismeAgree).await;
        live_on(&site, &site.house).await;
        // Reads first: what is sent afterwards changes what there is to read.
        let (pages, forms): (Vec<Route>, Vec<Route>) = routes()
            .into_iter()
            .partition(|route| route.method == "GET");
        for route in pages.into_iter().chain(forms) {
            walk(&site, *role, &route).await;
        }
    }
}

/// A structure where everything is that a page may be about, what failed for good included.
async fn live_on(site: &Site, house: &House) {
    live(house).await;
    let failed_at = house.clock.now();
    // Jobs of all structures are numbered together.
    let number = if house.id() == site.house.id() { 7 } else { 8 };
    site.store.bury(DeadJob {
        id: JobId(number),
        task: Task::MessagesRun(house.id()),
        since: failed_at,
        failed_at,
        attempts: 10,
        why: JobFailed::Storage,
    });
}

async fn walk(site: &Site, role: Role, route: &Route) {
    let browser = site.browser(role).await;
    let what = format!("{} {} as {}", route.method, route.path, role.code());
    let permitted = match route.needs {
        Needs::Nothing => return,
        Needs::Session => true,
        Needs::Permission(action) => role.permits(action),
    };
    let mut reached = false;
    for path in ways(route.path, &ids_of(&site.house, route.path).await) {
        let status = call(&browser, route, &path).await.status;
        assert_ne!(status, StatusCode::UNAUTHORIZED, "{what}");
        assert!(!status.is_server_error(), "{what}: {status}");
        assert_eq!(
            status == StatusCode::FORBIDDEN,
            !permitted,
            "{what}: {status}"
        );
        reached |= status.is_success() || status.is_redirection();
        if reached || !permitted || route.method == "POST" {
            break;
        }
    }
    assert!(
        reached || !permitted || route.method == "POST",
        "{what}: no dossier has this page"
    );
}

#[tokio::test]
async fn whatever_belongs_to_another_structure_is_not_found() {
    let site = Site::open().await;
    live_on(&site, &site.house).await;
    live_on(&site, &site.elsewhere).await;
    let browser = site.browser(Role::Administrateur).await;
    let mut known = Vec::new();
    for route in routes().iter().filter(|route| route.path.contains("{id}")) {
        let ids = ids_of(&site.elsewhere, route.path).await;
        assert!(!ids.is_empty());
        for path in ways(route.path, &ids).into_iter().take(40) {
            let answer = call(&browser, route, &path).await;
            if answer.status != StatusCode::NOT_FOUND || answer.says("Aminata") {
                known.push(format!(
                    "{} {}: {}",
                    route.method, route.path, answer.status
                ));
                break;
            }
        }
    }
    assert!(known.is_empty(), "{known:#?}");
}

#[tokio::test]
async fn what_is_no_identifier_names_nothing() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    for route in routes().iter().filter(|route| holes(route.path) > 0) {
        if route.needs == Needs::Nothing {
            continue;
        }
        let nonsense = ("x".repeat(10), "y".repeat(10));
        let answer = call(&browser, route, &filled(route.path, &nonsense)).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{} {}",
            route.method,
            route.path
        );
    }
}
