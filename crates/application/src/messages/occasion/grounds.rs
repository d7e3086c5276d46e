//! What is kept of a dossier to tell what its holder is to be told.

use chrono::{DateTime, NaiveDateTime, Utc};
use domiciliation::{
    Dossier, appointment::FixedAppointment, decision::Decision, due::Anchors, mail::MailKind,
    presence,
};
use kernel::FactId;
use messages::{
    Channel, Kind,
    texts::{Facts, Waiting},
};

/// Through what somebody accepts to be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Channels {
    /// By text message.
    pub sms: bool,
    /// By e-mail.
    pub email: bool,
}

impl Channels {
    /// As the person chose, where they left a number or an address. Nobody is written to
    /// after their death. Whether the number takes text messages is asked when one is sent.
    ///
    /// # Law
    /// T-04 of the rule table (messages).
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let coordinates = dossier.coordinates();
        let lives = dossier.deceased_on().is_none();
        Self {
            sms: lives && coordinates.sms && coordinates.phone.is_some(),
            email: lives && coordinates.by_email && coordinates.email.is_some(),
        }
    }

    /// Whether it is through this one.
    #[must_use]
    pub const fn accept(self, channel: Channel) -> bool {
        match channel {
            Channel::Sms => self.sms,
            Channel::Email => self.email,
        }
    }

    /// Each of them.
    #[must_use]
    pub fn list(self) -> Vec<Channel> {
        let all = Channel::ALL.iter().copied();
        all.filter(|channel| self.accept(*channel)).collect()
    }
}

/// What is kept of a dossier: stored columns, all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grounds {
    /// The days from which duties are counted, portal logins left out.
    pub anchors: Anchors,
    /// When the newest item that waits was entered.
    pub mail_newest_at: Option<DateTime<Utc>>,
    /// What waits.
    pub waiting: Waiting,
    /// The appointment that stands, in civil time.
    pub appointment: Option<(FactId, NaiveDateTime)>,
    /// The decision that the person does not know of.
    pub unnotified: Option<FactId>,
    /// Through what the person accepts to be written to.
    pub channels: Channels,
}

impl Grounds {
    /// What is kept of a dossier.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let fixed = |a: &FixedAppointment| (a.fact(), a.appointment().at);
        Self {
            anchors: Anchors::of(dossier, false),
            mail_newest_at: dossier.newest_waiting(),
            waiting: Waiting {
                letters: dossier.waiting_count(MailKind::Letter),
                parcels: dossier.waiting_count(MailKind::Parcel),
                notices: dossier.waiting_count(MailKind::Notice),
            },
            appointment: dossier.planned_appointment().map(fixed),
            unnotified: dossier.decision_to_notify().map(Decision::fact),
            channels: Channels::of(dossier),
        }
    }

    /// What a message of a kind is filled in with; none when there is nothing to tell.
    #[must_use]
    pub fn facts(&self, kind: Kind) -> Option<Facts> {
        Some(match kind {
            Kind::MailWaiting => {
                self.mail_newest_at?;
                Facts::MailWaiting(self.waiting)
            }
            Kind::TermEnding => Facts::TermEnding {
                on: self.anchors.term_end?,
            },
            Kind::Silence => Facts::Silence {
                before: presence::first_radiable_day(self.anchors.silent_since?),
            },
            Kind::Appointment => Facts::Appointment {
                at: self.appointment?.1,
            },
            Kind::NoticeExpiring => Facts::NoticeExpiring {
                until: self.anchors.notice_expires_on?,
            },
            Kind::Decision => {
                self.unnotified?;
                Facts::Decision
            }
        })
    }
}
