//! Tags of the interview: what the person declared.

use domiciliation::interview::Interview;

use super::{Category, Kind, Known, Tag, given};

const fn tag(name: &'static str, label: &'static str, example: &'static str, kind: Kind) -> Tag {
    Tag {
        name,
        label,
        example,
        category: Category::Entretien,
        kind,
    }
}

const NOT_ASKED: &str = "ce détail n’est pas recueilli à l’entretien";

fn told<'a>(known: &Known<'a>) -> &'a Interview {
    known.dossier.interview()
}

/// The tags.
pub const TAGS: &[Tag] = &[
    tag(
        "ENTRETIEN_ORIENTATION",
        "La personne a été orientée vers la structure",
        "OUI",
        Kind::Answer(|k| told(k).oriented_by.is_some()),
    ),
    tag(
        "ENTRETIEN_ORIENTATION_DETAIL",
        "Par qui",
        "Maison France Services",
        Kind::Words(|k| given(told(k).oriented_by.as_ref())),
    ),
    tag(
        "ENTRETIEN_DOMICILIATION_EXISTANTE",
        "Une domiciliation existe déjà ailleurs",
        "NON",
        Kind::Answer(|k| told(k).already_domiciled == Some(true)),
    ),
    tag(
        "ENTRETIEN_REVENUS",
        "La personne a des revenus",
        "OUI",
        Kind::Answer(|k| told(k).income == Some(true)),
    ),
    tag(
        "ENTRETIEN_REVENUS_DETAIL",
        "Lesquels",
        "",
        Kind::Nothing(NOT_ASKED),
    ),
    tag(
        "ENTRETIEN_LIEN_COMMUNE",
        "Lien avec la commune",
        "Professionnel",
        Kind::Words(|k| given(told(k).commune_link.map(|link| link.label()))),
    ),
    tag(
        "ENTRETIEN_COMPOSITION_MENAGE",
        "Composition du ménage",
        "Femme isolée avec enfant",
        Kind::Words(|k| given(told(k).household.map(|household| household.label()))),
    ),
    tag(
        "ENTRETIEN_SITUATION_RESIDENTIELLE",
        "Situation résidentielle",
        "Hébergement chez un tiers",
        Kind::Words(|k| given(told(k).residence.map(|residence| residence.label()))),
    ),
    tag(
        "ENTRETIEN_CAUSE_INSTABILITE",
        "Cause de l’instabilité",
        "Rupture familiale ou conjugale",
        Kind::Words(|k| given(told(k).cause.map(|cause| cause.label()))),
    ),
    tag(
        "ENTRETIEN_RAISON_DEMANDE",
        "Motif principal de la demande",
        "Accès aux prestations sociales",
        Kind::Words(|k| given(told(k).reason.map(|reason| reason.label()))),
    ),
    tag(
        "ENTRETIEN_SITUATION_PROFESSIONNELLE",
        "Situation professionnelle",
        "Salarié",
        Kind::Words(|k| given(told(k).employment.map(|employment| employment.label()))),
    ),
    tag(
        "ENTRETIEN_ACCOMPAGNEMENT",
        "La personne a un accompagnement social",
        "OUI",
        Kind::Answer(|k| told(k).support == Some(true)),
    ),
    tag(
        "ENTRETIEN_ACCOMPAGNEMENT_DETAIL",
        "Par qui",
        "",
        Kind::Nothing(NOT_ASKED),
    ),
    tag(
        "ENTRETIEN_COMMENTAIRE",
        "Remarques",
        "Souhaite recevoir son courrier le mardi.",
        Kind::Words(|k| given(told(k).remarks.as_ref())),
    ),
];
