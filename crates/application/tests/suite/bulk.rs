//! One act for many people: who may, for how many, and once.

use std::sync::Arc;

use application::{
    UseCaseError,
    bulk::{Act, Bulk, Outcome, Selection, Target, TooMany},
    ports::{Clock, Ids},
    reads::{ListQuery, Tab},
};
use domiciliation::{Status, ports::ErasureGround, radiation::RadiationMotif};
use kernel::{DossierId, StructureKind};
use structures::Role;
use testkit::{Storage, house::House, memory::MemoryStore};
use uuid::Uuid;

async fn house() -> House {
    let storage = Storage::of(MemoryStore::new());
    House::build(&storage, 1, StructureKind::Ccas).await
}

fn bulk(house: &House) -> Bulk {
    let Storage { store, lists, .. } = house.storage.clone();
    Bulk::new(
        house.desk(),
        store,
        lists,
        Arc::clone(&house.clock) as Arc<dyn Clock>,
    )
}

fn plan(house: &House) -> Act {
    Act::PlanRadiation {
        motif: RadiationMotif::NonManifestation,
        notified_on: house.today(),
    }
}

#[tokio::test]
async fn nobody_acts_on_more_people_than_they_can_look_at() {
    let house = house().await;
    let actor = house.actor(Role::Instructeur);
    let many: Vec<DossierId> = (0..201)
        .map(|n| DossierId::new(Uuid::from_u128(n)))
        .collect();
    let act = plan(&house);
    let limit = TooMany { limit: 200 };
    let foreseen = bulk(&house)
        .foresee(&actor, act, &Selection::Some(many.clone()))
        .await;
    assert_eq!(foreseen, Err(UseCaseError::Refused(limit)));
    let targets: Vec<Target> = many
        .iter()
        .map(|dossier| Target {
            dossier: *dossier,
            seen: 1,
        })
        .collect();
    let key = house.ids.mint(house.clock.now());
    let done = bulk(&house).carry_out(&actor, act, key, &targets).await;
    assert_eq!(done, Err(UseCaseError::Refused(limit)));
    // Those who are not there are told apart.
    let done = bulk(&house)
        .carry_out(&actor, act, key, &targets[..1])
        .await;
    assert_eq!(done.unwrap()[0].outcome, Outcome::Gone);
}

#[tokio::test]
async fn everybody_whom_a_list_shows_is_read_beyond_one_batch() {
    let house = house().await;
    for number in 0..251 {
        house.open(&format!("Essai{number:03}"), "Awa").await;
    }
    let everybody = ListQuery {
        tab: Tab::Status(Status::EnInstruction),
        ..ListQuery::default()
    };
    let actor = house.actor(Role::Instructeur);
    let all = Selection::All(Box::new(everybody));
    let act = Act::Referent(Some(actor.id()));
    let foreseen = bulk(&house).foresee(&actor, act, &all).await.unwrap();
    assert_eq!(foreseen.len(), 251);
    let refused = bulk(&house).foresee(&actor, plan(&house), &all).await;
    assert_eq!(refused, Err(UseCaseError::Refused(TooMany { limit: 200 })));
}

#[tokio::test]
async fn each_act_asks_for_its_own_permission() {
    let house = house().await;
    let nobody = Selection::Some(Vec::new());
    for (act, least) in [
        (Act::Referent(None), Role::Instructeur),
        (plan(&house), Role::Instructeur),
        (Act::Erase(ErasureGround::Trial), Role::Gestionnaire),
    ] {
        for role in Role::ALL {
            let actor = house.actor(*role);
            let foreseen = bulk(&house).foresee(&actor, act, &nobody).await;
            let done = bulk(&house).carry_out(&actor, act, Uuid::nil(), &[]).await;
            let may = *role >= least;
            assert_eq!(foreseen == Err(UseCaseError::Forbidden), !may, "{role:?}");
            assert_eq!(done == Err(UseCaseError::Forbidden), !may, "{role:?}");
        }
    }
}

#[tokio::test]
async fn the_same_form_repeats_nothing_even_after_somebody_took_it_back() {
    let house = house().await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    house.clock.advance_days(100);
    let actor = house.actor(Role::Gestionnaire);
    let act = plan(&house);
    let key = house.ids.mint(house.clock.now());
    let targets = [Target {
        dossier,
        seen: house.read(dossier).await.version,
    }];
    for _ in 0..2 {
        let done = bulk(&house).carry_out(&actor, act, key, &targets).await;
        assert_eq!(done.unwrap()[0].outcome, Outcome::Done);
    }
    let drop = domiciliation::Command::DropRadiation {
        reason: "Elle est venue.".parse().unwrap(),
    };
    house.done(dossier, drop).await;
    let done = bulk(&house).carry_out(&actor, act, key, &targets).await;
    assert_eq!(done.unwrap()[0].outcome, Outcome::Done);
    assert_eq!(house.row(dossier).await.unwrap().observations_until, None);
}
