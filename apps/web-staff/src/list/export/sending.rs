//! A file on its way out: people are read, written and sent at the same time, a few at a
//! time, so that memory stays the same whatever their number.

use std::{
    io::{self, Write},
    pin::pin,
    sync::Arc,
};

use application::export::{self, Export, NewFile, Taken};
use axum::body::{Body, Bytes};
use futures_util::stream::{Stream, StreamExt, try_unfold, unfold};
use kernel::StoreError;
use tokio::sync::mpsc;
use web_kit::PageError;

use super::progress::Run;

/// How much is gathered before it is sent, in bytes.
const PIECE: usize = 64 * 1024;
/// How many pieces wait for whoever reads slowly.
const PIECES: usize = 8;
/// How many lots of people wait to be written.
const LOTS: usize = 2;
/// How many lots are read at a time.
const AT_ONCE: usize = 2;

/// The file as the body of an answer. Where it breaks off the connection is cut: half a file
/// must not pass for the whole.
///
/// # Errors
/// [`PageError::Unavailable`] when it breaks off before anything was sent.
pub async fn body(export: Export, run: Arc<Run>) -> Result<Body, PageError> {
    let (read, to_write) = mpsc::channel(LOTS);
    let (send, mut pieces) = mpsc::channel(PIECES);
    let out = Pieces {
        gathered: Vec::with_capacity(PIECE),
        send: send.clone(),
    };
    let file = export.new_file();
    tokio::spawn(async move {
        let mut lots = pin!(people(export));
        while let Some(next) = lots.next().await {
            let failed = next.is_err();
            // Nobody takes them any more, or nothing comes after a failure.
            if read.send(next).await.is_err() || failed {
                return;
            }
        }
    });
    tokio::task::spawn_blocking(move || {
        let written = write(file, out, to_write, &run);
        run.end(written.is_ok());
        if let Err(error) = written {
            let _ = send.blocking_send(Err(error));
        }
    });
    // A workbook leaves when it is whole: what fails until then is a page.
    let first = match pieces.recv().await {
        Some(Ok(first)) => first,
        Some(Err(error)) => {
            let _logged = PageError::unexpected(&error);
            return Err(PageError::Unavailable);
        }
        None => return Err(PageError::Unavailable),
    };
    let first = futures_util::stream::once(async { Ok(first) });
    let rest = unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    });
    // Compression asks once more after the end.
    Ok(Body::from_stream(first.chain(rest).fuse()))
}

type Lot = Result<Vec<Taken>, StoreError>;

/// The people in their order. The database reads some while those before are put together.
fn people(export: Export) -> impl Stream<Item = Lot> {
    let lots = try_unfold(export, |mut export| async move {
        let lot = export.lot().await?;
        Ok(lot.map(|lot| (lot, export)))
    });
    let read = |lot: Result<export::Lot, StoreError>| async move {
        let reading = tokio::spawn(lot?.people());
        reading.await.unwrap_or(Err(StoreError::Unavailable))
    };
    lots.map(read).buffered(AT_ONCE)
}

fn write(file: NewFile, out: Pieces, mut lots: mpsc::Receiver<Lot>, run: &Run) -> io::Result<()> {
    let mut file = file.begin(Box::new(out)).map_err(io::Error::other)?;
    while let Some(lot) = lots.blocking_recv() {
        let people = lot.map_err(io::Error::other)?;
        file.write(&people).map_err(io::Error::other)?;
        run.wrote(people.len());
    }
    file.end().map_err(io::Error::other)
}

/// What is written, sent in pieces.
struct Pieces {
    gathered: Vec<u8>,
    send: mpsc::Sender<io::Result<Bytes>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let full = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE));
        let sent = self.send.blocking_send(Ok(full.into()));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        // What does not leave here was already missed, and said.
        let _ = self.flush();
    }
}
