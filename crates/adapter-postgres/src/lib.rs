//! Storage in PostgreSQL: every SQL statement of the product is here.
//!
//! One transaction sees one structure, which the database enforces with row-level
//! security (see the migrations). A row is not a domain type: it is parsed, and what does
//! not parse is corrupt. The crate must not know rules, screens or clocks.

mod agenda;
mod changes;
mod columns;
mod credentials;
mod derive;
mod dossiers;
mod dossiers_many;
mod error;
mod files;
mod filing;
mod histories;
mod identities;
mod imports;
mod installation;
mod jobs;
mod journal;
mod list_query;
mod lists;
mod messages;
mod moving;
mod printing;
mod purge;
mod round_views;
mod rounds;
mod schema;
mod search;
mod staff;
mod store;
mod structures;
mod tally;
mod views;
mod worklist;

pub use installation::{forget_everything, structures_other_than};
pub use jobs::{JobRunner, Pace};
pub use messages::Outbox;
pub use schema::{MigrationFailed, migrate};
pub use store::{InvalidUrl, PgStore};
