//! Messages in memory.

mod logs;
mod plans;
mod post;
mod sends;

use std::collections::{BTreeMap, BTreeSet};

use application::messages::{
    book::{KeptText, Message, Month, To},
    figures::Visits,
    ports::MessageChoices,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DossierId, MessageId, StaffId, StoreError, StructureId, Versioned};
use messages::{Kind, Language, Settings, StaffKind};

use super::{State, unit::MemoryUnitOfWork};

/// A message as it is stored.
#[derive(Clone)]
pub(super) struct Stored {
    message: Message,
    look_at: Option<DateTime<Utc>>,
    /// The month that counts it.
    counted_in: Option<NaiveDate>,
    /// The segments that are counted.
    segments: u32,
}

/// Whose a message is that a provider tells of.
#[derive(Clone)]
struct Handed {
    structure: StructureId,
    provider: Option<String>,
    reference: Option<String>,
}

/// All messages.
#[derive(Clone, Default)]
pub(super) struct Book {
    settings: BTreeMap<StructureId, Versioned<Settings>>,
    texts: BTreeMap<(StructureId, Kind, Language), KeptText>,
    wanted: BTreeSet<(StructureId, StaffKind, StaffId)>,
    planned_until: BTreeMap<StructureId, DateTime<Utc>>,
    messages: BTreeMap<(StructureId, MessageId), Stored>,
    months: BTreeMap<(StructureId, NaiveDate), Month>,
    installation: BTreeMap<NaiveDate, u32>,
    visits: BTreeMap<(StructureId, NaiveDate), Visits>,
    due: BTreeMap<StructureId, DateTime<Utc>>,
    handed: BTreeMap<MessageId, Handed>,
}

impl Book {
    fn of(&self, structure: StructureId) -> impl Iterator<Item = &Stored> {
        let first = MessageId::new(uuid::Uuid::nil());
        let last = MessageId::new(uuid::Uuid::max());
        let range = self.messages.range((structure, first)..=(structure, last));
        range.map(|(_, stored)| stored)
    }

    fn of_mut(&mut self, structure: StructureId) -> impl Iterator<Item = &mut Stored> {
        let all = self.messages.iter_mut();
        all.filter(move |((of, _), _)| *of == structure)
            .map(|(_, stored)| stored)
    }

    /// Tells the tick that something is due at a moment.
    fn tick(&mut self, structure: StructureId, at: DateTime<Utc>) {
        let due = self.due.entry(structure).or_insert(at);
        *due = at.min(*due);
    }

    /// Whoever is erased takes all messages about them along.
    pub(super) fn forget(&mut self, structure: StructureId, dossier: DossierId) {
        let gone: Vec<_> = self
            .of(structure)
            .filter(|stored| stored.message.to.dossier() == Some(dossier))
            .map(|stored| stored.message.id)
            .collect();
        for id in gone {
            self.messages.remove(&(structure, id));
            self.handed.remove(&id);
        }
    }

    /// Receipts about messages that were planned before a moment find nothing any more.
    pub(super) fn traces_sweep(&mut self, structure: StructureId, before: DateTime<Utc>) -> u64 {
        let old: BTreeSet<_> = self
            .of(structure)
            .filter(|stored| stored.message.planned_at < before)
            .map(|stored| stored.message.id)
            .collect();
        let all = self.handed.len();
        self.handed.retain(|id, _| !old.contains(id));
        u64::try_from(all - self.handed.len()).unwrap()
    }

    /// Messages go on with the dossier into which theirs was merged.
    pub(super) fn follow(&mut self, structure: StructureId, former: DossierId, kept: DossierId) {
        let told: Vec<_> = self
            .of(structure)
            .filter(|s| s.message.to.dossier() == Some(kept))
            .map(|s| (s.message.to, s.message.occurrence.clone()))
            .collect();
        for stored in self.of_mut(structure) {
            let message = &mut stored.message;
            match &mut message.to {
                To::Person { dossier, .. } if *dossier == former => {
                    *dossier = kept;
                    if told.contains(&(message.to, message.occurrence.clone())) {
                        message.occurrence = format!("{} {}", message.occurrence, message.id);
                    }
                }
                To::Staff {
                    dossier: Some(dossier),
                    ..
                } if *dossier == former => *dossier = kept,
                To::Person { .. } | To::Staff { .. } => {}
            }
        }
    }
}

impl State {
    /// The dossiers of a structure.
    fn dossiers_of(&self, structure: StructureId) -> Vec<domiciliation::Dossier> {
        let all = self.dossiers.iter();
        all.filter(|((of, _), _)| *of == structure)
            .map(|(_, stored)| stored.value.clone())
            .collect()
    }

    /// The messages of a structure, for tests.
    pub(super) fn messages(&self, structure: StructureId) -> Vec<Message> {
        let all = self.book.of(structure);
        all.map(|stored| stored.message.clone()).collect()
    }
}

#[async_trait]
impl MessageChoices for MemoryUnitOfWork {
    async fn message_settings(
        &mut self,
        structure: StructureId,
    ) -> Result<Versioned<Settings>, StoreError> {
        let found = self.read(|state| state.book.settings.get(&structure).cloned());
        let found = found.filter(|_| structure == self.scope());
        Ok(found.unwrap_or_else(|| Versioned {
            value: Settings::default(),
            version: 0,
        }))
    }

    async fn message_settings_update(
        &mut self,
        structure: StructureId,
        version: i64,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        let stored = book.settings.get(&structure).map_or(0, |s| s.version);
        if stored != version {
            return Err(StoreError::Conflict);
        }
        let value = Versioned {
            value: settings.clone(),
            version: version + 1,
        };
        book.settings.insert(structure, value);
        Ok(())
    }

    async fn message_texts(&mut self, structure: StructureId) -> Result<Vec<KeptText>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let mut texts: Vec<KeptText> = self.read(|state| {
            let texts = state.book.texts.iter();
            texts
                .filter(|((of, _, _), _)| *of == structure)
                .map(|(_, text)| text.clone())
                .collect()
        });
        texts.sort_by_key(|text| (text.kind.code(), text.language.code()));
        Ok(texts)
    }

    async fn message_text_put(
        &mut self,
        structure: StructureId,
        text: &KeptText,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let key = (structure, text.kind, text.language);
        self.write().await.book.texts.insert(key, text.clone());
        Ok(())
    }

    async fn staff_wants(
        &mut self,
        structure: StructureId,
        kind: StaffKind,
    ) -> Result<Vec<StaffId>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        Ok(self.read(|state| {
            let wanted = state.book.wanted.iter();
            wanted
                .filter(|(of, what, _)| *of == structure && *what == kind)
                .map(|(_, _, staff)| *staff)
                .collect()
        }))
    }

    async fn staff_want(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        kind: StaffKind,
        wanted: bool,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        if wanted {
            book.wanted.insert((structure, kind, staff));
        } else {
            book.wanted.remove(&(structure, kind, staff));
        }
        Ok(())
    }
}
