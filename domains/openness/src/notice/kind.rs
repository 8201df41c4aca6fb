//! Kinds of notices, as data: what the rule calls them, whether they name people while posted, who posts them and
//! who answers objections. Not here: their days (rulebook).

use kernel::actor::{Actor, Role};
use kernel::procedure::Words;

use crate::permission::POSTS;

/// A kind of notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Code; the rule of publicity knows those with a period by it.
    pub code: &'static str,
    /// Name.
    pub name: Words,
    /// Whether the rulebook sets its least time.
    pub timed: bool,
    /// Whether it names people while it is posted.
    pub personal: bool,
    /// Whether objections are taken.
    pub objections: bool,
    /// Whether it asks for comment on a draft; of a decision, comments are taken where the decision is.
    pub asks: bool,
    /// Whether it ends with a conclusion; what only informs or asks ends with its last day.
    pub concludes: bool,
    /// Whether its clause sets the time "in general": a shorter one may be explained, and the reason is posted with it.
    pub general: bool,
    /// The thing it has to be about: such a notice is posted from there, never by hand.
    pub about: Option<&'static str>,
    /// Who posts it for a unit they hold.
    pub posted_by: &'static [Role],
    /// Who answers objections: the organisation department for the county, or the head of the unit.
    pub answered_by: Role,
}

impl Kind {
    /// Whether somebody may draft one by hand.
    #[must_use]
    pub fn is_for(&self, actor: &Actor) -> bool {
        self.about.is_none() && self.posted_by.iter().any(|role| actor.is(*role))
    }
}

const fn kind(code: &'static str, zh: &'static str, en: &'static str) -> Kind {
    Kind {
        code,
        name: Words::new(zh, en),
        timed: true,
        personal: false,
        objections: true,
        asks: false,
        concludes: false,
        general: false,
        about: None,
        posted_by: &POSTS,
        answered_by: Role::Head,
    }
}

const fn of_people(code: &'static str, zh: &'static str, en: &'static str) -> Kind {
    Kind {
        personal: true,
        concludes: true,
        posted_by: &[Role::Organiser],
        answered_by: Role::Organiser,
        ..kind(code, zh, en)
    }
}

const fn of_decision(code: &'static str, zh: &'static str, en: &'static str) -> Kind {
    Kind { about: Some("decision"), posted_by: &[Role::Head], ..kind(code, zh, en) }
}

const fn untimed(code: &'static str, zh: &'static str, en: &'static str) -> Kind {
    Kind { timed: false, objections: false, ..kind(code, zh, en) }
}

/// All kinds, in the order in which pages list them.
pub static KINDS: [Kind; 13] = [
    of_people("appointment", "任前公示", "Appointment"),
    of_people("rank-promotion", "职级晋升公示", "Promotion in rank"),
    of_people("grade-excellent", "考核优秀等次公示", "Grades “excellent”"),
    of_people("honours", "表彰奖励公示", "Awards"),
    Kind {
        about: Some("village-item"),
        posted_by: &[Role::Head],
        ..kind("village-affairs", "村务公开", "Village affairs")
    },
    Kind {
        general: true,
        objections: false,
        asks: true,
        ..of_decision("decision-comment", "重大行政决策征求意见", "Comment on a major decision")
    },
    of_decision("hearing-notice", "听证会公告", "Notice of a hearing"),
    Kind {
        general: true,
        asks: true,
        ..kind("market-document-comment", "涉企文件征求意见", "Comment on a document affecting business")
    },
    Kind {
        timed: false,
        objections: false,
        ..of_decision("decision-result", "重大行政决策公布", "Major decision published")
    },
    Kind {
        concludes: true, ..kind("project-decision", "项目和资金安排公示", "Projects and their money")
    },
    Kind {
        concludes: true, ..kind("list-change", "清单调整公示", "Changes to lists of powers and duties")
    },
    Kind {
        objections: false,
        posted_by: &[Role::Organiser],
        ..kind("declaration-statistics", "领导干部报告事项汇总", "Sums of officials’ declarations")
    },
    untimed("report", "工作通报和核查结果", "Reports and results of checks"),
];

/// The kind of that code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}
