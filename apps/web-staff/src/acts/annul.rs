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
    Field, Flash, Form, Fragment, PageError, PathIds, Query,
    components::{
        Choice, Level, button, buttons, details, error_summary, link_button, notice, radio_group,
        textarea,
    },
    fr,
};

use super::{Act, Origin, line_of, said_no};
use crate::{
    Staff,
    dossier::{Sheet, Tab, draw_overview, panel},
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
    /// What the same press recorded beside the first entry.
    #[serde(default)]
    avec: Vec<String>,
    #[serde(default)]
    cle: Field,
    /// The page to lead back to.
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
    /// The page to lead back to.
    #[serde(default)]
    vers: Field,
}

/// Takes back what one has just entered: all that one press recorded.
pub async fn undo(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(dossier, target): PathIds<DossierId, FactId>,
    fragment: Fragment,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let mut targets = vec![target];
    targets.extend(press.avec.iter().filter_map(|id| id.parse::<FactId>().ok()));
    let undone = targets
        .iter()
        .map(|target| Command::Undo { target: *target });
    let act = Act {
        staff,
        session,
        dossier,
        fragment,
    };
    let outcome = act.carry_out(&press.cle, undone.collect()).await?;
    if outcome.is_ok() && !act.fragment.is_wanted() {
        return Ok(act.back(&press.vers, UNDONE));
    }
    let (sheet, fragment) = act.sheet(&press.vers).await?;
    Ok(match outcome {
        Ok(_) => panel::after(&sheet, &taken_back(&sheet, &targets)).into_response(),
        Err(refused) => {
            let why = said_no(Some(&refused));
            let page = if fragment.is_wanted() {
                panel::after(&sheet, &why)
            } else {
                draw_overview(&sheet.on(Tab::Overview), &Flash::default(), &why)
            };
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    })
}

fn taken_back(sheet: &Sheet, targets: &[FactId]) -> Markup {
    let lines: Vec<String> = targets
        .iter()
        .filter_map(|id| line_of(sheet, *id))
        .collect();
    let said = format!("Annulé : {}.", fr::list(&lines));
    notice(Level::Success, &said)
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
    PathIds(dossier, target): PathIds<DossierId, FactId>,
    Form(mut form): Form<Annulment>,
) -> Result<Response, PageError> {
    let motive = form.motif.parse_with(
        |code| MOTIVES.into_iter().find(|motive| motive.code() == code),
        "Choisissez un motif.",
    );
    let reason = form
        .raison
        .parse::<Note>("Expliquez pourquoi, en 1 000 caractères au plus.");
    let act = Act {
        staff,
        session,
        dossier,
        fragment: Fragment::default(),
    };
    let refused = match motive.zip(reason) {
        Some((motive, reason)) => {
            let command = Command::AnnulEntry {
                target,
                motive,
                reason,
            };
            match act.carry_out(&form.cle, vec![command]).await? {
                Ok(_) => return Ok(act.back(&form.vers, ANNULLED)),
                Err(refused) => Some(refused),
            }
        }
        None => None,
    };
    let (sheet, _) = act.sheet(&form.vers).await?;
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
            (buttons(&[&button("Annuler l’enregistrement"), &link_button(sheet.back_label(), &back).secondary()]))
        }
    };
    sheet.form_page("Annuler un enregistrement", in_error, &content)
}
