//! A provider that takes everything, and counts.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use application::messages::gateway::{
    Accepted, GatewayDown, Mail, Mailer, Receipt, Sms, SmsGateway, Traced, Unsent,
};
use chrono::{DateTime, Utc};
use kernel::MessageId;

/// What it saw.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub messages: u32,
    /// Messages that came more than once.
    pub doubles: u32,
    /// How many came within one second, wherever it begins.
    pub most_in_a_second: u32,
}

#[derive(Default)]
struct Seen {
    times: HashMap<MessageId, u32>,
    moments: Vec<Instant>,
}

/// It.
#[derive(Clone)]
pub struct Provider {
    per_second: NonZeroU32,
    seen: Arc<Mutex<Seen>>,
}

impl Provider {
    pub fn taking(per_second: u32) -> Result<Self> {
        Ok(Self {
            per_second: NonZeroU32::new(per_second).context("a rate")?,
            seen: Arc::default(),
        })
    }

    pub fn told(&self) -> Told {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut moments = seen.moments.clone();
        moments.sort_unstable();
        let mut first = 0;
        let mut most = 0;
        for (last, moment) in moments.iter().enumerate() {
            while *moment - moments[first] >= Duration::from_secs(1) {
                first += 1;
            }
            most = most.max(last - first + 1);
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Told {
            messages: count(moments.len()),
            doubles: count(seen.times.values().filter(|times| **times > 1).count()),
            most_in_a_second: count(most),
        }
    }

    fn take(&self, id: MessageId) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen.times.entry(id).or_default() += 1;
        seen.moments.push(Instant::now());
    }
}

#[async_trait::async_trait]
impl SmsGateway for Provider {
    fn name(&self) -> &'static str {
        "mesure"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        Some(self.per_second)
    }

    fn batch(&self) -> usize {
        20
    }

    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        // As long as a provider takes to answer.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let taken = messages.iter().map(|sms| {
            self.take(sms.id);
            Ok(Accepted::default())
        });
        taken.collect()
    }

    async fn trace(&self, _: MessageId, _: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}

#[async_trait::async_trait]
impl Mailer for Provider {
    fn name(&self) -> &'static str {
        "mesure"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }

    async fn send(&self, mail: &Mail) -> Result<Accepted, Unsent> {
        self.take(mail.id);
        Ok(Accepted::default())
    }

    async fn trace(&self, _: MessageId, _: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }

    async fn bounces(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}
