//! The everyday acts of the desk: immediate, confirmed by a sentence, taken back by one
//! press. An act that a rule refuses comes back on its detailed form, filled.

mod annul;
mod contact;
mod deliver;
mod receive;

use application::desk::Order;
use axum::response::{IntoResponse, Redirect, Response};
use domiciliation::{
    Command, Refused,
    mail::{MailKind, Quantity},
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, PageError,
    components::{date_field, number_field, refusal},
};

use crate::{
    Staff,
    dossier::{Tab, key_of},
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls, words,
};

/// The routes of the everyday acts.
pub fn routes() -> Vec<Route> {
    let mail = Needs::Permission(Action::RecordMail);
    let contact = Needs::Permission(Action::RecordContact);
    let undo = Needs::Permission(Action::UndoOwnAct);
    let annul = Needs::Permission(Action::AnnulContact);
    vec![
        Route::get("/domicilies/{id}/courrier/nouveau", mail, receive::page),
        Route::post("/domicilies/{id}/courrier", mail, receive::submit),
        Route::get("/domicilies/{id}/remise/nouvelle", mail, deliver::page),
        Route::post("/domicilies/{id}/remise", mail, deliver::submit),
        Route::get("/domicilies/{id}/passage/nouveau", contact, contact::page),
        Route::post("/domicilies/{id}/passage", contact, contact::visit),
        Route::post("/domicilies/{id}/appel", contact, contact::call),
        Route::post("/domicilies/{id}/message", contact, contact::message),
        Route::post("/domicilies/{id}/faits/{fact}/defaire", undo, annul::undo),
        Route::get("/domicilies/{id}/faits/{fact}/annuler", annul, annul::page),
        Route::post(
            "/domicilies/{id}/faits/{fact}/annuler",
            annul,
            annul::submit,
        ),
    ]
}

/// The sentence that confirms an act on the page it leads back to.
pub fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        receive::DONE => "Le courrier reçu est enregistré.",
        deliver::HANDED => "Le courrier est remis à la personne. Son passage est enregistré.",
        deliver::TO_PROXY => "Le courrier est remis au mandataire.",
        deliver::FORWARDED => "Le courrier est réexpédié.",
        deliver::RETURNED => "Le courrier est retourné à l’expéditeur.",
        contact::VISIT => "Le passage est enregistré.",
        contact::CALL => "L’appel est enregistré.",
        contact::MESSAGE => "Le message de la personne est enregistré.",
        annul::UNDONE => "L’enregistrement est annulé.",
        annul::ANNULLED => {
            "L’enregistrement est annulé. Il reste visible, barré, dans l’historique."
        }
        _ => return None,
    })
}

/// Sends a command once, however often the button is pressed. Everyday acts commute: they
/// name no version.
async fn carry_out(
    staff: &Staff,
    session: &StaffSession,
    dossier: DossierId,
    key: &Field,
    command: Command,
) -> Result<Result<(), Refused>, PageError> {
    let order = Order {
        dossier,
        seen: None,
        key: key_of(staff, key),
        command,
    };
    let outcome = staff.desk.carry_out(&session.actor, order).await;
    Ok(unless_refused(outcome, &urls::dossier(dossier))?.map(|_| ()))
}

/// The tab from which the form of an act was opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Origin {
    vers: String,
}

impl Origin {
    fn tab(&self) -> Tab {
        Tab::named(&self.vers)
    }
}

/// Back to the tab one came from, which says what was done.
fn done(dossier: DossierId, from: &Field, code: &str) -> Response {
    let back = Tab::named(from.text()).url(dossier);
    Redirect::to(&Flash::on(&back, code)).into_response()
}

/// Why a rule said no; nothing when none did.
fn said_no(refused: Option<&Refused>) -> Markup {
    html! {
        @if let Some(refused) = refused {
            @let said = words::explain(refused);
            (refusal(&said.why, &said.what, said.article))
        }
    }
}

/// A number of items, blank for none.
fn count(field: &mut Field) -> Option<Option<Quantity>> {
    let message = "Indiquez un nombre entier de 0 à 100.";
    match field.optional::<u32>(message)? {
        None | Some(0) => Some(None),
        Some(count) => match Quantity::try_from(count) {
            Ok(quantity) => Some(Some(quantity)),
            Err(_) => {
                field.refuse(message);
                None
            }
        },
    }
}

/// How many items of each kind.
struct Counts<'a> {
    letters: &'a mut Field,
    parcels: &'a mut Field,
    notices: &'a mut Field,
}

impl Counts<'_> {
    /// What was counted, all fields read so that all errors show at once.
    fn read(self) -> Option<Vec<(MailKind, Quantity)>> {
        let letters = count(self.letters);
        let parcels = count(self.parcels);
        let notices = count(self.notices);
        let found = [
            (MailKind::Letter, letters?),
            (MailKind::Parcel, parcels?),
            (MailKind::Notice, notices?),
        ];
        Some(
            found
                .into_iter()
                .filter_map(|(kind, quantity)| Some((kind, quantity?)))
                .collect(),
        )
    }
}

fn quantity_field(id: &str, label: &str, field: &Field, hint: &str) -> Markup {
    html! { (number_field(id, label, field).hint(hint).optional()) }
}

/// The day of an act; left empty, it is today.
fn day_field(field: &Field) -> Markup {
    html! {
        (date_field("jour", "Jour", field)
            .hint("Laissez vide pour aujourd’hui. Sinon le jour où cela a eu lieu, au format jj/mm/aaaa.")
            .optional())
    }
}

/// What to say of a day that is no date.
const NO_DATE: &str = "Indiquez une date qui existe, au format jj/mm/aaaa.";
