//! Training 培训: needs, plan, programmes, classes, hours and the training archive.
//!
//! Not here: units, persons and posts (room `people`).

mod act;
pub mod amendment;
pub mod announcement;
pub mod archive;
pub mod behaviour;
pub mod certificate;
pub mod class;
mod coded;
pub mod conclusion;
pub mod enrolment;
pub mod exercise;
pub mod form;
pub mod import;
pub mod leave;
pub mod need;
mod pages;
pub mod permission;
pub mod procedure;
pub mod programme;
pub mod question;
pub mod reaction;
pub mod record;
pub mod report;
pub mod requirement;
pub mod result;
pub mod roll;
pub mod seat;
pub mod session;
mod store;
pub mod survey;
pub mod team;
pub mod test;
mod words;
pub mod xapi;
pub mod year;

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "training",
        migrations: &[
            include_str!("../migrations/0001-training.sql"),
            include_str!("../migrations/0002-classes.sql"),
            include_str!("../migrations/0003-kept.sql"),
        ],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 6] {
    procedure::ALL
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "training", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 1] = [Room {
    path: "/training",
    label: "training-room",
    icon: "learning",
    roles: &[],
    public: false,
    bar: true,
}];

/// The pages of the room, and its doors for other systems.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/training", get(pages::home::show_mine))
        .merge(plan())
        .merge(classes())
        .merge(running())
        .merge(after())
        .merge(records())
        .route("/xapi/about", get(pages::xapi::about))
        .route("/xapi/statements", post(pages::xapi::take))
}

fn plan() -> Router<House> {
    use pages::{amendment, needs, plan, programme, survey};
    Router::new()
        .route("/training/years", get(plan::new).post(plan::open))
        .route("/training/years/{year}", get(plan::show_one))
        .route("/training/years/{year}/submission", post(plan::submit))
        .route("/training/years/{year}/adoption", post(plan::adopt))
        .route("/training/years/{year}/return", post(plan::give_back))
        .route("/training/years/{year}/survey", get(survey::ask).post(survey::answer))
        .route("/training/years/{year}/needs", get(needs::list).post(needs::propose))
        .route("/training/years/{year}/needs/new", get(needs::new))
        .route("/training/years/{year}/collection", post(needs::collect))
        .route("/training/needs/{id}/setting-aside", get(needs::ask_aside).post(needs::set_aside))
        .route("/training/years/{year}/programmes", post(programme::draft))
        .route("/training/years/{year}/programmes/new", get(programme::new))
        .route("/training/programmes/{id}", get(programme::show_one))
        .route("/training/programmes/{id}/change", get(programme::edit).post(programme::change))
        .route("/training/programmes/{id}/withdrawal", post(programme::withdraw))
        .route("/training/programmes/{id}/amendment", get(amendment::ask).post(amendment::change))
        .route("/training/programmes/{id}/removal", get(amendment::ask_removal).post(amendment::withdraw))
        .route("/training/programmes/{id}/classes", post(pages::class_form::announce))
        .route("/training/programmes/{id}/classes/new", get(pages::class_form::new))
}

fn classes() -> Router<House> {
    use pages::{class, class_form, classes, learners, materials, nomination, timetable};
    Router::new()
        .route("/training/classes", get(classes::list))
        .route("/training/classes.xlsx", get(classes::export))
        .route("/training/classes/{id}", get(class::show_one))
        .route("/training/classes/{id}/change", get(class_form::edit).post(class_form::change))
        .route("/training/classes/{id}/cancellation", post(class_form::cancel))
        .route("/training/classes/{id}/timetable", get(timetable::edit).post(timetable::put))
        .route("/training/classes/{id}/parts", get(timetable::edit_parts).post(timetable::put_parts))
        .route("/training/classes/{id}/files", get(materials::ask).post(materials::add))
        .route("/training/classes/{id}/files/{file}", get(materials::fetch))
        .route("/training/classes/{id}/enrolment", post(class::enrol))
        .route("/training/classes/{id}/nomination", get(nomination::ask).post(nomination::nominate))
        .route("/training/classes/{id}/refusal", post(nomination::decline))
        .route(
            "/training/classes/{id}/withdrawal",
            get(nomination::ask_withdrawal).post(nomination::withdraw),
        )
        .route("/training/classes/{id}/place", get(nomination::ask_place).post(nomination::answer_place))
        .route("/training/classes/{id}/learners", get(learners::list))
        .route("/training/classes/{id}/learners.xlsx", get(learners::export))
        .route("/training/classes/{id}/leader", post(learners::name_leader))
        .route("/training/classes/{id}/teams", post(learners::draw_teams))
        .route("/training/classes/{id}/draw.csv", get(learners::draw_list))
}

fn running() -> Router<House> {
    use pages::{conclusion, exercise, leave, questions, roll, test};
    Router::new()
        .route("/training/classes/{id}/sessions/{session}/roll", get(roll::ask).post(roll::keep))
        .route("/training/classes/{id}/leave", get(leave::show).post(leave::ask))
        .route("/training/classes/{id}/leave/{request}", post(leave::answer))
        .route("/training/classes/{id}/exercises", get(exercise::list).post(exercise::set))
        .route("/training/exercises/{id}/debrief", post(exercise::debrief))
        .route("/training/classes/{id}/test", get(test::ask).post(test::take))
        .route("/training/classes/{id}/test/questions", get(test::edit).post(test::set))
        .route("/training/classes/{id}/conclusion", get(conclusion::ask).post(conclusion::conclude))
        .route("/training/questions", get(questions::list).post(questions::add))
        .route("/training/questions/{id}/retirement", get(questions::ask_retire).post(questions::retire))
}

fn after() -> Router<House> {
    use pages::{certificate, evaluation, reaction, report};
    Router::new()
        .route("/training/classes/{id}/reaction", get(reaction::ask).post(reaction::give))
        .route("/training/classes/{id}/report", get(report::ask).post(report::write))
        .route("/training/classes/{id}/reports", get(report::shared))
        .route("/training/classes/{id}/evaluation", get(evaluation::show))
        .route("/training/certificates/{number}", get(certificate::show_one))
        .route("/training/certificates/{number}/certificate.docx", get(certificate::docx))
}

fn records() -> Router<House> {
    use pages::{imports, person, sources, statements, unit};
    Router::new()
        .route("/training/people/{id}", get(person::show_one))
        .route("/training/people/{id}/statement.xlsx", get(person::export))
        .route("/training/people/{id}/statement.docx", get(person::docx))
        .route("/training/records/{id}/withdrawal", get(person::ask_withdrawal).post(person::withdraw))
        .route("/training/units/{id}", get(unit::show_one))
        .route("/training/units/{id}/people.xlsx", get(unit::export))
        .route("/training/imports", get(imports::choose).post(imports::send))
        .route("/training/imports/template.xlsx", get(imports::template))
        .route("/training/imports/{id}", get(imports::trial))
        .route("/training/imports/{id}/completion", post(imports::complete))
        .route("/training/imports/{id}/withdrawal", post(imports::withdraw))
        .route("/training/statements", get(statements::list))
        .route("/training/statements/{id}", get(statements::show_one))
        .route("/training/statements/{id}/assignment", post(statements::assign))
        .route("/training/statements/{id}/setting-aside", post(statements::set_aside))
        .route("/training/sources", get(sources::list).post(sources::make))
        .route("/training/sources/{id}/withdrawal", get(sources::ask_withdrawal).post(sources::withdraw))
}
