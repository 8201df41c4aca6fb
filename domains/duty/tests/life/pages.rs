//! The pages, asked as a browser asks them: every one in both languages, and the year lived through their forms.

use axum::http::StatusCode;
use kernel::account::{factor, totp};
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault};
use web::testing::{Answer, Doors, seen};

use crate::ground::Town;
use crate::{letters, targets, work};

/// Somebody of the town at its doors.
fn with<T>(town: &Town, who: &str, what: impl FnOnce(&Doors, &Actor) -> T) -> T {
    let actor = town.write(who, |_, actor| Ok::<_, Fault>(actor.clone())).expect("somebody");
    let open = || Doors::open(&town.ground.county, duty::routes(), duty::TEXTS);
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
    let text = with(town, who, |doors, actor| doors.read(Some(actor), path, true)).seen();
    let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    assert!(chinese * 3 < letters, "{path} in English: {text}");
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    targets::divide_and_agree(town);
    letters::agree_all(town);
    work::record_and_confirm(town);
    let (cycle, mine, theirs) = (town.cycle(), town.letter_of("a"), town.letter_of("v"));
    for who in ["a", "h", "k", "o"] {
        for path in ["/duty", "/duty/cycles", "/duty/letters", "/duty/evidence"] {
            assert_drawn(town, who, path);
        }
        assert_drawn(town, who, &format!("/duty/cycles/{cycle}"));
        assert_drawn(town, who, &format!("/duty/cycles/{cycle}/scheme"));
        assert_drawn(town, who, &format!("/duty/letters/{mine}"));
    }
    let listed = town.some_ids();
    for path in [
        "/duty/cycles/new".to_owned(),
        format!("/duty/cycles/{cycle}/moves/assessing"),
        format!("/duty/units/town?cycle={cycle}"),
        format!("/duty/units/village?cycle={cycle}"),
        format!("/duty/units/town/targets/new?cycle={cycle}"),
        format!("/duty/units/town/evidence?cycle={cycle}"),
        format!("/duty/units/town/offers?cycle={cycle}"),
        format!("/duty/letters?cycle={cycle}&unit=town&state=draft"),
        format!("/duty/targets/{}", listed.0),
        format!("/duty/targets/{}/change", listed.0),
        format!("/duty/targets/{}/shares", listed.0),
        format!("/duty/targets/{}/adoption", listed.0),
        format!("/duty/targets/{}/return", listed.0),
        format!("/duty/targets/{}/withdrawal", listed.0),
        format!("/duty/letters/{mine}/revision"),
        format!("/duty/letters/{mine}/closure"),
        format!("/duty/evidence/{}", listed.1),
    ] {
        assert_drawn(town, "o", &path);
    }
    for noun in ["items", "offer", "cancellation"] {
        assert_drawn(town, "h", &format!("/duty/letters/{theirs}/{noun}"));
    }
    assert_drawn(town, "a", "/duty/evidence/new");
    assert_drawn(town, "a", &format!("/duty/evidence/{}", listed.1));
    assert_drawn(town, "a", &format!("/duty/evidence/{}/withdrawal", listed.1));
    letters::offer(town, "h", &theirs).expect("offered");
    for noun in ["signature", "comments"] {
        assert_drawn(town, "v", &format!("/duty/letters/{theirs}/{noun}"));
    }
    let paper = get(town, "a", &format!("/duty/letters/{mine}/paper"));
    assert!(paper.status == StatusCode::OK && paper.body.contains("工作目标责任书"), "{}", paper.body);
}

#[test]
fn lists_and_letters_can_be_taken_along() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    targets::divide_and_agree(town);
    letters::agree_all(town);
    work::record_and_confirm(town);
    let (cycle, mine) = (town.cycle(), town.letter_of("a"));
    for (who, path, kind) in [
        ("o", format!("/duty/cycles/{cycle}/progress.xlsx"), "spreadsheetml"),
        ("h", format!("/duty/letters.xlsx?cycle={cycle}"), "spreadsheetml"),
        ("a", format!("/duty/evidence.xlsx?cycle={cycle}"), "spreadsheetml"),
        ("a", format!("/duty/letters/{mine}/letter.docx"), "wordprocessingml"),
    ] {
        let answer = get(town, who, &path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(
            answer.kind.contains(kind) && answer.bytes > 2_000,
            "{path}: {} {}",
            answer.kind,
            answer.bytes
        );
    }
}

#[test]
fn what_is_out_of_reach_looks_like_what_is_not_there() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    targets::divide_and_agree(town);
    letters::agree_all(town);
    let mine = town.letter_of("a");
    for path in ["", "/paper", "/letter.docx", "/signature", "/comments", "/offer"] {
        let answer = get(town, "b", &format!("/duty/letters/{mine}{path}"));
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in
        ["/duty/units/town", "/duty/letters/nothing/offer", "/duty/targets/nothing", "/duty/files/nothing"]
    {
        assert_eq!(get(town, "v", path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(get(town, "a", "/duty/cycles/new").status, StatusCode::FORBIDDEN);
    let close = format!("/duty/cycles/{}/moves/closed", town.cycle());
    assert_eq!(
        post(town, "o", &close, &[("note", "x")]).status,
        StatusCode::NOT_FOUND,
        "results are closed elsewhere"
    );
}

#[test]
fn a_target_is_drafted_mended_and_divided_through_its_forms() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let cycle = town.cycle();
    let to = format!("/duty/units/town/targets?cycle={cycle}");
    let mut form = vec![
        ("title", "完成低保对象入户核查"),
        ("source", "plan"),
        ("source_ref", "工作要点第3条"),
        ("emphasis", "general"),
        ("measure", "quantity"),
        ("measure_unit", "户"),
        ("goal", "一百"),
        ("weight", "100"),
        ("method", "proportional"),
        ("floor", "60"),
        ("cap", "100"),
    ];
    let wrong = post(town, "h", &to, &form);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("完成低保对象入户核查"), "what was typed is kept");
    assert!(wrong.body.contains("不是数字") && wrong.body.contains("f-goal"), "the field is named");
    form[6].1 = "１２０";
    let added = post(town, "h", &to, &form);
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", seen(&added.body));
    let shares = added.location;
    assert!(shares.ends_with("/shares"));
    let part = post(town, "h", &shares, &[("part-a", "60"), ("role-a", "lead"), ("part-village", "30.5")]);
    assert_eq!(
        (part.status, part.location.as_str()),
        (StatusCode::SEE_OTHER, shares.as_str()),
        "not yet whole"
    );
    let page = get(town, "h", &shares);
    assert!(
        page.body.contains("已分解 90.5%") && page.body.contains("value=\"30.5\""),
        "{}",
        seen(&page.body)
    );
    let over = post(town, "h", &shares, &[("part-a", "60"), ("part-b", "50")]);
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.body.contains("超过了 100%"));
    let whole = post(town, "h", &shares, &[("part-a", "60"), ("part-b", "9.5"), ("part-village", "30.5")]);
    assert_eq!(whole.status, StatusCode::SEE_OTHER);
    let target = whole.location;
    assert_eq!(post(town, "h", &format!("{target}/adoption"), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(town, "k", &format!("{target}/adoption"), &[]).status, StatusCode::SEE_OTHER);
    let steps = [("method", "steps"), ("steps_more", "more"), ("steps", "80 60\n九十 100")];
    let fields: Vec<(&str, &str)> =
        form.iter().filter(|field| field.0 != "method").copied().chain(steps).collect();
    let bad = post(town, "h", &to, &fields);
    assert!(
        bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.body.contains("第 2 档"),
        "{}",
        seen(&bad.body)
    );
}

#[test]
fn a_letter_is_signed_through_its_pages_with_the_password_given_again() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    targets::divide_and_agree(town);
    letters::generate(town);
    let id = town.letter_of("a");
    let at = |noun: &str| format!("/duty/letters/{id}/{noun}");
    assert_eq!(post(town, "h", &at("offer"), &[("note", "按方案执行")]).status, StatusCode::SEE_OTHER);
    let item = town.items(&id)[0].clone();
    let field = format!("comment-{}", item.id);
    assert_eq!(post(town, "a", &at("comments"), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = post(town, "a", &at("comments"), &[(field.as_str(), "72 户难以走完")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", seen(&sent.body));
    let editing = get(town, "h", &at("items"));
    assert!(editing.body.contains("72 户难以走完"), "the head sees the comment beside its item");
    amend_through_form(town, &id);
    let page = get(town, "a", &at("signature"));
    let seen_hash = town.read_letter(&id).body_hash.expect("offered");
    assert!(page.body.contains(&seen_hash));
    let wrong = post(town, "a", &at("signature"), &[("seen", &seen_hash), ("password", "nothing")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("密码不对") && !wrong.body.contains("nothing"),
        "a password is never sent back"
    );
    for who in ["a", "h"] {
        let signed = post(town, who, &at("signature"), &[("seen", &seen_hash), ("password", "demo")]);
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", seen(&signed.body));
    }
    let page = get(town, "a", &format!("/duty/letters/{id}"));
    assert!(page.body.contains("已生效") && page.body.contains("与现文一致"));
}

#[test]
fn whoever_has_a_second_factor_signs_only_with_it_fresh_beside_the_password() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    targets::divide_and_agree(town);
    letters::generate(town);
    let id = town.letter_of("a");
    let at = |noun: &str| format!("/duty/letters/{id}/{noun}");
    post(town, "h", &at("offer"), &[("note", "按方案执行")]);
    let hash = town.read_letter(&id).body_hash.expect("offered");
    town.write("a", |tx, actor| {
        factor::begin(tx, &actor.account)?;
        let secret = factor::candidate(tx, &actor.account)?.ok_or(Fault::NotFound)?;
        let code = totp::code(&secret, totp::step_at(tx.now()), totp::DIGITS);
        factor::confirm(tx, &actor.account, &code)?.ok_or(Fault::NotFound)?;
        let subject = ("account", actor.account.as_str());
        let facts = serde_json::json!({});
        let act = Act {
            kind: "account.factor-confirmed",
            subject,
            unit: None,
            person: None,
            facts,
            decision: None,
        };
        ledger::record(tx, actor, &act)?;
        Ok::<_, Fault>(())
    })
    .expect("a factor");
    let form = [("seen", hash.as_str()), ("password", "demo")];
    with(town, "a", |doors, actor| doors.assert_proof_asked(actor, &at("signature"), &form));
    assert!(town.read_letter(&id).body_hash.is_some());
    let signed = post(town, "a", &at("signature"), &form);
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", seen(&signed.body));
}

fn amend_through_form(town: &Town, id: &str) {
    let mut form: Vec<(String, String)> = Vec::new();
    for (at, item) in town.items(id).iter().enumerate() {
        let mut push = |field: &str, value: String| form.push((format!("{field}-{at}"), value));
        push("root", item.root.clone());
        push("title", item.title.clone());
        push("weight", duty::balance::points(item.weight));
        let goal = if at == 0 { Some("60".to_owned()) } else { item.goal.map(|goal| goal.to_string()) };
        push("goal", goal.unwrap_or_default());
    }
    form.push(("note".into(), "按意见调整".into()));
    let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = format!("/duty/letters/{id}/items");
    let mut short = pairs.clone();
    short[2].1 = "1";
    let refused = post(town, "h", &path, &short);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("合计应为 100"));
    let amended = post(town, "h", &path, &pairs);
    assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", seen(&amended.body));
    assert_eq!(town.items(id)[0].goal.map(|goal| goal.to_string()).as_deref(), Some("60"));
}

#[test]
fn work_sent_twice_from_a_phone_is_one_entry_and_is_confirmed_through_its_page() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    targets::divide_and_agree(town);
    letters::agree_all(town);
    let item = town.items(&town.letter_in_force("a").expect("in force").id)[0].clone();
    let theirs = town.items(&town.letter_in_force("b").expect("in force").id)[0].clone();
    let quantity = format!("quantity-{}", item.id);
    let form = [
        ("once", "0123456789abcdef"),
        ("happened_on", "2026年2月15日"),
        ("title", "入户核查低保对象"),
        (quantity.as_str(), "12"),
        ("partner", "b"),
    ];
    for _ in 0..2 {
        let sent = post(town, "a", "/duty/evidence", &form);
        assert_eq!(
            (sent.status, sent.location.as_str()),
            (StatusCode::SEE_OTHER, "/duty/evidence"),
            "{}",
            seen(&sent.body)
        );
    }
    let list = get(town, "a", "/duty/evidence");
    assert_eq!(list.body.matches("入户核查低保对象</a>").count(), 1, "sent twice, entered once");
    let empty = post(town, "a", "/duty/evidence", &[("once", "fedcba9876543210"), ("title", "只写了标题")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.body.contains("只写了标题") && empty.body.contains("fedcba9876543210"),
        "kept, with its key"
    );
    let todo = town.todos("b").first().expect("a to-do").link.clone();
    let quantity = format!("quantity-{}", theirs.id);
    let answered =
        post(town, "b", &format!("{todo}/confirmation"), &[("answer", "confirmed"), (&quantity, "7")]);
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", seen(&answered.body));
    let page = get(town, "a", &todo);
    assert!(page.body.contains("已确认") && page.body.contains("7 户"), "{}", seen(&page.body));
}
