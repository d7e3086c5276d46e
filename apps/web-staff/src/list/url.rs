//! The address of a list: what it asks for, read and written in one place.
//!
//! A value that no link of ours writes is a bad request: showing another list than the
//! one that was asked for would go unnoticed.

use application::reads::{
    AppointmentFilter, EndedFilter, ListQuery, Place, ReferentFilter, SilenceFilter, SortKey, Tab,
    TermFilter,
};
use kernel::DossierId;

use super::{
    asked::Asked,
    codes::{APPOINTMENTS, ENDED, NOBODY, SILENCES, SORTS, TABS, TERMS, YES, among, code, read},
};
use crate::urls;

/// How much can be searched for, in characters: what the search box lets in.
const SEARCH_LIMIT: usize = 200;

/// The address asks for something that no list has.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown;

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    pub tab: Tab,
    pub search: String,
    /// Whether close spellings are shown: nothing is spelt as it was typed.
    pub close: bool,
    pub silence: Option<SilenceFilter>,
    pub term: Option<TermFilter>,
    pub ended: Option<EndedFilter>,
    pub mail: bool,
    pub appointment: Option<AppointmentFilter>,
    pub referent: Option<ReferentFilter>,
    pub sort: SortKey,
    pub descending: bool,
    pub place: Place,
    /// Whether everybody is chosen whom the list shows, on all its pages.
    pub all: bool,
}

impl Default for Filters {
    fn default() -> Self {
        let ListQuery {
            tab,
            search,
            close,
            silence,
            term,
            ended,
            mail_waiting,
            appointment,
            referent,
            sort,
            descending,
            place,
            limit: _,
        } = ListQuery::default();
        Self {
            tab,
            search,
            close,
            silence,
            term,
            ended,
            mail: mail_waiting,
            appointment,
            referent,
            sort,
            descending,
            place,
            all: false,
        }
    }
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
        let row = |text: &str| read(text, |id| id.parse::<DossierId>().ok());
        let after = row(&asked.apres)?.map(Place::After);
        let before = row(&asked.avant)?.map(Place::Before);
        let yes = |text: &str| read(text, |c| (c == YES).then_some(()));
        Ok(Self {
            tab: read(&asked.onglet, |c| among(TABS, c))?.unwrap_or(default),
            search,
            close: yes(&asked.proches)?.is_some(),
            silence: read(&asked.passage, |c| among(SILENCES, c))?,
            term: read(&asked.echeance, |c| among(TERMS, c))?,
            ended: read(&asked.fin, |c| among(ENDED, c))?,
            mail: yes(&asked.courrier)?.is_some(),
            appointment: read(&asked.rdv, |c| among(APPOINTMENTS, c))?,
            referent: read(&asked.referent, |c| match c {
                NOBODY => Some(ReferentFilter::None),
                id => id.parse().ok().map(ReferentFilter::Is),
            })?,
            sort: read(&asked.tri, |c| among(SORTS, c))?.unwrap_or_default(),
            descending: read(&asked.ordre, |c| (c == "desc").then_some(()))?.is_some(),
            place: after.or(before).unwrap_or_default(),
            all: yes(&asked.tout)?.is_some(),
        })
    }
}

impl Filters {
    /// What a query string asks for.
    pub fn parse(query: &str) -> Result<Self, Unknown> {
        let asked: Asked = serde_html_form::from_str(query).map_err(|_| Unknown)?;
        Self::try_from(asked)
    }

    /// The question for the read port.
    pub fn query(&self) -> ListQuery {
        ListQuery {
            tab: self.tab,
            search: self.search.clone(),
            close: self.close,
            silence: self.silence,
            term: self.term,
            ended: self.ended,
            mail_waiting: self.mail,
            appointment: self.appointment,
            referent: self.referent,
            sort: self.sort,
            descending: self.descending,
            place: self.place,
            limit: ListQuery::default().limit,
        }
    }

    /// Whether anything but the tab and the search restricts the list.
    pub fn any(&self) -> bool {
        self.silence.is_some()
            || self.term.is_some()
            || self.ended.is_some()
            || self.mail
            || self.appointment.is_some()
            || self.referent.is_some()
    }

    /// What the address writes of it.
    pub fn asked(&self) -> Asked {
        let row = |id: DossierId| id.to_string();
        let (apres, avant) = match self.place {
            Place::Start => (String::new(), String::new()),
            Place::After(id) => (row(id), String::new()),
            Place::Before(id) => (String::new(), row(id)),
        };
        Asked {
            onglet: code(TABS, self.tab),
            q: self.search.clone(),
            proches: if self.close { YES } else { "" }.to_owned(),
            passage: self.silence.map(|v| code(SILENCES, v)).unwrap_or_default(),
            echeance: self.term.map(|v| code(TERMS, v)).unwrap_or_default(),
            fin: self.ended.map(|v| code(ENDED, v)).unwrap_or_default(),
            courrier: if self.mail { YES } else { "" }.to_owned(),
            rdv: self
                .appointment
                .map(|v| code(APPOINTMENTS, v))
                .unwrap_or_default(),
            referent: self.referent.map(referent_code).unwrap_or_default(),
            tri: if self.sort == SortKey::default() {
                String::new()
            } else {
                code(SORTS, self.sort)
            },
            ordre: if self.descending { "desc" } else { "" }.to_owned(),
            apres,
            avant,
            tout: if self.all { YES } else { "" }.to_owned(),
        }
    }

    /// The same list from its first page on, nobody chosen.
    pub fn first_page(&self) -> Self {
        Self {
            place: Place::Start,
            all: false,
            ..self.clone()
        }
    }

    /// The address of this very page.
    pub fn here(&self) -> String {
        format!("{}?{}", urls::LIST, self.asked().query())
    }

    /// The address of its first page, nobody chosen.
    pub fn href(&self) -> String {
        self.first_page().here()
    }

    /// The address of something else that is done with the whole list.
    pub fn leading_to(&self, address: &str) -> String {
        format!("{address}?{}", self.first_page().asked().query())
    }

    /// The address of the page after a row. Whoever chose everybody still does.
    pub fn after(&self, row: DossierId) -> String {
        self.at(Place::After(row))
    }

    /// The address of the page before a row.
    pub fn before(&self, row: DossierId) -> String {
        self.at(Place::Before(row))
    }

    fn at(&self, place: Place) -> String {
        Self {
            place,
            ..self.clone()
        }
        .here()
    }

    /// The address of this page with everybody chosen, or nobody.
    pub fn choosing(&self, all: bool) -> String {
        Self {
            all,
            ..self.clone()
        }
        .here()
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

    /// What a saved view keeps of it: neither a page nor the words searched for, which may
    /// be a name.
    pub fn kept(&self) -> String {
        Self {
            search: String::new(),
            close: false,
            ..self.first_page()
        }
        .asked()
        .query()
    }
}

fn referent_code(referent: ReferentFilter) -> String {
    match referent {
        ReferentFilter::None => NOBODY.to_owned(),
        ReferentFilter::Is(id) => id.to_string(),
    }
}

/// The address of those who are silent, among the active.
pub fn silent_href(silence: SilenceFilter) -> String {
    Filters {
        silence: Some(silence),
        ..Filters::default()
    }
    .href()
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
mod tests;
