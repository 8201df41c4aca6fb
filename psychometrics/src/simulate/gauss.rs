//! Random numbers: streams from a seed, and the normal distribution.
//! Not here: what is made of them.

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// The stream of this number under a seed; streams do not overlap in any use here.
pub(crate) fn stream(seed: u64, number: u64) -> Pcg64 {
    let mut bytes = [0_u8; 32];
    for (place, word) in [mix(seed), mix(seed ^ mix(number)), mix(number), mix(!seed)].into_iter().enumerate()
    {
        bytes[place * 8..(place + 1) * 8].copy_from_slice(&word.to_le_bytes());
    }
    Pcg64::from_seed(bytes)
}

/// Spreads the bits of neighbouring numbers (the finaliser of splitmix64).
const fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Standard normal numbers by the polar method (Marsaglia and Bray 1964), which gives two at a time.
#[derive(Debug, Default)]
pub(crate) struct Gauss {
    kept: Option<f64>,
}

impl Gauss {
    pub fn next(&mut self, random: &mut impl Rng) -> f64 {
        if let Some(kept) = self.kept.take() {
            return kept;
        }
        loop {
            let (x, y) = (2.0 * random.random::<f64>() - 1.0, 2.0 * random.random::<f64>() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.kept = Some(y * factor);
                return x * factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_have_the_moments_of_the_normal_and_streams_differ() {
        let (mut gauss, mut random) = (Gauss::default(), stream(7, 0));
        let drawn: Vec<f64> = (0..200_000).map(|_| gauss.next(&mut random)).collect();
        let moment = |k: i32| drawn.iter().map(|x| x.powi(k)).sum::<f64>() / drawn.len() as f64;
        assert!(moment(1).abs() < 0.01 && (moment(2) - 1.0).abs() < 0.02);
        assert!(moment(3).abs() < 0.05 && (moment(4) - 3.0).abs() < 0.1);
        assert!(stream(7, 0).random::<f64>() != stream(7, 1).random::<f64>());
    }
}
