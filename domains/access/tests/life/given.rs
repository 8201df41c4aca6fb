//! Passwords that somebody gave: what they open, for how long, and that their holder is told who gave them.

use axum::http::StatusCode;
use kernel::{Fault, Role, account};

use crate::ground::{PASSWORD, Town};

const OWN: &str = "our goat ate the umbrella";
const CHOSEN: [(&str, &str); 3] = [("now", PASSWORD), ("password", OWN), ("password-again", OWN)];

#[test]
fn a_one_time_password_reaches_nothing_but_the_page_that_chooses_another() {
    for town in Town::all() {
        town.given("clerk", &[Role::Cadre]);
        let mut browser = town.browser();
        assert_eq!(browser.sign_in("clerk", PASSWORD).location, "/account/password");
        for path in ["/", "/account", "/account/sessions", "/accounts", "/nothing"] {
            let led = browser.get(path);
            assert_eq!(
                (led.status, led.location.as_str()),
                (StatusCode::SEE_OTHER, "/account/password"),
                "{path}"
            );
        }
        for path in ["/account/second-factor", "/account/sessions/others", "/accounts/new"] {
            let refused = browser.post(path, &[]);
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
            assert!(refused.seen().contains("须先换成自己的密码"), "{}", refused.seen());
        }
        let page = browser.get("/account/password");
        assert!(page.seen().contains("72 小时内不换即失效"), "{}", page.seen());
        let chosen = browser.post("/account/password", &CHOSEN);
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.seen());
        assert!(browser.is_in());
        town.pass(73 * 60 * 60);
        assert_eq!(town.browser().sign_in("clerk", OWN).location, "/", "one's own has no last day");
    }
}

#[test]
fn a_one_time_password_opens_nothing_after_seventy_two_hours() {
    for town in Town::all() {
        let clerk = town.given("clerk", &[Role::Cadre]);
        town.pass(72 * 60 * 60 - 60);
        assert_eq!(town.browser().sign_in("clerk", PASSWORD).location, "/account/password");
        town.pass(120);
        let over = town.browser().sign_in("clerk", PASSWORD);
        assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(over.seen().contains("已失效"), "{}", over.seen());
        assert_eq!(town.acts(1), ["account.password-over"]);
        assert!(town.browser().sign_in("clerk", "not the password").seen().contains("不对"));
        let hash = account::hash_password(PASSWORD, [4; 16]).expect("hashed");
        town.write(move |tx| Ok::<_, Fault>(account::set_password(tx, &clerk, &hash, true)?));
        assert_eq!(
            town.browser().sign_in("clerk", PASSWORD).location,
            "/account/password",
            "a new one works"
        );
    }
}

#[test]
fn one_given_before_they_had_a_last_day_gets_one_by_the_daily_run() {
    for town in Town::all() {
        town.given("clerk", &[Role::Cadre]);
        town.write(|tx| {
            tx.execute("update account set password_until = null", &[])?;
            Ok(())
        });
        assert!(access::due::run(&town.ground.county).expect("due") > 0);
        assert_eq!(town.acts(1), ["account.given-limited"]);
        assert_eq!(access::due::run(&town.ground.county).expect("due"), 0, "it is done twice");
        town.pass(73 * 60 * 60);
        assert!(town.browser().sign_in("clerk", PASSWORD).seen().contains("已失效"));
    }
}

#[test]
fn whoever_was_reset_reads_by_whom_and_when_until_they_say_so() {
    for town in Town::all() {
        let clerk = town.account("clerk", &[Role::Cadre]);
        town.account("keeper", &[Role::SecurityAdmin]);
        let (mut keeper, _) = town.enrolled("keeper");
        let mut holder = town.signed_in("clerk");
        let slip = keeper.post(&format!("/accounts/{clerk}/password"), &[]);
        assert_eq!(slip.status, StatusCode::OK, "{}", slip.seen());
        let given = slip.codes().first().cloned().unwrap_or_default();
        assert!(!given.is_empty(), "{}", slip.body);
        assert!(!holder.is_in(), "the reset left a session");
        assert_eq!(holder.sign_in("clerk", &given).location, "/account/password");
        let told = holder.get("/account/password").seen();
        assert!(told.contains("您的密码由keeper于") && told.contains("审计管理员"), "{told}");
        let form = [("now", given.as_str()), ("password", OWN), ("password-again", OWN)];
        assert_eq!(holder.post("/account/password", &form).status, StatusCode::SEE_OTHER);
        assert!(!holder.get("/account/password").seen().contains("keeper"), "told again");
        assert_eq!(
            keeper.post(&format!("/accounts/{clerk}/second-factor"), &[]).status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(holder.sign_in("clerk", OWN).location, "/");
        assert!(holder.get("/account/password").seen().contains("您的双重验证由keeper于"));
        assert_eq!(holder.post("/account/notices", &[]).status, StatusCode::SEE_OTHER);
        assert!(!holder.get("/account/password").seen().contains("keeper"));
        assert_eq!(town.acts(1), ["account.notices-read"]);
    }
}
