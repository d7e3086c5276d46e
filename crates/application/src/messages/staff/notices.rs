//! Which facts a member of the staff is told of, in the transaction of the fact.

use domiciliation::{Author, Dossier, Fact, Recorded};
use kernel::{FactId, MessageId, StaffId, StoreError};
use messages::StaffKind;
use structures::StaffStatus;

use crate::{
    StaffActor,
    jobs::{Due, Task},
    messages::book::StaffMessage,
    ports::{Ids, UnitOfWork},
};

/// Queues the e-mails that facts call for. `stood` is the appointment that stood before.
pub(crate) async fn tell(
    uow: &mut dyn UnitOfWork,
    ids: &dyn Ids,
    actor: &StaffActor,
    stood: Option<FactId>,
    dossier: &Dossier,
    facts: &[Recorded],
) -> Result<(), StoreError> {
    let structure = dossier.structure();
    let mut told = Vec::new();
    for recorded in facts {
        for (staff, kind, occurrence) in whom(uow, stood, dossier, recorded).await? {
            if staff != actor.id() {
                told.push(StaffMessage {
                    id: MessageId::new(ids.mint(recorded.at)),
                    staff,
                    kind,
                    dossier: Some(dossier.id()),
                    occurrence,
                    at: recorded.at,
                });
            }
        }
    }
    let Some(first) = told.first() else {
        return Ok(());
    };
    let now = first.at;
    uow.staff_messages_insert(structure, &told).await?;
    uow.job_add(Task::MessagesSend(structure), Due::By(now))
        .await
}

/// Whom a fact concerns, with what makes it one. Most facts concern nobody.
async fn whom(
    uow: &mut dyn UnitOfWork,
    stood: Option<FactId>,
    dossier: &Dossier,
    recorded: &Recorded,
) -> Result<Vec<(StaffId, StaffKind, String)>, StoreError> {
    let mut whom = Vec::new();
    if let Fact::DecisionProposed(_) = recorded.fact {
        let team = uow.staff_read(dossier.structure()).await?;
        let deciders = team
            .iter()
            .filter(|m| m.status() == StaffStatus::Active && m.role().decides());
        whom.extend(deciders.map(|m| (m.id(), StaffKind::Proposed, recorded.id.to_string())));
    }
    if let Fact::DecisionPostponed { .. } = recorded.fact {
        let proposer = proposer(dossier);
        whom.extend(proposer.map(|id| (id, StaffKind::Postponed, recorded.id.to_string())));
    }
    if let Fact::AppointmentFixed(appointment) = &recorded.fact {
        let with = appointment.with;
        whom.push((with, StaffKind::Appointment, recorded.id.to_string()));
        whom.extend(given_up(dossier, stood, recorded.id, Some(with)));
    }
    if let Fact::AppointmentCancelled { .. } = recorded.fact {
        whom.extend(given_up(dossier, stood, recorded.id, None));
    }
    Ok(whom)
}

/// Whoever made the last proposal.
fn proposer(dossier: &Dossier) -> Option<StaffId> {
    let proposals = dossier.history().iter().rev();
    let mut proposals = proposals.filter(|r| matches!(r.fact, Fact::DecisionProposed(_)));
    match proposals.next()?.author {
        Author::Staff { id, .. } => Some(id),
        Author::Register { .. } | Author::System => None,
    }
}

/// Whoever was to meet the person and no longer is, with the appointment and what ended it.
fn given_up(
    dossier: &Dossier,
    stood: Option<FactId>,
    by: FactId,
    now_with: Option<StaffId>,
) -> Option<(StaffId, StaffKind, String)> {
    let stood = stood?;
    let before = dossier.appointments().iter().find(|a| a.fact() == stood)?;
    let with = before.appointment().with;
    (now_with != Some(with)).then(|| (with, StaffKind::Appointment, format!("{stood}/{by}")))
}
