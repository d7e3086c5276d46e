//! Two dossiers of one person become one: who may, once, as it was shown.

use application::{
    UseCaseError,
    merge::Merge,
    ports::{Clock, Ids},
};
use domiciliation::{
    Command, Fact, Refused, Status,
    mail::{MailKind, Quantity},
};
use kernel::{DossierId, StructureKind};
use structures::{Action, Role};
use testkit::{Storage, house::House, memory::MemoryStore};

async fn doubles() -> (MemoryStore, House, Merge) {
    let memory = MemoryStore::new();
    let house = House::build(&Storage::of(memory.clone()), 1, StructureKind::Ccas).await;
    let other = house.open_as(Status::Radie, "Diallo", "Aminata").await;
    house.clock.advance_days(2);
    let kept = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let merge = as_shown(&house, kept, other).await;
    (memory, house, merge)
}

async fn as_shown(house: &House, kept: DossierId, other: DossierId) -> Merge {
    Merge {
        kept,
        kept_seen: house.read(kept).await.version,
        other,
        other_seen: house.read(other).await.version,
        key: house.ids.mint(house.clock.now()),
    }
}

#[tokio::test]
async fn only_those_who_decide_merge() {
    for role in Role::ALL {
        let (memory, house, merge) = doubles().await;
        let lines = memory.journal().len();
        let outcome = house.merging().execute(&house.actor(*role), merge).await;
        if role.permits(Action::MergeDossiers) {
            assert!(outcome.is_ok(), "{role:?}");
            let journal = memory.journal();
            let entered: Vec<_> = journal[lines..]
                .iter()
                .map(|e| (e.action, e.dossier))
                .collect();
            let both = [merge.kept, merge.other].map(|id| (Action::MergeDossiers, Some(id)));
            assert_eq!(entered, both, "{role:?}");
        } else {
            assert_eq!(outcome.err(), Some(UseCaseError::Forbidden), "{role:?}");
            assert_eq!(memory.journal().len(), lines);
            assert!(house.find(merge.other).await.is_some());
        }
    }
}

#[tokio::test]
async fn a_double_click_is_one_merging() {
    let (memory, house, merge) = doubles().await;
    let gestion = house.actor(Role::Gestionnaire);
    for _ in 0..2 {
        let done = house.merging().execute(&gestion, merge).await;
        assert!(done.is_ok());
    }
    let dossier = house.read(merge.kept).await.value;
    let merged = dossier
        .history()
        .iter()
        .filter(|r| matches!(r.fact, Fact::Merged { .. }));
    assert_eq!(merged.count(), 1);
    let journal = memory.journal();
    let entered = journal.iter().filter(|e| e.action == Action::MergeDossiers);
    assert_eq!(entered.count(), 2);
}

#[tokio::test]
async fn what_changed_since_it_was_shown_is_not_merged() {
    let (_, house, merge) = doubles().await;
    let gestion = house.actor(Role::Gestionnaire);
    let letter = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    };
    house.done(merge.other, letter).await;
    let late = house.merging().execute(&gestion, merge).await;
    assert_eq!(late.err(), Some(UseCaseError::Conflict));
    // The key was given back: the same page, looked at again, works.
    let again = Merge {
        other_seen: merge.other_seen + 1,
        ..merge
    };
    assert!(house.merging().execute(&gestion, again).await.is_ok());
    assert_eq!(house.row(merge.kept).await.unwrap().letters, 1);
    let gone = Merge {
        key: house.ids.mint(house.clock.now()),
        ..again
    };
    let gone = house.merging().execute(&gestion, gone).await;
    assert_eq!(gone.err(), Some(UseCaseError::NotFound));
}

#[tokio::test]
async fn a_refusal_of_the_law_changes_nothing() {
    let (memory, house, merge) = doubles().await;
    let gestion = house.actor(Role::Gestionnaire);
    let lines = memory.journal().len();
    let itself = as_shown(&house, merge.kept, merge.kept).await;
    let refused = house.merging().execute(&gestion, itself).await;
    assert_eq!(
        refused.err(),
        Some(UseCaseError::Refused(Refused::NotMergeable))
    );
    let twin = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let overlapping = as_shown(&house, merge.kept, twin).await;
    let before = memory.journal().len();
    let refused = house.merging().execute(&gestion, overlapping).await;
    assert!(matches!(
        refused,
        Err(UseCaseError::Refused(Refused::Overlaps { .. }))
    ));
    assert!(before > lines);
    assert_eq!(memory.journal().len(), before);
    assert!(house.find(twin).await.is_some());
    assert_eq!(house.successor(twin).await, None);
}

#[tokio::test]
async fn a_preview_is_what_comes_of_it() {
    let (_, house, merge) = doubles().await;
    let gestion = house.actor(Role::Gestionnaire);
    let around = application::actor::Surroundings::of(&gestion, house.clock.now());
    let (kept, other) = (house.read(merge.kept).await, house.read(merge.other).await);
    let merging = house.merging();
    let preview = merging.preview(&kept.value, &other.value, &around).unwrap();
    assert_eq!(house.read(merge.other).await, other);
    assert!(merging.execute(&gestion, merge).await.is_ok());
    let merged = house.read(merge.kept).await.value;
    let facts = |dossier: &domiciliation::Dossier| {
        let facts = dossier.history().iter().map(|r| r.fact.clone());
        facts.collect::<Vec<_>>()
    };
    assert_eq!(facts(&merged), facts(&preview));
}
