//! A room's pages asked as a browser asks them, and its texts compared with what its pages ask for. Only with feature
//! `testing`. Not here: any room's own tests, counties to test on (`kernel::testing`).
#![expect(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::session::Session;
use kernel::{Actor, County, DbError};
use law::Text;
use tower::ServiceExt;

use crate::i18n::{Language, Source, Texts, WEB, check, keys_used};
use crate::{House, Site};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Where it leads.
    pub location: String,
    /// What it is.
    pub kind: String,
    /// How long it may be kept.
    pub cache: String,
    /// As text.
    pub body: String,
    /// How long it is.
    pub bytes: usize,
}

impl Answer {
    /// What the reader sees of it.
    #[must_use]
    pub fn seen(&self) -> String {
        seen(&self.body)
    }
}

/// What the reader sees: a page without its tags.
#[must_use]
pub fn seen(html: &str) -> String {
    let (mut text, mut inside) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// A form as a browser sends it.
#[must_use]
pub fn encoded(form: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    body.finish()
}

fn posted(path: &str, form: &[(&str, &str)]) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(encoded(form)))
        .expect("a request")
}

/// The doors of one room, on a county.
pub struct Doors {
    router: Router,
    runtime: tokio::runtime::Runtime,
    clock: kernel::clock::Clock,
    room: &'static str,
}

impl Doors {
    /// Opens them.
    ///
    /// # Panics
    /// If the room's texts or the county's rules do not hold together.
    #[must_use]
    pub fn open(county: &County, routes: Router<House>, texts: Source) -> Doors {
        let room = texts.room;
        let texts = Texts::build(&[WEB, texts]).expect("sound texts");
        let site = Site::new(texts, Text::new("示例县", "Example"), Box::new(|| "r".into())).expect("a site");
        let seat: crate::house::Seat = |_, _| Ok::<_, DbError>(Default::default());
        let house = House::of(county.clone(), seat).expect("a house");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let router = crate::dress(routes.with_state(house), Arc::new(site));
        let clock = county.clock().clone();
        Doors { router, runtime: runtime.expect("a runtime"), clock, room }
    }

    /// Sends a request as somebody who has just proved who they are, or as nobody signed in.
    ///
    /// # Panics
    /// If no answer comes.
    pub fn send(&self, who: Option<&Actor>, request: Request<Body>) -> Answer {
        self.send_proven(who, request, true)
    }

    fn send_proven(&self, who: Option<&Actor>, mut request: Request<Body>, proven: bool) -> Answer {
        if let Some(actor) = who {
            request.extensions_mut().insert(Arc::new(actor.clone()));
            let now = self.clock.now();
            request.extensions_mut().insert(Arc::new(Session {
                id: "here".into(),
                account: actor.account.clone(),
                opened_at: now,
                until: now,
                device: String::new(),
                last_used_at: None,
                proven_at: proven.then_some(now),
                must_choose: false,
            }));
        }
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("an answer");
            let header = |name: &str| {
                answer
                    .headers()
                    .get(name)
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or_default()
                    .to_owned()
            };
            let (location, kind, cache) =
                (header("location"), header("content-type"), header("cache-control"));
            let status = answer.status();
            let bytes = axum::body::to_bytes(answer.into_body(), 30_000_000).await.expect("a body");
            let body = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status, location, kind, cache, body, bytes: bytes.len() }
        })
    }

    /// Asks for a page in one of the two languages.
    pub fn read(&self, who: Option<&Actor>, path: &str, english: bool) -> Answer {
        let language = if english { "lang=en" } else { "lang=zh-CN" };
        let request = Request::get(path).header("cookie", language).header("sec-fetch-site", "same-origin");
        self.send(who, request.body(Body::empty()).expect("a request"))
    }

    /// Asks for a page in Chinese.
    pub fn get(&self, who: Option<&Actor>, path: &str) -> Answer {
        self.read(who, path, false)
    }

    /// Sends a form.
    pub fn post(&self, who: Option<&Actor>, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(who, posted(path, form))
    }

    /// That a form is kept and a fresh proof asked for, when its sender proved long ago who they are.
    ///
    /// # Panics
    /// If it is not.
    pub fn assert_proof_asked(&self, who: &Actor, path: &str, form: &[(&str, &str)]) {
        let answer = self.send_proven(Some(who), posted(path, form), false);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {}", answer.seen());
        assert!(answer.body.contains("action=\"/account/step-up\""), "{path}: {}", answer.seen());
        for (name, value) in form.iter().filter(|(name, _)| *name != "password") {
            let kept = format!("name=\"{name}\" value=\"{value}\"");
            assert!(answer.body.contains(&kept), "{path} loses {name}: {}", answer.body);
        }
    }

    /// That reading a page leads to where a fresh proof is given.
    ///
    /// # Panics
    /// If it does not.
    pub fn assert_leads_to_proof(&self, who: &Actor, path: &str) {
        let request = Request::get(path).header("sec-fetch-site", "same-origin").body(Body::empty());
        let answer = self.send_proven(Some(who), request.expect("a request"), false);
        assert!(answer.location.starts_with("/account/step-up?next="), "{path}: {}", answer.location);
    }

    /// Sends a form that must be accepted; answers where it leads.
    ///
    /// # Panics
    /// If it is not accepted.
    pub fn done(&self, who: Option<&Actor>, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(who, path, form);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.seen());
        answer.location
    }

    /// That a page is there in both languages, sound and without the name of a text.
    ///
    /// # Panics
    /// If it is not.
    pub fn assert_drawn(&self, who: Option<&Actor>, path: &str) {
        let key = format!("{}-", self.room);
        for english in [false, true] {
            let answer = self.read(who, path, english);
            let (text, html) = (answer.seen(), &answer.body);
            assert_eq!(answer.status, StatusCode::OK, "{path}: {text}");
            assert!(!text.contains(&key) && !text.contains("web-"), "{path} shows a key: {text}");
            assert!(!html.contains(" style=") && !html.contains("<script>"), "{path}");
            assert_eq!(html.matches("<h1").count(), 1, "{path} has one heading");
            let mut ids: Vec<&str> =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            ids.sort_unstable();
            let twice = ids.windows(2).find(|pair| pair[0] == pair[1]);
            assert_eq!(twice, None, "{path} gives an id twice");
        }
    }
}

/// That both languages of a room say the same things, and that every text its pages and templates name is there.
/// `root` is the room's folder, `drafts` the names of drafts that look like texts, `least` how many texts its pages
/// name at the least, so that the test notices when it read none.
///
/// # Panics
/// If a text is missing.
pub fn assert_texts(room: Source, root: &str, drafts: &[&str], least: usize) {
    assert_eq!(check(&[WEB, room]), []);
    let root = Path::new(root);
    let mut all = Vec::new();
    files(&root.join("src/pages"), &mut all);
    if root.join("templates").exists() {
        files(&root.join("templates"), &mut all);
    }
    let texts = Texts::build(&[WEB, room]).expect("sound texts");
    let t = texts.lookup(Language::ZhCn);
    let known = |key: &str| {
        let line = format!("{key} =");
        drafts.contains(&key) || room.zh.lines().any(|text| text.starts_with(&line)) || t.get(key).is_some()
    };
    let mut asked = 0;
    for text in &all {
        for key in keys_used(text).into_iter().chain(quoted_keys(room.room, text)) {
            asked += 1;
            assert!(known(key), "no text {key}");
        }
    }
    assert!(asked > least, "the pages name {asked} texts, not more than {least}");
}

/// Every word in quotes that begins like a text of the room.
fn quoted_keys<'t>(room: &str, text: &'t str) -> Vec<&'t str> {
    let key = |part: &&str| {
        part.strip_prefix(room).is_some_and(|rest| rest.starts_with('-') && rest.len() > 1)
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    text.split('"').filter(key).collect()
}

fn files(folder: &Path, into: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { panic!("{} is not there", folder.display()) };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(std::fs::read_to_string(&path).expect("text"));
        }
    }
}
