//! The stream of events that a page listens to.
//!
//! It says that something changed, never what: the page asks for that, with the rights that
//! its session has then. It is no use of the session, and ends with it.

use std::{convert::Infallible, time::Duration};

use application::live::{Change, Subscription};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, header::CACHE_CONTROL},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream::unfold;
use kernel::{DossierId, StructureId};
use secrecy::SecretString;
use serde::Deserialize;
use structures::Action;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};
use web_kit::{PageError, Query};

use crate::{Staff, session::StaffSession};

/// How often the session is looked at, and the stored version, in case word of it was lost.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(30);
/// Proxies and browsers give up a connection on which nothing comes.
const SIGN_OF_LIFE_EVERY: Duration = Duration::from_secs(15);
/// What happens in a structure within this time is one event.
const GATHERED_FOR: Duration = Duration::from_secs(1);

/// What a page listens to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// One dossier; else all of the structure.
    dossier: Option<String>,
    /// The version that the page shows.
    version: i64,
}

/// Events, until the page closes, the session ends or the program stops.
pub async fn events(
    State(staff): State<Staff>,
    session: StaffSession,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let cookie = staff.cookie.read(&headers).ok_or(PageError::Forbidden)?;
    let dossier = match asked.dossier {
        Some(id) => Some(id.parse().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let structure = session.actor.structure_id();
    let mut looking = interval(LOOKED_AT_EVERY);
    looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let listener = Listener {
        // Listening comes first: what changed before is found by looking.
        subscription: staff.changes.subscribe(structure),
        staff,
        cookie: cookie.into(),
        structure,
        dossier: dossier.map(|id| Watched {
            id,
            shown: asked.version,
        }),
        looking,
        began: false,
        due: None,
        ended: false,
    };
    let events = unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    // A proxy that gathers answers before it sends them would hold events back.
    let unbuffered = [
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let signs_of_life = KeepAlive::new().interval(SIGN_OF_LIFE_EVERY);
    Ok((unbuffered, Sse::new(events).keep_alive(signs_of_life)).into_response())
}

struct Watched {
    id: DossierId,
    /// The version that the page shows or was told of.
    shown: i64,
}

/// One page that listens.
struct Listener {
    staff: Staff,
    cookie: SecretString,
    structure: StructureId,
    subscription: Box<dyn Subscription>,
    dossier: Option<Watched>,
    looking: Interval,
    /// Whether the page was told that it is listened for.
    began: bool,
    /// When the changes of the structure that were gathered are told.
    due: Option<Instant>,
    ended: bool,
}

/// A browser drops an event without data.
fn event(name: &str, data: &str) -> Event {
    Event::default().event(name).data(data)
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        while !self.ended {
            let told = tokio::select! {
                change = self.subscription.next() => match change {
                    Some(change) => self.heard(change).await,
                    None => return None,
                },
                _ = self.looking.tick() => self.look().await,
                () = sleep_until(self.due.unwrap_or_else(Instant::now)), if self.due.is_some() => {
                    self.due = None;
                    Some(event("structure", "-"))
                }
            };
            if told.is_some() {
                return told;
            }
        }
        None
    }

    async fn heard(&mut self, change: Change) -> Option<Event> {
        let Some(watched) = &self.dossier else {
            self.due
                .get_or_insert_with(|| Instant::now() + GATHERED_FOR);
            return None;
        };
        match change {
            Change::Dossier { id, version } if id == watched.id => self.stands_at(version),
            Change::Dossier { .. } => None,
            Change::Unnamed => self.compare().await,
        }
    }

    /// Whether the session still runs, and whether the page is still up to date.
    async fn look(&mut self) -> Option<Event> {
        match self.staff.access.actor_unused(&self.cookie).await {
            Ok(Some(actor)) if actor.may(Action::ViewDossiers) => {}
            Ok(_) => {
                self.ended = true;
                return Some(event("fin", "-"));
            }
            // The page tries again, and says meanwhile that it hears nothing.
            Err(_) => {
                self.ended = true;
                return None;
            }
        }
        let told = self.compare().await;
        let began = std::mem::replace(&mut self.began, true);
        told.or_else(|| (!began && !self.ended).then(|| event("pret", "-")))
    }

    async fn compare(&mut self) -> Option<Event> {
        let id = self.dossier.as_ref()?.id;
        let changes = &self.staff.changes;
        match changes.dossier_version(self.structure, id).await {
            Ok(version) => self.stands_at(version),
            Err(_) => {
                self.ended = true;
                None
            }
        }
    }

    fn stands_at(&mut self, version: Option<i64>) -> Option<Event> {
        let watched = self.dossier.as_mut()?;
        match version {
            Some(version) if version > watched.shown => {
                watched.shown = version;
                Some(event("dossier", &version.to_string()))
            }
            Some(_) => None,
            None => {
                self.ended = true;
                Some(event("parti", "-"))
            }
        }
    }
}
