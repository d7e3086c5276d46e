//! Facts, numbers, versions, keys, and the walls between structures.

use application::{
    UseCaseError,
    desk::Order,
    ports::{Ids, JournalEntry},
    reads::{ListQuery, Tab},
};
use domiciliation::{
    Command, Dossier, Recorded, Status,
    identity::{AyantDroit, Filing, Lien},
    mail::{Delivery, MailKind, Quantity},
};
use kernel::{BirthDate, DossierId, FactId, StoreError, StructureKind};
use structures::{Action, Role};

use crate::{
    Storage,
    builders::{an_opening, day, id, text},
    house::House,
    ports::FixedClock,
};
use application::ports::Clock;

/// Mail arrives: one letter.
fn a_letter(house: &House) -> Command {
    Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    }
}

/// Facts that nobody stored yet, of the house's own dossier.
fn a_note(house: &House, dossier: Dossier) -> (Dossier, Vec<Recorded>) {
    let recorded = vec![Recorded {
        id: FactId::new(house.ids.mint(house.clock.now())),
        at: house.clock.now(),
        author: house.actor(Role::Agent).author(),
        fact: domiciliation::Fact::NoteAdded { text: text("Vu.") },
    }];
    (dossier.with(recorded.iter().cloned()), recorded)
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_is_stored_comes_back_fact_by_fact(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut opening = an_opening("Diallo", "Aminata", house.today());
    opening.ayants_droit = vec![AyantDroit {
        nom: text("Diallo"),
        prenoms: text("Issa"),
        birth: BirthDate::new(2019, None, None).unwrap(),
        lien: Lien::Enfant,
    }];
    opening.filing = Filing {
        reference: Some(text("B-12")),
        distribution: None,
        referent: Some(house.actor(Role::Agent).id()),
    };
    let dossier = house.open_with(opening.clone()).await;
    house.grant(dossier).await;
    let letter = house.done(dossier, a_letter(&house)).await;
    let handed = Command::DeliverMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        delivery: Delivery::Holder,
    };
    house.done(dossier, handed).await;

    let found = house.read(dossier).await;
    assert_eq!(found.version, 5);
    assert_eq!(found.value.number(), 1);
    assert_eq!(found.value.identity(), Some(&opening.identity));
    assert_eq!(found.value.ayants_droit(), opening.ayants_droit);
    assert_eq!(found.value.filing(), &opening.filing);
    assert_eq!(found.value.status(house.today()), Status::Actif);
    let arrived = found.value.fact(letter[0]).unwrap();
    assert_eq!(arrived.at, house.clock.now());
    assert_eq!(arrived.author, house.actor(Role::Gestionnaire).author());
    let codes: Vec<_> = found
        .value
        .history()
        .iter()
        .map(|r| r.fact.code())
        .collect();
    let expected = [
        "identity_recorded",
        "ayants_droit_recorded",
        "coordinates_recorded",
        "filing_recorded",
        "demande_filed",
        "interview_held",
        "accepted",
        "mail_received",
        "mail_delivered",
    ];
    assert_eq!(codes, expected);
}

/// # Panics
/// When storage breaks its promise.
pub async fn numbers_have_no_gap_and_no_double_in_a_race(storage: &Storage) {
    let house = std::sync::Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    let race = (0..20).map(|n| {
        let house = house.clone();
        tokio::spawn(async move {
            // A quarter of them take a number, then give up.
            if n % 4 == 3 {
                let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
                let number = uow.dossier_number(house.id()).await.unwrap();
                tokio::task::yield_now().await;
                assert!(number > 0);
            } else {
                house.open("Petit", "Paul").await;
            }
        })
    });
    for runner in race.collect::<Vec<_>>() {
        runner.await.unwrap();
    }
    let all = ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    };
    let mut numbers: Vec<u32> = house.rows(all).await.iter().map(|r| r.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=15).collect::<Vec<u32>>());
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_identifier_and_a_number_are_taken_once(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let history = house.read(dossier).await.value.history().to_vec();
    let same_id = Dossier::from_history(house.id(), dossier, 2, history.clone());
    let same_number = Dossier::from_history(house.id(), id(77), 1, history);
    for taken in [same_id, same_number] {
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        let inserted = uow.dossier_insert(&taken).await;
        assert_eq!(inserted, Err(StoreError::Conflict));
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_stale_version_is_a_conflict_and_stores_nothing(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let seen = house.read(dossier).await;
    house
        .done(dossier, Command::AddNote(text("Bonjour.")))
        .await;

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let (stale, facts) = a_note(&house, seen.value);
    let appended = uow.dossier_append(seen.version, &stale, &facts).await;
    assert_eq!(appended, Err(StoreError::Conflict));
    drop(uow);

    let now = house.read(dossier).await;
    assert_eq!((now.version, now.value.notes().len()), (2, 1));
    let order = Order {
        dossier,
        seen: Some(seen.version),
        key: house.ids.mint(house.clock.now()),
        command: Command::AddNote(text("Trop tard.")),
    };
    let late = house
        .desk()
        .carry_out(&house.actor(Role::Agent), order)
        .await;
    assert_eq!(late.err(), Some(UseCaseError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_is_not_committed_never_was(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let before = house.read(dossier).await;

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let (appended, facts) = a_note(&house, before.value.clone());
    uow.dossier_append(before.version, &appended, &facts)
        .await
        .unwrap();
    let inside = uow.dossier_read(house.id(), dossier).await.unwrap();
    assert_eq!(inside.unwrap().value.notes().len(), 1);
    // Whoever reads beside it waits for nothing and sees what was committed.
    assert_eq!(house.read(dossier).await, before);
    drop(uow);

    assert_eq!(house.read(dossier).await, before);
    house.done(dossier, a_letter(&house)).await;
}

/// # Panics
/// When storage breaks its promise.
pub async fn acts_on_one_dossier_wait_for_each_other(storage: &Storage) {
    let house = std::sync::Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let acts: Vec<_> = (0..8)
        .map(|_| {
            let house = house.clone();
            tokio::spawn(async move { house.done(dossier, a_letter(&house)).await })
        })
        .collect();
    for act in acts {
        act.await.unwrap();
    }
    assert_eq!(house.row(dossier).await.unwrap().letters, 8);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_key_is_claimed_once_and_given_back_by_whoever_gives_up(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let other = House::build(storage, 2, StructureKind::Commune).await;
    let (key, now) = (id::<FactId>(5).uuid(), house.clock.now());

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert!(uow.key_claim(house.id(), key, now).await.unwrap());
    drop(uow);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert!(uow.key_claim(house.id(), key, now).await.unwrap());
    uow.commit().await.unwrap();
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert!(!uow.key_claim(house.id(), key, now).await.unwrap());
    drop(uow);
    // A key of one structure says nothing of another's.
    let mut uow = storage.store.begin(other.scope()).await.unwrap();
    assert!(uow.key_claim(other.id(), key, now).await.unwrap());
}

/// # Panics
/// When storage breaks its promise.
pub async fn elections_are_in_force_up_to_their_last_day(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    for status in Status::ALL {
        house.open_as(*status, "Diallo", "Aminata").await;
    }
    house.open_as(Status::Actif, "Petit", "Paul").await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    for (today, expected) in [
        (house.today(), 2),
        (day(2027, 3, 9), 2),
        (day(2027, 3, 10), 0),
    ] {
        let elected = uow.elections_in_force(house.id(), today).await.unwrap();
        assert_eq!(elected, expected, "on {today}");
    }
}

/// Another structure's dossiers, lists, staff and keys are absent for whoever asks with
/// their identifiers, and cannot be written.
///
/// # Panics
/// When storage breaks its promise.
pub async fn the_scope_holds_whatever_is_asked(storage: &Storage) {
    let ours = House::build(storage, 1, StructureKind::Ccas).await;
    let theirs = House::build(storage, 2, StructureKind::Commune).await;
    let dossier = theirs.open_as(Status::Actif, "Diallo", "Aminata").await;
    let known = theirs.read(dossier).await;
    let member = theirs.actor(Role::Agent);
    let today = ours.today();

    assert_eq!(ours.find(dossier).await, None);
    let letter = ours
        .order(Role::Gestionnaire, dossier, a_letter(&ours))
        .await;
    assert_eq!(letter, Err(UseCaseError::NotFound));
    let all = ListQuery {
        tab: Tab::All,
        search: "diallo".into(),
        ..ListQuery::default()
    };
    assert_eq!(ours.rows(all).await, []);
    let counts = storage.lists.counts(ours.id(), today).await.unwrap();
    assert_eq!(counts.of(Tab::All), 0);
    let doubles = storage
        .lists
        .possible_doubles(ours.id(), "Diallo", "Aminata", None)
        .await;
    assert_eq!(doubles, Ok(Vec::new()));

    // With the other's own identifier, but in our transaction.
    let mut uow = storage.store.begin(ours.scope()).await.unwrap();
    for structure in [ours.id(), theirs.id()] {
        assert_eq!(uow.dossier(structure, dossier).await, Ok(None));
        assert_eq!(uow.dossier_read(structure, dossier).await, Ok(None));
        assert_eq!(uow.staff_member(structure, member.id()).await, Ok(None));
        let password = uow.password_of(structure, member.id()).await.unwrap();
        assert!(password.is_none());
        assert_eq!(uow.elections_in_force(structure, today).await, Ok(0));
        let due = uow.purge_candidates(structure, day(2099, 1, 1), 24, None, 9);
        assert_eq!(due.await, Ok(Vec::<DossierId>::new()));
    }
    assert_eq!(uow.structure(theirs.id()).await, Ok(None));
    assert_eq!(uow.staff_list(theirs.id()).await, Ok(Vec::new()));
    assert_eq!(uow.staff_read(theirs.id()).await, Ok(Vec::new()));
    drop(uow);

    let entry = JournalEntry {
        id: id::<FactId>(9).uuid(),
        structure: theirs.id(),
        at: ours.clock.now(),
        staff: member.id(),
        action: Action::ViewDossiers,
        dossier: Some(dossier),
    };
    // After a failed statement a transaction is dead: each attempt has its own.
    for attempt in 0..6 {
        let mut uow = storage.store.begin(ours.scope()).await.unwrap();
        let (appended, facts) = a_note(&theirs, known.value.clone());
        let written = match attempt {
            0 => uow.dossier_append(known.version, &appended, &facts).await,
            1 => uow.dossier_number(theirs.id()).await.map(drop),
            2 => uow.structure_update(1, &theirs.structure).await,
            3 => uow.staff_update(1, member.member()).await,
            4 => uow.journal(&entry).await,
            _ => uow.sessions_delete(theirs.id(), member.id()).await,
        };
        assert_eq!(written, Err(StoreError::Conflict), "attempt {attempt}");
    }
    assert_eq!(theirs.read(dossier).await, known);
}

/// A die without chance: the same throws each time.
pub(super) struct Die(pub(super) u32);

impl Die {
    pub(super) fn throw(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % sides
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_projection_is_the_fold_whatever_happens(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut carried_out = 0;
    for seed in 0..4 {
        let mut die = Die(seed);
        let dossier = house.open("Diallo", "Aminata").await;
        for _ in 0..30 {
            let known = house.read(dossier).await.value;
            let command = any_command(&house, &known, &mut die);
            // What the law refuses changes nothing.
            if house
                .order(Role::Gestionnaire, dossier, command)
                .await
                .is_ok()
            {
                carried_out += 1;
            }
            advance(&house.clock, &mut die);
            let folded = house.read(dossier).await.value;
            let expected = crate::memory::row_of(&folded);
            assert_eq!(house.row(dossier).await, Some(expected));
            super::agenda::expect_fold(&house, &folded).await;
        }
    }
    assert!(carried_out > 40, "only {carried_out} steps were lawful");
}

pub(super) fn advance(clock: &FixedClock, die: &mut Die) {
    let days = [0, 1, 7, 40, 95][die.throw(5) as usize];
    clock.advance_days(days);
}

pub(super) fn any_command(house: &House, dossier: &Dossier, die: &mut Die) -> Command {
    use domiciliation::{
        fact::{AnnulmentMotive, ContactKind},
        interview::Interview,
        radiation::{RadiationGround, RadiationMotif},
        refusal::RefusalGround,
        request::{Appointment, Channel},
    };
    let on = house.today();
    match die.throw(18) {
        0 => Command::FileDemande {
            on,
            channel: Channel::Online,
        },
        1 => Command::HoldInterview {
            on,
            interview: Box::new(Interview::default()),
        },
        2 | 3 => Command::Accept(crate::builders::an_accord(on, dossier.proposed_start(on))),
        4 => Command::Refuse(crate::builders::a_refus(on, RefusalGround::AbsenceDeLien)),
        5 => Command::Propose {
            favourable: true,
            remarks: None,
        },
        6 => Command::ReceiveMail {
            on,
            items: vec![
                (MailKind::Letter, Quantity::try_from(3).unwrap()),
                (MailKind::Notice, Quantity::ONE),
            ],
            remark: None,
        },
        7 => Command::DeliverMail {
            on,
            items: vec![(MailKind::Letter, Quantity::try_from(2).unwrap())],
            delivery: Delivery::Holder,
        },
        8 => Command::RecordContact {
            on,
            kind: ContactKind::PhoneCall,
        },
        9 => Command::JustifyAbsence {
            from: on,
            until: None,
        },
        10 => Command::PlanRadiation {
            motif: RadiationMotif::NonManifestation,
            notified_on: on,
        },
        11 => Command::PronounceRadiation {
            ground: RadiationGround::ADemande { asked_on: on },
            effective_on: on,
            urgency: None,
        },
        12 => Command::FixAppointment(Appointment {
            at: (on + chrono::Days::new(3)).and_hms_opt(9, 30, 0).unwrap(),
            minutes: domiciliation::appointment::Minutes::default(),
            with: house.actor(Role::Instructeur).id(),
            with_name: text("Camille"),
            place: None,
        }),
        13 => Command::CloseAfterExpiry,
        16 => Command::MissAppointment,
        17 => Command::CancelAppointment {
            reason: text("La personne a téléphoné."),
        },
        14 => Command::RecordIdentity(crate::builders::an_identity("Bâ", "Awa")),
        _ => match dossier.last_decision() {
            Some(decision) => Command::AnnulDecision {
                decision: decision.fact(),
                motive: AnnulmentMotive::EntryError,
                reason: text("Saisie sur le mauvais dossier."),
            },
            None => Command::AddNote(text("Rien à annuler.")),
        },
    }
}
