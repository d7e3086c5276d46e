//! A browser of sorts: a cookie, connections that are kept, and nothing drawn.

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, HeaderName, LOCATION, SET_COOKIE},
};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::TokioExecutor,
};

const FORM: &str = "application/x-www-form-urlencoded";
const BOUNDARY: &str = "the-end-of-a-part-of-a-form";
const MULTIPART: &str = "multipart/form-data; boundary=the-end-of-a-part-of-a-form";

/// What to ask of the server.
#[derive(Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    /// What is sent, already encoded.
    pub body: Bytes,
    /// As what.
    pub content_type: &'static str,
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
            body: Bytes::new(),
            content_type: FORM,
            expected: StatusCode::OK,
            fragment: false,
        }
    }

    pub fn form(path: impl Into<String>, form: String, expected: StatusCode) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            body: form.into(),
            content_type: FORM,
            expected,
            fragment: false,
        }
    }

    /// A form with a file, as browsers send it.
    pub fn file(
        path: impl Into<String>,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Self {
        let mut body = Vec::with_capacity(file.2.len() + 1024);
        let part =
            |name: &str| format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"");
        for (name, value) in fields {
            body.extend_from_slice(format!("{}\r\n\r\n{value}\r\n", part(name)).as_bytes());
        }
        let (field, name, bytes) = file;
        let head = format!("{}; filename=\"{name}\"\r\n\r\n", part(field));
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        Self {
            method: Method::POST,
            path: path.into(),
            body: body.into(),
            content_type: MULTIPART,
            expected: StatusCode::SEE_OTHER,
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
        Ok(self.answer(ask).await?.body.len())
    }

    /// Asks, and gives the answer.
    pub async fn answer(&self, ask: &Ask) -> Result<Answer> {
        let answer = self.send(ask).await?;
        ensure!(
            answer.status == ask.expected,
            "{} {} answered {}, not {}",
            ask.method,
            ask.path,
            answer.status,
            ask.expected
        );
        Ok(answer)
    }

    /// Opens a session, which the cookie then carries.
    pub async fn sign_in(&mut self, ask: &Ask) -> Result<()> {
        let answer = self.answer(ask).await?;
        self.cookie = answer.cookie.context("sign-in gave no cookie")?;
        Ok(())
    }

    async fn send(&self, ask: &Ask) -> Result<Answer> {
        let mut request = Request::builder()
            .method(&ask.method)
            .uri(format!("http://{}{}", self.host, ask.path))
            .header(ACCEPT_ENCODING, "gzip, br")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, &self.cookie);
        if ask.method == Method::POST {
            request = request.header(CONTENT_TYPE, ask.content_type);
        }
        if ask.fragment {
            request = request.header("hx-request", "true");
        }
        let request = request.body(Full::from(ask.body.clone()))?;
        let response = self.pool.request(request).await?;
        let status = response.status();
        let header = |name: HeaderName| {
            let value = response.headers().get(name)?.to_str().ok()?;
            value.split(';').next().map(ToOwned::to_owned)
        };
        let (cookie, location) = (header(SET_COOKIE), header(LOCATION));
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Answer {
            status,
            cookie,
            location,
            body,
        })
    }
}

/// What the server answered.
pub struct Answer {
    pub status: StatusCode,
    cookie: Option<String>,
    /// Where it leads.
    pub location: Option<String>,
    pub body: Bytes,
}
