//! What stands beside a person: proxies, where mail is sent on, absences, notes, a second
//! dossier; and names that came a long way.

use anyhow::{Context as _, Result};
use domiciliation::{
    Command,
    identity::{Civility, Identity},
    mail::{Delivery, MailKind, Quantity},
    procuration::{Procuration, Transfer},
};
use kernel::{BirthDate, Periode};
use structures::Role;

use super::{
    acts::{accept, ago, appoint, filed, interviewed, receive, visit},
    people::{Kind, Person, person, text},
    world::{Life, World},
    years::{lived, refused, renew, struck_off},
};

/// Name, first names and town of birth, as different offices wrote them.
const FROM_AFAR: [(Civility, &str, &str, &str); 24] = [
    (Civility::Monsieur, "Chevtchenko", "Oleksandr", "Kharkiv"),
    (Civility::Madame, "Shevchenko", "Oksana", "Lviv"),
    (Civility::Monsieur, "Mohammed", "Abdelkader", "Oran"),
    (Civility::Monsieur, "Muhammad", "Abd Al Qadir", "Peshawar"),
    (
        Civility::Monsieur,
        "Ould Cheikh",
        "Sidi Mohamed",
        "Nouakchott",
    ),
    (Civility::Madame, "Nguyễn", "Thị Hồng", "Huế"),
    (Civility::Monsieur, "Xu", "Xiaoming", "Wenzhou"),
    (Civility::Madame, "Hsu", "Hsiao Ming", "Taipei"),
    (Civility::Madame, "Gebreyesus", "Tsehay", "Asmara"),
    (Civility::Monsieur, "Ghebreyesus", "Yohannes", "Keren"),
    (Civility::Monsieur, "Öztürk", "Çağlar", "Diyarbakır"),
    (Civility::Monsieur, "Wiśniewski", "Łukasz", "Łódź"),
    (Civility::Madame, "Țurcanu", "Ștefania", "Chișinău"),
    (Civility::Monsieur, "Dvořák", "Štěpán", "Brno"),
    (Civility::Madame, "Đorđević", "Ljiljana", "Niš"),
    (Civility::Monsieur, "N’Diaye", "El Hadj Oumar", "Kaolack"),
    (Civility::Monsieur, "Diop", "Umar", "Ziguinchor"),
    (Civility::Madame, "Rasoanaivo", "Hanitriniaina", "Antsirabe"),
    (Civility::Monsieur, "Sivapalan", "Thiruchelvam", "Jaffna"),
    (Civility::Madame, "Al-Khouri", "Rim", "Homs"),
    (Civility::Monsieur, "El Khoury", "Karim", "Tripoli"),
    (Civility::Monsieur, "Zakaryan", "Hovhannes", "Gyumri"),
    (Civility::Madame, "Tsiklauri", "Nino", "Koutaïssi"),
    (Civility::Monsieur, "Ó Briain", "Seán", "Galway"),
];

/// How many of each, in a structure of 250 dossiers.
const BESIDE: [(usize, Beside); 8] = [
    (5, Beside::Proxies),
    (3, Beside::ForwardedOnce),
    (3, Beside::Forwarded),
    (3, Beside::Absent { back: false }),
    (2, Beside::Absent { back: true }),
    (4, Beside::Notes),
    (4, Beside::Registered),
    (8, Beside::Appointment),
];

/// What a life is in the demo for.
#[derive(Clone, Copy)]
enum Beside {
    Proxies,
    ForwardedOnce,
    Forwarded,
    Absent { back: bool },
    Notes,
    Registered,
    Appointment,
}

/// The lives that show all this, `scale` saying how many for so many.
pub fn all(world: &mut World, scale: impl Fn(usize) -> usize) -> Result<Vec<Life>> {
    let mut lives = Vec::new();
    for (n, beside) in BESIDE {
        for _ in 0..scale(n) {
            lives.push(match beside {
                Beside::Proxies => proxies(world)?,
                Beside::ForwardedOnce => forwarded(world, 20)?,
                Beside::Forwarded => forwarded(world, -45)?,
                Beside::Absent { back } => absent(world, back)?,
                Beside::Notes => notes(world)?,
                Beside::Registered => registered(world)?,
                Beside::Appointment => appointment(world)?,
            });
        }
    }
    for who in FROM_AFAR.into_iter().take(scale(FROM_AFAR.len())) {
        lives.push(from_afar(world, who)?);
    }
    lives.extend(doubles(world)?);
    lives.extend(twins(world)?);
    Ok(lives)
}

/// Somebody with this identity comes next.
fn next(world: &mut World, identity: Identity) {
    let referents = world.referents();
    let (today, overseas) = (world.today, world.overseas);
    let chance = person(&mut world.dice, Kind::Adult, today, overseas, &referents);
    world.next = Some(Person {
        identity,
        ayants_droit: Vec::new(),
        ..chance
    });
}

fn identity(
    (civility, nom, prenoms, birth_place): (Civility, &str, &str, &str),
    birth: BirthDate,
) -> Identity {
    Identity {
        civility,
        nom: text(nom),
        prenoms: text(prenoms),
        usage: None,
        birth,
        birth_place: text(birth_place),
    }
}

fn born(year: i32, month: u32, day: u32) -> BirthDate {
    BirthDate::new(year, Some(month), Some(day)).expect("a day of the demo")
}

fn from_afar(world: &mut World, who: (Civility, &str, &str, &str)) -> Result<Life> {
    let (year, month) = (world.dice.between(1958, 2003), world.dice.between(1, 12));
    let month = u32::try_from(month)?;
    // Many were registered on the first of January, or by their year alone.
    let birth = match world.dice.between(0, 3) {
        0 => born(year, 1, 1),
        1 => BirthDate::new(year, None, None)?,
        _ => born(year, month, 14),
    };
    next(world, identity(who, birth));
    let since = world.dice.between(30, 300);
    let seen = world.dice.between(1, 24);
    let mut life = lived(world, since, seen)?;
    if world.dice.one_in(2) {
        receive(world, &mut life, seen.min(2))?;
    }
    Ok(life)
}

fn proxy(
    life: &mut Life,
    world: &mut World,
    given: i32,
    names: (&str, &str),
    days: (i32, i32),
) -> Result<()> {
    let procuration = Procuration {
        nom: text(names.0),
        prenoms: text(names.1),
        birth: Some(born(1979, 5, 2)),
        period: Periode::new(ago(world, days.0), ago(world, days.1))?,
    };
    life.act(
        world,
        given,
        Role::Agent,
        Command::GiveProcuration(procuration),
    )?;
    Ok(())
}

/// One that has expired, one that holds and took mail, one withdrawn, one to come.
fn proxies(world: &mut World) -> Result<Life> {
    let since = world.dice.between(120, 300);
    let mut life = lived(world, since, 60)?;
    proxy(&mut life, world, 55, ("Lambert", "Josiane"), (55, 10))?;
    proxy(&mut life, world, 40, ("Koné", "Issa"), (40, -90))?;
    proxy(&mut life, world, 38, ("Perrin", "Alain"), (38, -60))?;
    let withdrawn = life
        .dossier()
        .procurations()
        .last()
        .context("a proxy was just given")?
        .fact();
    receive(world, &mut life, 25)?;
    let waiting = MailKind::ALL.iter().find_map(|kind| {
        let all = Quantity::try_from(life.dossier().waiting_count(*kind)).ok()?;
        Some((*kind, all))
    });
    let command = Command::DeliverMail {
        on: ago(world, 20),
        items: vec![waiting.context("mail was just received")?],
        delivery: Delivery::Proxy(life.dossier().procurations()[1].fact()),
    };
    life.act(world, 20, Role::Agent, command)?;
    let command = Command::EndProcuration {
        procuration: withdrawn,
        on: ago(world, 12),
    };
    life.act(world, 12, Role::Agent, command)?;
    visit(world, &mut life, 8)?;
    proxy(&mut life, world, 8, ("Haddad", "Samir"), (-10, -100))?;
    receive(world, &mut life, 2)?;
    Ok(life)
}

/// Mail sent on for a time, up to so many days ago; negative, still to come.
fn forwarded(world: &mut World, until: i32) -> Result<Life> {
    let since = world.dice.between(150, 300);
    let mut life = lived(world, since, 70)?;
    let transfer = Transfer {
        name: text("Foyer des Quatre-Vents"),
        address: text("8 allée des Tilleuls\n38999 Saint-Aubin-des-Prés"),
        period: Periode::new(ago(world, 65), ago(world, until))?,
    };
    life.act(world, 65, Role::Agent, Command::SetTransfer(transfer))?;
    let command = Command::ReceiveMail {
        on: ago(world, 50),
        items: vec![(MailKind::Letter, Quantity::try_from(2)?)],
        remark: None,
    };
    life.act(world, 50, Role::Facteur, command)?;
    let command = Command::DeliverMail {
        on: ago(world, 48),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        delivery: Delivery::Forwarded,
    };
    life.act(world, 48, Role::Facteur, command)?;
    visit(world, &mut life, 9)?;
    Ok(life)
}

/// The motive was checked aloud.
fn absent(world: &mut World, back: bool) -> Result<Life> {
    let since = world.dice.between(180, 300);
    let mut life = lived(world, since, 110)?;
    let from = ago(world, 100);
    let command = Command::JustifyAbsence { from, until: None };
    life.act(world, 100, Role::Gestionnaire, command)?;
    receive(world, &mut life, 40)?;
    if back {
        let absence = life.dossier().absences().last().and_then(|a| a.fact());
        let command = Command::EndAbsence {
            absence: absence.context("an absence was just opened")?,
            until: ago(world, 15),
        };
        life.act(world, 14, Role::Gestionnaire, command)?;
    }
    Ok(life)
}

fn notes(world: &mut World) -> Result<Life> {
    let since = world.dice.between(60, 250);
    let mut life = lived(world, since, 12)?;
    let written = [
        (11, "A changé de téléphone : attendre le nouveau numéro."),
        (7, "Vient avec sa sœur, qui traduit."),
        (3, "Remettre en main propre le pli de la CAF, attendu."),
    ];
    for (days, words) in written {
        life.act(world, days, Role::Agent, Command::AddNote(text(words)))?;
    }
    let [old, _, pinned] = life.dossier().notes() else {
        anyhow::bail!("three notes were just written");
    };
    let (old, pinned) = (old.fact(), pinned.fact());
    life.act(world, 2, Role::Instructeur, Command::ArchiveNote(old))?;
    life.act(world, 2, Role::Instructeur, Command::PinNote(pinned))?;
    Ok(life)
}

/// Registered items that wait at the post office, from days to a little while.
fn registered(world: &mut World) -> Result<Life> {
    let since = world.dice.between(60, 250);
    let came = world.dice.between(1, 14);
    let mut life = lived(world, since, 16)?;
    let command = Command::ReceiveMail {
        on: ago(world, came),
        items: vec![(MailKind::Notice, Quantity::ONE)],
        remark: Some(text("Recommandé, tribunal")),
    };
    life.act(world, came, Role::Facteur, command)?;
    Ok(life)
}

/// This week and the next, with several of those who hold interviews.
fn appointment(world: &mut World) -> Result<Life> {
    let mut life = filed(world, 4, Kind::Adult, true)?;
    let ahead = world.dice.between(0, 10);
    appoint(world, &mut life, 4, 4 + ahead)?;
    Ok(life)
}

/// Two people who each have two dossiers: struck off then back with the names the other
/// way round; refused, then asking again under another spelling of the same names.
fn doubles(world: &mut World) -> Result<Vec<Life>> {
    let back = (Civility::Madame, "Bangoura", "Mariama", "Kindia");
    let birth = born(1986, 3, 17);
    next(world, identity(back, birth));
    let old = struck_off(world)?;
    next(world, identity((back.0, back.2, back.1, back.3), birth));
    let new = lived(world, 5, 2)?;
    let again = (Civility::Monsieur, "Hernández", "José Luis", "Valence");
    let birth = born(1974, 11, 30);
    next(world, identity(again, birth));
    let turned_away = refused(world)?;
    next(
        world,
        identity((again.0, "Hernandez", "Jose Luis", again.3), birth),
    );
    let asking = interviewed(world, 3, 1)?;
    Ok(vec![old, new, turned_away, asking])
}

/// Two people of one name, born on one day: not one person.
fn twins(world: &mut World) -> Result<Vec<Life>> {
    let birth = born(1995, 7, 8);
    let mut lives = Vec::new();
    for prenoms in ["Assane", "Ousseynou"] {
        next(
            world,
            identity((Civility::Monsieur, "Fall", prenoms, "Thiès"), birth),
        );
        let mut life = lived(world, 395, 60)?;
        renew(world, &mut life, 55)?;
        accept(world, &mut life, 50)?;
        visit(world, &mut life, 6)?;
        lives.push(life);
    }
    Ok(lives)
}
