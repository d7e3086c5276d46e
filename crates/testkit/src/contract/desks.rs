//! Many desks on one person at the same time.

use std::sync::Arc;

use application::{
    UseCaseError,
    desk::Order,
    ports::{Clock, Ids},
};
use domiciliation::{
    Command, Refused, Status,
    mail::{Delivery, MailKind, Quantity},
};
use kernel::{DossierId, FactId, StructureKind};
use structures::Role;
use uuid::Uuid;

use crate::{Storage, house::House};

/// As many desks as the largest reception has.
const DESKS: u32 = 32;

/// One desk: what it brought and what it handed over, as it was told.
#[derive(Default)]
struct Told {
    came: u32,
    left: u32,
}

/// # Panics
/// When storage breaks its promise.
pub async fn thirty_two_desks_on_one_person_lose_and_double_nothing(storage: &Storage) {
    let house = Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    let person = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let desks: Vec<_> = (0..DESKS)
        .map(|desk| {
            let house = house.clone();
            tokio::spawn(async move { one_desk(&house, person, desk).await })
        })
        .collect();
    let (mut came, mut left) = (0, 0);
    for desk in desks {
        let told = desk.await.unwrap();
        came += told.came;
        left += told.left;
    }
    let dossier = house.read(person).await.value;
    assert_eq!(dossier.waiting_count(MailKind::Letter), came - left);
    let row = house.row(person).await.unwrap();
    assert_eq!(row.letters, came - left, "the list says the same");
}

async fn one_desk(house: &House, person: DossierId, desk: u32) -> Told {
    let mut told = Told::default();
    let quantity = Quantity::try_from(1 + desk % 4).unwrap();
    let received = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, quantity)],
        remark: None,
    };
    let key = house.ids.mint(house.clock.now());
    let facts = sent(house, person, key, &received).await.unwrap();
    let again = sent(house, person, key, &received).await.unwrap();
    assert_eq!(
        (facts.len(), again.len()),
        (1, 0),
        "a double press is one act"
    );
    told.came += quantity.get();

    let handed = Quantity::try_from(1 + desk % 3).unwrap();
    let delivered = Command::DeliverMail {
        on: house.today(),
        items: vec![(MailKind::Letter, handed)],
        delivery: Delivery::Holder,
    };
    match sent(house, person, house.ids.mint(house.clock.now()), &delivered).await {
        Ok(_) => told.left += handed.get(),
        Err(refused) => assert!(matches!(refused, Refused::NotEnoughMail { .. })),
    }
    if desk.is_multiple_of(2) {
        let undo = Command::Undo { target: facts[0] };
        // Refused where its mail was handed over meanwhile.
        if sent(house, person, house.ids.mint(house.clock.now()), &undo)
            .await
            .is_ok()
        {
            told.came -= quantity.get();
        }
    }
    told
}

/// Sends an order as a desk does: one that got no answer is sent again under its key.
async fn sent(
    house: &House,
    dossier: DossierId,
    key: Uuid,
    command: &Command,
) -> Result<Vec<FactId>, Refused> {
    loop {
        let order = Order {
            dossier,
            seen: None,
            key,
            command: command.clone(),
        };
        let actor = house.actor(Role::Administrateur);
        match house.desk().carry_out(&actor, order).await {
            Ok(done) => return Ok(done.into_inner().facts),
            Err(UseCaseError::Refused(refused)) => return Err(refused),
            Err(UseCaseError::Unavailable | UseCaseError::Conflict) => {
                tokio::task::yield_now().await;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
