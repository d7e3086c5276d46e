//! What the outbox of this installation holds: messages as they would have left.

use application::messages::book::Kept;
use axum::extract::State;
use kernel::MessageId;
use maud::{Markup, html};
use messages::{Channel, Language};
use serde::Deserialize;
use web_kit::{
    PageError, Query,
    components::{empty_list, pagination},
};

use super::{Part, carried, framed, log::lines::through, preview};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

/// How many messages a page has.
const KEPT: u32 = 24;

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    apres: String,
}

/// The page of the outbox; absent where messages really leave.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    if !staff.carriers.keep_here() {
        return Err(PageError::NotFound);
    }
    let after: Option<MessageId> = match asked.apres.as_str() {
        "" => None,
        after => Some(after.parse().map_err(|_| PageError::BadRequest)?),
    };
    let kept = staff
        .message_log
        .outbox(&session.actor, after, KEPT + 1)
        .await;
    let Ok(mut kept) = unless_refused(kept, urls::OUTBOX)?;
    let shown = usize::try_from(KEPT).unwrap_or(usize::MAX);
    let more = kept.len() > shown;
    kept.truncate(shown);
    let next = kept.last().filter(|_| more);
    let next = next.map(|last| format!("{}?apres={}", urls::OUTBOX, last.id));
    let content = html! {
        (carried(&staff))
        @if kept.is_empty() {
            (empty_list("Rien ne serait encore parti.", &html! {
                p { a.fr-link href=(urls::MESSAGES) { "Voir le journal des messages" } }
            }))
        } @else {
            p { "Les derniers messages d’abord, tels qu’ils seraient partis." }
            ul.app-phones { @for message in &kept { li { (one(&staff, &session, message)) } } }
            (pagination(None, next.as_deref()))
        }
    };
    Ok(framed(&session, Part::Outbox, None, &content))
}

fn one(staff: &Staff, session: &StaffSession, message: &Kept) -> Markup {
    let language = message.language.unwrap_or(Language::French);
    let to = match message.channel {
        Channel::Sms => message.recipient.parse().map_or_else(
            |_| message.recipient.clone(),
            |number| staff.phones.display(&number),
        ),
        Channel::Email => message.recipient.clone(),
    };
    html! {
        p.app-second { (session.moment(message.at)) ", " (through(message.channel)) }
        p { "À " (to) }
        @match &message.subject {
            Some(subject) => (preview::mail(language, subject, &message.text)),
            None => (preview::bubble(message.sender.as_deref(), message.language, &message.text)),
        }
        @if let Some(file) = &message.attachment { p.app-second { "Avec le fichier " (file) } }
        @if let Some(dossier) = message.dossier {
            p { a.fr-link.fr-link--sm href=(urls::under(dossier, "messages")) { "Ouvrir le dossier" span.fr-sr-only { ", message à " (to) } } }
        }
    }
}
