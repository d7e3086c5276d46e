//! The engine of templates, as the use cases call it.

use std::{num::NonZero, sync::Arc};

use application::templates::{
    Fault, FillError, NotATemplate, Template, TemplateEngine, Usage, Values,
};
use async_trait::async_trait;
use tokio::sync::Semaphore;

use crate::template::Compiled;

/// Reads and fills Word files. Both keep a core busy: at most one for each, the others wait
/// their turn.
pub struct DocxEngine {
    cores: Arc<Semaphore>,
}

impl Default for DocxEngine {
    fn default() -> Self {
        Self::new()
    }
}

impl DocxEngine {
    /// An engine that takes as many cores as there are.
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            cores: Arc::new(Semaphore::new(cores)),
        }
    }
}

#[async_trait]
impl TemplateEngine for DocxEngine {
    async fn compile(&self, file: Vec<u8>) -> Result<Arc<dyn Template>, NotATemplate> {
        let compiled = in_turn(&self.cores, move || Compiled::read(file))
            .await
            .unwrap_or(Err(NotATemplate::Damaged))?;
        Ok(Arc::new(Kept {
            compiled: Arc::new(compiled),
            cores: Arc::clone(&self.cores),
        }))
    }
}

/// A template with the turns it waits for.
struct Kept {
    compiled: Arc<Compiled>,
    cores: Arc<Semaphore>,
}

#[async_trait]
impl Template for Kept {
    fn usages(&self) -> &[Usage] {
        &self.compiled.usages
    }

    fn faults(&self) -> &[Fault] {
        &self.compiled.faults
    }

    fn weight(&self) -> usize {
        self.compiled.weight()
    }

    async fn fill(&self, values: Values) -> Result<Vec<u8>, FillError> {
        let compiled = Arc::clone(&self.compiled);
        in_turn(&self.cores, move || compiled.fill(&values))
            .await
            .unwrap_or(Err(FillError::Failed))
    }
}

/// The outcome, or nothing when the process shuts down or the work did not end.
async fn in_turn<T: Send + 'static>(
    cores: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let turn = Arc::clone(cores).acquire_owned().await.ok()?;
    tokio::task::spawn_blocking(move || {
        let done = work();
        // Held until here, even when the request that wanted it has gone.
        drop(turn);
        done
    })
    .await
    .ok()
}
