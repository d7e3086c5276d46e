//! The pages that say that something did not work, and what to do.

use crate::{
    Page, Shell, Theme,
    components::{Level, alert, link_button},
    fr,
};
use axum::{
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use std::error::Error;

/// Why a request gets a page that it did not ask for.
///
/// As a response it is only a status: the layers draw the page, in the theme of the
/// server, see [`crate::layers::wrap`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// Nothing here, or nothing that this person may know of.
    NotFound,
    /// The person may know of it, but not do this.
    Forbidden,
    /// Somebody else changed it meanwhile.
    Conflict {
        /// What happened, in one French sentence.
        message: String,
        /// Where to look at how it stands now.
        back: String,
    },
    /// The request cannot be read.
    BadRequest,
    /// The address exists, for another method.
    MethodNotAllowed,
    /// The body is not a form.
    UnsupportedMediaType,
    /// A form that is not one of ours.
    Unprocessable,
    /// More was sent than a form holds.
    TooLarge,
    /// The form was sent from another site.
    CrossSite,
    /// Too many attempts in a short time.
    TooManyRequests,
    /// A part of the service does not answer; it comes back by itself.
    Unavailable,
    /// Our fault.
    Unexpected,
}

impl PageError {
    /// Our fault: logs the error with its sources, once, and tells the person only the
    /// reference of the request. The error must not contain personal data.
    #[must_use]
    pub fn unexpected(error: &dyn Error) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            chain = format!("{chain}: {cause}");
            source = cause.source();
        }
        tracing::error!(error = chain, "request failed");
        Self::Unexpected
    }

    /// The status of the response.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unexpected => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The error that a bare status stands for, when a library answered in our place.
    pub(crate) fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Unprocessable,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooManyRequests,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::Unexpected,
        }
    }

    /// The heading, which is also the title of the document.
    const fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "Page introuvable",
            Self::Forbidden => "Action non autorisée",
            Self::Conflict { .. } => "Modifié entre-temps",
            Self::BadRequest | Self::UnsupportedMediaType | Self::Unprocessable => {
                "Demande illisible"
            }
            Self::MethodNotAllowed => "Action impossible à cette adresse",
            Self::TooLarge => "Envoi trop volumineux",
            Self::CrossSite => "Envoi refusé",
            Self::TooManyRequests => "Trop de tentatives",
            Self::Unavailable => "Service momentanément indisponible",
            Self::Unexpected => "Une erreur est survenue",
        }
    }

    fn sentences(&self) -> &[&'static str] {
        match self {
            Self::NotFound => &[
                "Cette page n’existe pas, n’existe plus, ou ne vous est pas accessible.",
                "Vérifiez l’adresse, ou repartez de l’accueil.",
            ],
            Self::Forbidden => &[
                "Votre rôle ne permet pas cette action.",
                "Si vous en avez besoin, adressez-vous à l’administrateur de votre structure.",
            ],
            Self::Conflict { .. } => &[
                "Rien de ce que vous venez d’envoyer n’a été enregistré.",
                "Regardez où en est le dossier, puis recommencez si c’est encore utile.",
            ],
            Self::BadRequest => &[
                "Le serveur n’a pas pu lire ce qui lui a été envoyé. Rien n’a été enregistré.",
                "Revenez à la page précédente et recommencez.",
            ],
            Self::MethodNotAllowed => &[
                "Cette adresse existe, mais pas pour cette action. Rien n’a été enregistré.",
                "Repartez de l’accueil ou de la page précédente.",
            ],
            Self::UnsupportedMediaType => &[
                "Le serveur attendait un formulaire. Rien n’a été enregistré.",
                "Revenez à la page précédente et recommencez.",
            ],
            Self::Unprocessable => &[
                "Le formulaire reçu est incomplet ou ne correspond pas à cette page. Rien n’a été enregistré.",
                "Revenez à la page précédente, rechargez-la et recommencez.",
            ],
            Self::TooLarge => &[
                "Ce formulaire contient plus de texte qu’il n’est possible d’en recevoir. Rien n’a été enregistré.",
                "Revenez à la page précédente et raccourcissez les textes.",
            ],
            Self::CrossSite => &[
                "Ce formulaire a été envoyé depuis un autre site. Par sécurité, rien n’a été enregistré.",
                "Ouvrez la page dans ce site et recommencez.",
            ],
            Self::TooManyRequests => &[
                "Trop de tentatives ont été faites en peu de temps.",
                "Attendez quelques minutes avant de recommencer.",
            ],
            Self::Unavailable => &[
                "Le service ne peut pas répondre pour le moment. Il revient de lui-même, sans action de votre part.",
                "Ce que vous veniez d’envoyer n’a peut-être pas été enregistré : vérifiez-le dès son retour.",
            ],
            Self::Unexpected => &[
                "L’erreur vient du service, pas de vous. Elle a été consignée.",
                "Recommencez dans un instant. Si elle se reproduit, communiquez la référence ci-dessous à votre administrateur.",
            ],
        }
    }

    /// The page, in the layout of whoever is signed in, else in the public one.
    pub(crate) fn page(&self, theme: Theme, request_id: &str, shell: Option<&Shell>) -> Markup {
        let (back, back_label) = if let Self::Conflict { back, .. } = self {
            (back.as_str(), "Voir où en est le dossier")
        } else {
            ("/", "Revenir à l’accueil")
        };
        let content = html! {
            h1 { (self.title()) }
            @if let Self::Conflict { message, .. } = self {
                (alert(Level::Warning, message, &html! {}))
            }
            @for sentence in self.sentences() {
                p { (fr::typo(sentence)) }
            }
            @if *self == Self::Unexpected {
                p.fr-text--sm { "Référence" (fr::NBSP) ": " code { (request_id) } }
            }
            p { (link_button(back_label, back)) }
        };
        let page = Page::new(theme, self.title()).content(content);
        match shell {
            Some(shell) => page.inside(shell),
            None => page.public(),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if self == Self::Unavailable {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("15"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
