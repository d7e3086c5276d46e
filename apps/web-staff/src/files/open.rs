//! Files on their way out: shown by the browser where it can do so safely, else saved.

use application::files::{Content, FileKind, Opened, Shelf, Withheld};
use axum::{
    body::{Body, Bytes},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use futures_util::stream::unfold;
use kernel::FileId;
use maud::html;
use web_kit::{
    PageError,
    components::{Level, alert, link_button},
};

use super::frame::Frame;
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
};

/// A file of a shelf.
pub async fn open(
    staff: &Staff,
    session: &StaffSession,
    shelf: Shelf,
    file: FileId,
) -> Result<Response, PageError> {
    let opened = staff.files.open(&session.actor, shelf, file).await;
    match unless_refused(opened, "/")? {
        Ok(opened) => Ok(sent(opened)),
        Err(withheld) => {
            let (staff, session) = (staff.clone(), session.clone());
            let frame = match shelf {
                Shelf::Attachments(id) => Frame::of_dossier(staff, session, id).await?,
                Shelf::Internal => Frame::of_structure(staff, session),
            };
            Ok(page(&frame, withheld))
        }
    }
}

/// What a browser does with a file.
pub(crate) fn sent(opened: Opened) -> Response {
    let Opened { file, content } = opened;
    let shown = file.kind.is_shown();
    let disposition = disposition(shown, &file.name.for_kind(file.kind));
    let mut answer = Response::new(body(content));
    let headers = answer.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(file.kind.media_type()),
    );
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.size));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy(file.kind));
    answer
}

/// What a file may do where it is shown: nothing. Browsers refuse to show a PDF in a sandbox;
/// what it may load is forbidden all the same.
const fn policy(kind: FileKind) -> HeaderValue {
    match kind {
        FileKind::Pdf => HeaderValue::from_static(
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
        FileKind::Jpeg
        | FileKind::Png
        | FileKind::Docx
        | FileKind::Xlsx
        | FileKind::Doc
        | FileKind::Xls
        | FileKind::Odt
        | FileKind::Ods
        | FileKind::Ots
        | FileKind::Zip => HeaderValue::from_static(
            "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    }
}

/// The content, sent as it is read. When it cannot be read on, the connection is cut: half a
/// file must not pass for the whole.
fn body(content: Box<dyn Content>) -> Body {
    Body::from_stream(unfold(Some(content), async |content| {
        let mut content = content?;
        match content.piece().await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(content))),
            Ok(None) => None,
            Err(interrupted) => Some((Err(interrupted), None)),
        }
    }))
}

/// How a file is named where it is saved: plainly for old programs, and in full (RFC 6266).
fn disposition(shown: bool, name: &str) -> String {
    let how = if shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' | ';' => '_',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '_',
        })
        .collect();
    let mut full = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            full.push(char::from(byte));
        } else {
            full.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

/// In place of a file that is not given out.
fn page(frame: &Frame, withheld: Withheld) -> Response {
    let (status, title, what_to_do) = match withheld {
        Withheld::Infected => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "L’antivirus a trouvé un virus dans ce fichier",
            "Personne ne peut l’ouvrir ici. Supprimez-le, et demandez un autre exemplaire.",
        ),
        Withheld::NotScanned => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Ce fichier n’a pas encore été analysé par l’antivirus",
            "L’antivirus ne répond pas pour le moment. Réessayez dans quelques minutes.",
        ),
        Withheld::StoreDown => (
            StatusCode::SERVICE_UNAVAILABLE,
            "L’espace où les fichiers sont gardés ne répond pas",
            "Le fichier n’est pas perdu. Réessayez dans quelques minutes.",
        ),
        Withheld::Lost => (
            StatusCode::GONE,
            "Le contenu de ce fichier ne peut plus être lu",
            "Prévenez la personne qui administre le service : elle dispose d’un outil de vérification des fichiers.",
        ),
    };
    let content = html! {
        (alert(Level::Error, title, &html! { p { (what_to_do) } }))
        p { (link_button("Revenir aux documents", &frame.home()).secondary()) }
    };
    let page = frame.form("Fichier indisponible", true, &content);
    (status, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_is_sent_in_full_and_plainly() {
        assert_eq!(
            disposition(true, "bail.pdf"),
            "inline; filename=\"bail.pdf\"; filename*=UTF-8''bail.pdf"
        );
        let arabic = disposition(false, "شَهَادَة.docx");
        assert!(
            arabic.starts_with("attachment; filename=\"________.docx\"; filename*=UTF-8''%D8%B4")
        );
        assert!(HeaderValue::from_str(&arabic).is_ok());
        let hostile = disposition(false, "a\"; filename=b\\.pdf");
        assert_eq!(hostile.matches('"').count(), 2);
    }
}
