//! Sending: each message is handed over once, or somebody is told that nobody knows.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use application::messages::{
    book::{Alike, ByHand, Caps, Letter, Message, Outcome, Ready, Settled, StaffMessage, To, Why},
    gateway::{Accepted, Receipt, ReceiptOf},
    log::Decision,
    receipts::Receipts,
    sending::Terms,
};
use application::{
    UseCaseError,
    ports::{Clock, Ids},
};
use chrono::{DateTime, TimeDelta, Utc};
use domiciliation::{Command, identity::Coordinates, ports::ErasureGround};
use kernel::{MessageId, StructureKind};
use messages::{Cancellation, Channel, Failure, Kind, Language, Settings, StaffKind, State};
use structures::Role;

use super::dossiers::Die;
use crate::{
    Storage,
    builders::{day, text},
    carriers::{Doubt, FakeCarrier, Fault},
    house::House,
};

/// A house whose people are about to be told of mail.
async fn planned(storage: &Storage, number: u64, people: u32) -> House {
    let house = House::build(storage, number, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    for person in 0..people {
        let dossier = house.somebody(person).await;
        house.letter(dossier).await;
    }
    house.clock.advance_days(2);
    assert_eq!(house.plan_messages().await, people);
    house
}

impl House {
    /// Sends what is due; when there is something to send again.
    pub async fn send_messages(&self, carrier: &FakeCarrier) -> Option<DateTime<Utc>> {
        self.send_on(carrier, Terms::default()).await
    }

    async fn send_on(&self, carrier: &FakeCarrier, terms: Terms) -> Option<DateTime<Utc>> {
        let sending = self.sending(carrier, terms);
        let sent = sending.send(self.id(), TimeDelta::minutes(1), &|| false);
        sent.await.unwrap()
    }

    /// Takes messages, as whoever sends.
    async fn take_messages(&self, limit: u32) -> Vec<Message> {
        let now = self.clock.now();
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        let look_at = now + TimeDelta::minutes(2);
        let taken = uow.messages_claim(self.id(), Channel::Sms, now, look_at, true, limit);
        let taken = taken.await.unwrap();
        uow.commit().await.unwrap();
        taken
    }

    async fn write_messages(&self, taken: &[Message], caps: Caps) -> Vec<MessageId> {
        let ready: Vec<_> = taken
            .iter()
            .map(|message| Ready {
                id: message.id,
                letter: a_letter(2),
            })
            .collect();
        let now = self.clock.now();
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        let fit = uow.messages_ready(self.id(), "essai", now, &caps, &ready);
        let fit = fit.await.unwrap();
        uow.commit().await.unwrap();
        fit
    }

    async fn settle(&self, settled: &[Settled]) {
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        let done = uow.messages_settle(self.id(), self.clock.now(), settled);
        done.await.unwrap();
        uow.commit().await.unwrap();
    }

    /// Text messages and segments that are counted.
    async fn counted(&self) -> (u32, u32, u32) {
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        let months = uow.messages_months(self.id(), day(2020, 1, 1)).await;
        let months = months.unwrap();
        let sum = |of: fn(&application::messages::book::Month) -> u32| {
            months.iter().map(|(_, month)| of(month)).sum()
        };
        (sum(|m| m.texts), sum(|m| m.segments), sum(|m| m.cost))
    }

    async fn states(&self) -> Vec<State> {
        let messages = self.messages(false).await;
        messages.iter().map(|message| message.state).collect()
    }

    async fn by_hand(&self, id: MessageId, by_hand: ByHand) -> Result<(), kernel::StoreError> {
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        let done = uow.message_by_hand(self.id(), id, by_hand, self.clock.now());
        done.await?;
        uow.commit().await
    }
}

fn a_letter(segments: u32) -> Letter {
    Letter {
        recipient: "+33600000001".to_owned(),
        language: Language::French,
        subject: None,
        text: "Du courrier vous attend.".to_owned(),
        segments,
    }
}

const fn no_caps() -> Caps {
    Caps {
        month: day_of_march(),
        structure: None,
        installation: None,
    }
}

const fn day_of_march() -> chrono::NaiveDate {
    match chrono::NaiveDate::from_ymd_opt(2026, 3, 1) {
        Some(day) => day,
        None => chrono::NaiveDate::MIN,
    }
}

fn settled(message: &Message, outcome: Outcome) -> Settled {
    Settled {
        id: message.id,
        attempt: message.attempts,
        outcome,
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_message_is_taken_by_one(storage: &Storage) {
    let house = Arc::new(planned(storage, 1, 8).await);
    let race = (0..4).map(|_| {
        let house = house.clone();
        tokio::spawn(async move { house.take_messages(3).await })
    });
    let mut taken = Vec::new();
    for runner in race.collect::<Vec<_>>() {
        taken.extend(runner.await.unwrap());
    }
    let ids: BTreeSet<_> = taken.iter().map(|message| message.id).collect();
    assert_eq!((taken.len(), ids.len()), (8, 8));
    assert!(
        taken
            .iter()
            .all(|m| (m.state, m.attempts) == (State::Sending, 1))
    );
    assert!(house.take_messages(3).await.is_empty());
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_became_of_an_attempt_is_noted_and_counted_once(storage: &Storage) {
    let house = planned(storage, 1, 6).await;
    let taken = house.take_messages(10).await;
    assert_eq!(house.write_messages(&taken, no_caps()).await.len(), 6);
    assert_eq!(house.counted().await, (6, 12, 0));
    let now = house.clock.now();
    let accepted = Accepted {
        reference: Some("A-1".to_owned()),
        segments: Some(3),
        cost: Some(135),
    };
    let outcomes = [
        Outcome::Taken(accepted.clone()),
        Outcome::Again(now + TimeDelta::minutes(5)),
        Outcome::Look(now + TimeDelta::minutes(2)),
        Outcome::Uncertain,
        Outcome::Failed(Failure::Blocked, Some("21".to_owned())),
        Outcome::Cancelled(Cancellation::Collected),
    ];
    let answers: Vec<_> = taken
        .iter()
        .zip(outcomes)
        .map(|(message, outcome)| settled(message, outcome))
        .collect();
    house.settle(&answers).await;
    // Once more, as a worker that was thought dead would.
    house.settle(&answers).await;
    let found = house.messages(false).await;
    assert_eq!(
        house.states().await,
        [
            State::Sent,
            State::Planned,
            State::Sending,
            State::Uncertain,
            State::Failed,
            State::Cancelled
        ]
    );
    assert_eq!(found[0].reference.as_deref(), Some("A-1"));
    assert_eq!(found[0].cost, Some(135));
    assert_eq!(found[0].letter.as_ref().map(|l| l.segments), Some(3));
    assert_eq!(found[1].due_at, now + TimeDelta::minutes(5));
    let code = Some("21".to_owned());
    let failed = Why::Failed {
        failure: Failure::Blocked,
        code,
    };
    assert_eq!(found[4].why, Some(failed));
    assert_eq!(found[5].why, Some(Why::Cancelled(Cancellation::Collected)));
    // What left or may have left: three text messages, of three, two and two segments.
    assert_eq!(house.counted().await, (3, 7, 135));

    // The second attempt is not settled by what came of the first.
    house.clock.advance_minutes(6);
    let again = house.take_messages(10).await;
    assert_eq!(again.len(), 1);
    house.settle(&answers).await;
    let found = house.messages(false).await;
    assert_eq!((found[1].state, found[1].attempts), (State::Sending, 2));
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_nobody_heard_of_is_looked_at_by_one(storage: &Storage) {
    let house = planned(storage, 1, 3).await;
    let taken = house.take_messages(10).await;
    let look = |minutes| {
        house.clock.advance_minutes(minutes);
        let now = house.clock.now();
        let (house, look_at) = (&house, now + TimeDelta::minutes(2));
        async move {
            let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
            let stuck = uow.messages_stuck(house.id(), Channel::Sms, now, look_at, 2);
            let stuck = stuck.await.unwrap();
            uow.commit().await.unwrap();
            stuck
        }
    };
    assert!(look(1).await.is_empty(), "whoever took them is at it");
    assert_eq!(look(2).await.len(), 2);
    assert_eq!(look(0).await.len(), 1);
    assert!(look(0).await.is_empty(), "somebody looks at them");
    assert_eq!(look(3).await.len(), 2);
    assert_eq!(taken.len(), 3);
    let due = storage.post.messages_due_at(house.clock.now()).await;
    assert_eq!(due.unwrap(), [house.id()]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn caps_of_the_month_are_never_passed(storage: &Storage) {
    let (house, other) = (planned(storage, 1, 4).await, planned(storage, 2, 4).await);
    let taken = house.take_messages(10).await;
    let caps = Caps {
        structure: Some(5),
        installation: Some(7),
        ..no_caps()
    };
    // Two segments each: two fit under five.
    let fit = house.write_messages(&taken, caps).await;
    assert_eq!(fit, [taken[0].id, taken[1].id]);
    let why = |message: &Message| message.why.clone();
    let called_off = Some(Why::Cancelled(Cancellation::Cap));
    let found = house.messages(false).await;
    assert_eq!(
        [why(&found[2]), why(&found[3])],
        [called_off.clone(), called_off]
    );
    assert_eq!(house.counted().await, (2, 4, 0));
    // Of the seven of the installation, three are left.
    let theirs = other.take_messages(10).await;
    assert_eq!(other.write_messages(&theirs, caps).await.len(), 1);
    // One that did not leave makes room.
    let blocked = Outcome::Failed(Failure::Blocked, None);
    house.settle(&[settled(&taken[0], blocked)]).await;
    assert_eq!(house.counted().await, (1, 2, 0));
    let again = ByHand::Again(
        MessageId::new(other.ids.mint(other.clock.now())),
        other.clock.now(),
    );
    other.by_hand(theirs[3].id, again).await.unwrap();
    let theirs = other.take_messages(10).await;
    assert_eq!(other.write_messages(&theirs, caps).await.len(), 1);
}

/// # Panics
/// When storage breaks its promise.
pub async fn receipts_find_their_message_whatever_they_call_it(storage: &Storage) {
    let (house, other) = (planned(storage, 1, 3).await, planned(storage, 2, 1).await);
    let carrier = FakeCarrier::default();
    house.send_messages(&carrier).await;
    other.send_messages(&carrier).await;
    let messages = house.messages(false).await;
    let at = house.clock.now() + TimeDelta::minutes(1);
    let receipt = |of, failed| Receipt { of, at, failed };
    let blocked = (Failure::Unreachable, Some("EXPIRED".to_owned()));
    let told = [
        receipt(ReceiptOf::Message(messages[0].id), None),
        receipt(
            ReceiptOf::Reference(format!("ref-{}", messages[1].id)),
            Some(blocked.clone()),
        ),
        receipt(ReceiptOf::Message(other.messages(false).await[0].id), None),
        // Nobody's, and what is told again.
        receipt(ReceiptOf::Reference("unknown".to_owned()), None),
        receipt(ReceiptOf::Message(messages[0].id), Some(blocked)),
    ];
    for receipt in told {
        carrier.tell(receipt);
    }
    let receipts = Receipts::new(
        storage.store.clone(),
        storage.post.clone(),
        Arc::new(carrier.clone()),
        Arc::new(carrier),
    );
    receipts.collect().await.unwrap();
    assert_eq!(
        house.states().await,
        [State::Received, State::Failed, State::Sent]
    );
    assert_eq!(other.states().await, [State::Received]);
    assert_eq!(house.messages(false).await[0].settled_at, Some(at));
    assert_eq!(house.counted().await.0, 3, "they left all the same");
}

/// # Panics
/// When storage breaks its promise.
pub async fn receipts_that_come_too_late_find_nothing(storage: &Storage) {
    let (house, other) = (planned(storage, 1, 1).await, planned(storage, 2, 1).await);
    let carrier = FakeCarrier::default();
    for house in [&house, &other] {
        house.send_messages(&carrier).await;
    }
    let sweep = async |before| storage.jobs.traces_sweep(house.id(), before).await;
    let planned_at = house.messages(false).await[0].planned_at;
    assert_eq!(sweep(planned_at).await, Ok(0));
    assert_eq!(sweep(planned_at + TimeDelta::milliseconds(1)).await, Ok(1));
    for house in [&house, &other] {
        carrier.tell(Receipt {
            of: ReceiptOf::Message(house.messages(false).await[0].id),
            at: house.clock.now(),
            failed: None,
        });
    }
    let receipts = Receipts::new(
        storage.store.clone(),
        storage.post.clone(),
        Arc::new(carrier.clone()),
        Arc::new(carrier),
    );
    receipts.collect().await.unwrap();
    assert_eq!(house.states().await, [State::Sent], "the message stays");
    assert_eq!(other.states().await, [State::Received]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn messages_leave_as_the_dossier_stands_then(storage: &Storage) {
    let house = planned(storage, 1, 4).await;
    let people: Vec<_> = house.messages(false).await;
    let dossier = |n: usize| people[n].to.dossier().unwrap();
    house.hand_over(dossier(0), 1).await;
    house.letter(dossier(1)).await;
    let objects = Command::RecordCoordinates(Coordinates::default());
    house.done(dossier(2), objects).await;
    let landline = Coordinates {
        phone: Some(text("+33140000000")),
        sms: true,
        ..Coordinates::default()
    };
    let landline = Command::RecordCoordinates(landline);
    house.done(dossier(3), landline).await;
    let carrier = FakeCarrier::default();
    assert_eq!(house.send_messages(&carrier).await, None);
    let found = house.messages(false).await;
    let why = |n: usize| found[n].why.clone();
    assert_eq!(why(0), Some(Why::Cancelled(Cancellation::Collected)));
    assert_eq!(why(2), Some(Why::Cancelled(Cancellation::Objection)));
    let failed = Why::Failed {
        failure: Failure::BadAddress,
        code: None,
    };
    assert_eq!(why(3), Some(failed));
    let texts = carrier.texts();
    assert_eq!(texts.len(), 1, "no landline is called");
    assert_eq!(texts[0].id, found[1].id);
    assert!(texts[0].text.contains("2 lettres"), "{}", texts[0].text);
    let due = storage.post.messages_due_at(house.clock.now()).await;
    assert!(due.unwrap().is_empty());
}

/// # Panics
/// When storage breaks its promise.
pub async fn people_are_not_disturbed_at_night(storage: &Storage) {
    let house = planned(storage, 1, 2).await;
    // Thursday, 13:30 in Paris, and eight hours.
    house.clock.advance_minutes(8 * 60);
    let carrier = FakeCarrier::default();
    let morning = house.send_messages(&carrier).await;
    assert_eq!(morning, "2026-03-13T07:00:00Z".parse().ok());
    assert!(carrier.taken().is_empty());
    house.clock.advance_minutes(11 * 60);
    assert_eq!(house.send_messages(&carrier).await, None);
    assert_eq!(carrier.taken().len(), 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn messages_go_with_whoever_is_erased(storage: &Storage) {
    let house = planned(storage, 1, 3).await;
    let carrier = FakeCarrier::default();
    house.send_messages(&carrier).await;
    let gone = house.messages(false).await[1].clone();
    let dossier = gone.to.dossier().unwrap();
    let stored = house.read(dossier).await;
    let tombstone = domiciliation::ports::Tombstone::of(
        &stored.value,
        kernel::FactId::new(house.ids.mint(house.clock.now())),
        house.today(),
        ErasureGround::EntryError,
    );
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(dossier, stored.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    let left = house.messages(false).await;
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|m| m.to.dossier() != Some(dossier)));
    let receipt = [ReceiptOf::Message(gone.id)];
    let found = storage.post.messages_of("essai", &receipt).await.unwrap();
    assert!(found.is_empty());
    assert_eq!(house.counted().await.0, 3, "what left was paid for");
}

/// # Panics
/// When storage breaks its promise.
pub async fn messages_follow_whoever_is_merged(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    let other = house.somebody(1).await;
    house.letter(other).await;
    house.end(other).await;
    house.clock.advance_days(1);
    let kept = house.somebody(2).await;
    house.letter(kept).await;
    house.clock.advance_days(1);
    assert_eq!(house.plan_messages().await, 2);
    let proposed = StaffMessage {
        id: MessageId::new(house.ids.mint(house.clock.now())),
        staff: house.actor(Role::Gestionnaire).id(),
        kind: StaffKind::Proposed,
        dossier: Some(other),
        occurrence: "proposed".to_owned(),
        at: house.clock.now(),
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.staff_messages_insert(house.id(), &[proposed])
        .await
        .unwrap();
    uow.commit().await.unwrap();
    let merged = house.merge(Role::Gestionnaire, kept, other).await;
    assert!(merged.is_ok(), "{merged:?}");
    for (staff, messages) in [(false, 2), (true, 1)] {
        let after = house.messages(staff).await;
        assert_eq!(after.len(), messages);
        assert!(after.iter().all(|m| m.to.dossier() == Some(kept)));
    }
    let carrier = FakeCarrier::default();
    house.send_messages(&carrier).await;
    assert!(carrier.texts()[0].text.contains("2 lettres"));
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_message_that_failed_is_sent_again_by_hand(storage: &Storage) {
    let house = planned(storage, 1, 3).await;
    let carrier = FakeCarrier::default();
    let faults = [Some(Fault::Refused), None, Some(Fault::Lost)];
    let mut faults = faults.into_iter();
    carrier.fail(move || faults.next().flatten(), || Some(Doubt::Unknowable));
    house.send_messages(&carrier).await;
    house.clock.advance_minutes(3);
    house.send_messages(&carrier).await;
    let found = house.messages(false).await;
    assert_eq!(
        house.states().await,
        [State::Failed, State::Sent, State::Uncertain]
    );
    let new = || MessageId::new(house.ids.mint(house.clock.now()));
    let refused = house
        .by_hand(found[1].id, ByHand::Again(new(), house.clock.now()))
        .await;
    assert_eq!(refused, Err(kernel::StoreError::Conflict), "it left");
    house.by_hand(found[2].id, ByHand::Left).await.unwrap();
    carrier.mend();
    house
        .by_hand(found[0].id, ByHand::Again(new(), house.clock.now()))
        .await
        .unwrap();
    assert_eq!(house.send_messages(&carrier).await, None);
    assert_eq!(house.states().await, [State::Sent; 3]);
    assert_eq!(carrier.taken().len(), 2);
    assert!(!carrier.taken().contains_key(&found[0].id));
}

/// # Panics
/// When storage breaks its promise.
pub async fn those_that_failed_alike_are_decided_together(storage: &Storage) {
    let (house, other) = (planned(storage, 1, 5).await, planned(storage, 2, 1).await);
    let carrier = FakeCarrier::default();
    let lost = Some(Fault::Lost);
    let mut faults = [None, lost, None].into_iter();
    carrier.fail(
        move || faults.next().unwrap_or(Some(Fault::Refused)),
        || Some(Doubt::Unknowable),
    );
    house.send_messages(&carrier).await;
    house.clock.advance_minutes(3);
    house.send_messages(&carrier).await;
    other.send_messages(&carrier).await;
    let before = house.clock.now();
    let (log, actor) = (house.message_log(), house.actor(Role::Instructeur));
    let agent = house.actor(Role::Agent);
    assert_eq!(log.failures(&agent).await, Err(UseCaseError::Forbidden));
    let blocked = Alike {
        channel: Channel::Sms,
        failure: Failure::Blocked,
    };
    assert_eq!(log.failures(&actor).await, Ok(vec![(blocked, 2)]));
    let decided = async |alike: &[Alike], until, decision| {
        let done = log.together(&actor, alike, until, decision).await;
        done.unwrap().into_inner()
    };
    let unlike = [
        Alike {
            failure: Failure::Provider,
            ..blocked
        },
        Alike {
            channel: Channel::Email,
            ..blocked
        },
    ];
    assert_eq!(decided(&unlike, before, Decision::Again).await, 0);
    let earlier = before - TimeDelta::hours(1);
    assert_eq!(decided(&[blocked], earlier, Decision::Again).await, 0);
    carrier.mend();
    assert_eq!(decided(&[blocked], before, Decision::Again).await, 2);
    assert_eq!(log.failures(&actor).await, Ok(vec![]));
    house.send_messages(&carrier).await;
    let mut states = house.states().await;
    states.sort_unstable();
    let sent = State::Sent;
    assert_eq!(states, [sent, sent, sent, sent, State::Uncertain]);
    // Theirs stands where it stood.
    assert_eq!(other.states().await, [State::Failed]);
    let (log, actor) = (other.message_log(), other.actor(Role::Instructeur));
    let seen = log
        .together(&actor, &[blocked], before, Decision::Seen)
        .await;
    assert_eq!(seen.unwrap().into_inner(), 1);
    assert_eq!(log.failures(&actor).await, Ok(vec![]));
    assert_eq!(other.states().await, [State::Failed]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_provider_that_stays_away_is_given_up_after_a_day(storage: &Storage) {
    let house = planned(storage, 1, 1).await;
    let carrier = FakeCarrier::default();
    carrier.fail(|| Some(Fault::Later), || None);
    let mut tried = 0;
    while let Some(next) = house.send_messages(&carrier).await {
        let minutes = (next - house.clock.now()).num_minutes();
        house.clock.advance_minutes(minutes.max(1));
        tried += 1;
        assert!(tried < 100);
    }
    assert!(tried > 5, "tried {tried} times");
    let found = house.messages(false).await;
    let failed = Why::Failed {
        failure: Failure::Provider,
        code: None,
    };
    assert_eq!(found[0].why, Some(failed));
    assert_eq!(house.counted().await, (0, 0, 0));
}

/// Faults of every kind, and whoever sends stopped at any point.
///
/// # Panics
/// When a message was handed over twice, or lost.
pub async fn faults_neither_lose_nor_double_a_message(storage: &Storage) {
    for seed in 0..12 {
        let house = planned(storage, 1 + u64::from(seed), 6).await;
        let carrier = FakeCarrier::default();
        torment(&house, &carrier, seed).await;
        let taken = carrier.taken();
        let found = house.messages(false).await;
        expect_once(&found, &taken);
    }
}

/// Each message was taken once if it was sent, never if it was not, and once at most where
/// nobody knows.
fn expect_once(found: &[Message], taken: &BTreeMap<MessageId, u32>) {
    for message in found {
        let times = taken.get(&message.id).copied().unwrap_or(0);
        match message.state {
            State::Sent | State::Received => assert_eq!(times, 1, "{message:?}"),
            State::Failed | State::Cancelled => assert_eq!(times, 0, "{message:?}"),
            State::Uncertain => assert!(times <= 1, "{message:?}"),
            State::Planned | State::Sending => panic!("it still waits: {message:?}"),
        }
    }
}

/// Sends again and again, with faults, each time stopped somewhere, until nothing waits.
async fn torment(house: &House, carrier: &FakeCarrier, seed: u32) {
    let (mut faults, mut doubts) = (Die(seed), Die(seed + 1000));
    carrier.fail(
        move || match faults.throw(12) {
            0 => Some(Fault::Refused),
            1 | 2 => Some(Fault::Later),
            3 => Some(Fault::TakenAndLost),
            4 => Some(Fault::Lost),
            5 => Some(Fault::CutOff),
            _ => None,
        },
        move || match doubts.throw(8) {
            0 | 1 => Some(Doubt::AskAgain),
            2 => Some(Doubt::Unknowable),
            _ => None,
        },
    );
    let mut die = Die(seed + 2000);
    for round in 0..400 {
        // Two workers at once, each dropped after so many steps.
        let one = stopped(house.send_messages(carrier), die.throw(60));
        let two = stopped(house.send_messages(carrier), die.throw(60));
        let (one, two) = tokio::join!(one, two);
        if round > 40 && (one == Some(None) || two == Some(None)) {
            let waits = |m: &Message| matches!(m.state, State::Planned | State::Sending);
            if !house.messages(false).await.iter().any(waits) {
                return;
            }
        }
        house.clock.advance_minutes(1 + i64::from(die.throw(20)));
    }
    carrier.mend();
    for _ in 0..30 {
        house.send_messages(carrier).await;
        house.clock.advance_minutes(60);
    }
}

/// Drops a future after it was asked so many times; what it came to, if it did before.
async fn stopped<T>(future: impl Future<Output = T>, after: u32) -> Option<T> {
    let mut future = pin!(future);
    let mut asked = 0;
    poll_fn(|cx| {
        if asked == after {
            return Poll::Ready(None);
        }
        asked += 1;
        future.as_mut().poll(cx).map(Some)
    })
    .await
}

/// # Panics
/// When storage breaks its promise.
pub async fn messages_of_another_structure_are_absent(storage: &Storage) {
    let (house, other) = (planned(storage, 1, 2).await, planned(storage, 2, 1).await);
    let theirs = other.messages(false).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert_eq!(uow.message(other.id(), theirs[0].id).await, Ok(None));
    assert_eq!(uow.message(house.id(), theirs[0].id).await, Ok(None));
    let now = house.clock.now();
    let due = uow
        .messages_due(other.id(), Channel::Sms, now, true, 10)
        .await;
    assert_eq!(due, Ok(0));
    let foreign = [theirs[0].to.dossier().unwrap()];
    let people = uow.message_addressees(house.id(), &foreign).await.unwrap();
    assert!(people.is_empty());
    let settings = uow.message_settings(other.id()).await.unwrap();
    assert_eq!((settings.value, settings.version), (Settings::default(), 0));
    let wrong = uow.message_by_hand(house.id(), theirs[0].id, ByHand::Cancel, now);
    assert_eq!(wrong.await, Err(kernel::StoreError::Conflict));
    drop(uow);
    assert_eq!(other.states().await, [State::Planned]);
    assert_eq!(house.messages(false).await.len(), 2);
    assert!(matches!(
        theirs[0].to,
        To::Person {
            kind: Kind::MailWaiting,
            channel: Channel::Sms,
            ..
        }
    ));
}
