//! An archive as it is read: everything it holds is verified before anything of it is given
//! out.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
};

use application::{
    archive::{Amount, ArchiveFault, ArchiveReader, Item},
    files::FileRecord,
};
use kernel::{FileId, StructureId};
use sha2::{Digest, Sha256};
use zip::{ZipArchive, result::ZipError};

use crate::{
    lines::{Part, content_of, read},
    manifest::{self, Manifest, Member},
    writing::hex,
};

/// The longest manifest: a million files.
const MANIFEST_MAX: u64 = 256 * 1024 * 1024;
/// The longest line: a dossier of a hundred thousand facts.
const LINE_MAX: u64 = 64 * 1024 * 1024;

/// Whether a file is an archive of a structure, and not a workbook, which is a ZIP too.
///
/// # Errors
/// When it cannot be read at all.
pub fn is_archive(file: File) -> io::Result<bool> {
    let Ok(mut zip) = ZipArchive::new(file) else {
        return Ok(false);
    };
    Ok(zip.by_name(manifest::NAME).is_ok())
}

/// An archive that was verified.
pub struct VerifiedArchive {
    zip: ZipArchive<File>,
    manifest: Manifest,
    /// The lines, unpacked: files without a name, which go with the program.
    parts: Vec<(Part, BufReader<File>)>,
    /// Which part is being read, and which line of it.
    at: (usize, u64),
}

impl VerifiedArchive {
    /// Reads all of an archive once, and compares it with what its manifest announces.
    ///
    /// # Errors
    /// [`ArchiveFault`].
    pub fn open(file: File) -> Result<Self, ArchiveFault> {
        let mut zip = ZipArchive::new(file).map_err(not_a_zip)?;
        let manifest = Manifest::read(&whole(&mut zip, manifest::NAME, MANIFEST_MAX)?)?;
        let names = zip.file_names().map(|name| name.map(Cow::into_owned));
        let mut unannounced: BTreeSet<String> =
            names.collect::<Result<_, _>>().map_err(not_a_zip)?;
        unannounced.remove(manifest::NAME);
        for member in &manifest.members {
            if !unannounced.remove(&member.name) {
                return Err(ArchiveFault::Member(member.name.clone()));
            }
        }
        if let Some(name) = unannounced.pop_first() {
            return Err(ArchiveFault::Member(name));
        }
        let mut parts = Vec::new();
        let known = |part: &Part| part.since() <= manifest.version;
        for part in Part::ALL.into_iter().filter(known) {
            let announced = manifest.members.iter().find(|m| m.name == part.member());
            let missing = || ArchiveFault::Member(part.member().to_owned());
            let member = announced.ok_or_else(missing)?;
            let mut unpacked = tempfile::tempfile()?;
            verify(&mut zip, member, &mut unpacked)?;
            unpacked.seek(SeekFrom::Start(0))?;
            parts.push((part, BufReader::new(unpacked)));
        }
        let is_line = |m: &&Member| Part::ALL.iter().any(|part| part.member() == m.name);
        for member in manifest.members.iter().filter(|m| !is_line(m)) {
            verify(&mut zip, member, &mut io::sink())?;
        }
        Ok(Self {
            zip,
            manifest,
            parts,
            at: (0, 0),
        })
    }

    /// The next line of the part that is being read.
    fn line(&mut self) -> Result<Option<(Part, Vec<u8>)>, ArchiveFault> {
        while let Some((part, lines)) = self.parts.get_mut(self.at.0) {
            let mut line = Vec::new();
            let read = lines.take(LINE_MAX).read_until(b'\n', &mut line)?;
            if read > 0 {
                self.at.1 += 1;
                return Ok(Some((*part, line)));
            }
            self.at = (self.at.0 + 1, 0);
        }
        Ok(None)
    }
}

impl ArchiveReader for VerifiedArchive {
    fn structure(&self) -> StructureId {
        self.manifest.structure
    }

    fn amount(&self) -> Amount {
        self.manifest.amount()
    }

    fn next(&mut self) -> Result<Option<Item>, ArchiveFault> {
        let structure = self.structure();
        while let Some((part, line)) = self.line()? {
            if part == Part::Files {
                continue;
            }
            let unreadable = ArchiveFault::Line {
                member: part.member(),
                line: self.at.1,
            };
            return read(part, structure, &line).ok_or(unreadable).map(Some);
        }
        Ok(None)
    }

    fn files(&mut self) -> Result<Vec<FileRecord>, ArchiveFault> {
        let structure = self.structure();
        let mut files = Vec::new();
        for (part, lines) in self.parts.iter_mut().filter(|(p, _)| *p == Part::Files) {
            let mut number = 0;
            loop {
                let mut line = Vec::new();
                if lines.take(LINE_MAX).read_until(b'\n', &mut line)? == 0 {
                    break;
                }
                number += 1;
                let Some(Item::File(file)) = read(*part, structure, &line) else {
                    return Err(ArchiveFault::Line {
                        member: part.member(),
                        line: number,
                    });
                };
                files.push(file);
            }
        }
        Ok(files)
    }

    fn content(&mut self, file: FileId) -> Result<Vec<u8>, ArchiveFault> {
        let name = content_of(file);
        let announced = self.manifest.members.iter().find(|m| m.name == name);
        let length = announced.map_or(0, |member| member.bytes);
        whole(&mut self.zip, &name, length)
    }
}

fn not_a_zip(error: ZipError) -> ArchiveFault {
    if let ZipError::Io(error) = error {
        error.into()
    } else {
        ArchiveFault::NotAnArchive
    }
}

/// All of a member that is no longer than so many bytes.
fn whole(zip: &mut ZipArchive<File>, name: &str, length: u64) -> Result<Vec<u8>, ArchiveFault> {
    let missing = |_| {
        if name == manifest::NAME {
            ArchiveFault::NotAnArchive
        } else {
            ArchiveFault::Member(name.to_owned())
        }
    };
    let member = zip.by_name(name).map_err(missing)?;
    let mut bytes = Vec::new();
    member
        .take(length.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read <= length) {
        Ok(bytes)
    } else {
        Err(ArchiveFault::Sum(name.to_owned()))
    }
}

/// Unpacks a member, and compares it with what was announced: no more of it is unpacked.
fn verify(
    zip: &mut ZipArchive<File>,
    announced: &Member,
    to: &mut dyn Write,
) -> Result<(), ArchiveFault> {
    let damaged = || ArchiveFault::Sum(announced.name.clone());
    let member = zip.by_name(&announced.name).map_err(|_| damaged())?;
    let mut member = member.take(announced.bytes.saturating_add(1));
    let (mut sum, mut read) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; 64 * 1024];
    loop {
        // A check of the ZIP's own fails as ours would.
        let n = member.read(&mut piece).map_err(|_| damaged())?;
        if n == 0 {
            break;
        }
        sum.update(&piece[..n]);
        to.write_all(&piece[..n])?;
        read += u64::try_from(n).unwrap_or(u64::MAX);
    }
    if read == announced.bytes && hex(&sum.finalize()) == announced.sha256 {
        Ok(())
    } else {
        Err(damaged())
    }
}
