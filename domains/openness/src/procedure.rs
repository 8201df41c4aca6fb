//! How the room's work runs, as data. Not here: the operations.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const fn way(
    outcome: &'static str,
    zh: &'static str,
    en: &'static str,
    to: Option<&'static str>,
    reason: bool,
) -> Way {
    Way { outcome, title: Words::new(zh, en), to, reason }
}

const fn step(id: &'static str, title: Words, by: By, limit: Limit, ways: &'static [Way]) -> Step {
    Step { id, title, by, limit, ways, not_by: &[], public: true }
}

/// A step that is not for whoever took one of those.
const fn apart(step: Step, not_by: &'static [&'static str]) -> Step {
    Step { not_by, ..step }
}

/// A notice, from its draft to its conclusion.
pub const NOTICE: Procedure = Procedure {
    id: "openness-notice",
    version: 1,
    title: Words::new("公示", "Notice"),
    about: Words::new(
        "起草后按事项的最短期限发布，公示期内接受异议，期满、异议答复完毕后写明结论；只在公示期内公开的个人情况期满即行删除。",
        "Drafted, posted for at least the time its kind needs, open to objections, concluded once the time is over and every \
         objection answered. What may be shown about a person only while it is posted is erased when the time is over.",
    ),
    basis: &["SL-19", "RK-13", "AS-08", "VIL-03", "DEC-03", "DEC-04", "NDOC-07"],
    steps: &[
        step(
            "post",
            Words::new("发布公示", "Post the notice"),
            By::Named,
            Limit::Open,
            &[
                way("posted", "发布公示", "Post it", Some("conclude"), false),
                way("published", "发布", "Publish it", None, false),
                way("dropped", "不再公示", "Drop the draft", None, true),
            ],
        ),
        step(
            "conclude",
            Words::new("公示期满，写明结论", "The time is over: conclude"),
            By::Named,
            Limit::CycleDate,
            &[way("concluded", "公布结论", "Conclude", None, true)],
        ),
    ],
};

/// An objection to a notice.
pub const OBJECTION: Procedure = Procedure {
    id: "openness-objection",
    version: 1,
    title: Words::new("公示异议", "Objection to a notice"),
    about: Words::new(
        "公示期内任何人可以提出异议，不需署名，凭编号和密码查看答复；异议全部答复后方可作结论。",
        "While a notice is posted anybody may object without a name and read the answer with a number and a secret; nothing \
         is concluded before every objection is answered.",
    ),
    basis: &["SL-19", "RK-13"],
    steps: &[step(
        "answer",
        Words::new("核实并答复异议", "Look into an objection and answer"),
        By::Role(Role::Head),
        Limit::WorkingDays(ANSWER_DAYS),
        &[
            way("upheld", "采纳异议", "Uphold it", None, true),
            way("explained", "不采纳并说明", "Explain why not", None, true),
        ],
    )],
};

/// Working days in which an objection is answered; the house's own limit, no clause sets one.
pub const ANSWER_DAYS: u16 = 10;

/// A major decision.
pub const DECISION: Procedure = Procedure {
    id: "openness-decision",
    version: 1,
    title: Words::new("重大行政决策", "Major administrative decision"),
    about: Words::new(
        "由政府办公室按决策机关的决定办理启动和集体讨论记录：启动、公众参与、专家论证、风险评估、合法性审查、公平竞争审查、集体讨论决定、请示报告、公布、归档；缺一步不能往下走，缺哪一步写明依据。",
        "The office of the county government takes start and meeting to the deciding body. Start, public participation, expert view, risk assessment, legality and fair-competition review, collective decision, \
         report, publication, file. A missing step stops it and is named with its clause.",
    ),
    basis: &[
        "DEC-01", "DEC-02", "DEC-03", "DEC-04", "DEC-05", "DEC-06", "DEC-07", "DEC-08", "DEC-09", "DEC-11",
        "DEC-12", "DEC-13",
    ],
    steps: &[
        step(
            "start",
            Words::new("研究是否启动决策", "Decide whether to start"),
            By::Role(Role::Head),
            Limit::Open,
            &[
                way("started", "启动决策", "Start", Some("prepare"), false),
                way("dropped", "不启动", "Do not start", None, true),
            ],
        ),
        step(
            "prepare",
            Words::new("办理决策程序并提请讨论", "Prepare the decision and table it"),
            By::Role(Role::Head),
            Limit::Open,
            &[way("tabled", "提请集体讨论", "Table it", Some("decide"), false)],
        ),
        apart(
            step(
                "decide",
                Words::new("集体讨论决定", "Decide in meeting"),
                By::Role(Role::Head),
                Limit::Open,
                &[
                    way("adopted", "通过", "Adopt", Some("publish"), false),
                    way("returned", "修改后再次讨论", "Send it back", Some("prepare"), true),
                    way("rejected", "不予通过", "Reject", None, true),
                ],
            ),
            &["prepare"],
        ),
        step(
            "publish",
            Words::new("请示报告并公布决策", "Report and publish"),
            By::Role(Role::Head),
            Limit::Open,
            &[
                way("published", "公布决策", "Publish", Some("file"), false),
                way(
                    "kept",
                    "依法不予公开，印发归档",
                    "By law not public: issue and file",
                    Some("file"),
                    true,
                ),
            ],
        ),
        step(
            "file",
            Words::new("决策归档", "File the decision"),
            By::Role(Role::Head),
            Limit::Open,
            &[way("filed", "归档", "File it", None, false)],
        ),
    ],
};

/// The legality review of a draft.
pub const REVIEW: Procedure = Procedure {
    id: "openness-review",
    version: 1,
    title: Words::new("决策合法性审查", "Legality review of a decision"),
    about: Words::new(
        "决策草案提交讨论前由法制审核人员审查，审查时间有保证；不得以征求意见代替。",
        "Before a draft is tabled a jurist reviews it, with the time guaranteed; consultation is no substitute.",
    ),
    basis: &["DEC-08", "DEC-09", "DEC-10"],
    steps: &[step(
        "review",
        Words::new("合法性审查", "Review the draft"),
        By::Role(Role::Jurist),
        Limit::Clause("DEC-10"),
        &[
            way("passed", "审查通过", "It is lawful", None, true),
            way("failed", "审查不通过", "It is not lawful", None, true),
        ],
    )],
};

/// The evaluation of a decision after some time.
pub const EVALUATION: Procedure = Procedure {
    id: "openness-evaluation",
    version: 1,
    title: Words::new("重大行政决策后评估", "Evaluation of a decision"),
    about: Words::new(
        "决策实施结果与目标明显不符、群众意见较多的组织后评估，不由承担原论证评估的机构承担。",
        "Where results are clearly off the target or many complain the decision is evaluated, not by whoever assessed it first.",
    ),
    basis: &["DEC-14"],
    steps: &[step(
        "evaluate",
        Words::new("开展决策后评估", "Evaluate the decision"),
        By::Role(Role::Head),
        Limit::CycleDate,
        &[way("done", "提交评估结论", "Give the conclusion", None, true)],
    )],
};
