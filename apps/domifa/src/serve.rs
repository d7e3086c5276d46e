//! `domifa serve`: the pages, until the program is told to stop.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use adapter_archive::JsonRecords;
use adapter_documents::TypstRenderer;
use adapter_docx::{DocxEngine, DocxWriter};
use adapter_files::ContentInspector;
use adapter_phone::NumberingPlans;
use adapter_postgres::PgStore;
use adapter_sheets::Sheets;
use anyhow::{Context, Result, bail};
use application::{
    access::Access,
    agenda::CalendarFeeds,
    bulk::Bulk,
    desk::Desk,
    export::{ExportPorts, Exports, Writers},
    files::{FileRoom, Files},
    forms::{Forms, OfficialForms},
    imports::{apply::ImportShop, run::Imports},
    letters::{LetterPorts, LetterheadImages, Letters},
    merge::MergeDossiers,
    opening::OpenDossier,
    printing::{Hands, PrintShop, Printing},
    reads::DossierLists,
    round::MailRounds,
    settings::StructureSettings,
    staff::StaffDesk,
    templates::{OfficeConverter, TemplatePorts, Templates},
    views::Views,
};
use axum::{Router, extract::State, http::StatusCode, routing::get};
use clap::Args;
use tokio::sync::{oneshot, watch};
use web_kit::{Theme, assets, layers};
use web_staff::{Publisher, Services, Staff};

use crate::{
    archive::ZipFiles,
    background,
    blanks::BlankOptions,
    config::{DatabaseOptions, FileOptions, PublicUrl},
    office::OfficeOptions,
    ports::{Estimator, RandomIds, SystemClock, SystemSecrets},
    telemetry::{self, LogFormat},
};

/// How long requests under way are waited for once the program is told to stop: as long as
/// a page may take.
const LAST_ANSWERS: Duration = Duration::from_secs(30);

/// How the pages are served. An option that may be misread is named after its variable,
/// which its error then names.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Address to listen on, behind a proxy that speaks HTTPS.
    #[arg(
        long,
        env = "DOMIFA_LISTEN",
        value_name = "DOMIFA_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,
    /// Address under which people reach the site.
    #[arg(long, env = "DOMIFA_PUBLIC_URL")]
    public_url: Option<String>,
    /// `neutre`, or `etat` for the State's own services, which alone may wear its identity.
    #[arg(
        long,
        env = "DOMIFA_THEME",
        value_name = "DOMIFA_THEME",
        default_value = "neutre"
    )]
    theme: Theme,
    /// Connections to the database.
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
    #[arg(long, env = "DOMIFA_LOG", default_value = "info,sqlx=warn")]
    log: String,
    #[command(flatten)]
    files: FileOptions,
    #[command(flatten)]
    blanks: BlankOptions,
    #[command(flatten)]
    office: OfficeOptions,
    #[command(flatten)]
    publisher: PublisherOptions,
}

/// What the mandatory pages say of this installation.
#[derive(Args)]
struct PublisherOptions {
    /// Who publishes the site.
    #[arg(long, env = "DOMIFA_PUBLISHER_NAME")]
    publisher_name: Option<String>,
    /// Their postal address.
    #[arg(long, env = "DOMIFA_PUBLISHER_ADDRESS")]
    publisher_address: Option<String>,
    /// Who answers for what is published.
    #[arg(long, env = "DOMIFA_PUBLISHER_DIRECTOR")]
    publisher_director: Option<String>,
    /// Who hosts the site, and where.
    #[arg(long, env = "DOMIFA_PUBLISHER_HOST")]
    publisher_host: Option<String>,
    /// Where to write about the site and its accessibility.
    #[arg(long, env = "DOMIFA_CONTACT")]
    contact: Option<String>,
    /// Where to reach the data protection officer.
    #[arg(long, env = "DOMIFA_DPO")]
    dpo: Option<String>,
    /// Who is the controller of the data.
    #[arg(long, env = "DOMIFA_CONTROLLER")]
    controller: Option<String>,
}

impl From<PublisherOptions> for Publisher {
    fn from(o: PublisherOptions) -> Self {
        Self {
            name: o.publisher_name,
            address: o.publisher_address,
            director: o.publisher_director,
            host: o.publisher_host,
            contact: o.contact,
            dpo: o.dpo,
            controller: o.controller,
        }
    }
}

/// Serves until SIGTERM or SIGINT; requests under way are answered first.
pub async fn serve(options: Options) -> Result<()> {
    if !assets::are_present() {
        bail!("the web assets are missing: run `cargo xtask assets`, then build again");
    }
    telemetry::start(options.log_format, &options.log)?;
    let public_url = PublicUrl::parse(options.public_url.as_deref(), options.listen)?;
    let store = PgStore::connect(&options.database.url()?, options.database_connections)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    let theme = options.theme;
    let files = Arc::new(options.files.blobs()?);
    let files = FileRoom::new(
        Arc::new(store.clone()),
        files,
        Arc::new(ContentInspector::default()),
        options.files.scanner(),
        Arc::new(SystemClock),
        Arc::new(RandomIds),
    );
    let publisher = options.publisher.into();
    let beside = Beside {
        blanks: options.blanks.load()?,
        office: options.office.converter()?,
    };
    let renderer =
        TypstRenderer::new(assets::pdf_fonts()).context("the fonts of documents are missing")?;
    let renderer = Arc::new(renderer);
    let staff = staff(
        store.clone(),
        renderer.clone(),
        files,
        beside,
        theme,
        &public_url,
        publisher,
    )?;

    let pages = layers::wrap(web_staff::router(&staff).merge(assets::router()), theme);
    let health = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(store.clone());
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", options.listen))?;
    tracing::info!(listen = %options.listen, public_url = %public_url.join("/"), "serving");
    let (told, stopping) = oneshot::channel();
    let (closing, closed) = watch::channel(());
    let until_closed = |mut closed: watch::Receiver<()>| async move {
        // Nothing is ever sent: the other end goes.
        let _ = closed.changed().await;
    };
    let printing = tokio::spawn(background::work(
        print_shop(&staff, &store, renderer),
        until_closed(closed.clone()),
    ));
    // Two structures may take their registers over at once.
    let imports = import_shop(&staff, &store);
    let importing = [imports.clone(), imports]
        .map(|shop| tokio::spawn(background::work(shop, until_closed(closed.clone()))));
    let server = axum::serve(listener, pages.merge(health)).with_graceful_shutdown(async move {
        told_to_stop().await;
        drop(closing);
        // Streams of events would last as long as their pages.
        store.end_changes();
        // The other end waits as long as the server does.
        let _ = told.send(());
    });
    let ended = until_stopped(server, stopping, LAST_ANSWERS).await;
    // What is under way is given back, for whoever runs next.
    let _ = printing.await;
    for importing in importing {
        let _ = importing.await;
    }
    ended.context("the server stopped")
}

/// What prints in the background, with the same hands as the pages.
fn print_shop(staff: &Staff, store: &PgStore, renderer: Arc<TypstRenderer>) -> PrintShop {
    let hands = Hands {
        forms: staff.forms.clone(),
        letters: staff.letters.clone(),
        phones: staff.phones.clone(),
        renderer,
        archives: Arc::new(ZipFiles),
    };
    let store = Arc::new(store.clone());
    PrintShop::new(
        store.clone(),
        store,
        hands,
        staff.file_room.clone(),
        staff.clock.clone(),
        staff.ids.clone(),
    )
}

/// What takes registers over in the background.
fn import_shop(staff: &Staff, store: &PgStore) -> ImportShop {
    let store = Arc::new(store.clone());
    ImportShop::new(
        store.clone(),
        store,
        staff.phones.clone(),
        staff.clock.clone(),
        staff.ids.clone(),
    )
}

/// Runs the server to its end, which a connection that never finishes its request puts off
/// for a while only.
async fn until_stopped(
    server: impl IntoFuture<Output = io::Result<()>>,
    stopping: oneshot::Receiver<()>,
    patience: Duration,
) -> io::Result<()> {
    let given_up = async {
        match stopping.await {
            Ok(()) => tokio::time::sleep(patience).await,
            // The server ended by itself.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        ended = server.into_future() => ended,
        () = given_up => Ok(()),
    }
}

/// What makes papers where this installation has it.
struct Beside {
    blanks: Option<Arc<dyn OfficialForms>>,
    office: Option<Arc<dyn OfficeConverter>>,
}

fn staff(
    store: PgStore,
    renderer: Arc<TypstRenderer>,
    file_room: FileRoom,
    beside: Beside,
    theme: Theme,
    public_url: &PublicUrl,
    publisher: Publisher,
) -> Result<Staff> {
    let store = Arc::new(store);
    let clock = Arc::new(SystemClock);
    let ids = Arc::new(RandomIds);
    let secrets = Arc::new(SystemSecrets::new());
    let phones = Arc::new(NumberingPlans::load());
    let desk = Desk::new(store.clone(), clock.clone(), ids.clone());
    let feeds = CalendarFeeds::new(
        store.clone(),
        store.clone(),
        store.clone(),
        secrets.clone(),
        clock.clone(),
        ids.clone(),
    );
    Ok(Staff::new(Services {
        forms: Forms::new(
            desk.clone(),
            renderer.clone(),
            beside.blanks,
            phones.clone(),
        ),
        bulk: Bulk::new(desk.clone(), store.clone(), store.clone(), clock.clone()),
        printing: Printing::new(store.clone(), file_room.clone(), clock.clone(), ids.clone()),
        views: Views::new(store.clone(), clock.clone(), ids.clone()),
        templates: Templates::new(TemplatePorts {
            desk: desk.clone(),
            store: store.clone(),
            room: file_room.clone(),
            images: LetterheadImages::new(file_room.clone()),
            engine: Arc::new(DocxEngine::new()),
            office: beside.office,
            phones: phones.clone(),
            clock: clock.clone(),
        }),
        letters: Letters::new(LetterPorts {
            desk: desk.clone(),
            rounds: MailRounds::new(store.clone(), store.clone(), clock.clone(), ids.clone()),
            images: LetterheadImages::new(file_room.clone()),
            renderer,
            word: Arc::new(DocxWriter),
            phones: phones.clone(),
        }),
        letterhead: LetterheadImages::new(file_room.clone()),
        files: Files::new(file_room.clone()),
        file_room,
        imports: Imports::new(
            store.clone(),
            store.clone(),
            Arc::new(Sheets),
            phones.clone(),
            clock.clone(),
            ids.clone(),
        ),
        sheets: Arc::new(Sheets),
        exports: Exports::new(ExportPorts {
            store: store.clone(),
            lists: store.clone(),
            writers: Writers {
                sheets: Arc::new(Sheets),
                records: Arc::new(JsonRecords),
                phones: phones.clone(),
            },
            clock: clock.clone(),
            ids: ids.clone(),
        }),
        desk,
        opening: OpenDossier::new(store.clone(), clock.clone(), ids.clone()),
        merging: MergeDossiers::new(store.clone(), clock.clone(), ids.clone()),
        rounds: MailRounds::new(store.clone(), store.clone(), clock.clone(), ids.clone()),
        access: Access::new(
            store.clone(),
            store.clone(),
            secrets.clone(),
            Arc::new(Estimator),
            clock.clone(),
        ),
        team: StaffDesk::new(store.clone(), clock.clone(), ids.clone(), secrets),
        settings: StructureSettings::new(store.clone(), clock.clone(), ids.clone()),
        agenda: store.clone(),
        feeds,
        lists: store.clone(),
        work: store.clone(),
        changes: store.clone(),
        search: store,
        clock,
        ids,
        phones,
        theme,
        cookie: public_url.cookie(),
        publisher,
    }))
}

/// Whether the database answers with the schema of this program.
async fn ready(State(store): State<PgStore>) -> (StatusCode, &'static str) {
    match store.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer, or its schema is older\n",
        ),
    }
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    // Without a handler the signal would stop the program at once: it does then.
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn a_connection_that_never_ends_does_not_keep_the_program_from_stopping() {
        let (told, stopping) = oneshot::channel();
        told.send(()).unwrap();
        let stuck = until_stopped(pending(), stopping, Duration::ZERO);
        assert!(stuck.await.is_ok());
    }

    #[tokio::test]
    async fn a_server_that_fails_by_itself_says_so() {
        let (told, stopping) = oneshot::channel();
        drop(told);
        let failed = ready(Err(io::Error::other("no more files")));
        let ended = until_stopped(failed, stopping, Duration::ZERO);
        assert!(ended.await.is_err());
    }
}
