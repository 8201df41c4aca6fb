//! The scaled and shifted difference of two tests, from the slopes of both models (Satorra 2000; Asparouhov and Muthen
//! 2010).
//! Not here: differences of tests that are only scaled ([`super::compare`]).

use nalgebra::DMatrix;

use super::constraints::null_space;
use super::gamma_blocks::across;

/// What a difference needs of a model fitted by weighted least squares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slopes {
    /// Derivatives of the statistics of all groups, one above the other, in the free parameters.
    pub delta: DMatrix<f64>,
    /// Inverse of `sum share Delta'W Delta`.
    pub bread: DMatrix<f64>,
    /// `sum share Delta'W Gamma W Delta`.
    pub meat: DMatrix<f64>,
}

impl Slopes {
    /// Puts the groups' derivatives together; `slots` says which free parameter each of a group's parameters is,
    /// `space` spans the parameters that satisfy equality constraints.
    pub fn new(
        groups: &[DMatrix<f64>],
        slots: &[Vec<usize>],
        bread: &DMatrix<f64>,
        meat: &DMatrix<f64>,
        space: Option<&DMatrix<f64>>,
    ) -> Slopes {
        let rows = groups.iter().map(DMatrix::nrows).sum();
        let mut delta = DMatrix::zeros(rows, bread.nrows());
        let mut first = 0;
        for (group, slots) in groups.iter().zip(slots) {
            for (column, &slot) in group.column_iter().zip(slots) {
                let mut into = delta.view_mut((first, slot), (group.nrows(), 1));
                into += column;
            }
            first += group.nrows();
        }
        match space {
            None => Slopes { delta, bread: bread.clone(), meat: meat.clone() },
            // Equality constraints leave fewer directions: everything is seen along those.
            Some(space) => Slopes {
                delta: delta * space,
                bread: across(space, &(bread * space)),
                meat: across(space, &(meat * space)),
            },
        }
    }
}

/// The difference test of `plain = T0 - T1` between a more restricted model and a less restricted one: its statistic;
/// none where the slopes do not tell the two apart.
pub(crate) fn difference(narrow: &Slopes, wide: &Slopes, plain: f64, df: usize) -> Option<f64> {
    if narrow.delta.nrows() != wide.delta.nrows() {
        return None;
    }
    let square = across(&wide.delta, &wide.delta).cholesky()?;
    let inside = square.solve(&across(&wide.delta, &narrow.delta));
    // What the wide model can do and the narrow one cannot.
    let restricted = null_space(&inside.transpose());
    if restricted.ncols() != df {
        return None;
    }
    let turned = &wide.bread * &restricted;
    let own = across(&restricted, &turned).cholesky()?;
    let found = own.solve(&across(&turned, &(&wide.meat * &turned)));
    let (first, second) = (found.trace(), (&found * &found).trace());
    let factor = (df as f64 / second).sqrt();
    let statistic = factor * plain + df as f64 - factor * first;
    statistic.is_finite().then_some(statistic)
}
