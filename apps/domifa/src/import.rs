//! `domifa import`: a register that a structure brings, looked at without any database, or
//! the archive of a structure. Documented in `docs/import-command.md`.

mod apply;
mod report;

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use adapter_phone::NumberingPlans;
use adapter_sheets::Sheets;
use anyhow::{Context, Result, bail};
use application::{
    imports::{
        check::{Surroundings, check_table},
        mapping::Mapping,
        staging::Extent,
        table::{MAX_BYTES, SheetReader as _, Unreadable},
    },
    ports::Clock as _,
};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use kernel::{Departement, StructureKind};

use crate::{
    config::{DatabaseOptions, FileOptions},
    ports::SystemClock,
    restore,
};
use apply::Taker;
use report::Report;

/// Some row cannot be taken over.
const ROWS_REFUSED: u8 = 3;

/// What to import.
#[derive(Args)]
pub struct Options {
    /// The sheet (.xlsx, .xls, .ods, .csv), or the archive that `domifa export` wrote.
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    files: FileOptions,
    /// Look at the file and say what is wrong; store nothing. A sheet needs no database.
    #[arg(long)]
    dry_run: bool,
    /// Identifier of the structure that takes the sheet over, or its name.
    #[arg(long, requires = "by")]
    structure: Option<String>,
    /// E-mail address of the member of its staff in whose name it is taken over.
    #[arg(long, requires = "structure")]
    by: Option<String>,
    /// Take the rows without an error over, and leave the others. Otherwise all rows are
    /// taken over, or none.
    #[arg(long, requires = "structure", conflicts_with = "dry_run")]
    good_rows: bool,
    /// Print one JSON object instead of sentences.
    #[arg(long)]
    json: bool,
    /// Département of the structure: telephone numbers without a prefix are of there.
    #[arg(long, default_value = "75", value_parser = departement)]
    department: Departement,
    /// What kind of body the structure is.
    #[arg(long, value_enum, default_value = "ccas")]
    kind: Kind,
    /// The day, YYYY-MM-DD, instead of the system's in that département.
    #[arg(long)]
    today: Option<NaiveDate>,
}

/// What kind of body a structure is.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Ccas,
    Cias,
    Commune,
    OrganismeAgree,
}

impl From<Kind> for StructureKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Ccas => Self::Ccas,
            Kind::Cias => Self::Cias,
            Kind::Commune => Self::Commune,
            Kind::OrganismeAgree => Self::OrganismeAgree,
        }
    }
}

fn departement(code: &str) -> Result<Departement, &'static str> {
    code.parse().map_err(|_| "no such département")
}

/// Does it.
pub fn run(options: &Options) -> Result<ExitCode> {
    if restore::is_archive(&options.file)? {
        let restored = restore::run(
            &options.file,
            options.dry_run,
            &options.database,
            &options.files,
        );
        crate::runtime()?.block_on(restored)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = if options.dry_run {
        looked_at(options, &Place::said(options))?
    } else {
        crate::runtime()?.block_on(taken_over(options))?
    };
    let mut output = io::stdout().lock();
    let printed = if options.json {
        serde_json::to_writer(&mut output, &report)
            .map_err(io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
    } else {
        write!(output, "{report}")
    };
    match printed {
        // Whoever read the report has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        printed => printed.context("standard output failed")?,
    }
    Ok(if report.is_unreadable() {
        ExitCode::FAILURE
    } else if report.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(ROWS_REFUSED)
    })
}

/// Where a sheet is from.
struct Place {
    kind: StructureKind,
    departement: Departement,
    today: NaiveDate,
}

impl Place {
    /// What the options say of it.
    fn said(options: &Options) -> Self {
        let zone = options.department.zone();
        let today = options.today;
        Self {
            kind: options.kind.into(),
            departement: options.department,
            today: today.unwrap_or_else(|| zone.date_of(SystemClock.now())),
        }
    }

    /// The structure of whoever takes it over.
    fn of(taker: &Taker) -> Self {
        let structure = taker.actor().structure();
        Self {
            kind: structure.kind(),
            departement: structure.departement(),
            today: taker.actor().civil_date(SystemClock.now()),
        }
    }
}

/// Takes the sheet over; nothing where a row has an error and all or none are to be.
async fn taken_over(options: &Options) -> Result<Report> {
    let (Some(structure), Some(by)) = (&options.structure, &options.by) else {
        bail!("--structure and --by say who takes a sheet over; `--dry-run` only looks at it");
    };
    let taker = Taker::of(&options.database, structure, by).await?;
    let mut report = looked_at(options, &Place::of(&taker))?;
    if let Some(bytes) = bytes(&options.file)?.filter(|_| !report.is_unreadable()) {
        let extent = if options.good_rows {
            Extent::GoodRows
        } else {
            Extent::AllOrNothing
        };
        report.took(taker.take(&options.file, &bytes, extent).await?);
    }
    Ok(report)
}

/// What a sheet amounts to, row by row.
fn looked_at(options: &Options, place: &Place) -> Result<Report> {
    let name = options.file.file_name().unwrap_or_default();
    let read = match bytes(&options.file)? {
        Some(bytes) => Sheets.read(&name.to_string_lossy(), &bytes),
        None => Err(Unreadable::TooBig),
    };
    let table = match read {
        Ok(table) => table,
        Err(unreadable) => return Ok(Report::unreadable(&unreadable)),
    };
    let recognised = Mapping::recognise(&table);
    let phones = NumberingPlans::load();
    let around = Surroundings {
        today: place.today,
        kind: place.kind,
        departement: place.departement,
        phones: &phones,
        staff: &[],
    };
    let checked = check_table(&table, &recognised.mapping, &around);
    Ok(Report::of(&table, &recognised, &checked))
}

/// The whole file; none where it is too big to be read.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>> {
    let cannot = || format!("{} cannot be read", path.display());
    let file = File::open(path).with_context(cannot)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .with_context(cannot)?;
    Ok((bytes.len() <= MAX_BYTES).then_some(bytes))
}
