//! `docs/rules.md`, written from the code: the table of laws, the items whose
//! documentation cites a rule, the refusals and warnings that bear it, the tests named
//! after it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use domiciliation::law::{Effect, LAWS, Law};

/// The command that writes the document again.
pub const COMMAND: &str = "cargo xtask prepare";

/// Names by rule, `R-50` for instance.
type Names = BTreeMap<String, BTreeSet<String>>;

/// What the sources say of the rules.
#[derive(Debug, Default)]
pub struct Sources {
    /// Public items, refusals and warnings.
    pub code: Names,
    /// Test functions.
    pub tests: Names,
}

/// Where the workspace is.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where the document is.
#[must_use]
pub fn path() -> PathBuf {
    root().join("docs/rules.md")
}

/// Reads the sources of the workspace.
///
/// # Errors
/// When a file cannot be read.
pub fn read() -> io::Result<Sources> {
    let mut sources = Sources::default();
    for package in ["kernel", "domiciliation", "structures"] {
        let folder = root().join("crates").join(package).join("src");
        for file in rust_files(&folder)? {
            let text = fs::read_to_string(&file)?;
            let module = module(&folder, &file);
            let said = |item: &str| item.starts_with("Refused::") || item.starts_with("Warning::");
            // Refusals and warnings say their rule themselves, see below.
            for (rule, item) in items(&text, &module).into_iter().filter(|(_, i)| !said(i)) {
                let owner = if package == "domiciliation" {
                    String::new()
                } else {
                    format!("{package}::")
                };
                insert(&mut sources.code, &rule, format!("{owner}{item}"));
            }
        }
    }
    for (file, name) in [("refused", "Refused"), ("warning", "Warning")] {
        let file = root().join(format!("crates/domiciliation/src/{file}.rs"));
        for (rule, variant) in variants(&fs::read_to_string(file)?) {
            insert(&mut sources.code, &rule, format!("{name}::{variant}"));
        }
    }
    for file in rust_files(&root().join("crates"))? {
        for (rule, test) in tests(&fs::read_to_string(file)?) {
            insert(&mut sources.tests, &rule, test);
        }
    }
    Ok(sources)
}

fn insert(names: &mut Names, rule: &str, name: String) {
    names.entry(rule.to_owned()).or_default().insert(name);
}

fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `presence` for `src/presence.rs`, nothing for `src/lib.rs`.
fn module(src: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(src).unwrap_or(file).with_extension("");
    let parts: Vec<_> = relative.iter().map(|p| p.to_string_lossy()).collect();
    let parts = parts.iter().filter(|p| *p != "mod" && *p != "lib");
    parts.cloned().collect::<Vec<_>>().join("::")
}

/// The rules that a text cites, but for those between backticks, which are examples.
fn cited(text: &str) -> BTreeSet<String> {
    text.match_indices("R-")
        .filter(|(at, _)| !text[..*at].ends_with('`'))
        .filter_map(|(at, _)| text.get(at..at + 4))
        .filter(|id| id[2..].bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

/// Public items whose documentation cites a rule, with the rule. It reads formatted
/// sources line by line: what is public stands at the margin, or one step inside the
/// type, the trait or the closed list it belongs to.
fn items(text: &str, module: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut docs, mut container, mut attribute) = (String::new(), None::<String>, 0_usize);
    for line in text.lines().take_while(|line| *line != "mod tests {") {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if let Some(doc) = code.strip_prefix("///") {
            docs.push_str(doc);
            docs.push('\n');
            continue;
        }
        if attribute > 0 || code.starts_with("#[") {
            attribute += code.matches('[').count();
            attribute -= code.matches(']').count();
            continue;
        }
        let documented = std::mem::take(&mut docs);
        if indent == 0 {
            if code == "}" {
                container = None;
            } else if code.ends_with('{') {
                container = opened(code);
            }
        }
        let name = match indent {
            0 => declared(code).map(|name| path_of(module, &name)),
            4 => member(code, container.as_deref(), module),
            _ => None,
        };
        if let Some(name) = name {
            found.extend(
                cited(&documented)
                    .into_iter()
                    .map(|rule| (rule, name.clone())),
            );
        }
    }
    found
}

fn path_of(module: &str, name: &str) -> String {
    let module = module.rsplit("::").next().unwrap_or_default();
    // A type is known by its own name, a function or a constant by its module.
    if module.is_empty() || name.starts_with(|c: char| c.is_uppercase()) && !is_constant(name) {
        name.to_owned()
    } else {
        format!("{module}::{name}")
    }
}

fn is_constant(name: &str) -> bool {
    name.len() > 1 && !name.contains(char::is_lowercase)
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The name that a public declaration gives.
fn declared(code: &str) -> Option<String> {
    let mut words = code.strip_prefix("pub ")?.split_whitespace();
    let kinds = ["fn", "struct", "enum", "const", "type", "trait", "async"];
    let mut word = words.next()?;
    while kinds.contains(&word) {
        word = words.next()?;
    }
    let name = identifier(word);
    (!name.is_empty()).then_some(name)
}

/// What a line at the margin opens: a type, a trait, an implementation, a closed list.
fn opened(code: &str) -> Option<String> {
    if code == "vocabulary! {" {
        return Some("vocabulary!".to_owned());
    }
    match code.strip_prefix("impl") {
        Some(rest) => {
            let rest = rest.split_once("> ").map_or(rest, |(generics, after)| {
                if generics.starts_with('<') {
                    after
                } else {
                    rest
                }
            });
            rest.rsplit(" for ")
                .next()
                .map(|name| identifier(name.trim()))
        }
        None => declared(code),
    }
}

/// The public member that a line inside a container declares.
fn member(code: &str, container: Option<&str>, module: &str) -> Option<String> {
    let container = container?;
    if container == "vocabulary!" {
        let name = identifier(code);
        return code.ends_with('{').then(|| path_of(module, &name));
    }
    let name = declared(code).or_else(|| {
        let name = identifier(code);
        let variant = name.starts_with(|c: char| c.is_uppercase());
        (variant && !code.contains("=>")).then_some(name)
    })?;
    Some(format!("{container}::{name}"))
}

/// The variants of an error or a warning with the rule each bears, as its `rule` says.
fn variants(text: &str) -> Vec<(String, String)> {
    let start = text.find("RuleId(match self {").unwrap_or(text.len());
    let end = text[start..].find("})").map_or(text.len(), |at| start + at);
    let mut found = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    let mut rest = &text[start..end];
    while let Some(at) = rest.find(['S', '"']) {
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("Self::") {
            waiting.push(identifier(after));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('"') {
            let rule = after.split('"').next().unwrap_or_default();
            found.extend(waiting.drain(..).map(|variant| (rule.to_owned(), variant)));
            rest = &after[rule.len() + 1..];
        } else {
            rest = &rest[1..];
        }
    }
    found
}

/// Functions named after rules: `r35_r39_decisions_…` proves two.
fn tests(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let code = line.trim_start().trim_start_matches("async ");
        let Some(name) = code.strip_prefix("fn ").map(identifier) else {
            continue;
        };
        for part in name.split('_').map_while(|part| part.strip_prefix('r')) {
            if part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) {
                found.push((format!("R-{part}"), name.clone()));
            } else {
                break;
            }
        }
    }
    found
}

/// The rules that must be proven: those that refuse or warn.
pub fn binding() -> impl Iterator<Item = &'static Law> {
    LAWS.iter().filter(|law| match law.effect {
        Effect::Guard | Effect::Warning => true,
        Effect::Computed | Effect::Document | Effect::None => false,
    })
}

/// The document.
#[must_use]
pub fn document(sources: &Sources) -> String {
    let mut out = format!(
        "# The rules, and where they are kept\n\n\
         Written from the code by `{COMMAND}`: the table is `domiciliation::law::LAWS`, the \
         rest comes from what the sources cite. It is an engineering reading of the law, not \
         legal advice.\n\n\
         | rule | statement | article | known | effect | tests |\n|---|---|---|---|---|---|\n"
    );
    let none = BTreeSet::new();
    let of = |names: &'_ Names, law: &Law| names.get(law.id.0).cloned().unwrap_or_default();
    for law in LAWS {
        let tests = sources.tests.get(law.id.0).unwrap_or(&none).len();
        let linked = tests > 0 || sources.code.contains_key(law.id.0);
        let id = if linked {
            format!("[{}](#{})", law.id, law.id.0.to_lowercase())
        } else {
            law.id.to_string()
        };
        line(
            &mut out,
            format_args!(
                "| {id} | {} | {} | {} | {} | {tests} |",
                law.statement,
                law.article.replace('*', "\\*"),
                law.confidence.label(),
                law.effect.label(),
            ),
        );
    }
    for law in LAWS {
        let (code, tests) = (of(&sources.code, law), of(&sources.tests, law));
        if code.is_empty() && tests.is_empty() {
            continue;
        }
        line(
            &mut out,
            format_args!("\n## {}\n\n{}\n", law.id, law.statement),
        );
        list(&mut out, "Code", &code);
        list(&mut out, "Tests", &tests);
    }
    out
}

fn list(out: &mut String, title: &str, names: &BTreeSet<String>) {
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        line(out, format_args!("- {title}: {}", names.join(", ")));
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a string takes what is written");
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
/// Counts (R-50).
#[must_use]
#[expect(
    clippy::all,
    reason = "R-99"
)]
pub const fn clock() {}

/// R-51, and R-52.
fn private() {}

vocabulary! {
    /// A list (R-60).
    Ground {
        /// R-61
        One = "one", "Un";
    }
}

impl<'a> Iterator for Dossier {
    /// R-31.
    pub fn attestation(&self) {
        // R-32
    }
}

pub enum Fact {
    /// It was told (R-36).
    Notified {
        /// R-37
        on: u8,
    },
}
"#;

    #[test]
    fn public_items_are_found_with_the_rules_they_cite() {
        let found = items(SOURCE, "presence");
        let found: Vec<(&str, &str)> = found.iter().map(|(r, i)| (&r[..], &i[..])).collect();
        assert_eq!(
            found,
            [
                ("R-50", "presence::clock"),
                ("R-60", "Ground"),
                ("R-31", "Dossier::attestation"),
                ("R-36", "Fact::Notified"),
            ]
        );
    }

    #[test]
    fn a_variant_bears_the_rule_of_its_arm() {
        let text =
            r#"RuleId(match self { Self::A | Self::B { .. } => "R-01", Self::C => { "R-02" } })"#;
        let found = variants(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(r, v)| (&r[..], &v[..])).collect();
        assert_eq!(found, [("R-01", "A"), ("R-01", "B"), ("R-02", "C")]);
    }

    #[test]
    fn the_documentation_of_a_variant_cites_the_rule_it_bears() {
        for (file, name) in [("refused", "Refused"), ("warning", "Warning")] {
            let file = root().join(format!("crates/domiciliation/src/{file}.rs"));
            let text = fs::read_to_string(file).unwrap();
            let documented = items(&text, "");
            let borne = variants(&text);
            assert!(borne.len() > 20, "{name}");
            for (rule, variant) in borne {
                let cited = (rule, format!("{name}::{variant}"));
                assert!(documented.contains(&cited), "{cited:?}");
            }
        }
    }

    #[test]
    fn a_test_is_filed_under_each_rule_it_is_named_after() {
        let found = tests("    fn r35_r39_deciding() {\n fn r5_no() {\nasync fn r70_ok() {");
        let rules: Vec<&str> = found.iter().map(|(rule, _)| &rule[..]).collect();
        assert_eq!(rules, ["R-35", "R-39", "R-70"]);
    }
}
