//! The pages, asked as a browser asks them: every one in both languages, and the year lived through their forms.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::{DbError, Fault};
use law::decision::Text;
use tower::ServiceExt;
use web::{House, Site, Texts};

use crate::ground::Town;
use crate::{letters, targets, work};

/// What came back.
pub struct Answer {
    status: StatusCode,
    location: String,
    kind: String,
    body: String,
    bytes: usize,
}

/// The router of a town and the runtime it runs on.
pub struct Doors {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

fn open(town: &Town) -> Doors {
    let texts = Texts::build(&[web::i18n::WEB, duty::TEXTS]).expect("sound texts");
    let site = Site::new(texts, Text::new("示例县", "Example"), Box::new(|| "r".into())).expect("a site");
    let seat: web::house::Seat = |_, _| Ok::<_, DbError>(Default::default());
    let house = House::of(town.ground.county.clone(), seat).expect("a house");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let router = web::dress(duty::routes().with_state(house), Arc::new(site));
    Doors { router, runtime: runtime.expect("a runtime") }
}

/// Asks as a person; a body makes it a POST of a form.
pub fn ask(town: &Town, who: &str, path: &str, (form, english): (Option<&[(&str, &str)]>, bool)) -> Answer {
    let actor = town.write(who, |_, actor| Ok::<_, Fault>(actor.clone())).expect("somebody");
    let mut request = match form {
        None => Request::get(path),
        Some(_) => Request::post(path).header("content-type", "application/x-www-form-urlencoded"),
    };
    request = request.header("sec-fetch-site", "same-origin");
    if english {
        request = request.header("cookie", "lang=en");
    }
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs =
        form.unwrap_or_default().iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    let mut request = request.body(Body::from(body)).expect("a request");
    request.extensions_mut().insert(Arc::new(actor));
    let doors = town.doors.get_or_init(|| open(town));
    doors.runtime.block_on(async {
        let answer = doors.router.clone().oneshot(request).await.expect("an answer");
        let header = |name: &str| {
            answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (status, location, kind) = (answer.status(), header("location"), header("content-type"));
        let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000).await.expect("a body");
        Answer {
            status,
            location,
            kind,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.len(),
        }
    })
}

fn get(town: &Town, who: &str, path: &str) -> Answer {
    ask(town, who, path, (None, false))
}

fn post(town: &Town, who: &str, path: &str, form: &[(&str, &str)]) -> Answer {
    ask(town, who, path, (Some(form), false))
}

/// What the reader sees: the page without its tags.
fn seen(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

fn assert_drawn(town: &Town, who: &str, path: &str) {
    for english in [false, true] {
        let answer = ask(town, who, path, (None, english));
        assert_eq!(answer.status, StatusCode::OK, "{who} {path}: {}", seen(&answer.body));
        let text = seen(&answer.body);
        assert!(!text.contains("duty-") && !text.contains("web-"), "{path} shows a key: {text}");
        assert!(!answer.body.contains(" style=") && !answer.body.contains("<script>"), "{path}");
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path} has one heading");
        let mut ids: Vec<&str> =
            answer.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let twice = ids.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None, "{path} gives an id twice");
        if english {
            let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
            assert!(
                chinese * 3 < text.chars().filter(|c| c.is_alphanumeric()).count(),
                "{path} in English: {text}"
            );
        }
    }
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
