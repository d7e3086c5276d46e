//! The staff application on storage in memory, and members of staff who click.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]
#![cfg_attr(
    test,
    expect(dead_code, reason = "each test file uses what it needs of this")
)]

use std::{pin::Pin, sync::Arc};

use application::{
    access::Access,
    attestation::Attestations,
    documents::{AttestationDocument, DocumentRenderer, RenderError},
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
    ports::Session,
    settings::StructureSettings,
    staff::StaffDesk,
};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use kernel::{Departement, PhoneNumber, StructureKind};
use structures::Role;
use testkit::{
    Storage,
    house::House,
    memory::MemoryStore,
    ports::{FakeSecrets, FakeStrength, token_hash},
};
use tower::ServiceExt;
use web_kit::{Theme, cookies::SessionCookie, layers};
use web_staff::{Publisher, Services, Staff};

/// A structure whose staff use the application.
pub struct Site {
    /// The structure, its clock, its storage.
    pub house: House,
    router: Router,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The value that a field of the page bears.
    pub fn value_of(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Whether the page says this, whatever the spaces.
    pub fn says(&self, words: &str) -> bool {
        self.body.replace('\u{a0}', " ").contains(words)
    }
}

impl Site {
    /// A structure of a kind, alone on its storage.
    pub async fn of(kind: StructureKind) -> Self {
        Self::beside(&Storage::of(MemoryStore::new()), 1, kind).await
    }

    /// A structure on a storage that others share.
    pub async fn beside(storage: &Storage, number: u64, kind: StructureKind) -> Self {
        let house = House::build(storage, number, kind).await;
        let secrets = Arc::new(FakeSecrets::default());
        let store = storage.store.clone();
        let staff = Staff::new(Services {
            desk: house.desk(),
            opening: house.opening(),
            attestations: Attestations::new(house.desk(), Arc::new(Paper), Arc::new(Phones)),
            access: Access::new(
                store.clone(),
                storage.identities.clone(),
                secrets.clone(),
                Arc::new(FakeStrength),
                house.clock.clone(),
            ),
            team: StaffDesk::new(
                store.clone(),
                house.clock.clone(),
                house.ids.clone(),
                secrets,
            ),
            settings: StructureSettings::new(store, house.clock.clone(), house.ids.clone()),
            lists: storage.lists.clone(),
            clock: house.clock.clone(),
            ids: house.ids.clone(),
            phones: Arc::new(Phones),
            theme: Theme::Neutre,
            cookie: SessionCookie::PlainLocalhost,
            publisher: Publisher::default(),
        });
        let router = layers::wrap(web_staff::router(&staff), Theme::Neutre);
        Self { house, router }
    }

    /// A page, as a role sees it.
    pub async fn get(&self, role: Role, path: &str) -> Answer {
        self.send(role, Request::get(path), Body::empty()).await
    }

    /// A form, as a role sends it.
    pub async fn post(&self, role: Role, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        let body = serde_html_form::to_string(fields).unwrap();
        self.send(role, form, Body::from(body)).await
    }

    async fn send(&self, role: Role, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookie = format!("{}={}", SessionCookie::PlainLocalhost.name(), self.sign_in(role).await);
        let request = request.header(header::COOKIE, cookie).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Opens a session now: the clock of a test may have moved since the last request.
    async fn sign_in(&self, role: Role) -> String {
        use application::ports::Clock;
        let actor = self.house.actor(role);
        let token = format!("{}-{}", self.house.id(), role.code());
        let now = self.house.clock.now();
        let mut uow = self.house.storage.store.begin(self.house.scope()).await.unwrap();
        uow.session_insert(&Session {
            token: token_hash(&token),
            structure: actor.structure_id(),
            staff: actor.id(),
            opened_at: now,
            used_at: now,
        })
        .await
        .unwrap();
        uow.commit().await.unwrap();
        token
    }
}

/// Prints something that begins like a PDF.
struct Paper;

impl DocumentRenderer for Paper {
    // Written out: the macro that the trait is declared with is no dependency of this crate.
    fn attestation_pdf<'renderer, 'document, 'printing>(
        &'renderer self,
        _: &'document AttestationDocument,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, RenderError>> + Send + 'printing>>
    where
        'renderer: 'printing,
        'document: 'printing,
        Self: 'printing,
    {
        Box::pin(std::future::ready(Ok(b"%PDF-1.7".to_vec())))
    }
}

/// Takes numbers in their international form, and shows them so.
struct Phones;

impl PhonePlan for Phones {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let number = typed.parse().map_err(|_| InvalidPhone)?;
        Ok(ParsedPhone {
            number,
            mobile: true,
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.to_string()
    }
}
