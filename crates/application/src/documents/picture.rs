//! The images that a structure prints on its letters.

use std::sync::Arc;

/// The formats in which images are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

/// An image of the structure: its logo, the signature of its representative.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    bytes: Arc<[u8]>,
    format: PictureFormat,
    width: u32,
    height: u32,
}

/// The images of a structure.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pictures {
    /// Its logo.
    pub logo: Option<Picture>,
    /// The signature of its representative.
    pub signature: Option<Picture>,
}

impl Picture {
    /// The image in this file. None when it is neither PNG nor JPEG.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Option<Self> {
        let (format, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            (PictureFormat::Png, png_size(&bytes)?)
        } else {
            (PictureFormat::Jpeg, jpeg_size(&bytes)?)
        };
        (width > 0 && height > 0).then(|| Self {
            bytes: bytes.into(),
            format,
            width,
            height,
        })
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its format.
    #[must_use]
    pub const fn format(&self) -> PictureFormat {
        self.format
    }

    /// Width and height, in pixels.
    #[must_use]
    pub const fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }
}

/// The header comes first, with both sizes at fixed places.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    Some((number(16)?, number(20)?))
}

/// The sizes are in the frame header, which other segments may precede.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let pair = |at: usize| {
        let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(u16::from_be_bytes(two))
    };
    if !bytes.starts_with(b"\xff\xd8") {
        return None;
    }
    let mut at = 2;
    loop {
        match pair(at)? {
            0xffc0..=0xffc3 => return Some((pair(at + 7)?.into(), pair(at + 5)?.into())),
            0xff01..=0xfffe => at += 2 + usize::from(pair(at + 2)?).max(2),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_image_is_read_in_its_header() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0x40, 0, 0, 0, 0x78]);
        let read = Picture::of(png).unwrap();
        assert_eq!(
            (read.size(), read.format()),
            ((320, 120), PictureFormat::Png)
        );
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x78\x01\x40";
        let read = Picture::of(jpeg.to_vec()).unwrap();
        assert_eq!(
            (read.size(), read.format()),
            ((320, 120), PictureFormat::Jpeg)
        );
    }

    #[test]
    fn what_is_no_image_or_is_cut_is_none() {
        for bytes in [
            &b""[..],
            b"\xff\xd8",
            b"\xff\xd8\xff\xe0",
            b"\x89PNG\r\n\x1a\n\0",
            b"GIF89a",
        ] {
            assert!(Picture::of(bytes.to_vec()).is_none());
        }
    }
}
