//! The procedures of this room, as data: how a letter is agreed, and how a co-worker confirms an entry.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

/// Agreeing a letter.
pub const LETTER: Procedure = Procedure {
    id: "letter",
    version: 1,
    title: Words::new("签订目标责任书", "Agreeing a responsibility letter"),
    about: Words::new(
        "单位与干部商定一年的工作目标：拟定、征求意见、双方签订后生效。",
        "The unit and the person agree what the year asks for: drafted, offered, commented on, signed by both.",
    ),
    basis: &["AS-01", "LD-07"],
    steps: &[DRAFT, HOLDER, AMEND, HEAD],
};

/// The way every step has when the year closes or the person leaves before it is taken.
const LAPSED: Way =
    Way { outcome: "lapsed", title: Words::new("终止办理", "Let it lapse"), to: None, reason: true };

const DRAFT: Step = Step {
    id: "draft",
    title: Words::new("拟定并发出责任书", "Draft and offer the letter"),
    by: By::Role(Role::Head),
    limit: Limit::CycleDate,
    ways: &[
        Way {
            outcome: "offered",
            title: Words::new("发给本人", "Offer it"),
            to: Some("holder"),
            reason: false,
        },
        Way { outcome: "dropped", title: Words::new("作废", "Drop it"), to: None, reason: true },
        LAPSED,
    ],
    not_by: &[],
    public: false,
};

const HOLDER: Step = Step {
    id: "holder",
    title: Words::new("阅看并签订责任书", "Read and sign the letter"),
    by: By::Person,
    limit: Limit::CycleDate,
    ways: &[
        Way {
            outcome: "signed",
            title: Words::new("签订责任书", "Sign the letter"),
            to: Some("head"),
            reason: false,
        },
        Way {
            outcome: "contested",
            title: Words::new("提出意见", "Comment on it"),
            to: Some("amend"),
            reason: true,
        },
        LAPSED,
    ],
    not_by: &[],
    public: false,
};

const AMEND: Step = Step {
    id: "amend",
    title: Words::new("答复意见、修改责任书", "Answer the comments"),
    by: By::Role(Role::Head),
    limit: Limit::CycleDate,
    ways: &[
        Way {
            outcome: "amended",
            title: Words::new("改好后重新发出", "Amend and offer again"),
            to: Some("holder"),
            reason: false,
        },
        Way {
            outcome: "kept",
            title: Words::new("说明理由、维持原文", "Keep it, with the reason"),
            to: Some("holder"),
            reason: true,
        },
        Way { outcome: "dropped", title: Words::new("作废", "Drop it"), to: None, reason: true },
        LAPSED,
    ],
    not_by: &[],
    public: false,
};

const HEAD: Step = Step {
    id: "head",
    title: Words::new("代表单位签订责任书", "Sign the letter for the unit"),
    by: By::Role(Role::Head),
    limit: Limit::CycleDate,
    ways: &[
        Way {
            outcome: "signed",
            title: Words::new("签订责任书", "Sign the letter"),
            to: None,
            reason: false,
        },
        Way {
            outcome: "returned",
            title: Words::new("退回修改", "Return it for amendment"),
            to: Some("amend"),
            reason: true,
        },
        LAPSED,
    ],
    not_by: &["holder"],
    public: false,
};

/// Confirming a co-worker's entry.
pub const CONFIRMATION: Procedure = Procedure {
    id: "evidence-confirmation",
    version: 1,
    title: Words::new("确认共同完成的工作", "Confirming work done together"),
    about: Words::new(
        "同一件工作只由一人记录，共同完成的人确认，不重复填写。",
        "Work done together is written down once; the others confirm it instead of writing it again.",
    ),
    basis: &["LD-07", "LD-09"],
    steps: &[Step {
        id: "confirm",
        title: Words::new("确认共同完成的工作", "Confirm work done together"),
        by: By::Named,
        limit: Limit::Open,
        ways: &[
            Way {
                outcome: "confirmed",
                title: Words::new("确认属实", "Confirm it"),
                to: None,
                reason: false,
            },
            Way {
                outcome: "declined", title: Words::new("不属实", "It was not so"), to: None, reason: true
            },
            LAPSED,
        ],
        not_by: &[],
        public: false,
    }],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_procedures_are_sound() {
        assert_eq!(LETTER.defects(), Vec::<String>::new());
        assert_eq!(CONFIRMATION.defects(), Vec::<String>::new());
    }
}
