//! The pool, and the transaction that sees one structure.

use std::{sync::Arc, time::Duration};

use application::ports::{JournalEntry, Scope, Store, UnitOfWork};
use async_trait::async_trait;
use kernel::{StoreError, StructureId};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    AssertSqlSafe, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    changes::{Teller, Touched},
    error::failed,
};

/// How long a request waits for a connection: a lost database is told soon.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);

/// The address of the database does not parse. It may hold a password, so it is not quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of a PostgreSQL database")]
pub struct InvalidUrl;

/// Storage in PostgreSQL. Cloning shares the pool.
#[derive(Clone, Debug)]
pub struct PgStore {
    pub(crate) pool: PgPool,
    pub(crate) teller: Arc<Teller>,
}

impl PgStore {
    /// A pool of at most `connections`, opened when they are needed: a database that is
    /// away, now or later, makes calls [`StoreError::Unavailable`] until it is back.
    ///
    /// Every connection works as `domifa_server`, so that row-level security holds
    /// whoever the address names.
    ///
    /// # Errors
    /// [`InvalidUrl`].
    pub fn connect(url: &SecretString, connections: u32) -> Result<Self, InvalidUrl> {
        let url = url.expose_secret();
        // The driver would take any scheme.
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(InvalidUrl);
        }
        let options: PgConnectOptions = url.parse().map_err(|_| InvalidUrl)?;
        let options = options.application_name("domifa").options([
            ("role", "domifa_server"),
            ("statement_timeout", "10s"),
            // What every search reads from end to end is short: see 0015_imports.sql.
            ("gin_pending_list_limit", "64kB"),
            ("idle_in_transaction_session_timeout", "30s"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(options.clone());
        let teller = Arc::new(Teller::new(options));
        Ok(Self { pool, teller })
    }

    pub(crate) async fn unit(&self, scope: Scope) -> Result<PgUnitOfWork, StoreError> {
        Ok(PgUnitOfWork {
            tx: self.transaction(scope.structure).await?,
            scope,
            touched: Touched::default(),
            journal: Vec::new(),
            teller: self.teller.clone(),
            pool: self.pool.clone(),
        })
    }

    /// A transaction that sees one structure, in one round trip.
    pub(crate) async fn transaction(
        &self,
        structure: StructureId,
    ) -> Result<Transaction<'static, Postgres>, StoreError> {
        // An identifier prints as hexadecimal digits and hyphens, nothing else.
        let begin = format!("begin; set local domifa.structure = '{structure}'");
        self.pool
            .begin_with(AssertSqlSafe(begin))
            .await
            .map_err(failed)
    }
}

#[async_trait]
impl Store for PgStore {
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(self.unit(scope).await?))
    }
}

/// One transaction. Its repositories are in the other modules.
pub(crate) struct PgUnitOfWork {
    pub(crate) tx: Transaction<'static, Postgres>,
    scope: Scope,
    /// What others are told of once it is committed.
    pub(crate) touched: Touched,
    /// Lines of the journal that no statement has taken along yet.
    pub(crate) journal: Vec<JournalEntry>,
    teller: Arc<Teller>,
    /// For what may be done beside the transaction.
    pub(crate) pool: PgPool,
}

impl PgUnitOfWork {
    /// Guards the tables of `identity`, which no policy does.
    pub(crate) fn within(&self, structure: StructureId) -> Result<(), StoreError> {
        if structure == self.scope.structure {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

/// A write that found the row it was meant for.
pub(crate) fn written(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        Err(StoreError::Conflict)
    } else {
        Ok(())
    }
}

#[async_trait]
impl UnitOfWork for PgUnitOfWork {
    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.journal_write().await?;
        self.tx.commit().await.map_err(failed)?;
        self.teller.tell(self.scope.structure, &self.touched);
        Ok(())
    }
}
