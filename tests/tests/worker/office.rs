//! The invented people of the demo, some of whom are to be told of their mail, and a provider
//! of text messages that counts.

use std::{
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveTime, Utc};
use fakes::FakeOvh;
use product_tests::harness::{Scratch, domifa, output_folder};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Zones such that in one of them, whatever the moment, people may be written to.
const ZONES: [(&str, i32); 4] = [
    ("Europe/Paris", 1),
    ("America/Guadeloupe", -4),
    ("Pacific/Tahiti", -10),
    ("Pacific/Noumea", 11),
];

/// A database, and whoever looks into it.
pub struct Office {
    database: Scratch,
    pub owner: PgConnection,
    pub provider: FakeOvh,
}

impl Office {
    /// With people whose mail waits, in a zone where it is day; nothing was planned for a week.
    pub async fn open() -> Result<Self> {
        let database = Scratch::create().await?;
        for command in ["migrate", "demo"] {
            let done = domifa()
                .arg(command)
                .env("DATABASE_URL", database.url())
                .output()?;
            ensure!(done.status.success(), "domifa {command}");
        }
        let owner = PgConnection::connect(&database.url()).await?;
        let mut office = Self {
            database,
            owner,
            provider: FakeOvh::start().await?,
        };
        let zone = zone_of_day(now())?;
        office
            .says(&format!(
                "update structures.structure set settings = jsonb_set(settings, '{{zone}}', '\"{zone}\"');
                 delete from messages.message;
                 delete from jobs.message_due;
                 insert into messages.run
                 select structure_id, now() - interval '7 days' from structures.structure
                 on conflict (structure_id) do update set planned_until = excluded.planned_until"
            ))
            .await?;
        Ok(office)
    }

    /// Begins to work.
    pub fn worker(&self) -> Result<Child> {
        let [key, secret, consumer] = FakeOvh::KEYS;
        let keys = output_folder().join("master-keys");
        std::fs::write(&keys, format!("1 {}\n", "5a".repeat(32)))?;
        domifa()
            .arg("worker")
            .env("DATABASE_URL", self.database.url())
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
            .env("DOMIFA_SMS_PER_SECOND", "40")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("domifa worker")
    }

    /// A command on the same database.
    pub fn runs(&self, arguments: &[&str]) -> Result<String> {
        let done = domifa()
            .args(arguments)
            .env("DATABASE_URL", self.database.url())
            .output()?;
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

    /// As if some minutes had passed since somebody died.
    pub async fn minutes_pass(&mut self) -> Result<()> {
        self.says(
            "update graphile_worker._private_workers
                 set last_heartbeat_at = last_heartbeat_at - interval '1 hour';
             update messages.message set look_at = look_at - interval '10 minutes',
                 attempted_at = attempted_at - interval '10 minutes' where state = 'en-cours';
             update jobs.message_due set due_at = now() where due_at < now() + interval '10 minutes';
             update graphile_worker._private_jobs set run_at = now()
                 where locked_at is null and run_at < now() + interval '10 minutes'",
        )
        .await
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

    /// Waits until no text message waits or is being sent, minutes passing meanwhile.
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
            self.minutes_pass().await?;
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

/// A zone where people may be written to for at least an hour.
fn zone_of_day(now: DateTime<Utc>) -> Result<&'static str> {
    let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0);
    let (Some(morning), Some(evening)) = (at(8), at(18)) else {
        anyhow::bail!("no such hours");
    };
    let found = ZONES.into_iter().find(|(_, hours)| {
        let there = (now + chrono::TimeDelta::hours((*hours).into())).time();
        (morning..evening).contains(&there)
    });
    found
        .map(|(zone, _)| zone)
        .context("it is night everywhere")
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
