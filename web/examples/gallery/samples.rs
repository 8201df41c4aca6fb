//! One sample of every component, chart and document, shared by the gallery and the snapshot tests.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::date;
use law::decision::{Citation, Decision, Outcome, Reason, Record, Text, Verified};
use serde_json::json;
use web::charts::bars::{Bar, Bin, Progress, Stack, bars, distribution, progress, stacked};
use web::charts::flow::{FlowStep, flow};
use web::charts::tree::{Node, org_chart, target_tree};
use web::charts::{Chart, Head};
use web::components::{
    ActLine, Cell, Choice, Confirm, Deadline, FactList, FileItem, FileList, History, Notice, Pager,
    PersonLine, Span, StateTag, Step, StepState, Steps, Table, Tabs, Timeline, TimelineEntry, Todo, TodoList,
    Tone, UnitPath, Work,
};
use web::document::{Block, Document, Signature};
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
        outcome: Outcome::NeedsConfirmation { parameters: vec!["AS-22.share".into()] },
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
    out.extend(small(t));
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

fn small(t: &Lookup) -> Vec<(&'static str, Markup)> {
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
    let link = |href: &str, zh, en| Link { href: href.into(), text: c(zh, en) };
    let path = UnitPath::new(
        c("单位", "Unit"),
        vec![
            link("/u/1", "凤县", "Feng"),
            link("/u/2", "黄牛铺镇", "Huangniupu"),
            link("/u/3", "三岔河村", "Sanchahe"),
        ],
    );
    let person = PersonLine::new("赵示例", &c("黄牛铺镇", "Huangniupu"), &c("民政专干", "Civil affairs"))
        .link("/people/1")
        .note(c("挂职", "attached"));
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
        .to(Markup::of(&person))
        .hidden("once", "0190")
        .back("/duty/letters/1", c("不退回，返回责任书", "Keep it and go back"))
        .grave();
    vec![
        ("states", Markup::of(&table.row(states))),
        ("path", Markup::of(&path)),
        ("person", Markup::of(&person)),
        ("facts", Markup::of(&facts)),
        ("files", Markup::of(&files)),
        ("timeline", Markup::of(&timeline)),
        ("history", Markup::of(&history)),
        ("pager", Markup::of(&Pager::new(t, "/people?unit=2", 7, 1_193, 50))),
        ("tabs", Markup::of(&tabs)),
        (
            "notice",
            Markup::of(&Notice::new(
                Tone::Waiting,
                c("公示期内，3月6日前可以提出异议。", "Objections may be raised until 6 March."),
            )),
        ),
        ("confirm", Markup::of(&confirm)),
        (
            "work",
            Markup::of(&Work::new(
                t,
                "/work/1",
                480,
                1_200,
                c("正在导入第 480 人，共 1,200 人", "Importing 480 of 1,200"),
            )),
        ),
    ]
}

/// Every chart.
pub fn charts(t: &Lookup) -> Vec<(&'static str, Chart)> {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let head = |id: &str, zh: &str, en: &str| {
        Head::new(id, c(zh, en), c("示例说明。", "A sample."), c("单位", "Unit"))
    };
    let units = ["黄牛铺镇", "红花铺镇", "河口镇", "民政局"];
    let bar = |(place, name): (usize, &&str)| {
        Bar::new(*name, 40.0 - 9.0 * place as f64, format!("{} 户", 40 - 9 * place))
    };
    let bin = |(zh, en, count)| Bin { label: c(zh, en), count };
    let stack = |(place, name): (usize, &&str)| Stack {
        label: (*name).to_owned(),
        parts: vec![8 - place as u64, 3, place as u64],
    };
    let done = |(place, name): (usize, &&str)| Progress {
        label: (*name).to_owned(),
        done: 12 - 4 * place as u64,
        total: if place == 3 { 0 } else { 12 },
    };
    let series = [c("已签订", "Signed"), c("待签订", "To sign"), c("有异议", "Contested")];
    let series: Vec<&str> = series.iter().map(String::as_str).collect();
    vec![
        (
            "bars",
            bars(
                t,
                head("bars", "低保复核户数", "Households checked"),
                &c("户数", "Households"),
                &units.iter().enumerate().map(bar).collect::<Vec<_>>(),
            ),
        ),
        (
            "progress",
            progress(
                t,
                head("progress", "责任书签订进度", "Letters signed"),
                &units.iter().enumerate().map(done).collect::<Vec<_>>(),
            ),
        ),
        (
            "stacked",
            stacked(
                t,
                head("stacked", "责任书状态", "State of letters"),
                &series,
                &units.iter().enumerate().map(stack).collect::<Vec<_>>(),
            ),
        ),
        (
            "distribution",
            distribution(
                t,
                head("grades", "考核等次分布", "Grades"),
                &[
                    bin(("优秀", "Excellent", 212)),
                    bin(("称职", "Competent", 930)),
                    bin(("基本称职", "Basically competent", 18)),
                    bin(("不称职", "Incompetent", 2)),
                ],
            ),
        ),
        ("target-tree", target_tree(t, head("targets", "目标分解", "Targets broken down"), &targets(&c))),
        ("org-chart", org_chart(t, head("org", "机构与编制", "Organisation"), &organisation(&c))),
        ("flow", flow(t, head("flow", "责任书签订程序", "How a letter is agreed"), &procedure(&c))),
    ]
}

type Choose<'a> = &'a dyn Fn(&str, &str) -> String;

fn targets(c: Choose<'_>) -> Node {
    let share = |zh: &str, en: &str, weight: u8, done| {
        Node::new(c(zh, en)).note(format!("{} {weight}", c("权重", "weight"))).done(done)
    };
    share(
        "城乡居民最低生活保障动态管理到位率达到98%以上",
        "Subsistence allowance checks at 98 percent or more",
        100,
        0.62,
    )
    .child(
        share("黄牛铺镇：复核 210 户", "Huangniupu: check 210 households", 60, 0.7)
            .child(share("民政专干", "Civil affairs officer", 40, 0.8))
            .child(share("三岔河村", "Sanchahe village", 20, 0.5)),
    )
    .child(
        Node::new(c("红花铺镇：复核 140 户", "Honghuapu: check 140 households"))
            .note(c("尚未分解到人", "nobody carries it yet"))
            .late(),
    )
}

fn organisation(c: Choose<'_>) -> Node {
    let unit = |zh: &str, en: &str, posts: u16, vacant: u16| {
        let node = Node::new(c(zh, en))
            .note(format!("{} {posts} · {} {vacant}", c("编制", "posts"), c("空缺", "vacant")))
            .link("/people/units/1");
        if vacant > 5 { node.late() } else { node }
    };
    unit("凤县", "Feng county", 1280, 64)
        .child(
            unit("黄牛铺镇", "Huangniupu town", 42, 3).child(unit("党政办公室", "Office", 8, 1)).child(unit(
                "三岔河村",
                "Sanchahe village",
                5,
                0,
            )),
        )
        .child(unit("民政局", "Civil affairs bureau", 26, 6))
        .child(unit("县委组织部", "Organisation department", 22, 0))
}

fn procedure(c: Choose<'_>) -> Vec<FlowStep> {
    let step = |zh: &str, en: &str, who: String, limit: &str| FlowStep {
        label: c(zh, en),
        who,
        limit: limit.into(),
        ..FlowStep::default()
    };
    vec![
        step("起草责任书", "Draft the letter", c("单位负责人", "Head"), ""),
        FlowStep {
            returns: vec![0],
            now: true,
            ..step(
                "责任人签字或提出修改意见",
                "Holder signs or asks for changes",
                c("责任人", "Holder"),
                &c("5 个工作日", "5 working days"),
            )
        },
        FlowStep {
            attachments: c("附：目标分解表", "attached: the breakdown"),
            ..step(
                "单位负责人签字",
                "Head signs",
                c("单位负责人", "Head"),
                &c("3 个工作日", "3 working days"),
            )
        },
        FlowStep {
            returns: vec![0],
            ..step("存档并公开", "File and publish", c("组织部门", "Organisers"), &c("10 日", "10 days"))
        },
    ]
}

/// A document with every block.
pub fn document(t: &Lookup) -> Document {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    let mut document = Document::new(t, c("关于签订2026年度目标责任书的通知", "Notice on the responsibility letters of 2026"))
        .heading(1, c("签订范围", "Scope"))
        .paragraph(c("各镇、县级各部门在编在岗人员，均按岗位签订年度目标责任书。责任书以岗位职责为基础，以年度工作计划为依据，明确目标、标准和时限。", "Everybody in post signs a letter for the year, based on the duties of the post and the plan of the year."))
        .heading(2, c("目标来源", "Where targets come from"))
        .heading(3, c("年度计划", "The plan"))
        .heading(4, c("上级下达", "From above"))
        .paragraph(c("权重合计为100。", "Weights sum to 100."))
        .heading(1, c("办理时限", "Time limits"))
        .block(Block::Table {
            caption: c("办理时限表", "Time limits"),
            head: vec![c("环节", "Step"), c("办理人", "By"), c("时限", "Within")],
            rows: vec![vec![c("起草", "Draft"), c("单位负责人", "Head"), c("2月底前", "end of February")], vec![c("签订", "Sign"), c("双方", "Both"), c("3月6日前", "6 March")]],
            widths: vec![3, 4, 3],
        })
        .block(Block::Note(c("注：逾期未签订的，由组织部门督促。", "Note: the organisers follow up what is late.")))
        .block(Block::Signatures(vec![
            Signature { role: c("责任人", "Holder"), name: "赵示例".into(), day: c("2026年3月2日", "2 March 2026") },
            Signature { role: c("单位负责人", "Head"), ..Signature::default() },
        ]));
    document.number = c("凤组发〔2026〕3号", "No. 3 of 2026");
    document.to = c("各镇党委、政府，县级各部门", "Towns and departments");
    document.attachments =
        vec![c("责任书样式", "Form of the letter"), c("目标分解表", "Breakdown of targets")];
    document.signed_by = vec![c("中共凤县县委组织部", "Organisation Department of Feng county")];
    document.date = Some(date(2026, 3, 2));
    document
}
