//! What a structure settled about its messages.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{NaiveTime, Weekday};
use kernel::Text;

use crate::Kind;

/// The name under which text messages arrive: one to eleven letters, digits and spaces,
/// with a letter among them (T-06), that reveals nothing (T-07).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Sender(String);

/// Not the name of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSender {
    /// Not one to eleven letters, digits and spaces, with a letter among them.
    #[error("not one to eleven letters, digits and spaces")]
    Shape,
    /// It tells that the person is helped or domiciled.
    #[error("the name of a sender that reveals something")]
    Revealing,
}

impl Sender {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sender {
    type Err = InvalidSender;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let fits = (1..=11).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSender::Shape)
        }
    }
}

impl TryFrom<String> for Sender {
    type Error = InvalidSender;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sender> for String {
    fn from(sender: Sender) -> Self {
        sender.0
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When messages leave, in civil time at the structure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rhythm {
    /// The days on which mail is announced: at least one, Sunday never.
    days: Vec<Weekday>,
    /// The hour of all messages, within the courtesy window.
    at: NaiveTime,
}

/// No day, a Sunday, or an hour at which people are not disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not days and an hour at which messages may leave")]
pub struct InvalidRhythm;

impl Rhythm {
    /// Days and an hour from 08:00 to 19:59 (T-03).
    ///
    /// # Errors
    /// [`InvalidRhythm`].
    pub fn new(
        days: impl IntoIterator<Item = Weekday>,
        at: NaiveTime,
    ) -> Result<Self, InvalidRhythm> {
        let days: BTreeSet<u32> = days.into_iter().map(|d| d.num_days_from_monday()).collect();
        let days: Vec<Weekday> = days
            .into_iter()
            .filter_map(|d| u8::try_from(d).ok()?.try_into().ok())
            .collect();
        let polite = crate::schedule::COURTESY;
        let fits = !days.is_empty()
            && !days.contains(&Weekday::Sun)
            && at >= polite.start
            && at < polite.end;
        fits.then_some(Self { days, at }).ok_or(InvalidRhythm)
    }

    /// The days on which mail is announced, Monday first.
    #[must_use]
    pub fn days(&self) -> &[Weekday] {
        &self.days
    }

    /// The hour.
    #[must_use]
    pub const fn at(&self) -> NaiveTime {
        self.at
    }
}

impl Default for Rhythm {
    /// Tuesday and Thursday, 19:00.
    fn default() -> Self {
        Self {
            days: vec![Weekday::Tue, Weekday::Thu],
            at: NaiveTime::from_hms_opt(19, 0, 0).unwrap_or_default(),
        }
    }
}

/// What a structure settled about its messages to people. Off until somebody turns it on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Settings {
    /// Whether messages are sent at all.
    pub on: bool,
    /// Who text messages come from.
    pub sender: Option<Sender>,
    /// A line at the end of each message, such as the telephone of the service.
    pub signature: Option<Text<30>>,
    /// When they leave.
    pub rhythm: Rhythm,
    /// The kinds that are sent.
    pub kinds: Vec<Kind>,
    /// Whether the end of a term is announced two months ahead as well.
    pub two_months_ahead: bool,
    /// How many segments of text messages may leave in a month; none is no cap.
    pub monthly_cap: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            on: false,
            sender: None,
            signature: None,
            rhythm: Rhythm::default(),
            kinds: Kind::ALL.to_vec(),
            two_months_ahead: false,
            monthly_cap: None,
        }
    }
}
