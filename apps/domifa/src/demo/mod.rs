//! `domifa demo`: two invented structures with coherent histories, so that the
//! product can be lived in. Nobody here exists.
//!
//! Every fact goes through the rules as it would have on its day: what the law
//! forbids cannot be in the demo either.

mod acts;
mod beside;
mod lives;
mod names;
mod people;
mod places;
mod world;
mod years;

use adapter_postgres::PgStore;
use anyhow::{Context, Result, bail};
use application::ports::{Clock, Identities, Scope, Secrets, Store};
use clap::Args;
use secrecy::SecretString;

use crate::{
    config::DatabaseOptions,
    ports::{SystemClock, SystemSecrets},
};
use places::{ASSOCIATION, CCAS, PASSWORD, Place};
use world::World;

/// What to load.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Begin anew: forget everything the demo loaded. Refused on a database that holds
    /// anything else.
    #[arg(long)]
    reset: bool,
}

/// Loads the demo into an empty database, and prints the accounts either way.
pub async fn run(options: Options) -> Result<()> {
    let url = options.database.url()?;
    let store = PgStore::connect(&url, 4)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    let others = adapter_postgres::structures_other_than(&url, &[CCAS.id(), ASSOCIATION.id()])
        .await
        .context("the database cannot be read: run `domifa migrate` first")?;
    if options.reset {
        if others > 0 {
            bail!("the database holds structures that are not the demo's: nothing was forgotten");
        }
        adapter_postgres::forget_everything(&url)
            .await
            .context("the demo could not be forgotten")?;
    }
    for place in [&CCAS, &ASSOCIATION] {
        let first = place.staff[0]
            .email
            .parse()
            .expect("an address of the demo");
        if store.account(&first).await?.is_some() {
            continue;
        }
        if others > 0 {
            bail!("the database already holds structures: the demo wants an empty one");
        }
        load(&store, place).await?;
    }
    print_accounts();
    Ok(())
}

/// Loads one structure in one transaction: stopped half-way, it is as if never begun.
async fn load(store: &PgStore, place: &Place) -> Result<()> {
    let secrets = SystemSecrets::new();
    let hash = secrets.hash_password(SecretString::from(PASSWORD)).await;
    let world = World::new(place, SystemClock.now())?;
    let mut uow = store
        .begin(Scope {
            structure: place.id(),
        })
        .await?;
    uow.structure_insert(&world.structure).await?;
    for member in &world.team {
        uow.staff_insert(member).await?;
        uow.password_set(place.id(), member.id(), &hash).await?;
    }
    for life in lives::all(world, place.dossiers)? {
        let number = uow.dossier_number(place.id()).await?;
        uow.dossier_insert(&life.numbered(number)).await?;
    }
    uow.commit().await?;
    Ok(())
}

fn print_accounts() {
    println!("Mot de passe de tous les comptes de la démonstration : {PASSWORD}");
    for place in [&CCAS, &ASSOCIATION] {
        print_place(place);
    }
}

fn print_place(place: &Place) {
    println!("\n{} ({})", place.name, place.city);
    for member in &place.staff {
        println!("  {:<42} {}", member.email, member.role.label());
    }
}
