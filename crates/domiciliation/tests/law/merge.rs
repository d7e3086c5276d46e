//! Two dossiers of one person become one.

use domiciliation::{
    Author, Command, Dossier, Fact, Recorded, Refused, Standing, Status,
    dossier::StandingNote,
    fact::ContactKind,
    identity::{Coordinates, Filing, Identity},
    mail::MailKind,
    procuration::Transfer,
    request::Channel,
};
use kernel::{DossierId, FactId, Periode, StructureId};
use proptest::prelude::*;

use crate::{
    case::{Case, day, id, identity, opening, short, staff},
    steps::{any_date, any_steps, lived},
};

/// The same facts under other identifiers, as the other dossier of the person.
fn other(case: &Case) -> Dossier {
    let renamed: std::collections::BTreeMap<FactId, FactId> = (5000_u64..)
        .zip(case.dossier.history())
        .map(|(n, r)| (r.id, id(n)))
        .collect();
    let mut json: String = String::new();
    let history = case
        .dossier
        .history()
        .iter()
        .map(|r| {
            json.clear();
            json.push_str(&serde_json::to_string(&r.fact).unwrap());
            for (old, new) in &renamed {
                json = json.replace(&old.to_string(), &new.to_string());
            }
            Recorded {
                id: renamed[&r.id],
                fact: serde_json::from_str(&json).unwrap(),
                ..r.clone()
            }
        })
        .collect();
    Dossier::from_history(case.dossier.structure(), id::<DossierId>(20), 2, history)
}

/// The merged dossier, with the facts that say so.
fn merged(case: &Case, other: &Dossier) -> Result<Case, Refused> {
    let merging = case.dossier.merge(other, &case.context())?;
    let mut merged = case.clone();
    let (structure, id) = (case.dossier.structure(), case.dossier.id());
    merged.dossier = Dossier::from_history(structure, id, case.dossier.number(), merging.history);
    merged.record(merging.facts);
    Ok(merged)
}

#[test]
fn facts_of_both_are_kept_with_one_number_and_one_identity() {
    let mut old = Case::ended(day(2024, 1, 5), day(2024, 3, 1));
    old.must(Command::RecordIdentity(Identity {
        nom: short("Dialo"),
        ..identity()
    }));
    let old = other(&old);
    let mut kept = Case::granted(day(2026, 1, 5));
    kept.receive(MailKind::Letter, 2);
    let merged = merged(&kept, &old).unwrap();
    assert_eq!(merged.status(), Status::Actif);
    assert_eq!(merged.dossier.number(), 1);
    assert_eq!(merged.dossier.identity().unwrap().nom.as_str(), "Diallo");
    assert_eq!(merged.dossier.terms().len(), 2);
    assert_eq!(merged.dossier.decisions().len(), 3);
    assert_eq!(merged.waiting(MailKind::Letter), 2);
    assert!(
        merged
            .standing()
            .any(|r| r.fact == Fact::Merged { number: 2 })
    );
}

#[test]
fn the_identity_of_the_dossier_kept_holds_when_the_other_moved_last() {
    let mut newer = Case::granted(day(2026, 1, 5));
    newer.must(Command::RecordIdentity(Identity {
        nom: short("Dialo"),
        ..identity()
    }));
    let kept = {
        let mut case = Case::ended(day(2024, 1, 5), day(2024, 3, 1));
        case.on(day(2026, 1, 5));
        case
    };
    let merged = merged(&kept, &other(&newer)).unwrap();
    assert_eq!(merged.status(), Status::Actif);
    assert_eq!(merged.dossier.identity().unwrap().nom.as_str(), "Diallo");
}

#[test]
fn what_the_dossier_kept_does_not_say_is_taken_from_the_other_and_nothing_else() {
    let mut older = Case::ended(day(2024, 1, 5), day(2024, 3, 1));
    let box_7 = Filing {
        reference: Some("B-7".parse().unwrap()),
        distribution: Some("BP 7".parse().unwrap()),
        referent: None,
    };
    older.must(Command::RecordFiling(box_7));
    let peul = Coordinates {
        language: Some("peul".parse().unwrap()),
        ..Coordinates::default()
    };
    older.must(Command::RecordCoordinates(peul.clone()));
    let to = |name: &str| Transfer {
        name: short(name),
        address: "8 allée des Tilleuls".parse().unwrap(),
        period: Periode::one_year_from(day(2026, 1, 5)),
    };
    older.must(Command::SetTransfer(to("Clinique")));
    older.must(Command::AddNote("Ancienne.".parse().unwrap()));
    older.must(Command::PinNote(older.dossier.notes()[0].fact()));
    let mut newer = Case::granted(day(2026, 1, 5));
    let box_9 = Filing {
        distribution: Some("BP 9".parse().unwrap()),
        ..Filing::default()
    };
    newer.must(Command::RecordFiling(box_9));

    // Kept, the newer one: its box, the rest from the older one.
    let kept = merged(&newer, &other(&older)).unwrap().dossier;
    let filing = kept.filing();
    assert_eq!(filing.distribution.as_ref().unwrap().as_str(), "BP 9");
    assert_eq!(filing.reference.as_ref().unwrap().as_str(), "B-7");
    assert_eq!(kept.coordinates(), &peul);
    assert_eq!(kept.transfer(), Some(&to("Clinique")));
    assert!(kept.notes().iter().any(StandingNote::is_pinned));

    // Kept, the older one, though the newer one moved last and says otherwise.
    newer.must(Command::RecordCoordinates(Coordinates {
        language: Some("arabe".parse().unwrap()),
        ..Coordinates::default()
    }));
    newer.must(Command::SetTransfer(to("Foyer")));
    newer.must(Command::AddNote("Nouvelle.".parse().unwrap()));
    newer.must(Command::PinNote(newer.dossier.notes()[0].fact()));
    older.on(day(2026, 1, 5));
    let kept = merged(&older, &other(&newer)).unwrap().dossier;
    assert_eq!(kept.coordinates(), &peul);
    assert_eq!(kept.transfer(), Some(&to("Clinique")));
    let distribution = kept.filing().distribution.as_ref().unwrap();
    assert_eq!(distribution.as_str(), "BP 7");
    let pinned = kept.notes().iter().find(|note| note.is_pinned()).unwrap();
    assert_eq!(pinned.text().as_str(), "Ancienne.");
    assert_eq!(kept.merged_numbers().collect::<Vec<_>>(), [2]);
}

#[test]
fn t04_messages_objected_to_in_the_other_dossier_since_are_not_sent_from_the_one_kept() {
    let saying = |case: &mut Case, sms, by_email| {
        case.must(Command::RecordCoordinates(Coordinates {
            phone: Some("+33612345678".parse().unwrap()),
            email: Some("aminata@exemple.fr".parse().unwrap()),
            sms,
            by_email,
            language: None,
        }));
    };
    let mut kept = Case::granted(day(2026, 1, 5));
    let mut old = Case::ended(day(2024, 1, 5), day(2024, 3, 1));
    let accepts = |kept: &Case, old: &Case| {
        let merged = merged(kept, &other(old)).unwrap().dossier;
        let coordinates = merged.coordinates();
        (coordinates.sms, coordinates.by_email)
    };
    // Objected to first, accepted since.
    old.on(day(2026, 1, 5));
    saying(&mut old, false, true);
    kept.pass(1);
    saying(&mut kept, true, false);
    assert_eq!(accepts(&kept, &old), (true, false));
    // Accepted, and objected to since. What was accepted there alone is not taken over.
    old.pass(2);
    saying(&mut old, true, true);
    old.pass(1);
    saying(&mut old, false, true);
    kept.on(old.today);
    assert_eq!(accepts(&kept, &old), (false, false));
}

#[test]
fn r50_the_last_contact_of_a_merged_dossier_is_the_later_of_both() {
    let mut old = Case::ended(day(2024, 1, 5), day(2024, 3, 1));
    old.on(day(2026, 2, 1));
    old.contact(ContactKind::Visit);
    let mut kept = Case::granted(day(2026, 1, 5));
    kept.on(day(2026, 2, 2));
    let merged = merged(&kept, &other(&old)).unwrap();
    assert_eq!(merged.last_contact(), Some(day(2026, 2, 1)));
}

#[test]
fn r37_terms_that_share_a_day_are_not_merged() {
    let kept = Case::granted(day(2026, 1, 5));
    let twin = other(&Case::granted(day(2026, 6, 1)));
    let with = twin.terms()[0].period();
    assert_eq!(merged(&kept, &twin).err(), Some(Refused::Overlaps { with }));
}

#[test]
fn r41_two_requests_that_wait_are_not_merged() {
    let kept = Case::requested(day(2026, 1, 5));
    let twin = other(&Case::requested(day(2026, 1, 5)));
    assert_eq!(merged(&kept, &twin).err(), Some(Refused::RequestPending));
}

#[test]
fn r37_a_pending_request_and_a_running_election_are_both_kept() {
    let mut running = Case::granted(day(2026, 1, 5));
    running.pass(30);
    let asking = other(&Case::opened(
        opening(day(2026, 1, 20), Channel::Post),
        day(2026, 1, 20),
    ));
    let merged = merged(&running, &asking).unwrap();
    assert_eq!(merged.status(), Status::Actif);
    assert!(merged.dossier.pending_renewal().is_some());
}

#[test]
fn r35_only_those_who_decide_merge_and_only_within_a_structure() {
    let kept = Case::granted(day(2026, 1, 5));
    let twin = other(&Case::ended(day(2024, 1, 5), day(2024, 3, 1)));
    let by = |author| merged(&kept.clone().by(author), &twin).err();
    assert_eq!(
        by(staff(4, Standing::Instructs)),
        Some(Refused::NotDeciding)
    );
    assert_eq!(by(Author::System), Some(Refused::NotHuman));
    assert_eq!(
        merged(&kept, &kept.dossier).err(),
        Some(Refused::NotMergeable)
    );
    let foreign =
        Dossier::from_history(id::<StructureId>(7), twin.id(), 2, twin.history().to_vec());
    assert_eq!(merged(&kept, &foreign).err(), Some(Refused::NotMergeable));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn r37_merging_takes_no_day_no_request_and_no_mail_from_anybody(
        start in any_date(), mine in any_steps(), later in any_date(), theirs in any_steps(),
    ) {
        let mut case = lived(Case::granted(start), &mine);
        let twin = lived(Case::requested(later), &theirs);
        case.on(case.today.max(twin.today));
        case.author = staff(3, Standing::Decides);
        let twin = other(&twin);
        if let Ok(merged) = merged(&case, &twin) {
            let days = |d: &Dossier| d.terms().iter()
                .filter(|t| t.over_on() > t.period().start())
                .map(|t| (t.period().start(), t.over_on()))
                .collect::<Vec<_>>();
            let mut both = [days(&case.dossier), days(&twin)].concat();
            let mut after = days(&merged.dossier);
            both.sort_unstable();
            after.sort_unstable();
            prop_assert_eq!(after, both);
            let waits = |d: &Dossier| d.pending_demande().map(|demande| demande.fact());
            prop_assert_eq!(waits(&merged.dossier), waits(&case.dossier).or(waits(&twin)));
            for kind in MailKind::ALL {
                prop_assert_eq!(merged.waiting(*kind), case.waiting(*kind) + twin.waiting_count(*kind));
            }
            prop_assert_eq!(merged.last_contact(), case.last_contact().max(twin.last_contact(false)));
            prop_assert_eq!(merged.dossier.identity(), case.dossier.identity());
            prop_assert_eq!(
                merged.dossier.decisions().len(),
                case.dossier.decisions().len() + twin.decisions().len()
            );
        }
    }
}
