//! Mail that arrives.

use axum::{extract::State, response::Response};
use domiciliation::{Command, Refused, mail::MailRemark};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, Fragment, PageError, PathId, Query,
    components::{error_summary, text_field},
};

use super::{
    Act, Counts, Detailed, NO_DATE, Origin, day_field, detailed_form, quantity_field, said_no,
    wrong,
};
use crate::{Staff, dossier::Sheet, session::StaffSession};

/// What confirms it.
pub const DONE: &str = "courrier-recu";

/// An arrival, as it is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Arrival {
    #[serde(default)]
    courriers: Field,
    #[serde(default)]
    colis: Field,
    #[serde(default)]
    avis: Field,
    /// How many, where it was typed beside the acts and not in the form.
    #[serde(default)]
    nombre: Field,
    #[serde(default)]
    remarque: Field,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    cle: Field,
    /// The page to lead back to.
    #[serde(default)]
    vers: Field,
}

/// The detailed form.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(origin): Query<Origin>,
    fragment: Fragment,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(origin.tab());
    let form = Arrival {
        courriers: Field::new("1"),
        ..Arrival::default()
    };
    Ok(draw(&sheet, &fragment, &form, None).drawn(&sheet, &fragment))
}

/// Records what arrived.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(dossier): PathId<DossierId>,
    fragment: Fragment,
    Form(mut form): Form<Arrival>,
) -> Result<Response, PageError> {
    form.count();
    let today = session.today;
    let act = Act {
        staff,
        session,
        dossier,
        fragment,
    };
    let refused = match form.command(today) {
        Some(command) => match act.carry_out(&form.cle, vec![command]).await? {
            Ok(facts) => return act.done(&form.vers, DONE, &facts).await,
            Err(refused) => Some(refused),
        },
        None => None,
    };
    let (sheet, fragment) = act.sheet(&form.vers).await?;
    let why = wrong(refused.as_ref(), &form.fields());
    Ok(draw(&sheet, &fragment, &form, refused.as_ref()).refused(&sheet, &fragment, &why))
}

impl Arrival {
    /// The number typed beside the acts is that of the kind whose button was pressed.
    fn count(&mut self) {
        if self.nombre.is_blank() {
            return;
        }
        for kind in [&mut self.courriers, &mut self.colis, &mut self.avis] {
            if !kind.is_blank() {
                *kind = Field::new(self.nombre.text());
            }
        }
    }

    const fn fields(&self) -> [(&'static str, &Field); 5] {
        [
            ("courriers", &self.courriers),
            ("colis", &self.colis),
            ("avis", &self.avis),
            ("remarque", &self.remarque),
            ("jour", &self.jour),
        ]
    }

    fn command(&mut self, today: chrono::NaiveDate) -> Option<Command> {
        let items = Counts {
            letters: &mut self.courriers,
            parcels: &mut self.colis,
            notices: &mut self.avis,
        }
        .read();
        let remark = self
            .remarque
            .optional::<MailRemark>("Une remarque tient en 120 caractères.");
        let on = self.jour.optional_date(NO_DATE);
        Some(Command::ReceiveMail {
            items: items?,
            remark: remark?,
            on: on?.unwrap_or(today),
        })
    }
}

fn draw(sheet: &Sheet, fragment: &Fragment, form: &Arrival, refused: Option<&Refused>) -> Detailed {
    let fields = form.fields();
    let typed = html! {
        (quantity_field("courriers", "Courriers", &form.courriers, "De 0 à 100."))
        (quantity_field("colis", "Colis", &form.colis, "De 0 à 100."))
        (quantity_field("avis", "Avis de passage", &form.avis, "D’un envoi recommandé, l’avis seul est reçu : de 0 à 100."))
        (text_field("remarque", "Remarque", &form.remarque)
            .hint("Sur l’extérieur du pli, jamais sur son contenu : format, expéditeur visible. 120 caractères au plus.")
            .max_length(120)
            .optional())
        (day_field(&form.jour))
    };
    Detailed {
        title: "Recevoir du courrier",
        in_error: refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some()),
        content: html! {
            (said_no(refused))
            (error_summary(None, &fields))
            (detailed_form(sheet, fragment, "courrier", &form.cle, &typed, "Enregistrer l’arrivée"))
        },
    }
}
