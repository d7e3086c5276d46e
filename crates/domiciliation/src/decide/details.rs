//! Identity, dependants, notes, holds.

use kernel::{BirthDate, FactId};

use crate::{
    author::Standing,
    command::Context,
    dossier::Dossier,
    fact::Fact,
    identity::{AyantDroit, Identity},
    refused::Refused,
};

/// nobody is born after today.
pub(super) fn born_before(birth: &BirthDate, context: &Context<'_>) -> Result<(), Refused> {
    if birth.earliest() > context.today {
        Err(Refused::BornInTheFuture)
    } else {
        Ok(())
    }
}

pub(super) fn record_identity(
    identity: Identity,
    context: &Context<'_>,
) -> Result<Vec<Fact>, Refused> {
    context.require(Standing::Instructs)?;
    born_before(&identity.birth, context)?;
    Ok(vec![Fact::IdentityRecorded(identity)])
}

pub(super) fn record_ayants_droit(
    ayants_droit: Vec<AyantDroit>,
    context: &Context<'_>,
) -> Result<Vec<Fact>, Refused> {
    context.require(Standing::Instructs)?;
    for ayant_droit in &ayants_droit {
        born_before(&ayant_droit.birth, context)?;
    }
    Ok(vec![Fact::AyantsDroitRecorded { ayants_droit }])
}

impl Dossier {
    pub(super) fn on_note(
        &self,
        note: FactId,
        fact: impl FnOnce(FactId) -> Fact,
    ) -> Result<Vec<Fact>, Refused> {
        if self
            .notes()
            .iter()
            .any(|n| n.fact() == note && !n.is_archived())
        {
            Ok(vec![fact(note)])
        } else {
            Err(Refused::UnknownNote)
        }
    }

    pub(super) fn lift_hold(
        &self,
        hold: FactId,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        if self.holds().iter().any(|h| h.fact() == hold) {
            Ok(vec![Fact::HoldLifted {
                hold,
                on: context.today,
            }])
        } else {
            Err(Refused::UnknownHold)
        }
    }
}
