//! What one tries to do, and when.

use chrono::Datelike;
use domiciliation::{
    Command,
    appointment::Minutes,
    decision::{Accord, NotificationMode},
    fact::{AnnulmentMotive, ContactKind, HoldKind},
    interview::Interview,
    mail::{Delivery, MailKind},
    payer::PayerQuestion,
    procuration::{Procuration, Transfer},
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::{Appointment, Channel},
    term,
};
use kernel::date::add_days;

use crate::case::{Case, accord, count, ground, id, identity, note, period, refus, short};

/// How long one waits before acting.
#[derive(Debug, Clone, Copy)]
pub enum Wait {
    Days(i32),
    /// Until some days around the first day on which silence allows striking off.
    Silence(i32),
    /// Around the end of the term.
    TermEnd(i32),
    /// Around the end of observations.
    Observations(i32),
}

/// What one tries to do. Numbers are days from today, or ranks from the last fact.
#[derive(Debug, Clone)]
pub enum Act {
    /// Whatever moves a person towards an election.
    Next,
    Contact(ContactKind, i32),
    File(Channel, i32),
    Acknowledge,
    Interview(i32),
    Appointment(i32),
    Miss,
    CancelAppointment,
    Pieces(i32),
    PiecesCame,
    Forward,
    Withdraw,
    Propose(bool),
    Postpone,
    /// Start from the proposed one, length from the year.
    Grant(i32, i32),
    Refuse(RefusalGround),
    Plan(RadiationMotif, i32),
    Drop,
    Pronounce(RadiationMotif, i32, bool),
    Close,
    Notify(NotificationMode),
    AnnulDecision(usize),
    Undo(usize),
    Annul(usize),
    Absence(i32, Option<i32>),
    EndAbsence(i32),
    Receive(MailKind, u32, i32),
    Deliver(MailKind, u32, u8, i32),
    Proxy(i32, i32),
    EndProxy,
    Transfer(i32, i32),
    EndTransfer,
    Payer(i32),
    Note,
    PinNote,
    Identity,
    Hold(HoldKind),
    LiftHold,
}

impl Wait {
    pub fn apply(self, case: &mut Case) {
        let (landmark, shift) = match self {
            Self::Days(days) => (Some(case.today), days),
            Self::Silence(shift) => (case.clock().first_day(), shift),
            Self::TermEnd(shift) => (case.dossier.current_term().map(|t| t.period().end()), shift),
            Self::Observations(shift) => (
                case.dossier
                    .planned_radiation()
                    .map(|p| p.observations_until),
                shift,
            ),
        };
        if let Some(target) = landmark.map(|day| add_days(day, shift)) {
            // Random lives stay within what tests can read.
            if target > case.today && target.year() < 2040 {
                case.on(target);
            }
        }
    }
}

impl Act {
    pub fn command(&self, case: &Case) -> Option<Command> {
        let dossier = &case.dossier;
        let today = case.today;
        let at = |days: &i32| add_days(today, *days);
        let from_last = |rank: usize| dossier.history().iter().rev().nth(rank).map(|r| r.id);
        let held = |on| Command::HoldInterview {
            on,
            interview: Box::new(Interview::default()),
        };
        Some(match self {
            Self::Next => match dossier.pending_demande() {
                None => Command::FileDemande {
                    on: today,
                    channel: Channel::InPerson,
                },
                Some(demande) if demande.interview().is_none() => held(today),
                Some(_) => Command::Accept(accord(today, dossier.proposed_start(today))),
            },
            Self::Contact(kind, days) => Command::RecordContact {
                on: at(days),
                kind: *kind,
            },
            Self::File(channel, days) => Command::FileDemande {
                on: at(days),
                channel: *channel,
            },
            Self::Acknowledge => Command::AcknowledgeDemande { on: today },
            Self::Interview(days) => held(at(days)),
            Self::Appointment(days) => Command::FixAppointment(Appointment {
                at: at(days).and_hms_opt(9, 0, 0)?,
                minutes: Minutes::default(),
                with: id(3),
                with_name: short("Camille Roche"),
                place: None,
            }),
            Self::Miss => Command::MissAppointment,
            Self::CancelAppointment => Command::CancelAppointment {
                reason: note("La personne a téléphoné."),
            },
            Self::Pieces(days) => Command::RequestPieces {
                until: at(days),
                missing: note("Une adresse."),
            },
            Self::PiecesCame => Command::ReceivePieces { on: today },
            Self::Forward => Command::ForwardDemande {
                to: note("CCAS de Lyon"),
            },
            Self::Withdraw => Command::WithdrawDemande {
                reason: note("Déposée deux fois."),
            },
            Self::Propose(favourable) => Command::Propose {
                favourable: *favourable,
                remarks: None,
            },
            Self::Postpone => Command::Postpone {
                reason: note("Préciser le lien."),
            },
            Self::Grant(shift, length) => {
                let full = term::one_year(add_days(dossier.proposed_start(today), *shift));
                let end = add_days(full.end(), *length);
                Command::Accept(Accord {
                    decided_on: today,
                    period: period(full.start(), end),
                    shorter_because: Some(note("Reprise d’un dossier.")),
                    rattachement: None,
                })
            }
            Self::Refuse(ground) => Command::Refuse(refus(today, *ground)),
            Self::Plan(motif, days) => Command::PlanRadiation {
                motif: *motif,
                notified_on: at(days),
            },
            Self::Drop => Command::DropRadiation {
                reason: note("La personne est venue."),
            },
            Self::Pronounce(motif, days, urgent) => Command::PronounceRadiation {
                ground: ground(*motif, at(days)),
                effective_on: at(days),
                urgency: urgent.then(|| note("Menaces envers les agents.")),
            },
            Self::Close => Command::CloseAfterExpiry,
            Self::Notify(mode) => Command::Notify {
                decision: dossier.last_decision()?.fact(),
                on: today,
                mode: *mode,
            },
            Self::AnnulDecision(rank) => Command::AnnulDecision {
                decision: dossier.decisions().iter().rev().nth(*rank)?.fact(),
                motive: AnnulmentMotive::Appeal,
                reason: note("Recours accueilli."),
            },
            Self::Undo(rank) => Command::Undo {
                target: from_last(*rank)?,
            },
            Self::Annul(rank) => Command::AnnulEntry {
                target: from_last(*rank)?,
                motive: AnnulmentMotive::EntryError,
                reason: note("Une autre personne."),
            },
            Self::Absence(from, length) => Command::JustifyAbsence {
                from: at(from),
                until: length.map(|length| add_days(at(from), length)),
            },
            Self::EndAbsence(days) => Command::EndAbsence {
                absence: dossier.absences().last()?.fact()?,
                until: at(days),
            },
            Self::Receive(kind, n, days) => Command::ReceiveMail {
                on: at(days),
                items: vec![(*kind, count(*n))],
                remark: None,
            },
            Self::Deliver(kind, n, to, days) => Command::DeliverMail {
                on: at(days),
                items: vec![(*kind, count(*n))],
                delivery: match to {
                    0 => Delivery::Holder,
                    1 => Delivery::Proxy(dossier.procurations().last()?.fact()),
                    2 => Delivery::Forwarded,
                    _ => Delivery::Returned,
                },
            },
            Self::Proxy(from, length) => Command::GiveProcuration(Procuration {
                nom: short("Keïta"),
                prenoms: short("Moussa"),
                birth: None,
                period: period(at(from), add_days(at(from), *length)),
            }),
            Self::EndProxy => Command::EndProcuration {
                procuration: dossier.procurations().last()?.fact(),
                on: today,
            },
            Self::Transfer(from, length) => Command::SetTransfer(Transfer {
                name: short("Chez sa sœur"),
                address: note("2 rue du Port, Brest"),
                period: period(at(from), add_days(at(from), *length)),
            }),
            Self::EndTransfer => Command::EndTransfer,
            Self::Payer(days) => Command::AnswerPayer(PayerQuestion {
                body: short("CAF de Paris"),
                address: None,
                reference: None,
                received_on: at(days),
            }),
            Self::Note => Command::AddNote(note("Préfère le matin.")),
            Self::PinNote => Command::PinNote(dossier.notes().last()?.fact()),
            Self::Identity => Command::RecordIdentity(identity()),
            Self::Hold(kind) => Command::SetHold(*kind),
            Self::LiftHold => Command::LiftHold(dossier.holds().last()?.fact()),
        })
    }
}
