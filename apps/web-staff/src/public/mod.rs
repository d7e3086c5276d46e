//! What anybody may read: what this is, who answers for it, and the mandatory pages.

mod accessibility;
mod privacy;

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use web_kit::{
    Page, PageError,
    components::*,
    fr,
    layout::{ACCESSIBILITY, LEGAL_NOTICE, PRIVACY, SITE_MAP},
};

use crate::{
    Staff,
    route::{Needs, Route},
    session::signed_in,
    urls,
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Needs::Nothing, home),
        Route::get(ACCESSIBILITY, Needs::Nothing, accessibility::page),
        Route::get(LEGAL_NOTICE, Needs::Nothing, legal_notice),
        Route::get(PRIVACY, Needs::Nothing, privacy::page),
        Route::get(SITE_MAP, Needs::Nothing, site_map),
    ]
}

/// A value of the configuration, or that the operator gave none.
fn given(value: Option<&String>) -> Markup {
    html! {
        @match value {
            Some(value) => @for line in value.lines() { (line) br; },
            None => em { "non renseigné par l’exploitant de ce site" },
        }
    }
}

async fn home(State(staff): State<Staff>, headers: HeaderMap) -> Result<Response, PageError> {
    if signed_in(&staff, &headers).await? {
        return Ok(Redirect::to(urls::RECEPTION).into_response());
    }
    let title = "Domicilier les personnes sans domicile stable";
    let content = html! {
        h1 { (title) }
        p.fr-text--lead {
            "DomiFa est l’outil des CCAS, des CIAS, des communes et des organismes agréés pour instruire les \
             demandes de domiciliation, remettre le courrier et suivre chaque dossier dans le respect du code \
             de l’action sociale et des familles."
        }
        (buttons(&[&link_button("Se connecter", urls::SIGN_IN)]))
        div.app-text {
            h2 { "Vous travaillez dans une structure" }
            p { "Votre compte est ouvert par un administrateur de votre structure : c’est à lui qu’il faut \
                 demander un accès, ou un nouveau lien si vous avez oublié votre mot de passe." }
            h2 { "Vous êtes domicilié" }
            p { "Ce site est réservé aux équipes. Pour votre courrier, votre attestation ou votre \
                 renouvellement, adressez-vous à la structure qui vous domicilie." }
        }
    };
    let page = Page::new(staff.theme, title).content(content).public();
    Ok(page.into_response())
}

async fn legal_notice(State(staff): State<Staff>) -> Markup {
    let title = "Mentions légales";
    let publisher = &staff.publisher;
    let content = html! {
        h1 { (title) }
        h2 { "Éditeur du site" }
        (details(&[
            ("Nom", given(publisher.name.as_ref())),
            ("Adresse", given(publisher.address.as_ref())),
            ("Contact", given(publisher.contact.as_ref())),
            ("Directeur de la publication", given(publisher.director.as_ref())),
        ]))
        h2 { "Hébergement" }
        (details(&[("Hébergeur", given(publisher.host.as_ref()))]))
        h2 { "Logiciel" }
        p { "Le logiciel est libre, sous licence publique de l’Union européenne (EUPL), version 1.2." }
        h2 { "Voir aussi" }
        ul {
            li { a.fr-link href=(PRIVACY) { "Données personnelles" } }
            li { a.fr-link href=(ACCESSIBILITY) { (fr::typo("Accessibilité : non conforme")) } }
        }
    };
    Page::new(staff.theme, title).content(content).public()
}

async fn site_map(State(staff): State<Staff>) -> Markup {
    let title = "Plan du site";
    let open = [
        ("/", "Accueil"),
        (urls::SIGN_IN, "Se connecter"),
        (ACCESSIBILITY, "Accessibilité"),
        (LEGAL_NOTICE, "Mentions légales"),
        (PRIVACY, "Données personnelles"),
    ];
    let signed_in = [
        (urls::RECEPTION, "Accueil"),
        (urls::ROUND, "Tournée de courrier"),
        (urls::LIST, "Domiciliés"),
        (urls::WORKLIST, "À traiter"),
        (urls::AGENDA, "Agenda"),
        (urls::ACCOUNT, "Mon compte"),
        (urls::TEAM, "Équipe"),
        (urls::SETTINGS, "Structure"),
        (urls::RIGHTS, "Qui peut faire quoi"),
    ];
    let links = |links: &[(&str, &str)]| {
        html! { ul { @for (href, label) in links { li { a.fr-link href=(href) { (label) } } } } }
    };
    let content = html! {
        h1 { (title) }
        h2 { "Ouvert à tous" }
        (links(&open))
        h2 { "Après connexion" }
        p { "Certaines pages ne sont accessibles qu’à certains rôles." }
        (links(&signed_in))
    };
    Page::new(staff.theme, title).content(content).public()
}
