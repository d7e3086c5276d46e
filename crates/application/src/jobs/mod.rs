//! Work in the background: what is queued in the transaction of its cause, done outside it,
//! perhaps twice, and shown when it failed for good. See `docs/adr/0025-jobs.md`.

mod dead;
mod port;
mod task;

pub use dead::DeadJobs;
pub use port::{DeadJob, Due, JobBoard, JobCount, JobId, Jobs, Spent, Workshop};
pub use task::{JobFailed, Task, TaskKind};
