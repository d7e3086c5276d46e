//! Years of somebody of the demo: domiciled and seen, silent, renewed, refused, struck off.

use anyhow::{Context, Result};
use domiciliation::{
    Command,
    decision::NotificationMode,
    mail::{MailKind, Quantity},
    procuration::{Procuration, Transfer},
    radiation::{RadiationGround, RadiationMotif},
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::Channel,
};
use kernel::Periode;
use structures::Role;

use super::{
    acts::{accept, ago, declared, hand_over, interviewed, meet, notify, propose, receive},
    people::text,
    world::{Life, World},
};

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

pub(super) fn silent(world: &mut World, least: i32, most: i32) -> Result<Life> {
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
pub(super) fn ordinary(world: &mut World) -> Result<Life> {
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

pub(super) fn at_request(world: &mut World, life: &mut Life, days: i32) -> Result<()> {
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
