//! What least squares needs the rows for: refined coefficients, leverage, Cook's distance, robust covariances.
//! Not here: the regression itself (see `ols`).

use super::moments::complete;
use super::ols::{Regression, Robust, Solved};
use crate::nested::mixed::small;
use crate::numeric::crossproduct::{Products, ROWS};
use crate::numeric::tails;

/// What the rows told.
pub(super) struct Rows {
    /// Largest `e² h / (1 - h)²`.
    cook: f64,
    /// Largest leverage.
    leverage: f64,
    /// Sums of products of the columns (a one first) times the variances of the rows, row-major.
    meat: Option<Vec<f64>>,
}

/// Reads the rows of `columns` (predictors, then response), block by block.
struct Reader<'a> {
    columns: &'a [&'a [f64]],
    kept: Option<Vec<u32>>,
    n: usize,
    block: Vec<f64>,
}

impl Reader<'_> {
    /// Fills the block with standardised centred predictors and gives their residuals.
    fn fill(&mut self, solved: &Solved, from: usize, residuals: &mut [f64; ROWS]) -> usize {
        let (p, count) = (solved.p(), ROWS.min(self.n - from));
        residuals.fill(0.0);
        let put = |column: usize, out: &mut [f64]| {
            let (values, mean) = (self.columns[column], solved.moments.means[column]);
            match &self.kept {
                None => out.iter_mut().zip(&values[from..]).for_each(|(out, value)| *out = value - mean),
                Some(kept) => {
                    out.iter_mut()
                        .zip(&kept[from..])
                        .for_each(|(out, &row)| *out = values[row as usize] - mean);
                }
            }
        };
        put(p, &mut residuals[..count]);
        for c in 0..p {
            let out = &mut self.block[c * ROWS..(c + 1) * ROWS];
            out[count..].fill(0.0);
            put(c, &mut out[..count]);
            small::axpy(-solved.slopes[c], &out[..count], &mut residuals[..count]);
            let scale = solved.scale[c].recip();
            out.iter_mut().for_each(|value| *value *= scale);
        }
        count
    }
}

/// Refines `solved` and reads leverages and robust sums.
pub(super) fn read(solved: &mut Solved, columns: &[&[f64]], robust: Option<Robust>) -> Rows {
    let kept = complete(columns, None, columns[0].len());
    let mut reader = Reader { columns, kept, n: solved.moments.n, block: vec![0.0; solved.p() * ROWS] };
    for _ in 0..3 {
        if refine(solved, &mut reader) {
            break;
        }
    }
    leverages(solved, &mut reader, robust)
}

/// Corrects the slopes by what the residuals still hold of the predictors; whether that was within rounding.
fn refine(solved: &mut Solved, reader: &mut Reader<'_>) -> bool {
    let p = solved.p();
    let (mut left, mut rss, mut residuals) = (vec![0.0; p], 0.0, [0.0; ROWS]);
    for from in (0..reader.n).step_by(ROWS) {
        reader.fill(solved, from, &mut residuals);
        rss += small::dot(&residuals, &residuals);
        for (left, column) in left.iter_mut().zip(reader.block.chunks_exact(ROWS)) {
            *left += small::dot(column, &residuals);
        }
    }
    solved.rss = rss;
    small::solve(&solved.factor, &mut left, p, 1);
    small::solve_transposed(&solved.factor, &mut left, p, 1);
    let mut small_change = true;
    for (at, left) in left.iter().enumerate() {
        let change = left / solved.scale[at];
        solved.slopes[at] += change;
        let size = solved.slopes[at].abs().max(1e-3 * solved.scale[p] / solved.scale[at]);
        small_change &= change.abs() <= 1e-13 * size;
    }
    small_change
}

fn leverages(solved: &Solved, reader: &mut Reader<'_>, robust: Option<Robust>) -> Rows {
    let (p, k, n) = (solved.p(), solved.p() + 1, reader.n);
    let mut products = Products::new(if robust.is_some() { k } else { 0 });
    let (mut cook, mut most) = (0.0_f64, 0.0_f64);
    let (mut residuals, mut turned) = ([0.0; ROWS], Vec::new());
    for from in (0..n).step_by(ROWS) {
        let count = reader.fill(solved, from, &mut residuals);
        turned.clone_from(&reader.block);
        small::solve(&solved.factor, &mut turned, p, ROWS);
        let mut leverage = [1.0 / n as f64; ROWS];
        for row in turned.chunks_exact(ROWS) {
            leverage.iter_mut().zip(row).for_each(|(leverage, value)| *leverage += value * value);
        }
        for (h, e) in leverage.iter().zip(&residuals).take(count) {
            most = most.max(*h);
            cook = cook.max(e * e * h / ((1.0 - h) * (1.0 - h)));
        }
        if let Some(kind) = robust {
            let mut roots = [0.0; ROWS];
            for (place, root) in roots.iter_mut().enumerate().take(count) {
                *root = root_variance(kind, residuals[place], leverage[place], n as f64, k as f64);
            }
            products.column(0).copy_from_slice(&roots);
            for c in 0..p {
                let column = &reader.block[c * ROWS..(c + 1) * ROWS];
                let out = products.column(c + 1);
                out.iter_mut().zip(column).zip(&roots).for_each(|((out, value), root)| *out = value * root);
            }
            products.add();
        }
    }
    let meat = robust.map(|_| (0..k * k).map(|at| products.get(at / k, at % k)).collect());
    Rows { cook, leverage: most, meat }
}

fn root_variance(kind: Robust, e: f64, h: f64, n: f64, k: f64) -> f64 {
    let rest = 1.0 - h;
    let factor = match kind {
        Robust::Hc0 => 1.0,
        Robust::Hc1 => (n / (n - k)).sqrt(),
        Robust::Hc2 => rest.sqrt().recip(),
        Robust::Hc3 => rest.recip(),
        Robust::Hc4 => rest.powf(-0.5 * (n * h / k).min(4.0)),
    };
    e.abs() * factor
}

/// Adds to a report what the rows told.
pub(super) fn complete_report(report: &mut Regression, solved: &Solved, rows: &Rows, robust: Option<Robust>) {
    let k = solved.p() + 1;
    report.leverage_max = Some(rows.leverage);
    if rows.leverage > 1.0 - 1e-10 {
        report.remarks.push(
            "a row alone determines a coefficient (leverage one): its Cook distance and robust errors are not given".to_owned(),
        );
        return;
    }
    report.cooks_max = Some(rows.cook / (k as f64 * report.sigma * report.sigma));
    let (Some(kind), Some(meat)) = (robust, &rows.meat) else { return };
    let covariance = covariance(solved, meat);
    let (df, confidence) = (report.df_residual as f64, report.confidence);
    let limit = tails::student_limit(1.0 - confidence, df);
    for (at, own) in report.coefficients.iter_mut().enumerate() {
        let se = covariance[at][at].sqrt();
        let t = own.estimate / se;
        own.robust_se = Some(se);
        own.robust_t = Some(t);
        own.robust_p = Some(tails::student_two_sided(t, df));
        own.robust_lower = Some(own.estimate - limit * se);
        own.robust_upper = Some(own.estimate + limit * se);
    }
    report.robust = Some(kind);
    report.robust_vcov = Some(covariance);
}

/// `(X'X)⁻¹ meat (X'X)⁻¹` in the units of the data.
fn covariance(solved: &Solved, meat: &[f64]) -> Vec<Vec<f64>> {
    let (p, k) = (solved.p(), solved.p() + 1);
    let mut bread = vec![0.0; k * k];
    bread[0] = 1.0 / solved.moments.n as f64;
    for i in 0..p {
        for j in 0..p {
            bread[(i + 1) * k + j + 1] = solved.inverse[i * p + j];
        }
    }
    let (mut half, mut whole) = (vec![0.0; k * k], vec![0.0; k * k]);
    small::add_product(&mut half, &bread, meat, (k, k, k), 1.0);
    small::add_product(&mut whole, &half, &bread, (k, k, k), 1.0);
    let unit = |at: usize| if at == 0 { 1.0 } else { solved.scale[at - 1] };
    for (at, value) in whole.iter_mut().enumerate() {
        *value /= unit(at / k) * unit(at % k);
    }
    solved.uncentre(&whole)
}
