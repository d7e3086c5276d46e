//! What is settled about messages, what the log shows of them, and what the staff is told.

use application::messages::{
    book::{Filter, KeptText, Place, To},
    log::{MessageLog, MovedOn, Said},
    settings::StaffChoices,
    staff::MessageMorning,
};
use application::{UseCaseError, ports::Clock};
use chrono::NaiveDateTime;
use domiciliation::{Command, appointment::Minutes, fact::ContactKind, request::Appointment};
use kernel::{MessageId, StoreError, StructureKind};
use messages::{Kind, Language, Settings, StaffKind, State};
use structures::Role;

use crate::{
    Storage,
    builders::{day, text},
    carriers::FakeCarrier,
    house::House,
};

impl House {
    /// The log of its messages.
    #[must_use]
    pub fn message_log(&self) -> MessageLog {
        let store = self.storage.store.clone();
        MessageLog::new(store, self.clock.clone(), self.ids.clone())
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_is_settled_about_messages_comes_back(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let settings = Settings {
        sender: Some(text("Accueil")),
        signature: Some(text("04 00 00 00 00")),
        monthly_cap: Some(300),
        ..House::everything()
    };
    let text = KeptText {
        kind: Kind::Silence,
        language: Language::Dari,
        own: Some("…".to_owned()),
        changed: Some((house.actor(Role::Administrateur).id(), house.clock.now())),
        reviewed: None,
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let id = house.id();
    uow.message_settings_update(id, 0, &settings).await.unwrap();
    uow.message_text_put(id, &text).await.unwrap();
    uow.commit().await.unwrap();
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let found = uow.message_settings(id).await.unwrap();
    assert_eq!((found.value, found.version), (settings.clone(), 1));
    assert_eq!(
        uow.message_texts(id).await.unwrap(),
        std::slice::from_ref(&text)
    );
    let stale = uow.message_settings_update(id, 0, &settings).await;
    assert_eq!(stale, Err(StoreError::Conflict));
    drop(uow);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let ahead = uow.message_settings_update(id, 2, &settings).await;
    assert_eq!(ahead, Err(StoreError::Conflict));
    drop(uow);
    let read = KeptText {
        own: None,
        reviewed: text.changed,
        ..text
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.message_text_put(id, &read).await.unwrap();
    assert_eq!(uow.message_texts(id).await.unwrap(), [read]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_log_shows_each_message_once_in_both_directions(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::everything()).await;
    for number in 0..7 {
        let dossier = house.somebody(number).await;
        house.letter(dossier).await;
    }
    let first_day = house.clock.now();
    house.clock.advance_days(2);
    // Mail, and the decision that nobody was notified of.
    assert_eq!(house.plan_messages().await, 14);
    house.send_messages(&FakeCarrier::default()).await;
    let log = house.message_log();
    let actor = house.actor(Role::Agent);
    let mail = Filter {
        kinds: vec![Kind::MailWaiting],
        from: Some(first_day),
        ..Filter::default()
    };
    let (mut place, mut seen) = (Place::Start, Vec::new());
    loop {
        let page = log.page(&actor, &mail, place, 3).await.unwrap();
        assert_eq!(page.before, !seen.is_empty());
        seen.extend(page.lines.iter().map(|line| line.message.id));
        if !page.after {
            break;
        }
        place = Place::After(*seen.last().unwrap());
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "last first");
    let back = log.page(&actor, &mail, Place::Before(seen[5]), 3).await;
    let back = back.unwrap();
    let ids: Vec<_> = back.lines.iter().map(|line| line.message.id).collect();
    assert_eq!(
        (ids.as_slice(), back.before, back.after),
        (&seen[2..5], true, true)
    );
    let line = &back.lines[0];
    assert_eq!(line.person.as_ref().unwrap().nom, "Diallo");
    let said = |line: &application::messages::book::Line| {
        line.message
            .letter
            .as_ref()
            .map(|letter| letter.text.clone())
    };
    assert_eq!(said(line), Some(String::new()), "words are read one by one");
    let whole = log.one(&actor, line.message.id).await.unwrap();
    assert!(said(&whole).unwrap().contains("1 lettre"));

    let dossier = line.message.to.dossier().unwrap();
    let facteur = house.actor(Role::Facteur);
    let theirs = log.of_dossier(&facteur, dossier, Place::Start, 10).await;
    assert_eq!(theirs.unwrap().lines.len(), 2);
    let none = Filter {
        until: Some(first_day),
        ..Filter::default()
    };
    let none = log.page(&actor, &none, Place::Start, 10).await.unwrap();
    assert!(none.lines.is_empty());
    let refused = log.page(&facteur, &mail, Place::Start, 1).await;
    assert_eq!(refused, Err(UseCaseError::Forbidden));
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_message_that_waits_is_called_off_by_hand(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    let dossier = house.somebody(1).await;
    house.letter(dossier).await;
    house.clock.advance_days(2);
    house.plan_messages().await;
    let log = house.message_log();
    let id = house.messages(false).await[0].id;
    let forbidden = log
        .by_hand(&house.actor(Role::Agent), id, Said::Cancel)
        .await;
    assert_eq!(forbidden, Err(UseCaseError::Forbidden));
    let actor = house.actor(Role::Instructeur);
    assert_eq!(log.counts(&actor).await, Ok(vec![(State::Planned, 1)]));
    let called_off = log.by_hand(&actor, id, Said::Cancel).await.unwrap();
    assert_eq!(called_off.into_inner(), id);
    let carrier = FakeCarrier::default();
    assert_eq!(house.send_messages(&carrier).await, None);
    assert!(carrier.taken().is_empty());
    let late = log.by_hand(&actor, id, Said::Cancel).await;
    assert_eq!(late, Err(UseCaseError::Refused(MovedOn)));
    let again = log.by_hand(&actor, id, Said::Again).await.unwrap();
    let again: MessageId = again.into_inner();
    house.send_messages(&carrier).await;
    assert_eq!(carrier.taken().into_keys().collect::<Vec<_>>(), [again]);
    let months = log.months(&actor, 3).await.unwrap();
    assert_eq!(months.len(), 1);
    assert_eq!(
        (months[0].month, months[0].sent.texts),
        (day(2026, 3, 1), 1)
    );
}

/// # Panics
/// When storage breaks its promise.
pub async fn visits_for_nothing_are_counted_of_those_who_are_written_to_and_of_others(
    storage: &Storage,
) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    let (written_to, not) = (house.somebody(1).await, house.open("Petit", "Paul").await);
    house.grant(not).await;
    let visit = || Command::RecordContact {
        on: house.today(),
        kind: ContactKind::Visit,
    };
    for dossier in [written_to, not] {
        house.done(dossier, visit()).await;
        house.letter(dossier).await;
    }
    house.clock.advance_days(2);
    house.plan_messages().await;
    house.send_messages(&FakeCarrier::default()).await;
    house.clock.advance_days(1);
    // They come for something, twice on one day for nothing, and once by mistake.
    for dossier in [written_to, not] {
        house.done(dossier, visit()).await;
        house.hand_over(dossier, 1).await;
    }
    house.clock.advance_days(1);
    house.done(not, visit()).await;
    house.done(not, visit()).await;
    let mistaken = house.done(written_to, visit()).await;
    let undo = Command::Undo {
        target: mistaken[0],
    };
    house.done(written_to, undo).await;

    house.clock.set(day(2026, 4, 2));
    house.plan_messages().await;
    let (log, agent) = (house.message_log(), house.actor(Role::Agent));
    let months = log.months(&agent, 2).await.unwrap();
    let march = months.iter().find(|m| m.month == day(2026, 3, 1)).unwrap();
    let visits = march.visits.unwrap();
    assert_eq!((visits.reached, visits.unreached), (1, 1));
    assert_eq!(visits.reached_for_nothing, 1);
    assert_eq!(visits.unreached_for_nothing, 2);
    assert_eq!((visits.told, visits.came), (1, 1));
    assert_eq!(visits.avoided(), None, "too few to compare");
}

fn at(moment: &str) -> NaiveDateTime {
    moment.parse().unwrap()
}

/// # Panics
/// When storage breaks its promise.
pub async fn members_of_the_staff_are_told_of_what_others_did(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    house.interview(dossier).await;
    let propose = Command::Propose {
        favourable: true,
        remarks: None,
    };
    house
        .order(Role::Instructeur, dossier, propose)
        .await
        .unwrap();
    let postpone = Command::Postpone {
        reason: text("Pièces à compléter."),
    };
    house
        .order(Role::Gestionnaire, dossier, postpone)
        .await
        .unwrap();
    let with = house.actor(Role::Instructeur);
    let fix = |moment| {
        Command::FixAppointment(Appointment {
            at: at(moment),
            minutes: Minutes::default(),
            with: with.id(),
            with_name: text("Camille Instructeur"),
            place: None,
        })
    };
    let second = house.open("Petit", "Paul").await;
    house
        .order(Role::Instructeur, second, fix("2026-03-12T09:00:00"))
        .await
        .unwrap();
    house
        .order(Role::Gestionnaire, second, fix("2026-03-13T09:00:00"))
        .await
        .unwrap();
    let give_up = Command::CancelAppointment {
        reason: text("Empêchement."),
    };
    house
        .order(Role::Gestionnaire, second, give_up)
        .await
        .unwrap();
    let told: Vec<_> = house
        .messages(true)
        .await
        .iter()
        .filter_map(|message| match message.to {
            To::Staff { staff, kind, .. } => Some((staff, kind)),
            To::Person { .. } => None,
        })
        .collect();
    let staff = |role| house.actor(role).id();
    let expected = [
        (staff(Role::Gestionnaire), StaffKind::Proposed),
        (staff(Role::Administrateur), StaffKind::Proposed),
        (staff(Role::Instructeur), StaffKind::Postponed),
        (staff(Role::Instructeur), StaffKind::Appointment),
        (staff(Role::Instructeur), StaffKind::Appointment),
    ];
    let sorted = |mut told: Vec<_>| {
        told.sort_unstable();
        told
    };
    assert_eq!(sorted(told), sorted(expected.to_vec()));

    // At night as well: nobody is disturbed by an e-mail.
    house.clock.advance_minutes(10 * 60);
    let carrier = FakeCarrier::default();
    assert_eq!(house.send_messages(&carrier).await, None);
    let mails = carrier.mails();
    assert_eq!(mails.len(), 5);
    for mail in &mails {
        let words = mail.paragraphs.concat() + &mail.subject;
        assert!(
            !words.contains("Diallo") && !words.contains("Petit"),
            "{words}"
        );
        assert!(words.contains("dossier n°\u{a0}"), "{words}");
        let given_up = mail.subject.starts_with("Rendez-vous");
        assert_eq!(mail.attachment.is_some(), given_up);
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_morning_tells_those_who_asked_once(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let choices = StaffChoices::new(storage.store.clone());
    let actor = house.actor(Role::Gestionnaire);
    assert_eq!(choices.digest(&actor).await, Ok(false));
    let () = choices.set_digest(&actor, true).await.unwrap().into_inner();
    assert_eq!(choices.digest(&actor).await, Ok(true));
    let morning = MessageMorning::new(
        storage.store.clone(),
        storage.work.clone(),
        house.clock.clone(),
        house.ids.clone(),
    );
    morning.run(house.id()).await.unwrap();
    assert!(house.messages(true).await.is_empty(), "nothing is due");
    house.open("Diallo", "Aminata").await;
    house.clock.advance_days(1);
    for _ in 0..3 {
        morning.run(house.id()).await.unwrap();
    }
    let carrier = FakeCarrier::default();
    house.send_messages(&carrier).await;
    let mails = carrier.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, actor.member().profile().email);
    assert!(
        mails[0].subject.starts_with("À traiter"),
        "{}",
        mails[0].subject
    );
}
