//! Random numbers of known distributions from a given source.
//! Not here: any source of randomness; it is always a parameter.

use rand::{Rng, RngExt};

/// A standard normal number, by the polar method (Marsaglia & Bray 1964).
pub fn normal(rng: &mut impl Rng) -> f64 {
    loop {
        let (x, y) = (2.0 * rng.random::<f64>() - 1.0, 2.0 * rng.random::<f64>() - 1.0);
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * square.ln() / square).sqrt();
        }
    }
}

/// A chi-square number with `df` > 0 degrees of freedom, by squeezing a cube of normals (Marsaglia & Tsang 2000).
pub fn chi_square(df: f64, rng: &mut impl Rng) -> f64 {
    let shape = 0.5 * df;
    if shape < 1.0 {
        let boost: f64 = rng.random();
        return chi_square(df + 2.0, rng) * boost.powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 {
            let u: f64 = rng.random();
            if u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return 2.0 * d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn draws_have_the_moments_of_their_distributions() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(7);
        let moments = |draw: &mut dyn FnMut() -> f64| {
            let list: Vec<f64> = (0..200_000).map(|_| draw()).collect();
            let mean = list.iter().sum::<f64>() / 200_000.0;
            (mean, list.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 200_000.0)
        };
        let (mean, variance) = moments(&mut || normal(&mut rng));
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02);
        for df in [0.7, 3.0, 50.0] {
            let (mean, variance) = moments(&mut || chi_square(df, &mut rng));
            assert!((mean / df - 1.0).abs() < 0.02 && (variance / (2.0 * df) - 1.0).abs() < 0.05, "{df}");
        }
    }
}
