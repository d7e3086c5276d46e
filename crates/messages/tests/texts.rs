//! What messages say, in each language (T-07, T-08).

use chrono::NaiveDate;
use messages::{
    Kind, Language, lint,
    segments::{Encoding, Segments, forcing},
    texts::{
        Facts, MOST_SEGMENTS, OwnText, Placeholder, TextRefused, Waiting, proposed, render, subject,
    },
};

/// As long as one can be.
const SIGNATURE: &str = "Accueil 12 rue Haute 0400000000";

fn everything() -> impl Iterator<Item = (Kind, Language)> {
    let of = |kind: &'static Kind| Language::ALL.iter().map(move |language| (*kind, *language));
    Kind::ALL.iter().flat_map(of)
}

/// Facts of a kind as they vary: numbers that take each plural, days, hours.
fn varied(kind: Kind) -> Vec<Facts> {
    if kind != Kind::MailWaiting {
        return vec![Facts::example(kind)];
    }
    let mut all = Vec::new();
    for letters in [0, 1, 2, 3, 5, 11, 21, 101] {
        for (parcels, notices) in [(0, 0), (1, 0), (0, 2), (3, 1)] {
            all.push(Facts::MailWaiting(Waiting {
                letters,
                parcels,
                notices,
            }));
        }
    }
    all.retain(|facts| *facts != Facts::MailWaiting(Waiting::default()));
    all
}

#[test]
fn no_text_that_is_proposed_betrays_anybody() {
    for (kind, language) in everything() {
        for facts in varied(kind) {
            let message = render(language, None, &facts, Some(SIGNATURE));
            let said = [message.text, message.subject, message.paragraphs.join("\n")];
            for said in said {
                assert_eq!(lint::revealing(&said, language), None, "{said}");
                // Nor in the eyes of somebody who reads all languages.
                for other in Language::ALL {
                    assert_eq!(lint::revealing(&said, *other), None, "{said}");
                }
            }
        }
    }
}

#[test]
fn every_text_is_filled_in_whole() {
    for (kind, language) in everything() {
        for facts in varied(kind) {
            let message = render(language, None, &facts, Some("Accueil"));
            assert!(!message.text.contains(['{', '}']), "{}", message.text);
            assert!(!message.text.contains("  "), "{}", message.text);
            assert!(message.text.ends_with("\nAccueil"));
            assert_eq!(message.paragraphs.last().unwrap(), "Accueil");
            assert!(message.paragraphs.len() == 3);
            assert!(!message.subject.trim().is_empty());
        }
    }
}

#[test]
fn texts_that_are_proposed_keep_the_rules_of_a_structure() {
    for (kind, language) in everything() {
        let text = proposed(kind, language);
        let own = OwnText::parse(kind, language, text).unwrap();
        let facts = Facts::example(kind);
        assert_eq!(
            render(language, Some(&own), &facts, None),
            render(language, None, &facts, None)
        );
        assert!(subject(kind, language).chars().count() <= 60);
    }
}

#[test]
fn french_texts_are_one_plain_segment_with_their_signature() {
    for kind in Kind::ALL {
        for facts in varied(*kind) {
            let message = render(Language::French, None, &facts, Some(SIGNATURE));
            let segments = message.segments();
            assert_eq!(segments.encoding, Encoding::Gsm7, "{}", message.text);
            assert!(forcing(&message.text).is_empty());
            // All three sorts of items at once may take a second.
            let most = match facts {
                Facts::MailWaiting(w) if w.parcels > 0 && w.notices > 0 => 2,
                Facts::MailWaiting(_)
                | Facts::TermEnding { .. }
                | Facts::Silence { .. }
                | Facts::Appointment { .. }
                | Facts::NoticeExpiring { .. }
                | Facts::Decision => 1,
            };
            assert!(segments.parts <= most, "{}: {segments:?}", message.text);
        }
    }
}

#[test]
fn languages_that_can_be_plain_are() {
    for language in [Language::English, Language::Spanish] {
        for kind in Kind::ALL {
            let message = render(language, None, &Facts::example(*kind), None);
            assert_eq!(forcing(&message.text), [], "{}", message.text);
        }
    }
}

#[test]
fn messages_say_what_they_must_and_a_decision_says_nothing() {
    let french = |facts| render(Language::French, None, &facts, None).text;
    let day = |d| NaiveDate::from_ymd_opt(2027, 3, d).unwrap();
    let one = Waiting {
        letters: 1,
        ..Waiting::default()
    };
    assert_eq!(
        french(Facts::MailWaiting(one)),
        "Du courrier vous attend : 1 lettre. Vous pouvez passer le prendre."
    );
    assert_eq!(
        french(Facts::TermEnding { on: day(14) }),
        "Pensez à passer nous voir avant le 14/03/2027 pour renouveler."
    );
    assert_eq!(
        french(Facts::Appointment {
            at: day(2).and_hms_opt(9, 0, 0).unwrap()
        }),
        "Rappel : nous vous attendons le 02/03/2027 à 9h. Si vous ne pouvez pas venir, merci de \
         nous prévenir."
    );
    assert_eq!(french(Facts::Decision), "Merci de passer nous voir.");
}

#[test]
fn an_email_has_the_typography_that_a_text_message_cannot_afford() {
    let message = render(
        Language::French,
        None,
        &Facts::example(Kind::MailWaiting),
        Some("L'accueil"),
    );
    assert_eq!(
        message.paragraphs,
        [
            "Bonjour,",
            "Du courrier vous attend\u{a0}: 2 lettres et 1 colis. Vous pouvez passer le prendre.",
            "L’accueil",
        ]
    );
    assert!(message.text.ends_with("\nL'accueil"));
}

#[test]
fn whoever_reads_english_cannot_take_the_day_for_the_month() {
    let on = NaiveDate::from_ymd_opt(2027, 3, 4).unwrap();
    let said = |language| render(language, None, &Facts::TermEnding { on }, None).text;
    assert!(said(Language::English).contains("4 March 2027"));
    assert!(said(Language::Russian).contains("04.03.2027"));
    assert!(said(Language::Arabic).contains("04/03/2027"));
}

#[test]
fn a_text_of_the_structure_is_used_for_its_kind_and_language_only() {
    let own = OwnText::parse(
        Kind::MailWaiting,
        Language::French,
        "Il y a {courrier} !\r\nÀ l’accueil.",
    )
    .unwrap();
    let facts = Facts::example(Kind::MailWaiting);
    let message = render(Language::French, Some(&own), &facts, None);
    // `À` makes it a dear one, so that its signs stay as they were written.
    assert_eq!(message.text, "Il y a 2 lettres et 1 colis !\nÀ l’accueil.");
    assert_eq!(
        message.paragraphs,
        [
            "Bonjour,",
            "Il y a 2 lettres et 1 colis\u{a0}!",
            "À l’accueil."
        ]
    );
    let english = render(Language::English, Some(&own), &facts, None);
    assert!(english.text.starts_with("You have mail"));
    let decision = render(Language::French, Some(&own), &Facts::Decision, None);
    assert_eq!(decision.text, "Merci de passer nous voir.");
}

#[test]
fn plain_signs_make_a_text_of_the_structure_cheaper() {
    let own = OwnText::parse(
        Kind::Decision,
        Language::French,
        "L’équipe vous attend : passez « à l’accueil »…",
    )
    .unwrap();
    let message = render(Language::French, Some(&own), &Facts::Decision, None);
    assert_eq!(
        message.text,
        "L'équipe vous attend : passez \"à l'accueil\"..."
    );
    assert_eq!(message.segments().encoding, Encoding::Gsm7);
}

#[test]
fn a_text_of_the_structure_keeps_to_the_rules() {
    let refused = |kind, text: &str| OwnText::parse(kind, Language::French, text).unwrap_err();
    let mail = |text| refused(Kind::MailWaiting, text);
    let unknown = |name: &str| TextRefused::Unknown { name: name.into() };
    assert_eq!(mail(" \n "), TextRefused::Blank);
    assert_eq!(mail("{courrier}\0"), TextRefused::Control);
    assert_eq!(mail("Passez."), TextRefused::Missing(Placeholder::Mail));
    assert_eq!(mail("{courrier} {nom}"), unknown("nom"));
    assert_eq!(mail("{courrier} {"), unknown(""));
    assert_eq!(mail("{courrier"), unknown("courrier"));
    assert_eq!(
        mail("{courrier} avant {date}"),
        TextRefused::NotHere(Placeholder::Date)
    );
    assert_eq!(
        refused(Kind::Decision, "Passez le {date}"),
        TextRefused::NotHere(Placeholder::Date)
    );
    assert_eq!(
        refused(Kind::Appointment, "Venez le {date}."),
        TextRefused::Missing(Placeholder::Time)
    );
    assert_eq!(
        mail("{courrier} au C.C.A.S."),
        TextRefused::Revealing {
            word: "ccas".into()
        }
    );
    let long = format!("{{courrier}} {}", "a".repeat(700));
    assert!(matches!(
        mail(&long),
        TextRefused::TooLong {
            segments: 5..,
            most: MOST_SEGMENTS
        }
    ));
}

#[test]
fn what_fills_a_text_in_always_fits_within_four_segments() {
    let room = |language: Language, unit: &str| {
        (0..900).rev().step_by(7).find(|n| {
            let text = format!("{{courrier}} {}", unit.repeat(*n));
            OwnText::parse(Kind::MailWaiting, language, &text).is_ok()
        })
    };
    for (language, unit) in [
        (Language::French, "a"),
        (Language::Russian, "я"),
        (Language::Arabic, "م"),
    ] {
        let n = room(language, unit).unwrap();
        let text = format!("{{courrier}} {}", unit.repeat(n));
        let own = OwnText::parse(Kind::MailWaiting, language, &text).unwrap();
        for facts in varied(Kind::MailWaiting) {
            let message = render(language, Some(&own), &facts, Some(&SIGNATURE[..30]));
            let parts = Segments::of(&message.text).parts;
            assert!(parts <= MOST_SEGMENTS, "{language:?} {parts}");
        }
    }
}

#[test]
fn examples_of_placeholders_are_what_messages_say() {
    for (placeholder, said) in [
        (Placeholder::Mail, "2 lettres et 1 colis"),
        (Placeholder::Date, "24/11/2027"),
        (Placeholder::Time, "14h30"),
    ] {
        assert_eq!(placeholder.example(Language::French), said);
    }
}
