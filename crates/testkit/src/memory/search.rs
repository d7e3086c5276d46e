//! Search in memory: every dossier compared with what was asked, in plain words.

use application::{
    find::{Asked, DossierSearch, Findable, Found, Reading, Term},
    projection::Projection,
};
use async_trait::async_trait;
use kernel::{StoreError, StructureId};

use super::{MemoryStore, row_of};

/// From this grade on a term was not found as it was typed.
const CLOSE: u32 = 4;

/// How a dossier answers: the worst grade of its best reading, and the sum of its grades.
pub(super) fn rank(asked: &Asked, findable: &Findable, close: bool) -> Option<(u32, u32)> {
    asked
        .readings()
        .iter()
        .filter_map(|reading| rank_of_reading(reading, findable, close))
        .min()
}

fn rank_of_reading(reading: &Reading, findable: &Findable, close: bool) -> Option<(u32, u32)> {
    let short = reading.is_short();
    let grades: Vec<u32> = reading
        .terms()
        .iter()
        .map(|term| grade(term, findable, short, close))
        .collect::<Option<_>>()?;
    let leads = |(term, grade): (&Term, &u32)| {
        *grade != 2
            || findable.names.starts_with(&format!(" {}", term.word()))
            || close && (has_one(findable, term.sounds()) || has_one(findable, term.spellings()))
    };
    if short && !reading.terms().iter().zip(&grades).any(leads) {
        return None;
    }
    Some((grades.iter().copied().max()?, grades.iter().sum()))
}

fn grade(term: &Term, findable: &Findable, short: bool, close: bool) -> Option<u32> {
    let (names, ids) = (&findable.names, &findable.ids);
    let (whole, beginning) = (format!(" {} ", term.word()), format!(" {}", term.word()));
    if term.is_whole() && !findable.keys.contains(&term.exact()) {
        return None;
    }
    if ids.contains(&whole) {
        Some(0)
    } else if names.contains(&whole) {
        Some(1)
    } else if names.contains(&beginning) || (!short && ids.contains(&beginning)) {
        Some(2)
    } else if !short && term.is_short() && findable.search.contains(&beginning)
        || !term.is_short() && findable.search.contains(term.word())
    {
        Some(3)
    } else if close && has_one(findable, term.sounds()) {
        Some(CLOSE)
    } else if close && has_one(findable, term.spellings()) {
        Some(5)
    } else {
        None
    }
}

fn has_one(findable: &Findable, keys: &[i32]) -> bool {
    keys.iter().any(|key| findable.keys.contains(key))
}

#[async_trait]
impl DossierSearch for MemoryStore {
    async fn find(
        &self,
        structure: StructureId,
        asked: &str,
        limit: u32,
    ) -> Result<Vec<Found>, StoreError> {
        let asked = Asked::parse(asked);
        let state = self.state();
        let mut found: Vec<_> = state
            .dossiers
            .values()
            .filter(|d| d.value.structure() == structure)
            .filter_map(|d| {
                let findable = Projection::of(&d.value).findable;
                let rank = rank(&asked, &findable, true)?;
                Some((rank, findable, &d.value))
            })
            .collect();
        found.sort_by_key(|(rank, findable, dossier)| {
            let names = findable.names.clone();
            (*rank, findable.closed, names, dossier.number())
        });
        found.truncate(usize::try_from(limit).unwrap());
        Ok(found
            .into_iter()
            .map(|(rank, findable, dossier)| {
                let exact = rank.0 < CLOSE;
                Found::new(row_of(dossier), findable.mentions, exact, &asked)
            })
            .collect())
    }
}
