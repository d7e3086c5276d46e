//! The forms about a person, which the request and the details of a dossier share: what
//! each shows, what it reads, and how it is saved.

pub mod coordinates;
pub mod filing;
pub mod identity;
pub mod interview;
pub mod people;
pub mod text;

use application::actor::Surroundings;
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

use crate::{
    Staff,
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
    /// For a form that shows a dossier.
    pub fn new(staff: &Staff, version: i64) -> Self {
        Self {
            cle: staff.new_key().to_string(),
            version: version.to_string(),
        }
    }

    /// The key it came with.
    pub fn key(&self, staff: &Staff) -> Uuid {
        self.cle.parse().unwrap_or_else(|_| staff.new_key())
    }

    fn seen(&self) -> Result<i64, PageError> {
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
        Ticket::new(staff, self.version)
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

/// Opens a dossier of the structure.
pub async fn open(
    staff: &Staff,
    session: &StaffSession,
    id: DossierId,
) -> Result<Opened, PageError> {
    let found = unless_refused(staff.desk.read(&session.actor, id).await, urls::LIST)?;
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

/// Carries out all that one form asks for, or none of it. `back` shows the dossier as it
/// stands.
pub async fn save(
    staff: &Staff,
    session: &StaffSession,
    opened: &Opened,
    ticket: &Ticket,
    back: &str,
    commands: Vec<Command>,
) -> Result<Result<(), Refused>, PageError> {
    let (key, seen) = (ticket.key(staff), Some(ticket.seen()?));
    let desk = &staff.desk;
    let outcome = desk
        .carry_out_all(&session.actor, opened.dossier.id(), seen, key, commands)
        .await;
    Ok(unless_refused(outcome, back)?.map(drop))
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
