//! What came back: delivery status notifications (RFC 3464) in a folder of mail.
//!
//! A notification is of ours when the headers that it returns bear one of our names. It is
//! given, then moved out of `new` the next time: a crash between the two gives it again.
//! Whatever else lies there stays as it is.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs::{self, File},
    io::{self, Read as _},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use application::messages::gateway::{Receipt, ReceiptOf};
use chrono::{DateTime, Utc};
use kernel::MessageId;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use messages::Failure;

use crate::refusal;

/// How much of a file is read: the status and the returned headers come first.
const READ: u64 = 256 * 1024;
/// How many files are looked at in one go.
const FILES: usize = 1000;

/// A Maildir.
pub(crate) struct Folder {
    path: PathBuf,
    /// The domain of our names.
    domain: String,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Given the last time, to be moved.
    given: Vec<OsString>,
    /// Nobody's: not opened again.
    others: HashSet<OsString>,
}

impl Folder {
    pub(crate) fn new(path: PathBuf, domain: String) -> Self {
        Self {
            path,
            domain,
            seen: Mutex::default(),
        }
    }

    /// The notifications that arrived since the last time.
    pub(crate) fn read(&self, now: DateTime<Utc>) -> io::Result<Vec<Receipt>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for name in std::mem::take(&mut seen.given) {
            self.settle(&name);
        }
        let mut present = HashSet::new();
        let mut receipts = Vec::new();
        let mut looked_at = 0;
        for entry in fs::read_dir(self.path.join("new"))? {
            let entry = entry?;
            let name = entry.file_name();
            // A link could lead anywhere.
            if !entry.file_type()?.is_file() {
                continue;
            }
            if seen.others.contains(&name) {
                present.insert(name);
                continue;
            }
            if looked_at == FILES {
                continue;
            }
            looked_at += 1;
            let mut content = Vec::new();
            // It may have been moved meanwhile.
            let Ok(file) = File::open(entry.path()) else {
                continue;
            };
            file.take(READ).read_to_end(&mut content)?;
            match notification(&content, &self.domain) {
                Some(Returned { of, outcome }) => {
                    receipts.extend(outcome.map(|failed| Receipt {
                        of: ReceiptOf::Message(of),
                        at: now,
                        failed,
                    }));
                    seen.given.push(name);
                }
                None => {
                    present.insert(name);
                }
            }
        }
        seen.others = present;
        Ok(receipts)
    }

    /// Moves a notification to what was read.
    fn settle(&self, name: &OsString) {
        let mut read = name.clone();
        if !name.to_string_lossy().contains(":2,") {
            read.push(":2,S");
        }
        let to = self.path.join("cur");
        let moved = fs::create_dir_all(&to)
            .and_then(|()| fs::rename(self.path.join("new").join(name), to.join(read)));
        match moved {
            Ok(()) => {}
            // Another of us was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "a returned e-mail cannot be moved");
            }
        }
    }
}

/// A notification about an e-mail of ours.
#[derive(Debug, PartialEq, Eq)]
struct Returned {
    of: MessageId,
    /// What it tells, unless that is not the end.
    outcome: Option<Option<(Failure, Option<String>)>>,
}

/// Reads a notification about an e-mail of ours.
fn notification(content: &[u8], domain: &str) -> Option<Returned> {
    let message = MessageParser::default().parse(content)?;
    let status = message
        .parts
        .iter()
        .find(|part| is(part, "message", "delivery-status"))?;
    let status = String::from_utf8_lossy(status.contents()).into_owned();
    let of = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(returned) => ours(returned, domain),
        PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_)
            if is(part, "text", "rfc822-headers") || is(part, "message", "rfc822") =>
        {
            let headers = MessageParser::default().parse_headers(part.contents())?;
            ours(&headers, domain)
        }
        PartType::Text(_)
        | PartType::Html(_)
        | PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Multipart(_) => None,
    })?;
    let code = field(&status, "Status")
        .filter(|code| code.len() <= 12 && code.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let outcome = match field(&status, "Action")?.to_ascii_lowercase().as_str() {
        "failed" => {
            let why = code.map_or(Failure::Other, refusal::by_enhanced);
            Some(Some((why, code.map(str::to_owned))))
        }
        "delivered" => Some(None),
        // Delayed, relayed, expanded: not the end.
        _ => None,
    };
    Some(Returned { of, outcome })
}

fn is(part: &mail_parser::MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|told| {
        told.ctype().eq_ignore_ascii_case(kind)
            && told
                .subtype()
                .is_some_and(|told| told.eq_ignore_ascii_case(subtype))
    })
}

/// Our identifier, where returned headers bear it.
fn ours(headers: &Message<'_>, domain: &str) -> Option<MessageId> {
    let (id, at) = headers.message_id()?.split_once('@')?;
    at.eq_ignore_ascii_case(domain)
        .then(|| id.parse().ok())
        .flatten()
}

/// A field of a status, the first of its name; its words without their type.
fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let value = value.split_ascii_whitespace().next()?;
        key.trim().eq_ignore_ascii_case(name).then_some(value)
    })
}
