//! The scanner: `clamd`, over TCP, which is sent the file piece after piece.

use std::{io, time::Duration};

use application::files::{Content, Scanner, ScannerDown, Verdict};
use async_trait::async_trait;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How long a scan may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest answer that is read.
const ANSWER: u64 = 4096;

/// A `clamd` at an address.
#[derive(Debug, Clone)]
pub struct Clamd {
    address: String,
}

impl Clamd {
    /// At this host and port.
    #[must_use]
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
        }
    }

    async fn ask(&self, content: &mut dyn Content) -> io::Result<String> {
        let mut clamd = TcpStream::connect(&self.address).await?;
        clamd.write_all(b"zINSTREAM\0").await?;
        while let Some(piece) = content.piece().await.map_err(io::Error::other)? {
            let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
            clamd.write_all(&length.to_be_bytes()).await?;
            clamd.write_all(&piece).await?;
        }
        clamd.write_all(&0_u32.to_be_bytes()).await?;
        let mut answer = String::new();
        clamd.take(ANSWER).read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

#[async_trait]
impl Scanner for Clamd {
    async fn scan(&self, content: &mut dyn Content) -> Result<Verdict, ScannerDown> {
        let answer = timeout(PATIENCE, self.ask(content)).await;
        let answer = match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::warn!(kind = %error.kind(), "the scanner does not answer");
                return Err(ScannerDown);
            }
            Err(_) => {
                tracing::warn!("the scanner takes too long");
                return Err(ScannerDown);
            }
        };
        let answer = answer.trim_end_matches(['\0', '\n']);
        if answer.ends_with(" OK") {
            Ok(Verdict::Clean)
        } else if answer.ends_with(" FOUND") {
            Ok(Verdict::Infected)
        } else {
            tracing::warn!("the scanner could not scan a file");
            Err(ScannerDown)
        }
    }
}
