//! The routine review 平时考核 of each quarter: a short summary pre-filled from the work recorded, and the head's
//! remark. A grade 好/较好/一般/较差 only where the county has confirmed AS-32; off otherwise.
//! Not here: what the quarters weigh in the year (formula).

use duty::cycle;
use duty::seat;
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::{Rulebook, Text};
use rust_decimal::Decimal;
use serde_json::json;

use crate::annual::{organ_of, work_between};
use crate::coded::coded;
use crate::permission::{organiser, wanted};
use crate::procedure::ROUTINE;
use crate::store::routine as sql;

coded! {
    /// Where a review stands.
    State {
        /// The person writes the summary.
        Summary = "summary", "本人小结", "summary";
        /// The head remarks.
        Remark = "remark", "负责人评语", "remark";
        /// Done.
        Closed = "closed", "已办结", "closed";
    }
}

/// One person's quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Quarter, 1 to 4.
    pub quarter: i64,
    /// Where it stands.
    pub state: State,
    /// The summary is due by this day.
    pub due_on: Date,
    /// The summary.
    pub summary: String,
    /// When it was handed in.
    pub summary_at: Option<Timestamp>,
    /// The remark.
    pub remark: String,
    /// The grade as a place on the scale, where there is one.
    pub grade: Option<usize>,
    /// Who remarked.
    pub remarked_name: Option<String>,
    /// When.
    pub remarked_at: Option<Timestamp>,
    /// The case.
    pub case: String,
}

fn review(row: &Row) -> Result<Review, DbError> {
    Ok(Review {
        id: row.text(0)?,
        cycle: row.text(1)?,
        person: row.text(2)?,
        name: row.text(3)?,
        unit: row.text(4)?,
        unit_name: row.text(5)?,
        quarter: row.int(6)?,
        state: State::read(row, 7)?,
        due_on: row.get(8)?,
        summary: row.text(9)?,
        summary_at: row.get(10)?,
        remark: row.text(11)?,
        grade: row.get::<Option<i64>>(12)?.and_then(|grade| usize::try_from(grade).ok()),
        remarked_name: row.get(13)?,
        remarked_at: row.get(14)?,
        case: row.text(15)?,
    })
}

/// One review in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Review, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(review(&row)?)
}

/// A person's quarters of a cycle.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, person: &str) -> Result<Vec<Review>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![cycle, person])?.iter().map(review).collect()
}

/// A unit's quarters of a cycle, the latest first, by name.
///
/// # Errors
/// If they cannot be read.
pub fn in_unit(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Review>, DbError> {
    tx.rows(scope, sql::IN_UNIT, params![cycle, unit])?.iter().map(review).collect()
}

/// Whether quarters may be graded: the county has confirmed AS-32.
#[must_use]
pub fn may_grade(book: &Rulebook, on: Date) -> bool {
    share_of_good(book, on).is_some()
}

fn share_of_good(book: &Rulebook, on: Date) -> Option<Decimal> {
    book.parameter::<Decimal>("AS-32", "share", on).ok().map(|applied| applied.value)
}

/// First and last day of a quarter.
#[must_use]
pub fn days_of(year: i16, quarter: i64) -> (Date, Date) {
    let month = i8::try_from((quarter.clamp(1, 4) - 1) * 3 + 1).unwrap_or(1);
    let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
    let last = first.checked_add(2.months()).map_or(first, Date::last_of_month);
    (first, last)
}

/// How often each grade was given to somebody in a cycle.
pub(crate) fn graded(tx: &mut Tx<'_>, cycle: &str, person: &str) -> Result<[u32; 4], DbError> {
    let mut counts = [0; 4];
    for row in tx.rows(&Scope::own(person), sql::GRADED, params![cycle, person])? {
        let place = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(place) {
            *count = u32::try_from(row.int(1)?).unwrap_or(0);
        }
    }
    Ok(counts)
}

/// Opens a quarter's review for everybody in service on the quarter's last day (or today, if that is earlier) and
/// not yet opened. Answers how many.
///
/// # Errors
/// A refusal for a quarter that is not one, or a due day before its end.
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle_id: &str,
    quarter: i64,
    due_on: Date,
) -> Result<u32, Fault> {
    organiser(actor)?;
    if !(1..=4).contains(&quarter) {
        return Err(Refusal::new("季度应为 1–4。", "A quarter is 1 to 4.").at("quarter").into());
    }
    let cycle = cycle::find(tx, cycle_id)?;
    let (_, last) = days_of(cycle.year, quarter);
    if due_on < tx.today() {
        return Err(Refusal::new("报送截止日期不能早于今天。", "The due day cannot be past.")
            .at("due_on")
            .into());
    }
    let county = Scope::county("the organisation department opens the review for the whole county");
    let on = last.min(tx.today());
    let mut opened = 0;
    for row in tx.rows(&county, sql::DUE, params![cycle_id, quarter, on])? {
        let (person, name, unit) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let id = tx.id();
        let link = format!("/assessment/routine/{id}");
        let (year, words) = (cycle.year, format!("{} {year} Q{quarter}", name, year = cycle.year));
        let about = About {
            subject: ("routine-review", &id),
            unit: Some(&unit),
            person: Some(&person),
            title: Text::new(
                format!("{year}年第{quarter}季度平时考核：{name}"),
                format!("Routine review: {words}"),
            ),
            link: &link,
        };
        let case = case::open(tx, &ROUTINE, &about, &Assigned::person(&person).by(due_on, false))?;
        tx.execute(sql::ADD, params![&id, cycle_id, &person, &unit, quarter, due_on, &case])?;
        opened += 1;
    }
    let facts = json!({ "quarter": quarter, "opened": opened, "due_on": due_on });
    let act = Act {
        kind: "routine.opened",
        subject: ("cycle", cycle_id),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(opened)
}

/// A draft of the summary from the work recorded in the quarter.
///
/// # Errors
/// If the work cannot be read.
pub fn prefill(tx: &mut Tx<'_>, review: &Review) -> Result<String, Fault> {
    let year = cycle::find(tx, &review.cycle)?.year;
    let (first, last) = days_of(year, review.quarter);
    work_between(tx, &review.cycle, &review.person, first, last)
}

fn act(
    tx: &mut Tx<'_>,
    actor: &Actor,
    review: &Review,
    kind: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let (unit, person) = (Some(review.unit.as_str()), Some(review.person.as_str()));
    ledger::record(
        tx,
        actor,
        &Act { kind, subject: ("routine-review", &review.id), unit, person, facts, decision: None },
    )?;
    Ok(())
}

/// Hands in the quarter's summary.
///
/// # Errors
/// A refusal if it is empty or the step is not this person's.
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, summary: &str) -> Result<(), Fault> {
    let own = actor.person.as_deref().map_or_else(Scope::nothing, Scope::own);
    let review = find(tx, &own, id)?;
    let summary = wanted(summary, "summary", "请写本季度小结。", "Write the quarter's summary.")?;
    let (now, today) = (tx.now(), tx.today());
    let tree = Scope::county("who leads a unit is known to everybody in the county");
    let leads = seat::of_person(tx, &tree, &review.person, today)?.is_some_and(|seat| seat.is_head);
    let above = seat::superior_of(tx, &review.person, &review.unit, leads)?;
    let mut next = Assigned::role(above.role, above.unit.as_deref());
    if let Ok(due) = book.calendar().add_working_days(today, 5) {
        next = next.by(due.date, due.provisional);
    }
    case::advance(tx, &ROUTINE, &review.case, ("summary", "submitted"), actor, "", Some(next))?;
    tx.execute(sql::SUBMIT, params![id, &summary, now, State::Remark.code()])?;
    act(tx, actor, &review, "routine.summarised", json!({ "quarter": review.quarter }))
}

/// Remarks on a quarter and closes it.
///
/// # Errors
/// A refusal without a remark, for a grade where AS-32 is not confirmed, or beyond its share of 好.
pub fn remark(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    remark: &str,
    grade: Option<usize>,
) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Duty), id)?;
    if actor.person.as_deref() == Some(review.person.as_str()) {
        return Err(Refusal::new(
            "涉及本人，应当回避。",
            "This is about yourself; somebody else has to do it.",
        )
        .into());
    }
    let remark = wanted(remark, "remark", "请写评语。", "Write the remark.")?;
    check_grade(tx, book, &review, grade)?;
    case::advance(tx, &ROUTINE, &review.case, ("remark", "remarked"), actor, "", None)?;
    let (now, grade) = (tx.now(), grade.map(|grade| i64::try_from(grade).unwrap_or(0)));
    tx.execute(sql::REMARK, params![id, &remark, grade, &actor.name, now, State::Closed.code()])?;
    act(tx, actor, &review, "routine.remarked", json!({ "quarter": review.quarter, "grade": grade }))
}

fn check_grade(tx: &mut Tx<'_>, book: &Rulebook, review: &Review, grade: Option<usize>) -> Result<(), Fault> {
    let share = share_of_good(book, tx.today());
    match (share, grade) {
        (None, Some(_)) => Err(Refusal::new(
            "本县尚未核实平时考核评定等次的规定（AS-32），只写评语。",
            "The county has not confirmed the rule on quarterly grades (AS-32); write a remark only.",
        )
        .at("grade")
        .into()),
        (Some(_), None) => Err(Refusal::new("请评定等次。", "Choose a grade.").at("grade").into()),
        (Some(share), Some(0)) => {
            let organ = organ_of(tx, &review.unit)?;
            let county = Scope::county("the share of 好 is counted over the organ; only counts are read");
            let row =
                tx.row(&county, sql::GOOD, params![&review.cycle, review.quarter, &organ, &review.id])?;
            let (all, good) = row.map_or(Ok((0, 0)), |row| Ok::<_, DbError>((row.int(0)?, row.int(1)?)))?;
            let most = (Decimal::from(all) * share).floor();
            if Decimal::from(good + 1) <= most {
                return Ok(());
            }
            Err(Refusal::new(
                format!("本单位本季度评为“好”的名额 {most} 个已用完。"),
                format!("The {most} places for “good” of this organ and quarter are taken."),
            )
            .at("grade")
            .into())
        }
        (Some(_), Some(grade)) if grade > 3 => {
            Err(Refusal::new("没有这个等次。", "There is no such grade.").at("grade").into())
        }
        _ => Ok(()),
    }
}

/// Sends a summary back with the reason.
///
/// # Errors
/// A refusal without a reason.
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Duty), id)?;
    let next = Assigned::person(&review.person).by(review.due_on, false);
    case::advance(tx, &ROUTINE, &review.case, ("remark", "returned"), actor, reason, Some(next))?;
    tx.execute(sql::SET_STATE, params![id, State::Summary.code()])?;
    act(tx, actor, &review, "routine.returned", json!({ "quarter": review.quarter }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_ends_with_the_last_day_of_its_third_month() {
        assert_eq!(days_of(2026, 1).1.to_string(), "2026-03-31");
        assert_eq!(days_of(2026, 2).1.to_string(), "2026-06-30");
        assert_eq!(days_of(2026, 4).0.to_string(), "2026-10-01");
        assert_eq!(days_of(2026, 4).1.to_string(), "2026-12-31");
    }
}
