//! Figures for Prometheus, as text on an address of their own: nothing of anybody, and not for
//! the public.

use std::{
    fmt::Write as _,
    sync::{Arc, atomic::Ordering},
};

use adapter_postgres::PgStore;
use application::{
    jobs::{JobBoard, JobCount},
    ports::Clock,
};
use axum::{
    Router, extract::State, http::StatusCode, http::header, response::IntoResponse, routing::get,
};
use chrono::{DateTime, Utc};
use tokio::{net::TcpListener, sync::watch};

use super::workshop::Hands;
use crate::ports::SystemClock;

/// Where figures come from.
#[derive(Clone)]
pub struct Metrics {
    store: Arc<PgStore>,
    hands: Arc<Hands>,
}

impl Metrics {
    /// Of this database, and of what these hands did.
    pub const fn new(store: Arc<PgStore>, hands: Arc<Hands>) -> Self {
        Self { store, hands }
    }
}

/// Tells figures until the other end of `open` goes.
pub async fn serve(listener: TcpListener, metrics: Metrics, mut open: watch::Receiver<()>) {
    let router = Router::new()
        .route("/metrics", get(page))
        .with_state(metrics);
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = open.changed().await;
    });
    if let Err(error) = served.await {
        tracing::error!("figures are not told any more: {error}");
    }
}

async fn page(State(metrics): State<Metrics>) -> impl IntoResponse {
    let now = SystemClock.now();
    let Ok(jobs) = metrics.store.jobs_counted(now).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut text = String::new();
    of_jobs(&mut text, &jobs, now);
    of_hands(&mut text, &metrics.hands);
    let format = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, format)], text).into_response()
}

/// One family of figures.
fn family(
    text: &mut String,
    (name, help, kind): (&str, &str, &str),
    lines: impl Iterator<Item = (String, String)>,
) {
    // Writing to a string does not fail.
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    for (labels, value) in lines {
        let _ = writeln!(text, "{name}{{{labels}}} {value}");
    }
}

fn of_jobs(text: &mut String, jobs: &[JobCount], now: DateTime<Utc>) {
    let name = ("domifa_jobs", "Jobs in the queue, by state.", "gauge");
    let states = jobs.iter().flat_map(|count| {
        let states = [
            ("waiting", count.waiting),
            ("running", count.running),
            ("dead", count.dead),
        ];
        states.map(|(state, many)| {
            let labels = format!("task=\"{}\",state=\"{state}\"", count.kind.code());
            (labels, many.to_string())
        })
    });
    family(text, name, states);
    let name = (
        "domifa_jobs_late_seconds",
        "For how long the oldest job that is due waits.",
        "gauge",
    );
    let late = jobs.iter().map(|count| {
        let late = count
            .due_since
            .map_or(0, |since| (now - since).num_seconds());
        let labels = format!("task=\"{}\"", count.kind.code());
        (labels, late.max(0).to_string())
    });
    family(text, name, late);
}

fn of_hands(text: &mut String, hands: &Hands) {
    let name = (
        "domifa_jobs_done_total",
        "Jobs that this program carried out since it began, by outcome.",
        "counter",
    );
    let done = hands.counts().iter().flat_map(|(kind, counts)| {
        let outcomes = [("done", &counts.done), ("failed", &counts.failed)];
        outcomes.map(|(outcome, count)| {
            let labels = format!("task=\"{}\",outcome=\"{outcome}\"", kind.code());
            (labels, count.load(Ordering::Relaxed).to_string())
        })
    });
    family(text, name, done);
}

#[cfg(test)]
mod tests {
    use application::jobs::TaskKind;
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn figures_are_lines_that_prometheus_reads() {
        let now: DateTime<Utc> = "2026-11-22T10:00:00Z".parse().unwrap();
        let jobs = [JobCount {
            kind: TaskKind::MessagesSend,
            waiting: 3,
            running: 1,
            dead: 0,
            due_since: Some(now - TimeDelta::seconds(90)),
        }];
        let mut text = String::new();
        of_jobs(&mut text, &jobs, now);
        assert_eq!(
            text,
            "\
# HELP domifa_jobs Jobs in the queue, by state.
# TYPE domifa_jobs gauge
domifa_jobs{task=\"messages.send\",state=\"waiting\"} 3
domifa_jobs{task=\"messages.send\",state=\"running\"} 1
domifa_jobs{task=\"messages.send\",state=\"dead\"} 0
# HELP domifa_jobs_late_seconds For how long the oldest job that is due waits.
# TYPE domifa_jobs_late_seconds gauge
domifa_jobs_late_seconds{task=\"messages.send\"} 90
"
        );
    }
}
