//! Brevo's transactional SMS API: a key, messages with a tag, and their events by tag.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::fault::{Fault, Faults, lock, serve};

/// A fake of Brevo, on a port of this machine.
#[derive(Clone)]
pub struct FakeBrevo {
    port: u16,
    held: Arc<Held>,
}

#[derive(Default)]
struct Held {
    messages: Mutex<Vec<Value>>,
    faults: Faults,
    events: Mutex<bool>,
}

impl FakeBrevo {
    /// The key.
    pub const KEY: &str = "xkeysib-1";

    /// Begins to answer.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> io::Result<Self> {
        let held = Arc::new(Held::default());
        *lock(&held.events) = true;
        let routes = Router::new()
            .route("/v3/transactionalSMS/send", post(take))
            .route("/v3/transactionalSMS/statistics/events", get(events))
            .with_state(held.clone());
        Ok(Self {
            port: serve(routes, 0).await?,
            held,
        })
    }

    /// Its address.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/v3", self.port)
    }

    /// What goes wrong with the next messages, in turn.
    pub fn plan(&self, faults: impl IntoIterator<Item = Fault>) {
        self.held.faults.plan(faults);
    }

    /// Whether what was sent shows among the events yet.
    pub fn show_events(&self, show: bool) {
        *lock(&self.held.events) = show;
    }

    /// What it took, as it was told.
    #[must_use]
    pub fn messages(&self) -> Vec<Value> {
        lock(&self.held.messages).clone()
    }

    /// The body of the call that Brevo makes about the message of that rank.
    #[must_use]
    pub fn event(&self, rank: usize, status: &str, at: i64) -> String {
        let messages = lock(&self.held.messages);
        json!({
            "id": 26570,
            "to": messages[rank]["recipient"],
            "sms_count": 1,
            "credits_used": 1.5,
            "messageId": number(rank),
            "remaining_credit": 11488.845,
            "msg_status": status,
            "date": "2026-11-22 20:00:04",
            "type": "transactional",
            "reference": "ab1cde2fgh3i4jklmno",
            "ts_event": at,
            "tag": messages[rank]["tag"],
        })
        .to_string()
    }
}

fn number(rank: usize) -> u64 {
    1_511_882_900_176_220 + u64::try_from(rank).unwrap_or_default()
}

fn refusal(headers: &HeaderMap) -> Option<Response> {
    let key = headers.get("api-key").and_then(|key| key.to_str().ok());
    if key == Some(FakeBrevo::KEY) {
        return None;
    }
    let told = json!({ "code": "unauthorized", "message": "Key not found" });
    Some((StatusCode::UNAUTHORIZED, told.to_string()).into_response())
}

async fn take(State(held): State<Arc<Held>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    let Ok(told) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let sender = told["sender"].as_str().unwrap_or_default();
    if sender.is_empty() || sender.len() > 11 || !sender.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        let told = json!({ "code": "invalid_parameter", "message": "Invalid sender" });
        return (StatusCode::BAD_REQUEST, told.to_string()).into_response();
    }
    let fault = held.faults.next();
    let mut answer = json!({});
    if fault.takes() {
        let mut messages = lock(&held.messages);
        answer = json!({ "messageId": number(messages.len()) });
        messages.push(told);
    }
    fault.answer(answer.to_string(), "code").await
}

async fn events(
    State(held): State<Arc<Held>>,
    Query(asked): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    let dates = ["startDate", "endDate"].map(|name| asked.get(name).map_or(0, String::len));
    let tags: Option<Vec<String>> = asked
        .get("tags")
        .and_then(|tags| serde_json::from_str(tags).ok());
    let (Some(tags), [10, 10]) = (tags, dates) else {
        let told = json!({ "code": "invalid_parameter", "message": "tags" });
        return (StatusCode::BAD_REQUEST, told.to_string()).into_response();
    };
    let messages = lock(&held.messages).clone();
    let found: Vec<Value> = messages
        .iter()
        .enumerate()
        .filter(|(_, told)| told["tag"].as_str().is_some_and(|tag| tags.iter().any(|t| t == tag)))
        .map(|(rank, told)| {
            json!({ "event": "sent", "messageId": number(rank).to_string(), "tag": told["tag"] })
        })
        .collect();
    let shown = *lock(&held.events);
    let told = if shown && !found.is_empty() {
        json!({ "events": found })
    } else {
        json!({})
    };
    ([("content-type", "application/json")], told.to_string()).into_response()
}
