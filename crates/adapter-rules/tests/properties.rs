//! Whatever comes in, one line goes out; and it says what the domain says.

use adapter_rules::{evaluate, run};
use chrono::NaiveDate;
use domiciliation::{deadline, presence, retention, term};
use kernel::{Departement, Holidays, date::add_days};
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0_i32..80_000).prop_map(|days| {
        add_days(
            NaiveDate::from_ymd_opt(1950, 1, 1).unwrap_or_default(),
            days,
        )
    })
}

/// Values that rules read, in places where they may not expect them.
fn any_value() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "term_end",
        "silence",
        "status",
        "request",
        "accepted",
        "terminated",
        "contact",
        "interview",
        "closed",
        "visit",
        "in_person",
        "ccas",
        "autre",
        "75",
        "97133",
        "2024-02-29",
        "9999-12-31",
        "0001-01-01",
        "2025-02-29",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        any_date().prop_map(|date| date.to_string().into()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(field(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn field() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "start",
        "end",
        "last_contact",
        "today",
        "absences",
        "from",
        "until",
        "facts",
        "kind",
        "on",
        "annulled",
        "portal_login_counts",
        "received",
        "notified",
        "department",
        "months",
        "sent",
        "term_end",
        "last_notification",
        "structure",
        "ground",
        "cap_reached",
        "orientation",
        "postal_code",
        "fact",
        "channel",
        "effect",
        "to",
    ])
    .prop_map(str::to_owned)
}

fn rule() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "term_end",
        "silence",
        "last_contact",
        "answer_limit",
        "appeal_limit",
        "renewal_reminder",
        "retention",
        "refusal",
        "territory",
        "status",
    ])
}

fn ask(question: &Value) -> Value {
    evaluate(question.to_string().as_bytes())
}

proptest! {
    #[test]
    fn any_bytes_give_one_line_a_line(input in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut output = Vec::new();
        prop_assert!(run(&input[..], &mut output).is_ok());
        let cut = input.strip_suffix(b"\n").unwrap_or(&input);
        let lines = if input.is_empty() { 0 } else { cut.split(|byte| *byte == b'\n').count() };
        let text = String::from_utf8(output).expect("JSON is UTF-8");
        prop_assert_eq!(text.lines().count(), lines);
        for line in text.lines() {
            prop_assert!(serde_json::from_str::<Value>(line).is_ok_and(|v| v.is_object()));
        }
    }

    #[test]
    fn any_fields_give_an_answer_or_an_error(
        rule in rule(),
        fields in prop::collection::btree_map(field(), any_value(), 0..8),
    ) {
        let mut question = Value::Object(fields.into_iter().collect());
        question["rule"] = rule.into();
        let answer = ask(&question);
        prop_assert!(answer.is_object());
        if let Some(error) = answer.get("error") {
            prop_assert!(error["code"].is_string() && error["message"].is_string());
        }
    }

    #[test]
    fn any_history_has_a_status(
        facts in prop::collection::vec(
            (0_usize..13, any_date(), any_date(), any::<bool>()), 0..12),
        today in any_date(),
    ) {
        const NAMES: [&str; 12] = ["request", "interview", "proposed", "postponed", "withdrawn",
            "accepted", "refused", "terminated", "closed", "contact", "mail_delivered", "absence"];
        let facts: Vec<Value> = facts.into_iter().map(|(name, one, other, annulled)| {
            let (first, last) = (one.min(other), one.max(other));
            json!({"fact": NAMES[name % 12], "on": first, "channel": "phone", "kind": "visit",
                "to": "holder", "start": first, "end": last, "effect": last, "from": first,
                "until": last, "annulled": annulled})
        }).collect();
        let answer = ask(&json!({"rule": "status", "facts": facts, "today": today}));
        prop_assert!(answer["status"].is_string(), "{}", answer);
        prop_assert_eq!(answer["days_left"].is_null(), answer["status"] != "actif");
    }

    #[test]
    fn dates_are_those_of_the_domain(
        day in any_date(),
        today in any_date(),
        months in 0_u32..40,
        department in prop::sample::select(Departement::all().collect::<Vec<_>>()),
    ) {
        prop_assert_eq!(
            ask(&json!({"rule": "term_end", "start": day})),
            json!({"end": term::one_year(day).end()})
        );
        prop_assert_eq!(
            ask(&json!({"rule": "silence", "last_contact": day, "today": today, "absences": []})),
            json!({"threshold": presence::threshold(day),
                "first_day": presence::first_radiable_day(day),
                "due": today > presence::threshold(day)})
        );
        prop_assert_eq!(
            ask(&json!({"rule": "answer_limit", "received": day})),
            json!({"limit": deadline::answer_limit(day)})
        );
        prop_assert_eq!(
            ask(&json!({"rule": "appeal_limit", "notified": day, "department": department.code()})),
            json!({"last_day": deadline::appeal_last_day(day, &Holidays::of(department))})
        );
        prop_assert_eq!(
            ask(&json!({"rule": "renewal_reminder", "end": day, "months": months, "today": today,
                "sent": false})),
            json!({"due_from": term::reminder_from(day, months),
                "due": term::is_reminder_due(day, months, today, false)})
        );
        let from = retention::purgeable_from(day.max(today), months);
        prop_assert_eq!(
            ask(&json!({"rule": "retention", "last_contact": day, "term_end": today,
                "last_notification": null, "months": months, "today": today})),
            json!({"anchor": day.max(today), "purgeable_from": from, "purgeable": today >= from})
        );
    }
}
