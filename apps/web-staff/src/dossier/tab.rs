//! The tabs of a dossier, each at an address of its own.

use kernel::DossierId;
use maud::Markup;
use structures::Action;
use web_kit::{
    Link,
    components::{Tab as TabLink, tabs},
};

use crate::{session::StaffSession, urls};

/// The tabs of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Record,
    People,
    Decisions,
    Mail,
    Messages,
    Documents,
    History,
    /// No tab: the reception desk, which acts lead back to as to a tab.
    Desk,
}

impl Tab {
    const ALL: [Self; 8] = [
        Self::Overview,
        Self::Record,
        Self::People,
        Self::Decisions,
        Self::Mail,
        Self::Messages,
        Self::Documents,
        Self::History,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Overview => "Vue d’ensemble",
            Self::Record => "Dossier",
            Self::People => "Procurations et réexpédition",
            Self::Decisions => "Décisions",
            Self::Mail => "Courrier et passages",
            Self::Messages => "Messages",
            Self::Documents => "Documents",
            Self::History => "Historique",
            Self::Desk => "Accueil",
        }
    }

    /// How its address ends, and forms name it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Record => "dossier",
            Self::People => "procurations",
            Self::Decisions => "decisions",
            Self::Mail => "courrier",
            Self::Messages => "messages",
            Self::Documents => "documents",
            Self::History => "historique",
            Self::Desk => "accueil",
        }
    }

    /// The tab that a form or an address names; the overview unless it names another.
    pub(crate) fn named(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .chain([Self::Desk])
            .find(|tab| tab.code() == code)
            .unwrap_or(Self::Overview)
    }

    pub(crate) fn url(self, id: DossierId) -> String {
        match self {
            Self::Overview => urls::dossier(id),
            Self::Desk => urls::at_the_desk(id),
            Self::Record
            | Self::People
            | Self::Decisions
            | Self::Mail
            | Self::Messages
            | Self::Documents
            | Self::History => urls::under(id, self.code()),
        }
    }

    /// Those that this reader may open as links, this one being open.
    pub(super) fn among(self, id: DossierId, session: &StaffSession) -> Markup {
        let links: Vec<TabLink> = Self::ALL
            .into_iter()
            .filter(|tab| *tab != Self::Documents || session.may(Action::DownloadAttestation))
            .map(|tab| TabLink {
                link: Link::new(tab.label(), tab.url(id)),
                count: None,
                current: tab == self,
            })
            .collect();
        tabs("Le dossier", &links)
    }
}
