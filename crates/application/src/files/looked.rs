//! Content on its way into the store.

use async_trait::async_trait;

use super::{
    Accepts, Content, FileKind, FileRefused, Inspection, Inspector, Interrupted, SIZE_MAX,
};

/// Where its content comes from.
pub enum Source<'a> {
    /// From outside: looked into, and at most [`SIZE_MAX`] bytes.
    Sent(&'a mut dyn Content, Accepts),
    /// Made here: kept as it is, whatever its size.
    Made(&'a mut dyn Content, FileKind),
}

/// Content on its way into the store: counted, and looked into where it comes from outside.
pub(super) struct Looked<'a> {
    from: &'a mut dyn Content,
    inspection: Option<Box<dyn Inspection>>,
    arrived: u64,
    /// How much of it is stored.
    pub(super) size: u64,
    /// What it is, once that is known.
    pub(super) kind: Option<FileKind>,
    pub(super) refused: Option<FileRefused>,
    ended: bool,
}

impl<'a> Looked<'a> {
    pub(super) fn at(source: Source<'a>, inspector: &dyn Inspector) -> Self {
        let (from, inspection, kind) = match source {
            Source::Sent(from, accepts) => (from, Some(inspector.begin(accepts)), None),
            Source::Made(from, kind) => (from, None, Some(kind)),
        };
        Self {
            from,
            inspection,
            arrived: 0,
            size: 0,
            kind,
            refused: None,
            ended: false,
        }
    }

    /// The next piece to store; it may be empty while more is to come.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, FileRefused> {
        let piece = self.from.piece().await;
        let piece = piece.map_err(|Interrupted| FileRefused::Interrupted)?;
        let Some(inspection) = &mut self.inspection else {
            self.ended = piece.is_none();
            return Ok(piece);
        };
        let Some(piece) = piece else {
            self.ended = true;
            if self.arrived == 0 {
                return Err(FileRefused::Empty);
            }
            let (kind, rest) = inspection.end().await?;
            self.kind = Some(kind);
            return Ok(Some(rest));
        };
        self.arrived += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if self.arrived > SIZE_MAX {
            return Err(FileRefused::TooLarge);
        }
        inspection.piece(piece).map(Some)
    }
}

#[async_trait]
impl Content for Looked<'_> {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        while !self.ended {
            match self.next().await {
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(piece) => {
                    let length = piece.as_ref().map_or(0, Vec::len);
                    self.size += u64::try_from(length).unwrap_or(u64::MAX);
                    return Ok(piece);
                }
                Err(why) => {
                    self.refused = Some(why);
                    self.ended = true;
                    return Err(Interrupted);
                }
            }
        }
        // Nothing comes after a refusal but the same answer.
        self.refused.map_or(Ok(None), |_| Err(Interrupted))
    }
}
