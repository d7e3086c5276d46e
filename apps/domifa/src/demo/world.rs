//! One structure of the demo, and days that pass in it.

use anyhow::{Context as _, Result};
use application::{StaffActor, actor::policy_of};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use domiciliation::{Author, Command, Dossier, Fact, Opening, Policy, Recorded, command::Context};
use kernel::{DossierId, FactId, Holidays, StaffId, date::add_days};
use std::{collections::BTreeSet, sync::Arc};
use structures::{Role, StaffMember, Structure};
use uuid::Uuid;

use super::{
    people::Person,
    places::{Place, today},
};

/// Chance that always falls the same way: the demo is the same wherever it is loaded.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Splitmix64.
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number between two, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::from(high.abs_diff(low)) + 1;
        low + i32::try_from(self.roll() % span).unwrap_or(0)
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.roll().is_multiple_of(n)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = usize::try_from(self.roll() % from.len() as u64).unwrap_or(0);
        from[index]
    }
}

/// A structure with its staff, on the day the demo is loaded.
pub struct World {
    pub structure: Structure,
    pub team: Vec<StaffMember>,
    pub today: NaiveDate,
    pub overseas: bool,
    now: DateTime<Utc>,
    policy: Policy,
    holidays: Holidays,
    authors: Vec<(Role, Author)>,
    minted: u64,
    /// Who comes next, where a scene says so.
    pub next: Option<Person>,
    /// When each of those who hold interviews receives somebody.
    booked: BTreeSet<(StaffId, NaiveDateTime)>,
    pub dice: Dice,
}

impl World {
    pub fn new(place: &Place, now: DateTime<Utc>) -> Result<Self> {
        let structure = place.structure(now.date_naive())?;
        let mut dice = Dice::new(place.dossiers as u64);
        let seed = place.id().uuid().as_u128() << 64;
        let mut minted = 0;
        let team = place.team(|| {
            minted += 1;
            id_at(now - TimeDelta::days(1100), seed, minted)
        })?;
        let shared = Arc::new(structure.clone());
        let authors = team
            .iter()
            .map(|m| {
                let actor = StaffActor::new(Arc::clone(&shared), Arc::new(m.clone()))
                    .context("the staff is the structure's")?;
                Ok((m.role(), actor.author()))
            })
            .collect::<Result<_>>()?;
        dice.between(0, 1);
        Ok(Self {
            today: today(&structure, now),
            policy: policy_of(&structure),
            holidays: Holidays::of(structure.departement()),
            overseas: structure.zone() != kernel::Zone::PARIS,
            structure,
            team,
            now,
            authors,
            minted,
            next: None,
            booked: BTreeSet::new(),
            dice,
        })
    }

    pub fn member(&self, role: Role) -> &StaffMember {
        self.team
            .iter()
            .find(|m| m.role() == role)
            .expect("one account of each role")
    }

    pub fn referents(&self) -> Vec<StaffId> {
        [Role::Instructeur, Role::Gestionnaire]
            .map(|r| self.member(r).id())
            .to_vec()
    }

    /// Whoever of those who hold interviews is free first from a moment on, one after the
    /// other; booked from now on. At half past the hours of an ordinary day.
    pub fn free_from(&mut self, wanted: NaiveDateTime) -> (StaffMember, NaiveDateTime) {
        let turn = self.booked.len();
        let who = [Role::Instructeur, Role::Gestionnaire, Role::Administrateur]
            .map(|role| self.member(role).clone());
        let mut at = wanted;
        loop {
            // Whatever day it was, what is past stays there.
            let day = at.date() < self.today || self.holidays.is_working_day(at.date());
            if day && (9..=16).contains(&at.hour()) {
                for offset in 0..who.len() {
                    let with = &who[(turn + offset) % who.len()];
                    if self.booked.insert((with.id(), at)) {
                        return (with.clone(), at);
                    }
                }
            }
            at += TimeDelta::hours(1);
        }
    }

    fn author(&self, role: Role) -> Author {
        let found = self.authors.iter().find(|(r, _)| *r == role);
        found
            .map(|(_, author)| author.clone())
            .expect("one account of each role")
    }

    /// An instant of the morning of a past day; on the day itself, one that has passed.
    fn instant(&self, days_ago: i32, minute: i64) -> DateTime<Utc> {
        let day = add_days(self.today, -days_ago);
        let zone = self.structure.zone();
        if days_ago == 0 {
            let midnight = zone.instant_of(day.and_time(chrono::NaiveTime::MIN));
            let passed = (self.now - midnight).num_seconds();
            return midnight + TimeDelta::seconds(passed * minute.clamp(0, 1000) / 1000);
        }
        let morning = day.and_hms_opt(8, 0, 0).expect("eight o’clock exists");
        zone.instant_of(morning) + TimeDelta::minutes(minute)
    }

    fn mint(&mut self, at: DateTime<Utc>) -> Uuid {
        self.minted += 1;
        id_at(at, self.structure.id().uuid().as_u128() << 64, self.minted)
    }
}

fn id_at(at: DateTime<Utc>, seed: u128, n: u64) -> Uuid {
    let mut random = [0; 10];
    random[..2].copy_from_slice(&seed.to_be_bytes()[6..8]);
    random[2..].copy_from_slice(&n.to_be_bytes());
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// A dossier that is being lived.
pub struct Life {
    dossier: Dossier,
    minute: i64,
    last_day: i32,
}

impl Life {
    /// Somebody comes for the first time, so many days ago.
    pub fn begin(world: &mut World, days_ago: i32, opening: Opening) -> Result<Self> {
        let minute = i64::from(world.dice.between(0, 200));
        let at = world.instant(days_ago, minute);
        let author = world.author(Role::Instructeur);
        let context = Context {
            today: add_days(world.today, -days_ago),
            now: at,
            author: &author,
            policy: &world.policy,
            holidays: &world.holidays,
            elections_in_force: None,
        };
        let facts = Dossier::open(opening, &context)?;
        let id = DossierId::new(world.mint(at));
        let history = record(world, &author, at, facts);
        let dossier = Dossier::from_history(world.structure.id(), id, 0, history);
        Ok(Self {
            dossier,
            minute,
            last_day: days_ago,
        })
    }

    /// Somebody of the staff does something, so many days ago.
    pub fn act(
        &mut self,
        world: &mut World,
        days_ago: i32,
        role: Role,
        command: Command,
    ) -> Result<&mut Self> {
        anyhow::ensure!(days_ago <= self.last_day, "days only pass forward");
        self.minute = if days_ago == self.last_day {
            self.minute + 3
        } else {
            i64::from(world.dice.between(0, 400))
        };
        self.last_day = days_ago;
        let at = world.instant(days_ago, self.minute);
        let author = world.author(role);
        let context = Context {
            today: add_days(world.today, -days_ago),
            now: at,
            author: &author,
            policy: &world.policy,
            holidays: &world.holidays,
            elections_in_force: None,
        };
        let facts = self
            .dossier
            .decide(command, &context)
            .with_context(|| format!("refused {days_ago} days ago"))?;
        let recorded = record(world, &author, at, facts);
        let dossier = std::mem::replace(
            &mut self.dossier,
            Dossier::from_history(
                world.structure.id(),
                DossierId::new(Uuid::nil()),
                0,
                Vec::new(),
            ),
        );
        self.dossier = dossier.with(recorded);
        Ok(self)
    }

    /// What it has become.
    pub const fn dossier(&self) -> &Dossier {
        &self.dossier
    }

    /// The same, with the number it got.
    pub fn numbered(&self, number: u32) -> Dossier {
        let d = &self.dossier;
        Dossier::from_history(d.structure(), d.id(), number, d.history().to_vec())
    }
}

fn record(
    world: &mut World,
    author: &Author,
    at: DateTime<Utc>,
    facts: Vec<Fact>,
) -> Vec<Recorded> {
    facts
        .into_iter()
        .map(|fact| Recorded {
            id: FactId::new(world.mint(at)),
            at,
            author: author.clone(),
            fact,
        })
        .collect()
}
