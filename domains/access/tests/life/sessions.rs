//! Sessions: whose they are, how they end, that no token is given in advance, and proving again who one is.

use axum::http::StatusCode;
use kernel::{Role, session};

use crate::ground::{PASSWORD, Town};

#[test]
fn a_token_planted_before_signing_in_is_worth_nothing_after_it() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.browser();
        let planted = "ab".repeat(32);
        browser.cookies.insert("shanzhi".into(), planted.clone());
        browser.cookies.insert("shanzhi-entry".into(), planted.clone());
        browser.sign_in("clerk", PASSWORD);
        assert!(browser.is_in());
        assert_ne!(browser.cookies["shanzhi"], planted);
        let mut attacker = town.browser();
        attacker.cookies.insert("shanzhi".into(), planted);
        assert!(!attacker.is_in());
    }
}

#[test]
fn proving_again_gives_the_session_a_new_token_and_the_old_one_is_void() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.signed_in("clerk");
        let before = browser.cookies["shanzhi"].clone();
        town.pass(601);
        let asked = browser.get("/account/step-up?next=/account/sessions");
        let wrong = browser.step_up(&asked, "not it at all");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = browser.step_up(&wrong, PASSWORD);
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/account/sessions"));
        assert_ne!(browser.cookies["shanzhi"], before);
        assert!(browser.is_in());
        browser.cookies.insert("shanzhi".into(), before);
        assert!(!browser.is_in(), "the old token still opens");
    }
}

#[test]
fn a_form_that_needs_a_fresh_proof_is_kept_and_sent_on_once_it_is_given() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        let mut browser = town.browser();
        browser.sign_in("keeper", PASSWORD);
        let secret = browser.get("/sign-in/second-factor").secret();
        browser.post("/sign-in/second-factor", &[("code", &town.code(&secret, 0))]);
        town.pass(601);
        let form = [("role", "head"), ("role", "organiser"), ("role", "security-admin")];
        let asked = browser.post("/accounts/second-factor", &form);
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.seen());
        assert!(asked.seen().contains("再次核验身份"));
        let password = browser.step_up(&asked, PASSWORD);
        assert_eq!(password.status, StatusCode::UNPROCESSABLE_ENTITY, "the password is not enough");
        let done = browser.step_up(&asked, &town.code(&secret, 0));
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/accounts/second-factor"));
        assert_eq!(browser.get("/accounts/second-factor").body.matches(" checked").count(), 3);
        let again = browser.post("/accounts/second-factor", &form);
        assert_eq!(again.status, StatusCode::SEE_OTHER, "asked twice within ten minutes");
    }
}

#[test]
fn the_way_on_after_a_proof_never_leads_out_of_the_house() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.signed_in("clerk");
        for away in ["https://example.com/", "//example.com", "/\\example.com"] {
            let form = [("step-up-to", away), ("step-up-code", PASSWORD), ("step-up-kept", "1")];
            let answer = browser.post("/account/step-up", &form);
            assert!(!answer.location.contains("example.com"), "{}", answer.location);
        }
    }
}

#[test]
fn somebody_sees_their_sessions_and_ends_one_or_all_others_but_nobody_elses() {
    for town in Town::all() {
        let clerk = town.account("clerk", &[Role::Cadre]);
        town.account("other", &[Role::Cadre]);
        let mut desk = town.signed_in("clerk");
        let mut phone = town.browser();
        phone.agent = "Mozilla/5.0 (Linux; Android 14)";
        phone.sign_in("clerk", PASSWORD);
        let mut stranger = town.signed_in("other");
        let page = desk.get("/account/sessions").seen();
        assert!(page.contains("Windows 电脑（本机）") && page.contains("安卓手机或平板"), "{page}");
        let sessions = town.read(move |tx| Ok(session::of_account(tx, &clerk)?));
        assert_eq!(sessions.len(), 2);
        let of_phone = session::id_of(&phone.cookies["shanzhi"]);
        let form = [("session", of_phone.as_str())];
        assert_eq!(stranger.post("/account/sessions", &form).status, StatusCode::NOT_FOUND);
        assert!(phone.is_in());
        assert_eq!(desk.post("/account/sessions", &form).status, StatusCode::SEE_OTHER);
        assert!(!phone.is_in() && desk.is_in());
        phone.sign_in("clerk", PASSWORD);
        assert_eq!(desk.post("/account/sessions/others", &[]).status, StatusCode::SEE_OTHER);
        assert!(!phone.is_in() && desk.is_in() && stranger.is_in());
    }
}

#[test]
fn an_idle_session_does_not_come_back_when_what_is_known_is_read_again() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        town.account("other", &[Role::Cadre]);
        let mut idle = town.signed_in("clerk");
        assert!(idle.is_in());
        town.pass(2 * 60 * 60 + 1);
        let mut other = town.signed_in("other");
        assert_eq!(other.post("/sign-out", &[]).status, StatusCode::SEE_OTHER);
        assert!(!idle.is_in());
    }
}

#[test]
fn signing_out_tells_the_browser_to_forget_what_it_stored() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.signed_in("clerk");
        let left = browser.post("/sign-out", &[]);
        assert_eq!(left.headers["clear-site-data"], "\"storage\"");
        assert!(!browser.is_in());
    }
}

#[test]
fn what_ended_without_the_house_being_told_holds_no_longer_than_a_minute() {
    for town in Town::all() {
        let clerk = town.account("clerk", &[Role::Cadre]);
        town.account("other", &[Role::Cadre]);
        let (mut desk, mut other) = (town.signed_in("clerk"), town.signed_in("other"));
        assert!(desk.is_in() && other.is_in());
        town.write(move |tx| Ok(session::end_all(tx, &clerk)?));
        town.pass(60);
        assert!(!desk.is_in(), "an ended session is still known");
        assert!(other.is_in());
    }
}

#[test]
fn the_security_administrator_ends_all_sessions_of_an_account_and_its_holder_is_told() {
    for town in Town::all() {
        let clerk = town.account("clerk", &[Role::Cadre]);
        town.account("keeper", &[Role::SecurityAdmin]);
        let (mut desk, mut phone) = (town.signed_in("clerk"), town.signed_in("clerk"));
        let path = format!("/accounts/{clerk}/sessions");
        assert_eq!(desk.post(&path, &[]).status, StatusCode::NOT_FOUND, "not theirs to end");
        let (mut keeper, secret) = town.enrolled("keeper");
        town.pass(601);
        let asked = keeper.post(&path, &[]);
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "without a fresh proof");
        assert!(desk.is_in() && phone.is_in());
        let ended = keeper.step_up(&asked, &town.code(&secret, 0));
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.seen());
        assert!(!desk.is_in() && !phone.is_in() && keeper.is_in());
        assert!(town.acts(3).contains(&"account.sessions-ended".to_owned()));
        desk.sign_in("clerk", PASSWORD);
        assert!(desk.get("/account/password").seen().contains("您的全部登录由keeper于"));
    }
}

#[test]
fn reading_pages_writes_nothing() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.signed_in("clerk");
        browser.enrol();
        let before = town.ground.county.moment();
        for path in ["/account", "/account/sessions", "/account/second-factor", "/account/step-up"] {
            town.pass(1_000);
            assert_eq!(browser.get(path).status, StatusCode::OK, "{path}");
        }
        assert_eq!(town.ground.county.moment(), before);
    }
}
