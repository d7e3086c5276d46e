//! Archives of the papers of several people.

use std::io::{Cursor, Write};

use application::printing::{Archive, ArchiveFailed, Archives};
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// ZIP files.
pub struct ZipFiles;

impl Archives for ZipFiles {
    fn begin(&self) -> Box<dyn Archive> {
        Box::new(Filling(ZipWriter::new(Cursor::new(Vec::new()))))
    }
}

struct Filling(ZipWriter<Cursor<Vec<u8>>>);

impl Filling {
    fn written(&mut self, name: &str, file: &[u8]) -> Result<(), ZipError> {
        // A PDF is compressed already.
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(name, stored)?;
        Ok(self.0.write_all(file)?)
    }
}

impl Archive for Filling {
    fn add(&mut self, name: &str, file: &[u8]) -> Result<(), ArchiveFailed> {
        self.written(name, file).map_err(|_| ArchiveFailed)
    }

    fn end(self: Box<Self>) -> Result<Vec<u8>, ArchiveFailed> {
        let bytes = self.0.finish().map_err(|_| ArchiveFailed)?;
        Ok(bytes.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn what_is_put_in_an_archive_comes_out_under_its_name() {
        let mut archive = ZipFiles.begin();
        let files = [("1 N’GUESSAN Zoé.pdf", "%PDF a"), ("2 شهادة.pdf", "%PDF b")];
        for (name, file) in files {
            archive.add(name, file.as_bytes()).unwrap();
        }
        let bytes = archive.end().unwrap();
        let mut read = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), files.len());
        for (name, file) in files {
            let mut found = String::new();
            read.by_name(name)
                .unwrap()
                .read_to_string(&mut found)
                .unwrap();
            assert_eq!(found, file);
        }
    }
}
