//! Every example of the rule table, and every question of the documented shapes.

use adapter_rules::{evaluate, list};
use serde_json::{Value, json};

/// Asks a rule: its name, its fields, and what the answer must be.
fn check(rule: &str, cases: &[(Value, Value)]) {
    for (fields, expected) in cases {
        let mut question = fields.clone();
        question["rule"] = rule.into();
        let line = question.to_string();
        assert_eq!(&evaluate(line.as_bytes()), expected, "{line}");
    }
}

#[test]
fn r30_a_term_lasts_one_year() {
    check(
        "term_end",
        &[
            (json!({"start": "2025-01-01"}), json!({"end": "2025-12-31"})),
            (json!({"start": "2024-02-29"}), json!({"end": "2025-02-28"})),
            (json!({"start": "2023-03-01"}), json!({"end": "2024-02-29"})),
            (json!({"start": "2024-03-01"}), json!({"end": "2025-02-28"})),
            (json!({"start": "9999-01-01"}), json!({"end": "9999-12-31"})),
        ],
    );
}

#[test]
fn r50_silence_must_last_more_than_three_months() {
    let none: [Value; 0] = [];
    let ask =
        |last: &str, today: &str| json!({"last_contact": last, "today": today, "absences": none});
    let answer = |threshold: &str, first: &str, due: bool| json!({"threshold": threshold, "first_day": first, "due": due});
    check(
        "silence",
        &[
            (
                ask("2026-01-15", "2026-04-15"),
                answer("2026-04-15", "2026-04-16", false),
            ),
            (
                ask("2026-01-15", "2026-04-16"),
                answer("2026-04-15", "2026-04-16", true),
            ),
            (
                ask("2024-11-28", "2025-02-28"),
                answer("2025-02-28", "2025-03-01", false),
            ),
            (
                ask("2024-11-29", "2025-03-01"),
                answer("2025-02-28", "2025-03-01", true),
            ),
            (
                ask("2024-11-30", "2025-03-01"),
                answer("2025-02-28", "2025-03-01", true),
            ),
            (
                ask("2024-02-29", "2024-05-29"),
                answer("2024-05-29", "2024-05-30", false),
            ),
            (
                ask("2025-08-31", "2025-12-01"),
                answer("2025-11-30", "2025-12-01", true),
            ),
            // A contact entered ahead of today: the question is answered all the same.
            (
                ask("2027-01-01", "2026-01-01"),
                answer("2027-04-01", "2027-04-02", false),
            ),
        ],
    );
}

#[test]
fn r54_an_absence_suspends_the_clock_and_restarts_it() {
    let ask = |absences: Value| json!({"last_contact": "2026-01-10", "today": "2026-06-01", "absences": absences});
    let suspended = json!({"threshold": null, "first_day": null, "due": false});
    let running = |threshold: &str, first: &str, due: bool| json!({"threshold": threshold, "first_day": first, "due": due});
    let day = |from: &str, until: Value| json!({"from": from, "until": until});
    check(
        "silence",
        &[
            (
                ask(json!([day("2026-02-01", Value::Null)])),
                suspended.clone(),
            ),
            (
                ask(json!([day("2026-06-01", Value::Null)])),
                suspended.clone(),
            ),
            // One that opens tomorrow is not open yet.
            (
                ask(json!([day("2026-06-02", Value::Null)])),
                running("2026-04-10", "2026-04-11", true),
            ),
            (
                ask(json!([day("2026-02-01", json!("2026-03-31"))])),
                running("2026-06-30", "2026-07-01", false),
            ),
            (
                ask(json!([
                    day("2026-02-01", json!("2026-03-31")),
                    day("2026-01-12", json!("2026-01-12"))
                ])),
                running("2026-06-30", "2026-07-01", false),
            ),
            // Over before the last contact: it changes nothing.
            (
                ask(json!([day("2025-11-01", json!("2025-12-01"))])),
                running("2026-04-10", "2026-04-11", true),
            ),
            (
                ask(json!([
                    day("2026-02-01", json!("2026-03-31")),
                    day("2026-05-01", Value::Null)
                ])),
                suspended,
            ),
        ],
    );
}

#[test]
fn r51_r52_what_the_person_does_counts_and_what_others_do_does_not() {
    for (kind, counts) in [
        ("visit", true),
        ("phone_call", true),
        ("interview", true),
        ("request_in_person", true),
        ("request_by_phone", true),
        ("request_online", false),
        ("request_by_post", false),
        ("mail_handed_to_holder", true),
        ("mail_handed_to_proxy", false),
        ("mail_forwarded", false),
        ("mail_returned", false),
        ("mail_received", false),
        ("sms_sent", false),
        ("portal_login", false),
        ("written_message", true),
    ] {
        let expected = if counts {
            json!("2026-03-02")
        } else {
            Value::Null
        };
        check(
            "last_contact",
            &[(
                json!({"facts": [{"kind": kind, "on": "2026-03-02"}], "portal_login_counts": false}),
                json!({"last_contact": expected}),
            )],
        );
    }
}

#[test]
fn r53_r56_the_last_contact_is_a_fold_of_what_stands() {
    check(
        "last_contact",
        &[
            (
                json!({"facts": [], "portal_login_counts": false}),
                json!({"last_contact": null}),
            ),
            (
                json!({"facts": [
                    {"kind": "visit", "on": "2026-03-02"},
                    {"kind": "phone_call", "on": "2026-02-01", "annulled": false},
                    {"kind": "visit", "on": "2026-05-05", "annulled": true},
                    {"kind": "portal_login", "on": "2026-04-04"},
                ], "portal_login_counts": false}),
                json!({"last_contact": "2026-03-02"}),
            ),
            (
                json!({"facts": [
                    {"kind": "portal_login", "on": "2026-04-04"},
                    {"kind": "visit", "on": "2026-03-02"},
                ], "portal_login_counts": true}),
                json!({"last_contact": "2026-04-04"}),
            ),
        ],
    );
}

#[test]
fn r23_a_request_is_answered_within_two_months() {
    check(
        "answer_limit",
        &[
            (
                json!({"received": "2025-12-31"}),
                json!({"limit": "2026-02-28"}),
            ),
            (
                json!({"received": "2025-07-31"}),
                json!({"limit": "2025-09-30"}),
            ),
        ],
    );
}

#[test]
fn r67_an_appeal_is_filed_within_two_months_franc() {
    let ask =
        |notified: &str, department: &str| json!({"notified": notified, "department": department});
    check(
        "appeal_limit",
        &[
            // 1 March 2026 is a Sunday.
            (ask("2025-12-30", "75"), json!({"last_day": "2026-03-02"})),
            (ask("2026-01-12", "75"), json!({"last_day": "2026-03-13"})),
            // Good Friday in Moselle, then the week-end and Easter Monday.
            (ask("2026-02-02", "57"), json!({"last_day": "2026-04-07"})),
            (ask("2026-02-02", "54"), json!({"last_day": "2026-04-03"})),
            // 20 December is a holiday in La Réunion; in 2027 it is a Monday.
            (ask("2027-10-19", "974"), json!({"last_day": "2027-12-21"})),
            (ask("2027-10-19", "2A"), json!({"last_day": "2027-12-20"})),
        ],
    );
}

#[test]
fn r42_a_reminder_is_due_until_the_end_unless_sent() {
    let ask = |end: &str, months: u32, today: &str, sent: bool| json!({"end": end, "months": months, "today": today, "sent": sent});
    let answer = |from: &str, due: bool| json!({"due_from": from, "due": due});
    check(
        "renewal_reminder",
        &[
            (
                ask("2025-04-30", 2, "2025-02-27", false),
                answer("2025-02-28", false),
            ),
            (
                ask("2025-04-30", 2, "2025-02-28", false),
                answer("2025-02-28", true),
            ),
            (
                ask("2025-04-30", 2, "2025-02-28", true),
                answer("2025-02-28", false),
            ),
            (
                ask("2025-12-31", 1, "2025-12-01", false),
                answer("2025-11-30", true),
            ),
            (
                ask("2025-12-31", 1, "2025-12-31", false),
                answer("2025-11-30", true),
            ),
            (
                ask("2025-12-31", 1, "2026-01-01", false),
                answer("2025-11-30", false),
            ),
            (
                ask("2025-12-31", 0, "2025-12-31", false),
                answer("2025-12-31", true),
            ),
        ],
    );
}

#[test]
fn retention_counts_from_the_latest_event() {
    let ask = |contact: Value, end: Value, notified: Value, today: &str| {
        json!({"last_contact": contact, "term_end": end, "last_notification": notified,
            "months": 24, "today": today})
    };
    let answer = |anchor: &str, from: &str, purgeable: bool| json!({"anchor": anchor, "purgeable_from": from, "purgeable": purgeable});
    check(
        "retention",
        &[
            (
                ask(json!("2024-02-29"), Value::Null, Value::Null, "2026-02-28"),
                answer("2024-02-29", "2026-03-01", false),
            ),
            (
                ask(json!("2024-02-29"), Value::Null, Value::Null, "2026-03-01"),
                answer("2024-02-29", "2026-03-01", true),
            ),
            (
                ask(
                    json!("2024-01-01"),
                    json!("2024-06-30"),
                    json!("2024-03-01"),
                    "2026-07-01",
                ),
                answer("2024-06-30", "2026-07-01", true),
            ),
            (
                ask(Value::Null, Value::Null, json!("2024-03-01"), "2025-07-01"),
                answer("2024-03-01", "2026-03-02", false),
            ),
        ],
    );
}

#[test]
fn r60_the_matrix_of_grounds() {
    let communal = |ground: &str| match ground {
        "absence_de_lien" => (true, false),
        "saturation" | "hors_agrement" => (false, false),
        _ => (true, true),
    };
    let approved = |ground: &str, cap: bool| match ground {
        "saturation" => (cap, false),
        _ => (true, true),
    };
    for ground in [
        "absence_de_lien",
        "saturation",
        "hors_agrement",
        "domicile_stable",
        "entretien_non_honore",
        "autre",
    ] {
        for structure in ["ccas", "cias", "commune", "organisme_agree"] {
            for cap in [None, Some(false), Some(true)] {
                let (allowed, warned) = if structure == "organisme_agree" {
                    approved(ground, cap == Some(true))
                } else {
                    communal(ground)
                };
                let mut question = json!({"rule": "refusal", "structure": structure, "ground": ground,
                    "facts": "Vu le dossier", "orientation": true});
                if let Some(cap) = cap {
                    question["cap_reached"] = cap.into();
                }
                let answer = evaluate(question.to_string().as_bytes());
                let rule_ids = if allowed { json!([]) } else { json!(["R-60"]) };
                assert_eq!(answer["allowed"], allowed, "{question}");
                assert_eq!(answer["rule_ids"], rule_ids, "{question}");
                assert_eq!(
                    answer["warnings"].as_array().map(Vec::is_empty),
                    Some(!warned),
                    "{question}"
                );
            }
        }
    }
}

#[test]
fn r61_r62_a_refusal_needs_facts_and_an_orientation() {
    let refused = |rules: Value| json!({"allowed": false, "rule_ids": rules, "warnings": []});
    let ask = |ground: &str, facts: &str, orientation: bool| json!({"structure": "ccas", "ground": ground, "facts": facts, "orientation": orientation});
    check(
        "refusal",
        &[
            (
                json!({"structure": "ccas", "ground": "absence_de_lien", "orientation": true}),
                refused(json!(["R-61"])),
            ),
            (ask("absence_de_lien", "", true), refused(json!(["R-61"]))),
            (
                ask("absence_de_lien", " \t\n\u{a0}", true),
                refused(json!(["R-61"])),
            ),
            (ask("absence_de_lien", "x", false), refused(json!(["R-62"]))),
            (
                ask("saturation", " ", false),
                refused(json!(["R-60", "R-61", "R-62"])),
            ),
            // However long they are, they are facts.
            (
                ask("absence_de_lien", &"x".repeat(20_000), true),
                json!({"allowed": true, "rule_ids": [], "warnings": []}),
            ),
            (
                json!({"structure": "organisme_agree", "ground": "hors_agrement", "facts": "x", "orientation": true}),
                json!({"allowed": true, "rule_ids": [], "warnings": ["R-60:depends_on_agrement"]}),
            ),
            (
                ask("autre", "x", true),
                json!({"allowed": true, "rule_ids": [], "warnings": ["R-60:fragile_ground"]}),
            ),
        ],
    );
}

#[test]
fn postal_codes_give_their_territory() {
    for (postal, department, zone) in [
        ("75011", "75", "Europe/Paris"),
        ("42620", "03", "Europe/Paris"),
        ("94390", "91", "Europe/Paris"),
        ("20167", "2A", "Europe/Paris"),
        ("20600", "2B", "Europe/Paris"),
        ("97110", "971", "America/Guadeloupe"),
        ("97200", "972", "America/Martinique"),
        ("97300", "973", "America/Cayenne"),
        ("97400", "974", "Indian/Reunion"),
        ("97500", "975", "America/Miquelon"),
        ("97600", "976", "Indian/Mayotte"),
        ("97133", "977", "America/St_Barthelemy"),
        ("97150", "978", "America/Marigot"),
        ("98413", "984", "Indian/Kerguelen"),
        ("98600", "986", "Pacific/Wallis"),
        ("98714", "987", "Pacific/Tahiti"),
        ("98800", "988", "Pacific/Noumea"),
    ] {
        check(
            "territory",
            &[(
                json!({"postal_code": postal}),
                json!({"department": department, "zone": zone}),
            )],
        );
    }
}

#[test]
fn what_list_prints_is_in_the_documentation() {
    let page = include_str!("../../../docs/rules-command.md");
    assert!(
        page.contains(&list()),
        "copy what `list()` returns:\n{}",
        list()
    );
}

#[test]
fn list_names_every_word_of_the_domain() {
    let listed = list();
    let manifestations = domiciliation::presence::Manifestation::ALL;
    let words = manifestations
        .iter()
        .map(|kind| kind.code())
        .chain(
            domiciliation::refusal::RefusalGround::ALL
                .iter()
                .map(|ground| ground.code()),
        )
        .chain(
            domiciliation::Status::ALL
                .iter()
                .map(|status| status.code()),
        )
        .chain(
            domiciliation::request::Channel::ALL
                .iter()
                .map(|channel| channel.code()),
        )
        .chain(
            domiciliation::fact::ContactKind::ALL
                .iter()
                .map(|kind| kind.code()),
        );
    for word in words {
        assert!(listed.contains(word), "{word}");
    }
}

#[test]
fn the_examples_of_the_documentation_are_true() {
    let page = include_str!("../../../docs/rules-command.md");
    let examples = page
        .split("## Examples")
        .nth(1)
        .and_then(|rest| rest.split("```").nth(1));
    let mut checked = 0;
    for pair in examples
        .expect("a block of examples")
        .trim_start_matches("json")
        .split("\n\n")
    {
        let (question, answer) = pair.trim().split_once('\n').expect("two lines");
        let expected: Value = serde_json::from_str(answer).expect("an answer");
        assert_eq!(evaluate(question.as_bytes()), expected, "{question}");
        checked += 1;
    }
    assert!(checked > 5);
}
