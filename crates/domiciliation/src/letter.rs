//! The letters of a dossier. Each tells somebody of one fact, and there is none without it.

use chrono::NaiveDate;
use kernel::FactId;

use crate::{
    decision::{Decision, Outcome},
    dossier::Dossier,
    fact::Fact,
    payer::PayerAnswer,
    radiation::{PlannedRadiation, Radiation},
    refusal::Refus,
    refused::Refused,
    request::{Appointment, Channel, Demande},
};

kernel::vocabulary! {
    /// What a letter is for.
    ///
    /// # Law
    ///
    LetterKind {
        Acknowledgement = "accuse_reception", "Accusé de réception de la demande";
        Convocation = "convocation", "Convocation à l’entretien";
        Refusal = "refus", "Notification du refus";
        PlannedRadiation = "radiation_envisagee", "Information préalable à une radiation";
        Radiation = "radiation", "Notification de la radiation";
        PayerAnswer = "organisme_payeur", "Réponse à un organisme payeur";
    }
}

impl LetterKind {
    /// The letter that tells of a fact, for the few facts that have one.
    #[must_use]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most facts are told by no letter, and a new one is not either until one is written"
    )]
    pub const fn of(fact: &Fact) -> Option<Self> {
        match fact {
            Fact::DemandeFiled { .. } => Some(Self::Acknowledgement),
            Fact::AppointmentFixed(_) => Some(Self::Convocation),
            Fact::Refused(_) => Some(Self::Refusal),
            Fact::RadiationPlanned(_) => Some(Self::PlannedRadiation),
            Fact::Terminated(_) => Some(Self::Radiation),
            Fact::PayerAnswered(_) => Some(Self::PayerAnswer),
            _ => None,
        }
    }

    /// Whether it is written to the person, and not about them.
    #[must_use]
    pub const fn is_to_the_person(self) -> bool {
        match self {
            Self::Acknowledgement
            | Self::Convocation
            | Self::Refusal
            | Self::PlannedRadiation
            | Self::Radiation => true,
            Self::PayerAnswer => false,
        }
    }
}

/// A letter that may be written, with what it tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter<'a> {
    /// Receipt of a request.
    Acknowledgement(&'a Demande),
    /// An appointment to come.
    Convocation(&'a Appointment),
    /// A refusal.
    Refusal(&'a Decision, &'a Refus),
    /// An end of election that is considered.
    PlannedRadiation(&'a PlannedRadiation),
    /// An end of election.
    Radiation(&'a Decision, &'a Radiation),
    /// What a paying body was told.
    PayerAnswer(&'a PayerAnswer),
}

impl Dossier {
    /// The letter that tells of a fact, today. Letters about past requests and decisions
    /// may be printed again, with their original dates; a convocation only while the
    /// appointment is to come. None is written about what a register that was taken over
    /// tells: whoever decided it wrote, and its facts are not known here.
    ///
    /// # Errors
    /// [`Refused::UnknownEntry`] for a fact that was annulled or has no letter,
    /// [`Refused::LetterToTheDead`], [`Refused::NoLetter`].
    ///
    /// # Law
    ///
    pub fn letter(&self, fact: FactId, today: NaiveDate) -> Result<Letter<'_>, Refused> {
        let recorded = self
            .fact(fact)
            .filter(|r| !self.is_annulled(r.id))
            .ok_or(Refused::UnknownEntry)?;
        let kind = LetterKind::of(&recorded.fact).ok_or(Refused::UnknownEntry)?;
        if kind.is_to_the_person() && self.deceased_on().is_some() {
            return Err(Refused::LetterToTheDead);
        }
        let letter = match kind {
            LetterKind::Acknowledgement => {
                // A register tells neither when a request was filed nor how.
                let here = |d: &&Demande| d.fact() == fact && d.channel() != Channel::Register;
                let demande = self.demandes().iter().find(here);
                demande.map(Letter::Acknowledgement)
            }
            LetterKind::Convocation => self
                .planned_appointment()
                .filter(|planned| planned.fact() == fact)
                .map(crate::appointment::FixedAppointment::appointment)
                .filter(|appointment| appointment.at.date() >= today)
                .map(Letter::Convocation),
            LetterKind::Refusal | LetterKind::Radiation => self
                .decision(fact)
                .filter(|decision| !decision.is_taken_over())
                .and_then(told),
            LetterKind::PlannedRadiation => {
                if let Fact::RadiationPlanned(planned) = &recorded.fact {
                    Some(Letter::PlannedRadiation(planned))
                } else {
                    None
                }
            }
            LetterKind::PayerAnswer => {
                if let Fact::PayerAnswered(answer) = &recorded.fact {
                    Some(Letter::PayerAnswer(answer))
                } else {
                    None
                }
            }
        };
        letter.ok_or(Refused::NoLetter { kind })
    }

    /// The fact of which a letter of this kind would tell today.
    ///
    /// # Errors
    /// [`Refused::LetterToTheDead`], [`Refused::NoLetter`] while nothing asks for it.
    ///
    /// # Law
    /// As [`Self::letter`].
    pub fn letter_due(&self, kind: LetterKind, today: NaiveDate) -> Result<FactId, Refused> {
        if kind.is_to_the_person() && self.deceased_on().is_some() {
            return Err(Refused::LetterToTheDead);
        }
        let decided = |told: fn(&Outcome) -> bool| {
            let last = self.last_decision().filter(|d| told(d.outcome()));
            last.map(Decision::fact)
        };
        let fact = match kind {
            LetterKind::Acknowledgement => self.pending_demande().map(Demande::fact),
            LetterKind::Convocation => self.planned_appointment().map(|planned| planned.fact()),
            LetterKind::Refusal => decided(|outcome| matches!(outcome, Outcome::Refused(_))),
            LetterKind::Radiation => decided(|outcome| matches!(outcome, Outcome::Terminated(_))),
            LetterKind::PlannedRadiation => self.planned_radiation().and_then(|_| {
                let mut standing = self.history().iter().rev();
                standing
                    .find(|r| {
                        matches!(r.fact, Fact::RadiationPlanned(_)) && !self.is_annulled(r.id)
                    })
                    .map(|recorded| recorded.id)
            }),
            LetterKind::PayerAnswer => self.payer_answers().next_back().map(|(fact, _)| fact),
        };
        let fact = fact.ok_or(Refused::NoLetter { kind })?;
        self.letter(fact, today).map(|_| fact)
    }
}

/// What a decision has told by letter: a grant is told by its attestation, and a file that
/// lapsed by nothing.
const fn told(decision: &Decision) -> Option<Letter<'_>> {
    match decision.outcome() {
        Outcome::Refused(refus) => Some(Letter::Refusal(decision, refus)),
        Outcome::Terminated(radiation) => Some(Letter::Radiation(decision, radiation)),
        Outcome::Accepted(_) | Outcome::ClosedAfterExpiry { .. } => None,
    }
}
