//! Messages of the demo: one evening of it, as it went, kept by the outbox of the
//! installation. Some failed, some came too late, of some nobody knows.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use adapter_phone::NumberingPlans;
use adapter_postgres::{Outbox, PgStore};
use anyhow::{Context, Result};
use application::{
    messages::{
        book::{ByHand, Filter, Place},
        gateway::{Accepted, GatewayDown, Receipt, ReceiptOf, Sms, SmsGateway, Traced, Unsent},
        receipts::Receipts,
        run::MessageRuns,
        sending::{MessageSending, SendingPorts, Terms},
        settings::place_of,
    },
    ports::{Clock, Scope, Store},
};
use async_trait::async_trait;
use chrono::{DateTime, Datelike, Days, Months, TimeDelta, Utc};
use kernel::MessageId;
use messages::{Failure, Sender, Settings, State};
use structures::Structure;
use web_staff::Pages;

use crate::ports::RandomIds;

/// How many messages leave before the provider breaks down.
const FIRST: usize = 24;
/// How many days ago it was at least, for people to have come since.
const DAYS: i64 = 3;
/// How many months were counted.
const COUNTED: u32 = 6;

/// What both structures settled.
pub fn settings(structure: &Structure) -> Result<Settings> {
    Ok(Settings {
        on: true,
        sender: Sender::propose(structure.name().as_str()),
        signature: messages::settings::signature("Accueil 01 99 00 12 34")
            .context("a signature of the demo")?,
        two_months_ahead: true,
        ..Settings::default()
    })
}

/// A clock that stands where it is put.
struct Then(Mutex<DateTime<Utc>>);

impl Then {
    fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl Clock for Then {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outbox, as unreliable as a provider.
struct Fickle {
    outbox: Outbox,
    taken: Mutex<Vec<MessageId>>,
    seen: Mutex<u32>,
}

impl Fickle {
    fn taken(&self) -> MutexGuard<'_, Vec<MessageId>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of the next message, unless it is taken.
    fn mood(&self) -> Option<Unsent> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen += 1;
        let code = |code: &str| Some(code.to_owned());
        match *seen % 16 {
            5 => Some(Unsent::Refused {
                why: Failure::BadAddress,
                code: code("NUMERO-INCONNU"),
            }),
            9 => Some(Unsent::Perhaps),
            13 => Some(Unsent::Refused {
                why: Failure::Blocked,
                code: None,
            }),
            _ => None,
        }
    }
}

#[async_trait]
impl SmsGateway for Fickle {
    fn name(&self) -> &'static str {
        SmsGateway::name(&self.outbox)
    }

    fn is_real(&self) -> bool {
        false
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }

    fn batch(&self) -> usize {
        FIRST
    }

    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        let moods: Vec<_> = messages.iter().map(|_| self.mood()).collect();
        let calm: Vec<Sms> = messages
            .iter()
            .zip(&moods)
            .filter(|(_, mood)| mood.is_none())
            .map(|(sms, _)| sms.clone())
            .collect();
        self.taken().extend(calm.iter().map(|sms| sms.id));
        let mut kept = SmsGateway::send(&self.outbox, &calm).await.into_iter();
        moods
            .into_iter()
            .map(|mood| match mood {
                Some(unsent) => Err(unsent),
                None => kept.next().unwrap_or(Err(Unsent::Perhaps)),
            })
            .collect()
    }

    async fn trace(&self, _: MessageId, _: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}

/// An evening on which mail is announced, and the morning after.
#[derive(Clone, Copy)]
pub struct Evening {
    pub at: DateTime<Utc>,
    morning: DateTime<Utc>,
}

impl Evening {
    /// The last one since whose morning some days have passed.
    pub fn before(structure: &Structure, settings: &Settings, now: DateTime<Utc>) -> Self {
        let (place, rhythm) = (place_of(structure), &settings.rhythm);
        let mut at = place.last_daily_slot_until(now, rhythm);
        loop {
            let morning = place.next_opening(at + TimeDelta::hours(2));
            let announces = place.has_mail_slot_between(at - TimeDelta::minutes(1), at, rhythm);
            if announces && morning + TimeDelta::days(DAYS) < now {
                return Self { at, morning };
            }
            at = place.last_daily_slot_until(at - TimeDelta::minutes(1), rhythm);
        }
    }
}

/// Who sends in the demo.
pub struct Post {
    store: Arc<PgStore>,
    clock: Arc<Then>,
    sms: Arc<Fickle>,
    sending: MessageSending,
    structure: Structure,
    evening: Evening,
}

impl Post {
    pub fn open(store: &PgStore, structure: &Structure, evening: Evening) -> Self {
        let store = Arc::new(store.clone());
        let clock = Arc::new(Then(Mutex::new(evening.at)));
        let outbox = Outbox::of(&store, clock.clone());
        let sms = Arc::new(Fickle {
            outbox: outbox.clone(),
            taken: Mutex::default(),
            seen: Mutex::default(),
        });
        let ports = SendingPorts {
            store: store.clone(),
            post: store.clone(),
            work: store.clone(),
            sms: sms.clone(),
            mailer: Arc::new(outbox),
            phones: Arc::new(NumberingPlans::load()),
            pages: Arc::new(Pages::at("")),
            clock: clock.clone(),
        };
        Self {
            sending: MessageSending::new(ports, Terms::default()),
            store,
            clock,
            sms,
            structure: structure.clone(),
            evening,
        }
    }

    /// What was due that evening is planned, and begins to leave.
    pub async fn evening(&self) -> Result<()> {
        let runs = MessageRuns::new(self.store.clone(), self.clock.clone(), Arc::new(RandomIds));
        // The first run announces nothing that came before it.
        for days in [3, 0] {
            self.clock.set(self.evening.at - TimeDelta::days(days));
            runs.run(self.structure.id()).await?;
        }
        self.send(&|| true).await
    }

    /// The rest leaves in the morning, after some of it was settled otherwise; providers
    /// tell what became of it, and the months that are over are counted.
    pub async fn morning(&self) -> Result<()> {
        self.call_off().await?;
        // What was perhaps handed over is asked for, in vain.
        for minutes in [0, 10] {
            self.clock
                .set(self.evening.morning + TimeDelta::minutes(minutes));
            self.send(&|| false).await?;
        }
        let receipts = Receipts::new(
            self.store.clone(),
            self.store.clone(),
            self.sms.clone(),
            Arc::new(self.sms.outbox.clone()),
        );
        let taken = self.sms.taken().clone();
        let told = taken.into_iter().enumerate().filter(|(n, _)| n % 6 != 1);
        let told: Vec<Receipt> = told
            .map(|(n, id)| Receipt {
                of: ReceiptOf::Message(id),
                at: self.evening.morning + TimeDelta::minutes(15),
                failed: (n % 10 == 3).then_some((Failure::Unreachable, None)),
            })
            .collect();
        receipts.received(&told).await?;
        self.months().await
    }

    /// Somebody of the staff calls two of them off.
    async fn call_off(&self) -> Result<()> {
        let structure = self.structure.id();
        let filter = Filter {
            states: vec![State::Planned],
            ..Filter::default()
        };
        let mut uow = self.store.begin(Scope { structure }).await?;
        let planned = uow
            .messages_log(structure, &filter, Place::Start, 2)
            .await?;
        for line in planned.lines {
            uow.message_by_hand(structure, line.message.id, ByHand::Cancel, self.evening.at)
                .await?;
        }
        uow.commit().await?;
        Ok(())
    }

    async fn send(&self, stop: &(dyn Fn() -> bool + Sync)) -> Result<()> {
        let long = TimeDelta::minutes(1);
        self.sending.send(self.structure.id(), long, stop).await?;
        Ok(())
    }

    async fn months(&self) -> Result<()> {
        let structure = self.structure.id();
        let zone = self.structure.zone();
        let today = zone.date_of(self.evening.morning);
        let this = today - Days::new(u64::from(today.day0()));
        let mut uow = self.store.begin(Scope { structure }).await?;
        for ago in 1..=COUNTED {
            let month = this - Months::new(ago);
            let entered =
                zone.instant_of(month.into())..zone.instant_of((month + Months::new(1)).into());
            let visits = uow.visits_count(structure, month, entered).await?;
            uow.visits_keep(structure, month, &visits).await?;
        }
        uow.commit().await?;
        Ok(())
    }
}
