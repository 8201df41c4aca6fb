//! The house's own numbers for those who watch it (Prometheus): requests, how long they took, what is under way, the
//! ledger, memory. They name rooms, never paths, people or addresses. Not here: whether something has to be mended
//! (`health`).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::{County, Scope, ledger};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper ends of the classes of duration, in seconds.
const CLASSES: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    room: String,
    method: &'static str,
    status: u16,
}

/// What is counted.
pub struct Meters {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Histogram,
    under_way: Gauge,
    entries: Gauge,
    memory: Gauge,
    files: Gauge,
    uptime: Gauge<f64, AtomicU64>,
    since: Instant,
    log_requests: bool,
}

impl Meters {
    /// All at nothing.
    #[must_use]
    pub fn new(log_requests: bool) -> Meters {
        let mut registry = Registry::with_prefix("shanzhi");
        let (requests, under_way) = (Family::<Asked, Counter>::default(), Gauge::default());
        let seconds = Histogram::new(CLASSES);
        let (entries, memory, files) = (Gauge::default(), Gauge::default(), Gauge::default());
        let uptime = Gauge::<f64, AtomicU64>::default();
        registry.register("requests", "Requests answered", requests.clone());
        let took = "From the first byte of a request to the head of its answer";
        registry.register_with_unit("request_duration", took, Unit::Seconds, seconds.clone());
        registry.register("requests_under_way", "Requests being answered", under_way.clone());
        registry.register("ledger_entries", "Entries of the ledger", entries.clone());
        registry.register_with_unit("resident_memory", "Memory held", Unit::Bytes, memory.clone());
        registry.register("open_files", "Files and connections held open", files.clone());
        registry.register_with_unit("uptime", "Since the doors opened", Unit::Seconds, uptime.clone());
        let since = Instant::now();
        Meters { registry, requests, seconds, under_way, entries, memory, files, uptime, since, log_requests }
    }

    /// The router with everything that passes it counted.
    pub fn around(self: &Arc<Meters>, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(self.clone(), count))
    }
}

/// The layer inside the house that remembers which route was asked, for the count outside it.
pub async fn remember_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

async fn count(State(meters): State<Arc<Meters>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "HEAD" => "HEAD",
        _ => "other",
    };
    let passing = Passing::through(&meters.under_way);
    let response = next.run(request).await;
    drop(passing);
    let took = begun.elapsed().as_secs_f64();
    let route = response.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let room = route.trim_start_matches('/').split('/').next().unwrap_or_default();
    let room = if room.starts_with('{') { "" } else { room };
    let status = response.status().as_u16();
    let asked = Asked { room: room.to_owned(), method, status };
    meters.requests.get_or_create(&asked).inc();
    meters.seconds.observe(took);
    if meters.log_requests {
        let id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info!(request_id = id, method, route, status, seconds = took, "answered");
    }
    response
}

/// One request under way, also when whoever asked went away in the middle of it.
struct Passing(Gauge);

impl Passing {
    fn through(gauge: &Gauge) -> Passing {
        gauge.inc();
        Passing(gauge.clone())
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// `GET /metrics`, on an address of its own.
pub fn router(meters: Arc<Meters>, county: County) -> Router {
    Router::new().route("/metrics", get(show)).with_state((meters, county))
}

async fn show(State((meters, county)): State<(Arc<Meters>, County)>) -> Response {
    let scope = Scope::county("the head of the ledger is a number about everything");
    if let Ok(last) = county.read(move |tx| ledger::recent(tx, &scope, None, 1)).await {
        meters.entries.set(last.first().map_or(0, |last| last.seq));
    }
    meters.memory.set(resident());
    meters.files.set(open_files());
    meters.uptime.set(meters.since.elapsed().as_secs_f64());
    let mut said = String::new();
    match text::encode(&mut said, &meters.registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, kind)], said).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Bytes held in memory, as the system says; 0 where it does not.
fn resident() -> i64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|line| line.split_whitespace().nth(1)?.parse::<i64>().ok());
    pages.unwrap_or(0).saturating_mul(i64::try_from(rustix::param::page_size()).unwrap_or(4096))
}

fn open_files() -> i64 {
    let held = std::fs::read_dir(Path::new("/proc/self/fd")).map_or(0, Iterator::count);
    i64::try_from(held).unwrap_or(i64::MAX)
}
