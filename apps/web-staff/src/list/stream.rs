//! A whole list, sent as it is read: memory holds one batch, and the first lines leave
//! before the last are read.

use application::reads::{Cursor, DossierRow, ListQuery};
use axum::body::{Body, Bytes};
use chrono::NaiveDate;
use futures_util::stream::{StreamExt, unfold};
use kernel::{StoreError, StructureId};

use crate::{Staff, session::StaffSession};

/// How many rows are read at a time.
const BATCH: u32 = 500;

enum Next {
    Head(String),
    Rows(Option<Cursor>),
    Tail,
    Nothing,
}

struct Reading<F> {
    staff: Staff,
    structure: StructureId,
    query: ListQuery,
    today: NaiveDate,
    lines: F,
    tail: String,
    next: Next,
}

impl<F: FnMut(&[DossierRow]) -> String> Reading<F> {
    async fn piece(&mut self) -> Result<Option<Bytes>, StoreError> {
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Head(head) => {
                self.next = Next::Rows(None);
                Ok(Some(head.into()))
            }
            Next::Rows(after) => {
                let batch = self
                    .staff
                    .lists
                    .batch(self.structure, &self.query, after.as_ref(), self.today)
                    .await?;
                let lines = (self.lines)(&batch.rows);
                self.next = match batch.next {
                    Some(after) => Next::Rows(Some(after)),
                    None => Next::Tail,
                };
                Ok(Some(lines.into()))
            }
            Next::Tail => Ok(Some(std::mem::take(&mut self.tail).into())),
            Next::Nothing => Ok(None),
        }
    }
}

/// The rows of a list between a head and a tail. When storage fails on the way the
/// connection is cut: half a list must not pass for the whole.
pub fn body(
    staff: &Staff,
    session: &StaffSession,
    query: ListQuery,
    head: String,
    lines: impl FnMut(&[DossierRow]) -> String + Send + 'static,
    tail: String,
) -> Body {
    let reading = Reading {
        staff: staff.clone(),
        structure: session.actor.structure_id(),
        query: ListQuery {
            limit: BATCH,
            ..query
        },
        today: session.today,
        lines,
        tail,
        next: Next::Head(head),
    };
    let pieces = unfold(Some(reading), |reading| async {
        let mut reading = reading?;
        match reading.piece().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(reading))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    });
    // Compression asks once more after the end.
    Body::from_stream(pieces.fuse())
}
