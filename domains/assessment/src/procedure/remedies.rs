//! The remedies against a grade as data: 复核 and 申诉. Not here: filing and deciding one (`appeal`).

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const KEPT: Way =
    Way { outcome: "kept", title: Words::new("维持原结果", "Keep the result"), to: None, reason: true };
const CHANGED: Way =
    Way {
        outcome: "changed", title: Words::new("变更原结果", "Change the result"), to: None, reason: true
    };
const WITHDRAWN: Way = Way {
    outcome: "withdrawn",
    title: Words::new("本人撤回", "Withdrawn by the person"),
    to: None,
    reason: false,
};

/// 复核.
pub const RECONSIDERATION: Procedure = Procedure {
    id: "grade-reconsideration",
    version: 1,
    title: Words::new("考核结果复核", "Reconsideration of a grade"),
    about: Words::new(
        "对定为不称职的，自知道之日起三十日内可向原机关申请复核；原机关三十日内作出决定，不因复核停止执行，不加重处理。",
        "Against the grade incompetent the person may ask the deciding organ within thirty days; it decides within thirty. \
         The result stands meanwhile and is never made heavier.",
    ),
    basis: &["AS-30", "AS-31"],
    steps: &[Step {
        id: "decide",
        title: Words::new("作出复核决定", "Decide the reconsideration"),
        by: By::Role(Role::Committee),
        limit: Limit::Clause("AS-31"),
        ways: &[KEPT, CHANGED, WITHDRAWN],
        not_by: &[],
        public: false,
    }],
};

/// 申诉.
pub const COMPLAINT: Procedure = Procedure {
    id: "grade-complaint",
    version: 1,
    title: Words::new("考核结果申诉", "Complaint about a grade"),
    about: Words::new(
        "对复核结果不服的十五日内，或者不经复核三十日内，可向同级公务员主管部门申诉；六十日内作出处理决定，情况复杂的可延长三十日。",
        "Within fifteen days of the reconsideration, or within thirty without one, the person may complain to the \
         civil-service authority, which decides within sixty days, thirty more if the case is complex.",
    ),
    basis: &["AS-30", "AS-31"],
    steps: &[
        Step {
            id: "decide",
            title: Words::new("作出申诉处理决定", "Decide the complaint"),
            by: By::Role(Role::Organiser),
            limit: Limit::Clause("AS-31"),
            ways: &[
                KEPT,
                CHANGED,
                Way {
                    outcome: "extended",
                    title: Words::new("情况复杂，延长期限", "Extend: the case is complex"),
                    to: Some("decide-extended"),
                    reason: true,
                },
                WITHDRAWN,
            ],
            not_by: &[],
            public: false,
        },
        Step {
            id: "decide-extended",
            title: Words::new("作出申诉处理决定（已延期）", "Decide the complaint (extended)"),
            by: By::Role(Role::Organiser),
            limit: Limit::Clause("AS-31"),
            ways: &[KEPT, CHANGED, WITHDRAWN],
            not_by: &[],
            public: false,
        },
    ],
};
