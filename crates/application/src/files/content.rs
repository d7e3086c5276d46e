//! What is in a file, as it comes and goes: piece after piece, pulled by whoever needs it.

use async_trait::async_trait;

use super::FileRefused;

/// What was coming stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// The content of a file, piece after piece.
#[async_trait]
pub trait Content: Send {
    /// The next piece, of any length but nothing; `None` after the last.
    ///
    /// # Errors
    /// [`Interrupted`]; nothing comes after that.
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted>;
}

/// Content that is in memory already.
pub struct Held(Option<Vec<u8>>);

impl Held {
    /// All of it.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(Some(bytes))
    }
}

#[async_trait]
impl Content for Held {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        Ok(self.0.take().filter(|bytes| !bytes.is_empty()))
    }
}

/// Reads content into memory, up to a limit.
///
/// # Errors
/// [`FileRefused::TooLarge`] past the limit, [`FileRefused::Interrupted`].
pub async fn read_all(content: &mut dyn Content, limit: u64) -> Result<Vec<u8>, FileRefused> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut all = Vec::new();
    while let Some(piece) = content
        .piece()
        .await
        .map_err(|Interrupted| FileRefused::Interrupted)?
    {
        if all.len().saturating_add(piece.len()) > limit {
            return Err(FileRefused::TooLarge);
        }
        all.extend_from_slice(&piece);
    }
    Ok(all)
}
