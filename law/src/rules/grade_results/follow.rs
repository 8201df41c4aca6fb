//! The consequences grade by grade, each noted with its clause. What is deliberately not here: facts and checks.

use jiff::civil::Date;
use serde_json::json;

use super::{Consequence, Facts, Grade, Matter};
use crate::calendar::Period;
use crate::decision::Text;
use crate::inquiry::{Inquiry, Stop};
use crate::rulebook::Lookup;

pub(super) struct Following<'a, 'b> {
    inquiry: &'a mut Inquiry<'b>,
    facts: &'a Facts,
    pub(super) found: Vec<Consequence>,
}

fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

impl<'a, 'b> Following<'a, 'b> {
    pub(super) fn new(inquiry: &'a mut Inquiry<'b>, facts: &'a Facts) -> Following<'a, 'b> {
        Following { inquiry, facts, found: Vec::new() }
    }

    fn add(&mut self, consequence: Matter, clause: &'static str, text: Text) {
        let (months, yuan, from) = (None, None, None);
        self.found.push(Consequence { consequence, clause, months, yuan, from, text });
    }

    fn next_january(&self) -> Option<Date> {
        Date::new(self.facts.year.checked_add(1)?, 1, 1).ok()
    }

    /// AS-10 and AS-11.
    pub(super) fn excellent(&mut self) -> Result<(), Stop> {
        let year = self.facts.year;
        self.inquiry.note("AS-10", true, vec![("year", json!(year))])?;
        let zh = format!("给予{year}年度嘉奖，在本机关范围内通报表扬");
        self.add(Matter::Commendation, "AS-10", text(zh, format!("commendation for {year}, announced")));
        self.award("commendation_yuan")?;
        let shortened: Period = self.inquiry.take("AS-10", "tenure_shortened")?;
        let words = shortened.words();
        self.add(
            Matter::TenureShortened,
            "AS-10",
            text(
                format!("晋升上一职级所要求的任职年限缩短{}", words.zh),
                format!("the tenure required for the next rank is {} shorter", words.en),
            ),
        );
        if let Some(last) = self.found.last_mut() {
            last.months = Some(shortened.n);
        }
        self.merit()
    }

    /// AS-11: years already used for a merit do not count towards the next one.
    fn merit(&mut self) -> Result<(), Stop> {
        let needed: i64 = self.inquiry.take("AS-11", "years")?;
        let run = self.facts.run(|grade| grade == Grade::Excellent);
        let held = run.checked_rem(needed) == Some(0);
        self.inquiry.note("AS-11", held, vec![("run", json!(run)), ("year", json!(self.facts.year))])?;
        if held {
            let zh = format!("连续{needed}年优秀，记三等功");
            let en = format!("merit class 3 for {needed} years in a row");
            self.add(Matter::Merit, "AS-11", text(zh, en));
            self.award("merit_yuan")?;
        }
        if (1..=run).contains(&needed) {
            let (zh, en) = ("晋升职务职级时，同等条件下优先考虑", "preferred on equal terms for promotion");
            self.add(Matter::Preference, "AS-11", text(zh, en));
        }
        Ok(())
    }

    /// Puts the money of an award beside it, once the county has confirmed the standard (AS-33).
    fn award(&mut self, name: &str) -> Result<(), Stop> {
        match self.inquiry.book.parameter::<i64>("AS-33", name, self.inquiry.on) {
            Ok(applied) => {
                self.inquiry.note("AS-33", true, vec![("yuan", json!(applied.value))])?;
                if let Some(last) = self.found.last_mut() {
                    last.yuan = Some(applied.value);
                }
                Ok(())
            }
            Err(Lookup::Unconfirmed(parameter)) => self.inquiry.note_unconfirmed("AS-33", &parameter),
            Err(other) => Err(other.into()),
        }
    }

    /// AS-12 with WG-04 to WG-06: cumulative, not consecutive.
    pub(super) fn competent_or_better(&mut self) -> Result<(), Stop> {
        let step_years: i64 = self.inquiry.take("AS-12", "step_years")?;
        let level_years: i64 = self.inquiry.take("AS-12", "level_years")?;
        let for_step = self.facts.cumulative(self.facts.step_counted_from);
        let for_level = self.facts.cumulative(self.facts.level_counted_from);
        let facts = vec![("for_step", json!(for_step)), ("for_level", json!(for_level))];
        self.inquiry.note("AS-12", true, facts)?;
        let (zh, en) = ("本年度计算为晋升职务职级的任职年限", "the year counts towards tenure for promotion");
        self.add(Matter::Tenure, "AS-12", text(zh, en));
        self.raise(Matter::Step, (for_step, step_years), "WG-04")?;
        if self.facts.at_top_level {
            let (zh, en) = ("已达最高级别，只晋档次", "the level is the highest: steps only");
            self.inquiry.note("WG-06", true, vec![("at_top_level", json!(true))])?;
            self.add(Matter::LevelAtTop, "WG-06", text(zh, en));
        } else {
            self.raise(Matter::Level, (for_level, level_years), "WG-05")?;
        }
        let (zh, en) = ("享受年度考核奖金", "the year-end bonus is given");
        self.add(Matter::Bonus, "AS-12", text(zh, en));
        Ok(())
    }

    fn raise(&mut self, matter: Matter, count: (i64, i64), when: &'static str) -> Result<(), Stop> {
        let (years, needed) = count;
        let (name_zh, name_en) = match matter {
            Matter::Level => ("一个级别", "one level"),
            _ => ("一个级别工资档次", "one pay step"),
        };
        let due = years.checked_rem(needed) == Some(0);
        let facts = vec![("years", json!(years)), ("from", json!(self.next_january()))];
        self.inquiry.note(when, due, facts)?;
        if due {
            let zh = format!("累计{years}年称职以上，晋升{name_zh}");
            let en = format!("{years} years competent or better: {name_en} up");
            self.add(matter, "AS-12", text(zh, en));
            let from = self.next_january();
            if let Some(last) = self.found.last_mut() {
                last.from = from;
            }
        }
        Ok(())
    }

    fn not_counted(&mut self, for_tenure: &'static str, for_pay: &'static str) {
        let (zh, en) = ("本年度不计算为晋升职务职级的任职年限", "the year does not count towards tenure");
        self.add(Matter::TenureNotCounted, for_tenure, text(zh, en));
        let zh = "本年度不计算为晋升级别和级别工资档次的年限";
        let en = "the year does not count towards a level or a pay step";
        self.add(Matter::StepLevelNotCounted, for_pay, text(zh, en));
    }

    /// AS-13 and, once confirmed, AS-14.
    pub(super) fn basically_competent(&mut self) -> Result<(), Stop> {
        let year = self.facts.year;
        self.inquiry.note("AS-13", true, vec![("year", json!(year))])?;
        let zh = "诫勉，责令作出书面检查，限期改进";
        let en = "admonition, a written self-criticism and a time to improve";
        self.add(Matter::Admonition, "AS-13", text(zh, en));
        self.not_counted("AS-13", "AS-13");
        let run = self.facts.run(|grade| grade == Grade::BasicallyCompetent);
        let needed = match self.inquiry.book.parameter::<i64>("AS-14", "adjustment_years", self.inquiry.on) {
            Ok(applied) => applied.value,
            Err(Lookup::Unconfirmed(parameter)) => {
                return self.inquiry.note_unconfirmed("AS-14", &parameter);
            }
            Err(other) => return Err(other.into()),
        };
        self.inquiry.note("AS-14", true, vec![("run", json!(run)), ("year", json!(year))])?;
        let next = i32::from(year) + 1;
        let zh = format!("{next}年内不得晋升职务职级");
        self.add(Matter::PromotionBar, "AS-14", text(zh, format!("no promotion in {next}")));
        let (zh, en) = ("不享受年度考核奖金", "no year-end bonus");
        self.add(Matter::NoBonus, "AS-14", text(zh, en));
        if run >= needed {
            let zh = format!("连续{run}年基本称职，予以组织调整或者安排离岗培训");
            let en = format!("{run} years in a row: organisational adjustment or off-post training");
            self.add(Matter::Adjustment, "AS-14", text(zh, en));
        }
        Ok(())
    }

    /// AS-15 to AS-17.
    pub(super) fn incompetent(&mut self) -> Result<(), Stop> {
        let year = self.facts.year;
        self.inquiry.note("AS-15", true, vec![("year", json!(year))])?;
        let (zh, en) = ("降低一个职务或者职级层次任职", "moved one duty or rank tier down");
        self.add(Matter::Demotion, "AS-15", text(zh, en));
        self.inquiry.note("AS-16", true, vec![("year", json!(year))])?;
        self.not_counted("AS-16", "AS-16");
        let (zh, en) = ("不享受年度考核奖金", "no year-end bonus");
        self.add(Matter::NoBonus, "AS-16", text(zh, en));
        let needed: i64 = self.inquiry.take("AS-17", "years")?;
        let run = self.facts.run(|grade| grade == Grade::Incompetent);
        let bars = &self.facts.dismissal_bars;
        let held = run >= needed;
        let facts = vec![("run", json!(run)), ("dismissal_bars", json!(bars)), ("year", json!(year))];
        self.inquiry.note("AS-17", held, facts)?;
        if held && bars.is_empty() {
            let zh = format!("连续{run}年不称职，予以辞退");
            let en = format!("{run} years in a row: dismissal");
            self.add(Matter::Dismissal, "AS-17", text(zh, en));
        } else if held {
            let zh = format!("连续{run}年不称职，但有不得辞退的情形，不得辞退");
            let en = format!("{run} years in a row, but dismissal is barred by circumstances");
            self.add(Matter::DismissalBar, "AS-17", text(zh, en));
        }
        Ok(())
    }

    /// RK-12 and AS-12: a year without a grade adds nothing.
    pub(super) fn no_grade(&mut self) -> Result<(), Stop> {
        self.inquiry.note("RK-12", true, vec![("year", json!(self.facts.year))])?;
        self.not_counted("RK-12", "AS-12");
        let for_step = self.facts.cumulative(self.facts.step_counted_from);
        let for_level = self.facts.cumulative(self.facts.level_counted_from);
        let facts = vec![("for_step", json!(for_step)), ("for_level", json!(for_level))];
        self.inquiry.note("AS-12", false, facts)?;
        Ok(())
    }
}
