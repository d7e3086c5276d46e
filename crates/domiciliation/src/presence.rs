//! The presence obligation: more than three consecutive months of silence.

use chrono::NaiveDate;
use kernel::{FactId, add_months, next_day};

kernel::vocabulary! {
    /// Something that did, or did not, show that the person is still there.
    ///
    /// # Law
    /// R-51, R-52: CASF art. D. 264-3, wording of 2016: the person came or, failing
    /// that, made contact. What others do for them, or what is sent to them, is not
    /// their manifestation.
    Manifestation {
        Visit = "visit", "Passage";
        PhoneCall = "phone_call", "Appel téléphonique";
        Interview = "interview", "Entretien";
        RequestInPerson = "request_in_person", "Demande déposée sur place";
        RequestByPhone = "request_by_phone", "Demande faite par téléphone";
        RequestOnline = "request_online", "Demande déposée en ligne";
        RequestByPost = "request_by_post", "Demande reçue par courrier";
        MailHandedToHolder = "mail_handed_to_holder", "Courrier remis en main propre";
        MailHandedToProxy = "mail_handed_to_proxy", "Courrier remis à un mandataire";
        MailForwarded = "mail_forwarded", "Courrier réexpédié";
        MailReturned = "mail_returned", "Courrier retourné à l’expéditeur";
        MailReceived = "mail_received", "Courrier reçu";
        SmsSent = "sms_sent", "SMS envoyé";
        PortalLogin = "portal_login", "Connexion à l’espace personnel";
        WrittenMessage = "written_message", "Message écrit de la personne";
        RequestTakenOver = "request_taken_over", "Demande d’un registre repris";
        RegisterTakenOver = "register_taken_over", "Reprise d’un registre sans dernier contact";
    }
}

impl Manifestation {
    /// Whether it restarts the clock. A login to the portal does where the structure
    /// opted in (R-53).
    ///
    /// # Law
    /// R-45, R-51, R-52, R-53.
    #[must_use]
    pub const fn counts(self, portal_login_counts: bool) -> bool {
        match self {
            Self::Visit
            | Self::PhoneCall
            | Self::Interview
            | Self::RequestInPerson
            | Self::RequestByPhone
            | Self::MailHandedToHolder
            | Self::WrittenMessage
            // Nobody was seen: the clock starts for want of any other day.
            | Self::RegisterTakenOver => true,
            Self::PortalLogin => portal_login_counts,
            Self::RequestOnline
            | Self::RequestByPost
            | Self::MailHandedToProxy
            | Self::MailForwarded
            | Self::MailReturned
            | Self::MailReceived
            | Self::SmsSent
            | Self::RequestTakenOver => false,
        }
    }
}

/// The day of the last manifestation that counts.
///
/// # Law
/// R-50, R-56: a fold of the contact log, never a field edited by hand.
pub fn last_contact(
    manifestations: impl IntoIterator<Item = (Manifestation, NaiveDate)>,
    portal_login_counts: bool,
) -> Option<NaiveDate> {
    manifestations
        .into_iter()
        .filter(|(kind, _)| kind.counts(portal_login_counts))
        .map(|(_, on)| on)
        .max()
}

/// The last day of the three months that follow a contact. On that day the person may
/// not be struck off yet.
///
/// # Law
/// R-50: CASF art. D. 264-3: *more than* three months.
#[must_use]
pub fn threshold(last_contact: NaiveDate) -> NaiveDate {
    add_months(last_contact, 3)
}

/// The first day on which silence allows striking off: strictly after three months.
///
/// Counted forward from the contact: counted backward from today, contacts of the
/// ends of months would come out up to three days wrong.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::presence::first_radiable_day;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(first_radiable_day(day(2024, 11, 30)), day(2025, 3, 1));
/// assert_eq!(first_radiable_day(day(2024, 2, 29)), day(2024, 5, 30));
/// ```
///
/// # Law
/// R-50: CASF art. L. 264-5 and D. 264-3.
#[must_use]
pub fn first_radiable_day(last_contact: NaiveDate) -> NaiveDate {
    next_day(threshold(last_contact))
}

/// An absence justified by health or deprivation of liberty. Which of the two is
/// checked aloud and never written down (R-55).
///
/// # Law
/// R-54, R-55: CASF art. D. 264-3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    pub(crate) fact: Option<FactId>,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
}

impl Absence {
    /// An absence from a day, until a day included or still open; `None` when it would
    /// end before it starts.
    #[must_use]
    pub fn new(from: NaiveDate, until: Option<NaiveDate>) -> Option<Self> {
        until.is_none_or(|until| until >= from).then_some(Self {
            fact: None,
            from,
            until,
        })
    }

    /// The fact that recorded it, where one did.
    #[must_use]
    pub const fn fact(&self) -> Option<FactId> {
        self.fact
    }

    /// First day.
    #[must_use]
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// Last day, included; none while it is open.
    #[must_use]
    pub const fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Whether it has begun and has no end yet.
    #[must_use]
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.until.is_none() && self.from <= today
    }
}

/// The clock of the three months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// No contact is known: nothing runs, and nobody may be struck off for silence.
    Unknown,
    /// A justified absence is open.
    Suspended {
        /// Its first day.
        since: NaiveDate,
    },
    /// It runs.
    Running {
        /// The last contact, or the end of a justified absence when that is later.
        from: NaiveDate,
        /// Last day of the three months.
        threshold: NaiveDate,
        /// First day on which silence allows striking off.
        first_day: NaiveDate,
    },
}

impl Clock {
    /// Whether silence allows striking off today.
    #[must_use]
    pub fn is_due(self, today: NaiveDate) -> bool {
        match self {
            Self::Running { first_day, .. } => today >= first_day,
            Self::Unknown | Self::Suspended { .. } => false,
        }
    }

    /// First day on which silence allows striking off, where the clock runs.
    #[must_use]
    pub const fn first_day(self) -> Option<NaiveDate> {
        match self {
            Self::Running { first_day, .. } => Some(first_day),
            Self::Unknown | Self::Suspended { .. } => None,
        }
    }
}

/// The day from which silence is measured, absences still open left out: the last contact,
/// or the end of a justified absence when that is later.
///
/// # Law
/// R-50, R-54: CASF art. D. 264-3.
#[must_use]
pub fn silent_since(last_contact: Option<NaiveDate>, absences: &[Absence]) -> Option<NaiveDate> {
    let ends = absences.iter().filter_map(|a| a.until);
    last_contact.map(|last| ends.fold(last, NaiveDate::max))
}

/// Reads the clock: three months from the last contact or from the end of a justified
/// absence, whichever is later; nothing while an absence is open.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::presence::{Absence, clock};
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let last = Some(day(2026, 1, 10));
/// assert_eq!(clock(last, &[], day(2026, 4, 1)).first_day(), Some(day(2026, 4, 11)));
///
/// let hospital = Absence::new(day(2026, 2, 1), Some(day(2026, 3, 31))).unwrap();
/// assert_eq!(clock(last, &[hospital], day(2026, 4, 1)).first_day(), Some(day(2026, 7, 1)));
///
/// let open = Absence::new(day(2026, 2, 1), None).unwrap();
/// assert!(!clock(last, &[open], day(2030, 1, 1)).is_due(day(2030, 1, 1)));
/// ```
///
/// # Law
/// R-50, R-54: CASF art. D. 264-3.
#[must_use]
pub fn clock(last_contact: Option<NaiveDate>, absences: &[Absence], today: NaiveDate) -> Clock {
    if let Some(open) = absences
        .iter()
        .filter(|a| a.is_open(today))
        .min_by_key(|a| a.from)
    {
        return Clock::Suspended { since: open.from };
    }
    let Some(from) = silent_since(last_contact, absences) else {
        return Clock::Unknown;
    };
    Clock::Running {
        from,
        threshold: threshold(from),
        first_day: first_radiable_day(from),
    }
}
