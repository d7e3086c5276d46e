//! The templates that were read, kept while they are used: reading one costs more than
//! filling it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::{FileId, StructureId};

use super::Template;

/// How many bytes of templates are kept, about.
const FULL: usize = 32 * 1024 * 1024;

/// Whose, and which. A file never changes: a new one has a new identifier.
type Place = (StructureId, FileId);

/// The templates, the last used last.
#[derive(Default)]
pub struct Shelf(Mutex<Vec<(Place, Arc<dyn Template>)>>);

impl Shelf {
    /// The template, when it is there.
    pub fn get(&self, place: Place) -> Option<Arc<dyn Template>> {
        let mut kept = self.kept();
        let at = kept.iter().position(|(other, _)| *other == place)?;
        let found = kept.remove(at);
        let template = Arc::clone(&found.1);
        kept.push(found);
        Some(template)
    }

    /// Keeps a template, and lets go of those that were not used for longest.
    pub fn put(&self, place: Place, template: &Arc<dyn Template>) {
        let mut kept = self.kept();
        kept.retain(|(other, _)| *other != place);
        kept.push((place, Arc::clone(template)));
        let mut weight: usize = kept.iter().map(|(_, template)| template.weight()).sum();
        while weight > FULL && kept.len() > 1 {
            let (_, gone) = kept.remove(0);
            weight = weight.saturating_sub(gone.weight());
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<(Place, Arc<dyn Template>)>> {
        // Whoever panicked in here left a list all the same.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
