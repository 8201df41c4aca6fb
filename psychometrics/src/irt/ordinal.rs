//! Ordinal logistic regression (proportional odds): `P(Y >= c) = logistic(cut_c + x b)` with falling cuts.
//! Not here: what is tested by it (see `dif_regression`).

use nalgebra::{DMatrix, DVector};

use super::curve::logistic;
use super::maximisation::ascent;

/// A fitted regression.
#[derive(Debug, Clone)]
pub(crate) struct Regression {
    pub log_likelihood: f64,
    pub slopes: Vec<f64>,
    /// Standard errors of the slopes; none where the information is not positive definite.
    pub errors: Option<Vec<f64>>,
    pub converged: bool,
}

/// Fits by Newton; `x` holds rows of predictors, `y` places of categories `0..categories`, all of which occur.
pub(crate) fn fit(x: &[Vec<f64>], y: &[usize], categories: usize) -> Regression {
    let predictors = x.first().map_or(0, Vec::len);
    let mut counts = vec![0.0; categories];
    y.iter().for_each(|&code| counts[code] += 1.0);
    let mut parameters = DVector::zeros(categories - 1 + predictors);
    let mut above = y.len() as f64;
    for c in 1..categories {
        above -= counts[c - 1];
        let share = above / y.len() as f64;
        parameters[c - 1] = (share / (1.0 - share)).ln();
    }
    let (mut value, mut gradient, mut information) = evaluate(x, y, &counts, &parameters);
    let mut converged = gradient.amax() < 1e-8;
    for _ in 0..60 {
        if converged {
            break;
        }
        let Some(step) = ascent(&information, &gradient) else { break };
        let mut share = 1.0;
        let mut moved = false;
        while share > 1e-8 {
            let tried = &parameters + &step * share;
            let proper = tried.as_slice()[..categories - 1].windows(2).all(|pair| pair[0] > pair[1]);
            if proper {
                let found = evaluate(x, y, &counts, &tried);
                if found.0 >= value - 1e-13 * value.abs() {
                    (value, gradient, information) = found;
                    parameters = tried;
                    moved = true;
                    break;
                }
            }
            share *= 0.5;
        }
        // Slopes without bound mean groups that can be told apart without error.
        converged = gradient.amax() < 1e-8 * y.len() as f64 && parameters.amax() < 200.0;
        if !moved || parameters.amax() > 200.0 || (converged && step.amax() < 1e-9) {
            break;
        }
        converged = false;
    }
    converged |= gradient.amax() < 1e-6;
    let errors = information.cholesky().map(|factor| {
        let inverse = factor.inverse();
        (0..predictors).map(|k| inverse[(categories - 1 + k, categories - 1 + k)].sqrt()).collect()
    });
    Regression {
        log_likelihood: value,
        slopes: parameters.as_slice()[categories - 1..].to_vec(),
        errors,
        converged: converged && parameters.amax() < 200.0,
    }
}

/// Log-likelihood, gradient and information. `log P_c = log F_c + log(1 - F_{c+1}) + log(1 - exp(cut_{c+1} - cut_c))`.
fn evaluate(
    x: &[Vec<f64>],
    y: &[usize],
    counts: &[f64],
    parameters: &DVector<f64>,
) -> (f64, DVector<f64>, DMatrix<f64>) {
    let (cuts, predictors) = (counts.len() - 1, parameters.len() - (counts.len() - 1));
    let mut gradient = DVector::zeros(parameters.len());
    let mut information = DMatrix::zeros(parameters.len(), parameters.len());
    let mut value = 0.0;
    for (row, &code) in x.iter().zip(y) {
        let shift: f64 = row.iter().enumerate().map(|(k, one)| one * parameters[cuts + k]).sum();
        for (cut, upwards) in [(code.checked_sub(1), true), ((code < cuts).then_some(code), false)] {
            let Some(cut) = cut else { continue };
            let z = parameters[cut] + shift;
            let (above, below) = logistic(z);
            value += above.max(below).ln() + if upwards { z.min(0.0) } else { -z.max(0.0) };
            let slope = if upwards { below } else { -above };
            let bend = above * below;
            gradient[cut] += slope;
            information[(cut, cut)] += bend;
            for k in 0..predictors {
                gradient[cuts + k] += slope * row[k];
                information[(cut, cuts + k)] += bend * row[k];
                for l in 0..=k {
                    information[(cuts + k, cuts + l)] += bend * row[k] * row[l];
                }
            }
        }
    }
    for c in 1..cuts {
        let grown = (parameters[c - 1] - parameters[c]).exp_m1();
        value += counts[c] * (-(parameters[c] - parameters[c - 1]).exp_m1()).ln();
        gradient[c - 1] += counts[c] / grown;
        gradient[c] -= counts[c] / grown;
        let bend = counts[c] * (1.0 + 1.0 / grown) / grown;
        information[(c - 1, c - 1)] += bend;
        information[(c, c)] += bend;
        information[(c - 1, c)] -= bend;
    }
    for i in 0..parameters.len() {
        for j in 0..i {
            let both = if i >= cuts && j >= cuts { information[(i, j)] } else { information[(j, i)] };
            (information[(i, j)], information[(j, i)]) = (both, both);
        }
    }
    (value, gradient, information)
}
