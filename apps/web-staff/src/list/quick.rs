//! What one press on a row does: a letter that came, mail handed over, a visit, a call; and
//! taking it back. The answer is the same place of the same list, and says so on the row.

use application::reads::DossierRow;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{
    Command, Refused,
    fact::ContactKind,
    mail::{Delivery, MailKind, Quantity},
};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;
use web_kit::{Form, Fragment, PageError};

use super::{
    Said, page,
    rows::{Rows, name, waiting},
    url::Filters,
};
use crate::{
    Staff,
    session::{StaffSession, page_error, unless_refused},
    urls, words,
};

/// The form that all buttons of the list belong to.
const FORM: &str = "gestes";
/// Where it is sent.
pub const PATH: &str = "/domicilies/gestes";

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Letter,
    HandOver,
    Visit,
    Call,
    Undo,
}

impl Act {
    const ALL: [Self; 5] = [
        Self::Letter,
        Self::HandOver,
        Self::Visit,
        Self::Call,
        Self::Undo,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Letter => "courrier",
            Self::HandOver => "remise",
            Self::Visit => "passage",
            Self::Call => "appel",
            Self::Undo => "annuler",
        }
    }

    fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Letter => "Un courrier est enregistré.",
            Self::HandOver => "Le courrier est remis à la personne ; son passage est enregistré.",
            Self::Visit => "Le passage est enregistré.",
            Self::Call => "L’appel est enregistré.",
            Self::Undo => "L’enregistrement est annulé.",
        }
    }
}

/// What was just done, as the address of the list says it.
pub struct Done {
    act: Act,
    pub dossier: DossierId,
    /// What can be taken back.
    facts: Vec<FactId>,
    /// Why nothing was done.
    refused: Option<Refused>,
}

impl Done {
    /// Reads it.
    pub fn of(said: &Said) -> Option<Self> {
        Some(Self {
            act: Act::named(&said.geste)?,
            dossier: said.pour.parse().ok()?,
            facts: said
                .actes
                .split('.')
                .filter_map(|id| id.parse().ok())
                .collect(),
            refused: None,
        })
    }
}

/// One press.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Press {
    /// The list it was pressed on.
    liste: String,
    /// What, to whom, under which key; then what it needs to know.
    geste: String,
}

/// A press, understood.
struct Order {
    act: Act,
    dossier: DossierId,
    key: Uuid,
    commands: Vec<Command>,
}

impl Press {
    fn read(&self, session: &StaffSession) -> Option<Order> {
        let mut parts = self.geste.split('.');
        let act = Act::named(parts.next()?)?;
        let dossier = parts.next()?.parse().ok()?;
        let key = parts.next()?.parse().ok()?;
        let on = session.today;
        let contact = |kind| vec![Command::RecordContact { on, kind }];
        let commands = match act {
            Act::Letter => vec![Command::ReceiveMail {
                on,
                items: vec![(MailKind::Letter, Quantity::ONE)],
                remark: None,
            }],
            Act::HandOver => vec![Command::DeliverMail {
                on,
                items: items(parts)?,
                delivery: Delivery::Holder,
            }],
            Act::Visit => contact(ContactKind::Visit),
            Act::Call => contact(ContactKind::PhoneCall),
            Act::Undo => parts
                .map(|id| id.parse().ok().map(|target| Command::Undo { target }))
                .collect::<Option<_>>()?,
        };
        Some(Order {
            act,
            dossier,
            key,
            commands,
        })
    }
}

/// What the row showed as waiting: somebody may have handed it over since.
fn items<'a>(counts: impl Iterator<Item = &'a str>) -> Option<Vec<(MailKind, Quantity)>> {
    let kinds = [MailKind::Letter, MailKind::Parcel, MailKind::Notice];
    let mut items = Vec::new();
    for (kind, count) in kinds.into_iter().zip(counts) {
        match count.parse::<u32>().ok()? {
            0 => {}
            count => items.push((kind, Quantity::try_from(count).ok()?)),
        }
    }
    Some(items)
}

/// Does it, and comes back to where one was.
pub async fn press(
    State(staff): State<Staff>,
    session: StaffSession,
    fragment: Fragment,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let filters = Filters::parse(&press.liste).map_err(|_| PageError::BadRequest)?;
    let Some(order) = press.read(&session) else {
        return Ok(Redirect::to(&filters.here()).into_response());
    };
    let (act, dossier) = (order.act, order.dossier);
    let outcome = staff
        .desk
        .carry_out_all(&session.actor, dossier, None, order.key, order.commands)
        .await;
    let done = match unless_refused(outcome, &filters.here())? {
        Ok(done) => Done {
            act,
            dossier,
            facts: if act == Act::Undo {
                Vec::new()
            } else {
                done.into_inner().facts
            },
            refused: None,
        },
        Err(refused) => Done {
            act,
            dossier,
            facts: Vec::new(),
            refused: Some(refused),
        },
    };
    if fragment.is_wanted() {
        return row_alone(&staff, &session, &filters, &done).await;
    }
    if done.refused.is_some() {
        let page = page(&staff, &session, &filters, None, Some(&done)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let facts: Vec<String> = done.facts.iter().map(ToString::to_string).collect();
    let back = format!(
        "{}&geste={}&pour={dossier}&actes={}#ligne-{dossier}",
        filters.here(),
        act.code(),
        facts.join(".")
    );
    Ok(Redirect::to(&back).into_response())
}

/// The row as it now is, and the sentence for who does not see it.
async fn row_alone(
    staff: &Staff,
    session: &StaffSession,
    filters: &Filters,
    done: &Done,
) -> Result<Response, PageError> {
    let structure = session.actor.structure_id();
    let found = staff.lists.rows_of(structure, &[done.dossier]).await;
    let found = found.map_err(page_error)?;
    let rows = Rows {
        staff,
        session,
        filters,
        done: Some(done),
    };
    let table = rows.table(&found);
    Ok(html! {
        (table.row(0))
        p id=(ANNOUNCED) role="status" class="fr-sr-only" hx-swap-oob="true" { (sentence(done)) }
    }
    .into_response())
}

/// Where what was done is announced.
const ANNOUNCED: &str = "annonce";

fn sentence(done: &Done) -> String {
    match &done.refused {
        None => done.act.sentence().to_owned(),
        Some(refused) => {
            let said = words::explain(refused);
            format!("{} {}", words::cited(&said.why, said.article), said.what)
        }
    }
}

/// The form around the buttons, and where they are announced.
pub fn form(filters: &Filters) -> Markup {
    html! {
        form id=(FORM) method="post" action=(PATH) {
            (web_kit::components::hidden("liste", &filters.asked().query()))
        }
        p id=(ANNOUNCED) role="status" class="fr-sr-only" {}
    }
}

/// What was done to a person whose row is not on the page any more.
pub fn said_elsewhere(done: &Done, row: Option<&DossierRow>) -> Markup {
    html! {
        p.app-done role="status" {
            (web_kit::fr::typo(&sentence(done)))
            @if let Some(row) = row { " " a href=(urls::dossier(row.id)) { (name(row)) } }
        }
    }
}

/// What was just done to a row, and taking it back.
pub fn said(rows: &Rows<'_>, row: &DossierRow, done: &Done) -> Markup {
    html! {
        span.app-done.app-done--refused[done.refused.is_some()] {
            (web_kit::fr::typo(&sentence(done)))
            @if !done.facts.is_empty() {
                @let facts: Vec<String> = done.facts.iter().map(ToString::to_string).collect();
                " " (button(rows, row, Act::Undo, "Annuler", "pour", &facts.join(".")))
            }
        }
    }
}

/// One more letter.
pub fn letter(rows: &Rows<'_>, row: &DossierRow) -> Markup {
    button(rows, row, Act::Letter, "+1", "courrier reçu pour", "")
}

/// Everything that waits goes to the person.
pub fn hand_over(rows: &Rows<'_>, row: &DossierRow) -> Markup {
    let count = |kind| {
        let found = waiting(row).into_iter().find(|(known, _)| *known == kind);
        found.map_or(0, |(_, count)| count)
    };
    let counts = format!(
        "{}.{}.{}",
        count(MailKind::Letter),
        count(MailKind::Parcel),
        count(MailKind::Notice)
    );
    let about = "tout le courrier en main propre à";
    button(rows, row, Act::HandOver, "Remettre", about, &counts)
}

/// The person came.
pub fn visit(rows: &Rows<'_>, row: &DossierRow) -> Markup {
    button(rows, row, Act::Visit, "Passage", "de", "")
}

/// The person called.
pub fn call(rows: &Rows<'_>, row: &DossierRow) -> Markup {
    button(rows, row, Act::Call, "Appel", "de", "")
}

/// A button of the form of the list. With the script its row alone is drawn again.
fn button(
    rows: &Rows<'_>,
    row: &DossierRow,
    act: Act,
    label: &str,
    about: &str,
    more: &str,
) -> Markup {
    let id = row.id;
    let more = if more.is_empty() {
        String::new()
    } else {
        format!(".{more}")
    };
    let value = format!("{}.{id}.{}{more}", act.code(), rows.staff.new_key());
    html! {
        button.fr-btn.fr-btn--sm.fr-btn--tertiary.app-quick__act type="submit" form=(FORM)
            id={ (act.code()) "-" (id) } name="geste" value=(value)
            hx-post=(PATH) hx-target={ "#ligne-" (id) } hx-swap="outerHTML" {
            (label) span.fr-sr-only { " " (about) " " (name(row)) }
        }
    }
}
