//! Each kind of message on its days, and when it is called off.

use application::messages::occasion::{Channels, Occasion, Run, Upcoming, occasions, upcoming};
use chrono::{NaiveDate, TimeDelta};
use domiciliation::{
    Command,
    appointment::Minutes,
    mail::MailKind,
    presence,
    radiation::{RadiationGround, RadiationMotif},
    request::{Appointment, Channel as Way},
};
use kernel::{date::add_days, previous_day};
use messages::{
    Cancellation, Channel, Kind, Settings,
    texts::{Facts, Waiting},
};
use testkit::builders::{day, id, text};

use crate::occasions::case::{Case, at, evening, sending};

// 24 November 2026 is a Tuesday: mail is announced.
const TUESDAY: (i32, u32, u32) = (2026, 11, 24);

fn tuesday() -> NaiveDate {
    day(TUESDAY.0, TUESDAY.1, TUESDAY.2)
}

#[test]
fn t09_mail_is_told_once_with_all_that_waits_and_again_when_more_has_come() {
    let mut case = Case::granted(day(2026, 11, 2));
    case.notify();
    case.on(day(2026, 11, 20));
    case.receive(MailKind::Letter, 1);
    case.on(tuesday());
    case.receive(MailKind::Letter, 1);
    case.receive(MailKind::Parcel, 1);
    let told = vec![Occasion {
        kind: Kind::MailWaiting,
        occurrence: case.found_of(Kind::MailWaiting, tuesday()).unwrap(),
    }];
    assert_eq!(told[0].occurrence, "2026-11-24T09:01:00.000000Z");
    let all = Waiting {
        letters: 2,
        parcels: 1,
        notices: 0,
    };
    let facts = case.grounds().facts(Kind::MailWaiting);
    assert_eq!(facts, Some(Facts::MailWaiting(all)));
    let is_told = |case: &Case, on| {
        let occurrence = case.found_of(Kind::MailWaiting, on).unwrap();
        let kind = Kind::MailWaiting;
        Occasion { kind, occurrence }.is_told(&told)
    };
    let thursday = day(2026, 11, 26);
    assert!(is_told(&case, thursday));
    // The parcel alone is handed over: the letters that were told of are not told again.
    case.on(day(2026, 11, 25));
    case.hand_over(MailKind::Parcel, 1);
    assert!(is_told(&case, thursday));
    case.receive(MailKind::Letter, 1);
    assert!(!is_told(&case, thursday));
}

#[test]
fn t03_mail_is_announced_on_the_days_of_the_structure_only() {
    let mut case = Case::granted(day(2026, 11, 2));
    case.notify();
    case.on(day(2026, 11, 20));
    case.receive(MailKind::Letter, 1);
    for (on, announced) in [
        (day(2026, 11, 23), false),
        (tuesday(), true),
        (day(2026, 11, 25), false),
        (day(2026, 11, 26), true),
    ] {
        let found = case.found_of(Kind::MailWaiting, on);
        assert_eq!(found.is_some(), announced, "{on}");
    }
    // Nobody was there on Tuesday: the run of Wednesday morning catches up.
    let monday = evening(day(2026, 11, 23));
    let wednesday = at("2026-11-25T08:00:00Z");
    assert_eq!(case.found_since(monday, wednesday).len(), 1);
    // A run in between two slots finds nothing.
    assert_eq!(
        case.found_since(wednesday, wednesday + TimeDelta::hours(1)),
        []
    );
}

#[test]
fn t09_mail_that_was_collected_is_announced_no_more() {
    let mut case = Case::granted(day(2026, 11, 2));
    case.notify();
    case.on(tuesday());
    case.receive(MailKind::Letter, 2);
    let planned = case.found_of(Kind::MailWaiting, tuesday()).unwrap();
    let later = evening(tuesday());
    assert_eq!(case.still(Kind::MailWaiting, &planned, later), Ok(()));
    case.hand_over(MailKind::Letter, 1);
    assert_eq!(case.still(Kind::MailWaiting, &planned, later), Ok(()));
    case.hand_over(MailKind::Letter, 1);
    assert_eq!(
        case.still(Kind::MailWaiting, &planned, later),
        Err(Cancellation::Collected)
    );
}

#[test]
fn r42_a_term_that_ends_on_the_31st_is_announced_though_the_month_has_30_days() {
    let mut case = Case::granted(day(2026, 1, 1));
    case.notify();
    // 29 November 2026 is a Sunday.
    assert_eq!(case.found_of(Kind::TermEnding, day(2026, 11, 28)), None);
    let announced = case.found_of(Kind::TermEnding, day(2026, 11, 30));
    assert_eq!(announced.as_deref(), Some("2026-12-31/1"));
    // Whoever missed a day catches up, and the occurrence stays the same.
    assert_eq!(case.found_of(Kind::TermEnding, day(2026, 12, 3)), announced);
    let planned = announced.unwrap();
    let later = evening(day(2026, 12, 3));
    assert_eq!(case.still(Kind::TermEnding, &planned, later), Ok(()));
    case.on(day(2026, 12, 2));
    case.must(Command::FileDemande {
        on: case.today(),
        channel: Way::InPerson,
    });
    assert_eq!(case.found_of(Kind::TermEnding, day(2026, 12, 3)), None);
    assert_eq!(
        case.still(Kind::TermEnding, &planned, later),
        Err(Cancellation::Settled)
    );
}

#[test]
fn of_two_reminders_of_a_term_only_the_nearer_one_is_sent_when_both_would_be() {
    let mut case = Case::granted(day(2026, 1, 1));
    case.notify();
    case.settings.two_months_ahead = true;
    let announced = |on| case.found_of(Kind::TermEnding, on);
    assert_eq!(announced(day(2026, 10, 30)), None);
    assert_eq!(
        announced(day(2026, 10, 31)).as_deref(),
        Some("2026-12-31/2")
    );
    assert_eq!(
        announced(day(2026, 11, 28)).as_deref(),
        Some("2026-12-31/2")
    );
    assert_eq!(
        announced(day(2026, 11, 30)).as_deref(),
        Some("2026-12-31/1")
    );
    assert_eq!(
        announced(day(2026, 12, 31)).as_deref(),
        Some("2026-12-31/1")
    );
    assert_eq!(announced(day(2027, 1, 2)), None);
}

#[test]
fn r50_somebody_silent_is_told_before_three_months_are_over_and_not_after() {
    let mut case = Case::granted(day(2026, 7, 1));
    case.notify();
    let seen = case.dossier.last_contact(false).unwrap();
    let first_day = presence::first_radiable_day(seen);
    assert_eq!(first_day, day(2026, 10, 2));
    let silent = |case: &Case, on| case.found_of(Kind::Silence, on);
    assert_eq!(silent(&case, day(2026, 9, 24)), None);
    assert_eq!(
        silent(&case, day(2026, 9, 25)).as_deref(),
        Some("2026-07-01")
    );
    assert_eq!(silent(&case, first_day), None);
    let told = case.grounds().facts(Kind::Silence);
    assert_eq!(told, Some(Facts::Silence { before: first_day }));
    let planned = "2026-07-01";
    let still = |case: &Case, on| case.still(Kind::Silence, planned, evening(on));
    assert_eq!(still(&case, previous_day(first_day)), Ok(()));
    assert_eq!(still(&case, first_day), Err(Cancellation::TooLate));
    // An absence is justified: nothing runs any more.
    let mut absent = Case {
        dossier: case.dossier.clone(),
        policy: case.policy.clone(),
        settings: case.settings.clone(),
        ..case
    };
    absent.on(day(2026, 9, 26));
    absent.must(Command::JustifyAbsence {
        from: day(2026, 9, 20),
        until: None,
    });
    assert_eq!(still(&absent, day(2026, 9, 28)), Err(Cancellation::Settled));
    // Somebody comes.
    case = absent;
    case.must(Command::RecordContact {
        on: day(2026, 9, 26),
        kind: domiciliation::fact::ContactKind::Visit,
    });
    assert_eq!(still(&case, day(2026, 9, 28)), Err(Cancellation::Seen));
}

#[test]
fn whoever_is_expected_on_monday_is_reminded_on_saturday() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.notify();
    case.on(day(2026, 11, 18));
    case.must(Command::FileDemande {
        on: case.today(),
        channel: Way::InPerson,
    });
    let monday = day(2026, 11, 30);
    let fix = |at| {
        Command::FixAppointment(Appointment {
            at,
            minutes: Minutes::default(),
            with: id(3),
            with_name: text("Camille Roche"),
            place: None,
        })
    };
    let meeting = monday.and_hms_opt(10, 0, 0).unwrap();
    case.must(fix(meeting));
    let fact = case
        .dossier
        .planned_appointment()
        .unwrap()
        .fact()
        .to_string();
    let reminded = |case: &Case, on| case.found_of(Kind::Appointment, on);
    assert_eq!(reminded(&case, day(2026, 11, 27)), None);
    assert_eq!(reminded(&case, day(2026, 11, 28)).as_deref(), Some(&*fact));
    // It is over by Monday evening.
    assert_eq!(reminded(&case, monday), None);
    let morning = at("2026-11-30T08:30:00Z");
    assert_eq!(case.still(Kind::Appointment, &fact, morning), Ok(()));
    let begun = at("2026-11-30T09:00:00Z");
    assert_eq!(
        case.still(Kind::Appointment, &fact, begun),
        Err(Cancellation::TooLate)
    );
    case.must(fix(meeting + TimeDelta::hours(1)));
    assert_eq!(
        case.still(Kind::Appointment, &fact, morning),
        Err(Cancellation::Moved)
    );
    assert_ne!(reminded(&case, day(2026, 11, 28)).unwrap(), fact);
}

#[test]
fn r82_a_notice_is_told_until_the_item_goes_back() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.notify();
    case.on(day(2026, 11, 5));
    case.receive(MailKind::Notice, 1);
    let last = case.grounds().anchors.notice_expires_on.unwrap();
    let told = |case: &Case, on| case.found_of(Kind::NoticeExpiring, on);
    assert_eq!(told(&case, add_days(last, -4)), None);
    assert_eq!(told(&case, add_days(last, -3)), Some(last.to_string()));
    assert_eq!(told(&case, last), Some(last.to_string()));
    assert_eq!(told(&case, add_days(last, 1)), None);
    let planned = last.to_string();
    let still = |case: &Case, on| case.still(Kind::NoticeExpiring, &planned, evening(on));
    assert_eq!(still(&case, last), Ok(()));
    assert_eq!(still(&case, add_days(last, 1)), Err(Cancellation::TooLate));
    case.on(add_days(last, -2));
    case.hand_over(MailKind::Notice, 1);
    assert_eq!(still(&case, last), Err(Cancellation::Collected));
}

#[test]
fn a_decision_is_told_from_the_day_after_it_and_for_two_weeks() {
    let granted = day(2026, 11, 2);
    let mut case = Case::granted(granted);
    let fact = case.dossier.last_decision().unwrap().fact().to_string();
    let told = |case: &Case, on| case.found_of(Kind::Decision, on);
    assert_eq!(told(&case, granted), None);
    assert_eq!(told(&case, day(2026, 11, 3)).as_deref(), Some(&*fact));
    assert_eq!(told(&case, day(2026, 11, 17)).as_deref(), Some(&*fact));
    assert_eq!(told(&case, day(2026, 11, 18)), None);
    let late = evening(day(2026, 11, 18));
    assert_eq!(
        case.still(Kind::Decision, &fact, late),
        Err(Cancellation::TooLate)
    );
    case.on(day(2026, 11, 4));
    case.notify();
    assert_eq!(told(&case, day(2026, 11, 5)), None);
    assert_eq!(
        case.still(Kind::Decision, &fact, evening(day(2026, 11, 5))),
        Err(Cancellation::Told)
    );
}

#[test]
fn t04_whoever_objects_or_died_is_written_to_no_more() {
    let mut case = Case::granted(day(2026, 11, 2));
    case.notify();
    case.on(tuesday());
    case.receive(MailKind::Letter, 1);
    let planned = case.found_of(Kind::MailWaiting, tuesday()).unwrap();
    let still = |case: &Case| case.still(Kind::MailWaiting, &planned, evening(tuesday()));
    assert_eq!(still(&case), Ok(()));
    let mut coordinates = case.dossier.coordinates().clone();
    coordinates.by_email = true;
    case.must(Command::RecordCoordinates(coordinates.clone()));
    let both = [Channel::Sms, Channel::Email];
    assert_eq!(case.grounds().channels.list(), both);
    coordinates.sms = false;
    case.must(Command::RecordCoordinates(coordinates.clone()));
    assert_eq!(case.grounds().channels.list(), [Channel::Email]);
    assert_eq!(still(&case), Err(Cancellation::Objection));
    // Accepted, and without a number.
    coordinates.sms = true;
    coordinates.phone = None;
    case.must(Command::RecordCoordinates(coordinates));
    assert_eq!(still(&case), Err(Cancellation::Objection));
    case.must(Command::PronounceRadiation {
        ground: RadiationGround::Deces { on: case.today() },
        effective_on: case.today(),
        urgency: None,
    });
    assert_eq!(case.grounds().channels, Channels::default());
}

#[test]
fn nothing_is_told_while_it_is_switched_off() {
    let mut case = Case::granted(day(2026, 11, 2));
    case.notify();
    case.on(tuesday());
    case.receive(MailKind::Letter, 1);
    let planned = case.found_of(Kind::MailWaiting, tuesday()).unwrap();
    for settings in [
        Settings::default(),
        Settings {
            kinds: vec![Kind::Silence],
            ..sending()
        },
    ] {
        case.settings = settings;
        assert_eq!(case.found(evening(tuesday())), []);
        assert_eq!(
            case.still(Kind::MailWaiting, &planned, evening(tuesday())),
            Err(Cancellation::SwitchedOff)
        );
        let soon = upcoming(&case.grounds(), case.house(), case.now, &[]);
        assert_eq!(soon, []);
    }
}

#[test]
fn an_end_that_is_considered_is_not_announced_as_a_silence() {
    let mut case = Case::granted(day(2026, 7, 1));
    case.notify();
    case.on(day(2026, 9, 25));
    assert!(case.found_of(Kind::Silence, day(2026, 9, 25)).is_some());
    case.must(Command::PlanRadiation {
        motif: RadiationMotif::PlusDeLien,
        notified_on: case.today(),
    });
    assert_eq!(case.found_of(Kind::Silence, day(2026, 9, 25)), None);
    assert_eq!(
        case.still(Kind::Silence, "2026-07-01", evening(day(2026, 9, 25))),
        Err(Cancellation::Settled)
    );
}

#[test]
fn what_is_about_to_leave_is_said_before_any_run() {
    let mut case = Case::granted(day(2026, 11, 2));
    case.notify();
    case.on(day(2026, 11, 20));
    case.receive(MailKind::Letter, 2);
    let soon = upcoming(&case.grounds(), case.house(), case.now, &[]);
    let two = Waiting {
        letters: 2,
        ..Waiting::default()
    };
    let expected = Upcoming {
        kind: Kind::MailWaiting,
        channels: vec![Channel::Sms],
        at: evening(tuesday()),
        facts: Facts::MailWaiting(two),
    };
    assert_eq!(soon, [expected]);
    let told = occasions(
        &case.grounds(),
        case.house(),
        Run {
            since: case.now,
            now: evening(tuesday()),
        },
    );
    assert_eq!(upcoming(&case.grounds(), case.house(), case.now, &told), []);
}
