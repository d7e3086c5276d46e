//! The page of the desk: what one searches at the left, the person at the right; on a
//! narrow screen one above the other.

use maud::{Markup, html};
use structures::Action;
use web_kit::{Flash, fr};

use super::{LONGEST, results::Results};
use crate::{
    dossier::{
        Sheet, message,
        panel::{self, Drawn},
    },
    live,
    session::{Here, StaffSession},
    urls,
};

/// Who is shown at the right.
pub enum Person<'a> {
    /// This person.
    Open(&'a Sheet),
    /// Nobody was chosen yet.
    NotYet,
    /// The structure has nobody yet.
    Nobody,
}

/// The whole page.
pub fn draw(
    session: &StaffSession,
    results: &Results,
    person: &Person<'_>,
    flash: &Flash,
) -> Markup {
    let title = match person {
        Person::Open(sheet) => format!("{} — accueil", sheet.person()),
        Person::NotYet | Person::Nobody => "Accueil".to_owned(),
    };
    let mut shell = session.shell(Here::Accueil);
    // The desk has its own box: two of them would puzzle.
    shell.search = None;
    let content = html! {
        div.app-title {
            h1 { "Accueil" }
            p.app-links {
                a.fr-link.fr-icon-mail-line.fr-link--icon-left href=(urls::ROUND) { "Faire une tournée de courrier" }
                @if session.may(Action::EditRequest) {
                    a.fr-link.fr-icon-user-add-line.fr-link--icon-left href=(urls::NEW) { "Nouvelle demande" }
                }
            }
        }
        div.app-desk {
            div {
                (search(results))
                p.fr-sr-only role="status" id="compte" {}
                div id="resultats" { (results.drawn(session)) }
            }
            section.app-desk__person id="personne" aria-label="La personne" data-keys {
                @match person {
                    Person::Open(sheet) => (self::person(sheet)),
                    Person::NotYet => p.app-desk__nobody {
                        (fr::typo("Cherchez une personne : ce qui l’attend et les gestes du guichet s’affichent ici."))
                    },
                    Person::Nobody => p.app-desk__nobody {
                        "Aucune personne n’est encore enregistrée. "
                        a.fr-link href=(urls::LIST) { "Voir par où commencer" }
                    },
                }
            }
        }
    };
    session
        .page(title)
        .message(flash.code().and_then(message))
        .content(content)
        .inside(&shell)
}

/// The box. Without a script it is a form; with it, what is typed is searched at once.
fn search(results: &Results) -> Markup {
    html! {
        form.app-desk__search role="search" method="get" action=(urls::RECEPTION) {
            label.fr-label for="chercher" {
                "Chercher une personne, ou scanner sa carte"
                span.fr-hint-text id="chercher-aide" {
                    "Nom, ayant droit, mandataire, numéro, téléphone ou date de naissance. \
                     Entrée ouvre la première personne, les flèches choisissent, Échap revient ici."
                }
            }
            div.app-desk__box {
                input.fr-input type="search" id="chercher" name="q" value=(results.asked()) maxlength=(LONGEST)
                    autocomplete="off" autocapitalize="off" spellcheck="false" aria-keyshortcuts="/" autofocus
                    hx-get=(urls::RECEPTION) hx-trigger="input changed delay:120ms, chercher"
                    hx-target="#resultats" hx-sync="this:replace";
                button.fr-btn.fr-btn--secondary type="submit" { "Chercher" }
            }
        }
    }
}

/// The person: who, what must be known, what waits, what can be done, what was done.
pub fn person(sheet: &Sheet) -> Markup {
    html! {
        div.app-person data-dossier=(sheet.id()) {
            h2 id="personne-nom" tabindex="-1" autofocus { (sheet.person()) }
            p {
                (sheet.marks())
                a.fr-link href=(urls::dossier(sheet.id())) { "Ouvrir le dossier" }
            }
        }
        (live::watch(sheet))
        (panel::situation(sheet, Drawn::InPage))
        (panel::alertes(sheet, Drawn::InPage))
        h3 { "Ce qui attend" }
        (panel::attente(sheet, Drawn::InPage))
        h3 { "Enregistrer" }
        (panel::acts(sheet))
        h3 { "Derniers enregistrements" }
        (panel::recent(sheet, Drawn::InPage))
    }
}
