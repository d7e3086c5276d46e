//! Mail that leaves: handed over, forwarded, returned; in part or all of it.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{
    Command, Refused,
    mail::{Delivery, MailKind},
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, PathId, Query,
    components::{Choice, button, buttons, error_summary, link_button, radio_group},
    fr,
};

use super::{Counts, NO_DATE, Origin, carry_out, day_field, done, quantity_field, said_no};
use crate::{
    Staff,
    dossier::{Sheet, Tab, waiting_list},
    session::StaffSession,
    words,
};

/// What confirms a hand-over to the person.
pub const HANDED: &str = "courrier-remis";
/// To a proxy.
pub const TO_PROXY: &str = "courrier-remis-au-mandataire";
/// What confirms a forwarding.
pub const FORWARDED: &str = "courrier-reexpedie";
/// What confirms a return.
pub const RETURNED: &str = "courrier-retourne";

const HOLDER: &str = "titulaire";
const FORWARD: &str = "reexpedition";
const RETURN: &str = "expediteur";
/// Before the identifier of a proxy's power.
const PROXY: &str = "procuration-";

/// A hand-over, as it is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Departure {
    #[serde(default)]
    courriers: Field,
    #[serde(default)]
    colis: Field,
    #[serde(default)]
    avis: Field,
    #[serde(default)]
    a: Field,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    cle: Field,
    /// The tab to lead back to.
    #[serde(default)]
    vers: Field,
}

/// The detailed form: all that waits, to the person, unless told otherwise.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(origin): Query<Origin>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(origin.tab());
    let all = |kind| match sheet.dossier.waiting_count(kind) {
        0 => Field::default(),
        count => Field::new(count.to_string()),
    };
    let holder = sheet.dossier.deceased_on().is_none();
    let form = Departure {
        courriers: all(MailKind::Letter),
        colis: all(MailKind::Parcel),
        avis: all(MailKind::Notice),
        a: Field::new(if holder { HOLDER } else { "" }),
        ..Departure::default()
    };
    Ok(draw(&sheet, &form, None))
}

/// Records what left.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Departure>,
) -> Result<Response, PageError> {
    let refused = match form.command(session.today) {
        Some((command, code)) => match carry_out(&staff, &session, id, &form.cle, command).await? {
            Ok(()) => return Ok(done(id, &form.vers, code)),
            Err(refused) => Some(refused),
        },
        None => None,
    };
    let sheet = Sheet::open(staff, session, id)
        .await?
        .on(Tab::named(form.vers.text()));
    let page = draw(&sheet, &form, refused.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// To whom, from the value of the choice.
fn delivery(value: &str) -> Option<Delivery> {
    match value {
        HOLDER => Some(Delivery::Holder),
        FORWARD => Some(Delivery::Forwarded),
        RETURN => Some(Delivery::Returned),
        proxy => proxy.strip_prefix(PROXY)?.parse().ok().map(Delivery::Proxy),
    }
}

const fn confirmed(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Holder => HANDED,
        Delivery::Proxy(_) => TO_PROXY,
        Delivery::Forwarded => FORWARDED,
        Delivery::Returned => RETURNED,
    }
}

impl Departure {
    fn command(&mut self, today: chrono::NaiveDate) -> Option<(Command, &'static str)> {
        let items = Counts {
            letters: &mut self.courriers,
            parcels: &mut self.colis,
            notices: &mut self.avis,
        }
        .read();
        let to = self
            .a
            .parse_with(delivery, "Choisissez à qui va le courrier.");
        let on = self.jour.optional_date(NO_DATE);
        let (items, delivery) = (items?, to?);
        let command = Command::DeliverMail {
            on: on?.unwrap_or(today),
            items,
            delivery,
        };
        Some((command, confirmed(delivery)))
    }
}

/// Who may take the mail today.
fn recipients(sheet: &Sheet) -> Vec<Choice> {
    let mut found = Vec::new();
    let today = sheet.today();
    if sheet.dossier.deceased_on().is_some() {
        found.push(
            Choice::new(FORWARD, "Réexpédié au notaire")
                .hint("Après un décès, le courrier ne va ni aux proches ni aux mandataires."),
        );
    } else {
        found.push(
            Choice::new(HOLDER, sheet.person())
                .hint("En main propre : son passage est enregistré."),
        );
        for standing in sheet.dossier.procurations() {
            if standing.is_valid_on(today) {
                let proxy = standing.procuration();
                found.push(
                    Choice::new(
                        format!("{PROXY}{}", standing.fact()),
                        format!("{}, par procuration", words::proxy(proxy)),
                    )
                    .hint(format!(
                        "Jusqu’au {}. Ce n’est pas un passage de la personne.",
                        fr::day_month_year(proxy.period.end())
                    )),
                );
            }
        }
        if let Some(transfer) = sheet.dossier.transfer_on(today) {
            found.push(Choice::new(
                FORWARD,
                format!("Réexpédié à {}", transfer.name),
            ));
        }
    }
    found.push(Choice::new(RETURN, "Retourné à La Poste ou à l’expéditeur"));
    found
}

fn draw(sheet: &Sheet, form: &Departure, refused: Option<&Refused>) -> Markup {
    let fields = [
        ("courriers", &form.courriers),
        ("colis", &form.colis),
        ("avis", &form.avis),
        ("a", &form.a),
        ("jour", &form.jour),
    ];
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let back = sheet.back();
    let kinds = [
        (MailKind::Letter, fields[0], "Courriers"),
        (MailKind::Parcel, fields[1], "Colis"),
        (MailKind::Notice, fields[2], "Avis de passage"),
    ];
    let nothing = sheet.dossier.waiting_mail().is_empty() && !in_error;
    let waits = |kind| {
        let count = sheet.dossier.waiting_count(kind);
        format!("{} en attente.", words::quantity(kind, count))
    };
    let content = html! {
        (said_no(refused))
        (error_summary(None, &fields))
        section {
            h2 { "En attente" }
            @if nothing { p { "Aucun courrier n’attend cette personne." } }
            (waiting_list(sheet))
        }
        @if nothing {
            p { (link_button("Revenir au dossier", &back)) }
        } @else {
        form.app-form method="post" action=(sheet.url("remise")) novalidate {
            (sheet.seal_with(&form.cle))
            @for (kind, (id, field), label) in kinds {
                // A kind of which nothing waits is not asked about, unless it was typed.
                @if sheet.dossier.waiting_count(kind) > 0 || !field.is_blank() {
                    (quantity_field(id, label, field, &waits(kind)))
                }
            }
            (radio_group("a", "À qui ?", &form.a, recipients(sheet)))
            (day_field(&form.jour))
            (buttons(&[&button("Enregistrer la remise"), &link_button("Revenir au dossier", &back).secondary()]))
        }
        }
    };
    sheet.form_page("Remettre le courrier", in_error, &content)
}
