//! The structure's own Word templates: kept, looked at with an invented person, filled for
//! a dossier.

mod port;
mod review;
mod shelf;

use std::sync::Arc;

use domiciliation::{Dossier, Refused, decision::Outcome, letter::LetterKind};
use kernel::{DossierId, FileId, Versioned};
use structures::Action;

use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    desk::Desk,
    files::{
        Accepts, FileName, FileRecord, FileRefused, FileRoom, Held, Label, Listed, NewFile, Opened,
        Owner, Purpose, SIZE_MAX, Source, TemplateKind, Withheld, read_all,
    },
    letters::{Format, LetterheadImages},
    phone::PhonePlan,
    ports::{Clock, Store, commit},
    tags::{self, Known},
};

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

/// Why a template was not filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFilled {
    /// The law knows no such paper of this dossier today.
    Refused(Refused),
    /// Its file is not given out.
    Withheld(Withheld),
    /// It cannot be filled as it was kept.
    Unusable,
    /// The office suite made no PDF of it.
    NoPdf,
}

impl From<UseCaseError<Withheld>> for UseCaseError<NotFilled> {
    fn from(error: UseCaseError<Withheld>) -> Self {
        error.map_refused(NotFilled::Withheld)
    }
}

/// A document ready to be taken away.
pub struct Filled {
    /// The words under which its template is known.
    pub label: Label,
    /// The number of the dossier, for a file name that names nobody; none of an invented
    /// person.
    pub number: Option<u32>,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A template as a dossier offers it.
pub struct Offer {
    /// The template.
    pub file: FileRecord,
    /// Why it is not for today.
    pub blocked: Option<Refused>,
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

    /// A template filled with an invented person; the structure and the day are real.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`], or why it was not filled.
    pub async fn preview(
        &self,
        actor: &StaffActor,
        id: FileId,
        format: Format,
    ) -> Result<Filled, UseCaseError<NotFilled>> {
        actor.require(Action::ViewSettings)?;
        let (file, _) = self.find(actor, id).await?;
        let template = self.template(actor, id).await?;
        let pictures = self.ports.images.pictures(actor.structure_id()).await;
        let nobody = DossierId::new(id.uuid());
        let dossier = Dossier::from_history(actor.structure_id(), nobody, 0, Vec::new());
        let values = tags::invented(&Known {
            dossier: &dossier,
            structure: actor.structure(),
            around: &Surroundings::of(actor, self.ports.clock.now()),
            phones: self.ports.phones.as_ref(),
            referent: None,
            pictures: &pictures,
        });
        Ok(Filled {
            bytes: self.written(template.as_ref(), values, format).await?,
            label: file.label,
            number: None,
        })
    }

    /// The templates that this member of staff may fill, each with why it is not for this
    /// dossier today, where it is not. Of a kind that replaces a built-in document, the
    /// newest alone counts.
    ///
    /// # Errors
    /// [`UseCaseError::Unavailable`].
    pub async fn offers(
        &self,
        actor: &StaffActor,
        dossier: &Dossier,
        around: &Surroundings,
    ) -> Result<Vec<Offer>, UseCaseError<FileRefused>> {
        let mut seen = Vec::new();
        let offers = self.all(actor).await?.into_iter().filter_map(|listed| {
            let kind = kind_of(&listed.file)?;
            let older = kind != TemplateKind::Autre && seen.contains(&kind);
            seen.push(kind);
            (!older && actor.may(action_for(kind))).then(|| Offer {
                file: listed.file,
                blocked: allowed(kind, dossier, around).err(),
            })
        });
        Ok(offers.collect())
    }

    /// A template filled for a dossier.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`], [`UseCaseError::Forbidden`], or why it was not filled.
    pub async fn fill(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        id: FileId,
        format: Format,
    ) -> Result<Filled, UseCaseError<NotFilled>> {
        let (file, kind) = self.find(actor, id).await?;
        actor.require(action_for(kind))?;
        let read = self.ports.desk.read(actor, dossier).await;
        let (Versioned { value: dossier, .. }, around) =
            read.map_err(|error| error.map_refused(NotFilled::Refused))?;
        allowed(kind, &dossier, &around)
            .map_err(|refused| UseCaseError::Refused(NotFilled::Refused(refused)))?;
        let template = self.template(actor, id).await?;
        let referent = self.referent(actor, &dossier, action_for(kind)).await?;
        let pictures = self.ports.images.pictures(actor.structure_id()).await;
        let values = tags::values(&Known {
            dossier: &dossier,
            structure: actor.structure(),
            around: &around,
            phones: self.ports.phones.as_ref(),
            referent: referent.as_deref(),
            pictures: &pictures,
        });
        Ok(Filled {
            bytes: self.written(template.as_ref(), values, format).await?,
            label: file.label,
            number: Some(dossier.number()),
        })
    }

    /// Who follows the person; journals that a paper of theirs was made.
    async fn referent(
        &self,
        actor: &StaffActor,
        dossier: &Dossier,
        action: Action,
    ) -> Result<Option<String>, UseCaseError<NotFilled>> {
        let mut uow = self.ports.store.begin(actor.scope()).await?;
        let member = match dossier.filing().referent {
            Some(id) => uow.staff_member(actor.structure_id(), id).await?,
            None => None,
        };
        let owner = Owner::Dossier(dossier.id());
        uow.journal(&self.ports.room.entry(actor, action, owner))
            .await?;
        let name = member.map(|member| member.value.full_name());
        Ok(commit(uow, name).await?.into_inner())
    }

    async fn written(
        &self,
        template: &dyn Template,
        values: Values,
        format: Format,
    ) -> Result<Vec<u8>, UseCaseError<NotFilled>> {
        let refused = UseCaseError::Refused;
        let filled = template.fill(values).await;
        let docx = filled.map_err(|_| refused(NotFilled::Unusable))?;
        match (format, &self.ports.office) {
            (Format::Docx, _) => Ok(docx),
            (Format::Pdf, None) => Err(UseCaseError::NotFound),
            (Format::Pdf, Some(office)) => office
                .pdf(docx)
                .await
                .map_err(|_| refused(NotFilled::NoPdf)),
        }
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

    /// The template, read from its file the first time only.
    async fn template(
        &self,
        actor: &StaffActor,
        id: FileId,
    ) -> Result<Arc<dyn Template>, UseCaseError<NotFilled>> {
        let place = (actor.structure_id(), id);
        if let Some(template) = self.shelf.get(place) {
            return Ok(template);
        }
        let mut opened = self.open(actor, id).await?;
        let unusable = || UseCaseError::Refused(NotFilled::Unusable);
        let bytes = read_all(opened.content.as_mut(), SIZE_MAX)
            .await
            .map_err(|_| UseCaseError::Refused(NotFilled::Withheld(Withheld::StoreDown)))?;
        let compiled = self.ports.engine.compile(bytes).await;
        let template = compiled.map_err(|_| unusable())?;
        self.shelf.put(place, &template);
        Ok(template)
    }
}

/// Whether the law knows such a paper of this dossier today.
fn allowed(kind: TemplateKind, dossier: &Dossier, around: &Surroundings) -> Result<(), Refused> {
    match kind {
        TemplateKind::AttestationPostale | TemplateKind::CerfaAttestation => {
            let accepted = dossier
                .decisions()
                .iter()
                .rfind(|decision| matches!(decision.outcome(), Outcome::Accepted(_)))
                .ok_or(Refused::NotAccepted)?;
            let gap = around.policy().first_domiciliation_gap_days;
            dossier.attestation(accepted.fact(), gap).map(|_| ())
        }
        TemplateKind::CourrierRadiation => dossier
            .letter_due(LetterKind::Radiation, around.today())
            .map(|_| ()),
        TemplateKind::Autre => Ok(()),
    }
}
