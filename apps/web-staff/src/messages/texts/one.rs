//! One text in one language: read, changed, given up, marked as read over.

use application::UseCaseError;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Text;
use maud::{Markup, html};
use messages::{Kind, Language, Sender, Settings, texts};
use serde::Deserialize;
use structures::StaffMember;
use web_kit::{
    Field, Flash, Form, Fragment, Link, PageError, PathIds,
    components::{Level, hidden, notice, post_button},
};

use super::{
    Kept,
    form::{About, PREVIEW, TextForm},
    team,
};
use crate::{
    Staff,
    session::{Here, StaffSession, unless_refused},
    urls,
};

/// The sentence that confirms an act.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        "texte-enregistre" => Some("Le texte est enregistré. Il part ainsi dès le prochain envoi."),
        "texte-propose" => Some("Le texte proposé est de nouveau utilisé."),
        "texte-relu" => Some("Le texte est marqué comme relu, à votre nom."),
        "texte-a-relire" => Some("Le texte n’est plus marqué comme relu."),
        _ => None,
    }
}

/// What all answers of this page are drawn from.
struct Desk {
    staff: Staff,
    session: StaffSession,
    kind: Kind,
    language: Language,
    settings: Settings,
    kept: Kept,
    team: Vec<StaffMember>,
}

impl Desk {
    async fn open(
        staff: Staff,
        session: StaffSession,
        (kind, language): (Kind, Language),
    ) -> Result<Self, PageError> {
        let read = staff.message_settings.read(&session.actor).await;
        let Ok(settings) = unless_refused(read, urls::MESSAGE_TEXTS)?;
        Ok(Self {
            kept: Kept::read(&staff, &session).await?,
            team: team(&staff, &session).await?,
            staff,
            session,
            kind,
            language,
            settings: settings.value,
        })
    }

    fn about(&self) -> About<'_> {
        About {
            kind: self.kind,
            language: self.language,
            sender: self
                .settings
                .sender
                .as_ref()
                .map_or("Expéditeur", Sender::as_str),
            signature: self.settings.signature.as_ref().map(Text::as_str),
            carriers: self.staff.carriers,
        }
    }

    fn form(&self) -> TextForm {
        let own = self.kept.of(self.kind, self.language);
        TextForm::of(&self.about(), own.and_then(|kept| kept.own.as_deref()))
    }

    fn name_of(&self, id: kernel::StaffId) -> String {
        let found = self.team.iter().find(|member| member.id() == id);
        found.map_or_else(|| "un ancien collègue".to_owned(), StaffMember::full_name)
    }

    fn document(&self, form: &TextForm, done: Option<&'static str>) -> Markup {
        let title = format!("{}, en {}", self.kind.label(), self.language.label());
        let content = html! {
            h1 { (title) }
            (self.review())
            (form.render(&self.about()))
            (self.proposed())
        };
        self.session
            .page(title)
            .breadcrumb(vec![Link::new("Textes des messages", urls::MESSAGE_TEXTS)])
            .in_error(form.texte.error.is_some())
            .message(done)
            .content(content)
            .inside(&self.session.shell(Here::Elsewhere))
    }

    /// Who read it over, and the mark that says so.
    fn review(&self) -> Markup {
        let kept = self.kept.of(self.kind, self.language);
        let reviewed = kept.and_then(|kept| kept.reviewed);
        let action = format!("{}/relire", urls::message_text(self.kind, self.language));
        let ours = self.language.is_reviewed() && kept.is_none_or(|kept| kept.own.is_none());
        html! {
            div.app-carried {
                @match reviewed {
                    Some((by, at)) => {
                        p { "Relu par " (self.name_of(by)) " le " (self.session.moment(at)) "." }
                        (post_button("Ne plus le dire relu", &action).tertiary().small().fields(hidden("relu", "")))
                    },
                    None if ours => p { "Texte proposé, relu par l’équipe du logiciel." },
                    None => {
                        @let alone = if self.language == Language::French {
                            "Ce texte de votre structure n’a pas encore été relu."
                        } else {
                            "Aucune personne qui parle cette langue n’a encore relu ce texte dans votre structure."
                        };
                        (notice(Level::Warning, alone))
                        (post_button("Je l’ai relu, il est juste", &action).secondary().small().fields(hidden("relu", "oui")))
                    },
                }
                @if let Some((by, at)) = kept.filter(|kept| kept.own.is_some()).and_then(|kept| kept.changed) {
                    p.fr-hint-text { "Changé par " (self.name_of(by)) " le " (self.session.moment(at)) "." }
                }
            }
        }
    }

    /// The proposed words, where the structure has its own, and how to go back to them.
    fn proposed(&self) -> Markup {
        let kept = self.kept.of(self.kind, self.language);
        if kept.is_none_or(|kept| kept.own.is_none()) {
            return html! {};
        }
        let action = format!("{}/proposer", urls::message_text(self.kind, self.language));
        html! {
            section {
                h2 { "Texte proposé" }
                p lang=(self.language.tag()) dir=(super::super::preview::direction(self.language)) {
                    (texts::proposed(self.kind, self.language))
                }
                (post_button("Revenir au texte proposé", &action).secondary())
            }
        }
    }
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(kind, language): PathIds<Kind, Language>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let desk = Desk::open(staff, session, (kind, language)).await?;
    Ok(desk.document(&desk.form(), flash.code().and_then(message)))
}

/// « Enregistrer ce texte », or only its preview.
pub async fn save(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(kind, language): PathIds<Kind, Language>,
    fragment: Fragment,
    Form(mut form): Form<TextForm>,
) -> Result<Response, PageError> {
    let desk = Desk::open(staff, session, (kind, language)).await?;
    if form.apercu.is_ticked() {
        return Ok(if fragment.is_for(PREVIEW) {
            form.again(&desk.about()).into_response()
        } else {
            desk.document(&form, None).into_response()
        });
    }
    let Some(own) = form.read(&desk.about()) else {
        let page = desk.document(&form, None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let done = if own.is_some() {
        "texte-enregistre"
    } else {
        "texte-propose"
    };
    let set =
        desk.staff
            .message_settings
            .text_set(&desk.session.actor, kind, language, own.as_ref());
    told(set.await, (kind, language), done)
}

/// « Revenir au texte proposé ».
pub async fn restore(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(kind, language): PathIds<Kind, Language>,
) -> Result<Response, PageError> {
    let set = staff
        .message_settings
        .text_set(&session.actor, kind, language, None);
    told(set.await, (kind, language), "texte-propose")
}

/// Whether it was read over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Review {
    relu: Field,
}

/// « Je l’ai relu, il est juste », or the contrary.
pub async fn review(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(kind, language): PathIds<Kind, Language>,
    Form(form): Form<Review>,
) -> Result<Response, PageError> {
    let yes = form.relu.is_ticked();
    let done = if yes { "texte-relu" } else { "texte-a-relire" };
    let set = staff
        .message_settings
        .text_reviewed(&session.actor, kind, language, yes);
    told(set.await, (kind, language), done)
}

fn told<T, R>(
    outcome: Result<T, UseCaseError<R>>,
    (kind, language): (Kind, Language),
    done: &str,
) -> Result<Response, PageError> {
    let back = urls::message_text(kind, language);
    unless_refused(outcome, &back)?.map_err(|_| PageError::Unprocessable)?;
    Ok(Redirect::to(&Flash::on(&back, done)).into_response())
}
