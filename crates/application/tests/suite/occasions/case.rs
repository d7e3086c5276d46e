//! Somebody at a structure, from day to day.

use application::messages::occasion::{Grounds, House, Occasion, Run, occasions, still_due};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domiciliation::{
    Author, Command, Context, Dossier, Policy, Recorded, Standing,
    identity::Coordinates,
    mail::{Delivery, MailKind},
};
use kernel::{Holidays, StructureKind, Zone};
use messages::{Cancellation, Channel, Kind, Place, Settings};
use testkit::builders::{an_accord, an_opening, id, text};

pub fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

/// 19:00 in Paris on a day.
pub fn evening(day: NaiveDate) -> DateTime<Utc> {
    Zone::PARIS.instant_of(day.and_hms_opt(19, 0, 0).unwrap())
}

pub fn paris() -> Place {
    Place::new(Zone::PARIS, Holidays::of(text("75")))
}

pub fn sending() -> Settings {
    Settings {
        on: true,
        ..Settings::default()
    }
}

/// A structure that lives from day to day, and somebody there.
pub struct Case {
    pub dossier: Dossier,
    pub policy: Policy,
    pub settings: Settings,
    pub now: DateTime<Utc>,
    pub next: u64,
}

impl Case {
    /// Somebody who was granted a year on a morning, was told so, and accepts both channels.
    pub fn granted(on: NaiveDate) -> Self {
        let mut opening = an_opening("Diallo", "Aminata", on);
        opening.coordinates = Coordinates {
            phone: Some(text("+33612345678")),
            email: Some(text("aminata@exemple.fr")),
            sms: true,
            by_email: false,
            language: None,
        };
        let mut case = Self {
            dossier: Dossier::from_history(id(1), id(2), 1, Vec::new()),
            policy: Policy::of(StructureKind::Ccas, None),
            settings: sending(),
            now: on.and_hms_opt(8, 0, 0).unwrap().and_utc(),
            next: 100,
        };
        let facts = case
            .context(&author(), |c| Dossier::open(opening, c))
            .unwrap();
        case.record(facts);
        case.must(Command::HoldInterview {
            on,
            interview: Box::default(),
        });
        case.must(Command::Accept(an_accord(on, on)));
        case
    }

    pub fn context<T>(&self, author: &Author, with: impl FnOnce(&Context<'_>) -> T) -> T {
        with(&Context {
            today: self.today(),
            now: self.now,
            author,
            policy: &self.policy,
            holidays: &paris().holidays,
            elections_in_force: None,
        })
    }

    pub fn today(&self) -> NaiveDate {
        Zone::PARIS.date_of(self.now)
    }

    pub fn record(&mut self, facts: Vec<domiciliation::Fact>) {
        for fact in facts {
            self.next += 1;
            let recorded = Recorded {
                id: id(self.next),
                at: self.now,
                author: author(),
                fact,
            };
            self.dossier = self.dossier.clone().with([recorded]);
        }
        self.now += TimeDelta::minutes(1);
    }

    pub fn must(&mut self, command: Command) {
        let facts = self
            .context(&author(), |c| self.dossier.decide(command, c))
            .unwrap();
        self.record(facts);
    }

    /// The morning of a day.
    pub fn on(&mut self, day: NaiveDate) {
        self.now = day.and_hms_opt(9, 0, 0).unwrap().and_utc();
    }

    pub fn notify(&mut self) {
        let decision = self.dossier.last_decision().unwrap().fact();
        self.must(Command::Notify {
            decision,
            on: self.today(),
            mode: domiciliation::decision::NotificationMode::HandedOver,
        });
    }

    pub fn receive(&mut self, kind: MailKind, n: u32) {
        self.must(Command::ReceiveMail {
            on: self.today(),
            items: vec![(kind, n.try_into().unwrap())],
            remark: None,
        });
    }

    pub fn hand_over(&mut self, kind: MailKind, n: u32) {
        self.must(Command::DeliverMail {
            on: self.today(),
            items: vec![(kind, n.try_into().unwrap())],
            delivery: Delivery::Holder,
        });
    }

    pub fn house(&self) -> House<'_> {
        House {
            settings: &self.settings,
            policy: &self.policy,
            place: paris(),
        }
    }

    pub fn grounds(&self) -> Grounds {
        Grounds::of(&self.dossier)
    }

    /// What the run of an evening finds, the one before having been the last.
    pub fn found(&self, evening: DateTime<Utc>) -> Vec<(Kind, String)> {
        self.found_since(evening - TimeDelta::hours(1), evening)
    }

    pub fn found_since(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<(Kind, String)> {
        let found = occasions(&self.grounds(), self.house(), Run { since, now });
        found.into_iter().map(|o| (o.kind, o.occurrence)).collect()
    }

    pub fn found_of(&self, kind: Kind, on: NaiveDate) -> Option<String> {
        let found = self.found(evening(on));
        found.into_iter().find(|f| f.0 == kind).map(|f| f.1)
    }

    pub fn still(
        &self,
        kind: Kind,
        occurrence: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Cancellation> {
        let planned = Occasion {
            kind,
            occurrence: occurrence.to_owned(),
        };
        still_due(&self.grounds(), Channel::Sms, &planned, self.house(), now)
    }
}

pub fn author() -> Author {
    Author::Staff {
        id: id(3),
        name: text("Camille Roche"),
        capacity: None,
        standing: Standing::Decides,
    }
}
