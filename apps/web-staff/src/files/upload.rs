//! Files on their way in: read from the form as they arrive, one after the other.

use std::time::Duration;

use application::files::{Content, FileName, FileRefused, Interrupted, Label, Shelf};
use async_trait::async_trait;
use axum::{
    extract::{
        Multipart, State,
        multipart::{Field as Part, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::DossierId;
use tokio::{sync::Semaphore, time::timeout};
use web_kit::{Field, Flash, PageError, PathId};

use super::{ADDED, SEVERAL_ADDED, frame::Frame, list};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
};

/// As many files as one form may send.
const AT_ONCE: usize = 20;

/// How long nothing may come before an upload is given up.
const STALLED: Duration = Duration::from_secs(30);

/// How much of a file that is refused is still read, so that the page can say why: a browser
/// shows no answer to what it could not send.
const READ_ON: usize = 100 * 1024 * 1024;

/// Photographs are held in memory while they arrive: more uploads than this wait unread.
static TURNS: Semaphore = Semaphore::const_new(8);

/// What became of the files that were sent.
#[derive(Default)]
pub struct Outcome {
    /// The labels of those that were kept.
    pub kept: Vec<String>,
    /// Those that were not, by the name they came with, and why.
    pub refused: Vec<(Option<String>, &'static str)>,
    /// No file was chosen.
    pub missing: bool,
    /// The label, as it was typed.
    pub label: Field,
}

impl Outcome {
    /// Whether the form comes back.
    pub fn in_error(&self) -> bool {
        !self.refused.is_empty() || self.missing || self.label.error.is_some()
    }
}

/// Adds attachments to a dossier.
pub async fn of_dossier(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let frame = Frame::of_dossier(staff, session, id).await?;
    let sent = sent.map_err(|_| PageError::UnsupportedMediaType)?;
    answer(frame, sent).await
}

/// Adds internal documents to the structure.
pub async fn of_structure(
    State(staff): State<Staff>,
    session: StaffSession,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let sent = sent.map_err(|_| PageError::UnsupportedMediaType)?;
    answer(Frame::of_structure(staff, session), sent).await
}

async fn answer(frame: Frame, sent: Multipart) -> Result<Response, PageError> {
    let (staff, session, shelf) = (frame.staff.clone(), frame.session.clone(), frame.shelf());
    // Apart from the request: whoever leaves half-way leaves nothing behind in the store.
    let receiving = tokio::spawn(async move { receive(&staff, &session, shelf, sent).await });
    let outcome = receiving.await.map_err(|e| PageError::unexpected(&e))??;
    if outcome.in_error() {
        let page = list::alone(&frame, &Flash::default(), &outcome).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let code = if outcome.kept.len() > 1 {
        SEVERAL_ADDED
    } else {
        ADDED
    };
    Ok(Redirect::to(&Flash::on(&frame.home(), code)).into_response())
}

/// Reads the form to its end, keeping its files as they come.
async fn receive(
    staff: &Staff,
    session: &StaffSession,
    shelf: Shelf,
    mut sent: Multipart,
) -> Result<Outcome, PageError> {
    let _turn = TURNS
        .acquire()
        .await
        .map_err(|e| PageError::unexpected(&e))?;
    let mut outcome = Outcome::default();
    let mut read_on = READ_ON;
    let mut count = 0;
    while let Some(part) = next_part(&mut sent).await? {
        if part.name() == Some("libelle") {
            outcome.label = Field::new(typed(part).await?);
            if outcome.label.text().chars().count() > Label::MAX {
                outcome
                    .label
                    .refuse(format!("{} caractères au plus.", Label::MAX));
            }
            continue;
        }
        let sent_name = part.file_name().unwrap_or_default().to_owned();
        if sent_name.is_empty() || outcome.label.error.is_some() {
            continue;
        }
        count += 1;
        let name = FileName::of(&sent_name);
        if count > AT_ONCE {
            outcome.refused.push((
                None,
                "Vingt fichiers au plus à la fois : les suivants n’ont pas été lus.",
            ));
            break;
        }
        let label = label_of(&outcome.label, count);
        let mut arriving = Arriving(part);
        let added = staff
            .files
            .add(&session.actor, shelf, name.clone(), label, &mut arriving)
            .await;
        match unless_refused::<_, FileRefused>(added, "/")? {
            Ok(file) => outcome.kept.push(file.label.to_string()),
            Err(refused) => {
                let shown = name.as_str().to_owned();
                outcome.refused.push((Some(shown), why(refused)));
                if !arriving.drained(&mut read_on).await {
                    break;
                }
            }
        }
    }
    outcome.missing = count == 0 && outcome.label.error.is_none();
    Ok(outcome)
}

async fn next_part(sent: &mut Multipart) -> Result<Option<Part<'_>>, PageError> {
    match timeout(STALLED, sent.next_field()).await {
        Ok(Ok(part)) => Ok(part),
        Ok(Err(_)) | Err(_) => Err(PageError::BadRequest),
    }
}

/// A text field of the form, of which more than a label is not read.
async fn typed(mut part: Part<'_>) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|_| PageError::BadRequest)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > 8 * Label::MAX {
            return Err(PageError::TooLarge);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).replace('\0', ""))
}

/// What a file is labelled: as typed, numbered from the second on.
fn label_of(typed: &Field, count: usize) -> Option<Label> {
    let text = typed.text();
    let text = match count {
        0 | 1 => text.to_owned(),
        _ if text.is_empty() => String::new(),
        several => format!(
            "{} ({several})",
            text.chars().take(Label::MAX - 5).collect::<String>()
        ),
    };
    Label::optional(&text).ok().flatten()
}

/// The content of a file, as the form sends it.
struct Arriving<'a>(Part<'a>);

#[async_trait]
impl Content for Arriving<'_> {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        match timeout(STALLED, self.0.chunk()).await {
            Ok(Ok(piece)) => Ok(piece.map(|bytes| bytes.to_vec())),
            Ok(Err(_)) | Err(_) => Err(Interrupted),
        }
    }
}

impl Arriving<'_> {
    /// Reads what is left of a refused file, while not too much was read so already; whether
    /// the next part of the form can be.
    async fn drained(&mut self, read_on: &mut usize) -> bool {
        loop {
            match self.piece().await {
                Ok(None) => return true,
                Ok(Some(piece)) if piece.len() <= *read_on => *read_on -= piece.len(),
                Ok(Some(_)) | Err(Interrupted) => return false,
            }
        }
    }
}

/// Why a file was not kept, and what to do, in French.
pub(crate) const fn why(refused: FileRefused) -> &'static str {
    match refused {
        FileRefused::TooLarge => {
            "Il dépasse 10 Mo. Réduisez-le, ou ajoutez-le en plusieurs parties."
        }
        FileRefused::Empty => "Il est vide.",
        FileRefused::UnknownKind => {
            "Son contenu n’est d’aucun format accepté ici, quel que soit son nom. Enregistrez-le en PDF, puis recommencez."
        }
        FileRefused::Damaged => {
            "Il est incomplet ou abîmé. Ouvrez-le pour vérifier, enregistrez-le à nouveau, puis recommencez."
        }
        FileRefused::Active => {
            "Il contient un programme (script ou macro). Imprimez-le en PDF, puis ajoutez ce PDF."
        }
        FileRefused::Embedded => {
            "Il contient d’autres fichiers. Ajoutez-les séparément, ou imprimez-le en PDF, puis ajoutez ce PDF."
        }
        FileRefused::Locked => {
            "Il est protégé par un mot de passe : son contenu ne peut pas être vérifié. Enregistrez-en une copie sans protection."
        }
        FileRefused::Bomb => "Une fois ouvert, il serait démesuré. Réduisez-le, puis recommencez.",
        FileRefused::Infected => {
            "L’antivirus y a trouvé un virus. Prévenez votre service informatique avant de l’ouvrir ailleurs."
        }
        FileRefused::Interrupted => "L’envoi s’est arrêté avant la fin. Recommencez.",
        FileRefused::TooMany => "Il y a déjà 200 fichiers ici. Supprimez ceux qui ne servent plus.",
        FileRefused::StoreFull => {
            "Il n’y a plus de place pour enregistrer des fichiers. Prévenez la personne qui administre le service."
        }
        FileRefused::StoreDown => {
            "L’espace où les fichiers sont gardés ne répond pas. Rien n’a été enregistré : recommencez dans quelques minutes."
        }
    }
}
