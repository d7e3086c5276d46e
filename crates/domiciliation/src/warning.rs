//! What deserves attention without forbidding anything.

use chrono::NaiveDate;
use kernel::RuleId;

use crate::{
    command::{Command, Context, Opening},
    deadline,
    decision::{Decision, NotificationMode},
    dossier::Dossier,
    due::{Anchors, Calendar, Due, Duty, Urgency},
    mail::{self, WaitingMail},
    presence,
    radiation::RadiationMotif,
    refusal::{self, Admissibility, OrientationKind, RefusalGround},
    status::Status,
    term,
};

/// The age from which a person is of age.
const MAJORITY: i32 = 18;

/// A warning, with the facts that a sentence about it needs.
///
/// Ordered by gravity: the first ones can cost somebody their address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// The person died.
    Deceased {
        /// The day.
        on: NaiveDate,
    },
    /// Silence has lasted more than three months.
    Radiable {
        /// Since this day.
        first_day: NaiveDate,
    },
    /// Three months of silence end within a week.
    SilenceNearlyOver {
        /// The first day on which the person may be struck off.
        first_day: NaiveDate,
    },
    /// Silence has lasted two months.
    SilenceTwoMonths {
        /// The first day on which the person may be struck off.
        first_day: NaiveDate,
    },
    /// The election lapsed without renewal.
    Lapsed {
        /// Its last day.
        end: NaiveDate,
    },
    /// Renewal is advised.
    RenewalAdvised {
        /// The last day of the term.
        end: NaiveDate,
    },
    /// The request was to be answered by now.
    AnswerLate {
        /// The limit.
        limit: NaiveDate,
    },
    /// The request is to be answered within two weeks.
    AnswerSoon {
        /// The limit.
        limit: NaiveDate,
    },
    /// The time for observations is over.
    ObservationsOver {
        /// Its last day.
        until: NaiveDate,
    },
    /// The person made contact since an end for silence was considered.
    PlannedButSeen {
        /// The day of the contact.
        on: NaiveDate,
    },
    /// Receipt was not acknowledged.
    NotAcknowledged {
        /// When it was due.
        due: NaiveDate,
    },
    /// An unfavourable decision, or a grant, was not notified.
    NotNotified {
        /// The day of the decision.
        decided_on: NaiveDate,
    },
    /// La Poste gives the registered item back soon.
    NoticeExpires {
        /// The last day.
        on: NaiveDate,
    },
    /// Mail is kept beyond the time set by the house.
    MailKeptTooLong {
        /// Since when it waits.
        since: NaiveDate,
    },
    /// The agrément ends soon or has ended.
    AgrementEnds {
        /// Its last day.
        on: NaiveDate,
    },
    /// An appointment has passed without a trace.
    AppointmentPassed {
        /// Its day.
        on: NaiveDate,
    },
    /// Mail waits for somebody whose election would end.
    MailWaiting {
        /// How many items.
        items: u32,
    },
    /// The ground has no text of its own.
    NoStatutoryGround {
        /// The ground.
        motif: RadiationMotif,
    },
    /// The ground of refusal is fragile, or depends on the agrément.
    FragileGround {
        /// The ground.
        ground: RefusalGround,
        /// Whether it depends on the agrément.
        by_agrement: bool,
    },
    /// The term is shorter than the year of the law.
    ShorterTerm {
        /// The end the law gives.
        full_end: NaiveDate,
    },
    /// More than four months have passed since the decision.
    PastWithdrawal {
        /// The limit.
        limit: NaiveDate,
    },
    /// The only notification is a letter to the address of the body itself.
    NotifiedAtElectedAddress,
    /// The person says they are already domiciled elsewhere.
    AlreadyDomiciled,
    /// Asylum seekers are domiciled by a body of their own.
    AsylumSeekers,
    /// The holder is a minor.
    MinorHolder,
    /// A dependant is of age and could hold a dossier.
    AdultAyantDroit {
        /// How many.
        count: usize,
    },
    /// The election has ended: mail is only kept until a day.
    MailAfterEnd {
        /// The last day.
        until: NaiveDate,
    },
    /// The person is not domiciled here, or mail is no longer kept for them: La Poste takes
    /// it back, marked « Pli non distribuable ».
    MailNotKept,
}

impl Warning {
    /// The rule behind the warning.
    #[must_use]
    pub const fn rule(&self) -> RuleId {
        RuleId(match self {
            Self::Deceased { .. } => "R-71",
            Self::Radiable { .. }
            | Self::SilenceNearlyOver { .. }
            | Self::SilenceTwoMonths { .. } => "R-50",
            Self::Lapsed { .. } => "R-70",
            Self::RenewalAdvised { .. } => "R-42",
            Self::AnswerLate { .. } | Self::AnswerSoon { .. } => "R-23",
            Self::ObservationsOver { .. } | Self::PlannedButSeen { .. } => "R-65",
            Self::NotAcknowledged { .. } => "R-21",
            Self::NotNotified { .. } => "R-36",
            Self::NoticeExpires { .. } => "R-82",
            Self::MailKeptTooLong { .. } | Self::MailAfterEnd { .. } | Self::MailNotKept => "R-83",
            Self::AgrementEnds { .. } => "R-92",
            Self::AppointmentPassed { .. } => "R-26",
            Self::MailWaiting { .. } => "R-59",
            Self::NoStatutoryGround { .. } => "R-63",
            Self::FragileGround { .. } => "R-60",
            Self::ShorterTerm { .. } => "R-30",
            Self::PastWithdrawal { .. } => "R-38",
            Self::NotifiedAtElectedAddress => "R-69",
            Self::AlreadyDomiciled => "R-28",
            Self::AsylumSeekers => "R-09",
            Self::MinorHolder => "R-13",
            Self::AdultAyantDroit { .. } => "R-12",
        })
    }
}

/// Whether the end of an agrément is near enough to deserve attention: its renewal is to
/// be asked for three months ahead.
///
/// # Law
/// CASF art. D. 264-5 4°.
#[must_use]
pub fn of_agrement(agrement: &kernel::Agrement, today: NaiveDate) -> Option<Warning> {
    (today >= agrement.renewal_warning_from()).then(|| Warning::AgrementEnds {
        on: agrement.periode().end(),
    })
}

/// Warnings about somebody who would be registered: their age, their dependants'.
#[must_use]
pub fn on_opening(opening: &Opening) -> Vec<Warning> {
    let mut found = Vec::new();
    if opening.identity.birth.age_on(opening.filed_on) < MAJORITY {
        found.push(Warning::MinorHolder);
    }
    found.extend(adults(&opening.ayants_droit, opening.filed_on));
    found
}

fn adults(ayants_droit: &[crate::identity::AyantDroit], today: NaiveDate) -> Option<Warning> {
    let count = ayants_droit
        .iter()
        .filter(|a| a.birth.age_on(today) >= MAJORITY)
        .count();
    (count > 0).then_some(Warning::AdultAyantDroit { count })
}

impl Dossier {
    /// Everything about the dossier that deserves attention today, gravest first.
    #[must_use]
    pub fn warnings(&self, context: &Context<'_>) -> Vec<Warning> {
        let calendar = Calendar::of(context);
        let anchors = Anchors::of(self, context.policy.portal_login_counts);
        let duties = anchors.duties(calendar);
        let mut found: Vec<Warning> = duties
            .into_iter()
            .chain(anchors.silence_beside_a_plan(calendar))
            .filter_map(|due| self.of_due(due, calendar))
            .collect();
        found.extend(self.deceased_on().map(|on| Warning::Deceased { on }));
        self.about_decisions(&mut found);
        self.about_people(context, &mut found);
        found.sort();
        found
    }

    /// What a duty deserves to be told on the page of the person.
    fn of_due(&self, due: Due, calendar: Calendar<'_>) -> Option<Warning> {
        let day = due.anchor;
        let first_day = presence::first_radiable_day(day);
        Some(match (due.duty, due.urgency) {
            (Duty::SilenceOver, _) => Warning::Radiable { first_day },
            (Duty::SilenceNearlyOver, _) => Warning::SilenceNearlyOver { first_day },
            (Duty::SilenceTwoMonths, _) => Warning::SilenceTwoMonths { first_day },
            (Duty::Lapsed, _) => Warning::Lapsed { end: day },
            (Duty::TermEnding | Duty::RenewalAdvised, _) => Warning::RenewalAdvised { end: day },
            (Duty::Answer, Urgency::Late) => Warning::AnswerLate { limit: day },
            (Duty::Answer, Urgency::Today | Urgency::Soon) => Warning::AnswerSoon { limit: day },
            (Duty::Acknowledgement, Urgency::Late) => Warning::NotAcknowledged {
                due: deadline::acknowledgement_due(day, calendar.holidays),
            },
            (Duty::Appointment, Urgency::Late) => Warning::AppointmentPassed { on: day },
            (Duty::PlannedButSeen, _) => Warning::PlannedButSeen { on: day },
            (Duty::ObservationsOver, _) => Warning::ObservationsOver { until: day },
            (Duty::NotNotified, _) => Warning::NotNotified { decided_on: day },
            (Duty::Notice, _) => Warning::NoticeExpires { on: day },
            (Duty::MailKept, _) => Warning::MailKeptTooLong {
                since: self.waiting_mail().iter().map(WaitingMail::since).min()?,
            },
            // They are seen on the page without being warned of.
            (Duty::Decision, _)
            | (Duty::Acknowledgement | Duty::Appointment, Urgency::Today | Urgency::Soon) => {
                return None;
            }
        })
    }

    fn about_decisions(&self, found: &mut Vec<Warning>) {
        if let Some(demande) = self.pending_demande()
            && self.interview().already_domiciled == Some(true)
            && demande.interview().is_some()
        {
            found.push(Warning::AlreadyDomiciled);
        }
        let posted = self.last_decision().filter(|d| d.is_unfavourable());
        if let Some(notification) = posted.and_then(Decision::notification)
            && notification.mode == NotificationMode::Letter
        {
            found.push(Warning::NotifiedAtElectedAddress);
        }
    }

    fn about_people(&self, context: &Context<'_>, found: &mut Vec<Warning>) {
        if self.pending_demande().is_none() {
            return;
        }
        if self
            .identity()
            .is_some_and(|i| i.birth.age_on(context.today) < MAJORITY)
        {
            found.push(Warning::MinorHolder);
        }
        found.extend(adults(self.ayants_droit(), context.today));
    }

    /// What a command deserves to be told before it is confirmed.
    #[must_use]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most commands deserve no warning"
    )]
    pub fn warnings_before(&self, command: &Command, context: &Context<'_>) -> Vec<Warning> {
        let mut found = Vec::new();
        match command {
            Command::Accept(accord) => {
                let full_end = term::one_year(accord.period.start()).end();
                if accord.period.end() < full_end {
                    found.push(Warning::ShorterTerm { full_end });
                }
                if self.interview().already_domiciled == Some(true) {
                    found.push(Warning::AlreadyDomiciled);
                }
                self.about_people(context, &mut found);
            }
            Command::Refuse(refus) => {
                let cap = context
                    .policy
                    .agrement
                    .as_ref()
                    .and_then(kernel::Agrement::cap);
                let reached = cap
                    .zip(context.elections_in_force)
                    .is_some_and(|(cap, n)| n >= u64::from(cap));
                found.extend(fragile(
                    refusal::admissibility(context.policy.kind, refus.ground, reached),
                    refus.ground,
                ));
                if refus.orientation.kind == OrientationKind::OfiiSpada {
                    found.push(Warning::AsylumSeekers);
                }
            }
            Command::PlanRadiation { motif, .. } => self.before_an_end(*motif, &mut found),
            Command::PronounceRadiation { ground, .. } => {
                self.before_an_end(ground.motif(), &mut found)
            }
            Command::AnnulDecision { decision, .. } => {
                if let Some(limit) = self
                    .decision(*decision)
                    .map(|d| deadline::withdrawal_limit(d.decided_on()))
                    && context.today > limit
                {
                    found.push(Warning::PastWithdrawal { limit });
                }
            }
            Command::ReceiveMail { .. }
                if matches!(self.status(context.today), Status::Radie | Status::Refuse) =>
            {
                let kept = |end| mail::kept_until(end, context.policy.mail_keep_days);
                let until = self.last_end().map(kept);
                found.push(match until.filter(|until| context.today <= *until) {
                    Some(until) => Warning::MailAfterEnd { until },
                    None => Warning::MailNotKept,
                });
            }
            _ => {}
        }
        found
    }

    fn before_an_end(&self, motif: RadiationMotif, found: &mut Vec<Warning>) {
        let items = self.waiting_mail().iter().map(WaitingMail::quantity).sum();
        if items > 0 {
            found.push(Warning::MailWaiting { items });
        }
        if !motif.is_statutory() {
            found.push(Warning::NoStatutoryGround { motif });
        }
    }
}

/// The warning that goes with an admissible ground.
#[must_use]
pub const fn fragile(admissibility: Admissibility, ground: RefusalGround) -> Option<Warning> {
    match admissibility {
        Admissibility::Fragile => Some(Warning::FragileGround {
            ground,
            by_agrement: false,
        }),
        Admissibility::IfTheAgrementSaysSo => Some(Warning::FragileGround {
            ground,
            by_agrement: true,
        }),
        Admissibility::Allowed | Admissibility::Closed | Admissibility::CapNotReached => None,
    }
}
