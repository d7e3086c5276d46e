//! Every component on a few pages, at <http://localhost:8090>: `/`, `/liste`, `/dossier`, `/formulaire`.
//! `THEME=etat` shows the other look.

use axum::{Router, routing::get};
use chrono::NaiveDate;
use maud::{Markup, html};
use uuid::Uuid;
use web_kit::{
    Field, Link, Page, Place, Search, Shell, Theme, assets,
    components::{
        Choice, Column, Level, Tab, alert, badge, blocked, button, buttons, callout, checkbox,
        checkbox_group, date_field, details, disclosure, email_field, empty_list, error_summary,
        fieldset, idempotency_key, link_button, notice, pagination, post_button, radio_group,
        refusal, required_note, select, stepper, table, tabs, tag, text_field, textarea,
    },
    fr, layers,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let theme: Theme = std::env::var("THEME")
        .unwrap_or_default()
        .parse()
        .unwrap_or_default();
    let routes = Router::new()
        .route("/", get(async move || home(theme)))
        .route("/liste", get(async move || list(theme)))
        .route("/dossier", get(async move || dossier(theme)))
        .route("/formulaire", get(async move || form(theme)))
        .merge(assets::router());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await?;
    axum::serve(listener, layers::wrap(routes, theme)).await?;
    Ok(())
}

fn shell(current: &str) -> Shell {
    let place = |label: &str, href: &str, count| Place {
        link: Link::new(label, href),
        count,
        current: href == current,
    };
    Shell {
        organisation: "CCAS de Saint-Exemple".into(),
        home: "/".into(),
        places: vec![
            place("Accueil", "/", None),
            place("Domiciliés", "/liste", None),
            place("À traiter", "/a-traiter", Some(12)),
            place("Agenda", "/agenda", None),
        ],
        search: Some(Search {
            action: "/liste".into(),
            label: "Nom, numéro ou case".into(),
            value: String::new(),
        }),
        person: "Camille Exemple, gestionnaire".into(),
        menu: vec![
            Link::new("Mon compte", "/compte"),
            Link::new("Structure", "/structure"),
        ],
        sign_out: "/deconnexion".into(),
    }
}

fn home(theme: Theme) -> Markup {
    let content = html! {
        h1 { "Bienvenue" }
        (empty_list("La liste est vide : aucune personne n’est encore enregistrée.", &html! {
            (link_button("Enregistrer une première personne", "/formulaire"))
        }))
        (callout("Premiers pas", &html! { p { "Complétez la fiche de la structure, puis invitez vos collègues." } }))
    };
    Page::new(theme, "Accueil").content(content).public()
}

fn list(theme: Theme) -> Markup {
    let day = |d| NaiveDate::from_ymd_opt(2027, 3, d).unwrap_or_default();
    let row = |name: &str, second: &str, level, status: &str, mail: &str, d| {
        vec![
            html! { a href="/dossier" { (name) } span.app-second { (second) } },
            badge(level, status),
            fr::time_short(day(d)),
            html! { "il y a 12 jours" },
            html! { (mail) },
            html! { (post_button("Visite", "/visite").tertiary().small().about(name)) },
        ]
    };
    let rows = vec![
        row(
            "Mme DIALLO Aminata (née Keïta)",
            "n° 1204 – 23/01/1989 – case 14",
            Some(Level::Success),
            "Actif",
            "3",
            14,
        ),
        row(
            "M. LE GOFF Yann",
            "n° 87 – 1975 – 2 ayants droit",
            Some(Level::Warning),
            "Échu",
            "",
            2,
        ),
        row(
            "M. PETROV Ivan Alexandrovitch",
            "n° 1310 – 02/11/1990",
            None,
            "En instruction",
            "12",
            30,
        ),
    ];
    let columns = vec![
        Column::new("Nom").sorted_by("?tri=nom", Some(true)),
        Column::new("Statut"),
        Column::new("Échéance").sorted_by("?tri=echeance", None),
        Column::new("Dernier passage"),
        Column::number("Courrier"),
        Column::actions("Actions"),
    ];
    let tab = |label: &str, count, current| Tab {
        link: Link::new(label, "/liste"),
        count: Some(count),
        current,
    };
    let status = Field::new("actif");
    let content = html! {
        h1 { "Domiciliés" }
        (tabs("Statuts", &[tab("Tous", 1204, false), tab("Actifs", 980, true), tab("À valider", 3, false), tab("Radiés", 210, false)]))
        form.app-filters method="get" action="/liste" {
            (select("passage", "Dernier passage", &status, vec![Choice::new("2", "Plus de 2 mois")]).empty("Tous"))
            (select("echeance", "Échéance", &status, vec![Choice::new("actif", "Dans 2 mois")]).empty("Toutes"))
            (button("Filtrer").secondary())
        }
        p { strong { "37 personnes actives" } ", sans passage depuis plus de 2 mois, par échéance " (tag("Plus de 2 mois", "/liste")) }
        (table("Personnes actives", columns, rows).caption_hidden())
        (pagination(Some("/liste"), Some("/liste")))
    };
    Page::new(theme, "Domiciliés")
        .content(content)
        .inside(&shell("/liste"))
}

fn dossier(theme: Theme) -> Markup {
    let day = NaiveDate::from_ymd_opt(2027, 3, 14).unwrap_or_default();
    let tab = |label: &str, current| Tab {
        link: Link::new(label, "/dossier"),
        count: None,
        current,
    };
    let content = html! {
        h1 { "Mme DIALLO Aminata (née Keïta)" }
        p.app-lead {
            "Domiciliée jusqu’au " (fr::time_long(day)) ". Vue il y a 12 jours ; sans nouvelles, radiable à partir du 3 février 2027."
        }
        svg.app-timebar role="img" aria-label="Domiciliée jusqu’au 14 mars 2027" viewBox="0 0 1000 56" preserveAspectRatio="none" {
            rect.app-timebar__track x="0" y="16" width="1000" height="16" {}
            rect.app-timebar__term x="50" y="16" width="800" height="16" {}
            line.app-timebar__contact x1="300" x2="300" y1="14" y2="34" {}
            line.app-timebar__today x1="400" x2="400" y1="8" y2="40" {}
            line.app-timebar__limit x1="620" x2="620" y1="10" y2="38" {}
        }
        (tabs("Dossier", &[tab("Vue d’ensemble", true), tab("Identité", false), tab("Entretien", false), tab("Documents", false), tab("Historique", false)]))
        div.app-columns {
            div {
                section {
                    h2 { "Ce qui attend" }
                    div.app-acts {
                        (post_button("Lettre", "/x").icon("mail-line").large().key('C'))
                        (post_button("Visite", "/x").secondary().icon("user-line").large().key('V'))
                        (post_button("Appel", "/x").secondary().icon("phone-line").large().key('T'))
                    }
                    (details(&[
                        ("Lettres", html! { "3, la plus ancienne depuis le " (fr::time_long(day)) }),
                        ("Avis de passage", html! { "1, à retirer avant le 20 mars" }),
                    ]))
                }
                section {
                    h2 { "Historique récent" }
                    ul.app-history {
                        li { (fr::time_short(day)) span { "Visite" } span.app-second { "par C. Exemple" } (post_button("Annuler", "/x").tertiary().small()) }
                        li { (fr::time_short(day)) span { "2 lettres reçues" } span.app-second { "par le facteur" } }
                    }
                }
            }
            aside aria-label="À faire" {
                (alert(Level::Warning, "Échéance dans 3 semaines", &html! {
                    p { "Le renouvellement se demande avant le terme." }
                    (link_button("Renouveler", "/x").secondary())
                }))
                div.app-panel {
                    (blocked("radier-raison", "Radier pour absence", "Cette personne a téléphoné le 2 janvier : possible à partir du 3 avril (art. D. 264-3)."))
                }
                (disclosure("2 autres alertes", false, &html! { p { "…" } }))
            }
        }
        (refusal("Cette personne a téléphoné le 2 janvier : la radiation pour absence n’est pas possible.", "Attendez le 3 avril.", "CASF, art. D. 264-3"))
    };
    Page::new(theme, "Mme DIALLO Aminata")
        .breadcrumb(vec![Link::new("Domiciliés", "/liste")])
        .message(Some("La visite est notée."))
        .content(content)
        .inside(&shell("/liste"))
}

fn form(theme: Theme) -> Markup {
    let name = Field {
        raw: "<b>D’Aubigné</b>".into(),
        error: None,
    };
    let mut birth = Field::new("32/13/1989");
    birth.refuse("Cette date n’existe pas : tapez-la comme 23/01/1989.");
    let mut kind = Field::default();
    kind.refuse("Choisissez un type de demande.");
    let choices = || {
        vec![
            Choice::new("premiere", "Première demande"),
            Choice::new("renouvellement", "Renouvellement")
                .hint("La personne est déjà domiciliée ici."),
        ]
    };
    let content = html! {
        (stepper(2, &["État civil", "Rendez-vous", "Entretien", "Pièces", "Décision"]))
        h1 { "Nouvelle demande" }
        form.app-form method="post" action="/formulaire" novalidate {
            (idempotency_key(Uuid::nil()))
            (error_summary(Some("Le dossier a changé."), &[("naissance", &birth), ("type", &kind)]))
            (required_note())
            (fieldset("Identité", &html! {
                (text_field("nom", "Nom de naissance", &name).max_length(100))
                (text_field("usage", "Nom d’usage", &Field::default()).optional())
                (date_field("naissance", "Date de naissance", &birth))
                (email_field("courriel", "Adresse électronique", &Field::default()).optional())
            }))
            (radio_group("type", "Type de demande", &kind, choices()))
            (radio_group("lien", "Lien avec la commune", &Field::default(), choices()).optional().inline())
            (checkbox_group("motifs", "Motifs", &["premiere".to_owned()], None, choices()).optional())
            (select("residence", "Où la personne dort-elle", &Field::default(), choices()))
            (textarea("faits", "Faits", &Field::default(), 1000).hint("Ce qui a été constaté.").optional())
            (checkbox("accord", "La personne accepte de recevoir des SMS", &Field::new("oui")))
            (notice(Level::Info, "Rien n’est enregistré avant la dernière étape."))
            (buttons(&[&button("Enregistrer"), &link_button("Annuler", "/liste").secondary()]))
        }
    };
    Page::new(theme, "Nouvelle demande")
        .breadcrumb(vec![Link::new("Domiciliés", "/liste")])
        .in_error(true)
        .content(content)
        .inside(&shell("/liste"))
}
