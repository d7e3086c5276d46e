//! The file on its way in, and what is said of one that cannot be read.

use std::time::Duration;

use application::imports::table::{MAX_BYTES, Unreadable};
use axum::{
    extract::{
        Multipart, State,
        multipart::{Field as Part, MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use tokio::{sync::Semaphore, time::timeout};
use web_kit::{Field, PageError};

use super::{
    READ_ON,
    start::{Sent, draw},
};
use crate::{
    Staff,
    dossier::key_of,
    session::{StaffSession, unless_refused},
    urls,
};

/// How long nothing may come before an upload is given up.
const STALLED: Duration = Duration::from_secs(30);

/// Files are held in memory while they arrive and are read: more than these wait unread.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Takes a file, and leads to its import.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let sent = sent.map_err(|_| PageError::UnsupportedMediaType)?;
    let _turn = TURNS
        .acquire()
        .await
        .map_err(|e| PageError::unexpected(&e))?;
    let (mut form, file) = read(sent).await?;
    let why = match file {
        None => "Choisissez un fichier.".to_owned(),
        Some((_, bytes)) if bytes.len() > MAX_BYTES => Unreadable::TooBig.message().to_owned(),
        Some((name, bytes)) => {
            let imports = staff.imports.clone();
            let reading = tokio::task::spawn_blocking(move || imports.read(&name, &bytes));
            match reading.await.map_err(|e| PageError::unexpected(&e))? {
                Ok(sheet) => {
                    let id = ImportId::new(key_of(&staff, &form.cle));
                    let brought = staff.imports.bring(&session.actor, id, sheet).await;
                    let Ok(_brought) = unless_refused(brought, urls::IMPORT)?;
                    return Ok(Redirect::to(&urls::import(id, "")).into_response());
                }
                Err(unreadable) => unreadable.message().to_owned(),
            }
        }
    };
    form.fichier.refuse(why);
    let page = draw(&staff, &session, None, &form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Reads the form to its end. Of a file that is too big, enough is kept to see that it is.
async fn read(mut sent: Multipart) -> Result<(Sent, Option<(String, Vec<u8>)>), PageError> {
    let (mut form, mut file) = (Sent::default(), None);
    while let Some(mut part) = in_time(sent.next_field()).await? {
        match part.name() {
            Some("cle") => form.cle = Field::new(text_of(&content(&mut part, 100).await?)),
            Some("fichier") => {
                let name = part.file_name().unwrap_or_default().replace('\0', "");
                let bytes = content(&mut part, MAX_BYTES).await?;
                file = (!name.is_empty()).then_some((name, bytes));
            }
            Some(_) | None => {}
        }
    }
    Ok((form, file))
}

/// What a part holds, up to a byte more than `most`; the rest is read and dropped.
async fn content(part: &mut Part<'_>, most: usize) -> Result<Vec<u8>, PageError> {
    let (mut bytes, mut read) = (Vec::new(), 0);
    while let Some(piece) = in_time(part.chunk()).await? {
        read += piece.len();
        if read > READ_ON {
            return Err(PageError::TooLarge);
        }
        let room = (most + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(&piece[..piece.len().min(room)]);
    }
    Ok(bytes)
}

async fn in_time<T>(part: impl Future<Output = Result<T, MultipartError>>) -> Result<T, PageError> {
    match timeout(STALLED, part).await {
        Ok(Ok(part)) => Ok(part),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(PageError::TooLarge)
        }
        Ok(Err(_)) | Err(_) => Err(PageError::BadRequest),
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "")
}
