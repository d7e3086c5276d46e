//! What goes wrong at a service.

use std::{
    collections::VecDeque,
    convert::Infallible,
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    http::{StatusCode, header::CONTENT_LENGTH},
    response::{IntoResponse, Response},
};
use futures_util::stream;

/// What goes wrong with one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It is taken, and answered after a while.
    Slow(Duration),
    /// It is not taken: 503.
    Down,
    /// It is not taken: 429.
    Throttled,
    /// It is taken, and answered by 500.
    TakenThen500,
    /// It is taken, and answered by a page without sense.
    Garbage,
    /// It is taken, and the connection ends in the middle of the answer.
    Cut,
    /// It is not taken, and the connection ends without an answer.
    Dropped,
    /// It is refused: a status, a code and an explanation.
    Refused(u16, &'static str, &'static str),
}

impl Fault {
    /// Whether the message is taken in spite of it.
    pub(crate) fn takes(&self) -> bool {
        match self {
            Self::None | Self::Slow(_) | Self::TakenThen500 | Self::Garbage | Self::Cut => true,
            Self::Down | Self::Throttled | Self::Dropped | Self::Refused(..) => false,
        }
    }

    /// The answer; `good` is what it would be without a fault.
    pub(crate) async fn answer(self, good: String, json_key: &str) -> Response {
        let json = [("content-type", "application/json")];
        match self {
            Self::None => (json, good).into_response(),
            Self::Slow(delay) => {
                tokio::time::sleep(delay).await;
                (json, good).into_response()
            }
            Self::Down => (StatusCode::SERVICE_UNAVAILABLE, "down").into_response(),
            Self::Throttled => StatusCode::TOO_MANY_REQUESTS.into_response(),
            Self::TakenThen500 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Self::Garbage => "<html>Bonjour".into_response(),
            Self::Cut => {
                let half = good.as_bytes()[..good.len() / 2].to_vec();
                broken(Some(half), good.len())
            }
            Self::Dropped => broken(None, 100),
            Self::Refused(status, code, explanation) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
                let said = serde_json::json!({ json_key: code, "message": explanation });
                (status, json, said.to_string()).into_response()
            }
        }
    }
}

/// An answer that never comes whole.
fn broken(begun: Option<Vec<u8>>, length: usize) -> Response {
    let pieces = begun
        .map(Ok)
        .into_iter()
        .chain([Err(io::Error::other("cut"))]);
    let length = [(CONTENT_LENGTH, length.to_string())];
    (length, Body::from_stream(stream::iter(pieces))).into_response()
}

/// Faults to come, one a message, then none.
#[derive(Default)]
pub(crate) struct Faults(Mutex<VecDeque<Fault>>, Mutex<Option<Fault>>);

impl Faults {
    pub(crate) fn plan(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.0).extend(faults);
    }

    pub(crate) fn always(&self, fault: Option<Fault>) {
        *lock(&self.1) = fault;
    }

    pub(crate) fn next(&self) -> Fault {
        let planned = lock(&self.0).pop_front();
        planned
            .or_else(|| lock(&self.1).clone())
            .unwrap_or(Fault::None)
    }
}

/// What a test holds is never poisoned but by a test that failed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until the process ends, on a port of this machine.
pub(crate) async fn serve(routes: axum::Router, port: u16) -> io::Result<u16> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        let served: Result<(), Infallible> = axum::serve(listener, routes)
            .await
            .map_or_else(|_| Ok(()), Ok);
        served
    });
    Ok(port)
}
