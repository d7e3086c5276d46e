//! The request to elect domicile, first or renewed.

use chrono::NaiveDate;
use kernel::{FactId, Note, ShortText};

pub use crate::appointment::Appointment;
use crate::{deadline, decision::Proposal, presence::Manifestation};

kernel::vocabulary! {
    /// Whether the request opens a link or continues one.
    ///
    /// # Law
    /// the same form, the same interview, the same checks.
    DemandeKind {
        First = "premiere", "Première demande";
        Renewal = "renouvellement", "Renouvellement";
    }
}

kernel::vocabulary! {
    /// How the request came.
    ///
    /// # Law
    /// filed in person or by phone, it is a manifestation of the person too.
    Channel {
        InPerson = "in_person", "Sur place";
        Phone = "phone", "Par téléphone";
        Online = "online", "En ligne";
        Post = "post", "Par courrier";
        Register = "register", "Registre repris";
    }
}

impl Channel {
    /// The channels through which a request comes here, in the order in which forms offer
    /// them: all but the register that was taken over.
    pub const OFFERED: &'static [Self] = &[Self::InPerson, Self::Phone, Self::Online, Self::Post];

    /// What the filing shows of the person's presence.
    #[must_use]
    pub const fn manifestation(self) -> Manifestation {
        match self {
            Self::InPerson => Manifestation::RequestInPerson,
            Self::Phone => Manifestation::RequestByPhone,
            Self::Online => Manifestation::RequestOnline,
            Self::Post => Manifestation::RequestByPost,
            Self::Register => Manifestation::RequestTakenOver,
        }
    }
}

/// The interview that a request gave rise to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldInterview {
    /// The fact that recorded it.
    pub fact: FactId,
    /// Its day.
    pub on: NaiveDate,
    /// Who held it.
    pub by: ShortText,
}

/// Why a request was sent back for completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    /// When.
    pub on: NaiveDate,
    /// Why.
    pub reason: Note,
}

/// How far a request has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Being instructed.
    Open,
    /// Submitted to whoever decides.
    Proposed(Proposal),
    /// Decided.
    Decided(FactId),
    /// Withdrawn before a decision.
    Withdrawn,
}

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demande {
    pub(crate) fact: FactId,
    pub(crate) kind: DemandeKind,
    pub(crate) filed_on: NaiveDate,
    pub(crate) channel: Channel,
    pub(crate) acknowledged_on: Option<NaiveDate>,
    pub(crate) waits: Vec<(NaiveDate, NaiveDate)>,
    pub(crate) pieces_wanted: Option<(NaiveDate, NaiveDate, Note)>,
    pub(crate) forwarded_to: Option<Note>,
    pub(crate) appointment: Option<(FactId, Appointment)>,
    pub(crate) missed_on: Option<NaiveDate>,
    pub(crate) interview: Option<HeldInterview>,
    pub(crate) postponed: Option<Postponed>,
    pub(crate) stage: Stage,
}

impl Demande {
    /// The fact that filed it.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }

    /// First request or renewal.
    #[must_use]
    pub const fn kind(&self) -> DemandeKind {
        self.kind
    }

    /// The day it was filed.
    #[must_use]
    pub const fn filed_on(&self) -> NaiveDate {
        self.filed_on
    }

    /// How it came.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The day its receipt was acknowledged.
    #[must_use]
    pub const fn acknowledged_on(&self) -> Option<NaiveDate> {
        self.acknowledged_on
    }

    /// Documents asked for and not yet received: asked on, expected by, which.
    #[must_use]
    pub const fn pieces_wanted(&self) -> Option<&(NaiveDate, NaiveDate, Note)> {
        self.pieces_wanted.as_ref()
    }

    /// The competent body it was forwarded to.
    #[must_use]
    pub const fn forwarded_to(&self) -> Option<&Note> {
        self.forwarded_to.as_ref()
    }

    /// The appointment that stands.
    #[must_use]
    pub fn appointment(&self) -> Option<&Appointment> {
        self.appointment.as_ref().map(|(_, a)| a)
    }

    /// The day of an appointment that the person did not honour.
    #[must_use]
    pub const fn missed_on(&self) -> Option<NaiveDate> {
        self.missed_on
    }

    /// The interview, once held.
    #[must_use]
    pub const fn interview(&self) -> Option<&HeldInterview> {
        self.interview.as_ref()
    }

    /// Why it was last sent back for completion.
    #[must_use]
    pub const fn postponed(&self) -> Option<&Postponed> {
        self.postponed.as_ref()
    }

    /// How far it has come.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Whether it still waits for a decision.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        match self.stage {
            Stage::Open | Stage::Proposed(_) => true,
            Stage::Decided(_) | Stage::Withdrawn => false,
        }
    }

    /// Documents came, or others are asked for: the wait is over, its delay at the latest.
    pub(crate) fn end_wait(&mut self, on: NaiveDate) {
        if let Some((asked, until, _)) = self.pieces_wanted.take() {
            self.waits.push((asked, on.min(until)));
        }
    }

    /// The last day on which it may be answered.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn answer_limit(&self) -> NaiveDate {
        let mut waits = self.waits.clone();
        if let Some((asked, until, _)) = &self.pieces_wanted {
            waits.push((*asked, *until));
        }
        deadline::suspended_answer_limit(self.filed_on, &waits)
    }
}
