//! Number, means and covariances of complete rows: exactly from whole numbers, else in blocks that stay in the cache.
//! Not here: incomplete rows by maximum likelihood (`saturated`).

use nalgebra::{DMatrix, DVector};

use super::gamma_blocks::{BLOCK, add_cross, mirror, over_parts, total};
use crate::answers::WholeSums;
use crate::{Error, Result};

/// Beyond so many variables the sums of a few rows at a time would take more room than the rows.
const MOST: usize = 2000;

/// The sum of a column in eight strands, which the processor adds side by side; not a number where anything is missing.
pub(super) fn sum(column: &[f64]) -> f64 {
    let mut strands = [0.0_f64; 8];
    let eights = column.chunks_exact(8);
    let rest: f64 = eights.remainder().iter().sum();
    for eight in eights {
        strands.iter_mut().zip(eight).for_each(|(strand, value)| *strand += value);
    }
    strands.iter().sum::<f64>() + rest
}

/// Number, means and covariances (divisor n) of the rows without a missing answer.
pub(super) fn moments(columns: &[&[f64]]) -> Result<(usize, DVector<f64>, DMatrix<f64>)> {
    if let Some(found) = whole_numbers(columns) {
        return Ok(found);
    }
    let sums: Vec<f64> = columns.iter().map(|column| sum(column)).collect();
    if sums.iter().all(|sum| sum.is_finite()) {
        return complete(columns, &sums);
    }
    let rows = columns.first().map_or(0, |column| column.len());
    let mut whole = vec![true; rows];
    for column in columns {
        whole.iter_mut().zip(*column).for_each(|(whole, value)| *whole &= value.is_finite());
    }
    let kept: Vec<usize> = (0..rows).filter(|&row| whole[row]).collect();
    let columns: Vec<Vec<f64>> =
        columns.iter().map(|column| kept.iter().map(|&row| column[row]).collect()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let sums: Vec<f64> = columns.iter().map(|column| sum(column)).collect();
    complete(&columns, &sums)
}

fn complete(columns: &[&[f64]], sums: &[f64]) -> Result<(usize, DVector<f64>, DMatrix<f64>)> {
    let (p, rows) = (columns.len(), columns.first().map_or(0, |column| column.len()));
    if rows < 2 {
        return Err(Error::TooFew { what: "complete rows".to_owned(), needed: 2, found: rows });
    }
    let mean = DVector::from_iterator(p, sums.iter().map(|sum| sum / rows as f64));
    let products = over_parts(rows, 8192, |part| {
        let mut product = DMatrix::zeros(p, p);
        let mut first = part.start;
        while first < part.end {
            let last = (first + BLOCK).min(part.end);
            let mut block = DMatrix::zeros(last - first, p);
            for (j, column) in columns.iter().enumerate() {
                let centre = mean[j];
                let mut into = block.column_mut(j);
                into.iter_mut().zip(&column[first..last]).for_each(|(place, value)| *place = value - centre);
            }
            add_cross(&mut product, &block);
            first = last;
        }
        product
    });
    let mut product = total(products, p);
    mirror(&mut product);
    Ok((rows, mean, product / rows as f64))
}

/// Answers are mostly small whole numbers: sums of their products are exact, and made of bytes.
fn whole_numbers(columns: &[&[f64]]) -> Option<(usize, DVector<f64>, DMatrix<f64>)> {
    let (p, rows) = (columns.len(), columns.first().map_or(0, |column| column.len()));
    if rows < 2 || p > MOST {
        return None;
    }
    let found = WholeSums::new(columns)?;
    let n = rows as i128;
    let total = |i: usize| n * found.bases[i] as i128 + i128::from(found.sum(i));
    let mean = DVector::from_fn(p, |i, _| total(i) as f64 / rows as f64);
    let square = (rows as f64) * (rows as f64);
    let covariance = DMatrix::from_fn(p, p, |i, j| {
        let apart = n * i128::from(found.product(i, j)) - i128::from(found.sum(i)) * i128::from(found.sum(j));
        apart as f64 / square
    });
    Some((rows, mean, covariance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_any_numbers_have_the_same_moments() {
        let columns: Vec<Vec<f64>> =
            (0..7).map(|j| (0..1300).map(|i| f64::from((i * (j + 3) + i * i) % 11 - 4)).collect()).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let sums: Vec<f64> = columns.iter().map(|column| sum(column)).collect();
        let (n, mean, covariance) = whole_numbers(&columns).unwrap();
        let (rows, other_mean, other) = complete(&columns, &sums).unwrap();
        assert!(n == rows && (&mean - other_mean).amax() < 1e-13 && (&covariance - other).amax() < 1e-12);
        let half = [0.5, 1.0, 2.0];
        assert!(
            whole_numbers(&[&half[..]; 6]).is_none() && whole_numbers(&[&[f64::NAN, 1.0][..]; 6]).is_none()
        );
        let far: Vec<Vec<f64>> =
            columns.iter().map(|column| column.iter().map(|value| value + 1e6).collect()).collect();
        let far: Vec<&[f64]> = far.iter().map(Vec::as_slice).collect();
        let (_, moved, same) = whole_numbers(&far).unwrap();
        assert!(same == covariance && (moved.add_scalar(-1e6) - &mean).amax() < 1e-9);
        assert_eq!(moments(&[&[1.0, f64::NAN, 3.0], &[2.0, 2.0, 5.0]]).unwrap().0, 2);
    }
}
