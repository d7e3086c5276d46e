//! What whoever runs the installation reads and does.

use anyhow::{Context, Result, ensure};

use super::office::Office;

#[tokio::test]
async fn what_failed_for_good_is_listed_replayed_and_given_up() -> Result<()> {
    let mut office = Office::open().await?;
    ensure!(
        office.runs(&["jobs", "list"])?.is_empty(),
        "nothing failed yet"
    );
    let structure = "01935000-0000-7000-8000-000000000001";
    office
        .says(&format!(
            "select jobs.add(task, '{structure}', null, task, now(), false, 3, 0)
             from unnest(array['messages.run', 'messages.send']) as task;
             update graphile_worker._private_jobs set attempts = 3, last_error = 'TaskError(\"storage\")'"
        ))
        .await?;
    let listed = office.runs(&["jobs", "list"])?;
    ensure!(listed.lines().count() == 2, "{listed}");
    let run = listed
        .lines()
        .find(|line| line.contains("messages.run"))
        .context("the run is not listed")?;
    ensure!(
        run.contains(structure) && run.ends_with("\t3\tstorage"),
        "{run}"
    );
    let number = run.split('\t').next().unwrap_or_default();
    ensure!(
        office.runs(&["jobs", "replay", number])?.trim() == number,
        "it is not replayed"
    );
    ensure!(
        office.runs(&["jobs", "replay", number]).is_err(),
        "it is replayed twice"
    );
    office.runs(&["jobs", "drop", "--all"])?;
    ensure!(
        office.runs(&["jobs", "list"])?.is_empty(),
        "something is left"
    );
    Ok(())
}
