//! The lines of messages: why and through what, what became of it, what can be done.

use application::messages::book::{Line, Message, To, Why};
use chrono::{DateTime, Utc};
use kernel::DossierId;
use maud::{Markup, html};
use messages::{Channel, Failure, State};
use structures::Action;
use web_kit::{
    components::{Column, Table, badge, table},
    fr,
};

use super::super::words;
use crate::{session::StaffSession, urls, words::called};

/// What a message is for, and through what: « Courrier en attente, par SMS ».
pub fn title(message: &Message) -> String {
    let why = match &message.to {
        To::Person { kind, .. } => kind.label(),
        To::Staff { kind, .. } => kind.label(),
    };
    format!("{why}, {}", through(message.to.channel()))
}

/// « par SMS », « par courriel ».
pub const fn through(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "par SMS",
        Channel::Email => "par courriel",
    }
}

/// The badge of a state, and the moment that goes with it.
pub fn standing(session: &StaffSession, message: &Message) -> Markup {
    let (since, at) = moment_of(message);
    html! {
        (badge(words::level(message.state), message.state.label())) " "
        span { (since) " le " (session.moment(at)) }
    }
}

/// The words before a moment, and the moment that matters in this state.
fn moment_of(message: &Message) -> (&'static str, DateTime<Utc>) {
    let settled = message.settled_at.unwrap_or(message.due_at);
    match message.state {
        State::Planned => ("partira", message.due_at),
        State::Sending => ("remis", message.attempted_at.unwrap_or(message.due_at)),
        State::Sent => ("parti", settled),
        State::Received => ("reçu", settled),
        State::Failed => ("échoué", settled),
        State::Cancelled => ("annulé", settled),
        State::Uncertain => (
            "remis sans réponse",
            message.attempted_at.unwrap_or(settled),
        ),
    }
}

/// Why it failed or was called off, and what to do about it.
pub fn why(message: &Message) -> Markup {
    let channel = message.to.channel();
    html! {
        @match &message.why {
            Some(Why::Failed { failure, code }) if message.state == State::Failed => p {
                (fr::typo(words::failed(*failure, channel))) " "
                (fr::typo(words::remedy(*failure, channel)))
                @if let Some(code) = code { " " span.fr-hint-text { (fr::typo("Code du fournisseur : ")) code { (code) } "." } }
            },
            Some(Why::Cancelled(why)) if message.state == State::Cancelled => p { (fr::typo(words::called_off(*why))) },
            Some(Why::Failed { .. } | Why::Cancelled(_)) | None => {
                @if message.state == State::Uncertain { p { (fr::typo(words::meaning(message.state))) } }
            },
        }
    }
}

/// The dossier whose coordinates somebody may correct, where they are why it failed.
pub fn to_correct(session: &StaffSession, message: &Message) -> Option<DossierId> {
    let corrigible = message.state == State::Failed
        && matches!(
            message.why,
            Some(Why::Failed {
                failure: Failure::BadAddress | Failure::Unreachable | Failure::Blocked,
                ..
            })
        );
    let dossier = message.to.dossier().filter(|_| corrigible);
    dossier.filter(|_| session.may(Action::EditContactDetails))
}

/// Messages that somebody should look at, each with why and what to do.
pub fn troubles(session: &StaffSession, lines: &[Line]) -> Markup {
    html! {
        ul.app-sent {
            @for line in lines {
                li {
                    p.app-sent__head {
                        (who(line))
                        span { (title(&line.message)) }
                    }
                    p.app-sent__head { (standing(session, &line.message)) }
                    (why(&line.message))
                    p { (open(session, line)) }
                }
            }
        }
    }
}

/// All messages, a line each.
pub fn journal(session: &StaffSession, lines: &[Line]) -> Table {
    let columns = vec![
        Column::new("Destinataire"),
        Column::new("Message"),
        Column::new("État"),
        Column::actions("Détail"),
    ];
    let rows = lines
        .iter()
        .map(|line| {
            let message = &line.message;
            vec![
                who(line),
                html! { (title(message)) },
                html! {
                    div {
                        (standing(session, message))
                        @if let Some(short) = short(message) { span.app-second { (fr::typo(short)) } }
                    }
                },
                open(session, line),
            ]
        })
        .collect();
    table("Messages, du plus récent au plus ancien", columns, rows).caption_hidden()
}

/// Why, without what to do.
const fn short(message: &Message) -> Option<&'static str> {
    match (&message.why, message.state) {
        (Some(Why::Failed { failure, .. }), State::Failed) => {
            Some(words::failed(*failure, message.to.channel()))
        }
        (Some(Why::Cancelled(why)), State::Cancelled) => Some(words::called_off(*why)),
        (
            Some(Why::Failed { .. } | Why::Cancelled(_)) | None,
            State::Planned
            | State::Sending
            | State::Sent
            | State::Received
            | State::Failed
            | State::Cancelled
            | State::Uncertain,
        ) => None,
    }
}

/// The way to the page of a message.
fn open(session: &StaffSession, line: &Line) -> Markup {
    let message = &line.message;
    html! {
        a.fr-link.fr-link--sm href=(urls::message(message.id)) {
            (open_label(session, message))
            span.fr-sr-only { (fr::typo(" : ")) (title(message)) ", " (name(line)) }
        }
    }
}

/// Whoever a message is to, or about.
pub fn name(line: &Line) -> String {
    match (&line.person, &line.member) {
        (_, Some(member)) => member.clone(),
        (Some(person), None) => called("", &person.nom, &person.prenoms, None),
        (None, None) => "dossier effacé".to_owned(),
    }
}

/// The same with the way to their dossier.
pub fn who(line: &Line) -> Markup {
    let name = name(line);
    html! {
        @match line.message.to.dossier().filter(|_| line.person.is_some()) {
            Some(dossier) => strong { a href=(urls::under(dossier, "messages")) { (name) } },
            None => strong { (name) },
        }
        @if let Some(person) = &line.person {
            " " span.app-work__number { "n°" (fr::NBSP) (fr::number(person.number.into())) }
        }
    }
}

fn open_label(session: &StaffSession, message: &Message) -> &'static str {
    if !session.may(Action::ManageMessages) {
        return "Voir";
    }
    match message.state {
        State::Failed if message.seen => "Voir",
        State::Uncertain => "Dire ce qu’il en est",
        State::Failed => "Voir et décider",
        State::Planned => "Voir ou annuler",
        State::Sending | State::Sent | State::Received | State::Cancelled => "Voir",
    }
}
