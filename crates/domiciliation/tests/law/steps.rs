//! Random lives, aimed where calendars and rules have their edges.

use chrono::NaiveDate;
use domiciliation::{
    Author, Policy, Refused, Standing,
    decision::{NotificationMode, Outcome},
    fact::{ContactKind, HoldKind},
    mail::MailKind,
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::Channel,
};
use kernel::{FactId, StructureKind, add_months, date::add_days, next_day, previous_day};
use proptest::{prelude::*, sample::select, test_runner::TestCaseResult};

use crate::{
    acts::{Act, Wait},
    case::{Case, agrement, day, period, staff},
};

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
        4 => (select(Channel::OFFERED), near()).prop_map(|(c, d)| Act::File(c, d)),
        1 => Just(Act::Acknowledge),
        2 => near().prop_map(Act::Interview),
        2 => (-1..3_i32).prop_map(Act::Appointment),
        2 => Just(Act::Miss),
        1 => Just(Act::CancelAppointment),
        1 => (-1..30_i32).prop_map(Act::Pieces),
        1 => Just(Act::PiecesCame),
        1 => Just(Act::Forward),
        1 => Just(Act::Withdraw),
        2 => any::<bool>().prop_map(Act::Propose),
        1 => Just(Act::Postpone),
        4 => (select(vec![-2, -1, 0, 1, 30]), -30..3_i32).prop_map(|(s, l)| Act::Grant(s, l)),
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
        1 => (-3..3_i32).prop_map(Act::Payer),
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
        3 => (select(vec![-40, -30, -5, 0, 1]), -1..2_i32).prop_map(move |(filed, start)| vec![
            deciding(Wait::TermEnd(filed), Act::File(Channel::InPerson, 0)),
            deciding(Wait::Days(2), Act::Next),
            deciding(Wait::Days(0), Act::Grant(start, 0)),
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
    let part = prop_oneof![prop::collection::vec(any_step(), 1..6), any_saga(),];
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

/// Whether the last decision that stands ended the election for silence.
pub fn ended_for_silence(case: &Case) -> bool {
    case.dossier.last_decision().is_some_and(|decision| {
        matches!(decision.outcome(), Outcome::Terminated(radiation)
            if radiation.ground.motif() == RadiationMotif::NonManifestation)
    })
}
