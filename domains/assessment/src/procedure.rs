//! How the powers of this room run, as data: the public portal draws them, the operations advance cases on them.
//! Not here: what a step does to its thing (the files beside).

mod remedies;
mod yearly;

pub use remedies::{COMPLAINT, RECONSIDERATION};
pub use yearly::{PLAN, ROUTINE, VILLAGE};

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

const fn step(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    by: By,
    limit: Limit,
    ways: &'static [Way],
) -> Step {
    Step { id, title: Words::new(zh, en), by, limit, ways, not_by: &[], public: false }
}

pub(crate) const VERIFY_FIRST: Way =
    way("returned", "退回重新核实", "Return for verification", Some("verify"), true);
pub(crate) const PUBLICITY: Step = Step {
    public: true,
    ..step(
        "publicity",
        "公示拟优秀等次",
        "Publicity of the proposed grade",
        By::Program,
        Limit::Clause("AS-08"),
        &[
            way("passed", "公示无异议", "No objection upheld", Some("notice"), false),
            way("objected", "异议成立", "An objection is upheld", Some("decide"), true),
        ],
    )
};
pub(crate) const NOTICE: Step = step(
    "notice",
    "书面反馈考核结果",
    "Give written notice of the result",
    By::Role(Role::Head),
    Limit::WorkingDays(5),
    &[way("noticed", "送达书面通知", "Give notice", Some("opinion"), false)],
);
pub(crate) const OPINION: Step = step(
    "opinion",
    "对考核结果签署意见",
    "State an opinion on the result",
    By::Person,
    Limit::WorkingDays(crate::terms::OPINION_DAYS),
    &[
        way("agreed", "同意", "Agree", None, false),
        way("remarked", "有意见", "State remarks", None, true),
        way("silent", "逾期未签", "No answer in time", None, false),
    ],
);
/// The committee's step; whoever verified does not decide.
pub(crate) const DECIDE: Step = Step {
    not_by: &["verify"],
    ..step(
        "decide",
        "审核评鉴、确定等次",
        "Review and decide the grade",
        By::Role(Role::Committee),
        Limit::Open,
        &[
            way(
                "excellent",
                "拟定优秀并公示",
                "Propose excellent, to be made public",
                Some("publicity"),
                false,
            ),
            way("decided", "确定", "Decide", Some("notice"), false),
            VERIFY_FIRST,
        ],
    )
};

/// How the annual assessment runs (公务员考核规定, AS-08).
pub const ANNUAL: Procedure = Procedure {
    id: "annual",
    version: 1,
    title: Words::new("公务员年度考核", "Annual assessment"),
    about: Words::new(
        "每年对工作人员的德、能、勤、绩、廉进行考核：本人述职，民主测评，负责人核实并提出等次建议，考核委员会确定，优秀公示，书面反馈。",
        "Each year everybody's conduct, ability, diligence, results and integrity are assessed: self-summary, anonymous \
         review, verification and proposal by the head, decision by the committee, publicity of 优秀, written notice.",
    ),
    basis: &["AS-01", "AS-02", "AS-03", "AS-04", "AS-08"],
    steps: &[
        step(
            "summary",
            "撰写个人总结",
            "Write the self-summary",
            By::Person,
            Limit::CycleDate,
            &[
                way("submitted", "报送总结", "Hand in the summary", Some("survey"), false),
                way("refused", "记录拒绝参加", "Record a refusal to take part", Some("verify"), true),
            ],
        ),
        step(
            "survey",
            "等待民主测评结束",
            "Anonymous review under way",
            By::Program,
            Limit::Open,
            &[way("closed", "测评结束", "Review closed", Some("verify"), false)],
        ),
        step(
            "verify",
            "核实情况、提出等次建议",
            "Verify and propose",
            By::Role(Role::Head),
            Limit::CycleDate,
            &[
                way("proposed", "报考核委员会", "Send to the committee", Some("decide"), false),
                way("returned", "退回补充总结", "Return the summary", Some("summary"), true),
            ],
        ),
        Step {
            not_by: &["verify"],
            ..step(
                "decide",
                "审核评鉴、确定等次",
                "Review and decide the grade",
                By::Role(Role::Committee),
                Limit::CycleDate,
                &[
                    way(
                        "excellent",
                        "拟定优秀并公示",
                        "Propose excellent, to be made public",
                        Some("publicity"),
                        false,
                    ),
                    way("decided", "确定", "Decide", Some("notice"), false),
                    way("later", "结案后补定", "Fill in once the case ends", Some("later"), false),
                    VERIFY_FIRST,
                ],
            )
        },
        step(
            "later",
            "等待结案",
            "Waiting for the case to end",
            By::Program,
            Limit::Open,
            &[way("resumed", "结案，恢复办理", "The case ended: resume", Some("verify"), false)],
        ),
        PUBLICITY,
        NOTICE,
        OPINION,
    ],
};

/// How a reopened year runs: verified again, decided again, made known again.
pub const REOPENED: Procedure = Procedure {
    id: "annual-reopened",
    version: 1,
    title: Words::new("年度考核重新办理", "A year's assessment taken up again"),
    about: Words::new(
        "已办结的年度考核因结案、更正等原因重新办理，须写明依据文件和理由。",
        "A closed assessment is taken up again because a case ended or an error is corrected, by a document and a reason.",
    ),
    basis: &["AS-23"],
    steps: &[
        Step {
            id: "verify",
            title: Words::new("重新核实、提出等次建议", "Verify again and propose"),
            by: By::Role(Role::Head),
            limit: Limit::Open,
            ways: &[Way {
                outcome: "proposed",
                title: Words::new("报考核委员会", "Send to the committee"),
                to: Some("decide"),
                reason: false,
            }],
            not_by: &[],
            public: false,
        },
        DECIDE,
        PUBLICITY,
        NOTICE,
        OPINION,
    ],
};

/// How a round runs.
pub const ROUND: Procedure = Procedure {
    id: "review-round",
    version: 1,
    title: Words::new("民主测评", "Anonymous review"),
    about: Words::new(
        "同级、下级和服务对象凭一次性测评码匿名评价德、能、勤、廉；人数不足的不显示、不采用；结束后只出截尾平均分和份数。",
        "Peers, subordinates and those served mark conduct, ability, diligence and probity by one-time codes; small groups \
         are neither shown nor used; only trimmed means and counts come out, after the round has closed.",
    ),
    basis: &["AS-08"],
    steps: &[Step {
        id: "close",
        title: Words::new("结束民主测评", "Close the review"),
        by: By::Role(Role::Organiser),
        limit: Limit::CycleDate,
        ways: &[Way {
            outcome: "closed",
            title: Words::new("结束测评", "Close the review"),
            to: None,
            reason: false,
        }],
        not_by: &[],
        public: false,
    }],
};

/// How a publicity runs.
pub const GRADE_PUBLICITY: Procedure = Procedure {
    id: "grade-publicity",
    version: 1,
    title: Words::new("拟优秀等次公示", "Publicity of proposed grades excellent"),
    about: Words::new(
        "拟定为优秀等次的人员在本机关范围内公示；期间可提出异议，异议须在公示结束前核实答复。",
        "Proposed grades 优秀 are posted within the organ; objections are looked into and answered before it closes.",
    ),
    basis: &["AS-08"],
    steps: &[Step {
        id: "close",
        title: Words::new("公示期满，办结公示", "Close the publicity once its time is over"),
        by: By::Role(Role::Organiser),
        limit: Limit::Clause("AS-08"),
        ways: &[Way {
            outcome: "closed",
            title: Words::new("办结公示", "Close the publicity"),
            to: None,
            reason: false,
        }],
        not_by: &[],
        public: true,
    }],
};
