//! What people without an account send in takes room on the disk: in a day, one address may fill a little of it and everybody
//! together some more; what goes beyond is refused and told until when. Counted by the length each request declares before
//! its body is read, kept in memory only. Not here: the size of one form and one file (crate `web`, room `requests`), and
//! how often somebody sends (`pace`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use web::Problem;
use web::address::Address;

/// Bytes one address may send in a day.
const OF_ONE: u64 = 200_000_000;
/// Bytes everybody together may send in a day.
const OF_ALL: u64 = 2_000_000_000;
/// The day they count for.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Addresses remembered.
const MOST: usize = 20_000;
/// What is smaller is words: it never fills a disk at the pace at which it may be sent.
const WORDS: u64 = 100_000;

/// What was sent since when.
#[derive(Debug, Clone, Copy)]
struct Sent {
    bytes: u64,
    since: Instant,
}

impl Sent {
    /// What still counts now.
    fn counted(self, now: Instant) -> Sent {
        if now.saturating_duration_since(self.since) < DAY { self } else { Sent { bytes: 0, since: now } }
    }

    /// With some more, or after how long it would fit.
    fn with(self, bytes: u64, most: u64, now: Instant) -> Result<Sent, Duration> {
        let counted = self.counted(now);
        match counted.bytes.saturating_add(bytes) {
            sum if sum <= most => Ok(Sent { bytes: sum, ..counted }),
            _ => Err((counted.since + DAY).saturating_duration_since(now)),
        }
    }
}

#[derive(Debug, Default)]
struct Sums {
    all: Option<Sent>,
    each: HashMap<IpAddr, Sent>,
}

/// How full the day is.
#[derive(Debug, Clone, Default)]
pub struct Filling(Arc<Mutex<Sums>>);

impl Filling {
    /// Counts what an address is about to send; refuses with the time after which it would fit.
    fn take(&self, from: IpAddr, bytes: u64, now: Instant) -> Result<(), Duration> {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let none = Sent { bytes: 0, since: now };
        let all = sums.all.unwrap_or(none).with(bytes, OF_ALL, now)?;
        if sums.each.len() >= MOST && !sums.each.contains_key(&from) {
            sums.each.retain(|_, sent| sent.counted(now).bytes > 0);
            if sums.each.len() >= MOST {
                return Err(DAY);
            }
        }
        let own = sums.each.get(&from).copied().unwrap_or(none).with(bytes, OF_ONE, now)?;
        sums.each.insert(from, own);
        sums.all = Some(all);
        Ok(())
    }
}

/// The layer before the pages on which people without an account send files.
pub async fn weigh(State(filling): State<Filling>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if request.method() != Method::POST || !(path.starts_with("/open/") || path.starts_with("/open311/")) {
        return next.run(request).await;
    }
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let Some(bytes) = declared else {
        // Nobody knows how much comes; browsers always say.
        let empty = axum::body::HttpBody::is_end_stream(request.body());
        return if empty {
            next.run(request).await
        } else {
            Problem::new(StatusCode::LENGTH_REQUIRED).into_response()
        };
    };
    let from = request.extensions().get::<Address>().map(|address| address.0);
    let (Some(from), true) = (from, bytes > WORDS) else { return next.run(request).await };
    match filling.take(from, bytes, Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
            Problem::too_many(seconds).saying("server-filled", &[]).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const VILLAGE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 1, 2, 3));

    fn other(n: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from(n))
    }

    #[test]
    fn one_address_fills_its_part_of_a_day_and_others_go_on() {
        let (filling, now) = (Filling::default(), Instant::now());
        let form = 50_000_000;
        assert!((0..4).all(|_| filling.take(VILLAGE, form, now).is_ok()));
        assert!(filling.take(VILLAGE, form, now).is_err_and(|wait| wait <= DAY));
        assert!(filling.take(other(1), form, now).is_ok(), "one address keeps out another");
        assert!(filling.take(VILLAGE, form, now + DAY).is_ok(), "it is kept out for good");
    }

    #[test]
    fn everybody_together_fills_the_day_no_further_than_its_sum() {
        let (filling, now) = (Filling::default(), Instant::now());
        let taken = (0..1_000).filter(|n| filling.take(other(*n), 10_000_000, now).is_ok()).count();
        assert_eq!(taken, 200);
        assert!(filling.take(VILLAGE, 10_000_000, now + DAY).is_ok());
    }

    #[test]
    fn what_was_refused_takes_no_room() {
        let (filling, now) = (Filling::default(), Instant::now());
        assert!(filling.take(VILLAGE, OF_ONE + 1, now).is_err());
        assert!(filling.take(VILLAGE, OF_ONE, now).is_ok());
    }
}
