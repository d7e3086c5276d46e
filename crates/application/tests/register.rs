//! A register that a structure brings: every rule of its sheet, row by row.

#![expect(clippy::unwrap_used, reason = "tests")]

use application::{
    imports::{
        check::{Checked, Surroundings, check_row, check_table},
        field::{DependantPart, Field, ProxyPart},
        mapping::{Mapping, Origin},
        problem::{Problem, ProblemCode, Severity, column_name},
        table::{Cell, Row, Table},
    },
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use chrono::NaiveDate;
use domiciliation::{
    identity::{Civility, Lien},
    import::{TakenEnd, TakenSituation, Takeover},
    mail::MailKind,
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::DemandeKind,
};
use kernel::{BirthDate, Departement, PhoneNumber, StaffId, StructureKind};
use proptest::prelude::*;

/// French numbers, mobile or not, and mobiles of Belgium.
struct Plan;

impl PhonePlan for Plan {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let bare = bare.replace("+33", "0");
        if let Some(belgian) = bare.strip_prefix("+324") {
            return Ok(ParsedPhone {
                number: format!("+324{belgian}").parse().map_err(|_| InvalidPhone)?,
                mobile: true,
                foreign: true,
            });
        }
        let national = bare.strip_prefix('0').ok_or(InvalidPhone)?;
        if national.len() != 9 || !national.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidPhone);
        }
        Ok(ParsedPhone {
            number: format!("+33{national}").parse().map_err(|_| InvalidPhone)?,
            mobile: national.starts_with(['6', '7']),
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn staff() -> Vec<(StaffId, String)> {
    let id = "00000000-0000-0000-0000-000000000003".parse().unwrap();
    vec![(id, "Claire Martin".to_owned())]
}

fn around<'a>(kind: StructureKind, staff: &'a [(StaffId, String)]) -> Surroundings<'a> {
    Surroundings {
        today: day(2026, 11, 22),
        kind,
        departement: "75".parse().unwrap(),
        phones: &Plan,
        staff,
    }
}

/// Every field in its own column.
fn mapping() -> Mapping {
    let mut mapping = Mapping::below(1);
    for (column, field) in (0..).zip(Field::all()) {
        mapping.set(column, Some(field));
    }
    mapping
}

/// Somebody whose election runs, of whom nothing is to be told.
const SOUND: [(Field, &str); 11] = [
    (Field::Civility, "F"),
    (Field::Nom, "EXEMPLE"),
    (Field::Prenoms, "Aminata"),
    (Field::Birth, "20/12/1991"),
    (Field::BirthPlace, "Bouaké"),
    (Field::Phone, "06 12 34 56 78"),
    (Field::Status, "VALIDE"),
    (Field::Kind, "PREMIERE"),
    (Field::Start, "15/03/2026"),
    (Field::End, "14/03/2027"),
    (Field::LastContact, "02/11/2026"),
];

fn row(changes: &[(Field, &str)]) -> Row {
    let mapping = mapping();
    let mut cells = vec![Cell::Empty; Field::all().count()];
    for (field, text) in SOUND.iter().chain(changes) {
        cells[usize::from(mapping.column_of(*field).unwrap())] = Cell::text(text);
    }
    Row { number: 2, cells }
}

fn check(changes: &[(Field, &str)]) -> Checked {
    check_row(
        &row(changes),
        &mapping(),
        &around(StructureKind::Ccas, &staff()),
    )
}

fn taken(changes: &[(Field, &str)]) -> Takeover {
    let checked = check(changes);
    assert!(checked.incoming.is_some(), "{:?}", checked.problems);
    checked.incoming.unwrap().takeover
}

/// What is told, with the field it is told of.
fn told(changes: &[(Field, &str)]) -> Vec<(Option<Field>, ProblemCode)> {
    let mapping = mapping();
    let place = |p: &Problem| p.column.and_then(|column| mapping.field(column));
    let checked = check(changes);
    let errors = checked.problems.iter().any(Problem::is_error);
    assert_eq!(
        checked.incoming.is_none(),
        errors,
        "an error, and only an error, keeps a row out"
    );
    checked
        .problems
        .iter()
        .map(|p| (place(p), p.code))
        .collect()
}

fn only(changes: &[(Field, &str)], field: Field, code: ProblemCode) {
    assert_eq!(told(changes), [(Some(field), code)], "{changes:?}");
}

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

fn header(cells: &[&str]) -> Row {
    Row {
        number: 1,
        cells: cells.iter().map(|text| Cell::text(text)).collect(),
    }
}

fn table(rows: Vec<Row>) -> Table {
    Table {
        sheet: "DOMICILIES".to_owned(),
        rows,
        remarks: Vec::new(),
    }
}

/// Our own workbook: the label of each field, starred where it is required.
fn labels() -> Vec<String> {
    Field::all()
        .map(|field| {
            let star = if field.is_required() { " *" } else { "" };
            format!("{}{star}", field.label())
        })
        .collect()
}

#[test]
fn our_own_workbook_is_recognised_at_once() {
    let labels = labels();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let recognised = Mapping::recognise(&table(vec![header(&labels), row(&[])]));
    assert_eq!(recognised.origin, Origin::Model);
    assert_eq!(recognised.remarks, Vec::<String>::new());
    assert_eq!(recognised.mapping, mapping());
    assert_eq!(recognised.mapping.problems(), []);
}

#[test]
fn shifted_columns_and_headers_repeated_or_preceded_are_told_and_read() {
    let labels = labels();
    let mut shifted: Vec<&str> = vec!["Colonne en plus"];
    shifted.extend(labels.iter().map(String::as_str));
    let title = Row {
        number: 1,
        cells: vec![Cell::text("Notre registre")],
    };
    let second = Row {
        number: 2,
        ..header(&shifted)
    };
    let recognised = Mapping::recognise(&table(vec![title, second]));
    assert_eq!(recognised.mapping.header(), 2);
    assert_eq!(recognised.mapping.field(1), Some(Field::Reference));
    assert_eq!(recognised.mapping.field(0), None);
    let said = recognised.remarks.join(" ");
    assert!(
        said.contains("Deux lignes d’en-têtes") && said.contains("place du modèle"),
        "{said}"
    );
}

#[test]
fn a_missing_or_doubled_column_is_named() {
    let found = Mapping::recognise(&table(vec![header(&[
        "Nom",
        "Prénom",
        "Date de naissance",
        "Lieu de naissance",
        "Civilité",
        "Statut",
        "Type",
        "Nom",
    ])]));
    let problems = found.mapping.problems();
    let told: Vec<(ProblemCode, String)> =
        problems.iter().map(|p| (p.code, p.column_name())).collect();
    assert_eq!(
        told,
        [
            (ProblemCode::MissingColumn, String::new()),
            (ProblemCode::DoubleColumn, "H".to_owned())
        ]
    );
    assert!(problems[0].message.contains("Date de fin"));
}

#[test]
fn another_tools_sheet_is_proposed_from_headers_and_contents() {
    let people = |n| Row {
        number: n,
        cells: [
            "Diallo",
            "Aminata",
            "23/01/1989",
            "a@exemple.fr",
            "Actif",
            "bleu",
        ]
        .map(Cell::text)
        .to_vec(),
    };
    let found = Mapping::recognise(&table(vec![
        header(&[
            "NOM",
            "PRENOM",
            "Né(e) le",
            "Contact",
            "Colonne 5",
            "Couleur",
        ]),
        people(2),
        people(3),
    ]));
    assert_eq!(found.origin, Origin::Proposed);
    let fields: Vec<Option<Field>> = (0..6).map(|column| found.mapping.field(column)).collect();
    assert_eq!(
        fields,
        [
            Some(Field::Nom),
            Some(Field::Prenoms),
            Some(Field::Birth),
            Some(Field::Email),
            Some(Field::Status),
            None
        ]
    );
}

#[test]
fn the_model_is_read_by_its_places_where_its_headers_say_nothing() {
    let unknown: Vec<String> = (0..52).map(|n| format!("c{n}")).collect();
    let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
    let found = Mapping::recognise(&table(vec![header(&unknown), row(&[])]));
    assert_eq!(found.origin, Origin::Positions);
    assert_eq!(found.mapping, Mapping::model());
    // Without any header, the first row is a person.
    let first = Row {
        number: 1,
        ..row(&[])
    };
    let second = Row {
        number: 2,
        ..row(&[])
    };
    let found = Mapping::recognise(&table(vec![first, second]));
    assert_eq!(found.mapping.header(), 0);
}

#[test]
fn a_sheet_is_counted_without_its_empty_rows() {
    let labels = labels();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let blank = Row {
        number: 3,
        cells: vec![Cell::text(" "), Cell::text("\u{200b}")],
    };
    let wrong = Row {
        number: 4,
        ..row(&[(Field::Civility, "?")])
    };
    let sheet = table(vec![header(&labels), row(&[]), blank, wrong]);
    let mapping = Mapping::recognise(&sheet).mapping;
    let checked = check_table(&sheet, &mapping, &around(StructureKind::Ccas, &[]));
    assert_eq!(checked.rows, 2);
    assert_eq!(checked.checked[1].row, 4);
    assert!(checked.checked[1].incoming.is_none());
}

#[test]
fn codes_of_problems_read_back_and_columns_are_named_as_sheets_do() {
    for code in ProblemCode::ALL {
        assert_eq!(code.code().parse(), Ok(*code));
    }
    let errors = ProblemCode::ALL
        .iter()
        .take_while(|c| c.severity() == Severity::Error);
    let all = ProblemCode::ALL
        .iter()
        .filter(|c| c.severity() == Severity::Error);
    assert_eq!(errors.count(), all.count(), "errors come first");
    let names = [0, 7, 25, 26, 36, 51, 71, 701, 702].map(column_name);
    assert_eq!(names, ["A", "H", "Z", "AA", "AK", "AZ", "BT", "ZZ", "AAA"]);
}

#[test]
fn a_mapping_is_kept_as_text() {
    for mapping in [mapping(), Mapping::model(), Mapping::below(3)] {
        assert_eq!(mapping.to_string().parse(), Ok(mapping));
    }
    for broken in ["", "x", "1;2", "1;a=nom", "1;2=rien"] {
        assert!(broken.parse::<Mapping>().is_err(), "{broken}");
    }
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        3 => Just(Cell::Empty),
        2 => ".{0,40}".prop_map(|text| Cell::text(&text)),
        2 => "[0-9/. :-]{0,20}".prop_map(|text| Cell::text(&text)),
        1 => any::<f64>().prop_map(Cell::Number),
        1 => (0.0f64..100_000.0).prop_map(Cell::Number),
        1 => any::<bool>().prop_map(Cell::Bool),
        1 => (-300_000i64..300_000).prop_map(|n| Cell::Date(day(2000, 1, 1) + chrono::TimeDelta::days(n))),
        1 => Just(Cell::Fault("#REF!".into())),
    ]
}

proptest! {
    /// Whatever a row holds, it is read or told, and what is read the law takes over.
    #[test]
    fn any_row_is_read_or_told(cells in proptest::collection::vec(any_cell(), 0..120)) {
        let around_staff = staff();
        let around = around(StructureKind::Ccas, &around_staff);
        let checked = check_row(&Row { number: 9, cells }, &mapping(), &around);
        let errors = checked.problems.iter().any(Problem::is_error);
        prop_assert_eq!(checked.incoming.is_none(), errors);
        if let Some(incoming) = checked.incoming {
            prop_assert_eq!(incoming.takeover.refused(around.today), Ok(()));
        }
    }

    /// One cell of a sound row at random: the same.
    #[test]
    fn one_cell_of_a_sound_row_is_read_or_told(place in 0usize..110, cell in any_cell()) {
        let mut changed = row(&[]);
        let last = changed.cells.len() - 1;
        changed.cells[place.min(last)] = cell;
        let around_staff = staff();
        let around = around(StructureKind::OrganismeAgree, &around_staff);
        let checked = check_row(&changed, &mapping(), &around);
        let errors = checked.problems.iter().any(Problem::is_error);
        prop_assert_eq!(checked.incoming.is_none(), errors);
    }

    /// A table of anything is recognised as something, never with a panic.
    #[test]
    fn any_table_is_recognised(
        rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 0..12), 0..12)
    ) {
        let rows = (1..).zip(rows).map(|(number, cells)| Row { number, cells }).collect();
        let sheet = table(rows);
        let found = Mapping::recognise(&sheet);
        prop_assert_eq!(found.mapping.to_string().parse(), Ok(found.mapping));
    }

    /// A day reads back however it is written.
    #[test]
    fn a_day_reads_back_however_it_is_written(back in 0i32..30_000) {
        let written = kernel::date::add_days(day(2026, 11, 22), -back);
        for text in [
            written.format("%d/%m/%Y").to_string(),
            written.format("%-d/%-m/%Y").to_string(),
            written.format("%d-%m-%Y").to_string(),
            written.format("%d.%m.%Y").to_string(),
            written.format("%Y-%m-%d").to_string(),
            written.format("%Y-%m-%dT00:00:00").to_string(),
            written.format("%d%m%Y").to_string(),
            kernel::french::day_month_year(written),
            kernel::french::long_date(written),
            (written - day(1899, 12, 30)).num_days().to_string(),
        ] {
            // Serial numbers of four figures may as well be years.
            if text.len() > 4 {
                let read = check(&[(Field::LastContact, &text)]);
                let last = read.incoming.map(|i| i.takeover.last_contact);
                prop_assert_eq!(last, Some(Some(written)), "{}", text);
            }
        }
    }
}

#[test]
fn the_page_of_the_command_names_every_code() {
    let page = include_str!("../../../docs/import-command.md");
    for code in ProblemCode::ALL {
        assert!(page.contains(&format!("`{}`", code.code())), "{code:?}");
    }
}
