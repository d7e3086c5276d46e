//! The table at the terminal, and the same figures for programs.

use serde::Serialize;

/// One operation at one number of clients.
#[derive(Serialize)]
pub struct Row {
    pub operation: &'static str,
    /// Dossiers in the whole database.
    pub dossiers: u32,
    pub clients: usize,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub per_second: f64,
    /// Of an answer, as transferred.
    pub bytes: usize,
    /// Statements a request.
    pub queries: f64,
    /// The same statements by the adapter alone, at one client.
    pub sql_p50_ms: Option<f64>,
    pub server_rss_mb: f64,
}

const HEAD: &str = "\
| operation | dossiers | clients | p50 ms | p95 ms | p99 ms | per second | bytes | queries | SQL p50 ms | server MB |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

/// The table, as Markdown.
pub fn table(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| {
        format!(
            "| {} | {} | {} | {:.1} | {:.1} | {:.1} | {:.0} | {} | {:.1} | {} | {:.0} |",
            row.operation,
            row.dossiers,
            row.clients,
            row.p50_ms,
            row.p95_ms,
            row.p99_ms,
            row.per_second,
            row.bytes,
            row.queries,
            row.sql_p50_ms
                .map_or_else(|| "–".to_owned(), |ms| format!("{ms:.1}")),
            row.server_rss_mb,
        )
    });
    std::iter::once(HEAD.to_owned())
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}
