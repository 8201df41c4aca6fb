//! Guessing: one account slows itself, many accounts slow the address, colleagues behind it come in.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::StatusCode;
use kernel::{Role, account};
use web::address::Address;

use crate::ground::{PASSWORD, Town};

#[test]
fn wrong_passwords_slow_the_account_twice_as_long_each_time_and_it_says_until_when() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.browser();
        for _ in 0..4 {
            assert!(browser.sign_in("clerk", "not the password").seen().contains("不对"));
        }
        for minutes in [1, 2, 4, 8, 16, 16] {
            let said = browser.sign_in("clerk", "not the password").seen();
            assert!(said.contains(&format!("{minutes} 分钟后")), "{minutes}: {said}");
            assert!(
                browser.sign_in("clerk", PASSWORD).status == StatusCode::UNPROCESSABLE_ENTITY,
                "it rests"
            );
            town.pass(minutes * 60 + 1);
        }
        assert_eq!(browser.sign_in("clerk", PASSWORD).location, "/");
        assert!(
            browser.sign_in("clerk", "not the password").seen().contains("不对"),
            "a right one starts anew"
        );
    }
}

#[test]
fn a_name_nobody_has_rests_exactly_as_one_that_somebody_has() {
    for town in Town::all() {
        town.account("clerk", &[Role::Cadre]);
        let mut browser = town.browser();
        for round in 0..9 {
            let [known, unknown] = ["clerk", "nobody"].map(|login| {
                let answer = browser.sign_in(login, "not the password");
                let retyped = format!("value=\"{login}\"");
                (answer.status, answer.body.replace(&retyped, ""), answer.headers.len())
            });
            assert_eq!(known, unknown, "try {round}");
            if round == 4 {
                assert!(unknown.1.contains("1 分钟后"), "{}", unknown.1);
            }
            // The rests are over at the same moment, not a second earlier or later.
            town.pass(if round % 2 == 0 { 60 } else { 61 });
        }
        browser.address = Some(Address(IpAddr::V4(Ipv4Addr::new(10, 9, 9, 9))));
        let [known, unknown] = ["clerk", " NOBODY "]
            .map(|login| browser.sign_in(login, "not the password").seen().replace(login, ""));
        assert_eq!(known, unknown, "from another address");
    }
}

#[test]
fn an_account_rests_as_the_count_of_failures_says() {
    let rests: Vec<Option<i64>> = (3..=12).map(account::rest_after).collect();
    let minutes = [1, 2, 4, 8, 16, 16, 16, 16].map(Some);
    assert_eq!(rests, [[None, None].as_slice(), &minutes].concat());
}

#[test]
fn an_address_that_guesses_at_many_accounts_is_slowed_and_colleagues_behind_it_are_not() {
    for town in Town::all().into_iter().take(1) {
        town.account("clerk", &[Role::Cadre]);
        town.account("newcomer", &[Role::Cadre]);
        let mut colleague = town.signed_in("clerk");
        let mut guesser = town.browser();
        let names: Vec<String> = (0..13).map(|n| format!("guess{n}")).collect();
        for name in &names {
            let answer = guesser.sign_in(name, "not the password");
            assert!(matches!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY | StatusCode::TOO_MANY_REQUESTS
            ));
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                continue;
            }
        }
        // The eleventh name cost five seconds, the twelfth and thirteenth as much again.
        let told = guesser.sign_in("newcomer", PASSWORD);
        assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS, "{}", told.seen());
        assert!(told.headers.contains_key("retry-after"));
        // The address is looked at before a password is hashed: with every place taken it is still told the same.
        let held = town.fill_hashing();
        assert_eq!(guesser.sign_in("newcomer", PASSWORD).status, StatusCode::TOO_MANY_REQUESTS);
        drop(held);
        colleague.post("/sign-out", &[]);
        assert_eq!(colleague.sign_in("clerk", PASSWORD).location, "/", "a colleague is kept out");
        let mut elsewhere = town.browser();
        elsewhere.address = Some(Address(IpAddr::V4(Ipv4Addr::new(10, 9, 9, 9))));
        assert_eq!(elsewhere.sign_in("newcomer", PASSWORD).location, "/");
        town.pass(300);
        assert_eq!(guesser.sign_in("newcomer", PASSWORD).location, "/", "it is slowed for good");
    }
}
