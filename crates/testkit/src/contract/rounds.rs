//! Mail rounds.

use application::round::{
    Aside, Entry, Exact, MailRound, Places, RoundLine, RoundSheet, exact_forms,
};
use domiciliation::{
    Command,
    card::CardCode,
    identity::Filing,
    mail::{MailKind, Quantity},
    ports::{ErasureGround, Tombstone},
};
use kernel::{DossierId, FactId, RoundId, StoreError, StructureKind};
use structures::Role;

use crate::{
    Storage,
    builders::{id, text},
    house::House,
};

fn a_round(house: &House, number: u64) -> MailRound {
    MailRound {
        id: id(number),
        by: house.actor(Role::Facteur).id(),
        opened_at: application::ports::Clock::now(house.clock.as_ref()),
        closed_at: None,
    }
}

async fn opened(house: &House, number: u64) -> RoundId {
    let round = a_round(house, number);
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.round_open(house.id(), &round).await.unwrap();
    uow.commit().await.unwrap();
    round.id
}

fn a_line(house: &House, place: u32, entry: Entry) -> RoundLine {
    RoundLine {
        place,
        by: house.actor(Role::Facteur).id(),
        at: application::ports::Clock::now(house.clock.as_ref()),
        kind: MailKind::Letter,
        quantity: Quantity::try_from(2).unwrap(),
        entry,
    }
}

fn unknown(words: &str) -> Entry {
    Entry::Aside {
        why: Aside::Unknown,
        dossier: None,
        typed: Some(text(words)),
    }
}

async fn write(house: &House, round: RoundId, lines: &[RoundLine]) {
    let count = u32::try_from(lines.len()).unwrap();
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    let places = uow.round_places(house.id(), round, count).await.unwrap();
    assert_eq!(places, Places::From(lines.first().map_or(1, |l| l.place)));
    uow.round_write(house.id(), round, lines).await.unwrap();
    uow.commit().await.unwrap();
}

async fn sheet(house: &House, round: RoundId) -> Option<RoundSheet> {
    let since = MailRound::shown_since(application::ports::Clock::now(house.clock.as_ref()));
    let views = &house.storage.rounds;
    views
        .round_sheet(house.id(), round, since, 100)
        .await
        .unwrap()
}

async fn mail(house: &House, dossier: DossierId) -> FactId {
    let command = Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::try_from(2).unwrap())],
        remark: Some(text("Grande enveloppe")),
    };
    house.done(dossier, command).await[0]
}

/// # Panics
/// When storage breaks its promise.
pub async fn lines_of_a_round_come_back_last_first_with_whom_they_are_about(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let filing = Filing {
        distribution: Some(text("B 12")),
        ..Filing::default()
    };
    house.done(dossier, Command::RecordFiling(filing)).await;
    let fact = mail(&house, dossier).await;
    let round = opened(&house, 7).await;
    // Opened twice, it is one round.
    assert_eq!(opened(&house, 7).await, round);
    let ended = Entry::Aside {
        why: Aside::Warned,
        dossier: Some(dossier),
        typed: None,
    };
    let lines = [
        a_line(&house, 1, Entry::Recorded { dossier, fact }),
        a_line(&house, 2, unknown("Dialo")),
        a_line(&house, 3, ended),
    ];
    write(&house, round, &lines).await;

    let sheet_now = sheet(&house, round).await.unwrap();
    let read: Vec<_> = sheet_now.lines.iter().map(|l| l.line.clone()).collect();
    assert_eq!(read, lines.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(sheet_now.totals.letters, 2);
    assert_eq!(sheet_now.totals.aside, 4);
    assert_eq!(sheet_now.summary.lines, 3);
    assert_eq!(sheet_now.summary.opener, "Camille Facteur");
    let recorded = &sheet_now.lines[2];
    let person = recorded.person.as_ref().unwrap();
    assert_eq!(person.nom, "Diallo");
    assert_eq!(person.distribution.as_deref(), Some("B 12"));
    assert_eq!(recorded.remark, Some(text("Grande enveloppe")));
    assert!(sheet_now.lines[1].person.is_none());
    assert!(sheet_now.lines[0].person.is_some());

    // Those put aside all come; of the others, the last.
    let since = a_round(&house, 7).opened_at;
    let short = storage
        .rounds
        .round_sheet(house.id(), round, since, 0)
        .await;
    assert_eq!(short.unwrap().unwrap().lines.len(), 2);
    let one = storage
        .rounds
        .round_shown_line(house.id(), round, since, 1)
        .await;
    assert_eq!(one.unwrap().as_ref(), Some(recorded));

    // A line takes the place of another, and a line goes.
    let replaced = a_line(&house, 2, unknown("Dialloo"));
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.round_write(house.id(), round, std::slice::from_ref(&replaced))
        .await
        .unwrap();
    assert_eq!(
        uow.round_line(house.id(), round, 2).await,
        Ok(Some(replaced))
    );
    uow.round_strike(house.id(), round, 3).await.unwrap();
    // Its place is not given again.
    let next = uow.round_places(house.id(), round, 1).await;
    assert_eq!(next, Ok(Places::From(4)));
    uow.commit().await.unwrap();
    assert_eq!(sheet(&house, round).await.unwrap().lines.len(), 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_was_annulled_elsewhere_counts_no_more_in_a_round(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let fact = mail(&house, dossier).await;
    let round = opened(&house, 7).await;
    let line = a_line(&house, 1, Entry::Recorded { dossier, fact });
    write(&house, round, &[line]).await;
    house.done(dossier, Command::Undo { target: fact }).await;
    let sheet = sheet(&house, round).await.unwrap();
    assert!(sheet.lines[0].annulled);
    assert_eq!(sheet.totals.letters, 0);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_closed_round_forgets_what_was_typed_and_takes_nothing_more(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let round = opened(&house, 7).await;
    write(&house, round, &[a_line(&house, 1, unknown("Dialo"))]).await;
    house.clock.advance_minutes(5);
    let at = application::ports::Clock::now(house.clock.as_ref());
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    assert_eq!(uow.round_close(house.id(), round, at).await, Ok(true));
    let again = at + chrono::TimeDelta::minutes(1);
    assert_eq!(uow.round_close(house.id(), round, again).await, Ok(true));
    assert_eq!(uow.round_close(house.id(), id(8), at).await, Ok(false));
    let closed = uow.round_places(house.id(), round, 1).await;
    assert_eq!(closed, Ok(Places::Closed));
    let absent = uow.round_places(house.id(), id(8), 1).await;
    assert_eq!(absent, Ok(Places::Absent));
    uow.commit().await.unwrap();
    let sheet = sheet(&house, round).await.unwrap();
    assert_eq!(sheet.summary.round.closed_at, Some(at));
    let forgotten = Entry::Aside {
        why: Aside::Unknown,
        dossier: None,
        typed: None,
    };
    assert_eq!(sheet.lines[0].line.entry, forgotten);
}

/// # Panics
/// When storage breaks its promise.
pub async fn old_rounds_are_not_shown_and_then_deleted(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let old = opened(&house, 7).await;
    write(&house, old, &[a_line(&house, 1, unknown("Dialo"))]).await;
    house.clock.advance_days(30);
    let new = opened(&house, 8).await;
    let shown = |since| storage.rounds.rounds(house.id(), since);
    let since = MailRound::shown_since(a_round(&house, 8).opened_at);
    let ids = |rounds: Vec<application::round::RoundSummary>| {
        rounds.iter().map(|r| r.round.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(shown(since).await.unwrap()), [new, old]);
    house.clock.advance_days(1);
    let since = MailRound::shown_since(a_round(&house, 8).opened_at);
    assert_eq!(ids(shown(since).await.unwrap()), [new]);
    assert_eq!(sheet(&house, old).await, None);

    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.rounds_forget(house.id(), since, 10).await.unwrap();
    assert_eq!(uow.round_line(house.id(), old, 1).await, Ok(None));
    let places = uow.round_places(house.id(), old, 1).await;
    assert_eq!(places, Ok(Places::Absent));
    let places = uow.round_places(house.id(), new, 0).await;
    assert_eq!(places, Ok(Places::From(1)));
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_erased_dossier_leaves_a_count_in_a_round_and_no_more(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let dossier = house.open("Diallo", "Aminata").await;
    let fact = mail(&house, dossier).await;
    let round = opened(&house, 7).await;
    let aside = Entry::Aside {
        why: Aside::Refused,
        dossier: Some(dossier),
        typed: None,
    };
    let lines = [
        a_line(&house, 1, Entry::Recorded { dossier, fact }),
        a_line(&house, 2, aside),
    ];
    write(&house, round, &lines).await;
    let found = house.read(dossier).await;
    let ground = ErasureGround::EntryError;
    let tombstone = Tombstone::of(&found.value, id(99), house.today(), ground);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(dossier, found.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();

    let sheet = sheet(&house, round).await.unwrap();
    assert_eq!(sheet.lines[1].line.entry, Entry::Forgotten);
    assert_eq!(sheet.totals.letters, 2);
    let nobody = Entry::Aside {
        why: Aside::Refused,
        dossier: None,
        typed: None,
    };
    assert_eq!(sheet.lines[0].line.entry, nobody);
    assert!(
        sheet
            .lines
            .iter()
            .all(|l| l.person.is_none() && l.remark.is_none())
    );
}

/// # Panics
/// When storage breaks its promise.
pub async fn whoever_bears_a_number_a_reference_a_box_or_a_card_is_found_exactly(
    storage: &Storage,
) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let other = House::build(storage, 2, StructureKind::Ccas).await;
    let foreign = other.open("Ailleurs", "Paul").await;
    let one = house.open("Diallo", "Aminata").await;
    let two = house.open("Keïta", "Moussa").await;
    let file = async |dossier, reference: &str, distribution: &str| {
        let filing = Filing {
            reference: Some(text(reference)),
            distribution: Some(text(distribution)),
            referent: None,
        };
        house.done(dossier, Command::RecordFiling(filing)).await;
    };
    file(one, "Réf-A", "12").await;
    file(two, "2", "12").await;
    let bearers = async |typed: &[&str]| {
        let exact: Vec<Exact> = typed.iter().map(|typed| exact_forms(typed)).collect();
        let found = storage.rounds.bearers(house.id(), &exact).await.unwrap();
        let mut found: Vec<_> = found.into_iter().map(|(n, p)| (n, p.dossier)).collect();
        found.sort_unstable();
        found
    };
    let card = CardCode::of(one).to_string();
    let elsewhere = CardCode::of(foreign).to_string();
    assert_eq!(
        bearers(&["1", "RÉF-A", "réf-a", "Réf", "", &card, &elsewhere]).await,
        [(0, one), (2, one), (5, one)],
        "capitals of the alphabet aside, letter by letter"
    );
    assert_eq!(
        bearers(&[" 12 "]).await,
        [(0, one), (0, two)],
        "a box is shared"
    );
    assert_eq!(
        bearers(&["2"]).await,
        [(0, two)],
        "by number and by reference, once"
    );
    file(two, "Autre", "13").await;
    assert_eq!(bearers(&["12", "autre"]).await, [(0, one), (1, two)]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_round_of_another_structure_is_absent(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let other = House::build(storage, 2, StructureKind::Ccas).await;
    let round = opened(&other, 7).await;
    write(&other, round, &[a_line(&other, 1, unknown("Dialo"))]).await;
    assert_eq!(sheet(&house, round).await, None);
    for asked in [house.id(), other.id()] {
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        let places = uow.round_places(asked, round, 1).await;
        assert_eq!(places, Ok(Places::Absent));
        assert_eq!(uow.round_line(asked, round, 1).await, Ok(None));
        let now = a_round(&house, 1).opened_at;
        assert_eq!(uow.round_close(asked, round, now).await, Ok(false));
        let dossiers = uow.round_dossiers(asked, &[id(1)], true).await;
        assert_eq!(dossiers, Ok(Vec::new()));
    }
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let line = a_line(&house, 1, unknown("Dialo"));
    let written = uow.round_write(other.id(), round, &[line]).await;
    assert_eq!(written, Err(StoreError::Conflict));
    drop(uow);
    assert!(sheet(&other, round).await.is_some());
}
