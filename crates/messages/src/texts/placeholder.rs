//! What a text leaves open, to be filled in when it is sent.

use super::Facts;
use crate::{Kind, Language};

kernel::vocabulary! {
    /// What stands between braces in a text.
    Placeholder {
        /// « 2 lettres et 1 colis ».
        Mail = "courrier", "Ce qui attend, avec les nombres";
        /// The last day, or the day of the appointment.
        Date = "date", "La date";
        /// The hour of the appointment.
        Time = "heure", "L’heure";
    }
}

impl Placeholder {
    /// Those that a text of a kind may hold.
    #[must_use]
    pub const fn allowed(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::MailWaiting => &[Self::Mail],
            Kind::TermEnding | Kind::Silence | Kind::NoticeExpiring => &[Self::Date],
            Kind::Appointment => &[Self::Date, Self::Time],
            Kind::Decision => &[],
        }
    }

    /// Those without which a text of a kind would be of no use.
    #[must_use]
    pub const fn required(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Silence => &[],
            Kind::MailWaiting
            | Kind::TermEnding
            | Kind::Appointment
            | Kind::NoticeExpiring
            | Kind::Decision => Self::allowed(kind),
        }
    }

    /// What it is filled in with, for instance.
    #[must_use]
    pub fn example(self, language: Language) -> String {
        let kind = match self {
            Self::Mail => Kind::MailWaiting,
            Self::Date | Self::Time => Kind::Appointment,
        };
        Facts::example(kind).value(self, language)
    }
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// What stands between braces, known or not.
    Open(&'a str),
    /// What follows a brace that is not closed.
    Unclosed(&'a str),
}

/// The pieces of a text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split('{').enumerate().flat_map(|(index, part)| {
        let (open, words) = match part.split_once('}') {
            _ if index == 0 => (None, part),
            Some((name, words)) => (Some(Piece::Open(name)), words),
            None => (Some(Piece::Unclosed(part)), ""),
        };
        open.into_iter().chain([Piece::Words(words)])
    })
}
