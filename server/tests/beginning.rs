//! The first steps of a new county: who is shown them, which are done, and that looking at them changes nothing.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::account::{self, NewAccount};
use kernel::testing::{Ground, actor, grounds};
use kernel::{Actor, Fault, Grant, Role, ledger};
use people::person::{self, Kind, NewPerson, Sex};
use people::unit::{self, NewUnit, UnitKind};
use server::{assembly, beginning};
use tower::ServiceExt;

fn organiser() -> Actor {
    actor("organiser", &[(Role::Organiser, None)])
}

fn new_unit(parent: Option<&str>, name: &str, kind: UnitKind) -> NewUnit {
    NewUnit {
        parent: parent.map(str::to_owned),
        name: name.into(),
        short_name: String::new(),
        kind,
        sort: 0,
        posts_admin: 0,
        posts_institution: 0,
        opened_on: jiff::civil::date(2020, 1, 1),
        document: String::new(),
    }
}

/// A county as `shanzhi init` leaves it; answers the county's unit.
fn made(ground: &Ground) -> String {
    let made: Result<String, Fault> =
        ground.county.write_now(|tx| unit::add(tx, &organiser(), &new_unit(None, "凤县", UnitKind::County)));
    made.expect("made")
}

/// Opens an account with a role over the county and signs it in; answers its token.
fn signed_in(ground: &Ground, login: &'static str, role: Role) -> String {
    let token: Result<String, Fault> = ground.county.write_now(move |tx| {
        let new = NewAccount { person: None, login, name: login, password_hash: "-", must_change: false };
        let id = account::create(tx, &new)?;
        let today = tx.today();
        account::grant(tx, &id, &Grant { role, unit: None }, (today, None), "")?;
        access::entry::enter(tx, &id)
    });
    token.expect("signed in")
}

fn home(ground: &Ground, token: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let router: Router = assembly::router(ground.county.clone(), Vec::new()).expect("a router");
    runtime.block_on(async {
        let cookie = format!("{}={token}", web::house::COOKIE);
        let request = Request::get("/").header("cookie", cookie).body(Body::empty()).expect("a request");
        let answer = router.oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let body = axum::body::to_bytes(answer.into_body(), 1_000_000).await.expect("a body");
        String::from_utf8_lossy(&body).into_owned()
    })
}

/// How many acts the county has.
fn acts(ground: &Ground) -> i64 {
    let scope = kernel::Scope::county("tests read everything");
    let last: Result<i64, Fault> = ground
        .county
        .read_now(move |tx| Ok(ledger::recent(tx, &scope, None, 1)?.first().map_or(0, |act| act.seq)));
    last.expect("read")
}

#[test]
fn a_new_county_tells_its_organiser_what_to_do_first_and_nobody_else() {
    for ground in grounds(&assembly::schemas()) {
        let county = made(&ground);
        let organiser_token = signed_in(&ground, "organiser", Role::Organiser);
        let auditor = signed_in(&ground, "auditor", Role::AuditAdmin);
        let before = acts(&ground);
        let page = home(&ground, &organiser_token);
        for words in ["开始使用", "登记或导入单位", "导入名册", "由安全管理员", "建立责任年度"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        for link in ["/units/import", "/people/import", "/duty/cycles/new"] {
            assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
        }
        assert!(!page.contains("href=\"/accounts/roster\""), "the organiser opens no accounts");
        assert_eq!(page.matches("class=\"state done\"").count(), 0);
        assert!(!home(&ground, &auditor).contains("开始使用"));
        assert_eq!(acts(&ground), before, "looking changes nothing");
        let added: Result<(), Fault> = ground.county.write_now(move |tx| {
            unit::add(tx, &organiser(), &new_unit(Some(&county), "双石铺镇", UnitKind::Township))?;
            person::add(tx, &organiser(), &NewPerson::named("张示例", Sex::Male, Kind::CivilServant))?;
            Ok(())
        });
        added.expect("added");
        let page = home(&ground, &organiser_token);
        assert_eq!(page.matches("class=\"state done\"").count(), 2, "units and people are there: {page}");
    }
}

#[test]
fn with_people_and_a_year_the_first_steps_are_over() {
    for ground in grounds(&assembly::schemas()) {
        made(&ground);
        let done: Result<(), Fault> = ground.county.write_now(|tx| {
            let asker = organiser();
            assert!(beginning::steps(tx, &asker)?.is_some());
            person::add(tx, &asker, &NewPerson::named("张示例", Sex::Male, Kind::CivilServant))?;
            assert!(beginning::steps(tx, &asker)?.is_some(), "without a year nothing can begin");
            let year = tx.today().year();
            let dates = duty::cycle::Dates {
                letters_by: jiff::civil::date(year, 3, 31),
                assessment_by: jiff::civil::date(year + 1, 1, 31),
                publicity_from: None,
            };
            duty::cycle::open(tx, &asker, year, dates, &duty::scheme::Scheme::default())?;
            assert!(beginning::steps(tx, &asker)?.is_none());
            Ok(())
        });
        done.expect("done");
    }
}
