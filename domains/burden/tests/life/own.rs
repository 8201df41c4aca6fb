//! The program's own burden: counted at the door as sums, written together, flagged over the budget.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use axum::{Router, middleware};
use burden::own::{self, Budget, Meter, Place as Where, Sum, flag};
use kernel::{Fault, case};
use tower::ServiceExt;

use crate::ground::{Place, who};

fn sum(posts: i64, fields: i64) -> Sum {
    Sum { posts, fields, ..Sum::default() }
}

fn form(name: &str) -> Where {
    Where { month: "2026-03".into(), role: "head".into(), form: name.into() }
}

#[test]
fn a_form_over_the_budget_is_flagged_once_a_month_to_whoever_keeps_the_forms() {
    for place in Place::all() {
        place
            .write("organiser", |tx, actor| {
                Ok(own::set_budget(tx, actor, Budget { fields: 10, minutes: 100 })?)
            })
            .expect("set");
        let add = |sums: Vec<(Where, Sum)>| {
            place.write("organiser", move |tx, _| own::add(tx, &sums)).expect("added");
        };
        add(vec![(form("/a/long"), sum(5, 60)), (form("/a/short"), sum(5, 20))]);
        add(vec![(form("/a/long"), sum(1, 12)), (form("/a/rare"), sum(1, 90))]);
        let flags = place.read("organiser", |tx, _| Ok(flag::list(tx)?)).expect("read");
        assert_eq!(flags.iter().map(|one| one.form.as_str()).collect::<Vec<_>>(), ["/a/long"]);
        let todos = place.read("organiser", |tx, actor| Ok(case::todos(tx, actor, 20)?)).expect("read");
        assert_eq!(todos.len(), 1);
        let id = flags[0].id.clone();
        let empty = id.clone();
        let without = place.write("organiser", move |tx, actor| flag::settle(tx, actor, &empty, (true, " ")));
        assert!(matches!(without, Err(Fault::Refused(_))));
        place
            .write("organiser", move |tx, actor| flag::settle(tx, actor, &id, (true, "删去六项")))
            .expect("settled");
    }
}

async fn accepted() -> impl IntoResponse {
    Redirect::to("/somewhere")
}

async fn refused() -> impl IntoResponse {
    StatusCode::UNPROCESSABLE_ENTITY
}

#[test]
fn accepted_forms_are_counted_by_role_and_pattern_and_refused_ones_are_not() {
    for place in Place::all() {
        let meter = Meter::new(place.ground.county.clone());
        let router: Router = Router::new()
            .route("/room/{id}", post(accepted))
            .route("/room/{id}/wrong", post(refused))
            .route("/sign-in", post(accepted))
            .layer(middleware::from_fn_with_state(meter.clone(), own::count));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            for path in ["/room/1", "/room/2", "/room/3/wrong", "/sign-in"] {
                let mut request = Request::post(path)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(Body::from("a=1&b=&c=x&act=go&asked_at=2026-03-02T00%3A59%3A00Z"))
                    .expect("a request");
                request.extensions_mut().insert(Arc::new(who("town")));
                router.clone().oneshot(request).await.expect("an answer");
            }
            meter.flush().await.expect("written");
            meter.flush().await.expect("nothing waits");
        });
        let forms = place.read("nobody", |tx, _| Ok(own::forms(tx, "2026-03")?)).expect("read");
        let wanted = Sum { posts: 2, fields: 4, timed: 2, seconds: 120 };
        assert_eq!(forms, [("/room/{id}".to_owned(), wanted)]);
        let roles = place.read("nobody", |tx, _| Ok(own::roles(tx, "2026-01")?)).expect("read");
        assert_eq!(roles[0].1, "head");
    }
}
