//! One sample of every component, shared by the gallery and the snapshot tests.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::date;
use law::decision::{Citation, Decision, Outcome, Reason, Record, Text, Verified};
use serde_json::json;
use web::components::{
    ActLine, Cell, Choice, Confirm, Deadline, FactList, FileItem, FileList, History, Notice, Pager,
    PersonLine, Span, StateTag, Step, StepState, Steps, Table, Tabs, Timeline, TimelineEntry, Todo, TodoList,
    Tone, UnitPath, Work,
};
use web::page::Link;
use web::{FormState, Lookup, Markup, Page};

/// A decision about a person with a reason that held and one that did not.
pub fn decision() -> Record {
    let citation = |clause: &str, article: &str, verified| Citation {
        clause: clause.into(),
        regulation: Text::new("公务员考核规定", "Civil Servant Assessment Regulation"),
        article: article.into(),
        in_force_from: Some(date(2020, 12, 28)),
        in_force_to: None,
        verified,
    };
    let facts = |pairs: &[(&str, serde_json::Value)]| -> BTreeMap<String, serde_json::Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    Decision {
        rule: "grade-eligibility".into(),
        on: date(2025, 12, 31),
        outcome: Outcome::Found { value: json!({"form": "grade", "highest": "competent"}) },
        reasons: vec![
            Reason {
                citation: citation("AS-24", "24", Verified::Read),
                held: true,
                facts: facts(&[
                    ("sanctions", json!([{"kind": "警告", "decided": "2025-05-06"}])),
                    ("year", json!("2025")),
                ]),
                text: Text::new(
                    "当年受警告处分，参加年度考核，不得确定为优秀等次。",
                    "A warning was given this year: assessed, but not as excellent.",
                ),
            },
            Reason {
                citation: citation("AS-21", "21", Verified::Secondary),
                held: false,
                facts: facts(&[("sick_leave_days", json!(12))]),
                text: Text::new("病假未超过半年。", "Sick leave did not exceed half a year."),
            },
        ],
    }
}

/// A form with kept values and an error on two fields.
pub fn failed_form() -> FormState {
    let mut form = FormState::default()
        .prefilled("title", "责任书（2026年度）")
        .prefilled("weight", "一百")
        .prefilled("kind", "letter");
    form.set_all("tags", ["a", "c"]);
    form.required_text("summary", 200);
    form.integer("weight", 0..=100);
    form
}

/// Choices for the fields.
pub fn choices(t: &Lookup) -> Vec<Choice> {
    vec![
        Choice::new("letter", t.choose("责任书", "Responsibility letter"))
            .explained(t.choose("双方签订，年度内有效", "Signed by both, in force for the year")),
        Choice::new("plan", t.choose("工作计划", "Work plan")),
        Choice::new("other", t.choose("其他", "Other")),
    ]
}

/// Every field kind, filled from a form.
#[derive(Template)]
#[template(path = "fields.html", config = "examples/askama.toml")]
pub struct Fields<'a> {
    pub page: &'a Page,
    pub form: &'a FormState,
    pub choices: Vec<Choice>,
}

impl askama::filters::HtmlSafe for Fields<'_> {}

fn letters(t: &Lookup) -> Table {
    let tag = |tone, zh, en| Cell::drawn(&StateTag::new(tone, t.choose(zh, en)));
    let due = |day: i8, left| {
        Cell::drawn(&Deadline::on(t, date(2026, 3, day)).left(left, Span::WorkingDays).short())
    };
    let c = |zh, en| t.choose(zh, en).to_owned();
    Table::new(t, "letters", c("本单位的责任书", "Letters of this unit"))
        .column(c("责任人", "Holder"))
        .sortable("holder")
        .column(c("岗位", "Post"))
        .column(c("状态", "State"))
        .column(c("最迟", "Due"))
        .sortable("due")
        .number_column(c("权重合计", "Weights"))
        .sorted("/duty/letters", "due", false)
        .filter()
        .export("/duty/letters.xlsx")
        .row(vec![
            Cell::link("/duty/letters/1", "赵示例"),
            c("民政专干", "Civil affairs").into(),
            tag(Tone::Waiting, "待签订", "To be signed"),
            due(6, 3),
            Cell::number(t, 100),
        ])
        .row(vec![
            Cell::link("/duty/letters/2", "钱示例"),
            c("综治专干", "Public order").into(),
            tag(Tone::Late, "逾期", "Overdue"),
            due(2, -1),
            Cell::number(t, 95),
        ])
        .row(vec![
            Cell::link("/duty/letters/3", "孙示例"),
            c("农业站长", "Farming").into(),
            tag(Tone::Active, "履行中", "In force"),
            "".into(),
            Cell::number(t, 100),
        ])
        .foot(vec![c("合计", "Total").into(), "".into(), "".into(), "".into(), Cell::number(t, 295)])
}

/// Every component under its name, drawn.
pub fn components(page: &Page) -> Vec<(&'static str, Markup)> {
    let t = &page.t;
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let record = decision();
    let sentence = c(
        "可以参加年度考核，最高可确定为称职等次。",
        "May be assessed; the highest grade open is competent.",
    );
    let refused = Record {
        outcome: Outcome::Refused {
            fact: "start".into(),
            why: Text::new(
                "早于 2004 年，节假日安排不在范围内。",
                "before 2004, where the calendar does not reach.",
            ),
        },
        reasons: vec![],
        ..record.clone()
    };
    let unsure = Record {
        outcome: Outcome::NeedsConfirmation {
            parameters: vec!["AS-22.share".into()],
            named: vec![Text::new(
                "《公务员考核规定》第27条“优秀比例”",
                "Civil Servant Assessment Provisions, art. 27, share",
            )],
        },
        reasons: vec![],
        ..record.clone()
    };
    let form = failed_form();
    let fields = Fields { page, form: &form, choices: choices(t) };
    let empty = Table::new(t, "none", c("工作纪实", "Work records"))
        .empty(c("这个季度还没有记录。", "Nothing recorded this quarter."));
    let empty = empty.empty_next("/duty/evidence/new", c("记一条工作", "Record work"));
    let mut out = vec![
        (
            "decision",
            Markup::of(&page.decision(&record, &sentence).about_person().contest("/duty/objections/new")),
        ),
        ("decision-refused", Markup::of(&page.decision(&refused, ""))),
        ("decision-unconfirmed", Markup::of(&page.decision(&unsure, ""))),
        ("fields", Markup::of(&fields)),
        ("table", Markup::of(&letters(t))),
        ("table-empty", Markup::of(&empty)),
        ("todos", Markup::of(&todos(t))),
        ("steps", Markup::of(&steps(t))),
    ];
    out.extend(about_things(t));
    out.extend(over_time(t));
    out.extend(around(t));
    out
}

fn todos(t: &Lookup) -> TodoList {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    TodoList::new(
        vec![
            Todo {
                title: c("签订责任书", "Sign the letter"),
                about: c("2026年度 · 黄牛铺镇", "2026 · Huangniupu"),
                due: Some(Deadline::on(t, date(2026, 3, 6)).left(3, Span::WorkingDays)),
                href: "/duty/letters/1".into(),
                button: c("去签订", "Sign"),
            },
            Todo {
                title: c("答复异议", "Answer an objection"),
                about: c("年度考核公示", "Publicity of grades"),
                due: Some(Deadline::on(t, date(2026, 2, 27)).left(-2, Span::WorkingDays)),
                href: "/duty/objections/4".into(),
                button: c("去答复", "Answer"),
            },
        ],
        c("眼下没有待办事项。", "Nothing waits for you now."),
    )
}

fn steps(t: &Lookup) -> Steps {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let due = Deadline::on(t, date(2027, 3, 6)).left(5, Span::WorkingDays).provisional(true);
    Steps::new(
        t,
        vec![
            Step::new(c("起草", "Drafted"), StepState::Done, c("镇长 李示例", "Head")).done_on("2026-02-20"),
            Step::new(c("责任人签字", "Signed by holder"), StepState::Now, c("赵示例", "Holder")).due(due),
            Step::new(c("单位盖章", "Sealed"), StepState::Next, c("党政办", "Office")),
            Step::new(c("协商修改", "Amended"), StepState::Skipped, ""),
        ],
    )
}

fn states(t: &Lookup) -> Table {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let tones = [
        (Tone::Draft, "起草中", "Draft"),
        (Tone::Waiting, "待审核", "Waiting"),
        (Tone::Active, "履行中", "In force"),
        (Tone::Done, "办结", "Done"),
        (Tone::Late, "逾期", "Overdue"),
        (Tone::Returned, "退回", "Returned"),
        (Tone::Stopped, "终止", "Stopped"),
        (Tone::Public, "公示中", "Public"),
        (Tone::Sealed, "密封", "Sealed"),
        (Tone::Archived, "存档", "Archived"),
    ];
    let states = tones.map(|(tone, zh, en)| Cell::drawn(&StateTag::new(tone, c(zh, en)))).to_vec();
    let mut table = Table::new(t, "states", c("状态", "States"));
    for (tone, ..) in tones {
        table = table.column(tone.code());
    }
    table.row(states)
}

fn person(t: &Lookup) -> PersonLine {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    PersonLine::new("赵示例", &c("黄牛铺镇", "Huangniupu"), &c("民政专干", "Civil affairs"))
        .link("/people/1")
        .note(c("挂职", "attached"))
}

fn about_things(t: &Lookup) -> Vec<(&'static str, Markup)> {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let link = |href: &str, zh, en| Link { href: href.into(), text: c(zh, en) };
    let path = UnitPath::new(
        c("单位", "Unit"),
        vec![
            link("/u/1", "凤县", "Feng"),
            link("/u/2", "黄牛铺镇", "Huangniupu"),
            link("/u/3", "三岔河村", "Sanchahe"),
        ],
    );
    let facts = FactList::new()
        .fact(c("单位", "Unit"), &c("黄牛铺镇", "Huangniupu"))
        .fact(c("岗位", "Post"), &c("民政专干", "Civil affairs"))
        .fact("空", "");
    let facts =
        facts.drawn(c("状态", "State"), Markup::of(&StateTag::new(Tone::Active, c("在任", "in office"))));
    let files = FileList::new(
        t,
        vec![FileItem {
            name: "低保复核名单.xlsx".into(),
            href: "/files/1".into(),
            size: 348_160,
            kind: "XLSX".into(),
            by: "赵示例 2026-03-02".into(),
        }],
    );
    vec![
        ("states", Markup::of(&states(t))),
        ("path", Markup::of(&path)),
        ("person", Markup::of(&person(t))),
        ("facts", Markup::of(&facts)),
        ("files", Markup::of(&files)),
    ]
}

fn over_time(t: &Lookup) -> Vec<(&'static str, Markup)> {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let entry = |when: &str, zh, en, tone| TimelineEntry {
        when: when.into(),
        title: c(zh, en),
        text: String::new(),
        href: None,
        tone,
    };
    let timeline = Timeline::new(vec![
        entry("2019-07", "任三岔河村党支部书记", "Village party secretary", Tone::Done),
        entry("2023-04", "任黄牛铺镇民政专干", "Civil affairs officer", Tone::Active),
    ]);
    let act = |at: &str, who: &str, zh, en, note: &str| ActLine {
        at: at.into(),
        who: who.into(),
        what: c(zh, en),
        note: note.into(),
        number: "1024".into(),
    };
    let history = History::new(
        t,
        vec![
            act("2026-02-20 09:12", "李示例", "提出责任书草案", "offered the letter", ""),
            act(
                "2026-02-23 15:40",
                "赵示例",
                "提出修改意见",
                "asked for a change",
                &c("第三项目标去年已调整，请按调整后口径。", "The third target was changed last year."),
            ),
        ],
    );
    vec![("timeline", Markup::of(&timeline)), ("history", Markup::of(&history))]
}

fn around(t: &Lookup) -> Vec<(&'static str, Markup)> {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let link = |href: &str, zh, en| Link { href: href.into(), text: c(zh, en) };
    let tabs = Tabs::new(
        c("责任书", "Letter"),
        vec![link("/a", "目标", "Targets"), link("/b", "纪实", "Records"), link("/c", "办理记录", "History")],
        "/a",
    );
    let confirm = Confirm::new(t, "/duty/letters/1/return", c("退回修改", "Send back"))
        .effect(c(
            "责任书退回起草人修改，签字作废，须重新签订。",
            "The letter goes back to its author; signatures lapse.",
        ))
        .to(Markup::of(&person(t)))
        .hidden("once", "0190")
        .back("/duty/letters/1", c("不退回，返回责任书", "Keep it and go back"))
        .grave();
    let open = c("公示期内，3月6日前可以提出异议。", "Objections may be raised until 6 March.");
    let importing = c("正在导入第 480 人，共 1,200 人", "Importing 480 of 1,200");
    vec![
        ("pager", Markup::of(&Pager::new(t, "/people?unit=2", 7, 1_193, 50))),
        ("tabs", Markup::of(&tabs)),
        ("notice", Markup::of(&Notice::new(Tone::Waiting, open))),
        ("confirm", Markup::of(&confirm)),
        ("work", Markup::of(&Work::new(t, "/work/1", 480, 1_200, importing))),
    ]
}
