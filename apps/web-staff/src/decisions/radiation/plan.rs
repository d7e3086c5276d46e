//! The page of the striking-off and its first step: telling the person.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{
    Command, Refused, Warning,
    radiation::{PlannedRadiation, RadiationMotif, observations_until},
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Form, PageError, PathId,
    components::{
        Choice, blocked, button, buttons, date_field, disclosure, link_button, radio_group,
        required_note, textarea,
    },
    fr,
};

use super::{DROPPED, PLANNED, forbidden, pronounce_url};
use crate::{
    Staff,
    decisions::{
        case::{
            Case, NO_TEXT, closed, effects, placeholder, problems, rejected, said_no, text, why,
        },
        message,
    },
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const TITLE: &str = "Radiation";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::PrepareRadiation);
    vec![
        Route::get("/domicilies/{id}/radiation", needs, page),
        Route::post("/domicilies/{id}/radiation/envisager", needs, plan),
        Route::post("/domicilies/{id}/radiation/abandonner", needs, drop_it),
    ]
}

/// Both forms of the page: only one of them is ever shown.
#[derive(Default, Deserialize)]
struct PlanForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    motif: Field,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    raison: Field,
}

impl PlanForm {
    fn fields(&self) -> [(&str, &Field); 3] {
        [
            ("motif", &self.motif),
            ("jour", &self.jour),
            ("raison", &self.raison),
        ]
    }
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = PlanForm {
        version: case.version,
        jour: fr::short_date(case.today()).into(),
        ..PlanForm::default()
    };
    let done = flash.code().and_then(message);
    Ok(view(&case, &form, None, done))
}

async fn plan(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<PlanForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let motif = form.motif.parse("Choisissez le motif envisagé.");
    let notified_on = form
        .jour
        .date("Écrivez le jour où la personne a été informée : jj/mm/aaaa.");
    let (Some(motif), Some(notified_on)) = (motif, notified_on) else {
        return Ok(rejected(view(&case, &form, None, None)));
    };
    let command = Command::PlanRadiation { motif, notified_on };
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => {
            let here = urls::under(id, "radiation");
            Ok(Redirect::to(&Flash::on(&here, PLANNED)).into_response())
        }
        Err(refused) => Ok(case.rejected(view(&case, &form, refused.as_ref(), None))),
    }
}

async fn drop_it(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<PlanForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let Some(reason) = text(
        &mut form.raison,
        "Écrivez pourquoi la radiation est abandonnée.",
    ) else {
        return Ok(rejected(view(&case, &form, None, None)));
    };
    let command = Command::DropRadiation { reason };
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => Ok(case.done(DROPPED)),
        Err(refused) => Ok(case.rejected(view(&case, &form, refused.as_ref(), None))),
    }
}

fn view(case: &Case, form: &PlanForm, refused: Option<&Refused>, done: Option<&str>) -> Markup {
    let content = html! {
        (problems(refused, &form.fields()))
        @match case.dossier.planned_radiation() {
            Some(planned) => (second_step(case, planned, form)),
            None => (first_step(case, form)),
        }
    };
    let in_error = refused.is_some() || form.fields().iter().any(|(_, f)| f.error.is_some());
    case.page_telling(TITLE, in_error, done, &content)
}

/// Nothing is considered yet: the grounds, and telling the person.
fn first_step(case: &Case, form: &PlanForm) -> Markup {
    let today = case.today();
    let mut open = Vec::new();
    let mut shut = Vec::new();
    for motif in RadiationMotif::ALL
        .iter()
        .filter(|m| m.needs_observations())
    {
        let command = Command::PlanRadiation {
            motif: *motif,
            notified_on: today,
        };
        match case.forbids(command.clone()) {
            None => open.push((*motif, command)),
            Some(no) => shut.push((motif.label(), no)),
        }
    }
    html! {
        @match (open.first(), shut.first()) {
            // Closed for one and the same reason, whatever the ground.
            (None, Some((_, no))) => {
                (said_no(no))
                @if matches!(no, Refused::Lapsed { .. }) && case.may(Action::CloseAfterExpiry) {
                    p { (link_button("Clore le dossier échu", &urls::under(case.dossier.id(), "cloture"))) }
                }
                p { (case.leave()) }
            }
            (None, None) => (case.leave()),
            (Some((_, command)), _) => {
                (steps(case))
                @for warning in case.warnings(command) {
                    @if matches!(warning, Warning::MailWaiting { .. }) { (case.warning(&warning)) }
                }
                (plan_fields(case, form, &open))
                (closed("Motifs qui ne sont pas possibles aujourd’hui", &shut))
            }
        }
        (without_notice(case))
    }
}

fn steps(case: &Case) -> Markup {
    let days = case.around.policy().notice_days;
    let until = observations_until(case.today(), days);
    effects(&[
        ("Pour", html! { (case.person()) }),
        (
            "1. Informer la personne",
            html! {
                "Dites-lui ou écrivez-lui le motif et les faits. Elle a " (fr::count(days.into(), "jour", "jours"))
                " pour présenter ses observations, assistée ou représentée si elle le souhaite : jusqu’au "
                (fr::long_date(until)) " si elle est informée aujourd’hui"
            },
        ),
        (
            "2. Prononcer, ou renoncer",
            html! {
                "Passé ce délai, un gestionnaire ou un administrateur décide. Rien n’est automatique, et un contact de "
                "la personne fait tomber une radiation pour absence"
            },
        ),
        (
            "D’ici là",
            html! { "La personne reste domiciliée et reçoit son courrier" },
        ),
    ])
}

fn plan_fields(case: &Case, form: &PlanForm, open: &[(RadiationMotif, Command)]) -> Markup {
    let motives = open
        .iter()
        .map(|(motif, command)| {
            let fragile = case
                .warnings(command)
                .iter()
                .any(|w| matches!(w, Warning::NoStatutoryGround { .. }));
            let choice = Choice::new(motif.code(), motif.label());
            if fragile {
                choice.hint(NO_TEXT)
            } else {
                choice
            }
        })
        .collect();
    html! {
        h2 { "Étape 1 : informer la personne" }
        form.app-form method="post" action=(urls::under(case.dossier.id(), "radiation/envisager")) novalidate {
            (required_note())
            (case.seal(&form.cle, form.version))
            (radio_group("motif", "Motif envisagé", &form.motif, motives))
            (date_field("jour", "Jour où la personne a été informée", &form.jour))
            (buttons(&[
                &button("Enregistrer que la personne est informée"),
                &link_button("Revenir au dossier", &case.home()).secondary(),
            ]))
        }
    }
}

/// What goes straight to the decision: no notice for a request of the person or a death,
/// nor in a documented urgency.
fn without_notice(case: &Case) -> Markup {
    if !case.may(Action::PronounceRadiation) {
        return html! {};
    }
    let possible = |motif, urgent| forbidden(case, motif, urgent).is_none();
    let straight: Vec<_> = [
        (RadiationMotif::ADemande, "À la demande de la personne"),
        (RadiationMotif::Deces, "Enregistrer un décès"),
    ]
    .into_iter()
    .filter(|(motif, _)| possible(*motif, false))
    .collect();
    let urgent: Vec<RadiationMotif> = RadiationMotif::ALL
        .iter()
        .copied()
        .filter(|m| m.needs_observations() && possible(*m, true))
        .collect();
    let id = case.dossier.id();
    html! {
        @if !straight.is_empty() {
            h2 { "Sans étape préalable" }
            ul {
                @for (motif, label) in straight { li { a href=(pronounce_url(id, motif)) { (label) } } }
            }
        }
        @if !urgent.is_empty() {
            (disclosure("En cas d’urgence documentée", false, &html! {
                p { "Seule une urgence que vous pouvez prouver dispense d’entendre la personne (art. L. 121-2 du CRPA)." }
                ul { @for motif in urgent { li { a href=(pronounce_url(id, motif)) { (motif.label()) } } } }
            }))
        }
    }
}

/// An end is considered: until when the person may answer, then pronouncing or giving up.
fn second_step(case: &Case, planned: &PlannedRadiation, form: &PlanForm) -> Markup {
    let drop = Command::DropRadiation {
        reason: placeholder(),
    };
    let context = case.around.context();
    let seen = case
        .dossier
        .warnings(&context)
        .into_iter()
        .find(|w| matches!(w, Warning::PlannedButSeen { .. }));
    html! {
        (effects(&[
            ("Pour", html! { (case.person()) }),
            ("Motif envisagé", html! { (planned.motif.label()) }),
            ("Personne informée", html! { "Le " (fr::long_date(planned.notified_on)) }),
            ("Observations possibles", html! {
                @if planned.is_open(case.today()) { "Jusqu’au " } @else { "Délai terminé le " }
                (fr::long_date(planned.observations_until))
            }),
            ("Ensuite", html! {
                "Un gestionnaire ou un administrateur prononce la radiation, ou elle est abandonnée"
            }),
        ]))
        @if let Some(seen) = seen { (case.warning(&seen)) }
        @if case.may(Action::PronounceRadiation) {
            @match forbidden(case, planned.motif, false) {
                None => p { (link_button("Prononcer la radiation", &pronounce_url(case.dossier.id(), planned.motif))) },
                Some(no) => {
                    (blocked("prononcer", "Prononcer la radiation", &why(&no)))
                    @if forbidden(case, planned.motif, true).is_none() {
                        p { a href=(pronounce_url(case.dossier.id(), planned.motif)) { "Prononcer malgré tout, pour une urgence documentée" } }
                    }
                }
            }
        }
        @if case.forbids(drop).is_none() {
            h2 { "Abandonner" }
            form.app-form method="post" action=(urls::under(case.dossier.id(), "radiation/abandonner")) novalidate {
                (case.seal(&form.cle, form.version))
                (textarea("raison", "Pourquoi la radiation est abandonnée", &form.raison, 1000)
                    .hint("La personne peut demander à lire ce texte.").rows(3))
                (buttons(&[
                    &button("Abandonner la radiation").secondary(),
                    &link_button("Revenir au dossier", &case.home()).tertiary(),
                ]))
            }
        }
    }
}
