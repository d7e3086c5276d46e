//! An archive is written, read back, and refused as soon as anything of it is not as it was.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs::File,
    io::{Cursor, Read, Seek, SeekFrom, Write},
    sync::Arc,
};

use adapter_archive::{VerifiedArchive, ZipArchive, is_archive};
use application::{
    archive::{ArchiveFault, ArchiveReader, NotMoved, PackPorts, pack, restore},
    ports::Clock,
};
use testkit::{
    Storage,
    contract::{a_lively_house, elsewhere, packed},
    house::House,
    memory::{MemoryBlobs, MemoryStore},
};
use zip::{ZipWriter, write::SimpleFileOptions};

async fn a_house() -> (Storage, House) {
    let storage = Storage::of(MemoryStore::new());
    let house = a_lively_house(&storage).await;
    (storage, house)
}

/// The archive of a structure, as a file.
async fn archived(storage: &Storage, house: &House) -> File {
    let file = tempfile::tempfile().unwrap();
    let ports = PackPorts {
        store: storage.store.clone(),
        blobs: Some(Arc::new(house.blobs.clone())),
    };
    let out = ZipArchive::new(file.try_clone().unwrap(), house.clock.now());
    pack(&ports, house.id(), Box::new(out)).await.unwrap();
    file
}

fn rewound(mut file: File) -> File {
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

/// The members of an archive, in their order.
fn members(file: &File) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(file.try_clone().unwrap()).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut member = zip.by_index(n).unwrap();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            (member.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn zipped(members: &[(String, Vec<u8>)]) -> File {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&zip.finish().unwrap().into_inner()).unwrap();
    rewound(file)
}

fn refused(members: &[(String, Vec<u8>)]) -> ArchiveFault {
    VerifiedArchive::open(zipped(members)).err().unwrap()
}

#[tokio::test]
async fn what_is_archived_comes_back_fact_by_fact_elsewhere() {
    let (storage, house) = a_house().await;
    let file = archived(&storage, &house).await;
    assert!(is_archive(rewound(file.try_clone().unwrap())).unwrap());
    let mut archive = VerifiedArchive::open(rewound(file)).unwrap();
    assert_eq!(archive.structure(), house.id());

    let (there, blobs) = (Storage::of(MemoryStore::new()), MemoryBlobs::new());
    let ports = elsewhere(&there, &house, &blobs);
    let amount = restore(&ports, &mut archive).await.unwrap();
    assert!(amount.dossiers == 7 && amount.files == 2);
    let before = packed(&storage, &house, &house.blobs).await.packed();
    let after = packed(&there, &house, &blobs).await.packed();
    assert_eq!(after, before);
    let again = VerifiedArchive::open(zipped(&members(&archived(&there, &house).await)));
    assert_eq!(again.unwrap().amount(), amount);
}

#[tokio::test]
async fn members_that_were_changed_cut_left_out_or_added_are_named() {
    let (storage, house) = a_house().await;
    let whole = members(&archived(&storage, &house).await);
    assert!(VerifiedArchive::open(zipped(&whole)).is_ok());
    for (place, (name, bytes)) in whole.iter().enumerate() {
        if name == "manifest.json" || bytes.is_empty() {
            continue;
        }
        let mut changed = whole.clone();
        changed[place].1[bytes.len() / 2] ^= 1;
        assert!(matches!(refused(&changed), ArchiveFault::Sum(n) if n == *name));
        let mut cut = whole.clone();
        cut[place].1.pop();
        assert!(matches!(refused(&cut), ArchiveFault::Sum(n) if n == *name));
        let mut without = whole.clone();
        without.remove(place);
        assert!(matches!(refused(&without), ArchiveFault::Member(n) if n == *name));
    }
    let mut more = whole.clone();
    more.push(("files/autre".to_owned(), Vec::new()));
    assert!(matches!(refused(&more), ArchiveFault::Member(n) if n == "files/autre"));
}

#[tokio::test]
async fn an_archive_of_the_version_before_is_read() {
    let (storage, house) = a_house().await;
    let mut whole = members(&archived(&storage, &house).await);
    let of_messages = |name: &str| name.starts_with("message");
    whole.retain(|(name, _)| !of_messages(name));
    let (_, bytes) = whole.last_mut().unwrap();
    let mut manifest: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    manifest["version"] = 1.into();
    let announced = manifest["members"].as_array_mut().unwrap();
    announced.retain(|member| !of_messages(member["name"].as_str().unwrap()));
    *bytes = serde_json::to_vec(&manifest).unwrap();
    let mut read = VerifiedArchive::open(rewound(zipped(&whole))).unwrap();
    let mut items = 0;
    while read.next().unwrap().is_some() {
        items += 1;
    }
    assert!(items > 10, "{items} pieces");
}

#[tokio::test]
async fn a_later_version_and_what_is_no_archive_are_refused() {
    let (storage, house) = a_house().await;
    let whole = members(&archived(&storage, &house).await);
    let manifest = |change: &dyn Fn(&str) -> String| {
        let mut members = whole.clone();
        let (_, bytes) = members.last_mut().unwrap();
        *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
        refused(&members)
    };
    let later = manifest(&|text| text.replace("\"version\": 2", "\"version\": 3"));
    assert!(matches!(later, ArchiveFault::Later(3)), "{later:?}");
    let other = manifest(&|text| text.replace("domifa-structure", "autre"));
    assert!(matches!(other, ArchiveFault::NotAnArchive), "{other:?}");
    let broken = manifest(&|text| text.replace("\"counts\"", "\"comptes\""));
    assert!(matches!(broken, ArchiveFault::NotAnArchive), "{broken:?}");

    let workbook = zipped(&[("xl/workbook.xml".to_owned(), b"<x/>".to_vec())]);
    assert!(!is_archive(workbook.try_clone().unwrap()).unwrap());
    let fault = VerifiedArchive::open(rewound(workbook)).err().unwrap();
    assert!(matches!(fault, ArchiveFault::NotAnArchive));
    let mut text = tempfile::tempfile().unwrap();
    text.write_all(b"Nom;Pr\xe9nom\n").unwrap();
    assert!(!is_archive(rewound(text)).unwrap());
}

#[tokio::test]
async fn an_archive_that_does_not_hold_what_it_counts_stores_nothing() {
    let (storage, house) = a_house().await;
    let mut whole = members(&archived(&storage, &house).await);
    let (_, bytes) = whole.last_mut().unwrap();
    let text = std::str::from_utf8(bytes).unwrap();
    *bytes = text
        .replace("\"dossiers\": 7", "\"dossiers\": 8")
        .into_bytes();
    let mut archive = VerifiedArchive::open(zipped(&whole)).unwrap();
    let (there, blobs) = (Storage::of(MemoryStore::new()), MemoryBlobs::new());
    let ports = elsewhere(&there, &house, &blobs);
    let fault = restore(&ports, &mut archive).await.err().unwrap();
    assert!(matches!(fault, NotMoved::Archive(ArchiveFault::Count(_))));
    let mut uow = there.store.begin(house.scope()).await.unwrap();
    assert_eq!(uow.structure(house.id()).await.unwrap(), None);
    assert_eq!(blobs.count(), 0);
}

#[tokio::test]
async fn whatever_bytes_are_changed_nothing_panics() {
    let (storage, house) = a_house().await;
    let mut bytes = Vec::new();
    rewound(archived(&storage, &house).await)
        .read_to_end(&mut bytes)
        .unwrap();
    let step = (bytes.len() / 150).max(1);
    for place in (0..bytes.len()).step_by(step) {
        let mut changed = bytes.clone();
        changed[place] = changed[place].wrapping_add(101);
        changed.truncate(bytes.len() - (place % 3));
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&changed).unwrap();
        if let Ok(mut archive) = VerifiedArchive::open(rewound(file)) {
            while let Ok(Some(_)) = archive.next() {}
        }
    }
}
