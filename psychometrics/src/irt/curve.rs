//! The curves of one item: probabilities of its categories given the trait, and how they bend.
//! Not here: estimation.
//!
//! Slope and intercepts throughout (`D = 1`). Graded response (Samejima 1969): `P(X >= c) = logistic(a theta + d_c)`
//! with falling `d`. Generalised partial credit (Muraki 1992): `P(X = c)` proportional to `exp(c a theta + d_c)`, `d_0 = 0`.
//! With two categories both are the two-parameter logistic model (Birnbaum 1968).

use serde::Serialize;

use super::responses::MOST_CATEGORIES;

/// The form of the curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Cumulative logistic curves (and the two-parameter model).
    Graded,
    /// Adjacent categories (partial credit).
    Credit,
}

/// One item's curves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// The form.
    pub form: Form,
    /// The slope.
    pub slope: f64,
    /// The intercepts, one fewer than categories.
    pub intercepts: Vec<f64>,
}

/// What the curves are at one point of the trait.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bend {
    /// Probability of each category.
    pub probability: [f64; MOST_CATEGORIES],
    /// First derivative of its logarithm with respect to the trait.
    pub first: [f64; MOST_CATEGORIES],
    /// Second derivative.
    pub second: [f64; MOST_CATEGORIES],
}

impl Curve {
    /// Number of categories.
    #[must_use]
    pub fn categories(&self) -> usize {
        self.intercepts.len() + 1
    }

    /// Locations `b`: where a cumulative curve passes one half, or where adjacent categories are equally likely.
    #[must_use]
    pub fn locations(&self) -> Vec<f64> {
        let mut last = 0.0;
        self.intercepts
            .iter()
            .map(|&d| {
                let step = if self.form == Form::Credit { d - last } else { d };
                last = d;
                -step / self.slope
            })
            .collect()
    }

    /// Whether the intercepts give every category a probability above nought.
    pub(crate) fn proper(&self) -> bool {
        self.slope.is_finite()
            && self.intercepts.iter().all(|d| d.is_finite())
            && (self.form == Form::Credit || self.intercepts.windows(2).all(|pair| pair[0] > pair[1]))
    }

    /// Probability of each category at a point of the trait.
    #[must_use]
    pub fn probabilities(&self, theta: f64) -> Vec<f64> {
        self.bend(theta).probability[..self.categories()].to_vec()
    }

    /// Fisher information of the item about the trait: the sum over categories of `P'^2 / P`.
    #[must_use]
    pub fn information(&self, theta: f64) -> f64 {
        let bend = self.bend(theta);
        (0..self.categories()).map(|c| bend.probability[c] * bend.first[c] * bend.first[c]).sum()
    }

    /// Expected answer (place of the category) and its variance.
    pub(crate) fn expected(&self, theta: f64) -> (f64, f64) {
        let bend = self.bend(theta);
        let mean: f64 = (0..self.categories()).map(|c| c as f64 * bend.probability[c]).sum();
        let square: f64 = (0..self.categories()).map(|c| (c * c) as f64 * bend.probability[c]).sum();
        (mean, square - mean * mean)
    }

    /// Derivatives of the probabilities with respect to slope and intercepts: by parameter, then category.
    pub(crate) fn gradient(&self, theta: f64) -> Vec<Vec<f64>> {
        let k = self.categories();
        let p = self.bend(theta).probability;
        let mut found = vec![vec![0.0; k]; k];
        match self.form {
            Form::Graded => {
                for (c, d) in self.intercepts.iter().enumerate() {
                    let (above, below) = logistic(self.slope * theta + d);
                    let steep = above * below;
                    found[c + 1][c] -= steep;
                    found[c + 1][c + 1] += steep;
                    found[0][c] -= theta * steep;
                    found[0][c + 1] += theta * steep;
                }
            }
            Form::Credit => {
                let mean: f64 = (0..k).map(|c| c as f64 * p[c]).sum();
                for c in 0..k {
                    found[0][c] = theta * p[c] * (c as f64 - mean);
                    for m in 1..k {
                        found[m][c] = p[c] * (f64::from(u8::from(c == m)) - p[m]);
                    }
                }
            }
        }
        found
    }

    /// Everything at one point.
    pub(crate) fn bend(&self, theta: f64) -> Bend {
        match self.form {
            Form::Graded => self.graded(theta),
            Form::Credit => self.credit(theta),
        }
    }

    /// `P_c = F_c (1 - F_{c+1}) (1 - exp(d_{c+1} - d_c))` loses no digits where a difference of curves would.
    fn graded(&self, theta: f64) -> Bend {
        let mut bend = Bend::default();
        let a = self.slope;
        let (mut above, mut below) = (1.0, 0.0);
        for c in 0..self.categories() {
            let (next, not_next) = self.intercepts.get(c).map_or((0.0, 1.0), |d| logistic(a * theta + d));
            let gap = if c > 0 && c < self.intercepts.len() {
                -(self.intercepts[c] - self.intercepts[c - 1]).exp_m1()
            } else {
                1.0
            };
            bend.probability[c] = above * not_next * gap;
            bend.first[c] = a * (below - next);
            bend.second[c] = -a * a * (above * below + next * not_next);
            (above, below) = (next, not_next);
        }
        bend
    }

    fn credit(&self, theta: f64) -> Bend {
        let mut bend = Bend::default();
        let k = self.categories();
        let exponent =
            |c: usize| if c == 0 { 0.0 } else { c as f64 * self.slope * theta + self.intercepts[c - 1] };
        let most = (0..k).map(exponent).fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for c in 0..k {
            bend.probability[c] = (exponent(c) - most).exp();
            sum += bend.probability[c];
        }
        let (mut mean, mut square) = (0.0, 0.0);
        for c in 0..k {
            bend.probability[c] /= sum;
            mean += c as f64 * bend.probability[c];
            square += (c * c) as f64 * bend.probability[c];
        }
        for c in 0..k {
            bend.first[c] = self.slope * (c as f64 - mean);
            bend.second[c] = -self.slope * self.slope * (square - mean * mean);
        }
        bend
    }
}

/// The logistic function and its complement, both exact in their tails.
pub(crate) fn logistic(z: f64) -> (f64, f64) {
    let small = (-z.abs()).exp();
    let (large, small) = (1.0 / (1.0 + small), small / (1.0 + small));
    if z >= 0.0 { (large, small) } else { (small, large) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_both_forms_are_those_of_differences() {
        for form in [Form::Graded, Form::Credit] {
            let curve = Curve { form, slope: 1.3, intercepts: vec![1.5, 0.2, -1.1] };
            for theta in [-2.0, 0.0, 0.7] {
                let (step, here) = (1e-4, curve.bend(theta));
                let (up, down) = (curve.bend(theta + step), curve.bend(theta - step));
                assert!((curve.probabilities(theta).iter().sum::<f64>() - 1.0).abs() < 1e-14);
                for c in 0..4 {
                    let log = |bend: &Bend| bend.probability[c].ln();
                    let first = (log(&up) - log(&down)) / (2.0 * step);
                    let second = (log(&up) + log(&down) - 2.0 * log(&here)) / (step * step);
                    assert!((first - here.first[c]).abs() < 1e-7, "{form:?} {theta} {c}");
                    assert!((second - here.second[c]).abs() < 1e-6, "{form:?} {theta} {c}");
                }
            }
        }
    }
}
