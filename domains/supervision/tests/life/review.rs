//! A peer review from its commitment to its closing; the draw done again from what is published, step by step as the
//! public page says.

use jiff::civil::date;
use kernel::{Fault, Scope};
use rust_xlsxwriter::Workbook;
use supervision::register::{self, Holder, NewInterest};
use supervision::review::file::{self, NewFile};
use supervision::review::finding::{self, NewAnswer};
use supervision::review::opening::{self, NewReview};
use supervision::review::{self, Kind, Review, State, draw, import};

use crate::assert_intact;
use crate::ground::{Town, book, refused};

/// Registers twenty files of the east.
pub fn files(town: &Town) {
    let added = town.write("h", |tx, actor| {
        for n in 1..=20_u32 {
            let new = NewFile {
                kind: if n % 2 == 0 { Kind::Finance } else { Kind::Project },
                year: 2025,
                number: format!("东财〔2025〕{n}号"),
                title: format!("机密标题{n}"),
                amount: Some(rust_decimal::Decimal::from(n * 1_000)),
                counterpart: if n == 7 { "东镇大明建材有限公司".into() } else { String::new() },
            };
            file::add(tx, actor, "east", &new)?;
        }
        Ok(())
    });
    added.expect("files");
}

fn new_review() -> NewReview {
    NewReview {
        title: "2025年度财务、项目互查".into(),
        year: 2025,
        reviewed: "east".into(),
        reviewer: "west".into(),
        kinds: vec![Kind::Finance, Kind::Project],
        size: 5,
        reviewers: vec!["b".into()],
        review_by: date(2026, 4, 30),
    }
}

fn share() -> NewInterest {
    NewInterest {
        kind: register::Kind::Shares,
        holder: Holder::Spouse,
        firm: "东镇大明建材（有限公司）".into(),
        code: String::new(),
        what: "配偶持股二成".into(),
        from_on: None,
        to_on: None,
    }
}

fn open(town: &Town, new: NewReview) -> Result<String, Fault> {
    town.write("i", move |tx, actor| opening::open(tx, actor, &book(), &new))
}

fn seen(town: &Town, id: &str) -> Review {
    let id = id.to_owned();
    town.read("i", move |tx, _, scope| review::find(tx, scope, &id)).expect("a review")
}

/// Files, a reviewer with an interest, a review opened, the word given, and five drawn.
pub fn drawn(town: &Town) -> String {
    drawn_of(town, 5)
}

fn drawn_of(town: &Town, size: i64) -> String {
    files(town);
    let own = town.write("b", |tx, actor| register::declare(tx, actor, &share()));
    own.expect("declared");
    let id = open(town, NewReview { size, ..new_review() }).expect("opened");
    assert_eq!(seen(town, &id).secret, "", "the secret stays secret before the draw");
    let which = id.clone();
    let stored = town.read("i", move |tx, _, _| {
        let scope = Scope::county("a test looks at what is stored");
        let sql = "select r.secret, r.commitment, r.secret_locked from peer_review r where r.id = $1";
        let row = tx.row(&scope, sql, kernel::params![&which])?.expect("a review");
        Ok((row.get::<Option<String>>(0)?, row.text(1)?, row.get::<Option<Vec<u8>>>(2)?))
    });
    let (plain, commitment, locked) = stored.expect("stored");
    assert_eq!(plain, None, "a stolen database does not tell what will be drawn");
    let readable = String::from_utf8(locked.expect("locked")).map(|text| draw::sha256(&text) == commitment);
    assert_ne!(readable, Ok(true));
    let which = id.clone();
    let early = town.write("i", move |tx, actor| opening::reveal(tx, actor, &which));
    assert!(refused(early).contains("还没有写词"));
    let which = id.clone();
    let other = town.write("w", move |tx, actor| opening::give_word(tx, actor, &book(), &which, "丰收"));
    assert!(refused(other).contains("不由您办理"));
    let which = id.clone();
    for wrong in ["麦 浪", "$(date)", "`x`", "麦浪'", "a\\"] {
        let which = which.clone();
        let given = town.write("h", move |tx, actor| opening::give_word(tx, actor, &book(), &which, wrong));
        assert!(refused(given).contains("只能用汉字"), "{wrong} would be run by who draws again");
    }
    town.write("h", move |tx, actor| opening::give_word(tx, actor, &book(), &which, "麦浪")).expect("word");
    let which = id.clone();
    town.write("i", move |tx, actor| opening::reveal(tx, actor, &which)).expect("drawn");
    let which = id.clone();
    let again = town.write("i", move |tx, actor| opening::reveal(tx, actor, &which));
    assert!(refused(again).contains("不能再抽"));
    id
}

#[test]
fn anyone_can_draw_again_from_what_is_published() {
    for town in Town::all() {
        let id = drawn(&town);
        let review = seen(&town, &id);
        let which = id.clone();
        let published = town.read("i", move |tx, _, _| Ok(review::candidates(tx, &which)?));
        let published = published.expect("candidates");
        assert_eq!(published.len(), 20);
        assert_eq!(draw::sha256(&review.secret), review.commitment);
        let mut numbers: Vec<&str> = published.iter().map(|one| one.number.as_str()).collect();
        numbers.sort_unstable();
        let list: String = numbers.iter().map(|number| format!("{number}\n")).collect();
        assert_eq!(draw::sha256(&list), review.list_hash);
        // The recipe of the public page, written down once more.
        let mut keys: Vec<(String, &str)> = published
            .iter()
            .map(|one| (draw::sha256(&format!("{}|麦浪|{}", review.secret, one.number)), one.number.as_str()))
            .collect();
        keys.sort();
        let wanted: Vec<&str> = keys.iter().take(5).map(|(_, number)| *number).collect();
        let drawn: Vec<&str> =
            published.iter().filter(|one| one.drawn).map(|one| one.number.as_str()).collect();
        assert_eq!(drawn, wanted);
    }
}

#[test]
fn a_drawn_file_is_left_to_another_by_whoever_has_an_interest_and_nobody_else_is_told() {
    for town in Town::all() {
        let id = drawn_of(&town, 20);
        let which = id.clone();
        let all = town.read("w", move |tx, _, _| Ok(finding::drawn(tx, &which)?)).expect("files");
        let tied = all
            .iter()
            .find(|one| one.number == "东财〔2025〕7号")
            .expect("every file takes part")
            .file
            .clone();
        let look = |who: &str| {
            let (which, file) = (id.clone(), tied.clone());
            town.write(who, move |tx, actor| finding::look(tx, actor, &book(), (&which, &file), None))
        };
        assert!(refused(look("b")).contains("利害关系"), "a reviewer's wife owns a share of its counterpart");
        look("i").expect("nobody named is free of it, so an inspector looks");
        look("w").expect("so does the head of the reviewing unit");
        let own = town.write("w", |tx, actor| register::declare(tx, actor, &share()));
        own.expect("declared");
        assert!(refused(look("w")).contains("利害关系"), "the head withdraws as everybody does");
        let free = all.iter().find(|one| one.file != tied).expect("another file").file.clone();
        let which = id.clone();
        let other =
            town.write("i", move |tx, actor| finding::look(tx, actor, &book(), (&which, &free), None));
        assert!(refused(other).contains("查看人员"), "an inspector takes nobody's place without need");
    }
}

#[test]
fn the_hash_is_the_sha_256_every_machine_computes() {
    let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(draw::sha256("abc"), wanted);
    assert_eq!(draw::list_hash(["b", "a"]), draw::sha256("a\nb\n"));
}

#[test]
fn a_review_that_is_none_is_not_opened() {
    for town in Town::all() {
        files(&town);
        let with = |change: fn(&mut NewReview)| {
            let mut new = new_review();
            change(&mut new);
            refused(open(&town, new))
        };
        assert!(with(|new| new.reviewer = "east".into()).contains("本单位"));
        assert!(with(|new| new.reviewer = "village".into()).contains("同一层级"));
        assert!(with(|new| new.reviewers = vec!["a".into()]).contains("在职人员"), "of the office reviewed");
        assert!(with(|new| new.reviewers.clear()).contains("请选择查看人员"));
        assert!(with(|new| new.kinds.clear()).contains("类别"));
        assert!(with(|new| new.size = 21).contains("少于"));
        assert!(with(|new| new.review_by = date(2026, 3, 2)).contains("今天之后"));
        let head = town.write("w", |tx, actor| opening::open(tx, actor, &book(), &new_review()));
        assert!(refused(head).contains("纪检监察"));
    }
}

#[test]
fn findings_are_answered_checked_and_closed() {
    for town in Town::all() {
        let id = drawn(&town);
        look(&town, &id);
        let which = id.clone();
        town.write("w", move |tx, actor| finding::hand_in(tx, actor, &book(), &which)).expect("handed in");
        answer(&town, &id, "已补齐验收单");
        check(&town, &id, false);
        assert!(!close(&town, &id), "what is not settled goes back");
        assert_eq!(seen(&town, &id).state, State::Answer);
        town.on(date(2026, 3, 3));
        let which = id.clone();
        let old = town.write("h", move |tx, actor| finding::hand_in_answers(tx, actor, &book(), &which));
        assert!(refused(old).contains("还有 1 个"), "an answer from before the check is none");
        answer(&town, &id, "验收单和影像已归档");
        check(&town, &id, true);
        assert!(close(&town, &id));
        let review = seen(&town, &id);
        assert_eq!((review.state, review.counts), (State::Closed, (1, 1, 1)));
        assert!(review.closed_at.is_some());
        assert_intact(&town);
    }
}

/// Looks at all drawn files; the first gives a finding.
pub fn look(town: &Town, id: &str) {
    let which = id.to_owned();
    let all = town.read("w", move |tx, _, _| Ok(finding::drawn(tx, &which)?)).expect("files");
    let (which, first) = (id.to_owned(), all[0].file.clone());
    let stranger =
        town.write("a", move |tx, actor| finding::look(tx, actor, &book(), (&which, &first), None));
    assert!(matches!(stranger, Err(Fault::NotFound)), "{stranger:?}");
    let which = id.to_owned();
    let unseen = town.write("w", move |tx, actor| finding::hand_in(tx, actor, &book(), &which));
    assert!(refused(unseen).contains("还有 5 件"));
    for (place, one) in all.into_iter().enumerate() {
        let which = id.to_owned();
        let who = if one.counterpart.is_empty() { "b" } else { "w" };
        let looked = town.write(who, move |tx, actor| {
            let found = (place == 0).then_some(("《会计法》第十四条", "报销凭证缺验收单"));
            finding::look(tx, actor, &book(), (&which, &one.file), found)
        });
        looked.expect("looked at");
    }
}

fn only(town: &Town, id: &str) -> String {
    let which = id.to_owned();
    let all = town.read("i", move |tx, _, _| Ok(finding::of_review(tx, &which)?)).expect("findings");
    assert_eq!(all.len(), 1);
    all[0].id.clone()
}

fn answer(town: &Town, id: &str, says: &'static str) {
    let (which, finding) = (id.to_owned(), only(town, id));
    let answer = |who: &str, by: Option<jiff::civil::Date>| {
        let (which, finding) = (which.clone(), finding.clone());
        town.write(who, move |tx, actor| {
            let new = NewAnswer { agreed: true, says: says.into(), by };
            finding::answer(tx, actor, (&which, &finding), &new)
        })
    };
    assert!(refused(answer("w", None)).contains("被查单位负责人"));
    assert!(refused(answer("h", None)).contains("哪天改好"));
    answer("h", Some(date(2026, 5, 29))).expect("answered");
    let which = id.to_owned();
    let handed = town.write("h", move |tx, actor| finding::hand_in_answers(tx, actor, &book(), &which));
    handed.expect("handed in");
}

fn check(town: &Town, id: &str, settled: bool) {
    let (which, finding) = (id.to_owned(), only(town, id));
    let checked = town.write("w", move |tx, actor| {
        finding::recheck(tx, actor, (&which, &finding), (settled, "看了归档的单据"))
    });
    checked.expect("checked");
}

fn close(town: &Town, id: &str) -> bool {
    let which = id.to_owned();
    town.write("w", move |tx, actor| finding::close(tx, actor, &book(), &which)).expect("closed or sent back")
}

/// A workbook with these rows under the headings.
pub fn workbook(rows: &[[&str; 6]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (zh, ..)) in (0_u16..).zip(import::COLUMNS) {
        sheet.write_string(0, column, zh).expect("written");
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, *cell).expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_is_registered_whole_or_not_at_all() {
    for town in Town::all() {
        files(&town);
        let good = ["财务", "2025", "东财〔2025〕101号", "办公用品采购", "12,800.50", ""];
        let rows = import::read(&workbook(&[
            good,
            ["工程", "2025", "x", "不是类别", "", ""],
            ["项目", "25", "y", "不是年度", "", ""],
            ["项目", "2025", "a|b", "不能计算", "", ""],
            ["项目", "2025", "z", "金额不对", "很多", ""],
            good,
            ["财务", "2025", "东财〔2025〕2号", "已登记", "", ""],
        ]));
        let rows = rows.expect("rows");
        let plan = town.read("h", move |tx, _, _| import::plan(tx, "east", &rows)).expect("a plan");
        assert_eq!((plan.rows, plan.new.len(), plan.known), (7, 1, 1));
        let wrong: Vec<(u32, &str)> = plan.wrong.iter().map(|one| (one.row, one.field.zh.as_str())).collect();
        assert_eq!(wrong, [(3, "类别"), (4, "年度"), (5, "案卷号"), (6, "金额（元）"), (7, "案卷号")]);
        let sound = workbook(&[good]);
        let rows = import::read(&sound).expect("rows");
        let of = sound.clone();
        let id = town.write("h", move |tx, actor| import::keep(tx, actor, "east", ("目录.xlsx", &of)));
        let id = id.expect("kept");
        let (which, typed) = (id.clone(), rows.clone());
        let changed = town.write("h", move |tx, actor| import::carry_out(tx, actor, &which, (&typed, 2)));
        assert!(refused(changed).contains("未登记"), "not what was shown");
        let other = id.clone();
        let stranger = town.read("w", move |tx, actor, _| import::kept(tx, actor, &other));
        assert!(matches!(stranger, Err(Fault::NotFound)));
        let done = town.write("h", move |tx, actor| import::carry_out(tx, actor, &id, (&rows, 1)));
        assert_eq!(done.expect("registered"), 1);
        assert_intact(&town);
    }
}

#[test]
fn what_is_no_workbook_is_told_so() {
    let told = |bytes: &[u8]| import::read(bytes).expect_err("no workbook").text.zh;
    assert!(told(b"hello").contains(".xlsx"));
    assert!(!told(b"PK\x03\x04 broken").is_empty());
    let mut other = Workbook::new();
    other.add_worksheet().write_string(0, 0, "姓名").expect("written");
    assert!(told(&other.save_to_buffer().expect("a workbook")).contains("表头"));
}
