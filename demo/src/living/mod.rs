//! Living the county: every phase of its two years, through the rooms' own operations. One file per matter.

pub mod assessing;
pub mod course;
pub mod dividing;
pub mod evidence;
pub mod grading;
pub mod letters;
pub mod quarters;
pub mod remedies;
pub mod roster;
pub mod rulebook;
pub mod standing;
pub mod targets;
pub mod today;
pub mod villages;

use jiff::civil::{Date, date};
use kernel::clock::{Clock, at_hour};
use kernel::ledger::{self, Act, Finding};
use kernel::{Actor, County, DbError, Fault, settings};
use law::rulebook::Rulebook;
use serde_json::json;

use crate::invention::Invention;
use crate::learning::{action, diagnosis, training};
use crate::power::{burden, openness, oversight, requests, supervision};
use crate::{DemoError, Plan, Progress, Summary};
use course::Course;
use quarters::Quarter;
use standing::Sitting;

/// The whole, in the units of [`Progress`].
const TOTAL: u32 = 1_000;
const PLAN: &str = "demo.plan";

/// Lives it all; see [`crate::live`].
///
/// # Errors
/// As [`crate::live`].
pub fn live(
    county: &County,
    clock: &Clock,
    plan: Plan,
    progress: &dyn Fn(Progress),
) -> Result<Summary, DemoError> {
    let invention = Invention::of(plan)?;
    keep_plan(county, clock, plan)?;
    let mut course = Course::begin(county, clock, invention, Rulebook::built_in()?, (progress, TOTAL));
    let (closed, running) = (plan.year_closed, plan.year_running);
    roster::found(&mut course)?;
    rulebook::confirm(&mut course)?;
    if plan.practice {
        roster::welcome(&mut course)?;
        today::await_practice(&mut course)?;
        course.finish();
        return sum_up(county, &course);
    }
    requests::begin(&mut course)?;
    openness::begin(&mut course)?;
    burden::begin(&mut course)?;
    live_closed_year(&mut course, closed)?;
    assess_closed_year(&mut course, closed, running)?;
    live_running_year(&mut course, closed, running)?;
    course.finish();
    sum_up(county, &course)
}

/// From the targets of January to the last entry of December, with the quarterly reviews between.
fn live_closed_year(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    standing::record(course, Sitting::Before)?;
    oversight::found(course, year)?;
    targets::plan_year(course, year)?;
    letters::agree(course, year)?;
    evidence::record_weeks(course, year, ("work-1", day(year, 3, 6), day(year, 4, 3)))?;
    quarters::review(course, whole_quarter(year, 1, 4))?;
    supervision::declare(course, year)?;
    supervision::begin_first(course, year)?;
    evidence::record_weeks(course, year, ("work-2", day(year, 4, 17), day(year, 7, 3)))?;
    supervision::look(course, year)?;
    quarters::review(course, whole_quarter(year, 2, 7))?;
    oversight::send(course, (year, day(year, 7, 14)))?;
    standing::record(course, Sitting::Middle)?;
    roster::welcome(course)?;
    supervision::answer(course, year)?;
    letters::agree_newcomers(course, year)?;
    supervision::settle(course, year)?;
    evidence::record_weeks(course, year, ("work-3", day(year, 7, 27), day(year, 10, 3)))?;
    quarters::review(course, whole_quarter(year, 3, 10))?;
    supervision::remind(course, year)?;
    oversight::change_lists(course, year)?;
    evidence::record_weeks(course, year, ("work-4", day(year, 10, 18), day(year, 12, 18)))?;
    supervision::ask(course, year)?;
    standing::record(course, Sitting::End)?;
    let last = [day(year, 12, 24), day(year, 12, 24), day(year, 12, 25)];
    let fourth = Quarter { year, quarter: 4, days: last, due: day(year, 12, 25), done: (100, 100) };
    quarters::review(course, fourth)?;
    evidence::sum_up_year(course, year)?;
    villages::review(course, year)
}

fn whole_quarter(year: i16, quarter: i64, month: i8) -> Quarter {
    let of = |of_month| day(year, month, of_month);
    Quarter { year, quarter, days: [of(7), of(9), of(14)], due: of(11), done: (100, 100) }
}

/// The fourth quarter and the annual assessment of the closed year, and beside it the targets of the running one.
fn assess_closed_year(course: &mut Course<'_>, closed: i16, running: i16) -> Result<(), DemoError> {
    assessing::assess(course, closed)?;
    grading::close(course, closed)?;
    targets::plan_year(course, running)?;
    remedies::ask_again(course, closed)?;
    letters::agree(course, running)?;
    remedies::decide(course, closed)
}

/// The running year up to 20 November: work, three quarters, and what is left of the year before.
fn live_running_year(course: &mut Course<'_>, closed: i16, year: i16) -> Result<(), DemoError> {
    let of = |month, of_month| day(year, month, of_month);
    let quarter = |quarter, days, due, done| Quarter { year, quarter, days, due, done };
    training::plan(course, year)?;
    evidence::record_weeks(course, year, ("work-1", of(3, 24), of(4, 4)))?;
    quarters::review(course, quarter(1, [of(4, 8), of(4, 10), of(4, 15)], of(4, 13), (100, 100)))?;
    oversight::evaluate(course, year)?;
    supervision::confirm(course, year)?;
    supervision::note(course, year)?;
    oversight::finish(course, closed)?;
    training::hold(course, year, (of(4, 1), of(4, 30)))?;
    standing::record(course, Sitting::Spring)?;
    remedies::fill_in(course, closed)?;
    remedies::check_plans(course, closed, false)?;
    evidence::record_weeks(course, year, ("work-2", of(4, 30), of(5, 17)))?;
    remedies::decide_complaint(course, closed)?;
    action::begin_first(course, year)?;
    training::hold(course, year, (of(4, 30), of(6, 1)))?;
    evidence::record_weeks(course, year, ("work-3", of(5, 22), of(7, 4)))?;
    quarters::review(course, quarter(2, [of(7, 8), of(7, 10), of(7, 15)], of(7, 13), (100, 100)))?;
    training::hold(course, year, (of(6, 1), of(8, 10)))?;
    action::close_first(course, year)?;
    diagnosis::pulse(course, year, false)?;
    diagnosis::later_wave(course, year, false)?;
    diagnosis::improve(course, year)?;
    remedies::check_plans(course, closed, true)?;
    supervision::begin_second(course, year)?;
    evidence::record_weeks(course, year, ("work-4", of(8, 1), of(9, 9)))?;
    diagnosis::carry_out(course, 0, of(8, 12))?;
    standing::record(course, Sitting::Autumn)?;
    training::hold(course, year, (of(8, 10), of(9, 30)))?;
    diagnosis::carry_out(course, 1, of(9, 17))?;
    diagnosis::pulse(course, year, true)?;
    evidence::record_weeks(course, year, ("work-5", of(9, 17), of(10, 10)))?;
    action::use_and_begin_second(course, year)?;
    quarters::review(course, quarter(3, [of(10, 15), of(10, 20), of(10, 27)], of(11, 6), (86, 88)))?;
    oversight::send(course, (year, of(10, 27)))?;
    oversight::reach_today(course, year)?;
    supervision::withdraw(course, year)?;
    supervision::remind_late(course, year)?;
    evidence::record_weeks(course, year, ("work-6", of(10, 30), of(11, 14)))?;
    supervision::hand_in_second(course, year)?;
    supervision::reach_today(course, year)?;
    diagnosis::later_wave(course, year, true)?;
    action::reach_today(course, year)?;
    training::open_today(course, year)?;
    today::arrive(course, closed, year)
}

/// Notes the plan with the county, or finds that it was begun with another.
fn keep_plan(county: &County, clock: &Clock, plan: Plan) -> Result<(), DemoError> {
    let begun = county.read_now(|tx| settings::get(tx, PLAN))?;
    let written = json!(plan).to_string();
    match begun {
        Some(begun) if begun == written => return Ok(()),
        Some(begun) => return Err(DemoError::OtherPlan { begun }),
        None => {}
    }
    clock.set(at_hour(day(plan.year_closed, 1, 2), 8));
    let kept = county.write_now(move |tx| {
        settings::put(tx, PLAN, &written)?;
        settings::put(tx, "county.name", "凤县")?;
        settings::put(tx, "county.code", crate::data::COUNTY_CODE)?;
        let facts = json!({ "people": plan.people, "seed": plan.seed });
        let act = Act {
            kind: "demo.begun",
            subject: ("demo", "plan"),
            unit: None,
            person: None,
            facts,
            decision: None,
        };
        ledger::record(tx, &Actor::program(), &act)?;
        Ok::<_, DbError>(())
    });
    Ok(kept?)
}

fn sum_up(county: &County, course: &Course<'_>) -> Result<Summary, DemoError> {
    let invention = course.invention();
    let found = county.read_now(|tx| Ok::<_, Fault>(ledger::verify(tx)?));
    match found.map_err(|fault| DemoError::Refused { phase: "verify".to_owned(), part: 0, fault })? {
        Finding::Intact { entries, head } => {
            Ok(Summary { units: invention.units.len(), people: invention.people.len(), acts: entries, head })
        }
        Finding::Broken { seq, why } => {
            Err(DemoError::Db(DbError::Schema(format!("ledger entry {seq}: {why}"))))
        }
    }
}

/// A date; every date of the demo is a real one.
#[must_use]
pub fn day(year: i16, month: i8, of_month: i8) -> Date {
    date(year, month, of_month)
}

/// The days on which a year is planned and its letters are agreed.
#[derive(Debug, Clone, Copy)]
pub struct Season {
    /// The year is opened.
    pub opened: Date,
    /// The last targets are drafted by then.
    pub adopted: Date,
    /// Targets are settled.
    pub agreed: Date,
    /// Letters: drafted, offered, answered, amended, signed again, signed for the unit.
    pub letters: [Date; 6],
    /// The year's work begins.
    pub running: Date,
}

/// The season of a year: the first begins in January, the one under way after the assessment of the year before.
#[must_use]
pub fn season(plan: &Plan, year: i16) -> Season {
    let of = |month, of_month| day(year, month, of_month);
    if year == plan.year_closed {
        let letters = [of(2, 17), of(2, 20), of(2, 25), of(2, 28), of(3, 3), of(3, 5)];
        Season { opened: of(1, 13), adopted: of(2, 6), agreed: of(2, 10), letters, running: of(3, 6) }
    } else {
        let letters = [of(3, 12), of(3, 13), of(3, 17), of(3, 19), of(3, 20), of(3, 23)];
        Season { opened: of(2, 24), adopted: of(3, 9), agreed: of(3, 10), letters, running: of(3, 24) }
    }
}

/// The key of a phase that is lived once a year.
#[must_use]
pub fn year_key(year: i16, phase: &str) -> String {
    format!("{phase}-{year}")
}
