//! The agenda: nobody receives two people at once, and a calendar elsewhere follows it.

use std::sync::Arc;

use application::{
    UseCaseError,
    agenda::{AgendaEntry, CalendarFeeds},
    ports::Clock,
};
use chrono::{Days, NaiveDateTime, TimeDelta};
use domiciliation::{
    Command, Dossier, Fact, Recorded, Refused,
    appointment::{AppointmentOutcome, Minutes, Slot},
    fact::AnnulmentMotive,
    ports::{ErasureGround, Tombstone},
    request::Appointment,
};
use kernel::{DossierId, FactId, StaffId, StoreError, StructureKind};
use structures::{ClotureMotif, Role};

use crate::{
    Storage,
    builders::{a_member, day, id, text},
    house::House,
    ports::FakeSecrets,
};
use application::ports::Ids;

fn at(hour: u32, minute: u32) -> NaiveDateTime {
    day(2026, 3, 12).and_hms_opt(hour, minute, 0).unwrap()
}

/// An appointment of that many minutes.
fn an_appointment(with: StaffId, at: NaiveDateTime, minutes: u16) -> Appointment {
    Appointment {
        at,
        minutes: minutes.try_into().unwrap(),
        with,
        with_name: text("Camille Roche"),
        place: Some(text("Annexe")),
    }
}

async fn fix(
    house: &House,
    dossier: DossierId,
    appointment: Appointment,
) -> Result<Vec<FactId>, UseCaseError<Refused>> {
    let command = Command::FixAppointment(appointment);
    house.order(Role::Instructeur, dossier, command).await
}

/// All entries of the house around that day.
async fn entries(house: &House, with: Option<StaffId>) -> Vec<AgendaEntry> {
    let (first, last) = (day(2026, 1, 1), day(2027, 12, 31));
    let found = house
        .storage
        .agenda
        .appointments(house.id(), first, last, with);
    found.await.unwrap()
}

fn busy(from: NaiveDateTime, minutes: i64) -> UseCaseError<Refused> {
    UseCaseError::Refused(Refused::AgentBusy {
        from,
        until: from + TimeDelta::minutes(minutes),
    })
}

/// # Panics
/// When storage breaks its promise.
pub async fn nobody_receives_two_people_at_once(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (camille, other) = (
        house.actor(Role::Instructeur),
        house.actor(Role::Gestionnaire),
    );
    let first = house.open("Diallo", "Aminata").await;
    let second = house.open("Petit", "Paul").await;
    fix(&house, first, an_appointment(camille.id(), at(14, 30), 45))
        .await
        .unwrap();
    for (hour, minute) in [(14, 30), (14, 1), (15, 14), (14, 45)] {
        let overlapping = an_appointment(camille.id(), at(hour, minute), 30);
        let refused = fix(&house, second, overlapping).await;
        assert_eq!(refused, Err(busy(at(14, 30), 45)), "{hour}:{minute}");
    }
    // A colleague is free, so are the moments before and after, and the person's own.
    for appointment in [
        an_appointment(other.id(), at(14, 30), 30),
        an_appointment(camille.id(), at(14, 0), 30),
        an_appointment(camille.id(), at(15, 15), 30),
    ] {
        fix(&house, second, appointment).await.unwrap();
    }
    fix(&house, first, an_appointment(camille.id(), at(14, 45), 30))
        .await
        .unwrap();
    // What was moved away from is free again.
    fix(&house, second, an_appointment(camille.id(), at(14, 0), 45))
        .await
        .unwrap();
}

/// # Panics
/// When storage breaks its promise.
pub async fn of_two_who_book_one_moment_one_has_it(storage: &Storage) {
    let house = Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    let camille = house.actor(Role::Instructeur).id();
    let mut race = Vec::new();
    for n in 0..8 {
        let dossier = house.open("Diallo", "Aminata").await;
        let house = house.clone();
        race.push(tokio::spawn(async move {
            let appointment = an_appointment(camille, at(9, 5 * n), 30);
            fix(&house, dossier, appointment).await
        }));
    }
    let mut booked = 0;
    for runner in race {
        match runner.await.unwrap() {
            Ok(_) => booked += 1,
            Err(UseCaseError::Refused(Refused::AgentBusy { .. })) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    let planned: Vec<Slot> = entries(&house, None).await.iter().map(|e| e.slot).collect();
    assert_eq!(planned.len(), booked);
    assert!((1..=2).contains(&booked), "{planned:?}");
    for (n, slot) in planned.iter().enumerate() {
        assert!(!planned[..n].iter().any(|before| before.overlaps(*slot)));
    }
}

/// Storage itself refuses, whatever was checked before.
///
/// # Panics
/// When storage breaks its promise.
pub async fn a_double_booking_is_not_stored(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let camille = house.actor(Role::Instructeur).id();
    let first = house.open("Diallo", "Aminata").await;
    let second = house.open("Petit", "Paul").await;
    fix(&house, first, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
    for (minute, expected) in [(29, Err(StoreError::Conflict)), (30, Ok(()))] {
        let known = house.read(second).await;
        let recorded = vec![Recorded {
            id: FactId::new(house.ids.mint(house.clock.now())),
            at: house.clock.now(),
            author: house.actor(Role::Instructeur).author(),
            fact: Fact::AppointmentFixed(an_appointment(camille, at(9, minute), 30)),
        }];
        let dossier = known.value.with(recorded.iter().cloned());
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        let written = uow.dossier_append(known.version, &dossier, &recorded).await;
        assert_eq!(written, expected, "at 9:{minute}");
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_agenda_shows_what_became_of_each_appointment(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let camille = house.actor(Role::Instructeur).id();
    let other = house.actor(Role::Gestionnaire).id();
    let dossier = house.open("Diallo", "Aminata").await;
    fix(&house, dossier, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
    fix(&house, dossier, an_appointment(other, at(10, 0), 60))
        .await
        .unwrap();
    house.clock.set(day(2026, 3, 12));
    let missed = house.done(dossier, Command::MissAppointment).await;
    let next = day(2026, 3, 20).and_hms_opt(9, 0, 0).unwrap();
    fix(&house, dossier, an_appointment(camille, next, 30))
        .await
        .unwrap();
    let cancel = Command::CancelAppointment {
        reason: text("L’agent est absent."),
    };
    house.done(dossier, cancel).await;
    fix(&house, dossier, an_appointment(camille, next, 20))
        .await
        .unwrap();
    house.clock.set(day(2026, 3, 20));
    house.interview(dossier).await;

    let outcomes = async |with| {
        let found = entries(&house, with).await;
        found.into_iter().map(|e| e.outcome).collect::<Vec<_>>()
    };
    let held = AppointmentOutcome::Held {
        on: day(2026, 3, 20),
    };
    let (moved, cancelled) = (
        AppointmentOutcome::Moved { to: at(10, 0) },
        AppointmentOutcome::Cancelled,
    );
    assert_eq!(outcomes(Some(other)).await, [AppointmentOutcome::Missed]);
    assert_eq!(outcomes(Some(camille)).await, [moved, cancelled, held]);

    // By days, both included.
    let between = async |first, last| {
        let agenda = &storage.agenda;
        let found = agenda.appointments(house.id(), first, last, None).await;
        found.unwrap().len()
    };
    assert_eq!(between(day(2026, 3, 12), day(2026, 3, 12)).await, 2);
    assert_eq!(between(day(2026, 3, 13), day(2026, 3, 19)).await, 0);
    assert_eq!(between(day(2026, 3, 12), day(2026, 3, 20)).await, 4);

    // The absence annulled, it stands where it stood, were it not followed by another one.
    let annul = Command::AnnulEntry {
        target: missed[0],
        motive: AnnulmentMotive::EntryError,
        reason: text("Elle était dans la salle d’attente."),
    };
    house.done(dossier, annul).await;
    let known = house.read(dossier).await.value;
    expect_fold(&house, &known).await;
    assert_eq!(
        outcomes(Some(other)).await,
        [AppointmentOutcome::Moved { to: next }]
    );
}

/// What the agenda shows of a dossier is what its facts amount to.
pub(super) async fn expect_fold(house: &House, dossier: &Dossier) {
    let mut folded = crate::memory::entries_of(dossier);
    folded.sort_by_key(|entry| (entry.slot.from, entry.fact));
    let (first, last) = (day(2020, 1, 1), day(2060, 12, 31));
    let shown = house
        .storage
        .agenda
        .appointments(house.id(), first, last, None);
    let mut shown = shown.await.unwrap();
    shown.retain(|entry| entry.dossier == dossier.id());
    assert_eq!(shown, folded);
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_appointment_stands_again_only_while_nobody_took_its_time(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let camille = house.actor(Role::Instructeur).id();
    let first = house.open("Diallo", "Aminata").await;
    let second = house.open("Petit", "Paul").await;
    fix(&house, first, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
    let cancel = || Command::CancelAppointment {
        reason: text("La personne a téléphoné."),
    };
    let cancelled = house.done(first, cancel()).await[0];
    fix(&house, second, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
    let annul = Command::AnnulEntry {
        target: cancelled,
        motive: AnnulmentMotive::EntryError,
        reason: text("Ce n’était pas elle."),
    };
    let refused = house.order(Role::Instructeur, first, annul.clone()).await;
    assert_eq!(refused, Err(busy(at(9, 0), 30)));
    house.done(second, cancel()).await;
    house.done(first, annul).await;
    assert!(
        house
            .read(first)
            .await
            .value
            .planned_appointment()
            .is_some()
    );
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_agenda_of_one_structure_says_nothing_of_another(storage: &Storage) {
    let ours = House::build(storage, 1, StructureKind::Ccas).await;
    let theirs = House::build(storage, 2, StructureKind::Commune).await;
    let camille = theirs.actor(Role::Instructeur).id();
    let dossier = theirs.open("Diallo", "Aminata").await;
    fix(&theirs, dossier, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
    assert_eq!(entries(&ours, None).await, []);
    assert_eq!(entries(&ours, Some(camille)).await, []);
    let around = Slot::starting(at(9, 0), Minutes::default());
    let mut uow = storage.store.begin(ours.scope()).await.unwrap();
    for structure in [ours.id(), theirs.id()] {
        let taken = uow.agenda_taken(structure, camille, around, id(7)).await;
        assert_eq!(taken, Ok(Vec::new()));
        assert_eq!(uow.feed_made_at(structure, camille).await, Ok(None));
    }
    let now = ours.clock.now();
    let set = uow.feed_set(theirs.id(), camille, None, now).await;
    assert_eq!(set, Err(StoreError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_erased_dossier_leaves_the_agenda(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let camille = house.actor(Role::Instructeur).id();
    let dossier = house.open("Diallo", "Aminata").await;
    fix(&house, dossier, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
    let known = house.read(dossier).await;
    let ground = ErasureGround::EntryError;
    let tombstone = Tombstone::of(&known.value, id(99), house.today(), ground);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(dossier, known.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(entries(&house, None).await, []);
    let next = house.open("Petit", "Paul").await;
    fix(&house, next, an_appointment(camille, at(9, 0), 30))
        .await
        .unwrap();
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_feed_is_renewed_revoked_and_ends_with_its_account(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let feeds = CalendarFeeds::new(
        storage.store.clone(),
        storage.identities.clone(),
        storage.agenda.clone(),
        Arc::new(FakeSecrets::default()),
        house.clock.clone(),
        house.ids.clone(),
    );
    let camille = house.actor(Role::Instructeur);
    assert_eq!(feeds.made_at(&camille).await, Ok(None));
    let first = feeds.renew(&camille).await.unwrap().into_inner();
    let made = feeds.made_at(&camille).await;
    assert_eq!(made, Ok(Some(house.clock.now())));

    // Its own appointments, from thirty days back to a year ahead.
    let today = house.today();
    for (name, days, with) in [
        ("A", 0, camille.id()),
        ("B", 366, camille.id()),
        ("C", 367, camille.id()),
        ("D", 1, house.actor(Role::Gestionnaire).id()),
    ] {
        let dossier = house.open(name, "Aminata").await;
        let at = (today + Days::new(days)).and_hms_opt(17, 0, 0).unwrap();
        fix(&house, dossier, an_appointment(with, at, 30))
            .await
            .unwrap();
    }
    let names = async |secret| {
        let found = feeds.read(secret).await.unwrap();
        found.map(|feed| feed.entries.into_iter().map(|e| e.nom).collect::<Vec<_>>())
    };
    assert_eq!(names(&first).await.unwrap(), ["A", "B"]);
    house.clock.advance_days(30);
    assert_eq!(names(&first).await.unwrap(), ["A", "B", "C"]);
    house.clock.advance_days(1);
    assert_eq!(names(&first).await.unwrap(), ["B", "C"]);

    let second = feeds.renew(&camille).await.unwrap().into_inner();
    assert_eq!(names(&first).await, None);
    assert!(names(&second).await.is_some());
    assert!(feeds.revoke(&camille).await.is_ok());
    assert_eq!(names(&second).await, None);
    assert_eq!(feeds.made_at(&camille).await, Ok(None));

    // The account is closed, then the structure.
    let third = feeds.renew(&camille).await.unwrap().into_inner();
    let manager = house.actor(Role::Gestionnaire);
    let fourth = feeds.renew(&manager).await.unwrap().into_inner();
    let admin = a_member(&house.structure, Role::Administrateur);
    let member = camille.member().clone();
    let team = [member.clone(), admin.clone()];
    let closed = member.close(admin.id(), house.today(), &team).unwrap();
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.staff_update(1, &closed).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(names(&third).await, None);
    assert!(names(&fourth).await.is_some());
    let left = house.structure.close(house.today(), ClotureMotif::Inactif);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.structure_update(1, &left.unwrap()).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(names(&fourth).await, None);
}
