//! What is due, in memory: the duties of every dossier, one by one.

use application::{
    projection::Projection,
    worklist::{Asked, Section, Whose, WorkLine, WorkList, WorkPage, WorkPlace},
};
use async_trait::async_trait;
use chrono::NaiveDate;
use domiciliation::{
    Dossier,
    due::{Due, Duty},
};
use kernel::{StoreError, StructureId};

use super::MemoryStore;

/// The line that a duty makes of a dossier.
fn line(dossier: &Dossier, p: Projection, due: Due) -> WorkLine {
    WorkLine {
        due,
        id: dossier.id(),
        number: dossier.number(),
        civility: p.civility.to_owned(),
        nom: p.nom,
        prenoms: p.prenoms,
        usage: p.usage,
        last_contact: p.last_contact,
        appointment_at: p.appointment_at,
        unnotified: p.unnotified,
    }
}

fn is_whose(p: &Projection, duty: Duty, whose: Whose) -> bool {
    let (staff, nobodys) = match whose {
        Whose::Structure => return true,
        Whose::Mine(staff) => (staff, false),
        Whose::MineOrNobodys(staff) => (staff, true),
    };
    let otherwise = if duty == Duty::Appointment {
        p.appointment_with == Some(staff)
    } else {
        nobodys && p.referent.is_none()
    };
    p.referent == Some(staff) || otherwise
}

/// The lines that a dossier is in, by the fold alone.
pub(crate) fn lines_of(dossier: &Dossier, asked: &Asked) -> Vec<WorkLine> {
    let projection = Projection::of(dossier);
    let concerns = |due: &Due| {
        let section = Section {
            urgency: due.urgency,
            duty: due.duty,
        };
        asked.sections.contains(&section) && is_whose(&projection, due.duty, asked.whose)
    };
    let duties = projection.anchors.duties_by(&asked.thresholds);
    let shown = duties.into_iter().filter(concerns);
    shown
        .map(|due| line(dossier, projection.clone(), due))
        .collect()
}

impl MemoryStore {
    /// All lines asked for, oldest anchor first within a section.
    fn work(&self, structure: StructureId, asked: &Asked) -> Vec<(Section, WorkLine)> {
        let state = self.state();
        let ours = state
            .dossiers
            .values()
            .filter(|d| d.value.structure() == structure);
        let section = |line: &WorkLine| Section {
            urgency: line.due.urgency,
            duty: line.due.duty,
        };
        let mut lines: Vec<_> = ours
            .flat_map(|dossier| lines_of(&dossier.value, asked))
            .map(|line| (section(&line), line))
            .collect();
        lines.sort_by_key(|(section, line)| (*section, line.cursor()));
        lines
    }
}

#[async_trait]
impl WorkList for MemoryStore {
    async fn work_counts(
        &self,
        structure: StructureId,
        asked: &Asked,
        cap: u32,
    ) -> Result<Vec<(Section, u64)>, StoreError> {
        let lines = self.work(structure, asked);
        let count = |section: &Section| {
            let lines = lines.iter().filter(|(s, _)| s == section).count();
            (*section, u64::try_from(lines).unwrap().min(u64::from(cap)))
        };
        let counts = asked.sections.iter().map(count);
        Ok(counts.filter(|(_, lines)| *lines > 0).collect())
    }

    async fn work_beginnings(
        &self,
        structure: StructureId,
        asked: &Asked,
        each: u32,
    ) -> Result<Vec<WorkLine>, StoreError> {
        let lines = self.work(structure, asked);
        let each = usize::try_from(each).unwrap();
        let beginning = |section| {
            let of_it = lines.iter().filter(move |(s, _)| *s == section);
            of_it.take(each).map(|(_, line)| line.clone())
        };
        Ok(asked.sections.iter().copied().flat_map(beginning).collect())
    }

    async fn work_page(
        &self,
        structure: StructureId,
        asked: &Asked,
        duty: Duty,
        place: WorkPlace,
        limit: u32,
    ) -> Result<WorkPage, StoreError> {
        let lines = self.work(structure, asked).into_iter();
        let mut lines: Vec<WorkLine> = lines.map(|(_, line)| line).collect();
        lines.retain(|line| line.due.duty == duty);
        lines.sort_by_key(WorkLine::cursor);
        match place {
            WorkPlace::Start => {}
            WorkPlace::After(cursor) => lines.retain(|line| line.cursor() > cursor),
            WorkPlace::Before(cursor) => {
                lines.retain(|line| line.cursor() < cursor);
                lines.reverse();
            }
        }
        Ok(WorkPage::cut(lines, place, limit))
    }

    async fn work_due(
        &self,
        structure: StructureId,
        asked: &Asked,
        cap: u32,
    ) -> Result<u64, StoreError> {
        let lines = self.work(structure, asked).len();
        Ok(u64::try_from(lines).unwrap().min(u64::from(cap)))
    }

    async fn work_to_come(
        &self,
        structure: StructureId,
        asked: &Asked,
    ) -> Result<Vec<(Duty, NaiveDate)>, StoreError> {
        let state = self.state();
        let foreseen: Vec<Duty> = asked.foreseen().collect();
        let mut coming = Vec::new();
        for dossier in state.dossiers.values() {
            let projection = Projection::of(&dossier.value);
            let ours = dossier.value.structure() == structure;
            let to_come = projection.anchors.to_come(&asked.thresholds);
            coming.extend(to_come.filter(|(duty, _)| {
                ours && foreseen.contains(duty) && is_whose(&projection, *duty, asked.whose)
            }));
        }
        coming.sort();
        coming.dedup_by_key(|(duty, _)| *duty);
        Ok(coming)
    }
}
