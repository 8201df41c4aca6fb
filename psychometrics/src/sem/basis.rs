//! What an estimator stands on: moments, complete rows, incomplete rows, or ordinal items; taken from the data once.
//! Not here: what is minimised over it is made here, how it is minimised not ([`super::search`]).

use std::sync::Arc;

use nalgebra::{DMatrix, DVector};

use super::data::{Data, Sample};
use super::estimator::{Errors, Estimator, Kind, Test};
use super::fiml::Fiml;
use super::fiml_cases::Cases;
use super::gamma::adf;
use super::layout::Layout;
use super::names::Names;
use super::normal::{GeneralisedSquares, MaximumLikelihood, Moments};
use super::objective::{Directions, Discrepancy, Evaluation, Implied, Information};
use super::options::Options;
use super::ordinal::OrdinalGroup;
use super::soundness::{in_group, independent, invertible};
use super::squares::{Weighed, Weight, WeightedSquares};
use super::standpoint::ordinal_weight;
use super::table::Thresholds;
use crate::answers::Answers;
use crate::correlation::{PolychoricOptions, both, polychoric_with_covariance};
use crate::{Error, Result};

/// The ground of an estimator.
pub(crate) enum Basis<'d> {
    Moments,
    Rows(Vec<Cases<'d>>),
    Incomplete(Vec<Cases<'d>>, Arc<Fiml>),
    Ordinal(Vec<OrdinalGroup>),
}

/// An estimator's options with what the data decide: with WLSMV all items are ordinal unless some are named.
pub(crate) fn settled(options: &Options, names: &Names) -> Result<Options> {
    let mut options = options.clone();
    let all = options.estimator == Estimator::Wlsmv && !options.continuous;
    if all && options.ordered.is_empty() && names.ordinal.is_empty() {
        options.ordered.clone_from(&names.observed);
    }
    let ordered: Vec<&String> = names
        .observed
        .iter()
        .filter(|name| options.ordered.contains(name) || names.ordinal.contains(name))
        .collect();
    let refused = |why: &str| Err(Error::Argument { what: "ordinal items".to_owned(), why: why.to_owned() });
    if !ordered.is_empty() && !options.estimator.takes_ordinal() {
        return refused("they need least squares such as WLSMV, DWLS, WLS or ULSMV");
    }
    if !ordered.is_empty() && !names.given.is_empty() {
        return refused("given observed variables beside ordinal items are not supported");
    }
    suited(&options)?;
    Ok(options)
}

/// Whether errors and test go with what is minimised.
fn suited(options: &Options) -> Result<()> {
    let refused = |what: &str, why: &str| {
        Err(Error::Argument { what: what.to_owned(), why: format!("{why}, not {:?}", options.estimator) })
    };
    let (kind, errors, test) = (options.estimator.kind(), options.errors(), options.test());
    let scores = matches!(errors, Errors::HuberWhite | Errors::FirstOrder);
    if scores && !options.estimator.is_likelihood() {
        return refused("standard errors from casewise scores", "they need a likelihood");
    }
    if matches!(test, Test::YuanBentler | Test::YuanBentlerMplus) && !options.estimator.is_likelihood() {
        return refused("the Yuan-Bentler test", "it needs a likelihood");
    }
    let moments = matches!(test, Test::SatorraBentler | Test::MeanVarAdjusted | Test::ScaledShifted);
    if kind == Kind::Incomplete && (moments || errors == Errors::RobustSem) {
        return refused("this test or these standard errors", "they need complete rows");
    }
    let own = matches!(kind, Kind::Generalised | Kind::Weighted);
    if own && (moments || errors == Errors::RobustSem) {
        return refused("this test or these standard errors", "they go with ML, ULS or DWLS");
    }
    Ok(())
}

impl<'d> Basis<'d> {
    /// From the data.
    pub fn of(data: &'d Data, names: &Names, options: &Options) -> Result<Basis<'d>> {
        let observed = &names.observed;
        let groups = 0..data.groups();
        let ordinal = !names.ordinal.is_empty();
        let robust =
            options.errors() != Errors::Standard || options.test() != Test::Standard || options.keep_slopes;
        match options.estimator.kind() {
            Kind::Incomplete => {
                let cases: Vec<Cases> = groups
                    .map(|group| Cases::new(observed, &data.columns(group, observed)?))
                    .collect::<Result<_>>()?;
                let labels = data.labels();
                let within = |group: usize| in_group(&labels[group]);
                for (group, cases) in cases.iter().enumerate() {
                    if let Some((_, covariance)) = cases.moments() {
                        independent(&covariance, observed, &within(group))?;
                    }
                }
                let fiml = Arc::new(Fiml::new(&cases)?);
                for (group, own) in fiml.list.iter().enumerate() {
                    independent(&own.saturated.covariance, observed, &within(group))?;
                }
                Ok(Basis::Incomplete(cases, fiml))
            }
            _ if ordinal => groups
                .map(|group| ordinal_group(data, group, names))
                .collect::<Result<_>>()
                .map(Basis::Ordinal),
            Kind::Generalised => Ok(Basis::Moments),
            Kind::Likelihood | Kind::Unweighted if !robust => Ok(Basis::Moments),
            _ => groups
                .map(|group| {
                    let columns = data.columns(group, observed)?;
                    let gaps = columns.iter().any(|column| !super::complete::sum(column).is_finite());
                    if gaps { Cases::listwise(observed, &columns) } else { Cases::new(observed, &columns) }
                })
                .collect::<Result<_>>()
                .map(Basis::Rows),
        }
    }

    /// Sample moments of all groups.
    pub fn samples(&self, data: &Data, names: &Names) -> Result<Vec<Sample>> {
        match self {
            Basis::Moments | Basis::Rows(_) => {
                (0..data.groups()).map(|group| data.sample(group, &names.observed)).collect()
            }
            Basis::Incomplete(_, fiml) => Ok(fiml
                .list
                .iter()
                .map(|group| Sample {
                    rows: group.rows.count as usize,
                    moments: Implied {
                        mean: group.saturated.mean.clone(),
                        covariance: group.saturated.covariance.clone(),
                        thresholds: DVector::zeros(0),
                    },
                })
                .collect()),
            Basis::Ordinal(groups) => Ok(groups
                .iter()
                .map(|group| Sample { rows: group.rows as usize, moments: group.moments() })
                .collect()),
        }
    }

    /// Number of thresholds of each ordinal item; the same in all groups.
    pub fn thresholds(&self, names: &Names) -> Result<Thresholds> {
        let mut found = Thresholds::new();
        if let Basis::Ordinal(groups) = self {
            for (at, name) in names.observed.iter().enumerate() {
                for group in groups {
                    let count = group.thresholds[at];
                    if count == 0 {
                        continue;
                    }
                    if *found.entry(name.clone()).or_insert(count) != count {
                        return Err(Error::Argument {
                            what: format!("the ordinal item \"{name}\""),
                            why: "not every category was chosen in every group".to_owned(),
                        });
                    }
                }
            }
        }
        Ok(found)
    }

    /// What is minimised; `plain` says whether `n` rather than `n - 1` stands for the rows.
    pub fn discrepancy(
        &self,
        options: &Options,
        samples: &[Sample],
        layout: &Layout,
        plain: bool,
    ) -> Result<Box<dyn Discrepancy>> {
        let statistics = layout.statistics();
        let kind = options.estimator.kind();
        Ok(match (self, kind) {
            (Basis::Incomplete(_, fiml), _) => Box::new(Shared(Arc::clone(fiml))),
            (Basis::Ordinal(groups), _) => {
                let weight = ordinal_weight(kind);
                let weighed = groups.iter().map(|group| group.weighed(weight)).collect::<Result<_>>()?;
                Box::new(WeightedSquares::new(weighed, statistics)?)
            }
            (_, Kind::Generalised) => {
                Box::new(GeneralisedSquares::new(moments(samples, plain), layout.means)?)
            }
            (Basis::Rows(cases), Kind::Weighted | Kind::Diagonal) => {
                let mut weighed = Vec::with_capacity(cases.len());
                for (cases, group) in cases.iter().zip(moments(samples, plain)) {
                    let needed = statistics.len() + 1;
                    if kind == Kind::Weighted && cases.rows() < needed {
                        let what = "complete rows for the whole weight matrix".to_owned();
                        return Err(Error::TooFew { what, needed, found: cases.rows() });
                    }
                    let gamma = adf(cases, &group.mean, None, false, layout.means);
                    weighed.push(by_gamma(group, &gamma, &statistics, kind)?);
                }
                Box::new(WeightedSquares::new(weighed, statistics)?)
            }
            (_, Kind::Unweighted) => {
                let none = |group: Moments| {
                    let observed = statistics.vector(&as_implied(&group));
                    Weighed { rows: group.weight, observed, weight: Weight::None }
                };
                let weighed = moments(samples, plain).into_iter().map(none).collect();
                Box::new(WeightedSquares::new(weighed, statistics)?)
            }
            _ => Box::new(MaximumLikelihood::new(moments(samples, plain), layout.means)?),
        })
    }
}

fn ordinal_group(data: &Data, group: usize, names: &Names) -> Result<OrdinalGroup> {
    let observed = &names.observed;
    let columns = data.columns(group, observed)?;
    let ordinal: Vec<bool> = observed.iter().map(|name| names.ordinal.contains(name)).collect();
    if !ordinal.contains(&false) {
        let answers = Answers::from_columns(observed, &columns)?;
        let answers = answers.keep(&answers.complete())?;
        let (polychoric, sampling) = polychoric_with_covariance(&answers, &PolychoricOptions::default())?;
        return Ok(OrdinalGroup::new(&polychoric, &sampling));
    }
    let rows = columns.first().map_or(0, |column| column.len());
    let whole: Vec<usize> =
        (0..rows).filter(|&row| columns.iter().all(|column| !column[row].is_nan())).collect();
    let kept: Vec<Vec<f64>> =
        columns.iter().map(|column| whole.iter().map(|&row| column[row]).collect()).collect();
    let kept: Vec<&[f64]> = kept.iter().map(Vec::as_slice).collect();
    Ok(OrdinalGroup::of_both(both(observed, &kept, &ordinal)?))
}

/// Moments with the divisor that stands for the rows.
fn moments(samples: &[Sample], plain: bool) -> Vec<Moments> {
    samples
        .iter()
        .map(|sample| {
            let rows = sample.rows as f64;
            Moments {
                weight: if plain { rows } else { rows - 1.0 },
                mean: sample.moments.mean.clone(),
                covariance: &sample.moments.covariance * if plain { 1.0 } else { rows / (rows - 1.0) },
            }
        })
        .collect()
}

fn as_implied(group: &Moments) -> Implied {
    Implied { mean: group.mean.clone(), covariance: group.covariance.clone(), thresholds: DVector::zeros(0) }
}

fn by_gamma(
    group: Moments,
    gamma: &DMatrix<f64>,
    statistics: &super::scaling::Statistics,
    kind: Kind,
) -> Result<Weighed> {
    let weight = if kind == Kind::Weighted {
        if !invertible(gamma) {
            return Err(dependent());
        }
        Weight::Full(super::gamma_factor::inverse(gamma, "the sampling covariance of the moments")?)
    } else {
        if gamma.diagonal().iter().any(|value| !(*value > 0.0 && value.is_finite())) {
            return Err(dependent());
        }
        Weight::Diagonal(gamma.diagonal().map(f64::recip))
    };
    Ok(Weighed { rows: group.weight, observed: statistics.vector(&as_implied(&group)), weight })
}

/// The refusal of moments that do not vary by themselves.
fn dependent() -> Error {
    Error::Singular {
        what: "the sampling covariance of the moments".to_owned(),
        why: "too few different rows, or variables that follow from each other".to_owned(),
    }
}

/// A discrepancy that others look at too.
struct Shared(Arc<Fiml>);

impl Discrepancy for Shared {
    fn groups(&self) -> usize {
        self.0.groups()
    }

    fn share(&self, group: usize) -> f64 {
        self.0.share(group)
    }

    fn value(&self, group: usize, implied: &Implied) -> Result<f64> {
        self.0.value(group, implied)
    }

    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        information: Information,
    ) -> Result<Evaluation> {
        self.0.evaluate(group, implied, directions, information)
    }
}
