//! The codes that a sheet may hold, as the field writes them, with their French words
//! and the other ways in which people write them.

use std::{collections::HashMap, sync::LazyLock};

use kernel::fold;

use super::field::{DependantPart, Field};

/// One value of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What the sheet holds.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Other ways of writing it, folded.
    pub(crate) others: &'static [&'static str],
}

const fn is(code: &'static str, label: &'static str, others: &'static [&'static str]) -> Choice {
    Choice {
        code,
        label,
        others,
    }
}

const CIVILITY: &[Choice] = &[
    is(
        "H",
        "Monsieur",
        &["m", "mr", "homme", "masculin", "monsieur", "m h"],
    ),
    is(
        "F",
        "Madame",
        &[
            "mme",
            "femme",
            "feminin",
            "madame",
            "mlle",
            "mademoiselle",
            "mrs",
        ],
    ),
];
const STATUS: &[Choice] = &[
    is(
        "VALIDE",
        "Domiciliation accordée",
        &[
            "valid",
            "actif",
            "active",
            "en cours",
            "accepte",
            "acceptee",
            "accord",
            "domicilie",
            "domiciliee",
            "echu",
            "echue",
            "expire",
            "expiree",
        ],
    ),
    is(
        "REFUS",
        "Demande refusée",
        &["refuse", "refusee", "rejete", "rejetee", "rejet"],
    ),
    is(
        "RADIE",
        "Domiciliation terminée",
        &[
            "radiee",
            "radiation",
            "radies",
            "resilie",
            "resiliee",
            "termine",
            "terminee",
        ],
    ),
];
const REFUSAL: &[Choice] = &[
    is(
        "LIEN_COMMUNE",
        "Absence de lien avec la commune",
        &[
            "absence de lien",
            "pas de lien",
            "pas de lien avec la commune",
            "sans lien avec la commune",
            "absence lien commune",
        ],
    ),
    is(
        "SATURATION",
        "Nombre maximal de domiciliations atteint",
        &[
            "sature",
            "capacite atteinte",
            "capacite de l agrement atteinte",
        ],
    ),
    is(
        "HORS_AGREMENT",
        "En dehors des critères de l’agrément",
        &[
            "hors public",
            "personne hors du public agree",
            "hors public agree",
        ],
    ),
    is(
        "DOMICILE_STABLE",
        "La personne dispose d’un domicile stable",
        &["logement stable", "a un logement"],
    ),
    is(
        "ENTRETIEN_NON_HONORE",
        "Entretien proposé et non honoré",
        &["absent a l entretien"],
    ),
    is("AUTRE", "Autre motif", &["autres"]),
];
const RADIATION: &[Choice] = &[
    is(
        "NON_MANIFESTATION_3_MOIS",
        "Non-manifestation pendant plus de trois mois",
        &[
            "non manifestation",
            "absence de manifestation",
            "absence de manifestation pendant plus de trois mois",
            "plus de nouvelles",
            "pas de passage depuis trois mois",
            "non presentation",
        ],
    ),
    is(
        "A_SA_DEMANDE",
        "À la demande de la personne",
        &[
            "a la demande de l interesse",
            "demande de la personne",
            "a demande",
        ],
    ),
    is(
        "FIN_DE_DOMICILIATION",
        "Fin de domiciliation, sans renouvellement demandé",
        &[
            "echeance",
            "fin de domiciliation",
            "non renouvele",
            "non renouvellement",
            "expiration",
        ],
    ),
    is(
        "ENTREE_LOGEMENT",
        "Accès à un logement stable",
        &[
            "logement",
            "relogement",
            "domicile stable",
            "acces a un domicile stable",
            "acces au logement",
            "entree en logement",
            "entree dans un logement",
        ],
    ),
    is(
        "PLUS_DE_LIEN_COMMUNE",
        "Plus de lien avec la commune",
        &[
            "plus de lien",
            "demenagement",
            "perte du lien avec la commune",
        ],
    ),
    is(
        "NON_RESPECT_REGLEMENT",
        "Non-respect du règlement",
        &["reglement interieur", "non respect du reglement interieur"],
    ),
    is("DECES", "Décès", &["decede", "decedee", "mort"]),
    is(
        "TRANSFERT",
        "Transfert à un autre organisme",
        &["transfert de domiciliation"],
    ),
    is("AUTRE", "Autre motif", &["autres"]),
];
const KIND: &[Choice] = &[
    is(
        "PREMIERE",
        "Première demande",
        &[
            "premiere dom",
            "1ere",
            "1ere demande",
            "premiere domiciliation",
            "1ere domiciliation",
            "1ere dom",
            "nouvelle",
            "premier",
        ],
    ),
    is(
        "RENOUVELLEMENT",
        "Renouvellement",
        &["renouv", "renouvelement", "renouvele", "renouvelee"],
    ),
];
const LIEN: &[Choice] = &[
    is("ENFANT", "Enfant", &["fils", "fille", "enfants"]),
    is(
        "CONJOINT",
        "Conjoint ou partenaire",
        &[
            "conjointe",
            "epoux",
            "epouse",
            "mari",
            "femme",
            "concubin",
            "concubine",
            "compagnon",
            "compagne",
            "partenaire",
        ],
    ),
    is("PARENT", "Parent", &["pere", "mere"]),
    is("AUTRE", "Autre personne à charge", &["autres"]),
];
const EMPLOYMENT: &[Choice] = &[
    is("ETUDIANT", "Étudiant", &["etudiante"]),
    is("SALARIE", "Salarié", &["salariee", "cdi", "cdd", "interim"]),
    is(
        "INDEPENDANT",
        "Indépendant",
        &["independante", "auto entrepreneur", "autoentrepreneur"],
    ),
    is(
        "FRANCE_TRAVAIL",
        "Inscrit à France Travail",
        &[
            "pole emploi",
            "pole_emploi",
            "chomage",
            "chomeur",
            "demandeur d emploi",
            "inscrite a france travail",
        ],
    ),
    is("RSA", "Bénéficiaire du RSA", &["rsa socle"]),
    is("AAH", "Bénéficiaire de l’AAH", &[]),
    is("RETRAITE", "Retraité", &["retraitee"]),
    is("AUTRE", "Autre", &["autres"]),
];
const COMMUNE_LINK: &[Choice] = &[
    is("RESIDENTIEL", "Résidentiel", &["residentielle", "sejour"]),
    is("PARENTAL", "Parental", &["scolaire"]),
    is("FAMILIAL", "Familial", &["famille", "familiale"]),
    is(
        "PROFESSIONNEL",
        "Professionnel",
        &["professionnelle", "travail", "emploi"],
    ),
    is("SOCIAL", "Social", &["sociale", "suivi social"]),
    is("AUTRE", "Autre", &["autres"]),
];
const HOUSEHOLD: &[Choice] = &[
    is(
        "FEMME_ISOLE_SANS_ENFANT",
        "Femme isolée sans enfant",
        &["femme seule", "femme seule sans enfant"],
    ),
    is(
        "FEMME_ISOLE_AVEC_ENFANT",
        "Femme isolée avec enfant",
        &[
            "femme seule avec enfant",
            "femme seule avec enfants",
            "femme isolee avec enfants",
        ],
    ),
    is(
        "HOMME_ISOLE_SANS_ENFANT",
        "Homme isolé sans enfant",
        &["homme seul", "homme seul sans enfant"],
    ),
    is(
        "HOMME_ISOLE_AVEC_ENFANT",
        "Homme isolé avec enfant",
        &[
            "homme seul avec enfant",
            "homme seul avec enfants",
            "homme isole avec enfants",
        ],
    ),
    is("COUPLE_SANS_ENFANT", "Couple sans enfant", &["couple"]),
    is(
        "COUPLE_AVEC_ENFANT",
        "Couple avec enfant",
        &["couple avec enfants", "famille"],
    ),
];
const RESIDENCE: &[Choice] = &[
    is(
        "DOMICILE_MOBILE",
        "Domicile mobile",
        &["caravane", "peniche", "camion", "voiture", "vehicule"],
    ),
    is(
        "HEBERGEMENT_SOCIAL",
        "Hébergement social",
        &["chrs", "chu", "foyer"],
    ),
    is(
        "HEBERGEMENT_TIERS",
        "Hébergement chez un tiers",
        &[
            "heberge",
            "hebergee",
            "chez un tiers",
            "heberge chez un tiers",
            "hebergement chez un tiers",
        ],
    ),
    is("HOTEL", "Hôtel", &["115"]),
    is(
        "SANS_ABRI",
        "Sans abri, squat, bidonville",
        &["sdf", "rue", "a la rue", "squat", "bidonville"],
    ),
    is(
        "LOGEMENT_SANS_ADRESSE",
        "Logement dont l’adresse ne peut servir",
        &["sans adresse"],
    ),
    is("AUTRE", "Autre", &["autres"]),
];
const CAUSE: &[Choice] = &[
    is("ERRANCE", "Errance", &[]),
    is("EXPULSION", "Expulsion", &["expulse", "expulsee"]),
    is(
        "HEBERGE_SANS_ADRESSE",
        "Hébergé sans pouvoir utiliser l’adresse",
        &["heberge", "hebergee"],
    ),
    is(
        "ITINERANT",
        "Mode de vie itinérant",
        &["itinerante", "gens du voyage", "voyageur"],
    ),
    is(
        "RUPTURE",
        "Rupture familiale ou conjugale",
        &[
            "separation",
            "divorce",
            "rupture familiale",
            "rupture conjugale",
        ],
    ),
    is(
        "SORTIE_STRUCTURE",
        "Sortie d’une structure d’hébergement",
        &["fin d hebergement"],
    ),
    is(
        "VIOLENCE",
        "Violences",
        &["violence conjugale", "violences conjugales"],
    ),
    is(
        "SORTIE_HOSPITALISATION",
        "Sortie d’hospitalisation",
        &["sortie hopital"],
    ),
    is(
        "SORTIE_INCARCERATION",
        "Sortie d’incarcération",
        &["sortie de prison", "incarceration"],
    ),
    is("AUTRE", "Autre", &["autres"]),
];
const REASON: &[Choice] = &[
    is(
        "EXERCICE_DROITS",
        "Exercice des droits civils ou civiques",
        &["droits civils", "acces aux droits"],
    ),
    is(
        "PRESTATIONS_SOCIALES",
        "Accès aux prestations sociales",
        &["prestations", "droits sociaux"],
    ),
    is(
        "EXERCICE_ACTIVITE_PRO",
        "Exercice d’une activité professionnelle",
        &["activite professionnelle"],
    ),
    is(
        "LUTTE_VIOLENCE",
        "Protection contre les violences",
        &["violence", "violences"],
    ),
    is("AUTRE", "Autre", &["autres"]),
];
const YES_NO: &[Choice] = &[
    is("OUI", "Oui", &["o", "x", "1", "vrai", "true", "yes", "y"]),
    is("NON", "Non", &["n", "0", "faux", "false", "no"]),
];

/// The lists there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum List {
    Civility,
    Status,
    Refusal,
    Radiation,
    Kind,
    Lien,
    Employment,
    CommuneLink,
    Household,
    Residence,
    Cause,
    Reason,
    YesNo,
}

impl List {
    const ALL: [Self; 13] = [
        Self::Civility,
        Self::Status,
        Self::Refusal,
        Self::Radiation,
        Self::Kind,
        Self::Lien,
        Self::Employment,
        Self::CommuneLink,
        Self::Household,
        Self::Residence,
        Self::Cause,
        Self::Reason,
        Self::YesNo,
    ];

    #[expect(clippy::wildcard_enum_match_arm, reason = "most fields are free")]
    const fn of(field: Field) -> Option<Self> {
        Some(match field {
            Field::Civility => Self::Civility,
            Field::Status => Self::Status,
            Field::RefusalGround => Self::Refusal,
            Field::RadiationMotif => Self::Radiation,
            Field::Kind => Self::Kind,
            Field::Dependant(_, DependantPart::Lien) => Self::Lien,
            Field::Employment => Self::Employment,
            Field::CommuneLink => Self::CommuneLink,
            Field::Household => Self::Household,
            Field::Residence => Self::Residence,
            Field::Cause => Self::Cause,
            Field::Reason => Self::Reason,
            Field::Oriented
            | Field::AlreadyDomiciled
            | Field::Income
            | Field::Support
            | Field::Sms
            | Field::ByEmail => Self::YesNo,
            _ => return None,
        })
    }

    const fn choices(self) -> &'static [Choice] {
        match self {
            Self::Civility => CIVILITY,
            Self::Status => STATUS,
            Self::Refusal => REFUSAL,
            Self::Radiation => RADIATION,
            Self::Kind => KIND,
            Self::Lien => LIEN,
            Self::Employment => EMPLOYMENT,
            Self::CommuneLink => COMMUNE_LINK,
            Self::Household => HOUSEHOLD,
            Self::Residence => RESIDENCE,
            Self::Cause => CAUSE,
            Self::Reason => REASON,
            Self::YesNo => YES_NO,
        }
    }
}

/// The values a field allows; none where it is free.
pub(crate) const fn of(field: Field) -> &'static [Choice] {
    match List::of(field) {
        Some(list) => list.choices(),
        None => &[],
    }
}

/// Every way of writing a value, folded, by the list it belongs to.
static WRITTEN: LazyLock<HashMap<List, HashMap<String, &'static Choice>>> = LazyLock::new(|| {
    List::ALL
        .into_iter()
        .map(|list| {
            let mut ways = HashMap::new();
            for choice in list.choices() {
                let others = choice.others.iter().copied();
                for way in [choice.code, choice.label].into_iter().chain(others) {
                    ways.entry(fold(way)).or_insert(choice);
                }
            }
            (list, ways)
        })
        .collect()
});

/// The value that a text names in the list of a field, whatever its case, its accents and
/// its separators.
#[must_use]
pub fn parse(field: Field, text: &str) -> Option<&'static str> {
    let ways = WRITTEN.get(&List::of(field)?)?;
    ways.get(&fold(text)).map(|choice| choice.code)
}
