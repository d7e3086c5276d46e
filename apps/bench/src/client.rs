//! A browser of sorts: a cookie, connections that are kept, and nothing drawn.

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, SET_COOKIE},
};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::TokioExecutor,
};

/// What to ask of the server.
#[derive(Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    /// A form, already encoded.
    pub form: String,
    /// The status that a good answer has.
    pub expected: StatusCode,
    /// Whether it is asked as the page's script asks it, for a part of the page.
    pub fragment: bool,
}

impl Ask {
    pub fn page(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            form: String::new(),
            expected: StatusCode::OK,
            fragment: false,
        }
    }

    pub fn form(path: impl Into<String>, form: String, expected: StatusCode) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            form,
            expected,
            fragment: false,
        }
    }

    pub const fn in_part(mut self) -> Self {
        self.fragment = true;
        self
    }
}

/// A desk: it signs in once.
#[derive(Clone)]
pub struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    host: String,
    cookie: String,
}

impl Client {
    pub fn new(host: &str) -> Self {
        Self {
            pool: Pool::builder(TokioExecutor::new()).build_http(),
            host: host.to_owned(),
            cookie: String::new(),
        }
    }

    /// Asks, and gives the size of the answer as it was transferred.
    pub async fn ask(&self, ask: &Ask) -> Result<usize> {
        let (status, _, body) = self.send(ask).await?;
        ensure!(
            status == ask.expected,
            "{} {} answered {status}, not {}",
            ask.method,
            ask.path,
            ask.expected
        );
        Ok(body.len())
    }

    /// Opens a session, which the cookie then carries.
    pub async fn sign_in(&mut self, ask: &Ask) -> Result<()> {
        let (status, cookie, _) = self.send(ask).await?;
        ensure!(status == ask.expected, "sign-in answered {status}");
        self.cookie = cookie.context("sign-in gave no cookie")?;
        Ok(())
    }

    async fn send(&self, ask: &Ask) -> Result<(StatusCode, Option<String>, Bytes)> {
        let mut request = Request::builder()
            .method(&ask.method)
            .uri(format!("http://{}{}", self.host, ask.path))
            .header(ACCEPT_ENCODING, "gzip, br")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, &self.cookie);
        if ask.method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if ask.fragment {
            request = request.header("hx-request", "true");
        }
        let request = request.body(Full::from(ask.form.clone()))?;
        let response = self.pool.request(request).await?;
        let status = response.status();
        let cookie = response
            .headers()
            .get(SET_COOKIE)
            .and_then(|cookie| cookie.to_str().ok())
            .and_then(|cookie| cookie.split(';').next())
            .map(ToOwned::to_owned);
        let body = response.into_body().collect().await?.to_bytes();
        Ok((status, cookie, body))
    }
}
