//! The same analysis over many made-up data sets: how often an effect is found, how far its estimate is off, how often its
//! interval holds the truth.
//! Not here: making data (see `population`) or analysing them.

use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;

use super::gauss::stream;
use super::population::refused;
use crate::Result;
use crate::numeric::normal::quantile;

/// What one replication says of one effect.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Outcome {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, where there is one.
    pub se: Option<f64>,
    /// The probability value of its test, where there is one.
    pub p: Option<f64>,
}

/// One effect over all replications.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Its name.
    pub name: String,
    /// Its true value.
    pub truth: f64,
    /// Mean of the estimates.
    pub mean: f64,
    /// Mean less truth.
    pub bias: f64,
    /// Standard deviation of the estimates.
    pub sd: Option<f64>,
    /// Root mean squared difference from the truth.
    pub rmse: f64,
    /// Mean standard error.
    pub mean_se: Option<f64>,
    /// Share of replications whose `p` is below the level; power, or the rate of false alarms where the truth is nought.
    pub rejected: Option<f64>,
    /// Standard error of that share.
    pub rejected_se: Option<f64>,
    /// Share of replications whose normal interval holds the truth.
    pub coverage: Option<f64>,
    /// Standard error of that share.
    pub coverage_se: Option<f64>,
}

/// The whole study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Power {
    /// Replications asked for.
    pub replications: usize,
    /// Replications that were refused or did not converge; they are in no summary.
    pub failed: usize,
    /// Level of the tests; intervals hold `1 - level`.
    pub level: f64,
    /// The effects.
    pub effects: Vec<Effect>,
}

/// Runs `replicate` with its number and a stream of random numbers of its own, and summarises what it says of each effect
/// (names with true values). The result depends on the seed only, not on threads.
///
/// ```
/// use psychometrics::simulate::{Outcome, power};
/// use rand::RngExt;
/// // The mean of 50 numbers from 0 to 1, tested against nought.
/// let study = power(200, 1, 0.05, &[("mean", 0.5)], |_, random| {
///     let mean = (0..50).map(|_| random.random::<f64>()).sum::<f64>() / 50.0;
///     Ok(vec![Outcome { estimate: mean, se: Some((1.0_f64 / 600.0).sqrt()), p: Some(0.0) }])
/// })?;
/// assert!(study.effects[0].bias.abs() < 0.02 && study.effects[0].rejected == Some(1.0));
/// # Ok::<(), psychometrics::Error>(())
/// ```
///
/// # Errors
/// [`crate::Error::Argument`] without replications or effects, for a level that is none, or where a replication returns another
/// number of effects; the first error of a replication where all of them fail.
pub fn power<F>(
    replications: usize,
    seed: u64,
    level: f64,
    effects: &[(&str, f64)],
    replicate: F,
) -> Result<Power>
where
    F: Fn(usize, &mut Pcg64) -> Result<Vec<Outcome>> + Sync,
{
    if replications == 0 || effects.is_empty() || !(level > 0.0 && level < 1.0) {
        return Err(refused("power", "replications, effects and a level between 0 and 1 are needed"));
    }
    let mut all: Vec<Result<Vec<Outcome>>> = (0..replications)
        .into_par_iter()
        .map(|number| replicate(number, &mut stream(seed, number as u64)))
        .collect();
    let sound = |outcomes: &Vec<Outcome>| outcomes.iter().all(|outcome| outcome.estimate.is_finite());
    let mut good = Vec::with_capacity(replications);
    let mut first = None;
    for outcome in all.drain(..) {
        match outcome {
            Ok(outcomes) if outcomes.len() != effects.len() => {
                return Err(refused("power", format!("{} effects, not {}", outcomes.len(), effects.len())));
            }
            Ok(outcomes) if sound(&outcomes) => good.push(outcomes),
            Ok(_) => {}
            Err(error) => first = first.or(Some(error)),
        }
    }
    if good.is_empty() {
        return Err(first.unwrap_or_else(|| refused("power", "no replication gave a number")));
    }
    let effects = effects
        .iter()
        .enumerate()
        .map(|(at, &(name, truth))| {
            effect(name, truth, &good.iter().map(|one| one[at]).collect::<Vec<_>>(), level)
        })
        .collect();
    Ok(Power { replications, failed: replications - good.len(), level, effects })
}

fn effect(name: &str, truth: f64, outcomes: &[Outcome], level: f64) -> Effect {
    let n = outcomes.len() as f64;
    let mean = outcomes.iter().map(|one| one.estimate).sum::<f64>() / n;
    let square = |from: f64| outcomes.iter().map(|one| (one.estimate - from).powi(2)).sum::<f64>();
    let share = |hits: Vec<bool>| -> Option<(f64, f64)> {
        let n = hits.len() as f64;
        let share = hits.iter().filter(|hit| **hit).count() as f64 / n;
        (n > 0.0).then(|| (share, (share * (1.0 - share) / n).sqrt()))
    };
    let half = quantile(1.0 - 0.5 * level);
    let rejected = share(outcomes.iter().filter_map(|one| one.p).map(|p| p < level).collect());
    let errors: Vec<f64> = outcomes.iter().filter_map(|one| one.se).collect();
    let holds = |one: &Outcome| one.se.map(|se| (one.estimate - truth).abs() <= half * se);
    let coverage = share(outcomes.iter().filter_map(holds).collect());
    Effect {
        name: name.to_owned(),
        truth,
        mean,
        bias: mean - truth,
        sd: (outcomes.len() > 1).then(|| (square(mean) / (n - 1.0)).sqrt()),
        rmse: (square(truth) / n).sqrt(),
        mean_se: (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64),
        rejected: rejected.map(|one| one.0),
        rejected_se: rejected.map(|one| one.1),
        coverage: coverage.map(|one| one.0),
        coverage_se: coverage.map(|one| one.1),
    }
}
