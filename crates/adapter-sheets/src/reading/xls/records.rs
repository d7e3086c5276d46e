//! The records of a stream: a kind, a length, bytes.

/// A sheet or a workbook begins.
pub const BEGIN: u16 = 0x0809;
/// It ends.
pub const END: u16 = 0x000A;
/// A password is needed.
pub const PASSWORD: u16 = 0x002F;
/// Which day is number one.
pub const CALENDAR: u16 = 0x0022;
/// A number format.
pub const FORMAT: u16 = 0x041E;
/// A style.
pub const STYLE: u16 = 0x00E0;
/// A sheet: its name, where it begins.
pub const SHEET: u16 = 0x0085;
/// The texts that cells share.
pub const STRINGS: u16 = 0x00FC;
/// More of the record before.
pub const CONTINUED: u16 = 0x003C;

/// A record.
#[derive(Clone, Copy)]
pub struct Record<'s> {
    /// What it is.
    pub kind: u16,
    /// What it holds.
    pub data: &'s [u8],
}

/// The records of a stream, one after the other. What is cut short ends them.
pub struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    /// From the start.
    pub fn new(stream: &'s [u8]) -> Self {
        Self { rest: stream }
    }

    /// What follows the last record, if it is more of the same.
    pub fn continued(&mut self) -> Option<&'s [u8]> {
        if self.rest.u16(0)? != CONTINUED {
            return None;
        }
        self.next().map(|record| record.data)
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let (kind, length) = (self.rest.u16(0)?, self.rest.u16(2)?);
        let (data, rest) = self.rest.get(4..)?.split_at_checked(usize::from(length))?;
        self.rest = rest;
        Some(Record { kind, data })
    }
}

/// Little-endian numbers in bytes, where there are any.
pub trait Field {
    /// Four bytes from here.
    fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]>;

    /// One byte.
    fn u8(&self, at: usize) -> Option<u8> {
        self.bytes::<1>(at).map(|[byte]| byte)
    }

    /// Two bytes.
    fn u16(&self, at: usize) -> Option<u16> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    /// Four bytes.
    fn u32(&self, at: usize) -> Option<u32> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    /// A floating number.
    fn f64(&self, at: usize) -> Option<f64> {
        self.bytes(at).map(f64::from_le_bytes)
    }
}

impl Field for [u8] {
    fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.get(at..at.checked_add(N)?)?.try_into().ok()
    }
}
