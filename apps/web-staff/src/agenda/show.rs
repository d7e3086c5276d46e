//! The page: a week of days, or the day of each colleague. One list a day, so that it is
//! heard and read on a narrow screen as it is seen on a wide one.

use std::collections::BTreeMap;

use application::{agenda::AgendaEntry, reads::Tab};
use chrono::{Datelike, NaiveDate, Weekday};
use domiciliation::{Refused, Status};
use kernel::{Holidays, StaffId};
use maud::{Markup, html};
use web_kit::{
    Field, Link,
    components::{self, Choice, button, hidden, link_button, select},
    fr,
};

use super::{
    Shown,
    place::{View, Whose},
};
use crate::{list, request::forms::refused_alert, session::Here, urls};

impl Shown {
    /// The whole page. A refusal is told above what it was about.
    pub fn render(&self, message: Option<&'static str>, refused: Option<&Refused>) -> Markup {
        let content = html! {
            div.app-title {
                h1 { "Agenda" }
                a.fr-link href=(urls::FEED) { "Suivre mon agenda ailleurs" }
            }
            (refused_alert(refused))
            (self.views())
            (self.turning())
            p.app-lead { (self.sentence()) }
            @match self.place.view {
                View::Week => (self.week()),
                View::Day => (self.day()),
            }
            p.app-agenda__new {
                "Un rendez-vous se fixe depuis la demande d’une personne. "
                a.fr-link href=(list::tab_href(Tab::Status(Status::EnInstruction))) { "Voir les demandes en instruction" }
            }
        };
        self.session
            .page("Agenda")
            .message(message)
            .in_error(refused.is_some())
            .content(content)
            .inside(&self.session.shell(Here::Agenda))
    }

    fn views(&self) -> Markup {
        let tab = |label, view| components::Tab {
            link: Link::new(label, self.place.seen_as(view).href()),
            count: None,
            current: self.place.view == view,
        };
        components::tabs(
            "Semaine ou jour",
            &[tab("Semaine", View::Week), tab("Jour", View::Day)],
        )
    }

    /// Another period, another colleague.
    fn turning(&self) -> Markup {
        let (before, now, after) = match self.place.view {
            View::Week => ("Semaine précédente", "Cette semaine", "Semaine suivante"),
            View::Day => ("Jour précédent", "Aujourd’hui", "Jour suivant"),
        };
        let mut choices = vec![Choice::new("moi", "Moi"), Choice::new("tous", "Tous")];
        let others = self
            .team
            .iter()
            .filter(|m| m.id() != self.session.actor.id());
        choices.extend(others.map(|m| Choice::new(m.id().to_string(), m.full_name())));
        if let Whose::Of(id) = self.place.whose
            && self.team.iter().all(|m| m.id() != id)
        {
            choices.push(Choice::new(id.to_string(), "Ancien collègue"));
        }
        html! {
            div.app-agenda__tools {
                nav aria-label="Changer de période" {
                    ul.app-agenda__turn {
                        li { (link_button(before, &self.place.turned(-1).href()).small().tertiary()) }
                        li { (link_button(now, &self.place.on(self.session.today).href()).small().tertiary()) }
                        li { (link_button(after, &self.place.turned(1).href()).small().tertiary()) }
                    }
                }
                form.app-filters method="get" action=(urls::AGENDA) aria-label="Choisir un collègue" {
                    (hidden("vue", self.place.view_code()))
                    (hidden("jour", &self.place.day.to_string()))
                    (select("agent", "Rendez-vous de", &Field::new(self.place.whose_code()), choices))
                    (button("Afficher").secondary())
                }
            }
        }
    }

    /// « Semaine du 23 au 29 novembre 2026 : 5 rendez-vous à venir, 1 sans suite. »
    fn sentence(&self) -> String {
        let (over, coming): (Vec<&AgendaEntry>, Vec<&AgendaEntry>) = self
            .entries
            .iter()
            .filter(|entry| entry.is_planned())
            .partition(|entry| self.is_over(entry));
        let period = match self.place.view {
            View::Day => capital(&fr::long_date(self.place.day)),
            View::Week => format!("Semaine {}", span(self.place.first(), self.place.last())),
        };
        let ahead = match coming.len() {
            0 => "aucun rendez-vous à venir".to_owned(),
            n => format!("{n} rendez-vous à venir"),
        };
        let late = match over.len() {
            0 => String::new(),
            n => format!(", {n} sans suite"),
        };
        fr::typo(&format!("{period} : {ahead}{late}."))
    }

    fn week(&self) -> Markup {
        let days: Vec<NaiveDate> = self
            .place
            .days()
            .filter(|day| {
                !is_weekend(*day) || self.on(*day).next().is_some() || *day == self.session.today
            })
            .collect();
        html! {
            div.app-week.app-week--full[days.len() > 5] {
                @for day in days { (self.column(day)) }
            }
        }
    }

    fn column(&self, day: NaiveDate) -> Markup {
        let today = day == self.session.today;
        let as_day = self.place.seen_as(View::Day).on(day).href();
        let several = self.place.whose == Whose::All;
        html! {
            section.app-day.app-day--today[today] {
                h2 { a href=(as_day) { (capital(without_last_word(&fr::long_date(day)))) } }
                (self.marks(day))
                @if self.on(day).next().is_some() {
                    ul.app-slots { @for entry in self.on(day) { (self.entry(entry, several)) } }
                } @else {
                    p.app-none { "Aucun rendez-vous" }
                }
            }
        }
    }

    /// Today, a public holiday: said in words.
    fn marks(&self, day: NaiveDate) -> Markup {
        let holidays = Holidays::of(self.session.actor.structure().departement());
        let today = (day == self.session.today).then_some("aujourd’hui");
        let holiday = holidays.is_holiday(day).then_some("jour férié");
        let said: Vec<&str> = today.into_iter().chain(holiday).collect();
        html! { @if !said.is_empty() { p.app-day__mark { (capital(&said.join(", "))) } } }
    }

    /// The day sheet: one list for each colleague.
    fn day(&self) -> Markup {
        let mut agents: BTreeMap<(&str, StaffId), Vec<&AgendaEntry>> = BTreeMap::new();
        for entry in &self.entries {
            agents
                .entry((&entry.with_name, entry.with))
                .or_default()
                .push(entry);
        }
        html! {
            (self.marks(self.place.day))
            @if agents.is_empty() { p.app-none { "Aucun rendez-vous ce jour-là." } }
            div.app-sheet {
                @for ((name, _), entries) in agents {
                    section.app-day {
                        h2 { (name) }
                        ul.app-slots { @for entry in entries { (self.entry(entry, false)) } }
                    }
                }
            }
        }
    }

    fn on(&self, day: NaiveDate) -> impl Iterator<Item = &AgendaEntry> {
        self.entries
            .iter()
            .filter(move |e| e.slot.from.date() == day)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// « du 23 au 29 novembre 2026 », « du 28 septembre au 4 octobre 2026 ».
fn span(first: NaiveDate, last: NaiveDate) -> String {
    let (from, until) = (fr::day_month_year(first), fr::day_month_year(last));
    let from = if first.year() != last.year() {
        from.as_str()
    } else if first.month() != last.month() {
        without_last_word(&from)
    } else {
        without_last_word(without_last_word(&from))
    };
    format!("du {from} au {until}")
}

/// « lundi 23 novembre 2026 » without its year, which stands above.
fn without_last_word(text: &str) -> &str {
    text.rsplit_once(' ').map_or(text, |(before, _)| before)
}

/// With a capital: « Lundi 23 novembre ».
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_days_says_once_what_both_ends_share() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        for (first, last, said) in [
            (
                day(2026, 11, 23),
                day(2026, 11, 29),
                "du 23 au 29 novembre 2026",
            ),
            (
                day(2026, 9, 28),
                day(2026, 10, 4),
                "du 28 septembre au 4 octobre 2026",
            ),
            (
                day(2026, 12, 28),
                day(2027, 1, 3),
                "du 28 décembre 2026 au 3 janvier 2027",
            ),
            (day(2027, 2, 1), day(2027, 2, 7), "du 1er au 7 février 2027"),
        ] {
            assert_eq!(span(first, last), said);
        }
    }
}
