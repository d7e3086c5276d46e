//! Workbooks on their way out: the template to fill, and the lines of a file with what is
//! wrong marked at its cell. Written as they are sent.

use std::io::{self, BufWriter, Write};

use application::imports::{
    marked::{Brought, Places, write_marked},
    staging::{RowFilter, Stage},
    template::write_template,
    writing::{Out, SheetFormat, WriteFault},
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use futures_util::stream::unfold;
use kernel::ImportId;
use tokio::sync::mpsc::{Sender, channel};
use web_kit::{PageError, PathId};

use super::one;
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

/// How much is sent at a time, and how many such pieces wait for whoever reads them.
const PIECE: usize = 64 * 1024;
const WAITING: usize = 4;

/// Our own template, filled by nobody yet.
pub async fn template(State(staff): State<Staff>) -> Response {
    let writer = staff.sheets.clone();
    sent("modele-import", move |out| {
        write_template(writer.as_ref(), out)
    })
}

/// The lines of a file, with what is wrong at its cell: all of them before the import, those
/// that were refused after it.
pub async fn marked(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Response, PageError> {
    let run = one(&staff, &session, id).await?;
    let (filter, places, name) = match run.stage {
        Stage::Done(_) => (RowFilter::Errors, Places::Closed, "lignes-refusees"),
        Stage::Mapping
        | Stage::Checked
        | Stage::Importing { .. }
        | Stage::Failed { .. }
        | Stage::Undoing { .. }
        | Stage::Undone { .. } => (RowFilter::All, Places::Kept, "lignes-a-corriger"),
    };
    let found = staff.imports.marked(&session.actor, id, filter).await;
    let Ok((table, problems)) = unless_refused(found, &urls::import(id, ""))?;
    let (writer, header) = (staff.sheets.clone(), run.mapping.header());
    Ok(sent(name, move |out| {
        let brought = Brought {
            table: &table,
            header,
            places,
        };
        write_marked(writer.as_ref(), SheetFormat::Xlsx, &brought, &problems, out)
    }))
}

/// A workbook to be saved, as it is written. Its name names nobody. One that cannot be written
/// to its end is cut: half a workbook must not pass for the whole.
fn sent(
    name: &str,
    write: impl FnOnce(Out) -> Result<(), WriteFault> + Send + 'static,
) -> Response {
    let (sender, receiver) = channel(WAITING);
    let faults = sender.clone();
    tokio::task::spawn_blocking(move || {
        let out = BufWriter::with_capacity(PIECE, Pieces(sender));
        let written = write(Box::new(out));
        // Whoever has left needs no telling.
        if let Err(fault) = written
            && !faults.is_closed()
        {
            let _ = PageError::unexpected(&fault);
            let _ = faults.blocking_send(Err(io::Error::other("not written")));
        }
    });
    let body = Body::from_stream(unfold(receiver, async |mut receiver| {
        let piece = receiver.recv().await?;
        Some((piece, receiver))
    }));
    let headers = [
        (CONTENT_TYPE, SheetFormat::Xlsx.media_type().to_owned()),
        (
            CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"{name}.{}\"",
                SheetFormat::Xlsx.extension()
            ),
        ),
    ];
    (headers, body).into_response()
}

/// Where a writer writes to whoever reads.
struct Pieces(Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .blocking_send(Ok(Bytes::copy_from_slice(bytes)))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
            .map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
