//! A list of references, from a file or a scanner: shown first, recorded at once.

use application::round::{LINES_MAX, ListLine, Plan, PutAside, Spotted, read_list};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::mail::MailKind;
use kernel::RoundId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, Link, PageError, PathId,
    components::{
        Column, button, buttons, error_summary, hidden, idempotency_key, link_button, radio_group,
        table, textarea,
    },
    fr,
};

use super::{
    FILE_MAX,
    entry::sheet_of,
    page::{kinds, why},
    plain,
    who::name,
};
use crate::{
    Staff,
    dossier::key_of,
    session::{Here, StaffSession},
    urls, words,
};

/// What confirms that a list was recorded.
pub const RECORDED: &str = "liste-enregistree";

/// The longest list that is typed or scanned into the page, in characters.
const TYPED_MAX: u16 = 40_000;

/// A list, as it comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    cle: Field,
    liste: Field,
    nature: Field,
}

impl Submitted {
    fn kind(&self) -> MailKind {
        self.nature.text().parse().unwrap_or(MailKind::Letter)
    }

    /// The lines, or what is wrong with the list.
    fn lines(&mut self) -> Option<Vec<ListLine>> {
        match read_list(&self.liste.raw, self.kind()) {
            Ok(lines) if lines.is_empty() => {
                self.liste
                    .refuse("Indiquez au moins une référence, une par ligne.");
                None
            }
            Ok(lines) => Some(lines),
            Err(_) => {
                let most = fr::number(u64::try_from(LINES_MAX).unwrap_or(u64::MAX));
                self.liste.refuse(format!(
                    "Une liste tient en {most} lignes : coupez-la en plusieurs."
                ));
                None
            }
        }
    }
}

/// The form.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
) -> Result<Response, PageError> {
    ask(&staff, &session, id, &Submitted::default()).await
}

/// Shows what recording a typed or scanned list would do.
pub async fn preview(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    Form(form): Form<Submitted>,
) -> Result<Response, PageError> {
    sheet_of(&staff, &session, id).await?;
    show(&staff, &session, id, form).await
}

/// Shows what recording a file would do.
pub async fn file(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, PageError> {
    sheet_of(&staff, &session, id).await?;
    let mut form = Submitted::default();
    let mut multipart = multipart.map_err(|_| PageError::UnsupportedMediaType)?;
    while let Some(field) = multipart.next_field().await.map_err(|e| unread(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|e| unread(&e))?;
        match name.as_str() {
            "nature" => form.nature = Field::new(text_of(&bytes)),
            "fichier" if bytes.len() > FILE_MAX => return Err(PageError::TooLarge),
            "fichier" => form.liste = Field::new(text_of(&bytes)),
            _ => {}
        }
    }
    show(&staff, &session, id, form).await
}

fn unread(error: &axum::extract::multipart::MultipartError) -> PageError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::BadRequest,
    }
}

/// What a file says: UTF-8, else the one-byte letters of Western spreadsheets. The database
/// has no null characters.
fn text_of(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    text.replace('\0', "")
}

/// Records the list.
pub async fn record(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let Some(lines) = form.lines() else {
        return refused(&staff, &session, id, &form).await;
    };
    let key = key_of(&staff, &form.cle);
    let recorded = staff.rounds.record_list(&session.actor, id, key, &lines);
    plain(recorded.await, id)?;
    let to = Flash::on(&urls::round(id), RECORDED);
    Ok(Redirect::to(&to).into_response())
}

async fn refused(
    staff: &Staff,
    session: &StaffSession,
    id: RoundId,
    form: &Submitted,
) -> Result<Response, PageError> {
    let page = ask(staff, session, id, form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn show(
    staff: &Staff,
    session: &StaffSession,
    id: RoundId,
    mut form: Submitted,
) -> Result<Response, PageError> {
    let Some(lines) = form.lines() else {
        return refused(staff, session, id, &form).await;
    };
    let plan = plain(staff.rounds.plan(&session.actor, &lines).await, id)?;
    Ok(draw_plan(staff, session, id, &form, &plan).into_response())
}

/// The page that asks for a list; of a closed round there is only the summary.
async fn ask(
    staff: &Staff,
    session: &StaffSession,
    id: RoundId,
    form: &Submitted,
) -> Result<Response, PageError> {
    let sheet = sheet_of(staff, session, id).await?;
    let url = urls::round(id);
    if sheet.summary.round.closed_at.is_some() {
        return Ok(Redirect::to(&format!("{url}/recapitulatif")).into_response());
    }
    let title = "Saisir une liste de références";
    let nature = Field::new(form.kind().code());
    let content = html! {
        h1 { (title) }
        (error_summary(None, &[("liste", &form.liste)]))
        p { "Une référence par ligne : numéro du dossier, référence de la structure, case ou carte scannée. \
             Après un point-virgule, la nature puis le nombre, s’ils diffèrent : " code { "1204;colis;2" } "." }
        p { "Vous verrez ce qui est trouvé avant d’enregistrer." }
        h2 { "Scanner ou coller" }
        form.app-form method="post" action={ (url) "/liste" } novalidate autocomplete="off" {
            (radio_group("nature", "Nature des plis", &nature, kinds()).inline())
            (textarea("liste", "Références", &form.liste, TYPED_MAX).rows(10))
            (buttons(&[&button("Vérifier la liste"), &link_button("Revenir à la tournée", &url).secondary()]))
        }
        h2 { "Envoyer un fichier" }
        form.app-form method="post" action={ (url) "/liste/fichier" } enctype="multipart/form-data" {
            // Its own names: the two forms stand on one page.
            fieldset.fr-fieldset aria-labelledby="fichier-nature-legende" {
                legend.fr-fieldset__legend.fr-fieldset__legend--regular id="fichier-nature-legende" { "Nature des plis" }
                @for (index, kind) in MailKind::ALL.iter().enumerate() {
                    @let id = format!("fichier-nature-{index}");
                    div.fr-fieldset__element.fr-fieldset__element--inline {
                        div.fr-radio-group {
                            input type="radio" name="nature" id=(id) value=(kind.code()) checked[*kind == form.kind()];
                            label.fr-label for=(id) { (kind.label()) }
                        }
                    }
                }
            }
            div.fr-upload-group {
                label.fr-label for="fichier" {
                    "Fichier texte ou CSV"
                    span.fr-hint-text { "1 Mo et 2 000 lignes au plus." }
                }
                input.fr-upload type="file" id="fichier" name="fichier" accept=".csv,.txt,text/csv,text/plain";
            }
            (buttons(&[&button("Vérifier le fichier").secondary()]))
        }
    };
    let page = around(session, id, title)
        .in_error(form.liste.error.is_some())
        .content(content)
        .inside(&session.shell(Here::Accueil));
    Ok(page.into_response())
}

fn around(session: &StaffSession, id: RoundId, title: &str) -> web_kit::Page {
    session.page(title).breadcrumb(vec![
        Link::new("Tournées", urls::ROUND),
        Link::new("Tournée de courrier", urls::round(id)),
    ])
}

fn draw_plan(
    staff: &Staff,
    session: &StaffSession,
    id: RoundId,
    form: &Submitted,
    plan: &Plan,
) -> Markup {
    let url = urls::round(id);
    let items: u32 = plan.found.iter().map(|found| found.quantity.get()).sum();
    let aside = u64::try_from(plan.aside.len()).unwrap_or(u64::MAX);
    let verb = if items == 0 {
        "Mettre la liste à part".to_owned()
    } else {
        fr::count(items.into(), "pli trouvé", "plis trouvés")
    };
    let press = if items == 0 {
        verb
    } else if items == 1 {
        "Enregistrer le pli trouvé".to_owned()
    } else {
        format!("Enregistrer les {verb}")
    };
    let title = "Vérifier la liste";
    let content = html! {
        h1 { (title) }
        p.app-lead {
            (fr::count(items.into(), "pli trouvé", "plis trouvés"))
            @if aside > 0 { (fr::typo(" ; ")) (fr::count(aside, "ligne à part", "lignes à part")) }
            "."
        }
        @if aside > 0 {
            h2 { "À part" }
            p { "Ces lignes ne seront enregistrées dans aucun dossier. Elles resteront dans la tournée, à traiter." }
            (table("Lignes à part", aside_columns(), plan.aside.iter().map(|l| aside_row(session, l)).collect()).caption_hidden())
        }
        @if items > 0 {
            h2 { "Trouvé" }
            (table("Plis trouvés", found_columns(), plan.found.iter().map(found_row).collect()).caption_hidden())
        }
        form method="post" action={ (url) "/liste/enregistrer" } {
            (idempotency_key(staff.new_key()))
            (hidden("nature", form.kind().code()))
            (hidden("liste", &form.liste.raw))
            (buttons(&[&button(&press), &link_button("Revenir sans enregistrer", &format!("{url}/liste")).secondary()]))
        }
    };
    around(session, id, title)
        .content(content)
        .inside(&session.shell(Here::Accueil))
}

fn lines(numbers: &[u32]) -> String {
    let numbers: Vec<_> = numbers.iter().map(|n| fr::number((*n).into())).collect();
    fr::list(&numbers)
}

fn found_columns() -> Vec<Column> {
    vec![
        Column::new("Pour qui"),
        Column::new("Case"),
        Column::new("Reçu"),
        Column::number("N° de ligne"),
    ]
}

fn found_row(found: &Spotted) -> Vec<Markup> {
    vec![
        html! {
            strong { (name(&found.person)) }
            span.app-second { "n°\u{a0}" (found.person.number) }
        },
        html! { @if let Some(place) = &found.person.distribution { (place) } },
        html! { (words::quantity(found.kind, found.quantity.get())) },
        html! { (lines(&found.lines)) },
    ]
}

fn aside_columns() -> Vec<Column> {
    vec![
        Column::new("Pli"),
        Column::new("Pourquoi"),
        Column::new("Reçu"),
        Column::number("N° de ligne"),
    ]
}

fn aside_row(session: &StaffSession, aside: &PutAside) -> Vec<Markup> {
    vec![
        html! {
            @if let Some(person) = &aside.person {
                strong { (name(person)) }
                span.app-second { "n°\u{a0}" (person.number) " · " (person.situation.status(session.today).label()) }
            }
            @if let Some(typed) = &aside.typed { strong { (typed) } }
        },
        html! { (why(aside.why)) },
        html! { (words::quantity(aside.kind, aside.quantity.get())) },
        html! { (lines(&aside.lines)) },
    ]
}
