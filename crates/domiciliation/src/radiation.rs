//! Ending an election before its term.

use chrono::NaiveDate;
use kernel::{Note, ShortText, StructureKind, date::add_days};

kernel::vocabulary! {
    /// The ground of an end of election, without what it requires.
    RadiationMotif {
        ADemande = "a_demande", "À la demande de la personne";
        DomicileStable = "domicile_stable", "Accès à un domicile stable";
        NonManifestation = "non_manifestation", "Absence de manifestation pendant plus de trois mois";
        PlusDeLien = "plus_de_lien", "Plus de lien avec la commune";
        ReglementInterieur = "reglement_interieur", "Non-respect du règlement intérieur";
        Deces = "deces", "Décès";
        Transfert = "transfert", "Transfert à un autre organisme";
        Autre = "autre", "Autre motif";
    }
}

/// The ground of an end of election, with what the law or a fair letter requires of it.
///
/// # Law
/// CASF art. L. 264-5, D. 264-3, D. 264-5 3°.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "motif", rename_all = "snake_case")
)]
pub enum RadiationGround {
    /// The person asked for it, on a day, in a signed request or a noted statement.
    ADemande {
        /// The day of their request.
        asked_on: NaiveDate,
    },
    /// A stable home was acquired; a long stay in a hotel is not one.
    DomicileStable {
        /// What shows it.
        evidence: Note,
    },
    /// More than three consecutive months of silence.
    NonManifestation,
    /// The link with the commune is lost; prefer refusing the renewal.
    PlusDeLien {
        /// What shows it.
        facts: Note,
    },
    /// The house rules were broken; no statute makes it a ground.
    ReglementInterieur {
        /// What happened.
        facts: Note,
    },
    /// The person died.
    Deces {
        /// The day.
        on: NaiveDate,
    },
    /// Another body takes over.
    Transfert {
        /// Which one.
        to: ShortText,
    },
    /// Anything else, never without facts.
    Autre {
        /// What happened.
        facts: Note,
    },
}

impl RadiationGround {
    /// The ground alone.
    #[must_use]
    pub const fn motif(&self) -> RadiationMotif {
        match self {
            Self::ADemande { .. } => RadiationMotif::ADemande,
            Self::DomicileStable { .. } => RadiationMotif::DomicileStable,
            Self::NonManifestation => RadiationMotif::NonManifestation,
            Self::PlusDeLien { .. } => RadiationMotif::PlusDeLien,
            Self::ReglementInterieur { .. } => RadiationMotif::ReglementInterieur,
            Self::Deces { .. } => RadiationMotif::Deces,
            Self::Transfert { .. } => RadiationMotif::Transfert,
            Self::Autre { .. } => RadiationMotif::Autre,
        }
    }
}

impl RadiationMotif {
    /// Whether the person must first be able to present observations.
    ///
    /// # Law
    /// CRPA art. L. 121-1 and L. 121-2; not when the person asked for it, nor
    /// after a death.
    #[must_use]
    pub const fn needs_observations(self) -> bool {
        match self {
            Self::ADemande | Self::Deces => false,
            Self::DomicileStable
            | Self::NonManifestation
            | Self::PlusDeLien
            | Self::ReglementInterieur
            | Self::Transfert
            | Self::Autre => true,
        }
    }

    /// Whether a text makes it a ground by itself (L. 264-5, or the general law for a
    /// death). Of the others, the screens say so.
    ///
    /// # Law
    ///
    #[must_use]
    pub const fn is_statutory(self) -> bool {
        match self {
            Self::ADemande | Self::DomicileStable | Self::NonManifestation | Self::Deces => true,
            Self::PlusDeLien | Self::ReglementInterieur | Self::Transfert | Self::Autre => false,
        }
    }

    /// The text that makes it a ground, which its letter states; none names the others, nor
    /// does anybody write about a death.
    ///
    /// # Law
    /// CASF art. L. 264-5, D. 264-3 and D. 264-5 3°.
    #[must_use]
    pub const fn article(self) -> Option<&'static str> {
        match self {
            Self::ADemande => Some("Article L. 264-5 du code de l’action sociale et des familles"),
            Self::DomicileStable => Some(
                "Articles L. 264-5 et D. 264-5, 3°, du code de l’action sociale et des familles",
            ),
            Self::NonManifestation => {
                Some("Articles L. 264-5 et D. 264-3 du code de l’action sociale et des familles")
            }
            Self::PlusDeLien
            | Self::ReglementInterieur
            | Self::Deces
            | Self::Transfert
            | Self::Autre => None,
        }
    }

    /// Whether it is open to this kind of body: the link with the commune binds only
    /// the commune's own.
    ///
    /// # Law
    ///
    #[must_use]
    pub const fn is_open_to(self, kind: StructureKind) -> bool {
        match self {
            Self::PlusDeLien => kind.is_communal(),
            Self::ADemande
            | Self::DomicileStable
            | Self::NonManifestation
            | Self::ReglementInterieur
            | Self::Deces
            | Self::Transfert
            | Self::Autre => true,
        }
    }
}

/// An election ended by a decision.
///
/// # Law
/// reasoned, individual, notified in writing with the ways of appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Radiation {
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The day from which the person is no longer domiciled.
    pub effective_on: NaiveDate,
    /// Why.
    pub ground: RadiationGround,
    /// The documented urgency that dispensed with observations, where one did.
    pub urgency: Option<Note>,
}

/// The first step of an end of election: the person is told, and may answer.
///
/// # Law
/// CRPA art. L. 121-1, L. 122-1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PlannedRadiation {
    /// The day the person was told.
    pub notified_on: NaiveDate,
    /// The last day on which they may present observations.
    pub observations_until: NaiveDate,
    /// The ground considered.
    pub motif: RadiationMotif,
}

impl PlannedRadiation {
    /// Whether the person may still present observations.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn is_open(&self, today: NaiveDate) -> bool {
        may_be_observed(self.observations_until, today)
    }
}

/// Whether observations may still be presented, the last day included.
///
/// # Law
///
#[must_use]
pub fn may_be_observed(until: NaiveDate, today: NaiveDate) -> bool {
    today <= until
}

/// The earliest last day of observations for a notice given on `notified_on`.
///
/// # Law
/// the delay is the structure's, fifteen days by default.
#[must_use]
pub fn observations_until(notified_on: NaiveDate, notice_days: u16) -> NaiveDate {
    add_days(notified_on, i32::from(notice_days))
}
