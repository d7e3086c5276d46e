//! What a request leaves in the log. Alone in its file: other tests would share its callsites.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::{Router, body::Body, http::Request, routing::get};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};
use tower::ServiceExt;
use web_kit::{Theme, layers};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_has_the_template_of_the_route_and_nothing_of_the_address() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let routes = Router::new().route("/dossiers/{id}", get(async || "ici"));
    let address = "/dossiers/018f3b5c-0000-7000-8000-000000000000?nom=diallo";
    let request = Request::get(address).body(Body::empty()).unwrap();
    layers::wrap(routes, Theme::Neutre)
        .oneshot(request)
        .await
        .unwrap();
    drop(guard);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("http.route=\"/dossiers/{id}\""), "{log}");
    assert!(log.contains("http.status=200"), "{log}");
    assert!(
        !log.contains("diallo") && !log.contains("018f3b5c"),
        "{log}"
    );
}
