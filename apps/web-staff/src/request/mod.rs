//! The request in five steps, each with its own address, saved when it is left.

mod appointment;
mod coordinates;
mod decision;
pub mod forms;
mod identity;
mod interview;
mod opening;
mod recap;
mod renewal;

use application::reads::Tab;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{
    Fact, Status,
    request::{Demande, DemandeKind, Stage},
};
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Form, Link, PageError, PathId,
    components::{Choice, link_button, stepper},
    fr,
};

use crate::{
    Staff, list,
    route::{Needs, Route},
    session::{Here, StaffSession},
    urls,
};
use decision::Act;
use forms::{Opened, coordinates::NO_SMS};

pub fn routes() -> Vec<Route> {
    let edit = Needs::Permission(Action::EditRequest);
    let appointments = Needs::Permission(Action::ManageAppointments);
    let interviews = Needs::Permission(Action::HoldInterview);
    vec![
        Route::get(urls::NEW, edit, opening::page),
        Route::post(urls::NEW, edit, opening::submit),
        Route::get("/domicilies/{id}/demande", edit, resume),
        Route::get("/domicilies/{id}/demande/etat-civil", edit, identity::page),
        Route::post(
            "/domicilies/{id}/demande/etat-civil",
            edit,
            identity::submit,
        ),
        Route::get(
            "/domicilies/{id}/demande/coordonnees",
            edit,
            coordinates::page,
        ),
        Route::post(
            "/domicilies/{id}/demande/coordonnees",
            edit,
            coordinates::submit,
        ),
        Route::get(
            "/domicilies/{id}/demande/rendez-vous",
            appointments,
            appointment::page,
        ),
        Route::post(
            "/domicilies/{id}/demande/rendez-vous",
            appointments,
            appointment::submit,
        ),
        Route::post(
            "/domicilies/{id}/demande/rendez-vous/manque",
            appointments,
            appointment::missed,
        ),
        Route::get(
            "/domicilies/{id}/demande/entretien",
            interviews,
            interview::page,
        ),
        Route::post(
            "/domicilies/{id}/demande/entretien",
            interviews,
            interview::submit,
        ),
        Route::get("/domicilies/{id}/demande/decision", edit, decision::page),
        act(
            "/domicilies/{id}/demande/decision",
            Needs::Permission(Action::Propose),
            Act::Propose,
        ),
        act("/domicilies/{id}/demande/accuse", edit, Act::Acknowledge),
        act("/domicilies/{id}/demande/pieces", edit, Act::RequestPieces),
        act(
            "/domicilies/{id}/demande/pieces-recues",
            edit,
            Act::ReceivePieces,
        ),
        act("/domicilies/{id}/demande/retirer", edit, Act::Withdraw),
        act("/domicilies/{id}/demande/transmettre", edit, Act::Forward),
        Route::get("/domicilies/{id}/renouvellement", edit, renewal::page),
        Route::post("/domicilies/{id}/renouvellement", edit, renewal::submit),
    ]
}

/// One of the small forms of the last step.
fn act(path: &'static str, needs: Needs, act: Act) -> Route {
    Route::post(
        path,
        needs,
        async move |State(staff): State<Staff>,
                    session: StaffSession,
                    PathId(id): PathId<DossierId>,
                    Form(form): Form<decision::Submitted>| {
            decision::act(staff, session, id, form, act).await
        },
    )
}

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Identity,
    Coordinates,
    Appointment,
    Interview,
    Decision,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::Identity,
        Self::Coordinates,
        Self::Appointment,
        Self::Interview,
        Self::Decision,
    ];

    const TITLES: [&str; 5] = [
        "État civil",
        "Coordonnées et ayants droit",
        "Rendez-vous",
        "Entretien",
        "Décision",
    ];

    const fn title(self) -> &'static str {
        Self::TITLES[self as usize]
    }

    fn href(self, id: DossierId) -> String {
        let step = match self {
            Self::Identity => "etat-civil",
            Self::Coordinates => "coordonnees",
            Self::Appointment => "rendez-vous",
            Self::Interview => "entretien",
            Self::Decision => "decision",
        };
        urls::under(id, &format!("demande/{step}"))
    }

    /// To this step, which says what was just done.
    fn after(self, id: DossierId, code: &str) -> Response {
        Redirect::to(&web_kit::Flash::on(&self.href(id), code)).into_response()
    }
}

/// The step where a request stands.
fn standing_at(opened: &Opened, demande: &Demande) -> Step {
    let filed = opened
        .dossier
        .history()
        .iter()
        .position(|r| r.id == demande.fact());
    let reached = opened
        .dossier
        .history()
        .iter()
        .skip(filed.unwrap_or_default())
        .any(|r| matches!(r.fact, Fact::CoordinatesRecorded(_)));
    if demande.interview().is_some() || matches!(demande.stage(), Stage::Proposed(_)) {
        Step::Decision
    } else if reached || demande.appointment().is_some() || demande.missed_on().is_some() {
        Step::Appointment
    } else {
        Step::Coordinates
    }
}

async fn resume(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Redirect, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    Ok(match opened.dossier.pending_demande() {
        Some(demande) => Redirect::to(&standing_at(&opened, demande).href(id)),
        None => Redirect::to(&urls::dossier(id)),
    })
}

/// A dossier with the request that is being filled, or the way to the dossier when none is.
async fn open_request(
    staff: &Staff,
    session: &StaffSession,
    id: DossierId,
) -> Result<Result<Opened, Response>, PageError> {
    let opened = forms::open(staff, session, id).await?;
    Ok(match opened.dossier.pending_demande() {
        Some(_) => Ok(opened),
        None => Err(Redirect::to(&urls::dossier(id)).into_response()),
    })
}

/// What the page of a dossier says once its request was withdrawn.
pub const WITHDRAWN: &str = "demande-retiree";

/// The sentence that confirms what was done in a step.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        "demande-deposee" => Some(
            "La demande est enregistrée. Vous pouvez l’interrompre à tout moment et la reprendre.",
        ),
        "etat-civil" => Some("L’état civil est enregistré."),
        "coordonnees" => Some("Les coordonnées et les ayants droit sont enregistrés."),
        "sans-sms" => Some(NO_SMS),
        "rendez-vous" => Some("Le rendez-vous est fixé."),
        "rendez-vous-manque" => Some("Il est noté que la personne n’est pas venue."),
        "entretien" => Some("L’entretien est enregistré."),
        "accuse" => Some("L’accusé de réception est noté."),
        "pieces" => Some("La demande de pièces est notée."),
        "pieces-recues" => Some("La réception des pièces est notée."),
        WITHDRAWN => Some("La demande est retirée."),
        "transmise" => Some(
            "La transmission est notée. Dites à la personne à quel organisme sa demande est transmise.",
        ),
        "propose" => Some("La proposition est transmise aux personnes qui décident."),
        _ => None,
    }
}

/// What a step of the request shows, around its own content.
struct Frame<'a> {
    session: &'a StaffSession,
    opened: &'a Opened,
    step: Step,
}

impl Frame<'_> {
    fn render(&self, message: Option<&'static str>, in_error: bool, content: &Markup) -> Markup {
        let id = self.opened.dossier.id();
        let kind = self
            .opened
            .dossier
            .pending_demande()
            .map_or(DemandeKind::First, Demande::kind);
        let person = self.opened.person();
        self.session
            .page(format!("{}\u{a0}: {person}", self.step.title()))
            .breadcrumb(vec![
                Link::new("Domiciliés", urls::LIST),
                Link::new(person.clone(), urls::dossier(id)),
            ])
            .message(message)
            .in_error(in_error)
            .content(html! {
                h1 { (kind.label()) (fr::NBSP) ": " (person) }
                (stepper(self.step as usize + 1, &Step::TITLES))
                nav.app-steps aria-label="Étapes de la demande" {
                    ol {
                        @for step in Step::ALL {
                            li { a.fr-link.fr-link--sm href=(step.href(id)) aria-current=[(step == self.step).then_some("step")] { (step.title()) } }
                        }
                    }
                }
                (content)
            })
            .inside(&self.session.shell(Here::Domicilies))
    }
}

/// The list in which the request is found again.
fn list_of(opened: &Opened) -> String {
    list::tab_href(match opened.dossier.pending_demande() {
        Some(demande) if demande.kind() == DemandeKind::Renewal => Tab::Renewals,
        Some(demande) if matches!(demande.stage(), Stage::Proposed(_)) => {
            Tab::Status(Status::AValider)
        }
        Some(_) | None => Tab::Status(Status::EnInstruction),
    })
}

/// The link that leaves a request where it is.
fn later(opened: &Opened) -> Markup {
    let href = list_of(opened);
    html! { (link_button("Continuer plus tard", &href).tertiary()) }
}

/// Through which channels a request comes.
fn channels() -> Vec<Choice> {
    use domiciliation::request::Channel;
    forms::choices(Channel::OFFERED, Channel::code, Channel::label)
}
