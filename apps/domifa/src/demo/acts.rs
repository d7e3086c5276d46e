//! What is done about somebody of the demo on one day, each through the rules of that day.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use domiciliation::{
    Command, Opening,
    appointment::Minutes,
    decision::{Accord, NotificationMode},
    fact::ContactKind,
    interview::{Cause, CommuneLink, Household, Interview, MainReason, Residence},
    mail::{Delivery, MailKind, Quantity},
    request::{Appointment, Channel},
    term,
};
use kernel::date::add_days;
use structures::Role;

use super::{
    people::{Kind, person, text},
    world::{Life, World},
};

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

pub(super) fn declared(world: &mut World) -> Interview {
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

pub(super) fn meet(
    world: &mut World,
    life: &mut Life,
    days: i32,
    interview: Interview,
) -> Result<()> {
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

pub(super) fn propose(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
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

pub(super) fn notify(
    world: &mut World,
    life: &mut Life,
    days: i32,
    mode: NotificationMode,
) -> Result<()> {
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

pub(super) fn hand_over(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
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
