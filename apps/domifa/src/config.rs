//! Configuration, parsed once: a wrong value stops the start and names its variable.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use secrecy::SecretString;
use web_kit::cookies::SessionCookie;

/// Where the database is.
#[derive(Args, Clone)]
pub struct DatabaseOptions {
    /// Address of the PostgreSQL database.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// A file that holds the address, for whoever keeps secrets in files.
    #[arg(long, env = "DATABASE_URL_FILE", conflicts_with = "database_url")]
    database_url_file: Option<PathBuf>,
}

impl DatabaseOptions {
    /// The address.
    pub fn url(&self) -> Result<SecretString> {
        let url = match (&self.database_url, &self.database_url_file) {
            (Some(url), _) => url.clone(),
            (None, Some(file)) => std::fs::read_to_string(file)
                .with_context(|| format!("DATABASE_URL_FILE: {} cannot be read", file.display()))?,
            (None, None) => bail!("DATABASE_URL is not set: it holds the address of the database"),
        };
        Ok(SecretString::from(url.trim().to_owned()))
    }
}

/// The address under which people reach the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    url: String,
    plain_localhost: bool,
}

impl PublicUrl {
    /// The address given or, on a loopback address without one, that of this machine.
    pub fn parse(given: Option<&str>, listen: SocketAddr) -> Result<Self> {
        let url = match given {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if listen.ip().is_loopback() => format!("http://localhost:{}", listen.port()),
            None => bail!(
                "DOMIFA_PUBLIC_URL is not set: it holds the address under which people reach the site, \
                 such as https://domiciliation.example.fr"
            ),
        };
        let plain = match url.split_once("://") {
            Some(("https", host)) if !host.is_empty() => false,
            Some(("http", host)) if is_localhost(host) => true,
            Some(("http", _)) => bail!(
                "DOMIFA_PUBLIC_URL: plain HTTP is accepted on localhost alone; \
                 put a proxy with a certificate before the server and give its https:// address"
            ),
            Some(_) | None => bail!(
                "DOMIFA_PUBLIC_URL is not an address such as https://domiciliation.example.fr"
            ),
        };
        Ok(Self {
            url,
            plain_localhost: plain,
        })
    }

    /// A page of the site.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// How the session's cookie is set.
    pub const fn cookie(&self) -> SessionCookie {
        if self.plain_localhost {
            SessionCookie::PlainLocalhost
        } else {
            SessionCookie::Secure
        }
    }
}

fn is_localhost(authority: &str) -> bool {
    let host = authority.strip_prefix("[::1]").map_or_else(
        || authority.split(':').next().unwrap_or_default(),
        |_| "::1",
    );
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_localhost_alone() {
        let local: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        let anywhere: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(
            PublicUrl::parse(None, local).unwrap().join("/a"),
            "http://localhost:8080/a"
        );
        assert!(PublicUrl::parse(None, anywhere).is_err());
        assert!(PublicUrl::parse(Some("http://ville.fr"), anywhere).is_err());
        assert!(PublicUrl::parse(Some("http://localhost.ville.fr"), anywhere).is_err());
        assert!(PublicUrl::parse(Some("ville.fr"), anywhere).is_err());
        let https = PublicUrl::parse(Some("https://ville.fr/"), anywhere).unwrap();
        assert_eq!(https.join("/a"), "https://ville.fr/a");
        assert!(matches!(https.cookie(), SessionCookie::Secure));
    }
}
