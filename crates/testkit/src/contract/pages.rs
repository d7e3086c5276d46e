//! Turning the pages of a list.

use application::{
    ports::{Clock, Ids},
    reads::{ListQuery, Page, Place, SortKey, Tab},
};
use domiciliation::{Command, Status, request::Appointment};
use kernel::{DossierId, StructureKind};
use structures::Role;

use crate::{
    Storage,
    builders::{an_identity, text},
    house::House,
};

const SORTS: [SortKey; 5] = [
    SortKey::Name,
    SortKey::Number,
    SortKey::Term,
    SortKey::LastContact,
    SortKey::Appointment,
];

async fn page(house: &House, query: &ListQuery, place: Place) -> Page {
    let query = ListQuery {
        place,
        ..query.clone()
    };
    let page = house.storage.lists.page(house.id(), &query, house.today());
    page.await.unwrap()
}

/// Names, days and appointments that often tie, and some that miss.
async fn populate(house: &House) -> usize {
    let mut count = 0;
    for nom in ["Petit", "Éluard", "eluard", "Zola", "Petit"] {
        for status in [Status::Actif, Status::EnInstruction, Status::Radie] {
            let dossier = house.open_as(status, nom, "Paul").await;
            count += 1;
            if status == Status::EnInstruction && nom != "Zola" {
                let appointment = Appointment {
                    at: house.today().and_hms_opt(14, 30, 0).unwrap(),
                    minutes: domiciliation::appointment::Minutes::default(),
                    with: house.actor(Role::Instructeur).id(),
                    with_name: text("Camille"),
                    place: None,
                };
                house
                    .done(dossier, Command::FixAppointment(appointment))
                    .await;
            }
        }
        house.clock.advance_days(1);
    }
    count
}

/// # Panics
/// When storage breaks its promise.
pub async fn pages_visit_each_row_once_in_both_directions(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let count = populate(&house).await;
    for sort in SORTS {
        for descending in [false, true] {
            let whole = ListQuery {
                tab: Tab::All,
                sort,
                descending,
                limit: 100,
                ..ListQuery::default()
            };
            let all: Vec<DossierId> = ids(&page(&house, &whole, Place::Start).await);
            assert_eq!(all.len(), count);
            for limit in [1, 4, 5] {
                let query = ListQuery {
                    limit,
                    ..whole.clone()
                };
                let shown = format!("{sort:?} descending {descending} by {limit}");
                let (forwards, last) = turn(&house, &query).await;
                assert_eq!(forwards, all, "{shown}");
                let backwards = turn_back(&house, &query, last).await;
                assert_eq!(backwards, all, "{shown}, back");
            }
        }
    }
    sorted_as_it_says(&house).await;
}

fn ids(page: &Page) -> Vec<DossierId> {
    page.rows.iter().map(|row| row.id).collect()
}

/// All rows from the first page on, and the last page.
async fn turn(house: &House, query: &ListQuery) -> (Vec<DossierId>, Page) {
    let mut current = page(house, query, Place::Start).await;
    assert_eq!(current.previous, None);
    let mut seen = ids(&current);
    while let Some(next) = current.next {
        current = page(house, query, Place::After(next)).await;
        assert!(!current.rows.is_empty());
        assert!(current.previous.is_some());
        seen.extend(ids(&current));
    }
    (seen, current)
}

/// All rows from the last page back, in the order of the list.
async fn turn_back(house: &House, query: &ListQuery, last: Page) -> Vec<DossierId> {
    let mut seen = ids(&last);
    let mut current = last;
    while let Some(previous) = current.previous {
        current = page(house, query, Place::Before(previous)).await;
        assert!(!current.rows.is_empty());
        assert!(current.next.is_some());
        seen.splice(0..0, ids(&current));
    }
    seen
}

async fn sorted_as_it_says(house: &House) {
    let query = |sort, descending| ListQuery {
        tab: Tab::All,
        sort,
        descending,
        ..ListQuery::default()
    };
    let names: Vec<String> = house
        .rows(query(SortKey::Name, false))
        .await
        .into_iter()
        .map(|row| kernel::fold(&row.nom))
        .collect();
    assert!(names.is_sorted());
    assert_eq!((names[0].as_str(), names[14].as_str()), ("eluard", "zola"));
    for descending in [false, true] {
        let rows = house.rows(query(SortKey::Appointment, descending)).await;
        let fixed = rows.iter().filter(|r| r.appointment_at.is_some()).count();
        assert_eq!(fixed, 4);
        let first: Vec<_> = rows[..fixed]
            .iter()
            .filter_map(|r| r.appointment_at)
            .collect();
        assert_eq!(first.len(), fixed, "rows without an appointment come last");
        assert!(if descending {
            first.iter().rev().is_sorted()
        } else {
            first.is_sorted()
        });
    }
    let numbers: Vec<u32> = house
        .rows(query(SortKey::Number, true))
        .await
        .iter()
        .map(|row| row.number)
        .collect();
    assert_eq!(numbers, (1..=15).rev().collect::<Vec<u32>>());
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_page_is_named_by_a_row_wherever_it_stands_now(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut dossiers = Vec::new();
    for nom in ["Ba", "Diallo", "Keïta", "Touré"] {
        dossiers.push(house.open(nom, "Awa").await);
    }
    let [ba, diallo, keita, toure] = dossiers[..] else {
        unreachable!("four were opened")
    };
    let query = ListQuery {
        tab: Tab::All,
        limit: 2,
        ..ListQuery::default()
    };
    let first = page(&house, &query, Place::Start).await;
    assert_eq!((ids(&first), first.next), (vec![ba, diallo], Some(diallo)));

    // The row goes elsewhere: the page goes on from there.
    let renamed = Command::RecordIdentity(an_identity("Aba", "Awa"));
    house.done(diallo, renamed).await;
    let next = page(&house, &query, Place::After(diallo)).await;
    assert_eq!(ids(&next), [ba, keita]);
    // It leaves the tab: it still has its place.
    house.grant(diallo).await;
    let requested = ListQuery {
        tab: Tab::Status(Status::EnInstruction),
        ..query.clone()
    };
    let next = page(&house, &requested, Place::After(diallo)).await;
    assert_eq!(ids(&next), [ba, keita]);
    let before = page(&house, &requested, Place::Before(toure)).await;
    assert_eq!(ids(&before), [ba, keita]);
    // Whatever is not there, or is another structure's, names the first page.
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let theirs = elsewhere.open("Ba", "Awa").await;
    for gone in [DossierId::new(uuid::Uuid::nil()), theirs] {
        for place in [Place::After(gone), Place::Before(gone)] {
            let found = page(&house, &requested, place).await;
            assert_eq!((ids(&found), found.previous), (vec![ba, keita], None));
        }
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn batches_read_the_whole_list_even_when_rows_go(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    populate(&house).await;
    let today = house.today();
    for sort in SORTS {
        for descending in [false, true] {
            let query = ListQuery {
                tab: Tab::All,
                sort,
                descending,
                limit: 4,
                ..ListQuery::default()
            };
            let all = house.rows(query.clone()).await;
            let (mut read, mut after) = (Vec::new(), None);
            loop {
                let batch = storage
                    .lists
                    .batch(house.id(), &query, after.as_ref(), today);
                let batch = batch.await.unwrap();
                assert!(batch.next.is_none() || batch.rows.len() == 4);
                read.extend(batch.rows);
                after = batch.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(read, all, "{sort:?} descending {descending}");
        }
    }
    let query = ListQuery {
        tab: Tab::Status(Status::EnInstruction),
        limit: 2,
        ..ListQuery::default()
    };
    let first = storage.lists.batch(house.id(), &query, None, today);
    let first = first.await.unwrap();
    let last = first.rows[1].id;
    let (desk, actor) = (house.desk(), house.actor(Role::Gestionnaire));
    let erased = desk.erase(
        &actor,
        last,
        house.read(last).await.version,
        house.ids.mint(house.clock.now()),
        domiciliation::ports::ErasureGround::Trial,
    );
    let _ = erased.await.unwrap();
    let next = storage
        .lists
        .batch(house.id(), &query, first.next.as_ref(), today);
    let next = next.await.unwrap();
    assert_eq!(next.rows.len(), 2);
    assert!(next.rows.iter().all(|row| !first.rows.contains(row)));
}
