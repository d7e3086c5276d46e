//! The second step: pronouncing the end of the election.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{
    Command, Refused,
    presence::Clock,
    radiation::{RadiationGround, RadiationMotif},
};
use kernel::{DossierId, Note};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathId, Query,
    components::{
        button, buttons, date_field, disclosure, hidden, link_button, required_note, text_field,
        textarea,
    },
    fr,
};

use super::{DECEASED, PRONOUNCED, forbidden, mail_line};
use crate::{
    Staff,
    decisions::case::{
        Case, alone, days, effects, optional_text, placeholder, problems, rejected, said_no, text,
        why,
    },
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const PATH: &str = "/domicilies/{id}/radiation/prononcer";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::PronounceRadiation);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    motif: String,
}

#[derive(Default, Deserialize)]
struct PronounceForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    motif: Field,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    faits: Field,
    #[serde(default)]
    organisme: Field,
    #[serde(default)]
    effet: Field,
    #[serde(default)]
    urgence: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let planned = case.dossier.planned_radiation().map(|p| p.motif);
    let Some(motif) = asked.motif.parse().ok().or(planned) else {
        return Ok(Redirect::to(&urls::under(id, "radiation")).into_response());
    };
    let form = PronounceForm {
        version: case.version,
        ..PronounceForm::default()
    };
    Ok(view(&case, motif, &form, None).into_response())
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<PronounceForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let Ok(motif) = form.motif.text().parse::<RadiationMotif>() else {
        return Err(PageError::Unprocessable);
    };
    let ground = form.ground(motif);
    let urgency = optional_text::<{ Note::MAX }>(&mut form.urgence);
    let effect = form
        .effet
        .optional_date("Écrivez la date d’effet : jj/mm/aaaa, ou laissez vide pour aujourd’hui.");
    let (Some(ground), Some(urgency), Some(effect)) = (ground, urgency, effect) else {
        return Ok(rejected(view(&case, motif, &form, None)));
    };
    let command = Command::PronounceRadiation {
        ground,
        effective_on: effect.unwrap_or(case.today()),
        urgency,
    };
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) if motif == RadiationMotif::Deces => Ok(case.done(DECEASED)),
        Ok(()) => Ok(case.done(PRONOUNCED)),
        Err(refused) => {
            let elsewhere = refused.filter(|refused| !form.blame(refused));
            Ok(case.rejected(view(&case, motif, &form, elsewhere.as_ref())))
        }
    }
}

impl PronounceForm {
    /// The ground with what it requires.
    fn ground(&mut self, motif: RadiationMotif) -> Option<RadiationGround> {
        let facts = "Écrivez les faits : la décision les cite.";
        Some(match motif {
            RadiationMotif::ADemande => RadiationGround::ADemande {
                asked_on: self
                    .jour
                    .date("Écrivez le jour de la demande de la personne : jj/mm/aaaa.")?,
            },
            RadiationMotif::DomicileStable => RadiationGround::DomicileStable {
                evidence: text(&mut self.faits, "Écrivez ce qui montre le domicile stable.")?,
            },
            RadiationMotif::NonManifestation => RadiationGround::NonManifestation,
            RadiationMotif::PlusDeLien => RadiationGround::PlusDeLien {
                facts: text(&mut self.faits, facts)?,
            },
            RadiationMotif::ReglementInterieur => RadiationGround::ReglementInterieur {
                facts: text(&mut self.faits, facts)?,
            },
            RadiationMotif::Deces => RadiationGround::Deces {
                on: self.jour.date("Écrivez le jour du décès : jj/mm/aaaa.")?,
            },
            RadiationMotif::Transfert => RadiationGround::Transfert {
                to: text(
                    &mut self.organisme,
                    "Écrivez le nom de l’organisme qui prend le relais.",
                )?,
            },
            RadiationMotif::Autre => RadiationGround::Autre {
                facts: text(&mut self.faits, facts)?,
            },
        })
    }

    /// Shows what the rule says beside the field it is about, where there is one.
    fn blame(&mut self, refused: &Refused) -> bool {
        let field = if matches!(refused, Refused::EffectOutOfRange { .. }) {
            &mut self.effet
        } else if matches!(refused, Refused::InTheFuture) {
            &mut self.jour
        } else {
            return false;
        };
        field.refuse(why(refused));
        true
    }

    fn fields(&self) -> [(&str, &Field); 5] {
        [
            ("jour", &self.jour),
            ("faits", &self.faits),
            ("organisme", &self.organisme),
            ("effet", &self.effet),
            ("urgence", &self.urgence),
        ]
    }
}

/// An end on a ground, today, to ask the rules about it.
pub(super) fn on_ground(case: &Case, motif: RadiationMotif, urgent: bool) -> Command {
    let today = case.today();
    let ground = match motif {
        RadiationMotif::ADemande => RadiationGround::ADemande { asked_on: today },
        RadiationMotif::DomicileStable => RadiationGround::DomicileStable {
            evidence: placeholder(),
        },
        RadiationMotif::NonManifestation => RadiationGround::NonManifestation,
        RadiationMotif::PlusDeLien => RadiationGround::PlusDeLien {
            facts: placeholder(),
        },
        RadiationMotif::ReglementInterieur => RadiationGround::ReglementInterieur {
            facts: placeholder(),
        },
        RadiationMotif::Deces => RadiationGround::Deces { on: today },
        RadiationMotif::Transfert => RadiationGround::Transfert { to: placeholder() },
        RadiationMotif::Autre => RadiationGround::Autre {
            facts: placeholder(),
        },
    };
    Command::PronounceRadiation {
        ground,
        effective_on: today,
        urgency: urgent.then(placeholder),
    }
}

/// Whether the person underwent or asked for the end, so that it may be dated back.
const fn may_be_dated_back(motif: RadiationMotif) -> bool {
    !motif.needs_observations()
}

fn view(
    case: &Case,
    motif: RadiationMotif,
    form: &PronounceForm,
    refused: Option<&Refused>,
) -> Markup {
    let title = title(motif);
    let ordinary = forbidden(case, motif, false);
    let urgent = forbidden(case, motif, true);
    let content = html! {
        (problems(refused, &form.fields()))
        (effects(&lines(case, motif)))
        (case.warn(&on_ground(case, motif, false)))
        @match (ordinary, urgent) {
            (None, _) => (fields(case, motif, form, false)),
            // Only a documented urgency would do: why, then the form folded away.
            (Some(stop), None) => {
                @if refused.is_none() { (said_no(&stop)) }
                (disclosure("Urgence documentée", refused.is_some() || in_error(form), &fields(case, motif, form, true)))
                p { (link_button("Revenir à la radiation", &urls::under(case.dossier.id(), "radiation")).secondary()) }
            }
            (Some(stop), Some(_)) => (case.stopped(&stop)),
        }
    };
    case.page(title, refused.is_some() || in_error(form), &content)
}

fn in_error(form: &PronounceForm) -> bool {
    form.fields().iter().any(|(_, field)| field.error.is_some())
}

const fn title(motif: RadiationMotif) -> &'static str {
    match motif {
        RadiationMotif::Deces => "Enregistrer le décès",
        RadiationMotif::ADemande
        | RadiationMotif::DomicileStable
        | RadiationMotif::NonManifestation
        | RadiationMotif::PlusDeLien
        | RadiationMotif::ReglementInterieur
        | RadiationMotif::Transfert
        | RadiationMotif::Autre => "Prononcer la radiation",
    }
}

fn lines(case: &Case, motif: RadiationMotif) -> Vec<(&'static str, Markup)> {
    let mut lines = vec![
        ("Pour", html! { (case.person()) }),
        ("Motif", html! { (motif.label()) }),
    ];
    if let Some(planned) = case.dossier.planned_radiation() {
        lines.push((
            "Personne informée",
            html! {
                "Le " (fr::day_month_year(planned.notified_on)) ", observations possibles jusqu’au "
                (fr::day_month_year(planned.observations_until))
            },
        ));
    }
    if motif == RadiationMotif::NonManifestation {
        lines.push(("Dernier contact", silence(case)));
    }
    if let Some(term) = case.dossier.current_term() {
        lines.push(("Domiciliation", html! { (alone(&days(term.period()))) }));
    }
    lines.push((
        "Fin de la domiciliation",
        html! {
            "Aujourd’hui, " (fr::long_date(case.today()))
            @if may_be_dated_back(motif) { ", ou à la date d’effet que vous indiquez" }
        },
    ));
    if case.dossier.pending_renewal().is_some() {
        lines.push((
            "Renouvellement",
            html! { "La demande en cours prend fin avec la domiciliation" },
        ));
    }
    if motif == RadiationMotif::Deces {
        lines.push((
            "Courrier",
            html! { "Remis au notaire ou retourné à l’expéditeur, jamais aux proches ; les procurations cessent" },
        ));
    } else {
        lines.push(("Courrier", mail_line(case)));
        lines.push((
            "Ensuite",
            html! { "Notifiez par écrit la décision, ses motifs et les voies de recours ; reprenez l’attestation" },
        ));
    }
    lines
}

/// The silence, read anew each time the page is: nobody is struck off on an old count.
fn silence(case: &Case) -> Markup {
    let counts = case.around.policy().portal_login_counts;
    let last = case.dossier.last_contact(counts);
    html! {
        @match last {
            Some(on) => { (alone(&fr::long_date(on))) ", " (fr::relative_day(on, case.today())) },
            None => "Aucun contact connu",
        }
        @if let Clock::Running { first_day, .. } = case.dossier.clock(counts, case.today()) {
            span.app-second {
                "Radiation possible à partir du " (fr::day_month_year(first_day))
                " ; l’absence est vérifiée de nouveau au moment de la décision."
            }
        }
    }
}

fn fields(case: &Case, motif: RadiationMotif, form: &PronounceForm, urgent: bool) -> Markup {
    let back = urls::under(case.dossier.id(), "radiation");
    html! {
        form.app-form method="post" action=(urls::under(case.dossier.id(), "radiation/prononcer")) novalidate {
            @if urgent || motif != RadiationMotif::NonManifestation { (required_note()) }
            (case.seal(&form.cle, form.version))
            (hidden("motif", motif.code()))
            (requirement(motif, form))
            @if urgent {
                (textarea("urgence", "L’urgence et ses preuves", &form.urgence, 1000)
                    .hint("Pourquoi il n’est pas possible d’attendre les observations de la personne. Elle lira ce texte."))
            }
            @if may_be_dated_back(motif) {
                (date_field("effet", "Date d’effet", &form.effet)
                    .hint("Entre ce jour et aujourd’hui : jj/mm/aaaa. Laissez vide pour aujourd’hui.").optional())
            }
            (buttons(&[
                &button(title(motif)),
                &link_button("Revenir à la radiation", &back).secondary(),
            ]))
        }
    }
}

/// The field that the ground requires.
fn requirement(motif: RadiationMotif, form: &PronounceForm) -> Markup {
    let read = "La personne lira ce texte.";
    html! {
        @match motif {
            RadiationMotif::ADemande => (date_field("jour", "Jour de la demande de la personne", &form.jour)
                .hint("Date de sa demande signée, ou du jour où vous l’avez notée : jj/mm/aaaa")),
            RadiationMotif::Deces => (date_field("jour", "Jour du décès", &form.jour)),
            RadiationMotif::DomicileStable => (textarea("faits", "Ce qui montre le domicile stable", &form.faits, 1000)
                .hint("Bail, attestation… Un long séjour à l’hôtel n’est pas un domicile stable. La personne lira ce texte.")),
            RadiationMotif::NonManifestation => {},
            RadiationMotif::Transfert => (text_field("organisme", "Organisme qui prend le relais", &form.organisme).max_length(200)),
            RadiationMotif::PlusDeLien => (textarea("faits", "Ce qui montre que le lien a cessé", &form.faits, 1000)
                .hint("Préférez refuser le renouvellement, à l’échéance. La personne lira ce texte.")),
            RadiationMotif::ReglementInterieur | RadiationMotif::Autre => (textarea("faits", "Faits", &form.faits, 1000).hint(read)),
        }
    }
}
