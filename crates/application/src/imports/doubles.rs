//! People who may be there already, or twice in the file: by name and birth, by reference,
//! by telephone.

use std::collections::HashMap;

use domiciliation::import::Takeover;
use kernel::{BirthDate, DossierId, PhoneNumber, fold};

/// What a possible double has in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// Name, first names, in either order and however accented, and date of birth.
    Person,
    /// The structure's own identifier.
    Reference,
    /// The telephone, which families share.
    Phone,
}

impl Likeness {
    /// All of them, the most telling first.
    pub const ALL: &'static [Self] = &[Self::Person, Self::Reference, Self::Phone];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "personne",
            Self::Reference => "reference",
            Self::Phone => "telephone",
        }
    }

    /// In French.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Person => "Mêmes nom, prénoms et date de naissance",
            Self::Reference => "Même identifiant",
            Self::Phone => "Même téléphone",
        }
    }
}

impl std::str::FromStr for Likeness {
    type Err = structures::UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|likeness| likeness.code() == code)
            .ok_or(structures::UnknownCode)
    }
}

/// Whom a row may be a double of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoubleOf {
    /// An earlier row of the file, by its number.
    Row(u32),
    /// A dossier that is there already.
    Dossier(DossierId),
}

/// A possible double, with what makes it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Double {
    /// Of whom.
    pub of: DoubleOf,
    /// Why.
    pub likeness: Likeness,
}

/// What a person is compared by: numbers that say nothing of them, and their birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keys {
    /// Of the names, in either order.
    pub names: Option<i64>,
    /// The birth, without which names are nobody's.
    pub birth: Option<BirthDate>,
    /// Of the reference.
    pub reference: Option<i64>,
    /// Of the telephone.
    pub phone: Option<i64>,
}

impl Keys {
    /// Of somebody.
    #[must_use]
    pub fn of(
        (nom, prenoms): (&str, &str),
        birth: BirthDate,
        reference: Option<&str>,
        phone: Option<&PhoneNumber>,
    ) -> Self {
        let (nom, prenoms) = (fold(nom), fold(prenoms));
        let (first, second) = if nom <= prenoms {
            (nom, prenoms)
        } else {
            (prenoms, nom)
        };
        let reference = reference.map(fold).filter(|folded| !folded.is_empty());
        Self {
            names: Some(key('n', &format!("{first}|{second}"))),
            birth: Some(birth),
            reference: reference.map(|reference| key('r', &reference)),
            phone: phone.map(|phone| key('t', phone.as_str())),
        }
    }

    /// Of somebody whom a register knows.
    #[must_use]
    pub fn of_takeover(takeover: &Takeover) -> Self {
        let identity = &takeover.identity;
        Self::of(
            (identity.nom.as_str(), identity.prenoms.as_str()),
            identity.birth,
            takeover
                .filing
                .reference
                .as_ref()
                .map(|reference| reference.as_str()),
            takeover.coordinates.phone.as_ref(),
        )
    }
}

/// Everybody seen so far: those who are there, then the rows of a file in order.
#[derive(Debug, Default)]
pub struct Seen {
    people: HashMap<i64, Vec<(BirthDate, DoubleOf)>>,
    references: HashMap<i64, DoubleOf>,
    phones: HashMap<i64, DoubleOf>,
}

impl Seen {
    /// Those who are there already.
    #[must_use]
    pub fn of(known: impl IntoIterator<Item = (DossierId, Keys)>) -> Self {
        let mut seen = Self::default();
        for (dossier, keys) in known {
            seen.add(DoubleOf::Dossier(dossier), &keys);
        }
        seen
    }

    /// Whom a row may be a double of, the most telling likeness first and dossiers before
    /// rows; the rows after it are compared with it too.
    pub fn meet(&mut self, row: u32, keys: &Keys) -> Option<Double> {
        let double = self.find(keys);
        self.add(DoubleOf::Row(row), keys);
        double
    }

    fn find(&self, keys: &Keys) -> Option<Double> {
        let double = |of: &DoubleOf, likeness| Double { of: *of, likeness };
        let same = |map: &HashMap<i64, DoubleOf>, key: Option<i64>, likeness| {
            let of = key.and_then(|key| map.get(&key))?;
            Some(double(of, likeness))
        };
        self.person(keys)
            .map(|of| double(of, Likeness::Person))
            .or_else(|| same(&self.references, keys.reference, Likeness::Reference))
            .or_else(|| same(&self.phones, keys.phone, Likeness::Phone))
    }

    fn person(&self, keys: &Keys) -> Option<&DoubleOf> {
        let birth = keys.birth?;
        let namesakes = self.people.get(&keys.names?)?;
        namesakes
            .iter()
            .find(|(known, _)| known.compatible_with(birth))
            .map(|(_, of)| of)
    }

    fn add(&mut self, of: DoubleOf, keys: &Keys) {
        if let (Some(names), Some(birth)) = (keys.names, keys.birth) {
            self.people.entry(names).or_default().push((birth, of));
        }
        if let Some(reference) = keys.reference {
            self.references.entry(reference).or_insert(of);
        }
        if let Some(phone) = keys.phone {
            self.phones.entry(phone).or_insert(of);
        }
    }
}

/// FNV-1a: short, and the same in every release, since rows that wait keep theirs.
fn key(sort: char, text: &str) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in std::iter::once(sort as u8).chain(text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(nom: &str, prenoms: &str, year: i32, reference: &str, phone: &str) -> Keys {
        let birth = BirthDate::new(year, Some(1), Some(23)).unwrap();
        let phone = (!phone.is_empty()).then(|| phone.parse().unwrap());
        Keys::of((nom, prenoms), birth, Some(reference), phone.as_ref())
    }

    #[test]
    fn a_person_is_met_again_however_the_names_are_written_and_ordered() {
        let mut seen = Seen::default();
        assert_eq!(seen.meet(2, &keys("Diallo", "Aïssata", 1989, "", "")), None);
        for (nom, prenoms) in [("DIALLO", "AISSATA"), ("aïssata", "diallo")] {
            let double = seen.meet(3, &keys(nom, prenoms, 1989, "", ""));
            let of = DoubleOf::Row(2);
            let likeness = Likeness::Person;
            assert_eq!(double, Some(Double { of, likeness }));
        }
        assert_eq!(seen.meet(4, &keys("Diallo", "Aïssata", 1990, "", "")), None);
        assert_eq!(seen.meet(5, &keys("Diallo", "Aminata", 1989, "", "")), None);
    }

    #[test]
    fn a_reference_and_a_telephone_are_shared_by_people_who_are_not_the_same() {
        let mut seen = Seen::default();
        seen.meet(2, &keys("Diallo", "Awa", 1989, "A 12", "+33612345678"));
        let double = |likeness| {
            let of = DoubleOf::Row(2);
            Some(Double { of, likeness })
        };
        let both = seen.meet(3, &keys("Petit", "Paul", 1970, "a 12", "+33612345678"));
        assert_eq!(both, double(Likeness::Reference));
        let phone = seen.meet(4, &keys("Petit", "Zoé", 1970, "", "+33612345678"));
        assert_eq!(phone, double(Likeness::Phone));
        assert_eq!(seen.meet(5, &keys("Sow", "Awa", 1970, "", "")), None);
        assert_eq!(seen.meet(6, &keys("Sow", "Ali", 1970, "", "")), None);
    }

    #[test]
    fn a_dossier_comes_before_a_row_and_a_birth_known_in_part_is_the_same_person() {
        let dossier = "00000000-0000-0000-0000-000000000007".parse().unwrap();
        let birth = BirthDate::new(1989, None, None).unwrap();
        let mut seen = Seen::of([(dossier, Keys::of(("Diallo", "Awa"), birth, None, None))]);
        let of = DoubleOf::Dossier(dossier);
        for row in 2..5 {
            let double = seen.meet(row, &keys("Diallo", "Awa", 1989, "", ""));
            let likeness = Likeness::Person;
            assert_eq!(double, Some(Double { of, likeness }));
        }
    }
}
