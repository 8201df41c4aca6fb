//! The file formats of the people room: appointment forms (任免审批表), rosters, bundles, tables. Pure: bytes in,
//! values and findings out. No database, no clock, no file system; what is done with a value is decided elsewhere.

pub mod appointment;
pub mod appraisals;
pub mod archive;
pub mod bundle;
pub mod citizen_id;
pub mod codes;
pub mod dates;
pub mod finding;
pub mod lrm;
pub mod lrmx;
pub mod party;
pub mod photo;
pub mod pinyin;
pub mod read;
pub mod resume;
pub mod sheet;
pub mod table;
pub mod text;
pub mod xml;

pub use appointment::{Appointment, FamilyMember};
pub use dates::PartialDate;
pub use finding::{Finding, Place, Reading, Severity};
pub use read::{ReadFile, read_file};

use law::decision::Text;

/// Why a file could not be read or written at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// No known format.
    #[error("not a known format")]
    Unknown,
    /// Larger than is read.
    #[error("{bytes} bytes, more than {most}")]
    TooLarge {
        /// Size found.
        bytes: u64,
        /// Size allowed.
        most: u64,
    },
    /// More parts than are read.
    #[error("more than {most} {what}")]
    TooMany {
        /// `elements`, `levels`, `family members`, `files`, `rows`.
        what: &'static str,
        /// Number allowed.
        most: u64,
    },
    /// A document type declaration, which could declare entities.
    #[error("document type declarations are refused")]
    Declaration,
    /// Markup that does not close.
    #[error("line {line}: {why}")]
    Malformed {
        /// Line of the file, from 1.
        line: u32,
        /// What the parser said.
        why: String,
    },
    /// The root of the XML is not a person.
    #[error("root element <{root}> is not <Person>")]
    NotAForm {
        /// Name of the root found.
        root: String,
    },
    /// An old form with another number of fields.
    #[error("{found} fields instead of 33")]
    FieldCount {
        /// Number found.
        found: usize,
    },
    /// The workbook format of before 2007.
    #[error("workbook of before 2007")]
    OldWorkbook,
    /// A bundle or workbook that expands far beyond its size.
    #[error("expands beyond what its size explains")]
    Bomb,
    /// A bundle or workbook that cannot be opened.
    #[error("damaged archive: {why}")]
    Damaged {
        /// What the reader said.
        why: String,
    },
    /// A sheet without a row of headings that names at least the person's name.
    #[error("no heading row")]
    NoHeadings,
    /// A sheet without a row of headings that names at least the unit's name.
    #[error("no heading row of a list of units")]
    NoUnitHeadings,
    /// The workbook could not be written.
    #[error("cannot write: {why}")]
    Write {
        /// What the writer said.
        why: String,
    },
}

impl FormatError {
    /// What is wrong and how to mend it, in a sentence.
    pub fn text(&self) -> Text {
        match self {
            FormatError::Unknown => Text::new(
                "这个文件不是认得的格式。请上传 .lrmx、.lrm（连同 .pic）、.xlsx、.csv 或装有它们的 .zip。",
                "This file is in no known format. Upload .lrmx, .lrm (with its .pic), .xlsx, .csv, or a .zip of them.",
            ),
            FormatError::TooLarge { bytes, most } => Text::new(
                format!("文件 {bytes} 字节，超过上限 {most} 字节。请拆分后再上传。"),
                format!("The file has {bytes} bytes, more than the {most} allowed. Split it."),
            ),
            FormatError::TooMany { what, most } => Text::new(
                format!("文件中的{}超过上限 {most}。请拆分后再上传。", counted(what)),
                format!("The file has more than {most} {what}. Split it."),
            ),
            FormatError::Declaration => Text::new(
                "文件带有文档类型声明（DTD），出于安全不予读取。请用任免表编辑器重新保存后再上传。",
                "The file has a document type declaration (DTD) and is refused for safety. Save it anew in the form editor.",
            ),
            FormatError::Malformed { line, why } => Text::new(
                format!("文件第 {line} 行标签不完整，无法读取（{why}）。请用任免表编辑器重新保存后再上传。"),
                format!(
                    "The markup breaks off at line {line} ({why}). Save the form anew in the form editor."
                ),
            ),
            FormatError::NotAForm { root } => Text::new(
                format!("文件最外层是 <{root}>，不是任免审批表的 <Person>。请确认文件由任免表编辑器导出。"),
                format!(
                    "The outermost element is <{root}>, not the <Person> of an appointment form. Check where it was exported."
                ),
            ),
            FormatError::FieldCount { found } => Text::new(
                format!(
                    "老格式任免表应有 33 个带引号的字段，这个文件有 {found} 个。请用任免表编辑器重新保存后再上传。"
                ),
                format!(
                    "An old appointment form has 33 quoted fields, this file has {found}. Save it anew in the form editor."
                ),
            ),
            FormatError::OldWorkbook => Text::new(
                "这是老格式的 .xls 表格。请在表格软件中另存为 .xlsx 后再上传。",
                "This is a workbook in the old .xls format. Save it as .xlsx and upload that.",
            ),
            FormatError::Bomb => Text::new(
                "压缩包展开后远超其大小，出于安全不予读取。请重新打包后再上传。",
                "The archive expands far beyond its size and is refused for safety. Pack it anew.",
            ),
            FormatError::Damaged { why } => Text::new(
                format!("文件已损坏，打不开（{why}）。请重新导出后再上传。"),
                format!("The file is damaged and does not open ({why}). Export it anew."),
            ),
            FormatError::NoHeadings => no_headings(["“姓名”和“单位”", "Name and Unit"]),
            FormatError::NoUnitHeadings => no_headings(["“单位名称”和“类型”", "Name of the unit and Kind"]),
            FormatError::Write { why } => Text::new(
                format!("文件写不出来（{why}）。"),
                format!("The file could not be written ({why})."),
            ),
        }
    }
}

fn no_headings([zh, en]: [&str; 2]) -> Text {
    Text::new(
        format!("没有找到表头行。请使用下载的模板，表头至少要有{zh}。"),
        format!("No row of headings was found. Use the template; it needs at least the headings {en}."),
    )
}

fn counted(what: &str) -> &'static str {
    match what {
        "elements" => "元素",
        "levels" => "嵌套层次",
        "family members" => "家庭成员",
        "files" => "文件数",
        "rows" => "行数",
        _ => "内容",
    }
}
