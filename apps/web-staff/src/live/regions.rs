//! The regions of a person as they stand now, and who changed them.

use axum::extract::State;
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Field, PageError, PathId, Query, fr};

use super::{Act, SAID, Seen, acts};
use crate::{
    Staff,
    dossier::{Sheet, Tab, panel},
    session::StaffSession,
    words,
};

/// How many lines are announced; the history has them all.
const ANNOUNCED: usize = 3;

/// What the page shows already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    depuis: String,
    vers: Field,
}

/// All regions, to take the place of their namesakes, and whose acts made the difference
/// when they are another's.
pub async fn changed(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open_again(staff, session, id).await?;
    let sheet = sheet.on(Tab::named(asked.vers.text()));
    let seen: Seen = asked.depuis.parse().unwrap_or_default();
    let later = acts(seen.since(&sheet.dossier), &sheet.dossier, &sheet.session);
    let others: Vec<String> = later
        .iter()
        .filter(|act| !act.is_of(&sheet.session))
        .map(sentence)
        .collect();
    Ok(html! {
        (panel::regions(&sheet))
        @if !others.is_empty() {
            p id=(SAID) hx-swap-oob="innerHTML" { (fr::typo(&others.join(" "))) }
        }
    })
}

/// « Fatou Sy vient d’enregistrer : 2 courriers reçus, visite. »
fn sentence(act: &Act) -> String {
    let more = act.what.len().saturating_sub(ANNOUNCED);
    let mut lines: Vec<String> = act
        .what
        .iter()
        .take(ANNOUNCED)
        .map(|l| words::within(l))
        .collect();
    if more > 0 {
        lines.push(fr::count(
            more as u64,
            "autre enregistrement",
            "autres enregistrements",
        ));
    }
    format!("{} vient d’enregistrer : {}.", act.who, lines.join(", "))
}
