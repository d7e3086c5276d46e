//! Numbers of items, with the plurals of each language.

use super::Waiting;
use crate::Language;

/// The forms of a noun that follow a number: for one, a few, many. A language that knows only
/// two repeats the second. `1` and, in Arabic, `2` are written out where the form has no `#`.
struct Noun {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
}

const fn noun(one: &'static str, other: &'static str) -> Noun {
    slavic(one, other, other)
}

const fn slavic(one: &'static str, few: &'static str, many: &'static str) -> Noun {
    Noun {
        one,
        two: few,
        few,
        many,
        other: many,
    }
}

impl Language {
    /// Letters, parcels, notices of the post.
    const fn nouns(self) -> [Noun; 3] {
        match self {
            Self::French => [
                noun("# lettre", "# lettres"),
                noun("# colis", "# colis"),
                noun("# avis de passage", "# avis de passage"),
            ],
            Self::English => [
                noun("# letter", "# letters"),
                noun("# parcel", "# parcels"),
                noun("# delivery notice", "# delivery notices"),
            ],
            Self::Spanish => [
                noun("# carta", "# cartas"),
                noun("# paquete", "# paquetes"),
                noun("# aviso de entrega", "# avisos de entrega"),
            ],
            Self::Portuguese => [
                noun("# carta", "# cartas"),
                noun("# encomenda", "# encomendas"),
                noun("# aviso de entrega", "# avisos de entrega"),
            ],
            Self::Romanian => [
                slavic("# scrisoare", "# scrisori", "# de scrisori"),
                slavic("# colet", "# colete", "# de colete"),
                slavic("# aviz poștal", "# avize poștale", "# de avize poștale"),
            ],
            Self::Arabic => [
                Noun {
                    one: "رسالة واحدة",
                    two: "رسالتان",
                    few: "# رسائل",
                    many: "# رسالة",
                    other: "# رسالة",
                },
                Noun {
                    one: "طرد واحد",
                    two: "طردان",
                    few: "# طرود",
                    many: "# طردا",
                    other: "# طرد",
                },
                Noun {
                    one: "إشعار بريدي واحد",
                    two: "إشعاران بريديان",
                    few: "# إشعارات بريدية",
                    many: "# إشعارا بريديا",
                    other: "# إشعار بريدي",
                },
            ],
            Self::Russian => [
                slavic("# письмо", "# письма", "# писем"),
                slavic("# посылка", "# посылки", "# посылок"),
                slavic(
                    "# почтовое извещение",
                    "# почтовых извещения",
                    "# почтовых извещений",
                ),
            ],
            Self::Ukrainian => [
                slavic("# лист", "# листи", "# листів"),
                slavic("# посилка", "# посилки", "# посилок"),
                slavic(
                    "# поштове повідомлення",
                    "# поштові повідомлення",
                    "# поштових повідомлень",
                ),
            ],
            // A noun stays as it is after a number.
            Self::Dari => [
                noun("# نامه", "# نامه"),
                noun("# بسته", "# بسته"),
                noun("# اطلاعیهٔ پُستی", "# اطلاعیهٔ پُستی"),
            ],
        }
    }

    /// What stands between the last two items.
    const fn and(self) -> &'static str {
        match self {
            Self::French => " et ",
            Self::English => " and ",
            Self::Spanish => " y ",
            Self::Portuguese => " e ",
            Self::Romanian => " și ",
            Self::Russian => " и ",
            Self::Ukrainian => " і ",
            Self::Arabic | Self::Dari => "، ",
        }
    }

    /// What stands between the others.
    const fn comma(self) -> &'static str {
        match self {
            Self::Arabic | Self::Dari => "، ",
            Self::French
            | Self::English
            | Self::Spanish
            | Self::Portuguese
            | Self::Romanian
            | Self::Russian
            | Self::Ukrainian => ", ",
        }
    }

    /// The form of a noun after a number, as CLDR has them.
    const fn form(self, noun: &Noun, count: u32) -> &'static str {
        let (tens, units) = (count % 100, count % 10);
        match self {
            Self::Russian | Self::Ukrainian => match (tens, units) {
                (11..=14, _) => noun.many,
                (_, 1) => noun.one,
                (_, 2..=4) => noun.few,
                _ => noun.many,
            },
            Self::Romanian => match (count, tens) {
                (1, _) => noun.one,
                (_, 1..=19) => noun.few,
                _ => noun.many,
            },
            Self::Arabic => match (count, tens) {
                (1, _) => noun.one,
                (2, _) => noun.two,
                (_, 3..=10) => noun.few,
                (_, 11..=99) => noun.many,
                _ => noun.other,
            },
            Self::French | Self::English | Self::Spanish | Self::Portuguese | Self::Dari => {
                match count {
                    1 => noun.one,
                    _ => noun.other,
                }
            }
        }
    }

    /// « 2 lettres et 1 colis »: what waits, without what does not.
    pub(super) fn list(self, waiting: Waiting) -> String {
        let counts = [waiting.letters, waiting.parcels, waiting.notices];
        let items: Vec<String> = counts
            .into_iter()
            .zip(self.nouns())
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| self.form(&noun, count).replace('#', &count.to_string()))
            .collect();
        match items.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => {
                format!("{}{}{last}", others.join(self.comma()), self.and())
            }
            None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(language: Language, letters: u32) -> String {
        language.list(Waiting {
            letters,
            ..Waiting::default()
        })
    }

    #[test]
    fn numbers_take_the_plurals_of_their_language() {
        for (language, count, said) in [
            (Language::French, 1, "1 lettre"),
            (Language::French, 21, "21 lettres"),
            (Language::Russian, 1, "1 письмо"),
            (Language::Russian, 3, "3 письма"),
            (Language::Russian, 5, "5 писем"),
            (Language::Russian, 11, "11 писем"),
            (Language::Russian, 14, "14 писем"),
            (Language::Russian, 21, "21 письмо"),
            (Language::Russian, 22, "22 письма"),
            (Language::Russian, 112, "112 писем"),
            (Language::Ukrainian, 101, "101 лист"),
            (Language::Ukrainian, 4, "4 листи"),
            (Language::Ukrainian, 12, "12 листів"),
            (Language::Romanian, 1, "1 scrisoare"),
            (Language::Romanian, 19, "19 scrisori"),
            (Language::Romanian, 20, "20 de scrisori"),
            (Language::Romanian, 101, "101 scrisori"),
            (Language::Romanian, 120, "120 de scrisori"),
            (Language::Arabic, 1, "رسالة واحدة"),
            (Language::Arabic, 2, "رسالتان"),
            (Language::Arabic, 3, "3 رسائل"),
            (Language::Arabic, 11, "11 رسالة"),
            (Language::Arabic, 103, "103 رسائل"),
            (Language::Dari, 2, "2 نامه"),
        ] {
            assert_eq!(letters(language, count), said);
        }
    }

    #[test]
    fn what_does_not_wait_is_not_said() {
        let all = Waiting {
            letters: 2,
            parcels: 1,
            notices: 3,
        };
        let without = Waiting { parcels: 0, ..all };
        assert_eq!(
            Language::French.list(all),
            "2 lettres, 1 colis et 3 avis de passage"
        );
        assert_eq!(
            Language::English.list(without),
            "2 letters and 3 delivery notices"
        );
        assert_eq!(Language::French.list(Waiting::default()), "");
    }
}
