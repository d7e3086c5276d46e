//! The commands of the program: which there are, and what each of them cannot do without.

use std::process::{Command, Stdio};

/// The program in an empty environment.
fn domifa(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_domifa"));
    command.env_clear().args(arguments);
    command
}

#[test]
fn without_a_command_the_commands_are_told() {
    let output = domifa(&[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let help = String::from_utf8(output.stderr).unwrap();
    for command in [
        "serve", "migrate", "rules", "admin", "files", "import", "export", "demo",
    ] {
        assert!(help.contains(command), "{command}");
    }
}

#[test]
fn a_command_without_a_database_says_which_variable_is_missing() {
    for command in [
        &["serve"][..],
        &["migrate"],
        &["demo"],
        &["admin", "new-link", "--email", "a@b.fr"],
        &["files", "check"],
        &["export"],
        &["export", "--archive", "nowhere/archive.zip"],
    ] {
        let output = domifa(command).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert!(output.stdout.is_empty(), "{command:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        // Without web assets, serving stops at that first.
        let named = said.contains("DATABASE_URL is not set")
            || (command == ["serve"] && said.contains("cargo xtask assets"));
        assert!(named, "{command:?}: {said}");
    }
}

#[test]
fn rules_without_a_line_answer_nothing() {
    let output = domifa(&["rules"]).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn the_list_of_rules_names_each_with_its_input() {
    let output = domifa(&["rules", "--list"]).output().unwrap();
    assert!(output.status.success());
    let list = String::from_utf8(output.stdout).unwrap();
    for rule in [
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
    ] {
        assert!(list.lines().any(|line| line == rule), "{rule}");
        let input = format!("{{\"rule\":\"{rule}\"");
        assert!(list.contains(&input), "the input of {rule}");
    }
}

#[test]
fn a_new_master_key_takes_the_next_number_of_its_file() {
    let line = |variables: &[(&str, &str)]| {
        let mut command = domifa(&["files", "new-key"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let first = line(&[]);
    let (number, digits) = first.trim_end().split_once(' ').unwrap();
    assert_eq!((number, digits.len()), ("1", 64));
    let name = format!("domifa-keys-{}", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, &first).unwrap();
    let second = line(&[("DOMIFA_MASTER_KEYS", file.to_str().unwrap())]);
    std::fs::remove_file(&file).unwrap();
    assert!(second.starts_with("2 "), "{second}");
    assert_ne!(second.trim_end().split_once(' ').unwrap().1, digits);
}

#[test]
fn without_its_keys_or_its_folder_the_program_says_which_is_missing() {
    let address = ("DATABASE_URL", "postgres://domifa@localhost:1/domifa");
    for (variables, named) in [
        (vec![address], "DOMIFA_MASTER_KEYS is not set"),
        (
            vec![address, ("DOMIFA_MASTER_KEYS", "/nowhere/keys")],
            "DOMIFA_MASTER_KEYS: /nowhere/keys",
        ),
    ] {
        let output = domifa(&["serve"]).envs(variables).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        let named = said.contains(named) || said.contains("cargo xtask assets");
        assert!(named, "{said}");
    }
}

#[test]
fn an_export_says_which_columns_tables_and_formats_there_are() {
    for (arguments, said) in [
        (
            &["--columns", "nom,secret"][..],
            "--columns: secret is none of numero, reference,",
        ),
        (
            &["--tables", "autre"],
            "--tables: autre is none of domicilies, ayants_droit,",
        ),
        (&["--format", "pdf"], "--format: xlsx, ods, csv or json"),
        (
            &["--format", "ods"],
            "--output: a workbook needs a file to go to",
        ),
        (
            &["--tables", "domicilies,courrier"],
            "a CSV file holds one table",
        ),
    ] {
        let output = domifa(&["export"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}
