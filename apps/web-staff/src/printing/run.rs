//! One order: how far it is, what to take, who was left out and why.

use application::{
    files::Withheld,
    printing::{Binding, Ended, Ending, KEPT_DAYS, Outcome, PrintLine, PrintRun},
    reads::DossierRow,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::PrintRunId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Flash, Link, PageError, PathId, Query,
    components::{Column, Level, details, link_button, notice, post_button, table},
    fr,
};

use super::title;
use crate::{
    Staff, files,
    list::name_of as name,
    session::{Here, StaffSession, unless_refused},
    urls,
};

/// What the page of an order is told once it is given.
pub const ORDERED: &str = "impression-demandee";
/// What the page of all orders is told once one is discarded.
const DISCARDED: &str = "impression-supprimee";

/// How often the page comes again by itself where no script runs, in seconds.
const SECONDS: u32 = 5;

/// The sentence that confirms an act on the page it leads back to.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        ORDERED => {
            Some("L’impression est demandée. Vous pouvez quitter cette page : elle continue.")
        }
        DISCARDED => Some("L’impression est supprimée, avec ce qui était imprimé."),
        _ => None,
    }
}

/// Whether the page is to stay as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Still {
    fixe: String,
}

/// The page of an order.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<PrintRunId>,
    flash: Flash,
    Query(still): Query<Still>,
) -> Result<Markup, PageError> {
    let run = one(&staff, &session, id).await?;
    let left_out = left_out(&staff, &session, &run).await?;
    let message = flash.code().and_then(message);
    // Without what was just said, which is said once.
    let again = (run.ended.is_none() && still.fixe.is_empty())
        .then(|| (SECONDS, urls::print_run(run.id, "")));
    let content = html! {
        h1 { (title(&run)) }
        (details(&[
            ("Demandée le", html! { (session.moment(run.asked_at)) }),
            ("Sous la forme de", html! { (form_of(&run)) }),
        ]))
        // Announced when it changes, which the count does not.
        p.fr-sr-only role="status" id="etat-impression" {}
        (region(&session, &run, &left_out, still.fixe.is_empty()))
        p { a href=(urls::PRINTING) { "Toutes les impressions" } }
    };
    Ok(session
        .page(title(&run))
        .breadcrumb(vec![Link::new("Impressions en nombre", urls::PRINTING)])
        .message(message)
        .again(again)
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

/// What of that page changes, for its script.
pub async fn progress(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<PrintRunId>,
) -> Result<Markup, PageError> {
    let run = one(&staff, &session, id).await?;
    let left_out = left_out(&staff, &session, &run).await?;
    Ok(html! {
        (region(&session, &run, &left_out, true))
        @if let Some(ended) = &run.ended {
            div hx-swap-oob="innerHTML:#etat-impression" { (fr::typo(&said(ended.how))) }
        }
    })
}

async fn one(staff: &Staff, session: &StaffSession, id: PrintRunId) -> Result<PrintRun, PageError> {
    let found = staff.printing.one(&session.actor, id).await;
    let Ok(run) = unless_refused(found, urls::PRINTING)?;
    Ok(run)
}

/// Who is left out, once that is known.
async fn left_out(
    staff: &Staff,
    session: &StaffSession,
    run: &PrintRun,
) -> Result<Vec<(PrintLine, Option<DossierRow>)>, PageError> {
    if run.ended.is_none() || run.left_out == 0 {
        return Ok(Vec::new());
    }
    let lines = staff.printing.left_out(&session.actor, run.id).await;
    let Ok(lines) = unless_refused(lines, urls::PRINTING)?;
    let ids: Vec<_> = lines.iter().map(|line| line.dossier).collect();
    let rows = staff
        .lists
        .rows_of(session.actor.structure_id(), &ids)
        .await;
    let rows = rows.map_err(|_| PageError::Unavailable)?;
    let of = |line: PrintLine| {
        let row = rows.iter().find(|row| row.id == line.dossier);
        (line, row.cloned())
    };
    Ok(lines.into_iter().map(of).collect())
}

fn region(
    session: &StaffSession,
    run: &PrintRun,
    left_out: &[(PrintLine, Option<DossierRow>)],
    live: bool,
) -> Markup {
    let live = live && run.ended.is_none();
    let address = urls::print_run(run.id, "avancement");
    html! {
        div.app-printing id="impression"
            hx-get=[live.then_some(&address)] hx-trigger=[live.then_some("every 1s")]
            hx-swap=[live.then_some("outerHTML")] {
            @match &run.ended {
                None => (under_way(run, live)),
                Some(ended) => (over(session, run, ended)),
            }
            (reasons(left_out))
        }
    }
}

fn under_way(run: &PrintRun, live: bool) -> Markup {
    let people = fr::number(run.people.into());
    let sentence = match run.looked_at {
        0 => "En attente : l’impression commence dans quelques secondes.".to_owned(),
        all if all == run.people => {
            format!("{people} personnes sur {people} : le fichier s’achève.")
        }
        some => format!("{} personnes sur {people}.", fr::number(some.into())),
    };
    let discard = urls::print_run(run.id, "supprimer");
    html! {
        label.fr-label for="avancement" { "Avancement" }
        progress id="avancement" max=(run.people) value=(run.looked_at) { (run.looked_at) " sur " (run.people) }
        p { (fr::typo(&sentence)) }
        noscript {
            p {
                @if live {
                    "Cette page s’actualise toutes les " (SECONDS) " secondes. "
                    a href=(format!("{}?fixe=oui", urls::print_run(run.id, ""))) { "Ne plus l’actualiser" }
                } @else {
                    a href=(urls::print_run(run.id, "")) { "Actualiser cette page" }
                }
            }
        }
        (post_button("Annuler l’impression", &discard).secondary().id("annuler-impression"))
    }
}

fn over(session: &StaffSession, run: &PrintRun, ended: &Ended) -> Markup {
    let discard = urls::print_run(run.id, "supprimer");
    let level = match ended.how {
        Ending::Ready if run.left_out == 0 => Level::Success,
        Ending::Ready | Ending::Empty | Ending::Forbidden => Level::Warning,
        Ending::Failed => Level::Error,
    };
    let mut sentence = said(ended.how);
    if ended.how == Ending::Ready && run.left_out > 0 {
        let people = fr::count(run.left_out.into(), "personne", "personnes");
        sentence = format!("{sentence} Rien n’est imprimé pour {people} : voyez pourquoi.");
    }
    let printed = fr::count(
        u64::from(run.people.saturating_sub(run.left_out)),
        "document",
        "documents",
    );
    let take = match run.binding {
        Binding::OnePdf => format!("Ouvrir le PDF ({printed})"),
        Binding::Zip => format!("Télécharger le fichier ZIP ({printed})"),
    };
    html! {
        (notice(level, &sentence))
        @if ended.how == Ending::Ready {
            p { (link_button(&take, &urls::print_run(run.id, "fichier"))) }
            @if let Some(until) = run.kept_until() {
                p {
                    "Ce fichier contient des données personnelles. Il est effacé le "
                    (session.moment(until)) ", " (KEPT_DAYS) " jours après avoir été fait."
                }
            }
        }
        (post_button("Supprimer cette impression", &discard).tertiary())
    }
}

/// How it ended, in a sentence.
fn said(how: Ending) -> String {
    match how {
        Ending::Ready => "L’impression est prête.",
        Ending::Empty => "Rien n’a pu être imprimé : voyez pourquoi.",
        Ending::Failed => {
            "L’impression n’a pas pu être faite. Demandez-la de nouveau ; si cela se répète, prévenez la personne qui \
             tient l’application."
        }
        Ending::Forbidden => {
            "L’impression s’est arrêtée : la personne qui l’a demandée n’a plus le droit d’imprimer."
        }
    }
    .to_owned()
}

const fn form_of(run: &PrintRun) -> &'static str {
    match run.binding {
        Binding::OnePdf => "Un seul PDF",
        Binding::Zip => "Un PDF par personne, dans un fichier ZIP",
    }
}

/// Those for whom nothing is printed, each with the reason.
fn reasons(left_out: &[(PrintLine, Option<DossierRow>)]) -> Markup {
    if left_out.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::new("Personne"),
        Column::number("N°"),
        Column::new("Pourquoi"),
    ];
    let rows = left_out.iter().map(|(line, row)| {
        vec![
            html! {
                @match row {
                    Some(row) => a href=(urls::dossier(row.id)) { (name(row)) },
                    None => "Dossier absent",
                }
            },
            html! { @if let Some(row) = row { (fr::number(row.number.into())) } },
            html! { (line.outcome.map_or("", why)) },
        ]
    });
    html! {
        h2 { "Personnes pour qui rien n’est imprimé" }
        (table("Personnes pour qui rien n’est imprimé", columns, rows.collect()).caption_hidden())
    }
}

const fn why(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Printed => "",
        Outcome::Gone => "Le dossier a été effacé, ou réuni à un autre.",
        Outcome::NoTerm => {
            "Aucune domiciliation à attester : aucune n’a été accordée, ou une décision y a mis fin."
        }
        Outcome::NoLetter => "Rien n’appelle ce courrier aujourd’hui.",
        Outcome::Deceased => "Cette personne est décédée : aucun courrier ne lui est adressé.",
        Outcome::NoIdentity => "Son identité n’est pas enregistrée.",
    }
}

/// What was printed.
pub async fn file(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<PrintRunId>,
) -> Result<Response, PageError> {
    let opened = staff.printing.open(&session.actor, id).await;
    match unless_refused(opened, &urls::print_run(id, ""))? {
        Ok(opened) => Ok(files::sent(opened)),
        Err(Withheld::Lost) => Err(PageError::NotFound),
        Err(Withheld::Infected | Withheld::NotScanned | Withheld::StoreDown) => {
            Err(PageError::Unavailable)
        }
    }
}

/// Stops it, or deletes what was printed.
pub async fn discard(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<PrintRunId>,
) -> Result<Response, PageError> {
    let done = staff.printing.discard(&session.actor, id).await;
    let Ok(_committed) = unless_refused(done, urls::PRINTING)?;
    Ok(Redirect::to(&Flash::on(urls::PRINTING, DISCARDED)).into_response())
}
