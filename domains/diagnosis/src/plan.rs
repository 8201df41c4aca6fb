//! A plan against a barrier: agreed at a meeting with those concerned, measures with owners and dates, a day on which
//! the next diagnosis is looked at. Not here: what could be done (`library`).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use serde_json::json;

use crate::bank::construct;
use crate::permission::{answers_for_units, wanted};
use crate::procedure::{MEASURE, PLAN};
use crate::report::{self, Of};
use crate::store::plan as sql;
use crate::store::study as studies;
use crate::study::shifted;

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Id.
    pub id: String,
    /// The report it was made from.
    pub of: Of,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Code of the construct.
    pub construct: String,
    /// Title.
    pub title: String,
    /// Who met, what was said.
    pub meeting: String,
    /// Mean of the construct then, and of how many.
    pub before: Option<(f64, i64)>,
    /// Its standard deviation then.
    pub before_sd: Option<f64>,
    /// The day it was made.
    pub made_on: Date,
    /// When it is looked at again.
    pub review_on: Date,
    /// Under way.
    pub running: bool,
    /// What was found.
    pub finding: String,
    case: String,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Id.
    pub id: String,
    /// What is done.
    pub words: String,
    /// Who answers for it.
    pub owner: String,
    /// Their name.
    pub owner_name: String,
    /// By when.
    pub due_on: Date,
    /// When it was done.
    pub done_on: Option<Date>,
    /// What was done.
    pub note: String,
    /// Its case.
    pub case: String,
}

/// What a plan is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// The report it is made from.
    pub of: Of,
    /// Unit it belongs to.
    pub unit: String,
    /// Code of the construct.
    pub construct: String,
    /// Who met, what was said.
    pub meeting: String,
    /// What, who (person), by when.
    pub measures: Vec<(String, String, Date)>,
    /// When the next diagnosis is looked at.
    pub review_on: Date,
}

/// A report as it is kept with a plan.
fn written(of: &Of) -> (&'static str, String) {
    match of {
        Of::County { bank, year } => ("county", format!("{bank}/{year}")),
        Of::Unit { bank, year, unit } => ("unit", format!("{bank}/{year}/{unit}")),
        Of::Study(id) => ("study", id.clone()),
    }
}

fn read(about: &str, id: &str) -> Of {
    let mut parts = id.splitn(3, '/');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    if about == "study" {
        return Of::Study(id.to_owned());
    }
    let (bank, year) = (next(), next().parse().unwrap_or(0));
    match about {
        "unit" => Of::Unit { bank, year, unit: next() },
        _ => Of::County { bank, year },
    }
}

fn plan(row: &Row) -> Result<Plan, DbError> {
    let mean: Option<f64> = row.get(8)?;
    let rows = row.int(9)?;
    Ok(Plan {
        id: row.text(0)?,
        of: read(&row.text(1)?, &row.text(2)?),
        unit: row.text(3)?,
        unit_name: row.text(4)?,
        construct: row.text(5)?,
        title: row.text(6)?,
        meeting: row.text(7)?,
        before: mean.map(|mean| (mean, rows)),
        before_sd: row.get(14)?,
        made_on: kernel::clock::date_at(row.get(15)?),
        review_on: row.get(10)?,
        running: row.text(11)? == "running",
        finding: row.text(12)?,
        case: row.text(13)?,
    })
}

/// The plans in scope, those under way first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Plan>, DbError> {
    tx.rows(scope, sql::LIST, &[])?.iter().map(plan).collect()
}

/// A plan with its measures.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in scope.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<(Plan, Vec<Measure>), Fault> {
    let row = tx.row(scope, sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    let loaded = Scope::county("measures of a plan loaded in scope");
    let rows = tx.rows(&loaded, sql::STEPS, params![id])?;
    let measure = |row: &Row| {
        Ok::<_, DbError>(Measure {
            id: row.text(0)?,
            words: row.text(1)?,
            owner: row.text(2)?,
            owner_name: row.text(3)?,
            due_on: row.get(4)?,
            done_on: row.get(5)?,
            note: row.text(6)?,
            case: row.text(7)?,
        })
    };
    Ok((plan(&row)?, rows.iter().map(measure).collect::<Result<_, _>>()?))
}

/// A plan for the owner of one of its measures.
///
/// # Errors
/// [`Fault::NotFound`] for anybody else.
pub fn find_for_owner(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(Plan, Vec<Measure>), Fault> {
    let scope = Scope::county("a plan is read by the owners of its measures too; that is checked next");
    let (plan, measures) = find(tx, &scope, id)?;
    match &actor.person {
        Some(person) if measures.iter().any(|one| one.owner == *person) => Ok((plan, measures)),
        _ => Err(Fault::NotFound),
    }
}

/// Whether the review of a plan waits for somebody.
///
/// # Errors
/// If it cannot be read.
pub fn waits_for(tx: &mut Tx<'_>, actor: &Actor, plan: &Plan) -> Result<bool, DbError> {
    Ok(case::open_step_of(tx, &plan.case)?.is_some_and(|step| step.waits_for(actor)))
}

/// People who may answer for a measure in a unit: those who serve in it or beneath.
///
/// # Errors
/// If they cannot be read.
pub fn people(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<Vec<(String, String)>, DbError> {
    let rows = tx.rows(&actor.scope(Area::Learning), studies::PEOPLE_OF, params![unit])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

fn checked(tx: &Tx<'_>, new: &NewPlan, people: &[(String, String)]) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    let today = tx.today();
    if new.measures.is_empty() {
        wrong.push(
            Refusal::new("至少写一条措施、责任人和时限。", "At least one measure with its owner and date.")
                .at("words_0"),
        );
    }
    for (place, (words, owner, due)) in new.measures.iter().enumerate() {
        if words.trim().is_empty() || words.chars().count() > 500 {
            wrong.push(
                Refusal::new(
                    "措施要写明做什么，500 字以内。",
                    "Say what is done, in at most 500 characters.",
                )
                .at(format!("words_{place}")),
            );
        }
        if !people.iter().any(|(id, _)| id == owner) {
            wrong.push(
                Refusal::new("请选一名本单位的责任人。", "Choose somebody of the unit.")
                    .at(format!("owner_{place}")),
            );
        }
        if *due < today || *due > shifted(today, 400) {
            wrong.push(
                Refusal::new(
                    "时限不能早于今天，也不能超过 400 天。",
                    "The date cannot be past, nor more than 400 days off.",
                )
                .at(format!("due_{place}")),
            );
        }
    }
    if new.review_on <= today || new.review_on > shifted(today, 500) {
        wrong.push(
            Refusal::new(
                "回看日期要在今天以后、500 天以内。",
                "The review lies after today and within 500 days.",
            )
            .at("review_on"),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Makes a plan; its measures become to-dos of their owners, its review one of the unit head.
///
/// # Errors
/// Refusals by field; [`Fault::NotFound`] where report or unit are out of reach.
pub fn make(tx: &mut Tx<'_>, actor: &Actor, new: &NewPlan) -> Result<String, Fault> {
    if !answers_for_units(actor) {
        return Err(Fault::NotFound);
    }
    let (_, report) = report::report(tx, actor, &new.of)?;
    let (place, about) = construct(&new.construct).ok_or(Fault::NotFound)?;
    let row = tx.row(&actor.scope(Area::Learning), crate::store::count::UNIT_IN_SCOPE, params![&new.unit])?;
    let unit_name = row.ok_or(Fault::NotFound)?.text(0)?;
    let people = people(tx, actor, &new.unit)?;
    let meeting = wanted(
        &new.meeting,
        "meeting",
        "请记下和谁商量的、商量了什么：改进要同有关同志一起定。",
        "Note who met and what was said: improvements are agreed with those concerned.",
    );
    let checks = checked(tx, new, &people);
    let meeting = match (meeting, checks) {
        (Ok(meeting), Ok(())) => meeting,
        (meeting, checks) => {
            let all = meeting.err().into_iter().chain(checks.err().into_iter().flatten()).collect();
            return Err(Fault::Refused(all));
        }
    };
    let line = report.now().and_then(|wave| wave.lines[place].as_ref());
    let (id, now) = (tx.id(), tx.now());
    let title = format!("{}：{}", unit_name, about.name.zh);
    let head = Assigned::role(Role::Head, Some(&new.unit)).by(new.review_on, false);
    let words = Text::new(title.as_str(), format!("{unit_name}: {}", about.name.en));
    let link = format!("/diagnosis/plans/{id}");
    let case = case::open(tx, &PLAN, &of(&id, &new.unit, None, words, &link), &head)?;
    let (kind, key) = written(&new.of);
    let rows = line.map_or(0, |line| i64::try_from(line.n).unwrap_or(0));
    tx.execute(
        sql::ADD,
        params![
            &id,
            kind,
            &key,
            &new.unit,
            &new.construct,
            &title,
            &meeting,
            line.map(|line| line.mean),
            rows,
            new.review_on,
            &case,
            now,
            line.map(|line| line.sd)
        ],
    )?;
    add_measures(tx, (&id, &link), new, &people)?;
    let facts =
        json!({ "construct": new.construct, "measures": new.measures.len(), "review_on": new.review_on });
    record(tx, actor, (&id, &new.unit), "diagnosis.plan-made", facts)?;
    Ok(id)
}

fn add_measures(
    tx: &mut Tx<'_>,
    (id, link): (&str, &str),
    new: &NewPlan,
    people: &[(String, String)],
) -> Result<(), Fault> {
    for (sort, (words, owner, due)) in (0_i64..).zip(&new.measures) {
        let name =
            people.iter().find(|(id, _)| id == owner).map(|(_, name)| name.clone()).unwrap_or_default();
        let step = tx.id();
        let about = of(&step, &new.unit, Some(owner), Text::new(words.as_str(), words.as_str()), link);
        let case = case::open(tx, &MEASURE, &about, &Assigned::person(owner).by(*due, false))?;
        tx.execute(sql::ADD_STEP, params![&step, id, sort, words.trim(), owner, &name, *due, &case])?;
    }
    Ok(())
}

fn of<'a>(id: &'a str, unit: &'a str, person: Option<&'a str>, title: Text, link: &'a str) -> About<'a> {
    About { subject: ("diagnosis-plan", id), unit: Some(unit), person, title, link }
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (plan, unit): (&str, &str),
    kind: &str,
    facts: serde_json::Value,
) -> Result<(), DbError> {
    let subject = ("diagnosis-plan", plan);
    let act = Act { kind, subject, unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act).map(drop)
}

/// Says what was done of a measure, by its owner.
///
/// # Errors
/// A refusal without words, or where it is done; [`Fault::NotFound`] if it is not theirs.
pub fn carry_out(tx: &mut Tx<'_>, actor: &Actor, measure: &str, note: &str) -> Result<String, Fault> {
    let person = actor.person.clone().ok_or(Fault::NotFound)?;
    let row = tx.row(&Scope::own(&person), sql::STEP_OF, params![measure])?.ok_or(Fault::NotFound)?;
    let (plan, case, unit) = (row.text(1)?, row.text(5)?, row.text(6)?);
    let note = wanted(note, "note", "请写明办了什么、结果怎样。", "Say what was done and what came of it.")?;
    case::advance(tx, &MEASURE, &case, ("carry-out", "done"), actor, &note, None)?;
    let today = tx.today();
    tx.execute(sql::DONE, params![measure, today, &note])?;
    record(tx, actor, (&plan, &unit), "diagnosis.measure-done", json!({ "measure": measure }))?;
    Ok(plan)
}

/// Concludes a plan: what the next diagnosis shows and what follows.
///
/// # Errors
/// A refusal without words, or where the step is not theirs.
pub fn review(tx: &mut Tx<'_>, actor: &Actor, id: &str, finding: &str) -> Result<(), Fault> {
    let (plan, _) = find(tx, &actor.scope(Area::Learning), id)?;
    let finding =
        wanted(finding, "finding", "请写明变没变、接下来怎么办。", "Say whether it moved and what follows.")?;
    case::advance(tx, &PLAN, &plan.case, ("review", "reviewed"), actor, &finding, None)?;
    tx.execute(sql::REVIEWED, params![id, &finding])?;
    record(tx, actor, (id, &plan.unit), "diagnosis.plan-reviewed", json!({}))?;
    Ok(())
}
