//! Telling several people that a striking off is considered: as many decisions as there are
//! people, each looked at, each to be left out, each decided anew.

use application::bulk::{Act, Foreseen, Verdict};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domiciliation::radiation::{RadiationMotif, observations_until};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, Query,
    components::{
        Level, button, buttons, date_field, error_summary, hidden, link_button, notice, select,
    },
    fr,
};

use super::{
    super::{asked::Asked, url::Filters},
    Page, Sent, Ticked, rejected, seal, summary, verdicts,
};
use crate::{Staff, session::StaffSession};

/// The page, and where its form is sent.
pub const PATH: &str = "/domicilies/plusieurs/radiation";
const TITLE: &str = "Préparer plusieurs radiations";

/// On which ground, and when the people were told.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Plan {
    motif: Field,
    jour: Field,
}

impl Plan {
    /// What is meant unless something else is said: silence, and today.
    fn or_default(mut self, today: NaiveDate) -> Self {
        if self.motif.is_blank() {
            self.motif = Field::new(RadiationMotif::NonManifestation.code());
        }
        if self.jour.is_blank() {
            self.jour = Field::new(fr::short_date(today));
        }
        self
    }

    fn read(&mut self) -> Option<Act> {
        let open = |code: &str| {
            code.parse::<RadiationMotif>()
                .ok()
                .filter(|motif| motif.needs_observations())
        };
        let motif = self.motif.parse_with(open, "Choisissez le motif envisagé.");
        let notified_on = self
            .jour
            .date("Écrivez le jour où ces personnes ont été informées : jj/mm/aaaa.");
        Some(Act::PlanRadiation {
            motif: motif?,
            notified_on: notified_on?,
        })
    }

    fn fields(&self) -> [(&str, &Field); 2] {
        [("motif", &self.motif), ("jour", &self.jour)]
    }
}

/// What is sent: the people besides.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    motif: Field,
    jour: Field,
    cle: Field,
    liste: String,
    montres: String,
    personne: Vec<String>,
}

/// What would become of each person.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    Query(ticked): Query<Ticked>,
    Query(plan): Query<Plan>,
) -> Result<Markup, PageError> {
    let page = Page::of(&staff, &session, TITLE);
    let mut plan = plan.or_default(session.today);
    let act = plan.read();
    let chosen = page.chosen(asked, &ticked, tried(&session, act)).await?;
    Ok(match chosen {
        Err(told) => told,
        Ok((filters, shown)) => {
            let form = Shown {
                plan: &plan,
                act,
                key: &Field::default(),
                error: None,
                unticked: &|_| false,
            };
            view(&page, &filters, &shown, &form)
        }
    })
}

/// What people are looked at with until it is said right.
fn tried(session: &StaffSession, act: Option<Act>) -> Act {
    act.unwrap_or(Act::PlanRadiation {
        motif: RadiationMotif::NonManifestation,
        notified_on: session.today,
    })
}

/// Records it for each person whose box is ticked.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(form): Form<Submitted>,
) -> Result<Response, PageError> {
    let mut plan = Plan {
        motif: form.motif,
        jour: form.jour,
    };
    let sent = Sent {
        cle: form.cle,
        liste: form.liste,
        montres: form.montres,
        personne: form.personne,
    };
    let filters = sent.filters()?;
    let page = Page::of(&staff, &session, TITLE);
    let targets = sent.ticked().ok_or(PageError::Unprocessable)?;
    let act = plan.read();
    if let Some(act) = act
        && !targets.is_empty()
    {
        let outcome = page.carry_out(&filters, &sent, act, &targets).await?;
        let done = |count| match count {
            0 => "Aucune personne n’est enregistrée comme informée.".to_owned(),
            1 => "1 personne est enregistrée comme informée.".to_owned(),
            _ => format!(
                "{} personnes sont enregistrées comme informées.",
                fr::number(count)
            ),
        };
        let each = until(&session, act).map_or_else(String::new, |day| {
            format!("Observations jusqu’au {}", fr::day_month_year(day))
        });
        return Ok(page
            .results(&filters, &outcome, &done, &each)
            .into_response());
    }
    let shown = page.again(&filters, &sent, tried(&session, act)).await?;
    let unticked = |id: DossierId| targets.iter().all(|target| target.dossier != id);
    let none = targets
        .is_empty()
        .then_some("Cochez au moins une personne.");
    let form = Shown {
        plan: &plan,
        act,
        key: &sent.cle,
        error: none,
        unticked: &unticked,
    };
    Ok(rejected(view(&page, &filters, &shown, &form)))
}

/// Until when the people may answer.
fn until(session: &StaffSession, act: Act) -> Option<NaiveDate> {
    let days = session.actor.structure().delays().notice_days.get();
    match act {
        Act::PlanRadiation { notified_on, .. } => Some(observations_until(notified_on, days)),
        Act::Referent(_) | Act::Erase(_) => None,
    }
}

/// The form as it is shown.
struct Shown<'a> {
    plan: &'a Plan,
    act: Option<Act>,
    key: &'a Field,
    error: Option<&'a str>,
    unticked: &'a dyn Fn(DossierId) -> bool,
}

fn view(page: &Page<'_>, filters: &Filters, shown: &[Foreseen], form: &Shown<'_>) -> Markup {
    let consequence = form
        .act
        .and_then(|act| until(page.session, act))
        .map(|day| {
            format!(
                "Personne informée ; observations possibles jusqu’au {}",
                fr::day_month_year(day)
            )
        })
        .unwrap_or_default();
    let possible = shown.iter().any(|one| one.verdict == Verdict::Possible);
    let content = html! {
        (error_summary(form.error, &form.plan.fields()))
        p.app-lead { (summary(shown)) }
        div.app-text {
            p {
                "Chaque radiation est une décision individuelle. Ceci enregistre seulement que ces personnes ont été "
                "informées du motif et des faits, par vous, une par une\u{a0}: elles restent domiciliées et reçoivent leur "
                "courrier. Passé leur délai, un gestionnaire ou un administrateur décidera pour chacune "
                "(art. L. 121-1 et L. 211-2 du CRPA)."
            }
        }
        (ground(page.session, filters, shown, form.plan))
        form method="post" action=(PATH) novalidate {
            (seal(page.staff, form.key, filters, shown))
            (hidden("motif", form.plan.motif.text()))
            (hidden("jour", form.plan.jour.text()))
            (verdicts(shown, &consequence, form.unticked))
            @if possible && form.act.is_some() {
                (buttons(&[
                    &button("Enregistrer que ces personnes sont informées"),
                    &link_button("Revenir à la liste", &filters.href()).secondary(),
                ]))
            } @else {
                p { (link_button("Revenir à la liste", &filters.href())) }
            }
        }
    };
    let in_error =
        form.error.is_some() || form.plan.fields().iter().any(|(_, f)| f.error.is_some());
    page.draw(filters, in_error, &content)
}

/// The ground and the day, to be looked at again when they change.
fn ground(session: &StaffSession, filters: &Filters, shown: &[Foreseen], plan: &Plan) -> Markup {
    use web_kit::components::Choice as Ground;
    let kind = session.actor.structure().kind();
    let grounds = RadiationMotif::ALL
        .iter()
        .filter(|motif| motif.needs_observations() && motif.is_open_to(kind))
        .map(|motif| Ground::new(motif.code(), motif.label()))
        .collect();
    html! {
        form.app-filters.app-ground method="get" action=(PATH) aria-label="Motif et jour" novalidate {
            @if filters.all {
                (filters.asked().hidden(&[]))
            } @else {
                (filters.first_page().asked().hidden(&[]))
                @for one in shown { (hidden("d", &one.row.id.to_string())) }
            }
            (select("motif", "Motif envisagé", &plan.motif, grounds))
            (date_field("jour", "Jour où ces personnes ont été informées", &plan.jour))
            (button("Vérifier de nouveau").secondary())
        }
        @if shown.len() > 1 {
            (notice(Level::Info, "Décochez les personnes que vous n’avez pas informées."))
        }
    }
}
