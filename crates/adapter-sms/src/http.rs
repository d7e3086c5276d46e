//! Calls over HTTPS: with an end, without redirects, and with answers of a bounded size.

use std::time::Duration;

use application::messages::gateway::Unsent;
use messages::Failure;
use reqwest::{Client, RequestBuilder, StatusCode, Url, redirect::Policy};
use rustls::{ClientConfig, RootCertStore};
use serde::de::DeserializeOwned;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long a call may take: less than what a message that is being sent is left alone for.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest answer that is read: a list of 100,000 identifiers.
const ANSWER: usize = 2 * 1024 * 1024;

/// The address of a provider is not `https://…`; plain HTTP is for this machine alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address that begins with https://")]
pub struct InvalidEndpoint;

/// What became of a call.
pub(crate) enum Called {
    /// It was answered.
    Answered(Answer),
    /// It never left.
    NotSent,
    /// It left, and its answer was lost on the way.
    Lost,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    /// What it says, where it can be understood.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The address of a provider, which must be spoken to in secret.
pub(crate) fn endpoint(address: &str) -> Result<String, InvalidEndpoint> {
    let url: Url = address.parse().map_err(|_| InvalidEndpoint)?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let secret = url.scheme() == "https" || (url.scheme() == "http" && here);
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (secret && plain)
        .then(|| address.trim_end_matches('/').to_owned())
        .ok_or(InvalidEndpoint)
}

/// How secrets are kept on the way: TLS is ring's everywhere, and the authorities are those
/// of the program, not of the machine.
pub(crate) fn tls() -> ClientConfig {
    // A second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Who calls.
pub(crate) fn client() -> Client {
    Client::builder()
        .tls_backend_preconfigured(tls())
        .connect_timeout(CONNECTING)
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .referer(false)
        .build()
        .expect("nothing here is read from outside")
}

/// Calls. Errors of the client quote the address, which may name a person: only their kind
/// is kept.
pub(crate) async fn call(request: RequestBuilder) -> Called {
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_builder() => return Called::NotSent,
        Err(_) => return Called::Lost,
    };
    let status = response.status();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() <= ANSWER => body.extend(piece),
            Ok(None) => return Called::Answered(Answer { status, body }),
            Ok(Some(_)) | Err(_) => return Called::Lost,
        }
    }
}

/// A message that was not taken, and that may be later.
pub(crate) fn later(why: Failure, code: Option<String>) -> Unsent {
    Unsent::Later { why, code }
}

/// A message that will never be taken.
pub(crate) fn refused(why: Failure, code: Option<String>) -> Unsent {
    Unsent::Refused { why, code }
}

/// The code of an error, if it looks like one: an explanation may quote a number.
pub(crate) fn code(status: StatusCode, told: Option<&str>) -> Option<String> {
    let told = told.filter(|code| {
        (1..=60).contains(&code.len())
            && code.bytes().any(|b| b.is_ascii_alphabetic())
            && code
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_:.-".contains(&b))
    });
    Some(told.map_or_else(
        || format!("HTTP {}", status.as_u16()),
        |code| format!("{} {code}", status.as_u16()),
    ))
}

/// Which part of a refused message an explanation names; it is not kept.
pub(crate) fn blamed(explanation: &str) -> Failure {
    let words = explanation.to_lowercase();
    let names = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if names(&["receiver", "recipient", "phone", "mobile", "number"]) {
        Failure::BadAddress
    } else if names(&["sender"]) {
        Failure::Sender
    } else if names(&["content", "message", "text"]) {
        Failure::Content
    } else {
        Failure::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_be_spoken_to_in_clear() {
        assert_eq!(
            endpoint("https://eu.api.ovh.com/1.0/").as_deref(),
            Ok("https://eu.api.ovh.com/1.0")
        );
        assert!(endpoint("http://127.0.0.1:9000").is_ok());
        for wrong in [
            "http://eu.api.ovh.com",
            "http://localhost.evil.fr",
            "ftp://localhost",
            "https://a.fr/?b=c",
            "eu.api.ovh.com",
            "",
        ] {
            assert_eq!(endpoint(wrong), Err(InvalidEndpoint), "{wrong}");
        }
    }

    #[test]
    fn a_code_never_carries_a_sentence_or_a_number() {
        let status = StatusCode::BAD_REQUEST;
        let told = |text| code(status, Some(text)).unwrap();
        assert_eq!(told("Client::BadRequest"), "400 Client::BadRequest");
        assert_eq!(told("Invalid receiver +33612345678"), "HTTP 400");
        assert_eq!(told("33612345678"), "HTTP 400");
        assert_eq!(code(status, None).unwrap(), "HTTP 400");
    }
}
