//! Erasing a dossier that was entered by mistake, while nothing was decided on it.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Refused, ports::ErasureGround};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Form, PageError, PathId,
    components::{Choice, button, buttons, link_button, radio_group, required_note, text_field},
    fr,
};

use super::case::{Case, effects, problems, rejected};
use crate::{
    Staff,
    dossier::key_of,
    live::Seen,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};

const PATH: &str = "/domicilies/{id}/effacer";
const TITLE: &str = "Effacer le dossier";
/// What the list is told.
pub(super) const DONE: &str = "dossier-efface";

/// The mistakes for which a dossier is erased by hand.
pub const GROUNDS: [ErasureGround; 3] = [
    ErasureGround::EntryError,
    ErasureGround::Double,
    ErasureGround::Trial,
];

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::EraseDossier);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct EraseForm {
    version: Seen,
    #[serde(default)]
    motif: Field,
    #[serde(default)]
    numero: Field,
    #[serde(default)]
    cle: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = EraseForm {
        version: case.version,
        ..EraseForm::default()
    };
    Ok(view(&case, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<EraseForm>,
) -> Result<Response, PageError> {
    let ground = form.motif.parse_with(
        |code| GROUNDS.into_iter().find(|ground| ground.code() == code),
        "Choisissez pourquoi le dossier est effacé.",
    );
    let key = key_of(&staff, &form.cle);
    let (desk, files) = (staff.desk.clone(), staff.files.clone());
    let actor = session.actor.clone();
    let case = match (Case::open(staff, session, id).await, ground) {
        // The first of two presses has erased it: its key says so, and nothing else does.
        (Err(PageError::NotFound), Some(ground)) => {
            let erased = desk
                .erase(&actor, id, form.version.version(), key, ground)
                .await;
            return unless_refused(erased, urls::LIST)?
                .map(|_| done())
                .map_err(|_| PageError::NotFound);
        }
        (opened, _) => opened?,
    };
    let number = case.dossier.number();
    let confirmed = form.numero.parse_with(
        |typed| typed.parse::<u32>().ok().filter(|typed| *typed == number),
        &format!("Pour confirmer, écrivez le numéro de ce dossier : {number}."),
    );
    let (Some(ground), Some(_)) = (ground, confirmed) else {
        return Ok(rejected(view(&case, &form, None)));
    };
    let erased = desk
        .erase(&actor, id, form.version.version(), key, ground)
        .await;
    match case.unless_stopped(erased.map(|_| ()), form.version)? {
        Ok(()) => {
            files.sweep(&actor).await;
            Ok(done())
        }
        Err(refused) => Ok(case.rejected(view(&case, &form, refused.as_ref()))),
    }
}

/// Back to the list, which says so.
fn done() -> Response {
    Redirect::to(&Flash::on(urls::LIST, DONE)).into_response()
}

fn view(case: &Case, form: &EraseForm, refused: Option<&Refused>) -> Markup {
    let stop = case.dossier.may_be_erased(&case.around.context()).err();
    let content = html! {
        (problems(refused, &[("motif", &form.motif), ("numero", &form.numero)]))
        (effects(&[
            ("Dossier", html! { (case.person()) ", n° " (case.dossier.number()) }),
            ("À partir de", html! { "Maintenant, sans retour possible" }),
            ("Ce qui est perdu", html! { ul { @for lost in lost(case) { li { (lost) } } } }),
            ("Ce qui reste", html! { "Une preuve de l’effacement, sans identité : la date, le motif et les jours des demandes" }),
        ]))
        @match stop {
            Some(stop) => (case.stopped(&stop)),
            None => (fields(case, form)),
        }
    };
    let in_error = refused.is_some() || form.motif.error.is_some() || form.numero.error.is_some();
    case.page(TITLE, in_error, &content)
}

/// Everything that goes, by its name and how many.
fn lost(case: &Case) -> Vec<String> {
    let dossier = &case.dossier;
    let waiting: u32 = dossier
        .waiting_mail()
        .iter()
        .map(domiciliation::mail::WaitingMail::quantity)
        .sum();
    let counted = [
        (
            dossier.ayants_droit().len() as u64,
            "ayant droit",
            "ayants droit",
        ),
        (dossier.demandes().len() as u64, "demande", "demandes"),
        (
            u64::from(waiting),
            "courrier en attente",
            "courriers en attente",
        ),
        (dossier.notes().len() as u64, "note", "notes"),
    ];
    let mut lost = vec!["L’identité, les coordonnées et l’entretien".to_owned()];
    lost.extend(
        counted
            .into_iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, one, several)| fr::count(count, one, several)),
    );
    lost.push(format!(
        "Tout l’historique : {}",
        fr::count(dossier.history().len() as u64, "ligne", "lignes")
    ));
    lost
}

fn fields(case: &Case, form: &EraseForm) -> Markup {
    let grounds = GROUNDS
        .iter()
        .map(|ground| Choice::new(ground.code(), ground.label()))
        .collect();
    let number = format!("Pour confirmer, écrivez {}.", case.dossier.number());
    html! {
        form.app-form method="post" action=(urls::under(case.dossier.id(), "effacer")) novalidate {
            (required_note())
            (case.seal(&form.cle, form.version))
            (radio_group("motif", "Pourquoi", &form.motif, grounds))
            (text_field("numero", "Numéro du dossier", &form.numero).hint(&number).max_length(10))
            (buttons(&[
                &button("Effacer définitivement le dossier"),
                &link_button("Garder le dossier", &case.home()).secondary(),
            ]))
        }
    }
}
