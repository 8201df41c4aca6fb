//! The procedures of this room, as data: how an item is published, how a document is issued and evaluated, how a task is
//! sent down and a list changed.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const fn way(
    outcome: &'static str,
    (zh, en): (&'static str, &'static str),
    to: Option<&'static str>,
    reason: bool,
) -> Way {
    Way { outcome, title: Words::new(zh, en), to, reason }
}

const fn step(
    id: &'static str,
    (zh, en): (&'static str, &'static str),
    by: By,
    limit: Limit,
    ways: &'static [Way],
) -> Step {
    Step { id, title: Words::new(zh, en), by, limit, ways, not_by: &[], public: true }
}

/// The same step, not to be taken by whoever took one of these before: nobody passes what is their own.
const fn apart(step: Step, not_by: &'static [&'static str]) -> Step {
    Step { not_by, ..step }
}

/// Publishing a version of an item.
pub const ITEM: Procedure = Procedure {
    id: "power-item",
    version: 1,
    title: Words::new("事项公布", "Publishing an item"),
    about: Words::new(
        "单位负责人起草或者修改事项，法制审核通过后自施行之日起公布；原版本同时被替代。",
        "The head of the office drafts or changes an item; after the legality review it is published from its day and replaces the one before.",
    ),
    basis: &["NDOC-06"],
    steps: &[
        step(
            "draft",
            ("起草事项并送法制审核", "Draft the item and send it for review"),
            By::Role(Role::Head),
            Limit::WorkingDays(10),
            &[
                way("sent", ("送法制审核", "Send for review"), Some("review"), false),
                way("dropped", ("放弃起草", "Drop the draft"), None, false),
            ],
        ),
        apart(
            step(
                "review",
                ("法制审核事项", "Review an item"),
                By::Role(Role::Jurist),
                Limit::WorkingDays(5),
                &[
                    way("passed", ("审核通过并公布", "Pass and publish"), None, false),
                    way("returned", ("退回修改", "Send back"), Some("draft"), true),
                ],
            ),
            &["draft"],
        ),
    ],
};

/// Taking an item out of the catalogue.
pub const WITHDRAWAL: Procedure = Procedure {
    id: "power-item-withdrawal",
    version: 1,
    title: Words::new("事项取消", "Withdrawing an item"),
    about: Words::new(
        "依据失效或者机构职责变化的，单位负责人提出取消事项，法制审核后生效。",
        "Where its basis is gone or duties moved, the head of the office asks to withdraw an item; the legality review decides.",
    ),
    basis: &[],
    steps: &[
        step(
            "ask",
            ("申请取消事项", "Ask to withdraw an item"),
            By::Role(Role::Head),
            Limit::Open,
            &[way("asked", ("申请取消", "Ask for it"), Some("review"), false)],
        ),
        apart(
            step(
                "review",
                ("审核取消事项的申请", "Review the withdrawal of an item"),
                By::Role(Role::Jurist),
                Limit::WorkingDays(5),
                &[
                    way("passed", ("同意取消", "Withdraw it"), None, false),
                    way("refused", ("不同意取消", "Keep it"), None, true),
                ],
            ),
            &["ask"],
        ),
    ],
};

/// Issuing a normative document.
pub const ISSUE: Procedure = Procedure {
    id: "normative-document",
    version: 1,
    title: Words::new("规范性文件出台", "Issuing a normative document"),
    about: Words::new(
        "起草单位记录公开征求意见、公平竞争审查和集体审议，法制审核后印发；缺一项的不能印发。",
        "The office records comment, fair-competition review and collective decision; after the legality review it is issued. With anything missing it is not.",
    ),
    basis: &["NDOC-05", "NDOC-06", "NDOC-07", "FC-03", "FC-04"],
    steps: &[
        step(
            "prepare",
            (
                "完成征求意见、公平竞争审查和集体审议",
                "Comment, fair-competition review and collective decision",
            ),
            By::Role(Role::Head),
            Limit::Open,
            &[
                way("sent", ("送合法性审核", "Send for legality review"), Some("legality"), false),
                way("dropped", ("不再制定", "Drop it"), None, true),
            ],
        ),
        apart(
            step(
                "legality",
                ("合法性审核", "Legality review"),
                By::Role(Role::Jurist),
                Limit::Clause("NDOC-05"),
                &[
                    way("passed", ("审核通过", "Pass"), Some("issue"), false),
                    way("returned", ("退回修改", "Send back"), Some("prepare"), true),
                ],
            ),
            &["prepare"],
        ),
        apart(
            step(
                "issue",
                ("印发并公布文件", "Issue and publish the document"),
                By::Role(Role::Head),
                Limit::WorkingDays(20),
                &[
                    way("issued", ("印发公布", "Issue it"), None, false),
                    way("dropped", ("不再制定", "Drop it"), None, true),
                ],
            ),
            &["legality"],
        ),
    ],
};

/// Evaluating a document before it lapses.
pub const EVALUATION: Procedure = Procedure {
    id: "document-evaluation",
    version: 1,
    title: Words::new("规范性文件届满前评估", "Evaluating a document before it lapses"),
    about: Words::new(
        "有效期届满前，制定单位提出继续有效、修改或者废止的意见，经法制审核后决定。",
        "Before a document lapses its office proposes to keep, revise or repeal it; after the legality review it is decided.",
    ),
    basis: &["NDOC-01", "NDOC-02"],
    steps: &[
        step(
            "draft",
            ("评估文件，提出继续有效、修改或者废止的意见", "Evaluate the document: keep, revise or repeal"),
            By::Role(Role::Head),
            Limit::CycleDate,
            &[
                way("proposed", ("提出评估意见", "Propose"), Some("review"), false),
                way("dropped", ("终止评估", "End it"), None, true),
            ],
        ),
        apart(
            step(
                "review",
                ("审核评估意见", "Review the evaluation"),
                By::Role(Role::Jurist),
                Limit::Clause("NDOC-05"),
                &[
                    way("passed", ("审核通过", "Pass"), Some("decision"), false),
                    way("returned", ("退回重新评估", "Send back"), Some("draft"), true),
                ],
            ),
            &["draft"],
        ),
        apart(
            step(
                "decision",
                ("决定文件继续有效、修改或者废止", "Decide on the document"),
                By::Role(Role::Committee),
                Limit::CycleDate,
                &[
                    way("keep", ("继续有效", "Keep it"), None, false),
                    way("revise", ("修改", "Revise it"), None, false),
                    way("repeal", ("废止", "Repeal it"), None, false),
                ],
            ),
            &["draft", "review"],
        ),
    ],
};

/// A task sent down to a town.
pub const TASK: Procedure = Procedure {
    id: "town-task",
    version: 1,
    title: Words::new("任务下达", "A task sent down"),
    about: Words::new(
        "县级部门下达任务必须写明依据的履职事项；乡镇接受或者提出异议，有异议的由下达部门书面说明。",
        "A task sent down names the duty it rests on; the town accepts or objects, and the office answers an objection in writing.",
    ),
    basis: &["LD-10", "LD-11"],
    steps: &[
        step(
            "answer",
            ("接受任务或者提出异议", "Accept the task or object"),
            By::Role(Role::Head),
            Limit::WorkingDays(5),
            &[
                way("accepted", ("接受任务", "Accept"), Some("do"), false),
                way("objected", ("提出异议", "Object"), Some("settle"), true),
            ],
        ),
        apart(
            step(
                "settle",
                ("答复乡镇对任务的异议", "Answer the objection of a town"),
                By::Role(Role::Head),
                Limit::WorkingDays(5),
                &[
                    way("withdrawn", ("撤回任务", "Withdraw the task"), None, false),
                    way("kept", ("说明理由，继续下达", "Keep it, with reasons"), Some("do"), true),
                ],
            ),
            &["answer"],
        ),
        step(
            "do",
            ("完成下达的任务", "Do the task"),
            By::Role(Role::Head),
            Limit::CycleDate,
            &[way("done", ("报告完成情况", "Report it done"), None, true)],
        ),
    ],
};

/// Admission of a new duty.
pub const ADMISSION: Procedure = Procedure {
    id: "duty-admission",
    version: 1,
    title: Words::new("职责准入", "Admission of a duty"),
    about: Words::new(
        "清单以外的事项确需乡镇承担的，部门写明依据和随之下放的人、财、物提出申请，听取乡镇意见，经法制审核后决定并报备。",
        "Where a town is to take on something outside the lists, the office applies with basis and resources; the town is heard, legality reviewed, then it is decided and reported.",
    ),
    basis: &["LD-11", "LD-20"],
    steps: CHANGE_STEPS,
};

/// Adjustment of a list at the request of a town.
pub const ADJUSTMENT: Procedure = Procedure {
    id: "duty-adjustment",
    version: 1,
    title: Words::new("履职事项动态调整", "Adjustment of a list"),
    about: Words::new(
        "乡镇认为清单事项应当调整的，提出申请，听取有关部门意见，经法制审核后决定并报备。",
        "A town that finds a duty on the wrong list asks to change it; the office is heard, legality reviewed, then it is decided and reported.",
    ),
    basis: &["LD-10", "LD-20"],
    steps: CHANGE_STEPS,
};

const CHANGE_STEPS: &[Step] = &[
    step(
        "ask",
        ("申请调整履职清单", "Ask for a change of a list"),
        By::Role(Role::Head),
        Limit::Open,
        &[way("asked", ("提出申请", "Ask for it"), Some("opinion"), false)],
    ),
    apart(
        step(
            "opinion",
            ("对履职清单调整提出意见", "Give an opinion on the change of a list"),
            By::Role(Role::Head),
            Limit::Clause("LD-20"),
            &[way("given", ("提出意见", "Give the opinion"), Some("legality"), false)],
        ),
        &["ask"],
    ),
    apart(
        step(
            "legality",
            ("审核履职清单调整", "Review the change of a list"),
            By::Role(Role::Jurist),
            Limit::Clause("LD-20"),
            &[way("reviewed", ("提出审核意见", "Give the review"), Some("decision"), false)],
        ),
        &["ask", "opinion"],
    ),
    apart(
        step(
            "decision",
            ("决定履职清单调整", "Decide the change of a list"),
            By::Role(Role::Committee),
            Limit::Clause("LD-20"),
            &[
                way("agreed", ("同意", "Agree"), Some("report"), false),
                way("refused", ("不同意", "Refuse"), None, true),
            ],
        ),
        &["ask", "opinion", "legality"],
    ),
    step(
        "report",
        ("报上级备案", "Report the change upward"),
        By::Role(Role::Jurist),
        Limit::Clause("LD-20"),
        &[way("reported", ("已报备案", "Reported"), None, false)],
    ),
];

/// All of them.
pub const ALL: [&Procedure; 7] = [&ITEM, &WITHDRAWAL, &ISSUE, &EVALUATION, &TASK, &ADMISSION, &ADJUSTMENT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_procedures_are_sound() {
        for procedure in ALL {
            assert_eq!(procedure.defects(), Vec::<String>::new());
        }
    }
}
