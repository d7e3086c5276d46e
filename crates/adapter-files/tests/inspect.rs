//! What is taken, and why the rest is not.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};

use adapter_files::ContentInspector;
use application::files::{Accepts, FileKind, FileRefused, Inspector};
use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

type Looked = Result<(FileKind, Vec<u8>), FileRefused>;

/// What becomes of a file that arrives in pieces of this length.
async fn in_pieces(bytes: &[u8], accepts: Accepts, length: usize) -> Looked {
    let mut inspection = ContentInspector::default().begin(accepts);
    let mut kept = Vec::new();
    for piece in bytes.chunks(length.max(1)) {
        kept.extend(inspection.piece(piece.to_vec())?);
    }
    let (kind, rest) = inspection.end().await?;
    kept.extend(rest);
    Ok((kind, kept))
}

async fn looked(bytes: &[u8], accepts: Accepts) -> Looked {
    let at_once = in_pieces(bytes, accepts, usize::MAX).await;
    assert_eq!(
        in_pieces(bytes, accepts, 7).await,
        at_once,
        "in pieces of 7"
    );
    at_once
}

/// A PDF around these objects.
fn pdf(objects: &[u8]) -> Vec<u8> {
    let head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";
    let tail = b"\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
    [head, objects, tail].concat()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A stream of objects, compressed.
fn object_stream(objects: &[u8]) -> Vec<u8> {
    let stream = deflated(objects);
    let head = format!(
        "5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\r\n",
        stream.len()
    );
    [head.as_bytes(), &stream, b"\nendstream\nendobj\n"].concat()
}

async fn pdf_answer(objects: &[u8]) -> Result<(), FileRefused> {
    let bytes = pdf(objects);
    let (kind, kept) = looked(&bytes, Accepts::Papers).await?;
    assert_eq!(kind, FileKind::Pdf);
    assert_eq!(kept, bytes, "a PDF is kept as it came");
    Ok(())
}

#[tokio::test]
async fn a_plain_pdf_is_kept_as_it_came() {
    assert_eq!(
        pdf_answer(b"3 0 obj\n<< /Type /Page >>\nendobj").await,
        Ok(())
    );
    let objects = object_stream(b"3 0 << /Type /Page >>");
    assert_eq!(pdf_answer(&objects).await, Ok(()));
    let encrypted = b"4 0 obj << /Encrypt 9 0 R >> endobj";
    assert_eq!(
        pdf_answer(encrypted).await,
        Ok(()),
        "its names are in the open"
    );
    let words = b"(JavaScript) /JavaScripts /Launcher";
    assert_eq!(pdf_answer(words).await, Ok(()));
}

#[tokio::test]
async fn a_pdf_that_does_something_or_carries_files_is_refused() {
    let active = Err(FileRefused::Active);
    for objects in [
        &b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"[..],
        b"<</S/JavaScript>>",
        b"<< /S /J#61vaScript >>",
        b"<< /S /#4aavaScr#69pt >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /S /Rendition >>",
        b"<< /XFA 8 0 R >>",
        b"<< /Subtype /RichMedia >>",
        // Where a reader that goes by the length would be past the stream.
        b"5 0 obj << /Length 1 >> stream\nx 6 0 obj << /S /JavaScript >> endobj",
    ] {
        let said = String::from_utf8_lossy(objects);
        assert_eq!(pdf_answer(objects).await, active, "{said}");
    }
    let embedded = b"<< /Names << /EmbeddedFiles 7 0 R >> >>";
    assert_eq!(pdf_answer(embedded).await, Err(FileRefused::Embedded));
    let hidden = object_stream(b"6 0 << /Type /Action /S /JavaScript /JS (x) >>");
    assert_eq!(pdf_answer(&hidden).await, active);
    let last = object_stream(b"6 0 /Launch");
    assert_eq!(pdf_answer(&last).await, active);
    // Several streams, the last of which acts.
    let two = [
        object_stream(b"6 0 << >>"),
        object_stream(b"7 0 << /S /Launch >>"),
    ]
    .concat();
    assert_eq!(pdf_answer(&two).await, active);
}

#[tokio::test]
async fn a_pdf_that_is_cut_closed_or_blown_up_is_refused() {
    let whole = pdf(b"3 0 obj << >> endobj");
    for length in [9, 20, whole.len() / 2, whole.len() - 10] {
        let cut = looked(&whole[..length], Accepts::Papers).await;
        assert_eq!(cut, Err(FileRefused::Damaged), "{length}");
    }
    let garbage = b"5 0 obj << /Type /ObjStm >> stream\nnot deflated at all endstream";
    assert_eq!(pdf_answer(garbage).await, Err(FileRefused::Damaged));
    let closed = [&garbage[..], b" << /Encrypt 9 0 R >>"].concat();
    assert_eq!(pdf_answer(&closed).await, Err(FileRefused::Locked));
    let bomb = object_stream(&vec![b' '; 65 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let answer = in_pieces(&pdf(&bomb), Accepts::Papers, 65_536).await;
    assert_eq!(answer, Err(FileRefused::Bomb));
}

fn drawn(width: u32, height: u32) -> RgbImage {
    // The left half is red, the right half blue.
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    })
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG whose description says how it was held, and where.
fn described(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff = [
        &b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..],
        &[orientation, 0, 0, 0, 0, 0, 0],
        b"GPS 48.8566 2.3522",
    ]
    .concat();
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &tiff, &jpeg[2..]].concat()
}

#[tokio::test]
async fn a_photograph_is_turned_upright_shrunk_and_stripped() {
    let photo = described(&encoded(&drawn(80, 40), ImageFormat::Jpeg), 6);
    assert!(photo.windows(3).any(|at| at == b"GPS"));
    let (kind, kept) = looked(&photo, Accepts::Papers).await.unwrap();
    assert_eq!(kind, FileKind::Jpeg);
    assert!(!kept.windows(3).any(|at| at == b"GPS"));
    assert!(!kept.windows(4).any(|at| at == b"Exif"));
    let image = image::load_from_memory(&kept).unwrap();
    // Turned by a quarter to the right: red was at the left, and is at the top.
    assert_eq!((image.width(), image.height()), (40, 80));
    assert!(image.get_pixel(20, 5)[0] > 150, "red on top");
    assert!(image.get_pixel(20, 75)[2] > 150, "blue below");

    let large = encoded(&drawn(5_000, 50), ImageFormat::Png);
    let (kind, kept) = in_pieces(&large, Accepts::Papers, 65_536).await.unwrap();
    let image = image::load_from_memory(&kept).unwrap();
    assert_eq!(
        (kind, image.width(), image.height()),
        (FileKind::Png, 3_800, 38)
    );
    let (_, kept) = in_pieces(&large, Accepts::Image, 65_536).await.unwrap();
    assert_eq!(image::load_from_memory(&kept).unwrap().width(), 1_600);
}

#[tokio::test]
async fn a_picture_with_clear_parts_keeps_them() {
    let mut clear = image::RgbaImage::new(10, 10);
    clear.put_pixel(1, 1, image::Rgba([1, 2, 3, 128]));
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(clear)
        .write_to(&mut out, ImageFormat::Png)
        .unwrap();
    let (_, kept) = looked(out.get_ref(), Accepts::Image).await.unwrap();
    let image = image::load_from_memory(&kept).unwrap();
    assert_eq!(image.get_pixel(1, 1), image::Rgba([1, 2, 3, 128]));
}

#[tokio::test]
async fn a_picture_that_is_cut_or_immense_is_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let whole = encoded(&drawn(300, 200), format);
        for length in [12, whole.len() / 3, whole.len() / 2, whole.len() - 40] {
            let cut = looked(&whole[..length], Accepts::Papers).await;
            assert_eq!(cut.err(), Some(FileRefused::Damaged), "{format:?} {length}");
        }
    }
    // A preview inside the description ends; the photograph itself does not.
    let whole = encoded(&drawn(300, 200), ImageFormat::Jpeg);
    let preview = [&b"Exif\0\0"[..], &encoded(&drawn(8, 8), ImageFormat::Jpeg)].concat();
    let length = u16::try_from(preview.len() + 2).unwrap().to_be_bytes();
    let cut = [
        &whole[..2],
        &[0xff, 0xe1],
        &length,
        &preview,
        &whole[2..400],
    ]
    .concat();
    assert_eq!(
        looked(&cut, Accepts::Papers).await,
        Err(FileRefused::Damaged)
    );
    // A header that promises far more than fits in memory.
    let mut immense = encoded(&drawn(4, 4), ImageFormat::Png);
    immense[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    assert!(looked(&immense, Accepts::Papers).await.is_err());
    let flat = encoded(&drawn(16_001, 2), ImageFormat::Png);
    assert_eq!(
        in_pieces(&flat, Accepts::Papers, 65_536).await,
        Err(FileRefused::Bomb)
    );
}

/// A ZIP of these parts.
fn folder(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

#[tokio::test]
async fn office_documents_are_known_by_their_parts() {
    let odf = |kind: FileKind| {
        folder(&[
            ("mimetype", kind.media_type().as_bytes()),
            ("content.xml", b"<x/>"),
        ])
    };
    let utf16 = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let old = |name: &str| {
        let mut bytes = vec![0; 4096];
        bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
        bytes[2048..2048 + 2 * name.len()].copy_from_slice(&utf16(name));
        bytes
    };
    for (bytes, kind) in [
        (
            folder(&[TYPES, ("word/document.xml", b"<w/>")]),
            FileKind::Docx,
        ),
        (
            folder(&[TYPES, ("xl/workbook.xml", b"<x/>")]),
            FileKind::Xlsx,
        ),
        (odf(FileKind::Odt), FileKind::Odt),
        (odf(FileKind::Ods), FileKind::Ods),
        (odf(FileKind::Ots), FileKind::Ots),
        (old("WordDocument"), FileKind::Doc),
        (old("Workbook"), FileKind::Xls),
    ] {
        let looked_at = looked(&bytes, Accepts::PapersAndOffice).await;
        assert_eq!(looked_at, Ok((kind, bytes.clone())));
        let paper = looked(&bytes, Accepts::Papers).await;
        assert_eq!(paper, Err(FileRefused::UnknownKind), "{kind:?} is no paper");
        let text = looked(&bytes, Accepts::Docx).await;
        assert_eq!(text.is_ok(), kind == FileKind::Docx, "{kind:?}");
    }
    for (bytes, why) in [
        (
            folder(&[
                TYPES,
                ("word/document.xml", b""),
                ("word/vbaProject.bin", b"x"),
            ]),
            FileRefused::Active,
        ),
        (
            folder(&[
                (
                    "[Content_Types].xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                ),
                ("word/document.xml", b""),
            ]),
            FileRefused::Active,
        ),
        (
            folder(&[
                TYPES,
                ("word/document.xml", b""),
                ("word/embeddings/oleObject1.bin", b"x"),
            ]),
            FileRefused::Embedded,
        ),
        (
            folder(&[
                ("mimetype", FileKind::Odt.media_type().as_bytes()),
                ("content.xml", b""),
                ("Basic/script-lc.xml", b""),
            ]),
            FileRefused::Active,
        ),
        (folder(&[("un.txt", b"x")]), FileRefused::UnknownKind),
        (
            folder(&[TYPES, ("ppt/presentation.xml", b"")]),
            FileRefused::UnknownKind,
        ),
        (old("_VBA_PROJECT"), FileRefused::Active),
        (old("EncryptedPackage"), FileRefused::Locked),
        (old("Autre"), FileRefused::UnknownKind),
    ] {
        let looked_at = looked(&bytes, Accepts::PapersAndOffice).await;
        assert_eq!(looked_at, Err(why));
    }
    let docx = folder(&[TYPES, ("word/document.xml", b"<w/>")]);
    let cut = looked(&docx[..docx.len() - 30], Accepts::PapersAndOffice).await;
    assert_eq!(cut, Err(FileRefused::Damaged));
    let bomb = folder(&[TYPES, ("word/document.xml", &vec![0; 210 * 1024 * 1024])]);
    let bomb = in_pieces(&bomb, Accepts::Docx, 65_536).await;
    assert_eq!(bomb, Err(FileRefused::Bomb));
}

#[tokio::test]
async fn a_program_under_another_name_is_no_paper() {
    for bytes in [
        &b"MZ\x90\0\x03\0\0\0 This program cannot be run in DOS mode"[..],
        b"\x7fELF\x02\x01\x01\0\0\0\0\0",
        b"#!/bin/sh\nrm -rf /\n",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"GIF89a\x01\0\x01\0",
        b" %PDF-1.7 late",
        b"%PDF",
        b"",
    ] {
        let answer = looked(bytes, Accepts::PapersAndOffice).await;
        assert_eq!(answer, Err(FileRefused::UnknownKind));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(
        first in prop::sample::select(vec![
            &b"%PDF-1.7 /ObjStm stream\n"[..], b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..3000),
        length in 1_usize..200,
    ) {
        let bytes = [first, &rest].concat();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(in_pieces(&bytes, Accepts::PapersAndOffice, length));
        let at_once = runtime.block_on(in_pieces(&bytes, Accepts::PapersAndOffice, usize::MAX));
        prop_assert_eq!(answer, at_once);
    }

    #[test]
    fn a_byte_changed_anywhere_never_makes_it_panic(place in any::<prop::sample::Index>(), to in any::<u8>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let images = [ImageFormat::Jpeg, ImageFormat::Png].map(|f| encoded(&drawn(20, 10), f));
        let text = folder(&[TYPES, ("word/document.xml", b"<w/>")]);
        for mut bytes in images.into_iter().chain([text]) {
            let at = place.index(bytes.len());
            bytes[at] = to;
            let _ = runtime.block_on(in_pieces(&bytes, Accepts::PapersAndOffice, 64));
        }
    }
}
