//! The files of a shelf, and the form that adds some: a section of a page, or a page alone.

use application::files::{Listed, SIZE_MAX, Scan, Shelf};
use axum::extract::State;
use kernel::DossierId;
use maud::{Markup, html};
use web_kit::{
    Flash, PageError, PathId, assets,
    components::{
        Column, Level, badge, button, buttons, empty_list, link_button, notice, table, text_field,
    },
    fr,
};

use super::{
    frame::{Frame, file_url, url_of},
    upload::Outcome,
};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
};

/// The page of the attachments of a dossier.
pub async fn of_dossier(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let frame = Frame::of_dossier(staff, session, id).await?;
    alone(&frame, &flash, &Outcome::default()).await
}

/// The page of the internal documents.
pub async fn of_structure(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    alone(
        &Frame::of_structure(staff, session),
        &flash,
        &Outcome::default(),
    )
    .await
}

/// The page of one shelf.
pub async fn alone(frame: &Frame, flash: &Flash, outcome: &Outcome) -> Result<Markup, PageError> {
    let content = html! {
        (draw(&frame.staff, &frame.session, frame.shelf(), outcome).await?)
        p { a.fr-link href=(frame.home()) { "Voir tous les documents" } }
    };
    Ok(frame.page(flash, outcome.in_error(), &content))
}

/// The section of a page: the files of a shelf for whoever may read them, nothing for others.
///
/// # Errors
/// The page of a failing storage.
pub(crate) async fn section(
    staff: &Staff,
    session: &StaffSession,
    shelf: Shelf,
) -> Result<Markup, PageError> {
    if !session.may(shelf.reading()) {
        return Ok(html! {});
    }
    draw(staff, session, shelf, &Outcome::default()).await
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    shelf: Shelf,
    outcome: &Outcome,
) -> Result<Markup, PageError> {
    let listed = staff.files.list(&session.actor, shelf).await;
    // No rule refuses to read a list.
    let files = unless_refused(listed, &url_of(shelf))?.map_err(|_| PageError::Forbidden)?;
    let scans = staff.files.scans();
    Ok(html! {
        section #fichiers {
            h2 { (title(shelf)) }
            (told(outcome))
            @if files.is_empty() {
                (empty_list(none(shelf), &html! {}))
            } @else {
                (rows(session, shelf, &files, scans))
            }
            @if session.may(shelf.adding()) { (form(shelf, outcome)) }
        }
        script type="module" src=(assets::url("files.js")) {}
    })
}

const fn title(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Attachments(_) => "Pièces jointes",
        Shelf::Internal => "Documents internes",
    }
}

const fn none(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Attachments(_) => "Aucune pièce jointe dans ce dossier.",
        Shelf::Internal => "Aucun document interne : règlement, plaquette, note de service.",
    }
}

/// What became of the files that were just sent, where not all of them were kept.
fn told(outcome: &Outcome) -> Markup {
    if outcome.refused.is_empty() {
        return html! {};
    }
    let refused = u64::try_from(outcome.refused.len()).unwrap_or(u64::MAX);
    let title = match (outcome.kept.len(), refused) {
        (0, 1) => "Le fichier n’a pas été ajouté".to_owned(),
        (0, _) => "Aucun fichier n’a été ajouté".to_owned(),
        (_, _) => fr::count(
            refused,
            "fichier n’a pas été ajouté",
            "fichiers n’ont pas été ajoutés",
        ),
    };
    html! {
        div.fr-alert.fr-alert--error.app-errors role="alert" id="erreurs" tabindex="-1" autofocus {
            h3.fr-alert__title { (title) }
            ul {
                @for (name, why) in &outcome.refused {
                    li {
                        @if let Some(name) = name { bdi { (name) } (fr::NBSP) ": " }
                        (fr::typo(why))
                    }
                }
            }
            @if !outcome.kept.is_empty() {
                p { "Ajouté" @if outcome.kept.len() > 1 { "s" } (fr::NBSP) ": " (fr::list(&outcome.kept)) "." }
            }
        }
    }
}

fn rows(session: &StaffSession, shelf: Shelf, files: &[Listed], scans: bool) -> Markup {
    let mut columns = vec![
        Column::new("Document"),
        Column::new("Fichier"),
        Column::new("Ajout"),
    ];
    let changes = session.may(shelf.adding()) || session.may(shelf.deleting());
    if changes {
        columns.push(Column::actions("Actions"));
    }
    let rows = files
        .iter()
        .map(|listed| {
            let file = &listed.file;
            let mut cells = vec![
                name(shelf, listed, scans),
                html! { (file.kind.label()) ", " (size(file.size)) },
                html! {
                    (fr::time_short(session.actor.civil_date(file.at)))
                    @if !listed.keeper.is_empty() { br; span.app-second { (listed.keeper) } }
                },
            ];
            if changes {
                cells.push(acts(session, shelf, listed));
            }
            cells
        })
        .collect();
    html! { (table(title(shelf), columns, rows).caption_hidden()) }
}

fn name(shelf: Shelf, listed: &Listed, scans: bool) -> Markup {
    let file = &listed.file;
    let open = html! {
        a href=(file_url(shelf, file.id, "")) { bdi { (file.label) } }
    };
    match file.scan {
        Scan::Infected => html! {
            bdi { (file.label) } br;
            (badge(Some(Level::Error), "Virus détecté : ne s’ouvre pas"))
        },
        Scan::Waiting if scans => {
            html! { (open) br; (badge(Some(Level::Info), "Analyse en attente")) }
        }
        Scan::Waiting | Scan::Clean => open,
    }
}

fn acts(session: &StaffSession, shelf: Shelf, listed: &Listed) -> Markup {
    let (file, about) = (listed.file.id, listed.file.label.as_str());
    html! {
        div.app-file-acts {
            @if session.may(shelf.adding()) {
                (link_button("Renommer", &file_url(shelf, file, "modifier")).tertiary().small().about(about))
            }
            @if session.may(shelf.deleting()) {
                (link_button("Supprimer", &file_url(shelf, file, "supprimer")).tertiary().small().about(about))
            }
        }
    }
}

/// A length as people read it.
pub fn size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    const MEGA: u64 = KILO * KILO;
    if bytes < MEGA {
        format!("{}{}ko", bytes.div_ceil(KILO), fr::NBSP)
    } else if bytes.is_multiple_of(MEGA) {
        format!("{}{}Mo", bytes / MEGA, fr::NBSP)
    } else {
        let tenths = bytes * 10 / MEGA;
        format!("{},{}{}Mo", tenths / 10, tenths % 10, fr::NBSP)
    }
}

/// What the chooser of files offers, and the words for it.
const fn offered(shelf: Shelf) -> (&'static str, &'static str) {
    match shelf {
        Shelf::Attachments(_) => (".pdf,.jpg,.jpeg,.png", "PDF, JPEG ou PNG"),
        Shelf::Internal => (
            ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.doc,.xls,.odt,.ods,.ots",
            "PDF, JPEG, PNG, ou document Word, Excel ou LibreOffice sans macro",
        ),
    }
}

const fn advice(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Attachments(_) => {
            "N’ajoutez que ce qui sert à la domiciliation : aucune pièce médicale ni judiciaire. \
             Les photos sont redressées, réduites et débarrassées de leurs données cachées, comme le lieu de prise de vue."
        }
        Shelf::Internal => {
            "Ces documents sont réservés à l’équipe : aucun ne doit concerner une personne domiciliée."
        }
    }
}

fn form(shelf: Shelf, outcome: &Outcome) -> Markup {
    let (accept, kinds) = offered(shelf);
    let most = size(SIZE_MAX);
    html! {
        form.app-form.app-upload method="post" action=(url_of(shelf)) enctype="multipart/form-data"
            data-fichiers data-limite=(SIZE_MAX) novalidate {
            h3 { "Ajouter des fichiers" }
            (text_field("libelle", "Libellé", &outcome.label)
                .hint("Sans libellé, chaque fichier garde son nom.").max_length(100)
                .optional())
            div.fr-upload-group {
                label.fr-label for="fichiers-choix" {
                    "Fichiers"
                    span.fr-hint-text #fichiers-aide {
                        (kinds) ". " (most) " au plus par fichier, plusieurs à la fois si besoin."
                    }
                }
                input.fr-upload type="file" id="fichiers-choix" name="fichiers" multiple accept=(accept)
                    aria-describedby=(if outcome.missing { "fichiers-aide fichiers-choix-error" } else { "fichiers-aide" })
                    aria-invalid=[outcome.missing.then_some("true")];
                @if outcome.missing {
                    p.fr-error-text #fichiers-choix-error { "Choisissez au moins un fichier." }
                }
            }
            (notice(Level::Info, advice(shelf)))
            div.app-progress data-progres hidden {
                label for="fichiers-progres" { "Envoi en cours" }
                progress id="fichiers-progres" max="100" value="0" {}
            }
            p data-dit role="status" {}
            (buttons(&[&button("Ajouter").secondary()]))
        }
    }
}
