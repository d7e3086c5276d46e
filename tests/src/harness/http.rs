//! A client that sends exactly what it is told, well-formed or not.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use anyhow::{Result, bail};

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, as they came.
    pub head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn is_whole(&self) -> bool {
        let length = self
            .header("content-length")
            .and_then(|length| length.parse().ok());
        length == Some(self.body.len())
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Sends a request, bytes as they are, and reads the answer to its end: the request asks
/// for the connection to be closed.
///
/// # Errors
/// When the server does not answer with HTTP.
pub fn send(address: &str, request: &[u8]) -> Result<Reply> {
    read(write(address, request)?)
}

/// Sends the beginning of a request and goes away.
///
/// # Errors
/// When the server does not answer with HTTP, which it need not.
pub fn send_part(address: &str, request: &[u8]) -> Result<Reply> {
    let stream = write(address, request)?;
    stream.shutdown(Shutdown::Write)?;
    read(stream)
}

fn write(address: &str, request: &[u8]) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    // A server that refuses a body need not read it to its end: its answer counts.
    let _ = stream.write_all(request);
    Ok(stream)
}

fn read(mut stream: TcpStream) -> Result<Reply> {
    let (mut answer, mut piece) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let read = stream.read(&mut piece);
        answer.extend_from_slice(&piece[..*read.as_ref().unwrap_or(&0)]);
        let reply = parse(&answer);
        match (read, reply) {
            // Not every server closes the connection that it is asked to close.
            (_, Some(reply)) if reply.is_whole() => return Ok(reply),
            (Ok(1..), _) => {}
            (Ok(0), Some(reply)) => return Ok(reply),
            (end, _) => bail!("no answer: {end:?}"),
        }
    }
}

fn parse(answer: &[u8]) -> Option<Reply> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply {
        status,
        head,
        body: answer[end + 4..].to_vec(),
    })
}

/// Asks for a page as a browser does. The cookie names the session.
#[must_use]
pub fn get(path: &str, cookie: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

/// A form as a browser of this site sends it. The cookie names the session.
#[must_use]
pub fn form(path: &str, cookie: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}
