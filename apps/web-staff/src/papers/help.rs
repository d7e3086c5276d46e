//! The help on templates: every tag, with an example.

use application::tags::{self, Category, Field, Kind, Tag};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash,
    components::{Column, Level, notice, table},
};

use super::below;
use crate::{
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const TITLE: &str = "Les balises des modèles";

pub fn route() -> Route {
    Route::get(urls::TAGS, Needs::Permission(Action::ViewSettings), page)
}

async fn page(session: StaffSession) -> Markup {
    let content = html! {
        h1 { (TITLE) }
        (how())
        @for category in Category::ALL {
            section {
                h2 { (category.label()) }
                (chapter(category))
            }
        }
    };
    below(&session, TITLE, false, &Flash::default(), content)
}

fn how() -> Markup {
    html! {
        div.app-text {
            p {
                "Dans Word, écrivez la balise entre accolades, en capitales, là où l’information doit paraître : "
                code { "{USAGER_NOM}" } ". Elle prend la police et la taille du texte où elle se trouve."
            }
            ul {
                li { "Pour n’écrire un passage que s’il y a lieu : " code { "{#TRANSFERT_ACTIF}Votre courrier est réexpédié.{/TRANSFERT_ACTIF}" } }
                li { "Pour le cas contraire : " code { "{^USAGER_PHONE}Téléphone inconnu{/USAGER_PHONE}" } }
                li { "Pour répéter : " code { "{#AYANTS_DROITS}{PRENOM} {NOM}, {/AYANTS_DROITS}" } }
                li { "Pour répéter des paragraphes entiers, mettez les deux balises chacune seule sur sa ligne. Pour répéter une ligne de tableau, mettez la première dans sa première case et la seconde dans la dernière." }
                li { "Pour une image : " code { "{%LOGO}" } }
            }
            p { "Les balises fonctionnent aussi dans les en-têtes, les pieds de page, les notes et les zones de texte. Ce qui n’est pas connu reste vide." }
        }
    }
}

fn chapter(category: Category) -> Markup {
    let (lists, simple): (Vec<&Tag>, Vec<&Tag>) = tags::all()
        .filter(|tag| tag.category == category)
        .partition(|tag| matches!(tag.kind, Kind::List(..)));
    let rows = simple
        .iter()
        .map(|tag| vec![written(tag), html! { (tag.label) }, example(tag)])
        .collect();
    html! {
        @if category == Category::Entretien {
            (notice(Level::Info, "Ces balises ne sont pas acceptées sur une attestation, que des tiers lisent."))
        }
        (table(category.label(), columns(), rows).caption_hidden())
        @for tag in lists {
            @if let Kind::List(fields, _) = tag.kind { (list(tag, fields)) }
        }
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Balise"),
        Column::new("Ce qu’elle donne"),
        Column::new("Exemple"),
    ]
}

fn written(tag: &Tag) -> Markup {
    html! { code { (tag.written()) } }
}

fn example(tag: &Tag) -> Markup {
    html! {
        @match tag.kind {
            Kind::Nothing(why) => { "Reste vide : " (why) },
            Kind::Words(_) | Kind::Answer(_) | Kind::Picture(_) | Kind::List(..) => (tag.example),
        }
    }
}

fn list(tag: &Tag, fields: &[Field]) -> Markup {
    let rows = fields
        .iter()
        .map(|field| {
            vec![
                html! { code { "{" (field.name) "}" } },
                html! { (field.label) },
                html! { (field.examples[0]) },
            ]
        })
        .collect();
    html! {
        h3 { code { (tag.written()) } }
        p { (tag.label) ". Entre les deux balises :" }
        (table(tag.label, columns(), rows).caption_hidden())
    }
}
