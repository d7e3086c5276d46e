//! The layers, the error pages, the extractors and the assets, through a router.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http_body_util::BodyExt;
use serde::Deserialize;
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;
use web_kit::{
    Field, Flash, Form, PageError, PathId, PathIds, Query, Theme, assets, cookies::SessionCookie,
    layers,
};

#[derive(Deserialize)]
struct Submitted {
    nom: Field,
}

#[derive(Deserialize)]
struct Filters {
    page: Option<u8>,
}

fn app() -> Router {
    let routes = Router::new()
        .route("/", get(async || maud::html! { h1 { "Accueil" } }))
        .route(
            "/form",
            post(async |Form(form): Form<Submitted>| form.nom.raw),
        )
        .route(
            "/liste",
            get(async |Query(filters): Query<Filters>| filters.page.unwrap_or(1).to_string()),
        )
        .route(
            "/fait",
            get(async |flash: Flash| flash.code().unwrap_or("rien").to_owned()),
        )
        .route(
            "/dossiers/{id}",
            get(async |PathId(id): PathId<Uuid>| id.to_string()),
        )
        .route(
            "/dossiers/{id}/faits/{fait}",
            get(async |PathIds(_, id): PathIds<Uuid, Uuid>| id.to_string()),
        )
        .route("/erreurs/{name}", get(fail))
        .route("/panique", get(panic))
        .route(
            "/lent",
            get(async || tokio::time::sleep(Duration::from_secs(60)).await),
        )
        .merge(assets::router());
    layers::wrap(routes, Theme::Neutre)
}

async fn fail(axum::extract::Path(name): axum::extract::Path<String>) -> PageError {
    match name.as_str() {
        "forbidden" => PageError::Forbidden,
        "conflict" => PageError::Conflict {
            message: "Un collègue a modifié ce dossier <à l’instant>.".into(),
            back: "/dossiers/1".into(),
        },
        "unavailable" => PageError::Unavailable,
        "many" => PageError::TooManyRequests,
        _ => PageError::unexpected(&std::io::Error::other("secret detail")),
    }
}

async fn panic() -> Response {
    panic!("secret detail")
}

async fn send(request: Request<Body>) -> (StatusCode, header::HeaderMap, String) {
    let response = app().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (
        parts.status,
        parts.headers,
        String::from_utf8_lossy(&bytes).into_owned(),
    )
}

async fn fetch(path: &str) -> (StatusCode, header::HeaderMap, String) {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn submit(body: impl Into<Body>) -> (StatusCode, header::HeaderMap, String) {
    let request =
        Request::post("/form").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(request.body(body.into()).unwrap()).await
}

fn is_french_page(body: &str, heading: &str) {
    assert!(
        body.starts_with("<!DOCTYPE html><html lang=\"fr\""),
        "{body}"
    );
    assert!(body.contains(&format!("<h1>{heading}</h1>")), "{body}");
    assert_eq!(body.matches("<h1").count(), 1);
}

#[tokio::test]
async fn every_error_is_a_french_page_with_its_status() {
    for (path, status, heading) in [
        ("/nulle-part", 404, "Page introuvable"),
        ("/form", 405, "Action impossible à cette adresse"),
        ("/dossiers/1", 404, "Page introuvable"),
        ("/dossiers/%FF", 404, "Page introuvable"),
        (
            "/dossiers/018f3b5c-0000-7000-8000-000000000000/faits/x",
            404,
            "Page introuvable",
        ),
        ("/liste?page=mille", 400, "Demande illisible"),
        ("/liste?page=%FF", 400, "Demande illisible"),
        ("/erreurs/forbidden", 403, "Action non autorisée"),
        ("/erreurs/conflict", 409, "Modifié entre-temps"),
        ("/erreurs/many", 429, "Trop de tentatives"),
        (
            "/erreurs/unavailable",
            503,
            "Service momentanément indisponible",
        ),
        ("/erreurs/unexpected", 500, "Une erreur est survenue"),
        ("/panique", 500, "Une erreur est survenue"),
    ] {
        let (got, headers, body) = fetch(path).await;
        assert_eq!(got.as_u16(), status, "{path}");
        is_french_page(&body, heading);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert!(!body.contains("secret detail"), "{path}");
    }
}

#[tokio::test]
async fn an_unexpected_error_shows_the_reference_that_is_in_the_log() {
    let (_, headers, body) = fetch("/erreurs/unexpected").await;
    let reference = headers["x-request-id"].to_str().unwrap();
    assert_eq!(reference.len(), 16);
    assert!(body.contains(reference));
}

#[tokio::test]
async fn an_unavailable_service_says_that_it_comes_back_and_when_to_ask_again() {
    let (_, headers, body) = fetch("/erreurs/unavailable").await;
    assert_eq!(headers[header::RETRY_AFTER], "15");
    assert!(body.contains("Il revient de lui-même"));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_takes_too_long_is_unavailable() {
    let (status, headers, body) = fetch("/lent").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(headers[header::RETRY_AFTER], "15");
    is_french_page(&body, "Service momentanément indisponible");
}

#[tokio::test]
async fn a_conflict_leads_back_to_the_dossier_and_escapes_its_message() {
    let (_, _, body) = fetch("/erreurs/conflict").await;
    assert!(body.contains("&lt;à l’instant&gt;"));
    assert!(body.contains("href=\"/dossiers/1\""));
}

#[tokio::test]
async fn every_page_carries_the_headers_that_protect() {
    for path in ["/", "/nulle-part", "/panique", &assets::url("app.css")] {
        let (_, headers, _) = fetch(path).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{path}"
        );
        assert!(
            policy.ends_with("form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert!(headers.contains_key("permissions-policy"));
        assert_eq!(headers["x-robots-tag"], "noindex, nofollow");
    }
    assert_eq!(fetch("/").await.1[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused_by_a_page() {
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://ailleurs.example"),
    ] {
        let request = Request::post("/form")
            .header(header::HOST, "domifa.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from("nom=x"))
            .unwrap();
        let (status, _, body) = send(request).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        is_french_page(&body, "Envoi refusé");
    }
}

#[tokio::test]
async fn a_form_sent_from_the_same_site_is_read() {
    let request = Request::post("/form")
        .header(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=UTF-8",
        )
        .header("sec-fetch-site", "same-origin")
        .body(Body::from("nom=Ke%C3%AFta+%25"))
        .unwrap();
    let (status, _, body) = send(request).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "Keïta %"));
}

#[tokio::test]
async fn a_body_that_cannot_be_a_form_of_ours_is_refused_by_a_page() {
    let oversize = format!("nom={}", "a".repeat(64 * 1024));
    for (body, status, heading) in [
        (oversize.into_bytes(), 413, "Envoi trop volumineux"),
        (b"nom=%FF%FE".to_vec(), 400, "Demande illisible"),
        (b"nom=\xff".to_vec(), 400, "Demande illisible"),
        (b"nom=a%00b".to_vec(), 400, "Demande illisible"),
        (b"autre=x".to_vec(), 422, "Demande illisible"),
        (b"nom=a&nom=b".to_vec(), 422, "Demande illisible"),
        (Vec::new(), 422, "Demande illisible"),
    ] {
        let (got, _, page) = submit(body).await;
        assert_eq!(got.as_u16(), status);
        is_french_page(&page, heading);
    }
}

#[tokio::test]
async fn only_forms_are_read_as_forms() {
    let request = Request::post("/form").header(header::CONTENT_TYPE, "application/json");
    let (status, _, body) = send(request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    is_french_page(&body, "Demande illisible");
}

#[tokio::test]
async fn a_flash_is_a_plain_code_or_nothing() {
    assert_eq!(fetch("/fait?x=1&fait=visite-notee").await.2, "visite-notee");
    for address in [
        "/fait",
        "/fait?fait=",
        "/fait?fait=a_b",
        "/fait?fait=%41",
        "/fait?fait=Oui",
    ] {
        assert_eq!(fetch(address).await.2, "rien", "{address}");
    }
    assert_eq!(Flash::on("/a", "b"), "/a?fait=b");
    assert_eq!(Flash::on("/a?x=1#ici", "b"), "/a?x=1&fait=b#ici");
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_their_version_only() {
    let (status, headers, body) = fetch(&assets::url("app.css")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(
        headers[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert!(body.contains(".app-main"));

    let (status, headers, _) = fetch("/assets/0000/app.css").await;
    assert_eq!(
        (status, headers[header::CACHE_CONTROL].as_bytes()),
        (StatusCode::OK, &b"no-cache"[..])
    );
}

#[tokio::test]
async fn what_is_not_an_asset_is_not_found() {
    for path in [
        "rien.css",
        ".gitkeep",
        "../Cargo.toml",
        "..%2Fsrc%2Flib.rs",
        "css",
        "app.css%00",
    ] {
        assert_eq!(
            fetch(&assets::url(path)).await.0,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn brotli_is_sent_to_those_who_take_it() {
    let get = |accepted: &'static str| {
        Request::get(assets::url("app.css"))
            .header(header::ACCEPT_ENCODING, accepted)
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(
        send(get("gzip, deflate, br")).await.1[header::CONTENT_ENCODING],
        "br"
    );
    assert_eq!(send(get("gzip")).await.1[header::CONTENT_ENCODING], "gzip");
    assert!(
        !send(get("br;q=0"))
            .await
            .1
            .contains_key(header::CONTENT_ENCODING)
    );
}

#[test]
fn the_session_cookie_is_host_only_but_on_plain_localhost() {
    let set = |response: Response| {
        response.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        set((SessionCookie::Secure.set("jeton"), ()).into_response()),
        "__Host-domifa=jeton; HttpOnly; SameSite=Lax; Secure; Path=/"
    );
    assert_eq!(
        set((SessionCookie::PlainLocalhost.set("jeton"), ()).into_response()),
        "domifa=jeton; HttpOnly; SameSite=Lax; Path=/"
    );
    assert!(set((SessionCookie::Secure.clear(), ()).into_response()).contains("Max-Age=0"));

    let mut headers = header::HeaderMap::new();
    headers.insert(
        header::COOKIE,
        "domifa=faux; __Host-domifa=jeton".parse().unwrap(),
    );
    assert_eq!(
        SessionCookie::Secure.read(&headers).as_deref(),
        Some("jeton")
    );
}
