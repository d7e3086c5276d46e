//! The administration's blank forms, where the installation has them.

use std::{fs, path::PathBuf, sync::Arc};

use adapter_acroform::AcroForms;
use anyhow::{Context, Result};
use application::forms::OfficialForms;
use clap::Args;
use web_kit::assets;

/// Where the blanks are. Without one, its form is typeset and nothing else.
#[derive(Args)]
pub struct BlankOptions {
    /// The blank request, CERFA n° 16029*01, a PDF with fields.
    #[arg(long, env = "DOMIFA_CERFA_DEMANDE")]
    cerfa_demande: Option<PathBuf>,
    /// The blank attestation, CERFA n° 16030*01, a PDF with fields.
    #[arg(long, env = "DOMIFA_CERFA_ATTESTATION")]
    cerfa_attestation: Option<PathBuf>,
}

impl BlankOptions {
    /// The blanks that were given, read once.
    pub fn load(&self) -> Result<Option<Arc<dyn OfficialForms>>> {
        if self.cerfa_demande.is_none() && self.cerfa_attestation.is_none() {
            return Ok(None);
        }
        let mut forms = AcroForms::new(assets::pdf_fonts())?;
        if let Some(file) = &self.cerfa_demande {
            let read = fs::read(file).map_err(anyhow::Error::from);
            forms = read
                .and_then(|pdf| Ok(forms.with_demande(&pdf)?))
                .with_context(|| format!("DOMIFA_CERFA_DEMANDE: {}", file.display()))?;
        }
        if let Some(file) = &self.cerfa_attestation {
            let read = fs::read(file).map_err(anyhow::Error::from);
            forms = read
                .and_then(|pdf| Ok(forms.with_attestation(&pdf)?))
                .with_context(|| format!("DOMIFA_CERFA_ATTESTATION: {}", file.display()))?;
        }
        Ok(Some(Arc::new(forms)))
    }
}
