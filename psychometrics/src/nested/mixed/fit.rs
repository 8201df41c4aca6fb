//! Fits a linear mixed model: formula to design, design to sums, sums to the minimum of the deviance, and that to a report.
//! Not here: profiles (see `profile`) and comparisons of models (see `compare`).

use nalgebra::DMatrix;

use super::components;
use super::degrees::satterthwaite;
use super::design::Design;
use super::deviance::{Likelihood, Point};
use super::formula::Formula;
use super::newton::{Minimum, minimise};
use super::profile;
use super::report::{Fit, FixedEffect, GroupCount, Options};
use super::sums::Sums;
use crate::nested::groups::{Groups, NOBODY};
use crate::nested::variables::{Variable, Variables};
use crate::numeric::{normal, tails};
use crate::{Error, Result};

/// Fits the model of `formula` to `variables`.
///
/// ```
/// use psychometrics::nested::mixed::{fit, report::Options};
/// use psychometrics::nested::variables::{Variable, Variables};
/// let (g, y) = ([1.0, 1.0, 2.0, 2.0, 3.0, 3.0], [1.0, 2.0, 4.0, 5.0, 6.0, 9.0]);
/// let mut variables = Variables::new();
/// variables.add("g", Variable::Number(&g)).unwrap();
/// variables.add("y", Variable::Number(&y)).unwrap();
/// let found = fit("y ~ 1 + (1 | g)", &variables, &Options::default()).unwrap();
/// assert!(found.converged);
/// assert!((found.fixed[0].estimate - 4.5).abs() < 1e-12);
/// // Balanced, so REML equals the analysis of variance: residual mean square 5.5 / 3.
/// assert!((found.sigma * found.sigma - 5.5 / 3.0).abs() < 1e-8);
/// ```
///
/// # Errors
/// [`Error::Syntax`] for the formula; [`Error::UnknownColumn`], [`Error::Model`], [`Error::TooFew`],
/// [`Error::Constant`], [`Error::Value`], [`Error::Argument`] for what it asks of the data; [`Error::Singular`] where the
/// model explains the response without residual.
pub fn fit(formula: &str, variables: &Variables<'_>, options: &Options<'_>) -> Result<Fit> {
    if !(options.confidence > 0.0 && options.confidence < 1.0) {
        let why = format!("{} is not between 0 and 1", options.confidence);
        return Err(Error::Argument { what: "confidence".to_owned(), why });
    }
    let read = Formula::read(formula)?;
    if read.random.is_empty() {
        let problem = "there is no random effect such as (1 | g); least squares fits such a model".to_owned();
        return Err(Error::Model(problem));
    }
    let design = Design::new(&read, variables, options.weights)?;
    let sums = Sums::of(&design)?;
    let mut found = Found::search(&design, &sums, options.restricted)?;
    let mut report = found.report(formula, options)?;
    if options.profile {
        profile::complete(&mut report, &found, options.confidence)?;
    }
    Ok(report)
}

/// The share of variance between groups by restricted likelihood, from the model with random intercepts only.
///
/// # Errors
/// Those of [`fit`]; [`Error::Argument`] where lengths differ.
pub fn icc_reml(values: &[f64], groups: &Groups) -> Result<f64> {
    let code = |code: &u32| if *code == NOBODY { f64::NAN } else { f64::from(*code) };
    let codes: Vec<f64> = groups.codes().iter().map(code).collect();
    let mut variables = Variables::new();
    variables.add("value", Variable::Number(values))?;
    variables.add("group", Variable::Number(&codes))?;
    let options = Options { modes: false, ..Options::default() };
    Ok(fit("value ~ 1 + (1 | group)", &variables, &options)?.icc)
}

/// A model at the minimum of its deviance.
pub(super) struct Found<'d, 'a> {
    pub design: &'d Design<'a>,
    pub sums: &'d Sums,
    pub likelihood: Likelihood,
    pub minimum: Minimum,
    pub point: Point,
    /// From fixed effects of centred columns to those of the data's own.
    pub back: DMatrix<f64>,
    /// What that adds to each.
    pub shift: Vec<f64>,
}

impl<'d, 'a> Found<'d, 'a> {
    /// Minimises the deviance.
    pub fn search(design: &'d Design<'a>, sums: &'d Sums, restricted: bool) -> Result<Self> {
        let mut likelihood = Likelihood::new(design, sums, restricted)?;
        let start = likelihood.start();
        let mut minimum =
            minimise(&mut |x: &[f64]| value(&mut likelihood, x), &start).ok_or_else(singular)?;
        tidy(&mut likelihood, &mut minimum);
        let point = likelihood.point(&minimum.x).ok_or_else(singular)?;
        let total = sums.products[(sums.w - 1, sums.w - 1)];
        if point.solved.rss.is_nan() || point.solved.rss <= 1e-20 * total {
            return Err(singular());
        }
        let p = sums.w - 1;
        let mut back = DMatrix::identity(p, p);
        let mut shift = vec![0.0; p];
        if let Some(intercept) = likelihood.intercept() {
            shift[intercept] = sums.means[p];
            for j in (0..p).filter(|&j| j != intercept) {
                back[(intercept, j)] = -sums.means[j];
            }
        }
        Ok(Self { design, sums, likelihood, minimum, point, back, shift })
    }

    /// The fixed effects in the units of the data.
    pub fn fixed(&self) -> Vec<f64> {
        let p = self.back.nrows();
        let of = |i: usize| -> f64 {
            self.shift[i] - (0..p).map(|j| self.back[(i, j)] * self.point.solved.residual[j]).sum::<f64>()
        };
        (0..p).map(of).collect()
    }

    /// Residual standard deviation.
    pub fn sigma(&self) -> f64 {
        (self.point.solved.rss / self.likelihood.size()).sqrt()
    }

    /// Covariance of the fixed effects.
    pub fn covariance(&self) -> DMatrix<f64> {
        let p = self.back.nrows();
        let own = DMatrix::from_row_slice(p, p, &self.point.solved.inverse);
        &self.back * own * self.back.transpose() * (self.point.solved.rss / self.likelihood.size())
    }

    fn report(&mut self, formula: &str, options: &Options<'_>) -> Result<Fit> {
        let (n, p, k) = (self.sums.n, self.sums.w - 1, self.minimum.x.len());
        let parameters = p + k + 1;
        let sigma = self.sigma();
        let (theta, gradient) = components::theta(self);
        let singular = components::singular(self);
        let mut remarks = singular.clone();
        if !self.minimum.converged {
            let steepest = self.minimum.slope.iter().fold(0.0_f64, |most, slope| most.max(slope.abs()));
            remarks.push(format!("the search ended with a slope of {steepest:.2e}"));
        }
        let (var_fixed, var_random) = (components::fixed_variance(self), components::random_variance(self));
        let whole = var_fixed + var_random + sigma * sigma;
        let covariance = self.covariance();
        let of_group = |grouping: &super::design::Grouping<'_>| GroupCount {
            group: grouping.name.clone(),
            levels: grouping.groups.count(),
        };
        Ok(Fit {
            formula: formula.to_owned(),
            method: if options.restricted { "REML" } else { "ML" }.to_owned(),
            n,
            rows_left_out: self.design.left_out,
            groups: self.design.groupings.iter().map(of_group).collect(),
            converged: self.minimum.converged,
            singular: !singular.is_empty(),
            remarks,
            rounds: self.minimum.rounds,
            theta,
            gradient,
            criterion: self.point.deviance,
            loglik: -0.5 * self.point.deviance,
            parameters,
            aic: self.point.deviance + 2.0 * parameters as f64,
            bic: self.point.deviance + (n as f64).ln() * parameters as f64,
            sigma,
            df_residual: n.saturating_sub(parameters),
            confidence: options.confidence,
            fixed: self.effects(&covariance, options.confidence),
            vcov_fixed: covariance.row_iter().map(|row| row.iter().copied().collect()).collect(),
            dropped: self.sums.dropped.clone(),
            varcorr: components::varcorr(self),
            sigma_lower: None,
            sigma_upper: None,
            var_fixed,
            var_random,
            icc: var_random / (var_random + sigma * sigma),
            r2_marginal: var_fixed / whole,
            r2_conditional: (var_fixed + var_random) / whole,
            modes: if options.modes {
                Some(components::modes(self).ok_or_else(self::singular)?)
            } else {
                None
            },
        })
    }

    fn effects(&mut self, covariance: &DMatrix<f64>, confidence: f64) -> Vec<FixedEffect> {
        let df = satterthwaite(&mut self.likelihood, &self.minimum.x, &self.point, &self.back);
        let wald = normal::quantile(0.5 + 0.5 * confidence);
        let estimates = self.fixed();
        let effect = |(at, term): (usize, &String)| {
            let (estimate, se) = (estimates[at], covariance[(at, at)].sqrt());
            let t = estimate / se;
            let reach = se * tails::student_limit(1.0 - confidence, df[at]);
            FixedEffect {
                term: term.clone(),
                estimate,
                se,
                t,
                df: df[at],
                p: tails::student_two_sided(t, df[at]),
                lower: estimate - reach,
                upper: estimate + reach,
                wald_lower: estimate - wald * se,
                wald_upper: estimate + wald * se,
                profile_lower: None,
                profile_upper: None,
            }
        };
        self.sums.names.iter().enumerate().map(effect).collect()
    }
}

pub(super) fn value(likelihood: &mut Likelihood, x: &[f64]) -> Option<(f64, Vec<f64>)> {
    likelihood.point(x).map(|point| (point.deviance, point.slope))
}

fn singular() -> Error {
    Error::Singular {
        what: "the model".to_owned(),
        why: "nothing is left for the residual, or numbers differ too much in size".to_owned(),
    }
}

/// Turns columns of the templates so that diagonals are not negative, and sets to zero what is zero but for rounding.
fn tidy(likelihood: &mut Likelihood, minimum: &mut Minimum) {
    let places = likelihood.places.clone();
    for (at, place) in places.iter().enumerate().filter(|(_, place)| place.row == place.column) {
        if minimum.x[at] < 0.0 {
            let same = |other: &super::deviance::Place| {
                other.grouping == place.grouping && other.column == place.column
            };
            for (other, _) in places.iter().enumerate().filter(|(_, other)| same(other)) {
                minimum.x[other] = -minimum.x[other];
                minimum.slope[other] = -minimum.slope[other];
            }
        }
    }
    let mut flat = minimum.x.clone();
    for (at, _) in places.iter().enumerate().filter(|(_, place)| place.row == place.column) {
        if flat[at] < 1e-5 {
            flat[at] = 0.0;
        }
    }
    if flat != minimum.x
        && let Some((value, slope)) = self::value(likelihood, &flat)
        && value <= minimum.value + 1e-9 * minimum.value.abs().max(1.0).sqrt()
    {
        (minimum.x, minimum.value, minimum.slope) = (flat, value, slope);
    }
}
