//! `domifa demo`: two invented structures with coherent histories, so that the
//! product can be lived in. Nobody here exists.
//!
//! Every fact goes through the rules as it would have on its day: what the law
//! forbids cannot be in the demo either.

mod acts;
mod beside;
mod lives;
mod messages;
mod names;
mod people;
mod places;
mod world;
mod years;

use adapter_postgres::PgStore;
use anyhow::{Context, Result, bail};
use application::ports::{Clock, Identities, Scope, Secrets, Store, UnitOfWork};
use chrono::{DateTime, Utc};
use clap::Args;
use domiciliation::{Dossier, Recorded};
use secrecy::SecretString;

use crate::{
    config::DatabaseOptions,
    ports::{SystemClock, SystemSecrets},
};
use messages::{Evening, Post};
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

/// Loads one structure: its dossiers as they were one evening, the messages of that
/// evening, what happened since. The staff comes last: without it, the demo is not loaded.
async fn load(store: &PgStore, place: &Place) -> Result<()> {
    let scope = Scope {
        structure: place.id(),
    };
    let mut uow = store.begin(scope).await?;
    if uow.structure(place.id()).await?.is_some() {
        bail!("the demo was loaded half-way: load it again with --reset");
    }
    let now = SystemClock.now();
    let world = World::new(place, now)?;
    let (structure, team) = (world.structure.clone(), world.team.clone());
    uow.structure_insert(&structure).await?;
    let settings = messages::settings(&structure)?;
    uow.message_settings_update(place.id(), 0, &settings)
        .await?;
    let evening = Evening::before(&structure, &settings, now);
    let mut dossiers = Vec::new();
    for life in lives::all(world, place.dossiers)? {
        let number = uow.dossier_number(place.id()).await?;
        let dossier = life.numbered(number);
        if let Some(then) = until(&dossier, evening.at) {
            uow.dossier_insert(&then).await?;
        }
        dossiers.push(dossier);
    }
    uow.commit().await?;

    let post = Post::open(store, &structure, evening);
    post.evening().await?;
    let mut uow = store.begin(scope).await?;
    for dossier in &dossiers {
        since(uow.as_mut(), dossier).await?;
    }
    uow.commit().await?;
    post.morning().await?;

    let secrets = SystemSecrets::new();
    let hash = secrets.hash_password(SecretString::from(PASSWORD)).await;
    let mut uow = store.begin(scope).await?;
    for member in &team {
        uow.staff_insert(member).await?;
        uow.password_set(place.id(), member.id(), &hash).await?;
    }
    uow.commit().await?;
    Ok(())
}

/// The dossier as it was at a moment, if it was there.
fn until(dossier: &Dossier, moment: DateTime<Utc>) -> Option<Dossier> {
    let facts = dossier.history().iter();
    let then: Vec<Recorded> = facts
        .take_while(|recorded| recorded.at <= moment)
        .cloned()
        .collect();
    let there = !then.is_empty();
    there.then(|| Dossier::from_history(dossier.structure(), dossier.id(), dossier.number(), then))
}

/// What happened to a dossier since it was stored.
async fn since(uow: &mut dyn UnitOfWork, dossier: &Dossier) -> Result<()> {
    let Some(stored) = uow.dossier(dossier.structure(), dossier.id()).await? else {
        uow.dossier_insert(dossier).await?;
        return Ok(());
    };
    let known = stored.value.history().len();
    let facts = dossier.history().get(known..).unwrap_or_default();
    if !facts.is_empty() {
        uow.dossier_append(stored.version, dossier, facts).await?;
    }
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
