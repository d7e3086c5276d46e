//! Whoever carries text messages outside: OVHcloud and Brevo over HTTPS, and any
//! aggregator that speaks SMPP 3.4.
//!
//! The crate must not know whose a message is, why it is sent, or the database. Neither a
//! number nor a text nor a key ever appears in its errors and logs. It follows the public
//! documentation of these services; its tests run it against fakes that follow it too,
//! never against the services themselves.

mod brevo;
mod coding;
mod http;
mod ovh;
mod smpp;

pub use brevo::{Brevo, BrevoAccount};
pub use http::InvalidEndpoint;
pub use ovh::{Ovh, OvhAccount};
pub use smpp::{InvalidAccount, Smpp, SmppAccount};
