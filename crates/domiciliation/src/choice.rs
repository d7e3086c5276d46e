//! Whether the person accepts messages, since when, and who noted it.

use chrono::{DateTime, Utc};

use crate::{author::Author, dossier::Dossier, fact::Fact, identity::Coordinates};

/// What the person said about one way of being written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// Whether they accept it.
    pub accepts: bool,
    /// Since when it stands so.
    pub since: DateTime<Utc>,
    /// Who noted it.
    pub by: &'a Author,
}

/// What the person said about messages; nothing while their coordinates were never noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagesChoice<'a> {
    /// About text messages.
    pub sms: Option<Choice<'a>>,
    /// About e-mail.
    pub email: Option<Choice<'a>>,
}

impl Dossier {
    /// Whether the person accepts messages, since when, and who noted it: the oldest entry
    /// from which nothing else was said.
    ///
    /// # Law
    /// T-04: RGPD art. 21. An objection keeps its day and its author.
    #[must_use]
    pub fn messages_choice(&self) -> MessagesChoice<'_> {
        MessagesChoice {
            sms: self.choice(|coordinates| coordinates.sms),
            email: self.choice(|coordinates| coordinates.by_email),
        }
    }

    fn choice(&self, of: impl Fn(&Coordinates) -> bool) -> Option<Choice<'_>> {
        let accepts = of(self.coordinates());
        let noted = self.history().iter().rev().filter_map(|recorded| {
            if let Fact::CoordinatesRecorded(coordinates) = &recorded.fact {
                (!self.is_annulled(recorded.id)).then_some((recorded, of(coordinates)))
            } else {
                None
            }
        });
        let (oldest, _) = noted.take_while(|(_, said)| *said == accepts).last()?;
        Some(Choice {
            accepts,
            since: oldest.at,
            by: &oldest.author,
        })
    }
}
