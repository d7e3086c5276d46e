//! The attestation of an accepted decision, as content and as a file.

use std::sync::Arc;

use domiciliation::{Refused, attestation::Attestation, identity};
use kernel::{BirthDate, DossierId, FactId, Versioned};
use structures::{Action, Structure};

use crate::{
    StaffActor, UseCaseError,
    desk::Desk,
    documents::{AttestationDocument, AttestingStructure, Civility, DocumentRenderer, Signatory},
    phone::PhonePlan,
};

/// Prints attestations.
#[derive(Clone)]
pub struct Attestations {
    desk: Desk,
    renderer: Arc<dyn DocumentRenderer>,
    phones: Arc<dyn PhonePlan>,
}

impl Attestations {
    /// On these ports.
    #[must_use]
    pub fn new(
        desk: Desk,
        renderer: Arc<dyn DocumentRenderer>,
        phones: Arc<dyn PhonePlan>,
    ) -> Self {
        Self {
            desk,
            renderer,
            phones,
        }
    }

    /// What the attestation of a decision says.
    ///
    /// # Errors
    /// [`Refused::NotAccepted`] for any decision but an acceptance.
    pub async fn content(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        decision: FactId,
    ) -> Result<AttestationDocument, UseCaseError<Refused>> {
        Ok(self.prepare(actor, dossier, decision).await?.1)
    }

    /// The attestation as a tagged PDF.
    ///
    /// # Errors
    /// As [`Self::content`], and [`UseCaseError::Unexpected`] when it cannot be rendered.
    pub async fn pdf(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        decision: FactId,
    ) -> Result<PrintedAttestation, UseCaseError<Refused>> {
        let (number, document) = self.prepare(actor, dossier, decision).await?;
        let pdf = self
            .renderer
            .attestation_pdf(&document)
            .await
            .map_err(|_| UseCaseError::Unexpected("the attestation could not be rendered"))?;
        Ok(PrintedAttestation { number, pdf })
    }

    /// The number of the dossier, and what its attestation says.
    async fn prepare(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        decision: FactId,
    ) -> Result<(u32, AttestationDocument), UseCaseError<Refused>> {
        actor.require(Action::DownloadAttestation)?;
        let (Versioned { value: dossier, .. }, around) = self.desk.read(actor, dossier).await?;
        if dossier.decision(decision).is_none() {
            return Err(UseCaseError::NotFound);
        }
        let gap = around.policy().first_domiciliation_gap_days;
        let attestation = dossier
            .attestation(decision, gap)
            .map_err(UseCaseError::Refused)?;
        let reference = dossier
            .filing()
            .reference
            .as_ref()
            .map_or_else(|| dossier.number().to_string(), ToString::to_string);
        let distribution = dossier
            .filing()
            .distribution
            .as_ref()
            .map(ToString::to_string);
        let phones = self.phones.as_ref();
        let document = document(
            &attestation,
            actor.structure(),
            phones,
            reference,
            distribution,
        );
        Ok((dossier.number(), document))
    }
}

/// An attestation ready to be printed.
pub struct PrintedAttestation {
    /// The number of the dossier, for a file name that names nobody.
    pub number: u32,
    /// The file.
    pub pdf: Vec<u8>,
}

fn document(
    attestation: &Attestation,
    structure: &Structure,
    phones: &dyn PhonePlan,
    reference: String,
    distribution: Option<String>,
) -> AttestationDocument {
    let identity = attestation.identity();
    let settings = structure.settings();
    let signatory = settings.representative.as_ref().map_or_else(
        || Signatory {
            nom: String::new(),
            prenom: String::new(),
            fonction: String::new(),
        },
        |r| Signatory {
            nom: r.nom().to_string(),
            prenom: r.prenom().to_string(),
            fonction: r.fonction().to_string(),
        },
    );
    let mut postal = Vec::new();
    if structure.options().print_structure_name {
        postal.push(structure.name().to_string());
    }
    if structure.options().print_box_number {
        postal.push(format!("Boîte n° {reference}"));
    }
    postal.extend(distribution);
    postal.extend(structure.mail_address().lines());
    AttestationDocument {
        civility: match identity.civility {
            identity::Civility::Madame => Civility::Madame,
            identity::Civility::Monsieur => Civility::Monsieur,
        },
        noms: match &identity.usage {
            Some(usage) => format!("{} ({usage})", identity.nom),
            None => identity.nom.to_string(),
        },
        prenoms: identity.prenoms.to_string(),
        date_naissance: birth_in_words(identity.birth),
        lieu_naissance: identity.birth_place.to_string(),
        ayants_droit: attestation
            .ayants_droit()
            .iter()
            .map(|a| {
                let lien = a.lien.label().to_lowercase();
                format!(
                    "{} {}, {}, {lien}",
                    a.nom,
                    a.prenoms,
                    birth_in_words(a.birth)
                )
            })
            .collect(),
        structure: AttestingStructure {
            nom: structure.name().to_string(),
            rattachement: attestation
                .rattachement()
                .map(str::to_owned)
                .or_else(|| structure.rattachement().map(ToString::to_string)),
            responsable: signatory,
            prefecture: structure.agrement().map(|a| a.prefecture().to_string()),
            numero_agrement: structure.agrement().map(|a| a.numero().to_string()),
            adresse: settings.address.lines(),
            courriel: settings
                .email
                .as_ref()
                .map_or_else(String::new, |e| e.as_str().to_owned()),
            telephone: settings
                .phone
                .as_ref()
                .map_or_else(String::new, |p| phones.display(p)),
        },
        adresse_postale: postal,
        period: attestation.period(),
        premiere_domiciliation: attestation.first_domiciliation(),
        fait_a: settings.address.city().to_string(),
        decision_on: attestation.decided_on(),
        reference,
        projet: false,
        corrected_since_issue: attestation.is_identity_corrected(),
    }
}

/// A date of birth as far as it is known: `23/01/1989`, `01/1989`, `1989`.
fn birth_in_words(birth: BirthDate) -> String {
    match (birth.month(), birth.day()) {
        (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", birth.year()),
        (Some(month), None) => format!("{month:02}/{}", birth.year()),
        (None, _) => birth.year().to_string(),
    }
}
