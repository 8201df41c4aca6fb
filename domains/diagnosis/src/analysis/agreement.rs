//! Whether people of one unit see it alike, and how much units differ. Not here: what a unit is (`report`).

use psychometrics::classical::Sample;
use psychometrics::nested::agreement::joined;
use psychometrics::nested::anova::one_way_of_groups;
use psychometrics::nested::nulls::Null;

use super::LEVEL;
use crate::counts::{Counts, Layout, PARTS, Sums, digits, score};

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
    let scores: Vec<Sample> = units.iter().map(|counts| scores(counts, scale, size)).collect();
    let found = one_way_of_groups("scores", &scores, LEVEL).ok()?;
    // A question nobody was asked tells nothing of agreement.
    let is_asked = |item: &usize| {
        let mut given = units.iter().flat_map(|counts| counts.patterns[scale].iter());
        given.any(|(pattern, _)| digits(pattern, size).nth(*item).is_some_and(|digit| digit > 0))
    };
    let asked: Vec<usize> = (0..size).filter(is_asked).collect();
    let null = Null::Uniform.variance(5).ok()?;
    let mut of_units: Vec<f64> =
        units.iter().filter_map(|counts| rwg_j(counts, (scale, size), &asked, null)).collect();
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

fn scores(counts: &Counts, scale: usize, size: usize) -> Sample {
    let mut sums = Sums::default();
    for (pattern, count) in counts.patterns[scale].iter() {
        if let Some(known) = score(pattern, size) {
            sums.add(known, i64::try_from(count).unwrap_or(0));
        }
    }
    sums.sample()
}

/// rwg(j) of one unit, of those who answered every question asked (James, Demaree & Wolf 1984).
fn rwg_j(counts: &Counts, (scale, size): (usize, usize), asked: &[usize], null: f64) -> Option<f64> {
    let mut items = vec![Sums::default(); size];
    for (pattern, count) in counts.patterns[scale].iter() {
        let given: Vec<i64> = digits(pattern, size).map(i64::from).collect();
        if asked.iter().all(|item| given[*item] > 0) {
            let times = i64::try_from(count).unwrap_or(0);
            asked.iter().for_each(|item| items[*item].add(given[*item] * PARTS, times));
        }
    }
    if asked.first().is_none_or(|item| items[*item].n < 2) {
        return None;
    }
    let variance =
        asked.iter().map(|item| items[*item].sample().sd.powi(2)).sum::<f64>() / asked.len() as f64;
    Some(joined(asked.len() as f64, variance / null))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use psychometrics::nested::agreement::rwg_j as rwg_j_of_rows;
    use psychometrics::nested::anova::one_way;
    use psychometrics::nested::groups::Groups;

    use super::*;
    use crate::bank::own;
    use crate::counts::tests::{any_answers, count};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn agreement_from_counts_is_that_of_the_rows(
            rows in proptest::collection::vec((any_answers(), 0usize..3), 12..40),
        ) {
            let layout = Layout::of(own());
            let of = |unit: usize| -> Vec<_> {
                rows.iter().filter(|row| row.1 == unit).map(|row| (row.0.clone(), None)).collect()
            };
            let units: Vec<Counts> = (0..3).map(|unit| count(&of(unit))).collect();
            let patterns: Vec<(u32, usize)> =
                rows.iter().map(|row| (layout.patterns(&row.0)[0], row.1)).filter(|row| score(row.0, 3).is_some()).collect();
            let codes: Vec<f64> = patterns.iter().map(|row| row.1 as f64).collect();
            let groups = Groups::from_numbers(&codes);
            let values: Vec<f64> = patterns.iter().filter_map(|row| score(row.0, 3)).map(|score| score as f64 / PARTS as f64).collect();
            let found = groups.as_ref().ok().and_then(|groups| one_way("s", &values, groups, LEVEL).ok());
            let counted = agreement(&units, &layout, 0);
            if let (Some(found), Some(counted), Ok(groups)) = (found, counted, &groups) {
                prop_assert!((found.icc1 - counted.icc1).abs() < 1e-9, "{} {}", found.icc1, counted.icc1);
                let column = |item: usize| -> Vec<f64> {
                    let given = |row: &(u32, usize)| digits(row.0, 3).nth(item).filter(|digit| *digit > 0);
                    patterns.iter().map(|row| given(row).map_or(f64::NAN, f64::from)).collect()
                };
                let columns: Vec<Vec<f64>> = (0..3).map(column).collect();
                let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                let of_rows: Vec<f64> = rwg_j_of_rows(&slices, &groups.sorted(), 2.0).into_iter().flatten().collect();
                prop_assert_eq!(counted.units, of_rows.len());
                let agree = of_rows.iter().filter(|one| **one >= 0.7).count();
                prop_assert_eq!(counted.agree, agree);
            }
        }
    }
}
