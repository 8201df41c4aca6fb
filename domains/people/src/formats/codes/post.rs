//! Code tables about posts: ranks, grades, manners of appointment, and the house's own kinds. Not here: which rank a
//! post may have, and how many (`law`).

use super::{Table, entry, varied};

/// Level of post or rank. The set predates the general ranks of 2019; they continue its empty group 01A here,
/// in order, with codes of the house.
pub const RANK: Table = Table {
    name: "rank",
    standard: "ZB09",
    entries: &[
        entry("0101", "国家级正职", "National chief"),
        entry("0102", "国家级副职", "National deputy"),
        entry("0111", "省部级正职", "Provincial chief"),
        entry("0112", "省部级副职", "Provincial deputy"),
        varied("0121", "厅局级正职", "Bureau chief", &["正厅级", "正厅"]),
        varied("0122", "厅局级副职", "Bureau deputy", &["副厅级", "副厅"]),
        varied("0131", "县处级正职", "County chief", &["正县级", "正处级", "正处", "正县"]),
        varied("0132", "县处级副职", "County deputy", &["副县级", "副处级", "副处", "副县"]),
        varied("0141", "乡科级正职", "Township chief", &["正科级", "正科", "正乡级"]),
        varied("0142", "乡科级副职", "Township deputy", &["副科级", "副科", "副乡级"]),
        varied("0150", "科员", "Section member", &["科员级"]),
        entry("0160", "办事员", "Clerk"),
        varied("0198", "试用期人员", "On probation", &["试用期"]),
        varied("0199", "其他", "Other", &["未定级"]),
        entry("01A01", "一级巡视员", "Inspector I"),
        entry("01A02", "二级巡视员", "Inspector II"),
        entry("01A03", "一级调研员", "Consultant I"),
        entry("01A04", "二级调研员", "Consultant II"),
        entry("01A05", "三级调研员", "Consultant III"),
        entry("01A06", "四级调研员", "Consultant IV"),
        entry("01A07", "一级主任科员", "Principal staff member I"),
        entry("01A08", "二级主任科员", "Principal staff member II"),
        entry("01A09", "三级主任科员", "Principal staff member III"),
        entry("01A10", "四级主任科员", "Principal staff member IV"),
        entry("01A11", "一级科员", "Staff member I"),
        entry("01A12", "二级科员", "Staff member II"),
        entry("01B01", "一级总监", "Technical director I"),
        entry("01B02", "二级总监", "Technical director II"),
        entry("01B03", "一级高级主管", "Senior technical supervisor I"),
        entry("01B04", "二级高级主管", "Senior technical supervisor II"),
        entry("01B05", "三级高级主管", "Senior technical supervisor III"),
        entry("01B06", "四级高级主管", "Senior technical supervisor IV"),
        entry("01B07", "一级主管", "Technical supervisor I"),
        entry("01B08", "二级主管", "Technical supervisor II"),
        entry("01B09", "三级主管", "Technical supervisor III"),
        entry("01B10", "四级主管", "Technical supervisor IV"),
        entry("01B11", "专业技术员", "Technician"),
        varied("01C01", "督办", "Enforcement commissioner", &["督导"]),
        entry("01C02", "一级高级主办", "Senior enforcement officer I"),
        entry("01C03", "二级高级主办", "Senior enforcement officer II"),
        entry("01C04", "三级高级主办", "Senior enforcement officer III"),
        entry("01C05", "四级高级主办", "Senior enforcement officer IV"),
        entry("01C06", "一级主办", "Enforcement officer I"),
        entry("01C07", "二级主办", "Enforcement officer II"),
        entry("01C08", "三级主办", "Enforcement officer III"),
        entry("01C09", "四级主办", "Enforcement officer IV"),
        entry("01C10", "一级行政执法员", "Enforcement assistant I"),
        entry("01C11", "二级行政执法员", "Enforcement assistant II"),
        varied("0311", "专业技术一级", "Technical grade 1", &["技术一级(正高)"]),
        varied("0312", "专业技术二级", "Technical grade 2", &["技术二级(正高)"]),
        varied("0313", "专业技术三级", "Technical grade 3", &["技术三级(正高)"]),
        varied("0314", "专业技术四级", "Technical grade 4", &["技术四级(正高)"]),
        varied("0321", "专业技术五级", "Technical grade 5", &["技术五级(副高)"]),
        varied("0322", "专业技术六级", "Technical grade 6", &["技术六级(副高)"]),
        varied("0323", "专业技术七级", "Technical grade 7", &["技术七级(副高)"]),
        varied("0331", "专业技术八级", "Technical grade 8", &["技术八级(中级)"]),
        varied("0332", "专业技术九级", "Technical grade 9", &["技术九级(中级)"]),
        varied("0333", "专业技术十级", "Technical grade 10", &["技术十级(中级)"]),
        varied("0341", "专业技术十一级", "Technical grade 11", &["技术十一级(助理级)"]),
        varied("0342", "专业技术十二级", "Technical grade 12", &["技术十二级(助理级)"]),
        varied("0351", "专业技术十三级", "Technical grade 13", &["技术十三级(员级)"]),
        varied("0610", "高级技师", "Chief technician", &["技术工一级", "事业单位高级技师"]),
        varied("0620", "技师", "Senior technician", &["技术工二级", "事业单位技师"]),
        varied("0630", "高级工", "Skilled worker I", &["技术工三级", "事业单位高级工"]),
        varied("0640", "中级工", "Skilled worker II", &["技术工四级", "事业单位中级工"]),
        varied("0650", "初级工", "Skilled worker III", &["技术工五级", "事业单位初级工"]),
        varied("0710", "普通工", "Worker", &["普通工人"]),
        varied("0831", "管理五级", "Management grade 5", &["五级职员", "管理五级(正处级)"]),
        varied("0832", "管理六级", "Management grade 6", &["六级职员", "管理六级(副处级)"]),
        varied("0841", "管理七级", "Management grade 7", &["七级职员", "管理七级(正科级)"]),
        varied("0842", "管理八级", "Management grade 8", &["八级职员", "管理八级(副科级)"]),
        varied("0850", "管理九级", "Management grade 9", &["九级职员", "管理九级(科员级)"]),
        varied("0860", "管理十级", "Management grade 10", &["十级职员", "管理十级(员级)"]),
    ],
};

/// Manner of appointment (任职方式).
pub const APPOINTED_BY: Table = Table {
    name: "appointed_by",
    standard: "ZB122",
    entries: &[
        varied("1", "委任", "Appointed", &["委任制"]),
        entry("11", "公开选拔", "Open selection"),
        entry("12", "竞争上岗", "Competition"),
        varied("19", "其它", "Other", &["其他"]),
        varied("2", "选任", "Elected", &["选任制", "选举"]),
        varied("3", "聘任", "Engaged by contract", &["聘任制"]),
    ],
};

/// Results of the annual assessment.
pub const GRADE: Table = Table {
    name: "grade",
    standard: "ZB18",
    entries: &[
        entry("1", "优秀", "Excellent"),
        varied("2", "称职", "Competent", &["合格"]),
        varied("3", "基本称职", "Basically competent", &["基本合格"]),
        varied("4", "不称职", "Incompetent", &["不合格"]),
        varied("5", "不定等次", "No grade", &["不确定等次", "参加考核不定等次", "未定等次"]),
        entry("5A", "不定等次（新录用试用期）", "No grade (on probation)"),
        entry("5B", "不定等次（立案未结案）", "No grade (under investigation)"),
        entry("5C", "不定等次（受处分期）", "No grade (sanction in force)"),
        varied("6", "不进行考核", "Not assessed", &["未参加考核"]),
        entry("6A", "不进行考核（病事假超半年）", "Not assessed (leave over half a year)"),
    ],
};

/// Kind of personnel: rules differ by it.
pub const PERSONNEL_KIND: Table = Table {
    name: "personnel_kind",
    standard: "",
    entries: &[
        varied(
            "civil_servant",
            "公务员",
            "Civil servant",
            &["行政人员", "行政", "行政编", "行政编制", "公务员编制"],
        ),
        varied(
            "quasi_civil_servant",
            "参公人员",
            "Managed as civil servant",
            &["参照公务员法管理人员", "参公", "参照管理", "参公事业", "参公编", "参公编制"],
        ),
        varied(
            "institution_staff",
            "事业人员",
            "Institution staff",
            &["事业编", "事业编制", "事业单位人员", "事业干部", "事业单位工作人员", "事业"],
        ),
        varied("village_cadre", "村干部", "Village cadre", &["村两委", "村两委成员", "村两委干部"]),
        varied("community_cadre", "社区干部", "Community cadre", &["社区两委成员", "社区两委", "居委会干部"]),
        varied("community_worker", "社区工作者", "Community worker", &["专职社区工作者", "社区专职工作者"]),
        varied(
            "contract_staff",
            "编外人员",
            "Contract staff",
            &["临聘人员", "聘用人员", "政府购买服务人员", "劳务派遣", "合同制"],
        ),
    ],
};

/// Category of the post.
pub const POST_CATEGORY: Table = Table {
    name: "post_category",
    standard: "",
    entries: &[
        varied("general", "综合管理类", "General management", &["综合管理", "综合类"]),
        varied("enforcement", "行政执法类", "Enforcement", &["行政执法", "执法类", "执法"]),
        varied("technical", "专业技术类", "Technical", &["专业技术", "技术类", "专技"]),
        varied(
            "institution",
            "事业管理类",
            "Institution management",
            &["事业管理", "事业单位管理", "事业岗位", "事业"],
        ),
        varied(
            "village_community",
            "村（社区）类",
            "Village and community",
            &["村社区类", "村社区", "村", "社区", "村（社区）", "村级"],
        ),
    ],
};

/// How a person holds a post.
pub const TENURE_KIND: Table = Table {
    name: "tenure_kind",
    standard: "",
    entries: &[
        varied(
            "holds",
            "任职",
            "Holds",
            &[
                "担任",
                "现任",
                "正式任职",
                "委任",
                "委任制",
                "选任",
                "选任制",
                "选举",
                "聘任",
                "聘任制",
                "公开选拔",
                "竞争上岗",
            ],
        ),
        varied("acts", "主持工作", "Acts", &["代理", "代", "主持", "临时负责"]),
        varied("attached", "挂职", "Attached", &["挂任", "挂职锻炼"]),
        varied("seconded", "借调", "Seconded", &["抽调", "跟班", "借用"]),
        varied("oversees", "分管", "Oversees", &["联系", "分管联系"]),
    ],
};
