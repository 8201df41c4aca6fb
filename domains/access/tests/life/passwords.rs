//! Which passwords may be chosen, and that hashing them is bounded.

use axum::http::StatusCode;
use kernel::{Role, settings};

use crate::ground::{PASSWORD, Town};

#[test]
fn a_common_password_or_one_with_a_name_in_it_is_refused_and_told_why() {
    for town in Town::all() {
        town.account("zhangweiguo", &[Role::Cadre]);
        town.write(|tx| {
            settings::put(tx, "county.name", "凤翔县")?;
            Ok(settings::put(tx, "county.name-en", "Fengxiang County")?)
        });
        let mut browser = town.signed_in("zhangweiguo");
        for (tried, why) in [
            ("short", "至少 10 位"),
            ("woaini1314", "常见密码"),
            ("5201314520", "全是数字"),
            ("abcabcabcabc", "重复"),
            ("my own zhangweiguo 7", "“zhangweiguo”"),
            ("rain in FengXiang8", "fengxiang"),
            ("凤翔县的河水涨了三尺", "“凤翔县”"),
            ("so $hanzhi it rains", "“shanzhi”"),
        ] {
            let form = [("now", PASSWORD), ("password", tried), ("password-again", tried)];
            let refused = browser.post("/account/password", &form);
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{tried}");
            assert!(refused.seen().contains(why), "{tried}: {}", refused.seen());
        }
        let good = "our goat ate the umbrella";
        let form = [("now", PASSWORD), ("password", good), ("password-again", good)];
        assert_eq!(browser.post("/account/password", &form).status, StatusCode::SEE_OTHER);
    }
}

#[test]
fn when_every_place_for_hashing_is_taken_signing_in_is_asked_to_come_again() {
    for town in Town::all().into_iter().take(1) {
        town.account("clerk", &[Role::Cadre]);
        let held = town.fill_hashing();
        assert_eq!(held.len(), 2);
        for login in ["clerk", "nobody at all"] {
            let full = town.browser().sign_in(login, PASSWORD);
            assert_eq!(full.status, StatusCode::SERVICE_UNAVAILABLE, "{login}");
            assert_eq!(full.headers["retry-after"], "5");
        }
        drop(held);
        assert_eq!(town.browser().sign_in("clerk", PASSWORD).location, "/");
    }
}
