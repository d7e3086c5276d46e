//! Who and what stands beside the holder: proxies, where mail is sent on, justified
//! absences, holds on forgetting, and the same person’s other dossier.

mod absences;
mod former;
mod holds;
mod merge;
mod proxies;
mod side_by_side;
mod standing;

use application::desk::Order;
use axum::response::{IntoResponse, Redirect, Response};
use domiciliation::{Command, Refused};
use kernel::DossierId;
use structures::Action;
use web_kit::{Field, Flash, PageError};

use crate::{
    Staff,
    dossier::{Sheet, Tab, key_of},
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};

pub use absences::list as absences;
pub use former::leads_on;
pub use holds::until_when;
pub use merge::{other_dossiers, row_line};
pub use standing::{forwarding, proxies};

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let details = Needs::Permission(Action::EditContactDetails);
    let absences = Needs::Permission(Action::ManageAbsences);
    // What keeps a dossier from being forgotten belongs to those who may erase one.
    let holds = Needs::Permission(Action::EraseDossier);
    let merging = Needs::Permission(Action::MergeDossiers);
    vec![
        Route::get("/domicilies/{id}/procurations", details, proxies::page),
        Route::post("/domicilies/{id}/procurations", details, proxies::give),
        Route::post(
            "/domicilies/{id}/procurations/{fact}/retirer",
            details,
            proxies::withdraw,
        ),
        Route::post("/domicilies/{id}/reexpedition", details, proxies::forward),
        Route::post(
            "/domicilies/{id}/reexpedition/arreter",
            details,
            proxies::stop_forwarding,
        ),
        Route::get("/domicilies/{id}/absences", absences, absences::page),
        Route::post("/domicilies/{id}/absences", absences, absences::justify),
        Route::post(
            "/domicilies/{id}/absences/{fact}/fin",
            absences,
            absences::end,
        ),
        Route::get("/domicilies/{id}/conservation", holds, holds::page),
        Route::post("/domicilies/{id}/conservation", holds, holds::set),
        Route::post(
            "/domicilies/{id}/conservation/{fact}/lever",
            holds,
            holds::lift,
        ),
        Route::get("/domicilies/{id}/reunir", merging, merge::page),
        Route::post("/domicilies/{id}/reunir", merging, merge::submit),
    ]
}

/// The sentence that confirms an act on the page it leads back to.
pub fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        proxies::GIVEN => "La procuration est enregistrée.",
        proxies::WITHDRAWN => {
            "La procuration est retirée : le mandataire ne peut plus prendre le courrier."
        }
        proxies::FORWARDED => {
            "La réexpédition est enregistrée. À chaque remise, choisissez « Réexpédier »."
        }
        proxies::STOPPED => "La réexpédition est arrêtée.",
        absences::JUSTIFIED => "L’absence est enregistrée.",
        absences::ENDED => "La fin de l’absence est enregistrée : trois mois courent de ce jour.",
        holds::SET => "L’effacement du dossier est suspendu.",
        holds::LIFTED => "La suspension est levée.",
        merge::DONE => {
            "Les deux dossiers sont réunis. L’ancien numéro et l’ancienne adresse mènent ici."
        }
        _ => return None,
    })
}

/// Sends a command once, however often the button is pressed.
async fn carry_out(
    staff: &Staff,
    session: &StaffSession,
    dossier: DossierId,
    seen: Option<i64>,
    key: &Field,
    back: &str,
    command: Command,
) -> Result<Result<(), Refused>, PageError> {
    let order = Order {
        dossier,
        seen,
        key: key_of(staff, key),
        command,
    };
    let outcome = staff.desk.carry_out(&session.actor, order).await;
    Ok(unless_refused(outcome, back)?.map(drop))
}

/// A page of the dossier's record.
async fn record(staff: Staff, session: StaffSession, id: DossierId) -> Result<Sheet, PageError> {
    Ok(Sheet::open(staff, session, id).await?.on(Tab::Record))
}

/// Sends what such a page asks and leads back to it; otherwise the refusal to show there, or
/// none where the form itself is not right.
async fn send(
    (staff, session): (&Staff, &StaffSession),
    (id, path): (DossierId, &str),
    key: &Field,
    command: Option<Command>,
    done: &str,
) -> Result<Result<Response, Option<Refused>>, PageError> {
    let Some(command) = command else {
        return Ok(Err(None));
    };
    let back = urls::under(id, path);
    let sent = carry_out(staff, session, id, None, key, &back, command).await?;
    Ok(sent
        .map(|()| Redirect::to(&Flash::on(&back, done)).into_response())
        .map_err(Some))
}
