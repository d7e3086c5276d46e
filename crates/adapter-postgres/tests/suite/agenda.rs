//! The agenda of what was stored before there was one.

use crate::support::{Database, execute};
use application::{
    agenda::{Agenda, AgendaEntry},
    ports::{Clock, Ids},
};
use domiciliation::{
    Command, Fact, Recorded, Status,
    appointment::{AppointmentOutcome, Minutes},
    fact::AnnulmentMotive,
    refusal::RefusalGround,
    request::{Appointment, Channel},
};
use kernel::{DossierId, FactId, StructureKind};
use structures::Role;
use testkit::{
    builders::{a_refus, day, text},
    house::House,
};

const MIGRATION: &str = include_str!("../../../../migrations/0011_appointment.sql");

fn appointment(house: &House, d: u32, hour: u32, minute: u32) -> Appointment {
    Appointment {
        at: day(2026, 4, d).and_hms_opt(hour, minute, 0).unwrap(),
        minutes: Minutes::default(),
        with: house.actor(Role::Instructeur).id(),
        with_name: text("Camille Roche"),
        place: d.is_multiple_of(2).then(|| text("Annexe")),
    }
}

async fn fix(house: &House, dossier: DossierId, d: u32, hour: u32) {
    let command = Command::FixAppointment(appointment(house, d, hour, 0));
    house.done(dossier, command).await;
}

async fn missed(house: &House, dossier: DossierId) -> FactId {
    house.done(dossier, Command::MissAppointment).await[0]
}

/// Stores an appointment that nothing checked.
async fn fix_unchecked(house: &House, dossier: DossierId, appointment: Appointment) {
    let known = house.read(dossier).await;
    let recorded = vec![Recorded {
        id: FactId::new(house.ids.mint(house.clock.now())),
        at: house.clock.now(),
        author: house.actor(Role::Instructeur).author(),
        fact: Fact::AppointmentFixed(appointment),
    }];
    let dossier = known.value.with(recorded.iter().cloned());
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.dossier_append(known.version, &dossier, &recorded)
        .await
        .unwrap();
    uow.commit().await.unwrap();
}

async fn shown(database: &Database, house: &House) -> Vec<AgendaEntry> {
    let (first, last) = (day(2026, 1, 1), day(2027, 12, 31));
    let found = database
        .store()
        .appointments(house.id(), first, last, None)
        .await;
    found.unwrap()
}

#[tokio::test]
async fn appointments_fixed_before_there_was_an_agenda_are_in_it() {
    let database = Database::migrated().await;
    let storage = database.storage();
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let mut owner = database.owner().await;
    execute(
        &mut owner,
        "alter table domiciliation.appointment drop constraint appointment_staff_is_free",
    )
    .await;

    // Moved, missed, fixed again, heard; then renewed, and the election ended meanwhile.
    let heard = house.open("Diallo", "Aminata").await;
    fix(&house, heard, 1, 9).await;
    fix(&house, heard, 2, 10).await;
    fix(&house, heard, 3, 11).await;
    house.clock.set(day(2026, 4, 3));
    missed(&house, heard).await;
    fix(&house, heard, 7, 9).await;
    house.clock.set(day(2026, 4, 6));
    house.grant(heard).await;
    house.clock.set(day(2026, 4, 8));
    let file = Command::FileDemande {
        on: house.today(),
        channel: Channel::Online,
    };
    house.done(heard, file).await;
    fix(&house, heard, 20, 9).await;
    house.end(heard).await;
    // An absence annulled, then a refusal; another refusal annulled.
    for (nom, hour, annulled) in [("Petit", 14, false), ("Bernard", 15, true)] {
        let refused = house.open(nom, "Paul").await;
        fix(&house, refused, 8, hour).await;
        let absence = missed(&house, refused).await;
        let annul = Command::AnnulEntry {
            target: absence,
            motive: AnnulmentMotive::EntryError,
            reason: text("Elle était là."),
        };
        house.done(refused, annul).await;
        missed(&house, refused).await;
        fix(&house, refused, 9, hour).await;
        let refus = a_refus(house.today(), RefusalGround::AbsenceDeLien);
        let decision = house.done(refused, Command::Refuse(refus)).await[0];
        if annulled {
            let annul = Command::AnnulDecision {
                decision,
                motive: AnnulmentMotive::Appeal,
                reason: text("Recours accueilli."),
            };
            house.done(refused, annul).await;
        }
    }
    // Two at once, as nothing forbade it; and one right after.
    let mut doubled = Vec::new();
    for (nom, minute) in [("Un", 0), ("Deux", 15), ("Trois", 45)] {
        let dossier = house.open(nom, "Awa").await;
        fix_unchecked(&house, dossier, appointment(&house, 22, 9, minute)).await;
        doubled.push(dossier);
    }
    house.open_as(Status::Actif, "Sans", "Rendez-vous").await;
    let before = shown(&database, &house).await;
    assert!(before.len() >= 12);

    for sql in [
        "drop table domiciliation.appointment",
        "drop table identity.feed",
        "drop extension btree_gist",
        MIGRATION,
    ] {
        execute(&mut owner, sql).await;
    }
    assert_eq!(shown(&database, &house).await, before);
    let alone: Vec<bool> = sqlx::query_scalar(
        "select exclusive from domiciliation.appointment where state = 'planned' order by starts_at",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert_eq!(alone, [true, false, false, true]);

    // Those that overlap live on, and what they leave is taken by one alone.
    let letter = Command::AddNote(text("Vue."));
    house.done(doubled[0], letter).await;
    let filing = Command::RecordFiling(domiciliation::identity::Filing::default());
    house.done(doubled[1], filing).await;
    fix(&house, doubled[1], 23, 9).await;
    let taken = Command::FixAppointment(appointment(&house, 23, 9, 0));
    let refused = house.order(Role::Instructeur, doubled[0], taken).await;
    assert!(refused.is_err());
    let planned = shown(&database, &house).await.into_iter();
    let planned = planned.filter(|e| e.outcome == AppointmentOutcome::Planned);
    assert_eq!(planned.count(), 4);
}
