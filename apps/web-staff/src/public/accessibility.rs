//! The accessibility declaration, in the order that the RGAA's method sets.

use axum::extract::State;
use maud::{Markup, html};
use web_kit::{Page, fr};

use super::given;
use crate::Staff;

pub async fn page(State(staff): State<Staff>) -> Markup {
    let title = "Déclaration d’accessibilité";
    let publisher = &staff.publisher;
    let content = html! {
        h1 { (title) }
        div.app-text {
            p {
                "Éditeur : " (given(publisher.name.as_ref()))
            }
            p {
                "L’article 47 de la loi n° 2005-102 du 11 février 2005 demande que ce site soit accessible. \
                 Cette déclaration s’applique à l’ensemble de ses pages, publiques ou réservées aux équipes \
                 des structures, et aux documents qu’il produit. Aucun schéma pluriannuel ni plan d’actions \
                 n’est publié à ce jour."
            }
            h2 { "État de conformité" }
            p {
                "Ce site est " strong { "non conforme" } " au référentiel général d’amélioration de \
                 l’accessibilité (RGAA), version 4.1.2, parce qu’aucun audit n’a été réalisé."
            }
            h2 { "Résultats des tests" }
            p { "Aucun audit de conformité n’a été réalisé : il n’y a donc pas de taux de conformité à publier." }
            h2 { "Contenus non accessibles" }
            h3 { "Non-conformités" }
            p { "Elles ne sont pas connues, faute d’audit." }
            h3 { "Dérogations pour charge disproportionnée" }
            p { "Aucune dérogation n’est invoquée." }
            h3 { "Contenus non soumis à l’obligation d’accessibilité" }
            p { "Aucun contenu n’a été recensé à ce titre." }
            h2 { "Établissement de cette déclaration" }
            p { "Cette déclaration accompagne la première version du site. Elle sera à refaire après un audit." }
            h3 { "Technologies utilisées" }
            ul {
                li { "HTML5" }
                li { "WAI-ARIA" }
                li { "CSS" }
                li { "SVG" }
                li { "JavaScript, dont aucune page n’a besoin pour fonctionner" }
                li { "PDF balisé, avec une version HTML de même contenu" }
            }
            h3 { "Environnement de test, outils et pages vérifiées" }
            p { "Sans objet en l’absence d’audit." }
            h2 { "Retour d’information et contact" }
            p {
                "Si vous n’arrivez pas à accéder à un contenu ou à un service, écrivez au responsable du site \
                 pour être orienté vers une alternative accessible ou obtenir le contenu sous une autre forme."
            }
            p { (fr::typo("Contact : ")) (given(publisher.contact.as_ref())) }
            h2 { "Voies de recours" }
            p {
                "Si vous avez signalé au responsable du site un défaut d’accessibilité qui vous empêche \
                 d’accéder à un contenu ou à un service et que vous n’avez pas obtenu de réponse \
                 satisfaisante, vous pouvez :"
            }
            ul {
                li {
                    a.fr-link href="https://formulaire.defenseurdesdroits.fr/" { "écrire un message au Défenseur des droits" } ";"
                }
                li {
                    a.fr-link href="https://www.defenseurdesdroits.fr/saisir/delegues" {
                        "contacter le délégué du Défenseur des droits dans votre région"
                    } ";"
                }
                li {
                    "téléphoner au 09 69 39 00 00 ;"
                }
                li {
                    "envoyer un courrier par la poste, gratuitement et sans timbre :"
                    br; "Défenseur des droits"
                    br; "Libre réponse 71120"
                    br; "75342 Paris CEDEX 07"
                }
            }
        }
    };
    Page::new(staff.theme, title).content(content).public()
}
