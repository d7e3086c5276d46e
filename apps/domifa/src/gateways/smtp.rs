//! The server of e-mail, as it is configured.

use std::{num::NonZeroU32, path::PathBuf, sync::Arc};

use adapter_email::{Mailer, Security, SmtpAccount};
use anyhow::{Context, Result, bail};
use application::ports::Clock;
use clap::Args;

use super::{needed, read, secret};

/// An account at a server of e-mail.
#[derive(Args, Clone)]
pub(super) struct SmtpOptions {
    /// The server: `smtps://host`, `smtp://host` with STARTTLS, or `smtp://localhost` in
    /// clear. Without one e-mails are kept here and shown.
    #[arg(long, env = "DOMIFA_SMTP_URL")]
    smtp_url: Option<String>,
    /// Who e-mails come from, such as `DomiFa <domifa@ville.fr>`.
    #[arg(long, env = "DOMIFA_SMTP_FROM")]
    smtp_from: Option<String>,
    /// Where what does not arrive is sent back to.
    #[arg(long, env = "DOMIFA_SMTP_RETURN_PATH")]
    smtp_return_path: Option<String>,
    /// Who we are, where the server asks.
    #[arg(long, env = "DOMIFA_SMTP_USER")]
    smtp_user: Option<String>,
    /// The password.
    #[arg(long, env = "DOMIFA_SMTP_PASSWORD", hide_env_values = true)]
    smtp_password: Option<String>,
    /// A file that holds it.
    #[arg(long, env = "DOMIFA_SMTP_PASSWORD_FILE")]
    smtp_password_file: Option<PathBuf>,
    /// A file of certificates to trust beside the usual ones, in PEM.
    #[arg(long, env = "DOMIFA_SMTP_CA_FILE")]
    smtp_ca_file: Option<PathBuf>,
    /// How many e-mails leave in a second, all workers together.
    #[arg(
        long,
        env = "DOMIFA_SMTP_PER_SECOND",
        value_name = "DOMIFA_SMTP_PER_SECOND"
    )]
    smtp_per_second: Option<NonZeroU32>,
    /// The Maildir where what is sent back arrives.
    #[arg(long, env = "DOMIFA_BOUNCES")]
    bounces: Option<PathBuf>,
}

impl SmtpOptions {
    /// The server, where one is named; nothing is connected before the first e-mail.
    pub(super) fn open(&self, clock: Arc<dyn Clock>) -> Result<Option<Mailer>> {
        let Some(url) = &self.smtp_url else {
            if self.bounces.is_some() {
                bail!("DOMIFA_BOUNCES is of no use without DOMIFA_SMTP_URL");
            }
            return Ok(None);
        };
        let (security, host, port) = server(url).context(
            "DOMIFA_SMTP_URL is not an address such as smtps://mail.ville.fr or smtp://host:587",
        )?;
        let password = secret(
            "DOMIFA_SMTP_PASSWORD",
            self.smtp_password.as_deref(),
            self.smtp_password_file.as_deref(),
        )?;
        let credentials = match (&self.smtp_user, password) {
            (Some(user), Some(password)) => Some((user.clone(), password)),
            (None, None) => None,
            (Some(_), None) => bail!("DOMIFA_SMTP_PASSWORD is not set"),
            (None, Some(_)) => bail!("DOMIFA_SMTP_USER is not set"),
        };
        if let Some(folder) = &self.bounces
            && !folder.join("new").is_dir()
        {
            bail!(
                "DOMIFA_BOUNCES: {} is no Maildir, which has a folder new",
                folder.display()
            );
        }
        let account = SmtpAccount {
            host,
            port,
            security,
            credentials,
            authority: self
                .smtp_ca_file
                .as_deref()
                .map(|file| read("DOMIFA_SMTP_CA_FILE", file))
                .transpose()?
                .map(String::into_bytes),
            from: needed("DOMIFA_SMTP_FROM", self.smtp_from.as_deref())?,
            return_to: self.smtp_return_path.clone(),
            bounces: self.bounces.clone(),
            per_second: self.smtp_per_second,
        };
        Mailer::new(account, clock)
            .context("DOMIFA_SMTP_URL, _FROM, _RETURN_PATH or _CA_FILE cannot be used")
            .map(Some)
    }
}

/// How a server is spoken to, its name and its port.
pub(super) fn server(url: &str) -> Option<(Security, String, Option<u16>)> {
    let (scheme, authority) = url.split_once("://")?;
    let authority = authority.trim_end_matches('/');
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (authority, None),
    };
    let named = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let security = match scheme {
        "smtps" => Security::Tls,
        "smtp" if matches!(host, "localhost" | "127.0.0.1") => Security::None,
        "smtp" => Security::StartTls,
        _ => return None,
    };
    named.then(|| (security, host.to_owned(), port))
}
