//! The official forms of a dossier, as content and as files: the request and the decision on
//! it, the attestation, and the projet of one. All can be printed again with the dates of
//! their acts.

mod blank;
mod content;

use std::sync::Arc;

use domiciliation::{Dossier, Refused};
use kernel::{DossierId, FactId, Versioned};
use structures::Action;

pub use blank::{Finish, OfficialForms};

use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    desk::Desk,
    documents::{AttestationDocument, DemandeDocument, DocumentRenderer, Paper},
    phone::PhonePlan,
};
use content::Body;

/// Which form of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormOf {
    /// The attestation of a decision.
    Attestation(FactId),
    /// The attestation that the pending request would give.
    Projet,
    /// A request and, once taken, the decision on it.
    Demande(FactId),
}

/// The content of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficialForm {
    /// CERFA n° 16030*01.
    Attestation(Box<AttestationDocument>),
    /// CERFA n° 16029*01.
    Demande(Box<DemandeDocument>),
}

impl From<OfficialForm> for Paper {
    fn from(form: OfficialForm) -> Self {
        match form {
            OfficialForm::Attestation(document) => Self::Attestation(document),
            OfficialForm::Demande(document) => Self::Demande(document),
        }
    }
}

/// A form ready to be read or printed.
pub struct Prepared {
    /// The number of the dossier, for a file name that names nobody.
    pub number: u32,
    /// What it says.
    pub form: OfficialForm,
    /// The headings that a blank of the administration has no room for; `None` without a
    /// blank.
    pub annexed: Option<Vec<&'static str>>,
}

/// A form as a file.
pub struct PrintedForm {
    /// The number of the dossier, for a file name that names nobody.
    pub number: u32,
    /// The file.
    pub pdf: Vec<u8>,
}

/// Prints official forms.
#[derive(Clone)]
pub struct Forms {
    desk: Desk,
    renderer: Arc<dyn DocumentRenderer>,
    blanks: Option<Arc<dyn OfficialForms>>,
    phones: Arc<dyn PhonePlan>,
}

impl Forms {
    /// On these ports. Without `blanks`, forms are typeset and nothing else.
    #[must_use]
    pub fn new(
        desk: Desk,
        renderer: Arc<dyn DocumentRenderer>,
        blanks: Option<Arc<dyn OfficialForms>>,
        phones: Arc<dyn PhonePlan>,
    ) -> Self {
        Self {
            desk,
            renderer,
            blanks,
            phones,
        }
    }

    /// What a form says.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] for what the dossier does not have, [`Refused`] for what
    /// the law forbids to print.
    pub async fn prepare(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        which: FormOf,
    ) -> Result<Prepared, UseCaseError<Refused>> {
        actor.require(Action::DownloadAttestation)?;
        let (Versioned { value: dossier, .. }, around) = self.desk.read(actor, dossier).await?;
        let form = self.form(actor, &around, &dossier, which)?;
        let blanks = self.blanks.as_deref();
        Ok(Prepared {
            number: dossier.number(),
            annexed: blanks.and_then(|blanks| blanks.annexed(&form)),
            form,
        })
    }

    /// The content of a form of a dossier that was read already.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub fn form(
        &self,
        actor: &StaffActor,
        around: &Surroundings,
        dossier: &Dossier,
        which: FormOf,
    ) -> Result<OfficialForm, UseCaseError<Refused>> {
        let body = Body {
            structure: actor.structure(),
            phones: self.phones.as_ref(),
        };
        let attestation = match which {
            FormOf::Demande(demande) => {
                let form = dossier
                    .demande_form(demande)
                    .ok_or(UseCaseError::NotFound)?;
                let document = body.demande(&form, dossier);
                return Ok(OfficialForm::Demande(Box::new(document)));
            }
            FormOf::Attestation(decision) if dossier.decision(decision).is_none() => {
                return Err(UseCaseError::NotFound);
            }
            FormOf::Attestation(decision) => {
                dossier.attestation(decision, around.policy().first_domiciliation_gap_days)
            }
            FormOf::Projet => dossier.projected_attestation(&around.context()),
        };
        let attestation = attestation.map_err(UseCaseError::Refused)?;
        let document = body.attestation(&attestation, dossier);
        Ok(OfficialForm::Attestation(Box::new(document)))
    }

    /// A form as a tagged PDF of our own.
    ///
    /// # Errors
    /// As [`Self::prepare`], and [`UseCaseError::Unexpected`] when it cannot be rendered.
    pub async fn pdf(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        which: FormOf,
    ) -> Result<PrintedForm, UseCaseError<Refused>> {
        let Prepared { number, form, .. } = self.prepare(actor, dossier, which).await?;
        let pdf = self
            .renderer
            .pdf(&[form.into()])
            .await
            .map_err(|_| UseCaseError::Unexpected("the form could not be rendered"))?;
        Ok(PrintedForm { number, pdf })
    }

    /// A form on the blank of the administration.
    ///
    /// # Errors
    /// As [`Self::pdf`]; [`UseCaseError::NotFound`] where the installation has no such blank.
    pub async fn filled(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        which: FormOf,
        finish: Finish,
    ) -> Result<PrintedForm, UseCaseError<Refused>> {
        let Prepared {
            number,
            form,
            annexed,
        } = self.prepare(actor, dossier, which).await?;
        let (Some(blanks), Some(_)) = (&self.blanks, annexed) else {
            return Err(UseCaseError::NotFound);
        };
        let pdf = blanks
            .fill(&form, finish)
            .await
            .map_err(|_| UseCaseError::Unexpected("the blank form could not be filled"))?;
        Ok(PrintedForm { number, pdf })
    }
}
