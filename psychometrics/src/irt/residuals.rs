//! How far correlations of answers are from those a model expects.
//! Not here: tests of fit (see `model_fit`), residuals of persons (see `dependence`).

use super::curve::Curve;
use super::responses::Responses;

/// Root mean square difference of the correlations of the answers (as places of categories) of complete rows from those
/// expected (SRMSR, Maydeu-Olivares 2013); nought for one item.
pub(crate) fn correlations(
    responses: &Responses,
    rows: &[usize],
    curves: &[Curve],
    theta: &[f64],
    weights: &[f64],
) -> f64 {
    let items = curves.len();
    let n = rows.len() as f64;
    let moments: Vec<Vec<(f64, f64)>> =
        curves.iter().map(|curve| theta.iter().map(|&at| curve.expected(at)).collect()).collect();
    let mean = |i: usize| -> f64 { moments[i].iter().zip(weights).map(|(m, w)| m.0 * w).sum() };
    let square =
        |i: usize| -> f64 { moments[i].iter().zip(weights).map(|(m, w)| (m.0 * m.0 + m.1) * w).sum() };
    let product = |i: usize, j: usize| -> f64 {
        moments[i].iter().zip(&moments[j]).zip(weights).map(|((a, b), w)| a.0 * b.0 * w).sum()
    };
    let code = |row: usize, item: usize| f64::from(responses.row(row)[item]);
    let over = |f: &dyn Fn(usize) -> f64| rows.iter().map(|&row| f(row)).sum::<f64>() / n;
    let seen: Vec<(f64, f64)> =
        (0..items).map(|i| (over(&|row| code(row, i)), over(&|row| code(row, i).powi(2)))).collect();
    let (mut sum, mut pairs) = (0.0, 0.0);
    for i in 0..items {
        for j in i + 1..items {
            let correlation = |xy: f64, x: (f64, f64), y: (f64, f64)| {
                (xy - x.0 * y.0) / ((x.1 - x.0 * x.0) * (y.1 - y.0 * y.0)).sqrt()
            };
            let found = correlation(over(&|row| code(row, i) * code(row, j)), seen[i], seen[j]);
            let expected = correlation(product(i, j), (mean(i), square(i)), (mean(j), square(j)));
            if found.is_finite() {
                sum += (found - expected).powi(2);
                pairs += 1.0;
            }
        }
    }
    f64::sqrt(sum / f64::max(pairs, 1.0))
}
