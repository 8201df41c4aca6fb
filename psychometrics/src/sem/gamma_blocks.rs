//! Products of tall matrices in blocks that stay in the cache: the arithmetic under rows-based estimators.
//! Not here: what the products mean (`gamma`, `fiml`). Everything is summed in an order that does not depend on the
//! number of threads.

use nalgebra::{DMatrix, DMatrixView, DVector, Dyn, RealField, Scalar};
use rayon::prelude::*;

use super::fiml_cases::Cases;
use super::gamma_tiles;

/// Rows worked on at a time: 256 rows of 200 columns fit into a second-level cache.
pub const BLOCK: usize = 256;

/// Rows of a column that are read before those of its neighbours.
const STRETCH: usize = 64;

/// Most columns of a result worked on at a time, so that little more than the upper half is computed.
const PANEL: usize = 44;

/// Below this size products are made by plain loops: nalgebra's own small products do not honour strided views.
const SMALL: usize = 6;

/// How exact the numbers inside a block are. Sums over blocks are always double.
pub trait Precision: RealField + Copy {
    /// How many blocks may be added up before the sum goes over into double precision.
    const BLOCKS: usize;

    /// From double precision.
    fn of(value: f64) -> Self;

    /// To double precision.
    fn double(self) -> f64;

    /// How many columns there should be, the last ones noughts, for [`Precision::tiled`].
    fn padded(columns: usize) -> usize {
        columns
    }

    /// Adds `a'a` to the upper triangle of `whole` in the fastest way there may be; says whether it did.
    fn tiled(_whole: &mut DMatrix<f64>, _a: &DMatrix<Self>) -> bool {
        false
    }
}

impl Precision for f64 {
    const BLOCKS: usize = usize::MAX;

    fn of(value: f64) -> Self {
        value
    }

    fn double(self) -> f64 {
        self
    }
}

impl Precision for f32 {
    const BLOCKS: usize = 1;

    #[allow(clippy::cast_possible_truncation)]
    fn of(value: f64) -> Self {
        value as f32
    }

    fn double(self) -> f64 {
        f64::from(self)
    }

    fn padded(columns: usize) -> usize {
        gamma_tiles::padded(columns)
    }

    fn tiled(whole: &mut DMatrix<f64>, a: &DMatrix<f32>) -> bool {
        gamma_tiles::add(whole, a)
    }
}

/// A transposed view of numbers that stand column by column, `rows` to a column.
fn transposed<T: Scalar>(data: &[T], rows: usize, columns: usize) -> DMatrixView<'_, T, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(data, columns, rows, rows, 1)
}

/// `a'b`.
#[must_use]
pub fn across(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let mut product = DMatrix::zeros(a.ncols(), b.ncols());
    if a.ncols() < SMALL || b.ncols() < SMALL || a.nrows() < SMALL {
        for (j, right) in b.column_iter().enumerate() {
            for (i, left) in a.column_iter().enumerate() {
                product[(i, j)] = left.dot(&right);
            }
        }
        return product;
    }
    product.gemm(1.0, &transposed(a.as_slice(), a.nrows(), a.ncols()), b, 0.0);
    product
}

/// Starts and widths of panels of nearly equal width.
fn panels(width: usize) -> impl Iterator<Item = (usize, usize)> {
    let wide = width.div_ceil(width.div_ceil(PANEL).max(1)).max(1);
    (0..width.div_ceil(wide)).map(move |panel| (panel * wide, wide.min(width - panel * wide)))
}

/// Adds `a'a` to the upper triangle of `sum`; `a` has as many columns as `sum`. Call [`mirror`] when all is added.
pub fn add_cross<T: Precision>(sum: &mut DMatrix<T>, a: &DMatrix<T>) {
    let (count, width) = a.shape();
    if count == 0 {
        return;
    }
    let across = transposed(a.as_slice(), count, width);
    for (first, wide) in panels(width) {
        if wide < SMALL || count < SMALL {
            for j in first..first + wide {
                for i in 0..=j {
                    sum[(i, j)] += a.column(i).dot(&a.column(j));
                }
            }
            continue;
        }
        let left = across.rows(0, first + wide);
        let one = T::one();
        sum.view_mut((0, first), (first + wide, wide)).gemm(one, &left, &a.columns(first, wide), one);
    }
}

/// Adds `a a'` to the upper triangle of `sum`, where `a` stands column by column in `data` and has as many rows as
/// `sum`.
pub fn add_outer(sum: &mut DMatrix<f64>, data: &[f64]) {
    let width = sum.nrows();
    let count = data.len().checked_div(width).unwrap_or(0);
    if width < SMALL || count < SMALL {
        for column in data.chunks_exact(width.max(1)) {
            for j in 0..width {
                for i in 0..=j {
                    sum[(i, j)] += column[i] * column[j];
                }
            }
        }
        return;
    }
    let along: DMatrixView<'_, f64> = DMatrixView::from_slice(data, width, count);
    let across = transposed(data, width, count);
    for (first, wide) in panels(width) {
        if wide < SMALL {
            for j in first..first + wide {
                for i in 0..=j {
                    sum[(i, j)] += along.row(i).dot(&along.row(j));
                }
            }
            continue;
        }
        let left = along.rows(0, first + wide);
        sum.view_mut((0, first), (first + wide, wide)).gemm(1.0, &left, &across.columns(first, wide), 1.0);
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
pub fn over_parts<T: Send>(
    count: usize,
    least: usize,
    work: impl Fn(std::ops::Range<usize>) -> T + Sync + Send,
) -> Vec<T> {
    let parts = parts(count, least);
    if parts.len() == 1 {
        return parts.into_iter().map(work).collect();
    }
    parts.into_par_iter().map(work).collect()
}

/// The same block of rows of every variable, less `centre`, as a matrix of one column per variable.
/// What is missing stays at zero.
pub fn centred(
    cases: &Cases<'_>,
    rows: std::ops::Range<usize>,
    centre: &DVector<f64>,
    into: &mut DMatrix<f64>,
) {
    let count = rows.len();
    let mut columns: Vec<(&[f64], f64, &mut [f64])> = into
        .as_mut_slice()
        .chunks_exact_mut(count.max(1))
        .enumerate()
        .map(|(j, to)| (&cases.column(j)[rows.clone()], centre[j], to))
        .collect();
    // Memory brings several columns side by side faster than one after the other.
    for some in columns.chunks_mut(4) {
        for first in (0..count).step_by(STRETCH) {
            let now = first..(first + STRETCH).min(count);
            for (from, shift, to) in &mut *some {
                for (to, value) in to[now.clone()].iter_mut().zip(&from[now.clone()]) {
                    *to = value - *shift;
                }
            }
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
