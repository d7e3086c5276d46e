//! The office suite of this machine, where there is one.

use std::{path::PathBuf, sync::Arc};

use adapter_docx::office::{LibreOffice, find};
use anyhow::{Context, Result, bail};
use application::templates::OfficeConverter;
use clap::Args;

/// Where LibreOffice is.
#[derive(Args)]
pub struct OfficeOptions {
    /// The program of LibreOffice, which turns the structures' own templates into PDF;
    /// `soffice` is looked for on the path when none is named.
    #[arg(long, env = "DOMIFA_SOFFICE")]
    soffice: Option<PathBuf>,
}

impl OfficeOptions {
    /// What turns Word files into PDF; none where there is no LibreOffice.
    pub fn converter(&self) -> Result<Option<Arc<dyn OfficeConverter>>> {
        if let Some(program) = &self.soffice
            && !program.is_file()
        {
            bail!("DOMIFA_SOFFICE: {} is no program", program.display());
        }
        let Some(program) = find(self.soffice.as_deref()) else {
            return Ok(None);
        };
        let office = LibreOffice::new(program).context("no room for LibreOffice to work in")?;
        Ok(Some(Arc::new(office)))
    }
}
