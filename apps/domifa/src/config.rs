//! Configuration, parsed once: a wrong value stops the start and names its variable.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use adapter_files::{Blobs, Clamd, MasterKeys, Place, S3};
use anyhow::{Context, Result, bail};
use application::files::Scanner;
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

/// Where files are kept, and what protects them.
#[derive(Args, Clone)]
pub struct FileOptions {
    /// Folder where files are kept, or `s3://bucket/prefix`.
    #[arg(long = "files", env = "DOMIFA_FILES")]
    files: Option<String>,
    /// A file of master keys: see `domifa files new-key`.
    #[arg(long, env = "DOMIFA_MASTER_KEYS")]
    master_keys: Option<PathBuf>,
    /// Address of the S3 store, where it is not Amazon's.
    #[arg(long, env = "DOMIFA_S3_ENDPOINT")]
    s3_endpoint: Option<String>,
    /// Region of the S3 store.
    #[arg(long, env = "DOMIFA_S3_REGION", default_value = "us-east-1")]
    s3_region: String,
    /// Who may use the S3 store.
    #[arg(long, env = "DOMIFA_S3_ACCESS_KEY")]
    s3_access_key: Option<String>,
    /// A file that holds their secret.
    #[arg(long, env = "DOMIFA_S3_SECRET_KEY_FILE")]
    s3_secret_key_file: Option<PathBuf>,
    /// Host and port of a ClamAV scanner; without one nothing is scanned.
    #[arg(long, env = "DOMIFA_CLAMAV")]
    clamav: Option<String>,
}

impl FileOptions {
    /// The store of files.
    pub fn blobs(&self) -> Result<Blobs> {
        let keys = self.keys()?.context(
            "DOMIFA_MASTER_KEYS is not set: it names the file of the keys that protect files; \
             `domifa files new-key` makes one",
        )?;
        Blobs::open(self.place()?, keys).context("DOMIFA_FILES cannot be used")
    }

    /// The master keys, where a file of them is named.
    fn keys(&self) -> Result<Option<MasterKeys>> {
        let Some(file) = &self.master_keys else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("DOMIFA_MASTER_KEYS: {} cannot be read", file.display()))?;
        let keys = MasterKeys::parse(&text).context("DOMIFA_MASTER_KEYS names no file of keys")?;
        Ok(Some(keys))
    }

    /// The number of the next master key.
    pub fn next_key(&self) -> Result<u32> {
        match &self.master_keys {
            Some(file) if file.exists() => Ok(self.keys()?.map_or(1, |keys| keys.next_number())),
            Some(_) | None => Ok(1),
        }
    }

    fn place(&self) -> Result<Place> {
        let named = self.files.as_deref().context(
            "DOMIFA_FILES is not set: it names the folder where files are kept, or s3://bucket",
        )?;
        let Some(bucket) = named.strip_prefix("s3://") else {
            return Ok(Place::Folder(PathBuf::from(named)));
        };
        let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        let access_key = self.s3_access_key.clone();
        let secret = self
            .s3_secret_key_file
            .as_ref()
            .context("DOMIFA_S3_SECRET_KEY_FILE is not set")?;
        let secret_key = std::fs::read_to_string(secret).with_context(|| {
            format!(
                "DOMIFA_S3_SECRET_KEY_FILE: {} cannot be read",
                secret.display()
            )
        })?;
        Ok(Place::S3(S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            access_key: access_key.context("DOMIFA_S3_ACCESS_KEY is not set")?,
            secret_key: SecretString::from(secret_key.trim().to_owned()),
        }))
    }

    /// The scanner, where there is one.
    pub fn scanner(&self) -> Option<Arc<dyn Scanner>> {
        let address = self.clamav.clone()?;
        Some(Arc::new(Clamd::at(address)))
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
