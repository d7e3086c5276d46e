//! What is in the tables after the use cases, read past all policies.

use crate::support::Database;
use application::projection::Projection;
use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::{
    Command, Status,
    identity::Filing,
    mail::{MailKind, Quantity},
    ports::ErasureGround,
    radiation::RadiationMotif,
    request::{Appointment, Channel},
};
use kernel::{DossierId, StructureKind};
use sqlx::{FromRow, PgConnection};
use structures::Role;
use testkit::{builders::text, house::House};
use uuid::Uuid;

/// The columns that no list shows.
#[derive(Debug, PartialEq, FromRow)]
struct Hidden {
    term_start: Option<NaiveDate>,
    filed_on: Option<NaiveDate>,
    answer_limit: Option<NaiveDate>,
    appointment_at: Option<NaiveDateTime>,
    observations_until: Option<NaiveDate>,
    mail_since: Option<NaiveDate>,
    notice_expires_on: Option<NaiveDate>,
    referent: Option<Uuid>,
    procurations: i32,
    retention_anchor: Option<NaiveDate>,
    sort_name: String,
    search: String,
    names: String,
    ids: String,
    keys: Vec<i32>,
    closed: bool,
}

impl From<Projection> for Hidden {
    fn from(p: Projection) -> Self {
        Self {
            term_start: p.term_start,
            filed_on: p.filed_on,
            answer_limit: p.answer_limit,
            appointment_at: p.appointment_at,
            observations_until: p.observations_until,
            mail_since: p.mail_since,
            notice_expires_on: p.notice_expires_on,
            referent: p.referent.map(kernel::StaffId::uuid),
            procurations: i32::try_from(p.procurations).unwrap(),
            retention_anchor: p.retention_anchor,
            sort_name: p.sort_name,
            search: p.findable.search,
            names: p.findable.names,
            ids: p.findable.ids,
            keys: p.findable.keys,
            closed: p.findable.closed,
        }
    }
}

async fn hidden(owner: &mut PgConnection, dossier: DossierId) -> Hidden {
    sqlx::query_as(
        "select * from domiciliation.dossier join domiciliation.search using (structure_id, dossier_id)
         where dossier_id = $1",
    )
    .bind(dossier.uuid())
    .fetch_one(owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn columns_that_no_list_shows_are_the_fold_too() {
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let mut owner = database.owner().await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    house.clock.advance_days(95);
    let on = house.today();
    let staff = house.actor(Role::Instructeur).id();
    for command in [
        Command::PlanRadiation {
            motif: RadiationMotif::NonManifestation,
            notified_on: on,
        },
        Command::ReceiveMail {
            on,
            items: vec![
                (MailKind::Letter, Quantity::ONE),
                (MailKind::Notice, Quantity::ONE),
            ],
            remark: None,
        },
        Command::RecordFiling(Filing {
            reference: Some(text("B-12")),
            distribution: None,
            referent: Some(staff),
        }),
        Command::FileDemande {
            on,
            channel: Channel::Online,
        },
        Command::FixAppointment(Appointment {
            at: on.and_hms_opt(9, 30, 0).unwrap(),
            minutes: domiciliation::appointment::Minutes::default(),
            with: staff,
            with_name: text("Camille"),
            place: None,
        }),
    ] {
        house.done(dossier, command).await;
        let folded = Projection::of(&house.read(dossier).await.value);
        assert_eq!(hidden(&mut owner, dossier).await, Hidden::from(folded));
    }
    let full = hidden(&mut owner, dossier).await;
    assert!(full.observations_until.is_some() && full.notice_expires_on.is_some());
    assert!(full.referent.is_some() && full.appointment_at.is_some());
}

#[tokio::test]
async fn an_erasure_leaves_a_tombstone_and_nothing_else() {
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let mut owner = database.owner().await;
    let dossier = house.open("Diallo", "Aminata").await;
    let (desk, actor) = (house.desk(), house.actor(Role::Gestionnaire));
    let erased = desk.erase(
        &actor,
        dossier,
        1,
        Uuid::from_u128(7),
        ErasureGround::EntryError,
    );
    assert!(erased.await.is_ok());
    let (filed_on, decided, ground): (Vec<NaiveDate>, serde_json::Value, String) =
        sqlx::query_as("select filed_on, decided, ground from domiciliation.tombstone")
            .fetch_one(&mut owner)
            .await
            .unwrap();
    assert_eq!(filed_on, [house.today()]);
    assert_eq!(decided, serde_json::json!([]));
    assert_eq!(ground, "erreur_de_saisie");
    // Whatever table it might hide in: neither the name nor the identifier, but for the
    // journal, which says that somebody erased it.
    let everything: String = sqlx::query_scalar(
        "select concat(
            (select string_agg(t::text, '') from domiciliation.dossier t),
            (select string_agg(t::text, '') from domiciliation.fact t),
            (select string_agg(t::text, '') from domiciliation.search t),
            (select string_agg(t::text, '') from domiciliation.command_key t),
            (select string_agg(t::text, '') from domiciliation.tombstone t))",
    )
    .fetch_one(&mut owner)
    .await
    .unwrap();
    assert!(!everything.contains(&dossier.to_string()));
    assert!(!everything.to_lowercase().contains("diallo"));
}

#[tokio::test]
async fn each_act_and_each_reading_is_a_line_of_the_journal_without_content() {
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let mut owner = database.owner().await;
    let dossier = house.open("Diallo", "Aminata").await;
    let agent = house.actor(Role::Agent);
    house.desk().read(&agent, dossier).await.unwrap();
    let lines: Vec<(Uuid, String, Option<Uuid>)> =
        sqlx::query_as("select staff_id, action, dossier_id from journal.entry order by entry_id")
            .fetch_all(&mut owner)
            .await
            .unwrap();
    let instructeur = house.actor(Role::Instructeur).id().uuid();
    let of = Some(dossier.uuid());
    let expected = [
        (instructeur, "edit_request".to_owned(), of),
        (agent.id().uuid(), "view_dossiers".to_owned(), of),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_stored_fact_that_does_not_parse_is_corrupt_and_says_nothing_of_it() {
    let database = Database::migrated().await;
    let storage = database.storage();
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let mut owner = database.owner().await;
    crate::support::execute(
        &mut owner,
        r#"update domiciliation.fact set body = '{"fact": "Diallo"}' where seq = 1"#,
    )
    .await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let found = uow.dossier_read(house.id(), dossier).await;
    let corrupt = kernel::StoreError::Corrupt("a column does not parse");
    assert_eq!(found, Err(corrupt));
}
