//! The procedures of this room, as data: what waits for whom while a set works and after something was learned.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const LAPSED: Way =
    Way { outcome: "lapsed", title: Words::new("终止办理", "End it"), to: None, reason: false };

const fn way(outcome: &'static str, zh: &'static str, en: &'static str, reason: bool) -> Way {
    Way { outcome, title: Words::new(zh, en), to: None, reason }
}

/// Holding a round.
pub const ROUND: Procedure = Procedure {
    id: "action-round",
    version: 1,
    title: Words::new("行动学习一轮活动", "A round of a set"),
    about: Words::new(
        "小组按八个环节走完一轮：从当前怎样看问题，到下一步做什么。",
        "A set goes once around: from the problem as it is seen now to what comes next.",
    ),
    basis: &[],
    steps: &[Step {
        id: "hold",
        title: Words::new("组织本轮行动学习", "Hold the round"),
        by: By::Named,
        limit: Limit::CycleDate,
        ways: &[way("finished", "结束本轮", "Finish the round", false), LAPSED],
        not_by: &[],
        public: false,
    }],
};

/// Keeping a commitment.
pub const COMMITMENT: Procedure = Procedure {
    id: "action-commitment",
    version: 1,
    title: Words::new("兑现行动承诺", "Keeping a commitment"),
    about: Words::new(
        "谁承诺、做什么、什么时候完成；完成情况由本人写一次，同时作为责任书的工作纪实。",
        "Who does what by when; what happened is written once and serves the letter as evidence.",
    ),
    basis: &["LD-07"],
    steps: &[Step {
        id: "do",
        title: Words::new("兑现承诺并写明结果", "Do what was promised and say what happened"),
        by: By::Named,
        limit: Limit::CycleDate,
        ways: &[
            way("done", "写明结果", "Say what happened", false),
            way("dropped", "不再执行", "Drop it", true),
            LAPSED,
        ],
        not_by: &[],
        public: false,
    }],
};

/// What a set asks its unit to change.
pub const CHANGE: Procedure = Procedure {
    id: "action-change",
    version: 1,
    title: Words::new("答复小组的改进建议", "Answering what a set asks to change"),
    about: Words::new(
        "小组结束时提出单位应当改变什么，由单位负责人答复。",
        "When a set closes it says what the unit should change; the head answers.",
    ),
    basis: &[],
    steps: &[Step {
        id: "answer",
        title: Words::new("答复行动学习小组的改进建议", "Answer what a set asks the unit to change"),
        by: By::Role(Role::Head),
        limit: Limit::WorkingDays(10),
        ways: &[
            way("adopted", "采纳", "Adopt it", false),
            way("declined", "不采纳", "Decline it", true),
            LAPSED,
        ],
        not_by: &[],
        public: false,
    }],
};

/// Writing down what is meant to be used at work.
pub const INTENTION: Procedure = Procedure {
    id: "transfer-intention",
    version: 1,
    title: Words::new("写下应用打算", "Writing intended applications"),
    about: Words::new(
        "培训班或小组结束后，写下至多三项打算：用在什么时候、什么场合、和谁一起。",
        "After a class or a set, at most three applications: when, where, with whom.",
    ),
    basis: &[],
    steps: &[Step {
        id: "write",
        title: Words::new("写下准备用到工作中的做法", "Write down what you mean to use at work"),
        by: By::Person,
        limit: Limit::WorkingDays(5),
        ways: &[way("written", "写下打算", "Write it down", false), LAPSED],
        not_by: &[],
        public: false,
    }],
};

/// Trying it.
pub const ATTEMPT: Procedure = Procedure {
    id: "transfer-attempt",
    version: 1,
    title: Words::new("把打算用到工作中", "Trying an intended application"),
    about: Words::new(
        "到了打算的日子，做了就记一笔，一分钟以内。",
        "On the day intended, the attempt is recorded, in less than a minute.",
    ),
    basis: &[],
    steps: &[Step {
        id: "try",
        title: Words::new("用到工作中并记一笔", "Try it at work and record it"),
        by: By::Person,
        limit: Limit::CycleDate,
        ways: &[way("tried", "记下这次尝试", "Record the attempt", false), LAPSED],
        not_by: &[],
        public: false,
    }],
};

/// Somebody who saw it says so.
pub const SEEN: Procedure = Procedure {
    id: "transfer-confirmation",
    version: 1,
    title: Words::new("确认看到的应用", "Confirming what was seen"),
    about: Words::new(
        "在场的人确认是否看到、效果如何；评的是这次做法，不是人。",
        "Somebody who was there says whether they saw it and how far it worked: the attempt is rated, not the person.",
    ),
    basis: &[],
    steps: &[Step {
        id: "confirm",
        title: Words::new("确认同事的一次应用", "Confirm what a colleague tried"),
        by: By::Named,
        limit: Limit::WorkingDays(5),
        ways: &[
            way("confirmed", "确认看到", "I saw it", false),
            way("declined", "没有看到", "I did not see it", false),
            LAPSED,
        ],
        not_by: &[],
        public: false,
    }],
};

/// Trying in another unit what a set offers.
pub const TAKING: Procedure = Procedure {
    id: "action-taking",
    version: 1,
    title: Words::new("借鉴经验", "Taking up an experience"),
    about: Words::new(
        "其他单位借鉴行动学习小组的经验：谁负责、先试什么、何时完成，到期写明管用不管用。",
        "Another unit takes up what a set offers: who holds it, what is tried first by when, and what came of it.",
    ),
    basis: &[],
    steps: &[Step {
        id: "try",
        title: Words::new("试用借鉴的经验并写明结果", "Try what was taken up and say what came of it"),
        by: By::Named,
        limit: Limit::CycleDate,
        ways: &[
            way("told", "写明结果", "Say what came of it", false),
            way("dropped", "不再试", "Drop it", true),
            LAPSED,
        ],
        not_by: &[],
        public: false,
    }],
};

/// All of them.
pub const ALL: [&Procedure; 7] = [&ROUND, &COMMITMENT, &CHANGE, &INTENTION, &ATTEMPT, &SEEN, &TAKING];

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
