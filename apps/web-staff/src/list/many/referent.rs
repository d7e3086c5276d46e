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
    Page, Sent, Ticked, rejected, seal, summary,
};
use crate::{Staff, request::forms::colleagues, session::StaffSession};

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
    let page = Page::of(&staff, &session, TITLE);
    match page.chosen(asked, &ticked, Act::Referent(None)).await? {
        Err(told) => Ok(told),
        Ok((filters, shown)) => view(&page, &filters, &shown, &Submitted::default()).await,
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
    let page = Page::of(&staff, &session, TITLE);
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
        let shown = page.again(&filters, &sent, Act::Referent(None)).await?;
        let page = view(&page, &filters, &shown, &form).await?;
        return Ok(rejected(page));
    };
    let act = Act::Referent(referent);
    let outcome = page
        .carry_out(&filters, &sent, act, &sent.everybody())
        .await?;
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
    Ok(page
        .results(&filters, &outcome, &done, each)
        .into_response())
}

async fn team(staff: &Staff, session: &StaffSession) -> Result<Vec<(StaffId, String)>, PageError> {
    let team = colleagues(staff, session).await?;
    Ok(team.iter().map(|m| (m.id(), m.full_name())).collect())
}

async fn view(
    page: &Page<'_>,
    filters: &Filters,
    shown: &[Foreseen],
    form: &Submitted,
) -> Result<Markup, PageError> {
    use web_kit::components::Choice as Option;
    let team = team(page.staff, page.session).await?;
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
            (seal(page.staff, &form.cle, filters, shown))
            (select("suivi", "Qui suit ces personnes ?", &form.suivi, choices).empty("Choisir"))
            (buttons(&[
                &button("Enregistrer ce référent"),
                &link_button("Revenir à la liste", &filters.href()).secondary(),
            ]))
        }
    };
    Ok(page.draw(filters, form.suivi.error.is_some(), &content))
}
