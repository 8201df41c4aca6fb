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
        Announced = "announced", "报名中", "Open for enrolment";
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
