//! What the pages and the work in the background stand on, opened once for both.

use std::sync::Arc;

use adapter_documents::TypstRenderer;
use adapter_docx::DocxWriter;
use adapter_files::ContentInspector;
use adapter_phone::NumberingPlans;
use adapter_postgres::PgStore;
use anyhow::{Context, Result, bail};
use application::{
    desk::Desk,
    files::FileRoom,
    forms::{Forms, OfficialForms},
    letters::{LetterPorts, LetterheadImages, Letters},
    round::MailRounds,
    templates::OfficeConverter,
};
use clap::Args;
use web_kit::assets;

use crate::{
    blanks::BlankOptions,
    config::{DatabaseOptions, FileOptions},
    office::OfficeOptions,
    ports::{RandomIds, SystemClock},
    telemetry::{self, LogFormat},
};

/// What there is. An option that may be misread is named after its variable, which its error
/// then names.
#[derive(Args)]
pub struct HouseOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Connections to the database, for pages and tasks.
    #[arg(
        long,
        env = "DOMIFA_DATABASE_CONNECTIONS",
        value_name = "DOMIFA_DATABASE_CONNECTIONS",
        value_parser = clap::value_parser!(u32).range(1..),
        default_value_t = 16
    )]
    database_connections: u32,
    /// How log lines look.
    #[arg(
        long,
        env = "DOMIFA_LOG_FORMAT",
        value_name = "DOMIFA_LOG_FORMAT",
        value_enum,
        default_value_t = LogFormat::Text
    )]
    log_format: LogFormat,
    /// What is logged.
    #[arg(
        long,
        env = "DOMIFA_LOG",
        default_value = "info,sqlx=warn,graphile_worker=warn"
    )]
    log: String,
    #[command(flatten)]
    files: FileOptions,
    #[command(flatten)]
    blanks: BlankOptions,
    #[command(flatten)]
    office: OfficeOptions,
}

/// Ports, and the use cases that pages and tasks share.
pub struct House {
    pub store: Arc<PgStore>,
    pub files: FileRoom,
    pub renderer: Arc<TypstRenderer>,
    pub blanks: Option<Arc<dyn OfficialForms>>,
    pub office: Option<Arc<dyn OfficeConverter>>,
    pub phones: Arc<NumberingPlans>,
    pub clock: Arc<SystemClock>,
    pub ids: Arc<RandomIds>,
}

impl House {
    /// Starts logging, and opens everything; the database is reached when it is needed.
    pub fn open(options: HouseOptions) -> Result<Self> {
        if !assets::are_present() {
            bail!("the web assets are missing: run `cargo xtask assets`, then build again");
        }
        telemetry::start(options.log_format, &options.log)?;
        let store = PgStore::connect(&options.database.url()?, options.database_connections)
            .context("DATABASE_URL is not the address of a PostgreSQL database")?;
        let store = Arc::new(store);
        let (clock, ids) = (Arc::new(SystemClock), Arc::new(RandomIds));
        let files = FileRoom::new(
            store.clone(),
            Arc::new(options.files.blobs()?),
            Arc::new(ContentInspector::default()),
            options.files.scanner(),
            clock.clone(),
            ids.clone(),
        );
        let renderer = TypstRenderer::new(assets::pdf_fonts())
            .context("the fonts of documents are missing")?;
        Ok(Self {
            store,
            files,
            renderer: Arc::new(renderer),
            blanks: options.blanks.load()?,
            office: options.office.converter()?,
            phones: Arc::new(NumberingPlans::load()),
            clock,
            ids,
        })
    }

    /// The acts of the desk.
    pub fn desk(&self) -> Desk {
        Desk::new(self.store.clone(), self.clock.clone(), self.ids.clone())
    }

    /// Mail rounds.
    pub fn rounds(&self) -> MailRounds {
        MailRounds::new(
            self.store.clone(),
            self.store.clone(),
            self.clock.clone(),
            self.ids.clone(),
        )
    }

    /// Official forms.
    pub fn forms(&self) -> Forms {
        Forms::new(
            self.desk(),
            self.renderer.clone(),
            self.blanks.clone(),
            self.phones.clone(),
        )
    }

    /// Letters.
    pub fn letters(&self) -> Letters {
        Letters::new(LetterPorts {
            desk: self.desk(),
            rounds: self.rounds(),
            images: LetterheadImages::new(self.files.clone()),
            renderer: self.renderer.clone(),
            word: Arc::new(DocxWriter),
            phones: self.phones.clone(),
        })
    }
}
