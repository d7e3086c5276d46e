//! Printing for several people at once: what is made, what is left out and why, what is
//! kept, and for how long.

use application::{
    UseCaseError,
    files::{Opened, read_all},
    printing::{
        ATTEMPTS, Binding, Ending, KEPT_DAYS, NotOrdered, Ordered, Outcome, PaperKind, PrintRun,
    },
};
use domiciliation::{Command, Status, letter::LetterKind, radiation::RadiationMotif};
use kernel::{DossierId, Periode, PrintRunId, StructureKind};
use structures::{Action, Role};
use testkit::{Storage, builders::id, house::House, memory::MemoryStore};

const ORDERS: Role = Role::Instructeur;

struct Shop {
    store: MemoryStore,
    house: House,
}

impl Shop {
    async fn open() -> Self {
        let store = MemoryStore::new();
        let storage = Storage::of(store.clone());
        let house = House::build(&storage, 1, StructureKind::Ccas).await;
        Self { store, house }
    }

    async fn orders(
        &self,
        number: u64,
        kind: PaperKind,
        binding: Binding,
        people: &[DossierId],
    ) -> PrintRunId {
        let run = id(number);
        let people = Ordered::People(people.to_vec());
        let actor = self.house.actor(ORDERS);
        let printing = self.house.printing();
        let ordered = printing.order(&actor, run, kind, binding, people).await;
        assert!(ordered.is_ok(), "{ordered:?}");
        run
    }

    async fn run(&self, run: PrintRunId) -> Option<PrintRun> {
        let actor = self.house.actor(ORDERS);
        match self.house.printing().one(&actor, run).await {
            Ok(run) => Some(run),
            Err(UseCaseError::NotFound) => None,
            Err(error) => panic!("{error}"),
        }
    }

    async fn left_out(&self, run: PrintRunId) -> Vec<(DossierId, Option<Outcome>)> {
        let actor = self.house.actor(ORDERS);
        let lines = self.house.printing().left_out(&actor, run).await.unwrap();
        lines.iter().map(|l| (l.dossier, l.outcome)).collect()
    }

    /// What was printed, as words.
    async fn printed(&self, run: PrintRunId) -> Option<String> {
        let actor = self.house.actor(ORDERS);
        let opened = self.house.printing().open(&actor, run).await;
        let Ok(Opened { mut content, .. }) = opened else {
            return None;
        };
        let bytes = read_all(content.as_mut(), 1_000_000).await.unwrap();
        Some(String::from_utf8(bytes).unwrap())
    }

    fn journaled(&self, action: Action) -> usize {
        let journal = self.store.journal();
        journal.iter().filter(|e| e.action == action).count()
    }
}

#[tokio::test]
async fn attestations_are_made_in_their_order_and_the_others_are_told_why() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let second = house.open_as(Status::Actif, "Sow", "Awa").await;
    let first = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let asked = house.open("Keïta", "Binta").await;
    let gone = id(999);
    let people = [second, asked, first, gone];
    let run = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &people)
        .await;
    assert_eq!(shop.printed(run).await, None, "nothing to take yet");
    let before = shop.run(run).await.unwrap();
    assert_eq!(
        (before.people, before.looked_at, before.ended),
        (4, 0, None)
    );

    assert_eq!(house.print_all().await, 1);
    let numbers = [
        house.read(second).await.value.number(),
        house.read(first).await.value.number(),
    ];
    let expected = format!(
        "%PDF\nattestation {}\nattestation {}\n",
        numbers[0], numbers[1]
    );
    assert_eq!(shop.printed(run).await, Some(expected));
    let after = shop.run(run).await.unwrap();
    assert_eq!((after.looked_at, after.left_out), (4, 2));
    assert_eq!(after.ended.unwrap().how, Ending::Ready);
    assert_eq!(
        shop.left_out(run).await,
        [(asked, Some(Outcome::NoTerm)), (gone, Some(Outcome::Gone))]
    );
    // Each person's paper is in the journal, as if it had been taken one by one.
    assert_eq!(shop.journaled(Action::DownloadAttestation), 2);
    assert!(
        shop.journaled(Action::PrintInBulk) >= 2,
        "ordered and taken"
    );
    assert_eq!(house.print_all().await, 0, "nothing more is due");
}

#[tokio::test]
async fn an_archive_has_one_file_for_each_person_under_their_number_and_name() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let one = house.open_as(Status::Actif, "N’Guessan", "Zoé").await;
    let run = shop.orders(7, PaperKind::Card, Binding::Zip, &[one]).await;
    house.print_all().await;
    let number = house.read(one).await.value.number();
    let expected = format!("PK\n{number} N’GUESSAN Zoé.pdf\n%PDF\ncard\n");
    assert_eq!(shop.printed(run).await, Some(expected));
}

#[tokio::test]
async fn a_letter_is_printed_for_those_whom_it_is_due_to() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let told = house.open_as(Status::Actif, "Sow", "Awa").await;
    let other = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let plan = Command::PlanRadiation {
        motif: RadiationMotif::DomicileStable,
        notified_on: house.today(),
    };
    house.done(told, plan).await;
    let kind = PaperKind::Letter(LetterKind::PlannedRadiation);
    let run = shop.orders(7, kind, Binding::OnePdf, &[told, other]).await;
    house.print_all().await;
    let printed = shop.printed(run).await.unwrap();
    assert_eq!(printed.matches("letter ").count(), 1, "{printed}");
    assert_eq!(shop.left_out(run).await, [(other, Some(Outcome::NoLetter))]);
}

#[tokio::test]
async fn where_nothing_can_be_printed_there_is_no_file() {
    let shop = Shop::open().await;
    let asked = shop.house.open("Keïta", "Binta").await;
    let run = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &[asked])
        .await;
    shop.house.print_all().await;
    let after = shop.run(run).await.unwrap();
    assert_eq!(
        (after.ended.unwrap().how, after.file),
        (Ending::Empty, None)
    );
    assert_eq!(shop.printed(run).await, None);
}

#[tokio::test]
async fn those_whose_domiciliation_ends_in_a_month_are_ordered_at_once() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let ends = house.open_as(Status::Actif, "Sow", "Awa").await;
    let term = *house.read(ends).await.value.current_term().unwrap();
    let (printing, actor) = (house.printing(), house.actor(ORDERS));
    let order = async |number, period| {
        let kind = PaperKind::Attestation;
        let people = Ordered::Ending(period);
        printing
            .order(&actor, id(number), kind, Binding::OnePdf, people)
            .await
    };
    let last = Periode::new(term.period().end(), term.period().end()).unwrap();
    assert!(order(7, last).await.is_ok());
    let before = term.period().end().pred_opt().unwrap();
    let none = order(8, Periode::new(before, before).unwrap()).await;
    assert_eq!(none, Err(UseCaseError::Refused(NotOrdered::Nobody)));
    house.print_all().await;
    assert_eq!(shop.run(id(7)).await.unwrap().people, 1);
}

#[tokio::test]
async fn whoever_may_not_print_one_may_not_print_many_and_no_order_is_endless() {
    let shop = Shop::open().await;
    let printing = shop.house.printing();
    let order = async |role, people| {
        let actor = shop.house.actor(role);
        let kind = PaperKind::Attestation;
        printing
            .order(
                &actor,
                id(7),
                kind,
                Binding::OnePdf,
                Ordered::People(people),
            )
            .await
    };
    assert_eq!(
        order(Role::Agent, vec![id(1)]).await,
        Err(UseCaseError::Forbidden)
    );
    assert_eq!(
        order(ORDERS, vec![]).await,
        Err(UseCaseError::Refused(NotOrdered::Nobody))
    );
    let many = (1..=1_001).map(id).collect();
    assert_eq!(
        order(ORDERS, many).await,
        Err(UseCaseError::Refused(NotOrdered::TooMany))
    );
}

#[tokio::test]
async fn an_order_is_forgotten_after_a_week_with_its_file() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let one = house.open_as(Status::Actif, "Sow", "Awa").await;
    let run = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &[one])
        .await;
    house.print_all().await;
    assert_eq!(house.blobs.count(), 1);
    house
        .clock
        .advance_days(u64::try_from(KEPT_DAYS).unwrap() - 1);
    assert_eq!(house.print_all().await, 0);
    assert!(shop.printed(run).await.is_some());
    house.clock.advance_days(1);
    assert_eq!(house.print_all().await, 1);
    assert_eq!(shop.run(run).await, None);
    assert_eq!(house.blobs.count(), 0, "the file is gone");
}

#[tokio::test]
async fn what_is_discarded_is_gone_and_is_not_made() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let one = house.open_as(Status::Actif, "Sow", "Awa").await;
    let made = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &[one])
        .await;
    house.print_all().await;
    let waiting = shop
        .orders(8, PaperKind::Attestation, Binding::OnePdf, &[one])
        .await;
    let (printing, actor) = (house.printing(), house.actor(ORDERS));
    for run in [made, waiting] {
        assert!(printing.discard(&actor, run).await.is_ok());
        assert_eq!(shop.run(run).await, None);
    }
    assert_eq!(house.print_all().await, 2, "both are forgotten");
    assert_eq!(house.blobs.count(), 0);
}

#[tokio::test]
async fn a_server_that_died_half_way_costs_nothing() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let one = house.open_as(Status::Actif, "Sow", "Awa").await;
    let run = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &[one])
        .await;
    assert_eq!(house.print_all().await, 1);
    assert_eq!(
        shop.run(run).await.unwrap().ended.unwrap().how,
        Ending::Ready
    );
    // The one that was taken for dead comes back: it changes nothing.
    house.print_shop().make(house.id(), run, 1).await.unwrap();
    assert_eq!(shop.journaled(Action::DownloadAttestation), 1);
    assert_eq!(house.blobs.count(), 1);
}

#[tokio::test]
async fn a_store_of_files_that_is_down_is_tried_again_and_at_last_given_up() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let one = house.open_as(Status::Actif, "Sow", "Awa").await;
    let run = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &[one])
        .await;
    house
        .blobs
        .fail(Some(application::files::BlobError::Unavailable));
    let print = house.print_shop();
    for attempt in 1..=ATTEMPTS {
        assert!(print.make(house.id(), run, attempt).await.is_err());
        assert_eq!(shop.run(run).await.unwrap().ended, None);
    }
    print.make(house.id(), run, ATTEMPTS + 1).await.unwrap();
    assert_eq!(
        shop.run(run).await.unwrap().ended.unwrap().how,
        Ending::Failed
    );
}

#[tokio::test]
async fn whoever_lost_the_right_to_print_gets_nothing() {
    let shop = Shop::open().await;
    let house = &shop.house;
    let one = house.open_as(Status::Actif, "Sow", "Awa").await;
    let run = shop
        .orders(7, PaperKind::Attestation, Binding::OnePdf, &[one])
        .await;
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    let member = house.actor(ORDERS).id();
    let mut found = uow.staff_member(house.id(), member).await.unwrap().unwrap();
    found.value = found.value.change_role(Role::Facteur, &[]).unwrap();
    uow.staff_update(found.version, &found.value).await.unwrap();
    uow.commit().await.unwrap();
    house.print_all().await;
    let after = house
        .printing()
        .one(&house.actor(ORDERS), run)
        .await
        .unwrap();
    assert_eq!(after.ended.unwrap().how, Ending::Forbidden);
}
