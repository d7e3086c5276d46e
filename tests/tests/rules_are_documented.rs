//! The rules are written down, and proven, where `docs/rules.md` says.

use domiciliation::{Status, law::LAWS};
use product_tests::rules;

#[test]
fn the_document_says_what_the_code_says() {
    let fresh = rules::document(&rules::read().unwrap());
    let kept = std::fs::read_to_string(rules::path()).unwrap_or_default();
    let changed = fresh
        .lines()
        .zip(kept.lines())
        .find(|(new, old)| new != old);
    assert!(
        fresh == kept,
        "docs/rules.md is stale, run `{}`: {changed:?}",
        rules::COMMAND
    );
}

#[test]
fn every_rule_that_refuses_or_warns_has_code_and_a_test() {
    let sources = rules::read().unwrap();
    let bare: Vec<String> = rules::binding()
        .map(|law| law.id.to_string())
        .filter(|id| !sources.code.contains_key(id) || !sources.tests.contains_key(id))
        .collect();
    assert_eq!(bare, [""; 0]);
}

#[test]
fn every_rule_that_code_or_a_test_cites_is_in_the_table() {
    let sources = rules::read().unwrap();
    let unknown: Vec<&String> = sources
        .code
        .keys()
        .chain(sources.tests.keys())
        .filter(|rule| LAWS.iter().all(|law| law.id.0 != rule.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_diagram_of_a_dossier_shows_each_status() {
    let diagram = std::fs::read_to_string(rules::root().join("docs/states/dossier.md")).unwrap();
    for status in Status::ALL {
        assert!(diagram.contains(&format!("{status:?}")), "{status:?}");
    }
}
