//! OVHcloud, as its documentation describes it, answers, fails, and loses answers.

#![expect(clippy::unwrap_used, reason = "tests")]

mod clock;
mod support;

use std::time::Duration;

use adapter_sms::{Ovh, OvhAccount};
use application::messages::gateway::{Accepted, Receipt, ReceiptOf, SmsGateway, Traced, Unsent};
use clock::a_clock;
use fakes::{FakeOvh, Fault, Secrecy, SmtpSink};
use messages::Failure;
use support::{NOW, id, sms};

fn account(ovh: &FakeOvh) -> OvhAccount {
    let [application_key, application_secret, consumer_key] = FakeOvh::KEYS.map(Into::into);
    OvhAccount {
        endpoint: ovh.endpoint(),
        application_key,
        application_secret,
        consumer_key,
        service: FakeOvh::SERVICE.to_owned(),
        user: None,
        sender: Some("Mairie".parse().unwrap()),
        per_second: 10.try_into().unwrap(),
        price: Some(70),
    }
}

async fn both() -> (FakeOvh, Ovh) {
    let ovh = FakeOvh::start().await.unwrap();
    let gateway = Ovh::new(account(&ovh), a_clock()).unwrap();
    (ovh, gateway)
}

async fn one(gateway: &Ovh, n: u128) -> Result<Accepted, Unsent> {
    let sent = gateway.send(&[sms(n, "+33612345678", "Bonjour")]).await;
    sent.into_iter().next().unwrap()
}

fn later(why: Failure) -> impl Fn(&Result<Accepted, Unsent>) -> bool {
    move |sent| matches!(sent, Err(Unsent::Later { why: told, .. }) if *told == why)
}

#[tokio::test]
async fn a_message_is_one_job_with_all_that_the_documentation_asks_for() {
    let (ovh, gateway) = both().await;
    let mut arabic = sms(2, "+33712345678", "لديك بريد");
    arabic.sender = Some("Mairie 13".parse().unwrap());
    let sent = gateway
        .send(&[
            sms(1, "+262692123456", "Du courrier vous attend à l'accueil."),
            arabic,
        ])
        .await;
    let accepted = sent[0].clone().unwrap();
    assert_eq!(accepted.cost, Some(70), "a credit at 7 cents");
    let jobs = ovh.jobs();
    let job = jobs
        .iter()
        .find(|job| Some(job.id.to_string()) == accepted.reference);
    let told = job.unwrap().told.clone();
    let expected = serde_json::json!({
        "charset": "UTF-8",
        "class": "phoneDisplay",
        "coding": "7bit",
        "differedPeriod": 0,
        "message": "Du courrier vous attend à l'accueil.",
        "noStopClause": true,
        "priority": "medium",
        "receivers": ["+262692123456"],
        "sender": "Mairie",
        "senderForResponse": false,
        "tag": told["tag"],
        "validityPeriod": 2880,
    });
    assert_eq!(told, expected);
    let other = jobs
        .iter()
        .find(|other| other.id != job.unwrap().id)
        .unwrap();
    assert_eq!(other.told["coding"], "8bit");
    assert_eq!(other.told["sender"], "Mairie 13");
    assert_ne!(other.tag(), job.unwrap().tag());
    assert!(
        jobs.iter()
            .all(|job| job.tag().len() == 20 && job.user.is_none())
    );
}

#[tokio::test]
async fn without_a_name_a_short_number_sends_and_with_a_user_it_is_theirs() {
    let ovh = FakeOvh::start().await.unwrap();
    let mut account = account(&ovh);
    account.sender = None;
    account.user = Some(FakeOvh::USER.to_owned());
    let gateway = Ovh::new(account, a_clock()).unwrap();
    assert!(one(&gateway, 1).await.is_ok());
    let job = ovh.jobs().remove(0);
    assert_eq!(job.told["senderForResponse"], true);
    assert!(job.told.get("sender").is_none());
    assert_eq!(job.user.as_deref(), Some(FakeOvh::USER));
    assert!(matches!(gateway.trace(id(1), NOW).await, Traced::Taken(_)));
    // Its callback tells receipts: nothing is asked for.
    ovh.lists_fail(true);
    assert_eq!(gateway.receipts().await, Ok(vec![]));
}

#[tokio::test]
async fn what_was_perhaps_taken_is_found_by_its_mark_and_never_sent_twice() {
    for (fault, taken) in [
        (Fault::TakenThen500, true),
        (Fault::Garbage, true),
        (Fault::Cut, true),
        (Fault::Down, false),
        (Fault::Dropped, false),
    ] {
        let (ovh, gateway) = both().await;
        ovh.plan([fault.clone()]);
        assert_eq!(one(&gateway, 7).await, Err(Unsent::Perhaps), "{fault:?}");
        match gateway.trace(id(7), NOW).await {
            Traced::Taken(accepted) => {
                assert!(taken, "{fault:?}");
                assert_eq!(accepted.reference, Some(ovh.jobs()[0].id.to_string()));
            }
            Traced::NotTaken => {
                assert!(!taken, "{fault:?}");
                assert!(one(&gateway, 7).await.is_ok());
            }
            other @ (Traced::AskAgain | Traced::Unknowable) => panic!("{fault:?}: {other:?}"),
        }
        assert_eq!(ovh.times().values().max(), Some(&1), "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_is_no_refusal() {
    let (ovh, gateway) = both().await;
    ovh.plan([Fault::Slow(Duration::from_secs(60))]);
    let begun = std::time::Instant::now();
    assert_eq!(one(&gateway, 1).await, Err(Unsent::Perhaps));
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(matches!(gateway.trace(id(1), NOW).await, Traced::Taken(_)));
}

#[tokio::test]
async fn nothing_is_concluded_while_the_provider_is_silent_or_holds_others() {
    let (ovh, gateway) = both().await;
    ovh.lists_fail(true);
    assert_eq!(gateway.trace(id(1), NOW).await, Traced::AskAgain);
    assert!(gateway.receipts().await.is_err());
    ovh.lists_fail(false);
    ovh.wait_with(5);
    assert_eq!(gateway.trace(id(1), NOW).await, Traced::AskAgain);
}

#[tokio::test]
async fn a_provider_that_is_away_is_told_from_one_that_lost_an_answer() {
    let ovh = FakeOvh::start().await.unwrap();
    let mut account = account(&ovh);
    account.endpoint = "http://127.0.0.1:9".to_owned();
    let gateway = Ovh::new(account, a_clock()).unwrap();
    assert!(later(Failure::Provider)(&one(&gateway, 1).await));
    assert_eq!(gateway.trace(id(1), NOW).await, Traced::AskAgain);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_vouches_for_is_told_nothing() {
    let stranger = SmtpSink::start(Secrecy::Tls).unwrap();
    let ovh = FakeOvh::start().await.unwrap();
    let mut account = account(&ovh);
    account.endpoint = format!("https://localhost:{}/1.0", stranger.port());
    let gateway = Ovh::new(account, a_clock()).unwrap();
    assert!(later(Failure::Provider)(&one(&gateway, 1).await));
}

#[tokio::test]
async fn each_refusal_is_told_as_what_it_is() {
    let (ovh, gateway) = both().await;
    let later = |why| (true, why);
    let refused = |why| (false, why);
    let told = |sent: &Result<Accepted, Unsent>| match sent {
        Err(Unsent::Later { why, .. }) => (true, *why),
        Err(Unsent::Refused { why, .. }) => (false, *why),
        Ok(_) | Err(Unsent::Perhaps) => panic!("{sent:?}"),
    };
    for (fault, expected) in [
        (Fault::Throttled, later(Failure::Provider)),
        (
            Fault::Refused(402, "Client::PaymentRequired", "Not enough credits"),
            later(Failure::Account),
        ),
        (
            Fault::Refused(
                400,
                "Client::BadRequest",
                "Your account has not enough credit",
            ),
            later(Failure::Account),
        ),
        (
            Fault::Refused(400, "Client::BadRequest", "Invalid receiver +33612345678"),
            refused(Failure::BadAddress),
        ),
        (
            Fault::Refused(400, "Client::BadRequest", "Sender Mairie is not valid"),
            refused(Failure::Sender),
        ),
        (
            Fault::Refused(400, "Client::BadRequest", "Message is too long"),
            refused(Failure::Content),
        ),
        (
            Fault::Refused(403, "Client::Forbidden", "This call has not been granted"),
            later(Failure::Account),
        ),
    ] {
        ovh.plan([fault.clone()]);
        let sent = one(&gateway, 1).await;
        assert_eq!(told(&sent), expected, "{fault:?}");
        assert!(
            !format!("{sent:?}").contains("336"),
            "a number is told: {sent:?}"
        );
    }
    // A number that the documentation's example calls invalid.
    let sent = gateway
        .send(&[sms(2, "+3361234", "Bonjour")])
        .await
        .remove(0);
    assert_eq!(told(&sent), refused(Failure::BadAddress));
    assert!(ovh.jobs().is_empty());
}

#[tokio::test]
async fn wrong_keys_are_the_account_s_business_and_messages_wait() {
    let ovh = FakeOvh::start().await.unwrap();
    let mut account = account(&ovh);
    account.application_secret = "another".to_owned().into();
    let gateway = Ovh::new(account, a_clock()).unwrap();
    assert!(later(Failure::Account)(&one(&gateway, 1).await));
    let told = format!("{:?}", gateway.receipts().await);
    assert!(told.contains("keys") && !told.contains("another"));
}

#[tokio::test]
async fn receipts_are_asked_for_once_each_with_their_reason() {
    let (ovh, gateway) = both().await;
    for n in 0..4 {
        assert!(one(&gateway, n).await.is_ok());
    }
    let ids: Vec<u64> = ovh.jobs().iter().map(|job| job.id).collect();
    assert_eq!(gateway.receipts().await, Ok(vec![]));
    let _ = ovh.end(ids[0], 1, 4);
    let _ = ovh.end(ids[1], 2, 23);
    let _ = ovh.end(ids[2], 16, 24);
    let of = |n: usize, failed| Receipt {
        of: ReceiptOf::Reference(ids[n].to_string()),
        at: NOW,
        failed,
    };
    let failed = |why, ptt: &str| Some((why, Some(format!("ptt {ptt}"))));
    let told = gateway.receipts().await.unwrap();
    assert_eq!(
        told,
        [
            of(0, None),
            of(1, failed(Failure::BadAddress, "23")),
            of(2, failed(Failure::Unreachable, "24")),
        ]
    );
    assert_eq!(gateway.receipts().await, Ok(vec![]), "not twice");
}

#[tokio::test]
async fn its_callback_tells_the_same() {
    let (ovh, gateway) = both().await;
    let reference = one(&gateway, 1).await.unwrap().reference.unwrap();
    let number: u64 = reference.parse().unwrap();
    let told = |receipt, ptt| Ovh::callback(&ovh.end(number, receipt, ptt), NOW);
    let arrived = told(1, 4).unwrap();
    assert_eq!(arrived.of, ReceiptOf::Reference(reference));
    assert_eq!(arrived.failed, None);
    let failure = |receipt, ptt| told(receipt, ptt).and_then(|told| told.failed);
    assert_eq!(
        failure(2, 28),
        Some((Failure::Blocked, Some("ptt 28".to_owned())))
    );
    assert_eq!(told(4, 2), None, "still under way");
    // Only what the documentation promises, and nothing that is not a number.
    assert_eq!(Ovh::callback("id=1&ptt=4", NOW).unwrap().failed, None);
    for nonsense in [
        "",
        "id=",
        "id=abc&ptt=4",
        "ptt=4",
        "id=1",
        "id=1&ptt=x",
        "%%%",
    ] {
        assert_eq!(Ovh::callback(nonsense, NOW), None, "{nonsense}");
    }
}

#[tokio::test]
async fn twenty_at_once_come_back_in_their_order() {
    let (ovh, gateway) = both().await;
    ovh.plan([Fault::Slow(Duration::from_millis(300))]);
    let messages: Vec<_> = (0..20)
        .map(|n| sms(n, "+33612345678", &format!("Message {n}")))
        .collect();
    assert_eq!(gateway.batch(), messages.len());
    let sent = gateway.send(&messages).await;
    let jobs = ovh.jobs();
    for (n, sent) in sent.iter().enumerate() {
        let reference = sent.clone().unwrap().reference;
        let job = jobs
            .iter()
            .find(|job| Some(job.id.to_string()) == reference);
        assert_eq!(job.unwrap().told["message"], format!("Message {n}"));
    }
}

#[test]
fn an_account_is_never_shown() {
    let endpoint = "ftp://example.fr".to_owned();
    let keys: [secrecy::SecretString; 3] = FakeOvh::KEYS.map(Into::into);
    let [application_key, application_secret, consumer_key] = keys;
    let account = OvhAccount {
        endpoint,
        application_key,
        application_secret,
        consumer_key,
        service: String::new(),
        user: None,
        sender: None,
        per_second: 1.try_into().unwrap(),
        price: None,
    };
    let error = Ovh::new(account, a_clock()).err().unwrap();
    assert!(!error.to_string().contains("example"));
}
