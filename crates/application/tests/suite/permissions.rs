//! Each role meets each command: forbidden exactly where the published grid says so.

use std::{collections::HashSet, mem::discriminant};

use application::UseCaseError;
use chrono::NaiveDate;
use domiciliation::{
    Command, Refused, Status,
    decision::NotificationMode,
    fact::{AnnulmentMotive, ContactKind, HoldKind},
    identity::{Coordinates, Filing},
    interview::Interview,
    mail::{Delivery, MailKind, Quantity},
    payer::PayerQuestion,
    ports::ErasureGround,
    procuration::{Procuration, Transfer},
    radiation::{RadiationGround, RadiationMotif},
    refusal::RefusalGround,
    request::{Appointment, Channel},
};
use kernel::{FactId, Periode, StructureKind};
use structures::Role;
use testkit::{
    Storage,
    builders::{a_refus, an_accord, an_identity, id, text},
    house::House,
    memory::MemoryStore,
};

/// The grid, by hand: the least role for each command.
const fn least(command: &Command) -> Role {
    match command {
        Command::RecordContact { .. }
        | Command::ReceiveMail { .. }
        | Command::DeliverMail { .. }
        | Command::Undo { .. }
        | Command::AddNote(_)
        | Command::RecordCoordinates(_)
        | Command::GiveProcuration(_)
        | Command::EndProcuration { .. }
        | Command::SetTransfer(_)
        | Command::EndTransfer => Role::Facteur,
        Command::RecordIdentity(_)
        | Command::RecordAyantsDroit(_)
        | Command::RecordFiling(_)
        | Command::FileDemande { .. }
        | Command::AcknowledgeDemande { .. }
        | Command::RequestPieces { .. }
        | Command::ReceivePieces { .. }
        | Command::ForwardDemande { .. }
        | Command::WithdrawDemande { .. }
        | Command::FixAppointment(_)
        | Command::MissAppointment
        | Command::CancelAppointment { .. }
        | Command::HoldInterview { .. }
        | Command::CorrectInterview(_)
        | Command::Propose { .. }
        | Command::PlanRadiation { .. }
        | Command::DropRadiation { .. }
        | Command::Notify { .. }
        | Command::AnnulEntry { .. }
        | Command::AnswerPayer(_)
        | Command::PinNote(_)
        | Command::UnpinNote(_)
        | Command::ArchiveNote(_) => Role::Instructeur,
        Command::Postpone { .. }
        | Command::Accept(_)
        | Command::Refuse(_)
        | Command::PronounceRadiation { .. }
        | Command::CloseAfterExpiry
        | Command::AnnulDecision { .. }
        | Command::JustifyAbsence { .. }
        | Command::EndAbsence { .. }
        | Command::SetHold(_)
        | Command::LiftHold(_) => Role::Gestionnaire,
    }
}

/// One of each command. A variant that is added to [`least`] goes here too.
const COMMANDS: usize = 43;

fn every_command(on: NaiveDate) -> Vec<Command> {
    let fact = id::<FactId>(1);
    let period = Periode::new(on, on).unwrap();
    let reason = || text("Une raison.");
    let items = || vec![(MailKind::Letter, Quantity::ONE)];
    vec![
        Command::RecordIdentity(an_identity("Diallo", "Aminata")),
        Command::RecordAyantsDroit(Vec::new()),
        Command::RecordCoordinates(Coordinates::default()),
        Command::RecordFiling(Filing::default()),
        Command::FileDemande {
            on,
            channel: Channel::InPerson,
        },
        Command::AcknowledgeDemande { on },
        Command::RequestPieces {
            until: on,
            missing: reason(),
        },
        Command::ReceivePieces { on },
        Command::ForwardDemande { to: reason() },
        Command::WithdrawDemande { reason: reason() },
        Command::FixAppointment(Appointment {
            at: on.and_hms_opt(9, 0, 0).unwrap(),
            minutes: domiciliation::appointment::Minutes::default(),
            with: id(1),
            with_name: text("Camille"),
            place: None,
        }),
        Command::MissAppointment,
        Command::CancelAppointment {
            reason: text("La personne a téléphoné."),
        },
        Command::HoldInterview {
            on,
            interview: Box::new(Interview::default()),
        },
        Command::CorrectInterview(Box::default()),
        Command::Propose {
            favourable: true,
            remarks: None,
        },
        Command::Postpone { reason: reason() },
        Command::Accept(an_accord(on, on)),
        Command::Refuse(a_refus(on, RefusalGround::AbsenceDeLien)),
        Command::PlanRadiation {
            motif: RadiationMotif::NonManifestation,
            notified_on: on,
        },
        Command::DropRadiation { reason: reason() },
        Command::PronounceRadiation {
            ground: RadiationGround::ADemande { asked_on: on },
            effective_on: on,
            urgency: None,
        },
        Command::CloseAfterExpiry,
        Command::AnswerPayer(PayerQuestion {
            body: text("CAF"),
            address: None,
            reference: None,
            received_on: on,
        }),
        Command::Notify {
            decision: fact,
            on,
            mode: NotificationMode::HandedOver,
        },
        Command::AnnulDecision {
            decision: fact,
            motive: AnnulmentMotive::EntryError,
            reason: reason(),
        },
        Command::RecordContact {
            on,
            kind: ContactKind::Visit,
        },
        Command::JustifyAbsence {
            from: on,
            until: None,
        },
        Command::EndAbsence {
            absence: fact,
            until: on,
        },
        Command::ReceiveMail {
            on,
            items: items(),
            remark: None,
        },
        Command::DeliverMail {
            on,
            items: items(),
            delivery: Delivery::Holder,
        },
        Command::Undo { target: fact },
        Command::AnnulEntry {
            target: fact,
            motive: AnnulmentMotive::EntryError,
            reason: reason(),
        },
        Command::GiveProcuration(Procuration {
            nom: text("Petit"),
            prenoms: text("Paul"),
            birth: None,
            period,
        }),
        Command::EndProcuration {
            procuration: fact,
            on,
        },
        Command::SetTransfer(Transfer {
            name: text("Maison"),
            address: reason(),
            period,
        }),
        Command::EndTransfer,
        Command::AddNote(reason()),
        Command::PinNote(fact),
        Command::UnpinNote(fact),
        Command::ArchiveNote(fact),
        Command::SetHold(HoldKind::Appeal),
        Command::LiftHold(fact),
    ]
}

#[tokio::test]
async fn a_command_is_forbidden_exactly_where_the_grid_says_so() {
    let storage = Storage::of(MemoryStore::new());
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    let commands = every_command(house.today());
    let distinct: HashSet<_> = commands.iter().map(discriminant).collect();
    assert_eq!((distinct.len(), commands.len()), (COMMANDS, COMMANDS));
    for status in [Status::Actif, Status::EnInstruction, Status::AValider] {
        for role in Role::ALL {
            for command in &commands {
                let dossier = house.open_as(status, "Diallo", "Aminata").await;
                let answer = house.order(*role, dossier, command.clone()).await;
                let forbidden = answer == Err(UseCaseError::Forbidden);
                assert_eq!(forbidden, *role < least(command), "{role:?} {command:?}");
                // What the grid permits, the law does not refuse for want of standing.
                let standing = [Refused::NotDeciding, Refused::NotInstructing];
                if let Err(UseCaseError::Refused(refused)) = answer {
                    assert!(!standing.contains(&refused), "{role:?} {command:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn reading_opening_and_erasing_follow_the_grid() {
    let storage = Storage::of(MemoryStore::new());
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    for role in Role::ALL {
        let actor = house.actor(*role);
        let opening = testkit::builders::an_opening("Diallo", "Aminata", house.today());
        let id = house.opening().new_id();
        let opened = house.opening().execute(&actor, id, opening).await;
        let forbidden = opened.err() == Some(UseCaseError::Forbidden);
        assert_eq!(forbidden, *role < Role::Instructeur, "{role:?} opens");

        let dossier = house.open("Petit", "Paul").await;
        assert!(house.desk().read(&actor, dossier).await.is_ok());
        let ground = ErasureGround::EntryError;
        let erased = house
            .desk()
            .erase(&actor, dossier, 1, dossier.uuid(), ground)
            .await;
        let forbidden = erased.err() == Some(UseCaseError::Forbidden);
        assert_eq!(forbidden, *role < Role::Gestionnaire, "{role:?} erases");
    }
}
