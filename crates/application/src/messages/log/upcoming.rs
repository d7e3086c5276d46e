//! What will leave for a person at the next slots, as things stand.

use std::convert::Infallible;

use domiciliation::Dossier;
use structures::Action;

use super::{
    super::{
        book::{Filter, Place, To},
        occasion::{Grounds, House, Occasion, Upcoming, upcoming},
        settings::place_of,
    },
    MessageLog,
};
use crate::{StaffActor, UseCaseError, actor::policy_of};

/// How many of the last messages are looked through for what was told already.
const TOLD: u32 = 100;

impl MessageLog {
    /// What will leave for a person at the next slots unless something happens before; what
    /// is planned already is not in it.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn upcoming(
        &self,
        actor: &StaffActor,
        dossier: &Dossier,
    ) -> Result<Vec<Upcoming>, UseCaseError<Infallible>> {
        actor.require(Action::ViewDossiers)?;
        let structure = actor.structure();
        let filter = Filter {
            dossier: Some(dossier.id()),
            ..Filter::default()
        };
        let mut uow = self.store.begin(actor.scope()).await?;
        let settings = uow.message_settings(structure.id()).await?.value;
        let told = uow
            .messages_log(structure.id(), &filter, Place::Start, TOLD)
            .await?;
        let told: Vec<Occasion> = told
            .lines
            .into_iter()
            .filter_map(|line| match line.message.to {
                To::Person { kind, .. } => Some(Occasion {
                    kind,
                    occurrence: line.message.occurrence,
                }),
                To::Staff { .. } => None,
            })
            .collect();
        let house = House {
            settings: &settings,
            policy: &policy_of(structure),
            place: place_of(structure),
        };
        let now = self.clock.now();
        Ok(upcoming(&Grounds::of(dossier), house, now, &told))
    }
}
