//! What answers in place of the services outside, for tests: OVHcloud and Brevo over real
//! HTTP, an SMSC and an SMTP server that are programs written by others. Each follows the
//! public documentation of what it stands for, counts what it is handed by the mark that
//! makes a message unique, and fails when it is told to.
//!
//! Nothing of the product may depend on it.

mod brevo;
mod fault;
mod ovh;
mod program;
mod smsc;
mod smtp;

pub use brevo::FakeBrevo;
pub use fault::Fault;
pub use ovh::{FakeOvh, Job};
pub use smsc::Smsc;
pub use smtp::{Secrecy, SmtpSink};
