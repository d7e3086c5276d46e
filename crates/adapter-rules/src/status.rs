//! Where a dossier stands, from facts without anybody's name.

use chrono::DateTime;
use domiciliation::{
    Author, Dossier, Fact, Recorded, Status,
    decision::{Accord, Proposal},
    fact::AnnulmentMotive,
    mail::{Delivery, MailKind, Quantity},
    radiation::{Radiation, RadiationGround},
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
    request::DemandeKind,
    term::Term,
};
use kernel::{DossierId, FactId, Periode, StructureId, Text};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    error::Misunderstood,
    fields::{Fields, written, written_or_null},
    rules::read_absence,
};

pub(crate) fn status(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let facts = asked.each("facts", |fact| {
        Ok((read_fact(&fact)?, fact.flag_or_false("annulled")?))
    })?;
    let today = asked.date("today")?;
    let portal_login_counts = asked.flag_or_false("portal_login_counts")?;

    let mut history = Vec::new();
    for (fact, annulled) in facts {
        let target = append(&mut history, fact);
        if annulled {
            let motive = AnnulmentMotive::EntryError;
            append(
                &mut history,
                Fact::Annulled {
                    target,
                    motive,
                    reason: None,
                },
            );
        }
    }
    let nobody = Uuid::nil();
    let dossier =
        Dossier::from_history(StructureId::new(nobody), DossierId::new(nobody), 1, history);

    let status = dossier.status(today);
    let period = dossier.current_term().map(Term::period);
    let running = period.filter(|_| status == Status::Actif);
    let first_radiable_day =
        running.and_then(|_| dossier.clock(portal_login_counts, today).first_day());
    let term = match period {
        Some(period) => json!({
            "start": written("start", period.start())?,
            "end": written("end", period.end())?,
        }),
        None => Value::Null,
    };
    Ok(json!({
        "status": status.code(),
        "renewal_pending": dossier.pending_renewal().is_some(),
        "term": term,
        "days_left": running.map(|period| (period.end() - today).num_days()),
        "last_contact": written_or_null("last_contact", dossier.last_contact(portal_login_counts))?,
        "first_radiable_day": written_or_null("first_radiable_day", first_radiable_day)?,
    }))
}

fn append(history: &mut Vec<Recorded>, fact: Fact) -> FactId {
    let id = FactId::new(Uuid::from_u128(history.len() as u128));
    history.push(Recorded {
        id,
        at: DateTime::UNIX_EPOCH,
        author: Author::System,
        fact,
    });
    id
}

/// A fact of the domain. What does not bear on the status, such as the grounds of a
/// decision, is not asked for and filled with anything.
fn read_fact(fact: &Fields<'_>) -> Result<Fact, Misunderstood> {
    let name = fact.text("fact")?;
    if name == "absence" {
        let absence = read_absence(fact)?;
        return Ok(Fact::AbsenceJustified {
            from: absence.from(),
            until: absence.until(),
        });
    }
    let on = fact.date("on")?;
    Ok(match name {
        // Whether it renews follows from the term it runs beside, not from its kind.
        "request" => Fact::DemandeFiled {
            kind: DemandeKind::First,
            on,
            channel: fact.word("channel")?,
        },
        "interview" => Fact::InterviewHeld {
            on,
            by: unsaid(),
            interview: Box::default(),
        },
        "proposed" => Fact::DecisionProposed(Proposal {
            on,
            favourable: true,
            remarks: None,
        }),
        "postponed" => Fact::DecisionPostponed {
            on,
            reason: unsaid(),
        },
        "withdrawn" => Fact::DemandeWithdrawn {
            on,
            reason: unsaid(),
        },
        "accepted" => Fact::Accepted(Accord {
            decided_on: on,
            period: Periode::new(fact.date("start")?, fact.date("end")?)
                .map_err(|_| fact.invalid("end", "a day that is not before `start`"))?,
            shorter_because: None,
            rattachement: None,
        }),
        "refused" => Fact::Refused(Refus {
            decided_on: on,
            ground: RefusalGround::Autre,
            facts: unsaid(),
            orientation: Orientation {
                kind: OrientationKind::Autre,
                name: unsaid(),
                contact: unsaid(),
            },
        }),
        "terminated" => Fact::Terminated(Radiation {
            decided_on: on,
            effective_on: fact.date("effect")?,
            ground: RadiationGround::Autre { facts: unsaid() },
            urgency: None,
        }),
        "closed" => Fact::ClosedAfterExpiry { on },
        "contact" => Fact::ContactMade {
            on,
            kind: fact.word("kind")?,
        },
        "mail_delivered" => Fact::MailDelivered {
            on,
            kind: MailKind::Letter,
            quantity: Quantity::ONE,
            delivery: match fact.text("to")? {
                "holder" => Delivery::Holder,
                "proxy" => Delivery::Proxy(FactId::new(Uuid::nil())),
                "forwarded" => Delivery::Forwarded,
                "returned" => Delivery::Returned,
                _ => return Err(fact.invalid("to", "holder, proxy, forwarded or returned")),
            },
        },
        _ => return Err(fact.invalid("fact", "one of the facts that `--list` prints")),
    })
}

/// A text that nobody wrote and nothing reads.
fn unsaid<const MAX: usize>() -> Text<MAX> {
    "-".parse().expect("a dash is neither blank nor long")
}
