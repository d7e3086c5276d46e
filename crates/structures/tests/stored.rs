//! What is stored as JSON comes back as it was, and cannot come back as what the
//! types refuse.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::NaiveDate;
use kernel::{Agrement, Periode};
use serde_json::{from_value, json, to_value};
use structures::{
    Address, ClotureMotif, Delays, Fonction, Life, OrganismeType, Representative, Role, Settings,
    StaffStatus, Statut,
};

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn settings() -> Settings {
    let periode = Periode::new(day(2024, 1, 1), day(2028, 12, 31)).unwrap();
    let agrement = Agrement::new(
        "974-12".parse().unwrap(),
        "Préfecture de La Réunion".parse().unwrap(),
        periode,
        Some(300),
        None,
    );
    let statut = Statut::OrganismeAgree {
        agrement: agrement.unwrap(),
        organisme: Some(OrganismeType::ButNonLucratif),
    };
    let address = Address::new(
        "3 rue des Filaos".parse().unwrap(),
        None,
        "97400".parse().unwrap(),
        "Saint-Denis".parse().unwrap(),
    );
    let departement = "974".parse().unwrap();
    Settings {
        email: Some("accueil@exemple.re".parse().unwrap()),
        phone: Some("+262262412345".parse().unwrap()),
        representative: Some(Representative::new(
            "Payet".parse().unwrap(),
            "Marie".parse().unwrap(),
            "Présidente".parse().unwrap(),
        )),
        opening_hours: Some("Du lundi au vendredi, 8 h à 12 h".parse().unwrap()),
        ..Settings::new("Le Relais".parse().unwrap(), statut, address, departement)
    }
}

#[test]
fn settings_come_back_as_they_were() {
    let stored = to_value(settings()).unwrap();
    assert_eq!(stored["zone"], "Indian/Reunion");
    assert_eq!(stored["departement"], "974");
    assert_eq!(from_value::<Settings>(stored).unwrap(), settings());
}

#[test]
fn what_the_types_refuse_does_not_come_back() {
    for (pointer, wrong) in [
        ("/delays/notice_days", json!(7)),
        ("/departement", json!("20")),
        ("/address/postal_code", json!("974")),
        (
            "/statut/organisme_agree/agrement/periode/end",
            json!("2023-12-31"),
        ),
        (
            "/statut/organisme_agree/agrement/periode/end",
            json!("2029-01-01"),
        ),
        ("/statut/organisme_agree/organisme", json!("loterie")),
        ("/name", json!(" ")),
    ] {
        let mut stored = to_value(settings()).unwrap();
        *stored.pointer_mut(pointer).unwrap() = wrong;
        assert!(from_value::<Settings>(stored).is_err(), "{pointer}");
    }
}

#[test]
fn lives_statuses_and_codes_have_one_shape() {
    let closed = Life::Closed {
        on: day(2026, 3, 1),
        motif: ClotureMotif::Inactif,
    };
    assert_eq!(
        to_value(closed).unwrap(),
        json!({"etat": "closed", "on": "2026-03-01", "motif": "inactif"})
    );
    assert_eq!(
        from_value::<Life>(to_value(closed).unwrap()).unwrap(),
        closed
    );
    assert_eq!(
        to_value(StaffStatus::Invited).unwrap(),
        json!({"etat": "invited"})
    );
    assert_eq!(to_value(Role::Gestionnaire).unwrap(), json!("gestionnaire"));
    assert_eq!(
        to_value(Fonction::parse("maire", None).unwrap()).unwrap(),
        json!({"listee": "maire"})
    );
    let delays = Delays::default();
    assert_eq!(
        from_value::<Delays>(to_value(delays).unwrap()).unwrap(),
        delays
    );
}
