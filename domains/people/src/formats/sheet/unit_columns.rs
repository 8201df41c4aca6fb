//! The columns of a list of units. Not here: which unit a name stands for (`unit_import`).

use super::super::codes;
use super::headings::{Columns, Heading, Holds, heading};

/// A column of a list of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "UNIT_COLUMNS says what each is in both languages")]
pub enum UnitColumn {
    Above,
    Name,
    Short,
    Kind,
    PostsAdmin,
    PostsInstitution,
    Sort,
    OpenedOn,
    Document,
    CivilCode,
    CivilAsOf,
    StatisticsCode,
    StatisticsAsOf,
    CreditCode,
    CreditAsOf,
    Remarks,
}

const POSTS_NOTE: [&str; 2] =
    ["编制数，整数；没有的填 0 或不填。", "A whole number; 0 or nothing if there is none."];
const AS_OF_NOTE: [&str; 2] = [
    "这个代码出自哪一天的代码表，如 2025-12-31；不填按导入当天。",
    "Date of the list the code is from, such as 2025-12-31; the day of the import if empty.",
];

/// The columns in the order of the template.
pub static UNIT_COLUMNS: [Heading<UnitColumn>; 16] = [
    heading(
        UnitColumn::Above,
        "above",
        ["上级单位", "Unit above"],
        &["主管单位", "隶属单位", "上级", "所属单位", "parent", "parent unit"],
        Holds::Text,
        false,
        ["双石铺镇", "双石铺镇"],
        [
            "直属县的不填。可以是本表中的单位，先后不限；有同名单位的写成“双石铺镇/党政办”。",
            "Empty for units directly under the county. It may be a unit of this file, in any order; where several have the name, write 双石铺镇/党政办.",
        ],
    ),
    heading(
        UnitColumn::Name,
        "name",
        ["单位名称", "Name of the unit"],
        &["单位", "单位全称", "名称", "机构名称", "unit", "unit name", "name"],
        Holds::Text,
        true,
        ["十里店村", "十里店村"],
        ["写全称，必填，最多 60 字。", "In full; required; 60 characters at most."],
    ),
    heading(
        UnitColumn::Short,
        "short",
        ["简称", "Short name"],
        &["单位简称", "规范简称"],
        Holds::Text,
        false,
        ["十里店村", "十里店村"],
        ["列表和机构图中用；不填同单位名称。", "For lists and charts; the full name if empty."],
    ),
    heading(
        UnitColumn::Kind,
        "kind",
        ["类型", "Kind"],
        &["单位类型", "单位类别", "机构类型", "类别", "unit kind", "type"],
        Holds::Code(&codes::UNIT_KIND),
        true,
        ["村", "Village"],
        ["从下拉列表中选，必填。", "Choose from the list; required."],
    ),
    heading(
        UnitColumn::PostsAdmin,
        "posts_admin",
        ["行政编制", "Administrative establishment"],
        &["行政编制数", "行政编", "administrative posts"],
        Holds::Number,
        false,
        ["0", "0"],
        POSTS_NOTE,
    ),
    heading(
        UnitColumn::PostsInstitution,
        "posts_institution",
        ["事业编制", "Institution establishment"],
        &["事业编制数", "事业编", "institution posts"],
        Holds::Number,
        false,
        ["0", "0"],
        POSTS_NOTE,
    ),
    heading(
        UnitColumn::Sort,
        "sort",
        ["排序", "Order"],
        &["顺序", "排序号", "sort"],
        Holds::Number,
        false,
        ["1", "1"],
        ["同级单位之间的先后，小的在前。", "Among units of one level, smaller first."],
    ),
    heading(
        UnitColumn::OpenedOn,
        "opened_on",
        ["设立日期", "Set up on"],
        &["成立日期", "成立时间", "设立时间", "设立年月", "opened on"],
        Holds::Date,
        false,
        ["2001-03-01", "2001-03-01"],
        [
            "如 2001-03-01；只知年月或年份的，记作当月、当年第一天；不填按导入当天。",
            "Such as 2001-03-01; a month or year alone counts as its first day; the day of the import if empty.",
        ],
    ),
    heading(
        UnitColumn::Document,
        "document",
        ["文号", "Document number"],
        &["设立文号", "批复文号", "设立文件", "document"],
        Holds::Text,
        false,
        ["凤政发〔2001〕5号", "凤政发〔2001〕5号"],
        ["设立该单位的文件号，可以后补。", "Of the document that set it up; it may follow later."],
    ),
    heading(
        UnitColumn::CivilCode,
        "civil_code",
        ["民政部行政区划代码", "Civil affairs code"],
        &["行政区划代码", "民政部代码", "区划代码", "民政代码"],
        Holds::Text,
        false,
        ["", ""],
        ["6、9 或 12 位数字，按文本填写。", "6, 9 or 12 digits, as text."],
    ),
    heading(
        UnitColumn::CivilAsOf,
        "civil_as_of",
        ["民政部代码表日期", "Date of the civil affairs list"],
        &["民政部代码日期"],
        Holds::Date,
        false,
        ["", ""],
        AS_OF_NOTE,
    ),
    heading(
        UnitColumn::StatisticsCode,
        "statistics_code",
        ["统计用区划代码", "Statistical code"],
        &["统计代码", "统计区划代码", "统计用代码"],
        Holds::Text,
        false,
        ["", ""],
        ["6、9 或 12 位数字，按文本填写。", "6, 9 or 12 digits, as text."],
    ),
    heading(
        UnitColumn::StatisticsAsOf,
        "statistics_as_of",
        ["统计代码表日期", "Date of the statistical list"],
        &["统计代码日期", "统计用代码表日期"],
        Holds::Date,
        false,
        ["", ""],
        AS_OF_NOTE,
    ),
    heading(
        UnitColumn::CreditCode,
        "credit_code",
        ["统一社会信用代码", "Unified social credit code"],
        &["信用代码", "社会信用代码", "统一信用代码", "credit code"],
        Holds::Text,
        false,
        ["", ""],
        ["18 位，按文本填写；用来认定是否同一单位。", "18 characters, as text; tells units apart."],
    ),
    heading(
        UnitColumn::CreditAsOf,
        "credit_as_of",
        ["信用代码登记日期", "Date of the credit code"],
        &["信用代码日期"],
        Holds::Date,
        false,
        ["", ""],
        [
            "登记证书上的日期；不填按导入当天。",
            "The date on the certificate; the day of the import if empty.",
        ],
    ),
    heading(
        UnitColumn::Remarks,
        "remarks",
        ["备注", "Remarks"],
        &["说明", "note", "notes"],
        Holds::Text,
        false,
        ["示例行，导入时自动跳过", "Example row, skipped on import"],
        ["不导入的补充说明。", "Anything else; not imported."],
    ),
];

impl Columns for UnitColumn {
    const MAIN: UnitColumn = UnitColumn::Name;
    const PASSED: &'static [&'static str] = &[
        "层级",
        "行政在岗",
        "事业在岗",
        "村社区人员",
        "岗位职数",
        "Depth",
        "Administrative in post",
        "Institution in post",
        "Village and community people",
        "Seats",
    ];
    const SHEET: [&'static str; 2] = ["单位名录", "Units"];

    fn all() -> &'static [Heading<UnitColumn>] {
        &UNIT_COLUMNS
    }

    fn place(self) -> usize {
        self as usize
    }

    fn heading(self) -> &'static Heading<UnitColumn> {
        // UNIT_COLUMNS lists every column in the order of the enum; a test holds it to that.
        UNIT_COLUMNS.get(self as usize).unwrap_or(&UNIT_COLUMNS[0])
    }

    fn width(self) -> f64 {
        match self {
            UnitColumn::Above | UnitColumn::Name | UnitColumn::Document | UnitColumn::CreditCode => 24.0,
            UnitColumn::Sort => 8.0,
            UnitColumn::Remarks => 26.0,
            _ => 17.0,
        }
    }
}

/// The column a heading stands for.
pub fn recognise_unit_column(written: &str) -> Option<UnitColumn> {
    super::headings::recognise(written)
}
