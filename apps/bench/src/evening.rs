//! The evening run: mail came for a fifth of the nation, and everybody is told. Two workers
//! find and queue the messages of all structures, then send for a while through a provider
//! that takes so many a second.

mod provider;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use adapter_phone::NumberingPlans;
use adapter_postgres::PgStore;
use anyhow::{Context, Result, ensure};
use application::{
    agenda::AgendaEntry,
    messages::{
        run::MessageRuns,
        sending::{MessageSending, SendingPorts, Terms},
        staff::StaffPages,
    },
    ports::{Clock, Ids},
};
use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc, Weekday};
use kernel::{DossierId, StructureId, Zone};
use messages::{Kind, Settings};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    machine::{self, Memory},
    report::Row,
};
use provider::Provider;

/// Who works.
const WORKERS: usize = 2;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Evening {
    /// To how many people something is to be told.
    pub messages: u32,
    /// How many the provider takes in a second.
    pub per_second: u32,
    /// For how long messages are sent.
    pub sending: Duration,
}

impl Evening {
    /// What the target is about.
    pub const NATION: Self = Self {
        messages: 100_000,
        per_second: 200,
        sending: Duration::from_secs(20),
    };
}

/// A Tuesday at seven in the evening, and from then on as time passes.
struct TuesdayEvening {
    from: DateTime<Utc>,
    since: Instant,
}

impl TuesdayEvening {
    fn after(now: DateTime<Utc>) -> Result<Self> {
        let zone = Zone::PARIS;
        let mut day = zone.date_of(now);
        while day.weekday() != Weekday::Tue {
            day = day.checked_add_days(Days::new(1)).context("a Tuesday")?;
        }
        let seven = NaiveTime::from_hms_opt(19, 0, 0).context("an hour")?;
        Ok(Self {
            from: zone.instant_of(day.and_time(seven)) + TimeDelta::seconds(5),
            since: Instant::now(),
        })
    }
}

impl Clock for TuesdayEvening {
    fn now(&self) -> DateTime<Utc> {
        let passed = TimeDelta::from_std(self.since.elapsed());
        self.from + passed.unwrap_or_default()
    }
}

impl Ids for TuesdayEvening {
    fn mint(&self, _: DateTime<Utc>) -> Uuid {
        machine::fresh()
    }
}

/// Nothing is written to the staff.
struct NoPages;

impl StaffPages for NoPages {
    fn dossier(&self, _: DossierId) -> String {
        String::new()
    }

    fn work_list(&self) -> String {
        String::new()
    }

    fn messages(&self) -> String {
        String::new()
    }

    fn invitation(&self, _: &AgendaEntry, _: Zone) -> Vec<u8> {
        Vec::new()
    }
}

/// Runs an evening on what is loaded. Two rows: how long it took to plan, a structure at a
/// time, and how many messages were sent a second.
pub async fn run(
    admin: &mut PgConnection,
    store: &PgStore,
    dossiers: u32,
    evening: Evening,
) -> Result<Vec<Row>> {
    let clock = Arc::new(TuesdayEvening::after(machine::now())?);
    let structures = prepare(admin, clock.now(), evening.messages).await?;
    let memory = Memory::from_now();

    let runs = MessageRuns::new(Arc::new(store.clone()), clock.clone(), clock.clone());
    let planned = Arc::new(AtomicU32::new(0));
    let start = Instant::now();
    let mut times = shared(&structures, |structure| {
        let (runs, planned) = (runs.clone(), planned.clone());
        async move {
            planned.fetch_add(runs.run(structure).await?, Ordering::Relaxed);
            Ok(())
        }
    })
    .await?;
    let planning = start.elapsed();
    let planned = planned.load(Ordering::Relaxed);
    ensure!(
        planned == evening.messages,
        "{planned} messages were planned"
    );
    let rss = memory.peak_mb();
    println!(
        "{planned} messages planned in {:.1} s, {rss:.0} MB",
        planning.as_secs_f64()
    );

    let memory = Memory::from_now();
    let provider = Provider::taking(evening.per_second)?;
    let ports = SendingPorts {
        store: Arc::new(store.clone()),
        post: Arc::new(store.clone()),
        work: Arc::new(store.clone()),
        sms: Arc::new(provider.clone()),
        mailer: Arc::new(provider.clone()),
        phones: Arc::new(NumberingPlans::load()),
        pages: Arc::new(NoPages),
        clock,
    };
    let sending = MessageSending::new(ports, Terms::default());
    let start = Instant::now();
    shared(&structures, |structure| {
        let (sending, left) = (sending.clone(), evening.sending);
        async move {
            let stop = || start.elapsed() > left;
            if !stop() {
                let spent = TimeDelta::seconds(30);
                sending.send(structure, spent, &stop).await?;
            }
            Ok(())
        }
    })
    .await?;
    let took = start.elapsed();
    let told = provider.told();
    ensure!(
        told.doubles == 0,
        "{} messages were sent twice",
        told.doubles
    );
    ensure!(
        told.most_in_a_second <= evening.per_second,
        "{} messages in a second",
        told.most_in_a_second
    );
    let sent = f64::from(told.messages) / took.as_secs_f64();
    println!(
        "{} sent, {sent:.0} a second of {}, at most {} in any second, {:.0} MB",
        told.messages,
        evening.per_second,
        told.most_in_a_second,
        memory.peak_mb()
    );
    times.sort_unstable();
    let at = |hundredth: usize| {
        let place = (times.len().saturating_sub(1)) * hundredth / 100;
        times.get(place).map_or(0.0, Duration::as_secs_f64) * 1000.0
    };
    let row = |operation, per_second, rss| Row {
        operation,
        dossiers,
        clients: WORKERS,
        p50_ms: at(50),
        p95_ms: at(95),
        p99_ms: at(99),
        per_second,
        bytes: 0,
        queries: 0.0,
        sql_p50_ms: None,
        server_rss_mb: rss,
    };
    let rate = f64::from(planned) / planning.as_secs_f64();
    Ok(vec![
        row("evening_run", rate, rss),
        row("evening_send", sent, memory.peak_mb()),
    ])
}

/// Shares structures out between the workers; how long each took.
async fn shared<F>(
    structures: &Arc<Vec<StructureId>>,
    work: impl Fn(StructureId) -> F,
) -> Result<Vec<Duration>>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let all: Arc<Vec<_>> = Arc::new(
        structures
            .iter()
            .map(|structure| std::sync::Mutex::new(Some(work(*structure))))
            .collect(),
    );
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (next, all) = (next.clone(), all.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = one.lock().ok().and_then(|mut one| one.take());
                    let start = Instant::now();
                    one.context("a structure is taken once")?.await?;
                    times.push(start.elapsed());
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await.context("a worker stopped")??);
    }
    Ok(times)
}

/// Lets mail wait for so many people who accept text messages, as the columns say it that a
/// run reads: their facts are of no account here.
async fn prepare(
    admin: &mut PgConnection,
    now: DateTime<Utc>,
    people: u32,
) -> Result<Arc<Vec<StructureId>>> {
    let settings = Settings {
        on: true,
        kinds: vec![Kind::MailWaiting],
        ..Settings::default()
    };
    sqlx::raw_sql(
        "truncate messages.message, messages.month, jobs.message_handed, jobs.message_due, jobs.rate;
         alter table domiciliation.dossier disable trigger user;
         update domiciliation.dossier set mail_newest_at = null where mail_newest_at is not null",
    )
    .execute(&mut *admin)
    .await?;
    let told = sqlx::query(
        "update domiciliation.dossier d
         set accepts_sms = true, mail_newest_at = $1, letters = greatest(letters, 1)
         from (select structure_id, dossier_id from domiciliation.dossier
               where phone is not null order by md5(dossier_id::text) limit $2) as chosen
         where d.structure_id = chosen.structure_id and d.dossier_id = chosen.dossier_id",
    )
    .bind(now - TimeDelta::hours(3))
    .bind(i64::from(people))
    .execute(&mut *admin)
    .await?;
    ensure!(told.rows_affected() == u64::from(people), "too few people");
    sqlx::raw_sql("alter table domiciliation.dossier enable trigger user")
        .execute(&mut *admin)
        .await?;
    let ids: Vec<Uuid> =
        sqlx::query_scalar("select structure_id from structures.structure order by structure_id")
            .fetch_all(&mut *admin)
            .await?;
    sqlx::query(
        "insert into messages.settings select id, 1, $2 from unnest($1::uuid[]) as id
         on conflict do nothing",
    )
    .bind(&ids)
    .bind(serde_json::to_value(settings)?)
    .execute(&mut *admin)
    .await?;
    sqlx::query(
        "insert into messages.run select id, $2 from unnest($1::uuid[]) as id
         on conflict (structure_id) do update set planned_until = $2",
    )
    .bind(&ids)
    .bind(now - TimeDelta::days(1))
    .execute(&mut *admin)
    .await?;
    sqlx::query("vacuum analyze domiciliation.dossier")
        .execute(&mut *admin)
        .await?;
    Ok(Arc::new(ids.into_iter().map(StructureId::new).collect()))
}
