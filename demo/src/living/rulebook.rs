//! What the county confirms of the rulebook before the first year: clauses whose text was not at hand when it was written
//! and which the assessment of the year needs. The quarterly grades of AS-32 stay unconfirmed, so quarters have remarks
//! only.

use jiff::civil::Date;
use kernel::{Fault, Tx};
use law::rulebook::{CLAUSE_TEXT, Confirmation};
use rules::county::{self, Addition};

use super::course::{Course, Named, Phase, World, on};
use super::day;
use crate::DemoError;

const CONFIRMED: Named = ("rules", "核实规则库中的待核条款", "Confirming clauses of the rulebook", 1);
/// Clauses that a year's grades and the days of notices rest on.
const CLAUSES: [&str; 19] = [
    "AS-06", "AS-08", "AS-14", "AS-33", "STAND-01", "STAND-02", "STAND-03", "STAND-04", "PUB-01", "PUB-02",
    "PUB-03", "PUB-04", "LD-20", "NDOC-01", "NDOC-02", "NDOC-05", "NDOC-06", "AL-01", "AL-02",
];

/// Confirms them, and goes on with the rulebook as confirmed.
///
/// # Errors
/// What an operation refused.
pub fn confirm(course: &mut Course<'_>) -> Result<(), DemoError> {
    let year = course.invention().plan.year_closed;
    course.live(Phase::named(CONFIRMED), 1, on(day(year, 1, 10), 10), move |tx, world, _| {
        confirm_all(tx, world, day(year, 1, 10))
    })?;
    let book = course.read(|tx, _| Ok(web::house::rulebook_of(tx)))?;
    course.use_book(book.map_err(|error| DemoError::CountyRules(error.to_string()))?);
    Ok(())
}

fn confirm_all(tx: &mut Tx<'_>, world: &World, on: Date) -> Result<Vec<String>, Fault> {
    let organiser = world.organiser(tx)?;
    let mut left = Vec::new();
    for clause in CLAUSES {
        let Some((_, found)) = world.book.find(clause) else { continue };
        let parameters = found.parameters.iter().map(|parameter| parameter.name.as_str());
        for name in parameters.chain([CLAUSE_TEXT]) {
            let confirmation = Confirmation {
                clause: clause.to_owned(),
                name: name.to_owned(),
                by: organiser.name.clone(),
                document: "凤组函演〔2025〕1号".to_owned(),
                on,
            };
            left.push(county::add(tx, &organiser, &Addition::Confirmation(confirmation))?);
        }
    }
    Ok(left)
}
