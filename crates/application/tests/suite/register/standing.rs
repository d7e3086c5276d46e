//! Where a row says that the person stands, what else it says, what deserves a look.

use application::imports::{check::check_row, field::Field, problem::ProblemCode};
use domiciliation::{
    import::{TakenEnd, TakenSituation},
    radiation::RadiationMotif,
    refusal::RefusalGround,
};
use kernel::StructureKind;

use crate::register::support::{around, check, day, mapping, only, row, staff, taken, told};

#[test]
fn a_refusal_keeps_its_ground_and_warns_a_ccas_of_saturation() {
    let refusal = [
        (Field::Status, "REFUS"),
        (Field::Start, ""),
        (Field::End, "09/08/2020"),
        (Field::RefusalGround, "SATURATION"),
    ];
    only(&refusal, Field::RefusalGround, ProblemCode::ClosedGround);
    let approved = check_row(
        &row(&refusal),
        &mapping(),
        &around(StructureKind::OrganismeAgree, &[]),
    );
    assert_eq!(approved.problems, []);
    let TakenSituation::Refused { on, ground, words } = taken(&refusal).situation else {
        panic!("refused");
    };
    assert_eq!(
        (on, ground, words),
        (day(2020, 8, 9), RefusalGround::Saturation, None)
    );
    // Without a ground: another one, told.
    only(
        &refusal[..3],
        Field::RefusalGround,
        ProblemCode::OtherGround,
    );
    let mut own_words = refusal.to_vec();
    own_words[3].1 = "pas de lien avec la commune";
    let TakenSituation::Refused { ground, words, .. } = taken(&own_words).situation else {
        panic!("refused");
    };
    assert_eq!(ground, RefusalGround::AbsenceDeLien);
    assert!(
        words
            .unwrap()
            .as_str()
            .ends_with("pas de lien avec la commune")
    );
    let mut future = refusal.to_vec();
    future[2].1 = "23/11/2026";
    assert!(told(&future).contains(&(Some(Field::End), ProblemCode::DateInFuture)));
}

#[test]
fn an_end_is_mapped_to_the_grounds_of_the_law() {
    let end = |motif| {
        let changes = [
            (Field::Status, "RADIE"),
            (Field::End, "01/06/2026"),
            (Field::RadiationMotif, motif),
        ];
        let TakenSituation::Ended { how, start, .. } = taken(&changes).situation else {
            panic!("ended");
        };
        assert_eq!(start, Some(day(2026, 3, 15)));
        how
    };
    for (code, motif) in [
        ("NON_MANIFESTATION_3_MOIS", RadiationMotif::NonManifestation),
        ("A_SA_DEMANDE", RadiationMotif::ADemande),
        ("ENTREE_LOGEMENT", RadiationMotif::DomicileStable),
        ("PLUS_DE_LIEN_COMMUNE", RadiationMotif::PlusDeLien),
        ("NON_RESPECT_REGLEMENT", RadiationMotif::ReglementInterieur),
        ("Décès", RadiationMotif::Deces),
        ("AUTRE", RadiationMotif::Autre),
    ] {
        assert_eq!(end(code), TakenEnd::Radiated(motif));
    }
    assert_eq!(end("FIN_DE_DOMICILIATION"), TakenEnd::Lapsed);
    // A start after the end is kept in a note and told.
    let reversed = [
        (Field::Status, "RADIE"),
        (Field::Start, "27/02/2019"),
        (Field::End, "27/02/2018"),
        (Field::RadiationMotif, "ENTREE_LOGEMENT"),
    ];
    only(&reversed, Field::Start, ProblemCode::StartDropped);
    let kept = taken(&reversed);
    assert!(kept.notes[0].as_str().ends_with("27/02/2019"));
}

#[test]
fn what_deserves_a_look_is_told_and_keeps_no_row_out() {
    only(
        &[(Field::Birth, "20/12/2012")],
        Field::Birth,
        ProblemCode::MinorHolder,
    );
    only(
        &[(Field::LastContact, "")],
        Field::LastContact,
        ProblemCode::NoLastContact,
    );
    only(
        &[(Field::LastContact, "01/04/2026")],
        Field::LastContact,
        ProblemCode::LongSilence,
    );
    only(
        &[(Field::End, "14/12/2026")],
        Field::End,
        ProblemCode::ShorterTerm,
    );
    only(
        &[(Field::Start, "12/02/2020"), (Field::End, "11/02/2021")],
        Field::End,
        ProblemCode::Lapsed,
    );
    assert_eq!(
        told(&[(Field::Start, "12/02/2020"), (Field::End, "12/02/2021")]),
        [
            (Some(Field::End), ProblemCode::Lapsed),
            (Some(Field::End), ProblemCode::SlightlyOverOneYear)
        ]
    );
    only(
        &[(Field::FirstElected, "20/04/2026")],
        Field::FirstElected,
        ProblemCode::FirstAfterStart,
    );
}

#[test]
fn free_texts_stand_in_the_remarks_and_nothing_is_lost() {
    let person = taken(&[
        (Field::Remarks, "Vient le mardi\nmatin"),
        (Field::IncomeDetail, "RSA"),
        (Field::ResidenceDetail, "Chez sa sœur"),
        (Field::CommuneLinkDetail, "Suivi social"),
        (Field::Oriented, "OUI"),
    ]);
    let told = person.interview.unwrap();
    let remarks = told.remarks.unwrap();
    assert!(
        remarks.as_str().starts_with("Vient le mardi\nmatin\n"),
        "{remarks}"
    );
    assert!(remarks.as_str().contains("RSA") && remarks.as_str().contains("Chez sa sœur"));
    assert_eq!(told.link_evidence.unwrap().as_str(), "Suivi social");
    assert_eq!(told.oriented_by.unwrap().as_str(), "Oui");
    let full = "a".repeat(1990);
    let spilled = taken(&[
        (Field::Remarks, &full),
        (Field::IncomeDetail, "Indemnités journalières"),
    ]);
    assert!(
        spilled.notes[0]
            .as_str()
            .contains("Indemnités journalières")
    );
}

#[test]
fn a_referent_is_found_by_name_or_kept_in_a_note() {
    let found = taken(&[(Field::Referent, "MARTIN  Claire")]);
    assert_eq!(found.filing.referent, Some(staff()[0].0));
    only(
        &[(Field::Referent, "Paul Absent")],
        Field::Referent,
        ProblemCode::UnknownReferent,
    );
    let kept = taken(&[(Field::Referent, "Paul Absent")]);
    assert!(kept.notes[0].as_str().ends_with("Paul Absent"));
}

#[test]
fn all_problems_of_a_row_are_told_at_once() {
    let found = told(&[
        (Field::Phone, "0142424241"),
        (Field::Start, "29/02/2018"),
        (Field::FirstElected, "29/02/2018"),
        (Field::Civility, "?"),
    ]);
    let codes: Vec<ProblemCode> = found.iter().map(|(_, code)| *code).collect();
    assert_eq!(
        codes,
        [
            ProblemCode::UnknownCode,
            ProblemCode::Landline,
            ProblemCode::ImpossibleDate,
            ProblemCode::ImpossibleDate
        ]
    );
    // What can be doubted of is told beside an error that has nothing to do with it.
    let found = told(&[(Field::Phone, "0142424241"), (Field::LastContact, "")]);
    assert!(found.contains(&(Some(Field::LastContact), ProblemCode::NoLastContact)));
}

#[test]
fn messages_say_what_is_expected_in_french_and_never_repeat_the_value() {
    let secret = "Zxqv0";
    for field in Field::all() {
        let changes = [(field, secret)];
        for problem in check(&changes).problems {
            assert!(!problem.message.contains(secret), "{}", problem.message);
            assert!(problem.message.ends_with('.'), "{}", problem.message);
            assert!(!format!("{problem:?}").contains(secret));
        }
    }
}
