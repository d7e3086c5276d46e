//! Repeats an operation, and says how long it takes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{client::Client, operations::Asks};

/// What a run gave.
#[derive(Default)]
pub struct Run {
    /// Milliseconds, one an answer, sorted.
    latencies: Vec<f64>,
    elapsed: Duration,
    bytes: usize,
}

impl Run {
    pub fn of(mut latencies: Vec<f64>, elapsed: Duration, bytes: usize) -> Self {
        latencies.sort_by(f64::total_cmp);
        Self {
            latencies,
            elapsed,
            bytes,
        }
    }

    pub fn count(&self) -> usize {
        self.latencies.len()
    }

    /// The time within which so many in a hundred were answered, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1) - 1;
        self.latencies.get(rank).copied().unwrap_or_default()
    }

    #[expect(clippy::cast_precision_loss, reason = "a few thousand answers")]
    pub fn per_second(&self) -> f64 {
        self.count() as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    pub fn mean_bytes(&self) -> usize {
        self.bytes / self.count().max(1)
    }
}

/// How long an operation is repeated, and how often at most.
#[derive(Clone, Copy)]
pub struct Span {
    pub time: Duration,
    pub most: usize,
}

/// Sends one request after the other from each desk, for a span. `next` counts the requests
/// over all runs of an operation.
pub async fn run(
    desks: &[Client],
    asks: &Asks,
    next: &Arc<AtomicUsize>,
    span: Span,
) -> Result<Run> {
    let start = Instant::now();
    let end = next.load(Ordering::Relaxed).saturating_add(span.most);
    let tasks: Vec<_> = desks
        .iter()
        .cloned()
        .map(|desk| {
            let (asks, next) = (Arc::clone(asks), Arc::clone(next));
            tokio::spawn(async move {
                let (mut latencies, mut bytes) = (Vec::new(), 0);
                while start.elapsed() < span.time {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(ask) = asks(n).filter(|_| n < end) else {
                        break;
                    };
                    let sent = Instant::now();
                    bytes += desk.ask(&ask).await?;
                    latencies.push(sent.elapsed().as_secs_f64() * 1000.0);
                }
                anyhow::Ok((latencies, bytes))
            })
        })
        .collect();
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    for task in tasks {
        let (more, size) = task.await.context("a desk stopped")??;
        latencies.extend(more);
        bytes += size;
    }
    Ok(Run::of(latencies, start.elapsed(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_taken_by_rank() {
        let run = Run::of(
            (1..=200).rev().map(f64::from).collect(),
            Duration::from_secs(2),
            400,
        );
        assert_eq!(
            [50, 95, 99, 100].map(|p| run.percentile(p)),
            [100.0, 190.0, 198.0, 200.0]
        );
        assert!((run.per_second() - 100.0).abs() < f64::EPSILON);
        assert_eq!(run.mean_bytes(), 2);
        assert_eq!(Run::default().percentile(50), 0.0);
    }
}
