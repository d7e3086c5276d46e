//! Step five: everything on one page, what the law asks on the way, and the proposal to
//! those who decide.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused};
use kernel::{DossierId, Note};
use serde::Deserialize;
use web_kit::{Field, Flash, PageError, PathId, fr};

use super::{
    Step,
    forms::{
        self, Ticket,
        conflict::{moved, status_of},
        refuse_at, text,
    },
    open_request,
    recap::Recap,
};
use crate::{Staff, session::StaffSession, urls};

/// The small forms of the page: each sends its own fields.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    pub ticket: Ticket,
    pub accuse_le: Field,
    pub avant_le: Field,
    pub manquantes: Field,
    pub recues_le: Field,
    pub sens: Field,
    pub remarques: Field,
    pub motif: Field,
    pub organisme: Field,
}

/// What one of them asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Acknowledge,
    RequestPieces,
    ReceivePieces,
    Propose,
    Withdraw,
    Forward,
}

impl Submitted {
    /// The fields with their names, for the summary of errors.
    pub const fn all(&self) -> [(&'static str, &Field); 8] {
        [
            ("accuse_le", &self.accuse_le),
            ("avant_le", &self.avant_le),
            ("manquantes", &self.manquantes),
            ("recues_le", &self.recues_le),
            ("sens", &self.sens),
            ("remarques", &self.remarques),
            ("motif", &self.motif),
            ("organisme", &self.organisme),
        ]
    }

    fn read(&mut self, act: Act) -> Option<Command> {
        match act {
            Act::Acknowledge => text::date(&mut self.accuse_le, "Date de l’accusé de réception")
                .map(|on| Command::AcknowledgeDemande { on }),
            Act::RequestPieces => {
                let until = text::date(&mut self.avant_le, "Date limite des pièces");
                let missing: Option<Note> =
                    text::required(&mut self.manquantes, "Pièces manquantes");
                Some(Command::RequestPieces {
                    until: until?,
                    missing: missing?,
                })
            }
            Act::ReceivePieces => text::date(&mut self.recues_le, "Date de réception des pièces")
                .map(|on| Command::ReceivePieces { on }),
            Act::Propose => {
                let favourable = self.sens.parse_with(
                    |sense| match sense {
                        "accord" => Some(true),
                        "refus" => Some(false),
                        _ => None,
                    },
                    "Proposition : choisissez d’accorder ou de refuser.",
                );
                let remarks = text::optional(&mut self.remarques, "Remarques");
                Some(Command::Propose {
                    favourable: favourable?,
                    remarks: remarks?,
                })
            }
            Act::Withdraw => text::required(&mut self.motif, "Motif du retrait")
                .map(|reason| Command::WithdrawDemande { reason }),
            Act::Forward => text::required(&mut self.organisme, "Organisme compétent")
                .map(|to| Command::ForwardDemande { to }),
        }
    }

    /// A refusal at the date it is about, or above the page.
    fn place(&mut self, act: Act, refused: Refused) -> Option<Refused> {
        let about_a_date = matches!(
            refused,
            Refused::InTheFuture | Refused::BeforeFiling { .. } | Refused::DelayReversed
        );
        let date = match act {
            Act::Acknowledge => &mut self.accuse_le,
            Act::RequestPieces => &mut self.avant_le,
            Act::ReceivePieces => &mut self.recues_le,
            Act::Propose | Act::Withdraw | Act::Forward => return Some(refused),
        };
        if about_a_date {
            refuse_at(date, &refused);
            None
        } else {
            Some(refused)
        }
    }

    /// Today, where a form of the page asks for a day that was not typed.
    fn with_today(mut self, session: &StaffSession) -> Self {
        for date in [&mut self.accuse_le, &mut self.recues_le] {
            if date.is_blank() && date.error.is_none() {
                date.raw = fr::short_date(session.today);
            }
        }
        self
    }
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Response, PageError> {
    let opened = match open_request(&staff, &session, id).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let form = Submitted {
        ticket: opened.ticket(&staff),
        ..Submitted::default()
    }
    .with_today(&session);
    let recap = Recap {
        staff: &staff,
        session: &session,
        opened: &opened,
        form: &form,
        refused: None,
        conflict: None,
    };
    Ok(recap
        .render(flash.code().and_then(super::message))
        .into_response())
}

pub async fn act(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    mut form: Submitted,
    act: Act,
) -> Result<Response, PageError> {
    let opened = match open_request(&staff, &session, id).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let back = Step::Decision.href(id);
    let conflict = moved(&mut form.ticket, &opened, &session, &back)?;
    let mut refused = None;
    if conflict.is_none()
        && let Some(command) = form.read(act)
    {
        match forms::save(
            &staff,
            &session,
            &opened,
            &form.ticket,
            &back,
            vec![command],
        )
        .await?
        {
            Ok(()) => return Ok(after(act, id)),
            Err(no) => refused = form.place(act, no),
        }
    }
    let form = form.with_today(&session);
    let recap = Recap {
        staff: &staff,
        session: &session,
        opened: &opened,
        form: &form,
        refused,
        conflict,
    };
    let status = status_of(recap.conflict.as_ref());
    Ok((status, recap.render(None)).into_response())
}

fn after(act: Act, id: DossierId) -> Response {
    let code = match act {
        Act::Acknowledge => "accuse",
        Act::RequestPieces => "pieces",
        Act::ReceivePieces => "pieces-recues",
        Act::Propose => "propose",
        Act::Forward => "transmise",
        // The request is no longer there to be looked at.
        Act::Withdraw => {
            return Redirect::to(&Flash::on(&urls::dossier(id), super::WITHDRAWN)).into_response();
        }
    };
    Step::Decision.after(id, code)
}
