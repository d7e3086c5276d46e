//! Mail rounds in memory.

use std::collections::BTreeMap;

use application::{
    projection::Projection,
    round::{
        Entry, Exact, MailRound, Person, Places, RoundLine, RoundSheet, RoundSummary, RoundViews,
        Rounds, ShownLine, Totals, exact_key,
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domiciliation::{Dossier, Fact, mail::MailKind};
use kernel::{DossierId, FactId, RoundId, StoreError, StructureId, Versioned};

use super::{MemoryStore, State, unit::MemoryUnitOfWork};

/// A round as it is stored.
#[derive(Clone)]
pub(super) struct Stored {
    round: MailRound,
    last_place: u32,
    lines: BTreeMap<u32, RoundLine>,
}

impl Stored {
    /// A dossier was merged into another: what was put aside for it is for that one.
    pub(super) fn follow(&mut self, gone: DossierId, kept: DossierId) {
        for line in self.lines.values_mut() {
            if let Entry::Aside { dossier, .. } = &mut line.entry
                && *dossier == Some(gone)
            {
                *dossier = Some(kept);
            }
        }
    }
}

impl State {
    fn within(&self, structure: StructureId) -> impl Iterator<Item = &Dossier> {
        self.dossiers
            .iter()
            .filter(move |((of, _), _)| *of == structure)
            .map(|(_, found)| &found.value)
    }

    /// The dossier in which a fact is now.
    fn dossier_of(&self, structure: StructureId, fact: FactId) -> Option<&Dossier> {
        self.within(structure).find(|d| d.fact(fact).is_some())
    }

    /// A line as it reads today: dossiers may have been erased or merged since.
    fn current(&self, structure: StructureId, line: &RoundLine) -> RoundLine {
        let entry = match &line.entry {
            Entry::Recorded { fact, .. } => match self.dossier_of(structure, *fact) {
                Some(dossier) => Entry::Recorded {
                    dossier: dossier.id(),
                    fact: *fact,
                },
                None => Entry::Forgotten,
            },
            Entry::Aside {
                why,
                dossier,
                typed,
            } => Entry::Aside {
                why: *why,
                dossier: dossier.filter(|id| self.dossiers.contains_key(&(structure, *id))),
                typed: typed.clone(),
            },
            Entry::Forgotten => Entry::Forgotten,
        };
        RoundLine {
            entry,
            ..line.clone()
        }
    }

    fn shown(&self, structure: StructureId, line: &RoundLine) -> ShownLine {
        let line = self.current(structure, line);
        let of = |id: DossierId| self.dossiers.get(&(structure, id)).map(|d| &d.value);
        let (dossier, fact) = match line.entry {
            Entry::Recorded { dossier, fact } => (of(dossier), Some(fact)),
            Entry::Aside { dossier, .. } => (dossier.and_then(of), None),
            Entry::Forgotten => (None, None),
        };
        let recorded = dossier.zip(fact).and_then(|(d, fact)| d.fact(fact));
        let remark = recorded.and_then(|recorded| {
            if let Fact::MailReceived { remark, .. } = &recorded.fact {
                remark.clone()
            } else {
                None
            }
        });
        let annulled = dossier
            .zip(fact)
            .is_some_and(|(dossier, fact)| dossier.is_annulled(fact));
        ShownLine {
            person: dossier.map(person_of),
            line,
            remark,
            annulled,
        }
    }

    fn summary(&self, structure: StructureId, stored: &Stored) -> RoundSummary {
        let opener = self.staff.get(&(structure, stored.round.by));
        RoundSummary {
            round: stored.round,
            opener: opener.map_or_else(String::new, |m| m.value.full_name()),
            lines: u64::try_from(stored.lines.len()).unwrap(),
        }
    }
}

fn person_of(dossier: &Dossier) -> Person {
    let p = Projection::of(dossier);
    Person {
        dossier: dossier.id(),
        number: dossier.number(),
        civility: p.civility.to_owned(),
        nom: p.nom,
        prenoms: p.prenoms,
        usage: p.usage,
        birth: p.birth,
        distribution: dossier
            .filing()
            .distribution
            .as_ref()
            .map(ToString::to_string),
        situation: p.situation,
    }
}

fn totals(lines: &[ShownLine]) -> Totals {
    let mut totals = Totals::default();
    for shown in lines.iter().filter(|shown| !shown.annulled) {
        let quantity = u64::from(shown.line.quantity.get());
        let sum = match (&shown.line.entry, shown.line.kind) {
            (Entry::Aside { .. }, _) => &mut totals.aside,
            (_, MailKind::Letter) => &mut totals.letters,
            (_, MailKind::Parcel) => &mut totals.parcels,
            (_, MailKind::Notice) => &mut totals.notices,
        };
        *sum += quantity;
    }
    totals
}

#[async_trait]
impl Rounds for MemoryUnitOfWork {
    async fn round_open(
        &mut self,
        structure: StructureId,
        round: &MailRound,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let opened = Stored {
            round: *round,
            last_place: 0,
            lines: BTreeMap::new(),
        };
        let rounds = &mut self.write().await.rounds;
        rounds.entry((structure, round.id)).or_insert(opened);
        Ok(())
    }

    async fn round_places(
        &mut self,
        structure: StructureId,
        round: RoundId,
        count: u32,
    ) -> Result<Places, StoreError> {
        let key = (structure, round);
        let seen = structure == self.scope();
        let state = self.write().await;
        let Some(stored) = state.rounds.get_mut(&key).filter(|_| seen) else {
            return Ok(Places::Absent);
        };
        if stored.round.closed_at.is_some() {
            return Ok(Places::Closed);
        }
        let first = stored.last_place + 1;
        stored.last_place += count;
        Ok(Places::From(first))
    }

    async fn round_line(
        &mut self,
        structure: StructureId,
        round: RoundId,
        place: u32,
    ) -> Result<Option<RoundLine>, StoreError> {
        if structure != self.scope() {
            return Ok(None);
        }
        Ok(self.read(|state| {
            let line = state.rounds.get(&(structure, round))?.lines.get(&place)?;
            Some(state.current(structure, line))
        }))
    }

    async fn round_write(
        &mut self,
        structure: StructureId,
        round: RoundId,
        lines: &[RoundLine],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let rounds = &mut self.write().await.rounds;
        let stored = rounds.get_mut(&(structure, round));
        let stored = stored.ok_or(StoreError::Conflict)?;
        stored
            .lines
            .extend(lines.iter().map(|line| (line.place, line.clone())));
        Ok(())
    }

    async fn round_strike(
        &mut self,
        structure: StructureId,
        round: RoundId,
        place: u32,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        if let Some(stored) = self.write().await.rounds.get_mut(&(structure, round)) {
            stored.lines.remove(&place);
        }
        Ok(())
    }

    async fn round_close(
        &mut self,
        structure: StructureId,
        round: RoundId,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let seen = structure == self.scope();
        let rounds = &mut self.write().await.rounds;
        let Some(stored) = rounds.get_mut(&(structure, round)).filter(|_| seen) else {
            return Ok(false);
        };
        stored.round.closed_at.get_or_insert(at);
        for line in stored.lines.values_mut() {
            if let Entry::Aside { typed, .. } = &mut line.entry {
                *typed = None;
            }
        }
        Ok(true)
    }

    async fn rounds_forget(
        &mut self,
        structure: StructureId,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let rounds = &mut self.write().await.rounds;
        let mut old: Vec<_> = rounds
            .iter()
            .filter(|((of, _), stored)| *of == structure && stored.round.opened_at < before)
            .map(|(key, stored)| (stored.round.opened_at, *key))
            .collect();
        old.sort_unstable();
        for (_, key) in old.into_iter().take(usize::try_from(limit).unwrap()) {
            rounds.remove(&key);
        }
        Ok(())
    }

    async fn round_dossiers(
        &mut self,
        structure: StructureId,
        dossiers: &[DossierId],
        to_write: bool,
    ) -> Result<Vec<Versioned<Dossier>>, StoreError> {
        if to_write {
            self.write().await;
        }
        let mut ids = dossiers.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let seen = structure == self.scope();
        Ok(self.read(|state| {
            ids.iter()
                .filter(|_| seen)
                .filter_map(|id| state.dossiers.get(&(structure, *id)))
                .map(|found| Versioned::clone(found))
                .collect()
        }))
    }
}

#[async_trait]
impl RoundViews for MemoryStore {
    async fn rounds(
        &self,
        structure: StructureId,
        since: DateTime<Utc>,
    ) -> Result<Vec<RoundSummary>, StoreError> {
        let state = self.state();
        let mut rounds: Vec<_> = state
            .rounds
            .iter()
            .filter(|((of, _), stored)| *of == structure && stored.round.opened_at >= since)
            .map(|(_, stored)| state.summary(structure, stored))
            .collect();
        rounds.sort_by_key(|s| std::cmp::Reverse((s.round.opened_at, s.round.id)));
        rounds.truncate(100);
        Ok(rounds)
    }

    async fn round_sheet(
        &self,
        structure: StructureId,
        round: RoundId,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Option<RoundSheet>, StoreError> {
        let state = self.state();
        let Some(stored) = state.rounds.get(&(structure, round)) else {
            return Ok(None);
        };
        if stored.round.opened_at < since {
            return Ok(None);
        }
        let all: Vec<_> = stored
            .lines
            .values()
            .rev()
            .map(|line| state.shown(structure, line))
            .collect();
        let totals = totals(&all);
        let mut left = limit;
        let lines = all.into_iter().filter(|shown| {
            let aside = matches!(shown.line.entry, Entry::Aside { .. });
            let shows = aside || left > 0;
            left = left.saturating_sub(u32::from(!aside));
            shows
        });
        Ok(Some(RoundSheet {
            summary: state.summary(structure, stored),
            totals,
            lines: lines.collect(),
        }))
    }

    async fn round_shown_line(
        &self,
        structure: StructureId,
        round: RoundId,
        since: DateTime<Utc>,
        place: u32,
    ) -> Result<Option<ShownLine>, StoreError> {
        let state = self.state();
        Ok(state
            .rounds
            .get(&(structure, round))
            .filter(|stored| stored.round.opened_at >= since)
            .and_then(|stored| stored.lines.get(&place))
            .map(|line| state.shown(structure, line)))
    }

    async fn bearers(
        &self,
        structure: StructureId,
        exact: &[Exact],
    ) -> Result<Vec<(usize, Person)>, StoreError> {
        let state = self.state();
        let mut found = Vec::new();
        for (index, exact) in exact.iter().enumerate() {
            let card = exact.card.map(|card| {
                let merged = state.merged.get(&(structure, card));
                merged.map_or(card, |(_, kept)| *kept)
            });
            for dossier in state.within(structure) {
                let filing = dossier.filing();
                let bears = |text: Option<String>| text.is_some_and(|t| exact_key(&t) == exact.key);
                let hit = exact.number == Some(dossier.number())
                    || card == Some(dossier.id())
                    || bears(filing.reference.as_ref().map(ToString::to_string))
                    || bears(filing.distribution.as_ref().map(ToString::to_string));
                if hit {
                    found.push((index, person_of(dossier)));
                }
            }
        }
        Ok(found)
    }
}
