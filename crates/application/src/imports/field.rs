//! Everything that a column of a sheet may hold, with its name, its help, an example and
//! its place in the workbook that the field fills in today.

mod spec;

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
    ByEmail,
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
const OURS: [Field; 7] = [
    Field::DecidedOn,
    Field::Rattachement,
    Field::Language,
    Field::Sms,
    Field::ByEmail,
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
            Self::Oriented
            | Self::AlreadyDomiciled
            | Self::Income
            | Self::Support
            | Self::Sms
            | Self::ByEmail => FieldKind::YesNo,
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
            Self::Phone | Self::Email | Self::Language | Self::Sms | Self::ByEmail => {
                FieldGroup::Contact
            }
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
}
