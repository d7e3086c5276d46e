//! Dossiers by the thousand, read past all policies: the same rows as one by one.

use crate::support::Database;
use domiciliation::{
    Command, Dossier, Status,
    appointment::{Appointment, Minutes},
    identity::{Coordinates, Filing},
    mail::{MailKind, Quantity},
    procuration::{Procuration, Transfer},
};
use kernel::{DossierId, Periode, StructureKind};
use sqlx::{AssertSqlSafe, PgConnection};
use structures::Role;
use testkit::{
    builders::{day, text},
    house::House,
};

/// Dossiers of every status, and one on which everything was done that fills a column.
async fn lives(house: &House) -> Vec<DossierId> {
    let mut dossiers = Vec::new();
    for status in Status::ALL {
        dossiers.push(house.open_as(*status, "N’Guessan", "Awa Marie").await);
    }
    let full = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let filing = Filing {
        reference: Some(text("A 12")),
        distribution: Some(text("BP 7")),
        referent: Some(house.actor(Role::Instructeur).id()),
    };
    let coordinates = Coordinates {
        phone: Some(text("+33612345678")),
        email: Some(text("a.diallo@exemple.fr")),
        sms: true,
        by_email: false,
        language: None,
    };
    let proxy = |nom: &str, from| Procuration {
        nom: text(nom),
        prenoms: text("Ali"),
        birth: Some(kernel::BirthDate::new(1970, None, None).unwrap()),
        period: Periode::new(from, day(2026, 12, 31)).unwrap(),
    };
    let transfer = Transfer {
        name: text("Chez Ali"),
        address: text("1 rue des Lilas, 75011 Paris"),
        period: Periode::new(day(2026, 3, 10), day(2026, 6, 30)).unwrap(),
    };
    for command in [
        Command::RecordFiling(filing),
        Command::RecordCoordinates(coordinates),
        Command::GiveProcuration(proxy("Sow", day(2026, 3, 10))),
        Command::GiveProcuration(proxy("Keïta", day(2026, 4, 10))),
        Command::SetTransfer(transfer),
        Command::AddNote(text("Bonjour.")),
    ] {
        house.done(full, command).await;
    }
    let command = Command::ReceiveMail {
        on: house.today(),
        items: [MailKind::Letter, MailKind::Parcel, MailKind::Notice]
            .map(|kind| (kind, Quantity::ONE))
            .to_vec(),
        remark: None,
    };
    house.done(full, command).await;
    dossiers.push(full);
    let convened = house.open("Petit", "Paul").await;
    let appointment = Appointment {
        at: house.today().and_hms_opt(16, 0, 0).unwrap(),
        minutes: Minutes::default(),
        with: house.actor(Role::Instructeur).id(),
        with_name: text("Camille Roche"),
        place: Some(text("Bureau 2")),
    };
    let fixed = Command::FixAppointment(appointment);
    house.done(convened, fixed).await;
    dossiers.push(convened);
    dossiers
}

/// All rows of a table in one structure, without what tells the structure.
async fn rows(owner: &mut PgConnection, table: &str, house: &House) -> Vec<String> {
    let sql = format!(
        "select (to_jsonb(t) - 'structure_id' - 'version')::text from {table} t
         where structure_id = '{}' order by 1",
        house.id()
    );
    let rows = sqlx::query_scalar(AssertSqlSafe(sql));
    rows.fetch_all(owner).await.unwrap()
}

#[tokio::test]
async fn every_column_of_many_dossiers_is_what_it_is_of_one() {
    let database = Database::migrated().await;
    let storage = database.storage();
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let copy = House::build(&storage, 2, StructureKind::Ccas).await;
    let mut dossiers = Vec::new();
    for id in lives(&house).await {
        let dossier = house.read(id).await.value;
        let (number, history) = (dossier.number(), dossier.history().to_vec());
        dossiers.push(Dossier::from_history(copy.id(), id, number, history));
    }
    let mut uow = storage.store.begin(copy.scope()).await.unwrap();
    let last = u32::try_from(dossiers.len()).unwrap();
    let mut dossiers = dossiers.into_iter();
    let inserted = uow.dossiers_insert(copy.id(), &mut dossiers);
    assert_eq!(inserted.await, Ok(last));
    uow.numbers_hold(copy.id()).await.unwrap();
    uow.numbers_given(copy.id(), last).await.unwrap();
    uow.commit().await.unwrap();
    let mut owner = database.owner().await;
    for table in [
        "domiciliation.dossier",
        "domiciliation.search",
        "domiciliation.fact",
        "domiciliation.appointment",
        "domiciliation.tally",
        "domiciliation.counter",
    ] {
        let expected = rows(&mut owner, table, &house).await;
        assert!(!expected.is_empty(), "{table}");
        assert_eq!(rows(&mut owner, table, &copy).await, expected, "{table}");
    }
}
