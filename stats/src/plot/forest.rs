//! Estimates with their intervals, one below the other.

use super::{Anchor, Axes, Canvas, INKS};

/// An estimate with its interval.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// What is estimated.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Lower and upper end.
    pub interval: (f64, f64),
}

/// Draws estimates with intervals; a line stands at `at`, where nothing would be.
#[must_use]
pub fn forest(title: &str, label: &str, at: f64, estimates: &[Estimate]) -> String {
    let ends = || {
        estimates.iter().flat_map(|one| [one.value, one.interval.0, one.interval.1]).filter(|v| v.is_finite())
    };
    let low = ends().chain([at]).fold(f64::INFINITY, f64::min);
    let high = ends().chain([at]).fold(f64::NEG_INFINITY, f64::max);
    let pad = ((high - low) * 0.05).max(1e-6);
    let height = 90.0 + 24.0 * estimates.len() as f64;
    let mut canvas = Canvas::new(640.0, height);
    let axes = Axes {
        left: 200.0,
        right: 560.0,
        top: 34.0,
        bottom: height - 50.0,
        x: (low - pad, high + pad),
        y: (0.0, 1.0),
    };
    canvas.text((16.0, 20.0), Anchor::Start, title);
    canvas.line((axes.left, axes.bottom), (axes.right, axes.bottom), "stroke=\"#333333\"");
    for value in super::ticks(axes.x) {
        let (x, _) = axes.at(value, 0.0);
        canvas.line((x, axes.bottom), (x, axes.bottom + 4.0), "stroke=\"#333333\"");
        canvas.text((x, axes.bottom + 18.0), Anchor::Middle, &super::short(value));
    }
    canvas.text(((axes.left + axes.right) / 2.0, axes.bottom + 36.0), Anchor::Middle, label);
    let (zero, _) = axes.at(at, 0.0);
    canvas.line((zero, axes.top), (zero, axes.bottom), "stroke=\"#777777\" stroke-dasharray=\"4 3\"");
    for (place, one) in estimates.iter().enumerate() {
        let y = axes.top + 16.0 + 24.0 * place as f64;
        canvas.text((axes.left - 10.0, y + 4.0), Anchor::End, &one.name);
        let (from, to) = (axes.at(one.interval.0, 0.0).0, axes.at(one.interval.1, 0.0).0);
        if from.is_finite() && to.is_finite() {
            canvas.line((from, y), (to, y), "stroke=\"#1f4e79\" stroke-width=\"2\"");
        }
        let (x, _) = axes.at(one.value, 0.0);
        if x.is_finite() {
            canvas.shape(&format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"{}\"/>",
                x - 4.0,
                y - 4.0,
                INKS[0]
            ));
        }
    }
    canvas.finish(
        title,
        &format!("{} estimates with their intervals; the line stands at {at}.", estimates.len()),
    )
}
