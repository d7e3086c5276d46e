//! Files are kept whole or not at all, whatever fails, and given out to whoever may.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use application::{
    UseCaseError,
    files::{
        BlobError, CheckPorts, Checked, Content, FileCheck, FileKind, FileName, FileRecord,
        FileRefused, FileRoom, Files, Finding, Held, Interrupted, NewFile, Owner, Purpose,
        SIZE_MAX, Scan, Scanner, ScannerDown, Shelf, Source, Verdict, Withheld, read_all,
    },
    ports::Clock,
};
use async_trait::async_trait;
use kernel::{DossierId, FileId, StructureKind};
use structures::{Action, Role};
use testkit::{Storage, builders::text, house::House, memory::MemoryStore, ports::PeekInspector};

async fn a_house() -> (House, MemoryStore) {
    let store = MemoryStore::new();
    let storage = Storage::of(store.clone());
    (House::build(&storage, 1, StructureKind::Ccas).await, store)
}

/// As many bytes as asked, in pieces, and perhaps stopping before the end.
struct Pieces {
    left: u64,
    stops: bool,
    given: Arc<AtomicU32>,
}

impl Pieces {
    fn of(length: u64) -> Self {
        Self {
            left: length,
            stops: false,
            given: Arc::default(),
        }
    }
}

#[async_trait]
impl Content for Pieces {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        let first = self.given.fetch_add(1, Ordering::Relaxed) == 0;
        let piece = self.left.min(1 << 20);
        if piece == 0 {
            return if self.stops {
                Err(Interrupted)
            } else {
                Ok(None)
            };
        }
        self.left -= piece;
        let mut bytes = vec![0; usize::try_from(piece).unwrap()];
        if first {
            bytes[..4].copy_from_slice(b"%PDF");
        }
        Ok(Some(bytes))
    }
}

fn a_pdf() -> Held {
    Held::new(b"%PDF-1.7 bail".to_vec())
}

async fn add(
    house: &House,
    shelf: Shelf,
    content: &mut dyn Content,
) -> Result<FileRecord, UseCaseError<FileRefused>> {
    let actor = house.actor(Role::Administrateur);
    let name = FileName::of("bail.pdf");
    house.files().add(&actor, shelf, name, None, content).await
}

async fn kept(house: &House, shelf: Shelf) -> FileRecord {
    add(house, shelf, &mut a_pdf()).await.unwrap()
}

async fn listed(house: &House, shelf: Shelf) -> Vec<FileRecord> {
    let actor = house.actor(Role::Administrateur);
    let listed = house.files().list(&actor, shelf).await.unwrap();
    listed.into_iter().map(|listed| listed.file).collect()
}

async fn loose(house: &House) -> Vec<FileId> {
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.blobs_loose(house.id()).await.unwrap()
}

/// Nothing of a refused file is anywhere.
async fn nothing_remains(house: &House) {
    assert_eq!(house.blobs.count(), 0);
    assert_eq!(loose(house).await, []);
}

#[tokio::test]
async fn what_is_kept_is_given_back_and_journaled() {
    let (house, store) = a_house().await;
    let dossier = house.open("Diallo", "Aminata").await;
    let shelf = Shelf::Attachments(dossier);
    let file = kept(&house, shelf).await;
    assert_eq!(
        (file.kind, file.size, file.scan),
        (FileKind::Pdf, 13, Scan::Waiting)
    );
    assert_eq!(file.label.as_str(), "bail");
    assert_eq!(listed(&house, shelf).await, std::slice::from_ref(&file));
    let actor = house.actor(Role::Instructeur);
    let mut opened = house.files().open(&actor, shelf, file.id).await.unwrap();
    let bytes = read_all(opened.content.as_mut(), 100).await.unwrap();
    assert_eq!(bytes, b"%PDF-1.7 bail");
    house.files().delete(&actor, shelf, file.id).await.unwrap();
    nothing_remains(&house).await;
    let actions: Vec<_> = store
        .journal()
        .iter()
        .rev()
        .take(3)
        .map(|e| (e.action, e.dossier))
        .collect();
    let expected = [
        Action::DeleteAttachments,
        Action::ReadAttachments,
        Action::AddAttachments,
    ];
    assert_eq!(actions, expected.map(|action| (action, Some(dossier))));
}

#[tokio::test]
async fn a_refused_file_leaves_nothing() {
    let (house, _) = a_house().await;
    let shelf = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    let mut stopped = Pieces {
        stops: true,
        ..Pieces::of(3 << 20)
    };
    let refused = add(&house, shelf, &mut stopped).await;
    assert_eq!(
        refused,
        Err(UseCaseError::Refused(FileRefused::Interrupted))
    );
    let refused = add(&house, shelf, &mut Held::new(Vec::new())).await;
    assert_eq!(refused, Err(UseCaseError::Refused(FileRefused::Empty)));
    let refused = add(&house, shelf, &mut Held::new(b"MZ\x90".to_vec())).await;
    assert_eq!(
        refused,
        Err(UseCaseError::Refused(FileRefused::UnknownKind))
    );
    // A text document is for the structure's own shelf.
    let refused = add(&house, shelf, &mut Held::new(b"PK\x03\x04".to_vec())).await;
    assert_eq!(
        refused,
        Err(UseCaseError::Refused(FileRefused::UnknownKind))
    );
    nothing_remains(&house).await;
    assert_eq!(listed(&house, shelf).await, []);
}

#[tokio::test]
async fn what_is_too_long_is_not_even_read_to_its_end() {
    let (house, _) = a_house().await;
    let shelf = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    let mut whole = Pieces::of(SIZE_MAX);
    assert!(add(&house, shelf, &mut whole).await.is_ok());
    let mut endless = Pieces::of(4 << 30);
    let given = endless.given.clone();
    let refused = add(&house, shelf, &mut endless).await;
    assert_eq!(refused, Err(UseCaseError::Refused(FileRefused::TooLarge)));
    assert_eq!(given.load(Ordering::Relaxed), 11);
    assert_eq!((house.blobs.count(), loose(&house).await.len()), (1, 0));
}

#[tokio::test]
async fn what_is_made_here_is_kept_as_it_is() {
    let (house, _) = a_house().await;
    let (room, actor) = (house.file_room(), house.actor(Role::Administrateur));
    let new = NewFile {
        id: room.new_id(),
        owner: Owner::Structure,
        purpose: Purpose::PrintResult,
        name: FileName::of("attestations.zip"),
        label: text("Attestations"),
        by: actor.id(),
    };
    let entry = room.entry(&actor, Action::DownloadAttestation, Owner::Structure);
    let mut content = Pieces::of(SIZE_MAX + 1);
    let source = Source::Made(&mut content, FileKind::Zip);
    let file = room.keep(house.id(), new, source, &entry).await.unwrap();
    assert_eq!((file.kind, file.size), (FileKind::Zip, SIZE_MAX + 1));
}

#[tokio::test]
async fn a_store_that_is_full_or_away_leaves_no_orphan_on_either_side() {
    let (house, _) = a_house().await;
    let shelf = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    let file = kept(&house, shelf).await;
    for (failure, why) in [
        (BlobError::Full, FileRefused::StoreFull),
        (BlobError::Unavailable, FileRefused::StoreDown),
    ] {
        house.blobs.fail(Some(failure));
        let refused = add(&house, shelf, &mut a_pdf()).await;
        assert_eq!(refused, Err(UseCaseError::Refused(why)));
        assert_eq!(listed(&house, shelf).await.len(), 1);
    }
    let actor = house.actor(Role::Instructeur);
    let withheld = house.files().open(&actor, shelf, file.id).await;
    assert!(matches!(
        withheld,
        Err(UseCaseError::Refused(Withheld::StoreDown))
    ));
    // What could not be deleted is, once the store is back and the moment has come.
    assert!(house.files().delete(&actor, shelf, file.id).await.is_ok());
    assert_eq!(listed(&house, shelf).await, []);
    assert_eq!(house.blobs.count(), 1);
    house.blobs.fail(None);
    house.clock.advance_minutes(61);
    house.files().sweep(&actor).await;
    nothing_remains(&house).await;
}

#[tokio::test]
async fn an_erased_dossier_takes_its_files_along() {
    let (house, _) = a_house().await;
    let dossier = house.open("Diallo", "Aminata").await;
    kept(&house, Shelf::Attachments(dossier)).await;
    let actor = house.actor(Role::Gestionnaire);
    let key = house.file_room().new_id().uuid();
    let ground = domiciliation::ports::ErasureGround::EntryError;
    let erased = house.desk().erase(&actor, dossier, 1, key, ground).await;
    assert!(erased.is_ok());
    house.files().sweep(&actor).await;
    nothing_remains(&house).await;
    let gone = add(&house, Shelf::Attachments(dossier), &mut a_pdf()).await;
    assert_eq!(gone, Err(UseCaseError::NotFound));
    nothing_remains(&house).await;
}

#[tokio::test]
async fn each_role_reaches_what_the_grid_says_and_nothing_else() {
    let (house, _) = a_house().await;
    let shelf = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    for shelf in [shelf, Shelf::Internal] {
        let file = kept(&house, shelf).await.id;
        for role in Role::ALL {
            let (files, actor) = (house.files(), house.actor(*role));
            let may = |action| role.permits(action);
            assert_eq!(
                files.list(&actor, shelf).await.is_ok(),
                may(shelf.reading())
            );
            assert_eq!(
                files.open(&actor, shelf, file).await.is_ok(),
                may(shelf.reading())
            );
            let label = text("Autre");
            let renamed = files.relabel(&actor, shelf, file, &label).await;
            assert_eq!(renamed.is_ok(), may(shelf.adding()));
            let name = FileName::of("b.pdf");
            let added = files.add(&actor, shelf, name, None, &mut a_pdf()).await;
            assert_eq!(added.is_ok(), may(shelf.adding()));
            if let Ok(added) = added {
                let deleted = files.delete(&actor, shelf, added.id).await;
                assert_eq!(deleted.is_ok(), may(shelf.deleting()));
            }
        }
    }
}

#[tokio::test]
async fn a_file_is_found_on_its_own_shelf_alone() {
    let (house, _) = a_house().await;
    let mine = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    let theirs = Shelf::Attachments(house.open("Petit", "Paul").await);
    let file = kept(&house, mine).await.id;
    let actor = house.actor(Role::Administrateur);
    for shelf in [
        theirs,
        Shelf::Internal,
        Shelf::Attachments(DossierId::new(file.uuid())),
    ] {
        let files = house.files();
        assert!(matches!(
            files.open(&actor, shelf, file).await,
            Err(UseCaseError::NotFound)
        ));
        assert_eq!(
            files.delete(&actor, shelf, file).await,
            Err(UseCaseError::NotFound)
        );
    }
    assert_eq!(listed(&house, mine).await.len(), 1);
}

/// A scanner that says what it is told to say.
#[derive(Default)]
struct Says(Mutex<Option<Verdict>>);

#[async_trait]
impl Scanner for Says {
    async fn scan(&self, content: &mut dyn Content) -> Result<Verdict, ScannerDown> {
        while content.piece().await.map_err(|_| ScannerDown)?.is_some() {}
        self.0.lock().unwrap().ok_or(ScannerDown)
    }
}

fn scanning(house: &House, scanner: &Arc<Says>) -> Files {
    Files::new(FileRoom::new(
        house.storage.store.clone(),
        Arc::new(house.blobs.clone()),
        Arc::new(PeekInspector),
        Some(scanner.clone()),
        house.clock.clone(),
        house.ids.clone(),
    ))
}

#[tokio::test]
async fn a_file_is_given_out_only_once_it_is_clean() {
    let (house, _) = a_house().await;
    let shelf = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    let scanner = Arc::new(Says::default());
    let says = |verdict| *scanner.0.lock().unwrap() = verdict;
    let (files, actor) = (scanning(&house, &scanner), house.actor(Role::Instructeur));
    let name = || FileName::of("bail.pdf");

    // Away: kept, and not given out.
    let waits = files
        .add(&actor, shelf, name(), None, &mut a_pdf())
        .await
        .unwrap();
    assert_eq!(waits.scan, Scan::Waiting);
    let opened = files.open(&actor, shelf, waits.id).await;
    assert!(matches!(
        opened,
        Err(UseCaseError::Refused(Withheld::NotScanned))
    ));
    // Back: asked when somebody wants the file, and not twice.
    says(Some(Verdict::Clean));
    assert!(files.open(&actor, shelf, waits.id).await.is_ok());
    says(None);
    assert!(files.open(&actor, shelf, waits.id).await.is_ok());
    // A file that waits and turns out infected stays closed.
    let other = files
        .add(&actor, shelf, name(), None, &mut a_pdf())
        .await
        .unwrap();
    says(Some(Verdict::Infected));
    for _ in 0..2 {
        let opened = files.open(&actor, shelf, other.id).await;
        assert!(matches!(
            opened,
            Err(UseCaseError::Refused(Withheld::Infected))
        ));
    }
    // One that is infected when it comes is not kept.
    let refused = files.add(&actor, shelf, name(), None, &mut a_pdf()).await;
    assert_eq!(refused, Err(UseCaseError::Refused(FileRefused::Infected)));
    assert_eq!((house.blobs.count(), loose(&house).await.len()), (2, 0));
}

async fn check(house: &House, repair: bool) -> Checked {
    let ports = CheckPorts {
        store: house.storage.store.clone(),
        blobs: Arc::new(house.blobs.clone()),
        scanner: None,
        clock: house.clock.clone(),
    };
    let check = FileCheck { read: true, repair };
    check.run(&ports, house.id()).await.unwrap()
}

#[tokio::test]
async fn a_check_finds_orphans_on_either_side_and_puts_them_right() {
    let (house, _) = a_house().await;
    let shelf = Shelf::Attachments(house.open("Diallo", "Aminata").await);
    let (whole, bare) = (kept(&house, shelf).await, kept(&house, shelf).await);
    let clean = check(&house, false).await;
    assert_eq!((clean.files, clean.findings, clean.loose), (2, vec![], 0));

    house.blobs.tamper(house.id(), bare.id, None);
    let stray = house.file_room().new_id();
    house.blobs.tamper(house.id(), stray, Some(vec![1]));
    // On its way: no orphan, whatever it looks like.
    let coming = house.file_room().new_id();
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    let due = house.clock.now() + chrono::TimeDelta::hours(1);
    uow.blob_loose(house.id(), coming, due).await.unwrap();
    uow.commit().await.unwrap();
    house.blobs.tamper(house.id(), coming, Some(vec![2]));

    let expected = vec![
        Finding::FileWithoutBlob(bare.id),
        Finding::BlobWithoutFile(stray),
    ];
    for repair in [false, true] {
        let checked = check(&house, repair).await;
        assert_eq!((checked.files, checked.loose), (2, 1));
        assert_eq!(checked.findings, expected);
    }
    let after = check(&house, false).await;
    assert_eq!((after.files, after.findings, after.loose), (1, vec![], 1));
    assert_eq!(listed(&house, shelf).await, [whole]);
    assert!(house.blobs.bytes(house.id(), coming).is_some());
}
