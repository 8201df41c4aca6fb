//! The judgement itself, on typed facts and terms taken once: no text, no allocation, so that a county's year
//! closes in a moment. What is deliberately not here: reasons in words.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{AssessedBy, Facts, Form, Sanction};
use crate::calendar::{Calendar, Period};
use crate::facts::Fault;
use crate::inquiry::Stop;
use crate::rulebook::{FromSetting, Lookup, Rulebook};
use crate::rules::{Grade, SanctionKind};

/// What the clauses set, as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The day whose law it is.
    pub on: Date,
    /// Share of the year that leave must exceed (AS-22).
    pub leave_share: Decimal,
    /// Share of the year that an attachment must exceed (AS-20).
    pub attached_share: Decimal,
    /// Length of probation (AS-18).
    pub probation: Period,
    /// Years without a grade after 记过, that year included (AS-25).
    pub demerit_years: i64,
    /// Years without a grade after 记大过, 降级, 撤职, that year included (AS-25).
    pub heavier_years: i64,
    /// Years without a grade following 留党察看一年 (AS-26).
    pub probation_one_after: i64,
    /// Years without a grade following 留党察看二年 (AS-26).
    pub probation_two_after: i64,
    /// Years without a grade following 开除党籍 (AS-26).
    pub expulsion_after: i64,
    /// The first year assessed under the regulation.
    pub first_year: i16,
    calendar: Calendar,
}

impl Terms {
    /// Takes the terms from the rulebook once, for any number of judgements.
    ///
    /// # Errors
    /// If a clause is not in force on the day or awaits confirmation.
    pub fn take(book: &Rulebook, on: Date) -> Result<Terms, Lookup> {
        fn one<T: FromSetting>(book: &Rulebook, on: Date, clause: &str, name: &str) -> Result<T, Lookup> {
            book.parameter(clause, name, on).map(|applied| applied.value)
        }
        let years = |clause: &str, name: &str| one::<i64>(book, on, clause, name);
        Ok(Terms {
            on,
            leave_share: one(book, on, "AS-22", "share")?,
            attached_share: one(book, on, "AS-20", "share")?,
            probation: one(book, on, "AS-18", "probation")?,
            demerit_years: years("AS-25", "demerit_years")?,
            heavier_years: years("AS-25", "heavier_years")?,
            probation_one_after: years("AS-26", "probation_one_after")?,
            probation_two_after: years("AS-26", "probation_two_after")?,
            expulsion_after: years("AS-26", "expulsion_after")?,
            first_year: book.clause("AS-22", on).map_or(i16::MAX, |clause| clause.from.year()),
            calendar: book.calendar().clone(),
        })
    }
}

/// What a sanction does to a year, from lightest to heaviest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing in this year.
    None,
    /// Not 优秀.
    NotExcellent,
    /// Takes part, no grade.
    NoGrade,
    /// A comment only, no grade.
    CommentOnly,
    /// 不称职.
    Incompetent,
}

/// A sanction with its clause and what it does to the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The clause that gives the effect.
    pub clause: &'static str,
    /// The effect in the year.
    pub effect: Effect,
}

/// The judgement, without words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// In what form the year is assessed.
    pub form: Form,
    /// The highest grade open.
    pub highest: Option<Grade>,
    /// Who assesses.
    pub assessed_by: AssessedBy,
    /// Whether the person is on probation through the end of the year.
    pub on_probation: bool,
    /// Whether leave exceeds its share.
    pub leave_over: bool,
    /// Whether the attachment exceeds its share.
    pub attached_over: bool,
    /// The heaviest effect of the sanctions.
    pub heaviest: Effect,
}

/// Days of a year.
pub(super) fn days_in(year: i16) -> i64 {
    Date::new(year, 1, 1).map_or(365, |day| i64::from(day.days_in_year()))
}

/// Judges a year. Facts that contradict each other are refused by name.
///
/// # Errors
/// A refusal that names the fact.
pub fn judge(facts: &Facts, terms: &Terms) -> Result<Judgement, Stop> {
    check_year(facts, terms)?;
    let last_day = Date::new(facts.year, 12, 31)
        .map_err(|_| Fault::new("year", "考核年度不在日历范围内。", "the year is outside the calendar"))?;
    let served = check_service(facts, last_day)?;
    check_days(facts, served)?;
    let mut heaviest = Effect::None;
    for (n, sanction) in facts.sanctions.iter().enumerate() {
        check_sanction(sanction, n, facts, terms)?;
        heaviest = heaviest.max(weigh(sanction, facts.year, terms).effect);
    }
    let on_probation = probation_end(facts, terms)?.is_some_and(|end| end >= last_day);
    let leave_over =
        over(facts.leave_days.sick.0 + facts.leave_days.personal.0, terms.leave_share, facts.year);
    let attached_over = over(facts.attached_elsewhere_days.0, terms.attached_share, facts.year);
    let (form, highest) = if facts.under_investigation {
        (Form::Later, None)
    } else if facts.refused_without_reason {
        (Form::Grade, Some(Grade::Incompetent))
    } else if on_probation {
        (Form::CommentOnly, None)
    } else {
        match heaviest {
            Effect::Incompetent => (Form::Grade, Some(Grade::Incompetent)),
            Effect::CommentOnly => (Form::CommentOnly, None),
            Effect::NoGrade => (Form::NoGrade, None),
            _ if leave_over => (Form::NoGrade, None),
            Effect::NotExcellent => (Form::Grade, Some(Grade::Competent)),
            Effect::None => (Form::Grade, Some(Grade::Excellent)),
        }
    };
    let assessed_by = if attached_over { AssessedBy::HostUnit } else { AssessedBy::OwnUnit };
    Ok(Judgement { form, highest, assessed_by, on_probation, leave_over, attached_over, heaviest })
}

/// Whether days, in halves, exceed a share of the year; exactly the share is not over it.
fn over(halves: i64, share: Decimal, year: i16) -> bool {
    Decimal::from(halves) > share * Decimal::from(days_in(year) * 2)
}

/// What a sanction does to a year (AS-24 to AS-28).
pub fn weigh(sanction: &Sanction, year: i16, terms: &Terms) -> Weighed {
    use SanctionKind as K;
    let after = i64::from(year) - i64::from(sanction.decided.year());
    // The effect in the year itself, and for how many years after it there is no grade.
    let (clause, first, later, years_after) = match sanction.kind {
        K::Warning => ("AS-24", Effect::NotExcellent, Effect::None, 0),
        K::Demerit => ("AS-25", Effect::CommentOnly, Effect::CommentOnly, terms.demerit_years - 1),
        K::MajorDemerit | K::LoweredLevel | K::RemovedFromPost | K::Dismissal => {
            ("AS-25", Effect::CommentOnly, Effect::CommentOnly, terms.heavier_years - 1)
        }
        K::PartyWarning => ("AS-26", Effect::NotExcellent, Effect::None, 0),
        K::PartySeriousWarning => ("AS-26", Effect::NoGrade, Effect::None, 0),
        K::PartyRemoval => ("AS-26", Effect::Incompetent, Effect::None, 0),
        K::PartyProbationOneYear => {
            ("AS-26", Effect::Incompetent, Effect::NoGrade, terms.probation_one_after)
        }
        K::PartyProbationTwoYears => {
            ("AS-26", Effect::Incompetent, Effect::NoGrade, terms.probation_two_after)
        }
        K::PartyExpulsion => ("AS-26", Effect::Incompetent, Effect::NoGrade, terms.expulsion_after),
        K::Admonition => ("AS-28", Effect::NotExcellent, Effect::None, 0),
        K::Relieved | K::OrderedResignation | K::LoweredPost => {
            ("AS-28", Effect::CommentOnly, Effect::None, 0)
        }
    };
    let effect = match after {
        0 => first,
        after if (1..=years_after).contains(&after) => later,
        _ => Effect::None,
    };
    Weighed { clause, effect }
}

/// The last day of probation, if there is one: given, or counted from recruitment.
pub(super) fn probation_end(facts: &Facts, terms: &Terms) -> Result<Option<Date>, Stop> {
    match (facts.probation_ends, facts.hired) {
        (Some(end), _) => Ok(Some(end)),
        (None, Some(hired)) => {
            let due = terms.calendar.due(hired, terms.probation);
            due.map(|due| Some(due.date)).map_err(|error| Stop::period("hired", error))
        }
        (None, None) => Ok(None),
    }
}

fn check_year(facts: &Facts, terms: &Terms) -> Result<(), Stop> {
    let year = facts.year;
    if year < terms.first_year {
        let first = terms.first_year;
        return Stop::refuse(
            "year",
            format!("{year} 年度适用旧规定，规则库中没有；本规则自 {first} 年度起适用。"),
            format!("{year} was assessed under an earlier regulation; this rule applies from {first}"),
        );
    }
    if year > terms.on.year() {
        return Stop::refuse(
            "year",
            format!("{year} 年度尚未开始，{} 时不能判定。", terms.on),
            format!("{year} has not begun on {}", terms.on),
        );
    }
    Ok(())
}

/// Recruitment and probation must agree; gives the days of the year in service.
fn check_service(facts: &Facts, last_day: Date) -> Result<i64, Stop> {
    let whole = days_in(facts.year);
    if let (Some(hired), Some(end)) = (facts.hired, facts.probation_ends)
        && end < hired
    {
        return Stop::refuse(
            "probation_ends",
            format!("试用期满日 {end} 早于录用日 {hired}，请核对。"),
            format!("probation ends on {end}, before recruitment on {hired}"),
        );
    }
    let Some(hired) = facts.hired.filter(|hired| hired.year() >= facts.year) else { return Ok(whole) };
    if hired > last_day {
        return Stop::refuse(
            "hired",
            format!("录用日 {hired} 晚于 {} 年度，该年度不应参加考核。", facts.year),
            format!("recruited on {hired}, after the year {}; there is nothing to assess", facts.year),
        );
    }
    Ok(i64::from((last_day - hired).get_days()) + 1)
}

fn check_days(facts: &Facts, served: i64) -> Result<(), Stop> {
    let leave = facts.leave_days;
    let places = [
        ("leave_days.sick", leave.sick.0),
        ("leave_days.personal", leave.personal.0),
        ("leave_days", leave.sick.0 + leave.personal.0),
        ("attached_elsewhere_days", facts.attached_elsewhere_days.0),
    ];
    for (fact, halves) in places {
        if halves < 0 {
            return Stop::refuse(fact, "天数不能为负。", "days cannot be negative");
        }
        if halves > served * 2 {
            let year = facts.year;
            return Stop::refuse(
                fact,
                format!("天数超过本人 {year} 年在职的 {served} 天，请核对。"),
                format!("more days than the {served} the person served in {year}"),
            );
        }
    }
    Ok(())
}

fn check_sanction(sanction: &Sanction, n: usize, facts: &Facts, terms: &Terms) -> Result<(), Stop> {
    let decided = sanction.decided;
    if decided.year() > facts.year || decided > terms.on {
        let year = facts.year;
        return Stop::refuse(
            &format!("sanctions[{n}].decided"),
            format!("决定日期 {decided} 晚于考核年度 {year} 或判定日 {}，请核对。", terms.on),
            format!("decided on {decided}, after the year {year} or after {}", terms.on),
        );
    }
    if sanction.kind == SanctionKind::Dismissal {
        return Stop::refuse(
            &format!("sanctions[{n}].kind"),
            "受开除处分的，已不是公务员，不再参加考核。",
            "a dismissed person is no longer a civil servant and is not assessed",
        );
    }
    Ok(())
}
