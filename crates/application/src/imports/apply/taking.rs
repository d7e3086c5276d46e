//! Rows on their way to dossiers.

use domiciliation::{Author, Dossier, Fact, Refused, import::Takeover};
use kernel::{DossierId, ImportId, StructureId};

use super::ImportShop;
use crate::{
    actor::Surroundings,
    imports::{
        check::check_row,
        checking::Checker,
        doubles::{Keys, Seen},
        staging::{Extent, Fate, Mark, StagedRow, kept_choice},
    },
};

/// Rows on their way to dossiers: each is looked at, compared and folded only when storage
/// asks for it, while the database works on those before.
pub(super) struct Taking<'a> {
    pub(super) shop: &'a ImportShop,
    pub(super) structure: StructureId,
    pub(super) import: ImportId,
    pub(super) extent: Extent,
    pub(super) checker: Checker<'a>,
    pub(super) surroundings: &'a Surroundings,
    pub(super) register: &'a Author,
    pub(super) seen: Seen,
    pub(super) number: u32,
    pub(super) rows: std::vec::IntoIter<StagedRow>,
    pub(super) opened: Vec<DossierId>,
    pub(super) left: Vec<u32>,
    pub(super) updates: Vec<(DossierId, Takeover)>,
    pub(super) doubles: u32,
    pub(super) refused: u32,
    pub(super) wrong: bool,
    pub(super) looked_at: u32,
}

impl Taking<'_> {
    /// What becomes of a row, and what it says.
    fn fate(&mut self, staged: &StagedRow) -> (Fate, Option<(Takeover, Vec<Fact>)>) {
        let checked = check_row(&staged.row, self.checker.mapping, &self.checker.around);
        let said = checked.incoming.and_then(|incoming| {
            let facts = self.facts(incoming.takeover.clone()).ok()?;
            Some((incoming.takeover, facts))
        });
        let keys = said
            .as_ref()
            .map_or_else(Keys::default, |(said, _)| Keys::of_takeover(said));
        let number = staged.row.number;
        let double = self.seen.meet(number, &keys);
        let mark = Mark {
            number,
            good: said.is_some(),
            warned: false,
            keys,
            double,
            choice: kept_choice(staged.choice, staged.double, double),
        };
        (mark.fate(), said)
    }

    fn facts(&self, takeover: Takeover) -> Result<Vec<Fact>, Refused> {
        Dossier::take_over(takeover, self.import, &self.surroundings.context())
    }

    fn dossier(&mut self, facts: Vec<Fact>) -> Dossier {
        self.number += 1;
        let id = DossierId::new(self.shop.ids.mint(self.shop.clock.now()));
        self.opened.push(id);
        let history = self.shop.recorded(self.surroundings, self.register, facts);
        Dossier::from_history(self.structure, id, self.number, history)
    }
}

impl Iterator for Taking<'_> {
    type Item = Dossier;

    fn next(&mut self) -> Option<Dossier> {
        while !self.wrong {
            let staged = self.rows.next()?;
            self.looked_at += 1;
            match self.fate(&staged) {
                (Fate::Create, Some((_, facts))) => return Some(self.dossier(facts)),
                (Fate::Update(dossier), Some((said, _))) => self.updates.push((dossier, said)),
                (Fate::Skip, _) => {
                    self.doubles += 1;
                    self.left.push(staged.row.number);
                }
                (Fate::Refused | Fate::Create | Fate::Update(_), _) => {
                    self.refused += 1;
                    self.left.push(staged.row.number);
                    self.wrong = self.extent == Extent::AllOrNothing;
                }
            }
        }
        None
    }
}
