//! What stands in the cells of a person.

use std::collections::HashMap;

use chrono::NaiveDate;
use domiciliation::{
    Author, Dossier, Fact, Situation, Status,
    decision::{Decision, Outcome},
    identity::{AyantDroit, Civility},
    procuration::StandingProcuration,
    term::Term,
};
use kernel::{BirthDate, StaffId};

use super::{Column, column::GROUPS};
use crate::{
    imports::writing::{OutCell, OutValue},
    phone::PhonePlan,
    reads::DossierRow,
};

/// A person to write: the row of the list, and the parts of the dossier that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The row.
    pub row: DossierRow,
    /// The dossier, as far as its facts were read.
    pub dossier: Dossier,
}

/// What the cells of all people are written with.
#[derive(Clone)]
pub struct Around {
    /// The day of the export.
    pub today: NaiveDate,
    /// The names of the staff, past members included.
    pub staff: HashMap<StaffId, String>,
    /// How many days between two terms leave the first domiciliation where it was.
    pub gap_days: u32,
    /// The zone of the structure, in which moments are written.
    pub zone: kernel::Zone,
}

/// An answer.
pub(super) fn yes(yes: bool) -> OutCell<'static> {
    OutCell::plain(OutValue::Bool(yes))
}

/// The same for people to read.
pub(super) fn in_words(cell: &mut OutCell<'_>) {
    if let OutValue::Bool(yes) = cell.value {
        cell.value = OutValue::Text(if yes { "OUI" } else { "NON" }.into());
    }
}

/// An answer, or nothing where it was not asked.
pub(super) fn perhaps(yes_or_no: Option<bool>) -> OutCell<'static> {
    yes_or_no.map_or(OutCell::EMPTY, yes)
}

/// A text, where there is one.
pub(super) fn text<T: ToString>(text: Option<&T>) -> OutCell<'static> {
    text.map_or(OutCell::EMPTY, |text| OutCell::text(text.to_string()))
}

/// A date of birth: a date where it is known to the day, else what is known of it.
pub(super) fn birth(birth: Option<BirthDate>) -> OutCell<'static> {
    let Some(birth) = birth else {
        return OutCell::EMPTY;
    };
    match (birth.month(), birth.day()) {
        (Some(_), Some(_)) => OutCell::date(birth.earliest()),
        (Some(month), None) => OutCell::text(format!("{month:02}/{}", birth.year())),
        (None, _) => OutCell::text(birth.year().to_string()),
    }
}

/// Whoever took a decision or made an entry, where that is known.
pub(super) fn author(author: &Author) -> OutCell<'static> {
    if let Author::Staff { name, .. } = author {
        OutCell::text(name.to_string())
    } else {
        OutCell::EMPTY
    }
}

/// The dependants, in columns.
fn groups<'a>(cells: &mut Vec<OutCell<'a>>, ayants_droit: &'a [AyantDroit]) {
    for n in 0..GROUPS {
        match ayants_droit.get(n) {
            Some(one) => cells.extend(dependant(one)),
            None => cells.extend([const { OutCell::EMPTY }; 4]),
        }
    }
}

/// Name, first names, birth and tie of a dependant.
pub(super) fn dependant(one: &AyantDroit) -> [OutCell<'_>; 4] {
    [
        OutCell::text(one.nom.as_str()),
        OutCell::text(one.prenoms.as_str()),
        birth(Some(one.birth)),
        OutCell::text(one.lien.label()),
    ]
}

/// The ground of an unfavourable decision, in the words of the forms.
pub(super) fn ground(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "",
        Outcome::Refused(refus) => refus.ground.label(),
        Outcome::Terminated(radiation) => radiation.ground.motif().label(),
        Outcome::ClosedAfterExpiry { .. } => "Clôture après l’échéance",
    }
}

impl Taken {
    /// The term that runs or has lapsed; without one, the last that was granted.
    fn term(&self) -> Option<&Term> {
        let last = || self.dossier.terms().last();
        self.dossier.current_term().or_else(last)
    }

    fn granted(&self) -> impl DoubleEndedIterator<Item = &Decision> {
        let accepted = |d: &&Decision| matches!(d.outcome(), Outcome::Accepted(_));
        self.dossier.decisions().iter().filter(accepted)
    }

    /// The last decision, where it put the dossier in this status.
    fn ended(&self, status: Status, today: NaiveDate) -> Option<&Outcome> {
        let last = self.dossier.last_decision().map(Decision::outcome);
        last.filter(|_| self.row.situation.status(today) == status)
    }

    /// Adds the cells of a column.
    pub(super) fn push<'a>(
        &'a self,
        column: Column,
        around: &'a Around,
        phones: &dyn PhonePlan,
        cells: &mut Vec<OutCell<'a>>,
    ) {
        let (row, dossier, today) = (&self.row, &self.dossier, around.today);
        let name = |id: StaffId| around.staff.get(&id).map_or("", String::as_str);
        let status = || row.situation.status(today);
        let elected = matches!(row.situation, Situation::Elected { .. });
        let transfer = row.transfer.filter(|days| today <= days.end());
        let place = || {
            let standing = dossier.transfer();
            standing.filter(|t| today <= t.period.end())
        };
        let cell = match column {
            Column::Number => OutCell::number(row.number),
            Column::Reference => OutCell::text(row.reference.as_deref().unwrap_or_default()),
            Column::Civility => {
                let known = row.civility.parse::<Civility>();
                known.map_or(OutCell::EMPTY, |c| OutCell::text(c.label()))
            }
            Column::Nom => OutCell::text(row.nom.as_str()),
            Column::Prenoms => OutCell::text(row.prenoms.as_str()),
            Column::Usage => OutCell::text(row.usage.as_deref().unwrap_or_default()),
            Column::Birth => birth(row.birth),
            Column::BirthPlace => text(dossier.identity().map(|i| &i.birth_place)),
            Column::Phone => {
                let phone = row.phone.as_ref();
                phone.map_or(OutCell::EMPTY, |p| OutCell::text(phones.display(p)))
            }
            Column::Email => row
                .email
                .as_ref()
                .map_or(OutCell::EMPTY, |email| OutCell::text(email.as_str())),
            Column::Language => text(dossier.coordinates().language.as_ref()),
            Column::Sms => yes(dossier.coordinates().sms),
            Column::ByEmail => yes(dossier.coordinates().by_email),
            Column::Distribution => text(dossier.filing().distribution.as_ref()),
            Column::Status => OutCell::text(status().label()),
            Column::Renewal => yes(row.renewal_pending),
            Column::Kind => {
                let last = dossier.demandes().last();
                last.map_or(OutCell::EMPTY, |d| OutCell::text(d.kind().label()))
            }
            Column::Start => OutCell::date(self.term().map(|t| t.period().start())),
            Column::End => OutCell::date(self.term().map(|t| t.period().end())),
            Column::First => OutCell::date(dossier.first_domiciliation(around.gap_days)),
            Column::RefusedOn => OutCell::date(row.ended_on.filter(|_| status() == Status::Refuse)),
            Column::RefusalGround => {
                let outcome = self.ended(Status::Refuse, today);
                outcome.map_or(OutCell::EMPTY, |o| OutCell::text(ground(o)))
            }
            Column::EndedOn => OutCell::date(row.ended_on.filter(|_| status() == Status::Radie)),
            Column::EndGround => {
                let outcome = self.ended(Status::Radie, today);
                outcome.map_or(OutCell::EMPTY, |o| OutCell::text(ground(o)))
            }
            Column::DecidedBy => {
                let last = dossier.last_decision();
                last.map_or(OutCell::EMPTY, |d| author(d.author()))
            }
            Column::FirstDecidedBy => {
                let first = self.granted().next();
                first.map_or(OutCell::EMPTY, |d| author(d.author()))
            }
            Column::LastContact => OutCell::date(row.last_contact),
            Column::RadiableFrom => OutCell::date(row.first_radiable_day.filter(|_| elected)),
            Column::Appointment => row
                .appointment_at
                .map_or(OutCell::EMPTY, |at| OutCell::plain(OutValue::Moment(at))),
            Column::Referent => OutCell::text(row.referent.map_or("", name)),
            Column::Dependants => OutCell::number(row.ayants_droit),
            Column::Proxies => {
                let valid = row.proxies.iter().filter(|days| days.contains(today));
                OutCell::number(u32::try_from(valid.count()).unwrap_or(u32::MAX))
            }
            Column::ProxyNames => OutCell::text(proxies(dossier, today)),
            Column::TransferUntil => OutCell::date(transfer.map(|days| days.end())),
            Column::TransferFrom => OutCell::date(transfer.map(|days| days.start())),
            Column::TransferName => text(place().map(|t| &t.name)),
            Column::TransferAddress => text(place().map(|t| &t.address)),
            Column::Letters => OutCell::number(row.letters),
            Column::Parcels => OutCell::number(row.parcels),
            Column::Notices => OutCell::number(row.notices),
            Column::PinnedNote => yes(row.pinned_note),
            Column::DependantGroups => return groups(cells, dossier.ayants_droit()),
        };
        cells.push(cell);
    }

    /// Facts that stand, with who entered them and when.
    pub(super) fn standing(&self) -> impl Iterator<Item = &domiciliation::Recorded> {
        let annulled = |id| self.dossier.is_annulled(id);
        let history = self.dossier.history().iter();
        history.filter(move |r| !annulled(r.id) && !matches!(r.fact, Fact::Annulled { .. }))
    }
}

/// Those who may take the mail today.
fn proxies(dossier: &Dossier, today: NaiveDate) -> String {
    let valid = |p: &&StandingProcuration| p.is_valid_on(today);
    let names = dossier.procurations().iter().filter(valid).map(|p| {
        let given = p.procuration();
        format!("{} {}", given.nom, given.prenoms)
    });
    names.collect::<Vec<_>>().join(", ")
}
