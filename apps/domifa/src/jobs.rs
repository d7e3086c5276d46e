//! `domifa jobs`: what failed for good in the background, for whoever runs the installation.

use adapter_postgres::PgStore;
use anyhow::{Context, Result, bail};
use application::{
    jobs::{DeadJob, JobBoard, JobId},
    ports::Clock,
};
use clap::{Args, Subcommand};

use crate::{config::DatabaseOptions, ports::SystemClock};

/// How many are shown at most.
const SHOWN: u32 = 1_000;

/// What to do.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Print the tasks that failed for good, one a line, the last first: number, task,
    /// structure, subject, since when, when it was tried last, how many times, why.
    List,
    /// Have tasks tried again, as if they were new.
    Replay(Chosen),
    /// Give tasks up.
    Drop(Chosen),
}

#[derive(Args)]
struct Chosen {
    /// The numbers of the tasks.
    #[arg(required_unless_present = "all", value_name = "NUMBER")]
    jobs: Vec<i64>,
    /// All tasks that failed for good.
    #[arg(long, conflicts_with = "jobs")]
    all: bool,
}

/// Does it.
pub async fn run(options: Options) -> Result<()> {
    let store = PgStore::connect(&options.database.url()?, 1)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    match options.action {
        Action::List => {
            for job in dead(&store).await? {
                println!("{}", line(&job));
            }
            Ok(())
        }
        Action::Replay(chosen) => {
            let now = SystemClock.now();
            for job in chosen.of(&store).await? {
                told(job, store.job_replay(None, job, now).await?)?;
            }
            Ok(())
        }
        Action::Drop(chosen) => {
            for job in chosen.of(&store).await? {
                told(job, store.job_drop(None, job).await?)?;
            }
            Ok(())
        }
    }
}

async fn dead(store: &PgStore) -> Result<Vec<DeadJob>> {
    let dead = store.jobs_dead(None, SHOWN).await;
    dead.context("the queue cannot be read")
}

impl Chosen {
    async fn of(self, store: &PgStore) -> Result<Vec<JobId>> {
        if self.all {
            return Ok(dead(store).await?.iter().map(|job| job.id).collect());
        }
        Ok(self.jobs.into_iter().map(JobId).collect())
    }
}

fn told(JobId(job): JobId, found: bool) -> Result<()> {
    if !found {
        bail!("{job} is not among the tasks that failed for good");
    }
    println!("{job}");
    Ok(())
}

fn line(job: &DeadJob) -> String {
    let or_none = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        job.id.0,
        job.task.kind().code(),
        or_none(job.task.structure().map(|id| id.to_string())),
        or_none(job.task.subject().map(|id| id.to_string())),
        job.since.to_rfc3339(),
        job.failed_at.to_rfc3339(),
        job.attempts,
        job.why.code(),
    )
}
