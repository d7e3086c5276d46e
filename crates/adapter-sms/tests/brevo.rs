//! Brevo, as its documentation describes it, answers, fails, and loses answers.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use adapter_sms::{Brevo, BrevoAccount};
use application::messages::gateway::{Accepted, ReceiptOf, SmsGateway, Traced, Unsent};
use chrono::TimeDelta;
use fakes::{FakeBrevo, Fault};
use messages::Failure;
use support::{NOW, id, sms};

fn account(brevo: &FakeBrevo) -> BrevoAccount {
    BrevoAccount {
        endpoint: brevo.endpoint(),
        key: FakeBrevo::KEY.to_owned().into(),
        sender: "Mairie 13".parse().unwrap(),
        callback: Some("https://domifa.example.fr/retours/s3cret".to_owned().into()),
        per_second: 10.try_into().unwrap(),
        price: Some(45),
    }
}

async fn both() -> (FakeBrevo, Brevo) {
    let brevo = FakeBrevo::start().await.unwrap();
    let gateway = Brevo::new(account(&brevo)).unwrap();
    (brevo, gateway)
}

async fn one(gateway: &Brevo, n: u128) -> Result<Accepted, Unsent> {
    let sent = gateway.send(&[sms(n, "+33612345678", "Bonjour")]).await;
    sent.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_message_is_told_with_all_that_the_documentation_asks_for() {
    let (brevo, gateway) = both().await;
    let messages = [
        sms(1, "+33612345678", "Du courrier vous attend."),
        sms(2, "+33712345678", "Вас ждёт почта"),
    ];
    let sent = gateway.send(&messages).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    let told = brevo.messages();
    let french = told
        .iter()
        .find(|told| told["recipient"] == "+33612345678")
        .unwrap();
    assert_eq!(french["sender"], "Mairie13", "letters and digits alone");
    assert_eq!(french["content"], "Du courrier vous attend.");
    assert_eq!(french["type"], "transactional");
    assert_eq!(french["unicodeEnabled"], false);
    assert_eq!(french["tag"], id(1).to_string());
    assert_eq!(
        french["webUrl"],
        format!("https://domifa.example.fr/retours/s3cret?message={}", id(1))
    );
    let russian = told
        .iter()
        .find(|told| told["recipient"] == "+33712345678")
        .unwrap();
    assert_eq!(russian["unicodeEnabled"], true);
}

#[tokio::test]
async fn what_was_perhaps_taken_shows_among_the_events_in_the_end() {
    for fault in [Fault::TakenThen500, Fault::Garbage, Fault::Cut] {
        let (brevo, gateway) = both().await;
        brevo.plan([fault.clone()]);
        brevo.show_events(false);
        assert_eq!(one(&gateway, 7).await, Err(Unsent::Perhaps), "{fault:?}");
        // An empty answer proves nothing: events come late.
        assert_eq!(gateway.trace(id(7), NOW).await, Traced::AskAgain);
        brevo.show_events(true);
        let traced = gateway.trace(id(7), NOW).await;
        assert!(
            matches!(
                &traced,
                Traced::Taken(Accepted {
                    reference: Some(_),
                    ..
                })
            ),
            "{fault:?}: {traced:?}"
        );
        assert_eq!(brevo.messages().len(), 1);
    }
    let (brevo, gateway) = both().await;
    brevo.plan([Fault::Down]);
    assert_eq!(one(&gateway, 7).await, Err(Unsent::Perhaps));
    assert_eq!(gateway.trace(id(7), NOW).await, Traced::AskAgain);
}

#[tokio::test]
async fn each_refusal_is_told_as_what_it_is() {
    let (brevo, gateway) = both().await;
    let later = |why| (true, why);
    let refused = |why| (false, why);
    for (fault, expected) in [
        (Fault::Throttled, later(Failure::Provider)),
        (
            Fault::Refused(402, "not_enough_credits", "You have insufficient credits"),
            later(Failure::Account),
        ),
        (
            Fault::Refused(400, "not_enough_credits", "Not enough credits"),
            later(Failure::Account),
        ),
        (
            Fault::Refused(
                400,
                "invalid_parameter",
                "Invalid telephone number 33612345678",
            ),
            refused(Failure::BadAddress),
        ),
        (
            Fault::Refused(400, "invalid_parameter", "Sender is invalid"),
            refused(Failure::Sender),
        ),
        (
            Fault::Refused(400, "missing_parameter", "content is missing"),
            refused(Failure::Content),
        ),
    ] {
        brevo.plan([fault.clone()]);
        let sent = one(&gateway, 1).await;
        let told = match &sent {
            Err(Unsent::Later { why, .. }) => later(*why),
            Err(Unsent::Refused { why, .. }) => refused(*why),
            Ok(_) | Err(Unsent::Perhaps) => panic!("{fault:?}: {sent:?}"),
        };
        assert_eq!(told, expected, "{fault:?}");
        assert!(!format!("{sent:?}").contains("336"), "{sent:?}");
    }
    let mut wrong = account(&brevo);
    wrong.key = "another".to_owned().into();
    let sent = one(&Brevo::new(wrong).unwrap(), 1).await;
    assert!(matches!(
        sent,
        Err(Unsent::Later {
            why: Failure::Account,
            ..
        })
    ));
    assert!(brevo.messages().is_empty());
}

#[tokio::test]
async fn its_callback_names_the_message_by_its_address_or_by_its_number() {
    let (brevo, gateway) = both().await;
    let reference = one(&gateway, 3).await.unwrap().reference.unwrap();
    let query = format!("message={}", id(3));
    let before = NOW - TimeDelta::minutes(5);
    let told = |query: &str, status| {
        let body = brevo.event(0, status, before.timestamp());
        Brevo::callback(query, body.as_bytes(), NOW)
    };
    let arrived = told(&query, "delivered").unwrap();
    assert_eq!(arrived.of, ReceiptOf::Message(id(3)));
    assert_eq!(arrived.at, before);
    assert_eq!(arrived.failed, None);
    let arrived = told("", "delivered").unwrap();
    assert_eq!(arrived.of, ReceiptOf::Reference(reference));
    let why = |status| {
        told(&query, status)
            .and_then(|told| told.failed)
            .map(|(why, _)| why)
    };
    assert_eq!(why("soft_bounce"), Some(Failure::Unreachable));
    assert_eq!(why("hard_bounce"), Some(Failure::BadAddress));
    assert_eq!(why("rejected"), Some(Failure::Blocked));
    for under_way in ["sent", "accepted", "replied", "anything"] {
        assert_eq!(told(&query, under_way), None, "{under_way}");
    }
    let to_come = brevo.event(0, "delivered", NOW.timestamp() + 999_999);
    assert_eq!(
        Brevo::callback(&query, to_come.as_bytes(), NOW).unwrap().at,
        NOW
    );
    for nonsense in [
        &b""[..],
        b"{}",
        b"[]",
        b"\xff",
        b"{\"msg_status\":\"delivered\"}",
    ] {
        assert_eq!(Brevo::callback("", nonsense, NOW), None);
    }
}

#[tokio::test]
async fn without_an_address_for_receipts_none_is_asked_for() {
    let brevo = FakeBrevo::start().await.unwrap();
    let mut account = account(&brevo);
    account.callback = None;
    let gateway = Brevo::new(account).unwrap();
    assert!(one(&gateway, 1).await.is_ok());
    assert!(brevo.messages()[0].get("webUrl").is_none());
    assert_eq!(gateway.receipts().await, Ok(vec![]));
}
