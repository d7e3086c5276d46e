//! Mail that leaves: handed over, forwarded, returned; in part or all of it.

use axum::{extract::State, response::Response};
use domiciliation::{
    Command, Refused,
    mail::{Delivery, MailKind},
    procuration::{ProcurationState, StandingProcuration},
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, Fragment, PageError, PathId, Query,
    components::{Choice, error_summary, link_button, radio_group},
    fr,
};

use super::{
    Act, Counts, Detailed, NO_DATE, Origin, day_field, detailed_form, quantity_field, said_no,
    wrong,
};
use crate::{
    Staff,
    dossier::{Sheet, waiting_list},
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
    /// The page to lead back to.
    #[serde(default)]
    vers: Field,
}

/// The detailed form: all that waits, to the person, unless told otherwise.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(origin): Query<Origin>,
    fragment: Fragment,
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
    Ok(draw(&sheet, &fragment, &form, None).drawn(&sheet, &fragment))
}

/// Records what left.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(dossier): PathId<DossierId>,
    fragment: Fragment,
    Form(mut form): Form<Departure>,
) -> Result<Response, PageError> {
    let today = session.today;
    let act = Act {
        staff,
        session,
        dossier,
        fragment,
    };
    let refused = match form.command(today) {
        Some((command, code)) => match act.carry_out(&form.cle, vec![command]).await? {
            Ok(facts) => return act.done(&form.vers, code, &facts).await,
            Err(refused) => Some(refused),
        },
        None => None,
    };
    let (sheet, fragment) = act.sheet(&form.vers).await?;
    let why = wrong(refused.as_ref(), &form.fields());
    Ok(draw(&sheet, &fragment, &form, refused.as_ref()).refused(&sheet, &fragment, &why))
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
    const fn fields(&self) -> [(&'static str, &Field); 5] {
        [
            ("courriers", &self.courriers),
            ("colis", &self.colis),
            ("avis", &self.avis),
            ("a", &self.a),
            ("jour", &self.jour),
        ]
    }

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

/// Who may take the mail today; a power that is over is shown with its last day, so that
/// nobody looks for it.
fn recipients(sheet: &Sheet) -> Vec<Choice> {
    let today = sheet.today();
    let mut found = Vec::new();
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
        let proxies = sheet.dossier.procurations().iter();
        found.extend(proxies.filter_map(|standing| by_proxy(standing, today)));
        if let Some(transfer) = sheet.dossier.transfer_on(today) {
            let address = words::clipped(transfer.address.as_str(), 200);
            found.push(
                Choice::new(FORWARD, format!("Réexpédié à {}", transfer.name)).hint(format!(
                    "{address}. Jusqu’au {}. Ce n’est pas un passage de la personne.",
                    fr::day_month_year(transfer.period.end())
                )),
            );
        }
    }
    found.push(Choice::new(RETURN, "Retourné à La Poste ou à l’expéditeur"));
    found
}

fn by_proxy(standing: &StandingProcuration, today: chrono::NaiveDate) -> Option<Choice> {
    let proxy = standing.procuration();
    let choice = Choice::new(
        format!("{PROXY}{}", standing.fact()),
        format!("{}, par procuration", words::proxy(proxy)),
    );
    let end = fr::day_month_year(proxy.period.end());
    match standing.state(today) {
        ProcurationState::Valid => Some(choice.hint(format!(
            "Jusqu’au {end}. Ce n’est pas un passage de la personne."
        ))),
        ProcurationState::Expired => Some(
            choice
                .closed()
                .hint(format!("Procuration expirée depuis le {end}.")),
        ),
        ProcurationState::ToCome | ProcurationState::Withdrawn { .. } => None,
    }
}

fn draw(
    sheet: &Sheet,
    fragment: &Fragment,
    form: &Departure,
    refused: Option<&Refused>,
) -> Detailed {
    let fields = form.fields();
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
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
    let typed = html! {
        @for (kind, (id, field), label) in kinds {
            // A kind of which nothing waits is not asked about, unless it was typed.
            @if sheet.dossier.waiting_count(kind) > 0 || !field.is_blank() {
                (quantity_field(id, label, field, &waits(kind)))
            }
        }
        (radio_group("a", "À qui ?", &form.a, recipients(sheet)))
        (day_field(&form.jour))
    };
    let content = html! {
        (said_no(refused))
        (error_summary(None, &fields))
        // Opened beside what waits, the form need not say it again.
        @if !fragment.is_wanted() {
            section {
                h2 { "En attente" }
                @if nothing { p { "Aucun courrier n’attend cette personne." } }
                (waiting_list(sheet))
            }
        }
        @if nothing {
            p { (link_button(sheet.back_label(), &sheet.back())) }
        } @else {
            (detailed_form(sheet, fragment, "remise", &form.cle, &typed, "Enregistrer la remise"))
        }
    };
    Detailed {
        title: "Remettre le courrier",
        in_error,
        content,
    }
}
