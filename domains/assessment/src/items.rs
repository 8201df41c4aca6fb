//! The item table of an appraisal: what the letter asked, what came of it, the points by the item's method with
//! their working, and the points as the head adjusted them. Until the head proposes it is computed from what is
//! recorded; then it is kept as it was proposed on. Not here: scoring methods (duty).

use duty::evidence::{self, Standing};
use duty::letter;
use duty::measure::Measure;
use duty::scoring::{self, Actual, Asked, Scored};
use jiff::civil::Date;
use kernel::{DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::appraisal::Appraisal;
use crate::formula::Item;
use crate::store::appraisal as sql;

/// What came of an item, as stored and as forms take it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// An amount, or how many breaches.
    pub amount: Option<Decimal>,
    /// The day it was done.
    pub reached: Option<Date>,
    /// Ratings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Decimal>,
}

/// One line of the item table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Item of the letter.
    pub item: String,
    /// What was asked.
    pub title: String,
    /// Weight in hundredths.
    pub weight: i64,
    /// How it is measured.
    pub measure: Measure,
    /// Unit of the amount.
    pub unit: String,
    /// The goal.
    pub goal: Option<Decimal>,
    /// What came of it.
    pub came: Came,
    /// Points by the method.
    pub computed: Option<Decimal>,
    /// How they came about.
    pub working: Text,
    /// Points as the head adjusted them.
    pub adjusted: Option<Decimal>,
    /// Why.
    pub reason: String,
}

/// A correction by the head who verifies: of what came of an item, of its points, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// Item of the letter.
    pub item: String,
    /// What came of it, if other than recorded.
    pub came: Option<Came>,
    /// Points instead of the computed ones.
    pub points: Option<Decimal>,
    /// Why; asked for with either.
    pub reason: String,
}

struct Asks {
    line: Line,
    item: letter::Item,
}

/// What evidence says of an item. Ratings and breaches are not in evidence: breaches are none until somebody names
/// them, ratings are missing until the head enters them.
fn recorded(item: &letter::Item, standing: Option<&Standing>) -> Came {
    match standing.and_then(|standing| standing.actual(item)) {
        Some(Actual::Amount(amount)) => Came { amount, ..Came::default() },
        Some(Actual::Reached(reached)) => Came { reached, ..Came::default() },
        _ => Came::default(),
    }
}

fn actual(measure: Measure, came: &Came) -> Actual {
    match measure {
        Measure::Quantity => Actual::Amount(came.amount),
        Measure::Milestone => Actual::Reached(came.reached),
        Measure::Rating => Actual::Ratings(came.ratings.clone()),
        Measure::Standard => {
            let breaches = came.amount.unwrap_or_default().max(Decimal::ZERO);
            Actual::Breaches(u32::try_from(breaches.trunc()).unwrap_or(u32::MAX))
        }
    }
}

fn scored(ask: &mut Asks) {
    let item = &ask.item;
    let asked = Asked { baseline: item.baseline, goal: item.goal, unit: item.measure_unit.clone() };
    let Scored { points, working } =
        scoring::score(&item.method, &asked, &actual(item.measure, &ask.line.came));
    ask.line.computed = points;
    ask.line.working = working;
}

/// The letter that counts: the one in force when it is asked.
pub(crate) fn letter_of(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<Option<String>, DbError> {
    let scope = Scope::own(&appraisal.person);
    Ok(letter::in_force(tx, &scope, &appraisal.person, &appraisal.cycle)?.map(|letter| letter.id))
}

fn computed(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<Vec<Asks>, DbError> {
    // The appraisal was loaded in scope; its letter and the work recorded for it are about the same person.
    let scope = Scope::own(&appraisal.person);
    let Some(letter) = letter_of(tx, appraisal)? else { return Ok(Vec::new()) };
    let standings = evidence::standings_of_letter(tx, &scope, &letter)?;
    let items = letter::items(tx, &scope, &letter)?;
    let asks = items.into_iter().map(|item| {
        let line = Line {
            item: item.id.clone(),
            title: item.title.clone(),
            weight: item.weight,
            measure: item.measure,
            unit: item.measure_unit.clone(),
            goal: item.goal,
            came: recorded(&item, standings.get(&item.id)),
            computed: None,
            working: Text::new("", ""),
            adjusted: None,
            reason: String::new(),
        };
        let mut ask = Asks { line, item };
        scored(&mut ask);
        ask
    });
    Ok(asks.collect())
}

/// The item table of an appraisal loaded in scope: as kept, if it was proposed on, else as recorded now.
///
/// # Errors
/// If it cannot be read.
pub fn table(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<Vec<Line>, DbError> {
    let mut lines: Vec<Line> = computed(tx, appraisal)?.into_iter().map(|ask| ask.line).collect();
    let scope = Scope::own(&appraisal.person);
    for row in tx.rows(&scope, sql::ITEMS, params![&appraisal.id])? {
        let item = row.text(0)?;
        let Some(line) = lines.iter_mut().find(|line| line.item == item) else { continue };
        let points = |text: Option<String>| text.and_then(|text| text.parse().ok());
        line.came = serde_json::from_str(&row.text(3)?)
            .map_err(|error| DbError::Stored { what: "what came of an item", why: error.to_string() })?;
        line.computed = points(row.get(4)?);
        line.working = Text::new(row.text(5)?, row.text(6)?);
        line.adjusted = points(row.get(7)?);
        line.reason = row.text(8)?;
    }
    Ok(lines)
}

/// The items as the sums take them.
#[must_use]
pub fn for_sums(lines: &[Line]) -> Vec<Item> {
    lines
        .iter()
        .map(|line| Item { weight: line.weight, computed: line.computed, adjusted: line.adjusted })
        .collect()
}

/// Applies the head's corrections and keeps the table as it is proposed on. Answers it.
///
/// # Errors
/// A refusal bound to the item's field if a correction has no reason or its points are out of bounds.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    appraisal: &Appraisal,
    corrections: &[Adjustment],
) -> Result<Vec<Line>, Fault> {
    let mut asks = computed(tx, appraisal)?;
    let mut wrong = Vec::new();
    for (place, ask) in asks.iter_mut().enumerate() {
        let Some(correction) = corrections.iter().find(|one| one.item == ask.line.item) else { continue };
        if let Some(refusal) = fault_of(ask, correction, place) {
            wrong.push(refusal);
            continue;
        }
        if let Some(came) = &correction.came {
            ask.line.came = came.clone();
            scored(ask);
        }
        ask.line.adjusted = correction.points;
        ask.line.reason = correction.reason.trim().to_owned();
    }
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    tx.execute(sql::CLEAR_ITEMS, params![&appraisal.id])?;
    let lines: Vec<Line> = asks.into_iter().map(|ask| ask.line).collect();
    for (place, line) in lines.iter().enumerate() {
        let came = crate::appraisal::stored("what came of an item", &line.came)?;
        let points = |points: Option<Decimal>| points.map(|points| points.to_string());
        let sort = i64::try_from(place).unwrap_or(i64::MAX);
        tx.execute(
            sql::ADD_ITEM,
            params![
                &appraisal.id,
                &line.item,
                &line.title,
                line.weight,
                came,
                points(line.computed),
                &line.working.zh,
                &line.working.en,
                points(line.adjusted),
                &line.reason,
                sort
            ],
        )?;
    }
    Ok(lines)
}

fn fault_of(ask: &Asks, correction: &Adjustment, place: usize) -> Option<Refusal> {
    let title = &ask.line.title;
    let changes = correction.points.is_some() || correction.came.is_some();
    if changes && correction.reason.trim().is_empty() {
        return Some(
            Refusal::new(
                format!("“{title}”作了调整，请写明理由。"),
                format!("“{title}” was adjusted; give the reason."),
            )
            .at(format!("reason_{place}")),
        );
    }
    let most = ask.item.method.most().max(Decimal::ONE_HUNDRED);
    let out = correction.points.is_some_and(|points| points < Decimal::ZERO || points > most);
    out.then(|| {
        Refusal::new(
            format!("“{title}”的分数应在 0 与 {most} 之间。"),
            format!("The points of “{title}” lie between 0 and {most}."),
        )
        .at(format!("points_{place}"))
    })
}
