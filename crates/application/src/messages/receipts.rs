//! What providers tell of messages they had taken.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{StoreError, StructureId};

use super::{
    book::Told,
    gateway::{GatewayDown, Mailer, Receipt, SmsGateway},
    ports::MessagePost,
};
use crate::ports::{Scope, Store};

/// Notes what providers tell.
#[derive(Clone)]
pub struct Receipts {
    store: Arc<dyn Store>,
    post: Arc<dyn MessagePost>,
    sms: Arc<dyn SmsGateway>,
    mailer: Arc<dyn Mailer>,
    heard: Arc<Heard>,
}

/// What was told and is not noted yet: some tell everything once.
#[derive(Default)]
struct Heard {
    texts: Mutex<Vec<Receipt>>,
    mails: Mutex<Vec<Receipt>>,
}

/// What they told was not learned, or not noted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCollected {
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The provider.
    #[error(transparent)]
    Gateway(#[from] GatewayDown),
}

impl Receipts {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        post: Arc<dyn MessagePost>,
        sms: Arc<dyn SmsGateway>,
        mailer: Arc<dyn Mailer>,
    ) -> Self {
        Self {
            store,
            post,
            sms,
            mailer,
            heard: Arc::default(),
        }
    }

    /// Asks both for what they hold ready. One that is away does not keep the other's from
    /// being noted; what storage does not take is noted the next time.
    ///
    /// # Errors
    /// [`NotCollected`].
    pub async fn collect(&self) -> Result<(), NotCollected> {
        let texts = self.sms.receipts().await;
        let texts = self.learn(self.sms.name(), &self.heard.texts, texts).await;
        let mails = self.mailer.bounces().await;
        let name = self.mailer.name();
        let mails = self.learn(name, &self.heard.mails, mails).await;
        texts.and(mails)
    }

    /// Notes what was told, with what was heard before and could not be noted.
    async fn learn(
        &self,
        provider: &str,
        heard: &Mutex<Vec<Receipt>>,
        told: Result<Vec<Receipt>, GatewayDown>,
    ) -> Result<(), NotCollected> {
        let held = || heard.lock().unwrap_or_else(PoisonError::into_inner);
        // Kept before anything is waited for: whoever is stopped there forgets nothing.
        let told = told.map(|new| held().extend(new));
        let all = held().clone();
        self.note(provider, &all).await?;
        held().drain(..all.len());
        Ok(told?)
    }

    /// Notes what a provider of text messages told by itself.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn received(&self, receipts: &[Receipt]) -> Result<(), StoreError> {
        self.note(self.sms.name(), receipts).await
    }

    /// Notes what a provider told. What is told again changes nothing; what is told of
    /// nobody's message is ignored.
    async fn note(&self, provider: &str, receipts: &[Receipt]) -> Result<(), StoreError> {
        if receipts.is_empty() {
            return Ok(());
        }
        let asked: Vec<_> = receipts.iter().map(|receipt| receipt.of.clone()).collect();
        let mut whose: BTreeMap<StructureId, Vec<Told>> = BTreeMap::new();
        for (of, structure, message) in self.post.messages_of(provider, &asked).await? {
            // Several may be about one message: each is found by what it calls it.
            let about = receipts.iter().filter(|receipt| receipt.of == *of);
            let told = about.map(|receipt| Told {
                id: message,
                at: receipt.at,
                failed: receipt.failed.clone(),
            });
            whose.entry(structure).or_default().extend(told);
        }
        for (structure, told) in whose {
            let mut uow = self.store.begin(Scope { structure }).await?;
            uow.messages_told(structure, &told).await?;
            uow.commit().await?;
        }
        Ok(())
    }
}
