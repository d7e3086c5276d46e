//! Two dossiers of one person become one: which other, what both hold side by side, what
//! will happen, then one button.

use application::{UseCaseError, merge::Merge, reads::DossierRow};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Dossier, Refused};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Form, PageError, PathId, Query,
    components::{badge, button, link_button, text_field},
    fr,
};

use super::side_by_side::Both;
use crate::{
    Staff,
    dossier::{Sheet, Tab, key_of},
    list,
    session::{StaffSession, page_error, unless_refused},
    urls, words,
};

pub const DONE: &str = "dossiers-reunis";

const PATH: &str = "reunir";
const TITLE: &str = "Réunir deux dossiers";
/// How many answers of a search stand on the page.
const FOUND: u32 = 10;

/// What is asked of the page: the other dossier, or words to find it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    avec: Field,
    q: Field,
}

/// What the button sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    cle: Field,
    version: String,
    avec: Field,
    version_autre: String,
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let sheet = open(&staff, &session, id).await?;
    match asked.avec.text().parse::<DossierId>() {
        Ok(other) if other != id => {
            let other = open(&staff, &session, other).await?;
            Ok(Both::of(&sheet, &other).page(TITLE, None))
        }
        Ok(_) | Err(_) => choose(&sheet, &asked.q).await,
    }
}

pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(form): Form<Pressed>,
) -> Result<Response, PageError> {
    let sheet = open(&staff, &session, id).await?;
    let back = with(id, form.avec.text());
    let (Ok(other), Ok(kept_seen), Ok(other_seen)) = (
        form.avec.text().parse::<DossierId>(),
        form.version.parse(),
        form.version_autre.parse(),
    ) else {
        return Err(PageError::Unprocessable);
    };
    let merge = Merge {
        kept: id,
        kept_seen,
        other,
        other_seen,
        key: key_of(&staff, &form.cle),
    };
    let outcome = staff.merging.execute(&session.actor, merge).await;
    // The first is there: it was just opened.
    if matches!(outcome, Err(UseCaseError::NotFound)) {
        return Err(PageError::Conflict {
            message: "L’autre dossier n’existe plus : il a été réuni à un autre ou effacé entre-temps. Rien n’est changé.".to_owned(),
            back: urls::under(id, PATH),
        });
    }
    match unless_refused(outcome, &back)? {
        Ok(_) => Ok(Redirect::to(&Flash::on(&urls::dossier(id), DONE)).into_response()),
        Err(refused) => again(&staff, &session, &sheet, other, &refused).await,
    }
}

async fn again(
    staff: &Staff,
    session: &StaffSession,
    sheet: &Sheet,
    other: DossierId,
    refused: &Refused,
) -> Result<Response, PageError> {
    let other = open(staff, session, other).await?;
    let page = Both::of(sheet, &other).page(TITLE, Some(refused));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn open(staff: &Staff, session: &StaffSession, id: DossierId) -> Result<Sheet, PageError> {
    let sheet = Sheet::open(staff.clone(), session.clone(), id).await?;
    Ok(sheet.on(Tab::Record))
}

/// The page that compares a dossier with another one.
pub fn with(kept: DossierId, other: &str) -> String {
    format!("{}?avec={other}", urls::under(kept, PATH))
}

/// Other dossiers of the structure that may be the same person's.
pub async fn other_dossiers(sheet: &Sheet) -> Result<Vec<DossierRow>, PageError> {
    let Some(identity) = sheet.dossier.identity() else {
        return Ok(Vec::new());
    };
    let structure = sheet.session.actor.structure_id();
    let (nom, prenoms) = (identity.nom.as_str(), identity.prenoms.as_str());
    let lists = &sheet.staff.lists;
    let found = lists
        .possible_doubles(structure, nom, prenoms, Some(identity.birth))
        .await;
    let mut found = found.map_err(page_error)?;
    found.retain(|row| row.id != sheet.id());
    Ok(found)
}

/// Another dossier on one line, with the way to compare it.
pub fn row_line(sheet: &Sheet, row: &DossierRow) -> Markup {
    let status = row.situation.status(sheet.today());
    html! {
        a href=(urls::dossier(row.id)) { (list::name_of(row)) ", n°" (fr::NBSP) (row.number) }
        @if let Some(birth) = row.birth { ", naissance " (words::birth(birth)) }
        " " (badge(words::status_level(status), status.label()))
        @if sheet.may(Action::MergeDossiers) {
            " " a.fr-link.fr-link--sm href=(with(sheet.id(), &row.id.to_string())) {
                "Comparer" span.fr-sr-only { " avec le dossier n° " (row.number) }
            }
        }
    }
}

fn lines(sheet: &Sheet, rows: &[DossierRow]) -> Markup {
    html! { ul.app-arrivals { @for row in rows { li { (row_line(sheet, row)) } } } }
}

async fn choose(sheet: &Sheet, q: &Field) -> Result<Markup, PageError> {
    let doubles = other_dossiers(sheet).await?;
    let mut found = Vec::new();
    if !q.is_blank() {
        let structure = sheet.session.actor.structure_id();
        let answers = sheet.staff.search.find(structure, q.text(), FOUND).await;
        let answers = answers.map_err(page_error)?.into_iter();
        found.extend(answers.map(|found| found.row));
        found.retain(|row| row.id != sheet.id());
    }
    let content = html! {
        p { "Quand une même personne a deux dossiers, réunissez-les" (fr::NBSP) ": un seul numéro reste, avec tout ce qui a été enregistré dans les deux." }
        @if !doubles.is_empty() {
            h2 { "Dossiers peut-être de la même personne" }
            (lines(sheet, &doubles))
        }
        h2 { @if doubles.is_empty() { "Chercher l’autre dossier" } @else { "Chercher un autre dossier" } }
        form.app-form method="get" action=(sheet.url(PATH)) {
            (text_field("q", "Nom, numéro, référence ou date de naissance", q))
            (button("Chercher"))
        }
        @if !q.is_blank() {
            h3 { "Résultats" }
            @if found.is_empty() { p { "Aucun autre dossier ne répond à ces mots. Essayez le nom seul, ou le numéro." } }
            @else { (lines(sheet, &found)) }
        }
        p { (link_button("Revenir au dossier", &sheet.back()).secondary()) }
    };
    Ok(sheet.form_page(TITLE, false, &content))
}

/// What the law says of the merging, and what would come of it.
pub fn try_out(kept: &Sheet, other: &Dossier) -> Result<Dossier, Refused> {
    kept.staff
        .merging
        .preview(&kept.dossier, other, &kept.around)
}
