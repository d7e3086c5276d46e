//! Templates filled: with an invented person to look at them, or for a dossier.

use std::sync::Arc;

use domiciliation::{Dossier, Refused, decision::Outcome, letter::LetterKind};
use kernel::{DossierId, FileId, Versioned};
use structures::Action;

use super::{Template, Templates, Values, action_for, kind_of};
use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    files::{FileRecord, FileRefused, Label, Owner, SIZE_MAX, TemplateKind, Withheld, read_all},
    letters::Format,
    ports::commit,
    tags::{self, Known},
};

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

impl Templates {
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

    /// The template, read from its file the first time only.
    pub(super) async fn template(
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
