//! Why a command is refused: one variant a guard, each with its rule.

use chrono::{NaiveDate, NaiveDateTime};
use kernel::{Periode, RuleId};

use crate::{
    letter::LetterKind, mail::MailKind, radiation::RadiationMotif, refusal::RefusalGround,
};

/// A command that the law, or the state of the dossier, does not allow. It carries
/// facts; whoever shows it finds the words and the article ([`crate::law`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The program tried to decide.
    #[error("only a named human decides")]
    NotHuman,
    /// The author may not decide.
    #[error("the author may not take this decision")]
    NotDeciding,
    /// The author may not instruct.
    #[error("the author may not instruct")]
    NotInstructing,
    /// The day lies after today.
    #[error("the day lies in the future")]
    InTheFuture,
    /// The day lies too far back to be believed.
    #[error("the day lies before {earliest}")]
    TooFarBack {
        /// The earliest day accepted.
        earliest: NaiveDate,
    },
    /// Somebody would be born after today.
    #[error("a date of birth lies in the future")]
    BornInTheFuture,
    /// A request is already pending.
    #[error("a request is already pending")]
    RequestPending,
    /// No request is pending.
    #[error("no request is pending")]
    NoRequest,
    /// The day lies before the request was filed.
    #[error("the request was filed on {filed_on}")]
    BeforeFiling {
        /// The day it was filed.
        filed_on: NaiveDate,
    },
    /// Receipt was already acknowledged.
    #[error("receipt is already acknowledged")]
    AlreadyAcknowledged,
    /// Nothing was asked for that could come.
    #[error("no documents are awaited")]
    NoPiecesAwaited,
    /// The delay ends before it starts.
    #[error("the delay ends before it starts")]
    DelayReversed,
    /// Only a renewal beside a past decision can be withdrawn.
    #[error("a first request is decided or erased, not withdrawn")]
    FirstRequestNotWithdrawn,
    /// The appointment lies in the past, or too far ahead.
    #[error("the appointment must lie between now and {latest}")]
    AppointmentOutOfRange {
        /// The latest day accepted.
        latest: NaiveDate,
    },
    /// Whoever would receive the person receives another one then.
    #[error("the time from {from} to {until} is taken")]
    AgentBusy {
        /// From when.
        from: NaiveDateTime,
        /// Until when.
        until: NaiveDateTime,
    },
    /// No appointment stands.
    #[error("no appointment is fixed")]
    NoAppointment,
    /// No appointment stands, or its hour has not come.
    #[error("no appointment has passed")]
    NoPastAppointment,
    /// The interview of this request was already recorded.
    #[error("the interview is already recorded")]
    InterviewAlreadyHeld,
    /// No interview was ever recorded that could be corrected.
    #[error("no interview is recorded")]
    NoInterview,
    /// The interview of this request was not held.
    #[error("the interview was not held")]
    InterviewMissing,
    /// The interview was neither held nor proposed and missed.
    #[error("the interview was neither held nor missed")]
    InterviewNotOffered,
    /// The request was already proposed for decision.
    #[error("a decision is already proposed")]
    AlreadyProposed,
    /// Nothing was proposed that could be sent back.
    #[error("no decision is proposed")]
    NotProposed,
    /// The term would last more than a year.
    #[error("the term may end on {latest} at the latest")]
    OverOneYear {
        /// The latest end.
        latest: NaiveDate,
    },
    /// The term is shorter than a year without a reason.
    #[error("a term shorter than a year needs a reason")]
    ShorterWithoutReason,
    /// The term would share days with another.
    #[error("the term overlaps that from {} to {}", .with.start(), .with.end())]
    Overlaps {
        /// The other term.
        with: Periode,
    },
    /// The term would start before its request, or too late.
    #[error("the term must start between {earliest} and {latest}")]
    StartOutOfRange {
        /// The earliest start.
        earliest: NaiveDate,
        /// The latest start.
        latest: NaiveDate,
    },
    /// The agrément does not hold on that day.
    #[error("the agrément does not hold")]
    AgrementNotInForce,
    /// The ground is not open to this kind of body, or its cap is not reached.
    #[error("the ground of refusal is not open to this body")]
    GroundClosed {
        /// The ground.
        ground: RefusalGround,
    },
    /// No election runs that could be ended.
    #[error("no election is in force")]
    NoElection,
    /// The election has lapsed: closing is not striking off.
    #[error("the election lapsed on {end}")]
    Lapsed {
        /// Its last day.
        end: NaiveDate,
    },
    /// The silence has not lasted more than three months.
    #[error("not radiable for silence before {first_day}")]
    TooEarly {
        /// The first day on which it is.
        first_day: NaiveDate,
    },
    /// No contact is known, so that no silence can be measured.
    #[error("no contact is known")]
    ClockUnknown,
    /// A justified absence is open.
    #[error("a justified absence is open since {since}")]
    ClockSuspended {
        /// Its first day.
        since: NaiveDate,
    },
    /// The ground is not open to this kind of body.
    #[error("the ground of termination is not open to this body")]
    MotifClosed {
        /// The ground.
        motif: RadiationMotif,
    },
    /// The ground needs no first step.
    #[error("this ground needs no prior notice")]
    NoNoticeNeeded,
    /// An end is already considered.
    #[error("an end of election is already considered")]
    AlreadyPlanned,
    /// The person was not told first.
    #[error("the person was not invited to present observations")]
    ObservationsNotInvited,
    /// The person was told of another ground.
    #[error("the person was told of another ground")]
    OtherGroundAnnounced {
        /// The ground announced.
        announced: RadiationMotif,
    },
    /// The person may still present observations.
    #[error("observations may be presented until {until}")]
    ObservationsRunning {
        /// The last day.
        until: NaiveDate,
    },
    /// No end is considered that could be given up.
    #[error("no end of election is considered")]
    NotPlanned,
    /// The end would take effect before its ground, its term, or after today.
    #[error("the effect must lie between {earliest} and {latest}")]
    EffectOutOfRange {
        /// The earliest day.
        earliest: NaiveDate,
        /// The latest day.
        latest: NaiveDate,
    },
    /// The election has not lapsed.
    #[error("the election runs until {end}")]
    NotLapsed {
        /// Its last day.
        end: NaiveDate,
    },
    /// A renewal is pending.
    #[error("a renewal is pending")]
    RenewalPending,
    /// No such decision stands.
    #[error("no such decision stands")]
    UnknownDecision,
    /// A later decision rests on it.
    #[error("only the last decision can be annulled")]
    NotTheLastDecision,
    /// It was already notified.
    #[error("the decision is already notified")]
    AlreadyNotified,
    /// The day lies before the decision.
    #[error("the decision was taken on {decided_on}")]
    BeforeDecision {
        /// Its day.
        decided_on: NaiveDate,
    },
    /// No such entry stands, or it is not one that can be annulled.
    #[error("no such entry can be annulled")]
    UnknownEntry,
    /// Only one's own entries can be undone, for ten minutes.
    #[error("only one's own entries of the last ten minutes can be undone")]
    UndoExpired,
    /// Mail of this arrival was already given.
    #[error("mail of this arrival has left since")]
    MailHasLeft,
    /// A later decision or notification rests on it.
    #[error("a later fact rests on this entry")]
    SomethingRestsOnIt,
    /// Nothing was asked to be received or delivered.
    #[error("no item is named")]
    NoItems,
    /// Fewer items wait than would leave.
    #[error("{waiting} items wait")]
    NotEnoughMail {
        /// Of which kind.
        kind: MailKind,
        /// How many waited on that day.
        waiting: u32,
    },
    /// The proxy does not hold on that day.
    #[error("the proxy does not hold on that day")]
    ProcurationNotValid,
    /// Five proxies hold already.
    #[error("five proxies hold already")]
    TooManyProcurations,
    /// No such proxy stands.
    #[error("no such proxy stands")]
    UnknownProcuration,
    /// No transfer holds on that day.
    #[error("no transfer holds on that day")]
    NoTransfer,
    /// The person died: their mail goes to the notary or back.
    #[error("the person died: mail goes to the notary or back to the sender")]
    Deceased,
    /// An absence is already open.
    #[error("an absence is already open")]
    AbsenceOpen,
    /// No such absence is open.
    #[error("no such absence is open")]
    UnknownAbsence,
    /// The absence would end before it starts.
    #[error("the absence would end before it starts")]
    AbsenceReversed,
    /// No such note stands.
    #[error("no such note stands")]
    UnknownNote,
    /// No such hold stands.
    #[error("no such hold stands")]
    UnknownHold,
    /// A decision was taken: the dossier is forgotten in due time, not erased.
    #[error("a dossier with a decision is not erased")]
    DecisionTaken,
    /// The decision is not an acceptance: it gives no attestation.
    #[error("only an accepted decision gives an attestation")]
    NotAccepted,
    /// A decision ended the election since: its attestation is withdrawn.
    #[error("the election was ended on {ended_on}, its attestation is withdrawn")]
    AttestationWithdrawn {
        /// The first day on which the person was no longer domiciled.
        ended_on: NaiveDate,
    },
    /// Nothing asks for such a letter today.
    #[error("nothing asks for this letter")]
    NoLetter {
        /// Which.
        kind: LetterKind,
    },
    /// The person died: nobody writes to them.
    #[error("the person died: nobody writes to them")]
    LetterToTheDead,
    /// The two dossiers are of different structures, or the same one, or
    /// their decisions are so entangled that one history would change the other.
    #[error("the two dossiers cannot be merged")]
    NotMergeable,
}

impl Refused {
    /// The rule behind the refusal.
    #[must_use]
    pub const fn rule(&self) -> RuleId {
        RuleId(match self {
            Self::NotHuman => "R-39",
            Self::NotDeciding
            | Self::NotInstructing
            | Self::AlreadyProposed
            | Self::NotProposed => "R-35",
            Self::InTheFuture | Self::TooFarBack { .. } => "R-57",
            Self::BornInTheFuture | Self::NoRequest | Self::BeforeFiling { .. } => "R-20",
            Self::RequestPending => "R-41",
            Self::AlreadyAcknowledged => "R-21",
            Self::NoPiecesAwaited | Self::DelayReversed => "R-24",
            Self::FirstRequestNotWithdrawn => "R-23",
            Self::AppointmentOutOfRange { .. } | Self::AgentBusy { .. } | Self::NoAppointment => {
                "R-27"
            }
            Self::NoPastAppointment
            | Self::InterviewAlreadyHeld
            | Self::NoInterview
            | Self::InterviewMissing
            | Self::InterviewNotOffered => "R-26",
            Self::OverOneYear { .. } | Self::ShorterWithoutReason => "R-30",
            Self::Overlaps { .. } | Self::NotMergeable => "R-37",
            Self::StartOutOfRange { .. } => "R-44",
            Self::AgrementNotInForce => "R-91",
            Self::GroundClosed { .. } => "R-60",
            Self::NoElection | Self::MotifClosed { .. } => "R-63",
            Self::Lapsed { .. } | Self::NotLapsed { .. } | Self::RenewalPending => "R-70",
            Self::TooEarly { .. } => "R-50",
            Self::ClockUnknown => "R-58",
            Self::ClockSuspended { .. }
            | Self::AbsenceOpen
            | Self::UnknownAbsence
            | Self::AbsenceReversed => "R-54",
            Self::NoNoticeNeeded
            | Self::AlreadyPlanned
            | Self::ObservationsNotInvited
            | Self::OtherGroundAnnounced { .. }
            | Self::ObservationsRunning { .. }
            | Self::NotPlanned => "R-65",
            Self::EffectOutOfRange { .. }
            | Self::UnknownDecision
            | Self::AlreadyNotified
            | Self::BeforeDecision { .. } => "R-36",
            Self::NotTheLastDecision | Self::DecisionTaken | Self::UnknownHold => "R-38",
            Self::UnknownEntry
            | Self::UndoExpired
            | Self::MailHasLeft
            | Self::SomethingRestsOnIt => "R-56",
            Self::NoItems | Self::NotEnoughMail { .. } | Self::UnknownNote => "R-80",
            Self::ProcurationNotValid | Self::TooManyProcurations | Self::UnknownProcuration => {
                "R-84"
            }
            Self::NoTransfer => "R-86",
            Self::Deceased => "R-85",
            Self::NotAccepted => "R-31",
            Self::AttestationWithdrawn { .. } => "R-64",
            Self::NoLetter { kind } => match kind {
                LetterKind::Acknowledgement => "R-22",
                LetterKind::Convocation => "R-27",
                LetterKind::Refusal => "R-61",
                LetterKind::PlannedRadiation => "R-65",
                LetterKind::Radiation => "R-66",
                LetterKind::PayerAnswer => "R-97",
            },
            Self::LetterToTheDead => "R-71",
        })
    }
}
