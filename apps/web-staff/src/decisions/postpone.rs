//! Sending a proposal back to whoever instructs.

use axum::{extract::State, response::Response};
use domiciliation::{Command, Refused};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathId,
    components::{button, buttons, link_button, textarea},
};

use super::{
    accept::proposal,
    case::{Case, effects, placeholder, problems, rejected, text},
};
use crate::{
    Staff,
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const PATH: &str = "/domicilies/{id}/decision/ajourner";
const TITLE: &str = "Renvoyer pour complément";
/// What the dossier is told.
pub(super) const DONE: &str = "demande-renvoyee";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::PostponeProposal);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct PostponeForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    raison: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = PostponeForm {
        version: case.version,
        ..PostponeForm::default()
    };
    Ok(view(&case, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<PostponeForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let Some(reason) = text(&mut form.raison, "Écrivez ce qui manque pour décider.") else {
        return Ok(rejected(view(&case, &form, None)));
    };
    let command = Command::Postpone { reason };
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => Ok(case.done(DONE)),
        Err(refused) => Ok(case.rejected(view(&case, &form, refused.as_ref()))),
    }
}

fn view(case: &Case, form: &PostponeForm, refused: Option<&Refused>) -> Markup {
    let stop = case.forbids(Command::Postpone {
        reason: placeholder(),
    });
    let content = html! {
        (problems(refused, &[("raison", &form.raison)]))
        (effects(&[
            ("Pour", html! { (case.person()) }),
            ("Proposition", proposal(case)),
            ("Ce qui change", html! {
                "La demande revient en instruction. Le délai de réponse de deux mois continue de courir"
            }),
        ]))
        @match stop {
            Some(stop) => (case.stopped(&stop)),
            None => form.app-form method="post" novalidate
                action=(urls::under(case.dossier.id(), "decision/ajourner")) {
                (case.seal(&form.cle, form.version))
                (textarea("raison", "Ce qui manque pour décider", &form.raison, 1000)
                    .hint("L’instructeur lira ce texte, et la personne peut demander à le lire."))
                (buttons(&[
                    &button(TITLE),
                    &link_button("Revenir au dossier", &case.home()).secondary(),
                ]))
            },
        }
    };
    let in_error = refused.is_some() || form.raison.error.is_some();
    case.page(TITLE, in_error, &content)
}
