//! What lists and searches know of a dossier: derived from its facts, stored for
//! speed, and never the truth. A test proves that what is stored equals this fold.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domiciliation::{
    Dossier, Situation,
    decision::Outcome,
    due::Anchors,
    mail::{MailKind, WaitingMail},
    presence::{Absence, Clock},
    procuration::StandingProcuration,
    term::Term,
};
use kernel::{BirthDate, Email, FactId, Periode, PhoneNumber, StaffId, fold};

use crate::{
    find::Findable,
    messages::occasion::{Channels, Grounds},
};

/// The searchable and sortable face of a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// Where it stands before today is known.
    pub situation: Situation,
    /// First day of the term that no decision ended.
    pub term_start: Option<NaiveDate>,
    /// Whether a renewal runs beside the term.
    pub renewal_pending: bool,
    /// Whether a decision is proposed, be it on a first request or a renewal.
    pub proposed: bool,
    /// When the pending request was filed.
    pub filed_on: Option<NaiveDate>,
    /// Until when it must be answered.
    pub answer_limit: Option<NaiveDate>,
    /// The appointment that stands.
    pub appointment_at: Option<NaiveDateTime>,
    /// Whoever will receive the person.
    pub appointment_with: Option<StaffId>,
    /// The days from which duties are counted, portal logins left out.
    pub anchors: Anchors,
    /// The decision that the person does not know of.
    pub unnotified: Option<FactId>,
    /// The effect of the last refusal, striking off or closing.
    pub ended_on: Option<NaiveDate>,
    /// When a decision ended the last term, while no election runs.
    pub term_ended_on: Option<NaiveDate>,
    /// Last contact that counts, portal logins left out.
    pub last_contact: Option<NaiveDate>,
    /// First day on which silence allows striking off, open absences left out.
    pub first_radiable_day: Option<NaiveDate>,
    /// First day of an absence that is open.
    pub suspended_since: Option<NaiveDate>,
    /// The end of the time for observations.
    pub observations_until: Option<NaiveDate>,
    /// Letters that wait.
    pub letters: u32,
    /// Parcels that wait.
    pub parcels: u32,
    /// Notices that wait.
    pub notices: u32,
    /// Since when the oldest item waits.
    pub mail_since: Option<NaiveDate>,
    /// When La Poste gives the first registered item back.
    pub notice_expires_on: Option<NaiveDate>,
    /// The member of staff who follows the person.
    pub referent: Option<StaffId>,
    /// Whether a note is pinned.
    pub pinned_note: bool,
    /// How many dependants.
    pub ayants_droit: u32,
    /// How many proxies.
    pub procurations: u32,
    /// The days on which each proxy may take the mail, from the first of them.
    pub proxies: Vec<Periode>,
    /// The days on which mail is sent on.
    pub transfer: Option<Periode>,
    /// From when the delay of forgetting is counted.
    pub retention_anchor: Option<NaiveDate>,
    /// The holder's civility, as a code.
    pub civility: &'static str,
    /// The holder's name.
    pub nom: String,
    /// The holder's first names.
    pub prenoms: String,
    /// The holder's name in use.
    pub usage: Option<String>,
    /// The holder's birth.
    pub birth: Option<BirthDate>,
    /// The holder's telephone.
    pub phone: Option<PhoneNumber>,
    /// The holder's e-mail.
    pub email: Option<Email>,
    /// The language that the holder speaks, as it was written.
    pub language: Option<String>,
    /// Through what the holder accepts to be written to.
    pub channels: Channels,
    /// When the last of the mail that waits was entered.
    pub mail_newest_at: Option<DateTime<Utc>>,
    /// The fact that fixed the appointment that stands.
    pub appointment_id: Option<FactId>,
    /// The structure's own identifier.
    pub reference: Option<String>,
    /// The name, folded, for sorting.
    pub sort_name: String,
    /// What it can be found by.
    pub findable: Findable,
}

impl Projection {
    /// Which writing of it the program makes. One further each time that what is stored
    /// changes, so that `domifa migrate` writes it again for the dossiers stored before.
    pub const WRITING: i16 = 2;

    /// The face of a dossier.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let term = dossier.current_term();
        let pending = dossier.pending_demande();
        let identity = dossier.identity();
        let text = |f: fn(&domiciliation::identity::Identity) -> &kernel::ShortText| {
            identity.map_or_else(String::new, |i| f(i).to_string())
        };
        let (nom, prenoms) = (text(|i| &i.nom), text(|i| &i.prenoms));
        // Open absences aside, the clock does not depend on the day it is read.
        let closed: Vec<Absence> = dossier
            .absences()
            .iter()
            .filter(|a| a.until().is_some())
            .copied()
            .collect();
        let last_contact = dossier.last_contact(false);
        let clock = domiciliation::presence::clock(last_contact, &closed, NaiveDate::MAX);
        let waiting = dossier.waiting_mail();
        let grounds = Grounds::of(dossier);
        Self {
            situation: dossier.situation(),
            term_start: term.map(|t| t.period().start()),
            renewal_pending: dossier.pending_renewal().is_some(),
            proposed: pending
                .is_some_and(|d| matches!(d.stage(), domiciliation::request::Stage::Proposed(_))),
            filed_on: pending.map(domiciliation::request::Demande::filed_on),
            answer_limit: pending.map(domiciliation::request::Demande::answer_limit),
            appointment_at: pending.and_then(|d| d.appointment()).map(|a| a.at),
            appointment_with: pending.and_then(|d| d.appointment()).map(|a| a.with),
            anchors: grounds.anchors,
            unnotified: dossier
                .decision_to_notify()
                .map(domiciliation::decision::Decision::fact),
            ended_on: dossier.last_decision().and_then(|d| match d.outcome() {
                Outcome::Accepted(_) => None,
                Outcome::Refused(refus) => Some(refus.decided_on),
                Outcome::Terminated(radiation) => Some(radiation.effective_on),
                Outcome::ClosedAfterExpiry { on } => Some(*on),
            }),
            term_ended_on: match dossier.situation() {
                Situation::Elected { .. } => None,
                Situation::Proposed
                | Situation::Requested
                | Situation::Ended
                | Situation::Refused => dossier.terms().iter().filter_map(Term::ended_on).max(),
            },
            last_contact,
            first_radiable_day: Clock::first_day(clock),
            suspended_since: dossier
                .absences()
                .iter()
                .filter(|a| a.until().is_none())
                .map(Absence::from)
                .min(),
            observations_until: dossier.planned_radiation().map(|p| p.observations_until),
            letters: dossier.waiting_count(MailKind::Letter),
            parcels: dossier.waiting_count(MailKind::Parcel),
            notices: dossier.waiting_count(MailKind::Notice),
            mail_since: waiting.iter().map(WaitingMail::since).min(),
            notice_expires_on: waiting.iter().filter_map(WaitingMail::notice_expires).min(),
            referent: dossier.filing().referent,
            pinned_note: dossier
                .notes()
                .iter()
                .any(domiciliation::dossier::StandingNote::is_pinned),
            ayants_droit: count(dossier.ayants_droit().len()),
            procurations: count(dossier.procurations().len()),
            proxies: proxies(dossier),
            transfer: dossier.transfer().map(|t| t.period),
            retention_anchor: dossier.retention_anchor(),
            civility: identity.map_or("", |i| i.civility.code()),
            usage: identity
                .and_then(|i| i.usage.as_ref())
                .map(ToString::to_string),
            birth: identity.map(|i| i.birth),
            phone: dossier.coordinates().phone.clone(),
            email: dossier.coordinates().email.clone(),
            language: dossier
                .coordinates()
                .language
                .as_ref()
                .map(ToString::to_string),
            channels: grounds.channels,
            mail_newest_at: grounds.mail_newest_at,
            appointment_id: grounds.appointment.map(|(fact, _)| fact),
            reference: dossier.filing().reference.as_ref().map(ToString::to_string),
            sort_name: format!("{} {}", fold(&nom), fold(&prenoms)),
            findable: Findable::of(dossier),
            nom,
            prenoms,
        }
    }
}

/// The days of each power, as far as it was not withdrawn.
fn proxies(dossier: &Dossier) -> Vec<Periode> {
    let mut days: Vec<Periode> = dossier
        .procurations()
        .iter()
        .filter_map(StandingProcuration::holds)
        .collect();
    days.sort_by_key(|days| (days.start(), days.end()));
    days
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
