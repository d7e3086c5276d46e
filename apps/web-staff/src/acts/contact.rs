//! The person came, called or wrote.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused, fact::ContactKind};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, PathId, Query,
    components::{Choice, button, buttons, error_summary, link_button, radio_group},
};

use super::{NO_DATE, Origin, carry_out, day_field, done, said_no};
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    session::StaffSession,
};

/// What confirms a visit.
pub const VISIT: &str = "passage-note";
/// A call.
pub const CALL: &str = "appel-note";
/// A message.
pub const MESSAGE: &str = "message-note";

/// What somebody at the desk can witness. A login to the portal is recorded by the portal.
const WITNESSED: [ContactKind; 3] = [
    ContactKind::Visit,
    ContactKind::PhoneCall,
    ContactKind::WrittenMessage,
];

/// A contact, as it is typed. The buttons of the dossier name its kind by their address,
/// the form by its choice.
#[derive(Debug, Default, Deserialize)]
pub struct Contact {
    #[serde(default)]
    moyen: Field,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    cle: Field,
    /// The tab to lead back to.
    #[serde(default)]
    vers: Field,
}

/// The detailed form, for another day than today.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(origin): Query<Origin>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(origin.tab());
    let form = Contact {
        moyen: Field::new(ContactKind::Visit.code()),
        ..Contact::default()
    };
    Ok(draw(&sheet, &form, None))
}

/// Records a visit, or whatever the detailed form chose.
pub async fn visit(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<DossierId>,
    form: Form<Contact>,
) -> Result<Response, PageError> {
    record(ContactKind::Visit, staff, session, id, form).await
}

/// Records a call.
pub async fn call(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<DossierId>,
    form: Form<Contact>,
) -> Result<Response, PageError> {
    record(ContactKind::PhoneCall, staff, session, id, form).await
}

/// Records a message of the person.
pub async fn message(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<DossierId>,
    form: Form<Contact>,
) -> Result<Response, PageError> {
    record(ContactKind::WrittenMessage, staff, session, id, form).await
}

async fn record(
    default: ContactKind,
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Contact>,
) -> Result<Response, PageError> {
    if form.moyen.is_blank() {
        form.moyen = Field::new(default.code());
    }
    let refused = match form.read(session.today) {
        Some((kind, on)) => {
            let command = Command::RecordContact { on, kind };
            match carry_out(&staff, &session, id, &form.cle, command).await? {
                Ok(()) => return Ok(done(id, &form.vers, confirmed(kind))),
                Err(refused) => Some(refused),
            }
        }
        None => None,
    };
    let sheet = Sheet::open(staff, session, id)
        .await?
        .on(Tab::named(form.vers.text()));
    let page = draw(&sheet, &form, refused.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

const fn confirmed(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::PhoneCall => CALL,
        ContactKind::WrittenMessage => MESSAGE,
        ContactKind::Visit | ContactKind::PortalLogin => VISIT,
    }
}

impl Contact {
    fn read(&mut self, today: chrono::NaiveDate) -> Option<(ContactKind, chrono::NaiveDate)> {
        let witnessed = |code: &str| WITNESSED.into_iter().find(|kind| kind.code() == code);
        let kind = self.moyen.parse_with(
            witnessed,
            "Choisissez comment la personne s’est manifestée.",
        );
        let on = self.jour.optional_date(NO_DATE);
        Some((kind?, on?.unwrap_or(today)))
    }
}

fn draw(sheet: &Sheet, form: &Contact, refused: Option<&Refused>) -> Markup {
    let fields = [("moyen", &form.moyen), ("jour", &form.jour)];
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let back = sheet.back();
    let kinds = WITNESSED
        .into_iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect();
    let content = html! {
        (said_no(refused))
        (error_summary(None, &fields))
        form.app-form method="post" action=(sheet.url("passage")) novalidate {
            (sheet.seal_with(&form.cle))
            (radio_group("moyen", "Comment la personne s’est-elle manifestée ?", &form.moyen, kinds))
            (day_field(&form.jour))
            (buttons(&[&button("Enregistrer"), &link_button("Revenir au dossier", &back).secondary()]))
        }
    };
    sheet.form_page(
        "Noter un passage, un appel ou un message",
        in_error,
        &content,
    )
}
