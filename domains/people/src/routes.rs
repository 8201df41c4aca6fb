//! Which page answers where.

use axum::routing::{get, post};
use axum::{Extension, Router};
use web::House;

use crate::archive::{Chapter, Chapters};
use crate::pages::{
    chart, form_paper, imports, lists, person, person_form, post as one_post, post_form, roster, standing,
    tenures, unit, unit_form, unit_imports,
};

/// The pages of this room. `chapters` are what other rooms add to a person's archive.
pub fn routes(chapters: &'static [Chapter]) -> Router<House> {
    people().merge(tenures_and_standing()).merge(units()).layer(Extension(Chapters(chapters)))
}

fn people() -> Router<House> {
    Router::new()
        .route("/people", get(lists::list).post(person_form::create))
        .route("/people/new", get(person_form::new))
        .route("/people/export", get(roster::ask).post(roster::export))
        .route("/people/export/{ending}", get(lists::people))
        .route("/people/template.xlsx", get(imports::roster_template))
        .route("/people/import", get(imports::choose).post(imports::send))
        .route("/people/import/{id}", get(imports::trial))
        .route("/people/import/{id}/findings.xlsx", get(imports::findings))
        .route("/people/import/{id}/completion", post(imports::complete))
        .route("/people/import/{id}/withdrawal", post(imports::withdraw))
        .route("/people/{id}", get(person::show_one))
        .route("/people/{id}/facts", get(person_form::edit).post(person_form::change))
        .route("/people/{id}/departure", get(person_form::departing).post(person_form::depart))
        .route("/people/{id}/form", get(form_paper::form_paper))
        .route("/people/{id}/form.lrmx", get(form_paper::form_file))
        .route("/people/{id}/photo", get(form_paper::show_photo))
}

fn tenures_and_standing() -> Router<House> {
    let leave = get(standing::withdrawing_leave).post(standing::withdraw_leave);
    let sanction = get(standing::withdrawing_sanction).post(standing::withdraw_sanction);
    Router::new()
        .route("/people/{id}/tenures", get(tenures::beginning).post(tenures::begin))
        .route("/people/{id}/tenures/{tenure}/end", get(tenures::ending).post(tenures::end))
        .route("/people/{id}/tenures/{tenure}/correction", get(tenures::correcting).post(tenures::correct))
        .route("/people/{id}/leaves", get(standing::leave).post(standing::record_leave))
        .route("/people/{id}/leaves/{leave}/withdrawal", leave)
        .route("/people/{id}/sanctions", get(standing::sanction).post(standing::record_sanction))
        .route("/people/{id}/sanctions/{sanction}/lifting", get(standing::lifting).post(standing::lift))
        .route("/people/{id}/sanctions/{sanction}/withdrawal", sanction)
        .route("/people/{id}/investigations", get(standing::case).post(standing::record_case))
        .route(
            "/people/{id}/investigations/{case}/closure",
            get(standing::closing_case).post(standing::close_case),
        )
}

fn units() -> Router<House> {
    Router::new()
        .route("/units", get(unit::tree).post(unit_form::create))
        .route("/units/new", get(unit_form::new))
        .route("/units/chart", get(chart::chart))
        .route("/units/export/{ending}", get(lists::units))
        .route("/units/template.xlsx", get(unit_imports::template))
        .route("/units/import", get(unit_imports::choose).post(unit_imports::send))
        .route("/units/import/{id}", get(unit_imports::trial))
        .route("/units/import/{id}/findings.xlsx", get(unit_imports::findings))
        .route("/units/import/{id}/completion", post(unit_imports::complete))
        .route("/units/import/{id}/withdrawal", post(unit_imports::withdraw))
        .route("/units/{id}", get(unit::show_one))
        .route("/units/{id}/name", get(unit_form::renaming).post(unit_form::rename))
        .route("/units/{id}/place", get(unit_form::moving).post(unit_form::move_it))
        .route("/units/{id}/closure", get(unit_form::closing).post(unit_form::close))
        .route("/units/{id}/establishment", get(unit_form::establishing).post(unit_form::establish))
        .route("/units/{id}/codes", get(unit_form::coding).post(unit_form::code))
        .route("/units/{id}/posts", get(post_form::new).post(post_form::create))
        .route("/posts/export/{ending}", get(lists::posts))
        .route("/posts/{id}", get(one_post::show_one))
        .route("/posts/{id}/description", get(post_form::describing).post(post_form::describe))
        .route("/posts/{id}/description.docx", get(one_post::docx))
        .route("/posts/{id}/paper", get(one_post::paper))
        .route("/posts/{id}/terms", get(post_form::changing).post(post_form::change))
        .route("/posts/{id}/closure", get(post_form::closing).post(post_form::close))
}
