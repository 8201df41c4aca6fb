//! A piece of training as the rules count it, and how minutes become class hours and days. What is deliberately not
//! here: where records come from.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::facts::{Choice, HalfDays};

/// How training is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// 学历教育.
    Degree,
    /// 挂职锻炼.
    Secondment,
    /// 脱产培训.
    OffPost,
    /// 调研.
    FieldResearch,
    /// 网络培训.
    Online,
    /// 在岗实践.
    OnTheJob,
}

/// The forms as words of a fact.
pub const FORM_CHOICES: &[Choice] = &[
    Choice::also("degree", "学历教育", "degree", &["学历学位教育"]),
    Choice::also("secondment", "挂职锻炼", "secondment", &["挂职"]),
    Choice::also("off-post", "脱产培训", "off the job", &["脱产"]),
    Choice::also("field-research", "调研", "field research", &["专题调研", "调研式培训"]),
    Choice::also("online", "网络培训", "online", &["网络", "线上培训"]),
    Choice::also("on-the-job", "在岗实践", "on-the-job practice", &["在岗培训"]),
];

/// One record of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Day it ended.
    pub ended: jiff::civil::Date,
    /// Time in minutes.
    pub minutes: u32,
    /// Days, if they were recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<HalfDays>,
    /// How it was given.
    pub form: Form,
    /// Whether it counts at all.
    #[serde(default = "yes")]
    pub recognised: bool,
}

fn yes() -> bool {
    true
}

/// How minutes become class hours and days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// Minutes of a class hour.
    pub class_hour: u64,
    /// Class hours of a day.
    pub day_hours: u64,
    /// Days of a month.
    pub month_days: u64,
}

impl Measure {
    /// Minutes as class hours.
    pub fn hours(&self, minutes: u64) -> Decimal {
        Decimal::from(minutes) / Decimal::from(self.class_hour)
    }

    /// The days of a record: as recorded, else from its time.
    pub fn days(&self, record: &Taken) -> Decimal {
        match record.days {
            Some(HalfDays(halves)) => Decimal::new(halves * 5, 1),
            None => self.hours(u64::from(record.minutes)) / Decimal::from(self.day_hours),
        }
    }
}
