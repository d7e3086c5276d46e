#![allow(clippy::all, clippy::unwrap_used, clippy::disallowed_methods, dead_code)]
mod support;
use application::{ports::Clock, worklist::{Asked, Whose, WorkList, WorkPlace}};
use domiciliation::due::Duty;
use kernel::StructureKind;
use structures::Role;
use support::{Database, execute};
use testkit::house::House;
use std::time::Instant;
use sqlx::Row;

#[tokio::test]
async fn zz_speed() {
    let database = Database::migrated().await;
    let storage = database.storage();
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let other = House::build(&storage, 2, StructureKind::Ccas).await;
    let mut owner = database.owner().await;
    let referent = house.actor(Role::Instructeur).id();
    for (h, n) in [(&house, 50_000), (&other, 100_000)] {
        execute(&mut owner, &format!("
insert into domiciliation.dossier (structure_id, dossier_id, number, version, situation, term_start, term_end, sort_name, nom, prenoms, civility,
  last_contact, silent_since, first_radiable_day, referent, suspended_since, unnotified_since, unnotified, mail_kept_since, notice_expires_on, notices, letters, mail_since,
  answer_limit, filed_on, unacknowledged_since, proposed_on, proposed, appointment_at, appointment_with, ended_on, observations_until, retention_anchor, renewal_pending)
select '{s}', gen_random_uuid(), i, 1, sit, case when sit='elected' then te - 364 end, case when sit='elected' then te end, 'nom' || (i * 7919 % 50000), 'Nom' || i, 'Prenom', 'madame',
  lc, lc, lc + 92, case when i % 3 = 0 then null when i % 37 = 1 then '{r}'::uuid else gen_random_uuid() end,
  case when i % 97 = 0 and sit='elected' then date '2026-02-01' end,
  case when i % 50 = 0 and sit in ('elected','ended') then lc end, case when i % 50 = 0 and sit in ('elected','ended') then gen_random_uuid() end,
  case when sit = 'ended' and i % 200 = 0 then date '2025-12-01' + (i % 80) end,
  case when sit = 'elected' and i % 61 = 0 then date '2026-03-05' + (i % 20) end, case when i % 61 = 0 then 1 else 0 end, i % 4, case when i % 4 > 0 then date '2026-02-20' end,
  case when sit in ('requested','proposed') then date '2026-03-01' + (i % 60) end, case when sit in ('requested','proposed') then date '2026-01-01' + (i % 60) end,
  case when sit = 'requested' and i % 3 = 0 then date '2026-01-01' + (i % 60) end,
  case when sit = 'proposed' then date '2026-03-01' end, sit='proposed',
  case when sit = 'requested' and i % 2 = 0 then timestamp '2026-03-01 09:00' + (i % 30) * interval '1 day' end, case when sit = 'requested' and i % 2 = 0 then '{r}'::uuid end,
  case when sit in ('ended','refused') then date '2025-06-01' end,
  case when sit='elected' and i % 400 = 0 then date '2026-03-01' + (i % 20) end, lc, sit='elected' and i % 40 = 0
from (select i, case when i % 100 < 62 then 'elected' when i % 100 < 65 then 'requested' when i % 100 < 66 then 'proposed' when i % 100 < 93 then 'ended' else 'refused' end as sit,
   date '2026-03-10' - (case when random() < 0.85 then (random()*75)::int else (random()*200)::int end) as lc, date '2026-02-20' + (random()*365)::int as te from generate_series(1, {n}) i) x",
            s = h.id().uuid(), r = referent.uuid())).await;
    }
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    execute(&mut owner, "vacuum analyze domiciliation.dossier").await;
    let r = sqlx::query("select relpages, relallvisible from pg_class where relname='dossier'").fetch_one(&mut owner).await.unwrap();
    eprintln!("pages {} visible {}", r.get::<i32,_>(0), r.get::<i32,_>(1));
    for r in sqlx::query("select pid::text || ' ' || coalesce(state,'') || ' ' || coalesce(backend_xmin::text,'-') || ' ' || left(query, 80) as l from pg_stat_activity where backend_xmin is not null or state is not null").fetch_all(&mut owner).await.unwrap() { eprintln!("{}", r.get::<String,_>(0)); }
    let store = database.store();
    for (role, whose) in [(Role::Gestionnaire, Whose::Structure), (Role::Instructeur, Whose::MineOrNobodys(referent)), (Role::Instructeur, Whose::Mine(referent)), (Role::Facteur, Whose::Structure)] {
        let t = Instant::now();
        let asked = Asked::by(&house.actor(role), house.clock.now(), whose);
        let made = t.elapsed();
        let now = asked.clone().due_now();
        for _ in 0..8 {
            store.work_counts(house.id(), &asked).await.unwrap();
            store.work_beginnings(house.id(), &asked, 10).await.unwrap();
            store.work_due(house.id(), &now, 100).await.unwrap();
        }
        let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..40 {
            let t = Instant::now(); store.work_counts(house.id(), &asked).await.unwrap(); times[0].push(t.elapsed());
            let t = Instant::now(); store.work_beginnings(house.id(), &asked, 10).await.unwrap(); times[1].push(t.elapsed());
            let t = Instant::now(); store.work_due(house.id(), &now, 100).await.unwrap(); times[2].push(t.elapsed());
            let t = Instant::now(); store.work_page(house.id(), &asked, Duty::SilenceTwoMonths, WorkPlace::Start, 25).await.unwrap(); times[3].push(t.elapsed());
            let t = Instant::now(); store.work_to_come(house.id(), &asked).await.unwrap(); times[4].push(t.elapsed());
        }
        let counts = store.work_counts(house.id(), &asked).await.unwrap();
        let total: u64 = counts.iter().map(|(_, n)| n).sum();
        eprintln!("{role:?} {whose:?}: asked {made:?}, {total} lines, due {}", store.work_due(house.id(), &now, 100).await.unwrap());
        for (name, t) in ["counts", "beginnings", "due", "page", "to come"].iter().zip(&mut times) { t.sort(); eprintln!("  {name}: p50 {:?} p95 {:?}", t[20], t[38]); }
        for (s, n) in counts { eprintln!("    {:?} {:?} {n}", s.urgency, s.duty); }
    }
    // EXPLAIN as the server.
    let mut c = database.server_role().await;
    execute(&mut c, "begin").await;
    execute(&mut c, &format!("set local domifa.structure = '{}'", house.id().uuid())).await;
    for sql in [
        "select count(*) from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and situation = 'elected' and term_end >= date '2026-03-10' and observations_until is null and (suspended_since is null or suspended_since > date '2026-03-10') and silent_since < date '2026-01-10' and silent_since >= date '2025-12-18'",
        "select count(*) from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and situation = 'elected' and not renewal_pending and (referent is null or referent = gen_random_uuid()) and sort_term < date '2026-05-11' and sort_term >= date '2026-03-26'",
        "select number, nom from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and situation = 'elected' and term_end >= date '2026-03-10' and observations_until is null and (suspended_since is null or suspended_since > date '2026-03-10') and silent_since < date '2026-01-10' order by silent_since, dossier_id limit 10",
        "select count(*) from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and answer_limit < date '2026-03-10'",
        "select count(*) from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and appointment_at < timestamp '2026-03-10'",
        "select count(*) from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and mail_kept_since < date '2026-02-10'",
        "select count(*) from domiciliation.dossier where structure_id = current_setting('domifa.structure')::uuid and unnotified_since < date '2026-03-11'",
    ] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("explain (analyze, buffers, costs off, timing off) {sql}"))).fetch_all(&mut c).await.unwrap();
        eprintln!("--- {sql}");
        for r in rows { eprintln!("{}", r.get::<String, _>(0)); }
    }
}
