//! What is asked of a calibration: the model of each item, what groups share, how the trait is integrated.
//! Not here: estimation.

use serde::Serialize;

use super::curve::Form;
use super::layout::{Index, Layout, Population, Unit};
use super::quadrature::Quadrature;
use super::responses::{Responses, argument};
use crate::answers::Groups;
use crate::{Error, Result};

/// The model of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Two categories, one slope for all items, variance one.
    OneParameter,
    /// Two categories, slope one, variance of the trait free (Rasch 1960).
    Rasch,
    /// Two categories, a slope for each item (Birnbaum 1968).
    TwoParameter,
    /// Ordered categories by cumulative logistic curves (Samejima 1969).
    Graded,
    /// Ordered categories by adjacent ones, slope one, variance of the trait free (Masters 1982).
    PartialCredit,
    /// Ordered categories by adjacent ones, a slope for each item (Muraki 1992).
    GeneralisedPartialCredit,
}

/// How to calibrate.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The model of all items.
    pub family: Family,
    /// The model of each item, where they differ.
    pub families: Option<Vec<Family>>,
    /// How the trait is integrated.
    pub quadrature: Quadrature,
    /// Whether standard errors (the observed information) are computed.
    pub standard_errors: bool,
    /// The largest element of the gradient of the log-likelihood at which Newton stops.
    pub gradient: f64,
    /// The most EM steps.
    pub em_iterations: usize,
    /// The most Newton steps.
    pub newton_steps: usize,
    /// Points of the trait at which information is tabulated.
    pub grid: Vec<f64>,
}

impl Options {
    /// A family with everything else as usual: 61 points from -6 to 6, gradient below 1e-8, standard errors.
    #[must_use]
    pub fn of(family: Family) -> Self {
        Self {
            family,
            families: None,
            quadrature: Quadrature::default(),
            standard_errors: true,
            gradient: 1e-8,
            em_iterations: 2000,
            newton_steps: 50,
            grid: (-30..=30).map(|step| f64::from(step) / 5.0).collect(),
        }
    }

    /// The family of an item.
    pub(crate) fn family_of(&self, item: usize) -> Family {
        self.families.as_ref().map_or(self.family, |families| families[item])
    }
}

/// What an item does not share over groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Freed {
    /// Slopes of its own in each group.
    pub slope: bool,
    /// Intercepts of its own in each group.
    pub intercepts: bool,
}

/// What groups share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sharing {
    /// For each item; an item that shares all is an anchor.
    pub items: Vec<Freed>,
    /// Whether means of groups beyond the first are free.
    pub means: bool,
    /// Whether variances of groups beyond the first are free.
    pub variances: bool,
}

impl Sharing {
    /// All items equal over groups, means and variances of the later groups free.
    #[must_use]
    pub fn anchored(items: usize) -> Self {
        Self { items: vec![Freed::default(); items], means: true, variances: true }
    }

    /// Nothing shared: each group calibrated for itself, with mean 0 and variance 1.
    #[must_use]
    pub fn separate(items: usize) -> Self {
        Self { items: vec![Freed { slope: true, intercepts: true }; items], means: false, variances: false }
    }
}

/// Gives out places for parameters.
struct Places(usize);

impl Places {
    const fn next(&mut self) -> Index {
        self.0 += 1;
        Index::Free(self.0 - 1)
    }
}

/// Places for all parameters.
///
/// # Errors
/// [`Error::Argument`], [`Error::Constant`], [`Error::TooManyCategories`], [`Error::UnusedCategory`].
pub(crate) fn layout(
    responses: &Responses,
    groups: Option<&Groups>,
    sharing: &Sharing,
    options: &Options,
) -> Result<Layout> {
    check(responses, groups, sharing, options)?;
    let mut places = Places(0);
    let mut common = None;
    let number = groups.map_or(1, |groups| groups.labels.len());
    let mut units: Vec<Vec<Unit>> = vec![Vec::new(); number];
    let mut loose = false;
    for item in 0..responses.items() {
        let family = options.family_of(item);
        loose |= matches!(family, Family::Rasch | Family::PartialCredit);
        for group in 0..number {
            let freed = sharing.items[item];
            let first = units[0].get(item).map(|unit| unit.index.clone());
            let slope = match (family, &first) {
                (Family::Rasch | Family::PartialCredit, _) => Index::Fixed(1.0),
                (Family::OneParameter, _) => *common.get_or_insert_with(|| places.next()),
                (_, Some(first)) if !freed.slope => first[0],
                _ => places.next(),
            };
            let mut index = vec![slope];
            match &first {
                Some(first) if !freed.intercepts => index.extend_from_slice(&first[1..]),
                _ => index.extend((1..responses.values(item).len()).map(|_| places.next())),
            }
            let form = match family {
                Family::PartialCredit | Family::GeneralisedPartialCredit => Form::Credit,
                _ => Form::Graded,
            };
            units[group].push(Unit { form, index });
        }
    }
    let mut populations = Vec::with_capacity(number);
    for group in 0..number {
        let mean = if group > 0 && sharing.means { places.next() } else { Index::Fixed(0.0) };
        let variance =
            if loose || group > 0 && sharing.variances { places.next() } else { Index::Fixed(1.0) };
        populations.push(Population { mean, variance });
    }
    Ok(Layout { units, populations, free: places.0 })
}

fn check(responses: &Responses, groups: Option<&Groups>, sharing: &Sharing, options: &Options) -> Result<()> {
    let items = responses.items();
    if options.families.as_ref().is_some_and(|families| families.len() != items) {
        return Err(argument("families", format!("one for each of the {items} items is needed")));
    }
    if sharing.items.len() != items {
        return Err(argument("sharing", format!("one entry for each of the {items} items is needed")));
    }
    for item in 0..items {
        let (name, found) = (&responses.names()[item], responses.values(item).len());
        if found == 0 {
            return Err(Error::TooFew { what: format!("answers to item \"{name}\""), needed: 2, found });
        }
        if found == 1 {
            return Err(Error::Constant { item: name.clone() });
        }
        let two =
            matches!(options.family_of(item), Family::OneParameter | Family::Rasch | Family::TwoParameter);
        if two && found > 2 {
            return Err(Error::TooManyCategories { item: name.clone(), found, most: 2 });
        }
    }
    groups.map_or(Ok(()), |groups| check_groups(responses, groups, sharing))
}

/// Each group has rows, and every category of an item that a group has for itself is used there.
fn check_groups(responses: &Responses, groups: &Groups, sharing: &Sharing) -> Result<()> {
    if groups.of.len() != responses.rows() {
        return Err(argument("groups", format!("{} rows, not {}", groups.of.len(), responses.rows())));
    }
    if groups.of.iter().flatten().any(|&group| group >= groups.labels.len()) {
        return Err(argument("groups", "a row points to a group that has no name"));
    }
    for (group, name) in groups.labels.iter().enumerate() {
        let rows: Vec<usize> = (0..responses.rows()).filter(|&row| groups.of[row] == Some(group)).collect();
        if rows.len() < 2 {
            return Err(Error::TooFew {
                what: format!("rows of group \"{name}\""),
                needed: 2,
                found: rows.len(),
            });
        }
        for item in (0..responses.items()).filter(|&item| sharing.items[item].intercepts) {
            let values = responses.values(item);
            let unused =
                (0..values.len()).find(|&c| rows.iter().all(|&row| responses.answer(row, item) != Some(c)));
            if let Some(c) = unused {
                return Err(Error::UnusedCategory {
                    item: format!("{} (group {name})", responses.names()[item]),
                    category: values[c].to_string(),
                });
            }
        }
    }
    Ok(())
}
