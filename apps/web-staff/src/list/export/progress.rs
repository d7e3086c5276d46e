//! How far a file is, for the page that it was asked from: the browser shows its download,
//! but not how much of a workbook is ready before it leaves.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU8, AtomicU64, Ordering},
};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::StaffId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;
use web_kit::{Query, fr};

use super::PROGRESS;
use crate::{Staff, session::StaffSession};

/// How many exports are remembered; older ones show nothing more.
const REMEMBERED: usize = 100;

/// The script stops asking: nothing more will change.
const STOP_ASKING: u16 = 286;

const UNDER_WAY: u8 = 0;
const READY: u8 = 1;
const FAILED: u8 = 2;

/// An export under way, or over.
#[derive(Debug)]
pub struct Run {
    by: StaffId,
    key: Uuid,
    total: Option<u64>,
    written: AtomicU64,
    state: AtomicU8,
}

impl Run {
    /// More people are written.
    pub fn wrote(&self, people: usize) {
        let people = u64::try_from(people).unwrap_or(u64::MAX);
        self.written.fetch_add(people, Ordering::Relaxed);
    }

    /// It is over.
    pub fn end(&self, well: bool) {
        let state = if well { READY } else { FAILED };
        self.state.store(state, Ordering::Relaxed);
    }
}

/// The exports of this program, the last begun last.
#[derive(Debug, Default)]
pub struct Running(Mutex<Vec<Arc<Run>>>);

impl Running {
    /// Remembers one that begins.
    pub fn begin(&self, by: StaffId, key: Uuid, total: Option<u64>) -> Arc<Run> {
        let run = Arc::new(Run {
            by,
            key,
            total,
            written: AtomicU64::new(0),
            state: AtomicU8::new(UNDER_WAY),
        });
        let mut runs = self.runs();
        if runs.len() >= REMEMBERED {
            runs.remove(0);
        }
        runs.push(Arc::clone(&run));
        run
    }

    /// The last of somebody under a key.
    fn find(&self, by: StaffId, key: Uuid) -> Option<Arc<Run>> {
        let runs = self.runs();
        let found = runs.iter().rev().find(|run| run.by == by && run.key == key);
        found.cloned()
    }

    fn runs(&self) -> MutexGuard<'_, Vec<Arc<Run>>> {
        // Whoever panicked in here left a list all the same.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which export.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    cle: String,
}

/// Where the page says how far it is.
pub fn region(key: Uuid) -> Markup {
    html! {
        // Announced when it is over, which the count is not.
        p.fr-sr-only role="status" id="export-fini" {}
        div hx-get=(format!("{PROGRESS}?cle={key}")) hx-trigger="every 1s" hx-swap="innerHTML" {}
    }
}

/// What it says.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(which): Query<Which>,
) -> Response {
    let key = Uuid::try_parse(&which.cle).ok();
    let run = key.and_then(|key| staff.running().find(session.actor.id(), key));
    let Some(run) = run else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let written = run.written.load(Ordering::Relaxed);
    let people = fr::count(written, "dossier écrit", "dossiers écrits");
    match run.state.load(Ordering::Relaxed) {
        UNDER_WAY => {
            let sentence = match run.total {
                Some(total) => format!("{people} sur {}.", fr::number(total)),
                None => format!("{people}."),
            };
            html! { p { (fr::typo(&sentence)) } }.into_response()
        }
        READY => stopped(&format!("Le fichier est prêt : {people}.")),
        _ => stopped(
            "Le fichier n’a pas pu être terminé : ne vous servez pas de ce qui a été reçu, et recommencez.",
        ),
    }
}

fn stopped(sentence: &str) -> Response {
    let stop = StatusCode::from_u16(STOP_ASKING).unwrap_or(StatusCode::OK);
    let sentence = fr::typo(sentence);
    let said = html! {
        p aria-hidden="true" { (sentence) }
        div hx-swap-oob="innerHTML:#export-fini" { (sentence) }
    };
    (stop, said).into_response()
}
