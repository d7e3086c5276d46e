//! Looking at the rows of an import, when they are brought and once more when they are taken
//! over.

use kernel::{ImportId, StaffId, StoreError, StructureId};
use structures::Action;

use super::{
    check::{Surroundings, check_row},
    doubles::{Keys, Seen},
    mapping::Mapping,
    problem::Problem,
    staging::{CHUNK, Rechecked, RowFilter, RowQuery},
    table::Row,
};
use crate::{
    StaffActor,
    phone::PhonePlan,
    ports::{Clock, Ids, JournalEntry, UnitOfWork},
};

/// What surrounds the sheets of a structure.
pub(super) fn around<'a>(
    actor: &StaffActor,
    clock: &dyn Clock,
    phones: &'a dyn PhonePlan,
    staff: &'a [(StaffId, String)],
) -> Surroundings<'a> {
    let structure = actor.structure();
    Surroundings {
        today: actor.civil_date(clock.now()),
        kind: structure.kind(),
        departement: structure.departement(),
        phones,
        staff,
    }
}

/// The line of the journal for what is done about an import.
pub(super) fn entry(actor: &StaffActor, clock: &dyn Clock, ids: &dyn Ids) -> JournalEntry {
    let now = clock.now();
    JournalEntry {
        id: ids.mint(now),
        structure: actor.structure_id(),
        at: now,
        staff: actor.id(),
        action: Action::ImportDossiers,
        dossier: None,
    }
}

/// The staff by name, whom a column may call a person's referent.
pub(super) async fn staff_names(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
) -> Result<Vec<(StaffId, String)>, StoreError> {
    let staff = uow.staff_read(structure).await?;
    let named = staff
        .into_iter()
        .map(|member| (member.id(), member.full_name()));
    Ok(named.collect())
}

/// Looks at rows.
pub(super) struct Checker<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) around: Surroundings<'a>,
}

impl Checker<'_> {
    /// What is wrong with a row, and what it is compared by.
    pub(super) fn look_at(&self, row: &Row) -> (Vec<Problem>, Keys) {
        let checked = check_row(row, self.mapping, &self.around);
        let keys = checked.incoming.map_or_else(Keys::default, |incoming| {
            Keys::of_takeover(&incoming.takeover)
        });
        (checked.problems, keys)
    }

    /// Looks at all rows of an import again.
    pub(super) async fn all(
        &self,
        uow: &mut dyn UnitOfWork,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError> {
        let mut seen = Seen::of(uow.import_known(structure).await?);
        let mut query = RowQuery {
            filter: RowFilter::All,
            after: None,
            before: None,
            limit: CHUNK,
        };
        loop {
            let rows = uow.import_rows(structure, import, &query).await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            query.after = Some(last.row.number);
            let rechecked: Vec<Rechecked> = rows
                .iter()
                .map(|staged| {
                    let (problems, keys) = self.look_at(&staged.row);
                    Rechecked {
                        number: staged.row.number,
                        problems,
                        keys,
                        double: seen.meet(staged.row.number, &keys),
                    }
                })
                .collect();
            uow.import_checked(structure, import, &rechecked).await?;
        }
    }
}
