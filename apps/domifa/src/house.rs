//! What the pages and the work in the background stand on, opened once for both.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use adapter_documents::TypstRenderer;
use adapter_docx::DocxWriter;
use adapter_files::ContentInspector;
use adapter_phone::NumberingPlans;
use adapter_postgres::{Outbox, PgStore};
use anyhow::{Context, Result, bail};
use application::{
    desk::Desk,
    files::FileRoom,
    forms::{Forms, OfficialForms},
    letters::{LetterPorts, LetterheadImages, Letters},
    messages::receipts::Receipts,
    ports::Clock,
    round::MailRounds,
    templates::OfficeConverter,
};
use clap::Args;
use web_kit::assets;

use crate::{
    blanks::BlankOptions,
    config::{DatabaseOptions, FileOptions, PublicUrl},
    gateways::{GatewayOptions, Gateways, Here},
    office::OfficeOptions,
    ports::{RandomIds, SystemClock},
    telemetry::{self, LogFormat},
};

/// Where a program that serves no pages is: nowhere that tells where they are.
const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

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
    /// Address under which people reach the site.
    #[arg(long, env = "DOMIFA_PUBLIC_URL")]
    public_url: Option<String>,
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
    #[command(flatten)]
    gateways: GatewayOptions,
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
    pub public_url: PublicUrl,
    pub gateways: Gateways,
}

impl House {
    /// Starts logging, and opens everything; the database is reached when it is needed. Where
    /// pages are listened for tells their address when it is that of this machine.
    pub fn open(options: &HouseOptions, listen: Option<SocketAddr>) -> Result<Self> {
        if !assets::are_present() {
            bail!("the web assets are missing: run `cargo xtask assets`, then build again");
        }
        telemetry::start(options.log_format, &options.log)?;
        let listen = listen.unwrap_or(NOWHERE);
        let public_url = PublicUrl::parse(options.public_url.as_deref(), listen)?;
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
        let outbox = Arc::new(Outbox::of(&store, clock.clone()));
        let here = Here {
            sms: outbox.clone(),
            mailer: outbox,
        };
        let now: Arc<dyn Clock> = clock.clone();
        Ok(Self {
            gateways: options.gateways.open(here, &public_url, &now)?,
            public_url,
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

    /// What providers tell of messages.
    pub fn receipts(&self) -> Receipts {
        Receipts::new(
            self.store.clone(),
            self.store.clone(),
            self.gateways.sms.clone(),
            self.gateways.mailer.clone(),
        )
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
