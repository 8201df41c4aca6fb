//! Not here: yet.
use nalgebra::DMatrix;

use super::expectation::{Expected, Work};
use super::layout::Layout;

pub(crate) fn pays(_work: &Work) -> bool {
    false
}
pub(crate) fn missing(work: &Work, layout: &Layout, x: &[f64], expected: &Expected) -> DMatrix<f64> {
    super::information::missing(work, layout, x, expected)
}
