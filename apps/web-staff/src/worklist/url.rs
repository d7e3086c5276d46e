//! The addresses of the work list: whose dossiers, and where a page begins.

use application::{
    StaffActor,
    worklist::{Whose, WorkCursor, WorkPlace},
};
use chrono::NaiveDateTime;
use domiciliation::due::Duty;
use serde::Deserialize;

use crate::urls;

/// What an address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    pour: String,
    apres: String,
    avant: String,
}

/// Whose dossiers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Structure,
    Mine,
    MineOrNobodys,
}

impl Choice {
    pub const ALL: [Self; 3] = [Self::Structure, Self::MineOrNobodys, Self::Mine];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Structure => "Toute la structure",
            Self::Mine => "Pour moi",
            Self::MineOrNobodys => "Pour moi ou sans référent",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Mine => "moi",
            Self::MineOrNobodys => "moi-ou-sans-referent",
        }
    }

    pub fn whose(self, actor: &StaffActor) -> Whose {
        match self {
            Self::Structure => Whose::Structure,
            Self::Mine => Whose::Mine(actor.id()),
            Self::MineOrNobodys => Whose::MineOrNobodys(actor.id()),
        }
    }

    fn expected_by(actor: &StaffActor) -> Self {
        match Whose::expected_by(actor) {
            Whose::Structure => Self::Structure,
            Whose::Mine(_) => Self::Mine,
            Whose::MineOrNobodys(_) => Self::MineOrNobodys,
        }
    }
}

impl Question {
    /// Whose dossiers; none when no link of ours asks for that.
    pub fn choice(&self, actor: &StaffActor) -> Option<Choice> {
        if self.pour.is_empty() {
            return Some(Choice::expected_by(actor));
        }
        Choice::ALL
            .into_iter()
            .find(|choice| choice.code() == self.pour)
    }

    /// Where the page begins; none when no link of ours asks for that.
    pub fn place(&self) -> Option<WorkPlace> {
        match (self.apres.as_str(), self.avant.as_str()) {
            ("", "") => Some(WorkPlace::Start),
            (after, "") => Some(WorkPlace::After(read(after)?)),
            ("", before) => Some(WorkPlace::Before(read(before)?)),
            (_, _) => None,
        }
    }
}

const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";

fn written(cursor: WorkCursor) -> String {
    format!("{}_{}", cursor.at.format(MOMENT), cursor.id)
}

fn read(text: &str) -> Option<WorkCursor> {
    let (at, id) = text.split_once('_')?;
    let at = NaiveDateTime::parse_from_str(at, MOMENT).ok()?;
    // A year of more digits is no day that storage knows.
    (at.format(MOMENT).to_string().len() == 19).then_some(())?;
    Some(WorkCursor {
        at,
        id: id.parse().ok()?,
    })
}

/// The page of everything.
pub fn everything(choice: Choice) -> String {
    format!("{}?pour={}", urls::WORKLIST, choice.code())
}

/// The first page of a duty.
pub fn duty(duty: Duty, choice: Choice) -> String {
    format!("{}/{}?pour={}", urls::WORKLIST, duty.code(), choice.code())
}

/// The page of a duty after a line.
pub fn after(of: Duty, choice: Choice, cursor: WorkCursor) -> String {
    format!("{}&apres={}", duty(of, choice), written(cursor))
}

/// The page of a duty before a line.
pub fn before(of: Duty, choice: Choice, cursor: WorkCursor) -> String {
    format!("{}&avant={}", duty(of, choice), written(cursor))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890000-0000-7000-8000-000000000001";

    #[test]
    fn a_place_survives_its_address() {
        let at = "2027-03-14T09:30:00".parse().unwrap();
        let cursor = WorkCursor {
            at,
            id: ID.parse().unwrap(),
        };
        assert_eq!(read(&written(cursor)), Some(cursor));
    }

    #[test]
    fn what_no_link_writes_is_no_place() {
        for wrong in [
            "x",
            ID,
            &format!("2027-03-14_{ID}"),
            &format!("+12027-03-14T00:00:00_{ID}"),
            "2027-03-14T00:00:00_x",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let both = Question {
            apres: "a".into(),
            avant: "b".into(),
            ..Question::default()
        };
        assert_eq!(both.place(), None);
    }
}
