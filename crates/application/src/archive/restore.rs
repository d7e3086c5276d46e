//! Into an installation.

use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use domiciliation::Dossier;
use kernel::{FileId, StoreError, StructureId};

use super::{Amount, ArchiveFault, ArchiveReader, Beside, Item, NotMoved};
use crate::{
    files::{BlobError, BlobStore, FileRecord, Held, KeyId, Owner, OwnerKey, PutError, Seal},
    ports::{Clock, Ids, Scope, Store, UnitOfWork},
};

/// How many dossiers are stored at a time.
const DOSSIERS: usize = 2000;

/// How many messages are stored at a time.
const MESSAGES: usize = 2000;

/// How long the files of an archive may take to arrive.
const ARRIVAL: TimeDelta = TimeDelta::hours(24);

/// What restoring stands on.
pub struct RestorePorts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// The store of files.
    pub blobs: Arc<dyn BlobStore>,
    /// The moment.
    pub clock: Arc<dyn Clock>,
    /// New identifiers, for the keys of files.
    pub ids: Arc<dyn Ids>,
}

/// Files that were written, with what they are locked with.
struct Written {
    files: Vec<(FileRecord, Seal)>,
    keys: Vec<(Owner, OwnerKey)>,
}

/// Stores the structure of an archive, all of it or nothing.
///
/// Its staff has no password: each needs a link to choose one.
///
/// # Errors
/// [`NotMoved`].
pub async fn restore(
    ports: &RestorePorts,
    archive: &mut dyn ArchiveReader,
) -> Result<Amount, NotMoved> {
    let structure = archive.structure();
    let mut uow = ports.store.begin(Scope { structure }).await?;
    if uow.structure(structure).await?.is_some() {
        return Err(NotMoved::Exists);
    }
    drop(uow);
    // What an attempt that was cut off left behind: nobody else writes for a structure that
    // is not there.
    sweep(ports, structure).await?;
    let records = archive.files()?;
    let restored = match write_files(ports, structure, records, archive).await {
        Ok(written) => store(ports, structure, archive, written).await,
        Err(why) => Err(why),
    };
    if restored.is_err() {
        let _ = sweep(ports, structure).await;
    }
    restored
}

/// Deletes every blob that was written down as loose.
async fn sweep(ports: &RestorePorts, structure: StructureId) -> Result<(), NotMoved> {
    let mut uow = ports.store.begin(Scope { structure }).await?;
    let loose = uow.blobs_loose(structure).await?;
    for file in &loose {
        let deleted = ports.blobs.delete(structure, *file).await;
        deleted.map_err(|why| NotMoved::File { file: *file, why })?;
    }
    uow.blobs_gone(structure, &loose).await?;
    Ok(uow.commit().await?)
}

/// Writes the content of all files, written down as loose beforehand: whatever fails in
/// between, no blob is forgotten.
async fn write_files(
    ports: &RestorePorts,
    structure: StructureId,
    records: Vec<FileRecord>,
    archive: &mut dyn ArchiveReader,
) -> Result<Written, NotMoved> {
    let due = ports.clock.now() + ARRIVAL;
    let mut uow = ports.store.begin(Scope { structure }).await?;
    for file in &records {
        uow.blob_loose(structure, file.id, due).await?;
    }
    uow.commit().await?;
    let mut keys: HashMap<_, (Owner, OwnerKey)> = HashMap::new();
    let mut files = Vec::with_capacity(records.len());
    for file in records {
        let owner = match keys.get(&file.owner.dossier()) {
            Some((_, key)) => key.clone(),
            None => {
                let key = new_key(ports, structure, file.id)?;
                keys.insert(file.owner.dossier(), (file.owner, key.clone()));
                key
            }
        };
        let content = archive.content(file.id)?;
        let sealed = ports
            .blobs
            .put(structure, file.id, &owner, &mut Held::new(content))
            .await
            .map_err(|error| NotMoved::File {
                file: file.id,
                why: match error {
                    PutError::Store(why) => why,
                    PutError::Source(_) => BlobError::Unreadable,
                },
            })?;
        let seal = Seal {
            owner,
            file: sealed,
        };
        files.push((file, seal));
    }
    Ok(Written {
        files,
        keys: keys.into_values().collect(),
    })
}

fn new_key(
    ports: &RestorePorts,
    structure: StructureId,
    file: FileId,
) -> Result<OwnerKey, NotMoved> {
    let id = KeyId(ports.ids.mint(ports.clock.now()));
    let sealed = ports.blobs.owner_key(structure, id);
    let sealed = sealed.map_err(|why| NotMoved::File { file, why })?;
    Ok(OwnerKey { id, sealed })
}

/// Everything that the database holds, in one transaction.
async fn store(
    ports: &RestorePorts,
    structure: StructureId,
    archive: &mut dyn ArchiveReader,
    written: Written,
) -> Result<Amount, NotMoved> {
    let mut uow = ports.store.begin(Scope { structure }).await?;
    let mut amount = Amount::default();
    let mut beside = Beside::default();
    let (mut dossiers, mut told) = (Vec::new(), Vec::new());
    while let Some(item) = archive.next()? {
        amount.count(&item);
        match item {
            Item::Structure(found, last_number) => {
                beside.last_number = last_number;
                if found.id() != structure {
                    return Err(ArchiveFault::NotAnArchive.into());
                }
                let inserted = uow.structure_insert(&found).await;
                inserted.map_err(|e| taken(e, NotMoved::Exists))?;
            }
            Item::Member(member) => {
                let inserted = uow.staff_insert(&member).await;
                inserted.map_err(|e| taken(e, NotMoved::AddressTaken))?;
            }
            Item::Dossier(dossier) => {
                dossiers.push(*dossier);
                if dossiers.len() >= DOSSIERS {
                    insert(uow.as_mut(), structure, &mut dossiers).await?;
                }
            }
            Item::Alias(alias) => beside.aliases.push(alias),
            Item::Remains(remains) => beside.remains.push(remains),
            Item::View(view) => uow.view_put(structure, &view).await?,
            Item::MessageSettings(settings) => {
                uow.message_settings_update(structure, 0, &settings).await?;
            }
            Item::MessageText(text) => uow.message_text_put(structure, &text).await?,
            Item::Message(message) => {
                told.push(*message);
                if told.len() >= MESSAGES {
                    let some = std::mem::take(&mut told);
                    uow.messages_restore(structure, &some).await?;
                }
            }
            Item::File(_) => {}
        }
    }
    insert(uow.as_mut(), structure, &mut dossiers).await?;
    uow.messages_restore(structure, &told).await?;
    uow.moving_settle_in(structure, &beside).await?;
    files_insert(uow.as_mut(), structure, &mut amount, written).await?;
    if amount != archive.amount() {
        return Err(ArchiveFault::Count("pieces").into());
    }
    uow.commit().await?;
    Ok(amount)
}

async fn insert(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    dossiers: &mut Vec<Dossier>,
) -> Result<(), StoreError> {
    let mut some = std::mem::take(dossiers).into_iter();
    uow.dossiers_insert(structure, &mut some).await.map(drop)
}

async fn files_insert(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    amount: &mut Amount,
    written: Written,
) -> Result<(), StoreError> {
    for (owner, key) in &written.keys {
        uow.file_key_insert(structure, *owner, key).await?;
    }
    for (file, seal) in &written.files {
        uow.file_insert(structure, file, seal).await?;
        amount.count(&Item::File(file.clone()));
    }
    Ok(())
}

/// What a conflict means here.
fn taken(error: StoreError, meaning: NotMoved) -> NotMoved {
    match error {
        StoreError::Conflict => meaning,
        StoreError::Corrupt(_) | StoreError::Unavailable => error.into(),
    }
}
