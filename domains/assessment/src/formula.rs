//! From item scores and marks to the five dimensions and the total. Pure, typed, without text: a county's year is
//! computed in one pass. Not here: scoring one item (duty), the words of the working (working), any grade —
//! a total is material for the people who decide and is never turned into a grade.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::scheme::{ANONYMOUS, DIMENSIONS, Dimension, Emphasis, MARKED, SOURCES, Scheme, Source};
use crate::tally::{Mean, Tally, two_places};

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
    pub fn mean(&self, source: Source, marked: usize, scheme: &Scheme) -> Mean {
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
        tally.map_or(Mean::Nobody, |tally| tally.mean(scheme))
    }
}

/// Everything a person's year is computed from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Category of the post; decides the emphasis.
    pub category: String,
    /// The items of the letter in force.
    pub items: Vec<Item>,
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

/// A weighted mean under way: weights of what is there are made to sum to the whole by dividing through them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weighted {
    sum: Decimal,
    weight: u64,
}

impl Weighted {
    pub(crate) fn add(&mut self, weight: u64, points: Decimal) {
        self.sum += Decimal::from(weight) * points;
        self.weight += weight;
    }

    pub(crate) fn mean(self) -> Option<Decimal> {
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

/// 绩: the items' mean, at most 100, so that one dimension cannot lift the others.
fn results(items: &[Item]) -> Option<Decimal> {
    items_mean(items).map(|mean| mean.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED))
}

fn marked(marks: &Marks, place: usize, emphasis: &Emphasis, scheme: &Scheme) -> Option<Decimal> {
    let mut mean = Weighted::default();
    for (source, weight) in SOURCES.into_iter().zip(emphasis.sources) {
        if let Some(points) = marks.mean(source, place, scheme).points() {
            mean.add(u64::from(weight), points);
        }
    }
    mean.mean()
}

/// Computes one person's year with the emphasis of their category already found.
#[must_use]
pub fn compute_with(items: &[Item], marks: &Marks, emphasis: &Emphasis, scheme: &Scheme) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.dimensions[Dimension::Results.index()] = results(items);
    for (place, dimension) in MARKED.into_iter().enumerate() {
        outcome.dimensions[dimension.index()] = marked(marks, place, emphasis, scheme);
    }
    let mut total = Weighted::default();
    for dimension in DIMENSIONS {
        if let Some(points) = outcome.dimensions[dimension.index()] {
            total.add(u64::from(emphasis.dimensions[dimension.index()]), points);
        }
    }
    outcome.total = total.mean();
    outcome
}

/// Computes one person's year.
#[must_use]
pub fn compute(sheet: &Sheet, scheme: &Scheme) -> Outcome {
    compute_with(&sheet.items, &sheet.marks, &scheme.emphasis(&sheet.category), scheme)
}

/// Computes a whole county's year. No text is made and nothing is allocated per item; the emphasis of a category
/// is found once for neighbours of the same category.
#[must_use]
pub fn year_close(sheets: &[Sheet], scheme: &Scheme) -> Vec<Outcome> {
    let mut known: Option<(&str, Emphasis)> = None;
    let mut found = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let emphasis = match &known {
            Some((category, emphasis)) if *category == sheet.category => emphasis,
            _ => &known.insert((&sheet.category, scheme.emphasis(&sheet.category))).1,
        };
        found.push(compute_with(&sheet.items, &sheet.marks, emphasis, scheme));
    }
    found
}
