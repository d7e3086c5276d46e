//! An archive as it is written: forwards only, so that it can go to whoever takes it.

use std::io::{self, Write};

use application::archive::{Amount, ArchiveFault, ArchiveWriter, Item};
use chrono::{DateTime, Utc};
use kernel::{FileId, StructureId};
use sha2::{Digest, Sha256};
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::{
    lines::{Part, content_of, written},
    manifest::{self, Manifest, Member},
};

/// Writes an archive.
pub struct ZipArchive<W: Write + Send> {
    zip: ZipWriter<StreamWriter<W>>,
    made_at: DateTime<Utc>,
    members: Vec<Member>,
    /// The member that is being written.
    open: Option<Open>,
    /// The parts that are not begun yet.
    to_come: std::vec::IntoIter<Part>,
    part: Option<Part>,
}

struct Open {
    name: String,
    bytes: u64,
    sum: Sha256,
}

impl<W: Write + Send> ZipArchive<W> {
    /// An archive that goes there.
    #[must_use]
    pub fn new(out: W, made_at: DateTime<Utc>) -> Self {
        Self {
            zip: ZipWriter::new_stream(out),
            made_at,
            members: Vec::new(),
            open: None,
            to_come: Part::ALL.to_vec().into_iter(),
            part: None,
        }
    }

    /// Ends the member that is open, and begins another.
    fn begin(&mut self, name: String) -> io::Result<()> {
        self.end_member();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(true);
        self.zip.start_file(name.as_str(), options)?;
        self.open = Some(Open {
            name,
            bytes: 0,
            sum: Sha256::new(),
        });
        Ok(())
    }

    fn end_member(&mut self) {
        self.members.extend(self.open.take().map(|open| Member {
            name: open.name,
            bytes: open.bytes,
            sha256: hex(&open.sum.finalize()),
        }));
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            open.sum.update(bytes);
        }
        self.zip.write_all(bytes)
    }

    /// Begins the members up to this part, and this one: a part without a line is an empty
    /// member.
    fn up_to(&mut self, wanted: Option<Part>) -> io::Result<()> {
        while self.part.is_none() || self.part != wanted {
            let Some(next) = self.to_come.next() else {
                return Ok(());
            };
            self.begin(next.member().to_owned())?;
            self.part = Some(next);
        }
        Ok(())
    }
}

/// As hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<W: Write + Send> ArchiveWriter for ZipArchive<W> {
    fn item(&mut self, item: &Item) -> Result<(), ArchiveFault> {
        self.up_to(Some(Part::of(item)))?;
        let mut line = written(item).map_err(io::Error::from)?;
        line.push(b'\n');
        Ok(self.add(&line)?)
    }

    fn file(&mut self, file: FileId) -> Result<(), ArchiveFault> {
        self.up_to(None)?;
        Ok(self.begin(content_of(file))?)
    }

    fn content(&mut self, bytes: &[u8]) -> Result<(), ArchiveFault> {
        Ok(self.add(bytes)?)
    }

    fn end(
        mut self: Box<Self>,
        structure: StructureId,
        amount: Amount,
    ) -> Result<(), ArchiveFault> {
        self.up_to(None)?;
        self.end_member();
        let members = std::mem::take(&mut self.members);
        let manifest = Manifest::new(self.made_at, structure, amount, members);
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from)?;
        self.begin(manifest::NAME.to_owned())?;
        self.add(&manifest)?;
        self.zip
            .finish()
            .map_err(io::Error::from)?
            .into_inner()
            .flush()?;
        Ok(())
    }
}
