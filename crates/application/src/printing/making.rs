//! Making what was ordered, in the background, and forgetting it in time.
//!
//! Nothing is kept half-way: a server that dies in the middle has written down which people
//! it looked at, and whoever takes the task after it begins the papers anew, at most
//! [`PEOPLE_MAX`](super::PEOPLE_MAX) of them.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use domiciliation::{Dossier, Refused};
use kernel::{FileId, PrintRunId, StoreError, StructureId, Versioned};
use structures::{Action, StaffStatus};

use super::{
    Archive, ArchiveFailed, Archives, Binding, Ended, Ending, KEPT_DAYS, Outcome, PaperKind,
    PrintLine, PrintRun,
};
use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    documents::{CardDocument, DocumentRenderer, Paper, Pictures, RenderError},
    files::{FileKind, FileName, FileRefused, FileRoom, Held, NewFile, Owner, Purpose, Source},
    forms::{FormOf, Forms},
    letters::Letters,
    phone::PhonePlan,
    ports::{Clock, Ids, JournalEntry, Scope, Store, UnitOfWork},
};

/// How many dossiers are read at a time.
const CHUNK: usize = 50;

/// How many times an order is begun before it is given up.
pub const ATTEMPTS: u32 = 5;

/// What writes the papers and puts them together.
#[derive(Clone)]
pub struct Hands {
    /// Attestations.
    pub forms: Forms,
    /// Letters.
    pub letters: Letters,
    /// Telephone numbers, for cards.
    pub phones: Arc<dyn PhonePlan>,
    /// PDF.
    pub renderer: Arc<dyn DocumentRenderer>,
    /// Archives.
    pub archives: Arc<dyn Archives>,
}

/// Makes what was ordered.
#[derive(Clone)]
pub struct PrintShop {
    store: Arc<dyn Store>,
    hands: Hands,
    files: FileRoom,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

/// The order that is being made.
struct Making {
    actor: StaffActor,
    run: PrintRun,
    /// The images of its letters, read once.
    pictures: Pictures,
}

/// Why a task was not done. It is due again after a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// Storage, or it was discarded meanwhile.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store of files.
    #[error("the file was not kept")]
    NotKept,
    /// The papers could not be made.
    #[error("the papers could not be made")]
    NotMade,
}

impl From<RenderError> for NotDone {
    fn from(_: RenderError) -> Self {
        Self::NotMade
    }
}

impl From<ArchiveFailed> for NotDone {
    fn from(_: ArchiveFailed) -> Self {
        Self::NotMade
    }
}

impl From<UseCaseError<FileRefused>> for NotDone {
    fn from(_: UseCaseError<FileRefused>) -> Self {
        Self::NotKept
    }
}

impl PrintShop {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        hands: Hands,
        files: FileRoom,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            hands,
            files,
            clock,
            ids,
        }
    }

    /// Makes what was ordered, for the `attempt`th time; past [`ATTEMPTS`] it is given up.
    ///
    /// # Errors
    /// [`NotDone`]: it is to be tried again.
    pub async fn make(
        &self,
        structure: StructureId,
        id: PrintRunId,
        attempt: u32,
    ) -> Result<(), NotDone> {
        let order = (structure, id);
        let mut uow = self.begin(structure).await?;
        let found = uow.print_run(structure, id).await?;
        let Some(run) = found.filter(|run| run.ended.is_none()) else {
            return Ok(());
        };
        // Written before its end could be noted.
        if let Some(file) = run.file
            && uow.file(structure, file).await?.is_some()
        {
            drop(uow);
            return self.end(order, Ending::Ready).await;
        }
        let actor = actor_of(uow.as_mut(), structure, &run).await?;
        let lines = uow.print_lines(structure, id).await?;
        drop(uow);
        if attempt > ATTEMPTS {
            return self.end(order, Ending::Failed).await;
        }
        let Some(actor) = actor else {
            return self.end(order, Ending::Forbidden).await;
        };
        let pictures = match run.kind {
            PaperKind::Letter(_) => self.hands.letters.pictures(&actor).await,
            PaperKind::Attestation | PaperKind::Card => Pictures::default(),
        };
        let making = Making {
            actor,
            run,
            pictures,
        };
        let Some((kind, bytes)) = self.papers(&making, &lines).await? else {
            return self.end(order, Ending::Empty).await;
        };
        self.keep(&making, kind, bytes).await?;
        self.end(order, Ending::Ready).await
    }

    /// The papers as one file; none when there is nothing to print.
    async fn papers(
        &self,
        making: &Making,
        lines: &[PrintLine],
    ) -> Result<Option<(FileKind, Vec<u8>)>, NotDone> {
        let renderer = self.hands.renderer.as_ref();
        let mut bound = Bound::begin(making.run.binding, self.hands.archives.as_ref());
        for lines in lines.chunks(CHUNK) {
            for (name, paper) in self.look_at(making, lines).await? {
                match &mut bound {
                    Bound::OnePdf(papers) => papers.push(paper),
                    Bound::Zip(archive, count) => {
                        archive.add(&name, &renderer.pdf(&[paper]).await?)?;
                        *count += 1;
                    }
                }
            }
        }
        Ok(match bound {
            Bound::OnePdf(papers) if papers.is_empty() => None,
            Bound::OnePdf(papers) => Some((FileKind::Pdf, renderer.pdf(&papers).await?)),
            Bound::Zip(_, 0) => None,
            Bound::Zip(archive, _) => Some((FileKind::Zip, archive.end()?)),
        })
    }

    /// The papers of some people, each under the name of its file; what becomes of each of
    /// them is noted, and journaled the first time.
    async fn look_at(
        &self,
        making: &Making,
        lines: &[PrintLine],
    ) -> Result<Vec<(String, Paper)>, NotDone> {
        let Making { actor, run, .. } = making;
        let structure = actor.structure_id();
        let ids: Vec<_> = lines.iter().map(|line| line.dossier).collect();
        let mut uow = self.begin(structure).await?;
        let dossiers = uow.round_dossiers(structure, &ids, false).await?;
        let dossiers: HashMap<_, _> = dossiers
            .into_iter()
            .map(|Versioned { value, .. }| (value.id(), value))
            .collect();
        let now = self.clock.now();
        let around = Surroundings::of(actor, now);
        let (mut papers, mut outcomes, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            let outcome = match dossiers.get(&line.dossier) {
                None => Outcome::Gone,
                Some(dossier) => match self.paper(making, dossier, &around) {
                    Ok(paper) => {
                        papers.push((file_name(dossier), paper));
                        Outcome::Printed
                    }
                    Err(why) => why,
                },
            };
            if outcome == Outcome::Printed && line.outcome != Some(Outcome::Printed) {
                entries.push(JournalEntry {
                    id: self.ids.mint(now),
                    structure,
                    at: now,
                    staff: actor.id(),
                    action: run.kind.action(),
                    dossier: Some(line.dossier),
                });
            }
            outcomes.push((line.place, outcome));
        }
        uow.print_outcomes(structure, run.id, &outcomes).await?;
        uow.journal_all(&entries).await?;
        uow.commit().await?;
        Ok(papers)
    }

    /// The paper of one person, or why there is none.
    fn paper(
        &self,
        making: &Making,
        dossier: &Dossier,
        around: &Surroundings,
    ) -> Result<Paper, Outcome> {
        let (actor, today) = (&making.actor, around.today());
        match making.run.kind {
            PaperKind::Attestation => {
                let decision = dossier.attested_on(today).ok_or(Outcome::NoTerm)?;
                let form = FormOf::Attestation(decision);
                let form = self.hands.forms.form(actor, around, dossier, form);
                form.map(Paper::from).map_err(|_| Outcome::NoTerm)
            }
            PaperKind::Card => {
                let phones = self.hands.phones.as_ref();
                CardDocument::of(dossier, actor.structure(), phones, today)
                    .map(|card| Paper::Card(Box::new(card)))
                    .ok_or(Outcome::NoIdentity)
            }
            PaperKind::Letter(kind) => {
                let letters = &self.hands.letters;
                letters
                    .due_with(actor, around, &making.pictures, dossier, kind)
                    .map(|letter| Paper::Letter(Box::new(letter)))
                    .map_err(|refused| {
                        if refused == Refused::LetterToTheDead {
                            Outcome::Deceased
                        } else {
                            Outcome::NoLetter
                        }
                    })
            }
        }
    }

    async fn keep(
        &self,
        Making { actor, run, .. }: &Making,
        kind: FileKind,
        bytes: Vec<u8>,
    ) -> Result<(), NotDone> {
        let structure = actor.structure_id();
        let id = self.files.new_id();
        let mut uow = self.begin(structure).await?;
        uow.print_file(structure, run.id, id).await?;
        uow.commit().await?;
        let day = actor.civil_date(run.asked_at);
        let name = FileName::of(&format!("{}-{day}.{}", run.kind.code(), kind.extension()));
        let new = NewFile {
            id,
            owner: Owner::Structure,
            purpose: Purpose::PrintResult,
            label: name.label(),
            name,
            by: actor.id(),
        };
        let entry = self
            .files
            .entry(actor, Action::PrintInBulk, Owner::Structure);
        let mut content = Held::new(bytes);
        self.files
            .keep(structure, new, Source::Made(&mut content, kind), &entry)
            .await?;
        Ok(())
    }

    async fn end(
        &self,
        (structure, run): (StructureId, PrintRunId),
        how: Ending,
    ) -> Result<(), NotDone> {
        let at = self.clock.now();
        let until: DateTime<Utc> = at + TimeDelta::days(KEPT_DAYS);
        let mut uow = self.begin(structure).await?;
        uow.print_end(structure, run, Ended { at, how }, until)
            .await?;
        Ok(uow.commit().await?)
    }

    /// Deletes an order and its file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, structure: StructureId, run: PrintRunId) -> Result<(), StoreError> {
        let mut uow = self.begin(structure).await?;
        let file: Option<FileId> = uow.print_run_delete(structure, run).await?;
        if let Some(file) = file
            && uow.file(structure, file).await?.is_some()
        {
            uow.file_delete(structure, file, self.clock.now()).await?;
        }
        uow.commit().await?;
        // Its key is gone: a store that is down may keep what nobody can read a while.
        let _ = self.files.sweep(structure).await;
        Ok(())
    }

    async fn begin(&self, structure: StructureId) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.store.begin(Scope { structure }).await
    }
}

/// Papers on their way into one file.
enum Bound {
    OnePdf(Vec<Paper>),
    Zip(Box<dyn Archive>, usize),
}

impl Bound {
    fn begin(binding: Binding, archives: &dyn Archives) -> Self {
        match binding {
            Binding::OnePdf => Self::OnePdf(Vec::new()),
            Binding::Zip => Self::Zip(archives.begin(), 0),
        }
    }
}

/// Whoever ordered it, while they may still print it.
async fn actor_of(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    run: &PrintRun,
) -> Result<Option<StaffActor>, StoreError> {
    let body = uow.structure(structure).await?;
    let member = uow.staff_member(structure, run.by).await?;
    let (Some(body), Some(member)) = (body, member) else {
        return Ok(None);
    };
    let closed = matches!(member.value.status(), StaffStatus::Closed { .. });
    let actor = StaffActor::new(Arc::new(body.value), Arc::new(member.value));
    Ok(actor
        .filter(|actor| !closed && actor.may(Action::PrintInBulk) && actor.may(run.kind.action())))
}

/// What the file of a person is called in an archive: `1204 DIALLO Aminata.pdf`.
fn file_name(dossier: &Dossier) -> String {
    let number = dossier.number();
    let person = dossier.identity().map_or_else(String::new, |identity| {
        format!(
            " {} {}",
            identity.nom.as_str().to_uppercase(),
            identity.prenoms
        )
    });
    FileName::of(&format!("{number}{person}.pdf"))
        .as_str()
        .to_owned()
}
