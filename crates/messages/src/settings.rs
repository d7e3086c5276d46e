//! What a structure settled about its messages.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{NaiveTime, Weekday};
use kernel::{Text, fold, text::InvalidText};

use crate::{Kind, Language, lint, segments::unaccented};

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSender {
    /// Not one to eleven letters, digits and spaces, with a letter among them.
    #[error("not one to eleven letters, digits and spaces")]
    Shape,
    /// It tells that the person is helped or domiciled.
    #[error("the name of a sender that reveals something")]
    Revealing {
        /// By these words.
        word: String,
    },
}

/// Words that say nothing of where a structure is.
const EMPTY_WORDS: &str = "association asso centre maison service pole antenne communal communale \
                           intercommunal intercommunale municipal action ville commune de des du la \
                           le les et en sur sous au aux d l urgence catholique populaire";

impl Sender {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A sender made from the name of a structure: as many of its words as fit, but those
    /// that say nothing or too much. None when nothing is left.
    ///
    /// ```
    /// # use messages::Sender;
    /// let proposed = Sender::propose("CCAS de Saint-Étienne").unwrap();
    /// assert_eq!(proposed.as_str(), "ST ETIENNE");
    /// ```
    #[must_use]
    pub fn propose(name: &str) -> Option<Self> {
        let folded = fold(name);
        let mut proposed = String::new();
        let says_something = |word: &&str| {
            !EMPTY_WORDS.split_whitespace().any(|empty| empty == *word)
                && lint::revealing(word, Language::French).is_none()
        };
        for word in folded.split(' ').filter(says_something) {
            let word = match word {
                "saint" => "st",
                "sainte" => "ste",
                word => word,
            };
            let space = if proposed.is_empty() { "" } else { " " };
            let left = Self::LONGEST.saturating_sub(proposed.len() + space.len());
            // Only a word that would leave too little without it is cut.
            if word.len() > left && proposed.len() > 3 {
                break;
            }
            proposed.push_str(space);
            proposed.extend(word.chars().take(left));
        }
        let whole = |cut: &'static str| proposed.strip_suffix(cut);
        let proposed = whole(" st").or(whole(" ste")).unwrap_or(&proposed);
        proposed.to_uppercase().parse().ok()
    }

    /// How many characters it has at most.
    pub const LONGEST: usize = 11;

    /// The name, where it has the shape of one.
    fn shaped(text: &str) -> Result<Self, InvalidSender> {
        let fits = (1..=Self::LONGEST).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSender::Shape)
        }
    }
}

impl FromStr for Sender {
    type Err = InvalidSender;

    /// Accents are left out, and spaces around: what is judged is what telephones will show.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text
            .trim()
            .chars()
            .map(|c| {
                if c.is_alphabetic() {
                    unaccented(c)
                } else {
                    c.to_string()
                }
            })
            .collect();
        let sender = Self::shaped(&plain)?;
        match lint::revealing(&plain, Language::French) {
            Some(word) => Err(InvalidSender::Revealing { word }),
            None => Ok(sender),
        }
    }
}

/// As it was stored: a word that is added to the list of those that betray must not make
/// settings unreadable.
impl TryFrom<String> for Sender {
    type Error = InvalidSender;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::shaped(&text)
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

/// Not a line to end messages with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSignature {
    /// Too long, or with a character that nothing prints.
    #[error(transparent)]
    Text(#[from] InvalidText),
    /// It tells that the person is helped or domiciled.
    #[error("a signature that reveals something")]
    Revealing {
        /// By these words.
        word: String,
    },
}

/// The line at the end of each message; none when nothing was written.
///
/// # Errors
/// [`InvalidSignature`].
///
/// # Law
/// T-07 of the rule table (messages).
pub fn signature(written: &str) -> Result<Option<Text<30>>, InvalidSignature> {
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match lint::revealing(&line, Language::French) {
        Some(word) => Err(InvalidSignature::Revealing { word }),
        None => Ok(Text::optional(&line)?),
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
