//! A part of a page, asked for by the script of the page.
//!
//! The whole page and its part are drawn by the same functions; only who asks differs. The
//! script says so in a header that no form and no link can send, and names the element that
//! the answer is for.

use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;

/// Whether the script of the page asks, and for which element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    wanted: bool,
    target: Option<String>,
}

impl Fragment {
    /// Whether a part is enough: the page around it is already there.
    #[must_use]
    pub const fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// Whether the answer is for the element of this identifier.
    #[must_use]
    pub fn is_for(&self, id: &str) -> bool {
        self.wanted && self.target.as_deref() == Some(id)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Fragment {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        Ok(Self {
            wanted: header("hx-request") == Some("true"),
            target: header("hx-target").map(str::to_owned),
        })
    }
}
