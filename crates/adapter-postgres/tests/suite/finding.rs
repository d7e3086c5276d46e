//! PostgreSQL ranks as memory does, and what an earlier program stored is written again.

use crate::support::Database;
use adapter_postgres::migrate;
use application::{
    find::Found,
    projection::Projection,
    reads::{ListQuery, Tab},
};
use domiciliation::{
    Opening,
    identity::{AyantDroit, Coordinates, Filing, Lien},
};
use kernel::{BirthDate, StructureKind};
use testkit::{
    Storage,
    builders::{an_opening, text, today},
    house::House,
    memory::MemoryStore,
};

/// Names of many origins, and pieces of which others are made.
const NAMES: &[&str] = &[
    "Diallo",
    "Jallow",
    "Mohamed",
    "Muhammad",
    "Ben Ali",
    "N’Guessan",
    "Traoré",
    "Ba",
    "Sy",
    "Ly",
    "Aïcha",
    "Aisha",
    "Youssef",
    "Yusuf",
    "Tchaïkovski",
    "Nguyen",
    "Dupont",
    "Dupond",
    "Jean-Luc",
    "Marie",
    "Mariama",
    "Camara",
    "Kamara",
    "Abd El Kader",
    "Öztürk",
    "Œuvrard",
    "Şahin",
    "Al",
];
const PIECES: &[&str] = &[
    "ma", "di", "ou", "kha", "li", "ne", "tra", "sow", "a", "gui", "chi",
];

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn name(&mut self) -> String {
        if self.below(3) > 0 {
            return self.of(NAMES).to_owned();
        }
        let pieces = 1 + self.below(3);
        (0..pieces).map(|_| self.of(PIECES)).collect()
    }

    fn opening(&mut self) -> Opening {
        let mut opening = an_opening(&self.name(), &self.name(), today());
        let year = 1980 + i32::try_from(self.below(4)).unwrap();
        opening.identity.birth = match self.below(4) {
            0 => BirthDate::new(year, None, None).unwrap(),
            1 => BirthDate::new(year, Some(7), None).unwrap(),
            _ => BirthDate::new(year, Some(7), Some(14)).unwrap(),
        };
        if self.below(4) == 0 {
            opening.identity.usage = Some(text(&self.name()));
        }
        if self.below(4) == 0 {
            opening.ayants_droit.push(AyantDroit {
                nom: text(&self.name()),
                prenoms: text(&self.name()),
                birth: BirthDate::new(2019, None, None).unwrap(),
                lien: Lien::Enfant,
            });
        }
        let number = 10_000_000 + self.below(50);
        opening.coordinates = Coordinates {
            phone: (self.below(2) == 0).then(|| text(&format!("+336{number}"))),
            email: (self.below(3) == 0).then(|| text(&format!("{}@exemple.fr", self.of(PIECES)))),
            ..Coordinates::default()
        };
        let (reference, distribution) = (self.below(30), self.below(30));
        opening.filing = Filing {
            reference: (self.below(3) == 0).then(|| text(&format!("R-{reference}"))),
            distribution: (self.below(2) == 0).then(|| text(&format!("{distribution}"))),
            referent: None,
        };
        opening
    }

    fn word(&mut self) -> String {
        let mut word: Vec<char> = self.name().chars().collect();
        match self.below(5) {
            0 => word.truncate(1 + self.below(4)),
            1 => drop(word.remove(self.below(word.len()))),
            2 => word.insert(self.below(word.len()), 'e'),
            _ => {}
        }
        word.into_iter().collect()
    }

    fn question(&mut self) -> String {
        match self.below(12) {
            0 => self.below(60).to_string(),
            1 => format!("R {}", self.below(30)),
            2 => format!("06 10 00 00 {}", 10 + self.below(40)),
            3 => "14/07/1981".to_owned(),
            4 => format!("{} 1982", self.word()),
            5 => format!("{}@", self.of(PIECES)),
            6..=8 => format!("{} {}", self.word(), self.word()),
            _ => self.word(),
        }
    }
}

fn everything() -> ListQuery {
    ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    }
}

async fn house(storage: &Storage, seed: u64) -> House {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut dice = Dice(seed);
    for _ in 0..90 {
        let id = house.open_with(dice.opening()).await;
        if dice.below(4) == 0 {
            house.grant(id).await;
            if dice.below(2) == 0 {
                house.end(id).await;
            }
        }
    }
    house
}

#[tokio::test]
async fn postgres_finds_and_ranks_as_memory_does() {
    const SEED: u64 = 88_172_645_463_325_252;
    let database = Database::migrated().await;
    let stored = house(&database.storage(), SEED).await;
    let remembered = house(&Storage::of(MemoryStore::new()), SEED).await;
    let find = async |house: &House, asked: &str, limit| -> Vec<Found> {
        let found = house.storage.search.find(house.id(), asked, limit).await;
        found.unwrap()
    };
    let mut dice = Dice(SEED / 3);
    let mut answered = 0;
    for _ in 0..400 {
        let asked = dice.question();
        let limit = 1 + u32::try_from(dice.below(25)).unwrap();
        let here = find(&stored, &asked, limit).await;
        let there = find(&remembered, &asked, limit).await;
        answered += here.len();
        assert_eq!(here, there, "{asked} ({limit})");
    }
    assert!(answered > 1_000, "{answered}");
}

#[tokio::test]
async fn what_an_earlier_program_stored_is_written_again_by_a_migration() {
    let database = Database::migrated().await;
    let storage = database.storage();
    let house = house(&storage, 7).await;
    let mut owner = database.owner().await;
    for forgotten in [
        "update domiciliation.search set names = ' ', ids = ' ', keys = '{}', mentions = '{}',
             search = 'x', number = 0, closed = false",
        "update domiciliation.dossier set projection = 0, sort_name = 'x', ayants_droit = 90",
    ] {
        crate::support::execute(&mut owner, forgotten).await;
    }
    let find = async || house.storage.search.find(house.id(), "diallo", 20).await;
    assert_eq!(find().await.unwrap(), []);
    let before = house.read(house.rows(everything()).await[0].id).await;

    migrate(&database.url()).await.unwrap();
    assert!(!find().await.unwrap().is_empty());
    let after = house.read(before.value.id()).await;
    assert_eq!(before, after, "facts and versions are left alone");
    for row in house.rows(everything()).await {
        let folded = Projection::of(&house.read(row.id).await.value);
        assert_eq!(row.ayants_droit, folded.ayants_droit);
        let (names, keys): (String, Vec<i32>) =
            sqlx::query_as("select names, keys from domiciliation.search where dossier_id = $1")
                .bind(row.id.uuid())
                .fetch_one(&mut owner)
                .await
                .unwrap();
        assert_eq!((names, keys), (folded.findable.names, folded.findable.keys));
    }
}
