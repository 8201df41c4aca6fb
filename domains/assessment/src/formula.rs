//! From item scores and marks to the five dimensions and the total. Pure, typed, without text: a county's year is
//! computed in one pass. Not here: scoring one item (duty), the words of the working (working), any grade —
//! a total is material for the people who decide and is never turned into a grade.

use duty::measure::Category;
use duty::scheme::{Dimension, Scheme, Source, WHOLE};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::tally::{Mean, Tally, two_places};
use crate::terms::{self, ANONYMOUS, DIMENSIONS, MARKED, SOURCES, Terms};

/// One item of the letter with its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Weight in hundredths; a letter's items sum to 10000.
    pub weight: i64,
    /// Points by the item's own method, 0 to 100 (a method may give more); `None` if nothing can be scored yet.
    pub computed: Option<Decimal>,
    /// Points as the head adjusted them, with a reason kept beside.
    pub adjusted: Option<Decimal>,
}

impl Item {
    /// The points that count.
    #[must_use]
    pub fn points(&self) -> Option<Decimal> {
        self.adjusted.or(self.computed)
    }
}

/// The marks of one person, by dimension in the order of [`MARKED`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The superior's, by name; they are not anonymous, so no group size applies.
    pub superior: [Option<Decimal>; 4],
    /// Anonymous answers, by source in the order of [`ANONYMOUS`].
    pub anonymous: [[Tally; 4]; 3],
}

impl Marks {
    /// What a source gives for a marked dimension (by its place in [`MARKED`]).
    #[must_use]
    pub fn mean(&self, source: Source, marked: usize, terms: &Terms) -> Mean {
        if source == Source::Superior {
            let given = self.superior.get(marked).copied().flatten();
            return given.map_or(Mean::Nobody, |points| Mean::Known {
                points: two_places(points),
                answers: 1,
                cut: 0,
            });
        }
        let place = ANONYMOUS.iter().position(|one| *one == source);
        let tally = place.and_then(|place| self.anonymous.get(place)).and_then(|row| row.get(marked));
        tally.map_or(Mean::Nobody, |tally| tally.mean(terms))
    }
}

/// Everything a person's year is computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Category of the post; decides the weights.
    pub category: Category,
    /// The items of the letter in force.
    pub items: Vec<Item>,
    /// How often each quarterly grade 好、较好、一般、较差 was given; all zero where quarters are not graded.
    pub quarters: [u32; 4],
    /// The marks.
    pub marks: Marks,
}

/// What the sums give. Each number has two decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The five dimensions in the order of [`DIMENSIONS`]; `None` where nothing feeds one.
    pub dimensions: [Option<Decimal>; 5],
    /// The total of the dimensions there are, by their weights; `None` if there is none.
    pub total: Option<Decimal>,
}

/// A weighted mean under way: what is there shares the whole weight, by dividing through the weights that entered.
#[derive(Debug, Clone, Copy, Default)]
struct Weighted {
    sum: Decimal,
    weight: u64,
}

impl Weighted {
    fn add(&mut self, weight: u64, points: Decimal) {
        self.sum += Decimal::from(weight) * points;
        self.weight += weight;
    }

    fn mean(self) -> Option<Decimal> {
        (self.weight > 0).then(|| two_places(self.sum / Decimal::from(self.weight)))
    }
}

/// The mean of the item scores by weight, before the limit of 100. Items without a score do not enter.
pub(crate) fn items_mean(items: &[Item]) -> Option<Decimal> {
    let mut mean = Weighted::default();
    for item in items {
        if let Some(points) = item.points() {
            mean.add(item.weight.unsigned_abs(), points);
        }
    }
    mean.mean()
}

/// The letter's part of 绩: the items' mean, at most 100, so that one dimension cannot lift the others.
pub(crate) fn letter(items: &[Item]) -> Option<Decimal> {
    items_mean(items).map(|mean| mean.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED))
}

/// The quarters' part of 绩; `None` where quarters are not graded.
pub(crate) fn quarters(counts: &[u32; 4]) -> Option<Decimal> {
    let mut mean = Weighted::default();
    for (answer, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        mean.add(u64::from(*count), Decimal::from(terms::points(answer)));
    }
    mean.mean()
}

fn results(sheet: &Sheet, terms: &Terms) -> Option<Decimal> {
    let mut mean = Weighted::default();
    if let Some(points) = letter(&sheet.items) {
        mean.add(WHOLE.unsigned_abs().saturating_sub(terms.routine), points);
    }
    if let Some(points) = quarters(&sheet.quarters) {
        mean.add(terms.routine, points);
    }
    mean.mean()
}

fn marked(marks: &Marks, place: usize, terms: &Terms) -> Option<Decimal> {
    let mut mean = Weighted::default();
    for (source, weight) in SOURCES.into_iter().zip(terms.sources).filter(|(_, weight)| *weight > 0) {
        if let Some(points) = marks.mean(source, place, terms).points() {
            mean.add(weight, points);
        }
    }
    mean.mean()
}

/// The place of a dimension in arrays of five.
#[must_use]
pub fn place_of(dimension: Dimension) -> usize {
    DIMENSIONS.iter().position(|one| *one == dimension).unwrap_or(0)
}

/// Computes one person's year.
#[must_use]
pub fn compute(sheet: &Sheet, terms: &Terms) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.dimensions[place_of(Dimension::Results)] = results(sheet, terms);
    for (place, dimension) in MARKED.into_iter().enumerate() {
        outcome.dimensions[place_of(dimension)] = marked(&sheet.marks, place, terms);
    }
    let mut total = Weighted::default();
    for (points, weight) in outcome.dimensions.iter().zip(terms.dimensions) {
        if let Some(points) = points {
            total.add(weight, *points);
        }
    }
    outcome.total = total.mean();
    outcome
}

/// Computes a whole county's year: no text is made and nothing is allocated per person or item.
#[must_use]
pub fn year_close(sheets: &[Sheet], scheme: &Scheme) -> Vec<Outcome> {
    let terms = Terms::all(scheme);
    let own = |category: Category| Category::ALL.iter().position(|one| *one == category);
    let of = |sheet: &Sheet| own(sheet.category).and_then(|place| terms.get(place));
    sheets
        .iter()
        .map(|sheet| of(sheet).map_or_else(Outcome::default, |terms| compute(sheet, terms)))
        .collect()
}
