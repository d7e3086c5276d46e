//! What OVHcloud tells of the messages that it took: by its callback, or when it is asked.

use std::collections::HashSet;

use application::messages::gateway::{GatewayDown, Receipt, ReceiptOf};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use messages::Failure;
use serde::Deserialize;

use super::Ovh;

/// How far back receipts are asked for: as long as delivery is tried, and a day.
const BACK: Duration = Duration::days(3);
/// How many failures are looked into at a time, each by a call of its own.
const LOOKED_INTO: usize = 200;

/// What has become of a message.
enum Fate {
    Received,
    Failed(Failure, Option<String>),
    /// Still under way, or never known.
    Open,
}

/// The technical codes that OVHcloud documents.
fn fate_of(ptt: Option<u32>) -> Fate {
    let Some(ptt) = ptt else {
        return Fate::Failed(Failure::Other, None);
    };
    let failure = match ptt {
        4 => return Fate::Received,
        0..=3 | 6 => return Fate::Open,
        23 => Failure::BadAddress,
        8 | 24 | 26 | 27 | 73 | 74 => Failure::Unreachable,
        21 | 28 | 33 | 76 | 202 => Failure::Blocked,
        29 => Failure::Content,
        25 | 39 => Failure::Provider,
        _ => Failure::Other,
    };
    Fate::Failed(failure, Some(format!("ptt {ptt}")))
}

fn receipt(id: &str, fate: Fate, at: DateTime<Utc>) -> Option<Receipt> {
    let failed = match fate {
        Fate::Received => None,
        Fate::Failed(failure, code) => Some((failure, code)),
        Fate::Open => return None,
    };
    Some(Receipt {
        of: ReceiptOf::Reference(id.to_owned()),
        at,
        failed,
    })
}

/// The query of a callback. Its date has no documented zone: the moment of the call is kept.
pub(super) fn callback(query: &str, now: DateTime<Utc>) -> Option<Receipt> {
    #[derive(Deserialize)]
    struct Told {
        id: String,
        ptt: Option<String>,
        description: Option<String>,
    }
    let told: Told = serde_html_form::from_str(query).ok()?;
    let is_id = (1..=20).contains(&told.id.len()) && told.id.bytes().all(|b| b.is_ascii_digit());
    if !is_id {
        return None;
    }
    let ptt = told.ptt.and_then(|ptt| ptt.trim().parse().ok());
    let fate = match told.description.as_deref().map(str::trim) {
        Some("1") => Fate::Received,
        // Whatever the code may promise, it failed.
        Some("2" | "16") => match fate_of(ptt) {
            Fate::Failed(failure, code) => Fate::Failed(failure, code),
            Fate::Received | Fate::Open => {
                Fate::Failed(Failure::Other, ptt.map(|ptt| format!("ptt {ptt}")))
            }
        },
        Some("0" | "4" | "8") => Fate::Open,
        Some(_) | None => ptt.map_or(Fate::Open, |ptt| fate_of(Some(ptt))),
    };
    receipt(&told.id, fate, now)
}

impl Ovh {
    /// Asks for what arrived and what failed lately: three lists, and the reason of each
    /// new failure. What was given the last time is not given again.
    pub(super) async fn poll(&self) -> Result<Vec<Receipt>, GatewayDown> {
        #[derive(Deserialize)]
        struct Outgoing {
            ptt: Option<u32>,
        }
        let now = self.clock.now();
        let since = (now - BACK).to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut given = self.given.lock().await;
        let mut listed = HashSet::new();
        let mut receipts = Vec::new();
        let arrived = self.settled(&since, "1").await?;
        for id in arrived {
            if !given.contains(&id) {
                receipts.extend(receipt(&id.to_string(), Fate::Received, now));
            }
            listed.insert(id);
        }
        let mut looked_into = 0;
        for outcome in ["2", "16"] {
            for id in self.settled(&since, outcome).await? {
                if given.contains(&id) {
                    listed.insert(id);
                    continue;
                }
                // The others will be next time.
                if looked_into == LOOKED_INTO {
                    continue;
                }
                looked_into += 1;
                let text = id.to_string();
                let details = self.address(false, &["outgoing", &text], &[]);
                let Ok(Outgoing { ptt }) = self.read(details).await else {
                    continue;
                };
                let fate = match fate_of(ptt) {
                    Fate::Failed(failure, code) => Fate::Failed(failure, code),
                    Fate::Received | Fate::Open => Fate::Failed(Failure::Other, None),
                };
                receipts.extend(receipt(&text, fate, now));
                listed.insert(id);
            }
        }
        *given = listed;
        Ok(receipts)
    }

    /// The messages of the last days that ended so.
    async fn settled(&self, since: &str, outcome: &str) -> Result<Vec<u64>, GatewayDown> {
        let asked = [
            ("creationDatetime.from", since),
            ("deliveryReceipt", outcome),
        ];
        self.read(self.address(false, &["outgoing"], &asked)).await
    }
}
