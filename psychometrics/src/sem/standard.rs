//! Standardised solutions with standard errors by the delta method, from exact derivatives.
//! Not here: unstandardised estimates.
//!
//! A standardised parameter is the parameter times powers of variances: loadings `l sd(f)/sd(x)`, regressions
//! `b sd(x)/sd(y)`, variances over total variances, covariances over the root of both residual variances.

use nalgebra::{DMatrix, DVector};

use super::expression::Slope;
use super::fitted::Fitted;
use super::layout::Matrix;
use super::options::Parameterization;
use super::tokens::Operator;
use crate::Result;

/// A standardised parameter.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Standardized {
    /// Estimate.
    pub est: f64,
    /// Standard error, where the information has an inverse and errors were asked for.
    pub se: Option<f64>,
}

/// Which variables are standardised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Latent,
    All,
    NotGiven,
}

/// A variance by which parameters are scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variance {
    Hidden(usize),
    Observed(usize),
    Psi(usize),
    Theta(usize),
}

/// A value with its derivatives in some slots.
type Sparse = (f64, Vec<(usize, f64)>);

/// Scales of all variables in all groups, with derivatives when errors are asked for.
pub(crate) struct Scales<'a> {
    fitted: &'a Fitted<'a>,
    estimates: &'a [f64],
}

impl<'a> Scales<'a> {
    pub fn of(fitted: &'a Fitted<'a>, estimates: &'a [f64]) -> Scales<'a> {
        Scales { fitted, estimates }
    }

    /// Powers of variances by which a parameter is multiplied.
    fn parts(&self, lhs: &str, op: Operator, rhs: &str, kind: Kind) -> Vec<(Variance, f64)> {
        let mut parts = Vec::new();
        let mut put = |name: &str, power: f64| {
            if let Some(variance) = self.total(name, kind) {
                parts.push((variance, power));
            }
        };
        match op {
            Operator::Measures => {
                put(lhs, 0.5);
                put(rhs, -0.5);
            }
            Operator::Regresses => {
                put(lhs, -0.5);
                put(rhs, 0.5);
            }
            Operator::Covaries if lhs == rhs => put(lhs, -1.0),
            Operator::Covaries => {
                for name in [lhs, rhs] {
                    if self.total(name, kind).is_some() {
                        parts.extend(self.residual(name).map(|variance| (variance, -0.5)));
                    }
                }
            }
            Operator::Intercept | Operator::Threshold => put(lhs, -0.5),
            _ => {}
        }
        parts
    }

    /// The total variance of a variable that is standardised.
    fn total(&self, name: &str, kind: Kind) -> Option<Variance> {
        let (layout, names) = (&self.fitted.layout, &self.fitted.table.names);
        if let Some(at) = layout.hidden_place(name).filter(|&at| at < layout.latent) {
            return Some(Variance::Hidden(at));
        }
        let skipped =
            kind == Kind::Latent || (kind == Kind::NotGiven && names.given.iter().any(|given| given == name));
        if skipped { None } else { layout.observed_place(name).map(Variance::Observed) }
    }

    fn residual(&self, name: &str) -> Option<Variance> {
        let layout = &self.fitted.layout;
        match layout.hidden_place(name) {
            Some(at) => Some(Variance::Psi(at)),
            None => layout.observed_place(name).map(Variance::Theta),
        }
    }

    fn value(&self, group: usize, variance: Variance) -> f64 {
        let (fitted, matrices) = (self.fitted, &self.fitted.matrices[group]);
        match variance {
            Variance::Hidden(at) => matrices.hidden[(at, at)],
            Variance::Observed(at) if self.by_scale(at) => matrices.scale[at].powi(-2),
            Variance::Observed(at) => {
                let loading = matrices.lambda.row(at).transpose();
                matrices.theta[(at, at)] + matrices.cross.row(at).transpose().dot(&loading)
            }
            Variance::Psi(at) if at >= fitted.layout.latent => {
                self.own(group, Matrix::Psi, at).unwrap_or(matrices.psi[(at, at)])
            }
            Variance::Psi(at) => matrices.psi[(at, at)],
            Variance::Theta(at) => self.own(group, Matrix::Theta, at).unwrap_or(matrices.theta[(at, at)]),
        }
    }

    /// The estimate on the diagonal of a matrix as the table shows it (of ordinal items it follows from the scale).
    fn own(&self, group: usize, matrix: Matrix, at: usize) -> Option<f64> {
        if !self.fitted.layout.ordinal() {
            return None;
        }
        let entries = &self.fitted.layout.groups[group].entries;
        let found = entries
            .iter()
            .find(|entry| entry.place.matrix == matrix && entry.place.row == at && entry.place.column == at);
        found.map(|entry| self.estimates[entry.row])
    }

    fn by_scale(&self, observed: usize) -> bool {
        let layout = &self.fitted.layout;
        layout.thresholds[observed] > 0 && layout.parameterization == Parameterization::Delta
    }

    /// Derivatives of a variance in the parameters.
    fn slope(&self, group: usize, variance: Variance) -> Vec<(usize, f64)> {
        if let Some(observed) = self.derived(variance) {
            return self.derived_slope(group, observed, variance);
        }
        let (layout, matrices) = (&self.fitted.layout, &self.fitted.matrices[group]);
        let mut found = Vec::new();
        for entry in layout.groups[group].entries.iter() {
            let Some(slot) = entry.slot else { continue };
            let (row, column) = (entry.place.row, entry.place.column);
            let by = match (variance, entry.place.matrix) {
                (Variance::Hidden(at), Matrix::Psi) => {
                    let twice = if row == column { 1.0 } else { 2.0 };
                    twice * matrices.total[(at, row)] * matrices.total[(at, column)]
                }
                (Variance::Hidden(at), Matrix::Beta) => {
                    2.0 * matrices.total[(at, row)] * matrices.hidden[(column, at)]
                }
                (Variance::Observed(at), Matrix::Scale) if row == at && self.by_scale(at) => {
                    -2.0 * matrices.scale[at].powi(-3)
                }
                (Variance::Observed(at), Matrix::Lambda) if row == at && !self.by_scale(at) => {
                    2.0 * matrices.cross[(at, column)]
                }
                (Variance::Observed(at), Matrix::Theta) if row == at && column == at => 1.0,
                (Variance::Observed(at), Matrix::Psi) if !self.by_scale(at) => {
                    let twice = if row == column { 1.0 } else { 2.0 };
                    twice * matrices.reach[(at, row)] * matrices.reach[(at, column)]
                }
                (Variance::Observed(at), Matrix::Beta) if !self.by_scale(at) => {
                    2.0 * matrices.reach[(at, row)] * matrices.cross[(at, column)]
                }
                (Variance::Psi(at), Matrix::Psi) | (Variance::Theta(at), Matrix::Theta)
                    if row == at && column == at =>
                {
                    1.0
                }
                _ => 0.0,
            };
            if by != 0.0 {
                found.push((slot, by));
            }
        }
        found
    }

    /// The ordinal item whose residual variance this is, where that follows from its scale.
    fn derived(&self, variance: Variance) -> Option<usize> {
        let layout = &self.fitted.layout;
        let observed = match variance {
            Variance::Theta(at) => at,
            Variance::Psi(at) if at >= layout.latent => layout.stands_for[at - layout.latent],
            _ => return None,
        };
        self.by_scale(observed).then_some(observed)
    }

    /// Derivatives of such a residual variance: `scale^-2` less what the rest of the model explains.
    fn derived_slope(&self, group: usize, observed: usize, variance: Variance) -> Vec<(usize, f64)> {
        let (layout, matrices) = (&self.fitted.layout, &self.fitted.matrices[group]);
        let mut found = Vec::new();
        for entry in layout.groups[group].entries.iter() {
            let Some(slot) = entry.slot else { continue };
            let (row, column) = (entry.place.row, entry.place.column);
            let twice = if row == column { 1.0 } else { 2.0 };
            let by = match entry.place.matrix {
                Matrix::Scale if row == observed => -2.0 * matrices.scale[observed].powi(-3),
                Matrix::Lambda if row == observed => -2.0 * matrices.cross[(observed, column)],
                Matrix::Psi if row == column && variance == Variance::Psi(row) => 0.0,
                Matrix::Psi => -twice * matrices.reach[(observed, row)] * matrices.reach[(observed, column)],
                Matrix::Beta => -2.0 * matrices.reach[(observed, row)] * matrices.cross[(observed, column)],
                _ => 0.0,
            };
            if by != 0.0 {
                found.push((slot, by));
            }
        }
        found
    }

    /// What a row's estimate follows from where it is not a parameter itself, with the derivative in that variance.
    fn follows(&self, at: usize) -> Option<(Variance, f64)> {
        let row = &self.fitted.table.rows[at];
        let observed = self.fitted.layout.observed_place(&row.lhs)?;
        match row.op {
            Operator::Covaries if row.lhs == row.rhs && self.by_scale(observed) => {
                Some((self.residual(&row.lhs)?, 1.0))
            }
            Operator::Scales if !self.by_scale(observed) => {
                Some((Variance::Observed(observed), -0.5 * self.estimates[at].powi(3)))
            }
            _ => None,
        }
    }

    /// The factor by which a parameter is standardised; none where a variance is not positive.
    pub fn factor(&self, group: usize, lhs: &str, op: Operator, rhs: &str, kind: Kind) -> Option<f64> {
        let mut factor = 1.0;
        for (variance, power) in self.parts(lhs, op, rhs, kind) {
            // A negative residual variance still tells the size of what a covariance is measured by.
            let value = match variance {
                Variance::Psi(_) | Variance::Theta(_) => self.value(group, variance).abs(),
                _ => self.value(group, variance),
            };
            if value <= 0.0 || value.is_nan() {
                return None;
            }
            factor *= value.powf(power);
        }
        Some(factor)
    }

    /// A row standardised, with derivatives where asked for.
    fn row(&self, at: usize, kind: Kind, cache: &mut Cache) -> Option<Sparse> {
        let row = &self.fitted.table.rows[at];
        let group = row.group - 1;
        if row.op == Operator::Scales && kind != Kind::Latent {
            return Some((1.0, Vec::new()));
        }
        let factor = self.factor(group, &row.lhs, row.op, &row.rhs, kind)?;
        let est = self.estimates[at] * factor;
        let mut by = Vec::new();
        if cache.wanted {
            by.extend(row.slot.map(|slot| (slot, factor)));
            if let Some((variance, slope)) = self.follows(at).filter(|_| row.slot.is_none()) {
                let own = cache.slope(self, group, variance);
                by.extend(own.iter().map(|(slot, by)| (*slot, by * slope * factor)));
            }
            for (variance, power) in self.parts(&row.lhs, row.op, &row.rhs, kind) {
                let value = self.value(group, variance);
                let slope = cache.slope(self, group, variance);
                by.extend(slope.iter().map(|(slot, slope)| (*slot, est * power * slope / value)));
            }
        }
        Some((est, by))
    }
}

/// Derivatives of variances, each worked out once.
struct Cache {
    wanted: bool,
    known: Vec<(usize, Variance, Vec<(usize, f64)>)>,
    index: std::collections::HashMap<(usize, u8, usize), usize>,
}

impl Cache {
    fn slope(&mut self, scales: &Scales, group: usize, variance: Variance) -> &[(usize, f64)] {
        let key = match variance {
            Variance::Hidden(at) => (group, 0, at),
            Variance::Observed(at) => (group, 1, at),
            Variance::Psi(at) => (group, 2, at),
            Variance::Theta(at) => (group, 3, at),
        };
        let place = match self.index.get(&key) {
            Some(&place) => place,
            None => {
                self.known.push((group, variance, scales.slope(group, variance)));
                self.index.insert(key, self.known.len() - 1);
                self.known.len() - 1
            }
        };
        &self.known[place].2
    }
}

/// All rows of the table and then all defined parameters, standardised in three ways: latent, all, all but given.
pub(crate) fn standardized(fitted: &Fitted, estimates: &[f64]) -> Result<[Vec<Option<Standardized>>; 3]> {
    let scales = Scales::of(fitted, estimates);
    let wanted = fitted.options.standardized_errors && fitted.vcov.is_some();
    let mut cache = Cache { wanted, known: Vec::new(), index: std::collections::HashMap::new() };
    let mut all = [Vec::new(), Vec::new(), Vec::new()];
    for (list, kind) in all.iter_mut().zip([Kind::Latent, Kind::All, Kind::NotGiven]) {
        let rows: Vec<Option<Sparse>> =
            (0..fitted.table.rows.len()).map(|at| scales.row(at, kind, &mut cache)).collect();
        list.extend(rows.iter().map(|row| {
            row.as_ref()
                .map(|(est, by)| Standardized { est: *est, se: error(fitted.vcov.as_ref(), by, wanted) })
        }));
        for at in 0..fitted.constraints.definitions().len() {
            list.push(defined(fitted, at, &rows, wanted)?);
        }
    }
    Ok(all)
}

fn error(vcov: Option<&DMatrix<f64>>, by: &[(usize, f64)], wanted: bool) -> Option<f64> {
    let vcov = vcov.filter(|_| wanted)?;
    let sum: f64 = by.iter().flat_map(|(i, a)| by.iter().map(move |(j, b)| a * b * vcov[(*i, *j)])).sum();
    // An empty sum is minus zero.
    Some((sum + 0.0).max(0.0).sqrt())
}

fn defined(
    fitted: &Fitted,
    at: usize,
    rows: &[Option<Sparse>],
    wanted: bool,
) -> Result<Option<Standardized>> {
    let slots = fitted.table.slots;
    let of_row = |row: usize| {
        let mut slope = Slope::constant(f64::NAN, slots);
        if let Some((est, by)) = &rows[row] {
            slope.value = *est;
            by.iter().for_each(|(slot, by)| slope.by[*slot] += by);
        }
        slope
    };
    let found = fitted.constraints.defined_from(at, slots, &of_row)?;
    if !found.value.is_finite() {
        return Ok(None);
    }
    let by = DVector::from_vec(found.by);
    let se = fitted.vcov.as_ref().filter(|_| wanted).map(|vcov| by.dot(&(vcov * &by)).max(0.0).sqrt());
    Ok(Some(Standardized { est: found.value, se }))
}
