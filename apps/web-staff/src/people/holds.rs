//! How long the dossier is kept, and what suspends its erasure.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused, fact::HoldKind, retention::Holding};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError, PathId, PathIds,
    components::{button, buttons, error_summary, link_button, post_button, radio_group},
    fr,
};

use super::record;
use crate::{
    Staff,
    dossier::Sheet,
    request::forms::{choices, refused_alert},
    session::StaffSession,
    words,
};

pub const SET: &str = "effacement-suspendu";
pub const LIFTED: &str = "suspension-levee";

const PATH: &str = "conservation";

/// A hold, as it is chosen.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    cle: Field,
    motif: Field,
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = record(staff, session, id).await?;
    let message = flash.code().and_then(super::message);
    Ok(draw(&sheet, &Chosen::default(), None, message))
}

pub async fn set(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Chosen>,
) -> Result<Response, PageError> {
    let kind = form
        .motif
        .parse("Choisissez pourquoi le dossier est gardé.");
    submit(staff, session, id, form, kind.map(Command::SetHold), SET).await
}

pub async fn lift(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, hold): PathIds<DossierId, FactId>,
    Form(form): Form<Chosen>,
) -> Result<Response, PageError> {
    let command = Some(Command::LiftHold(hold));
    submit(staff, session, id, form, command, LIFTED).await
}

async fn submit(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    form: Chosen,
    command: Option<Command>,
    code: &str,
) -> Result<Response, PageError> {
    let about = (&staff, &session);
    let sent = super::send(about, (id, PATH), &form.cle, command, code).await?;
    let refused = match sent {
        Ok(done) => return Ok(done),
        Err(refused) => refused,
    };
    let sheet = record(staff, session, id).await?;
    let page = draw(&sheet, &form, refused.as_ref(), None);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn draw(
    sheet: &Sheet,
    form: &Chosen,
    refused: Option<&Refused>,
    message: Option<&'static str>,
) -> Markup {
    let in_error = refused.is_some() || form.motif.error.is_some();
    let kinds = choices(HoldKind::ALL, HoldKind::code, HoldKind::label);
    let content = html! {
        (refused_alert(refused))
        (error_summary(None, &[("motif", &form.motif)]))
        h2 { "Jusqu’à quand" }
        (until_when(sheet))
        h2 { "Suspensions en cours" }
        (list(sheet))
        h2 { "Suspendre l’effacement" }
        form.app-form method="post" action=(sheet.url(PATH)) novalidate {
            (sheet.seal_with(&form.cle))
            (radio_group("motif", "Pourquoi", &form.motif, kinds))
            (buttons(&[&button("Suspendre l’effacement"), &link_button("Revenir au dossier", &sheet.back()).secondary()]))
        }
    };
    sheet.form_page_telling("Conservation", in_error, message, &content)
}

/// The day from which the dossier may be erased, and what forbids it until then.
pub fn until_when(sheet: &Sheet) -> Markup {
    let retention = sheet.dossier.retention(&sheet.around.context());
    html! {
        @if let Some(from) = retention.from {
            p {
                "Si rien ne se passe d’ici là, ce dossier est à effacer à partir du " (fr::time_long(from))
                @if retention.holdings.is_empty() { "." } @else { ", sauf si l’un de ces points dure encore" (fr::NBSP) ":" }
            }
        } @else {
            p { "Aucune date d’effacement ne se calcule encore." }
        }
        @if !retention.holdings.is_empty() {
            ul { @for holding in &retention.holdings { li { (said(*holding)) } } }
        }
    }
}

fn said(holding: Holding) -> String {
    match holding {
        Holding::ElectionInForce => "une domiciliation est en cours".to_owned(),
        Holding::RequestPending => "une demande attend sa décision".to_owned(),
        Holding::AppealPeriod { until } => {
            let until = fr::day_month_year(until);
            format!("le délai de recours court jusqu’au {until}")
        }
        Holding::MailWaiting => "du courrier attend".to_owned(),
        Holding::Hold(kind) => {
            let label = words::within(kind.label());
            fr::typo(&format!("l’effacement est suspendu : {label}"))
        }
    }
}

fn list(sheet: &Sheet) -> Markup {
    let holds = sheet.dossier.holds();
    if holds.is_empty() {
        return html! { p { "Rien ne suspend l’effacement de ce dossier." } };
    }
    html! {
        ul.app-notes {
            @for hold in holds {
                @let action = sheet.url(&format!("{PATH}/{}/lever", hold.fact()));
                @let about = format!("la suspension « {} »", hold.kind().label());
                li {
                    p { (hold.kind().label()) ", depuis le " (fr::time_long(hold.since())) }
                    div { (post_button("Lever la suspension", &action).tertiary().small().about(&about).fields(sheet.seal())) }
                }
            }
        }
    }
}
