//! Failed messages, by why they failed: those that failed alike are decided together.

use application::messages::{
    book::Alike,
    log::{AT_ONCE, COUNTED, Decision},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use messages::Failure;
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError,
    components::{
        Choice, button, buttons, checkbox_group, empty_list, error_summary, hidden, link_button,
    },
    fr,
};

use super::super::{below, words};
use super::lines::through;
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Messages en échec";
const WHY: &str = "raisons";
const NONE_CHOSEN: &str = "Pourquoi ils ont échoué : cochez au moins une raison.";
const SEEN: &str = "vu";

/// What is decided.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Decided {
    raisons: Vec<String>,
    /// Until when those failed that were shown.
    jusque: String,
    decision: String,
}

/// « sms.injoignable ».
fn code(alike: Alike) -> String {
    format!("{}.{}", alike.channel.code(), alike.failure.code())
}

fn alike(code: &str) -> Option<Alike> {
    let (channel, failure) = code.split_once('.')?;
    Some(Alike {
        channel: channel.parse().ok()?,
        failure: failure.parse().ok()?,
    })
}

/// Whether one that failed so may arrive as it is, the next time.
const fn may_pass(failure: Failure) -> bool {
    match failure {
        Failure::Unreachable | Failure::Provider | Failure::Account | Failure::Other => true,
        Failure::BadAddress | Failure::Blocked | Failure::Sender | Failure::Content => false,
    }
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let failures = failures(&staff, &session).await?;
    let likely = failures.iter().map(|(alike, _)| *alike);
    let likely = likely.filter(|alike| may_pass(alike.failure));
    let ticked: Vec<_> = likely.map(code).collect();
    let now = staff.clock.now();
    let told = flash.code().and_then(super::super::message);
    Ok(document(&session, &failures, &ticked, now, told, None))
}

async fn failures(staff: &Staff, session: &StaffSession) -> Result<Vec<(Alike, u32)>, PageError> {
    let read = staff.message_log.failures(&session.actor).await;
    let Ok(failures) = unless_refused(read, urls::MESSAGES)?;
    Ok(failures)
}

fn document(
    session: &StaffSession,
    failures: &[(Alike, u32)],
    ticked: &[String],
    until: DateTime<Utc>,
    told: Option<&'static str>,
    wrong: Option<&str>,
) -> Markup {
    let why = Field {
        error: wrong.map(str::to_owned),
        ..Field::default()
    };
    let content = html! {
        (error_summary(None, &[(WHY, &why)]))
        h1 { (TITLE) }
        @if failures.is_empty() {
            (empty_list("Aucun échec n’attend votre décision.", &link_button("Revenir aux messages", urls::MESSAGES).secondary()))
        } @else {
            p {
                "Renvoyés, les messages partent à la prochaine heure permise, au numéro ou à l’adresse du dossier, s’ils "
                "sont encore utiles. Vus, ils ne demandent plus d’attention."
            }
            form method="post" action=(urls::FAILED_MESSAGES) {
                (hidden("jusque", &until.to_rfc3339()))
                (checkbox_group(WHY, "Pourquoi ils ont échoué", ticked, wrong, failures.iter().map(choice).collect())
                    .hint("Sont déjà cochées les raisons qui ont pu disparaître depuis."))
                (buttons(&[
                    &button("Renvoyer les messages cochés"),
                    &button("Marquer les messages cochés comme vus").sends("decision", SEEN).secondary(),
                ]))
            }
            @if more(failures) {
                p { (fr::typo(&format!("Ils sont plus de {COUNTED} : seuls les {COUNTED} premiers sont comptés ici."))) }
            }
        }
    };
    below(session, TITLE, wrong.is_some(), told, content)
}

fn more(failures: &[(Alike, u32)]) -> bool {
    failures.iter().map(|(_, count)| count).sum::<u32>() >= COUNTED
}

fn choice((alike, count): &(Alike, u32)) -> Choice {
    let Alike { channel, failure } = *alike;
    let how_many = fr::count(u64::from(*count), "message", "messages");
    let label = format!(
        "{how_many} {} : {}",
        through(channel),
        words::failed(failure, channel)
    );
    Choice::new(code(*alike), fr::typo(&label)).hint(fr::typo(words::remedy(failure, channel)))
}

/// « Renvoyer », « C’est vu ».
pub async fn decide(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(decided): Form<Decided>,
) -> Result<Response, PageError> {
    let until = DateTime::parse_from_rfc3339(&decided.jusque);
    let until = until.map_err(|_| PageError::BadRequest)?.to_utc();
    let chosen: Option<Vec<Alike>> = decided.raisons.iter().map(|code| alike(code)).collect();
    let chosen = chosen.ok_or(PageError::BadRequest)?;
    if chosen.is_empty() {
        let failures = failures(&staff, &session).await?;
        let page = document(&session, &failures, &[], until, None, Some(NONE_CHOSEN));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let (decision, done) = if decided.decision == SEEN {
        (Decision::Seen, "messages-vus")
    } else {
        (Decision::Again, "messages-renvoyes")
    };
    let log = &staff.message_log;
    let outcome = log.together(&session.actor, &chosen, until, decision).await;
    let Ok(count) = unless_refused(outcome, urls::FAILED_MESSAGES)?;
    let to = match (count.into_inner(), decision) {
        (0, _) => Flash::on(urls::MESSAGES, "messages-deja-decides"),
        (AT_ONCE.., Decision::Again) => Flash::on(urls::FAILED_MESSAGES, "messages-encore"),
        (AT_ONCE.., Decision::Seen) => Flash::on(urls::FAILED_MESSAGES, "messages-vus-encore"),
        (_, _) => Flash::on(urls::MESSAGES, done),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The sentence that confirms what was decided.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        "messages-renvoyes" => Some(
            "Les messages cochés sont prévus de nouveau. Ils partiront à la prochaine heure permise.",
        ),
        "messages-vus" => Some("C’est noté : ces échecs ne demandent plus d’attention."),
        "messages-encore" => {
            Some("Les 500 premiers messages sont prévus de nouveau. Voici ceux qui restent.")
        }
        "messages-vus-encore" => Some("C’est noté pour les 500 premiers. Voici ceux qui restent."),
        "messages-deja-decides" => {
            Some("Ces échecs avaient déjà été décidés : rien n’a été changé.")
        }
        _ => None,
    }
}
