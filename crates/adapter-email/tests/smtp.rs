//! A server of another language takes e-mails, and its own library reads them.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use adapter_email::{InvalidAccount, Mailer, Security, SmtpAccount};
use application::messages::gateway::{Accepted, Attachment, Mail, Mailer as _, Traced, Unsent};
use fakes::{Secrecy, SmtpSink};
use messages::{Failure, Language};
use support::{NOW, a_clock, id};

fn account(sink: &SmtpSink, security: Security) -> SmtpAccount {
    SmtpAccount {
        host: "localhost".to_owned(),
        port: Some(sink.port()),
        security,
        credentials: None,
        authority: Some(SmtpSink::AUTHORITY.to_vec()),
        from: "CCAS de Lyon – été <domifa@ville.fr>".to_owned(),
        return_to: Some("retours@ville.fr".to_owned()),
        bounces: None,
        per_second: None,
    }
}

fn both() -> (SmtpSink, Mailer) {
    let sink = SmtpSink::start(Secrecy::Clear).unwrap();
    let mailer = Mailer::new(account(&sink, Security::None), a_clock()).unwrap();
    (sink, mailer)
}

fn mail(n: u128, to: &str) -> Mail {
    Mail {
        id: id(n),
        to: to.parse().unwrap(),
        reply_to: None,
        language: Language::French,
        subject: "Du courrier vous attend".to_owned(),
        paragraphs: vec!["Bonjour,".to_owned(), "Du courrier vous attend.".to_owned()],
        link: None,
        attachment: None,
    }
}

fn why(sent: &Result<Accepted, Unsent>) -> (&'static str, Option<Failure>) {
    match sent {
        Ok(_) => ("sent", None),
        Err(Unsent::Later { why, .. }) => ("later", Some(*why)),
        Err(Unsent::Refused { why, .. }) => ("refused", Some(*why)),
        Err(Unsent::Perhaps) => ("perhaps", None),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_e_mail_is_read_by_another_library_as_it_was_meant() {
    let (sink, mailer) = both();
    let mut mail = mail(1, "jeanne@exemple.fr");
    mail.subject = "Du courrier vous attend à l’accueil – passez".to_owned();
    mail.paragraphs = vec![
        "Bonjour,".to_owned(),
        "1 lettre & 1 colis <ici>.\nÀ bientôt !".to_owned(),
    ];
    mail.link = Some(("https://ville.fr/a?b=1&c=2".to_owned(), "Ouvrir".to_owned()));
    mail.reply_to = Some("accueil@ville.fr".parse().unwrap());
    mailer.send(&mail).await.unwrap();
    let seen = sink.next("mail").unwrap();
    let header = |name: &str| {
        seen["headers"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        seen["from_"], "retours@ville.fr",
        "what comes back goes there"
    );
    assert_eq!(seen["to"][0], "jeanne@exemple.fr");
    assert_eq!(header("Message-ID"), format!("<{}@ville.fr>", id(1)));
    assert_eq!(header("Subject"), mail.subject);
    assert!(
        header("From").contains("CCAS de Lyon – été"),
        "{}",
        header("From")
    );
    assert_eq!(header("Reply-To"), "accueil@ville.fr");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("Content-Language"), "fr");
    assert!(!header("Date").is_empty());
    assert_eq!(seen["root"], "multipart/alternative");
    let parts = seen["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0]["type"], "text/plain");
    let plain = parts[0]["text"].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(
        plain.trim_end(),
        "Bonjour,\n\n1 lettre & 1 colis <ici>.\nÀ bientôt !\n\nOuvrir\nhttps://ville.fr/a?b=1&c=2"
    );
    assert_eq!(parts[1]["type"], "text/html");
    let html = parts[1]["text"].as_str().unwrap();
    assert!(html.contains("<html lang=\"fr\" dir=\"ltr\">"));
    assert!(html.contains("1 lettre &amp; 1 colis &lt;ici&gt;."));
    assert!(html.contains("href=\"https://ville.fr/a?b=1&amp;c=2\""));
    assert_eq!(seen["defects"].as_array().unwrap().len(), 0);
    assert!(seen["longest"].as_u64().unwrap() <= 998, "no line too long");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_alphabets_and_a_calendar_pass_whole() {
    let (sink, mailer) = both();
    let mut arabic = mail(2, "amal@exemple.fr");
    arabic.language = Language::Arabic;
    arabic.subject = "لديك بريد".to_owned();
    arabic.paragraphs = vec!["لديك بريد في انتظارك".to_owned()];
    let ics = "BEGIN:VCALENDAR\r\nSUMMARY:Entretien\\, dossier n° 1204\r\nEND:VCALENDAR\r\n";
    arabic.attachment = Some(Attachment {
        name: "rendez-vous.ics".to_owned(),
        media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
        content: ics.as_bytes().to_vec(),
    });
    mailer.send(&arabic).await.unwrap();
    let seen = sink.next("mail").unwrap();
    assert_eq!(seen["headers"]["Subject"], "لديك بريد");
    assert_eq!(seen["root"], "multipart/mixed");
    let parts = seen["parts"].as_array().unwrap();
    assert!(
        parts[0]["text"]
            .as_str()
            .unwrap()
            .contains("لديك بريد في انتظارك")
    );
    let html = parts[1]["text"].as_str().unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
    assert_eq!(parts[2]["type"], "text/calendar");
    assert_eq!(parts[2]["name"], "rendez-vous.ics");
    assert_eq!(parts[2]["disposition"], "attachment");
    assert_eq!(parts[2]["parameters"]["method"], "PUBLISH");
    assert_eq!(parts[2]["text"], ics);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_cannot_add_a_header() {
    let (sink, mailer) = both();
    let mut hostile = mail(3, "jeanne@exemple.fr");
    hostile.subject = "Bonjour\r\nBcc: autre@exemple.fr\r\n\r\nsuite".to_owned();
    hostile.paragraphs = vec!["a\r\n.\r\nQUIT".to_owned()];
    mailer.send(&hostile).await.unwrap();
    let seen = sink.next("mail").unwrap();
    assert!(seen["headers"].get("Bcc").is_none());
    let subject = seen["headers"]["Subject"].as_str().unwrap();
    assert_eq!(subject, "Bonjour  Bcc: autre@exemple.fr    suite");
    assert_eq!(seen["to"].as_array().unwrap().len(), 1);
    assert!(seen["parts"][0]["text"].as_str().unwrap().contains("QUIT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_is_told_as_what_it_is() {
    let (_sink, mailer) = both();
    for (name, expected, code) in [
        (
            "unknown",
            ("refused", Some(Failure::BadAddress)),
            "550 5.1.1",
        ),
        ("bare", ("refused", Some(Failure::BadAddress)), "550"),
        ("full", ("later", Some(Failure::Unreachable)), "452 4.2.2"),
        ("later", ("later", Some(Failure::Provider)), "451 4.7.1"),
        ("blocked", ("refused", Some(Failure::Blocked)), "554 5.7.1"),
        ("content", ("refused", Some(Failure::Content)), "554 5.6.0"),
    ] {
        let sent = mailer.send(&mail(4, &format!("{name}@exemple.fr"))).await;
        assert_eq!(why(&sent), expected, "{name}");
        let told = match &sent {
            Err(Unsent::Later { code, .. } | Unsent::Refused { code, .. }) => code.clone(),
            Ok(_) | Err(Unsent::Perhaps) => None,
        };
        assert_eq!(told.as_deref(), Some(code), "{name}: and no address in it");
    }
    // The next one is none the worse.
    assert!(mailer.send(&mail(5, "jeanne@exemple.fr")).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_lost_after_the_content_is_uncertain() {
    let (sink, mailer) = both();
    let sent = mailer.send(&mail(6, "lost@exemple.fr")).await;
    assert_eq!(why(&sent), ("perhaps", None));
    assert!(sink.next("mail").is_some(), "it was taken indeed");
    assert_eq!(mailer.trace(id(6), NOW).await, Traced::Unknowable);
    let begun = Instant::now();
    let sent = mailer.send(&mail(7, "slow@exemple.fr")).await;
    assert_eq!(why(&sent), ("perhaps", None));
    assert!(begun.elapsed() < Duration::from_secs(40));

    let mut gone = account(&sink, Security::None);
    drop(sink);
    gone.port = Some(9);
    let mailer = Mailer::new(gone, a_clock()).unwrap();
    let sent = mailer.send(&mail(8, "jeanne@exemple.fr")).await;
    assert_eq!(why(&sent), ("later", Some(Failure::Provider)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_used_again_and_survives_the_server_s_absence() {
    let (sink, mailer) = both();
    for n in 0..5 {
        mailer.send(&mail(n, "jeanne@exemple.fr")).await.unwrap();
    }
    sink.next("connect").unwrap();
    for _ in 0..5 {
        sink.next("mail").unwrap();
    }
    mailer.close().await;
    mailer.send(&mail(9, "jeanne@exemple.fr")).await.unwrap();
    assert!(
        sink.next("connect").is_some(),
        "a second link, and only then"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn secrecy_is_kept_and_a_password_never_leaves_without_it() {
    for (secrecy, security) in [
        (Secrecy::StartTls, Security::StartTls),
        (Secrecy::Tls, Security::Tls),
    ] {
        let sink = SmtpSink::start(secrecy).unwrap();
        let known = || {
            let (name, password) = SmtpSink::WHO;
            Some((name.to_owned(), password.to_owned().into()))
        };
        let mut good = account(&sink, security);
        good.credentials = known();
        let mailer = Mailer::new(good, a_clock()).unwrap();
        mailer.send(&mail(1, "jeanne@exemple.fr")).await.unwrap();
        let seen = sink.next("mail").unwrap();
        assert_eq!(seen["secret"], true, "{secrecy:?}");
        assert_eq!(seen["who"], SmtpSink::WHO.0);

        let mut wrong = account(&sink, security);
        wrong.credentials = Some(("domifa".to_owned(), "autre".to_owned().into()));
        let mailer = Mailer::new(wrong, a_clock()).unwrap();
        let sent = mailer.send(&mail(2, "jeanne@exemple.fr")).await;
        assert_eq!(why(&sent), ("later", Some(Failure::Account)));

        // A certificate that nobody vouches for.
        let mut unknown = account(&sink, security);
        unknown.credentials = known();
        unknown.authority = None;
        let mailer = Mailer::new(unknown, a_clock()).unwrap();
        let sent = mailer.send(&mail(3, "jeanne@exemple.fr")).await;
        assert_eq!(why(&sent), ("later", Some(Failure::Provider)));
    }
    // A server that does not offer secrecy is not spoken to in clear.
    let sink = SmtpSink::start(Secrecy::Clear).unwrap();
    let mailer = Mailer::new(account(&sink, Security::StartTls), a_clock()).unwrap();
    let sent = mailer.send(&mail(4, "jeanne@exemple.fr")).await;
    assert_eq!(why(&sent), ("later", Some(Failure::Provider)));
}

#[test]
fn an_account_that_cannot_be_is_refused() {
    let account = |host: &str, security, from: &str| SmtpAccount {
        host: host.to_owned(),
        port: None,
        security,
        credentials: None,
        authority: None,
        from: from.to_owned(),
        return_to: None,
        bounces: None,
        per_second: None,
    };
    let refused = |account| Mailer::new(account, a_clock()).err();
    let from = "DomiFa <domifa@ville.fr>";
    assert_eq!(
        refused(account("mail.ville.fr", Security::StartTls, from)),
        None
    );
    assert_eq!(
        refused(account("mail.ville.fr", Security::None, from)),
        Some(InvalidAccount::InClear)
    );
    assert_eq!(
        refused(account("mail.ville.fr", Security::Tls, "DomiFa")),
        Some(InvalidAccount::From)
    );
}
