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

/// Preparing the slips before a class ends.
pub const SLIPS: Procedure = Procedure {
    id: "diagnosis-slips",
    version: 1,
    title: Words::new("学习迁移诊断：印发问卷码", "Transfer diagnosis: slips"),
    about: Words::new(
        "班次结束前，由办班人按单位印发问卷码；码都一样，谁抽到哪个没有人知道。不做诊断的写明理由。",
        "Before a class ends its trainer prints the slips by unit; they are alike, and nobody knows who drew which. Where \
         there is no diagnosis the reason is given.",
    ),
    basis: &[],
    steps: &[step(
        "prepare",
        Words::new("印发学习迁移问卷码", "Print the slips of the transfer questionnaire"),
        By::Named,
        Limit::CycleDate,
        &[
            way("prepared", "印发问卷码", "Print", None, false),
            way("left-out", "本班不做诊断", "No diagnosis of this class", None, true),
        ],
    )],
};

const OVER: Way = way("over", "问卷结束", "The wave is over", None, false);
const DONE: Way = way("done", "已填写", "I have answered", None, false);
const NOT: Way = way("not", "不填写", "I do not answer", None, false);

/// Asking a learner to answer: once, and at most two reminders.
pub const ASKED: Procedure = Procedure {
    id: "diagnosis-answer",
    version: 1,
    title: Words::new("填写学习迁移问卷", "Answer the transfer questionnaire"),
    about: Words::new(
        "凭本人手里的问卷码填写，不登录、不记名；是否填写由本人在待办里说明，系统不核对。最多提醒两次。",
        "With the code on one's own slip, without an account; whether one has answered one says oneself, the program does \
         not check. At most two reminders.",
    ),
    basis: &[],
    steps: &[
        step(
            "answer",
            Words::new("填写学习迁移问卷", "Answer the transfer questionnaire"),
            By::Person,
            Limit::CycleDate,
            &[DONE, NOT, way("reminded", "提醒", "Remind", Some("reminded"), false), OVER],
        ),
        step(
            "reminded",
            Words::new("提醒：填写学习迁移问卷", "Reminder: answer the transfer questionnaire"),
            By::Person,
            Limit::CycleDate,
            &[DONE, NOT, way("reminded", "再次提醒", "Remind again", Some("last"), false), OVER],
        ),
        step(
            "last",
            Words::new("最后提醒：填写学习迁移问卷", "Last reminder: answer the transfer questionnaire"),
            By::Person,
            Limit::CycleDate,
            &[DONE, NOT, OVER],
        ),
    ],
};

/// A plan against a barrier.
pub const PLAN: Procedure = Procedure {
    id: "diagnosis-plan",
    version: 1,
    title: Words::new("学习迁移改进计划", "Improvement plan of a transfer diagnosis"),
    about: Words::new(
        "对诊断查出的阻碍，由单位负责人会同有关同志商定措施、责任人和时限，到期看下一次诊断有没有变化。",
        "For a barrier found, the unit head agrees measures, owners and dates with those concerned; at its end the next \
         diagnosis shows whether it moved.",
    ),
    basis: &[],
    steps: &[step(
        "review",
        Words::new("回看学习迁移改进计划", "Review the improvement plan"),
        By::Role(Role::Head),
        Limit::CycleDate,
        &[way("reviewed", "作出结论", "Conclude", None, true)],
    )],
};

/// One measure of a plan.
pub const MEASURE: Procedure = Procedure {
    id: "diagnosis-measure",
    version: 1,
    title: Words::new("学习迁移改进措施", "Measure of an improvement plan"),
    about: Words::new(
        "由责任人在时限内办理，写明办了什么。",
        "Carried out by its owner by its date, saying what was done.",
    ),
    basis: &[],
    steps: &[step(
        "carry-out",
        Words::new("办理改进措施", "Carry out a measure"),
        By::Named,
        Limit::CycleDate,
        &[way("done", "已办理", "Done", None, true)],
    )],
};
