//! Commands meet the law: new facts, or a refusal. Nothing is changed here.

mod contact;
mod decision;
mod details;
mod mail;
mod request;
mod termination;

use chrono::NaiveDate;

use crate::{
    author::Standing,
    command::{Command, Context, Opening},
    dossier::Dossier,
    fact::Fact,
    refused::Refused,
};

impl Context<'_> {
    /// decisions are human; R-35: by those who may take them.
    pub(crate) fn require(&self, needed: Standing) -> Result<(), Refused> {
        match self.author.standing() {
            None => Err(Refused::NotHuman),
            Some(standing) if standing >= needed => Ok(()),
            Some(_) if needed == Standing::Decides => Err(Refused::NotDeciding),
            Some(_) => Err(Refused::NotInstructing),
        }
    }

    /// what happened cannot lie in the future.
    pub(crate) fn not_future(&self, on: NaiveDate) -> Result<(), Refused> {
        if on > self.today {
            Err(Refused::InTheFuture)
        } else {
            Ok(())
        }
    }
}

impl Dossier {
    /// Opens a dossier: the first request of a person.
    ///
    /// # Errors
    /// [`Refused::BornInTheFuture`], [`Refused::InTheFuture`], [`Refused::TooFarBack`],
    /// [`Refused::NotInstructing`], [`Refused::NotHuman`].
    ///
    /// # Law
    /// CASF art. D. 264-1.
    pub fn open(opening: Opening, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        details::born_before(&opening.identity.birth, context)?;
        for ayant_droit in &opening.ayants_droit {
            details::born_before(&ayant_droit.birth, context)?;
        }
        request::filing_day(opening.filed_on, None, context)?;
        let mut facts = vec![Fact::IdentityRecorded(opening.identity)];
        if !opening.ayants_droit.is_empty() {
            facts.push(Fact::AyantsDroitRecorded {
                ayants_droit: opening.ayants_droit,
            });
        }
        facts.push(Fact::CoordinatesRecorded(opening.coordinates));
        facts.push(Fact::FilingRecorded(opening.filing));
        facts.push(Fact::DemandeFiled {
            kind: crate::request::DemandeKind::First,
            on: opening.filed_on,
            channel: opening.channel,
        });
        Ok(facts)
    }

    /// Answers a command with the facts it amounts to.
    ///
    /// # Errors
    /// [`Refused`], with the rule that forbids it. The dossier is unchanged either way.
    pub fn decide(&self, command: Command, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        match command {
            Command::RecordIdentity(identity) => details::record_identity(identity, context),
            Command::RecordAyantsDroit(ayants_droit) => {
                details::record_ayants_droit(ayants_droit, context)
            }
            Command::RecordCoordinates(coordinates) => {
                Ok(vec![Fact::CoordinatesRecorded(coordinates)])
            }
            Command::RecordFiling(filing) => Ok(vec![Fact::FilingRecorded(filing)]),
            Command::AddNote(text) => Ok(vec![Fact::NoteAdded { text }]),
            Command::PinNote(note) => self.on_note(note, |note| Fact::NotePinned { note }),
            Command::UnpinNote(note) => self.on_note(note, |note| Fact::NoteUnpinned { note }),
            Command::ArchiveNote(note) => self.on_note(note, |note| Fact::NoteArchived { note }),
            Command::SetHold(kind) => {
                context.require(Standing::Decides)?;
                Ok(vec![Fact::HoldSet {
                    kind,
                    on: context.today,
                }])
            }
            Command::LiftHold(hold) => self.lift_hold(hold, context),

            Command::FileDemande { on, channel } => self.file_demande(on, channel, context),
            Command::AcknowledgeDemande { on } => self.acknowledge(on, context),
            Command::RequestPieces { until, missing } => {
                self.request_pieces(until, missing, context)
            }
            Command::ReceivePieces { on } => self.receive_pieces(on, context),
            Command::ForwardDemande { to } => self.forward_demande(to, context),
            Command::WithdrawDemande { reason } => self.withdraw_demande(reason, context),
            Command::FixAppointment(appointment) => self.fix_appointment(appointment, context),
            Command::MissAppointment => self.miss_appointment(context),
            Command::CancelAppointment { reason } => self.cancel_appointment(reason, context),
            Command::HoldInterview { on, interview } => self.hold_interview(on, interview, context),
            Command::CorrectInterview(interview) => self.correct_interview(interview, context),

            Command::Propose {
                favourable,
                remarks,
            } => self.propose(favourable, remarks, context),
            Command::Postpone { reason } => self.postpone(reason, context),
            Command::Accept(accord) => self.accept(accord, context),
            Command::Refuse(refus) => self.refuse(refus, context),
            Command::Notify { decision, on, mode } => self.notify(decision, on, mode, context),
            Command::AnnulDecision {
                decision,
                motive,
                reason,
            } => self.annul_decision(decision, motive, reason, context),

            Command::PlanRadiation { motif, notified_on } => {
                self.plan_radiation(motif, notified_on, context)
            }
            Command::DropRadiation { reason } => self.drop_radiation(reason, context),
            Command::PronounceRadiation {
                ground,
                effective_on,
                urgency,
            } => self.pronounce_radiation(ground, effective_on, urgency, context),
            Command::CloseAfterExpiry => self.close_after_expiry(context),

            Command::RecordContact { on, kind } => self.record_contact(on, kind, context),
            Command::JustifyAbsence { from, until } => self.justify_absence(from, until, context),
            Command::EndAbsence { absence, until } => self.end_absence(absence, until, context),
            Command::Undo { target } => self.undo(target, context),
            Command::AnnulEntry {
                target,
                motive,
                reason,
            } => self.annul_entry(target, motive, reason, context),

            Command::ReceiveMail { on, items, remark } => {
                self.receive_mail(on, &items, remark.as_ref(), context)
            }
            Command::DeliverMail {
                on,
                items,
                delivery,
            } => self.deliver_mail(on, &items, delivery, context),
            Command::GiveProcuration(procuration) => self.give_procuration(procuration, context),
            Command::EndProcuration { procuration, on } => self.end_procuration(procuration, on),
            Command::SetTransfer(transfer) => Ok(vec![Fact::TransferSet(transfer)]),
            Command::EndTransfer => self.end_transfer(context),
            Command::AnswerPayer(question) => self.answer_payer(question, context),
        }
    }

    /// Whether the dossier, entered by mistake, may be erased as a whole: only while
    /// no decision was ever taken on it, annulled ones included.
    ///
    /// # Errors
    /// [`Refused::DecisionTaken`], [`Refused::NotDeciding`], [`Refused::NotHuman`].
    ///
    /// # Law
    /// decisions are not deleted.
    pub fn may_be_erased(&self, context: &Context<'_>) -> Result<(), Refused> {
        context.require(Standing::Decides)?;
        if self.history().iter().any(|r| r.fact.is_decision()) {
            return Err(Refused::DecisionTaken);
        }
        Ok(())
    }
}
