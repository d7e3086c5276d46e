//! Extractors whose rejections are French pages.

use crate::PageError;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE, request::Parts},
};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// The largest body of a plain form, in bytes.
pub const FORM_LIMIT: usize = 64 * 1024;

/// A submitted form. A repeated key fills a `Vec`.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        if !is_form(request.headers()) {
            return Err(PageError::UnsupportedMediaType);
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unread(&rejection))?;
        let text = urlencoded(&body).ok_or(PageError::BadRequest)?;
        serde_html_form::from_str(text)
            .map(Self)
            .map_err(|_| PageError::Unprocessable)
    }
}

/// What follows `?` in the address. Unknown names are ignored.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let text = urlencoded(query.as_bytes()).ok_or(PageError::BadRequest)?;
        serde_html_form::from_str(text)
            .map(Self)
            .map_err(|_| PageError::BadRequest)
    }
}

/// The one identifier of the path. What does not read as one names nothing: not found.
#[derive(Debug, Clone, Copy)]
pub struct PathId<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.ok()
            .and_then(|Path(id)| id.parse().ok())
            .map(Self)
            .ok_or(PageError::NotFound)
    }
}

/// The two identifiers of the path, outer first.
#[derive(Debug, Clone, Copy)]
pub struct PathIds<A, B>(pub A, pub B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for PathIds<A, B> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        path.ok()
            .and_then(|Path((outer, inner))| Some(Self(outer.parse().ok()?, inner.parse().ok()?)))
            .ok_or(PageError::NotFound)
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}

fn unread(rejection: &BytesRejection) -> PageError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::BadRequest,
    }
}

/// The encoded text, if what it stands for is UTF-8 without a null character: the decoder
/// would silently replace bad bytes, and the database has no null characters in its texts.
fn urlencoded(encoded: &[u8]) -> Option<&str> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let [first, tail @ ..] = rest {
        let hex = match (first, tail) {
            (b'%', [high, low, ..]) => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        match hex {
            Some((high, low)) => {
                decoded.push(high << 4 | low);
                rest = &tail[2..];
            }
            None => {
                decoded.push(*first);
                rest = tail;
            }
        }
    }
    let readable = std::str::from_utf8(&decoded).is_ok_and(|text| !text.contains('\0'));
    if readable {
        std::str::from_utf8(encoded).ok()
    } else {
        None
    }
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
