//! Where an import begins: the file to send, the template to fill, the imports so far.

use application::imports::{
    staging::{ImportRun, Stage},
    table::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS},
};
use axum::extract::State;
use kernel::StaffId;
use maud::{Markup, html};
use web_kit::{
    Field, Flash, PageError, assets,
    components::{
        Column, button, buttons, disclosure, error_summary, idempotency_key, link_button, table,
    },
    fr,
};

use super::{TITLE, lines, undo};
use crate::{
    Staff,
    dossier::key_of,
    request::forms::colleagues,
    session::{Here, StaffSession, unless_refused},
    urls,
};

/// What the chooser of files offers.
const ACCEPTED: &str = ".xlsx,.xls,.ods,.ots,.csv,.txt";

/// The form, as it came.
#[derive(Default)]
pub struct Sent {
    pub cle: Field,
    pub fichier: Field,
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let message = flash.code().and_then(undo::message);
    draw(&staff, &session, message, &Sent::default()).await
}

/// The page, with what is wrong with the file that was sent.
pub async fn draw(
    staff: &Staff,
    session: &StaffSession,
    message: Option<&str>,
    sent: &Sent,
) -> Result<Markup, PageError> {
    let runs = staff.imports.recent(&session.actor).await;
    let Ok(runs) = unless_refused(runs, urls::IMPORT)?;
    let content = html! {
        h1 { (TITLE) }
        (error_summary(None, &[("fichier", &sent.fichier)]))
        p.app-lead.app-text {
            "Reprenez les personnes que votre structure suit déjà dans un classeur ou dans un autre outil."
        }
        p.app-text {
            "Vous verrez ce qui a été compris, ligne par ligne, et vous pourrez corriger. "
            "Rien n’est enregistré avant que vous l’ayez confirmé."
        }
        (form(staff, sent))
        (help())
        @if !runs.is_empty() {
            h2 { "Imports précédents" }
            (list(staff, session, &runs).await?)
        }
        script type="module" src=(assets::url("import.js")) {}
    };
    Ok(session
        .page(TITLE)
        .message(message)
        .in_error(sent.fichier.error.is_some())
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

fn form(staff: &Staff, sent: &Sent) -> Markup {
    let error = sent.fichier.error.as_deref();
    let described = match error {
        Some(_) => "fichier-aide fichier-erreur",
        None => "fichier-aide",
    };
    html! {
        form.app-form.app-upload method="post" action=(urls::IMPORT) enctype="multipart/form-data"
            data-fichier-unique data-limite=(MAX_BYTES) novalidate {
            (idempotency_key(key_of(staff, &sent.cle)))
            div.fr-upload-group.fr-upload-group--error[error.is_some()] {
                label.fr-label for="fichier" {
                    "Fichier à importer"
                    span.fr-hint-text #fichier-aide {
                        "Classeur Excel (.xlsx, .xls) ou LibreOffice (.ods), ou fichier .csv. "
                        (megabytes(MAX_BYTES)) " au plus."
                    }
                }
                input.fr-upload type="file" id="fichier" name="fichier" accept=(ACCEPTED)
                    aria-describedby=(described) aria-invalid=[error.map(|_| "true")];
                @if let Some(error) = error { p.fr-error-text #fichier-erreur { (fr::typo(error)) } }
            }
            p.app-unprinted data-dit role="status" {}
            (buttons(&[&button("Lire le fichier")]))
        }
    }
}

fn help() -> Markup {
    let rows = u64::try_from(MAX_ROWS).unwrap_or(u64::MAX);
    let accepted = html! {
        ul {
            li { "Une ligne par personne, les titres des colonnes au-dessus. L’ordre et le nom des colonnes sont libres." }
            li { "La première feuille remplie est lue\u{a0}; les autres sont ignorées." }
            li { (fr::number(rows)) " lignes et " (MAX_COLUMNS) " colonnes au plus." }
            li { "Un fichier protégé par un mot de passe ne peut pas être lu\u{a0}: retirez d’abord la protection." }
            li {
                "Le modèle d’import de DomiFa (" code { "modele_import_domifa.xlsx" }
                ") est reconnu, rempli aujourd’hui ou il y a des années."
            }
        }
    };
    html! {
        section.app-text {
            h2 { "Préparer le fichier" }
            p {
                "Envoyez votre propre fichier tel qu’il est\u{a0}: l’étape suivante fait correspondre ses colonnes, "
                "et s’en souvient pour la prochaine fois. Ou remplissez notre modèle, qui contient les listes de valeurs, "
                "l’aide de chaque colonne et des exemples."
            }
            p { (link_button("Télécharger le modèle (.xlsx)", "/import/modele.xlsx").secondary().icon("download-line")) }
            (disclosure("Quels fichiers sont lus\u{a0}?", false, &accepted))
        }
    }
}

async fn list(
    staff: &Staff,
    session: &StaffSession,
    runs: &[ImportRun],
) -> Result<Markup, PageError> {
    let team = colleagues(staff, session).await?;
    let by = |id: StaffId| {
        let found = team.iter().find(|member| member.id() == id);
        found.map_or_else(|| "un ancien collègue".to_owned(), |m| m.full_name())
    };
    let columns = vec![
        Column::new("Fichier"),
        Column::number("Lignes"),
        Column::new("Envoyé le"),
        Column::new("Par"),
        Column::new("Où il en est"),
    ];
    let rows = runs.iter().map(|run| {
        vec![
            html! { a.app-breaks href=(urls::import(run.id, "")) { bdi { (run.file_name) } } },
            html! { (fr::number(run.rows.into())) },
            html! { (session.moment(run.asked_at)) },
            html! { (by(run.by)) },
            html! { (fr::typo(&state(&run.stage))) },
        ]
    });
    Ok(html! { (table("Imports précédents", columns, rows.collect()).caption_hidden()) })
}

/// Where an import is, in a few words.
fn state(stage: &Stage) -> String {
    match stage {
        Stage::Mapping => "Colonnes à indiquer".to_owned(),
        Stage::Checked => "À vérifier, puis à confirmer".to_owned(),
        Stage::Importing { .. } => "Import en cours".to_owned(),
        Stage::Done(done) => {
            let created = fr::count(done.created.into(), "dossier créé", "dossiers créés");
            match done.refused {
                0 => format!("Terminé : {created}"),
                refused => format!("Terminé : {created}, {} refusées", lines(refused)),
            }
        }
        Stage::Failed { .. } => "Échec : rien n’est enregistré".to_owned(),
        Stage::Undoing { .. } => "Annulation en cours".to_owned(),
        Stage::Undone { .. } => "Annulé".to_owned(),
    }
}

/// « 20 Mo ».
fn megabytes(bytes: usize) -> String {
    format!("{}{}Mo", bytes / (1024 * 1024), fr::NBSP)
}
