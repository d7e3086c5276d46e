//! What a line of the history is about.

use domiciliation::{Dossier, Fact};

/// What a line is about, for the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Mail,
    Contacts,
    Requests,
    Decisions,
    Notes,
    Record,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Mail,
        Self::Contacts,
        Self::Requests,
        Self::Decisions,
        Self::Notes,
        Self::Record,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "courrier",
            Self::Contacts => "contacts",
            Self::Requests => "demandes",
            Self::Decisions => "decisions",
            Self::Notes => "notes",
            Self::Record => "dossier",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "Courrier",
            Self::Contacts => "Passages, appels et messages",
            Self::Requests => "Demandes et entretiens",
            Self::Decisions => "Décisions et notifications",
            Self::Notes => "Notes",
            Self::Record => "Identité et dossier",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// An annulment is filed with what it annuls.
    pub fn of(fact: &Fact, dossier: &Dossier) -> Self {
        match fact {
            Fact::MailReceived { .. }
            | Fact::MailDelivered { .. }
            | Fact::ProcurationGiven(_)
            | Fact::ProcurationEnded { .. }
            | Fact::TransferSet(_)
            | Fact::TransferEnded { .. } => Self::Mail,
            Fact::ContactMade { .. }
            | Fact::AbsenceJustified { .. }
            | Fact::AbsenceEnded { .. } => Self::Contacts,
            Fact::DemandeFiled { .. }
            | Fact::DemandeAcknowledged { .. }
            | Fact::PiecesRequested { .. }
            | Fact::PiecesReceived { .. }
            | Fact::DemandeForwarded { .. }
            | Fact::DemandeWithdrawn { .. }
            | Fact::AppointmentFixed(_)
            | Fact::AppointmentMissed { .. }
            | Fact::AppointmentCancelled { .. }
            | Fact::InterviewHeld { .. }
            | Fact::InterviewCorrected { .. } => Self::Requests,
            Fact::DecisionProposed(_)
            | Fact::DecisionPostponed { .. }
            | Fact::Accepted(_)
            | Fact::Refused(_)
            | Fact::RadiationPlanned(_)
            | Fact::RadiationDropped { .. }
            | Fact::Terminated(_)
            | Fact::ClosedAfterExpiry { .. }
            | Fact::Notified { .. } => Self::Decisions,
            Fact::NoteAdded { .. }
            | Fact::NotePinned { .. }
            | Fact::NoteUnpinned { .. }
            | Fact::NoteArchived { .. } => Self::Notes,
            Fact::IdentityRecorded(_)
            | Fact::AyantsDroitRecorded { .. }
            | Fact::CoordinatesRecorded(_)
            | Fact::FilingRecorded(_)
            | Fact::PayerAnswered(_)
            | Fact::HoldSet { .. }
            | Fact::HoldLifted { .. }
            | Fact::Merged { .. }
            | Fact::TakenOver { .. } => Self::Record,
            Fact::Annulled { target, .. } => dossier
                .fact(*target)
                .map_or(Self::Record, |target| Self::of(&target.fact, dossier)),
        }
    }
}
