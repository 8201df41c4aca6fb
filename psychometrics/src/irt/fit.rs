//! Calibrating items: from answers to estimates with standard errors, fit and information.
//! Not here: scores of persons (see `scores`), fit of single items (see `item_fit`).

use nalgebra::DMatrix;
use serde::Serialize;

use super::curve::{Curve, Form};
use super::estimate::{self, Limits, Reached};
use super::expectation::Work;
use super::layout::{Index, Layout};
use super::plan::{self, Family, Options, Sharing};
use super::quadrature::Quadrature;
use super::reliability::{self, Information};
use super::responses::Responses;
use super::sample;
use super::start;
use super::stock::Stock;
use crate::answers::Groups;
use crate::{Error, Result};

/// Estimates of one item in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemEstimate {
    /// The item.
    pub name: String,
    /// Its model.
    pub family: Family,
    /// The form of its curves.
    pub form: Form,
    /// Values of its categories, rising; values nobody chose are no categories.
    pub values: Vec<f64>,
    /// How many in the group chose each category.
    pub counts: Vec<u64>,
    /// Slope.
    pub a: f64,
    /// Intercepts `d`.
    pub d: Vec<f64>,
    /// Locations: `-d_c / a`, for partial credit `-(d_c - d_{c-1}) / a`.
    pub b: Vec<f64>,
    /// Standard error of the slope; nothing where it is fixed or was not asked for.
    pub se_a: Option<f64>,
    /// Standard errors of the intercepts; empty where not asked for.
    pub se_d: Vec<f64>,
    /// Standard errors of the locations (delta method); empty where not asked for.
    pub se_b: Vec<f64>,
}

impl ItemEstimate {
    /// The item's curves.
    #[must_use]
    pub fn curve(&self) -> Curve {
        Curve { form: self.form, slope: self.a, intercepts: self.d.clone() }
    }
}

/// Estimates of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupEstimate {
    /// Name of the group; empty where there are no groups.
    pub name: String,
    /// Persons with at least one answer.
    pub n: usize,
    /// Mean of the trait.
    pub mean: f64,
    /// Variance of the trait.
    pub variance: f64,
    /// Standard error of the mean, where it is free.
    pub se_mean: Option<f64>,
    /// Standard error of the variance, where it is free.
    pub se_variance: Option<f64>,
    /// The items.
    pub items: Vec<ItemEstimate>,
    /// Item and test information on a grid.
    pub information: Information,
    /// Marginal reliability: the mean of `I / (I + 1 / variance)` over the trait's distribution.
    pub marginal_reliability: f64,
}

/// A calibration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// Rows of the data.
    pub n: usize,
    /// Rows without any answer (or without a group), which say nothing and are left out.
    pub empty_rows: usize,
    /// How the trait was integrated.
    pub quadrature: Quadrature,
    /// Marginal log-likelihood.
    pub log_likelihood: f64,
    /// Number of free parameters.
    pub parameters: usize,
    /// `-2 log L + 2 p`.
    pub aic: f64,
    /// `-2 log L + p log n`, where `n` counts the rows with an answer.
    pub bic: f64,
    /// Whether the gradient is nought but for rounding.
    pub converged: bool,
    /// What went wrong or what to look at.
    pub reason: Option<String>,
    /// Largest absolute element of the gradient of the log-likelihood in slopes and intercepts.
    pub max_abs_gradient: f64,
    /// EM steps over all rows.
    pub em_iterations: usize,
    /// Newton steps over all rows.
    pub newton_steps: usize,
    /// The log-likelihood after each step over all rows; it never falls.
    pub log_likelihood_path: Vec<f64>,
    /// Estimates by group.
    pub groups: Vec<GroupEstimate>,
    /// Names of the free parameters in the order of `covariance`.
    pub parameter_names: Vec<String>,
    /// Covariance matrix of the estimates (inverse of the observed information); empty where not asked for or not positive definite.
    pub covariance: Vec<Vec<f64>>,
}

impl Fit {
    /// The curves of the items in a group.
    #[must_use]
    pub fn curves(&self, group: usize) -> Vec<Curve> {
        self.groups
            .get(group)
            .map_or_else(Vec::new, |group| group.items.iter().map(ItemEstimate::curve).collect())
    }
}

/// Calibrates items on one group of persons whose trait has mean 0 (and variance 1 but for Rasch models).
///
/// ```
/// use psychometrics::irt::{fit, Family, Options, Responses};
/// let names: Vec<String> = ["first", "second", "third"].iter().map(|&name| name.to_owned()).collect();
/// // Sixteen persons, two-point items.
/// let columns = [
///     vec![0., 0., 0., 0., 0., 0., 1., 1., 1., 1., 1., 1., 1., 1., 0., 1.],
///     vec![0., 0., 0., 1., 0., 0., 0., 1., 0., 1., 1., 1., 1., 1., 1., 1.],
///     vec![0., 0., 1., 0., 0., 1., 1., 0., 0., 1., 1., 0., 1., 1., 0., 1.],
/// ];
/// let responses = Responses::from_columns(&names, &columns)?;
/// let rasch = fit(&responses, &Options::of(Family::Rasch))?;
/// assert!(rasch.converged && rasch.parameters == 4);
/// # Ok::<(), psychometrics::Error>(())
/// ```
///
/// # Errors
/// [`Error::Constant`] for an item with one category, [`Error::TooManyCategories`] for more than two where the model has
/// two, [`Error::TooFew`] rows or items, [`Error::Argument`].
pub fn fit(responses: &Responses, options: &Options) -> Result<Fit> {
    calibrate(responses, None, &Sharing::anchored(responses.items()), options, None)
}

/// Calibrates items on several groups at once (Bock and Zimowski 1997); the first group has mean 0 and variance 1.
///
/// # Errors
/// As [`fit`], and [`Error::UnusedCategory`] where a group has intercepts of its own and a category nobody in it chose.
pub fn fit_groups(
    responses: &Responses,
    groups: &Groups,
    sharing: &Sharing,
    options: &Options,
) -> Result<Fit> {
    calibrate(responses, Some(groups), sharing, options, None)
}

/// Calibrates, starting from another calibration's parameters where given (by group and item).
pub(crate) fn calibrate(
    responses: &Responses,
    groups: Option<&Groups>,
    sharing: &Sharing,
    options: &Options,
    from: Option<&Fit>,
) -> Result<Fit> {
    let layout = plan::layout(responses, groups, sharing, options)?;
    let nodes = options.quadrature.nodes()?;
    let members = members(responses, groups);
    let stocks: Vec<Stock> = members.iter().map(|rows| Stock::new(responses, rows.iter().copied())).collect();
    let answering: f64 = stocks.iter().map(Stock::weight).sum();
    if answering < 2.0 {
        return Err(Error::TooFew { what: "rows with answers".into(), needed: 2, found: answering as usize });
    }
    let limits = Limits {
        em_iterations: options.em_iterations,
        newton_steps: options.newton_steps,
        gradient: options.gradient,
    };
    let mut work = Work::new(nodes, stocks);
    let x = from.map_or_else(
        || start::values(responses, &sample::spaced(responses.rows(), 2000), &layout),
        |fit| from_fit(&layout, fit),
    );
    let reached = if sample::pays(&work) && from.is_none() {
        sample::climb(&mut work, responses, &members, &layout, x, limits, options.standard_errors)
    } else {
        estimate::climb(&mut work, &layout, x, limits, options.standard_errors)
    };
    let reached = reached.ok_or_else(|| Error::Model("the starting values have no likelihood".into()))?;
    Ok(told(responses, groups, &layout, &work, reached, options))
}

/// Rows of each group.
fn members(responses: &Responses, groups: Option<&Groups>) -> Vec<Vec<usize>> {
    groups.map_or_else(
        || vec![(0..responses.rows()).collect()],
        |groups| {
            let mut members = vec![Vec::new(); groups.labels.len()];
            for (row, group) in groups.of.iter().enumerate() {
                if let Some(group) = *group {
                    members[group].push(row);
                }
            }
            members
        },
    )
}

/// Parameters of an earlier calibration of the same items and groups.
fn from_fit(layout: &Layout, fit: &Fit) -> Vec<f64> {
    let mut x = vec![0.0; layout.free];
    let mut put = |index: Index, value: f64| {
        if let Index::Free(place) = index {
            x[place] = value;
        }
    };
    for (group, estimate) in fit.groups.iter().enumerate() {
        for (unit, item) in layout.units[group].iter().zip(&estimate.items) {
            put(unit.index[0], item.a);
            unit.index[1..].iter().zip(&item.d).for_each(|(&index, &d)| put(index, d));
        }
        put(layout.populations[group].mean, estimate.mean);
        put(layout.populations[group].variance, estimate.variance);
    }
    x
}

/// The result in words and numbers.
fn told(
    responses: &Responses,
    groups: Option<&Groups>,
    layout: &Layout,
    work: &Work,
    reached: Reached,
    options: &Options,
) -> Fit {
    let covariance = reached
        .information
        .as_ref()
        .and_then(|information| information.clone().cholesky())
        .map(|c| c.inverse());
    let mut reason = reached.reason.clone();
    if reached.information.is_some() && covariance.is_none() {
        reason.get_or_insert_with(|| {
            "the observed information is not positive definite: no standard errors".into()
        });
    }
    let teller = Teller {
        responses,
        stocks: &work.stocks,
        layout,
        x: &reached.x,
        covariance: covariance.as_ref(),
        options,
    };
    let names = groups.map_or_else(|| vec![String::new()], |groups| groups.labels.clone());
    let estimates: Vec<GroupEstimate> =
        names.into_iter().enumerate().map(|(group, name)| teller.group(name, group)).collect();
    if let Some(steep) = estimates.iter().flat_map(|group| &group.items).find(|item| item.a.abs() > 30.0) {
        reason.get_or_insert_with(|| format!("the slope of \"{}\" grows without bound", steep.name));
    }
    let answering = work.weight() as usize;
    let (log_likelihood, p) = (reached.expected.log_likelihood, layout.free as f64);
    Fit {
        n: responses.rows(),
        empty_rows: responses.rows() - answering,
        quadrature: options.quadrature,
        log_likelihood,
        parameters: layout.free,
        aic: -2.0 * log_likelihood + 2.0 * p,
        bic: -2.0 * log_likelihood + p * work.weight().ln(),
        converged: reached.converged && reason.is_none(),
        reason,
        max_abs_gradient: if reached.gradient.is_empty() { 0.0 } else { reached.gradient.amax() },
        em_iterations: reached.em_iterations,
        newton_steps: reached.newton_steps,
        log_likelihood_path: reached.path,
        parameter_names: teller.names(&estimates),
        groups: estimates,
        covariance: covariance
            .map_or_else(Vec::new, |c| c.row_iter().map(|row| row.iter().copied().collect()).collect()),
    }
}

/// What estimates are told from.
struct Teller<'a> {
    responses: &'a Responses,
    stocks: &'a [Stock],
    layout: &'a Layout,
    x: &'a [f64],
    covariance: Option<&'a DMatrix<f64>>,
    options: &'a Options,
}

impl Teller<'_> {
    fn group(&self, name: String, group: usize) -> GroupEstimate {
        let (mean, variance) = self.layout.population(group, self.x);
        let population = self.layout.populations[group];
        let items: Vec<ItemEstimate> =
            (0..self.responses.items()).map(|item| self.item(group, item)).collect();
        let curves: Vec<Curve> = items.iter().map(ItemEstimate::curve).collect();
        GroupEstimate {
            name,
            n: self.stocks[group].weight() as usize,
            mean,
            variance,
            se_mean: self.error(population.mean),
            se_variance: self.error(population.variance),
            items,
            information: reliability::information(&curves, &self.options.grid),
            marginal_reliability: reliability::marginal(&curves, mean, variance),
        }
    }

    fn item(&self, group: usize, item: usize) -> ItemEstimate {
        let curve = self.layout.curve(group, item, self.x);
        let index = &self.layout.units[group][item].index;
        let margin = self.stocks[group].margin(item, self.responses.values(item).len());
        let errors = self.covariance.is_some();
        ItemEstimate {
            name: self.responses.names()[item].clone(),
            family: self.options.family_of(item),
            form: curve.form,
            values: self.responses.values(item).to_vec(),
            counts: margin.into_iter().map(|count| count as u64).collect(),
            a: curve.slope,
            b: curve.locations(),
            se_a: self.error(index[0]),
            se_d: if errors {
                index[1..].iter().map(|&one| self.error(one).unwrap_or(0.0)).collect()
            } else {
                Vec::new()
            },
            se_b: if errors { self.location_errors(&curve, index) } else { Vec::new() },
            d: curve.intercepts,
        }
    }

    fn error(&self, index: Index) -> Option<f64> {
        index.free().and_then(|place| self.covariance.map(|c| c[(place, place)].sqrt()))
    }

    /// Delta method: `db = -(dd + b da) / a`, where `d` is the difference of intercepts for partial credit.
    fn location_errors(&self, curve: &Curve, index: &[Index]) -> Vec<f64> {
        let covariance = |one: Index, two: Index| match (one.free(), two.free(), self.covariance) {
            (Some(p), Some(q), Some(c)) => c[(p, q)],
            _ => 0.0,
        };
        let weigh = |c: usize, b: f64| -> f64 {
            let mut terms = vec![(index[0], b), (index[c + 1], 1.0)];
            if curve.form == Form::Credit && c > 0 {
                terms.push((index[c], -1.0));
            }
            let pairs = terms.iter().flat_map(|one| terms.iter().map(move |two| (one, two)));
            pairs.map(|(one, two)| one.1 * two.1 * covariance(one.0, two.0)).sum()
        };
        curve.locations().iter().enumerate().map(|(c, &b)| weigh(c, b).sqrt() / curve.slope.abs()).collect()
    }

    /// Names of the free parameters: item and parameter, with the group where it is the group's own.
    fn names(&self, estimates: &[GroupEstimate]) -> Vec<String> {
        let mut names = vec![String::new(); self.layout.free];
        let mut put = |index: Index, name: String| {
            if let Index::Free(place) = index
                && names[place].is_empty()
            {
                names[place] = name;
            }
        };
        for (group, estimate) in estimates.iter().enumerate() {
            let tail = if group == 0 { String::new() } else { format!("@{}", estimate.name) };
            for (item, unit) in self.layout.units[group].iter().enumerate() {
                for (at, &index) in unit.index.iter().enumerate() {
                    let what = if at == 0 { "a".to_owned() } else { format!("d{at}") };
                    put(index, format!("{}.{what}{tail}", estimate.items[item].name));
                }
            }
            put(self.layout.populations[group].mean, format!("mean{tail}"));
            put(self.layout.populations[group].variance, format!("variance{tail}"));
        }
        names
    }
}
