//! Who is signed in, and what stands around every page they see.

use application::StaffActor;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use secrecy::SecretString;
use structures::Action;
use web_kit::{Link, Page, PageError, Place, Search, Shell, fr, layers};

use crate::{Staff, people, route::Needs, sign_in, urls, worklist};

/// A signed-in member of staff. Only the guard makes one.
#[derive(Clone)]
pub struct StaffSession {
    /// Who acts.
    pub actor: StaffActor,
    /// The civil date at their structure, read once a request.
    pub today: NaiveDate,
    /// How many duties the header counts, where they could be counted.
    pub due_now: Option<u64>,
    staff: Staff,
}

/// The places of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// The reception desk and the mail round.
    Accueil,
    /// The list and everything below it.
    Domicilies,
    /// What is due.
    ATraiter,
    /// The appointments.
    Agenda,
    /// Elsewhere: the account, the team, the settings.
    Elsewhere,
}

impl StaffSession {
    /// The session of an actor. What the header counts may cost a query only before a
    /// `whole` page; elsewhere the number counted last does.
    async fn of(staff: &Staff, actor: StaffActor, whole: bool) -> Self {
        let today = actor.civil_date(staff.clock.now());
        Self {
            due_now: worklist::due_now(staff, &actor, today, whole).await,
            today,
            actor,
            staff: staff.clone(),
        }
    }

    /// Whether to show what an action is for.
    pub fn may(&self, action: Action) -> bool {
        self.actor.may(action)
    }

    /// A moment as it is read at the structure: « 22 novembre 2026 à 19 h ».
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        let at = self.actor.structure().zone().time_of(at);
        format!(
            "{} à {}",
            fr::day_month_year(at.date()),
            fr::clock_time(at.time())
        )
    }

    /// Whether this installation keeps messages rather than sending them.
    pub fn keeps_messages(&self) -> bool {
        self.staff.carriers.keep_here()
    }

    /// What stands around the page.
    pub fn shell(&self, here: Here) -> Shell {
        let member = self.actor.member();
        let mut menu = vec![Link::new("Mon compte", urls::ACCOUNT)];
        if self.may(Action::ViewStaff) {
            menu.push(Link::new("Équipe", urls::TEAM));
        }
        if self.may(Action::ViewSettings) {
            menu.push(Link::new("Structure", urls::SETTINGS));
            menu.push(Link::new("Documents de la structure", urls::PAPERS));
        }
        if self.may(Action::ViewMessages) {
            menu.push(Link::new("Messages", urls::MESSAGES));
        }
        if self.may(Action::PrintInBulk) {
            menu.push(Link::new("Impressions en nombre", urls::PRINTING));
        }
        if self.may(Action::ImportDossiers) {
            menu.push(Link::new("Importer des dossiers", urls::IMPORT));
        }
        if self.may(Action::ManageJobs) {
            menu.push(Link::new("Tâches en échec", urls::JOBS));
        }
        menu.push(Link::new("Qui peut faire quoi", urls::RIGHTS));
        Shell {
            organisation: self.actor.structure().name().to_string(),
            home: urls::RECEPTION.to_owned(),
            places: self.places(here),
            search: Some(Search {
                action: urls::LIST.to_owned(),
                label: "Rechercher une personne".to_owned(),
                value: String::new(),
            }),
            person: format!(
                "{}, {}",
                member.full_name(),
                member.role().label().to_lowercase()
            ),
            menu,
            sign_out: urls::SIGN_OUT.to_owned(),
        }
    }

    /// Keeps the page of an error inside the pages of this session.
    fn around(&self, mut answer: Response) -> Response {
        let status = answer.status();
        if status.is_client_error() || status.is_server_error() {
            let shell = self.shell(Here::Elsewhere);
            answer.extensions_mut().insert(shell);
        }
        answer
    }

    fn places(&self, here: Here) -> Vec<Place> {
        let place = |label, href: &str, place| Place {
            link: Link::new(label, href),
            count: None,
            current: here == place,
        };
        let mut places = vec![
            place("Accueil", urls::RECEPTION, Here::Accueil),
            place("Domiciliés", urls::LIST, Here::Domicilies),
            Place {
                count: self.due_now.filter(|due| *due > 0),
                ..place("À traiter", urls::WORKLIST, Here::ATraiter)
            },
        ];
        if self.may(Action::ManageAppointments) {
            places.push(place("Agenda", urls::AGENDA, Here::Agenda));
        }
        places
    }

    /// A page of the signed-in application.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page::new(self.staff.theme, title)
    }
}

/// Lets through whoever is signed in and permitted. A page asked for without a
/// session leads to sign-in and back; a form sent without one is kept and can be sent
/// again after sign-in. What goes wrong afterwards is said inside the pages of the session.
pub async fn guard(
    State((staff, needs, unasked)): State<(Staff, Needs, bool)>,
    mut request: Request,
    next: Next,
) -> Response {
    let found = match staff.cookie.read(request.headers()).map(SecretString::from) {
        Some(cookie) if unasked => staff.access.actor_unused(&cookie).await,
        Some(cookie) => staff.access.actor(&cookie).await,
        None => Ok(None),
    };
    let actor = match found {
        Ok(actor) => actor,
        Err(error) => return page_error(error).into_response(),
    };
    let Some(actor) = actor else {
        return if request.headers().contains_key("hx-request") && request.method() == Method::GET {
            sign_in::redirect_whole(request.headers()).into_response()
        } else if request.method() == Method::GET {
            sign_in::redirect(request.uri()).into_response()
        } else {
            sign_in::keep_form(&staff, request).await
        };
    };
    layers::record_actor(actor.id().uuid(), actor.structure_id().uuid());
    let whole = request.method() == Method::GET && !request.headers().contains_key("hx-request");
    let session = StaffSession::of(&staff, actor.clone(), whole && !unasked).await;
    if let Needs::Permission(action) = needs
        && !actor.may(action)
    {
        return session.around(PageError::Forbidden.into_response());
    }
    request.extensions_mut().insert(session.clone());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let mut answer = next.run(request).await;
    if answer.status() == StatusCode::NOT_FOUND
        && let Some(elsewhere) = people::leads_on(&staff, &actor, &method, &uri).await
    {
        return elsewhere;
    }
    if unasked {
        answer.extensions_mut().insert(layers::Unasked);
    }
    session.around(answer)
}

/// No route has this address: said inside the pages of the session, where there is one.
pub async fn nowhere(State(staff): State<Staff>, headers: HeaderMap) -> Response {
    let not_found = PageError::NotFound.into_response();
    let Some(cookie) = staff.cookie.read(&headers).map(SecretString::from) else {
        return not_found;
    };
    match staff.access.actor(&cookie).await {
        Ok(Some(actor)) => StaffSession::of(&staff, actor, true)
            .await
            .around(not_found),
        Ok(None) => not_found,
        Err(error) => page_error(error).into_response(),
    }
}

/// Whether a session is running: the pages before sign-in then have nothing to say.
///
/// # Errors
/// The page of a failing storage.
pub async fn signed_in(staff: &Staff, headers: &HeaderMap) -> Result<bool, PageError> {
    match staff.cookie.read(headers).map(SecretString::from) {
        Some(cookie) => {
            let actor = staff.access.actor(&cookie).await.map_err(page_error)?;
            Ok(actor.is_some())
        }
        None => Ok(false),
    }
}

/// A storage failure as a page.
pub fn page_error(error: kernel::StoreError) -> PageError {
    match error {
        kernel::StoreError::Unavailable => PageError::Unavailable,
        kernel::StoreError::Conflict | kernel::StoreError::Corrupt(_) => {
            PageError::unexpected(&error)
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StaffSession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Only a route declared as open to anybody comes here without a session.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(PageError::Forbidden)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for StaffSession {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// What a use case answered, as a page or as a refusal to show in the form.
///
/// # Errors
/// Everything but a refusal by a rule, as the page that says it. `back` leads to the
/// page whose data changed meanwhile.
pub fn unless_refused<T, R>(
    outcome: Result<T, application::UseCaseError<R>>,
    back: &str,
) -> Result<Result<T, R>, PageError> {
    use application::UseCaseError;
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(UseCaseError::Refused(refused)) => Ok(Err(refused)),
        Err(UseCaseError::NotFound) => Err(PageError::NotFound),
        Err(UseCaseError::Forbidden) => Err(PageError::Forbidden),
        Err(UseCaseError::Conflict) => Err(PageError::Conflict {
            message:
                "Une autre personne a modifié ce dossier pendant que vous remplissiez cette page."
                    .to_owned(),
            back: back.to_owned(),
        }),
        Err(UseCaseError::Unavailable) => Err(PageError::Unavailable),
        Err(UseCaseError::Unexpected(what)) => Err(PageError::unexpected(&Unexpected(what))),
    }
}

/// What storage or rendering could not be, for the log.
#[derive(Debug)]
struct Unexpected(&'static str);

impl std::fmt::Display for Unexpected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unexpected {}
