//! The person came, called or wrote.

use axum::{extract::State, response::Response};
use domiciliation::{Command, Refused, fact::ContactKind};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, Fragment, PageError, PathId, Query,
    components::{Choice, date_field, error_summary, radio_group},
    fr,
};

use super::{Act, Detailed, NO_DATE, Origin, detailed_form, said_no, wrong};
use crate::{Staff, dossier::Sheet, request::forms::refuse_at, session::StaffSession};

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
    /// The page to lead back to.
    #[serde(default)]
    vers: Field,
}

/// The detailed form, for another day than today.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(origin): Query<Origin>,
    fragment: Fragment,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(origin.tab());
    let form = Contact {
        moyen: Field::new(ContactKind::Visit.code()),
        ..Contact::default()
    };
    Ok(draw(&sheet, &fragment, &form, None).drawn(&sheet, &fragment))
}

/// Records a visit, or whatever the detailed form chose.
pub async fn visit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(dossier): PathId<DossierId>,
    fragment: Fragment,
    Form(form): Form<Contact>,
) -> Result<Response, PageError> {
    let act = Act {
        staff,
        session,
        dossier,
        fragment,
    };
    record(ContactKind::Visit, act, form).await
}

/// Records a call.
pub async fn call(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(dossier): PathId<DossierId>,
    fragment: Fragment,
    Form(form): Form<Contact>,
) -> Result<Response, PageError> {
    let act = Act {
        staff,
        session,
        dossier,
        fragment,
    };
    record(ContactKind::PhoneCall, act, form).await
}

/// Records a message of the person.
pub async fn message(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(dossier): PathId<DossierId>,
    fragment: Fragment,
    Form(form): Form<Contact>,
) -> Result<Response, PageError> {
    let act = Act {
        staff,
        session,
        dossier,
        fragment,
    };
    record(ContactKind::WrittenMessage, act, form).await
}

async fn record(default: ContactKind, act: Act, mut form: Contact) -> Result<Response, PageError> {
    if form.moyen.is_blank() {
        form.moyen = Field::new(default.code());
    }
    let mut refused = None;
    if let Some((kind, on)) = form.read(act.session.today) {
        let command = Command::RecordContact { on, kind };
        match act.carry_out(&form.cle, vec![command]).await? {
            Ok(facts) => return act.done(&form.vers, confirmed(kind), &facts).await,
            Err(no @ (Refused::InTheFuture | Refused::TooFarBack { .. })) => {
                refuse_at(&mut form.jour, &no);
            }
            Err(no) => refused = Some(no),
        }
    }
    let (sheet, fragment) = act.sheet(&form.vers).await?;
    let why = wrong(refused.as_ref(), &form.fields());
    Ok(draw(&sheet, &fragment, &form, refused.as_ref()).refused(&sheet, &fragment, &why))
}

const fn confirmed(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::PhoneCall => CALL,
        ContactKind::WrittenMessage => MESSAGE,
        ContactKind::Visit | ContactKind::PortalLogin => VISIT,
    }
}

impl Contact {
    const fn fields(&self) -> [(&'static str, &Field); 2] {
        [("moyen", &self.moyen), ("jour", &self.jour)]
    }

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

fn draw(sheet: &Sheet, fragment: &Fragment, form: &Contact, refused: Option<&Refused>) -> Detailed {
    let fields = form.fields();
    let kinds = WITNESSED
        .into_iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect();
    let earliest = sheet.dossier.earliest_contact(sheet.today());
    let hint = format!(
        "Laissez vide pour aujourd’hui. Sinon le jour où cela a eu lieu, au plus tôt le {}.",
        fr::short_date(earliest)
    );
    let typed = html! {
        (radio_group("moyen", "Comment la personne s’est-elle manifestée ?", &form.moyen, kinds))
        (date_field("jour", "Jour", &form.jour).hint(&hint).optional())
    };
    Detailed {
        title: "Noter un passage, un appel ou un message",
        in_error: refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some()),
        content: html! {
            (said_no(refused))
            (error_summary(None, &fields))
            (detailed_form(sheet, fragment, "passage", &form.cle, &typed, "Enregistrer"))
        },
    }
}
