//! (being laid)
use anyhow::Result;
use clap::Args;
use crate::config::DatabaseOptions;
#[derive(Args)]
pub struct Options { #[command(flatten)] database: DatabaseOptions, #[arg(long)] reset: bool }
pub async fn run(options: Options) -> Result<()> { let _ = (options.database.url()?, options.reset); Ok(()) }
