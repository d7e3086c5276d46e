//! The outbox of this installation: messages that nobody carries are kept here, to be shown.

use std::{num::NonZeroU32, sync::Arc};

use application::{
    messages::{
        book::Letter,
        gateway::{Accepted, GatewayDown, Mail, Mailer, Receipt, Sms, SmsGateway, Traced, Unsent},
    },
    ports::Clock,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{MessageId, StoreError, StructureId};
use messages::{Channel, Failure};

use crate::{PgStore, error::failed};

/// How many text messages are kept in one go.
const BATCH: usize = 100;

/// Keeps messages instead of sending them. The same message twice is kept once.
#[derive(Clone)]
pub struct Outbox {
    store: PgStore,
    clock: Arc<dyn Clock>,
}

/// A message, as it is kept.
struct Keeping<'a> {
    id: MessageId,
    channel: Channel,
    recipient: &'a str,
    sender: Option<&'a str>,
    language: Option<&'a str>,
    subject: Option<&'a str>,
    text: String,
    attachment: Option<&'a str>,
}

impl Outbox {
    /// The outbox of a database.
    #[must_use]
    pub fn of(store: &PgStore, clock: Arc<dyn Clock>) -> Self {
        Self {
            store: store.clone(),
            clock,
        }
    }

    /// Whose message it is: whoever sends has noted it.
    async fn structure_of(&self, id: MessageId) -> Result<Option<StructureId>, StoreError> {
        let found = sqlx::query_scalar!(
            "select structure_id from jobs.message_handed where message_id = $1",
            id.uuid(),
        )
        .fetch_optional(&self.store.pool)
        .await
        .map_err(failed)?;
        Ok(found.map(StructureId::new))
    }

    async fn keep(&self, messages: &[Keeping<'_>]) -> Result<(), StoreError> {
        let Some(first) = messages.first() else {
            return Ok(());
        };
        // Whoever sends, sends for one structure at a time.
        let structure = self.structure_of(first.id).await?;
        let structure = structure.ok_or(StoreError::Corrupt("a message"))?;
        let mut tx = self.store.transaction(structure).await?;
        for message in messages {
            sqlx::query!(
                "insert into messages.outbox
                     (structure_id, message_id, dossier_id, at, channel, recipient, sender, language,
                      subject, body, attachment)
                 select structure_id, message_id, dossier_id, $3, $4, $5, $6, $7, $8, $9, $10
                 from messages.message where structure_id = $1 and message_id = $2
                 on conflict do nothing",
                structure.uuid(),
                message.id.uuid(),
                self.clock.now(),
                message.channel.code(),
                message.recipient,
                message.sender,
                message.language,
                message.subject,
                message.text,
                message.attachment,
            )
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }

    async fn has(&self, id: MessageId) -> Result<bool, StoreError> {
        let Some(structure) = self.structure_of(id).await? else {
            return Ok(false);
        };
        let mut tx = self.store.transaction(structure).await?;
        sqlx::query_scalar!(
            r#"select exists (select from messages.outbox
                   where structure_id = $1 and message_id = $2) as "kept!""#,
            structure.uuid(),
            id.uuid(),
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(failed)
    }

    async fn look(&self, id: MessageId) -> Traced {
        match self.has(id).await {
            Ok(true) => Traced::Taken(Accepted::default()),
            Ok(false) => Traced::NotTaken,
            Err(_) => Traced::AskAgain,
        }
    }
}

/// Whether it was kept, when the database does not say.
fn unsent(error: StoreError) -> Unsent {
    match error {
        StoreError::Unavailable => Unsent::Perhaps,
        StoreError::Conflict | StoreError::Corrupt(_) => Unsent::Later {
            why: Failure::Provider,
            code: None,
        },
    }
}

const NAME: &str = "boite-locale";

#[async_trait]
impl SmsGateway for Outbox {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_real(&self) -> bool {
        false
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }

    fn batch(&self) -> usize {
        BATCH
    }

    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        let keeping: Vec<_> = messages
            .iter()
            .map(|sms| Keeping {
                id: sms.id,
                channel: Channel::Sms,
                recipient: sms.to.as_str(),
                sender: sms.sender.as_ref().map(messages::Sender::as_str),
                language: None,
                subject: None,
                text: sms.text.clone(),
                attachment: None,
            })
            .collect();
        let kept = self.keep(&keeping).await;
        let answer = kept.map(|()| Accepted::default()).map_err(unsent);
        vec![answer; messages.len()]
    }

    async fn trace(&self, id: MessageId, _at: DateTime<Utc>) -> Traced {
        self.look(id).await
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Mailer for Outbox {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_real(&self) -> bool {
        false
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        None
    }

    async fn send(&self, mail: &Mail) -> Result<Accepted, Unsent> {
        let keeping = Keeping {
            id: mail.id,
            channel: Channel::Email,
            recipient: mail.to.as_str(),
            sender: None,
            language: Some(mail.language.code()),
            subject: Some(&mail.subject),
            text: Letter::of_mail(mail).text,
            attachment: mail.attachment.as_ref().map(|file| file.name.as_str()),
        };
        let kept = self.keep(&[keeping]).await;
        kept.map(|()| Accepted::default()).map_err(unsent)
    }

    async fn trace(&self, id: MessageId, _at: DateTime<Utc>) -> Traced {
        self.look(id).await
    }

    async fn bounces(&self) -> Result<Vec<Receipt>, GatewayDown> {
        Ok(Vec::new())
    }
}
