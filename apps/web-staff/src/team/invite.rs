//! Inviting somebody: an account, and the link for its first password.

use application::staff::StaffRefused;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Email, ShortText, StaffId, Text};
use maud::{Markup, html};
use serde::Deserialize;
use structures::{Action, Fonction, FonctionListee, Profile, Role};
use web_kit::{Field, Flash, Form, PageError, components::*};

use super::{NEW, below, explain, link, members, role_field};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Inviter une personne";
const NEEDS: Needs = Needs::Permission(Action::ManageStaff);

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(NEW, NEEDS, page),
        Route::post(NEW, NEEDS, invite),
    ]
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Invitation {
    id: Field,
    prenom: Field,
    nom: Field,
    email: Field,
    fonction: Field,
    fonction_detail: Field,
    role: Field,
}

impl Invitation {
    /// Who is invited, once nothing is wrong; every error is beside its field.
    fn read(&mut self) -> Option<(Profile, Role)> {
        let prenom = self
            .prenom
            .parse::<ShortText>("Saisissez le prénom, en 200 caractères au plus");
        let nom = self
            .nom
            .parse::<ShortText>("Saisissez le nom, en 200 caractères au plus");
        let email = self
            .email
            .parse::<Email>("Saisissez une adresse électronique, comme prenom.nom@exemple.fr");
        let detail = self
            .fonction_detail
            .optional::<Text<100>>("Décrivez la fonction en 100 caractères au plus");
        let fonction = detail.and_then(|detail| self.fonction(detail));
        let role = self.role.parse::<Role>("Choisissez un rôle");
        let profile = Profile {
            email: email?,
            nom: nom?,
            prenom: prenom?,
            fonction: fonction?,
        };
        Some((profile, role?))
    }

    fn fonction(&mut self, detail: Option<Text<100>>) -> Option<Fonction> {
        let chosen = self.fonction.text().to_owned();
        match Fonction::parse(&chosen, detail) {
            Ok(fonction) => Some(fonction),
            Err(_) if chosen == Fonction::AUTRE => {
                self.fonction_detail.refuse("Précisez la fonction");
                None
            }
            Err(_) => {
                self.fonction.refuse("Choisissez une fonction");
                None
            }
        }
    }
}

async fn page(State(staff): State<Staff>, session: StaffSession) -> Markup {
    let form = Invitation {
        id: staff.team.new_id().to_string().into(),
        ..Invitation::default()
    };
    document(&session, &form)
}

async fn invite(
    State(staff): State<Staff>,
    session: StaffSession,
    headers: HeaderMap,
    Form(mut form): Form<Invitation>,
) -> Result<Response, PageError> {
    let id = form
        .id
        .text()
        .parse::<StaffId>()
        .unwrap_or_else(|_| staff.team.new_id());
    form.id = id.to_string().into();
    let Some((profile, role)) = form.read() else {
        return Ok(rejected(&session, &form));
    };
    let name = format!("{} {}", profile.prenom, profile.nom);
    let outcome = staff.team.invite(&session.actor, id, profile, role).await;
    match unless_refused(outcome, NEW)? {
        Ok(link) => {
            Ok(link::show(&staff, &session, &headers, &name, &link.into_inner()).into_response())
        }
        // The same form sent twice: the first one made the account.
        Err(StaffRefused::EmailTaken)
            if members(&staff, &session)
                .await?
                .iter()
                .any(|member| member.id() == id) =>
        {
            Ok(Redirect::to(&Flash::on(urls::TEAM, "deja-invite")).into_response())
        }
        Err(refused) => {
            form.email.refuse(explain(refused));
            Ok(rejected(&session, &form))
        }
    }
}

fn rejected(session: &StaffSession, form: &Invitation) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, document(session, form)).into_response()
}

fn document(session: &StaffSession, form: &Invitation) -> Markup {
    let fonctions = FonctionListee::ALL
        .iter()
        .map(|fonction| Choice::new(fonction.code(), fonction.label()))
        .chain([Choice::new(Fonction::AUTRE, "Autre")])
        .collect();
    let summary = error_summary(
        None,
        &[
            ("prenom", &form.prenom),
            ("nom", &form.nom),
            ("email", &form.email),
            ("fonction", &form.fonction),
            ("fonction_detail", &form.fonction_detail),
            ("role", &form.role),
        ],
    );
    let in_error = !summary.0.is_empty();
    let content = html! {
        h1 { (TITLE) }
        p { "Un compte appartient à une seule personne. Elle choisira elle-même son mot de passe \
             grâce au lien affiché à l’étape suivante." }
        form.app-form method="post" action=(NEW) novalidate {
            (summary)
            (required_note())
            (hidden("id", &form.id.raw))
            (text_field("prenom", "Prénom", &form.prenom).max_length(200))
            (text_field("nom", "Nom", &form.nom).max_length(200))
            (email_field("email", "Adresse électronique professionnelle", &form.email))
            (select("fonction", "Fonction", &form.fonction, fonctions))
            (text_field("fonction_detail", "Précision sur la fonction", &form.fonction_detail)
                .hint("Nécessaire si la fonction est « Autre »").max_length(100).optional())
            (role_field(&form.role))
            (buttons(&[
                &button("Créer le compte"),
                &link_button("Annuler", urls::TEAM).secondary(),
            ]))
        }
    };
    below(session, TITLE)
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}
