//! A worker killed at any moment: each message reaches the provider once, as the provider
//! counts, or is shown as uncertain.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use super::office::{Doomed, Office};

/// How many times it is killed.
const KILLS: u64 = 18;

/// How long it may take to begin on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn killed_at_any_moment_it_hands_over_each_message_once() -> Result<()> {
    let mut office = Office::open().await?;
    let mut start = Duration::from_secs(1);
    for kill in 0..KILLS {
        let (begin, before) = (Instant::now(), office.provider.times().len());
        let worker = Doomed(office.worker()?);
        if kill % 3 == 2 {
            // On its way to its first message.
            tokio::time::sleep(start * u32::try_from(kill)? / u32::try_from(KILLS)?).await;
        } else {
            while office.provider.times().len() == before {
                ensure!(begin.elapsed() < PATIENCE, "kill {kill}: it sends nothing");
                office.all_is_due().await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            start = begin.elapsed();
            // Between two messages, within a call, while it notes what became of one.
            tokio::time::sleep(Duration::from_millis(kill * 37 % 150)).await;
        }
        worker.dies()?;
        office.minutes_pass().await?;
    }
    let left = office.messages_in(&["prevu", "en-cours"]).await?;
    ensure!(left > 0, "all was sent before it died for the last time");
    let worker = Doomed(office.worker()?);
    office.all_settled().await?;
    worker.dies()?;

    let times = office.provider.times();
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times != 1).collect();
    ensure!(twice.is_empty(), "handed over more than once: {twice:?}");
    let told = i64::try_from(times.len())?;
    let sent = office.messages_in(&["envoye", "recu"]).await?;
    let uncertain = office.messages_in(&["incertain"]).await?;
    ensure!(
        sent > 50,
        "the demo has too few people whose mail waits: {sent}"
    );
    ensure!(
        sent <= told && told <= sent + uncertain,
        "{sent} are sent and {uncertain} uncertain; the provider has {told}"
    );
    // One a person and a run, whoever planned it, and however often.
    let doubled = "select count(*) from (
        select from messages.message where staff_id is null
        group by structure_id, dossier_id, kind, channel having count(*) > 1) as doubled";
    let doubled: i64 = sqlx::query_scalar(doubled)
        .fetch_one(&mut office.owner)
        .await?;
    ensure!(doubled == 0, "{doubled} people are told twice of the same");
    Ok(())
}

#[tokio::test]
async fn two_share_and_one_that_is_told_to_stop_leaves_nothing_in_doubt() -> Result<()> {
    let mut office = Office::open().await?;
    let (mut first, second) = (Doomed(office.worker()?), Doomed(office.worker()?));
    let begin = Instant::now();
    while office.provider.times().len() < 10 || office.workers().await? < 2 {
        ensure!(begin.elapsed() < PATIENCE, "they send nothing");
        office.all_is_due().await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let told = Command::new("kill")
        .args(["-TERM", &first.0.id().to_string()])
        .status()?;
    ensure!(told.success(), "it is not told to stop");
    let mut ended = None;
    for _ in 0..240 {
        ended = first.0.try_wait()?;
        if ended.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ensure!(
        ended.is_some_and(|status| status.success()),
        "it does not stop: {ended:?}"
    );
    office.all_settled().await?;
    second.dies()?;
    let times = office.provider.times();
    ensure!(times.values().all(|times| *times == 1), "{times:?}");
    let sent = office.messages_in(&["envoye", "recu"]).await?;
    ensure!(i64::try_from(times.len())? == sent, "{sent} are sent");
    ensure!(
        office.messages_in(&["incertain"]).await? == 0,
        "some are uncertain"
    );
    Ok(())
}
