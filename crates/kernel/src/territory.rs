//! Postal codes, départements and the other territories, their zones and their
//! regions.

use std::{fmt, str::FromStr};

use chrono_tz::Tz;

use crate::Zone;

/// A postal code: five digits, or `2A` or `2B` and three digits, as some write it
/// in Corsica.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct PostalCode(String);

/// Not of the shape of a postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a postal code")]
pub struct InvalidPostalCode;

/// Postal codes served from across the border of their département.
const EXCEPTIONS: [(&str, &str); 23] = [
    ("42620", "03"),
    ("05110", "04"),
    ("05130", "04"),
    ("05160", "04"),
    ("06260", "04"),
    ("48250", "07"),
    ("43450", "15"),
    ("36260", "18"),
    ("18120", "18"),
    ("33220", "24"),
    ("05700", "26"),
    ("73670", "38"),
    ("01410", "39"),
    ("39310", "39"),
    ("01590", "39"),
    ("52100", "51"),
    ("21340", "71"),
    ("01200", "74"),
    ("13780", "83"),
    ("37160", "86"),
    ("94390", "91"),
    ("97150", "978"),
    ("97133", "977"),
];

impl PostalCode {
    /// The code itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The territory that this code most likely belongs to, or `None` when no
    /// territory has such codes.
    ///
    /// A proposal: some codes straddle two départements, so a structure confirms
    /// its own and may correct it.
    ///
    /// ```
    /// let code: kernel::PostalCode = "94390".parse().unwrap();
    /// assert_eq!(code.departement().unwrap().name(), "Essonne");
    /// ```
    #[must_use]
    pub fn departement(&self) -> Option<Departement> {
        if let Some((_, code)) = EXCEPTIONS.iter().find(|(postal, _)| *postal == self.0) {
            return code.parse().ok();
        }
        let first = |n: usize| self.0.get(..n).unwrap_or_default();
        let code = match first(2) {
            "20" => match first(3) {
                "200" | "201" => "2A",
                "202" | "206" => "2B",
                _ => return None,
            },
            "97" | "98" => first(3),
            two => two,
        };
        code.parse().ok()
    }
}

impl FromStr for PostalCode {
    type Err = InvalidPostalCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits = text
            .strip_prefix("2A")
            .or_else(|| text.strip_prefix("2B"))
            .unwrap_or(text);
        let fits = text.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPostalCode)
        }
    }
}

impl TryFrom<String> for PostalCode {
    type Error = InvalidPostalCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PostalCode> for String {
    fn from(code: PostalCode) -> Self {
        code.0
    }
}

impl fmt::Display for PostalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A département, or an overseas territory that has a code like one.
///
/// # Law
/// R-01: CASF art. L. 264-1: the département of the body pays the benefits, so
/// every structure has exactly one. The chapter is not in force as such in
/// Nouvelle-Calédonie, Polynésie française and Wallis-et-Futuna.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Departement(u8);

/// No territory has this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown département")]
pub struct UnknownDepartement;

impl Departement {
    /// All territories, in the order of their codes.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..COUNT).map(Self)
    }

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }

    /// The code: `75`, `2A`, `974`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The name in French.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The region, which the collectivities of overseas do not have.
    #[must_use]
    pub fn region(self) -> Option<Region> {
        REGIONS
            .into_iter()
            .find(|region| region.code == self.row().region)
    }

    /// The zone of its capital. The Marquises and the Gambier have their own: a
    /// structure there corrects it.
    #[must_use]
    pub fn zone(self) -> Zone {
        self.overseas().map_or(Zone::PARIS, |(zone, _)| zone)
    }

    /// The ISO 3166 country under which the numbering plan of this territory is
    /// found. It goes by territory, not by zone: Saint-Martin keeps its own plan
    /// although it shares its hours with Martinique.
    ///
    /// # Law
    /// T-11 of the rule table (messages).
    #[must_use]
    pub fn phone_region(self) -> &'static str {
        self.overseas().map_or("FR", |(_, region)| region)
    }

    fn overseas(self) -> Option<(Zone, &'static str)> {
        let (tz, phone_region) = match self.code() {
            "971" => (Tz::America__Guadeloupe, "GP"),
            "972" => (Tz::America__Martinique, "MQ"),
            "973" => (Tz::America__Cayenne, "GF"),
            "974" => (Tz::Indian__Reunion, "RE"),
            "975" => (Tz::America__Miquelon, "PM"),
            "976" => (Tz::Indian__Mayotte, "YT"),
            "977" => (Tz::America__St_Barthelemy, "BL"),
            "978" => (Tz::America__Marigot, "MF"),
            "984" => (Tz::Indian__Kerguelen, "FR"),
            "986" => (Tz::Pacific__Wallis, "WF"),
            "987" => (Tz::Pacific__Tahiti, "PF"),
            "988" => (Tz::Pacific__Noumea, "NC"),
            _ => return None,
        };
        Some((Zone::new(tz), phone_region))
    }
}

impl FromStr for Departement {
    type Err = UnknownDepartement;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|departement| departement.code() == code)
            .ok_or(UnknownDepartement)
    }
}

impl TryFrom<String> for Departement {
    type Error = UnknownDepartement;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl From<Departement> for String {
    fn from(departement: Departement) -> Self {
        departement.code().to_owned()
    }
}

impl fmt::Display for Departement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Departement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Departement({})", self.code())
    }
}

/// One of the eighteen regions, by its INSEE code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region {
    code: &'static str,
    name: &'static str,
}

impl Region {
    /// The INSEE code: `11`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// The name in French.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

/// Every zone that a structure can lie in.
pub const ZONES: [Zone; 15] = [
    Zone::PARIS,
    Zone::new(Tz::America__Guadeloupe),
    Zone::new(Tz::America__Martinique),
    Zone::new(Tz::America__Cayenne),
    Zone::new(Tz::Indian__Reunion),
    Zone::new(Tz::America__Miquelon),
    Zone::new(Tz::Indian__Mayotte),
    Zone::new(Tz::America__St_Barthelemy),
    Zone::new(Tz::America__Marigot),
    Zone::new(Tz::Indian__Kerguelen),
    Zone::new(Tz::Pacific__Wallis),
    Zone::new(Tz::Pacific__Tahiti),
    Zone::new(Tz::Pacific__Marquesas),
    Zone::new(Tz::Pacific__Gambier),
    Zone::new(Tz::Pacific__Noumea),
];

struct Row {
    code: &'static str,
    name: &'static str,
    region: &'static str,
}

const fn row(code: &'static str, name: &'static str, region: &'static str) -> Row {
    Row { code, name, region }
}

const fn region(code: &'static str, name: &'static str) -> Region {
    Region { code, name }
}

const REGIONS: [Region; 18] = [
    region("01", "Guadeloupe"),
    region("02", "Martinique"),
    region("03", "Guyane"),
    region("04", "La Réunion"),
    region("06", "Mayotte"),
    region("11", "Île-de-France"),
    region("24", "Centre-Val de Loire"),
    region("27", "Bourgogne-Franche-Comté"),
    region("28", "Normandie"),
    region("32", "Hauts-de-France"),
    region("44", "Grand Est"),
    region("52", "Pays de la Loire"),
    region("53", "Bretagne"),
    region("75", "Nouvelle-Aquitaine"),
    region("76", "Occitanie"),
    region("84", "Auvergne-Rhône-Alpes"),
    region("93", "Provence-Alpes-Côte d'Azur"),
    region("94", "Corse"),
];

const COUNT: u8 = 108;

/// Code, name and INSEE region, none for the collectivities of overseas.
#[rustfmt::skip]
const ROWS: [Row; COUNT as usize] = [
    row("01", "Ain", "84"),
    row("02", "Aisne", "32"),
    row("03", "Allier", "84"),
    row("04", "Alpes-de-Haute-Provence", "93"),
    row("05", "Hautes-Alpes", "93"),
    row("06", "Alpes-Maritimes", "93"),
    row("07", "Ardèche", "84"),
    row("08", "Ardennes", "44"),
    row("09", "Ariège", "76"),
    row("10", "Aube", "44"),
    row("11", "Aude", "76"),
    row("12", "Aveyron", "76"),
    row("13", "Bouches-du-Rhône", "93"),
    row("14", "Calvados", "28"),
    row("15", "Cantal", "84"),
    row("16", "Charente", "75"),
    row("17", "Charente-Maritime", "75"),
    row("18", "Cher", "24"),
    row("19", "Corrèze", "75"),
    row("2A", "Corse-du-Sud", "94"),
    row("2B", "Haute-Corse", "94"),
    row("21", "Côte-d'Or", "27"),
    row("22", "Côtes-d'Armor", "53"),
    row("23", "Creuse", "75"),
    row("24", "Dordogne", "75"),
    row("25", "Doubs", "27"),
    row("26", "Drôme", "84"),
    row("27", "Eure", "28"),
    row("28", "Eure-et-Loir", "24"),
    row("29", "Finistère", "53"),
    row("30", "Gard", "76"),
    row("31", "Haute-Garonne", "76"),
    row("32", "Gers", "76"),
    row("33", "Gironde", "75"),
    row("34", "Hérault", "76"),
    row("35", "Ille-et-Vilaine", "53"),
    row("36", "Indre", "24"),
    row("37", "Indre-et-Loire", "24"),
    row("38", "Isère", "84"),
    row("39", "Jura", "27"),
    row("40", "Landes", "75"),
    row("41", "Loir-et-Cher", "24"),
    row("42", "Loire", "84"),
    row("43", "Haute-Loire", "84"),
    row("44", "Loire-Atlantique", "52"),
    row("45", "Loiret", "24"),
    row("46", "Lot", "76"),
    row("47", "Lot-et-Garonne", "75"),
    row("48", "Lozère", "76"),
    row("49", "Maine-et-Loire", "52"),
    row("50", "Manche", "28"),
    row("51", "Marne", "44"),
    row("52", "Haute-Marne", "44"),
    row("53", "Mayenne", "52"),
    row("54", "Meurthe-et-Moselle", "44"),
    row("55", "Meuse", "44"),
    row("56", "Morbihan", "53"),
    row("57", "Moselle", "44"),
    row("58", "Nièvre", "27"),
    row("59", "Nord", "32"),
    row("60", "Oise", "32"),
    row("61", "Orne", "28"),
    row("62", "Pas-de-Calais", "32"),
    row("63", "Puy-de-Dôme", "84"),
    row("64", "Pyrénées-Atlantiques", "75"),
    row("65", "Hautes-Pyrénées", "76"),
    row("66", "Pyrénées-Orientales", "76"),
    row("67", "Bas-Rhin", "44"),
    row("68", "Haut-Rhin", "44"),
    row("69", "Rhône", "84"),
    row("70", "Haute-Saône", "27"),
    row("71", "Saône-et-Loire", "27"),
    row("72", "Sarthe", "52"),
    row("73", "Savoie", "84"),
    row("74", "Haute-Savoie", "84"),
    row("75", "Paris", "11"),
    row("76", "Seine-Maritime", "28"),
    row("77", "Seine-et-Marne", "11"),
    row("78", "Yvelines", "11"),
    row("79", "Deux-Sèvres", "75"),
    row("80", "Somme", "32"),
    row("81", "Tarn", "76"),
    row("82", "Tarn-et-Garonne", "76"),
    row("83", "Var", "93"),
    row("84", "Vaucluse", "93"),
    row("85", "Vendée", "52"),
    row("86", "Vienne", "75"),
    row("87", "Haute-Vienne", "75"),
    row("88", "Vosges", "44"),
    row("89", "Yonne", "27"),
    row("90", "Territoire de Belfort", "27"),
    row("91", "Essonne", "11"),
    row("92", "Hauts-de-Seine", "11"),
    row("93", "Seine-Saint-Denis", "11"),
    row("94", "Val-de-Marne", "11"),
    row("95", "Val-d'Oise", "11"),
    row("971", "Guadeloupe", "01"),
    row("972", "Martinique", "02"),
    row("973", "Guyane", "03"),
    row("974", "La Réunion", "04"),
    row("975", "Saint-Pierre-et-Miquelon", ""),
    row("976", "Mayotte", "06"),
    row("977", "Saint-Barthélemy", ""),
    row("978", "Saint-Martin", ""),
    row("984", "Terres australes et antarctiques françaises", ""),
    row("986", "Wallis-et-Futuna", ""),
    row("987", "Polynésie française", ""),
    row("988", "Nouvelle-Calédonie", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn departement_of(postal: &str) -> Option<&'static str> {
        postal
            .parse::<PostalCode>()
            .unwrap()
            .departement()
            .map(Departement::code)
    }

    #[test]
    fn postal_codes_give_their_departement() {
        for (postal, code) in [
            ("75001", "75"),
            ("01000", "01"),
            ("69003", "69"),
            ("20000", "2A"),
            ("20167", "2A"),
            ("20200", "2B"),
            ("20600", "2B"),
            ("2A004", "2A"),
            ("2B033", "2B"),
            ("97110", "971"),
            ("97200", "972"),
            ("97300", "973"),
            ("97400", "974"),
            ("97500", "975"),
            ("97600", "976"),
            ("98413", "984"),
            ("98600", "986"),
            ("98714", "987"),
            ("98800", "988"),
        ] {
            assert_eq!(departement_of(postal), Some(code), "{postal}");
        }
        for nowhere in ["20300", "00100", "96000", "98000", "97900", "99000"] {
            assert_eq!(departement_of(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn some_postal_codes_are_served_from_across_the_border() {
        for (code, postal_codes) in [
            ("03", "42620"),
            ("04", "05110 05130 05160 06260"),
            ("07", "48250"),
            ("15", "43450"),
            ("18", "36260 18120"),
            ("24", "33220"),
            ("26", "05700"),
            ("38", "73670"),
            ("39", "01410 39310 01590"),
            ("51", "52100"),
            ("71", "21340"),
            ("74", "01200"),
            ("83", "13780"),
            ("86", "37160"),
            ("91", "94390"),
            ("977", "97133"),
            ("978", "97150"),
        ] {
            for postal in postal_codes.split(' ') {
                assert_eq!(departement_of(postal), Some(code), "{postal}");
            }
        }
    }

    #[test]
    fn what_does_not_look_like_a_postal_code_is_refused() {
        for wrong in [
            "",
            "7500",
            "750011",
            "7500A",
            "1A000",
            "2a000",
            "2A0é",
            "75 01",
            "٧٥٠٠١",
            "2A2A1",
        ] {
            assert_eq!(
                wrong.parse::<PostalCode>(),
                Err(InvalidPostalCode),
                "{wrong}"
            );
        }
        assert_eq!(" 75001 ".parse::<PostalCode>().unwrap().as_str(), "75001");
    }

    #[test]
    fn codes_are_unique_sorted_and_found_again() {
        let codes: Vec<_> = Departement::all().map(Departement::code).collect();
        // Corsica comes where 20 was.
        let key = |code: &str| {
            code.replace("2A", "20.1")
                .replace("2B", "20.2")
                .parse::<f64>()
                .unwrap()
        };
        assert!(
            codes.windows(2).all(|pair| key(pair[0]) < key(pair[1])),
            "{codes:?}"
        );
        for departement in Departement::all() {
            assert_eq!(departement.code().parse(), Ok(departement));
        }
        for unknown in ["", "20", "96", "979", "0", "2a", "ZZ"] {
            assert_eq!(
                unknown.parse::<Departement>(),
                Err(UnknownDepartement),
                "{unknown}"
            );
        }
    }

    #[test]
    fn zones_and_numbering_plans_go_by_territory() {
        let of = |code: &str| {
            let departement: Departement = code.parse().unwrap();
            (departement.zone().name(), departement.phone_region())
        };
        assert_eq!(of("2B"), ("Europe/Paris", "FR"));
        assert_eq!(of("977"), ("America/St_Barthelemy", "BL"));
        assert_eq!(of("978"), ("America/Marigot", "MF"));
        assert_eq!(of("984"), ("Indian/Kerguelen", "FR"));
        assert_eq!(of("988"), ("Pacific/Noumea", "NC"));
        assert!(Departement::all().all(|departement| ZONES.contains(&departement.zone())));
    }

    #[test]
    fn regions_group_the_departements() {
        let of = |code: &str| {
            code.parse::<Departement>()
                .unwrap()
                .region()
                .map(Region::name)
        };
        assert_eq!(of("95"), Some("Île-de-France"));
        assert_eq!(of("974"), Some("La Réunion"));
        assert_eq!(of("977"), None);
        let without: Vec<_> = Departement::all()
            .filter(|d| d.region().is_none())
            .map(Departement::code)
            .collect();
        assert_eq!(without, ["975", "977", "978", "984", "986", "987", "988"]);
    }
}
