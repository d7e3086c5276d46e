//! What a program can check of the accessibility of a page.

use std::{fs, path::Path, sync::LazyLock};

use anyhow::Result;
use fantoccini::Client;

/// The criteria of RGAA 4 that axe knows, and those of the standard that it transposes.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const values = ['RGAAv4', 'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }).then(
        found => done(found.violations.map(v =>
            `${v.id} (${v.impact}): ${v.help}\\n` + v.nodes.map(n => `    ${n.target.join(' ')}: ${n.html}`).join('\\n'))),
        error => done([String(error)]));";

static AXE: LazyLock<String> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apps/web-kit/dist-test/axe.min.js");
    fs::read_to_string(path).expect("axe is not there: run the tests with `cargo xtask test`")
});

/// What is wrong with the page that is open.
pub async fn violations(client: &Client) -> Result<Vec<String>> {
    client.execute(&AXE, vec![]).await?;
    let found = client.execute_async(RUN, vec![]).await?;
    let lines = found.as_array().into_iter().flatten();
    Ok(lines
        .map(|line| {
            line.as_str()
                .map_or_else(|| line.to_string(), str::to_owned)
        })
        .collect())
}
