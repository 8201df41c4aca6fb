//! One county's house as the handlers of every room see it: its database, its rulebook, who is signed in.
//! The session layer turns the cookie into an [`Acting`]; reading a session never writes. Not here: signing
//! in and accounts (room `access`), opening counties (server).

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::clock::date_at;
use kernel::session::{self, Session};
use kernel::settings;
use kernel::{Actor, County, DbError, Fault};
use law::calendar::YearNotice;
use law::rulebook::{Confirmation, Override, Rulebook};
use thiserror::Error;

use crate::crowd::Crowd;
use crate::errors::Problem;
use crate::page::{Signed, cookie};

/// Name of the session cookie; where the house is reached by https, [`crate::cover`] puts `__Host-` before it.
pub const COOKIE: &str = "shanzhi";
/// A session unused for this long has to sign in again, in seconds.
pub const IDLE_SECONDS: i64 = 2 * 60 * 60;
/// What is known of a session is read again after this long, in seconds: what ended meanwhile without this house being told (by
/// the daily run, in another program on the same database) holds no longer than that.
const KNOWN_SECONDS: i64 = 60;
/// That a session is in use is stored with a change at most this often, in seconds.
const TOUCH_SECONDS: i64 = 10 * 60;
/// Sessions kept in memory before the oldest are forgotten (they are read again from the database).
const KEPT: usize = 20_000;

/// The county's house. Cheap to clone: the state of every router.
#[derive(Clone)]
pub struct House(Arc<Inner>);

struct Inner {
    county: County,
    book: RwLock<Arc<Rulebook>>,
    sessions: RwLock<HashMap<String, Arc<Known>>>,
    seat: Seat,
    hashing: Crowd,
}

/// Passwords hashed at once for each core: each takes a core and 19 MiB for its time.
const HASHES_EACH_CORE: usize = 2;
/// So many wait for their password to be hashed, and no longer than this.
const HASHES_WAITING: (usize, Duration) = (64, Duration::from_secs(5));
/// After so many seconds whoever got no place comes again.
const HASHES_AGAIN: u32 = 5;

/// Answers the unit and the post of an actor as pages show them; the people room knows.
pub type Seat = fn(&mut kernel::Tx<'_>, &Actor) -> Result<(String, String), DbError>;

struct Known {
    actor: Arc<Actor>,
    signed: Arc<Signed>,
    session: Arc<Session>,
    seen: AtomicI64,
    touched: AtomicI64,
    stale: AtomicBool,
    read_at: i64,
    /// Grants begin and end with a day.
    on: Date,
}

impl Known {
    fn is_over(&self, now: Timestamp) -> bool {
        self.session.until <= now || now.as_second() - self.seen.load(Ordering::Relaxed) > IDLE_SECONDS
    }
}

/// Why a house could not be opened or its rulebook not be read again.
#[derive(Debug, Error)]
pub enum HouseError {
    /// The rulebook in the program.
    #[error("rulebook: {0}")]
    Rulebook(#[from] law::rulebook::RulebookError),
    /// What the county added to it.
    #[error("the county's own rules: {0}")]
    CountyRules(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The rulebook with what the county added and has not withdrawn.
///
/// # Errors
/// If an addition cannot be read or does not fit the rulebook.
pub fn rulebook_of(tx: &mut kernel::Tx<'_>) -> Result<Rulebook, HouseError> {
    let (mut overrides, mut confirmations, mut years) = (Vec::new(), Vec::new(), Vec::new());
    let unread = |error: serde_json::Error| HouseError::CountyRules(error.to_string());
    for added in settings::county_rules(tx)? {
        match added.kind.as_str() {
            "override" => overrides.push(serde_json::from_str::<Override>(&added.body).map_err(unread)?),
            "confirmation" => {
                confirmations.push(serde_json::from_str::<Confirmation>(&added.body).map_err(unread)?);
            }
            _ => years.push(
                YearNotice::parse(&added.body).map_err(|error| HouseError::CountyRules(error.to_string()))?,
            ),
        }
    }
    Ok(Rulebook::built_in()?.with_county(overrides, confirmations, years)?)
}

impl House {
    /// The house of an open county.
    ///
    /// # Errors
    /// If the rulebook with the county's additions cannot be read.
    pub fn of(county: County, seat: Seat) -> Result<House, HouseError> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        House::with_places(county, seat, Crowd::of(cores * HASHES_EACH_CORE, HASHES_WAITING, HASHES_AGAIN))
    }

    /// The house of an open county that hashes passwords in these places.
    ///
    /// # Errors
    /// As [`House::of`].
    pub fn with_places(county: County, seat: Seat, hashing: Crowd) -> Result<House, HouseError> {
        let book = county.read_now(|tx| Ok::<_, DbError>(rulebook_of(tx)))??;
        Ok(House(Arc::new(Inner {
            county,
            book: RwLock::new(Arc::new(book)),
            sessions: RwLock::new(HashMap::new()),
            seat,
            hashing,
        })))
    }

    /// The places in which passwords are hashed: `house.hashing().slowly(…)`.
    #[must_use]
    pub fn hashing(&self) -> &Crowd {
        &self.0.hashing
    }

    /// The county's database.
    #[must_use]
    pub fn county(&self) -> &County {
        &self.0.county
    }

    /// The rulebook in force, with the county's additions.
    #[must_use]
    pub fn book(&self) -> Arc<Rulebook> {
        self.0.book.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the rulebook again after the county changed it.
    ///
    /// # Errors
    /// As [`House::of`].
    pub async fn reload_book(&self) -> Result<(), HouseError> {
        let book = self.0.county.read(|tx| Ok::<_, DbError>(rulebook_of(tx))).await??;
        *self.0.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
        Ok(())
    }

    /// Forgets what it knows of sessions: after a sign-out, a change of grants, posts or passwords. When they were last
    /// used it still knows, so that an idle one does not come back.
    pub fn forget_sessions(&self) {
        let sessions = self.0.sessions.read().unwrap_or_else(PoisonError::into_inner);
        sessions.values().for_each(|known| known.stale.store(true, Ordering::Relaxed));
    }

    /// When the sessions of an account were last used, by their ids, as far as this program has seen them.
    #[must_use]
    pub fn seen_of(&self, account: &str) -> HashMap<String, Timestamp> {
        let sessions = self.0.sessions.read().unwrap_or_else(PoisonError::into_inner);
        let own = sessions.values().filter(|known| known.session.account == account);
        let seen = |known: &Arc<Known>| Timestamp::from_second(known.seen.load(Ordering::Relaxed)).ok();
        own.filter_map(|known| Some((known.session.id.clone(), seen(known)?))).collect()
    }

    /// Reads in scope, off the request's thread.
    ///
    /// # Errors
    /// What the work returns, as a [`Problem`].
    pub async fn read<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut kernel::Tx<'_>) -> Result<T, Fault> + Send + 'static,
    {
        Ok(self.0.county.read(work).await?)
    }

    async fn known(&self, token: &str) -> Result<Option<Arc<Known>>, DbError> {
        let now = self.0.county.clock().now();
        let found = self.0.sessions.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned();
        if let Some(known) = &found {
            if known.is_over(now) {
                return Ok(None);
            }
            let fresh = now.as_second() - known.read_at < KNOWN_SECONDS && known.on == date_at(now);
            if fresh && !known.stale.load(Ordering::Relaxed) {
                known.seen.store(now.as_second(), Ordering::Relaxed);
                return Ok(found);
            }
        }
        let (asked, seat) = (token.to_owned(), self.0.seat);
        let read = self.0.county.read(move |tx| {
            let Some((actor, session)) = session::find(tx, &asked)? else { return Ok::<_, DbError>(None) };
            let (unit, post) = seat(tx, &actor)?;
            Ok(Some((actor, session, unit, post)))
        });
        let Some((actor, session, unit, post)) = read.await? else {
            self.0.sessions.write().unwrap_or_else(PoisonError::into_inner).remove(token);
            return Ok(None);
        };
        let mut roles: Vec<String> = actor.grants.iter().map(|grant| grant.role.code().to_owned()).collect();
        roles.sort_unstable();
        roles.dedup();
        let (id, name, must_choose) = (actor.account.clone(), actor.name.clone(), session.must_choose);
        let signed = Signed { id, name, unit, post, roles, must_choose };
        let stored = session.last_used_at.unwrap_or(session.opened_at).as_second();
        let touched = found.map_or(stored, |before| before.touched.load(Ordering::Relaxed).max(stored));
        let known = Arc::new(Known {
            actor: Arc::new(actor),
            signed: Arc::new(signed),
            session: Arc::new(session),
            seen: AtomicI64::new(now.as_second()),
            touched: AtomicI64::new(touched),
            stale: AtomicBool::new(false),
            read_at: now.as_second(),
            on: date_at(now),
        });
        let mut sessions = self.0.sessions.write().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= KEPT {
            sessions.retain(|_, known| !known.is_over(now));
        }
        if sessions.len() >= KEPT {
            sessions.clear();
        }
        sessions.insert(token.to_owned(), known.clone());
        Ok(Some(known))
    }

    /// Stores that a session is in use, beside the change that is being made anyway; a GET stores nothing.
    fn touch(&self, token: &str, known: &Known) {
        let now = self.0.county.clock().now().as_second();
        if now - known.touched.load(Ordering::Relaxed) < TOUCH_SECONDS {
            return;
        }
        known.touched.store(now, Ordering::Relaxed);
        let (county, token) = (self.0.county.clone(), token.to_owned());
        tokio::spawn(async move {
            if let Err(error) = county.write(move |tx| session::touch(tx, &token)).await {
                tracing::error!(%error, "the use of a session could not be stored");
            }
        });
    }
}

/// The layer that knows who is asking. Apply it outside [`crate::site::dress`].
pub async fn recognise(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let token = cookie(request.headers(), COOKIE).filter(|token| token.len() == 64).map(str::to_owned);
    if let Some(token) = token
        && !request.uri().path().starts_with("/static/")
    {
        match house.known(&token).await {
            Ok(Some(known)) => {
                if !request.method().is_safe() {
                    house.touch(&token, &known);
                }
                request.extensions_mut().insert(known.session.clone());
                request.extensions_mut().insert(known.signed.clone());
                request.extensions_mut().insert(known.actor.clone());
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "a session could not be read");
                request.extensions_mut().insert(Unread(error.into()));
            }
        }
    }
    next.run(request).await
}

/// Whether somebody is signed in could not be read: neither they nor a stranger is asking.
#[derive(Clone)]
struct Unread(Problem);

/// Who is acting in this request. Extracting it sends people who are not signed in to the sign-in page
/// (programs get 401): `async fn show(page: Page, Acting(actor): Acting, …)`.
#[derive(Debug, Clone)]
pub struct Acting(pub Arc<Actor>);

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Acting, Response> {
        if let Some(actor) = parts.extensions.get::<Arc<Actor>>() {
            return Ok(Acting(actor.clone()));
        }
        if let Some(Unread(problem)) = parts.extensions.get::<Unread>() {
            return Err(problem.clone().into_response());
        }
        let path = parts.uri.path();
        if parts.method != Method::GET || path.starts_with("/api/") {
            return Err(Problem::new(StatusCode::UNAUTHORIZED).into_response());
        }
        // Only a path of this house, so that the way back cannot lead elsewhere.
        let to =
            format!("/sign-in?next={}", form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>());
        let location = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/sign-in"));
        Err((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Acting {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Acting>, Self::Rejection> {
        Ok(parts.extensions.get::<Arc<Actor>>().map(|actor| Acting(actor.clone())))
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Problem {
        match error {
            DbError::Unavailable { .. } => Problem::unavailable(error),
            _ => Problem::internal(error),
        }
    }
}

impl From<HouseError> for Problem {
    fn from(error: HouseError) -> Problem {
        Problem::internal(error)
    }
}

impl From<Fault> for Problem {
    /// Refusals without a form to show them in become a page that says why.
    fn from(fault: Fault) -> Problem {
        match fault {
            Fault::Db(error) => error.into(),
            Fault::NotFound => Problem::not_found(),
            Fault::Refused(refusals) => {
                let join = |pick: fn(&law::decision::Text) -> &String| {
                    refusals.iter().map(|refusal| pick(&refusal.text).as_str()).collect::<Vec<_>>().join(" ")
                };
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY)
                    .told(law::decision::Text::new(join(|text| &text.zh), join(|text| &text.en)))
            }
        }
    }
}
