//! Names of senders, signatures, languages, retries (T-03, T-06, T-07).

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Holidays, Zone, fold, text::InvalidText};
use messages::{
    Language, Place, Sender, lint, retry,
    settings::{InvalidSender, InvalidSignature, signature},
};
use proptest::prelude::*;

fn revealing(word: &str) -> InvalidSender {
    InvalidSender::Revealing { word: word.into() }
}

#[test]
fn the_name_of_a_sender_is_judged_as_telephones_show_it() {
    for (written, shown) in [
        ("MAIRIE LYON", "MAIRIE LYON"),
        ("  Saint Aubin ", "Saint Aubin"),
        ("Forêt Noire", "Foret Noire"),
        ("PÔLE 12", "POLE 12"),
        // Trimmed first, cut never.
        ("   12345678910a   ", ""),
    ] {
        let sender = written.parse::<Sender>();
        match shown {
            "" => assert_eq!(sender, Err(InvalidSender::Shape)),
            shown => assert_eq!(sender.unwrap().as_str(), shown),
        }
    }
    for wrong in [
        "",
        "  ",
        "12345",
        "douze lettres",
        "A.B",
        "Accueil!",
        "مرحبا",
        "a\u{0}b",
    ] {
        assert_eq!(
            wrong.parse::<Sender>(),
            Err(InvalidSender::Shape),
            "{wrong}"
        );
    }
    // Two letters each, once they are opened.
    assert_eq!("Œœœœœœ".parse::<Sender>(), Err(InvalidSender::Shape));
}

#[test]
fn the_name_of_a_sender_betrays_nobody() {
    for (written, word) in [
        ("CCAS LYON", "ccas"),
        ("ccas", "ccas"),
        ("C C A S", "ccas"),
        ("CIAS", "cias"),
        ("Emmaüs", "emmaus"),
        ("DOMICILIA", "domicilia"),
        ("Solidarité", "solidarite"),
        ("Samusocial", "samusocial"),
        ("Secours 35", "secours"),
        ("AIDE SOS", "aide"),
        ("Sans abri", "sans abri"),
        ("Asile 75", "asile"),
        ("Le 115", "le 115"),
        ("SocialLyon", "sociallyon"),
    ] {
        assert_eq!(written.parse::<Sender>(), Err(revealing(word)), "{written}");
    }
    for neutral in ["Accueil", "MAIRIE", "Le Lavoir", "Ecasse", "Asiles Ile"] {
        let judged = neutral.parse::<Sender>();
        assert_eq!(judged.is_ok(), neutral != "Asiles Ile", "{neutral}");
    }
}

#[test]
fn a_sender_is_proposed_from_the_name_of_the_structure() {
    for (name, proposed) in [
        ("CCAS de Saint-Aubin", Some("ST AUBIN")),
        ("CCAS de Villeurbanne", Some("VILLEURBANN")),
        ("Centre communal d’action sociale de Lyon", Some("LYON")),
        ("Association Le Lavoir", Some("LAVOIR")),
        ("Emmaüs", None),
        ("Secours catholique", None),
        ("Mairie de Sainte-Foy-lès-Lyon", Some("MAIRIE")),
        ("Hébergement d’urgence", None),
        ("", None),
        ("115", None),
    ] {
        let sender = Sender::propose(name);
        assert_eq!(sender.as_ref().map(Sender::as_str), proposed, "{name}");
    }
}

#[test]
fn a_signature_is_one_line_that_betrays_nobody() {
    let line = |written| signature(written).map(|line| line.map(String::from));
    assert_eq!(line(" 04 72\n00 00 00 "), Ok(Some("04 72 00 00 00".into())));
    assert_eq!(line("  "), Ok(None));
    assert_eq!(
        line("Le CCAS de Lyon"),
        Err(InvalidSignature::Revealing {
            word: "ccas".into()
        })
    );
    assert_eq!(
        line(&"x".repeat(31)),
        Err(InvalidSignature::Text(InvalidText::TooLong { max: 30 }))
    );
}

#[test]
fn words_that_betray_are_found_in_each_language_and_french_in_all() {
    for (language, text, word) in [
        (
            Language::French,
            "Votre domiciliation se termine",
            "domiciliation",
        ),
        (Language::French, "Au centre d’hébergement", "hebergement"),
        (Language::French, "Votre demande est refusée", "refusee"),
        (Language::English, "Your shelter is open", "shelter"),
        (Language::English, "Passez au CCAS", "ccas"),
        (Language::Spanish, "Pase por el albergue", "albergue"),
        (Language::Portuguese, "Venha ao abrigo", "abrigo"),
        (Language::Romanian, "La adăpost", "adapost"),
        (Language::Arabic, "طلب اللجوء", "اللجوء"),
        (Language::Russian, "Социальный центр", "социальныи"),
        (Language::Ukrainian, "Соціальний центр", "соціальнии"),
        (Language::Dari, "درخواست پناهندگی", "پناهندگی"),
    ] {
        let found = lint::revealing(text, language).unwrap();
        assert_eq!(found, fold(word), "{text}");
    }
    // The word stands in another language only.
    assert_eq!(lint::revealing("court", Language::French), None);
    for neutral in [
        "Association sportive des archives",
        "Le salut de l’équipe",
        "Les médiathèques",
        "Café de la caféine",
        "Ouvert exclusivement le mardi, 115 rue Haute",
    ] {
        assert_eq!(
            lint::revealing(neutral, Language::French),
            None,
            "{neutral}"
        );
    }
}

#[test]
fn a_language_is_read_as_people_and_registers_write_it() {
    use Language::{Arabic, Dari, English, French, Portuguese, Romanian, Spanish, Ukrainian};
    for (written, language) in [
        ("fr", Some(French)),
        ("FRA", Some(French)),
        ("fr-FR", Some(French)),
        ("Français", Some(French)),
        ("english", Some(English)),
        ("en_GB", Some(English)),
        ("Espagnol", Some(Spanish)),
        ("castellano", Some(Spanish)),
        ("pt-BR", Some(Portuguese)),
        ("por", Some(Portuguese)),
        ("roumain", Some(Romanian)),
        ("rum", Some(Romanian)),
        ("العربية", Some(Arabic)),
        ("arabe dialectal", Some(Arabic)),
        ("darija", Some(Arabic)),
        ("русский", Some(Language::Russian)),
        ("Українська", Some(Ukrainian)),
        ("uk", Some(Ukrainian)),
        ("Persan (dari)", Some(Dari)),
        ("farsi", Some(Dari)),
        ("fa", Some(Dari)),
        ("دری", Some(Dari)),
        // Nobody is guessed to read another language than their own.
        ("pachto", None),
        ("ps", None),
        ("peul", None),
        ("soninké", None),
        ("", None),
        // Several: the first that is known.
        ("soninké, un peu français", Some(French)),
        ("arabe / français", Some(Arabic)),
        // « en » is a word of French.
        ("parle en wolof", None),
        ("en arabe", Some(Arabic)),
        ("ne sait pas", None),
    ] {
        assert_eq!(Language::of(written), language, "{written}");
    }
    assert_eq!(Language::for_person(None), French);
    assert_eq!(Language::for_person(Some("peul")), French);
    for language in Language::ALL {
        assert_eq!(Language::of(language.code()), Some(*language));
        assert_eq!(Language::of(language.label()), Some(*language));
        assert_eq!(Language::of(language.native()), Some(*language));
    }
}

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

fn paris() -> Place {
    Place::new(Zone::PARIS, Holidays::of("75".parse().unwrap()))
}

#[test]
fn a_message_is_tried_again_later_and_later() {
    let minutes: Vec<i64> = (0..7).map(|n| retry::delay(n).num_minutes()).collect();
    assert_eq!(minutes, [1, 1, 5, 15, 60, 60, 60]);
    let slot = at("2026-11-24T18:00:00Z");
    assert_eq!(
        retry::next(1, slot, slot, paris()),
        Some(at("2026-11-24T18:01:00Z"))
    );
}

#[test]
fn what_could_not_leave_in_the_evening_leaves_at_the_next_opening() {
    let slot = at("2026-11-24T18:00:00Z");
    // Tuesday 19:55: 15 minutes on, people are no longer disturbed.
    assert_eq!(
        retry::next(3, slot, at("2026-11-24T18:55:00Z"), paris()),
        Some(at("2026-11-25T07:00:00Z"))
    );
    // The day after, it has been tried long enough.
    assert_eq!(
        retry::next(9, slot, at("2026-11-25T17:30:00Z"), paris()),
        None
    );
    // From a Saturday evening, one more time on Monday morning, and not all day.
    let saturday = at("2026-11-28T18:00:00Z");
    let monday = at("2026-11-30T07:00:00Z");
    assert_eq!(
        retry::next(3, saturday, at("2026-11-28T18:55:00Z"), paris()),
        Some(monday)
    );
    assert_eq!(retry::next(4, saturday, monday, paris()), None);
}

proptest! {
    #[test]
    fn tries_come_to_an_end_and_none_leaves_the_window(hours in 0..20_000_i64) {
        let slot = paris().next_opening(at("2026-01-01T00:00:00Z") + TimeDelta::hours(hours));
        let (mut now, mut attempts) = (slot, 1);
        while let Some(again) = retry::next(attempts, slot, now, paris()) {
            prop_assert!(again > now && paris().may_send_at(again));
            (now, attempts) = (again, attempts + 1);
            prop_assert!(attempts < 40);
        }
        prop_assert!(attempts >= 4, "{attempts} only, from {slot}");
    }

    #[test]
    fn whatever_is_read_as_a_sender_is_one_or_is_refused(text in "\\PC{0,20}") {
        if let Ok(sender) = text.parse::<Sender>() {
            prop_assert!(sender.as_str().is_ascii());
            prop_assert!((1..=11).contains(&sender.as_str().len()));
            prop_assert_eq!(sender.as_str().parse::<Sender>(), Ok(sender.clone()));
        }
        let _ = (Sender::propose(&text), Language::of(&text), signature(&text));
    }
}
