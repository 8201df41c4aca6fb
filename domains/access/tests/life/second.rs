//! The second factor: set up, asked for, used up, lost.

use access::entry;
use axum::http::StatusCode;
use kernel::{Role, params, settings};

use crate::ground::{PASSWORD, Town};

#[test]
fn whoever_must_have_a_second_factor_is_led_to_it_and_gets_in_no_other_way() {
    for town in Town::all() {
        town.account("org", &[Role::Organiser]);
        let mut browser = town.browser();
        let first = browser.sign_in("org", PASSWORD);
        assert_eq!(
            (first.status, first.location.as_str()),
            (StatusCode::SEE_OTHER, "/sign-in/second-factor")
        );
        assert!(!browser.cookies.contains_key("shanzhi"), "a session before the second factor");
        assert!(!browser.is_in());
        assert_eq!(browser.get("/sign-in/code").status, StatusCode::OK);
        let wrong = browser.post("/sign-in/code", &[("code", "123456")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "there is no generator yet");
        let page = browser.get("/sign-in/second-factor");
        assert!(page.body.contains("<svg class=\"code\""), "{}", page.body);
        let secret = page.secret();
        assert_eq!(secret.split(' ').count(), 8, "{secret}");
        let wrong = browser.post("/sign-in/second-factor", &[("code", "000000")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            browser.get("/sign-in/second-factor").secret(),
            secret,
            "the secret changed under the reader"
        );
        let done = browser.post("/sign-in/second-factor", &[("code", &town.code(&secret, 0))]);
        assert_eq!((done.status, done.codes().len()), (StatusCode::OK, 10), "{}", done.seen());
        assert_eq!(done.headers["cache-control"], "no-store");
        assert!(browser.is_in());
        assert!(!browser.cookies.contains_key("shanzhi-entry"), "the entry is left behind");
        assert!(
            !browser.get("/account/second-factor").body.contains("/removal"),
            "a required one goes nowhere"
        );
        let refused = browser.post("/account/second-factor/removal", &[]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.seen());
    }
}

#[test]
fn signing_in_asks_for_the_code_once_and_takes_none_twice() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let (secret, codes) = town.signed_in("clerk").enrol();
        assert_eq!(codes.len(), 10);
        let mut browser = town.browser();
        let answer = browser
            .post("/sign-in", &[("login", "clerk"), ("password", PASSWORD), ("next", "/account/sessions")]);
        assert_eq!(answer.location, "/sign-in/code");
        let used = browser.post("/sign-in/code", &[("code", &town.code(&secret, 0))]);
        assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "the code that set it up works again");
        town.pass(30);
        let code = town.code(&secret, 0);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let done = browser.post("/sign-in/code", &[("code", &spaced)]);
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/account/sessions"));
        assert!(browser.is_in());
        let mut second = town.browser();
        second.sign_in("clerk", PASSWORD);
        assert_eq!(second.post("/sign-in/code", &[("code", &code)]).status, StatusCode::UNPROCESSABLE_ENTITY);
        town.pass(90);
        let slow = town.code(&secret, -1);
        assert_eq!(
            second.post("/sign-in/code", &[("code", &slow)]).status,
            StatusCode::SEE_OTHER,
            "a slow clock"
        );
    }
}

#[test]
fn a_recovery_code_works_once_and_only_its_hash_is_kept() {
    for town in Town::all() {
        let id = town.account("clerk", &[Role::Cadre]);
        let (_, codes) = town.signed_in("clerk").enrol();
        let enter = |code: &str| {
            let mut browser = town.browser();
            browser.sign_in("clerk", PASSWORD);
            (browser.post("/sign-in/code", &[("code", code)]).status, browser.is_in())
        };
        assert_eq!(enter(&codes[3].to_uppercase()), (StatusCode::SEE_OTHER, true));
        assert_eq!(enter(&codes[3]), (StatusCode::UNPROCESSABLE_ENTITY, false));
        assert_eq!(enter(&codes[4].replace('-', " ")), (StatusCode::SEE_OTHER, true));
        let plain = codes[5].replace('-', "");
        let found = town.read(move |tx| {
            let scope = kernel::Scope::county("tests read everything");
            let rows =
                tx.rows(&scope, "select hash from recovery_code where account_id = $1", params![id])?;
            Ok(rows.iter().filter_map(|row| row.text(0).ok()).collect::<Vec<_>>())
        });
        assert_eq!(found.len(), 10);
        assert!(found.iter().all(|hash| hash.len() == 64 && !hash.contains(&plain)));
    }
}

#[test]
fn wrong_codes_make_the_account_rest_though_the_password_was_right_each_time() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let (secret, _) = town.signed_in("clerk").enrol();
        let mut browser = town.browser();
        for guess in 0..5 {
            assert_eq!(browser.sign_in("clerk", PASSWORD).location, "/sign-in/code", "guess {guess}");
            let answer = browser.post("/sign-in/code", &[("code", "111 111")]);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let right = browser.post("/sign-in/code", &[("code", &town.code(&secret, 1))]);
        assert_eq!(right.status, StatusCode::UNPROCESSABLE_ENTITY, "it rests");
        assert!(right.seen().contains("1 分钟"), "{}", right.seen());
        assert!(browser.sign_in("clerk", PASSWORD).seen().contains("1 分钟"));
        town.pass(61);
        let right = browser.post("/sign-in/code", &[("code", &town.code(&secret, 0))]);
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.seen());
    }
}

#[test]
fn an_entry_lasts_ten_minutes_and_opens_nothing_else() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let (secret, _) = town.signed_in("clerk").enrol();
        let mut browser = town.browser();
        browser.sign_in("clerk", PASSWORD);
        let entry = browser.cookies["shanzhi-entry"].clone();
        browser.cookies.insert("shanzhi".into(), entry);
        assert!(!browser.is_in(), "an entry is taken for a session");
        browser.cookies.remove("shanzhi");
        town.pass(601);
        let late = browser.post("/sign-in/code", &[("code", &town.code(&secret, 0))]);
        assert_eq!((late.status, late.location.as_str()), (StatusCode::SEE_OTHER, "/sign-in"));
        assert!(!browser.is_in());
        assert_eq!(town.browser().get("/sign-in/code").location, "/sign-in");
    }
}

#[test]
fn a_new_phone_takes_the_place_of_the_old_one_and_signs_the_others_out() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.signed_in("clerk");
        let (old, old_codes) = browser.enrol();
        let mut elsewhere = town.browser();
        elsewhere.sign_in("clerk", PASSWORD);
        elsewhere.post("/sign-in/code", &[("code", &old_codes[0])]);
        assert!(elsewhere.is_in());
        town.pass(30);
        let (new, _) = browser.enrol();
        assert!(browser.is_in() && !elsewhere.is_in(), "the other device stays signed in");
        town.pass(30);
        elsewhere.sign_in("clerk", PASSWORD);
        for gone in [town.code(&old, 0), old_codes[1].clone()] {
            assert_eq!(
                elsewhere.post("/sign-in/code", &[("code", &gone)]).status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        assert_eq!(
            elsewhere.post("/sign-in/code", &[("code", &town.code(&new, 0))]).status,
            StatusCode::SEE_OTHER
        );
    }
}

#[test]
fn the_security_administrator_resets_what_is_lost_but_not_their_own() {
    for town in Town::all() {
        let keeper = town.account("keeper", &[Role::SecurityAdmin]);
        let clerk = town.account("clerk", &[Role::Cadre]);
        let mut lost = town.signed_in("clerk");
        lost.enrol();
        let mut browser = town.browser();
        browser.sign_in("keeper", PASSWORD);
        let secret = browser.get("/sign-in/second-factor").secret();
        browser.post("/sign-in/second-factor", &[("code", &town.code(&secret, 0))]);
        let own = browser.post(&format!("/accounts/{keeper}/second-factor"), &[]);
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        let path = format!("/accounts/{clerk}/second-factor");
        assert_eq!(lost.post(&path, &[]).status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&path, &[]).status, StatusCode::SEE_OTHER);
        assert!(!lost.is_in(), "the session outlives the factor");
        assert_eq!(lost.sign_in("clerk", PASSWORD).location, "/");
        assert!(town.acts(3).contains(&"account.factor-reset".to_owned()));
    }
}

#[test]
fn the_county_says_for_which_roles_it_asks_and_the_demo_asks_for_none() {
    for town in Town::all() {
        town.account("keeper", &[Role::SecurityAdmin]);
        town.account("head", &[Role::Head]);
        town.account("org", &[Role::Organiser]);
        let mut browser = town.browser();
        browser.sign_in("keeper", PASSWORD);
        let secret = browser.get("/sign-in/second-factor").secret();
        browser.post("/sign-in/second-factor", &[("code", &town.code(&secret, 0))]);
        let page = browser.get("/accounts/second-factor").body;
        assert_eq!(page.matches(" checked").count(), 5, "{page}");
        let form = [("role", "head"), ("role", "security-admin")];
        assert_eq!(browser.post("/accounts/second-factor", &form).status, StatusCode::SEE_OTHER);
        assert_eq!(town.browser().sign_in("head", PASSWORD).location, "/sign-in/second-factor");
        assert_eq!(town.browser().sign_in("org", PASSWORD).location, "/");
        assert_eq!(town.acts(20).iter().filter(|kind| *kind == "entry.requirement-set").count(), 1);
    }
    for town in Town::all() {
        town.account("org", &[Role::Organiser]);
        town.write(|tx| {
            settings::put(tx, entry::DEMO, "1")?;
            let id = account_of(tx, "org")?;
            entry::enter(tx, &id)
        });
        assert_eq!(town.browser().sign_in("org", PASSWORD).location, "/");
    }
}

fn account_of(tx: &mut kernel::Tx<'_>, login: &str) -> Result<String, kernel::Fault> {
    let found = kernel::account::credential_by_login(tx, login)?;
    Ok(found.ok_or(kernel::Fault::NotFound)?.account)
}

#[test]
fn the_first_run_sets_up_the_second_factor_of_the_security_administrator() {
    for town in Town::all() {
        town.write(|tx| {
            settings::put(tx, entry::FIRST_RUN_KEY, &entry::key_digest("the key"))?;
            Ok(())
        });
        let mut browser = town.browser();
        let form = [
            ("key", "the key"),
            ("login", "keeper"),
            ("name", "安全员示例"),
            ("password", PASSWORD),
            ("password-again", PASSWORD),
        ];
        let made = browser.post("/first-run", &form);
        assert_eq!(made.location, "/sign-in/second-factor", "{}", made.seen());
        assert!(!browser.is_in());
        let secret = browser.get("/sign-in/second-factor").secret();
        let done = browser.post("/sign-in/second-factor", &[("code", &town.code(&secret, 0))]);
        assert!(done.body.contains("href=\"/accounts\""), "{}", done.body);
        assert_eq!(browser.get("/accounts").status, StatusCode::OK);
    }
}
