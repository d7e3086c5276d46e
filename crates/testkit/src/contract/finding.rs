//! Finding people.

use application::find::{Found, MentionKind};
use chrono::Days;
use domiciliation::{
    Command, Opening, Status,
    identity::{AyantDroit, Coordinates, Filing, Lien},
    ports::ErasureGround,
    procuration::Procuration,
};
use kernel::{BirthDate, DossierId, Periode, StructureKind};
use structures::Role;
use uuid::Uuid;

use crate::{
    Storage,
    builders::{an_identity, an_opening, text},
    house::House,
};

const SHOWN: u32 = 20;

async fn find(house: &House, asked: &str) -> Vec<Found> {
    let found = house.storage.search.find(house.id(), asked, SHOWN).await;
    found.unwrap()
}

/// The dossiers found as they were asked for, in order.
async fn exactly(house: &House, asked: &str) -> Vec<DossierId> {
    let found = find(house, asked).await.into_iter();
    found.filter(|f| f.exact).map(|f| f.row.id).collect()
}

async fn names(house: &House, asked: &str) -> Vec<String> {
    let found = find(house, asked).await.into_iter();
    found
        .map(|f| format!("{} {}", f.row.nom, f.row.prenoms))
        .collect()
}

/// Somebody of whom much is known.
fn well_known(house: &House) -> Opening {
    let mut opening = an_opening("N’Guessan-Œuvrard", "Zoé Marie", house.today());
    opening.identity.usage = Some(text("Petite Fleur"));
    opening.ayants_droit = vec![AyantDroit {
        nom: text("Çelik"),
        prenoms: text("Émile"),
        birth: BirthDate::new(2019, None, None).unwrap(),
        lien: Lien::Enfant,
    }];
    opening.coordinates = Coordinates {
        phone: Some(text("+33612345678")),
        email: Some(text("zoe_petite.fleur@exemple.fr")),
        ..Coordinates::default()
    };
    opening.filing = Filing {
        reference: Some(text("BP-4077")),
        distribution: Some(text("A 12")),
        referent: None,
    };
    opening
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_person_is_found_from_whatever_is_known_of_them(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    // Number 1 is another's, so that a figure is nobody's by chance.
    house.open("Wójcik", "Ðorđe").await;
    let zoe = house.open_with(well_known(&house)).await;
    let period = Periode::new(house.today(), house.today() + Days::new(30)).unwrap();
    let procuration = Procuration {
        nom: text("Ångström"),
        prenoms: text("Lars"),
        birth: None,
        period,
    };
    house.done(zoe, Command::GiveProcuration(procuration)).await;
    let month = BirthDate::new(1961, Some(7), None).unwrap();
    let mut partial = an_opening("Sy", "Ly", house.today());
    partial.identity.birth = month;
    let sy = house.open_with(partial).await;

    let nothing: &[MentionKind] = &[];
    for (asked, reasons) in [
        ("guessan", nothing),
        ("uess", nothing),
        ("nguessan", nothing),
        ("n'guessan", nothing),
        ("n guessan œuvrard", nothing),
        ("OEUVRARD zoe", nothing),
        ("zoë oeuv", nothing),
        ("fleur", nothing),
        ("marie fleur", nothing),
        ("2", nothing),
        ("n° 2", nothing),
        ("2 zoe", nothing),
        ("bp 4077", nothing),
        ("BP4077", nothing),
        ("bp-40", nothing),
        ("407", nothing),
        ("a 12", &[MentionKind::Distribution]),
        ("A12", &[MentionKind::Distribution]),
        ("a12 zoe", &[MentionKind::Distribution]),
        ("celik", &[MentionKind::AyantDroit]),
        ("emile çelik", &[MentionKind::AyantDroit]),
        ("mil eli", &[MentionKind::AyantDroit]),
        ("angstrom lars", &[MentionKind::Procuration]),
        ("06 12 34 56 78", &[MentionKind::Phone]),
        ("0612345678", &[MentionKind::Phone]),
        ("06.12.34", &[MentionKind::Phone]),
        ("+33 6 12 34", &[MentionKind::Phone]),
        ("+33 (0)6 12 34 56 78", &[MentionKind::Phone]),
        ("3456", &[MentionKind::Phone]),
        ("zoe_petite.fleur@exemple.fr", &[MentionKind::Email]),
        ("Fleur@Ex", &[MentionKind::Email]),
        ("zoe_petite.fleur@", &[MentionKind::Email]),
        ("exemple zoe", &[MentionKind::Email]),
        ("  zoé   zoé ", nothing),
    ] {
        let found = find(&house, asked).await;
        let found: Vec<&Found> = found.iter().filter(|f| f.exact).collect();
        assert_eq!(found.len(), 1, "{asked}");
        assert_eq!(found[0].row.id, zoe, "{asked}");
        let kinds: Vec<MentionKind> = found[0].mentions.iter().map(|m| m.kind).collect();
        assert_eq!(kinds, reasons, "{asked}");
    }
    // Both others were born on 23 January 1989.
    for asked in ["23/01/1989", "23011989", "23 1 89", "1989-01-23", "23/01"] {
        assert_eq!(exactly(&house, asked).await.len(), 2, "{asked}");
    }
    for asked in [
        "07/1961",
        "1961",
        "14/07/1961",
        "14 07 1961 sy",
        "sy",
        "ly s",
        "s l",
    ] {
        assert_eq!(exactly(&house, asked).await, [sy], "{asked}");
    }
    for asked in [
        "24/01/1989",
        "14/08/1961",
        "06 12 35",
        "zoe dupont",
        "zzz",
        "%zo%x",
        "z_x",
        "y",
        "l",
        "99",
    ] {
        assert_eq!(exactly(&house, asked).await, [], "{asked}");
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn close_spellings_and_sounds_come_after_what_was_typed(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    for (nom, prenoms) in [
        ("Diallo", "Mohamed"),
        ("Jallow", "Muhammad"),
        ("Djalo", "Aïcha"),
        ("Dialo", "Mouhamed"),
        ("Traoré", "Youssef"),
        ("Tchaïkovski", "Piotr"),
        ("Ouédraogo", "Hadji"),
        ("Nguyen", "Thi Mai"),
        ("Abd El Kader", "Ali"),
        ("Dupont", "Jean"),
    ] {
        house.open(nom, prenoms).await;
    }
    for (asked, first) in [
        ("jallow muhammad", "Jallow Muhammad"),
        ("muhamad diallo", "Diallo Mohamed"),
        ("aisha", "Djalo Aïcha"),
        ("yusuf", "Traoré Youssef"),
        ("traroe", "Traoré Youssef"),
        ("yousef trao", "Traoré Youssef"),
        ("chaikovsky", "Tchaïkovski Piotr"),
        ("tchaikowski p", "Tchaïkovski Piotr"),
        ("wedraogo hagi", "Ouédraogo Hadji"),
        ("nguyien", "Nguyen Thi Mai"),
        ("abdelkader", "Abd El Kader Ali"),
        ("abdoulkader", "Abd El Kader Ali"),
        ("abd ul kadir", "Abd El Kader Ali"),
        ("dupond", "Dupont Jean"),
        ("jean dupon", "Dupont Jean"),
    ] {
        let found = names(&house, asked).await;
        assert_eq!(found.first().map(String::as_str), Some(first), "{asked}");
    }
    // As typed, then by sound; among those by name.
    let all = [
        "Diallo Mohamed",
        "Dialo Mouhamed",
        "Djalo Aïcha",
        "Jallow Muhammad",
    ];
    assert_eq!(names(&house, "diallo").await, all);
    let exact: Vec<bool> = find(&house, "diallo")
        .await
        .iter()
        .map(|f| f.exact)
        .collect();
    assert_eq!(exact, [true, false, false, false]);

    // A list finds what was typed, and what is close when it is asked to.
    let listed = async |close| {
        let query = application::reads::ListQuery {
            tab: application::reads::Tab::All,
            search: "diallo".into(),
            close,
            ..application::reads::ListQuery::default()
        };
        house.rows(query).await.len()
    };
    assert_eq!((listed(false).await, listed(true).await), (1, 4));
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_best_answer_comes_first(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let with = async |nom: &str, prenoms: &str, filing: Filing| {
        let mut opening = an_opening(nom, prenoms, house.today());
        opening.filing = filing;
        house.open_with(opening).await
    };
    let plain = Filing::default;
    let inside = with("Bassolé", "Awa", plain()).await;
    let beginning = with("Solange", "Awa", plain()).await;
    let closed = house.open_as(Status::Refuse, "Aba Sol", "Awa").await;
    let word = with("Sol", "Awa", plain()).await;
    let first_name = with("Zed", "Sol", plain()).await;
    let filed = Filing {
        reference: Some(text("SOL")),
        ..plain()
    };
    let reference = with("Zed", "Zoé", filed).await;
    let sound = with("Zoul", "Awa", plain()).await;
    let slip = with("Sola", "Awa", plain()).await;
    let order = [
        reference, word, first_name, closed, slip, beginning, inside, sound,
    ];
    let found: Vec<DossierId> = find(&house, "sol").await.iter().map(|f| f.row.id).collect();
    assert_eq!(found, order);
    // The best first, however few are wanted.
    for few in 1..8 {
        let found = house.storage.search.find(house.id(), "sol", few).await;
        let found: Vec<DossierId> = found.unwrap().iter().map(|f| f.row.id).collect();
        assert_eq!(found, order[..usize::try_from(few).unwrap()]);
    }
    // Namesakes by number; whoever has two words as typed before whoever has one.
    let first = with("Keïta", "Ali", plain()).await;
    let second = with("Keita", "Ali", plain()).await;
    let third = with("Keita", "Aline", plain()).await;
    assert_eq!(exactly(&house, "ali keita").await, [first, second, third]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_search_follows_what_changes_and_stays_in_its_structure(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let zoe = house.open_with(well_known(&house)).await;
    for asked in [
        "zoe",
        "zo",
        "zowe",
        "1",
        "0612345678",
        "bp4077",
        "23/01/1989",
    ] {
        assert_eq!(find(&elsewhere, asked).await, [], "{asked}");
    }
    house
        .done(zoe, Command::RecordIdentity(an_identity("Traoré", "Zoé")))
        .await;
    house
        .done(zoe, Command::RecordCoordinates(Coordinates::default()))
        .await;
    assert_eq!(exactly(&house, "traore").await, [zoe]);
    for gone in ["guessan", "fleur@exemple.fr", "0612345678"] {
        assert_eq!(find(&house, gone).await, [], "{gone}");
    }
    let (desk, actor) = (house.desk(), house.actor(Role::Gestionnaire));
    let version = house.read(zoe).await.version;
    let key = Uuid::from_u128(7);
    let erased = desk.erase(&actor, zoe, version, key, ErasureGround::EntryError);
    assert!(erased.await.is_ok());
    assert_eq!(find(&house, "traore").await, []);
}

/// # Panics
/// When storage breaks its promise.
pub async fn whatever_is_typed_is_answered(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    house.open("Diallo", "Aminata").await;
    for nothing in [
        "",
        "   ",
        "%",
        "_______",
        "*?%_\\",
        "🙂🙃",
        "\u{202e}\u{200f}\u{2066}",
        "\0",
        "'; --",
        "°",
        "@@@",
        "@\\@%",
        "(((+/-",
    ] {
        assert_eq!(find(&house, nothing).await, [], "{nothing:?}");
    }
    for absurd in [
        "a".repeat(10_000),
        "%".repeat(10_000),
        "_".repeat(10_000),
        "9".repeat(10_000),
        "1 ".repeat(5_000),
        "ab ".repeat(5_000),
        "thchwy".repeat(2_000),
        "🙂x".repeat(5_000),
        "a'); drop table domiciliation.search; --".to_owned(),
        "x%L %s $1 :p {} \\".to_owned(),
        "a@_%\\'\"@b".to_owned(),
        "\u{202e}ollaid \0 \u{fffd}".to_owned(),
        "李 明 محمد".to_owned(),
        "00/00/0000 99/99/9999 +++ 1/2/3/4/5/6/7/8/9".to_owned(),
    ] {
        find(&house, &absurd).await;
    }
    let sensible = format!("diallo {}", "\u{202e}%'🙂 ".repeat(2_000));
    assert_eq!(names(&house, &sensible).await, ["Diallo Aminata"]);
}
