//! What holds of every grant, refusal and end, whatever people try.

use chrono::NaiveDate;
use domiciliation::{
    Fact, Recorded, Refused, decision::Outcome, radiation::RadiationMotif, refusal::admissibility,
    term,
};
use kernel::{add_months, next_day};
use proptest::prelude::*;

use crate::{
    case::Case,
    lives::{any_life, last_seen, news},
    steps::{live, lived},
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn r37_terms_never_share_a_day((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            let taken: Vec<(NaiveDate, NaiveDate)> = after.dossier.terms().iter()
                .map(|t| (t.period().start(), t.over_on()))
                .collect();
            for (i, (start, over)) in taken.iter().enumerate() {
                for (other, other_over) in &taken[i + 1..] {
                    prop_assert!(over <= other || other_over <= start, "{taken:?}");
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn r30_no_term_lasts_more_than_a_year((case, steps) in any_life()) {
        let case = lived(case, &steps);
        for t in case.dossier.terms() {
            prop_assert!(t.period().end() <= term::one_year(t.period().start()).end());
        }
    }

    #[test]
    fn r26_nothing_is_granted_without_the_interview_of_its_request((case, steps) in any_life()) {
        let dossier = lived(case, &steps).dossier;
        for decision in dossier.decisions() {
            let request = dossier.demandes().iter().find(|d| Some(d.fact()) == decision.demande());
            match decision.outcome() {
                Outcome::Accepted(_) => {
                    let held = request.and_then(|d| d.interview()).unwrap();
                    prop_assert!(held.on <= decision.decided_on());
                }
                Outcome::Refused(_) => {
                    let request = request.unwrap();
                    prop_assert!(request.interview().is_some() || request.missed_on().is_some());
                }
                Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } => prop_assert!(request.is_none()),
            }
        }
    }

    #[test]
    fn r60_every_refusal_is_on_a_ground_open_to_the_body((case, steps) in any_life()) {
        let case = lived(case, &steps);
        for decision in case.dossier.decisions() {
            if let Outcome::Refused(refus) = decision.outcome() {
                prop_assert!(admissibility(case.policy.kind, refus.ground, false).is_allowed());
            }
        }
    }

    #[test]
    fn r65_no_election_ends_against_the_person_without_a_word((case, steps) in any_life()) {
        live(case, &steps, |before, _, after| {
            let [Recorded { fact: Fact::Terminated(radiation), .. }] = news(before, after) else {
                return Ok(());
            };
            let motif = radiation.ground.motif();
            if radiation.urgency.is_none() && !matches!(motif, RadiationMotif::ADemande | RadiationMotif::Deces) {
                let told = before.dossier.planned_radiation().unwrap();
                prop_assert_eq!(told.motif, motif);
                prop_assert!(told.observations_until < before.today);
                if motif == RadiationMotif::NonManifestation {
                    prop_assert!(told.notified_on > add_months(last_seen(before), 3));
                }
            }
            // never to take effect after it was decided, nor before the election.
            prop_assert!(radiation.effective_on <= radiation.decided_on);
            Ok(())
        })?;
    }

    #[test]
    fn r33_a_renewal_never_changes_the_date_of_first_domiciliation((case, steps) in any_life()) {
        let tolerance = case.policy.first_domiciliation_gap_days;
        live(case, &steps, |before, _, after| {
            let first = |case: &Case| case.dossier.first_domiciliation(tolerance);
            if matches!(news(before, after), [Recorded { fact: Fact::Accepted(_), .. }])
                && before.dossier.current_term().is_some()
            {
                prop_assert_eq!(first(before), first(after));
            }
            prop_assert_eq!(first(after).is_some(), !after.dossier.terms().is_empty());
            Ok(())
        })?;
    }

    #[test]
    fn r31_attestations_come_of_grants_alone_and_keep_their_dates((case, steps) in any_life()) {
        let case = lived(case, &steps);
        for decision in case.dossier.decisions() {
            let attestation = case.dossier.attestation(decision.fact(), 0);
            let term = case.dossier.terms().iter().find(|t| t.decision() == decision.fact());
            match (decision.outcome(), term) {
                (Outcome::Accepted(accord), Some(term)) if term.over_on() == next_day(term.period().end()) => {
                    let attestation = attestation.unwrap();
                    prop_assert_eq!(attestation.period(), accord.period);
                    prop_assert_eq!(attestation.decided_on(), accord.decided_on);
                    prop_assert!(attestation.first_domiciliation() <= accord.period.start());
                }
                (Outcome::Accepted(_), _) => prop_assert_eq!(
                    attestation.unwrap_err(),
                    Refused::AttestationWithdrawn { ended_on: term.unwrap().over_on() }
                ),
                _ => prop_assert_eq!(attestation.unwrap_err(), Refused::NotAccepted),
            }
        }
    }
}
