//! Imports: runs, their rows, and the queue of what is to be done.

use application::{
    imports::{
        doubles::{Double, DoubleOf, Keys, Likeness},
        mapping::Mapping,
        port::{ImportTask, Layout},
        problem::{Problem, ProblemCode},
        staging::{
            Choice, Chosen, Done, Extent, Failure, Fingerprint, ImportRun, Rechecked, RowFilter,
            RowQuery, Stage, StagedRow,
        },
        table::{Cell, Row},
    },
    ports::{Clock, UnitOfWork},
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{BirthDate, DossierId, ImportId, StructureKind};
use structures::Role;

use crate::{
    Storage,
    builders::{day, id},
    house::House,
};

const RUN: u64 = 70;

fn a_run(house: &House, number: u64) -> ImportRun {
    ImportRun {
        id: id(number),
        by: house.actor(Role::Gestionnaire).id(),
        file_name: "registre.xlsx".to_owned(),
        fingerprint: Fingerprint(u128::from(number)),
        sheet: "DOMICILIES".to_owned(),
        remarks: vec!["Une remarque.".to_owned()],
        asked_at: house.clock.now(),
        rows: 0,
        header: Vec::new(),
        mapping: Mapping::model(),
        stage: Stage::Checked,
    }
}

fn a_problem(row: u32, code: ProblemCode) -> Problem {
    Problem {
        row,
        column: Some(5),
        code,
        message: "Écrivez une date.".to_owned(),
        value: "hier\0".to_owned(),
    }
}

fn a_row(number: u32, cells: Vec<Cell>) -> StagedRow {
    StagedRow {
        row: Row { number, cells },
        problems: Vec::new(),
        keys: Keys::default(),
        double: None,
        choice: None,
    }
}

fn a_double(of: DoubleOf, likeness: Likeness) -> Option<Double> {
    Some(Double { of, likeness })
}

/// Headers, then: a good row, one with a warning, one with an error, a double of it, a double
/// of somebody who is there.
fn some_rows(there: DossierId) -> Vec<StagedRow> {
    let text = |text: &str| Cell::text(text);
    let mut warned = a_row(3, vec![Cell::Number(1.5), Cell::Bool(true)]);
    warned.problems = vec![a_problem(3, ProblemCode::NoLastContact)];
    let mut wrong = a_row(5, vec![Cell::Fault("#N/A".into()), Cell::Empty]);
    wrong.problems = vec![
        a_problem(5, ProblemCode::NotADate),
        a_problem(5, ProblemCode::NotADate),
    ];
    let mut twice = a_row(6, vec![Cell::Date(day(1989, 1, 23))]);
    twice.double = a_double(DoubleOf::Row(2), Likeness::Person);
    twice.keys = Keys {
        names: Some(i64::MIN),
        birth: Some(BirthDate::new(1989, Some(1), None).unwrap()),
        reference: Some(-1),
        phone: None,
    };
    let mut known = a_row(9, vec![Cell::Empty, text("Diallo\u{e9}")]);
    known.double = a_double(DoubleOf::Dossier(there), Likeness::Phone);
    let header = a_row(1, vec![text("NOM"), text("PRENOM")]);
    vec![
        header,
        a_row(2, vec![text("Sow")]),
        warned,
        wrong,
        twice,
        known,
    ]
}

async fn begun(house: &House) -> Box<dyn UnitOfWork> {
    house.storage.store.begin(house.scope()).await.unwrap()
}

fn in_a_month(house: &House) -> DateTime<Utc> {
    house.clock.now() + TimeDelta::days(30)
}

/// Brings those rows.
async fn brought(house: &House, there: DossierId) -> ImportId {
    let run = a_run(house, RUN);
    let mut uow = begun(house).await;
    let until = in_a_month(house);
    assert_eq!(uow.import_insert(house.id(), &run, until).await, Ok(true));
    let rows = some_rows(there);
    uow.import_rows_insert(house.id(), run.id, &mut rows.into_iter())
        .await
        .unwrap();
    uow.import_mapping(house.id(), run.id, &run.mapping)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    run.id
}

async fn numbers(
    house: &House,
    import: ImportId,
    filter: RowFilter,
    [after, before]: [Option<u32>; 2],
    limit: u32,
) -> Vec<u32> {
    let query = RowQuery {
        filter,
        after,
        before,
        limit,
    };
    let mut uow = begun(house).await;
    let rows = uow.import_rows(house.id(), import, &query).await.unwrap();
    rows.iter().map(|staged| staged.row.number).collect()
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_import_is_brought_once_and_comes_back_with_its_headers(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let mut uow = begun(&house).await;
    let again = ImportRun {
        file_name: "autre.csv".to_owned(),
        ..a_run(&house, RUN)
    };
    let until = in_a_month(&house);
    assert_eq!(
        uow.import_insert(house.id(), &again, until).await,
        Ok(false)
    );
    let expected = ImportRun {
        rows: 5,
        header: vec![some_rows(there).swap_remove(0).row],
        ..a_run(&house, RUN)
    };
    let found = uow.import(house.id(), import).await.unwrap();
    assert_eq!(found, Some(expected));
    for staged in some_rows(there) {
        let number = staged.row.number;
        let found = uow.import_row(house.id(), import, number).await.unwrap();
        let found = found.unwrap();
        // A text without its characters of number zero, which no database takes.
        assert_eq!(found.row.number, number);
        assert_eq!((found.keys, found.double), (staged.keys, staged.double));
        let codes = |row: &StagedRow| row.problems.iter().map(|p| p.code).collect::<Vec<_>>();
        assert_eq!(codes(&found), codes(&staged));
        let filled = staged
            .row
            .cells
            .iter()
            .rposition(|cell| *cell != Cell::Empty);
        let filled = filled.map_or(0, |last| last + 1);
        assert_eq!(found.row.cells[..filled], staged.row.cells[..filled]);
    }
    assert_eq!(uow.import_row(house.id(), import, 4).await, Ok(None));
    drop(uow);

    house.clock.advance_minutes(1);
    let later = a_run(&house, RUN + 1);
    let mut uow = begun(&house).await;
    uow.import_insert(house.id(), &later, until).await.unwrap();
    let all = uow.imports(house.id(), 10).await.unwrap();
    let ids: Vec<ImportId> = all.iter().map(|run| run.id).collect();
    assert_eq!(ids, [later.id, import]);
    assert_eq!(uow.imports(house.id(), 1).await.unwrap().len(), 1);
}

/// # Panics
/// When storage breaks its promise.
pub async fn rows_of_an_import_come_by_filter_in_both_directions(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let mut uow = begun(&house).await;
    uow.import_choose(house.id(), import, Chosen::Row(2), Some(Choice::Skip))
        .await
        .unwrap();
    uow.commit().await.unwrap();
    let from_the_start = [None, None];
    for (filter, expected) in [
        (RowFilter::All, vec![2, 3, 5, 6, 9]),
        (RowFilter::Errors, vec![5]),
        (RowFilter::Warnings, vec![3]),
        (RowFilter::Doubles, vec![6, 9]),
        (RowFilter::Skipped, vec![2]),
        (RowFilter::Problem(ProblemCode::NotADate), vec![5]),
        (RowFilter::Problem(ProblemCode::Landline), vec![]),
    ] {
        let found = numbers(&house, import, filter, from_the_start, 10).await;
        assert_eq!(found, expected, "{filter:?}");
    }
    let all = RowFilter::All;
    assert_eq!(numbers(&house, import, all, [None, None], 2).await, [2, 3]);
    assert_eq!(
        numbers(&house, import, all, [Some(3), None], 2).await,
        [5, 6]
    );
    assert_eq!(
        numbers(&house, import, all, [None, Some(9)], 2).await,
        [5, 6]
    );
    assert_eq!(numbers(&house, import, all, [None, Some(3)], 2).await, [2]);

    let mut uow = begun(&house).await;
    let problems = uow.import_problems(house.id(), import).await.unwrap();
    let expected = [(ProblemCode::NoLastContact, 1), (ProblemCode::NotADate, 1)];
    assert_eq!(problems.len(), 2);
    assert!(expected.iter().all(|known| problems.contains(known)));
    let marks = uow.import_marks(house.id(), import).await.unwrap();
    let marks: Vec<_> = marks.iter().map(|m| (m.number, m.good, m.warned)).collect();
    let expected = [
        (2, true, false),
        (3, true, true),
        (5, false, false),
        (6, true, false),
        (9, true, false),
    ];
    assert_eq!(marks, expected);
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_was_chosen_of_a_double_falls_with_it(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let choices = async || {
        let mut uow = begun(&house).await;
        let marks = uow.import_marks(house.id(), import).await.unwrap();
        marks
            .iter()
            .filter_map(|m| Some((m.number, m.choice?)))
            .collect::<Vec<_>>()
    };
    let mut uow = begun(&house).await;
    // A row cannot be updated: it is no dossier.
    for (chosen, choice) in [
        (Chosen::Row(2), Choice::Skip),
        (Chosen::Row(3), Choice::Update),
        (Chosen::All(Likeness::Person), Choice::Update),
        (Chosen::All(Likeness::Phone), Choice::Update),
    ] {
        uow.import_choose(house.id(), import, chosen, Some(choice))
            .await
            .unwrap();
    }
    uow.commit().await.unwrap();
    let (skip, update) = ((2, Choice::Skip), (9, Choice::Update));
    assert_eq!(choices().await, [skip, update]);

    // The same double once more, and what changes nothing.
    let same = a_double(DoubleOf::Dossier(there), Likeness::Phone);
    let other = a_double(DoubleOf::Dossier(there), Likeness::Person);
    let mut uow = begun(&house).await;
    uow.import_doubles(house.id(), import, &[(9, same), (2, other)])
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(choices().await, [skip, update]);

    let rechecked = Rechecked {
        number: 9,
        problems: vec![a_problem(9, ProblemCode::Landline)],
        keys: Keys::default(),
        double: other,
    };
    let mut uow = begun(&house).await;
    uow.import_checked(house.id(), import, &[rechecked])
        .await
        .unwrap();
    uow.import_choose(house.id(), import, Chosen::Row(2), None)
        .await
        .unwrap();
    let right = Row {
        number: 9,
        cells: vec![Cell::text("Petit")],
    };
    uow.import_cells(house.id(), import, &right).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(choices().await, []);
    let mut uow = begun(&house).await;
    let found = uow
        .import_row(house.id(), import, 9)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.row, right);
    assert!(!found.is_good());
    assert_eq!(found.double, other);
}

/// # Panics
/// When storage breaks its promise.
pub async fn stages_of_an_import_come_back(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let at = house.clock.now();
    let done = Done {
        at,
        created: 4,
        updated: 3,
        doubles: 2,
        refused: 1,
    };
    for stage in [
        Stage::Mapping,
        Stage::Importing {
            done: 0,
            of: 5,
            extent: Extent::GoodRows,
        },
        Stage::Failed {
            at,
            why: Failure::Broken,
        },
        Stage::Done(done),
        Stage::Undoing {
            done: 0,
            of: 4,
            was: done,
        },
        Stage::Undone {
            at,
            erased: 3,
            kept: 1,
        },
        Stage::Checked,
    ] {
        let mut uow = begun(&house).await;
        uow.import_stage(house.id(), import, &stage, ImportTask::Forget, at)
            .await
            .unwrap();
        uow.commit().await.unwrap();
        let mut uow = begun(&house).await;
        let found = uow.import_locked(house.id(), import).await.unwrap();
        assert_eq!(found.map(|run| run.stage), Some(stage));
        // Only what was taken over and stays is the same file again.
        let fingerprint = Fingerprint(u128::from(RUN));
        let again = uow.import_of_file(house.id(), fingerprint).await.unwrap();
        assert_eq!(again.is_some(), matches!(stage, Stage::Done(_)));
        let other = uow.import_of_file(house.id(), Fingerprint(1)).await;
        assert_eq!(other, Ok(None));
    }
    let mut uow = begun(&house).await;
    let (mapping, layout) = (Mapping::model(), Layout(7));
    assert_eq!(uow.import_layout(house.id(), layout).await, Ok(None));
    for _ in 0..2 {
        uow.import_layout_keep(house.id(), layout, &mapping, at)
            .await
            .unwrap();
    }
    let kept = uow.import_layout(house.id(), layout).await;
    assert_eq!(kept, Ok(Some(mapping)));
}

/// # Panics
/// When storage breaks its promise.
pub async fn rows_that_were_taken_over_or_are_too_old_are_forgotten(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let mut uow = begun(&house).await;
    uow.import_rows_taken(house.id(), import, &[5, 9])
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(
        numbers(&house, import, RowFilter::All, [None, None], 10).await,
        [5, 9]
    );
    let mut uow = begun(&house).await;
    let run = uow.import(house.id(), import).await.unwrap().unwrap();
    assert_eq!(run.header.len(), 1, "its headers stay");
    uow.import_forget(house.id(), import).await.unwrap();
    let marks = uow.import_marks(house.id(), import).await.unwrap();
    assert_eq!(marks, []);
    let run = uow.import(house.id(), import).await.unwrap();
    assert!(run.is_some_and(|run| run.header.is_empty()));
    uow.import_delete(house.id(), import).await.unwrap();
    assert_eq!(uow.import(house.id(), import).await, Ok(None));
}

/// # Panics
/// When storage breaks its promise.
pub async fn how_far_an_import_is_is_told_while_it_waits_for_whoever_does_it(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let (structure, now) = (house.id(), house.clock.now());
    let task = ImportTask::Import.of(structure, import);
    let forgotten = storage.jobs.job_waiting(task).await.unwrap().unwrap();
    assert_eq!(forgotten.0, ImportTask::Forget.of(structure, import));
    assert!(forgotten.1 > now);
    let stage = Stage::Importing {
        done: 0,
        of: 5,
        extent: Extent::AllOrNothing,
    };
    let mut uow = begun(&house).await;
    uow.import_stage(structure, import, &stage, ImportTask::Import, now)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    let next = storage.jobs.job_waiting(task).await.unwrap();
    assert_eq!(next, Some((task, now)), "it takes the place of the other");

    // Told beside a transaction that has rows of the import, and before it ends.
    let mut at_work = begun(&house).await;
    let told = storage.imports.import_progress(structure, import, 3).await;
    assert_eq!(told, Ok(()));
    let mut uow = begun(&house).await;
    let run = uow.import(structure, import).await.unwrap().unwrap();
    assert!(matches!(run.stage, Stage::Importing { done: 3, of: 5, .. }));
    drop(uow);
    // It does not wait for whoever holds the run, nor do they for it.
    at_work.import_locked(structure, import).await.unwrap();
    let told = storage.imports.import_progress(structure, import, 4).await;
    assert_eq!(told, Ok(()));
    drop(at_work);
    let mut uow = begun(&house).await;
    uow.import_stage(structure, import, &stage, ImportTask::Import, now)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    let mut uow = begun(&house).await;
    let run = uow.import(structure, import).await.unwrap().unwrap();
    assert!(matches!(run.stage, Stage::Importing { done: 0, .. }));
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_import_of_another_structure_is_absent(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let mut uow = begun(&elsewhere).await;
    let ours = house.id();
    assert_eq!(uow.import(ours, import).await, Ok(None));
    assert_eq!(uow.import_locked(ours, import).await, Ok(None));
    assert_eq!(uow.imports(ours, 10).await, Ok(Vec::new()));
    assert_eq!(uow.import_row(ours, import, 2).await, Ok(None));
    assert_eq!(uow.import_marks(ours, import).await, Ok(Vec::new()));
    assert_eq!(uow.import_problems(ours, import).await, Ok(Vec::new()));
    assert_eq!(uow.import_known(ours).await, Ok(Vec::new()));
    let opened = uow.import_dossiers(ours, import, None, 10).await;
    assert_eq!(opened, Ok(Vec::new()));
    let stage = Stage::Checked;
    let now = house.clock.now();
    let staged = uow.import_stage(ours, import, &stage, ImportTask::Import, now);
    assert!(staged.await.is_err());
}

/// # Panics
/// When storage breaks its promise.
pub async fn rows_about_somebody_who_is_erased_go_with_them(storage: &Storage) {
    use domiciliation::ports::{ErasureGround, Tombstone};
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let there = house.open("Diallo", "Aminata").await;
    let import = brought(&house, there).await;
    let dossier = house.read(there).await;
    let stone = Tombstone::of(&dossier.value, id(99), house.today(), ErasureGround::Trial);
    let mut uow = begun(&house).await;
    uow.purge_erase(there, dossier.version, &stone)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(
        numbers(&house, import, RowFilter::All, [None, None], 10).await,
        [2, 3, 5, 6]
    );
}
