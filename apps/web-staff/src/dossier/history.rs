//! Everything that was recorded, newest entry first, annulled entries struck with their
//! reason. It is what one prints as proof.

mod asked;
mod kind;
mod line;

use axum::extract::State;
use kernel::DossierId;
use maud::{Markup, html};
use web_kit::{Flash, PageError, PathId, Query, components::pagination, fr};

use super::{sheet::Sheet, tab::Tab};
use crate::{Staff, session::StaffSession};

pub use asked::Asked;
pub use kind::Kind;
pub use line::{entries, lines, stands};

/// How many lines a page holds.
const PAGE: usize = 100;

/// The tab of the history.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(mut asked): Query<Asked>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::History);
    let base = Tab::History.url(id);
    let filter = asked.filter();
    let found: Vec<_> = entries(&sheet)
        .filter(|recorded| filter.keeps(&sheet, recorded))
        .collect();
    let last = found.len().div_ceil(PAGE).max(1);
    let number = asked.page.text().parse().unwrap_or(1).clamp(1, last);
    let address = |page: usize| asked.address(&base, &format!("page={page}"));
    let before = (number > 1).then(|| address(number - 1));
    let after = (number < last).then(|| address(number + 1));
    let shown = found.iter().copied();
    let content = html! {
        section {
            h2 { "Historique" }
            (asked.form(&sheet, &base))
            p { (filter.sentence(&sheet, found.len())) }
            (heading_on_paper(&sheet))
            @if asked.wants_all() {
                p.app-screen-only {
                    "Tout est sur cette page, prêt à être imprimé avec votre navigateur. "
                    a.fr-link href=(address(1)) { "Revenir aux pages" }
                }
                (line::printed(&sheet, shown))
            } @else {
                @if !found.is_empty() {
                    p.app-screen-only { a.fr-link href=(asked.address(&base, "tout=oui")) { "Tout afficher pour imprimer" } }
                }
                (lines(&sheet, shown.skip((number - 1) * PAGE).take(PAGE)))
                (pagination(before.as_deref(), after.as_deref()))
            }
        }
    };
    Ok(sheet.page(&flash, &content))
}

/// What the page is, once it is a sheet of paper: where it comes from, and of which day.
fn heading_on_paper(sheet: &Sheet) -> Markup {
    html! {
        p.app-paper-only {
            (sheet.session.actor.structure().name()) ". Historique du dossier n°" (fr::NBSP) (sheet.dossier.number())
            ", " (sheet.person()) ", imprimé le " (fr::day_month_year(sheet.today()))
            " par " (sheet.session.actor.member().full_name()) "."
        }
    }
}
