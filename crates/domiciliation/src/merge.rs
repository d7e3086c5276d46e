//! Two dossiers of one person become one.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::FactId;

use crate::{
    author::Standing,
    choice::Choice,
    command::Context,
    dossier::Dossier,
    fact::{Fact, Recorded},
    identity::{Coordinates, Filing},
    refused::Refused,
};

/// What two dossiers amount to together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// All facts of both, annulments included, in the order in which they are to be read.
    pub history: Vec<Recorded>,
    /// The facts that say so, to be recorded after them.
    pub facts: Vec<Fact>,
}

/// What merging must not change: the days covered, the requests that wait, the elections
/// that run.
type Rights = (
    BTreeSet<(NaiveDate, NaiveDate)>,
    BTreeSet<FactId>,
    BTreeSet<FactId>,
);

impl Dossier {
    /// Merges `other` into this dossier, whose number and identity are kept. Of contact
    /// details, filing, dependants, the transfer and the pinned note, the other's hold
    /// only where this one says nothing. The caller then removes the other.
    ///
    /// Facts speak of the request and the term of their own dossier, so that one history
    /// follows the other whole; the one that moved last comes last.
    ///
    /// # Errors
    /// [`Refused::NotMergeable`] for the same dossier or another structure's, and when no
    /// order of the two histories leaves terms and requests as they are,
    /// [`Refused::RequestPending`] when both wait for a decision,
    /// [`Refused::Overlaps`] when terms would share days,
    /// [`Refused::NotDeciding`], [`Refused::NotHuman`].
    ///
    /// # Law
    /// periods of one person in one body never overlap.
    pub fn merge(&self, other: &Self, context: &Context<'_>) -> Result<Merging, Refused> {
        context.require(Standing::Decides)?;
        if self.id() == other.id() || self.structure() != other.structure() {
            return Err(Refused::NotMergeable);
        }
        if self.pending_demande().is_some() && other.pending_demande().is_some() {
            return Err(Refused::RequestPending);
        }
        for mine in self.occupied() {
            if let Some(with) = other.occupied().find(|p| p.overlaps(mine)) {
                return Err(Refused::Overlaps { with });
            }
        }
        let rights = union(self.rights(context.today), other.rights(context.today));
        let mut orders = [(other, self), (self, other)];
        if self.last_move() < other.last_move() {
            orders.reverse();
        }
        let merged = orders
            .into_iter()
            .map(|(first, then)| self.reading(first.history(), then.history()))
            .find(|merged| merged.rights(context.today) == rights)
            .ok_or(Refused::NotMergeable)?;
        let mut facts = vec![Fact::Merged {
            number: other.number(),
        }];
        facts.extend(self.kept_beside(other, &merged));
        Ok(Merging {
            history: merged.history().to_vec(),
            facts,
        })
    }

    /// What has to be said again because the other history, read last, says otherwise.
    fn kept_beside(&self, other: &Self, merged: &Self) -> Vec<Fact> {
        let mut facts = Vec::new();
        facts.extend(
            self.identity()
                .filter(|identity| merged.identity() != Some(identity))
                .map(|identity| Fact::IdentityRecorded(identity.clone())),
        );
        let dependants = [self.ayants_droit(), other.ayants_droit()]
            .into_iter()
            .find(|dependants| !dependants.is_empty())
            .unwrap_or_default();
        if merged.ayants_droit() != dependants {
            facts.push(Fact::AyantsDroitRecorded {
                ayants_droit: dependants.to_vec(),
            });
        }
        let coordinates = self.coordinates_beside(other);
        if *merged.coordinates() != coordinates {
            facts.push(Fact::CoordinatesRecorded(coordinates));
        }
        let filing = Filing {
            reference: first(self, other, |d| d.filing().reference.clone()),
            distribution: first(self, other, |d| d.filing().distribution.clone()),
            referent: first(self, other, |d| d.filing().referent),
        };
        if *merged.filing() != filing {
            facts.push(Fact::FilingRecorded(filing));
        }
        facts.extend(
            first(self, other, |d| d.transfer().cloned())
                .filter(|transfer| merged.transfer() != Some(transfer))
                .map(Fact::TransferSet),
        );
        facts.extend(
            first(self, other, Self::pinned)
                .filter(|note| merged.pinned() != Some(*note))
                .map(|note| Fact::NotePinned { note }),
        );
        facts
    }

    /// The coordinates of this one or, where it has none, of the other. Messages that the
    /// person objected to at the other since they accepted them here are not sent.
    ///
    /// # Law
    /// T-04: RGPD art. 21.
    fn coordinates_beside(&self, other: &Self) -> Coordinates {
        if *self.coordinates() == Coordinates::default() {
            return other.coordinates().clone();
        }
        let mut kept = self.coordinates().clone();
        let (here, there) = (self.messages_choice(), other.messages_choice());
        let objected_since = |here: Option<Choice<'_>>, there: Option<Choice<'_>>| {
            let accepted = here.map(|choice| choice.since);
            there.is_some_and(|choice| !choice.accepts && Some(choice.since) > accepted)
        };
        let asked = other.coordinates();
        kept.sms &= !(asked.phone.is_some() && objected_since(here.sms, there.sms));
        kept.by_email &= !(asked.email.is_some() && objected_since(here.email, there.email));
        kept
    }

    fn pinned(&self) -> Option<FactId> {
        let pinned = self.notes().iter().find(|note| note.is_pinned());
        pinned.map(crate::dossier::StandingNote::fact)
    }

    fn reading(&self, first: &[Recorded], then: &[Recorded]) -> Self {
        let history = first.iter().chain(then).cloned().collect();
        Self::from_history(self.structure(), self.id(), self.number(), history)
    }

    /// When a decision last moved it; a pending request is later than any.
    fn last_move(&self) -> (bool, Option<DateTime<Utc>>) {
        let decided = self.last_decision().and_then(|d| self.fact(d.fact()));
        (self.pending_demande().is_some(), decided.map(|r| r.at))
    }

    fn rights(&self, today: NaiveDate) -> Rights {
        let running = self
            .terms()
            .iter()
            .filter(|term| term.ended_on().is_none() && today <= term.period().end());
        (
            self.occupied().map(|p| (p.start(), p.end())).collect(),
            self.demandes()
                .iter()
                .filter(|d| d.is_pending())
                .map(crate::request::Demande::fact)
                .collect(),
            running.map(crate::term::Term::decision).collect(),
        )
    }
}

/// What one dossier says, or else the other.
fn first<T>(one: &Dossier, other: &Dossier, says: impl Fn(&Dossier) -> Option<T>) -> Option<T> {
    says(one).or_else(|| says(other))
}

fn union(mut one: Rights, other: Rights) -> Rights {
    one.0.extend(other.0);
    one.1.extend(other.1);
    one.2.extend(other.2);
    one
}
