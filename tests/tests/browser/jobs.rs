//! Tasks that failed for good, as an administrator sees them: at a desk, in a narrow window, and
//! without scripts.

use anyhow::Result;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ADMINISTRATION, PASSWORD},
};
use sqlx::{Connection, PgConnection};

const JOBS: &str = "/taches";

#[tokio::test]
async fn what_failed_is_read_and_given_up() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(ADMINISTRATION, PASSWORD).await?;
    browser.visit_and_check(JOBS).await?;
    browser.sees("Aucune tâche en échec").await?;

    // Of kinds that nobody takes: their rows stay as they are written here.
    let mut owner = PgConnection::connect(&site.database.url()).await?;
    let failed = "select jobs.add('imports.undo', '01935000-0000-7000-8000-000000000001',
                       gen_random_uuid(), 'failed', '2027-01-01', false, 8, 10);
         update graphile_worker._private_jobs set attempts = 8, last_error = 'TaskError(\"storage\")'
         where key = 'failed'";
    sqlx::raw_sql(failed).execute(&mut owner).await?;
    browser.visit_and_check(JOBS).await?;
    browser
        .sees("Annulation de la reprise d’un registre")
        .await?;
    browser.sees("La base de données ne répondait pas").await?;

    for look in [Look::Narrow, Look::WithoutScripts] {
        let other = Browser::open(&site, look).await?;
        other.sign_in(ADMINISTRATION, PASSWORD).await?;
        other.visit(JOBS).await?;
        other.sees("La base de données ne répondait pas").await?;
        if matches!(look, Look::WithoutScripts) {
            other.press("Abandonner").await?;
            other.sees("La tâche est abandonnée").await?;
        } else {
            other.check().await?;
        }
    }
    Ok(())
}
