//! What the sheet says of an interview. Its columns of free text have no place of their
//! own here: they stand in the remarks, each under its name, and in notes where these are
//! full.

use domiciliation::interview::Interview;
use kernel::{Note, Text};

use super::{note, reading::Reading};
use crate::imports::field::Field;

/// The free texts that complete an answer.
const DETAILS: [Field; 6] = [
    Field::EmploymentDetail,
    Field::IncomeDetail,
    Field::ResidenceDetail,
    Field::CauseDetail,
    Field::ReasonDetail,
    Field::SupportDetail,
];

/// What was declared, and what did not fit into it.
pub(super) fn read(reading: &mut Reading<'_>) -> (Interview, Vec<Note>) {
    let oriented = reading.yes_no(Field::Oriented);
    let oriented_by: Option<Note> = reading.text(Field::OrientedBy);
    let interview = Interview {
        already_domiciled: reading.yes_no(Field::AlreadyDomiciled),
        oriented_by: oriented_by.or_else(|| {
            (oriented == Some(true))
                .then(|| "Oui".parse().ok())
                .flatten()
        }),
        employment: reading.word(Field::Employment),
        income: reading.yes_no(Field::Income),
        commune_link: reading.word(Field::CommuneLink),
        link_evidence: reading.text(Field::CommuneLinkDetail),
        household: household(reading),
        residence: reading.word(Field::Residence),
        cause: reading.word(Field::Cause),
        reason: reading.word(Field::Reason),
        support: reading.yes_no(Field::Support),
        rattachement: reading.text(Field::Rattachement),
        remarks: None,
    };
    let remarks: Option<Text<2000>> = reading.text(Field::Remarks);
    let mut lines: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    let mut notes = Vec::new();
    for field in DETAILS {
        let Some(detail) = reading.text::<1000>(field) else {
            continue;
        };
        let line = kernel::french::typo(&format!("{} : {detail}", title(field)));
        let length: usize = lines.iter().map(|line| line.chars().count() + 1).sum();
        if length + line.chars().count() <= Text::<2000>::MAX {
            lines.push(line);
        } else {
            notes.extend(note(&line));
        }
    }
    let remarks = lines.join("\n").parse().ok();
    (
        Interview {
            remarks,
            ..interview
        },
        notes,
    )
}

/// The codes of the field say « isolé » of everybody.
fn household(reading: &mut Reading<'_>) -> Option<domiciliation::interview::Household> {
    let code = reading.code(Field::Household)?.to_lowercase();
    let own = code.replace("femme_isole_", "femme_isolee_");
    own.parse().ok()
}

/// What stands before a free text among the remarks.
fn title(field: Field) -> std::borrow::Cow<'static, str> {
    let label = field.label();
    match label.split_once(" : ") {
        Some((title, _)) => title.to_owned().into(),
        None => label,
    }
}
