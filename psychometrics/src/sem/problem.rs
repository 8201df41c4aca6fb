//! The discrepancy as a function of the parameter vector: value, gradient, Hessian over all groups.
//! Not here: the discrepancy in the moments ([`super::objective`]) and its minimum ([`super::search`]).

use nalgebra::{DMatrix, DVector};

use super::layout::Layout;
use super::matrices::{Matrices, free_places};
use super::objective::{Discrepancy, Information};
use crate::Result;

/// A model with what is to be minimised over it.
pub(crate) struct Problem<'a> {
    pub layout: &'a Layout,
    pub discrepancy: &'a dyn Discrepancy,
}

/// The discrepancy at one parameter vector.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub value: f64,
    /// `F_g` of each group.
    pub values: Vec<f64>,
    pub gradient: DVector<f64>,
    /// Expected or observed second derivative.
    pub hessian: DMatrix<f64>,
}

impl Problem<'_> {
    /// `F`; none where it does not exist.
    pub fn value(&self, parameters: &[f64]) -> Option<f64> {
        let mut sum = 0.0;
        for group in 0..self.discrepancy.groups() {
            let implied = Matrices::at(self.layout, group, parameters).ok()?.implied(self.layout);
            sum += self.discrepancy.share(group) * self.discrepancy.value(group, &implied).ok()?;
        }
        sum.is_finite().then_some(sum)
    }

    /// Value, gradient and Hessian.
    pub fn point(&self, parameters: &[f64], information: Information) -> Result<Point> {
        let slots = self.layout.slots;
        let mut point = Point {
            value: 0.0,
            values: Vec::new(),
            gradient: DVector::zeros(slots),
            hessian: DMatrix::zeros(slots, slots),
        };
        for group in 0..self.discrepancy.groups() {
            self.add_group(group, parameters, information, &mut point)?;
        }
        Ok(point)
    }

    fn add_group(
        &self,
        group: usize,
        parameters: &[f64],
        information: Information,
        point: &mut Point,
    ) -> Result<()> {
        let matrices = Matrices::at(self.layout, group, parameters)?;
        let places = free_places(self.layout, group);
        let directions = matrices.directions(self.layout, &places);
        let implied = matrices.implied(self.layout);
        let found = self.discrepancy.evaluate(group, &implied, &directions, information)?;
        let gradient = match &directions.dense {
            Some(dense) => dense.tr_mul(&self.layout.statistics().slope(&found.slope)),
            None => directions.pulled(&found.slope.covariance, &found.slope.mean),
        };
        let mut curvature = found.curvature;
        if information == Information::Observed && directions.dense.is_none() {
            curvature += matrices.bend(&places, &directions, &found.slope);
        }
        let share = self.discrepancy.share(group);
        point.value += share * found.value;
        point.values.push(found.value);
        let group = &self.layout.groups[group];
        let slots: Vec<usize> = group.free.iter().filter_map(|&at| group.entries[at].slot).collect();
        for (b, &second) in slots.iter().enumerate() {
            point.gradient[second] += share * gradient[b];
            for (a, &first) in slots.iter().enumerate() {
                point.hessian[(first, second)] += share * curvature[(a, b)];
            }
        }
        Ok(())
    }
}
