//! The rooms of the house, joined: their schemas, texts, navigation, procedures and routes.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::get;
use axum::{Extension, Router};
use burden::own::Meter;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use kernel::{Actor, DbError, Fault, Scope, Tx, settings};
use law::decision::Text;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use web::navigation::Room;
use web::site::{Site, dress};
use web::{Crowd, House, Source, Texts};

use crate::filling::{Filling, weigh};
use crate::home;
use crate::pace::{Pace, slow_guessing};

/// The texts of the doors themselves.
pub const TEXTS: Source =
    Source { room: "server", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// The largest body any form may send; pages with attachments set their own limit within it.
const LARGEST_BODY: usize = 22 * 1024 * 1024;

/// Requests under way at once; who comes beyond them is asked to come again. Far more than two cores answer in a second, and
/// few enough that each is answered before its reader gives up.
const UNDER_WAY: usize = 512;
/// After so many seconds.
const COME_AGAIN: u32 = 3;
/// A request ends after this.
const LONGEST: Duration = Duration::from_secs(60);

/// The schemas of all rooms, in the order in which they are brought up to date.
#[must_use]
pub fn schemas() -> Vec<Schema> {
    vec![
        people::schema(),
        duty::schema(),
        assessment::schema(),
        training::schema(),
        action::schema(),
        diagnosis::schema(),
        oversight::schema(),
        requests::schema(),
        openness::schema(),
        supervision::schema(),
        burden::schema(),
        personal::schema(),
    ]
}

/// Every procedure of the house.
#[must_use]
pub fn procedures() -> Vec<&'static Procedure> {
    let mut all: Vec<&'static Procedure> = Vec::new();
    all.extend(access::procedures());
    all.extend(duty::procedures());
    all.extend(assessment::procedures());
    all.extend(training::procedures());
    all.extend(action::procedures());
    all.extend(diagnosis::procedures());
    all.extend(oversight::procedures());
    all.extend(requests::procedures());
    all.extend(openness::procedures());
    all.extend(supervision::procedures());
    all.extend(burden::procedures());
    all.extend(personal::procedures());
    all
}

/// The texts of all rooms.
#[must_use]
pub fn texts() -> Vec<Source> {
    vec![
        web::i18n::WEB,
        TEXTS,
        access::TEXTS,
        people::TEXTS,
        rules::TEXTS,
        duty::TEXTS,
        assessment::TEXTS,
        training::TEXTS,
        action::TEXTS,
        diagnosis::TEXTS,
        oversight::TEXTS,
        requests::TEXTS,
        openness::TEXTS,
        supervision::TEXTS,
        burden::TEXTS,
        trust::TEXTS,
        personal::TEXTS,
    ]
}

/// The navigation, in the order of the left column.
#[must_use]
pub fn rooms() -> Vec<Room> {
    let mut rooms = vec![home::ROOM];
    rooms.extend(duty::ROOMS);
    rooms.extend(assessment::ROOMS);
    rooms.extend(training::ROOMS);
    rooms.extend(action::ROOMS);
    rooms.extend(diagnosis::ROOMS);
    rooms.extend(oversight::ROOMS);
    rooms.extend(requests::ROOMS);
    rooms.extend(openness::ROOMS);
    rooms.extend(supervision::ROOMS);
    rooms.extend(burden::ROOMS);
    rooms.extend(trust::ROOMS);
    rooms.extend(personal::ROOMS);
    rooms.extend(people::ROOMS);
    rooms.extend(rules::ROOMS);
    rooms.extend(access::ROOMS);
    rooms
}

/// The unit and the post of an actor, as the top of every page shows them.
///
/// # Errors
/// If they cannot be read.
pub fn seat(tx: &mut Tx<'_>, actor: &Actor) -> Result<(String, String), DbError> {
    let Some(person) = &actor.person else { return Ok(Default::default()) };
    let today = tx.today();
    match people::tenure::main_seat(tx, &Scope::own(person), person, today) {
        Ok(Some(seat)) => Ok((seat.unit.short_name, seat.post.map(|post| post.title).unwrap_or_default())),
        Ok(None) | Err(Fault::NotFound | Fault::Refused(_)) => Ok(Default::default()),
        Err(Fault::Db(error)) => Err(error),
    }
}

/// What went wrong while the doors were opened.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    /// The house.
    #[error(transparent)]
    House(#[from] web::house::HouseError),
    /// A text.
    #[error("texts: {0}")]
    Texts(#[from] web::i18n::TextError),
    /// Style and script.
    #[error("assets: {0}")]
    Assets(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// `GET /readyz`: whether the county's database answers.
async fn is_ready(State(house): State<House>) -> (StatusCode, &'static str) {
    match house.county().read(|tx| settings::get(tx, "county.name")).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// The router of one county, dressed and with sessions.
///
/// # Errors
/// [`AssemblyError`]: a rulebook or a text that does not hold together.
pub fn router(county: kernel::County, origins: Vec<String>) -> Result<Router, AssemblyError> {
    let (name, demo) = county.read_now(|tx| {
        Ok::<_, DbError>((
            settings::get(tx, "county.name")?,
            settings::get(tx, access::entry::DEMO)?.is_some(),
        ))
    })?;
    let name = name.unwrap_or_else(|| "本县".to_owned());
    let english = county.read_now(|tx| settings::get(tx, "county.name-en"))?.unwrap_or_else(|| name.clone());
    let entropy = county.entropy().clone();
    let request_id = Box::new(move || hex::encode(entropy.bytes::<8>()));
    let mut site = Site::new(Texts::build(&texts())?, Text::new(name, english), request_id)?;
    site.rooms = rooms();
    site.demo = demo;
    site.secure = !origins.is_empty() && origins.iter().all(|origin| origin.starts_with("https://"));
    site.trusted_origins = origins;
    let house = House::of(county, seat)?;
    let rooms = Router::new()
        .route("/", get(home::show).layer(Extension(home::shelf())))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(is_ready))
        .route("/api/v1/openapi.json", get(crate::openapi::show))
        .merge(access::routes())
        .merge(people::routes(crate::archive::CHAPTERS))
        .merge(rules::routes())
        .merge(duty::routes())
        .merge(assessment::routes())
        .merge(training::routes())
        .merge(action::routes())
        .merge(diagnosis::routes())
        .merge(oversight::routes(procedures()))
        .merge(requests::routes())
        .merge(openness::routes())
        .merge(supervision::routes(procedures()))
        .merge(burden::routes())
        .merge(trust::routes())
        .merge(personal::routes())
        .with_state(house.clone())
        .layer(middleware::from_fn_with_state(Meter::new(house.county().clone()), burden::own::count))
        .layer(middleware::from_fn_with_state(Pace::default(), slow_guessing))
        .layer(middleware::from_fn_with_state(Filling::default(), weigh))
        .layer(middleware::from_fn(web::address::tell))
        .layer(middleware::from_fn(crate::metrics::remember_route));
    let site = Arc::new(site);
    let crowd = Crowd::of(UNDER_WAY, (0, Duration::ZERO), COME_AGAIN);
    let dressed = dress(rooms, site.clone())
        .layer(middleware::from_fn_with_state(house, web::house::recognise))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    Ok(guarded(dressed, site, crowd, LONGEST))
}

/// The layers outside the pages: a place for each request, an end to what takes too long or stops, and over all of them the
/// one that makes every answer a page with the security headers.
pub fn guarded(dressed: Router, site: Arc<Site>, crowd: Crowd, longest: Duration) -> Router {
    dressed
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, longest))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(crowd, web::crowd::admit))
        .layer(middleware::from_fn_with_state(site, web::cover::cover))
        .layer(CompressionLayer::new())
}
