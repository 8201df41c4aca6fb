//! The grades of the annual assessment and the years without one, with their words. What is deliberately not
//! here: who gets which (eligibility) and what follows (results).

use serde::{Deserialize, Serialize};

use crate::decision::Text;
use crate::facts::Choice;

/// A result of the annual assessment. From worst to best, a year without a grade first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 不定等次: takes part, no grade.
    NoGrade,
    /// 不称职.
    Incompetent,
    /// 基本称职.
    BasicallyCompetent,
    /// 称职.
    Competent,
    /// 优秀.
    Excellent,
}

/// The words for grades that facts may use.
pub const GRADES: &[Choice] = &[
    Choice::new("excellent", "优秀", "excellent"),
    Choice::new("competent", "称职", "competent"),
    Choice::also("basically-competent", "基本称职", "basically competent", &["basic"]),
    Choice::also("incompetent", "不称职", "incompetent", &["not-competent"]),
    Choice::also(
        "no-grade",
        "不定等次",
        "no grade",
        &["不确定等次", "未定等次", "comment-only", "只写评语", "none"],
    ),
];

impl Grade {
    /// Its id in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Grade::Excellent => "excellent",
            Grade::Competent => "competent",
            Grade::BasicallyCompetent => "basically-competent",
            Grade::Incompetent => "incompetent",
            Grade::NoGrade => "no-grade",
        }
    }

    /// Its name in both languages.
    pub fn text(self) -> Text {
        Choice::find(GRADES, self.id()).map_or_else(|| Text::new(self.id(), self.id()), Choice::text)
    }

    /// Whether it is 称职 or better (称职以上).
    pub fn is_competent(self) -> bool {
        self >= Grade::Competent
    }
}
