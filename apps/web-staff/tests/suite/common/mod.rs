//! A site in process, on storage in memory, and browsers that remember their cookie.
use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use adapter_archive::JsonRecords;
use adapter_sheets::Sheets;
use application::{
    access::Access,
    agenda::CalendarFeeds,
    bulk::Bulk,
    documents::{CardDocument, DocumentRenderer, Letter, Paper, RenderError, WordFiles},
    export::{ExportPorts, Exports, Writers},
    forms::{Finish, Forms, OfficialForm, OfficialForms},
    imports::run::Imports,
    jobs::DeadJobs,
    letters::{LetterPorts, LetterheadImages, Letters},
    messages::{
        log::MessageLog,
        settings::{MessageSettings, StaffChoices},
    },
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
    ports::{Clock, Secrets, Session, Store},
    settings::StructureSettings,
    staff::StaffDesk,
    views::Views,
};
use axum::{
    Router,
    body::Body,
    http::{
        HeaderMap, Method, Request, Response, StatusCode,
        header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE},
    },
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
use web_staff::{Carriers, Publisher, Services, Staff};

/// The password of every account.
pub const PASSWORD: &str = "Brume!47lune-de-sable";

/// Two structures and the pages in front of them.
pub struct Site {
    /// What is stored.
    pub store: MemoryStore,
    /// The structure that people work in.
    pub house: House,
    /// Another one, which they must not even guess.
    pub elsewhere: House,
    router: Router,
}

impl Site {
    /// A CCAS and an approved body.
    pub async fn open() -> Self {
        Self::of_kind(StructureKind::Ccas).await
    }

    /// As [`Site::open`], the structure that people work in being of this kind.
    pub async fn of_kind(kind: StructureKind) -> Self {
        let store = MemoryStore::new();
        let storage = Storage::of(store.clone());
        let house = House::build(&storage, 1, kind).await;
        let elsewhere = House::build(&storage, 2, StructureKind::OrganismeAgree).await;
        let router = layers::wrap(web_staff::router(&staff(&house)), Theme::Neutre);
        let site = Self {
            store,
            house,
            elsewhere,
            router,
        };
        site.give_passwords().await;
        site
    }

    async fn give_passwords(&self) {
        let hash = FakeSecrets::default().hash_password(PASSWORD.into()).await;
        for house in [&self.house, &self.elsewhere] {
            let mut uow = self.store.begin(house.scope()).await.unwrap();
            for role in Role::ALL {
                uow.password_set(house.id(), house.actor(*role).id(), &hash)
                    .await
                    .unwrap();
            }
            uow.commit().await.unwrap();
        }
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookie: Mutex::new(None),
        }
    }

    /// A browser in which this member of the staff is signed in.
    pub async fn browser(&self, role: Role) -> Browser {
        let token = format!("session-of-{}", role.code());
        let now = self.house.clock.now();
        let session = Session {
            token: token_hash(&token),
            structure: self.house.id(),
            staff: self.house.actor(role).id(),
            opened_at: now,
            used_at: now,
        };
        let mut uow = self.store.begin(self.house.scope()).await.unwrap();
        uow.session_insert(&session).await.unwrap();
        uow.commit().await.unwrap();
        Browser {
            router: self.router.clone(),
            cookie: Mutex::new(Some(token)),
        }
    }
}

/// Taking registers over, with workbooks as they are.
pub fn imports(house: &House) -> Imports {
    Imports::new(
        house.storage.store.clone(),
        house.storage.lists.clone(),
        Arc::new(Sheets),
        Arc::new(TenDigits),
        house.clock.clone(),
        house.ids.clone(),
    )
}

fn staff(house: &House) -> Staff {
    let Storage {
        store,
        identities,
        lists,
        search,
        changes,
        work,
        agenda,
        ..
    } = house.storage.clone();
    let (clock, ids) = (house.clock.clone(), house.ids.clone());
    let secrets = Arc::new(FakeSecrets::default());
    let phones = Arc::new(TenDigits);
    let feeds = CalendarFeeds::new(
        store.clone(),
        identities.clone(),
        agenda.clone(),
        secrets.clone(),
        clock.clone(),
        ids.clone(),
    );
    Staff::new(Services {
        desk: house.desk(),
        opening: house.opening(),
        rounds: house.rounds(),
        merging: house.merging(),
        bulk: Bulk::new(house.desk(), store.clone(), lists.clone(), clock.clone()),
        printing: house.printing(),
        views: Views::new(store.clone(), clock.clone(), ids.clone()),
        imports: imports(house),
        sheets: Arc::new(Sheets),
        exports: Exports::new(ExportPorts {
            store: store.clone(),
            lists: lists.clone(),
            writers: Writers {
                sheets: Arc::new(Sheets),
                records: Arc::new(JsonRecords),
                phones: phones.clone(),
            },
            clock: clock.clone(),
            ids: ids.clone(),
        }),
        files: house.files(),
        file_room: house.file_room(),
        forms: Forms::new(
            house.desk(),
            Arc::new(OnePage),
            Some(Arc::new(OneBlank)),
            phones.clone(),
        ),
        letters: Letters::new(LetterPorts {
            desk: house.desk(),
            rounds: house.rounds(),
            images: LetterheadImages::new(house.file_room()),
            renderer: Arc::new(OnePage),
            word: Arc::new(OneFile),
            phones: phones.clone(),
        }),
        letterhead: LetterheadImages::new(house.file_room()),
        templates: house.templates(phones.clone()),
        access: Access::new(
            store.clone(),
            identities,
            secrets.clone(),
            Arc::new(FakeStrength),
            clock.clone(),
        ),
        team: StaffDesk::new(store.clone(), clock.clone(), ids.clone(), secrets),
        settings: StructureSettings::new(store.clone(), clock.clone(), ids.clone()),
        message_settings: MessageSettings::new(store.clone(), clock.clone(), ids.clone()),
        message_log: MessageLog::new(store.clone(), clock.clone(), ids.clone()),
        choices: StaffChoices::new(store),
        carriers: Carriers::kept_here(),
        dead_jobs: DeadJobs::new(house.storage.jobs.clone(), clock.clone()),
        lists,
        work,
        changes,
        search,
        agenda,
        feeds,
        clock,
        ids,
        phones,
        theme: Theme::Neutre,
        cookie: SessionCookie::PlainLocalhost,
        publisher: Publisher::default(),
    })
}

/// A browser: it sends back the cookie it was given, and follows no redirection.
pub struct Browser {
    router: Router,
    cookie: Mutex<Option<String>>,
}

impl Browser {
    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(
            Method::POST,
            path,
            serde_html_form::to_string(fields).unwrap(),
        )
        .await
    }

    /// Asks for a part of a page, as the script of the page does.
    pub async fn get_part(&self, path: &str) -> Answer {
        let part = [("hx-request", "true")];
        self.send_with(Method::GET, path, String::new(), &part)
            .await
    }

    /// Sends a form as the script of the page does, for the element of that identifier.
    pub async fn post_part(&self, path: &str, target: &str, fields: &[(&str, &str)]) -> Answer {
        let part = [("hx-request", "true"), ("hx-target", target)];
        let body = serde_html_form::to_string(fields).unwrap();
        self.send_with(Method::POST, path, body, &part).await
    }

    /// Sends a body as it is.
    pub async fn send(&self, method: Method, path: &str, body: String) -> Answer {
        self.send_with(method, path, body, &[]).await
    }

    /// Sends a file as a form of several parts does.
    pub async fn upload(&self, path: &str, boundary: &str, body: Vec<u8>) -> Answer {
        let kind = format!("multipart/form-data; boundary={boundary}");
        let kind = [(CONTENT_TYPE.as_str(), kind.as_str())];
        self.send_with(Method::POST, path, body, &kind).await
    }

    /// Listens to a stream of events.
    pub async fn listen(&self, path: &str) -> Events {
        let headers = [("accept-encoding", "gzip, br")];
        let response = self
            .respond(Method::GET, path, Body::empty(), &headers)
            .await;
        let (parts, body) = response.into_parts();
        assert_eq!(parts.status, StatusCode::OK);
        Events {
            headers: parts.headers,
            body,
            read: String::new(),
        }
    }

    async fn respond(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Body>,
        headers: &[(&str, &str)],
    ) -> Response<Body> {
        // The first of two headers of one name is the one that counts.
        let plain = [(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")];
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "domifa.example");
        for (name, value) in headers.iter().chain(&plain) {
            request = request.header(*name, *value);
        }
        if let Some(token) = self.cookie() {
            request = request.header(COOKIE, format!("domifa={token}"));
        }
        self.router
            .clone()
            .oneshot(request.body(body.into()).unwrap())
            .await
            .unwrap()
    }

    async fn send_with(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Body>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let response = self.respond(method, path, body, headers).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let endless = headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if endless {
            Body::empty()
        } else {
            response.into_body()
        };
        let bytes = body.collect().await.unwrap().to_bytes();
        if let Some(set) = headers.get(SET_COOKIE).and_then(|set| set.to_str().ok()) {
            let value = set.split(';').next().and_then(|pair| pair.split_once('='));
            *self.cookie.lock().unwrap() = value
                .map(|(_, token)| token.to_owned())
                .filter(|token| !token.is_empty());
        }
        Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The cookie it holds.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }
}

/// A stream of events that a page listens to.
pub struct Events {
    /// The headers it began with.
    pub headers: HeaderMap,
    body: Body,
    read: String,
}

impl Events {
    /// The next event, as its name and its data; none once the stream has ended.
    pub async fn next(&mut self) -> Option<(String, String)> {
        loop {
            let block = self.block().await?;
            let line = |name: &str| {
                block
                    .lines()
                    .find_map(|l| l.strip_prefix(name)?.strip_prefix(": "))
            };
            // A sign of life has no name.
            if let Some(name) = line("event") {
                return Some((name.to_owned(), line("data").unwrap_or_default().to_owned()));
            }
        }
    }

    /// The next event or sign of life, as it was sent.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let block = block.to_owned();
                self.read = rest.to_owned();
                return Some(block);
            }
            let frame = self.body.frame().await?.unwrap();
            let bytes = frame.into_data().unwrap();
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The page, or nothing.
    pub body: String,
}

impl Answer {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .map_or("", |to| to.to_str().unwrap())
    }

    /// Whether the page says this. Unbreakable spaces are spaces here.
    pub fn says(&self, words: &str) -> bool {
        self.body
            .replace(['\u{a0}', '\u{202f}'], " ")
            .contains(words)
    }

    /// The text of the page without its tags, on one line. Unbreakable spaces are spaces
    /// here.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.body.len());
        for part in self.body.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, words)| words));
            text.push(' ');
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The hidden fields of the page, in their order.
    pub fn hidden_fields(&self) -> Vec<(String, String)> {
        self.body
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|rest| {
                let (name, rest) = rest.split_once("\" value=\"").unwrap();
                let (value, _) = rest.split_once('"').unwrap();
                (unescaped(name), unescaped(value))
            })
            .collect()
    }

    /// The value of one hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let found = self.hidden_fields().into_iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// A numbering plan in which every number has ten digits.
pub struct TenDigits;

impl PhonePlan for TenDigits {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let typed = typed.replace("+33", "0");
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let number = digits
            .strip_prefix('0')
            .filter(|rest| rest.len() == 9)
            .and_then(|rest| format!("+33{rest}").parse::<PhoneNumber>().ok())
            .ok_or(InvalidPhone)?;
        let mobile = digits.starts_with("06");
        Ok(ParsedPhone {
            number,
            mobile,
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().replace("+33", "0")
    }
}

/// A renderer whose documents are empty.
struct OnePage;

type Rendering<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, RenderError>> + Send + 'a>>;

impl DocumentRenderer for OnePage {
    fn pdf<'a, 'b, 'c>(&'a self, _: &'b [Paper]) -> Rendering<'c>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        Box::pin(async { Ok(b"%PDF-1.7".to_vec()) })
    }
}

/// The administration's blanks: one page each, with room for six ayants droit.
struct OneBlank;

impl OfficialForms for OneBlank {
    fn annexed(&self, form: &OfficialForm) -> Option<Vec<&'static str>> {
        let covered = match form {
            OfficialForm::Attestation(document) => &document.ayants_droit,
            OfficialForm::Demande(document) => &document.ayants_droit,
        };
        let many = covered.len() > 6;
        Some(many.then_some("Ayants droit").into_iter().collect())
    }

    fn fill<'a, 'b, 'c>(&'a self, _: &'b OfficialForm, finish: Finish) -> Rendering<'c>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        Box::pin(async move { Ok(format!("%PDF-1.7 {finish:?}").into_bytes()) })
    }
}

/// A word processor whose files are empty.
struct OneFile;

impl WordFiles for OneFile {
    fn letter(&self, _: &Letter) -> Result<Vec<u8>, RenderError> {
        Ok(b"PK letter".to_vec())
    }

    fn card(&self, _: &CardDocument) -> Result<Vec<u8>, RenderError> {
        Ok(b"PK card".to_vec())
    }
}
