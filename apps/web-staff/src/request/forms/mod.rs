//! The forms about a person, which the request and the details of a dossier share: what
//! each shows, what it reads, and how it is saved.

pub mod conflict;
pub mod coordinates;
pub mod filing;
pub mod identity;
pub mod interview;
pub mod people;
pub mod text;

use application::{UseCaseError, actor::Surroundings};
use domiciliation::{Command, Dossier, Refused};
use kernel::{DossierId, Versioned};
use maud::{Markup, html};
use serde::Deserialize;
use structures::StaffMember;
use uuid::Uuid;
use web_kit::{
    Field, PageError,
    components::{Choice, hidden, refusal},
};

use conflict::is_notable;

use crate::{
    Staff,
    live::Seen,
    session::{StaffSession, unless_refused},
    urls, words,
};

/// What a form carries besides its fields: the key that makes a double click one act, and
/// the version of the dossier that it showed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ticket {
    cle: String,
    version: String,
}

impl Ticket {
    /// It shows the dossier as it stands now.
    fn renew(&mut self, opened: &Opened) {
        self.version = opened.seen().to_string();
    }

    /// The key it came with.
    pub fn key(&self, staff: &Staff) -> Uuid {
        self.cle.parse().unwrap_or_else(|_| staff.new_key())
    }

    fn seen(&self) -> Result<Seen, PageError> {
        self.version.parse().map_err(|_| PageError::Unprocessable)
    }

    /// The fields that carry it.
    pub fn fields(&self) -> Markup {
        html! { (hidden("cle", &self.cle)) (hidden("version", &self.version)) }
    }
}

/// A dossier, opened to be read.
pub struct Opened {
    pub dossier: Dossier,
    pub version: i64,
    pub surroundings: Surroundings,
}

impl Opened {
    /// The ticket of a form that shows it.
    pub fn ticket(&self, staff: &Staff) -> Ticket {
        Ticket {
            cle: staff.new_key().to_string(),
            version: self.seen().to_string(),
        }
    }

    fn seen(&self) -> Seen {
        Seen::of(&self.dossier, self.version)
    }

    /// What surrounded it, once more.
    fn surroundings_again(&self, session: &StaffSession) -> Surroundings {
        Surroundings::of(&session.actor, self.surroundings.now())
    }

    /// What the domain would answer to a command; nothing changes.
    pub fn try_out(&self, command: Command) -> Result<(), Refused> {
        self.dossier
            .decide(command, &self.surroundings.context())
            .map(|_| ())
    }

    /// « Mme DIALLO Aminata ».
    pub fn person(&self) -> String {
        self.dossier.identity().map_or_else(
            || format!("dossier n° {}", self.dossier.number()),
            words::person,
        )
    }
}

/// What a form is filled from and checked against.
pub struct At<'a> {
    pub staff: &'a Staff,
    pub session: &'a StaffSession,
    pub opened: &'a Opened,
    /// The colleagues, where the form asks for them.
    pub team: &'a [StaffMember],
}

/// Opens a dossier of the structure.
pub async fn open(
    staff: &Staff,
    session: &StaffSession,
    id: DossierId,
) -> Result<Opened, PageError> {
    opened(staff.desk.read(&session.actor, id).await)
}

fn opened(
    read: Result<(Versioned<Dossier>, Surroundings), UseCaseError<Refused>>,
) -> Result<Opened, PageError> {
    let found = unless_refused(read, urls::LIST)?;
    // No rule refuses reading.
    let (
        Versioned {
            value: dossier,
            version,
        },
        surroundings,
    ) = found.map_err(|_| PageError::Forbidden)?;
    Ok(Opened {
        dossier,
        version,
        surroundings,
    })
}

/// Carries out all that one form asks for, or none of it. Mail, visits and notes that others
/// record meanwhile do not get in its way. `back` shows the dossier as it stands.
pub async fn save(
    staff: &Staff,
    session: &StaffSession,
    opened: &Opened,
    ticket: &Ticket,
    back: &str,
    commands: Vec<Command>,
) -> Result<Result<(), Refused>, PageError> {
    let (key, actor, id) = (ticket.key(staff), &session.actor, opened.dossier.id());
    let mut seen = ticket.seen()?;
    let mut now = opened.seen();
    let mut history = opened.dossier.clone();
    loop {
        let hindered = seen
            .since(&history)
            .iter()
            .any(|later| is_notable(later, &history));
        if !hindered && seen.is_known() {
            seen = now;
        }
        let version = Some(seen.version());
        let outcome = staff
            .desk
            .carry_out_all(actor, id, version, key, commands.clone())
            .await;
        if seen != now || !matches!(outcome, Err(UseCaseError::Conflict)) {
            return Ok(unless_refused(outcome, back)?.map(drop));
        }
        // Somebody was faster by an instant.
        let fresh = self::opened(staff.desk.read_again(actor, id).await)?;
        (now, history) = (fresh.seen(), fresh.dossier);
    }
}

/// The colleagues whom one can choose.
pub async fn colleagues(
    staff: &Staff,
    session: &StaffSession,
) -> Result<Vec<StaffMember>, PageError> {
    let team = unless_refused(staff.team.colleagues(&session.actor).await, urls::LIST)?;
    // No rule refuses reading.
    team.map_err(|_| PageError::Forbidden)
}

/// What the law said no to, above a form.
pub fn refused_alert(refused: Option<&Refused>) -> Markup {
    html! {
        @if let Some(refused) = refused {
            @let explanation = words::explain(refused);
            (refusal(&explanation.why, &explanation.what, explanation.article))
        }
    }
}

/// What the law said no to, at the field it is about.
pub fn refuse_at(field: &mut Field, refused: &Refused) {
    let explanation = words::explain(refused);
    let said = format!("{} {}", explanation.why, explanation.what);
    field.refuse(words::cited(&said, explanation.article));
}

/// Choices from a closed list of the domain.
pub fn choices<T: Copy>(
    all: &[T],
    code: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter()
        .map(|value| Choice::new(code(*value), label(*value)))
        .collect()
}
