//! The staff application: what people see and press at the desk of a structure.
//!
//! A handler translates and nothing else: a form into a command, a refusal into
//! French, a dossier into a page. Which role reaches which page stands in one table
//! ([`routes`]), which the router is built from.

mod account;
mod acts;
mod agenda;
mod decisions;
mod details;
mod documents;
mod dossier;
mod files;
mod import;
mod jobs;
mod list;
mod live;
mod messages;
mod papers;
mod people;
mod printing;
mod public;
mod reception;
mod request;
mod round;
mod route;
mod session;
mod settings;
mod sign_in;
mod team;
pub(crate) mod urls;
mod words;
mod worklist;

use std::sync::Arc;

use application::{
    access::Access,
    agenda::{Agenda, CalendarFeeds},
    bulk::Bulk,
    desk::Desk,
    export::Exports,
    files::{FileRoom, Files},
    find::DossierSearch,
    forms::Forms,
    imports::{run::Imports, writing::SheetWriter},
    jobs::DeadJobs,
    letters::{LetterheadImages, Letters},
    live::Changes,
    merge::MergeDossiers,
    messages::{
        log::MessageLog,
        settings::{MessageSettings, StaffChoices},
    },
    opening::OpenDossier,
    phone::PhonePlan,
    ports::{Clock, Ids},
    printing::Printing,
    reads::DossierLists,
    round::MailRounds,
    settings::StructureSettings,
    staff::StaffDesk,
    templates::Templates,
    views::Views,
    worklist::WorkList,
};
use axum::Router;
use web_kit::{Theme, cookies::SessionCookie};

pub use messages::{Carrier, Carriers, Pages};
pub use route::{Needs, Route, routes};
pub use urls::password_link;

/// Everything the pages call. Cheap to clone.
#[derive(Clone)]
pub struct Staff(
    Arc<Services>,
    Arc<worklist::DueCounts>,
    Arc<list::ExportsRunning>,
);

/// The use cases and ports behind the pages.
pub struct Services {
    /// What is done to a dossier.
    pub desk: Desk,
    /// Opening one.
    pub opening: OpenDossier,
    /// Merging two of one person.
    pub merging: MergeDossiers,
    /// Printing official forms.
    pub forms: Forms,
    /// Letters, cards and slips.
    pub letters: Letters,
    /// The logo and the signature on them.
    pub letterhead: LetterheadImages,
    /// Mail rounds.
    pub rounds: MailRounds,
    /// Signing in.
    pub access: Access,
    /// The staff.
    pub team: StaffDesk,
    /// The settings.
    pub settings: StructureSettings,
    /// The agenda.
    pub agenda: Arc<dyn Agenda>,
    /// Following it from a calendar elsewhere.
    pub feeds: CalendarFeeds,
    /// One act for many people.
    pub bulk: Bulk,
    /// Printing for many people.
    pub printing: Printing,
    /// Saved views of the list.
    pub views: Views,
    /// Taking a register over.
    pub imports: Imports,
    /// Writing workbooks.
    pub sheets: Arc<dyn SheetWriter>,
    /// Taking the list out.
    pub exports: Exports,
    /// The structure's own templates.
    pub templates: Templates,
    /// Attachments and internal documents.
    pub files: Files,
    /// Where all files are kept, for the use cases in front of it.
    pub file_room: FileRoom,
    /// Lists.
    pub lists: Arc<dyn DossierLists>,
    /// Finding people.
    pub search: Arc<dyn DossierSearch>,
    /// What is due.
    pub work: Arc<dyn WorkList>,
    /// What the structure settled about messages, and their words.
    pub message_settings: MessageSettings,
    /// What became of messages.
    pub message_log: MessageLog,
    /// Which e-mails members of the staff asked for.
    pub choices: StaffChoices,
    /// Whoever carries messages.
    pub carriers: Carriers,
    /// What the application could not do by itself.
    pub dead_jobs: DeadJobs,
    /// What other desks change.
    pub changes: Arc<dyn Changes>,
    /// The moment.
    pub clock: Arc<dyn Clock>,
    /// New identifiers, for the keys of forms.
    pub ids: Arc<dyn Ids>,
    /// Telephone numbers as people type them.
    pub phones: Arc<dyn PhonePlan>,
    /// The look.
    pub theme: Theme,
    /// How the session's cookie is set.
    pub cookie: SessionCookie,
    /// Who publishes and answers for this installation.
    pub publisher: Publisher,
}

/// What the mandatory pages say of the installation, from its configuration.
#[derive(Debug, Clone, Default)]
pub struct Publisher {
    /// Who publishes the site.
    pub name: Option<String>,
    /// Their postal address.
    pub address: Option<String>,
    /// Who answers for what is published.
    pub director: Option<String>,
    /// Who hosts it, and where.
    pub host: Option<String>,
    /// Where to write about accessibility and everything else.
    pub contact: Option<String>,
    /// Where to reach the data protection officer.
    pub dpo: Option<String>,
    /// Who is the controller of the data.
    pub controller: Option<String>,
}

impl std::ops::Deref for Staff {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0
    }
}

impl Staff {
    /// The pages on these services.
    #[must_use]
    pub fn new(services: Services) -> Self {
        Self(Arc::new(services), Arc::default(), Arc::default())
    }

    /// What the header of each page counts.
    pub(crate) fn due_counts(&self) -> &worklist::DueCounts {
        &self.1
    }

    /// The files that are being exported.
    pub(crate) fn running(&self) -> &list::ExportsRunning {
        &self.2
    }

    /// A key that makes a double click one act.
    pub(crate) fn new_key(&self) -> uuid::Uuid {
        self.ids.mint(self.clock.now())
    }
}

/// The pages of the staff application, without the layers that all audiences share.
pub fn router(staff: &Staff) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, route.guarded(staff))
        })
        .route("/{*nowhere}", axum::routing::any(session::nowhere))
        .with_state(staff.clone())
}
