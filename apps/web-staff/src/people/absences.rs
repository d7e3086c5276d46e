//! Justified absences: who decides sees and writes them. Their motive is checked aloud and
//! written nowhere, so this page asks for days alone.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused, presence::Absence};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Form, PageError, PathId, PathIds,
    components::{Column, button, buttons, callout, date_field, error_summary, link_button, table},
    fr,
};

use super::record;
use crate::{
    Staff,
    dossier::Sheet,
    request::forms::{refuse_at, refused_alert, text},
    session::StaffSession,
    words,
};

pub const JUSTIFIED: &str = "absence-enregistree";
pub const ENDED: &str = "absence-terminee";

const PATH: &str = "absences";

/// An absence, or the end of one, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Days {
    cle: Field,
    du: Field,
    au: Field,
}

impl Days {
    const fn all(&self) -> [(&'static str, &Field); 2] {
        [("du", &self.du), ("au", &self.au)]
    }
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = record(staff, session, id).await?;
    let today = fr::short_date(sheet.today());
    let mut form = Days::default();
    // Today, where one of the two is asked for.
    match open_absence(&sheet) {
        Some(_) => form.au = today.into(),
        None => form.du = today.into(),
    }
    let message = flash.code().and_then(super::message);
    Ok(draw(&sheet, &form, None, message))
}

pub async fn justify(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Days>,
) -> Result<Response, PageError> {
    let from = text::date(&mut form.du, "Premier jour");
    let until = if form.au.is_blank() {
        Some(None)
    } else {
        text::date(&mut form.au, "Dernier jour").map(Some)
    };
    let command = match (from, until) {
        (Some(from), Some(until)) => Some(Command::JustifyAbsence { from, until }),
        (None, _) | (_, None) => None,
    };
    submit(staff, session, id, form, command, JUSTIFIED).await
}

pub async fn end(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, absence): PathIds<DossierId, FactId>,
    Form(mut form): Form<Days>,
) -> Result<Response, PageError> {
    let until = text::date(&mut form.au, "Dernier jour");
    let command = until.map(|until| Command::EndAbsence { absence, until });
    submit(staff, session, id, form, command, ENDED).await
}

async fn submit(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    mut form: Days,
    command: Option<Command>,
    code: &str,
) -> Result<Response, PageError> {
    let about = (&staff, &session);
    let sent = super::send(about, (id, PATH), &form.cle, command, code).await?;
    let refused = match sent {
        Ok(done) => return Ok(done),
        Err(Some(Refused::AbsenceReversed)) => {
            refuse_at(&mut form.au, &Refused::AbsenceReversed);
            None
        }
        Err(refused) => refused,
    };
    let sheet = record(staff, session, id).await?;
    let page = draw(&sheet, &form, refused.as_ref(), None);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The absence that has no end yet.
fn open_absence(sheet: &Sheet) -> Option<(FactId, &Absence)> {
    let open = |absence: &&Absence| absence.until().is_none();
    let absence = sheet.dossier.absences().iter().find(open)?;
    Some((absence.fact()?, absence))
}

fn draw(
    sheet: &Sheet,
    form: &Days,
    refused: Option<&Refused>,
    message: Option<&'static str>,
) -> Markup {
    let in_error = refused.is_some() || form.all().iter().any(|(_, f)| f.error.is_some());
    let sentence = words::standing_sentence(&sheet.dossier, &sheet.around);
    let content = html! {
        p { (fr::typo(&sentence)) }
        (callout("Le motif ne s’écrit pas", &html! {
            p {
                "Une raison de santé ou une privation de liberté suspend le délai de trois mois (art. D. 264-3 du CASF). "
                "Vérifiez-la de vive voix" (fr::NBSP) ": elle ne s’écrit ni ici, ni dans une note, et aucun justificatif n’est gardé. "
                "Vos collègues qui ne décident pas lisent seulement « horloge suspendue »."
            }
        }))
        (refused_alert(refused))
        (error_summary(None, &form.all()))
        h2 { "Absences enregistrées" }
        (list(sheet))
        @match open_absence(sheet) {
            Some((absence, open)) => {
                h2 { "Fin de l’absence" }
                form.app-form method="post" action=(sheet.url(&format!("{PATH}/{absence}/fin"))) novalidate {
                    (sheet.seal_with(&form.cle))
                    p { "L’absence court depuis le " (fr::time_long(open.from())) "." }
                    (date_field("au", "Dernier jour d’absence", &form.au)
                        .hint("Compris. Trois mois recommencent ce jour-là. Format attendu : jj/mm/aaaa"))
                    (buttons(&[&button("Noter la fin de l’absence"), &link_button("Revenir au dossier", &sheet.back()).secondary()]))
                }
            },
            None => {
                h2 { "Nouvelle absence" }
                form.app-form method="post" action=(sheet.url(PATH)) novalidate {
                    (sheet.seal_with(&form.cle))
                    (date_field("du", "Premier jour d’absence", &form.du).hint("Format attendu : jj/mm/aaaa"))
                    (date_field("au", "Dernier jour d’absence", &form.au).optional()
                        .hint("Compris. Laissez vide s’il n’est pas connu : vous le noterez au retour de la personne."))
                    (buttons(&[&button("Enregistrer l’absence"), &link_button("Revenir au dossier", &sheet.back()).secondary()]))
                }
            },
        }
    };
    sheet.form_page_telling("Absences justifiées", in_error, message, &content)
}

/// The absences, the latest first, each with the way to annul it.
pub fn list(sheet: &Sheet) -> Markup {
    let mut absences: Vec<&Absence> = sheet.dossier.absences().iter().collect();
    absences.sort_by_key(|absence| std::cmp::Reverse(absence.from()));
    if absences.is_empty() {
        return html! { p { "Aucune absence enregistrée." } };
    }
    let annuls = sheet.may(Action::AnnulContact);
    let columns = vec![
        Column::new("Premier jour"),
        Column::new("Dernier jour"),
        Column::actions("Annuler"),
    ];
    let rows = absences
        .into_iter()
        .map(|absence| {
            let until = match absence.until() {
                Some(until) => html! { (fr::time_short(until)) },
                None => html! { "sans fin connue" },
            };
            let annul = html! {
                @if let Some(fact) = absence.fact().filter(|_| annuls) {
                    a.fr-link.fr-link--sm href=(sheet.form_url(&format!("faits/{fact}/annuler"))) {
                        "Annuler" span.fr-sr-only { " l’absence du " (fr::day_month_year(absence.from())) }
                    }
                }
            };
            vec![html! { (fr::time_short(absence.from())) }, until, annul]
        })
        .collect();
    html! { (table("Absences justifiées", columns, rows).caption_hidden()) }
}
