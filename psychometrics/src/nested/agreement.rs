//! Agreement within each group: rwg and rwg(j) (James, Demaree & Wolf 1984), r*wg(j) (Lindell, Brandt & Whitney 1999),
//! AD around mean and median (Burke, Finkelstein & Dusig 1999), awg (Brown & Hauenstein 2005).
//! Not here: whether that is more than chance (see `pseudo`), reliability of group means (see `anova`).

use super::groups::{Groups, Sorted};
use super::nulls::Null;
use super::spread::Spread;
use super::within::{Moments, Room, sums_about, variance};
use crate::{Error, Result};

/// A scale: its items as columns (NaN = missing) and its answer options from `low` to `high`, one apart.
#[derive(Debug, Clone)]
pub struct Scale<'a> {
    /// Name of the scale.
    pub name: &'a str,
    /// Names of its items.
    pub item_names: &'a [String],
    /// The items, one column each.
    pub items: &'a [&'a [f64]],
    /// The lowest answer option.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// Agreement in one group. An index is missing where the group has fewer than two complete rows, or where it is not
/// defined (awg near the ends of the scale).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OfGroup {
    /// The group.
    pub group: String,
    /// Its complete rows.
    pub size: usize,
    /// Mean of the item variances (n - 1).
    pub mean_variance: Option<f64>,
    /// rwg(j) = J (1 - v/s) / (J (1 - v/s) + v/s), v the mean variance, s the null's; zero where v is above s.
    pub rwg_j: Option<f64>,
    /// r*wg(j) = 1 - v/s, not cut at zero.
    pub rwg_j_lindell: Option<f64>,
    /// rwg of the scale mean, 1 - (variance of the means)/s, zero where negative.
    pub rwg_scale_mean: Option<f64>,
    /// Mean over items of the mean distance from the item's mean.
    pub ad_mean: Option<f64>,
    /// Mean over items of the mean distance from the item's median.
    pub ad_median: Option<f64>,
    /// Mean over items of awg.
    pub awg: Option<f64>,
    /// rwg of each item, 1 - v/s, zero where negative.
    pub item_rwg: Vec<Option<f64>>,
    /// AD around the mean of each item.
    pub item_ad_mean: Vec<Option<f64>>,
    /// AD around the median of each item.
    pub item_ad_median: Vec<Option<f64>>,
    /// awg of each item.
    pub item_awg: Vec<Option<f64>>,
}

/// Agreement on one item over the groups.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OfItem {
    /// The item.
    pub item: String,
    /// rwg.
    pub rwg: Spread,
    /// AD around the mean.
    pub ad_mean: Spread,
    /// AD around the median.
    pub ad_median: Spread,
    /// awg.
    pub awg: Spread,
}

/// Agreement on a scale in all groups.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Agreement {
    /// The scale.
    pub scale: String,
    /// How many items it has.
    pub item_count: usize,
    /// How many answer options.
    pub options: usize,
    /// The null variance s.
    pub null_variance: f64,
    /// Complete rows with a group.
    pub rows: usize,
    /// Rows with a group left out because an item is missing.
    pub rows_left_out: usize,
    /// AD below this is read as agreement: options / 6 (Burke & Dunlap 2002).
    pub ad_limit: f64,
    /// Each group.
    pub groups: Vec<OfGroup>,
    /// Each item over the groups.
    pub items: Vec<OfItem>,
    /// rwg(j) over the groups.
    pub rwg_j: Spread,
    /// r*wg(j).
    pub rwg_j_lindell: Spread,
    /// rwg of the scale mean.
    pub rwg_scale_mean: Spread,
    /// AD around the mean.
    pub ad_mean: Spread,
    /// AD around the median.
    pub ad_median: Spread,
    /// awg.
    pub awg: Spread,
}

/// All indices of agreement for `scale` in each of `groups`, against the null `null`.
///
/// ```
/// use psychometrics::nested::{agreement::{agreement, Scale}, groups::Groups, nulls::Null};
/// let groups = Groups::from_numbers(&[1.0, 1.0, 1.0, 2.0, 2.0]).unwrap();
/// let (a, b) = ([4.0, 4.0, 5.0, 1.0, 5.0], [4.0, 5.0, 5.0, 2.0, 4.0]);
/// let names = ["a".to_string(), "b".to_string()];
/// let scale = Scale { name: "s", item_names: &names, items: &[&a, &b], low: 1.0, high: 5.0 };
/// let found = agreement(&scale, &groups, &Null::Uniform).unwrap();
/// assert!((found.groups[0].rwg_j.unwrap() - 10.0 / 11.0).abs() < 1e-12);
/// assert_eq!(found.groups[1].rwg_j, Some(0.0)); // less agreement than chance
/// ```
///
/// # Errors
/// [`Error::TooFew`] without items or without a group of two complete rows; [`Error::Argument`] for lengths that
/// differ, options that are no range, or a null not known for them.
pub fn agreement(scale: &Scale<'_>, groups: &Groups, null: &Null) -> Result<Agreement> {
    let options = check(scale, groups)?;
    let variance = null.variance(options)?;
    let sorted = groups.sorted();
    let mut room = Room::default();
    let of_groups: Vec<OfGroup> = (0..sorted.count())
        .map(|group| {
            room.fill(scale.items, &sorted, group);
            of_group(scale, variance, groups.labels()[group].clone(), &mut room)
        })
        .collect();
    if of_groups.iter().all(|group| group.size < 2) {
        let found = of_groups.iter().map(|group| group.size).max().unwrap_or(0);
        let what = format!("complete rows of \"{}\" in the largest group", scale.name);
        return Err(Error::TooFew { what, needed: 2, found });
    }
    let rows = of_groups.iter().map(|group| group.size).sum();
    let over = |index: fn(&OfGroup) -> Option<f64>| Spread::of(of_groups.iter().map(index));
    Ok(Agreement {
        scale: scale.name.to_owned(),
        item_count: scale.items.len(),
        options,
        null_variance: variance,
        rows,
        rows_left_out: (0..sorted.count()).map(|group| sorted.size(group)).sum::<usize>() - rows,
        ad_limit: options as f64 / 6.0,
        items: of_items(scale, &of_groups),
        rwg_j: over(|group| group.rwg_j),
        rwg_j_lindell: over(|group| group.rwg_j_lindell),
        rwg_scale_mean: over(|group| group.rwg_scale_mean),
        ad_mean: over(|group| group.ad_mean),
        ad_median: over(|group| group.ad_median),
        awg: over(|group| group.awg),
        groups: of_groups,
    })
}

/// rwg(j) alone, one of each group, none below two complete rows: one pass over the values, nothing else.
#[must_use]
pub fn rwg_j(items: &[&[f64]], sorted: &Sorted, null_variance: f64) -> Vec<Option<f64>> {
    let mut room = Vec::new();
    let mut spare = Room::default();
    let of_group = |group| {
        if sorted.size(group) < 2 {
            return None;
        }
        let n = sorted.size(group) as f64;
        let mut total = 0.0;
        for item in items {
            let values = sorted.values(group, item, &mut room);
            let (sum, squares) = sums_about(values, values[0]);
            total += (squares - sum * sum / n) / (n - 1.0);
        }
        if !total.is_finite() {
            spare.fill(items, sorted, group);
            if spare.rows < 2 {
                return None;
            }
            total = (0..items.len()).map(|item| variance(spare.item(item)).1).sum();
        }
        Some(joined(items.len() as f64, total / items.len() as f64 / null_variance))
    };
    (0..sorted.count()).map(of_group).collect()
}

/// rwg(j) from the number of items and the ratio of the mean variance to the null's.
#[must_use]
pub fn joined(items: f64, ratio: f64) -> f64 {
    if ratio >= 1.0 { 0.0 } else { items * (1.0 - ratio) / (items * (1.0 - ratio) + ratio) }
}

fn of_group(scale: &Scale<'_>, null: f64, group: String, room: &mut Room) -> OfGroup {
    let (count, size) = (scale.items.len(), room.rows);
    if size < 2 {
        let none = vec![None; count];
        return OfGroup {
            group,
            size,
            mean_variance: None,
            rwg_j: None,
            rwg_j_lindell: None,
            rwg_scale_mean: None,
            ad_mean: None,
            ad_median: None,
            awg: None,
            item_rwg: none.clone(),
            item_ad_mean: none.clone(),
            item_ad_median: none.clone(),
            item_awg: none,
        };
    }
    let items: Vec<Moments> = (0..count).map(|item| room.moments(item, scale.low)).collect();
    let mean = |of: fn(&Moments) -> f64| items.iter().map(of).sum::<f64>() / count as f64;
    let ratio = mean(|item| item.variance) / null;
    let awg: Vec<Option<f64>> = items.iter().map(|item| awg(scale, size as f64, item)).collect();
    let known: Vec<f64> = awg.iter().flatten().copied().collect();
    OfGroup {
        group,
        size,
        mean_variance: Some(ratio * null),
        rwg_j: Some(joined(count as f64, ratio)),
        rwg_j_lindell: Some(1.0 - ratio),
        rwg_scale_mean: Some((1.0 - room.variance_of_means(count) / null).max(0.0)),
        ad_mean: Some(mean(|item| item.ad_mean)),
        ad_median: Some(mean(|item| item.ad_median)),
        awg: (known.len() == count).then(|| known.iter().sum::<f64>() / count as f64),
        item_rwg: items.iter().map(|item| Some((1.0 - item.variance / null).max(0.0))).collect(),
        item_ad_mean: items.iter().map(|item| Some(item.ad_mean)).collect(),
        item_ad_median: items.iter().map(|item| Some(item.ad_median)).collect(),
        item_awg: awg,
    }
}

/// awg = 1 - 2 v / (((H + L) m - m² - H L) k / (k - 1)); only for means that leave room for the largest variance,
/// (L (k - 1) + H) / k to (H (k - 1) + L) / k, or where all agree.
fn awg(scale: &Scale<'_>, k: f64, item: &Moments) -> Option<f64> {
    let (low, high, mean) = (scale.low, scale.high, item.mean);
    if item.variance <= 0.0 {
        return Some(1.0);
    }
    let slack = 1e-12 * (high - low);
    let inside = mean >= (low * (k - 1.0) + high) / k - slack && mean <= (high * (k - 1.0) + low) / k + slack;
    inside.then(|| 1.0 - 2.0 * item.variance / ((high - mean) * (mean - low) * k / (k - 1.0)))
}

fn of_items(scale: &Scale<'_>, groups: &[OfGroup]) -> Vec<OfItem> {
    let over = |index: fn(&OfGroup) -> &Vec<Option<f64>>, item: usize| {
        Spread::of(groups.iter().map(move |group| index(group)[item]))
    };
    let of_item = |(at, item): (usize, &String)| OfItem {
        item: item.clone(),
        rwg: over(|group| &group.item_rwg, at),
        ad_mean: over(|group| &group.item_ad_mean, at),
        ad_median: over(|group| &group.item_ad_median, at),
        awg: over(|group| &group.item_awg, at),
    };
    scale.item_names.iter().enumerate().map(of_item).collect()
}

fn check(scale: &Scale<'_>, groups: &Groups) -> Result<usize> {
    let refuse = |why: String| Err(Error::Argument { what: format!("scale \"{}\"", scale.name), why });
    if scale.items.is_empty() {
        return Err(Error::TooFew { what: format!("items of \"{}\"", scale.name), needed: 1, found: 0 });
    }
    if scale.item_names.len() != scale.items.len() {
        return refuse(format!("{} names for {} items", scale.item_names.len(), scale.items.len()));
    }
    if let Some(item) = scale.items.iter().position(|item| item.len() != groups.codes().len()) {
        let name = &scale.item_names[item];
        return refuse(format!("\"{name}\" and the groups differ in their number of rows"));
    }
    let options = scale.high - scale.low + 1.0;
    if !(options >= 2.0 && options.fract() == 0.0 && options < 1e6) {
        return refuse(format!("options from {} to {} are no range of whole steps", scale.low, scale.high));
    }
    for (item, name) in scale.items.iter().zip(scale.item_names) {
        let outside = |value: &f64| value.is_finite() && !(*value >= scale.low && *value <= scale.high);
        if let Some(row) = item.iter().position(outside) {
            return Err(Error::Value {
                item: name.clone(),
                row: row + 1,
                value: item[row].to_string(),
                why: format!("is outside the options {} to {}", scale.low, scale.high),
            });
        }
    }
    Ok(options as usize)
}
