//! What a dossier can be found by.

use domiciliation::{Dossier, Situation};
use kernel::{BirthDate, PhoneNumber, fold};

use super::keys::{exact_key, sound_keys, spelling_keys};

/// What leads to a person beside their own names, birth, number and reference, which a
/// row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// A dependant.
    AyantDroit,
    /// A proxy.
    Procuration,
    /// The box, BP or TSA number.
    Distribution,
    /// The telephone.
    Phone,
    /// The e-mail.
    Email,
}

impl MentionKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::AyantDroit,
        Self::Procuration,
        Self::Distribution,
        Self::Phone,
        Self::Email,
    ];

    /// The word under which it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AyantDroit => "ayant_droit",
            Self::Procuration => "procuration",
            Self::Distribution => "distribution",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// Something beside the holder's own names, as it is shown: « DIALLO Fatou »,
/// « 06 12 34 56 78 ».
#[derive(Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it is.
    pub kind: MentionKind,
    /// As it is shown.
    pub text: String,
}

impl std::fmt::Debug for Mention {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mention({:?})", self.kind)
    }
}

/// What a dossier can be found by. In the texts each word stands between two spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct Findable {
    /// The holder's names, folded.
    pub names: String,
    /// Number, reference and box, folded, each in one word.
    pub ids: String,
    /// Everything a word is looked for in: the names, the identifiers and all the rest.
    pub search: String,
    /// Keys of the words of both, of the birth, and of how all names are spelt and sound.
    pub keys: Vec<i32>,
    /// What may be shown as the reason why it was found.
    pub mentions: Vec<Mention>,
    /// Whether the person is no longer, or never was, domiciled here.
    pub closed: bool,
}

impl std::fmt::Debug for Findable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Findable(…)")
    }
}

impl Findable {
    /// What this dossier can be found by.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let identity = dossier.identity();
        let filing = dossier.filing();
        let coordinates = dossier.coordinates();

        let own: Vec<String> = identity.map_or_else(Vec::new, |i| {
            let usage = i.usage.as_ref().map(|usage| fold(usage.as_str()));
            [fold(i.nom.as_str()), fold(i.prenoms.as_str())]
                .into_iter()
                .chain(usage)
                .collect()
        });
        let mut others: Vec<String> = Vec::new();
        let mut mentions: Vec<Mention> = Vec::new();
        let mut mention = |kind, text: String| mentions.push(Mention { kind, text });
        for person in dossier.ayants_droit() {
            others.extend([fold(person.nom.as_str()), fold(person.prenoms.as_str())]);
            let shown = shown(person.nom.as_str(), person.prenoms.as_str());
            mention(MentionKind::AyantDroit, shown);
        }
        for standing in dossier.procurations() {
            let proxy = standing.procuration();
            others.extend([fold(proxy.nom.as_str()), fold(proxy.prenoms.as_str())]);
            let shown = shown(proxy.nom.as_str(), proxy.prenoms.as_str());
            mention(MentionKind::Procuration, shown);
        }
        let filed = [filing.reference.as_ref(), filing.distribution.as_ref()];
        let filed: Vec<String> = filed
            .into_iter()
            .flatten()
            .map(|given| fold(given.as_str()))
            .collect();
        let mut rest = Vec::new();
        let birth = identity.map(|i| birth_word(i.birth));
        rest.extend(birth.clone());
        if let Some(phone) = &coordinates.phone {
            rest.push(phone.as_str().trim_start_matches('+').to_owned());
            mention(MentionKind::Phone, written(phone));
        }
        if let Some(email) = &coordinates.email {
            rest.push(email.as_str().to_owned());
            mention(MentionKind::Email, email.as_str().to_owned());
        }
        if let Some(distribution) = &filing.distribution {
            mention(MentionKind::Distribution, distribution.to_string());
        }

        let numbers = std::iter::once(dossier.number()).chain(dossier.merged_numbers());
        let ids = numbers
            .map(|number| number.to_string())
            .chain(filed.iter().map(|id| id.replace(' ', "")));
        let names = text(own.iter().cloned());
        let ids = text(ids);
        let people = || own.iter().chain(&others);
        let search = [names.trim(), ids.trim()]
            .into_iter()
            .map(str::to_owned)
            .chain(others.iter().cloned())
            .chain(people().filter_map(|name| glued(name)))
            .chain(filed.iter().filter(|id| id.contains(' ')).cloned())
            .chain(rest);
        Self {
            search: text(search),
            keys: keys(
                people(),
                names
                    .split(' ')
                    .chain(ids.split(' '))
                    .chain(birth.as_deref()),
            ),
            mentions,
            closed: match dossier.situation() {
                Situation::Ended | Situation::Refused => true,
                Situation::Elected { .. } | Situation::Proposed | Situation::Requested => false,
            },
            names,
            ids,
        }
    }
}

fn shown(nom: &str, prenoms: &str) -> String {
    format!("{} {prenoms}", nom.to_uppercase())
}

/// A number of France as it is written there; another with its country, in full.
fn written(phone: &PhoneNumber) -> String {
    let number = phone.as_str();
    match number.strip_prefix("+33") {
        Some(national) if national.len() == 9 => {
            let pairs = format!("0{national}").into_bytes();
            let pairs: Vec<String> = pairs
                .chunks(2)
                .map(|pair| String::from_utf8_lossy(pair).into_owned())
                .collect();
            pairs.join(" ")
        }
        Some(_) | None => number.to_owned(),
    }
}

/// Words with a space before and after each.
fn text(parts: impl Iterator<Item = String>) -> String {
    let mut text = String::from(" ");
    for part in parts.filter(|part| !part.is_empty()) {
        text.push_str(&part);
        text.push(' ');
    }
    text
}

/// A name of several words as one: N’Guessan, Abd el Kader, Ben Ali.
fn glued(name: &str) -> Option<String> {
    name.contains(' ').then(|| name.replace(' ', ""))
}

fn keys<'a>(
    people: impl Iterator<Item = &'a String>,
    own: impl Iterator<Item = &'a str>,
) -> Vec<i32> {
    let mut keys: Vec<i32> = people
        .flat_map(|name| {
            let words = name.split(' ').map(str::to_owned);
            words.chain(glued(name)).collect::<Vec<_>>()
        })
        .flat_map(|word| [sound_keys(&word), spelling_keys(&word)].concat())
        .chain(own.filter(|word| !word.is_empty()).map(exact_key))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A birth in eight signs, `x` for the figures that nobody knows: what is typed of it is
/// found within.
pub(super) fn birth_word(birth: BirthDate) -> String {
    let part = |part: Option<u32>| part.map_or_else(|| "xx".to_owned(), |p| format!("{p:02}"));
    format!(
        "{}{}{:04}",
        part(birth.day()),
        part(birth.month()),
        birth.year()
    )
}
