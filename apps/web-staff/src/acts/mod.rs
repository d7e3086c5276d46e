//! The everyday acts of the desk: immediate, confirmed by a sentence, taken back by one
//! press. An act that a rule refuses comes back on its detailed form, filled.

mod annul;
mod contact;
mod deliver;
mod receive;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{
    Command, Refused,
    mail::{MailKind, Quantity},
};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Fragment, PageError,
    components::{
        Level, button, buttons, date_field, hidden, link_button, notice, number_field, post_button,
        refusal,
    },
    fr,
};

use crate::{
    Staff,
    dossier::{Sheet, Tab, key_of, panel},
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

/// An act on its way: who does it, on which dossier, and from where.
struct Act {
    staff: Staff,
    session: StaffSession,
    dossier: DossierId,
    fragment: Fragment,
}

impl Act {
    /// Sends commands once, all or none, however often the button is pressed. Everyday acts
    /// commute: they name no version.
    async fn carry_out(
        &self,
        key: &Field,
        commands: Vec<Command>,
    ) -> Result<Result<Vec<FactId>, Refused>, PageError> {
        let key = key_of(&self.staff, key);
        let (desk, actor) = (&self.staff.desk, &self.session.actor);
        let outcome = desk
            .carry_out_all(actor, self.dossier, None, key, commands)
            .await;
        let outcome = unless_refused(outcome, &urls::dossier(self.dossier))?;
        Ok(outcome.map(|done| done.into_inner().facts))
    }

    /// The dossier as it stands now, on the page one came from.
    async fn sheet(self, from: &Field) -> Result<(Sheet, Fragment), PageError> {
        let sheet = Sheet::open_again(self.staff, self.session, self.dossier).await?;
        Ok((sheet.on(Tab::named(from.text())), self.fragment))
    }

    /// Says what was recorded: on the page one came from or, where its script asked, in
    /// the regions of that page.
    async fn done(self, from: &Field, code: &str, facts: &[FactId]) -> Result<Response, PageError> {
        if !self.fragment.is_wanted() {
            return Ok(self.back(from, code));
        }
        let (sheet, _) = self.sheet(from).await?;
        Ok(panel::after(&sheet, &recorded(&sheet, facts)).into_response())
    }

    /// Back to the page one came from, which says what was done.
    fn back(&self, from: &Field, code: &str) -> Response {
        let back = Tab::named(from.text()).url(self.dossier);
        Redirect::to(&Flash::on(&back, code)).into_response()
    }
}

/// What an act recorded, with the button that takes all of it back.
fn recorded(sheet: &Sheet, facts: &[FactId]) -> Markup {
    let lines: Vec<String> = facts.iter().filter_map(|id| line_of(sheet, *id)).collect();
    let said = fr::list(&lines);
    let Some((first, others)) = facts.split_first() else {
        return notice(Level::Success, "C’était déjà enregistré.");
    };
    let undo = urls::entry(sheet.id(), *first, "defaire");
    let with = html! {
        (sheet.seal())
        @for other in others { (hidden("avec", &other.to_string())) }
    };
    html! {
        (notice(Level::Success, &format!("Enregistré : {said}.")))
        @if sheet.may(Action::UndoOwnAct) {
            (post_button("Annuler", &undo).secondary().about(&said).key('Z').id("annuler")
                .stays(true).fields(with))
        }
    }
}

fn line_of(sheet: &Sheet, id: FactId) -> Option<String> {
    let recorded = sheet.dossier.fact(id)?;
    Some(words::fact_line(recorded, &sheet.dossier))
}

/// The form of a detailed act: a page of its own, or a part of the page it was opened from.
struct Detailed {
    title: &'static str,
    in_error: bool,
    content: Markup,
}

impl Detailed {
    fn drawn(self, sheet: &Sheet, fragment: &Fragment) -> Markup {
        if !fragment.is_wanted() {
            return sheet.form_page(self.title, self.in_error, &self.content);
        }
        html! {
            section.app-panel aria-labelledby="titre-saisie" {
                h3 id="titre-saisie" { (self.title) }
                (self.content)
            }
        }
    }

    /// A rule or a field said no: the form comes back filled, wherever it was; a button
    /// that has no form is told beside the acts. All else is shown as it stands now.
    fn refused(self, sheet: &Sheet, fragment: &Fragment, why: &Markup) -> Response {
        let answer = if fragment.is_for(panel::FORM) {
            html! { (self.drawn(sheet, fragment)) (panel::regions(sheet)) }
        } else if fragment.is_wanted() {
            panel::after(sheet, why)
        } else {
            self.drawn(sheet, fragment)
        };
        (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response()
    }
}

/// The form itself, which knows where it stands.
fn detailed_form(
    sheet: &Sheet,
    fragment: &Fragment,
    what: &str,
    key: &Field,
    fields: &Markup,
    submit: &str,
) -> Markup {
    let action = sheet.url(what);
    let opened = fragment.is_wanted();
    let target = format!("#{}", panel::FORM);
    let back = if opened { "Fermer" } else { sheet.back_label() };
    html! {
        form.app-form method="post" action=(action) novalidate
            hx-post=[opened.then_some(&action)] hx-target=[opened.then_some(&target)]
            hx-sync=[opened.then_some("this:drop")] {
            (sheet.seal_with(key))
            (fields)
            (buttons(&[&button(submit), &link_button(back, &sheet.back()).secondary()]))
        }
    }
}

/// The page, or the parameter, from which the form of an act was opened.
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

/// What is wrong, without the form it was typed in.
fn wrong(refused: Option<&Refused>, fields: &[(&str, &Field)]) -> Markup {
    html! {
        (said_no(refused))
        @for error in fields.iter().filter_map(|(_, field)| field.error.as_deref()) {
            (notice(Level::Error, error))
        }
    }
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
