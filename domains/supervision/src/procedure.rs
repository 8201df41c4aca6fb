//! The procedures of this room, as data: reminder, explanation, note to the office above, peer review, withdrawing.
//! Steps about other steps begin with `standing-`, so that they are not themselves found standing still; so do those of
//! declarations, which no list of offices may tell of.

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const fn way(outcome: &'static str, zh: &'static str, en: &'static str, to: Option<&'static str>) -> Way {
    Way { outcome, title: Words::new(zh, en), to, reason: false }
}

/// Answering a reminder.
pub const REMINDER: Procedure = Procedure {
    id: "standing-reminder",
    version: 1,
    title: Words::new("催办逾期、停滞环节", "Reminding of a step that stands still"),
    about: Words::new(
        "某个环节逾期或者停滞后，由有权的人员催办，单位答复何时办结；只催环节，不点个人。",
        "When a step is late or idle somebody entitled reminds the office, which says when it will be done; the step is named, nobody else.",
    ),
    basis: &["GS-01", "STAND-02", "GS-03"],
    steps: &[Step {
        id: "standing-hasten",
        title: Words::new("答复催办", "Answer the reminder"),
        by: By::Role(Role::Head),
        limit: Limit::Clause("STAND-02"),
        ways: &[
            way("answered", "答复催办", "Answer", None),
            way("moved", "环节已办", "The step was taken", None),
            way("asked", "转为要求说明情况", "An explanation is asked for", None),
        ],
        not_by: &[],
        public: false,
    }],
};

/// Explaining, reading, concluding.
pub const EXPLANATION: Procedure = Procedure {
    id: "standing-explanation",
    version: 1,
    title: Words::new("说明环节停滞的情况", "Explaining why a step stands still"),
    about: Words::new(
        "单位说明情况，要求说明的人先阅后定：有正当理由、应当加快，或者程序本身需要修改。",
        "The office explains; whoever asked reads it before any conclusion: justified, to be hastened, or the procedure is to be amended.",
    ),
    basis: &["GS-02", "GS-03", "STAND-03"],
    steps: &[
        Step {
            id: "standing-explain",
            title: Words::new("说明环节停滞的情况", "Explain why the step stands still"),
            by: By::Role(Role::Head),
            limit: Limit::Clause("STAND-03"),
            ways: &[way("explained", "说明情况", "Explain", Some("standing-read"))],
            not_by: &[],
            public: false,
        },
        Step {
            id: "standing-read",
            title: Words::new("阅看单位的说明", "Read the explanation"),
            by: By::Named,
            limit: Limit::WorkingDays(3),
            ways: &[way("read", "已阅", "Read", Some("standing-conclude"))],
            not_by: &["standing-explain"],
            public: false,
        },
        Step {
            id: "standing-conclude",
            title: Words::new("作出结论", "Conclude"),
            by: By::Named,
            limit: Limit::WorkingDays(5),
            ways: &[
                way("justified", "有正当理由", "Justified", None),
                way("hasten", "应当加快", "To be hastened", None),
                way("systemic", "程序需要修改", "The procedure is to be amended", None),
            ],
            not_by: &["standing-explain"],
            public: false,
        },
    ],
};

/// Telling the office above.
pub const NOTE: Procedure = Procedure {
    id: "standing-note",
    version: 1,
    title: Words::new("报告上级单位", "A note to the office above"),
    about: Words::new(
        "催办、要求说明后仍无进展的，报告上级单位，由其负责人写明如何处理。",
        "Where neither reminder nor request helped, the office above is told and says what it does about it.",
    ),
    basis: &["GS-01", "STAND-03"],
    steps: &[Step {
        id: "standing-take-up",
        title: Words::new("处理下级单位停滞的环节", "Take up a step that stands still beneath"),
        by: By::Role(Role::Head),
        limit: Limit::WorkingDays(5),
        ways: &[way("taken-up", "写明处理办法", "Say what is done", None)],
        not_by: &[],
        public: false,
    }],
};

/// Peer review.
pub const PEER_REVIEW: Procedure = Procedure {
    id: "peer-review",
    version: 1,
    title: Words::new("同级监督抽查", "Peer review"),
    about: Words::new(
        "同级单位按公开的办法抽取财务、项目、人事档案相互查看：先公布承诺值，再由被查单位写词，抽取过程任何人可以重算。",
        "Offices of one tier look at each other's drawn files: a commitment is published, the office reviewed adds a word, and anyone can draw again.",
    ),
    basis: &["GS-01", "REC-01"],
    steps: &[
        Step {
            id: "word",
            title: Words::new("为抽取写下一个词", "Add a word to the draw"),
            by: By::Role(Role::Head),
            limit: Limit::WorkingDays(3),
            ways: &[way("given", "写下这个词", "Give the word", Some("draw"))],
            not_by: &[],
            public: true,
        },
        Step {
            id: "draw",
            title: Words::new("公布种子并抽取", "Reveal the seed and draw"),
            by: By::Named,
            limit: Limit::WorkingDays(3),
            ways: &[way("drawn", "公布并抽取", "Reveal and draw", Some("review"))],
            not_by: &["word"],
            public: true,
        },
        Step {
            id: "review",
            title: Words::new("查看抽中的案卷", "Look at the files drawn"),
            by: By::Role(Role::Head),
            limit: Limit::CycleDate,
            ways: &[
                way("found", "提出发现的问题", "Hand in the findings", Some("answer")),
                way("clean", "未发现问题", "Nothing found", None),
            ],
            not_by: &["word"],
            public: true,
        },
        Step {
            id: "answer",
            title: Words::new("答复发现的问题", "Answer the findings"),
            by: By::Role(Role::Head),
            limit: Limit::WorkingDays(10),
            ways: &[way("answered", "交回答复", "Hand in the answers", Some("recheck"))],
            not_by: &["review"],
            public: true,
        },
        Step {
            id: "recheck",
            title: Words::new("复核整改情况", "Check again"),
            by: By::Role(Role::Head),
            limit: Limit::WorkingDays(15),
            ways: &[
                way("settled", "全部了结", "All settled", None),
                way("again", "退回再答复", "Back for another answer", Some("answer")),
            ],
            not_by: &["answer"],
            public: true,
        },
    ],
};

/// Arranging a withdrawal.
pub const RECUSAL: Procedure = Procedure {
    id: "recusal",
    version: 1,
    title: Words::new("安排回避", "Arranging a withdrawal"),
    about: Words::new(
        "核对办理人员登记的利害关系，需要回避的由单位负责人安排他人办理，负责人自己需要回避的由上级单位负责人安排；登记的内容只有本人看得到。",
        "Declared interests are compared with a counterpart; where somebody has to withdraw the head has another take over, or the head above where it is the head. What was declared only the person sees.",
    ),
    basis: &["REC-01", "REC-02"],
    steps: &[Step {
        id: "arrange",
        title: Words::new("安排回避", "Arrange the withdrawal"),
        by: By::Role(Role::Head),
        limit: Limit::WorkingDays(2),
        ways: &[way("arranged", "写明安排", "Say what is arranged", None)],
        not_by: &[],
        public: false,
    }],
};

/// Saying whether a counterpart whose name is alike is the one declared.
pub const STATEMENT: Procedure = Procedure {
    id: "recusal-statement",
    version: 1,
    title: Words::new("说明对方是不是登记的企业", "Saying whether a counterpart is the one declared"),
    about: Words::new(
        "对方名称与本人登记的相近时，由本人说明是不是同一家；说明以后再定是否回避。",
        "Where a counterpart's name is only alike to one declared, the person says whether it is the same before anything follows.",
    ),
    basis: &["REC-01", "REC-02"],
    steps: &[Step {
        id: "say",
        title: Words::new("说明是不是同一家", "Say whether it is the same"),
        by: By::Named,
        limit: Limit::WorkingDays(2),
        ways: &[way("same", "是同一家", "The same", None), way("another", "不是同一家", "Another", None)],
        not_by: &[],
        public: false,
    }],
};

/// Reading another's declarations.
pub const READING: Procedure = Procedure {
    id: "register-reading",
    version: 1,
    title: Words::new("查看利害关系和政商接触登记", "Reading declared interests and contacts"),
    about: Words::new(
        "纪检监察人员因具体事由申请查看，由另一名纪检监察人员同意后才能打开，当日有效；本人看得到谁申请、谁同意、何时打开。",
        "An inspector asks with a reason, a second inspector agrees, then it is opened for the day; the person sees who asked, who agreed and when.",
    ),
    basis: &["REC-01"],
    steps: &[
        Step {
            id: "standing-ask",
            title: Words::new("写明事由申请查看", "Ask, saying why"),
            by: By::Role(Role::Inspector),
            limit: Limit::Open,
            ways: &[way("asked", "申请查看", "Ask", Some("standing-agree"))],
            not_by: &[],
            public: false,
        },
        Step {
            id: "standing-agree",
            title: Words::new("决定是否同意查看登记", "Agree to the reading or decline it"),
            by: By::Role(Role::Inspector),
            limit: Limit::WorkingDays(2),
            ways: &[
                way("agreed", "同意查看", "Agree", Some("standing-open")),
                Way {
                    outcome: "declined",
                    title: Words::new("不同意查看", "Decline"),
                    to: None,
                    reason: true,
                },
            ],
            not_by: &["standing-ask"],
            public: false,
        },
        Step {
            id: "standing-open",
            title: Words::new("打开登记查看", "Open the declarations"),
            by: By::Named,
            limit: Limit::WorkingDays(2),
            ways: &[way("opened", "打开查看", "Open", None)],
            not_by: &["standing-agree"],
            public: false,
        },
    ],
};

/// Confirming one's declarations each year.
pub const CONFIRMATION: Procedure = Procedure {
    id: "register-confirmation",
    version: 1,
    title: Words::new("年度确认登记", "Confirming declarations each year"),
    about: Words::new(
        "登记过利害关系、政商接触的，每年年底前由本人确认登记完整、如实；有变化的先更正再确认。",
        "Whoever declared interests or contacts confirms before the end of each year that they are complete, after amending what changed.",
    ),
    basis: &["STAND-04"],
    steps: &[Step {
        id: "standing-confirm",
        title: Words::new("确认本年度登记完整", "Confirm the declarations of this year"),
        by: By::Person,
        limit: Limit::CycleDate,
        ways: &[way("confirmed", "确认", "Confirm", None)],
        not_by: &[],
        public: false,
    }],
};

/// All of them.
pub const ALL: [&Procedure; 8] =
    [&REMINDER, &EXPLANATION, &NOTE, &PEER_REVIEW, &RECUSAL, &STATEMENT, &READING, &CONFIRMATION];

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
