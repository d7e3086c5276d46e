//! What is configured is what carries; what is wrong names its variable.

use std::{
    net::SocketAddr,
    sync::{Mutex, atomic::AtomicBool, atomic::Ordering},
};

use adapter_email::Security;
use application::messages::gateway::{
    Accepted, GatewayDown, Mail, Receipt, ReceiptOf, Sms, Traced, Unsent,
};
use async_trait::async_trait;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chrono::{DateTime, Utc};
use clap::Parser;
use kernel::{MessageId, StoreError};
use tower::ServiceExt as _;

use super::{callback::TakesReceipts, smtp::server, *};
use crate::ports::SystemClock;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    gateways: GatewayOptions,
}

/// Keeps messages here.
struct Kept;

#[async_trait]
impl SmsGateway for Kept {
    fn name(&self) -> &'static str {
        "ici"
    }
    fn is_real(&self) -> bool {
        false
    }
    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }
    fn batch(&self) -> usize {
        1
    }
    async fn send(&self, _messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        Vec::new()
    }
    async fn trace(&self, _id: MessageId, _at: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }
    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Mailer for Kept {
    fn name(&self) -> &'static str {
        "ici"
    }
    fn is_real(&self) -> bool {
        false
    }
    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }
    async fn send(&self, _mail: &Mail) -> Result<Accepted, Unsent> {
        Ok(Accepted::default())
    }
    async fn trace(&self, _id: MessageId, _at: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }
    async fn bounces(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}

fn open(line: &str) -> Result<Gateways> {
    let words = ["domifa"].into_iter().chain(line.split_whitespace());
    let options = Line::try_parse_from(words)?.gateways;
    let here = Here {
        sms: Arc::new(Kept),
        mailer: Arc::new(Kept),
    };
    let listen: SocketAddr = "127.0.0.1:8080".parse().unwrap();
    let url = PublicUrl::parse(Some("https://ville.fr"), listen).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    options.open(here, &url, &clock)
}

const OVH: &str = "--sms ovh --ovh-application-key a --ovh-application-secret b \
    --ovh-consumer-key c --ovh-sms-service sms-ab12345-1";
const BREVO: &str = "--sms brevo --brevo-key k --sms-sender Mairie";
const SMPP: &str = "--sms smpp --smpp-url smpps://smpp.example.fr --smpp-system-id me \
    --smpp-password secret08";
const SECRET: &str = "abcdefghijklmnopqrst-_01";

#[test]
fn nobody_carries_anything_unless_somebody_is_named() {
    let gateways = open("").unwrap();
    assert!(!gateways.sms.is_real() && !gateways.mailer.is_real());
    assert!(gateways.callback.is_none());
    for (line, name) in [(OVH, "ovhcloud"), (BREVO, "brevo"), (SMPP, "smpp")] {
        let gateways = open(&format!("{line} --sms-price 70 --sms-monthly-cap 5000")).unwrap();
        assert_eq!(gateways.sms.name(), name);
        assert!(gateways.sms.is_real());
        assert_eq!(gateways.sms.per_second(), Some(PER_SECOND));
        assert_eq!(
            (gateways.price, gateways.monthly_cap),
            (Some(70), Some(5000))
        );
    }
    let gateways = open("--smtp-url smtps://mail.ville.fr --smtp-from domifa@ville.fr").unwrap();
    assert!(gateways.mailer.is_real() && !gateways.sms.is_real());
}

#[test]
fn a_wrong_value_names_its_variable_and_never_a_secret() {
    for (line, variable) in [
        ("--sms ovh", "DOMIFA_OVH_APPLICATION_KEY"),
        ("--sms pigeon", "DOMIFA_SMS"),
        ("--sms-per-second 0", "DOMIFA_SMS_PER_SECOND"),
        ("--sms-price cher", "DOMIFA_SMS_PRICE"),
        ("--sms brevo --brevo-key hush", "DOMIFA_SMS_SENDER"),
        (
            "--sms brevo --brevo-key hush --sms-sender trop-long-pour-lui",
            "DOMIFA_SMS_SENDER",
        ),
        (
            "--sms brevo --brevo-key hush --sms-sender Mairie --brevo-endpoint http://brevo.com",
            "DOMIFA_BREVO_ENDPOINT",
        ),
        (
            "--sms brevo --brevo-key-file /nowhere/hush --sms-sender Mairie",
            "DOMIFA_BREVO_KEY_FILE",
        ),
        ("--sms smpp --smpp-url http://a.fr", "DOMIFA_SMPP_SYSTEM_ID"),
        (
            "--sms smpp --smpp-url http://a.fr --smpp-system-id a --smpp-password hush",
            "DOMIFA_SMPP_URL",
        ),
        ("--smtp-url mail.ville.fr", "DOMIFA_SMTP_URL"),
        ("--smtp-url smtp://mail.ville.fr", "DOMIFA_SMTP_FROM"),
        (
            "--smtp-url smtp://mail.ville.fr --smtp-from a@ville.fr --smtp-user a",
            "DOMIFA_SMTP_PASSWORD",
        ),
        (
            "--smtp-url smtp://mail.ville.fr --smtp-from a@ville.fr --bounces /nowhere",
            "DOMIFA_BOUNCES",
        ),
        ("--bounces /tmp", "DOMIFA_SMTP_URL"),
        (
            "--sms-callback-secret abcdefghijklmnopqrst-_01",
            "DOMIFA_SMS_CALLBACK_SECRET",
        ),
        (
            "--sms brevo --brevo-key hush --sms-sender Mairie --sms-callback-secret hush",
            "DOMIFA_SMS_CALLBACK_SECRET",
        ),
    ] {
        let error = open(line).err().map(|error| format!("{error:#}"));
        let error = error.unwrap_or_else(|| panic!("{line} is accepted"));
        assert!(error.contains(variable), "{line}: {error}");
        assert!(
            !error.contains("hush") || error.contains("/nowhere/hush"),
            "{error}"
        );
    }
    let alone = open(&format!("{OVH} --ovh-sms-user domifa")).err().unwrap();
    assert!(alone.to_string().contains("DOMIFA_SMS_CALLBACK_SECRET"));
}

#[test]
fn a_server_of_e_mail_is_spoken_to_as_its_address_says() {
    let expected = |security, host: &str, port| Some((security, host.to_owned(), port));
    assert_eq!(
        server("smtps://mail.ville.fr"),
        expected(Security::Tls, "mail.ville.fr", None)
    );
    assert_eq!(
        server("smtp://mail.ville.fr:2525/"),
        expected(Security::StartTls, "mail.ville.fr", Some(2525))
    );
    assert_eq!(
        server("smtp://localhost:1025"),
        expected(Security::None, "localhost", Some(1025))
    );
    for wrong in [
        "mail",
        "smtp://",
        "http://a",
        "smtp://a:b",
        "smtp://u:p@mail.ville.fr",
    ] {
        assert_eq!(server(wrong), None, "{wrong}");
    }
}

/// Notes, or fails.
#[derive(Default)]
struct Notes {
    taken: Mutex<Vec<Receipt>>,
    fails: AtomicBool,
}

#[async_trait]
impl TakesReceipts for Notes {
    async fn take(&self, receipts: &[Receipt]) -> Result<(), StoreError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable);
        }
        self.taken.lock().unwrap().extend_from_slice(receipts);
        Ok(())
    }
}

async fn call(notes: &Arc<Notes>, line: &str, method: &str, path: &str, body: &str) -> StatusCode {
    let gateways = open(line).unwrap();
    let routes = routes(
        gateways.callback.unwrap(),
        notes.clone(),
        Arc::new(SystemClock),
    );
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("Origin", "https://provider.example")
        .header("Sec-Fetch-Site", "cross-site")
        .body(Body::from(body.to_owned()))
        .unwrap();
    routes.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn whoever_knows_the_address_tells_and_nobody_else() {
    let notes = Arc::new(Notes::default());
    let ovh = format!("{OVH} --ovh-sms-user domifa --sms-callback-secret {SECRET}");
    let brevo = format!("{BREVO} --sms-callback-secret {SECRET}");
    let query = "id=1000001&ptt=4&date=2026-11-22&description=1&descriptionDlr=Success";
    let good = format!("/retours/sms/{SECRET}");
    for wrong in [
        "/retours/sms/",
        "/retours/sms/abcdefghijklmnopqrst-_02",
        "/retours/sms/a",
    ] {
        let status = call(&notes, &ovh, "GET", &format!("{wrong}?{query}"), "").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert!(notes.taken.lock().unwrap().is_empty());
    let status = call(&notes, &ovh, "GET", &format!("{good}?{query}"), "").await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let body = r#"{"msg_status":"hard_bounce","messageId":7,"to":"33612345678"}"#;
    let id = MessageId::new(uuid::Uuid::from_u128(9));
    let status = call(
        &notes,
        &brevo,
        "POST",
        &format!("{good}?message={id}"),
        body,
    )
    .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let taken: Vec<ReceiptOf> = notes
        .taken
        .lock()
        .unwrap()
        .iter()
        .map(|r| r.of.clone())
        .collect();
    assert_eq!(
        taken,
        [
            ReceiptOf::Reference("1000001".to_owned()),
            ReceiptOf::Message(id)
        ]
    );
    // Nonsense is thanked for: the provider would only tell it again.
    for nonsense in ["{}", "<html>", ""] {
        let status = call(&notes, &brevo, "POST", &good, nonsense).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
    }
    let huge = "a".repeat(100_000);
    let status = call(&notes, &brevo, "POST", &good, &huge).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(notes.taken.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_noted_is_to_be_told_again() {
    let notes = Arc::new(Notes::default());
    notes.fails.store(true, Ordering::Relaxed);
    let ovh = format!("{OVH} --ovh-sms-user domifa --sms-callback-secret {SECRET}");
    let path = format!("/retours/sms/{SECRET}?id=1&ptt=4");
    let status = call(&notes, &ovh, "GET", &path, "").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
}
