//! What deserves attention: each warning on the first day it is due, and not the day before.

use chrono::NaiveDate;
use domiciliation::{
    Command, Policy, Warning,
    decision::{Accord, NotificationMode},
    fact::{AnnulmentMotive, ContactKind},
    identity::{AyantDroit, Lien},
    interview::Interview,
    mail::{MailKind, Quantity},
    radiation::RadiationMotif,
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::Channel,
    warning::on_opening,
};
use kernel::{BirthDate, StructureKind, next_day, previous_day};

use crate::case::{Case, accord, agrement, day, ground, note, opening, period, refus, short};

/// Whether `warning` is given from `first` on, and not the day before.
fn starts(case: &Case, warning: Warning, first: NaiveDate) {
    let warned = |on| {
        let mut case = case.clone();
        case.on(on);
        case.warnings().contains(&warning)
    };
    assert!(!warned(previous_day(first)), "{warning:?} too early");
    assert!(warned(first), "{warning:?} missing");
}

/// Whether `warning` is given until `last`, and not the day after.
fn stops(case: &Case, warning: Warning, last: NaiveDate) {
    let warned = |on| {
        let mut case = case.clone();
        case.on(on);
        case.warnings().contains(&warning)
    };
    assert!(warned(last), "{warning:?} missing");
    assert!(!warned(next_day(last)), "{warning:?} too late");
}

fn before(case: &Case, command: &Command) -> Vec<Warning> {
    case.dossier.warnings_before(command, &case.context())
}

#[test]
fn r50_silence_warns_after_two_months_a_week_before_the_end_and_from_the_day() {
    let case = Case::granted(day(2026, 1, 15));
    let first_day = day(2026, 4, 16);
    starts(
        &case,
        Warning::SilenceTwoMonths { first_day },
        day(2026, 3, 16),
    );
    stops(
        &case,
        Warning::SilenceTwoMonths { first_day },
        day(2026, 4, 8),
    );
    starts(
        &case,
        Warning::SilenceNearlyOver { first_day },
        day(2026, 4, 9),
    );
    stops(
        &case,
        Warning::SilenceNearlyOver { first_day },
        day(2026, 4, 15),
    );
    starts(&case, Warning::Radiable { first_day }, first_day);
}

#[test]
fn r50_nobody_is_warned_of_silence_without_a_running_election() {
    let mut case = Case::requested(day(2026, 1, 15));
    case.on(day(2026, 7, 1));
    assert!(case.warnings().iter().all(|w| w.rule().0 != "R-50"));
}

#[test]
fn r70_r42_the_end_of_a_term_warns_two_months_ahead_and_once_it_lapsed() {
    let case = Case::granted(day(2026, 1, 15));
    let end = day(2027, 1, 14);
    starts(&case, Warning::RenewalAdvised { end }, day(2026, 11, 14));
    stops(&case, Warning::RenewalAdvised { end }, end);
    starts(&case, Warning::Lapsed { end }, day(2027, 1, 15));
    let mut renewing = case;
    renewing.on(day(2026, 12, 1));
    renewing.file(Channel::Phone);
    assert!(
        !renewing
            .warnings()
            .contains(&Warning::RenewalAdvised { end })
    );
    renewing.on(day(2027, 2, 1));
    assert!(!renewing.warnings().contains(&Warning::Lapsed { end }));
}

#[test]
fn r23_an_answer_warns_two_weeks_before_its_limit_and_once_late() {
    let case = Case::requested(day(2026, 1, 15));
    let limit = day(2026, 3, 15);
    starts(&case, Warning::AnswerSoon { limit }, day(2026, 3, 1));
    stops(&case, Warning::AnswerSoon { limit }, limit);
    starts(&case, Warning::AnswerLate { limit }, day(2026, 3, 16));
}

#[test]
fn r21_a_missing_acknowledgement_warns_after_its_day() {
    let mut case = Case::requested(day(2026, 1, 15));
    let due = day(2026, 1, 16);
    starts(&case, Warning::NotAcknowledged { due }, day(2026, 1, 17));
    case.must(Command::AcknowledgeDemande { on: case.today });
    case.pass(5);
    assert!(!case.warnings().contains(&Warning::NotAcknowledged { due }));
}

#[test]
fn r26_an_appointment_that_left_no_trace_warns_the_day_after() {
    let mut case = Case::requested(day(2026, 1, 15));
    case.appointment(day(2026, 1, 20));
    starts(
        &case,
        Warning::AppointmentPassed {
            on: day(2026, 1, 20),
        },
        day(2026, 1, 21),
    );
}

#[test]
fn r65_the_end_of_observations_warns_and_so_does_a_contact_since_the_notice() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 4, 10));
    case.plan(RadiationMotif::NonManifestation).unwrap();
    let until = day(2026, 4, 25);
    starts(&case, Warning::ObservationsOver { until }, day(2026, 4, 26));
    case.on(day(2026, 4, 30));
    case.contact(ContactKind::PhoneCall);
    let warnings = case.warnings();
    assert!(warnings.contains(&Warning::PlannedButSeen {
        on: day(2026, 4, 30)
    }));
    assert!(!warnings.contains(&Warning::ObservationsOver { until }));
}

#[test]
fn r36_r69_a_decision_warns_until_it_is_notified_and_when_it_was_posted_to_the_body_itself() {
    let mut case = Case::ended(day(2026, 1, 5), day(2026, 2, 5));
    let decided_on = day(2026, 2, 5);
    assert!(
        case.warnings()
            .contains(&Warning::NotNotified { decided_on })
    );
    let decision = case.dossier.last_decision().unwrap().fact();
    let posted = Command::Notify {
        decision,
        on: decided_on,
        mode: NotificationMode::Letter,
    };
    let letter = case.must(posted);
    assert_eq!(case.warnings(), [Warning::NotifiedAtElectedAddress]);
    case.annul(letter).unwrap();
    case.notify(decision);
    assert_eq!(case.warnings(), []);
}

#[test]
fn r82_r83_mail_warns_before_la_poste_takes_it_back_and_when_it_was_kept_too_long() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Notice, 1);
    starts(
        &case,
        Warning::NoticeExpires {
            on: day(2026, 1, 20),
        },
        day(2026, 1, 17),
    );
    case.on(day(2026, 2, 1));
    case.pronounce(RadiationMotif::ADemande).unwrap();
    let since = day(2026, 1, 5);
    starts(&case, Warning::MailKeptTooLong { since }, day(2026, 3, 4));
}

#[test]
fn r83_mail_for_whoever_is_no_longer_domiciled_is_kept_for_some_days_then_given_back() {
    let mut case = Case::granted(day(2026, 1, 5));
    let arrives = |case: &Case| {
        let receive = Command::ReceiveMail {
            on: case.today,
            items: vec![(MailKind::Letter, Quantity::ONE)],
            remark: None,
        };
        before(case, &receive)
    };
    case.on(day(2026, 2, 1));
    assert_eq!(arrives(&case), []);
    case.pronounce(RadiationMotif::ADemande).unwrap();
    let until = day(2026, 3, 3);
    assert_eq!(arrives(&case), [Warning::MailAfterEnd { until }]);
    case.on(until);
    assert_eq!(arrives(&case), [Warning::MailAfterEnd { until }]);
    case.on(day(2026, 3, 4));
    assert_eq!(arrives(&case), [Warning::MailNotKept]);
}

#[test]
fn r92_the_end_of_an_agrement_warns_six_months_before() {
    let end = day(2026, 12, 31);
    let agrement = agrement(period(day(2022, 1, 1), end), None);
    let on = |today| domiciliation::warning::of_agrement(&agrement, today);
    assert_eq!(on(day(2026, 6, 29)), None);
    assert_eq!(
        on(day(2026, 6, 30)),
        Some(Warning::AgrementEnds { on: end })
    );
}

#[test]
fn r12_r13_minors_who_ask_and_adults_who_are_covered_warn() {
    let filed = day(2026, 1, 5);
    let born = |y, m, d| BirthDate::on(day(y, m, d)).unwrap();
    let dependant = |birth| AyantDroit {
        nom: short("Diallo"),
        prenoms: short("Issa"),
        birth,
        lien: Lien::Enfant,
    };
    let mut opening = opening(filed, Channel::InPerson);
    assert_eq!(on_opening(&opening), []);
    opening.identity.birth = born(2008, 1, 6);
    opening.ayants_droit = vec![dependant(born(2008, 1, 5)), dependant(born(2020, 1, 1))];
    let expected = [Warning::MinorHolder, Warning::AdultAyantDroit { count: 1 }];
    assert_eq!(on_opening(&opening), expected);
    let case = Case::opened(opening, filed);
    assert!(expected.iter().all(|w| case.warnings().contains(w)));
    let accept = Command::Accept(accord(filed, filed));
    assert_eq!(before(&case, &accept), expected);
}

#[test]
fn r28_r30_a_grant_warns_of_a_domicile_elsewhere_and_of_a_short_term() {
    let mut case = Case::requested(day(2026, 1, 5));
    let declared = Interview {
        already_domiciled: Some(true),
        ..Interview::default()
    };
    case.must(Command::HoldInterview {
        on: case.today,
        interview: Box::new(declared),
    });
    assert!(case.warnings().contains(&Warning::AlreadyDomiciled));
    let short = Accord {
        period: period(case.today, day(2026, 6, 30)),
        ..accord(case.today, case.today)
    };
    assert_eq!(
        before(&case, &Command::Accept(short)),
        [
            Warning::ShorterTerm {
                full_end: day(2027, 1, 4)
            },
            Warning::AlreadyDomiciled
        ]
    );
}

#[test]
fn r05_r09_r60_a_refusal_warns_of_fragile_grounds_and_of_asylum_seekers() {
    let case = Case::requested(day(2026, 1, 5));
    let fragile = RefusalGround::DomicileStable;
    let asylum = Refus {
        orientation: Orientation {
            kind: OrientationKind::OfiiSpada,
            name: short("SPADA de Lyon"),
            contact: note("3 rue du Lac"),
        },
        ..refus(case.today, fragile)
    };
    assert_eq!(
        before(&case, &Command::Refuse(asylum)),
        [
            Warning::FragileGround {
                ground: fragile,
                by_agrement: false
            },
            Warning::AsylumSeekers
        ]
    );
    let sound = Command::Refuse(refus(case.today, RefusalGround::AbsenceDeLien));
    assert_eq!(before(&case, &sound), []);
    let policy = Policy::of(
        StructureKind::OrganismeAgree,
        Some(agrement(
            period(day(2024, 1, 1), day(2028, 12, 31)),
            Some(3),
        )),
    );
    let ground = RefusalGround::AbsenceDeLien;
    let by_agrement = Warning::FragileGround {
        ground,
        by_agrement: true,
    };
    assert_eq!(before(&case.at(policy), &sound), [by_agrement]);
}

#[test]
fn r59_r63_an_end_warns_of_waiting_mail_and_of_a_ground_without_a_text() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 2);
    case.receive(MailKind::Parcel, 1);
    let motif = RadiationMotif::ReglementInterieur;
    let expected = [
        Warning::MailWaiting { items: 3 },
        Warning::NoStatutoryGround { motif },
    ];
    let plan = Command::PlanRadiation {
        motif,
        notified_on: case.today,
    };
    assert_eq!(before(&case, &plan), expected);
    let pronounce = Command::PronounceRadiation {
        ground: ground(RadiationMotif::ADemande, case.today),
        effective_on: case.today,
        urgency: None,
    };
    assert_eq!(before(&case, &pronounce), expected[..1]);
}

#[test]
fn r38_annulling_a_decision_warns_after_four_months() {
    let mut case = Case::granted(day(2026, 1, 5));
    let annul = Command::AnnulDecision {
        decision: case.dossier.last_decision().unwrap().fact(),
        motive: AnnulmentMotive::Unlawful,
        reason: note("Fausse identité."),
    };
    case.on(day(2026, 5, 5));
    assert_eq!(before(&case, &annul), []);
    case.on(day(2026, 5, 6));
    assert_eq!(
        before(&case, &annul),
        [Warning::PastWithdrawal {
            limit: day(2026, 5, 5)
        }]
    );
}

#[test]
fn r71_a_death_comes_first_and_nobody_is_to_be_notified() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pronounce(RadiationMotif::Deces).unwrap();
    assert_eq!(case.warnings(), [Warning::Deceased { on: case.today }]);
}
