//! The rules that can be asked, each a question to one function of the domain.

use domiciliation::{
    deadline,
    presence::{self, Absence, Clock},
    refusal::{self, Admissibility, Draft},
    retention::{self, Retention},
    term,
};
use kernel::{Departement, Holidays, Note, PostalCode, text::InvalidText};
use serde_json::{Value, json};

use crate::{
    error::Misunderstood,
    fields::{Fields, written, written_or_null},
    status::status,
};

/// A rule that can be asked.
pub(crate) struct Rule {
    pub name: &'static str,
    pub input: &'static str,
    pub output: &'static str,
    pub answer: fn(&Fields<'_>) -> Result<Value, Misunderstood>,
}

pub(crate) const RULES: [Rule; 10] = [
    Rule {
        name: "term_end",
        input: r#"{"rule":"term_end","start":D}"#,
        output: r#"{"end":D}"#,
        answer: term_end,
    },
    Rule {
        name: "silence",
        input: r#"{"rule":"silence","last_contact":D,"today":D,"absences":[{"from":D,"until":D|null}]}"#,
        output: r#"{"threshold":D|null,"first_day":D|null,"due":bool}"#,
        answer: silence,
    },
    Rule {
        name: "last_contact",
        input: r#"{"rule":"last_contact","facts":[{"kind":K,"on":D,"annulled":bool?}],"portal_login_counts":bool}"#,
        output: r#"{"last_contact":D|null}"#,
        answer: last_contact,
    },
    Rule {
        name: "answer_limit",
        input: r#"{"rule":"answer_limit","received":D}"#,
        output: r#"{"limit":D}"#,
        answer: answer_limit,
    },
    Rule {
        name: "appeal_limit",
        input: r#"{"rule":"appeal_limit","notified":D,"department":S}"#,
        output: r#"{"last_day":D}"#,
        answer: appeal_limit,
    },
    Rule {
        name: "renewal_reminder",
        input: r#"{"rule":"renewal_reminder","end":D,"months":N,"today":D,"sent":bool}"#,
        output: r#"{"due_from":D,"due":bool}"#,
        answer: renewal_reminder,
    },
    Rule {
        name: "retention",
        input: r#"{"rule":"retention","last_contact":D|null,"term_end":D|null,"last_notification":D|null,"months":N,"today":D}"#,
        output: r#"{"anchor":D,"purgeable_from":D,"purgeable":bool}"#,
        answer: retention,
    },
    Rule {
        name: "refusal",
        input: r#"{"rule":"refusal","structure":T,"ground":G,"cap_reached":bool?,"facts":S?,"orientation":bool}"#,
        output: r#"{"allowed":bool,"rule_ids":[R],"warnings":[W]}"#,
        answer: refusal,
    },
    Rule {
        name: "territory",
        input: r#"{"rule":"territory","postal_code":S}"#,
        output: r#"{"department":S,"zone":S}"#,
        answer: territory,
    },
    Rule {
        name: "status",
        input: r#"{"rule":"status","facts":[F],"today":D,"portal_login_counts":bool?}"#,
        output: r#"{"status":A,"renewal_pending":bool,"term":{"start":D,"end":D}|null,"days_left":N|null,"last_contact":D|null,"first_radiable_day":D|null}"#,
        answer: status,
    },
];

/// What the letters of the shapes stand for.
pub(crate) const LEGEND: &str = r#"D  a date, YYYY-MM-DD, from 0001-01-01 to 9999-12-31
N  a whole number; `months` goes from 0 to 1200
S  a string
?  may be absent: a bool is then false; null is not absent
|null  must be there, null included
K  visit, phone_call, interview, request_in_person, request_by_phone,
   request_online, request_by_post, mail_handed_to_holder,
   mail_handed_to_proxy, mail_forwarded, mail_returned, mail_received,
   sms_sent, portal_login, written_message, request_taken_over,
   register_taken_over
T  ccas, cias, commune, organisme_agree
G  absence_de_lien, saturation, hors_agrement, domicile_stable,
   entretien_non_honore, autre
R  R-60 (ground closed to this body), R-61 (no facts), R-62 (no orientation)
W  R-60:depends_on_agrement, R-60:fragile_ground
A  actif, echu, a_valider, en_instruction, radie, refuse
F  one of these, in the order in which they were recorded; each may bear
   "annulled":bool?
   {"fact":"request","on":D,"channel":in_person|phone|online|post|register}
   {"fact":"interview","on":D}
   {"fact":"proposed","on":D}
   {"fact":"postponed","on":D}
   {"fact":"withdrawn","on":D}
   {"fact":"accepted","on":D,"start":D,"end":D}
   {"fact":"refused","on":D}
   {"fact":"terminated","on":D,"effect":D}
   {"fact":"closed","on":D}
   {"fact":"contact","on":D,"kind":visit|phone_call|written_message|portal_login}
   {"fact":"mail_delivered","on":D,"to":holder|proxy|forwarded|returned}
   {"fact":"absence","from":D,"until":D|null}
"#;

fn term_end(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let period = term::one_year(asked.date("start")?);
    Ok(json!({ "end": written("end", period.end())? }))
}

fn silence(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let last_contact = asked.date("last_contact")?;
    let today = asked.date("today")?;
    let absences = asked.each("absences", |absence| read_absence(&absence))?;
    let clock = presence::clock(Some(last_contact), &absences, today);
    let threshold = match clock {
        Clock::Running { threshold, .. } => Some(threshold),
        Clock::Unknown | Clock::Suspended { .. } => None,
    };
    Ok(json!({
        "threshold": written_or_null("threshold", threshold)?,
        "first_day": written_or_null("first_day", clock.first_day())?,
        "due": clock.is_due(today),
    }))
}

pub(crate) fn read_absence(absence: &Fields<'_>) -> Result<Absence, Misunderstood> {
    Absence::new(absence.date("from")?, absence.date_or_null("until")?)
        .ok_or_else(|| absence.invalid("until", "a day that is not before `from`"))
}

fn last_contact(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let facts = asked.each("facts", |fact| {
        let manifestation = (fact.word("kind")?, fact.date("on")?);
        Ok((!fact.flag_or_false("annulled")?).then_some(manifestation))
    })?;
    let last = presence::last_contact(
        facts.into_iter().flatten(),
        asked.flag("portal_login_counts")?,
    );
    Ok(json!({ "last_contact": written_or_null("last_contact", last)? }))
}

fn answer_limit(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let limit = deadline::answer_limit(asked.date("received")?);
    Ok(json!({ "limit": written("limit", limit)? }))
}

fn appeal_limit(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let notified = asked.date("notified")?;
    let department: Departement = asked
        .text("department")?
        .parse()
        .map_err(|_| asked.invalid("department", "the code of a département"))?;
    let last_day = deadline::appeal_last_day(notified, &Holidays::of(department));
    Ok(json!({ "last_day": written("last_day", last_day)? }))
}

fn renewal_reminder(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let (end, months, today) = (
        asked.date("end")?,
        asked.months("months")?,
        asked.date("today")?,
    );
    let due = term::is_reminder_due(end, months, today, asked.flag("sent")?);
    let due_from = term::reminder_from(end, months);
    Ok(json!({ "due_from": written("due_from", due_from)?, "due": due }))
}

fn retention(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let last_contact = asked.date_or_null("last_contact")?;
    let term_end = asked.date_or_null("term_end")?;
    let last_notification = asked.date_or_null("last_notification")?;
    let months = asked.months("months")?;
    let today = asked.date("today")?;
    let anchor = retention::anchor(last_contact, term_end, last_notification).ok_or_else(|| {
        asked.invalid(
            "last_contact",
            "a date when `term_end` and `last_notification` are null",
        )
    })?;
    let from = retention::purgeable_from(anchor, months);
    let purgeable = Retention {
        anchor: Some(anchor),
        from: Some(from),
        holdings: Vec::new(),
    }
    .is_due(today);
    Ok(json!({
        "anchor": written("anchor", anchor)?,
        "purgeable_from": written("purgeable_from", from)?,
        "purgeable": purgeable,
    }))
}

fn refusal(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let has_facts =
        asked.has("facts") && asked.text("facts")?.parse::<Note>() != Err(InvalidText::Blank);
    let draft = Draft {
        kind: asked.word("structure")?,
        ground: asked.word("ground")?,
        cap_reached: asked.flag_or_false("cap_reached")?,
        has_facts,
        has_orientation: asked.flag("orientation")?,
    };
    let obstacles = refusal::obstacles(draft);
    let admissibility = refusal::admissibility(draft.kind, draft.ground, draft.cap_reached);
    let warnings: &[&str] = match admissibility {
        Admissibility::IfTheAgrementSaysSo => &["R-60:depends_on_agrement"],
        Admissibility::Fragile => &["R-60:fragile_ground"],
        Admissibility::Allowed | Admissibility::Closed | Admissibility::CapNotReached => &[],
    };
    Ok(json!({
        "allowed": obstacles.is_empty(),
        "rule_ids": obstacles.iter().map(|rule| rule.0).collect::<Vec<_>>(),
        "warnings": warnings,
    }))
}

fn territory(asked: &Fields<'_>) -> Result<Value, Misunderstood> {
    let text = asked.text("postal_code")?;
    let invalid = || asked.invalid("postal_code", "a postal code of a known département");
    let department = text
        .parse::<PostalCode>()
        .ok()
        // The type trims what people type in forms; here nobody types.
        .filter(|code| code.as_str() == text)
        .and_then(|code| code.departement())
        .ok_or_else(invalid)?;
    Ok(json!({ "department": department.code(), "zone": department.zone().name() }))
}
