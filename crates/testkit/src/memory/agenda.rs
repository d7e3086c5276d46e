//! The agenda, in memory.

use application::agenda::{Agenda, AgendaEntry, Bookings};
use async_trait::async_trait;
use chrono::NaiveDate;
use domiciliation::{Dossier, appointment::Slot};
use kernel::{DossierId, StaffId, StoreError, StructureId};

use super::{MemoryStore, State, unit::MemoryUnitOfWork};

impl State {
    /// The time that a member of the staff gives to others than this dossier's holder.
    fn taken(&self, structure: StructureId, with: StaffId, but: DossierId) -> Vec<Slot> {
        self.dossiers
            .values()
            .filter(|d| d.value.structure() == structure && d.value.id() != but)
            .filter_map(|d| d.value.planned_appointment())
            .filter(|planned| planned.appointment().with == with)
            .map(|planned| planned.appointment().slot())
            .collect()
    }

    /// Whether storing this dossier would have somebody receive two people at once.
    pub(super) fn double_books(&self, dossier: &Dossier) -> bool {
        dossier.planned_appointment().is_some_and(|planned| {
            let (with, slot) = (planned.appointment().with, planned.appointment().slot());
            self.taken(dossier.structure(), with, dossier.id())
                .into_iter()
                .any(|taken| taken.overlaps(slot))
        })
    }
}

#[async_trait]
impl Bookings for MemoryUnitOfWork {
    async fn agenda_taken(
        &mut self,
        structure: StructureId,
        with: StaffId,
        around: Slot,
        but: DossierId,
    ) -> Result<Vec<Slot>, StoreError> {
        if self.within(structure).is_err() {
            return Ok(Vec::new());
        }
        let mut taken = self.write().await.taken(structure, with, but);
        taken.retain(|slot| slot.overlaps(around));
        taken.sort_unstable();
        Ok(taken)
    }
}

#[async_trait]
impl Agenda for MemoryStore {
    async fn appointments(
        &self,
        structure: StructureId,
        first: NaiveDate,
        last: NaiveDate,
        with: Option<StaffId>,
    ) -> Result<Vec<AgendaEntry>, StoreError> {
        let state = self.state();
        let mut entries: Vec<AgendaEntry> = state
            .dossiers
            .values()
            .filter(|d| d.value.structure() == structure)
            .flat_map(|d| entries_of(&d.value))
            .filter(|entry| (first..=last).contains(&entry.slot.from.date()))
            .filter(|entry| with.is_none_or(|with| entry.with == with))
            .collect();
        entries.sort_by_key(|entry| (entry.slot.from, entry.fact));
        Ok(entries)
    }
}

/// The appointments of a dossier, as the agenda shows them.
pub(crate) fn entries_of(dossier: &Dossier) -> Vec<AgendaEntry> {
    let fixed = dossier.appointments().iter();
    fixed.map(|fixed| AgendaEntry::of(dossier, fixed)).collect()
}
