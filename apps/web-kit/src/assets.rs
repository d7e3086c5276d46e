//! Style sheets, typefaces, icons and scripts, embedded in the program.
//!
//! Their address bears the version of them all, so browsers keep them for ever and
//! relative addresses inside style sheets hold: `/assets/<version>/css/dsfr.css`.

use crate::{PageError, layers::NO_CACHE};
use axum::{
    Router,
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What the asset build writes; empty until it has run.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/dist/"]
struct Built;

/// Our own style sheet and script.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static/"]
struct Own;

const VERSION: &str = env!("ASSETS_VERSION");

/// One year, the longest that is of use.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The address of an asset.
///
/// ```
/// assert!(web_kit::assets::url("app.css").ends_with("/app.css"));
/// ```
#[must_use]
pub fn url(path: &str) -> String {
    format!("/assets/{VERSION}/{path}")
}

/// Whether the asset build has run. Without it pages have no style, so `serve` must not start.
#[must_use]
pub fn are_present() -> bool {
    Built::get("css/dsfr.css").is_some()
}

/// The TrueType fonts for printed documents, in the order of their names.
#[must_use]
pub fn pdf_fonts() -> Vec<Vec<u8>> {
    let mut names: Vec<_> = Built::iter()
        .filter(|name| name.starts_with("fonts-pdf/") && name.ends_with(".ttf"))
        .collect();
    names.sort();
    names
        .iter()
        .filter_map(|name| Built::get(name))
        .map(|file| file.data.into_owned())
        .collect()
}

/// Serves the assets; to be merged into a router before its layers are put on.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{*path}", get(serve))
}

async fn serve(
    Path((version, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let kind = content_type(&path).ok_or(PageError::NotFound)?;
    let brotli = accepts_brotli(&headers)
        .then(|| find(&format!("{path}.br")))
        .flatten();
    let encoded = brotli.is_some();
    let file = brotli.or_else(|| find(&path)).ok_or(PageError::NotFound)?;

    // During an upgrade a page of another release may ask here: it gets ours, for this once.
    let lifetime = if version == VERSION {
        FOR_EVER
    } else {
        NO_CACHE
    };
    let mut response = file.data.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, lifetime);
    headers.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    if encoded {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Ok(response)
}

fn find(path: &str) -> Option<EmbeddedFile> {
    Built::get(path).or_else(|| Own::get(path))
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|coding| coding.split_once(';').unwrap_or((coding, "")))
        .any(|(coding, quality)| coding.trim() == "br" && quality.trim() != "q=0")
}

/// The kinds of file that may be served; there is nothing else to fetch.
fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        "png" => Some("image/png"),
        "ico" => Some("image/x-icon"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}
