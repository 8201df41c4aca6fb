//! Small square blocks in row-major slices: the arithmetic of one group.
//! Not here: anything large (see `dense`).

/// `out += sign · a b` with `a` of `n × m` and `b` of `m × k`.
pub fn add_product(out: &mut [f64], a: &[f64], b: &[f64], (n, m, k): (usize, usize, usize), sign: f64) {
    for i in 0..n {
        for l in 0..m {
            let factor = sign * a[i * m + l];
            if factor != 0.0 {
                axpy(factor, &b[l * k..(l + 1) * k], &mut out[i * k..(i + 1) * k]);
            }
        }
    }
}

/// `out += sign · aᵀ b` with `a` of `m × n` and `b` of `m × k`.
pub fn add_crossed(out: &mut [f64], a: &[f64], b: &[f64], (n, m, k): (usize, usize, usize), sign: f64) {
    for l in 0..m {
        for i in 0..n {
            let factor = sign * a[l * n + i];
            if factor != 0.0 {
                axpy(factor, &b[l * k..(l + 1) * k], &mut out[i * k..(i + 1) * k]);
            }
        }
    }
}

/// `out += sign · a bᵀ` with `a` of `n × m` and `b` of `k × m`.
pub fn add_outer(out: &mut [f64], a: &[f64], b: &[f64], (n, m, k): (usize, usize, usize), sign: f64) {
    for i in 0..n {
        for j in 0..k {
            out[i * k + j] += sign * dot(&a[i * m..(i + 1) * m], &b[j * m..(j + 1) * m]);
        }
    }
}

/// The sum of products.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// `y += factor · x`.
pub fn axpy(factor: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

/// Replaces the lower triangle of `a` (`q × q`) by its Cholesky factor and clears the upper one; the logarithm of the
/// determinant of `a`, or none where it is not positive definite.
pub fn factor(a: &mut [f64], q: usize) -> Option<f64> {
    let mut log = 0.0;
    for j in 0..q {
        let pivot = a[j * q + j] - (0..j).map(|k| a[j * q + k] * a[j * q + k]).sum::<f64>();
        if !(pivot > 0.0 && pivot.is_finite()) {
            return None;
        }
        log += pivot.ln();
        let root = pivot.sqrt();
        a[j * q + j] = root;
        for i in j + 1..q {
            let inner: f64 = (0..j).map(|k| a[i * q + k] * a[j * q + k]).sum();
            a[i * q + j] = (a[i * q + j] - inner) / root;
            a[j * q + i] = 0.0;
        }
    }
    Some(log)
}

/// `b := L⁻¹ b` with `b` of `q × w`.
pub fn solve(l: &[f64], b: &mut [f64], q: usize, w: usize) {
    for i in 0..q {
        let (done, rest) = b.split_at_mut(i * w);
        let row = &mut rest[..w];
        for k in 0..i {
            axpy(-l[i * q + k], &done[k * w..(k + 1) * w], row);
        }
        let scale = l[i * q + i].recip();
        row.iter_mut().for_each(|value| *value *= scale);
    }
}

/// `b := L⁻ᵀ b` with `b` of `q × w`.
pub fn solve_transposed(l: &[f64], b: &mut [f64], q: usize, w: usize) {
    for i in (0..q).rev() {
        let (before, done) = b.split_at_mut((i + 1) * w);
        let row = &mut before[i * w..];
        for k in i + 1..q {
            axpy(-l[k * q + i], &done[(k - i - 1) * w..(k - i) * w], row);
        }
        let scale = l[i * q + i].recip();
        row.iter_mut().for_each(|value| *value *= scale);
    }
}

/// The inverse of `L Lᵀ`.
pub fn inverse(l: &[f64], out: &mut [f64], q: usize) {
    out.fill(0.0);
    for i in 0..q {
        out[i * q + i] = 1.0;
    }
    solve(l, out, q, q);
    solve_transposed(l, out, q, q);
}
