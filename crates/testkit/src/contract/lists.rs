//! Tabs, counts, search, filters, doubles.

use application::{
    ports::Clock,
    reads::{
        AppointmentFilter, ListQuery, ReferentFilter, SilenceFilter, Tab, TabCounts, TermFilter,
    },
};
use chrono::Days;
use domiciliation::{
    Command, Status,
    identity::{AyantDroit, Filing, Lien},
    mail::{MailKind, Quantity},
    procuration::Procuration,
    request::{Appointment, Channel},
};
use kernel::{BirthDate, DossierId, Periode, StructureKind};
use structures::Role;

use crate::{
    Storage,
    builders::{an_identity, an_opening, text},
    house::House,
};

async fn ids(house: &House, query: ListQuery) -> Vec<DossierId> {
    house.rows(query).await.into_iter().map(|r| r.id).collect()
}

/// # Panics
/// When storage breaks its promise.
pub async fn tabs_and_counts_follow_the_statuses_of_the_day(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut dossiers = Vec::new();
    for status in Status::ALL {
        dossiers.push((*status, house.open_as(*status, "Diallo", "Aminata").await));
    }
    let renewed = dossiers[0].1;
    let on = house.today();
    let channel = Channel::InPerson;
    house
        .done(renewed, Command::FileDemande { on, channel })
        .await;

    let tab = |tab| ListQuery {
        tab,
        ..ListQuery::default()
    };
    for (status, dossier) in &dossiers {
        assert_eq!(ids(&house, tab(Tab::Status(*status))).await, [*dossier]);
    }
    assert_eq!(ids(&house, tab(Tab::Renewals)).await, [renewed]);
    assert_eq!(ids(&house, tab(Tab::All)).await.len(), 6);
    let counts = storage.lists.counts(house.id(), on).await.unwrap();
    let expected = TabCounts {
        actif: 1,
        echu: 1,
        a_valider: 1,
        en_instruction: 1,
        radie: 1,
        refuse: 1,
        renewals: 1,
    };
    assert_eq!(counts, expected);

    // A term holds all its last day; nothing is written for it to be over.
    for (days, actif) in [(364, 1), (365, 0)] {
        let day = on + Days::new(days);
        let counts = storage.lists.counts(house.id(), day).await.unwrap();
        assert_eq!((counts.actif, counts.echu), (actif, 2 - actif), "on {day}");
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_list_finds_every_word_wherever_it_is(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut opening = an_opening("N’Guessan-Œuvrard", "Zoé Marie", house.today());
    opening.identity.usage = Some(text("Petite Fleur"));
    opening.ayants_droit = vec![AyantDroit {
        nom: text("Çelik"),
        prenoms: text("Émile"),
        birth: BirthDate::new(2019, None, None).unwrap(),
        lien: Lien::Enfant,
    }];
    opening.filing = Filing {
        reference: Some(text("BP-4077")),
        ..Filing::default()
    };
    let zoe = house.open_with(opening).await;
    let other = house.open("Dupont", "Marie").await;
    house.grant(zoe).await;
    let period = Periode::new(house.today(), house.today() + Days::new(30)).unwrap();
    let procuration = Procuration {
        nom: text("Ångström"),
        prenoms: text("Lars"),
        birth: None,
        period,
    };
    house.done(zoe, Command::GiveProcuration(procuration)).await;

    let found = async |search: &str| {
        let query = ListQuery {
            tab: Tab::All,
            search: search.into(),
            ..ListQuery::default()
        };
        ids(&house, query).await
    };
    for words in [
        "guessan",
        "OEUVRARD",
        "œuv",
        "zoe",
        "Zoë",
        "marie zoé",
        "fleur",
        "celik",
        "emile n'g",
        "4077",
        "bp 4077",
        "angstrom lars",
        "1 zoe",
        "uessan",
        "nguessan",
        "  zoé   zoé ",
    ] {
        assert_eq!(found(words).await, [zoe], "{words}");
    }
    assert_eq!(found("marie").await, [other, zoe]);
    assert_eq!(found(" % ").await.len(), 2);
    for words in ["zoe dupont", "%zo%x", "z_x"] {
        assert_eq!(found(words).await, [], "{words}");
    }
    // What is corrected is found, what it was is not.
    let identity = an_identity("Traoré", "Zoé");
    house.done(zoe, Command::RecordIdentity(identity)).await;
    assert_eq!(found("traore").await, [zoe]);
    assert_eq!(found("guessan").await, []);
}

/// # Panics
/// When storage breaks its promise.
pub async fn filters_keep_what_they_say(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let on = house.today();
    let silent = house.open_as(Status::Actif, "A", "Silent").await;
    let away = house.open_as(Status::Actif, "B", "Away").await;
    let waiting = house.open_as(Status::Actif, "C", "Waiting").await;
    let pending = house.open("D", "Pending").await;
    let absence = Command::JustifyAbsence {
        from: on,
        until: None,
    };
    house.done(away, absence).await;
    let parcel = Command::ReceiveMail {
        on,
        items: vec![(MailKind::Parcel, Quantity::ONE)],
        remark: None,
    };
    house.done(waiting, parcel).await;
    let referent = house.actor(Role::Instructeur).id();
    let filing = Filing {
        referent: Some(referent),
        ..Filing::default()
    };
    house.done(waiting, Command::RecordFiling(filing)).await;
    let appointment = Appointment {
        at: (on + Days::new(2)).and_hms_opt(9, 0, 0).unwrap(),
        minutes: domiciliation::appointment::Minutes::default(),
        with: referent,
        with_name: text("Camille"),
        place: None,
    };
    house
        .done(pending, Command::FixAppointment(appointment))
        .await;

    let everything = ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    };
    let silence = |silence| ListQuery {
        silence: Some(silence),
        ..everything.clone()
    };
    let term = |term| ListQuery {
        term: Some(term),
        ..everything.clone()
    };
    let appointment = |appointment| ListQuery {
        appointment: Some(appointment),
        ..everything.clone()
    };
    let referent_is = |referent| ListQuery {
        referent: Some(referent),
        ..everything.clone()
    };
    let mail = ListQuery {
        mail_waiting: true,
        ..everything.clone()
    };
    // The contact of 10 March: more than two months from 11 May, more than three from 11 June.
    let quiet = [silent, waiting, pending];
    let elected = [silent, away, waiting];
    for (days, query, expected) in [
        (0, mail, &[waiting][..]),
        (0, referent_is(ReferentFilter::Is(referent)), &[waiting]),
        (
            0,
            referent_is(ReferentFilter::None),
            &[silent, away, pending],
        ),
        (2, appointment(AppointmentFilter::Coming), &[pending]),
        (2, appointment(AppointmentFilter::Passed), &[]),
        (3, appointment(AppointmentFilter::Coming), &[]),
        (3, appointment(AppointmentFilter::Passed), &[pending]),
        (61, silence(SilenceFilter::TwoMonths), &[]),
        (62, silence(SilenceFilter::TwoMonths), &quiet),
        (92, silence(SilenceFilter::ThreeMonths), &[]),
        (93, silence(SilenceFilter::ThreeMonths), &quiet),
        (303, term(TermFilter::TwoMonths), &[]),
        (304, term(TermFilter::TwoMonths), &elected),
        (348, term(TermFilter::TwoWeeks), &[]),
        (349, term(TermFilter::TwoWeeks), &elected),
        (364, term(TermFilter::TwoWeeks), &elected),
        (364, term(TermFilter::Lapsed), &[]),
        (365, term(TermFilter::TwoWeeks), &[]),
        (365, term(TermFilter::Lapsed), &elected),
    ] {
        house.clock.set(on);
        house.clock.advance_days(days);
        let shown = format!("{query:?} after {days} days");
        assert_eq!(ids(&house, query).await, expected, "{shown}");
    }
    assert!(house.clock.now() > on.and_hms_opt(0, 0, 0).unwrap().and_utc());
}

/// # Panics
/// When storage breaks its promise.
pub async fn silence_is_counted_from_the_end_of_a_justified_absence(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let on = house.today();
    let back = house.open_as(Status::Actif, "A", "Back").await;
    let until = Some(on + Days::new(40));
    house
        .done(back, Command::JustifyAbsence { from: on, until })
        .await;
    for (days, silence, expected) in [
        (62, SilenceFilter::TwoMonths, &[][..]),
        (101, SilenceFilter::TwoMonths, &[]),
        (102, SilenceFilter::TwoMonths, &[back]),
        (102, SilenceFilter::ThreeMonths, &[]),
    ] {
        house.clock.set(on);
        house.clock.advance_days(days);
        let query = ListQuery {
            tab: Tab::All,
            silence: Some(silence),
            ..ListQuery::default()
        };
        assert_eq!(ids(&house, query).await, expected, "{silence:?} {days}");
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn doubles_agree_by_folded_names_in_either_order_and_by_birth(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    // Born on 23 January 1989.
    let first = house.open("Ben-Âli", "Fatima").await;
    let turned = house.open("FATIMA", "ben ali").await;
    house.open("Ben", "Ali Fatima").await;
    let doubles = async |nom: &str, prenoms: &str, birth: Option<BirthDate>| {
        let found = storage
            .lists
            .possible_doubles(house.id(), nom, prenoms, birth)
            .await
            .unwrap();
        found.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let born = |year, month, day| Some(BirthDate::new(year, month, day).unwrap());
    let both = [first, turned];
    assert_eq!(doubles("Ben Ali", "Fatima", None).await, both);
    assert_eq!(
        doubles("fatima", "BEN ALI", born(1989, None, None)).await,
        both
    );
    let known = born(1989, Some(1), Some(23));
    assert_eq!(doubles("Ben Ali", "Fatima", known).await, both);
    let another = born(1989, Some(2), None);
    assert_eq!(doubles("Ben Ali", "Fatima", another).await, []);
    assert_eq!(doubles("Ben Ali", "Fatimata", None).await, []);
    assert_eq!(doubles("%", "%", None).await, []);
}
