//! The layer at the door that counts what accepted forms asked: how many fields were filled, and how long it took where
//! the form says when it was shown. It keeps sums in memory and writes them together about once a minute; it knows no
//! person, only the role. Not here: what is shown of it (`own`).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use kernel::actor::Role;
use kernel::{Actor, County, Fault, clock};
use web::{FormState, Problem};

use super::{Place, Sum};

/// Sums wait so long before they are written.
const WAIT: Duration = Duration::from_secs(60);
/// Largest form that is looked at; larger ones pass uncounted but for themselves.
const LARGEST: usize = 2 * 1024 * 1024;
/// Names that ask nothing of anybody.
const QUIET: [&str; 6] = ["act", "do", "once", "asked_at", "rhythm", "outcome"];
/// A form left open longer was not filled all that time.
const LONGEST: i64 = 2 * 60 * 60;

/// Sums that wait to be written.
#[derive(Clone)]
pub struct Meter {
    county: County,
    waiting: Arc<Mutex<BTreeMap<Place, Sum>>>,
}

impl Meter {
    /// A meter of a county.
    #[must_use]
    pub fn new(county: County) -> Meter {
        Meter { county, waiting: Arc::default() }
    }

    /// Adds one form; true if it is the first that waits.
    fn take(&self, place: Place, sum: Sum) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let first = waiting.is_empty();
        let held = waiting.entry(place).or_default();
        held.posts += sum.posts;
        held.fields += sum.fields;
        held.timed += sum.timed;
        held.seconds += sum.seconds;
        first
    }

    fn empty(&self) -> Vec<(Place, Sum)> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *waiting).into_iter().collect()
    }

    /// Writes what waits. What could not be written waits on.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn flush(&self) -> Result<(), Fault> {
        let sums = self.empty();
        if sums.is_empty() {
            return Ok(());
        }
        let written = sums.clone();
        let done = self.county.write(move |tx| super::add(tx, &written)).await;
        if done.is_err() {
            sums.into_iter().for_each(|(place, sum)| {
                self.take(place, sum);
            });
        }
        done
    }

    fn flush_later(&self) {
        let meter = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(WAIT).await;
            if let Err(error) = meter.flush().await {
                tracing::error!("what forms asked could not be counted: {error}");
            }
        });
    }
}

/// The role a form counts for: the first that is more than cadre.
fn role(actor: &Actor) -> Role {
    let roles = actor.grants.iter().map(|grant| grant.role);
    roles.filter(|role| *role != Role::Cadre).min().unwrap_or(Role::Cadre)
}

/// Whether a pattern is a form of a room, not signing in or choosing a language.
fn is_room(pattern: &str) -> bool {
    !["/sign", "/preferences", "/open", "/demo", "/account", "/answer", "/ballot"]
        .iter()
        .any(|start| pattern.starts_with(start))
}

/// Counts accepted forms of people who are signed in.
pub async fn count(State(meter): State<Meter>, request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let role = request.extensions().get::<Arc<Actor>>().map(|actor| role(actor));
    let (Some(pattern), Some(role), true) = (pattern, role, request.method() == Method::POST) else {
        return next.run(request).await;
    };
    if !is_room(&pattern) {
        return next.run(request).await;
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let plain = kind.starts_with("application/x-www-form-urlencoded");
    let (request, sent) = if plain {
        let (parts, body) = request.into_parts();
        let Ok(bytes) = to_bytes(body, LARGEST).await else {
            return Problem::too_large().into_response();
        };
        let sent = FormState::parse(&bytes).ok();
        (Request::from_parts(parts, Body::from(bytes)), sent)
    } else {
        (request, None)
    };
    let now = meter.county.clock().now();
    let answer = next.run(request).await;
    if answer.status() == StatusCode::SEE_OTHER {
        let place = Place {
            month: clock::date_at(now).strftime("%Y-%m").to_string(),
            role: role.code().to_owned(),
            form: pattern,
        };
        if meter.take(place, measure(sent.as_ref(), now)) {
            meter.flush_later();
        }
    }
    answer
}

/// What one form asked. A form with files counts as one field: its body is not read here.
fn measure(sent: Option<&FormState>, now: Timestamp) -> Sum {
    let Some(form) = sent else { return Sum { posts: 1, fields: 1, ..Sum::default() } };
    let filled =
        form.pairs().filter(|(name, value)| !value.trim().is_empty() && !QUIET.contains(name)).count();
    let shown: Option<Timestamp> = form.value("asked_at").parse().ok();
    let took = shown.map(|at| now.as_second() - at.as_second()).filter(|took| (0..=LONGEST).contains(took));
    Sum {
        posts: 1,
        fields: i64::try_from(filled).unwrap_or(0),
        timed: i64::from(took.is_some()),
        seconds: took.unwrap_or(0),
    }
}
