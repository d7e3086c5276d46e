//! Which facts a column or a table is read from. Only those are fetched: the mail and the
//! contacts of years are most of what is stored.

/// A part of a dossier, with the kinds of facts that it is folded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// The holder.
    Identity,
    /// The dependants.
    Dependants,
    /// How the person is reached.
    Coordinates,
    /// How the dossier is filed.
    Filing,
    /// What was declared at the interview.
    Interview,
    /// Requests, decisions, terms and notifications.
    Decisions,
    /// What shows that the person is there.
    Contacts,
    /// Mail that came and left.
    Mail,
    /// Proxies.
    Proxies,
    /// Where mail is sent on.
    Transfer,
}

impl Need {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Identity,
        Self::Dependants,
        Self::Coordinates,
        Self::Filing,
        Self::Interview,
        Self::Decisions,
        Self::Contacts,
        Self::Mail,
        Self::Proxies,
        Self::Transfer,
    ];

    /// The codes of the facts that this part is folded from; whoever reads some of them
    /// reads [`ANNULLED`] too.
    #[must_use]
    pub const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Identity => &["identity_recorded"],
            Self::Dependants => &["ayants_droit_recorded"],
            Self::Coordinates => &["coordinates_recorded"],
            Self::Filing => &["filing_recorded"],
            Self::Interview => &["interview_held", "interview_corrected", "demande_filed"],
            Self::Decisions => &[
                "demande_filed",
                "demande_withdrawn",
                "accepted",
                "refused",
                "terminated",
                "closed_after_expiry",
                "notified",
                "taken_over",
            ],
            Self::Contacts => &[
                "demande_filed",
                "interview_held",
                "notified",
                "contact_made",
                "mail_delivered",
            ],
            Self::Mail => &["mail_received", "mail_delivered"],
            Self::Proxies => &["procuration_given", "procuration_ended"],
            Self::Transfer => &["transfer_set", "transfer_ended"],
        }
    }
}

/// The code of the fact that undoes another.
pub const ANNULLED: &str = "annulled";

/// The codes to read for these parts, each once; none where there is no part.
#[must_use]
pub fn kinds_of(needs: impl IntoIterator<Item = Need>) -> Vec<&'static str> {
    let mut kinds: Vec<&'static str> = needs.into_iter().flat_map(Need::kinds).copied().collect();
    if !kinds.is_empty() {
        kinds.push(ANNULLED);
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
