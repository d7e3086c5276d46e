//! `domifa export`: the people of a structure as a file, or the whole structure as an
//! archive that `domifa import` reads.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use adapter_archive::{JsonRecords, ZipArchive};
use adapter_phone::NumberingPlans;
use adapter_postgres::PgStore;
use adapter_sheets::Sheets;
use anyhow::{Context, Result, anyhow, bail};
use application::{
    archive::{PackPorts, pack},
    export::{Column, ExportPorts, Exports, Format, Plan, Table, Writers},
    imports::writing::{Out, SheetFormat},
    ports::{Clock, Scope, Store},
};
use clap::Args;
use kernel::{StructureId, fold};
use structures::Structure;

use crate::{
    config::{DatabaseOptions, FileOptions},
    ports::{RandomIds, SystemClock},
};

/// What to export.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    files: FileOptions,
    /// Identifier of the structure, or its name. Not needed where there is only one.
    #[arg(long)]
    structure: Option<String>,
    /// `xlsx`, `ods`, `csv` or `json`.
    #[arg(long, default_value = "csv")]
    format: String,
    /// Codes of the columns, between commas; `all` for all of them.
    #[arg(long, value_delimiter = ',')]
    columns: Vec<String>,
    /// Codes of the tables, between commas: `domicilies`, `ayants_droit`, `entretiens`,
    /// `decisions`, `passages`, `courrier`. `entretiens` holds sensitive data.
    #[arg(long, value_delimiter = ',', default_value = "domicilies")]
    tables: Vec<String>,
    /// Where the file goes; nothing is written over. Without it, to standard output.
    #[arg(long)]
    output: Option<PathBuf>,
    /// Write a complete archive of the structure to this file instead: every fact, every
    /// attached file in clear. Keep it as you would keep the database.
    #[arg(long, conflicts_with_all = ["format", "columns", "tables", "output"])]
    archive: Option<PathBuf>,
}

/// Does it.
pub async fn run(options: Options) -> Result<()> {
    let plan = match &options.archive {
        Some(_) => None,
        None => Some(planned(&options)?),
    };
    let store = PgStore::connect(&options.database.url()?, 2)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    let structure = chosen(&store, options.structure.as_deref()).await?;
    let store = Arc::new(store);
    match (options.archive, plan) {
        (Some(path), _) => {
            let ports = PackPorts {
                store,
                blobs: Some(Arc::new(options.files.blobs()?)),
            };
            archive(&ports, structure.id(), &path).await
        }
        (None, Some(plan)) => {
            let writers = Writers {
                sheets: Arc::new(Sheets),
                records: Arc::new(JsonRecords),
                phones: Arc::new(NumberingPlans::load()),
            };
            let exports = Exports::new(ExportPorts {
                lists: store.clone(),
                store,
                writers,
                clock: Arc::new(SystemClock),
                ids: Arc::new(RandomIds),
            });
            table(&exports, &structure, plan, options.output.as_deref()).await
        }
        (None, None) => Ok(()),
    }
}

fn planned(options: &Options) -> Result<Plan> {
    let format: Format = options
        .format
        .parse()
        .map_err(|_| anyhow!("--format: xlsx, ods, csv or json"))?;
    let columns = match options.columns.as_slice() {
        [] => Column::USUAL.to_vec(),
        [all] if all == "all" => Column::ALL.to_vec(),
        codes => codes
            .iter()
            .map(|code| {
                code.parse()
                    .map_err(|_| unknown("--columns", code, Column::ALL.iter().map(|c| c.code())))
            })
            .collect::<Result<_>>()?,
    };
    let tables = options
        .tables
        .iter()
        .map(|code| {
            code.parse()
                .map_err(|_| unknown("--tables", code, Table::ALL.iter().map(|t| t.code())))
        })
        .collect::<Result<Vec<Table>>>()?;
    let plan = Plan::new(Plan::everybody(), tables, columns, format);
    let plan = plan.context("--tables")?;
    if options.output.is_none()
        && plan.format() != Format::Sheet(SheetFormat::Csv)
        && plan.format() != Format::Json
    {
        bail!("--output: a workbook needs a file to go to");
    }
    Ok(plan)
}

fn unknown(option: &str, code: &str, known: impl Iterator<Item = &'static str>) -> anyhow::Error {
    let known: Vec<_> = known.collect();
    anyhow!("{option}: {code} is none of {}", known.join(", "))
}

/// The structure of an identifier or of a name, or the only one.
pub async fn chosen(store: &PgStore, wanted: Option<&str>) -> Result<Structure> {
    let known = store
        .structures()
        .await
        .context("the database cannot be read")?;
    let mut found = Vec::new();
    for id in known {
        let mut uow = store.begin(Scope { structure: id }).await?;
        let Some(structure) = uow.structure(id).await? else {
            continue;
        };
        let structure = structure.value;
        let is_it = wanted.is_none_or(|wanted| {
            wanted.parse() == Ok::<StructureId, _>(id)
                || fold(structure.name().as_str()) == fold(wanted)
        });
        if is_it {
            found.push(structure);
        }
    }
    let several = found.len() > 1;
    match (found.pop(), several) {
        (Some(structure), false) => Ok(structure),
        (Some(_), true) => {
            bail!("--structure: several structures are meant; give the identifier of one")
        }
        (None, _) => bail!("--structure: there is no such structure"),
    }
}

/// A file that only its owner reads, and that nothing was in.
fn new_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .with_context(|| format!("{} cannot be made", path.display()))
}

async fn table(
    exports: &Exports,
    structure: &Structure,
    plan: Plan,
    to: Option<&Path>,
) -> Result<()> {
    let out: Out = match to {
        Some(path) => Box::new(new_file(path)?),
        None => Box::new(io::stdout()),
    };
    let written = write(exports, structure, plan, out).await;
    if let (Err(_), Some(path)) = (&written, to) {
        // Half a file must not pass for the whole.
        let _ = std::fs::remove_file(path);
    }
    let people = written?;
    eprintln!("{people} dossiers exported.");
    Ok(())
}

async fn write(exports: &Exports, structure: &Structure, plan: Plan, out: Out) -> Result<usize> {
    let mut export = exports.begin_for_operator(structure, plan).await?;
    let mut file = export.new_file().begin(out)?;
    let mut people = 0;
    while let Some(some) = export.next().await? {
        // Reading and writing take turns: nobody else waits for this thread.
        file.write(&some)?;
        people += some.len();
    }
    file.end()?;
    Ok(people)
}

async fn archive(ports: &PackPorts, structure: StructureId, path: &Path) -> Result<()> {
    let out = io::BufWriter::new(new_file(path)?);
    let out = Box::new(ZipArchive::new(Flushed(out), SystemClock.now()));
    let packed = pack(ports, structure, out).await;
    if packed.is_err() {
        let _ = std::fs::remove_file(path);
    }
    let amount = packed.context("the archive was not made")?;
    eprintln!(
        "{} dossiers, {} facts, {} members of staff and {} files archived. The archive is not encrypted: keep it as you would keep the database.",
        amount.dossiers, amount.facts, amount.staff, amount.files
    );
    Ok(())
}

/// What is on the disk once it is flushed.
struct Flushed(io::BufWriter<File>);

impl Write for Flushed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}
