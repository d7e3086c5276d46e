//! The whole life of one person, from her request to the end of her domiciliation, as
//! those who receive her live it.

mod decision;
mod desk;
mod end;
mod request;
mod team;

use anyhow::{Result, ensure};
use chrono::{Datelike, Days, Months, NaiveDate};
use product_tests::harness::{Browser, Look, Site};

/// The person this is all about.
struct Person {
    /// The path of her dossier.
    home: String,
    /// The day it all happens.
    today: NaiveDate,
}

impl Person {
    fn under(&self, what: &str) -> String {
        format!("{}/{what}", self.home)
    }

    /// The first day on which silence could end her election: three months without a
    /// contact have then passed.
    fn first_radiable_day(&self) -> NaiveDate {
        self.today + Months::new(3) + Days::new(1)
    }

    /// The last day of the year granted today: the eve of its anniversary or, on a
    /// 29 February, which has none, the 28th.
    fn last_day(&self) -> NaiveDate {
        let anniversary = self.today.with_year(self.today.year() + 1);
        anniversary.map_or(self.today + Months::new(12), |day| day - Days::new(1))
    }
}

#[tokio::test]
async fn the_whole_life_of_one_person() -> Result<()> {
    let site = Site::empty().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    team::settles_in(&site, &browser).await?;
    let (person, mistake) = request::is_filed(&browser).await?;
    request::is_instructed(&browser, &person).await?;
    decision::is_granted(&site, &browser, &person).await?;
    decision::mistake_is_erased(&browser, &mistake).await?;
    desk::serves(&site, &browser, &person).await?;
    decision::is_renewed_then_annulled(&browser, &person).await?;
    end::is_prepared_then_pronounced(&browser, &person).await?;
    end::is_read_again(&browser, &person).await?;
    team::of_another_structure_finds_nothing(&site, &browser, &person).await?;

    let log = site.log()?;
    for name in ["Keïta", "KEÏTA", "Aminata", "Diallo", "Bamako", "06 12 34"] {
        ensure!(!log.contains(name), "« {name} » is in the log");
    }
    Ok(())
}

/// « 14 mars 2027 ».
fn in_words(day: NaiveDate) -> String {
    let months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let number = if day.day() == 1 {
        "1er".to_owned()
    } else {
        day.day().to_string()
    };
    format!("{number} {} {}", months[day.month0() as usize], day.year())
}

/// « 14/03/2027 ».
fn in_figures(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
