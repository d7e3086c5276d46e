//! Lists in memory: the projection of every dossier, filtered and sorted in plain words.

use std::cmp::Ordering;

use application::{
    find::Asked,
    projection::Projection,
    reads::{
        AppointmentFilter, Batch, COUNTED, Cursor, DossierLists, DossierRow, EndedFilter,
        ListQuery, Listing, Page, Place, ReferentFilter, SilenceFilter, SortKey, Tab, TabCounts,
        TermFilter, Total,
    },
};
use async_trait::async_trait;
use chrono::{Days, NaiveDate, NaiveDateTime};
use domiciliation::{Dossier, Recorded, Situation, Status};
use kernel::{BirthDate, DossierId, StaffId, StoreError, StructureId, add_months, fold};
use structures::StaffStatus;

use super::{MemoryStore, search::rank};

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
            phone: p.phone.clone(),
            email: p.email.clone(),
            term_start: p.term_start,
            situation: p.situation,
            renewal_pending: p.renewal_pending,
            proposed: p.proposed,
            appointment_at: p.appointment_at,
            ended_on: p.ended_on,
            term_ended_on: p.term_ended_on,
            last_contact: p.last_contact,
            first_radiable_day: p.first_radiable_day,
            suspended_since: p.suspended_since,
            observations_until: p.observations_until,
            letters: p.letters,
            parcels: p.parcels,
            notices: p.notices,
            ayants_droit: p.ayants_droit,
            proxies: p.proxies.clone(),
            transfer: p.transfer,
            referent: p.referent,
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
        let asked = Asked::parse(&query.search);
        let search =
            asked.is_empty() || rank(&asked, &self.projection.findable, query.close).is_some();
        let suspended = row.suspended_since.is_some_and(|since| since <= today);
        let silence = query.silence.is_none_or(|silence| {
            !suspended
                && match silence {
                    SilenceFilter::TwoMonths => {
                        let since = self.projection.anchors.silent_since;
                        since.is_some_and(|on| add_months(on, 2) < today)
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
        let ended = query.ended.is_none_or(|filter| {
            let months = match filter {
                EndedFilter::OneYear => 12,
                EndedFilter::TwoYears => 24,
            };
            row.situation == Situation::Ended
                && row
                    .ended_on
                    .is_some_and(|on| add_months(on, months) < today)
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
        tab && search && silence && term && ended && mail && appointment && referent
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

    /// All that a list shows, in its order.
    fn listed(&self, structure: StructureId, query: &ListQuery, today: NaiveDate) -> Vec<Face> {
        let mut faces = self.faces(structure);
        faces.retain(|face| face.matches(query, today));
        faces.sort_by(|a, b| order(&key(a, query.sort), &key(b, query.sort), query.descending));
        faces
    }
}

fn key(face: &Face, sort: SortKey) -> (Option<Value>, DossierId) {
    (face.value(sort), face.row.id)
}

/// Whether something beside the tab narrows the list.
fn is_narrowed(query: &ListQuery) -> bool {
    let plain = ListQuery {
        tab: query.tab,
        sort: query.sort,
        descending: query.descending,
        place: query.place,
        limit: query.limit,
        ..ListQuery::default()
    };
    let query = ListQuery {
        search: if Asked::parse(&query.search).is_empty() {
            String::new()
        } else {
            query.search.clone()
        },
        close: false,
        ..query.clone()
    };
    query != plain
}

#[async_trait]
impl DossierLists for MemoryStore {
    async fn page(
        &self,
        structure: StructureId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Page, StoreError> {
        let mut faces = self.listed(structure, query, today);
        let count = u64::try_from(faces.len()).unwrap();
        let total = if is_narrowed(query) && count > COUNTED {
            Total::MoreThan(COUNTED)
        } else {
            Total::Exactly(count)
        };
        let (row, backwards) = match query.place {
            Place::Start => (None, false),
            Place::After(row) => (Some(row), false),
            Place::Before(row) => (Some(row), true),
        };
        // The row may no longer be among those shown: it still has its place.
        let all = self.faces(structure);
        let anchor = row.and_then(|row| all.iter().find(|face| face.row.id == row));
        let limit = usize::try_from(query.limit).unwrap();
        if let Some(anchor) = anchor {
            let wanted = if backwards {
                Ordering::Less
            } else {
                Ordering::Greater
            };
            let anchor = key(anchor, query.sort);
            faces.retain(|face| order(&key(face, query.sort), &anchor, query.descending) == wanted);
        }
        let more = faces.len() > limit;
        let (before, after) = match (anchor, backwards) {
            (None, _) => (false, more),
            (Some(_), false) => (true, more),
            (Some(_), true) => (more, true),
        };
        if anchor.is_some() && backwards {
            faces.drain(..faces.len().saturating_sub(limit));
        } else {
            faces.truncate(limit);
        }
        let id = |face: Option<&Face>, exists: bool| face.filter(|_| exists).map(|f| f.row.id);
        Ok(Page {
            total,
            next: id(faces.last(), after),
            previous: id(faces.first(), before),
            rows: faces.into_iter().map(|face| face.row).collect(),
        })
    }

    async fn listing(
        &self,
        structure: StructureId,
        reader: StaffId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Listing, StoreError> {
        let (referents, views) = {
            let state = self.state();
            let mut team: Vec<_> = state
                .staff
                .iter()
                .filter(|((of, _), m)| *of == structure && m.value.status() == StaffStatus::Active)
                .map(|((_, id), m)| (*id, m.value.clone()))
                .collect();
            team.sort_by_cached_key(|(id, m)| {
                let profile = m.profile();
                (
                    fold(profile.nom.as_str()),
                    fold(profile.prenom.as_str()),
                    *id,
                )
            });
            let names = team.into_iter().map(|(id, m)| (id, m.full_name()));
            (names.collect(), state.views_of(structure, reader))
        };
        Ok(Listing {
            page: self.page(structure, query, today).await?,
            counts: self.counts(structure, today).await?,
            referents,
            views,
        })
    }

    async fn batch(
        &self,
        structure: StructureId,
        query: &ListQuery,
        after: Option<&Cursor>,
        today: NaiveDate,
    ) -> Result<Batch, StoreError> {
        let mut faces = self.listed(structure, query, today);
        if let Some(cursor) = after {
            let value = match &cursor.value {
                None => None,
                Some(text) => {
                    Some(Value::parse(query.sort, text).ok_or(StoreError::Corrupt("a cursor"))?)
                }
            };
            let anchor = (value, cursor.id);
            faces.retain(|face| {
                order(&key(face, query.sort), &anchor, query.descending) == Ordering::Greater
            });
        }
        let limit = usize::try_from(query.limit).unwrap();
        let more = faces.len() > limit;
        faces.truncate(limit);
        Ok(Batch {
            next: faces.last().filter(|_| more).map(|face| Cursor {
                value: face.value(query.sort).map(|value| value.text()),
                id: face.row.id,
            }),
            rows: faces.into_iter().map(|face| face.row).collect(),
        })
    }

    async fn rows_of(
        &self,
        structure: StructureId,
        dossiers: &[DossierId],
    ) -> Result<Vec<DossierRow>, StoreError> {
        let mut faces = self.faces(structure);
        faces.retain(|face| dossiers.contains(&face.row.id));
        faces.sort_by_cached_key(|face| (face.projection.sort_name.clone(), face.row.id));
        Ok(faces.into_iter().map(|face| face.row).collect())
    }

    async fn facts_of(
        &self,
        structure: StructureId,
        dossiers: &[DossierId],
        kinds: &[&'static str],
    ) -> Result<Vec<(DossierId, Vec<Recorded>)>, StoreError> {
        let state = self.state();
        let found = dossiers.iter().filter_map(|id| {
            let dossier = state.dossiers.get(&(structure, *id))?;
            let history = dossier.value.history().iter();
            let asked = history.filter(|r| kinds.contains(&r.fact.code()));
            Some((*id, asked.cloned().collect()))
        });
        Ok(found.collect())
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
