//! What providers call by themselves when a message has arrived or failed: one address, whose
//! end is a secret, beside the pages. Nothing of a call is logged.

use std::sync::Arc;

use adapter_sms::{Brevo, Ovh};
use application::{
    messages::{gateway::Receipt, receipts::Receipts},
    ports::Clock,
};
use async_trait::async_trait;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, RawQuery, State},
    http::StatusCode,
    routing::get,
};
use kernel::StoreError;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::config::PublicUrl;

/// The longest call that is read.
const LONGEST: usize = 16 * 1024;
/// The shortest secret.
const SHORTEST: usize = 20;

/// Who calls, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// OVHcloud: the query says all.
    Ovh,
    /// Brevo: a body, and the query that names the message.
    Brevo,
}

/// How a provider tells receipts by itself.
#[derive(Clone)]
pub struct Callback {
    caller: Caller,
    secret: SecretString,
}

impl Callback {
    /// With a secret that can stand in an address and cannot be guessed.
    pub(super) fn new(caller: Caller, secret: SecretString) -> Option<Self> {
        let text = secret.expose_secret();
        let fits = text.len() >= SHORTEST
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        fits.then_some(Self { caller, secret })
    }

    /// The address that the provider is to call.
    pub(super) fn address(&self, public_url: &PublicUrl) -> SecretString {
        let path = format!("/retours/sms/{}", self.secret.expose_secret());
        SecretString::from(public_url.join(&path))
    }
}

/// Whoever notes receipts.
#[async_trait]
pub trait TakesReceipts: Send + Sync {
    /// Notes them; what is told again changes nothing.
    async fn take(&self, receipts: &[Receipt]) -> Result<(), StoreError>;
}

#[async_trait]
impl TakesReceipts for Receipts {
    async fn take(&self, receipts: &[Receipt]) -> Result<(), StoreError> {
        self.received(receipts).await
    }
}

struct Desk {
    callback: Callback,
    receipts: Arc<dyn TakesReceipts>,
    clock: Arc<dyn Clock>,
}

/// The address, to be merged beside the pages: what surrounds pages refuses calls from other
/// sites, and writes a line about each.
pub fn routes(
    callback: Callback,
    receipts: Arc<dyn TakesReceipts>,
    clock: Arc<dyn Clock>,
) -> Router {
    let desk = Arc::new(Desk {
        callback,
        receipts,
        clock,
    });
    Router::new()
        .route("/retours/sms/{secret}", get(told).post(told))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(desk)
}

/// Thanks, or nobody is here; another time when it could not be noted.
async fn told(
    State(desk): State<Arc<Desk>>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> StatusCode {
    if !same(&secret, desk.callback.secret.expose_secret()) {
        return StatusCode::NOT_FOUND;
    }
    let query = query.unwrap_or_default();
    let now = desk.clock.now();
    let receipt = match desk.callback.caller {
        Caller::Ovh => Ovh::callback(&query, now),
        Caller::Brevo => Brevo::callback(&query, &body, now),
    };
    let Some(receipt) = receipt else {
        return StatusCode::NO_CONTENT;
    };
    match desk.receipts.take(&[receipt]).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::warn!(%error, "a receipt could not be noted");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Whether two texts are the same: the time that it takes tells nothing about where they
/// differ.
fn same(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(Sha256::digest);
    let differ = one.iter().zip(&other).fold(0, |d, (a, b)| d | (a ^ b));
    differ == 0
}
