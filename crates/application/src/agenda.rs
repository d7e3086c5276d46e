//! The agenda: who is received, when and by whom; and how a calendar elsewhere follows it.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domiciliation::{
    Dossier, Refused,
    appointment::{AppointmentOutcome, FixedAppointment, Slot, is_free},
};
use kernel::{DossierId, FactId, StaffId, StoreError, StructureId, Zone};
use secrecy::SecretString;
use structures::Action;

use crate::{
    Committed, StaffActor, UseCaseError,
    ports::{Clock, Holder, Identities, Ids, JournalEntry, Secrets, Store, TokenHash, commit},
};

/// An appointment, as the agenda shows it: derived from the facts of its dossier, stored
/// for speed. A test proves that what is stored equals this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaEntry {
    /// The dossier.
    pub dossier: DossierId,
    /// Its number.
    pub number: u32,
    /// The holder's civility, as a code.
    pub civility: String,
    /// The holder's name.
    pub nom: String,
    /// The holder's first names.
    pub prenoms: String,
    /// The holder's name in use.
    pub usage: Option<String>,
    /// The fact that fixed it.
    pub fact: FactId,
    /// The first of those that were moved one to the next.
    pub series: FactId,
    /// How often it had been moved before.
    pub rank: u32,
    /// When, in civil time of the structure.
    pub slot: Slot,
    /// Who receives the person.
    pub with: StaffId,
    /// Their name, as it was when it was fixed.
    pub with_name: String,
    /// Where, when it is not at the structure.
    pub place: Option<String>,
    /// What became of it.
    pub outcome: AppointmentOutcome,
    /// The fact that made it what it is.
    pub changed_by: FactId,
    /// When that fact was entered.
    pub changed_at: DateTime<Utc>,
}

impl AgendaEntry {
    /// An appointment of a dossier.
    #[must_use]
    pub fn of(dossier: &Dossier, fixed: &FixedAppointment) -> Self {
        let identity = dossier.identity();
        let appointment = fixed.appointment();
        Self {
            dossier: dossier.id(),
            number: dossier.number(),
            civility: identity.map_or("", |i| i.civility.code()).to_owned(),
            nom: identity.map_or_else(String::new, |i| i.nom.to_string()),
            prenoms: identity.map_or_else(String::new, |i| i.prenoms.to_string()),
            usage: identity
                .and_then(|i| i.usage.as_ref())
                .map(ToString::to_string),
            fact: fixed.fact(),
            series: fixed.series(),
            rank: fixed.rank(),
            slot: appointment.slot(),
            with: appointment.with,
            with_name: appointment.with_name.to_string(),
            place: appointment.place.as_ref().map(ToString::to_string),
            outcome: fixed.outcome().clone(),
            changed_by: fixed.changed_by(),
            changed_at: fixed.changed_at(),
        }
    }

    /// Whether it still stands.
    #[must_use]
    pub const fn is_planned(&self) -> bool {
        matches!(self.outcome, AppointmentOutcome::Planned)
    }
}

/// What the pages of the agenda read.
#[async_trait]
pub trait Agenda: Send + Sync {
    /// The appointments that begin on one of these days, whatever became of them, of one
    /// member of the staff or of all, in order of time.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn appointments(
        &self,
        structure: StructureId,
        first: NaiveDate,
        last: NaiveDate,
        with: Option<StaffId>,
    ) -> Result<Vec<AgendaEntry>, StoreError>;
}

/// What fixing an appointment asks of the agenda, within its transaction.
#[async_trait]
pub trait Bookings: Send {
    /// The time that a member of the staff gives to others than this dossier's holder
    /// around then. Whoever else fixes an appointment with them waits until this
    /// transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn agenda_taken(
        &mut self,
        structure: StructureId,
        with: StaffId,
        around: Slot,
        but: DossierId,
    ) -> Result<Vec<Slot>, StoreError>;
}

/// Refuses what would have somebody receive two people at once: an appointment that was
/// fixed, or that stands again once what ended it is annulled. `stood` is the one that
/// stood before.
pub(crate) async fn check_bookings(
    bookings: &mut dyn Bookings,
    stood: Option<FactId>,
    dossier: &Dossier,
) -> Result<(), UseCaseError<Refused>> {
    let Some(planned) = dossier
        .planned_appointment()
        .filter(|planned| stood != Some(planned.fact()))
    else {
        return Ok(());
    };
    let appointment = planned.appointment();
    let (with, slot) = (appointment.with, appointment.slot());
    let taken = bookings
        .agenda_taken(dossier.structure(), with, slot, dossier.id())
        .await?;
    is_free(slot, &taken).map_err(UseCaseError::Refused)
}

/// How many days of an agenda are read to find free moments.
const DAYS_READ: u64 = 60;

/// The time that a member of the staff has promised to others than this dossier's holder,
/// from a day on: what free moments are found around.
///
/// # Errors
/// [`StoreError`].
pub async fn promised(
    agenda: &dyn Agenda,
    structure: StructureId,
    with: StaffId,
    first: NaiveDate,
    but: DossierId,
) -> Result<Vec<Slot>, StoreError> {
    let last = first
        .checked_add_days(Days::new(DAYS_READ))
        .unwrap_or(first);
    let entries = agenda
        .appointments(structure, first, last, Some(with))
        .await?;
    Ok(entries
        .into_iter()
        .filter(|entry| entry.is_planned() && entry.dossier != but)
        .map(|entry| entry.slot)
        .collect())
}

/// What a calendar elsewhere reads of one member of the staff.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The name of the structure.
    pub structure: String,
    /// The zone in which its civil times are read.
    pub zone: Zone,
    /// The appointments of the member, whatever became of them.
    pub entries: Vec<AgendaEntry>,
}

/// How far a feed looks back and ahead, in days.
const FEED_DAYS: (u64, u64) = (30, 366);

/// The secret link through which somebody's own agenda is followed elsewhere.
#[derive(Clone)]
pub struct CalendarFeeds {
    store: Arc<dyn Store>,
    identities: Arc<dyn Identities>,
    agenda: Arc<dyn Agenda>,
    secrets: Arc<dyn Secrets>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl CalendarFeeds {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        identities: Arc<dyn Identities>,
        agenda: Arc<dyn Agenda>,
        secrets: Arc<dyn Secrets>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            identities,
            agenda,
            secrets,
            clock,
            ids,
        }
    }

    /// When one's own link was made, while there is one.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn made_at(
        &self,
        actor: &StaffActor,
    ) -> Result<Option<DateTime<Utc>>, UseCaseError<()>> {
        actor.require(Action::ManageAppointments)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.feed_made_at(actor.structure_id(), actor.id()).await?)
    }

    /// Makes one's own link and gives its secret, once. The one before no longer works.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn renew(
        &self,
        actor: &StaffActor,
    ) -> Result<Committed<SecretString>, UseCaseError<()>> {
        let token = self.secrets.token();
        self.set(actor, Some(token.hash), token.secret).await
    }

    /// Makes one's own link stop working.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn revoke(&self, actor: &StaffActor) -> Result<Committed<()>, UseCaseError<()>> {
        self.set(actor, None, ()).await
    }

    async fn set<T: Send>(
        &self,
        actor: &StaffActor,
        feed: Option<TokenHash>,
        given: T,
    ) -> Result<Committed<T>, UseCaseError<()>> {
        actor.require(Action::ManageAppointments)?;
        let now = self.clock.now();
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.feed_set(structure, actor.id(), feed, now).await?;
        let entry = JournalEntry {
            id: self.ids.mint(now),
            structure,
            at: now,
            staff: actor.id(),
            action: Action::ManageAppointments,
            dossier: None,
        };
        uow.journal(&entry).await?;
        Ok(commit(uow, given).await?)
    }

    /// What a link leads to: nothing when it is unknown or was replaced, when the account
    /// or its structure is closed, or when the role no longer has an agenda.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn read(&self, secret: &SecretString) -> Result<Option<Feed>, StoreError> {
        let found = self.identities.feed(self.secrets.hash_of(secret)).await?;
        let Some(Holder { structure, member }) =
            found.filter(|h| h.member.role().permits(Action::ManageAppointments))
        else {
            return Ok(None);
        };
        let today = structure.zone().date_of(self.clock.now());
        let (back, ahead) = FEED_DAYS;
        let first = today.checked_sub_days(Days::new(back)).unwrap_or(today);
        let last = today.checked_add_days(Days::new(ahead)).unwrap_or(today);
        let entries = self
            .agenda
            .appointments(structure.id(), first, last, Some(member.id()))
            .await?;
        Ok(Some(Feed {
            structure: structure.name().to_string(),
            zone: structure.zone(),
            entries,
        }))
    }
}
