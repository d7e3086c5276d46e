//! Whoever carries messages, pretended: they remember what they took, and fail as they are
//! told to.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use application::{
    agenda::AgendaEntry,
    messages::{
        gateway::{Accepted, GatewayDown, Mail, Mailer, Receipt, Sms, SmsGateway, Traced, Unsent},
        sending::{MessageSending, SendingPorts, Terms},
        staff::StaffPages,
    },
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{Departement, DossierId, MessageId, PhoneNumber, Zone};
use messages::Failure;

use crate::house::House;

/// How handing over one message goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It will never be taken.
    Refused,
    /// It is not taken now.
    Later,
    /// It is taken, and the answer is lost.
    TakenAndLost,
    /// It is not taken, and the answer is lost.
    Lost,
    /// No answer comes for this one nor for those after it, of which none is taken.
    CutOff,
}

/// How a question about a message goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No answer now.
    AskAgain,
    /// No answer ever.
    Unknowable,
}

type Faults = Box<dyn FnMut() -> Option<Fault> + Send>;
type Doubts = Box<dyn FnMut() -> Option<Doubt> + Send>;

#[derive(Default)]
struct Memory {
    /// How many times each message was taken.
    taken: BTreeMap<MessageId, u32>,
    texts: Vec<Sms>,
    mails: Vec<Mail>,
    faults: Option<Faults>,
    doubts: Option<Doubts>,
    receipts: Vec<Receipt>,
}

/// A carrier of text messages and of e-mails.
#[derive(Clone, Default)]
pub struct FakeCarrier(Arc<Mutex<Memory>>);

impl FakeCarrier {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes it fail from now on.
    pub fn fail(
        &self,
        faults: impl FnMut() -> Option<Fault> + Send + 'static,
        doubts: impl FnMut() -> Option<Doubt> + Send + 'static,
    ) {
        let mut memory = self.memory();
        memory.faults = Some(Box::new(faults));
        memory.doubts = Some(Box::new(doubts));
    }

    /// Makes it work again.
    pub fn mend(&self) {
        let mut memory = self.memory();
        memory.faults = None;
        memory.doubts = None;
    }

    /// What it tells the next time it is asked for receipts.
    pub fn tell(&self, receipt: Receipt) {
        self.memory().receipts.push(receipt);
    }

    /// How many times it took each message.
    #[must_use]
    pub fn taken(&self) -> BTreeMap<MessageId, u32> {
        self.memory().taken.clone()
    }

    /// The text messages that it took, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<Sms> {
        self.memory().texts.clone()
    }

    /// The e-mails that it took, in order.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.memory().mails.clone()
    }

    fn take(&self, id: MessageId) -> Result<Accepted, Option<Unsent>> {
        let mut memory = self.memory();
        let fault = memory.faults.as_mut().and_then(|fault| fault());
        let (taken, answer) = match fault {
            None => {
                let accepted = Accepted {
                    reference: Some(format!("ref-{id}")),
                    segments: None,
                    cost: None,
                };
                (true, Ok(accepted))
            }
            Some(Fault::Refused) => {
                let why = Failure::Blocked;
                let code = Some("21".to_owned());
                (false, Err(Some(Unsent::Refused { why, code })))
            }
            Some(Fault::Later) => {
                let why = Failure::Provider;
                (false, Err(Some(Unsent::Later { why, code: None })))
            }
            Some(Fault::TakenAndLost) => (true, Err(Some(Unsent::Perhaps))),
            Some(Fault::Lost) => (false, Err(Some(Unsent::Perhaps))),
            Some(Fault::CutOff) => (false, Err(None)),
        };
        if taken {
            *memory.taken.entry(id).or_default() += 1;
        }
        answer
    }

    fn look(&self, id: MessageId) -> Traced {
        let mut memory = self.memory();
        match memory.doubts.as_mut().and_then(|doubt| doubt()) {
            Some(Doubt::AskAgain) => Traced::AskAgain,
            Some(Doubt::Unknowable) => Traced::Unknowable,
            None if memory.taken.contains_key(&id) => Traced::Taken(Accepted::default()),
            None => Traced::NotTaken,
        }
    }
}

#[async_trait]
impl SmsGateway for FakeCarrier {
    fn name(&self) -> &'static str {
        "essai"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }

    fn batch(&self) -> usize {
        5
    }

    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        let mut answers = Vec::new();
        for sms in messages {
            // Whoever sends may be stopped before and after each.
            tokio::task::yield_now().await;
            match self.take(sms.id) {
                Ok(accepted) => answers.push(Ok(accepted)),
                Err(Some(unsent)) => answers.push(Err(unsent)),
                Err(None) => break,
            }
            self.memory().texts.push(sms.clone());
            tokio::task::yield_now().await;
        }
        answers
    }

    async fn trace(&self, id: MessageId, _: DateTime<Utc>) -> Traced {
        tokio::task::yield_now().await;
        self.look(id)
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(std::mem::take(&mut self.memory().receipts))
    }
}

#[async_trait]
impl Mailer for FakeCarrier {
    fn name(&self) -> &'static str {
        "essai"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }

    async fn send(&self, mail: &Mail) -> Result<Accepted, Unsent> {
        tokio::task::yield_now().await;
        let answer = self.take(mail.id);
        if answer.is_ok() {
            self.memory().mails.push(mail.clone());
        }
        tokio::task::yield_now().await;
        answer.map_err(|unsent| unsent.unwrap_or(Unsent::Perhaps))
    }

    async fn trace(&self, id: MessageId, _: DateTime<Utc>) -> Traced {
        tokio::task::yield_now().await;
        self.look(id)
    }

    async fn bounces(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}

/// Numbers that begin as those of mobiles do in metropolitan France are mobiles.
struct Mobiles;

impl PhonePlan for Mobiles {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        Ok(ParsedPhone {
            number: typed.parse().map_err(|_| InvalidPhone)?,
            mobile: typed.starts_with("+336") || typed.starts_with("+337"),
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

/// Pages that are nowhere.
struct Nowhere;

impl StaffPages for Nowhere {
    fn dossier(&self, dossier: DossierId) -> String {
        format!("https://domifa.example/domicilies/{dossier}")
    }

    fn work_list(&self) -> String {
        "https://domifa.example/a-traiter".to_owned()
    }

    fn messages(&self) -> String {
        "https://domifa.example/messages".to_owned()
    }

    fn invitation(&self, entry: &AgendaEntry, _: Zone) -> Vec<u8> {
        format!("{} {:?}", entry.slot.from, entry.outcome).into_bytes()
    }
}

impl House {
    /// What sends its messages, through a carrier.
    #[must_use]
    pub fn sending(&self, carrier: &FakeCarrier, terms: Terms) -> MessageSending {
        let ports = SendingPorts {
            store: self.storage.store.clone(),
            post: self.storage.post.clone(),
            work: self.storage.work.clone(),
            sms: Arc::new(carrier.clone()),
            mailer: Arc::new(carrier.clone()),
            phones: Arc::new(Mobiles),
            pages: Arc::new(Nowhere),
            clock: self.clock.clone(),
        };
        MessageSending::new(ports, terms)
    }
}
