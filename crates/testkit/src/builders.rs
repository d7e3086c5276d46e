//! Values of the domain with as few words as a test needs.

use std::{fmt::Debug, str::FromStr, sync::Arc};

use application::StaffActor;
use chrono::NaiveDate;
use domiciliation::{
    Opening,
    decision::Accord,
    identity::{Civility, Coordinates, Filing, Identity},
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::Channel,
    term,
};
use kernel::{Agrement, BirthDate, Departement, Periode, PostalCode, StructureKind};
use structures::{
    Address, Fonction, FonctionListee, Profile, Role, Settings, StaffMember, Statut, Structure,
};

/// The day on which tests begin.
#[must_use]
pub fn today() -> NaiveDate {
    day(2026, 3, 10)
}

/// A day.
#[must_use]
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A text that is known to be valid.
#[must_use]
pub fn text<T: FromStr<Err: Debug>>(valid: &str) -> T {
    valid.parse().unwrap()
}

/// An identifier with this number.
#[must_use]
pub fn id<T: FromStr<Err: Debug>>(number: u64) -> T {
    text(&format!("{number:032x}"))
}

/// A structure in service in Paris, with this number as its identifier.
#[must_use]
pub fn a_structure(number: u64, kind: StructureKind) -> Structure {
    let statut = match kind {
        StructureKind::Ccas => Statut::Ccas { rattachement: None },
        StructureKind::Cias => Statut::Cias { rattachement: None },
        StructureKind::Commune => Statut::Commune,
        StructureKind::OrganismeAgree => Statut::OrganismeAgree {
            agrement: an_agrement(),
            organisme: None,
        },
    };
    let code: PostalCode = text("75011");
    let departement: Departement = text("75");
    let address = Address::new(text("12 rue des Lilas"), None, code, text("Paris"));
    let name = format!("Structure {number}");
    let settings = Settings::new(text(&name), statut, address, departement);
    Structure::register(id(number), settings, day(2026, 1, 1))
        .validate(day(2026, 1, 2))
        .unwrap()
}

/// An approval that holds from 2025 to 2029, for two elections at most.
#[must_use]
pub fn an_agrement() -> Agrement {
    let periode = Periode::new(day(2025, 1, 1), day(2029, 12, 31)).unwrap();
    Agrement::new(text("75-2025-04"), text("Paris"), periode, Some(2), None).unwrap()
}

/// An active member of the staff, one for each role of a structure.
#[must_use]
pub fn a_member(structure: &Structure, role: Role) -> StaffMember {
    let number = structure.id().uuid().as_u128();
    let rank = Role::ALL.iter().position(|r| *r == role).unwrap();
    let staff = id(u64::try_from(number).unwrap() * 100 + u64::try_from(rank).unwrap());
    let profile = Profile {
        email: text(&format!("{}@structure{number}.example", role.code())),
        nom: text(role.label()),
        prenom: text("Camille"),
        fonction: Fonction::Listee(FonctionListee::Domiciliation),
    };
    StaffMember::invite(staff, structure.id(), profile, role)
        .activate()
        .unwrap()
}

/// An active member of the staff at work.
#[must_use]
pub fn an_actor(structure: &Structure, role: Role) -> StaffActor {
    let member = Arc::new(a_member(structure, role));
    StaffActor::new(Arc::new(structure.clone()), member).unwrap()
}

/// Who somebody is.
#[must_use]
pub fn an_identity(nom: &str, prenoms: &str) -> Identity {
    Identity {
        civility: Civility::Madame,
        nom: text(nom),
        prenoms: text(prenoms),
        usage: None,
        birth: BirthDate::new(1989, Some(1), Some(23)).unwrap(),
        birth_place: text("Conakry"),
    }
}

/// Somebody comes for the first time, on a day.
#[must_use]
pub fn an_opening(nom: &str, prenoms: &str, filed_on: NaiveDate) -> Opening {
    Opening {
        identity: an_identity(nom, prenoms),
        ayants_droit: Vec::new(),
        coordinates: Coordinates::default(),
        filing: Filing::default(),
        filed_on,
        channel: Channel::InPerson,
    }
}

/// An election granted for a year.
#[must_use]
pub fn an_accord(decided_on: NaiveDate, start: NaiveDate) -> Accord {
    Accord {
        decided_on,
        period: term::one_year(start),
        shorter_because: None,
        rattachement: None,
    }
}

/// A refusal.
#[must_use]
pub fn a_refus(decided_on: NaiveDate, ground: RefusalGround) -> Refus {
    Refus {
        decided_on,
        ground,
        facts: text("Aucun lien avec la commune n’est établi."),
        orientation: Orientation {
            kind: OrientationKind::Ccas,
            name: text("CCAS de Lyon"),
            contact: text("1 place de la mairie"),
        },
    }
}
