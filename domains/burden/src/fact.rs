//! What the program can answer itself, declared: each fact with its words and the sum behind it. Only sums; a number that
//! rests on fewer than three people is not given. Not here: who asks (`data`).

use kernel::procedure::Words;
use kernel::{DbError, Scope, Tx, params};

use crate::store::fact as sql;

/// Fewer people than this are not summed up.
const FEWEST: i64 = 3;

/// What a sum takes beside the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing: it stands as of today.
    Nothing,
    /// The year.
    Year,
    /// The first and the last day of the year.
    Days,
    /// The first and the last month of the year.
    Months,
}

/// A fact the program holds.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// Code.
    pub code: &'static str,
    /// What it is called.
    pub name: Words,
    /// Words that, all found in what somebody asks for, mean this.
    words: &'static [&'static [&'static str]],
    sql: &'static str,
    takes: Takes,
    of_people: bool,
}

const fn fact(
    code: &'static str,
    (zh, en): (&'static str, &'static str),
    words: &'static [&'static [&'static str]],
    sql: &'static str,
    takes: Takes,
) -> Fact {
    Fact { code, name: Words::new(zh, en), words, sql, takes, of_people: false }
}

/// Every fact, in the order in which pages list them.
pub static FACTS: [Fact; 16] = [
    fact(
        "staff",
        ("在岗人数", "People in post"),
        &[&["在岗人数"], &["干部人数"], &["工作人员数"], &["在编人数"]],
        sql::STAFF,
        Takes::Nothing,
    ),
    fact("establishment", ("编制数", "Establishment"), &[&["编制"]], sql::ESTABLISHMENT, Takes::Nothing),
    fact("posts", ("岗位数", "Posts"), &[&["岗位数"], &["岗位", "个数"]], sql::POSTS, Takes::Nothing),
    fact("seconded", ("借调人数", "People on secondment"), &[&["借调"]], sql::SECONDED, Takes::Nothing),
    fact(
        "villages",
        ("村（社区）数", "Villages and communities"),
        &[&["村", "个数"], &["社区", "个数"], &["行政村数"]],
        sql::VILLAGES,
        Takes::Nothing,
    ),
    Fact {
        of_people: true,
        ..fact(
            "training",
            ("培训总学时", "Hours of training"),
            &[&["培训", "学时"], &["培训", "时长"]],
            sql::TRAINING,
            Takes::Days,
        )
    },
    fact(
        "assessed",
        ("参加年度考核人数", "People assessed"),
        &[&["考核", "人数"]],
        sql::ASSESSED,
        Takes::Year,
    ),
    fact(
        "excellent",
        ("年度考核优秀人数", "Graded excellent"),
        &[&["优秀", "人数"], &["优秀", "等次"]],
        sql::EXCELLENT,
        Takes::Year,
    ),
    fact(
        "village-reviews",
        ("村干部民主评议次数", "Reviews of village cadres"),
        &[&["民主评议"]],
        sql::VILLAGE_REVIEWS,
        Takes::Year,
    ),
    fact(
        "catalogue",
        ("政务服务事项数", "Items of the catalogue"),
        &[&["事项", "数"], &["权责清单"]],
        sql::CATALOGUE,
        Takes::Nothing,
    ),
    fact(
        "requests",
        ("群众诉求件数", "Requests received"),
        &[&["诉求", "件"], &["信访", "件"], &["工单", "数"]],
        sql::REQUESTS,
        Takes::Months,
    ),
    fact(
        "in-time",
        ("按期办结件数", "Requests closed in time"),
        &[&["按期", "办结"]],
        sql::IN_TIME,
        Takes::Months,
    ),
    fact(
        "notices",
        ("公示公告数", "Notices posted"),
        &[&["公示", "数"], &["公告", "数"]],
        sql::NOTICES,
        Takes::Nothing,
    ),
    fact("documents", ("发文数", "Documents issued"), &[&["发文"], &["文件数"]], sql::DOCUMENTS, Takes::Year),
    fact(
        "meetings",
        ("会议数", "Meetings held"),
        &[&["会议数"], &["会议", "次数"], &["开会"]],
        sql::MEETINGS,
        Takes::Year,
    ),
    fact(
        "inspections",
        ("督查检查数", "Inspections"),
        &[&["督查", "数"], &["检查", "次数"]],
        sql::INSPECTIONS,
        Takes::Year,
    ),
];

/// The fact of that code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Fact> {
    FACTS.iter().find(|fact| fact.code == code)
}

/// A name without marks, so that the same question is found again.
#[must_use]
pub fn norm(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The fact somebody means who asks for a thing in their own words.
#[must_use]
pub fn meant(label: &str) -> Option<&'static Fact> {
    let label = norm(label);
    let named = FACTS.iter().find(|fact| norm(fact.name.zh) == label || norm(fact.name.en) == label);
    named.or_else(|| {
        let fits = |words: &&[&str]| words.iter().all(|word| label.contains(&norm(word)));
        FACTS.iter().find(|fact| fact.words.iter().any(fits))
    })
}

impl Fact {
    /// The sum for a unit with everything beneath it, in a year; none where too few people stand behind it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(&self, tx: &mut Tx<'_>, scope: &Scope, unit: &str, year: i64) -> Result<Option<i64>, DbError> {
        let row = match self.takes {
            Takes::Nothing => tx.row(scope, self.sql, params![unit])?,
            Takes::Year => tx.row(scope, self.sql, params![unit, year])?,
            Takes::Days => {
                let (first, last) = (format!("{year}-01-01"), format!("{year}-12-31"));
                tx.row(scope, self.sql, params![unit, first, last])?
            }
            Takes::Months => {
                let (first, last) = (format!("{year}-01"), format!("{year}-12"));
                tx.row(scope, self.sql, params![unit, first, last])?
            }
        };
        let Some(row) = row else { return Ok(None) };
        if self.of_people && row.int(1)? < FEWEST {
            return Ok(None);
        }
        Ok(Some(row.int(0)?))
    }
}

#[cfg(test)]
mod tests {
    use super::{FACTS, meant, norm};

    #[test]
    fn what_is_asked_in_other_words_is_still_found() {
        let code = |label: &str| meant(label).map(|fact| fact.code);
        assert_eq!(code("本单位编制总数（个）"), Some("establishment"));
        assert_eq!(code("全年培训 总学时"), Some("training"));
        assert_eq!(code("辖区树木棵数"), None);
        assert_eq!(norm("干部 人数（名）"), norm("干部人数名"));
    }

    #[test]
    fn every_fact_is_found_by_its_own_name() {
        for fact in &FACTS {
            assert_eq!(meant(fact.name.zh).map(|found| found.code), Some(fact.code));
        }
    }
}
