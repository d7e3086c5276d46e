//! The facts of many dossiers at once, for who reads them one after the other.

use std::collections::HashMap;

use domiciliation::{Author, Fact, Recorded};
use kernel::{DossierId, FactId, StoreError, StructureId};
use sqlx::{Postgres, Transaction, types::Json};
use uuid::Uuid;

use crate::error::failed;

/// How many different authors are kept in mind: nearly all facts of a structure are by a few
/// people, and reading who they are again and again costs as much as reading the facts.
const AUTHORS: usize = 1000;

/// Authors that were read, by the text in which they are stored.
#[derive(Default)]
struct Authors(HashMap<String, Author>);

impl Authors {
    fn read(&mut self, text: String) -> Result<Author, StoreError> {
        if let Some(known) = self.0.get(&text) {
            return Ok(known.clone());
        }
        let author: Author =
            serde_json::from_str(&text).map_err(|_| StoreError::Corrupt("an author"))?;
        if self.0.len() >= AUTHORS {
            self.0.clear();
        }
        self.0.insert(text, author.clone());
        Ok(author)
    }
}

/// The facts of dossiers in the order in which they were entered, the dossiers in no order;
/// those of some kinds, or all.
pub(crate) async fn facts(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    dossiers: &[DossierId],
    kinds: Option<&[&'static str]>,
) -> Result<Vec<(DossierId, Vec<Recorded>)>, StoreError> {
    let ids: Vec<Uuid> = dossiers.iter().map(|id| id.uuid()).collect();
    let kinds: Option<Vec<String>> =
        kinds.map(|kinds| kinds.iter().map(|kind| (*kind).to_owned()).collect());
    let rows = sqlx::query!(
        r#"select dossier_id, fact_id, recorded_at, author::text as "author!",
                  body as "body: Json<Fact>"
           from domiciliation.fact
           where structure_id = $1 and dossier_id = any($2)
               and ($3::text[] is null or kind = any($3))
           order by dossier_id, seq"#,
        structure.uuid(),
        &ids,
        kinds.as_deref(),
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    let mut authors = Authors::default();
    let mut found: Vec<(DossierId, Vec<Recorded>)> = Vec::with_capacity(dossiers.len());
    for row in rows {
        let recorded = Recorded {
            id: FactId::new(row.fact_id),
            at: row.recorded_at,
            author: authors.read(row.author)?,
            fact: row.body.0,
        };
        let id = DossierId::new(row.dossier_id);
        match found.last_mut() {
            Some((last, history)) if *last == id => history.push(recorded),
            Some(_) | None => found.push((id, vec![recorded])),
        }
    }
    Ok(found)
}
