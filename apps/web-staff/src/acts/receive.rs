//! Mail that arrives.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused, mail::MailRemark};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, PathId, Query,
    components::{button, buttons, error_summary, link_button, text_field},
};

use super::{Counts, NO_DATE, Origin, carry_out, day_field, done, quantity_field, said_no};
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    session::StaffSession,
};

/// What confirms it.
pub const DONE: &str = "courrier-recu";

/// An arrival, as it is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Arrival {
    #[serde(default)]
    courriers: Field,
    #[serde(default)]
    colis: Field,
    #[serde(default)]
    avis: Field,
    #[serde(default)]
    remarque: Field,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    cle: Field,
    /// The tab to lead back to.
    #[serde(default)]
    vers: Field,
}

/// The detailed form.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(origin): Query<Origin>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(origin.tab());
    let form = Arrival {
        courriers: Field::new("1"),
        ..Arrival::default()
    };
    Ok(draw(&sheet, &form, None))
}

/// Records what arrived.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Arrival>,
) -> Result<Response, PageError> {
    let refused = match form.command(session.today) {
        Some(command) => match carry_out(&staff, &session, id, &form.cle, command).await? {
            Ok(()) => return Ok(done(id, &form.vers, DONE)),
            Err(refused) => Some(refused),
        },
        None => None,
    };
    let sheet = Sheet::open(staff, session, id)
        .await?
        .on(Tab::named(form.vers.text()));
    let page = draw(&sheet, &form, refused.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

impl Arrival {
    fn command(&mut self, today: chrono::NaiveDate) -> Option<Command> {
        let items = Counts {
            letters: &mut self.courriers,
            parcels: &mut self.colis,
            notices: &mut self.avis,
        }
        .read();
        let remark = self
            .remarque
            .optional::<MailRemark>("Une remarque tient en 120 caractères.");
        let on = self.jour.optional_date(NO_DATE);
        Some(Command::ReceiveMail {
            items: items?,
            remark: remark?,
            on: on?.unwrap_or(today),
        })
    }
}

fn draw(sheet: &Sheet, form: &Arrival, refused: Option<&Refused>) -> Markup {
    let fields = [
        ("courriers", &form.courriers),
        ("colis", &form.colis),
        ("avis", &form.avis),
        ("remarque", &form.remarque),
        ("jour", &form.jour),
    ];
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let back = sheet.back();
    let content = html! {
        (said_no(refused))
        (error_summary(None, &fields))
        form.app-form method="post" action=(sheet.url("courrier")) novalidate {
            (sheet.seal_with(&form.cle))
            (quantity_field("courriers", "Courriers", &form.courriers, "De 0 à 100."))
            (quantity_field("colis", "Colis", &form.colis, "De 0 à 100."))
            (quantity_field("avis", "Avis de passage", &form.avis, "D’un envoi recommandé, l’avis seul est reçu : de 0 à 100."))
            (text_field("remarque", "Remarque", &form.remarque)
                .hint("Sur l’extérieur du pli, jamais sur son contenu : format, expéditeur visible. 120 caractères au plus.")
                .max_length(120)
                .optional())
            (day_field(&form.jour))
            (buttons(&[&button("Enregistrer l’arrivée"), &link_button("Revenir au dossier", &back).secondary()]))
        }
    };
    sheet.form_page("Recevoir du courrier", in_error, &content)
}
