//! Step one of a first request: who comes, when, how; and whether they came before.

use application::reads::DossierRow;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{
    Opening, Refused,
    identity::{Coordinates, Identity},
    request::Channel,
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::StaffMember;
use web_kit::{
    Field, Form, Link, PageError,
    components::{
        Level, alert, badge, button, buttons, checkbox, date_field, error_summary, fieldset,
        hidden, link_button, radio_group, required_note, stepper,
    },
    fr,
};

use super::{
    Step, channels,
    forms::{
        colleagues, filing::FilingForm, identity::IdentityForm, refuse_at, refused_alert, text,
    },
};
use crate::{
    Staff, list,
    session::{Here, StaffSession, page_error, unless_refused},
    urls, words,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    identity: IdentityForm,
    #[serde(flatten)]
    filing: FilingForm,
    date_demande: Field,
    canal: Field,
    /// The dossier it will open: sent twice, it opens one.
    dossier: Field,
    autre_personne: Field,
    /// Whether possible doubles were shown.
    doublons: Field,
}

/// The form and what stands around it.
struct New<'a> {
    session: &'a StaffSession,
    team: &'a [StaffMember],
    form: &'a Submitted,
    doubles: &'a [DossierRow],
    refused: Option<Refused>,
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
) -> Result<Response, PageError> {
    let team = colleagues(&staff, &session).await?;
    let form = Submitted {
        date_demande: fr::short_date(session.today).into(),
        canal: Channel::InPerson.code().into(),
        dossier: staff.opening.new_id().to_string().into(),
        ..Submitted::default()
    };
    let new = New {
        session: &session,
        team: &team,
        form: &form,
        doubles: &[],
        refused: None,
    };
    Ok(new.render().into_response())
}

pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let id: DossierId = form
        .dossier
        .text()
        .parse()
        .map_err(|_| PageError::Unprocessable)?;
    let team = colleagues(&staff, &session).await?;
    let mut doubles = Vec::new();
    let mut refused = None;
    if let Some(opening) = read(&mut form, &team) {
        doubles = doubles_of(&staff, &session, id, &opening.identity).await?;
        if doubles.is_empty() || form.autre_personne.is_ticked() {
            let outcome = staff.opening.execute(&session.actor, id, opening).await;
            match unless_refused(outcome, urls::NEW)? {
                Ok(_) => return Ok(Step::Coordinates.after(id, "demande-deposee")),
                Err(no) => refused = place(&mut form, no),
            }
        } else if form.doublons.is_blank() {
            // Nothing is wrong: there is something to look at before going on.
            form.doublons = "vus".into();
            let new = New {
                session: &session,
                team: &team,
                form: &form,
                doubles: &doubles,
                refused,
            };
            return Ok(new.render().into_response());
        } else {
            form.autre_personne.refuse(
                "Doublon possible : ouvrez le dossier qui existe, ou confirmez qu’il s’agit d’une autre personne.",
            );
        }
    }
    let new = New {
        session: &session,
        team: &team,
        form: &form,
        doubles: &doubles,
        refused,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, new.render()).into_response())
}

fn read(form: &mut Submitted, team: &[StaffMember]) -> Option<Opening> {
    let identity = form.identity.read();
    let filing = form.filing.read(team, None);
    let filed_on = text::date(&mut form.date_demande, "Date de la demande");
    let channel = form
        .canal
        .parse("Dépôt de la demande : choisissez comment elle est arrivée.");
    Some(Opening {
        identity: identity?,
        ayants_droit: Vec::new(),
        coordinates: Coordinates::default(),
        filing: filing?,
        filed_on: filed_on?,
        channel: channel?,
    })
}

/// Other dossiers of the structure that may be the same person's.
async fn doubles_of(
    staff: &Staff,
    session: &StaffSession,
    id: DossierId,
    identity: &Identity,
) -> Result<Vec<DossierRow>, PageError> {
    let (nom, prenoms) = (identity.nom.as_str(), identity.prenoms.as_str());
    let mut found = staff
        .lists
        .possible_doubles(
            session.actor.structure_id(),
            nom,
            prenoms,
            Some(identity.birth),
        )
        .await
        .map_err(page_error)?;
    // A second press finds what the first one opened.
    found.retain(|row| row.id != id);
    Ok(found)
}

/// A refusal at the field it is about, or above the form.
fn place(form: &mut Submitted, refused: Refused) -> Option<Refused> {
    if refused == Refused::BornInTheFuture {
        refuse_at(&mut form.identity.naissance, &refused);
    } else if matches!(refused, Refused::InTheFuture | Refused::TooFarBack { .. }) {
        refuse_at(&mut form.date_demande, &refused);
    } else {
        return Some(refused);
    }
    None
}

impl New<'_> {
    fn render(&self) -> Markup {
        let form = self.form;
        let mut fields = form.identity.all().to_vec();
        fields.extend([("date_demande", &form.date_demande), ("canal", &form.canal)]);
        fields.extend(form.filing.all());
        fields.push(("autre_personne", &form.autre_personne));
        let in_error =
            self.refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
        let content = html! {
            h1 { "Nouvelle demande" }
            (stepper(1, &Step::TITLES))
            form.app-form method="post" action=(urls::NEW) novalidate {
                (refused_alert(self.refused.as_ref()))
                (error_summary(None, &fields))
                (required_note())
                (hidden("dossier", form.dossier.text()))
                @if !self.doubles.is_empty() { (self.doubles()) }
                (form.identity.fields())
                (fieldset("La demande", &html! {
                    (date_field("date_demande", "Date de la demande", &form.date_demande))
                    (radio_group("canal", "Dépôt de la demande", &form.canal, channels()).inline()
                        .hint("Déposée sur place ou par téléphone, elle compte comme un passage."))
                }))
                (fieldset("Le dossier", &html! {
                    (form.filing.referent_field(self.team))
                    (form.filing.reference_field())
                }))
                (buttons(&[&button("Enregistrer et continuer"), &link_button("Abandonner", urls::LIST).tertiary()]))
            }
        };
        self.session
            .page("Nouvelle demande")
            .breadcrumb(vec![Link::new("Domiciliés", urls::LIST)])
            .in_error(in_error)
            .content(content)
            .inside(&self.session.shell(Here::Domicilies))
    }

    /// Who may be the same person: their names in full, and the two ways on.
    fn doubles(&self) -> Markup {
        let today = self.session.today;
        let title = "Cette personne a peut-être déjà un dossier";
        html! {
            (hidden("doublons", self.form.doublons.text()))
            // Nothing is wrong, and yet there is something to read before going on.
            div role="alert" tabindex="-1" autofocus[self.form.autre_personne.error.is_none()] { (alert(Level::Warning, title, &html! {
                p { "Si c’est la même personne, ouvrez son dossier\u{a0}: la demande s’y poursuit." }
                ul {
                    @for row in self.doubles {
                        @let status = row.situation.status(today);
                        li {
                            a href=(urls::dossier(row.id)) {
                                "C’est la même personne" (fr::NBSP) ": ouvrir le dossier n° " (row.number) " de " (list::name_of(row))
                            }
                            @if let Some(birth) = row.birth { ", naissance " (words::birth(birth)) }
                            " " (badge(words::status_level(status), status.label()))
                        }
                    }
                }
                (checkbox("autre_personne", "C’est une autre personne\u{a0}: créer quand même un nouveau dossier", &self.form.autre_personne))
            })) }
        }
    }
}
