//! How text messages are cut and charged (T-08).

#![expect(clippy::unwrap_used, reason = "tests")]

use messages::segments::{Encoding, Segments, double, forcing, gsm_friendly, plainer};
use proptest::prelude::*;

fn shape(text: &str) -> (Encoding, u32, u32, u32) {
    let segments = Segments::of(text);
    (
        segments.encoding,
        segments.units,
        segments.parts,
        segments.left,
    )
}

#[test]
fn a_message_holds_160_plain_characters_and_153_in_each_of_several_parts() {
    use Encoding::Gsm7;
    assert_eq!(shape(""), (Gsm7, 0, 1, 160));
    assert_eq!(shape(&"a".repeat(160)), (Gsm7, 160, 1, 0));
    assert_eq!(shape(&"a".repeat(161)), (Gsm7, 161, 2, 145));
    assert_eq!(shape(&"a".repeat(306)), (Gsm7, 306, 2, 0));
    assert_eq!(shape(&"a".repeat(307)), (Gsm7, 307, 3, 152));
}

#[test]
fn a_message_in_another_alphabet_holds_70_and_67() {
    use Encoding::Ucs2;
    assert_eq!(shape(&"я".repeat(70)), (Ucs2, 70, 1, 0));
    assert_eq!(shape(&"я".repeat(71)), (Ucs2, 71, 2, 63));
    assert_eq!(shape(&"я".repeat(134)), (Ucs2, 134, 2, 0));
    assert_eq!(shape(&"я".repeat(135)), (Ucs2, 135, 3, 66));
}

#[test]
fn a_character_of_the_extension_counts_twice_and_is_not_cut_in_two() {
    use Encoding::Gsm7;
    assert_eq!(shape("€"), (Gsm7, 2, 1, 158));
    assert_eq!(shape(&"€".repeat(80)), (Gsm7, 160, 1, 0));
    // 152 septets, then one that does not fit into the last: the part is left with one free.
    let text = format!("{}€{}", "a".repeat(152), "a".repeat(151));
    assert_eq!(shape(&text), (Gsm7, 305, 2, 0));
    let text = format!("{text}a");
    assert_eq!(shape(&text), (Gsm7, 306, 3, 152));
    // Two parts of 76 euros and one septet that nothing fills.
    assert_eq!(shape(&"€".repeat(152)).2, 2);
    assert_eq!(shape(&"€".repeat(153)).2, 3);
}

#[test]
fn a_character_of_two_units_is_not_cut_in_two() {
    use Encoding::Ucs2;
    assert_eq!(shape(&"😀".repeat(35)), (Ucs2, 70, 1, 0));
    // 33 of them and one unit that nothing fills in each part of 67.
    assert_eq!(shape(&"😀".repeat(36)).2, 2);
    assert_eq!(shape(&"😀".repeat(66)), (Ucs2, 132, 2, 1));
    assert_eq!(shape(&"😀".repeat(67)).2, 3);
}

#[test]
fn the_alphabet_is_that_of_the_standard() {
    let plain = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                 ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\n\r";
    assert_eq!(plain.chars().count(), 127, "and the escape");
    assert_eq!(forcing(plain), []);
    assert_eq!(double(plain), []);
    let twice = "^{}\\[~]|€\u{c}";
    assert_eq!(forcing(twice), []);
    assert_eq!(double(twice), twice.chars().collect::<Vec<_>>());
    let dear = "çêâîôûëïœÀÈÊÂ’«»–…áíóúãõșțăłż\u{a0}\u{202f}\t";
    assert_eq!(forcing(dear), dear.chars().collect::<Vec<_>>());
    assert_eq!(forcing("reçu, reçu, fête"), ['ç', 'ê']);
    assert_eq!(Segments::of("`").encoding, Encoding::Ucs2);
}

#[test]
fn a_plain_way_to_write_is_proposed_where_there_is_one() {
    for (c, plain) in [
        ('ç', "c"),
        ('Ê', "E"),
        ('À', "A"),
        ('œ', "oe"),
        ('’', "'"),
        ('…', "..."),
    ] {
        assert_eq!(plainer(c).as_deref(), Some(plain));
    }
    for c in ['é', 'a', '€', 'я', 'م', '😀'] {
        assert_eq!(plainer(c), None, "{c}");
    }
}

#[test]
fn signs_of_typography_become_plain_and_letters_stay() {
    assert_eq!(
        gsm_friendly("L’accueil est fermé\u{a0}: «\u{a0}reçu\u{a0}» – 12\u{202f}h…"),
        "L'accueil est fermé : \"reçu\" - 12 h..."
    );
    assert_eq!(gsm_friendly("« oui »"), "\"oui\"");
    assert_eq!(gsm_friendly("می‌توانید"), "می‌توانید");
}

/// Characters of all three costs, and others.
fn any_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => prop::char::range(' ', '~'),
        2 => prop::sample::select(vec!['€', '[', ']', '|', 'é', 'à', '\n']),
        1 => any::<char>(),
    ];
    let plain = prop_oneof![9 => prop::char::range('a', 'z'), 2 => Just('€')];
    prop_oneof![
        prop::collection::vec(plain, 0..700),
        prop::collection::vec(character, 0..400),
    ]
    .prop_map(|characters| characters.into_iter().collect())
}

/// The parts themselves, cut as a telephone puts them together: the longest beginning that
/// fits, each time.
fn parts(text: &str, encoding: Encoding) -> Vec<String> {
    let width = |c: char| match encoding {
        Encoding::Gsm7 if "\u{c}^{}\\[~]|€".contains(c) => 2,
        Encoding::Gsm7 => 1,
        Encoding::Ucs2 => c.len_utf16(),
    };
    let most = match encoding {
        Encoding::Gsm7 => 153,
        Encoding::Ucs2 => 67,
    };
    let mut parts = vec![(String::new(), 0)];
    for c in text.chars() {
        let last = parts.last_mut().unwrap();
        if last.1 + width(c) > most {
            parts.push((c.to_string(), width(c)));
        } else {
            last.0.push(c);
            last.1 += width(c);
        }
    }
    parts.into_iter().map(|(part, _)| part).collect()
}

proptest! {
    #[test]
    fn parts_are_as_many_as_it_takes_to_cut_the_text(text in any_text()) {
        let segments = Segments::of(&text);
        let alone = match segments.encoding {
            Encoding::Gsm7 => 160,
            Encoding::Ucs2 => u32::try_from(text.encode_utf16().count()).unwrap().max(70),
        };
        prop_assert_eq!(segments.encoding == Encoding::Ucs2, !forcing(&text).is_empty());
        if segments.parts == 1 {
            prop_assert!(segments.units <= alone.min(segments.encoding.alone()));
        } else {
            prop_assert!(segments.units > segments.encoding.alone());
            let cut = parts(&text, segments.encoding);
            prop_assert_eq!(cut.len(), usize::try_from(segments.parts).unwrap());
            prop_assert_eq!(cut.concat(), text);
        }
    }

    #[test]
    fn what_is_left_can_be_filled_and_no_more(text in any_text()) {
        let segments = Segments::of(&text);
        let filled = text + &"a".repeat(usize::try_from(segments.left).unwrap());
        prop_assert_eq!(Segments::of(&filled).parts, segments.parts);
        prop_assert_eq!(Segments::of(&filled).left, 0);
        prop_assert_eq!(Segments::of(&(filled + "a")).parts, segments.parts + 1);
    }
}
