//! Products of tall matrices in blocks that stay in the cache: the arithmetic under rows-based estimators.
//! Not here: what the products mean (`gamma`, `fiml`). Everything is summed in an order that does not depend on the
//! number of threads.

use nalgebra::{DMatrix, DMatrixView, DVector, Dyn};
use rayon::prelude::*;

use super::fiml_cases::Cases;

/// Rows worked on at a time: 256 rows of 200 columns fit into a second-level cache.
pub const BLOCK: usize = 256;

/// Columns of a result worked on at a time, so that little more than the upper half is computed.
const PANEL: usize = 56;

/// A transposed view that costs nothing.
#[must_use]
pub fn transposed(matrix: &DMatrix<f64>) -> DMatrixView<'_, f64, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(matrix.as_slice(), matrix.ncols(), matrix.nrows(), matrix.nrows().max(1), 1)
}

/// `a'b` by blocks.
#[must_use]
pub fn across(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let mut product = DMatrix::zeros(a.ncols(), b.ncols());
    product.gemm(1.0, &transposed(a), b, 0.0);
    product
}

/// Adds `a'a` to the upper triangle of `sum`; `a` has as many columns as `sum`. Call [`mirror`] when all is added.
pub fn add_cross(sum: &mut DMatrix<f64>, a: &DMatrix<f64>) {
    let across = transposed(a);
    let width = a.ncols();
    let mut first = 0;
    while first < width {
        let count = PANEL.min(width - first);
        let right = a.columns(first, count);
        let left = across.rows(0, first + count);
        sum.view_mut((0, first), (first + count, count)).gemm(1.0, &left, &right, 1.0);
        first += count;
    }
}

/// Adds `a a'` to the upper triangle of `sum`, where `a` stands column by column in `data` and has as many rows as
/// `sum`.
pub fn add_outer(sum: &mut DMatrix<f64>, data: &[f64]) {
    let width = sum.nrows();
    let count = data.len().checked_div(width).unwrap_or(0);
    if count == 0 {
        return;
    }
    let along: DMatrixView<'_, f64> = DMatrixView::from_slice(data, width, count);
    let across: DMatrixView<'_, f64, Dyn, Dyn> = DMatrixView::from_slice_with_strides(data, count, width, width, 1);
    let mut first = 0;
    while first < width {
        let wide = PANEL.min(width - first);
        let left = along.rows(0, first + wide);
        let right = across.columns(first, wide);
        sum.view_mut((0, first), (first + wide, wide)).gemm(1.0, &left, &right, 1.0);
        first += wide;
    }
}

/// Copies the upper triangle into the lower one.
pub fn mirror(sum: &mut DMatrix<f64>) {
    sum.fill_lower_triangle_with_upper_triangle();
}

/// Splits `count` things into at most 64 equal parts of at least `least`, the same whatever the number of threads.
#[must_use]
pub fn parts(count: usize, least: usize) -> Vec<std::ops::Range<usize>> {
    let size = count.div_ceil(64).max(least).max(1);
    (0..count.div_ceil(size)).map(|part| part * size..((part + 1) * size).min(count)).collect()
}

/// Runs `work` over the parts of `count`, in parallel where there is more than one, and gives the results in order.
pub fn over_parts<T: Send>(count: usize, least: usize, work: impl Fn(std::ops::Range<usize>) -> T + Sync) -> Vec<T> {
    let parts = parts(count, least);
    if parts.len() == 1 {
        return parts.into_iter().map(work).collect();
    }
    parts.into_par_iter().map(work).collect()
}

/// The same block of rows of every variable, less `centre`, as a matrix of one column per variable.
/// What is missing stays at zero.
pub fn centred(cases: &Cases<'_>, rows: std::ops::Range<usize>, centre: &DVector<f64>, into: &mut DMatrix<f64>) {
    for j in 0..cases.variables() {
        let from = &cases.column(j)[rows.clone()];
        let shift = centre[j];
        for (to, value) in into.column_mut(j).iter_mut().zip(from) {
            *to = value - shift;
        }
    }
    let (start, end) = (rows.start, rows.end);
    let runs = cases.runs();
    let first = runs.partition_point(|run| run.rows.end <= start);
    for run in runs[first..].iter().take_while(|run| run.rows.start < end) {
        let inside = run.rows.start.max(start) - start..run.rows.end.min(end) - start;
        for &j in &run.missing {
            into.column_mut(j).rows_range_mut(inside.clone()).fill(0.0);
        }
    }
}

/// Covariances about `mean` (divisor n) of complete rows.
#[must_use]
pub fn covariance(cases: &Cases<'_>, mean: &DVector<f64>) -> DMatrix<f64> {
    #[allow(clippy::cast_precision_loss)]
    let n = cases.rows() as f64;
    scatter(cases, 0..cases.rows(), mean) / n
}

/// Sums of squares and products about `mean` over some rows; what is missing counts as zero.
#[must_use]
pub fn scatter(cases: &Cases<'_>, rows: std::ops::Range<usize>, mean: &DVector<f64>) -> DMatrix<f64> {
    let p = cases.variables();
    let sums = over_parts(rows.len(), 8192, |part| {
        let mut sum = DMatrix::zeros(p, p);
        let mut block = DMatrix::zeros(BLOCK, p);
        let (mut row, last) = (rows.start + part.start, rows.start + part.end);
        while row < last {
            let end = (row + BLOCK).min(last);
            if end - row != block.nrows() {
                block = DMatrix::zeros(end - row, p);
            }
            centred(cases, row..end, mean, &mut block);
            add_cross(&mut sum, &block);
            row = end;
        }
        sum
    });
    let mut whole = total(sums, p);
    mirror(&mut whole);
    whole
}

/// The sum of square matrices, in order.
#[must_use]
pub fn total(parts: Vec<DMatrix<f64>>, size: usize) -> DMatrix<f64> {
    let mut parts = parts.into_iter();
    let Some(mut whole) = parts.next() else {
        return DMatrix::zeros(size, size);
    };
    for part in parts {
        whole += part;
    }
    whole
}
