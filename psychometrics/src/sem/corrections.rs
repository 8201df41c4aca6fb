//! Standard errors and tests that hold without normality, for the model and for the independence model beside it.
//! Not here: the sums they are made of (`gamma_scores`, `ordinal`, `robust_missing`).
//!
//! Moments of given variables are let free for the tests: their part is then the same in the model and in the saturated
//! one, and goes out.

use nalgebra::{DMatrix, DVector};

use super::baseline::independence;
use super::basis::Basis;
use super::fiml_cases::Cases;
use super::fitted::{Fitted, inverted};
use super::gamma::{GammaProducts, normal_first, u_gamma};
use super::gamma_scores::{distances, score_products};
use super::layout::Layout;
use super::matrices::{Matrices, free_places};
use super::objective::{Directions, Implied, Information};
use super::options::Estimator;
use super::ordinal;
use super::ordinal::FittedOrdinal;
use super::problem::Problem;
use super::robust::{Correction, ScaledTest, sandwich, saturated_trace, scaled_test};
use super::robust_fit::{RobustFit, Tested, robust_fit};
use super::robust_missing::{self, Corrected, gather, saturated_information};
use super::shifted::Slopes;
use super::start::{Boldness, start};
use super::table::Table;
use crate::numeric::linear::factor;
use crate::{Error, Result};

/// What a robust estimator says beyond the plain one.
pub(crate) struct Corrections {
    /// Covariances of the parameters.
    pub vcov: DMatrix<f64>,
    pub fit: Option<RobustFit>,
    /// Scaling factors of the log likelihood of the saturated model and of the model (MLR).
    pub factors: Option<(f64, f64)>,
    /// For differences of scaled and shifted tests.
    pub slopes: Option<Slopes>,
}

/// A model (or its independence model) at a parameter vector, group by group.
struct At<'a> {
    basis: &'a Basis<'a>,
    estimator: Estimator,
    means: bool,
    layout: Layout,
    parameters: Vec<f64>,
    implied: Vec<Implied>,
    directions: Vec<Directions>,
    slots: Vec<Vec<usize>>,
    shares: Vec<f64>,
    /// Inverse information of one row.
    bread: DMatrix<f64>,
    /// Where the equality constraints hold.
    space: Option<DMatrix<f64>>,
}

/// The table with the moments of given variables free, and the vector that goes with it.
fn opened(table: &Table, parameters: &[f64]) -> (Table, Vec<f64>) {
    let (mut table, mut parameters) = (table.clone(), parameters.to_vec());
    for row in table.rows.iter_mut().filter(|row| row.given) {
        parameters.push(row.fixed.unwrap_or(0.0));
        row.fixed = None;
        row.given = false;
        row.slot = Some(table.slots);
        table.slots += 1;
    }
    (table, parameters)
}

impl<'a> At<'a> {
    fn of(
        fitted: &'a Fitted,
        table: &Table,
        parameters: &[f64],
        space: Option<&DMatrix<f64>>,
    ) -> Result<At<'a>> {
        let (table, parameters) = opened(table, parameters);
        let layout = Layout::of(&table, fitted.options.parameterization, false)?;
        let observed =
            matches!(fitted.options.estimator, Estimator::Mlr | Estimator::Fiml | Estimator::FimlRobust);
        let kind = if observed { Information::Observed } else { Information::Expected };
        let problem = Problem { layout: &layout, discrepancy: fitted.discrepancy.as_ref() };
        let information = problem.point(&parameters, kind)?.hessian * 0.5;
        let wider = space.map(|space| {
            let (old, free, more) = (space.nrows(), space.ncols(), table.slots - space.nrows());
            let mut wider = DMatrix::zeros(old + more, free + more);
            wider.view_mut((0, 0), (old, free)).copy_from(space);
            wider.view_mut((old, free), (more, more)).fill_with_identity();
            wider
        });
        let bread = inverted(&information, wider.as_ref()).ok_or_else(|| Error::Singular {
            what: "the information matrix".to_owned(),
            why: "the model may not be identified".to_owned(),
        })?;
        let mut at = At {
            basis: &fitted.basis,
            estimator: fitted.options.estimator,
            means: table.means,
            implied: Vec::new(),
            directions: Vec::new(),
            slots: Vec::new(),
            shares: (0..fitted.samples.len()).map(|group| fitted.discrepancy.share(group)).collect(),
            layout,
            parameters,
            bread,
            space: wider,
        };
        at.fill(fitted)?;
        Ok(at)
    }

    fn fill(&mut self, fitted: &Fitted) -> Result<()> {
        for group in 0..fitted.samples.len() {
            let matrices = Matrices::at(&self.layout, group, &self.parameters)?;
            self.directions.push(matrices.directions(&self.layout, &free_places(&self.layout, group)));
            let mut implied = matrices.implied(&self.layout);
            if !self.means {
                implied.mean.clone_from(&fitted.samples[group].moments.mean);
            }
            self.implied.push(implied);
            let own = &self.layout.groups[group];
            self.slots.push(own.free.iter().filter_map(|&at| own.entries[at].slot).collect());
        }
        Ok(())
    }

    fn weight(&self, group: usize) -> Result<DMatrix<f64>> {
        Ok(factor(&self.implied[group].covariance, "the implied covariance matrix")?.inverse())
    }

    /// The middle of the sandwich, and `(tr(U Gamma), tr((U Gamma)^2))` or, for casewise scores, the model's own trace.
    fn middle(&self) -> Result<(DMatrix<f64>, f64, f64)> {
        let size = self.bread.nrows();
        let mut meat = DMatrix::zeros(size, size);
        let mut products = Vec::new();
        for group in 0..self.shares.len() {
            let (share, slots, directions) =
                (self.shares[group], &self.slots[group], &self.directions[group]);
            match self.basis {
                Basis::Ordinal(groups) => {
                    let dense = directions.jacobian(true);
                    let weight = if self.estimator == Estimator::Wls {
                        ordinal::OrdinalWeight::Full
                    } else {
                        ordinal::OrdinalWeight::Diagonal
                    };
                    products.push(spread(groups[group].products(share, weight, &dense)?, slots, size));
                }
                Basis::Rows(cases) | Basis::Incomplete(cases, _) => {
                    let (mean, weight) = (&self.implied[group].mean, self.weight(group)?);
                    if self.estimator == Estimator::Mlm {
                        let centre = centre(&cases[group], mean, self.means)?;
                        let found =
                            normal_first(&cases[group], share, &centre, &weight, directions, self.means);
                        products.push(spread(found, slots, size));
                    } else {
                        let scores = score_products(&cases[group], mean, &weight, directions);
                        gather(&mut meat, &scores.meat(), slots, share);
                    }
                }
                Basis::Moments => {}
            }
        }
        if products.is_empty() {
            let trace = (&self.bread * &meat).trace();
            return Ok((meat, trace, f64::NAN));
        }
        for one in &products {
            meat += &one.first * one.share;
        }
        let (first, second) = u_gamma(&products, &self.bread);
        Ok((meat, first, second))
    }
}

/// Scores of the Satorra-Bentler sandwich are taken about the sample mean.
fn centre(cases: &Cases, implied: &DVector<f64>, means: bool) -> Result<DVector<f64>> {
    if !means {
        return Ok(implied.clone());
    }
    cases.moments().map(|(mean, _)| mean).ok_or_else(|| Error::Argument {
        what: "the rows".to_owned(),
        why: "they must be complete".to_owned(),
    })
}

/// A group's products in all parameters instead of its own.
fn spread(products: GammaProducts, slots: &[usize], size: usize) -> GammaProducts {
    let wide = |part: &DMatrix<f64>| {
        let mut whole = DMatrix::zeros(size, size);
        gather(&mut whole, part, slots, 1.0);
        whole
    };
    let second = if products.second.is_empty() { DMatrix::zeros(0, 0) } else { wide(&products.second) };
    GammaProducts { first: wide(&products.first), second, ..products }
}

fn correction(estimator: Estimator) -> Option<Correction> {
    match estimator {
        Estimator::Mlm => Some(Correction::SatorraBentler),
        Estimator::Mlr | Estimator::FimlRobust => Some(Correction::YuanBentlerMplus),
        Estimator::Wlsmv => Some(Correction::ScaledShifted),
        _ => None,
    }
}

/// Everything robust about a fitted model; none for estimators that are not, or where the information has no inverse.
pub(crate) fn corrections(
    fitted: &Fitted,
    plain: (f64, usize),
    base: (f64, usize),
) -> Result<Option<Corrections>> {
    let estimator = fitted.options.estimator;
    let plain_missing = estimator == Estimator::Fiml && fitted.options.robust_indices;
    let (Some(kind), Some(_)) = (correction(estimator), &fitted.vcov) else {
        return if plain_missing && fitted.vcov.is_some() {
            incomplete(fitted, plain, base)
        } else {
            Ok(None)
        };
    };
    if matches!(fitted.basis, Basis::Moments) {
        return Ok(None);
    }
    let space = fitted.constraints.free_space(&fitted.parameters)?;
    let model = At::of(fitted, &fitted.table, &fitted.parameters, space.as_ref())?;
    let (meat, trace, square) = model.middle()?;
    let slots = fitted.table.slots;
    let vcov =
        sandwich(&model.bread, &meat, fitted.effective_rows()).view((0, 0), (slots, slots)).into_owned();
    let (base_trace, base_square) = alone_traces(fitted)?;
    let (mut first, mut base_first) = (trace, base_trace);
    let mut factors = None;
    if kind == Correction::YuanBentlerMplus {
        let saturated = saturated(fitted)?;
        (first, base_first) = (saturated - trace, saturated - base_trace);
        let moments = fitted.samples.len() * fitted.layout.statistics().len();
        let free = fitted.table.rows.iter().filter(|row| row.slot.is_some()).count();
        factors = Some((saturated / moments as f64, trace / free as f64));
    }
    let test = scaled_test(kind, plain.0, plain.1 as f64, first, square);
    let base_test = scaled_test(kind, base.0, base.1 as f64, base_first, base_square);
    let better = if fitted.options.robust_indices { better(fitted, &model)? } else { None };
    let fit = (plain.1 > 0).then(|| indices(fitted, plain, base, test, base_test, better.as_ref()));
    let slopes = (kind == Correction::ScaledShifted).then(|| {
        let delta: Vec<DMatrix<f64>> =
            model.directions.iter().map(|found| found.jacobian(model.means)).collect();
        Slopes::new(&delta, &model.slots, &model.bread, &meat)
    });
    Ok(Some(Corrections { vcov, fit, factors, slopes }))
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

/// Traces of the independence model: of casewise scores in closed form where no variable is given.
fn alone_traces(fitted: &Fitted) -> Result<(f64, f64)> {
    match &fitted.basis {
        Basis::Rows(cases) if fitted.options.estimator == Estimator::Mlr && fitted.given().is_empty() => {
            let means = fitted.table.means;
            Ok((cases.iter().map(|cases| super::saturated::independence(cases, means).trace).sum(), f64::NAN))
        }
        _ => {
            let (_, trace, square) = independent(fitted)?.middle()?;
            Ok((trace, square))
        }
    }
}

/// The independence model with its sample moments as parameters, which are its estimates.
fn independent<'a>(fitted: &'a Fitted) -> Result<At<'a>> {
    let table = independence(&fitted.table);
    let parameters = start(&table, &alone(fitted), Boldness::Full);
    At::of(fitted, &table, &parameters, None)
}

/// Sample moments as the independence model takes them.
pub(crate) fn alone(fitted: &Fitted) -> Vec<Implied> {
    let Basis::Incomplete(_, fiml) = &fitted.basis else {
        return fitted.samples.iter().map(|sample| sample.moments.clone()).collect();
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

/// The same of one group of complete rows: `(mean d^4 - p)/2` with Mahalanobis distances `d`, and `p` with means.
fn complete_trace(fitted: &Fitted, group: usize, cases: &Cases) -> Result<f64> {
    let moments = &fitted.samples[group].moments;
    let weight = factor(&moments.covariance, "the sample covariance matrix")?.inverse();
    let (_, fourth) = distances(cases, &moments.mean, &weight);
    let p = cases.variables() as f64;
    Ok(0.5 * (fourth / cases.rows() as f64 - p) + if fitted.table.means { p } else { 0.0 })
}

/// What takes the place of the plain statistics in robust indices of incomplete rows and of ordinal items.
fn better(fitted: &Fitted, model: &At) -> Result<Option<Corrected>> {
    match &fitted.basis {
        Basis::Incomplete(cases, fiml) => {
            let groups: Vec<robust_missing::Fitted> = (0..cases.len())
                .map(|group| robust_missing::Fitted {
                    cases: &cases[group],
                    group: &fiml.list[group],
                    implied: &model.implied[group],
                    directions: &model.directions[group],
                    slots: &model.slots[group],
                })
                .collect();
            let robust = fitted.options.estimator == Estimator::FimlRobust;
            robust_missing::corrected(&groups, model.bread.nrows(), model.space.as_ref(), robust).map(Some)
        }
        Basis::Ordinal(own) => {
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
            Ok(ordinal::corrected(&groups, Basis::weight(&fitted.options), &model.bread).ok())
        }
        _ => Ok(None),
    }
}

/// Incomplete rows without a scaled test: only CFI, TLI and RMSEA are corrected.
fn incomplete(fitted: &Fitted, plain: (f64, usize), base: (f64, usize)) -> Result<Option<Corrections>> {
    let space = fitted.constraints.free_space(&fitted.parameters)?;
    let model = At::of(fitted, &fitted.table, &fitted.parameters, space.as_ref())?;
    let Some(vcov) = fitted.vcov.clone() else { return Ok(None) };
    let better = better(fitted, &model)?;
    let same = |chi2: f64, df: usize| ScaledTest {
        correction: Correction::SatorraBentler,
        statistic: chi2,
        df: df as f64,
        p_value: crate::numeric::chisquare::above(chi2, df as f64),
        scaling_factor: 1.0,
        shift: 0.0,
        trace: df as f64,
    };
    let (test, base_test) = (same(plain.0, plain.1), same(base.0, base.1));
    let fit = (plain.1 > 0).then(|| indices(fitted, plain, base, test, base_test, better.as_ref()));
    let fit = fit.map(RobustFit::without_scaled);
    Ok(Some(Corrections { vcov, fit, factors: None, slopes: None }))
}
