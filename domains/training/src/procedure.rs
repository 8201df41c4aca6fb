//! The procedures of this room, as data: the year's plan, naming people, a place that came free, running a class,
//! leave, the report. Not here: what the steps change (the nouns).

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const fn way(
    outcome: &'static str,
    (zh, en): (&'static str, &'static str),
    to: Option<&'static str>,
    reason: bool,
) -> Way {
    Way { outcome, title: Words::new(zh, en), to, reason }
}

const fn step(
    id: &'static str,
    (zh, en): (&'static str, &'static str),
    by: By,
    limit: Limit,
    ways: &'static [Way],
) -> Step {
    Step { id, title: Words::new(zh, en), by, limit, ways, not_by: &[], public: false }
}

const LAPSED: Way = way("lapsed", ("终止办理", "Let it lapse"), None, true);

/// Adopting the year's plan.
pub const PLAN: Procedure = Procedure {
    id: "training-plan",
    version: 1,
    title: Words::new("审定年度培训计划", "Adopting the year's training plan"),
    about: Words::new(
        "培训机构汇总需求、拟订项目，组织部门审定后执行；年中增补的项目同样报审。",
        "The training section gathers needs and drafts programmes; the organisation department adopts the plan, and later additions likewise.",
    ),
    basis: &["TR-07"],
    steps: &[step(
        "adopt",
        ("审定年度培训计划", "Adopt the training plan"),
        By::Role(Role::Organiser),
        Limit::WorkingDays(10),
        &[
            way("adopted", ("审定印发", "Adopt it"), None, false),
            way("returned", ("退回修改", "Return it for amendment"), None, true),
        ],
    )],
};

/// Naming people of a unit for a class.
pub const NOMINATION: Procedure = Procedure {
    id: "training-nomination",
    version: 1,
    title: Words::new("选派学员", "Naming people for a class"),
    about: Words::new(
        "培训机构向单位分配名额，单位负责人按岗位需要选派，不选派的说明理由。",
        "The training section offers a unit places; its head names people as their posts need, or says why not.",
    ),
    basis: &["TR-02"],
    steps: &[step(
        "nominate",
        ("选派学员", "Name people for a class"),
        By::Role(Role::Head),
        Limit::CycleDate,
        &[
            way("nominated", ("报送名单", "Send the names"), None, false),
            way("declined", ("本次不选派", "Name nobody this time"), None, true),
            LAPSED,
        ],
    )],
};

/// Telling somebody on the waiting list that they have a place.
pub const PLACE: Procedure = Procedure {
    id: "training-place",
    version: 1,
    title: Words::new("候补递补入班", "A place that came free"),
    about: Words::new(
        "有人退出时，候补名单按先后自动递补；本人确认参加，不能参加的让给下一位。",
        "When somebody leaves a class the waiting list moves up by itself; whoever gets the place accepts it or passes it on.",
    ),
    basis: &[],
    steps: &[step(
        "accept",
        ("确认能否参加培训", "Say whether you take the place"),
        By::Person,
        Limit::CycleDate,
        &[
            way("accepted", ("参加", "Take the place"), None, false),
            way("declined", ("让给下一位", "Pass it on"), None, false),
            LAPSED,
        ],
    )],
};

/// Running a class.
pub const CLASS: Procedure = Procedure {
    id: "training-class",
    version: 1,
    title: Words::new("办班", "Running a class"),
    about: Words::new(
        "确定班长，班长逐次登记出勤，课程结束后由带班教师办理结业。不定位、不打卡。",
        "A class leader is named and keeps the roll session by session; the trainer then concludes the class. No location, no self check-in.",
    ),
    basis: &["TR-04", "TR-07"],
    steps: &[
        step(
            "prepare",
            ("定名单、定班长", "Settle the names and the class leader"),
            By::Named,
            Limit::CycleDate,
            &[
                way("led", ("确定班长", "Name the leader"), Some("roll"), false),
                way("finished", ("办理结业", "Conclude it"), None, false),
                way("cancelled", ("取消班次", "Cancel the class"), None, true),
            ],
        ),
        step(
            "roll",
            ("登记各次课出勤", "Keep the roll of each session"),
            By::Named,
            Limit::CycleDate,
            &[
                way("kept", ("登记完毕", "All sessions are in"), Some("finish"), false),
                way("finished", ("办理结业", "Conclude it"), None, false),
                way("cancelled", ("取消班次", "Cancel the class"), None, true),
            ],
        ),
        step(
            "finish",
            ("办理结业", "Conclude the class"),
            By::Named,
            Limit::WorkingDays(FINISH_DAYS),
            &[
                way("finished", ("办理结业", "Conclude it"), None, false),
                way("cancelled", ("取消班次", "Cancel the class"), None, true),
            ],
        ),
    ],
};

/// Working days after the last session within which a class is concluded.
pub(crate) const FINISH_DAYS: u16 = 10;

/// Leave from a class.
pub const LEAVE: Procedure = Procedure {
    id: "training-leave",
    version: 1,
    title: Words::new("培训请假", "Leave from a class"),
    about: Words::new(
        "学员按课次请假并写明事由，带班教师答复；脱产培训请假过多的，按条例处理，由人作出决定。",
        "A learner asks for leave from sessions and says why; the trainer answers. What too much leave means is in the regulation; a person decides it.",
    ),
    basis: &["TR-04"],
    steps: &[step(
        "answer",
        ("答复请假", "Answer a request for leave"),
        By::Named,
        Limit::Open,
        &[
            way("granted", ("准假", "Grant it"), None, false),
            way("refused", ("不准假", "Refuse it"), None, true),
            LAPSED,
        ],
    )],
};

/// The report after a class.
pub const REPORT: Procedure = Procedure {
    id: "training-report",
    version: 1,
    title: Words::new("培训心得", "Report after a class"),
    about: Words::new(
        "结业后写明准备把什么用到工作上。内容归本人，是否给同学或者负责人看由本人决定。",
        "After a class the learner writes down what will be used at work. It is theirs; whether classmates or the head see it is for them to say.",
    ),
    basis: &[],
    steps: &[step(
        "write",
        ("评价本班、写培训心得", "Say how the class was, and what you will use"),
        By::Person,
        Limit::CycleDate,
        &[way("handed-in", ("写好了", "It is written"), None, false), LAPSED],
    )],
};

/// All of them.
pub const ALL: [&Procedure; 6] = [&PLAN, &NOMINATION, &PLACE, &CLASS, &LEAVE, &REPORT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_procedures_of_training_are_sound() {
        for procedure in ALL {
            assert_eq!(procedure.defects(), Vec::<String>::new(), "{}", procedure.id);
        }
    }
}
