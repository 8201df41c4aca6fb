//! Standard errors and tests that hold without normality, for the model and for the independence model beside it.
//! Not here: what they are made of at a point (`standpoint`), the corrections' formulas (`robust`, `robust_fit`).

use nalgebra::DMatrix;

use super::baseline::independence;
use super::basis::Basis;
use super::estimator::{Errors, Test};
use super::fiml_cases::Cases;
use super::fitted::{Fitted, inverted};
use super::gamma::u_gamma;
use super::gamma_scores::distances;
use super::objective::{Implied, Information};
use super::ordinal;
use super::ordinal::FittedOrdinal;
use super::robust::{Correction, ScaledTest, sandwich, saturated_trace, scaled_test};
use super::robust_fit::{RobustFit, Tested, robust_fit};
use super::robust_missing::{self, Corrected, saturated_information};
use super::shifted::Slopes;
use super::standpoint::{Standpoint, ordinal_weight};
use super::start::{Boldness, start};
use crate::Result;
use crate::numeric::linear::factor;

/// What a robust estimator says beyond the plain one.
pub(crate) struct Corrections {
    /// Covariances of the parameters; none where they cannot be had.
    pub vcov: Option<DMatrix<f64>>,
    pub fit: Option<RobustFit>,
    /// Scaling factors of the log likelihood of the saturated model and of the model.
    pub factors: Option<(f64, f64)>,
    /// For differences of scaled and shifted tests.
    pub slopes: Option<Slopes>,
}

/// Everything robust about a fitted model; none for estimators that are not, or where the information has no inverse.
pub(crate) fn corrections(
    fitted: &Fitted,
    plain: (f64, usize),
    base: (f64, usize),
) -> Result<Option<Corrections>> {
    let options = &fitted.options;
    let (errors, test) = (options.errors(), options.test());
    let gaps = matches!(fitted.basis, Basis::Incomplete(..)) && options.robust_indices;
    let asked = errors != Errors::Standard || test != Test::Standard || gaps || options.keep_slopes;
    let (true, Some(standard)) = (asked, &fitted.vcov) else { return Ok(None) };
    let space = fitted.constraints.free_space(&fitted.parameters)?;
    let model = Standpoint::of(fitted, &fitted.table, &fitted.parameters, space.as_ref())?;
    let scored = matches!(errors, Errors::HuberWhite | Errors::FirstOrder)
        || matches!(test, Test::YuanBentler | Test::YuanBentlerMplus);
    let scores = if scored { Some(model.scores()?) } else { None };
    let vcov = covariances(fitted, &model, standard, scores.as_ref(), space.as_ref())?;
    let better = if options.robust_indices { better(fitted, &model)? } else { None };
    let mut found = Corrections { vcov, fit: None, factors: None, slopes: None };
    if test.squares() || options.keep_slopes {
        found.slopes = slopes(&model)?;
    }
    let Some(kind) = test.correction() else {
        let same = (unscaled(plain), unscaled(base));
        if gaps && plain.1 > 0 {
            let fit = indices(fitted, plain, base, same.0, same.1, better.as_ref());
            found.fit = Some(fit.without_scaled());
        }
        return Ok(Some(found));
    };
    let own = traces(fitted, &model, scores.as_ref())?;
    let alone = alone_traces(fitted, own.apart.map(|(saturated, _)| saturated))?;
    found.factors = own.factors(fitted)?;
    let mine = scaled_test(kind, plain.0, plain.1 as f64, own.first, own.second);
    let theirs = scaled_test(kind, base.0, base.1 as f64, alone.first, alone.second);
    found.fit = Some(indices(fitted, plain, base, mine, theirs, better.as_ref()));
    Ok(Some(found))
}

/// The plain test in the clothes of a scaled one.
fn unscaled(plain: (f64, usize)) -> ScaledTest {
    let (chi2, df) = (plain.0, plain.1 as f64);
    ScaledTest {
        correction: Correction::SatorraBentler,
        statistic: chi2,
        df,
        p_value: crate::numeric::chisquare::above(chi2, df),
        scaling_factor: 1.0,
        shift: 0.0,
        trace: df,
    }
}

/// Covariances of the parameters; none where products of scores have no inverse.
fn covariances(
    fitted: &Fitted,
    model: &Standpoint,
    standard: &DMatrix<f64>,
    scores: Option<&DMatrix<f64>>,
    space: Option<&DMatrix<f64>>,
) -> Result<Option<DMatrix<f64>>> {
    let slots = fitted.table.slots;
    let rows = fitted.effective_rows();
    let inner = |whole: &DMatrix<f64>| whole.view((0, 0), (slots, slots)).into_owned();
    Ok(match (fitted.options.errors(), scores) {
        (Errors::HuberWhite, Some(scores)) => Some(inner(&sandwich(&model.bread, scores, rows))),
        (Errors::FirstOrder, Some(scores)) => inverted(&inner(scores), space).map(|found| found / rows),
        (Errors::RobustSem, _) => {
            // With observed information the weight of the moments is the observed one too.
            let products = if fitted.options.information() == Information::Observed {
                model.saturated_products(Information::Observed)?.0
            } else {
                model.products(false)?
            };
            let mut meat = DMatrix::zeros(model.bread.nrows(), model.bread.nrows());
            for one in &products {
                meat += &one.first * one.share;
            }
            Some(inner(&sandwich(&model.bread, &meat, rows)))
        }
        _ => Some(standard.clone()),
    })
}

/// What the difference test of Satorra (2000) needs; none where there are no rows to take it from.
fn slopes(model: &Standpoint) -> Result<Option<Slopes>> {
    let Ok(products) = model.products(false) else { return Ok(None) };
    let size = model.bread.nrows();
    let meat = products.iter().fold(DMatrix::zeros(size, size), |sum, one| sum + &one.first * one.share);
    let delta: Vec<DMatrix<f64>> = model.directions.iter().map(|found| found.jacobian(model.means)).collect();
    Ok(Some(Slopes::new(&delta, &model.slots, &model.bread, &meat, model.space.as_ref())))
}

/// Traces that a test is scaled by.
struct Traces {
    /// `tr(U Gamma)`, or what stands for it.
    first: f64,
    /// `tr((U Gamma)^2)`; NaN where the test does not use it.
    second: f64,
    /// Traces of the saturated model and of the model, where they are known apart.
    apart: Option<(f64, f64)>,
}

impl Traces {
    /// Scaling factors of the log likelihoods, parameters counted before equality constraints as lavaan does.
    fn factors(&self, fitted: &Fitted) -> Result<Option<(f64, f64)>> {
        let Some((saturated, model)) = self.apart else { return Ok(None) };
        let (places, means) = (fitted.given(), fitted.table.means);
        let given = places.len();
        let one = fitted.layout.statistics().len() - given * (given + 1) / 2 - if means { given } else { 0 };
        let free = fitted.table.rows.iter().filter(|row| row.slot.is_some()).count();
        let own = given_trace(fitted)?;
        let (saturated, model) = (saturated - own, model - own);
        Ok(Some((saturated / (fitted.samples.len() * one) as f64, model / free as f64)))
    }
}

/// The trace of given variables by themselves, which are a saturated model of their own in every model.
fn given_trace(fitted: &Fitted) -> Result<f64> {
    let (places, means) = (fitted.given(), fitted.table.means);
    match &fitted.basis {
        Basis::Rows(cases) | Basis::Incomplete(cases, _) if !places.is_empty() => {
            cases.iter().map(|cases| saturated_trace(&cases.only(&places), means)).sum()
        }
        _ => Ok(0.0),
    }
}

/// Traces of the model or of the independence model, whichever `at` is.
fn traces(fitted: &Fitted, at: &Standpoint, scores: Option<&DMatrix<f64>>) -> Result<Traces> {
    let (test, information) = (fitted.options.test(), fitted.options.information());
    if test == Test::YuanBentlerMplus {
        let scores = scores.map_or_else(|| at.scores(), |scores| Ok(scores.clone()))?;
        let own = at.bread.dot(&scores.transpose());
        let saturated = saturated(fitted)?;
        return Ok(Traces { first: saturated - own, second: f64::NAN, apart: Some((saturated, own)) });
    }
    let gaps = matches!(fitted.basis, Basis::Incomplete(..));
    let wide = gaps || (fitted.options.estimator.is_likelihood() && information == Information::Observed);
    let (products, inverse) = if wide {
        at.saturated_products(information)?
    } else {
        (at.products(test.squares())?, at.bread.clone())
    };
    let (first, second) = u_gamma(&products, &inverse);
    let apart = match (test, scores) {
        (Test::YuanBentler, Some(scores)) => {
            let own = inverse.dot(&scores.transpose()) + given_trace(fitted)?;
            Some((saturated(fitted)?, own))
        }
        _ => None,
    };
    Ok(Traces { first, second, apart })
}

fn indices(
    fitted: &Fitted,
    plain: (f64, usize),
    base: (f64, usize),
    test: ScaledTest,
    base_test: ScaledTest,
    better: Option<&Corrected>,
) -> RobustFit {
    let model = Tested { chi2: plain.0, df: plain.1 as f64, scaled: test };
    let none = Tested { chi2: base.0, df: base.1 as f64, scaled: base_test };
    robust_fit(&model, &none, fitted.effective_rows(), fitted.samples.len(), better)
}

/// Traces of the independence model: of casewise scores in closed form where no variable is given. The trace of the
/// saturated model, a pass over the rows, may be known already.
fn alone_traces(fitted: &Fitted, known: Option<f64>) -> Result<Traces> {
    let closed = fitted.options.test() == Test::YuanBentlerMplus
        && fitted.table.names.given.is_empty()
        && fitted.plain_rows();
    if let (Basis::Rows(cases), true) = (&fitted.basis, closed) {
        let means = fitted.table.means;
        let own = cases.iter().map(|cases| super::saturated::independence(cases, means).trace).sum::<f64>();
        let saturated = known.map_or_else(|| saturated(fitted), Ok)?;
        return Ok(Traces { first: saturated - own, second: f64::NAN, apart: None });
    }
    let table = independence(&fitted.table);
    let parameters = start(&table, &alone(fitted), Boldness::Full);
    traces(fitted, &Standpoint::of(fitted, &table, &parameters, None)?, None)
}

/// Sample moments as the independence model takes them.
pub(crate) fn alone(fitted: &Fitted) -> Vec<Implied> {
    let Basis::Incomplete(_, fiml) = &fitted.basis else {
        let divided = |sample: &super::data::Sample| {
            let mut moments = sample.moments.clone();
            moments.covariance *= divisor(fitted, sample.rows);
            moments
        };
        return fitted.samples.iter().map(divided).collect();
    };
    let given = fitted.given();
    let of = |group: usize| {
        let own = &fiml.list[group].independence;
        let mut moments = fitted.samples[group].moments.clone();
        for at in (0..own.mean.len()).filter(|at| !given.contains(at)) {
            moments.mean[at] = own.mean[at];
            moments.covariance[(at, at)] = own.variance[at];
        }
        moments
    };
    (0..fiml.list.len()).map(of).collect()
}

/// What covariances with the divisor n are multiplied by so that they are those the model was fitted to.
fn divisor(fitted: &Fitted, rows: usize) -> f64 {
    let whole = fitted.plain_rows() || fitted.layout.ordinal();
    if whole { 1.0 } else { rows as f64 / (rows as f64 - 1.0) }
}

/// `tr(A1^-1 B1)` of the saturated model over all groups.
fn saturated(fitted: &Fitted) -> Result<f64> {
    match &fitted.basis {
        Basis::Rows(cases) => {
            cases.iter().enumerate().map(|(group, cases)| complete_trace(fitted, group, cases)).sum()
        }
        Basis::Incomplete(cases, fiml) => cases
            .iter()
            .zip(&fiml.list)
            .map(|(cases, group)| {
                if cases.is_complete() {
                    saturated_trace(cases, true)
                } else {
                    saturated_information(cases, group).map(|found| found.trace())
                }
            })
            .sum(),
        _ => Ok(f64::NAN),
    }
}

/// The same of one group of complete rows: `(mean d^4 - p/c^2)/2` with Mahalanobis distances `d`, and `p/c` with means,
/// where the model was fitted to covariances `c` times those with the divisor n.
fn complete_trace(fitted: &Fitted, group: usize, cases: &Cases) -> Result<f64> {
    let moments = &fitted.samples[group].moments;
    let c = divisor(fitted, cases.rows());
    let weight = factor(&(&moments.covariance * c), "the sample covariance matrix")?.inverse();
    let (_, fourth) = distances(cases, &moments.mean, &weight);
    let p = cases.variables() as f64;
    Ok(0.5 * (fourth / cases.rows() as f64 - p / (c * c)) + if fitted.table.means { p / c } else { 0.0 })
}

/// What takes the place of the plain statistics in robust indices of incomplete rows and of ordinal items.
fn better(fitted: &Fitted, model: &Standpoint) -> Result<Option<Corrected>> {
    match &fitted.basis {
        Basis::Incomplete(cases, fiml) => {
            let names = &fitted.table.names;
            let given: Vec<usize> =
                (0..names.observed.len()).filter(|&at| names.given.contains(&names.observed[at])).collect();
            let groups: Vec<robust_missing::Fitted> = (0..cases.len())
                .map(|group| robust_missing::Fitted {
                    cases: &cases[group],
                    group: &fiml.list[group],
                    implied: &model.implied[group],
                    directions: &model.directions[group],
                    slots: &model.slots[group],
                    given: &given,
                })
                .collect();
            let robust = fitted.options.test() != Test::Standard;
            robust_missing::corrected(&groups, model.bread.nrows(), model.space.as_ref(), robust).map(Some)
        }
        Basis::Ordinal(own) if fitted.options.test() != Test::Standard => {
            let delta: Vec<DMatrix<f64>> =
                model.directions.iter().map(|found| found.jacobian(true)).collect();
            let groups: Vec<FittedOrdinal> = (0..own.len())
                .map(|group| FittedOrdinal {
                    group: &own[group],
                    implied: &model.implied[group].covariance,
                    delta: &delta[group],
                    slots: &model.slots[group],
                })
                .collect();
            // Where the correlations allow no likelihood these indices do not exist; the others do.
            let weight = ordinal_weight(fitted.options.estimator.kind());
            Ok(ordinal::corrected(&groups, weight, &model.bread).ok())
        }
        _ => Ok(None),
    }
}
