//! What a cell may hold, and what is told of one that holds something else.

use application::imports::{
    check::check_row,
    field::{DependantPart, Field, ProxyPart},
    problem::ProblemCode,
    table::Cell,
};
use domiciliation::{
    identity::{Civility, Lien},
    import::TakenSituation,
    mail::MailKind,
    request::DemandeKind,
};
use kernel::{BirthDate, StructureKind};

use crate::register::support::{around, check, day, mapping, only, row, taken, told};

#[test]
fn a_sound_row_lands_without_a_word() {
    assert_eq!(told(&[]), []);
    let person = taken(&[]);
    assert_eq!(person.identity.civility, Civility::Madame);
    assert_eq!(
        person.identity.birth,
        BirthDate::on(day(1991, 12, 20)).unwrap()
    );
    assert_eq!(person.kind, DemandeKind::First);
    assert_eq!(person.last_contact, Some(day(2026, 11, 2)));
    let TakenSituation::InForce {
        decided_on, period, ..
    } = person.situation
    else {
        panic!("in force");
    };
    assert_eq!(
        (decided_on, period.end()),
        (day(2026, 3, 15), day(2027, 3, 14))
    );
}

#[test]
fn what_must_be_there_is_asked_for() {
    for field in [
        Field::Civility,
        Field::Nom,
        Field::Prenoms,
        Field::Birth,
        Field::BirthPlace,
        Field::Status,
        Field::Kind,
        Field::Start,
        Field::End,
    ] {
        for nothing in ["", "  ", "\u{200b}", "-"] {
            only(&[(field, nothing)], field, ProblemCode::Required);
        }
    }
}

#[test]
fn values_of_lists_are_understood_however_they_are_written() {
    for written in ["H", "h", "M.", "Monsieur", "homme", " MR "] {
        assert_eq!(
            taken(&[(Field::Civility, written)]).identity.civility,
            Civility::Monsieur,
            "{written}"
        );
    }
    for written in ["F", "Mme", "MADAME", "Femme"] {
        assert_eq!(
            taken(&[(Field::Civility, written)]).identity.civility,
            Civility::Madame,
            "{written}"
        );
    }
    for written in ["RENOUVELLEMENT", "renouvellement", "Renouvellement "] {
        assert_eq!(
            taken(&[(Field::Kind, written)]).kind,
            DemandeKind::Renewal,
            "{written}"
        );
    }
    for written in ["PREMIERE_DOM", "première dom", "1ère demande"] {
        assert_eq!(
            taken(&[(Field::Kind, written)]).kind,
            DemandeKind::First,
            "{written}"
        );
    }
    for (written, yes) in [
        ("OUI", true),
        ("x", true),
        ("1", true),
        ("NON", false),
        ("non", false),
        ("0", false),
    ] {
        let told = taken(&[(Field::Income, written)]).interview.unwrap();
        assert_eq!(told.income, Some(yes), "{written}");
    }
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "few fields need others")]
fn a_value_outside_its_list_is_told_with_the_list() {
    for field in Field::all().filter(|field| !field.choices().is_empty()) {
        let changes = match field {
            Field::RefusalGround => vec![
                (Field::Status, "REFUS"),
                (Field::Start, ""),
                (Field::End, "01/02/2026"),
                (field, "??"),
            ],
            Field::RadiationMotif => vec![
                (Field::Status, "RADIE"),
                (Field::End, "01/04/2026"),
                (field, "??"),
            ],
            Field::Dependant(n, _) => vec![
                (Field::Dependant(n, DependantPart::Nom), "EXEMPLE"),
                (Field::Dependant(n, DependantPart::Prenoms), "Luiz"),
                (Field::Dependant(n, DependantPart::Birth), "20/10/2017"),
                (field, "??"),
            ],
            _ => vec![(field, "??")],
        };
        only(&changes, field, ProblemCode::UnknownCode);
        let problem = &check(&changes).problems[0];
        assert_eq!(problem.value, "??");
        assert!(
            problem.message.contains(field.choices()[0].code),
            "{}",
            problem.message
        );
    }
}

#[test]
fn every_code_of_every_list_is_accepted() {
    for field in Field::all() {
        for choice in field.choices() {
            let mut changes = vec![(field, choice.code)];
            if let Field::Dependant(n, _) = field {
                changes.extend([
                    (Field::Dependant(n, DependantPart::Nom), "EXEMPLE"),
                    (Field::Dependant(n, DependantPart::Prenoms), "Luiz"),
                    (Field::Dependant(n, DependantPart::Birth), "20/10/2017"),
                ]);
            }
            if choice.code == "REFUS" || choice.code == "RADIE" {
                changes.push((Field::End, "01/04/2026"));
            }
            assert!(
                check(&changes).incoming.is_some(),
                "{field:?} {}",
                choice.code
            );
        }
    }
}

#[test]
fn texts_are_limited_as_the_sheet_says() {
    let long = |n: usize| "a".repeat(n);
    for (field, limit) in [
        (Field::Reference, 50),
        (Field::Nom, 200),
        (Field::Prenoms, 200),
        (Field::Usage, 100),
        (Field::OrientedBy, 1000),
        (Field::EmploymentDetail, 1000),
        (Field::CommuneLinkDetail, 1000),
        (Field::Remarks, 2000),
    ] {
        assert_eq!(told(&[(field, &long(limit))]), [], "{field:?}");
        only(&[(field, &long(limit + 1))], field, ProblemCode::TooLong);
    }
    only(
        &[(Field::BirthPlace, &long(1000))],
        Field::BirthPlace,
        ProblemCode::Shortened,
    );
    only(
        &[(Field::BirthPlace, &long(1001))],
        Field::BirthPlace,
        ProblemCode::TooLong,
    );
    let kept = taken(&[(Field::BirthPlace, &long(101))]);
    assert!(kept.notes[0].as_str().ends_with(&long(101)));
}

#[test]
fn invisible_characters_leave_names_alone() {
    let person = taken(&[
        (Field::Nom, "\u{feff} N’GUES\u{ad}SAN\u{200b}\u{a0} "),
        (Field::Prenoms, "Zo\u{eb}\n"),
    ]);
    assert_eq!(person.identity.nom.as_str(), "N’GUESSAN");
    assert_eq!(person.identity.prenoms.as_str(), "Zoë");
}

#[test]
fn dates_are_looked_at_one_by_one() {
    only(
        &[(Field::Birth, "31/12/1899")],
        Field::Birth,
        ProblemCode::DateTooOld,
    );
    only(
        &[(Field::Birth, "23/11/2026")],
        Field::Birth,
        ProblemCode::DateInFuture,
    );
    only(
        &[(Field::Birth, "30/02/1990")],
        Field::Birth,
        ProblemCode::ImpossibleDate,
    );
    only(
        &[(Field::Birth, "20/12/91")],
        Field::Birth,
        ProblemCode::TwoDigitYear,
    );
    only(
        &[(Field::Birth, "un mardi")],
        Field::Birth,
        ProblemCode::NotADate,
    );
    only(
        &[(Field::LastContact, "23/11/2026")],
        Field::LastContact,
        ProblemCode::DateInFuture,
    );
    only(
        &[(Field::FirstElected, "23/11/2026")],
        Field::FirstElected,
        ProblemCode::DateInFuture,
    );
    only(
        &[(Field::Start, "29/02/2026")],
        Field::Start,
        ProblemCode::ImpossibleDate,
    );
    only(
        &[(Field::Start, "01/03/2028"), (Field::End, "14/03/2027")],
        Field::Start,
        ProblemCode::DateTooFar,
    );
    only(
        &[(Field::End, "23/11/2027")],
        Field::End,
        ProblemCode::DateTooFar,
    );
    only(
        &[(Field::End, "14/03/2026")],
        Field::End,
        ProblemCode::EndBeforeStart,
    );
    only(
        &[(Field::End, "15/03/2027")],
        Field::End,
        ProblemCode::OverOneYear,
    );
    only(
        &[(Field::Birth, "20/12/2026")],
        Field::Birth,
        ProblemCode::DateInFuture,
    );
    let partial = taken(&[(Field::Birth, "1991")]);
    assert_eq!(
        partial.identity.birth,
        BirthDate::new(1991, None, None).unwrap()
    );
}

#[test]
fn nobody_elects_domicile_before_being_born() {
    let found = told(&[(Field::Birth, "20/03/2026")]);
    assert!(found.contains(&(Some(Field::Birth), ProblemCode::Incoherent)));
}

#[test]
fn telephones_get_their_zero_back_and_landlines_are_told() {
    let phone = |typed| {
        taken(&[(Field::Phone, typed)])
            .coordinates
            .phone
            .map(String::from)
    };
    assert_eq!(phone("609090909").as_deref(), Some("+33609090909"));
    assert_eq!(phone("33609090909").as_deref(), Some("+33609090909"));
    assert_eq!(phone(""), None);
    only(
        &[(Field::Phone, "0142424242")],
        Field::Phone,
        ProblemCode::Landline,
    );
    only(
        &[(Field::Phone, "061234")],
        Field::Phone,
        ProblemCode::NotAPhone,
    );
    only(
        &[(Field::Phone, "0612345678 / 0712345678")],
        Field::Phone,
        ProblemCode::NotAPhone,
    );
    only(
        &[(Field::Phone, "+32 470 12 34 56")],
        Field::Phone,
        ProblemCode::ForeignPhone,
    );
    let mut typed = row(&[]);
    typed.cells[usize::from(mapping().column_of(Field::Phone).unwrap())] =
        Cell::Number(609_090_909.0);
    let checked = check_row(&typed, &mapping(), &around(StructureKind::Ccas, &[]));
    let number = checked
        .incoming
        .unwrap()
        .takeover
        .coordinates
        .phone
        .unwrap();
    assert_eq!(number.as_str(), "+33609090909");
}

#[test]
fn addresses_counts_and_faults_are_told() {
    only(
        &[(Field::Email, "prenom.nom")],
        Field::Email,
        ProblemCode::NotAnEmail,
    );
    only(
        &[(Field::WaitingLetters, "beaucoup")],
        Field::WaitingLetters,
        ProblemCode::NotANumber,
    );
    only(
        &[(Field::WaitingParcels, "101")],
        Field::WaitingParcels,
        ProblemCode::NotANumber,
    );
    let waiting = taken(&[(Field::WaitingLetters, "3"), (Field::WaitingParcels, "0")]).waiting;
    assert_eq!(
        waiting
            .iter()
            .map(|(k, n)| (*k, n.get()))
            .collect::<Vec<_>>(),
        [(MailKind::Letter, 3)]
    );
    for field in Field::all() {
        let mut broken = row(&[]);
        broken.cells[usize::from(mapping().column_of(field).unwrap())] = Cell::Fault("#N/A".into());
        let checked = check_row(&broken, &mapping(), &around(StructureKind::Ccas, &[]));
        let fault = checked
            .problems
            .iter()
            .any(|p| p.code == ProblemCode::Fault);
        let ignored = matches!(field, Field::RefusalGround | Field::RadiationMotif);
        assert!(fault || ignored, "{field:?}");
    }
}

#[test]
fn a_group_that_is_begun_is_to_be_completed() {
    let part = |part| Field::Dependant(8, part);
    let whole = [
        (part(DependantPart::Nom), "EXEMPLE"),
        (part(DependantPart::Prenoms), "Luiz"),
        (part(DependantPart::Birth), "20/10/2017"),
        (part(DependantPart::Lien), "enfant"),
    ];
    let child = &taken(&whole).ayants_droit[0];
    assert_eq!(child.lien, Lien::Enfant);
    for missing in 0..4 {
        let mut changes = whole.to_vec();
        let (field, _) = changes.remove(missing);
        only(&changes, field, ProblemCode::Incomplete);
    }
    let proxy = |part| Field::Proxy(0, part);
    let power = [
        (proxy(ProxyPart::Nom), "EXEMPLE"),
        (proxy(ProxyPart::Prenoms), "Sylvia"),
        (proxy(ProxyPart::Start), "01/10/2026"),
        (proxy(ProxyPart::End), "30/09/2027"),
    ];
    assert_eq!(taken(&power).procurations.len(), 1);
    only(&power[..3], proxy(ProxyPart::End), ProblemCode::Incomplete);
    let mut reversed = power.to_vec();
    reversed[3].1 = "30/09/2026";
    only(
        &reversed,
        proxy(ProxyPart::End),
        ProblemCode::EndBeforeStart,
    );
    let sent_on = [
        (Field::TransferName, "Foyer"),
        (Field::TransferAddress, "3 rue des Lilas"),
        (Field::TransferStart, "01/10/2026"),
        (Field::TransferEnd, "31/12/2026"),
    ];
    assert!(taken(&sent_on).transfer.is_some());
    only(&sent_on[..3], Field::TransferEnd, ProblemCode::Incomplete);
}
