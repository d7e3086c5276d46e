//! What is measured of documents: one paper, a template filled, a thousand papers in one file,
//! and files that come in.

use std::{
    io::{Cursor, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use hyper::StatusCode;
use sqlx::PgConnection;
use uuid::Uuid;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    client::{Ask, Client},
    count,
    machine::fresh,
    nation::Body,
    operations::{Operation, encoded},
    report::Row,
    server::Server,
    statements,
};

/// For how many people papers are printed at once: what one order takes.
const MANY: usize = 1_000;

/// How long such an order may take before something is wrong.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a run may add a file: each stays on the disk until the end.
const UPLOADS: usize = 24;

/// What a file may weigh, less what surrounds its content.
const FILE: usize = 10_000_000;

/// People of the structure with an attestation: the dossier and the decision.
pub type Attested = Vec<(Uuid, Uuid)>;

/// Draws them.
pub async fn attested(admin: &mut PgConnection, body: &Body) -> Result<Attested> {
    Ok(sqlx::query_as(
        "select d.dossier_id, f.fact_id
         from (select dossier_id from domiciliation.dossier
               where structure_id = $1 and situation = 'elected'
               order by md5(dossier_id::text) limit 2000) d
         cross join lateral (
             select fact_id from domiciliation.fact f
             where f.structure_id = $1 and f.dossier_id = d.dossier_id and f.kind = 'accepted'
             order by seq desc limit 1) f",
    )
    .bind(body.id().uuid())
    .fetch_all(admin)
    .await?)
}

/// The operations that are one request each. Adds the template that one of them fills.
pub async fn all(desk: &Client, people: &Attested) -> Result<Vec<Operation>> {
    ensure!(people.len() >= MANY, "too few people with an attestation");
    let added = desk.answer(&template()?).await?;
    let page = added.location.context("the page of the template")?;
    let id = page
        .split(['/', '?'])
        .find_map(|part| Uuid::parse_str(part).ok());
    let template = id.context("the identifier of the template")?;
    let of = |name, most, asks: fn(&(Uuid, Uuid), Uuid) -> Ask| {
        let people = Arc::new(people.clone());
        Operation {
            name,
            signed_in: true,
            asks: Arc::new(move |n| Some(asks(&people[n % people.len()], template))),
            most,
            bare: None,
        }
    };
    Ok(vec![
        of("attestation", usize::MAX, |(id, decision), _| {
            Ask::page(format!(
                "/domicilies/{id}/decisions/{decision}/attestation.pdf"
            ))
        }),
        of("docx", usize::MAX, |(id, _), template| {
            Ask::page(format!(
                "/domicilies/{id}/documents/modeles/{template}/document.docx"
            ))
        }),
        of("upload", UPLOADS, |(id, _), _| {
            Ask::file(
                format!("/domicilies/{id}/documents/pieces"),
                &[("libelle", "Justificatif")],
                ("fichiers", "justificatif.pdf", &ten_megabytes()),
            )
        }),
    ])
}

/// Prints attestations for many people in one file, and waits until it is ready.
pub async fn in_bulk(
    admin: &mut PgConnection,
    server: &Server,
    desk: &Client,
    people: &Attested,
    dossiers: u32,
) -> Result<Row> {
    let shown: Vec<_> = people
        .iter()
        .take(MANY)
        .map(|(id, _)| id.to_string())
        .collect();
    let form = encoded(&[
        ("quoi", "attestation"),
        ("format", "pdf"),
        ("cle", &fresh().to_string()),
        ("montres", &shown.join(".")),
    ]);
    let before = statements(admin).await?;
    let start = Instant::now();
    let order = Ask::form(
        "/domicilies/plusieurs/imprimer",
        form,
        StatusCode::SEE_OTHER,
    );
    let page = desk
        .answer(&order)
        .await?
        .location
        .context("the page of the order")?;
    let page = page.split('?').next().unwrap_or_default().to_owned();
    let progress = Ask::page(format!("{page}/avancement"));
    let file = format!("{page}/fichier");
    let mut most = server.rss_mb()?;
    loop {
        let told = desk.answer(&progress).await?.body;
        if String::from_utf8_lossy(&told).contains(&file) {
            break;
        }
        ensure!(
            start.elapsed() < PATIENCE,
            "a thousand papers are not ready"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
        most = most.max(server.rss_mb()?);
    }
    let taken = start.elapsed().as_secs_f64() * 1000.0;
    let queries = statements(admin).await? - before;
    let bytes = desk.ask(&Ask::page(file)).await?;
    eprintln!("print_1000: {taken:.0} ms, {most:.0} MB");
    Ok(Row {
        operation: "print_1000",
        dossiers,
        clients: 1,
        p50_ms: taken,
        p95_ms: taken,
        p99_ms: taken,
        per_second: count(MANY) * 1000.0 / taken,
        bytes,
        queries,
        sql_p50_ms: None,
        server_rss_mb: most,
    })
}

/// A letter of two pages with the tags that letters have, sent as a template.
fn template() -> Result<Ask> {
    let mut text = String::new();
    for line in 0..80 {
        let tag = [
            "{USAGER_NOM}",
            "{USAGER_PRENOM}",
            "{DATE_FIN_DOM}",
            "{STRUCTURE_NOM}",
        ][line % 4];
        text.push_str("<w:p><w:r><w:t>Nous vous informons que ");
        text.push_str(tag);
        text.push_str(" figure dans votre dossier.</w:t></w:r></w:p>");
    }
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{text}</w:body></w:document>"#
    );
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
    ];
    for (name, part) in parts {
        file.start_file(name, SimpleFileOptions::default())?;
        file.write_all(part.as_bytes())?;
    }
    let bytes = file.finish()?.into_inner();
    Ok(Ask::file(
        "/structure/documents/nouveau-modele",
        &[("usage", "autre"), ("nom", "Lettre de deux pages")],
        ("fichier", "lettre.docx", &bytes),
    ))
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A PDF of one page, with a stream as long as a scanned page in colour.
fn ten_megabytes() -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |pdf: &mut Vec<u8>, body: &[u8]| {
        places.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n", places.len()).as_bytes());
        pdf.extend_from_slice(body);
        pdf.extend_from_slice(b"\nendobj\n");
    };
    object(&mut pdf, b"<</Type/Catalog/Pages 2 0 R>>");
    object(&mut pdf, b"<</Type/Pages/Kids[3 0 R]/Count 1>>");
    object(
        &mut pdf,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
    );
    let mut stream = format!("<</Length {FILE}>>\nstream\n").into_bytes();
    stream.resize(stream.len() + FILE, b' ');
    stream.extend_from_slice(b"\nendstream");
    object(&mut pdf, &stream);
    let table = pdf.len();
    pdf.extend_from_slice(b"xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        pdf.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
    pdf.extend_from_slice(trailer.as_bytes());
    pdf
}
