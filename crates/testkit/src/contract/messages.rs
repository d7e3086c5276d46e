//! Messages: what is planned is what each dossier has to tell, once.

use std::collections::BTreeSet;

use application::{
    actor::policy_of,
    messages::{
        book::{Addressee, Filter, Message, Place, To},
        occasion::{Grounds, House as Around, Occasion, Run, occasions},
        run::MessageRuns,
        settings::{MessageSettings, place_of},
    },
    ports::Clock,
};
use chrono::{DateTime, NaiveTime, Utc, Weekday};
use domiciliation::{
    Command,
    identity::Coordinates,
    mail::{Delivery, MailKind, Quantity},
};
use kernel::{DossierId, StructureKind};
use messages::{Channel, Kind, Rhythm, Settings};
use structures::Role;

use super::dossiers::{Die, advance, any_command};
use crate::{Storage, builders::text, house::House};

/// Coordinates of somebody who accepts text messages, e-mails, or both.
fn accepts(number: u32, sms: bool, email: bool) -> Coordinates {
    Coordinates {
        phone: Some(text(&format!("+336{number:08}"))),
        email: Some(text(&format!("personne{number}@exemple.fr"))),
        sms,
        by_email: email,
        language: None,
    }
}

impl House {
    /// What a structure that sends everything settled.
    #[must_use]
    pub fn everything() -> Settings {
        let at = NaiveTime::from_hms_opt(12, 30, 0).unwrap();
        Settings {
            on: true,
            rhythm: Rhythm::new([Weekday::Tue, Weekday::Thu], at).unwrap(),
            two_months_ahead: true,
            ..Settings::default()
        }
    }

    /// Settles what is sent, as an administrator does.
    pub async fn settle_messages(&self, settings: Settings) {
        let store = self.storage.store.clone();
        let choices = MessageSettings::new(store, self.clock.clone(), self.ids.clone());
        let actor = self.actor(Role::Administrateur);
        let seen = choices.read(&actor).await.unwrap().version;
        let done = choices.correct(&actor, seen, settings).await;
        let () = done.unwrap().into_inner();
    }

    /// Plans what is due. How many messages.
    pub async fn plan_messages(&self) -> u32 {
        self.runs().run(self.id()).await.unwrap()
    }

    fn runs(&self) -> MessageRuns {
        let store = self.storage.store.clone();
        MessageRuns::new(store, self.clock.clone(), self.ids.clone())
    }

    /// The same, of mail alone.
    #[must_use]
    pub fn mail_alone() -> Settings {
        Settings {
            kinds: vec![Kind::MailWaiting],
            ..Self::everything()
        }
    }

    /// Turns messages on, and lets the slot pass that tells nothing.
    pub async fn turn_messages_on(&self, settings: Settings) {
        self.settle_messages(settings).await;
        assert_eq!(self.plan_messages().await, 0);
    }

    /// Everything that is kept of its messages to people or to the staff, the first planned
    /// first.
    pub async fn messages(&self, staff: bool) -> Vec<Message> {
        let filter = Filter {
            staff,
            ..Filter::default()
        };
        let mut uow = self.storage.store.begin(self.scope()).await.unwrap();
        let page = uow.messages_log(self.id(), &filter, Place::Start, 10_000);
        let lines = page.await.unwrap().lines.into_iter().rev();
        lines.map(|line| line.message).collect()
    }

    /// Opens a dossier of somebody who is elected and accepts text messages.
    pub async fn somebody(&self, number: u32) -> DossierId {
        let dossier = self.open("Diallo", &format!("Aminata {number}")).await;
        self.grant(dossier).await;
        let coordinates = accepts(number, true, false);
        self.done(dossier, Command::RecordCoordinates(coordinates))
            .await;
        dossier
    }

    /// A letter arrives.
    pub async fn letter(&self, dossier: DossierId) {
        let command = Command::ReceiveMail {
            on: self.today(),
            items: vec![(MailKind::Letter, Quantity::ONE)],
            remark: None,
        };
        self.done(dossier, command).await;
    }

    /// Letters are handed over.
    pub async fn hand_over(&self, dossier: DossierId, letters: u32) {
        let command = Command::DeliverMail {
            on: self.today(),
            items: vec![(MailKind::Letter, Quantity::try_from(letters).unwrap())],
            delivery: Delivery::Holder,
        };
        self.done(dossier, command).await;
    }
}

type Told = (DossierId, Channel, Kind, String);

fn told(message: &Message) -> Option<Told> {
    match message.to {
        To::Person {
            dossier,
            kind,
            channel,
        } => Some((dossier, channel, kind, message.occurrence.clone())),
        To::Staff { .. } => None,
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_messages_rest_on_is_the_fold_whatever_happens(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    for seed in 0..4 {
        let mut die = Die(seed + 100);
        let dossier = house.open("Diallo", "Aminata").await;
        for step in 0..25 {
            let known = house.read(dossier).await.value;
            let command = if step % 6 == 2 {
                let mut coordinates = accepts(step, die.throw(2) == 0, die.throw(2) == 0);
                coordinates.language = Some(text("dari"));
                Command::RecordCoordinates(coordinates)
            } else {
                any_command(&house, &known, &mut die)
            };
            let _ = house.order(Role::Gestionnaire, dossier, command).await;
            advance(&house.clock, &mut die);
            let folded = Addressee::of(&house.read(dossier).await.value);
            let mut uow = storage.store.begin(house.scope()).await.unwrap();
            let stored = uow.message_addressees(house.id(), &[dossier]).await;
            let stored = stored.unwrap();
            assert_eq!(stored, [(dossier, folded.clone())]);
            assert!(
                stored[0].1 == folded,
                "number, address and language as well"
            );
        }
    }
}

/// Beside each run, what every dossier has to tell is found by the rules alone.
///
/// # Panics
/// When storage breaks its promise.
pub async fn a_run_plans_what_each_dossier_has_to_tell(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::everything()).await;
    let settings = House::everything();
    let (policy, place) = (policy_of(&house.structure), place_of(&house.structure));
    let around = Around {
        settings: &settings,
        policy: &policy,
        place,
    };
    let mut die = Die(7);
    let mut dossiers = Vec::new();
    for number in 0..8 {
        let dossier = house.open("Diallo", "Aminata").await;
        let coordinates = accepts(number, number != 3, number % 3 == 0);
        house
            .done(dossier, Command::RecordCoordinates(coordinates))
            .await;
        house.grant(dossier).await;
        dossiers.push(dossier);
    }
    let mut known: BTreeSet<Told> = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    let mut since = place.last_daily_slot_until(house.clock.now(), &settings.rhythm);
    for _ in 0..150 {
        for (dossier, place) in dossiers.iter().zip(0..) {
            // Some people are seldom seen, and one never.
            if place == 7 || place >= 5 && die.throw(20) > 0 {
                continue;
            }
            let now = house.read(*dossier).await.value;
            let command = any_command(&house, &now, &mut die);
            let _ = house.order(Role::Gestionnaire, *dossier, command).await;
        }
        house
            .clock
            .advance_days([0, 1, 2, 4, 7][die.throw(5) as usize]);
        let now = house.clock.now();
        let run = Run { since, now };
        let mut expected: BTreeSet<Told> = BTreeSet::new();
        for dossier in &dossiers {
            let grounds = Grounds::of(&house.read(*dossier).await.value);
            for channel in grounds.channels.list() {
                let before = known.iter().filter(|t| (t.0, t.1) == (*dossier, channel));
                let before: Vec<_> = before
                    .map(|(_, _, kind, occurrence)| Occasion {
                        kind: *kind,
                        occurrence: occurrence.clone(),
                    })
                    .collect();
                let due = occasions(&grounds, around, run).into_iter();
                expected.extend(
                    due.filter(|occasion| !occasion.is_told(&before))
                        .map(|o| (*dossier, channel, o.kind, o.occurrence)),
                );
            }
        }
        let planned = house.plan_messages().await;
        let all: BTreeSet<_> = house
            .messages(false)
            .await
            .iter()
            .filter_map(told)
            .collect();
        let found: BTreeSet<_> = all.difference(&known).cloned().collect();
        assert_eq!(found, expected, "on {}", house.today());
        assert_eq!(usize::try_from(planned).unwrap(), expected.len());
        kinds.extend(expected.into_iter().map(|(_, _, kind, _)| kind));
        known = all;
        since = since.max(place.last_daily_slot_until(now, &settings.rhythm));
    }
    assert_eq!(kinds.len(), Kind::ALL.len(), "only {kinds:?} were planned");
}

/// # Panics
/// When storage breaks its promise.
pub async fn two_runs_at_once_plan_once(storage: &Storage) {
    let house = std::sync::Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    house.turn_messages_on(House::mail_alone()).await;
    for number in 0..5 {
        let dossier = house.somebody(number).await;
        house.letter(dossier).await;
    }
    house.clock.advance_days(2);
    let race = (0..6).map(|_| {
        let house = house.clone();
        tokio::spawn(async move { house.plan_messages().await })
    });
    let mut planned = 0;
    for runner in race.collect::<Vec<_>>() {
        planned += runner.await.unwrap();
    }
    assert_eq!(planned, 5);
    assert_eq!(house.messages(false).await.len(), 5);
    assert_eq!(house.plan_messages().await, 0, "the slot was planned");
    house.clock.advance_days(2);
    assert_eq!(house.plan_messages().await, 0, "nothing is told twice");
}

/// Planned when the service is back, as if it had been there; what is of no use any more is
/// not.
///
/// # Panics
/// When storage breaks its promise.
pub async fn a_day_without_the_service_is_caught_up(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    let (waits, collected) = (house.somebody(1).await, house.somebody(2).await);
    house.letter(waits).await;
    house.letter(collected).await;
    // Thursday, the next day for mail, passes without anybody there.
    house.clock.advance_days(3);
    house.hand_over(collected, 1).await;
    assert_eq!(house.plan_messages().await, 1);
    let planned = house.messages(false).await;
    assert_eq!(planned[0].to.dossier(), Some(waits));
    let now: DateTime<Utc> = house.clock.now();
    assert_eq!((planned[0].planned_at, planned[0].due_at), (now, now));
}

/// # Panics
/// When storage breaks its promise.
pub async fn messages_turned_on_tell_nothing_of_the_day_before(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.somebody(1).await;
    house.letter(dossier).await;
    house.clock.advance_days(2);
    assert_eq!(house.plan_messages().await, 0, "they are off");
    house.settle_messages(House::mail_alone()).await;
    assert_eq!(house.plan_messages().await, 0, "the slot had passed");
    house.clock.advance_days(5);
    assert_eq!(house.plan_messages().await, 1);
}
