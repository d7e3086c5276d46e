//! `domifa serve`: the pages, until the program is told to stop.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use adapter_archive::JsonRecords;
use adapter_docx::DocxEngine;
use adapter_postgres::PgStore;
use adapter_sheets::Sheets;
use anyhow::{Context, Result};
use application::{
    access::Access,
    agenda::CalendarFeeds,
    bulk::Bulk,
    export::{ExportPorts, Exports, Writers},
    files::Files,
    imports::run::Imports,
    jobs::DeadJobs,
    letters::LetterheadImages,
    merge::MergeDossiers,
    messages::{
        log::MessageLog,
        settings::{MessageSettings, StaffChoices},
    },
    opening::OpenDossier,
    printing::Printing,
    reads::DossierLists,
    settings::StructureSettings,
    staff::StaffDesk,
    templates::{TemplatePorts, Templates},
    views::Views,
};
use axum::{Router, extract::State, http::StatusCode, routing::get};
use clap::Args;
use tokio::sync::{oneshot, watch};
use web_kit::{Theme, assets, layers};
use web_staff::{Carrier, Carriers, Publisher, Services, Staff};

use crate::{
    gateways,
    house::{House, HouseOptions},
    ports::{Estimator, SystemSecrets},
    worker::{self, PaceOptions, told_to_stop},
};

/// How long requests under way are waited for once the program is told to stop: as long as
/// a page may take.
const LAST_ANSWERS: Duration = Duration::from_secs(30);

/// How the pages are served. An option that may be misread is named after its variable,
/// which its error then names.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    house: HouseOptions,
    /// Address to listen on, behind a proxy that speaks HTTPS.
    #[arg(
        long,
        env = "DOMIFA_LISTEN",
        value_name = "DOMIFA_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,
    /// `neutre`, or `etat` for the State's own services, which alone may wear its identity.
    #[arg(
        long,
        env = "DOMIFA_THEME",
        value_name = "DOMIFA_THEME",
        default_value = "neutre"
    )]
    theme: Theme,
    /// Serve pages alone: what is to be done in the background is left to `domifa worker`.
    #[arg(long, env = "DOMIFA_WITHOUT_WORKER")]
    without_worker: bool,
    #[command(flatten)]
    pace: PaceOptions,
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
    let theme = options.theme;
    let house = House::open(&options.house, Some(options.listen))?;
    let staff = staff(&house, theme, options.publisher.into());
    let store = (*house.store).clone();

    let pages = layers::wrap(web_staff::router(&staff).merge(assets::router()), theme);
    let health = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(store.clone());
    let mut beside = health;
    if let Some(callback) = house.gateways.callback.clone() {
        let receipts = Arc::new(house.receipts());
        beside = beside.merge(gateways::routes(callback, receipts, house.clock.clone()));
    }
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", options.listen))?;
    tracing::info!(listen = %options.listen, public_url = %house.public_url.join("/"), "serving");
    let (told, stopping) = oneshot::channel();
    let (closing, closed) = watch::channel(());
    let work = worker::start(&house, &options.pace, !options.without_worker, closed).await?;
    let server = axum::serve(listener, pages.merge(beside)).with_graceful_shutdown(async move {
        told_to_stop().await;
        drop(closing);
        // Streams of events would last as long as their pages.
        store.end_changes();
        // The other end waits as long as the server does.
        let _ = told.send(());
    });
    let ended = until_stopped(server, stopping, LAST_ANSWERS).await;
    // What is under way is given back, for whoever runs next.
    work.await;
    house.gateways.close().await;
    ended.context("the server stopped")
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

fn staff(house: &House, theme: Theme, publisher: Publisher) -> Staff {
    let (store, clock, ids) = (house.store.clone(), house.clock.clone(), house.ids.clone());
    let (phones, file_room) = (house.phones.clone(), house.files.clone());
    let secrets = Arc::new(SystemSecrets::new());
    let desk = house.desk();
    let feeds = CalendarFeeds::new(
        store.clone(),
        store.clone(),
        store.clone(),
        secrets.clone(),
        clock.clone(),
        ids.clone(),
    );
    Staff::new(Services {
        forms: house.forms(),
        bulk: Bulk::new(desk.clone(), store.clone(), store.clone(), clock.clone()),
        printing: Printing::new(store.clone(), file_room.clone(), clock.clone(), ids.clone()),
        views: Views::new(store.clone(), clock.clone(), ids.clone()),
        templates: Templates::new(TemplatePorts {
            desk: desk.clone(),
            store: store.clone(),
            room: file_room.clone(),
            images: LetterheadImages::new(file_room.clone()),
            engine: Arc::new(DocxEngine::new()),
            office: house.office.clone(),
            phones: phones.clone(),
            clock: clock.clone(),
        }),
        letters: house.letters(),
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
        rounds: house.rounds(),
        access: Access::new(
            store.clone(),
            store.clone(),
            secrets.clone(),
            Arc::new(Estimator),
            clock.clone(),
        ),
        team: StaffDesk::new(store.clone(), clock.clone(), ids.clone(), secrets),
        dead_jobs: DeadJobs::new(store.clone(), clock.clone()),
        settings: StructureSettings::new(store.clone(), clock.clone(), ids.clone()),
        message_settings: MessageSettings::new(store.clone(), clock.clone(), ids.clone()),
        message_log: MessageLog::new(store.clone(), clock.clone(), ids.clone()),
        choices: StaffChoices::new(store.clone()),
        carriers: Carriers {
            sms: Carrier {
                name: house.gateways.sms.name(),
                is_real: house.gateways.sms.is_real(),
            },
            email: Carrier {
                name: house.gateways.mailer.name(),
                is_real: house.gateways.mailer.is_real(),
            },
            price: house.gateways.price,
        },
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
        cookie: house.public_url.cookie(),
        publisher,
    })
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
