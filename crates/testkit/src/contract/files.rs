//! Files, the keys they are locked with, and blobs that no file names.

use application::files::{
    FileKind, FileName, FileRecord, KeyId, Owner, OwnerKey, Purpose, Scan, Seal, SealedKey,
    TemplateKind,
};
use application::ports::{Clock, Ids, UnitOfWork};
use chrono::TimeDelta;
use domiciliation::{
    Status,
    ports::{ErasureGround, Tombstone},
};
use kernel::{FileId, StoreError, StructureKind};
use structures::Role;

use crate::{
    Storage,
    builders::{day, id, text},
    house::House,
};

/// What is committed of one transaction.
macro_rules! committed {
    ($house:expr, $uow:ident => $body:expr) => {{
        let mut $uow = $house.storage.store.begin($house.scope()).await.unwrap();
        let done = $body;
        $uow.commit().await.unwrap();
        done
    }};
}

fn a_key(house: &House) -> OwnerKey {
    OwnerKey {
        id: KeyId(house.ids.mint(house.clock.now())),
        sealed: SealedKey(vec![7; 76]),
    }
}

fn a_file(house: &House, owner: Owner, purpose: Purpose) -> FileRecord {
    FileRecord {
        id: FileId::new(house.ids.mint(house.clock.now())),
        owner,
        purpose,
        name: FileName::of("شَهَادَة الإِيوَاء.pdf"),
        label: text("Bail — « rue du Port »"),
        kind: FileKind::Pdf,
        size: 10_485_760,
        by: house.actor(Role::Instructeur).id(),
        at: house.clock.now(),
        scan: Scan::Waiting,
    }
}

fn sealed(owner: &OwnerKey) -> Seal {
    Seal {
        owner: owner.clone(),
        file: SealedKey(vec![9; 72]),
    }
}

/// Keeps a file with a key of its own.
async fn kept(house: &House, owner: Owner, purpose: Purpose) -> (FileRecord, Seal) {
    let (file, key) = (a_file(house, owner, purpose), a_key(house));
    let seal = sealed(&key);
    committed!(house, uow => {
        uow.file_key_insert(house.id(), owner, &key).await.unwrap();
        loosen(uow.as_mut(), house, file.id).await;
        uow.file_insert(house.id(), &file, &seal).await.unwrap();
    });
    (file, seal)
}

async fn loosen(uow: &mut dyn UnitOfWork, house: &House, file: FileId) {
    let due = house.clock.now() + TimeDelta::hours(1);
    uow.blob_loose(house.id(), file, due).await.unwrap();
}

async fn found(house: &House, file: FileId) -> Option<(FileRecord, Seal)> {
    committed!(house, uow => uow.file(house.id(), file).await.unwrap())
}

async fn loose(house: &House) -> Vec<FileId> {
    committed!(house, uow => uow.blobs_loose(house.id()).await.unwrap())
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_file_comes_back_with_what_it_is_locked_with(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = Owner::Dossier(house.open("Diallo", "Aminata").await);
    let (first, seal) = kept(&house, dossier, Purpose::Attachment).await;
    house.clock.advance_minutes(1);
    let (second, _) = kept(&house, dossier, Purpose::Attachment).await;
    let template = Purpose::Template(TemplateKind::CourrierRadiation);
    let (third, _) = kept(&house, Owner::Structure, template).await;

    assert_eq!(
        found(&house, first.id).await,
        Some((first.clone(), seal.clone()))
    );
    assert_eq!(loose(&house).await, []);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let structure = house.id();
    let list = uow
        .files(structure, dossier, &[Purpose::Attachment], 10)
        .await
        .unwrap();
    let files: Vec<_> = list.iter().map(|listed| &listed.file).collect();
    assert_eq!(files, [&second, &first], "the last kept comes first");
    assert_eq!(
        list[0].keeper,
        house.actor(Role::Instructeur).member().full_name()
    );
    let one = uow
        .files(structure, dossier, &[Purpose::Attachment], 1)
        .await
        .unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(
        uow.files(structure, dossier, &[Purpose::Logo], 10).await,
        Ok(Vec::new())
    );
    let own = uow
        .files(structure, Owner::Structure, Purpose::TEMPLATES, 10)
        .await
        .unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].file, third);
    let count = uow
        .file_count(structure, dossier, Purpose::Attachment)
        .await;
    assert_eq!(count, Ok(2));
    // The oldest key is the one that new files are locked with.
    assert_eq!(uow.file_key(structure, dossier).await, Ok(Some(seal.owner)));
    let page = uow.files_after(structure, Some(first.id), 1).await.unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!(page[0].0, second);
    drop(uow);

    let label = text("Bail signé");
    committed!(house, uow => {
        uow.file_relabel(structure, first.id, &label).await.unwrap();
        uow.file_scanned(structure, first.id, Scan::Infected).await.unwrap();
    });
    let changed = found(&house, first.id).await.unwrap().0;
    assert_eq!((changed.label, changed.scan), (label, Scan::Infected));
    committed!(house, uow => uow.file_delete(structure, first.id, house.clock.now()).await.unwrap());
    assert_eq!(found(&house, first.id).await, None);
    assert_eq!(loose(&house).await, [first.id]);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let gone = uow.file_relabel(structure, first.id, &text("x")).await;
    assert_eq!(gone, Err(StoreError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_blob_is_named_once_and_not_while_it_is_deleted(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (structure, key) = (house.id(), a_key(&house));
    let owner = Owner::Structure;
    committed!(house, uow => uow.file_key_insert(structure, owner, &key).await.unwrap());
    let file = a_file(&house, owner, Purpose::Internal);
    let seal = sealed(&key);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let unannounced = uow.file_insert(structure, &file, &seal).await;
    assert_eq!(unannounced, Err(StoreError::Conflict));
    drop(uow);

    committed!(house, uow => loosen(uow.as_mut(), &house, file.id).await);
    let now = house.clock.now();
    let (later, again) = (now + TimeDelta::hours(1), now + TimeDelta::hours(2));
    let doom = committed!(house, uow => uow.blobs_doom(structure, now, again, 10).await);
    assert_eq!(doom, Ok(Vec::new()), "it is not due yet");
    let doom = committed!(house, uow => uow.blobs_doom(structure, later, again, 10).await);
    assert_eq!(doom, Ok(vec![file.id]));
    let twice = committed!(house, uow => uow.blobs_doom(structure, later, again, 10).await);
    assert_eq!(twice, Ok(Vec::new()), "somebody deletes it already");
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let late = uow.file_insert(structure, &file, &seal).await;
    assert_eq!(late, Err(StoreError::Conflict));
    drop(uow);
    let died = committed!(house, uow => uow.blobs_doom(structure, again, again, 10).await);
    assert_eq!(died, Ok(vec![file.id]), "whoever did has died");
    committed!(house, uow => uow.blobs_gone(structure, &[file.id]).await.unwrap());
    assert_eq!(loose(&house).await, []);
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_erased_dossier_leaves_no_key_and_its_blobs_to_be_deleted(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (gone, stays) = (
        house.open("Diallo", "Aminata").await,
        house.open("Petit", "Paul").await,
    );
    let (erased, _) = kept(&house, Owner::Dossier(gone), Purpose::Attachment).await;
    let (other, _) = kept(&house, Owner::Dossier(stays), Purpose::Attachment).await;
    let (own, _) = kept(&house, Owner::Structure, Purpose::Logo).await;
    let dossier = house.read(gone).await;
    let ground = ErasureGround::EntryError;
    let tombstone = Tombstone::of(&dossier.value, id(99), day(2026, 3, 10), ground);
    committed!(house, uow => uow.purge_erase(gone, dossier.version, &tombstone).await.unwrap());

    assert_eq!(found(&house, erased.id).await, None);
    let structure = house.id();
    let (now, mut uow) = (
        house.clock.now(),
        storage.store.begin(house.scope()).await.unwrap(),
    );
    assert_eq!(
        uow.file_key(structure, Owner::Dossier(gone)).await,
        Ok(None)
    );
    assert_eq!(uow.file_keys(structure, None, 10).await.unwrap().len(), 2);
    let due = uow
        .blobs_doom(structure, now, now + TimeDelta::hours(1), 10)
        .await;
    assert_eq!(due, Ok(vec![erased.id]));
    drop(uow);
    assert!(found(&house, other.id).await.is_some());
    assert!(found(&house, own.id).await.is_some());

    // What was on its way to it arrives nowhere.
    let (file, key) = (
        a_file(&house, Owner::Dossier(gone), Purpose::Attachment),
        a_key(&house),
    );
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let locked = uow.file_key_insert(structure, file.owner, &key).await;
    assert_eq!(locked, Err(StoreError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn merged_dossiers_keep_the_files_of_both(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let kept_one = house.open("Diallo", "Aminata").await;
    let other = house.open_as(Status::Refuse, "Diallo", "Aminata").await;
    let mine = kept(&house, Owner::Dossier(kept_one), Purpose::Attachment).await;
    let theirs = kept(&house, Owner::Dossier(other), Purpose::Attachment).await;
    house
        .merge(Role::Gestionnaire, kept_one, other)
        .await
        .unwrap();

    let owner = Owner::Dossier(kept_one);
    assert_eq!(found(&house, mine.0.id).await, Some(mine));
    let (file, seal) = found(&house, theirs.0.id).await.unwrap();
    assert_eq!(file.owner, owner);
    assert_eq!(seal, theirs.1, "it is locked as before");
    let list =
        committed!(house, uow => uow.files(house.id(), owner, &[Purpose::Attachment], 9).await);
    assert_eq!(list.unwrap().len(), 2);

    // Both keys go with the one that is left.
    let dossier = house.read(kept_one).await;
    let tombstone = Tombstone::of(
        &dossier.value,
        id(99),
        day(2026, 3, 10),
        ErasureGround::Trial,
    );
    committed!(house, uow => uow.purge_erase(kept_one, dossier.version, &tombstone).await.unwrap());
    assert_eq!(loose(&house).await.len(), 2);
    let keys = committed!(house, uow => uow.file_keys(house.id(), None, 10).await);
    assert_eq!(keys, Ok(Vec::new()));
}

/// # Panics
/// When storage breaks its promise.
pub async fn files_of_another_structure_are_absent(storage: &Storage) {
    let ours = House::build(storage, 1, StructureKind::Ccas).await;
    let theirs = House::build(storage, 2, StructureKind::Commune).await;
    let (file, seal) = kept(&theirs, Owner::Structure, Purpose::Internal).await;
    let structure = theirs.id();
    let now = ours.clock.now();
    let mut uow = storage.store.begin(ours.scope()).await.unwrap();
    assert_eq!(uow.file(structure, file.id).await, Ok(None));
    assert_eq!(uow.file(ours.id(), file.id).await, Ok(None));
    let list = uow
        .files(structure, Owner::Structure, &[Purpose::Internal], 9)
        .await;
    assert_eq!(list, Ok(Vec::new()));
    assert_eq!(uow.files_after(structure, None, 9).await, Ok(Vec::new()));
    assert_eq!(uow.file_key(structure, Owner::Structure).await, Ok(None));
    assert_eq!(uow.file_keys(structure, None, 9).await, Ok(Vec::new()));
    let again = now + TimeDelta::hours(9);
    assert_eq!(
        uow.blobs_doom(structure, again, again, 9).await,
        Ok(Vec::new())
    );
    drop(uow);
    let mut uow = storage.store.begin(ours.scope()).await.unwrap();
    assert!(uow.file_delete(structure, file.id, now).await.is_err());
    drop(uow);
    let mut uow = storage.store.begin(ours.scope()).await.unwrap();
    assert!(
        uow.file_key_insert(structure, Owner::Structure, &seal.owner)
            .await
            .is_err()
    );
    drop(uow);
    assert!(found(&theirs, file.id).await.is_some());
    let new = OwnerKey {
        sealed: SealedKey(vec![1; 76]),
        ..seal.owner
    };
    committed!(theirs, uow => uow.file_key_relock(structure, &new).await.unwrap());
    assert_eq!(found(&theirs, file.id).await.unwrap().1.owner, new);
}
