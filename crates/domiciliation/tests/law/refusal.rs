//! The grounds of refusal, body by body.

use domiciliation::{
    Command, Policy, Refused, Status,
    refusal::{
        Admissibility::{self, Allowed, CapNotReached, Closed, Fragile, IfTheAgrementSaysSo},
        Draft, RefusalGround, admissibility, obstacles,
    },
    warning::fragile,
};
use kernel::StructureKind;

use crate::case::{Case, agrement, day, period, refus};

/// Ground; CCAS, CIAS or commune; approved body below its cap; approved body at its cap.
const MATRIX: [(RefusalGround, Admissibility, Admissibility, Admissibility); 6] = [
    (
        RefusalGround::AbsenceDeLien,
        Allowed,
        IfTheAgrementSaysSo,
        IfTheAgrementSaysSo,
    ),
    (RefusalGround::Saturation, Closed, CapNotReached, Allowed),
    (
        RefusalGround::HorsAgrement,
        Closed,
        IfTheAgrementSaysSo,
        IfTheAgrementSaysSo,
    ),
    (RefusalGround::DomicileStable, Fragile, Fragile, Fragile),
    (RefusalGround::EntretienNonHonore, Fragile, Fragile, Fragile),
    (RefusalGround::Autre, Fragile, Fragile, Fragile),
];

#[test]
fn r60_the_matrix_of_grounds_is_the_literal_one() {
    assert_eq!(MATRIX.map(|row| row.0), RefusalGround::ALL);
    for (ground, communal, below, reached) in MATRIX {
        for kind in [
            StructureKind::Ccas,
            StructureKind::Cias,
            StructureKind::Commune,
        ] {
            assert_eq!(
                admissibility(kind, ground, false),
                communal,
                "{kind:?} {ground:?}"
            );
            assert_eq!(
                admissibility(kind, ground, true),
                communal,
                "a cap opens nothing to them"
            );
        }
        let approved = StructureKind::OrganismeAgree;
        assert_eq!(admissibility(approved, ground, false), below, "{ground:?}");
        assert_eq!(admissibility(approved, ground, true), reached, "{ground:?}");
    }
}

#[test]
fn r60_what_is_fragile_or_left_to_the_agrement_is_said() {
    for (ground, communal, below, reached) in MATRIX {
        for found in [communal, below, reached] {
            let warned = matches!(found, Fragile | IfTheAgrementSaysSo);
            assert_eq!(fragile(found, ground).is_some(), warned);
            assert_eq!(found.is_allowed(), !matches!(found, Closed | CapNotReached));
        }
    }
}

#[test]
fn r60_r61_r62_a_draft_names_each_rule_that_forbids_it() {
    for (ground, communal, ..) in MATRIX {
        for (has_facts, has_orientation) in
            [(true, true), (true, false), (false, true), (false, false)]
        {
            let draft = Draft {
                kind: StructureKind::Cias,
                ground,
                cap_reached: false,
                has_facts,
                has_orientation,
            };
            let rules: Vec<&str> = obstacles(draft).iter().map(|rule| rule.0).collect();
            assert_eq!(rules.contains(&"R-60"), !communal.is_allowed());
            assert_eq!(rules.contains(&"R-61"), !has_facts);
            assert_eq!(rules.contains(&"R-62"), !has_orientation);
        }
    }
}

#[test]
fn r60_a_dossier_is_refused_on_open_grounds_only() {
    let approved = |cap| {
        let agrement = agrement(period(day(2024, 1, 1), day(2028, 12, 31)), cap);
        Policy::of(StructureKind::OrganismeAgree, Some(agrement))
    };
    let ccas = Policy::of(StructureKind::Ccas, None);
    for (ground, communal, below, reached) in MATRIX {
        for (policy, in_force, expected) in [
            (ccas.clone(), Some(100), communal),
            (approved(Some(10)), Some(9), below),
            (approved(Some(10)), None, below),
            (approved(None), Some(100), below),
            (approved(Some(10)), Some(10), reached),
        ] {
            let mut case = Case::requested(day(2026, 1, 5)).at(policy);
            case.elections_in_force = in_force;
            case.interview();
            let outcome = case.try_to(Command::Refuse(refus(case.today, ground)));
            if expected.is_allowed() {
                assert!(outcome.is_ok(), "{ground:?}");
                assert_eq!(case.status(), Status::Refuse);
            } else {
                assert_eq!(outcome, Err(Refused::GroundClosed { ground }));
                assert_eq!(case.status(), Status::EnInstruction);
            }
        }
    }
}

#[test]
fn r40_a_renewal_is_refused_by_the_same_matrix() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 12, 1));
    case.file(domiciliation::request::Channel::InPerson);
    case.interview();
    let ground = RefusalGround::Saturation;
    let refuse = Command::Refuse(refus(case.today, ground));
    assert_eq!(case.try_to(refuse), Err(Refused::GroundClosed { ground }));
}
