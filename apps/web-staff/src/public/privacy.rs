//! What is done with personal data, and for how long: the durations are those of the
//! domain, so that this page cannot say something else.

use axum::extract::State;
use domiciliation::retention::{Anchor, Delay, POLICIES};
use maud::{Markup, html};
use web_kit::{Page, components::*, fr};

use super::given;
use crate::Staff;

pub async fn page(State(staff): State<Staff>) -> Markup {
    let title = "Données personnelles";
    let publisher = &staff.publisher;
    let content = html! {
        h1 { (title) }
        div.app-text {
            h2 { "Qui est responsable" }
            (details(&[
                ("Responsable du traitement", given(publisher.controller.as_ref())),
                ("Délégué à la protection des données", given(publisher.dpo.as_ref())),
            ]))
            h2 { "Pourquoi ces données sont traitées" }
            p {
                "Elles servent à élire domicile : instruire les demandes, décider, délivrer les attestations, \
                 recevoir et remettre le courrier, suivre les échéances (code de l’action sociale et des \
                 familles, art. L. 264-1 et suivants)."
            }
            p {
                "Le traitement est nécessaire à une mission d’intérêt public (règlement général sur la \
                 protection des données, art. 6-1-e). Il ne repose pas sur le consentement."
            }
            p { "Aucune décision n’est prise par le logiciel seul : une personne nommée décide toujours." }
            h2 { "Quelles données" }
            (categories())
            h2 { "Qui les reçoit" }
            ul {
                li { "L’équipe de la structure qui domicilie la personne, chacun selon son rôle. Aucune autre \
                      structure ne voit ces données, ni ne peut savoir que la personne est connue ailleurs." }
                li { "L’exploitant du site et son hébergeur, pour son seul fonctionnement." }
                li { "Le département et les organismes qui versent des prestations, sur leur demande, pour \
                      savoir si une personne est domiciliée (art. D. 264-7)." }
            }
        }
        h2 { "Combien de temps" }
        (durations())
        div.app-text {
            p {
                "Ce sont des durées maximales. Dans la version actuelle, ce site n’efface pas de lui-même ce \
                 qui arrive à échéance : la structure et l’exploitant doivent y veiller."
            }
            h2 { "Vos droits" }
            ul {
                li { "Accéder aux données qui vous concernent, notes comprises, et en recevoir une copie." }
                li { "Faire corriger celles qui sont inexactes." }
                li { "Faire limiter leur traitement." }
                li { "Vous opposer au traitement, pour une raison tenant à votre situation." }
            }
            p {
                "Comme le traitement relève d’une mission d’intérêt public, le droit à l’effacement et le droit \
                 à la portabilité ne s’appliquent pas."
            }
            p {
                "Adressez votre demande à la structure qui vous domicilie ou au délégué à la protection des \
                 données ; la réponse est due sous un mois. Si elle ne vous convient pas, vous pouvez saisir la \
                 CNIL : " a.fr-link href="https://www.cnil.fr/fr/plaintes" { "cnil.fr" }
                ", ou 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07."
            }
            h2 { "Cookies" }
            p {
                "Ce site dépose un seul cookie, celui de la session, nécessaire pour rester connecté. Il ne mesure \
                 pas l’audience et ne fait appel à aucun autre site."
            }
        }
    };
    Page::new(staff.theme, title).content(content).public()
}

fn categories() -> Markup {
    html! {
        p { (fr::typo("De la personne domiciliée :")) }
        ul {
            li { "son identité, celle de ses ayants droit et ses coordonnées ;" }
            li { "ses demandes, ses rendez-vous, l’entretien, les décisions et leur notification ;" }
            li { "ses passages et ses appels, et les périodes d’absence justifiée, sans leur motif ;" }
            li { "l’arrivée et la remise de son courrier, jamais son contenu ;" }
            li { "les personnes à qui elle a donné procuration, et les notes de l’équipe." }
        }
        p { (fr::typo("Des membres de l’équipe :")) }
        ul {
            li { "leur identité, leur fonction, leur adresse de connexion et leur rôle ;" }
            li { "la trace de ce qu’ils consultent et modifient." }
        }
    }
}

fn durations() -> Markup {
    let columns = ["Données", "Durée", "Comptée à partir de", "D’après"]
        .map(Column::new)
        .to_vec();
    let rows = POLICIES
        .iter()
        .map(|policy| {
            vec![
                html! { (policy.category.label()) },
                html! { (delay(policy.delay)) },
                html! { (anchor(policy.anchor)) },
                html! { (policy.source) },
            ]
        })
        .collect();
    html! { (table("Durées de conservation", columns, rows).caption_hidden()) }
}

fn delay(delay: Delay) -> String {
    match delay {
        Delay::Months(months) => fr::count(u64::from(months), "mois", "mois"),
        Delay::Days(days) => fr::count(u64::from(days), "jour", "jours"),
    }
}

const fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::LastEvent => {
            "le dernier contact, la fin de la domiciliation ou la notification de la dernière \
             décision, selon ce qui vient en dernier"
        }
        Anchor::LastActivity => "la dernière activité du compte",
        Anchor::Entry => "l’enregistrement",
        Anchor::Expiry => "l’expiration",
    }
}
