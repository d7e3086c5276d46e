//! Correcting a line of a round, giving a person to one put aside, taking one out.

use application::round::{Entry, Item, ShownLine};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::mail::MailKind;
use kernel::RoundId;
use maud::{Markup, html};
use web_kit::{
    Field, Flash, Form, Link, PageError, PathIds,
    components::{
        button, buttons, details, idempotency_key, link_button, post_button, radio_group,
    },
};

use super::{
    entry::Typing,
    heard,
    page::{kinds, whom, why},
    plain,
    who::{Above, Answering, answering, offer, split},
};
use crate::{
    Staff,
    dossier::key_of,
    session::{Here, StaffSession},
    urls, words,
};

/// What confirms a correction.
pub const CORRECTED: &str = "ligne-corrigee";
/// What confirms that a line was taken out.
pub const REMOVED: &str = "ligne-retiree";

/// The form.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, place): PathIds<RoundId, u32>,
) -> Result<Markup, PageError> {
    let shown = plain(staff.rounds.line(&session.actor, id, place).await, id)?;
    let mut form = Typing {
        nature: Field::new(shown.line.kind.code()),
        nombre: Field::new(shown.line.quantity.get().to_string()),
        remarque: Field::new(shown.remark.as_ref().map_or("", |remark| remark.as_str())),
        ..Typing::default()
    };
    let answers = match &shown.line.entry {
        Entry::Aside {
            typed: Some(typed), ..
        } => {
            form.qui = Field::new(typed.as_str());
            answering(&staff, &session, typed.as_str()).await?
        }
        Entry::Aside { .. } | Entry::Recorded { .. } | Entry::Forgotten => Answering::nothing(),
    };
    let above = Above::Typing;
    Ok(draw(
        &staff,
        &session,
        (id, &shown),
        &form,
        (&answers, &above),
    ))
}

/// Corrects the line.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, place): PathIds<RoundId, u32>,
    Form(form): Form<Typing>,
) -> Result<Response, PageError> {
    let shown = plain(staff.rounds.line(&session.actor, id, place).await, id)?;
    let (answers, above) = match correct(&staff, &session, (id, &shown), &form).await? {
        None => {
            let to = Flash::on(&urls::round(id), CORRECTED);
            return Ok(Redirect::to(&to).into_response());
        }
        Some(open) => open,
    };
    let page = draw(&staff, &session, (id, &shown), &form, (&answers, &above));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn correct(
    staff: &Staff,
    session: &StaffSession,
    (round, shown): (RoundId, &ShownLine),
    form: &Typing,
) -> Result<Option<(Answering, Above)>, PageError> {
    let came = match form.came() {
        Ok(came) => came,
        Err(wrong) => return Ok(Some((Answering::nothing(), Above::Wrong(wrong)))),
    };
    let typed = split(form.qui.text()).0;
    // Nothing typed: the person stays.
    let before = shown.person.as_ref().filter(|_| typed.is_empty());
    let mut known = form.chosen().or(before.map(|person| person.dossier));
    let mut answers = Answering::nothing();
    if known.is_none() {
        answers = answering(staff, session, typed).await?;
        known = answers.certain();
    }
    let Some(dossier) = known else {
        let above = if typed.is_empty() {
            Above::Wrong("Tapez un nom, un numéro ou une case, ou scannez une carte.".to_owned())
        } else {
            Above::Choose
        };
        return Ok(Some((answers, above)));
    };
    let item = Item {
        dossier,
        kind: came.kind,
        quantity: came.quantity,
        remark: came.remark,
        meant: form.confirme.is_ticked(),
    };
    let key = key_of(staff, &form.cle);
    let place = shown.line.place;
    let corrected = staff
        .rounds
        .correct(&session.actor, round, place, key, Some(item));
    Ok(match heard(corrected.await, round)? {
        Ok(_) => None,
        Err(said) => {
            let person = plain(staff.rounds.person(&session.actor, dossier).await, round)?;
            Some((Answering::one(typed, person), Above::Rule(said)))
        }
    })
}

/// Takes the line out.
pub async fn remove(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, place): PathIds<RoundId, u32>,
    Form(form): Form<Typing>,
) -> Result<Response, PageError> {
    let key = key_of(&staff, &form.cle);
    let removed = staff
        .rounds
        .correct(&session.actor, id, place, key, None)
        .await;
    let Err(said) = heard(removed, id)? else {
        let to = Flash::on(&urls::round(id), REMOVED);
        return Ok(Redirect::to(&to).into_response());
    };
    let shown = plain(staff.rounds.line(&session.actor, id, place).await, id)?;
    let form = Typing {
        nature: Field::new(shown.line.kind.code()),
        nombre: Field::new(shown.line.quantity.get().to_string()),
        ..Typing::default()
    };
    let (answers, above) = (Answering::nothing(), Above::Rule(said));
    let page = draw(&staff, &session, (id, &shown), &form, (&answers, &above));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn draw(
    staff: &Staff,
    session: &StaffSession,
    (round, shown): (RoundId, &ShownLine),
    form: &Typing,
    (answers, above): (&Answering, &Above),
) -> Markup {
    let line = &shown.line;
    let (title, hint) = match line.entry {
        Entry::Aside { .. } => ("Traiter un pli mis à part", "Nom, numéro, case ou carte."),
        Entry::Recorded { .. } | Entry::Forgotten => (
            "Corriger une ligne",
            "Laissez vide si la personne est la bonne. Sinon : nom, numéro, case ou carte.",
        ),
    };
    let mut nature = form.nature.clone();
    if nature.text().parse::<MailKind>().is_err() {
        nature = Field::new(line.kind.code());
    }
    let reason = match line.entry {
        Entry::Aside { why: reason, .. } => why(reason),
        Entry::Recorded { .. } | Entry::Forgotten => "Dans le dossier de la personne",
    };
    let back = urls::round(round);
    let content = html! {
        h1 { (title) }
        (details(&[
            ("Pour", html! { (whom(shown)) }),
            ("Reçu", html! { (words::quantity(line.kind, line.quantity.get())) }),
            ("Enregistrement", html! { (reason) }),
        ]))
        form.app-form method="post" action=(urls::round_line(round, line.place, "")) novalidate autocomplete="off" {
            (idempotency_key(staff.new_key()))
            div.fr-input-group {
                label.fr-label for="qui" { "Pour qui" span.fr-hint-text { (hint) } }
                input.fr-input type="text" id="qui" name="qui" value=(form.qui.raw) maxlength="200"
                    autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="propositions-dit";
            }
            div id="propositions" { (offer(answers, above, session.today)) }
            (radio_group("nature", "Nature", &nature, kinds()).inline())
            div.fr-input-group {
                label.fr-label for="nombre" { "Nombre" span.fr-hint-text { "De 1 à 100." } }
                input.fr-input.app-round__short type="text" inputmode="numeric" id="nombre" name="nombre"
                    value=(form.nombre.raw) maxlength="3" autocomplete="off";
            }
            div.fr-input-group {
                label.fr-label for="remarque" {
                    "Remarque (facultatif)"
                    span.fr-hint-text { "Sur l’extérieur du pli, jamais sur son contenu. 120 caractères au plus." }
                }
                input.fr-input type="text" id="remarque" name="remarque" value=(form.remarque.raw)
                    maxlength="120" autocomplete="off";
            }
            (buttons(&[&button("Enregistrer la correction"), &link_button("Revenir à la tournée", &back).secondary()]))
        }
        (post_button("Retirer cette ligne", &urls::round_line(round, line.place, "retirer"))
            .tertiary().fields(idempotency_key(staff.new_key())))
    };
    session
        .page(title)
        .breadcrumb(vec![
            Link::new("Tournées", urls::ROUND),
            Link::new("Tournée de courrier", &back),
        ])
        .in_error(!matches!(above, Above::Typing))
        .content(content)
        .inside(&session.shell(Here::Accueil))
}
