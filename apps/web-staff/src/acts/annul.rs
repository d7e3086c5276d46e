//! Taking back an entry: at once and without a word while it is one's own and fresh, else
//! with a motive and a reason. Nothing is deleted: both stay in the history.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Recorded, Refused, fact::AnnulmentMotive};
use kernel::{DossierId, FactId, Note};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError, PathIds, Query,
    components::{
        Choice, button, buttons, details, error_summary, link_button, radio_group, textarea,
    },
    fr,
};

use super::{Origin, carry_out, done, said_no};
use crate::{
    Staff,
    dossier::{Sheet, Tab, draw_overview},
    session::StaffSession,
    urls, words,
};

/// What confirms that one's own act was taken back.
pub const UNDONE: &str = "acte-defait";
/// What confirms that an entry was annulled with a reason.
pub const ANNULLED: &str = "saisie-annulee";

/// Why an entry of the desk is annulled; the other motives are those of decisions.
const MOTIVES: [AnnulmentMotive; 3] = [
    AnnulmentMotive::EntryError,
    AnnulmentMotive::Fraud,
    AnnulmentMotive::Other,
];

/// One press.
#[derive(Debug, Default, Deserialize)]
pub struct Press {
    #[serde(default)]
    cle: Field,
    /// The tab to lead back to.
    #[serde(default)]
    vers: Field,
}

/// An annulment, as it is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Annulment {
    #[serde(default)]
    motif: Field,
    #[serde(default)]
    raison: Field,
    #[serde(default)]
    cle: Field,
    /// The tab to lead back to.
    #[serde(default)]
    vers: Field,
}

/// Takes back what one has just entered.
pub async fn undo(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, target): PathIds<DossierId, FactId>,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let command = Command::Undo { target };
    let Err(refused) = carry_out(&staff, &session, id, &press.cle, command).await? else {
        return Ok(done(id, &press.vers, UNDONE));
    };
    let sheet = Sheet::open(staff, session, id).await?;
    let page = draw_overview(&sheet, &Flash::default(), &said_no(Some(&refused)));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The form.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, target): PathIds<DossierId, FactId>,
    Query(origin): Query<Origin>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(origin.tab());
    let recorded = found(&sheet, target)?;
    Ok(draw(&sheet, recorded, &Annulment::default(), None))
}

/// Annuls the entry.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, target): PathIds<DossierId, FactId>,
    Form(mut form): Form<Annulment>,
) -> Result<Response, PageError> {
    let motive = form.motif.parse_with(
        |code| MOTIVES.into_iter().find(|motive| motive.code() == code),
        "Choisissez un motif.",
    );
    let reason = form
        .raison
        .parse::<Note>("Expliquez pourquoi, en 1 000 caractères au plus.");
    let refused = match motive.zip(reason) {
        Some((motive, reason)) => {
            let command = Command::AnnulEntry {
                target,
                motive,
                reason,
            };
            match carry_out(&staff, &session, id, &form.cle, command).await? {
                Ok(()) => return Ok(done(id, &form.vers, ANNULLED)),
                Err(refused) => Some(refused),
            }
        }
        None => None,
    };
    let sheet = Sheet::open(staff, session, id)
        .await?
        .on(Tab::named(form.vers.text()));
    let recorded = found(&sheet, target)?;
    let page = draw(&sheet, recorded, &form, refused.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The entry, for who may see it.
fn found(sheet: &Sheet, target: FactId) -> Result<&Recorded, PageError> {
    sheet
        .dossier
        .fact(target)
        .filter(|recorded| sheet.shows(&recorded.fact))
        .ok_or(PageError::NotFound)
}

fn draw(sheet: &Sheet, recorded: &Recorded, form: &Annulment, refused: Option<&Refused>) -> Markup {
    let fields = [("motif", &form.motif), ("raison", &form.raison)];
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let back = sheet.back();
    let motives = MOTIVES
        .into_iter()
        .map(|motive| Choice::new(motive.code(), motive.label()))
        .collect();
    let action = urls::entry(sheet.id(), recorded.id, "annuler");
    let content = html! {
        (said_no(refused))
        (error_summary(None, &fields))
        (details(&[
            ("Enregistrement", html! { (fr::typo(&words::fact_line(recorded, &sheet.dossier))) }),
            ("Jour", html! { (fr::time_long(sheet.day_of(recorded))) }),
            ("Saisi par", html! { (recorded.author.name()) ", le " (fr::day_month_year(sheet.entered_on(recorded))) }),
        ]))
        p { "Il restera visible, barré, avec votre motif. Le dernier contact et le courrier en attente seront recalculés sans lui." }
        form.app-form method="post" action=(action) novalidate {
            (sheet.seal_with(&form.cle))
            (radio_group("motif", "Motif", &form.motif, motives))
            (textarea("raison", "Explication", &form.raison, 1000).hint("La personne peut lire ce que vous écrivez."))
            (buttons(&[&button("Annuler l’enregistrement"), &link_button("Revenir au dossier", &back).secondary()]))
        }
    };
    sheet.form_page("Annuler un enregistrement", in_error, &content)
}
