//! What people are to be told: each kind on its days, and bounds that find the same for
//! storage.

#![expect(clippy::unwrap_used, reason = "tests")]

use application::messages::occasion::{
    Bounds, Channels, Grounds, House, Occasion, Run, Upcoming, occasions, still_due, upcoming,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domiciliation::{
    Author, Command, Context, Dossier, Policy, Recorded, Standing,
    appointment::Minutes,
    due::Anchors,
    identity::Coordinates,
    mail::{Delivery, MailKind},
    presence,
    radiation::{RadiationGround, RadiationMotif},
    request::{Appointment, Channel as Way},
};
use kernel::{Holidays, StructureKind, Zone, date::add_days, previous_day};
use messages::{
    Cancellation, Channel, Kind, Place, Rhythm, Settings,
    texts::{Facts, Waiting},
};
use proptest::prelude::*;
use testkit::builders::{an_accord, an_opening, day, id, text};

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

/// 19:00 in Paris on a day.
fn evening(day: NaiveDate) -> DateTime<Utc> {
    Zone::PARIS.instant_of(day.and_hms_opt(19, 0, 0).unwrap())
}

fn paris() -> Place {
    Place::new(Zone::PARIS, Holidays::of(text("75")))
}

fn sending() -> Settings {
    Settings {
        on: true,
        ..Settings::default()
    }
}

/// A structure that lives from day to day, and somebody there.
struct Case {
    dossier: Dossier,
    policy: Policy,
    settings: Settings,
    now: DateTime<Utc>,
    next: u64,
}

impl Case {
    /// Somebody who was granted a year on a morning, was told so, and accepts both channels.
    fn granted(on: NaiveDate) -> Self {
        let mut opening = an_opening("Diallo", "Aminata", on);
        opening.coordinates = Coordinates {
            phone: Some(text("+33612345678")),
            email: Some(text("aminata@exemple.fr")),
            sms: true,
            by_email: false,
            language: None,
        };
        let mut case = Self {
            dossier: Dossier::from_history(id(1), id(2), 1, Vec::new()),
            policy: Policy::of(StructureKind::Ccas, None),
            settings: sending(),
            now: on.and_hms_opt(8, 0, 0).unwrap().and_utc(),
            next: 100,
        };
        let facts = case
            .context(&author(), |c| Dossier::open(opening, c))
            .unwrap();
        case.record(facts);
        case.must(Command::HoldInterview {
            on,
            interview: Box::default(),
        });
        case.must(Command::Accept(an_accord(on, on)));
        case
    }

    fn context<T>(&self, author: &Author, with: impl FnOnce(&Context<'_>) -> T) -> T {
        with(&Context {
            today: self.today(),
            now: self.now,
            author,
            policy: &self.policy,
            holidays: &paris().holidays,
            elections_in_force: None,
        })
    }

    fn today(&self) -> NaiveDate {
        Zone::PARIS.date_of(self.now)
    }

    fn record(&mut self, facts: Vec<domiciliation::Fact>) {
        for fact in facts {
            self.next += 1;
            let recorded = Recorded {
                id: id(self.next),
                at: self.now,
                author: author(),
                fact,
            };
            self.dossier = self.dossier.clone().with([recorded]);
        }
        self.now += TimeDelta::minutes(1);
    }

    fn must(&mut self, command: Command) {
        let facts = self
            .context(&author(), |c| self.dossier.decide(command, c))
            .unwrap();
        self.record(facts);
    }

    /// The morning of a day.
    fn on(&mut self, day: NaiveDate) {
        self.now = day.and_hms_opt(9, 0, 0).unwrap().and_utc();
    }

    fn notify(&mut self) {
        let decision = self.dossier.last_decision().unwrap().fact();
        self.must(Command::Notify {
            decision,
            on: self.today(),
            mode: domiciliation::decision::NotificationMode::HandedOver,
        });
    }

    fn receive(&mut self, kind: MailKind, n: u32) {
        self.must(Command::ReceiveMail {
            on: self.today(),
            items: vec![(kind, n.try_into().unwrap())],
            remark: None,
        });
    }

    fn hand_over(&mut self, kind: MailKind, n: u32) {
        self.must(Command::DeliverMail {
            on: self.today(),
            items: vec![(kind, n.try_into().unwrap())],
            delivery: Delivery::Holder,
        });
    }

    fn house(&self) -> House<'_> {
        House {
            settings: &self.settings,
            policy: &self.policy,
            place: paris(),
        }
    }

    fn grounds(&self) -> Grounds {
        Grounds::of(&self.dossier)
    }

    /// What the run of an evening finds, the one before having been the last.
    fn found(&self, evening: DateTime<Utc>) -> Vec<(Kind, String)> {
        self.found_since(evening - TimeDelta::hours(1), evening)
    }

    fn found_since(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<(Kind, String)> {
        let found = occasions(&self.grounds(), self.house(), Run { since, now });
        found.into_iter().map(|o| (o.kind, o.occurrence)).collect()
    }

    fn found_of(&self, kind: Kind, on: NaiveDate) -> Option<String> {
        let found = self.found(evening(on));
        found.into_iter().find(|f| f.0 == kind).map(|f| f.1)
    }

    fn still(&self, kind: Kind, occurrence: &str, now: DateTime<Utc>) -> Result<(), Cancellation> {
        let planned = Occasion {
            kind,
            occurrence: occurrence.to_owned(),
        };
        still_due(&self.grounds(), Channel::Sms, &planned, self.house(), now)
    }
}

fn author() -> Author {
    Author::Staff {
        id: id(3),
        name: text("Camille Roche"),
        capacity: None,
        standing: Standing::Decides,
    }
}

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
        motif: RadiationMotif::ADemande,
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

/// A day near a limit, as seen from another.
fn near(today: NaiveDate) -> impl Strategy<Value = NaiveDate> + Clone {
    let limits = [
        -92, -85, -62, -31, -16, -15, -1, 0, 1, 3, 15, 28, 30, 31, 59, 61, 92,
    ];
    let around = (prop::sample::select(limits.to_vec()), -4..=4).prop_map(|(limit, by)| limit + by);
    prop_oneof![around, -120..120].prop_map(move |by| add_days(today, by))
}

fn any_grounds(today: NaiveDate) -> impl Strategy<Value = Grounds> {
    let day = || prop::option::weighted(0.8, near(today));
    let rare = || prop::option::weighted(0.2, near(today));
    let minutes = 0..24 * 60_i64;
    let anchors = (day(), any::<bool>(), day(), rare(), rare(), day(), day()).prop_map(
        |(term_end, renewal_pending, silent_since, absent, observed, unnotified, notice)| Anchors {
            term_end,
            renewal_pending,
            silent_since,
            suspended_since: absent,
            observations_until: observed,
            unnotified_since: unnotified,
            notice_expires_on: notice,
            ..Anchors::default()
        },
    );
    (
        anchors,
        prop::option::of(near(today)),
        prop::option::of((near(today), minutes)),
        any::<(bool, bool)>(),
    )
        .prop_map(|(anchors, mail, appointment, (sms, email))| Grounds {
            anchors,
            mail_newest_at: mail.map(|day| day.and_time(NaiveTime::MIN).and_utc()),
            waiting: Waiting::default(),
            appointment: appointment.map(|(day, minutes)| {
                let at = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
                (id(7), at)
            }),
            // What storage keeps together.
            unnotified: anchors.unnotified_since.map(|_| id(8)),
            channels: Channels { sms, email },
        })
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let days = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
    ];
    (
        prop::bool::weighted(0.9),
        prop::sample::subsequence(days.to_vec(), 1..=6),
        8_u32..20,
        prop::sample::subsequence(Kind::ALL.to_vec(), 0..=6),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(on, days, hour, kinds, all, two_months_ahead)| Settings {
            on,
            rhythm: Rhythm::new(days, NaiveTime::from_hms_opt(hour, 0, 0).unwrap()).unwrap(),
            kinds: if all { Kind::ALL.to_vec() } else { kinds },
            two_months_ahead,
            ..Settings::default()
        })
}

fn any_now() -> impl Strategy<Value = DateTime<Utc>> {
    let minutes = 0..4 * 366 * 24 * 60_i64;
    minutes.prop_map(|minutes| at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes))
}

fn any_place() -> impl Strategy<Value = Place> {
    prop::sample::select(vec!["75", "67", "971", "974", "975", "988", "987"]).prop_map(|code| {
        let territory: kernel::Departement = text(code);
        Place::new(territory.zone(), Holidays::of(territory))
    })
}

/// A moment with what is kept of somebody then.
fn any_moment() -> impl Strategy<Value = (DateTime<Utc>, Grounds, Settings, Policy, Place)> {
    (any_now(), any_place(), any_settings(), 0..30_u16).prop_flat_map(
        |(now, place, settings, warned)| {
            let policy = Policy {
                silence_warning_days: warned,
                ..Policy::of(StructureKind::Ccas, None)
            };
            let grounds = any_grounds(place.zone.date_of(now));
            (
                Just(now),
                grounds,
                Just(settings),
                Just(policy),
                Just(place),
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn bounds_find_for_storage_what_the_rules_find(
        (now, grounds, settings, policy, place) in any_moment(),
        hours in prop_oneof![0..30_i64, 0..400_i64],
    ) {
        let house = House { settings: &settings, policy: &policy, place };
        let run = Run { since: now - TimeDelta::hours(hours), now };
        let mut found = Bounds::of(house, run).occasions(&grounds);
        let mut expected = occasions(&grounds, house, run);
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_a_run_finds_still_holds_when_it_is_sent_at_once(
        (now, grounds, settings, policy, place) in any_moment(),
    ) {
        let house = House { settings: &settings, policy: &policy, place };
        let run = Run { since: now - TimeDelta::days(7), now };
        for occasion in occasions(&grounds, house, run) {
            prop_assert!(grounds.facts(occasion.kind).is_some());
            for channel in Channel::ALL {
                let still = still_due(&grounds, *channel, &occasion, house, now);
                let expected = if grounds.channels.accept(*channel) {
                    Ok(())
                } else {
                    Err(Cancellation::Objection)
                };
                prop_assert_eq!(still, expected);
            }
        }
    }

    #[test]
    fn what_is_said_to_be_about_to_leave_is_what_the_run_finds(
        (now, grounds, settings, policy, place) in any_moment(),
    ) {
        let house = House { settings: &settings, policy: &policy, place };
        let soon = upcoming(&grounds, house, now, &[]);
        let daily = place.next_daily_slot(now, &settings.rhythm);
        let run = Run { since: now, now: daily };
        let found = occasions(&grounds, house, run);
        let kinds_at = |at| -> Vec<Kind> {
            let then = soon.iter().filter(|u| u.at == at);
            then.map(|u| u.kind).collect()
        };
        if grounds.channels.list().is_empty() {
            prop_assert!(soon.is_empty());
        } else {
            let found: Vec<Kind> = found.iter().map(|o| o.kind).collect();
            prop_assert_eq!(kinds_at(daily), found);
            for later in soon.iter().filter(|u| u.at != daily) {
                prop_assert_eq!(later.kind, Kind::MailWaiting);
                prop_assert_eq!(later.at, place.next_mail_slot(now, &settings.rhythm));
            }
        }
        prop_assert!(soon.is_sorted_by_key(|u| u.at));
        prop_assert_eq!(upcoming(&grounds, house, now, &occasions(&grounds, house, Run {
            since: now, now: place.next_mail_slot(now, &settings.rhythm),
        })).iter().filter(|u| u.kind == Kind::MailWaiting).count(), 0);
    }
}
