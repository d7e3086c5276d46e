//! Brevo: its transactional SMS API, over HTTPS with a key.
//!
//! A message is marked with its identifier as a tag, and names the address that receives its
//! receipts. Brevo takes it first and sends it after: what was perhaps taken appears, with
//! some delay, among its events by tag, so an empty answer proves nothing.

use std::num::NonZeroU32;

use application::messages::gateway::{
    Accepted, GatewayDown, Receipt, ReceiptOf, Sms, SmsGateway, Traced, Unsent,
};
use async_trait::async_trait;
use chrono::{DateTime, Days, Utc};
use futures_util::future::join_all;
use kernel::MessageId;
use messages::{Failure, Sender};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{
    coding,
    http::{self, Answer, Called, InvalidEndpoint},
};

/// How many messages are handed over side by side.
const SIDE_BY_SIDE: usize = 20;

/// An account at Brevo.
pub struct BrevoAccount {
    /// Where its API is: `https://api.brevo.com/v3`.
    pub endpoint: String,
    /// Its key.
    pub key: SecretString,
    /// The sender of messages that name none: Brevo wants one.
    pub sender: Sender,
    /// Where receipts are to be sent; they are not told without one.
    pub callback: Option<SecretString>,
    /// How many messages it takes in a second.
    pub per_second: NonZeroU32,
    /// What a credit costs, in thousandths of a euro.
    pub price: Option<u32>,
}

/// Brevo.
pub struct Brevo {
    account: BrevoAccount,
    http: Client,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    sender: String,
    recipient: &'a str,
    content: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    tag: String,
    unicode_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_url: Option<String>,
}

impl Brevo {
    /// With this account.
    ///
    /// # Errors
    /// [`InvalidEndpoint`].
    pub fn new(mut account: BrevoAccount) -> Result<Self, InvalidEndpoint> {
        account.endpoint = http::endpoint(&account.endpoint)?;
        Ok(Self {
            account,
            http: http::client(),
        })
    }

    /// What its callback tells: the query of the address it was given, and a JSON body.
    /// Nothing that is still under way is a receipt.
    #[must_use]
    pub fn callback(query: &str, body: &[u8], now: DateTime<Utc>) -> Option<Receipt> {
        #[derive(Deserialize)]
        struct Named {
            message: String,
        }
        #[derive(Deserialize)]
        struct Told {
            msg_status: String,
            #[serde(rename = "messageId")]
            message_id: Option<serde_json::Number>,
            ts_event: Option<i64>,
        }
        let told: Told = serde_json::from_slice(body).ok()?;
        let named: Option<Named> = serde_html_form::from_str(query).ok();
        let named = named.and_then(|named| named.message.parse().ok());
        let of = match (named, told.message_id) {
            (Some(message), _) => ReceiptOf::Message(message),
            (None, Some(id)) => ReceiptOf::Reference(id.to_string()),
            (None, None) => return None,
        };
        let failure = match told.msg_status.as_str() {
            "delivered" => None,
            "soft_bounce" | "softBounce" => Some(Failure::Unreachable),
            "hard_bounce" | "hardBounce" => Some(Failure::BadAddress),
            "rejected" | "blacklisted" | "blocked" | "skip" => Some(Failure::Blocked),
            _ => return None,
        };
        // A moment to come is a mistake of somebody's clock.
        let told_at = told.ts_event.and_then(|s| DateTime::from_timestamp(s, 0));
        let at = told_at.filter(|at| *at <= now).unwrap_or(now);
        Some(Receipt {
            of,
            at,
            failed: failure.map(|failure| (failure, Some(told.msg_status))),
        })
    }

    async fn hand_over(&self, sms: &Sms) -> Result<Accepted, Unsent> {
        let account = &self.account;
        let sender = sms.sender.as_ref().unwrap_or(&account.sender);
        let message = Message {
            // Letters and digits alone.
            sender: sender.as_str().replace(' ', ""),
            recipient: sms.to.as_str(),
            content: &sms.text,
            kind: "transactional",
            tag: sms.id.to_string(),
            unicode_enabled: !coding::is_plain(&sms.text),
            web_url: account.callback.as_ref().map(|address| {
                let address = address.expose_secret();
                format!("{address}?message={}", sms.id)
            }),
        };
        let body =
            serde_json::to_string(&message).map_err(|_| http::refused(Failure::Content, None))?;
        let request = self
            .http
            .post(format!("{}/transactionalSMS/send", account.endpoint))
            .header("api-key", account.key.expose_secret())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .body(body);
        match http::call(request).await {
            Called::NotSent => Err(http::later(Failure::Provider, None)),
            Called::Lost => Err(Unsent::Perhaps),
            Called::Answered(answer) => answered(&answer, account.price),
        }
    }

    async fn look_up(&self, id: MessageId, at: DateTime<Utc>) -> Option<Accepted> {
        #[derive(Deserialize)]
        struct Events {
            #[serde(default)]
            events: Option<Vec<Event>>,
        }
        #[derive(Deserialize)]
        struct Event {
            #[serde(rename = "messageId")]
            message_id: Option<serde_json::Value>,
        }
        let address = format!(
            "{}/transactionalSMS/statistics/events",
            self.account.endpoint
        );
        let mut url: Url = address.parse().ok()?;
        // Whole days, of whatever zone it counts in.
        let day = at.date_naive();
        url.query_pairs_mut()
            .append_pair("tags", &format!("[\"{id}\"]"))
            .append_pair("startDate", &(day - Days::new(1)).to_string())
            .append_pair("endDate", &(day + Days::new(1)).to_string())
            .append_pair("limit", "1");
        let request = self
            .http
            .get(url)
            .header("api-key", self.account.key.expose_secret())
            .header("Accept", "application/json");
        let Called::Answered(answer) = http::call(request).await else {
            return None;
        };
        let found: Events = answer.json().filter(|_| answer.status.is_success())?;
        let event = found.events?.into_iter().next()?;
        Some(Accepted {
            reference: event.message_id.and_then(|id| match id {
                serde_json::Value::Number(id) => Some(id.to_string()),
                serde_json::Value::String(id) => Some(id),
                serde_json::Value::Null
                | serde_json::Value::Bool(_)
                | serde_json::Value::Array(_)
                | serde_json::Value::Object(_) => None,
            }),
            ..Accepted::default()
        })
    }
}

/// What an answer says of the message.
fn answered(answer: &Answer, price: Option<u32>) -> Result<Accepted, Unsent> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Taken {
        message_id: serde_json::Number,
        sms_count: Option<u32>,
    }
    /// An error: its code, and an explanation that may quote a number.
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Told {
        code: Option<String>,
        message: String,
    }
    let status = answer.status;
    if status.is_success() {
        let taken: Taken = answer.json().ok_or(Unsent::Perhaps)?;
        return Ok(Accepted {
            reference: Some(taken.message_id.to_string()),
            segments: taken.sms_count,
            cost: taken
                .sms_count
                .zip(price)
                .map(|(segments, price)| segments.saturating_mul(price)),
        });
    }
    let told: Told = answer.json().unwrap_or_default();
    let code = http::code(status, told.code.as_deref());
    let of_account = matches!(
        told.code.as_deref(),
        Some("not_enough_credits" | "account_under_validation" | "permission_denied")
    );
    Err(match status.as_u16() {
        // Whatever failed there may have failed after the message was taken.
        500.. | 300..=399 | 408 => Unsent::Perhaps,
        // Nothing is wrong with the message: it may leave once the account is in order.
        401..=404 => http::later(Failure::Account, code),
        _ if of_account => http::later(Failure::Account, code),
        409 | 425 | 429 => http::later(Failure::Provider, code),
        _ => http::refused(http::blamed(&told.message), code),
    })
}

#[async_trait]
impl SmsGateway for Brevo {
    fn name(&self) -> &'static str {
        "brevo"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        Some(self.account.per_second)
    }

    fn batch(&self) -> usize {
        SIDE_BY_SIDE
    }

    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        join_all(messages.iter().map(|sms| self.hand_over(sms))).await
    }

    async fn trace(&self, id: MessageId, at: DateTime<Utc>) -> Traced {
        let found = self.look_up(id, at).await;
        found.map_or(Traced::AskAgain, Traced::Taken)
    }

    /// None: it calls.
    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}
