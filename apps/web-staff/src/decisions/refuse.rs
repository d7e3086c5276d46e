//! Refusing a request: a ground in law, facts, and where the person is directed.

use axum::{extract::State, response::Response};
use domiciliation::{
    Command, Refused, Warning,
    refusal::{Orientation, OrientationKind, Refus, RefusalGround},
};
use kernel::{DossierId, StructureKind};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathId,
    components::{
        Choice, button, buttons, date_field, fieldset, link_button, radio_group, required_note,
        text_field, textarea,
    },
    fr,
};

use super::{
    accept::proposal,
    case::{Case, NO_TEXT, closed, effects, placeholder, problems, rejected, text},
};
use crate::{
    Staff,
    live::Seen,
    route::{Needs, Route},
    session::{StaffSession, page_error},
    urls, words,
};

const PATH: &str = "/domicilies/{id}/decision/refuser";
const TITLE: &str = "Refuser la demande";
/// What the dossier is told.
pub(super) const DONE: &str = "demande-refusee";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::Decide);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct RefuseForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    motif: Field,
    #[serde(default)]
    faits: Field,
    #[serde(default)]
    organisme: Field,
    #[serde(default)]
    nom: Field,
    #[serde(default)]
    contact: Field,
    #[serde(default)]
    decision: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let case = open(staff, session, id).await?;
    let form = RefuseForm {
        version: case.version,
        decision: fr::short_date(case.today()).into(),
        ..RefuseForm::default()
    };
    Ok(view(&case, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<RefuseForm>,
) -> Result<Response, PageError> {
    let case = open(staff, session, id).await?;
    let Some(refus) = form.refus() else {
        return Ok(rejected(view(&case, &form, None)));
    };
    let command = Command::Refuse(refus);
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => Ok(case.done(DONE)),
        Err(refused) => Ok(case.rejected(view(&case, &form, refused.as_ref()))),
    }
}

/// The dossier and, where the agrément caps the elections, how many are in force: the
/// grounds that are open depend on it.
async fn open(staff: Staff, session: StaffSession, id: DossierId) -> Result<Case, PageError> {
    let mut case = Case::open(staff, session, id).await?;
    let capped = case
        .structure()
        .agrement()
        .is_some_and(|agrement| agrement.cap().is_some());
    if capped {
        let lists = &case.staff.lists;
        let counts = lists.counts(case.structure().id(), case.today()).await;
        case.around.elections_in_force = Some(counts.map_err(page_error)?.actif);
    }
    Ok(case)
}

impl RefuseForm {
    fn refus(&mut self) -> Option<Refus> {
        let ground = self.motif.parse("Choisissez le motif du refus.");
        let facts = text(
            &mut self.faits,
            "Écrivez les faits : un refus est motivé en droit et en fait.",
        );
        let kind = self
            .organisme
            .parse("Choisissez vers quel organisme la personne est orientée.");
        let name = text(&mut self.nom, "Écrivez le nom de l’organisme.");
        let contact = text(
            &mut self.contact,
            "Écrivez comment joindre l’organisme : adresse, téléphone ou courriel.",
        );
        let decided_on = self
            .decision
            .date("Écrivez la date de la décision : jj/mm/aaaa.");
        Some(Refus {
            decided_on: decided_on?,
            ground: ground?,
            facts: facts?,
            orientation: Orientation {
                kind: kind?,
                name: name?,
                contact: contact?,
            },
        })
    }

    fn fields(&self) -> [(&str, &Field); 6] {
        [
            ("motif", &self.motif),
            ("faits", &self.faits),
            ("organisme", &self.organisme),
            ("nom", &self.nom),
            ("contact", &self.contact),
            ("decision", &self.decision),
        ]
    }
}

/// A refusal on a ground, to ask the rules about it.
fn on_ground(case: &Case, ground: RefusalGround) -> Command {
    Command::Refuse(Refus {
        decided_on: case.today(),
        ground,
        facts: placeholder(),
        orientation: Orientation {
            kind: OrientationKind::Ccas,
            name: placeholder(),
            contact: placeholder(),
        },
    })
}

fn view(case: &Case, form: &RefuseForm, refused: Option<&Refused>) -> Markup {
    let mut open = Vec::new();
    let mut shut = Vec::new();
    let mut stop = None;
    for ground in RefusalGround::ALL {
        match case.forbids(on_ground(case, *ground)) {
            None => open.push(*ground),
            Some(no @ Refused::GroundClosed { .. }) => shut.push((ground.label(), no)),
            Some(no) => stop = Some(no),
        }
    }
    let content = html! {
        (problems(refused, &form.fields()))
        (effects(&lines(case)))
        @match stop {
            Some(stop) => (case.stopped(&stop)),
            None => {
                (fields(case, form, &open))
                (closed("Motifs qui ne sont pas ouverts à votre structure", &shut))
            }
        }
    };
    let in_error = refused.is_some() || form.fields().iter().any(|(_, f)| f.error.is_some());
    case.page(TITLE, in_error, &content)
}

fn lines(case: &Case) -> Vec<(&'static str, Markup)> {
    let mut lines = vec![("Pour", html! { (case.person()) })];
    if let Some(demande) = case.dossier.pending_demande() {
        lines.push((
            "Demande",
            html! { (demande.kind().label()) " déposée le " (fr::day_month_year(demande.filed_on())) },
        ));
    }
    lines.push(("Proposition", proposal(case)));
    if let Some(term) = case.dossier.current_term() {
        let end = term.period().end();
        lines.push((
            "Domiciliation en cours",
            html! { "Inchangée : elle court jusqu’à son terme, le " (fr::day_month_year(end)) },
        ));
    }
    lines.push((
        "Ensuite",
        html! {
            "Notifiez par écrit la décision, ses motifs, l’orientation et les voies de recours ; "
            "le délai de recours ne court qu’à partir de là"
        },
    ));
    lines
}

fn fields(case: &Case, form: &RefuseForm, open: &[RefusalGround]) -> Markup {
    let grounds = open
        .iter()
        .map(|ground| {
            let choice = Choice::new(ground.code(), ground.label());
            let warnings: Vec<String> = case
                .warnings(&on_ground(case, *ground))
                .iter()
                .map(|w| {
                    let fragile = matches!(
                        w,
                        Warning::FragileGround {
                            by_agrement: false,
                            ..
                        }
                    );
                    if fragile {
                        NO_TEXT.to_owned()
                    } else {
                        words::warning(w, case.today()).1
                    }
                })
                .collect();
            if warnings.is_empty() {
                choice
            } else {
                choice.hint(warnings.join(" "))
            }
        })
        .collect();
    let bodies = OrientationKind::ALL
        .iter()
        .map(|kind| {
            let choice = Choice::new(kind.code(), kind.label());
            if *kind == OrientationKind::OfiiSpada {
                choice.hint(
                    "Pour les personnes qui demandent l’asile, domiciliées selon d’autres règles.",
                )
            } else {
                choice
            }
        })
        .collect();
    let facts_hint = match case.structure().kind() {
        StructureKind::OrganismeAgree => {
            "Ce qui justifie ce motif dans la situation de la personne. Elle lira ce texte."
        }
        StructureKind::Ccas | StructureKind::Cias | StructureKind::Commune => {
            "Ce qui justifie ce motif ; pour l’absence de lien : ni séjour, ni travail, ni suivi, ni famille, ni école. La personne lira ce texte."
        }
    };
    let orientation = html! {
        (radio_group("organisme", "Type d’organisme", &form.organisme, bodies))
        (text_field("nom", "Nom de l’organisme", &form.nom).max_length(200))
        (textarea("contact", "Comment le joindre", &form.contact, 1000)
            .hint("Adresse, téléphone, jours d’accueil.").rows(3))
    };
    let accept = urls::under(case.dossier.id(), "decision/accorder");
    html! {
        form.app-form method="post" action=(urls::under(case.dossier.id(), "decision/refuser")) novalidate {
            (required_note())
            (case.seal(&form.cle, form.version))
            (radio_group("motif", "Motif du refus", &form.motif, grounds))
            (textarea("faits", "Faits", &form.faits, 1000).hint(facts_hint).rows(6))
            (fieldset("Orientation de la personne", &orientation))
            (date_field("decision", "Date de la décision", &form.decision))
            (buttons(&[
                &button(TITLE),
                &link_button("Accorder plutôt", &accept).secondary(),
            ]))
        }
    }
}
