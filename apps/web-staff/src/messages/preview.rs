//! A message as whoever receives it sees it, and what it costs.

use maud::{Markup, html};
use messages::{
    Kind, Language,
    segments::{self, Encoding, Segments},
    texts::{self, Facts, OwnText, Rendered},
};
use web_kit::{
    components::{Level, notice},
    fr,
};

/// What a message says, filled with an example as the real one is with what is stored.
pub fn example(
    kind: Kind,
    language: Language,
    own: Option<&OwnText>,
    signature: Option<&str>,
) -> Rendered {
    texts::render(language, own, &Facts::example(kind), signature)
}

/// The place where what is wrong with what is being typed is said, and announced.
pub fn remarks(wrong: &[String]) -> Markup {
    html! { div id="remarques" role="status" { (each(wrong)) } }
}

/// The same for the script, beside the part that it asked for.
pub fn remarks_again(wrong: &[String]) -> Markup {
    html! { div hx-swap-oob="innerHTML:#remarques" { (each(wrong)) } }
}

fn each(wrong: &[String]) -> Markup {
    html! { @for sentence in wrong { (notice(Level::Error, sentence)) } }
}

/// A text message on a telephone; the language is not always known of one that was sent.
pub fn bubble(sender: Option<&str>, language: Option<Language>, text: &str) -> Markup {
    html! {
        div.app-phone {
            @if let Some(sender) = sender { p.app-phone__from { (sender) } }
            p.app-phone__text lang=[language.map(Language::tag)] dir=(language.map_or("auto", direction)) { (text) }
        }
    }
}

/// An e-mail in a mailbox.
pub fn mail(language: Language, subject: &str, text: &str) -> Markup {
    html! {
        div.app-mail lang=(language.tag()) dir=(direction(language)) {
            p.app-mail__subject { (subject) }
            @for paragraph in text.split("\n\n") { p { (paragraph) } }
        }
    }
}

/// « rtl » where words run from right to left.
pub const fn direction(language: Language) -> &'static str {
    if language.is_rtl() { "rtl" } else { "ltr" }
}

/// How long a text message is, for how many it counts, why, and what it costs.
pub fn measured(text: &str, each: Option<u32>) -> Markup {
    let counted = Segments::of(text);
    let parts = u64::from(counted.parts);
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    html! {
        p.fr-hint-text {
            (fr::count(length, "caractère", "caractères"))
            ", compté pour " strong { (fr::number(parts)) (fr::NBSP) "SMS" }
            @if let Some(each) = each { ", soit " (messages::euros(u64::from(each) * parts)) }
            ". "
            (fr::typo(&why(text, counted.encoding)))
        }
    }
}

/// How many of the characters that cost are named.
const NAMED: usize = 6;

/// Why it counts for more than its length would say, and what would spare it.
fn why(text: &str, encoding: Encoding) -> String {
    let named = |characters: &[char]| {
        let each: Vec<String> = characters
            .iter()
            .map(|c| match segments::plainer(*c) {
                Some(plain) => format!("« {c} » (sinon « {plain} »)"),
                None => format!("« {c} »"),
            })
            .collect();
        fr::list(&each)
    };
    let (forcing, double) = (segments::forcing(text), segments::double(text));
    match encoding {
        Encoding::Gsm7 if double.is_empty() => String::new(),
        Encoding::Gsm7 => format!("Comptent double : {}.", named(&double)),
        Encoding::Ucs2 if forcing.len() <= NAMED => format!(
            "À cause de {}, un SMS ne contient que 70 caractères au lieu de 160.",
            named(&forcing)
        ),
        Encoding::Ucs2 => {
            "Dans cet alphabet, un SMS contient 70 caractères au lieu de 160.".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_text_cost_more_is_named() {
        let said = |text| measured(text, Some(40)).0.replace(fr::NBSP, " ");
        assert!(said("Bonjour").contains("7 caractères"));
        assert!(said("Bonjour").contains("0,04 €"));
        assert!(said("Vous avez reçu").contains("À cause de « ç »"));
        assert!(said("12 €").contains("Comptent double : « € »"));
        assert!(said("Вам пришло письмо").contains("Dans cet alphabet"));
    }
}
