//! Languages as people and registers write them, and how each is printed.

use kernel::fold;

use crate::Language;

/// The words for each language, folded: codes of ISO 639, then its names in French, in
/// English and in itself, and those of its varieties.
const WORDS: [(Language, &str); 9] = [
    (Language::French, "fr fra fre francais french"),
    (Language::English, "en eng anglais english"),
    (
        Language::Spanish,
        "es spa espagnol espanol castillan castellano spanish",
    ),
    (
        Language::Portuguese,
        "pt por portugais portugues portuguese bresilien",
    ),
    (
        Language::Romanian,
        "ro ron rum mo mol roumain romana romanian moldave",
    ),
    (
        Language::Arabic,
        "ar ara ary arq aeb arz apc arabe arabic العربيه العربية عربي عربية darija \
         algerien marocain tunisien egyptien syrien libanais",
    ),
    (Language::Russian, "ru rus russe russian русский"),
    (
        Language::Ukrainian,
        "uk ukr ukrainien ukrainian украінська українська",
    ),
    // Persian is written alike from Kabul to Tehran.
    (
        Language::Dari,
        "prs fa fas per pes dari farsi persan persian دری فارسی",
    ),
];

/// Whether a word stands for a language.
fn word(word: &str) -> Option<Language> {
    let is_it = |words: &str| words.split_whitespace().any(|known| fold(known) == word);
    let (language, _) = WORDS.iter().find(|(_, words)| is_it(words))?;
    Some(*language)
}

impl Language {
    /// The language that somebody is said to speak: a code of ISO 639, with or without its
    /// country, or a name. The first that is known, where several are named. None when it is
    /// not among those that messages are written in: nobody is guessed to read another, as
    /// Dari for somebody who speaks Pashto.
    ///
    /// ```
    /// use messages::Language;
    /// assert_eq!(Language::of("Persan (dari)"), Some(Language::Dari));
    /// assert_eq!(Language::of("pt-BR"), Some(Language::Portuguese));
    /// assert_eq!(Language::of("pachto"), None);
    /// ```
    #[must_use]
    pub fn of(spoken: &str) -> Option<Self> {
        let spoken = spoken.trim();
        // A code stands alone: « en » is a word of French too.
        let code = spoken.split(['-', '_']).next().unwrap_or_default();
        let is_code = |text: &str| !text.contains(char::is_whitespace) && text.len() <= 10;
        if is_code(spoken)
            && (2..=3).contains(&code.len())
            && let Some(language) = word(&fold(code))
        {
            return Some(language);
        }
        fold(spoken)
            .split(' ')
            .filter(|name| name.chars().count() > 2)
            .filter(|name| !(name.is_ascii() && name.len() == 3))
            .find_map(word)
    }

    /// The language to write to somebody in: French for whoever speaks none of the others,
    /// or of whom it is not known.
    #[must_use]
    pub fn for_person(spoken: Option<&str>) -> Self {
        spoken.and_then(Self::of).unwrap_or(Self::French)
    }

    /// Its tag in BCP 47, for `lang`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.code()
    }

    /// Its name in itself.
    #[must_use]
    pub const fn native(self) -> &'static str {
        match self {
            Self::French => "français",
            Self::English => "English",
            Self::Spanish => "español",
            Self::Portuguese => "português",
            Self::Romanian => "română",
            Self::Arabic => "العربية",
            Self::Russian => "русский",
            Self::Ukrainian => "українська",
            Self::Dari => "دری",
        }
    }

    /// Whether it is written from right to left.
    #[must_use]
    pub const fn is_rtl(self) -> bool {
        match self {
            Self::Arabic | Self::Dari => true,
            Self::French
            | Self::English
            | Self::Spanish
            | Self::Portuguese
            | Self::Romanian
            | Self::Russian
            | Self::Ukrainian => false,
        }
    }

    /// Whether the texts that this program proposes in it were read over by somebody who
    /// speaks it. A structure that has one read them over marks it itself.
    #[must_use]
    pub const fn is_reviewed(self) -> bool {
        match self {
            Self::French => true,
            Self::English
            | Self::Spanish
            | Self::Portuguese
            | Self::Romanian
            | Self::Arabic
            | Self::Russian
            | Self::Ukrainian
            | Self::Dari => false,
        }
    }
}
