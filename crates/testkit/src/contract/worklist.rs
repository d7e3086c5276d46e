//! What is due: what storage finds is what the law says of each dossier.

use std::collections::BTreeSet;

use application::{
    actor::Surroundings,
    ports::Clock,
    reads::{ListQuery, Tab},
    worklist::{Asked, Section, Whose, WorkLine, WorkPage, WorkPlace},
};
use chrono::Days;
use domiciliation::{
    Command, Status,
    appointment::Minutes,
    due::{Anchors, Calendar, Due, Duty, Urgency},
    fact::ContactKind,
    identity::Filing,
    mail::{MailKind, Quantity},
    radiation::RadiationMotif,
    request::{Appointment, Channel},
};
use kernel::{DossierId, StaffId, StructureKind};
use structures::Role;

use super::dossiers::{Die, advance, any_command};
use crate::{Storage, builders::text, house::House, memory::lines_of};

fn asked(house: &House, role: Role, whose: Whose) -> Asked {
    Asked::by(&house.actor(role), house.clock.now(), whose)
}

async fn beginnings(storage: &Storage, house: &House, asked: &Asked, each: u32) -> Vec<WorkLine> {
    let lines = storage.work.work_beginnings(house.id(), asked, each);
    lines.await.unwrap()
}

/// What the law says is due, dossier by dossier.
async fn expected(house: &House, role: Role, dossiers: &[DossierId]) -> Vec<(DossierId, Due)> {
    let surroundings = Surroundings::of(&house.actor(role), house.clock.now());
    let mut found = Vec::new();
    for id in dossiers {
        let dossier = house.read(*id).await.value;
        let duties = Anchors::of(&dossier, false).duties(Calendar::of(&surroundings.context()));
        found.extend(duties.into_iter().map(|due| (*id, due)));
    }
    let concerns = |due: &Due| {
        let section = Section {
            urgency: due.urgency,
            duty: due.duty,
        };
        role.permits(section.concerns())
    };
    found.retain(|(_, due)| concerns(due));
    found.sort_by_key(|(id, due)| (due.urgency, due.duty, *id));
    found
}

async fn agree(
    storage: &Storage,
    house: &House,
    role: Role,
    dossiers: &[DossierId],
) -> Vec<(DossierId, Due)> {
    let expected = expected(house, role, dossiers).await;
    let asked = asked(house, role, Whose::Structure);
    let lines = beginnings(storage, house, &asked, 1000).await;
    let mut found: Vec<_> = lines.iter().map(|line| (line.id, line.due)).collect();
    found.sort_by_key(|(id, due)| (due.urgency, due.duty, *id));
    assert_eq!(found, expected, "{role:?} on {}", house.today());
    for line in &lines {
        let dossier = house.read(line.id).await.value;
        assert!(lines_of(&dossier, &asked).contains(line), "{line:?}");
    }

    let work = &storage.work;
    let counts = work.work_counts(house.id(), &asked, 1000).await.unwrap();
    let capped = work.work_counts(house.id(), &asked, 2).await.unwrap();
    let cut = counts
        .iter()
        .map(|(section, lines)| (*section, 2.min(*lines)));
    assert_eq!(capped, cut.collect::<Vec<_>>());
    let mut left = counts.clone();
    for (_, due) in &expected {
        let counted = left
            .iter_mut()
            .find(|(section, _)| (section.duty, section.urgency) == (due.duty, due.urgency));
        counted.unwrap().1 -= 1;
    }
    assert!(left.iter().all(|(_, lines)| *lines == 0), "{left:?}");

    let now = asked.due_now();
    let pressing = expected
        .iter()
        .filter(|(_, due)| due.urgency != Urgency::Soon);
    let pressing = u64::try_from(pressing.count()).unwrap();
    for cap in [1, 2, 1000] {
        let due = storage.work.work_due(house.id(), &now, cap).await.unwrap();
        assert_eq!(due, pressing.min(u64::from(cap)), "{role:?} up to {cap}");
    }
    expected
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_is_due_is_what_the_law_says_of_every_dossier(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut dossiers = Vec::new();
    let mut due = 0;
    for seed in 10..18 {
        let mut die = Die(seed);
        dossiers.push(house.open("Diallo", "Aminata").await);
        for _ in 0..20 {
            let id = dossiers[die.throw(u32::try_from(dossiers.len()).unwrap()) as usize];
            let known = house.read(id).await.value;
            let command = any_command(&house, &known, &mut die);
            // What the law refuses changes nothing.
            let _ = house.order(Role::Gestionnaire, id, command).await;
            if die.throw(4) == 0 {
                advance(&house.clock, &mut die);
                due += agree(storage, &house, Role::Gestionnaire, &dossiers)
                    .await
                    .len();
            }
        }
        for role in Role::ALL {
            agree(storage, &house, *role, &dossiers).await;
        }
    }
    assert!(due > 60, "only {due} duties were seen");
}

/// # Panics
/// When storage breaks its promise.
pub async fn every_duty_is_found_on_the_days_of_the_lives_that_lead_to_it(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let start = house.today();
    house.open_as(Status::Actif, "A", "Silent").await;
    let told = house.open_as(Status::Actif, "B", "Told").await;
    let seen = house.open_as(Status::Actif, "C", "Seen").await;
    let away = house.open_as(Status::Actif, "D", "Away").await;
    let renewing = house.open_as(Status::Actif, "E", "Renewing").await;
    let left = house.open_as(Status::Actif, "F", "Left").await;
    let asking = house.open("G", "Asking").await;
    house.open_as(Status::AValider, "H", "Proposed").await;
    let dossiers: Vec<DossierId> = house.rows(everybody()).await.iter().map(|r| r.id).collect();

    for kind in [MailKind::Notice, MailKind::Letter] {
        let items = vec![(kind, Quantity::ONE)];
        let arrival = Command::ReceiveMail {
            on: start,
            items,
            remark: None,
        };
        house.done(left, arrival).await;
    }
    let at = (start + Days::new(9)).and_hms_opt(9, 0, 0).unwrap();
    let appointment = Appointment {
        at,
        minutes: Minutes::default(),
        with: house.actor(Role::Instructeur).id(),
        with_name: text("Camille"),
        place: None,
    };
    house
        .done(asking, Command::FixAppointment(appointment))
        .await;

    let mut found = BTreeSet::new();
    for day in 0..400 {
        let on = house.today();
        match day {
            20 => house.end(left).await,
            50 => {
                let absence = Command::JustifyAbsence {
                    from: on,
                    until: None,
                };
                house.done(away, absence).await;
            }
            95 => {
                for dossier in [told, seen] {
                    let plan = Command::PlanRadiation {
                        motif: RadiationMotif::NonManifestation,
                        notified_on: on,
                    };
                    house.done(dossier, plan).await;
                }
            }
            100 => {
                let kind = ContactKind::PhoneCall;
                house.done(seen, Command::RecordContact { on, kind }).await;
            }
            330 => {
                let channel = Channel::Post;
                house
                    .done(renewing, Command::FileDemande { on, channel })
                    .await;
            }
            _ => {}
        }
        // Other days are like the one before.
        if let 0..=16 | 20..=21 | 50..=52 | 59..=64 | 84..=112 | 303..=308 | 345..=368 = day {
            for (_, due) in agree(storage, &house, Role::Gestionnaire, &dossiers).await {
                found.insert((due.duty, due.urgency));
            }
        }
        house.clock.advance_days(1);
    }
    let duties: BTreeSet<Duty> = found.iter().map(|(duty, _)| *duty).collect();
    assert_eq!(duties.len(), Duty::ALL.len(), "{found:?}");
}

fn everybody() -> ListQuery {
    ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_is_due_is_told_of_whose_dossiers_it_is(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let other = House::build(storage, 2, StructureKind::Ccas).await;
    let (me, colleague) = (
        house.actor(Role::Instructeur).id(),
        house.actor(Role::Gestionnaire).id(),
    );
    let mine = house.open("A", "Mine").await;
    let theirs = house.open("B", "Theirs").await;
    let nobodys = house.open("C", "Nobody").await;
    other.open("D", "Elsewhere").await;
    let follow = async |dossier, referent: StaffId| {
        let filing = Filing {
            referent: Some(referent),
            ..Filing::default()
        };
        house.done(dossier, Command::RecordFiling(filing)).await;
    };
    follow(mine, me).await;
    follow(theirs, colleague).await;
    let at = house.today().and_hms_opt(16, 30, 0).unwrap();
    let appointment = Command::FixAppointment(Appointment {
        at,
        minutes: Minutes::default(),
        with: me,
        with_name: text("Camille"),
        place: None,
    });
    house.done(theirs, appointment).await;

    let people = async |whose, duty| {
        let asked = asked(&house, Role::Gestionnaire, whose).only(duty).unwrap();
        let lines = beginnings(storage, &house, &asked, 10).await;
        let mut ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        ids.sort();
        ids
    };
    let receipts = Duty::Acknowledgement;
    let all = [mine, theirs, nobodys];
    assert_eq!(people(Whose::Structure, receipts).await, all);
    assert_eq!(people(Whose::Mine(me), receipts).await, [mine]);
    assert_eq!(
        people(Whose::MineOrNobodys(me), receipts).await,
        [mine, nobodys]
    );
    for whose in [Whose::Structure, Whose::Mine(me), Whose::MineOrNobodys(me)] {
        assert_eq!(
            people(whose, Duty::Appointment).await,
            [theirs],
            "{whose:?}"
        );
    }
    let follower = Whose::Mine(colleague);
    assert_eq!(people(follower, Duty::Appointment).await, [theirs]);
    let stranger = Whose::MineOrNobodys(house.actor(Role::Agent).id());
    assert_eq!(people(stranger, Duty::Appointment).await, []);
}

/// # Panics
/// When storage breaks its promise.
pub async fn pages_of_a_duty_visit_each_line_once_in_both_directions(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let duty = Duty::Acknowledgement;
    for number in 0..7 {
        house.open("Diallo", "Aminata").await;
        house.clock.advance_days(number % 2);
    }
    let asked = asked(&house, Role::Instructeur, Whose::Structure);
    let turn = async |place| -> WorkPage {
        let page = storage.work.work_page(house.id(), &asked, duty, place, 3);
        page.await.unwrap()
    };
    let first = turn(WorkPlace::Start).await;
    assert!(!first.before && first.after);
    let second = turn(WorkPlace::After(first.lines[2].cursor())).await;
    let third = turn(WorkPlace::After(second.lines[2].cursor())).await;
    assert!(second.before && second.after && third.before && !third.after);
    let all: Vec<&WorkLine> = [&first, &second, &third]
        .into_iter()
        .flat_map(|p| &p.lines)
        .collect();
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by(|a, b| a.cursor() < b.cursor()));
    // Late ones first, as on the page of everything.
    assert!(all.is_sorted_by_key(|line| line.due.urgency));

    let back = turn(WorkPlace::Before(third.lines[0].cursor())).await;
    assert_eq!(
        (back.lines, back.before, back.after),
        (second.lines.clone(), true, true)
    );
    let back = turn(WorkPlace::Before(second.lines[0].cursor())).await;
    assert_eq!(
        (back.lines, back.before, back.after),
        (first.lines, false, true)
    );

    // A duty that does not concern the reader has no page.
    let facteur = Asked::by(
        &house.actor(Role::Facteur),
        house.clock.now(),
        Whose::Structure,
    );
    let page = storage
        .work
        .work_page(house.id(), &facteur, duty, WorkPlace::Start, 3);
    assert_eq!(page.await.unwrap(), WorkPage::default());
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_comes_next_is_the_first_that_does_not_show_yet(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let on = house.today();
    let early = house.open_as(Status::Actif, "A", "Early").await;
    house.clock.advance_days(10);
    house.open_as(Status::Actif, "B", "Late").await;
    let parcel = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Notice, Quantity::ONE)],
        remark: None,
    };
    house.done(early, parcel).await;
    let kind = ContactKind::Visit;
    let seen = Command::RecordContact {
        on: house.today(),
        kind,
    };
    house.done(early, seen).await;

    let asked = asked(&house, Role::Facteur, Whose::Structure);
    let coming = storage.work.work_to_come(house.id(), &asked).await.unwrap();
    let of = |duty| {
        coming
            .iter()
            .find(|(d, _)| *d == duty)
            .map(|(_, anchor)| *anchor)
    };
    let notice = domiciliation::deadline::notice_expires(house.today());
    assert_eq!(of(Duty::Notice), Some(notice));
    assert_eq!(of(Duty::SilenceTwoMonths), Some(house.today()));
    assert_ne!(on, house.today());
    // What does not concern the reader from its first day on is not foreseen.
    assert_eq!(of(Duty::RenewalAdvised), None);
    assert_eq!(of(Duty::Appointment), None);
}
