//! The mail that waits for the person, and what became of it.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{FactId, Text};

use crate::{deadline, dossier::Dossier, presence::Manifestation};

kernel::vocabulary! {
    /// What arrives. Of registered items the body receives the notice only.
    ///
    /// # Law
    ///
    MailKind {
        Letter = "courrier", "Courrier";
        Parcel = "colis", "Colis";
        Notice = "avis", "Avis de passage";
    }
}

/// A remark on an item, short: the content of mail is never described.
///
/// # Law
/// secrecy of correspondence, C. pén. art. 226-15.
pub type MailRemark = Text<120>;

/// A number of items, 1 to 100 at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u32", into = "u32")
)]
pub struct Quantity(u32);

/// Not between 1 and 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quantity lies between 1 and 100")]
pub struct InvalidQuantity;

impl Quantity {
    /// One item.
    pub const ONE: Self = Self(1);

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Quantity {
    type Error = InvalidQuantity;

    fn try_from(n: u32) -> Result<Self, Self::Error> {
        if (1..=100).contains(&n) {
            Ok(Self(n))
        } else {
            Err(InvalidQuantity)
        }
    }
}

impl From<Quantity> for u32 {
    fn from(q: Quantity) -> Self {
        q.0
    }
}

/// What became of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "to", content = "procuration", rename_all = "snake_case")
)]
pub enum Delivery {
    /// Handed to the person, who thereby came.
    Holder,
    /// Handed to a proxy.
    Proxy(FactId),
    /// Sent on to the transfer address or, after a death, to the notary.
    Forwarded,
    /// Given back to La Poste or to the sender.
    Returned,
}

impl Delivery {
    /// What it shows of the person's presence.
    #[must_use]
    pub const fn manifestation(self) -> Manifestation {
        match self {
            Self::Holder => Manifestation::MailHandedToHolder,
            Self::Proxy(_) => Manifestation::MailHandedToProxy,
            Self::Forwarded => Manifestation::MailForwarded,
            Self::Returned => Manifestation::MailReturned,
        }
    }
}

/// Items of one arrival that still wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMail {
    pub(crate) fact: FactId,
    pub(crate) kind: MailKind,
    pub(crate) since: NaiveDate,
    pub(crate) quantity: u32,
    pub(crate) remark: Option<MailRemark>,
}

impl WaitingMail {
    /// The fact that recorded the arrival.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> MailKind {
        self.kind
    }

    /// The day it arrived.
    #[must_use]
    pub const fn since(&self) -> NaiveDate {
        self.since
    }

    /// How many of it still wait.
    #[must_use]
    pub const fn quantity(&self) -> u32 {
        self.quantity
    }

    /// The remark made at its arrival.
    #[must_use]
    pub const fn remark(&self) -> Option<&MailRemark> {
        self.remark.as_ref()
    }

    /// The last day on which La Poste keeps the item a notice is about.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn notice_expires(&self) -> Option<NaiveDate> {
        match self.kind {
            MailKind::Notice => Some(deadline::notice_expires(self.since)),
            MailKind::Letter | MailKind::Parcel => None,
        }
    }
}

/// The last day on which the house keeps mail after the end of the election.
///
/// # Law
///
#[must_use]
pub fn kept_until(end: NaiveDate, keep_days: u16) -> NaiveDate {
    kernel::date::add_days(end, i32::from(keep_days))
}

/// Whether mail was kept beyond the time that the house set, counted from the end of the
/// election.
///
/// # Law
///
#[must_use]
pub fn is_kept_too_long(since: NaiveDate, keep_days: u16, today: NaiveDate) -> bool {
    today > kept_until(since, keep_days)
}

impl Dossier {
    /// When the newest item that still waits was entered.
    #[must_use]
    pub fn newest_waiting(&self) -> Option<DateTime<Utc>> {
        let entered = |item: &WaitingMail| self.fact(item.fact).map(|recorded| recorded.at);
        self.waiting_mail().iter().filter_map(entered).max()
    }
}

/// One movement of mail, for the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Movement {
    In {
        fact: FactId,
        remark: Option<MailRemark>,
    },
    Out,
}

/// A movement with what all movements have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub on: NaiveDate,
    pub kind: MailKind,
    pub quantity: u32,
    pub movement: Movement,
}

/// More of a kind left than had arrived by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shortage {
    pub kind: MailKind,
    pub waiting: u32,
}

/// What waits after all movements, first in first out, by day and not by moment of
/// entry: mail handed over on a day cannot be mail that came later.
pub(crate) fn waiting(entries: &[Entry]) -> Result<Vec<WaitingMail>, Shortage> {
    let mut in_order: Vec<&Entry> = entries.iter().collect();
    in_order.sort_by_key(|e| (e.on, matches!(e.movement, Movement::Out)));
    let mut queue: Vec<WaitingMail> = Vec::new();
    let mut shortage = None;
    for entry in in_order {
        match &entry.movement {
            Movement::In { fact, remark } => queue.push(WaitingMail {
                fact: *fact,
                kind: entry.kind,
                since: entry.on,
                quantity: entry.quantity,
                remark: remark.clone(),
            }),
            Movement::Out => {
                let mut wanted = entry.quantity;
                for item in queue.iter_mut().filter(|m| m.kind == entry.kind) {
                    let taken = wanted.min(item.quantity);
                    item.quantity -= taken;
                    wanted -= taken;
                }
                if wanted > 0 {
                    shortage.get_or_insert(Shortage {
                        kind: entry.kind,
                        waiting: entry.quantity - wanted,
                    });
                }
                queue.retain(|m| m.quantity > 0);
            }
        }
    }
    shortage.map_or(Ok(queue), Err)
}
