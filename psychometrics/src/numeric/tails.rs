//! Tails and limits of t and F as tests and intervals ask for them, infinite statistics included.
//! Not here: the distributions themselves (see `student`, `chisquare`).

use super::{normal, student};

/// Probability that Student's t with `df` degrees of freedom is at least `|t|` away from zero, both sides together.
#[must_use]
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    if df.is_infinite() { 2.0 * normal::below(-t.abs()) } else { student::t_two_sided(t, df) }
}

/// The `t` that is passed with probability `share`, both sides together; NaN outside `0 < share < 1` and for `df` not
/// above zero.
#[must_use]
pub fn student_limit(share: f64, df: f64) -> f64 {
    if !(share > 0.0 && share < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    if df.is_infinite() { -normal::quantile(0.5 * share) } else { -student::t_quantile(0.5 * share, df) }
}

/// Probability that F with `df1` and `df2` degrees of freedom is above `f`.
#[must_use]
pub fn fisher_above(f: f64, df1: f64, df2: f64) -> f64 {
    if f.is_infinite() { 0.0 } else { student::f_above(f.max(0.0), df1, df2) }
}

/// The point of F with a share `above` of it above; NaN outside `0 < above < 1`.
#[must_use]
pub fn fisher_limit(above: f64, df1: f64, df2: f64) -> f64 {
    if !(above > 0.0 && above < 1.0 && df1 > 0.0 && df2 > 0.0) {
        return f64::NAN;
    }
    // The upper point is the inverse of a lower one, which keeps the digits of a small share.
    student::f_quantile(above, df2, df1).recip()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, known: f64) {
        assert!(((found - known) / known).abs() < 1e-10, "{found} instead of {known}");
    }

    #[test]
    fn limits_undo_the_tails_from_one_to_ten_million_degrees_of_freedom() {
        for df in [1.0, 2.5, 17.0, 1983.0, 1e5, 1e7] {
            for share in [0.9, 0.05, 1e-3, 1e-12] {
                close(student_two_sided(student_limit(share, df), df), share);
            }
            for above in [0.025, 0.975] {
                close(fisher_above(fisher_limit(above, 59.0, df), 59.0, df), above);
            }
        }
        close(student_limit(0.05, 10.0), 2.228_138_851_964_939);
        close(student_limit(0.05, f64::INFINITY), 1.959_963_984_540_054);
    }

    #[test]
    fn tails_known_in_closed_form_are_met() {
        close(student_two_sided(3.0, 1.0), 1.0 - 2.0 * 3f64.atan() / std::f64::consts::PI);
        close(fisher_above(3.0, 2.0, 10.0), 1.6f64.powi(-5));
        assert_eq!(
            (fisher_above(f64::INFINITY, 2.0, 3.0), student_two_sided(f64::INFINITY, 3.0)),
            (0.0, 0.0)
        );
    }
}
