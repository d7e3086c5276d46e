//! How the headers of sheets name each field, folded: as the field's own workbook does,
//! and as other tools and people do.

use std::{collections::HashMap, sync::LazyLock};

use kernel::fold;

use super::field::{DEPENDANTS, DependantPart, Field, PROXIES, ProxyPart};

/// The names of each field, besides its label and its key.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Reference,
        &[
            "id",
            "identifiant",
            "numero de dossier",
            "no dossier",
            "n dossier",
            "n de dossier",
            "num dossier",
            "dossier",
            "reference",
            "ref",
            "matricule",
            "numero usager",
            "n usager",
            "code usager",
            "numero d usager",
        ],
    ),
    (
        Field::Civility,
        &["civilite", "civ", "sexe", "genre", "titre"],
    ),
    (
        Field::Nom,
        &[
            "nom",
            "noms",
            "nom de naissance",
            "nom de famille",
            "nom patronymique",
            "nom naissance",
            "nom du domicilie",
        ],
    ),
    (
        Field::Prenoms,
        &["prenom", "prenoms", "prenom s", "prenom du domicilie"],
    ),
    (
        Field::Usage,
        &[
            "nom d usage surnom",
            "nom d usage",
            "nom usage",
            "surnom",
            "nom marital",
            "nom d epouse",
            "nom usuel",
            "alias",
        ],
    ),
    (
        Field::Birth,
        &[
            "date de naissance",
            "date naissance",
            "ne e le",
            "ne le",
            "nee le",
            "ddn",
            "naissance",
            "date naiss",
            "d naissance",
        ],
    ),
    (
        Field::BirthPlace,
        &[
            "lieu de naissance",
            "lieu naissance",
            "ville de naissance",
            "ne a",
            "nee a",
            "ne e a",
            "commune de naissance",
            "lieu naiss",
        ],
    ),
    (
        Field::Phone,
        &[
            "numero de telephone",
            "telephone",
            "tel",
            "portable",
            "mobile",
            "telephone portable",
            "tel portable",
            "telephone mobile",
            "gsm",
            "n de telephone",
            "numero de portable",
            "n tel",
        ],
    ),
    (
        Field::Email,
        &[
            "adresse e mail",
            "e mail",
            "email",
            "mail",
            "courriel",
            "adresse mail",
            "adresse email",
            "adresse electronique",
            "adresse courriel",
        ],
    ),
    (
        Field::Status,
        &[
            "statut de la domiciliation",
            "statut",
            "etat",
            "statut domiciliation",
            "situation du dossier",
            "etat du dossier",
        ],
    ),
    (
        Field::RefusalGround,
        &[
            "motif du refus",
            "motif de refus",
            "motif refus",
            "raison du refus",
            "cause du refus",
        ],
    ),
    (
        Field::RadiationMotif,
        &[
            "motif de radiation",
            "motif de la radiation",
            "motif radiation",
            "raison de la radiation",
            "motif de fin",
            "motif de sortie",
        ],
    ),
    (
        Field::Kind,
        &[
            "type de domiciliation",
            "type de demande",
            "type",
            "type demande",
            "nature de la demande",
            "premiere demande ou renouvellement",
        ],
    ),
    (
        Field::Start,
        &[
            "date debut dom actuelle",
            "date de debut",
            "date debut",
            "debut",
            "du",
            "date de debut de domiciliation",
            "debut de domiciliation",
            "debut domiciliation",
            "date d election",
            "date d effet",
            "date d ouverture",
            "debut de validite",
            "date de domiciliation",
            "domicilie depuis le",
        ],
    ),
    (
        Field::End,
        &[
            "date de fin de domiciliation",
            "date de fin",
            "date fin",
            "fin",
            "au",
            "date d echeance",
            "echeance",
            "fin de domiciliation",
            "fin domiciliation",
            "fin de validite",
            "date de fin de validite",
            "expiration",
            "date d expiration",
            "valable jusqu au",
        ],
    ),
    (
        Field::FirstElected,
        &[
            "date 1ere domiciliation",
            "date de premiere domiciliation",
            "date premiere domiciliation",
            "premiere domiciliation",
            "1ere domiciliation",
            "date 1ere dom",
            "date de 1ere domiciliation",
            "date premiere dom",
        ],
    ),
    (
        Field::LastContact,
        &[
            "date de dernier passage",
            "dernier passage",
            "date dernier passage",
            "derniere visite",
            "dernier contact",
            "date du dernier passage",
            "date de derniere visite",
            "derniere venue",
            "derniere manifestation",
            "date dernier contact",
            "date de dernier contact",
        ],
    ),
    (
        Field::Oriented,
        &[
            "la personne a t elle ete orientee",
            "orientation",
            "oriente",
            "orientee",
        ],
    ),
    (
        Field::OrientedBy,
        &[
            "par quelle structure personne la personne a t elle ete orientee",
            "oriente par",
            "orientee par",
            "orientation detail",
            "detail orientation",
            "organisme orienteur",
            "adresse par",
            "orientation par",
        ],
    ),
    (
        Field::AlreadyDomiciled,
        &[
            "la personne a t elle deja une domiciliation",
            "domiciliation existante",
            "deja domicilie",
            "autre domiciliation",
        ],
    ),
    (
        Field::Employment,
        &[
            "quelle est la situation professionelle de la personne",
            "quelle est la situation professionnelle de la personne",
            "situation professionnelle",
            "situation pro",
            "emploi",
            "profession",
        ],
    ),
    (
        Field::EmploymentDetail,
        &[
            "si autre situation professionnelle precisez la situation",
            "autre situation pro",
            "autre situation professionnelle",
            "situation professionnelle detail",
            "detail situation professionnelle",
        ],
    ),
    (
        Field::Income,
        &["la personne a t elle des revenus", "revenus", "ressources"],
    ),
    (
        Field::IncomeDetail,
        &[
            "de quelle nature",
            "nature des ressources",
            "nature des revenus",
            "type de ressources",
            "detail revenus",
        ],
    ),
    (
        Field::CommuneLink,
        &[
            "quel est le lien avec la commune",
            "lien avec la commune",
            "lien commune",
        ],
    ),
    (
        Field::CommuneLinkDetail,
        &[
            "si autre lien avec la commune",
            "si autre lien avec la commune precisions",
            "autre lien avec la commune",
            "detail lien commune",
        ],
    ),
    (
        Field::Household,
        &[
            "composition du menage",
            "menage",
            "type de menage",
            "composition familiale",
            "situation familiale",
        ],
    ),
    (
        Field::Residence,
        &[
            "situation residentielle",
            "hebergement",
            "residence",
            "mode d hebergement",
        ],
    ),
    (
        Field::ResidenceDetail,
        &[
            "si autre situation residentielle",
            "si autre situation residentielle precisions",
            "autre situation residentielle",
        ],
    ),
    (
        Field::Cause,
        &[
            "cause de l instabilite du logement",
            "cause de l instabilite",
            "cause instabilite",
            "cause",
        ],
    ),
    (
        Field::CauseDetail,
        &[
            "si autre cause d instabilite",
            "si autre cause d instabilite precisions",
            "autre cause",
        ],
    ),
    (
        Field::Reason,
        &[
            "quel est le motif principal de demande de domiciliation",
            "motif principal de demande",
            "motif principal",
            "raison de la demande",
            "motif de la demande",
            "motif de demande",
            "motif demande",
        ],
    ),
    (
        Field::ReasonDetail,
        &["si autre motif", "si autre motif precisions", "autre motif"],
    ),
    (
        Field::Support,
        &["accompagnement social", "accompagnement", "suivi social"],
    ),
    (
        Field::SupportDetail,
        &[
            "par quelle structure est fait l accompagnement",
            "accompagne par",
            "accompagnee par",
            "structure d accompagnement",
            "organisme accompagnateur",
        ],
    ),
    (
        Field::Remarks,
        &[
            "commentaires",
            "commentaire",
            "observations",
            "observation",
            "remarques",
            "remarque",
            "notes",
            "note",
        ],
    ),
    (
        Field::DecidedOn,
        &[
            "date de decision",
            "date decision",
            "date de la decision",
            "decision du",
        ],
    ),
    (
        Field::Rattachement,
        &[
            "rattachement",
            "commune de rattachement",
            "arrondissement",
            "arrondissement de rattachement",
        ],
    ),
    (Field::Language, &["langue", "langue parlee", "langues"]),
    (
        Field::Sms,
        &[
            "sms",
            "accepte les sms",
            "accord sms",
            "consentement sms",
            "sms active",
            "envoi sms",
        ],
    ),
    (
        Field::ByEmail,
        &[
            "accepte les courriels",
            "accepte les emails",
            "accord courriel",
            "consentement email",
            "envoi courriel",
        ],
    ),
    (
        Field::Distribution,
        &[
            "numero de distribution",
            "numero de distribution speciale",
            "n de distribution",
            "boite",
            "numero de boite",
            "n boite",
            "boite postale",
            "bp",
            "casier",
            "tsa",
        ],
    ),
    (
        Field::Referent,
        &[
            "referent",
            "referent e",
            "suivi par",
            "travailleur social",
            "agent referent",
            "referent social",
            "instructeur",
        ],
    ),
    (
        Field::TransferName,
        &[
            "reexpedition destinataire",
            "transfert nom",
            "nom du transfert",
            "transfert vers",
        ],
    ),
    (
        Field::TransferAddress,
        &[
            "reexpedition adresse",
            "transfert adresse",
            "adresse de transfert",
            "adresse de reexpedition",
        ],
    ),
    (
        Field::TransferStart,
        &[
            "reexpedition debut",
            "transfert debut",
            "debut du transfert",
            "debut de reexpedition",
        ],
    ),
    (
        Field::TransferEnd,
        &[
            "reexpedition fin",
            "transfert fin",
            "fin du transfert",
            "fin de reexpedition",
        ],
    ),
    (
        Field::WaitingLetters,
        &[
            "courriers",
            "courrier",
            "courrier en attente",
            "lettres",
            "nombre de courriers",
        ],
    ),
    (Field::WaitingParcels, &["colis", "nombre de colis"]),
    (
        Field::WaitingNotices,
        &["avis", "avis de passage", "recommandes"],
    ),
];

/// Headers as they are, to their field.
static EXACT: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let mut exact = HashMap::new();
    for field in Field::all() {
        exact.insert(fold(&field.label()), field);
        exact.insert(fold(&field.key()), field);
    }
    for (field, names) in NAMES {
        for name in *names {
            exact.insert((*name).to_owned(), *field);
        }
    }
    exact
});

/// Names long enough to be recognised within a longer header, the longest first.
static WITHIN: LazyLock<Vec<(String, Field)>> = LazyLock::new(|| {
    let mut within: Vec<(String, Field)> = EXACT
        .iter()
        .filter(|(name, _)| name.len() >= 6)
        .map(|(name, field)| (format!(" {name} "), *field))
        .collect();
    within.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
    within
});

/// How surely a header names a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Surety {
    /// The name is somewhere in it.
    Within,
    /// It is the name.
    Exact,
}

/// The field that a header names.
pub(super) fn field_of(header: &str) -> Option<(Field, Surety)> {
    let whole = fold(header);
    if whole.is_empty() {
        return None;
    }
    if let Some(field) = EXACT.get(&whole).copied().or_else(|| grouped(&whole)) {
        return Some((field, Surety::Exact));
    }
    // The name alone, before an explanation or on a line of its own.
    let before = header.split('(').next().unwrap_or_default();
    let lines = header.lines().map(fold);
    let mut parts = std::iter::once(fold(before)).chain(lines);
    if let Some(field) = parts.find_map(|part| EXACT.get(&part).copied()) {
        return Some((field, Surety::Exact));
    }
    let others = [
        "conjoint",
        "enfant",
        "pere",
        "mere",
        "tuteur",
        "agent",
        "structure",
        "organisme",
    ];
    let padded = format!(" {whole} ");
    if others
        .iter()
        .any(|other| padded.contains(&format!(" {other}")))
    {
        return None;
    }
    WITHIN
        .iter()
        .find(|(name, _)| padded.contains(name.as_str()))
        .map(|(_, field)| (*field, Surety::Within))
}

/// « Nom Ayant-Droit 2 », « Fin procuration 1 »: a part, a group, a rank.
fn grouped(header: &str) -> Option<Field> {
    let has = |word: &str| header.split(' ').any(|part| part == word);
    let rank = header
        .split(' ')
        .filter_map(|part| part.trim_start_matches("ad").parse::<u8>().ok())
        .next_back()
        .map_or(Some(0), |rank| rank.checked_sub(1))?;
    let dependant = header.contains("ayant droit")
        || header.contains("ayants droit")
        || header.split(' ').any(|part| {
            part == "ad"
                || part
                    .strip_prefix("ad")
                    .is_some_and(|n| n.parse::<u8>().is_ok())
        });
    if dependant && rank < DEPENDANTS {
        let part = if has("prenom") || has("prenoms") {
            DependantPart::Prenoms
        } else if has("naissance") || has("ddn") {
            DependantPart::Birth
        } else if has("lien") || has("parente") {
            DependantPart::Lien
        } else if has("nom") {
            DependantPart::Nom
        } else {
            return None;
        };
        return Some(Field::Dependant(rank, part));
    }
    let proxy = ["mandataire", "procuration", "procurations"]
        .iter()
        .any(|word| has(word));
    if proxy && rank < PROXIES {
        let part = if has("prenom") || has("prenoms") {
            ProxyPart::Prenoms
        } else if has("naissance") {
            ProxyPart::Birth
        } else if has("debut") {
            ProxyPart::Start
        } else if has("fin") {
            ProxyPart::End
        } else if has("nom") {
            ProxyPart::Nom
        } else {
            return None;
        };
        return Some(Field::Proxy(rank, part));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_recognised_by_its_own_label_and_key() {
        for field in Field::all() {
            assert_eq!(
                field_of(&format!("{} *", field.label())),
                Some((field, Surety::Exact))
            );
            assert_eq!(field_of(&field.key()), Some((field, Surety::Exact)));
        }
    }

    #[test]
    fn a_name_belongs_to_one_field_only() {
        let mut seen: HashMap<&str, Field> = HashMap::new();
        for (field, names) in NAMES {
            for name in *names {
                assert_eq!(*name, fold(name), "names are folded");
                assert_eq!(seen.insert(name, *field), None, "{name}");
            }
        }
    }

    #[test]
    fn headers_are_recognised_as_people_write_them() {
        for (header, field) in [
            (
                "ID \n(colonne à remplir uniquement en cas d'ID personnalisés)",
                Field::Reference,
            ),
            ("Seulement si refus\nMotif du refus", Field::RefusalGround),
            (
                "Date de fin de domiciliation\nOU\nDate de radiation si radié",
                Field::End,
            ),
            (
                "Lien de parenté\nAyant-Droit 3",
                Field::Dependant(2, DependantPart::Lien),
            ),
            (
                "Date de Naissance\nAyant-Droit 3",
                Field::Dependant(2, DependantPart::Birth),
            ),
            ("Prénom AD2", Field::Dependant(1, DependantPart::Prenoms)),
            ("Fin procuration 1", Field::Proxy(0, ProxyPart::End)),
            ("TÉL. PORTABLE", Field::Phone),
            ("Né(e) le", Field::Birth),
        ] {
            assert_eq!(
                field_of(header).map(|(field, _)| field),
                Some(field),
                "{header}"
            );
        }
        assert_eq!(
            field_of("Date de naissance (jj/mm/aaaa) du demandeur"),
            Some((Field::Birth, Surety::Exact))
        );
        assert_eq!(field_of("Date de naissance du conjoint"), None);
        assert_eq!(field_of("Couleur préférée"), None);
    }
}
