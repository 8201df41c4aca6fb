//! Who may come in: first run, signing in and out, passwords and second factors, sessions, accounts from the roster,
//! grants. Not here: what an actor may see (kernel scopes), single sign-on.

pub mod due;
pub mod entry;
pub mod factor;
pub mod gate;
pub mod keeping;
pub mod names;
pub mod own;
mod pages;
pub mod procedure;
pub mod proposal;
pub mod review;
mod store;

use axum::routing::{get, post};
use axum::{Extension, Router};
use kernel::procedure::Procedure;
use web::navigation::Room;
use web::{House, Source};

/// The texts of this room.
pub const TEXTS: Source =
    Source { room: "access", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// Every statement of this room, so that a test can prepare each on both engines.
pub const STATEMENTS: &[(&str, &str)] = store::STATEMENTS;

/// The procedures of this room.
#[must_use]
pub fn procedures() -> Vec<&'static Procedure> {
    vec![&procedure::GRANT, &procedure::REVIEW]
}

/// What the navigation shows of this room.
pub const ROOMS: [Room; 2] = [
    Room {
        path: "/accounts",
        label: "access-accounts",
        icon: "people",
        roles: &["security-admin"],
        public: false,
        bar: false,
    },
    Room { path: "/account", label: "access-mine", icon: "person", roles: &[], public: false, bar: false },
];

/// The pages of this room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/sign-in", get(pages::sign_in::show).post(pages::sign_in::enter))
        .route("/sign-in/demo", post(pages::sign_in::enter_demo))
        .route("/sign-in/code", get(pages::second::show).post(pages::second::enter))
        .route("/sign-in/passkey", post(pages::second::enter_by_passkey))
        .route("/sign-in/second-factor", get(pages::second::enrolment).post(pages::second::enrol))
        .route("/sign-out", post(pages::sign_in::leave))
        .route("/first-run", get(pages::first_run::show).post(pages::first_run::make))
        .route("/account", get(pages::mine::show))
        .route("/account/password", get(pages::mine::password).post(pages::mine::change_password))
        .route("/account/second-factor", get(pages::factor::show).post(pages::factor::begin))
        .route("/account/second-factor/new", get(pages::factor::new).post(pages::factor::confirm))
        .route("/account/second-factor/codes", post(pages::factor::renew))
        .route("/account/second-factor/removal", post(pages::factor::remove))
        .route("/account/passkeys", get(pages::passkeys::show).post(pages::passkeys::add))
        .route("/account/passkeys/removal", post(pages::passkeys::remove))
        .route("/account/notices", post(pages::mine::notices_read))
        .route("/account/sessions", get(pages::sessions::show).post(pages::sessions::end))
        .route("/account/sessions/others", post(pages::sessions::end_others))
        .route("/account/step-up", get(pages::step_up::show).post(pages::step_up::prove))
        .route("/account/step-up/passkey", post(pages::step_up::prove_by_passkey))
        .route("/accounts", get(pages::accounts::list))
        .route(
            "/accounts/second-factor",
            get(pages::factor::requirement).post(pages::factor::set_requirement),
        )
        .route("/accounts/new", get(pages::accounts::new).post(pages::accounts::create))
        .route("/accounts/roster", get(pages::accounts::roster).post(pages::accounts::open_for_roster))
        .route("/accounts/proposals", get(pages::grants::proposals))
        .route("/accounts/proposals/{id}", get(pages::grants::show).post(pages::grants::answer))
        .route("/accounts/review", get(pages::grants::review_page).post(pages::grants::review_said))
        .route("/accounts/{id}", get(pages::accounts::show))
        .route("/accounts/{id}/grants", post(pages::grants::propose))
        .route("/accounts/{id}/grants/{grant}/end", post(pages::grants::end))
        .route("/accounts/{id}/password", post(pages::accounts::reset_password))
        .route("/accounts/{id}/second-factor", post(pages::accounts::reset_factor))
        .route("/accounts/{id}/sessions", post(pages::accounts::end_sessions))
        .route("/accounts/{id}/closure", post(pages::accounts::close))
        .layer(Extension(gate::Gate::default()))
}
