//! Links to a server: opened when there is none at rest, kept for the next e-mail, and
//! closed at the first fault. Each step of the conversation is known, so that a fault before
//! the content was sent is never mistaken for one after.

use std::time::Duration;

use application::messages::gateway::{Accepted, Unsent};
use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use messages::Failure;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::{
    mailer::Security,
    refusal::{self, Step},
};

/// How long a link may take to open, a word to be answered, and the content to be taken.
const OPENING: Duration = Duration::from_secs(10);
const WORD: Duration = Duration::from_secs(10);
const CONTENT: Duration = Duration::from_secs(25);
/// How long a link rests before it is not used again, and how many rest.
const REST: Duration = Duration::from_secs(30);
const AT_REST: usize = 4;

/// Links to one server.
pub(crate) struct Links {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) tls: TlsParameters,
    pub(crate) hello: ClientId,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) at_rest: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// What is told before the content, and the content.
pub(crate) struct Letter<'a> {
    /// Whom it returns to.
    pub(crate) from: &'a Address,
    pub(crate) to: &'a Address,
    pub(crate) content: &'a [u8],
}

impl Links {
    /// Hands a letter over.
    pub(crate) async fn hand_over(&self, letter: &Letter<'_>) -> Result<Accepted, Unsent> {
        let mut link = match self.rested().await {
            Some(link) => link,
            None => self.open().await?,
        };
        let handed = converse(&mut link, letter).await;
        match handed {
            Ok(_) => self.rest(link).await,
            // Politely where it still listens.
            Err(_) => drop(timeout(Duration::from_secs(1), link.abort()).await),
        }
        handed
    }

    /// A link at rest that still answers.
    async fn rested(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut link, since) = self.at_rest.lock().await.pop()?;
            if since.elapsed() < REST
                && matches!(timeout(WORD, link.test_connected()).await, Ok(true))
            {
                return Some(link);
            }
        }
    }

    async fn rest(&self, link: AsyncSmtpConnection) {
        let mut at_rest = self.at_rest.lock().await;
        if at_rest.len() < AT_REST {
            at_rest.push((link, Instant::now()));
        }
    }

    /// Says good-bye.
    pub(crate) async fn close(&self) {
        for (mut link, _) in std::mem::take(&mut *self.at_rest.lock().await) {
            let _ = timeout(Duration::from_secs(1), link.quit()).await;
        }
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Unsent> {
        let silent = Unsent::Later {
            why: Failure::Provider,
            code: None,
        };
        match timeout(OPENING, self.greet()).await {
            Ok(greeted) => greeted,
            Err(_) => Err(silent),
        }
    }

    async fn greet(&self) -> Result<AsyncSmtpConnection, Unsent> {
        let refused = |error| refusal::of(&error, Step::Greeting);
        let server = (self.host.as_str(), self.port);
        let wrapped = (self.security == Security::Tls).then(|| self.tls.clone());
        let mut link =
            AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, wrapped, None)
                .await
                .map_err(refused)?;
        if self.security == Security::StartTls {
            // A server that does not offer it is not spoken to in clear.
            link.starttls(self.tls.clone(), &self.hello)
                .await
                .map_err(refused)?;
        }
        if let Some(credentials) = &self.credentials {
            link.auth(DEFAULT_MECHANISMS, credentials)
                .await
                .map_err(refused)?;
        }
        Ok(link)
    }
}

async fn converse(link: &mut AsyncSmtpConnection, letter: &Letter<'_>) -> Result<Accepted, Unsent> {
    let mut options = Vec::new();
    let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    if !(ascii(letter.from) && ascii(letter.to)) {
        if !link.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Unsent::Refused {
                why: Failure::BadAddress,
                code: Some("SMTPUTF8".to_owned()),
            });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !letter.content.is_ascii() {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let from = Mail::new(Some(letter.from.clone()), options);
    said(timeout(WORD, link.command(from)).await, Step::Sender)?;
    let to = Rcpt::new(letter.to.clone(), Vec::new());
    said(timeout(WORD, link.command(to)).await, Step::Recipient)?;
    said(timeout(WORD, link.command(Data)).await, Step::Announced)?;
    said(
        timeout(CONTENT, link.message(letter.content)).await,
        Step::Content,
    )?;
    Ok(Accepted::default())
}

/// What became of a step.
fn said<T>(
    answer: Result<Result<T, lettre::transport::smtp::Error>, tokio::time::error::Elapsed>,
    step: Step,
) -> Result<T, Unsent> {
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refusal::of(&error, step)),
        Err(_) if step == Step::Content => Err(Unsent::Perhaps),
        Err(_) => Err(Unsent::Later {
            why: Failure::Provider,
            code: None,
        }),
    }
}
