//! A list of references, from a file or a scanner: read, looked up, recorded at once.

use std::collections::{BTreeMap, btree_map};

use domiciliation::mail::{MailKind, Quantity};
use kernel::{DossierId, RoundId, fold};
use structures::Action;
use uuid::Uuid;

use super::{
    Aside, Entry, Exact, MailRounds, Person, RoundRefused, Typed, exact_forms,
    rounds::{Answer, Item},
    work::{Dossiers, Work, by_id},
};
use crate::{Committed, StaffActor, UseCaseError, ports::commit};

/// The most lines that a list may have.
pub const LINES_MAX: usize = 2_000;

/// How many lines are recorded in one transaction.
const IN_ONE_TRANSACTION: usize = 250;

/// How many items of one arrival are one fact.
const AT_ONCE: u32 = 100;

/// A list has more lines than [`LINES_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyLines;

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// Its number in the list, from 1.
    pub number: u32,
    /// What it says.
    pub typed: Typed,
    /// How its reference may be read; nothing where the rest of the line cannot.
    pub exact: Option<Exact>,
    /// What came.
    pub kind: MailKind,
    /// How many.
    pub quantity: Quantity,
}

/// Reads `reference`, `reference;kind` or `reference;kind;quantity`, one a line; blank lines
/// and a heading are left out. What a line does not say is one item of `kind`.
///
/// # Errors
/// [`TooManyLines`].
pub fn read_list(text: &str, kind: MailKind) -> Result<Vec<ListLine>, TooManyLines> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line: String = line
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let clipped: String = line.trim().chars().take(Typed::MAX).collect();
        let Ok(typed) = clipped.parse::<Typed>() else {
            continue;
        };
        if lines.is_empty() && is_heading(&line) {
            continue;
        }
        if lines.len() == LINES_MAX {
            return Err(TooManyLines);
        }
        let read = read_line(&line, kind);
        let (reference, kind, quantity) = match read {
            Some((reference, kind, quantity)) => (Some(reference), kind, quantity),
            None => (None, kind, Quantity::ONE),
        };
        lines.push(ListLine {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            typed,
            exact: reference.map(exact_forms),
            kind,
            quantity,
        });
    }
    Ok(lines)
}

fn is_heading(line: &str) -> bool {
    let first = cells(line).next().map(fold).unwrap_or_default();
    matches!(first.as_str(), "reference" | "references" | "numero" | "n")
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split([';', '\t'])
        .map(|cell| cell.trim().trim_matches('"').trim())
}

fn read_line(line: &str, kind: MailKind) -> Option<(&str, MailKind, Quantity)> {
    let mut cells = cells(line);
    let reference = cells.next()?;
    let kind = match cells.next().unwrap_or_default() {
        "" => kind,
        word => kind_named(word)?,
    };
    let quantity = match cells.next().unwrap_or_default() {
        "" => Quantity::ONE,
        count => Quantity::try_from(count.parse::<u32>().ok()?).ok()?,
    };
    let rest_is_blank = cells.all(str::is_empty);
    (rest_is_blank && !reference.is_empty()).then_some((reference, kind, quantity))
}

/// The kind that a word of a list names.
fn kind_named(word: &str) -> Option<MailKind> {
    match fold(word).as_str() {
        "courrier" | "courriers" | "lettre" | "lettres" => Some(MailKind::Letter),
        "colis" => Some(MailKind::Parcel),
        "avis" | "avis de passage" => Some(MailKind::Notice),
        _ => None,
    }
}

/// Somebody whom lines of a list lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spotted {
    /// Who.
    pub person: Person,
    /// What came.
    pub kind: MailKind,
    /// How many, all lines together.
    pub quantity: Quantity,
    /// The numbers of these lines.
    pub lines: Vec<u32>,
}

/// What would be recorded for somebody.
pub type Planned = Spotted;

/// A line that leads to nobody for sure, or to somebody whom a rule stands before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutAside {
    /// The numbers of its lines.
    pub lines: Vec<u32>,
    /// Why.
    pub why: Aside,
    /// Who it is about, where that is sure.
    pub person: Option<Person>,
    /// What the line says, where it is not.
    pub typed: Option<Typed>,
    /// What came.
    pub kind: MailKind,
    /// How many.
    pub quantity: Quantity,
}

/// What recording a list would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What would be recorded.
    pub found: Vec<Planned>,
    /// What would be put aside.
    pub aside: Vec<PutAside>,
}

impl MailRounds {
    /// What recording a list would do, today. Nothing is stored.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn plan(&self, actor: &StaffActor, lines: &[ListLine]) -> Answer<Plan> {
        let (spotted, mut aside) = self.spot(actor, lines).await?;
        let mut work = self.begin(actor, &[Action::RecordMail]).await?;
        let mut dossiers = work.those_of(&spotted, false).await?;
        let mut plan = Plan::default();
        for spotted in spotted {
            match work.try_receive(&mut dossiers, &spotted)? {
                Ok(_) => plan.found.push(spotted),
                Err(why) => aside.push(set_aside(spotted, why)),
            }
        }
        aside.sort_by(|one, other| one.lines.cmp(&other.lines));
        plan.aside = aside;
        Ok(plan)
    }

    /// Records a list: what is found becomes facts, the rest is put aside. A long one goes
    /// in several transactions, so that no desk waits long for a dossier of it; each is all
    /// or nothing. With a key that was used already it does only what is left to do.
    ///
    /// # Errors
    /// [`UseCaseError`]: absent, or the round is closed.
    pub async fn record_list(
        &self,
        actor: &StaffActor,
        round: RoundId,
        key: Uuid,
        lines: &[ListLine],
    ) -> Answer<()> {
        for (part, lines) in (0u128..).zip(lines.chunks(IN_ONE_TRANSACTION)) {
            // The first bits of a key tell its moment: no other key ever has these.
            let key = Uuid::from_u128(key.as_u128() ^ (part << 112));
            let _ = self.record_part(actor, round, key, lines).await?;
        }
        Ok(())
    }

    async fn record_part(
        &self,
        actor: &StaffActor,
        round: RoundId,
        key: Uuid,
        lines: &[ListLine],
    ) -> Answer<Committed<()>> {
        let (spotted, aside) = self.spot(actor, lines).await?;
        let mut work = self.begin(actor, &[Action::RecordMail]).await?;
        if !work.claim(key).await? {
            return Ok(commit(work.uow, ()).await?);
        }
        let count = u32::try_from(spotted.len() + aside.len()).unwrap_or(u32::MAX);
        let first = work.places(round, count).await?;
        let mut places = first..first.saturating_add(count);
        let mut dossiers = work.those_of(&spotted, true).await?;
        let mut written = Vec::with_capacity(spotted.len() + aside.len());
        // In the order of the list, so that the round reads like the bag.
        let mut in_order: BTreeMap<Vec<u32>, Vec<Result<Spotted, PutAside>>> = BTreeMap::new();
        for spotted in spotted {
            let lines = spotted.lines.clone();
            in_order.entry(lines).or_default().push(Ok(spotted));
        }
        for aside in aside {
            let lines = aside.lines.clone();
            in_order.entry(lines).or_default().push(Err(aside));
        }
        for item in in_order.into_values().flatten() {
            let place = places
                .next()
                .ok_or(UseCaseError::Unexpected("more lines than there can be"))?;
            let item = match item {
                Ok(spotted) => match work.try_receive(&mut dossiers, &spotted)? {
                    Ok(entry) => {
                        written.push(work.line(place, spotted.kind, spotted.quantity, entry));
                        continue;
                    }
                    Err(why) => set_aside(spotted, why),
                },
                Err(aside) => aside,
            };
            let entry = Entry::Aside {
                why: item.why,
                dossier: item.person.map(|person| person.dossier),
                typed: item.typed,
            };
            written.push(work.line(place, item.kind, item.quantity, entry));
        }
        work.store(dossiers).await?;
        work.write(round, &written).await?;
        Ok(commit(work.uow, ()).await?)
    }

    /// Who the lines lead to, several lines of one person and kind together, and the lines
    /// that lead to nobody for sure.
    async fn spot(
        &self,
        actor: &StaffActor,
        lines: &[ListLine],
    ) -> Answer<(Vec<Spotted>, Vec<PutAside>)> {
        actor.require(Action::RecordMail)?;
        let exact: Vec<Exact> = lines.iter().filter_map(|line| line.exact.clone()).collect();
        let mut bearers: BTreeMap<usize, Vec<Person>> = BTreeMap::new();
        for (index, person) in self.views.bearers(actor.structure_id(), &exact).await? {
            bearers.entry(index).or_default().push(person);
        }
        let mut index = 0;
        let mut aside = Vec::new();
        let mut spotted: BTreeMap<(DossierId, MailKind), Vec<Spotted>> = BTreeMap::new();
        for line in lines {
            let mut who = Vec::new();
            if line.exact.is_some() {
                who = bearers.remove(&index).unwrap_or_default();
                index += 1;
            }
            match <[Person; 1]>::try_from(who) {
                Ok([person]) => add(&mut spotted, person, line),
                Err(who) => aside.push(PutAside {
                    lines: vec![line.number],
                    why: if who.is_empty() {
                        Aside::Unknown
                    } else {
                        Aside::Ambiguous
                    },
                    person: None,
                    typed: Some(line.typed.clone()),
                    kind: line.kind,
                    quantity: line.quantity,
                }),
            }
        }
        let mut spotted: Vec<_> = spotted.into_values().flatten().collect();
        spotted.sort_by(|one, other| one.lines.cmp(&other.lines));
        Ok((spotted, aside))
    }
}

/// Adds a line to what came for somebody.
fn add(
    spotted: &mut BTreeMap<(DossierId, MailKind), Vec<Spotted>>,
    person: Person,
    line: &ListLine,
) {
    let new = |person| Spotted {
        person,
        kind: line.kind,
        quantity: line.quantity,
        lines: vec![line.number],
    };
    match spotted.entry((person.dossier, line.kind)) {
        btree_map::Entry::Vacant(place) => {
            place.insert(vec![new(person)]);
        }
        btree_map::Entry::Occupied(mut place) => {
            let arrivals = place.get_mut();
            let last = arrivals
                .last_mut()
                .filter(|last| last.quantity.get() + line.quantity.get() <= AT_ONCE);
            let sum = last.and_then(|last| {
                let sum = last.quantity.get() + line.quantity.get();
                Some((Quantity::try_from(sum).ok()?, last))
            });
            match sum {
                Some((sum, last)) => {
                    last.quantity = sum;
                    last.lines.push(line.number);
                }
                None => arrivals.push(new(person)),
            }
        }
    }
}

fn set_aside(spotted: Spotted, why: Aside) -> PutAside {
    PutAside {
        lines: spotted.lines,
        why,
        person: Some(spotted.person),
        typed: None,
        kind: spotted.kind,
        quantity: spotted.quantity,
    }
}

impl Work<'_> {
    /// The dossiers of those who were spotted.
    async fn those_of(&mut self, spotted: &[Spotted], to_write: bool) -> Answer<Dossiers> {
        let structure = self.structure();
        let mut whose: Vec<_> = spotted.iter().map(|s| s.person.dossier).collect();
        whose.sort_unstable();
        whose.dedup();
        let found = self.uow.round_dossiers(structure, &whose, to_write).await?;
        Ok(by_id(found))
    }

    /// Records what came for somebody, or says why it is to be put aside.
    fn try_receive(
        &mut self,
        dossiers: &mut Dossiers,
        spotted: &Spotted,
    ) -> Answer<Result<Entry, Aside>> {
        let item = Item {
            dossier: spotted.person.dossier,
            kind: spotted.kind,
            quantity: spotted.quantity,
            remark: None,
            meant: false,
        };
        match self.receive(dossiers, &item) {
            Ok(entry) => Ok(Ok(entry)),
            Err(UseCaseError::Refused(RoundRefused::Warned(_))) => Ok(Err(Aside::Warned)),
            Err(UseCaseError::Refused(RoundRefused::Law(_))) => Ok(Err(Aside::Refused)),
            // Erased since it was looked up.
            Err(UseCaseError::NotFound) => Ok(Err(Aside::Unknown)),
            Err(other) => Err(other),
        }
    }
}
