//! Everything a member of staff does to a dossier that exists.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use domiciliation::{
    Command, Dossier, Recorded, Refused,
    appointment::FixedAppointment,
    ports::{ErasureGround, Tombstone},
    refusal::RefusalGround,
};
use kernel::{DossierId, FactId, StaffId, Versioned};
use structures::Action;
use uuid::Uuid;

use crate::{
    Committed, StaffActor, UseCaseError,
    actor::Surroundings,
    agenda::check_bookings,
    messages,
    permit::action_of,
    ports::{Clock, Ids, JournalEntry, Store, commit},
};

/// A command as it comes from a page.
#[derive(Debug, Clone)]
pub struct Order {
    /// Of which dossier.
    pub dossier: DossierId,
    /// The version the page showed, for edits that must not overwrite another's.
    /// Acts of the desk commute and need none.
    pub seen: Option<i64>,
    /// What makes a double click one act.
    pub key: Uuid,
    /// What to do.
    pub command: Command,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The facts recorded; none when the same order had already been carried out.
    pub facts: Vec<FactId>,
}

/// The desk.
#[derive(Clone)]
pub struct Desk {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Desk {
    /// A desk on these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden by the role, absent, changed since it was shown, or
    /// refused by a rule.
    pub async fn carry_out(
        &self,
        actor: &StaffActor,
        order: Order,
    ) -> Result<Committed<Done>, UseCaseError<Refused>> {
        self.carry_out_all(
            actor,
            order.dossier,
            order.seen,
            order.key,
            vec![order.command],
        )
        .await
    }

    /// Carries out all that one form asks for, in one transaction: everything or nothing.
    ///
    /// # Errors
    /// As [`Self::carry_out`].
    pub async fn carry_out_all(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        seen: Option<i64>,
        key: Uuid,
        commands: Vec<Command>,
    ) -> Result<Committed<Done>, UseCaseError<Refused>> {
        for command in &commands {
            actor.require(action_of(command))?;
        }
        let mut surroundings = Surroundings::of(actor, self.clock.now());
        let structure = actor.structure_id();

        let mut uow = self.store.begin(actor.scope()).await?;
        if !uow.key_claim(structure, key, surroundings.now()).await? {
            return Ok(commit(uow, Done { facts: Vec::new() }).await?);
        }
        let Versioned {
            value: mut dossier,
            version,
        } = uow
            .dossier(structure, dossier)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        if seen.is_some_and(|seen| seen != version) {
            return Err(UseCaseError::Conflict);
        }
        let mut recorded = Vec::new();
        for command in commands {
            if needs_count(&command) {
                surroundings.elections_in_force = Some(
                    uow.elections_in_force(structure, surroundings.today())
                        .await?,
                );
            }
            let action = action_of(&command);
            let facts = dossier
                .decide(command, &surroundings.context())
                .map_err(UseCaseError::Refused)?;
            let facts = record(self.ids.as_ref(), &surroundings, facts);
            let stood = dossier.planned_appointment().map(FixedAppointment::fact);
            dossier = dossier.with(facts.iter().cloned());
            check_bookings(uow.as_mut(), stood, &dossier).await?;
            let (ids, told) = (self.ids.as_ref(), &facts);
            messages::staff::tell(uow.as_mut(), ids, actor, stood, &dossier, told).await?;
            recorded.extend(facts);
            let entry = JournalEntry {
                id: self.ids.mint(surroundings.now()),
                structure,
                at: surroundings.now(),
                staff: actor.id(),
                action,
                dossier: Some(dossier.id()),
            };
            uow.journal(&entry).await?;
        }
        uow.dossier_append(version, &dossier, &recorded).await?;
        Ok(commit(
            uow,
            Done {
                facts: recorded.iter().map(|r| r.id).collect(),
            },
        )
        .await?)
    }

    /// Opens a dossier to read it, and journals that it was read.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden or absent.
    pub async fn read(
        &self,
        actor: &StaffActor,
        id: DossierId,
    ) -> Result<(Versioned<Dossier>, Surroundings), UseCaseError<Refused>> {
        actor.require(Action::ViewDossiers)?;
        let surroundings = Surroundings::of(actor, self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = uow
            .dossier_read(actor.structure_id(), id)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        let entry = JournalEntry {
            id: self.ids.mint(surroundings.now()),
            structure: actor.structure_id(),
            at: surroundings.now(),
            staff: actor.id(),
            action: Action::ViewDossiers,
            dossier: Some(id),
        };
        uow.journal(&entry).await?;
        Ok((commit(uow, found).await?.into_inner(), surroundings))
    }

    /// Reads again a dossier that a page shows and that changed meanwhile. The journal says
    /// once a day that this person looked at it so, however often it changed.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden or absent.
    pub async fn read_again(
        &self,
        actor: &StaffActor,
        id: DossierId,
    ) -> Result<(Versioned<Dossier>, Surroundings), UseCaseError<Refused>> {
        actor.require(Action::ViewDossiers)?;
        let surroundings = Surroundings::of(actor, self.clock.now());
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = uow
            .dossier_read(structure, id)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        let today = once_a_day(actor.id(), id, surroundings.today());
        if uow.key_claim(structure, today, surroundings.now()).await? {
            let entry = JournalEntry {
                id: self.ids.mint(surroundings.now()),
                structure,
                at: surroundings.now(),
                staff: actor.id(),
                action: Action::ViewDossiers,
                dossier: Some(id),
            };
            uow.journal(&entry).await?;
        }
        Ok((commit(uow, found).await?.into_inner(), surroundings))
    }

    /// Erases a dossier that was opened by mistake and on which nothing was decided.
    /// Asked again with the same key, it answers that it is done.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, absent, changed, or refused once a decision was taken.
    pub async fn erase(
        &self,
        actor: &StaffActor,
        id: DossierId,
        seen: i64,
        key: Uuid,
        ground: ErasureGround,
    ) -> Result<Committed<()>, UseCaseError<Refused>> {
        actor.require(Action::EraseDossier)?;
        let surroundings = Surroundings::of(actor, self.clock.now());
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        if !uow.key_claim(structure, key, surroundings.now()).await? {
            return Ok(commit(uow, ()).await?);
        }
        let Versioned {
            value: dossier,
            version,
        } = uow
            .dossier(structure, id)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        if seen != version {
            return Err(UseCaseError::Conflict);
        }
        dossier
            .may_be_erased(&surroundings.context())
            .map_err(UseCaseError::Refused)?;
        let tombstone = Tombstone::of(
            &dossier,
            FactId::new(self.ids.mint(surroundings.now())),
            surroundings.today(),
            ground,
        );
        uow.purge_erase(id, version, &tombstone).await?;
        let entry = JournalEntry {
            id: self.ids.mint(surroundings.now()),
            structure,
            at: surroundings.now(),
            staff: actor.id(),
            action: Action::EraseDossier,
            dossier: Some(id),
        };
        uow.journal(&entry).await?;
        Ok(commit(uow, ()).await?)
    }
}

/// A key for this person, this dossier and this day, that no minted one meets.
fn once_a_day(staff: StaffId, dossier: DossierId, day: NaiveDate) -> Uuid {
    let day = u128::from(day.num_days_from_ce().unsigned_abs());
    // Both identifiers begin with their moment: turned, so that those do not fall together.
    let staff = staff.uuid().as_u128().rotate_left(64);
    Uuid::from_u128(staff ^ dossier.uuid().as_u128() ^ day)
}

/// Whether a rule needs to know how many elections are in force.
const fn needs_count(command: &Command) -> bool {
    matches!(command, Command::Refuse(refus) if matches!(refus.ground, RefusalGround::Saturation))
}

/// Facts with their author, their moment and their identifiers.
pub(crate) fn record(
    ids: &dyn Ids,
    surroundings: &Surroundings,
    facts: Vec<domiciliation::Fact>,
) -> Vec<Recorded> {
    facts
        .into_iter()
        .map(|fact| Recorded {
            id: FactId::new(ids.mint(surroundings.now())),
            at: surroundings.now(),
            author: surroundings.author().clone(),
            fact,
        })
        .collect()
}
