//! Which permission each command of the desk asks for.

use domiciliation::Command;
use structures::Action;

/// The permission that a command asks for.
#[must_use]
pub const fn action_of(command: &Command) -> Action {
    match command {
        Command::RecordIdentity(_)
        | Command::RecordAyantsDroit(_)
        | Command::RecordFiling(_)
        | Command::FileDemande { .. }
        | Command::AcknowledgeDemande { .. }
        | Command::RequestPieces { .. }
        | Command::ReceivePieces { .. }
        | Command::ForwardDemande { .. }
        | Command::WithdrawDemande { .. } => Action::EditRequest,
        Command::RecordCoordinates(_)
        | Command::GiveProcuration(_)
        | Command::EndProcuration { .. }
        | Command::SetTransfer(_)
        | Command::EndTransfer => Action::EditContactDetails,
        Command::FixAppointment(_)
        | Command::MissAppointment
        | Command::CancelAppointment { .. } => Action::ManageAppointments,
        Command::HoldInterview { .. } | Command::CorrectInterview(_) => Action::HoldInterview,
        Command::Propose { .. } => Action::Propose,
        Command::Postpone { .. } => Action::PostponeProposal,
        Command::Accept(_) | Command::Refuse(_) => Action::Decide,
        Command::PlanRadiation { .. } | Command::DropRadiation { .. } => Action::PrepareRadiation,
        Command::PronounceRadiation { .. } => Action::PronounceRadiation,
        Command::CloseAfterExpiry => Action::CloseAfterExpiry,
        Command::Notify { .. } => Action::Notify,
        Command::AnnulDecision { .. } => Action::AnnulDecision,
        Command::RecordContact { .. } => Action::RecordContact,
        Command::JustifyAbsence { .. } | Command::EndAbsence { .. } => Action::ManageAbsences,
        Command::ReceiveMail { .. } | Command::DeliverMail { .. } => Action::RecordMail,
        Command::AnswerPayer(_) => Action::AnswerPayer,
        Command::Undo { .. } => Action::UndoOwnAct,
        Command::AnnulEntry { .. } => Action::AnnulContact,
        Command::AddNote(_) => Action::AddNote,
        Command::PinNote(_) | Command::UnpinNote(_) | Command::ArchiveNote(_) => {
            Action::ManageNotes
        }
        // What keeps a dossier from being forgotten belongs to those who may erase one.
        Command::SetHold(_) | Command::LiftHold(_) => Action::EraseDossier,
    }
}
