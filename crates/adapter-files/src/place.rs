//! Where blobs are: a folder of this machine, or a bucket of an S3 store.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use object_store::{
    ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path,
};
use secrecy::{ExposeSecret, SecretString};

/// A place for blobs.
pub enum Place {
    /// A folder, made when it is not there.
    Folder(PathBuf),
    /// A bucket.
    S3(S3),
}

/// A bucket of an S3 store, and who may use it.
pub struct S3 {
    /// Its name.
    pub bucket: String,
    /// What every name in it begins with; nothing by default.
    pub prefix: String,
    /// The address of the store, where it is not Amazon's own.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// Who asks.
    pub access_key: String,
    /// Their secret.
    pub secret_key: SecretString,
}

/// The place cannot be used. Says why without a secret.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPlace {
    /// The folder cannot be made or opened.
    #[error("the folder cannot be made or opened")]
    Folder(#[source] std::io::Error),
    /// The store cannot be configured so.
    #[error("the store cannot be used")]
    Store(#[source] object_store::Error),
}

/// A place, opened.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) root: Path,
    /// How much is sent to the store at once: S3 takes no smaller part but the last.
    pub(crate) part: usize,
    /// The folder, where it is one.
    pub(crate) folder: Option<PathBuf>,
}

impl Place {
    pub(crate) fn open(self) -> Result<Opened, InvalidPlace> {
        match self {
            Self::Folder(folder) => {
                fs::create_dir_all(&folder).map_err(InvalidPlace::Folder)?;
                let folder = folder.canonicalize().map_err(InvalidPlace::Folder)?;
                // What is kept must outlive a power cut.
                let store = LocalFileSystem::new_with_prefix(&folder)
                    .map_err(InvalidPlace::Store)?
                    .with_automatic_cleanup(true)
                    .with_fsync(true);
                Ok(Opened {
                    store: Arc::new(store),
                    root: Path::default(),
                    part: 256 * 1024,
                    folder: Some(folder),
                })
            }
            Self::S3(s3) => Ok(Opened {
                root: Path::from(s3.prefix.as_str()),
                store: Arc::new(s3.open().map_err(InvalidPlace::Store)?),
                part: 5 * 1024 * 1024,
                folder: None,
            }),
        }
    }
}

impl S3 {
    fn open(self) -> Result<impl ObjectStore, object_store::Error> {
        // The store signs with ring; so must TLS, or the build would need a C library.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(self.bucket)
            .with_region(self.region)
            .with_access_key_id(self.access_key)
            .with_secret_access_key(self.secret_key.expose_secret())
            // One at a time: not every store understands a list of what to delete.
            .with_disable_bulk_delete(true)
            // Somebody waits: better to say soon that the store is away.
            .with_retry(RetryConfig {
                max_retries: 2,
                retry_timeout: Duration::from_secs(10),
                ..RetryConfig::default()
            });
        if let Some(endpoint) = self.endpoint {
            // A store on the same network may speak plain HTTP: what it is sent is encrypted.
            let plain = endpoint.starts_with("http://");
            builder = builder
                .with_endpoint(endpoint)
                .with_client_options(ClientOptions::new().with_allow_http(plain));
        }
        builder.build()
    }
}
