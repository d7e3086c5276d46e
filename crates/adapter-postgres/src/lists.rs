//! What the pages read of the projection.

use application::reads::{
    Cursor, DossierLists, DossierRow, ListQuery, Page, Place, SortKey, TabCounts,
};
use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use kernel::{BirthDate, DossierId, StoreError, StructureId, fold};
use sqlx::{FromRow, Postgres, QueryBuilder, Transaction};
use uuid::Uuid;

use crate::{
    PgStore,
    columns::{birth, count, situation},
    error::failed,
    list_query::{SortValue, Stretch, patterns, push_matches},
    schema,
};

/// How many possible doubles are shown.
const DOUBLES_SHOWN: usize = 10;

#[derive(FromRow)]
struct Row {
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
    situation: String,
    term_end: Option<NaiveDate>,
    renewal_pending: bool,
    proposed: bool,
    appointment_at: Option<NaiveDateTime>,
    ended_on: Option<NaiveDate>,
    last_contact: Option<NaiveDate>,
    first_radiable_day: Option<NaiveDate>,
    suspended_since: Option<NaiveDate>,
    letters: i32,
    parcels: i32,
    notices: i32,
    ayants_droit: i32,
    pinned_note: bool,
    sort_name: String,
}

const COLUMNS: &str = "select dossier_id, number, reference, civility, nom, prenoms, usage_name,
    birth_year, birth_month, birth_day, situation, term_end, renewal_pending, proposed,
    appointment_at, ended_on, last_contact, first_radiable_day, suspended_since, letters,
    parcels, notices, ayants_droit, pinned_note, sort_name";

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

    fn into_view(self) -> Result<DossierRow, StoreError> {
        Ok(DossierRow {
            id: DossierId::new(self.dossier_id),
            number: count(self.number)?,
            reference: self.reference,
            civility: self.civility,
            nom: self.nom,
            prenoms: self.prenoms,
            usage: self.usage_name,
            birth: birth((self.birth_year, self.birth_month, self.birth_day))?,
            situation: situation(&self.situation, self.term_end)?,
            renewal_pending: self.renewal_pending,
            proposed: self.proposed,
            appointment_at: self.appointment_at,
            ended_on: self.ended_on,
            last_contact: self.last_contact,
            first_radiable_day: self.first_radiable_day,
            suspended_since: self.suspended_since,
            letters: count(self.letters)?,
            parcels: count(self.parcels)?,
            notices: count(self.notices)?,
            ayants_droit: count(self.ayants_droit)?,
            pinned_note: self.pinned_note,
        })
    }
}

/// The dossiers in which all words of a search are, if it has any word.
async fn found(
    tx: &mut Transaction<'static, Postgres>,
    search: &str,
) -> Result<Option<Vec<Uuid>>, StoreError> {
    let patterns = patterns(search);
    if patterns.is_empty() {
        return Ok(None);
    }
    sqlx::query_scalar!(
        r#"select domiciliation.dossiers_found($1) as "found!""#,
        &patterns
    )
    .fetch_one(&mut **tx)
    .await
    .map(Some)
    .map_err(failed)
}

/// The rows of a page in the order of the list, and whether there are more beyond it.
async fn rows(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    query: &ListQuery,
    stretches: Vec<Stretch>,
    found: Option<&[Uuid]>,
    today: NaiveDate,
) -> Result<(Vec<Row>, bool), StoreError> {
    let backwards = matches!(query.place, Place::Before(_));
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut rows: Vec<Row> = Vec::new();
    for stretch in stretches {
        // One more than asked for tells whether there is another page.
        let missing = limit.saturating_add(1).saturating_sub(rows.len());
        if missing == 0 {
            break;
        }
        let mut sql = QueryBuilder::new(COLUMNS);
        push_matches(&mut sql, structure, query, found, today);
        stretch.push(
            &mut sql,
            query.sort,
            query.descending != backwards,
            i64::try_from(missing).unwrap_or(i64::MAX),
        );
        let found: Vec<Row> = sql
            .build_query_as()
            .fetch_all(&mut **tx)
            .await
            .map_err(failed)?;
        rows.extend(found);
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    if backwards {
        rows.reverse();
    }
    Ok((rows, more))
}

#[async_trait]
impl DossierLists for PgStore {
    async fn page(
        &self,
        structure: StructureId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Page, StoreError> {
        let mut query = query.clone();
        let stretches = Stretch::of(&query.place, query.sort).unwrap_or_else(|| {
            query.place = Place::Start;
            Stretch::all()
        });
        let mut tx = self.transaction(structure).await?;
        let found = found(&mut tx, &query.search).await?;
        let found = found.as_deref();
        let (rows, more) = rows(&mut tx, structure, &query, stretches, found, today).await?;
        let mut sql = QueryBuilder::new("select count(*)");
        push_matches(&mut sql, structure, &query, found, today);
        let total: i64 = sql
            .build_query_scalar()
            .fetch_one(&mut *tx)
            .await
            .map_err(failed)?;
        let (before, after) = match query.place {
            Place::Start => (false, more),
            Place::After(_) => (true, more),
            Place::Before(_) => (more, true),
        };
        let cursor = |row: Option<&Row>, exists: bool| {
            row.filter(|_| exists).map(|row| row.cursor(query.sort))
        };
        Ok(Page {
            total: total.unsigned_abs(),
            next: cursor(rows.last(), after),
            previous: cursor(rows.first(), before),
            rows: rows
                .into_iter()
                .map(Row::into_view)
                .collect::<Result<_, _>>()?,
        })
    }

    async fn counts(
        &self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<TabCounts, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let row = sqlx::query!(
            r#"select count(*) filter (where situation = 'elected' and sort_term >= $2) as "actif!",
                      count(*) filter (where situation = 'elected' and sort_term < $2) as "echu!",
                      count(*) filter (where situation = 'proposed') as "a_valider!",
                      count(*) filter (where situation = 'requested') as "en_instruction!",
                      count(*) filter (where situation = 'ended') as "radie!",
                      count(*) filter (where situation = 'refused') as "refuse!",
                      count(*) filter (where renewal_pending) as "renewals!"
               from domiciliation.dossier where structure_id = $1"#,
            structure.uuid(),
            today,
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(failed)?;
        Ok(TabCounts {
            actif: row.actif.unsigned_abs(),
            echu: row.echu.unsigned_abs(),
            a_valider: row.a_valider.unsigned_abs(),
            en_instruction: row.en_instruction.unsigned_abs(),
            radie: row.radie.unsigned_abs(),
            refuse: row.refuse.unsigned_abs(),
            renewals: row.renewals.unsigned_abs(),
        })
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
