//! Appointments as an iCalendar file (RFC 5545), for calendars outside.
//!
//! Nothing in it says who the person is: a number and an address that only a session opens.

use std::collections::BTreeMap;

use application::agenda::AgendaEntry;
use chrono::TimeDelta;
use domiciliation::appointment::AppointmentOutcome;
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};
use kernel::{FactId, Zone};

use crate::urls;

/// How often a calendar is asked to come back.
const READ_EVERY: TimeDelta = TimeDelta::hours(1);

/// How one calendar is written.
pub struct Writing<'a> {
    /// The zone in which the civil times of the appointments are read.
    pub zone: Zone,
    /// The address of the site, before its paths.
    pub origin: &'a str,
}

impl Writing<'_> {
    /// The calendar of one member of the staff. Appointments that were moved one to the
    /// next are one event, which says where it stands in this calendar.
    pub fn calendar(&self, name: &str, entries: &[AgendaEntry]) -> String {
        let mut events: BTreeMap<FactId, &AgendaEntry> = BTreeMap::new();
        for entry in entries {
            let last = events.entry(entry.series).or_insert(entry);
            if entry.rank > last.rank {
                *last = entry;
            }
        }
        let mut calendar = empty();
        calendar
            .name(name)
            .timezone(self.zone.name())
            .ttl(&READ_EVERY);
        calendar.extend(events.into_values().map(|entry| self.event(entry)));
        calendar.to_string()
    }

    /// One appointment alone.
    pub fn appointment(&self, entry: &AgendaEntry) -> String {
        empty().push(self.event(entry)).to_string()
    }

    /// The same to come with an e-mail, which announces it as published (RFC 6047).
    pub fn invitation(&self, entry: &AgendaEntry) -> String {
        let mut calendar = empty();
        calendar.append_property(Property::new("METHOD", "PUBLISH"));
        calendar.push(self.event(entry)).to_string()
    }

    fn event(&self, entry: &AgendaEntry) -> Event {
        let link = format!("{}{}", self.origin, urls::dossier(entry.dossier));
        let stands = takes_place(entry);
        let status = if stands {
            EventStatus::Confirmed
        } else {
            EventStatus::Cancelled
        };
        // Each move counts two, so that giving up counts between two moves.
        let sequence = entry
            .rank
            .saturating_mul(2)
            .saturating_add(u32::from(!stands));
        Event::new()
            .uid(&entry.series.to_string())
            .sequence(sequence)
            .timestamp(entry.changed_at)
            .last_modified(entry.changed_at)
            .summary(&format!("Entretien – dossier n° {}", entry.number))
            .description(&link)
            .url(&link)
            .starts(self.zone.instant_of(entry.slot.from))
            .ends(self.zone.instant_of(entry.slot.until))
            .class(Class::Private)
            .status(status)
            .done()
    }
}

/// Whether the hour is, or was, kept for it.
fn takes_place(entry: &AgendaEntry) -> bool {
    match entry.outcome {
        AppointmentOutcome::Planned | AppointmentOutcome::Missed => true,
        AppointmentOutcome::Held { on } => on == entry.slot.from.date(),
        AppointmentOutcome::Moved { .. } | AppointmentOutcome::Cancelled => false,
    }
}

fn empty() -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//DomiFa//Agenda//FR"),
        ("CALSCALE", "GREGORIAN"),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    calendar
}
