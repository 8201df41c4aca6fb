//! A county with a few accounts, and browsers that keep their cookies and follow where forms are sent on.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use axum::middleware;
use jiff::SignedDuration;
use kernel::account::{self, NewAccount, totp};
use kernel::testing::{Ground, grounds};
use kernel::{Actor, DbError, Fault, Grant, Role, Scope, Tx, ledger};
use law::decision::Text;
use tower::ServiceExt;
use web::address::Address;
use web::crowd::Held;
use web::{Crowd, House, Site, Texts};

/// The password of everybody here.
pub const PASSWORD: &str = "a sentence nobody guesses";

/// Where the browsers here find the house.
pub const ORIGIN: &str = "https://shanzhi.example";

/// A county at its doors.
pub struct Town {
    pub ground: Ground,
    /// The places in which passwords are hashed: two, and nobody waits.
    pub hashing: Crowd,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
    pub headers: HeaderMap,
}

/// Somebody's browser.
pub struct Browser<'t> {
    town: &'t Town,
    pub cookies: BTreeMap<String, String>,
    pub agent: &'static str,
    pub address: Option<Address>,
    last: Vec<(String, String)>,
}

impl Town {
    /// One on each engine.
    pub fn all() -> Vec<Town> {
        grounds(&[people::schema()]).into_iter().map(Town::on).collect()
    }

    fn on(ground: Ground) -> Town {
        let texts = Texts::build(&[web::i18n::WEB, access::TEXTS]).expect("sound texts");
        let site = Site::new(texts, Text::new("示例县", "Example"), Box::new(|| "r".into())).expect("a site");
        let seat: web::house::Seat = |_, _| Ok::<_, DbError>(Default::default());
        let hashing = Crowd::of(2, (0, Duration::ZERO), 5);
        let house = House::with_places(ground.county.clone(), seat, hashing.clone()).expect("a house");
        let routes = access::routes().with_state(house.clone());
        let router = web::dress(routes, Arc::new(site))
            .layer(middleware::from_fn_with_state(house, web::house::recognise));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        Town { ground, hashing, router, runtime: runtime.expect("a runtime") }
    }

    /// Takes every place in which passwords are hashed.
    pub fn fill_hashing(&self) -> Vec<Held> {
        self.runtime.block_on(async {
            let mut held = Vec::new();
            while let Some(place) = self.hashing.enter().await {
                held.push(place);
            }
            held
        })
    }

    /// Opens an account with roles over the county; answers its id.
    pub fn account(&self, login: &'static str, roles: &'static [Role]) -> String {
        self.account_with(login, roles, false)
    }

    /// Opens one whose password somebody gave.
    pub fn given(&self, login: &'static str, roles: &'static [Role]) -> String {
        self.account_with(login, roles, true)
    }

    fn account_with(&self, login: &'static str, roles: &'static [Role], must_change: bool) -> String {
        let hash = account::hash_password(PASSWORD, [3; 16]).expect("hashed");
        self.write(move |tx| {
            let new = NewAccount { person: None, login, name: login, password_hash: &hash, must_change };
            let id = account::create(tx, &new)?;
            for role in roles {
                let held = Grant { role: *role, unit: None };
                account::grant(tx, &id, &held, (tx.today(), None), "test")?;
            }
            Ok(id)
        })
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + Sync + 'static,
    ) -> T {
        let done = self.ground.county.write_now(move |tx| {
            let done = work(tx)?;
            // Rows set by hand leave an act too; without one nothing is committed.
            let act = ledger::Act {
                kind: "test.written",
                subject: ("test", "test"),
                unit: None,
                person: None,
                facts: serde_json::json!({}),
                decision: None,
            };
            ledger::record(tx, &Actor::program(), &act)?;
            Ok::<_, Fault>(done)
        });
        done.expect("written")
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> T {
        self.ground.county.read_now(work).expect("read")
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        let clock = self.ground.county.clock();
        clock.set(clock.now() + SignedDuration::from_secs(seconds));
    }

    /// The code a generator with that secret shows now, after `steps`.
    pub fn code(&self, secret: &str, steps: i64) -> String {
        let secret = secret_bytes(secret);
        totp::code(&secret, totp::step_at(self.ground.county.clock().now()) + steps, totp::DIGITS)
    }

    /// The kinds of the last acts, newest first.
    pub fn acts(&self, most: u32) -> Vec<String> {
        let scope = Scope::county("tests read everything");
        self.read(move |tx| Ok(ledger::recent(tx, &scope, None, most)?))
            .into_iter()
            .map(|entry| entry.kind)
            .collect()
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser {
            town: self,
            cookies: BTreeMap::new(),
            agent: "Mozilla/5.0 (Windows NT 10.0)",
            address: Some(Address(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7)))),
            last: Vec::new(),
        }
    }

    /// A browser signed in after setting up the second factor its role requires; answers its secret too.
    pub fn enrolled(&self, login: &str) -> (Browser<'_>, String) {
        let mut browser = self.browser();
        assert_eq!(browser.sign_in(login, PASSWORD).location, "/sign-in/second-factor");
        let secret = browser.get("/sign-in/second-factor").secret();
        browser.post("/sign-in/second-factor", &[("code", &self.code(&secret, 0))]);
        assert!(browser.is_in());
        (browser, secret)
    }

    /// The roles an account holds today.
    pub fn roles(&self, account: &str) -> Vec<Grant> {
        let account = account.to_owned();
        self.read(move |tx| Ok(account::actor(tx, &account)?.ok_or(Fault::NotFound)?.grants))
    }

    /// A browser signed in by the password alone.
    pub fn signed_in(&self, login: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.sign_in(login, PASSWORD);
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (StatusCode::SEE_OTHER, "/"),
            "{}",
            answer.seen()
        );
        browser
    }
}

fn secret_bytes(typed: &str) -> Vec<u8> {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut held, mut out) = (0_u32, 0_u32, Vec::new());
    for value in typed.chars().filter_map(|c| SIGNS.find(c)) {
        held = (held << 5) | u32::try_from(value).expect("five bits");
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 0xff).expect("a byte"));
        }
    }
    out
}

impl Answer {
    pub fn seen(&self) -> String {
        web::testing::seen(&self.body)
    }

    /// The secret on a page that sets up a generator.
    pub fn secret(&self) -> String {
        let seen = self.seen().replace(|c: char| !c.is_ascii(), " ");
        let is_group = |word: &&str| {
            word.len() == 4 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        };
        let groups: Vec<&str> = seen.split_whitespace().filter(is_group).collect();
        groups[groups.len().saturating_sub(8)..].join(" ")
    }

    /// What stands in `code` elements: recovery codes.
    pub fn codes(&self) -> Vec<String> {
        let parts = self.body.split("<code>").skip(1);
        parts.filter_map(|part| part.split("</code>").next()).map(str::to_owned).collect()
    }

    /// The fields of the form that posts to `action`, with their values.
    pub fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let form = self.body.split(&format!("action=\"{action}\"")).nth(1).unwrap_or_default();
        let form = form.split("</form>").next().unwrap_or_default();
        let attribute = |tag: &str, name: &str| {
            tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
        };
        let tags = form.split("<input type=\"hidden\"").skip(1);
        tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
    }
}

impl Browser<'_> {
    fn send(&mut self, method: Method, path: &str, form: &[(String, String)]) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("user-agent", self.agent)
            .header("sec-fetch-site", "same-origin")
            .header("host", "shanzhi.example")
            .header("origin", ORIGIN)
            .header("cookie", cookies.join("; "))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()))
            .expect("a request");
        if let Some(address) = self.address {
            request.extensions_mut().insert(address);
        }
        let answer = self.town.runtime.block_on(async {
            let answer = self.town.router.clone().oneshot(request).await.expect("an answer");
            let (status, headers) = (answer.status(), answer.headers().clone());
            let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000).await.expect("a body");
            let text = |name: &str| {
                headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
            };
            Answer {
                status,
                location: text("location"),
                body: String::from_utf8_lossy(&bytes).into_owned(),
                headers,
            }
        });
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            match value.is_empty() {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[])
    }

    /// Sends a form; one that is sent on (307) arrives with the same body.
    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        self.post_owned(path, form)
    }

    fn post_owned(&mut self, path: &str, form: Vec<(String, String)>) -> Answer {
        let answer = self.send(Method::POST, path, &form);
        self.last = form;
        if answer.status == StatusCode::TEMPORARY_REDIRECT {
            return self.send(Method::POST, &answer.location, &self.last.clone());
        }
        answer
    }

    /// Fills in the page that asks again who one is, and sends it.
    pub fn step_up(&mut self, asked: &Answer, typed: &str) -> Answer {
        let mut form = asked.hidden("/account/step-up");
        form.push(("step-up-code".into(), typed.into()));
        self.post_owned("/account/step-up", form)
    }

    pub fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("login", login), ("password", password)])
    }

    /// Sets up a generator once signed in; answers its secret and the recovery codes.
    pub fn enrol(&mut self) -> (String, Vec<String>) {
        let begun = self.post("/account/second-factor", &[]);
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.seen());
        let secret = self.get(&begun.location).secret();
        let code = self.town.code(&secret, 0);
        let done = self.post("/account/second-factor/new", &[("code", &code)]);
        assert_eq!(done.status, StatusCode::OK, "{}", done.seen());
        (secret, done.codes())
    }

    /// Whether it is signed in.
    pub fn is_in(&mut self) -> bool {
        self.get("/account").status == StatusCode::OK
    }
}
