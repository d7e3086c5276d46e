//! What the official attestation says.

use chrono::NaiveDate;
use kernel::{FactId, Periode};

use crate::{
    author::Author,
    command::Context,
    decision::{Accord, Outcome},
    dossier::Dossier,
    identity::{AyantDroit, Identity},
    refused::Refused,
    request::DemandeKind,
    term::{self, Term},
};

/// The facts an attestation states. It exists only of an accepted decision, or as the
/// projet of one that may still be taken: there is no other way to make one.
///
/// # Law
/// CASF art. L. 264-2, D. 264-1, D. 264-5 2°.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    decision: Option<(FactId, Author)>,
    accord: Accord,
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
        // the date of first domiciliation as it stood with this term, not later ones.
        let until_then: Vec<_> = self
            .terms()
            .iter()
            .filter(|t| t.period().start() <= accord.period.start())
            .copied()
            .collect();
        let by = Some((decision, standing.author().clone()));
        self.attesting(by, accord.clone(), &until_then, gap_days)
    }

    /// The decision whose attestation proves the address on a day: that of the term which
    /// runs then or, between two, the last one. None once a decision ended it.
    #[must_use]
    pub fn attested_on(&self, day: NaiveDate) -> Option<FactId> {
        let running = self
            .terms()
            .iter()
            .filter(|term| term.ended_on().is_none())
            .find(|term| term.period().contains(day));
        running.or_else(|| self.current_term()).map(Term::decision)
    }

    /// What the attestation would say were the pending request granted today for a year,
    /// the interview being held by then. It is a projet: worth nothing, and marked so.
    ///
    /// # Errors
    /// [`Refused::NoRequest`], and whatever else would forbid to grant it.
    ///
    /// # Law
    /// no attestation but of an accepted decision.
    pub fn projected_attestation(&self, context: &Context<'_>) -> Result<Attestation, Refused> {
        let demande = self.pending()?;
        let today = context.today;
        let accord = Accord::one_year(today, self.proposed_start(today));
        self.grantable(&accord, context)?;
        let mut terms = self.terms().to_vec();
        terms.push(Term {
            // The request stands for the decision that is still to be taken.
            decision: demande.fact(),
            period: accord.period,
            renews: demande.kind() == DemandeKind::Renewal,
            first_elected_on: None,
            ended_on: None,
        });
        let gap_days = context.policy.first_domiciliation_gap_days;
        self.attesting(None, accord, &terms, gap_days)
    }

    fn attesting(
        &self,
        decision: Option<(FactId, Author)>,
        accord: Accord,
        terms: &[Term],
        gap_days: u32,
    ) -> Result<Attestation, Refused> {
        let identity = self.identity().ok_or(Refused::NotAccepted)?;
        Ok(Attestation {
            identity: identity.clone(),
            ayants_droit: self.ayants_droit().to_vec(),
            first_domiciliation: term::first_domiciliation(terms, gap_days)
                .unwrap_or(accord.period.start()),
            identity_corrected: decision
                .as_ref()
                .is_some_and(|(decision, _)| self.identity_corrected_since(*decision)),
            decision,
            accord,
        })
    }
}

impl Attestation {
    /// The decision it attests; none of a projet.
    #[must_use]
    pub fn decision(&self) -> Option<FactId> {
        self.decision.as_ref().map(|(decision, _)| *decision)
    }
    /// Whether nothing was decided yet, so that it is worth nothing.
    #[must_use]
    pub const fn is_projet(&self) -> bool {
        self.decision.is_none()
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
    /// Who decided; nobody of a projet, nor of a decision told by a register.
    #[must_use]
    pub fn author(&self) -> Option<&Author> {
        let author = self.decision.as_ref().map(|(_, author)| author);
        author.filter(|author| !author.is_register())
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
