//! The addresses of the log: which messages, and where a page begins.
//!
//! A value that no link of ours writes is a bad request: showing another log than the one
//! that was asked for would go unnoticed.

use std::str::FromStr;

use application::messages::book::{Filter, Place};
use chrono::{DateTime, Days, Utc};
use kernel::MessageId;
use messages::{Channel, Kind, State};
use serde::{Deserialize, Serialize};
use structures::Action;

use crate::{session::StaffSession, urls};

/// What an address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pour: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub etat: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub motif: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub canal: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub periode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    apres: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    avant: String,
}

/// E-mails to the staff, instead of messages to people.
pub const STAFF: &str = "equipe";
/// In place of a state: uncertain, or failed and not yet looked at.
pub const TO_LOOK_AT: &str = "a-regarder";

/// How far back the log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Week,
    Month,
    Quarter,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Week => "7-jours",
            Self::Month => "30-jours",
            Self::Quarter => "3-mois",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Week => "7 derniers jours",
            Self::Month => "30 derniers jours",
            Self::Quarter => "3 derniers mois",
        }
    }

    const fn days(self) -> Days {
        Days::new(match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 91,
        })
    }
}

impl FromStr for Period {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|period| period.code() == code)
            .ok_or(())
    }
}

/// One filter: nothing, a value, or something that is none.
fn chosen<T: FromStr>(code: &str) -> Option<Option<T>> {
    if code.is_empty() {
        return Some(None);
    }
    code.parse().ok().map(Some)
}

impl Asked {
    /// Which messages; none when no link of ours asks for that.
    pub fn filter(&self, session: &StaffSession, now: DateTime<Utc>) -> Option<Filter> {
        let staff = match self.pour.as_str() {
            "" => false,
            STAFF => session.may(Action::ManageSettings).then_some(true)?,
            _ => return None,
        };
        let to_look_at = self.etat == TO_LOOK_AT;
        let state = chosen::<State>(if to_look_at { "" } else { &self.etat })?;
        let kind = chosen::<Kind>(&self.motif)?;
        let channel = chosen::<Channel>(&self.canal)?;
        let zone = session.actor.structure().zone();
        let from = chosen::<Period>(&self.periode)?.and_then(|period| {
            let first = zone.date_of(now).checked_sub_days(period.days())?;
            Some(zone.instant_of(first.and_time(chrono::NaiveTime::MIN)))
        });
        Some(Filter {
            states: state.into_iter().collect(),
            kinds: kind.into_iter().collect(),
            channel,
            from,
            to_look_at,
            staff,
            ..Filter::default()
        })
    }

    /// Where the page begins; none when no link of ours asks for that.
    pub fn place(&self) -> Option<Place> {
        match (self.apres.as_str(), self.avant.as_str()) {
            ("", "") => Some(Place::Start),
            (after, "") => Some(Place::After(after.parse().ok()?)),
            ("", before) => Some(Place::Before(before.parse().ok()?)),
            (_, _) => None,
        }
    }

    /// Whether anything is filtered.
    pub const fn is_narrowed(&self) -> bool {
        !(self.pour.is_empty()
            && self.etat.is_empty()
            && self.motif.is_empty()
            && self.canal.is_empty()
            && self.periode.is_empty())
    }

    /// The address of the page after a message.
    pub fn after(&self, id: MessageId) -> String {
        Self {
            apres: id.to_string(),
            avant: String::new(),
            ..self.clone()
        }
        .address()
    }

    /// The address of the page before a message.
    pub fn before(&self, id: MessageId) -> String {
        Self {
            apres: String::new(),
            avant: id.to_string(),
            ..self.clone()
        }
        .address()
    }

    /// The address with one of its filters taken away.
    pub fn without(&self, clear: fn(&mut Self)) -> String {
        let mut asked = self.first();
        clear(&mut asked);
        asked.address()
    }

    fn first(&self) -> Self {
        Self {
            apres: String::new(),
            avant: String::new(),
            ..self.clone()
        }
    }

    fn address(&self) -> String {
        // A struct of plain texts always has a query.
        let query = serde_html_form::to_string(self).unwrap_or_default();
        if query.is_empty() {
            urls::MESSAGES.to_owned()
        } else {
            format!("{}?{query}", urls::MESSAGES)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_what_is_filtered() {
        let id: MessageId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
        let asked = Asked {
            etat: "echec".into(),
            canal: "sms".into(),
            ..Asked::default()
        };
        let after = asked.after(id);
        assert_eq!(after, format!("/messages?etat=echec&canal=sms&apres={id}"));
        assert_eq!(
            asked.without(|asked| asked.etat.clear()),
            "/messages?canal=sms"
        );
        assert_eq!(Asked::default().without(|_| ()), "/messages");
    }

    #[test]
    fn what_no_link_writes_is_no_place() {
        let place = |apres: &str, avant: &str| {
            Asked {
                apres: apres.into(),
                avant: avant.into(),
                ..Asked::default()
            }
            .place()
        };
        let id = "01890000-0000-7000-8000-000000000001";
        assert_eq!(place("", ""), Some(Place::Start));
        assert_eq!(place("", id), id.parse().ok().map(Place::Before));
        assert_eq!(place("x", ""), None);
        assert_eq!(place(id, id), None);
    }
}
