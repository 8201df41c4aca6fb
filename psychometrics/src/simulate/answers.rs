//! Answers from item response curves.
//! Not here: factor models (see `population`).

use rand::{Rng, RngExt};

use super::gauss::Gauss;
use super::population::refused;
use crate::Result;
use crate::irt::{Curve, Form};

/// Answers (from 0 upwards) of persons to items with these curves; the trait is normal with this mean and variance.
/// The traits come second.
///
/// ```
/// use psychometrics::irt::{Curve, Form};
/// use psychometrics::simulate::simulate_answers;
/// use rand::SeedableRng;
/// let items = vec![Curve { form: Form::Graded, slope: 1.2, intercepts: vec![1.0, -1.0] }; 4];
/// let mut random = rand_pcg::Pcg64::seed_from_u64(1);
/// let (columns, traits) = simulate_answers(&items, 0.0, 1.0, 500, &mut random)?;
/// assert!(columns.len() == 4 && columns[0].len() == 500 && traits.len() == 500);
/// # Ok::<(), psychometrics::Error>(())
/// ```
///
/// # Errors
/// [`crate::Error::Argument`] for curves that are none or a variance that is not positive.
pub fn simulate_answers(
    curves: &[Curve],
    mean: f64,
    variance: f64,
    rows: usize,
    random: &mut impl Rng,
) -> Result<(Vec<Vec<f64>>, Vec<f64>)> {
    if !(mean.is_finite() && variance.is_finite() && variance >= 0.0) {
        return Err(refused("variance", format!("mean {mean}, variance {variance}")));
    }
    for (item, curve) in curves.iter().enumerate() {
        let falling = curve.form == Form::Credit || curve.intercepts.windows(2).all(|pair| pair[0] > pair[1]);
        let finite = curve.slope.is_finite() && curve.intercepts.iter().all(|d| d.is_finite());
        if !falling || !finite || curve.intercepts.is_empty() || curve.intercepts.len() > 15 {
            return Err(refused("curves", format!("item {} is no curve", item + 1)));
        }
    }
    let mut gauss = Gauss::default();
    let mut columns = vec![Vec::with_capacity(rows); curves.len()];
    let mut traits = Vec::with_capacity(rows);
    for _ in 0..rows {
        let theta = mean + variance.sqrt() * gauss.next(random);
        traits.push(theta);
        for (curve, column) in curves.iter().zip(&mut columns) {
            let mut left: f64 = random.random();
            let mut code = 0;
            for p in &curve.probabilities(theta)[..curve.intercepts.len()] {
                left -= p;
                if left < 0.0 {
                    break;
                }
                code += 1;
            }
            column.push(f64::from(code));
        }
    }
    Ok((columns, traits))
}
