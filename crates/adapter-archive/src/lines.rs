//! The lines of an archive: one JSON object for each piece of a structure. What they say is
//! written in `docs/archive.md`, and changes with [`crate::VERSION`] alone.

use application::{
    archive::{Alias, Item, Remains},
    files::{FileName, FileRecord, Owner},
    views::SavedView,
};
use chrono::{DateTime, NaiveDate, Utc};
use domiciliation::{Author, Dossier, Fact, Recorded};
use kernel::{DossierId, FactId, FileId, StaffId, StructureId, ViewId};
use serde::{Deserialize, Serialize};
use structures::{Life, Profile, Settings, StaffMember, StaffStatus, Structure};
use uuid::Uuid;

use crate::messages::{MessageLine, TextLine};

/// The kinds of lines, each in a member of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Structure,
    Staff,
    Dossiers,
    Aliases,
    Erased,
    Views,
    MessageSettings,
    MessageTexts,
    Messages,
    Files,
}

impl Part {
    pub(crate) const ALL: [Self; 10] = [
        Self::Structure,
        Self::Staff,
        Self::Dossiers,
        Self::Aliases,
        Self::Erased,
        Self::Views,
        Self::MessageSettings,
        Self::MessageTexts,
        Self::Messages,
        Self::Files,
    ];

    pub(crate) const fn of(item: &Item) -> Self {
        match item {
            Item::Structure(..) => Self::Structure,
            Item::Member(_) => Self::Staff,
            Item::Dossier(_) => Self::Dossiers,
            Item::Alias(_) => Self::Aliases,
            Item::Remains(_) => Self::Erased,
            Item::View(_) => Self::Views,
            Item::MessageSettings(_) => Self::MessageSettings,
            Item::MessageText(_) => Self::MessageTexts,
            Item::Message(_) => Self::Messages,
            Item::File(_) => Self::Files,
        }
    }

    /// The version of archives that has it first.
    pub(crate) const fn since(self) -> u32 {
        match self {
            Self::MessageSettings | Self::MessageTexts | Self::Messages => 2,
            Self::Structure
            | Self::Staff
            | Self::Dossiers
            | Self::Aliases
            | Self::Erased
            | Self::Views
            | Self::Files => 1,
        }
    }

    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::Structure => "structure.ndjson",
            Self::Staff => "staff.ndjson",
            Self::Dossiers => "dossiers.ndjson",
            Self::Aliases => "aliases.ndjson",
            Self::Erased => "erased.ndjson",
            Self::Views => "views.ndjson",
            Self::MessageSettings => "message_settings.ndjson",
            Self::MessageTexts => "message_texts.ndjson",
            Self::Messages => "messages.ndjson",
            Self::Files => "files.ndjson",
        }
    }
}

/// The member that holds the content of a file.
pub(crate) fn content_of(file: FileId) -> String {
    format!("files/{file}")
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StructureLine {
    id: StructureId,
    settings: Settings,
    life: Life,
    last_number: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberLine {
    id: StaffId,
    profile: Profile,
    role: String,
    status: StaffStatus,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DossierLine<Entry> {
    id: DossierId,
    number: u32,
    history: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactLine<A, F> {
    id: FactId,
    at: DateTime<Utc>,
    author: A,
    fact: F,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasLine {
    former: DossierId,
    kept: DossierId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErasedLine {
    id: Uuid,
    filed_on: Vec<NaiveDate>,
    decided: Vec<(NaiveDate, String)>,
    erased_on: NaiveDate,
    ground: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewLine {
    id: ViewId,
    owner: Option<StaffId>,
    name: String,
    query: String,
    saved_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLine {
    id: FileId,
    dossier: Option<DossierId>,
    purpose: String,
    name: String,
    label: String,
    kind: String,
    size: u64,
    by: StaffId,
    at: DateTime<Utc>,
    scan: String,
}

/// The line of a piece.
pub(crate) fn written(item: &Item) -> serde_json::Result<Vec<u8>> {
    match item {
        Item::Structure(structure, last_number) => serde_json::to_vec(&StructureLine {
            id: structure.id(),
            settings: structure.settings().clone(),
            life: structure.life(),
            last_number: *last_number,
        }),
        Item::Member(member) => serde_json::to_vec(&MemberLine {
            id: member.id(),
            profile: member.profile().clone(),
            role: member.role().code().to_owned(),
            status: member.status(),
        }),
        Item::Dossier(dossier) => serde_json::to_vec(&DossierLine {
            id: dossier.id(),
            number: dossier.number(),
            history: dossier.history().iter().map(fact_line).collect(),
        }),
        Item::Alias(alias) => serde_json::to_vec(&AliasLine {
            former: alias.former,
            kept: alias.kept,
        }),
        Item::Remains(remains) => serde_json::to_vec(&ErasedLine {
            id: remains.id,
            filed_on: remains.filed_on.clone(),
            decided: remains.decided.clone(),
            erased_on: remains.erased_on,
            ground: remains.ground.clone(),
        }),
        Item::View(view) => serde_json::to_vec(&ViewLine {
            id: view.id,
            owner: view.owner,
            name: view.name.to_string(),
            query: view.query.clone(),
            saved_at: view.saved_at,
        }),
        Item::MessageSettings(settings) => serde_json::to_vec(settings),
        Item::MessageText(text) => serde_json::to_vec(&TextLine::of(text)),
        Item::Message(message) => serde_json::to_vec(&MessageLine::of(message)),
        Item::File(file) => serde_json::to_vec(&FileLine {
            id: file.id,
            dossier: file.owner.dossier(),
            purpose: file.purpose.code().to_owned(),
            name: file.name.as_str().to_owned(),
            label: file.label.to_string(),
            kind: file.kind.extension().to_owned(),
            size: file.size,
            by: file.by,
            at: file.at,
            scan: file.scan.code().to_owned(),
        }),
    }
}

fn fact_line(recorded: &Recorded) -> FactLine<&Author, &Fact> {
    FactLine {
        id: recorded.id,
        at: recorded.at,
        author: &recorded.author,
        fact: &recorded.fact,
    }
}

/// The piece of a line of a structure; none when it does not read.
pub(crate) fn read(part: Part, structure: StructureId, line: &[u8]) -> Option<Item> {
    Some(match part {
        Part::Structure => {
            let line: StructureLine = serde_json::from_slice(line).ok()?;
            let read = Structure::restore(line.id, line.settings, line.life);
            Item::Structure(Box::new(read), line.last_number)
        }
        Part::Staff => {
            let line: MemberLine = serde_json::from_slice(line).ok()?;
            let role = line.role.parse().ok()?;
            let member = StaffMember::restore(line.id, structure, line.profile, role, line.status);
            Item::Member(Box::new(member))
        }
        Part::Dossiers => {
            let line: DossierLine<FactLine<Author, Fact>> = serde_json::from_slice(line).ok()?;
            let history = line.history.into_iter().map(|fact| Recorded {
                id: fact.id,
                at: fact.at,
                author: fact.author,
                fact: fact.fact,
            });
            let history = history.collect();
            let dossier = Dossier::from_history(structure, line.id, line.number, history);
            Item::Dossier(Box::new(dossier))
        }
        Part::Aliases => {
            let line: AliasLine = serde_json::from_slice(line).ok()?;
            Item::Alias(Alias {
                former: line.former,
                kept: line.kept,
            })
        }
        Part::Erased => {
            let line: ErasedLine = serde_json::from_slice(line).ok()?;
            Item::Remains(Remains {
                id: line.id,
                filed_on: line.filed_on,
                decided: line.decided,
                erased_on: line.erased_on,
                ground: line.ground,
            })
        }
        Part::Views => {
            let line: ViewLine = serde_json::from_slice(line).ok()?;
            Item::View(SavedView {
                id: line.id,
                owner: line.owner,
                name: line.name.parse().ok()?,
                query: line.query,
                saved_at: line.saved_at,
            })
        }
        Part::MessageSettings => {
            Item::MessageSettings(Box::new(serde_json::from_slice(line).ok()?))
        }
        Part::MessageTexts => {
            let line: TextLine = serde_json::from_slice(line).ok()?;
            Item::MessageText(line.into_text())
        }
        Part::Messages => {
            let line: MessageLine = serde_json::from_slice(line).ok()?;
            Item::Message(Box::new(line.into_message()?))
        }
        Part::Files => {
            let line: FileLine = serde_json::from_slice(line).ok()?;
            Item::File(FileRecord {
                id: line.id,
                owner: line.dossier.map_or(Owner::Structure, Owner::Dossier),
                purpose: line.purpose.parse().ok()?,
                name: FileName::of(&line.name),
                label: line.label.parse().ok()?,
                kind: line.kind.parse().ok()?,
                size: line.size,
                by: line.by,
                at: line.at,
                scan: line.scan.parse().ok()?,
            })
        }
    })
}
