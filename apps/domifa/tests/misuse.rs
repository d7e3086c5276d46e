//! The program called wrongly: it says which word is wrong, and nothing of secrets.

use std::process::{Command, Stdio};

/// The program in an environment that holds nothing but these variables.
fn domifa(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_domifa"));
    command
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied());
    command
}

#[test]
fn nobody_reads_the_list_of_rules_and_nothing_breaks() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = domifa(&["rules", "--list"], &[]);
    let ended = command.stdout(writer).stderr(Stdio::piped()).spawn();
    let ended = ended.unwrap().wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(ended.stderr, b"");
}

#[test]
fn a_wrong_value_stops_the_start_and_names_its_variable() {
    let address = ("DATABASE_URL", "postgres://domifa@localhost/domifa");
    for (variable, value) in [
        ("DOMIFA_LISTEN", "here"),
        ("DOMIFA_THEME", "sombre"),
        ("DOMIFA_DATABASE_CONNECTIONS", "0"),
        ("DOMIFA_LOG", "info=debug=trace"),
        ("DOMIFA_LOG_FORMAT", "xml"),
        ("DATABASE_URL", "mysql://domifa:hush@localhost/domifa"),
    ] {
        let mut variables = vec![(variable, value)];
        if variable != "DATABASE_URL" {
            variables.push(address);
        }
        let ended = domifa(&["serve"], &variables).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success(), "{variable}");
        assert!(!said.contains("hush"), "{variable}");
        // Without web assets that is what is said first.
        let named = said.contains(variable) || said.contains("cargo xtask assets");
        assert!(named, "{variable}: {said}");
    }
}

#[test]
fn a_structure_that_cannot_be_created_says_which_argument_or_what_to_do() {
    // Nothing listens on port 1.
    let address = ("DATABASE_URL", "postgres://domifa:hush@localhost:1/domifa");
    let create = |more: &[&str]| {
        let mut arguments = vec!["admin", "create-structure", "--name", "CCAS"];
        arguments.extend([
            "--kind",
            "ccas",
            "--street",
            "1 rue du Port",
            "--city",
            "Brest",
        ]);
        arguments.extend(["--admin-nom", "Ba", "--admin-prenom", "Awa"]);
        arguments.extend(more);
        let ended = domifa(&arguments, &[address]).output().unwrap();
        assert!(!ended.status.success(), "{more:?}");
        assert_eq!(ended.stdout, b"", "{more:?}");
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!said.contains("hush"), "{said}");
        said
    };
    let somebody = ["--admin-email", "awa.ba@exemple.fr"];
    let at = |code: &'static str| [&["--postal-code", code], &somebody[..]].concat();
    for (arguments, named) in [
        (vec!["--postal-code", "29200"], "--admin-email"),
        (at("00000"), "--postal-code"),
        ([&at("29200")[..], &["--zone", "Brest"]].concat(), "--zone"),
        (
            [&at("29200")[..], &["--agrement-cap", "9"]].concat(),
            "agrément",
        ),
        (at("29200"), "DATABASE_URL"),
    ] {
        let said = create(&arguments);
        assert!(said.contains(named), "{named}: {said}");
    }
}
