//! Guessing the codes of an anonymous review, a questionnaire or a request is slowed down, address by address: each wrong
//! code takes one of a few places, and places come back with time. Right codes take none, so that a whole class behind one
//! address answers at the same moment without waiting. Sending in requests, objections and comments takes places too, right or
//! wrong, so that one address that sends thousands does not hold up the others. Nobody is locked out for long; whoever
//! goes on waits longer.
//! Not here: what a code opens (assessment, diagnosis, requests), and passwords, whose accounts rest by themselves (access).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use web::Problem;
use web::address::Address;

/// How many places an address has and how they come back.
#[derive(Debug, Clone, Copy)]
struct Terms {
    /// Places an address has at once.
    at_once: u32,
    /// Time after which a place comes back.
    each: Duration,
    /// Many taken at the same moment are made up for no longer than this: others share the address.
    guilt: Duration,
}

/// Of wrong codes.
const GUESSES: Terms = Terms { at_once: 12, each: Duration::from_secs(3), guilt: Duration::from_secs(300) };
/// Of requests, objections and comments sent in: a village on one address of its operator still gets through when the water is cut off.
const SENT: Terms = Terms { at_once: 60, each: Duration::from_millis(500), guilt: Duration::from_secs(600) };
/// Whoever would wait longer is asked to come again.
const LONGEST: Duration = Duration::from_secs(12);
/// Addresses remembered; those that have their places back are forgotten first.
const MOST: usize = 20_000;

/// The places of every address.
#[derive(Debug, Clone)]
struct Places {
    terms: Terms,
    kept: Arc<Mutex<HashMap<IpAddr, Instant>>>,
}

/// Who was wrong how often, and who sent how much.
#[derive(Debug, Clone)]
pub struct Pace {
    guesses: Places,
    sent: Places,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { guesses: Places::new(GUESSES), sent: Places::new(SENT) }
    }
}

/// What an attempt is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Go on after so long, often at once.
    After(Duration),
    /// Too many are waiting already; come again after so long.
    Later(Duration),
}

impl Places {
    fn new(terms: Terms) -> Places {
        Places { terms, kept: Arc::default() }
    }

    /// Whether an address may try now.
    fn turn(&self, from: IpAddr, now: Instant) -> Turn {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST && !kept.contains_key(&from) {
            kept.retain(|_, back| *back > now);
        }
        let Some(back) = kept.get(&from) else {
            return if kept.len() < MOST { Turn::After(Duration::ZERO) } else { Turn::Later(LONGEST) };
        };
        let Terms { at_once, each, .. } = self.terms;
        let wait = (*back + each).saturating_duration_since(now + each * at_once);
        if wait > LONGEST { Turn::Later(wait) } else { Turn::After(wait) }
    }

    /// A place is taken. What is kept for an address is the moment at which all its places are back.
    fn take(&self, from: IpAddr, now: Instant) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, back| *back > now);
        }
        let back = kept.get(&from).copied().filter(|back| *back > now).unwrap_or(now) + self.terms.each;
        kept.insert(from, back.min(now + self.terms.guilt));
    }
}

/// Which places a posted form takes: those of sending always, those of guesses only when it was wrong.
fn asked(path: &str) -> Option<bool> {
    let coded = ["/ballot", "/answer", "/open/objections", "/open/comments", "/open/requests", "/open311/"];
    let of = |start: &str, end: &str| path.starts_with(start) && path.ends_with(end);
    let sends = path == "/open/requests/new"
        || of("/open/notices/", "/objections")
        || of("/open/decisions/", "/comments");
    (sends || coded.iter().any(|coded| path.starts_with(coded))).then_some(sends)
}

/// The layer before the pages that take a code or a request.
pub async fn slow_guessing(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    let asked = asked(request.uri().path()).filter(|_| request.method() == Method::POST);
    let from = request.extensions().get::<Address>().map(|address| address.0);
    let (Some(sends), Some(from)) = (asked, from) else { return next.run(request).await };
    let places = if sends { &pace.sent } else { &pace.guesses };
    let wait = match places.turn(from, Instant::now()) {
        Turn::After(wait) => wait,
        Turn::Later(wait) => {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            return Problem::too_many(seconds).into_response();
        }
    };
    if sends {
        places.take(from, Instant::now());
    }
    if wait > Duration::ZERO {
        tokio::time::sleep(wait).await;
    }
    let answer = next.run(request).await;
    if !sends && answer.status().is_client_error() {
        places.take(from, Instant::now());
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3));
    const AT_ONCE_NOW: Turn = Turn::After(Duration::ZERO);

    #[test]
    fn a_class_of_right_codes_never_waits_also_not_all_at_the_same_moment() {
        let (pace, now) = (Pace::default().guesses, Instant::now());
        assert!((0..500).all(|_| pace.turn(OFFICE, now) == AT_ONCE_NOW));
    }

    #[test]
    fn addresses_whose_places_are_back_make_room_for_a_new_one() {
        let (pace, now) = (Pace::default().guesses, Instant::now());
        for n in 0..u32::try_from(MOST).expect("a number") {
            pace.take(IpAddr::V4(std::net::Ipv4Addr::from(n)), now);
        }
        let stranger = IpAddr::V4(std::net::Ipv4Addr::from(u32::MAX));
        assert!(matches!(pace.turn(stranger, now), Turn::Later(_)));
        assert_eq!(pace.turn(stranger, now + GUESSES.each * 2), AT_ONCE_NOW);
    }

    #[test]
    fn whoever_guesses_waits_and_is_then_asked_to_come_again_but_only_for_a_while() {
        let (pace, now) = (Pace::default().guesses, Instant::now());
        let guess = |times: u32| (0..times).for_each(|_| pace.take(OFFICE, now));
        guess(GUESSES.at_once - 1);
        assert_eq!(pace.turn(OFFICE, now), AT_ONCE_NOW);
        guess(1);
        assert_eq!(pace.turn(OFFICE, now), Turn::After(GUESSES.each));
        guess(1_000);
        assert!(matches!(pace.turn(OFFICE, now), Turn::Later(wait) if wait > LONGEST));
        let elsewhere = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        assert_eq!(pace.turn(elsewhere, now), AT_ONCE_NOW, "one address slows another");
        assert_eq!(pace.turn(OFFICE, now + GUESSES.guilt), AT_ONCE_NOW, "it is locked for good");
    }

    #[test]
    fn ten_thousand_requests_of_one_address_are_slowed_and_others_go_on_at_once() {
        let (sent, now) = (Pace::default().sent, Instant::now());
        let mut through = 0;
        for _ in 0..10_000 {
            if let Turn::After(wait) = sent.turn(OFFICE, now) {
                assert!(through < SENT.at_once || wait > Duration::ZERO);
                sent.take(OFFICE, now);
                through += 1;
            }
        }
        assert!((60..=100).contains(&through), "{through} went through at once");
        let elsewhere = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        assert_eq!(sent.turn(elsewhere, now), AT_ONCE_NOW, "one address slows another");
        assert_eq!(sent.turn(OFFICE, now + SENT.guilt), AT_ONCE_NOW, "it is locked for good");
        for sent in
            ["/open/requests/new", "/open/notices/2026-0012/objections", "/open/decisions/2026-01/comments"]
        {
            assert_eq!(asked(sent), Some(true), "{sent}");
        }
        assert_eq!((asked("/open/objections"), asked("/open/comments")), (Some(false), Some(false)));
        assert_eq!((asked("/open/notices"), asked("/open/decisions/2026-01")), (None, None));
        assert_eq!((asked("/open/requests"), asked("/open311/v2/requests.json")), (Some(false), Some(false)));
        assert_eq!(asked("/requests/new"), None);
    }
}
