//! Closing a dossier whose term has lapsed.

use axum::{extract::State, response::Response};
use domiciliation::{Command, Refused};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathId,
    components::{Level, button, buttons, link_button, notice},
    fr,
};

use super::{
    case::{Case, alone, days, effects, said_no},
    radiation::mail_line,
};
use crate::{
    Staff,
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const PATH: &str = "/domicilies/{id}/cloture";
const TITLE: &str = "Clore le dossier échu";
/// What the dossier is told.
pub(super) const DONE: &str = "dossier-clos";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::CloseAfterExpiry);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct ClosingForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = ClosingForm {
        version: case.version,
        ..ClosingForm::default()
    };
    Ok(view(&case, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(form): Form<ClosingForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let sent = case
        .carry_out(&form.cle, form.version, Command::CloseAfterExpiry)
        .await?;
    match sent {
        Ok(()) => Ok(case.done(DONE)),
        Err(refused) => Ok(case.rejected(view(&case, &form, refused.as_ref()))),
    }
}

fn view(case: &Case, form: &ClosingForm, refused: Option<&Refused>) -> Markup {
    let stop = refused
        .copied()
        .or_else(|| case.forbids(Command::CloseAfterExpiry));
    let mut lines = vec![("Pour", html! { (case.person()) })];
    if let Some(term) = case.dossier.current_term() {
        lines.push(("Domiciliation", html! { (alone(&days(term.period()))) }));
    }
    lines.push((
        "À partir de",
        html! { "Aujourd’hui, " (fr::long_date(case.today())) },
    ));
    lines.push(("Courrier", mail_line(case)));
    lines.push((
        "Ensuite",
        html! { "La personne peut toujours déposer une nouvelle demande" },
    ));
    let content = html! {
        (effects(&lines))
        @match stop {
            Some(stop) => {
                @if refused.is_some() { (said_no(&stop)) p { (case.leave()) } } @else { (case.stopped(&stop)) }
            }
            None => {
                (notice(Level::Info, "Ce n’est pas une radiation : la domiciliation a pris fin d’elle-même à son terme, \
                    faute de renouvellement. Cette clôture est comptée à part (art. L. 264-2 du CASF)."))
                form method="post" action=(urls::under(case.dossier.id(), "cloture")) novalidate {
                    (case.seal(&form.cle, form.version))
                    (buttons(&[
                        &button("Clore le dossier"),
                        &link_button("Revenir au dossier", &case.home()).secondary(),
                    ]))
                }
            }
        }
    };
    case.page(TITLE, refused.is_some(), &content)
}
