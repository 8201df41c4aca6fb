//! Number, means and covariances of complete rows: exactly from whole numbers, else in blocks that stay in the cache.
//! Not here: incomplete rows by maximum likelihood (`saturated`).

use nalgebra::{DMatrix, DMatrixView, DVector, Dyn};

use super::gamma_blocks::{BLOCK, add_cross, mirror, over_parts, total};
use crate::{Error, Result};

/// Rows of whole numbers worked on at a time.
const STRIP: usize = 512;

/// Largest whole number whose products over a strip stay exact in short numbers: `180^2 * 512 < 2^24`.
const LARGEST: f64 = 180.0;

/// Below so many variables plain sums are as fast, and small products of turned views are not to be trusted.
const FEWEST: usize = 6;

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

/// Sums and products of whole numbers; none where a value is missing, not whole, or too large.
struct Counts {
    sums: Vec<i64>,
    products: Vec<i64>,
}

/// Answers are mostly small whole numbers: sums of their products are exact in 32 bits, of which twice as many go
/// through the processor at a time.
fn whole_numbers(columns: &[&[f64]]) -> Option<(usize, DVector<f64>, DMatrix<f64>)> {
    let (p, rows) = (columns.len(), columns.first().map_or(0, |column| column.len()));
    if rows < 2 || !(FEWEST..=2000).contains(&p) {
        return None;
    }
    let parts = over_parts(rows, 16 * STRIP, |part| counted(columns, part));
    let mut all = Counts { sums: vec![0; p], products: vec![0; p * p] };
    for part in parts {
        let part = part?;
        all.sums.iter_mut().zip(part.sums).for_each(|(sum, more)| *sum += more);
        all.products.iter_mut().zip(part.products).for_each(|(sum, more)| *sum += more);
    }
    let n = rows as i128;
    let mean = DVector::from_iterator(p, all.sums.iter().map(|&sum| sum as f64 / rows as f64));
    let square = (rows as f64) * (rows as f64);
    let covariance = DMatrix::from_fn(p, p, |i, j| {
        let product = i128::from(all.products[i.max(j) * p + i.min(j)]);
        let apart = n * product - i128::from(all.sums[i]) * i128::from(all.sums[j]);
        apart as f64 / square
    });
    Some((rows, mean, covariance))
}

fn counted(columns: &[&[f64]], part: std::ops::Range<usize>) -> Option<Counts> {
    let p = columns.len();
    let mut counts = Counts { sums: vec![0; p], products: vec![0; p * p] };
    let mut strips = DMatrix::<f32>::zeros(STRIP, p);
    let mut products = DMatrix::<f32>::zeros(p, p);
    let mut first = part.start;
    while first < part.end {
        let last = (first + STRIP).min(part.end);
        for (column, strip) in columns.iter().zip(strips.as_mut_slice().chunks_exact_mut(STRIP)) {
            if !fill(&column[first..last], strip) {
                return None;
            }
        }
        let across: DMatrixView<'_, f32, Dyn, Dyn> =
            DMatrixView::from_slice_with_strides(strips.as_slice(), p, STRIP, STRIP, 1);
        products.gemm(1.0, &across, &strips, 0.0);
        counts.products.iter_mut().zip(products.iter()).for_each(|(sum, &more)| *sum += more as i64);
        for (total, strip) in counts.sums.iter_mut().zip(strips.as_slice().chunks_exact(STRIP)) {
            let mut strands = [0.0_f32; 8];
            for eight in strip.chunks_exact(8) {
                strands.iter_mut().zip(eight).for_each(|(strand, value)| *strand += value);
            }
            *total += strands.iter().sum::<f32>() as i64;
        }
        first = last;
    }
    Some(counts)
}

/// Values as short numbers, zeros behind them; says whether every one was whole and small.
fn fill(values: &[f64], strip: &mut [f32]) -> bool {
    // Adding this leaves no room for a fraction.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    let mut fits = true;
    for (place, &value) in strip.iter_mut().zip(values) {
        fits &= ((value + SHIFT) - SHIFT == value) & (value.abs() <= LARGEST);
        *place = value as f32;
    }
    strip[values.len()..].fill(0.0);
    fits
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
        assert!(n == rows && (mean - other_mean).amax() < 1e-13 && (covariance - other).amax() < 1e-12);
        let half = [0.5, 1.0, 2.0];
        assert!(
            whole_numbers(&[&half[..]; 6]).is_none() && whole_numbers(&[&[f64::NAN, 1.0][..]; 6]).is_none()
        );
        assert_eq!(moments(&[&[1.0, f64::NAN, 3.0], &[2.0, 2.0, 5.0]]).unwrap().0, 2);
    }
}
