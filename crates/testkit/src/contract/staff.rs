//! Structures and their staff.

use application::{
    UseCaseError,
    admin::CreateStructure,
    staff::{StaffDesk, StaffRefused},
};
use kernel::{StoreError, StructureKind, Versioned};
use structures::{Role, Settings, StaffMember};

use crate::{
    Storage,
    builders::{a_member, a_structure, id, text},
    house::House,
    ports::FakeSecrets,
};
use std::sync::Arc;

/// # Panics
/// When storage breaks its promise.
pub async fn a_structure_is_replaced_only_at_the_version_that_was_read(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::OrganismeAgree).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let found = uow.structure(house.id()).await.unwrap().unwrap();
    assert_eq!((&found.value, found.version), (&house.structure, 1));
    let settings = Settings {
        name: text("Maison de la rue des Lilas"),
        ..found.value.settings().clone()
    };
    let renamed = found.value.correct(settings).unwrap();
    uow.structure_update(1, &renamed).await.unwrap();
    uow.commit().await.unwrap();

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let stored = Versioned {
        value: renamed,
        version: 2,
    };
    assert_eq!(uow.structure(house.id()).await, Ok(Some(stored)));
    let stale = uow.structure_update(1, &house.structure).await;
    assert_eq!(stale, Err(StoreError::Conflict));
    drop(uow);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let twice = uow.structure_insert(&house.structure).await;
    assert_eq!(twice, Err(StoreError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn staff_come_by_name_and_change_only_at_the_version_that_was_read(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let staff = uow.staff_list(house.id()).await.unwrap();
    let names: Vec<_> = staff
        .iter()
        .map(|m| m.value.profile().nom.as_str())
        .collect();
    let by_name = [
        "Administrateur",
        "Agent d’accueil",
        "Facteur",
        "Gestionnaire",
        "Instructeur",
    ];
    assert_eq!(names, by_name);
    let agent = a_member(&house.structure, Role::Agent);
    let team: Vec<StaffMember> = staff.into_iter().map(|m| m.value).collect();
    assert_eq!(uow.staff_read(house.id()).await.as_ref(), Ok(&team));
    let promoted = agent.change_role(Role::Instructeur, &team).unwrap();
    uow.staff_update(1, &promoted).await.unwrap();
    uow.commit().await.unwrap();

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let stored = Versioned {
        value: promoted,
        version: 2,
    };
    let found = uow.staff_member(house.id(), agent.id()).await;
    assert_eq!(found, Ok(Some(stored)));
    let stale = uow.staff_update(1, &agent).await;
    assert_eq!(stale, Err(StoreError::Conflict));
}

fn staff_desk(house: &House) -> StaffDesk {
    StaffDesk::new(
        house.storage.store.clone(),
        house.clock.clone(),
        house.ids.clone(),
        Arc::new(FakeSecrets::default()),
    )
}

/// # Panics
/// When storage breaks its promise.
pub async fn whoever_changes_the_staff_holds_it_until_done(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut first = storage.store.begin(house.scope()).await.unwrap();
    let team = first.staff_list(house.id()).await.unwrap();
    let team: Vec<StaffMember> = team.into_iter().map(|m| m.value).collect();

    let (store, scope) = (storage.store.clone(), house.scope());
    let second = tokio::spawn(async move {
        let mut uow = store.begin(scope).await.unwrap();
        uow.staff_list(scope.structure).await.unwrap()
    });
    // Time enough for the second to come by, were it not held.
    let agent = a_member(&house.structure, Role::Agent);
    for _ in 0..50 {
        first.staff_member(house.id(), agent.id()).await.unwrap();
        tokio::task::yield_now().await;
    }
    let promoted = agent.change_role(Role::Instructeur, &team).unwrap();
    first.staff_update(1, &promoted).await.unwrap();
    // Whoever only reads is not held.
    let mut reader = storage.store.begin(house.scope()).await.unwrap();
    assert_eq!(reader.staff_read(house.id()).await, Ok(team));
    first.commit().await.unwrap();

    let seen = second.await.unwrap();
    let stored = Versioned {
        value: promoted,
        version: 2,
    };
    assert!(seen.contains(&stored), "the second saw the staff too soon");
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_address_has_one_account_in_all_structures(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let other = House::build(storage, 2, StructureKind::Commune).await;
    let taken = a_member(&other.structure, Role::Agent).profile().clone();
    let desk = staff_desk(&house);
    let admin = house.actor(Role::Administrateur);
    let invited = desk
        .invite(&admin, desk.new_id(), taken.clone(), Role::Agent)
        .await;
    let refused = UseCaseError::Refused(StaffRefused::EmailTaken);
    assert_eq!(invited.err(), Some(refused));

    // Nothing of a structure remains whose first administrator is refused.
    let create = CreateStructure::new(
        storage.store.clone(),
        house.clock.clone(),
        house.ids.clone(),
        Arc::new(FakeSecrets::default()),
    );
    let settings = a_structure(3, StructureKind::Ccas).settings().clone();
    let created = create.execute(settings.clone(), taken.clone()).await;
    assert_eq!(created.err(), Some(UseCaseError::Conflict));

    let free = structures::Profile {
        email: text("nouvelle@exemple.fr"),
        ..taken
    };
    let (created, link) = create.execute(settings, free).await.unwrap().into_inner();
    let mut uow = storage
        .store
        .begin(application::ports::Scope { structure: created })
        .await
        .unwrap();
    let member = uow
        .staff_member(created, link.staff)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(member.value.role(), Role::Administrateur);
    assert_eq!(uow.staff_member(created, id(1)).await, Ok(None));
}
