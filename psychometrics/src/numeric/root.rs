//! The zero of a function of one variable between two bounds.
//! Not here: systems of equations and minima.

/// Where `f`, which has different signs at `low` and `high`, is zero, to a width of `tolerance` relative to the place
/// (absolute below one): regula falsi with the Illinois correction, and halving where that is slow. Where the signs
/// are equal, the end with the smaller value.
pub fn between(mut f: impl FnMut(f64) -> f64, low: f64, high: f64, tolerance: f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 || fa.signum() == fb.signum() {
        return if fa.abs() <= fb.abs() { a } else { b };
    }
    let (mut real_a, mut real_b) = (fa, fb);
    let mut side = 0;
    let mut checked = (b - a).abs();
    for round in 1..400 {
        let width = b - a;
        if width.abs() <= tolerance * a.abs().max(b.abs()).max(1.0) {
            break;
        }
        let mut middle = b - fb * width / (fb - fa);
        let slow = round % 4 == 0 && width.abs() > 0.25 * checked;
        if slow || !(middle > a.min(b) && middle < a.max(b)) {
            middle = 0.5 * (a + b);
        }
        if round % 4 == 0 {
            checked = width.abs();
        }
        if middle == a || middle == b {
            break;
        }
        let value = f(middle);
        if value == 0.0 {
            return middle;
        }
        if value.signum() == real_b.signum() {
            (b, fb, real_b) = (middle, value, value);
            fa = if side == 1 { 0.5 * fa } else { real_a };
            side = 1;
        } else {
            (a, fa, real_a) = (middle, value, value);
            fb = if side == 2 { 0.5 * fb } else { real_b };
            side = 2;
        }
    }
    if real_a.abs() < real_b.abs() { a } else { b }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_zero_of_a_steep_function_is_found_from_either_side() {
        for (low, high) in [(-50.0, 80.0), (80.0, -50.0)] {
            let found = super::between(|x: f64| x.exp() - 3.0, low, high, 1e-15);
            assert!((found - 3f64.ln()).abs() < 1e-14, "{found}");
        }
    }
}
