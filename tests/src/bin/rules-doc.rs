//! Writes `docs/rules.md` from the code.

use product_tests::rules;

fn main() -> std::io::Result<()> {
    let document = rules::document(&rules::read()?);
    std::fs::write(rules::path(), document)
}
