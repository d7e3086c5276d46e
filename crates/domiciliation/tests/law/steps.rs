//! Random lives, aimed where calendars and rules have their edges.

use chrono::{Datelike, NaiveDate};
use domiciliation::{
    Author, Command, Policy, Refused, Standing,
    decision::{Accord, NotificationMode, Outcome},
    fact::{AnnulmentMotive, ContactKind, HoldKind},
    interview::Interview,
    mail::{Delivery, MailKind},
    procuration::{Procuration, Transfer},
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::{Appointment, Channel},
    term,
};
use kernel::{FactId, StructureKind, add_months, date::add_days, next_day, previous_day};
use proptest::{prelude::*, sample::select, test_runner::TestCaseResult};

use crate::case::{Case, accord, agrement, count, ground, id, note, period, refus, short, staff};
use crate::case::{day, identity};

/// Any day of six years with two leap days, ends of months more often than others.
pub fn any_date() -> impl Strategy<Value = NaiveDate> {
    let month_end = |(year, month): (i32, u32)| previous_day(add_months(day(year, month, 1), 1));
    prop_oneof![
        4 => (0..2192_i32).prop_map(|n| add_days(day(2023, 1, 1), n)),
        3 => (2023..2029_i32, 1..=12_u32).prop_map(month_end),
        1 => (2023..2029_i32, 1..=12_u32).prop_map(move |ym| next_day(month_end(ym))),
        1 => select(vec![day(2024, 2, 29), day(2028, 2, 29), day(2024, 2, 28), day(2025, 2, 28)]),
    ]
}

/// Any body, with its own delays.
pub fn any_policy() -> impl Strategy<Value = Policy> {
    let kind = select(StructureKind::ALL.to_vec());
    (
        kind,
        select(vec![0_u16, 15, 20]),
        any::<bool>(),
        select(vec![0_u32, 6, 24]),
        0..40_u32,
    )
        .prop_map(
            |(kind, notice_days, portal_login_counts, retention_months, gap)| Policy {
                notice_days,
                portal_login_counts,
                retention_months,
                first_domiciliation_gap_days: gap,
                ..Policy::of(
                    kind,
                    (!kind.is_communal())
                        .then(|| agrement(period(day(2024, 6, 1), day(2029, 5, 31)), Some(3))),
                )
            },
        )
}

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
    Note,
    PinNote,
    Identity,
    Hold(HoldKind),
    LiftHold,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub wait: Wait,
    pub author: Author,
    pub act: Act,
}

fn any_wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        8 => Just(Wait::Days(0)),
        4 => (1..5_i32).prop_map(Wait::Days),
        2 => select(vec![13, 14, 15, 16, 28, 29, 30, 31, 88, 89, 90, 91, 92, 93, 94, 200]).prop_map(Wait::Days),
        3 => (-2..=2_i32).prop_map(Wait::Silence),
        2 => (-2..=2_i32).prop_map(Wait::TermEnd),
        2 => (-1..=2_i32).prop_map(Wait::Observations),
    ]
}

fn any_author() -> impl Strategy<Value = Author> {
    prop_oneof![
        10 => Just(staff(3, Standing::Decides)),
        2 => Just(staff(4, Standing::Instructs)),
        1 => Just(staff(5, Standing::Reception)),
        1 => Just(Author::System),
    ]
}

fn any_motif() -> impl Strategy<Value = RadiationMotif> {
    prop_oneof![
        3 => Just(RadiationMotif::NonManifestation),
        2 => select(RadiationMotif::ALL),
    ]
}

/// Days around today, today first of all.
fn near() -> impl Strategy<Value = i32> {
    prop_oneof![4 => Just(0), 2 => -40..3_i32, 1 => -400..40_i32]
}

fn any_act() -> impl Strategy<Value = Act> {
    let kind = || select(MailKind::ALL);
    prop_oneof![
        12 => Just(Act::Next),
        6 => (select(ContactKind::ALL), near()).prop_map(|(k, d)| Act::Contact(k, d)),
        4 => (select(Channel::ALL), near()).prop_map(|(c, d)| Act::File(c, d)),
        1 => Just(Act::Acknowledge),
        2 => near().prop_map(Act::Interview),
        2 => (-1..3_i32).prop_map(Act::Appointment),
        2 => Just(Act::Miss),
        1 => (-1..30_i32).prop_map(Act::Pieces),
        1 => Just(Act::PiecesCame),
        1 => Just(Act::Forward),
        1 => Just(Act::Withdraw),
        2 => any::<bool>().prop_map(Act::Propose),
        1 => Just(Act::Postpone),
        4 => (-3..40_i32, -30..3_i32).prop_map(|(s, l)| Act::Grant(s, l)),
        3 => select(RefusalGround::ALL).prop_map(Act::Refuse),
        6 => (any_motif(), near()).prop_map(|(m, d)| Act::Plan(m, d)),
        1 => Just(Act::Drop),
        7 => (any_motif(), near(), prop::bool::weighted(0.1)).prop_map(|(m, d, u)| Act::Pronounce(m, d, u)),
        2 => Just(Act::Close),
        3 => select(NotificationMode::ALL).prop_map(Act::Notify),
        3 => (0..3_usize).prop_map(Act::AnnulDecision),
        3 => (0..6_usize).prop_map(Act::Undo),
        3 => (0..12_usize).prop_map(Act::Annul),
        2 => (near(), prop::option::of(-2..60_i32)).prop_map(|(f, u)| Act::Absence(f, u)),
        2 => (-5..5_i32).prop_map(Act::EndAbsence),
        5 => (kind(), 1..5_u32, near()).prop_map(|(k, n, d)| Act::Receive(k, n, d)),
        5 => (kind(), 1..5_u32, 0..4_u8, near()).prop_map(|(k, n, to, d)| Act::Deliver(k, n, to, d)),
        2 => (-3..3_i32, 0..90_i32).prop_map(|(f, l)| Act::Proxy(f, l)),
        1 => Just(Act::EndProxy),
        1 => (-3..3_i32, 0..90_i32).prop_map(|(f, l)| Act::Transfer(f, l)),
        1 => Just(Act::EndTransfer),
        1 => Just(Act::Note),
        1 => Just(Act::PinNote),
        1 => Just(Act::Identity),
        1 => select(HoldKind::ALL).prop_map(Act::Hold),
        1 => Just(Act::LiftHold),
    ]
}

pub fn any_step() -> impl Strategy<Value = Step> {
    (any_wait(), any_author(), any_act()).prop_map(|(wait, author, act)| Step { wait, author, act })
}

/// Steps that lead somewhere, which single ones would rarely do in the right order; each
/// may be disturbed by another.
fn any_saga() -> impl Strategy<Value = Vec<Step>> {
    let deciding = |wait, act| Step {
        wait,
        author: staff(3, Standing::Decides),
        act,
    };
    let around = || select(vec![-1, 0, 0, 1, 1, 2]);
    let told = move |motif, plan: Wait, end: i32| {
        vec![
            deciding(plan, Act::Plan(motif, 0)),
            deciding(Wait::Observations(end), Act::Pronounce(motif, 0, false)),
        ]
    };
    let saga = prop_oneof![
        4 => (around(), around())
            .prop_map(move |(plan, end)| told(RadiationMotif::NonManifestation, Wait::Silence(plan), end)),
        2 => (select(RadiationMotif::ALL), around())
            .prop_map(move |(motif, end)| told(motif, Wait::Days(3), end)),
        3 => select(vec![-40, -1, 0, 1, 60]).prop_map(move |shift| vec![
            deciding(Wait::TermEnd(shift), Act::File(Channel::InPerson, 0)),
            deciding(Wait::Days(2), Act::Next),
            deciding(Wait::Days(0), Act::Next),
        ]),
        1 => Just(vec![
            deciding(Wait::TermEnd(1), Act::Close),
            deciding(Wait::Days(0), Act::Next),
        ]),
        4 => (select(MailKind::ALL), 1..4_u32, 1..4_u32, 0..4_u8).prop_map(move |(kind, came, left, to)| vec![
            deciding(Wait::Days(1), Act::Proxy(0, 60)),
            deciding(Wait::Days(0), Act::Transfer(0, 60)),
            deciding(Wait::Days(1), Act::Receive(kind, came, 0)),
            deciding(Wait::Days(4), Act::Deliver(kind, left, to, 0)),
        ]),
        2 => select(RefusalGround::ALL).prop_map(move |ground| vec![
            deciding(Wait::Days(1), Act::Appointment(1)),
            deciding(Wait::Days(2), Act::Miss),
            deciding(Wait::Days(1), Act::Refuse(ground)),
            deciding(Wait::Days(1), Act::Notify(NotificationMode::HandedOver)),
        ]),
        2 => (0..40_i32, 0..6_usize).prop_map(move |(length, annulled)| vec![
            deciding(Wait::Days(0), Act::Absence(0, None)),
            deciding(Wait::Days(length), Act::EndAbsence(0)),
            deciding(Wait::Days(0), Act::Annul(annulled)),
        ]),
        1 => Just(vec![
            deciding(Wait::Days(0), Act::AnnulDecision(0)),
            deciding(Wait::Days(0), Act::Next),
        ]),
    ];
    (saga, prop::option::weighted(0.3, (0..4_usize, any_step()))).prop_map(|(mut saga, other)| {
        if let Some((at, step)) = other {
            saga.insert(at.min(saga.len()), step);
        }
        saga
    })
}

/// A life of some thirty steps.
pub fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let part = prop_oneof![prop::collection::vec(any_step(), 1..4), any_saga(),];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

/// Lives, and looks at each act: the case before it on the same day, what came of it, the
/// case after it.
pub fn live(
    mut case: Case,
    steps: &[Step],
    mut look: impl FnMut(&Case, &Result<Vec<FactId>, Refused>, &Case) -> TestCaseResult,
) -> Result<Case, TestCaseError> {
    for step in steps {
        step.wait.apply(&mut case);
        case.author = step.author.clone();
        let before = case.clone();
        if let Some(command) = step.act.command(&case) {
            let outcome = case.try_to(command);
            look(&before, &outcome, &case)?;
        }
    }
    Ok(case)
}

/// Lives without looking.
pub fn lived(case: Case, steps: &[Step]) -> Case {
    live(case, steps, |_, _, _| Ok(())).unwrap()
}

impl Wait {
    fn apply(self, case: &mut Case) {
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
    fn command(&self, case: &Case) -> Option<Command> {
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
                with: id(3),
                with_name: short("Camille Roche"),
                place: None,
            }),
            Self::Miss => Command::MissAppointment,
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
            Self::Note => Command::AddNote(note("Préfère le matin.")),
            Self::PinNote => Command::PinNote(dossier.notes().last()?.fact()),
            Self::Identity => Command::RecordIdentity(identity()),
            Self::Hold(kind) => Command::SetHold(*kind),
            Self::LiftHold => Command::LiftHold(dossier.holds().last()?.fact()),
        })
    }
}

/// Whether the last decision that stands ended the election for silence.
pub fn ended_for_silence(case: &Case) -> bool {
    case.dossier.last_decision().is_some_and(|decision| {
        matches!(decision.outcome(), Outcome::Terminated(radiation)
            if radiation.ground.motif() == RadiationMotif::NonManifestation)
    })
}
