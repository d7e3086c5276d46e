//! Taking over a register: what it says holds, and nothing it does not say is invented.

use chrono::NaiveDate;
use domiciliation::{
    Author, Command, Dossier, Fact, Recorded, Refused, Standing, Status,
    decision::Outcome,
    fact::ContactKind,
    identity::{Coordinates, Filing},
    import::{Doubt, TakenEnd, TakenSituation, Takeover, UNSAID, ended_term, within_a_year},
    interview::Interview,
    letter::LetterKind,
    mail::MailKind,
    presence::first_radiable_day,
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::{Channel, DemandeKind},
    term::one_year,
};
use kernel::{DossierId, ImportId, Periode, StructureId, StructureKind, date::add_days};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::case::{Case, accord, count, day, id, identity, note, period, staff};

fn today() -> NaiveDate {
    day(2026, 11, 22)
}

fn import() -> ImportId {
    id(77)
}

fn takeover(situation: TakenSituation) -> Takeover {
    Takeover {
        identity: identity(),
        ayants_droit: Vec::new(),
        coordinates: Coordinates::default(),
        filing: Filing::default(),
        interview: None,
        kind: DemandeKind::Renewal,
        situation,
        first_elected_on: None,
        last_contact: None,
        procurations: Vec::new(),
        transfer: None,
        waiting: Vec::new(),
        notes: Vec::new(),
    }
}

fn in_force(start: NaiveDate, end: NaiveDate) -> TakenSituation {
    TakenSituation::InForce {
        decided_on: start.min(today()),
        period: period(start, end),
        rattachement: None,
    }
}

fn running() -> Takeover {
    takeover(in_force(day(2026, 3, 15), day(2027, 3, 14)))
}

fn ended(on: NaiveDate, how: TakenEnd) -> TakenSituation {
    TakenSituation::Ended {
        on,
        how,
        words: None,
        start: None,
    }
}

/// The desk of whoever takes the register over, with the dossier that comes of it.
fn taken_over(takeover: Takeover) -> Case {
    let mut case = Case::requested(today());
    let facts = Dossier::take_over(takeover, import(), &case.context()).unwrap();
    let author = case.author.register().unwrap();
    let history = (1..)
        .zip(facts)
        .map(|(n, fact)| Recorded {
            id: id(n),
            at: case.now(),
            author: author.clone(),
            fact,
        })
        .collect();
    case.dossier = Dossier::from_history(id::<StructureId>(1), id::<DossierId>(2), 1, history);
    case
}

#[test]
fn what_is_taken_over_bears_the_register_and_ends_with_the_fact_that_says_so() {
    let case = taken_over(Takeover {
        last_contact: Some(day(2026, 10, 2)),
        ..running()
    });
    for recorded in case.dossier.history() {
        assert!(
            matches!(&recorded.author, Author::Register { name, .. } if name.as_str() == "Camille Roche")
        );
        assert_eq!(
            recorded.author.standing(),
            None,
            "a register decides nothing"
        );
    }
    let last = &case.dossier.history().last().unwrap().fact;
    assert!(matches!(last, Fact::TakenOver { on, clock_starts: false, .. } if *on == today()));
    assert_eq!(case.dossier.taken_over_by(), Some(import()));
}

#[test]
fn r35_r39_only_a_named_human_who_decides_takes_a_register_over() {
    let case = Case::requested(today());
    let by = |author: Author| {
        let case = case.clone().by(author);
        Dossier::take_over(running(), import(), &case.context()).err()
    };
    assert_eq!(by(staff(3, Standing::Decides)), None);
    assert_eq!(
        by(staff(3, Standing::Instructs)),
        Some(Refused::NotDeciding)
    );
    assert_eq!(by(Author::System), Some(Refused::NotHuman));
    let register = staff(3, Standing::Decides).register().unwrap();
    assert_eq!(by(register), Some(Refused::NotHuman));
}

#[test]
fn r26_r58_an_imported_election_needs_no_interview_and_warns_of_nothing_that_is_over() {
    let case = taken_over(Takeover {
        last_contact: Some(day(2026, 11, 2)),
        ..running()
    });
    assert_eq!(case.dossier.status(today()), Status::Actif);
    assert!(case.dossier.warnings(&case.context()).is_empty());
    let decision = case.dossier.last_decision().unwrap();
    assert!(decision.is_taken_over() && decision.decided_by().is_none());
    assert_eq!(case.dossier.decision_to_notify(), None);
}

#[test]
fn r34_an_attestation_issued_again_does_not_name_whoever_took_the_register_over() {
    let case = taken_over(running());
    let decision = case.dossier.last_decision().unwrap().fact();
    let attestation = case.dossier.attestation(decision, 0).unwrap();
    assert_eq!(attestation.author(), None);
    assert_eq!(attestation.decided_on(), day(2026, 3, 15));
    assert!(!attestation.is_projet() && !attestation.is_identity_corrected());
}

#[test]
fn r50_without_a_last_contact_the_clock_starts_on_the_day_of_import() {
    let mut case = taken_over(running());
    assert_eq!(case.last_contact(), Some(today()));
    assert_eq!(case.dossier.last_seen(), None, "nobody was seen");
    case.on(add_days(first_radiable_day(today()), -1));
    let first_day = first_radiable_day(today());
    assert_eq!(
        case.plan(RadiationMotif::NonManifestation),
        Err(Refused::TooEarly { first_day })
    );
    case.pass(1);
    assert!(case.plan(RadiationMotif::NonManifestation).is_ok());
    let told = case.dossier.planned_radiation().unwrap().observations_until;
    case.on(add_days(told, 1));
    assert!(case.pronounce(RadiationMotif::NonManifestation).is_ok());

    let mut case = taken_over(running());
    case.on(first_radiable_day(today()).pred_opt().unwrap());
    case.contact(ContactKind::Visit);
    assert_eq!(case.dossier.last_seen(), Some(case.today));
}

#[test]
fn r33_the_first_domiciliation_is_the_registers_and_survives_renewals() {
    let mut case = taken_over(Takeover {
        first_elected_on: Some(day(2019, 3, 1)),
        last_contact: Some(today()),
        ..running()
    });
    assert_eq!(case.dossier.first_domiciliation(0), Some(day(2019, 3, 1)));
    let decision = case.dossier.last_decision().unwrap().fact();
    let printed = case.dossier.attestation(decision, 0).unwrap();
    assert_eq!(printed.first_domiciliation(), day(2019, 3, 1));
    case.renew();
    assert_eq!(case.dossier.first_domiciliation(0), Some(day(2019, 3, 1)));
    // A gap after an end starts anew.
    case.pass(40);
    case.pronounce(RadiationMotif::ADemande).unwrap();
    case.pass(40);
    case.file(Channel::InPerson);
    case.grant(case.today);
    assert_eq!(case.dossier.first_domiciliation(0), Some(case.today));
}

#[test]
fn r60_r61_r62_a_refusal_says_what_the_register_does_and_that_the_rest_is_not_said() {
    let case = taken_over(takeover(TakenSituation::Refused {
        on: day(2020, 8, 9),
        ground: RefusalGround::Saturation,
        words: None,
    }));
    assert_eq!(case.dossier.status(today()), Status::Refuse);
    let Outcome::Refused(refus) = case.dossier.last_decision().unwrap().outcome() else {
        panic!("a refusal");
    };
    assert_eq!(refus.facts.as_str(), UNSAID);
    assert_eq!(refus.orientation.name.as_str(), UNSAID);
    for kind in LetterKind::ALL {
        assert!(case.dossier.letter_due(*kind, today()).is_err(), "{kind:?}");
    }
    let doubts = |kind| takeover_of_saturation().doubts(kind, today());
    assert!(doubts(StructureKind::Ccas).contains(&Doubt::ClosedGround {
        ground: RefusalGround::Saturation
    }));
    assert!(
        !doubts(StructureKind::OrganismeAgree)
            .iter()
            .any(|d| matches!(d, Doubt::ClosedGround { .. }))
    );
}

fn takeover_of_saturation() -> Takeover {
    takeover(TakenSituation::Refused {
        on: day(2020, 8, 9),
        ground: RefusalGround::Saturation,
        words: None,
    })
}

#[test]
fn r63_r70_an_end_is_a_striking_off_or_a_lapse_as_the_register_has_it() {
    let case = taken_over(takeover(TakenSituation::Ended {
        on: day(2026, 6, 1),
        how: TakenEnd::Radiated(RadiationMotif::DomicileStable),
        words: Some(note("Relogée")),
        start: Some(day(2026, 1, 10)),
    }));
    assert_eq!(case.dossier.status(today()), Status::Radie);
    let [term] = case.dossier.terms() else {
        panic!("one term");
    };
    assert_eq!(term.ended_on(), Some(day(2026, 6, 1)));
    assert!(term.renews());

    let case = taken_over(takeover(ended(day(2020, 2, 2), TakenEnd::Lapsed)));
    assert_eq!(case.dossier.status(today()), Status::Radie);
    assert!(case.dossier.terms().is_empty() && case.dossier.demandes().is_empty());
    assert_eq!(ended_term(day(2018, 2, 24), day(2020, 5, 1)), None);
}

#[test]
fn r43_somebody_ended_in_the_register_can_file_again_and_somebody_lapsed_renews() {
    let mut case = taken_over(takeover(ended(
        day(2025, 2, 2),
        TakenEnd::Radiated(RadiationMotif::ADemande),
    )));
    case.file(Channel::InPerson);
    case.grant(today());
    assert_eq!(case.dossier.status(today()), Status::Actif);

    let mut case = taken_over(takeover(in_force(day(2020, 2, 12), day(2021, 2, 11))));
    assert_eq!(case.dossier.status(today()), Status::Echu);
    case.renew();
    assert_eq!(case.dossier.status(today()), Status::Actif);
}

#[test]
fn annulling_an_imported_decision_reopens_its_request_and_no_paper_speaks_of_it() {
    let mut case = taken_over(running());
    let decision = case.dossier.last_decision().unwrap().fact();
    let demande = case.dossier.demandes()[0].fact();
    assert!(case.dossier.demande_form(demande).is_none());
    case.annul_decision(decision).unwrap();
    assert_eq!(case.dossier.status(today()), Status::EnInstruction);
    assert!(case.dossier.letter(demande, today()).is_err());
    assert!(!case.dossier.is_untouched_since(import()));
}

#[test]
fn r30_a_term_that_runs_lasts_a_year_at_most_and_one_that_is_over_may_exceed_it_a_little() {
    let start = day(2026, 3, 15);
    let exact = one_year(start);
    assert_eq!(within_a_year(exact, today()), Ok(()));
    let over = |end| within_a_year(period(start, end), today());
    assert_eq!(
        over(day(2027, 3, 15)),
        Err(Refused::OverOneYear {
            latest: day(2027, 3, 14)
        })
    );
    // The two examples of the field's own workbook.
    let past = |start, end| within_a_year(period(start, end), today());
    assert_eq!(past(day(2020, 2, 12), day(2021, 2, 12)), Ok(()));
    assert_eq!(past(day(2018, 2, 24), day(2019, 2, 27)), Ok(()));
    assert!(past(day(2018, 2, 24), day(2019, 4, 1)).is_err());
    let doubts =
        takeover(in_force(day(2020, 2, 12), day(2021, 2, 12))).doubts(StructureKind::Ccas, today());
    assert!(doubts.contains(&Doubt::LongerTerm {
        full_end: day(2021, 2, 11)
    }));
    assert!(doubts.contains(&Doubt::Lapsed {
        end: day(2021, 2, 12)
    }));
}

#[test]
fn dates_that_cannot_be_are_refused() {
    let refused = |change: &dyn Fn(&mut Takeover)| {
        let mut changed = running();
        change(&mut changed);
        changed.refused(today()).err()
    };
    let tomorrow = add_days(today(), 1);
    assert_eq!(refused(&|_| ()), None);
    assert_eq!(
        refused(&|t| t.last_contact = Some(tomorrow)),
        Some(Refused::InTheFuture)
    );
    assert_eq!(
        refused(&|t| t.first_elected_on = Some(tomorrow)),
        Some(Refused::InTheFuture)
    );
    assert_eq!(
        refused(&|t| t.identity.birth = kernel::BirthDate::on(tomorrow).unwrap()),
        Some(Refused::BornInTheFuture)
    );
    assert_eq!(
        refused(&|t| t.situation = ended(tomorrow, TakenEnd::Lapsed)),
        Some(Refused::InTheFuture)
    );
}

#[test]
fn undoing_is_open_until_anybody_does_anything() {
    let mut case = taken_over(Takeover {
        waiting: vec![(MailKind::Letter, count(3))],
        ..running()
    });
    assert!(case.dossier.is_untouched_since(import()));
    assert!(!case.dossier.is_untouched_since(id(78)));
    case.contact(ContactKind::Visit);
    assert!(!case.dossier.is_untouched_since(import()));
    assert_eq!(case.dossier.taken_over_by(), Some(import()));
}

#[test]
fn completing_a_dossier_adds_what_is_new_and_takes_no_decision() {
    let mut case = Case::granted(day(2026, 3, 15));
    case.on(today());
    let told = Takeover {
        last_contact: Some(day(2026, 10, 2)),
        filing: Filing {
            reference: "2026-014".parse().ok(),
            ..Filing::default()
        },
        ..running()
    };
    let facts = case
        .dossier
        .complete_from(told.clone(), &case.context())
        .unwrap();
    let codes: Vec<&str> = facts.iter().map(Fact::code).collect();
    assert_eq!(codes, ["filing_recorded", "contact_made"]);
    case.record(facts);
    let again = case.dossier.complete_from(told, &case.context()).unwrap();
    assert!(again.is_empty(), "the same register twice changes nothing");
}

#[test]
fn a_register_never_takes_back_an_objection_to_messages() {
    let mut case = Case::granted(day(2026, 3, 15));
    let told = Takeover {
        coordinates: Coordinates {
            sms: true,
            ..Coordinates::default()
        },
        ..running()
    };
    let facts = case.dossier.complete_from(told, &case.context()).unwrap();
    assert!(facts.is_empty());
    case.on(today());
}

#[test]
fn retention_forgets_an_import_by_its_own_dates_and_not_by_that_of_the_import() {
    let case = taken_over(takeover(in_force(day(2020, 2, 12), day(2021, 2, 11))));
    assert_eq!(case.dossier.retention_anchor(), Some(day(2021, 2, 11)));
    assert!(case.dossier.retention(&case.context()).is_due(today()));
    let case = taken_over(takeover(ended(day(2026, 2, 2), TakenEnd::Lapsed)));
    assert_eq!(case.dossier.retention_anchor(), None);
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (-3000i32..=0).prop_map(|back| add_days(today(), back))
}

fn any_period() -> impl Strategy<Value = Periode> {
    (-3000i32..=365, 0i64..=364).prop_map(|(back, days)| {
        let start = add_days(today(), back);
        let end = start + chrono::TimeDelta::days(days);
        period(start, end.min(one_year(start).end()))
    })
}

fn any_situation() -> impl Strategy<Value = TakenSituation> {
    prop_oneof![
        any_period().prop_map(|period| TakenSituation::InForce {
            decided_on: period.start().min(today()),
            period,
            rattachement: None,
        }),
        (any_day(), select(RefusalGround::ALL)).prop_map(|(on, ground)| {
            TakenSituation::Refused {
                on,
                ground,
                words: None,
            }
        }),
        (
            any_day(),
            select(RadiationMotif::ALL),
            option::of(-500i32..=100)
        )
            .prop_map(|(on, motif, start)| TakenSituation::Ended {
                on,
                how: TakenEnd::Radiated(motif),
                words: Some(note("Ses mots")),
                start: start.map(|back| add_days(on, back)),
            }),
        (any_day(), option::of(-500i32..=0)).prop_map(|(on, start)| TakenSituation::Ended {
            on,
            how: TakenEnd::Lapsed,
            words: None,
            start: start.map(|back| add_days(on, back)),
        }),
    ]
}

prop_compose! {
    fn any_takeover()(
        situation in any_situation(),
        renewal in any::<bool>(),
        first_elected_on in option::of(any_day()),
        last_contact in option::of(any_day()),
        waiting in vec((select(MailKind::ALL), 1u32..=100), 0..3),
        remarks in option::of(Just("Vient le mardi")),
    ) -> Takeover {
        Takeover {
            kind: if renewal { DemandeKind::Renewal } else { DemandeKind::First },
            first_elected_on,
            last_contact,
            waiting: waiting.into_iter().map(|(kind, n)| (kind, count(n))).collect(),
            interview: remarks.map(|said| Box::new(Interview {
                remarks: said.parse().ok(),
                ..Interview::default()
            })),
            ..takeover(situation)
        }
    }
}

proptest! {
    /// What the sheet says on that day is what the dossier is on that day.
    #[test]
    fn an_import_always_amounts_to_the_status_of_its_sheet(told in any_takeover()) {
        let expected = match &told.situation {
            TakenSituation::InForce { period, .. } if today() <= period.end() => Status::Actif,
            TakenSituation::InForce { .. } => Status::Echu,
            TakenSituation::Refused { .. } => Status::Refuse,
            TakenSituation::Ended { .. } => Status::Radie,
        };
        let case = taken_over(told);
        prop_assert_eq!(case.dossier.status(today()), expected);
        prop_assert!(case.dossier.pending_demande().is_none());
        prop_assert!(case.dossier.is_untouched_since(import()));
    }

    /// the clock runs from the contact the register knows, or from the import.
    #[test]
    fn the_clock_of_an_import_never_runs_from_a_day_nobody_told(told in any_takeover()) {
        let known = told.last_contact;
        let in_force = matches!(told.situation, TakenSituation::InForce { .. });
        let case = taken_over(told);
        prop_assert_eq!(case.dossier.last_seen(), known);
        prop_assert_eq!(case.last_contact(), known.or(in_force.then_some(today())));
    }

    /// Everything that waits, was said or is known of the person is there.
    #[test]
    fn everything_in_the_sheet_lands(told in any_takeover()) {
        let case = taken_over(told.clone());
        prop_assert_eq!(case.dossier.identity(), Some(&told.identity));
        for kind in MailKind::ALL {
            let waits: u32 = told.waiting.iter().filter(|(k, _)| k == kind).map(|(_, n)| n.get()).sum();
            prop_assert_eq!(case.dossier.waiting_count(*kind), waits);
        }
        let said = told.interview.as_deref().cloned().unwrap_or_default();
        prop_assert_eq!(case.dossier.interview(), &said);
        if let Some(first) = told.first_elected_on {
            let shown = case.dossier.first_domiciliation(0).unwrap();
            prop_assert!(shown <= first);
        }
    }

    /// Life goes on: whatever was taken over, somebody can be granted, and struck off.
    #[test]
    fn life_goes_on_after_an_import(told in any_takeover(), days in 0i32..400) {
        let mut case = taken_over(told);
        case.pass(days);
        if case.dossier.deceased_on().is_none() {
            case.file(Channel::InPerson);
            case.interview();
            let start = case.dossier.proposed_start(case.today);
            let granted = case.try_to(Command::Accept(accord(case.today, start)));
            prop_assert!(
                granted.is_ok() || matches!(granted, Err(Refused::StartOutOfRange { .. })),
                "{granted:?}"
            );
        }
    }
}
