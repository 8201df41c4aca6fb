//! As many at once as the house can serve: who comes when it is full waits a moment, or is asked to come again (503 with
//! `Retry-After`). For requests under way and for password hashing, each with its own number. Not here: slowing down one
//! address (server, room `access`).

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::errors::Problem;

/// Places, and how many may wait for one and how long. Cheap to clone: all clones share the places.
#[derive(Debug, Clone)]
pub struct Crowd {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
    patience: Duration,
    again: u32,
}

/// A place; free again when it is dropped.
#[derive(Debug)]
pub struct Held(OwnedSemaphorePermit);

impl Held {
    /// Does slow work in this place, off the threads that answer requests.
    ///
    /// # Errors
    /// 500 if the work stops.
    pub async fn slowly<T, F>(self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            // The work goes on when nobody waits for it any more: its place is free only afterwards.
            drop(self.0);
            done
        });
        done.await.map_err(Problem::internal)
    }
}

/// Somebody who waits counts until they stop waiting, also when their connection is gone.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Crowd {
    /// `places` at once; `most_waiting` wait for no longer than `patience`; others are asked to come again after `again`
    /// seconds.
    #[must_use]
    pub fn of(places: usize, (most_waiting, patience): (usize, Duration), again: u32) -> Crowd {
        let places = Arc::new(Semaphore::new(places));
        Crowd { places, waiting: Arc::default(), most_waiting, patience, again }
    }

    /// A place, or nothing when too many wait or it takes too long.
    pub async fn enter(&self) -> Option<Held> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Some(Held(place));
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= self.most_waiting {
            return None;
        }
        let place = tokio::time::timeout(self.patience, self.places.clone().acquire_owned()).await;
        place.ok()?.ok().map(Held)
    }

    /// The answer for whoever gets no place.
    #[must_use]
    pub fn full(&self) -> Problem {
        Problem::busy(self.again)
    }

    /// Does slow work in a place, off the threads that answer requests.
    ///
    /// # Errors
    /// 503 when there is no place; 500 if the work stops.
    pub fn slowly<T, F>(&self, work: F) -> impl Future<Output = Result<T, Problem>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let crowd = self.clone();
        async move {
            let place = crowd.enter().await.ok_or_else(|| crowd.full())?;
            place.slowly(work).await
        }
    }
}

/// The layer that takes a place for each request. The health of the program is told always.
pub async fn admit(State(crowd): State<Crowd>, request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    match crowd.enter().await {
        Some(_held) => next.run(request).await,
        None => crowd.full().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_when_it_is_full_waits_or_is_asked_to_come_again_and_places_come_back() {
        let crowd = Crowd::of(2, (0, Duration::from_secs(5)), 3);
        let (first, second) = (crowd.enter().await, crowd.enter().await);
        assert!(first.is_some() && second.is_some());
        assert!(crowd.enter().await.is_none(), "nobody may wait here");
        assert_eq!(crowd.full().status().as_u16(), 503);
        drop(first);
        assert!(crowd.enter().await.is_some());
    }

    #[tokio::test]
    async fn one_who_waits_gets_the_place_that_comes_free_and_one_more_does_not_wait() {
        let crowd = Crowd::of(1, (1, Duration::from_secs(30)), 3);
        let held = crowd.enter().await;
        let waits = tokio::spawn({
            let crowd = crowd.clone();
            async move { crowd.enter().await.is_some() }
        });
        while crowd.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(crowd.enter().await.is_none(), "one waits already");
        drop(held);
        assert!(waits.await.is_ok_and(|entered| entered));
        assert_eq!(crowd.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn waiting_ends_when_it_takes_too_long() {
        let crowd = Crowd::of(1, (9, Duration::from_millis(1)), 3);
        let _held = crowd.enter().await;
        assert!(crowd.enter().await.is_none());
        assert_eq!(crowd.waiting.load(Ordering::Relaxed), 0, "whoever gave up waits no longer");
    }
}
