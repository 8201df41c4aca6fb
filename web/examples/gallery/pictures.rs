//! One sample of every chart and a document with every block, shared by the gallery and the snapshot tests.

use jiff::civil::date;
use web::Lookup;
use web::charts::bars::{Bar, Bin, Progress, Stack, bars, distribution, progress, stacked};
use web::charts::flow::{FlowStep, flow};
use web::charts::tree::{Node, org_chart, target_tree};
use web::charts::{Chart, Head};
use web::document::{Block, Document, Signature};

/// Every chart.
pub fn charts(t: &Lookup) -> Vec<(&'static str, Chart)> {
    let mut all = with_bars(t);
    all.extend(with_boxes(t));
    all
}

fn head(t: &Lookup, id: &str, zh: &str, en: &str) -> Head {
    Head::new(id, t.choose(zh, en), t.choose("示例说明。", "A sample."), t.choose("单位", "Unit"))
}

fn with_boxes(t: &Lookup) -> Vec<(&'static str, Chart)> {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
    vec![
        ("target-tree", target_tree(t, head(t, "targets", "目标分解", "Targets broken down"), &targets(&c))),
        ("org-chart", org_chart(t, head(t, "org", "机构与编制", "Organisation"), &organisation(&c))),
        ("flow", flow(t, head(t, "flow", "责任书签订程序", "How a letter is agreed"), &procedure(&c))),
    ]
}

fn with_bars(t: &Lookup) -> Vec<(&'static str, Chart)> {
    let c = |zh: &str, en: &str| t.choose(zh, en).to_owned();
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
                head(t, "bars", "低保复核户数", "Households checked"),
                &c("户数", "Households"),
                &units.iter().enumerate().map(bar).collect::<Vec<_>>(),
            ),
        ),
        (
            "progress",
            progress(
                t,
                head(t, "progress", "责任书签订进度", "Letters signed"),
                &units.iter().enumerate().map(done).collect::<Vec<_>>(),
            ),
        ),
        (
            "stacked",
            stacked(
                t,
                head(t, "stacked", "责任书状态", "State of letters"),
                &series,
                &units.iter().enumerate().map(stack).collect::<Vec<_>>(),
            ),
        ),
        (
            "distribution",
            distribution(
                t,
                head(t, "grades", "考核等次分布", "Grades"),
                &[
                    bin(("优秀", "Excellent", 212)),
                    bin(("称职", "Competent", 930)),
                    bin(("基本称职", "Basically competent", 18)),
                    bin(("不称职", "Incompetent", 2)),
                ],
            ),
        ),
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
