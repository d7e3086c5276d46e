//! A dossier, the day it is, and somebody at the desk.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domiciliation::{
    Author, Command, Context, Dossier, Fact, Opening, Policy, Recorded, Refused, Standing, Status,
    appointment::Minutes,
    decision::{Accord, NotificationMode},
    fact::{AnnulmentMotive, ContactKind},
    identity::{Civility, Identity},
    interview::Interview,
    mail::{Delivery, MailKind, Quantity},
    presence::Clock,
    radiation::{RadiationGround, RadiationMotif},
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::{Appointment, Channel},
    retention::Retention,
    warning::Warning,
};
use kernel::{
    Agrement, BirthDate, DossierId, FactId, Holidays, Note, Periode, ShortText, StaffId,
    StructureId, StructureKind, date::add_days,
};

pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

pub fn note(text: &str) -> Note {
    text.parse().unwrap()
}

pub fn short(text: &str) -> ShortText {
    text.parse().unwrap()
}

pub fn period(start: NaiveDate, end: NaiveDate) -> Periode {
    Periode::new(start, end).unwrap()
}

pub fn count(n: u32) -> Quantity {
    n.try_into().unwrap()
}

/// An identifier with this number.
pub fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: u64) -> T {
    format!("{n:032x}").parse().unwrap()
}

pub fn staff(number: u64, standing: Standing) -> Author {
    Author::Staff {
        id: id::<StaffId>(number),
        name: short("Camille Roche"),
        capacity: Some(short("Responsable du service")),
        standing,
    }
}

pub fn holidays() -> Holidays {
    Holidays::of("75".parse().unwrap())
}

pub fn identity() -> Identity {
    Identity {
        civility: Civility::Madame,
        nom: short("Diallo"),
        prenoms: short("Aminata"),
        usage: None,
        birth: BirthDate::new(1989, Some(1), Some(23)).unwrap(),
        birth_place: "Conakry".parse().unwrap(),
    }
}

pub fn opening(filed_on: NaiveDate, channel: Channel) -> Opening {
    Opening::new(identity(), filed_on, channel)
}

pub fn agrement(periode: Periode, cap: Option<u32>) -> Agrement {
    Agrement::new(short("75-12"), short("Paris"), periode, cap, None).unwrap()
}

pub fn refus(decided_on: NaiveDate, ground: RefusalGround) -> Refus {
    Refus {
        decided_on,
        ground,
        facts: note("Aucun lien avec la commune n’est établi."),
        orientation: Orientation {
            kind: OrientationKind::Ccas,
            name: short("CCAS de Lyon"),
            contact: note("1 place de la mairie"),
        },
    }
}

pub fn accord(decided_on: NaiveDate, start: NaiveDate) -> Accord {
    Accord::one_year(decided_on, start)
}

/// The ground with what it requires.
pub fn ground(motif: RadiationMotif, on: NaiveDate) -> RadiationGround {
    let facts = note("Constaté à l’accueil.");
    match motif {
        RadiationMotif::ADemande => RadiationGround::ADemande { asked_on: on },
        RadiationMotif::DomicileStable => RadiationGround::DomicileStable { evidence: facts },
        RadiationMotif::NonManifestation => RadiationGround::NonManifestation,
        RadiationMotif::PlusDeLien => RadiationGround::PlusDeLien { facts },
        RadiationMotif::ReglementInterieur => RadiationGround::ReglementInterieur { facts },
        RadiationMotif::Deces => RadiationGround::Deces { on },
        RadiationMotif::Transfert => RadiationGround::Transfert {
            to: short("Association"),
        },
        RadiationMotif::Autre => RadiationGround::Autre { facts },
    }
}

/// A dossier that lives from day to day. What is refused leaves it unchanged.
#[derive(Debug, Clone)]
pub struct Case {
    pub dossier: Dossier,
    pub today: NaiveDate,
    pub author: Author,
    pub policy: Policy,
    pub holidays: Holidays,
    pub elections_in_force: Option<u64>,
    /// Minutes since midnight: entries of a day follow each other.
    pub minute: i64,
    next_id: u64,
}

impl Case {
    /// A person who came in person on that day, at a CCAS, before somebody who decides.
    pub fn requested(on: NaiveDate) -> Self {
        Self::opened(opening(on, Channel::InPerson), on)
    }

    pub fn opened(opening: Opening, today: NaiveDate) -> Self {
        let empty = Dossier::from_history(id::<StructureId>(1), id::<DossierId>(2), 1, Vec::new());
        let mut case = Self {
            dossier: empty,
            today,
            author: staff(3, Standing::Decides),
            policy: Policy::of(StructureKind::Ccas, None),
            holidays: holidays(),
            elections_in_force: None,
            minute: 0,
            next_id: 1000,
        };
        let facts = Dossier::open(opening, &case.context()).unwrap();
        case.record(facts);
        case
    }

    /// Requested, heard, granted from that day on, and told so on paper.
    pub fn granted(on: NaiveDate) -> Self {
        let mut case = Self::requested(on);
        case.grant(on);
        case
    }

    /// An election that a decision ended at the person's request.
    pub fn ended(granted_on: NaiveDate, on: NaiveDate) -> Self {
        let mut case = Self::granted(granted_on);
        case.today = on;
        case.pronounce(RadiationMotif::ADemande).unwrap();
        case
    }

    /// The same case at another desk.
    pub fn by(mut self, author: Author) -> Self {
        self.author = author;
        self
    }

    /// The same case at another body.
    pub fn at(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.today.and_hms_opt(0, 0, 0).unwrap().and_utc() + Duration::minutes(self.minute)
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            today: self.today,
            now: self.now(),
            author: &self.author,
            policy: &self.policy,
            holidays: &self.holidays,
            elections_in_force: self.elections_in_force,
        }
    }

    /// Does it, or not.
    pub fn try_to(&mut self, command: Command) -> Result<Vec<FactId>, Refused> {
        let facts = self.dossier.decide(command, &self.context())?;
        Ok(self.record(facts))
    }

    /// Does it and gives the last fact it made.
    pub fn must(&mut self, command: Command) -> FactId {
        *self.try_to(command).unwrap().last().unwrap()
    }

    pub fn record(&mut self, facts: Vec<Fact>) -> Vec<FactId> {
        let recorded: Vec<Recorded> = facts
            .into_iter()
            .map(|fact| {
                self.next_id += 1;
                Recorded {
                    id: id(self.next_id),
                    at: self.now(),
                    author: self.author.clone(),
                    fact,
                }
            })
            .collect();
        self.minute += 1;
        let ids = recorded.iter().map(|r| r.id).collect();
        self.dossier = self.dossier.clone().with(recorded);
        ids
    }

    pub fn pass(&mut self, days: i32) {
        self.on(add_days(self.today, days));
    }

    pub fn on(&mut self, today: NaiveDate) {
        if today != self.today {
            self.today = today;
            self.minute = 0;
        }
    }

    // The everyday acts, today.

    pub fn contact(&mut self, kind: ContactKind) -> FactId {
        self.must(Command::RecordContact {
            on: self.today,
            kind,
        })
    }

    pub fn file(&mut self, channel: Channel) -> FactId {
        self.must(Command::FileDemande {
            on: self.today,
            channel,
        })
    }

    pub fn interview(&mut self) -> FactId {
        self.must(Command::HoldInterview {
            on: self.today,
            interview: Box::new(Interview::default()),
        })
    }

    pub fn appointment(&mut self, on: NaiveDate) -> FactId {
        self.must(Command::FixAppointment(Appointment {
            at: on.and_hms_opt(14, 30, 0).unwrap(),
            minutes: Minutes::default(),
            with: id(3),
            with_name: short("Camille Roche"),
            place: None,
        }))
    }

    pub fn grant(&mut self, start: NaiveDate) -> FactId {
        self.interview();
        self.must(Command::Accept(accord(self.today, start)))
    }

    pub fn renew(&mut self) -> FactId {
        self.file(Channel::InPerson);
        let start = self.dossier.proposed_start(self.today);
        self.grant(start)
    }

    pub fn notify(&mut self, decision: FactId) -> FactId {
        self.must(Command::Notify {
            decision,
            on: self.today,
            mode: NotificationMode::RegisteredLetter,
        })
    }

    pub fn plan(&mut self, motif: RadiationMotif) -> Result<Vec<FactId>, Refused> {
        self.try_to(Command::PlanRadiation {
            motif,
            notified_on: self.today,
        })
    }

    pub fn pronounce(&mut self, motif: RadiationMotif) -> Result<Vec<FactId>, Refused> {
        self.try_to(Command::PronounceRadiation {
            ground: ground(motif, self.today),
            effective_on: self.today,
            urgency: None,
        })
    }

    pub fn annul_decision(&mut self, decision: FactId) -> Result<Vec<FactId>, Refused> {
        self.try_to(Command::AnnulDecision {
            decision,
            motive: AnnulmentMotive::Unlawful,
            reason: note("Prise par erreur."),
        })
    }

    pub fn annul(&mut self, target: FactId) -> Result<Vec<FactId>, Refused> {
        self.try_to(Command::AnnulEntry {
            target,
            motive: AnnulmentMotive::EntryError,
            reason: note("Une autre personne."),
        })
    }

    pub fn receive(&mut self, kind: MailKind, n: u32) -> FactId {
        self.must(Command::ReceiveMail {
            on: self.today,
            items: vec![(kind, count(n))],
            remark: None,
        })
    }

    pub fn deliver(
        &mut self,
        kind: MailKind,
        n: u32,
        delivery: Delivery,
    ) -> Result<Vec<FactId>, Refused> {
        self.try_to(Command::DeliverMail {
            on: self.today,
            items: vec![(kind, count(n))],
            delivery,
        })
    }

    // What one reads, today.

    pub fn status(&self) -> Status {
        self.dossier.status(self.today)
    }

    pub fn clock(&self) -> Clock {
        self.dossier
            .clock(self.policy.portal_login_counts, self.today)
    }

    pub fn last_contact(&self) -> Option<NaiveDate> {
        self.dossier.last_contact(self.policy.portal_login_counts)
    }

    pub fn radiable(&self) -> bool {
        self.clock().is_due(self.today)
    }

    pub fn warnings(&self) -> Vec<Warning> {
        self.dossier.warnings(&self.context())
    }

    pub fn retention(&self) -> Retention {
        self.dossier.retention(&self.context())
    }

    pub fn waiting(&self, kind: MailKind) -> u32 {
        self.dossier.waiting_count(kind)
    }

    /// The facts that stand, with their identifiers.
    pub fn standing(&self) -> impl Iterator<Item = &Recorded> {
        self.dossier
            .history()
            .iter()
            .filter(|r| !self.dossier.is_annulled(r.id))
    }
}
