//! The tab « Messages » of a dossier: how the person chose to be told, what will leave and
//! when, and what became of what left.

use application::messages::{
    book::{Message, Page, Place, To},
    occasion::Upcoming,
};
use axum::extract::State as Held;
use chrono::{DateTime, Utc};
use domiciliation::choice::Choice;
use kernel::DossierId;
use maud::{Markup, html};
use messages::{Channel, Kind, State};
use serde::Deserialize;
use structures::Action;
use web_kit::{Flash, PageError, PathId, Query, components::pagination, fr};

use super::{log::lines, page_of};
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    request::forms::coordinates::{NO_SMS, takes_sms},
    session::{StaffSession, unless_refused},
    urls,
};

/// How many messages a page has.
const LINES: u32 = 20;

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    apres: String,
    avant: String,
}

impl Asked {
    fn place(&self) -> Option<Place> {
        match (self.apres.as_str(), self.avant.as_str()) {
            ("", "") => Some(Place::Start),
            (after, "") => Some(Place::After(after.parse().ok()?)),
            ("", before) => Some(Place::Before(before.parse().ok()?)),
            (_, _) => None,
        }
    }
}

/// The tab.
pub async fn page(
    Held(staff): Held<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let place = asked.place().ok_or(PageError::BadRequest)?;
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Messages);
    let actor = &sheet.session.actor;
    let read = sheet.staff.message_settings.read(actor).await;
    let Ok(settings) = unless_refused(read, urls::LIST)?;
    let log = &sheet.staff.message_log;
    let upcoming = log.upcoming(actor, &sheet.dossier).await;
    let Ok(upcoming) = unless_refused(upcoming, urls::LIST)?;
    let kept = page_of(log.of_dossier(actor, id, place, LINES).await)?;
    let content = html! {
        section {
            h2 { "Comment prévenir la personne" }
            (choice(&sheet))
        }
        section {
            h2 { "Ce qui partira" }
            (coming(&sheet, settings.value.on, &upcoming, &kept))
        }
        section {
            h2 { "Ce qui est parti, ou devait partir" }
            (history(&sheet, &kept))
        }
    };
    Ok(sheet.page(&flash, &content))
}

/// What the person chose, since when and by whom, and where it is changed.
pub fn choice(sheet: &Sheet) -> Markup {
    let chosen = sheet.dossier.messages_choice();
    let coordinates = sheet.dossier.coordinates();
    let phone = coordinates
        .phone
        .as_ref()
        .map(|number| sheet.staff.phones.display(number));
    let email = coordinates
        .email
        .as_ref()
        .map(|email| email.as_str().to_owned());
    let neither = !coordinates.sms && !coordinates.by_email;
    let fixed = coordinates.sms && phone.is_some() && !reaches(sheet, Channel::Sms);
    html! {
        @if neither {
            p { strong { "Aucun message." } " La personne n’a accepté ni les SMS ni les courriels." }
        }
        ul {
            li { (one("SMS", coordinates.sms, phone.as_deref(), chosen.sms.as_ref(), sheet)) }
            @if fixed {
                li { (fr::typo(NO_SMS)) }
            }
            li { (one("Courriel", coordinates.by_email, email.as_deref(), chosen.email.as_ref(), sheet)) }
        }
        @if sheet.may(Action::EditContactDetails) {
            p { a.fr-link href=(sheet.url("coordonnees")) { "Changer ce choix ou les coordonnées" } }
        }
    }
}

/// Whether messages can be sent to the person through a channel, as the dossier stands.
fn reaches(sheet: &Sheet, channel: Channel) -> bool {
    let coordinates = sheet.dossier.coordinates();
    match channel {
        Channel::Sms => {
            let mobile = |phone| takes_sms(phone, &sheet.staff, &sheet.session);
            coordinates.sms && coordinates.phone.as_ref().is_some_and(mobile)
        }
        Channel::Email => coordinates.by_email && coordinates.email.is_some(),
    }
}

/// « SMS : acceptés, au 06 12 34 56 78, depuis le 3 mars 2026 (noté par Camille Roche). »
fn one(
    channel: &str,
    accepts: bool,
    at: Option<&str>,
    since: Option<&Choice<'_>>,
    sheet: &Sheet,
) -> Markup {
    let answer = match (accepts, at) {
        (true, Some(at)) => format!("accepté, à {at}"),
        (true, None) => "accepté, mais rien à quoi écrire".to_owned(),
        (false, _) => "non".to_owned(),
    };
    html! {
        (fr::typo(&format!("{channel} : {answer}")))
        @if let Some(since) = since {
            ", depuis le " (fr::time_long(sheet.session.actor.civil_date(since.since)))
            " (noté par " (since.by.name()) ")"
        }
        "."
    }
}

/// What will leave, and when, as things stand: what is planned, then what will be. What was
/// planned for a number or an address that the dossier has no more is called off when its
/// moment comes.
fn coming(sheet: &Sheet, on: bool, upcoming: &[Upcoming], kept: &Page) -> Markup {
    let planned = kept.lines.iter().map(|line| &line.message);
    let mut sentences: Vec<String> = planned
        .filter(|message| message.state == State::Planned)
        .filter_map(|message| match message.to {
            To::Person { kind, channel, .. } if on && reaches(sheet, channel) => {
                Some(sentence(sheet, kind, &[channel], message.due_at))
            }
            To::Person { .. } | To::Staff { .. } => None,
        })
        .collect();
    sentences.extend(upcoming.iter().filter_map(|u| {
        let channels = u.channels.iter().copied();
        let channels: Vec<_> = channels.filter(|c| reaches(sheet, *c)).collect();
        (!channels.is_empty()).then(|| sentence(sheet, u.kind, &channels, u.at))
    }));
    html! {
        @if !sentences.is_empty() {
            ul {
                @for sentence in &sentences { li { (fr::typo(sentence)) } }
            }
            p.fr-hint-text {
                "Si rien ne change d’ici là" (fr::NBSP) ": un message qui n’a plus lieu d’être est annulé de lui-même."
            }
        } @else if on {
            p { "Rien n’est à annoncer à cette personne pour l’instant." }
        }
        @if !on {
            p { "La structure n’envoie pas de messages pour l’instant." }
            @if sheet.may(Action::ManageSettings) {
                p { a.fr-link href=(urls::MESSAGE_SETTINGS) { "Régler l’envoi des messages" } }
            }
        }
    }
}

/// « Un SMS partira le mardi 24 novembre 2026 à 19 h : courrier en attente. »
fn sentence(sheet: &Sheet, kind: Kind, channels: &[Channel], at: DateTime<Utc>) -> String {
    let at = sheet.session.actor.structure().zone().time_of(at);
    let channels: Vec<&str> = channels
        .iter()
        .map(|channel| match channel {
            Channel::Sms => "un SMS",
            Channel::Email => "un courriel",
        })
        .collect();
    let verb = if channels.len() > 1 {
        "partiront"
    } else {
        "partira"
    };
    let what = fr::list(&channels);
    let mut letters = what.chars();
    let what: String = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    format!(
        "{what} {verb} le {} à {} : {}.",
        fr::long_date(at.date()),
        fr::clock_time(at.time()),
        crate::words::within(kind.label())
    )
}

fn history(sheet: &Sheet, kept: &Page) -> Markup {
    if kept.lines.is_empty() {
        return html! { p { "Aucun message n’a été prévu pour cette personne." } };
    }
    let base = Tab::Messages.url(sheet.id());
    let before = kept.lines.first().filter(|_| kept.before);
    let after = kept.lines.last().filter(|_| kept.after);
    let before = before.map(|line| format!("{base}?avant={}", line.message.id));
    let after = after.map(|line| format!("{base}?apres={}", line.message.id));
    html! {
        ul.app-sent {
            @for line in &kept.lines { (entry(sheet, &line.message)) }
        }
        (pagination(before.as_deref(), after.as_deref()))
    }
}

fn entry(sheet: &Sheet, message: &Message) -> Markup {
    let href = urls::message(message.id);
    let place = format!("texte-{}", message.id);
    let title = lines::title(message);
    html! {
        li id=(format!("message-{}", message.id)) {
            p.app-sent__head {
                strong { (title) }
                (lines::standing(&sheet.session, message))
            }
            (lines::why(message))
            @if sheet.may(Action::ViewMessages) {
                @if was_written(message.state) {
                    // Its words come when somebody asks for them.
                    details.app-disclosure hx-get=(href) hx-trigger="toggle once" hx-target=(format!("#{place}")) {
                        summary { "Lire le texte" span.fr-sr-only { (fr::typo(" : ")) (title) } }
                        div.app-disclosure__content id=(place) {
                            p { a.fr-link href=(href) { "Ouvrir ce message" } }
                        }
                    }
                } @else {
                    p { a.fr-link.fr-link--sm href=(href) { "Voir ce message" span.fr-sr-only { (fr::typo(" : ")) (title) } } }
                }
            }
        }
    }
}

/// Whether it has words: they are written as it leaves.
const fn was_written(state: State) -> bool {
    match state {
        State::Planned | State::Cancelled => false,
        State::Sending | State::Sent | State::Received | State::Failed | State::Uncertain => true,
    }
}
