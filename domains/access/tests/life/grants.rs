//! Rights: proposed by one and approved by another, ended with the tenure, looked through once a year.

use access::due;
use axum::http::StatusCode;
use kernel::actor::Grant;
use kernel::{Fault, Role, case, params};
use people::unit::{NewUnit, UnitKind};

use crate::ground::{PASSWORD, Town};

/// A township and a clerk who serves in it until further notice; answers the unit.
fn township(town: &Town, account: &str) -> String {
    let account = account.to_owned();
    town.write(move |tx| {
        let keeper = kernel::testing::actor("o", &[(Role::Organiser, None)]);
        let new = |parent: Option<&str>, name: &str, kind| NewUnit {
            parent: parent.map(str::to_owned),
            name: name.into(),
            short_name: String::new(),
            kind,
            sort: 0,
            posts_admin: 0,
            posts_institution: 0,
            opened_on: jiff::civil::date(2020, 1, 1),
            document: String::new(),
        };
        let county = people::unit::add(tx, &keeper, &new(None, "示例县", UnitKind::County))?;
        let unit = people::unit::add(tx, &keeper, &new(Some(&county), "双石铺镇", UnitKind::Township))?;
        tx.execute("update account set person_id = 'p1' where id = $1", params![&account])?;
        tx.execute(
            "insert into tenure (id, person_id, unit_id, kind, from_on, document) values ('t1', 'p1', $1, 'holds', '2024-01-01', '')",
            params![&unit],
        )?;
        Ok(unit)
    })
}

fn propose(
    browser: &mut crate::ground::Browser<'_>,
    account: &str,
    role: &str,
    unit: &str,
) -> crate::ground::Answer {
    let form = [("role", role), ("unit", unit), ("reason", "任免文件")];
    browser.post(&format!("/accounts/{account}/grants"), &form)
}

/// The path of the one proposal that waits for whoever reads.
fn waiting(browser: &mut crate::ground::Browser<'_>) -> Option<String> {
    let page = browser.get("/accounts/proposals").body;
    let at = page.find("href=\"/accounts/proposals/")?;
    page[at + 6..].split('"').next().map(str::to_owned)
}

#[test]
fn a_right_takes_effect_only_when_a_second_person_approves_it() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        town.account("org", &[Role::Organiser]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let (mut keeper, _) = town.enrolled("keeper");
        let (mut org, _) = town.enrolled("org");
        let mut holder = town.signed_in("clerk");
        assert_eq!(propose(&mut keeper, &clerk, "inspector", "").status, StatusCode::SEE_OTHER);
        let twice = propose(&mut keeper, &clerk, "inspector", "");
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.seen());
        assert_eq!(town.roles(&clerk).len(), 1, "it holds before anybody approved");
        assert!(holder.is_in());
        let path = waiting(&mut keeper).expect("it waits");
        assert!(!keeper.get(&path).body.contains("value=\"approved\""), "who proposed may approve");
        let own = keeper.post(&path, &[("way", "approved")]);
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(holder.get(&path).status, StatusCode::NOT_FOUND);
        let todos = town.read(|tx| {
            let asker = kernel::testing::actor("o", &[(Role::Organiser, None)]);
            Ok::<_, Fault>(case::todos(tx, &asker, 10)?)
        });
        assert_eq!((todos.len(), todos[0].link.as_str()), (1, path.as_str()));
        assert_eq!(org.post(&path, &[("way", "approved")]).status, StatusCode::SEE_OTHER);
        assert!(town.roles(&clerk).contains(&Grant { role: Role::Inspector, unit: None }));
        assert!(!holder.is_in(), "the session goes on with the old rights");
        assert_eq!(
            holder.sign_in("clerk", PASSWORD).location,
            "/sign-in/second-factor",
            "it now requires a factor"
        );
        assert_eq!(org.post(&path, &[("way", "declined")]).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(town.acts(30).iter().filter(|kind| *kind == "grant.approved").count(), 1);
    }
}

#[test]
fn a_declined_right_never_holds_and_the_account_stays_signed_in() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        town.account("org", &[Role::Organiser]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let (mut keeper, _) = town.enrolled("keeper");
        let (mut org, _) = town.enrolled("org");
        let mut holder = town.signed_in("clerk");
        propose(&mut keeper, &clerk, "organiser", "");
        let path = waiting(&mut org).expect("it waits");
        assert_eq!(org.post(&path, &[("way", "declined")]).status, StatusCode::SEE_OTHER);
        assert_eq!(town.roles(&clerk).len(), 1);
        assert!(holder.is_in() && waiting(&mut org).is_none());
    }
}

#[test]
fn nobody_approves_what_is_for_themselves_and_a_second_security_administrator_stands_in() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        let second = town.account("second", &[Role::SecurityAdmin]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let (mut keeper, _) = town.enrolled("keeper");
        let (mut other, _) = town.enrolled("second");
        propose(&mut keeper, &clerk, "trainer", "");
        let path = waiting(&mut other).expect("it waits");
        assert_eq!(other.post(&path, &[("way", "approved")]).status, StatusCode::SEE_OTHER);
        assert_eq!(town.roles(&clerk).len(), 2);
        // For the second one nobody but the proposer is left: this is the first run's exception.
        let told = propose(&mut keeper, &second, "organiser", "");
        assert_eq!(told.status, StatusCode::SEE_OTHER);
        assert_eq!(town.roles(&second).len(), 2);
        assert!(!other.is_in());
        let third = town.account("third", &[Role::Cadre]);
        let own = propose(&mut keeper, &third, "desk", "");
        assert_eq!(
            (own.status, town.roles(&third).len()),
            (StatusCode::SEE_OTHER, 1),
            "now there is somebody"
        );
    }
}

#[test]
fn the_three_administrators_stay_three_people_over_all_accounts_of_a_person() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        town.account("org", &[Role::Organiser]);
        let audit = town.account("audit", &[Role::AuditAdmin]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let (mut keeper, _) = town.enrolled("keeper");
        let two = propose(&mut keeper, &audit, "system-admin", "");
        assert_eq!(two.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(two.seen().contains("三人分任"), "{}", two.seen());
        let (one, other) = (audit.clone(), clerk.clone());
        town.write(move |tx| {
            for id in [&one, &other] {
                tx.execute("update account set person_id = 'p1' where id = $1", params![id])?;
            }
            Ok(())
        });
        let besides = propose(&mut keeper, &clerk, "system-admin", "");
        assert_eq!(besides.status, StatusCode::UNPROCESSABLE_ENTITY, "a second account is a second person");
    }
}

#[test]
fn a_right_over_a_unit_ends_with_the_tenure_it_follows_from() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        town.account("org", &[Role::Organiser]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let unit = township(&town, &clerk);
        let (mut keeper, _) = town.enrolled("keeper");
        let (mut org, _) = town.enrolled("org");
        propose(&mut keeper, &clerk, "desk", &unit);
        let path = waiting(&mut org).expect("it waits");
        assert!(org.get(&path).seen().contains("随任职终止"));
        org.post(&path, &[("way", "approved")]);
        let mut holder = town.signed_in("clerk");
        assert_eq!(due::run(&town.ground.county).expect("run"), 0, "the tenure goes on");
        town.write(|tx| {
            tx.execute("update tenure set to_on = '2026-03-03' where id = 't1'", &[])?;
            Ok(())
        });
        assert_eq!(due::run(&town.ground.county).expect("run"), 1);
        assert_eq!(town.roles(&clerk).len(), 2, "the last day still counts");
        town.pass(2 * 24 * 60 * 60);
        assert_eq!(town.roles(&clerk).len(), 1);
        assert_eq!(due::run(&town.ground.county).expect("run"), 0, "it ends once");
        assert!(!holder.is_in());
        let nowhere = propose(&mut keeper, &clerk, "desk", "no-such-unit");
        assert_ne!(nowhere.status, StatusCode::SEE_OTHER);
    }
}

#[test]
fn ending_a_right_signs_its_holder_out_and_not_by_another_accounts_page() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        let clerk = town.account("clerk", &[Role::Cadre, Role::Trainer]);
        let other = town.account("other", &[Role::Cadre]);
        let (mut keeper, _) = town.enrolled("keeper");
        let (mut holder, mut stranger) = (town.signed_in("clerk"), town.signed_in("other"));
        let page = keeper.get(&format!("/accounts/{clerk}")).body;
        let path = page.split("action=\"").find(|part| part.contains("/grants/")).expect("a grant");
        let path = path.split('"').next().expect("a path").to_owned();
        assert_eq!(keeper.post(&path.replace(&clerk, &other), &[]).status, StatusCode::NOT_FOUND);
        assert_eq!(keeper.post(&path, &[]).status, StatusCode::SEE_OTHER);
        assert_eq!(town.roles(&clerk).len(), 1);
        assert!(!holder.is_in() && stranger.is_in());
    }
}

#[test]
fn in_december_every_right_is_looked_through_and_nobody_keeps_their_own() {
    for town in Town::all() {
        let keeper_id = town.account("keeper", &[Role::SecurityAdmin]);
        town.account("org", &[Role::Organiser]);
        let clerk = town.account("clerk", &[Role::Cadre, Role::Trainer]);
        assert_eq!(due::run(&town.ground.county).expect("run"), 0, "it is March");
        let december = "2026-12-01T01:00:00Z".parse().expect("a time");
        town.ground.county.clock().set(december);
        assert_eq!(due::run(&town.ground.county).expect("run"), 1);
        assert_eq!(due::run(&town.ground.county).expect("run"), 0, "it opens once");
        let (mut keeper, _) = town.enrolled("keeper");
        let (mut org, _) = town.enrolled("org");
        let page = keeper.get("/accounts/review");
        assert!(page.seen().contains("尚有 3 项") && page.seen().contains("培训"), "{}", page.seen());
        let grants = |account: &str| {
            let account = account.to_owned();
            let scope = kernel::Scope::county("tests read everything");
            town.read(move |tx| kernel::account::grants(tx, &scope, &account))
        };
        let own = format!("way-{}", grants(&keeper_id)[0].id);
        let refused = keeper.post("/accounts/review", &[(&own, "keep")]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.seen());
        assert_eq!(keeper.post("/accounts/review", &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
        let training = grants(&clerk).into_iter().find(|grant| grant.role == "trainer").expect("held");
        let way = format!("way-{}", training.id);
        assert_eq!(keeper.post("/accounts/review", &[(&way, "end")]).status, StatusCode::SEE_OTHER);
        assert_eq!(town.roles(&clerk).len(), 1);
        assert_eq!(org.post("/accounts/review", &[(&own, "keep")]).status, StatusCode::SEE_OTHER);
        let page = org.get("/accounts/review").body;
        assert!(!page.contains("name=\"way-"), "one's own is not offered");
        let last = keeper.get("/accounts/review").body;
        let name = last.split("name=\"").find(|part| part.starts_with("way-")).expect("one is left");
        let name = name.split('"').next().expect("a name").to_owned();
        keeper.post("/accounts/review", &[(&name, "keep")]);
        assert!(keeper.get("/accounts/review").seen().contains("已全部复核完毕"));
        let todos = town.read(|tx| {
            let asker = kernel::testing::actor("k", &[(Role::SecurityAdmin, None)]);
            Ok::<_, Fault>(case::todos(tx, &asker, 10)?)
        });
        assert!(todos.is_empty(), "the to-do stays");
    }
}

#[test]
fn every_page_of_accounts_is_drawn_in_both_languages() {
    for town in Town::all().into_iter().take(1) {
        let keeper = town.account("keeper", &[Role::SecurityAdmin]);
        town.account("org", &[Role::Organiser]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let doors = web::testing::Doors::open(&town.ground.county, access::routes(), access::TEXTS);
        let actor = |id: &str| {
            let id = id.to_owned();
            town.read(move |tx| kernel::account::actor(tx, &id)?.ok_or(Fault::NotFound))
        };
        let asker = actor(&keeper);
        let path = format!("/accounts/{clerk}/grants");
        doors.done(Some(&asker), &path, &[("role", "inspector"), ("reason", "任免文件")]);
        let proposal = doors.get(Some(&asker), "/accounts/proposals").body;
        let at = proposal.find("/accounts/proposals/").expect("one waits");
        let proposal = proposal[at..].split('"').next().expect("a path").to_owned();
        doors.done(Some(&actor(&clerk)), "/account/second-factor", &[]);
        for path in [
            "/accounts",
            "/accounts/new",
            "/accounts/roster",
            "/accounts/proposals",
            "/accounts/review",
            "/accounts/second-factor",
            &format!("/accounts/{clerk}"),
            &proposal,
        ] {
            doors.assert_drawn(Some(&asker), path);
        }
        for path in [
            "/account",
            "/account/password",
            "/account/sessions",
            "/account/second-factor",
            "/account/second-factor/new",
            "/account/step-up",
        ] {
            doors.assert_drawn(Some(&actor(&clerk)), path);
        }
        doors.assert_drawn(None, "/sign-in");
    }
}
