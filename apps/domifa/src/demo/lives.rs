//! The lives of the demo: every status, and something due today for every alert.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use domiciliation::{
    Command, Opening,
    appointment::Minutes,
    decision::{Accord, NotificationMode},
    fact::ContactKind,
    interview::{Cause, CommuneLink, Household, Interview, MainReason, Residence},
    mail::{Delivery, MailKind, Quantity},
    procuration::{Procuration, Transfer},
    radiation::{RadiationGround, RadiationMotif},
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::{Appointment, Channel},
    term,
};
use kernel::{Periode, date::add_days};
use structures::Role;

use super::{
    beside,
    people::{Kind, person, text},
    world::{Life, World},
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

pub(super) fn ago(world: &World, days: i32) -> NaiveDate {
    add_days(world.today, -days)
}

pub(super) fn filed(world: &mut World, days: i32, kind: Kind, acknowledged: bool) -> Result<Life> {
    let referents = world.referents();
    let (today, overseas) = (world.today, world.overseas);
    let who = match world.next.take() {
        Some(who) => who,
        None => person(&mut world.dice, kind, today, overseas, &referents),
    };
    let channel = world.dice.pick(&[
        Channel::InPerson,
        Channel::InPerson,
        Channel::Phone,
        Channel::Post,
    ]);
    let opening = Opening {
        identity: who.identity,
        ayants_droit: who.ayants_droit,
        coordinates: who.coordinates,
        filing: who.filing,
        filed_on: ago(world, days),
        channel,
    };
    let mut life = Life::begin(world, days, opening)?;
    if acknowledged {
        let on = ago(world, days);
        life.act(
            world,
            days,
            Role::Instructeur,
            Command::AcknowledgeDemande { on },
        )?;
    }
    Ok(life)
}

pub(super) fn appoint(world: &mut World, life: &mut Life, fixed: i32, in_days: i32) -> Result<()> {
    let hour = u32::try_from(world.dice.between(9, 16)).unwrap_or(10);
    let wanted = add_days(ago(world, fixed), in_days)
        .and_hms_opt(hour, 30, 0)
        .context("half past exists")?;
    let (with, at) = world.free_from(wanted);
    let appointment = Appointment {
        at,
        minutes: Minutes::default(),
        with: with.id(),
        with_name: text(&with.full_name()),
        place: None,
    };
    life.act(
        world,
        fixed,
        Role::Instructeur,
        Command::FixAppointment(appointment),
    )?;
    Ok(())
}

fn declared(world: &mut World) -> Interview {
    Interview {
        already_domiciled: Some(false),
        oriented_by: None,
        employment: None,
        income: Some(world.dice.one_in(2)),
        commune_link: Some(world.dice.pick(CommuneLink::ALL)),
        link_evidence: None,
        household: Some(world.dice.pick(Household::ALL)),
        residence: Some(world.dice.pick(Residence::ALL)),
        cause: Some(world.dice.pick(Cause::ALL)),
        reason: Some(world.dice.pick(MainReason::ALL)),
        support: Some(world.dice.one_in(2)),
        rattachement: None,
        remarks: None,
    }
}

fn meet(world: &mut World, life: &mut Life, days: i32, interview: Interview) -> Result<()> {
    let command = Command::HoldInterview {
        on: ago(world, days),
        interview: Box::new(interview),
    };
    life.act(world, days, Role::Instructeur, command)?;
    Ok(())
}

pub(super) fn interviewed(world: &mut World, filed_ago: i32, met: i32) -> Result<Life> {
    let mut life = filed(world, filed_ago, Kind::Adult, true)?;
    let declared = declared(world);
    meet(world, &mut life, met, declared)?;
    Ok(life)
}

fn propose(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let command = Command::Propose {
        favourable: true,
        remarks: None,
    };
    life.act(world, days, Role::Instructeur, command)?;
    Ok(())
}

pub(super) fn accept(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let decided_on = ago(world, days);
    let period = term::one_year(life.dossier().proposed_start(decided_on));
    let accord = Accord {
        decided_on,
        period,
        shorter_because: None,
        rattachement: None,
    };
    life.act(world, days, Role::Gestionnaire, Command::Accept(accord))?;
    Ok(())
}

fn notify(world: &mut World, life: &mut Life, days: i32, mode: NotificationMode) -> Result<()> {
    let decision = life
        .dossier()
        .last_decision()
        .context("a decision was just taken")?
        .fact();
    let command = Command::Notify {
        decision,
        on: ago(world, days),
        mode,
    };
    life.act(world, days, Role::Instructeur, command)?;
    Ok(())
}

pub(super) fn visit(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let kind = if world.dice.one_in(4) {
        ContactKind::PhoneCall
    } else {
        ContactKind::Visit
    };
    let command = Command::RecordContact {
        on: ago(world, days),
        kind,
    };
    life.act(world, days, Role::Agent, command)?;
    Ok(())
}

pub(super) fn receive(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let kind = world.dice.pick(&[
        MailKind::Letter,
        MailKind::Letter,
        MailKind::Letter,
        MailKind::Parcel,
    ]);
    let many = u32::try_from(world.dice.between(1, 3)).unwrap_or(1);
    let remark = world.dice.one_in(6).then(|| text("Format A4"));
    let command = Command::ReceiveMail {
        on: ago(world, days),
        items: vec![(kind, Quantity::try_from(many)?)],
        remark,
    };
    life.act(world, days, Role::Facteur, command)?;
    Ok(())
}

fn hand_over(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let mut items = Vec::new();
    for kind in MailKind::ALL {
        if let Ok(all) = Quantity::try_from(life.dossier().waiting_count(*kind)) {
            items.push((*kind, all));
        }
    }
    if items.is_empty() {
        return visit(world, life, days);
    }
    let command = Command::DeliverMail {
        on: ago(world, days),
        items,
        delivery: Delivery::Holder,
    };
    life.act(world, days, Role::Agent, command)?;
    Ok(())
}

/// From a day to another: mail comes, the person collects it every few weeks, and was
/// last seen on the second day.
fn pass_by(world: &mut World, life: &mut Life, from: i32, last_seen: i32) -> Result<()> {
    let mut day = from;
    loop {
        let arrival = day - world.dice.between(4, 20);
        if arrival <= last_seen {
            break;
        }
        receive(world, life, arrival)?;
        day = (arrival - world.dice.between(2, 25)).max(last_seen + 1);
        if day > last_seen + 1 {
            hand_over(world, life, day)?;
        }
    }
    hand_over(world, life, last_seen)
}

/// Somebody domiciled so many days ago, last seen so many days ago.
pub(super) fn lived(world: &mut World, since: i32, last_seen: i32) -> Result<Life> {
    let mut life = interviewed(world, since + 15, since + 6)?;
    propose(world, &mut life, since + 3)?;
    accept(world, &mut life, since)?;
    notify(world, &mut life, since - 1, NotificationMode::HandedOver)?;
    let seen_from = (since - 2).max(last_seen + 1);
    pass_by(world, &mut life, seen_from, last_seen)?;
    Ok(life)
}

fn silent(world: &mut World, least: i32, most: i32) -> Result<Life> {
    let last_seen = world.dice.between(least, most);
    let since = world.dice.between(last_seen + 20, 280);
    let mut life = lived(world, since, last_seen)?;
    if world.dice.one_in(2) {
        receive(world, &mut life, last_seen - 30)?;
    }
    Ok(life)
}

pub(super) fn renew(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let command = Command::FileDemande {
        on: ago(world, days),
        channel: Channel::InPerson,
    };
    life.act(world, days, Role::Instructeur, command)?;
    let on = ago(world, days);
    life.act(
        world,
        days,
        Role::Instructeur,
        Command::AcknowledgeDemande { on },
    )?;
    let declared = declared(world);
    meet(world, life, days - 1, declared)
}

/// Most people: domiciled for one year or several, seen lately, some with mail waiting,
/// a proxy, a transfer or a note.
fn ordinary(world: &mut World) -> Result<Life> {
    let years = world.dice.between(0, 2);
    let into = world.dice.between(20, 300);
    let last_seen = world.dice.between(1, 19.min(into - 3));
    let mut life = if years == 0 {
        lived(world, into, last_seen)?
    } else {
        let mut since = into + 365 * years;
        let mut life = lived(world, since, since - 335)?;
        while since > 365 {
            let filed = since - 340;
            renew(world, &mut life, filed)?;
            accept(world, &mut life, filed - 5)?;
            notify(world, &mut life, filed - 6, NotificationMode::HandedOver)?;
            since -= 365;
            let until = if since > 365 { since - 335 } else { last_seen };
            pass_by(world, &mut life, filed - 8, until)?;
        }
        life
    };
    let recent = last_seen.min(3);
    match world.dice.between(0, 9) {
        0..=4 => receive(world, &mut life, recent)?,
        5 => {
            receive(world, &mut life, recent)?;
            let items = vec![(MailKind::Parcel, Quantity::ONE)];
            let command = Command::ReceiveMail {
                on: ago(world, 0),
                items,
                remark: None,
            };
            life.act(world, 0, Role::Facteur, command)?;
        }
        6 => {
            let period = Periode::new(ago(world, last_seen), ago(world, -120))?;
            let proxy = Procuration {
                nom: text("Lambert"),
                prenoms: text("Josiane"),
                birth: None,
                period,
            };
            life.act(
                world,
                last_seen,
                Role::Agent,
                Command::GiveProcuration(proxy),
            )?;
        }
        7 => {
            let period = Periode::new(ago(world, last_seen), ago(world, -30))?;
            let transfer = Transfer {
                name: text("Centre de soins des Tilleuls"),
                address: text("8 allée des Tilleuls"),
                period,
            };
            life.act(
                world,
                last_seen,
                Role::Agent,
                Command::SetTransfer(transfer),
            )?;
        }
        8 => {
            life.act(
                world,
                last_seen,
                Role::Instructeur,
                Command::AddNote(text("Préfère être appelé en fin de matinée.")),
            )?;
            let note = life
                .dossier()
                .notes()
                .last()
                .context("a note was just written")?
                .fact();
            life.act(world, last_seen, Role::Instructeur, Command::PinNote(note))?;
        }
        _ => {}
    }
    Ok(life)
}

pub(super) fn refused(world: &mut World) -> Result<Life> {
    let days = world.dice.between(5, 300);
    let mut life = interviewed(world, days + 20, days + 8)?;
    let (ground, facts) = if world.overseas {
        (
            RefusalGround::HorsAgrement,
            "L’agrément vise les personnes suivies par l’accueil de jour ; la personne ne l’est pas.",
        )
    } else {
        (
            RefusalGround::AbsenceDeLien,
            "La personne séjourne et travaille dans une autre commune, où elle a ses démarches.",
        )
    };
    let refus = Refus {
        decided_on: ago(world, days),
        ground,
        facts: text(facts),
        orientation: Orientation {
            kind: OrientationKind::Ccas,
            name: text("CCAS de la commune voisine"),
            contact: text("1 place de la Mairie, ouvert du lundi au vendredi"),
        },
    };
    life.act(world, days, Role::Gestionnaire, Command::Refuse(refus))?;
    let mode = world.dice.pick(&[
        NotificationMode::HandedOver,
        NotificationMode::RegisteredLetter,
        NotificationMode::Letter,
    ]);
    notify(world, &mut life, days - 2, mode)?;
    Ok(life)
}

fn at_request(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
    let asked_on = ago(world, days);
    let ground = RadiationGround::ADemande { asked_on };
    let command = Command::PronounceRadiation {
        ground,
        effective_on: asked_on,
        urgency: None,
    };
    life.act(world, days, Role::Gestionnaire, command)?;
    notify(world, life, days, NotificationMode::HandedOver)
}

pub(super) fn struck_off(world: &mut World) -> Result<Life> {
    let days = world.dice.between(10, 400);
    if world.dice.one_in(2) {
        let mut life = lived(world, days + 200, days + 3)?;
        at_request(world, &mut life, days)?;
        return Ok(life);
    }
    let mut life = lived(world, days + 250, days + 125)?;
    let notified_on = ago(world, days + 20);
    let motif = RadiationMotif::NonManifestation;
    life.act(
        world,
        days + 20,
        Role::Instructeur,
        Command::PlanRadiation { motif, notified_on },
    )?;
    let command = Command::PronounceRadiation {
        ground: RadiationGround::NonManifestation,
        effective_on: ago(world, days),
        urgency: None,
    };
    life.act(world, days, Role::Gestionnaire, command)?;
    let mode = world
        .dice
        .pick(&[NotificationMode::RegisteredLetter, NotificationMode::Letter]);
    notify(world, &mut life, days - 3, mode)?;
    Ok(life)
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
