//! The room's pages as a browser of one actor asks for them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{Request, StatusCode};
use jiff::civil::date;
use kernel::session::Session;
use kernel::testing::Ground;
use kernel::{Actor, DbError};
use law::decision::Text;
use people::archive::{Chapter, Entry, EntryKind};
use tower::ServiceExt;
use web::i18n::Texts;
use web::{House, Signed, Site, dress};

const CHAPTERS: &[Chapter] = &[|_, _, _| {
    Ok(vec![Entry {
        on: date(2025, 12, 31),
        title: Text::new("2025年度考核：称职", "2025: competent"),
        link: Some("/assessment/1".into()),
        kind: EntryKind::Grade,
    }])
}];

/// The room's pages as one actor sees them.
pub struct Door {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// As somebody who has just proved who they are.
pub fn door(ground: &Ground, actor: Actor) -> Door {
    door_proven(ground, actor, true)
}

/// As somebody who proved long ago who they are.
pub fn stale_door(ground: &Ground, actor: Actor) -> Door {
    door_proven(ground, actor, false)
}

fn door_proven(ground: &Ground, actor: Actor, proven: bool) -> Door {
    let house =
        House::of(ground.county.clone(), |_, _| Ok::<_, DbError>(Default::default())).expect("a house");
    let texts = Texts::build(&[web::i18n::WEB, people::TEXTS]).expect("texts");
    let mut site =
        Site::new(texts, Text::new("凤县", "Feng County"), Box::new(|| "r".into())).expect("a site");
    site.rooms = people::ROOMS.to_vec();
    let signed =
        Arc::new(Signed { id: actor.account.clone(), name: actor.name.clone(), ..Signed::default() });
    let now = ground.county.clock().now();
    let session = Arc::new(Session {
        id: "here".into(),
        account: actor.account.clone(),
        opened_at: now,
        until: now,
        device: String::new(),
        last_used_at: None,
        proven_at: proven.then_some(now),
        must_choose: false,
    });
    let actor = Arc::new(actor);
    let router = dress(people::routes(CHAPTERS).with_state(house), Arc::new(site)).layer(
        axum::middleware::from_fn(move |mut request: Request<Body>, next: axum::middleware::Next| {
            request.extensions_mut().insert(actor.clone());
            request.extensions_mut().insert(signed.clone());
            request.extensions_mut().insert(session.clone());
            next.run(request)
        }),
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    Door { router, runtime }
}

impl Door {
    pub fn ask(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("an answer");
            let to = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap_or_default().to_owned());
            let status = answer.status();
            let body = axum::body::to_bytes(answer.into_body(), 50_000_000).await.expect("a body").to_vec();
            Answer { status, to: to.unwrap_or_default(), body }
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request"))
    }

    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .expect("a request");
        self.ask(request)
    }

    pub fn send(&self, name: &str, bytes: &[u8], kind: &str) -> Answer {
        self.send_to("/people/import", name, bytes, kind)
    }

    pub fn send_to(&self, path: &str, name: &str, bytes: &[u8], kind: &str) -> Answer {
        let mut body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--x\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(path)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .expect("a request");
        self.ask(request)
    }
}

pub fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
