//! What each person received in a round, in the order of the pigeonholes.

use std::collections::BTreeMap;

use domiciliation::mail::{MailKind, MailRemark};
use kernel::fold;

use super::{Entry, Person, ShownLine};

/// What one person received in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pile<'a> {
    /// They.
    pub person: &'a Person,
    /// Letters.
    pub letters: u32,
    /// Parcels.
    pub parcels: u32,
    /// Notices.
    pub notices: u32,
    /// Remarks, in the order of entry.
    pub remarks: Vec<&'a MailRemark>,
}

/// What each person received, in the order of the boxes, then of the names; whoever has no
/// box comes last.
#[must_use]
pub fn piles(lines: &[ShownLine]) -> Vec<Pile<'_>> {
    let mut piles: BTreeMap<_, Pile<'_>> = BTreeMap::new();
    for shown in lines.iter().rev().filter(|shown| !shown.annulled) {
        let (Entry::Recorded { .. }, Some(person)) = (&shown.line.entry, &shown.person) else {
            continue;
        };
        let place = person.distribution.as_deref().map(in_order);
        let key = (
            place.is_none(),
            place,
            fold(&person.nom),
            fold(&person.prenoms),
            person.number,
        );
        let pile = piles.entry(key).or_insert_with(|| Pile {
            person,
            letters: 0,
            parcels: 0,
            notices: 0,
            remarks: Vec::new(),
        });
        let sum = match shown.line.kind {
            MailKind::Letter => &mut pile.letters,
            MailKind::Parcel => &mut pile.parcels,
            MailKind::Notice => &mut pile.notices,
        };
        *sum += shown.line.quantity.get();
        pile.remarks.extend(shown.remark.as_ref());
    }
    piles.into_values().collect()
}

/// The text of a box, its numbers as numbers: box 9 comes before box 10.
fn in_order(text: &str) -> Vec<(u64, String)> {
    let folded = fold(text);
    let mut parts = Vec::new();
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        let words = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (before, after) = rest.split_at(words);
        let digits = after
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        parts.push((0, before.to_owned()));
        parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn boxes_come_in_the_order_of_their_numbers() {
        let mut boxes = ["B10", "12", "B9", "9", "A 2", "Boîte 3"];
        boxes.sort_by_key(|text| in_order(text));
        assert_eq!(boxes, ["9", "12", "A 2", "B9", "B10", "Boîte 3"]);
    }
}
