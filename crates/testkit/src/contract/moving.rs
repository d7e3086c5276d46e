//! A whole structure moves from one installation to another.

use std::sync::Arc;

use application::{
    archive::{NotMoved, PackPorts, RestorePorts, pack, restore},
    files::{FileKind, FileName, Held, NewFile, Owner, Purpose, Source},
    messages::book::KeptText,
    ports::Clock,
    reads::{ListQuery, Tab},
    views::Views,
};
use domiciliation::{
    Command, Status,
    identity::Coordinates,
    mail::{Delivery, MailKind, Quantity},
    ports::{ErasureGround, Tombstone},
};
use kernel::{DossierId, StructureKind};
use messages::{Kind, Language};
use structures::Role;

use crate::{
    Storage,
    builders::{id, text},
    carriers::FakeCarrier,
    house::House,
    memory::{MemoryBlobs, MemoryStore},
    parcel::{Packed, Parcel},
};

/// A structure in which something of everything happened.
pub async fn a_lively_house(storage: &Storage) -> House {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    for (status, nom) in [
        (Status::EnInstruction, "Un"),
        (Status::AValider, "Deux"),
        (Status::Actif, "Trois"),
        (Status::Echu, "Quatre"),
        (Status::Radie, "Cinq"),
        (Status::Refuse, "Six"),
    ] {
        house.open_as(status, nom, "Zoé").await;
    }
    let seen = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let letters = vec![(MailKind::Letter, Quantity::try_from(3).unwrap())];
    let on = house.today();
    let received = Command::ReceiveMail {
        on,
        items: letters.clone(),
        remark: Some(text("CAF")),
    };
    house.done(seen, received).await;
    let delivered = Command::DeliverMail {
        on,
        items: letters,
        delivery: Delivery::Holder,
    };
    house.done(seen, delivered).await;
    house
        .done(seen, Command::AddNote(text("Vue à l’accueil.")))
        .await;

    // Two become one, and one is erased: its number is never given again.
    let double = house.open("Dialo", "Aminata").await;
    house.merge(Role::Gestionnaire, seen, double).await.unwrap();
    let erased = house.open("Martin", "Paul").await;
    let dossier = house.read(erased).await;
    let tombstone = Tombstone::of(&dossier.value, id(99), on, ErasureGround::EntryError);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(erased, dossier.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();

    let room = house.file_room();
    let actor = house.actor(Role::Administrateur);
    for (owner, purpose) in [
        (Owner::Dossier(seen), Purpose::Attachment),
        (Owner::Structure, Purpose::Internal),
    ] {
        let entry = room.entry(&actor, structures::Action::AddAttachments, owner);
        let new = NewFile {
            id: room.new_id(),
            owner,
            purpose,
            name: FileName::of("bail.pdf"),
            label: text("Bail"),
            by: actor.id(),
        };
        let mut content = Held::new(b"%PDF-1.7 bail".to_vec());
        let source = Source::Made(&mut content, FileKind::Pdf);
        room.keep(house.id(), new, source, &entry).await.unwrap();
    }
    let views = Views::new(
        storage.store.clone(),
        house.clock.clone(),
        house.ids.clone(),
    );
    for shared in [true, false] {
        let name = text(if shared { "Tous" } else { "Moi" });
        let _saved = views
            .save(&actor, name, "onglet=actifs".into(), shared)
            .await
            .unwrap();
    }
    messages_told(&house, seen).await;
    house
}

/// Somebody was told of mail, and is about to be told of more, in words of the house.
async fn messages_told(house: &House, dossier: DossierId) {
    house.turn_messages_on(House::mail_alone()).await;
    let coordinates = Coordinates {
        phone: Some(text("+33600000001")),
        sms: true,
        ..Coordinates::default()
    };
    house
        .done(dossier, Command::RecordCoordinates(coordinates))
        .await;
    let own = KeptText {
        kind: Kind::Decision,
        language: Language::French,
        own: Some("Merci de venir nous voir.".to_owned()),
        changed: Some((house.actor(Role::Administrateur).id(), house.clock.now())),
        reviewed: None,
    };
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.message_text_put(house.id(), &own).await.unwrap();
    uow.commit().await.unwrap();
    for days in [2, 5] {
        house.letter(dossier).await;
        house.clock.advance_days(days);
        house.plan_messages().await;
        if days == 2 {
            house.send_messages(&FakeCarrier::default()).await;
        }
    }
    assert_eq!(house.messages(false).await.len(), 2);
}

/// Packs a structure.
pub async fn packed(storage: &Storage, house: &House, blobs: &MemoryBlobs) -> Parcel {
    let parcel = Parcel::default();
    let ports = PackPorts {
        store: storage.store.clone(),
        blobs: Some(Arc::new(blobs.clone())),
    };
    let amount = pack(&ports, house.id(), Box::new(parcel.clone())).await;
    assert_eq!(parcel.packed().ended, Some((house.id(), amount.unwrap())));
    parcel
}

/// What restoring stands on, elsewhere.
#[must_use]
pub fn elsewhere(storage: &Storage, house: &House, blobs: &MemoryBlobs) -> RestorePorts {
    RestorePorts {
        store: storage.store.clone(),
        blobs: Arc::new(blobs.clone()),
        clock: house.clock.clone(),
        ids: house.ids.clone(),
    }
}

/// The pieces, in one order whatever the storage.
fn sorted(mut packed: Packed) -> Packed {
    packed.items.sort_by_key(|item| format!("{item:?}"));
    packed
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_structure_moves_whole_with_every_fact(storage: &Storage) {
    let origin = Storage::of(MemoryStore::new());
    let house = a_lively_house(&origin).await;
    let parcel = packed(&origin, &house, &house.blobs).await;
    let amount = parcel.packed().ended.unwrap().1;
    assert!(amount.dossiers == 7 && amount.facts > 30 && amount.files == 2 && amount.staff == 5);

    let blobs = MemoryBlobs::new();
    let ports = elsewhere(storage, &house, &blobs);
    let restored = restore(&ports, &mut parcel.open()).await;
    assert_eq!(restored.unwrap(), amount);
    let again = packed(storage, &house, &blobs).await;
    assert_eq!(sorted(again.packed()), sorted(parcel.packed()));

    // What is derived from the facts is there too.
    let moved = House {
        storage: storage.clone(),
        ..house
    };
    let all = ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    };
    let before = origin
        .lists
        .page(moved.id(), &all, moved.today())
        .await
        .unwrap();
    assert_eq!(moved.rows(all).await, before.rows);
    let search = ListQuery {
        search: "aminata".into(),
        tab: Tab::All,
        ..ListQuery::default()
    };
    assert_eq!(moved.rows(search).await.len(), 1);
    let next = moved.open("Suivant", "Luc").await;
    assert_eq!(moved.read(next).await.value.number(), 10);

    // A structure that is there is left alone.
    let before = packed(storage, &moved, &blobs).await;
    let second = restore(&ports, &mut parcel.open()).await;
    assert!(matches!(second, Err(NotMoved::Exists)), "{second:?}");
    let after = packed(storage, &moved, &blobs).await;
    assert_eq!(sorted(after.packed()), sorted(before.packed()));
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_structure_that_does_not_arrive_whole_leaves_nothing(storage: &Storage) {
    let origin = Storage::of(MemoryStore::new());
    let house = a_lively_house(&origin).await;
    let parcel = packed(&origin, &house, &house.blobs).await;
    // Somebody of its staff has an account here.
    let other = House::build(storage, 2, StructureKind::Ccas).await;
    let colleague = house.actor(Role::Agent).member().clone();
    let twin = structures::StaffMember::invite(
        id(4242),
        other.id(),
        colleague.profile().clone(),
        Role::Agent,
    );
    let mut uow = storage.store.begin(other.scope()).await.unwrap();
    uow.staff_insert(&twin).await.unwrap();
    uow.commit().await.unwrap();

    let blobs = MemoryBlobs::new();
    let ports = elsewhere(storage, &house, &blobs);
    let refused = restore(&ports, &mut parcel.open()).await;
    assert!(
        matches!(refused, Err(NotMoved::AddressTaken)),
        "{refused:?}"
    );
    assert_eq!(blobs.count(), 0);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert_eq!(uow.structure(house.id()).await.unwrap(), None);
    assert_eq!(uow.blobs_loose(house.id()).await.unwrap(), []);
    assert_eq!(uow.moving_dossiers(house.id(), None, 10).await.unwrap(), []);
}

/// # Panics
/// When storage breaks its promise.
pub async fn facts_of_some_kinds_come_in_their_order(storage: &Storage) {
    let house = a_lively_house(storage).await;
    let all = ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    };
    let rows = house.rows(all).await;
    let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let kinds = ["identity_recorded", "accepted", "mail_delivered"];
    let lists = &storage.lists;
    let mut found = lists.facts_of(house.id(), &ids, &kinds).await.unwrap();
    found.sort_by_key(|(dossier, _)| *dossier);
    ids.sort_unstable();
    assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    for (dossier, facts) in found {
        let whole = house.read(dossier).await.value;
        let expected = whole.history().iter();
        let expected = expected.filter(|r| kinds.contains(&r.fact.code())).cloned();
        assert_eq!(facts, expected.collect::<Vec<_>>());
    }
    let elsewhere = lists.facts_of(id(77), &ids, &kinds).await.unwrap();
    assert!(elsewhere.iter().all(|(_, facts)| facts.is_empty()));
}
