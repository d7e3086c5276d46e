//! Ending an election.

use domiciliation::{
    Command, Policy, Refused, Status,
    fact::ContactKind,
    mail::{Delivery, MailKind},
    radiation::{RadiationGround, RadiationMotif},
    request::Channel,
};
use kernel::StructureKind;

use crate::case::{Case, agrement, day, ground, note, period};

#[test]
fn r63_r65_each_ground_has_its_conditions() {
    // Ground; whether a text makes it one; whether the person is told first; open to an
    // approved body.
    let table = [
        (RadiationMotif::ADemande, true, false, true),
        (RadiationMotif::DomicileStable, true, true, true),
        (RadiationMotif::NonManifestation, true, true, true),
        (RadiationMotif::PlusDeLien, false, true, false),
        (RadiationMotif::ReglementInterieur, false, true, true),
        (RadiationMotif::Deces, true, false, true),
        (RadiationMotif::Transfert, false, true, true),
        (RadiationMotif::Autre, false, true, true),
    ];
    assert_eq!(table.map(|row| row.0), RadiationMotif::ALL);
    for (motif, statutory, told, open) in table {
        assert_eq!(motif.is_statutory(), statutory, "{motif:?}");
        assert_eq!(motif.needs_observations(), told, "{motif:?}");
        for kind in StructureKind::ALL {
            assert_eq!(
                motif.is_open_to(kind),
                open || kind.is_communal(),
                "{motif:?}"
            );
        }
        assert_eq!(ground(motif, day(2026, 1, 5)).motif(), motif);
    }
}

#[test]
fn r63_an_approved_body_does_not_end_for_a_lost_link_with_the_commune() {
    let agrement = agrement(period(day(2024, 1, 1), day(2028, 12, 31)), None);
    let mut case = Case::granted(day(2026, 1, 5))
        .at(Policy::of(StructureKind::OrganismeAgree, Some(agrement)));
    let motif = RadiationMotif::PlusDeLien;
    assert_eq!(case.plan(motif), Err(Refused::MotifClosed { motif }));
    assert_eq!(case.pronounce(motif), Err(Refused::MotifClosed { motif }));
}

#[test]
fn r65_the_person_is_told_and_has_time_before_an_end_they_did_not_ask_for() {
    for motif in RadiationMotif::ALL
        .iter()
        .copied()
        .filter(|m| m.needs_observations())
    {
        let mut case = Case::granted(day(2026, 1, 5));
        case.on(day(2026, 4, 6));
        assert_eq!(
            case.pronounce(motif),
            Err(Refused::ObservationsNotInvited),
            "{motif:?}"
        );
        case.plan(motif).unwrap();
        assert_eq!(case.plan(motif), Err(Refused::AlreadyPlanned));
        let until = day(2026, 4, 21);
        case.on(until);
        assert_eq!(
            case.pronounce(motif),
            Err(Refused::ObservationsRunning { until })
        );
        case.on(day(2026, 4, 22));
        case.pronounce(motif).unwrap();
        assert_eq!(case.status(), Status::Radie);
        assert_eq!(case.dossier.planned_radiation(), None);
    }
}

#[test]
fn r65_nobody_is_told_of_an_end_that_needs_no_notice() {
    let mut case = Case::granted(day(2026, 1, 5));
    for motif in [RadiationMotif::ADemande, RadiationMotif::Deces] {
        assert_eq!(case.plan(motif), Err(Refused::NoNoticeNeeded));
        assert!(case.clone().pronounce(motif).is_ok());
    }
}

#[test]
fn r65_an_end_is_pronounced_on_the_ground_that_was_announced() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.plan(RadiationMotif::DomicileStable).unwrap();
    case.pass(30);
    let announced = RadiationMotif::DomicileStable;
    assert_eq!(
        case.pronounce(RadiationMotif::Autre),
        Err(Refused::OtherGroundAnnounced { announced })
    );
    case.must(Command::DropRadiation {
        reason: note("Hébergement provisoire."),
    });
    assert_eq!(
        case.pronounce(announced),
        Err(Refused::ObservationsNotInvited)
    );
    let again = Command::DropRadiation {
        reason: note("Hébergement provisoire."),
    };
    assert_eq!(case.try_to(again), Err(Refused::NotPlanned));
}

#[test]
fn r65_a_documented_urgency_dispenses_with_observations_not_with_the_ground() {
    let mut case = Case::granted(day(2026, 1, 5));
    let urgent = |case: &Case, motif| Command::PronounceRadiation {
        ground: ground(motif, case.today),
        effective_on: case.today,
        urgency: Some(note("Menaces envers les agents.")),
    };
    let silent = urgent(&case, RadiationMotif::NonManifestation);
    assert_eq!(
        case.try_to(silent),
        Err(Refused::TooEarly {
            first_day: day(2026, 4, 6)
        })
    );
    case.must(urgent(&case.clone(), RadiationMotif::ReglementInterieur));
}

#[test]
fn r65_a_notice_given_before_three_months_of_silence_is_void() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 4, 20));
    let early = Command::PlanRadiation {
        motif: RadiationMotif::NonManifestation,
        notified_on: day(2026, 4, 5),
    };
    let first_day = day(2026, 4, 6);
    assert_eq!(case.try_to(early), Err(Refused::TooEarly { first_day }));
    case.plan(RadiationMotif::NonManifestation).unwrap();
    case.pass(3);
    case.contact(ContactKind::PhoneCall);
    case.on(day(2026, 7, 20));
    assert!(matches!(
        case.pronounce(RadiationMotif::NonManifestation),
        Err(Refused::TooEarly { .. })
    ));
    // Silent again for three months: the former notice said nothing of this silence.
    case.on(day(2026, 8, 10));
    assert_eq!(
        case.pronounce(RadiationMotif::NonManifestation),
        Err(Refused::ObservationsNotInvited)
    );
}

#[test]
fn r36_r65_a_notice_and_an_effect_are_dated_within_reason() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(10);
    let plan = |notified_on| Command::PlanRadiation {
        motif: RadiationMotif::Autre,
        notified_on,
    };
    assert_eq!(
        case.try_to(plan(day(2026, 1, 16))),
        Err(Refused::InTheFuture)
    );
    let earliest = day(2026, 1, 5);
    assert_eq!(
        case.try_to(plan(day(2026, 1, 4))),
        Err(Refused::TooFarBack { earliest })
    );
    let asked = |asked_on, effective_on| Command::PronounceRadiation {
        ground: ground(RadiationMotif::ADemande, asked_on),
        effective_on,
        urgency: None,
    };
    let today = case.today;
    assert_eq!(
        case.try_to(asked(day(2026, 1, 16), today)),
        Err(Refused::InTheFuture)
    );
    assert_eq!(
        case.try_to(asked(day(2026, 1, 12), day(2026, 1, 11))),
        Err(Refused::EffectOutOfRange {
            earliest: day(2026, 1, 12),
            latest: today
        })
    );
    assert!(
        case.try_to(asked(day(2026, 1, 12), day(2026, 1, 16)))
            .is_err()
    );
    case.must(asked(day(2026, 1, 12), day(2026, 1, 12)));
    assert_eq!(case.dossier.terms()[0].ended_on(), Some(day(2026, 1, 12)));
}

#[test]
fn r63_only_an_election_that_runs_is_ended() {
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(
        case.pronounce(RadiationMotif::ADemande),
        Err(Refused::NoElection)
    );
    case.grant(case.today);
    case.on(day(2027, 1, 5));
    let lapsed = Err(Refused::Lapsed {
        end: day(2027, 1, 4),
    });
    assert_eq!(case.pronounce(RadiationMotif::ADemande), lapsed);
    assert_eq!(case.plan(RadiationMotif::Autre), lapsed);
}

#[test]
fn r70_a_lapsed_file_is_closed_once_no_renewal_waits() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2027, 1, 4));
    let end = day(2027, 1, 4);
    assert_eq!(
        case.try_to(Command::CloseAfterExpiry),
        Err(Refused::NotLapsed { end })
    );
    case.on(day(2027, 1, 5));
    let mut renewing = case.clone();
    renewing.file(Channel::InPerson);
    assert_eq!(
        renewing.try_to(Command::CloseAfterExpiry),
        Err(Refused::RenewalPending)
    );
    case.must(Command::CloseAfterExpiry);
    assert!(
        !case.dossier.last_decision().unwrap().is_unfavourable(),
        "it is not striking off"
    );
    assert_eq!(
        case.try_to(Command::CloseAfterExpiry),
        Err(Refused::NoElection)
    );
}

#[test]
fn r59_waiting_mail_does_not_prevent_an_end() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 3);
    case.pronounce(RadiationMotif::ADemande).unwrap();
    assert_eq!(case.waiting(MailKind::Letter), 3);
}

#[test]
fn r71_r85_a_death_ends_everything_and_mail_goes_to_nobody_near() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 2);
    case.file(Channel::Phone);
    case.on(day(2026, 2, 1));
    case.must(Command::PronounceRadiation {
        ground: ground(RadiationMotif::Deces, day(2026, 1, 25)),
        effective_on: day(2026, 1, 25),
        urgency: None,
    });
    assert_eq!(case.dossier.deceased_on(), Some(day(2026, 1, 25)));
    assert_eq!(case.dossier.pending_demande(), None);
    assert_eq!(
        case.deliver(MailKind::Letter, 1, Delivery::Holder),
        Err(Refused::Deceased)
    );
    case.deliver(MailKind::Letter, 1, Delivery::Forwarded)
        .unwrap();
    case.deliver(MailKind::Letter, 1, Delivery::Returned)
        .unwrap();
    let visit = Command::RecordContact {
        on: case.today,
        kind: ContactKind::Visit,
    };
    assert_eq!(case.try_to(visit), Err(Refused::Deceased));
    let file = Command::FileDemande {
        on: case.today,
        channel: Channel::Phone,
    };
    assert_eq!(case.try_to(file), Err(Refused::Deceased));
}

#[test]
fn r71_a_death_is_recorded_whenever_it_is_learnt_of_and_once() {
    let mut lapsed = Case::granted(day(2026, 1, 5));
    lapsed.on(day(2027, 3, 1));
    let requested = Case::requested(day(2026, 1, 5));
    let ended = Case::ended(day(2026, 1, 5), day(2026, 2, 1));
    for mut case in [lapsed, requested, ended] {
        case.pronounce(RadiationMotif::Deces).unwrap();
        assert_eq!(case.status(), Status::Radie);
        assert_eq!(case.dossier.deceased_on(), Some(case.today));
        assert_eq!(
            case.pronounce(RadiationMotif::Deces),
            Err(Refused::NoElection)
        );
    }
}

#[test]
fn r65_a_notice_of_last_week_is_recorded_though_the_renewal_was_granted_ahead() {
    let mut case = Case::granted(day(2025, 1, 15));
    case.on(day(2025, 12, 1));
    case.renew();
    case.on(day(2025, 12, 8));
    let notice = |notified_on| Command::PlanRadiation {
        motif: RadiationMotif::DomicileStable,
        notified_on,
    };
    // Not before the term that runs, whatever term follows it.
    assert_eq!(
        case.clone().try_to(notice(day(2025, 1, 14))),
        Err(Refused::TooFarBack {
            earliest: day(2025, 1, 15)
        })
    );
    case.must(notice(day(2025, 12, 5)));
    assert_eq!(
        case.dossier.planned_radiation().unwrap().observations_until,
        day(2025, 12, 20)
    );
}

#[test]
fn r36_a_request_made_under_a_former_term_does_not_end_it_after_the_fact() {
    let mut case = Case::granted(day(2024, 1, 15));
    case.on(day(2025, 1, 10));
    case.renew();
    case.on(day(2025, 6, 1));
    let end = |asked_on, effective_on| Command::PronounceRadiation {
        ground: RadiationGround::ADemande { asked_on },
        effective_on,
        urgency: None,
    };
    let asked = day(2024, 3, 1);
    assert_eq!(
        case.clone().try_to(end(asked, asked)),
        Err(Refused::EffectOutOfRange {
            earliest: day(2025, 1, 15),
            latest: day(2025, 6, 1)
        })
    );
    case.must(end(day(2025, 5, 20), day(2025, 5, 20)));
    // A death is learnt of when it is learnt of.
    let mut late = Case::granted(day(2024, 1, 15));
    late.on(day(2025, 1, 10));
    late.renew();
    late.on(day(2025, 6, 1));
    late.must(Command::PronounceRadiation {
        ground: RadiationGround::Deces { on: asked },
        effective_on: asked,
        urgency: None,
    });
    assert_eq!(late.status(), Status::Radie);
}
