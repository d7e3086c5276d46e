//! The page of a round, and what is entered in it.

use application::round::{Aside, Item, RoundSheet};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::mail::{MailKind, MailRemark, Quantity};
use kernel::{DossierId, RoundId};
use serde::Deserialize;
use web_kit::{Field, Flash, Form, Fragment, PageError, PathId, Query};

use super::{
    Said, heard, message, page, plain,
    who::{Above, Answering, answering, split},
};
use crate::{Staff, dossier::key_of, session::StaffSession, urls};

/// How many of the last lines stand on the page; the summary has them all.
const LINES_SHOWN: u32 = 30;

/// What is typed for one item.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typing {
    pub cle: Field,
    /// Name, number, box or card, and perhaps « x3 ».
    pub qui: Field,
    /// What the people who were proposed answer to.
    pub pour: Field,
    /// The one who was chosen among them.
    pub dossier: Field,
    pub nature: Field,
    pub nombre: Field,
    pub remarque: Field,
    /// Whether it is meant, whatever the law warns of.
    pub confirme: Field,
    /// Whether to put aside what cannot be recorded: what was typed, or for whom.
    pub apart: Field,
}

/// What came, as it was read.
pub struct Came {
    pub kind: MailKind,
    pub quantity: Quantity,
    pub remark: Option<MailRemark>,
}

impl Typing {
    /// What came, or what is wrong with it.
    pub fn came(&self) -> Result<Came, String> {
        let typed = split(self.qui.text()).1.unwrap_or(self.nombre.text());
        let quantity = match typed {
            "" => Some(Quantity::ONE),
            typed => typed.parse::<u32>().ok().and_then(|n| n.try_into().ok()),
        };
        let quantity = quantity.ok_or("Indiquez un nombre entier de 1 à 100.")?;
        let remark = MailRemark::optional(&self.remarque.raw)
            .map_err(|_| "Une remarque tient en 120 caractères.")?;
        let kind = self.nature.text().parse().unwrap_or(MailKind::Letter);
        Ok(Came {
            kind,
            quantity,
            remark,
        })
    }

    /// The person chosen among those who were proposed, if what is typed is still what they
    /// answer to.
    pub fn chosen(&self) -> Option<DossierId> {
        let same = self.pour.text() == split(self.qui.text()).0;
        self.dossier.text().parse().ok().filter(|_| same)
    }
}

/// What the page begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nature: Field,
}

/// The page of a round; once it is closed, its summary.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Response, PageError> {
    let sheet = sheet_of(&staff, &session, id).await?;
    if sheet.summary.round.closed_at.is_some() {
        let to = format!("{}/recapitulatif", urls::round(id));
        return Ok(Redirect::to(&to).into_response());
    }
    let form = Typing {
        nature: asked.nature,
        ..Typing::default()
    };
    let desk = page::Desk {
        staff: &staff,
        session: &session,
        sheet: &sheet,
    };
    let said = flash.code().and_then(message);
    Ok(desk
        .draw(&form, &Answering::nothing(), &Above::Typing, said)
        .into_response())
}

pub async fn sheet_of(
    staff: &Staff,
    session: &StaffSession,
    id: RoundId,
) -> Result<RoundSheet, PageError> {
    let sheet = staff.rounds.sheet(&session.actor, id, LINES_SHOWN).await;
    plain(sheet, id)
}

/// Why an item was not recorded: who may be meant, and what is to be said of it.
struct Open(Answering, Above);

/// Enters one item.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    fragment: Fragment,
    Form(form): Form<Typing>,
) -> Result<Response, PageError> {
    let open = enter(&staff, &session, id, &form).await?;
    let Some(Open(answering, above)) = open else {
        if !fragment.is_wanted() {
            let kind = form.nature.text().parse().unwrap_or(MailKind::Letter);
            let to = format!("{}?nature={}", urls::round(id), kind.code());
            return Ok(Redirect::to(&to).into_response());
        }
        let sheet = sheet_of(&staff, &session, id).await?;
        let desk = page::Desk {
            staff: &staff,
            session: &session,
            sheet: &sheet,
        };
        return Ok(desk.journal().into_response());
    };
    let drawn = if fragment.is_wanted() {
        super::who::offer(&answering, &above, session.today)
    } else {
        let sheet = sheet_of(&staff, &session, id).await?;
        let desk = page::Desk {
            staff: &staff,
            session: &session,
            sheet: &sheet,
        };
        desk.draw(&form, &answering, &above, None)
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response())
}

/// Records an item, or puts it aside; else says what stands in the way.
async fn enter(
    staff: &Staff,
    session: &StaffSession,
    round: RoundId,
    form: &Typing,
) -> Result<Option<Open>, PageError> {
    let came = match form.came() {
        Ok(came) => came,
        Err(wrong) => return Ok(Some(Open(Answering::nothing(), Above::Wrong(wrong)))),
    };
    let aside = form.apart.text();
    let chosen = form.chosen().filter(|_| aside != "texte");
    let answers = match chosen {
        Some(_) => Answering::nothing(),
        None => answering(staff, session, form.qui.text()).await?,
    };
    let Some(dossier) = chosen.or_else(|| answers.certain()) else {
        if answers.asked.is_empty() {
            let wrong = "Tapez un nom, un numéro ou une case, ou scannez une carte.".to_owned();
            return Ok(Some(Open(answers, Above::Wrong(wrong))));
        }
        if aside.is_empty() {
            return Ok(Some(Open(answers, Above::Choose)));
        }
        let why = if answers.candidates.is_empty() {
            Aside::Unknown
        } else {
            Aside::Ambiguous
        };
        let what = (why, None, answers.typed());
        put_aside(staff, session, round, form, what, &came).await?;
        return Ok(None);
    };
    let item = Item {
        dossier,
        kind: came.kind,
        quantity: came.quantity,
        remark: came.remark.clone(),
        meant: form.confirme.is_ticked(),
    };
    let key = key_of(staff, &form.cle);
    let entered = staff.rounds.enter(&session.actor, round, key, item).await;
    let said = match heard(entered, round)? {
        Ok(_) => return Ok(None),
        Err(said) => said,
    };
    if !aside.is_empty() {
        let why = match said {
            Said::Warned(_) => Aside::Warned,
            Said::Law(_) => Aside::Refused,
        };
        let what = (why, Some(dossier), None);
        put_aside(staff, session, round, form, what, &came).await?;
        return Ok(None);
    }
    let asked = split(form.qui.text()).0;
    let person = plain(staff.rounds.person(&session.actor, dossier).await, round)?;
    Ok(Some(Open(Answering::one(asked, person), Above::Rule(said))))
}

async fn put_aside(
    staff: &Staff,
    session: &StaffSession,
    round: RoundId,
    form: &Typing,
    what: (Aside, Option<DossierId>, Option<application::round::Typed>),
    came: &Came,
) -> Result<(), PageError> {
    let key = key_of(staff, &form.cle);
    let came = (came.kind, came.quantity);
    let outcome = staff
        .rounds
        .put_aside(&session.actor, round, key, what, came);
    plain(outcome.await, round).map(|_| ())
}
