//! What a file is, by its content, while it arrives: a PDF passes through, watched; what must
//! be seen whole is held back, which its limit bounds.

mod office;
mod pdf;
mod picture;

use std::sync::Arc;

use application::files::{Accepts, FileKind, FileRefused, Inspection, Inspector};
use async_trait::async_trait;
use tokio::sync::Semaphore;

/// How many bytes tell what a file claims to be.
const FIRST: usize = 8;

/// Looks into files.
#[derive(Clone)]
pub struct ContentInspector {
    /// A photograph takes up to a quarter of a gigabyte while it is made anew: they wait for
    /// each other.
    turns: Arc<Semaphore>,
}

impl Default for ContentInspector {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Inspector for ContentInspector {
    fn begin(&self, accepts: Accepts) -> Box<dyn Inspection> {
        Box::new(Looking {
            accepts,
            turns: self.turns.clone(),
            seen: Seen::Nothing(Vec::new()),
        })
    }
}

struct Looking {
    accepts: Accepts,
    turns: Arc<Semaphore>,
    seen: Seen,
}

/// What was seen so far.
enum Seen {
    /// Not enough to tell.
    Nothing(Vec<u8>),
    /// A PDF.
    Pdf(Box<pdf::Watch>),
    /// Something that is looked at once it is whole.
    Whole(Claim, Vec<u8>),
}

/// What a file claims to be.
#[derive(Clone, Copy)]
enum Claim {
    Jpeg,
    Png,
    /// A ZIP, as newer office documents are.
    Folder,
    /// A compound file, as older office documents are.
    Compound,
}

impl Looking {
    /// What the first bytes claim, where that may be taken here.
    fn claimed(&self, first: &[u8]) -> Result<Seen, FileRefused> {
        let office = self.accepts.takes(FileKind::Docx);
        let picture = self.accepts.takes(FileKind::Jpeg);
        let claim = match first {
            [b'%', b'P', b'D', b'F', b'-', ..] if self.accepts.takes(FileKind::Pdf) => {
                return Ok(Seen::Pdf(Box::default()));
            }
            [0xff, 0xd8, 0xff, ..] if picture => Claim::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'] if picture => Claim::Png,
            [b'P', b'K', 3, 4, ..] if office => Claim::Folder,
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] if office => Claim::Compound,
            _ => return Err(FileRefused::UnknownKind),
        };
        Ok(Seen::Whole(claim, Vec::new()))
    }
}

#[async_trait]
impl Inspection for Looking {
    fn piece(&mut self, piece: Vec<u8>) -> Result<Vec<u8>, FileRefused> {
        let mut piece = piece;
        if let Seen::Nothing(first) = &mut self.seen {
            first.extend_from_slice(&piece);
            if first.len() < FIRST {
                return Ok(Vec::new());
            }
            piece = std::mem::take(first);
            self.seen = self.claimed(&piece[..FIRST])?;
        }
        match &mut self.seen {
            Seen::Nothing(_) => Ok(Vec::new()),
            Seen::Pdf(watch) => {
                watch.more(&piece)?;
                Ok(piece)
            }
            Seen::Whole(_, held) => {
                held.extend_from_slice(&piece);
                Ok(Vec::new())
            }
        }
    }

    async fn end(&mut self) -> Result<(FileKind, Vec<u8>), FileRefused> {
        let accepts = self.accepts;
        let (kind, rest) = match std::mem::replace(&mut self.seen, Seen::Nothing(Vec::new())) {
            // Too short to be anything.
            Seen::Nothing(_) => return Err(FileRefused::UnknownKind),
            Seen::Pdf(watch) => {
                watch.end()?;
                (FileKind::Pdf, Vec::new())
            }
            Seen::Whole(claim, held) => {
                let turns = self.turns.clone();
                let _turn = turns.acquire_owned().await;
                let looked = tokio::task::spawn_blocking(move || match claim {
                    Claim::Jpeg => picture::jpeg(&held, accepts.side_max()),
                    Claim::Png => picture::png(&held, accepts.side_max()),
                    Claim::Folder => Ok((office::folder(&held)?, held)),
                    Claim::Compound => Ok((office::compound(&held)?, held)),
                });
                // A decoder that gives up on hostile bytes must not take the server along.
                looked.await.unwrap_or(Err(FileRefused::Damaged))?
            }
        };
        if accepts.takes(kind) {
            Ok((kind, rest))
        } else {
            Err(FileRefused::UnknownKind)
        }
    }
}
