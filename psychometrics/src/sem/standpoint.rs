//! A model, or the independence model beside it, at one parameter vector, with what sandwiches and scaled tests need.
//! Not here: the sandwiches and tests themselves (`corrections`), the sums over rows (`gamma_scores`, `ordinal`).
//!
//! Moments of given variables are let free: their part is then the same in the model and in the saturated one, and goes
//! out.

use nalgebra::{DMatrix, DVector};

use super::basis::Basis;
use super::estimator::Kind;
use super::fiml::Group;
use super::fiml_cases::Cases;
use super::fitted::{Fitted, inverted};
use super::gamma::{self, GammaProducts, adf, normal_both, normal_first};
use super::gamma_blocks::across;
use super::gamma_scores::score_products;
use super::layout::Layout;
use super::matrices::{Matrices, free_places};
use super::objective::{Direction, Directions, Discrepancy, Implied, Information};
use super::ordinal::OrdinalWeight;
use super::problem::Problem;
use super::robust_missing::{gather, moments, saturated_information};
use super::shares::Reweighed;
use super::table::Table;
use crate::numeric::linear::factor;
use crate::{Error, Result};

/// Where a model stands.
pub(crate) struct Standpoint<'a> {
    basis: &'a Basis<'a>,
    discrepancy: &'a dyn Discrepancy,
    kind: Kind,
    pub means: bool,
    /// Places of given variables whose moments are the sample's.
    given: Vec<usize>,
    /// Number of parameters that stand for moments of given variables.
    opened: usize,
    layout: Layout,
    parameters: Vec<f64>,
    pub implied: Vec<Implied>,
    pub directions: Vec<Directions>,
    pub slots: Vec<Vec<usize>>,
    pub shares: Vec<f64>,
    /// Inverse information of one row.
    pub bread: DMatrix<f64>,
    /// Where the equality constraints hold.
    pub space: Option<DMatrix<f64>>,
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

fn not_identified() -> Error {
    Error::Singular {
        what: "the information matrix".to_owned(),
        why: "the model may not be identified".to_owned(),
    }
}

impl<'a> Standpoint<'a> {
    /// Of a fitted model, or of another table on the same data.
    ///
    /// # Errors
    /// [`Error::Singular`] where the information has no inverse.
    pub fn of(
        fitted: &'a Fitted,
        table: &Table,
        parameters: &[f64],
        space: Option<&DMatrix<f64>>,
    ) -> Result<Standpoint<'a>> {
        let modelled = table.slots;
        let (table, parameters) = opened(table, parameters);
        let layout = Layout::of(&table, fitted.options.parameterization, false)?;
        let counts: Vec<usize> = fitted.samples.iter().map(|sample| sample.rows).collect();
        let reweighed = Reweighed::by_rows(fitted.discrepancy.as_ref(), &counts);
        let likelihood = fitted.options.estimator.is_likelihood();
        let discrepancy: &dyn Discrepancy = if likelihood { fitted.discrepancy.as_ref() } else { &reweighed };
        let problem = Problem { layout: &layout, discrepancy };
        let information = problem.point(&parameters, fitted.options.information())?.hessian * 0.5;
        let space = space.map(|space| {
            let (old, free, more) = (space.nrows(), space.ncols(), table.slots - space.nrows());
            let mut wider = DMatrix::zeros(old + more, free + more);
            wider.view_mut((0, 0), (old, free)).copy_from(space);
            wider.view_mut((old, free), (more, more)).fill_with_identity();
            wider
        });
        let bread = inverted(&information, space.as_ref()).ok_or_else(not_identified)?;
        let mut at = Standpoint {
            basis: &fitted.basis,
            discrepancy: fitted.discrepancy.as_ref(),
            kind: fitted.options.estimator.kind(),
            means: table.means,
            given: fitted.given(),
            opened: table.slots - modelled,
            implied: Vec::new(),
            directions: Vec::new(),
            slots: Vec::new(),
            shares: (0..fitted.samples.len()).map(|group| discrepancy.share(group)).collect(),
            layout,
            parameters,
            bread,
            space,
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

    /// Number of parameters.
    fn size(&self) -> usize {
        self.bread.nrows()
    }

    /// `sum share s s'` of casewise scores: first-order information of one row.
    pub fn scores(&self) -> Result<DMatrix<f64>> {
        let mut meat = DMatrix::zeros(self.size(), self.size());
        let (Basis::Rows(cases) | Basis::Incomplete(cases, _)) = self.basis else { return Err(no_rows()) };
        for (group, cases) in cases.iter().enumerate() {
            let weight = factor(&self.implied[group].covariance, "the implied covariance matrix")?.inverse();
            let scores = score_products(cases, &self.implied[group].mean, &weight, &self.directions[group]);
            gather(&mut meat, &scores.meat(), &self.slots[group], self.shares[group]);
        }
        Ok(meat)
    }

    /// Of every group the products of the estimator's weight with the sampling covariance of the moments, in all
    /// parameters.
    pub fn products(&self, squares: bool) -> Result<Vec<GammaProducts>> {
        (0..self.shares.len())
            .map(|group| Ok(self.spread(self.own_products(group, squares)?, group)))
            .collect()
    }

    fn own_products(&self, group: usize, squares: bool) -> Result<GammaProducts> {
        let (share, directions) = (self.shares[group], &self.directions[group]);
        match self.basis {
            Basis::Ordinal(groups) => {
                groups[group].products(share, ordinal_weight(self.kind), &directions.jacobian(true))
            }
            Basis::Rows(_) if self.kind == Kind::Likelihood && !self.given.is_empty() => {
                let weights = self.weights(group, Information::Expected)?;
                let gamma = self.sampling(group)?;
                Ok(gamma::any_weights(share, &weights, &gamma, &directions.jacobian(self.means)))
            }
            Basis::Rows(cases) if self.kind == Kind::Likelihood => {
                let cases = &cases[group];
                let weight =
                    factor(&self.implied[group].covariance, "the implied covariance matrix")?.inverse();
                let centre = centre(cases, &self.implied[group].mean, self.means)?;
                if squares {
                    return normal_both(cases, share, &centre, &weight, directions, self.means);
                }
                Ok(normal_first(cases, share, &centre, &weight, directions, self.means))
            }
            Basis::Rows(_) => {
                let gamma = self.sampling(group)?;
                let delta = directions.jacobian(self.means);
                match self.kind {
                    Kind::Weighted => {
                        let what = "the sampling covariance of the moments";
                        let weights = super::gamma_factor::inverse(&gamma, what)?;
                        Ok(gamma::any_weights(share, &weights, &gamma, &delta))
                    }
                    Kind::Diagonal => {
                        Ok(gamma::diagonal(share, &gamma.diagonal().map(f64::recip), &gamma, &delta))
                    }
                    _ => {
                        let ones = DVector::from_element(gamma.nrows(), 1.0);
                        Ok(gamma::diagonal(share, &ones, &gamma, &delta))
                    }
                }
            }
            Basis::Incomplete(..) | Basis::Moments => Err(no_rows()),
        }
    }

    /// The same with the information of all moments at the model's own as weight, and the inverse information of the
    /// parameters that follows from it (observed informations of Satorra-Bentler and of Yuan-Bentler).
    pub fn saturated_products(&self, information: Information) -> Result<(Vec<GammaProducts>, DMatrix<f64>)> {
        let mut whole = DMatrix::zeros(self.size(), self.size());
        let mut products = Vec::new();
        for (group, directions) in self.directions.iter().enumerate() {
            let share = self.shares[group];
            let (gamma, weights) = (self.sampling(group)?, self.weights(group, information)?);
            let delta = directions.jacobian(self.means);
            gather(&mut whole, &across(&delta, &(&weights * &delta)), &self.slots[group], share);
            products.push(self.spread(gamma::any_weights(share, &weights, &gamma, &delta), group));
        }
        Ok((products, self.modelled(&whole)?))
    }

    /// The inverse of an information within the parameters of the model itself: what is given is none of them here, and
    /// observed information would link the two.
    fn modelled(&self, whole: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let (size, own) = (self.size(), self.size() - self.opened);
        let inner = whole.view((0, 0), (own, own)).into_owned();
        let space = self
            .space
            .as_ref()
            .map(|space| space.view((0, 0), (own, space.ncols() - self.opened)).into_owned());
        let found = inverted(&inner, space.as_ref()).ok_or_else(not_identified)?;
        let mut bread = DMatrix::zeros(size, size);
        bread.view_mut((0, 0), (own, own)).copy_from(&found);
        Ok(bread)
    }

    /// `N` times the sampling covariance of a group's moments.
    fn sampling(&self, group: usize) -> Result<DMatrix<f64>> {
        match self.basis {
            Basis::Rows(cases) => {
                let (mean, _) = cases[group].moments().ok_or_else(no_rows)?;
                if self.given.is_empty() || self.kind != Kind::Likelihood {
                    return Ok(adf(&cases[group], &mean, None, false, self.means));
                }
                gamma::adf_given(&cases[group], &mean, self.means, &self.given)
            }
            Basis::Incomplete(cases, fiml) => incomplete_sampling(&cases[group], &fiml.list[group]),
            _ => Err(no_rows()),
        }
    }

    /// Information of a group's moments at those the model implies.
    fn weights(&self, group: usize, information: Information) -> Result<DMatrix<f64>> {
        let every = self.every_moment(group);
        Ok(self.discrepancy.evaluate(group, &self.implied[group], &every, information)?.curvature * 0.5)
    }

    /// Each moment as a parameter of its own.
    fn every_moment(&self, group: usize) -> Directions {
        let p = self.implied[group].mean.len();
        let mut all = moments(p);
        if !self.means {
            let list: Vec<Direction> = all.list.split_off(p);
            all.list = list;
        }
        all
    }

    /// A group's products in all parameters instead of its own.
    fn spread(&self, products: GammaProducts, group: usize) -> GammaProducts {
        let wide = |part: &DMatrix<f64>| {
            let mut whole = DMatrix::zeros(self.size(), self.size());
            gather(&mut whole, part, &self.slots[group], 1.0);
            whole
        };
        let second = if products.second.is_empty() { DMatrix::zeros(0, 0) } else { wide(&products.second) };
        GammaProducts { first: wide(&products.first), second, ..products }
    }
}

fn no_rows() -> Error {
    Error::Argument {
        what: "robust standard errors and tests".to_owned(),
        why: "they need rows that this estimator can use".to_owned(),
    }
}

/// The weight of ordinal items.
pub(crate) fn ordinal_weight(kind: Kind) -> OrdinalWeight {
    match kind {
        Kind::Weighted => OrdinalWeight::Full,
        Kind::Unweighted => OrdinalWeight::None,
        _ => OrdinalWeight::Diagonal,
    }
}

/// `A1^-1 B1 A1^-1` of incomplete rows at the saturated solution.
fn incomplete_sampling(cases: &Cases, group: &Group) -> Result<DMatrix<f64>> {
    let found = saturated_information(cases, group)?;
    Ok(&found.inverse * &found.first_order * &found.inverse)
}

/// Scores of the Satorra-Bentler sandwich are taken about the sample mean.
fn centre(cases: &Cases, implied: &DVector<f64>, means: bool) -> Result<DVector<f64>> {
    if !means {
        return Ok(implied.clone());
    }
    cases.moments().map(|(mean, _)| mean).ok_or_else(no_rows)
}
