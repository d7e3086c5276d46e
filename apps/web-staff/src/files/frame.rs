//! What stands around a shelf: the dossier whose attachments it holds, or the structure.

use application::files::{FileRecord, Shelf};
use kernel::{DossierId, FileId};
use maud::{Markup, html};
use web_kit::{Flash, Link, PageError};

use super::{OF_STRUCTURE, message};
use crate::{
    Staff,
    dossier::Sheet,
    session::{Here, StaffSession, unless_refused},
    urls,
};

/// A shelf and whoever looks at it.
pub struct Frame {
    pub staff: Staff,
    pub session: StaffSession,
    around: Around,
}

enum Around {
    Dossier(Box<Sheet>),
    Structure,
}

impl Frame {
    /// The attachments of a dossier.
    pub async fn of_dossier(
        staff: Staff,
        session: StaffSession,
        id: DossierId,
    ) -> Result<Self, PageError> {
        let sheet = Sheet::open(staff.clone(), session.clone(), id).await?;
        Ok(Self {
            staff,
            session,
            around: Around::Dossier(Box::new(sheet)),
        })
    }

    /// The internal documents of the structure.
    pub const fn of_structure(staff: Staff, session: StaffSession) -> Self {
        Self {
            staff,
            session,
            around: Around::Structure,
        }
    }

    pub fn shelf(&self) -> Shelf {
        match &self.around {
            Around::Dossier(sheet) => Shelf::Attachments(sheet.id()),
            Around::Structure => Shelf::Internal,
        }
    }

    /// Where the page that shows it among others is.
    pub fn home(&self) -> String {
        match &self.around {
            Around::Dossier(sheet) => format!("{}#fichiers", sheet.url("documents")),
            Around::Structure => format!("{}#fichiers", urls::PAPERS),
        }
    }

    /// The page of a list, alone, as when a form comes back.
    pub fn page(&self, flash: &Flash, in_error: bool, content: &Markup) -> Markup {
        let said = flash.code().and_then(message);
        match &self.around {
            Around::Dossier(sheet) => {
                sheet.form_page_telling("Pièces jointes", in_error, said, content)
            }
            Around::Structure => self.structure_page("Documents internes", in_error, said, content),
        }
    }

    /// The page of a form about one file.
    pub fn form(&self, title: &str, in_error: bool, content: &Markup) -> Markup {
        match &self.around {
            Around::Dossier(sheet) => sheet.form_page(title, in_error, content),
            Around::Structure => self.structure_page(title, in_error, None, content),
        }
    }

    fn structure_page(
        &self,
        title: &str,
        in_error: bool,
        said: Option<&'static str>,
        content: &Markup,
    ) -> Markup {
        self.session
            .page(title)
            .breadcrumb(vec![Link::new("Documents de la structure", urls::PAPERS)])
            .in_error(in_error)
            .message(said)
            .content(html! {
                h1 { (title) }
                div.app-form { (content) }
            })
            .inside(&self.session.shell(Here::Elsewhere))
    }

    /// One file of the shelf.
    pub async fn file(&self, file: FileId) -> Result<FileRecord, PageError> {
        let found = self
            .staff
            .files
            .find(&self.session.actor, self.shelf(), file)
            .await;
        // Nothing that is known of a file is withheld from whoever may see it.
        unless_refused(found, &self.home())?.map_err(|_| PageError::Forbidden)
    }
}

/// The address of a shelf.
pub fn url_of(shelf: Shelf) -> String {
    match shelf {
        Shelf::Attachments(id) => urls::under(id, "documents/pieces"),
        Shelf::Internal => OF_STRUCTURE.to_owned(),
    }
}

/// The address of a file, or of something about it: `file_url(shelf, id, "modifier")`.
pub fn file_url(shelf: Shelf, file: FileId, what: &str) -> String {
    let file = format!("{}/{file}", url_of(shelf));
    if what.is_empty() {
        file
    } else {
        format!("{file}/{what}")
    }
}
