//! The desk: what is done twice, what is done too late, what was never meant.

use application::{UseCaseError, desk::Order};
use domiciliation::{
    Command, Refused, Status,
    mail::{MailKind, Quantity},
    ports::ErasureGround,
    refusal::RefusalGround,
};
use kernel::{DossierId, StructureKind};
use structures::{Action, Role};
use testkit::{
    Storage,
    builders::{a_refus, an_opening, id},
    house::House,
    memory::MemoryStore,
};

async fn at_work(kind: StructureKind) -> (MemoryStore, House) {
    let memory = MemoryStore::new();
    let house = House::build(&Storage::of(memory.clone()), 1, kind).await;
    (memory, house)
}

fn letter(house: &House, dossier: DossierId, seen: Option<i64>) -> Order {
    Order {
        dossier,
        seen,
        key: id::<DossierId>(7).uuid(),
        command: Command::ReceiveMail {
            on: house.today(),
            items: vec![(MailKind::Letter, Quantity::ONE)],
            remark: None,
        },
    }
}

#[tokio::test]
async fn a_double_click_is_one_act() {
    let (memory, house) = at_work(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let agent = house.actor(Role::Agent);
    let lines = memory.journal().len();
    let order = letter(&house, dossier, None);
    let first = house.desk().carry_out(&agent, order.clone()).await.unwrap();
    let second = house.desk().carry_out(&agent, order).await.unwrap();
    assert_eq!(first.into_inner().facts.len(), 1);
    assert_eq!(second.into_inner().facts.len(), 0);
    assert_eq!(house.row(dossier).await.unwrap().letters, 1);
    assert_eq!(memory.journal().len(), lines + 1);
}

#[tokio::test]
async fn a_refused_order_gives_its_key_back_and_journals_nothing() {
    let (memory, house) = at_work(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let agent = house.actor(Role::Agent);
    let lines = memory.journal().len();
    house.clock.advance_days(1);
    let order = letter(&house, dossier, None);
    house.clock.set(testkit::builders::today());
    let refused = house.desk().carry_out(&agent, order.clone()).await;
    let early = UseCaseError::Refused(Refused::InTheFuture);
    assert_eq!(refused.err(), Some(early));
    assert_eq!(memory.journal().len(), lines);
    house.clock.advance_days(1);
    let again = house.desk().carry_out(&agent, order).await.unwrap();
    assert_eq!(again.into_inner().facts.len(), 1);
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_changed_is_a_conflict() {
    let (_, house) = at_work(StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let seen = house.read(dossier).await.version;
    let agent = house.actor(Role::Agent);
    let fresh = letter(&house, dossier, Some(seen));
    assert!(house.desk().carry_out(&agent, fresh).await.is_ok());
    let stale = Order {
        key: id::<DossierId>(8).uuid(),
        ..letter(&house, dossier, Some(seen))
    };
    let answer = house.desk().carry_out(&agent, stale).await;
    assert_eq!(answer.err(), Some(UseCaseError::Conflict));
}

#[tokio::test]
async fn a_form_sent_twice_opens_one_dossier_with_one_number() {
    let (_, house) = at_work(StructureKind::Ccas).await;
    let actor = house.actor(Role::Instructeur);
    let id = house.opening().new_id();
    let opening = an_opening("Diallo", "Aminata", house.today());
    for _ in 0..2 {
        let opened = house.opening().execute(&actor, id, opening.clone()).await;
        assert_eq!(opened.unwrap().into_inner(), 1);
    }
    let next = house.open("Petit", "Paul").await;
    assert_eq!(house.read(next).await.value.number(), 2);
}

#[tokio::test]
async fn a_dossier_opened_by_mistake_is_erased_but_not_once_something_was_decided() {
    let (memory, house) = at_work(StructureKind::Ccas).await;
    let gestionnaire = house.actor(Role::Gestionnaire);
    let ground = ErasureGround::Double;
    let decided = house.open_as(Status::Refuse, "Diallo", "Aminata").await;
    let version = house.read(decided).await.version;
    let desk = house.desk();
    let key = id::<DossierId>(7).uuid();
    let answer = desk
        .erase(&gestionnaire, decided, version, key, ground)
        .await;
    let refused = UseCaseError::Refused(Refused::DecisionTaken);
    assert_eq!(answer.err(), Some(refused));

    let mistake = house.open("Petit", "Paul").await;
    let stale = desk.erase(&gestionnaire, mistake, 9, key, ground).await;
    assert_eq!(stale.err(), Some(UseCaseError::Conflict));
    for _ in 0..2 {
        let erased = desk.erase(&gestionnaire, mistake, 1, key, ground).await;
        assert!(erased.is_ok(), "a second press finds it done");
    }
    let other = id::<DossierId>(8).uuid();
    let gone = desk.erase(&gestionnaire, mistake, 1, other, ground).await;
    assert_eq!(gone.err(), Some(UseCaseError::NotFound));
    assert_eq!(house.find(mistake).await, None);
    let remains = memory.tombstones();
    assert_eq!(remains.len(), 1);
    assert_eq!(
        (remains[0].ground, &remains[0].filed_on[..]),
        (ground, &[house.today()][..])
    );
    let last = memory.journal().pop().unwrap();
    assert_eq!(
        (last.action, last.dossier),
        (Action::EraseDossier, Some(mistake))
    );
    let gone = house.desk().read(&gestionnaire, mistake).await;
    assert_eq!(gone.err(), Some(UseCaseError::NotFound));
}

#[tokio::test]
async fn r60_saturation_refuses_once_the_cap_of_the_agrement_is_reached() {
    // The agrément of the test house allows two elections.
    let (_, house) = at_work(StructureKind::OrganismeAgree).await;
    house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let refuse = async || {
        let dossier = house.open("Petit", "Paul").await;
        house.interview(dossier).await;
        let refus = a_refus(house.today(), RefusalGround::Saturation);
        let command = Command::Refuse(refus);
        house.order(Role::Gestionnaire, dossier, command).await
    };
    assert!(matches!(refuse().await, Err(UseCaseError::Refused(_))));
    house.open_as(Status::Actif, "Zola", "Émile").await;
    assert!(refuse().await.is_ok());
}
