//! The pages, asked as a browser asks them: the portal without anybody signed in, and the work of offices inside.

use axum::http::StatusCode;
use jiff::civil::date;
use kernel::{Actor, Fault};
use oversight::procedure;
use web::testing::{Answer, Doors};

use crate::ground::{County, law, on, publish, register};
use crate::towns;

fn doors(county: &County) -> &Doors {
    let open = || {
        let routes = oversight::routes(procedure::ALL.to_vec());
        Doors::open(&county.ground.county, routes, oversight::TEXTS)
    };
    county.doors.get_or_init(open)
}

fn somebody(county: &County, who: &str) -> Actor {
    county.write(who, |_, actor| Ok::<_, Fault>(actor.clone())).expect("somebody")
}

fn get(county: &County, who: &str, path: &str) -> Answer {
    doors(county).get(Some(&somebody(county, who)), path)
}

fn post(county: &County, who: &str, path: &str, form: &[(&str, &str)]) -> Answer {
    doors(county).post(Some(&somebody(county, who)), path, form)
}

fn done(county: &County, who: &str, path: &str, form: &[(&str, &str)]) -> String {
    doors(county).done(Some(&somebody(county, who)), path, form)
}

fn assert_drawn(county: &County, who: &str, path: &str) {
    doors(county).assert_drawn(Some(&somebody(county, who)), path);
}

fn one() -> County {
    County::all().into_iter().next().expect("a county")
}

#[test]
fn the_portal_is_read_without_signing_in_and_in_both_languages() {
    let county = one();
    let document = register(&county);
    let item = publish(&county, "M-31", vec![law(), on(&document, false)]);
    towns::set(&county);
    let doors = doors(&county);
    let paths = [
        "/open".to_owned(),
        "/open/items".to_owned(),
        "/open/items?q=困难&kind=relief".to_owned(),
        "/open/items?q=没有这样的事".to_owned(),
        format!("/open/items/{item}"),
        "/open/lists".to_owned(),
        "/open/lists/town".to_owned(),
        "/open/lists/town?list=cooperating".to_owned(),
        "/open/lists/town?list=taken-back".to_owned(),
        "/open/documents".to_owned(),
        format!("/open/documents/{document}"),
        "/open/procedures".to_owned(),
    ];
    for path in &paths {
        doors.assert_drawn(None, path);
        assert!(doors.get(None, path).bytes < 60_000, "{path}");
    }
    for procedure in procedure::ALL {
        doors.assert_drawn(None, &format!("/open/procedures/{}", procedure.id));
    }
    let page = doors.get(None, &format!("/open/items/{item}"));
    let text = page.seen();
    assert!(text.contains("不用提供，由本单位向县公安局核取"), "what an office holds is not asked: {text}");
    assert!(page.body.contains(&format!("/open/requests/new?item={item}")));
    assert_eq!(doors.get(None, "/open/items/none").status, StatusCode::NOT_FOUND);
}

#[test]
fn the_public_page_says_when_the_basis_has_lapsed_and_offers_no_application() {
    let county = one();
    let document = register(&county);
    let item = publish(&county, "M-32", vec![on(&document, true)]);
    let path = format!("/open/items/{item}");
    assert!(doors(&county).get(None, &path).body.contains("/open/requests/new"));
    county.on(date(2026, 7, 1));
    let page = doors(&county).get(None, &path);
    assert!(page.seen().contains("不受理新的申请") && page.seen().contains("已过有效期"), "{}", page.seen());
    assert!(!page.body.contains("/open/requests/new"));
    let data = doors(&county).get(None, &format!("{path}.json"));
    assert!(data.kind.starts_with("application/json"));
    assert!(
        data.body.contains("\"open\":false") && data.body.contains("\"standing\":\"lapsed\""),
        "{}",
        data.body
    );
}

#[test]
fn an_office_drafts_an_item_in_the_form_and_the_jurist_publishes_it() {
    let county = one();
    assert_drawn(&county, "m", "/oversight/items/new");
    let mut form = vec![
        ("unit", "civil"),
        ("code", "M-33"),
        ("name", "老年人优待证"),
        ("kind", "service"),
        ("bases", "中华人民共和国老年人权益保障法｜2018年修正｜第五十三条"),
        ("materials", "身份证｜核验｜县公安局"),
        ("steps", "受理｜窗口｜当场"),
        ("statutory", "10个工作日"),
        ("promised", "两周"),
        ("place", "政务中心"),
        ("hours", "工作日"),
        ("phone", "0000-1"),
        ("remedy", "可以申请行政复议。"),
    ];
    let answer = post(&county, "m", "/oversight/items", &form);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.seen().contains("两周") && answer.body.contains("老年人优待证"), "the rest is kept");
    form.retain(|(name, _)| *name != "promised");
    form.push(("promised", "5个工作日"));
    let item = done(&county, "m", "/oversight/items", &form);
    assert_drawn(&county, "m", &item);
    assert_drawn(&county, "m", &format!("{item}/change"));
    done(&county, "m", &format!("{item}/submission"), &[("way", "sent")]);
    assert_drawn(&county, "j", &item);
    let bare = post(&county, "j", &format!("{item}/review"), &[("way", "returned")]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(&county, "j", &format!("{item}/review"), &[("way", "passed")]);
    let public = item.replace("/oversight/", "/open/");
    assert!(doors(&county).get(None, &public).seen().contains("老年人优待证"));
}

#[test]
fn the_pages_of_offices_are_drawn_in_both_languages_and_closed_to_others() {
    let county = one();
    let document = register(&county);
    publish(&county, "M-34", vec![law(), on(&document, false)]);
    towns::set(&county);
    let lists = [
        "/oversight",
        "/oversight/items",
        "/oversight/documents",
        "/oversight/documents?state=lapsing",
        "/oversight/documents/picture",
        "/oversight/towns",
        "/oversight/towns/town",
        "/oversight/tasks",
        "/oversight/tasks?state=refused",
        "/oversight/changes",
    ];
    for path in lists {
        for who in ["m", "j", "o", "c", "z"] {
            assert_drawn(&county, who, path);
        }
        assert_eq!(get(&county, "g", path).status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in [
        "/oversight/documents/new",
        "/oversight/tasks/new",
        "/oversight/tasks/new?town=town",
        "/oversight/changes/new?kind=admission",
    ] {
        assert_drawn(&county, "m", path);
    }
    assert_drawn(&county, "j", "/oversight/documents/registration");
    assert_eq!(get(&county, "m", "/oversight/documents/registration").status, StatusCode::FORBIDDEN);
    assert_drawn(&county, "z", "/oversight/changes/new?kind=adjustment");
    assert_drawn(&county, "z", "/oversight/changes/new?kind=adjustment&town=town");
    assert_drawn(&county, "m", &format!("/oversight/documents/{document}"));
    for path in ["/oversight/items/imports", "/oversight/towns/town/imports"] {
        assert_drawn(&county, "j", path);
        assert_eq!(get(&county, "m", path).status, StatusCode::FORBIDDEN);
    }
    for path in [
        "/oversight/items.xlsx",
        "/oversight/documents.xlsx",
        "/oversight/towns/town/lists.xlsx",
        "/oversight/imports/items/template.xlsx",
        "/oversight/imports/duties/template.xlsx",
    ] {
        let answer = get(&county, "j", path);
        assert!(answer.kind.contains("spreadsheet"), "{path} {}", answer.status);
    }
}

#[test]
fn a_refused_task_says_why_and_leads_to_admission() {
    let county = one();
    let [_, _, taken] = towns::set(&county);
    let form = |duty: &str| {
        vec![
            ("town".to_owned(), "town".to_owned()),
            ("office".into(), "civil".into()),
            ("duty".into(), duty.to_owned()),
            ("title".into(), "散埋乱葬整治".into()),
            ("what".into(), "逐村排查。".into()),
            ("due_on".into(), "2026-05-01".into()),
        ]
    };
    let send = |duty: &str| {
        let form = form(duty);
        let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        done(&county, "m", "/oversight/tasks", &pairs)
    };
    let page = send(&taken);
    assert_drawn(&county, "m", &page);
    let text = get(&county, "m", &page).seen();
    assert!(text.contains("已由上级部门收回，不予下达") && text.contains("示例县民政局"), "{text}");
    let page = send("none");
    let body = get(&county, "m", &page).body;
    let task = page.rsplit('/').next().unwrap_or_default();
    assert!(body.contains("kind=admission") && body.contains(&format!("task={task}")));
    assert_drawn(&county, "m", &format!("/oversight/changes/new?kind=admission&task={task}"));
    let change = done(
        &county,
        "m",
        "/oversight/changes",
        &[
            ("kind", "admission"),
            ("task", task),
            ("office", "civil"),
            ("town", "town"),
            ("name", "散埋乱葬排查"),
            ("class", "民生服务"),
            ("wanted", "cooperating"),
            ("basis", "殡葬管理条例"),
            ("resources", "每年经费2万元"),
            ("reason", "就近排查"),
        ],
    );
    assert_drawn(&county, "z", &change);
    done(&county, "z", &format!("{change}/opinion"), &[("said", "同意配合")]);
    done(&county, "j", &format!("{change}/review"), &[("said", "符合规定")]);
    assert_drawn(&county, "c", &change);
    done(&county, "c", &format!("{change}/decision"), &[("result", "agreed"), ("document", "会议纪要1号")]);
    done(&county, "j", &format!("{change}/report"), &[]);
    assert!(doors(&county).get(None, "/open/lists/town?list=cooperating").seen().contains("散埋乱葬排查"));
}

#[test]
fn a_document_is_made_and_evaluated_through_its_pages() {
    let county = one();
    let page = done(
        &county,
        "m",
        "/oversight/documents",
        &[
            ("unit", "civil"),
            ("title", "示例县高龄津贴办法"),
            ("number", "草案"),
            ("issuer", "department"),
            ("kind", "normal"),
            ("effective_on", "2026-05-01"),
        ],
    );
    assert_drawn(&county, "m", &page);
    for (review, from, to) in [("comment", "2026-02-01", "2026-03-01"), ("collective", "", "2026-03-02")] {
        let form = [
            ("review", review),
            ("outcome", "passed"),
            ("from_on", from),
            ("done_on", to),
            ("found", "没有不同意见"),
        ];
        done(&county, "m", &format!("{page}/reviews"), &form);
    }
    done(&county, "m", &format!("{page}/submission"), &[]);
    assert_drawn(&county, "j", &page);
    done(&county, "j", &format!("{page}/legality"), &[("way", "passed"), ("said", "合法")]);
    let form =
        [("number", "示民发〔2026〕3号"), ("effective_on", "2026-05-01"), ("published_at", "县政府网站")];
    done(&county, "m", &format!("{page}/issue"), &form);
    assert_drawn(&county, "m", &page);
    done(&county, "m", &format!("{page}/evaluation"), &[("way", "begin")]);
    let todo = county.waits("m", "document-evaluation").pop().expect("a to-do");
    assert_drawn(&county, "m", &todo.link);
    let form = [("proposal", "revise"), ("why", "标准要提高")];
    done(&county, "m", &format!("{}/proposal", todo.link), &form);
    assert_drawn(&county, "j", &todo.link);
    done(&county, "j", &format!("{}/review", todo.link), &[("way", "passed"), ("said", "同意")]);
    done(&county, "c", &format!("{}/decision", todo.link), &[("result", "revise"), ("document", "纪要2号")]);
    assert_drawn(&county, "m", &todo.link);
}

#[test]
fn an_earlier_document_is_registered_completed_and_read_with_its_text_through_the_pages() {
    let county = one();
    let form = [
        ("unit", "civil"),
        ("title", "示例县高龄津贴办法"),
        ("number", "示民发〔2024〕9号"),
        ("issuer", "department"),
        ("kind", "normal"),
        ("issued_on", "2024-05-01"),
        ("effective_on", "2024-05-10"),
    ];
    let mut early = form;
    early[6].1 = "2024-04-30";
    let refused = post(&county, "j", "/oversight/documents/registration", &early);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.seen().contains("早于印发日期"), "{}", refused.seen());
    let page = done(&county, "j", "/oversight/documents/registration", &form);
    assert_drawn(&county, "j", &page);
    assert_drawn(&county, "m", &page);
    assert!(
        get(&county, "m", &page).body.contains("补登记")
            && !get(&county, "m", &page).body.contains("<textarea")
    );
    let text = "第一条 八十周岁以上老年人享受高龄津贴。";
    let known = [("published_at", "县政府网站"), ("published_on", "2024-05-08"), ("body", text)];
    done(&county, "j", &format!("{page}/completion"), &known);
    assert!(get(&county, "m", &page).body.contains(text));
    let open = page.replace("/oversight/", "/open/");
    doors(&county).assert_drawn(None, &open);
    let seen = doors(&county).get(None, &open).body;
    assert!(seen.contains(text) && seen.contains("2024年5月8日"), "{seen}");
}
