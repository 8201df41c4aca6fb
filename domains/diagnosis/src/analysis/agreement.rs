//! Whether people of one unit see it alike, and how much units differ. Not here: what a unit is (`report`).

use psychometrics::nested::agreement::rwg_j;
use psychometrics::nested::anova::one_way;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::nulls::Null;

use super::LEVEL;
use crate::counts::{Counts, Layout, PARTS, digits, score};

/// Agreement on one construct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Units of at least two people.
    pub units: usize,
    /// Median of rwg(j) over the units, against answers spread evenly.
    pub rwg: f64,
    /// How many units reach .70.
    pub agree: usize,
    /// ICC(1), what of the spread lies between units, and its interval.
    pub icc1: f64,
    /// Its interval.
    pub icc1_interval: (f64, f64),
    /// ICC(2), how reliable the means of units are.
    pub icc2: f64,
}

/// Agreement on a construct within units; none with fewer than two units of two people.
#[must_use]
pub fn agreement(units: &[Counts], layout: &Layout, scale: usize) -> Option<Agreement> {
    let size = layout.sizes[scale];
    let mut items: Vec<Vec<f64>> = vec![Vec::new(); size];
    let (mut scores, mut codes) = (Vec::new(), Vec::new());
    for (unit, counts) in units.iter().enumerate() {
        for (pattern, count) in counts.patterns[scale].iter() {
            let Some(known) = score(pattern, size) else { continue };
            let times = usize::try_from(count).unwrap_or(0);
            for (column, digit) in items.iter_mut().zip(digits(pattern, size)) {
                let value = if digit == 0 { f64::NAN } else { f64::from(digit) };
                column.extend(std::iter::repeat_n(value, times));
            }
            scores.extend(std::iter::repeat_n(known as f64 / PARTS as f64, times));
            codes.extend(std::iter::repeat_n(u32::try_from(unit).unwrap_or(0), times));
        }
    }
    let labels = (0..units.len()).map(|unit| unit.to_string()).collect();
    let groups = Groups::from_codes(labels, codes).ok()?;
    let found = one_way("scores", &scores, &groups, LEVEL).ok()?;
    // A question nobody was asked tells nothing of agreement.
    let asked = items.iter().filter(|column| column.iter().any(|answer| !answer.is_nan()));
    let columns: Vec<&[f64]> = asked.map(Vec::as_slice).collect();
    let null = Null::Uniform.variance(5).ok()?;
    let mut of_units: Vec<f64> = rwg_j(&columns, &groups.sorted(), null).into_iter().flatten().collect();
    if of_units.len() < 2 || !found.icc1.is_finite() {
        return None;
    }
    of_units.sort_by(f64::total_cmp);
    let middle = of_units.len() / 2;
    let rwg = if of_units.len() % 2 == 1 {
        of_units[middle]
    } else {
        (of_units[middle - 1] + of_units[middle]) / 2.0
    };
    Some(Agreement {
        units: of_units.len(),
        rwg,
        agree: of_units.iter().filter(|one| **one >= 0.7).count(),
        icc1: found.icc1,
        icc1_interval: (found.icc1_lower, found.icc1_upper),
        icc2: found.icc2,
    })
}
