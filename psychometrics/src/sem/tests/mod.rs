//! Derivatives against differences of values, on a model that uses every matrix.
//! Not here: agreement with other programs (`tests/sem.rs`).

use nalgebra::{DMatrix, DVector};

use super::layout::Layout;
use super::matrices::{Matrices, free_places};
use super::normal::{GeneralisedSquares, MaximumLikelihood, Moments};
use super::objective::{Discrepancy, Implied, Information};
use super::options::{Options, Parameterization};
use super::problem::Problem;
use super::scaling::Statistics;
use super::squares::{Weighed, Weight, WeightedSquares};
use super::start::{Boldness, start};
use super::syntax::Model;
use super::table::{Thresholds, table};

const TEXT: &str = "f =~ x1 + x2 + x3\n g =~ x4 + x5 + b*x6\n g ~ f + x7 + b*x8\n x7 ~ x8\n x1 ~~ x4\n f ~ 1\n x1 ~ 0*1\n h =~ f + g\n f ~~ 0.3*f";

fn sample(p: usize) -> Implied {
    let factor = DMatrix::from_fn(p, p, |i, j| {
        if i == j {
            1.2
        } else if i > j {
            0.5 / (1.0 + (i * j) as f64) + 0.1
        } else {
            0.0
        }
    });
    Implied {
        mean: DVector::from_fn(p, |i, _| 0.3 * i as f64),
        covariance: &factor * factor.transpose(),
        thresholds: DVector::zeros(0),
    }
}

/// The model's layout and a parameter vector somewhere inside.
fn somewhere(all: bool) -> (Layout, Vec<f64>, Implied) {
    let model = Model::read(TEXT).unwrap();
    let table =
        table(&model, &Options { fixed_given: Some(false), ..Options::default() }, 1, &Thresholds::new())
            .unwrap();
    let sample = sample(table.names.observed.len());
    let layout = Layout::of(&table, Parameterization::Delta, all).unwrap();
    let mut at = start(&table, std::slice::from_ref(&sample), Boldness::Full);
    at.iter_mut().enumerate().for_each(|(i, value)| *value += 0.05 * ((i * 7 % 5) as f64 - 1.5));
    (layout, at, sample)
}

fn checked(discrepancy: &dyn Discrepancy, layout: &Layout, at: &[f64]) {
    let problem = Problem { layout, discrepancy };
    let point = problem.point(at, Information::Observed).unwrap();
    for k in 0..at.len() {
        let step = 1e-5;
        let moved = |by: f64| {
            let mut there = at.to_vec();
            there[k] += by;
            (problem.value(&there).unwrap(), problem.point(&there, Information::Observed).unwrap().gradient)
        };
        let ((up, up_slope), (down, down_slope)) = (moved(step), moved(-step));
        let slope = (up - down) / (2.0 * step);
        assert!(
            (slope - point.gradient[k]).abs() < 1e-6 * (1.0 + slope.abs()),
            "gradient {k}: {slope} {}",
            point.gradient[k]
        );
        for j in 0..at.len() {
            let bend = (up_slope[j] - down_slope[j]) / (2.0 * step);
            let mine = point.hessian[(j, k)];
            assert!((bend - mine).abs() < 1e-5 * (1.0 + bend.abs()), "Hessian {j} {k}: {bend} {mine}");
        }
    }
}

#[test]
fn gradients_and_hessians_are_those_of_the_values_for_every_discrepancy() {
    for all in [false, true] {
        let (layout, at, sample) = somewhere(all);
        let moments = || {
            vec![Moments { weight: 100.0, mean: sample.mean.clone(), covariance: sample.covariance.clone() }]
        };
        checked(&MaximumLikelihood::new(moments(), true).unwrap(), &layout, &at);
        checked(&GeneralisedSquares::new(moments(), true).unwrap(), &layout, &at);
        let statistics = Statistics { thresholds: vec![0; sample.mean.len()], means: true };
        let observed = statistics.vector(&sample);
        let weight = Weight::Diagonal(observed.map(|value| 1.0 / (1.0 + value.abs())));
        let weighed = Weighed { rows: 100.0, observed, weight };
        checked(&WeightedSquares::new(vec![weighed], statistics).unwrap(), &layout, &at);
    }
}

#[test]
fn directions_move_the_moments_as_the_parameters_do() {
    let (layout, at, _) = somewhere(true);
    let here = Matrices::at(&layout, 0, &at).unwrap();
    let jacobian = here.directions(&layout, &free_places(&layout, 0)).jacobian(true);
    let statistics = layout.statistics();
    for (column, &entry) in layout.groups[0].free.iter().enumerate() {
        let slot = layout.groups[0].entries[entry].slot.unwrap();
        let tied =
            layout.groups[0].free.iter().filter(|&&e| layout.groups[0].entries[e].slot == Some(slot)).count();
        if tied > 1 {
            continue;
        }
        let moved = |by: f64| {
            let mut there = at.clone();
            there[slot] += by;
            statistics.vector(&Matrices::at(&layout, 0, &there).unwrap().implied(&layout))
        };
        let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
        assert!((slope - jacobian.column(column)).amax() < 1e-7);
    }
}
