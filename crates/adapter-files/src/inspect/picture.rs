//! Photographs: decoded, turned upright, shrunk, and made anew, so that nothing remains of
//! where and with what they were taken, nor of anything that was hidden in them.

use std::io::Cursor;

use application::files::{FileKind, FileRefused, SIZE_MAX};
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType as PngFilter, PngEncoder},
    },
};

/// The longest side of an image that is decoded, in pixels.
const SIDE_MAX: u32 = 16_000;

/// As much memory as decoding may take, in bytes.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;

/// The quality of a JPEG that is made anew, of 100.
const QUALITY: u8 = 82;

type Made = Result<(FileKind, Vec<u8>), FileRefused>;

/// A JPEG made anew.
pub(super) fn jpeg(bytes: &[u8], side: u32) -> Made {
    // The decoder would fill up with grey what was cut off.
    if !jpeg_ends(bytes) {
        return Err(FileRefused::Damaged);
    }
    let image = decoded(bytes, image::ImageFormat::Jpeg, side)?;
    Ok((FileKind::Jpeg, as_jpeg(&image)?))
}

/// A PNG made anew; as a JPEG where it would be longer than a file may be.
pub(super) fn png(bytes: &[u8], side: u32) -> Made {
    let image = decoded(bytes, image::ImageFormat::Png, side)?;
    let mut out = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut out, CompressionType::Default, PngFilter::Adaptive);
    encoder
        .write_image(
            image.as_bytes(),
            image.width(),
            image.height(),
            image.color().into(),
        )
        .map_err(|_| FileRefused::Damaged)?;
    if u64::try_from(out.len()).is_ok_and(|length| length <= SIZE_MAX) {
        Ok((FileKind::Png, out))
    } else {
        Ok((FileKind::Jpeg, as_jpeg(&image)?))
    }
}

fn as_jpeg(image: &DynamicImage) -> Result<Vec<u8>, FileRefused> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    let encoded = if let DynamicImage::ImageLuma8(grey) = image {
        grey.write_with_encoder(encoder)
    } else {
        image.to_rgb8().write_with_encoder(encoder)
    };
    encoded.map_err(|_| FileRefused::Damaged)?;
    Ok(out)
}

/// The image, upright and no larger than asked.
fn decoded(
    bytes: &[u8],
    format: image::ImageFormat,
    side: u32,
) -> Result<DynamicImage, FileRefused> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| refused(&e))?;
    if decoder.total_bytes() > MEMORY_MAX {
        return Err(FileRefused::Bomb);
    }
    let orientation = decoder.orientation().map_err(|e| refused(&e))?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|e| refused(&e))?;
    if image.width() > side || image.height() > side {
        // By averages: other filters take sixteen bytes a pixel.
        image = image.thumbnail(side, side);
    }
    image.apply_orientation(orientation);
    Ok(image)
}

fn refused(error: &ImageError) -> FileRefused {
    match error {
        ImageError::Limits(_) => FileRefused::Bomb,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => FileRefused::Damaged,
    }
}

/// Whether the image itself has its end mark; a preview inside its description has its own.
fn jpeg_ends(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xda;
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, tail @ ..] = rest {
        match (*marker, tail) {
            // Fill bytes, and marks that stand alone.
            (0xff, _) => rest = &rest[1..],
            (0x01 | 0xd0..=0xd7, _) => rest = tail,
            (START_OF_SCAN, scan) => return scan.windows(2).any(|pair| pair == [0xff, 0xd9]),
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                let Some(next) = tail.get(length..) else {
                    return false;
                };
                rest = next;
            }
            (_, _) => return false,
        }
    }
    false
}
