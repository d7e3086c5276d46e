//! What a person wants to do with a dossier, and what surrounds the wish.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{Agrement, FactId, Holidays, Note, ShortText, StructureKind};

use crate::{
    author::Author,
    decision::{Accord, NotificationMode},
    fact::{AnnulmentMotive, ContactKind, HoldKind},
    identity::{AyantDroit, Coordinates, Filing, Identity},
    interview::Interview,
    mail::{Delivery, MailKind, MailRemark, Quantity},
    payer::PayerQuestion,
    procuration::{Procuration, Transfer},
    radiation::{RadiationGround, RadiationMotif},
    refusal::Refus,
    request::{Appointment, Channel},
};

/// What the body is, and what it set for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The kind of body.
    pub kind: StructureKind,
    /// The prefect's approval. Only an approved body has one.
    pub agrement: Option<Agrement>,
    /// Days the person has to present observations before an end of election.
    pub notice_days: u16,
    /// Days mail is kept after the end.
    pub mail_keep_days: u16,
    /// Months before the end of a term from which renewal is advised.
    pub renewal_advice_months: u32,
    /// Months of silence after which the body is warned.
    pub silence_warning_months: u16,
    /// Days before the end of three months of silence from which the body is warned again
    ///
    pub silence_warning_days: u16,
    /// Whether a login to the portal counts as a contact.
    pub portal_login_counts: bool,
    /// Days between two elections that keep the date of the first.
    pub first_domiciliation_gap_days: u32,
    /// Months after which a dossier is forgotten.
    pub retention_months: u32,
}

impl Policy {
    /// The defaults of a kind of body: everything the law leaves to the structure.
    #[must_use]
    pub const fn of(kind: StructureKind, agrement: Option<Agrement>) -> Self {
        Self {
            kind,
            agrement,
            notice_days: 15,
            mail_keep_days: 30,
            renewal_advice_months: 2,
            silence_warning_months: 2,
            silence_warning_days: 7,
            portal_login_counts: false,
            first_domiciliation_gap_days: 0,
            retention_months: 24,
        }
    }
}

/// What surrounds a command: who, when, where.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The civil date at the structure.
    pub today: NaiveDate,
    /// The instant, for undoing what was just entered.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub author: &'a Author,
    /// The body.
    pub policy: &'a Policy,
    /// The holidays of its territory.
    pub holidays: &'a Holidays,
    /// How many elections the body has in force, where that was counted.
    pub elections_in_force: Option<u64>,
}

/// A person comes for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Who they are.
    pub identity: Identity,
    /// Who is covered with them.
    pub ayants_droit: Vec<AyantDroit>,
    /// How they are reached.
    pub coordinates: Coordinates,
    /// How the dossier is filed.
    pub filing: Filing,
    /// The day the request was filed.
    pub filed_on: NaiveDate,
    /// How it came.
    pub channel: Channel,
}

impl Opening {
    /// Somebody alone, of whom nothing else is known yet.
    #[must_use]
    pub fn new(identity: Identity, filed_on: NaiveDate, channel: Channel) -> Self {
        Self {
            identity,
            ayants_droit: Vec::new(),
            coordinates: Coordinates::default(),
            filing: Filing::default(),
            filed_on,
            channel,
        }
    }
}

/// What a person wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record or correct the holder's identity.
    RecordIdentity(Identity),
    /// Record the dependants, all of them.
    RecordAyantsDroit(Vec<AyantDroit>),
    /// Record how the person is reached.
    RecordCoordinates(Coordinates),
    /// Record how the dossier is filed.
    RecordFiling(Filing),
    /// File a request: a renewal where a term stands, a first request otherwise.
    FileDemande {
        /// The day it was filed.
        on: NaiveDate,
        /// How it came.
        channel: Channel,
    },
    /// Acknowledge receipt of the pending request.
    AcknowledgeDemande {
        /// The day.
        on: NaiveDate,
    },
    /// Ask for missing documents.
    RequestPieces {
        /// By when.
        until: NaiveDate,
        /// Which.
        missing: Note,
    },
    /// Note that they came.
    ReceivePieces {
        /// The day.
        on: NaiveDate,
    },
    /// Forward the request to the competent body.
    ForwardDemande {
        /// Which.
        to: Note,
    },
    /// Withdraw a renewal before a decision.
    WithdrawDemande {
        /// Why.
        reason: Note,
    },
    /// Fix or move the appointment for the interview.
    FixAppointment(Appointment),
    /// Note that the person did not come to it.
    MissAppointment,
    /// Give the appointment up, without another one.
    CancelAppointment {
        /// Why.
        reason: Note,
    },
    /// Record the interview.
    HoldInterview {
        /// The day.
        on: NaiveDate,
        /// What was declared.
        interview: Box<Interview>,
    },
    /// Complete or correct what was declared.
    CorrectInterview(Box<Interview>),
    /// Submit the request to whoever decides.
    Propose {
        /// Whether acceptance is proposed.
        favourable: bool,
        /// Remarks.
        remarks: Option<Note>,
    },
    /// Send a proposal back for completion.
    Postpone {
        /// Why.
        reason: Note,
    },
    /// Grant the election.
    Accept(Accord),
    /// Refuse the request.
    Refuse(Refus),
    /// Tell the person that an end is considered.
    PlanRadiation {
        /// On which ground.
        motif: RadiationMotif,
        /// The day the person was told.
        notified_on: NaiveDate,
    },
    /// Give it up.
    DropRadiation {
        /// Why.
        reason: Note,
    },
    /// End the election.
    PronounceRadiation {
        /// On which ground.
        ground: RadiationGround,
        /// From which day.
        effective_on: NaiveDate,
        /// The documented urgency that dispenses with observations.
        urgency: Option<Note>,
    },
    /// Close a lapsed file.
    CloseAfterExpiry,
    /// Note that a decision was brought to the person's knowledge.
    Notify {
        /// Which.
        decision: FactId,
        /// The day.
        on: NaiveDate,
        /// How.
        mode: NotificationMode,
    },
    /// Annul the last decision.
    AnnulDecision {
        /// Which.
        decision: FactId,
        /// Why.
        motive: AnnulmentMotive,
        /// In words.
        reason: Note,
    },
    /// Record a contact of the person.
    RecordContact {
        /// The day.
        on: NaiveDate,
        /// How.
        kind: ContactKind,
    },
    /// Record a justified absence.
    JustifyAbsence {
        /// First day.
        from: NaiveDate,
        /// Last day, included.
        until: Option<NaiveDate>,
    },
    /// End an open absence.
    EndAbsence {
        /// Which.
        absence: FactId,
        /// Last day, included.
        until: NaiveDate,
    },
    /// Record mail that arrived.
    ReceiveMail {
        /// The day.
        on: NaiveDate,
        /// What, and how many of each.
        items: Vec<(MailKind, Quantity)>,
        /// A short remark.
        remark: Option<MailRemark>,
    },
    /// Record mail that left.
    DeliverMail {
        /// The day.
        on: NaiveDate,
        /// What, and how many of each.
        items: Vec<(MailKind, Quantity)>,
        /// To whom.
        delivery: Delivery,
    },
    /// Undo what one entered in the last ten minutes.
    Undo {
        /// Which fact.
        target: FactId,
    },
    /// Annul a contact, a movement of mail, a notification or an absence.
    AnnulEntry {
        /// Which fact.
        target: FactId,
        /// Why.
        motive: AnnulmentMotive,
        /// In words.
        reason: Note,
    },
    /// Give a proxy.
    GiveProcuration(Procuration),
    /// Withdraw a proxy.
    EndProcuration {
        /// Which.
        procuration: FactId,
        /// From which day on.
        on: NaiveDate,
    },
    /// Send mail on.
    SetTransfer(Transfer),
    /// Stop sending mail on.
    EndTransfer,
    /// Tell a paying body whether the person is domiciled.
    AnswerPayer(PayerQuestion),
    /// Write a note.
    AddNote(Note),
    /// Pin a note.
    PinNote(FactId),
    /// Unpin a note.
    UnpinNote(FactId),
    /// Put a note away.
    ArchiveNote(FactId),
    /// Suspend forgetting.
    SetHold(HoldKind),
    /// No longer suspend it.
    LiftHold(FactId),
}

/// The longest time for undoing what one just entered, in minutes.
pub const UNDO_MINUTES: i64 = 10;

/// Whether what one entered oneself at an instant can still be undone.
#[must_use]
pub fn undo_is_open(entered: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - entered <= TimeDelta::minutes(UNDO_MINUTES)
}

impl Command {
    /// Whether it is a decision, which only a named human who decides may take.
    #[must_use]
    pub const fn is_decision(&self) -> bool {
        matches!(
            self,
            Self::Accept(_)
                | Self::Refuse(_)
                | Self::PronounceRadiation { .. }
                | Self::CloseAfterExpiry
                | Self::AnnulDecision { .. }
        )
    }
}

/// A short name of whoever acts, for facts that print it.
pub(crate) fn author_name(author: &Author) -> Option<ShortText> {
    match author {
        Author::Staff { name, .. } => Some(name.clone()),
        Author::Register { .. } | Author::System => None,
    }
}
