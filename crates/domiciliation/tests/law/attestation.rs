//! The official attestation.

use domiciliation::{
    Command, Policy, Refused, identity::Identity, radiation::RadiationMotif,
    refusal::RefusalGround, request::Channel,
};
use kernel::StructureKind;

use crate::case::{Case, day, id, identity, refus, short};

#[test]
fn r31_only_a_grant_gives_an_attestation() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.interview();
    let refusal = case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    assert_eq!(
        case.dossier.attestation(refusal, 0),
        Err(Refused::NotAccepted)
    );
    assert_eq!(
        case.dossier.attestation(id(9), 0),
        Err(Refused::UnknownDecision)
    );
}

#[test]
fn r31_r33_a_reprint_keeps_the_original_dates() {
    let mut case = Case::granted(day(2025, 1, 5));
    let first = case.dossier.last_decision().unwrap().fact();
    case.on(day(2025, 12, 20));
    let second = case.renew();
    case.on(day(2026, 11, 1));
    let (first, second) = [first, second]
        .map(|d| case.dossier.attestation(d, 0).unwrap())
        .into();
    assert_eq!(
        (first.period().start(), first.period().end()),
        (day(2025, 1, 5), day(2026, 1, 4))
    );
    assert_eq!(first.decided_on(), day(2025, 1, 5));
    assert_eq!(
        (second.period().start(), second.decided_on()),
        (day(2026, 1, 5), day(2025, 12, 20))
    );
    assert_eq!(first.first_domiciliation(), day(2025, 1, 5));
    assert_eq!(second.first_domiciliation(), day(2025, 1, 5));
    assert_eq!(second.author().unwrap().name(), "Camille Roche");
}

#[test]
fn r33_an_old_attestation_is_not_told_by_later_terms() {
    let mut case = Case::granted(day(2024, 1, 5));
    let old = case.dossier.last_decision().unwrap().fact();
    case.on(day(2025, 6, 1));
    case.must(Command::CloseAfterExpiry);
    case.renew();
    let attestation = case.dossier.attestation(old, 0).unwrap();
    assert_eq!(attestation.first_domiciliation(), day(2024, 1, 5));
    assert_eq!(case.dossier.first_domiciliation(0), Some(day(2025, 6, 1)));
}

#[test]
fn r64_an_election_that_was_ended_is_no_longer_attested() {
    let mut case = Case::granted(day(2026, 1, 5));
    let decision = case.dossier.last_decision().unwrap().fact();
    case.on(day(2026, 3, 1));
    let end = case.pronounce(RadiationMotif::ADemande).unwrap()[0];
    assert_eq!(
        case.dossier.attestation(decision, 0),
        Err(Refused::AttestationWithdrawn {
            ended_on: day(2026, 3, 1)
        })
    );
    case.annul_decision(end).unwrap();
    assert!(case.dossier.attestation(decision, 0).is_ok());
}

#[test]
fn r64_a_term_that_had_run_out_is_still_attested_after_the_next_one_was_ended() {
    let mut case = Case::granted(day(2025, 1, 5));
    let elapsed = case.dossier.last_decision().unwrap().fact();
    case.on(day(2025, 12, 20));
    let renewal = case.renew();
    case.on(day(2026, 3, 1));
    case.pronounce(RadiationMotif::ADemande).unwrap();
    assert!(case.dossier.attestation(renewal, 0).is_err());
    let reprint = case.dossier.attestation(elapsed, 0).unwrap();
    assert_eq!(reprint.period().end(), day(2026, 1, 4));
}

#[test]
fn a_reprint_says_that_the_identity_was_corrected_since() {
    let mut case = Case::granted(day(2026, 1, 5));
    let decision = case.dossier.last_decision().unwrap().fact();
    assert!(
        !case
            .dossier
            .attestation(decision, 0)
            .unwrap()
            .is_identity_corrected()
    );
    case.must(Command::RecordIdentity(Identity {
        nom: short("Dialo"),
        ..identity()
    }));
    let attestation = case.dossier.attestation(decision, 0).unwrap();
    assert!(attestation.is_identity_corrected());
    assert_eq!(attestation.identity().nom.as_str(), "Dialo");
    let then = case.dossier.identity_at(decision).unwrap();
    assert_eq!(
        then.nom.as_str(),
        "Diallo",
        "what the paper said is still known"
    );
}

#[test]
fn r31_a_projet_has_the_dates_of_a_decision_of_today_and_no_decision() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.on(day(2026, 1, 9));
    let projet = case.dossier.projected_attestation(&case.context()).unwrap();
    assert!(projet.is_projet());
    assert_eq!((projet.decision(), projet.author()), (None, None));
    assert_eq!(projet.decided_on(), day(2026, 1, 9));
    assert_eq!(projet.period().start(), day(2026, 1, 9));
    assert_eq!(projet.period().end(), day(2027, 1, 8));
    assert_eq!(projet.first_domiciliation(), day(2026, 1, 9));
    case.grant(day(2026, 1, 9));
    assert_eq!(
        case.dossier.projected_attestation(&case.context()),
        Err(Refused::NoRequest)
    );
}

#[test]
fn r31_the_projet_of_a_renewal_says_what_the_renewal_will() {
    let mut case = Case::granted(day(2025, 1, 5));
    case.on(day(2025, 12, 20));
    case.file(Channel::InPerson);
    let projet = case.dossier.projected_attestation(&case.context()).unwrap();
    let decision = case.grant(day(2026, 1, 5));
    let attested = case.dossier.attestation(decision, 0).unwrap();
    assert_eq!(projet.period(), attested.period());
    assert_eq!(projet.first_domiciliation(), attested.first_domiciliation());
    assert_eq!(projet.decided_on(), attested.decided_on());
}

#[test]
fn r31_what_could_not_be_granted_has_no_projet() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.policy = Policy::of(StructureKind::OrganismeAgree, None);
    assert_eq!(
        case.dossier.projected_attestation(&case.context()),
        Err(Refused::AgrementNotInForce)
    );
}
