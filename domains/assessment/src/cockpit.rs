//! The organiser's view of a year: where it stands by organ and step, places for 优秀, what is overdue by office. Counts
//! of offices only: nothing here orders people. Not here: drawing it (pages).

use std::collections::BTreeMap;

use kernel::case::{self, Standing};
use kernel::{Fault, Scope, Tx, params};
use law::rules::Grade;
use law::{Rulebook, Text};

use crate::appraisal::{State, grade_from, unit_name};
use crate::quota::{self, Places};
use crate::store::{appraisal as sql, routine as routine_sql};

/// Where one organ stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Organ {
    /// Id of the unit.
    pub id: String,
    /// Name.
    pub name: String,
    /// How many appraisals stand at each step, in the order of [`State::ALL`].
    pub states: Vec<u64>,
    /// Places by kind of personnel; the error of the rule where it has no result.
    pub places: Vec<(String, Result<Places, Text>)>,
}

impl Organ {
    /// How many are assessed.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.states.iter().sum()
    }

    /// How many are done.
    #[must_use]
    pub fn done(&self) -> u64 {
        let closed = State::ALL.iter().position(|state| *state == State::Closed);
        closed.and_then(|place| self.states.get(place)).copied().unwrap_or(0)
    }
}

/// Overdue and open steps of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Name of the unit.
    pub unit: String,
    /// The procedure.
    pub procedure: String,
    /// The step.
    pub step: String,
    /// Open.
    pub open: i64,
    /// Overdue.
    pub overdue: i64,
}

/// The whole view.
#[derive(Debug, Clone, PartialEq)]
pub struct Cockpit {
    /// The organs.
    pub organs: Vec<Organ>,
    /// Grades in force over all of them: 优秀、称职、基本称职、不称职, then years without a grade.
    pub grades: [u64; 5],
    /// Steps of this room that are open, by office, the overdue first.
    pub waiting: Vec<Waiting>,
    /// Quarters: number, handed in or done, all.
    pub quarters: Vec<(i64, u64, u64)>,
}

/// Reads the view of a cycle, as far as the scope reaches.
///
/// # Errors
/// If it cannot be read.
pub fn read(tx: &mut Tx<'_>, scope: &Scope, book: &Rulebook, cycle: &str) -> Result<Cockpit, Fault> {
    Ok(Cockpit {
        organs: organs(tx, scope, book, cycle)?,
        grades: grades(tx, scope, cycle)?,
        waiting: waiting(tx, scope)?,
        quarters: quarters(tx, scope, cycle)?,
    })
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn organs(tx: &mut Tx<'_>, scope: &Scope, book: &Rulebook, cycle: &str) -> Result<Vec<Organ>, Fault> {
    let mut found: Vec<Organ> = Vec::new();
    for row in tx.rows(scope, sql::PROGRESS, params![cycle])? {
        let (id, state) = (row.text(0)?, row.text(2)?);
        if found.last().is_none_or(|organ| organ.id != id) {
            found.push(Organ {
                id,
                name: row.text(1)?,
                states: vec![0; State::ALL.len()],
                places: Vec::new(),
            });
        }
        let place = State::ALL.iter().position(|one| one.code() == state);
        if let (Some(organ), Some(place)) = (found.last_mut(), place)
            && let Some(slot) = organ.states.get_mut(place)
        {
            *slot = count(row.int(3)?);
        }
    }
    for of in quota::organs(tx, scope, cycle)? {
        let places = match quota::places(tx, book, cycle, &of.id, &of.kind) {
            Ok(places) => Ok(places),
            Err(Fault::Refused(refusals)) => {
                let none = Text::new("名额尚不能计算", "places cannot be counted yet");
                Err(refusals.first().map_or(none, |one| one.text.clone()))
            }
            Err(other) => return Err(other),
        };
        if let Some(organ) = found.iter_mut().find(|organ| organ.id == of.id) {
            organ.places.push((of.kind, places));
        }
    }
    Ok(found)
}

/// Grades in force in a cycle: 优秀、称职、基本称职、不称职, then years without a grade.
fn grades(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<[u64; 5], Fault> {
    let mut counts = [0; 5];
    for row in tx.rows(scope, sql::GRADES, params![cycle])? {
        let grade = row.get::<Option<String>>(1)?.and_then(|code| grade_from(&code));
        let place = match grade {
            Some(Grade::Excellent) => 0,
            Some(Grade::Competent) => 1,
            Some(Grade::BasicallyCompetent) => 2,
            Some(Grade::Incompetent) => 3,
            Some(Grade::NoGrade) | None => 4,
        };
        counts[place] += count(row.int(2)?);
    }
    Ok(counts)
}

fn waiting(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Waiting>, Fault> {
    let today = tx.today();
    let here: Vec<&str> = crate::procedures().iter().map(|procedure| procedure.id).collect();
    let all = case::standing(tx, scope, today)?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for Standing { procedure, step, unit, open, overdue } in all {
        if !here.contains(&procedure.as_str()) {
            continue;
        }
        let unit = match unit {
            Some(id) => match names.get(&id) {
                Some(name) => name.clone(),
                None => {
                    let name = unit_name(tx, &id)?;
                    names.insert(id, name.clone());
                    name
                }
            },
            None => String::new(),
        };
        found.push(Waiting { unit, procedure, step, open, overdue });
    }
    found.sort_by(|a, b| b.overdue.cmp(&a.overdue).then(b.open.cmp(&a.open)).then(a.unit.cmp(&b.unit)));
    Ok(found)
}

fn quarters(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<(i64, u64, u64)>, Fault> {
    let mut found: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
    for row in tx.rows(scope, routine_sql::PROGRESS, params![cycle])? {
        let (quarter, state, people) = (row.int(0)?, row.text(1)?, count(row.int(2)?));
        let (done, all) = found.entry(quarter).or_default();
        *all += people;
        if state == "closed" {
            *done += people;
        }
    }
    Ok(found.into_iter().map(|(quarter, (done, all))| (quarter, done, all)).collect())
}
