//! Guessing the codes of an anonymous review is slowed down, address by address: each attempt takes one of a few places,
//! places come back with time, and an attempt that proves right gives its place back, so that a whole office behind
//! one address votes without waiting. Nobody is locked out; whoever guesses waits longer and longer.
//! Not here: what a code opens (assessment), and passwords, whose accounts rest by themselves (access).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use web::Problem;

/// Attempts an address may make at once.
const AT_ONCE: u32 = 12;
/// Time after which a place comes back.
const EACH: Duration = Duration::from_secs(3);
/// Whoever would wait longer is asked to come again.
const LONGEST: Duration = Duration::from_secs(12);
/// Addresses remembered; those that have their places back are forgotten first.
const MOST: usize = 20_000;

/// Who has tried how often.
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
    /// Takes a place. What is kept for an address is the moment at which all its places are back.
    #[must_use]
    pub fn take(&self, from: IpAddr, now: Instant) -> Turn {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, back| *back > now);
        }
        let back = kept.get(&from).copied().filter(|back| *back > now).unwrap_or(now) + EACH;
        let wait = back.saturating_duration_since(now + EACH * AT_ONCE);
        if wait > LONGEST || (kept.len() >= MOST && !kept.contains_key(&from)) {
            return Turn::Later(LONGEST);
        }
        kept.insert(from, back);
        Turn::After(wait)
    }

    /// Gives a place back.
    pub fn give_back(&self, from: IpAddr) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = kept.get(&from).and_then(|back| back.checked_sub(EACH)) {
            kept.insert(from, earlier);
        }
    }
}

/// Whom an attempt counts for: the peer; behind a proxy on this machine, whom the proxy names. A network of the sixth
/// version is one address, because its users choose the lower half themselves.
fn counted_for(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let named = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last = named.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    match last.filter(|_| peer.is_loopback()).unwrap_or(peer) {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

/// The layer before the pages that take a code.
pub async fn slow_guessing(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    let coded = |path: &str| path.starts_with("/ballot") || path.starts_with("/answer");
    let guess = request.method() == Method::POST && coded(request.uri().path());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let (true, Some(peer)) = (guess, peer) else { return next.run(request).await };
    let from = counted_for(peer, request.headers());
    match pace.take(from, Instant::now()) {
        Turn::After(wait) => tokio::time::sleep(wait).await,
        Turn::Later(wait) => {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            return Problem::too_many(seconds).into_response();
        }
    }
    let answer = next.run(request).await;
    if !answer.status().is_client_error() {
        pace.give_back(from);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3));
    const AT_ONCE_NOW: Turn = Turn::After(Duration::ZERO);

    #[test]
    fn an_office_of_right_codes_never_waits() {
        let (pace, now) = (Pace::default(), Instant::now());
        for _ in 0..500 {
            assert_eq!(pace.take(OFFICE, now), AT_ONCE_NOW);
            pace.give_back(OFFICE);
        }
    }

    #[test]
    fn whoever_guesses_waits_and_is_then_asked_to_come_again_but_only_for_a_while() {
        let (pace, now) = (Pace::default(), Instant::now());
        for _ in 0..AT_ONCE {
            assert_eq!(pace.take(OFFICE, now), AT_ONCE_NOW);
        }
        assert_eq!(pace.take(OFFICE, now), Turn::After(EACH));
        let tried: Vec<Turn> = (0..1_000).map(|_| pace.take(OFFICE, now)).collect();
        assert_eq!(tried.last(), Some(&Turn::Later(LONGEST)));
        let elsewhere = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        assert_eq!(pace.take(elsewhere, now), AT_ONCE_NOW, "one address slows another");
        let later = now + LONGEST + EACH * (AT_ONCE + 1);
        assert_eq!(pace.take(OFFICE, later), AT_ONCE_NOW, "it is locked for good");
    }

    #[test]
    fn only_a_proxy_on_this_machine_says_whom_an_attempt_counts_for() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 10.1.2.3".parse().unwrap());
        let local = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        assert_eq!(counted_for(local, &headers), OFFICE);
        let far: IpAddr = "192.0.2.7".parse().unwrap();
        assert_eq!(counted_for(far, &headers), far);
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let other: IpAddr = "2001:db8::ffff:2".parse().unwrap();
        assert_eq!(counted_for(one, &HeaderMap::new()), counted_for(other, &HeaderMap::new()));
    }
}
