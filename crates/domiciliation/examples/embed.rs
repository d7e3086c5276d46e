//! Another service embeds the law: it keeps the facts where it likes, asks before it
//! writes, and reads what they amount to. `cargo run -p domiciliation --example embed`
use chrono::{NaiveDate, NaiveTime};
use domiciliation::{Command, Context, Dossier, Fact, Opening, Policy, Recorded};
use domiciliation::{decision::Accord, request::Channel};
use kernel::{Holidays, StructureKind};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const AUTHOR: &str = r#"{"author": "staff", "id": "00000000-0000-0000-0000-000000000003",
    "name": "Camille Roche", "capacity": "Directrice", "standing": "decides"}"#;
const IDENTITY: &str = r#"{"civility": "madame", "nom": "Diallo", "prenoms": "Aminata",
    "usage": null, "birth": {"year": 1989}, "birth_place": "Conakry"}"#;

fn write(storage: &mut Vec<Recorded>, facts: Vec<Fact>, context: &Context) -> Outcome {
    for fact in facts {
        storage.push(Recorded {
            id: format!("{:032x}", storage.len()).parse()?,
            at: context.now,
            author: context.author.clone(),
            fact,
        });
    }
    Ok(())
}

fn read(storage: &[Recorded]) -> Outcome<Dossier> {
    let (structure, id) = ("1".repeat(32).parse()?, "2".repeat(32).parse()?);
    Ok(Dossier::from_history(structure, id, 1, storage.to_vec()))
}

fn main() -> Outcome {
    let today = NaiveDate::from_ymd_opt(2026, 1, 5).ok_or("no such day")?;
    let context = Context {
        today,
        now: today.and_time(NaiveTime::MIN).and_utc(),
        author: &serde_json::from_str(AUTHOR)?,
        policy: &Policy::of(StructureKind::Ccas, None),
        holidays: &Holidays::of("69".parse()?),
        elections_in_force: None,
    };
    let mut storage = Vec::new();
    let opening = Opening::new(serde_json::from_str(IDENTITY)?, today, Channel::InPerson);
    write(&mut storage, Dossier::open(opening, &context)?, &context)?;
    let (on, interview) = (today, Box::default());
    let heard = Command::HoldInterview { on, interview };
    for command in [heard, Command::Accept(Accord::one_year(today, today))] {
        let facts = read(&storage)?.decide(command, &context)?;
        write(&mut storage, facts, &context)?;
    }
    let dossier = read(&storage)?;
    let term = dossier.current_term().ok_or("no election")?.period();
    println!("covered from {} to {}", term.start(), term.end());
    println!(
        "silence bites from {:?}",
        dossier.clock(false, today).first_day()
    );
    Ok(())
}
