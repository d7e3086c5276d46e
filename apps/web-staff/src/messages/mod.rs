//! Messages to people: what the structure settled, what each says in each language, what
//! became of those that left, and what they spare.

mod figures;
mod links;
mod log;
mod outbox;
mod preview;
mod settings;
mod tab;
mod texts;
mod words;

use std::convert::Infallible;

use application::{UseCaseError, messages::book::Page as LogPage};
use maud::{Markup, html};
use messages::{Channel, State};
use structures::Action;
use web_kit::{
    Link, PageError,
    components::{Level, Tab as TabLink, notice, tabs},
    fr,
};

use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

pub use links::Pages;

/// The routes of these pages.
pub fn routes() -> Vec<Route> {
    let view = Needs::Permission(Action::ViewMessages);
    let manage = Needs::Permission(Action::ManageMessages);
    let mut routes = vec![
        Route::get(urls::MESSAGES, view, log::page),
        Route::get(urls::MESSAGE_FIGURES, view, figures::page),
        Route::get(urls::OUTBOX, view, outbox::page),
        Route::get(urls::FAILED_MESSAGES, manage, log::together::page),
        Route::post(urls::FAILED_MESSAGES, manage, log::together::decide),
        Route::get("/messages/{id}", view, log::acts::page),
        Route::post("/messages/{id}/parti", manage, log::acts::left),
        Route::post("/messages/{id}/renvoyer", manage, log::acts::again),
        Route::post("/messages/{id}/annuler", manage, log::acts::cancel),
        Route::post("/messages/{id}/vu", manage, log::acts::seen),
        Route::get(
            "/domicilies/{id}/messages",
            Needs::Permission(Action::ViewDossiers),
            tab::page,
        ),
    ];
    routes.extend(settings::routes());
    routes.extend(texts::routes());
    routes
}

/// Whoever carries messages, as the pages tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    /// Its name.
    pub name: &'static str,
    /// Whether messages really leave, rather than being kept in this installation.
    pub is_real: bool,
}

/// Whoever carries text messages and e-mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carriers {
    /// Text messages.
    pub sms: Carrier,
    /// E-mails.
    pub email: Carrier,
    /// What a segment of a text message costs, in thousandths of a euro, where it is known.
    pub price: Option<u32>,
}

impl Carriers {
    /// Nothing leaves this installation.
    #[must_use]
    pub const fn kept_here() -> Self {
        let outbox = Carrier {
            name: "boîte d’envoi",
            is_real: false,
        };
        Self {
            sms: outbox,
            email: outbox,
            price: None,
        }
    }

    /// Whoever carries what goes through a channel.
    const fn of(&self, channel: Channel) -> Carrier {
        match channel {
            Channel::Sms => self.sms,
            Channel::Email => self.email,
        }
    }

    /// Whether this installation has an outbox to show.
    pub(crate) const fn keep_here(&self) -> bool {
        !(self.sms.is_real && self.email.is_real)
    }
}

/// The sentence that confirms an act on the page it leads back to.
fn message(code: &str) -> Option<&'static str> {
    log::acts::message(code)
        .or_else(|| log::together::message(code))
        .or_else(|| settings::message(code))
        .or_else(|| texts::message(code))
}

/// The pages of this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Log,
    Outbox,
    Figures,
    Settings,
    Texts,
}

impl Part {
    const ALL: [Self; 5] = [
        Self::Log,
        Self::Outbox,
        Self::Figures,
        Self::Settings,
        Self::Texts,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Log => "Journal",
            Self::Outbox => "Boîte d’envoi",
            Self::Figures => "Chiffres",
            Self::Settings => "Réglages",
            Self::Texts => "Textes",
        }
    }

    const fn href(self) -> &'static str {
        match self {
            Self::Log => urls::MESSAGES,
            Self::Outbox => urls::OUTBOX,
            Self::Figures => urls::MESSAGE_FIGURES,
            Self::Settings => urls::MESSAGE_SETTINGS,
            Self::Texts => urls::MESSAGE_TEXTS,
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Log | Self::Outbox | Self::Figures => Action::ViewMessages,
            Self::Settings | Self::Texts => Action::ManageSettings,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Log => "Messages",
            Self::Outbox => "Boîte d’envoi",
            Self::Figures => "Chiffres des messages",
            Self::Settings => "Réglages des messages",
            Self::Texts => "Textes des messages",
        }
    }
}

/// One of the pages of this place, with the links to the others.
fn framed(
    session: &StaffSession,
    part: Part,
    done: Option<&'static str>,
    content: &Markup,
) -> Markup {
    framed_in_error(session, part, done, false, content)
}

fn framed_in_error(
    session: &StaffSession,
    part: Part,
    done: Option<&'static str>,
    in_error: bool,
    content: &Markup,
) -> Markup {
    let links: Vec<TabLink> = Part::ALL
        .into_iter()
        .filter(|other| session.may(other.action()))
        .filter(|other| *other != Part::Outbox || session.keeps_messages())
        .map(|other| TabLink {
            link: Link::new(other.label(), other.href()),
            count: None,
            current: other == part,
        })
        .collect();
    session
        .page(part.title())
        .message(done)
        .in_error(in_error)
        .content(html! {
            h1 { (part.title()) }
            (tabs("Messages", &links))
            (content)
        })
        .inside(&session.shell(Here::Elsewhere))
}

/// A page below the log.
fn below(
    session: &StaffSession,
    title: &str,
    in_error: bool,
    done: Option<&'static str>,
    content: Markup,
) -> Markup {
    session
        .page(title)
        .breadcrumb(vec![Link::new(Part::Log.title(), urls::MESSAGES)])
        .message(done)
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}

/// A page of messages; reading is refused by no rule.
fn page_of(found: Result<LogPage, UseCaseError<Infallible>>) -> Result<LogPage, PageError> {
    let Ok(page) = unless_refused(found, urls::MESSAGES)?;
    Ok(page)
}

/// Whether messages really leave.
fn carried(staff: &Staff) -> Markup {
    let Carriers { sms, email, .. } = staff.carriers;
    let said = match (sms.is_real, email.is_real) {
        (true, true) => format!(
            "Les messages partent vraiment : les SMS par {}, les courriels par {}.",
            sms.name, email.name
        ),
        (true, false) => format!(
            "Les SMS partent vraiment, par {}. Les courriels sont seulement gardés dans cette installation : aucun ne \
             part.",
            sms.name
        ),
        (false, true) => format!(
            "Les courriels partent vraiment, par {}. Les SMS sont seulement gardés dans cette installation : aucun ne \
             part.",
            email.name
        ),
        (false, false) => {
            "Cette installation n’envoie rien : les messages sont seulement gardés ici, tels qu’ils seraient partis. \
             Pour qu’ils partent, la personne qui tient l’application la relie à un fournisseur."
                .to_owned()
        }
    };
    let level = if staff.carriers.keep_here() {
        Level::Warning
    } else {
        Level::Info
    };
    html! { div.app-carried { (notice(level, &said)) } }
}

/// « 3 messages n’ont pas pu être remis. »: what somebody should look at; none when nothing
/// is.
async fn troubles(staff: &Staff, session: &StaffSession) -> Result<Option<String>, PageError> {
    let counts = staff.message_log.counts(&session.actor).await;
    let Ok(counts) = unless_refused(counts, urls::MESSAGES)?;
    let of = |state: State| -> u64 {
        let found = counts.iter().find(|(counted, _)| *counted == state);
        found.map_or(0, |(_, count)| u64::from(*count))
    };
    let (failed, uncertain) = (of(State::Failed), of(State::Uncertain));
    let mut said = Vec::new();
    if failed > 0 {
        let messages = fr::count(failed, "message n’a", "messages n’ont");
        said.push(format!("{messages} pas pu être remis"));
    }
    if uncertain > 0 {
        let messages = fr::count(
            uncertain,
            "message est peut-être parti",
            "messages sont peut-être partis",
        );
        said.push(messages);
    }
    Ok((!said.is_empty()).then(|| format!("{}.", fr::list(&said))))
}

/// The same for the page of what is due, for whoever may do something about it.
pub(crate) async fn alert(staff: &Staff, session: &StaffSession) -> Result<Markup, PageError> {
    if !session.may(Action::ManageMessages) {
        return Ok(html! {});
    }
    let said = troubles(staff, session).await?;
    Ok(html! {
        @if let Some(said) = said {
            div.app-work__agrement {
                (notice(Level::Warning, &said))
                p { a.fr-link.fr-link--sm href=(format!("{}?etat={}", urls::MESSAGES, log::url::TO_LOOK_AT)) { "Voir ces messages" } }
            }
        }
    })
}
