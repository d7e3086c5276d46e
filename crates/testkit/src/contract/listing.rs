//! What a list shows around its rows, and whose views it offers.

use application::{
    reads::{DossierRow, EndedFilter, ListQuery, Tab, TabCounts, Total},
    views::{SavedView, VIEWS, Views},
};
use chrono::Days;
use domiciliation::{
    Command, Situation, Status,
    identity::{Coordinates, Filing},
    mail::{MailKind, Quantity},
    ports::ErasureGround,
    procuration::{Procuration, Transfer},
    request::Channel,
};
use kernel::{DossierId, Periode, StaffId, StructureKind};
use structures::Role;

use crate::{Storage, builders::text, house::House};
use application::ports::{Clock, Ids};

/// Each tab, counted by reading it.
async fn counted(house: &House) -> TabCounts {
    let mut counts = TabCounts::default();
    for tab in Tab::ALL {
        let query = ListQuery {
            tab,
            ..ListQuery::default()
        };
        let rows = house.rows(query.clone()).await.len() as u64;
        let page = house.storage.lists.page(house.id(), &query, house.today());
        assert_eq!(page.await.unwrap().total, Total::Exactly(rows), "{tab:?}");
        match tab {
            Tab::All => assert_eq!(rows, counts.of(Tab::All), "every dossier has one status"),
            Tab::Renewals => counts.renewals = rows,
            Tab::Status(Status::Actif) => counts.actif = rows,
            Tab::Status(Status::Echu) => counts.echu = rows,
            Tab::Status(Status::AValider) => counts.a_valider = rows,
            Tab::Status(Status::EnInstruction) => counts.en_instruction = rows,
            Tab::Status(Status::Refuse) => counts.refuse = rows,
            Tab::Status(Status::Radie) => counts.radie = rows,
        }
    }
    counts
}

/// # Panics
/// When storage breaks its promise.
pub async fn tabs_share_all_dossiers_and_their_counts_are_exact(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let reader = house.actor(Role::Facteur).id();
    let check = async || {
        let query = ListQuery::default();
        let listing = storage
            .lists
            .listing(house.id(), reader, &query, house.today());
        assert_eq!(listing.await.unwrap().counts, counted(&house).await);
    };
    check().await;
    let mut dossiers = Vec::new();
    for status in Status::ALL.iter().chain(Status::ALL) {
        dossiers.push(house.open_as(*status, "Diallo", "Aminata").await);
        check().await;
    }
    let on = house.today();
    for (dossier, command) in [
        (
            dossiers[0],
            Command::FileDemande {
                on,
                channel: Channel::InPerson,
            },
        ),
        (dossiers[1], Command::CloseAfterExpiry),
    ] {
        house.done(dossier, command).await;
        check().await;
    }
    house.end(dossiers[6]).await;
    check().await;
    let trial = house.open("Essai", "Un").await;
    check().await;
    let (desk, actor) = (house.desk(), house.actor(Role::Gestionnaire));
    let erased = desk.erase(
        &actor,
        trial,
        house.read(trial).await.version,
        house.ids.mint(house.clock.now()),
        ErasureGround::Trial,
    );
    let _ = erased.await.unwrap();
    check().await;
    house.clock.advance_days(400);
    check().await;
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_count_that_would_read_everything_stops(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let narrowed = ListQuery {
        mail_waiting: true,
        ..ListQuery::default()
    };
    let total = async || {
        let page = storage.lists.page(house.id(), &narrowed, house.today());
        page.await.unwrap().total
    };
    assert_eq!(total().await, Total::Exactly(0));
    let letter = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    house.done(dossier, letter).await;
    assert_eq!(total().await, Total::Exactly(1));
}

/// # Panics
/// When storage breaks its promise.
pub async fn whoever_left_long_ago_is_found_by_how_long(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (struck_off, other) = (
        house.open_as(Status::Radie, "Diallo", "Aminata").await,
        house.open_as(Status::Refuse, "Ba", "Awa").await,
    );
    // On 10 March.
    let on = house.today();
    let found = async |ended, days| {
        house.clock.set(on + Days::new(days));
        let query = ListQuery {
            tab: Tab::All,
            ended: Some(ended),
            ..ListQuery::default()
        };
        let rows = house.rows(query).await;
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found(EndedFilter::OneYear, 365).await, []);
    assert_eq!(found(EndedFilter::OneYear, 366).await, [struck_off]);
    assert_eq!(found(EndedFilter::TwoYears, 366).await, []);
    assert_eq!(found(EndedFilter::TwoYears, 732).await, [struck_off]);
    assert!(house.find(other).await.is_some());
}

/// # Panics
/// When storage breaks its promise.
pub async fn rows_come_by_their_identifiers_with_all_that_they_show(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let first = house.open_as(Status::Radie, "Ba", "Awa").await;
    let theirs = elsewhere.open("Secret", "Ailleurs").await;
    let on = house.today();
    let days = |from, until| Periode::new(on + Days::new(from), on + Days::new(until)).unwrap();
    let proxy = |nom, period| {
        Command::GiveProcuration(Procuration {
            nom: text(nom),
            prenoms: text("Awa"),
            birth: None,
            period,
        })
    };
    let referent = house.actor(Role::Instructeur).id();
    for command in [
        proxy("Second", days(40, 50)),
        proxy("First", days(0, 30)),
        Command::SetTransfer(Transfer {
            name: text("Foyer"),
            address: text("1 rue du Lavoir, 75012 Paris"),
            period: days(0, 10),
        }),
        Command::RecordCoordinates(Coordinates {
            phone: Some("+33612345678".parse().unwrap()),
            email: Some("aminata@exemple.fr".parse().unwrap()),
            ..Coordinates::default()
        }),
        Command::RecordFiling(Filing {
            referent: Some(referent),
            ..Filing::default()
        }),
    ] {
        house.done(dossier, command).await;
    }
    let asked = [dossier, theirs, DossierId::new(uuid::Uuid::nil()), first];
    let rows = storage.lists.rows_of(house.id(), &asked).await.unwrap();
    let [ba, diallo]: [DossierRow; 2] = rows.try_into().unwrap();
    assert_eq!((ba.id, diallo.id), (first, dossier));
    assert_eq!(diallo.proxies, [days(0, 30), days(40, 50)]);
    assert_eq!(diallo.transfer, Some(days(0, 10)));
    assert_eq!(diallo.referent, Some(referent));
    assert_eq!(diallo.phone.unwrap().as_str(), "+33612345678");
    assert_eq!(diallo.email.unwrap().as_str(), "aminata@exemple.fr");
    assert_eq!(
        (ba.situation, ba.term_ended_on),
        (Situation::Ended, Some(on))
    );
    assert_eq!((diallo.term_start, diallo.term_ended_on), (Some(on), None));
}

/// # Panics
/// When storage breaks its promise.
pub async fn views_belong_to_one_person_or_to_all(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let views = Views::new(
        storage.store.clone(),
        house.clock.clone(),
        house.ids.clone(),
    );
    let (chief, agent) = (house.actor(Role::Gestionnaire), house.actor(Role::Agent));
    let save = async |actor, name: &str, shared| {
        let saved = views.save(actor, text(name), "onglet=actifs".into(), shared);
        saved.await.map(application::Committed::into_inner)
    };
    let own = save(&agent, "Silencieux", false).await.unwrap();
    let shared = save(&chief, "Échéances", true).await.unwrap();
    assert_eq!(
        save(&agent, "Partage", true).await,
        Err(application::UseCaseError::Forbidden)
    );
    // Pressed twice, it is one view.
    assert_eq!(save(&agent, "Silencieux", false).await, Ok(own));
    let shown = async |house: &House, reader: StaffId| {
        let query = ListQuery::default();
        let listing = storage
            .lists
            .listing(house.id(), reader, &query, house.today());
        let views = listing.await.unwrap().views;
        views.into_iter().map(|view| view.id).collect::<Vec<_>>()
    };
    assert_eq!(shown(&house, agent.id()).await, [own, shared]);
    assert_eq!(shown(&house, chief.id()).await, [shared]);
    let theirs = elsewhere.actor(Role::Administrateur);
    assert_eq!(shown(&elsewhere, theirs.id()).await, []);

    // Another's, and another structure's, are not there; a shared one is for who decides.
    let gone = application::UseCaseError::NotFound;
    assert_eq!(views.delete(&chief, own).await.err(), Some(gone.clone()));
    assert_eq!(views.delete(&theirs, shared).await.err(), Some(gone));
    let forbidden = Some(application::UseCaseError::Forbidden);
    assert_eq!(
        views.rename(&agent, shared, text("À moi")).await.err(),
        forbidden
    );
    let renamed = views.rename(&agent, own, text("Sans nouvelles")).await;
    assert!(renamed.is_ok());
    let known: Vec<SavedView> = views.list(&agent).await.unwrap();
    assert_eq!(known[0].name, text("Sans nouvelles"));
    for number in 1..VIEWS {
        save(&agent, &format!("Vue {number}"), false).await.unwrap();
    }
    let full = application::UseCaseError::Refused(application::views::ViewRefused::TooMany);
    assert_eq!(save(&agent, "Une de trop", false).await, Err(full));
    let _ = views.delete(&agent, own).await.unwrap();
    save(&agent, "Une de trop", false).await.unwrap();
}
