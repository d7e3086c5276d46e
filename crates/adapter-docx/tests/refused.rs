//! What is told of a faulty template, and what is no template at all.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use adapter_docx::DocxEngine;
use application::templates::{FaultKind, FillError, NotATemplate, Part, TemplateEngine, Values};
use proptest::prelude::*;
use support::{Docx, content_types, p, relations};

/// What is wrong with the tags of a body.
async fn faults(body: &str) -> Vec<(String, FaultKind)> {
    let docx = Docx::with_body(body).bytes();
    let template = DocxEngine::new().compile(docx).await.unwrap();
    let told = template
        .faults()
        .iter()
        .map(|fault| (fault.tag.clone(), fault.kind.clone()))
        .collect();
    assert_eq!(
        template.fill(Values::new()).await.is_err(),
        !template.faults().is_empty(),
        "what is faulty is not filled"
    );
    told
}

async fn refused(docx: &Docx) -> Option<NotATemplate> {
    DocxEngine::new().compile(docx.bytes()).await.err()
}

fn told(tag: &str, kind: FaultKind) -> Vec<(String, FaultKind)> {
    vec![(tag.to_owned(), kind)]
}

#[tokio::test]
async fn each_fault_is_told_by_the_tag_as_it_is_written() {
    assert_eq!(
        faults(&p("{#X} sans fin")).await,
        told("{#X}", FaultKind::NotClosed)
    );
    assert_eq!(
        faults(&p("sans début {/X}")).await,
        told("{/X}", FaultKind::NotOpened)
    );
    assert_eq!(
        faults(&p("Le {DATE_JOUR")).await,
        told("{DATE_JOUR", FaultKind::BraceNotClosed)
    );
    assert_eq!(
        faults(&p("Le DATE_JOUR}")).await,
        told("}", FaultKind::BraceNotOpened)
    );
    assert_eq!(faults(&p("{ }")).await, told("{ }", FaultKind::Empty));
    let crossed = FaultKind::ClosesAnother {
        open: "B".to_owned(),
    };
    let found = faults(&p("{#A}{#B}{/A}{/B}")).await;
    assert!(found.contains(&("{/A}".to_owned(), crossed)), "{found:?}");
}

#[tokio::test]
async fn a_section_that_would_tear_the_document_is_told() {
    let torn = [p("Bonjour {#X}"), p("fin {/X}")].concat();
    assert_eq!(faults(&torn).await, told("{#X}", FaultKind::Torn));
    // From one cell of a table to a paragraph after it.
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("{#X}a"));
    let torn = [table, p("{/X}")].concat();
    assert_eq!(faults(&torn).await, told("{#X}", FaultKind::Torn));
}

#[tokio::test]
async fn a_fault_says_in_which_part_and_paragraph_it_stands() {
    let docx = Docx::with_body(&p("rien")).with_parts("", &[p("un"), p("deux {A")].concat(), "");
    let template = DocxEngine::new().compile(docx.bytes()).await.unwrap();
    let place = &template.faults()[0].place;
    assert_eq!((place.part, place.paragraph), (Part::Footer, 2));
    assert_eq!(place.near, "deux {A");
}

#[tokio::test]
async fn what_is_no_ordinary_word_document_is_refused_with_its_reason() {
    let engine = DocxEngine::new();
    for (file, reason) in [
        (&b"%PDF-1.7"[..], NotATemplate::NotWord),
        (b"", NotATemplate::NotWord),
        (b"\xd0\xcf\x11\xe0 old", NotATemplate::OldOrProtected),
        (b"PK\x03\x04 cut short", NotATemplate::Damaged),
    ] {
        assert_eq!(engine.compile(file.to_vec()).await.err(), Some(reason));
    }
    let body = || Docx::with_body(&p("a"));
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let other = |kind: &str| {
        body().part(
            "[Content_Types].xml",
            &content_types("").replace(main, kind),
        )
    };
    let cases = [
        (
            other("application/vnd.ms-word.document.macroEnabled.main+xml"),
            NotATemplate::Macros,
        ),
        (
            other(&main.replace("document.main", "template.main")),
            NotATemplate::OtherWord,
        ),
        (
            other("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
            NotATemplate::NotWord,
        ),
        (
            body().part(
                "word/document.xml",
                "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"/>",
            ),
            NotATemplate::OtherWord,
        ),
        (
            body().part("word/vbaProject.bin", "x"),
            NotATemplate::Macros,
        ),
        (
            body().part("word/embeddings/a.docx", "x"),
            NotATemplate::Embedded,
        ),
        (body().part("word/media/a.exe", "x"), NotATemplate::Embedded),
        (Docx::with_body("<w:object/>"), NotATemplate::Embedded),
        (
            body().part("word/styles.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>"),
            NotATemplate::Doctype,
        ),
        (Docx::with_body(&p("&b;")), NotATemplate::Doctype),
        (Docx::with_body("<w:p>"), NotATemplate::Damaged),
        (
            Docx::with_body(&"<w:r>".repeat(500)),
            NotATemplate::TooLarge,
        ),
        (
            body().part("../../etc/x.xml", "<a/>"),
            NotATemplate::Damaged,
        ),
    ];
    for (docx, reason) in cases {
        assert_eq!(refused(&docx).await, Some(reason));
    }
}

#[tokio::test]
async fn what_would_be_fetched_from_elsewhere_is_refused_and_what_is_pressed_is_not() {
    let leads = |kind: &str, target: &str| {
        let kind =
            format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
        let link = format!(
            "<Relationship Id=\"r\" Type=\"{kind}\" Target=\"{target}\" TargetMode=\"External\"/>"
        );
        Docx::with_body(&p("a")).part("word/_rels/document.xml.rels", &relations(&link))
    };
    let external = Some(NotATemplate::External);
    assert_eq!(
        refused(&leads("image", "http://ailleurs.example/a.png")).await,
        external
    );
    assert_eq!(
        refused(&leads("hyperlink", "file:///etc/passwd")).await,
        external
    );
    assert_eq!(
        refused(&leads("hyperlink", "https://www.ville.example")).await,
        None
    );
    assert_eq!(
        refused(&leads("hyperlink", "mailto:ccas@ville.example")).await,
        None
    );
    assert_eq!(
        refused(&leads("aFChunk", "a.html")).await,
        Some(NotATemplate::Embedded)
    );

    let field = |parts: &[&str]| {
        let runs = parts
            .iter()
            .map(|t| format!("<w:r><w:instrText>{t}</w:instrText></w:r>"));
        let begin = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>";
        Docx::with_body(&format!("<w:p>{begin}{}</w:p>", runs.collect::<String>()))
    };
    assert_eq!(
        refused(&field(&[" INCLUDE", "PICTURE \"http://x\" "])).await,
        external
    );
    assert_eq!(refused(&field(&["dde excel x"])).await, external);
    assert_eq!(refused(&field(&[" PAGE "])).await, None);
    assert_eq!(
        refused(&field(&["HYPERLINK \"https://x.example/link\""])).await,
        None
    );
    let old =
        Docx::with_body("<w:p><w:r><w:pict><v:imagedata src=\"http://x\"/></w:pict></w:r></w:p>");
    assert_eq!(refused(&old).await, external);
}

#[tokio::test]
async fn what_unpacks_to_too_much_is_refused() {
    let long = format!("<a>{}</a>", " ".repeat(9 * 1024 * 1024));
    let one = Docx::with_body(&p("a")).part("word/styles.xml", &long);
    assert_eq!(refused(&one).await, Some(NotATemplate::TooLarge));
    let mut many = Docx::with_body(&p("a"));
    for at in 0..1_001 {
        many.0.push((format!("word/media/{at}.png"), Vec::new()));
    }
    assert_eq!(refused(&many).await, Some(NotATemplate::TooLarge));
    let full = " ".repeat(17 * 1024 * 1024);
    let mut bomb = Docx::with_body(&p("a"));
    for at in 0..4 {
        bomb = bomb.part(&format!("word/media/{at}.emf"), &full);
    }
    assert!(bomb.bytes().len() < 1024 * 1024, "it is small as it comes");
    assert_eq!(refused(&bomb).await, Some(NotATemplate::TooLarge));
}

#[tokio::test]
async fn lists_in_lists_in_lists_do_not_fill_the_memory() {
    use application::templates::Value;
    let nested = format!("{}x{}", "{#L}".repeat(8), "{/L}".repeat(8));
    let docx = Docx::with_body(&p(&nested)).bytes();
    let template = DocxEngine::new().compile(docx).await.unwrap();
    let rows = Value::List(vec![Values::new(); 40]);
    assert_eq!(
        template.fill([("L", rows)].into()).await,
        Err(FillError::TooLong)
    );
}

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(work)
}

/// Pieces of which hostile and broken documents are made.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{",
        "}",
        "{#A}",
        "{/A}",
        "{^B}",
        "{/}",
        "{%QR}",
        "{NOM}",
        "{é",
        "a",
        " ",
        "\u{a0}",
        "</w:t></w:r><w:r><w:t>",
        "</w:t></w:r></w:p><w:p><w:r><w:t>",
        "<w:br/>",
        "</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>",
        "</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>",
        "</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>",
        "</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>",
        "<![CDATA[{]]>",
        "&#123;",
        "&amp;",
        "<!-- {x} -->",
        "<w:lastRenderedPageBreak/>",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_the_engine_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend(&bytes);
        let engine = DocxEngine::new();
        prop_assert!(now(engine.compile(bytes)).is_err());
        prop_assert!(now(engine.compile(zip)).is_err());
    }

    #[test]
    fn a_soiled_document_is_read_or_refused(at in 0_usize..2_000, byte: u8) {
        let mut docx = Docx::with_body(&p("{NOM}")).bytes();
        let at = at % docx.len();
        docx[at] = byte;
        if let Ok(template) = now(DocxEngine::new().compile(docx)) {
            let _ = now(template.fill(Values::new()));
        }
    }

    #[test]
    fn whatever_is_filled_holds_together(pieces in prop::collection::vec(piece(), 0..30)) {
        let docx = Docx::with_body(&p(&pieces.concat())).bytes();
        let engine = DocxEngine::new();
        if let Ok(template) = now(engine.compile(docx))
            && template.faults().is_empty()
        {
            let filled = now(template.fill(Values::new())).unwrap();
            prop_assert!(now(engine.compile(filled)).is_ok());
        }
    }
}
