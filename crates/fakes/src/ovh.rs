//! OVHcloud's SMS API: signed calls, jobs, what was sent by tag and by receipt.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::fault::{Fault, Faults, lock, serve};

/// By how much its clock is ahead of ours, in seconds: signatures must follow it.
const AHEAD: i64 = 3600;
const FIRST_ID: u64 = 1_000_000;

/// A fake of OVHcloud, on a port of this machine.
#[derive(Clone)]
pub struct FakeOvh {
    port: u16,
    held: Arc<Held>,
}

/// A job that it took.
#[derive(Debug, Clone)]
pub struct Job {
    /// What it calls it.
    pub id: u64,
    /// All that it was told, as in the documentation of `POST /sms/{serviceName}/jobs`.
    pub told: Value,
    /// The API user it was handed over by.
    pub user: Option<String>,
    /// When it was taken.
    pub taken: Instant,
    receipt: u32,
    ptt: u32,
}

impl Job {
    /// The mark that makes its message unique.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.told["tag"].as_str().unwrap_or_default()
    }
}

#[derive(Default)]
struct Held {
    jobs: Mutex<Vec<Job>>,
    waiting: Mutex<Vec<u64>>,
    faults: Faults,
    lists_fail: Mutex<bool>,
}

impl FakeOvh {
    /// The key of the application, its secret, and the key of the consumer.
    pub const KEYS: [&str; 3] = ["app-key-1", "app-secret-1", "consumer-key-1"];
    /// The name of the SMS service.
    pub const SERVICE: &str = "sms-ab12345-1";
    /// An API user of it.
    pub const USER: &str = "domifa";

    /// Begins to answer.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> io::Result<Self> {
        Self::start_at(0).await
    }

    /// Begins to answer at a port.
    ///
    /// # Errors
    /// It is not free.
    pub async fn start_at(port: u16) -> io::Result<Self> {
        let held = Arc::new(Held::default());
        let service = Router::new()
            .route("/jobs", get(waiting).post(take))
            .route("/outgoing", get(list))
            .route("/outgoing/{id}", get(one));
        let routes = Router::new()
            .route("/1.0/auth/time", get(async || (now() + AHEAD).to_string()))
            .nest("/1.0/sms/{service}", service.clone())
            .nest("/1.0/sms/{service}/users/{user}", service)
            .with_state(held.clone());
        Ok(Self {
            port: serve(routes, port).await?,
            held,
        })
    }

    /// Its address, as in `DOMIFA_OVH_ENDPOINT`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/1.0", self.port)
    }

    /// What goes wrong with the next messages, in turn.
    pub fn plan(&self, faults: impl IntoIterator<Item = Fault>) {
        self.held.faults.plan(faults);
    }

    /// What goes wrong with every message that no plan is for.
    pub fn always(&self, fault: Option<Fault>) {
        self.held.faults.always(fault);
    }

    /// Whether lists are answered by 503.
    pub fn lists_fail(&self, fail: bool) {
        *lock(&self.held.lists_fail) = fail;
    }

    /// What it took.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        lock(&self.held.jobs).clone()
    }

    /// How often it took each message.
    #[must_use]
    pub fn times(&self) -> BTreeMap<String, u32> {
        let mut times = BTreeMap::new();
        for job in lock(&self.held.jobs).iter() {
            *times.entry(job.tag().to_owned()).or_default() += 1;
        }
        times
    }

    /// A message that waits at its door, of whoever shares the account.
    pub fn wait_with(&self, id: u64) {
        lock(&self.held.waiting).push(id);
    }

    /// Ends a message: 1 arrived, 2 failed, 16 in error; and its technical code. Gives the
    /// query of the call that OVHcloud makes then.
    #[must_use]
    pub fn end(&self, id: u64, receipt: u32, ptt: u32) -> String {
        for job in lock(&self.held.jobs).iter_mut().filter(|job| job.id == id) {
            (job.receipt, job.ptt) = (receipt, ptt);
        }
        format!(
            "id={id}&ptt={ptt}&date=2026-11-22+19%3A00%3A04&description={receipt}&descriptionDlr=done"
        )
    }
}

/// The documentation's rule for signatures, written from it and not from the product.
fn signed(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8], host: &str) -> bool {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let [application, secret, consumer] = FakeOvh::KEYS;
    let (Some(time), Some(signature)) = (header("x-ovh-timestamp"), header("x-ovh-signature"))
    else {
        return false;
    };
    let fresh = time
        .parse::<i64>()
        .is_ok_and(|time| (time - now() - AHEAD).abs() < 60);
    let query = uri.path_and_query().map_or("", |path| path.as_str());
    let body = String::from_utf8_lossy(body);
    let text = format!("{secret}+{consumer}+{method}+http://{host}{query}+{body}+{time}");
    let hash: String = Sha1::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    fresh
        && header("x-ovh-application") == Some(application)
        && header("x-ovh-consumer") == Some(consumer)
        && signature == format!("$1${hash}")
}

#[expect(clippy::disallowed_methods, reason = "a server has its own clock")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}

/// The reason why a call is not let in, as OVHcloud tells it.
fn refusal(
    method: &Method,
    uri: &Uri,
    path: &BTreeMap<String, String>,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<Response> {
    let host = headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let error = |status: StatusCode, class: &str| {
        let told = json!({ "class": class, "message": "no" }).to_string();
        Some((status, told).into_response())
    };
    if !signed(method, uri, headers, body, host) {
        return error(StatusCode::FORBIDDEN, "Client::Forbidden");
    }
    let known = path.get("service").map(String::as_str) == Some(FakeOvh::SERVICE)
        && path.get("user").is_none_or(|user| user == FakeOvh::USER);
    if !known {
        return error(StatusCode::NOT_FOUND, "Client::NotFound");
    }
    None
}

async fn take(
    State(held): State<Arc<Held>>,
    Path(path): Path<BTreeMap<String, String>>,
    uri: axum::extract::OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = refusal(&Method::POST, &uri, &path, &headers, &body) {
        return refusal;
    }
    let Ok(told) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let tag_fits = told["tag"].as_str().is_some_and(|tag| tag.len() <= 20);
    let receiver = told["receivers"][0].as_str().unwrap_or_default();
    let valid = receiver.starts_with('+') && receiver.len() > 8;
    if !tag_fits || told["message"].as_str().is_none_or(str::is_empty) {
        let told = json!({ "class": "Client::BadRequest", "message": "Invalid tag: is too long" });
        return (StatusCode::BAD_REQUEST, told.to_string()).into_response();
    }
    let fault = held.faults.next();
    let mut ids = Vec::new();
    if fault.takes() && valid {
        let mut jobs = lock(&held.jobs);
        let id = FIRST_ID + u64::try_from(jobs.len()).unwrap_or_default();
        jobs.push(Job {
            id,
            told: told.clone(),
            user: path.get("user").cloned(),
            taken: Instant::now(),
            receipt: 0,
            ptt: 3,
        });
        ids.push(id);
    }
    let (good, bad) = if valid {
        (vec![receiver], vec![])
    } else {
        (vec![], vec![receiver])
    };
    let report = json!({
        "ids": ids,
        "invalidReceivers": bad,
        "validReceivers": good,
        "totalCreditsRemoved": ids.len(),
        "tag": told["tag"],
    });
    fault.answer(report.to_string(), "class").await
}

async fn waiting(
    State(held): State<Arc<Held>>,
    Path(path): Path<BTreeMap<String, String>>,
    uri: axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&Method::GET, &uri, &path, &headers, b"") {
        return refusal;
    }
    listed(&held, &json!(*lock(&held.waiting)))
}

async fn list(
    State(held): State<Arc<Held>>,
    Path(path): Path<BTreeMap<String, String>>,
    Query(asked): Query<BTreeMap<String, String>>,
    uri: axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&Method::GET, &uri, &path, &headers, b"") {
        return refusal;
    }
    let user = path.get("user");
    let fits = |job: &&Job| {
        let tag = asked.get("tag").is_none_or(|tag| tag == job.tag());
        let receipt = asked.get("deliveryReceipt");
        let receipt = receipt.is_none_or(|receipt| *receipt == job.receipt.to_string());
        tag && receipt && (user.is_none() || user == job.user.as_ref())
    };
    let ids: Vec<u64> = lock(&held.jobs)
        .iter()
        .filter(fits)
        .map(|job| job.id)
        .collect();
    listed(&held, &json!(ids))
}

async fn one(
    State(held): State<Arc<Held>>,
    Path(path): Path<BTreeMap<String, String>>,
    uri: axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&Method::GET, &uri, &path, &headers, b"") {
        return refusal;
    }
    let id = path.get("id").map(String::as_str).unwrap_or_default();
    let found = lock(&held.jobs)
        .iter()
        .find(|job| job.id.to_string() == id)
        .cloned();
    match found {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(job) => {
            let told = json!({
                "id": job.id, "ptt": job.ptt, "deliveryReceipt": job.receipt, "tag": job.tag(),
                "message": job.told["message"], "receiver": job.told["receivers"][0],
            });
            listed(&held, &told)
        }
    }
}

fn listed(held: &Held, told: &Value) -> Response {
    if *lock(&held.lists_fail) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    ([("content-type", "application/json")], told.to_string()).into_response()
}
