//! Answering a département or a paying body: who asks is typed, the answer is computed.

use application::desk::Order;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused, deadline, letter::LetterKind, payer::PayerQuestion};
use kernel::{DossierId, Note, ShortText, Text, text::InvalidText};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Form, PageError, PathId,
    components::{
        button, buttons, callout, date_field, error_summary, link_button, required_note,
        text_field, textarea,
    },
    fr,
};

use super::{letters, section as part};
use crate::{
    Staff,
    dossier::{Sheet, Tab, key_of},
    request::forms::refused_alert,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls, words,
};

/// What confirms that the answer is recorded.
pub(super) const DONE: &str = "reponse-enregistree";

const WHAT: &str = "organisme-payeur";
const TITLE: &str = "Répondre à un organisme payeur";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::AnswerPayer);
    let path = "/domicilies/{id}/organisme-payeur";
    vec![
        Route::get(path, needs, page),
        Route::post(path, needs, submit),
    ]
}

/// The question, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    cle: Field,
    organisme: Field,
    adresse: Field,
    reference: Field,
    recue: Field,
}

/// The answers that were given, and the way to give one.
pub(super) fn section(sheet: &Sheet) -> Markup {
    let mut given = sheet.dossier.payer_answers().rev().peekable();
    part(
        "Organismes payeurs",
        &html! {
            @if given.peek().is_some() {
                ul.app-papers {
                    @for (fact, _) in given { li { (letters::line(sheet, LetterKind::PayerAnswer, fact)) } }
                }
            } @else {
                p { "Le département, la CAF et les autres organismes payeurs peuvent demander si la personne est domiciliée." }
            }
            p { (link_button(TITLE, &sheet.url(WHAT)).secondary()) }
        },
    )
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Documents);
    let form = Asked {
        recue: fr::short_date(sheet.today()).into(),
        ..Asked::default()
    };
    Ok(draw(&sheet, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Asked>,
) -> Result<Response, PageError> {
    let mut refused = None;
    if let Some(question) = form.question() {
        let order = Order {
            dossier: id,
            seen: None,
            key: key_of(&staff, &form.cle),
            command: Command::AnswerPayer(question),
        };
        let done = staff.desk.carry_out(&session.actor, order).await;
        match unless_refused(done, &Tab::Documents.url(id))? {
            Ok(done) => {
                // Pressed twice, the letter is among the others.
                let to = done.into_inner().facts.first().map_or_else(
                    || Tab::Documents.url(id),
                    |fact| urls::letter(id, *fact, ""),
                );
                return Ok(Redirect::to(&Flash::on(&to, DONE)).into_response());
            }
            Err(no) => refused = Some(no),
        }
    }
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Documents);
    let page = draw(&sheet, &form, refused.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

impl Asked {
    /// The question, or what is wrong with it beside each field.
    fn question(&mut self) -> Option<PayerQuestion> {
        let body: Option<ShortText> = self
            .organisme
            .try_parse(str::parse, explain("Indiquez le nom de l’organisme."));
        let address: Option<Option<Note>> = self.adresse.try_parse(Text::optional, explain(""));
        let reference: Option<Option<ShortText>> =
            self.reference.try_parse(Text::optional, explain(""));
        let received_on = self
            .recue
            .date("Écrivez le jour où la question est arrivée : jj/mm/aaaa.");
        Some(PayerQuestion {
            body: body?,
            address: address?,
            reference: reference?,
            received_on: received_on?,
        })
    }
}

fn explain(missing: &'static str) -> impl FnOnce(InvalidText) -> String {
    move |error| words::text_error(error, missing)
}

fn draw(sheet: &Sheet, form: &Asked, refused: Option<&Refused>) -> Markup {
    let fields = [
        ("organisme", &form.organisme),
        ("adresse", &form.adresse),
        ("reference", &form.reference),
        ("recue", &form.recue),
    ];
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let answer = match sheet.dossier.domiciled_on(sheet.today()) {
        Some(period) => format!(
            "Oui, du {} au {} inclus.",
            fr::day_month_year(period.start()),
            fr::day_month_year(period.end())
        ),
        None => "Non, la personne n’est pas domiciliée à ce jour.".to_owned(),
    };
    let limit = fr::day_month_year(deadline::payer_answer_limit(sheet.today()));
    let content = html! {
        (refused_alert(refused))
        (error_summary(None, &fields))
        (callout("La réponse qui sera donnée", &html! {
            p { (answer) }
            p { "Rien d’autre n’est communiqué. La question et la réponse restent dans l’historique du dossier." }
        }))
        form.app-form method="post" action=(sheet.url(WHAT)) novalidate {
            (required_note())
            (sheet.seal_with(&form.cle))
            (text_field("organisme", "Organisme qui pose la question", &form.organisme)
                .hint("Par exemple : Caisse d’allocations familiales de Paris"))
            (textarea("adresse", "Adresse de l’organisme", &form.adresse, 1000).optional().rows(3))
            (text_field("reference", "Sa référence", &form.reference).optional())
            (date_field("recue", "Question reçue le", &form.recue)
                .hint(&format!("jj/mm/aaaa. La réponse est due dans le mois ; reçue aujourd’hui, au plus tard le {limit}.")))
            (buttons(&[
                &button("Enregistrer et préparer la réponse"),
                &link_button("Revenir aux documents", &sheet.back()).secondary(),
            ]))
        }
    };
    sheet.form_page(TITLE, in_error, &content)
}
