//! Guessing the codes of an anonymous review or questionnaire is slowed down, address by address: each wrong code takes
//! one of a few places, and places come back with time. Right codes take none, so that a whole class behind one address
//! answers at the same moment without waiting. Nobody is locked out for long; whoever guesses waits longer and longer.
//! Not here: what a code opens (assessment), and passwords, whose accounts rest by themselves (access).

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

/// Wrong codes an address may send at once.
const AT_ONCE: u32 = 12;
/// Time after which a place comes back.
const EACH: Duration = Duration::from_secs(3);
/// Whoever would wait longer is asked to come again.
const LONGEST: Duration = Duration::from_secs(12);
/// Many wrong codes sent at the same moment are made up for no longer than this: others share the address.
const GUILT: Duration = Duration::from_secs(300);
/// Addresses remembered; those that have their places back are forgotten first.
const MOST: usize = 20_000;

/// Who was wrong how often.
#[derive(Debug, Clone, Default)]
pub struct Pace(Arc<Mutex<HashMap<IpAddr, Instant>>>);

/// What an attempt is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Go on after so long, often at once.
    After(Duration),
    /// Too many are waiting already; come again after so long.
    Later(Duration),
}

impl Pace {
    /// Whether an address may try now.
    #[must_use]
    pub fn turn(&self, from: IpAddr, now: Instant) -> Turn {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(back) = kept.get(&from) else {
            return if kept.len() < MOST { Turn::After(Duration::ZERO) } else { Turn::Later(LONGEST) };
        };
        let wait = (*back + EACH).saturating_duration_since(now + EACH * AT_ONCE);
        if wait > LONGEST { Turn::Later(wait) } else { Turn::After(wait) }
    }

    /// A code was wrong: a place is taken. What is kept for an address is the moment at which all its places are back.
    pub fn wrong(&self, from: IpAddr, now: Instant) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, back| *back > now);
        }
        let back = kept.get(&from).copied().filter(|back| *back > now).unwrap_or(now) + EACH;
        kept.insert(from, back.min(now + GUILT));
    }
}

/// The layer before the pages that take a code.
pub async fn slow_guessing(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    let coded = |path: &str| path.starts_with("/ballot") || path.starts_with("/answer");
    let guess = request.method() == Method::POST && coded(request.uri().path());
    let from = request.extensions().get::<Address>().map(|address| address.0);
    let (true, Some(from)) = (guess, from) else { return next.run(request).await };
    match pace.turn(from, Instant::now()) {
        Turn::After(wait) => tokio::time::sleep(wait).await,
        Turn::Later(wait) => {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            return Problem::too_many(seconds).into_response();
        }
    }
    let answer = next.run(request).await;
    if answer.status().is_client_error() {
        pace.wrong(from, Instant::now());
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
        let (pace, now) = (Pace::default(), Instant::now());
        assert!((0..500).all(|_| pace.turn(OFFICE, now) == AT_ONCE_NOW));
    }

    #[test]
    fn whoever_guesses_waits_and_is_then_asked_to_come_again_but_only_for_a_while() {
        let (pace, now) = (Pace::default(), Instant::now());
        let guess = |times: u32| (0..times).for_each(|_| pace.wrong(OFFICE, now));
        guess(AT_ONCE - 1);
        assert_eq!(pace.turn(OFFICE, now), AT_ONCE_NOW);
        guess(1);
        assert_eq!(pace.turn(OFFICE, now), Turn::After(EACH));
        guess(1_000);
        assert!(matches!(pace.turn(OFFICE, now), Turn::Later(wait) if wait > LONGEST));
        let elsewhere = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        assert_eq!(pace.turn(elsewhere, now), AT_ONCE_NOW, "one address slows another");
        assert_eq!(pace.turn(OFFICE, now + GUILT), AT_ONCE_NOW, "it is locked for good");
    }
}
