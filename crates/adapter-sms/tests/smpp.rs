//! An SMSC of another library takes messages, refuses them, and fails.

#![expect(clippy::unwrap_used, reason = "tests")]

mod clock;
mod support;

use std::time::{Duration, Instant};

use adapter_sms::{InvalidAccount, Smpp, SmppAccount};
use application::messages::gateway::{Accepted, Receipt, ReceiptOf, SmsGateway, Traced, Unsent};
use clock::a_clock;
use fakes::{Secrecy, Smsc, SmtpSink};
use messages::Failure;
use support::{NOW, id, sms};

fn account(address: String) -> SmppAccount {
    SmppAccount {
        address,
        system_id: Smsc::WHO.0.to_owned(),
        password: Smsc::WHO.1.to_owned().into(),
        system_type: "SMPP".to_owned(),
        sender: Some("Mairie".parse().unwrap()),
        window: 10.try_into().unwrap(),
        per_second: 20.try_into().unwrap(),
        enquire_every: Duration::from_millis(300),
        answer_within: Duration::from_secs(2),
    }
}

fn both() -> (Smsc, Smpp) {
    let smsc = Smsc::start().unwrap();
    let gateway = Smpp::new(&account(smsc.address()), a_clock()).unwrap();
    (smsc, gateway)
}

async fn one(gateway: &Smpp, to: &str, text: &str) -> Result<Accepted, Unsent> {
    let sent = gateway.send(&[sms(1, to, text)]).await;
    sent.into_iter().next().unwrap()
}

/// The receipts, once there are that many.
async fn receipts(gateway: &Smpp, count: usize) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    let begun = Instant::now();
    while receipts.len() < count && begun.elapsed() < Duration::from_secs(10) {
        receipts.extend(gateway.receipts().await.unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    receipts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_sent_and_its_receipt_comes_back() {
    let (smsc, gateway) = both();
    let accepted = one(&gateway, "+33612345601", "Du courrier à l'accueil: 3 €")
        .await
        .unwrap();
    let bind = smsc.next("bind").unwrap();
    assert_eq!(bind["version"], 0x34, "SMPP 3.4");
    let seen = smsc.next("submit").unwrap();
    assert_eq!(seen["to"], "33612345601");
    assert_eq!((&seen["to_ton"], &seen["to_npi"]), (&1.into(), &1.into()));
    assert_eq!(
        (&seen["from"], &seen["from_ton"]),
        (&"Mairie".into(), &5.into())
    );
    assert_eq!(seen["text"], "Du courrier à l'accueil: 3 €");
    assert_eq!(seen["coding"], 0);
    assert_eq!(seen["receipt"], 1);
    assert_eq!(accepted.reference.as_deref(), seen["id"].as_str());
    assert_eq!(accepted.segments, Some(1));
    assert_eq!(smsc.next("receipt").unwrap()["status"], 0, "it is answered");
    let told = receipts(&gateway, 1).await;
    assert_eq!(
        told[0].of,
        ReceiptOf::Reference(accepted.reference.unwrap())
    );
    assert_eq!((told[0].at, &told[0].failed), (NOW, &None));
    // Neither lost nor told twice.
    assert_eq!(gateway.receipts().await, Ok(vec![]));
    smsc.next("enquire").unwrap();
    gateway.close().await;
    smsc.next("unbind").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_and_a_receipt_made_of_fields_are_understood() {
    let (_smsc, gateway) = both();
    one(&gateway, "+33612345602", "Bonjour").await.unwrap();
    let told = receipts(&gateway, 1).await;
    let code = Some("err 023".to_owned());
    assert_eq!(told[0].failed, Some((Failure::BadAddress, code)));
    let accepted = one(&gateway, "+33612345609", "Bonjour").await.unwrap();
    let told = receipts(&gateway, 1).await;
    assert_eq!(
        told[0].of,
        ReceiptOf::Reference(accepted.reference.unwrap())
    );
    assert_eq!(told[0].failed, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_goes_in_parts_that_the_telephone_joins() {
    let (smsc, gateway) = both();
    for (text, coding, sizes) in [
        ("a".repeat(160), 0, vec![160]),
        ("a".repeat(161), 0, vec![153, 8]),
        // A character that counts twice is not cut in two.
        (
            format!("{}€{}", "a".repeat(152), "b".repeat(20)),
            0,
            vec![152, 21],
        ),
        ("بريد ".repeat(14), 8, vec![70]),
        ("بريد ".repeat(30), 8, vec![67, 67, 16]),
    ] {
        let accepted = one(&gateway, "+33612345601", &text).await.unwrap();
        assert_eq!(accepted.segments, u32::try_from(sizes.len()).ok());
        let mut joined = String::new();
        let mut marks = Vec::new();
        for (n, size) in sizes.iter().enumerate() {
            let part = smsc.next("submit").unwrap();
            let piece = part["text"].as_str().unwrap();
            assert_eq!(piece.chars().count(), *size, "{piece}");
            assert_eq!(part["coding"], coding);
            let last = n + 1 == sizes.len();
            assert_eq!(part["receipt"], u8::from(last), "one receipt a message");
            if last {
                assert_eq!(accepted.reference.as_deref(), part["id"].as_str());
            }
            if sizes.len() > 1 {
                let header: Vec<u64> = serde_json::from_value(part["header"].clone()).unwrap();
                let [.., mark, total, rank] = header[..] else {
                    panic!("{header:?}");
                };
                assert_eq!((total, rank), (sizes.len() as u64, n as u64 + 1));
                marks.push(mark);
            } else {
                assert!(part["header"].is_null());
            }
            joined.push_str(piece);
        }
        assert_eq!(joined, text);
        marks.dedup();
        assert!(marks.len() <= 1, "the same mark on all parts");
    }
    let strange = one(&gateway, "+33612345601", "Bonjour 😀").await;
    assert!(matches!(
        strange,
        Err(Unsent::Refused {
            why: Failure::Content,
            ..
        })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn throttling_is_later_and_a_wrong_number_is_never() {
    let (_smsc, gateway) = both();
    for _ in 0..2 {
        let sent = one(&gateway, "+33612345603", "Bonjour").await;
        assert!(
            matches!(&sent, Err(Unsent::Later { why: Failure::Provider, code: Some(code) })
                if code == "SMPP 0x00000058"),
            "{sent:?}"
        );
    }
    assert!(one(&gateway, "+33612345603", "Bonjour").await.is_ok());
    let sent = one(&gateway, "+33612345604", "Bonjour").await;
    assert!(
        matches!(
            sent,
            Err(Unsent::Refused {
                why: Failure::BadAddress,
                ..
            })
        ),
        "{sent:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_half_sent_is_insisted_upon_and_else_uncertain() {
    let (smsc, gateway) = both();
    let long = "a".repeat(300);
    let sent = one(&gateway, "+33612345607", &long).await;
    assert_eq!(sent.unwrap().segments, Some(2));
    for _ in 0..2 {
        smsc.next("submit").unwrap();
    }
    assert_eq!(
        one(&gateway, "+33612345608", &long).await,
        Err(Unsent::Perhaps)
    );
    assert_eq!(gateway.trace(id(1), NOW).await, Traced::Unknowable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_uncertain_and_the_link_is_opened_again() {
    let (smsc, gateway) = both();
    let begun = Instant::now();
    assert_eq!(
        one(&gateway, "+33612345605", "Bonjour").await,
        Err(Unsent::Perhaps)
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
    // The link itself is well.
    assert!(one(&gateway, "+33612345601", "Bonjour").await.is_ok());
    smsc.next("bind").unwrap();
    assert_eq!(
        one(&gateway, "+33612345606", "Bonjour").await,
        Err(Unsent::Perhaps)
    );
    smsc.next("end").unwrap();
    assert!(one(&gateway, "+33612345601", "Bonjour").await.is_ok());
    smsc.next("bind").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_bye_is_answered_and_the_next_message_binds_again() {
    let (smsc, gateway) = both();
    assert!(one(&gateway, "+33612345610", "Bonjour").await.is_ok());
    smsc.next("end").unwrap();
    assert!(one(&gateway, "+33612345601", "Bonjour").await.is_ok());
    smsc.next("bind").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_is_later_with_a_pause_and_a_wrong_password_is_the_account_s() {
    let smsc = Smsc::start().unwrap();
    let (address, port) = (smsc.address(), smsc.port());
    drop(smsc);
    let gateway = Smpp::new(&account(address), a_clock()).unwrap();
    let away = |sent: Result<Accepted, Unsent>| {
        assert!(
            matches!(
                sent,
                Err(Unsent::Later {
                    why: Failure::Provider,
                    ..
                })
            ),
            "{sent:?}"
        );
    };
    away(one(&gateway, "+33612345601", "Bonjour").await);
    assert!(gateway.receipts().await.is_err());
    // It is there again: not before the pause is over.
    let smsc = Smsc::start_at(port).unwrap();
    away(one(&gateway, "+33612345601", "Bonjour").await);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(one(&gateway, "+33612345601", "Bonjour").await.is_ok());

    let mut wrong = account(smsc.address());
    wrong.password = "another".to_owned().into();
    let gateway = Smpp::new(&wrong, a_clock()).unwrap();
    let sent = one(&gateway, "+33612345601", "Bonjour").await;
    assert!(
        matches!(
            sent,
            Err(Unsent::Later {
                why: Failure::Account,
                ..
            })
        ),
        "{sent:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_vouches_for_is_told_nothing() {
    let stranger = SmtpSink::start(Secrecy::Tls).unwrap();
    let address = format!("smpps://localhost:{}", stranger.port());
    let gateway = Smpp::new(&account(address), a_clock()).unwrap();
    let sent = one(&gateway, "+33612345601", "Bonjour").await;
    assert!(
        matches!(
            sent,
            Err(Unsent::Later {
                why: Failure::Provider,
                ..
            })
        ),
        "{sent:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_keep_their_order_and_every_receipt_comes() {
    let (smsc, gateway) = both();
    let messages: Vec<_> = (0..25)
        .map(|n| sms(n, "+33612345601", &format!("Message {n}")))
        .collect();
    let mut sent = Vec::new();
    for batch in messages.chunks(gateway.batch()) {
        sent.extend(gateway.send(batch).await);
    }
    let mut seen = Vec::new();
    for _ in 0..25 {
        let told = smsc.next("submit").unwrap();
        seen.push([&told["id"], &told["text"]].map(|told| told.as_str().unwrap().to_owned()));
    }
    for (n, sent) in sent.into_iter().enumerate() {
        let pair = [sent.unwrap().reference.unwrap(), format!("Message {n}")];
        assert!(seen.contains(&pair), "{pair:?}");
    }
    assert_eq!(receipts(&gateway, 25).await.len(), 25);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_wait_for_an_answer_than_the_window_lets() {
    let smsc = Smsc::start().unwrap();
    let mut narrow = account(smsc.address());
    narrow.window = 3.try_into().unwrap();
    let gateway = Smpp::new(&narrow, a_clock()).unwrap();
    let messages: Vec<_> = (0..9).map(|n| sms(n, "+33612345611", "Bonjour")).collect();
    let sent = gateway.send(&messages).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    let seen = (0..9).map(|_| smsc.next("slow").unwrap()["underWay"].as_u64().unwrap());
    assert_eq!(seen.max(), Some(3));
}

#[test]
fn an_account_that_cannot_be_is_refused_without_being_shown() {
    for address in ["http://a.fr", "smpp:", "a.fr:2775", "smpp://me:pass@a.fr"] {
        let error = Smpp::new(&account(address.to_owned()), a_clock()).err();
        assert_eq!(error, Some(InvalidAccount::Address), "{address}");
    }
    let mut long = account("smpp://a.fr".to_owned());
    long.password = "nine chars".to_owned().into();
    let error = Smpp::new(&long, a_clock()).err().unwrap();
    assert_eq!(error, InvalidAccount::Credentials);
    assert!(!error.to_string().contains("nine"));
}
