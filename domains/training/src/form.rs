//! The closed lists of the room: how training is given, for whom, at which stage, and where a class or an enrolment
//! stands. Not here: what may follow what (class, enrolment).

use law::rules::training_record;

use crate::coded::coded;

coded! {
    /// How training is given.
    Form {
        /// 学历教育.
        Degree = "degree", "学历教育", "Degree";
        /// 挂职锻炼.
        Secondment = "secondment", "挂职锻炼", "Secondment";
        /// 脱产培训.
        OffPost = "off-post", "脱产培训", "Off the job";
        /// 调研.
        FieldResearch = "field-research", "专题调研", "Field research";
        /// 网络培训.
        Online = "online", "网络培训", "Online";
        /// 在岗实践.
        OnTheJob = "on-the-job", "在岗实践", "On-the-job practice";
    }
}

impl Form {
    /// The same as the rules of law name it.
    #[must_use]
    pub fn of_law(self) -> training_record::Form {
        match self {
            Form::Degree => training_record::Form::Degree,
            Form::Secondment => training_record::Form::Secondment,
            Form::OffPost => training_record::Form::OffPost,
            Form::FieldResearch => training_record::Form::FieldResearch,
            Form::Online => training_record::Form::Online,
            Form::OnTheJob => training_record::Form::OnTheJob,
        }
    }
}

coded! {
    /// Years in post: what somebody new needs is not what ten years call for.
    Stage {
        /// 新任.
        New = "new", "新任上岗（不满1年）", "New in post (under a year)";
        /// 1–3 years.
        Early = "1-3", "任职1–3年", "1 to 3 years in post";
        /// 3–10 years.
        Middle = "3-10", "任职3–10年", "3 to 10 years in post";
        /// Ten years and more.
        Long = "10+", "任职10年以上", "More than 10 years in post";
    }
}

coded! {
    /// Kind of person, as room people has it.
    Kind {
        /// 公务员.
        CivilServant = "civil-servant", "公务员", "Civil servants";
        /// 事业单位工作人员.
        InstitutionStaff = "institution-staff", "事业单位工作人员", "Institution staff";
        /// 村（社区）干部.
        VillageCadre = "village-cadre", "村（社区）干部", "Village cadres";
        /// 社区工作者.
        CommunityWorker = "community-worker", "社区工作者", "Community workers";
    }
}

coded! {
    /// Category of post, as the post description has it.
    Category {
        /// 综合管理.
        General = "general", "综合管理类", "General management";
        /// 行政执法.
        Enforcement = "enforcement", "行政执法类", "Enforcement";
        /// 专业技术.
        Technical = "technical", "专业技术类", "Technical";
        /// 村（社区）.
        Village = "village", "村（社区）", "Village or community";
        /// 事业单位管理.
        Institution = "institution", "事业单位", "Public institution";
    }
}

coded! {
    /// Where a class stands.
    ClassState {
        /// Made known; people come in.
        Announced = "announced", "已发布", "Announced";
        /// Under way.
        Running = "running", "办班中", "Under way";
        /// Concluded; records are written.
        Finished = "finished", "已结业", "Finished";
        /// Will not take place.
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

coded! {
    /// Where somebody stands in a class.
    Standing {
        /// Named by the unit, and has a place.
        Nominated = "nominated", "单位选派", "Nominated";
        /// Enrolled themselves, and has a place.
        Enrolled = "enrolled", "自主报名", "Enrolled";
        /// Has no place yet.
        Waiting = "waiting", "候补", "Waiting list";
        /// No longer takes part.
        Withdrawn = "withdrawn", "已退出", "Withdrawn";
        /// Took part to the end.
        Finished = "finished", "结业", "Finished";
        /// Did not take part to the end.
        NotFinished = "not-finished", "未结业", "Not finished";
    }
}

impl Standing {
    /// Whether they have a place, or had one to the end.
    #[must_use]
    pub fn takes_part(self) -> bool {
        matches!(self, Standing::Nominated | Standing::Enrolled | Standing::Finished | Standing::NotFinished)
    }
}

coded! {
    /// What a session is about: main courses have to give some of them their share.
    Content {
        /// 理论教育.
        Theory = "theory", "理论教育", "Theory";
        /// 党性教育.
        Spirit = "spirit", "党性教育", "Party spirit";
        /// 业务能力.
        Skill = "skill", "业务能力", "Skills of the post";
        /// 现场实训.
        Practice = "practice", "现场实训", "Practice on the spot";
        /// 小组练习.
        Exercise = "exercise", "小组练习", "Exercise in teams";
    }
}

coded! {
    /// What the yearly survey asks about: what is hardest to do well at present.
    Topic {
        /// 群众工作.
        Residents = "residents", "与群众沟通、解释政策", "Talking with residents and explaining policy";
        /// 依法办事.
        Law = "law", "依法办事、执法程序", "Acting by law and procedure";
        /// 应急处置.
        Emergency = "emergency", "应急值守和处置", "Emergencies and standing by";
        /// 矛盾调解.
        Mediation = "mediation", "矛盾纠纷调解", "Settling disputes";
        /// 项目资金.
        Project = "project", "项目申报和资金管理", "Projects and their money";
        /// 乡村振兴.
        Village = "village", "产业发展和集体经济", "Rural industries and the collective economy";
        /// 公文写作.
        Writing = "writing", "调查研究和公文写作", "Inquiry and official writing";
        /// 信息技术.
        Digital = "digital", "办公软件和业务系统", "Office software and the systems of the job";
        /// 安全生产.
        Safety = "safety", "安全生产和消防检查", "Safety at work and fire inspections";
        /// 班子与队伍.
        Team = "team", "带队伍、抓落实", "Leading a team and seeing things through";
    }
}

coded! {
    /// Where somebody was at a session.
    Presence {
        /// 出勤.
        Present = "present", "出勤", "Present";
        /// 迟到.
        Late = "late", "迟到", "Late";
        /// 早退.
        Early = "early", "早退", "Left early";
        /// 请假.
        Leave = "leave", "请假", "On leave";
        /// 缺勤.
        Absent = "absent", "缺勤", "Absent";
    }
}

coded! {
    /// Who may read a report.
    Sharing {
        /// Only its writer.
        Own = "none", "只自己看", "Only myself";
        /// The class.
        Class = "class", "本班同学和带班教师可看", "My class and its trainer";
        /// The head as well.
        Head = "head", "单位负责人也可看", "My unit's head as well";
    }
}

coded! {
    /// Kinds of question.
    QuestionKind {
        /// 单选.
        Single = "single", "单选题", "One of several";
        /// 多选.
        Multiple = "multiple", "多选题", "Any of several";
        /// 判断.
        Judgement = "judgement", "判断题", "Right or wrong";
        /// 简答.
        Short = "short", "简答题", "A short answer";
    }
}

coded! {
    /// Where a need comes from.
    NeedSource {
        /// 改进计划.
        Plan = "plan", "改进提高计划", "Improvement plan";
        /// 工作目标.
        Target = "target", "工作目标", "A target of the unit";
        /// 单位提出.
        Unit = "unit", "单位提出", "Proposed by the unit";
        /// 年度调查.
        Survey = "survey", "年度调查", "Yearly survey";
    }
}

coded! {
    /// Where a need stands.
    NeedState {
        /// Not yet answered.
        Open = "open", "待安排", "Open";
        /// A programme answers it.
        Planned = "planned", "已列入项目", "In a programme";
        /// Set aside, with the reason.
        SetAside = "set-aside", "暂不安排", "Set aside";
    }
}

coded! {
    /// Where the year of training stands.
    YearState {
        /// Needs are gathered, programmes drafted.
        Gathering = "gathering", "征集需求", "Gathering needs";
        /// With the organisation department.
        Submitted = "submitted", "待组织部门审定", "Waits to be adopted";
        /// Adopted.
        Adopted = "adopted", "已审定印发", "Adopted";
    }
}

coded! {
    /// Where a programme stands.
    ProgrammeState {
        /// Drafted.
        Draft = "draft", "拟订", "Draft";
        /// In the adopted plan.
        Adopted = "adopted", "已列入计划", "Adopted";
        /// Taken back.
        Withdrawn = "withdrawn", "已撤下", "Withdrawn";
    }
}

/// The coded words of a column that holds several, separated by spaces.
pub(crate) fn several<T>(stored: &str, of: impl Fn(&str) -> Option<T>) -> Vec<T> {
    stored.split_ascii_whitespace().filter_map(of).collect()
}

/// Several coded words as such a column holds them.
pub(crate) fn joined<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> String {
    all.iter().map(|one| code(*one)).collect::<Vec<_>>().join(" ")
}
