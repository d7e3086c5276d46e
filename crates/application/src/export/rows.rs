//! The rows of the tables beside that of the people.

use chrono::NaiveDateTime;
use domiciliation::{
    Fact, Recorded,
    decision::{Decision, Outcome},
    interview::Interview,
    mail::Delivery,
    request::Demande,
};
use kernel::french::NBSP;

use super::{
    Around, Table, Taken,
    cells::{author, dependant, ground, perhaps, text},
};
use crate::imports::writing::{OutCell, OutValue};

/// A row after the cells that say whose it is.
type Row<'a> = Vec<OutCell<'a>>;

/// The rows that a person has in a table.
pub(super) fn of<'a>(table: Table, person: &'a Taken, around: &Around) -> Vec<Row<'a>> {
    let dossier = &person.dossier;
    match table {
        Table::People => Vec::new(),
        Table::Dependants => dossier
            .ayants_droit()
            .iter()
            .map(|one| dependant(one).to_vec())
            .collect(),
        Table::Interviews => interview(person).into_iter().collect(),
        Table::Decisions => dossier
            .decisions()
            .iter()
            .map(|one| decision(one, dossier.demandes()))
            .collect(),
        Table::Contacts => {
            let standing = person.standing();
            standing.filter_map(|r| contact(r, around)).collect()
        }
        Table::Mail => {
            let standing = person.standing();
            standing.filter_map(|r| movement(r, around)).collect()
        }
    }
}

/// The cells that say whose a row is.
pub(super) fn whose(person: &Taken) -> [OutCell<'_>; 4] {
    let row = &person.row;
    [
        OutCell::number(row.number),
        OutCell::text(row.reference.as_deref().unwrap_or_default()),
        OutCell::text(row.nom.as_str()),
        OutCell::text(row.prenoms.as_str()),
    ]
}

fn interview(person: &Taken) -> Option<Row<'_>> {
    let said = person.dossier.interview();
    let held = person.dossier.demandes().iter().rev();
    let held = held.filter_map(Demande::interview).next();
    if held.is_none() && *said == Interview::default() {
        return None;
    }
    let label = |label: Option<&'static str>| OutCell::text(label.unwrap_or_default());
    Some(vec![
        OutCell::date(held.map(|h| h.on)),
        text(held.map(|h| &h.by)),
        text(said.oriented_by.as_ref()),
        perhaps(said.already_domiciled),
        label(said.employment.map(|v| v.label())),
        perhaps(said.income),
        label(said.commune_link.map(|v| v.label())),
        text(said.link_evidence.as_ref()),
        label(said.household.map(|v| v.label())),
        label(said.residence.map(|v| v.label())),
        label(said.cause.map(|v| v.label())),
        label(said.reason.map(|v| v.label())),
        perhaps(said.support),
        text(said.rattachement.as_ref()),
        text(said.remarks.as_ref()),
    ])
}

fn decision<'a>(one: &'a Decision, demandes: &'a [Demande]) -> Row<'a> {
    let (what, period, effect, orientation) = match one.outcome() {
        Outcome::Accepted(accord) => ("Accord", Some(accord.period), None, None),
        Outcome::Refused(refus) => {
            let to = &refus.orientation;
            (
                "Refus",
                None,
                None,
                Some(format!("{}{NBSP}: {}", to.kind.label(), to.name)),
            )
        }
        Outcome::Terminated(end) => ("Radiation", None, Some(end.effective_on), None),
        Outcome::ClosedAfterExpiry { on } => ("Clôture", None, Some(*on), None),
    };
    let demande = demandes.iter().find(|d| Some(d.fact()) == one.demande());
    let told = one.notification();
    vec![
        OutCell::date(one.decided_on()),
        OutCell::text(what),
        demande.map_or(OutCell::EMPTY, |d| OutCell::text(d.kind().label())),
        OutCell::date(period.map(|p| p.start())),
        OutCell::date(period.map(|p| p.end())),
        OutCell::date(effect),
        OutCell::text(ground(one.outcome())),
        text(orientation.as_ref()),
        author(one.author()),
        OutCell::date(told.map(|n| n.on)),
        told.map_or(OutCell::EMPTY, |n| OutCell::text(n.mode.label())),
    ]
}

/// Who entered a fact, and when at the structure.
fn entered(recorded: &Recorded, around: &Around) -> [OutCell<'static>; 2] {
    let at: NaiveDateTime = around.zone.time_of(recorded.at);
    [
        author(&recorded.author),
        OutCell::plain(OutValue::Moment(at)),
    ]
}

/// What restarted the clock of the three months.
fn contact<'a>(recorded: &Recorded, around: &Around) -> Option<Row<'a>> {
    let (manifestation, on) = recorded.fact.manifestation()?;
    if !manifestation.counts(true) {
        return None;
    }
    let mut row = vec![OutCell::date(on), OutCell::text(manifestation.label())];
    row.extend(entered(recorded, around));
    Some(row)
}

fn movement<'a>(recorded: &'a Recorded, around: &Around) -> Option<Row<'a>> {
    let (on, word, kind, quantity, remark) = if let Fact::MailReceived {
        on,
        kind,
        quantity,
        remark,
    } = &recorded.fact
    {
        (on, "Arrivée", kind, quantity, remark.as_ref())
    } else if let Fact::MailDelivered {
        on,
        kind,
        quantity,
        delivery,
    } = &recorded.fact
    {
        (on, left(*delivery), kind, quantity, None)
    } else {
        return None;
    };
    let mut row = vec![
        OutCell::date(*on),
        OutCell::text(word),
        OutCell::text(kind.label()),
        OutCell::number(quantity.get()),
        text(remark),
    ];
    row.extend(entered(recorded, around));
    Some(row)
}

/// What became of mail that left.
const fn left(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Holder => "Remise à la personne",
        Delivery::Proxy(_) => "Remise à un mandataire",
        Delivery::Forwarded => "Réexpédition",
        Delivery::Returned => "Retour",
    }
}
