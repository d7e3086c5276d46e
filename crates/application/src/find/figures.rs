//! What figures that stand side by side may mean.

use kernel::BirthDate;

use super::{asked::Word, findable::birth_word};

/// The figures, less what stands between them.
pub(super) fn groups(run: &str) -> impl Iterator<Item = &str> {
    run.split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
}

/// A telephone number less what stands before it when it is dialled, be it from abroad: any
/// part of it is then found, as it is stored and as it is shown.
pub(super) fn telephone(run: &str, digits: &str) -> Option<String> {
    let abroad = digits
        .strip_prefix("00")
        .or_else(|| run.starts_with('+').then_some(digits));
    let number = match abroad {
        // « +33 (0)6 »
        Some(number) => number
            .strip_prefix("33")
            .map_or(number, |number| number.trim_start_matches('0')),
        None if digits.len() == 11 && digits.starts_with("33") => &digits[2..],
        None => digits.strip_prefix('0')?,
    };
    (number.len() > 2).then(|| number.to_owned())
}

/// The births that figures may name: the day, and the same less what nobody may have
/// known of it.
pub(super) fn births(groups: &[&str]) -> Vec<Word> {
    match groups {
        [all] if all.len() == 8 => birth(&all[..2], &all[2..4], &all[4..]),
        [month, year] if year.len() == 4 => {
            let month = format!("{month:0>2}{year}");
            // Within the births that are known to the day as well.
            vec![Word::part(month), Word::whole(format!("xxxx{year}"))]
        }
        [year, month, day] | [day, month, year] if year.len() == 4 => birth(day, month, year),
        // Half typed; or two figures of the year.
        [day, month] if day.len() <= 2 && month.len() <= 2 => {
            vec![Word::part(format!("{day:0>2}{month:0>2}"))]
        }
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() < 4 => {
            let begun = Word::part(format!("{day:0>2}{month:0>2}{year}"));
            let centuries = ["19", "20"].iter().filter(|_| year.len() == 2);
            let meant = centuries.flat_map(|c| birth(day, month, &format!("{c}{year}")));
            std::iter::once(begun).chain(meant).collect()
        }
        _ => Vec::new(),
    }
}

fn birth(day: &str, month: &str, year: &str) -> Vec<Word> {
    let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse()) else {
        return Vec::new();
    };
    [(Some(month), Some(day)), (Some(month), None), (None, None)]
        .into_iter()
        .filter_map(|(month, day)| BirthDate::new(year, month, day).ok())
        .map(|birth| Word::whole(birth_word(birth)))
        .collect()
}
