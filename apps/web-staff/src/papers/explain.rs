//! What is wrong with a template, in French: the tag, where it stands, what to do.

use application::templates::{
    FaultKind, NotATemplate, Part, Place, TemplateRefused, Trouble, TroubleKind,
};
use maud::{Markup, html};
use web_kit::{
    components::{Level, alert},
    fr,
};

use crate::files::why;

/// Why a template was not kept: all of it at once.
pub fn refused(refused: &TemplateRefused) -> Markup {
    let (title, told) = match refused {
        TemplateRefused::NotATemplate(reason) => (
            "Ce fichier ne peut pas servir de modèle",
            html! { p { (fr::typo(not_a_template(*reason))) } },
        ),
        TemplateRefused::File(reason) => (
            "Ce modèle n’a pas été enregistré",
            html! { p { (fr::typo(why(*reason))) } },
        ),
        TemplateRefused::Faulty(troubles) => (
            "Ce modèle n’a pas été enregistré",
            html! {
                p { "Corrigez dans Word, puis envoyez-le à nouveau." }
                ul.app-troubles { @for trouble in troubles { li { (line(trouble)) } } }
            },
        ),
    };
    html! { div #refus { (alert(Level::Error, title, &told)) } }
}

fn line(trouble: &Trouble) -> Markup {
    html! {
        strong { bdi { (trouble.tag) } }
        " — " (place(&trouble.place))
        span.app-second { (fr::typo(&what(trouble))) }
    }
}

/// « page 2, « Fait à {VILE} » ».
fn place(place: &Place) -> Markup {
    let part = match place.part {
        Part::Body => None,
        Part::Header => Some("en-tête"),
        Part::Footer => Some("pied de page"),
        Part::Notes => Some("notes de bas de page"),
    };
    html! {
        @if let Some(part) = part { (part) ", " }
        @if let Some(page) = place.page { "page " (page) }
        @else { (ordinal(place.paragraph)) " paragraphe" }
        @if !place.near.is_empty() { ", «\u{a0}" bdi { (place.near) } "\u{a0}»" }
    }
}

fn ordinal(number: u32) -> String {
    if number <= 1 {
        "1er".to_owned()
    } else {
        format!("{number}e")
    }
}

fn what(trouble: &Trouble) -> String {
    let name = trouble.tag.trim_matches(|c| "{}#^/%".contains(c));
    match &trouble.kind {
        TroubleKind::Written(FaultKind::BraceNotClosed) => {
            "L’accolade qui ouvre cette balise n’est pas refermée : ajoutez « } ».".to_owned()
        }
        TroubleKind::Written(FaultKind::BraceNotOpened) => {
            "Cette accolade ferme une balise que rien n’ouvre : ajoutez « { », ou supprimez-la."
                .to_owned()
        }
        TroubleKind::Written(FaultKind::Empty) => {
            "Il n’y a rien entre ces accolades : écrivez-y une balise, ou supprimez-les.".to_owned()
        }
        TroubleKind::Written(FaultKind::NotClosed) => {
            format!("Rien ne la referme : ajoutez {{/{name}}} là où elle s’arrête.")
        }
        TroubleKind::Written(FaultKind::NotOpened) => {
            format!("Rien ne l’ouvre : ajoutez {{#{name}}} là où elle commence, ou supprimez-la.")
        }
        TroubleKind::Written(FaultKind::ClosesAnother { open }) => format!(
            "La dernière balise ouverte est {{#{open}}} : refermez-la d’abord par {{/{open}}}."
        ),
        TroubleKind::Written(FaultKind::Torn) => format!(
            "Elle s’ouvre et se referme à des endroits qui ne vont pas ensemble : mettez {{#{name}}} et {{/{name}}} sur la même ligne, ou chacune seule sur sa ligne."
        ),
        TroubleKind::Unknown(Some(nearest)) => {
            format!("Cette balise n’existe pas. La plus proche est {nearest}.")
        }
        TroubleKind::Unknown(None) => {
            "Cette balise n’existe pas : voyez la liste des balises.".to_owned()
        }
        TroubleKind::OutsideList(list) => {
            format!("Elle n’a de sens qu’entre {{#{list}}} et {{/{list}}}.")
        }
        TroubleKind::WriteSo(written) => format!("Elle s’écrit {written}."),
        TroubleKind::NotOnAttestation => {
            "Ce qui s’est dit à l’entretien ne figure pas sur une attestation, que des tiers lisent. Retirez cette balise, ou enregistrez le modèle comme « Autre document ».".to_owned()
        }
    }
}

const fn not_a_template(reason: NotATemplate) -> &'static str {
    match reason {
        NotATemplate::NotWord => {
            "Ce n’est pas un document Word. Enregistrez-le au format « Document Word (.docx) »."
        }
        NotATemplate::OldOrProtected => {
            "Il est au format de Word 97-2003, ou protégé par un mot de passe. Enregistrez-le sans mot de passe, au format « Document Word (.docx) »."
        }
        NotATemplate::OtherWord => {
            "C’est un modèle de Word (.dotx) ou un document au format strict. Enregistrez-le au format « Document Word (.docx) »."
        }
        NotATemplate::Macros => {
            "Il contient des macros, c’est-à-dire des programmes. Enregistrez-le au format « Document Word (.docx) », qui n’en contient pas."
        }
        NotATemplate::Embedded => {
            "Il contient un objet d’un autre logiciel, ou un autre document. Remplacez-le par du texte ou par une image."
        }
        NotATemplate::External => {
            "Il va chercher quelque chose ailleurs quand on l’ouvre : une image liée, un champ ou un lien vers un fichier. Insérez l’image dans le document, et retirez ce qui mène ailleurs. Les liens vers des sites et des adresses électroniques sont acceptés."
        }
        NotATemplate::Doctype => {
            "Il contient des définitions que Word n’écrit pas. Ouvrez-le dans Word, enregistrez-le à nouveau, puis recommencez."
        }
        NotATemplate::TooLarge => {
            "Il est trop volumineux : 10 Mo au plus, et guère plus une fois ouvert. Réduisez ses images."
        }
        NotATemplate::Damaged => {
            "Il est incomplet ou abîmé. Ouvrez-le dans Word, enregistrez-le à nouveau, puis recommencez."
        }
    }
}
