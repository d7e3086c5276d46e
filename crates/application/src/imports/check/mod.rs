//! One row against the law and against good sense: what may be taken over, and what is
//! wrong at which cell. Pure.

mod interview;
mod messages;
mod people;
mod reading;
mod situation;

use chrono::NaiveDate;
use domiciliation::{
    identity::{Coordinates, Filing},
    import::{Doubt, Takeover},
    interview::Interview,
    mail::{MailKind, Quantity},
};
use kernel::{Departement, Note, StaffId, StructureKind, french::day_month_year};

use super::{
    field::{DependantPart, Field},
    mapping::Mapping,
    problem::{Problem, ProblemCode},
    table::{Row, Table},
};
use crate::phone::PhonePlan;
use reading::Reading;

/// What surrounds a sheet: whose it is, and when.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The civil date at the structure.
    pub today: NaiveDate,
    /// The kind of body.
    pub kind: StructureKind,
    /// Where it is: a number without a prefix is of there.
    pub departement: Departement,
    /// The numbering plans.
    pub phones: &'a dyn PhonePlan,
    /// The staff, by the name of their account.
    pub staff: &'a [(StaffId, String)],
}

/// One person who may be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The row as the sheet shows it.
    pub row: u32,
    /// What the row says.
    pub takeover: Takeover,
}

/// A row that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The row as the sheet shows it.
    pub row: u32,
    /// Who may be taken over; none where an error forbids it.
    pub incoming: Option<Incoming>,
    /// Everything wrong or worth a look, by column.
    pub problems: Vec<Problem>,
}

/// A sheet that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedTable {
    /// How many rows below the headers hold something.
    pub rows: u32,
    /// Each of them.
    pub checked: Vec<Checked>,
    /// What is wrong with the columns, for want of which nothing may be taken over.
    pub problems: Vec<Problem>,
}

/// Looks at a sheet: its columns, then every row below its headers.
#[must_use]
pub fn check_table(table: &Table, mapping: &Mapping, around: &Surroundings<'_>) -> CheckedTable {
    let below = table
        .rows
        .iter()
        .filter(|row| row.number > mapping.header());
    let checked: Vec<Checked> = below
        .filter(|row| !row.is_blank())
        .map(|row| check_row(row, mapping, around))
        .collect();
    CheckedTable {
        rows: u32::try_from(checked.len()).unwrap_or(u32::MAX),
        checked,
        problems: mapping.problems(),
    }
}

/// Looks at one row.
///
/// # Law
/// What a sheet may say is in `docs/adr/0020-taking-over-a-register.md`; the rules are
/// those of [`Takeover`].
#[must_use]
pub fn check_row(row: &Row, mapping: &Mapping, around: &Surroundings<'_>) -> Checked {
    let mut reading = Reading::of(row, mapping, around);
    let takeover = read(&mut reading);
    if let Some(takeover) = &takeover {
        let doubts = takeover.doubts(around.kind, around.today);
        let told = doubts.into_iter().map(about);
        // A cell of which something is told already needs no doubt besides.
        let fresh: Vec<_> = told
            .filter(|(field, ..)| !reading.is_told(*field))
            .collect();
        for (field, code, message) in fresh {
            reading.tell(field, code, &message);
        }
        // Each cell was looked at already: this is for what no cell is to blame for.
        if let Err(refused) = takeover.refused(around.today)
            && !reading.has_errors()
        {
            reading.whole(ProblemCode::Incoherent, &messages::refused(refused));
        }
    }
    let incoming = takeover.filter(|_| !reading.has_errors());
    Checked {
        row: row.number,
        incoming: incoming.map(|takeover| Incoming {
            row: row.number,
            takeover,
        }),
        problems: reading.finish(),
    }
}

/// What a row says, as far as it can be read; what cannot is told.
fn read(reading: &mut Reading<'_>) -> Option<Takeover> {
    let identity = people::holder(reading);
    let ayants_droit = people::dependants(reading);
    let coordinates = Coordinates {
        phone: reading.phone(),
        email: reading.email(),
        sms: reading.yes_no(Field::Sms) == Some(true),
        by_email: reading.yes_no(Field::ByEmail) == Some(true),
        language: reading.text(Field::Language),
    };
    let (referent, unknown_referent) = reading.referent();
    let filing = Filing {
        reference: reading.text(Field::Reference),
        distribution: reading.text(Field::Distribution),
        referent,
    };
    let (interview, said) = interview::read(reading);
    let situation = situation::read(reading, identity.as_ref());
    let last_contact = reading.past_day(Field::LastContact);
    let procurations = people::proxies(reading);
    let transfer = people::transfer(reading);
    let waiting = [
        (Field::WaitingLetters, MailKind::Letter),
        (Field::WaitingParcels, MailKind::Parcel),
        (Field::WaitingNotices, MailKind::Notice),
    ];
    let waiting: Vec<(MailKind, Quantity)> = waiting
        .into_iter()
        .filter_map(|(field, kind)| reading.count(field).map(|count| (kind, count)))
        .collect();
    let (kind, situation) = situation?;
    let mut notes = said;
    notes.extend(people::whole_birth_place(reading));
    notes.extend(
        unknown_referent
            .and_then(|name| note(&format!("Référent dans le registre repris : {name}"))),
    );
    notes.extend(situation.notes);
    Some(Takeover {
        identity: identity?,
        ayants_droit,
        coordinates,
        filing,
        interview: Some(interview)
            .filter(|told| *told != Interview::default())
            .map(Box::new),
        kind,
        situation: situation.situation,
        first_elected_on: situation.first_elected_on,
        last_contact,
        procurations,
        transfer,
        waiting,
        notes,
    })
}

/// A note, cut where it is too long: the sheet itself keeps the rest.
fn note(text: &str) -> Option<Note> {
    let cut: String = text.chars().take(Note::MAX).collect();
    cut.parse().ok()
}

/// What the law doubts of, at its cell.
fn about(doubt: Doubt) -> (Field, ProblemCode, String) {
    match doubt {
        Doubt::MinorHolder => (Field::Birth, ProblemCode::MinorHolder, "La personne est mineure : elle est en principe ayant droit de ses parents. Vérifiez qu’elle a besoin de son propre dossier.".to_owned()),
        Doubt::AdultAyantDroit { count } => (
            Field::Dependant(0, DependantPart::Birth),
            ProblemCode::AdultDependant,
            if count == 1 {
                "Un ayant droit est majeur : il peut demander sa propre domiciliation.".to_owned()
            } else {
                format!("{count} ayants droit sont majeurs : ils peuvent demander leur propre domiciliation.")
            },
        ),
        Doubt::Lapsed { end } => (Field::End, ProblemCode::Lapsed, format!("La domiciliation est échue depuis le {} : elle sera reprise comme échue, à renouveler ou à clore.", day_month_year(end))),
        Doubt::LongerTerm { full_end } => (Field::End, ProblemCode::SlightlyOverOneYear, format!("Une domiciliation dure un an : celle-ci aurait dû finir le {}. Elle est échue et sera reprise telle quelle.", day_month_year(full_end))),
        Doubt::ShorterTerm { full_end } => (Field::End, ProblemCode::ShorterTerm, format!("Une domiciliation dure un an : celle-ci irait jusqu’au {}. Vérifiez la date de fin.", day_month_year(full_end))),
        Doubt::NoLastContact => (Field::LastContact, ProblemCode::NoLastContact, "Aucun dernier passage : les trois mois sans nouvelles seront comptés à partir du jour de l’import.".to_owned()),
        Doubt::LongSilence { first_day } => (Field::LastContact, ProblemCode::LongSilence, format!("Plus de trois mois sans passage : la personne pourra être radiée depuis le {}. Vérifiez la date.", day_month_year(first_day))),
        Doubt::ClosedGround { ground } => (Field::RefusalGround, ProblemCode::ClosedGround, format!("Le motif « {} » n’est pas ouvert à une structure comme la vôtre : seule l’absence de lien avec la commune l’est. Le refus sera repris comme il a été prononcé.", ground.label())),
        Doubt::ClosedMotif { motif } => (Field::RadiationMotif, ProblemCode::ClosedGround, format!("Le motif « {} » n’est pas ouvert à une structure comme la vôtre. La radiation sera reprise comme elle a été prononcée.", motif.label())),
        Doubt::NoStatutoryGround { motif } => (Field::RadiationMotif, ProblemCode::NoStatutoryGround, format!("Le motif « {} » ne repose sur aucun texte propre. La radiation sera reprise comme elle a été prononcée.", motif.label())),
    }
}
