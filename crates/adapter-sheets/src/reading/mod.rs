//! From bytes to a table: what the file is, then who reads it.

mod encoding;
mod grid;
mod kind;
mod ods;
mod package;
mod text;
mod xls;
mod xlsx;
mod xml;

use application::imports::table::{MAX_BYTES, Remark, Table, Unreadable};

use kind::Kind;

/// Reads the first sheet that holds something.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Table, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooBig);
    }
    let kind = kind::of(bytes)?;
    let mut table = match kind {
        Kind::Xlsx => xlsx::read(package::Package::open(bytes)?)?,
        Kind::Ods => ods::read(package::Package::open(bytes)?)?,
        Kind::Xls => xls::read(bytes)?,
        Kind::Text => text::read(stem(file_name), bytes)?,
    };
    if !kind.is_named_so(file_name) {
        let is = kind.extension();
        table.remarks.push(Remark::OtherExtension { is });
    }
    Ok(table)
}

/// A file name without its extension.
fn stem(file_name: &str) -> &str {
    file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem)
}
