//! The facts of a person's year as the rule on grades asks for them.

use jiff::civil::Date;
use jiff::{Span, ToSpan, Unit as TimeUnit};
use kernel::{Fault, Refusal, Scope, Tx, params};
use law::facts::HalfDays;
use law::rules::grade_eligibility::{Facts, Leave as LeaveDays, Sanction as SanctionFact};

use super::{LeaveKind, county, investigations, sanctions};
use crate::person::{self, Kind};
use crate::store::{standing as store, tenure as tenures};

/// What the rule on grades asks of a person's year, as the roster knows it today. Whether somebody refuses to be
/// assessed is not the roster's to know and stays false.
///
/// # Errors
/// [`Fault::NotFound`] if the person is not in reach; otherwise what the database says.
pub fn assessment_facts(tx: &mut Tx<'_>, scope: &Scope, person: &str, year: i16) -> Result<Facts, Fault> {
    let of = person::find(tx, scope, person)?;
    let last = Date::new(year, 12, 31).map_err(|_| {
        Refusal::new("考核年度不在日历范围内。", "The year is outside the calendar.").at("year")
    })?;
    let mut facts = Facts::ordinary(year);
    // Only first recruitment as a civil servant has the probation of AS-18.
    if of.kind == Kind::CivilServant {
        facts.hired = of.hired_on.filter(|hired| *hired <= last);
        facts.probation_ends = facts.hired.and(of.probation_ends);
    }
    facts.leave_days = leave_days(tx, scope, person, year)?;
    for sanction in sanctions(tx, scope, person)? {
        if sanction.decided_on <= last {
            facts.sanctions.push(SanctionFact { kind: sanction.kind, decided: sanction.decided_on });
        }
    }
    facts.sanctions.reverse();
    facts.under_investigation = investigations(tx, scope, person)?
        .iter()
        .any(|investigation| investigation.closed_on.is_none() && investigation.opened_on <= last);
    facts.attached_elsewhere_days = attached_days(tx, person, last)?;
    Ok(facts)
}

fn leave_days(tx: &mut Tx<'_>, scope: &Scope, person: &str, year: i16) -> Result<LeaveDays, Fault> {
    let today = tx.today();
    let mut days = LeaveDays::default();
    for row in tx.rows(scope, store::LEAVES_IN, params![person, today, i64::from(year)])? {
        let leave = store::leave(&row)?;
        match leave.kind {
            LeaveKind::Sick => days.sick = HalfDays(days.sick.0 + leave.half_days),
            LeaveKind::Personal => days.personal = HalfDays(days.personal.0 + leave.half_days),
            LeaveKind::Maternity | LeaveKind::Other => {}
        }
    }
    Ok(days)
}

/// Days of the year covered by attachments; days covered twice count once.
fn attached_days(tx: &mut Tx<'_>, person: &str, last: Date) -> Result<HalfDays, Fault> {
    let first = Date::new(last.year(), 1, 1).unwrap_or(last);
    let mut free_from = first;
    let mut days = 0;
    for row in tx.rows(&county(), tenures::ATTACHED, params![person, last, first])? {
        let from: Date = row.get(0)?;
        let to = row.get::<Option<Date>>(1)?.unwrap_or(last).min(last);
        let from = from.max(free_from);
        if from <= to {
            let span: Span = from.until((TimeUnit::Day, to)).unwrap_or_default();
            days += i64::from(span.get_days()) + 1;
            free_from = to.checked_add(1.day()).unwrap_or(to);
        }
    }
    Ok(HalfDays::days(days))
}
