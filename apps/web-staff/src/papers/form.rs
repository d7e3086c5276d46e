//! Giving a template.

use application::{
    files::{FileName, FileRefused, Label, SIZE_MAX, TemplateKind},
    templates::TemplateRefused,
};
use axum::{
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{Field as Part, MultipartRejection},
    },
    handler::Handler,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Field, Flash, PageError,
    components::{Choice, button, buttons, error_summary, link_button, radio_group, text_field},
};

use super::{below, explain, template::kind_label};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Ajouter un modèle";

/// What a form may bring: a file, and the few words around it.
const FORM_MAX: usize = 11 * 1024 * 1024;

pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::ManageTemplates);
    let limit = DefaultBodyLimit::max(FORM_MAX);
    vec![
        Route::get(urls::NEW_TEMPLATE, needs, page),
        Route::post(urls::NEW_TEMPLATE, needs, submit.layer(limit)),
    ]
}

/// The codes of the kinds, as forms send them.
const KINDS: [(&str, TemplateKind); 4] = [
    ("attestation_postale", TemplateKind::AttestationPostale),
    ("cerfa_attestation", TemplateKind::CerfaAttestation),
    ("courrier_radiation", TemplateKind::CourrierRadiation),
    ("autre", TemplateKind::Autre),
];

/// What was typed and chosen.
#[derive(Default)]
struct Submitted {
    usage: Field,
    nom: Field,
    fichier: Field,
    file: Option<(FileName, Vec<u8>)>,
}

async fn page(session: StaffSession) -> Markup {
    view(&session, &Submitted::default(), None)
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let sent = sent.map_err(|_| PageError::UnsupportedMediaType)?;
    let mut form = read(sent).await?;
    let again = |form: &Submitted, refused: Option<&TemplateRefused>| {
        let page = view(&session, form, refused);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let kind = form.usage.parse_with(
        |code| KINDS.iter().find(|(own, _)| *own == code).map(|(_, k)| *k),
        "Choisissez à quoi sert ce modèle.",
    );
    let label = form
        .nom
        .optional::<Label>("Le nom fait 100 caractères au plus.");
    let file = form.file.take();
    if file.is_none() {
        form.fichier.refuse("Choisissez un document Word (.docx).");
    }
    let (Some(kind), Some(label), Some((name, bytes))) = (kind, label, file) else {
        return again(&form, None);
    };
    if bytes.len() > usize::try_from(SIZE_MAX).unwrap_or(usize::MAX) {
        let refused = TemplateRefused::File(FileRefused::TooLarge);
        return again(&form, Some(&refused));
    }
    let label = label.unwrap_or_else(|| name.label());
    let outcome = staff
        .templates
        .add(&session.actor, kind, name, label, bytes)
        .await;
    match unless_refused::<_, TemplateRefused>(outcome, urls::PAPERS)? {
        Ok(file) => {
            let page = urls::template(file.id, "");
            Ok(Redirect::to(&Flash::on(&page, super::template::ADDED)).into_response())
        }
        Err(refused) => again(&form, Some(&refused)),
    }
}

/// Reads the form to its end.
async fn read(mut sent: Multipart) -> Result<Submitted, PageError> {
    let mut form = Submitted::default();
    while let Some(part) = sent.next_field().await.map_err(cut)? {
        match part.name() {
            Some("usage") => form.usage = Field::new(typed(part).await?),
            Some("nom") => form.nom = Field::new(typed(part).await?),
            Some("fichier") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = part.bytes().await.map_err(cut)?;
                if !name.is_empty() {
                    form.file = Some((FileName::of(&name), bytes.to_vec()));
                }
            }
            Some(_) | None => {}
        }
    }
    Ok(form)
}

async fn typed(part: Part<'_>) -> Result<String, PageError> {
    Ok(part.text().await.map_err(cut)?.replace('\0', ""))
}

/// What comes stops, or is longer than a form may be.
#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn cut(error: axum::extract::multipart::MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        PageError::BadRequest
    }
}

fn view(session: &StaffSession, form: &Submitted, refused: Option<&TemplateRefused>) -> Markup {
    let fields = [
        ("usage", &form.usage),
        ("nom", &form.nom),
        ("fichier", &form.fichier),
    ];
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let described = if form.fichier.error.is_some() {
        "fichier-aide fichier-error"
    } else {
        "fichier-aide"
    };
    let content = html! {
        h1 { (TITLE) }
        @if let Some(refused) = refused { (explain::refused(refused)) }
        form.app-form method="post" action=(urls::NEW_TEMPLATE) enctype="multipart/form-data" novalidate {
            (error_summary(None, &fields))
            (radio_group("usage", "À quoi sert ce modèle ?", &form.usage, choices()))
            (text_field("nom", "Nom", &form.nom)
                .hint("Sous lequel vos collègues le trouveront. À défaut, celui du fichier.")
                .optional().max_length(100))
            p.fr-text--sm { "Les balises que le document peut contenir : " (tags_link()) }
            div.fr-upload-group {
                label.fr-label for="fichier" {
                    "Document Word"
                    span.fr-hint-text #fichier-aide { "Format .docx, 10 Mo au plus." }
                }
                input.fr-upload type="file" id="fichier" name="fichier"
                    accept=".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                    aria-describedby=(described)
                    aria-invalid=[form.fichier.error.is_some().then_some("true")];
                @if let Some(error) = &form.fichier.error {
                    p.fr-error-text #fichier-error { (error) }
                }
            }
            (buttons(&[
                &button("Vérifier et enregistrer"),
                &link_button("Annuler", urls::PAPERS).secondary(),
            ]))
        }
    };
    below(session, TITLE, in_error, &Flash::default(), content)
}

fn tags_link() -> Markup {
    html! { a href=(urls::TAGS) { "liste des balises" } "." }
}

fn choices() -> Vec<Choice> {
    KINDS
        .iter()
        .map(|(code, kind)| Choice::new(*code, kind_label(*kind)).hint(hint(*kind)))
        .collect()
}

const fn hint(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::AttestationPostale => {
            "Proposée à côté de l’attestation d’élection de domicile. Un nouveau modèle remplace le précédent."
        }
        TemplateKind::CerfaAttestation => {
            "Remplace l’attestation de l’application. Elle doit garder le contenu du formulaire officiel."
        }
        TemplateKind::CourrierRadiation => "Remplace le courrier de radiation de l’application.",
        TemplateKind::Autre => "Proposé dans chaque dossier, à côté des autres.",
    }
}
