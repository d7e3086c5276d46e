//! Everything that a column of a sheet may hold, with its name, its help, an example and
//! its place in the workbook that the field fills in today.

use std::borrow::Cow;

use super::choices::{self, Choice};

/// How many groups of dependants a sheet may have.
pub const DEPENDANTS: u8 = 9;
/// How many proxies a sheet may have.
pub const PROXIES: u8 = 5;
/// How many columns the field's own workbook may have: 36, then nine groups of four.
pub const MODEL_COLUMNS: u16 = 72;

/// What a column may hold of a dependant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DependantPart {
    /// Name.
    Nom,
    /// First names.
    Prenoms,
    /// Date of birth.
    Birth,
    /// Tie with the holder.
    Lien,
}

/// What a column may hold of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProxyPart {
    /// Name.
    Nom,
    /// First names.
    Prenoms,
    /// Date of birth.
    Birth,
    /// First day.
    Start,
    /// Last day.
    End,
}

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "`label` and `help` say what each one is")]
pub enum Field {
    Reference,
    Civility,
    Nom,
    Prenoms,
    Usage,
    Birth,
    BirthPlace,
    Phone,
    Email,
    Status,
    RefusalGround,
    RadiationMotif,
    Kind,
    Start,
    End,
    FirstElected,
    LastContact,
    Oriented,
    OrientedBy,
    AlreadyDomiciled,
    Employment,
    EmploymentDetail,
    Income,
    IncomeDetail,
    CommuneLink,
    CommuneLinkDetail,
    Household,
    Residence,
    ResidenceDetail,
    Cause,
    CauseDetail,
    Reason,
    ReasonDetail,
    Support,
    SupportDetail,
    Remarks,
    /// A dependant, counted from 0 to 8.
    Dependant(u8, DependantPart),
    DecidedOn,
    Rattachement,
    Language,
    Sms,
    Distribution,
    Referent,
    /// A proxy, counted from 0 to 4.
    Proxy(u8, ProxyPart),
    TransferName,
    TransferAddress,
    TransferStart,
    TransferEnd,
    WaitingLetters,
    WaitingParcels,
    WaitingNotices,
}

/// What kind of value a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text of at most so many characters.
    Text {
        /// The limit.
        max: u16,
    },
    /// One of [`Field::choices`].
    Choice,
    /// OUI or NON.
    YesNo,
    /// A day.
    Date,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A number of items.
    Count,
}

/// What fields go together, on a page or in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldGroup {
    /// Who the person is.
    Person,
    /// How they are reached.
    Contact,
    /// Where they stand.
    Domiciliation,
    /// What was declared.
    Interview,
    /// Who is covered with them.
    Dependants,
    /// Mail, proxies, transfer.
    Mail,
}

impl FieldGroup {
    /// All groups, in the order in which pages show them.
    pub const ALL: [Self; 6] = [
        Self::Person,
        Self::Contact,
        Self::Domiciliation,
        Self::Interview,
        Self::Dependants,
        Self::Mail,
    ];

    /// The words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Person => "Personne",
            Self::Contact => "Coordonnées",
            Self::Domiciliation => "Domiciliation",
            Self::Interview => "Entretien",
            Self::Dependants => "Ayants droit",
            Self::Mail => "Courrier, procurations, réexpédition",
        }
    }
}

/// What is fixed about a field.
struct Spec {
    key: &'static str,
    label: &'static str,
    help: &'static str,
    example: &'static str,
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

/// The fields of the field's own workbook before its dependants, by position.
const MODEL: [Field; 36] = [
    Field::Reference,
    Field::Civility,
    Field::Nom,
    Field::Prenoms,
    Field::Usage,
    Field::Birth,
    Field::BirthPlace,
    Field::Phone,
    Field::Email,
    Field::Status,
    Field::RefusalGround,
    Field::RadiationMotif,
    Field::Kind,
    Field::Start,
    Field::End,
    Field::FirstElected,
    Field::LastContact,
    Field::Oriented,
    Field::OrientedBy,
    Field::AlreadyDomiciled,
    Field::Employment,
    Field::EmploymentDetail,
    Field::Income,
    Field::IncomeDetail,
    Field::CommuneLink,
    Field::CommuneLinkDetail,
    Field::Household,
    Field::Residence,
    Field::ResidenceDetail,
    Field::Cause,
    Field::CauseDetail,
    Field::Reason,
    Field::ReasonDetail,
    Field::Support,
    Field::SupportDetail,
    Field::Remarks,
];

/// The fields that the field's own workbook does not have, before the proxies.
const OURS: [Field; 6] = [
    Field::DecidedOn,
    Field::Rattachement,
    Field::Language,
    Field::Sms,
    Field::Distribution,
    Field::Referent,
];

/// Those after the proxies.
const OURS_LAST: [Field; 7] = [
    Field::TransferName,
    Field::TransferAddress,
    Field::TransferStart,
    Field::TransferEnd,
    Field::WaitingLetters,
    Field::WaitingParcels,
    Field::WaitingNotices,
];

const DEPENDANT_PARTS: [DependantPart; 4] = [
    DependantPart::Nom,
    DependantPart::Prenoms,
    DependantPart::Birth,
    DependantPart::Lien,
];

const PROXY_PARTS: [ProxyPart; 5] = [
    ProxyPart::Nom,
    ProxyPart::Prenoms,
    ProxyPart::Birth,
    ProxyPart::Start,
    ProxyPart::End,
];

impl Field {
    /// All fields: those of the field's own workbook in its order, then ours.
    pub fn all() -> impl Iterator<Item = Self> {
        let proxies = (0..PROXIES).flat_map(|n| PROXY_PARTS.map(|part| Self::Proxy(n, part)));
        (0..MODEL_COLUMNS)
            .filter_map(Self::of_model)
            .chain(OURS)
            .chain(proxies)
            .chain(OURS_LAST)
    }

    /// The field that the field's own workbook has at this column, counted from 0.
    #[must_use]
    pub fn of_model(column: u16) -> Option<Self> {
        if let Some(field) = MODEL.get(usize::from(column)) {
            return Some(*field);
        }
        let after = column.checked_sub(36).filter(|_| column < MODEL_COLUMNS)?;
        let rank = u8::try_from(after / 4).ok()?;
        let part = DEPENDANT_PARTS.get(usize::from(after % 4))?;
        Some(Self::Dependant(rank, *part))
    }

    /// The column at which the field's own workbook has it, counted from 0.
    #[must_use]
    pub fn model_column(self) -> Option<u16> {
        (0..MODEL_COLUMNS).find(|column| Self::of_model(*column) == Some(self))
    }

    /// The stable key, for storage.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only groups have a rank")]
    #[must_use]
    pub fn key(self) -> Cow<'static, str> {
        match self {
            Self::Dependant(n, _) => format!("ayant_droit_{}_{}", n + 1, self.spec().key).into(),
            Self::Proxy(n, _) => format!("procuration_{}_{}", n + 1, self.spec().key).into(),
            _ => self.spec().key.into(),
        }
    }

    /// The field that bears a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::all().find(|field| field.key() == key)
    }

    /// Its name, as our own workbook heads its column.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only groups have a rank")]
    #[must_use]
    pub fn label(self) -> Cow<'static, str> {
        match self {
            Self::Dependant(n, _) => {
                format!("{} de l’ayant droit {}", self.spec().label, n + 1).into()
            }
            Self::Proxy(n, _) => format!("{} du mandataire {}", self.spec().label, n + 1).into(),
            _ => self.spec().label.into(),
        }
    }

    /// What is expected, in a sentence or two.
    #[must_use]
    pub fn help(self) -> &'static str {
        self.spec().help
    }

    /// An example.
    #[must_use]
    pub fn example(self) -> &'static str {
        self.spec().example
    }

    /// Whether no row can be taken over without it.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(
            self,
            Self::Civility
                | Self::Nom
                | Self::Prenoms
                | Self::Birth
                | Self::BirthPlace
                | Self::Status
                | Self::Kind
                | Self::End
        )
    }

    /// What kind of value it holds.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Reference | Self::Distribution => FieldKind::Text { max: 50 },
            Self::Usage => FieldKind::Text { max: 100 },
            Self::Language => FieldKind::Text { max: 20 },
            Self::Nom
            | Self::Prenoms
            | Self::Rattachement
            | Self::Referent
            | Self::TransferName
            | Self::Dependant(_, DependantPart::Nom | DependantPart::Prenoms)
            | Self::Proxy(_, ProxyPart::Nom | ProxyPart::Prenoms) => FieldKind::Text { max: 200 },
            Self::Remarks => FieldKind::Text { max: 2000 },
            Self::BirthPlace
            | Self::OrientedBy
            | Self::EmploymentDetail
            | Self::IncomeDetail
            | Self::CommuneLinkDetail
            | Self::ResidenceDetail
            | Self::CauseDetail
            | Self::ReasonDetail
            | Self::SupportDetail
            | Self::TransferAddress => FieldKind::Text { max: 1000 },
            Self::Civility
            | Self::Status
            | Self::RefusalGround
            | Self::RadiationMotif
            | Self::Kind
            | Self::Employment
            | Self::CommuneLink
            | Self::Household
            | Self::Residence
            | Self::Cause
            | Self::Reason
            | Self::Dependant(_, DependantPart::Lien) => FieldKind::Choice,
            Self::Oriented | Self::AlreadyDomiciled | Self::Income | Self::Support | Self::Sms => {
                FieldKind::YesNo
            }
            Self::Birth
            | Self::Start
            | Self::End
            | Self::FirstElected
            | Self::LastContact
            | Self::DecidedOn
            | Self::TransferStart
            | Self::TransferEnd
            | Self::Dependant(_, DependantPart::Birth)
            | Self::Proxy(_, ProxyPart::Birth | ProxyPart::Start | ProxyPart::End) => {
                FieldKind::Date
            }
            Self::Phone => FieldKind::Phone,
            Self::Email => FieldKind::Email,
            Self::WaitingLetters | Self::WaitingParcels | Self::WaitingNotices => FieldKind::Count,
        }
    }

    /// The values allowed, in the order in which lists offer them; none where it is free.
    #[must_use]
    pub fn choices(self) -> &'static [Choice] {
        choices::of(self)
    }

    /// What goes with it.
    #[must_use]
    pub const fn group(self) -> FieldGroup {
        match self {
            Self::Reference
            | Self::Civility
            | Self::Nom
            | Self::Prenoms
            | Self::Usage
            | Self::Birth
            | Self::BirthPlace => FieldGroup::Person,
            Self::Phone | Self::Email | Self::Language | Self::Sms => FieldGroup::Contact,
            Self::Status
            | Self::RefusalGround
            | Self::RadiationMotif
            | Self::Kind
            | Self::Start
            | Self::End
            | Self::FirstElected
            | Self::LastContact
            | Self::DecidedOn
            | Self::Referent => FieldGroup::Domiciliation,
            Self::Oriented
            | Self::OrientedBy
            | Self::AlreadyDomiciled
            | Self::Employment
            | Self::EmploymentDetail
            | Self::Income
            | Self::IncomeDetail
            | Self::CommuneLink
            | Self::CommuneLinkDetail
            | Self::Household
            | Self::Residence
            | Self::ResidenceDetail
            | Self::Cause
            | Self::CauseDetail
            | Self::Reason
            | Self::ReasonDetail
            | Self::Support
            | Self::SupportDetail
            | Self::Remarks
            | Self::Rattachement => FieldGroup::Interview,
            Self::Dependant(..) => FieldGroup::Dependants,
            Self::Distribution
            | Self::Proxy(..)
            | Self::TransferName
            | Self::TransferAddress
            | Self::TransferStart
            | Self::TransferEnd
            | Self::WaitingLetters
            | Self::WaitingParcels
            | Self::WaitingNotices => FieldGroup::Mail,
        }
    }

    fn spec(self) -> Spec {
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
