//! What the official form of a request says.

use kernel::FactId;

use crate::{
    appointment::{AppointmentOutcome, FixedAppointment},
    decision::Decision,
    dossier::Dossier,
    identity::Identity,
    request::{Appointment, Channel, Demande},
};

/// A request as its form tells it: what was asked, when the person was convened, what was
/// decided. It can be printed at any moment and again at any later one: its dates are those
/// of the acts.
///
/// # Law
/// CASF art. D. 264-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemandeForm<'a> {
    demande: &'a Demande,
    convocation: Option<&'a Appointment>,
    decision: Option<&'a Decision>,
    identity: &'a Identity,
    identity_corrected: bool,
}

impl Dossier {
    /// The form of a request, pending or not. None when there is no such request, or when a
    /// register that was taken over tells of it: it knows neither its day nor its channel.
    #[must_use]
    pub fn demande_form(&self, demande: FactId) -> Option<DemandeForm<'_>> {
        let here = |d: &&Demande| d.fact() == demande && d.channel() != Channel::Register;
        let found = self.demandes().iter().find(here)?;
        let decision = self
            .decisions()
            .iter()
            .find(|d| d.demande() == Some(demande));
        Some(DemandeForm {
            demande: found,
            convocation: self.convocation(demande),
            decision,
            identity: self.identity()?,
            identity_corrected: decision.is_some_and(|d| self.identity_corrected_since(d.fact())),
        })
    }

    /// The last appointment fixed for a request that was not given up, whatever came of it.
    fn convocation(&self, demande: FactId) -> Option<&Appointment> {
        let place = |fact: FactId| self.history().iter().position(|r| r.id == fact);
        let filed = place(demande)?;
        let next = self
            .demandes()
            .iter()
            .filter_map(|d| place(d.fact()))
            .filter(|other| *other > filed)
            .min()
            .unwrap_or(usize::MAX);
        self.appointments()
            .iter()
            .rfind(|fixed| {
                let own = place(fixed.fact()).is_some_and(|at| (filed..next).contains(&at));
                own && stands(fixed.outcome())
            })
            .map(FixedAppointment::appointment)
    }
}

/// Whether the person was, or still is, to come to that appointment.
const fn stands(outcome: &AppointmentOutcome) -> bool {
    match outcome {
        AppointmentOutcome::Planned
        | AppointmentOutcome::Held { .. }
        | AppointmentOutcome::Missed => true,
        AppointmentOutcome::Moved { .. } | AppointmentOutcome::Cancelled => false,
    }
}

impl<'a> DemandeForm<'a> {
    /// The request.
    #[must_use]
    pub const fn demande(&self) -> &'a Demande {
        self.demande
    }

    /// When and where the person was convened.
    #[must_use]
    pub const fn convocation(&self) -> Option<&'a Appointment> {
        self.convocation
    }

    /// The decision that answered it and stands.
    #[must_use]
    pub const fn decision(&self) -> Option<&'a Decision> {
        self.decision
    }

    /// The holder as known today.
    #[must_use]
    pub const fn identity(&self) -> &'a Identity {
        self.identity
    }

    /// Whether the identity was corrected since the decision, which a reprint says.
    #[must_use]
    pub const fn is_identity_corrected(&self) -> bool {
        self.identity_corrected
    }
}
