//! The address of a list: what it asks for, read and written in one place.
//!
//! A value that no link of ours writes is a bad request: showing another list than the
//! one that was asked for would go unnoticed.

use application::reads::{
    AppointmentFilter, Cursor, ListQuery, Place, ReferentFilter, SilenceFilter, SortKey, Tab,
    TermFilter,
};
use domiciliation::Status;
use serde::{Deserialize, Serialize};

use super::cursor;
use crate::urls;

/// How much can be searched for, in characters: what the search box lets in.
const SEARCH_LIMIT: usize = 200;

/// What the address says, as it says it. Blank is absent: a form sends all its fields.
#[derive(Default, Clone, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    onglet: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    passage: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    echeance: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    courrier: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    rdv: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    referent: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    tri: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    ordre: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    apres: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    avant: String,
}

/// The address asks for something that no list has.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown;

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    pub tab: Tab,
    pub search: String,
    pub silence: Option<SilenceFilter>,
    pub term: Option<TermFilter>,
    pub mail: bool,
    pub appointment: Option<AppointmentFilter>,
    pub referent: Option<ReferentFilter>,
    pub sort: SortKey,
    pub descending: bool,
    pub place: Place,
}

impl Default for Filters {
    fn default() -> Self {
        let ListQuery {
            tab,
            search,
            silence,
            term,
            mail_waiting,
            appointment,
            referent,
            sort,
            descending,
            place,
            ..
        } = ListQuery::default();
        Self {
            tab,
            search,
            silence,
            term,
            mail: mail_waiting,
            appointment,
            referent,
            sort,
            descending,
            place,
        }
    }
}

/// The tabs in the order in which they stand, with their codes and their labels.
pub const TABS: [(Tab, &str, &str); 8] = [
    (Tab::Status(Status::Actif), "actifs", "Actifs"),
    (
        Tab::Status(Status::EnInstruction),
        "instruction",
        "En instruction",
    ),
    (Tab::Status(Status::AValider), "a-valider", "À valider"),
    (Tab::Renewals, "renouvellements", "Renouvellements en cours"),
    (Tab::Status(Status::Echu), "echus", "Échus"),
    (Tab::Status(Status::Refuse), "refuses", "Refusés"),
    (Tab::Status(Status::Radie), "radies", "Radiés"),
    (Tab::All, "tous", "Tous"),
];
pub const SILENCES: [(SilenceFilter, &str, &str); 2] = [
    (SilenceFilter::TwoMonths, "2-mois", "Plus de 2 mois"),
    (SilenceFilter::ThreeMonths, "3-mois", "Plus de 3 mois"),
];
pub const TERMS: [(TermFilter, &str, &str); 3] = [
    (TermFilter::Lapsed, "depassee", "Dépassée"),
    (TermFilter::TwoWeeks, "15-jours", "Dans 15 jours au plus"),
    (TermFilter::TwoMonths, "60-jours", "Dans 60 jours au plus"),
];
pub const APPOINTMENTS: [(AppointmentFilter, &str, &str); 2] = [
    (AppointmentFilter::Coming, "a-venir", "À venir"),
    (AppointmentFilter::Passed, "passe", "Passé"),
];
const SORTS: [(SortKey, &str); 5] = [
    (SortKey::Name, "nom"),
    (SortKey::Number, "numero"),
    (SortKey::Term, "echeance"),
    (SortKey::LastContact, "passage"),
    (SortKey::Appointment, "rdv"),
];
/// The referent filter for nobody.
pub const NOBODY: &str = "aucun";
/// A filter that is only on or off.
pub const YES: &str = "oui";

/// Reads one value; blank is none.
fn read<T>(text: &str, known: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Unknown> {
    if text.is_empty() {
        Ok(None)
    } else {
        known(text).map(Some).ok_or(Unknown)
    }
}

fn among<T: Copy>(values: impl IntoIterator<Item = (T, &'static str)>, code: &str) -> Option<T> {
    values
        .into_iter()
        .find_map(|(value, name)| (name == code).then_some(value))
}

fn code<T: PartialEq + Copy>(
    values: impl IntoIterator<Item = (T, &'static str)>,
    wanted: T,
) -> String {
    values
        .into_iter()
        .find_map(|(value, name)| (value == wanted).then_some(name))
        .unwrap_or_default()
        .to_owned()
}

/// Values with their codes, labels left out.
fn coded<T: Copy, const N: usize>(
    values: [(T, &'static str, &'static str); N],
) -> [(T, &'static str); N] {
    values.map(|(value, code, _)| (value, code))
}

impl TryFrom<Asked> for Filters {
    type Error = Unknown;

    fn try_from(asked: Asked) -> Result<Self, Unknown> {
        let search = asked.q.split_whitespace().collect::<Vec<_>>().join(" ");
        if search.chars().count() > SEARCH_LIMIT {
            return Err(Unknown);
        }
        let default = if search.is_empty() {
            Self::default().tab
        } else {
            Tab::All
        };
        let after = read(&asked.apres, cursor::read)?.map(Place::After);
        let before = read(&asked.avant, cursor::read)?.map(Place::Before);
        Ok(Self {
            tab: read(&asked.onglet, |c| among(coded(TABS), c))?.unwrap_or(default),
            search,
            silence: read(&asked.passage, |c| among(coded(SILENCES), c))?,
            term: read(&asked.echeance, |c| among(coded(TERMS), c))?,
            mail: read(&asked.courrier, |c| (c == YES).then_some(()))?.is_some(),
            appointment: read(&asked.rdv, |c| among(coded(APPOINTMENTS), c))?,
            referent: read(&asked.referent, |c| match c {
                NOBODY => Some(ReferentFilter::None),
                id => id.parse().ok().map(ReferentFilter::Is),
            })?,
            sort: read(&asked.tri, |c| among(SORTS, c))?.unwrap_or_default(),
            descending: read(&asked.ordre, |c| (c == "desc").then_some(()))?.is_some(),
            place: after.or(before).unwrap_or_default(),
        })
    }
}

impl Filters {
    /// The question for the read port.
    pub fn query(&self) -> ListQuery {
        ListQuery {
            tab: self.tab,
            search: self.search.clone(),
            silence: self.silence,
            term: self.term,
            mail_waiting: self.mail,
            appointment: self.appointment,
            referent: self.referent,
            sort: self.sort,
            descending: self.descending,
            place: self.place.clone(),
            ..ListQuery::default()
        }
    }

    /// Whether anything but the tab and the search restricts the list.
    pub fn any(&self) -> bool {
        self.silence.is_some()
            || self.term.is_some()
            || self.mail
            || self.appointment.is_some()
            || self.referent.is_some()
    }

    /// The codes of what is asked, from the first page on.
    pub fn codes(&self) -> Codes {
        Codes {
            tab: code(coded(TABS), self.tab),
            silence: self
                .silence
                .map(|v| code(coded(SILENCES), v))
                .unwrap_or_default(),
            term: self.term.map(|v| code(coded(TERMS), v)).unwrap_or_default(),
            mail: if self.mail { YES } else { "" }.to_owned(),
            appointment: self
                .appointment
                .map(|v| code(coded(APPOINTMENTS), v))
                .unwrap_or_default(),
            referent: self.referent.map(referent_code).unwrap_or_default(),
            sort: if self.sort == SortKey::default() {
                String::new()
            } else {
                code(SORTS, self.sort)
            },
            order: if self.descending { "desc" } else { "" }.to_owned(),
        }
    }

    /// The address of the page of this list at a place.
    fn at(&self, place: &Place) -> String {
        let codes = self.codes();
        let (apres, avant) = match place {
            Place::Start => (String::new(), String::new()),
            Place::After(cursor) => (cursor::written(cursor), String::new()),
            Place::Before(cursor) => (String::new(), cursor::written(cursor)),
        };
        let asked = Asked {
            onglet: codes.tab,
            q: self.search.clone(),
            passage: codes.silence,
            echeance: codes.term,
            courrier: codes.mail,
            rdv: codes.appointment,
            referent: codes.referent,
            tri: codes.sort,
            ordre: codes.order,
            apres,
            avant,
        };
        // A struct of plain texts always has a query string.
        let query = serde_html_form::to_string(&asked).unwrap_or_default();
        format!("{}?{query}", urls::LIST)
    }

    /// The address of its first page.
    pub fn href(&self) -> String {
        self.at(&Place::Start)
    }

    /// The address of the page after a row.
    pub fn after(&self, cursor: Cursor) -> String {
        self.at(&Place::After(cursor))
    }

    /// The address of the page before a row.
    pub fn before(&self, cursor: Cursor) -> String {
        self.at(&Place::Before(cursor))
    }

    /// The address of the same list sorted by a key: the other way if it is already.
    pub fn sorted_by(&self, sort: SortKey) -> String {
        let descending = self.sort == sort && !self.descending;
        Self {
            sort,
            descending,
            ..self.clone()
        }
        .href()
    }

    /// The address of another tab. Only what makes sense in all of them stays.
    pub fn in_tab(&self, tab: Tab) -> String {
        let (search, referent) = (self.search.clone(), self.referent);
        Self {
            tab,
            search,
            referent,
            ..Self::default()
        }
        .href()
    }

    /// The address of the same search in all dossiers.
    pub fn everywhere(&self) -> String {
        Self {
            tab: Tab::All,
            search: self.search.clone(),
            ..Self::default()
        }
        .href()
    }

    /// The address without any filter.
    pub fn without_any(&self) -> String {
        let (search, sort) = (self.search.clone(), self.sort);
        Self {
            tab: self.tab,
            search,
            sort,
            descending: self.descending,
            ..Self::default()
        }
        .href()
    }
}

/// What a form or an address writes of [`Filters`].
pub struct Codes {
    pub tab: String,
    pub silence: String,
    pub term: String,
    pub mail: String,
    pub appointment: String,
    pub referent: String,
    pub sort: String,
    pub order: String,
}

fn referent_code(referent: ReferentFilter) -> String {
    match referent {
        ReferentFilter::None => NOBODY.to_owned(),
        ReferentFilter::Is(id) => id.to_string(),
    }
}

/// The address of a tab.
pub fn tab_href(tab: Tab) -> String {
    Filters {
        tab,
        ..Filters::default()
    }
    .href()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<Filters, Unknown> {
        let asked: Asked = serde_html_form::from_str(query).unwrap();
        Filters::try_from(asked)
    }

    fn round_trip(filters: &Filters) -> Filters {
        let href = filters.at(&filters.place);
        parse(href.split_once('?').unwrap().1).unwrap()
    }

    fn everything() -> Filters {
        let cursor = Cursor {
            value: Some("diallo aminata".into()),
            id: "01890000-0000-7000-8000-000000000001".parse().unwrap(),
        };
        Filters {
            tab: Tab::Renewals,
            search: "diallo & fils, n° 12".into(),
            silence: Some(SilenceFilter::ThreeMonths),
            term: Some(TermFilter::TwoWeeks),
            mail: true,
            appointment: Some(AppointmentFilter::Passed),
            referent: Some(ReferentFilter::None),
            sort: SortKey::LastContact,
            descending: true,
            place: Place::After(cursor),
        }
    }

    #[test]
    fn what_is_asked_survives_its_address() {
        assert_eq!(round_trip(&Filters::default()), Filters::default());
        assert_eq!(round_trip(&everything()), everything());
        for tab in Tab::ALL {
            let filters = Filters {
                tab,
                search: "x".into(),
                ..Filters::default()
            };
            assert_eq!(round_trip(&filters), filters);
        }
    }

    #[test]
    fn every_tab_stands_in_its_place() {
        assert_eq!(TABS.map(|(tab, ..)| tab), Tab::ALL);
    }

    #[test]
    fn a_filter_goes_back_to_the_first_page_and_paging_keeps_all() {
        let filters = everything();
        assert!(!filters.href().contains("apres="));
        let next = filters.after(Cursor {
            value: None,
            id: "01890000-0000-7000-8000-000000000002".parse().unwrap(),
        });
        for kept in [
            "onglet=renouvellements",
            "tri=passage",
            "ordre=desc",
            "passage=3-mois",
            "referent=aucun",
        ] {
            assert!(next.contains(kept), "{kept} in {next}");
        }
    }

    #[test]
    fn what_no_link_writes_is_a_bad_request() {
        for query in [
            "onglet=x",
            "tri=age",
            "passage=9-mois",
            "referent=zoe",
            "apres=12",
            "apres=01890000-0000-7000-8000-000000000001.0",
            "ordre=haut",
        ] {
            assert_eq!(parse(query), Err(Unknown), "{query}");
        }
        assert_eq!(parse(&format!("q={}", "a".repeat(201))), Err(Unknown));
        assert_eq!(parse("passage=&tri=&inconnu=1"), Ok(Filters::default()));
    }

    #[test]
    fn a_search_looks_everywhere_unless_told_otherwise() {
        assert_eq!(parse("q=+zo%C3%A9++ba+").unwrap().tab, Tab::All);
        assert_eq!(parse("q=+zo%C3%A9++ba+").unwrap().search, "zoé ba");
        assert_eq!(
            parse("q=zoe&onglet=actifs").unwrap().tab,
            Filters::default().tab
        );
    }

    #[test]
    fn sorting_twice_by_one_key_turns_it_round() {
        let by_number = Filters::default().sorted_by(SortKey::Number);
        assert!(!by_number.contains("ordre"), "{by_number}");
        let again = parse(by_number.split_once('?').unwrap().1)
            .unwrap()
            .sorted_by(SortKey::Number);
        assert!(again.contains("ordre=desc"), "{again}");
    }
}
