//! Imports through their use cases: brought, put right, taken over, undone.

use application::{
    UseCaseError,
    imports::{
        doubles::{DoubleOf, Likeness},
        run::NotStarted,
        staging::{Choice, Chosen, Done, Extent, Failure, RowFilter, RowQuery, Stage},
        table::Cell,
    },
    reads::{DossierRow, ListQuery, Tab},
};
use domiciliation::{Command, Status};
use kernel::{ImportId, StructureKind};
use structures::Role;

use crate::{Storage, builders::text, house::House, imports::a_line};

async fn everybody(house: &House) -> Vec<DossierRow> {
    let all = ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    };
    house.rows(all).await
}

async fn stage(house: &House, import: ImportId) -> Stage {
    let actor = house.actor(Role::Gestionnaire);
    house.imports().one(&actor, import).await.unwrap().stage
}

async fn done(house: &House, import: ImportId) -> Done {
    match stage(house, import).await {
        Stage::Done(done) => done,
        other @ (Stage::Mapping
        | Stage::Checked
        | Stage::Importing { .. }
        | Stage::Failed { .. }
        | Stage::Undoing { .. }
        | Stage::Undone { .. }) => unreachable!("not done: {other:?}"),
    }
}

async fn start(
    house: &House,
    import: ImportId,
    extent: Extent,
) -> Result<(), UseCaseError<NotStarted>> {
    let actor = house.actor(Role::Gestionnaire);
    let started = house.imports().start(&actor, import, extent).await;
    started.map(drop)
}

/// Somebody whose date of birth does not exist.
fn a_wrong_line(nom: &str) -> String {
    a_line(nom, "Awa").replace("23/01/1989", "31/02/1989")
}

fn lines(names: &[&str]) -> Vec<String> {
    names.iter().map(|nom| a_line(nom, "Awa")).collect()
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_import_is_taken_over_once_its_errors_are_put_right(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    let mut file = lines(&["Diallo", "Keïta"]);
    file.push(a_wrong_line("Sow"));
    let import = house.brought(&file).await;
    assert_eq!(stage(&house, import).await, Stage::Checked);
    let counts = imports.counts(&actor, import).await.unwrap();
    assert_eq!((counts.rows, counts.errors, counts.to_create), (3, 1, 2));
    let refused = start(&house, import, Extent::AllOrNothing).await;
    let expected = UseCaseError::Refused(NotStarted::Errors(1));
    assert_eq!(refused, Err(expected));

    let typed = vec![(5, "28/02/1989".to_owned())];
    let right = imports.correct(&actor, import, 4, typed).await.unwrap();
    assert!(right.into_inner().is_good());
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    let again = start(&house, import, Extent::AllOrNothing).await;
    assert_eq!(again, Err(UseCaseError::Conflict));
    assert_eq!(
        everybody(&house).await.len(),
        0,
        "nothing before it is done"
    );
    assert_eq!(house.import_all().await, 1);

    let done = done(&house, import).await;
    assert_eq!((done.created, done.refused, done.doubles), (3, 0, 0));
    let rows = everybody(&house).await;
    let numbers: Vec<_> = rows
        .iter()
        .map(|row| (row.nom.as_str(), row.number))
        .collect();
    assert_eq!(numbers, [("Diallo", 1), ("Keïta", 2), ("Sow", 3)]);
    for row in &rows {
        let dossier = house.read(row.id).await.value;
        assert_eq!(dossier.status(house.today()), Status::Actif);
        assert_eq!(dossier.taken_over_by(), Some(import));
        assert!(dossier.history().iter().all(|r| r.author.is_register()));
    }
    let counts = imports.counts(&actor, import).await.unwrap();
    assert_eq!(counts.rows, 0, "what was taken over waits no more");
    // The desk goes on from there.
    let next = house.open("Petit", "Paul").await;
    assert_eq!(house.read(next).await.value.number(), 4);
    house.clock.advance_days(31);
    assert_eq!(house.import_all().await, 1, "the rest is forgotten");
    assert_eq!(house.import_all().await, 0);
    assert!(matches!(stage(&house, import).await, Stage::Done(_)));
}

/// # Panics
/// When storage breaks its promise.
pub async fn good_rows_are_taken_over_and_the_others_kept(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    let mut file = lines(&["Diallo", "Keïta", "Total"]);
    file.insert(1, a_wrong_line("Sow"));
    let import = house.brought(&file).await;
    let total = Chosen::Row(5);
    let chosen = imports.choose(&actor, import, total, Some(Choice::Skip));
    let _ = chosen.await.unwrap();
    start(&house, import, Extent::GoodRows).await.unwrap();
    house.import_all().await;
    let done = done(&house, import).await;
    assert_eq!((done.created, done.refused, done.doubles), (2, 1, 1));
    assert_eq!(everybody(&house).await.len(), 2);
    let kept = imports.marked(&actor, import, RowFilter::Errors).await;
    let (table, problems) = kept.unwrap();
    let numbers: Vec<u32> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 3], "headers, and what was refused");
    assert!(problems.iter().any(|p| p.row == 3 && p.column == Some(5)));
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_same_file_twice_changes_nothing(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    // Somebody is in it twice.
    let file = lines(&["Diallo", "Keïta", "Diallo"]);
    let first = house.brought(&file).await;
    assert_eq!(imports.already(&actor, first).await.unwrap(), None);
    // Sent again with the same form, it is the same import.
    let sheet = house.sheet(&file[..1]);
    let _ = imports.bring(&actor, first, sheet).await.unwrap();
    start(&house, first, Extent::AllOrNothing).await.unwrap();
    house.import_all().await;
    let taken = done(&house, first).await;
    assert_eq!((taken.created, taken.doubles), (2, 1));

    let second = house.brought(&file).await;
    let earlier = imports.already(&actor, second).await.unwrap();
    assert_eq!(earlier.map(|run| run.id), Some(first));
    let counts = imports.counts(&actor, second).await.unwrap();
    assert_eq!((counts.doubles, counts.to_skip), (3, 3));
    let nothing = start(&house, second, Extent::AllOrNothing).await;
    assert_eq!(nothing, Err(UseCaseError::Refused(NotStarted::Nothing)));
    let _ = imports.discard(&actor, second).await.unwrap();
    let gone = imports.one(&actor, second).await;
    assert_eq!(gone.err(), Some(UseCaseError::NotFound));
    assert_eq!(everybody(&house).await.len(), 2);
    let kept = imports.discard(&actor, first).await;
    assert_eq!(kept.map(drop), Err(UseCaseError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn whoever_is_there_is_left_updated_or_opened_again_as_chosen(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    let mut there = Vec::new();
    for nom in ["Diallo", "Keïta", "Sow"] {
        there.push(house.open(nom, "Awa").await);
    }
    let mut file = lines(&["DIALLO", "Awa", "Sow"]);
    // The names the other way round; and a telephone that is not known.
    file[1] = a_line("Awa", "KEITA").replace(";Conakry;;", ";Conakry;0612345678;");
    let import = house.brought(&file).await;
    let query = RowQuery {
        filter: RowFilter::All,
        after: None,
        before: None,
        limit: 10,
    };
    let (pairs, page) = imports.doubles(&actor, import, query).await.unwrap();
    let doubles: Vec<_> = pairs.iter().filter_map(|pair| pair.row.double).collect();
    let of: Vec<DoubleOf> = doubles.iter().map(|double| double.of).collect();
    let expected: Vec<DoubleOf> = there.iter().map(|id| DoubleOf::Dossier(*id)).collect();
    assert_eq!(of, expected);
    assert!(!page.after && page.rows.len() == 3);

    for (row, choice) in [(3, Choice::Update), (4, Choice::Create)] {
        let chosen = imports.choose(&actor, import, Chosen::Row(row), Some(choice));
        let _ = chosen.await.unwrap();
    }
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    house.import_all().await;
    let taken = done(&house, import).await;
    assert_eq!((taken.created, taken.updated, taken.doubles), (1, 1, 1));
    assert_eq!(everybody(&house).await.len(), 4);
    assert_eq!(house.read(there[0]).await.version, 1);
    let updated = house.read(there[1]).await;
    assert_eq!(updated.version, 2);
    assert!(updated.value.coordinates().phone.is_some());
    // Undone, what it brought to somebody who was there stays.
    let _ = imports.undo(&actor, import).await.unwrap();
    house.import_all().await;
    assert_eq!(everybody(&house).await.len(), 3);
    assert_eq!(house.read(there[1]).await.version, 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn whoever_comes_after_the_check_is_not_opened_twice(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let import = house.brought(&lines(&["Diallo", "Keïta"])).await;
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    house.open("Diallo", "Awa").await;
    house.import_all().await;
    let taken = done(&house, import).await;
    assert_eq!((taken.created, taken.doubles), (1, 1));
    assert_eq!(everybody(&house).await.len(), 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_import_is_undone_but_for_what_was_done_since(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    let import = house.brought(&lines(&["Diallo", "Keïta", "Sow"])).await;
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    house.import_all().await;
    let rows = everybody(&house).await;
    let came = rows.iter().find(|row| row.nom == "Keïta").unwrap();
    house
        .done(came.id, Command::AddNote(text("Bonjour.")))
        .await;

    let preview = imports.undo_preview(&actor, import).await.unwrap();
    assert_eq!((preview.untouched, preview.touched), (2, 1));
    assert_eq!(preview.named.first().map(|row| row.id), Some(came.id));
    let _ = imports.undo(&actor, import).await.unwrap();
    let twice = imports.undo(&actor, import).await;
    assert_eq!(twice.map(drop), Err(UseCaseError::Conflict));
    assert_eq!(house.import_all().await, 1);
    let undone = stage(&house, import).await;
    assert!(
        matches!(
            undone,
            Stage::Undone {
                erased: 2,
                kept: 1,
                ..
            }
        ),
        "{undone:?}"
    );
    let left: Vec<_> = everybody(&house).await.iter().map(|row| row.id).collect();
    assert_eq!(left, [came.id]);
    // Numbers are not given again, and the file may come again.
    let next = house.open("Petit", "Paul").await;
    assert_eq!(house.read(next).await.value.number(), 4);
    let again = house.brought(&lines(&["Diallo", "Keïta", "Sow"])).await;
    assert_eq!(imports.already(&actor, again).await.unwrap(), None);
    let counts = imports.counts(&actor, again).await.unwrap();
    assert_eq!((counts.to_create, counts.to_skip), (2, 1));
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_server_that_dies_in_the_middle_of_an_import_leaves_nothing(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let import = house.brought(&lines(&["Diallo", "Keïta"])).await;
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    let shop = house.import_shop();
    {
        let mut at_work = std::pin::pin!(shop.import(house.id(), import, 1));
        for _ in 0..3 {
            let died = tokio::time::timeout(std::time::Duration::ZERO, &mut at_work).await;
            if died.is_ok() {
                // So quick that there was no middle.
                return;
            }
        }
    }
    assert_eq!(everybody(&house).await, []);
    assert!(matches!(
        stage(&house, import).await,
        Stage::Importing { .. }
    ));
    assert_eq!(house.import_all().await, 1);
    assert_eq!(everybody(&house).await.len(), 2);
    // Whoever comes back from the dead finds it done.
    assert_eq!(shop.import(house.id(), import, 1).await, Ok(()));
    assert_eq!(everybody(&house).await.len(), 2);
    let taken = done(&house, import).await;
    assert_eq!(taken.created, 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_row_that_became_wrong_stops_an_import_of_all(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    let import = house.brought(&lines(&["Diallo", "Keïta"])).await;
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    let mut row = imports.row(&actor, import, 3).await.unwrap().row;
    row.cells[5] = Cell::text("31/02/1989");
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.import_cells(house.id(), import, &row).await.unwrap();
    uow.commit().await.unwrap();
    house.import_all().await;
    let failed = stage(&house, import).await;
    assert!(
        matches!(
            failed,
            Stage::Failed {
                why: Failure::Errors,
                ..
            }
        ),
        "{failed:?}"
    );
    assert_eq!(everybody(&house).await, []);
    let counts = imports.counts(&actor, import).await.unwrap();
    assert_eq!((counts.rows, counts.errors), (2, 1));
    // It is put right, and taken over at last.
    let typed = vec![(5, "28/02/1989".to_owned())];
    let _ = imports.correct(&actor, import, 3, typed).await.unwrap();
    start(&house, import, Extent::AllOrNothing).await.unwrap();
    house.import_all().await;
    assert_eq!(done(&house, import).await.created, 2);
    let numbers: Vec<u32> = everybody(&house)
        .await
        .iter()
        .map(|row| row.number)
        .collect();
    assert_eq!(numbers, [1, 2], "what was given up took no number");
}

/// # Panics
/// When storage breaks its promise.
pub async fn columns_are_understood_as_the_last_time(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (imports, actor) = (house.imports(), house.actor(Role::Gestionnaire));
    let file = "Nom de la personne;Prénom usuel;Bla;Né le;À;Situation;Fin;Début;Sexe;Demande\n\
                Diallo;Awa;;23/01/1989;Conakry;VALIDE;31/01/2027;01/02/2026;F;PREMIERE";
    let bring = async || {
        let id = imports.new_id();
        let sheet = imports.read("autre.csv", file.as_bytes()).unwrap();
        let _ = imports.bring(&actor, id, sheet).await.unwrap();
        id
    };
    let first = bring().await;
    assert_eq!(stage(&house, first).await, Stage::Mapping);
    let mapping =
        "1;0=nom;1=prenoms;3=naissance;4=lieu_naissance;5=statut;6=fin;7=debut;8=civilite;9=type";
    let refused = imports.map(&actor, first, "1;0=nom".parse().unwrap()).await;
    assert!(matches!(refused, Err(UseCaseError::Refused(_))));
    let _ = imports
        .map(&actor, first, mapping.parse().unwrap())
        .await
        .unwrap();
    assert_eq!(stage(&house, first).await, Stage::Checked);
    let counts = imports.counts(&actor, first).await.unwrap();
    assert_eq!((counts.rows, counts.to_create), (1, 1));
    let second = bring().await;
    assert_eq!(stage(&house, second).await, Stage::Checked);
    let run = imports.one(&actor, second).await.unwrap();
    assert_eq!(run.mapping.to_string(), mapping);
    assert!(run.remarks[0].contains("déjà été importé"));
}

/// # Panics
/// When storage breaks its promise.
pub async fn only_those_who_decide_import(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let import = house.brought(&lines(&["Diallo"])).await;
    let imports = house.imports();
    for role in [Role::Facteur, Role::Agent, Role::Instructeur] {
        let actor = house.actor(role);
        let sheet = house.sheet(&lines(&["Diallo"]));
        let brought = imports.bring(&actor, imports.new_id(), sheet).await;
        assert_eq!(brought.map(drop), Err(UseCaseError::Forbidden));
        let one = imports.one(&actor, import).await;
        assert_eq!(one.err(), Some(UseCaseError::Forbidden));
        let undone = imports.undo(&actor, import).await;
        assert_eq!(undone.map(drop), Err(UseCaseError::Forbidden));
        let all = Chosen::All(Likeness::Person);
        let chosen = imports.choose(&actor, import, all, None).await;
        assert_eq!(chosen.map(drop), Err(UseCaseError::Forbidden));
    }
}
