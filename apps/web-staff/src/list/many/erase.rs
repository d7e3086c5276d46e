//! Erasing several dossiers that were entered by mistake.

use application::bulk::{Act, Foreseen, Verdict};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domiciliation::ports::ErasureGround;
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, Query,
    components::{
        button, buttons, error_summary, link_button, radio_group, required_note, text_field,
    },
    fr,
};

use super::{
    super::{asked::Asked, url::Filters},
    Choice, Sent, Ticked, draw, nobody, rejected, results, seal, summary, too_many, verdicts,
};
use crate::{
    Staff,
    decisions::ERASURE_GROUNDS,
    session::{StaffSession, unless_refused},
};

/// The page, and where its form is sent.
pub const PATH: &str = "/domicilies/plusieurs/effacer";
const TITLE: &str = "Effacer plusieurs dossiers";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    motif: Field,
    nombre: Field,
    cle: Field,
    liste: String,
    montres: String,
    personne: Vec<String>,
}

/// What would be lost.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    Query(ticked): Query<Ticked>,
) -> Result<Markup, PageError> {
    let choice = Choice::read(asked, &ticked)?;
    if choice.is_empty() {
        return Ok(nobody(&session, TITLE, &choice.filters));
    }
    let act = Act::Erase(ErasureGround::EntryError);
    let shown = staff.bulk.foresee(&session.actor, act, &choice.selection);
    Ok(match unless_refused(shown.await, &choice.filters.href())? {
        Err(most) => too_many(&session, TITLE, &choice.filters, most),
        Ok(shown) => {
            let form = Shown {
                motif: &Field::default(),
                nombre: &Field::default(),
                key: &Field::default(),
                unticked: &|_| false,
            };
            view(&staff, &session, &choice.filters, &shown, &form)
        }
    })
}

/// Erases each dossier whose box is ticked, once their number was written.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(form): Form<Submitted>,
) -> Result<Response, PageError> {
    let (mut motif, mut nombre) = (form.motif, form.nombre);
    let sent = Sent {
        cle: form.cle,
        liste: form.liste,
        montres: form.montres,
        personne: form.personne,
    };
    let filters = sent.filters()?;
    let targets = sent.ticked().ok_or(PageError::Unprocessable)?;
    let ground = motif.parse_with(
        |code| {
            ERASURE_GROUNDS
                .into_iter()
                .find(|ground| ground.code() == code)
        },
        "Choisissez pourquoi ces dossiers sont effacés.",
    );
    let count = targets.len();
    let confirmed = nombre.parse_with(
        |typed| {
            typed
                .parse::<usize>()
                .ok()
                .filter(|typed| *typed == count && count > 0)
        },
        &if count == 0 {
            "Cochez au moins un dossier.".to_owned()
        } else {
            format!("Pour confirmer, écrivez combien de dossiers sont cochés : {count}.")
        },
    );
    let (Some(ground), Some(_)) = (ground, confirmed) else {
        let act = Act::Erase(ErasureGround::EntryError);
        let shown = staff.bulk.foresee(&session.actor, act, &sent.shown()).await;
        let Ok(shown) = unless_refused(shown, &filters.href())? else {
            return Err(PageError::Unprocessable);
        };
        let unticked = |id: DossierId| targets.iter().all(|target| target.dossier != id);
        let form = Shown {
            motif: &motif,
            nombre: &nombre,
            key: &sent.cle,
            unticked: &unticked,
        };
        return Ok(rejected(view(&staff, &session, &filters, &shown, &form)));
    };
    let outcome = staff
        .bulk
        .carry_out(
            &session.actor,
            Act::Erase(ground),
            sent.key(&staff),
            &targets,
        )
        .await;
    let Ok(outcome) = unless_refused(outcome, &filters.href())? else {
        return Err(PageError::Unprocessable);
    };
    let done = |count| match count {
        0 => "Aucun dossier n’est effacé.".to_owned(),
        1 => "1 dossier est effacé.".to_owned(),
        _ => format!("{} dossiers sont effacés.", fr::number(count)),
    };
    Ok(results(&session, TITLE, &filters, &outcome, &done, "Effacé").into_response())
}

/// The form as it is shown.
struct Shown<'a> {
    motif: &'a Field,
    nombre: &'a Field,
    key: &'a Field,
    unticked: &'a dyn Fn(DossierId) -> bool,
}

fn view(
    staff: &Staff,
    session: &StaffSession,
    filters: &Filters,
    shown: &[Foreseen],
    form: &Shown<'_>,
) -> Markup {
    let fields = [("motif", form.motif), ("nombre", form.nombre)];
    let possible = shown.iter().filter(|one| one.verdict == Verdict::Possible);
    let grounds = ERASURE_GROUNDS
        .iter()
        .map(|ground| web_kit::components::Choice::new(ground.code(), ground.label()))
        .collect();
    let content = html! {
        (error_summary(None, &fields))
        p.app-lead { (summary(shown)) }
        div.app-text {
            p {
                "Seuls les dossiers sur lesquels rien n’a été décidé peuvent être effacés. Tout ce qu’ils contiennent est "
                "perdu, sans retour possible\u{a0}: identité, coordonnées, entretien, demandes, courrier, notes et "
                "historique. Il en reste une preuve sans identité."
            }
        }
        form method="post" action=(PATH) novalidate {
            (seal(staff, form.key, filters, shown))
            (verdicts(shown, "Effacé définitivement", form.unticked))
            @if possible.count() > 0 {
                div.app-form {
                    (required_note())
                    (radio_group("motif", "Pourquoi", form.motif, grounds))
                    (text_field("nombre", "Combien de dossiers sont cochés ?", form.nombre)
                        .hint("Écrivez leur nombre, pour confirmer.").max_length(4))
                    (buttons(&[
                        &button("Effacer définitivement ces dossiers"),
                        &link_button("Revenir à la liste", &filters.href()).secondary(),
                    ]))
                }
            } @else {
                p { (link_button("Revenir à la liste", &filters.href())) }
            }
        }
    };
    let in_error = fields.iter().any(|(_, field)| field.error.is_some());
    draw(session, TITLE, filters, in_error, &content)
}
