//! The structure's own Word templates: kept, looked at with an invented person, filled for
//! a dossier.

mod filling;
mod port;
mod review;
mod shelf;

use std::sync::Arc;

use kernel::FileId;
use structures::Action;

use crate::{
    StaffActor, UseCaseError,
    desk::Desk,
    files::{
        Accepts, FileName, FileRecord, FileRefused, FileRoom, Held, Label, Listed, NewFile, Opened,
        Owner, Purpose, Source, TemplateKind, Withheld,
    },
    letters::LetterheadImages,
    phone::PhonePlan,
    ports::{Clock, Store},
};

pub use filling::{Filled, NotFilled, Offer};
pub use port::{
    ConvertError, Fault, FaultKind, FillError, Form, Framed, Image, NotATemplate, OfficeConverter,
    Part, Place, Template, TemplateEngine, Usage, Value, Values,
};
pub use review::{Review, Trouble, TroubleKind};

use shelf::Shelf;

/// Why a template was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateRefused {
    /// It is no template at all.
    NotATemplate(NotATemplate),
    /// Its tags are not right: all that is wrong, at once.
    Faulty(Vec<Trouble>),
    /// It could not be kept.
    File(FileRefused),
}

/// What templates are kept and filled with.
#[derive(Clone)]
pub struct TemplatePorts {
    /// Reading dossiers.
    pub desk: Desk,
    /// Reading who follows somebody, and the journal.
    pub store: Arc<dyn Store>,
    /// Where templates are kept.
    pub room: FileRoom,
    /// The images of the letterhead.
    pub images: LetterheadImages,
    /// What reads and fills Word files.
    pub engine: Arc<dyn TemplateEngine>,
    /// The office suite, where one is installed.
    pub office: Option<Arc<dyn OfficeConverter>>,
    /// Telephone numbers.
    pub phones: Arc<dyn PhonePlan>,
    /// The moment.
    pub clock: Arc<dyn Clock>,
}

/// The templates of structures.
#[derive(Clone)]
pub struct Templates {
    ports: TemplatePorts,
    shelf: Arc<Shelf>,
}

/// The permission that filling a template of a kind asks for.
#[must_use]
pub const fn action_for(kind: TemplateKind) -> Action {
    match kind {
        TemplateKind::AttestationPostale | TemplateKind::CerfaAttestation => {
            Action::DownloadAttestation
        }
        TemplateKind::CourrierRadiation | TemplateKind::Autre => Action::PrintLetters,
    }
}

/// The kind of a template, of a file that is one.
#[must_use]
pub const fn kind_of(file: &FileRecord) -> Option<TemplateKind> {
    match file.purpose {
        Purpose::Template(kind) => Some(kind),
        Purpose::Attachment
        | Purpose::Internal
        | Purpose::Logo
        | Purpose::Signature
        | Purpose::PrintResult => None,
    }
}

impl Templates {
    /// On these ports.
    #[must_use]
    pub fn new(ports: TemplatePorts) -> Self {
        Self {
            ports,
            shelf: Arc::default(),
        }
    }

    /// Whether filled templates can be had as PDF.
    #[must_use]
    pub fn makes_pdf(&self) -> bool {
        self.ports.office.is_some()
    }

    /// The templates of the structure, the last kept first.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`], [`UseCaseError::Unavailable`].
    pub async fn list(&self, actor: &StaffActor) -> Result<Vec<Listed>, UseCaseError<FileRefused>> {
        actor.require(Action::ViewSettings)?;
        self.all(actor).await
    }

    async fn all(&self, actor: &StaffActor) -> Result<Vec<Listed>, UseCaseError<FileRefused>> {
        let structure = actor.structure_id();
        let room = &self.ports.room;
        room.list(structure, Owner::Structure, Purpose::TEMPLATES)
            .await
    }

    /// Keeps a template whose tags are right, in place of the one before where its kind
    /// replaces a built-in document.
    ///
    /// # Errors
    /// [`UseCaseError::Refused`] with all that is wrong with it.
    pub async fn add(
        &self,
        actor: &StaffActor,
        kind: TemplateKind,
        name: FileName,
        label: Label,
        bytes: Vec<u8>,
    ) -> Result<FileRecord, UseCaseError<TemplateRefused>> {
        actor.require(Action::ManageTemplates)?;
        let refused = UseCaseError::Refused;
        let compiled = self.ports.engine.compile(bytes.clone()).await;
        let template = compiled.map_err(|why| refused(TemplateRefused::NotATemplate(why)))?;
        let review = Review::of(template.as_ref(), kind);
        if !review.troubles.is_empty() {
            return Err(refused(TemplateRefused::Faulty(review.troubles)));
        }
        let room = &self.ports.room;
        let structure = actor.structure_id();
        let file = |error: UseCaseError<FileRefused>| error.map_refused(TemplateRefused::File);
        let before = self.all(actor).await.map_err(file)?;
        let new = NewFile {
            id: room.new_id(),
            owner: Owner::Structure,
            purpose: Purpose::Template(kind),
            name,
            label,
            by: actor.id(),
        };
        let entry = room.entry(actor, Action::ManageTemplates, Owner::Structure);
        let mut content = Held::new(bytes);
        let source = Source::Sent(&mut content, Accepts::Docx);
        let kept = room
            .keep(structure, new, source, &entry)
            .await
            .map_err(file)?;
        self.shelf.put((structure, kept.id), &template);
        let replaced = before.into_iter().filter(|old| {
            kind != TemplateKind::Autre && old.file.purpose == Purpose::Template(kind)
        });
        for old in replaced {
            // What stays although it should go is older: it is never offered.
            let _ = self.take_away(actor, old.file.id).await;
        }
        Ok(kept)
    }

    /// A template and what it holds.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`], or why its file is not given out.
    pub async fn review(
        &self,
        actor: &StaffActor,
        id: FileId,
    ) -> Result<(FileRecord, Review), UseCaseError<NotFilled>> {
        actor.require(Action::ViewSettings)?;
        let (file, kind) = self.find(actor, id).await?;
        let template = self.template(actor, id).await?;
        Ok((file, Review::of(template.as_ref(), kind)))
    }

    /// The file as it was given.
    ///
    /// # Errors
    /// As [`FileRoom::open`].
    pub async fn original(
        &self,
        actor: &StaffActor,
        id: FileId,
    ) -> Result<Opened, UseCaseError<Withheld>> {
        actor.require(Action::ViewSettings)?;
        self.open(actor, id).await
    }

    /// Takes a template away: what it replaced is printed again.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn remove(
        &self,
        actor: &StaffActor,
        id: FileId,
    ) -> Result<(), UseCaseError<Withheld>> {
        actor.require(Action::ManageTemplates)?;
        self.take_away(actor, id).await
    }

    async fn take_away(
        &self,
        actor: &StaffActor,
        id: FileId,
    ) -> Result<(), UseCaseError<Withheld>> {
        let room = &self.ports.room;
        let structure = actor.structure_id();
        let entry = room.entry(actor, Action::ManageTemplates, Owner::Structure);
        let purposes = Purpose::TEMPLATES;
        room.delete(structure, Owner::Structure, purposes, id, &entry)
            .await
    }

    async fn find(
        &self,
        actor: &StaffActor,
        id: FileId,
    ) -> Result<(FileRecord, TemplateKind), UseCaseError<NotFilled>> {
        let room = &self.ports.room;
        let structure = actor.structure_id();
        let file = room
            .find(structure, Owner::Structure, Purpose::TEMPLATES, id)
            .await?;
        let kind = kind_of(&file).ok_or(UseCaseError::<NotFilled>::NotFound)?;
        Ok((file, kind))
    }

    async fn open(&self, actor: &StaffActor, id: FileId) -> Result<Opened, UseCaseError<Withheld>> {
        let room = &self.ports.room;
        let structure = actor.structure_id();
        room.open(structure, Owner::Structure, Purpose::TEMPLATES, id, None)
            .await
    }
}
