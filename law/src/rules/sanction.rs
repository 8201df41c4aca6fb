//! The kinds of sanctions and measures that bear on the annual assessment, with their words. What is
//! deliberately not here: their effect on a year (grade_eligibility).

use serde::{Deserialize, Serialize};

use crate::facts::Choice;

/// A sanction, party sanction or organisational measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SanctionKind {
    /// 警告.
    Warning,
    /// 记过.
    Demerit,
    /// 记大过.
    MajorDemerit,
    /// 降级.
    LoweredLevel,
    /// 撤职.
    RemovedFromPost,
    /// 开除.
    Dismissal,
    /// 党内警告.
    PartyWarning,
    /// 党内严重警告.
    PartySeriousWarning,
    /// 撤销党内职务.
    PartyRemoval,
    /// 留党察看一年.
    #[serde(rename = "party-probation-1")]
    PartyProbationOneYear,
    /// 留党察看二年.
    #[serde(rename = "party-probation-2")]
    PartyProbationTwoYears,
    /// 开除党籍.
    PartyExpulsion,
    /// 诫勉.
    Admonition,
    /// 免职 as a measure.
    Relieved,
    /// 责令辞职.
    OrderedResignation,
    /// 降职 as a measure.
    LoweredPost,
}

/// The words for sanctions that facts may use.
pub const SANCTIONS: &[Choice] = &[
    Choice::also("warning", "警告", "warning", &["政务警告", "行政警告", "警告处分"]),
    Choice::also("demerit", "记过", "demerit", &["政务记过", "行政记过", "记过处分"]),
    Choice::also(
        "major-demerit",
        "记大过",
        "major demerit",
        &["政务记大过", "行政记大过", "serious-demerit"],
    ),
    Choice::also("lowered-level", "降级", "lowered level", &["政务降级", "demotion", "downgrade"]),
    Choice::also("removed-from-post", "撤职", "removed from post", &["政务撤职", "removal"]),
    Choice::also("dismissal", "开除", "dismissal", &["政务开除", "开除公职"]),
    Choice::also("party-warning", "党内警告", "party warning", &["党内警告处分"]),
    Choice::also("party-serious-warning", "党内严重警告", "party serious warning", &["严重警告"]),
    Choice::also("party-removal", "撤销党内职务", "removal from party posts", &["撤销党内职务处分"]),
    Choice::also(
        "party-probation-1",
        "留党察看一年",
        "party probation, one year",
        &["留党察看1年", "party-probation-1y"],
    ),
    Choice::also(
        "party-probation-2",
        "留党察看二年",
        "party probation, two years",
        &["留党察看两年", "留党察看2年", "party-probation-2y"],
    ),
    Choice::new("party-expulsion", "开除党籍", "expulsion from the party"),
    Choice::new("admonition", "诫勉", "admonition"),
    Choice::new("relieved", "免职", "relieved of post"),
    Choice::new("ordered-resignation", "责令辞职", "ordered to resign"),
    Choice::new("lowered-post", "降职", "moved to a lower post"),
];

impl SanctionKind {
    /// Its id in JSON.
    pub fn id(self) -> String {
        // The id is the serde name, which a unit variant always has.
        serde_json::to_value(self).ok().and_then(|id| id.as_str().map(ToOwned::to_owned)).unwrap_or_default()
    }

    /// Its words.
    pub fn words(self) -> Option<&'static Choice> {
        let id = self.id();
        SANCTIONS.iter().find(|choice| choice.id == id)
    }
}
