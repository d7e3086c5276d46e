//! Printing for several people: what, and how; it is made in the background.

use application::{
    bulk::Selection,
    printing::{NotOrdered, Ordered, PEOPLE_MAX},
    reads::DossierRow,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::PrintRunId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError, Query,
    components::{
        button, buttons, disclosure, error_summary, hidden, idempotency_key, link_button,
    },
    fr,
};

use super::{
    super::{asked::Asked, rows::name, url::Filters},
    Page, Sent, Ticked, rejected,
};
use crate::{
    Staff,
    dossier::key_of,
    printing::{ORDERED, Wanted, fields},
    session::{StaffSession, unless_refused},
    urls,
};

/// The page, and where its form is sent.
pub const PATH: &str = "/domicilies/plusieurs/imprimer";
const TITLE: &str = "Imprimer pour plusieurs personnes";
/// How many names are shown at once.
const NAMES: usize = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    quoi: Field,
    format: Field,
    cle: Field,
    liste: String,
    montres: String,
}

/// For whom, and what to choose.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    Query(ticked): Query<Ticked>,
) -> Result<Markup, PageError> {
    let page = Page::of(&staff, &session, TITLE);
    let chosen = page.rows(asked, &ticked, PEOPLE_MAX as u64).await?;
    Ok(match chosen {
        Err(told) => told,
        Ok((filters, rows)) => view(&page, &filters, &rows, &Field::default(), &Wanted::usual()),
    })
}

/// Orders it.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(form): Form<Submitted>,
) -> Result<Response, PageError> {
    let mut wanted = Wanted {
        quoi: form.quoi,
        format: form.format,
    };
    let sent = Sent {
        cle: form.cle,
        liste: form.liste,
        montres: form.montres,
        personne: Vec::new(),
    };
    let filters = sent.filters()?;
    let Selection::Some(people) = sent.shown() else {
        return Err(PageError::Unprocessable);
    };
    let page = Page::of(&staff, &session, TITLE);
    let Some((kind, binding)) = wanted.read(&session) else {
        let structure = session.actor.structure_id();
        let rows = staff.lists.rows_of(structure, &people).await;
        let rows = rows.map_err(|_| PageError::Unavailable)?;
        return Ok(rejected(view(&page, &filters, &rows, &sent.cle, &wanted)));
    };
    let id = PrintRunId::new(key_of(&staff, &sent.cle));
    let ordered = staff
        .printing
        .order(&session.actor, id, kind, binding, Ordered::People(people));
    match unless_refused(ordered.await, &filters.href())? {
        Ok(_) => Ok(Redirect::to(&Flash::on(&urls::print_run(id, ""), ORDERED)).into_response()),
        // The form that is shown asks for neither.
        Err(NotOrdered::Nobody | NotOrdered::TooMany) => Err(PageError::Unprocessable),
    }
}

fn view(
    page: &Page<'_>,
    filters: &Filters,
    rows: &[DossierRow],
    key: &Field,
    wanted: &Wanted,
) -> Markup {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let names = |some: &[DossierRow]| html! { ul { @for row in some { li { (name(row)) } } } };
    let (first, rest) = rows.split_at(rows.len().min(NAMES));
    let content = html! {
        (error_summary(None, &wanted.fields()))
        p.app-lead { (fr::count(rows.len() as u64, "personne choisie", "personnes choisies")) "." }
        (names(first))
        @if !rest.is_empty() {
            @let others = format!("Les {} autres", fr::number(rest.len() as u64));
            (disclosure(&others, false, &names(rest)))
        }
        form.app-form method="post" action=(PATH) novalidate {
            (idempotency_key(key_of(page.staff, key)))
            (hidden("liste", &filters.first_page().asked().query()))
            (hidden("montres", &ids.join(".")))
            (fields(page.session, wanted))
            (buttons(&[
                &button("Préparer l’impression"),
                &link_button("Revenir à la liste", &filters.href()).secondary(),
            ]))
        }
    };
    page.draw(filters, wanted.is_in_error(), &content)
}
