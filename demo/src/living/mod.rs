//! Living the county: every phase of its two years, through the rooms' own operations. One file per matter.

pub mod course;
pub mod dividing;
pub mod evidence;
pub mod letters;
pub mod roster;
pub mod targets;

use jiff::civil::{Date, date};
use kernel::clock::{Clock, at_hour};
use kernel::ledger::{self, Act, Finding};
use kernel::{Actor, County, DbError, Fault, settings};
use law::rulebook::Rulebook;
use serde_json::json;

use crate::invention::Invention;
use crate::{DemoError, Plan, Progress, Summary};
use course::Course;

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
    roster::found(&mut course)?;
    targets::plan_year(&mut course, plan.year_closed)?;
    letters::agree(&mut course, plan.year_closed)?;
    let year = plan.year_closed;
    evidence::record_weeks(&mut course, year, ("spring", day(year, 3, 6), day(year, 7, 10)))?;
    roster::welcome(&mut course)?;
    letters::agree_newcomers(&mut course, year)?;
    evidence::record_weeks(&mut course, year, ("autumn", day(year, 7, 26), day(year, 12, 20)))?;
    evidence::sum_up_year(&mut course, year)?;
    sum_up(county, &course)
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

/// The key of a phase that is lived once a year.
#[must_use]
pub fn year_key(year: i16, phase: &str) -> String {
    format!("{phase}-{year}")
}
