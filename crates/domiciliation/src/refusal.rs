//! Refusing a request: the grounds open to each kind of body.

use chrono::NaiveDate;
use kernel::{Note, RuleId, ShortText, StructureKind};

kernel::vocabulary! {
    /// The ground of a refusal.
    RefusalGround {
        AbsenceDeLien = "absence_de_lien", "Absence de lien avec la commune";
        Saturation = "saturation", "Capacité de l’agrément atteinte";
        HorsAgrement = "hors_agrement", "Personne hors du public agréé";
        DomicileStable = "domicile_stable", "La personne dispose d’un domicile stable";
        EntretienNonHonore = "entretien_non_honore", "Entretien proposé et non honoré";
        Autre = "autre", "Autre motif";
    }
}

kernel::vocabulary! {
    /// Where a refused person is directed.
    OrientationKind {
        Ccas = "ccas", "CCAS";
        Cias = "cias", "CIAS ou commune";
        OrganismeAgree = "organisme_agree", "Organisme agréé";
        OfiiSpada = "ofii_spada", "OFII ou SPADA (demande d’asile)";
        Autre = "autre", "Autre";
    }
}

/// The body a refused person is directed to.
///
/// # Law
/// R-62: CASF art. L. 264-4.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Orientation {
    /// What kind of body.
    pub kind: OrientationKind,
    /// Its name.
    pub name: ShortText,
    /// How to reach it.
    pub contact: Note,
}

/// A refusal. It does not exist without its facts and its orientation.
///
/// # Law
/// R-61, R-62: CASF art. L. 264-4; CRPA art. L. 211-2 6°, L. 211-5.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Refus {
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The ground in law.
    pub ground: RefusalGround,
    /// The facts.
    pub facts: Note,
    /// Where the person is directed.
    pub orientation: Orientation,
}

/// What the law says of a ground for a kind of body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admissibility {
    /// Open without remark.
    Allowed,
    /// Open, but the agrément must provide for it (R-60).
    IfTheAgrementSaysSo,
    /// Open, but fragile: no text makes it a ground by itself (R-60).
    Fragile,
    /// Closed to this body (R-60).
    Closed,
    /// Open only once the cap of the agrément is recorded and reached (R-60).
    CapNotReached,
}

impl Admissibility {
    /// Whether the refusal may be pronounced on this ground.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        match self {
            Self::Allowed | Self::IfTheAgrementSaysSo | Self::Fragile => true,
            Self::Closed | Self::CapNotReached => false,
        }
    }
}

/// The matrix of grounds by kind of body.
///
/// A CCAS, a CIAS or a commune may refuse only for want of any link with the commune;
/// "saturation" is not open to them. An approved body may refuse within the limits of
/// its agrément. A renewal is refused by the same matrix.
///
/// ```
/// # use domiciliation::refusal::{Admissibility, RefusalGround, admissibility};
/// use kernel::StructureKind::{Ccas, OrganismeAgree};
///
/// let full = RefusalGround::Saturation;
/// assert_eq!(admissibility(Ccas, full, true), Admissibility::Closed);
/// assert_eq!(admissibility(OrganismeAgree, full, false), Admissibility::CapNotReached);
/// assert_eq!(admissibility(OrganismeAgree, full, true), Admissibility::Allowed);
/// ```
///
/// # Law
/// R-60, R-05, R-40: CASF art. L. 264-4, L. 264-6, L. 264-7.
#[must_use]
pub const fn admissibility(
    kind: StructureKind,
    ground: RefusalGround,
    cap_reached: bool,
) -> Admissibility {
    match (kind.is_communal(), ground) {
        (true, RefusalGround::AbsenceDeLien) => Admissibility::Allowed,
        (true, RefusalGround::Saturation | RefusalGround::HorsAgrement) => Admissibility::Closed,
        (false, RefusalGround::AbsenceDeLien | RefusalGround::HorsAgrement) => {
            Admissibility::IfTheAgrementSaysSo
        }
        (false, RefusalGround::Saturation) if cap_reached => Admissibility::Allowed,
        (false, RefusalGround::Saturation) => Admissibility::CapNotReached,
        (
            true | false,
            RefusalGround::DomicileStable
            | RefusalGround::EntretienNonHonore
            | RefusalGround::Autre,
        ) => Admissibility::Fragile,
    }
}

/// The text on which a refusal rests, which its letter states.
///
/// # Law
/// R-60, R-61: CASF art. L. 264-4 for a commune’s own bodies, L. 264-6 and L. 264-7 for
/// approved ones.
#[must_use]
pub const fn legal_basis(kind: StructureKind) -> &'static str {
    if kind.is_communal() {
        "Article L. 264-4 du code de l’action sociale et des familles"
    } else {
        "Articles L. 264-6 et L. 264-7 du code de l’action sociale et des familles"
    }
}

/// What a refusal may still lack before it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// The kind of body.
    pub kind: StructureKind,
    /// The ground.
    pub ground: RefusalGround,
    /// Whether the cap of the agrément is recorded and reached.
    pub cap_reached: bool,
    /// Whether the facts are written.
    pub has_facts: bool,
    /// Whether the person is directed somewhere.
    pub has_orientation: bool,
}

/// The rules that forbid the refusal as drafted; empty when it may be pronounced.
///
/// # Law
/// R-60, R-61, R-62.
#[must_use]
pub fn obstacles(draft: Draft) -> Vec<RuleId> {
    let closed = !admissibility(draft.kind, draft.ground, draft.cap_reached).is_allowed();
    [
        (closed, "R-60"),
        (!draft.has_facts, "R-61"),
        (!draft.has_orientation, "R-62"),
    ]
    .into_iter()
    .filter_map(|(stands, rule)| stands.then_some(RuleId(rule)))
    .collect()
}
