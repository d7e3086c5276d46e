//! All messages of the structure: what became of each, what somebody should look at, and
//! what to do about it.

pub mod acts;
pub mod lines;
pub mod together;
pub mod url;

use application::messages::book::{Filter, Line, Place};
use axum::extract::State as Held;
use maud::{Markup, html};
use messages::{Channel, Kind, State};
use structures::Action;
use web_kit::{
    Field, Flash, PageError, Query,
    components::{
        Choice, Level, alert, button, disclosure, empty_list, notice, pagination, select, tag,
    },
    fr,
};

use super::{Part, framed, page_of, words};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};
use url::{Asked, Period, STAFF, TO_LOOK_AT};

/// How many messages a page has.
const LINES: u32 = 25;
/// How many of those to look at stand above the log.
const FIRST: u32 = 5;

/// The page of the log.
pub async fn page(
    Held(staff): Held<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let filter = asked
        .filter(&session, staff.clock.now())
        .ok_or(PageError::BadRequest)?;
    let place = asked.place().ok_or(PageError::BadRequest)?;
    let found = staff
        .message_log
        .page(&session.actor, &filter, place, LINES)
        .await;
    let found = page_of(found)?;
    let looked_at = match place {
        Place::Start if !asked.is_narrowed() => to_look_at(&staff, &session).await?,
        Place::Start | Place::After(_) | Place::Before(_) => html! {},
    };
    let id = |line: Option<&Line>| line.map(|line| line.message.id);
    let before = id(found.lines.first().filter(|_| found.before)).map(|id| asked.before(id));
    let after = id(found.lines.last().filter(|_| found.after)).map(|id| asked.after(id));
    let content = html! {
        (super::carried(&staff))
        (looked_at)
        h2 { "Journal" }
        (form(&session, &asked))
        (in_force(&asked))
        @if found.lines.is_empty() {
            (nothing(&staff, &session, &asked).await?)
        } @else {
            (stopped(&staff, &session).await?)
            p { (sentence(&asked)) }
            (lines::journal(&session, &found.lines))
            (pagination(before.as_deref(), after.as_deref()))
        }
        (disclosure("Ce que veut dire chaque état", false, &states()))
    };
    Ok(framed(
        &session,
        Part::Log,
        flash.code().and_then(super::message),
        &content,
    ))
}

/// That nothing leaves, where the structure stopped its messages.
async fn stopped(staff: &Staff, session: &StaffSession) -> Result<Markup, PageError> {
    let read = staff.message_settings.read(&session.actor).await;
    let Ok(settings) = unless_refused(read, urls::MESSAGES)?;
    let said = "L’envoi des messages est arrêté : ce qui est prévu sera annulé à son heure, et rien ne part.";
    Ok(html! {
        @if !settings.value.on { div.app-carried { (notice(Level::Warning, said)) } }
    })
}

/// What somebody should look at, as a call to act.
async fn to_look_at(staff: &Staff, session: &StaffSession) -> Result<Markup, PageError> {
    if !session.may(Action::ManageMessages) {
        return Ok(html! {});
    }
    let Some(said) = super::troubles(staff, session).await? else {
        return Ok(html! {});
    };
    let filter = Filter {
        to_look_at: true,
        ..Filter::default()
    };
    let first = staff
        .message_log
        .page(&session.actor, &filter, Place::Start, FIRST)
        .await;
    let first = page_of(first)?;
    let all = format!("{}?etat={TO_LOOK_AT}", urls::MESSAGES);
    Ok(html! {
        section aria-labelledby="a-regarder" {
            h2 id="a-regarder" { "À regarder" }
            (alert(Level::Warning, &said, &html! {}))
            (lines::troubles(session, &first.lines))
            @if several(&first.lines) { p { a.fr-link href=(urls::FAILED_MESSAGES) { "Décider de tous les échecs à la fois" } } }
            @if first.after { p { a.fr-link href=(all) { "Voir tous les messages à regarder" } } }
        }
    })
}

/// Whether more than one of them failed.
fn several(lines: &[Line]) -> bool {
    let failed = lines
        .iter()
        .filter(|line| line.message.state == State::Failed);
    failed.count() > 1
}

fn form(session: &StaffSession, asked: &Asked) -> Markup {
    let field = |code: &str| Field::new(code);
    let states = std::iter::once(Choice::new(TO_LOOK_AT, "À regarder"))
        .chain(
            State::ALL
                .iter()
                .map(|state| Choice::new(state.code(), state.label())),
        )
        .collect();
    let kinds = Kind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect();
    let channels = Channel::ALL
        .iter()
        .map(|channel| Choice::new(channel.code(), channel.label()))
        .collect();
    let periods = Period::ALL
        .iter()
        .map(|period| Choice::new(period.code(), period.label()))
        .collect();
    html! {
        form.app-filters method="get" action=(urls::MESSAGES) aria-label="Filtrer les messages" {
            @if session.may(Action::ManageSettings) {
                (select("pour", "Destinataires", &field(&asked.pour), vec![Choice::new(STAFF, "L’équipe")]).empty("Les personnes"))
            }
            (select("etat", "État", &field(&asked.etat), states).empty("Tous"))
            (select("motif", "Motif", &field(&asked.motif), kinds).empty("Tous"))
            (select("canal", "Canal", &field(&asked.canal), channels).empty("Tous"))
            (select("periode", "Période", &field(&asked.periode), periods).empty("Toute la période"))
            (button("Filtrer").secondary())
        }
    }
}

/// The labels of the filters in force, each with the address without it.
fn chosen(asked: &Asked) -> Vec<(String, String)> {
    let mut chosen = Vec::new();
    let mut add = |label: Option<&'static str>, clear: fn(&mut Asked)| {
        if let Some(label) = label {
            chosen.push((label.to_owned(), asked.without(clear)));
        }
    };
    add((asked.pour == STAFF).then_some("L’équipe"), |asked| {
        asked.pour.clear()
    });
    let state = if asked.etat == TO_LOOK_AT {
        Some("À regarder")
    } else {
        asked.etat.parse::<State>().ok().map(State::label)
    };
    add(state, |asked| asked.etat.clear());
    add(asked.motif.parse().ok().map(Kind::label), |asked| {
        asked.motif.clear()
    });
    add(asked.canal.parse().ok().map(Channel::label), |asked| {
        asked.canal.clear()
    });
    add(asked.periode.parse().ok().map(Period::label), |asked| {
        asked.periode.clear()
    });
    chosen
}

fn in_force(asked: &Asked) -> Markup {
    let chosen = chosen(asked);
    html! {
        @if !chosen.is_empty() {
            ul.app-tags { @for (label, without) in &chosen { li { (tag(label, without)) } } }
        }
    }
}

/// What one sees.
fn sentence(asked: &Asked) -> String {
    let narrowed: Vec<String> = chosen(asked)
        .into_iter()
        .map(|(label, _)| crate::words::within(&label))
        .collect();
    let which = if narrowed.is_empty() {
        "Tous les messages aux personnes".to_owned()
    } else {
        format!("Messages : {}", narrowed.join(", "))
    };
    fr::typo(&format!("{which}, du plus récent au plus ancien."))
}

async fn nothing(
    staff: &Staff,
    session: &StaffSession,
    asked: &Asked,
) -> Result<Markup, PageError> {
    if asked.is_narrowed() {
        return Ok(empty_list(
            "Aucun message ne correspond à ces filtres.",
            &html! { p { a.fr-link href=(urls::MESSAGES) { "Voir tous les messages" } } },
        ));
    }
    let read = staff.message_settings.read(&session.actor).await;
    let Ok(settings) = unless_refused(read, urls::MESSAGES)?;
    let on = settings.value.on;
    let why = if on {
        "Aucun message n’a encore été prévu. Le premier le sera au prochain envoi."
    } else {
        "L’envoi des messages est arrêté : rien n’est prévu et rien ne part."
    };
    Ok(empty_list(
        why,
        &html! {
            @if session.may(Action::ManageSettings) {
                p { a.fr-link href=(urls::MESSAGE_SETTINGS) { "Régler l’envoi des messages" } }
            } @else if !on {
                p { "Un administrateur de la structure peut le mettre en marche." }
            }
        },
    ))
}

fn states() -> Markup {
    html! {
        dl.app-details {
            @for state in State::ALL {
                div {
                    dt { (state.label()) }
                    dd { (fr::typo(words::meaning(*state))) }
                }
            }
        }
    }
}
