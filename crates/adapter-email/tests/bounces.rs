//! What comes back into a folder is recognised, told and moved; the rest stays as it is.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use adapter_email::{Mailer, Security, SmtpAccount};
use application::messages::gateway::{GatewayDown, Mailer as _, ReceiptOf};
use messages::Failure;
use support::{NOW, a_clock, id};
use tempfile::TempDir;

fn mailer(folder: &Path) -> Mailer {
    let account = SmtpAccount {
        host: "localhost".to_owned(),
        port: Some(9),
        security: Security::None,
        credentials: None,
        authority: None,
        from: "domifa@ville.fr".to_owned(),
        return_to: None,
        bounces: Some(folder.to_owned()),
        per_second: None,
    };
    Mailer::new(account, a_clock()).unwrap()
}

fn maildir() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["new", "cur", "tmp"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder
}

fn put(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join("new").join(name);
    fs::write(&path, content).unwrap();
    path
}

/// A notification as servers write them: their words, the status, the headers that came back.
fn notification(action: &str, status: &str, returned: &str, message_id: &str) -> String {
    format!(
        "Return-Path: <>\r\n\
         From: MAILER-DAEMON@mx.exemple.fr (Mail Delivery System)\r\n\
         To: retours@ville.fr\r\n\
         Subject: Undelivered Mail Returned to Sender\r\n\
         Auto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"B/1\"\r\n\
         \r\n\
         This is a MIME-encapsulated message.\r\n\
         \r\n\
         --B/1\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\
         \r\n\
         I'm sorry to have to inform you that your message could not be delivered.\r\n\
         \r\n\
         --B/1\r\n\
         Content-Type: message/delivery-status\r\n\
         \r\n\
         Reporting-MTA: dns; mx.exemple.fr\r\n\
         Arrival-Date: Sun, 22 Nov 2026 19:00:00 +0100 (CET)\r\n\
         \r\n\
         Final-Recipient: rfc822; jeanne@exemple.fr\r\n\
         Original-Recipient: rfc822;jeanne@exemple.fr\r\n\
         Action: {action}\r\n\
         Status: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} <jeanne@exemple.fr>: no\r\n\
         \r\n\
         --B/1\r\n\
         Content-Type: {returned}\r\n\
         \r\n\
         Message-ID: {message_id}\r\n\
         From: domifa@ville.fr\r\n\
         To: jeanne@exemple.fr\r\n\
         Subject: Du courrier vous attend\r\n\
         \r\n\
         --B/1--\r\n"
    )
}

fn ours(n: u128) -> String {
    format!("<{}@ville.fr>", id(n))
}

#[tokio::test]
async fn what_came_back_is_told_once_and_moved() {
    let folder = maildir();
    let mailer = mailer(folder.path());
    let failed = notification("failed", "5.1.1", "text/rfc822-headers", &ours(1));
    put(&folder, "1.a.mx", failed);
    let full = notification("failed", "5.2.2", "message/rfc822", &ours(2));
    put(&folder, "2.a.mx", full);
    let arrived = notification("delivered", "2.0.0", "message/rfc822", &ours(3));
    put(&folder, "3.a.mx", arrived);
    let delayed = notification("delayed", "4.4.1", "text/rfc822-headers", &ours(4));
    put(&folder, "4.a.mx", delayed);
    let mut told = mailer.bounces().await.unwrap();
    told.sort_by_key(|receipt| format!("{:?}", receipt.of));
    let [first, second, third] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(first.of, ReceiptOf::Message(id(1)));
    assert_eq!(first.at, NOW);
    let because = |why, code: &str| Some((why, Some(code.to_owned())));
    assert_eq!(first.failed, because(Failure::BadAddress, "5.1.1"));
    assert_eq!(second.failed, because(Failure::Unreachable, "5.2.2"));
    assert_eq!(
        (&third.of, &third.failed),
        (&ReceiptOf::Message(id(3)), &None)
    );
    // A crash now would give them again; the next question moves them.
    assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 4);
    assert_eq!(mailer.bounces().await, Ok(vec![]));
    assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
    assert!(folder.path().join("cur/1.a.mx:2,S").exists());
}

#[tokio::test]
async fn a_crash_gives_again_what_was_not_moved() {
    let folder = maildir();
    let failed = notification("failed", "5.1.1", "text/rfc822-headers", &ours(1));
    put(&folder, "1.a.mx", failed);
    for _ in 0..2 {
        let told = mailer(folder.path()).bounces().await.unwrap();
        assert_eq!(told.len(), 1);
    }
}

#[tokio::test]
async fn what_is_nobody_s_stays_where_it_is() {
    let folder = maildir();
    let mailer = mailer(folder.path());
    let elsewhere = format!("<{}@autre.fr>", id(1));
    let others = [
        ("words", "From: a@b.fr\r\n\r\nMerci !\r\n".to_owned()),
        (
            "elsewhere",
            notification("failed", "5.1.1", "message/rfc822", &elsewhere),
        ),
        (
            "no-name",
            notification("failed", "5.1.1", "message/rfc822", "<news@ville.fr>"),
        ),
        (
            // Whoever quotes one of our names does not make a notification of it.
            "quoted",
            format!(
                "From: a@b.fr\r\nIn-Reply-To: {0}\r\n\r\nMessage-ID: {0}\r\n",
                ours(1)
            ),
        ),
    ];
    for (name, content) in &others {
        put(&folder, name, content);
    }
    for _ in 0..3 {
        assert_eq!(mailer.bounces().await, Ok(vec![]));
    }
    assert_eq!(
        fs::read_dir(folder.path().join("new")).unwrap().count(),
        others.len()
    );
    assert_eq!(fs::read_dir(folder.path().join("cur")).unwrap().count(), 0);
}

#[tokio::test]
async fn hostile_files_harm_nothing_and_hide_nothing() {
    let folder = maildir();
    let mailer = mailer(folder.path());
    let good = notification("failed", "5.1.1", "message/rfc822", &ours(1));
    put(&folder, "z-good", &good);
    put(&folder, "empty", "");
    put(&folder, "zeros", vec![0; 100_000]);
    put(
        &folder,
        "noise",
        (0..=255_u8).cycle().take(70_000).collect::<Vec<u8>>(),
    );
    // The notification first, then more than anybody would read.
    let mut huge = notification("failed", "5.1.2", "message/rfc822", &ours(2)).into_bytes();
    huge.extend(vec![b'a'; 30_000_000]);
    put(&folder, "huge", huge);
    let mut deep = String::new();
    for n in 0..2_000 {
        deep.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=\"{n}\"\r\n\r\n--{n}\r\n"
        ));
    }
    put(&folder, "deep", deep);
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(5_000);
    put(&folder, "nested", nested);
    put(
        &folder,
        "long",
        format!("{good}{}", "--B/1\r\n".repeat(20_000)),
    );
    for length in (0..good.len()).step_by(97) {
        put(
            &folder,
            &format!("cut-{length}"),
            &good.as_bytes()[..length],
        );
    }
    fs::create_dir(folder.path().join("new/folder")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("new/link")).unwrap();
    let told = mailer.bounces().await.unwrap();
    let of = |n| {
        told.iter()
            .any(|receipt| receipt.of == ReceiptOf::Message(id(n)))
    };
    assert!(of(1) && of(2), "{told:?}");
    assert!(told.iter().all(|receipt| receipt.failed.is_some()));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let mailer = mailer(Path::new("/nowhere/at/all"));
    assert!(matches!(mailer.bounces().await, Err(GatewayDown(_))));
}
