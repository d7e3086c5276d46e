//! What somebody has sent once more waits until people may be disturbed.

use application::{messages::log::Said, ports::Clock};
use chrono::{NaiveTime, Timelike};
use kernel::StructureKind;
use messages::State;
use structures::Role;
use testkit::{Storage, carriers::FakeCarrier, house::House, memory::MemoryStore};

#[tokio::test]
async fn what_is_sent_again_at_night_leaves_in_the_morning() {
    let storage = Storage::of(MemoryStore::new());
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    let dossier = house.somebody(1).await;
    house.letter(dossier).await;
    house.clock.advance_days(2);
    house.plan_messages().await;
    let (log, actor) = (house.message_log(), house.actor(Role::Instructeur));
    let id = house.messages(false).await[0].id;
    let _ = log.by_hand(&actor, id, Said::Cancel).await.unwrap();
    let zone = actor.structure().zone();
    while zone.time_of(house.clock.now()).hour() != 22 {
        house.clock.advance_minutes(60);
    }
    let _ = log.by_hand(&actor, id, Said::Again).await.unwrap();
    let message = house.messages(false).await.remove(0);
    let due = zone.time_of(message.due_at);
    assert_eq!(Some(due.time()), NaiveTime::from_hms_opt(8, 0, 0));
    assert!(due.date() > zone.date_of(house.clock.now()));
    assert_eq!(message.state, State::Planned);
    let carrier = FakeCarrier::default();
    assert_eq!(house.send_messages(&carrier).await, Some(message.due_at));
    assert!(carrier.taken().is_empty());
}
