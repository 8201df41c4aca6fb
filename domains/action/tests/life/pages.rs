//! The pages, asked as a browser asks them: every one in both languages, a round and an attempt through their forms.

use axum::http::StatusCode;
use kernel::{Actor, Fault};
use web::testing::{Answer, Doors, seen};

use crate::ground::Town;
use crate::{sets, transfer};

/// Somebody of the town at its doors.
fn with<T>(town: &Town, who: &str, what: impl FnOnce(&Doors, &Actor) -> T) -> T {
    let actor = town.write(who, |_, actor| Ok::<_, Fault>(actor.clone())).expect("somebody");
    let open = || Doors::open(&town.ground.county, action::routes(), action::TEXTS);
    what(town.doors.get_or_init(open), &actor)
}

fn get(town: &Town, who: &str, path: &str) -> Answer {
    with(town, who, |doors, actor| doors.get(Some(actor), path))
}

fn post(town: &Town, who: &str, path: &str, form: &[(&str, &str)]) -> Answer {
    with(town, who, |doors, actor| doors.post(Some(actor), path, form))
}

fn assert_drawn(town: &Town, who: &str, path: &str) {
    with(town, who, |doors, actor| doors.assert_drawn(Some(actor), path));
}

/// The id behind the first link of a page that begins so.
fn linked(town: &Town, who: &str, path: &str, to: &str) -> String {
    let page = get(town, who, path).body;
    let at =
        page.find(&format!("href=\"{to}")).unwrap_or_else(|| panic!("{path} leads to {to}: {}", seen(&page)));
    page[at + 6..].split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn every_page_of_a_set_is_drawn_in_both_languages() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let set = sets::begin(town);
    for who in ["a", "h", "t", "o"] {
        for path in ["/action", "/action/sets", "/action/exchange"] {
            assert_drawn(town, who, path);
        }
        assert_drawn(town, who, &format!("/action/sets/{set}"));
    }
    assert_drawn(town, "h", "/action/sets/new");
    for noun in ["design", "ending", "closing"] {
        assert_drawn(town, "h", &format!("/action/sets/{set}/{noun}"));
    }
    let round = linked(town, "a", &format!("/action/sets/{set}"), "/action/rounds/");
    let round = round.split('/').take(4).collect::<Vec<_>>().join("/");
    sets::go_round(town, &set);
    assert_drawn(town, "a", &round);
    assert_drawn(town, "h", &round);
    let second = town.waits("t", "action-round").pop().expect("the next round").link;
    for step in
        ["problem", "questions", "assumptions", "commitments", "happened", "reflection", "principles", "next"]
    {
        assert_drawn(town, "a", &format!("{second}/{step}"));
    }
    let promise = linked(town, "a", &format!("/action/sets/{set}"), "/action/commitments/");
    assert_drawn(town, "a", &promise);
    assert_eq!(
        get(town, "o", &format!("{second}/problem")).status,
        StatusCode::FORBIDDEN,
        "reads, writes not"
    );
    assert!(!get(town, "o", &format!("/action/sets/{set}")).body.contains(&format!("{second}/")));
    assert!(!get(town, "o", &second).body.contains(&format!("{second}/")), "no link to what is not theirs");
    assert_drawn(town, "o", &second);
    sets::close_and_offer(town, &set);
    take_up(town, &set);
    for path in [
        format!("/action/sets/{set}"),
        format!("/action/exchange/{set}"),
        format!("/action/sets/{set}/offer"),
    ] {
        assert_drawn(town, "h", &path);
    }
    assert_drawn(town, "d", &format!("/action/exchange/{set}"));
    let sheet = get(town, "h", "/action/sets.xlsx");
    assert!(sheet.kind.contains("spreadsheetml") && sheet.bytes > 2_000, "{} {}", sheet.kind, sheet.bytes);
}

/// The village takes the offer up and tells what came of it, through the forms.
fn take_up(town: &Town, set: &str) {
    let form = format!("/action/exchange/{set}/taking");
    assert_drawn(town, "v", &form);
    assert_drawn(town, "d", &form);
    let fields = [("unit", "village"), ("person", "v"), ("first", "先试一周退件单"), ("by_on", "2026-05-29")];
    let bare = post(town, "v", &form, &fields[..2]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let find = post(town, "v", &form, &[("unit", "village"), ("find", "1")]);
    assert!(find.status == StatusCode::OK && find.body.contains("村主任示例"));
    let made = post(town, "v", &form, &fields);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", seen(&made.body));
    assert_drawn(town, "v", &made.location);
    assert_eq!(post(town, "v", &made.location, &[("came", "")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = [("state", "works"), ("came", "试了一周，十二位老人一次办成。")];
    assert_eq!(post(town, "v", &made.location, &told).status, StatusCode::SEE_OTHER);
    assert_drawn(town, "d", &made.location);
    let shown = get(town, "d", &format!("/action/exchange/{set}")).body;
    assert!(shown.contains("十二位老人一次办成") && shown.contains("管用"), "{}", seen(&shown));
}

#[test]
fn every_page_of_transfer_is_drawn_in_both_languages() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    assert_drawn(town, "a", "/action/transfer/new");
    transfer::use_it(town);
    for path in ["/action/transfer", "/action/transfer/new"] {
        assert_drawn(town, "a", path);
    }
    let intention = linked(town, "a", "/action/transfer", "/action/intentions/");
    assert_drawn(town, "a", &intention);
    let open = town.waits("a", "transfer-attempt").pop().expect("one not tried").link;
    let open = open.trim_end_matches("/attempt").to_owned();
    assert_drawn(town, "a", &format!("{open}/change"));
    let fields =
        [("what", "退件时写一张条子"), ("when_on", "2026-03-27"), ("setting", "窗口"), ("with_whom", "同事")];
    let changed = post(town, "a", &format!("{open}/change"), &fields);
    assert_eq!((changed.status, changed.location.as_str()), (StatusCode::SEE_OTHER, open.as_str()));
    assert!(
        get(town, "a", &open).body.contains("原为：退件时当场写明缺什么"),
        "the history says what it was"
    );
    assert_drawn(town, "h", "/action/transfer/units/town");
    assert_drawn(town, "h", &linked(town, "h", "/action/transfer/units/town", "/action/intentions/"));
    for who in ["t", "h", "o"] {
        assert_drawn(town, who, "/action/transfer/arrivals");
    }
    let sheet = get(town, "t", "/action/transfer/arrivals.xlsx");
    assert!(sheet.kind.contains("spreadsheetml") && sheet.bytes > 2_000, "{} {}", sheet.kind, sheet.bytes);
    let arrivals = seen(&get(town, "t", "/action/transfer/arrivals").body);
    assert!(!arrivals.contains("甲示例"), "counts name nobody");
}

#[test]
fn what_is_out_of_reach_looks_like_what_is_not_there() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let set = sets::begin(town);
    for path in ["", "/design", "/beginning", "/closing", "/offer"] {
        assert_eq!(
            get(town, "d", &format!("/action/sets/{set}{path}")).status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in [
        "/action/transfer/units/town",
        "/action/transfer/arrivals",
        "/action/rounds/nothing",
        "/action/attempts/x",
    ] {
        assert_eq!(get(town, "d", path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_set_runs_a_round_through_its_forms() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let mut form = vec![
        ("unit", "town"),
        ("title", "窗口少跑一趟"),
        ("problem", "老人办高龄补贴平均要跑三趟。"),
        ("residents", "七十岁以上老人"),
        ("starts_on", "2026-03-02"),
        ("ends_on", "2026-06-30"),
        ("owner", "b"),
        ("sponsor", "h"),
        ("members", "a"),
        ("members", "b"),
        ("members", "c"),
        ("members", "v"),
    ];
    let wrong = post(town, "h", "/action/sets", &form);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("希望得到的结果") && wrong.body.contains("老人办高龄补贴"),
        "what was typed is kept"
    );
    let mut find = form.clone();
    find.extend([("find", "1"), ("who", "村主任示例")]);
    let found = post(town, "h", "/action/sets", &find);
    assert!(
        found.status == StatusCode::OK && found.body.contains("示例村"),
        "a name finds somebody elsewhere"
    );
    form.push(("wanted", "solution"));
    let made = post(town, "h", "/action/sets", &form);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", seen(&made.body));
    let set = made.location;
    let page = get(town, "h", &set);
    assert!(seen(&page.body).contains("还缺 3 项"), "{}", seen(&page.body));
    let begun = post(town, "h", &format!("{set}/beginning"), &[("without", "边做边补")]);
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", seen(&begun.body));
    walk(town, &set, &begun.location);
}

/// Once around the circle, form by form.
fn walk(town: &Town, set: &str, round: &str) {
    let kept =
        post(town, "a", &format!("{round}/problem"), &[("body", "缺什么当场说不清。"), ("to", "questions")]);
    assert_eq!((kept.status, kept.location), (StatusCode::SEE_OTHER, format!("{round}/questions")));
    let advice = post(town, "a", &format!("{round}/questions"), &[("question", "发一张清单吧")]);
    assert!(advice.status == StatusCode::UNPROCESSABLE_ENTITY && advice.body.contains("发一张清单吧"));
    let nothing = post(town, "a", &format!("{round}/questions"), &[("to", "problem")]);
    assert_eq!(nothing.status, StatusCode::SEE_OTHER, "a form without anything new only goes on");
    post(
        town,
        "a",
        &format!("{round}/questions"),
        &[("question", "在哪一步回头的？"), ("to", "assumptions")],
    );
    let fields = [("assumption", "清单没人看"), ("test", "问五位老人"), ("to", "commitments")];
    assert_eq!(post(town, "c", &format!("{round}/assumptions"), &fields).status, StatusCode::SEE_OTHER);
    let fields = [("what", "退件时写明缺什么"), ("person", "a"), ("by_on", "2026-03-10")];
    assert_eq!(post(town, "b", &format!("{round}/commitments"), &fields).status, StatusCode::SEE_OTHER);
    let promise = town.waits("a", "action-commitment").pop().expect("a promise").link;
    let fields = [
        ("way", "done"),
        ("happened_on", "2026-03-02"),
        ("happened", "十二人一次办成"),
        ("quantity-item", "12"),
    ];
    assert_eq!(post(town, "a", &promise, &fields).status, StatusCode::SEE_OTHER);
    assert!(get(town, "a", &promise).body.contains("/duty/evidence/"), "the evidence is linked");
    let circle = get(town, "a", round).body;
    assert!(circle.contains("<svg") && seen(&circle).contains("现在进行到：反思"), "{}", seen(&circle));
    post(town, "a", &format!("{round}/reflection"), &[("body", "没问过老人。")]);
    post(town, "a", &format!("{round}/principles"), &[("principle", "先看再改。")]);
    let done = post(town, "a", &format!("{round}/next"), &[("body", "到此为止。"), ("finish", "1")]);
    assert_eq!((done.status, done.location), (StatusCode::SEE_OTHER, set.to_owned()), "{}", seen(&done.body));
    assert!(seen(&get(town, "h", set).body).contains("可以结束小组"));
}

#[test]
fn an_attempt_is_recorded_once_and_seen_through_its_forms() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let fields = [
        ("from", "class class"),
        ("what", "退件时写明缺什么"),
        ("when_on", "2026-03-20"),
        ("setting", "窗口"),
        ("with_whom", "同事"),
        ("witness", "b"),
    ];
    let made = post(town, "a", "/action/transfer", &fields);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", seen(&made.body));
    let form = town.waits("a", "transfer-attempt").pop().expect("a to-do").link;
    let page = get(town, "a", &form).body;
    assert!(
        page.contains("value=\"2026-03-02\"") && page.contains("name=\"once\""),
        "today stands there already"
    );
    let fields = [
        ("once", "0123456789abcdef"),
        ("what", "给两位老人写了缺的材料"),
        ("happened_on", "2026-03-02"),
        ("as_intended", "1"),
        ("outcome", "worked"),
        ("alike", "1"),
        ("thought", "none"),
        ("witness", "b"),
    ];
    let tried = post(town, "a", &form, &fields);
    assert_eq!(tried.status, StatusCode::SEE_OTHER, "{}", seen(&tried.body));
    let again = post(town, "a", &form, &fields);
    assert_eq!(
        (again.status, &again.location),
        (StatusCode::SEE_OTHER, &tried.location),
        "sent twice it is one"
    );
    assert!(seen(&get(town, "a", &tried.location).body).contains("低路迁移"));
    let to = format!("{}/confirmation", tried.location);
    let without = post(town, "b", &to, &[("answer", "confirmed")]);
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "a rating is asked for");
    assert_eq!(
        post(town, "b", &to, &[("answer", "confirmed"), ("rating", "4")]).status,
        StatusCode::SEE_OTHER
    );
    assert!(seen(&get(town, "a", &tried.location).body).contains("记为已转化"));
}
