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
    Step { id, title, by, limit, ways, not_by: &[], public: false }
}

/// Working days in which an excess is explained; the house's own limit.
pub const EXPLAIN_DAYS: u16 = 10;

/// The written explanation when a year has more documents than the one before.
pub const EXPLANATION: Procedure = Procedure {
    id: "burden-explanation",
    version: 1,
    title: Words::new("发文超过上年的书面说明", "Explaining more documents than last year"),
    about: Words::new(
        "本年发文超过上年的，由本单位负责人书面说明，报上级阅。",
        "Where a year has more documents than the last, the head of the office explains in writing to the level above.",
    ),
    basis: &["LD-01"],
    steps: &[
        step(
            "explain",
            Words::new("书面说明发文超过上年", "Explain the excess of documents"),
            By::Role(Role::Head),
            Limit::WorkingDays(EXPLAIN_DAYS),
            &[way("explained", "报送书面说明", "Send the explanation", Some("read"), true)],
        ),
        step(
            "read",
            Words::new("阅发文超过上年的说明", "Read the explanation"),
            By::Role(Role::Committee),
            Limit::WorkingDays(EXPLAIN_DAYS),
            &[way("read", "已阅并提出要求", "Read, with what follows", None, true)],
        ),
    ],
};

/// Data asked of a unit.
pub const DATA: Procedure = Procedure {
    id: "burden-data",
    version: 1,
    title: Words::new("报送数据", "Answering a request for data"),
    about: Words::new(
        "本系统已有的由系统答复，以前报送过的先看上次答复，只有剩下的才请单位填报。",
        "What the program holds it answers; what was asked before is shown with the earlier answer; only the rest goes to units.",
    ),
    basis: &["DS-01", "LD-09"],
    steps: &[step(
        "answer",
        Words::new("填报数据", "Answer a request for data"),
        By::Role(Role::Head),
        Limit::CycleDate,
        &[way("answered", "报送", "Answer", None, false)],
    )],
};

/// A form of the program that asks too much.
pub const FORM: Procedure = Procedure {
    id: "burden-form",
    version: 1,
    title: Words::new("表单超过填报限额", "A form over its budget"),
    about: Words::new(
        "本系统某个表单平均每次填的项数超过本县限额，请归口部门精简，或者写明为什么保留。",
        "A form of this program asks more fields than the county allows; its owner shortens it or says why not.",
    ),
    basis: &["LD-09"],
    steps: &[step(
        "shorten",
        Words::new("精简超过限额的表单", "Shorten a form over its budget"),
        By::Role(Role::Organiser),
        Limit::CycleDate,
        &[
            way("shortened", "已精简", "Shortened", None, true),
            way("kept", "保留并说明", "Kept, with the reason", None, true),
        ],
    )],
};
