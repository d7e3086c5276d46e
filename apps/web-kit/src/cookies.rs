//! The session cookie.

use axum::{
    http::{HeaderMap, HeaderName, header::SET_COOKIE},
    response::AppendHeaders,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

/// How the session travels: host-only, out of reach of scripts, not sent from other sites,
/// gone when the browser closes (the server ends it sooner).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionCookie {
    /// Over HTTPS, as everywhere but on a developer's machine.
    Secure,
    /// Over plain HTTP on localhost, where browsers refuse the `__Host-` prefix.
    PlainLocalhost,
}

impl SessionCookie {
    /// The name of the cookie.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-domifa",
            Self::PlainLocalhost => "domifa",
        }
    }

    /// The token that the browser sent back.
    #[must_use]
    pub fn read(self, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers)
            .get(self.name())
            .map(|cookie| cookie.value().to_owned())
    }

    /// Gives the browser its token: a part of the response, before its body.
    pub fn set(self, token: &str) -> AppendHeaders<[(HeaderName, String); 1]> {
        AppendHeaders([(SET_COOKIE, self.cookie(token).to_string())])
    }

    /// Makes the browser forget its token.
    pub fn clear(self) -> AppendHeaders<[(HeaderName, String); 1]> {
        let mut cookie = self.cookie("");
        cookie.make_removal();
        AppendHeaders([(SET_COOKIE, cookie.to_string())])
    }

    fn cookie(self, token: &str) -> Cookie<'_> {
        Cookie::build((self.name(), token))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self == Self::Secure)
            .build()
    }
}
