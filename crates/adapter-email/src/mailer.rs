//! A server that speaks SMTP, and the folder where what it sends back arrives.

use std::{num::NonZeroU32, path::PathBuf, sync::Arc};

use application::{
    messages::gateway::{self, Accepted, GatewayDown, Mail, Receipt, Traced, Unsent},
    ports::Clock,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::MessageId;
use lettre::{
    Address,
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, TlsParametersBuilder},
        extension::ClientId,
    },
};
use messages::Failure;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::{
    bounces::Folder,
    compose,
    link::{Letter, Links},
};

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In secret from the first word (port 465).
    Tls,
    /// In secret once both agreed to it, and never otherwise (port 587).
    StartTls,
    /// In clear: a server of this machine alone.
    None,
}

/// An account at a server.
pub struct SmtpAccount {
    /// The server.
    pub host: String,
    /// Its port; that of its kind of secrecy without one.
    pub port: Option<u16>,
    /// How it is spoken to.
    pub security: Security,
    /// Who we are, where it asks.
    pub credentials: Option<(String, SecretString)>,
    /// Certificates to trust beside the usual ones, in PEM.
    pub authority: Option<Vec<u8>>,
    /// Who e-mails come from: `Name <name@domain>`.
    pub from: String,
    /// Where what does not arrive is sent back to; to the sender without one.
    pub return_to: Option<String>,
    /// The Maildir where what is sent back arrives.
    pub bounces: Option<PathBuf>,
    /// How many e-mails it takes in a second.
    pub per_second: Option<NonZeroU32>,
}

/// What is wrong with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAccount {
    /// A server that is not this machine, spoken to in clear.
    #[error("a server elsewhere is never spoken to in clear")]
    InClear,
    /// The name of the server or its certificates cannot be used.
    #[error("the name of the server or its certificates cannot be used")]
    Tls,
    /// The sender is no address.
    #[error("not a sender such as DomiFa <domifa@example.fr>")]
    From,
    /// The address for returns is none.
    #[error("not an address for what comes back")]
    ReturnTo,
}

/// A server that speaks SMTP.
pub struct Mailer {
    links: Links,
    from: Mailbox,
    return_to: Address,
    per_second: Option<NonZeroU32>,
    bounces: Option<Arc<Folder>>,
    clock: Arc<dyn Clock>,
}

impl Mailer {
    /// With this account. Nothing is opened before the first e-mail.
    ///
    /// # Errors
    /// [`InvalidAccount`].
    pub fn new(account: SmtpAccount, clock: Arc<dyn Clock>) -> Result<Self, InvalidAccount> {
        let here = matches!(account.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if account.security == Security::None && !here {
            return Err(InvalidAccount::InClear);
        }
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut tls = TlsParametersBuilder::new(account.host.clone())
            .certificate_store(CertificateStore::WebpkiRoots);
        if let Some(pem) = &account.authority {
            tls = tls
                .add_root_certificate(Certificate::from_pem(pem).map_err(|_| InvalidAccount::Tls)?);
        }
        let tls = tls.build_rustls().map_err(|_| InvalidAccount::Tls)?;
        let from: Mailbox = account.from.parse().map_err(|_| InvalidAccount::From)?;
        let return_to = match &account.return_to {
            Some(address) => address.parse().map_err(|_| InvalidAccount::ReturnTo)?,
            None => from.email.clone(),
        };
        let domain = from.email.domain().to_owned();
        Ok(Self {
            links: Links {
                host: account.host,
                port: account.port.unwrap_or(match account.security {
                    Security::Tls => 465,
                    Security::StartTls => 587,
                    Security::None => 25,
                }),
                security: account.security,
                tls,
                hello: ClientId::Domain(domain.clone()),
                credentials: account.credentials.map(|(name, password)| {
                    Credentials::new(name, password.expose_secret().to_owned())
                }),
                at_rest: Mutex::default(),
            },
            from,
            return_to,
            per_second: account.per_second,
            bounces: account
                .bounces
                .map(|folder| Arc::new(Folder::new(folder, domain))),
            clock,
        })
    }

    /// Says good-bye to the server.
    pub async fn close(&self) {
        self.links.close().await;
    }
}

#[async_trait]
impl gateway::Mailer for Mailer {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        self.per_second
    }

    async fn send(&self, mail: &Mail) -> Result<Accepted, Unsent> {
        let refused = |why| Unsent::Refused { why, code: None };
        let to: Address = mail
            .to
            .as_str()
            .parse()
            .map_err(|_| refused(Failure::BadAddress))?;
        let message =
            compose::compose(mail, &self.from).ok_or_else(|| refused(Failure::Content))?;
        let letter = Letter {
            from: &self.return_to,
            to: &to,
            content: &message.formatted(),
        };
        self.links.hand_over(&letter).await
    }

    /// A server does not tell.
    async fn trace(&self, _id: MessageId, _at: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }

    async fn bounces(&self) -> Result<Vec<Receipt>, GatewayDown> {
        let Some(folder) = self.bounces.clone() else {
            return Ok(Vec::new());
        };
        let now = self.clock.now();
        let read = tokio::task::spawn_blocking(move || folder.read(now)).await;
        match read {
            Ok(Ok(receipts)) => Ok(receipts),
            Ok(Err(_)) | Err(_) => Err(GatewayDown("the folder of returns cannot be read")),
        }
    }
}
