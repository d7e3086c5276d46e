//! The sentence that confirms an act after its redirect.
//!
//! The address carries a short code (`?fait=visite-notee`), never a text: nobody
//! can make the page say something else, and no personal data enters a log.

use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;

/// The name of the parameter.
const PARAMETER: &str = "fait";

/// The code of what was just done, if the address bears one. The page looks it up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flash(Option<String>);

impl Flash {
    /// The code: lower-case letters, digits and hyphens.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The address to redirect to, with the code of what was done. The address may have a query.
    ///
    /// ```
    /// use web_kit::Flash;
    /// assert_eq!(Flash::on("/domicilies?page=2", "visite-notee"), "/domicilies?page=2&fait=visite-notee");
    /// ```
    #[must_use]
    pub fn on(address: &str, code: &str) -> String {
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => (address, format!("#{fragment}")),
            None => (address, String::new()),
        };
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}{PARAMETER}={code}{fragment}")
    }

    fn from_query(query: &str) -> Self {
        let code = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(name, value)| (name == PARAMETER).then_some(value));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        Self(
            code.filter(|code| (1..=40).contains(&code.len()) && code.chars().all(plain))
                .map(str::to_owned),
        )
    }
}

impl<S: Sync> FromRequestParts<S> for Flash {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_query(parts.uri.query().unwrap_or_default()))
    }
}
