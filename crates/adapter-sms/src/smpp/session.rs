//! The one link to an aggregator: opened when it is needed, kept by small questions, and
//! given up at the first fault.

use std::{
    collections::VecDeque,
    str::FromStr as _,
    sync::{Arc, Mutex as Lock, PoisonError},
    time::Duration,
};

use application::{
    messages::gateway::{Receipt, Unsent},
    ports::Clock,
};
use futures_util::{Stream, StreamExt};
use messages::Failure;
use reqwest::Url;
use rusmpp::{
    CommandStatus, Pdu,
    pdus::{BindTransceiver, DeliverSmResp},
    types::COctetString,
    values::InterfaceVersion,
};
use rusmppc::{Client, ConnectionBuilder, Event, error::Error};
use rustls::pki_types::ServerName;
use secrecy::ExposeSecret;
use tokio::{net::TcpStream, sync::Mutex, time::Instant};
use tokio_rustls::TlsConnector;

use super::{InvalidAccount, SmppAccount};
use crate::http::{self, later};

/// How long the link may take to open.
const OPENING: Duration = Duration::from_secs(10);
/// The shortest and the longest pause before the link is opened again.
const SOON: Duration = Duration::from_secs(1);
const AT_LAST: Duration = Duration::from_mins(1);
/// How many receipts wait to be asked for; the other end keeps what is over.
const WAITING: usize = 20_000;

/// The link.
pub(super) struct Link {
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
    bind: BindTransceiver,
    enquire_every: Duration,
    answer_within: Duration,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    received: Received,
}

type Received = Arc<Lock<VecDeque<Receipt>>>;

/// The link as it stands.
struct State {
    client: Option<Client>,
    /// No sooner is it opened again, and how long after that.
    not_before: Option<Instant>,
    pause: Duration,
}

impl Link {
    pub(super) fn new(
        url: &Url,
        account: &SmppAccount,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, InvalidAccount> {
        let secret = match url.scheme() {
            "smpp" => false,
            "smpps" => true,
            _ => return Err(InvalidAccount::Address),
        };
        let host = url.host_str().ok_or(InvalidAccount::Address)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidAccount::Address);
        }
        let too_long = |_| InvalidAccount::Credentials;
        let bind = BindTransceiver::builder()
            .system_id(COctetString::from_str(&account.system_id).map_err(too_long)?)
            .password(COctetString::from_str(account.password.expose_secret()).map_err(too_long)?)
            .system_type(COctetString::from_str(&account.system_type).map_err(too_long)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(if secret { 3550 } else { 2775 }),
            tls: secret.then(connector),
            bind,
            enquire_every: account.enquire_every,
            answer_within: account.answer_within,
            clock,
            state: Mutex::new(State {
                client: None,
                not_before: None,
                pause: SOON,
            }),
            received: Received::default(),
        })
    }

    /// The link, opened if it is not and if its pause is over.
    pub(super) async fn client(&self) -> Result<Client, Unsent> {
        let mut state = self.state.lock().await;
        if let Some(client) = &state.client
            && client.is_active()
        {
            return Ok(client.clone());
        }
        state.client = None;
        let now = Instant::now();
        if state.not_before.is_some_and(|then| now < then) {
            return Err(later(Failure::Provider, None));
        }
        let opened = tokio::time::timeout(OPENING, self.open()).await;
        let failed = match opened {
            Ok(Ok(client)) => {
                state.client = Some(client.clone());
                state.not_before = None;
                state.pause = SOON;
                tracing::info!("the SMPP link is open");
                return Ok(client);
            }
            Ok(Err(failure)) => failure,
            Err(_) => Failure::Provider,
        };
        state.not_before = Some(Instant::now() + state.pause);
        state.pause = (state.pause * 2).min(AT_LAST);
        tracing::warn!(why = failed.code(), "the SMPP link does not open");
        Err(later(failed, None))
    }

    async fn open(&self) -> Result<Client, Failure> {
        let away = |_| Failure::Provider;
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(away)?;
        let _ = stream.set_nodelay(true);
        let builder = ConnectionBuilder::new()
            .max_command_length(64 * 1024)
            .enquire_link_interval(self.enquire_every)
            .enquire_link_response_timeout(self.answer_within)
            .response_timeout(self.answer_within)
            // The library speaks 5.0, of which 3.4 is the part that is used here.
            .disable_interface_version_check();
        let client = match &self.tls {
            None => {
                let (client, events) = builder.connected(stream);
                self.listen(client.clone(), events);
                client
            }
            Some(tls) => {
                let name =
                    ServerName::try_from(self.host.clone()).map_err(|_| Failure::Provider)?;
                let stream = tls.connect(name, stream).await.map_err(away)?;
                let (client, events) = builder.connected(stream);
                self.listen(client.clone(), events);
                client
            }
        };
        match client.bind_transceiver(self.bind.clone()).await {
            Ok(_) => Ok(client),
            Err(error) => {
                let _ = client.close().await;
                let Error::UnexpectedResponse { response } = error else {
                    return Err(Failure::Provider);
                };
                Err(refused(response.status()))
            }
        }
    }

    /// Takes in what the other end sends by itself, until the link ends.
    fn listen(
        &self,
        client: Client,
        mut events: impl Stream<Item = Event> + Send + Unpin + 'static,
    ) {
        let received = self.received.clone();
        let clock = self.clock.clone();
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                let Event::Incoming(command) = event else {
                    tracing::warn!("the SMPP link fails");
                    continue;
                };
                let number = command.sequence_number();
                match command.pdu() {
                    Some(Pdu::DeliverSm(delivered)) => {
                        let receipt = super::receipt::read(delivered, clock.now());
                        let kept = receipt.is_none_or(|receipt| keep(&received, receipt));
                        let status = if kept {
                            CommandStatus::EsmeRok
                        } else {
                            // Later, please.
                            CommandStatus::EsmeRxTAppn
                        };
                        let _ = client
                            .status(status)
                            .deliver_sm_resp(number, DeliverSmResp::default())
                            .await;
                    }
                    Some(Pdu::Unbind) => {
                        let _ = client.unbind_resp(number).await;
                        let _ = client.close().await;
                    }
                    Some(_) | None => {}
                }
            }
        });
    }

    /// What was received, given once.
    pub(super) fn received(&self) -> Vec<Receipt> {
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        received.drain(..).collect()
    }

    pub(super) async fn close(&self) {
        let client = self.state.lock().await.client.take();
        if let Some(client) = client {
            let _ = client
                .response_timeout(Duration::from_secs(2))
                .unbind()
                .await;
            let _ = client.close_and_wait().await;
        }
    }
}

/// Keeps a receipt until it is asked for, while there is room.
fn keep(received: &Received, receipt: Receipt) -> bool {
    let mut received = received.lock().unwrap_or_else(PoisonError::into_inner);
    let room = received.len() < WAITING;
    if room {
        received.push_back(receipt);
    }
    room
}

/// Why the other end does not let us in.
fn refused(status: CommandStatus) -> Failure {
    match u32::from(status) {
        0x0d..=0x0f | 0x53 => Failure::Account,
        _ => Failure::Provider,
    }
}

fn connector() -> TlsConnector {
    TlsConnector::from(Arc::new(http::tls()))
}
