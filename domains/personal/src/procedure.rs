//! How a correction runs, as data. Not here: the operations.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

/// Working days in which a correction is answered; the house's own limit (the law says “in time”).
pub const ANSWER_DAYS: u16 = 15;

/// Somebody says that what is held about them is wrong.
pub const CORRECTION: Procedure = Procedure {
    id: "personal-correction",
    version: 1,
    title: Words::new("个人信息更正", "Correcting personal data"),
    about: Words::new(
        "本人认为系统中关于自己的信息有误或者不全的，提出更正；组织部门核实后更正，不更正的说明理由。",
        "Somebody who finds what is held about them wrong or incomplete asks for a correction; it is checked and made, or \
         declined with the reason.",
    ),
    basis: &["PD-11"],
    steps: &[Step {
        id: "answer",
        title: Words::new("核实更正申请", "Check a correction"),
        by: By::Role(Role::Organiser),
        limit: Limit::WorkingDays(ANSWER_DAYS),
        ways: &[
            Way { outcome: "corrected", title: Words::new("已更正", "Corrected"), to: None, reason: true },
            Way {
                outcome: "declined", title: Words::new("不予更正", "Declined"), to: None, reason: true
            },
        ],
        not_by: &[],
        public: false,
    }],
};
