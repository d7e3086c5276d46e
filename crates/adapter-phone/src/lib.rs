//! The numbering plans of the world, as the `phonenumber` crate knows them.

use std::fmt::Write as _;

use application::phone::{InvalidPhone, ParsedPhone, PhonePlan};
use kernel::{Departement, PhoneNumber};
use phonenumber::{
    Mode, Type, country,
    metadata::{DATABASE, Database},
};

/// The calling codes of France and of its territories.
const FRENCH_CODES: [u16; 9] = [33, 262, 508, 590, 594, 596, 681, 687, 689];

/// The territories that share the ten digits of metropolitan France: from any of
/// them `0692…` rings in La Réunion.
const TEN_DIGITS: [&str; 7] = ["GP", "BL", "MF", "GF", "MQ", "RE", "YT"];

/// More than any number needs, with its spaces.
const MAX_TYPED: usize = 40;

/// The numbering plans.
#[derive(Debug, Clone, Copy)]
pub struct NumberingPlans(());

impl NumberingPlans {
    /// Loads the plans, which takes a while once: do it at start-up, or the first
    /// person waits for it.
    #[must_use]
    pub fn load() -> Self {
        let _: &Database = &DATABASE;
        Self(())
    }
}

impl PhonePlan for NumberingPlans {
    fn parse(&self, typed: &str, territory: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let digits = bare(typed).ok_or(InvalidPhone)?;
        let found = if digits.starts_with('+') {
            valid(None, &digits)
        } else {
            candidates(&digits, territory.phone_region())
                .into_iter()
                .find_map(|region| valid(region.parse().ok(), &digits))
        };
        let found = found.ok_or(InvalidPhone)?;
        let number = format!("+{}{}", found.code().value(), found.national());
        Ok(ParsedPhone {
            number: number.parse().map_err(|_| InvalidPhone)?,
            mobile: matches!(
                found.number_type(&DATABASE),
                Type::Mobile | Type::FixedLineOrMobile
            ),
            foreign: is_foreign(&found),
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        written(number).unwrap_or_else(|| number.as_str().to_owned())
    }
}

/// What was typed without its separators, `+` in the place of `00`.
fn bare(typed: &str) -> Option<String> {
    let kept = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !".-/()\u{2011}".contains(*c));
    let bare: String = kept.take(MAX_TYPED).collect();
    let bare = bare
        .strip_prefix("00")
        .map_or_else(|| bare.clone(), |rest| format!("+{rest}"));
    // `+33 (0)6…` is written so often that it must be understood.
    let bare = bare
        .strip_prefix("+330")
        .map_or_else(|| bare.clone(), |rest| format!("+33{rest}"));
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    let plausible = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plausible.then_some(bare)
}

/// The regions whose plan may hold a number typed without a prefix, the likeliest
/// first. France's plan takes `0269…` and `0596…` for its own, so that of the
/// territory comes before it; elsewhere numbers are shorter and cannot be confused.
fn candidates(digits: &str, own: &'static str) -> Vec<&'static str> {
    if digits.len() != 10 || !digits.starts_with('0') {
        return vec!["FR", own];
    }
    let own = TEN_DIGITS.contains(&own).then_some(own);
    own.into_iter().chain(["FR"]).chain(TEN_DIGITS).collect()
}

fn valid(region: Option<country::Id>, digits: &str) -> Option<phonenumber::PhoneNumber> {
    phonenumber::parse(region, digits)
        .ok()
        .filter(phonenumber::is_valid)
}

fn is_foreign(number: &phonenumber::PhoneNumber) -> bool {
    !FRENCH_CODES.contains(&number.code().value())
}

/// Formatting an unknown plan is an error here, where `to_string` would panic.
fn written(number: &PhoneNumber) -> Option<String> {
    let parsed = phonenumber::parse(None, number.as_str()).ok()?;
    let mode = if is_foreign(&parsed) {
        Mode::International
    } else {
        Mode::National
    };
    let mut text = String::new();
    write!(text, "{}", parsed.format().mode(mode)).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str, territory: &str) -> Option<(String, bool, bool)> {
        let plans = NumberingPlans::load();
        let parsed = plans.parse(typed, territory.parse().unwrap()).ok()?;
        Some((
            parsed.number.as_str().to_owned(),
            parsed.mobile,
            parsed.foreign,
        ))
    }

    #[test]
    fn a_number_without_prefix_is_of_france_or_of_the_territory() {
        for (territory, typed, number, mobile) in [
            ("75", "06 12 34 56 78", "+33612345678", true),
            ("75", "0766345678", "+33766345678", true),
            ("75", "01.42.34.56.78", "+33142345678", false),
            ("75", "0800 123 456", "+33800123456", false),
            ("974", "0612345678", "+33612345678", true),
            ("974", "0692 12 34 56", "+262692123456", true),
            ("974", "0262 41 23 45", "+262262412345", false),
            ("976", "0639 01 23 45", "+262639012345", true),
            ("976", "0269 61 23 45", "+262269612345", false),
            ("971", "0690 12 34 56", "+590690123456", true),
            ("971", "0590 82 12 34", "+590590821234", false),
            ("977", "0690 27 12 34", "+590690271234", true),
            ("977", "0590 27 12 34", "+590590271234", false),
            ("978", "0690 87 12 34", "+590690871234", true),
            ("978", "0590 87 12 34", "+590590871234", false),
            ("973", "0694 20 12 34", "+594694201234", true),
            ("973", "0594 30 12 34", "+594594301234", false),
            ("972", "0696 20 12 34", "+596696201234", true),
            ("972", "0596 60 12 34", "+596596601234", false),
            ("975", "55 12 34", "+508551234", true),
            ("975", "41 12 34", "+508411234", false),
            ("986", "82 12 34", "+681821234", true),
            ("986", "72 12 34", "+681721234", true),
            ("987", "87 12 34 56", "+68987123456", true),
            ("987", "40 41 23 45", "+68940412345", false),
            ("988", "75 12 34", "+687751234", true),
            ("988", "27 12 34", "+687271234", false),
        ] {
            assert_eq!(
                parse(typed, territory),
                Some((number.into(), mobile, false)),
                "{typed} in {territory}"
            );
        }
    }

    #[test]
    fn a_number_of_metropolitan_france_is_known_everywhere() {
        for territory in Departement::all() {
            for (typed, number, mobile) in [
                ("0612345678", "+33612345678", true),
                ("0142345678", "+33142345678", false),
            ] {
                let parsed = parse(typed, territory.code());
                assert_eq!(
                    parsed,
                    Some((number.into(), mobile, false)),
                    "in {territory}"
                );
            }
        }
    }

    #[test]
    fn ten_digits_ring_in_another_territory_too() {
        for (typed, number) in [
            ("0692123456", "+262692123456"),
            ("0639012345", "+262639012345"),
            ("0690123456", "+590690123456"),
            ("0694201234", "+594694201234"),
            ("0696201234", "+596696201234"),
        ] {
            assert_eq!(
                parse(typed, "75"),
                Some((number.into(), true, false)),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_prefix_leads_anywhere() {
        for (typed, number, mobile, foreign) in [
            ("+33 6 12 34 56 78", "+33612345678", true, false),
            ("+33 (0)6 12 34 56 78", "+33612345678", true, false),
            ("0033612345678", "+33612345678", true, false),
            ("+262 692 12 34 56", "+262692123456", true, false),
            ("+687 75 12 34", "+687751234", true, false),
            ("+32 470 12 34 56", "+32470123456", true, true),
            ("0032 2 555 12 12", "+3225551212", false, true),
            ("+1 650 253 0000", "+16502530000", true, true),
        ] {
            assert_eq!(
                parse(typed, "974"),
                Some((number.into(), mobile, foreign)),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_no_plan_knows_is_refused_without_a_panic() {
        let long = "9".repeat(10_000);
        for wrong in [
            "",
            " ",
            "+",
            "00",
            "0",
            "12",
            "061234567",
            "06123456789",
            "0012",
            "+999123456789",
            "0612345678 poste 12",
            "06 12 34 56 7é",
            "tel:+33612345678",
            "+33+612345678",
            "0800FLEURS",
            "٠٦١٢٣٤٥٦٧٨",
            "411234",
            "+0612345678",
            "+33000000000",
            "000000000000000",
            &long,
        ] {
            assert_eq!(parse(wrong, "75"), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let plans = NumberingPlans::load();
        for (number, written) in [
            ("+33612345678", "06 12 34 56 78"),
            ("+262692123456", "0692 12 34 56"),
            ("+590690871234", "0690 87 12 34"),
            ("+687751234", "75.12.34"),
            ("+68987123456", "87 12 34 56"),
            ("+32470123456", "+32 470 12 34 56"),
            ("+9991234567", "+9991234567"),
        ] {
            assert_eq!(plans.display(&number.parse().unwrap()), written);
        }
    }
}
