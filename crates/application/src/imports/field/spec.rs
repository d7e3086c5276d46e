//! The key, the name, the help and the example of each field.

use super::{DependantPart, Field, ProxyPart};

/// What is fixed about a field.
pub(super) struct Spec {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    pub(super) example: &'static str,
}

const fn spec(
    key: &'static str,
    label: &'static str,
    help: &'static str,
    example: &'static str,
) -> Spec {
    Spec {
        key,
        label,
        help,
        example,
    }
}

impl Field {
    pub(super) fn spec(self) -> Spec {
        const DAY: &str = "Une date, jour d’abord : 14/03/2026.";
        const DETAIL: &str = "Texte libre, 1 000 caractères au plus.";
        const CODE: &str = "Une valeur de la liste.";
        const YES_NO: &str = "OUI ou NON.";
        match self {
            Self::Reference => spec(
                "reference",
                "Identifiant personnalisé",
                "Votre propre numéro ou code, 50 caractères au plus. Laissez vide si vous n’en avez pas : un numéro est donné à chaque dossier.",
                "2026-014",
            ),
            Self::Civility => spec(
                "civilite",
                "Civilité",
                "H ou F. « M. », « Monsieur », « Mme » et « Madame » sont compris aussi.",
                "F",
            ),
            Self::Nom => spec(
                "nom",
                "Nom de naissance",
                "Le nom de l’état civil, 200 caractères au plus.",
                "EXEMPLE",
            ),
            Self::Prenoms => spec(
                "prenoms",
                "Prénoms",
                "Tous les prénoms de l’état civil, 200 caractères au plus.",
                "Aminata",
            ),
            Self::Usage => spec(
                "usage",
                "Nom d’usage ou surnom",
                "100 caractères au plus.",
                "Ami",
            ),
            Self::Birth => spec(
                "naissance",
                "Date de naissance",
                "Jour, mois et année : 20/12/1991. « 12/1991 » ou « 1991 » si le jour n’est pas connu.",
                "20/12/1991",
            ),
            Self::BirthPlace => spec(
                "lieu_naissance",
                "Lieu de naissance",
                "Ville, ou ville et pays, 100 caractères au plus.",
                "Bouaké, Côte d’Ivoire",
            ),
            Self::Phone => spec(
                "telephone",
                "Téléphone portable",
                "Un numéro de portable. Dix chiffres, ou « + » et l’indicatif du pays.",
                "06 12 34 56 78",
            ),
            Self::Email => spec(
                "courriel",
                "Adresse électronique",
                "Une adresse, une seule.",
                "prenom.nom@exemple.fr",
            ),
            Self::Status => spec(
                "statut",
                "Statut de la domiciliation",
                "VALIDE, REFUS ou RADIE. Une domiciliation dont la date de fin est passée reste VALIDE : elle sera reprise comme échue.",
                "VALIDE",
            ),
            Self::RefusalGround => spec(
                "motif_refus",
                "Motif du refus",
                "Seulement pour un REFUS : une valeur de la liste.",
                "LIEN_COMMUNE",
            ),
            Self::RadiationMotif => spec(
                "motif_radiation",
                "Motif de la radiation",
                "Seulement pour un RADIE : une valeur de la liste.",
                "ENTREE_LOGEMENT",
            ),
            Self::Kind => spec(
                "type",
                "Type de demande",
                "PREMIERE ou RENOUVELLEMENT.",
                "PREMIERE",
            ),
            Self::Start => spec(
                "debut",
                "Date de début",
                "Premier jour de la domiciliation en cours. Obligatoire si le statut est VALIDE.",
                "15/03/2026",
            ),
            Self::End => spec(
                "fin",
                "Date de fin, de radiation ou de refus",
                "VALIDE : le dernier jour, un an au plus après le début. RADIE : la date de radiation. REFUS : la date du refus.",
                "14/03/2027",
            ),
            Self::FirstElected => spec(
                "premiere",
                "Date de première domiciliation",
                "Premier jour de la toute première domiciliation dans votre structure. À défaut, la date de début.",
                "15/03/2024",
            ),
            Self::LastContact => spec(
                "dernier_passage",
                "Date de dernier passage",
                "Dernier jour où la personne est venue, a appelé ou écrit. À défaut, les trois mois partent du jour de l’import.",
                "02/10/2026",
            ),
            Self::Oriented => spec(
                "orientation",
                "La personne a-t-elle été orientée ?",
                YES_NO,
                "OUI",
            ),
            Self::OrientedBy => spec(
                "orientation_detail",
                "Orientée par",
                DETAIL,
                "Accueil de jour",
            ),
            Self::AlreadyDomiciled => spec(
                "deja_domicilie",
                "A-t-elle déjà une domiciliation ?",
                YES_NO,
                "NON",
            ),
            Self::Employment => spec(
                "situation_pro",
                "Situation professionnelle",
                CODE,
                "SALARIE",
            ),
            Self::EmploymentDetail => spec(
                "situation_pro_detail",
                "Situation professionnelle : précisions",
                DETAIL,
                "Vend sur les marchés",
            ),
            Self::Income => spec("revenus", "A-t-elle des revenus ?", YES_NO, "OUI"),
            Self::IncomeDetail => spec("revenus_detail", "Nature des revenus", DETAIL, "RSA"),
            Self::CommuneLink => spec("lien_commune", "Lien avec la commune", CODE, "RESIDENTIEL"),
            Self::CommuneLinkDetail => spec(
                "lien_commune_detail",
                "Lien avec la commune : précisions",
                DETAIL,
                "Hébergée chez une amie",
            ),
            Self::Household => spec(
                "menage",
                "Composition du ménage",
                CODE,
                "FEMME_ISOLE_AVEC_ENFANT",
            ),
            Self::Residence => spec(
                "residence",
                "Situation résidentielle",
                CODE,
                "HEBERGEMENT_TIERS",
            ),
            Self::ResidenceDetail => spec(
                "residence_detail",
                "Situation résidentielle : précisions",
                DETAIL,
                "Chez sa sœur",
            ),
            Self::Cause => spec(
                "cause",
                "Cause de l’instabilité du logement",
                CODE,
                "EXPULSION",
            ),
            Self::CauseDetail => spec(
                "cause_detail",
                "Cause de l’instabilité : précisions",
                DETAIL,
                "Fin de bail",
            ),
            Self::Reason => spec(
                "raison",
                "Motif principal de la demande",
                CODE,
                "PRESTATIONS_SOCIALES",
            ),
            Self::ReasonDetail => spec(
                "raison_detail",
                "Motif de la demande : précisions",
                DETAIL,
                "Ouverture d’un compte bancaire",
            ),
            Self::Support => spec("accompagnement", "Accompagnement social", YES_NO, "OUI"),
            Self::SupportDetail => spec(
                "accompagnement_detail",
                "Accompagnement par",
                DETAIL,
                "Service social du département",
            ),
            Self::Remarks => spec(
                "commentaires",
                "Commentaires",
                "Faits objectifs que la personne peut lire, 2 000 caractères au plus.",
                "Vient le mardi matin",
            ),
            Self::Dependant(_, DependantPart::Nom) => {
                spec("nom", "Nom", "200 caractères au plus.", "EXEMPLE")
            }
            Self::Dependant(_, DependantPart::Prenoms) => {
                spec("prenoms", "Prénoms", "200 caractères au plus.", "Luiz")
            }
            Self::Dependant(_, DependantPart::Birth) => {
                spec("naissance", "Date de naissance", DAY, "20/10/2017")
            }
            Self::Dependant(_, DependantPart::Lien) => spec(
                "lien",
                "Lien",
                "ENFANT, CONJOINT, PARENT ou AUTRE.",
                "ENFANT",
            ),
            Self::DecidedOn => spec(
                "decision",
                "Date de la décision",
                "Jour où la domiciliation en cours a été accordée. À défaut, la date de début.",
                "10/03/2026",
            ),
            Self::Rattachement => spec(
                "rattachement",
                "Commune ou arrondissement de rattachement",
                "Pour un CIAS, ou le CCAS d’une commune à arrondissements.",
                "Paris 18e",
            ),
            Self::Language => spec(
                "langue",
                "Langue parlée",
                "Un mot, ou le code de la langue.",
                "Portugais",
            ),
            Self::Sms => spec("sms", "Accepte les SMS", YES_NO, "OUI"),
            Self::ByEmail => spec("par_courriel", "Accepte les courriels", YES_NO, "NON"),
            Self::Distribution => spec(
                "numero_distribution",
                "Numéro de distribution",
                "Boîte, BP ou TSA imprimé sur l’adresse, 50 caractères au plus.",
                "Boîte 128",
            ),
            Self::Referent => spec(
                "referent",
                "Référent",
                "Prénom et nom d’un membre de votre équipe, comme dans son compte.",
                "Claire Martin",
            ),
            Self::Proxy(_, ProxyPart::Nom) => {
                spec("nom", "Nom", "200 caractères au plus.", "EXEMPLE")
            }
            Self::Proxy(_, ProxyPart::Prenoms) => {
                spec("prenoms", "Prénoms", "200 caractères au plus.", "Sylvia")
            }
            Self::Proxy(_, ProxyPart::Birth) => {
                spec("naissance", "Date de naissance", DAY, "20/12/1978")
            }
            Self::Proxy(_, ProxyPart::Start) => {
                spec("debut", "Début de la procuration", DAY, "01/10/2026")
            }
            Self::Proxy(_, ProxyPart::End) => {
                spec("fin", "Fin de la procuration", DAY, "30/09/2027")
            }
            Self::TransferName => spec(
                "reexpedition_nom",
                "Réexpédition : destinataire",
                "Lieu où le courrier est réexpédié.",
                "Foyer des Acacias",
            ),
            Self::TransferAddress => spec(
                "reexpedition_adresse",
                "Réexpédition : adresse",
                "Adresse complète, 1 000 caractères au plus.",
                "3 rue des Lilas, 35000 Rennes",
            ),
            Self::TransferStart => spec(
                "reexpedition_debut",
                "Réexpédition : premier jour",
                DAY,
                "01/10/2026",
            ),
            Self::TransferEnd => spec(
                "reexpedition_fin",
                "Réexpédition : dernier jour",
                DAY,
                "31/12/2026",
            ),
            Self::WaitingLetters => spec(
                "courriers",
                "Courriers en attente",
                "Un nombre, 100 au plus.",
                "3",
            ),
            Self::WaitingParcels => {
                spec("colis", "Colis en attente", "Un nombre, 100 au plus.", "1")
            }
            Self::WaitingNotices => spec(
                "avis",
                "Avis de passage en attente",
                "Un nombre, 100 au plus.",
                "2",
            ),
        }
    }
}
