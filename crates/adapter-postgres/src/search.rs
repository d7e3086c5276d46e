//! Finding people.

use application::find::{
    Asked, DossierSearch, Findable, Found, Mention, MentionKind, Reading, Term,
};
use async_trait::async_trait;
use domiciliation::Dossier;
use kernel::{StoreError, StructureId};
use serde_json::{Value, json};
use sqlx::{FromRow, Postgres, QueryBuilder, Transaction};
use uuid::Uuid;

use crate::{
    PgStore,
    columns::stored,
    error::failed,
    lists::{COLUMNS, Row},
    store::PgUnitOfWork,
};

/// From this grade on a term was not found as it was typed.
const CLOSE: i32 = 4;

impl PgUnitOfWork {
    /// Replaces what a dossier can be found by, where it changed: its index is large.
    pub(crate) async fn findable_write(&mut self, dossier: &Dossier) -> Result<(), StoreError> {
        let findable = Findable::of(dossier);
        let mentions: Vec<String> = findable.mentions.iter().map(mention_text).collect();
        sqlx::query!(
            "insert into domiciliation.search as s
                 (structure_id, dossier_id, search, names, ids, keys, mentions, number, closed)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (structure_id, dossier_id) do update
             set search = excluded.search, names = excluded.names, ids = excluded.ids,
                 keys = excluded.keys, mentions = excluded.mentions, number = excluded.number,
                 closed = excluded.closed
             where (s.search, s.names, s.ids, s.keys, s.mentions, s.number, s.closed)
                 is distinct from (excluded.search, excluded.names, excluded.ids, excluded.keys,
                                   excluded.mentions, excluded.number, excluded.closed)",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            findable.search,
            findable.names,
            findable.ids,
            &findable.keys,
            &mentions,
            stored(dossier.number()),
            findable.closed,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

pub(crate) fn mention_text(mention: &Mention) -> String {
    format!("{}:{}", mention.kind.code(), mention.text)
}

fn mention(text: &str) -> Result<Mention, StoreError> {
    let parsed = text.split_once(':').and_then(|(code, text)| {
        let kind = MentionKind::ALL.into_iter().find(|k| k.code() == code)?;
        let text = text.to_owned();
        Some(Mention { kind, text })
    });
    parsed.ok_or(StoreError::Corrupt("a mention"))
}

/// What is typed, as the functions of the database read it.
fn asked_json(asked: &Asked) -> Value {
    let term = |term: &Term| {
        let like = term
            .word()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        json!({
            "like": like,
            "exact": term.exact(),
            "whole": term.is_whole(),
            "sounds": term.sounds(),
            "spellings": term.spellings(),
        })
    };
    let reading = |reading: &Reading| {
        let terms: Vec<Value> = reading.terms().iter().map(term).collect();
        json!({ "short": reading.is_short(), "terms": terms })
    };
    Value::Array(asked.readings().iter().map(reading).collect())
}

/// The dossiers that answer what a list is searched for, if that is anything.
pub(crate) async fn found(
    tx: &mut Transaction<'static, Postgres>,
    asked: &Asked,
    close: bool,
) -> Result<Option<Vec<Uuid>>, StoreError> {
    if asked.is_empty() {
        return Ok(None);
    }
    sqlx::query_scalar!(
        r#"select domiciliation.dossiers_found($1, $2) as "found!""#,
        asked_json(asked),
        close,
    )
    .fetch_one(&mut **tx)
    .await
    .map(Some)
    .map_err(failed)
}

#[derive(FromRow)]
struct Ranked {
    #[sqlx(flatten)]
    row: Row,
    rank: i32,
    mentions: Vec<String>,
}

async fn ranked(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    asked: &Asked,
    close: bool,
    most: u32,
) -> Result<Vec<Ranked>, StoreError> {
    let mut sql = QueryBuilder::new(COLUMNS);
    sql.push(", rank, mentions from domiciliation.dossiers_ranked(")
        .push_bind(asked_json(asked))
        .push(", ")
        .push_bind(close)
        .push(", ")
        .push_bind(stored(most))
        .push(") join domiciliation.dossier using (dossier_id) where structure_id = ")
        .push_bind(structure.uuid())
        .push(" order by place");
    sql.build_query_as()
        .fetch_all(&mut **tx)
        .await
        .map_err(failed)
}

#[async_trait]
impl DossierSearch for PgStore {
    async fn find(
        &self,
        structure: StructureId,
        asked: &str,
        limit: u32,
    ) -> Result<Vec<Found>, StoreError> {
        let asked = Asked::parse(asked);
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.transaction(structure).await?;
        // Several words rarely fill the page by themselves: what is close, which comes after,
        // is then looked for at once.
        let at_once = asked.is_several_words() && asked.may_be_close();
        let mut rows = ranked(&mut tx, structure, &asked, at_once, limit).await?;
        let full = i32::try_from(rows.len()).unwrap_or(i32::MAX) >= stored(limit);
        if !full && !at_once && asked.may_be_close() {
            rows = ranked(&mut tx, structure, &asked, true, limit).await?;
        }
        rows.into_iter()
            .map(|ranked| {
                let mentions = ranked.mentions.iter().map(|text| mention(text));
                let mentions = mentions.collect::<Result<Vec<_>, _>>()?;
                let row = ranked.row.into_view()?;
                let exact = ranked.rank / 100 < CLOSE;
                Ok(Found::new(row, mentions, exact, &asked))
            })
            .collect()
    }
}
