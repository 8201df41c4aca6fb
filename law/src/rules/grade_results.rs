//! `grade-results`: what follows from the grade of a year. Each consequence cites its clause; one that rests on a
//! recalled clause is left aside with a reason. What is deliberately not here: carrying any of it out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::grade::{GRADES, Grade};
use crate::decision::{Decision, Text};
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

mod follow;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "考核结果的运用", en: "What follows from a grade" },
    about: Words {
        zh: "按历年考核等次，列出某年度结果的后果：嘉奖、三等功、任职年限、级别和工资档次、年度考核奖金、诫勉、\
             降低职务职级、辞退等，每一项注明条款。累计与连续分别计算；不定等次的年度不计入累计，并中断连续。",
        en: "The consequences of a year's grade from the grades so far: commendation, merit, tenure, pay step and \
             level, bonus, admonition, demotion, dismissal, each with its clause. Cumulative years need not be \
             consecutive; a year without a grade adds nothing and breaks a run.",
    },
    clauses: &[
        "AS-10", "AS-11", "AS-12", "AS-13", "AS-14", "AS-15", "AS-16", "AS-17", "AS-33", "RK-12", "WG-04",
        "WG-05", "WG-06",
    ],
    fields: FIELDS,
    example: r#"{"grades": {"2021": "称职", "2022": "称职", "2023": "优秀", "2024": "优秀", "2025": "优秀"},
        "year": 2025}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "grade-results";

const BARS: &[Choice] = &[
    Choice::also("work-disabled", "因公致残丧失工作能力", "disabled at work", &["因公致残"]),
    Choice::also("medical-period", "患病负伤在医疗期内", "within the medical period", &["医疗期"]),
    Choice::new("pregnant", "孕期", "pregnant"),
    Choice::new("maternity-leave", "产假", "on maternity leave"),
    Choice::new("nursing", "哺乳期", "nursing"),
];

const YEAR: FieldKind = FieldKind::Year { min: 1994, max: 2100 };

const FIELDS: &[Field] = &[
    Field::needed("grades", FieldKind::ByYear(GRADES), "历年考核等次", "the grades by year"),
    Field::needed("year", YEAR, "考核年度", "the year whose results are asked for"),
    Field::optional(
        "step_counted_from",
        YEAR,
        "晋升工资档次从哪一年度起累计；缺省为所给最早年度",
        "first year counted towards the next pay step; the earliest given if not said",
    ),
    Field::optional(
        "level_counted_from",
        YEAR,
        "晋升级别从哪一年度起累计；缺省为所给最早年度",
        "first year counted towards the next level; the earliest given if not said",
    ),
    Field::optional(
        "at_top_level",
        FieldKind::Flag,
        "是否已达所任职务职级对应级别的最高级",
        "whether the level is already the highest of the range",
    ),
    Field::optional(
        "dismissal_bars",
        FieldKind::ListOf(BARS),
        "不得辞退的情形",
        "circumstances in which dismissal is barred",
    ),
];

/// A circumstance in which a civil servant may not be dismissed (公务员法 art. 89).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DismissalBar {
    /// Disabled at work and found to have lost the ability to work.
    WorkDisabled,
    /// Ill or injured, within the medical period.
    MedicalPeriod,
    /// Pregnant.
    Pregnant,
    /// On maternity leave.
    MaternityLeave,
    /// Nursing.
    Nursing,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The grades by year, as far back as they count.
    pub grades: BTreeMap<i16, Grade>,
    /// The year whose results are asked for.
    pub year: i16,
    /// First year counted towards the next pay step.
    #[serde(default)]
    pub step_counted_from: Option<i16>,
    /// First year counted towards the next level.
    #[serde(default)]
    pub level_counted_from: Option<i16>,
    /// Whether the level is already the highest of the range.
    #[serde(default)]
    pub at_top_level: bool,
    /// Circumstances in which dismissal is barred.
    #[serde(default)]
    pub dismissal_bars: Vec<DismissalBar>,
}

/// A kind of consequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// 嘉奖.
    Commendation,
    /// The tenure required for the next rank is shorter.
    TenureShortened,
    /// 三等功.
    Merit,
    /// Preference on equal terms when promoted.
    Preference,
    /// The year counts towards tenure (任职年限).
    Tenure,
    /// One pay step up (级别工资档次).
    Step,
    /// One level up (级别).
    Level,
    /// A level would be due, but the range has no higher one: steps only.
    LevelAtTop,
    /// 年度考核奖金.
    Bonus,
    /// No 年度考核奖金.
    NoBonus,
    /// The year does not count towards tenure.
    TenureNotCounted,
    /// The year does not count towards steps and levels.
    StepLevelNotCounted,
    /// 诫勉 with written self-criticism and a time to improve.
    Admonition,
    /// No promotion in the following year.
    PromotionBar,
    /// Organisational adjustment or off-post training.
    Adjustment,
    /// One duty or rank tier down.
    Demotion,
    /// 辞退.
    Dismissal,
    /// Dismissal that may not be carried out.
    DismissalBar,
}

/// One consequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// Its kind.
    pub consequence: Matter,
    /// The clause that says so.
    pub clause: &'static str,
    /// Months, where a time is shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// Yuan, where an award carries money and the standard has been confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yuan: Option<i64>,
    /// First day it takes effect, where the clause sets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// In words.
    pub text: Text,
}

/// What follows from the grade of a year.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Vec<Consequence>> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Vec<Consequence>, Stop> {
    let year = facts.year;
    let on = inquiry.on;
    if let Some(later) = facts.grades.keys().find(|year| **year > on.year()) {
        return Stop::refuse(
            &format!("grades.{later}"),
            format!("{later} 年度尚未开始，{on} 时不会有等次。"),
            format!("{later} has not begun on {on}, so it has no grade"),
        );
    }
    let Some(grade) = facts.grades.get(&year).copied() else {
        return Stop::refuse(
            "year",
            format!("所给等次中没有 {year} 年度，请补上或改正年度。"),
            format!("no grade is given for {year}; add it or correct the year"),
        );
    };
    for (fact, from) in
        [("step_counted_from", facts.step_counted_from), ("level_counted_from", facts.level_counted_from)]
    {
        if let Some(from) = from.filter(|from| *from > year) {
            return Stop::refuse(
                fact,
                format!("起算年度 {from} 晚于考核年度 {year}。"),
                format!("counting from {from} begins after the year {year}"),
            );
        }
    }
    let mut followed = follow::Following::new(inquiry, facts);
    match grade {
        Grade::Excellent => {
            followed.excellent()?;
            followed.competent_or_better()?;
        }
        Grade::Competent => followed.competent_or_better()?,
        Grade::BasicallyCompetent => followed.basically_competent()?,
        Grade::Incompetent => followed.incompetent()?,
        Grade::NoGrade => followed.no_grade()?,
    }
    Ok(followed.found)
}

impl Facts {
    /// How many years in a row up to the year had one of the grades; a year missing ends the run.
    pub fn run(&self, fits: impl Fn(Grade) -> bool) -> i64 {
        let before = (0..=self.year).rev();
        before.take_while(|year| self.grades.get(year).copied().is_some_and(&fits)).count() as i64
    }

    /// How many years from one on up to the year were 称职 or better, in a row or not.
    pub fn cumulative(&self, from: Option<i16>) -> i64 {
        let first = from.unwrap_or(i16::MIN);
        let counted = self.grades.range(first..=self.year.max(first));
        counted.filter(|(_, grade)| grade.is_competent()).count() as i64
    }
}
