//! Two dossiers of one person become one.

use crate::{
    author::Standing, command::Context, dossier::Dossier, fact::Recorded, fold::fold,
    refused::Refused,
};

impl Dossier {
    /// The history that this dossier would have with the facts of `other`: all facts
    /// of both, in order of entry, annulments included; this number is kept.
    ///
    /// The fact that says so is [`crate::Fact::Merged`], appended by the caller, who
    /// then removes the other dossier.
    ///
    /// # Errors
    /// [`Refused::NotMergeable`] for the same dossier or another structure's,
    /// [`Refused::RequestPending`] when both wait for a decision,
    /// [`Refused::Overlaps`] when terms would share days,
    /// [`Refused::NotDeciding`], [`Refused::NotHuman`].
    ///
    /// # Law
    /// periods of one person in one body never overlap.
    pub fn merged_history(
        &self,
        other: &Self,
        context: &Context<'_>,
    ) -> Result<Vec<Recorded>, Refused> {
        match context.author.standing() {
            None => return Err(Refused::NotHuman),
            Some(Standing::Decides) => {}
            Some(Standing::Reception | Standing::Instructs) => return Err(Refused::NotDeciding),
        }
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
        let mut history: Vec<Recorded> = self
            .history()
            .iter()
            .chain(other.history())
            .cloned()
            .collect();
        history.sort_by_key(|r| r.at);
        // The identity kept is that of the dossier kept, whichever was typed last.
        if let Some(identity) = self.identity() {
            let last = fold(&history).identity;
            if last.as_ref() != Some(identity)
                && let Some(at) = self.history().iter().rposition(
                    |r| matches!(&r.fact, crate::Fact::IdentityRecorded(i) if i == identity),
                )
            {
                let kept = self.history()[at].clone();
                history.retain(|r| r.id != kept.id);
                history.push(kept);
            }
        }
        Ok(history)
    }
}
