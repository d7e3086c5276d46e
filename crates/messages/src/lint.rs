//! Words that betray: whoever looks over a shoulder at a telephone must not learn that its
//! owner is domiciled, helped, or why (T-07).

use std::sync::LazyLock;

use kernel::fold;

use crate::Language;

/// The words of each language, folded when they are compared: `*` after a word takes all that
/// begin with it, before it all that contain it. French ones count in every language, for
/// structures bear French names.
const WORDS: [(Language, &str); 9] = [
    (
        Language::French,
        "ccas|cias|ccass|mds|ash|rsa|cmu|aah|siao|samu|samusocial|le 115|au 115|du 115|cada|huda|caes|spada|pada|\
         chrs|chu|csapa|caarud|lhss|udaf|dalo|spip|ofii|ofpra|cnda|cimade|coallia|adoma|caritas|\
         socia*|socio*|domicil*|elisent|asile|asiles|refugi*|migrant*|exile*|sans papiers|\
         titre de sejour|droit au sejour|heberg*|foyer|foyers|sans abri|sdf|a la rue|maraude*|\
         accueil de jour|bagagerie*|\
         secours|secourir|emmaus|abbe pierre|croix rouge|croissant rouge|restos|resto du coeur|\
         armee du salut|petits freres|medecins du monde|saint vincent de paul|banque alimentaire|\
         aide alimentaire|colis alimentaire*|epicerie solidaire|aide|aides|aider|entraide|\
         solidari*|solidaire*|charit*|humanitaire*|precar*|pauvre*|indigen*|exclus|exclusion*|\
         insertion|reinsertion|demun*|expuls*|surendett*|dette|dettes|huissier*|tribunal|tribunaux|\
         justice|juge|police|gendarme*|prison|penitenti*|detenu*|detention|ecrou|condamn*|\
         tutelle|curatelle|mandataire judiciaire|hopital|hopitaux|psychiatr*|psycholog*|addict*|\
         toxico*|alcool*|handicap*|medic*|maladie*|malade|radie|radies|radiee|radiees|\
         radiation*|refus|refuse|refusee|allocation*|allocataire*|minima|caf|mendi*",
    ),
    (
        Language::English,
        "homeless*|shelter*|asylum|refugee*|migrant*|welfare|charit*|poor|poverty|destitut*|\
         helped|help|aid|benefits|debt|debts|bailiff|court|police|prison|jail|hospital|\
         rehab|address of record|registered address|refused|rejected",
    ),
    (
        Language::Spanish,
        "asilo|albergue*|sin techo|sin hogar|pobre*|caridad|ayuda*|deuda*|carcel|prision|\
         policia|hospital|juzgado|extranjeria|rechaz*|deneg*",
    ),
    (
        Language::Portuguese,
        "asilo|abrigo*|sem abrigo|sem teto|pobre*|caridade|ajuda*|divida*|prisao|cadeia|\
         policia|hospital|estrangeiros|recus*|rejeit*",
    ),
    (
        Language::Romanian,
        "azil*|adapost*|fara adapost|saraci*|sarac|saraca|caritat*|ajutor*|datori*|inchisoare*|\
         politi*|spital*|tribunal*|respins*|refuzat*",
    ),
    (
        Language::Arabic,
        "*لجوء*|*لاجئ*|*مأوى*|*إيواء*|*اجتماعي*|*مشرد*|*فقر*|*فقير*|*مساعدة*|*معونة*|*صدقة*|\
         *سجن*|*محكمة*|*شرطة*|*ديون*|*مستشفى*|*مرفوض*|*توطين*",
    ),
    (
        Language::Russian,
        "убежищ*|бежен*|приют*|ночлеж*|социал*|бездомн*|бедн*|нищ*|помощ*|благотворит*|долг*|\
         тюрьм*|суд|суда|суде|полици*|больниц*|отказ*|мигрант*",
    ),
    (
        Language::Ukrainian,
        "притул*|біжен*|ночліж*|соціал*|бездомн*|безпритул*|бідн*|жебра*|допомог*|благодійн*|\
         борг*|тюрм*|в'язниц*|суд|суду|поліці*|лікарн*|відмов*|мігрант*",
    ),
    (
        Language::Dari,
        "*پناهند*|*پناهجو*|*سرپناه*|*بی‌خانه*|*بی‌سرپناه*|*اجتماعی*|*فقیر*|*نادار*|*کمک*|*خیریه*|\
         *زندان*|*محکمه*|*پولیس*|*قرض*|*شفاخانه*|*مهاجر*",
    ),
];

/// The first words of a text that tell that somebody is domiciled, helped, or why; none where
/// it is neutral. What is written in a language may hold French as well.
///
/// ```
/// # use messages::{Language, lint::revealing};
/// let betrays = revealing("Le C.C.A.S. vous attend", Language::French);
/// assert_eq!(betrays.as_deref(), Some("ccas"));
/// assert_eq!(revealing("Vous avez du courrier", Language::French), None);
/// ```
///
/// # Law
/// R-98; T-07 of the rule table (messages).
#[must_use]
pub fn revealing(text: &str, language: Language) -> Option<String> {
    let folded = joined(&fold(text));
    let words: Vec<&str> = folded.split(' ').collect();
    PATTERNS
        .iter()
        .filter(|(of, _)| *of == Language::French || *of == language)
        .find_map(|(_, pattern)| pattern.found(&words))
}

/// All words of all languages, folded.
static PATTERNS: LazyLock<Vec<(Language, Pattern)>> = LazyLock::new(|| {
    let of = |(language, list): &(Language, &'static str)| {
        let language = *language;
        let patterns = list.split('|').map(Pattern::read);
        patterns.map(move |pattern| (language, pattern)).collect()
    };
    WORDS.iter().flat_map::<Vec<_>, _>(of).collect()
});

/// Words that are looked for one after the other.
struct Pattern {
    words: Vec<String>,
    /// Whether they may stand within others.
    anywhere: bool,
    /// Whether the last may be longer.
    open: bool,
}

impl Pattern {
    fn read(written: &str) -> Self {
        Self {
            words: fold(written).split(' ').map(ToOwned::to_owned).collect(),
            anywhere: written.starts_with('*'),
            open: written.ends_with('*'),
        }
    }

    /// The words that match.
    fn found(&self, words: &[&str]) -> Option<String> {
        let last = self.words.len() - 1;
        let matches = |index: usize, word: &str| {
            let wanted = self.words[index].as_str();
            if self.anywhere {
                word.contains(wanted)
            } else if self.open && index == last {
                word.starts_with(wanted)
            } else {
                word == wanted
            }
        };
        words
            .windows(self.words.len())
            .find(|window| window.iter().enumerate().all(|(i, word)| matches(i, word)))
            .map(|window| window.join(" "))
    }
}

/// The same words, letters that stand alone drawn together: « C.C.A.S. » is read as a word.
fn joined(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut alone_before = false;
    for word in folded.split(' ') {
        let alone = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        let goes_on = alone && alone_before;
        if !out.is_empty() && !goes_on {
            out.push(' ');
        }
        out.push_str(word);
        alone_before = alone;
    }
    out
}
