//! Loops compiled twice: for any processor of the kind, and for those with registers of 256 bits.
//! Which of them runs is decided when it runs. Both do the same operations in the same order, so results do not depend on
//! the processor.
//! Not here: the loops themselves.

/// A loop worth compiling twice. `run`, and all it calls in its inner loop, must be `#[inline(always)]`: what is not
/// inlined is compiled once, for any processor.
pub(crate) trait Kernel {
    /// What it gives.
    type Output;

    /// The loop.
    fn run(self) -> Self::Output;
}

/// Runs a loop with the widest registers there are.
pub(crate) fn widest<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = fearless_simd::Level::new().as_avx2() {
        return fearless_simd::Simd::vectorize(
            avx2,
            #[inline(always)]
            || kernel.run(),
        );
    }
    kernel.run()
}
