//! How requests run, as data. Not here: the operations.

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

/// Receiving and sorting.
pub const SORT: Procedure = Procedure {
    id: "request-sorting",
    version: 1,
    title: Words::new("群众诉求受理分办", "Receiving and sorting requests"),
    about: Words::new(
        "群众不用分辨该找谁、属于哪一类，一个入口提出；受理人员登记、分类，转到应当办理的单位。",
        "Residents need not know whom to ask: one entry; the desk registers, sorts and passes on to the office that answers.",
    ),
    basis: &["PET-01", "HOT-02", "HOT-03"],
    steps: &[step(
        "sort",
        Words::new("登记分办群众诉求", "Register and sort a request"),
        By::Role(Role::Desk),
        Limit::Clause("PET-01"),
        &[
            way("sorted", "分办", "Pass on", None, false),
            way("merged", "并入在办的同一诉求", "Merge with one under way", None, false),
            way("recorded", "登记留存", "Record", None, false),
        ],
    )],
};

const EXTEND: &[Way] = &[
    way("agreed", "同意延长", "Agree", Some("handle"), false),
    way("declined", "不同意延长", "Decline", Some("handle"), true),
];

/// A service request.
pub const SERVICE: Procedure = Procedure {
    id: "request-service",
    version: 1,
    title: Words::new("服务诉求（热线工单）办理", "Service request"),
    about: Words::new(
        "首接负责；不属本单位职责的退回并说明理由，由受理中心重新派单；没有答复不得办结；办结后请群众评价。",
        "The first receiver answers for it; what is not its matter goes back with a reason and is dispatched again; nothing \
         is closed without an answer; the resident then rates.",
    ),
    basis: &["HOT-02", "HOT-03", "HOT-04", "HOT-05", "HOT-06", "HOT-08"],
    steps: &[
        step(
            "handle",
            Words::new("办理服务诉求", "Handle a service request"),
            By::Role(Role::Desk),
            Limit::Clause("HOT-08"),
            &[
                way("answered", "答复并办结", "Answer and close", None, false),
                way("returned", "退回重新派单", "Return", Some("dispatch"), true),
                way("extend", "申请延长办理期限", "Ask for more time", Some("extend"), true),
            ],
        ),
        Step {
            not_by: &["handle"],
            ..step(
                "extend",
                Words::new("审批服务诉求延长期限", "Decide on more time for a service request"),
                By::Role(Role::Desk),
                Limit::CycleDate,
                EXTEND,
            )
        },
        step(
            "dispatch",
            Words::new("重新派单", "Dispatch again"),
            By::Role(Role::Desk),
            Limit::Open,
            &[
                way("dispatched", "改派", "Dispatch to another", Some("handle"), false),
                way(
                    "kept",
                    "退回理由不成立，仍由原单位办理",
                    "The reason does not hold",
                    Some("handle"),
                    true,
                ),
            ],
        ),
    ],
};

/// A request for information.
pub const INFORMATION: Procedure = Procedure {
    id: "request-information",
    version: 1,
    title: Words::new("政府信息依申请公开", "Request for government information"),
    about: Words::new(
        "内容不明确的一次性告知补正；涉及第三方或者共同制作机关的书面征求意见；按期答复，写明理由、依据和救济途径。",
        "An unclear request is sent back once; third parties and co-producing offices are asked; the answer names reasons, \
         basis and remedy.",
    ),
    basis: &["INF-03", "INF-05", "INF-06", "INF-07", "INF-08", "INF-12"],
    steps: &[
        step(
            "handle",
            Words::new("答复信息公开申请", "Answer a request for information"),
            By::Role(Role::Desk),
            Limit::Clause("INF-05"),
            &[
                way("correct", "告知补正", "Ask for correction", Some("correct"), true),
                way("consult", "书面征求意见", "Ask another party", Some("consult"), true),
                way("extend", "申请延长答复期限", "Ask for more time", Some("extend"), true),
                way("answered", "作出答复", "Answer", None, false),
            ],
        ),
        step(
            "correct",
            Words::new("等待申请人补正", "Await the correction"),
            By::Program,
            Limit::CycleDate,
            &[
                way("corrected", "收到补正", "Correction received", Some("handle"), false),
                way("withdrawn", "逾期不补正，视为放弃", "Not corrected: given up", None, false),
            ],
        ),
        step(
            "consult",
            Words::new("记录征求意见的答复", "Record what the other party says"),
            By::Role(Role::Desk),
            Limit::Clause("INF-07"),
            &[
                way("agreed", "同意公开", "Agrees", Some("handle"), false),
                way("objected", "不同意公开", "Objects", Some("handle"), true),
                way("silent", "逾期未答复", "Silent", Some("handle"), false),
            ],
        ),
        step(
            "extend",
            Words::new("审批延长答复期限", "Decide on more time"),
            By::Role(Role::Head),
            Limit::Open,
            EXTEND,
        ),
    ],
};

/// A petition.
pub const PETITION: Procedure = Procedure {
    id: "request-petition",
    version: 1,
    title: Words::new("信访事项办理", "Petition"),
    about: Words::new(
        "收到转送的信访事项，属于职权范围的告知受理和途径，不属于的在期限内提出异议；走信访程序的六十日办结，出具处理\
         意见书，载明请求、事实、意见、依据和救济途径。",
        "An assigned matter is accepted with its route or objected to in time; in the petition procedure it is resolved in \
         sixty days with an opinion letter that states request, facts, opinion, basis and remedy.",
    ),
    basis: &["PET-02", "PET-03", "PET-04", "PET-05", "PET-10", "PET-11"],
    steps: &[
        step(
            "accept",
            Words::new("受理信访事项", "Accept a petition"),
            By::Role(Role::Desk),
            Limit::Clause("PET-03"),
            &[
                way("accepted", "受理并告知途径", "Accept and name the route", Some("handle"), false),
                way("routed", "告知法定途径", "Name the channel meant for it", None, false),
                way("objected", "提出异议", "Object", Some("dispute"), true),
                way("refused", "复核后同一事实和理由，不再受理", "Not accepted again", None, true),
            ],
        ),
        step(
            "dispute",
            Words::new("核实承办单位的异议", "Verify an objection"),
            By::Role(Role::Desk),
            Limit::Open,
            &[
                way("verified", "异议成立，改派", "It holds: pass on", Some("accept"), false),
                way("kept", "异议不成立，仍由原单位受理", "It does not hold", Some("accept"), true),
            ],
        ),
        step(
            "handle",
            Words::new("办理信访事项", "Resolve a petition"),
            By::Role(Role::Desk),
            Limit::Clause("PET-05"),
            &[
                way("answered", "出具处理意见书", "Give the opinion", None, false),
                way("extend", "申请延长办理期限", "Ask for more time", Some("extend"), true),
            ],
        ),
        step(
            "extend",
            Words::new("审批延长办理期限", "Decide on more time"),
            By::Role(Role::Head),
            Limit::Open,
            EXTEND,
        ),
    ],
};

/// Review and re-review.
pub const REVIEW: Procedure = Procedure {
    id: "request-review",
    version: 1,
    title: Words::new("信访复查复核", "Review of a petition opinion"),
    about: Words::new(
        "对处理意见不服的，三十日内请求上一级机关复查；对复查意见不服的，三十日内请求复核。复核为终结。",
        "Against the opinion a review by the organ above within thirty days; against that a re-review, which is final.",
    ),
    basis: &["PET-06", "PET-07", "PET-08"],
    steps: &[step(
        "review",
        Words::new("作出复查复核意见", "Decide a review"),
        By::Role(Role::Desk),
        Limit::Clause("PET-06"),
        &[
            way("decided", "作出复查复核意见", "Decide", None, false),
            way("recorded", "登记上一级机关的意见书", "Record the letter of the organ above", None, false),
        ],
    )],
};

/// A complaint about a person.
pub const COMPLAINT: Procedure = Procedure {
    id: "request-complaint",
    version: 1,
    title: Words::new("检举控告办理", "Complaint about a person"),
    about: Words::new(
        "不转给被反映人和其所在单位；有利害关系的回避；检举控告人身份密封，两人同意方可开启。",
        "Never passed to the person or the unit concerned; whoever has an interest steps aside; the complainant's identity \
         is sealed and opened only by two people.",
    ),
    basis: &["PET-12"],
    steps: &[
        Step {
            id: "check",
            title: Words::new("核查检举控告", "Examine a complaint"),
            by: By::Role(Role::Inspector),
            limit: Limit::Clause("PET-02"),
            ways: &[
                way("kept", "自行核查", "Examine it here", Some("handle"), false),
                way(
                    "passed",
                    "转上一级单位负责人",
                    "Pass to the head of the unit above",
                    Some("handle"),
                    false,
                ),
                way("refused", "不属于受理范围", "Not within competence", None, true),
            ],
            not_by: &[],
            public: false,
        },
        Step {
            id: "handle",
            title: Words::new("办理检举控告", "Handle a complaint"),
            by: By::Role(Role::Inspector),
            limit: Limit::Clause("PET-05"),
            ways: &[
                way("answered", "办结并答复", "Close with an answer", None, false),
                way("recused", "回避", "Step aside", Some("check"), true),
            ],
            not_by: &[],
            public: false,
        },
    ],
};

/// All of them.
pub const ALL: [&Procedure; 6] = [&SORT, &SERVICE, &INFORMATION, &PETITION, &REVIEW, &COMPLAINT];
