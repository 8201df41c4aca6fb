//! The minimum of a smooth function of a few parameters whose slope is known: Newton's method with a curvature taken from
//! differences of slopes, kept up by BFGS, within a region of trust.
//! Not here: bounds. A template with a zero on its diagonal is a point like any other, since signs do not matter.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// A function of several parameters with its slope; none where it has no value.
pub trait Smooth {
    /// Value and slope.
    fn at(&mut self, x: &[f64]) -> Option<(f64, Vec<f64>)>;
}

impl<F: FnMut(&[f64]) -> Option<(f64, Vec<f64>)>> Smooth for F {
    fn at(&mut self, x: &[f64]) -> Option<(f64, Vec<f64>)> {
        self(x)
    }
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub struct Minimum {
    /// The place.
    pub x: Vec<f64>,
    /// The value.
    pub value: f64,
    /// The slope.
    pub slope: Vec<f64>,
    /// Steps taken.
    pub rounds: usize,
    /// Whether the slope is zero up to rounding and the curvature is not negative.
    pub converged: bool,
}

const MOST_ROUNDS: usize = 200;

/// Searches from `start`; none where the function has no value there.
pub fn minimise(f: &mut impl Smooth, start: &[f64]) -> Option<Minimum> {
    let (value, slope) = f.at(start)?;
    let now = Minimum { x: start.to_vec(), value, slope, rounds: 0, converged: start.is_empty() };
    if now.converged {
        return Some(now);
    }
    let curvature = curvature(f, &now.x, &now.slope);
    let mut search = Search { now, curvature, radius: 1.0, fresh: true, stalled: 0 };
    while search.now.rounds < MOST_ROUNDS && search.go_on(f) {
        search.now.rounds += 1;
    }
    Some(search.end())
}

struct Search {
    now: Minimum,
    curvature: DMatrix<f64>,
    radius: f64,
    /// Whether the curvature was taken at this very place.
    fresh: bool,
    /// Steps in a row that changed nothing beyond rounding.
    stalled: usize,
}

impl Search {
    /// One step; whether there may be another.
    fn go_on(&mut self, f: &mut impl Smooth) -> bool {
        let size = largest(&self.now.slope);
        let (step, descends) = step(&self.curvature, &self.now.slope, self.radius);
        let linear = step.dot(&DVector::from_column_slice(&self.now.slope));
        let gain = -(linear + 0.5 * step.dot(&(&self.curvature * &step)));
        let noise = 4e-15 * self.now.value.abs().max(1.0);
        if !descends && (size <= 1e-10 || gain <= 1e-3 * noise) {
            if !self.fresh {
                self.refresh(f);
                return true;
            }
            if size <= 1e-10 || self.stalled > 2 {
                return false;
            }
        }
        let next: Vec<f64> = self.now.x.iter().zip(step.iter()).map(|(x, step)| x + step).collect();
        let better = |(value, slope): &(f64, Vec<f64>)| {
            *value <= self.now.value || (*value <= self.now.value + noise && largest(slope) < size)
        };
        let Some((value, slope)) = f.at(&next).filter(better) else {
            self.radius = 0.25 * step.norm().min(self.radius);
            self.stalled += usize::from(gain <= 1e3 * noise);
            if !self.fresh {
                self.refresh(f);
            }
            return self.radius >= 1e-14 && self.stalled <= 3;
        };
        if self.now.value - value < 0.25 * gain && gain > 1e3 * noise {
            self.radius = 0.5 * step.norm();
        } else if step.norm() > 0.9 * self.radius {
            self.radius = (2.5 * self.radius).min(1e3);
        }
        let lively = largest(&slope) < 0.5 * size || gain > 1e3 * noise;
        self.stalled = if lively { 0 } else { self.stalled + 1 };
        let slow = largest(&slope) > 0.2 * size;
        let pairs = slope.iter().zip(&self.now.slope);
        let change = DVector::from_iterator(slope.len(), pairs.map(|(new, old)| new - old));
        (self.now.x, self.now.value, self.now.slope) = (next, value, slope);
        self.fresh = false;
        if slow {
            self.refresh(f);
        } else {
            renew(&mut self.curvature, &step, &change);
        }
        self.stalled <= 3
    }

    fn refresh(&mut self, f: &mut impl Smooth) {
        self.curvature = curvature(f, &self.now.x, &self.now.slope);
        self.fresh = true;
    }

    fn end(self) -> Minimum {
        let mut now = self.now;
        let (left, descends) = step(&self.curvature, &now.slope, 1e3);
        let gain = 0.5 * left.dot(&DVector::from_column_slice(&now.slope)).abs();
        now.converged = !descends
            && now.slope.iter().all(|slope| slope.is_finite())
            && (largest(&now.slope) <= 1e-8 || gain <= 1e-12 * now.value.abs().max(1.0));
        now
    }
}

/// The curvature from slopes at four points along each parameter, exact to about ten digits; none where the function
/// has no value at one of them. `extra` gives further numbers at each point, whose slopes come with the curvature.
pub fn fine_curvature(
    f: &mut dyn FnMut(&[f64]) -> Option<(Vec<f64>, Vec<f64>)>,
    x: &[f64],
) -> Option<(DMatrix<f64>, Vec<Vec<f64>>)> {
    let mut matrix = DMatrix::zeros(x.len(), x.len());
    let mut extra = Vec::with_capacity(x.len());
    for j in 0..x.len() {
        let width = 1e-3 * x[j].abs().max(0.1);
        let mut at = |times: f64| {
            let mut moved = x.to_vec();
            moved[j] += times * width;
            f(&moved)
        };
        let points = [at(-2.0)?, at(-1.0)?, at(1.0)?, at(2.0)?];
        let mix = |of: &dyn Fn(&(Vec<f64>, Vec<f64>)) -> f64| {
            let [a, b, c, d] = &points;
            (of(a) - 8.0 * of(b) + 8.0 * of(c) - of(d)) / (12.0 * width)
        };
        for i in 0..x.len() {
            matrix[(i, j)] = mix(&|point| point.0[i]);
        }
        extra.push((0..points[0].1.len()).map(|k| mix(&|point| point.1[k])).collect());
    }
    Some((0.5 * (&matrix + matrix.transpose()), extra))
}

fn largest(slope: &[f64]) -> f64 {
    slope.iter().fold(0.0, |most: f64, slope| if slope.is_nan() { f64::NAN } else { most.max(slope.abs()) })
}

fn curvature(f: &mut impl Smooth, x: &[f64], slope: &[f64]) -> DMatrix<f64> {
    let mut matrix = DMatrix::identity(x.len(), x.len());
    for j in 0..x.len() {
        let mut moved = x.to_vec();
        let width = 1e-6 * x[j].abs().max(0.1);
        moved[j] += width;
        if let Some((_, other)) = f.at(&moved) {
            for i in 0..x.len() {
                matrix[(i, j)] = (other[i] - slope[i]) / width;
            }
        }
    }
    0.5 * (&matrix + matrix.transpose())
}

/// The step that lowers the quadratic model most within the radius; along directions of negative curvature its sign is
/// turned, so that a saddle is left. The second value says whether there is such a direction and the slope does not
/// show it.
fn step(curvature: &DMatrix<f64>, slope: &[f64], radius: f64) -> (DVector<f64>, bool) {
    let eigen = SymmetricEigen::new(curvature.clone());
    let along = eigen.eigenvectors.transpose() * DVector::from_column_slice(slope);
    let most = eigen.eigenvalues.amax().max(1e-300);
    let values = eigen.eigenvalues.map(|value| value.abs().max(1e-12 * most));
    let with = |more: f64| DVector::from_fn(along.len(), |i, _| -along[i] / (values[i] + more));
    let mut own = with(0.0);
    let mut descends = false;
    // At a saddle the slope may vanish along the way down; a small push finds it.
    for i in 0..along.len() {
        if eigen.eigenvalues[i] < -1e-6 * most && own[i].abs() < 1e-4 * radius {
            descends = true;
            own[i] = if own[i] < 0.0 { -1e-2 * radius } else { 1e-2 * radius };
        }
    }
    if own.norm() > radius {
        let (mut low, mut high) = (0.0, 1e-6 * most);
        while with(high).norm() > radius {
            high *= 10.0;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if with(middle).norm() > radius { low = middle } else { high = middle }
        }
        own = with(high);
    }
    (eigen.eigenvectors * own, descends)
}

fn renew(curvature: &mut DMatrix<f64>, step: &DVector<f64>, change: &DVector<f64>) {
    let along = step.dot(change);
    let moved = &*curvature * step;
    let own = step.dot(&moved);
    if along > 1e-12 * step.norm() * change.norm() && own > 0.0 {
        *curvature += change * change.transpose() / along - &moved * moved.transpose() / own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curved_valley_is_followed_to_its_end_and_a_saddle_is_left() {
        let mut valley = |x: &[f64]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            Some((a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b]))
        };
        let found = minimise(&mut valley, &[-1.2, 1.0]).unwrap();
        assert!(found.converged && (found.x[0] - 1.0).abs() < 1e-9, "{found:?}");
        let mut saddle = |x: &[f64]| {
            let s = x[0] * x[0] - 1.0;
            Some((s * s + x[1] * x[1], vec![4.0 * x[0] * s, 2.0 * x[1]]))
        };
        let found = minimise(&mut saddle, &[0.0, 2.0]).unwrap();
        assert!(found.converged && (found.x[0].abs() - 1.0).abs() < 1e-9, "{found:?}");
    }
}
