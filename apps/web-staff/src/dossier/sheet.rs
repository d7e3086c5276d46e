//! A dossier that somebody reads, and what all pages about it share.

use application::{UseCaseError, actor::Surroundings};
use chrono::NaiveDate;
use domiciliation::{Command, Dossier, Fact, Recorded, Refused};
use kernel::{DossierId, Versioned};
use maud::{Markup, html};
use structures::Action;
use uuid::Uuid;
use web_kit::{
    Field, Flash, Link, PageError,
    components::{badge, blocked, hidden, idempotency_key, post_button},
    fr,
};

use super::tab::Tab;
use crate::{
    Staff, acts, decisions, details, documents, files, people, request,
    session::{Here, StaffSession, unless_refused},
    urls, words,
};

/// The dossier, who reads it, and what surrounds them.
pub(crate) struct Sheet {
    pub(crate) staff: Staff,
    pub(crate) session: StaffSession,
    pub(crate) dossier: Dossier,
    /// The version that the page shows.
    pub(crate) version: i64,
    pub(crate) around: Surroundings,
    /// The tab on which the reader is, or from which they came: what they do leads back to it.
    here: Tab,
}

/// The field, or the parameter, that names the tab one came from.
const FROM: &str = "vers";

/// The key that a form sent, or a new one where it sent none.
pub(crate) fn key_of(staff: &Staff, sent: &Field) -> Uuid {
    Uuid::try_parse(sent.text()).unwrap_or_else(|_| staff.new_key())
}

/// What the act just done says of itself, whichever page it was done on.
pub(crate) fn message(code: &str) -> Option<&'static str> {
    acts::message(code)
        .or_else(|| decisions::message(code))
        .or_else(|| details::message(code))
        .or_else(|| documents::message(code))
        .or_else(|| people::message(code))
        .or_else(|| request::message(code))
        .or_else(|| files::message(code))
}

/// Whether a reader may see a fact: absences tell of health or of detention.
///
/// # Law
///
pub(crate) fn shows(session: &StaffSession, dossier: &Dossier, fact: &Fact) -> bool {
    if session.may(Action::ManageAbsences) {
        return true;
    }
    let about = if let Fact::Annulled { target, .. } = fact {
        dossier.fact(*target).map(|recorded| &recorded.fact)
    } else {
        Some(fact)
    };
    !matches!(
        about,
        Some(Fact::AbsenceJustified { .. } | Fact::AbsenceEnded { .. })
    )
}

impl Sheet {
    /// Opens the dossier to read it.
    ///
    /// # Errors
    /// Not found when it is absent or another structure's.
    pub(crate) async fn open(
        staff: Staff,
        session: StaffSession,
        id: DossierId,
    ) -> Result<Self, PageError> {
        let read = staff.desk.read(&session.actor, id).await;
        Self::of(staff, session, read)
    }

    /// Opens it again for a page that shows it already.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) async fn open_again(
        staff: Staff,
        session: StaffSession,
        id: DossierId,
    ) -> Result<Self, PageError> {
        let read = staff.desk.read_again(&session.actor, id).await;
        Self::of(staff, session, read)
    }

    fn of(
        staff: Staff,
        session: StaffSession,
        read: Result<(Versioned<Dossier>, Surroundings), UseCaseError<Refused>>,
    ) -> Result<Self, PageError> {
        // No rule refuses to read: whoever may not was told before.
        let (found, around) =
            unless_refused(read, urls::LIST)?.map_err(|_| PageError::Forbidden)?;
        Ok(Self {
            staff,
            session,
            dossier: found.value,
            version: found.version,
            around,
            here: Tab::Overview,
        })
    }

    /// The same, read on a tab or reached from it.
    pub(crate) fn on(mut self, tab: Tab) -> Self {
        self.here = tab;
        self
    }

    /// Where it is read.
    pub(crate) const fn here(&self) -> Tab {
        self.here
    }

    /// Where what is done here leads back to.
    pub(crate) fn back(&self) -> String {
        self.here.url(self.id())
    }

    /// What the link that leads back there says.
    pub(crate) fn back_label(&self) -> &'static str {
        match self.here {
            Tab::Desk => "Revenir à l’accueil",
            Tab::Overview
            | Tab::Record
            | Tab::People
            | Tab::Decisions
            | Tab::Mail
            | Tab::Messages
            | Tab::History => "Revenir au dossier",
            Tab::Documents => "Revenir aux documents",
        }
    }

    /// The address of the form of an act, which leads back here.
    pub(crate) fn form_url(&self, what: &str) -> String {
        match self.here {
            Tab::Overview => self.url(what),
            Tab::Record
            | Tab::People
            | Tab::Decisions
            | Tab::Mail
            | Tab::Messages
            | Tab::Documents
            | Tab::History
            | Tab::Desk => {
                format!("{}?{FROM}={}", self.url(what), self.here.code())
            }
        }
    }

    /// Whether the person is shown at the reception desk.
    pub(crate) fn is_at_the_desk(&self) -> bool {
        self.here == Tab::Desk
    }

    /// Whether the page has the regions that an act draws again without leaving it.
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.here, Tab::Desk | Tab::Overview)
    }

    pub(crate) const fn id(&self) -> DossierId {
        self.dossier.id()
    }

    pub(crate) const fn today(&self) -> NaiveDate {
        self.around.today()
    }

    pub(crate) fn may(&self, action: Action) -> bool {
        self.session.may(action)
    }

    /// An address below the dossier.
    pub(crate) fn url(&self, what: &str) -> String {
        urls::under(self.id(), what)
    }

    /// What would refuse the command, were it sent now. Changes nothing.
    pub(crate) fn forbids(&self, command: Command) -> Option<Refused> {
        self.dossier.decide(command, &self.around.context()).err()
    }

    /// The person as pages name them.
    pub(crate) fn person(&self) -> String {
        self.dossier.identity().map_or_else(
            || format!("Dossier n° {}", self.dossier.number()),
            words::person,
        )
    }

    /// Whether this reader may see that fact.
    pub(crate) fn shows(&self, fact: &Fact) -> bool {
        shows(&self.session, &self.dossier, fact)
    }

    /// The day a fact happened, or else was entered.
    pub(crate) fn day_of(&self, recorded: &Recorded) -> NaiveDate {
        words::fact_day(&recorded.fact).unwrap_or_else(|| self.entered_on(recorded))
    }

    /// The civil day of entry.
    pub(crate) fn entered_on(&self, recorded: &Recorded) -> NaiveDate {
        self.session.actor.civil_date(recorded.at)
    }

    /// In place of an act that a rule forbids today: why, and the article.
    pub(crate) fn closed(id: &str, label: &str, refused: &Refused) -> Markup {
        let said = words::explain(refused);
        blocked(id, label, &words::cited(&said.why, said.article))
    }

    /// What the form of an act carries: a new key, and where it leads back to.
    pub(crate) fn seal(&self) -> Markup {
        self.seal_with(&Field::default())
    }

    /// The same with the key that the form sent, when it comes back.
    pub(crate) fn seal_with(&self, key: &Field) -> Markup {
        html! {
            (idempotency_key(key_of(&self.staff, key)))
            (self.origin())
        }
    }

    /// Where the act leads back to.
    pub(crate) fn origin(&self) -> Markup {
        html! { @if self.here != Tab::Overview { (hidden(FROM, self.here.code())) } }
    }

    /// The button that takes back what this reader has just entered, while they may.
    pub(crate) fn undo(&self, recorded: &Recorded) -> Option<Markup> {
        let command = Command::Undo {
            target: recorded.id,
        };
        if !self.may(Action::UndoOwnAct) || self.forbids(command).is_some() {
            return None;
        }
        let action = urls::entry(self.id(), recorded.id, "defaire");
        let about = words::fact_line(recorded, &self.dossier);
        Some(html! {
            (post_button("Annuler", &action).tertiary().small().about(&about).stays(self.is_live()).fields(self.seal()))
        })
    }

    /// The page of a tab.
    pub(crate) fn page(&self, flash: &Flash, content: &Markup) -> Markup {
        self.tab_page(flash.code().and_then(message), false, content)
    }

    /// The page of a tab one of whose forms comes back.
    pub(crate) fn page_in_error(&self, content: &Markup) -> Markup {
        self.tab_page(None, true, content)
    }

    fn tab_page(&self, message: Option<&'static str>, in_error: bool, content: &Markup) -> Markup {
        let tab = self.here;
        let title = match tab {
            Tab::Overview | Tab::Desk => self.person(),
            Tab::Record
            | Tab::People
            | Tab::Decisions
            | Tab::Mail
            | Tab::Messages
            | Tab::Documents
            | Tab::History => {
                format!("{} — {}", self.person(), words::within(tab.label()))
            }
        };
        self.session
            .page(title)
            .breadcrumb(vec![Link::new("Domiciliés", urls::LIST)])
            .message(message)
            .in_error(in_error)
            .content(html! {
                (self.heading())
                (tab.among(self.id(), &self.session))
                (content)
            })
            .inside(&self.session.shell(Here::Domicilies))
    }

    /// The page of a form about the person.
    pub(crate) fn form_page(&self, title: &str, in_error: bool, content: &Markup) -> Markup {
        self.form_page_telling(title, in_error, None, content)
    }

    /// The page of a form that first confirms what was just done.
    pub(crate) fn form_page_telling(
        &self,
        title: &str,
        in_error: bool,
        done: Option<&'static str>,
        content: &Markup,
    ) -> Markup {
        self.session
            .page(title)
            .breadcrumb(vec![
                Link::new("Domiciliés", urls::LIST),
                Link::new(self.person(), urls::dossier(self.id())),
            ])
            .in_error(in_error)
            .message(done)
            .content(html! {
                h1 { (title) (fr::NBSP) ": " (self.person()) }
                div.app-form { (content) }
            })
            .inside(&self.session.shell(Here::Domicilies))
    }

    /// What tells two people of the same name apart.
    pub(crate) fn marks(&self) -> Markup {
        let filing = self.dossier.filing();
        html! {
            span { "N°" (fr::NBSP) (self.dossier.number()) }
            @if let Some(identity) = self.dossier.identity() {
                span {
                    "né" (words::feminine(identity)) " "
                    @if identity.birth.day().is_some() { "le " } @else { "en " }
                    (words::birth(identity.birth)) " à " (identity.birth_place)
                }
            }
            @if let Some(number) = &filing.distribution { span { "boîte " (number) } }
            @if let Some(reference) = &filing.reference { span { "réf. " (reference) } }
        }
    }

    /// Who, and how it stands.
    fn heading(&self) -> Markup {
        let dossier = &self.dossier;
        let status = dossier.status(self.today());
        html! {
            div.app-person {
                h1 { (self.person()) }
                p {
                    (self.marks())
                    (badge(words::status_level(status), status.label()))
                    @if dossier.pending_renewal().is_some() {
                        (badge(words::status_level(domiciliation::Status::EnInstruction), "Renouvellement en cours"))
                    }
                }
            }
        }
    }
}
