#![expect(clippy::unwrap_used, reason = "tests")]
#[expect(dead_code, reason = "scratch")]
mod support;
use std::time::Instant;
use application::{round::read_list, ports::{Clock, Ids}};
use domiciliation::mail::MailKind;
use kernel::StructureKind;
use structures::Role;
use support::Database;
use testkit::house::House;

#[tokio::test]
async fn measure() {
    let db = Database::migrated().await;
    let storage = db.storage();
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let t = Instant::now();
    for n in 0..2000 {
        let d = house.open("Diallo", &format!("Aminata{n}")).await;
        if n % 10 == 0 { house.grant(d).await; }
    }
    println!("open {:?}", t.elapsed());
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let round = rounds.new_id();
    let _ = rounds.open(&actor, round).await.unwrap();
    let text: String = (1..=2000).map(|n| format!("{n}\n")).collect();
    let lines = read_list(&text, MailKind::Letter).unwrap();
    let mut o = db.owner().await;
    support::execute(&mut o, "analyze").await;
    let t = Instant::now();
    let plan = rounds.plan(&actor, &lines).await.unwrap();
    println!("plan {} {:?}", plan.found.len(), t.elapsed());
    let key = house.ids.mint(house.clock.now());
    let t = Instant::now();
    let _ = rounds.record_list(&actor, round, key, &lines).await.unwrap();
    println!("record {:?}", t.elapsed());
    let t = Instant::now();
    let s = rounds.sheet(&actor, round, 30).await.unwrap();
    println!("sheet30 {:?} {:?}", s.totals, t.elapsed());
    let t = Instant::now();
    let _ = rounds.sheet(&actor, round, u32::MAX).await.unwrap();
    println!("sheet all {:?}", t.elapsed());
    let t = Instant::now();
    let _ = rounds.bearers(&actor, "1204").await.unwrap();
    println!("bearers {:?}", t.elapsed());

}
