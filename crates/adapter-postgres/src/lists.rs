//! What the pages read of the projection.

use application::{
    find::Asked,
    reads::{
        Batch, COUNTED, Cursor, DossierLists, DossierRow, ListQuery, Listing, Page, Place, SortKey,
        TabCounts, Total,
    },
};
use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::Recorded;
use kernel::{BirthDate, DossierId, Periode, StaffId, StoreError, StructureId, fold};
use sqlx::{FromRow, Postgres, QueryBuilder, Transaction};
use uuid::Uuid;

use crate::{
    PgStore,
    columns::{birth, count, situation},
    error::failed,
    histories::facts,
    list_query::{SortValue, Stretch, push_matches},
    schema,
    search::found,
    tally::{around, counts},
};

/// How many possible doubles are shown.
const DOUBLES_SHOWN: usize = 10;

#[derive(FromRow)]
pub(crate) struct Row {
    dossier_id: Uuid,
    number: i32,
    reference: Option<String>,
    civility: String,
    nom: String,
    prenoms: String,
    usage_name: Option<String>,
    birth_year: Option<i16>,
    birth_month: Option<i16>,
    birth_day: Option<i16>,
    phone: Option<String>,
    email: Option<String>,
    situation: String,
    term_start: Option<NaiveDate>,
    term_end: Option<NaiveDate>,
    renewal_pending: bool,
    proposed: bool,
    appointment_at: Option<NaiveDateTime>,
    ended_on: Option<NaiveDate>,
    term_ended_on: Option<NaiveDate>,
    last_contact: Option<NaiveDate>,
    first_radiable_day: Option<NaiveDate>,
    suspended_since: Option<NaiveDate>,
    observations_until: Option<NaiveDate>,
    letters: i32,
    parcels: i32,
    notices: i32,
    ayants_droit: i32,
    proxies_from: Vec<NaiveDate>,
    proxies_until: Vec<NaiveDate>,
    transfer_from: Option<NaiveDate>,
    transfer_until: Option<NaiveDate>,
    referent: Option<Uuid>,
    pinned_note: bool,
    sort_name: String,
}

pub(crate) const COLUMNS: &str =
    "select dossier_id, number, reference, civility, nom, prenoms, usage_name,
    birth_year, birth_month, birth_day, phone, email, situation, term_start, term_end,
    renewal_pending, proposed, appointment_at, ended_on, term_ended_on, last_contact,
    first_radiable_day, suspended_since, observations_until, letters, parcels, notices,
    ayants_droit, proxies_from, proxies_until, transfer_from, transfer_until, referent,
    pinned_note, sort_name";

/// A period that stands in two columns.
fn period(from: NaiveDate, until: NaiveDate) -> Result<Periode, StoreError> {
    Periode::new(from, until).map_err(|_| StoreError::Corrupt("a period"))
}

impl Row {
    fn cursor(&self, key: SortKey) -> Cursor {
        let value = match key {
            SortKey::Name => Some(SortValue::Name(self.sort_name.clone())),
            SortKey::Number => Some(SortValue::Number(self.number)),
            SortKey::Term => self.term_end.or(self.ended_on).map(SortValue::Date),
            SortKey::LastContact => self.last_contact.map(SortValue::Date),
            SortKey::Appointment => self.appointment_at.map(SortValue::Moment),
        };
        Cursor {
            value: value.map(SortValue::into_text),
            id: DossierId::new(self.dossier_id),
        }
    }

    pub(crate) fn into_view(self) -> Result<DossierRow, StoreError> {
        let proxies = self.proxies_from.into_iter().zip(self.proxies_until);
        Ok(DossierRow {
            id: DossierId::new(self.dossier_id),
            number: count(self.number)?,
            reference: self.reference,
            civility: self.civility,
            nom: self.nom,
            prenoms: self.prenoms,
            usage: self.usage_name,
            birth: birth((self.birth_year, self.birth_month, self.birth_day))?,
            phone: parsed(self.phone, "a telephone")?,
            email: parsed(self.email, "an e-mail")?,
            term_start: self.term_start,
            situation: situation(&self.situation, self.term_end)?,
            renewal_pending: self.renewal_pending,
            proposed: self.proposed,
            appointment_at: self.appointment_at,
            ended_on: self.ended_on,
            term_ended_on: self.term_ended_on,
            last_contact: self.last_contact,
            first_radiable_day: self.first_radiable_day,
            suspended_since: self.suspended_since,
            observations_until: self.observations_until,
            letters: count(self.letters)?,
            parcels: count(self.parcels)?,
            notices: count(self.notices)?,
            ayants_droit: count(self.ayants_droit)?,
            proxies: proxies
                .map(|(from, until)| period(from, until))
                .collect::<Result<_, _>>()?,
            transfer: self
                .transfer_from
                .zip(self.transfer_until)
                .map(|(from, until)| period(from, until))
                .transpose()?,
            referent: self.referent.map(StaffId::new),
            pinned_note: self.pinned_note,
        })
    }
}

/// A column whose text a type of ours wrote.
fn parsed<T: std::str::FromStr>(
    text: Option<String>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    text.map(|text| text.parse().map_err(|_| StoreError::Corrupt(what)))
        .transpose()
}

/// A list within a transaction.
struct List<'a> {
    tx: Transaction<'static, Postgres>,
    structure: StructureId,
    query: &'a ListQuery,
    found: Option<Vec<Uuid>>,
    today: NaiveDate,
}

impl<'a> List<'a> {
    async fn open(
        store: &PgStore,
        structure: StructureId,
        query: &'a ListQuery,
        today: NaiveDate,
    ) -> Result<Self, StoreError> {
        let mut tx = store.transaction(structure).await?;
        let found = found(&mut tx, &Asked::parse(&query.search), query.close).await?;
        Ok(Self {
            tx,
            structure,
            query,
            found,
            today,
        })
    }

    fn limit(&self) -> usize {
        usize::try_from(self.query.limit).unwrap_or(usize::MAX)
    }

    /// The rows of some stretches in the order in which they are read, and whether there
    /// are more beyond them.
    async fn rows(
        &mut self,
        stretches: Vec<Stretch>,
        backwards: bool,
    ) -> Result<(Vec<Row>, bool), StoreError> {
        let limit = self.limit();
        let mut rows: Vec<Row> = Vec::new();
        for stretch in stretches {
            // One more than asked for tells whether there is another page.
            let missing = limit.saturating_add(1).saturating_sub(rows.len());
            if missing == 0 {
                break;
            }
            let mut sql = QueryBuilder::new(COLUMNS);
            let found = self.found.as_deref();
            push_matches(&mut sql, self.structure, self.query, found, self.today);
            stretch.push(
                &mut sql,
                self.query.sort,
                self.query.descending != backwards,
                i64::try_from(missing).unwrap_or(i64::MAX),
            );
            let read: Vec<Row> = sql
                .build_query_as()
                .fetch_all(&mut *self.tx)
                .await
                .map_err(failed)?;
            rows.extend(read);
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }

    /// Where a row stands in the order of the list, while it is there.
    async fn position(&mut self, row: DossierId) -> Result<Option<Option<SortValue>>, StoreError> {
        let found = sqlx::query!(
            "select number, sort_name, sort_term, last_contact, appointment_at
             from domiciliation.dossier where structure_id = $1 and dossier_id = $2",
            self.structure.uuid(),
            row.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.map(|row| match self.query.sort {
            SortKey::Name => Some(SortValue::Name(row.sort_name)),
            SortKey::Number => Some(SortValue::Number(row.number)),
            SortKey::Term => row.sort_term.map(SortValue::Date),
            SortKey::LastContact => row.last_contact.map(SortValue::Date),
            SortKey::Appointment => row.appointment_at.map(SortValue::Moment),
        }))
    }

    /// The page that the query asks for, its total left out.
    async fn page(&mut self) -> Result<Page, StoreError> {
        let (place, backwards) = match self.query.place {
            Place::Start => (None, false),
            Place::After(row) => (Some(row), false),
            Place::Before(row) => (Some(row), true),
        };
        let anchor = match place {
            None => None,
            Some(row) => self.position(row).await?.map(|value| (row, value)),
        };
        let (rows, before, after) = match anchor {
            None => {
                let (rows, more) = self.rows(Stretch::all(), false).await?;
                (rows, false, more)
            }
            Some((row, value)) => {
                let stretches = Stretch::beyond(value, row.uuid(), backwards);
                let (mut rows, more) = self.rows(stretches, backwards).await?;
                if backwards {
                    rows.reverse();
                    (rows, more, true)
                } else {
                    (rows, true, more)
                }
            }
        };
        let id = |row: Option<&Row>, exists: bool| {
            row.filter(|_| exists)
                .map(|row| DossierId::new(row.dossier_id))
        };
        Ok(Page {
            total: Total::default(),
            next: id(rows.last(), after),
            previous: id(rows.first(), before),
            rows: views_of(rows)?,
        })
    }

    /// How many rows match: what the tab holds, or where something narrows it a count that
    /// stops soon enough.
    async fn total(&mut self, counts: &TabCounts) -> Result<Total, StoreError> {
        if !self.query.is_narrowed() {
            return Ok(Total::Exactly(counts.of(self.query.tab)));
        }
        let mut sql = QueryBuilder::new("select count(*) from (select");
        let found = self.found.as_deref();
        push_matches(&mut sql, self.structure, self.query, found, self.today);
        sql.push(" limit ")
            .push_bind(i64::try_from(COUNTED + 1).unwrap_or(i64::MAX))
            .push(") as counted");
        let counted: i64 = sql
            .build_query_scalar()
            .fetch_one(&mut *self.tx)
            .await
            .map_err(failed)?;
        let counted = counted.unsigned_abs();
        Ok(if counted > COUNTED {
            Total::MoreThan(COUNTED)
        } else {
            Total::Exactly(counted)
        })
    }
}

fn views_of(rows: Vec<Row>) -> Result<Vec<DossierRow>, StoreError> {
    rows.into_iter().map(Row::into_view).collect()
}

#[async_trait]
impl DossierLists for PgStore {
    async fn page(
        &self,
        structure: StructureId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Page, StoreError> {
        let mut list = List::open(self, structure, query, today).await?;
        let page = list.page().await?;
        let counts = counts(&mut list.tx, structure, today).await?;
        let total = list.total(&counts).await?;
        Ok(Page { total, ..page })
    }

    async fn listing(
        &self,
        structure: StructureId,
        reader: StaffId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Listing, StoreError> {
        let mut list = List::open(self, structure, query, today).await?;
        let page = list.page().await?;
        let around = around(&mut list.tx, structure, reader, today).await?;
        let total = list.total(&around.counts).await?;
        Ok(Listing {
            page: Page { total, ..page },
            counts: around.counts,
            referents: around.referents,
            views: around.views,
        })
    }

    async fn batch(
        &self,
        structure: StructureId,
        query: &ListQuery,
        after: Option<&Cursor>,
        today: NaiveDate,
    ) -> Result<Batch, StoreError> {
        let stretches = match after {
            None => Stretch::all(),
            Some(cursor) => {
                Stretch::after(cursor, query.sort).ok_or(StoreError::Corrupt("a cursor"))?
            }
        };
        let mut list = List::open(self, structure, query, today).await?;
        let (rows, more) = list.rows(stretches, false).await?;
        let next = rows.last().filter(|_| more);
        Ok(Batch {
            next: next.map(|row| row.cursor(query.sort)),
            rows: views_of(rows)?,
        })
    }

    async fn rows_of(
        &self,
        structure: StructureId,
        dossiers: &[DossierId],
    ) -> Result<Vec<DossierRow>, StoreError> {
        let ids: Vec<Uuid> = dossiers.iter().map(|id| id.uuid()).collect();
        let mut tx = self.transaction(structure).await?;
        let mut sql = QueryBuilder::new(COLUMNS);
        sql.push(" from domiciliation.dossier where structure_id = ")
            .push_bind(structure.uuid())
            .push(" and dossier_id = any(")
            .push_bind(ids)
            .push(") order by sort_name, dossier_id");
        let rows = sql
            .build_query_as()
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        views_of(rows)
    }

    async fn facts_of(
        &self,
        structure: StructureId,
        dossiers: &[DossierId],
        kinds: &[&'static str],
    ) -> Result<Vec<(DossierId, Vec<Recorded>)>, StoreError> {
        let mut tx = self.transaction(structure).await?;
        facts(&mut tx, structure, dossiers, Some(kinds)).await
    }

    async fn counts(
        &self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<TabCounts, StoreError> {
        let mut tx = self.transaction(structure).await?;
        counts(&mut tx, structure, today).await
    }

    async fn possible_doubles(
        &self,
        structure: StructureId,
        nom: &str,
        prenoms: &str,
        birth: Option<BirthDate>,
    ) -> Result<Vec<DossierRow>, StoreError> {
        let (nom, prenoms) = (fold(nom), fold(prenoms));
        let either_order = [format!("{nom} {prenoms}"), format!("{prenoms} {nom}")];
        let mut tx = self.transaction(structure).await?;
        let mut sql = QueryBuilder::new(COLUMNS);
        sql.push(" from domiciliation.dossier where structure_id = ")
            .push_bind(structure.uuid())
            .push(" and sort_name = any(")
            .push_bind(either_order)
            .push(") order by number");
        let namesakes: Vec<Row> = sql
            .build_query_as()
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        let mut doubles = Vec::new();
        for row in namesakes {
            let row = row.into_view()?;
            let names = (fold(&row.nom), fold(&row.prenoms));
            let same_name = (&names.0, &names.1) == (&nom, &prenoms)
                || (&names.0, &names.1) == (&prenoms, &nom);
            let same_birth = match (row.birth, birth) {
                (Some(known), Some(asked)) => known.compatible_with(asked),
                (None, _) | (_, None) => true,
            };
            if same_name && same_birth {
                doubles.push(row);
            }
        }
        doubles.truncate(DOUBLES_SHOWN);
        Ok(doubles)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        schema::ready(&self.pool).await
    }
}
