//! Printing for several people at once.

use application::{
    jobs::Task,
    ports::Clock,
    printing::{Binding, Ended, Ending, Outcome, PaperKind, PrintRun},
};
use chrono::{DateTime, TimeDelta, Utc};
use domiciliation::{
    Status,
    ports::{ErasureGround, Tombstone},
};
use kernel::{DossierId, Periode, PrintRunId, StoreError, StructureKind};
use structures::Role;

use crate::{Storage, builders::id, house::House};

fn an_order(house: &House, number: u64, people: &[DossierId]) -> PrintRun {
    PrintRun {
        id: id(number),
        by: house.actor(Role::Gestionnaire).id(),
        kind: PaperKind::Attestation,
        binding: Binding::OnePdf,
        asked_at: house.clock.now(),
        people: u32::try_from(people.len()).unwrap(),
        looked_at: 0,
        left_out: 0,
        file: None,
        ended: None,
    }
}

async fn ordered(house: &House, number: u64, people: &[DossierId]) -> PrintRunId {
    let run = an_order(house, number, people);
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.print_run_insert(house.id(), &run, people)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    run.id
}

async fn read(house: &House, run: PrintRunId) -> Option<PrintRun> {
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.print_run(house.id(), run).await.unwrap()
}

/// What waits to be done about an order.
async fn waits(house: &House, run: PrintRunId) -> Option<(Task, DateTime<Utc>)> {
    let task = make(house, run);
    house.storage.jobs.job_waiting(task).await.unwrap()
}

fn make(house: &House, run: PrintRunId) -> Task {
    let structure = house.id();
    Task::Print { structure, run }
}

fn forget(house: &House, run: PrintRunId) -> Task {
    let structure = house.id();
    Task::ForgetPrint { structure, run }
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_order_to_print_is_made_once_and_its_people_keep_their_places(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let people = [id(30), id(10), id(20)];
    let run = ordered(&house, 7, &people).await;
    // Sent twice, it is one order, and stays as it was.
    assert_eq!(ordered(&house, 7, &people[..1]).await, run);
    assert_eq!(read(&house, run).await, Some(an_order(&house, 7, &people)));
    let due = house.clock.now();
    assert_eq!(waits(&house, run).await, Some((make(&house, run), due)));
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let lines = uow.print_lines(house.id(), run).await.unwrap();
    let found: Vec<_> = lines.iter().map(|l| (l.place, l.dossier)).collect();
    assert_eq!(found, [(1, people[0]), (2, people[1]), (3, people[2])]);
    assert!(lines.iter().all(|line| line.outcome.is_none()));
    drop(uow);

    house.clock.advance_minutes(1);
    let later = ordered(&house, 8, &people).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let all = uow.print_runs(house.id(), 10).await.unwrap();
    assert_eq!(all.iter().map(|r| r.id).collect::<Vec<_>>(), [later, run]);
    assert_eq!(uow.print_runs(house.id(), 1).await.unwrap().len(), 1);
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_became_of_each_person_of_an_order_is_counted_once(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let run = ordered(&house, 7, &[id(10), id(20), id(30)]).await;
    let (first, second) = (
        [(1, Outcome::Printed), (2, Outcome::NoTerm)],
        [(3, Outcome::Gone)],
    );
    for (outcomes, looked_at, left_out) in
        [(&first[..], 2, 1), (&first[..], 2, 1), (&second[..], 3, 2)]
    {
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        uow.print_outcomes(house.id(), run, outcomes).await.unwrap();
        uow.commit().await.unwrap();
        let found = read(&house, run).await.unwrap();
        assert_eq!((found.looked_at, found.left_out), (looked_at, left_out));
    }
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let lines = uow.print_lines(house.id(), run).await.unwrap();
    let outcomes: Vec<_> = lines.iter().filter_map(|line| line.outcome).collect();
    assert_eq!(outcomes, [Outcome::Printed, Outcome::NoTerm, Outcome::Gone]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_order_that_is_discarded_is_shown_no_more_and_forgotten_next(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let now = house.clock.now();
    let until = now + TimeDelta::days(7);
    let how = Ending::Ready;

    // One that ended is forgotten when its time has come.
    let ended = ordered(&house, 7, &[id(10)]).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.print_file(house.id(), ended, id(99)).await.unwrap();
    uow.print_end(house.id(), ended, Ended { at: now, how }, until)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    let found = read(&house, ended).await.unwrap();
    assert_eq!(found.ended, Some(Ended { at: now, how }));
    assert_eq!(found.file, Some(id(99)));
    let next = Some((forget(&house, ended), until));
    assert_eq!(waits(&house, ended).await, next);

    // One that was not made, at once.
    let making = ordered(&house, 8, &[id(10)]).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.print_discard(house.id(), making, now).await.unwrap();
    assert_eq!(
        uow.print_discard(house.id(), making, now).await,
        Err(StoreError::Conflict)
    );
    uow.commit().await.unwrap();
    assert_eq!(read(&house, making).await, None);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let listed = uow.print_runs(house.id(), 10).await.unwrap();
    assert!(listed.iter().all(|run| run.id != making));
    assert_eq!(
        uow.print_file(house.id(), making, id(98)).await,
        Err(StoreError::Conflict)
    );
    drop(uow);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert_eq!(
        uow.print_end(house.id(), making, Ended { at: now, how }, until)
            .await,
        Err(StoreError::Conflict)
    );
    drop(uow);
    let next = Some((forget(&house, making), now));
    assert_eq!(waits(&house, making).await, next);

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let file = uow.print_run_delete(house.id(), ended).await.unwrap();
    assert_eq!(file, Some(id(99)));
    let file = uow.print_run_delete(house.id(), making).await.unwrap();
    assert_eq!(file, None);
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_was_printed_goes_with_whoever_is_erased(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let gone = house.open("Petit", "Paul").await;
    let other = house.open("Diallo", "Aminata").await;
    let theirs = ordered(&house, 7, &[other, gone]).await;
    let apart = ordered(&house, 8, &[other]).await;
    let tombstone = Tombstone {
        id: id(3),
        structure: house.id(),
        filed_on: vec![house.today()],
        decided: Vec::new(),
        erased_on: house.today(),
        ground: ErasureGround::EntryError,
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(gone, 1, &tombstone).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(read(&house, theirs).await, None);
    assert!(read(&house, apart).await.is_some());
    let (next, due) = waits(&house, theirs).await.unwrap();
    assert_eq!(next, forget(&house, theirs));
    assert!(due <= house.clock.now());
    let kept = waits(&house, apart).await.unwrap();
    assert_eq!(kept.0, make(&house, apart));
}

/// # Panics
/// When storage breaks its promise.
pub async fn those_whose_term_ends_within_a_period_come_by_name(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let second = house.open_as(Status::Actif, "Sow", "Awa").await;
    let first = house.open_as(Status::Actif, "Élie", "Jean").await;
    house.open_as(Status::Radie, "Ba", "Ali").await;
    house.open("Keïta", "Binta").await;
    let end = house
        .read(first)
        .await
        .value
        .current_term()
        .unwrap()
        .period()
        .end();
    let ending = async |from, until, limit| {
        let period = Periode::new(from, until).unwrap();
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        uow.terms_ending(house.id(), period, limit).await.unwrap()
    };
    let day = TimeDelta::days(1);
    assert_eq!(ending(end, end, 10).await, [first, second]);
    assert_eq!(ending(end, end, 1).await, [first]);
    assert_eq!(ending(end - day, end - day, 10).await, []);
    assert_eq!(ending(end + day, end + day, 10).await, []);
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_order_of_another_structure_is_absent(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let run = ordered(&house, 7, &[id(10)]).await;
    assert_eq!(read(&elsewhere, run).await, None);
    let mut uow = storage.store.begin(elsewhere.scope()).await.unwrap();
    assert_eq!(uow.print_run(house.id(), run).await.unwrap(), None);
    assert_eq!(uow.print_lines(house.id(), run).await.unwrap(), []);
    assert_eq!(uow.print_runs(house.id(), 10).await.unwrap(), []);
    let refused = uow.print_discard(house.id(), run, house.clock.now()).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    drop(uow);
    assert!(read(&house, run).await.is_some());
}
