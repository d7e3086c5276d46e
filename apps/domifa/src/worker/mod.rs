//! `domifa worker`: what is to be done in the background, until the program is told to stop.
//! `domifa serve` does it as well, beside the pages.

mod metrics;
mod tick;
mod workshop;

use std::{net::SocketAddr, num::NonZeroUsize, sync::Arc, time::Duration};

use adapter_postgres::{JobRunner, Pace};
use anyhow::{Context, Result};
use clap::Args;
use tokio::{net::TcpListener, sync::watch};

use crate::house::{House, HouseOptions};
use metrics::Metrics;
use workshop::Hands;
pub use workshop::{imports, not_taken};

/// How long a task may last once the program is told to stop: a provider has answered by then.
pub const LAST_WORK: Duration = Duration::from_secs(10);

/// How it works.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    house: HouseOptions,
    #[command(flatten)]
    pace: PaceOptions,
}

/// How jobs are taken, and where their figures are read.
#[derive(Args)]
pub struct PaceOptions {
    /// How many tasks are done at once.
    #[arg(
        long,
        env = "DOMIFA_WORKER_SLOTS",
        value_name = "DOMIFA_WORKER_SLOTS",
        default_value = "4"
    )]
    worker_slots: NonZeroUsize,
    /// After how many seconds a worker that says nothing more is taken for dead, and what it
    /// had taken is done by another.
    #[arg(
        long,
        env = "DOMIFA_WORKER_LEASE",
        value_name = "DOMIFA_WORKER_LEASE",
        value_parser = clap::value_parser!(u64).range(2..=3600),
        default_value_t = 40
    )]
    worker_lease: u64,
    /// Address on which figures are read by Prometheus; none without one.
    #[arg(
        long,
        env = "DOMIFA_METRICS_LISTEN",
        value_name = "DOMIFA_METRICS_LISTEN"
    )]
    metrics_listen: Option<SocketAddr>,
}

/// Works until SIGTERM or SIGINT.
pub async fn run(options: Options) -> Result<()> {
    let house = House::open(&options.house, None)?;
    let (closing, closed) = watch::channel(());
    // Listened for before anything is begun that would have to be given back.
    let told = tokio::spawn(told_to_stop());
    let work = start(&house, &options.pace, true, closed).await?;
    tracing::info!("working");
    told.await?;
    drop(closing);
    work.await;
    house.gateways.close().await;
    Ok(())
}

/// Begins to work in the background, and to tell figures; the future ends when all is stopped,
/// some seconds after the other end of `open` goes.
pub async fn start(
    house: &House,
    options: &PaceOptions,
    works: bool,
    open: watch::Receiver<()>,
) -> Result<impl Future<Output = ()> + use<>> {
    let hands = Arc::new(Hands::of(house, open.clone()));
    let mut tasks = Vec::new();
    if let Some(listen) = options.metrics_listen {
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("{listen} cannot be listened on"))?;
        let metrics = Metrics::new(house.store.clone(), hands.clone());
        tasks.push(tokio::spawn(metrics::serve(
            listener,
            metrics,
            open.clone(),
        )));
    }
    if works {
        let pace = Pace {
            slots: options.worker_slots,
            lease: Duration::from_secs(options.worker_lease),
            last_work: LAST_WORK,
        };
        let runner = JobRunner::new((*house.store).clone(), hands, pace);
        tasks.push(tokio::spawn(runner.run(open.clone())));
        tasks.push(tokio::spawn(tick::tick(
            house.store.clone(),
            house.clock.clone(),
            open,
        )));
    }
    Ok(async move {
        for task in tasks {
            let _ = task.await;
        }
    })
}

/// When SIGTERM or SIGINT comes.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    // Without a handler the signal would stop the program at once: it does then.
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
