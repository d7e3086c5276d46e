//! Tags of the person, and of what they can see on the Internet.

use super::{Category, Kind, Known, Tag, given};
use crate::documents::birth_in_figures;

const fn person(
    name: &'static str,
    label: &'static str,
    example: &'static str,
    words: fn(&Known<'_>) -> String,
) -> Tag {
    Tag {
        name,
        label,
        example,
        category: Category::Personne,
        kind: Kind::Words(words),
    }
}

const fn portal(name: &'static str, label: &'static str) -> Tag {
    Tag {
        name,
        label,
        example: "",
        category: Category::Portail,
        kind: Kind::Nothing("l’espace personnel en ligne n’existe pas dans cette application"),
    }
}

/// The tags.
pub const TAGS: &[Tag] = &[
    person("USAGER_REF", "Numéro du dossier", "1204", |k| {
        k.dossier.number().to_string()
    }),
    person(
        "USAGER_CUSTOM_REF",
        "Référence donnée par la structure (le numéro, à défaut)",
        "B-204",
        |k| crate::documents::filing::reference(k.dossier),
    ),
    person(
        "USAGER_NUMERO_DISTRIBUTION_SPECIALE",
        "Numéro de distribution spéciale",
        "TSA 12345",
        |k| given(k.dossier.filing().distribution.as_ref()),
    ),
    person("USAGER_CIVILITE", "Civilité", "Madame", |k| {
        given(k.dossier.identity().map(|i| i.civility.label()))
    }),
    person("USAGER_NOM", "Nom", "DIALLO", |k| {
        given(k.dossier.identity().map(|i| i.nom.as_str().to_uppercase()))
    }),
    person("USAGER_PRENOM", "Prénoms", "Aminata", |k| {
        given(k.dossier.identity().map(|i| &i.prenoms))
    }),
    person("USAGER_SURNOM", "Nom d’usage ou surnom", "Keïta", |k| {
        given(k.dossier.identity().and_then(|i| i.usage.as_ref()))
    }),
    person(
        "USAGER_DATE_NAISSANCE",
        "Date de naissance, telle qu’elle est connue",
        "23/01/1989",
        |k| given(k.dossier.identity().map(|i| birth_in_figures(i.birth))),
    ),
    person(
        "USAGER_LIEU_NAISSANCE",
        "Lieu de naissance",
        "Conakry",
        |k| given(k.dossier.identity().map(|i| &i.birth_place)),
    ),
    person("USAGER_PHONE", "Téléphone", "06 12 34 56 78", |k| {
        let phone = k.dossier.coordinates().phone.as_ref();
        phone.map_or_else(String::new, |phone| k.phones.display(phone))
    }),
    person(
        "USAGER_EMAIL",
        "Adresse électronique",
        "aminata@courriel.example",
        |k| {
            given(
                k.dossier
                    .coordinates()
                    .email
                    .as_ref()
                    .map(kernel::Email::as_str),
            )
        },
    ),
    person("USAGER_LANGUE", "Langue", "Peul", |k| {
        given(k.dossier.coordinates().language.as_ref())
    }),
    Tag {
        name: "USAGER_NATIONALITE",
        label: "Nationalité",
        example: "",
        category: Category::Personne,
        kind: Kind::Nothing("la nationalité n’est pas recueillie"),
    },
    person(
        "AYANTS_DROITS_NOMBRE",
        "Nombre d’ayants droit",
        "2",
        |k| k.dossier.ayants_droit().len().to_string(),
    ),
    person(
        "AYANTS_DROITS_LISTE",
        "Ayants droit, à la suite",
        "DIALLO Ibrahima, 04/09/2015 - DIALLO Fatou, 11/05/2019",
        |k| {
            let each: Vec<String> = k
                .dossier
                .ayants_droit()
                .iter()
                .map(|a| {
                    let nom = a.nom.as_str().to_uppercase();
                    format!("{nom} {}, {}", a.prenoms, birth_in_figures(a.birth))
                })
                .collect();
            each.join(" - ")
        },
    ),
    person(
        "REFERENT",
        "Membre de l’équipe qui suit la personne",
        "Nadia Bertin",
        |k| given(k.referent),
    ),
    Tag {
        name: "SMS_ACTIVATION",
        label: "La personne accepte les SMS",
        example: "OUI",
        category: Category::Portail,
        kind: Kind::Answer(|k| k.dossier.coordinates().sms),
    },
    portal("MON_DOMIFA_ACTIVATION", "L’espace personnel est ouvert"),
    portal("ESPACE_DOM_ID", "Identifiant de l’espace personnel"),
    portal("ESPACE_DOM_URL", "Adresse de l’espace personnel"),
    portal("ESPACE_DOM_MDP", "Mot de passe provisoire"),
];
