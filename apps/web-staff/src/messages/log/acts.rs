//! One message: all that is known of it, its words, and what may be done about it.

use application::messages::{
    book::{Line, Message},
    log::{MovedOn, Said},
};
use axum::{
    extract::State as Held,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::MessageId;
use maud::{Markup, html};
use messages::{Channel, State};
use structures::Action;
use web_kit::{
    Flash, Fragment, PageError, PathId,
    components::{Level, details, notice, post_button},
    fr,
};

use super::super::{below, preview, words};
use super::lines;
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Un message";

/// The page of a message; to its own script, its words alone.
pub async fn page(
    Held(staff): Held<Staff>,
    session: StaffSession,
    PathId(id): PathId<MessageId>,
    fragment: Fragment,
    flash: Flash,
) -> Result<Markup, PageError> {
    let line = one(&staff, &session, id).await?;
    if fragment.is_wanted() {
        return Ok(said(&line.message));
    }
    let message = flash.code().and_then(super::super::message);
    Ok(document(&staff, &session, &line, message, None))
}

async fn one(staff: &Staff, session: &StaffSession, id: MessageId) -> Result<Line, PageError> {
    let found = staff.message_log.one(&session.actor, id).await;
    let Ok(line) = unless_refused(found, urls::MESSAGES)?;
    Ok(line)
}

fn document(
    staff: &Staff,
    session: &StaffSession,
    line: &Line,
    told: Option<&'static str>,
    refused: Option<&'static str>,
) -> Markup {
    let message = &line.message;
    let mut facts = vec![
        ("Pour", lines::who(line)),
        ("Motif", html! { (lines::title(message)) }),
        ("État", html! { (lines::standing(session, message)) }),
        ("Préparé le", html! { (session.moment(message.planned_at)) }),
    ];
    if let Some(letter) = &message.letter {
        let to = match message.to.channel() {
            Channel::Sms => shown_number(staff, &letter.recipient),
            Channel::Email => letter.recipient.clone(),
        };
        facts.push(("Envoyé à", html! { (to) }));
        if letter.segments > 0 {
            facts.push((
                "Longueur",
                html! { (fr::count(letter.segments.into(), "SMS compté", "SMS comptés")) },
            ));
        }
    }
    if message.attempts > 1 {
        facts.push(("Tentatives", html! { (message.attempts) }));
    }
    if let Some(cost) = message.cost {
        facts.push(("Coût", html! { (messages::euros(cost.into())) }));
    }
    if let Some(provider) = &message.provider {
        let carrier = staff.carriers.of(message.to.channel());
        let kept = !carrier.is_real && carrier.name == provider;
        facts.push((
            "Remis à",
            html! { @if kept { "la boîte d’envoi de cette installation" } @else { (provider) } },
        ));
    }
    if let Some(reference) = &message.reference {
        facts.push((
            "Référence chez le fournisseur",
            html! { code { (reference) } },
        ));
    }
    let content = html! {
        h1 { (TITLE) }
        @if let Some(refused) = refused {
            div role="alert" { (notice(Level::Error, refused)) }
        }
        (details(&facts))
        (lines::why(message))
        @if let Some(dossier) = lines::to_correct(session, message) {
            p { a.fr-link href=(urls::under(dossier, "coordonnees")) { "Corriger les coordonnées" } }
        }
        h2 { "Ce qu’il dit" }
        (said(message))
        @if session.may(Action::ManageMessages) { (acts(message)) }
    };
    below(session, TITLE, refused.is_some(), told, content)
}

fn shown_number(staff: &Staff, recipient: &str) -> String {
    recipient.parse().map_or_else(
        |_| recipient.to_owned(),
        |number| staff.phones.display(&number),
    )
}

/// The words, as they were handed over.
fn said(message: &Message) -> Markup {
    match &message.letter {
        None => html! {
            p { "Le texte est écrit au moment de l’envoi, d’après ce qui est alors enregistré." }
        },
        Some(letter) => match &letter.subject {
            None => preview::bubble(None, Some(letter.language), &letter.text),
            Some(subject) => preview::mail(letter.language, subject, &letter.text),
        },
    }
}

/// What may be done about it, each with what comes of it.
fn acts(message: &Message) -> Markup {
    let act = |label: &'static str, what: &str| post_button_to(label, message.id, what);
    let again = "Le renvoyer";
    match message.state {
        State::Uncertain => html! {
            h2 { "Est-il parti ?" }
            p { "Demandez à la personne, ou regardez le compte chez le fournisseur." }
            ul.app-sent {
                li {
                    p { "La personne l’a eu, ou le fournisseur l’a compté" (fr::NBSP) ": il est noté comme envoyé." }
                    (act("Il est parti", "parti"))
                }
                li {
                    p { "Il n’est pas parti" (fr::NBSP) ": un autre est envoyé à sa place. Si le premier était parti, la personne en aura deux." }
                    (act(again, "renvoyer"))
                }
            }
        },
        State::Failed => html! {
            h2 { "Que faire" }
            p {
                "Renvoyé, il part à la prochaine heure permise, au numéro ou à l’adresse du dossier, s’il est encore utile. "
                "Vu, il ne demande plus d’attention."
            }
            ul.app-acts {
                li { (act(again, "renvoyer")) }
                @if !message.seen { li { (act("C’est vu", "vu")) } }
            }
        },
        State::Planned => html! {
            h2 { "L’annuler" }
            p { "Il ne partira pas. Il ne sera pas prévu de nouveau pour la même raison." }
            (act("Annuler ce message", "annuler"))
        },
        State::Cancelled => html! {
            h2 { "L’envoyer quand même" }
            p { "Il part à la prochaine heure permise, s’il est encore utile et si la personne l’accepte." }
            (act("L’envoyer", "renvoyer"))
        },
        State::Sending | State::Sent | State::Received => html! {},
    }
}

fn post_button_to(label: &'static str, id: MessageId, what: &str) -> Markup {
    let action = urls::message_act(id, what);
    html! { (post_button(label, &action).secondary()) }
}

/// What somebody says of a message.
async fn by_hand(
    staff: Staff,
    session: StaffSession,
    id: MessageId,
    said: Said,
    done: &'static str,
) -> Result<Response, PageError> {
    let outcome = staff.message_log.by_hand(&session.actor, id, said).await;
    match unless_refused(outcome, &urls::message(id))? {
        Ok(committed) => {
            let to = Flash::on(&urls::message(committed.into_inner()), done);
            Ok(Redirect::to(&to).into_response())
        }
        Err(MovedOn) => {
            let line = one(&staff, &session, id).await?;
            let page = document(&staff, &session, &line, None, Some(words::MOVED_ON));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

/// « Il est parti ».
pub async fn left(
    Held(staff): Held<Staff>,
    session: StaffSession,
    PathId(id): PathId<MessageId>,
) -> Result<Response, PageError> {
    by_hand(staff, session, id, Said::Left, "message-parti").await
}

/// « Le renvoyer ».
pub async fn again(
    Held(staff): Held<Staff>,
    session: StaffSession,
    PathId(id): PathId<MessageId>,
) -> Result<Response, PageError> {
    by_hand(staff, session, id, Said::Again, "message-renvoye").await
}

/// « Annuler ce message ».
pub async fn cancel(
    Held(staff): Held<Staff>,
    session: StaffSession,
    PathId(id): PathId<MessageId>,
) -> Result<Response, PageError> {
    by_hand(staff, session, id, Said::Cancel, "message-annule").await
}

/// « C’est vu ».
pub async fn seen(
    Held(staff): Held<Staff>,
    session: StaffSession,
    PathId(id): PathId<MessageId>,
) -> Result<Response, PageError> {
    by_hand(staff, session, id, Said::Seen, "message-vu").await
}

/// The sentence that confirms an act.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        "message-parti" => Some("Le message est noté comme envoyé."),
        "message-renvoye" => {
            Some("Le message est prévu de nouveau. Il partira à la prochaine heure permise.")
        }
        "message-annule" => Some("Le message est annulé : il ne partira pas."),
        "message-vu" => Some("C’est noté : cet échec ne demande plus d’attention."),
        _ => None,
    }
}
