//! What comes from the machine: the moment, chance, and how much of it was ours.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The moment.
#[expect(clippy::disallowed_methods, reason = "the data are as old as the run")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A new identifier, as the product mints them.
pub fn fresh() -> Uuid {
    let mut random = [0; 10];
    getrandom::fill(&mut random).expect("the system gives random bytes");
    let millis = u64::try_from(now().timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// The ticks of all cores since the machine started: in all, and those during which a core had
/// work and its host ran something else. None where the system does not count them.
#[derive(Clone, Copy)]
pub struct Ticks {
    all: u64,
    stolen: u64,
}

impl Ticks {
    pub fn now() -> Option<Self> {
        let counted = std::fs::read_to_string("/proc/stat").ok()?;
        // user, nice, system, idle, iowait, irq, softirq, steal: proc(5).
        let ticks = counted.lines().next()?.split_whitespace().skip(1).take(8);
        let ticks: Vec<u64> = ticks.map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let all = ticks.iter().sum();
        let stolen = *ticks.get(7)?;
        Some(Self { all, stolen })
    }

    /// How many in a hundred were stolen since earlier.
    pub fn stolen_since(self, earlier: Self) -> u64 {
        let (all, stolen) = (self.all - earlier.all, self.stolen - earlier.stolen);
        (100 * stolen).checked_div(all).unwrap_or_default()
    }
}

/// How much memory this program had at most since a moment.
pub struct Memory;

impl Memory {
    /// From now on, where the system lets it be counted anew.
    pub fn from_now() -> Self {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        Self
    }

    /// Megabytes; 0 where the system does not count them.
    pub fn peak_mb(&self) -> f64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|line| line.trim().strip_suffix("kB"));
        kilobytes
            .and_then(|kilobytes| kilobytes.trim().parse::<f64>().ok())
            .map_or(0.0, |kilobytes| kilobytes / 1024.0)
    }
}
