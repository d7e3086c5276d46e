//! What messages say: the texts that are proposed, those of a structure, and how either is
//! filled in. Whoever shows a text before it is sent calls the function that makes it.

mod catalogue;
mod counts;
mod own;
mod placeholder;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use kernel::french;

pub use catalogue::{proposed, subject};
pub use own::{MOST_SEGMENTS, OwnText, TextRefused};
pub use placeholder::Placeholder;

use crate::{
    Kind, Language,
    segments::{Encoding, Segments, gsm_friendly},
};
use placeholder::{Piece, pieces};

/// How many items wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Letters.
    pub letters: u32,
    /// Parcels.
    pub parcels: u32,
    /// Notices of registered items.
    pub notices: u32,
}

/// What a message is about: all that is filled in, and nothing of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facts {
    /// What waits in all, told before or not.
    MailWaiting(Waiting),
    /// The last day of the term.
    TermEnding {
        /// It.
        on: NaiveDate,
    },
    /// Three months without a contact are nearly over.
    Silence {
        /// The first day on which they are.
        before: NaiveDate,
    },
    /// The appointment, in civil time.
    Appointment {
        /// It.
        at: NaiveDateTime,
    },
    /// The last day on which La Poste keeps a registered item.
    NoticeExpiring {
        /// It.
        until: NaiveDate,
    },
    /// Nothing is told of a decision.
    Decision,
}

impl Facts {
    /// The kind of message.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::MailWaiting(_) => Kind::MailWaiting,
            Self::TermEnding { .. } => Kind::TermEnding,
            Self::Silence { .. } => Kind::Silence,
            Self::Appointment { .. } => Kind::Appointment,
            Self::NoticeExpiring { .. } => Kind::NoticeExpiring,
            Self::Decision => Kind::Decision,
        }
    }

    /// Something of a kind, for a preview.
    #[must_use]
    pub fn example(kind: Kind) -> Self {
        let waiting = Waiting {
            letters: 2,
            parcels: 1,
            notices: 0,
        };
        Self::made(kind, waiting)
    }

    /// What takes most room.
    fn longest(kind: Kind) -> Self {
        let waiting = Waiting {
            letters: 125,
            parcels: 25,
            notices: 25,
        };
        Self::made(kind, waiting)
    }

    fn made(kind: Kind, waiting: Waiting) -> Self {
        let day = NaiveDate::from_ymd_opt(2027, 11, 24).unwrap_or_default();
        let time = NaiveTime::from_hms_opt(14, 30, 0).unwrap_or_default();
        match kind {
            Kind::MailWaiting => Self::MailWaiting(waiting),
            Kind::TermEnding => Self::TermEnding { on: day },
            Kind::Silence => Self::Silence { before: day },
            Kind::Appointment => Self::Appointment {
                at: day.and_time(time),
            },
            Kind::NoticeExpiring => Self::NoticeExpiring { until: day },
            Kind::Decision => Self::Decision,
        }
    }

    /// What a placeholder stands for; nothing where it has no place.
    fn value(&self, placeholder: Placeholder, language: Language) -> String {
        match (placeholder, self) {
            (Placeholder::Mail, Self::MailWaiting(waiting)) => language.list(*waiting),
            (
                Placeholder::Date,
                Self::TermEnding { on: day }
                | Self::Silence { before: day }
                | Self::NoticeExpiring { until: day },
            ) => date(*day, language),
            (Placeholder::Date, Self::Appointment { at }) => date(at.date(), language),
            (Placeholder::Time, Self::Appointment { at }) => time(at.time(), language),
            (
                Placeholder::Mail,
                Self::TermEnding { .. }
                | Self::Silence { .. }
                | Self::Appointment { .. }
                | Self::NoticeExpiring { .. }
                | Self::Decision,
            )
            | (Placeholder::Date, Self::MailWaiting(_) | Self::Decision)
            | (
                Placeholder::Time,
                Self::MailWaiting(_)
                | Self::TermEnding { .. }
                | Self::Silence { .. }
                | Self::NoticeExpiring { .. }
                | Self::Decision,
            ) => String::new(),
        }
    }
}

/// A day, as whoever reads the language cannot mistake it.
fn date(day: NaiveDate, language: Language) -> String {
    let pattern = match language {
        // The month comes first for some who read English.
        Language::English => "%-d %B %Y",
        Language::Romanian | Language::Russian | Language::Ukrainian => "%d.%m.%Y",
        Language::French
        | Language::Spanish
        | Language::Portuguese
        | Language::Arabic
        | Language::Dari => "%d/%m/%Y",
    };
    day.format(pattern).to_string()
}

/// An hour, within the alphabet of text messages.
fn time(time: NaiveTime, language: Language) -> String {
    match language {
        Language::French if time.minute() == 0 => format!("{}h", time.hour()),
        Language::French => time.format("%-Hh%M").to_string(),
        Language::English
        | Language::Spanish
        | Language::Portuguese
        | Language::Romanian
        | Language::Arabic
        | Language::Russian
        | Language::Ukrainian
        | Language::Dari => time.format("%H:%M").to_string(),
    }
}

/// A text with its placeholders filled in.
fn fill(text: &str, facts: &Facts, language: Language) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Open(name) | Piece::Unclosed(name) => {
                if let Ok(placeholder) = name.parse() {
                    out.push_str(&facts.value(placeholder, language));
                }
            }
        }
    }
    out
}

/// A message as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Its language.
    pub language: Language,
    /// The words of a text message.
    pub text: String,
    /// The subject of an e-mail.
    pub subject: String,
    /// The paragraphs of an e-mail.
    pub paragraphs: Vec<String>,
}

impl Rendered {
    /// What the text message amounts to.
    #[must_use]
    pub fn segments(&self) -> Segments {
        Segments::of(&self.text)
    }
}

/// What a message says: the words of the structure where it wrote some for its kind and
/// language, those that are proposed otherwise, and its signature on a line of its own.
///
/// ```
/// use messages::{Language, texts::{Facts, Waiting, render}};
///
/// let waiting = Waiting { letters: 2, parcels: 1, notices: 0 };
/// let facts = Facts::MailWaiting(waiting);
/// let message = render(Language::French, None, &facts, Some("04 00 00 00 00"));
/// assert_eq!(
///     message.text,
///     "Du courrier vous attend : 2 lettres et 1 colis. Vous pouvez passer le prendre.\n\
///      04 00 00 00 00",
/// );
/// assert_eq!(message.segments().parts, 1);
/// ```
///
/// # Law
/// T-07, T-08 of the rule table (messages).
#[must_use]
pub fn render(
    language: Language,
    own: Option<&OwnText>,
    facts: &Facts,
    signature: Option<&str>,
) -> Rendered {
    let kind = facts.kind();
    let own = own.filter(|own| own.kind() == kind && own.language() == language);
    let template = own.map_or_else(|| proposed(kind, language), OwnText::as_str);
    let body = fill(template, facts, language);
    let signed = match signature {
        Some(signature) => format!("{body}\n{signature}"),
        None => body.clone(),
    };
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let paragraphs = [catalogue::greeting(language)]
        .into_iter()
        .chain(lines)
        .chain(signature)
        .map(|line| typeset(line, language))
        .collect();
    Rendered {
        language,
        text: plainly(signed),
        subject: typeset(subject(kind, language), language),
        paragraphs,
    }
}

/// A text without signs of typography, where that makes it shorter to send.
fn plainly(text: String) -> String {
    let plain = gsm_friendly(&text);
    match Segments::of(&plain).encoding {
        Encoding::Gsm7 => plain,
        Encoding::Ucs2 => text,
    }
}

/// A line of an e-mail, which has all signs of typography.
fn typeset(line: &str, language: Language) -> String {
    match language {
        Language::French => french::typo(line).replace('\'', "’"),
        Language::English
        | Language::Spanish
        | Language::Portuguese
        | Language::Romanian
        | Language::Arabic
        | Language::Russian
        | Language::Ukrainian
        | Language::Dari => line.to_owned(),
    }
}
