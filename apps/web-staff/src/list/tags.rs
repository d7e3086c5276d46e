//! What one should know of a person before serving them, in a few words.

use application::reads::DossierRow;
use chrono::NaiveDate;
use domiciliation::Status;
use web_kit::fr;

/// A mark: what it says, and whether it calls for care.
pub struct Mark {
    pub text: String,
    pub strong: bool,
}

fn plain(text: impl Into<String>) -> Mark {
    Mark {
        text: text.into(),
        strong: false,
    }
}

fn strong(text: impl Into<String>) -> Mark {
    Mark {
        text: text.into(),
        strong: true,
    }
}

/// The marks of a row, in a structure that keeps mail so many days after the end.
pub fn of(row: &DossierRow, today: NaiveDate, keep_days: u16) -> Vec<Mark> {
    let mut marks = Vec::new();
    if row.ayants_droit > 0 {
        let count = u64::from(row.ayants_droit);
        marks.push(plain(fr::count(count, "ayant droit", "ayants droit")));
    }
    marks.extend(proxies(row, today));
    marks.extend(row.transfer.map(|days| {
        if days.contains(today) {
            strong(format!(
                "réexpédition jusqu’au {}",
                fr::short_date(days.end())
            ))
        } else if today < days.start() {
            plain(format!(
                "réexpédition dès le {}",
                fr::short_date(days.start())
            ))
        } else {
            plain("réexpédition expirée")
        }
    }));
    let left = row.situation.status(today) == Status::Radie;
    if left && !row.receives_mail(today, keep_days) {
        marks.push(strong("pli non distribuable"));
    }
    if let Some(until) = row.observations_until {
        marks.push(if today <= until {
            plain(format!("observations jusqu’au {}", fr::short_date(until)))
        } else {
            strong("radiation à décider")
        });
    }
    marks
}

/// The proxies: those who may take the mail today, else those to come, else that they
/// expired.
fn proxies(row: &DossierRow, today: NaiveDate) -> Option<Mark> {
    let valid = row
        .proxies
        .iter()
        .filter(|days| days.contains(today))
        .count() as u64;
    let coming = row
        .proxies
        .iter()
        .map(|days| days.start())
        .filter(|start| today < *start)
        .min();
    match (row.proxies.len(), valid, coming) {
        (0, _, _) => None,
        (_, 1.., _) => Some(plain(fr::count(
            valid,
            "procuration valable",
            "procurations valables",
        ))),
        (_, 0, Some(start)) => Some(plain(format!(
            "procuration dès le {}",
            fr::short_date(start)
        ))),
        (_, 0, None) => Some(strong("procuration expirée")),
    }
}
