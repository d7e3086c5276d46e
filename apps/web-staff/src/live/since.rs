//! Where a page was when it was drawn, and what was recorded since.

use std::{fmt, str::FromStr};

use chrono::NaiveDateTime;
use domiciliation::{Author, Dossier, Fact, Recorded};
use serde::{Deserialize, Deserializer, de::Error};

use crate::{dossier::shows, session::StaffSession, words};

/// How much of a dossier a page showed: its version, and the length of its history. Facts are
/// appended, so that the beginning of a history is the dossier as it stood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    version: i64,
    /// Unknown when only the version came back.
    facts: Option<usize>,
}

impl Seen {
    /// All of it.
    pub(crate) fn of(dossier: &Dossier, version: i64) -> Self {
        Self {
            version,
            facts: Some(dossier.history().len()),
        }
    }

    /// The version.
    pub(crate) const fn version(self) -> i64 {
        self.version
    }

    /// Whether what was recorded since can be known.
    pub(crate) const fn is_known(self) -> bool {
        self.facts.is_some()
    }

    /// What was recorded since; nothing where that cannot be known.
    pub(crate) fn since(self, now: &Dossier) -> &[Recorded] {
        let history = now.history();
        let later = self.facts.and_then(|seen| history.get(seen..));
        let later = later.unwrap_or_default();
        // A merger puts the facts of another dossier among those of this one.
        match later.iter().rposition(is_merger) {
            Some(merger) => &later[merger..],
            None => later,
        }
    }

    /// The dossier as it stood then, where that can be known.
    pub(crate) fn dossier(self, now: &Dossier) -> Option<Dossier> {
        let history = now.history();
        let seen = history.get(..self.facts?)?;
        let later = history.get(seen.len()..)?;
        if seen.is_empty() || later.iter().any(is_merger) {
            return None;
        }
        let (structure, id, number) = (now.structure(), now.id(), now.number());
        Some(Dossier::from_history(structure, id, number, seen.to_vec()))
    }
}

fn is_merger(recorded: &Recorded) -> bool {
    matches!(recorded.fact, Fact::Merged { .. })
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.facts {
            Some(facts) => write!(f, "{}.{facts}", self.version),
            None => write!(f, "{}", self.version),
        }
    }
}

/// Not what a page of ours sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotSeen;

impl fmt::Display for NotSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a version")
    }
}

impl FromStr for Seen {
    type Err = NotSeen;

    fn from_str(text: &str) -> Result<Self, NotSeen> {
        let (version, facts) = match text.split_once('.') {
            Some((version, facts)) => (version, Some(facts.parse().map_err(|_| NotSeen)?)),
            None => (text, None),
        };
        let version = version.parse().map_err(|_| NotSeen)?;
        Ok(Self { version, facts })
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// What somebody did in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Act {
    author: Author,
    /// Who.
    pub(crate) who: String,
    /// When, at the structure.
    pub(crate) at: NaiveDateTime,
    /// What, one line a fact.
    pub(crate) what: Vec<String>,
}

impl Act {
    /// Whether it is this reader's own.
    pub(crate) fn is_of(&self, session: &StaffSession) -> bool {
        matches!(self.author, Author::Staff { id, .. } if id == session.actor.id())
    }
}

/// Facts that this reader may see, those of one author together.
pub(crate) fn acts(facts: &[Recorded], dossier: &Dossier, session: &StaffSession) -> Vec<Act> {
    let zone = session.actor.structure().zone();
    let mut acts: Vec<Act> = Vec::new();
    for recorded in facts.iter().filter(|r| shows(session, dossier, &r.fact)) {
        let line = words::fact_line(recorded, dossier);
        let at = zone.time_of(recorded.at);
        match acts.iter_mut().find(|act| act.author == recorded.author) {
            Some(act) => {
                act.at = at;
                act.what.push(line);
            }
            None => acts.push(Act {
                author: recorded.author.clone(),
                who: recorded.author.name().to_string(),
                at,
                what: vec![line],
            }),
        }
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_saw_comes_back_as_it_was_written() {
        for text in ["12.27", "3"] {
            assert_eq!(text.parse::<Seen>().map(|s| s.to_string()), Ok(text.into()));
        }
        for wrong in ["", "x", "1.", "1.x", "1.-2", "99999999999999999999"] {
            assert_eq!(wrong.parse::<Seen>(), Err(NotSeen), "{wrong}");
        }
    }
}
