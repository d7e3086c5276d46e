//! The stored form of facts and words: a change of it is a migration, never an accident.
//!
//! `golden/facts.jsonl` holds one fact of each kind, `golden/words.txt` the codes of every
//! closed list. A line that changes makes stored history unreadable: add, do not change.

use std::collections::BTreeSet;

use domiciliation::Fact;

const FACTS: &str = include_str!("golden/facts.jsonl");
const WORDS: &str = include_str!("golden/words.txt");

#[test]
fn every_stored_fact_is_read_and_written_as_it_ever_was() {
    for line in FACTS.lines() {
        let fact: Fact = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
        assert_eq!(serde_json::to_string(&fact).unwrap(), line);
        assert!(line.starts_with(&format!(r#"{{"fact":"{}""#, fact.code())));
    }
}

#[test]
fn the_golden_file_holds_every_kind_of_fact() {
    // The reader names all it knows when it meets what it does not know.
    let error = serde_json::from_str::<Fact>(r#"{"fact":"?"}"#)
        .unwrap_err()
        .to_string();
    let known: BTreeSet<&str> = error.split('`').skip(3).step_by(2).collect();
    let golden: BTreeSet<&str> = FACTS
        .lines()
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    assert!(known.len() >= 39, "{error}");
    assert_eq!(known, golden);
}

#[test]
fn a_fact_that_breaks_a_rule_of_its_type_is_not_read() {
    for broken in [
        r#"{"fact":"mail_received","on":"2026-01-05","kind":"courrier","quantity":0,"remark":null}"#,
        r#"{"fact":"note_added","text":"  "}"#,
        r#"{"fact":"contact_made","on":"2026-02-30","kind":"visit"}"#,
        r#"{"fact":"contact_made","on":"2026-01-05","kind":"dream"}"#,
    ] {
        assert!(serde_json::from_str::<Fact>(broken).is_err(), "{broken}");
    }
    let reversed = FACTS
        .lines()
        .find(|line| line.contains(r#""fact":"accepted""#))
        .unwrap()
        .replace("2027-01-04", "2025-01-04");
    assert!(serde_json::from_str::<Fact>(&reversed).is_err());
}

#[test]
fn every_word_keeps_its_code() {
    let lines = word_lists();
    assert_eq!(lines.join("\n"), WORDS.trim_end());
}

/// The codes of every closed list, each read back, one list a line.
fn word_lists() -> Vec<String> {
    let mut lines = Vec::new();
    macro_rules! list {
        ($($module:ident::$name:ident),+ $(,)?) => { $(
            let codes: Vec<&str> = domiciliation::$module::$name::ALL.iter().map(|word| {
                assert_eq!(word.code().parse(), Ok(*word));
                assert_eq!(serde_json::to_string(word).unwrap(), format!("{:?}", word.code()));
                assert!(!word.label().is_empty());
                word.code()
            }).collect();
            lines.push(format!("{}: {}", stringify!($name), codes.join(" ")));
        )+ };
    }
    list! {
        decision::NotificationMode, fact::AnnulmentMotive, fact::ContactKind, fact::HoldKind,
        identity::Civility, identity::Lien, interview::Cause, interview::CommuneLink,
        interview::Employment, interview::Household, interview::MainReason, interview::Residence,
        letter::LetterKind, mail::MailKind, ports::ErasureGround, presence::Manifestation, radiation::RadiationMotif,
        refusal::OrientationKind, refusal::RefusalGround, request::Channel, request::DemandeKind,
        retention::Category, status::Status,
    }
    lines
}
