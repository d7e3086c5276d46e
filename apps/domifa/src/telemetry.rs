//! Logs: one line a request, on standard error, without personal data.

use std::io::IsTerminal;

use anyhow::{Context, Result};
use clap::ValueEnum;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// A library that would write the numbers, the texts and the password of SMPP.
const SILENT: &str = "rusmpp=off";

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Starts logging. A second call does nothing.
pub fn start(format: LogFormat, filter: &str) -> Result<()> {
    let filter =
        EnvFilter::try_new(filter).context("DOMIFA_LOG is not a filter such as info,sqlx=warn")?;
    let silent = SILENT.parse().context("the filter of silent libraries")?;
    let filter = filter.add_directive(silent);
    let registry = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // Fails only when something already logs, which is as good.
    let _ = match format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
    Ok(())
}
