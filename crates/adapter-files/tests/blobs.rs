//! Blobs come back as they were put, or not at all; what is on the disk tells nothing.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use adapter_files::{Blobs, MasterKeys, Place};
use application::files::{
    BlobError, BlobStore, Content, Held, Interrupted, KeyId, OwnerKey, PutError, Seal, read_all,
};
use async_trait::async_trait;
use kernel::{FileId, StructureId};
use uuid::Uuid;

const KEYS: &str = "1 0101010101010101010101010101010101010101010101010101010101010101";

/// A folder of its own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("domifa-blobs-{}-{count}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn blobs(&self) -> Blobs {
        let keys = MasterKeys::parse(KEYS).ok().unwrap();
        Blobs::open(Place::Folder(self.0.clone()), keys).unwrap()
    }

    /// Every file below it.
    fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.0, &mut found);
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn structure(n: u128) -> StructureId {
    StructureId::new(Uuid::from_u128(n))
}

fn file(n: u128) -> FileId {
    FileId::new(Uuid::from_u128(n))
}

fn a_key(blobs: &Blobs) -> OwnerKey {
    let id = KeyId(Uuid::from_u128(77));
    let sealed = blobs.owner_key(structure(1), id).unwrap();
    OwnerKey { id, sealed }
}

async fn put(blobs: &Blobs, id: FileId, bytes: &[u8]) -> Seal {
    let owner = a_key(blobs);
    let mut content = Held::new(bytes.to_vec());
    let put = blobs.put(structure(1), id, &owner, &mut content).await;
    let file = put.unwrap();
    Seal { owner, file }
}

async fn get(blobs: &Blobs, id: FileId, seal: &Seal) -> Result<Vec<u8>, BlobError> {
    let mut content = blobs.get(structure(1), id, seal).await?;
    let read = read_all(content.as_mut(), u64::MAX).await;
    read.map_err(|_| BlobError::Unreadable)
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length)
        .map(|n| u8::try_from(n % 251).unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_put_comes_back_whatever_its_length() {
    let folder = Folder::new();
    let blobs = folder.blobs();
    // About the edges of a piece, of a part, and of several parts.
    let piece = 64 * 1024;
    for (n, length) in [
        0,
        1,
        piece - 1,
        piece,
        piece + 1,
        4 * piece - 23,
        4 * piece,
        1_000_003,
    ]
    .into_iter()
    .enumerate()
    {
        let (id, bytes) = (file(u128::try_from(n).unwrap()), bytes(length));
        let seal = put(&blobs, id, &bytes).await;
        assert!(get(&blobs, id, &seal).await == Ok(bytes), "{length} bytes");
    }
    let mut held = blobs.blobs(structure(1)).await.unwrap();
    held.sort_unstable();
    assert_eq!(held, (0..8).map(file).collect::<Vec<_>>());
    assert_eq!(blobs.blobs(structure(2)).await, Ok(Vec::new()));
    assert_eq!(blobs.structures().await, Ok(vec![structure(1)]));
}

#[tokio::test]
async fn the_disk_shows_nothing_of_what_is_in_a_file() {
    let folder = Folder::new();
    let seal = put(&folder.blobs(), file(1), b"Aminata Diallo, 12 rue du Port").await;
    let [path] = &folder.files()[..] else {
        panic!("one blob is one file")
    };
    let stored = fs::read(path).unwrap();
    assert!(!stored.windows(7).any(|at| at == b"Aminata"));
    assert!(!path.to_string_lossy().contains("Aminata"));
    // Another blob of the same content has nothing in common with it.
    let twin = put(&folder.blobs(), file(2), b"Aminata Diallo, 12 rue du Port").await;
    assert_ne!(seal.file, twin.file);
}

#[tokio::test]
async fn a_blob_that_was_changed_cut_or_moved_does_not_read() {
    let folder = Folder::new();
    let blobs = folder.blobs();
    let seal = put(&blobs, file(1), &bytes(200_000)).await;
    let path = folder.files().remove(0);
    let whole = fs::read(&path).unwrap();
    let with = async |stored: &[u8]| {
        fs::write(&path, stored).unwrap();
        get(&folder.blobs(), file(1), &seal).await
    };
    for place in [0, 10, 30, 70_000, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert_eq!(with(&changed).await, Err(BlobError::Unreadable), "{place}");
    }
    // Cut anywhere, at the edges of pieces too; lengthened; two pieces exchanged.
    let piece = 64 * 1024 + 16;
    for length in [0, 5, 23, 23 + piece, 23 + 2 * piece, whole.len() - 1] {
        assert!(with(&whole[..length]).await.is_err(), "{length}");
    }
    let longer = [&whole[..], &[0]].concat();
    assert!(with(&longer).await.is_err());
    let (head, rest) = whole.split_at(23);
    let (one, two) = rest.split_at(piece);
    let exchanged = [head, &two[..piece], one, &two[piece..]].concat();
    assert!(with(&exchanged).await.is_err());
    assert!(with(&whole).await.is_ok());
    // Under another name, or with the key of another structure.
    fs::write(path.with_file_name(file(2).to_string()), &whole).unwrap();
    assert_eq!(
        get(&blobs, file(2), &seal).await,
        Err(BlobError::Unreadable)
    );
    let elsewhere = blobs.get(structure(2), file(1), &seal).await;
    assert!(elsewhere.is_err());
}

#[tokio::test]
async fn without_its_master_key_nothing_reads() {
    let folder = Folder::new();
    let seal = put(&folder.blobs(), file(1), b"bail").await;
    let other = MasterKeys::parse(&format!("1 {}", "ab".repeat(32)))
        .ok()
        .unwrap();
    let other = Blobs::open(Place::Folder(folder.0.clone()), other).unwrap();
    assert_eq!(
        get(&other, file(1), &seal).await,
        Err(BlobError::Unreadable)
    );
    let none = MasterKeys::parse(&format!("2 {}", "01".repeat(32)))
        .ok()
        .unwrap();
    let none = Blobs::open(Place::Folder(folder.0.clone()), none).unwrap();
    assert_eq!(get(&none, file(1), &seal).await, Err(BlobError::Unreadable));
}

/// Stops, or never goes on, after some pieces.
struct Stops {
    pieces: u32,
    hangs: bool,
}

#[async_trait]
impl Content for Stops {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        if self.pieces == 0 {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            return Err(Interrupted);
        }
        self.pieces -= 1;
        Ok(Some(vec![0; 300_000]))
    }
}

#[tokio::test]
async fn what_does_not_arrive_whole_leaves_nothing() {
    let folder = Folder::new();
    let blobs = folder.blobs();
    let owner = a_key(&blobs);
    for pieces in [0, 1, 5] {
        let mut content = Stops {
            pieces,
            hangs: false,
        };
        let put = blobs.put(structure(1), file(1), &owner, &mut content).await;
        assert_eq!(put, Err(PutError::Source(Interrupted)), "{pieces}");
        assert_eq!(folder.files(), Vec::<PathBuf>::new(), "{pieces}");
    }
    // The program dies: what it was writing is deleted with the blob, later.
    let mut hangs = Stops {
        pieces: 5,
        hangs: true,
    };
    let (owner_key, one) = (owner.clone(), file(1));
    let dead = folder.blobs();
    let writing = dead.put(structure(1), one, &owner_key, &mut hangs);
    let stopped = tokio::time::timeout(std::time::Duration::from_millis(300), writing).await;
    assert!(stopped.is_err());
    fs::create_dir_all(folder.0.join(structure(1).to_string())).unwrap();
    let unfinished = folder.0.join(format!("{}/{one}#1", structure(1)));
    fs::write(&unfinished, b"half").unwrap();
    assert!(blobs.delete(structure(1), one).await.is_ok());
    assert!(!unfinished.exists());
}

#[tokio::test]
async fn a_deleted_blob_is_gone_and_can_be_deleted_again() {
    let folder = Folder::new();
    let blobs = folder.blobs();
    let seal = put(&blobs, file(1), b"bail").await;
    assert_eq!(blobs.holds(structure(1), file(1)).await, Ok(true));
    for _ in 0..2 {
        assert_eq!(blobs.delete(structure(1), file(1)).await, Ok(()));
    }
    assert_eq!(blobs.holds(structure(1), file(1)).await, Ok(false));
    assert_eq!(get(&blobs, file(1), &seal).await, Err(BlobError::Absent));
    assert_eq!(folder.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_said_to_be_away() {
    let folder = Folder::new();
    let blobs = folder.blobs();
    let owner = a_key(&blobs);
    // In place of the structure's folder stands a file.
    fs::write(folder.0.join(structure(1).to_string()), b"").unwrap();
    let mut content = Held::new(b"bail".to_vec());
    let put = blobs.put(structure(1), file(1), &owner, &mut content).await;
    assert!(matches!(put, Err(PutError::Store(_))), "{put:?}");
}
