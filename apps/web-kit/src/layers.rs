//! What surrounds every page: the trace, the headers that protect, and the pages of errors.

use crate::{PageError, Shell, Theme, form::FORM_LIMIT};
use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{
        HeaderName, HeaderValue, Response as HttpResponse, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::{
    any::Any,
    time::{Duration, Instant},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    csrf::{CsrfLayer, ProtectionError},
};
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

/// Kept by nobody: pages hold personal data.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// May be kept, must be asked for again.
pub(crate) const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// How long a handler may work before the page says that the service is unavailable.
const PATIENCE: Duration = Duration::from_secs(30);

/// Put on the answer to what a page asked by itself: the log's line about it is only for
/// whoever looks for a fault.
#[derive(Debug, Clone, Copy)]
pub struct Unasked;

/// The reference of a request, in the log and on the page of an unexpected error.
#[derive(Clone)]
struct RequestId(String);

/// Puts the layers of a web application around its routes.
///
/// A route that does not exist, a method it does not have, a refusal of a library and a
/// panic all answer with a French page. Health checks are merged after this: they speak to
/// programs.
pub fn wrap(routes: Router, theme: Theme) -> Router {
    let compressed = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/pdf"))
        // Workbooks and archives are compressed already.
        .and(NotForContentType::const_new("application/vnd.o"))
        .and(NotForContentType::const_new("application/zip"));
    routes
        .fallback(async || PageError::NotFound)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(patience))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(theme, error_pages))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(middleware::map_response(protect))
        .layer(middleware::from_fn(trace))
}

/// Tells the log who acts, and for which structure. To be called once the session is known.
pub fn record_actor(actor: Uuid, structure: Uuid) {
    tracing::Span::current()
        .record("actor.id", actor.to_string())
        .record("structure.id", structure.to_string());
}

/// Gives up a request that takes too long. One that brings files lasts as long as its sender
/// needs; its handler gives up when nothing more comes.
async fn patience(request: Request, next: Next) -> Response {
    let kind = request.headers().get(CONTENT_TYPE);
    let brings_files = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if brings_files {
        return next.run(request).await;
    }
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// One line per request. The route is its template: an address may name a person.
async fn trace(mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", getrandom::u64().unwrap_or_default());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        request.id = id,
        http.method = %request.method(),
        http.route = route,
        actor.id = Empty,
        structure.id = Empty,
    );
    let reference = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    async {
        let start = Instant::now();
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        if response.extensions().get::<Unasked>().is_some() {
            tracing::debug!(http.status = status, duration_ms, "request served");
        } else {
            tracing::info!(http.status = status, duration_ms, "request served");
        }
        if let Ok(reference) = reference {
            response
                .headers_mut()
                .insert(HeaderName::from_static("x-request-id"), reference);
        }
        response
    }
    .instrument(span)
    .await
}

/// The headers of every response. A handler may choose its own caching, and its own policy
/// for what is no page of ours.
async fn protect(mut response: Response) -> Response {
    // The design system draws a few marks with images inside its style sheet: hence `data:`.
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
        font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    const HEADERS: [(HeaderName, &str); 7] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
    response
}

/// Draws the page of an error: ours, or a bare status that a library answered with. Where
/// the answer says what stands around the pages of whoever asked, that stays around it.
async fn error_pages(State(theme): State<Theme>, request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|RequestId(id)| id.clone())
        .unwrap_or_default();
    let response = next.run(request).await;
    let Some(error) = error_of(&response) else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    let page = error.page(theme, &id, parts.extensions.get::<Shell>());
    let page = (parts.status, page).into_response();
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    parts.headers.extend(page.headers().clone());
    if error == PageError::Unavailable {
        parts
            .headers
            .extend(error.into_response().headers().clone());
    }
    Response::from_parts(parts, page.into_body())
}

fn error_of(response: &Response) -> Option<PageError> {
    let status = response.status();
    if response.extensions().get::<ProtectionError>().is_some() {
        return Some(PageError::CrossSite);
    }
    if let Some(error) = response.extensions().get::<PageError>() {
        return Some(error.clone());
    }
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let bare = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    ((status.is_client_error() || status.is_server_error()) && bare)
        .then(|| PageError::from_status(status))
}

/// The message of a panic may quote data, so it stays out of the log's fields.
fn panicked(_message: Box<dyn Any + Send + 'static>) -> HttpResponse<axum::body::Body> {
    tracing::error!("a handler panicked");
    PageError::Unexpected.into_response()
}
