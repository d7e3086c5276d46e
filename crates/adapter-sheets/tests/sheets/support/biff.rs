//! Workbooks of Excel 97 to 2003, record by record.

use std::io::{Cursor, Write};

/// Records one after the other.
#[derive(Default, Clone)]
pub struct Biff(pub Vec<u8>);

impl Biff {
    #[must_use]
    pub fn record(mut self, kind: u16, data: &[&[u8]]) -> Self {
        let data = data.concat();
        self.0.extend(kind.to_le_bytes());
        self.0
            .extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        self.0.extend(data);
        self
    }

    /// A cell: row, column, style, then what it holds.
    #[must_use]
    pub fn cell(self, kind: u16, row: u16, column: u16, style: u16, rest: &[u8]) -> Self {
        self.record(
            kind,
            &[
                &row.to_le_bytes(),
                &column.to_le_bytes(),
                &style.to_le_bytes(),
                rest,
            ],
        )
    }

    #[must_use]
    pub fn begin(self, kind: u16) -> Self {
        self.record(
            0x0809,
            &[&0x0600_u16.to_le_bytes(), &kind.to_le_bytes(), &[0; 12]],
        )
    }

    #[must_use]
    pub fn end(self) -> Self {
        self.record(0x000A, &[])
    }
}

/// A text with its length in two bytes, a byte a character.
pub fn narrow(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_le_bytes();
    [&length[..], &[0], text.as_bytes()].concat()
}

/// The same in two bytes a character.
pub fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(units.len() / 2).unwrap().to_le_bytes();
    [&length[..], &[1], &units].concat()
}

/// A workbook: what stands in its head, then its sheets (name, whether hidden, records).
pub fn workbook(head: &Biff, sheets: &[(&str, bool, Biff)]) -> Vec<u8> {
    let bound = |place: u32, name: &str, hidden: bool| {
        let length = u8::try_from(name.len()).unwrap();
        let state = [u8::from(hidden), 0, length, 0];
        Biff::default().record(0x0085, &[&place.to_le_bytes(), &state, name.as_bytes()])
    };
    let names: usize = sheets
        .iter()
        .map(|(name, ..)| bound(0, name, false).0.len())
        .sum();
    let start = Biff::default().begin(0x0005).0;
    let mut place = start.len() + head.0.len() + names + Biff::default().end().0.len();
    let mut stream = [start, head.0.clone()].concat();
    for (name, hidden, sheet) in sheets {
        stream.extend(bound(u32::try_from(place).unwrap(), name, *hidden).0);
        place += sheet.0.len();
    }
    stream.extend(Biff::default().end().0);
    for (_, _, sheet) in sheets {
        stream.extend(&sheet.0);
    }
    file("/Workbook", &stream)
}

/// A compound file with one stream.
pub fn file(name: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream(name).unwrap();
    stream.write_all(content).unwrap();
    drop(stream);
    file.flush().unwrap();
    file.into_inner().into_inner()
}
