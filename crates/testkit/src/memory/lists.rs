//! Lists in memory: the projection of every dossier, filtered and sorted in plain words.

use std::cmp::Ordering;

use application::{
    projection::Projection,
    reads::{
        AppointmentFilter, Cursor, DossierLists, DossierRow, ListQuery, Page, Place,
        ReferentFilter, SilenceFilter, SortKey, Tab, TabCounts, TermFilter,
    },
};
use async_trait::async_trait;
use chrono::{Days, NaiveDate, NaiveDateTime};
use domiciliation::{Dossier, Situation, Status};
use kernel::{BirthDate, StoreError, StructureId, add_months, fold};

use super::MemoryStore;

/// The row of a dossier, by the fold alone.
pub(crate) fn row_of(dossier: &Dossier) -> DossierRow {
    Face::of(dossier).row
}

struct Face {
    row: DossierRow,
    projection: Projection,
}

impl Face {
    fn of(dossier: &Dossier) -> Self {
        let p = Projection::of(dossier);
        let row = DossierRow {
            id: dossier.id(),
            number: dossier.number(),
            reference: p.reference.clone(),
            civility: p.civility.to_owned(),
            nom: p.nom.clone(),
            prenoms: p.prenoms.clone(),
            usage: p.usage.clone(),
            birth: p.birth,
            situation: p.situation,
            renewal_pending: p.renewal_pending,
            proposed: p.proposed,
            appointment_at: p.appointment_at,
            ended_on: p.ended_on,
            last_contact: p.last_contact,
            first_radiable_day: p.first_radiable_day,
            suspended_since: p.suspended_since,
            letters: p.letters,
            parcels: p.parcels,
            notices: p.notices,
            ayants_droit: p.ayants_droit,
            pinned_note: p.pinned_note,
        };
        Self { row, projection: p }
    }

    fn term_end(&self) -> Option<NaiveDate> {
        match self.row.situation {
            Situation::Elected { end } => Some(end),
            Situation::Proposed | Situation::Requested | Situation::Ended | Situation::Refused => {
                None
            }
        }
    }

    fn matches(&self, query: &ListQuery, today: NaiveDate) -> bool {
        let row = &self.row;
        let tab = match query.tab {
            Tab::All => true,
            Tab::Renewals => row.renewal_pending,
            Tab::Status(status) => row.situation.status(today) == status,
        };
        let words = fold(&query.search);
        let search = words
            .split_whitespace()
            .all(|word| self.projection.search.contains(&format!(" {word}")));
        let suspended = row.suspended_since.is_some_and(|since| since <= today);
        let silence = query.silence.is_none_or(|silence| {
            !suspended
                && match silence {
                    SilenceFilter::TwoMonths => {
                        row.last_contact.is_some_and(|on| add_months(on, 2) < today)
                    }
                    SilenceFilter::ThreeMonths => {
                        row.first_radiable_day.is_some_and(|from| from <= today)
                    }
                }
        });
        let within = |end: NaiveDate, days| today <= end && end <= today + Days::new(days);
        let term = query.term.is_none_or(|filter| {
            self.term_end().is_some_and(|end| match filter {
                TermFilter::Lapsed => end < today,
                TermFilter::TwoWeeks => within(end, 15),
                TermFilter::TwoMonths => within(end, 60),
            })
        });
        let mail = !query.mail_waiting || row.letters + row.parcels + row.notices > 0;
        let appointment = query.appointment.is_none_or(|filter| {
            row.appointment_at.is_some_and(|at| match filter {
                AppointmentFilter::Coming => at.date() >= today,
                AppointmentFilter::Passed => at.date() < today,
            })
        });
        let referent = query.referent.is_none_or(|filter| match filter {
            ReferentFilter::None => self.projection.referent.is_none(),
            ReferentFilter::Is(staff) => self.projection.referent == Some(staff),
        });
        tab && search && silence && term && mail && appointment && referent
    }

    fn value(&self, key: SortKey) -> Option<Value> {
        match key {
            SortKey::Name => Some(Value::Name(self.projection.sort_name.clone())),
            SortKey::Number => Some(Value::Number(self.row.number)),
            SortKey::Term => self.term_end().or(self.row.ended_on).map(Value::Day),
            SortKey::LastContact => self.row.last_contact.map(Value::Day),
            SortKey::Appointment => self.row.appointment_at.map(Value::Moment),
        }
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Name(String),
    Number(u32),
    Day(NaiveDate),
    Moment(NaiveDateTime),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Moment(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
        }
    }

    fn parse(key: SortKey, text: &str) -> Option<Self> {
        match key {
            SortKey::Name => Some(Self::Name(text.to_owned())),
            SortKey::Number => text.parse().ok().map(Self::Number),
            SortKey::Term | SortKey::LastContact => text.parse().ok().map(Self::Day),
            SortKey::Appointment => text.parse().ok().map(Self::Moment),
        }
    }
}

/// The order of the list: by value, rows without one last either way, then by id.
fn order<T: Ord>(a: &(Option<Value>, T), b: &(Option<Value>, T), descending: bool) -> Ordering {
    let turned = |order: Ordering| if descending { order.reverse() } else { order };
    match (&a.0, &b.0) {
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => turned(a.1.cmp(&b.1)),
        (Some(x), Some(y)) => turned(x.cmp(y).then_with(|| a.1.cmp(&b.1))),
    }
}

impl MemoryStore {
    fn faces(&self, structure: StructureId) -> Vec<Face> {
        self.state()
            .dossiers
            .values()
            .filter(|d| d.value.structure() == structure)
            .map(|d| Face::of(&d.value))
            .collect()
    }
}

#[async_trait]
impl DossierLists for MemoryStore {
    async fn page(
        &self,
        structure: StructureId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Page, StoreError> {
        let mut faces = self.faces(structure);
        faces.retain(|face| face.matches(query, today));
        let total = u64::try_from(faces.len()).unwrap();
        let key = |face: &Face| (face.value(query.sort), face.row.id);
        faces.sort_by(|a, b| order(&key(a), &key(b), query.descending));

        let place = |cursor: &Cursor| match &cursor.value {
            None => Some((None, cursor.id)),
            Some(text) => Some((Some(Value::parse(query.sort, text)?), cursor.id)),
        };
        let limit = usize::try_from(query.limit).unwrap();
        let (asked, backwards) = match &query.place {
            Place::Start => (None, false),
            Place::After(cursor) => (place(cursor), false),
            Place::Before(cursor) => (place(cursor), true),
        };
        if let Some(asked) = &asked {
            let wanted = if backwards {
                Ordering::Less
            } else {
                Ordering::Greater
            };
            faces.retain(|face| order(&key(face), asked, query.descending) == wanted);
        }
        let more = faces.len() > limit;
        if backwards && asked.is_some() {
            faces.drain(..faces.len().saturating_sub(limit));
        } else {
            faces.truncate(limit);
        }
        let (before, after) = match (&query.place, asked.is_some()) {
            (Place::Start, _) | (Place::After(_) | Place::Before(_), false) => (false, more),
            (Place::After(_), true) => (true, more),
            (Place::Before(_), true) => (more, true),
        };
        let cursor = |face: Option<&Face>, exists: bool| {
            face.filter(|_| exists).map(|face| Cursor {
                value: face.value(query.sort).map(|value| value.text()),
                id: face.row.id,
            })
        };
        Ok(Page {
            total,
            next: cursor(faces.last(), after),
            previous: cursor(faces.first(), before),
            rows: faces.into_iter().map(|face| face.row).collect(),
        })
    }

    async fn counts(
        &self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<TabCounts, StoreError> {
        let mut counts = TabCounts::default();
        for face in self.faces(structure) {
            let count = match face.row.situation.status(today) {
                Status::Actif => &mut counts.actif,
                Status::Echu => &mut counts.echu,
                Status::AValider => &mut counts.a_valider,
                Status::EnInstruction => &mut counts.en_instruction,
                Status::Radie => &mut counts.radie,
                Status::Refuse => &mut counts.refuse,
            };
            *count += 1;
            counts.renewals += u64::from(face.row.renewal_pending);
        }
        Ok(counts)
    }

    async fn possible_doubles(
        &self,
        structure: StructureId,
        nom: &str,
        prenoms: &str,
        birth: Option<BirthDate>,
    ) -> Result<Vec<DossierRow>, StoreError> {
        let (nom, prenoms) = (fold(nom), fold(prenoms));
        let mut doubles: Vec<DossierRow> = self
            .faces(structure)
            .into_iter()
            .map(|face| face.row)
            .filter(|row| {
                let (a, b) = (fold(&row.nom), fold(&row.prenoms));
                (a == nom && b == prenoms) || (a == prenoms && b == nom)
            })
            .filter(|row| match (row.birth, birth) {
                (Some(known), Some(asked)) => known.compatible_with(asked),
                (None, _) | (_, None) => true,
            })
            .collect();
        doubles.sort_by_key(|row| row.number);
        doubles.truncate(10);
        Ok(doubles)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
