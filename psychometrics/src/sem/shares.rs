//! Groups weighed by their rows where the estimates weigh them by rows less one: informations and sandwiches of least
//! squares count so.
//! Not here: the discrepancies.

use nalgebra::DMatrix;

use super::objective::{Directions, Discrepancy, Evaluation, Implied, Information};
use crate::Result;

/// A discrepancy with other shares of the groups.
pub(crate) struct Reweighed<'a> {
    discrepancy: &'a dyn Discrepancy,
    shares: Vec<f64>,
}

impl<'a> Reweighed<'a> {
    /// Each group weighed by its number of rows.
    pub fn by_rows(discrepancy: &'a dyn Discrepancy, rows: &[usize]) -> Reweighed<'a> {
        let all: usize = rows.iter().sum();
        Reweighed { discrepancy, shares: rows.iter().map(|&rows| rows as f64 / all as f64).collect() }
    }
}

impl Discrepancy for Reweighed<'_> {
    fn groups(&self) -> usize {
        self.discrepancy.groups()
    }

    fn share(&self, group: usize) -> f64 {
        self.shares[group]
    }

    fn value(&self, group: usize, implied: &Implied) -> Result<f64> {
        self.discrepancy.value(group, implied)
    }

    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        information: Information,
    ) -> Result<Evaluation> {
        self.discrepancy.evaluate(group, implied, directions, information)
    }

    fn whole(&self, group: usize) -> Option<f64> {
        self.discrepancy.whole(group)
    }

    fn metric(&self, group: usize, implied: &Implied) -> Option<DMatrix<f64>> {
        self.discrepancy.metric(group, implied)
    }
}
