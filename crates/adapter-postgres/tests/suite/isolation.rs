//! The walls between structures, asked of the database itself.

use crate::support::{Database, execute, refusal};
use adapter_postgres::Outbox;
use application::{
    files::{FileName, Held, Shelf},
    imports::staging::Extent,
    messages::{
        book::{KeptText, StaffMessage},
        figures::Visits,
        gateway::{Mail, Mailer, Sms, SmsGateway, Traced},
        log::MessageLog,
    },
    ports::{Clock, Ids},
    printing::{Binding, Ordered, PaperKind},
    round::{Aside, Entry, MailRound, RoundLine},
    views::Views,
};
use domiciliation::{
    Command, Status,
    appointment::{Appointment, Minutes},
    identity::Coordinates,
    mail::{MailKind, Quantity},
    ports::ErasureGround,
};
use kernel::{MessageId, StructureKind};
use messages::{Channel, Kind, Language, StaffKind};
use sqlx::{AssertSqlSafe, PgConnection};
use structures::Role;
use testkit::{builders::text, carriers::FakeCarrier, house::House, imports::a_line};

/// Every table with a structure, but those looked up before a structure is known, and what
/// is to be done for whichever structure.
const TENANT_TABLES: &str = "select format('%I.%I', n.nspname, c.relname)
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'structure_id'
     where c.relkind in ('r', 'p') and n.nspname not in ('identity', 'jobs', 'pg_catalog')
     order by 1";

async fn texts(connection: &mut PgConnection, sql: &str) -> Vec<String> {
    let rows = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
    rows.fetch_all(connection).await.unwrap()
}

/// Two structures, with at least one row each in every table.
async fn populated() -> (Database, House, House) {
    let database = Database::migrated().await;
    let storage = database.storage();
    let ours = House::build(&storage, 1, StructureKind::Ccas).await;
    let theirs = House::build(&storage, 2, StructureKind::Commune).await;
    for house in [&ours, &theirs] {
        house.open_as(Status::Actif, "Diallo", "Aminata").await;
        let convened = house.open("Keïta", "Binta").await;
        let appointment = Appointment {
            at: house.today().and_hms_opt(16, 0, 0).unwrap(),
            minutes: Minutes::default(),
            with: house.actor(Role::Instructeur).id(),
            with_name: text("Camille Roche"),
            place: None,
        };
        let fix = Command::FixAppointment(appointment);
        house.done(convened, fix).await;
        let mistake = house.open("Petit", "Paul").await;
        let (desk, actor) = (house.desk(), house.actor(Role::Gestionnaire));
        let erased = desk.erase(
            &actor,
            mistake,
            1,
            uuid::Uuid::from_u128(7),
            ErasureGround::EntryError,
        );
        assert!(erased.await.is_ok());
        let round = MailRound {
            id: text("00000000000000000000000000000007"),
            by: house.actor(Role::Facteur).id(),
            opened_at: house.clock.now(),
            closed_at: None,
        };
        let aside = RoundLine {
            place: 1,
            by: round.by,
            at: round.opened_at,
            kind: MailKind::Letter,
            quantity: Quantity::ONE,
            entry: Entry::Aside {
                why: Aside::Unknown,
                dossier: None,
                typed: Some(text("Dialo")),
            },
        };
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        uow.round_open(house.id(), &round).await.unwrap();
        uow.round_write(house.id(), round.id, &[aside])
            .await
            .unwrap();
        uow.commit().await.unwrap();
        let printing = house.printing();
        let print = printing.order(
            &actor,
            text("00000000000000000000000000000008"),
            PaperKind::Attestation,
            Binding::OnePdf,
            Ordered::People(vec![convened]),
        );
        assert!(print.await.is_ok());
        let twice = house.open_as(Status::Refuse, "Sow", "Awa").await;
        let kept = house.open("Sow", "Awa").await;
        house.merge(Role::Gestionnaire, kept, twice).await.unwrap();
        let administrator = house.actor(Role::Administrateur);
        let mut content = Held::new(b"%PDF-1.7".to_vec());
        let name = FileName::of("reglement.pdf");
        let files = house.files();
        let added = files.add(&administrator, Shelf::Internal, name, None, &mut content);
        assert!(added.await.is_ok());
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        let (coming, due) = (house.file_room().new_id(), house.clock.now());
        uow.blob_loose(house.id(), coming, due).await.unwrap();
        uow.commit().await.unwrap();
        let taken = house.brought(&[a_line("Cissé", "Awa")]).await;
        let imports = house.imports();
        let started = imports.start(&actor, taken, Extent::AllOrNothing).await;
        assert!(started.is_ok());
        assert_eq!(house.import_all().await, 1);
        let waiting = house.brought(&[a_line("Cissé", "Awa")]).await;
        let mapping = imports.one(&actor, waiting).await.unwrap().mapping;
        assert!(imports.map(&actor, waiting, mapping).await.is_ok());
        let views = Views::new(
            storage.store.clone(),
            house.clock.clone(),
            house.ids.clone(),
        );
        let saved = views.save(&actor, text("Actifs"), "onglet=actifs".into(), true);
        assert!(saved.await.is_ok());
        told(&database, house).await;
    }
    (database, ours, theirs)
}

/// Something of everything that messages leave behind.
async fn told(database: &Database, house: &House) {
    house.turn_messages_on(House::mail_alone()).await;
    let dossier = house.open("Traoré", "Issa").await;
    house.grant(dossier).await;
    let coordinates = Coordinates {
        phone: Some(text("+33600000001")),
        sms: true,
        ..Coordinates::default()
    };
    house
        .done(dossier, Command::RecordCoordinates(coordinates))
        .await;
    house.letter(dossier).await;
    house.clock.advance_days(2);
    assert!(house.plan_messages().await > 0);
    house.send_messages(&FakeCarrier::default()).await;
    let sent = house.messages(false).await.remove(0);
    let (administrator, now) = (house.actor(Role::Administrateur), house.clock.now());
    let kept = KeptText {
        kind: Kind::Silence,
        language: Language::French,
        own: None,
        changed: None,
        reviewed: Some((administrator.id(), now)),
    };
    let mut uow = database.storage().store.begin(house.scope()).await.unwrap();
    uow.message_text_put(house.id(), &kept).await.unwrap();
    uow.staff_want(house.id(), administrator.id(), StaffKind::Digest, true)
        .await
        .unwrap();
    uow.visits_keep(house.id(), house.today(), &Visits::default())
        .await
        .unwrap();
    uow.commit().await.unwrap();

    // The outbox of the installation keeps a message once, whoever asks twice.
    let outbox = Outbox::of(&database.store(), house.clock.clone());
    let sms = Sms {
        id: sent.id,
        to: text("+33600000001"),
        sender: None,
        text: "Du courrier vous attend.".to_owned(),
    };
    assert_eq!(
        SmsGateway::trace(&outbox, sms.id, now).await,
        Traced::NotTaken
    );
    for _ in 0..2 {
        let answers = SmsGateway::send(&outbox, std::slice::from_ref(&sms)).await;
        assert!(answers.iter().all(Result::is_ok));
    }
    assert_ne!(
        SmsGateway::trace(&outbox, sms.id, now).await,
        Traced::NotTaken
    );
    let log = MessageLog::new(
        database.storage().store.clone(),
        house.clock.clone(),
        house.ids.clone(),
    );
    let instructeur = house.actor(Role::Instructeur);
    let shown = log.outbox(&instructeur, None, 10).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (shown[0].dossier, &shown[0].text),
        (Some(dossier), &sms.text)
    );

    // What is written to the staff is not for all of them.
    let mail = Mail {
        id: MessageId::new(house.ids.mint(now)),
        to: "camille@saint-aubin.example".parse().unwrap(),
        reply_to: None,
        language: Language::French,
        subject: "À traiter".to_owned(),
        paragraphs: Vec::new(),
        link: None,
        attachment: None,
    };
    let told = StaffMessage {
        id: mail.id,
        staff: administrator.id(),
        kind: StaffKind::Digest,
        dossier: None,
        occurrence: "today".to_owned(),
        at: now,
    };
    let mut uow = database.storage().store.begin(house.scope()).await.unwrap();
    uow.staff_messages_insert(house.id(), &[told])
        .await
        .unwrap();
    uow.messages_claim(house.id(), Channel::Email, now, now, true, 10)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    Mailer::send(&outbox, &mail).await.unwrap();
    let shown = log.outbox(&instructeur, None, 10).await.unwrap();
    assert_eq!(shown.len(), 1);
    let shown = log.outbox(&administrator, None, 10).await.unwrap();
    assert_eq!(shown.len(), 2);
}

#[tokio::test]
async fn every_tenant_table_forces_its_policy_and_puts_the_structure_first() {
    let database = Database::migrated().await;
    let mut owner = database.owner().await;
    let tables = texts(&mut owner, TENANT_TABLES).await;
    assert!(tables.len() >= 9, "{tables:?}");
    let unguarded = "select c.relname::text from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'structure_id'
        where c.relkind in ('r', 'p') and n.nspname not in ('identity', 'jobs', 'pg_catalog')
          and not (c.relrowsecurity and c.relforcerowsecurity
                   and exists (select from pg_policy p where p.polrelid = c.oid))";
    assert_eq!(texts(&mut owner, unguarded).await, Vec::<String>::new());
    // First in primary keys, unique constraints and foreign keys alike.
    let misplaced = "select k.conname::text from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.contype in ('p', 'u', 'f') and a.attname <> 'structure_id'
          and n.nspname in ('structures', 'domiciliation', 'files', 'imports', 'journal', 'messages', 'printing')";
    assert_eq!(texts(&mut owner, misplaced).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_server_sees_and_touches_nothing_of_another_structure_in_any_table() {
    let (database, ours, theirs) = populated().await;
    let mut owner = database.owner().await;
    let mut server = database.server_role().await;
    execute(
        &mut server,
        &format!("set domifa.structure = '{}'", ours.id()),
    )
    .await;
    for table in texts(&mut owner, TENANT_TABLES).await {
        let of = |id| format!("select structure_id::text from {table} where structure_id = '{id}'");
        let there = texts(&mut owner, &of(theirs.id())).await.len();
        assert!(there > 0, "{table} has rows of the other structure");
        if refusal(&mut server, &format!("select from {table}")).await == Some("42501".into()) {
            continue;
        }
        assert_eq!(
            texts(&mut server, &of(theirs.id())).await,
            Vec::<String>::new(),
            "{table}"
        );
        let all = texts(
            &mut server,
            &format!("select structure_id::text from {table}"),
        )
        .await;
        assert!(!all.is_empty(), "{table} shows our own");
        assert!(all.iter().all(|id| *id == ours.id().to_string()), "{table}");
    }
    // The functions that work with other rights keep to the structure in scope.
    let found = "select unnest(domiciliation.dossiers_found(array['%diallo%']))::text";
    assert_eq!(texts(&mut server, found).await.len(), 1);
    let dossier = texts(
        &mut owner,
        &format!(
            "select dossier_id::text from domiciliation.dossier where structure_id = '{}'",
            theirs.id()
        ),
    )
    .await;
    let purge = format!(
        "select domiciliation.purge('{}', 3, gen_random_uuid(), '{{}}', '[]', '2026-01-01', 'essai')::text",
        dossier[0]
    );
    assert_eq!(texts(&mut server, &purge).await, ["false"]);
    let merge = format!(
        "select domiciliation.merge('{}', 3, '{}', 1, '{{}}')::text",
        dossier[0], dossier[1]
    );
    assert_eq!(texts(&mut server, &merge).await, ["false"]);
}

#[tokio::test]
async fn without_a_structure_every_query_fails() {
    let (database, ..) = populated().await;
    let mut owner = database.owner().await;
    let mut server = database.server_role().await;
    for table in texts(&mut owner, TENANT_TABLES).await {
        let refused = refusal(&mut server, &format!("select from {table}")).await;
        // No such setting, or no right to read at all.
        assert!(
            matches!(refused.as_deref(), Some("42704" | "42501")),
            "{table}: {refused:?}"
        );
    }
    let found = "select domiciliation.dossiers_found(array['%diallo%'])";
    assert_eq!(refusal(&mut server, found).await.as_deref(), Some("42704"));
    // A transaction's structure does not outlive it.
    execute(
        &mut server,
        "begin; set local domifa.structure = '00000000-0000-0000-0000-000000000001'; commit",
    )
    .await;
    let after = refusal(&mut server, "select from domiciliation.dossier").await;
    assert_eq!(after.as_deref(), Some("22P02"));
}

#[tokio::test]
async fn the_server_cannot_change_or_delete_what_is_only_appended() {
    let (database, ours, _) = populated().await;
    let mut server = database.server_role().await;
    execute(
        &mut server,
        &format!("set domifa.structure = '{}'", ours.id()),
    )
    .await;
    for forbidden in [
        "update domiciliation.fact set kind = ''",
        "delete from domiciliation.fact",
        "truncate domiciliation.fact",
        "delete from domiciliation.dossier",
        "delete from domiciliation.search",
        "update domiciliation.tombstone set ground = ''",
        "delete from domiciliation.tombstone",
        "delete from domiciliation.command_key",
        "select from journal.entry",
        "update journal.entry set action = ''",
        "delete from journal.entry",
        "delete from files.owner_key",
        "update imports.opened set place = 0",
        "delete from structures.staff",
        "delete from structures.structure",
        "alter table domiciliation.fact disable row level security",
        "drop policy fact_of_tenant on domiciliation.fact",
        "create table domiciliation.other ()",
    ] {
        let refused = refusal(&mut server, forbidden).await;
        assert_eq!(refused.as_deref(), Some("42501"), "{forbidden}");
    }
}

#[tokio::test]
async fn a_cookie_leads_to_its_own_structure_alone() {
    let (database, ours, _) = populated().await;
    let mut server = database.server_role().await;
    let structure = ours.id();
    let staff = ours.actor(Role::Agent).id();
    execute(
        &mut server,
        &format!("begin; select identity.holder('{structure}', '{staff}')"),
    )
    .await;
    let seen = texts(
        &mut server,
        "select distinct structure_id::text from structures.staff",
    )
    .await;
    assert_eq!(seen, [structure.to_string()]);
}
