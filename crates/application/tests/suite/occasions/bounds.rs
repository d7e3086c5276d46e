//! Bounds find for storage what the rules find, whatever is kept of somebody.

use std::ops::RangeInclusive;

use application::messages::occasion::{
    Bounds, Channels, Grounds, House, Run, occasions, still_due, upcoming,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domiciliation::{Policy, due::Anchors};
use kernel::{Holidays, StructureKind, date::add_days};
use messages::{Cancellation, Channel, Kind, Place, Rhythm, Settings, texts::Waiting};
use proptest::prelude::*;
use testkit::builders::{id, text};

use crate::occasions::case::at;

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
        let bounds = Bounds::of(house, run);
        let apart = |ends: &[(u32, RangeInclusive<NaiveDate>)]| {
            ends.is_sorted_by(|nearer, farther| nearer.1.end() < farther.1.start())
        };
        prop_assert!(apart(&bounds.terms), "nobody is told twice of a term");
        let mut found = bounds.occasions(&grounds);
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
