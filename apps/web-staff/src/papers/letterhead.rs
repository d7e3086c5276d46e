//! What stands on the letters of the structure: its logo, and the signature of whoever
//! represents it. The words come from the settings.

use application::{
    files::{FileName, FileRefused, Held, SIZE_MAX, Withheld},
    letters::LetterheadImage,
};
use axum::{
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{MultipartError, MultipartRejection},
    },
    handler::Handler,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Field, Flash, PageError,
    components::{button, error_summary, link_button, post_button},
    fr,
};

use super::below;
use crate::{
    Staff, files,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "En-tête des courriers";
const KEPT: &str = "image-gardee";
const REMOVED: &str = "image-retiree";

/// What a form with one image may weigh: the image, and what stands around it.
const BODY_MAX: u64 = SIZE_MAX + 64 * 1024;

pub(super) fn routes() -> Vec<Route> {
    use LetterheadImage::{Logo, Signature};
    let see = |image: LetterheadImage| Needs::Permission(image.seen_by());
    let manage = Needs::Permission(Action::ManageSettings);
    let limit = DefaultBodyLimit::max(usize::try_from(BODY_MAX).unwrap_or(usize::MAX));
    vec![
        Route::get(urls::LETTERHEAD, manage, page),
        Route::get(
            urls::LOGO,
            see(Logo),
            async |State(staff): State<Staff>, session: StaffSession| {
                shown(&staff, &session, Logo).await
            },
        ),
        Route::get(
            urls::SIGNATURE,
            see(Signature),
            async |State(staff): State<Staff>, session: StaffSession| {
                shown(&staff, &session, Signature).await
            },
        ),
        Route::post(urls::LOGO, manage, logo.layer(limit)),
        Route::post(urls::SIGNATURE, manage, signature.layer(limit)),
        Route::post("/structure/entete/logo/retirer", manage, without_logo),
        Route::post(
            "/structure/entete/signature/retirer",
            manage,
            without_signature,
        ),
    ]
}

/// The sentence that confirms an act on the page it leads back to.
pub(super) fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        KEPT => "L’image est enregistrée : les prochains courriers la portent.",
        REMOVED => "L’image est retirée des courriers.",
        _ => return None,
    })
}

const fn name(image: LetterheadImage) -> &'static str {
    match image {
        LetterheadImage::Logo => "Logo",
        LetterheadImage::Signature => "Signature",
    }
}

const fn url(image: LetterheadImage) -> &'static str {
    match image {
        LetterheadImage::Logo => urls::LOGO,
        LetterheadImage::Signature => urls::SIGNATURE,
    }
}

/// The words of its form: the field, and the button.
const fn words(image: LetterheadImage) -> (&'static str, &'static str) {
    match image {
        LetterheadImage::Logo => ("Fichier du logo", "Enregistrer le logo"),
        LetterheadImage::Signature => ("Fichier de la signature", "Enregistrer la signature"),
    }
}

/// What it is for, and what suits it.
const fn help(image: LetterheadImage) -> &'static str {
    match image {
        LetterheadImage::Logo => "En haut des courriers et du bordereau de tournée.",
        LetterheadImage::Signature => {
            "Sous les courriers que signe la personne qui représente l’organisme, et sous les décisions qu’elle a \
             prises elle-même ; jamais sous celles d’une autre personne."
        }
    }
}

/// Both images as they stand, and the way to change them.
pub(super) async fn section(staff: &Staff, session: &StaffSession) -> Result<Markup, PageError> {
    let present = present(staff, session).await?;
    Ok(html! {
        section {
            h2 { (TITLE) }
            p { "Le nom, l’adresse, les horaires et la personne qui signe viennent des "
                a.fr-link href=(urls::SETTINGS) { "paramètres de la structure" } "." }
            ul.app-papers {
                @for image in LetterheadImage::ALL {
                    li {
                        div { (name(image)) span.app-second { (help(image)) } }
                        (preview(image, present.contains(&image)))
                    }
                }
            }
            @if session.may(Action::ManageSettings) {
                p { (link_button("Changer le logo ou la signature", urls::LETTERHEAD).secondary()) }
            }
        }
    })
}

fn preview(image: LetterheadImage, present: bool) -> Markup {
    html! {
        @if present { img.app-papers__image src=(url(image)) alt=(name(image)); }
        @else { span { "Aucune image" } }
    }
}

async fn present(staff: &Staff, session: &StaffSession) -> Result<Vec<LetterheadImage>, PageError> {
    let found = staff.letterhead.present(&session.actor).await;
    // No rule refuses to read a list.
    unless_refused(found, urls::PAPERS)?.map_err(|_| PageError::Forbidden)
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    draw(&staff, &session, &flash, None).await
}

/// The page, with what is wrong with an image that was sent.
async fn draw(
    staff: &Staff,
    session: &StaffSession,
    flash: &Flash,
    wrong: Option<(LetterheadImage, &str)>,
) -> Result<Markup, PageError> {
    let present = present(staff, session).await?;
    let fields = LetterheadImage::ALL.map(|image| {
        let mut field = Field::default();
        if let Some((_, why)) = wrong.filter(|(which, _)| *which == image) {
            field.refuse(why);
        }
        (image, field)
    });
    let summary: Vec<(&str, &Field)> = fields.iter().map(|(i, f)| (id(*i), f)).collect();
    let content = html! {
        h1 { (TITLE) }
        (error_summary(None, &summary))
        @for (image, field) in &fields { (form(*image, field, present.contains(image))) }
        p { (link_button("Revenir aux documents de la structure", urls::PAPERS).secondary()) }
    };
    Ok(below(session, TITLE, wrong.is_some(), flash, content))
}

const fn id(image: LetterheadImage) -> &'static str {
    match image {
        LetterheadImage::Logo => "logo",
        LetterheadImage::Signature => "signature",
    }
}

fn form(image: LetterheadImage, field: &Field, present: bool) -> Markup {
    let id = id(image);
    let wrong = format!("{id}-erreur");
    let remove = format!("{}/retirer", url(image));
    let (label, save) = words(image);
    html! {
        section {
            h2 { (name(image)) }
            p { (help(image)) }
            @if present { p { (preview(image, true)) } }
            form.app-form method="post" action=(url(image)) enctype="multipart/form-data" novalidate {
                div.fr-upload-group {
                    label.fr-label for=(id) {
                        (label)
                        span.fr-hint-text { "PNG ou JPEG, 10 Mo au plus." }
                    }
                    input.fr-upload type="file" id=(id) name="image" accept="image/png,image/jpeg"
                        aria-invalid=[field.error.as_ref().map(|_| "true")]
                        aria-describedby=[field.error.as_ref().map(|_| &wrong)];
                    @if let Some(why) = &field.error { p.fr-error-text id=(wrong) { (fr::typo(why)) } }
                }
                p { (button(save).secondary()) }
            }
            @if present { (post_button("Retirer l’image", &remove).tertiary().about(name(image))) }
        }
    }
}

/// The image itself.
async fn shown(
    staff: &Staff,
    session: &StaffSession,
    image: LetterheadImage,
) -> Result<Response, PageError> {
    let opened = staff.letterhead.open(&session.actor, image).await;
    match unless_refused(opened, urls::PAPERS)? {
        Ok(opened) => Ok(files::sent(opened)),
        Err(Withheld::Infected | Withheld::Lost) => Err(PageError::NotFound),
        Err(Withheld::NotScanned | Withheld::StoreDown) => Err(PageError::Unavailable),
    }
}

async fn logo(
    staff: State<Staff>,
    session: StaffSession,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    replaced(staff, session, sent, LetterheadImage::Logo).await
}

async fn signature(
    staff: State<Staff>,
    session: StaffSession,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    replaced(staff, session, sent, LetterheadImage::Signature).await
}

async fn replaced(
    State(staff): State<Staff>,
    session: StaffSession,
    sent: Result<Multipart, MultipartRejection>,
    image: LetterheadImage,
) -> Result<Response, PageError> {
    let mut sent = sent.map_err(|_| PageError::UnsupportedMediaType)?;
    let mut why = "Choisissez une image.";
    if let Some((name, bytes)) = read(&mut sent).await? {
        let mut content = Held::new(bytes);
        let kept = staff
            .letterhead
            .replace(&session.actor, image, name, &mut content)
            .await;
        match unless_refused(kept, urls::LETTERHEAD)? {
            Ok(()) => return Ok(done(KEPT)),
            Err(refused) => why = unsuitable(refused),
        }
    }
    let page = draw(&staff, &session, &Flash::default(), Some((image, why))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The name and the bytes of the image; none where no file was chosen.
async fn read(sent: &mut Multipart) -> Result<Option<(FileName, Vec<u8>)>, PageError> {
    while let Some(part) = sent.next_field().await.map_err(|e| cut(&e))? {
        let name = part.file_name().unwrap_or_default().to_owned();
        if part.name() == Some("image") && !name.is_empty() {
            let bytes = part.bytes().await.map_err(|e| cut(&e))?;
            return Ok(Some((FileName::of(&name), bytes.to_vec())));
        }
    }
    Ok(None)
}

fn cut(error: &MultipartError) -> PageError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::BadRequest,
    }
}

/// Why an image was not kept; the usual reasons speak of documents.
const fn unsuitable(refused: FileRefused) -> &'static str {
    match refused {
        FileRefused::UnknownKind => {
            "Ce fichier n’est pas une image PNG ou JPEG. Enregistrez l’image dans l’un de ces formats."
        }
        FileRefused::Bomb => "Cette image est démesurée. Réduisez-la, puis recommencez.",
        FileRefused::TooLarge
        | FileRefused::Empty
        | FileRefused::Damaged
        | FileRefused::Active
        | FileRefused::Embedded
        | FileRefused::Locked
        | FileRefused::Infected
        | FileRefused::Interrupted
        | FileRefused::TooMany
        | FileRefused::StoreFull
        | FileRefused::StoreDown => files::why(refused),
    }
}

async fn without_logo(staff: State<Staff>, session: StaffSession) -> Result<Response, PageError> {
    removed(staff, session, LetterheadImage::Logo).await
}

async fn without_signature(
    staff: State<Staff>,
    session: StaffSession,
) -> Result<Response, PageError> {
    removed(staff, session, LetterheadImage::Signature).await
}

async fn removed(
    State(staff): State<Staff>,
    session: StaffSession,
    image: LetterheadImage,
) -> Result<Response, PageError> {
    let gone = staff.letterhead.remove(&session.actor, image).await;
    unless_refused(gone, urls::LETTERHEAD)?.map_err(|_| PageError::Unavailable)?;
    Ok(done(REMOVED))
}

fn done(code: &str) -> Response {
    Redirect::to(&Flash::on(urls::LETTERHEAD, code)).into_response()
}
