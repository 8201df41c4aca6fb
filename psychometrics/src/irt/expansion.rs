//! Posteriors that lie near each other in few numbers: polynomials of the trait, the covariances of those within each
//! posterior, and the principal components of these matrices over rows.
//! Not here: what is counted with them (see `spread`).

use nalgebra::DMatrix;

use super::information::{Scores, dot};
use super::spread::Posteriors;

/// Orthonormal polynomials of degree one and more under a distribution on points.
pub(super) fn polynomials(weights: &[f64], theta: &[f64], degree: usize) -> Vec<Vec<f64>> {
    let product =
        |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).zip(weights).map(|((x, y), w)| x * y * w).sum() };
    let mut theta = theta.to_vec();
    theta.resize(weights.len(), 0.0);
    let mut all: Vec<Vec<f64>> = vec![vec![1.0; weights.len()]];
    for _ in 0..degree {
        let Some(last) = all.last() else { break };
        let mut next: Vec<f64> = last.iter().zip(&theta).map(|(p, t)| p * t).collect();
        for _ in 0..2 {
            for one in &all {
                let share = product(&next, one);
                next.iter_mut().zip(one).for_each(|(value, p)| *value -= share * p);
            }
        }
        let length = product(&next, &next).sqrt();
        if length < 1e-13 {
            break;
        }
        all.push(next.iter().map(|value| value / length).collect());
    }
    all.remove(0);
    all
}

/// The polynomials times the mean posterior, at all points.
pub(super) fn weighted(polynomials: &[Vec<f64>], mean: &[f64], from: usize) -> Vec<Vec<f64>> {
    let times = |one: &Vec<f64>| {
        let mut whole = vec![0.0; from];
        whole.extend(one.iter().zip(mean).map(|(value, weight)| value * weight));
        whole
    };
    polynomials.iter().map(times).collect()
}

/// Scales each polynomial by the size of its coefficients in the score functions, so that a principal component is
/// as large as what it does to the information.
pub(super) fn balance(polynomials: &mut [Vec<f64>], weighted: &mut [Vec<f64>], scores: &Scores) {
    for (polynomial, weighted) in polynomials.iter_mut().zip(weighted) {
        let slots = scores.items.iter().flatten().flatten().chain(&scores.group);
        let square: f64 =
            slots.map(|slot| weighted.iter().zip(&slot.table).map(|(a, b)| a * b).sum::<f64>().powi(2)).sum();
        let size = square.sqrt().max(1e-150);
        polynomial.iter_mut().for_each(|value| *value *= size);
        weighted.iter_mut().for_each(|value| *value /= size);
    }
}

/// For each row the covariance matrix of the polynomials within its posterior, times its frequency, one triangle with
/// the off-diagonal times the root of two so that lengths are those of whole matrices.
pub(super) fn matrices(posteriors: &Posteriors, polynomials: &[Vec<f64>], frequency: &[f64]) -> DMatrix<f64> {
    let degree = polynomials.len();
    let products: Vec<Vec<f64>> = (0..degree)
        .flat_map(|i| (0..=i).map(move |j| (i, j)))
        .map(|(i, j)| polynomials[i].iter().zip(&polynomials[j]).map(|(a, b)| a * b).collect())
        .collect();
    let mut all = DMatrix::<f64>::zeros(products.len(), frequency.len());
    let mut means = vec![0.0; degree];
    for (row, (posterior, times)) in posteriors.rows().zip(frequency).enumerate() {
        for (mean, polynomial) in means.iter_mut().zip(polynomials) {
            *mean = dot(polynomial, posterior);
        }
        let mut at = 0;
        for i in 0..degree {
            for j in 0..=i {
                let scale = if i == j { 1.0 } else { std::f64::consts::SQRT_2 };
                all[(at, row)] = times * scale * (dot(&products[at], posterior) - means[i] * means[j]);
                at += 1;
            }
        }
    }
    all
}

/// Principal components of the matrices: for each row its components (padded with nought), and the matrices of those.
pub(super) fn principal(
    matrices: &DMatrix<f64>,
    degree: usize,
    share: f64,
) -> (Vec<f64>, Vec<DMatrix<f64>>, usize) {
    let eigen = (matrices * matrices.transpose()).symmetric_eigen();
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let most = order.first().map_or(0.0, |&first| eigen.eigenvalues[first]);
    order.retain(|&one| eigen.eigenvalues[one] > share * share * most);
    order.truncate(24);
    let padded = [2, 4, 6, 8, 12, 24].into_iter().find(|&k| k >= order.len()).unwrap_or(24);
    let mut turn = DMatrix::zeros(padded, matrices.nrows());
    let mut shapes = Vec::new();
    for (k, &one) in order.iter().enumerate() {
        let vector = eigen.eigenvectors.column(one);
        turn.row_mut(k).copy_from(&vector.transpose());
        let mut shape = DMatrix::zeros(degree, degree);
        let mut at = 0;
        for i in 0..degree {
            for j in 0..=i {
                let value = if i == j { vector[at] } else { vector[at] / std::f64::consts::SQRT_2 };
                (shape[(i, j)], shape[(j, i)]) = (value, value);
                at += 1;
            }
        }
        shapes.push(shape);
    }
    ((turn * matrices).as_slice().to_vec(), shapes, padded)
}
