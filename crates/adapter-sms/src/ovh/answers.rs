//! What OVHcloud answers to a job.

use application::messages::gateway::{Accepted, Unsent};
use messages::Failure;
use serde::Deserialize;

use crate::http::{self, Answer};

/// The report of a job.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    ids: Vec<u64>,
    #[serde(default)]
    invalid_receivers: Vec<String>,
    total_credits_removed: Option<f64>,
}

/// An error: its class, and an explanation that may quote a number.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Told {
    class: Option<String>,
    error_code: Option<String>,
    message: String,
}

/// What an answer says of the message.
pub(super) fn of_job(answer: &Answer, price: Option<u32>) -> Result<Accepted, Unsent> {
    let status = answer.status;
    if status.is_success() {
        let report: Report = answer.json().ok_or(Unsent::Perhaps)?;
        return match report.ids.first() {
            Some(id) => Ok(Accepted {
                reference: Some(id.to_string()),
                segments: None,
                cost: cost(report.total_credits_removed, price),
            }),
            None if !report.invalid_receivers.is_empty() => {
                Err(http::refused(Failure::BadAddress, None))
            }
            None => Err(Unsent::Perhaps),
        };
    }
    let told: Told = answer.json().unwrap_or_default();
    let class = told.class.as_deref().or(told.error_code.as_deref());
    let code = http::code(status, class);
    let broke = told.message.to_lowercase().contains("credit");
    Err(match status.as_u16() {
        // Whatever failed there may have failed after the message was taken.
        500.. | 300..=399 | 408 => Unsent::Perhaps,
        // Nothing is wrong with the message: it may leave once the account is in order.
        401..=404 => http::later(Failure::Account, code),
        _ if broke => http::later(Failure::Account, code),
        409 | 429 => http::later(Failure::Provider, code),
        _ => http::refused(http::blamed(&told.message), code),
    })
}

/// What credits cost, in thousandths of a euro.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits"
)]
fn cost(credits: Option<f64>, price: Option<u32>) -> Option<u32> {
    let cost = credits? * f64::from(price?);
    cost.is_finite()
        .then(|| cost.round().clamp(0.0, f64::from(u32::MAX)) as u32)
}
