//! What a unit, its versions and its codes are made of.

use jiff::civil::Date;

use crate::coded::coded;

coded! {
    /// What kind of unit it is.
    UnitKind {
        /// The county itself.
        County = "county", "县（市、区）", "County";
        /// 县级部门.
        Office = "office", "县级部门", "County department";
        /// 乡镇、街道.
        Township = "township", "乡镇（街道）", "Township or sub-district";
        /// 村.
        Village = "village", "村", "Village";
        /// 社区.
        Community = "community", "社区", "Community";
        /// 事业单位.
        Institution = "institution", "事业单位", "Public institution";
        /// 内设机构.
        Section = "section", "内设机构", "Section";
    }
}

coded! {
    /// A list of division codes. The same town may carry different codes in the two.
    CodeSystem {
        /// 民政部 place-name register.
        Mca = "MCA", "民政部行政区划代码", "Civil affairs code";
        /// 国家统计局 statistical divisions.
        Nbs = "NBS", "统计用区划代码", "Statistical code";
        /// 统一社会信用代码.
        Credit = "USCC", "统一社会信用代码", "Unified social credit code";
    }
}

impl CodeSystem {
    /// Whether that may be a code of the list: 6, 9 or 12 digits for divisions, 18 characters for credit codes.
    #[must_use]
    pub fn admits(self, written: &str) -> bool {
        match self {
            CodeSystem::Mca | CodeSystem::Nbs => {
                matches!(written.len(), 6 | 9 | 12) && written.chars().all(|c| c.is_ascii_digit())
            }
            CodeSystem::Credit => written.len() == 18 && written.chars().all(|c| c.is_ascii_alphanumeric()),
        }
    }
}

/// A unit as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Id.
    pub id: String,
    /// The unit above; none for the county.
    pub parent: Option<String>,
    /// Full name.
    pub name: String,
    /// Name in lists and charts.
    pub short_name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Place among its siblings.
    pub sort: i64,
    /// Administrative establishment 行政编制, in posts.
    pub posts_admin: i64,
    /// Institution establishment 事业编制, in posts.
    pub posts_institution: i64,
    /// First day.
    pub opened_on: Date,
    /// First day on which it no longer exists.
    pub closed_on: Option<Date>,
}

/// A unit to be set up.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// The unit above; none for the county itself.
    pub parent: Option<String>,
    /// Full name.
    pub name: String,
    /// Name in lists and charts; empty: the full name.
    pub short_name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Place among its siblings.
    pub sort: i64,
    /// Administrative establishment.
    pub posts_admin: i64,
    /// Institution establishment.
    pub posts_institution: i64,
    /// First day.
    pub opened_on: Date,
    /// The document that set it up; may be empty.
    pub document: String,
}

/// What a unit was called and where it stood for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// First day.
    pub from: Date,
    /// Last day; none if it still holds.
    pub to: Option<Date>,
    /// The unit above then.
    pub parent: Option<String>,
    /// The name of that unit today.
    pub parent_name: Option<String>,
    /// Name then.
    pub name: String,
    /// The document that made it so.
    pub document: String,
}

/// A division code, as of a list's date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Which list.
    pub system: CodeSystem,
    /// Date of the list.
    pub as_of: Date,
    /// The code.
    pub code: String,
}
