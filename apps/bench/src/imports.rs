//! What is measured of imports: a register of 5,000 people and one of 50,000, from the bytes
//! of the file to dossiers that are stored, with the use cases of the pages and of the
//! background.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use adapter_phone::NumberingPlans;
use adapter_postgres::PgStore;
use adapter_sheets::Sheets;
use anyhow::{Context, Result, ensure};
use application::{
    StaffActor,
    imports::{
        apply::ImportShop,
        run::Imports,
        staging::{Extent, Stage},
    },
    ports::{Clock, Ids},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    dice::Dice,
    machine::{self, Memory},
    names::{first_name, surname},
    nation::{self, Body},
    report::Row,
};

/// How many people each register has.
const REGISTERS: [(&str, u32); 2] = [("import_5000", 5_000), ("import_50000", 50_000)];

/// The moment and the identifiers of the machine.
struct Machine;

impl Clock for Machine {
    fn now(&self) -> DateTime<Utc> {
        machine::now()
    }
}

impl Ids for Machine {
    fn mint(&self, _: DateTime<Utc>) -> Uuid {
        machine::fresh()
    }
}

/// Both registers, each into a structure of its own; `first` is the number of the next.
pub async fn all(store: &PgStore, first: u16, dossiers: u32) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for ((operation, people), number) in REGISTERS.into_iter().zip(first..) {
        let body = Body::new(number, machine::now().date_naive())?;
        nation::open(store, &body).await?;
        rows.push(one(store, &body.actor()?, operation, people, dossiers).await?);
    }
    Ok(rows)
}

async fn one(
    store: &PgStore,
    actor: &StaffActor,
    operation: &'static str,
    people: u32,
    dossiers: u32,
) -> Result<Row> {
    let file = register(people, actor.civil_date(machine::now()));
    let (store, machine) = (Arc::new(store.clone()), Arc::new(Machine));
    let phones = Arc::new(NumberingPlans::load());
    let imports = Imports::new(
        store.clone(),
        store.clone(),
        Arc::new(Sheets),
        phones.clone(),
        machine.clone(),
        machine.clone(),
    );
    let shop = ImportShop::new(store.clone(), store, phones, machine.clone(), machine);
    let memory = Memory::from_now();
    let start = Instant::now();
    let sheet = imports.read("registre.csv", file.as_bytes())?;
    let read = start.elapsed();
    let id = imports.new_id();
    let _ = imports
        .bring(actor, id, sheet)
        .await
        .context("the file is not brought")?;
    let brought = start.elapsed();
    let _ = imports
        .start(actor, id, Extent::AllOrNothing)
        .await
        .context("the import is not started")?;
    let started = start.elapsed();
    shop.import(actor.structure_id(), id, 1).await?;
    let stored = start.elapsed();
    let stage = imports.one(actor, id).await?.stage;
    ensure!(
        matches!(stage, Stage::Done(done) if done.created > people / 2),
        "the register is not taken over: {stage:?}"
    );
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    eprintln!(
        "{operation:<14} read {:>6.0} ms, checked and brought {:>6.0} ms, validated and stored {:>6.0} ms",
        ms(read),
        ms(brought - read),
        ms(stored - started),
    );
    Ok(Row {
        operation,
        dossiers,
        clients: 1,
        // It is done once: from the bytes of the file to the last commit.
        p50_ms: ms(stored),
        p95_ms: ms(stored),
        p99_ms: ms(stored),
        per_second: f64::from(people) / stored.as_secs_f64(),
        bytes: file.len(),
        queries: 0.0,
        sql_p50_ms: None,
        server_rss_mb: memory.peak_mb(),
    })
}

/// A register as the field fills it in: one person a line, some with dependants.
fn register(people: u32, today: NaiveDate) -> String {
    let mut file = String::from(
        "IDENTIFIANT;CIVILITE;NOM;PRENOM;SURNOM;DATE DE NAISSANCE;LIEU DE NAISSANCE;TELEPHONE;EMAIL;STATUT;MOTIF REFUS;MOTIF RADIATION;TYPE;DATE DEBUT;DATE FIN;PREMIERE DOMICILIATION;DERNIER PASSAGE\n",
    );
    for person in 1..=people {
        let mut dice = Dice::new(u64::from(person));
        let start = today - days(&mut dice, 300);
        let end = start + Days::new(364);
        let seen = (start + days(&mut dice, 60)).min(today);
        let born =
            NaiveDate::from_ymd_opt(1950, 1, 1).unwrap_or_default() + days(&mut dice, 18_000);
        let french = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
        let _ = writeln!(
            file,
            "D{person};{};{};{};;{};Conakry;06{:08};;VALIDE;;;PREMIERE;{};{};{};{}",
            if person % 2 == 0 { "F" } else { "H" },
            surname(&mut dice),
            first_name(&mut dice),
            french(born),
            10_000_000 + person,
            french(start),
            french(end),
            french(start),
            french(seen),
        );
    }
    file
}

/// Some days, fewer than these.
fn days(dice: &mut Dice, most: u64) -> Days {
    Days::new(dice.roll() % most)
}
