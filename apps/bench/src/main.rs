//! The benchmark: a nation of invented dossiers, the release server, and what each request
//! costs beside the same statements sent by the adapter alone.
//!
//! `cargo xtask bench` brings the database and the server, and runs this.

mod client;
mod dice;
mod evening;
mod exports;
mod imports;
mod lives;
mod machine;
mod measure;
mod names;
mod nation;
mod operations;
mod papers;
mod report;
mod server;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use adapter_postgres::PgStore;
use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use clap::Parser;
use kernel::DossierId;
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use client::Client;
use evening::Evening;
use machine::Ticks;
use measure::{Span, run};
use nation::{Body, DESKS};
use operations::{Material, Operation, run_bare};
use report::Row;
use server::Server;

/// How many clients at a time; the first number gives the latencies of an idle server.
const CLIENTS: [usize; 3] = [1, 8, DESKS];

/// How long an operation is repeated at each number of clients.
const REPEATED: Duration = Duration::from_secs(4);

/// Before it is measured.
const WARM_UP: Duration = Duration::from_millis(1500);

/// Connections that load.
const LOADERS: usize = 4;

/// As the server: imports are measured within this program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Options {
    /// The server's program, built for release.
    #[arg(long)]
    server: PathBuf,
    /// An empty database, for its superuser.
    #[arg(long, env = "DATABASE_URL")]
    database: String,
    /// One structure of 50,000 dossiers only.
    #[arg(long)]
    quick: bool,
    /// Imports only, into an empty database.
    #[arg(long)]
    imports: bool,
    /// The evening run only, of the whole nation or of its smallest data set with `--quick`;
    /// the database may be that of an earlier evening.
    #[arg(long)]
    evening: bool,
    /// Where the figures go, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// What the database holds when the operations are measured.
struct Stage {
    /// Sizes of the structures that are added; the first is the one that is measured.
    added: Vec<u32>,
}

fn stages(quick: bool) -> Vec<Stage> {
    if quick {
        return vec![Stage {
            added: vec![50_000],
        }];
    }
    vec![
        Stage {
            added: nation::sizes(5_000, 6, 3_000),
        },
        Stage {
            added: nation::sizes(45_000, 54, 30_000),
        },
        Stage {
            added: nation::sizes(450_000, 540, 50_000),
        },
    ]
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let mut admin = PgConnection::connect(&options.database)
        .await
        .context("the database does not answer")?;
    let url = SecretString::from(options.database.clone());
    adapter_postgres::migrate(&url).await?;
    sqlx::query("create extension if not exists pg_stat_statements")
        .execute(&mut admin)
        .await?;
    let store = PgStore::connect(&url, 4)?;

    let mut rows = Vec::new();
    let (mut dossiers, mut structures) = (0, 0);
    if options.evening {
        return evening_alone(&options, &mut admin, &store).await;
    }
    let stages = if options.imports {
        Vec::new()
    } else {
        stages(options.quick)
    };
    for stage in stages {
        let now = machine::now();
        let measured = load(&mut admin, &store, &stage, &mut structures, now).await?;
        dossiers += stage.added.iter().sum::<u32>();
        sqlx::query("vacuum analyze").execute(&mut admin).await?;
        // What was loaded is on its disk before anything is measured.
        sqlx::query("checkpoint").execute(&mut admin).await?;
        let before = Ticks::now();
        let found = measure_all(&options, &mut admin, &store, measured, dossiers, now).await?;
        println!("{}\n", report::table(&found));
        if let (Some(before), Some(after)) = (before, Ticks::now()) {
            let stolen = after.stolen_since(before);
            println!("{stolen} % of the processors' time went to other machines of the host.\n");
        }
        rows.extend(found);
    }
    let found = imports::all(&store, structures + 1, dossiers).await?;
    println!("{}\n", report::table(&found));
    rows.extend(found);
    if !(options.quick || options.imports) {
        let found = evening::run(&mut admin, &store, dossiers, Evening::NATION).await?;
        println!("{}\n", report::table(&found));
        rows.extend(found);
    }
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&rows)?)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

/// Loads all at once, and runs the evening.
async fn evening_alone(options: &Options, admin: &mut PgConnection, store: &PgStore) -> Result<()> {
    let (total, structures, evening) = if options.quick {
        let small = Evening {
            messages: 1_000,
            per_second: 100,
            sending: Duration::from_secs(5),
        };
        (5_000, 6, small)
    } else {
        (500_000, 600, Evening::NATION)
    };
    let stage = Stage {
        added: nation::sizes(total, structures, total / 10),
    };
    let loaded: i64 = sqlx::query_scalar("select count(*) from domiciliation.dossier")
        .fetch_one(&mut *admin)
        .await?;
    if loaded != i64::from(total) {
        load(admin, store, &stage, &mut 0, machine::now()).await?;
        sqlx::query("vacuum analyze").execute(&mut *admin).await?;
    }
    let found = evening::run(admin, store, total, evening).await?;
    println!("{}\n", report::table(&found));
    Ok(())
}

/// Adds the structures of a stage, and gives the one to measure.
async fn load(
    admin: &mut PgConnection,
    store: &PgStore,
    stage: &Stage,
    structures: &mut u16,
    now: DateTime<Utc>,
) -> Result<Arc<Body>> {
    let start = Instant::now();
    let mut batches = Vec::new();
    let mut first = None;
    for size in &stage.added {
        *structures += 1;
        let body = Arc::new(Body::new(*structures, now.date_naive())?);
        nation::open(store, &body).await?;
        // Numbers are given here, so that several loaders fill one structure.
        sqlx::query("insert into domiciliation.counter values ($1, $2)")
            .bind(body.id().uuid())
            .bind(i32::try_from(*size)?)
            .execute(&mut *admin)
            .await?;
        for from in (1..=*size).step_by(nation::BATCH as usize) {
            let to = (from + nation::BATCH - 1).min(*size);
            batches.push((Arc::clone(&body), from..=to));
        }
        first.get_or_insert(body);
    }
    without_tally(admin).await?;
    let batches = Arc::new(batches);
    let next = Arc::new(AtomicUsize::new(0));
    let loaders: Vec<_> = (0..LOADERS)
        .map(|_| {
            let (store, batches, next) = (store.clone(), Arc::clone(&batches), Arc::clone(&next));
            tokio::spawn(async move {
                while let Some((body, numbers)) = batches.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    nation::fill(&store, body, numbers.clone(), now).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for loader in loaders {
        loader.await.context("loading stopped")??;
    }
    with_tally(admin).await?;
    eprintln!(
        "{} dossiers in {} structures loaded in {:.0} s",
        stage.added.iter().sum::<u32>(),
        stage.added.len(),
        start.elapsed().as_secs_f64()
    );
    first.context("a stage adds a structure")
}

/// Dossiers that enter one structure wait for each other at its tally: here it is counted once,
/// after all of them.
async fn without_tally(admin: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql("alter table domiciliation.dossier disable trigger user")
        .execute(admin)
        .await?;
    Ok(())
}

async fn with_tally(admin: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(
        "alter table domiciliation.dossier enable trigger user;
         truncate domiciliation.tally;
         insert into domiciliation.tally
         select structure_id, situation, coalesce(term_end, 'infinity'), renewal_pending, count(*)
         from domiciliation.dossier group by 1, 2, 3, 4;",
    )
    .execute(admin)
    .await?;
    Ok(())
}

async fn measure_all(
    options: &Options,
    admin: &mut PgConnection,
    store: &PgStore,
    body: Arc<Body>,
    dossiers: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Row>> {
    let server = Server::start(&options.server, &options.database).await?;
    eprintln!(
        "the server is ready after {:.2} s, with {:.0} MB",
        server.started_in.as_secs_f64(),
        server.rss_mb()?
    );
    let mut desks = Vec::new();
    for desk in 0..DESKS {
        let mut client = Client::new(&server.host);
        client
            .sign_in(&operations::sign_in_ask(&body, desk)?)
            .await?;
        desks.push(client);
    }
    let material = material(admin, store, body, now).await?;
    let mut rows = Vec::new();
    let strangers = vec![Client::new(&server.host); DESKS];
    let people = papers::attested(admin, &material.body).await?;
    let mut operations = operations::all(material);
    operations.extend(papers::all(&desks[0], &people).await?);
    operations.extend(exports::all());
    for operation in operations {
        let desks = if operation.signed_in {
            &desks
        } else {
            &strangers
        };
        rows.extend(measure_one(admin, &server, desks, &operation, dossiers).await?);
    }
    rows.push(papers::in_bulk(admin, &server, &desks[0], &people, dossiers).await?);
    Ok(rows)
}

async fn measure_one(
    admin: &mut PgConnection,
    server: &Server,
    desks: &[Client],
    operation: &Operation,
    dossiers: u32,
) -> Result<Vec<Row>> {
    let next = Arc::new(AtomicUsize::new(0));
    let most = operation.most;
    let span = |time| Span { time, most };
    run(&desks[..1], &operation.asks, &next, span(WARM_UP)).await?;
    let sql_p50_ms = match &operation.bare {
        Some(bare) => {
            let run = run_bare(bare, span(REPEATED / 2)).await?;
            Some(run.percentile(50))
        }
        None => None,
    };
    let mut rows = Vec::new();
    let mut queries = 0.0;
    for clients in CLIENTS {
        let before = statements(admin).await?;
        let span = span(REPEATED);
        let run = run(&desks[..clients], &operation.asks, &next, span).await?;
        ensure!(run.count() > 0, "{} was never done", operation.name);
        if clients == 1 {
            queries = (statements(admin).await? - before) / count(run.count());
        }
        rows.push(Row {
            operation: operation.name,
            dossiers,
            clients,
            p50_ms: run.percentile(50),
            p95_ms: run.percentile(95),
            p99_ms: run.percentile(99),
            per_second: run.per_second(),
            bytes: run.mean_bytes(),
            queries,
            sql_p50_ms,
            server_rss_mb: server.rss_mb()?,
        });
        eprintln!(
            "{:<14} {clients:>3} clients: p95 {:>7.1} ms, {:>6.0}/s",
            operation.name,
            run.percentile(95),
            run.per_second()
        );
    }
    Ok(rows)
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand requests")]
const fn count(n: usize) -> f64 {
    n as f64
}

/// Statements of the server so far; beginning and ending a transaction are none.
async fn statements(admin: &mut PgConnection) -> Result<f64> {
    Ok(sqlx::query_scalar(
        "select coalesce(sum(calls), 0)::float8 from pg_stat_statements s
         join pg_roles r on r.oid = s.userid where r.rolname = 'domifa_server'",
    )
    .fetch_one(admin)
    .await?)
}

/// People of the structure to ask for, drawn once.
async fn material(
    admin: &mut PgConnection,
    store: &PgStore,
    body: Arc<Body>,
    now: DateTime<Utc>,
) -> Result<Material> {
    let structure = body.id().uuid();
    let ids = |rows: Vec<Uuid>| rows.into_iter().map(DossierId::new).collect::<Vec<_>>();
    let dossiers: Vec<Uuid> = sqlx::query_scalar(
        "select dossier_id from domiciliation.dossier
         where structure_id = $1 and situation = 'elected' order by md5(dossier_id::text) limit 20000",
    )
    .bind(structure)
    .fetch_all(&mut *admin)
    .await?;
    let waiting: Vec<Uuid> = sqlx::query_scalar(
        "select dossier_id from domiciliation.dossier
         where structure_id = $1 and situation = 'elected' and letters > 0
         order by md5(dossier_id::text)",
    )
    .bind(structure)
    .fetch_all(&mut *admin)
    .await?;
    let names: Vec<String> = sqlx::query_scalar(
        "select lower(nom || ' ' || prenoms) from domiciliation.dossier
         where structure_id = $1 order by md5(dossier_id::text || 'n') limit 5000",
    )
    .bind(structure)
    .fetch_all(&mut *admin)
    .await?;
    Ok(Material {
        body,
        store: store.clone(),
        now,
        dossiers: ids(dossiers),
        waiting: ids(waiting),
        names,
    })
}
