//! What a structure settles about its messages, and what its staff asks for.

use std::{convert::Infallible, sync::Arc};

use chrono::{DateTime, Utc};
use kernel::{Holidays, Versioned};
use messages::{
    Kind, Language, Settings, StaffKind,
    schedule::Place,
    texts::{OwnText, TextRefused},
};
use structures::Action;

use super::{book::KeptText, planning::Plan};
use crate::{
    Committed, StaffActor, UseCaseError,
    jobs::{Due, Task},
    ports::{Clock, Ids, JournalEntry, Store, UnitOfWork, commit},
};

/// Reads and corrects what a structure settled about its messages, and their texts.
#[derive(Clone)]
pub struct MessageSettings {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl MessageSettings {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// What is settled, with the version that a form shows: 0 while nothing is.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn read(
        &self,
        actor: &StaffActor,
    ) -> Result<Versioned<Settings>, UseCaseError<Infallible>> {
        actor.require(Action::ViewDossiers)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.message_settings(actor.structure_id()).await?)
    }

    /// Replaces what was read at version `seen`. The next run is at the hour settled.
    ///
    /// # Errors
    /// [`UseCaseError::Conflict`] when another administrator changed it meanwhile.
    pub async fn correct(
        &self,
        actor: &StaffActor,
        seen: i64,
        settings: Settings,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        actor.require(Action::ManageSettings)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let before = uow.message_settings(structure).await?.value;
        uow.message_settings_update(structure, seen, &settings)
            .await?;
        if settings.on && !before.on {
            // Whoever turns messages on does not expect those of the days before.
            let run = self.ids.mint(now);
            uow.messages_plan(structure, &Plan::of_nothing(run, now))
                .await?;
        }
        let next = place_of(actor.structure()).next_daily_slot(now, &settings.rhythm);
        uow.job_add(Task::MessagesRun(structure), Due::By(next))
            .await?;
        self.journal(uow.as_mut(), actor, now).await?;
        Ok(commit(uow, ()).await?)
    }

    /// What is kept of the texts of the structure.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn texts(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<KeptText>, UseCaseError<Infallible>> {
        actor.require(Action::ViewSettings)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.message_texts(actor.structure_id()).await?)
    }

    /// Replaces the words of a kind in a language by the structure's own, or by those
    /// proposed without any. Whoever read the former over is forgotten.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`]; [`TextRefused`] where they are not those of that kind and
    /// language.
    pub async fn text_set(
        &self,
        actor: &StaffActor,
        kind: Kind,
        language: Language,
        own: Option<&OwnText>,
    ) -> Result<Committed<()>, UseCaseError<TextRefused>> {
        actor.require(Action::ManageSettings)?;
        let now = self.clock.now();
        // Words that fit another kind or language are looked at again for this one.
        let own = own.map(|own| OwnText::parse(kind, language, own.as_str()));
        let own = own.transpose().map_err(UseCaseError::Refused)?;
        let text = KeptText {
            kind,
            language,
            own: own.map(|own| own.as_str().to_owned()),
            changed: Some((actor.id(), now)),
            reviewed: None,
        };
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.message_text_put(actor.structure_id(), &text).await?;
        self.journal(uow.as_mut(), actor, now).await?;
        Ok(commit(uow, ()).await?)
    }

    /// Notes that the actor read the words of a kind in a language over, or takes such a note
    /// back.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn text_reviewed(
        &self,
        actor: &StaffActor,
        kind: Kind,
        language: Language,
        reviewed: bool,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        actor.require(Action::ManageSettings)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let texts = uow.message_texts(structure).await?;
        let kept = texts
            .into_iter()
            .find(|t| (t.kind, t.language) == (kind, language));
        let mut text = kept.unwrap_or(KeptText {
            kind,
            language,
            own: None,
            changed: None,
            reviewed: None,
        });
        text.reviewed = reviewed.then_some((actor.id(), now));
        uow.message_text_put(structure, &text).await?;
        self.journal(uow.as_mut(), actor, now).await?;
        Ok(commit(uow, ()).await?)
    }

    async fn journal(
        &self,
        uow: &mut dyn UnitOfWork,
        actor: &StaffActor,
        now: DateTime<Utc>,
    ) -> Result<(), kernel::StoreError> {
        let entry = JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action: Action::ManageSettings,
            dossier: None,
        };
        uow.journal(&entry).await
    }
}

/// Where the messages of a structure are sent from.
#[must_use]
pub fn place_of(structure: &structures::Structure) -> Place {
    Place::new(structure.zone(), Holidays::of(structure.departement()))
}

/// What members of the staff ask for, each for themselves.
#[derive(Clone)]
pub struct StaffChoices {
    store: Arc<dyn Store>,
}

impl StaffChoices {
    /// On this storage.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Whether the actor is told each morning what is due.
    ///
    /// # Errors
    /// [`UseCaseError::Unavailable`].
    pub async fn digest(&self, actor: &StaffActor) -> Result<bool, UseCaseError<Infallible>> {
        let mut uow = self.store.begin(actor.scope()).await?;
        let wanting = uow.staff_wants(actor.structure_id(), StaffKind::Digest);
        Ok(wanting.await?.contains(&actor.id()))
    }

    /// Notes whether the actor is to be told.
    ///
    /// # Errors
    /// [`UseCaseError::Unavailable`].
    pub async fn set_digest(
        &self,
        actor: &StaffActor,
        wanted: bool,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.staff_want(structure, actor.id(), StaffKind::Digest, wanted)
            .await?;
        Ok(commit(uow, ()).await?)
    }
}
