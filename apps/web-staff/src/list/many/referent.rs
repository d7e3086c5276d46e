//! Giving several people a referent, or none.

use application::bulk::{Act, Foreseen};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::StaffId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, Query,
    components::{button, buttons, disclosure, error_summary, link_button, required_note, select},
    fr,
};

use super::{
    super::{asked::Asked, codes::NOBODY, filters::colleague, rows::name, url::Filters},
    Choice, Sent, Ticked, draw, nobody, rejected, results, seal, summary, too_many,
};
use crate::{
    Staff,
    request::forms::colleagues,
    session::{StaffSession, unless_refused},
};

/// The page, and where its form is sent.
pub const PATH: &str = "/domicilies/plusieurs/referent";
const TITLE: &str = "Choisir un référent";
/// How many names are shown at once.
const NAMES: usize = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    suivi: Field,
    cle: Field,
    liste: String,
    montres: String,
}

/// Who is chosen, and among whom to choose.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    Query(ticked): Query<Ticked>,
) -> Result<Markup, PageError> {
    let choice = Choice::read(asked, &ticked)?;
    if choice.is_empty() {
        return Ok(nobody(&session, TITLE, &choice.filters));
    }
    let act = Act::Referent(None);
    let shown = staff.bulk.foresee(&session.actor, act, &choice.selection);
    match unless_refused(shown.await, &choice.filters.href())? {
        Ok(shown) => {
            view(
                &staff,
                &session,
                &choice.filters,
                &shown,
                &Submitted::default(),
            )
            .await
        }
        Err(most) => Ok(too_many(&session, TITLE, &choice.filters, most)),
    }
}

/// Gives it to each.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let sent = Sent {
        cle: form.cle.clone(),
        liste: form.liste.clone(),
        montres: form.montres.clone(),
        personne: Vec::new(),
    };
    let filters = sent.filters()?;
    let team = team(&staff, &session).await?;
    let known = |code: &str| match code {
        NOBODY => Some(None),
        id => {
            let id: StaffId = id.parse().ok()?;
            team.iter()
                .any(|(known, _)| *known == id)
                .then_some(Some(id))
        }
    };
    let Some(referent) = form
        .suivi
        .parse_with(known, "Choisissez un collègue, ou personne.")
    else {
        let act = Act::Referent(None);
        let shown = staff.bulk.foresee(&session.actor, act, &sent.shown()).await;
        let Ok(shown) = unless_refused(shown, &filters.href())? else {
            return Err(PageError::Unprocessable);
        };
        let page = view(&staff, &session, &filters, &shown, &form).await?;
        return Ok(rejected(page));
    };
    let act = Act::Referent(referent);
    let outcome = staff
        .bulk
        .carry_out(&session.actor, act, sent.key(&staff), &sent.everybody())
        .await;
    let Ok(outcome) = unless_refused(outcome, &filters.href())? else {
        return Err(PageError::Unprocessable);
    };
    let whom = referent.map(|id| colleague(id, &team));
    let done = |count| {
        let dossiers = fr::count(count, "dossier", "dossiers");
        match &whom {
            Some(name) => format!("{dossiers} : {name} est référent."),
            None => format!("{dossiers} sans référent."),
        }
    };
    let each = if whom.is_some() {
        "Référent changé"
    } else {
        "Référent retiré"
    };
    Ok(results(&session, TITLE, &filters, &outcome, &done, each).into_response())
}

async fn team(staff: &Staff, session: &StaffSession) -> Result<Vec<(StaffId, String)>, PageError> {
    let team = colleagues(staff, session).await?;
    Ok(team.iter().map(|m| (m.id(), m.full_name())).collect())
}

async fn view(
    staff: &Staff,
    session: &StaffSession,
    filters: &Filters,
    shown: &[Foreseen],
    form: &Submitted,
) -> Result<Markup, PageError> {
    use web_kit::components::Choice as Option;
    let team = team(staff, session).await?;
    let mut choices = vec![Option::new(NOBODY, "Aucun référent")];
    choices.extend(
        team.iter()
            .map(|(id, name)| Option::new(id.to_string(), name)),
    );
    let names = |some: &[Foreseen]| {
        html! { ul { @for one in some { li { (name(&one.row)) } } } }
    };
    let (first, rest) = shown.split_at(shown.len().min(NAMES));
    let content = html! {
        (error_summary(None, &[("suivi", &form.suivi)]))
        p.app-lead { (summary(shown)) }
        (names(first))
        @if !rest.is_empty() {
            @let others = format!("Les {} autres", fr::number(rest.len() as u64));
            (disclosure(&others, false, &names(rest)))
        }
        form.app-form method="post" action=(PATH) novalidate {
            (required_note())
            (seal(staff, &form.cle, filters, shown))
            (select("suivi", "Qui suit ces personnes ?", &form.suivi, choices).empty("Choisir"))
            (buttons(&[
                &button("Enregistrer ce référent"),
                &link_button("Revenir à la liste", &filters.href()).secondary(),
            ]))
        }
    };
    Ok(draw(
        session,
        TITLE,
        filters,
        form.suivi.error.is_some(),
        &content,
    ))
}
