//! An archive in memory: what is packed into it is unpacked as it was, and nothing is
//! verified.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    vec::IntoIter,
};

use application::{
    archive::{Amount, ArchiveFault, ArchiveReader, ArchiveWriter, Item},
    files::FileRecord,
};
use kernel::{FileId, StructureId};

/// What was packed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packed {
    /// The pieces, in the order in which they came.
    pub items: Vec<Item>,
    /// What is in its files.
    pub contents: BTreeMap<FileId, Vec<u8>>,
    /// Whose it is and how much, once it is ended.
    pub ended: Option<(StructureId, Amount)>,
}

/// An archive in memory. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub struct Parcel(Arc<Mutex<(Packed, Option<FileId>)>>);

impl Parcel {
    fn lock(&self) -> MutexGuard<'_, (Packed, Option<FileId>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is in it.
    #[must_use]
    pub fn packed(&self) -> Packed {
        self.lock().0.clone()
    }

    /// Opens it.
    #[must_use]
    pub fn open(&self) -> Opened {
        let packed = self.packed();
        Opened {
            items: packed.items.clone().into_iter(),
            packed,
        }
    }
}

impl ArchiveWriter for Parcel {
    fn item(&mut self, item: &Item) -> Result<(), ArchiveFault> {
        self.lock().0.items.push(item.clone());
        Ok(())
    }

    fn file(&mut self, file: FileId) -> Result<(), ArchiveFault> {
        let mut parcel = self.lock();
        parcel.1 = Some(file);
        parcel.0.contents.insert(file, Vec::new());
        Ok(())
    }

    fn content(&mut self, bytes: &[u8]) -> Result<(), ArchiveFault> {
        let mut parcel = self.lock();
        let file = parcel.1.unwrap();
        parcel.0.contents.get_mut(&file).unwrap().extend(bytes);
        Ok(())
    }

    fn end(self: Box<Self>, structure: StructureId, amount: Amount) -> Result<(), ArchiveFault> {
        self.lock().0.ended = Some((structure, amount));
        Ok(())
    }
}

/// A parcel that is unpacked.
pub struct Opened {
    packed: Packed,
    items: IntoIter<Item>,
}

impl ArchiveReader for Opened {
    fn structure(&self) -> StructureId {
        self.packed.ended.unwrap().0
    }

    fn amount(&self) -> Amount {
        self.packed.ended.unwrap().1
    }

    fn next(&mut self) -> Result<Option<Item>, ArchiveFault> {
        Ok(self.items.find(|item| !matches!(item, Item::File(_))))
    }

    fn files(&mut self) -> Result<Vec<FileRecord>, ArchiveFault> {
        let files = self.packed.items.iter().filter_map(|item| {
            if let Item::File(file) = item {
                Some(file.clone())
            } else {
                None
            }
        });
        Ok(files.collect())
    }

    fn content(&mut self, file: FileId) -> Result<Vec<u8>, ArchiveFault> {
        Ok(self.packed.contents.get(&file).cloned().unwrap())
    }
}
