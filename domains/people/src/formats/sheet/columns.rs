//! The columns of a roster: names, headings in both languages and the other ways they are headed, pick lists.

use super::super::citizen_id::check_character;
use super::super::codes;
use super::headings::{self, Columns, DATE_NOTE, Heading, Holds, PICK_NOTE, heading};

/// A column of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "COLUMNS says what each is in both languages")]
pub enum Column {
    Unit,
    Name,
    Sex,
    Birth,
    Nation,
    NativePlace,
    IdNumber,
    PersonnelKind,
    PoliticalStatus,
    PartyJoined,
    WorkStarted,
    Education,
    Degree,
    School,
    Post,
    PostCategory,
    Rank,
    TenureKind,
    TenureFrom,
    TenureTo,
    AppointedBy,
    Phone,
    Remarks,
}

/// The columns in the order of the template.
pub static COLUMNS: [Heading<Column>; 23] = [
    heading(
        Column::Unit,
        "unit",
        ["单位", "Unit"],
        &[
            "工作单位",
            "所在单位",
            "单位名称",
            "部门",
            "所在部门",
            "department",
            "organisation",
            "organization",
        ],
        Holds::Text,
        true,
        ["某镇人民政府", "某镇人民政府"],
        ["单位全称或规范简称，必填。", "Full or official short name; required."],
    ),
    heading(
        Column::Name,
        "name",
        ["姓名", "Name"],
        &["名字", "人员姓名", "干部姓名", "full name"],
        Holds::Text,
        true,
        ["张示例", "张示例"],
        ["必填。", "Required."],
    ),
    heading(
        Column::Sex,
        "sex",
        ["性别", "Sex"],
        &["gender"],
        Holds::Code(&codes::SEX),
        false,
        ["男", "Male"],
        ["可不填：有身份证号的自动取得。", "May be left empty: taken from the identity number."],
    ),
    heading(
        Column::Birth,
        "birth",
        ["出生年月", "Birth"],
        &["出生日期", "出生时间", "生日", "出生", "birth date", "date of birth", "birthday"],
        Holds::Date,
        false,
        ["1990.03", "1990.03"],
        DATE_NOTE,
    ),
    heading(
        Column::Nation,
        "nation",
        ["民族", "Nation"],
        &["nationality", "ethnicity", "ethnic group"],
        Holds::Code(&codes::NATION),
        false,
        ["汉族", "Han"],
        PICK_NOTE,
    ),
    heading(
        Column::NativePlace,
        "native_place",
        ["籍贯", "Native place"],
        &["祖籍"],
        Holds::Text,
        false,
        ["陕西凤县", "陕西凤县"],
        ["写到县。", "To the county."],
    ),
    heading(
        Column::IdNumber,
        "id_number",
        ["身份证号", "Identity number"],
        &[
            "身份证号码",
            "身份证",
            "公民身份号码",
            "公民身份证号",
            "证件号码",
            "id number",
            "id",
            "citizen id",
        ],
        Holds::Text,
        false,
        ["", ""],
        ["18 位，按文本填写；用来认定是否同一人。", "18 characters, as text; tells people apart."],
    ),
    heading(
        Column::PersonnelKind,
        "personnel_kind",
        ["人员类别", "Personnel kind"],
        &["人员身份", "身份", "编制类型", "人员性质", "编制", "编制性质", "kind"],
        Holds::Code(&codes::PERSONNEL_KIND),
        false,
        ["公务员", "Civil servant"],
        PICK_NOTE,
    ),
    heading(
        Column::PoliticalStatus,
        "political_status",
        ["政治面貌", "Political status"],
        &["党派", "party", "political affiliation"],
        Holds::Code(&codes::POLITICAL),
        false,
        ["中共党员", "Party member"],
        PICK_NOTE,
    ),
    heading(
        Column::PartyJoined,
        "party_joined",
        ["入党时间", "Joined the Party"],
        &["入党年月", "入党日期", "加入党派时间", "party joined", "joined party"],
        Holds::Date,
        false,
        ["2012.06", "2012.06"],
        DATE_NOTE,
    ),
    heading(
        Column::WorkStarted,
        "work_started",
        ["参加工作时间", "Started work"],
        &["参工时间", "参加工作年月", "工作时间", "参加工作日期", "work started"],
        Holds::Date,
        false,
        ["2012.08", "2012.08"],
        DATE_NOTE,
    ),
    heading(
        Column::Education,
        "education",
        ["学历", "Education"],
        &["最高学历", "文化程度", "education level"],
        Holds::Code(&codes::EDUCATION),
        false,
        ["大学", "University"],
        PICK_NOTE,
    ),
    heading(
        Column::Degree,
        "degree",
        ["学位", "Degree"],
        &["最高学位"],
        Holds::Code(&codes::DEGREE),
        false,
        ["管理学学士学位", "Bachelor of management"],
        PICK_NOTE,
    ),
    heading(
        Column::School,
        "school",
        ["毕业院校及专业", "School"],
        &["毕业院校", "毕业院校系及专业", "毕业学校", "院校及专业", "school and subject"],
        Holds::Text,
        false,
        ["某某大学行政管理专业", "某某大学行政管理专业"],
        ["最高学历的院校、系和专业。", "School, department and subject of the highest education."],
    ),
    heading(
        Column::Post,
        "post",
        ["职务", "Post"],
        &["岗位", "岗位名称", "现任职务", "职务名称", "工作单位及职务", "post name", "position", "title"],
        Holds::Text,
        false,
        ["党建办主任", "党建办主任"],
        ["岗位名称。一人任多职的，每职一行。", "Name of the post. One line for each post a person holds."],
    ),
    heading(
        Column::PostCategory,
        "post_category",
        ["岗位类别", "Post category"],
        &["职位类别", "岗位类型", "category"],
        Holds::Code(&codes::POST_CATEGORY),
        false,
        ["综合管理类", "General management"],
        PICK_NOTE,
    ),
    heading(
        Column::Rank,
        "rank",
        ["职务职级", "Rank"],
        &["职级", "职务层次", "级别", "岗位等级", "职务层次职级", "level", "grade", "post level"],
        Holds::Code(&codes::RANK),
        false,
        ["四级主任科员", "Principal staff member IV"],
        PICK_NOTE,
    ),
    heading(
        Column::TenureKind,
        "tenure_kind",
        ["任职方式", "Tenure kind"],
        &["任职类型", "任职形式", "任职类别", "tenure"],
        Holds::Code(&codes::TENURE_KIND),
        false,
        ["任职", "Holds"],
        [
            "任职、主持工作、挂职、借调或分管；不填作任职。",
            "Holds, acts, attached, seconded or oversees; empty means holds.",
        ],
    ),
    heading(
        Column::TenureFrom,
        "tenure_from",
        ["任职时间", "Tenure from"],
        &[
            "任现职时间",
            "任职起始时间",
            "任现职务时间",
            "任职开始时间",
            "任职年月",
            "任职日期",
            "任现职级时间",
            "from",
            "since",
        ],
        Holds::Date,
        false,
        ["2019.06", "2019.06"],
        DATE_NOTE,
    ),
    heading(
        Column::TenureTo,
        "tenure_to",
        ["免职时间", "Tenure to"],
        &["任职结束时间", "任职截止时间", "离任时间", "to", "until"],
        Holds::Date,
        false,
        ["", ""],
        ["在任的不填。", "Empty while in office."],
    ),
    heading(
        Column::AppointedBy,
        "appointed_by",
        ["选任方式", "Appointed by"],
        &["任用方式", "选拔方式", "manner of appointment"],
        Holds::Code(&codes::APPOINTED_BY),
        false,
        ["委任", "Appointed"],
        PICK_NOTE,
    ),
    heading(
        Column::Phone,
        "phone",
        ["联系电话", "Phone"],
        &["手机", "手机号", "手机号码", "电话", "移动电话", "联系方式", "mobile", "telephone"],
        Holds::Text,
        false,
        ["", ""],
        ["按文本填写。", "As text."],
    ),
    heading(
        Column::Remarks,
        "remarks",
        ["备注", "Remarks"],
        &["说明", "note", "notes"],
        Holds::Text,
        false,
        ["示例行，导入时自动跳过", "Example row, skipped on import"],
        ["不导入名册的补充说明。", "Anything else."],
    ),
];

/// The example's identity number: of the reserved sequence 9xx, with the check character that fits.
fn example_id() -> String {
    let mut number = "61033019900301991".to_owned();
    number.extend(check_character(&number));
    number
}

impl Columns for Column {
    const MAIN: Column = Column::Name;
    const PASSED: &'static [&'static str] = &[];
    const SHEET: [&'static str; 2] = ["名册", "Roster"];

    fn all() -> &'static [Heading<Column>] {
        &COLUMNS
    }

    fn place(self) -> usize {
        self as usize
    }

    fn example(self, language: usize) -> String {
        match self {
            Column::IdNumber => example_id(),
            _ => self.heading().example.get(language).copied().unwrap_or_default().to_owned(),
        }
    }

    fn width(self) -> f64 {
        match self {
            Column::Unit | Column::IdNumber | Column::School | Column::Post | Column::Remarks => 24.0,
            Column::Name | Column::Sex | Column::Nation => 10.0,
            _ => 15.0,
        }
    }

    fn heading(self) -> &'static Heading<Column> {
        // COLUMNS lists every column in the order of the enum; a test holds it to that.
        COLUMNS.get(self as usize).unwrap_or(&COLUMNS[0])
    }
}

/// The column a heading stands for. Blanks, line breaks, a star for "required" and what stands in brackets do not
/// count.
pub fn recognise(written: &str) -> Option<Column> {
    headings::recognise(written)
}
