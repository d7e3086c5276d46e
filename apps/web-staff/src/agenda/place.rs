//! Where one stands in the agenda: a week or a day, of oneself, of somebody or of all.

use chrono::{Datelike, NaiveDate};
use kernel::{StaffId, date::add_days};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::components::hidden;

use crate::{session::StaffSession, urls};

/// What an address, or the hidden fields of a form, say of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    vue: String,
    jour: String,
    agent: String,
}

/// How much is shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Week,
    Day,
}

/// Whose appointments are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Mine,
    All,
    Of(StaffId),
}

/// Where one stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub view: View,
    /// The day shown, or one of the week shown.
    pub day: NaiveDate,
    pub whose: Whose,
}

const DAY: &str = "jour";
const WEEK: &str = "semaine";
const ALL: &str = "tous";
const MINE: &str = "moi";

impl Place {
    /// What is not understood is today, the week, one's own.
    pub fn of(asked: &Asked, session: &StaffSession) -> Self {
        let me = session.actor.id();
        let near = |day: &NaiveDate| (2000..2100).contains(&day.year());
        Self {
            view: if asked.vue == DAY {
                View::Day
            } else {
                View::Week
            },
            day: asked
                .jour
                .parse()
                .ok()
                .filter(near)
                .unwrap_or(session.today),
            whose: match asked.agent.parse::<StaffId>() {
                Ok(id) if id != me => Whose::Of(id),
                Ok(_) => Whose::Mine,
                Err(_) if asked.agent == ALL => Whose::All,
                Err(_) => Whose::Mine,
            },
        }
    }

    /// The first day shown.
    pub fn first(self) -> NaiveDate {
        match self.view {
            View::Day => self.day,
            View::Week => add_days(self.day, -days_from_monday(self.day)),
        }
    }

    /// The last day shown.
    pub fn last(self) -> NaiveDate {
        match self.view {
            View::Day => self.day,
            View::Week => add_days(self.first(), 6),
        }
    }

    /// The days shown, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.first()
            .iter_days()
            .take_while(move |day| *day <= self.last())
    }

    /// The member of the staff whose appointments are shown, when it is one.
    pub fn staff(self, session: &StaffSession) -> Option<StaffId> {
        match self.whose {
            Whose::Mine => Some(session.actor.id()),
            Whose::All => None,
            Whose::Of(id) => Some(id),
        }
    }

    /// The same, another day.
    pub const fn on(self, day: NaiveDate) -> Self {
        Self { day, ..self }
    }

    /// As many days earlier or later as are shown.
    pub fn turned(self, by: i32) -> Self {
        let days = match self.view {
            View::Day => 1,
            View::Week => 7,
        };
        self.on(add_days(self.day, days * by))
    }

    /// The same day, as a day or as its week.
    pub const fn seen_as(self, view: View) -> Self {
        Self { view, ..self }
    }

    /// Its address.
    pub fn href(self) -> String {
        format!(
            "{}?vue={}&jour={}&agent={}",
            urls::AGENDA,
            self.view_code(),
            self.day,
            self.whose_code()
        )
    }

    /// The address of an act that comes back here.
    pub fn with(self, act: &str) -> String {
        format!(
            "{act}?vue={}&jour={}&agent={}",
            self.view_code(),
            self.day,
            self.whose_code()
        )
    }

    /// The fields through which a form comes back here.
    pub fn fields(self) -> Markup {
        html! {
            (hidden("vue", self.view_code()))
            (hidden("jour", &self.day.to_string()))
            (hidden("agent", &self.whose_code()))
        }
    }

    /// The word of the view.
    pub const fn view_code(self) -> &'static str {
        match self.view {
            View::Week => WEEK,
            View::Day => DAY,
        }
    }

    /// The word of whose they are.
    pub fn whose_code(self) -> String {
        match self.whose {
            Whose::Mine => MINE.to_owned(),
            Whose::All => ALL.to_owned(),
            Whose::Of(id) => id.to_string(),
        }
    }
}

fn days_from_monday(day: NaiveDate) -> i32 {
    i32::try_from(day.weekday().num_days_from_monday()).unwrap_or_default()
}
