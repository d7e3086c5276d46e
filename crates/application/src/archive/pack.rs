//! Out of an installation.

use std::sync::Arc;

use kernel::{FileId, StructureId};
use messages::State;

use super::{Amount, ArchiveWriter, Item, NotMoved};
use crate::{
    files::{BlobError, BlobStore, FileRecord, Purpose, Seal},
    messages::book::{Filter, Message, Place},
    ports::{Scope, Store, UnitOfWork},
};

/// How many dossiers are read at a time.
const DOSSIERS: u32 = 500;
/// How many files are looked up at a time.
const FILES: u32 = 500;
/// How many messages are read at a time.
const MESSAGES: u32 = 1000;

/// What packing stands on.
pub struct PackPorts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// The store of files; without one, the archive has none.
    pub blobs: Option<Arc<dyn BlobStore>>,
}

/// Whether a file travels: what was printed in bulk goes by itself after a week.
fn travels(file: &FileRecord) -> bool {
    file.purpose != Purpose::PrintResult
}

/// A message as it travels. One that waits does not: what it was to tell is found again where
/// the structure arrives. Whether one that is on its way left, nobody there can ask.
fn told(message: Message) -> Option<Message> {
    match message.state {
        State::Planned => None,
        State::Sending => Some(Message {
            state: State::Uncertain,
            settled_at: message.attempted_at,
            ..message
        }),
        State::Sent | State::Received | State::Failed | State::Cancelled | State::Uncertain => {
            Some(message)
        }
    }
}

/// Packs a structure as it stands at one moment. People may work meanwhile: a file that they
/// delete during the packing stops it.
///
/// # Errors
/// [`NotMoved`].
pub async fn pack(
    ports: &PackPorts,
    structure: StructureId,
    mut out: Box<dyn ArchiveWriter>,
) -> Result<Amount, NotMoved> {
    let mut uow = ports.store.begin(Scope { structure }).await?;
    uow.moving_settle().await?;
    let uow = uow.as_mut();
    let found = uow.structure(structure).await?.ok_or(NotMoved::Unknown)?;
    let mut amount = Amount::default();
    let mut put = |item: Item| {
        amount.count(&item);
        out.item(&item)
    };
    let beside = uow.moving_beside(structure).await?;
    put(Item::Structure(Box::new(found.value), beside.last_number))?;
    for member in uow.staff_read(structure).await? {
        put(Item::Member(Box::new(member)))?;
    }
    let mut after = None;
    loop {
        let dossiers = uow.moving_dossiers(structure, after, DOSSIERS).await?;
        let Some(last) = dossiers.last() else { break };
        after = Some(last.id());
        for dossier in dossiers {
            put(Item::Dossier(Box::new(dossier)))?;
        }
    }
    for alias in beside.aliases {
        put(Item::Alias(alias))?;
    }
    for remains in beside.remains {
        put(Item::Remains(remains))?;
    }
    for view in uow.moving_views(structure).await? {
        put(Item::View(view))?;
    }
    let settled = uow.message_settings(structure).await?;
    if settled.version > 0 {
        put(Item::MessageSettings(Box::new(settled.value)))?;
    }
    for text in uow.message_texts(structure).await? {
        put(Item::MessageText(text))?;
    }
    let mut place = Place::Start;
    loop {
        let asked = Filter::default();
        let page = uow.messages_log(structure, &asked, place, MESSAGES).await?;
        let Some(last) = page.lines.last() else { break };
        place = Place::After(last.message.id);
        for message in page.lines.into_iter().filter_map(|line| told(line.message)) {
            put(Item::Message(Box::new(message)))?;
        }
    }
    if let Some(blobs) = &ports.blobs {
        let mut after = None;
        while let Some(page) = files(uow, structure, &mut after).await? {
            for (file, _) in page.into_iter().filter(|(file, _)| travels(file)) {
                put(Item::File(file))?;
            }
        }
        let mut after = None;
        while let Some(page) = files(uow, structure, &mut after).await? {
            for (file, seal) in page.iter().filter(|(file, _)| travels(file)) {
                copy(blobs.as_ref(), structure, file, seal, out.as_mut()).await?;
            }
        }
    }
    out.end(structure, amount)?;
    Ok(amount)
}

/// The next files, in order of their identifiers.
async fn files(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    after: &mut Option<FileId>,
) -> Result<Option<Vec<(FileRecord, Seal)>>, NotMoved> {
    let page = uow.files_after(structure, *after, FILES).await?;
    let Some((last, _)) = page.last() else {
        return Ok(None);
    };
    *after = Some(last.id);
    Ok(Some(page))
}

async fn copy(
    blobs: &dyn BlobStore,
    structure: StructureId,
    file: &FileRecord,
    seal: &Seal,
    out: &mut dyn ArchiveWriter,
) -> Result<(), NotMoved> {
    let failed = |why| NotMoved::File { file: file.id, why };
    let content = blobs.get(structure, file.id, seal).await;
    let mut content = content.map_err(failed)?;
    out.file(file.id)?;
    while let Some(piece) = content
        .piece()
        .await
        .map_err(|_| failed(BlobError::Unreadable))?
    {
        out.content(&piece)?;
    }
    Ok(())
}
