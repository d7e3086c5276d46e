//! OVHcloud: its SMS API, over signed HTTPS.
//!
//! A message is one job, marked with a tag made of its identifier. OVHcloud does not refuse
//! the same tag twice, but lists what it sent by tag: a message that was perhaps taken is
//! looked up there before it is sent again.

mod answers;
mod receipts;

use std::{collections::HashSet, fmt, num::NonZeroU32, sync::Arc};

use application::{
    messages::gateway::{Accepted, GatewayDown, Receipt, Sms, SmsGateway, Traced, Unsent},
    ports::Clock,
};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use kernel::MessageId;
use messages::{Failure, Sender};
use reqwest::{Client, Method, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::{
    coding,
    http::{self, Called, InvalidEndpoint},
};

/// How many jobs are handed over side by side.
const SIDE_BY_SIDE: usize = 20;
/// The longest tag, in characters.
const TAG: usize = 20;
/// How long OVHcloud tries to deliver, in minutes: two days.
const VALIDITY: u32 = 2880;

/// An account at OVHcloud.
pub struct OvhAccount {
    /// Where its API is: `https://eu.api.ovh.com/1.0`.
    pub endpoint: String,
    /// The key of the application.
    pub application_key: SecretString,
    /// Its secret.
    pub application_secret: SecretString,
    /// The key that lets it act for the account.
    pub consumer_key: SecretString,
    /// The name of the SMS service, such as `sms-ab12345-1`.
    pub service: String,
    /// The API user whose callback receives the receipts; they are asked for without one.
    pub user: Option<String>,
    /// The sender of messages that name none; a short number without one.
    pub sender: Option<Sender>,
    /// How many messages it takes in a second.
    pub per_second: NonZeroU32,
    /// What a credit costs, in thousandths of a euro.
    pub price: Option<u32>,
}

/// OVHcloud.
pub struct Ovh {
    account: OvhAccount,
    http: Client,
    clock: Arc<dyn Clock>,
    /// By how many seconds its clock is ahead of ours, and when that was asked.
    ahead: Mutex<Option<(i64, DateTime<Utc>)>>,
    /// The receipts that were given the last time.
    given: Mutex<HashSet<u64>>,
}

/// What was asked, or why not.
enum Asked {
    Called(Called),
    /// Its clock could not be read, so nothing could be signed.
    Unsigned,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Job<'a> {
    charset: &'static str,
    class: &'static str,
    coding: &'static str,
    differed_period: u32,
    message: &'a str,
    /// These messages answer to the person's own file: they sell nothing.
    no_stop_clause: bool,
    priority: &'static str,
    receivers: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<&'a str>,
    sender_for_response: bool,
    tag: String,
    validity_period: u32,
}

impl Ovh {
    /// With this account.
    ///
    /// # Errors
    /// [`InvalidEndpoint`].
    pub fn new(mut account: OvhAccount, clock: Arc<dyn Clock>) -> Result<Self, InvalidEndpoint> {
        account.endpoint = http::endpoint(&account.endpoint)?;
        Ok(Self {
            account,
            http: http::client(),
            clock,
            ahead: Mutex::default(),
            given: Mutex::default(),
        })
    }

    /// What its callback tells: the query that it adds to the address it was given.
    ///
    /// Without the description of the receipt, which is not always sent, the technical code
    /// decides. Nothing that is still under way is a receipt.
    #[must_use]
    pub fn callback(query: &str, now: DateTime<Utc>) -> Option<Receipt> {
        receipts::callback(query, now)
    }

    /// The address of something of the service, of its user's where it has one.
    fn address(&self, of_user: bool, path: &[&str], query: &[(&str, &str)]) -> Option<Url> {
        let mut url: Url = self.account.endpoint.parse().ok()?;
        {
            let mut segments = url.path_segments_mut().ok()?;
            segments.extend(["sms", &self.account.service]);
            if let Some(user) = self.account.user.as_deref().filter(|_| of_user) {
                segments.extend(["users", user]);
            }
            segments.extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Some(url)
    }

    /// Its time, which signatures must bear.
    async fn time(&self) -> Option<i64> {
        let now = self.clock.now();
        let mut ahead = self.ahead.lock().await;
        if let Some((ahead, asked)) = *ahead
            && now - asked < Duration::hours(1)
        {
            return Some(now.timestamp() + ahead);
        }
        let url = format!("{}/auth/time", self.account.endpoint);
        let Called::Answered(answer) = http::call(self.http.get(url)).await else {
            return None;
        };
        let told: i64 = answer.json().filter(|_| answer.status.is_success())?;
        // Asked again, as the answer took its time.
        let now = self.clock.now();
        *ahead = Some((told - now.timestamp(), now));
        Some(told)
    }

    async fn ask(&self, method: Method, url: Url, body: String) -> Asked {
        let Some(time) = self.time().await else {
            return Asked::Unsigned;
        };
        let account = &self.account;
        let consumer = account.consumer_key.expose_secret();
        let signed = [
            account.application_secret.expose_secret(),
            consumer,
            method.as_str(),
            url.as_str(),
            &body,
            &time.to_string(),
        ]
        .join("+");
        let signature = format!("$1${:x}", Hex(Sha1::digest(signed).as_slice()));
        let mut request = self
            .http
            .request(method, url)
            .header("X-Ovh-Application", account.application_key.expose_secret())
            .header("X-Ovh-Consumer", consumer)
            .header("X-Ovh-Timestamp", time.to_string())
            .header("X-Ovh-Signature", signature);
        if !body.is_empty() {
            request = request
                .header("Content-Type", "application/json; charset=utf-8")
                .body(body);
        }
        let called = http::call(request).await;
        if let Called::Answered(answer) = &called
            && matches!(answer.status.as_u16(), 400 | 401 | 403)
        {
            // The clocks may have parted.
            *self.ahead.lock().await = None;
        }
        Asked::Called(called)
    }

    /// Reads something.
    async fn read<T: DeserializeOwned>(&self, url: Option<Url>) -> Result<T, GatewayDown> {
        const AWAY: GatewayDown = GatewayDown("no answer");
        let url = url.ok_or(GatewayDown("no address"))?;
        match self.ask(Method::GET, url, String::new()).await {
            Asked::Called(Called::Answered(answer)) if answer.status.is_success() => {
                answer.json().ok_or(GatewayDown("an answer without sense"))
            }
            Asked::Called(Called::Answered(answer))
                if matches!(answer.status.as_u16(), 401 | 403) =>
            {
                Err(GatewayDown("the keys are refused"))
            }
            Asked::Called(_) | Asked::Unsigned => Err(AWAY),
        }
    }

    async fn hand_over(&self, sms: &Sms) -> Result<Accepted, Unsent> {
        let sender = sms.sender.as_ref().or(self.account.sender.as_ref());
        let plain = coding::is_plain(&sms.text);
        let job = Job {
            charset: "UTF-8",
            class: "phoneDisplay",
            coding: if plain { "7bit" } else { "8bit" },
            differed_period: 0,
            message: &sms.text,
            no_stop_clause: true,
            priority: "medium",
            receivers: [sms.to.as_str()],
            sender: sender.map(Sender::as_str),
            sender_for_response: sender.is_none(),
            tag: tag(sms.id),
            validity_period: VALIDITY,
        };
        let nothing_left = || http::later(Failure::Provider, None);
        let url = self
            .address(true, &["jobs"], &[])
            .ok_or_else(nothing_left)?;
        let body = serde_json::to_string(&job).map_err(|_| nothing_left())?;
        match self.ask(Method::POST, url, body).await {
            Asked::Unsigned | Asked::Called(Called::NotSent) => Err(nothing_left()),
            Asked::Called(Called::Lost) => Err(Unsent::Perhaps),
            Asked::Called(Called::Answered(answer)) => answers::of_job(&answer, self.account.price),
        }
    }

    async fn look_up(&self, id: MessageId) -> Result<Traced, GatewayDown> {
        // What waits is looked at first: it may leave for the others meanwhile.
        let waiting: Vec<u64> = self.read(self.address(true, &["jobs"], &[])).await?;
        let tag = tag(id);
        let sent: Vec<u64> = self
            .read(self.address(true, &["outgoing"], &[("tag", &tag)]))
            .await?;
        Ok(match sent.first() {
            Some(sent) => Traced::Taken(Accepted {
                reference: Some(sent.to_string()),
                ..Accepted::default()
            }),
            // What waits does not tell its tag.
            None if !waiting.is_empty() => Traced::AskAgain,
            None => Traced::NotTaken,
        })
    }
}

#[async_trait]
impl SmsGateway for Ovh {
    fn name(&self) -> &'static str {
        "ovhcloud"
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

    async fn trace(&self, id: MessageId, _at: DateTime<Utc>) -> Traced {
        self.look_up(id).await.unwrap_or(Traced::AskAgain)
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        if self.account.user.is_some() {
            // Its callback tells them.
            return Ok(Vec::new());
        }
        self.poll().await
    }
}

/// The mark of a message: 120 bits of a hash of its identifier, which is longer than a tag.
fn tag(id: MessageId) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hash = Sha256::digest(id.uuid().as_bytes());
    let sixths = hash
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let sixths: Vec<u8> = sixths.take(TAG * 6).collect();
    let letters = sixths.chunks(6).map(|six| {
        let n = six.iter().fold(0, |n, bit| n << 1 | bit);
        char::from(ALPHABET[usize::from(n)])
    });
    letters.collect()
}

/// Bytes in hexadecimal.
struct Hex<'a>(&'a [u8]);

impl fmt::LowerHex for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
