//! What the official attestation says.

use chrono::NaiveDate;
use kernel::{FactId, Periode};

use crate::{
    author::Author,
    decision::{Accord, Outcome},
    dossier::Dossier,
    identity::{AyantDroit, Identity},
    refused::Refused,
};

/// The facts an attestation states. It exists only of an accepted decision: there is
/// no other way to make one.
///
/// # Law
/// CASF art. L. 264-2, D. 264-1, D. 264-5 2°.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    decision: FactId,
    accord: Accord,
    author: Author,
    identity: Identity,
    ayants_droit: Vec<AyantDroit>,
    first_domiciliation: NaiveDate,
    identity_corrected: bool,
}

impl Dossier {
    /// The attestation of an accepted decision, with its original dates however late it
    /// is printed again, and the identity as it is known today: a correction is marked.
    /// A term that lapsed can still be attested; one that a decision ended cannot.
    ///
    /// # Errors
    /// [`Refused::UnknownDecision`], [`Refused::NotAccepted`] for any other decision,
    /// [`Refused::AttestationWithdrawn`] once the election was ended before its term.
    ///
    /// # Law
    /// CASF art. D. 264-5 3°.
    pub fn attestation(&self, decision: FactId, gap_days: u32) -> Result<Attestation, Refused> {
        let standing = self.decision(decision).ok_or(Refused::UnknownDecision)?;
        let Outcome::Accepted(accord) = standing.outcome() else {
            return Err(Refused::NotAccepted);
        };
        let ended = self
            .terms()
            .iter()
            .filter(|t| t.decision() == decision)
            .find_map(|t| t.ended_on().filter(|on| *on <= t.period().end()));
        if let Some(ended_on) = ended {
            return Err(Refused::AttestationWithdrawn { ended_on });
        }
        let identity = self.identity().ok_or(Refused::NotAccepted)?;
        // the date of first domiciliation as it stood with this term, not later ones.
        let until_then: Vec<_> = self
            .terms()
            .iter()
            .filter(|t| t.period().start() <= accord.period.start())
            .copied()
            .collect();
        Ok(Attestation {
            decision,
            accord: accord.clone(),
            author: standing.author().clone(),
            identity: identity.clone(),
            ayants_droit: self.ayants_droit().to_vec(),
            first_domiciliation: crate::term::first_domiciliation(&until_then, gap_days)
                .unwrap_or(accord.period.start()),
            identity_corrected: self.identity_corrected_since(decision),
        })
    }
}

impl Attestation {
    /// The decision it attests.
    #[must_use]
    pub const fn decision(&self) -> FactId {
        self.decision
    }
    /// The days it is valid, both included.
    #[must_use]
    pub const fn period(&self) -> Periode {
        self.accord.period
    }
    /// The day of the decision, printed whenever the paper is.
    #[must_use]
    pub const fn decided_on(&self) -> NaiveDate {
        self.accord.decided_on
    }
    /// Commune or arrondissement of attachment.
    #[must_use]
    pub fn rattachement(&self) -> Option<&str> {
        self.accord.rattachement.as_ref().map(kernel::Text::as_str)
    }
    /// Who decided.
    #[must_use]
    pub const fn author(&self) -> &Author {
        &self.author
    }
    /// The holder.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }
    /// Who is covered too.
    #[must_use]
    pub fn ayants_droit(&self) -> &[AyantDroit] {
        &self.ayants_droit
    }
    /// The date of first domiciliation at the body.
    #[must_use]
    pub const fn first_domiciliation(&self) -> NaiveDate {
        self.first_domiciliation
    }
    /// Whether the identity was corrected since the decision, which a reprint says.
    #[must_use]
    pub const fn is_identity_corrected(&self) -> bool {
        self.identity_corrected
    }
}
