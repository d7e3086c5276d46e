//! Dependencies point inwards. What each crate of the house may reach is one table.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use product_tests::rules::root;

const DOMAINS: &[&str] = &["kernel", "domiciliation", "messages", "structures"];
const INSIDE: &[&str] = &[
    "kernel",
    "domiciliation",
    "messages",
    "structures",
    "application",
];

/// Crate by crate: what it may reach of the house, beside itself.
const HOUSE: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("domiciliation", &["kernel"]),
    ("structures", &["kernel"]),
    ("messages", &["kernel"]),
    ("application", DOMAINS),
    ("testkit", INSIDE),
    ("adapter-acroform", INSIDE),
    ("adapter-archive", INSIDE),
    ("adapter-documents", INSIDE),
    ("adapter-docx", INSIDE),
    ("adapter-email", INSIDE),
    ("adapter-files", INSIDE),
    ("adapter-phone", INSIDE),
    ("adapter-postgres", INSIDE),
    ("adapter-rules", DOMAINS),
    ("adapter-sheets", INSIDE),
    ("adapter-sms", INSIDE),
    ("web-kit", &["kernel"]),
    (
        "web-staff",
        &[
            "kernel",
            "domiciliation",
            "messages",
            "structures",
            "application",
            "web-kit",
        ],
    ),
    (
        "domifa",
        &[
            "kernel",
            "domiciliation",
            "messages",
            "structures",
            "application",
            "adapter-acroform",
            "adapter-archive",
            "adapter-documents",
            "adapter-docx",
            "adapter-email",
            "adapter-files",
            "adapter-phone",
            "adapter-postgres",
            "adapter-rules",
            "adapter-sheets",
            "adapter-sms",
            "web-kit",
            "web-staff",
        ],
    ),
    (
        "bench",
        &[
            "kernel",
            "domiciliation",
            "messages",
            "structures",
            "application",
            "adapter-phone",
            "adapter-postgres",
            "adapter-sheets",
        ],
    ),
    ("fakes", &[]),
    ("xtask", &[]),
    ("product-tests", &["kernel", "domiciliation"]),
];

/// What the pure crates may name as a dependency.
const PURE: &[(&str, &[&str])] = &[
    (
        "kernel",
        &[
            "chrono",
            "chrono-tz",
            "thiserror",
            "unicode-normalization",
            "uuid",
        ],
    ),
    (
        "domiciliation",
        &["async-trait", "chrono", "kernel", "thiserror"],
    ),
    (
        "structures",
        &["async-trait", "chrono", "kernel", "thiserror"],
    ),
    ("messages", &["chrono", "kernel", "thiserror"]),
];

/// What the law must never meet, however far down.
const FRAMEWORKS: &[&str] = &[
    "axum",
    "getrandom",
    "hyper",
    "maud",
    "mio",
    "rand",
    "reqwest",
    "rustls",
    "serde",
    "serde_json",
    "sqlx",
    "sqlx-core",
    "tokio",
    "tower",
    "tracing",
];

/// C libraries that the build does without.
const BANNED: &[&str] = &["aws-lc-rs", "aws-lc-sys", "openssl", "openssl-sys"];

/// One line a package: its name, and the features it is built with.
///
/// `cargo tree` and not `cargo metadata`, which would add the features that neighbours
/// enable.
fn tree(package: &str, more: &[&str]) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}|{f}", "--package", package])
        .args(more)
        .current_dir(root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{package}: {errors}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once('|'))
        .map(|(package, features)| {
            let name = package.split(' ').next().unwrap_or_default();
            let features = features.trim_end_matches(" (*)");
            (name.to_owned(), features.to_owned())
        })
        .collect()
}

fn reaches(package: &str) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = tree(package, &[])
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.remove(package);
    names
}

/// The folders of the workspace's packages.
fn members() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut read = |manifest: &Path| {
        if let Ok(text) = fs::read_to_string(manifest) {
            let name = text.lines().find_map(|line| line.strip_prefix("name = "));
            found.push((name.unwrap().trim_matches('"').to_owned(), text));
        }
    };
    for group in ["crates", "apps"] {
        for folder in fs::read_dir(root().join(group)).unwrap() {
            read(&folder.unwrap().path().join("Cargo.toml"));
        }
    }
    read(&root().join("tests/Cargo.toml"));
    found
}

#[test]
fn every_crate_reaches_of_the_house_what_the_table_says() {
    let house: BTreeSet<&str> = HOUSE.iter().map(|(name, _)| *name).collect();
    let members = members();
    let named: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(named, house, "the table has one row for each package");
    for (package, allowed) in HOUSE {
        let reached = reaches(package);
        let forbidden: Vec<&String> = reached
            .iter()
            .filter(|name| house.contains(name.as_str()) && !allowed.contains(&name.as_str()))
            .collect();
        assert!(forbidden.is_empty(), "{package} reaches {forbidden:?}");
        for banned in BANNED {
            assert!(!reached.contains(*banned), "{package} reaches {banned}");
        }
    }
}

#[test]
fn the_law_reaches_no_framework_and_mints_no_identifier() {
    for (package, allowed) in PURE {
        for (name, _) in tree(package, &["--depth", "1"]) {
            assert!(
                name == *package || allowed.contains(&name.as_str()),
                "{package} depends on {name}"
            );
        }
        for (name, features) in tree(package, &[]) {
            assert!(
                !FRAMEWORKS.contains(&name.as_str()),
                "{package} reaches {name}"
            );
            if name == "uuid" {
                assert_eq!(features, "std", "{package}: identifiers come from outside");
            }
            if name == "chrono" {
                let clock = features.split(',').any(|f| f == "clock" || f == "now");
                assert!(!clock, "{package}: time comes from outside");
            }
        }
    }
}

#[test]
fn the_test_kit_serves_tests_alone() {
    for (name, manifest) in members() {
        let normal = manifest
            .split("[dev-dependencies]")
            .next()
            .unwrap_or_default();
        assert!(
            !normal.lines().any(|line| line.starts_with("testkit")),
            "{name} depends on testkit outside of its tests"
        );
    }
}

#[test]
fn only_the_clock_reads_the_time() {
    let needle = concat!("Utc", "::now");
    let mut found = BTreeSet::new();
    for group in ["crates", "apps", "tests"] {
        search(&root().join(group), needle, &mut found);
    }
    // The product's, and the one that says when the benchmark's people were born.
    let clocks = ["apps/bench/src/machine.rs", "apps/domifa/src/ports.rs"];
    assert_eq!(found, clocks.map(str::to_owned).into());
}

fn search(folder: &Path, needle: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, needle, found);
        } else if path.extension().is_some_and(|e| e == "rs")
            && fs::read_to_string(&path).unwrap().contains(needle)
        {
            let relative = path.strip_prefix(root()).unwrap();
            found.insert(relative.to_string_lossy().into_owned());
        }
    }
}
