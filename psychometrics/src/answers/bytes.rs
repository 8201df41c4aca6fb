//! Loops over bytes that take instructions no compiler finds by itself: how often a byte occurs, and division.
//! Each is there twice, for registers of 256 bits and for any processor; whole numbers, so both give the same.
//! Not here: what the bytes mean (see `packed`), products of bytes (see `gram`).

use fearless_simd::Level;

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use wide::{count_wide, divide_wide};

/// Bytes worked on at once.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
const LANES: usize = 32;

/// How often each of the bytes below `ends` occurs.
pub(super) fn count(bytes: &[u8], ends: u8) -> Vec<u64> {
    let mut counts = vec![0; usize::from(ends)];
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = Level::new().as_avx2() {
        let (head, tail) = bytes.split_at(bytes.len() / LANES * LANES);
        count_wide(avx2, head, &mut counts);
        count_plain(tail, &mut counts);
        return counts;
    }
    count_plain(bytes, &mut counts);
    counts
}

fn count_plain(bytes: &[u8], counts: &mut [u64]) {
    // So many stay in the first cache for every byte that is counted.
    for bytes in bytes.chunks(1 << 12) {
        for (count, byte) in counts.iter_mut().zip(0u8..) {
            *count += bytes.iter().filter(|other| **other == byte).count() as u64;
        }
    }
}

/// Divides bytes: what remains takes their place.
///
/// The level is what the processor can do: asking for it takes as long as some of the divisions.
pub(super) fn divide(level: Level, bytes: &mut [u8], quotients: &mut [u8], divisor: u8) {
    if divisor < 2 {
        quotients.copy_from_slice(bytes);
        return bytes.fill(0);
    }
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = level.as_avx2() {
        let whole = bytes.len() / LANES * LANES;
        let (head, tail) = bytes.split_at_mut(whole);
        divide_wide(avx2, head, quotients, divisor);
        return divide_plain(tail, &mut quotients[whole..], divisor);
    }
    // Elsewhere the level says nothing that is asked here.
    let _ = level;
    divide_plain(bytes, quotients, divisor);
}

fn divide_plain(bytes: &mut [u8], quotients: &mut [u8], divisor: u8) {
    let inverse = inverse(divisor);
    for (byte, quotient) in bytes.iter_mut().zip(quotients) {
        *quotient = ((u32::from(*byte) * u32::from(inverse)) >> 16) as u8;
        *byte = byte.wrapping_sub(quotient.wrapping_mul(divisor));
    }
}

/// 2^16 / `divisor`, rounded up: times a byte that is too much by less than 2^16 / `divisor`, so the upper half of the
/// product is the quotient.
fn inverse(divisor: u8) -> u16 {
    u16::MAX / u16::from(divisor.max(2)) + 1
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod wide {
    #[cfg(target_arch = "x86")]
    use std::arch::x86 as arch;
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64 as arch;

    use arch::{
        __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_mulhi_epu16, _mm256_mullo_epi16,
        _mm256_or_si256, _mm256_sad_epu8, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_setzero_si256,
        _mm256_slli_epi16, _mm256_srli_epi16, _mm256_sub_epi8, _mm256_sub_epi16,
    };
    use fearless_simd::{prelude::*, u8x32, u64x4};

    use super::{LANES, inverse};

    fearless_simd::kernel!(
        /// Adds how often each byte occurs among bytes that fill registers.
        pub(super) fn count_wide(avx2: Avx2, bytes: &[u8], counts: &mut [u64]) {
            let (vectors, _) = bytes.as_chunks::<LANES>();
            // In so many registers no byte overflows, and they stay in the first cache.
            for vectors in vectors.chunks(255) {
                for (count, byte) in counts.iter_mut().zip(0i8..) {
                    let wanted = _mm256_set1_epi8(byte);
                    let mut found = _mm256_setzero_si256();
                    for vector in vectors {
                        let vector: __m256i = u8x32::from_slice(avx2, vector).into();
                        found = _mm256_sub_epi8(found, _mm256_cmpeq_epi8(vector, wanted));
                    }
                    let sums = _mm256_sad_epu8(found, _mm256_setzero_si256());
                    *count += <[u64; 4]>::from(u64x4::simd_from(avx2, sums)).iter().sum::<u64>();
                }
            }
        }
    );

    fearless_simd::kernel!(
        /// Divides bytes that fill registers.
        pub(super) fn divide_wide(avx2: Avx2, bytes: &mut [u8], quotients: &mut [u8], divisor: u8) {
            let low = _mm256_set1_epi16(255);
            let times = _mm256_set1_epi16(inverse(divisor).cast_signed());
            let divisor = _mm256_set1_epi16(i16::from(divisor));
            let (bytes, _) = bytes.as_chunks_mut::<LANES>();
            let (quotients, _) = quotients.as_chunks_mut::<LANES>();
            for (bytes, quotients) in bytes.iter_mut().zip(quotients) {
                let all: __m256i = u8x32::from_slice(avx2, bytes).into();
                // Two bytes to 16 bits: the even ones and the odd ones.
                let (even, odd) = (_mm256_and_si256(all, low), _mm256_srli_epi16::<8>(all));
                let (first, second) = (_mm256_mulhi_epu16(even, times), _mm256_mulhi_epu16(odd, times));
                let divided = _mm256_or_si256(first, _mm256_slli_epi16::<8>(second));
                let first = _mm256_sub_epi16(even, _mm256_mullo_epi16(first, divisor));
                let second = _mm256_sub_epi16(odd, _mm256_mullo_epi16(second, divisor));
                let remaining = _mm256_or_si256(first, _mm256_slli_epi16::<8>(second));
                u8x32::simd_from(avx2, divided).store_slice(quotients);
                u8x32::simd_from(avx2, remaining).store_slice(bytes);
            }
        }
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_divided_by_every_number_of_levels() {
        for divisor in 1..=17u8 {
            let all: Vec<u8> = (0..=255).chain(0..=30).collect();
            let (mut rests, mut quotients) = (all.clone(), vec![9; all.len()]);
            divide(Level::new(), &mut rests, &mut quotients, divisor);
            assert!(all.iter().zip(&quotients).all(|(byte, quotient)| *quotient == byte / divisor));
            assert!(all.iter().zip(&rests).all(|(byte, rest)| *rest == byte % divisor));
            if divisor > 1 {
                let (mut plain, mut divided) = (all.clone(), vec![9; all.len()]);
                divide_plain(&mut plain, &mut divided, divisor);
                assert_eq!((rests, quotients), (plain, divided));
            }
        }
    }

    #[test]
    fn bytes_are_counted_in_any_number() {
        for length in [0, 1, 31, 32, 33, 8160, 8161, 20_011] {
            let bytes: Vec<u8> =
                (0..length).map(|row| if row % 11 == 3 { 255 } else { (row / 7 % 17) as u8 }).collect();
            let mut plain = vec![0; 16];
            count_plain(&bytes, &mut plain);
            assert_eq!(count(&bytes, 16), plain);
            assert_eq!(plain[2], bytes.iter().filter(|byte| **byte == 2).count() as u64);
        }
        assert_eq!(count(&[0; 300_000], 2), [300_000, 0]);
    }
}
