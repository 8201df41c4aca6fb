//! What this machine can do on one thread: bytes read from memory and floating point operations in a second. The limits
//! of the measurements are reckoned from these two.
//! Not here: the measurements.

use std::hint::black_box;

use nalgebra::DMatrix;

use crate::Stopped;
use crate::clock;

/// Speeds of one thread.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Machine {
    /// Bytes read in a second from memory far larger than any cache.
    pub bytes: f64,
    /// Multiplications and additions in a second, in the product of two matrices that fit the cache.
    pub flops: f64,
}

/// Rows and columns of the matrices.
const SIDE: usize = 384;

/// Tries both for about a second.
pub fn try_out() -> Result<Machine, Stopped> {
    let numbers = vec![1.0_f64; 32 << 20];
    let (read, _) = clock::median(|| {
        let mut sums = [0.0; 16];
        for chunk in black_box(&numbers).chunks_exact(16) {
            sums.iter_mut().zip(chunk).for_each(|(sum, value)| *sum += value);
        }
        Ok(black_box(sums))
    })?;
    let (a, b) = (DMatrix::from_element(SIDE, SIDE, 0.5), DMatrix::from_element(SIDE, SIDE, 0.25));
    let mut product = DMatrix::zeros(SIDE, SIDE);
    let (multiplied, ()) = clock::median(|| {
        product.gemm(1.0, black_box(&a), black_box(&b), 0.0);
        black_box(&mut product);
        Ok(())
    })?;
    let side = SIDE as f64;
    Ok(Machine {
        bytes: numbers.len() as f64 * 8.0 / read.cpu,
        flops: 2.0 * side * side * side / multiplied.cpu,
    })
}
