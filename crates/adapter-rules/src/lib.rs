//! The law on JSON lines: what `domifa rules` does.
//!
//! One object a line comes in, one a line goes out, in the same order, so that a
//! tester or a program in any language can put questions to the law. Every answer
//! is computed by the domain crates; this crate only reads fields and writes them.
//! The command is described in `docs/rules-command.md`.
//!
//! It must not know: configuration, storage, network, clock. `today` is a field.

mod error;
mod fields;
mod rules;
mod status;

use std::{
    fmt::Write as _,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
};

use serde_json::{Map, Value, json};

use crate::{error::Misunderstood, fields::Fields, rules::RULES};

/// The longest line that is read, in bytes, without its end of line.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Answers each line of `input` with one line on `output`, in order, until the input
/// ends. A line that is not understood is answered by an error, and the rest goes on.
///
/// Answers are written out before waiting for more input, so that a program can put
/// its questions one by one.
///
/// # Errors
/// Only when the input cannot be read or the output cannot be written.
pub fn run(input: impl Read, output: impl Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let mut output = BufWriter::with_capacity(64 * 1024, output);
    let mut line = Vec::new();
    loop {
        // Without a whole line at hand, reading may wait for whoever waits for us.
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
        if !next_line(&mut input, &mut line)? {
            return output.flush();
        }
        serde_json::to_writer(&mut output, &evaluate(&line))?;
        output.write_all(b"\n")?;
    }
}

/// Reads a line without its end; false at the end of the input. Of a line that is too
/// long only the first bytes are kept, enough to see that it is.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = u64::try_from(MAX_LINE_BYTES + 1).unwrap_or(u64::MAX);
    if input.take(most).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > MAX_LINE_BYTES {
        input.skip_until(b'\n')?;
    }
    Ok(true)
}

/// The answer to one line: an object, `{"error":{"code":…,"message":…}}` when the
/// line is not understood.
#[must_use]
pub fn evaluate(line: &[u8]) -> Value {
    answer(line).unwrap_or_else(
        |error| json!({ "error": { "code": error.code(), "message": error.to_string() } }),
    )
}

fn answer(line: &[u8]) -> Result<Value, Misunderstood> {
    let object = parse(line)?;
    let fields = Fields::of(&object);
    let name = fields.text("rule")?;
    let rule = RULES
        .iter()
        .find(|rule| rule.name == name)
        .ok_or(Misunderstood::UnknownRule)?;
    (rule.answer)(&fields)
}

fn parse(line: &[u8]) -> Result<Map<String, Value>, Misunderstood> {
    if line.len() > MAX_LINE_BYTES {
        return Err(Misunderstood::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| Misunderstood::NotUtf8)?;
    if text.trim().is_empty() {
        return Err(Misunderstood::Blank);
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_),
        ) => Err(Misunderstood::NotAnObject),
        Err(error) => Err(Misunderstood::NotJson {
            column: error.column(),
        }),
    }
}

/// What `--list` prints: each rule with its input and its output, then what the
/// letters stand for.
#[must_use]
pub fn list() -> String {
    let mut text = String::new();
    for rule in &RULES {
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{}\n  in   {}\n  out  {}\n",
            rule.name, rule.input, rule.output
        );
    }
    text.push_str(rules::LEGEND);
    text
}
