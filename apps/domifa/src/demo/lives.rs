//! The lives of the demo: every status, and something due today for every alert.

use anyhow::Result;
use domiciliation::{
    Command,
    interview::Interview,
    mail::{MailKind, Quantity},
    radiation::{RadiationGround, RadiationMotif},
};
use structures::Role;

use super::{
    acts::{accept, ago, appoint, declared, filed, interviewed, meet, propose, receive, visit},
    beside,
    people::Kind,
    world::{Life, World},
    years::{at_request, lived, ordinary, refused, renew, silent, struck_off},
};

/// Today's alerts first, ordinary lives for the rest, shuffled by name on the screens.
const SCENES: [(usize, Scene); 30] = [
    (6, Scene::JustFiled),
    (4, Scene::NotAcknowledged),
    (8, Scene::AppointmentAhead),
    (4, Scene::AppointmentPassed),
    (5, Scene::Interviewed),
    (3, Scene::AlreadyDomiciled),
    (3, Scene::AnswerSoon),
    (3, Scene::AnswerLate),
    (2, Scene::MissedInterview),
    (2, Scene::Minor),
    (2, Scene::AdultChild),
    (8, Scene::Proposed),
    (8, Scene::SilentTwoMonths),
    (5, Scene::SilentNearlyThree),
    (9, Scene::Radiable),
    (
        4,
        Scene::Planned {
            told: 8,
            seen: false,
        },
    ),
    (
        4,
        Scene::Planned {
            told: 20,
            seen: false,
        },
    ),
    (
        3,
        Scene::Planned {
            told: 12,
            seen: true,
        },
    ),
    (10, Scene::RenewalAdvised),
    (6, Scene::RenewalPending),
    (5, Scene::RenewalProposed),
    (9, Scene::Lapsed { renewal: false }),
    (4, Scene::Lapsed { renewal: true }),
    (8, Scene::Closed),
    (12, Scene::Refused),
    (20, Scene::StruckOff),
    (2, Scene::Deceased),
    (3, Scene::MailKeptTooLong),
    (3, Scene::NoticeExpiring),
    (2, Scene::NotNotified),
];

/// What a life is in the demo for.
#[derive(Clone, Copy)]
enum Scene {
    Ordinary,
    JustFiled,
    NotAcknowledged,
    AppointmentAhead,
    AppointmentPassed,
    Interviewed,
    AlreadyDomiciled,
    AnswerSoon,
    AnswerLate,
    MissedInterview,
    Minor,
    AdultChild,
    Proposed,
    SilentTwoMonths,
    SilentNearlyThree,
    Radiable,
    Planned { told: i32, seen: bool },
    RenewalAdvised,
    RenewalPending,
    RenewalProposed,
    Lapsed { renewal: bool },
    Closed,
    Refused,
    StruckOff,
    Deceased,
    MailKeptTooLong,
    NoticeExpiring,
    NotNotified,
}

/// `count` dossiers and those that show what stands beside a person, oldest first.
pub fn all(mut world: World, count: usize) -> Result<Vec<Life>> {
    // The association is smaller: fewer of each scene, at least one.
    let scale = |n: usize| (n * count).div_ceil(250).max(1);
    let mut lives = Vec::with_capacity(count);
    for (n, scene) in SCENES {
        for _ in 0..scale(n) {
            lives.push(live(&mut world, scene)?);
        }
    }
    while lives.len() < count {
        lives.push(live(&mut world, Scene::Ordinary)?);
    }
    lives.truncate(count);
    lives.extend(beside::all(&mut world, scale)?);
    lives.sort_by_key(|l| l.dossier().history().first().map(|r| r.at));
    Ok(lives)
}

fn live(world: &mut World, scene: Scene) -> Result<Life> {
    match scene {
        Scene::Ordinary => ordinary(world),
        Scene::JustFiled => filed(world, 0, Kind::Adult, true),
        Scene::NotAcknowledged => filed(world, 6, Kind::Adult, false),
        Scene::Minor => filed(world, 2, Kind::Minor, true),
        Scene::AdultChild => filed(world, 3, Kind::WithAdultChild, true),
        Scene::AppointmentAhead => {
            let mut life = filed(world, 5, Kind::Adult, true)?;
            let ahead = world.dice.between(0, 9);
            appoint(world, &mut life, 5, 5 + ahead)?;
            Ok(life)
        }
        Scene::AppointmentPassed => {
            let mut life = filed(world, 12, Kind::Adult, true)?;
            appoint(world, &mut life, 12, 9)?;
            Ok(life)
        }
        Scene::MissedInterview => {
            let mut life = filed(world, 20, Kind::Adult, true)?;
            appoint(world, &mut life, 20, 8)?;
            life.act(world, 11, Role::Instructeur, Command::MissAppointment)?;
            Ok(life)
        }
        Scene::Interviewed => interviewed(world, 9, 4),
        Scene::AlreadyDomiciled => {
            let mut life = filed(world, 7, Kind::Adult, true)?;
            let declared = Interview {
                already_domiciled: Some(true),
                ..declared(world)
            };
            meet(world, &mut life, 5, declared)?;
            Ok(life)
        }
        Scene::AnswerSoon => interviewed(world, 52, 40),
        Scene::AnswerLate => interviewed(world, 75, 60),
        Scene::Proposed => {
            let days = world.dice.between(2, 20);
            let mut life = interviewed(world, days + 6, days + 2)?;
            propose(world, &mut life, days)?;
            Ok(life)
        }
        Scene::SilentTwoMonths => silent(world, 66, 79),
        Scene::SilentNearlyThree => silent(world, 87, 89),
        Scene::Radiable => silent(world, 95, 150),
        Scene::Planned { told, seen } => {
            let mut life = silent(world, 118, 145)?;
            let notified_on = ago(world, told);
            let motif = RadiationMotif::NonManifestation;
            life.act(
                world,
                told,
                Role::Instructeur,
                Command::PlanRadiation { motif, notified_on },
            )?;
            if seen {
                visit(world, &mut life, 2)?;
            }
            Ok(life)
        }
        Scene::RenewalAdvised => {
            let left = world.dice.between(5, 45);
            lived(world, 365 - left, 8)
        }
        Scene::RenewalPending | Scene::RenewalProposed => {
            let left = world.dice.between(10, 40);
            let mut life = lived(world, 365 - left, 12)?;
            renew(world, &mut life, 9)?;
            if matches!(scene, Scene::RenewalProposed) {
                propose(world, &mut life, 4)?;
            }
            Ok(life)
        }
        Scene::Lapsed { renewal } => {
            let since = world.dice.between(3, 50);
            let mut life = lived(world, 365 + since, since + 15)?;
            if renewal {
                renew(world, &mut life, 2)?;
            }
            Ok(life)
        }
        Scene::Closed => {
            let since = world.dice.between(40, 300);
            let mut life = lived(world, 365 + since, since + 20)?;
            life.act(
                world,
                since - 20,
                Role::Gestionnaire,
                Command::CloseAfterExpiry,
            )?;
            Ok(life)
        }
        Scene::Refused => refused(world),
        Scene::StruckOff => struck_off(world),
        Scene::Deceased => {
            let mut life = lived(world, 200, 30)?;
            receive(world, &mut life, 12)?;
            let died = ago(world, 15);
            let ground = RadiationGround::Deces { on: died };
            let command = Command::PronounceRadiation {
                ground,
                effective_on: died,
                urgency: None,
            };
            life.act(world, 10, Role::Gestionnaire, command)?;
            Ok(life)
        }
        Scene::MailKeptTooLong => {
            let mut life = lived(world, 250, 120)?;
            receive(world, &mut life, 110)?;
            at_request(world, &mut life, 90)?;
            Ok(life)
        }
        Scene::NoticeExpiring => {
            let mut life = lived(world, 120, 20)?;
            let command = Command::ReceiveMail {
                on: ago(world, 13),
                items: vec![(MailKind::Notice, Quantity::ONE)],
                remark: None,
            };
            life.act(world, 13, Role::Facteur, command)?;
            Ok(life)
        }
        Scene::NotNotified => {
            let mut life = interviewed(world, 30, 20)?;
            propose(world, &mut life, 18)?;
            accept(world, &mut life, 15)?;
            Ok(life)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, TimeDelta, Utc};
    use domiciliation::Status;

    use super::*;
    use crate::demo::places::{ASSOCIATION, CCAS};

    /// Every act of the demo goes through the rules on its own day, so that a day on
    /// which one of them would be refused shows here.
    #[test]
    fn the_demo_can_be_loaded_on_any_day() {
        let first: DateTime<Utc> = "2027-12-20T06:00:00Z".parse().unwrap();
        for days in (0..800).step_by(23) {
            for place in [&CCAS, &ASSOCIATION] {
                let world = World::new(place, first + TimeDelta::days(days)).unwrap();
                let today = world.today;
                let lives = all(world, place.dossiers).unwrap_or_else(|e| panic!("{today}: {e:#}"));
                assert!(lives.len() > place.dossiers);
                let statuses: BTreeSet<Status> =
                    lives.iter().map(|l| l.dossier().status(today)).collect();
                assert_eq!(statuses.len(), Status::ALL.len(), "{today}: {statuses:?}");
            }
        }
    }
}
