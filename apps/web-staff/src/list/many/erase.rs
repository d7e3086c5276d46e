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
    Page, Sent, Ticked, rejected, seal, summary, verdicts,
};
use crate::{Staff, decisions::ERASURE_GROUNDS, session::StaffSession};

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
    let page = Page::of(&staff, &session, TITLE);
    let act = Act::Erase(ErasureGround::EntryError);
    Ok(match page.chosen(asked, &ticked, act).await? {
        Err(told) => told,
        Ok((filters, shown)) => {
            let form = Shown {
                motif: &Field::default(),
                nombre: &Field::default(),
                key: &Field::default(),
                unticked: &|_| false,
            };
            view(&page, &filters, &shown, &form)
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
    let page = Page::of(&staff, &session, TITLE);
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
        let shown = page.again(&filters, &sent, act).await?;
        let unticked = |id: DossierId| targets.iter().all(|target| target.dossier != id);
        let form = Shown {
            motif: &motif,
            nombre: &nombre,
            key: &sent.cle,
            unticked: &unticked,
        };
        return Ok(rejected(view(&page, &filters, &shown, &form)));
    };
    let act = Act::Erase(ground);
    let outcome = page.carry_out(&filters, &sent, act, &targets).await?;
    staff.files.sweep(&session.actor).await;
    let done = |count| match count {
        0 => "Aucun dossier n’est effacé.".to_owned(),
        1 => "1 dossier est effacé.".to_owned(),
        _ => format!("{} dossiers sont effacés.", fr::number(count)),
    };
    Ok(page
        .results(&filters, &outcome, &done, "Effacé")
        .into_response())
}

/// The form as it is shown.
struct Shown<'a> {
    motif: &'a Field,
    nombre: &'a Field,
    key: &'a Field,
    unticked: &'a dyn Fn(DossierId) -> bool,
}

fn view(page: &Page<'_>, filters: &Filters, shown: &[Foreseen], form: &Shown<'_>) -> Markup {
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
            (seal(page.staff, form.key, filters, shown))
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
    page.draw(filters, in_error, &content)
}
