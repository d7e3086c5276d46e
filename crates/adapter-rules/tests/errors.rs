//! What is not understood, and how lines are cut.

use std::io::{BufRead, BufReader, Write, pipe};

use adapter_rules::{MAX_LINE_BYTES, evaluate, run};
use serde_json::{Value, json};

fn code(line: impl AsRef<[u8]>) -> String {
    let answer = evaluate(line.as_ref());
    let message = answer["error"]["message"].as_str();
    assert!(
        message.is_some_and(|message| !message.is_empty()),
        "{answer}"
    );
    answer["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn answers(input: &[u8]) -> Vec<Value> {
    let mut output = Vec::new();
    run(input, &mut output).expect("memory does not fail");
    let text = String::from_utf8(output).expect("JSON is UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

#[test]
fn a_line_that_is_not_a_question_has_an_error() {
    for (line, expected) in [
        (&b""[..], "blank_line"),
        (b" \t\r", "blank_line"),
        (b"\xff{}", "not_utf8"),
        (b"{\"rule\":\"term_end\",\"start\":\"\xe9\"}", "not_utf8"),
        (b"{", "not_json"),
        (b"{} {}", "not_json"),
        (b"{\"rule\":\"\\ud800\"}", "not_json"),
        (b"{\"rule\":1e999}", "not_json"),
        (b"\0", "not_json"),
        (b"[]", "not_an_object"),
        (b"\"term_end\"", "not_an_object"),
        (b"null", "not_an_object"),
        (b"12", "not_an_object"),
        (b"{}", "missing_field"),
        (b"{\"rule\":null}", "invalid_field"),
        (b"{\"rule\":[\"term_end\"]}", "invalid_field"),
        (b"{\"rule\":\"\"}", "unknown_rule"),
        (b"{\"rule\":\"Term_end\"}", "unknown_rule"),
    ] {
        assert_eq!(code(line), expected, "{}", String::from_utf8_lossy(line));
    }
    assert_eq!(code(b"[".repeat(100_000)), "not_json");
    assert_eq!(code("{\"a\":".repeat(100_000)), "not_json");
}

#[test]
fn a_date_is_ten_characters_and_a_real_day() {
    for wrong in [
        json!(null),
        json!(20250101),
        json!(""),
        json!("2025-1-01"),
        json!("2025-01-1"),
        json!("25-01-01"),
        json!("2025-02-29"),
        json!("2025-02-30"),
        json!("2025-13-01"),
        json!("2025-00-10"),
        json!("2025-01-00"),
        json!("0000-01-01"),
        json!("2025/01/01"),
        json!("01-01-2025"),
        json!("20250101"),
        json!(" 2025-01-01"),
        json!("2025-01-01 "),
        json!("2025-01-01T00:00:00Z"),
        json!("+025-01-01"),
        json!("-025-01-01"),
        json!("2025-+1-01"),
        json!("12025-01-01"),
        json!("٢٠٢٥-٠١-٠١"),
        json!("2025-01-é"),
        json!({"year": 2025}),
    ] {
        let line = json!({"rule": "term_end", "start": wrong}).to_string();
        assert_eq!(code(&line), "invalid_field", "{line}");
    }
}

/// One good question for each rule.
fn good() -> Vec<Value> {
    vec![
        json!({"rule": "term_end", "start": "2025-01-01"}),
        json!({"rule": "silence", "last_contact": "2025-01-01", "today": "2025-01-01",
            "absences": [{"from": "2025-01-01", "until": null}]}),
        json!({"rule": "last_contact", "portal_login_counts": false,
            "facts": [{"kind": "visit", "on": "2025-01-01"}]}),
        json!({"rule": "answer_limit", "received": "2025-01-01"}),
        json!({"rule": "appeal_limit", "notified": "2025-01-01", "department": "75"}),
        json!({"rule": "renewal_reminder", "end": "2025-01-01", "months": 1,
            "today": "2025-01-01", "sent": false}),
        json!({"rule": "retention", "last_contact": "2025-01-01", "term_end": null,
            "last_notification": null, "months": 24, "today": "2025-01-01"}),
        json!({"rule": "refusal", "structure": "ccas", "ground": "autre", "orientation": true}),
        json!({"rule": "territory", "postal_code": "75011"}),
        json!({"rule": "status", "today": "2025-01-01",
            "facts": [{"fact": "accepted", "on": "2025-01-01", "start": "2025-01-01", "end": "2025-12-31"}]}),
    ]
}

#[test]
fn every_field_is_wanted_and_typed_and_others_are_ignored() {
    for question in good() {
        let answer = evaluate(question.to_string().as_bytes());
        assert_eq!(answer.get("error"), None, "{question}");
        let mut more = question.clone();
        more["Start"] = json!([{}]);
        more["note"] = Value::Null;
        assert_eq!(evaluate(more.to_string().as_bytes()), answer);

        for field in question.as_object().expect("an object").keys() {
            let mut less = question.clone();
            less.as_object_mut().expect("an object").remove(field);
            assert_eq!(code(less.to_string()), "missing_field", "{less}");
            for wrong in [json!({}), json!(-1), json!(1.5)] {
                let mut other = question.clone();
                other[field] = wrong;
                assert_eq!(code(other.to_string()), "invalid_field", "{other}");
            }
        }
    }
}

#[test]
fn the_fields_of_listed_objects_are_wanted_and_typed() {
    for (rule, list) in [(1, "absences"), (2, "facts"), (9, "facts")] {
        let question = &good()[rule];
        for field in question[list][0].as_object().expect("an object").keys() {
            let mut less = question.clone();
            less[list][0]
                .as_object_mut()
                .expect("an object")
                .remove(field);
            let answer = evaluate(less.to_string().as_bytes());
            assert_eq!(answer["error"]["code"], "missing_field", "{less}");
            let message = answer["error"]["message"].to_string();
            assert!(message.contains(&format!("{list}[0].{field}")), "{message}");
        }
        for wrong in [
            json!([1]),
            json!([null]),
            json!([[]]),
            json!("x"),
            json!([{}]),
        ] {
            let mut other = question.clone();
            other[list] = wrong;
            assert!(
                evaluate(other.to_string().as_bytes())
                    .get("error")
                    .is_some(),
                "{other}"
            );
        }
    }
}

#[test]
fn a_value_that_means_nothing_is_refused() {
    for (rule, field, wrong) in [
        (1, "/absences/0/until", json!("2024-12-31")),
        (1, "/absences", json!(null)),
        (2, "/facts/0/kind", json!("Visit")),
        (2, "/facts/0/kind", json!({"visit": null})),
        (2, "/portal_login_counts", json!("true")),
        (4, "/department", json!("20")),
        (4, "/department", json!("075")),
        (4, "/department", json!("2a")),
        (4, "/department", json!(75)),
        (5, "/months", json!(1201)),
        (5, "/months", json!(u64::MAX)),
        (5, "/months", json!("1")),
        (5, "/sent", json!(0)),
        (6, "/last_contact", json!(null)),
        (6, "/term_end", json!("")),
        (7, "/structure", json!("CCAS")),
        (7, "/ground", json!("saturé")),
        (7, "/orientation", json!(null)),
        (8, "/postal_code", json!("20300")),
        (8, "/postal_code", json!("99000")),
        (8, "/postal_code", json!("7501")),
        (8, "/postal_code", json!(" 75011")),
        (8, "/postal_code", json!(75011)),
        (9, "/facts/0/fact", json!("granted")),
        (9, "/facts/0/end", json!("2024-12-31")),
    ] {
        let mut question = good().swap_remove(rule);
        *question.pointer_mut(field).expect("it exists") = wrong;
        assert_eq!(code(question.to_string()), "invalid_field", "{question}");
    }
    for (rule, field) in [
        (2, "annulled"),
        (7, "cap_reached"),
        (7, "facts"),
        (9, "portal_login_counts"),
    ] {
        let mut question = good().swap_remove(rule);
        let target = if rule == 2 {
            &mut question["facts"][0]
        } else {
            &mut question
        };
        target[field] = Value::Null;
        assert_eq!(code(question.to_string()), "invalid_field", "{question}");
    }
}

#[test]
fn an_answer_past_the_calendar_is_an_error() {
    for line in [
        r#"{"rule":"term_end","start":"9999-01-02"}"#,
        r#"{"rule":"silence","last_contact":"9999-09-30","today":"2025-01-01","absences":[{"from":"9999-12-31","until":"9999-12-31"}]}"#,
        r#"{"rule":"answer_limit","received":"9999-12-31"}"#,
        r#"{"rule":"appeal_limit","notified":"9999-10-31","department":"75"}"#,
        r#"{"rule":"renewal_reminder","end":"0001-01-31","months":1,"today":"2025-01-01","sent":false}"#,
        r#"{"rule":"renewal_reminder","end":"0001-01-31","months":1200,"today":"2025-01-01","sent":false}"#,
        r#"{"rule":"retention","last_contact":"9999-01-01","term_end":null,"last_notification":null,"months":1200,"today":"2025-01-01"}"#,
        r#"{"rule":"status","facts":[{"fact":"accepted","on":"9999-12-31","start":"9999-12-31","end":"9999-12-31"},{"fact":"contact","kind":"visit","on":"9999-12-31"}],"today":"9999-12-31"}"#,
    ] {
        assert_eq!(code(line), "out_of_range", "{line}");
    }
}

#[test]
fn errors_never_repeat_what_was_sent() {
    for line in [
        r#"{"rule":"Aminata"}"#,
        r#"{"rule":"term_end","start":"Aminata"}"#,
        r#"{"rule":"refusal","structure":"Aminata","ground":"autre","orientation":true}"#,
        r#"{"rule":"term_end" Aminata}"#,
    ] {
        assert!(
            !evaluate(line.as_bytes()).to_string().contains("Aminata"),
            "{line}"
        );
    }
}

#[test]
fn the_last_of_two_equal_keys_is_read() {
    let line = r#"{"rule":"term_end","start":"x","start":"2025-01-01"}"#;
    assert_eq!(evaluate(line.as_bytes()), json!({"end": "2025-12-31"}));
}

#[test]
fn each_line_has_its_answer_in_order_whatever_its_end() {
    let question = br#"{"rule":"term_end","start":"2025-01-01"}"#;
    let answer = json!({"end": "2025-12-31"});
    let mut input = Vec::new();
    input.extend(question);
    input.extend(b"\r\n\n  \nnot json\n\xff\xfe\n");
    input.extend(question);
    let found = answers(&input);
    let codes: Vec<_> = found[1..5]
        .iter()
        .map(|error| error["error"]["code"].clone())
        .collect();
    assert_eq!(codes, ["blank_line", "blank_line", "not_json", "not_utf8"]);
    assert_eq!((found.len(), &found[0], &found[5]), (6, &answer, &answer));

    assert_eq!(answers(b""), Vec::<Value>::new());
    assert_eq!(answers(b"\n").len(), 1);
    assert_eq!(answers(&[question, &b"\n"[..]].concat()), [answer]);
}

#[test]
fn a_line_too_long_is_skipped_whole() {
    let question = r#"{"rule":"term_end","start":"2025-01-01"}"#;
    let padded = |length: usize| format!("{question}{}", " ".repeat(length - question.len()));
    let input = [
        padded(MAX_LINE_BYTES),
        padded(MAX_LINE_BYTES + 1),
        padded(3 * MAX_LINE_BYTES),
        question.to_owned(),
        padded(MAX_LINE_BYTES + 1),
    ]
    .join("\n");
    let found = answers(input.as_bytes());
    let long: Vec<_> = found
        .iter()
        .map(|answer| answer["error"]["code"] == "too_long")
        .collect();
    assert_eq!(long, [false, true, true, false, true]);
    assert_eq!(code(vec![b' '; MAX_LINE_BYTES + 1]), "too_long");
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let (questions, mut ask) = pipe().expect("a pipe");
    let (answers, output) = pipe().expect("a pipe");
    let command = std::thread::spawn(move || run(questions, output));
    let mut answers = BufReader::new(answers);
    for (start, end) in [("2025-01-01", "2025-12-31"), ("2024-02-29", "2025-02-28")] {
        writeln!(ask, r#"{{"rule":"term_end","start":"{start}"}}"#).expect("it reads");
        let mut line = String::new();
        answers.read_line(&mut line).expect("it answers");
        assert_eq!(line, format!("{{\"end\":\"{end}\"}}\n"));
    }
    drop(ask);
    command.join().expect("it ends").expect("without failure");
}
