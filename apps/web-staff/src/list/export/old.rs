//! The whole list as a file for a spreadsheet.

use application::reads::DossierRow;
use axum::{
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domiciliation::{Situation, Status};
use kernel::StaffId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Form, Link, PageError, Query,
    components::{Level, button, buttons, hidden, link_button, notice},
    fr,
};

use super::{asked::Asked, filters::colleague, read, sentence, stream, url::Filters};
use crate::{
    Staff,
    session::{Here, StaffSession, unless_refused},
    words,
};

/// The page of an export, and where its form is sent.
pub const PATH: &str = "/domicilies/exporter";
const TITLE: &str = "Exporter la liste";

/// The columns, in their order.
const COLUMNS: [&str; 26] = [
    "N°",
    "Référence",
    "Civilité",
    "Nom",
    "Prénoms",
    "Nom d’usage",
    "Date de naissance",
    "Téléphone",
    "E-mail",
    "Situation",
    "Renouvellement en cours",
    "Début de la domiciliation",
    "Échéance",
    "Date de refus",
    "Date de fin",
    "Dernier passage",
    "Radiation pour absence possible dès le",
    "Rendez-vous",
    "Référent",
    "Ayants droit",
    "Procurations valables",
    "Réexpédition jusqu’au",
    "Courriers en attente",
    "Colis en attente",
    "Avis de passage en attente",
    "Note épinglée",
];

/// What is about to leave, and in whose hands it then is.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let filters = Filters::try_from(asked).map_err(|_| PageError::BadRequest)?;
    let filters = filters.first_page();
    let listing = read(&staff, &session, &filters).await?;
    let view = sentence::of(&filters, listing.page.total, &listing.referents);
    let content = html! {
        h1 { (TITLE) }
        p.app-lead { (fr::typo(&view)) }
        div.app-text {
            p { "Le fichier s’ouvre dans un tableur. Une ligne par personne, dans l’ordre de la liste, avec\u{a0}:" }
            p { (fr::list(&COLUMNS.map(words::within))) "." }
            (notice(Level::Warning, "Ce fichier contient des données personnelles. Gardez-le le temps nécessaire, sur un poste de la structure, puis effacez-le. L’export est inscrit au journal, à votre nom."))
        }
        form method="post" action=(PATH) {
            (hidden("liste", &filters.asked().query()))
            (buttons(&[
                &button("Télécharger le fichier CSV"),
                &link_button("Revenir à la liste", &filters.href()).secondary(),
            ]))
        }
    };
    Ok(session
        .page(TITLE)
        .breadcrumb(vec![Link::new("Domiciliés", filters.href())])
        .content(content)
        .inside(&session.shell(Here::Domicilies)))
}

/// Which list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    liste: String,
}

/// The file.
pub async fn file(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    let filters = Filters::parse(&wanted.liste).map_err(|_| PageError::BadRequest)?;
    let begun = unless_refused(staff.exports.begin(&session.actor).await, PATH)?;
    let Ok(_journaled) = begun;
    let referents = read(&staff, &session, &filters).await?.referents;
    let sheet = Sheet {
        staff: staff.clone(),
        today: session.today,
        referents,
    };
    let lines = move |rows: &[DossierRow]| rows.iter().map(|row| sheet.line(row)).collect();
    // A spreadsheet recognises the encoding by this mark.
    let head = format!("\u{feff}{}", line(&COLUMNS.map(str::to_owned)));
    let body = stream::body(
        &staff,
        &session,
        filters.query(),
        head,
        lines,
        String::new(),
    );
    let name = format!("attachment; filename=\"domicilies-{}.csv\"", session.today);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

struct Sheet {
    staff: Staff,
    today: NaiveDate,
    referents: Vec<(StaffId, String)>,
}

impl Sheet {
    fn line(&self, row: &DossierRow) -> String {
        let day = |day: Option<NaiveDate>| day.map(fr::short_date).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let yes = |yes: bool| if yes { "oui" } else { "non" }.to_owned();
        let status = row.situation.status(self.today);
        let end = match row.situation {
            Situation::Elected { end } => Some(end),
            Situation::Proposed | Situation::Requested | Situation::Ended | Situation::Refused => {
                None
            }
        };
        let valid = row.proxies.iter().filter(|days| days.contains(self.today));
        let civility = domiciliation::identity::Civility::ALL
            .iter()
            .find(|civility| civility.code() == row.civility);
        line(&[
            row.number.to_string(),
            text(&row.reference),
            civility.map_or_else(String::new, |c| c.label().to_owned()),
            row.nom.clone(),
            row.prenoms.clone(),
            text(&row.usage),
            row.birth.map(words::birth).unwrap_or_default(),
            row.phone
                .as_ref()
                .map(|phone| self.staff.phones.display(phone))
                .unwrap_or_default(),
            row.email
                .as_ref()
                .map(|email| email.as_str().to_owned())
                .unwrap_or_default(),
            status.label().to_owned(),
            yes(row.renewal_pending),
            day(row.term_start),
            day(end),
            day(row.ended_on.filter(|_| status == Status::Refuse)),
            day(row.ended_on.filter(|_| status == Status::Radie)),
            day(row.last_contact),
            day(row.first_radiable_day.filter(|_| end.is_some())),
            row.appointment_at.map_or_else(String::new, |at| {
                format!(
                    "{} {}",
                    fr::short_date(at.date()),
                    at.time().format("%H:%M")
                )
            }),
            row.referent
                .map(|id| colleague(id, &self.referents))
                .unwrap_or_default(),
            row.ayants_droit.to_string(),
            valid.count().to_string(),
            day(row
                .transfer
                .filter(|days| days.contains(self.today))
                .map(|days| days.end())),
            row.letters.to_string(),
            row.parcels.to_string(),
            row.notices.to_string(),
            yes(row.pinned_note),
        ])
    }
}

/// A line of the file: `;` between fields, as French spreadsheets expect.
fn line<const N: usize>(fields: &[String; N]) -> String {
    let fields: Vec<String> = fields.iter().map(|text| field(text)).collect();
    format!("{}\r\n", fields.join(";"))
}

/// A field that a spreadsheet reads as text: what begins like a formula gets an apostrophe,
/// and so does a number that would lose its zero.
fn field(text: &str) -> String {
    let calculates = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let has_zero =
        text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    let mark = if calculates || has_zero { "'" } else { "" };
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{mark}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_file_is_calculated() {
        for (text, written) in [
            ("Diallo", "Diallo"),
            ("=1+1", "'=1+1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+33612345678", "'+33612345678"),
            ("0612345678", "'0612345678"),
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("a;b", "\"a;b\""),
            ("=\"x\";y", "\"'=\"\"x\"\";y\""),
            ("12/03/2026", "12/03/2026"),
            ("0", "0"),
        ] {
            assert_eq!(field(text), written);
        }
    }
}
