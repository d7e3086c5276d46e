//! The invented people of the demo, some of whom are to be told of their mail, and a provider
//! of text messages that counts.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Datelike, Utc, Weekday};
use fakes::FakeOvh;
use product_tests::harness::{Scratch, domifa, output_folder};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database, and whoever looks into it.
pub struct Office {
    database: Scratch,
    pub owner: PgConnection,
    pub provider: FakeOvh,
    clock: PathBuf,
    ahead: i64,
}

impl Office {
    /// With people whose mail waits, on a morning when they may be told; nothing was planned
    /// for a week.
    pub async fn open() -> Result<Self> {
        let database = Scratch::create().await?;
        let owner = PgConnection::connect(&database.url()).await?;
        let mut office = Self {
            database,
            owner,
            provider: FakeOvh::start().await?,
            clock: clock()?,
            ahead: until_a_morning(now())?,
        };
        for command in ["migrate", "demo"] {
            office.runs(&[command])?;
        }
        let ahead = office.ahead;
        office
            .says(&format!(
                "delete from messages.message;
                 delete from jobs.message_due;
                 insert into messages.run
                 select structure_id, now() + interval '{ahead} seconds' - interval '7 days'
                 from structures.structure
                 on conflict (structure_id) do update set planned_until = excluded.planned_until"
            ))
            .await?;
        Ok(office)
    }

    /// Begins to work.
    pub fn worker(&self) -> Result<Child> {
        let [key, secret, consumer] = FakeOvh::KEYS;
        let keys = output_folder().join("master-keys");
        fs::write(&keys, format!("1 {}\n", "5a".repeat(32)))?;
        self.program()
            .arg("worker")
            .env("DOMIFA_PUBLIC_URL", "http://localhost:8080")
            .env("DOMIFA_FILES", output_folder().join("worker.files"))
            .env("DOMIFA_MASTER_KEYS", keys)
            .env("DOMIFA_WORKER_LEASE", "2")
            .env("DOMIFA_SMS", "ovh")
            .env("DOMIFA_OVH_ENDPOINT", self.provider.endpoint())
            .env("DOMIFA_OVH_APPLICATION_KEY", key)
            .env("DOMIFA_OVH_APPLICATION_SECRET", secret)
            .env("DOMIFA_OVH_CONSUMER_KEY", consumer)
            .env("DOMIFA_OVH_SMS_SERVICE", FakeOvh::SERVICE)
            .env("DOMIFA_SMS_PER_SECOND", "25")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("domifa worker")
    }

    /// The program on this database, that morning.
    fn program(&self) -> Command {
        let mut program = domifa();
        program
            .env("DATABASE_URL", self.database.url())
            .env("LD_PRELOAD", &self.clock)
            .env("FAKETIME", format!("+{}", self.ahead))
            .env("DONT_FAKE_MONOTONIC", "1");
        program
    }

    /// A command on the same database.
    pub fn runs(&self, arguments: &[&str]) -> Result<String> {
        let done = self.program().args(arguments).output()?;
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "{arguments:?}: {said}");
        Ok(String::from_utf8(done.stdout)?)
    }

    /// Says something to the database.
    pub async fn says(&mut self, sql: &str) -> Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut self.owner)
            .await
            .with_context(|| sql.to_owned())?;
        Ok(())
    }

    /// As if some minutes had passed since whoever worked died. Nobody may be at work.
    pub async fn minutes_pass(&mut self) -> Result<()> {
        self.says(
            "update graphile_worker._private_workers
                 set last_heartbeat_at = last_heartbeat_at - interval '1 hour';
             update messages.message set look_at = look_at - interval '10 minutes',
                 attempted_at = attempted_at - interval '10 minutes' where state = 'en-cours'",
        )
        .await
    }

    /// Makes everything due that waits: a task, since the clock of the database is that of the
    /// machine; a message that is to be tried again, or asked about once more, of whoever died.
    pub async fn all_is_due(&mut self) -> Result<()> {
        let ahead = self.ahead;
        // Each by itself, and never waiting for whoever is at work.
        let statements = [
            "update messages.message set due_at = now() where message_id in (
                 select message_id from messages.message
                 where state = 'prevu' and due_at > now() for update skip locked)"
                .to_owned(),
            format!(
                "update messages.message set look_at = attempted_at where message_id in (
                     select message_id from messages.message where state = 'en-cours'
                         and attempted_at < now() + interval '{ahead} seconds' - interval '8 minutes'
                     for update skip locked)"
            ),
            "update jobs.message_due set due_at = now() where structure_id in (
                 select structure_id from jobs.message_due for update skip locked)"
                .to_owned(),
            "update graphile_worker._private_jobs set run_at = now() where id in (
                 select id from graphile_worker._private_jobs
                 where locked_at is null and run_at > now() for update skip locked)"
                .to_owned(),
        ];
        for statement in statements {
            self.says(&statement).await?;
        }
        Ok(())
    }

    /// How many work.
    pub async fn workers(&mut self) -> Result<i64> {
        let counted = "select count(*) from graphile_worker._private_workers";
        Ok(sqlx::query_scalar(counted)
            .fetch_one(&mut self.owner)
            .await?)
    }

    /// How many text messages are in these states.
    pub async fn messages_in(&mut self, states: &[&str]) -> Result<i64> {
        let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
        let counted =
            "select count(*) from messages.message where channel = 'sms' and state = any ($1)";
        Ok(sqlx::query_scalar(counted)
            .bind(states)
            .fetch_one(&mut self.owner)
            .await?)
    }

    /// Waits until no text message waits or is being sent.
    pub async fn all_settled(&mut self) -> Result<()> {
        let begin = Instant::now();
        loop {
            let all = self
                .messages_in(&["prevu", "en-cours", "envoye", "recu", "incertain"])
                .await?;
            let left = self.messages_in(&["prevu", "en-cours"]).await?;
            if all > 0 && left == 0 {
                return Ok(());
            }
            ensure!(
                begin.elapsed() < PATIENCE,
                "{left} of {all} messages still wait"
            );
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.all_is_due().await?;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program lives by the real clock"
)]
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// In how many seconds it is ten o’clock on a day when people may be written to, whatever the
/// moment: a Wednesday that is no holiday.
fn until_a_morning(now: DateTime<Utc>) -> Result<i64> {
    const HOLIDAYS: [(u32, u32); 8] = [
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ];
    let mut days = now.date_naive().iter_days().skip(1);
    let day = days.find(|day| {
        let holiday = HOLIDAYS.contains(&(day.month(), day.day()));
        day.weekday() == Weekday::Wed && !holiday
    });
    // Half past nine or ten in Paris, and past noon at Saint-Denis.
    let morning = day.and_then(|day| day.and_hms_opt(8, 30, 0));
    let morning = morning.context("there is no Wednesday")?.and_utc();
    Ok((morning - now).num_seconds())
}

/// The library that tells a program another time.
fn clock() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.flatten();
    let mut found = folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    found
        .find(|library| library.is_file())
        .context("faketime is not there: run the tests with `cargo xtask test`")
}

/// Kills on being dropped.
pub struct Doomed(pub Child);

impl Doomed {
    /// Kills it at once, as a machine that fails would.
    pub fn dies(mut self) -> Result<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
