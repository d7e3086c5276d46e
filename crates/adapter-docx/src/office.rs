//! LibreOffice, run without a screen, turns Word files into PDF.

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Mutex,
    time::Duration,
};

use application::templates::{ConvertError, OfficeConverter};
use async_trait::async_trait;
use tokio::{
    fs,
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

/// How long a conversion may take; the first one of a desk also makes its profile.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a filled template is called while it is converted.
const NAME: &str = "document";

/// A PDF that screen readers can read.
const FILTER: &str =
    "pdf:writer_pdf_Export:{\"UseTaggedPDF\":{\"type\":\"boolean\",\"value\":\"true\"}}";

/// The program of LibreOffice on this machine: the one that was named, or the one that is
/// found on the path.
#[must_use]
pub fn find(named: Option<&Path>) -> Option<PathBuf> {
    match named {
        Some(program) => Some(program.to_owned()),
        None => {
            let path = std::env::var_os("PATH")?;
            std::env::split_paths(&path)
                .map(|folder| folder.join("soffice"))
                .find(|program| program.is_file())
        }
    }
}

/// LibreOffice. Each run keeps a core busy and needs a profile of its own: as many run at a
/// time as there are cores, the others wait their turn.
pub struct LibreOffice {
    program: PathBuf,
    /// Everything that is written: profiles, and documents while they are converted. Nobody
    /// else may read it, and it goes with this.
    folder: tempfile::TempDir,
    turns: Semaphore,
    /// Profiles that nobody uses.
    idle: Mutex<Vec<u32>>,
    patience: Duration,
}

impl LibreOffice {
    /// With this program.
    ///
    /// # Errors
    /// When there is no room for its profiles.
    pub fn new(program: PathBuf) -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let desks = u32::try_from(cores).unwrap_or(1);
        Ok(Self {
            program,
            folder: tempfile::Builder::new()
                .prefix("domifa-office-")
                .tempdir()?,
            turns: Semaphore::new(cores),
            idle: Mutex::new((0..desks).collect()),
            patience: PATIENCE,
        })
    }

    /// The same, less patient.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    async fn convert(&self, desk: &Path, docx: &[u8]) -> Result<Vec<u8>, ConvertError> {
        let source = desk.join(format!("{NAME}.docx"));
        let target = desk.join(format!("{NAME}.pdf"));
        fs::create_dir_all(desk)
            .await
            .map_err(|_| ConvertError::Failed)?;
        fs::write(&source, docx)
            .await
            .map_err(|_| ConvertError::Failed)?;
        let ran = self.run(desk, &source).await;
        let pdf = fs::read(&target).await;
        // Both are about somebody: neither outlives the conversion.
        let _ = fs::remove_file(&source).await;
        let _ = fs::remove_file(&target).await;
        ran?;
        pdf.map_err(|_| ConvertError::Failed)
    }

    async fn run(&self, desk: &Path, source: &Path) -> Result<(), ConvertError> {
        let profile = format!(
            "-env:UserInstallation=file://{}",
            desk.join("profile").display()
        );
        let mut child = Command::new(&self.program)
            .env_clear()
            .env("HOME", desk)
            .env("TMPDIR", desk)
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .arg(profile)
            .args([
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--nodefault",
                "--nofirststartwizard",
            ])
            .args(["--convert-to", FILTER, "--outdir"])
            .arg(desk)
            .arg(source)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // It starts others: they are stopped together.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|_| ConvertError::Failed)?;
        let family = Family(child.id());
        match timeout(self.patience, child.wait()).await {
            Ok(Ok(status)) if status.success() => {
                family.ended();
                Ok(())
            }
            Ok(Ok(_) | Err(_)) => Err(ConvertError::Failed),
            Err(_) => {
                stop(&mut child, family).await;
                Err(ConvertError::TooSlow)
            }
        }
    }
}

async fn stop(child: &mut Child, family: Family) {
    drop(family);
    let _ = child.kill().await;
}

/// A program and those that it started. They are stopped when this goes, as when nobody
/// waits for the document any more.
struct Family(Option<u32>);

impl Family {
    /// It ended by itself.
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{leader}")])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
        }
    }
}

/// The number of a profile, given back when nobody uses it any more.
struct Desk<'a> {
    number: Option<u32>,
    idle: &'a Mutex<Vec<u32>>,
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        if let (Some(number), Ok(mut idle)) = (self.number, self.idle.lock()) {
            idle.push(number);
        }
    }
}

#[async_trait]
impl OfficeConverter for LibreOffice {
    async fn pdf(&self, docx: Vec<u8>) -> Result<Vec<u8>, ConvertError> {
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|_| ConvertError::Failed)?;
        let number = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let desk = Desk {
            number,
            idle: &self.idle,
        };
        let number = desk.number.ok_or(ConvertError::Failed)?;
        let folder = self.folder.path().join(number.to_string());
        self.convert(&folder, &docx).await
    }
}
