//! What happened to a dossier. Facts are appended and never changed; a mistake is
//! annulled by another fact.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{FactId, ImportId, Note, ShortText};

use crate::{
    author::Author,
    decision::{Accord, NotificationMode, Proposal},
    identity::{AyantDroit, Coordinates, Filing, Identity},
    interview::Interview,
    mail::{Delivery, MailKind, MailRemark, Quantity},
    payer::PayerAnswer,
    presence::Manifestation,
    procuration::{Procuration, Transfer},
    radiation::{PlannedRadiation, Radiation},
    refusal::Refus,
    request::{Appointment, Channel, DemandeKind},
};

kernel::vocabulary! {
    /// A contact that is nothing else than a contact.
    ContactKind {
        Visit = "visit", "Passage";
        PhoneCall = "phone_call", "Appel téléphonique";
        WrittenMessage = "written_message", "Message écrit de la personne";
        PortalLogin = "portal_login", "Connexion à l’espace personnel";
    }
}

impl ContactKind {
    /// What it shows of the person's presence.
    #[must_use]
    pub const fn manifestation(self) -> Manifestation {
        match self {
            Self::Visit => Manifestation::Visit,
            Self::PhoneCall => Manifestation::PhoneCall,
            Self::WrittenMessage => Manifestation::WrittenMessage,
            Self::PortalLogin => Manifestation::PortalLogin,
        }
    }
}

kernel::vocabulary! {
    /// Why a fact was annulled.
    AnnulmentMotive {
        EntryError = "erreur_de_saisie", "Erreur de saisie";
        Unlawful = "illegalite", "Décision illégale";
        Fraud = "fraude", "Fausse déclaration";
        Appeal = "recours", "Suite donnée à un recours";
        Other = "autre", "Autre";
    }
}

kernel::vocabulary! {
    /// What suspends forgetting.
    ///
    /// # Law
    /// `docs/rules.md`, retention: never purge while an appeal runs, a legal hold is
    /// set or the person asked for restriction (RGPD art. 18).
    HoldKind {
        Appeal = "recours", "Recours en cours";
        Legal = "conservation", "Conservation demandée";
        Restriction = "limitation", "Limitation du traitement";
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "fact", rename_all = "snake_case")
)]
pub enum Fact {
    /// The holder's identity, first recorded or corrected.
    IdentityRecorded(Identity),
    /// The dependants, all of them.
    AyantsDroitRecorded {
        /// All of them; empty when there are none any more.
        ayants_droit: Vec<AyantDroit>,
    },
    /// How the person is reached.
    CoordinatesRecorded(Coordinates),
    /// How the structure files the dossier.
    FilingRecorded(Filing),
    /// A request was filed.
    DemandeFiled {
        /// First or renewal.
        kind: DemandeKind,
        /// The day.
        on: NaiveDate,
        /// How.
        channel: Channel,
    },
    /// Receipt was acknowledged.
    DemandeAcknowledged {
        /// The day.
        on: NaiveDate,
    },
    /// Missing documents were asked for.
    PiecesRequested {
        /// The day.
        on: NaiveDate,
        /// The day by which they are expected.
        until: NaiveDate,
        /// Which.
        missing: Note,
    },
    /// They came.
    PiecesReceived {
        /// The day.
        on: NaiveDate,
    },
    /// The request was forwarded to the competent body.
    DemandeForwarded {
        /// The day.
        on: NaiveDate,
        /// Which.
        to: Note,
    },
    /// A renewal was withdrawn before a decision.
    DemandeWithdrawn {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// An appointment was fixed, or moved.
    AppointmentFixed(Appointment),
    /// The person did not come to it.
    AppointmentMissed {
        /// The day of the appointment.
        on: NaiveDate,
    },
    /// It was given up, and no other one fixed.
    AppointmentCancelled {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// The interview was held.
    InterviewHeld {
        /// The day.
        on: NaiveDate,
        /// By whom.
        by: ShortText,
        /// What was declared.
        interview: Box<Interview>,
    },
    /// What was declared is completed or corrected.
    InterviewCorrected {
        /// All of it.
        interview: Box<Interview>,
    },
    /// A decision was proposed.
    DecisionProposed(Proposal),
    /// The proposal was sent back for completion.
    DecisionPostponed {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// The election was granted.
    Accepted(Accord),
    /// The request was refused.
    Refused(Refus),
    /// The person was told that an end is considered.
    RadiationPlanned(PlannedRadiation),
    /// It was given up.
    RadiationDropped {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: Note,
    },
    /// The election was ended.
    Terminated(Radiation),
    /// A lapsed file was closed.
    ClosedAfterExpiry {
        /// The day.
        on: NaiveDate,
    },
    /// A decision was brought to the person's knowledge.
    Notified {
        /// Which.
        decision: FactId,
        /// The day.
        on: NaiveDate,
        /// How.
        mode: NotificationMode,
    },
    /// The person came, called or wrote.
    ContactMade {
        /// The day of the contact, not of its entry.
        on: NaiveDate,
        /// How.
        kind: ContactKind,
    },
    /// An absence was justified, without its motive.
    AbsenceJustified {
        /// First day.
        from: NaiveDate,
        /// Last day, included, where it is known.
        until: Option<NaiveDate>,
    },
    /// An open absence ended.
    AbsenceEnded {
        /// Which.
        absence: FactId,
        /// Last day, included.
        until: NaiveDate,
    },
    /// Mail arrived.
    MailReceived {
        /// The day.
        on: NaiveDate,
        /// What.
        kind: MailKind,
        /// How many.
        quantity: Quantity,
        /// A short remark on the outside of it.
        remark: Option<MailRemark>,
    },
    /// Mail left.
    MailDelivered {
        /// The day.
        on: NaiveDate,
        /// What.
        kind: MailKind,
        /// How many.
        quantity: Quantity,
        /// To whom.
        delivery: Delivery,
    },
    /// A proxy was given.
    ProcurationGiven(Procuration),
    /// A proxy was withdrawn.
    ProcurationEnded {
        /// Which.
        procuration: FactId,
        /// From which day on.
        on: NaiveDate,
    },
    /// Mail is to be sent on.
    TransferSet(Transfer),
    /// Mail is no longer sent on.
    TransferEnded {
        /// From which day on.
        on: NaiveDate,
    },
    /// A paying body was told whether the person is domiciled.
    PayerAnswered(PayerAnswer),
    /// A note was written. The person may read it.
    NoteAdded {
        /// It.
        text: Note,
    },
    /// A note was pinned, instead of any other.
    NotePinned {
        /// Which.
        note: FactId,
    },
    /// A note was unpinned.
    NoteUnpinned {
        /// Which.
        note: FactId,
    },
    /// A note was put away.
    NoteArchived {
        /// Which.
        note: FactId,
    },
    /// Forgetting is suspended.
    HoldSet {
        /// Why.
        kind: HoldKind,
        /// The day.
        on: NaiveDate,
    },
    /// It is no longer.
    HoldLifted {
        /// Which.
        hold: FactId,
        /// The day.
        on: NaiveDate,
    },
    /// Another dossier of the same person was merged into this one.
    Merged {
        /// Its number.
        number: u32,
    },
    /// The dossier was taken over from a register kept elsewhere, with the facts of that
    /// author before this one.
    TakenOver {
        /// Together with which others.
        import: ImportId,
        /// The day.
        on: NaiveDate,
        /// The first election at this body, where the register knew it.
        first_elected_on: Option<NaiveDate>,
        /// Whether the three months are counted from that day, for want of any contact
        /// known to the register.
        clock_starts: bool,
    },
    /// A fact is annulled: everything is as if it had not been recorded, but for the
    /// trace of both.
    Annulled {
        /// Which.
        target: FactId,
        /// Why.
        motive: AnnulmentMotive,
        /// In words.
        reason: Option<Note>,
    },
}

/// A fact with its author and its moment of entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its identifier.
    pub id: FactId,
    /// The instant it was entered, distinct from the day it happened.
    pub at: DateTime<Utc>,
    /// Who entered it.
    pub author: Author,
    /// What happened.
    pub fact: Fact,
}

impl Fact {
    /// A stable word for the kind of fact, for storage and screens.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::IdentityRecorded(_) => "identity_recorded",
            Self::AyantsDroitRecorded { .. } => "ayants_droit_recorded",
            Self::CoordinatesRecorded(_) => "coordinates_recorded",
            Self::FilingRecorded(_) => "filing_recorded",
            Self::DemandeFiled { .. } => "demande_filed",
            Self::DemandeAcknowledged { .. } => "demande_acknowledged",
            Self::PiecesRequested { .. } => "pieces_requested",
            Self::PiecesReceived { .. } => "pieces_received",
            Self::DemandeForwarded { .. } => "demande_forwarded",
            Self::DemandeWithdrawn { .. } => "demande_withdrawn",
            Self::AppointmentFixed(_) => "appointment_fixed",
            Self::AppointmentMissed { .. } => "appointment_missed",
            Self::AppointmentCancelled { .. } => "appointment_cancelled",
            Self::InterviewHeld { .. } => "interview_held",
            Self::InterviewCorrected { .. } => "interview_corrected",
            Self::DecisionProposed(_) => "decision_proposed",
            Self::DecisionPostponed { .. } => "decision_postponed",
            Self::Accepted(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::RadiationPlanned(_) => "radiation_planned",
            Self::RadiationDropped { .. } => "radiation_dropped",
            Self::Terminated(_) => "terminated",
            Self::ClosedAfterExpiry { .. } => "closed_after_expiry",
            Self::Notified { .. } => "notified",
            Self::ContactMade { .. } => "contact_made",
            Self::AbsenceJustified { .. } => "absence_justified",
            Self::AbsenceEnded { .. } => "absence_ended",
            Self::MailReceived { .. } => "mail_received",
            Self::MailDelivered { .. } => "mail_delivered",
            Self::ProcurationGiven(_) => "procuration_given",
            Self::ProcurationEnded { .. } => "procuration_ended",
            Self::TransferSet(_) => "transfer_set",
            Self::TransferEnded { .. } => "transfer_ended",
            Self::PayerAnswered(_) => "payer_answered",
            Self::NoteAdded { .. } => "note_added",
            Self::NotePinned { .. } => "note_pinned",
            Self::NoteUnpinned { .. } => "note_unpinned",
            Self::NoteArchived { .. } => "note_archived",
            Self::HoldSet { .. } => "hold_set",
            Self::HoldLifted { .. } => "hold_lifted",
            Self::Merged { .. } => "merged",
            Self::TakenOver { .. } => "taken_over",
            Self::Annulled { .. } => "annulled",
        }
    }

    /// Whether it is an everyday entry of the desk: mail, a contact, a note.
    #[must_use]
    pub const fn is_everyday(&self) -> bool {
        matches!(
            self,
            Self::ContactMade { .. }
                | Self::MailReceived { .. }
                | Self::MailDelivered { .. }
                | Self::NoteAdded { .. }
        )
    }

    /// Whether it is a decision that binds the person.
    #[must_use]
    pub const fn is_decision(&self) -> bool {
        matches!(
            self,
            Self::Accepted(_)
                | Self::Refused(_)
                | Self::Terminated(_)
                | Self::ClosedAfterExpiry { .. }
        )
    }

    /// What it shows of the person's presence, and on which day.
    ///
    /// An acceptance shows nothing: the interview already did, and the start
    /// of a term may lie in the future.
    #[must_use]
    pub const fn manifestation(&self) -> Option<(Manifestation, NaiveDate)> {
        match self {
            Self::DemandeFiled { on, channel, .. } => Some((channel.manifestation(), *on)),
            Self::InterviewHeld { on, .. } => Some((Manifestation::Interview, *on)),
            Self::Notified {
                on,
                mode: NotificationMode::HandedOver,
                ..
            } => Some((Manifestation::Visit, *on)),
            Self::ContactMade { on, kind } => Some((kind.manifestation(), *on)),
            Self::MailReceived { on, .. } => Some((Manifestation::MailReceived, *on)),
            Self::MailDelivered { on, delivery, .. } => Some((delivery.manifestation(), *on)),
            Self::TakenOver {
                on,
                clock_starts: true,
                ..
            } => Some((Manifestation::RegisterTakenOver, *on)),
            Self::IdentityRecorded(_)
            | Self::AyantsDroitRecorded { .. }
            | Self::CoordinatesRecorded(_)
            | Self::FilingRecorded(_)
            | Self::DemandeAcknowledged { .. }
            | Self::PiecesRequested { .. }
            | Self::PiecesReceived { .. }
            | Self::DemandeForwarded { .. }
            | Self::DemandeWithdrawn { .. }
            | Self::AppointmentFixed(_)
            | Self::AppointmentMissed { .. }
            | Self::AppointmentCancelled { .. }
            | Self::InterviewCorrected { .. }
            | Self::DecisionProposed(_)
            | Self::DecisionPostponed { .. }
            | Self::Accepted(_)
            | Self::Refused(_)
            | Self::RadiationPlanned(_)
            | Self::RadiationDropped { .. }
            | Self::Terminated(_)
            | Self::ClosedAfterExpiry { .. }
            | Self::Notified { .. }
            | Self::AbsenceJustified { .. }
            | Self::AbsenceEnded { .. }
            | Self::ProcurationGiven(_)
            | Self::ProcurationEnded { .. }
            | Self::TransferSet(_)
            | Self::TransferEnded { .. }
            | Self::PayerAnswered(_)
            | Self::NoteAdded { .. }
            | Self::NotePinned { .. }
            | Self::NoteUnpinned { .. }
            | Self::NoteArchived { .. }
            | Self::HoldSet { .. }
            | Self::HoldLifted { .. }
            | Self::Merged { .. }
            | Self::TakenOver { .. }
            | Self::Annulled { .. } => None,
        }
    }
}
