//! What lists and searches know of a dossier: derived from its facts, stored for
//! speed, and never the truth. A test proves that what is stored equals this fold.

use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::{
    Dossier, Situation,
    decision::Outcome,
    mail::{MailKind, WaitingMail},
    presence::{Absence, Clock},
};
use kernel::{BirthDate, StaffId, fold};

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
    /// The effect of the last refusal, striking off or closing.
    pub ended_on: Option<NaiveDate>,
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
    /// The structure's own identifier.
    pub reference: Option<String>,
    /// The name, folded, for sorting.
    pub sort_name: String,
    /// Everything a search looks into, folded, with a space before each word.
    pub search: String,
}

impl Projection {
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
        Self {
            situation: dossier.situation(),
            term_start: term.map(|t| t.period().start()),
            renewal_pending: dossier.pending_renewal().is_some(),
            proposed: pending
                .is_some_and(|d| matches!(d.stage(), domiciliation::request::Stage::Proposed(_))),
            filed_on: pending.map(domiciliation::request::Demande::filed_on),
            answer_limit: pending.map(domiciliation::request::Demande::answer_limit),
            appointment_at: pending.and_then(|d| d.appointment()).map(|a| a.at),
            ended_on: dossier.last_decision().and_then(|d| match d.outcome() {
                Outcome::Accepted(_) => None,
                Outcome::Refused(refus) => Some(refus.decided_on),
                Outcome::Terminated(radiation) => Some(radiation.effective_on),
                Outcome::ClosedAfterExpiry { on } => Some(*on),
            }),
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
            retention_anchor: dossier.retention_anchor(),
            civility: identity.map_or("", |i| i.civility.code()),
            usage: identity
                .and_then(|i| i.usage.as_ref())
                .map(ToString::to_string),
            birth: identity.map(|i| i.birth),
            reference: dossier.filing().reference.as_ref().map(ToString::to_string),
            sort_name: format!("{} {}", fold(&nom), fold(&prenoms)),
            search: search_text(dossier, &nom, &prenoms),
            nom,
            prenoms,
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Holder, usage name, dependants, proxies and references, each word after a space.
fn search_text(dossier: &Dossier, nom: &str, prenoms: &str) -> String {
    let mut parts = vec![dossier.number().to_string(), fold(nom), fold(prenoms)];
    parts.extend(
        dossier
            .identity()
            .and_then(|i| i.usage.as_ref())
            .map(|u| fold(u.as_str())),
    );
    parts.extend(
        dossier
            .filing()
            .reference
            .as_ref()
            .map(|r| fold(r.as_str())),
    );
    for ayant_droit in dossier.ayants_droit() {
        parts.push(fold(ayant_droit.nom.as_str()));
        parts.push(fold(ayant_droit.prenoms.as_str()));
    }
    for standing in dossier.procurations() {
        parts.push(fold(standing.procuration().nom.as_str()));
        parts.push(fold(standing.procuration().prenoms.as_str()));
    }
    format!(" {}", parts.join(" "))
}
