//! Sums of products of every two of many columns of short numbers, with registers of 512 bits.
//!
//! A tile is four columns against six. Its 24 sums stay in registers for a block of rows, sixteen strands of each side by
//! side, and go over into double precision after it; nothing is laid out anew before, which for blocks as narrow as these
//! takes a general product of matrices as long as multiplying does.
//! Not here: what the columns are (`gamma_scores`), the product for any other processor (`gamma_blocks`).

use nalgebra::DMatrix;

/// Columns of a tile that follow each other in the result.
const DOWN: usize = 4;

/// The others.
const ACROSS: usize = 6;

/// Numbers worked on at once.
const LANES: usize = 16;

/// How many columns there have to be, the last ones noughts, so that tiles cover them.
pub fn padded(columns: usize) -> usize {
    columns.next_multiple_of(DOWN * ACROSS / 2)
}

/// Adds `a'a` to the upper triangle of `whole` and to some of the lower; false, and nothing done, where the processor or
/// the numbers of rows and columns do not allow it.
pub fn add(whole: &mut DMatrix<f64>, a: &DMatrix<f32>) -> bool {
    let (rows, columns) = a.shape();
    let fits = rows % LANES == 0 && columns == padded(columns) && whole.shape() == (columns, columns);
    if !fits || rows == 0 || columns == 0 {
        return false;
    }
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx512) = fearless_simd::Level::new().as_avx512() {
        let (chunks, _) = a.as_slice().as_chunks::<LANES>();
        wide::add_tiles(avx512, whole.as_mut_slice(), chunks, rows / LANES);
        return true;
    }
    false
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod wide {
    #[cfg(target_arch = "x86")]
    use std::arch::x86 as arch;
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64 as arch;

    use arch::{
        __m256d, __m512, _mm_add_ps, _mm256_add_pd, _mm256_add_ps, _mm256_castps256_ps128, _mm256_cvtps_pd,
        _mm256_extractf128_ps, _mm512_add_ps, _mm512_castps512_ps256, _mm512_extractf32x8_ps,
        _mm512_fmadd_ps, _mm512_setzero_ps, _mm512_shuffle_ps, _mm512_unpackhi_ps, _mm512_unpacklo_ps,
    };
    use fearless_simd::{Avx512, f32x16, f64x4, prelude::*};

    use super::{ACROSS, DOWN, LANES};

    /// Some numbers of a column.
    type Chunk = [f32; LANES];

    #[inline(always)]
    fn numbers(avx512: Avx512, chunk: &Chunk) -> __m512 {
        f32x16::from_slice(avx512, chunk).into()
    }

    fearless_simd::kernel!(
        /// Adds up the strands of four sums and adds them to what is known.
        fn gather(avx512: Avx512, sums: [__m512; DOWN], known: &mut [f64]) {
            let [a, b, c, d] = sums;
            let left = _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
            let right = _mm512_add_ps(_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
            let first = _mm512_shuffle_ps::<0x44>(left, right);
            let fours = _mm512_add_ps(first, _mm512_shuffle_ps::<0xee>(left, right));
            let two = _mm256_add_ps(_mm512_castps512_ps256(fours), _mm512_extractf32x8_ps::<1>(fours));
            let one = _mm_add_ps(_mm256_castps256_ps128(two), _mm256_extractf128_ps::<1>(two));
            let before: __m256d = f64x4::from_slice(avx512, known).into();
            let after = _mm256_add_pd(before, _mm256_cvtps_pd(one));
            f64x4::simd_from(avx512, after).store_slice(known);
        }
    );

    fearless_simd::kernel!(
        /// Adds the products of columns of `long` chunks.
        pub(super) fn add_tiles(avx512: Avx512, whole: &mut [f64], chunks: &[Chunk], long: usize) {
            let size = chunks.len() / long;
            for (right, first) in chunks.chunks_exact(ACROSS * long).zip((0..size).step_by(ACROSS)) {
                let right: [&[Chunk]; ACROSS] = std::array::from_fn(|j| &right[j * long..][..long]);
                let above = chunks.chunks_exact(DOWN * long).zip((0..first + ACROSS).step_by(DOWN));
                for (left, top) in above {
                    let left: [&[Chunk]; DOWN] = std::array::from_fn(|i| &left[i * long..][..long]);
                    let mut sums = [[_mm512_setzero_ps(); DOWN]; ACROSS];
                    for k in 0..long {
                        let four = [
                            numbers(avx512, &left[0][k]),
                            numbers(avx512, &left[1][k]),
                            numbers(avx512, &left[2][k]),
                            numbers(avx512, &left[3][k]),
                        ];
                        for (sums, right) in sums.iter_mut().zip(&right) {
                            let by = numbers(avx512, &right[k]);
                            for (sum, number) in sums.iter_mut().zip(four) {
                                *sum = _mm512_fmadd_ps(number, by, *sum);
                            }
                        }
                    }
                    for (sums, column) in sums.into_iter().zip(first..) {
                        let from = column * size + top;
                        gather(avx512, sums, &mut whole[from..from + DOWN]);
                    }
                }
            }
        }
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_give_the_sums_of_any_processor() {
        for (rows, columns) in [(16, 12), (256, 24), (160, 36), (32, 216)] {
            let a = DMatrix::from_fn(rows, columns, |i, j| ((i * 7 + j * 13 + i * j) % 23) as f32 - 11.0);
            let mut whole = DMatrix::from_element(columns, columns, 1.0);
            if !add(&mut whole, &a) {
                assert!(whole.iter().all(|value| (value - 1.0).abs() < f64::EPSILON));
                continue;
            }
            let exact = a.map(f64::from);
            let exact = exact.tr_mul(&exact).add_scalar(1.0);
            for j in 0..columns {
                for i in 0..=j {
                    assert!((whole[(i, j)] - exact[(i, j)]).abs() < f64::EPSILON, "{i} {j}");
                }
            }
        }
    }

    #[test]
    fn what_no_tile_covers_is_left_alone() {
        let mut whole = DMatrix::zeros(12, 12);
        assert!(!add(&mut whole, &DMatrix::from_element(17, 12, 1.0)));
        assert!(!add(&mut whole, &DMatrix::from_element(16, 11, 1.0)));
        assert!(!add(&mut whole, &DMatrix::zeros(0, 12)) && whole.amax() < f64::EPSILON);
        assert_eq!([0, 1, 12, 13, 216].map(padded), [0, 12, 12, 24, 216]);
    }
}
