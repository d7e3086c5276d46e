//! Exports: who may take out what, and that a column says the same whatever else is read.

use std::sync::{Arc, Mutex};

use application::{
    UseCaseError,
    access::Access,
    export::{
        Column, Export, ExportPorts, Exports, Format, NotConfirmed, Plan, RecordWriter, Records,
        Table, Writers,
    },
    imports::writing::{
        Out, OutCell, OutValue, Paint, SheetFormat, SheetLook, SheetWriter, Workbook, WriteFault,
    },
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
    ports::Secrets,
    reads::{ListQuery, SilenceFilter},
};
use domiciliation::{
    Command, Status,
    decision::NotificationMode,
    fact::AnnulmentMotive,
    identity::{AyantDroit, Coordinates, Filing, Lien},
    interview::{Cause, Interview},
};
use kernel::{BirthDate, Departement, PhoneNumber, StructureKind};
use structures::{Action, Role};
use testkit::{
    Storage,
    builders::{an_accord, an_opening, text},
    contract::a_lively_house,
    house::House,
    memory::MemoryStore,
    ports::{FakeSecrets, FakeStrength},
};

/// The rows that were written, sheet by sheet, as text.
#[derive(Clone, Default)]
struct Notebook(Arc<Mutex<Vec<Vec<Vec<String>>>>>);

fn said(cell: &OutCell<'_>) -> String {
    match &cell.value {
        OutValue::Empty => String::new(),
        OutValue::Text(text) => text.to_string(),
        OutValue::Number(number) => number.to_string(),
        OutValue::Date(day) => day.to_string(),
        OutValue::Moment(at) => at.to_string(),
        OutValue::Bool(yes) => format!("booléen {yes}"),
    }
}

impl Workbook for Notebook {
    fn row(&mut self, sheet: usize, cells: &[OutCell<'_>]) -> Result<(), WriteFault> {
        let mut sheets = self.0.lock().unwrap();
        if sheets.len() <= sheet {
            sheets.resize(sheet + 1, Vec::new());
        }
        if cells.iter().all(|cell| cell.paint != Paint::Header) {
            sheets[sheet].push(cells.iter().map(said).collect());
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), WriteFault> {
        Ok(())
    }
}

impl SheetWriter for Notebook {
    fn open(
        &self,
        _: SheetFormat,
        _: &[SheetLook],
        _: Out,
    ) -> Result<Box<dyn Workbook>, WriteFault> {
        Ok(Box::new(self.clone()))
    }
}

impl RecordWriter for Notebook {
    fn open(&self, _: Vec<Records>, _: Out) -> Result<Box<dyn Workbook>, WriteFault> {
        Ok(Box::new(self.clone()))
    }
}

struct Plain;

impl PhonePlan for Plain {
    fn parse(&self, _: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        Err(InvalidPhone)
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

fn exports(house: &House, notebook: &Notebook) -> Exports {
    Exports::new(ExportPorts {
        store: house.storage.store.clone(),
        lists: house.storage.lists.clone(),
        writers: Writers {
            sheets: Arc::new(notebook.clone()),
            records: Arc::new(notebook.clone()),
            phones: Arc::new(Plain),
        },
        clock: house.clock.clone(),
        ids: house.ids.clone(),
    })
}

const XLSX: Format = Format::Sheet(SheetFormat::Xlsx);

fn plan(tables: &[Table], columns: &[Column], format: Format) -> Plan {
    let (tables, columns) = (tables.iter().copied(), columns.iter().copied());
    Plan::new(Plan::everybody(), tables, columns, format).unwrap()
}

/// All that an export writes.
async fn written(mut export: Export, notebook: &Notebook) -> Vec<Vec<Vec<String>>> {
    let mut file = export.new_file().begin(Box::new(std::io::sink())).unwrap();
    while let Some(people) = export.next().await.unwrap() {
        file.write(&people).unwrap();
    }
    file.end().unwrap();
    std::mem::take(&mut *notebook.0.lock().unwrap())
}

async fn taken(house: &House, plan: Plan) -> Vec<Vec<Vec<String>>> {
    let notebook = Notebook::default();
    let exports = exports(house, &notebook);
    let export = exports
        .begin_for_operator(&house.structure, plan)
        .await
        .unwrap();
    written(export, &notebook).await
}

/// A structure whose dossiers fill every column.
async fn a_house() -> (MemoryStore, House) {
    let store = MemoryStore::new();
    let house = a_lively_house(&Storage::of(store.clone())).await;
    let mut opening = an_opening("N’Guessan", "Zoé", house.today());
    opening.ayants_droit = vec![AyantDroit {
        nom: text("N’Guessan"),
        prenoms: text("Issa"),
        birth: BirthDate::new(2019, Some(6), None).unwrap(),
        lien: Lien::Enfant,
    }];
    opening.coordinates = Coordinates {
        phone: Some("+33612345678".parse().unwrap()),
        email: Some("zoe@example.org".parse().unwrap()),
        sms: true,
        by_email: false,
        language: Some(text("fr")),
    };
    opening.filing = Filing {
        reference: Some(text("B-12")),
        distribution: Some(text("TSA 12")),
        referent: Some(house.actor(Role::Agent).id()),
    };
    let id = house.open_with(opening).await;
    let interview = Interview {
        cause: Some(Cause::Violence),
        ..Interview::default()
    };
    let held = Command::HoldInterview {
        on: house.today(),
        interview: Box::new(interview),
    };
    house.done(id, held).await;
    let accord = an_accord(house.today(), house.today());
    house.done(id, Command::Accept(accord)).await;
    let decision = house.read(id).await.value.last_decision().unwrap().fact();
    let notified = Command::Notify {
        decision,
        on: house.today(),
        mode: NotificationMode::HandedOver,
    };
    house.done(id, notified).await;
    // What was annulled is as if it had not been.
    let annulled = house.open_as(Status::Refuse, "Zola", "Émile").await;
    let last = house.read(annulled).await.value;
    let annul = Command::AnnulDecision {
        decision: last.last_decision().unwrap().fact(),
        motive: AnnulmentMotive::EntryError,
        reason: text("Saisie par erreur."),
    };
    house.done(annulled, annul).await;
    (store, house)
}

#[tokio::test]
async fn a_column_says_the_same_whatever_else_is_read() {
    let (_, house) = a_house().await;
    let whole = taken(&house, plan(&[Table::People], Column::ALL, XLSX)).await;
    let everything = taken(&house, plan(&Table::ALL, Column::ALL, XLSX)).await;
    assert_eq!(everything[0], whole[0]);
    let mut place = 0;
    for column in Column::ALL {
        let alone = taken(&house, plan(&[Table::People], &[*column], XLSX)).await;
        let width = alone[0][0].len();
        let among = whole[0]
            .iter()
            .map(|row| row[place..place + width].to_vec());
        assert_eq!(alone[0], among.collect::<Vec<_>>(), "{column:?}");
        place += width;
    }
    let (mut decisions, mut dependants) = (0, 0);
    for row in house.rows(Plan::everybody()).await {
        let dossier = house.read(row.id).await.value;
        decisions += dossier.decisions().len();
        dependants += dossier.ayants_droit().len();
    }
    assert_eq!(everything[3].len(), decisions, "those that stand");
    assert_eq!(everything[1].len(), dependants);
    assert_eq!(place, whole[0][0].len());
    for (sheet, table) in Table::ALL.iter().enumerate().skip(1) {
        let alone = taken(&house, plan(&[*table], &[], XLSX)).await;
        let rows = everything.get(sheet).cloned().unwrap_or_default();
        assert_eq!(
            alone.first().cloned().unwrap_or_default(),
            rows,
            "{table:?}"
        );
        assert!(!rows.is_empty(), "{table:?}");
    }
}

#[tokio::test]
async fn rows_come_by_name_and_say_what_the_dossiers_say() {
    let (_, house) = a_house().await;
    let columns = [
        Column::Nom,
        Column::Birth,
        Column::Phone,
        Column::Status,
        Column::Sms,
        Column::Distribution,
        Column::Referent,
        Column::RefusalGround,
        Column::EndGround,
        Column::DependantGroups,
    ];
    let sheets = taken(
        &house,
        plan(&[Table::People, Table::Dependants], &columns, XLSX),
    )
    .await;
    let names: Vec<&str> = sheets[0].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(
        names,
        [
            "Cinq",
            "Deux",
            "Diallo",
            "N’Guessan",
            "Quatre",
            "Six",
            "Trois",
            "Un",
            "Zola"
        ]
    );
    let zoe = &sheets[0][3];
    let first = [
        "N’Guessan",
        "1989-01-23",
        "+33612345678",
        "OUI",
        "TSA 12",
        "Actif",
    ];
    assert_eq!(zoe[..6], first);
    assert_eq!(zoe[8], "Camille Agent d’accueil");
    assert_eq!(zoe[9..13], ["N’Guessan", "Issa", "06/2019", "Enfant"]);
    assert_eq!(zoe.len(), 9 + 36);
    assert_eq!(sheets[0][0][7], "À la demande de la personne");
    assert_eq!(sheets[0][5][6], "Absence de lien avec la commune");
    assert_eq!(
        sheets[1][0][1..],
        [
            "B-12",
            "N’Guessan",
            "Zoé",
            "N’Guessan",
            "Issa",
            "06/2019",
            "Enfant"
        ]
    );
}

#[tokio::test]
async fn the_start_of_a_term_is_told_after_its_end_too() {
    let (_, house) = a_house().await;
    let columns = [Column::Nom, Column::Start, Column::End, Column::EndedOn];
    let sheets = taken(&house, plan(&[Table::People], &columns, XLSX)).await;
    let radie = &sheets[0][0];
    assert_eq!(radie[0], "Cinq");
    assert!(radie.iter().all(|cell| !cell.is_empty()), "{radie:?}");
}

#[tokio::test]
async fn in_json_lists_stand_inside_somebody_and_answers_are_no_words() {
    let (_, house) = a_house().await;
    let sheets = taken(&house, plan(&[Table::Mail], &[], Format::Json)).await;
    assert_eq!(sheets[0].len(), 9, "everybody begins");
    assert_eq!(sheets[0][2][2], "Diallo");
    assert_eq!(sheets[1][0][1..5], ["Arrivée", "Courrier", "3", "CAF"]);
    let sms = taken(&house, plan(&[Table::People], &[Column::Sms], Format::Json)).await;
    assert_eq!(sms[0][3], ["booléen true"]);
}

#[tokio::test]
async fn whoever_does_not_decide_takes_nothing_out() {
    let (store, house) = a_house().await;
    let before = store.journal().len();
    for role in [Role::Facteur, Role::Agent, Role::Instructeur] {
        let begun = exports(&house, &Notebook::default())
            .begin(&house.actor(role), narrow(), None)
            .await;
        assert!(matches!(begun, Err(UseCaseError::Forbidden)), "{role:?}");
    }
    assert_eq!(store.journal().len(), before);
}

fn narrow() -> Plan {
    let whom = ListQuery {
        silence: Some(SilenceFilter::TwoMonths),
        ..Plan::everybody()
    };
    Plan::new(whom, [Table::People], [Column::Nom], XLSX).unwrap()
}

#[tokio::test]
async fn a_whole_export_is_confirmed_by_ones_own_password_and_journaled() {
    let (store, house) = a_house().await;
    let secrets = Arc::new(FakeSecrets::default());
    let access = Access::new(
        house.storage.store.clone(),
        house.storage.identities.clone(),
        secrets.clone(),
        Arc::new(FakeStrength),
        house.clock.clone(),
    );
    let (chief, other) = (
        house.actor(Role::Gestionnaire),
        house.actor(Role::Administrateur),
    );
    let mut uow = store_of(&house).await;
    for actor in [&chief, &other] {
        let hash = secrets.hash_password(actor.role().code().into()).await;
        uow.password_set(house.id(), actor.id(), &hash)
            .await
            .unwrap();
    }
    uow.commit().await.unwrap();
    let exports = exports(&house, &Notebook::default());
    let whole = || plan(&[Table::People], Column::USUAL, XLSX);

    let unconfirmed = exports.begin(&chief, whole(), None).await;
    assert!(matches!(
        unconfirmed,
        Err(UseCaseError::Refused(NotConfirmed))
    ));
    let wrong = access.confirm(&chief, "autre".into()).await;
    assert!(matches!(wrong, Err(UseCaseError::Refused(_))));
    let not_mine = access
        .confirm(&other, "administrateur".into())
        .await
        .unwrap();
    let theirs = exports.begin(&chief, whole(), Some(&not_mine)).await;
    assert!(matches!(theirs, Err(UseCaseError::Refused(NotConfirmed))));

    let before = store.journal().len();
    let mine = access.confirm(&chief, "gestionnaire".into()).await.unwrap();
    assert!(exports.begin(&chief, whole(), Some(&mine)).await.is_ok());
    assert!(exports.begin(&chief, narrow(), None).await.is_ok());
    let journal = store.journal();
    assert_eq!(journal.len(), before + 2);
    assert!(
        journal[before..]
            .iter()
            .all(|e| e.action == Action::ExportDossiers && e.staff == chief.id())
    );

    // Failures lock as those of signing in do.
    for _ in 0..5 {
        let _ = access.confirm(&chief, "autre".into()).await;
    }
    let locked = access.confirm(&chief, "gestionnaire".into()).await;
    assert!(matches!(
        locked,
        Err(UseCaseError::Refused(application::access::NotShown::Locked))
    ));
}

async fn store_of(house: &House) -> Box<dyn application::ports::UnitOfWork> {
    house.storage.store.begin(house.scope()).await.unwrap()
}

#[tokio::test]
async fn another_structure_stays_where_it_is() {
    let (_, house) = a_house().await;
    let other = House::build(&house.storage, 2, StructureKind::OrganismeAgree).await;
    other.open("Secret", "Ailleurs").await;
    let sheets = taken(&house, plan(&[Table::People], &[Column::Nom], XLSX)).await;
    assert!(sheets[0].iter().all(|row| row[0] != "Secret"));
}
