//! The routine review, the review of village cadres and the improvement plan as data. Not here: their operations.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

use super::{step, way};

/// How a routine review runs.
pub const ROUTINE: Procedure = Procedure {
    id: "routine",
    version: 1,
    title: Words::new("平时考核", "Routine review"),
    about: Words::new(
        "每季度一次：本人根据工作纪实写简短小结，负责人写评语；经县核实后可评定好、较好、一般、较差。",
        "Each quarter the person sums up from the work recorded and the head remarks on it; grades are given only where \
         the county has confirmed the rule.",
    ),
    basis: &["AS-02", "AS-32"],
    steps: &[
        Step {
            id: "summary",
            title: Words::new("填写季度小结", "Write the quarter's summary"),
            by: By::Person,
            limit: Limit::CycleDate,
            ways: &[Way {
                outcome: "submitted",
                title: Words::new("报送小结", "Hand in"),
                to: Some("remark"),
                reason: false,
            }],
            not_by: &[],
            public: false,
        },
        Step {
            id: "remark",
            title: Words::new("写季度评语", "Remark on the quarter"),
            by: By::Role(Role::Head),
            limit: Limit::WorkingDays(5),
            ways: &[
                Way {
                    outcome: "remarked", title: Words::new("完成评语", "Remark"), to: None, reason: false
                },
                Way {
                    outcome: "returned",
                    title: Words::new("退回补充", "Return"),
                    to: Some("summary"),
                    reason: true,
                },
            ],
            not_by: &[],
            public: false,
        },
    ],
};

/// How a review runs.
pub const VILLAGE: Procedure = Procedure {
    id: "village-review",
    version: 1,
    title: Words::new("村（社区）干部民主评议", "Review of village cadres"),
    about: Words::new(
        "每年至少一次，由村民（居民）会议或者代表会议评议；会议记录报乡镇（街道）确认结果；连续两次不称职的，职务终止。",
        "At least once a year, by the assembly or its delegates; the township confirms the result from the record; two \
         results 不称职 in a row end the office.",
    ),
    basis: &["VIL-01", "VIL-02"],
    steps: &[
        Step {
            id: "record",
            title: Words::new("记录评议会议", "Record the meeting"),
            by: By::Named,
            limit: Limit::Open,
            ways: &[Way {
                outcome: "recorded",
                title: Words::new("报乡镇确认", "Send for confirmation"),
                to: Some("confirm"),
                reason: false,
            }],
            not_by: &[],
            public: false,
        },
        Step {
            id: "confirm",
            title: Words::new("确认评议结果", "Confirm the result"),
            by: By::Role(Role::Head),
            limit: Limit::WorkingDays(10),
            ways: &[
                Way {
                    outcome: "confirmed",
                    title: Words::new("确认结果", "Confirm"),
                    to: None,
                    reason: false,
                },
                Way {
                    outcome: "ends",
                    title: Words::new("确认结果，职务终止", "Confirm; the office ends"),
                    to: Some("end"),
                    reason: false,
                },
                Way {
                    outcome: "discarded",
                    title: Words::new("记录有误，作废重报", "Discard: the record is wrong"),
                    to: None,
                    reason: true,
                },
            ],
            not_by: &["record"],
            public: false,
        },
        Step {
            id: "end",
            title: Words::new("办理职务终止", "Carry out the end of office"),
            by: By::Role(Role::Organiser),
            limit: Limit::Open,
            ways: &[Way { outcome: "ended", title: Words::new("已办理", "Done"), to: None, reason: true }],
            not_by: &[],
            public: true,
        },
    ],
};

/// How a plan runs.
pub const PLAN: Procedure = Procedure {
    id: "improvement-plan",
    version: 1,
    title: Words::new("改进提高计划", "Improvement plan"),
    about: Words::new(
        "年度考核基本称职的，限期改进：负责人与本人商定目标、帮带人和检查日期，到期作出结论。",
        "After the grade 基本称职: goals, a helper and check dates agreed between head and person, and a conclusion at the end.",
    ),
    basis: &["AS-13"],
    steps: &[
        step(
            "draft",
            "拟定改进计划",
            "Draft the plan",
            By::Role(Role::Head),
            Limit::WorkingDays(10),
            &[way("drafted", "交本人确认", "Give it to the person", Some("agree"), false)],
        ),
        step(
            "agree",
            "确认改进计划",
            "Agree to the plan",
            By::Person,
            Limit::WorkingDays(5),
            &[
                way("agreed", "同意", "Agree", Some("follow"), false),
                way("disputed", "提出修改意见", "Ask for changes", Some("draft"), true),
            ],
        ),
        step(
            "follow",
            "按期检查帮带",
            "Check and help on the agreed days",
            By::Named,
            Limit::Open,
            &[
                way("checked", "记录检查情况", "Record a check", Some("follow"), false),
                way("finished", "检查完毕，报负责人", "All checks done", Some("close"), false),
            ],
        ),
        step(
            "close",
            "作出改进结论",
            "Conclude",
            By::Role(Role::Head),
            Limit::WorkingDays(10),
            &[
                way("improved", "已改进", "Improved", None, true),
                way("not-improved", "未明显改进", "Not improved", None, true),
            ],
        ),
    ],
};
