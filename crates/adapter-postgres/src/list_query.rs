//! The one query that is built: the list, with its tab, filters, sort and place.

use application::reads::{
    AppointmentFilter, Cursor, EndedFilter, ListQuery, ReferentFilter, SilenceFilter, SortKey, Tab,
    TermFilter, last_day_over,
};
use chrono::{Days, NaiveDate, NaiveDateTime};
use domiciliation::Status;
use kernel::StructureId;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Adds the conditions that a page and its total share; `found` are the dossiers in which
/// the searched words are, where there are any words.
pub(crate) fn push_matches(
    sql: &mut QueryBuilder<Postgres>,
    structure: StructureId,
    query: &ListQuery,
    found: Option<&[Uuid]>,
    today: NaiveDate,
) {
    sql.push(" from domiciliation.dossier where structure_id = ")
        .push_bind(structure.uuid());
    push_tab(sql, query.tab, today);
    push_filters(sql, query, today);
    if let Some(found) = found {
        sql.push(" and dossier_id = any(")
            .push_bind(found.to_vec())
            .push(")");
    }
}

fn push_tab(sql: &mut QueryBuilder<Postgres>, tab: Tab, today: NaiveDate) {
    match tab {
        Tab::All => {}
        Tab::Renewals => {
            sql.push(" and renewal_pending");
        }
        Tab::Status(Status::Actif) => {
            sql.push(" and situation = 'elected' and sort_term >= ")
                .push_bind(today);
        }
        Tab::Status(Status::Echu) => {
            sql.push(" and situation = 'elected' and sort_term < ")
                .push_bind(today);
        }
        Tab::Status(Status::AValider) => {
            sql.push(" and situation = 'proposed'");
        }
        Tab::Status(Status::EnInstruction) => {
            sql.push(" and situation = 'requested'");
        }
        Tab::Status(Status::Radie) => {
            sql.push(" and situation = 'ended'");
        }
        Tab::Status(Status::Refuse) => {
            sql.push(" and situation = 'refused'");
        }
    }
}

fn push_filters(sql: &mut QueryBuilder<Postgres>, query: &ListQuery, today: NaiveDate) {
    if let Some(silence) = query.silence {
        let last_day = match silence {
            SilenceFilter::TwoMonths => {
                // From the end of a justified absence, when that is later.
                let last_day = last_day_over(today, 2);
                sql.push(" and silent_since <= ").push_bind(last_day);
                last_day
            }
            SilenceFilter::ThreeMonths => {
                sql.push(" and first_radiable_day <= ").push_bind(today);
                last_day_over(today, 3)
            }
        };
        // What the indexes know: whoever is silent has not come since.
        sql.push(" and last_contact <= ").push_bind(last_day);
        // An open absence suspends the clock.
        sql.push(" and (suspended_since is null or suspended_since > ")
            .push_bind(today)
            .push(")");
    }
    if let Some(term) = query.term {
        let within = |days| today.checked_add_days(Days::new(days)).unwrap_or(today);
        sql.push(" and situation = 'elected' and sort_term ");
        match term {
            TermFilter::Lapsed => sql.push("< ").push_bind(today),
            TermFilter::TwoWeeks => push_within(sql, today, within(15)),
            TermFilter::TwoMonths => push_within(sql, today, within(60)),
        };
    }
    if let Some(ended) = query.ended {
        let months = match ended {
            EndedFilter::OneYear => 12,
            EndedFilter::TwoYears => 24,
        };
        sql.push(" and situation = 'ended' and sort_term <= ")
            .push_bind(last_day_over(today, months));
    }
    if query.mail_waiting {
        sql.push(" and mail_since is not null");
    }
    match query.appointment {
        None => {}
        Some(AppointmentFilter::Coming) => {
            sql.push(" and appointment_at >= ").push_bind(today);
        }
        Some(AppointmentFilter::Passed) => {
            sql.push(" and appointment_at < ").push_bind(today);
        }
    }
    match query.referent {
        None => {}
        Some(ReferentFilter::None) => {
            sql.push(" and referent is null");
        }
        Some(ReferentFilter::Is(staff)) => {
            sql.push(" and referent = ").push_bind(staff.uuid());
        }
    }
}

fn push_within(
    sql: &mut QueryBuilder<Postgres>,
    from: NaiveDate,
    until: NaiveDate,
) -> &mut QueryBuilder<Postgres> {
    sql.push("between ")
        .push_bind(from)
        .push(" and ")
        .push_bind(until)
}

/// A value of a sort key, typed for the database.
#[derive(Clone)]
pub(crate) enum SortValue {
    Name(String),
    Number(i32),
    Date(NaiveDate),
    Moment(NaiveDateTime),
}

const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";

impl SortValue {
    pub(crate) fn parse(key: SortKey, text: &str) -> Option<Self> {
        match key {
            SortKey::Name => Some(Self::Name(text.to_owned())),
            SortKey::Number => text.parse().ok().map(Self::Number),
            SortKey::Term | SortKey::LastContact => text.parse().ok().map(Self::Date),
            SortKey::Appointment => NaiveDateTime::parse_from_str(text, MOMENT)
                .ok()
                .map(Self::Moment),
        }
    }

    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Name(name) => name,
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Moment(moment) => moment.format(MOMENT).to_string(),
        }
    }

    fn push_bind(self, sql: &mut QueryBuilder<Postgres>) {
        match self {
            Self::Name(name) => sql.push_bind(name),
            Self::Number(number) => sql.push_bind(number),
            Self::Date(day) => sql.push_bind(day),
            Self::Moment(moment) => sql.push_bind(moment),
        };
    }
}

/// The column by which an index of the table sorts.
const fn column(key: SortKey) -> &'static str {
    match key {
        SortKey::Name => "sort_name",
        SortKey::Number => "number",
        SortKey::Term => "sort_term",
        SortKey::LastContact => "last_contact",
        SortKey::Appointment => "appointment_at",
    }
}

/// Which rows of the sorted list to read, beginning where.
///
/// Rows without a value come last whichever way the list is sorted, which no index does in
/// both directions. So a list is read as two: those with a value, and those without.
pub(crate) struct Stretch {
    with_value: bool,
    from: Option<(Option<SortValue>, Uuid)>,
}

impl Stretch {
    const fn whole(with_value: bool) -> Self {
        Self {
            with_value,
            from: None,
        }
    }

    /// What to read one after the other until the first page is full.
    pub(crate) fn all() -> Vec<Self> {
        vec![Self::whole(true), Self::whole(false)]
    }

    /// The same from beyond a row on, which is not read; `backwards` towards the beginning.
    pub(crate) fn beyond(value: Option<SortValue>, row: Uuid, backwards: bool) -> Vec<Self> {
        let with_value = value.is_some();
        let mut stretches = vec![Self {
            with_value,
            from: Some((value, row)),
        }];
        // Rows with a value stand before those without.
        if with_value != backwards {
            stretches.push(Self::whole(!with_value));
        }
        stretches
    }

    /// The same from where a batch ended. None when its cursor is not one of this sort key.
    pub(crate) fn after(cursor: &Cursor, key: SortKey) -> Option<Vec<Self>> {
        let value = match &cursor.value {
            None => None,
            Some(text) => Some(SortValue::parse(key, text)?),
        };
        Some(Self::beyond(value, cursor.id.uuid(), false))
    }

    /// Adds the condition, the order and the limit of this stretch.
    pub(crate) fn push(
        self,
        sql: &mut QueryBuilder<Postgres>,
        key: SortKey,
        descending: bool,
        limit: i64,
    ) {
        let column = column(key);
        let (beyond, order) = if descending {
            (" < ", " desc")
        } else {
            (" > ", "")
        };
        let presence = if self.with_value { "not null" } else { "null" };
        sql.push(format_args!(" and {column} is {presence}"));
        match self.from {
            None => {}
            Some((None, id)) => {
                sql.push(" and dossier_id").push(beyond).push_bind(id);
            }
            Some((Some(value), id)) => {
                sql.push(format_args!(" and ({column}, dossier_id){beyond}("));
                value.push_bind(sql);
                sql.push(", ").push_bind(id).push(")");
            }
        }
        sql.push(" order by ");
        if self.with_value {
            sql.push(format_args!("{column}{order}, "));
        }
        sql.push(format_args!("dossier_id{order} limit "))
            .push_bind(limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_of_another_sort_is_no_place() {
        let cursor = Cursor {
            value: Some("dupont".into()),
            id: kernel::DossierId::new(Uuid::nil()),
        };
        assert!(Stretch::after(&cursor, SortKey::Name).is_some());
        assert!(Stretch::after(&cursor, SortKey::Term).is_none());
    }
}
