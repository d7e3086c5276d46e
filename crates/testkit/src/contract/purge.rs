//! Forgetting.

use application::reads::{ListQuery, Tab};
use domiciliation::{
    Command, Context, Status,
    ports::{ErasureGround, Tombstone},
    request::Channel,
};
use kernel::{Holidays, StoreError, StructureKind};
use structures::Role;

use crate::{
    Storage,
    builders::{an_opening, day, id, text, today},
    house::House,
};

/// # Panics
/// When storage breaks its promise.
pub async fn candidates_for_forgetting_are_never_too_few(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut dossiers = Vec::new();
    for status in Status::ALL {
        dossiers.push(house.open_as(*status, "Diallo", "Aminata").await);
        house.clock.advance_days(1);
    }
    // Filed by post and never seen: nothing anchors it but the request itself.
    let mut opening = an_opening("Petit", "Paul", house.today());
    opening.channel = Channel::Post;
    dossiers.push(house.open_with(opening).await);

    let author = house.actor(Role::Gestionnaire).author();
    let policy = application::actor::policy_of(&house.structure);
    let holidays = Holidays::of(house.structure.departement());
    for months in [12, 24] {
        for ahead in (300..900).step_by(7) {
            let on = today() + chrono::Days::new(ahead);
            let policy = domiciliation::Policy {
                retention_months: months,
                ..policy.clone()
            };
            let context = Context {
                today: on,
                now: house
                    .structure
                    .zone()
                    .instant_of(on.and_hms_opt(9, 0, 0).unwrap()),
                author: &author,
                policy: &policy,
                holidays: &holidays,
                elections_in_force: None,
            };
            let mut uow = storage.store.begin(house.scope()).await.unwrap();
            let mut candidates = Vec::new();
            // Two at a time, so that a page is followed by the next.
            loop {
                let page = uow
                    .purge_candidates(house.id(), on, months, candidates.last().copied(), 2)
                    .await
                    .unwrap();
                if page.is_empty() {
                    break;
                }
                candidates.extend(page);
            }
            for dossier in &dossiers {
                let found = uow
                    .dossier_read(house.id(), *dossier)
                    .await
                    .unwrap()
                    .unwrap();
                if found.value.retention(&context).is_due(on) {
                    assert!(candidates.contains(dossier), "due on {on} and not listed");
                }
            }
        }
    }
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let soon = uow
        .purge_candidates(house.id(), today(), 24, None, 100)
        .await;
    assert_eq!(
        soon,
        Ok(Vec::new()),
        "nobody is due on the day they are filed"
    );
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_erased_dossier_leaves_nothing_to_read(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let erased = house.open("Diallo", "Aminata").await;
    let kept = house.open("Petit", "Paul").await;
    house.done(erased, Command::AddNote(text("Bonjour."))).await;
    let dossier = house.read(erased).await;
    let ground = ErasureGround::EntryError;
    let tombstone = Tombstone::of(&dossier.value, id(99), day(2026, 3, 10), ground);

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let stale = uow.purge_erase(erased, 1, &tombstone).await;
    assert_eq!(stale, Err(StoreError::Conflict));
    drop(uow);
    assert!(house.find(erased).await.is_some());

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(erased, dossier.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(house.find(erased).await, None);
    assert_eq!(house.row(erased).await, None);
    let search = ListQuery {
        tab: Tab::All,
        search: "diallo".into(),
        ..ListQuery::default()
    };
    assert_eq!(house.rows(search).await, []);
    let doubles = storage
        .lists
        .possible_doubles(house.id(), "Diallo", "Aminata", None)
        .await;
    assert_eq!(doubles, Ok(Vec::new()));
    assert!(house.find(kept).await.is_some());
    // Its number is not given again.
    let next = house.open("Bernard", "Luc").await;
    assert_eq!(house.read(next).await.value.number(), 3);
}
