//! The life of a dossier, told in facts.

use adapter_rules::evaluate;
use serde_json::{Value, json};

fn status(facts: &[Value], today: &str) -> Value {
    let question = json!({"rule": "status", "facts": facts, "today": today});
    evaluate(question.to_string().as_bytes())
}

fn first_year() -> Vec<Value> {
    vec![
        json!({"fact": "request", "on": "2026-03-02", "channel": "in_person"}),
        json!({"fact": "interview", "on": "2026-03-09"}),
        json!({"fact": "proposed", "on": "2026-03-10"}),
        json!({"fact": "accepted", "on": "2026-03-12", "start": "2026-03-15", "end": "2027-03-14"}),
    ]
}

#[test]
fn a_request_is_instructed_proposed_and_decided() {
    let life = first_year();
    let waiting = |status: &str, contact: Value| {
        json!({"status": status, "renewal_pending": false, "term": null, "days_left": null,
            "last_contact": contact, "first_radiable_day": null})
    };
    assert_eq!(
        status(&[], "2026-03-20"),
        waiting("en_instruction", Value::Null)
    );
    assert_eq!(
        status(&life[..1], "2026-03-20"),
        waiting("en_instruction", json!("2026-03-02"))
    );
    assert_eq!(
        status(&life[..3], "2026-03-20"),
        waiting("a_valider", json!("2026-03-09"))
    );
    assert_eq!(
        status(&life, "2026-03-20"),
        json!({"status": "actif", "renewal_pending": false,
            "term": {"start": "2026-03-15", "end": "2027-03-14"}, "days_left": 359,
            "last_contact": "2026-03-09", "first_radiable_day": "2026-06-10"})
    );
    let postponed = [
        &life[..3],
        &[json!({"fact": "postponed", "on": "2026-03-11"})],
    ]
    .concat();
    assert_eq!(status(&postponed, "2026-03-20")["status"], "en_instruction");
    let refused = [
        &life[..3],
        &[json!({"fact": "refused", "on": "2026-03-11"})],
    ]
    .concat();
    assert_eq!(
        status(&refused, "2026-03-20"),
        waiting("refuse", json!("2026-03-09"))
    );
}

#[test]
fn r70_a_term_holds_all_day_on_its_last_day() {
    let last = status(&first_year(), "2027-03-14");
    assert_eq!(
        (&last["status"], &last["days_left"]),
        (&json!("actif"), &json!(0))
    );
    let after = status(&first_year(), "2027-03-15");
    assert_eq!(
        (&after["status"], &after["days_left"]),
        (&json!("echu"), &Value::Null)
    );
    assert_eq!(after["term"]["end"], "2027-03-14");
    assert_eq!(after["first_radiable_day"], Value::Null);
}

#[test]
fn r43_a_renewal_runs_beside_the_term() {
    let mut life = first_year();
    life.push(json!({"fact": "request", "on": "2027-03-20", "channel": "post"}));
    let pending = status(&life, "2027-03-20");
    assert_eq!(pending["status"], "echu");
    assert_eq!(pending["renewal_pending"], true);
    // Filed by post, it is not a contact.
    assert_eq!(pending["last_contact"], "2026-03-09");

    let mut withdrawn = life.clone();
    withdrawn.push(json!({"fact": "withdrawn", "on": "2027-03-21"}));
    assert_eq!(status(&withdrawn, "2027-03-22")["renewal_pending"], false);

    life.push(
        json!({"fact": "accepted", "on": "2027-03-21", "start": "2027-03-21", "end": "2028-03-20"}),
    );
    let renewed = status(&life, "2027-03-22");
    assert_eq!(renewed["status"], "actif");
    assert_eq!(renewed["renewal_pending"], false);
    assert_eq!(renewed["term"]["start"], "2027-03-21");
}

#[test]
fn an_election_ends_by_decision_and_annulling_it_revives_the_term() {
    let mut life = first_year();
    life.push(json!({"fact": "terminated", "on": "2026-09-01", "effect": "2026-09-01"}));
    let ended = status(&life, "2026-09-02");
    assert_eq!(
        (&ended["status"], &ended["term"]),
        (&json!("radie"), &Value::Null)
    );
    life[4]["annulled"] = true.into();
    assert_eq!(status(&life, "2026-09-02")["status"], "actif");

    let mut closed = first_year();
    closed.push(json!({"fact": "closed", "on": "2027-04-01"}));
    assert_eq!(status(&closed, "2027-04-02")["status"], "radie");
    closed.push(json!({"fact": "request", "on": "2027-05-01", "channel": "phone"}));
    let again = status(&closed, "2027-05-02");
    assert_eq!(again["status"], "en_instruction");
    assert_eq!(again["renewal_pending"], false);
}

#[test]
fn r51_r54_contacts_and_absences_move_the_first_day() {
    let after = |more: Value, login: bool| {
        let mut life = first_year();
        life.push(more);
        let question = json!({"rule": "status", "facts": life, "today": "2026-08-01",
            "portal_login_counts": login});
        let answer = evaluate(question.to_string().as_bytes());
        (
            answer["last_contact"].clone(),
            answer["first_radiable_day"].clone(),
        )
    };
    let (seen, unmoved) = (json!("2026-03-09"), json!("2026-06-10"));
    let moved = (json!("2026-05-04"), json!("2026-08-05"));
    let contact = |kind: &str| json!({"fact": "contact", "on": "2026-05-04", "kind": kind});
    for kind in ["visit", "phone_call", "written_message"] {
        assert_eq!(after(contact(kind), false), moved, "{kind}");
    }
    assert_eq!(
        after(contact("portal_login"), false),
        (seen.clone(), unmoved.clone())
    );
    assert_eq!(after(contact("portal_login"), true), moved);
    let mail = |to: &str| json!({"fact": "mail_delivered", "on": "2026-05-04", "to": to});
    assert_eq!(after(mail("holder"), false), moved);
    for to in ["proxy", "forwarded", "returned"] {
        assert_eq!(
            after(mail(to), false),
            (seen.clone(), unmoved.clone()),
            "{to}"
        );
    }
    let absence = |until: Value| json!({"fact": "absence", "from": "2026-04-01", "until": until});
    assert_eq!(
        after(absence(Value::Null), false),
        (seen.clone(), Value::Null)
    );
    assert_eq!(
        after(absence(json!("2026-05-04")), false),
        (seen, json!("2026-08-05"))
    );
}
