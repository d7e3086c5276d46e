//! Invented dossiers with whole histories, as facts: what a structure has after some years.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domiciliation::{
    Author, Dossier, Fact, Recorded,
    decision::{Accord, NotificationMode, Proposal},
    fact::ContactKind,
    identity::{AyantDroit, Civility, Coordinates, Filing, Identity, Lien},
    interview::Interview,
    mail::{Delivery, MailKind, Quantity},
    procuration::{Procuration, Transfer},
    radiation::{Radiation, RadiationGround},
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::{Channel, DemandeKind},
    term,
};
use kernel::{
    BirthDate, DossierId, FactId, Periode, ShortText, StaffId, StructureId, date::add_days,
};
use uuid::Uuid;

use crate::{dice::Dice, names};

/// What becomes of a person, and how many in a hundred.
#[derive(Clone, Copy)]
enum Fate {
    Active,
    Lapsed,
    Requested,
    Proposed,
    StruckOff,
    Refused,
}

const FATES: [(u64, Fate); 6] = [
    (72, Fate::Active),
    (8, Fate::Lapsed),
    (4, Fate::Requested),
    (2, Fate::Proposed),
    (10, Fate::StruckOff),
    (4, Fate::Refused),
];

/// What all dossiers of a structure share.
pub struct Town<'a> {
    pub structure: StructureId,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub staff: &'a [(StaffId, Author)],
}

/// A history that is being written; days are counted backwards from today.
struct Life<'a> {
    town: &'a Town<'a>,
    facts: Vec<(i32, Fact)>,
}

impl Life<'_> {
    fn day(&self, days_ago: i32) -> NaiveDate {
        add_days(self.town.today, -days_ago)
    }

    fn add(&mut self, days_ago: i32, fact: Fact) {
        self.facts.push((days_ago, fact));
    }
}

/// The dossier of this number, always the same.
pub fn dossier(town: &Town<'_>, number: u32) -> Dossier {
    let seed = town.structure.uuid().as_u128() ^ u128::from(number);
    let mut dice = Dice::new(u64::try_from(seed & u128::from(u64::MAX)).unwrap_or(0));
    dice.roll();
    let mut life = Life {
        town,
        facts: Vec::with_capacity(32),
    };
    match fate(&mut dice) {
        Fate::Active => elected(&mut life, &mut dice, 0),
        Fate::Lapsed => {
            let over = dice.between(1, 300);
            elected(&mut life, &mut dice, over);
        }
        Fate::Requested => {
            let filed = dice.between(0, 50);
            request(&mut life, &mut dice, filed, DemandeKind::First);
        }
        Fate::Proposed => {
            let filed = dice.between(5, 50);
            interviewed(&mut life, &mut dice, filed, DemandeKind::First);
            proposed(&mut life, filed - 4);
        }
        Fate::StruckOff => struck_off(&mut life, &mut dice),
        Fate::Refused => refused(&mut life, &mut dice),
    }
    life.facts.sort_by_key(|(days_ago, _)| -days_ago);
    let author = dice.pick(&[0, 1, 2, 3]);
    let mut history = Vec::with_capacity(life.facts.len() + 4);
    let record = |history: &mut Vec<Recorded>, days_ago: i32, fact| {
        let n = history.len();
        let at = town.now - TimeDelta::days(i64::from(days_ago))
            + TimeDelta::milliseconds(i64::try_from(n).unwrap_or(0));
        let id = FactId::new(identifier(at, seed, n));
        let author = town.staff[(author + n) % town.staff.len()].1.clone();
        history.push(Recorded {
            id,
            at,
            author,
            fact,
        });
        id
    };
    for (days_ago, fact) in life.facts {
        // Nearly all decisions are brought to the person's knowledge, a week later at most.
        let told = fact.is_decision() && !dice.percent(2);
        let decision = record(&mut history, days_ago, fact);
        if told {
            let notified = Fact::Notified {
                decision,
                on: add_days(town.today, -days_ago),
                mode: NotificationMode::Letter,
            };
            record(&mut history, days_ago, notified);
        }
    }
    let id = DossierId::new(identifier(
        history.first().map_or(town.now, |first| first.at),
        seed,
        0xFFFF,
    ));
    Dossier::from_history(town.structure, id, number, history)
}

fn fate(dice: &mut Dice) -> Fate {
    let mut drawn = dice.roll() % 100;
    for (share, fate) in FATES {
        if drawn < share {
            return fate;
        }
        drawn -= share;
    }
    Fate::Active
}

/// Of version 7, as the product mints them, and the same at each run.
fn identifier(at: DateTime<Utc>, seed: u128, n: usize) -> Uuid {
    let mut random = [0; 10];
    let mut spread = Dice::new(
        u64::try_from(seed >> 64).unwrap_or(0)
            ^ u64::try_from(seed & u128::from(u64::MAX)).unwrap_or(0),
    );
    random[..8].copy_from_slice(&spread.roll().to_be_bytes());
    random[8..].copy_from_slice(&u16::try_from(n).unwrap_or(u16::MAX).to_be_bytes());
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Domiciled for one to four terms, the last of which ended so many days ago, or still runs.
fn elected(life: &mut Life<'_>, dice: &mut Dice, over: i32) {
    let into_term = if over > 0 {
        365 + over
    } else {
        dice.between(0, 363)
    };
    let renewals = dice.between(0, 3);
    // A day apart: a year may have 366 of them.
    let first = into_term + renewals * 366;
    accepted(life, dice, first, DemandeKind::First);
    for renewal in 1..=renewals {
        accepted(life, dice, first - renewal * 366, DemandeKind::Renewal);
    }
    // Most were seen within the month, one in ten is silent for longer than two.
    let silent = if dice.percent(10) { 62 } else { 0 };
    let last = (over + silent + dice.between(0, 40)).min(first);
    presence(life, dice, first, last);
    mail(life, dice, first, last);
    beside(life, dice, into_term);
}

fn struck_off(life: &mut Life<'_>, dice: &mut Dice) {
    let ended = dice.between(10, 900);
    let first = ended + dice.between(120, 360);
    accepted(life, dice, first, DemandeKind::First);
    presence(life, dice, first, ended + 100);
    mail(life, dice, first, ended + 100);
    life.add(
        ended,
        Fact::Terminated(Radiation {
            decided_on: life.day(ended),
            effective_on: life.day(ended),
            ground: RadiationGround::NonManifestation,
            urgency: None,
        }),
    );
}

fn refused(life: &mut Life<'_>, dice: &mut Dice) {
    let filed = dice.between(20, 900);
    interviewed(life, dice, filed, DemandeKind::First);
    life.add(
        filed - 8,
        Fact::Refused(Refus {
            decided_on: life.day(filed - 8),
            ground: RefusalGround::AbsenceDeLien,
            facts: words("Aucun séjour ni activité dans la commune."),
            orientation: Orientation {
                kind: OrientationKind::Ccas,
                name: words("CCAS de la ville voisine"),
                contact: words("1 place de la Mairie"),
            },
        }),
    );
}

fn request(life: &mut Life<'_>, dice: &mut Dice, filed: i32, kind: DemandeKind) {
    if kind == DemandeKind::First {
        identity(life, dice, filed);
    }
    let on = life.day(filed);
    life.add(
        filed,
        Fact::DemandeFiled {
            kind,
            on,
            channel: Channel::InPerson,
        },
    );
    life.add(filed, Fact::DemandeAcknowledged { on });
}

fn interviewed(life: &mut Life<'_>, dice: &mut Dice, filed: i32, kind: DemandeKind) {
    request(life, dice, filed, kind);
    let held = filed - 2;
    life.add(
        held,
        Fact::InterviewHeld {
            on: life.day(held),
            by: words("Lucie Fabre"),
            interview: Box::new(Interview {
                already_domiciled: Some(false),
                income: Some(dice.percent(50)),
                remarks: Some(words("Situation expliquée, pièces présentées.")),
                ..Interview::default()
            }),
        },
    );
}

fn proposed(life: &mut Life<'_>, days_ago: i32) {
    life.add(
        days_ago,
        Fact::DecisionProposed(Proposal {
            on: life.day(days_ago),
            favourable: true,
            remarks: None,
        }),
    );
}

/// A request of ten days before, granted for a year that starts so many days ago.
fn accepted(life: &mut Life<'_>, dice: &mut Dice, started: i32, kind: DemandeKind) {
    interviewed(life, dice, started + 10, kind);
    proposed(life, started + 5);
    life.add(
        started,
        Fact::Accepted(Accord {
            decided_on: life.day(started),
            period: term::one_year(life.day(started)),
            shorter_because: None,
            rattachement: None,
        }),
    );
}

/// Some eleven contacts a person.
fn presence(life: &mut Life<'_>, dice: &mut Dice, first: i32, last: i32) {
    for n in 0..dice.between(4, 19) {
        let days_ago = if n == 0 {
            last
        } else {
            dice.between(last, first)
        };
        let kind = if dice.percent(75) {
            ContactKind::Visit
        } else {
            ContactKind::PhoneCall
        };
        life.add(
            days_ago,
            Fact::ContactMade {
                on: life.day(days_ago),
                kind,
            },
        );
    }
}

/// Mail that was handed over, and for a third of the people mail that waits.
fn mail(life: &mut Life<'_>, dice: &mut Dice, first: i32, last: i32) {
    for _ in 0..dice.between(1, 5) {
        let arrived = dice.between(last + 1, (first).max(last + 2));
        let handed = dice.between(last, arrived);
        let (kind, quantity) = items(dice);
        life.add(
            arrived,
            Fact::MailReceived {
                on: life.day(arrived),
                kind,
                quantity,
                remark: None,
            },
        );
        life.add(
            handed,
            Fact::MailDelivered {
                on: life.day(handed),
                kind,
                quantity,
                delivery: Delivery::Holder,
            },
        );
    }
    if dice.percent(33) {
        for _ in 0..dice.between(1, 3) {
            let arrived = dice.between(0, last.max(1));
            let (kind, quantity) = items(dice);
            life.add(
                arrived,
                Fact::MailReceived {
                    on: life.day(arrived),
                    kind,
                    quantity,
                    remark: None,
                },
            );
        }
    }
}

fn items(dice: &mut Dice) -> (MailKind, Quantity) {
    let kind = match dice.between(0, 99) {
        0..85 => MailKind::Letter,
        85..95 => MailKind::Parcel,
        _ => MailKind::Notice,
    };
    let count = u32::try_from(dice.between(1, 4)).unwrap_or(1);
    (kind, Quantity::try_from(count).unwrap_or(Quantity::ONE))
}

fn identity(life: &mut Life<'_>, dice: &mut Dice, filed: i32) {
    let nom = names::surname(dice);
    let birth = |dice: &mut Dice, years: i32| {
        let day = add_days(life.town.today, -(years * 365 + dice.between(1, 364)));
        BirthDate::on(day).expect("nobody here is that old")
    };
    let age = dice.between(19, 78);
    let identity = Identity {
        civility: if dice.percent(35) {
            Civility::Madame
        } else {
            Civility::Monsieur
        },
        nom: words(&nom),
        prenoms: words(names::first_name(dice)),
        usage: dice
            .percent(10)
            .then(|| names::surname(dice).parse().ok())
            .flatten(),
        birth: birth(dice, age),
        birth_place: words("Lieu de naissance"),
    };
    life.facts.push((filed, Fact::IdentityRecorded(identity)));
    if dice.percent(20) {
        let children = (0..dice.between(1, 3))
            .map(|_| AyantDroit {
                nom: words(&nom),
                prenoms: words(names::first_name(dice)),
                birth: birth(dice, 8),
                lien: Lien::Enfant,
            })
            .collect();
        life.facts.push((
            filed,
            Fact::AyantsDroitRecorded {
                ayants_droit: children,
            },
        ));
    }
    let phone = format!("+336{:08}", dice.between(0, 99_999_999));
    life.facts.push((
        filed,
        Fact::CoordinatesRecorded(Coordinates {
            phone: phone.parse().ok().filter(|_| dice.percent(70)),
            email: None,
            sms: false,
            by_email: false,
            language: None,
        }),
    ));
    let referent = dice.pick(&[0, 1, 2]);
    life.facts.push((
        filed,
        Fact::FilingRecorded(Filing {
            reference: None,
            distribution: format!("B{}", dice.between(1, 60_000)).parse().ok(),
            referent: dice.percent(60).then(|| life.town.staff[referent].0),
        }),
    ));
}

/// Proxies and transfers of a few.
fn beside(life: &mut Life<'_>, dice: &mut Dice, given: i32) {
    let period = Periode::new(life.day(given), life.day(given - 360)).expect("it ends later");
    if dice.percent(6) {
        life.add(
            given,
            Fact::ProcurationGiven(Procuration {
                nom: words(&names::surname(dice)),
                prenoms: words(names::first_name(dice)),
                birth: None,
                period,
            }),
        );
    }
    if dice.percent(3) {
        life.add(
            given,
            Fact::TransferSet(Transfer {
                name: words("Foyer des Tilleuls"),
                address: words("3 rue des Tilleuls"),
                period,
            }),
        );
    }
    if dice.percent(15) {
        life.add(
            given,
            Fact::NoteAdded {
                text: words("Passe plutôt le matin."),
            },
        );
    }
}

fn words<const MAX: usize>(text: &str) -> kernel::Text<MAX> {
    text.parse().expect("the words are short")
}

/// The name of whoever acts.
pub fn author(id: StaffId, name: &ShortText) -> Author {
    Author::Staff {
        id,
        name: name.clone(),
        capacity: None,
        standing: domiciliation::Standing::Decides,
    }
}

#[cfg(test)]
mod tests {
    use domiciliation::Status;

    use super::*;

    #[test]
    fn a_structure_has_every_status_and_mail_that_adds_up() {
        let now = "2026-11-20T09:00:00Z".parse().expect("a moment");
        let id = StaffId::new(Uuid::from_u128(1));
        let name = "Lucie Fabre".parse().expect("a name");
        let town = Town {
            structure: StructureId::new(Uuid::from_u128(2)),
            today: DateTime::<Utc>::date_naive(&now),
            now,
            staff: &[
                (id, author(id, &name)),
                (id, author(id, &name)),
                (id, author(id, &name)),
            ],
        };
        let dossiers: Vec<Dossier> = (1..=400).map(|n| dossier(&town, n)).collect();
        for status in Status::ALL {
            let many = dossiers.iter().filter(|d| d.status(town.today) == *status);
            assert!(many.count() > 2, "{status:?}");
        }
        let waits = dossiers.iter().filter(|d| !d.waiting_mail().is_empty());
        assert!((60..200).contains(&waits.count()));
        let mut numbers: Vec<_> = dossiers.iter().map(Dossier::id).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), dossiers.len());
        assert_eq!(dossier(&town, 7).history(), dossiers[6].history());
    }
}
