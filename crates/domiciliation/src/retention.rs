//! When a person must be forgotten, and what forbids forgetting them yet.

use chrono::NaiveDate;
use kernel::{add_months, next_day};

use crate::{
    command::Context, deadline, dossier::Dossier, fact::HoldKind, request::Demande, status::Status,
};

kernel::vocabulary! {
    /// What is kept about people.
    Category {
        Dossier = "dossier", "Dossier de la personne, documents, notes, contacts, courrier";
        Request = "demande", "Demande refusée ou abandonnée";
        StaffAccount = "compte", "Compte d’un membre de l’équipe";
        SecurityLog = "journal", "Journal de sécurité";
        Token = "jeton", "Jetons et codes expirés";
        Backup = "sauvegarde", "Sauvegardes";
    }
}

/// From when a delay is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The latest of the last contact, the end of the last term and the notification
    /// of the last decision.
    LastEvent,
    /// The last activity of the account.
    LastActivity,
    /// The entry itself.
    Entry,
    /// The expiry of the token.
    Expiry,
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// Calendar months.
    Months(u32),
    /// Days.
    Days(u32),
}

/// What is done then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Everything is erased but an identity-free trace.
    EraseLeavingTombstone,
    /// Erased; decisions keep a pseudonymous author.
    EraseKeepingAuthor,
    /// Erased.
    Erase,
}

/// One line of the retention table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// What is kept.
    pub category: Category,
    /// From when the delay is counted.
    pub anchor: Anchor,
    /// The longest it may be kept; a structure may shorten its own dossiers' delay.
    pub delay: Delay,
    /// What is done then.
    pub effect: Effect,
    /// Where the delay comes from.
    pub source: &'static str,
}

/// The retention table.
pub const POLICIES: [RetentionPolicy; 6] = [
    RetentionPolicy {
        category: Category::Dossier,
        anchor: Anchor::LastEvent,
        delay: Delay::Months(24),
        effect: Effect::EraseLeavingTombstone,
        source: "CNIL, référentiel social (délibération 2021-028) : deux ans après le dernier contact",
    },
    RetentionPolicy {
        category: Category::Request,
        anchor: Anchor::LastEvent,
        delay: Delay::Months(24),
        effect: Effect::EraseLeavingTombstone,
        source: "CNIL, référentiel social (délibération 2021-028)",
    },
    RetentionPolicy {
        category: Category::StaffAccount,
        anchor: Anchor::LastActivity,
        delay: Delay::Months(13),
        effect: Effect::EraseKeepingAuthor,
        source: "Politique de confidentialité",
    },
    RetentionPolicy {
        category: Category::SecurityLog,
        anchor: Anchor::Entry,
        delay: Delay::Months(12),
        effect: Effect::Erase,
        source: "CNIL, recommandation journalisation (délibération 2021-122) : six mois à un an",
    },
    RetentionPolicy {
        category: Category::Token,
        anchor: Anchor::Expiry,
        delay: Delay::Days(7),
        effect: Effect::Erase,
        source: "Politique de confidentialité",
    },
    RetentionPolicy {
        category: Category::Backup,
        anchor: Anchor::Entry,
        delay: Delay::Days(90),
        effect: Effect::Erase,
        source: "Rotation bornée ; une restauration rejoue la liste des effacements",
    },
];

/// What must never leave with a dossier, because it says nothing of anybody: frozen
/// figures of reports, and the proof that something was erased.
pub const NEVER_ERASED: [&str; 2] = ["agrégats des rapports", "preuve d’effacement sans identité"];

/// The day from which the delay is counted: the latest of what is known.
///
/// Taking the latest is the cautious reading for people struck off for silence, whose
/// last contact is old already. `None` when nothing is known.
#[must_use]
pub fn anchor(
    last_contact: Option<NaiveDate>,
    term_end: Option<NaiveDate>,
    last_notification: Option<NaiveDate>,
) -> Option<NaiveDate> {
    [last_contact, term_end, last_notification]
        .into_iter()
        .flatten()
        .max()
}

/// The first day on which what is anchored on `anchor` may be erased: the day after
/// the delay of `months`.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::retention::purgeable_from;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(purgeable_from(day(2024, 3, 31), 24), day(2026, 4, 1));
/// ```
#[must_use]
pub fn purgeable_from(anchor: NaiveDate, months: u32) -> NaiveDate {
    next_day(add_months(
        anchor,
        i32::try_from(months).unwrap_or(i32::MAX),
    ))
}

/// What forbids forgetting a dossier whose delay has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holding {
    /// An election runs.
    ElectionInForce,
    /// A request or a renewal waits for a decision.
    RequestPending,
    /// The time for an appeal runs.
    AppealPeriod {
        /// Its last day.
        until: NaiveDate,
    },
    /// Mail waits.
    MailWaiting,
    /// Somebody asked for it to be kept.
    Hold(HoldKind),
}

/// Where a dossier stands with regard to forgetting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// The day from which the delay is counted; none when nothing is known.
    pub anchor: Option<NaiveDate>,
    /// The first day on which it may be erased.
    pub from: Option<NaiveDate>,
    /// What forbids it, whatever the day.
    pub holdings: Vec<Holding>,
}

impl Retention {
    /// Whether it is to be erased.
    #[must_use]
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.holdings.is_empty() && self.from.is_some_and(|from| today >= from)
    }
}

impl Dossier {
    /// When this dossier is to be forgotten, and what forbids it.
    ///
    /// # Law
    /// RGPD art. 5-1-e; CNIL, référentiel social (délibération 2021-028).
    #[must_use]
    pub fn retention(&self, context: &Context<'_>) -> Retention {
        let anchor = self.retention_anchor();
        Retention {
            anchor,
            from: anchor.map(|a| purgeable_from(a, context.policy.retention_months)),
            holdings: self.holdings(context),
        }
    }

    /// The day from which the delay of forgetting is counted.
    #[must_use]
    pub fn retention_anchor(&self) -> Option<NaiveDate> {
        let term_end = self
            .terms()
            .iter()
            .map(|t| {
                t.ended_on()
                    .map_or(t.period().end(), |ended| ended.min(t.period().end()))
            })
            .max();
        // Until it is notified, a decision that can be appealed counts from its own day: its
        // appeal has not begun to run (R-67).
        let told = self
            .decisions()
            .iter()
            .filter_map(|d| match d.notification() {
                Some(notification) => Some(notification.on),
                None => d.is_unfavourable().then(|| d.decided_on()),
            });
        // A login shows that the person still relies on the file, whether or not the
        // structure counts it for the three months.
        // The day a register was taken over shows nobody.
        let contact = self.last_seen();
        // A request that never showed anybody is forgotten too.
        let filed = self.demandes().iter().map(Demande::filed_on).max();
        anchor(contact, term_end, told.max()).or(filed)
    }

    fn holdings(&self, context: &Context<'_>) -> Vec<Holding> {
        let today = context.today;
        let mut found = Vec::new();
        if self.status(today) == Status::Actif {
            found.push(Holding::ElectionInForce);
        }
        if self.pending_demande().is_some() {
            found.push(Holding::RequestPending);
        }
        let appeal = self
            .decisions()
            .iter()
            .filter(|d| d.is_unfavourable())
            .filter_map(|d| d.notification())
            .map(|n| deadline::appeal_last_day(n.on, context.holidays))
            .max()
            .filter(|until| today <= *until);
        found.extend(appeal.map(|until| Holding::AppealPeriod { until }));
        if !self.waiting_mail().is_empty() {
            found.push(Holding::MailWaiting);
        }
        found.extend(self.holds().iter().map(|h| Holding::Hold(h.kind())));
        found
    }
}
