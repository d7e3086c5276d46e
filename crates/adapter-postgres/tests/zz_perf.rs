#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(missing_docs)]
use adapter_postgres::PgStore;
use application::reads::*;
use testkit::{house::House, Storage, builders::*};
use kernel::StructureKind;
use domiciliation::*;
use std::time::Instant;
#[tokio::test]
async fn perf() {
    let store = PgStore::connect(&std::env::var("PERF").unwrap().into(), 10).unwrap();
    let s: kernel::StructureId = id(1);
    let _ = s;
    let s: kernel::StructureId = "00000000-0000-0000-0000-000000000001".parse().unwrap();
    let today = day(2026, 11, 22);
    for (name, q) in [
        ("default", ListQuery::default()),
        ("all by last contact desc", ListQuery { tab: Tab::All, sort: SortKey::LastContact, descending: true, ..ListQuery::default() }),
        ("appointments, all", ListQuery { tab: Tab::All, sort: SortKey::Appointment, ..ListQuery::default() }),
        ("a valider", ListQuery { tab: Tab::Status(Status::AValider), ..ListQuery::default() }),
        ("radie by term", ListQuery { tab: Tab::Status(Status::Radie), sort: SortKey::Term, descending: true, ..ListQuery::default() }),
        ("search martin je", ListQuery { tab: Tab::All, search: "martin je".into(), ..ListQuery::default() }),
        ("search dupo", ListQuery { tab: Tab::All, search: "dubo".into(), ..ListQuery::default() }),
        ("search m", ListQuery { tab: Tab::All, search: "m".into(), ..ListQuery::default() }),
        ("mail", ListQuery { mail_waiting: true, ..ListQuery::default() }),
        ("silence", ListQuery { silence: Some(SilenceFilter::TwoMonths), ..ListQuery::default() }),
        ("renewals", ListQuery { tab: Tab::Renewals, ..ListQuery::default() }),
    ] {
        let mut times = vec![];
        let mut total = 0;
        for _ in 0..30 {
            let t = Instant::now();
            total = store.page(s, &q, today).await.unwrap().total;
            times.push(t.elapsed().as_micros());
        }
        times.sort();
        println!("{name}: total {total} median {} us p95 {} us", times[15], times[28]);
    }
    let mut times = vec![];
    for _ in 0..30 { let t = Instant::now(); store.counts(s, today).await.unwrap(); times.push(t.elapsed().as_micros()); }
    times.sort(); println!("counts median {} us", times[15]);
    let mut times = vec![];
    for _ in 0..30 { let t = Instant::now(); store.possible_doubles(s, "MARTIN", "jean", None).await.unwrap(); times.push(t.elapsed().as_micros()); }
    times.sort(); println!("doubles median {} us", times[15]);
    let storage = Storage::of(store.clone());
    let house = std::sync::Arc::new(House::build(&storage, 77, StructureKind::Ccas).await);
    let mut ids = vec![];
    for _ in 0..8 { ids.push(house.open_as(Status::Actif, "Diallo", "Awa").await); }
    let act = |h: &House| Command::ReceiveMail { on: h.today(), items: vec![(domiciliation::mail::MailKind::Letter, domiciliation::mail::Quantity::ONE)], remark: None };
    let t = Instant::now();
    for _ in 0..100 { let c = act(&house); house.done(ids[0], c).await; }
    println!("one client: {} us/act", t.elapsed().as_micros() / 100);
    let t = Instant::now();
    let mut tasks = vec![];
    for i in 0..8 { let (h, id) = (house.clone(), ids[i]); tasks.push(tokio::spawn(async move { for _ in 0..100 { let c = act(&h); h.done(id, c).await; } })); }
    for t in tasks { t.await.unwrap(); }
    println!("eight clients: {} acts/s", 800.0 / t.elapsed().as_secs_f64());
}
