//! A form sent after the session had expired: it waits for sign-in in the page itself,
//! since the server keeps nothing for a person it does not know.

use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use web_kit::{Form, Page, PageError, components::*};

use super::{Credentials, document, is_local, redirect};
use crate::Staff;

/// Said above the sign-in form.
pub const EXPIRED: &str = "Votre session a expiré. Rien n’est perdu : connectez-vous, \
    puis reprenez l’enregistrement de ce que vous veniez de saisir.";

/// How every field that holds a password begins: these are never sent back.
const PASSWORD: &str = "mot_de_passe";

type Fields = Vec<(String, String)>;

/// The answer to a form that came without a session: sign-in, with the form kept in it.
pub async fn keep_form(staff: &Staff, request: Request) -> Response {
    let uri = request.uri().clone();
    let fields = match Form::<Fields>::from_request(request, &()).await {
        Ok(Form(fields)) => fields,
        // Files are not kept for somebody unknown: their page is shown again after sign-in.
        Err(PageError::UnsupportedMediaType) => return redirect(&uri).into_response(),
        Err(error) => return error.into_response(),
    };
    let holds_password = fields.iter().any(|(name, _)| name.starts_with(PASSWORD));
    let (Ok(corps), false) = (serde_html_form::to_string(&fields), holds_password) else {
        return redirect(&uri).into_response();
    };
    let form = Credentials {
        chemin: uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned(),
        corps,
        ..Credentials::default()
    };
    (StatusCode::UNAUTHORIZED, document(staff, &form, None, None)).into_response()
}

/// A form to send again.
pub struct KeptForm<'a> {
    path: &'a str,
    fields: Fields,
}

impl<'a> KeptForm<'a> {
    /// The form that a sign-in carries, if it carries one that is ours.
    pub fn carried_by(path: &'a str, body: &str) -> Option<Self> {
        let fields: Fields = serde_html_form::from_str(body).ok()?;
        (is_local(path) && !fields.is_empty()).then_some(Self { path, fields })
    }

    /// The page that sends it: one button, pressed by a person who now is known.
    pub fn resume(&self, staff: &Staff) -> Markup {
        let content = html! {
            h1 { "Reprendre l’enregistrement" }
            p.fr-text--lead {
                "Vous êtes de nouveau connecté. Ce que vous aviez saisi n’est pas encore enregistré."
            }
            form method="post" action=(self.path) {
                @for (name, value) in &self.fields { (hidden(name, value)) }
                (buttons(&[
                    &button("Reprendre l’enregistrement"),
                    &link_button("Abandonner", crate::urls::LIST).secondary(),
                ]))
            }
        };
        Page::new(staff.theme, "Reprendre l’enregistrement")
            .content(content)
            .public()
    }
}
