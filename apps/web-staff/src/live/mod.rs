//! What other desks do, seen within two seconds.
//!
//! A page that can show it declares so ([`watch`], [`watch_list`]); its script then listens
//! to the stream of events ([`stream`]) and, when a dossier changed, asks for its regions
//! again ([`regions`]). Without the script the page is simply as old as it is.

mod regions;
mod since;
mod stream;

use maud::{Markup, html};
use structures::Action;

use crate::{
    dossier::{Sheet, panel::Drawn},
    route::{Needs, Route},
};

pub(crate) use since::{Act, Seen, acts};

const EVENTS: &str = "/evenements";
/// Where the acts of others are announced.
const SAID: &str = "vif-annonce";

/// The routes of this module. The page's script asks for them, not a person.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewDossiers);
    vec![
        Route::get(EVENTS, see, stream::events).unasked(),
        Route::get("/domicilies/{id}/vif", see, regions::changed).unasked(),
    ]
}

/// Makes the page show what other desks do to this dossier. To be put before the regions.
pub(crate) fn watch(sheet: &Sheet) -> Markup {
    html! {
        (place())
        (watched(sheet, Drawn::InPage))
    }
}

/// What the page watches, and how much of it it shows.
pub(crate) fn watched(sheet: &Sheet, drawn: Drawn) -> Markup {
    let seen = Seen::of(&sheet.dossier, sheet.version);
    let regions = format!(
        "{}?depuis={seen}&vers={}",
        sheet.url("vif"),
        sheet.here().code()
    );
    html! {
        div id="vif" hidden hx-swap-oob=[drawn.swap()] data-version=(sheet.version)
            data-live={ (EVENTS) "?dossier=" (sheet.id()) } data-regions=(regions) {}
    }
}

/// Makes a page say that what it lists has changed, without moving anything: `changed` is
/// the sentence (« La liste a changé »), `here` the address of the page.
pub(crate) fn watch_list(changed: &str, here: &str) -> Markup {
    html! {
        (place())
        div id="vif" hidden data-live=(EVENTS) {
            template { (changed) " — " a.fr-link href=(here) { "Actualiser" } }
        }
    }
}

/// Empty until there is something to say: a screen reader announces what comes into what
/// was there.
fn place() -> Markup {
    html! {
        div.app-live {
            p role="status" id=(SAID) {}
            p role="status" id="vif-coupure" {}
        }
    }
}
